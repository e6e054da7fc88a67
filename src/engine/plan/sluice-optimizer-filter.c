/* sluice-optimizer-filter.c: moves filters towards the sources.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-function.h"
#include "expr/sluice-program.h"
#include "plan/sluice-join-condition.h"
#include "plan/sluice-optimizer.h"
#include "plan/sluice-predicate.h"

/* Where a condition stands, as far as it decides what goes over the document's wires: still in its place, above the
 * node that it is moved past next; elsewhere; or following from a join, whose other rows would be nothing anyway. */
typedef enum
{
  PLACE_HOME,
  PLACE_MOVED,
  PLACE_IMPLIED,
} Place;

/* One of the conditions that are joined by AND, and the node that it comes from. */
typedef struct
{
  SluiceExpr *expr;
  const char *node_id;
  Place place;
} Conjunct;

static SluicePlan *push (SluicePredicates *pieces, SluicePlan *plan, GArray *conjuncts);

static void
conjunct_clear (gpointer data)
{
  sluice_expr_unref (((Conjunct *) data)->expr);
}

static GArray *
conjuncts_new (void)
{
  GArray *array = g_array_new (FALSE, FALSE, sizeof (Conjunct));

  g_array_set_clear_func (array, conjunct_clear);

  return array;
}

static void
conjuncts_add (GArray *conjuncts, SluiceExpr *expr, const char *node_id, Place place)
{
  Conjunct conjunct = { expr, node_id, place };

  for (guint i = 0; expr->deterministic && i < conjuncts->len; i++)
    if (sluice_expr_equal (g_array_index (conjuncts, Conjunct, i).expr, expr))
      {
        sluice_expr_unref (expr);
        return;
      }
  g_array_append_val (conjuncts, conjunct);
}

/* Where a condition is once it has passed a node. */
static Place
moved_place (const Conjunct *conjunct)
{
  return conjunct->place == PLACE_IMPLIED ? PLACE_IMPLIED : PLACE_MOVED;
}

static void
split (SluiceExpr *expr, const char *node_id, Place place, GArray *conjuncts)
{
  g_autoptr (GPtrArray) parts = sluice_conjuncts_new ();

  sluice_expr_collect_conjuncts (expr, parts);
  for (guint i = 0; i < parts->len; i++)
    conjuncts_add (conjuncts, sluice_expr_ref (parts->pdata[i]), node_id, place);
}

/* Where the conditions of a filter stand. */
static Place
place_of (const SluicePlan *filter)
{
  if (filter->filter.implied)
    return PLACE_IMPLIED;

  return filter->wire_id != NULL ? PLACE_HOME : PLACE_MOVED;
}

gboolean
sluice_expr_is_true (const SluiceExpr *expr)
{
  return expr->kind == SLUICE_EXPR_LITERAL && expr->type->id == SLUICE_TYPE_BOOLEAN
         && !sluice_column_is_null (expr->value, 0) && expr->value->boolean[0] != 0;
}

/* `1 = 1`, which people write to have a condition to begin with. */
static gboolean
is_always_true (const SluiceExpr *expr)
{
  return sluice_expr_is_true (expr)
         || ((sluice_expr_is_call_of (expr, "=") || sluice_expr_is_call_of (expr, "<=>"))
             && expr->args[0]->kind == SLUICE_EXPR_LITERAL && !expr->args[0]->nullable
             && sluice_expr_equal (expr->args[0], expr->args[1]));
}

/* Puts filters of the conjuncts on a plan, one for each node that they come from. */
static SluicePlan *
wrap (SluicePredicates *pieces, SluicePlan *plan, GArray *conjuncts)
{
  gboolean exact = plan->wire_id != NULL;
  guint i = 0;

  while (i < conjuncts->len)
    {
      const char *node_id = g_array_index (conjuncts, Conjunct, i).node_id;
      g_autoptr (SluiceExpr) condition = NULL;
      gboolean implied = TRUE;
      SluicePlan *filter;

      for (; i < conjuncts->len
             && strcmp (g_array_index (conjuncts, Conjunct, i).node_id, node_id) == 0;
           i++)
        {
          SluiceExpr *expr = g_array_index (conjuncts, Conjunct, i).expr;
          SluiceExpr *longer;

          exact = exact && g_array_index (conjuncts, Conjunct, i).place == PLACE_HOME;
          if (is_always_true (expr))
            continue;
          implied = implied && g_array_index (conjuncts, Conjunct, i).place == PLACE_IMPLIED;
          longer = sluice_predicates_and (pieces, condition, expr);
          sluice_expr_unref (condition);
          condition = longer;
        }
      if (condition == NULL)
        continue;
      filter = sluice_plan_new_filter (node_id, plan, condition);
      filter->filter.implied = implied;
      sluice_plan_set_wire (filter, exact ? node_id : NULL);
      sluice_plan_unref (plan);
      plan = filter;
    }

  return plan;
}

/* How many of the conditions take rows away that somebody would see. */
static guint
count_real (const GArray *conjuncts)
{
  guint n = 0;

  for (guint i = 0; i < conjuncts->len; i++)
    n += g_array_index (conjuncts, Conjunct, i).place != PLACE_IMPLIED;

  return n;
}

/* Puts what didn't pass a node on its new plan, @above of @all, and settles over which wires the rows go now: those of
 * the node itself only when nothing that belongs above it has passed it. */
static SluicePlan *
settle (SluicePredicates *pieces, SluicePlan *plan, const GArray *all, GArray *above)
{
  const char *top = NULL;
  gboolean any_moved = FALSE;
  SluicePlan *result;

  for (guint i = 0; i < all->len; i++)
    {
      const Conjunct *conjunct = &g_array_index (all, Conjunct, i);

      any_moved = any_moved || conjunct->place == PLACE_MOVED;
      if (conjunct->place == PLACE_HOME)
        top = conjunct->node_id;
    }
  if (count_real (above) < count_real (all))
    sluice_plan_set_wire (plan, NULL);
  result = wrap (pieces, plan, above);
  if (top != NULL && (result != plan || above->len < all->len))
    sluice_plan_set_wire (result, any_moved ? NULL : top);

  return result;
}

static SluicePlan *
over (const SluicePlan *plan, SluicePlan *input)
{
  SluicePlan *copy = sluice_plan_copy_over (plan, plan->schema, &input);

  sluice_plan_unref (input);

  return copy;
}

static gboolean
reads_column (const SluiceExpr *expr, guint column, guint n_all)
{
  g_autofree gboolean *used = g_new0 (gboolean, n_all + 1);

  sluice_expr_mark_columns (expr, used, n_all);

  return used[column];
}

static SluicePlan *
push_through_filter (SluicePredicates *pieces, SluicePlan *plan, GArray *conjuncts)
{
  g_autoptr (GArray) all = conjuncts_new ();

  split (plan->filter.condition, plan->node_id, place_of (plan), all);
  /* A filter with chance in it stays below those above it, though its other parts go on. */
  if (!plan->filter.condition->deterministic)
    return settle (pieces, push (pieces, plan->inputs[0], all), conjuncts, conjuncts);
  for (guint i = 0; i < conjuncts->len; i++)
    {
      const Conjunct *conjunct = &g_array_index (conjuncts, Conjunct, i);

      conjuncts_add (all, sluice_expr_ref (conjunct->expr), conjunct->node_id, conjunct->place);
    }

  return push (pieces, plan->inputs[0], all);
}

static SluicePlan *
push_through_project (SluicePredicates *pieces, SluicePlan *plan, GArray *conjuncts)
{
  g_autoptr (GArray) below = conjuncts_new ();
  g_autoptr (GArray) above = conjuncts_new ();
  gboolean deterministic = sluice_exprs_are_deterministic (plan->project.exprs, plan->project.n_exprs);

  for (guint i = 0; i < conjuncts->len; i++)
    {
      const Conjunct *conjunct = &g_array_index (conjuncts, Conjunct, i);

      if (deterministic)
        conjuncts_add (
            below,
            sluice_expr_map_columns (conjunct->expr, plan->project.exprs, plan->project.n_exprs),
            conjunct->node_id, moved_place (conjunct));
      else
        conjuncts_add (above, sluice_expr_ref (conjunct->expr), conjunct->node_id, conjunct->place);
    }

  return settle (pieces, over (plan, push (pieces, plan->inputs[0], below)), conjuncts, above);
}

static gboolean
has_kind (const SluicePlan *plan, SluicePlanKind kind)
{
  if (plan->kind == kind)
    return TRUE;
  for (guint i = 0; i < plan->n_inputs; i++)
    if (has_kind (plan->inputs[i], kind))
      return TRUE;

  return FALSE;
}

/* An array or a map without elements makes no rows. Of a column's Spark says so below the generator, and then a watermark
 * further down doesn't see the rows that nothing is made of. */
static void
add_not_empty (SluicePredicates *pieces, const SluicePlan *plan, GArray *conjuncts)
{
  static const char *const names[] = { "explode", "posexplode", "inline", NULL };
  SluiceExpr *generator = plan->generate.generator;
  SluiceField field;
  g_autoptr (SluiceType) schema = NULL;
  g_autoptr (SluiceExpr) not_empty = NULL;
  SluiceScopeInput input = { NULL, NULL, 0 };
  SluiceScope scope = { &input, 1, pieces->settings };

  if (generator->outer || generator->n_args != 1 || generator->args[0]->kind != SLUICE_EXPR_COLUMN
      || !g_strv_contains (names, generator->function->name)
      || !has_kind (plan->inputs[0], SLUICE_PLAN_WATERMARK))
    return;

  field = (SluiceField){ (char *) "a", generator->args[0]->type, TRUE, -1 };
  schema = sluice_type_struct (&field, 1);
  input.schema = schema;
  not_empty = sluice_analyze ("size(a) > 0", &scope, SLUICE_ALLOW_NOTHING, NULL);
  g_assert (not_empty != NULL);
  conjuncts_add (conjuncts, sluice_expr_map_columns (not_empty, generator->args, 1), plan->node_id, PLACE_IMPLIED);
}

/* Whether a condition on what a node gives that it makes itself no value of can be asked of what it takes. */
static gboolean
passes_columns (const SluicePlan *plan, const SluiceExpr *expr)
{
  guint n = plan->schema->n_fields;
  g_autofree gboolean *used = NULL;

  if (!expr->deterministic)
    return FALSE;
  switch ((int) plan->kind)
    {
    case SLUICE_PLAN_WATERMARK:
      return !reads_column (expr, plan->watermark.column, n);
    case SLUICE_PLAN_GENERATE:
      return plan->generate.generator->deterministic
             && sluice_expr_reads_only (expr, 0, plan->inputs[0]->schema->n_fields, n);
    case SLUICE_PLAN_DEDUPLICATE:
      /* Of a table, duplicates are the groups of an aggregation by these columns. */
      if (plan->streaming || sluice_expr_is_foldable (expr))
        return FALSE;
      used = g_new0 (gboolean, n + 1);
      sluice_expr_mark_columns (expr, used, n);
      for (guint i = 0; i < plan->deduplicate.n_columns; i++)
        used[plan->deduplicate.columns[i]] = FALSE;
      for (guint i = 0; i < n; i++)
        if (used[i])
          return FALSE;
      return TRUE;
    default:
      return TRUE;
    }
}

/* Nodes that a condition passes when it reads only some of the columns: all but the event time of a
 * watermark, those before the generated ones of a generator, those that duplicates in a table have in common. */
static SluicePlan *
push_through_columns (SluicePredicates *pieces, SluicePlan *plan, GArray *conjuncts)
{
  g_autoptr (GArray) below = conjuncts_new ();
  g_autoptr (GArray) above = conjuncts_new ();

  for (guint i = 0; i < conjuncts->len; i++)
    {
      const Conjunct *conjunct = &g_array_index (conjuncts, Conjunct, i);
      gboolean passes = passes_columns (plan, conjunct->expr);

      conjuncts_add (passes ? below : above, sluice_expr_ref (conjunct->expr), conjunct->node_id,
                     passes ? moved_place (conjunct) : conjunct->place);
    }
  if (plan->kind == SLUICE_PLAN_GENERATE)
    add_not_empty (pieces, plan, below);

  return settle (pieces, over (plan, push (pieces, plan->inputs[0], below)), conjuncts, above);
}

static gboolean
is_about_window (const SluicePlan *plan, const GArray *conjuncts)
{
  guint n = plan->schema->n_fields;

  if (plan->aggregate.window_key < 0 || plan->aggregate.session_gap != NULL)
    return FALSE;
  for (guint i = 0; i < conjuncts->len; i++)
    {
      const SluiceExpr *expr = g_array_index (conjuncts, Conjunct, i).expr;

      if (expr->deterministic && reads_column (expr, plan->aggregate.window_key, n)
          && sluice_expr_reads_only (expr, 0, plan->aggregate.n_keys, n))
        return TRUE;
    }

  return FALSE;
}

/* Rows without a time lie in no window, so that a join below need not make them. Elsewhere the aggregation
 * drops them as well as a filter would. */
static void
add_time_not_null (SluicePredicates *pieces, const SluicePlan *plan, GArray *conjuncts)
{
  if (plan->aggregate.window_time != NULL && plan->aggregate.window_time->nullable
      && has_kind (plan->inputs[0], SLUICE_PLAN_JOIN))
    conjuncts_add (conjuncts, sluice_predicates_is_not_null (pieces, plan->aggregate.window_time), plan->node_id,
                   PLACE_IMPLIED);
}

static SluicePlan *
push_through_aggregate (SluicePredicates *pieces, SluicePlan *plan, GArray *conjuncts)
{
  guint n = plan->schema->n_fields;
  guint n_keys = plan->aggregate.n_keys;
  g_autoptr (GArray) below = conjuncts_new ();
  g_autoptr (GArray) above = conjuncts_new ();

  if (is_about_window (plan, conjuncts))
    {
      g_autoptr (SluicePlan) separate = sluice_optimizer_separate_window (plan);

      return push_through_aggregate (pieces, separate, conjuncts);
    }

  for (guint i = 0; i < conjuncts->len; i++)
    {
      const Conjunct *conjunct = &g_array_index (conjuncts, Conjunct, i);
      /* %NULL among the keys is a session window, on which a condition stays where it is. */
      SluiceExpr *moved
          = n_keys > 0 && sluice_expr_reads_only (conjunct->expr, 0, n_keys, n)
                    && !sluice_expr_is_foldable (conjunct->expr)
                ? sluice_expr_map_columns (conjunct->expr, plan->aggregate.keys, n_keys)
                : NULL;

      if (moved != NULL && moved->deterministic)
        conjuncts_add (below, moved, conjunct->node_id, moved_place (conjunct));
      else
        {
          sluice_expr_unref (moved);
          conjuncts_add (above, sluice_expr_ref (conjunct->expr), conjunct->node_id, conjunct->place);
        }
    }
  add_time_not_null (pieces, plan, below);

  return settle (pieces, over (plan, push (pieces, plan->inputs[0], below)), conjuncts, above);
}

static SluicePlan *
push_through_union (SluicePredicates *pieces, SluicePlan *plan, GArray *conjuncts)
{
  g_autoptr (GPtrArray) inputs
      = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_plan_unref);
  g_autoptr (GArray) above = conjuncts_new ();

  for (guint k = 0; k < conjuncts->len; k++)
    {
      const Conjunct *conjunct = &g_array_index (conjuncts, Conjunct, k);

      if (!conjunct->expr->deterministic)
        conjuncts_add (above, sluice_expr_ref (conjunct->expr), conjunct->node_id, conjunct->place);
    }
  for (guint i = 0; i < plan->n_inputs; i++)
    {
      g_autoptr (GArray) copy = conjuncts_new ();

      for (guint k = 0; k < conjuncts->len; k++)
        {
          const Conjunct *conjunct = &g_array_index (conjuncts, Conjunct, k);

          if (conjunct->expr->deterministic)
            conjuncts_add (copy, sluice_expr_ref (conjunct->expr), conjunct->node_id, moved_place (conjunct));
        }
      g_ptr_array_add (inputs, push (pieces, plan->inputs[i], copy));
    }

  return settle (pieces, sluice_plan_copy_over (plan, plan->schema, (SluicePlan **) inputs->pdata), conjuncts, above);
}

/* Joins. */

static void
assign_to_sides (const SluicePlan *plan,
                 const GArray *conjuncts,
                 gboolean (*may_go) (SluiceJoinType, guint),
                 GArray *const *sides,
                 GArray *rest)
{
  guint n_left = plan->inputs[0]->schema->n_fields;
  guint n_right = plan->inputs[1]->schema->n_fields;

  for (guint i = 0; i < conjuncts->len; i++)
    {
      const Conjunct *conjunct = &g_array_index (conjuncts, Conjunct, i);
      gboolean usable = conjunct->expr->deterministic;

      /* What reads no column, such as `1 = 2`, belongs to the left side. */
      if (usable && may_go (plan->join.type, 0)
          && sluice_expr_reads_only (conjunct->expr, 0, n_left, n_left + n_right))
        conjuncts_add (sides[0], sluice_expr_ref (conjunct->expr), conjunct->node_id, moved_place (conjunct));
      else if (usable && may_go (plan->join.type, 1) && !sluice_expr_is_foldable (conjunct->expr)
               && sluice_expr_reads_only (conjunct->expr, n_left, n_right, n_left + n_right))
        conjuncts_add (sides[1], sluice_join_over_right (conjunct->expr, n_left, plan->inputs[1]->schema),
                       conjunct->node_id, moved_place (conjunct));
      else
        conjuncts_add (rest, sluice_expr_ref (conjunct->expr), conjunct->node_id, conjunct->place);
    }
}

/* Whether a condition is not true for a row whose columns are all null. */
static gboolean
refuses_nulls (const SluicePredicates *pieces, SluiceExpr *expr, const SluiceType *left, const SluiceType *right)
{
  guint n = left->n_fields + right->n_fields;
  g_autoptr (GPtrArray) nulls = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  g_autoptr (SluiceExpr) closed = NULL;
  g_autoptr (SluiceProgram) program = NULL;
  g_autoptr (SluiceType) schema = sluice_type_struct (NULL, 0);
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  SluiceBatch *batch = sluice_batch_new (arena, schema, NULL, 1);
  SluiceColumn *result;
  gboolean refuses;

  for (guint i = 0; i < n; i++)
    {
      const SluiceField *field
          = i < left->n_fields ? &left->fields[i] : &right->fields[i - left->n_fields];

      g_ptr_array_add (nulls, sluice_expr_new_literal (field->type, NULL));
    }
  closed = sluice_expr_map_columns (expr, (SluiceExpr **) nulls->pdata, n);
  program = sluice_program_new (&closed, 1, pieces->settings);
  refuses = sluice_program_run (program, arena, 0, batch, &result, NULL)
            && (sluice_column_is_null (result, 0)
                || !result->boolean[sluice_column_index (result, 0)]);
  sluice_batch_unref (batch);

  return refuses;
}

/* Whether a condition can't be true where the columns of a side are all null. */
static gboolean
needs_side (const SluicePredicates *pieces, const SluicePlan *plan, SluiceExpr *expr, guint side)
{
  const SluiceType *left = plan->inputs[0]->schema, *right = plan->inputs[1]->schema;
  guint first = side == 0 ? 0 : left->n_fields;
  guint n = side == 0 ? left->n_fields : right->n_fields;
  guint n_all = left->n_fields + right->n_fields;
  g_autofree gboolean *not_null = g_new0 (gboolean, n_all + 1);

  if (!expr->deterministic || sluice_expr_is_foldable (expr))
    return FALSE;
  if (sluice_expr_reads_only (expr, first, n, n_all) && refuses_nulls (pieces, expr, left, right))
    return TRUE;
  sluice_expr_mark_not_null (expr, not_null);
  for (guint i = first; i < first + n; i++)
    if (not_null[i])
      return TRUE;

  return FALSE;
}

/* An outer join under a condition that no row of nulls passes needs not make those rows: Spark makes a
 * smaller join of it, which keeps other rows in state. */
static SluiceJoinType
narrow_join (const SluicePredicates *pieces, const SluicePlan *plan, const GArray *conjuncts)
{
  SluiceJoinType type = plan->join.type;
  gboolean keeps_left = type == SLUICE_JOIN_LEFT || type == SLUICE_JOIN_FULL;
  gboolean keeps_right = type == SLUICE_JOIN_RIGHT || type == SLUICE_JOIN_FULL;

  if (!keeps_left && !keeps_right)
    return type;
  /* Rows that the left side gives alone have nulls on the right. */
  for (guint i = 0; i < conjuncts->len; i++)
    {
      SluiceExpr *expr = g_array_index (conjuncts, Conjunct, i).expr;

      keeps_left = keeps_left && !needs_side (pieces, plan, expr, 1);
      keeps_right = keeps_right && !needs_side (pieces, plan, expr, 0);
    }
  if (keeps_left)
    return keeps_right ? SLUICE_JOIN_FULL : SLUICE_JOIN_LEFT;

  return keeps_right ? SLUICE_JOIN_RIGHT : SLUICE_JOIN_INNER;
}

/* What an inner join's rows are asked above it belongs to the join, and may be a key of it, where it reads both sides: first
 * of all, as in Spark. Where that makes no difference, it stays where the document has it. */
static void
take_from_above (const SluicePlan *plan, GArray *above, GArray *own)
{
  const SluiceType *right = plan->inputs[1]->schema;
  guint n_left = plan->inputs[0]->schema->n_fields;

  for (guint i = 0; i < above->len;)
    {
      const Conjunct *conjunct = &g_array_index (above, Conjunct, i);

      if (!conjunct->expr->deterministic
          || sluice_join_sides_of (conjunct->expr, n_left, n_left + right->n_fields) != SLUICE_JOIN_READS_BOTH)
        {
          i++;
          continue;
        }
      conjuncts_add (own, sluice_expr_ref (conjunct->expr), conjunct->node_id, conjunct->place);
      g_array_remove_index (above, i);
    }
}

/* Gives a join what it is asked now: its own keys, and of the conditions those that make more keys, before these. */
static void
set_condition (SluicePredicates *pieces, SluicePlan *join, const GArray *kept)
{
  const SluiceType *right = join->inputs[1]->schema;
  guint n_left = join->inputs[0]->schema->n_fields, n_keys = 0;
  SluiceExpr **keys[2] = { g_new0 (SluiceExpr *, join->join.n_keys + kept->len + 1),
                           g_new0 (SluiceExpr *, join->join.n_keys + kept->len + 1) };
  gboolean *null_safe = g_new0 (gboolean, join->join.n_keys + kept->len + 1);

  g_clear_pointer (&join->join.condition, sluice_expr_unref);
  for (guint i = 0; i < kept->len; i++)
    {
      SluiceExpr *expr = g_array_index (kept, Conjunct, i).expr, *longer, *pair[2];

      if (sluice_join_take_key (expr, n_left, right, pair, &null_safe[n_keys]))
        {
          keys[0][n_keys] = pair[0];
          keys[1][n_keys++] = pair[1];
          continue;
        }
      longer = sluice_predicates_and (pieces, join->join.condition, expr);
      sluice_expr_unref (join->join.condition);
      join->join.condition = longer;
    }
  for (guint k = 0; k < join->join.n_keys; k++, n_keys++)
    {
      keys[0][n_keys] = join->join.left_keys[k];
      keys[1][n_keys] = join->join.right_keys[k];
      null_safe[n_keys] = join->join.null_safe[k];
    }
  g_free (join->join.left_keys);
  g_free (join->join.right_keys);
  g_free (join->join.null_safe);
  join->join.left_keys = keys[0];
  join->join.right_keys = keys[1];
  join->join.null_safe = null_safe;
  join->join.n_keys = n_keys;
}

static SluicePlan *
push_through_join (SluicePredicates *pieces, SluicePlan *plan, GArray *conjuncts)
{
  g_autoptr (SluicePlan) narrowed = sluice_plan_copy_over (plan, plan->schema, plan->inputs);
  g_autoptr (GArray) left = conjuncts_new ();
  g_autoptr (GArray) right = conjuncts_new ();
  g_autoptr (GArray) above = conjuncts_new ();
  g_autoptr (GArray) own = conjuncts_new ();
  g_autoptr (GArray) kept = conjuncts_new ();
  GArray *sides[2] = { left, right };
  SluicePlan *inputs[2];
  SluicePlan *join;

  narrowed->join.type = narrow_join (pieces, plan, conjuncts);
  assign_to_sides (narrowed, conjuncts, sluice_join_gives_as_is, sides, above);
  if (narrowed->join.type == SLUICE_JOIN_INNER && sluice_plan_shows_rows (narrowed))
    take_from_above (narrowed, above, own);
  if (narrowed->join.condition != NULL)
    split (narrowed->join.condition, narrowed->node_id, PLACE_HOME, own);
  assign_to_sides (narrowed, own, sluice_join_drops_unmatched, sides, kept);

  for (guint side = 0; side < 2; side++)
    inputs[side] = push (pieces, narrowed->inputs[side], sides[side]);
  join = sluice_plan_copy_over (narrowed, narrowed->schema, inputs);
  sluice_plan_unref (inputs[0]);
  sluice_plan_unref (inputs[1]);
  set_condition (pieces, join, kept);

  return settle (pieces, join, conjuncts, above);
}

static SluicePlan *
push (SluicePredicates *pieces, SluicePlan *plan, GArray *conjuncts)
{
  g_autoptr (GArray) none = NULL;

  switch (plan->kind)
    {
    case SLUICE_PLAN_FILTER:
      return push_through_filter (pieces, plan, conjuncts);
    case SLUICE_PLAN_PROJECT:
      return push_through_project (pieces, plan, conjuncts);
    case SLUICE_PLAN_WATERMARK:
    case SLUICE_PLAN_GENERATE:
    case SLUICE_PLAN_SORT:
    case SLUICE_PLAN_DEDUPLICATE:
      return push_through_columns (pieces, plan, conjuncts);
    case SLUICE_PLAN_AGGREGATE:
      return push_through_aggregate (pieces, plan, conjuncts);
    case SLUICE_PLAN_UNION:
      return push_through_union (pieces, plan, conjuncts);
    case SLUICE_PLAN_JOIN:
      return push_through_join (pieces, plan, conjuncts);
    case SLUICE_PLAN_SOURCE:
    case SLUICE_PLAN_TABLE:
      return settle (pieces, sluice_plan_ref (plan), conjuncts, conjuncts);
    case SLUICE_PLAN_LIMIT:
    case SLUICE_PLAN_OBSERVE:
    case SLUICE_PLAN_OVER:
    default:
      none = conjuncts_new ();
      return settle (pieces, over (plan, push (pieces, plan->inputs[0], none)), conjuncts, conjuncts);
    }
}

SluicePlan *
sluice_optimizer_push_filters (SluicePlan *plan)
{
  g_autoptr (SluicePredicates) pieces = sluice_predicates_new ();
  g_autoptr (GArray) none = conjuncts_new ();

  return push (pieces, plan, none);
}
