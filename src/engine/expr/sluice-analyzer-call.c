/* sluice-analyzer-call.c: calls of functions: arguments, lambdas, clauses.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-aggregates.h"
#include "expr/sluice-analyzer-private.h"
#include "expr/sluice-cast.h"
#include "expr/sluice-kernel.h"
#include "expr/sluice-over.h"
#include "expr/sluice-time-of-day.h"

static gboolean
is_one_of (const char *name, const char *const *names)
{
  for (; *names != NULL; names++)
    if (strcmp (name, *names) == 0)
      return TRUE;

  return FALSE;
}

gboolean
sluice_analyzer_is_higher_order (const char *name)
{
  static const char *const names[]
      = { "transform",      "filter",           "exists",     "forall",       "aggregate",
          "reduce",         "zip_with",         "map_filter", "map_zip_with", "array_sort",
          "transform_keys", "transform_values", NULL };

  return is_one_of (name, names);
}

static gboolean
is_builtin_qualifier (const SluiceSyntax *syntax)
{
  if (syntax->n_names == 2)
    return g_ascii_strcasecmp (syntax->names[0], "builtin") == 0;

  return syntax->n_names == 3 && g_ascii_strcasecmp (syntax->names[0], "system") == 0
         && g_ascii_strcasecmp (syntax->names[1], "builtin") == 0;
}

/* A function of Spark that isn't here, or that stands where it can't. */
static gboolean
refuse_known (const char *name, const SluiceSyntax *syntax, GError **error)
{
  g_autofree char *quoted = sluice_quote_name (name);
  const char *condition;
  const char *reason = sluice_function_unavailable (name, &condition);

  if (sluice_function_is_table (name))
    sluice_analyzer_error (syntax, "NOT_A_SCALAR_FUNCTION", error,
                           "%s appears as a scalar expression here, but the function was defined as a table "
                           "function. Please update the query to move the function call into the FROM clause, or "
                           "redefine %s as a scalar function instead.",
                           quoted, quoted);
  else if (reason != NULL)
    sluice_analyzer_error (syntax, condition, error, "Spark has a function %s, Sluice doesn’t. %s", quoted, reason);
  else
    return FALSE;

  return TRUE;
}

static void
refuse_routine (const SluiceSyntax *syntax, GError **error)
{
  g_autoptr (GString) name = g_string_new (NULL);
  const char *builtin = syntax->n_names > 0 ? syntax->names[syntax->n_names - 1] : syntax->name;
  const char *close;

  if ((syntax->n_names <= 1 || is_builtin_qualifier (syntax)) && refuse_known (builtin, syntax, error))
    return;

  for (guint i = 0; i < MAX (syntax->n_names, 1); i++)
    {
      g_autofree char *part
          = sluice_quote_name (syntax->n_names > 0 ? syntax->names[i] : syntax->name);

      g_string_append_printf (name, "%s%s", i > 0 ? "." : "", part);
    }
  if (syntax->n_names > 2 && g_ascii_strcasecmp (syntax->names[0], "spark_catalog") != 0)
    {
      sluice_analyzer_error (syntax, "REQUIRES_SINGLE_PART_NAMESPACE", error,
                             "spark_catalog requires a single-part namespace, but got %s.", name->str);
      return;
    }
  close = sluice_function_closest (builtin);
  sluice_analyzer_error (syntax, "UNRESOLVED_ROUTINE", error,
                         "Cannot resolve routine %s on search path [`system`.`builtin`, "
                         "`system`.`session`, `spark_catalog`.`default`].%s%s%s",
                         name->str, close != NULL ? " Did you mean `" : "", close != NULL ? close : "",
                         close != NULL ? "`?" : "");
}

static char *
describe_count (const SluiceFunction *function)
{
  GString *out;

  if (function->max_args == G_MAXUINT)
    return g_strdup_printf ("> %u", function->min_args - 1);
  if (function->min_args == function->max_args)
    return g_strdup_printf ("%u", function->min_args);

  out = g_string_new ("[");
  for (guint i = function->min_args; i <= function->max_args; i++)
    g_string_append_printf (out, "%s%u", i > function->min_args ? ", " : "", i);
  g_string_append_c (out, ']');

  return g_string_free (out, FALSE);
}

gboolean
sluice_analyzer_check_count (const SluiceFunction *function,
                             guint                 n,
                             const SluiceSyntax   *syntax,
                             GError              **error)
{
  g_autofree char *expected = NULL;
  g_autofree char *quoted = NULL;

  if (n >= function->min_args && n <= function->max_args)
    return TRUE;
  if (sluice_analyzer_lacks_named (function, n, syntax, error))
    return FALSE;

  expected = describe_count (function);
  quoted = sluice_quote_name (function->name);
  sluice_analyzer_error (
      syntax, "WRONG_NUM_ARGS.WITHOUT_SUGGESTION", error,
      "The %s requires %s parameters but the actual number is %u. Please, refer to "
      "'https://spark.apache.org/docs/latest/sql-ref-functions.html' for a fix.",
      quoted, expected, n);

  return FALSE;
}

static SluiceExpr *
resolve (SluiceAnalyzer       *self,
         const SluiceFunction *function,
         SluiceExpr          **args,
         guint                 n,
         const SluiceSyntax   *syntax,
         GError              **error)
{
  SluiceCall call = {
    .name = syntax->name != NULL ? syntax->name : function->name,
    .args = g_new0 (SluiceExpr *, n + 1),
    .n_args = n,
    .distinct = syntax->distinct,
    .text_offset = syntax->offset + syntax->skip,
    .text_length = syntax->length - syntax->skip,
    .ignore_nulls = syntax->ignore_nulls,
    .n_order = syntax->n_order,
    .descending = syntax->descending,
    .nulls_last = syntax->nulls_last,
    .analyzer = self,
    .syntax = syntax,
  };
  g_autoptr (SluiceType) string = NULL;
  GError *local_error = NULL;
  SluiceExpr *result;

  for (guint i = 0; i < n; i++)
    call.args[i] = sluice_expr_ref (args[i]);
  self->casts_time = FALSE;
  result = sluice_analyzer_collate_args (self, &function, &call, &string, &local_error)
               ? function->resolve (function, self, &call, &local_error)
               : NULL;
  if (result != NULL && self->casts_time && !sluice_time_check_enabled (self->settings, &local_error))
    g_clear_pointer (&result, sluice_expr_unref);
  self->casts_time = FALSE;
  if (result != NULL && string != NULL)
    result = sluice_analyzer_collate_result (self, function, string, result);
  for (guint i = 0; i < call.n_args; i++)
    sluice_expr_unref (call.args[i]);
  g_free (call.args);

  if (result == NULL)
    {
      sluice_error_set_position (local_error, syntax->offset + syntax->skip, syntax->length - syntax->skip);
      g_propagate_error (error, local_error);
    }

  return result;
}

SluiceExpr *
sluice_analyzer_call (SluiceAnalyzer     *self,
                      const char         *name,
                      SluiceExpr        **args,
                      guint               n,
                      const SluiceSyntax *syntax,
                      GError            **error)
{
  const SluiceFunction *function = sluice_function_lookup (name);

  if (function == NULL)
    {
      SluiceSyntax place = *syntax;

      place.name = name;
      place.n_names = 0;
      refuse_routine (&place, error);
      return NULL;
    }
  for (guint i = 0; i < n; i++)
    if (args[i]->kind == SLUICE_EXPR_LAMBDA && args[i]->n_args == 0 && args[i]->data != NULL
        && !sluice_analyzer_is_higher_order (function->name))
      {
        if (syntax->kind == SLUICE_SYNTAX_OPERATOR)
          {
            sluice_analyzer_error (args[i]->data, "INTERNAL_ERROR", error,
                                   "A lambda function is an argument of a higher-order function "
                                   "such as transform, and no operand.");
            return NULL;
          }
        sluice_analyzer_error (
            args[i]->data, "INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION", error,
            "Invalid lambda function call. A lambda function should only be used in a "
            "higher order function. However, its class is %s, which is not a higher "
            "order function.",
            function->name);
        return NULL;
      }

  if (!sluice_analyzer_check_count (function, n - syntax->n_order, syntax, error))
    return NULL;

  return resolve (self, function, args, n, syntax, error);
}

/* Arguments. */

static gboolean
has_named (const SluiceSyntax *syntax)
{
  for (guint i = 0; i < syntax->n_children; i++)
    if (syntax->children[i]->kind == SLUICE_SYNTAX_NAMED)
      return TRUE;

  return FALSE;
}

static SluiceExpr *
new_int (gint32 value)
{
  return sluice_expr_new_literal (sluice_type_primitive (SLUICE_TYPE_INT), &value);
}

/* Whether `name.*` means an input, not a struct. */
static gboolean
is_table_star (const SluiceAnalyzer *self, const SluiceSyntax *star)
{
  for (guint i = 0; star->n_names == 1 && i < self->scope->n_inputs; i++)
    if (self->scope->inputs[i].name != NULL
        && g_ascii_strcasecmp (self->scope->inputs[i].name, star->names[0]) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
analyze_arguments (SluiceAnalyzer       *self,
                   const SluiceFunction *function,
                   const SluiceSyntax   *syntax,
                   GPtrArray            *args,
                   GError              **error)
{
  g_autoptr (GPtrArray) children = g_ptr_array_new ();

  if (has_named (syntax))
    {
      if (!sluice_analyzer_arrange_named (self, function, syntax, children, error))
        return FALSE;
    }
  else
    {
      for (guint i = 0; i < syntax->n_children; i++)
        g_ptr_array_add (children, syntax->children[i]);
    }

  for (guint i = 0; i < children->len; i++)
    {
      const SluiceSyntax *child = g_ptr_array_index (children, i);
      SluiceExpr *arg;

      if (child->kind == SLUICE_SYNTAX_STAR)
        {
          /* count(*) counts rows; elsewhere `*` stands for the columns. */
          if (strcmp (function->name, "count") == 0 && children->len == 1 && child->n_names == 0
              && !syntax->distinct)
            g_ptr_array_add (args, new_int (1));
          else if (strcmp (function->name, "count") == 0 && is_table_star (self, child))
            {
              g_autofree char *name = sluice_quote_name (child->names[0]);

              sluice_analyzer_error (
                  child, "INVALID_USAGE_OF_STAR_WITH_TABLE_IDENTIFIER_IN_COUNT", error,
                  "count(%s.*) is not allowed. Use count(*) or expand the columns manually, e.g. "
                  "count(col1, col2).",
                  name);
              return FALSE;
            }
          else if (!sluice_analyzer_star (self, child, args, NULL, error))
            return FALSE;
          continue;
        }
      arg = sluice_analyzer_run (self, child, error);
      if (arg == NULL)
        return FALSE;
      g_ptr_array_add (args, arg);
    }

  return TRUE;
}

/* Which clauses a function may have. */
static gboolean
check_clauses (const SluiceFunction *function, const SluiceSyntax *syntax, GError **error)
{
  static const char *const ordered[]
      = { "mode", "percentile_cont", "percentile_disc", "listagg", "string_agg", NULL };
  static const char *const ignoring[]
      = { "first", "last", "any_value", "first_value", "last_value", "lag", "lead", "nth_value", NULL };
  gboolean is_aggregate = function->kind == SLUICE_FUNCTION_AGGREGATE;
  const char *clause = NULL;
  g_autofree char *quoted = sluice_quote_name (function->name);

  if (syntax->distinct && !is_aggregate)
    clause = "DISTINCT";
  else if (syntax->filter != NULL && !is_aggregate)
    clause = "FILTER CLAUSE";
  else if (syntax->n_order > 0 && !is_one_of (function->name, ordered))
    clause = "WITHIN GROUP (ORDER BY ...)";
  else if (syntax->ignore_nulls && !is_one_of (function->name, ignoring))
    clause = "IGNORE NULLS";
  if (clause == NULL)
    return TRUE;

  sluice_analyzer_error (syntax, "INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX", error,
                         "Invalid SQL syntax: The function %s does not support %s.", quoted,
                         clause);

  return FALSE;
}

static gboolean
check_place (SluiceAnalyzer       *self,
             const SluiceFunction *function,
             const SluiceSyntax   *syntax,
             GError              **error)
{
  g_autofree char *sql = NULL;

  if (function->kind == SLUICE_FUNCTION_AGGREGATE)
    {
      if (self->in_aggregate)
        {
          sluice_analyzer_error (
              syntax, "NESTED_AGGREGATE_FUNCTION", error,
              "It is not allowed to use an aggregate function in the argument of another "
              "aggregate function. Please use the inner aggregate function in a "
              "sub-query.");
          return FALSE;
        }
      if ((self->allow & SLUICE_ALLOW_AGGREGATES) == 0)
        {
          sql = sluice_syntax_to_sql (syntax);
          sluice_analyzer_error (
              syntax, "INVALID_WHERE_CONDITION", error,
              "The WHERE condition \"%s\" contains invalid expressions: %s.\nRewrite the "
              "query to avoid window functions, aggregate functions, and generator "
              "functions in the WHERE clause.",
              sql, sql);
          return FALSE;
        }
    }
  if (function->kind == SLUICE_FUNCTION_GENERATOR)
    {
      /* Those are functions of tables, which stand after FROM. */
      if (g_str_has_prefix (function->name, "variant_explode") && (self->allow & SLUICE_ALLOW_TABLE_FUNCTIONS) == 0)
        {
          sluice_analyzer_error (syntax, "NOT_A_SCALAR_FUNCTION", error,
                                 "`%s` appears as a scalar expression here, but the function was defined as a "
                                 "table function. Please update the query to move the function call into the FROM "
                                 "clause, or redefine `%s` as a scalar function instead.",
                                 function->name, function->name);
          return FALSE;
        }
      if ((self->allow & SLUICE_ALLOW_GENERATORS) == 0)
        {
          sql = sluice_syntax_to_sql (syntax);
          sluice_analyzer_error (
              syntax, "UNSUPPORTED_GENERATOR.OUTSIDE_SELECT", error,
              "The generator is not supported: outside the SELECT clause, found: %s.", sql);
          return FALSE;
        }
      if (self->generator != syntax)
        {
          sql = sluice_syntax_to_sql (self->generator);
          sluice_analyzer_error (syntax, "UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS", error,
                                 "The generator is not supported: nested in expressions \"%s\".",
                                 sql);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
is_mismatch (const GError *error)
{
  const char *condition = sluice_error_condition (error);

  return condition != NULL && g_str_has_prefix (condition, "DATATYPE_MISMATCH");
}

/* A filter that is no condition is found out before the arguments' types are, but after whatever the function itself
 * refuses when it is called. */
static SluiceExpr *
analyze_filter (SluiceAnalyzer *self, const SluiceSyntax *syntax, GError **error)
{
  g_autoptr (SluiceExpr) filter = NULL;
  gboolean in_aggregate = self->in_aggregate;
  g_autofree char *sql = NULL;

  self->in_aggregate = FALSE;
  filter = sluice_analyzer_run (self, syntax->filter, error);
  self->in_aggregate = in_aggregate;
  if (filter == NULL || filter->type->id == SLUICE_TYPE_BOOLEAN)
    return g_steal_pointer (&filter);

  sql = sluice_syntax_to_sql (syntax->filter);
  sluice_analyzer_error (syntax, "INVALID_AGGREGATE_FILTER.NOT_BOOLEAN", error,
                         "The FILTER expression \"%s\" in an aggregate function is invalid. Expected a "
                         "FILTER expression of the BOOLEAN type.",
                         sql);

  return NULL;
}

/* Lets an argument of an aggregate be computed only for the rows that a test lets through, if it has to be computed. */
static gboolean
guard_argument (SluiceAnalyzer     *self,
                SluiceExpr         *aggregate,
                guint               index,
                SluiceExpr         *test,
                const SluiceSyntax *syntax,
                GError            **error)
{
  SluiceExpr *arg = aggregate->args[index];
  SluiceSyntax place = *syntax;
  g_autoptr (SluiceExpr) null = NULL;
  SluiceExpr *guarded;

  if (arg->kind != SLUICE_EXPR_CALL || sluice_expr_is_foldable (arg))
    return TRUE;
  place.name = "if";
  place.n_order = 0;
  place.distinct = FALSE;
  null = sluice_expr_new_literal (arg->type, NULL);
  guarded = sluice_analyzer_call (self, "if", (SluiceExpr *[]){ test, arg, null }, 3, &place, error);
  if (guarded == NULL)
    return FALSE;
  sluice_expr_unref (arg);
  aggregate->args[index] = guarded;

  return TRUE;
}

static gboolean
guard_arguments (SluiceAnalyzer     *self,
                 SluiceExpr         *aggregate,
                 SluiceExpr         *filter,
                 const SluiceSyntax *syntax,
                 GError            **error)
{
  for (guint i = 0; i < aggregate->n_args; i++)
    if (!guard_argument (self, aggregate, i, filter, syntax, error))
      return FALSE;

  return TRUE;
}

/* Where one of two arguments is null, aggregates of pairs don't compute the other one. */
static gboolean
guard_pair (SluiceAnalyzer     *self,
            SluiceExpr         *aggregate,
            const SluiceSyntax *syntax,
            GError            **error)
{
  static const char *const first[] = { "corr",      "count",     "covar_pop", "covar_samp", "regr_avgx", "regr_avgy",
                                       "regr_count", "regr_r2",  "regr_sxx",  "regr_sxy",   "regr_syy",  NULL };
  static const char *const second[] = { "max_by", "min_by", "regr_intercept", "regr_slope", NULL };
  const char *name = aggregate->function != NULL ? aggregate->function->name : "";
  gboolean decides_second = g_strv_contains (second, name);
  SluiceSyntax place = *syntax;
  SluiceExpr *decides;
  g_autoptr (SluiceExpr) test = NULL;

  if (aggregate->n_args != 2 || aggregate->distinct || (!decides_second && !g_strv_contains (first, name)))
    return TRUE;
  decides = aggregate->args[decides_second];
  if (!decides->nullable || !decides->deterministic || aggregate->args[!decides_second]->kind != SLUICE_EXPR_CALL)
    return TRUE;
  place.name = "isnotnull";
  place.n_order = 0;
  place.distinct = FALSE;
  test = sluice_analyzer_call (self, "isnotnull", &decides, 1, &place, error);

  return test != NULL && guard_argument (self, aggregate, !decides_second, test, syntax, error);
}

static gboolean
attach_filter (SluiceAnalyzer     *self,
               SluiceExpr         *aggregate,
               SluiceExpr         *filter,
               const SluiceSyntax *syntax,
               GError            **error)
{
  const SluiceExpr *inner;
  g_autofree char *sql = sluice_syntax_to_sql (syntax->filter);

  inner = sluice_analyzer_find_aggregate (filter);
  if (inner != NULL)
    {
      g_autofree char *inner_sql = sluice_expr_to_sql (
          inner, self->scope->n_inputs == 1 ? self->scope->inputs[0].schema : NULL);

      sluice_analyzer_error (
          syntax, "INVALID_AGGREGATE_FILTER.CONTAINS_AGGREGATE", error,
          "The FILTER expression \"%s\" in an aggregate function is invalid. Expected a "
          "FILTER expression without an aggregation, but found \"%s\".",
          sql, inner_sql);
      return FALSE;
    }
  if (sluice_expr_find_over (filter) != NULL)
    {
      sluice_analyzer_error (syntax, "INVALID_AGGREGATE_FILTER.CONTAINS_WINDOW_FUNCTION", error,
                             "The FILTER expression \"%s\" in an aggregate function is invalid. Expected a FILTER "
                             "expression without a window function.",
                             sql);
      return FALSE;
    }
  if (!filter->deterministic)
    {
      sluice_analyzer_error (
          syntax, "INVALID_AGGREGATE_FILTER.NON_DETERMINISTIC", error,
          "The FILTER expression \"%s\" in an aggregate function is invalid. Expected a "
          "deterministic FILTER expression.",
          sql);
      return FALSE;
    }
  aggregate->filter = sluice_expr_ref (filter);

  return guard_arguments (self, aggregate, filter, syntax, error);
}

/* WITHIN GROUP's keys come after the arguments, for the functions that take an order. */
static gboolean
analyze_order (SluiceAnalyzer *self, const SluiceSyntax *syntax, GPtrArray *args, GError **error)
{
  for (guint i = 0; i < syntax->n_order; i++)
    {
      SluiceExpr *key = sluice_analyzer_run (self, syntax->order[i], error);

      if (key == NULL)
        return FALSE;
      g_ptr_array_add (args, key);
    }

  return TRUE;
}

SluiceExpr *
sluice_analyzer_plain_call (SluiceAnalyzer       *self,
                            const SluiceFunction *function,
                            const SluiceSyntax   *syntax,
                            GError              **error)
{
  g_autoptr (GPtrArray) args = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  gboolean is_aggregate = function->kind == SLUICE_FUNCTION_AGGREGATE;
  gboolean in_aggregate = self->in_aggregate;
  gboolean windowed = self->windowed;
  g_autoptr (SluiceExpr) filter = NULL;
  g_autoptr (SluiceExpr) result = NULL;
  g_autoptr (GError) filter_error = NULL;
  g_autoptr (GError) local_error = NULL;
  gboolean ok;

  self->windowed = FALSE;
  if (!check_clauses (function, syntax, error) || !check_place (self, function, syntax, error))
    return NULL;

  self->in_aggregate = in_aggregate || (is_aggregate && !windowed);
  ok = analyze_arguments (self, function, syntax, args, error)
       && analyze_order (self, syntax, args, error);
  self->in_aggregate = in_aggregate;
  if (!ok)
    return NULL;
  if (is_aggregate && syntax->filter != NULL)
    filter = analyze_filter (self, syntax, &filter_error);

  result = sluice_analyzer_call (self, function->name, (SluiceExpr **) args->pdata, args->len,
                                 syntax, &local_error);
  if (filter_error != NULL && (result != NULL || is_mismatch (local_error)))
    {
      g_propagate_error (error, g_steal_pointer (&filter_error));
      return NULL;
    }
  if (result == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  if (result->kind == SLUICE_EXPR_AGGREGATE)
    {
      if (!result->deterministic && !windowed)
        {
          g_autofree char *sql = sluice_syntax_to_sql (syntax);

          sluice_analyzer_error (syntax, "AGGREGATE_FUNCTION_WITH_NONDETERMINISTIC_EXPRESSION", error,
                                 "Non-deterministic expression \"%s\" should not appear in the arguments of an "
                                 "aggregate function.",
                                 sql);
          return NULL;
        }
      if (!syntax->distinct && !guard_pair (self, result, syntax, error))
        return NULL;
      if (syntax->distinct)
        result = sluice_aggregate_make_distinct (result);
      if (filter != NULL && !attach_filter (self, result, filter, syntax, error))
        return NULL;
    }

  return g_steal_pointer (&result);
}

static gboolean
check_names (SluiceAnalyzer *self, const SluiceSyntax *syntax, GError **error)
{
  for (guint i = 0; i < syntax->n_children; i++)
    {
      g_autoptr (SluiceExpr) arg = sluice_analyzer_run (self, syntax->children[i], error);

      if (arg == NULL)
        return FALSE;
    }

  return TRUE;
}

/* IDENTIFIER of an expression: the parser has read those of literals. */
static SluiceExpr *
analyze_identifier (SluiceAnalyzer *self, const SluiceSyntax *syntax, GError **error)
{
  g_autoptr (SluiceExpr) name = sluice_analyzer_run (self, syntax->children[0], error);
  g_autoptr (SluiceExpr) constant = name != NULL ? sluice_analyzer_fold (self, name, NULL) : NULL;
  g_autofree char *sql = NULL;
  g_autofree char *text = NULL;
  g_autofree char *type = NULL;
  const SluiceString *value;

  if (name == NULL)
    return NULL;
  if (constant != NULL && constant->type->id == SLUICE_TYPE_STRING && !sluice_column_is_null (constant->value, 0))
    {
      g_autoptr (SluiceAst) ast = NULL;

      value = &constant->value->string[0];
      text = g_strndup (value->data, value->length);
      ast = sluice_ast_parse (text, error);
      if (ast == NULL)
        return NULL;
      if (ast->root->kind == SLUICE_SYNTAX_COLUMN)
        return sluice_analyzer_run (self, ast->root, error);
      sluice_analyzer_error (syntax, "PARSE_SYNTAX_ERROR", error, "Syntax error: '%s' is no name.", text);
      return NULL;
    }

  sql = sluice_syntax_to_sql (syntax->children[0]);
  type = sluice_type_to_sql (name->type);
  if (constant == NULL)
    sluice_analyzer_error (syntax, "NOT_A_CONSTANT_STRING.NOT_CONSTANT", error,
                           "The expression %s used for the routine or clause IDENTIFIER must be a constant STRING which "
                           "is NOT NULL. To be considered constant the expression must not depend on any columns, contain "
                           "a subquery, or invoke a non deterministic function such as rand().",
                           sql);
  else
    sluice_analyzer_error (syntax,
                           constant->type->id == SLUICE_TYPE_STRING ? "NOT_A_CONSTANT_STRING.NULL"
                                                                    : "NOT_A_CONSTANT_STRING.WRONG_TYPE",
                           error,
                           "The expression %s used for the routine or clause IDENTIFIER must be a constant STRING which "
                           "is NOT NULL. The data type of the expression is %s.",
                           sql, type);

  return NULL;
}

/* Functions over windows of a query, which only tables can have. */
static void
refuse_window (const SluiceSyntax *syntax, GError **error)
{
  g_autofree char *sql = sluice_syntax_to_sql (syntax);

  if (syntax->over != NULL)
    sluice_analyzer_error (syntax, "NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING", error,
                           "Window function is not supported in %s on streaming DataFrames/Datasets. "
                           "Structured Streaming only supports time-window aggregation using the WINDOW "
                           "function.",
                           sql);
  else
    sluice_analyzer_error (syntax, "WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE", error,
                           "Window function \"%s\" requires an OVER clause.", sql);
}

SluiceExpr *
sluice_analyzer_function (SluiceAnalyzer *self, const SluiceSyntax *syntax, GError **error)
{
  g_autofree char *name = g_ascii_strdown (syntax->name, -1);
  const SluiceFunction *function = sluice_function_lookup (name);

  /* These are words of the grammar, not functions, whatever the registry calls them inside. */
  if (!syntax->special
      && (strcmp (name, "timestampadd") == 0 || strcmp (name, "timestampdiff") == 0))
    function = NULL;
  if (syntax->n_names > 1 && !is_builtin_qualifier (syntax))
    function = NULL;
  if (function != NULL && !g_ascii_isalpha (function->name[0]) && function->name[0] != '_')
    function = NULL;

  if (function != NULL && syntax->over != NULL && (self->allow & SLUICE_ALLOW_OVER) != 0)
    return sluice_analyzer_over (self, function, syntax, error);
  if (function != NULL ? syntax->over != NULL || function->kind == SLUICE_FUNCTION_WINDOW
                       : strcmp (name, "counter_diff") == 0
                             && (syntax->over == NULL || (self->allow & SLUICE_ALLOW_OVER) == 0))
    {
      /* What is wrong with the function itself comes before where it stands. */
      if (function != NULL && syntax->over != NULL && (self->allow & SLUICE_ALLOW_AGGREGATES) != 0 && !self->in_aggregate)
        {
          g_autoptr (SluiceExpr) over = sluice_analyzer_over (self, function, syntax, error);

          if (over == NULL)
            return NULL;
        }
      refuse_window (syntax, error);
      return NULL;
    }
  if (function == NULL && syntax->n_names <= 1 && syntax->n_children == 1 && strcmp (name, "identifier") == 0)
    return analyze_identifier (self, syntax, error);
  if (function == NULL)
    {
      /* Spark knows these as functions too, so that their arguments are looked at first. */
      if (syntax->n_names <= 1 && (strcmp (name, "cast") == 0 || strcmp (name, "extract") == 0)
          && !check_names (self, syntax, error))
        return NULL;
      if (syntax->n_names <= 1 && strcmp (name, "cast") == 0)
        {
          sluice_analyzer_error (syntax, "WRONG_NUM_ARGS.WITHOUT_SUGGESTION", error,
                                 "The `cast` requires 0 parameters but the actual number is %u. Please, refer to "
                                 "'https://spark.apache.org/docs/latest/sql-ref-functions.html' for a fix.",
                                 syntax->n_children);
          return NULL;
        }
      refuse_routine (syntax, error);
      return NULL;
    }
  if (strcmp (function->name, "struct") == 0)
    return sluice_analyzer_struct (self, syntax, error);

  return sluice_analyzer_plain_call (self, function, syntax, error);
}
