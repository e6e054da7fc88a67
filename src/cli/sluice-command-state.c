/* sluice-command-state.c: `sluice state`: what a query remembers, from its checkpoint alone.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "cli/sluice-command.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/sluice-json-text.h"
#include "expr/sluice-convert.h"
#include "sinks/sluice-sink.h"
#include "stream/sluice-state-reader.h"

/* A table for people ends somewhere; lines for programs don't. */
#define TABLE_ROWS 100

/* Cells longer than that make a table unreadable. */
#define CELL_LETTERS 60

typedef struct
{
  SluiceStateReader *reader;
  SluiceSettings *settings;
  char *path;
  const SluiceStateOperator *operators;
  guint n_operators;
  GArray *batches; /* of SluiceStateBatch */

  guint operator_id;
  gboolean is_diff;
  gint64 from;
  gint64 to; /* the micro-batch that is shown */
  const char *side;
  const char *key;
  const char *where;
  gint64 limit; /* rows of each table, or -1 */
  gboolean json;
} Session;

/* Arguments. */

/* `--diff A B` becomes `--diff=A..B`, as the parser of options knows one value for each. */
static char **
join_diff (int *argc, char **argv)
{
  char **joined = g_new0 (char *, *argc + 1);
  int n = 0;

  for (int i = 0; i < *argc; i++)
    {
      gint64 number;

      if ((strcmp (argv[i], "--diff") == 0 || strcmp (argv[i], "-d") == 0) && i + 2 < *argc
          && g_ascii_string_to_signed (argv[i + 1], 10, -1, G_MAXINT64, &number, NULL)
          && g_ascii_string_to_signed (argv[i + 2], 10, -1, G_MAXINT64, &number, NULL))
        {
          joined[n++] = g_strdup_printf ("--diff=%s..%s", argv[i + 1], argv[i + 2]);
          i += 2;
        }
      else
        joined[n++] = g_strdup (argv[i]);
    }
  *argc = n;

  return joined;
}

static gboolean
parse_diff (Session *session, const char *text)
{
  const char *dots = strstr (text, "..");
  g_autofree char *from = dots != NULL ? g_strndup (text, dots - text) : NULL;

  session->is_diff = TRUE;
  if (dots == NULL && g_ascii_string_to_signed (text, 10, 0, G_MAXINT64 - 1, &session->to, NULL))
    {
      session->from = session->to - 1;
      return TRUE;
    }
  if (dots != NULL && g_ascii_string_to_signed (from, 10, -1, G_MAXINT64 - 1, &session->from, NULL)
      && g_ascii_string_to_signed (dots + 2, 10, -1, G_MAXINT64 - 1, &session->to, NULL))
    return TRUE;

  g_printerr ("sluice state: --diff takes two batches, as in “--diff 3 5”, or one to be held against the one before "
              "it, not “%s”\n", text);

  return FALSE;
}

static gboolean
choose_operator (Session *session, const char *wanted)
{
  g_autoptr (GString) known = g_string_new (NULL);

  if (wanted == NULL && session->n_operators == 1)
    return TRUE;
  for (guint i = 0; i < session->n_operators; i++)
    {
      const SluiceStateOperator *operator = &session->operators[i];
      g_autofree char *number = g_strdup_printf ("%u", i);

      if (wanted != NULL && (strcmp (wanted, number) == 0 || g_strcmp0 (wanted, operator->node_id) == 0))
        {
          session->operator_id = i;
          return TRUE;
        }
      g_string_append_printf (known, "%s%u", i > 0 ? ", " : "", i);
      if (operator->node_id != NULL)
        g_string_append_printf (known, " (%s)", operator->node_id);
    }
  if (wanted == NULL)
    g_printerr ("sluice state: there are several stateful operators; choose one with --operator: %s\n", known->str);
  else
    g_printerr ("sluice state: there is no stateful operator “%s”; there is %s\n", wanted, known->str);

  return FALSE;
}

static gboolean
check_side (const Session *session)
{
  guint n;
  const SluiceStatePart *parts = sluice_state_reader_parts (session->reader, session->operator_id, &n);

  if (session->side == NULL)
    return TRUE;
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (parts[i].name, session->side) == 0)
      return TRUE;
  if (n > 1)
    g_printerr ("sluice state: --side takes left or right, not “%s”\n", session->side);
  else
    g_printerr ("sluice state: only a join has sides, and operator %u is none\n", session->operator_id);

  return FALSE;
}

/* Output. */

static void
print_bytes (const void *bytes, gsize length)
{
  fwrite (bytes, 1, length, stdout);
}

static char *
time_text (const Session *session, gint64 ms)
{
  char text[SLUICE_FORMAT_MAX];
  gsize length = sluice_format_timestamp (ms * 1000, sluice_zone_lookup (session->settings->time_zone), text);

  return g_strndup (text, length);
}

static void
list_json (const Session *session)
{
  g_autoptr (GString) text = g_string_new ("{\"checkpoint\":");

  sluice_append_json_string (text, session->path);
  g_string_append (text, ",\"operators\":[");
  for (guint i = 0; i < session->n_operators; i++)
    {
      const SluiceStateOperator *operator = &session->operators[i];
      guint n_parts;
      const SluiceStatePart *parts = sluice_state_reader_parts (session->reader, i, &n_parts);

      g_string_append_printf (text, "%s{\"operator\":%u,\"node\":", i > 0 ? "," : "", i);
      sluice_append_json_string (text, operator->node_id);
      g_string_append (text, ",\"operatorName\":");
      sluice_append_json_string (text, operator->name);
      g_string_append_printf (text, ",\"numPartitions\":%u,\"parts\":[", operator->n_partitions);
      for (guint p = 0; p < n_parts; p++)
        {
          g_autofree char *key = sluice_type_to_ddl (parts[p].key);
          g_autofree char *value = sluice_type_to_ddl (parts[p].value);

          g_string_append (text, p > 0 ? ",{\"side\":" : "{\"side\":");
          sluice_append_json_string (text, parts[p].name);
          g_string_append (text, ",\"key\":");
          sluice_append_json_string (text, key);
          g_string_append (text, ",\"value\":");
          sluice_append_json_string (text, value);
          g_string_append_c (text, '}');
        }
      g_string_append (text, "]}");
    }
  g_string_append (text, "],\"batches\":[");
  for (guint i = 0; i < session->batches->len; i++)
    {
      const SluiceStateBatch *batch = &g_array_index (session->batches, SluiceStateBatch, i);

      g_string_append_printf (text,
                              "%s{\"batch\":%" G_GINT64_FORMAT ",\"timestampMs\":%" G_GINT64_FORMAT
                              ",\"watermarkMs\":%" G_GINT64_FORMAT "}",
                              i > 0 ? "," : "", batch->id, batch->timestamp_ms, batch->watermark_ms);
    }
  g_string_append (text, "]}\n");
  print_bytes (text->str, text->len);
}

static void
list_table (const Session *session)
{
  g_print ("Checkpoint %s\n\n", session->path);
  for (guint i = 0; i < session->n_operators; i++)
    {
      const SluiceStateOperator *operator = &session->operators[i];
      guint n_parts;
      const SluiceStatePart *parts = sluice_state_reader_parts (session->reader, i, &n_parts);

      g_print ("operator %u  %s  %s, %u %s\n", i, operator->node_id != NULL ? operator->node_id : "–",
               operator->name, operator->n_partitions, operator->n_partitions == 1 ? "partition" : "partitions");
      for (guint p = 0; p < n_parts; p++)
        {
          g_autofree char *key = sluice_type_to_ddl (parts[p].key);
          g_autofree char *value = sluice_type_to_ddl (parts[p].value);

          if (parts[p].name != NULL)
            g_print ("  %s\n", parts[p].name);
          g_print ("    key    %s\n    value  %s\n", key[0] != '\0' ? key : "–", value[0] != '\0' ? value : "–");
        }
    }
  g_print ("\nbatch  begun                    watermark\n");
  for (guint i = 0; i < session->batches->len; i++)
    {
      const SluiceStateBatch *batch = &g_array_index (session->batches, SluiceStateBatch, i);
      g_autofree char *begun = batch->timestamp_ms > 0 ? time_text (session, batch->timestamp_ms)
                                                       : g_strdup ("–");
      g_autofree char *watermark = batch->watermark_ms > 0 ? time_text (session, batch->watermark_ms)
                                                           : g_strdup ("–");

      g_print ("%5" G_GINT64_FORMAT "  %-23s  %s\n", batch->id, begun, watermark);
    }
  if (session->batches->len == 0)
    g_print ("No micro-batch is done yet.\n");
}

/* The columns as a table shows them: what became of a row first, and no partition. */
static SluiceBatch *
arrange (const SluiceStateTable *table, SluiceBatch *rows)
{
  guint n = table->schema->n_fields;
  g_autofree SluiceField *fields = g_new (SluiceField, n);
  g_autofree SluiceColumn **columns = g_new (SluiceColumn *, n);
  g_autoptr (SluiceType) schema = NULL;
  guint at = 0;

  if (table->is_diff)
    {
      fields[at] = table->schema->fields[n - 1];
      columns[at++] = rows->columns[n - 1];
    }
  for (guint c = 0; c < n - (table->is_diff ? 2 : 1); c++)
    {
      fields[at] = table->schema->fields[c];
      columns[at++] = rows->columns[c];
    }
  schema = sluice_type_struct (fields, at);

  return sluice_batch_new (rows->arena, schema, columns, rows->n_rows);
}

static void
print_heading (const Session *session, const SluiceStateTable *table)
{
  const SluiceStateOperator *operator = &session->operators[session->operator_id];
  const char *name = operator->node_id != NULL ? operator->node_id : operator->name;

  g_print ("%s%s%s, operator %u (%s), ", name, table->part.name != NULL ? ", " : "",
           table->part.name != NULL ? table->part.name : "", session->operator_id, operator->name);
  if (table->is_diff)
    g_print ("from batch %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT ": %" G_GUINT64_FORMAT " added, %"
             G_GUINT64_FORMAT " changed, %" G_GUINT64_FORMAT " removed\n",
             session->from, session->to, table->n_changes[SLUICE_STATE_CHANGE_ADDED],
             table->n_changes[SLUICE_STATE_CHANGE_CHANGED], table->n_changes[SLUICE_STATE_CHANGE_REMOVED]);
  else
    g_print ("after batch %" G_GINT64_FORMAT ": %" G_GUINT64_FORMAT " %s\n", session->to, table->n_rows,
             table->n_rows == 1 ? "row" : "rows");
}

static void
print_table (const Session *session, const SluiceStateTable *table)
{
  guint64 wanted = session->limit < 0 ? TABLE_ROWS : session->limit == 0 ? G_MAXUINT64 : (guint64) session->limit;
  guint64 n = MIN (table->n_rows, wanted);
  g_autoptr (GPtrArray) batches = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_batch_unref);
  g_autoptr (GString) text = g_string_new (NULL);

  print_heading (session, table);
  for (guint64 first = 0; first < n; first += SLUICE_BATCH_MAX_ROWS)
    {
      g_autoptr (SluiceBatch) rows
          = sluice_state_table_rows (table, first, (guint32) MIN (n - first, SLUICE_BATCH_MAX_ROWS));

      g_ptr_array_add (batches, arrange (table, rows));
    }
  if (n == 0)
    return;
  sluice_show_table (batches, ((SluiceBatch *) batches->pdata[0])->schema, G_MAXUINT, CELL_LETTERS,
                     session->settings, text);
  print_bytes (text->str, text->len);
  if (n < table->n_rows)
    g_print ("the first %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " rows; “--limit 0” shows all\n", n,
             table->n_rows);
}

static void
print_json (const Session *session, const SluiceStateTable *table)
{
  guint64 n = session->limit <= 0 ? table->n_rows : MIN (table->n_rows, (guint64) session->limit);
  g_autoptr (GString) prefix = g_string_new (NULL);

  if (table->is_diff)
    g_string_append_printf (prefix, "\"from\":%" G_GINT64_FORMAT ",\"to\":%" G_GINT64_FORMAT ",", session->from,
                            session->to);
  else
    g_string_append_printf (prefix, "\"batch\":%" G_GINT64_FORMAT ",", session->to);
  g_string_append_printf (prefix, "\"operator\":%u,", session->operator_id);
  if (table->part.name != NULL)
    g_string_append_printf (prefix, "\"side\":\"%s\",", table->part.name);

  for (guint64 first = 0; first < n; first += SLUICE_BATCH_MAX_ROWS)
    {
      g_autoptr (SluiceBatch) rows
          = sluice_state_table_rows (table, first, (guint32) MIN (n - first, SLUICE_BATCH_MAX_ROWS));
      g_autoptr (GByteArray) lines = g_byte_array_new ();

      sluice_state_table_append_json (table, rows, session->settings, prefix->str, lines);
      print_bytes (lines->data, lines->len);
    }
}

static int
show_part (const Session *session, guint part)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceStateTable) table
      = session->is_diff
            ? sluice_state_reader_diff (session->reader, session->from, session->to, session->operator_id, part,
                                        &error)
            : sluice_state_reader_read (session->reader, session->to, session->operator_id, part, &error);

  if (table == NULL)
    {
      sluice_command_print_error (NULL, error);
      return g_error_matches (error, SLUICE_STATE_ERROR, SLUICE_STATE_ERROR_MISSING) ? SLUICE_EXIT_USAGE
                                                                                     : SLUICE_EXIT_FAILED;
    }
  if (session->key != NULL)
    sluice_state_table_filter_key (table, session->key, session->settings);
  if (session->where != NULL && !sluice_state_table_filter (table, session->where, session->settings, &error))
    {
      sluice_command_print_error ("--where", error);
      return SLUICE_EXIT_USAGE;
    }
  if (session->json)
    print_json (session, table);
  else
    print_table (session, table);

  return SLUICE_EXIT_OK;
}

static int
show (const Session *session)
{
  guint n;
  const SluiceStatePart *parts = sluice_state_reader_parts (session->reader, session->operator_id, &n);

  for (guint part = 0; part < n; part++)
    {
      int code;

      if (session->side != NULL && g_strcmp0 (parts[part].name, session->side) != 0)
        continue;
      code = show_part (session, part);
      if (code != SLUICE_EXIT_OK)
        return code;
    }

  return SLUICE_EXIT_OK;
}

static int
look (Session *session, const char *wanted_operator, const char *batch, gboolean chosen)
{
  g_autoptr (GError) error = NULL;
  const SluiceStateBatch *newest;

  session->reader = sluice_state_reader_open (session->path, session->settings, &error);
  if (session->reader != NULL)
    session->batches = sluice_state_reader_batches (session->reader, &error);
  if (session->batches == NULL)
    {
      sluice_command_print_error (NULL, error);
      return g_error_matches (error, SLUICE_STATE_ERROR, SLUICE_STATE_ERROR_MISSING) ? SLUICE_EXIT_USAGE
                                                                                     : SLUICE_EXIT_FAILED;
    }

  session->operators = sluice_state_reader_operators (session->reader, &session->n_operators);
  if (!chosen)
    {
      if (session->json)
        list_json (session);
      else
        list_table (session);
      return SLUICE_EXIT_OK;
    }
  if (!choose_operator (session, wanted_operator) || !check_side (session))
    return SLUICE_EXIT_USAGE;
  newest = session->batches->len > 0
               ? &g_array_index (session->batches, SluiceStateBatch, session->batches->len - 1)
               : NULL;
  if (!session->is_diff)
    session->to = newest != NULL ? newest->id : 0;
  if (batch != NULL && !g_ascii_string_to_signed (batch, 10, -1, G_MAXINT64 - 1, &session->to, NULL))
    {
      g_printerr ("sluice state: --batch takes the number of a batch, not “%s”\n", batch);
      return SLUICE_EXIT_USAGE;
    }

  return show (session);
}

int
sluice_command_state (int argc, char **argv)
{
  g_auto (GStrv) parameters = NULL;
  g_auto (GStrv) settings = NULL;
  g_autofree char *query = NULL, *operator = NULL, *batch = NULL, *diff = NULL, *side = NULL, *key = NULL;
  g_autofree char *where = NULL;
  gint64 limit = -1;
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "operator", 'o', 0, G_OPTION_ARG_STRING, &operator, "A stateful operator: its number, or its node's id",
      "ID" },
    { "batch", 'b', 0, G_OPTION_ARG_STRING, &batch, "Its rows after this batch (default: the newest)", "N" },
    { "diff", 'd', 0, G_OPTION_ARG_STRING, &diff, "What changed from batch A to batch B, or in batch B alone",
      "[A] B" },
    { "side", 0, 0, G_OPTION_ARG_STRING, &side, "One side of a join", "left|right" },
    { "key", 'k', 0, G_OPTION_ARG_STRING, &key, "Rows with this text in a column of their key", "TEXT" },
    { "where", 'w', 0, G_OPTION_ARG_STRING, &where, "Rows for which a condition over the columns is true", "EXPR" },
    { "limit", 'n', 0, G_OPTION_ARG_INT64, &limit, "So many rows at most, 0 for all (default: 100 in a table)",
      "N" },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &json, "Write lines of JSON", NULL },
    { "query", 0, 0, G_OPTION_ARG_STRING, &query, "Of a document with several queries: its name or its sink's id",
      "NAME" },
    { "parameter", 'p', 0, G_OPTION_ARG_STRING_ARRAY, &parameters, "Set a parameter of the document",
      "NAME=VALUE" },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &settings, "A setting, such as spark.sql.session.timeZone=UTC",
      "KEY=VALUE" },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) joined = join_diff (&argc, argv);
  g_autofree char **arguments = g_memdup2 (joined, sizeof *joined * (argc + 1));
  char **rest = arguments;
  Session session = { 0 };
  gboolean chosen;
  int code;

  if (!sluice_command_parse (
          &argc, &rest, entries, "FILE|CHECKPOINT",
          "Shows what a query remembers between batches, from its checkpoint alone.",
          "Nothing is written and nothing locked, so a query may be running. Without an operator, a batch or another\n"
          "choice it lists the stateful operators and the batches whose state is still kept.\n\n"
          "“evictedAt” is the watermark with which a row leaves the state. In a difference a value stands as it was\n"
          "(NAME_before) and as it is.\n\n"
          "Examples:\n"
          "  sluice state words.sluice\n"
          "  sluice state checkpoint --operator counts --batch 3 --key dog\n"
          "  sluice state checkpoint --diff 3 5 --json\n"
          "  sluice state checkpoint --where \"n > 10 AND window.start >= '2024-01-01'\"\n\n"
          "Exit codes: 0 shown, 1 the state is damaged, 2 bad usage, or nothing there to show.",
          1, 1))
    return SLUICE_EXIT_USAGE;
  if (batch != NULL && diff != NULL)
    {
      g_printerr ("sluice state: either --batch or --diff\n");
      return SLUICE_EXIT_USAGE;
    }
  if (diff != NULL && !parse_diff (&session, diff))
    return SLUICE_EXIT_USAGE;
  session.side = side;
  session.key = key;
  session.where = where;
  session.limit = MAX (limit, -1);
  session.json = json;
  chosen = operator != NULL || batch != NULL || diff != NULL || side != NULL || key != NULL || where != NULL
           || limit >= 0;
  code = sluice_command_find_checkpoint (rest[1], parameters, query, settings, &session.path, &session.settings);
  if (code == SLUICE_EXIT_OK)
    code = look (&session, operator, batch, chosen);

  sluice_state_reader_free (session.reader);
  g_clear_pointer (&session.batches, g_array_unref);
  g_clear_pointer (&session.settings, sluice_settings_unref);
  g_free (session.path);

  return code;
}
