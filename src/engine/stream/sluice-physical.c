/* sluice-physical.c: a plan made into operators that run.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "stream/sluice-physical.h"

#include <string.h>

#include "expr/sluice-convert.h"
#include "stream/sluice-scan-operator.h"

/* Where no watermark node is above, nothing is late and nothing evicted. */
#define NO_WATERMARK G_MININT64

typedef struct
{
  SluiceOperator base;
  SluiceSink *sink;
  gint64 *n_rows; /* by worker */
  guint n_workers;
} SinkOperator;

/* An operator with what the plan says of it. */
typedef struct
{
  SluiceOperator *op;
  const SluicePlan *plan; /* NULL for the sink */
  gint group;             /* the static side that it belongs to, or -1 */
  gint64 late_output_ms;
  gint64 output_ms;
} Step;

/* A static side of a join: it runs again only when a file of it has changed. */
typedef struct
{
  GPtrArray *joins;  /* of SluiceOperator: the join and the ones inside its static side */
  GPtrArray *tables; /* of SluiceScanOperator */
  gboolean built;
  gboolean active;
} Group;

struct _SluicePhysical
{
  SluicePlan *plan;
  SluiceSettings *settings;
  SluiceClock *clock;
  SluiceSource *const *sources;
  guint n_workers;
  GArray *steps; /* of Step, inputs before what they feed, static sides first */
  GArray *groups;
  SinkOperator *sink;
  GHashTable *wires; /* ids of nodes whose rows some operator gives or counts */
};

/* The sink. */

static gboolean
sink_begin (SluiceOperator *op, const SluiceRound *round, GError **error)
{
  SinkOperator *self = (SinkOperator *) op;

  memset (self->n_rows, 0, sizeof (gint64) * self->n_workers);

  return TRUE;
}

static gboolean
sink_push (SluiceOperator *op, guint worker, guint port, SluiceBatch *batch, GError **error)
{
  SinkOperator *self = (SinkOperator *) op;

  self->n_rows[worker] += batch->n_selected;

  return sluice_sink_write (self->sink, worker, batch, error);
}

static void
sink_operator_free (SluiceOperator *op)
{
  g_free (((SinkOperator *) op)->n_rows);
}

static const SluiceOperatorClass sink_class = {
  .name = "Sink",
  .begin = sink_begin,
  .push = sink_push,
  .free = sink_operator_free,
};

/* Building. */

static void
group_clear (gpointer data)
{
  Group *group = data;

  g_ptr_array_unref (group->joins);
  g_ptr_array_unref (group->tables);
}

static void
step_clear (gpointer data)
{
  sluice_operator_free (((Step *) data)->op);
}

/* The nodes between an operator and the sink. */
typedef struct _Way Way;
struct _Way
{
  const char *node_id;
  const Way *rest;
};

static gboolean
passes (const Way *way, const char *node_id)
{
  for (; way != NULL; way = way->rest)
    if (g_strcmp0 (way->node_id, node_id) == 0)
      return TRUE;

  return FALSE;
}

/* Whether as many rows come out as go in. */
static gboolean
keeps_rows (const SluicePlan *plan)
{
  return plan->kind == SLUICE_PLAN_PROJECT || plan->kind == SLUICE_PLAN_WATERMARK || plan->kind == SLUICE_PLAN_SORT;
}

/* A node that is used in several branches is in each of them, with the same rows: the first one speaks for it. */
static gboolean
is_first (SluicePhysical *self, const char *node_id)
{
  return g_hash_table_add (self->wires, g_strdup (node_id));
}

/* What of the nodes in @counted is to be counted at @op, the operator of @plan, and what at its input: where a filter has
 * been moved below nodes that keep rows, each of them gives as many rows as come out of what stood below it. */
static char **
take_counted (const SluicePlan *plan, const Way *way, const char *const *counted, SluiceOperator *op)
{
  g_autoptr (GStrvBuilder) below = g_strv_builder_new ();
  gboolean exact = plan->wire_id != NULL;

  if (exact && counted != NULL && counted[0] != NULL)
    op->counted_ids = g_strdupv ((char **) counted);
  if (!exact && counted != NULL && (plan->kind == SLUICE_PLAN_FILTER || keeps_rows (plan)))
    g_strv_builder_addv (below, (const char **) counted);
  if (keeps_rows (plan) && g_strcmp0 (plan->wire_id, plan->node_id) != 0 && !passes (way, plan->node_id))
    g_strv_builder_add (below, plan->node_id);

  return g_strv_builder_end (below);
}

static gboolean
build (SluicePhysical    *self,
       SluicePlan        *plan,
       SluiceOperator    *downstream,
       guint              port,
       const Way         *way,
       gint               group_index,
       const char *const *counted,
       GError           **error)
{
  const Way own_way = { plan->node_id, way };
  g_auto (GStrv) counted_below = NULL;
  SluiceOperator *op;
  gint build_port = -1;
  Step step = { NULL, plan, group_index, NO_WATERMARK, NO_WATERMARK };

  if (plan->kind == SLUICE_PLAN_SOURCE || plan->kind == SLUICE_PLAN_TABLE)
    op = sluice_scan_operator_new (plan, plan->kind == SLUICE_PLAN_SOURCE ? self->sources[plan->source.index] : NULL,
                                   self->settings, self->clock, self->n_workers, error);
  else
    op = sluice_operator_new_for_plan (plan, self->settings, self->n_workers, error);
  if (op == NULL)
    return FALSE;
  if (sluice_operator_is_scan (op) && !sluice_plan_is_deterministic (self->plan))
    sluice_scan_operator_keep_order ((SluiceScanOperator *) op);

  /* Several operators may come from one node, and not always side by side: what a join's keys imply is a filter near
   * the sources. The last of them gives what goes over the node's wires, or over those of a filter that was above it. */
  g_clear_pointer (&op->node_id, g_free);
  if (plan->wire_id != NULL && !passes (way, plan->node_id) && is_first (self, plan->wire_id))
    op->node_id = g_strdup (plan->wire_id);
  counted_below = take_counted (plan, way, counted, op);
  g_clear_pointer (&op->error_node_id, g_free);
  op->error_node_id = g_strdup (plan->node_id);
  sluice_operator_connect (op, downstream, port);

  step.op = op;
  if (plan->kind == SLUICE_PLAN_JOIN)
    build_port = sluice_join_operator_build_port (op);

  /* The step is freed with the others from here on, also when an input fails. */
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < plan->n_inputs; i++)
      {
        gboolean is_build = (gint) i == build_port;
        gint own_group = group_index;

        if (is_build != (pass == 0))
          continue;
        if (is_build && own_group < 0)
          {
            Group group = { g_ptr_array_new (), g_ptr_array_new (), FALSE, FALSE };

            own_group = self->groups->len;
            g_array_append_val (self->groups, group);
          }
        if (is_build)
          g_ptr_array_add (g_array_index (self->groups, Group, own_group).joins, op);
        if (!build (self, plan->inputs[i], op, i, &own_way, own_group, (const char *const *) counted_below, error))
          {
            sluice_operator_free (op);
            return FALSE;
          }
      }

  if (plan->kind == SLUICE_PLAN_TABLE && group_index >= 0)
    g_ptr_array_add (g_array_index (self->groups, Group, group_index).tables, op);
  g_array_append_val (self->steps, step);

  return TRUE;
}

/* Of the nodes that operators would count, leaves out those whose rows some operator gives. */
static void
settle_counted (SluicePhysical *self)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      SluiceOperator *op = g_array_index (self->steps, Step, i).op;
      g_auto (GStrv) wanted = g_steal_pointer (&op->counted_ids);
      g_autoptr (GStrvBuilder) counted = g_strv_builder_new ();
      gboolean any = FALSE;

      for (guint k = 0; wanted != NULL && wanted[k] != NULL; k++)
        if (is_first (self, wanted[k]))
          {
            g_strv_builder_add (counted, wanted[k]);
            any = TRUE;
          }
      op->counted_ids = any ? g_strv_builder_end (counted) : NULL;
    }
}

static const SluicePlan *
plan_of (SluicePhysical *self, const SluiceOperator *op)
{
  for (guint i = 0; i < self->steps->len; i++)
    if (g_array_index (self->steps, Step, i).op == op)
      return g_array_index (self->steps, Step, i).plan;

  return NULL;
}

/* Finds the limit whose rows come from a scan one by one, through filters, generators and joins with tables, so that what
 * it has tells how far to read. Spark reads no further, which its metrics show; of what is united it reads as much of each
 * side as if there were no other. */
static gboolean
find_limit (SluicePhysical *self, SluiceScanOperator *scan)
{
  gboolean changes_number = FALSE;
  const SluiceOperator *below = &scan->base;

  for (SluiceOperator *op = below->downstream; op != NULL; below = op, op = op->downstream)
    {
      const SluicePlan *plan = plan_of (self, op);

      if (plan == NULL)
        return FALSE;
      if (plan->kind == SLUICE_PLAN_LIMIT)
        {
          scan->limit = op;
          scan->limit_plan = plan;
          return changes_number && plan->streaming && plan->limit.skip == 0;
        }
      if (plan->kind == SLUICE_PLAN_FILTER || plan->kind == SLUICE_PLAN_GENERATE
          || (plan->kind == SLUICE_PLAN_JOIN && !sluice_plan_is_stateful (plan)))
        changes_number = TRUE;
      else if (plan->kind == SLUICE_PLAN_UNION && scan->joint == NULL)
        {
          scan->joint = op;
          scan->joint_port = below->downstream_port;
        }
      else if (!keeps_rows (plan) && plan->kind != SLUICE_PLAN_OBSERVE && plan->kind != SLUICE_PLAN_UNION)
        return FALSE;
    }

  return FALSE;
}

static void
settle_limits (SluicePhysical *self)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      Step *step = &g_array_index (self->steps, Step, i);
      SluiceScanOperator *scan = (SluiceScanOperator *) step->op;

      if (step->plan == NULL || step->plan->kind != SLUICE_PLAN_SOURCE || !find_limit (self, scan))
        continue;
      sluice_scan_operator_obey_limit (scan);
    }
}

SluicePhysical *
sluice_physical_new (const SluiceQueryPlan *query,
                     SluiceSource *const   *sources,
                     SluiceSink            *sink,
                     SluiceSettings        *settings,
                     SluiceClock           *clock,
                     guint                  n_workers,
                     GError               **error)
{
  g_autoptr (SluicePhysical) self = g_new0 (SluicePhysical, 1);
  Step step = { NULL, NULL, -1, NO_WATERMARK, NO_WATERMARK };
  const Way way = { query->sink_id, NULL };

  self->plan = sluice_plan_ref (query->plan);
  self->settings = sluice_settings_ref (settings);
  self->clock = sluice_clock_ref (clock);
  self->sources = sources;
  self->n_workers = n_workers;
  self->steps = g_array_new (FALSE, FALSE, sizeof (Step));
  g_array_set_clear_func (self->steps, step_clear);
  self->wires = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->groups = g_array_new (FALSE, FALSE, sizeof (Group));
  g_array_set_clear_func (self->groups, group_clear);

  self->sink = sluice_operator_alloc (&sink_class, sizeof *self->sink, NULL, query->plan->schema);
  self->sink->sink = sink;
  self->sink->n_workers = n_workers;
  self->sink->n_rows = g_new0 (gint64, n_workers);
  self->sink->base.error_node_id = g_strdup (query->sink_id);

  if (!build (self, query->plan, &self->sink->base, 0, &way, -1, NULL, error))
    {
      sluice_operator_free (&self->sink->base);
      self->sink = NULL;
      return NULL;
    }
  step.op = &self->sink->base;
  g_array_append_val (self->steps, step);
  settle_counted (self);
  settle_limits (self);

  return g_steal_pointer (&self);
}

void
sluice_physical_free (SluicePhysical *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->steps);
  g_array_unref (self->groups);
  g_hash_table_unref (self->wires);
  sluice_plan_unref (self->plan);
  sluice_settings_unref (self->settings);
  sluice_clock_unref (self->clock);
  g_free (self);
}

/* State. */

static gint
operator_id_of (const SluicePlan *plan)
{
  switch ((int) plan->kind)
    {
    case SLUICE_PLAN_AGGREGATE:
      return plan->aggregate.operator_id;
    case SLUICE_PLAN_DEDUPLICATE:
      return plan->deduplicate.operator_id;
    case SLUICE_PLAN_JOIN:
      return plan->join.operator_id;
    case SLUICE_PLAN_LIMIT:
      return plan->limit.operator_id;
    default:
      return -1;
    }
}

/* The stateful operators by id, with gaps left NULL. */
static GPtrArray *
stateful_operators (SluicePhysical *self)
{
  GPtrArray *ops = g_ptr_array_new ();

  for (guint i = 0; i < self->steps->len; i++)
    {
      Step *step = &g_array_index (self->steps, Step, i);
      SluiceStateOperator state;
      gint id;

      if (step->plan == NULL || !sluice_operator_describe_state (step->op, &state))
        continue;
      id = operator_id_of (step->plan);
      g_assert (id >= 0);
      if ((guint) id >= ops->len)
        g_ptr_array_set_size (ops, id + 1);
      ops->pdata[id] = step->op;
    }

  return ops;
}

SluiceStateOperator *
sluice_physical_describe_state (SluicePhysical *self, guint *n)
{
  g_autoptr (GPtrArray) ops = stateful_operators (self);
  SluiceStateOperator *states = g_new0 (SluiceStateOperator, MAX (ops->len, 1));

  *n = ops->len;
  for (guint i = 0; i < ops->len; i++)
    sluice_operator_describe_state (g_ptr_array_index (ops, i), &states[i]);

  return states;
}

void
sluice_physical_set_state (SluicePhysical *self, SluiceStateStore *store)
{
  g_autoptr (GPtrArray) ops = stateful_operators (self);

  for (guint i = 0; i < ops->len; i++)
    sluice_operator_set_state (g_ptr_array_index (ops, i), store, i);
}

SluiceStateFigures *
sluice_physical_figures (SluicePhysical *self, guint *n)
{
  g_autoptr (GPtrArray) ops = stateful_operators (self);
  SluiceStateFigures *figures = g_new0 (SluiceStateFigures, MAX (ops->len, 1));

  *n = ops->len;
  for (guint i = 0; i < ops->len; i++)
    {
      SluiceOperator *op = g_ptr_array_index (ops, i);

      op->klass->figures (op, &figures[i]);
    }

  return figures;
}

/* Running. */

gboolean
sluice_physical_prepare (SluicePhysical *self,
                         char *const    *starts,
                         char *const    *ends,
                         GError        **error)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      SluiceScanOperator *op = (SluiceScanOperator *) g_array_index (self->steps, Step, i).op;

      if (!sluice_operator_is_scan (&op->base) || op->source < 0)
        continue;
      op->n_tasks = 0;
      op->scan->n_corrupt = 0;
      if (ends[op->source] == NULL || g_strcmp0 (starts[op->source], ends[op->source]) == 0)
        continue;
      if (!sluice_scan_prepare (op->scan, starts[op->source], ends[op->source], &op->n_tasks, error))
        {
          if (error != NULL)
            sluice_error_set_node (*error, op->base.error_node_id, NULL);
          return FALSE;
        }
    }

  return TRUE;
}

/* [WM-10]: an operator's watermark is the least of what its inputs give, those without one left out. */
static gint64
least_input (SluicePhysical *self, SluiceOperator *op, gboolean late)
{
  gint64 least = NO_WATERMARK;

  for (guint i = 0; i < self->steps->len; i++)
    {
      Step *step = &g_array_index (self->steps, Step, i);
      gint64 output = late ? step->late_output_ms : step->output_ms;

      if (step->op->downstream == op && output != NO_WATERMARK)
        least = least == NO_WATERMARK ? output : MIN (least, output);
    }

  return least;
}

static gint64
output_of (const Step *step, gint64 input_ms, gint64 global_ms)
{
  if (step->plan != NULL && step->plan->kind == SLUICE_PLAN_WATERMARK)
    return step->plan->streaming ? global_ms : NO_WATERMARK;
  if (input_ms == NO_WATERMARK || global_ms == 0 || step->op->klass->output_watermark == NULL)
    return input_ms;

  return step->op->klass->output_watermark (step->op, input_ms);
}

static void
spread_watermarks (SluicePhysical *self, gint64 late_watermark_ms, gint64 watermark_ms)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      Step *step = &g_array_index (self->steps, Step, i);

      step->op->late_watermark_ms = least_input (self, step->op, TRUE);
      step->op->watermark_ms = least_input (self, step->op, FALSE);
      step->late_output_ms = output_of (step, step->op->late_watermark_ms, late_watermark_ms);
      step->output_ms = output_of (step, step->op->watermark_ms, watermark_ms);
    }
}

static void
choose_groups (SluicePhysical *self)
{
  for (guint i = 0; i < self->groups->len; i++)
    {
      Group *group = &g_array_index (self->groups, Group, i);

      group->active = !group->built;
      for (guint j = 0; j < group->tables->len; j++)
        if (sluice_source_changed (((SluiceScanOperator *) g_ptr_array_index (group->tables, j))->table))
          group->active = TRUE;

      /* Until it has run through, it isn't built: a failed attempt leaves half a table. */
      group->built = FALSE;
      for (guint j = 0; group->active && j < group->joins->len; j++)
        sluice_join_operator_begin_build (g_ptr_array_index (group->joins, j));
    }
}

static gboolean
is_active (SluicePhysical *self, const Step *step)
{
  return step->group < 0 || g_array_index (self->groups, Group, step->group).active;
}

static gboolean
run_task (guint task, guint worker, gpointer user_data, GError **error)
{
  SluiceOperator *op = user_data;

  if (op->klass->run_task (op, worker, task, error))
    return TRUE;
  if (error != NULL)
    sluice_error_set_node (*error, op->error_node_id, NULL);

  return FALSE;
}

gboolean
sluice_physical_run (SluicePhysical    *self,
                     const SluiceRound *round,
                     gint64             late_watermark_ms,
                     gint64             watermark_ms,
                     SluiceWorkerPool  *pool,
                     GError           **error)
{
  spread_watermarks (self, late_watermark_ms, watermark_ms);
  choose_groups (self);

  for (guint i = 0; i < self->steps->len; i++)
    {
      Step *step = &g_array_index (self->steps, Step, i);

      step->op->round = round;
      if (is_active (self, step) && step->op->klass->begin != NULL
          && !step->op->klass->begin (step->op, round, error))
        return FALSE;
    }

  for (guint i = 0; i < self->steps->len; i++)
    {
      Step *step = &g_array_index (self->steps, Step, i);

      if (!is_active (self, step))
        continue;
      if (step->op->klass->n_tasks != NULL
          && !sluice_worker_pool_run (pool, step->op->klass->n_tasks (step->op), run_task, step->op,
                                      round->cancellable, error))
        return FALSE;
    }

  for (guint i = 0; i < self->steps->len; i++)
    {
      Step *step = &g_array_index (self->steps, Step, i);

      if (is_active (self, step) && step->op->klass->end != NULL
          && !step->op->klass->end (step->op, error))
        return FALSE;
    }

  for (guint i = 0; i < self->groups->len; i++)
    g_array_index (self->groups, Group, i).built = TRUE;

  return TRUE;
}

gboolean
sluice_physical_restore_watermark (SluicePhysical    *self,
                                   const SluiceRound *round,
                                   gint64             watermark_ms,
                                   GError           **error)
{
  spread_watermarks (self, watermark_ms, watermark_ms);

  for (guint i = 0; i < self->steps->len; i++)
    {
      SluiceOperator *op = g_array_index (self->steps, Step, i).op;

      op->round = round;
      if (op->klass->wants_no_data_batch != NULL && op->klass->begin != NULL
          && !op->klass->begin (op, round, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
sluice_physical_wants_no_data_batch (SluicePhysical *self, gint64 watermark_ms)
{
  g_autofree gint64 *outputs = g_new (gint64, self->steps->len);

  /* What each operator would see in the next batch, without disturbing what it saw in this one. */
  for (guint i = 0; i < self->steps->len; i++)
    {
      Step *step = &g_array_index (self->steps, Step, i);
      gint64 input = NO_WATERMARK;

      for (guint j = 0; j < i; j++)
        if (g_array_index (self->steps, Step, j).op->downstream == step->op
            && outputs[j] != NO_WATERMARK)
          input = input == NO_WATERMARK ? outputs[j] : MIN (input, outputs[j]);
      outputs[i] = output_of (step, input, watermark_ms);

      if (input != NO_WATERMARK && step->op->klass->wants_no_data_batch != NULL
          && step->op->klass->wants_no_data_batch (step->op, input))
        return TRUE;
    }

  return FALSE;
}

gint64
sluice_physical_source_rows (SluicePhysical *self, guint source)
{
  gint64 n_rows = 0;

  for (guint i = 0; i < self->steps->len; i++)
    {
      SluiceScanOperator *op = (SluiceScanOperator *) g_array_index (self->steps, Step, i).op;

      if (sluice_operator_is_scan (&op->base) && op->source == (gint) source)
        for (guint j = 0; j < op->n_workers; j++)
          n_rows += op->n_rows[j];
    }

  return n_rows;
}

gint64
sluice_physical_rows_written (SluicePhysical *self)
{
  gint64 n_rows = 0;

  for (guint i = 0; i < self->n_workers; i++)
    n_rows += self->sink->n_rows[i];

  return n_rows;
}

gint64
sluice_physical_corrupt_records (SluicePhysical *self)
{
  gint64 n = 0;

  for (guint i = 0; i < self->steps->len; i++)
    {
      SluiceScanOperator *op = (SluiceScanOperator *) g_array_index (self->steps, Step, i).op;

      if (sluice_operator_is_scan (&op->base))
        n += op->scan->n_corrupt;
    }

  return n;
}

/* The event times of the first watermark that saw any, from the sink on, as Spark looks for it. */
static gboolean
find_event_times (SluicePhysical *self, SluiceOperator *op, SluiceEventTimes *times)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      const Step *step = &g_array_index (self->steps, Step, i);
      gint64 max_us, min_us;
      double avg_ms;

      if (step->op != op || step->plan == NULL || step->plan->kind != SLUICE_PLAN_WATERMARK
          || !step->plan->streaming
          || !sluice_watermark_operator_take (op, &times->n, &max_us, &min_us, &avg_ms))
        continue;
      times->max_ms = sluice_floor_div (max_us, 1000);
      times->min_ms = sluice_floor_div (min_us, 1000);
      times->avg_ms = (gint64) avg_ms;
      return TRUE;
    }

  for (guint i = 0; i < op->n_inputs; i++)
    if (find_event_times (self, op->inputs[i], times))
      return TRUE;

  return FALSE;
}

void
sluice_physical_take_event_times (SluicePhysical         *self,
                                  SluiceWatermarkTracker *tracker,
                                  SluiceEventTimes       *times)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      const Step *step = &g_array_index (self->steps, Step, i);
      guint64 n;
      gint64 max_us, min_us;
      double avg_ms;

      if (step->plan != NULL && step->plan->kind == SLUICE_PLAN_WATERMARK && step->plan->streaming
          && sluice_watermark_operator_take (step->op, &n, &max_us, &min_us, &avg_ms))
        sluice_watermark_tracker_update (tracker, step->plan->watermark.index,
                                         sluice_floor_div (max_us, 1000), step->plan->watermark.delay_ms);
    }

  memset (times, 0, sizeof *times);
  if (!find_event_times (self, &self->sink->base, times))
    memset (times, 0, sizeof *times);
}

void
sluice_physical_describe_watermarks (SluicePhysical         *self,
                                     SluiceWatermarkTracker *tracker,
                                     SluiceBatchFacts       *facts)
{
  g_autoptr (GPtrArray) ops = stateful_operators (self);

  facts->watermarks = g_array_new (FALSE, FALSE, sizeof (SluiceWatermarkRecord));
  for (guint i = 0; i < self->steps->len; i++)
    {
      const Step *step = &g_array_index (self->steps, Step, i);
      SluiceWatermarkRecord node = { NULL };
      guint64 n;
      gint64 max_us, min_us;
      double avg_ms;

      if (step->plan == NULL || step->plan->kind != SLUICE_PLAN_WATERMARK || !step->plan->streaming)
        continue;
      node.node_id = g_intern_string (step->plan->node_id);
      node.delay_ms = step->plan->watermark.delay_ms;
      node.has_rows = sluice_watermark_operator_take (step->op, &n, &max_us, &min_us, &avg_ms);
      node.max_event_ms = node.has_rows ? sluice_floor_div (max_us, 1000) : 0;
      node.has_watermark
          = sluice_watermark_tracker_get_node (tracker, step->plan->watermark.index, &node.watermark_ms);
      g_array_append_val (facts->watermarks, node);
    }

  facts->operators = g_array_new (FALSE, FALSE, sizeof (SluiceOperatorRecord));
  for (guint i = 0; i < ops->len; i++)
    {
      const SluiceOperator *op = g_ptr_array_index (ops, i);
      SluiceOperatorRecord record
          = { g_intern_string (op->error_node_id), op->late_watermark_ms, op->watermark_ms };

      g_array_append_val (facts->operators, record);
    }
}

void
sluice_physical_collect_observed (SluicePhysical *self, SluiceProgress *progress)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      SluiceOperator *op = g_array_index (self->steps, Step, i).op;
      const char *metrics;
      const char *name = sluice_observe_operator_get (op, &metrics);

      if (name != NULL && metrics != NULL)
        sluice_progress_add_observed (progress, name, metrics);
    }
}

static void
append_tree (SluicePhysical *self, SluiceOperator *op, guint depth, GString *out)
{
  for (guint i = 0; i < depth; i++)
    g_string_append (out, i + 1 < depth ? "   " : "+- ");
  g_string_append (out, op->klass->name);
  if (op->klass->describe != NULL)
    op->klass->describe (op, out);
  if (op->error_node_id != NULL)
    g_string_append_printf (out, "  (%s)", op->error_node_id);
  g_string_append_c (out, '\n');

  for (guint i = 0; i < op->n_inputs; i++)
    append_tree (self, op->inputs[i], depth + 1, out);
}

char *
sluice_physical_to_text (SluicePhysical *self)
{
  GString *out = g_string_new (NULL);

  append_tree (self, &self->sink->base, 0, out);

  return g_string_free (out, FALSE);
}
