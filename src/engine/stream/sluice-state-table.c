/* sluice-state-table.c: rows of state, and the differences of two versions, as a table.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "stream/sluice-state-table.h"

#include <string.h>

#include "core/sluice-json-text.h"
#include "expr/sluice-analyzer.h"
#include "expr/sluice-program.h"
#include "expr/sluice-value.h"
#include "formats/sluice-writer.h"
#include "operators/sluice-kept-rows.h"

/* Where a row is, and a number that brings most rows into order without looking at them. */
typedef struct
{
  guint64 rank;
  guint32 batch;
  guint32 row;
} Place;

static const char *const change_names[SLUICE_STATE_N_CHANGES] = { "added", "changed", "removed" };

/* Making. */

static SluiceType *
make_schema (const SluiceStatePart *part, gboolean is_diff)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (SluiceField));
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  SluiceField more[] = {
    { (char *) "evictedAt", sluice_type_primitive (SLUICE_TYPE_TIMESTAMP), TRUE, -1 },
    { (char *) "partition_id", sluice_type_primitive (SLUICE_TYPE_INT), FALSE, -1 },
    { (char *) "change", sluice_type_primitive (SLUICE_TYPE_STRING), FALSE, -1 },
  };

  g_array_append_vals (fields, part->key->fields, part->key->n_fields);
  for (guint i = 0; is_diff && i < part->value->n_fields; i++)
    {
      SluiceField field = part->value->fields[i];

      field.name = g_strconcat (field.name, "_before", NULL);
      g_ptr_array_add (names, field.name);
      g_array_append_val (fields, field);
    }
  g_array_append_vals (fields, part->value->fields, part->value->n_fields);
  g_array_append_vals (fields, more, is_diff ? 3 : 2);

  return sluice_type_struct ((SluiceField *) fields->data, fields->len);
}

static SluiceStateTable *
table_new (const SluiceStateLayout *layout, guint part, gboolean is_diff)
{
  SluiceStateTable *self = g_new0 (SluiceStateTable, 1);
  guint n_parts;
  const SluiceStatePart *parts = sluice_state_layout_parts (layout, &n_parts);

  g_assert (part < n_parts);
  self->part.name = parts[part].name;
  self->part.key = sluice_type_ref (parts[part].key);
  self->part.value = sluice_type_ref (parts[part].value);
  self->is_diff = is_diff;
  self->schema = make_schema (&self->part, is_diff);
  self->batches = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_batch_unref);
  self->order = g_array_new (FALSE, FALSE, sizeof (Place));

  return self;
}

static SluiceColumn *
eviction_column (const SluiceStateTable *self, SluiceArena *arena, const SluiceStateEntry *const *entries, guint32 n)
{
  SluiceColumn *column = sluice_column_new (arena, sluice_type_primitive (SLUICE_TYPE_TIMESTAMP), n);
  guint64 *validity = sluice_column_ensure_validity (arena, column);

  for (guint32 i = 0; i < n; i++)
    {
      gboolean leaves = entries[i]->expiry != SLUICE_STATE_NO_EXPIRY;

      column->i64[i] = leaves ? entries[i]->expiry : 0;
      if (!leaves)
        sluice_validity_clear (validity, i);
    }

  return column;
}

static SluiceColumn *
partition_column (SluiceArena *arena, const SluiceStateEntry *const *entries, guint32 n)
{
  SluiceColumn *column = sluice_column_new (arena, sluice_type_primitive (SLUICE_TYPE_INT), n);

  for (guint32 i = 0; i < n; i++)
    column->i32[i] = (gint32) entries[i]->partition;

  return column;
}

/* What the first column of a key says about the order, as far as 64 bits can. */
static guint64
rank_of (const SluiceColumn *column, guint32 row)
{
  guint32 place = sluice_column_index (column, row);

  if (!sluice_validity_get (column->validity, place))
    return 0;

  switch ((int) column->type->id)
    {
    case SLUICE_TYPE_STRUCT:
      return column->n_children > 0 ? rank_of (column->children[0], place) : 0;
    case SLUICE_TYPE_BIGINT:
    case SLUICE_TYPE_TIMESTAMP:
    case SLUICE_TYPE_TIMESTAMP_NTZ:
    case SLUICE_TYPE_DAY_TIME_INTERVAL:
      /* One above null; the two highest share a place, and are told apart by their values. */
      return ((guint64) column->i64[place] ^ G_GUINT64_CONSTANT (0x8000000000000000)) | 1;
    case SLUICE_TYPE_INT:
    case SLUICE_TYPE_DATE:
      return (guint64) ((gint64) column->i32[place] - G_MININT32) + 1;
    case SLUICE_TYPE_STRING:
    case SLUICE_TYPE_BINARY:
      {
        const SluiceString *string = &column->string[place];
        guint64 rank = 0;

        for (guint i = 0; i < 8; i++)
          rank = rank << 8 | (i < string->length ? (guint8) string->data[i] : 0);
        return rank;
      }
    default:
      return 0;
    }
}

static int
compare_places (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Place *place_a = a;
  const Place *place_b = b;
  const SluiceStateTable *self = user_data;
  const SluiceBatch *batch_a = self->batches->pdata[place_a->batch];
  const SluiceBatch *batch_b = self->batches->pdata[place_b->batch];

  if (place_a->rank != place_b->rank)
    return place_a->rank < place_b->rank ? -1 : 1;

  for (guint c = 0; c < batch_a->n_columns; c++)
    {
      int order = sluice_value_compare (batch_a->columns[c], place_a->row, batch_b->columns[c], place_b->row);

      if (order != 0)
        return order;
    }

  return 0;
}

static void
add_batch (SluiceStateTable *self, SluiceArena *arena, SluiceColumn **columns, guint32 n)
{
  for (guint32 i = 0; i < n; i++)
    {
      Place place = { self->part.key->n_fields > 0 ? rank_of (columns[0], i) : 0, self->batches->len, i };

      g_array_append_val (self->order, place);
    }
  g_ptr_array_add (self->batches, sluice_batch_new (arena, self->schema, columns, n));
  self->n_rows += n;
}

static SluiceStateTable *
finish (SluiceStateTable *self)
{
  if (self->order->len > 1)
    g_qsort_with_data (self->order->data, (int) self->order->len, sizeof (Place), compare_places, self);

  return self;
}

SluiceStateTable *
sluice_state_table_new (const SluiceStateLayout       *layout,
                        guint                          part,
                        const SluiceStateEntry *const *entries,
                        guint64                        n,
                        GError                       **error)
{
  g_autoptr (SluiceStateTable) self = table_new (layout, part, FALSE);
  g_autofree SluiceColumn **columns = g_new (SluiceColumn *, self->schema->n_fields);
  guint at = self->part.key->n_fields + self->part.value->n_fields;

  for (guint64 i = 0; i < n; i += SLUICE_BATCH_MAX_ROWS)
    {
      g_autoptr (SluiceArena) arena = sluice_arena_new ();
      guint32 n_rows = (guint32) MIN (n - i, SLUICE_BATCH_MAX_ROWS);

      if (!sluice_state_layout_decode (layout, part, arena, entries + i, n_rows, columns, error))
        return NULL;
      columns[at] = eviction_column (self, arena, entries + i, n_rows);
      columns[at + 1] = partition_column (arena, entries + i, n_rows);
      add_batch (self, arena, columns, n_rows);
    }

  return finish (g_steal_pointer (&self));
}

/* Columns of one side of a difference: where there is no entry, that of the other side is decoded in its place and
 * the values are made null. */
static gboolean
decode_side (const SluiceStateLayout       *layout,
             const SluiceStateTable        *self,
             guint                          part,
             SluiceArena                   *arena,
             const SluiceStateEntry *const *own,
             const SluiceStateEntry *const *other,
             guint32                        n,
             SluiceColumn                 **columns,
             GError                       **error)
{
  g_autofree const SluiceStateEntry **entries = g_new (const SluiceStateEntry *, MAX (n, 1));
  guint n_keys = self->part.key->n_fields;

  for (guint32 i = 0; i < n; i++)
    entries[i] = own[i] != NULL ? own[i] : other[i];
  if (!sluice_state_layout_decode (layout, part, arena, entries, n, columns, error))
    return FALSE;

  for (guint c = n_keys; c < n_keys + self->part.value->n_fields; c++)
    {
      guint64 *validity;

      if (columns[c]->constant)
        {
          g_autofree guint32 *rows = g_new (guint32, n);

          for (guint32 i = 0; i < n; i++)
            rows[i] = i;
          columns[c] = sluice_column_gather (arena, columns[c], rows, n);
          if (columns[c]->constant)
            continue;
        }
      validity = sluice_column_ensure_validity (arena, columns[c]);
      for (guint32 i = 0; i < n; i++)
        if (own[i] == NULL)
          sluice_validity_clear (validity, i);
    }

  return TRUE;
}

static SluiceColumn *
change_column (SluiceStateTable              *self,
               SluiceArena                   *arena,
               const SluiceStateEntry *const *before,
               const SluiceStateEntry *const *after,
               guint32                        n)
{
  SluiceColumn *column = sluice_column_new (arena, sluice_type_primitive (SLUICE_TYPE_STRING), n);

  for (guint32 i = 0; i < n; i++)
    {
      SluiceStateChange change = before[i] == NULL ? SLUICE_STATE_CHANGE_ADDED
                                 : after[i] == NULL ? SLUICE_STATE_CHANGE_REMOVED
                                                    : SLUICE_STATE_CHANGE_CHANGED;

      self->n_changes[change]++;
      column->string[i] = sluice_string (change_names[change], strlen (change_names[change]));
    }

  return column;
}

SluiceStateTable *
sluice_state_table_new_diff (const SluiceStateLayout       *layout,
                             guint                          part,
                             const SluiceStateEntry *const *before,
                             const SluiceStateEntry *const *after,
                             guint64                        n,
                             GError                       **error)
{
  g_autoptr (SluiceStateTable) self = table_new (layout, part, TRUE);
  guint n_keys = self->part.key->n_fields;
  guint n_values = self->part.value->n_fields;
  g_autofree SluiceColumn **columns = g_new (SluiceColumn *, self->schema->n_fields);
  g_autofree SluiceColumn **side = g_new (SluiceColumn *, n_keys + n_values + 1);
  g_autofree const SluiceStateEntry **last = g_new (const SluiceStateEntry *, SLUICE_BATCH_MAX_ROWS);
  guint at = n_keys + 2 * n_values;

  for (guint64 i = 0; i < n; i += SLUICE_BATCH_MAX_ROWS)
    {
      g_autoptr (SluiceArena) arena = sluice_arena_new ();
      guint32 n_rows = (guint32) MIN (n - i, SLUICE_BATCH_MAX_ROWS);

      if (!decode_side (layout, self, part, arena, before + i, after + i, n_rows, side, error))
        return NULL;
      memcpy (columns + n_keys, side + n_keys, sizeof *columns * n_values);
      if (!decode_side (layout, self, part, arena, after + i, before + i, n_rows, side, error))
        return NULL;
      memcpy (columns, side, sizeof *columns * n_keys);
      memcpy (columns + n_keys + n_values, side + n_keys, sizeof *columns * n_values);
      for (guint32 r = 0; r < n_rows; r++)
        last[r] = after[i + r] != NULL ? after[i + r] : before[i + r];
      columns[at] = eviction_column (self, arena, last, n_rows);
      columns[at + 1] = partition_column (arena, last, n_rows);
      columns[at + 2] = change_column (self, arena, before + i, after + i, n_rows);
      add_batch (self, arena, columns, n_rows);
    }

  return finish (g_steal_pointer (&self));
}

void
sluice_state_table_free (SluiceStateTable *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->batches);
  g_array_unref (self->order);
  sluice_type_unref (self->schema);
  sluice_type_unref (self->part.key);
  sluice_type_unref (self->part.value);
  g_free (self);
}

/* Filtering. */

/* Keeps the places that @keep says, by batch and row. */
static void
keep_places (SluiceStateTable *self, guint8 *const *keep)
{
  guint n = 0;

  for (guint i = 0; i < self->order->len; i++)
    {
      Place place = g_array_index (self->order, Place, i);

      if (keep[place.batch][place.row])
        g_array_index (self->order, Place, n++) = place;
    }
  g_array_set_size (self->order, n);
  self->n_rows = n;
}

static gboolean
value_is (const SluiceColumn *column, guint32 row, const char *text, const SluiceSettings *settings, GString *scratch)
{
  g_string_truncate (scratch, 0);
  sluice_text_append_value (column, row, settings, scratch);
  if (strcmp (scratch->str, text) == 0)
    return TRUE;
  if (column->type->id != SLUICE_TYPE_STRUCT || sluice_column_is_null (column, row))
    return FALSE;
  for (guint i = 0; i < column->n_children; i++)
    if (value_is (column->children[i], sluice_column_index (column, row), text, settings, scratch))
      return TRUE;

  return FALSE;
}

void
sluice_state_table_filter_key (SluiceStateTable *self, const char *text, const SluiceSettings *settings)
{
  g_autoptr (GString) scratch = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < self->order->len; i++)
    {
      Place place = g_array_index (self->order, Place, i);
      const SluiceBatch *batch = self->batches->pdata[place.batch];
      gboolean wanted = FALSE;

      for (guint c = 0; c < self->part.key->n_fields && !wanted; c++)
        wanted = value_is (batch->columns[c], place.row, text, settings, scratch);
      if (wanted)
        g_array_index (self->order, Place, n++) = place;
    }
  g_array_set_size (self->order, n);
  self->n_rows = n;
}

gboolean
sluice_state_table_filter (SluiceStateTable *self, const char *condition, SluiceSettings *settings, GError **error)
{
  SluiceScopeInput input = { NULL, self->schema, 0 };
  SluiceScope scope = { &input, 1, settings };
  g_autoptr (SluiceExpr) expr = sluice_analyze_condition (condition, &scope, error);
  g_autoptr (SluiceProgram) program = NULL;
  g_autoptr (GPtrArray) keep = g_ptr_array_new_with_free_func (g_free);

  if (expr == NULL)
    return FALSE;
  program = sluice_program_new (&expr, 1, settings);
  for (guint b = 0; b < self->batches->len; b++)
    {
      SluiceBatch *batch = self->batches->pdata[b];
      g_autoptr (SluiceArena) arena = sluice_arena_new ();
      const guint16 *selection;
      guint8 *wanted = g_new0 (guint8, batch->n_rows);
      guint32 n;

      g_ptr_array_add (keep, wanted);
      if (!sluice_program_run_filter (program, arena, 0, batch, &selection, &n, error))
        return FALSE;
      for (guint32 i = 0; i < n; i++)
        wanted[selection != NULL ? selection[i] : i] = TRUE;
    }
  keep_places (self, (guint8 *const *) keep->pdata);

  return TRUE;
}

/* Reading. */

SluiceBatch *
sluice_state_table_rows (const SluiceStateTable *self, guint64 first, guint32 n)
{
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  g_autofree SluiceBatch **batches = NULL;
  g_autofree guint32 *rows = NULL;

  n = MIN (n, SLUICE_BATCH_MAX_ROWS);
  n = first >= self->n_rows ? 0 : (guint32) MIN (n, self->n_rows - first);
  batches = g_new (SluiceBatch *, MAX (n, 1));
  rows = g_new (guint32, MAX (n, 1));
  for (guint32 i = 0; i < n; i++)
    {
      const Place *place = &g_array_index (self->order, Place, first + i);

      batches[i] = self->batches->pdata[place->batch];
      rows[i] = place->row;
    }

  return sluice_gather_rows (arena, self->schema, batches, rows, n);
}

static void
append_object (SluiceBatch          *rows,
               guint32               row,
               guint                 first,
               const SluiceType     *fields,
               const SluiceSettings *settings,
               GByteArray           *out)
{
  for (guint i = 0; i < fields->n_fields; i++)
    {
      g_autoptr (GString) name = g_string_new (i == 0 ? "{" : ",");

      sluice_append_json_string (name, fields->fields[i].name);
      g_string_append_c (name, ':');
      g_byte_array_append (out, (const guint8 *) name->str, name->len);
      sluice_json_append_value (rows->columns[first + i], row, settings, FALSE, out);
    }
  g_byte_array_append (out, (const guint8 *) (fields->n_fields == 0 ? "{}" : "}"),
                       fields->n_fields == 0 ? 2 : 1);
}

static void
append_text (GByteArray *out, const char *text)
{
  g_byte_array_append (out, (const guint8 *) text, strlen (text));
}

void
sluice_state_table_append_json (const SluiceStateTable *self,
                                SluiceBatch            *rows,
                                const SluiceSettings   *settings,
                                const char             *prefix,
                                GByteArray             *out)
{
  guint n_keys = self->part.key->n_fields;
  guint n_values = self->part.value->n_fields;
  guint at = n_keys + (self->is_diff ? 2 : 1) * n_values;

  for (guint32 i = 0; i < rows->n_selected; i++)
    {
      guint32 row = sluice_batch_row (rows, i);
      const SluiceString *change
          = self->is_diff ? &rows->columns[at + 2]->string[sluice_column_index (rows->columns[at + 2], row)]
                          : NULL;

      append_text (out, "{");
      append_text (out, prefix != NULL ? prefix : "");
      if (change != NULL)
        {
          append_text (out, "\"change\":\"");
          g_byte_array_append (out, (const guint8 *) change->data, change->length);
          append_text (out, "\",");
        }
      append_text (out, "\"key\":");
      append_object (rows, row, 0, self->part.key, settings, out);
      if (self->is_diff)
        {
          append_text (out, ",\"before\":");
          if (change->data[0] == 'a')
            append_text (out, "null");
          else
            append_object (rows, row, n_keys, self->part.value, settings, out);
          append_text (out, ",\"after\":");
          if (change->data[0] == 'r')
            append_text (out, "null");
          else
            append_object (rows, row, n_keys + n_values, self->part.value, settings, out);
        }
      else
        {
          append_text (out, ",\"value\":");
          append_object (rows, row, n_keys, self->part.value, settings, out);
        }
      append_text (out, ",\"evictedAt\":");
      sluice_json_append_value (rows->columns[at], row, settings, FALSE, out);
      append_text (out, ",\"partition_id\":");
      sluice_json_append_value (rows->columns[at + 1], row, settings, FALSE, out);
      append_text (out, "}\n");
    }
}
