/* sluice-rows.c: tables that stand in documents and tests.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-json-value.h"
#include "formats/sluice-writer.h"

/* What goes from row to row. */
typedef struct
{
  const SluiceType *schema;
  SluiceJsonTape tape;
  SluiceJsonShape shape;
  SluiceJsonConverter converter;
  SluiceColumnBuilder rows;
  SluiceArena *arena;
  GPtrArray *batches;
  guint64 n_rows;
  guint32 batch_rows;
  char *text;
} Table;

static void
finish_batch (Table *self)
{
  SluiceColumn *rows;
  SluiceBatch *batch;

  if (self->arena == NULL)
    return;

  rows = sluice_column_builder_finish (&self->rows);
  batch = sluice_batch_new (self->arena, self->schema, rows->children, self->rows.length);
  batch->sequence = self->n_rows;
  self->n_rows += self->rows.length;
  g_ptr_array_add (self->batches, batch);
  g_clear_pointer (&self->arena, sluice_arena_unref);
  self->rows.length = 0;
}

static void
set_row_error (Table *self, GError **error, const char *what)
{
  guint64 row = self->n_rows + (self->arena != NULL ? self->rows.length : 0);

  sluice_set_error (error, SLUICE_FORMAT_ERROR, SLUICE_FORMAT_ERROR_MALFORMED,
                    self->converter.failure.condition, "Row %" G_GUINT64_FORMAT ": %s", row + 1, what);
  if (error != NULL && sluice_error_info (*error) != NULL)
    sluice_error_info (*error)->row = (gint64) row;
}

static gboolean
append_row (Table *self, guint32 index, GError **error)
{
  if (self->tape.nodes[index].kind != SLUICE_JSON_OBJECT)
    {
      set_row_error (self, error, "it is not a JSON object");
      return FALSE;
    }
  if (self->arena == NULL)
    {
      self->arena = sluice_arena_new ();
      sluice_arena_keep (self->arena, g_atomic_rc_box_acquire (self->text), g_atomic_rc_box_release);
      self->converter.arena = self->arena;
      sluice_column_builder_start (&self->rows, self->arena, 16);
    }

  if (sluice_json_append_fields (&self->converter, &self->shape, &self->rows, &self->tape, index, NULL)
      != SLUICE_JSON_GOOD)
    {
      set_row_error (self, error,
                     sluice_failure_is_set (&self->converter.failure) ? self->converter.failure.message
                                                                      : "a value doesn't convert");
      return FALSE;
    }
  if (++self->rows.length == self->batch_rows)
    finish_batch (self);

  return TRUE;
}

static gboolean
read_all (Table *self, const char *json, gsize length, GError **error)
{
  const char *p = json;
  const char *end = json + length;

  while (p < end)
    {
      gsize taken = 0;
      SluiceJsonStatus status;

      status = sluice_json_tape_read (&self->tape, p, (gsize) (end - p), self->converter.options, 0, &taken);
      if (status == SLUICE_JSON_EMPTY)
        return TRUE;
      if (status == SLUICE_JSON_BAD)
        {
          set_row_error (self, error, "this is not JSON");
          return FALSE;
        }
      if (self->tape.nodes[0].kind == SLUICE_JSON_ARRAY)
        {
          for (guint32 i = 1; i < self->tape.nodes[0].next; i = self->tape.nodes[i].next)
            if (!append_row (self, i, error))
              return FALSE;
        }
      else if (!append_row (self, 0, error))
        return FALSE;
      p += taken;
    }

  return TRUE;
}

GPtrArray *
sluice_rows_from_json (const char           *json,
                       gsize                 length,
                       const SluiceType     *schema,
                       const SluiceSettings *settings,
                       GError              **error)
{
  g_autoptr (GPtrArray) result = NULL;
  g_autoptr (SluiceFormatOptions) options = NULL;
  Table table = { .schema = schema, .batch_rows = sluice_batch_default_rows () };
  gboolean good;

  options = sluice_format_options_new (SLUICE_FORMAT_JSON, NULL, settings, FALSE, error);
  if (options == NULL)
    return NULL;

  table.batches = result = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_batch_unref);
  table.converter.options = options;
  table.converter.settings = settings;
  table.converter.lenient = TRUE;
  table.converter.explain = TRUE;
  sluice_json_shape_init (&table.shape, schema, SLUICE_NO_COLUMN);
  sluice_column_builder_init (&table.rows, schema);

  /* Texts of the rows point into the JSON text; each batch keeps a copy of it alive. */
  table.text = g_atomic_rc_box_alloc (MAX (length, 1));
  memcpy (table.text, json, length);
  if (length > G_MAXUINT32)
    set_row_error (&table, error, "the text is too long");
  good = length <= G_MAXUINT32 && read_all (&table, table.text, length, error);
  if (good)
    finish_batch (&table);

  g_clear_pointer (&table.arena, sluice_arena_unref);
  g_atomic_rc_box_release (table.text);
  sluice_json_converter_clear (&table.converter);
  sluice_column_builder_clear (&table.rows);
  sluice_json_shape_clear (&table.shape);
  sluice_json_tape_clear (&table.tape);

  return good ? g_steal_pointer (&result) : NULL;
}
