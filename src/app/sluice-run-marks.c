/* sluice-run-marks.c: what the canvas shows of the queries that run.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/sluice-run-marks.h"

#include <glib/gi18n.h>
#include <math.h>

#include "canvas/sluice-layout.h"
#include "charts/sluice-chart-unit.h"

/* A failure weighs more than what still runs, and that more than what has ended. */
static SluiceNodeStatus
find_status (SluiceDocument *document, const char *id, GPtrArray *runs, const char **words)
{
  SluiceNodeStatus status = SLUICE_NODE_STATUS_NONE;

  for (guint i = 0; i < runs->len; i++)
    {
      SluiceRun *run = g_ptr_array_index (runs, i);
      SluiceQueryState state = sluice_run_get_state (run);
      const char *sink = sluice_run_get_plan (run)->sink_id;

      if (state == SLUICE_QUERY_FAILED)
        {
          if (!g_str_equal (sluice_run_get_failed_node (run), id))
            continue;
          *words = sluice_run_get_error (run) != NULL ? sluice_run_get_error (run)->message : _ ("Failed");
          return SLUICE_NODE_STATUS_FAILED;
        }
      if (!sluice_layout_reaches (document, id, sink))
        continue;
      if (sluice_run_is_active (run))
        {
          status = SLUICE_NODE_STATUS_RUNNING;
          if (state == SLUICE_QUERY_BLOCKED && g_str_equal (sink, id))
            *words = sluice_run_get_message (run);
        }
      else if (status == SLUICE_NODE_STATUS_NONE && state != SLUICE_QUERY_NEW)
        status = SLUICE_NODE_STATUS_DONE;
    }

  return status;
}

void
sluice_run_marks_show_states (SluiceCanvas *canvas, SluicePipeline *pipeline, GPtrArray *runs)
{
  SluiceDocument *document = sluice_pipeline_get_document (pipeline);

  for (guint i = 0; i < sluice_document_get_n_nodes (document); i++)
    {
      SluiceNode *node = sluice_document_get_node (document, i);
      const char *id = sluice_node_get_id (node);
      const char *words = NULL;
      SluiceNodeStatus status = SLUICE_NODE_STATUS_NONE;

      if (!sluice_node_is_disabled (node))
        status = find_status (document, id, runs, &words);
      sluice_canvas_set_node_status (canvas, id, status, words);
    }
}

char *
sluice_run_marks_format_rate (double rate)
{
  static const char *const prefixes[] = { "", "k", "M", "G" };
  guint power = 0;

  /* Three digits at most: a value that would be rounded to a thousand has the next prefix. */
  while (rate >= 999.5 && power + 1 < G_N_ELEMENTS (prefixes))
    {
      rate /= 1000;
      power++;
    }

  return g_strdup_printf (_ ("%.*f%s/s"), (power > 0 && rate < 99.95) || (rate > 0 && rate < 9.95) ? 1 : 0,
                          rate, prefixes[power]);
}

void
sluice_run_marks_show_rates (SluiceCanvas *canvas, const SluiceProgress *progress)
{
  double seconds = MAX (progress->batch_duration_us, 1000) / 1e6;
  g_autofree char *id = sluice_chart_format_integer (progress->batch_id);

  for (guint i = 0; i < progress->node_rows->len; i++)
    {
      const SluiceNodeRows *rows = &g_array_index (progress->node_rows, SluiceNodeRows, i);
      double rate = rows->n_rows / seconds;
      g_autofree char *text = sluice_run_marks_format_rate (rate);
      g_autofree char *n_rows = g_strdup_printf ("%'" G_GINT64_FORMAT, rows->n_rows);
      g_autofree char *details
        = g_strdup_printf (ngettext ("%s row in batch %s", "%s rows in batch %s", rows->n_rows), n_rows, id);

      sluice_canvas_set_wire_text (canvas, rows->node_id, text, CLAMP (log10 (rate + 1) / 7, 0, 1));
      sluice_canvas_set_wire_details (canvas, rows->node_id, details);
    }
}
