/* sluice-json-template.c: what a JSON line is expected to look like.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-json-template.h"

#include "formats/sluice-json-copy.h"
#include "formats/sluice-scan-simd.h"

/* A record with more than this is read by the full parser, which costs such a record little more. */
#define MAX_SLOTS 1024
#define MAX_LITERALS ((gsize) 64 * 1024)

/* Digits that surely fit 64 bits. */
#define SAFE_DIGITS 18

/* A value: the bytes before it, and the column that it goes to; no column when nobody wants it. */
typedef struct
{
  guint32 literal;
  guint32 length;
  SluiceColumnBuilder *column;
  SluiceJsonShape *shape;
  guint32 depth;
} Slot;

struct _SluiceJsonTemplate
{
  SluiceColumnBuilder *rows;
  GString *literals;
  GArray *slots;
  guint32 tail;
  guint32 tail_length;
  GPtrArray *missing;
  GPtrArray *structs;
};

typedef struct
{
  SluiceJsonTemplate *template;
  const SluiceJsonTape *tape;
  guint32 cursor;
} Learner;

static gboolean
take_literal (Learner *self, guint32 end, guint32 *literal, guint32 *length)
{
  GString *literals = self->template->literals;

  *literal = literals->len;
  *length = end - self->cursor;
  if (literals->len + *length > MAX_LITERALS)
    return FALSE;
  g_string_append_len (literals, self->tape->text + self->cursor, *length);

  return TRUE;
}

static gboolean
learn_value (Learner             *self,
             guint32              index,
             SluiceColumnBuilder *column,
             SluiceJsonShape     *shape,
             guint32              depth)
{
  const SluiceJsonNode *node = &self->tape->nodes[index];
  gboolean text = node->kind == SLUICE_JSON_STRING;
  Slot slot = { 0, 0, column, shape, depth };

  if (text && self->tape->text[node->start - 1] != '"')
    return FALSE;
  if (self->template->slots->len == MAX_SLOTS
      || !take_literal (self, node->start - text, &slot.literal, &slot.length))
    return FALSE;

  g_array_append_val (self->template->slots, slot);
  self->cursor = node->start + node->length + text;

  return TRUE;
}

static gboolean
learn_object (Learner             *self,
              guint32              index,
              SluiceColumnBuilder *column,
              SluiceJsonShape     *shape,
              guint32              depth)
{
  guint32 end = self->tape->nodes[index].next;
  g_autofree gboolean *seen = column != NULL ? g_new0 (gboolean, MAX (column->n_children, 1)) : NULL;

  for (guint32 i = index + 1; i < end; i = self->tape->nodes[i + 1].next)
    {
      const SluiceJsonNode *key = &self->tape->nodes[i];
      const SluiceJsonNode *value = &self->tape->nodes[i + 1];
      SluiceColumnBuilder *target = NULL;
      SluiceJsonShape *target_shape = NULL;
      guint field = SLUICE_NO_COLUMN;
      gboolean learnt;

      if (key->decode)
        return FALSE;
      if (column != NULL)
        field = sluice_json_shape_find (shape, self->tape->text + key->start, key->length);
      if (field != SLUICE_NO_COLUMN)
        {
          if (seen[field])
            return FALSE;
          seen[field] = TRUE;
          target = &column->children[field];
          target_shape = &shape->children[field];
        }

      if (value->kind == SLUICE_JSON_OBJECT && value->next > i + 2
          && (target == NULL || target->type->id == SLUICE_TYPE_STRUCT))
        learnt = learn_object (self, i + 1, target, target_shape, depth + 1);
      else
        learnt = learn_value (self, i + 1, target, target_shape, depth + 1);
      if (!learnt)
        return FALSE;
    }

  if (column == NULL)
    return TRUE;
  g_ptr_array_add (self->template->structs, column);
  for (guint i = 0; i < column->n_children; i++)
    if (!seen[i] && i != shape->ignored)
      g_ptr_array_add (self->template->missing, &column->children[i]);

  return TRUE;
}

SluiceJsonTemplate *
sluice_json_template_new (const SluiceJsonTape *tape, SluiceJsonShape *shape, SluiceColumnBuilder *rows)
{
  SluiceJsonTemplate *self = g_new0 (SluiceJsonTemplate, 1);
  Learner learner = { self, tape, 0 };

  self->rows = rows;
  self->literals = g_string_new (NULL);
  self->slots = g_array_new (FALSE, FALSE, sizeof (Slot));
  self->missing = g_ptr_array_new ();
  self->structs = g_ptr_array_new ();

  if (!learn_object (&learner, 0, rows, shape, 0)
      || !take_literal (&learner, tape->nodes[0].start + tape->nodes[0].length, &self->tail,
                        &self->tail_length))
    {
      sluice_json_template_free (self);
      return NULL;
    }

  /* The rows themselves come last; whoever reads them counts them. */
  g_ptr_array_remove_index (self->structs, self->structs->len - 1);

  return self;
}

void
sluice_json_template_free (SluiceJsonTemplate *self)
{
  if (self == NULL)
    return;

  g_string_free (self->literals, TRUE);
  g_array_unref (self->slots);
  g_ptr_array_unref (self->missing);
  g_ptr_array_unref (self->structs);
  g_free (self);
}

static const char *
read_string (const Slot *slot, SluiceJsonConverter *converter, const char *p, const char *end)
{
  const char *text = p + 1;
  const char *stop = sluice_find_string_end (text, end);
  gboolean decode = FALSE;
  gsize length;

  if (G_UNLIKELY (stop == end))
    return NULL;
  if (G_UNLIKELY (*stop != '"'))
    {
      stop = sluice_json_scan_string (stop, end, '"', converter->options, &decode);
      if (stop == NULL)
        return NULL;
    }
  if (slot->column == NULL)
    return stop + 1;

  length = stop - text;
  if (G_UNLIKELY (decode))
    {
      char *decoded = sluice_column_builder_text (converter->arena, length);

      length = sluice_json_decode_string (text, length, decoded);
      text = decoded;
    }
  if (G_LIKELY (slot->column->type->id == SLUICE_TYPE_STRING))
    {
      guint32 row = sluice_column_builder_reserve (slot->column);

      slot->column->column->string[row] = sluice_string (text, length);
      return stop + 1;
    }

  return sluice_json_append_scalar (converter, slot->column, SLUICE_JSON_STRING, text, length) ? stop + 1
                                                                                               : NULL;
}

/* The common whole numbers; FALSE leaves the number to the general way. */
static inline gboolean
read_small_integer (const Slot *slot, const char *p, const char *end, const char **stop)
{
  SluiceColumnBuilder *column = slot->column;
  gboolean negative = *p == '-';
  const char *digits = p + negative;
  gint64 value = 0;

  if (column->type->id != SLUICE_TYPE_BIGINT && column->type->id != SLUICE_TYPE_INT)
    return FALSE;

  for (p = digits; p < end && (guchar) (*p - '0') <= 9; p++)
    value = (gint64) ((guint64) value * 10 + (guint64) (*p - '0'));
  if (p == digits || p - digits > SAFE_DIGITS || p == end || (*digits == '0' && p - digits > 1) || *p == '.'
      || *p == 'e' || *p == 'E')
    return FALSE;

  if (negative)
    value = -value;
  if (column->type->id == SLUICE_TYPE_BIGINT)
    {
      guint32 row = sluice_column_builder_reserve (column);

      column->column->i64[row] = value;
    }
  else
    {
      guint32 row;

      if (value < G_MININT32 || value > G_MAXINT32)
        return FALSE;
      row = sluice_column_builder_reserve (column);
      column->column->i32[row] = (gint32) value;
    }
  *stop = p;

  return TRUE;
}

static const char *
read_word (const Slot          *slot,
           SluiceJsonConverter *converter,
           const char          *p,
           const char          *end,
           const char          *word,
           SluiceJsonKind       kind)
{
  gsize length = strlen (word);

  if ((gsize) (end - p) < length || memcmp (p, word, length) != 0)
    return NULL;
  if (slot->column == NULL)
    return p + length;
  if (kind == SLUICE_JSON_NULL)
    sluice_column_builder_append_null (slot->column);
  else if (!sluice_json_append_scalar (converter, slot->column, kind, p, length))
    return NULL;

  return p + length;
}

/* A value of any kind, by the full parser. */
static const char *
read_general (const Slot          *slot,
              SluiceJsonConverter *converter,
              SluiceJsonTape      *tape,
              const char          *p,
              const char          *end)
{
  const char *line_end = sluice_find_line_end (p, end);
  gsize length;

  if (sluice_json_tape_read (tape, p, line_end - p, converter->options, slot->depth, &length)
      != SLUICE_JSON_OK)
    return NULL;
  if (slot->column != NULL
      && sluice_json_append (converter, slot->shape, slot->column, tape, 0) != SLUICE_JSON_GOOD)
    return NULL;

  return p + length;
}

static const char *
read_number (const Slot          *slot,
             SluiceJsonConverter *converter,
             SluiceJsonTape      *tape,
             const char          *p,
             const char          *end)
{
  SluiceJsonKind kind;
  const char *stop;

  if (slot->column != NULL && read_small_integer (slot, p, end, &stop))
    return stop;

  stop = sluice_json_scan_number (p, end, converter->options, &kind);
  if (stop == NULL || slot->column == NULL)
    return stop;
  if (converter->scratch != NULL && slot->column->type->id == SLUICE_TYPE_STRING
      && !sluice_json_number_is_canonical (kind, p, (gsize) (stop - p)))
    return read_general (slot, converter, tape, p, end);

  return sluice_json_append_scalar (converter, slot->column, kind, p, stop - p) ? stop : NULL;
}

static const char *
read_slot (const Slot          *slot,
           SluiceJsonConverter *converter,
           SluiceJsonTape      *tape,
           const char          *p,
           const char          *end)
{
  if (slot->column != NULL && slot->column->type->id == SLUICE_TYPE_VARIANT)
    return read_general (slot, converter, tape, p, end);

  switch (*p)
    {
    case '"':
      return read_string (slot, converter, p, end);
    case 'n':
      return read_word (slot, converter, p, end, "null", SLUICE_JSON_NULL);
    case 't':
      return read_word (slot, converter, p, end, "true", SLUICE_JSON_TRUE);
    case 'f':
      return read_word (slot, converter, p, end, "false", SLUICE_JSON_FALSE);
    case '{':
    case '[':
      return read_general (slot, converter, tape, p, end);
    default:
      return read_number (slot, converter, tape, p, end);
    }
}

/* Returns: (nullable): the byte behind the last value; *touched says whether values may have been appended */
static const char *
read_slots (const SluiceJsonTemplate *self,
            SluiceJsonConverter      *converter,
            SluiceJsonTape           *tape,
            const char               *p,
            const char               *end,
            gboolean                 *touched)
{
  const char *literals = self->literals->str;
  const Slot *slots = (const Slot *) (gpointer) self->slots->data;
  guint n_slots = self->slots->len;

  for (guint i = 0; i < n_slots; i++)
    {
      const Slot *slot = &slots[i];

      if (G_UNLIKELY ((gsize) (end - p) <= slot->length)
          || !sluice_bytes_equal (p, literals + slot->literal, slot->length))
        return NULL;
      *touched = TRUE;
      p = read_slot (slot, converter, tape, p + slot->length, end);
      if (G_UNLIKELY (p == NULL))
        return NULL;
    }

  return p;
}

const char *
sluice_json_template_read (const SluiceJsonTemplate *self,
                           SluiceJsonConverter      *converter,
                           SluiceJsonTape           *tape,
                           const char               *p,
                           const char               *end)
{
  gboolean touched = FALSE;

  p = read_slots (self, converter, tape, p, end, &touched);
  if (G_UNLIKELY (p == NULL) || (gsize) (end - p) < self->tail_length
      || !sluice_bytes_equal (p, self->literals->str + self->tail, self->tail_length))
    {
      if (touched)
        sluice_column_builder_truncate (self->rows, self->rows->length);
      return NULL;
    }

  for (guint i = 0; i < self->missing->len; i++)
    sluice_column_builder_append_null (g_ptr_array_index (self->missing, i));
  for (guint i = 0; i < self->structs->len; i++)
    sluice_column_builder_reserve (g_ptr_array_index (self->structs, i));

  return p + self->tail_length;
}
