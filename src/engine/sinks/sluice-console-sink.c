/* sluice-console-sink.c: the console sink, and the table that it draws.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "sinks/sluice-sink.h"

#include <stdio.h>
#include <string.h>

#include "formats/sluice-writer.h"

#define DEFAULT_ROWS 20
#define DEFAULT_TRUNCATE 20
#define RULE "-------------------------------------------\n"

typedef struct
{
  SluiceSink base;
  SluiceSettings *settings;
  SluiceType *schema;
  SluiceTextFunc console;
  gpointer console_data;
  guint max_rows;
  guint truncate;
  guint n_workers;
  GPtrArray **pending; /* by worker, of SluiceBatch: no more rows than are shown */
  guint *n_pending;
  guint64 *n_rows;
} ConsoleSink;

/* Wide characters take two columns of a terminal; Spark counts them so too. */
static guint
display_width (const char *text)
{
  guint width = 0;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    width += g_unichar_iswide (g_utf8_get_char (c)) ? 2 : 1;

  return width;
}

static char *
cell_text (const SluiceColumn   *column,
           guint32               row,
           guint                 truncate,
           const SluiceSettings *settings)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *valid = NULL;
  GString *shown;

  sluice_text_append_value (column, row, settings, text);
  valid = g_utf8_make_valid (text->str, text->len);

  /* A line break or an escape sequence in a value must not break the table or the terminal. */
  shown = g_string_new (NULL);
  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c))
    switch (*c)
      {
      case '\n':
        g_string_append (shown, "\\n");
        break;
      case '\r':
        g_string_append (shown, "\\r");
        break;
      case '\t':
        g_string_append (shown, "\\t");
        break;
      default:
        if ((guchar) *c < 0x20 || *c == 0x7f)
          g_string_append_printf (shown, "\\u%04X", *c);
        else
          g_string_append_unichar (shown, g_utf8_get_char (c));
      }

  if (truncate > 0 && g_utf8_strlen (shown->str, -1) > truncate)
    {
      gboolean dots = truncate >= 4;

      g_string_truncate (shown, g_utf8_offset_to_pointer (shown->str, truncate - (dots ? 3 : 0))
                                  - shown->str);
      if (dots)
        g_string_append (shown, "...");
    }

  return g_string_free (shown, FALSE);
}

static void
append_padded (GString *out, const char *text, guint width, gboolean left)
{
  guint padding = width - MIN (width, display_width (text));

  if (left)
    g_string_append (out, text);
  for (guint i = 0; i < padding; i++)
    g_string_append_c (out, ' ');
  if (!left)
    g_string_append (out, text);
}

static void
append_border (GString *out, const guint *widths, guint n)
{
  g_string_append_c (out, '+');
  for (guint i = 0; i < n; i++)
    {
      for (guint j = 0; j < widths[i]; j++)
        g_string_append_c (out, '-');
      g_string_append_c (out, '+');
    }
  g_string_append_c (out, '\n');
}

static void
append_line (GString *out, char **cells, const guint *widths, guint n, gboolean left)
{
  g_string_append_c (out, '|');
  for (guint i = 0; i < n; i++)
    {
      append_padded (out, cells[i], widths[i], left);
      g_string_append_c (out, '|');
    }
  g_string_append_c (out, '\n');
}

void
sluice_show_table (GPtrArray            *batches,
                   const SluiceType     *schema,
                   guint                 max_rows,
                   guint                 truncate,
                   const SluiceSettings *settings,
                   GString              *out)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autofree guint *widths = g_new (guint, MAX (schema->n_fields, 1));
  guint n = schema->n_fields;
  guint64 n_rows = 0;
  gboolean left = truncate == 0;
  char **header = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    header[i] = g_strdup (schema->fields[i].name);
  g_ptr_array_add (lines, header);

  for (guint b = 0; b < batches->len; b++)
    {
      SluiceBatch *batch = g_ptr_array_index (batches, b);

      n_rows += batch->n_selected;
      for (guint32 i = 0; i < batch->n_selected && lines->len <= max_rows; i++)
        {
          char **cells = g_new0 (char *, n + 1);

          for (guint c = 0; c < n; c++)
            cells[c] = cell_text (batch->columns[c], sluice_batch_row (batch, i), truncate, settings);
          g_ptr_array_add (lines, cells);
        }
    }

  for (guint i = 0; i < n; i++)
    {
      widths[i] = 3;
      for (guint j = 0; j < lines->len; j++)
        widths[i] = MAX (widths[i], display_width (((char **) g_ptr_array_index (lines, j))[i]));
    }

  append_border (out, widths, n);
  append_line (out, header, widths, n, left);
  append_border (out, widths, n);
  for (guint i = 1; i < lines->len; i++)
    append_line (out, g_ptr_array_index (lines, i), widths, n, left);
  append_border (out, widths, n);
  if (n_rows > max_rows)
    g_string_append_printf (out, "only showing top %u row%s\n", max_rows, max_rows == 1 ? "" : "s");
}

static void
sink_abort (SluiceSink *sink)
{
  ConsoleSink *self = (ConsoleSink *) sink;

  for (guint i = 0; i < self->n_workers; i++)
    {
      g_ptr_array_set_size (self->pending[i], 0);
      self->n_pending[i] = 0;
      self->n_rows[i] = 0;
    }
}

static gboolean
sink_begin (SluiceSink *sink, gint64 batch_id, gboolean *done_before, GError **error)
{
  sink_abort (sink);

  return TRUE;
}

static gboolean
sink_write (SluiceSink *sink, guint worker, SluiceBatch *batch, GError **error)
{
  ConsoleSink *self = (ConsoleSink *) sink;
  guint wanted;

  /* One row more than is shown tells that there are more. */
  wanted = self->max_rows + 1 - MIN (self->n_pending[worker], self->max_rows + 1);
  if (wanted > 0)
    {
      SluiceBatch *copy = sluice_batch_copy (batch, wanted);

      self->n_pending[worker] += copy->n_rows;
      g_ptr_array_add (self->pending[worker], copy);
    }
  self->n_rows[worker] += batch->n_selected;

  return TRUE;
}

static void
print (ConsoleSink *self, const char *text, gsize length)
{
  if (self->console != NULL)
    {
      self->console (text, length, self->console_data);
      return;
    }

  fwrite (text, 1, length, stdout);
  fflush (stdout);
}

static gboolean
sink_commit (SluiceSink *sink, gint64 batch_id, GError **error)
{
  ConsoleSink *self = (ConsoleSink *) sink;
  g_autoptr (GString) text = g_string_new (RULE);
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  for (guint i = 0; i < self->n_workers; i++)
    for (guint j = 0; j < self->pending[i]->len; j++)
      g_ptr_array_add (rows, g_ptr_array_index (self->pending[i], j));

  g_string_append_printf (text, "Batch: %" G_GINT64_FORMAT "\n" RULE, batch_id);
  sluice_show_table (rows, self->schema, self->max_rows, self->truncate, self->settings, text);
  g_string_append_c (text, '\n');
  print (self, text->str, text->len);
  sink_abort (sink);

  return TRUE;
}

static char *
sink_describe (SluiceSink *sink)
{
  ConsoleSink *self = (ConsoleSink *) sink;

  return g_strdup_printf ("org.apache.spark.sql.execution.streaming.ConsoleTable$"
                          "[numRows=%u, truncate=%s]", self->max_rows,
                          self->truncate > 0 ? "true" : "false");
}

static void
sink_free (SluiceSink *sink)
{
  ConsoleSink *self = (ConsoleSink *) sink;

  for (guint i = 0; i < self->n_workers; i++)
    g_ptr_array_unref (self->pending[i]);
  g_free (self->pending);
  g_free (self->n_pending);
  g_free (self->n_rows);
  sluice_settings_unref (self->settings);
  sluice_type_unref (self->schema);
}

static const SluiceSinkClass sink_class = {
  .begin = sink_begin,
  .write = sink_write,
  .commit = sink_commit,
  .abort = sink_abort,
  .describe = sink_describe,
  .free = sink_free,
};

static const char *
find_option (GHashTable *options, const char *name)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, options);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_ascii_strcasecmp (key, name) == 0)
      return value;

  return NULL;
}

static gboolean
read_options (ConsoleSink *self, GHashTable *options, GError **error)
{
  const char *rows = find_option (options, "numRows");
  const char *truncate = find_option (options, "truncate");
  guint64 number;

  self->max_rows = DEFAULT_ROWS;
  self->truncate = DEFAULT_TRUNCATE;

  if (rows != NULL)
    {
      if (!g_ascii_string_to_unsigned (rows, 10, 0, 1000000, &number, NULL))
        {
          sluice_set_error (error, SLUICE_SINK_ERROR, SLUICE_SINK_ERROR_OPTION, NULL,
                            "Invalid value '%s' for option 'numRows', must be a whole number", rows);
          return FALSE;
        }
      self->max_rows = number;
    }

  if (truncate == NULL || g_ascii_strcasecmp (truncate, "true") == 0)
    return TRUE;
  if (g_ascii_strcasecmp (truncate, "false") == 0)
    self->truncate = 0;
  else if (g_ascii_string_to_unsigned (truncate, 10, 0, 1000000, &number, NULL))
    self->truncate = number;
  else
    {
      sluice_set_error (error, SLUICE_SINK_ERROR, SLUICE_SINK_ERROR_OPTION, NULL,
                        "Invalid value '%s' for option 'truncate', must be true, false or a number of "
                        "characters", truncate);
      return FALSE;
    }

  return TRUE;
}

SluiceSink *
sluice_console_sink_new (const SluiceSinkParameters *parameters, GError **error)
{
  ConsoleSink *self = g_new0 (ConsoleSink, 1);
  g_autoptr (SluiceSink) sink = &self->base;

  self->base.klass = &sink_class;
  self->base.reports_rows = TRUE;
  self->settings = sluice_settings_ref (parameters->query->settings);
  self->schema = sluice_type_ref (parameters->query->plan->schema);
  self->console = parameters->console;
  self->console_data = parameters->console_data;
  self->n_workers = parameters->n_workers;
  self->pending = g_new0 (GPtrArray *, self->n_workers);
  self->n_pending = g_new0 (guint, self->n_workers);
  self->n_rows = g_new0 (guint64, self->n_workers);
  for (guint i = 0; i < self->n_workers; i++)
    self->pending[i] = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_batch_unref);

  if (!read_options (self, parameters->query->options, error))
    return NULL;

  return g_steal_pointer (&sink);
}
