/* sluice-page-runs.c: the queries of a page: they are started, followed and stopped together.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/sluice-page-private.h"

#include <glib/gi18n.h>

#include "app/sluice-run-marks.h"
#include "charts/sluice-chart-unit.h"

gboolean
sluice_page_is_active (SluicePage *self)
{
  for (guint i = 0; i < self->runs->len; i++)
    if (sluice_run_is_active (g_ptr_array_index (self->runs, i)))
      return TRUE;

  return FALSE;
}

gboolean
_sluice_page_is_paused (SluicePage *self)
{
  for (guint i = 0; i < self->runs->len; i++)
    if (sluice_run_get_state (g_ptr_array_index (self->runs, i)) == SLUICE_QUERY_PAUSED)
      return TRUE;

  return FALSE;
}

void
_sluice_page_update_subtitle (SluicePage *self)
{
  g_autofree char *text = NULL;
  SluiceRun *run = self->shown_run;

  if (run == NULL)
    text = g_strdup (sluice_pipeline_get_modified (self->pipeline) ? _ ("Modified") : "");
  else
    {
      gint64 batch = sluice_run_get_newest_batch (run);
      g_autofree char *id = sluice_chart_format_integer (batch);

      switch (sluice_run_get_state (run))
        {
        case SLUICE_QUERY_STARTING:
        case SLUICE_QUERY_NEW:
          text = g_strdup (_ ("Starting"));
          break;
        case SLUICE_QUERY_RUNNING:
          text = g_strdup_printf (_ ("Running · batch %s"), id);
          break;
        case SLUICE_QUERY_WAITING:
          text = batch < 0 ? g_strdup (_ ("Waiting for data"))
                           : g_strdup_printf (_ ("Waiting for data · batch %s"), id);
          break;
        case SLUICE_QUERY_PAUSED:
          text = batch < 0 ? g_strdup (_ ("Paused"))
                           : g_strdup_printf (_ ("Paused · batch %s"), id);
          break;
        case SLUICE_QUERY_BLOCKED:
          text = g_strdup (_ ("Disk full: waiting for room"));
          break;
        case SLUICE_QUERY_FAILED:
          text = g_strdup (_ ("Failed"));
          break;
        case SLUICE_QUERY_STOPPED:
        case SLUICE_QUERY_FINISHED:
        default:
          text = batch < 0 ? g_strdup (_ ("Stopped")) : g_strdup_printf (_ ("Stopped · batch %s"), id);
          break;
        }
    }

  if (g_strcmp0 (text, self->subtitle) == 0)
    return;
  g_free (self->subtitle);
  self->subtitle = g_steal_pointer (&text);
  g_object_notify (G_OBJECT (self), "subtitle");
}

static void
run_state_cb (SluiceRun *run, GParamSpec *pspec, gpointer user_data)
{
  SluicePage *self = user_data;

  sluice_run_marks_show_states (self->canvas, self->pipeline, self->runs);
  if (sluice_run_get_state (run) == SLUICE_QUERY_FAILED && sluice_run_get_error (run) != NULL)
    {
      g_autofree char *text
        = g_strdup_printf (_ ("The query failed in “%s”."), sluice_run_get_failed_node (run));

      /* The sentence itself stands on the node and in the log; when there are no charts, in their place as well. */
      sluice_canvas_reveal_node (self->canvas, sluice_run_get_failed_node (run));
      if (sluice_run_get_newest_batch (run) >= 0 || !gtk_widget_get_visible (self->bottom))
        _sluice_page_say (self, text);
    }

  _sluice_page_update_actions (self);
  if (!sluice_page_is_active (self) && self->stop_task != NULL)
    {
      g_autoptr (GTask) task = g_steal_pointer (&self->stop_task);

      g_task_return_boolean (task, TRUE);
    }
}

/* The wires tell of the chosen micro-batch, or of the newest. */
void
_sluice_page_show_rates (SluicePage *self, SluiceRun *run)
{
  gint64 batch;
  g_autoptr (SluiceBatchRecord) record = NULL;

  g_object_get (self->charts, "selected-batch", &batch, NULL);
  if (batch >= 0)
    record = sluice_run_get_record (run, batch);
  if (record != NULL)
    sluice_run_marks_show_rates (self->canvas, record->progress);
  else if (sluice_run_get_last_progress (run) != NULL)
    sluice_run_marks_show_rates (self->canvas, sluice_run_get_last_progress (run));
}

static void
run_flushed_cb (SluiceRun *run, gpointer user_data)
{
  SluicePage *self = user_data;

  _sluice_page_show_rates (self, run);
  _sluice_page_update_subtitle (self);
}

static void
show_run (SluicePage *self, SluiceRun *run)
{
  g_set_object (&self->shown_run, run);
  g_object_set (self->charts, "run", run, NULL);
  g_object_set (self->data, "run", run, NULL);
  _sluice_page_update_subtitle (self);
}

void
_sluice_page_choose_run (SluicePage *self)
{
  guint index = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->run_choice));

  if (index < self->runs->len)
    show_run (self, g_ptr_array_index (self->runs, index));
}

static void
reveal_first_problem (SluicePage *self, SluiceAnalysis *analysis)
{
  GPtrArray *problems = sluice_analysis_get_problems (analysis);

  _sluice_page_show_panel (self, "problems");
  for (guint i = 0; i < problems->len; i++)
    {
      SluiceProblem *problem = g_ptr_array_index (problems, i);

      if (problem->severity != SLUICE_SEVERITY_ERROR || problem->node == NULL)
        continue;
      sluice_canvas_reveal_node (self->canvas, problem->node);
      return;
    }
}

gboolean
_sluice_page_start (SluicePage *self, gboolean paused)
{
  SluiceAnalysis *analysis = sluice_pipeline_ensure_analysis (self->pipeline);
  g_auto (GStrv) sinks = sluice_analysis_get_sinks (analysis);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func (g_object_unref);

  if (sluice_analysis_has_errors (analysis) || sinks[0] == NULL)
    {
      _sluice_page_say (self, sinks[0] == NULL ? _ ("There is nothing to run yet: add a sink.")
                                  : _ ("The pipeline has errors. They are listed below."));
      if (sluice_analysis_has_errors (analysis))
        reveal_first_problem (self, analysis);
      return FALSE;
    }

  for (guint i = 0; sinks[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SluiceQueryPlan) plan = sluice_analysis_get_query (analysis, sinks[i], &error);
      SluiceRun *run;

      if (plan == NULL)
        {
          _sluice_page_say (self, error->message);
          return FALSE;
        }
      run = sluice_run_new (plan);
      g_signal_connect_object (run, "notify::state", G_CALLBACK (run_state_cb), self, 0);
      g_signal_connect_object (run, "flushed", G_CALLBACK (run_flushed_cb), self, 0);
      g_ptr_array_add (runs, run);
      gtk_string_list_append (names, plan->name != NULL ? plan->name : plan->sink_id);
    }

  sluice_canvas_clear_run (self->canvas);
  g_ptr_array_unref (self->runs);
  self->runs = g_steal_pointer (&runs);
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->run_choice), G_LIST_MODEL (names));
  gtk_widget_set_visible (self->run_choice, self->runs->len > 1);
  sluice_log_panel_set_runs (self->log, self->runs);
  sluice_problem_list_set_runs (self->problems, self->runs);
  show_run (self, g_ptr_array_index (self->runs, 0));
  _sluice_page_show_panel (self, "charts");
  for (guint i = 0; i < self->runs->len; i++)
    sluice_run_start (g_ptr_array_index (self->runs, i), paused);
  _sluice_page_update_actions (self);

  return TRUE;
}

void
_sluice_page_for_each_active (SluicePage *self, void (*func) (SluiceRun *run))
{
  for (guint i = 0; i < self->runs->len; i++)
    if (sluice_run_is_active (g_ptr_array_index (self->runs, i)))
      func (g_ptr_array_index (self->runs, i));
}

static void
stop_one (SluiceRun *run)
{
  sluice_run_stop (run, FALSE);
}

void
_sluice_page_stop (SluicePage *self)
{
  _sluice_page_for_each_active (self, stop_one);
}

void
sluice_page_stop_async (SluicePage *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, sluice_page_stop_async);
  if (!sluice_page_is_active (self) || self->stop_task != NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  self->stop_task = g_steal_pointer (&task);
  _sluice_page_stop (self);
}

gboolean
sluice_page_stop_finish (SluicePage *self, GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}
