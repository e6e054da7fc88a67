/* sluice-limit-operator.c: lets the first rows pass.
 *
 * State: on a stream, under the empty key, how many rows have passed in the life of the query (8 bytes), in
 * one partition; written when it changes. Elsewhere none. Watermark: nothing is late or evicted; passes on.
 * Spark: StreamingGlobalLimitExec (`globalLimit`) and GlobalLimitExec. Which rows are the first is decided
 * by their sequence, so the rows wait until all are in.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "operators/sluice-kept-rows.h"
#include "operators/sluice-operators-private.h"

/* So many more rows than the limit may wait before those that can't be among the first are let go. */
#define SPARE_ROWS (16 * SLUICE_BATCH_MAX_ROWS)

typedef struct
{
  SluiceOperator parent;
  gint64 n;    /* rows that pass, and before them those that are skipped */
  gint64 skip; /* of a table: so many don't pass */
  gboolean stateful;
  SluiceKeptRows kept;
  SluiceStateStore *store;
  guint operator_id;
  gint64 n_updated;
} LimitOperator;

static SluiceStatePartition *
partition (LimitOperator *self)
{
  return sluice_state_store_partition (self->store, self->operator_id, 0);
}

static gint64
rows_passed (LimitOperator *self)
{
  guint32 length;
  const gint64 *value;

  if (!self->stateful)
    return 0;

  value = sluice_state_get (partition (self), sluice_state_hash ("", 0), "", 0, &length);

  return value != NULL && length == sizeof *value ? *value : 0;
}

/* Lets go of batches behind the first rows. */
static void
prune (LimitOperator *self)
{
  guint64 n = 0;
  guint keep = 0;

  sluice_kept_rows_sort (&self->kept);
  while (keep < self->kept.batches->len && n < (guint64) self->n)
    n += ((SluiceBatch *) self->kept.batches->pdata[keep++])->n_selected;
  g_ptr_array_set_size (self->kept.batches, (int) keep);
  self->kept.n_rows = n;
}

static gboolean
limit_push (SluiceOperator *operator, guint worker, guint port, SluiceBatch *batch, GError **error)
{
  LimitOperator *self = (LimitOperator *) operator;

  sluice_kept_rows_add (&self->kept, batch);

  g_mutex_lock (&self->kept.mutex);
  if (self->kept.n_rows > (guint64) self->n && self->kept.n_rows - (guint64) self->n > SPARE_ROWS)
    prune (self);
  g_mutex_unlock (&self->kept.mutex);

  return TRUE;
}

gboolean
sluice_limit_operator_is_full (SluiceOperator *operator)
{
  LimitOperator *self = (LimitOperator *) operator;
  gboolean full;

  g_mutex_lock (&self->kept.mutex);
  full = self->kept.n_rows >= (guint64) self->n;
  g_mutex_unlock (&self->kept.mutex);

  return full;
}

static gboolean
limit_begin (SluiceOperator *operator, const SluiceRound *round, GError **error)
{
  LimitOperator *self = (LimitOperator *) operator;

  operator->round = round;
  self->n_updated = 0;
  sluice_kept_rows_forget (&self->kept);

  return TRUE;
}

static guint
limit_n_tasks (SluiceOperator *operator)
{
  return ((LimitOperator *) operator)->kept.n_rows > 0 ? 1 : 0;
}

static gboolean
limit_run_task (SluiceOperator *operator, guint worker, guint task, GError **error)
{
  LimitOperator *self = (LimitOperator *) operator;
  gint64 passed_before = rows_passed (self);
  gint64 passed = passed_before;

  sluice_kept_rows_sort (&self->kept);
  for (guint b = 0; b < self->kept.batches->len && passed < self->n; b++)
    {
      SluiceBatch *batch = self->kept.batches->pdata[b];
      guint32 n = (guint32) MIN ((gint64) batch->n_selected, self->n - passed);
      guint32 skipped = (guint32) CLAMP (self->skip - passed, 0, (gint64) n);
      g_autoptr (SluiceBatch) first = NULL;
      guint16 *selection;

      passed += n;
      if (skipped == n)
        continue;
      if (n == batch->n_selected && skipped == 0)
        {
          sluice_operator_decide (operator, worker, SLUICE_DECISION_EMITTED, batch, NULL, SLUICE_NO_TIME);
          if (!sluice_operator_emit (operator, worker, batch, error))
            return FALSE;
          continue;
        }

      selection = sluice_arena_new_array (batch->arena, guint16, n - skipped);
      for (guint32 i = skipped; i < n; i++)
        selection[i - skipped] = (guint16) sluice_batch_row (batch, i);
      first = sluice_batch_new_selected (batch, selection, n - skipped);
      sluice_operator_decide (operator, worker, SLUICE_DECISION_EMITTED, first, NULL, SLUICE_NO_TIME);
      if (!sluice_operator_emit (operator, worker, first, error))
        return FALSE;
    }

  if (self->stateful && passed > passed_before)
    {
      sluice_state_put (partition (self), sluice_state_hash ("", 0), "", 0, &passed, sizeof passed,
                        SLUICE_STATE_NO_EXPIRY);
      self->n_updated = 1;
    }

  return TRUE;
}

static gboolean
limit_end (SluiceOperator *operator, GError **error)
{
  sluice_kept_rows_forget (&((LimitOperator *) operator)->kept);

  return TRUE;
}

static void
limit_figures (SluiceOperator *operator, SluiceStateFigures *figures)
{
  LimitOperator *self = (LimitOperator *) operator;

  memset (figures, 0, sizeof *figures);
  figures->operator_name = "globalLimit";
  figures->num_rows_total = (gint64) sluice_state_count (partition (self));
  figures->num_rows_updated = self->n_updated;
  figures->memory_used_bytes = (gint64) sluice_state_memory (partition (self));
  figures->num_shuffle_partitions = 1;
  figures->num_state_store_instances = 1;
}

static void
limit_describe (SluiceOperator *operator, GString *out)
{
  LimitOperator *self = (LimitOperator *) operator;

  if (self->n != G_MAXINT64)
    g_string_append_printf (out, " %" G_GINT64_FORMAT, self->n - self->skip);
  if (self->skip > 0)
    g_string_append_printf (out, " offset %" G_GINT64_FORMAT, self->skip);
}

static void
limit_describe_state (SluiceOperator *operator, SluiceStateOperator *state)
{
  state->name = ((LimitOperator *) operator)->stateful ? "globalLimit" : NULL;
  state->n_partitions = 1;
  state->key_schema = "";
  state->value_schema = "rows BIGINT NOT NULL";
}

static void
limit_set_state (SluiceOperator *operator, SluiceStateStore *store, guint operator_id)
{
  LimitOperator *self = (LimitOperator *) operator;

  self->store = store;
  self->operator_id = operator_id;
}

static void
limit_free (SluiceOperator *operator)
{
  sluice_kept_rows_clear (&((LimitOperator *) operator)->kept);
}

static const SluiceOperatorClass limit_class = {
  .name = "Limit",
  .begin = limit_begin,
  .push = limit_push,
  .n_tasks = limit_n_tasks,
  .run_task = limit_run_task,
  .end = limit_end,
  .figures = limit_figures,
  .describe = limit_describe,
  .describe_state = limit_describe_state,
  .set_state = limit_set_state,
  .free = limit_free,
};

SluiceOperator *
sluice_limit_operator_new (const SluicePlan *plan)
{
  LimitOperator *self = sluice_operator_alloc (&limit_class, sizeof *self, plan->node_id, plan->schema);

  self->skip = MAX (plan->limit.skip, 0);
  self->n = plan->limit.n > G_MAXINT64 - self->skip ? G_MAXINT64
                                                    : MAX (plan->limit.n, 0) + self->skip;
  self->stateful = sluice_plan_is_stateful (plan);
  sluice_kept_rows_init (&self->kept);

  return &self->parent;
}
