/* sluice-command-run.c: `sluice run`: runs a document's queries.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "cli/sluice-command.h"

#include <glib-unix.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/sluice-progress-printer.h"

#define DRAW_INTERVAL_MS 100
#define RECORDED_BATCHES 500
#define RECORDED_BYTES ((gsize) 256 * 1024 * 1024)

typedef struct _Session Session;

typedef struct
{
  Session *session;
  guint index;
  SluiceQuery *query;
  SluiceRecorder *recorder;
  char *sink_id;
  GError *error;
} RunningQuery;

struct _Session
{
  const char *path;
  GMainLoop *loop;
  SluiceProgressPrinter *printer;
  guint n;
  RunningQuery *queries;
  gint n_running;
  guint n_signals;
};

static gboolean
end_cb (gpointer user_data)
{
  Session *session = user_data;

  if (--session->n_running == 0)
    g_main_loop_quit (session->loop);

  return G_SOURCE_REMOVE;
}

static void
progress_cb (SluiceQuery *query, SluiceProgress *progress, gpointer user_data)
{
  RunningQuery *running = user_data;

  sluice_progress_printer_progress (running->session->printer, running->index, progress);
}

static void
state_changed_cb (SluiceQuery *query, SluiceQueryState state, const char *message, gpointer user_data)
{
  RunningQuery *running = user_data;

  sluice_progress_printer_state (running->session->printer, running->index, message);
  if (state == SLUICE_QUERY_BLOCKED)
    g_printerr ("%s: node “%s”: %s. The query waits for room and goes on by itself.\n",
                running->session->path, running->sink_id, message);
}

static void
terminated_cb (SluiceQuery *query, const GError *error, gpointer user_data)
{
  RunningQuery *running = user_data;

  if (error != NULL)
    running->error = g_error_copy (error);
  g_idle_add (end_cb, running->session);
}

static void
console_cb (const char *text, gsize length, gpointer user_data)
{
  RunningQuery *running = user_data;

  sluice_progress_printer_console (running->session->printer, text, length);
}

static gboolean
draw_cb (gpointer user_data)
{
  sluice_progress_printer_draw (((Session *) user_data)->printer, FALSE);

  return G_SOURCE_CONTINUE;
}

/* The first signal lets the batch that runs come to its end; the second doesn't. */
static gboolean
signal_cb (gpointer user_data)
{
  Session *session = user_data;

  session->n_signals++;
  for (guint i = 0; i < session->n; i++)
    sluice_query_stop (session->queries[i].query, session->n_signals > 1);

  return G_SOURCE_CONTINUE;
}

static gboolean
parse_style (const char *text, SluiceProgressStyle *style)
{
  if (text == NULL)
    *style = isatty (STDERR_FILENO) ? SLUICE_PROGRESS_TTY : SLUICE_PROGRESS_NONE;
  else if (strcmp (text, "tty") == 0)
    *style = SLUICE_PROGRESS_TTY;
  else if (strcmp (text, "json") == 0)
    *style = SLUICE_PROGRESS_JSON;
  else if (strcmp (text, "none") == 0)
    *style = SLUICE_PROGRESS_NONE;
  else
    {
      g_printerr ("sluice run: --progress takes tty, json or none, not “%s”\n", text);
      return FALSE;
    }

  return TRUE;
}

static gboolean
is_wanted (const SluiceQueryPlan *plan, const char *wanted)
{
  return wanted == NULL || g_strcmp0 (plan->name, wanted) == 0 || g_strcmp0 (plan->sink_id, wanted) == 0;
}

/* What the recorder saw in the last batch: rows per node, and why rows went where they did. */
static void
print_record (RunningQuery *running)
{
  g_autoptr (SluiceBatchRecord) record = sluice_recorder_get (running->recorder, -1);

  if (record == NULL)
    return;
  g_printerr ("Batch %" G_GINT64_FORMAT " of “%s”:\n", record->progress->batch_id, running->sink_id);
  for (guint i = 0; i < record->wires->len; i++)
    {
      SluiceWireRecord *wire = &g_array_index (record->wires, SluiceWireRecord, i);

      g_printerr ("  %-20s %" G_GINT64_FORMAT " rows\n", wire->node_id, wire->n_rows);
    }
  for (guint i = 0; i < record->counts->len; i++)
    {
      const SluiceDecisionCounts *counts = &g_array_index (record->counts, SluiceDecisionCounts, i);

      for (guint kind = 0; kind < SLUICE_N_DECISIONS; kind++)
        if (counts->n[kind] > 0)
          g_printerr ("  %-20s %" G_GINT64_FORMAT " %s\n", counts->node_id, counts->n[kind],
                      sluice_decision_name (kind));
    }
}

static gboolean
collect_queries (Session *session, SluiceAnalysis *analysis, const char *wanted, GPtrArray *plans)
{
  g_auto (GStrv) sinks = sluice_analysis_get_sinks (analysis);

  for (guint i = 0; sinks[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SluiceQueryPlan) plan = sluice_analysis_get_query (analysis, sinks[i], &error);

      if (plan == NULL)
        {
          sluice_command_print_error (session->path, error);
          return FALSE;
        }
      if (is_wanted (plan, wanted))
        g_ptr_array_add (plans, g_steal_pointer (&plan));
    }

  if (plans->len == 0 && wanted != NULL)
    g_printerr ("%s: there is no query “%s”\n", session->path, wanted);
  else if (plans->len == 0)
    g_printerr ("%s: there is nothing to run: no writeStream node\n", session->path);

  return plans->len > 0;
}

static int
finish (Session *session)
{
  int code = session->n_signals > 0 ? SLUICE_EXIT_SIGNAL : SLUICE_EXIT_OK;

  sluice_progress_printer_draw (session->printer, TRUE);
  for (guint i = 0; i < session->n; i++)
    {
      RunningQuery *running = &session->queries[i];

      sluice_query_free (running->query);
      if (running->recorder != NULL)
        print_record (running);
      sluice_recorder_unref (running->recorder);
      if (running->error != NULL)
        {
          sluice_command_print_error (session->path, running->error);
          code = SLUICE_EXIT_FAILED;
        }
      g_clear_error (&running->error);
      g_free (running->sink_id);
    }
  g_free (session->queries);
  g_main_loop_unref (session->loop);
  sluice_progress_printer_free (session->printer);

  return code;
}

int
sluice_command_run (int argc, char **argv)
{
  g_auto (GStrv) parameters = NULL;
  g_autofree char *progress = NULL;
  g_autofree char *wanted = NULL;
  gboolean available_now = FALSE;
  gboolean once = FALSE;
  gboolean record = FALSE;
  int n_threads = 0;
  const GOptionEntry entries[] = {
    { "query", 0, 0, G_OPTION_ARG_STRING, &wanted, "Run one query: its name or its sink's id", "NAME" },
    { "available-now", 0, 0, G_OPTION_ARG_NONE, &available_now,
      "Process what there is now, then end, whatever the trigger", NULL },
    { "once", 0, 0, G_OPTION_ARG_NONE, &once, "Process everything in one batch, then end", NULL },
    { "parameter", 'p', 0, G_OPTION_ARG_STRING_ARRAY, &parameters, "Set a parameter of the document",
      "NAME=VALUE" },
    { "progress", 0, 0, G_OPTION_ARG_STRING, &progress,
      "How to show progress on standard error (a terminal's default: tty)", "tty|json|none" },
    { "threads", 'j', 0, G_OPTION_ARG_INT, &n_threads, "Threads per query (default: processors)", "N" },
    { "record", 0, 0, G_OPTION_ARG_NONE, &record,
      "Keep what happens to rows beside the checkpoint, for “sluice why”, and sum the last batch up", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SluiceAnalysis) analysis = NULL;
  g_autoptr (GPtrArray) plans
    = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_query_plan_unref);
  SluiceProgressStyle style;
  Session session = { 0 };
  int code;

  if (!sluice_command_parse (&argc, &argv, entries, "FILE",
                             "Runs the queries of a pipeline, each until it is stopped or its trigger "
                             "ends it.",
                             "Rows of console sinks go to standard output, progress and problems to "
                             "standard error. SIGINT and SIGTERM stop\nafter the batch that runs; a "
                             "second one breaks it off, and it runs again at the next start.\n\nExit "
                             "codes: 0 finished, 1 a query failed, 2 bad usage or document, 3 stopped by "
                             "a signal.",
                             1, 1)
      || !parse_style (progress, &style))
    return SLUICE_EXIT_USAGE;
  if (available_now && once)
    {
      g_printerr ("sluice run: --available-now and --once exclude each other\n");
      return SLUICE_EXIT_USAGE;
    }
  if (n_threads < 0 || n_threads > 256)
    {
      g_printerr ("sluice run: --threads takes a number from 1 to 256\n");
      return SLUICE_EXIT_USAGE;
    }

  session.path = argv[1];
  code = sluice_command_analyze (argv[1], parameters, FALSE, &analysis);
  if (code != SLUICE_EXIT_OK)
    return code;
  if (!collect_queries (&session, analysis, wanted, plans))
    return SLUICE_EXIT_USAGE;

  session.loop = g_main_loop_new (NULL, FALSE);
  session.printer = sluice_progress_printer_new (style, plans->len);
  session.n = plans->len;
  session.n_running = plans->len;
  session.queries = g_new0 (RunningQuery, plans->len);

  for (guint i = 0; i < plans->len; i++)
    {
      SluiceQueryPlan *plan = g_ptr_array_index (plans, i);
      RunningQuery *running = &session.queries[i];
      SluiceQueryOptions options = {
        .n_workers = n_threads,
        .listener = { .progress = progress_cb,
                      .state_changed = state_changed_cb,
                      .terminated = terminated_cb,
                      .user_data = running },
        .override_trigger = available_now || once,
        .trigger = once ? SLUICE_TRIGGER_ONCE : SLUICE_TRIGGER_AVAILABLE_NOW,
        .console = console_cb,
        .console_data = running,
      };

      running->session = &session;
      running->index = i;
      running->sink_id = g_strdup (plan->sink_id);
      if (record)
        {
          running->recorder = sluice_recorder_new (RECORDED_BATCHES, RECORDED_BYTES);
          sluice_recorder_set_on_disk (running->recorder, TRUE);
        }
      options.recorder = running->recorder;
      sluice_progress_printer_name (session.printer, i,
                                    plan->name != NULL ? plan->name : plan->sink_id);
      running->query = sluice_query_new (plan, &options);
    }

  g_unix_signal_add (SIGINT, signal_cb, &session);
  g_unix_signal_add (SIGTERM, signal_cb, &session);
  if (style == SLUICE_PROGRESS_TTY)
    g_timeout_add (DRAW_INTERVAL_MS, draw_cb, &session);
  for (guint i = 0; i < session.n; i++)
    sluice_query_start (session.queries[i].query);
  g_main_loop_run (session.loop);

  return finish (&session);
}
