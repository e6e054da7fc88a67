/* sluice-analysis-join.c: joins.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "expr/sluice-function.h"
#include "plan/sluice-join-condition.h"
#include "plan/sluice-predicate.h"

static const char *const type_names[] = {
  "inner", "left", "right", "full", "leftSemi", "leftAnti", "cross", NULL,
};

/* The join's sides and what is found out about it. */
typedef struct
{
  SluiceNodeState *left;
  SluiceNodeState *right;
  guint n_left;
  guint n_right;
  SluiceJoinType type;
  const SluiceType *right_schema;
  SluiceType *both;
  GPtrArray *left_keys;
  GPtrArray *right_keys;
  GArray *null_safe;
  GPtrArray *rest; /* the other conjuncts, over both sides */
  SluiceScopeInput scope_inputs[2];
  SluiceScope scope;
} Join;

static gboolean
parse_type (SluiceAnalysis *self, SluiceNodeState *node, SluiceJoinType *type)
{
  SluiceText text;
  gboolean found = FALSE;

  *type = SLUICE_JOIN_INNER;
  if (!sluice_analysis_text (self, node, "type", FALSE, &text))
    {
      sluice_text_clear (&text);
      return FALSE;
    }
  for (guint i = 0; type_names[i] != NULL && text.text != NULL; i++)
    if (g_ascii_strcasecmp (type_names[i], text.text) == 0)
      {
        *type = (SluiceJoinType) i;
        found = TRUE;
      }
  if (!found && text.text != NULL)
    {
      g_autofree char *list = g_strjoinv (", ", (char **) type_names);

      sluice_analysis_add_problem (
          self, SLUICE_SEVERITY_ERROR, node, "type", "UNSUPPORTED_JOIN_TYPE",
          _ ("There is no join of the type “%s”; it must be one of: %s."), text.text, list);
    }
  found = found || text.text == NULL;
  sluice_text_clear (&text);

  return found;
}

/* Takes a condition apart: equalities of an expression of one side with one of the other become
 * keys. */
static void
split_condition (Join *join, SluiceExpr *expr)
{
  g_autoptr (GPtrArray) conjuncts = sluice_conjuncts_new ();

  sluice_expr_collect_conjuncts (expr, conjuncts);
  for (guint i = 0; i < conjuncts->len; i++)
    {
      SluiceExpr *keys[2];
      gboolean null_safe;

      if (!sluice_join_take_key (conjuncts->pdata[i], join->n_left, join->right_schema, keys, &null_safe))
        {
          g_ptr_array_add (join->rest, sluice_expr_ref (conjuncts->pdata[i]));
          continue;
        }
      g_ptr_array_add (join->left_keys, keys[0]);
      g_ptr_array_add (join->right_keys, keys[1]);
      g_array_append_val (join->null_safe, null_safe);
    }
}

static SluiceExpr *
conjunction (GPtrArray *exprs)
{
  g_autoptr (SluicePredicates) predicates = sluice_predicates_new ();
  g_autoptr (SluiceExpr) result = NULL;

  for (guint i = 0; i < exprs->len; i++)
    {
      SluiceExpr *longer = sluice_predicates_and (predicates, result, exprs->pdata[i]);

      sluice_expr_unref (result);
      result = longer;
    }

  return g_steal_pointer (&result);
}

static gboolean
analyze_on (SluiceAnalysis *self, SluiceNodeState *node, Join *join, const SluiceText *text)
{
  g_autoptr (SluiceExpr) condition = NULL;
  GError *error = NULL;

  condition = sluice_analyze (text->text, &join->scope, SLUICE_ALLOW_AGGREGATES, &error);
  if (condition == NULL)
    {
      if (g_strcmp0 (sluice_error_condition (error), "NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING")
          == 0)
        sluice_error_set_condition (error, "UNSUPPORTED_EXPR_FOR_OPERATOR");
      sluice_analysis_add_error (self, node, "on", text->exact, error);
      return FALSE;
    }
  if (sluice_expr_find_kind (condition, SLUICE_EXPR_AGGREGATE) != NULL)
    {
      sluice_analysis_add_problem (
          self, SLUICE_SEVERITY_ERROR, node, "on", "UNSUPPORTED_EXPR_FOR_OPERATOR",
          "The query operator Join contains one or more unsupported expressions.");
      return FALSE;
    }
  /* Spark has no words of its own for it: its analysis stumbles over what it leaves behind. */
  if (sluice_expr_find_window (condition) != NULL)
    {
      sluice_problem_explain (
          sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, "on", "INTERNAL_ERROR",
                                       _ ("A window can’t be part of a join’s condition.")),
          _ ("Compute the window in a select before the join, and compare the columns."));
      return FALSE;
    }
  if (!condition->deterministic)
    {
      sluice_analysis_add_problem (
          self, SLUICE_SEVERITY_ERROR, node, "on", "INVALID_NON_DETERMINISTIC_EXPRESSIONS",
          "The operator expects a deterministic expression, but the actual expression is \"%s\".",
          text->text);
      return FALSE;
    }
  if (condition->type->id != SLUICE_TYPE_BOOLEAN)
    {
      g_autofree char *sql = sluice_expr_to_sql (condition, join->both);
      g_autofree char *type = sluice_type_to_sql (condition->type);

      sluice_analysis_add_problem (
          self, SLUICE_SEVERITY_ERROR, node, "on", "JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE",
          "The join condition \"%s\" has the invalid type \"%s\", expected \"BOOLEAN\".", sql,
          type);
      return FALSE;
    }
  split_condition (join, condition);

  return TRUE;
}

/* Columns of that name on both sides, and the equality of them. */
static gboolean
analyze_using (SluiceAnalysis *self,
               SluiceNodeState *node,
               Join *join,
               const SluiceText *text,
               GArray *columns)
{
  const SluiceNodeState *const sides[] = { join->left, join->right };
  guint pair[2];

  for (guint i = 0; i < 2; i++)
    {
      guint n = sluice_type_find_field (sides[i]->public.schema, text->text,
                                        self->settings->case_sensitive, &pair[i]);

      if (n == 1)
        continue;
      if (n > 1)
        {
          sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, text->field,
                                       "AMBIGUOUS_REFERENCE", "Reference `%s` is ambiguous.",
                                       text->text);
          return FALSE;
        }
      {
        g_autoptr (GString) names = g_string_new (NULL);
        const SluiceType *schema = sides[i]->public.schema;

        for (guint c = 0; c < schema->n_fields; c++)
          g_string_append_printf (names, "%s`%s`", c > 0 ? ", " : "", schema->fields[c].name);
        sluice_analysis_add_problem (
            self, SLUICE_SEVERITY_ERROR, node, text->field, "UNRESOLVED_USING_COLUMN_FOR_JOIN",
            "USING column `%s` cannot be resolved on the %s side of the join. The %s-side "
            "columns: [%s].",
            text->text, i == 0 ? "left" : "right", i == 0 ? "left" : "right", names->str);
      }
      return FALSE;
    }
  {
    SluiceField fields[2]
        = { sides[0]->public.schema->fields[pair[0]], sides[1]->public.schema->fields[pair[1]] };
    g_autoptr (SluiceType) schema = NULL;
    SluiceScopeInput input = { NULL, NULL, 0 };
    SluiceScope scope = { &input, 1, self->settings };
    g_autoptr (SluiceExpr) equality = NULL;
    g_autoptr (SluiceExpr) left = sluice_expr_new_column (pair[0], &fields[0]);
    g_autoptr (SluiceExpr) right = sluice_expr_new_column (join->n_left + pair[1], &fields[1]);
    SluiceExpr *map[2] = { left, right };
    g_autoptr (SluiceExpr) mapped = NULL;
    GError *error = NULL;

    fields[0].name = (char *) "a";
    fields[1].name = (char *) "b";
    schema = sluice_type_struct (fields, 2);
    input.schema = schema;
    equality = sluice_analyze ("a = b", &scope, SLUICE_ALLOW_NOTHING, &error);
    if (equality == NULL)
      {
        sluice_analysis_add_error (self, node, text->field, FALSE, error);
        return FALSE;
      }
    mapped = sluice_expr_map_columns (equality, map, 2);
    split_condition (join, mapped);
  }
  g_array_append_vals (columns, pair, 2);

  return TRUE;
}

static gboolean
keeps_right (SluiceJoinType type)
{
  return type != SLUICE_JOIN_LEFT_SEMI && type != SLUICE_JOIN_LEFT_ANTI;
}

static SluicePlan *
make_join (const char *node_id, Join *join, SluicePlan **inputs)
{
  guint n = join->n_left + (keeps_right (join->type) ? join->n_right : 0);
  g_autofree SluiceField *fields = g_new0 (SluiceField, n + 1);
  g_autoptr (SluiceType) schema = NULL;
  SluicePlan *plan;

  sluice_fields_copy (fields, join->both->fields, n);
  for (guint i = 0; i < n; i++)
    {
      gboolean left = i < join->n_left;

      if (join->type == SLUICE_JOIN_FULL || (join->type == SLUICE_JOIN_LEFT && !left)
          || (join->type == SLUICE_JOIN_RIGHT && left))
        fields[i].nullable = TRUE;
    }
  schema = sluice_type_struct (fields, n);
  plan = sluice_plan_new (SLUICE_PLAN_JOIN, node_id, schema, inputs, 2);
  plan->join.type = join->type;
  plan->join.n_keys = join->left_keys->len;
  plan->join.left_keys
      = sluice_exprs_ref ((SluiceExpr **) join->left_keys->pdata, join->left_keys->len);
  plan->join.right_keys
      = sluice_exprs_ref ((SluiceExpr **) join->right_keys->pdata, join->right_keys->len);
  plan->join.null_safe
      = g_memdup2 (join->null_safe->data, sizeof (gboolean) * join->null_safe->len);
  plan->join.condition = conjunction (join->rest);

  return plan;
}

static SluiceExpr *
using_column (
    SluiceAnalysis *self, const Join *join, const SluicePlan *plan, guint left, guint right)
{
  g_autoptr (SluiceExpr) first = sluice_expr_new_column (left, &plan->schema->fields[left]);
  g_autoptr (SluiceExpr) second = NULL;

  if (join->type != SLUICE_JOIN_RIGHT && join->type != SLUICE_JOIN_FULL)
    return g_steal_pointer (&first);
  second
      = sluice_expr_new_column (join->n_left + right, &plan->schema->fields[join->n_left + right]);
  if (join->type == SLUICE_JOIN_RIGHT)
    return g_steal_pointer (&second);
  {
    SluiceField fields[2]
        = { plan->schema->fields[left], plan->schema->fields[join->n_left + right] };
    g_autoptr (SluiceType) schema = NULL;
    SluiceScopeInput input = { NULL, NULL, 0 };
    SluiceScope scope = { &input, 1, self->settings };
    g_autoptr (SluiceExpr) call = NULL;
    SluiceExpr *map[2] = { first, second };

    fields[0].name = (char *) "a";
    fields[1].name = (char *) "b";
    schema = sluice_type_struct (fields, 2);
    input.schema = schema;
    call = sluice_analyze ("coalesce(a, b)", &scope, SLUICE_ALLOW_NOTHING, NULL);

    return call != NULL ? sluice_expr_map_columns (call, map, 2) : NULL;
  }
}

/* The columns of USING once, then the others of the left, then of the right. */
static gboolean
project_using (SluiceAnalysis *self,
               SluiceNodeState *node,
               const Join *join,
               SluicePlan *plan,
               GArray *columns)
{
  g_autoptr (GPtrArray) exprs = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (SluiceField));
  g_autofree gboolean *used = g_new0 (gboolean, join->n_left + join->n_right + 1);
  g_autoptr (SluiceType) schema = NULL;
  guint n_using = columns->len / 2;
  guint n_left;

  for (guint i = 0; i < n_using; i++)
    {
      guint left = g_array_index (columns, guint, 2 * i);
      guint right = g_array_index (columns, guint, 2 * i + 1);
      SluiceExpr *expr = using_column (self, join, plan, left, right);
      SluiceField field;

      if (expr == NULL)
        return FALSE;
      g_ptr_array_add (exprs, expr);
      field = sluice_field_of (plan->schema->fields[left].name, expr);
      g_array_append_val (fields, field);
      used[left] = used[join->n_left + right] = TRUE;
    }
  for (guint i = 0; i < plan->schema->n_fields; i++)
    if (!used[i])
      {
        g_ptr_array_add (exprs, sluice_expr_new_column (i, &plan->schema->fields[i]));
        g_array_append_val (fields, plan->schema->fields[i]);
      }
  schema = sluice_type_struct ((const SluiceField *) (gpointer) fields->data, fields->len);
  sluice_node_state_finish (node, sluice_plan_new_project (node->public.node_id, schema, plan,
                                                           (SluiceExpr **) exprs->pdata));

  n_left = join->n_left - n_using;
  sluice_node_state_add_qualifier (node,
                                   join->type == SLUICE_JOIN_RIGHT  ? join->right->public.node_id
                                   : join->type == SLUICE_JOIN_FULL ? NULL
                                                                    : join->left->public.node_id,
                                   0, n_using);
  sluice_node_state_add_qualifier (node, join->left->public.node_id, n_using, n_left);
  if (keeps_right (join->type))
    sluice_node_state_add_qualifier (node, join->right->public.node_id, n_using + n_left,
                                     join->n_right - n_using);

  return TRUE;
}

static void
finish_on (SluiceNodeState *node, const Join *join, SluicePlan *plan)
{
  sluice_node_state_finish (node, plan);
  sluice_node_state_add_qualifier (node, join->left->public.node_id, 0, join->n_left);
  if (keeps_right (join->type))
    sluice_node_state_add_qualifier (node, join->right->public.node_id, join->n_left,
                                     join->n_right);
}

static void
join_init_schemas (Join *join, const SluiceType *left, const SluiceType *right)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (SluiceField));

  memset (join, 0, sizeof *join);
  join->n_left = left->n_fields;
  join->n_right = right->n_fields;
  join->right_schema = right;
  g_array_append_vals (fields, left->fields, join->n_left);
  g_array_append_vals (fields, right->fields, join->n_right);
  join->both = sluice_type_struct ((const SluiceField *) (gpointer) fields->data, fields->len);
  join->left_keys = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  join->right_keys = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  join->rest = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  join->null_safe = g_array_new (FALSE, FALSE, sizeof (gboolean));
}

static void
join_init (SluiceAnalysis *self, SluiceNodeState *node, Join *join)
{
  join_init_schemas (join, node->inputs[0]->public.schema, node->inputs[1]->public.schema);
  join->left = node->inputs[0];
  join->right = node->inputs[1];
  join->scope_inputs[0]
      = (SluiceScopeInput){ join->left->public.node_id, join->left->public.schema, 0 };
  join->scope_inputs[1]
      = (SluiceScopeInput){ join->right->public.node_id, join->right->public.schema, join->n_left };
  join->scope = (SluiceScope){ join->scope_inputs, 2, self->settings };
}

static void
join_clear (Join *join)
{
  sluice_type_unref (join->both);
  g_ptr_array_unref (join->left_keys);
  g_ptr_array_unref (join->right_keys);
  g_ptr_array_unref (join->rest);
  g_array_unref (join->null_safe);
}

SluicePlan *
sluice_analysis_make_join (SluiceAnalysis *self,
                           const char *node_id,
                           SluiceJoinType type,
                           SluicePlan *left,
                           SluicePlan *right,
                           SluiceExpr *condition)
{
  SluicePlan *inputs[2] = { left, right };
  SluicePlan *plan;
  Join join;

  join_init_schemas (&join, left->schema, right->schema);
  join.type = type;
  if (condition != NULL)
    split_condition (&join, condition);
  plan = make_join (node_id, &join, inputs);
  join_clear (&join);

  return plan;
}

void
sluice_analyze_join (SluiceAnalysis *self, SluiceNodeState *node)
{
  g_autoptr (GArray) using = sluice_analysis_texts (self, node, "using", FALSE);
  g_autoptr (GArray) columns = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (SluicePlan) plan = NULL;
  SluiceText on;
  Join join;
  gboolean sound;

  join_init (self, node, &join);
  sound = parse_type (self, node, &join.type);
  sound = sluice_analysis_text (self, node, "on", FALSE, &on) && using != NULL && sound;
  if (sound && on.text != NULL && using->len > 0)
    {
      sluice_analysis_add_problem (self, SLUICE_SEVERITY_ERROR, node, "using", NULL,
                                   _ ("A join has either a condition or “using”, not both."));
      sound = FALSE;
    }
  else if (sound && on.text == NULL && using->len == 0 && join.type == SLUICE_JOIN_INNER)
    sluice_problem_explain (
        sluice_analysis_add_problem (self, SLUICE_SEVERITY_ADVICE, node, "on", NULL,
                                     _ ("Without a condition every row of one side meets every row of the other.")),
        _ ("If that is meant, the type “cross” says so."));
  else if (sound && on.text == NULL && using->len == 0 && join.type != SLUICE_JOIN_CROSS)
    {
      sluice_analysis_add_problem (
          self, SLUICE_SEVERITY_ERROR, node, "on", NULL,
          _ ("The join needs a condition, or “using” with columns of both sides."));
      sound = FALSE;
    }
  if (sound && on.text != NULL)
    sound = analyze_on (self, node, &join, &on);
  for (guint i = 0; using != NULL && on.text == NULL && i < using->len; i++)
    sound = analyze_using (self, node, &join, &g_array_index (using, SluiceText, i), columns)
            && sound;

  if (sound)
    {
      SluicePlan *inputs[2] = { join.left->public.plan, join.right->public.plan };

      plan = make_join (node->public.node_id, &join, inputs);
      if (columns->len > 0)
        project_using (self, node, &join, plan, columns);
      else
        finish_on (node, &join, g_steal_pointer (&plan));
    }
  sluice_text_clear (&on);
  join_clear (&join);
}
