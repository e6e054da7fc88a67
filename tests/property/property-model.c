/* property-model.c: what a pipeline has to give, by the rules alone.
 *
 * Conditions are handed down from node to node as far as Spark's optimizer moves them, because a row that is filtered out
 * below a watermark doesn't advance it.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "property-model.h"

#include <string.h>

#define NONE (-1)

/* A row in state: of a join, a group with its aggregates, or what was seen of duplicates. */
typedef struct
{
  PropRow row;
  gint64 counts[PROP_MAX_KEYS];
  gint64 values[PROP_MAX_KEYS];
  gboolean matched;
  gboolean touched;
  gint64 expiry_us;
} Kept;

typedef struct
{
  GArray *sides[2]; /* of Kept */
  gint64 evicted_ms;
} State;

typedef struct
{
  const PropCase *test;
  State states[PROP_MAX_STATEFUL];
  GPtrArray *exprs;
  GArray *const *rows; /* what the sources give in this batch */
  gboolean seen[8];
  gint64 max_ms[8];     /* of this batch, by watermark */
  gboolean has_node[8]; /* since the start */
  gint64 node_ms[8];
  gint64 late_ms;
  gint64 watermark_ms;
  gint64 global_ms;
} Model;

static GArray *evaluate (Model *self, const PropNode *node, GPtrArray *conditions);

PropBatch *
prop_batch_new (guint step)
{
  PropBatch *self = g_new0 (PropBatch, 1);

  self->step = step;
  self->rows = g_ptr_array_new_with_free_func (g_free);

  return self;
}

void
prop_batch_free (gpointer data)
{
  PropBatch *self = data;

  if (self == NULL)
    return;
  g_ptr_array_unref (self->rows);
  g_free (self);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

void
prop_batch_sort (PropBatch *self)
{
  g_ptr_array_sort (self->rows, compare_texts);
}

/* Expressions. */

static const PropExpr *
add_expr (Model *self, const PropExpr *expr)
{
  PropExpr *copy = g_memdup2 (expr, sizeof *expr);

  g_ptr_array_add (self->exprs, copy);

  return copy;
}

static const PropExpr *
column_expr (Model *self, guint column, PropType type)
{
  return add_expr (self, &(PropExpr){ .op = PROP_COLUMN, .type = type, .column = column });
}

static const PropExpr *
not_null_expr (Model *self, guint column, PropType type)
{
  return add_expr (self, &(PropExpr){ .op = PROP_IS_NOT_NULL, .args = { column_expr (self, column, type) } });
}

/* Puts expressions in the place of columns. */
static const PropExpr *
substitute (Model *self, const PropExpr *expr, const PropExpr *const *map)
{
  PropExpr copy;

  if (expr == NULL)
    return NULL;
  if (expr->op == PROP_COLUMN)
    return map[expr->column];
  copy = *expr;
  for (guint i = 0; i < G_N_ELEMENTS (copy.args); i++)
    copy.args[i] = substitute (self, copy.args[i], map);

  return add_expr (self, &copy);
}

static gboolean
reads_between (const PropExpr *expr, guint first, guint end)
{
  gboolean used[2 * PROP_MAX_COLUMNS] = { FALSE };

  prop_expr_mark (expr, used);
  for (guint i = 0; i < G_N_ELEMENTS (used); i++)
    if (used[i] && (i < first || i >= end))
      return FALSE;

  return TRUE;
}

static gboolean
reads (const PropExpr *expr, guint column)
{
  gboolean used[2 * PROP_MAX_COLUMNS] = { FALSE };

  prop_expr_mark (expr, used);

  return used[column];
}

static const PropExpr *
shift (Model *self, const PropExpr *expr, guint by)
{
  const PropExpr *map[2 * PROP_MAX_COLUMNS] = { NULL };

  for (guint i = by; i < G_N_ELEMENTS (map); i++)
    map[i] = column_expr (self, i - by, PROP_LONG);

  return substitute (self, expr, map);
}

static gboolean
holds_all (GPtrArray *conditions, const PropRow *row)
{
  for (guint i = 0; i < conditions->len; i++)
    if (!prop_expr_holds (conditions->pdata[i], row))
      return FALSE;

  return TRUE;
}

/* Columns that can't be null where a condition is true: those below what gives null for null. */
static void
mark_not_null (const PropExpr *expr, gboolean *columns)
{
  switch ((int) expr->op)
    {
    case PROP_COLUMN:
      columns[expr->column] = TRUE;
      break;
    case PROP_ADD:
    case PROP_SUBTRACT:
    case PROP_MULTIPLY:
    case PROP_REMAINDER:
    case PROP_EQUAL:
    case PROP_LESS:
    case PROP_AT_MOST:
    case PROP_NOT:
      for (guint i = 0; i < G_N_ELEMENTS (expr->args); i++)
        if (expr->args[i] != NULL)
          mark_not_null (expr->args[i], columns);
      break;
    default:
      break;
    }
}

/* A condition on several columns that stays where it is may say of one of them that it isn't null, and that goes on. */
static void
add_not_null_of_several (Model *self, GPtrArray *conditions, GPtrArray *out)
{
  for (guint i = 0; i < conditions->len; i++)
    {
      gboolean used[2 * PROP_MAX_COLUMNS] = { FALSE };
      gboolean not_null[2 * PROP_MAX_COLUMNS] = { FALSE };
      guint n = 0;

      prop_expr_mark (conditions->pdata[i], used);
      mark_not_null (conditions->pdata[i], not_null);
      for (guint c = 0; c < G_N_ELEMENTS (used); c++)
        n += used[c];
      for (guint c = 0; n > 1 && c < G_N_ELEMENTS (used); c++)
        if (not_null[c])
          g_ptr_array_add (out, (gpointer) not_null_expr (self, c, PROP_LONG));
    }
}

static void
split_and (const PropExpr *expr, GPtrArray *out)
{
  if (expr->op != PROP_AND)
    {
      g_ptr_array_add (out, (gpointer) expr);
      return;
    }
  split_and (expr->args[0], out);
  split_and (expr->args[1], out);
}

/* Watermarks. */

/* When what the value stands for is over: "older than" is at or before the watermark [WM-8]. */
static gint64
end_of (const PropValue *value, PropType type)
{
  return type == PROP_WINDOW ? value->b : value->a;
}

static gboolean
is_past (const PropValue *value, PropType type, gint64 watermark_ms)
{
  return !value->null && end_of (value, type) <= watermark_ms * 1000;
}

/* The key by which a join knows when a row is over: a key that carries a watermark on either side [5.3, 1]. */
static int
find_time_key (const PropNode *node)
{
  for (guint i = 0; i < node->n_keys; i++)
    if (node->inputs[0]->columns[node->keys[i]].event_time
        || node->inputs[1]->columns[node->other_keys[i]].event_time)
      return (int) i;

  return -1;
}

/* How far behind the watermark a side of a join still has rows, in ms; FALSE for ever [5.3, 2]. */
static gboolean
find_lag (const PropNode *node, guint side, gint64 *lag_ms)
{
  guint bound = 1 - side;

  *lag_ms = 0;
  if (find_time_key (node) >= 0)
    return TRUE;
  if (!node->bounds[bound] || !node->inputs[0]->columns[node->times[0]].event_time
      || !node->inputs[1]->columns[node->times[1]].event_time)
    return FALSE;
  *lag_ms = node->bound_us[bound] / 1000 * (side == 0 ? 1 : -1) + (node->strict[bound] ? 0 : 1);

  return TRUE;
}

/* Whether a row of a side without a partner is of no use. */
static gboolean
drops_unmatched (PropJoin join, guint side)
{
  return join == PROP_INNER || join == PROP_LEFT_SEMI
         || ((join == PROP_LEFT || join == PROP_LEFT_ANTI) && side == 1) || (join == PROP_RIGHT && side == 0);
}

static gboolean
is_outer (PropJoin join, guint side)
{
  return join == PROP_FULL || (join == PROP_LEFT && side == 0) || (join == PROP_RIGHT && side == 1);
}

/* Spark takes a number in a join's condition for a time in seconds: where the join keeps `5 < v` of one side alone, which
 * it does for the side that comes out in any case, rows of that side stay until 1970-01-01 00:00:05, for ever that is. */
static gboolean
find_end (const PropNode *node, guint side, gint64 *end_ms)
{
  const PropExpr *condition = node->condition;
  guint n_left = node->inputs[0]->n_columns;
  gint64 lag_ms;

  if (condition == NULL || condition->args[0]->op != PROP_CONSTANT || drops_unmatched (node->join, side)
      || condition->args[1]->op != PROP_COLUMN || (condition->args[1]->column >= n_left) != side
      || find_time_key (node) >= 0 || !find_lag (node, side, &lag_ms))
    return FALSE;
  *end_ms = condition->args[0]->constant.a * 1000;

  return TRUE;
}

/* What comes out of a node at a global watermark, or NONE where there is no watermark [WM-10]. */
static gint64
output_watermark (const PropNode *node, gint64 global_ms)
{
  gint64 least = NONE;
  gint64 input;

  for (guint i = 0; i < G_N_ELEMENTS (node->inputs) && node->inputs[i] != NULL; i++)
    {
      input = output_watermark (node->inputs[i], global_ms);
      if (input != NONE)
        least = least == NONE ? input : MIN (least, input);
    }
  if (node->kind == PROP_WATERMARK)
    return global_ms;
  input = least;
  if (node->kind == PROP_JOIN_STREAM && input > 0)
    for (guint side = 0; side < 2; side++)
      {
        gint64 lag_ms;
        gint64 end_ms;

        if (find_lag (node, side, &lag_ms))
          least = MIN (least, MAX (input - lag_ms, 0));
        if (find_end (node, side, &end_ms))
          least = MIN (least, end_ms);
      }

  return least;
}

static gint64
input_watermark (const PropNode *node, gint64 global_ms)
{
  gint64 least = NONE;

  for (guint i = 0; i < G_N_ELEMENTS (node->inputs) && node->inputs[i] != NULL; i++)
    {
      gint64 input = output_watermark (node->inputs[i], global_ms);

      if (input != NONE)
        least = least == NONE ? input : MIN (least, input);
    }

  return MAX (least, 0);
}

/* Rows that pass as they are. */

static GArray *
rows_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (PropRow));
}

static void
add_rows (GArray *rows, GPtrArray *conditions, GArray *out)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const PropRow *row = &g_array_index (rows, PropRow, i);

      if (holds_all (conditions, row))
        g_array_append_vals (out, row, 1);
    }
}

static GArray *
evaluate_project (Model *self, const PropNode *node, GPtrArray *conditions)
{
  g_autoptr (GPtrArray) below = g_ptr_array_new ();
  g_autoptr (GArray) input = NULL;
  const PropExpr *map[PROP_MAX_COLUMNS];
  GArray *out = rows_new ();
  guint n_kept = node->n_columns - node->n_exprs;

  for (guint i = 0; i < node->n_columns; i++)
    map[i] = i < n_kept ? column_expr (self, i, node->columns[i].type) : node->exprs[i - n_kept];
  for (guint i = 0; i < conditions->len; i++)
    g_ptr_array_add (below, (gpointer) substitute (self, conditions->pdata[i], map));

  input = evaluate (self, node->inputs[0], below);
  for (guint i = 0; i < input->len; i++)
    {
      PropRow row = { 0 };

      for (guint c = 0; c < node->n_columns; c++)
        row.values[c] = prop_expr_eval (map[c], &g_array_index (input, PropRow, i));
      g_array_append_val (out, row);
    }

  return out;
}

static GArray *
evaluate_filter (Model *self, const PropNode *node, GPtrArray *conditions)
{
  g_autoptr (GPtrArray) below = g_ptr_array_new ();

  if (!node->skipped)
    split_and (node->condition, below);
  for (guint i = 0; i < conditions->len; i++)
    g_ptr_array_add (below, conditions->pdata[i]);

  return evaluate (self, node->inputs[0], below);
}

/* Conditions on the event time stay above the watermark; rows that others drop never reach it. */
static GArray *
evaluate_watermark (Model *self, const PropNode *node, GPtrArray *conditions)
{
  g_autoptr (GPtrArray) below = g_ptr_array_new ();
  g_autoptr (GPtrArray) above = g_ptr_array_new ();
  g_autoptr (GPtrArray) implied = g_ptr_array_new ();
  g_autoptr (GArray) input = NULL;
  GArray *out = rows_new ();

  for (guint i = 0; i < conditions->len; i++)
    g_ptr_array_add (reads (conditions->pdata[i], node->time) ? above : below, conditions->pdata[i]);
  add_not_null_of_several (self, above, implied);
  for (guint i = 0; i < implied->len; i++)
    if (!reads (implied->pdata[i], node->time))
      g_ptr_array_add (below, implied->pdata[i]);
  input = evaluate (self, node->inputs[0], below);

  for (guint i = 0; i < input->len; i++)
    {
      const PropValue *time = &g_array_index (input, PropRow, i).values[node->time];
      gint64 ms = time->null ? 0 : time->a / 1000;

      self->max_ms[node->index] = self->seen[node->index] ? MAX (self->max_ms[node->index], ms) : ms;
      self->seen[node->index] = TRUE;
    }
  add_rows (input, above, out);

  return out;
}

static GArray *
evaluate_union (Model *self, const PropNode *node, GPtrArray *conditions)
{
  GArray *out = evaluate (self, node->inputs[0], conditions);
  g_autoptr (GArray) other = evaluate (self, node->inputs[1], conditions);

  g_array_append_vals (out, other->data, other->len);

  return out;
}

/* Aggregation. */

static guint
count_group_keys (const PropNode *node)
{
  return node->n_exprs + (node->window ? 1 : 0);
}

static int
find_time_of_keys (const PropNode *node)
{
  for (guint i = 0; i < count_group_keys (node); i++)
    if (node->columns[i].event_time)
      return (int) i;

  return -1;
}

static gboolean
same_values (const PropRow *a, const PropRow *b, guint first, guint end)
{
  for (guint i = first; i < end; i++)
    if (a->values[i].null != b->values[i].null
        || (!a->values[i].null
            && (a->values[i].a != b->values[i].a || a->values[i].b != b->values[i].b)))
      return FALSE;

  return TRUE;
}

static void
accumulate (const PropNode *node, Kept *group, const PropRow *row)
{
  for (guint i = 0; i < node->n_aggregates; i++)
    {
      const PropAggregate *aggregate = &node->aggregates[i];
      PropValue value = { FALSE, 1, 0 };

      if (aggregate->where != NULL && !prop_expr_holds (aggregate->where, row))
        continue;
      if (aggregate->argument != NULL)
        value = prop_expr_eval (aggregate->argument, row);
      if (value.null)
        continue;
      if (group->counts[i]++ == 0)
        group->values[i] = value.a;
      else if (aggregate->function == PROP_SUM)
        group->values[i] += value.a;
      else if (aggregate->function == PROP_MIN)
        group->values[i] = MIN (group->values[i], value.a);
      else
        group->values[i] = MAX (group->values[i], value.a);
    }
}

/* Takes the aggregates of one session into another. */
static void
merge_group (const PropNode *node, Kept *into, const Kept *from)
{
  for (guint i = 0; i < node->n_aggregates; i++)
    {
      PropFunction function = node->aggregates[i].function;
      gint64 a = into->values[i];
      gint64 b = from->values[i];

      if (from->counts[i] == 0)
        continue;
      if (into->counts[i] == 0)
        into->values[i] = b;
      else
        into->values[i] = function == PROP_SUM ? a + b : function == PROP_MIN ? MIN (a, b) : MAX (a, b);
      into->counts[i] += from->counts[i];
    }
}

/* Sessions that touch, at one moment even, are one. */
static void
add_session (const PropNode *node, GArray *groups, Kept *session)
{
  for (guint i = 0; i < groups->len;)
    {
      Kept *other = &g_array_index (groups, Kept, i);

      if (!same_values (&other->row, &session->row, 1, count_group_keys (node))
          || other->row.values[0].a > session->row.values[0].b
          || session->row.values[0].a > other->row.values[0].b)
        {
          i++;
          continue;
        }
      session->row.values[0].a = MIN (session->row.values[0].a, other->row.values[0].a);
      session->row.values[0].b = MAX (session->row.values[0].b, other->row.values[0].b);
      merge_group (node, session, other);
      g_array_remove_index (groups, i);
      i = 0;
    }
  session->touched = TRUE;
  g_array_append_vals (groups, session, 1);
}

static void
add_to_group (const PropNode *node, GArray *groups, const PropRow *key, const PropRow *row)
{
  Kept new_group = { .row = *key, .touched = TRUE };

  if (node->window && node->slide_us == 0)
    {
      accumulate (node, &new_group, row);
      add_session (node, groups, &new_group);
      return;
    }
  for (guint i = 0; i < groups->len; i++)
    {
      Kept *group = &g_array_index (groups, Kept, i);

      if (same_values (&group->row, key, 0, count_group_keys (node)))
        {
          group->touched = TRUE;
          accumulate (node, group, row);
          return;
        }
    }
  accumulate (node, &new_group, row);
  g_array_append_val (groups, new_group);
}

static void
add_if_in_time (Model             *self,
                const PropNode    *node,
                GPtrArray         *on_window,
                const PropRow     *key,
                const PropRow     *row)
{
  int time = find_time_of_keys (node);
  gboolean filters = self->test->mode != PROP_COMPLETE || (node->window && node->slide_us == 0);

  if (filters && time >= 0
      && is_past (&key->values[time], node->columns[time].type, input_watermark (node, self->late_ms)))
    return;
  if (holds_all (on_window, key))
    add_to_group (node, self->states[node->index].sides[0], key, row);
}

/* One row, which lies in as many windows as there are. */
static void
group_row (Model *self, const PropNode *node, GPtrArray *on_window, const PropRow *row)
{
  const PropNode *input = node->inputs[0];
  PropRow key = { 0 };
  gint64 time;
  gint64 last;

  for (guint i = 0; i < node->n_exprs; i++)
    key.values[i + (node->window ? 1 : 0)] = prop_expr_eval (node->exprs[i], row);
  if (!node->window)
    {
      add_if_in_time (self, node, on_window, &key, row);
      return;
    }
  if (row->values[node->time].null)
    return;

  time = input->columns[node->time].type == PROP_WINDOW ? row->values[node->time].b - 1
                                                        : row->values[node->time].a;
  if (node->slide_us == 0)
    {
      gint64 gap = node->wide != NULL && prop_expr_holds (node->wide, row) ? 2 * node->size_us : node->size_us;

      key.values[0] = (PropValue){ FALSE, time, time + gap };
      add_if_in_time (self, node, on_window, &key, row);
      return;
    }

  last = time - (((time - node->start_us) % node->slide_us) + node->slide_us) % node->slide_us;
  for (gint64 start = last; start + node->size_us > time; start -= node->slide_us)
    {
      key.values[0] = (PropValue){ FALSE, start, start + node->size_us };
      add_if_in_time (self, node, on_window, &key, row);
    }
}

static PropRow
finish_group (const PropNode *node, const Kept *group)
{
  PropRow row = group->row;
  guint n_keys = count_group_keys (node);

  for (guint i = 0; i < node->n_aggregates; i++)
    {
      PropFunction function = node->aggregates[i].function;

      if (function == PROP_COUNT_ROWS || function == PROP_COUNT)
        row.values[n_keys + i] = (PropValue){ FALSE, group->counts[i], 0 };
      else
        row.values[n_keys + i] = (PropValue){ group->counts[i] == 0, group->values[i], 0 };
    }

  return row;
}

static GArray *
evaluate_group (Model *self, const PropNode *node, GPtrArray *conditions)
{
  g_autoptr (GPtrArray) below = g_ptr_array_new ();
  g_autoptr (GPtrArray) above = g_ptr_array_new ();
  g_autoptr (GPtrArray) on_window = g_ptr_array_new ();
  g_autoptr (GPtrArray) implied = g_ptr_array_new ();
  g_autoptr (GArray) input = NULL;
  g_autoptr (GArray) given = rows_new ();
  GArray *groups = self->states[node->index].sides[0];
  const PropExpr *map[PROP_MAX_COLUMNS] = { NULL };
  guint n_keys = count_group_keys (node);
  gint64 watermark_ms = input_watermark (node, self->watermark_ms);
  int time = find_time_of_keys (node);
  GArray *out = rows_new ();

  for (guint i = 0; i < node->n_exprs; i++)
    map[i + (node->window ? 1 : 0)] = node->exprs[i];
  for (guint i = 0; i < conditions->len; i++)
    {
      const PropExpr *condition = conditions->pdata[i];

      if (n_keys == 0 || !reads_between (condition, 0, n_keys)
          || (node->window && node->slide_us == 0 && reads (condition, 0)))
        g_ptr_array_add (above, (gpointer) condition);
      else if (node->window && reads (condition, 0))
        g_ptr_array_add (on_window, (gpointer) condition);
      else
        g_ptr_array_add (below, (gpointer) substitute (self, condition, map));
    }
  add_not_null_of_several (self, above, implied);
  add_not_null_of_several (self, on_window, implied);
  for (guint i = 0; i < implied->len; i++)
    if (reads_between (implied->pdata[i], node->window ? 1 : 0, n_keys))
      g_ptr_array_add (below, (gpointer) substitute (self, implied->pdata[i], map));
  /* A row without a time is in no window, and is left out as far below as a filter would be. */
  if (node->window)
    g_ptr_array_add (below, (gpointer) not_null_expr (self, node->time, PROP_TIME));

  input = evaluate (self, node->inputs[0], below);
  for (guint i = 0; i < groups->len; i++)
    g_array_index (groups, Kept, i).touched = FALSE;
  for (guint i = 0; i < input->len; i++)
    group_row (self, node, on_window, &g_array_index (input, PropRow, i));
  if (n_keys == 0 && groups->len == 0)
    {
      Kept all = { 0 };

      g_array_append_val (groups, all);
    }

  for (guint i = 0; i < groups->len;)
    {
      Kept *group = &g_array_index (groups, Kept, i);
      gboolean leaves = self->test->mode != PROP_COMPLETE && time >= 0
                        && is_past (&group->row.values[time], node->columns[time].type, watermark_ms);
      gboolean is_given = self->test->mode == PROP_APPEND   ? leaves
                          : self->test->mode == PROP_UPDATE ? group->touched || n_keys == 0
                                                            : TRUE;
      PropRow row = finish_group (node, group);

      if (is_given)
        g_array_append_val (given, row);
      if (leaves)
        g_array_remove_index (groups, i);
      else
        i++;
    }
  add_rows (given, above, out);

  return out;
}

/* Duplicates. */

static gboolean
same_keys (const PropNode *node, const PropRow *a, const PropRow *b)
{
  if (node->n_keys == 0)
    return same_values (a, b, 0, node->n_columns);
  for (guint i = 0; i < node->n_keys; i++)
    if (!same_values (a, b, node->keys[i], node->keys[i] + 1))
      return FALSE;

  return TRUE;
}

static gboolean
was_seen (const PropNode *node, GArray *seen, const PropRow *row)
{
  for (guint i = 0; i < seen->len; i++)
    if (same_keys (node, &g_array_index (seen, Kept, i).row, row))
      return TRUE;

  return FALSE;
}

static gint64
duplicate_expiry (const PropNode *node, int time, const PropRow *row)
{
  const PropValue *value;

  if (time < 0)
    return G_MAXINT64;
  value = &row->values[time];
  if (node->kind == PROP_DISTINCT_WITHIN)
    return (value->null ? 0 : end_of (value, node->columns[time].type)) + node->columns[time].delay_us;

  for (guint i = 0; i < node->n_keys; i++)
    if (node->keys[i] == (guint) time)
      return value->null ? G_MAXINT64 : end_of (value, node->columns[time].type);
  if (node->n_keys == 0 && !value->null)
    return end_of (value, node->columns[time].type);

  return G_MAXINT64;
}

static void
evict (GArray *rows, gint64 watermark_ms)
{
  for (guint i = 0; i < rows->len;)
    if (g_array_index (rows, Kept, i).expiry_us <= watermark_ms * 1000)
      g_array_remove_index (rows, i);
    else
      i++;
}

static GArray *
evaluate_distinct (Model *self, const PropNode *node, GPtrArray *conditions)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (GArray) input = evaluate (self, node->inputs[0], none);
  g_autoptr (GArray) given = rows_new ();
  GArray *seen = self->states[node->index].sides[0];
  int time = prop_node_find_event_time (node);
  gint64 late_ms = input_watermark (node, self->late_ms);
  GArray *out = rows_new ();

  for (guint i = 0; i < input->len; i++)
    {
      Kept kept = { .row = g_array_index (input, PropRow, i) };

      if (time >= 0 && is_past (&kept.row.values[time], node->columns[time].type, late_ms))
        continue;
      if (was_seen (node, seen, &kept.row))
        continue;
      kept.expiry_us = duplicate_expiry (node, time, &kept.row);
      g_array_append_val (seen, kept);
      g_array_append_val (given, kept.row);
    }
  evict (seen, input_watermark (node, self->watermark_ms));
  add_rows (given, conditions, out);

  return out;
}

/* Joins. */

/* Distributes what is asked of the rows: to the sides where that changes nothing but what they hold. */
static void
split_conditions (Model          *self,
                  const PropNode *node,
                  GPtrArray      *conditions,
                  GPtrArray     **sides,
                  GPtrArray      *pre,
                  GPtrArray      *above)
{
  guint n_left = node->inputs[0]->n_columns;
  guint n_all = n_left + node->inputs[1]->n_columns;
  gboolean left = node->join != PROP_RIGHT && node->join != PROP_FULL;
  gboolean right = node->join == PROP_INNER || node->join == PROP_RIGHT;
  g_autoptr (GPtrArray) implied = g_ptr_array_new ();

  for (guint i = 0; i < conditions->len; i++)
    {
      const PropExpr *condition = conditions->pdata[i];

      if (left && reads_between (condition, 0, n_left))
        g_ptr_array_add (sides[0], (gpointer) condition);
      else if (right && reads_between (condition, n_left, n_all))
        g_ptr_array_add (sides[1], (gpointer) shift (self, condition, n_left));
      else
        g_ptr_array_add (above, (gpointer) condition);
    }
  add_not_null_of_several (self, above, implied);
  for (guint i = 0; i < implied->len; i++)
    if (left && reads_between (implied->pdata[i], 0, n_left))
      g_ptr_array_add (sides[0], implied->pdata[i]);
    else if (right && reads_between (implied->pdata[i], n_left, n_all))
      g_ptr_array_add (sides[1], (gpointer) shift (self, implied->pdata[i], n_left));

  for (guint side = 0; side < 2; side++)
    {
      const guint *keys = side == 0 ? node->keys : node->other_keys;

      if (!drops_unmatched (node->join, side))
        continue;
      for (guint i = 0; i < node->n_keys; i++)
        g_ptr_array_add (sides[side], (gpointer) not_null_expr (self, keys[i], PROP_LONG));
      if (node->bounds[0] || node->bounds[1])
        g_ptr_array_add (sides[side], (gpointer) not_null_expr (self, node->times[side], PROP_TIME));
    }

  if (node->condition == NULL)
    return;
  for (guint side = 0; side < 2; side++)
    {
      guint first = side == 0 ? 0 : n_left;
      guint end = side == 0 ? n_left : n_all;

      if (reads_between (node->condition, first, end) && drops_unmatched (node->join, side))
        {
          g_ptr_array_add (sides[side], (gpointer) shift (self, node->condition, first));
          return;
        }
    }
  g_ptr_array_add (pre, (gpointer) node->condition);
  if (reads_between (node->condition, 0, n_left) || reads_between (node->condition, n_left, n_all))
    return;

  /* It compares a column of each side, so neither may be null. */
  for (guint c = 0; c < n_all; c++)
    if (reads (node->condition, c) && drops_unmatched (node->join, c >= n_left))
      g_ptr_array_add (sides[c >= n_left],
                       (gpointer) not_null_expr (self, c >= n_left ? c - n_left : c, PROP_LONG));
}

static gboolean
rows_meet (const PropNode *node, const PropRow *left, const PropRow *right, gboolean nulls_meet)
{
  for (guint i = 0; i < node->n_keys; i++)
    {
      const PropValue *a = &left->values[node->keys[i]];
      const PropValue *b = &right->values[node->other_keys[i]];

      if (a->null != b->null || (a->null && !nulls_meet) || (!a->null && (a->a != b->a || a->b != b->b)))
        return FALSE;
    }
  for (guint bound = 0; bound < 2; bound++)
    {
      const PropValue *a = &left->values[node->times[0]];
      const PropValue *b = &right->values[node->times[1]];
      gint64 over;

      if (!node->bounds[bound])
        continue;
      if (a->null || b->null)
        return FALSE;
      over = b->a - a->a - node->bound_us[bound];
      if (bound == 0)
        over = -over;
      if (over > 0 || (over == 0 && node->strict[bound]))
        return FALSE;
    }

  return TRUE;
}

static PropRow
combine (const PropNode *node, const PropRow *left, const PropRow *right)
{
  guint n_left = node->inputs[0]->n_columns;
  guint n_right = node->inputs[1]->n_columns;
  PropRow row = { 0 };

  for (guint i = 0; i < n_left + n_right; i++)
    {
      const PropRow *from = i < n_left ? left : right;

      row.values[i] = from != NULL ? from->values[i < n_left ? i : i - n_left] : (PropValue){ TRUE, 0, 0 };
    }

  return row;
}

static gboolean
pair_holds (const PropNode *node, GPtrArray *pre, const PropRow *left, const PropRow *right)
{
  PropRow both = combine (node, left, right);

  return holds_all (pre, &both);
}

static GArray *
evaluate_join_table (Model *self, const PropNode *node, GPtrArray *conditions)
{
  g_autoptr (GPtrArray) left_conditions = g_ptr_array_new ();
  g_autoptr (GPtrArray) right_conditions = g_ptr_array_new ();
  g_autoptr (GPtrArray) pre = g_ptr_array_new ();
  g_autoptr (GPtrArray) above = g_ptr_array_new ();
  g_autoptr (GArray) left = NULL;
  g_autoptr (GArray) right = rows_new ();
  g_autoptr (GArray) given = rows_new ();
  GPtrArray *sides[] = { left_conditions, right_conditions };
  GArray *out = rows_new ();

  split_conditions (self, node, conditions, sides, pre, above);
  left = evaluate (self, node->inputs[0], left_conditions);
  add_rows (node->inputs[1]->rows, right_conditions, right);

  for (guint i = 0; i < left->len; i++)
    {
      const PropRow *row = &g_array_index (left, PropRow, i);
      gboolean matched = FALSE;

      for (guint j = 0; j < right->len; j++)
        {
          const PropRow *other = &g_array_index (right, PropRow, j);
          PropRow joined;

          if (!rows_meet (node, row, other, FALSE) || !pair_holds (node, pre, row, other))
            continue;
          matched = TRUE;
          joined = combine (node, row, other);
          if (node->join == PROP_INNER || node->join == PROP_LEFT)
            g_array_append_val (given, joined);
        }
      if (node->join == PROP_LEFT_SEMI ? matched : (!matched && node->join != PROP_INNER))
        {
          PropRow alone = combine (node, row, NULL);

          g_array_append_val (given, alone);
        }
    }
  add_rows (given, above, out);

  return out;
}

typedef struct
{
  Model *model;
  const PropNode *node;
  GPtrArray *pre;
  GArray *given;
  gint64 late_ms;
  gint64 watermark_ms;
} Join;

static gint64
join_expiry (const Join *self, guint side, const PropRow *row)
{
  const PropNode *input = self->node->inputs[side];
  int time_key = find_time_key (self->node);
  gint64 lag_ms;
  gint64 end_ms;
  gint64 time_us;
  guint column;

  if (!find_lag (self->node, side, &lag_ms))
    return G_MAXINT64;
  column = time_key < 0 ? self->node->times[side]
           : side == 0  ? self->node->keys[time_key]
                        : self->node->other_keys[time_key];
  if (row->values[column].null)
    return G_MAXINT64;
  time_us = end_of (&row->values[column], input->columns[column].type);
  if (find_end (self->node, side, &end_ms) && time_us > end_ms * 1000)
    return G_MAXINT64;

  return time_us + lag_ms * 1000;
}

static void
give_alone (Join *self, guint side, const PropRow *row)
{
  PropRow alone = combine (self->node, side == 0 ? row : NULL, side == 0 ? NULL : row);

  g_array_append_val (self->given, alone);
}

/* Whether what the condition asks of one side alone keeps the row from ever having a partner. */
static gboolean
can_never_match (const Join *self, guint side, const PropRow *row)
{
  guint n_left = self->node->inputs[0]->n_columns;
  guint n_all = n_left + self->node->inputs[1]->n_columns;

  for (guint i = 0; i < self->pre->len; i++)
    {
      g_autoptr (GPtrArray) one = g_ptr_array_new ();

      g_ptr_array_add (one, self->pre->pdata[i]);
      if (reads_between (self->pre->pdata[i], side == 0 ? 0 : n_left, side == 0 ? n_left : n_all)
          && !pair_holds (self->node, one, side == 0 ? row : NULL, side == 0 ? NULL : row))
        return TRUE;
    }

  return FALSE;
}

static void
take_join_row (Join *self, guint side, Kept *kept)
{
  GArray *others = self->model->states[self->node->index].sides[1 - side];
  gboolean semi = self->node->join == PROP_LEFT_SEMI;

  for (guint i = 0; i < others->len;)
    {
      Kept *other = &g_array_index (others, Kept, i);
      const PropRow *left = side == 0 ? &kept->row : &other->row;
      const PropRow *right = side == 0 ? &other->row : &kept->row;
      PropRow joined;

      if (!rows_meet (self->node, left, right, TRUE) || !pair_holds (self->node, self->pre, left, right))
        {
          i++;
          continue;
        }
      joined = combine (self->node, left, right);
      if (!semi || side == 1 || !kept->matched)
        g_array_append_val (self->given, joined);
      kept->matched = TRUE;
      other->matched = TRUE;
      if (semi && side == 1)
        g_array_remove_index (others, i);
      else
        i++;
    }
}

static void
take_side (Join *self, guint side, GArray *rows)
{
  const PropNode *input = self->node->inputs[side];
  GArray *own = self->model->states[self->node->index].sides[side];
  int time = self->node->unread[side] ? -1 : prop_node_find_event_time (input);

  for (guint i = 0; i < rows->len; i++)
    {
      Kept kept = { .row = g_array_index (rows, PropRow, i) };

      if (time >= 0 && is_past (&kept.row.values[time], input->columns[time].type, self->late_ms))
        continue;
      if (can_never_match (self, side, &kept.row))
        {
          if (is_outer (self->node->join, side))
            give_alone (self, side, &kept.row);
          continue;
        }
      take_join_row (self, side, &kept);
      kept.expiry_us = join_expiry (self, side, &kept.row);
      if (self->node->join == PROP_LEFT_SEMI && side == 0 && kept.matched)
        continue;
      if (side == 1 && kept.expiry_us <= self->watermark_ms * 1000
          && (kept.matched || !is_outer (self->node->join, 1)))
        continue;
      g_array_append_val (own, kept);
    }
}

static GArray *
evaluate_join_stream (Model *self, const PropNode *node, GPtrArray *conditions)
{
  g_autoptr (GPtrArray) left_conditions = g_ptr_array_new ();
  g_autoptr (GPtrArray) right_conditions = g_ptr_array_new ();
  g_autoptr (GPtrArray) pre = g_ptr_array_new ();
  g_autoptr (GPtrArray) above = g_ptr_array_new ();
  g_autoptr (GArray) left = NULL;
  g_autoptr (GArray) right = NULL;
  g_autoptr (GArray) given = rows_new ();
  GPtrArray *sides[] = { left_conditions, right_conditions };
  Join join = { self, node, pre, given, input_watermark (node, self->late_ms),
                input_watermark (node, self->watermark_ms) };
  GArray *out = rows_new ();

  split_conditions (self, node, conditions, sides, pre, above);
  left = evaluate (self, node->inputs[0], left_conditions);
  right = evaluate (self, node->inputs[1], right_conditions);
  if (node->join == PROP_LEFT_SEMI)
    {
      take_side (&join, 1, right);
      take_side (&join, 0, left);
    }
  else
    {
      take_side (&join, 0, left);
      take_side (&join, 1, right);
    }

  for (guint side = 0; side < 2; side++)
    {
      GArray *kept = self->states[node->index].sides[side];

      for (guint i = 0; i < kept->len; i++)
        {
          const Kept *row = &g_array_index (kept, Kept, i);

          if (row->expiry_us <= join.watermark_ms * 1000 && !row->matched && is_outer (node->join, side))
            give_alone (&join, side, &row->row);
        }
      evict (kept, join.watermark_ms);
    }
  add_rows (given, above, out);

  return out;
}

static GArray *
evaluate (Model *self, const PropNode *node, GPtrArray *conditions)
{
  GArray *out;

  switch (node->kind)
    {
    case PROP_SOURCE:
      out = rows_new ();
      if (self->rows != NULL)
        add_rows (self->rows[node->index], conditions, out);
      return out;
    case PROP_SELECT:
    case PROP_WITH_COLUMNS:
      return evaluate_project (self, node, conditions);
    case PROP_FILTER:
      return evaluate_filter (self, node, conditions);
    case PROP_WATERMARK:
      return evaluate_watermark (self, node, conditions);
    case PROP_UNION:
      return evaluate_union (self, node, conditions);
    case PROP_GROUP:
      return evaluate_group (self, node, conditions);
    case PROP_DISTINCT:
    case PROP_DISTINCT_WITHIN:
      return evaluate_distinct (self, node, conditions);
    case PROP_JOIN_TABLE:
      return evaluate_join_table (self, node, conditions);
    case PROP_JOIN_STREAM:
      return evaluate_join_stream (self, node, conditions);
    case PROP_TABLE:
    default:
      g_assert_not_reached ();
    }
}

/* Batches. */

/* Moves the watermark on by what this batch saw [WM-3] to [WM-5]. */
static void
advance (Model *self)
{
  gint64 least = G_MAXINT64;
  gint64 most = G_MININT64;

  for (guint i = 0; i < self->test->nodes->len; i++)
    {
      const PropNode *node = self->test->nodes->pdata[i];
      guint n = node->index;
      gint64 ms;

      if (node->kind != PROP_WATERMARK)
        continue;
      if (self->seen[n])
        {
          ms = self->max_ms[n] - node->delay_us / 1000;
          self->node_ms[n] = self->has_node[n] ? MAX (self->node_ms[n], ms) : ms;
          self->has_node[n] = TRUE;
        }
      ms = self->has_node[n] ? self->node_ms[n] : 0;
      least = MIN (least, ms);
      most = MAX (most, ms);
    }
  if (self->test->n_watermarks > 0)
    self->global_ms = MAX (self->global_ms, self->test->max_policy ? most : least);
}

static gboolean
wants_batch (Model *self)
{
  for (guint i = 0; self->test->no_data_batches && i < self->test->nodes->len; i++)
    {
      const PropNode *node = self->test->nodes->pdata[i];
      gint64 lag_ms;

      if (!prop_node_is_stateful (node)
          || input_watermark (node, self->global_ms) <= self->states[node->index].evicted_ms)
        continue;
      if (node->kind == PROP_GROUP ? self->test->mode != PROP_COMPLETE
                                   : node->kind != PROP_JOIN_STREAM || find_lag (node, 0, &lag_ms)
                                       || find_lag (node, 1, &lag_ms))
        return TRUE;
    }

  return FALSE;
}

static PropBatch *
run_batch (Model *self, guint step, GArray *const *rows)
{
  const PropCase *test = self->test;
  PropBatch *batch = prop_batch_new (step);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (GArray) out = NULL;

  self->rows = rows;
  self->watermark_ms = self->global_ms;
  memset (self->seen, 0, sizeof self->seen);

  out = evaluate (self, test->root, none);
  batch->watermark_ms = self->watermark_ms;
  for (guint i = 0; i < out->len; i++)
    g_ptr_array_add (batch->rows, prop_row_to_text (&g_array_index (out, PropRow, i), test->root));
  prop_batch_sort (batch);

  batch->n_totals = test->n_stateful;
  for (guint i = 0; i < test->nodes->len; i++)
    {
      const PropNode *node = test->nodes->pdata[i];

      if (!prop_node_is_stateful (node))
        continue;
      self->states[node->index].evicted_ms = input_watermark (node, self->watermark_ms);
      batch->totals[node->index]
        = self->states[node->index].sides[0]->len + self->states[node->index].sides[1]->len;
    }
  self->late_ms = self->watermark_ms;
  advance (self);
  g_ptr_array_set_size (self->exprs, 0);

  return batch;
}

GPtrArray *
prop_model_run (const PropCase *test)
{
  Model self = { .test = test };
  GPtrArray *batches = g_ptr_array_new_with_free_func (prop_batch_free);

  self.exprs = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < PROP_MAX_STATEFUL; i++)
    for (guint side = 0; side < 2; side++)
      self.states[i].sides[side] = g_array_new (FALSE, FALSE, sizeof (Kept));

  for (guint i = 0; i < test->steps->len; i++)
    {
      const PropStep *step = test->steps->pdata[i];
      gboolean any = FALSE;

      if (step->skipped)
        continue;
      if (step->restart)
        {
          /* The watermarks of single nodes aren't logged [WM-7]. */
          memset (self.has_node, 0, sizeof self.has_node);
          continue;
        }
      for (guint s = 0; s < test->n_sources; s++)
        any = any || step->rows[s]->len > 0;
      for (GArray *const *rows = step->rows; any && (rows != NULL || wants_batch (&self)); rows = NULL)
        {
          /* Broken off and run again it gives the same, but what single watermarks there were is forgotten. */
          if (step->broken_batch == batches->len)
            memset (self.has_node, 0, sizeof self.has_node);
          g_ptr_array_add (batches, run_batch (&self, i, rows));
        }
    }

  for (guint i = 0; i < PROP_MAX_STATEFUL; i++)
    for (guint side = 0; side < 2; side++)
      g_array_unref (self.states[i].sides[side]);
  g_ptr_array_unref (self.exprs);

  return batches;
}
