/* sluice-command-why.c: `sluice why`: what became of rows, from what was recorded beside a checkpoint.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "cli/sluice-command.h"

#include <stdio.h>
#include <string.h>

#include "core/sluice-json-text.h"
#include "stream/sluice-recording.h"
#include "stream/sluice-state-reader.h"
#include "stream/sluice-why.h"

/* Events that are shown when nobody says how many. */
#define EVENTS_SHOWN 20

typedef struct
{
  char *checkpoint;
  SluiceSettings *settings;
  GArray *ids;      /* of gint64: what was recorded */
  GHashTable *heads; /* gint64 to the JsonNode of the first line */
  const char *node;
  const char *row;
  int decision; /* a SluiceDecision, or -1 */
  gint64 limit;
  gint64 n_shown;
  gint64 n_found;
  gboolean json;
  gboolean filtered; /* somebody looks for something, else for what didn't go as they may have expected */
} Session;

/* What was recorded. */

static gint64
get_time (JsonObject *object, const char *name, gint64 scale)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return SLUICE_NO_TIME;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return SLUICE_NEVER;

  return json_node_get_int (node) * scale;
}

static const char *
get_text (JsonObject *object, const char *name)
{
  return json_object_get_string_member_with_default (object, name, NULL);
}

/* The first line of a micro-batch; %NULL when it wasn't recorded, or can't be read. */
static JsonObject *
find_head (Session *session, gint64 batch_id)
{
  JsonNode *known = g_hash_table_lookup (session->heads, &batch_id);

  if (known == NULL)
    {
      g_autoptr (GPtrArray) lines = sluice_recording_read (session->checkpoint, batch_id, TRUE, NULL);

      if (lines == NULL)
        return NULL;
      known = json_node_ref (lines->pdata[0]);
      g_hash_table_insert (session->heads, g_memdup2 (&batch_id, sizeof batch_id), known);
    }

  return json_node_get_object (known);
}

static JsonArray *
watermark_nodes (JsonObject *head)
{
  JsonNode *node = json_object_get_member (head, "watermarkNodes");

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static void
take_node (JsonObject *node, SluiceWhyNode *why)
{
  why->node_id = get_text (node, "node");
  why->delay_ms = json_object_get_int_member_with_default (node, "delayMs", 0);
  why->batch_id = -1;
}

/* Finds the micro-batch whose event made a watermark, going back from @batch_id. */
static void
find_cause (Session *session, gint64 batch_id, gint64 watermark_us, SluiceWhyNode *why)
{
  for (gint64 id = batch_id; id >= g_array_index (session->ids, gint64, 0); id--)
    {
      JsonObject *head = find_head (session, id);
      JsonArray *nodes = head != NULL ? watermark_nodes (head) : NULL;

      for (guint i = 0; nodes != NULL && i < json_array_get_length (nodes); i++)
        {
          JsonObject *node = json_array_get_object_element (nodes, i);
          gint64 event_us = get_time (node, "maxEventMs", 1000);
          gint64 delay_us = json_object_get_int_member_with_default (node, "delayMs", 0) * 1000;

          if (event_us == SLUICE_NO_TIME || event_us - delay_us != watermark_us)
            continue;
          take_node (node, why);
          why->batch_id = id;
          return;
        }
    }
}

/* Finds the watermark node that holds the watermark back: the one that is least far, or with the policy `max` the one
 * that is farthest. */
static void
find_holder (JsonObject *head, SluiceWhyNode *why)
{
  JsonArray *nodes = watermark_nodes (head);
  gboolean use_max = g_strcmp0 (get_text (head, "policy"), "max") == 0;
  gint64 best = 0;

  for (guint i = 0; nodes != NULL && i < json_array_get_length (nodes); i++)
    {
      JsonObject *node = json_array_get_object_element (nodes, i);
      gint64 watermark_ms = get_time (node, "watermarkMs", 1);

      if (why->node_id != NULL && (use_max ? watermark_ms <= best : watermark_ms >= best))
        continue;
      best = watermark_ms;
      take_node (node, why);
    }
}

static SluiceOutputMode
get_mode (JsonObject *head)
{
  const char *mode = get_text (head, "outputMode");

  if (g_strcmp0 (mode, "complete") == 0)
    return SLUICE_OUTPUT_COMPLETE;

  return g_strcmp0 (mode, "update") == 0 ? SLUICE_OUTPUT_UPDATE : SLUICE_OUTPUT_APPEND;
}

static int
parse_decision (const char *name)
{
  for (guint i = 0; i < SLUICE_N_DECISIONS; i++)
    if (g_strcmp0 (name, sluice_decision_name (i)) == 0)
      return (int) i;

  return -1;
}

/* Events. */

static char *
explain (Session *session, gint64 batch_id, JsonObject *head, JsonObject *event, int decision)
{
  SluiceWhy why = {
    .decision = (SluiceDecision) decision,
    .mode = get_mode (head),
    .event_us = get_time (event, "eventUs", 1),
    .bound_us = get_time (event, "boundUs", 1),
    .watermark_us = get_time (event, "watermarkUs", 1),
    .node = { NULL, 0, -1 },
  };
  g_autofree char *text = NULL;
  JsonObject *row = json_object_get_object_member (event, "row");
  const char *problem = decision == SLUICE_DECISION_CORRUPT_RECORD ? get_text (row, "problem") : NULL;

  if (decision == SLUICE_DECISION_DROPPED_LATE)
    find_cause (session, batch_id, why.watermark_us, &why.node);
  else if (decision == SLUICE_DECISION_WITHHELD)
    find_holder (head, &why.node);
  text = sluice_why_to_text (&why, session->settings);

  return problem != NULL ? g_strconcat (text, " ", problem, NULL) : g_steal_pointer (&text);
}

static char *
row_text (JsonObject *event)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();

  json_generator_set_root (generator, json_object_get_member (event, "row"));

  return json_generator_to_data (generator, NULL);
}

static void
print_event (Session *session, gint64 batch_id, JsonNode *line, const char *row, const char *why)
{
  JsonObject *event = json_node_get_object (line);
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autofree char *text = NULL;
  g_autoptr (GString) quoted = g_string_new (NULL);
  gsize length;

  if (!session->json)
    {
      g_print ("\nbatch %" G_GINT64_FORMAT ", %s, %s\n  %s\n  %s\n", batch_id, get_text (event, "node"),
               get_text (event, "decision"), row, why);
      return;
    }
  json_generator_set_root (generator, line);
  text = json_generator_to_data (generator, &length);
  sluice_append_json_string (quoted, why);
  g_print ("{\"batch\":%" G_GINT64_FORMAT ",%.*s,\"why\":%s}\n", batch_id, (int) length - 2, text + 1, quoted->str);
}

static gboolean
is_wanted (const Session *session, int decision, JsonObject *event)
{
  if (decision < 0 || !json_object_has_member (event, "row")
      || (session->decision >= 0 && decision != session->decision)
      || (session->node != NULL && g_strcmp0 (session->node, get_text (event, "node")) != 0))
    return FALSE;

  return session->filtered || session->json
         || (decision != SLUICE_DECISION_EMITTED && decision != SLUICE_DECISION_EVICTED
             && decision != SLUICE_DECISION_JOINED);
}

static gboolean
print_events (Session *session, gint64 batch_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = sluice_recording_read (session->checkpoint, batch_id, FALSE, &error);
  JsonObject *head;

  if (lines == NULL)
    {
      sluice_command_print_error (NULL, error);
      return FALSE;
    }
  head = json_node_get_object (lines->pdata[0]);
  for (guint i = 1; i < lines->len; i++)
    {
      JsonObject *event = json_node_get_object (lines->pdata[i]);
      int decision = parse_decision (get_text (event, "decision"));
      g_autofree char *row = NULL;
      g_autofree char *why = NULL;

      if (!is_wanted (session, decision, event))
        continue;
      row = row_text (event);
      if (session->row != NULL && strstr (row, session->row) == NULL)
        continue;
      session->n_found++;
      if (session->limit > 0 && session->n_shown >= session->limit)
        continue;
      session->n_shown++;
      why = explain (session, batch_id, head, event, decision);
      print_event (session, batch_id, lines->pdata[i], row, why);
    }

  return TRUE;
}

/* The micro-batch as a whole. */

static char *
watermark_text (const Session *session, JsonObject *head, const char *name)
{
  gint64 us = get_time (head, name, 1000);

  return us == SLUICE_NO_TIME || us <= 0 ? g_strdup ("–") : sluice_why_time (us, session->settings);
}

static void
print_members (JsonObject *object, const char *before, const char *between)
{
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *name = names; name != NULL; name = name->next)
    g_print ("%s%" G_GINT64_FORMAT "%s%s", name == names ? before : ", ",
             json_object_get_int_member (object, name->data), between, (const char *) name->data);
}

static void
print_summary (Session *session, gint64 batch_id, JsonObject *head)
{
  g_autofree char *late = watermark_text (session, head, "lateWatermarkMs");
  g_autofree char *now = watermark_text (session, head, "watermarkMs");
  g_autofree char *next = watermark_text (session, head, "nextWatermarkMs");
  JsonArray *nodes = watermark_nodes (head);
  JsonObject *decisions = json_object_get_object_member (head, "decisions");
  g_autoptr (GList) names = decisions != NULL ? json_object_get_members (decisions) : NULL;

  g_print ("Batch %" G_GINT64_FORMAT ", %s mode\n", batch_id, get_text (head, "outputMode"));
  g_print ("  rows are late at or before  %s\n  state leaves by             %s\n  after the batch             %s\n", late,
           now, next);
  for (guint i = 0; nodes != NULL && i < json_array_get_length (nodes); i++)
    {
      JsonObject *node = json_array_get_object_element (nodes, i);
      g_autofree char *own = watermark_text (session, node, "watermarkMs");
      g_autofree char *event = watermark_text (session, node, "maxEventMs");
      g_autofree char *delay
          = sluice_why_span (json_object_get_int_member_with_default (node, "delayMs", 0) * 1000);

      g_print ("  watermark node “%s”: latest event of the batch %s, delay %s, watermark %s\n",
               get_text (node, "node"), event, delay, own);
    }
  print_members (json_object_get_object_member (head, "rows"), "  rows given: ", " by ");
  g_print ("\n");
  for (GList *name = names; name != NULL; name = name->next)
    {
      g_print ("  %s", (const char *) name->data);
      print_members (json_object_get_object_member (decisions, name->data), ": ", " ");
      g_print ("\n");
    }
}

/* Finds the rows of a table that leave the state first. */
static guint64
find_next (const SluiceStateTable *table, gint64 *bound_us, guint64 *row)
{
  guint column = table->schema->n_fields - 2;
  guint64 n = 0;

  for (guint64 first = 0; first < table->n_rows; first += SLUICE_BATCH_MAX_ROWS)
    {
      g_autoptr (SluiceBatch) rows = sluice_state_table_rows (table, first, SLUICE_BATCH_MAX_ROWS);
      const SluiceColumn *bounds = rows->columns[column];

      for (guint32 i = 0; i < rows->n_rows; i++)
        {
          gint64 us = bounds->i64[sluice_column_index (bounds, i)];

          if (sluice_column_is_null (bounds, i))
            continue;
          if (n++ == 0 || us < *bound_us)
            {
              *bound_us = us;
              *row = first + i;
            }
        }
    }

  return n;
}

/* Why there is no output yet: what is in state, and what it takes for the first of it to come out. */
static void
print_waiting (Session *session, gint64 batch_id, JsonObject *head)
{
  g_autoptr (SluiceStateReader) reader = sluice_state_reader_open (session->checkpoint, session->settings, NULL);
  JsonNode *node = json_object_get_member (head, "operators");
  JsonArray *operators = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (reader == NULL || operators == NULL || get_mode (head) != SLUICE_OUTPUT_APPEND)
    return;
  for (guint i = 0; i < json_array_get_length (operators); i++)
    {
      JsonObject *operator = json_array_get_object_element (operators, i);
      g_autoptr (SluiceStateTable) table = NULL;
      g_autofree char *text = NULL;
      g_autoptr (SluiceBatch) first = NULL;
      g_autoptr (GByteArray) line = g_byte_array_new ();
      SluiceWhy why = { .decision = SLUICE_DECISION_WITHHELD, .mode = SLUICE_OUTPUT_APPEND, .node = { NULL, 0, -1 } };
      guint n_operators, n_parts;
      guint64 n, row = 0;

      sluice_state_reader_operators (reader, &n_operators);
      if (i >= n_operators)
        return;
      sluice_state_reader_parts (reader, i, &n_parts);
      /* Only groups wait to come out; keys of duplicates and rows of joins just leave. */
      if (n_parts != 1
          || !strstr (sluice_state_reader_operators (reader, &n_operators)[i].name, "StoreSave"))
        continue;
      table = sluice_state_reader_read (reader, batch_id, i, 0, NULL);
      n = table != NULL ? find_next (table, &why.bound_us, &row) : 0;
      if (n == 0)
        continue;
      why.watermark_us = get_time (operator, "watermarkMs", 1000);
      find_holder (head, &why.node);
      text = sluice_why_to_text (&why, session->settings);
      first = sluice_state_table_rows (table, row, 1);
      sluice_state_table_append_json (table, first, session->settings, NULL, line);
      g_print ("\n%s holds %" G_GUINT64_FORMAT " %s that did not come out yet. The next one:\n  %.*s  %s\n",
               get_text (operator, "node"), n, n == 1 ? "group" : "groups", (int) line->len, (char *) line->data, text);
    }
}

static int
answer (Session *session, const char *batch)
{
  g_autoptr (GError) error = NULL;
  gint64 newest, wanted;

  session->ids = sluice_recording_list (session->checkpoint, &error);
  if (session->ids == NULL)
    {
      sluice_command_print_error (NULL, error);
      return SLUICE_EXIT_USAGE;
    }
  newest = g_array_index (session->ids, gint64, session->ids->len - 1);
  wanted = newest;
  if (batch != NULL && !g_ascii_string_to_signed (batch, 10, 0, G_MAXINT64, &wanted, NULL))
    {
      g_printerr ("sluice why: --batch takes the number of a batch, not “%s”\n", batch);
      return SLUICE_EXIT_USAGE;
    }
  if (batch == NULL && session->filtered)
    {
      for (guint i = 0; i < session->ids->len; i++)
        if (!print_events (session, g_array_index (session->ids, gint64, i)))
          return SLUICE_EXIT_FAILED;
    }
  else
    {
      JsonObject *head = find_head (session, wanted);

      if (head == NULL && (wanted > newest || wanted < g_array_index (session->ids, gint64, 0)))
        {
          g_printerr ("sluice why: batch %" G_GINT64_FORMAT " was not recorded, or is no longer kept: there are %"
                      G_GINT64_FORMAT " to %" G_GINT64_FORMAT "\n",
                      wanted, g_array_index (session->ids, gint64, 0), newest);
          return SLUICE_EXIT_USAGE;
        }
      if (head != NULL && !session->json)
        print_summary (session, wanted, head);
      if (head != NULL && !session->json && !session->filtered)
        print_waiting (session, wanted, head);
      if (!print_events (session, wanted))
        return SLUICE_EXIT_FAILED;
    }
  if (session->n_found > session->n_shown && !session->json)
    g_print ("\n%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " recorded events; “--limit 0” shows all\n",
             session->n_shown, session->n_found);
  else if (session->n_found == 0 && session->filtered && !session->json)
    g_print ("Nothing that was recorded fits.\n");

  return SLUICE_EXIT_OK;
}

int
sluice_command_why (int argc, char **argv)
{
  g_auto (GStrv) parameters = NULL;
  g_auto (GStrv) settings = NULL;
  g_autofree char *query = NULL, *batch = NULL, *node = NULL, *event = NULL, *row = NULL;
  gint64 limit = -1;
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "batch", 'b', 0, G_OPTION_ARG_STRING, &batch, "A batch (default: the newest, or all when rows are looked for)",
      "N" },
    { "row", 'r', 0, G_OPTION_ARG_STRING, &row, "What became of rows with this text in their JSON", "TEXT" },
    { "node", 0, 0, G_OPTION_ARG_STRING, &node, "What a node decided", "ID" },
    { "event", 'e', 0, G_OPTION_ARG_STRING, &event,
      "dropped-late, duplicate-dropped, withheld, emitted, evicted, joined or corrupt-record", "EVENT" },
    { "limit", 'n', 0, G_OPTION_ARG_INT64, &limit, "So many events at most, 0 for all (default: 20, with --json all)",
      "N" },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &json, "Write events as lines of JSON", NULL },
    { "query", 0, 0, G_OPTION_ARG_STRING, &query, "Of a document with several queries: its name or its sink's id",
      "NAME" },
    { "parameter", 'p', 0, G_OPTION_ARG_STRING_ARRAY, &parameters, "Set a parameter of the document",
      "NAME=VALUE" },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &settings, "A setting, such as spark.sql.session.timeZone=UTC",
      "KEY=VALUE" },
    G_OPTION_ENTRY_NULL,
  };
  Session session = { .decision = -1 };
  int code;

  if (!sluice_command_parse (
          &argc, &argv, entries, "FILE|CHECKPOINT",
          "Explains what became of rows: why one was dropped, or does not come out yet.",
          "It reads what “sluice run --record” has kept beside the checkpoint; a query may be running.\n\n"
          "Examples:\n"
          "  sluice why words.sluice\n"
          "  sluice why words.sluice --row donkey\n"
          "  sluice why checkpoint --event dropped-late --json",
          1, 1))
    return SLUICE_EXIT_USAGE;
  session.node = node;
  session.row = row;
  session.json = json;
  session.filtered = row != NULL || node != NULL || event != NULL;
  session.limit = limit >= 0 ? limit : json ? 0 : EVENTS_SHOWN;
  session.decision = event != NULL ? parse_decision (event) : -1;
  if (event != NULL && session.decision < 0)
    {
      g_printerr ("sluice why: there is no event “%s”\nTry “sluice why --help”.\n", event);
      return SLUICE_EXIT_USAGE;
    }

  code = sluice_command_find_checkpoint (argv[1], parameters, query, settings, &session.checkpoint, &session.settings);
  if (code == SLUICE_EXIT_OK)
    {
      session.heads = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) json_node_unref);
      code = answer (&session, batch);
      g_hash_table_unref (session.heads);
    }
  g_clear_pointer (&session.ids, g_array_unref);
  g_clear_pointer (&session.settings, sluice_settings_unref);
  g_free (session.checkpoint);

  return code;
}
