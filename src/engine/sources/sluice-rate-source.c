/* sluice-rate-source.c: the rate source: rows at a steady pace, for trying things out.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "sources/sluice-source.h"

#include <string.h>

#include "core/sluice-metadata-log.h"

/* [RAT-1] to [RAT-5]: an offset is a number of whole seconds since the query was made. */

typedef struct
{
  SluiceSource base;
  SluiceClock *clock;
  SluiceMetadataLog *log;
  SluiceType *schema;
  gint64 rows_per_second;
  gint64 ramp_up_seconds;
  gint64 n_partitions;
  gint64 created_ms;
  gint64 last_ms;
  gint64 frozen;
} RateSource;

typedef struct
{
  SluiceScan base;
  RateSource *source;
  SluiceType *schema;
  guint *columns;
  guint n_columns;
  gint64 first_value;
  gint64 end_value;
  gint64 start_ms;
  double ms_per_value;
} RateScan;

/* The number of rows made in the first @seconds; during the ramp-up the speed grows by equal steps. */
static gint64
value_at (RateSource *self, gint64 seconds)
{
  gint64 step;
  gint64 in_ramp;
  gint64 ramp_total;

  if (self->ramp_up_seconds == 0)
    return seconds * self->rows_per_second;

  step = self->rows_per_second / (self->ramp_up_seconds + 1);
  in_ramp = MIN (seconds, self->ramp_up_seconds);
  ramp_total = in_ramp <= 0 ? 0 : step * in_ramp * (in_ramp + 1) / 2;
  if (step == 0)
    ramp_total = 0;

  return ramp_total + MAX (seconds - self->ramp_up_seconds, 0) * self->rows_per_second;
}

static gint64
parse_offset (const char *text)
{
  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

static gboolean
latest_offset (SluiceSource *source,
               const char   *start,
               gboolean      all,
               char        **offset,
               GError      **error)
{
  RateSource *self = (RateSource *) source;
  gint64 now = sluice_clock_now (self->clock) / 1000;
  gint64 seconds;

  /* The clock may be set back; the source never goes back [RAT-4]. */
  self->last_ms = MAX (self->last_ms, now);
  seconds = (self->last_ms - self->created_ms) / 1000;
  if (self->frozen >= 0)
    seconds = MIN (seconds, self->frozen);
  *offset = g_strdup_printf ("%" G_GINT64_FORMAT, seconds);

  return TRUE;
}

static gboolean
prepare_available_now (SluiceSource *source, GError **error)
{
  RateSource *self = (RateSource *) source;
  g_autofree char *offset = NULL;

  latest_offset (source, NULL, TRUE, &offset, NULL);
  self->frozen = parse_offset (offset);

  return TRUE;
}

static gboolean
restore (SluiceSource *source, const char *end, GError **error)
{
  RateSource *self = (RateSource *) source;

  self->last_ms = MAX (self->last_ms, self->created_ms + parse_offset (end) * 1000);

  return TRUE;
}

static gboolean
scan_prepare (SluiceScan *scan,
              const char *start,
              const char *end,
              guint      *n_tasks,
              GError    **error)
{
  RateScan *self = (RateScan *) scan;
  gint64 first = parse_offset (start);
  gint64 last = parse_offset (end);

  self->first_value = value_at (self->source, first);
  self->end_value = value_at (self->source, last);
  self->start_ms = self->source->created_ms + first * 1000;
  self->ms_per_value = self->end_value > self->first_value
                         ? (double) (last - first) * 1000 / (self->end_value - self->first_value)
                         : 0;
  *n_tasks = (self->end_value - self->first_value + SLUICE_BATCH_MAX_ROWS - 1)
             / SLUICE_BATCH_MAX_ROWS;

  return TRUE;
}

static gboolean
scan_run_task (SluiceScan     *scan,
               guint           worker,
               guint           task,
               SluiceBatchFunc func,
               gpointer        user_data,
               GCancellable   *cancellable,
               GError        **error)
{
  RateScan *self = (RateScan *) scan;
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  g_autoptr (SluiceBatch) batch = NULL;
  SluiceColumn *columns[2];
  gint64 first = self->first_value + (gint64) task * SLUICE_BATCH_MAX_ROWS;
  guint32 n = MIN (self->end_value - first, SLUICE_BATCH_MAX_ROWS);

  for (guint i = 0; i < self->n_columns; i++)
    {
      SluiceColumn *column = sluice_column_new (arena, self->schema->fields[i].type, n);

      if (self->columns[i] == 0)
        for (guint32 row = 0; row < n; row++)
          {
            double after_ms = (first + row - self->first_value) * self->ms_per_value;

            column->i64[row] = (self->start_ms + (gint64) (after_ms + 0.5)) * 1000;
          }
      else
        for (guint32 row = 0; row < n; row++)
          column->i64[row] = first + row;
      columns[i] = column;
    }

  batch = sluice_batch_new (arena, self->schema, columns, n);
  /* Numbered from the task in the upper half, as files are: a task draws random numbers of its own. */
  batch->sequence = (guint64) task << 32;

  return func (batch, user_data, error);
}

static void
scan_free (SluiceScan *scan)
{
  RateScan *self = (RateScan *) scan;

  sluice_type_unref (self->schema);
  g_free (self->columns);
}

static const SluiceScanClass scan_class = {
  .prepare = scan_prepare,
  .run_task = scan_run_task,
  .free = scan_free,
};

static SluiceScan *
new_scan (SluiceSource *source,
          const guint  *columns,
          guint         n_columns,
          guint         n_workers,
          GError      **error)
{
  RateSource *source_self = (RateSource *) source;
  RateScan *self = g_new0 (RateScan, 1);
  SluiceField fields[2];

  g_assert (n_columns <= 2);

  for (guint i = 0; i < n_columns; i++)
    fields[i] = source_self->schema->fields[columns[i]];
  self->base.klass = &scan_class;
  self->source = source_self;
  self->schema = sluice_type_struct (fields, n_columns);
  self->columns = g_memdup2 (columns, sizeof (guint) * n_columns);
  self->n_columns = n_columns;

  return &self->base;
}

static char *
describe (SluiceSource *source)
{
  RateSource *self = (RateSource *) source;

  return g_strdup_printf ("RateStreamV2[rowsPerSecond=%" G_GINT64_FORMAT
                          ", rampUpTimeSeconds=%" G_GINT64_FORMAT
                          ", numPartitions=%" G_GINT64_FORMAT "]",
                          self->rows_per_second, self->ramp_up_seconds, self->n_partitions);
}

static void
source_free (SluiceSource *source)
{
  RateSource *self = (RateSource *) source;

  sluice_metadata_log_free (self->log);
  sluice_clock_unref (self->clock);
  sluice_type_unref (self->schema);
}

static const SluiceSourceClass source_class = {
  .latest_offset = latest_offset,
  .new_scan = new_scan,
  .prepare_available_now = prepare_available_now,
  .restore = restore,
  .describe = describe,
  .free = source_free,
};

static gboolean
get_option (const SluicePlan *plan,
            const char       *name,
            gint64            minimum,
            gint64            fallback,
            gint64           *value,
            GError          **error)
{
  const char *text = g_hash_table_lookup (plan->source.options, name);
  g_autofree char *digits = NULL;

  *value = fallback;
  if (text == NULL)
    return TRUE;

  /* A time may carry its unit: `5s`. */
  digits = g_strdup (text);
  if (g_str_has_suffix (digits, "s"))
    digits[strlen (digits) - 1] = '\0';
  if (g_ascii_string_to_signed (digits, 10, minimum, G_MAXINT32, value, NULL))
    return TRUE;

  sluice_set_error (error, SLUICE_SOURCE_ERROR, SLUICE_SOURCE_ERROR_OPTION, NULL,
                    "Invalid value '%s'. The option '%s' must be a whole number from %"
                    G_GINT64_FORMAT " on", text, name, minimum);
  if (error != NULL)
    sluice_error_set_node (*error, plan->node_id, "options");

  return FALSE;
}

/* The moment of creation is kept beside the checkpoint, so that values mean the same after a restart. */
static gboolean
load_creation (RateSource *self, GError **error)
{
  g_auto (GStrv) lines = NULL;
  g_autofree char *now = NULL;

  if (sluice_metadata_log_latest (self->log) >= 0)
    {
      lines = sluice_metadata_log_get (self->log, 0, error);
      if (lines == NULL)
        return FALSE;
      self->created_ms = lines[0] != NULL ? g_ascii_strtoll (lines[0], NULL, 10) : 0;
      return TRUE;
    }

  self->created_ms = sluice_clock_now (self->clock) / 1000;
  now = g_strdup_printf ("%" G_GINT64_FORMAT, self->created_ms);

  return sluice_metadata_log_add (self->log, 0, (const char *const[]){ now, NULL }, error);
}

SluiceSource *
sluice_rate_source_new (const SluiceSourceParameters *parameters, GError **error)
{
  RateSource *self = g_new0 (RateSource, 1);
  g_autoptr (SluiceSource) source = &self->base;

  self->base.klass = &source_class;
  self->clock = sluice_clock_ref (parameters->clock);
  self->schema = sluice_type_ref (parameters->plan->source.full_schema);
  self->frozen = -1;

  if (!get_option (parameters->plan, "rowsPerSecond", 1, 1, &self->rows_per_second, error)
      || !get_option (parameters->plan, "rampUpTime", 0, 0, &self->ramp_up_seconds, error)
      || !get_option (parameters->plan, "numPartitions", 1, g_get_num_processors (),
                      &self->n_partitions, error))
    return NULL;

  self->log = sluice_metadata_log_new (parameters->log_directory, 0, error);
  if (self->log == NULL || !load_creation (self, error))
    return NULL;
  self->last_ms = self->created_ms;

  return g_steal_pointer (&source);
}
