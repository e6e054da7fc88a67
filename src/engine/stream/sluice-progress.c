/* sluice-progress.c: what a query reports of each micro-batch.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "stream/sluice-progress.h"

#include <math.h>
#include <string.h>

#include "core/sluice-json-text.h"
#include "expr/sluice-convert.h"

static const char *const phase_names[SLUICE_N_PHASES] = {
  [SLUICE_PHASE_LATEST_OFFSET] = "latestOffset",
  [SLUICE_PHASE_GET_BATCH] = "getBatch",
  [SLUICE_PHASE_QUERY_PLANNING] = "queryPlanning",
  [SLUICE_PHASE_WAL_COMMIT] = "walCommit",
  [SLUICE_PHASE_ADD_BATCH] = "addBatch",
  [SLUICE_PHASE_COMMIT_OFFSETS] = "commitOffsets",
};

/* Spark sorts the keys of durationMs. */
static const SluicePhase sorted_phases[] = {
  SLUICE_PHASE_ADD_BATCH,     SLUICE_PHASE_COMMIT_OFFSETS, SLUICE_PHASE_GET_BATCH,
  SLUICE_PHASE_LATEST_OFFSET, SLUICE_PHASE_QUERY_PLANNING, SLUICE_PHASE_WAL_COMMIT,
};

static void
node_rows_clear (gpointer data)
{
  g_free (((SluiceNodeRows *) data)->node_id);
}

static void
observed_clear (gpointer data)
{
  SluiceObservedMetrics *observed = data;

  g_free (observed->name);
  g_free (observed->json);
}

SluiceProgress *
sluice_progress_new (void)
{
  SluiceProgress *self = g_new0 (SluiceProgress, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->observed = g_array_new (FALSE, FALSE, sizeof (SluiceObservedMetrics));
  g_array_set_clear_func (self->observed, observed_clear);
  self->node_rows = g_array_new (FALSE, FALSE, sizeof (SluiceNodeRows));
  g_array_set_clear_func (self->node_rows, node_rows_clear);

  return self;
}

SluiceProgress *
sluice_progress_ref (SluiceProgress *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
sluice_progress_unref (SluiceProgress *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  for (guint i = 0; i < self->n_sources; i++)
    {
      g_free (self->sources[i].description);
      g_free (self->sources[i].node_id);
      g_free (self->sources[i].start_offset);
      g_free (self->sources[i].end_offset);
    }
  g_free (self->sources);
  g_free (self->state_operators);
  g_array_unref (self->observed);
  g_array_unref (self->node_rows);
  g_free (self->sink_description);
  g_free (self->id);
  g_free (self->run_id);
  g_free (self->name);
  g_free (self);
}

void
sluice_progress_add_observed (SluiceProgress *self, const char *name, const char *json)
{
  SluiceObservedMetrics observed = { g_strdup (name), g_strdup (json) };
  guint at = 0;

  while (at < self->observed->len
         && strcmp (g_array_index (self->observed, SluiceObservedMetrics, at).name, name) < 0)
    at++;
  g_array_insert_val (self->observed, at, observed);
}

const char *
sluice_phase_name (SluicePhase phase)
{
  return phase_names[phase];
}

static void
append_string (GString *json, const char *key, const char *value)
{
  g_string_append_printf (json, "\"%s\":", key);
  sluice_append_json_string (json, value);
}

static void
append_time (GString *json, const char *key, gint64 ms)
{
  char text[SLUICE_FORMAT_MAX];
  gsize length = sluice_format_timestamp_iso (ms * 1000, sluice_zone_lookup ("UTC"), text);

  g_string_append_printf (json, "\"%s\":\"%.*s\"", key, (int) length, text);
}

/* Rates have one decimal, rounded half up; what isn't a number is left out. */
static void
append_rate (GString *json, const char *key, double rate)
{
  char text[SLUICE_FORMAT_MAX];
  gsize length;

  if (!isfinite (rate))
    return;

  length = sluice_format_double (floor (rate * 10 + 0.5) / 10, text);
  g_string_append_printf (json, ",\"%s\":%.*s", key, (int) length, text);
}

static void
append_rates (GString *json, const SluiceProgress *self, gint64 rows)
{
  double part = self->num_input_rows > 0 ? (double) rows / self->num_input_rows : 0;

  append_rate (json, "inputRowsPerSecond", self->input_rows_per_second * part);
  append_rate (json, "processedRowsPerSecond", self->processed_rows_per_second * part);
}

static void
append_durations (GString *json, const SluiceProgress *self)
{
  g_string_append (json, ",\"durationMs\":{");
  for (guint i = 0; i < G_N_ELEMENTS (sorted_phases); i++)
    {
      SluicePhase phase = sorted_phases[i];

      /* triggerExecution sorts between queryPlanning and walCommit. */
      if (phase == SLUICE_PHASE_WAL_COMMIT)
        g_string_append_printf (json, "\"triggerExecution\":%" G_GINT64_FORMAT ",",
                                self->batch_duration_us / 1000);
      g_string_append_printf (json, "\"%s\":%" G_GINT64_FORMAT "%s", phase_names[phase],
                              self->durations_us[phase] / 1000,
                              phase == SLUICE_PHASE_WAL_COMMIT ? "" : ",");
    }
  g_string_append_c (json, '}');
}

static void
append_event_time (GString *json, const SluiceProgress *self)
{
  g_string_append (json, ",\"eventTime\":{");
  if (self->has_event_times)
    {
      append_time (json, "avg", self->event_avg_ms);
      g_string_append_c (json, ',');
      append_time (json, "max", self->event_max_ms);
      g_string_append_c (json, ',');
      append_time (json, "min", self->event_min_ms);
      g_string_append_c (json, ',');
    }
  append_time (json, "watermark", self->watermark_ms);
  g_string_append_c (json, '}');
}

static void
append_state (GString *json, const SluiceStateFigures *figures)
{
  g_string_append_c (json, '{');
  append_string (json, "operatorName", figures->operator_name);
  g_string_append_printf (
    json,
    ",\"numRowsTotal\":%" G_GINT64_FORMAT ",\"numRowsUpdated\":%" G_GINT64_FORMAT
    ",\"allUpdatesTimeMs\":%" G_GINT64_FORMAT ",\"numRowsRemoved\":%" G_GINT64_FORMAT
    ",\"allRemovalsTimeMs\":%" G_GINT64_FORMAT ",\"commitTimeMs\":%" G_GINT64_FORMAT
    ",\"memoryUsedBytes\":%" G_GINT64_FORMAT ",\"numRowsDroppedByWatermark\":%" G_GINT64_FORMAT
    ",\"numShufflePartitions\":%" G_GINT64_FORMAT ",\"numStateStoreInstances\":%" G_GINT64_FORMAT
    ",\"customMetrics\":{\"numInputRowsDroppedByWatermark\":%" G_GINT64_FORMAT "}}",
    figures->num_rows_total, figures->num_rows_updated, figures->all_updates_time_ms,
    figures->num_rows_removed, figures->all_removals_time_ms, figures->commit_time_ms,
    figures->memory_used_bytes, figures->num_rows_dropped_by_watermark,
    figures->num_shuffle_partitions, figures->num_state_store_instances,
    figures->num_input_rows_dropped_by_watermark);
}

static void
append_source (GString *json, const SluiceProgress *self, const SluiceSourceProgress *source)
{
  g_string_append_c (json, '{');
  append_string (json, "description", source->description);
  g_string_append_printf (json, ",\"startOffset\":%s,\"endOffset\":%s,\"latestOffset\":null,"
                          "\"numInputRows\":%" G_GINT64_FORMAT,
                          source->start_offset != NULL ? source->start_offset : "null",
                          source->end_offset != NULL ? source->end_offset : "null",
                          source->num_input_rows);
  append_rates (json, self, source->num_input_rows);
  g_string_append_c (json, '}');
}

static void
append_observed (GString *json, const SluiceProgress *self)
{
  for (guint i = 0; i < self->observed->len; i++)
    {
      const SluiceObservedMetrics *observed = &g_array_index (self->observed, SluiceObservedMetrics, i);

      g_string_append (json, i > 0 ? "," : ",\"observedMetrics\":{");
      sluice_append_json_string (json, observed->name);
      g_string_append_printf (json, ":%s", observed->json);
    }
  if (self->observed->len > 0)
    g_string_append_c (json, '}');
}

char *
sluice_progress_to_json (const SluiceProgress *self)
{
  GString *json = g_string_new ("{");

  append_string (json, "id", self->id);
  g_string_append_c (json, ',');
  append_string (json, "runId", self->run_id);
  g_string_append_c (json, ',');
  append_string (json, "name", self->name);
  g_string_append_c (json, ',');
  append_time (json, "timestamp", self->timestamp_ms);
  g_string_append_printf (json, ",\"batchId\":%" G_GINT64_FORMAT ",\"batchDuration\":%" G_GINT64_FORMAT
                          ",\"batchDurationMicros\":%" G_GINT64_FORMAT
                          ",\"numInputRows\":%" G_GINT64_FORMAT,
                          self->batch_id, self->batch_duration_us / 1000, self->batch_duration_us,
                          self->num_input_rows);
  append_rate (json, "inputRowsPerSecond", self->input_rows_per_second);
  append_rate (json, "processedRowsPerSecond", self->processed_rows_per_second);
  append_durations (json, self);
  if (self->has_watermark)
    append_event_time (json, self);

  g_string_append (json, ",\"stateOperators\":[");
  for (guint i = 0; i < self->n_state_operators; i++)
    {
      if (i > 0)
        g_string_append_c (json, ',');
      append_state (json, &self->state_operators[i]);
    }
  g_string_append (json, "],\"sources\":[");
  for (guint i = 0; i < self->n_sources; i++)
    {
      if (i > 0)
        g_string_append_c (json, ',');
      append_source (json, self, &self->sources[i]);
    }
  g_string_append (json, "],\"sink\":{");
  append_string (json, "description", self->sink_description);
  g_string_append_printf (json, ",\"numOutputRows\":%" G_GINT64_FORMAT "}", self->num_output_rows);
  append_observed (json, self);
  g_string_append_c (json, '}');

  return g_string_free (json, FALSE);
}
