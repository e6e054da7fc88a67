/* sluice-optimizer-constraint.c: what is true of all rows that a plan gives.
 *
 * The rule is that of Spark's QueryPlanConstraints: filters and the conditions of joins are constraints of the rows
 * above them for as long as the columns that they read come through; and when two columns are equal, what is true of
 * one is true of the other. Equalities are applied once at each node.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-optimizer-constraint.h"

#include "expr/sluice-function.h"
#include "plan/sluice-join-condition.h"
#include "plan/sluice-optimizer.h"

/* Equalities multiply what is known. Beyond this a plan is planned no better by more. */
#define MAX_CONSTRAINTS 400

struct _SluiceConstraints
{
  const SluicePredicates *predicates;
  GHashTable *known; /* plans, each with a reference, to arrays of SluiceExpr */
};

SluiceConstraints *
sluice_constraints_new (const SluicePredicates *predicates)
{
  SluiceConstraints *self = g_new0 (SluiceConstraints, 1);

  self->predicates = predicates;
  self->known = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) sluice_plan_unref,
                                       (GDestroyNotify) g_ptr_array_unref);

  return self;
}

void
sluice_constraints_free (SluiceConstraints *self)
{
  g_hash_table_unref (self->known);
  g_free (self);
}

gboolean
sluice_conjuncts_have (GPtrArray *conjuncts, const SluiceExpr *expr)
{
  for (guint i = 0; i < conjuncts->len; i++)
    if (sluice_expr_equal (conjuncts->pdata[i], expr))
      return TRUE;

  return FALSE;
}

/* `a = a` says no more than that a isn't null, and `a <=> a` nothing. */
static gboolean
is_trivial (const SluiceExpr *expr)
{
  return sluice_expr_is_equality (expr, NULL) && sluice_expr_equal (expr->args[0], expr->args[1]);
}

void
sluice_conjuncts_add_new (GPtrArray *conjuncts, SluiceExpr *expr)
{
  if (expr != NULL && expr->deterministic && !sluice_expr_is_foldable (expr) && !is_trivial (expr)
      && conjuncts->len < MAX_CONSTRAINTS && !sluice_conjuncts_have (conjuncts, expr))
    g_ptr_array_add (conjuncts, expr);
  else
    sluice_expr_unref (expr);
}

static void
add_all (GPtrArray *to, GPtrArray *from)
{
  for (guint i = 0; i < from->len; i++)
    sluice_conjuncts_add_new (to, sluice_expr_ref (from->pdata[i]));
}

static void
add_conjuncts (GPtrArray *to, SluiceExpr *condition)
{
  g_autoptr (GPtrArray) conjuncts = sluice_conjuncts_new ();

  sluice_expr_collect_conjuncts (condition, conjuncts);
  add_all (to, conjuncts);
}

/* A column, or one made of another type. */
static gboolean
is_column (const SluiceExpr *expr, gboolean cast)
{
  return cast ? sluice_expr_is_cast (expr) && is_column (expr->args[0], FALSE) : expr->kind == SLUICE_EXPR_COLUMN;
}

/* Whether both compare the same two values. */
static gboolean
compares_same (const SluiceExpr *expr, const SluiceExpr *other)
{
  if (!sluice_expr_is_equality (expr, NULL))
    return FALSE;

  return (sluice_expr_equal (expr->args[0], other->args[0]) && sluice_expr_equal (expr->args[1], other->args[1]))
         || (sluice_expr_equal (expr->args[0], other->args[1]) && sluice_expr_equal (expr->args[1], other->args[0]));
}

/* What is said of one side of an equality is true of the other. */
static void
add_replaced (GPtrArray *to, GPtrArray *said, const SluiceExpr *equality, guint side)
{
  for (guint i = 0; i < said->len; i++)
    if (!compares_same (said->pdata[i], equality) && !sluice_expr_is_call_of (said->pdata[i], "isnotnull"))
      sluice_conjuncts_add_new (
          to, sluice_expr_replace (said->pdata[i], equality->args[side], equality->args[1 - side]));
}

/* Adds what follows by the equalities of columns among the conditions, in one step. Of those that nulls pass (<=>)
 * nothing follows. */
static void
add_inferred (GPtrArray *conjuncts)
{
  g_autoptr (GPtrArray) inferred = sluice_conjuncts_new ();

  for (guint i = 0; i < conjuncts->len; i++)
    {
      const SluiceExpr *expr = conjuncts->pdata[i];
      gboolean null_safe;

      if (!sluice_expr_is_equality (expr, &null_safe) || null_safe)
        continue;
      for (guint side = 0; side < 2; side++)
        if (is_column (expr->args[side], FALSE)
            && (is_column (expr->args[1 - side], FALSE) || is_column (expr->args[1 - side], TRUE)))
          add_replaced (inferred, conjuncts, expr, side);
    }
  add_all (conjuncts, inferred);
}

/* Whether a condition compares @cast, a number made a wider one, with a constant. Spark compares the number itself then,
 * and sees no more of the cast. */
static gboolean
compares_cast (const SluiceExpr *expr, const SluiceExpr *cast)
{
  if (!sluice_expr_is_cast (cast) || !sluice_type_is_numeric (cast->type->id)
      || !sluice_type_is_numeric (cast->args[0]->type->id)
      || expr->kind != SLUICE_EXPR_CALL || expr->n_args < 2)
    return FALSE;
  for (guint i = 0; i < expr->n_args; i++)
    if (!sluice_expr_equal (expr->args[i], cast) && !sluice_expr_is_foldable (expr->args[i]))
      return FALSE;

  return TRUE;
}

/* The rows of a memory source are texts to Spark, of which from_json() makes columns. What a filter that got down to
 * them asks of a text says nothing to it of the columns that another from_json(), of all fields, makes above. */
static gboolean
is_about_text (const SluicePlan *filter)
{
  const SluicePlan *plan = filter;

  while (plan->kind == SLUICE_PLAN_FILTER)
    plan = plan->inputs[0];

  return plan->kind == SLUICE_PLAN_SOURCE && g_strcmp0 (plan->source.format, "memory") == 0;
}

/* What is true of the columns @exprs made of an input, which are the first ones of @plan. */
static GPtrArray *
constraints_of_columns (SluiceConstraints *self, SluicePlan *plan, SluiceExpr *const *exprs, guint n_exprs)
{
  const SluiceType *input = plan->inputs[0]->schema;
  GPtrArray *below = sluice_constraints_of (self, plan->inputs[0]);
  g_autoptr (GPtrArray) all = sluice_conjuncts_new ();
  g_autoptr (GPtrArray) columns = sluice_conjuncts_new ();
  g_autofree SluiceExpr **map = g_new0 (SluiceExpr *, input->n_fields + 1);
  g_autofree gboolean *passed = g_new0 (gboolean, n_exprs + 1);
  GPtrArray *result = sluice_conjuncts_new ();

  /* The new columns come first, and then the old ones that aren't among them. */
  for (guint i = 0; i < n_exprs; i++)
    {
      passed[i] = exprs[i] == NULL || (exprs[i]->kind == SLUICE_EXPR_COLUMN && map[exprs[i]->index] == NULL);
      g_ptr_array_add (columns, sluice_expr_new_column (i, &plan->schema->fields[i]));
      if (passed[i] && exprs[i] != NULL)
        map[exprs[i]->index] = columns->pdata[i];
    }
  for (guint i = 0; i < input->n_fields; i++)
    if (map[i] == NULL)
      {
        map[i] = sluice_expr_new_column (n_exprs + i, &input->fields[i]);
        g_ptr_array_add (columns, map[i]);
      }
  for (guint i = 0; i < below->len; i++)
    sluice_conjuncts_add_new (all, sluice_expr_map_columns (below->pdata[i], map, input->n_fields));

  for (guint i = 0; i < n_exprs; i++)
    {
      g_autoptr (SluiceExpr) expr = NULL;
      g_autoptr (GPtrArray) before = NULL;

      if (passed[i] || !exprs[i]->deterministic || (sluice_expr_is_foldable (exprs[i]) && exprs[i]->nullable))
        continue;
      expr = sluice_expr_map_columns (exprs[i], map, input->n_fields);
      before = sluice_conjuncts_new ();
      add_all (before, all);
      for (guint k = 0; k < before->len; k++)
        if (!compares_cast (before->pdata[k], expr))
          sluice_conjuncts_add_new (all, sluice_expr_replace (before->pdata[k], expr, columns->pdata[i]));
      sluice_conjuncts_add_new (all, sluice_predicates_equal (self->predicates, expr, columns->pdata[i], TRUE));
    }
  for (guint i = 0; i < all->len; i++)
    if (sluice_expr_reads_only (all->pdata[i], 0, n_exprs, n_exprs + input->n_fields))
      sluice_conjuncts_add_new (result, sluice_expr_ref (all->pdata[i]));

  return result;
}

/* What conditions that @others don't have say of one column alone; NULL for nothing. */
static SluiceExpr *
said_of_column (const SluicePredicates *predicates, GPtrArray *conjuncts, GPtrArray *others, guint column, guint n)
{
  SluiceExpr *result = NULL;

  for (guint i = 0; i < conjuncts->len; i++)
    {
      SluiceExpr *expr = conjuncts->pdata[i], *longer;

      if (sluice_conjuncts_have (others, expr) || !sluice_expr_reads_only (expr, column, 1, n))
        continue;
      longer = sluice_predicates_and (predicates, result, expr);
      sluice_expr_unref (result);
      result = longer;
    }

  return result;
}

/* What is true of the rows of one or of the other. */
static GPtrArray *
merge (const SluicePredicates *predicates, GPtrArray *left, GPtrArray *right, guint n)
{
  GPtrArray *result = sluice_conjuncts_new ();

  for (guint i = 0; i < left->len; i++)
    if (sluice_conjuncts_have (right, left->pdata[i]))
      sluice_conjuncts_add_new (result, sluice_expr_ref (left->pdata[i]));
  for (guint column = 0; column < n; column++)
    {
      g_autoptr (SluiceExpr) one = said_of_column (predicates, left, right, column, n);
      g_autoptr (SluiceExpr) other = said_of_column (predicates, right, left, column, n);

      if (one != NULL && other != NULL)
        sluice_conjuncts_add_new (result, sluice_predicates_or (predicates, one, other));
    }

  return result;
}

static GPtrArray *
constraints_of_union (SluiceConstraints *self, SluicePlan *plan)
{
  GPtrArray *result = sluice_conjuncts_new ();

  add_all (result, sluice_constraints_of (self, plan->inputs[0]));
  for (guint k = 1; k < plan->n_inputs; k++)
    {
      GPtrArray *merged
          = merge (self->predicates, result, sluice_constraints_of (self, plan->inputs[k]), plan->schema->n_fields);

      g_ptr_array_unref (result);
      result = merged;
    }

  return result;
}

static void
add_right (GPtrArray *to, GPtrArray *from, SluicePlan *join)
{
  for (guint i = 0; i < from->len; i++)
    sluice_conjuncts_add_new (to, sluice_join_over_both (from->pdata[i], join->inputs[0]->schema->n_fields,
                                                         join->inputs[1]->schema));
}

/* What a join asks: its condition, and its keys as equalities. */
static void
add_asked (const SluicePredicates *predicates, GPtrArray *to, SluicePlan *join)
{
  for (guint k = 0; k < join->join.n_keys; k++)
    {
      g_autoptr (SluiceExpr) right = sluice_join_over_both (
          join->join.right_keys[k], join->inputs[0]->schema->n_fields, join->inputs[1]->schema);

      sluice_conjuncts_add_new (to, sluice_predicates_equal (predicates, join->join.left_keys[k], right,
                                                             join->join.null_safe[k]));
    }
  if (join->join.condition != NULL)
    add_conjuncts (to, join->join.condition);
}

static GPtrArray *
constraints_of_join (SluiceConstraints *self, SluicePlan *plan)
{
  GPtrArray *result = sluice_conjuncts_new ();

  switch (plan->join.type)
    {
    case SLUICE_JOIN_INNER:
    case SLUICE_JOIN_CROSS:
      add_all (result, sluice_constraints_of (self, plan->inputs[0]));
      add_right (result, sluice_constraints_of (self, plan->inputs[1]), plan);
      add_asked (self->predicates, result, plan);
      break;
    case SLUICE_JOIN_LEFT_SEMI:
      add_all (result, sluice_constraints_of (self, plan->inputs[0]));
      if (!plan->join.is_condition)
        add_asked (self->predicates, result, plan);
      break;
    case SLUICE_JOIN_LEFT_ANTI:
    case SLUICE_JOIN_LEFT:
      add_all (result, sluice_constraints_of (self, plan->inputs[0]));
      break;
    case SLUICE_JOIN_RIGHT:
      add_right (result, sluice_constraints_of (self, plan->inputs[1]), plan);
      break;
    case SLUICE_JOIN_FULL:
    default:
      break;
    }

  return result;
}

/* Without a stream, duplicates are the groups of an aggregation, of which only the keys are the same columns. */
static GPtrArray *
constraints_of_duplicates (SluiceConstraints *self, SluicePlan *plan)
{
  GPtrArray *below = sluice_constraints_of (self, plan->inputs[0]);
  guint n = plan->schema->n_fields;
  g_autofree SluiceExpr **map = g_new0 (SluiceExpr *, n + 1);
  GPtrArray *result = sluice_conjuncts_new ();

  for (guint i = 0; i < plan->deduplicate.n_columns; i++)
    {
      guint column = plan->deduplicate.columns[i];

      if (map[column] == NULL)
        map[column] = sluice_expr_new_column (column, &plan->schema->fields[column]);
    }
  for (guint i = 0; i < below->len; i++)
    sluice_conjuncts_add_new (result, plan->streaming ? sluice_expr_ref (below->pdata[i])
                                                      : sluice_expr_map_columns (below->pdata[i], map, n));
  for (guint i = 0; i < n; i++)
    sluice_expr_unref (map[i]);

  return result;
}

/* What is true of a plan's rows, but for what equalities among that make of it; for a semi join over both sides. */
static GPtrArray *
find (SluiceConstraints *self, SluicePlan *plan)
{
  GPtrArray *result;

  switch (plan->kind)
    {
    case SLUICE_PLAN_PROJECT:
      return constraints_of_columns (self, plan, plan->project.exprs, plan->project.n_exprs);
    case SLUICE_PLAN_AGGREGATE:
      return constraints_of_columns (self, plan, plan->aggregate.keys, plan->aggregate.n_keys);
    case SLUICE_PLAN_UNION:
      return constraints_of_union (self, plan);
    case SLUICE_PLAN_JOIN:
      return constraints_of_join (self, plan);
    case SLUICE_PLAN_DEDUPLICATE:
      return constraints_of_duplicates (self, plan);
    case SLUICE_PLAN_FILTER:
    case SLUICE_PLAN_WATERMARK:
    case SLUICE_PLAN_GENERATE:
    case SLUICE_PLAN_SORT:
    case SLUICE_PLAN_OVER:
    case SLUICE_PLAN_LIMIT:
    case SLUICE_PLAN_OBSERVE:
      result = sluice_conjuncts_new ();
      add_all (result, sluice_constraints_of (self, plan->inputs[0]));
      if (plan->kind == SLUICE_PLAN_FILTER && !is_about_text (plan))
        add_conjuncts (result, plan->filter.condition);
      return result;
    case SLUICE_PLAN_SOURCE:
    case SLUICE_PLAN_TABLE:
    default:
      return sluice_conjuncts_new ();
    }
}

GPtrArray *
sluice_constraints_of (SluiceConstraints *self, SluicePlan *plan)
{
  GPtrArray *result = g_hash_table_lookup (self->known, plan);
  g_autoptr (GPtrArray) found = NULL;

  if (result != NULL)
    return result;
  found = find (self, plan);
  add_inferred (found);
  result = sluice_conjuncts_new ();
  for (guint i = 0; i < found->len; i++)
    if (sluice_expr_count_columns (found->pdata[i]) <= plan->schema->n_fields)
      g_ptr_array_add (result, sluice_expr_ref (found->pdata[i]));
  g_hash_table_insert (self->known, sluice_plan_ref (plan), result);

  return result;
}

GPtrArray *
sluice_constraints_of_pairs (SluiceConstraints *self, SluicePlan *join)
{
  GPtrArray *result = sluice_conjuncts_new ();

  add_all (result, sluice_constraints_of (self, join->inputs[0]));
  add_right (result, sluice_constraints_of (self, join->inputs[1]), join);
  add_asked (self->predicates, result, join);
  add_inferred (result);

  return result;
}
