/* sluice-scan-operator.c: where the rows of a plan begin.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "stream/sluice-scan-operator.h"

#include <string.h>

#include "core/sluice-error.h"
#include "operators/sluice-decision.h"

/* Malformed records that each worker shows of a batch, and bytes of each. */
#define MALFORMED_SHOWN 1000
#define MALFORMED_BYTES 1000

static guint
scan_n_tasks (SluiceOperator *op)
{
  return ((SluiceScanOperator *) op)->n_tasks;
}

typedef struct
{
  SluiceScanOperator *op;
  guint worker;
} ScanTask;

static gboolean
scan_give (SluiceBatch *batch, gpointer user_data, GError **error)
{
  ScanTask *task = user_data;

  task->op->n_rows[task->worker] += batch->n_selected;

  return sluice_operator_emit (&task->op->base, task->worker, batch, error);
}

static gboolean
scan_run_task (SluiceOperator *op, guint worker, guint task, GError **error)
{
  SluiceScanOperator *self = (SluiceScanOperator *) op;
  ScanTask data = { self, worker };

  return sluice_scan_run_task (self->scan, worker, task, scan_give, &data, op->round->cancellable,
                               error);
}

/* Shows a record that isn't of its format; beyond some thousands they are only counted. */
static void
show_malformed (guint       worker,
                const char *text,
                gsize       length,
                const char *file,
                const char *problem,
                gpointer    user_data)
{
  SluiceScanOperator *self = user_data;
  const char *texts[] = { text, file, problem };
  gsize lengths[] = { MIN (length, MALFORMED_BYTES), file != NULL ? strlen (file) : 0,
                      problem != NULL ? strlen (problem) : 0 };
  SluiceColumn *columns[G_N_ELEMENTS (texts)];
  g_autoptr (SluiceArena) arena = NULL;
  g_autoptr (SluiceBatch) batch = NULL;

  if (self->n_malformed[worker]++ >= MALFORMED_SHOWN)
    {
      SluiceDecider more;

      sluice_decider_begin (&more, &self->base, worker, SLUICE_DECISION_CORRUPT_RECORD, SLUICE_NO_TIME);
      more.made.n_more = 1;
      sluice_decider_end (&more);
      return;
    }

  arena = sluice_arena_new ();
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      columns[i] = sluice_column_new (arena, self->malformed->fields[i].type, 1);
      columns[i]->string[0] = sluice_string (texts[i] != NULL ? texts[i] : "", lengths[i]);
      if (texts[i] == NULL)
        sluice_validity_clear (sluice_column_ensure_validity (arena, columns[i]), 0);
    }
  batch = sluice_batch_new (arena, self->malformed, columns, 1);
  sluice_operator_decide (&self->base, worker, SLUICE_DECISION_CORRUPT_RECORD, batch, NULL, SLUICE_NO_TIME);
}

static SluiceType *
malformed_schema (void)
{
  SluiceType *text = sluice_type_primitive (SLUICE_TYPE_STRING);
  SluiceField fields[] = {
    { (char *) "record", text, TRUE, -1 },
    { (char *) "file", text, TRUE, -1 },
    { (char *) "problem", text, TRUE, -1 },
  };

  return sluice_type_struct (fields, G_N_ELEMENTS (fields));
}

static gboolean
scan_begin (SluiceOperator *op, const SluiceRound *round, GError **error)
{
  SluiceScanOperator *self = (SluiceScanOperator *) op;

  memset (self->n_rows, 0, sizeof (gint64) * self->n_workers);
  memset (self->n_malformed, 0, sizeof (guint) * self->n_workers);
  self->scan->malformed = sluice_operator_is_watched (op) ? show_malformed : NULL;
  self->scan->malformed_data = self;
  if (self->table == NULL)
    return TRUE;

  return sluice_scan_prepare (self->scan, NULL, "0", &self->n_tasks, error);
}

static void
scan_operator_free (SluiceOperator *op)
{
  SluiceScanOperator *self = (SluiceScanOperator *) op;

  sluice_scan_free (self->scan);
  sluice_source_free (self->table);
  sluice_type_unref (self->malformed);
  g_free (self->n_malformed);
  g_free (self->n_rows);
}

static const SluiceOperatorClass scan_class = {
  .name = "Scan",
  .begin = scan_begin,
  .n_tasks = scan_n_tasks,
  .run_task = scan_run_task,
  .free = scan_operator_free,
};

SluiceOperator *
sluice_scan_operator_new (const SluicePlan *plan,
                          SluiceSource     *source,
                          SluiceSettings   *settings,
                          SluiceClock      *clock,
                          guint             n_workers,
                          GError          **error)
{
  SluiceScanOperator *self = sluice_operator_alloc (&scan_class, sizeof *self, NULL, plan->schema);

  self->n_workers = n_workers;
  self->n_rows = g_new0 (gint64, n_workers);
  self->n_malformed = g_new0 (guint, n_workers);
  self->malformed = malformed_schema ();
  self->source = source != NULL ? (gint) plan->source.index : -1;
  if (source == NULL)
    {
      SluiceSourceParameters parameters = { plan, NULL, settings, clock };

      source = self->table = sluice_source_new (&parameters, error);
    }
  if (source != NULL)
    self->scan = sluice_source_new_scan (source, plan->source.columns, plan->source.n_columns, n_workers, error);
  if (self->scan == NULL)
    {
      if (error != NULL)
        sluice_error_set_node (*error, plan->node_id, NULL);
      sluice_operator_free (&self->base);
      return NULL;
    }
  self->scan->limited = plan->source.limited;
  self->scan->max_rows = plan->source.max_rows;

  return &self->base;
}

void
sluice_scan_operator_keep_order (SluiceScanOperator *self)
{
  self->scan->in_order = TRUE;
}

gboolean
sluice_operator_is_scan (const SluiceOperator *self)
{
  return self->klass == &scan_class;
}

static gboolean
is_enough_cb (gpointer user_data)
{
  const SluiceScanOperator *self = user_data;

  return self->joint != NULL ? sluice_union_operator_given (self->joint, self->joint_port) >= self->limit_plan->limit.n
                             : sluice_limit_operator_is_full (self->limit);
}

void
sluice_scan_operator_obey_limit (SluiceScanOperator *self)
{
  self->scan->is_enough = is_enough_cb;
  self->scan->enough_data = self;
}
