/* sluice-variant-builder.c: puts variants together.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>
#include <xxhash.h>

#include "core/sluice-error.h"
#include "expr/sluice-decimal.h"
#include "expr/sluice-expr.h"
#include "expr/sluice-variant-private.h"

/* A child of an open container: the number of its name, and where it begins after the container's start. */
typedef struct
{
  guint32 id;
  guint32 offset;
} Entry;

/* So many fields are put in order without another function's help. */
#define FEW_ENTRIES 16

/* What is called the most has room at once. */
#define N_SLOTS 16

void
sluice_variant_builder_init (SluiceVariantBuilder *self)
{
  self->value = g_byte_array_sized_new (256);
  self->names = g_byte_array_sized_new (64);
  self->ends = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->n_names = 0;
  self->table = g_array_new (FALSE, TRUE, sizeof (guint32));
  g_array_set_size (self->table, N_SLOTS);
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->spare = g_byte_array_new ();
  self->keep_last = FALSE;
}

void
sluice_variant_builder_clear (SluiceVariantBuilder *self)
{
  g_byte_array_unref (self->value);
  g_byte_array_unref (self->names);
  g_array_unref (self->ends);
  g_array_unref (self->table);
  g_array_unref (self->entries);
  g_byte_array_unref (self->spare);
}

void
sluice_variant_builder_begin (SluiceVariantBuilder *self)
{
  g_byte_array_set_size (self->value, 0);
  g_array_set_size (self->entries, 0);
  /* The next variant mostly has the same names in the same order. */
  self->n_names = 0;
}

static void
put_number (guint8 *p, guint64 value, guint n)
{
  for (guint i = 0; i < n; i++)
    p[i] = (guint8) (value >> (8 * i));
}

/* How many bytes hold a number that isn't negative. */
static guint
width_of (gsize value)
{
  return value <= 0xff ? 1 : value <= 0xffff ? 2 : value <= 0xffffff ? 3 : 4;
}

static SluiceString
name_at (const SluiceVariantBuilder *self, guint32 id)
{
  guint32 from = id > 0 ? g_array_index (self->ends, guint32, id - 1) : 0;

  return sluice_string ((const char *) self->names->data + from, g_array_index (self->ends, guint32, id) - from);
}

static guint32 *
slot_of (SluiceVariantBuilder *self, const SluiceString *name)
{
  guint32 mask = self->table->len - 1;
  guint32 place = (guint32) XXH3_64bits (name->data, name->length) & mask;
  guint32 *slots = (guint32 *) (gpointer) self->table->data;

  for (;; place = (place + 1) & mask)
    {
      SluiceString other;

      if (slots[place] == 0)
        return &slots[place];
      other = name_at (self, slots[place] - 1);
      if (sluice_string_equal (&other, name))
        return &slots[place];
    }
}

static void
fill_table (SluiceVariantBuilder *self)
{
  memset (self->table->data, 0, self->table->len * sizeof (guint32));
  for (guint32 i = 0; i < self->ends->len; i++)
    {
      SluiceString name = name_at (self, i);

      *slot_of (self, &name) = i + 1;
    }
}

/* Drops the names that only the variant before had. */
static void
forget_names (SluiceVariantBuilder *self)
{
  if (self->n_names == self->ends->len)
    return;

  g_array_set_size (self->ends, self->n_names);
  g_byte_array_set_size (self->names, self->n_names > 0 ? g_array_index (self->ends, guint32, self->n_names - 1) : 0);
  fill_table (self);
}

gboolean
sluice_variant_builder_finish (SluiceVariantBuilder *self, SluiceArena *arena, SluiceString *result)
{
  guint32 n = self->n_names;
  guint width;
  gsize metadata, size;
  guint8 *bytes;
  guint8 *p;

  forget_names (self);
  width = width_of (MAX (self->names->len, n));
  metadata = 1 + width + ((gsize) n + 1) * width + self->names->len;
  size = 4 + metadata + self->value->len;
  if (metadata > SLUICE_VARIANT_MAX_SIZE || self->value->len > SLUICE_VARIANT_MAX_SIZE)
    return FALSE;

  p = bytes = (guint8 *) sluice_arena_alloc_bytes (arena, size);
  put_number (p, metadata, 4);
  p += 4;
  *p++ = (guint8) (1 | (width - 1) << 6);
  put_number (p, n, width);
  p += width;
  put_number (p, 0, width);
  p += width;
  for (guint32 i = 0; i < n; i++, p += width)
    put_number (p, g_array_index (self->ends, guint32, i), width);
  if (self->names->len > 0)
    memcpy (p, self->names->data, self->names->len);
  memcpy (p + self->names->len, self->value->data, self->value->len);
  *result = sluice_string ((const char *) bytes, size);

  return TRUE;
}

static guint8 *
append (SluiceVariantBuilder *self, guint n)
{
  guint length = self->value->len;

  g_byte_array_set_size (self->value, length + n);

  return self->value->data + length;
}

static guint8 *
append_primitive (SluiceVariantBuilder *self, guint primitive, guint n)
{
  guint8 *p = append (self, n + 1);

  *p = (guint8) (primitive << 2 | BASIC_PRIMITIVE);

  return p + 1;
}

static guint32
add_name (SluiceVariantBuilder *self, const char *text, gsize length)
{
  SluiceString name = sluice_string (text, length);
  guint32 *slot;
  guint32 end;

  if (self->n_names < self->ends->len)
    {
      SluiceString expected = name_at (self, self->n_names);

      if (sluice_string_equal (&expected, &name))
        return self->n_names++;
    }

  slot = slot_of (self, &name);
  if (*slot != 0 && *slot <= self->n_names)
    return *slot - 1;

  forget_names (self);
  g_byte_array_append (self->names, (const guint8 *) text, (guint) length);
  end = self->names->len;
  g_array_append_val (self->ends, end);
  self->n_names++;
  if (self->n_names * 2 > self->table->len)
    {
      g_array_set_size (self->table, self->table->len * 2);
      fill_table (self);
    }
  else
    *slot_of (self, &name) = self->n_names;

  return self->n_names - 1;
}

SluiceVariantFrame
sluice_variant_builder_open (SluiceVariantBuilder *self)
{
  return (SluiceVariantFrame){ self->value->len, self->entries->len };
}

void
sluice_variant_builder_member (SluiceVariantBuilder *self,
                               const SluiceVariantFrame *frame,
                               const char *name,
                               gsize length)
{
  Entry entry = { add_name (self, name, length), self->value->len - frame->start };

  g_array_append_val (self->entries, entry);
}

void
sluice_variant_builder_element (SluiceVariantBuilder *self, const SluiceVariantFrame *frame)
{
  Entry entry = { 0, self->value->len - frame->start };

  g_array_append_val (self->entries, entry);
}

/* Makes room for a container's head before its children, and writes what both kinds have. */
static void
close_container (SluiceVariantBuilder *self, const SluiceVariantFrame *frame, gboolean object)
{
  const Entry *entries = &g_array_index (self->entries, Entry, frame->first_entry);
  guint32 n = self->entries->len - frame->first_entry;
  guint size = self->value->len - frame->start;
  guint n_width = n > 0xff ? 4 : 1;
  guint offset_width = width_of (size);
  guint32 max_id = 0;
  guint id_width = 0;
  guint head;
  guint8 *p;

  if (object)
    {
      for (guint32 i = 0; i < n; i++)
        max_id = MAX (max_id, entries[i].id);
      id_width = width_of (max_id);
    }
  head = 1 + n_width + n * id_width + (n + 1) * offset_width;
  append (self, head);
  p = self->value->data + frame->start;
  memmove (p + head, p, size);

  *p++ = object ? (guint8) ((n_width > 1) << 6 | (id_width - 1) << 4 | (offset_width - 1) << 2 | BASIC_OBJECT)
                : (guint8) ((n_width > 1) << 4 | (offset_width - 1) << 2 | BASIC_ARRAY);
  put_number (p, n, n_width);
  p += n_width;
  for (guint32 i = 0; i < n && object; i++, p += id_width)
    put_number (p, entries[i].id, id_width);
  for (guint32 i = 0; i < n; i++, p += offset_width)
    put_number (p, entries[i].offset, offset_width);
  put_number (p, size, offset_width);
  g_array_set_size (self->entries, frame->first_entry);
}

static int
compare_entries (gconstpointer a, gconstpointer b, gpointer user_data)
{
  SluiceString x = name_at (user_data, ((const Entry *) a)->id);
  SluiceString y = name_at (user_data, ((const Entry *) b)->id);
  int order = sluice_variant_compare_names (&x, &y);

  if (order != 0)
    return order;

  return ((const Entry *) a)->offset < ((const Entry *) b)->offset ? -1 : 1;
}

static void
sort_entries (SluiceVariantBuilder *self, Entry *entries, guint32 n)
{
  if (n > FEW_ENTRIES)
    {
      g_qsort_with_data (entries, (int) n, sizeof *entries, compare_entries, self);
      return;
    }

  for (guint32 i = 1; i < n; i++)
    {
      Entry entry = entries[i];
      guint32 place = i;

      for (; place > 0 && compare_entries (&entries[place - 1], &entry, self) > 0; place--)
        entries[place] = entries[place - 1];
      entries[place] = entry;
    }
}

static int
compare_offsets (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return ((const Entry *) a)->offset < ((const Entry *) b)->offset ? -1 : 1;
}

/* Leaves the fields out of which there is a later one of the same name. */
static void
drop_overwritten (SluiceVariantBuilder *self, const SluiceVariantFrame *frame)
{
  Entry *entries = &g_array_index (self->entries, Entry, frame->first_entry);
  guint32 n = self->entries->len - frame->first_entry;
  guint8 *data = self->value->data + frame->start;
  guint32 kept = 0;
  guint32 to = 0;

  for (guint32 i = 0; i < n; i++)
    if (i + 1 == n || entries[i].id != entries[i + 1].id)
      entries[kept++] = entries[i];
  g_array_set_size (self->entries, frame->first_entry + kept);

  g_qsort_with_data (entries, (int) kept, sizeof *entries, compare_offsets, NULL);
  for (guint32 i = 0; i < kept; i++)
    {
      SluiceVariant child = { NULL, data + entries[i].offset };
      gsize size = sluice_variant_size (child);

      memmove (data + to, child.value, size);
      entries[i].offset = to;
      to += (guint32) size;
    }
  g_byte_array_set_size (self->value, frame->start + to);
  sort_entries (self, entries, kept);
}

gboolean
sluice_variant_builder_close_object (SluiceVariantBuilder *self, const SluiceVariantFrame *frame, GError **error)
{
  Entry *entries = &g_array_index (self->entries, Entry, frame->first_entry);
  guint32 n = self->entries->len - frame->first_entry;
  gboolean repeated = FALSE;

  sort_entries (self, entries, n);
  for (guint32 i = 1; i < n && !repeated; i++)
    if (entries[i].id == entries[i - 1].id)
      {
        SluiceString name = name_at (self, entries[i].id);

        repeated = TRUE;
        if (!self->keep_last)
          {
            sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "VARIANT_DUPLICATE_KEY",
                              "Failed to build variant because of a duplicate object key `%.*s`.",
                              (int) name.length, name.data);
            return FALSE;
          }
      }
  if (repeated)
    drop_overwritten (self, frame);
  close_container (self, frame, TRUE);

  return TRUE;
}

void
sluice_variant_builder_close_array (SluiceVariantBuilder *self, const SluiceVariantFrame *frame)
{
  close_container (self, frame, FALSE);
}

void
sluice_variant_builder_null (SluiceVariantBuilder *self)
{
  append_primitive (self, PRIMITIVE_NULL, 0);
}

void
sluice_variant_builder_boolean (SluiceVariantBuilder *self, gboolean value)
{
  append_primitive (self, value ? PRIMITIVE_TRUE : PRIMITIVE_FALSE, 0);
}

void
sluice_variant_builder_long (SluiceVariantBuilder *self, gint64 value)
{
  if (value == (gint8) value)
    put_number (append_primitive (self, PRIMITIVE_INT1, 1), (guint64) value, 1);
  else if (value == (gint16) value)
    put_number (append_primitive (self, PRIMITIVE_INT2, 2), (guint64) value, 2);
  else if (value == (gint32) value)
    put_number (append_primitive (self, PRIMITIVE_INT4, 4), (guint64) value, 4);
  else
    put_number (append_primitive (self, PRIMITIVE_INT8, 8), (guint64) value, 8);
}

void
sluice_variant_builder_time (SluiceVariantBuilder *self, SluiceVariantKind kind, gint64 value)
{
  if (kind == SLUICE_VARIANT_DATE)
    put_number (append_primitive (self, PRIMITIVE_DATE, 4), (guint64) value, 4);
  else
    put_number (append_primitive (
                    self, kind == SLUICE_VARIANT_TIMESTAMP ? PRIMITIVE_TIMESTAMP : PRIMITIVE_TIMESTAMP_NTZ, 8),
                (guint64) value, 8);
}

void
sluice_variant_builder_double (SluiceVariantBuilder *self, double value)
{
  memcpy (append_primitive (self, PRIMITIVE_DOUBLE, 8), &value, sizeof value);
}

void
sluice_variant_builder_float (SluiceVariantBuilder *self, float value)
{
  memcpy (append_primitive (self, PRIMITIVE_FLOAT, 4), &value, sizeof value);
}

void
sluice_variant_builder_decimal (SluiceVariantBuilder *self, SluiceInt128 value, guint scale)
{
  guint8 *p;

  if (scale <= 9 && sluice_decimal_fits (value, 9))
    put_number ((p = append_primitive (self, PRIMITIVE_DECIMAL4, 5)) + 1, (guint64) value, 4);
  else if (scale <= 18 && sluice_decimal_fits (value, 18))
    put_number ((p = append_primitive (self, PRIMITIVE_DECIMAL8, 9)) + 1, (guint64) value, 8);
  else
    memcpy ((p = append_primitive (self, PRIMITIVE_DECIMAL16, 17)) + 1, &value, sizeof value);
  *p = (guint8) scale;
}

void
sluice_variant_builder_string (SluiceVariantBuilder *self, const char *text, gsize length)
{
  guint8 *p;

  if (length <= 63)
    {
      p = append (self, (guint) length + 1);
      *p++ = (guint8) (length << 2 | BASIC_SHORT_STRING);
    }
  else
    {
      p = append_primitive (self, PRIMITIVE_STRING, (guint) length + 4);
      put_number (p, length, 4);
      p += 4;
    }
  if (length > 0)
    memcpy (p, text, length);
}

void
sluice_variant_builder_binary (SluiceVariantBuilder *self, const char *bytes, gsize length)
{
  guint8 *p = append_primitive (self, PRIMITIVE_BINARY, (guint) length + 4);

  put_number (p, length, 4);
  if (length > 0)
    memcpy (p + 4, bytes, length);
}

void
sluice_variant_builder_copy (SluiceVariantBuilder *self, SluiceVariant variant)
{
  SluiceVariantKind kind = sluice_variant_kind (variant);
  SluiceVariantFrame frame = sluice_variant_builder_open (self);
  guint32 n = kind <= SLUICE_VARIANT_ARRAY ? sluice_variant_n_children (variant) : 0;
  gsize size;

  if (kind == SLUICE_VARIANT_OBJECT)
    {
      for (guint32 i = 0; i < n; i++)
        {
          SluiceString name;
          SluiceVariant child = sluice_variant_child (variant, i, &name);

          sluice_variant_builder_member (self, &frame, name.data, name.length);
          sluice_variant_builder_copy (self, child);
        }
      /* The names are in order and different already. */
      close_container (self, &frame, TRUE);
    }
  else if (kind == SLUICE_VARIANT_ARRAY)
    {
      for (guint32 i = 0; i < n; i++)
        {
          sluice_variant_builder_element (self, &frame);
          sluice_variant_builder_copy (self, sluice_variant_child (variant, i, NULL));
        }
      sluice_variant_builder_close_array (self, &frame);
    }
  else
    {
      size = sluice_variant_size (variant);
      memcpy (append (self, (guint) size), variant.value, size);
    }
}

void
sluice_variant_error_size (const char *function, GError **error)
{
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "VARIANT_SIZE_LIMIT",
                    "Cannot build variant bigger than 128.0 MiB in `%s`. Please avoid large input strings to "
                    "this expression (for example, add function call(s) to check the expression size and "
                    "convert it to NULL first if it is too big).",
                    function);
}
