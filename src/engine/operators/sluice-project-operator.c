/* sluice-project-operator.c: computes columns.
 *
 * State: none. Watermark: passes on. Spark: ProjectExec.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-program.h"
#include "operators/sluice-operators-private.h"

typedef struct
{
  SluiceOperator parent;
  SluicePlan *plan;
  SluiceProgram *program;
} ProjectOperator;

static gboolean
project_push (SluiceOperator *operator, guint worker, guint port, SluiceBatch *batch, GError **error)
{
  ProjectOperator *self = (ProjectOperator *) operator;
  SluiceColumn **columns
      = sluice_arena_new_array (batch->arena, SluiceColumn *, MAX (self->plan->project.n_exprs, 1));
  g_autoptr (SluiceBatch) result = NULL;

  if (!sluice_program_run (self->program, batch->arena, operator->round->timestamp_us, batch, columns, error))
    return FALSE;

  result = sluice_batch_new (batch->arena, operator->schema, columns, batch->n_rows);
  result->selection = batch->selection;
  result->n_selected = batch->n_selected;
  result->sequence = batch->sequence;

  return sluice_operator_emit (operator, worker, result, error);
}

static gboolean
project_begin (SluiceOperator *operator, const SluiceRound *round, GError **error)
{
  operator->round = round;

  return TRUE;
}

static void
project_describe (SluiceOperator *operator, GString *out)
{
  ProjectOperator *self = (ProjectOperator *) operator;

  g_string_append (out, " [");
  for (guint i = 0; i < self->plan->project.n_exprs; i++)
    {
      g_autofree char *sql
          = sluice_expr_to_sql (self->plan->project.exprs[i], self->plan->inputs[0]->schema);

      g_string_append_printf (out, "%s%s AS %s", i > 0 ? ", " : "", sql, operator->schema->fields[i].name);
    }
  g_string_append_c (out, ']');
}

static void
project_free (SluiceOperator *operator)
{
  ProjectOperator *self = (ProjectOperator *) operator;

  sluice_program_free (self->program);
  sluice_plan_unref (self->plan);
}

static const SluiceOperatorClass project_class = {
  .name = "Project",
  .begin = project_begin,
  .push = project_push,
  .describe = project_describe,
  .free = project_free,
};

SluiceOperator *
sluice_project_operator_new (const SluicePlan *plan, const SluiceSettings *settings)
{
  ProjectOperator *self
      = sluice_operator_alloc (&project_class, sizeof *self, plan->node_id, plan->schema);

  self->plan = sluice_plan_ref ((SluicePlan *) plan);
  self->program = sluice_program_new (plan->project.exprs, plan->project.n_exprs, settings);

  return &self->parent;
}
