/* fuzz.c: what the targets share.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "fuzz.h"

#include <string.h>

#include "expr/sluice-literal.h"
#include "formats/sluice-writer.h"

char *
fuzz_take_line (char **text)
{
  char *line = *text;
  char *end = strchr (line, '\n');

  if (end != NULL)
    *end = '\0';
  *text = end != NULL ? end + 1 : line + strlen (line);

  return line;
}

char *
fuzz_input_to_text (const guint8 *data, gsize size)
{
  if (memchr (data, '\0', size) != NULL || !g_utf8_validate ((const char *) data, (gssize) size, NULL))
    return NULL;

  return g_strndup ((const char *) data, size);
}

const SluiceSettings *
fuzz_settings (gboolean ansi)
{
  static SluiceSettings *settings[2];

  if (settings[ansi] == NULL)
    {
      g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);

      g_hash_table_insert (values, (gpointer) "spark.sql.ansi.enabled",
                           (gpointer) (ansi ? "true" : "false"));
      g_hash_table_insert (values, (gpointer) "spark.sql.session.timeZone",
                           (gpointer) (ansi ? "UTC" : "Europe/Berlin"));
      settings[ansi] = sluice_settings_new (values);
    }

  return settings[ansi];
}

gboolean
fuzz_asks_for_much (const char *text)
{
  guint digits = 0;

  for (; *text != '\0'; text++)
    {
      if (digits > 0 && (*text == 'e' || *text == 'E'))
        return TRUE;
      digits = g_ascii_isdigit (*text) ? digits + 1 : 0;
      if (digits > 4)
        return TRUE;
    }

  return FALSE;
}

GHashTable *
fuzz_read_options (const char *line)
{
  GHashTable *options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) pairs = g_strsplit (line, "\t", -1);

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      char *value = strchr (pairs[i], '=');

      if (value == NULL)
        continue;
      *value++ = '\0';
      g_hash_table_insert (options, g_strdup (pairs[i]),
                           g_str_has_suffix (value, "\\") ? g_strdup (value) : g_strcompress (value));
    }

  return options;
}

static gboolean
append_rows (SluiceBatch *batch, gpointer user_data, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint32 i = 0; i < batch->n_selected; i++)
    {
      for (guint c = 0; c < batch->n_columns; c++)
        {
          sluice_text_append_value (batch->columns[c], sluice_batch_row (batch, i),
                                    fuzz_settings (TRUE), text);
          g_string_append_c (text, '\x1f');
        }
      g_string_append_c (text, '\n');
    }
  g_byte_array_append (user_data, (const guint8 *) text->str, (guint) text->len);

  return TRUE;
}

GByteArray *
fuzz_read_rows (const char       *format,
                const SluiceType *schema,
                GHashTable       *options,
                const char       *data,
                gsize             size,
                const char       *slow_variable,
                GError          **error)
{
  g_autoptr (SluiceReader) reader
      = sluice_reader_new (format, schema, NULL, 0, options, fuzz_settings (TRUE), error);
  g_autoptr (GByteArray) rows = g_byte_array_new ();
  SluiceScanOrigin origin = { "fuzz", 1, TRUE };
  guint64 sequence = 0;
  SluiceScanner *scanner;
  SluiceArena *arena;
  gboolean read;
  char *copy;

  if (reader == NULL)
    return NULL;

  /* Exactly as long as the data, so that a sanitizer sees a byte read too far. */
  copy = g_memdup2 (data, size);
  arena = sluice_arena_new ();
  if (slow_variable != NULL)
    g_setenv (slow_variable, "1", TRUE);
  scanner = sluice_scanner_new (reader);
  if (slow_variable != NULL)
    g_unsetenv (slow_variable);
  read = sluice_scanner_scan (scanner, arena, copy, size, &origin, &sequence, append_rows, rows, error);
  sluice_scanner_free (scanner);
  sluice_arena_unref (arena);
  g_free (copy);

  return read ? g_steal_pointer (&rows) : NULL;
}

static void
print_way (const char *name, const GByteArray *rows, const GError *error)
{
  if (rows != NULL)
    g_printerr ("%s:\n%.*s\n", name, (int) rows->len, (const char *) rows->data);
  else
    g_printerr ("%s: %s\n", name, error->message);
}

void
fuzz_compare_ways (const char   *format,
                   const char   *fallback,
                   const guint8 *data,
                   gsize         size,
                   const char   *slow_variable)
{
  const char *text = (const char *) data;
  const char *end = text + size;
  const char *first = memchr (text, '\n', size);
  const char *second = first != NULL ? memchr (first + 1, '\n', (gsize) (end - first - 1)) : NULL;
  g_autofree char *ddl = NULL;
  g_autofree char *line = NULL;
  g_autoptr (SluiceType) schema = NULL;
  g_autoptr (GHashTable) options = NULL;
  g_autoptr (GByteArray) fast = NULL;
  g_autoptr (GByteArray) exact = NULL;
  g_autoptr (GError) fast_error = NULL;
  g_autoptr (GError) exact_error = NULL;

  if (second == NULL)
    return;
  ddl = fuzz_input_to_text (data, (gsize) (first - text));
  line = fuzz_input_to_text (data + (first + 1 - text), (gsize) (second - first - 1));
  schema = ddl != NULL ? sluice_parse_ddl (ddl, NULL) : NULL;
  if (schema == NULL || schema->n_fields == 0 || !sluice_check_schema (schema, fuzz_settings (TRUE), NULL))
    {
      g_clear_pointer (&schema, sluice_type_unref);
      schema = sluice_parse_ddl (fallback, NULL);
    }
  options = fuzz_read_options (line != NULL ? line : "");

  text = second + 1;
  fast = fuzz_read_rows (format, schema, options, text, (gsize) (end - text), NULL, &fast_error);
  exact = fuzz_read_rows (format, schema, options, text, (gsize) (end - text), slow_variable, &exact_error);
  if (fast != NULL && exact != NULL && fast->len == exact->len
      && (fast->len == 0 || memcmp (fast->data, exact->data, fast->len) == 0))
    return;
  /* Reading that fails must fail both ways; how many rows came before doesn't count. */
  if (fast == NULL && exact == NULL && g_strcmp0 (fast_error->message, exact_error->message) == 0)
    return;

  g_printerr ("The ways differ for %s:\n%.*s\n", format, (int) (end - text), text);
  print_way ("fast", fast, fast_error);
  print_way ("exact", exact, exact_error);
  abort ();
}
