/* sluice-watermark-operator.c: looks at the event times that pass.
 *
 * State: none. Watermark: it is where watermarks come from; what it gives has the query's. Spark:
 * EventTimeWatermarkExec: maximum, minimum, average and number of all event times of a micro-batch, rows
 * that will turn out late included, each cut to milliseconds [WM-2]. A null counts as 1970.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "operators/sluice-operators-private.h"

/* Spark's average is a running one in floating point, cut to milliseconds, and so may lie a millisecond below the true
 * one. Of so many rows the same is computed here, in their order; of more, what it is cannot be told from outside. */
#define MAX_RUNNING 1024

typedef struct
{
  guint64 sequence;
  gint64 ms;
} EventTime;

/* Each worker has its own, on cache lines of its own. */
typedef struct
{
  guint64 n;
  gint64 max_us;
  gint64 min_us;
  SluiceInt128 sum_ms;
  GArray *first; /* of EventTime: the first MAX_RUNNING */
  char padding[72];
} Seen;

G_STATIC_ASSERT (sizeof (Seen) == 128);

typedef struct
{
  SluiceOperator parent;
  guint column;
  gint64 delay_ms;
  guint n_workers;
  Seen *seen;
} WatermarkOperator;

static const SluiceOperatorClass watermark_class;

static gint64
floor_to_ms (gint64 us)
{
  gint64 ms = us / 1000;

  return us % 1000 < 0 ? ms - 1 : ms;
}

/* Rows of a join may have one sequence; then their times decide, so that the workers don't. */
static int
compare_event_times (gconstpointer a, gconstpointer b)
{
  const EventTime *first = a;
  const EventTime *second = b;

  if (first->sequence != second->sequence)
    return first->sequence < second->sequence ? -1 : 1;

  return first->ms < second->ms ? -1 : first->ms > second->ms;
}

static void
remember (Seen *seen, const SluiceBatch *batch, guint32 row, gint64 ms)
{
  EventTime time = { batch->sequence + row, ms };

  g_array_append_val (seen->first, time);
}

static double
running_average (WatermarkOperator *self)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (EventTime));
  double average = 0;

  for (guint i = 0; i < self->n_workers; i++)
    g_array_append_vals (times, self->seen[i].first->data, self->seen[i].first->len);
  g_array_sort (times, compare_event_times);
  for (guint i = 0; i < times->len; i++)
    average += ((double) g_array_index (times, EventTime, i).ms - average) / (i + 1);

  return average;
}

static gboolean
watermark_push (SluiceOperator *operator, guint worker, guint port, SluiceBatch *batch, GError **error)
{
  WatermarkOperator *self = (WatermarkOperator *) operator;
  const SluiceColumn *column = batch->columns[self->column];
  /* The event time may also be a window: then its end is meant. */
  const SluiceColumn *times = column->type->id == SLUICE_TYPE_STRUCT ? column->children[1] : column;
  Seen *seen = &self->seen[worker];
  gint64 max = seen->n > 0 ? seen->max_us : G_MININT64;
  gint64 min = seen->n > 0 ? seen->min_us : G_MAXINT64;
  SluiceInt128 sum = 0;
  guint n_remembered = seen->first->len;

  for (guint32 i = 0; i < batch->n_selected; i++)
    {
      guint32 row = sluice_batch_row (batch, i);
      gint64 time = 0;

      if (!sluice_column_is_null (column, row) && !sluice_column_is_null (times, row))
        time = times->i64[sluice_column_index (times, row)];
      max = MAX (max, time);
      min = MIN (min, time);
      sum += floor_to_ms (time);
      if (G_UNLIKELY (n_remembered < MAX_RUNNING))
        {
          remember (seen, batch, row, floor_to_ms (time));
          n_remembered++;
        }
    }
  seen->n += batch->n_selected;
  seen->max_us = max;
  seen->min_us = min;
  seen->sum_ms += sum;

  return sluice_operator_emit (operator, worker, batch, error);
}

static gboolean
watermark_begin (SluiceOperator *operator, const SluiceRound *round, GError **error)
{
  WatermarkOperator *self = (WatermarkOperator *) operator;

  operator->round = round;
  for (guint i = 0; i < self->n_workers; i++)
    {
      GArray *first = self->seen[i].first;

      g_array_set_size (first, 0);
      self->seen[i] = (Seen){ .first = first };
    }

  return TRUE;
}

static void
watermark_describe (SluiceOperator *operator, GString *out)
{
  WatermarkOperator *self = (WatermarkOperator *) operator;

  g_string_append_printf (out, " %s, delay %" G_GINT64_FORMAT " ms",
                          operator->schema->fields[self->column].name, self->delay_ms);
}

static void
watermark_free (SluiceOperator *operator)
{
  WatermarkOperator *self = (WatermarkOperator *) operator;

  for (guint i = 0; i < self->n_workers; i++)
    g_array_unref (self->seen[i].first);
  g_aligned_free (self->seen);
}

static const SluiceOperatorClass watermark_class = {
  .name = "EventTimeWatermark",
  .begin = watermark_begin,
  .push = watermark_push,
  .describe = watermark_describe,
  .free = watermark_free,
};

SluiceOperator *
sluice_watermark_operator_new (const SluicePlan *plan, guint n_workers)
{
  WatermarkOperator *self
      = sluice_operator_alloc (&watermark_class, sizeof *self, plan->node_id, plan->schema);

  self->column = plan->watermark.column;
  self->delay_ms = plan->watermark.delay_ms;
  self->n_workers = MAX (n_workers, 1);
  self->seen = g_aligned_alloc0 (self->n_workers, sizeof (Seen), 64);
  for (guint i = 0; i < self->n_workers; i++)
    self->seen[i].first = g_array_new (FALSE, FALSE, sizeof (EventTime));

  return &self->parent;
}

gboolean
sluice_watermark_operator_take (SluiceOperator *operator,
                                guint64        *n,
                                gint64         *max_us,
                                gint64         *min_us,
                                double         *avg_ms)
{
  WatermarkOperator *self = (WatermarkOperator *) operator;
  SluiceInt128 sum = 0;

  g_assert (operator->klass == &watermark_class);

  *n = 0;
  *max_us = G_MININT64;
  *min_us = G_MAXINT64;
  for (guint i = 0; i < self->n_workers; i++)
    {
      const Seen *seen = &self->seen[i];

      if (seen->n == 0)
        continue;
      *n += seen->n;
      *max_us = MAX (*max_us, seen->max_us);
      *min_us = MIN (*min_us, seen->min_us);
      sum += seen->sum_ms;
    }
  if (*n == 0)
    return FALSE;
  *avg_ms = *n <= MAX_RUNNING ? running_average (self) : (double) sum / *n;

  *max_us = floor_to_ms (*max_us) * 1000;
  *min_us = floor_to_ms (*min_us) * 1000;

  return TRUE;
}
