/* sluice-analyzer-call.c: calls of functions: arguments, lambdas, clauses.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-analyzer-private.h"
#include "expr/sluice-cast.h"
#include "expr/sluice-kernel.h"

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
    = { "transform",      "filter",         "exists",           "forall",     "aggregate", "reduce",
        "zip_with",       "map_filter",     "map_zip_with",     "array_sort", "transform_keys",
        "transform_values", NULL };

  return is_one_of (name, names);
}

/* Functions that exist in Spark only over windows of a query, which streams can't have. */
static gboolean
is_window_only (const char *name)
{
  static const char *const names[] = { "row_number", "rank",        "dense_rank", "percent_rank", "ntile",
                                       "lag",        "lead",        "cume_dist",  "nth_value",    NULL };

  return is_one_of (name, names);
}

static void
refuse_routine (const SluiceSyntax *syntax, GError **error)
{
  g_autoptr (GString) name = g_string_new (NULL);

  for (guint i = 0; i < MAX (syntax->n_names, 1); i++)
    {
      g_autofree char *part = sluice_quote_name (syntax->n_names > 0 ? syntax->names[i] : syntax->name);

      g_string_append_printf (name, "%s%s", i > 0 ? "." : "", part);
    }
  sluice_analyzer_error (syntax, "UNRESOLVED_ROUTINE", error,
                         "Cannot resolve routine %s on search path [`system`.`builtin`, "
                         "`system`.`session`, `spark_catalog`.`default`].",
                         name->str);
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

static gboolean
check_count (const SluiceFunction *function, guint n, const SluiceSyntax *syntax, GError **error)
{
  g_autofree char *expected = NULL;
  g_autofree char *quoted = NULL;

  if (n >= function->min_args && n <= function->max_args)
    return TRUE;

  expected = describe_count (function);
  quoted = sluice_quote_name (function->name);
  sluice_analyzer_error (syntax, "WRONG_NUM_ARGS.WITHOUT_SUGGESTION", error,
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
    .text_offset = syntax->offset,
    .text_length = syntax->length,
    .ignore_nulls = syntax->ignore_nulls,
    .n_order = syntax->n_order,
    .descending = syntax->descending,
    .analyzer = self,
    .syntax = syntax,
  };
  GError *local_error = NULL;
  SluiceExpr *result;

  for (guint i = 0; i < n; i++)
    call.args[i] = sluice_expr_ref (args[i]);
  result = function->resolve (function, self, &call, &local_error);
  for (guint i = 0; i < call.n_args; i++)
    sluice_expr_unref (call.args[i]);
  g_free (call.args);

  if (result == NULL)
    {
      sluice_error_set_position (local_error, syntax->offset, syntax->length);
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
        sluice_analyzer_error (args[i]->data, "INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION", error,
                               "Invalid lambda function call. A lambda function should only be used in a "
                               "higher order function. However, its class is %s, which is not a higher "
                               "order function.",
                               function->name);
        return NULL;
      }

  if (!check_count (function, n - syntax->n_order, syntax, error))
    return NULL;

  return resolve (self, function, args, n, syntax, error);
}

/* Named arguments. */

/* The few functions of Spark that take arguments by name. */
static const struct
{
  const char *function;
  const char *parameters[6];
} named_parameters[] = {
  { "mask", { "str", "upperChar", "lowerChar", "digitChar", "otherChar" } },
  { "explode", { "collection" } },
  { "explode_outer", { "collection" } },
  { "count_min_sketch", { "column", "epsilon", "confidence", "seed" } },
};

static int
find_parameters (const char *function)
{
  for (guint i = 0; i < G_N_ELEMENTS (named_parameters); i++)
    if (strcmp (named_parameters[i].function, function) == 0)
      return i;

  return -1;
}

/* Puts arguments with names in their places. What isn't given in front of one that is, is `NULL`-typed by
 * the function's defaults, which only `mask` has. */
static gboolean
arrange_named (SluiceAnalyzer       *self,
               const SluiceFunction *function,
               const SluiceSyntax   *syntax,
               GPtrArray            *children,
               GError              **error)
{
  static const char *const mask_defaults[] = { NULL, "X", "x", "n", NULL };
  g_autofree char *quoted = sluice_quote_name (function->name);
  const SluiceSyntax *slots[6] = { NULL };
  int entry = find_parameters (function->name);
  guint n_slots = 0;
  gboolean seen = FALSE;

  if (entry < 0)
    {
      sluice_analyzer_error (syntax, "NAMED_PARAMETERS_NOT_SUPPORTED", error,
                             "Named parameters are not supported for function %s; please retry the query "
                             "with positional arguments to the function call instead.",
                             quoted);
      return FALSE;
    }

  for (guint i = 0; i < syntax->n_children; i++)
    {
      const SluiceSyntax *child = syntax->children[i];
      guint slot = i;

      if (child->kind == SLUICE_SYNTAX_NAMED)
        {
          seen = TRUE;
          for (slot = 0; named_parameters[entry].parameters[slot] != NULL; slot++)
            if (g_ascii_strcasecmp (named_parameters[entry].parameters[slot], child->name) == 0)
              break;
          if (named_parameters[entry].parameters[slot] == NULL)
            {
              sluice_analyzer_error (child, "UNRECOGNIZED_PARAMETER_NAME", error,
                                     "Cannot invoke routine %s because the routine call included a named "
                                     "argument reference for the argument named `%s`, but this routine "
                                     "does not include any signature containing an argument with this "
                                     "name.",
                                     quoted, child->name);
              return FALSE;
            }
          if (slots[slot] != NULL)
            {
              sluice_analyzer_error (
                syntax,
                slots[slot]->kind == SLUICE_SYNTAX_NAMED
                  ? "DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.DOUBLE_NAMED_ARGUMENT_REFERENCE"
                  : "DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.BOTH_POSITIONAL_AND_NAMED",
                error,
                "Call to routine %s is invalid because it includes multiple argument assignments to the "
                "same parameter name `%s`.",
                quoted, child->name);
              return FALSE;
            }
        }
      else if (seen)
        {
          sluice_analyzer_error (syntax, "UNEXPECTED_POSITIONAL_ARGUMENT", error,
                                 "Cannot invoke routine %s because it contains positional argument(s) "
                                 "following the named argument assigned to `%s`; please rearrange them so "
                                 "the positional arguments come first and then retry the query again.",
                                 quoted, syntax->children[i - 1]->name);
          return FALSE;
        }
      if (slot >= G_N_ELEMENTS (slots))
        return check_count (function, syntax->n_children, syntax, error);
      slots[slot] = child;
      n_slots = MAX (n_slots, slot + 1);
    }

  for (guint i = 0; i < n_slots; i++)
    {
      SluiceSyntax *filler;

      if (slots[i] != NULL)
        {
          g_ptr_array_add (children, (gpointer) slots[i]);
          continue;
        }
      if (strcmp (function->name, "mask") != 0 || i == 0)
        {
          sluice_analyzer_error (syntax, "REQUIRED_PARAMETER_NOT_FOUND", error,
                                 "Cannot invoke routine %s because the parameter named `%s` is required, "
                                 "but the routine call did not supply a value.",
                                 quoted, named_parameters[entry].parameters[i]);
          return FALSE;
        }
      filler = sluice_syntax_new (self->ast->arena,
                                  mask_defaults[i] != NULL ? SLUICE_SYNTAX_STRING : SLUICE_SYNTAX_NULL, syntax);
      filler->name = mask_defaults[i];
      filler->name_length = mask_defaults[i] != NULL ? strlen (mask_defaults[i]) : 0;
      g_ptr_array_add (children, filler);
    }

  return TRUE;
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
      if (!arrange_named (self, function, syntax, children, error))
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
  const char *clause = NULL;
  g_autofree char *quoted = sluice_quote_name (function->name);

  if (syntax->over)
    {
      g_autofree char *sql = sluice_syntax_to_sql (syntax);

      sluice_analyzer_error (syntax, "NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING", error,
                             "Window function is not supported in %s on streaming DataFrames/Datasets. "
                             "Structured Streaming only supports time-window aggregation using the WINDOW "
                             "function.",
                             sql);
      return FALSE;
    }
  if (function->kind == SLUICE_FUNCTION_AGGREGATE)
    return TRUE;

  if (syntax->distinct)
    clause = "DISTINCT";
  else if (syntax->filter != NULL)
    clause = "FILTER CLAUSE";
  else if (syntax->n_order > 0)
    clause = "WITHIN GROUP (ORDER BY ...)";
  else if (syntax->ignore_nulls)
    clause = "IGNORE NULLS";
  if (clause == NULL)
    return TRUE;

  sluice_analyzer_error (syntax, "INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX", error,
                         "Invalid SQL syntax: The function %s does not support %s.", quoted, clause);

  return FALSE;
}

static gboolean
check_place (SluiceAnalyzer *self, const SluiceFunction *function, const SluiceSyntax *syntax, GError **error)
{
  g_autofree char *sql = NULL;

  if (function->kind == SLUICE_FUNCTION_AGGREGATE)
    {
      if (self->in_aggregate)
        {
          sluice_analyzer_error (syntax, "NESTED_AGGREGATE_FUNCTION", error,
                                 "It is not allowed to use an aggregate function in the argument of another "
                                 "aggregate function. Please use the inner aggregate function in a "
                                 "sub-query.");
          return FALSE;
        }
      if ((self->allow & SLUICE_ALLOW_AGGREGATES) == 0)
        {
          sql = sluice_syntax_to_sql (syntax);
          sluice_analyzer_error (syntax, "INVALID_WHERE_CONDITION", error,
                                 "The WHERE condition \"%s\" contains invalid expressions: %s.\nRewrite the "
                                 "query to avoid window functions, aggregate functions, and generator "
                                 "functions in the WHERE clause.",
                                 sql, sql);
          return FALSE;
        }
    }
  if (function->kind == SLUICE_FUNCTION_GENERATOR)
    {
      if ((self->allow & SLUICE_ALLOW_GENERATORS) == 0)
        {
          sql = sluice_syntax_to_sql (syntax);
          sluice_analyzer_error (syntax, "UNSUPPORTED_GENERATOR.OUTSIDE_SELECT", error,
                                 "The generator is not supported: outside the SELECT clause, found: %s.",
                                 sql);
          return FALSE;
        }
      if (self->generator != syntax)
        {
          sql = sluice_syntax_to_sql (self->generator);
          sluice_analyzer_error (syntax, "UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS", error,
                                 "The generator is not supported: nested in expressions \"%s\".", sql);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
attach_filter (SluiceAnalyzer *self, SluiceExpr *aggregate, const SluiceSyntax *syntax, GError **error)
{
  g_autoptr (SluiceExpr) filter = NULL;
  gboolean in_aggregate = self->in_aggregate;
  const SluiceExpr *inner;
  g_autofree char *sql = sluice_syntax_to_sql (syntax->filter);

  self->in_aggregate = FALSE;
  filter = sluice_analyzer_run (self, syntax->filter, error);
  self->in_aggregate = in_aggregate;
  if (filter == NULL)
    return FALSE;

  if (filter->type->id != SLUICE_TYPE_BOOLEAN)
    {
      sluice_analyzer_error (syntax, "INVALID_AGGREGATE_FILTER.NOT_BOOLEAN", error,
                             "The FILTER expression \"%s\" in an aggregate function is invalid. Expected a "
                             "FILTER expression of the BOOLEAN type.",
                             sql);
      return FALSE;
    }
  inner = sluice_analyzer_find_aggregate (filter);
  if (inner != NULL)
    {
      g_autofree char *inner_sql = sluice_expr_to_sql (inner, self->scope->n_inputs == 1
                                                                ? self->scope->inputs[0].schema
                                                                : NULL);

      sluice_analyzer_error (syntax, "INVALID_AGGREGATE_FILTER.CONTAINS_AGGREGATE", error,
                             "The FILTER expression \"%s\" in an aggregate function is invalid. Expected a "
                             "FILTER expression without an aggregation, but found \"%s\".",
                             sql, inner_sql);
      return FALSE;
    }
  if (!filter->deterministic)
    {
      sluice_analyzer_error (syntax, "INVALID_AGGREGATE_FILTER.NON_DETERMINISTIC", error,
                             "The FILTER expression \"%s\" in an aggregate function is invalid. Expected a "
                             "deterministic FILTER expression.",
                             sql);
      return FALSE;
    }
  aggregate->filter = g_steal_pointer (&filter);

  return TRUE;
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

static SluiceExpr *
analyze_call (SluiceAnalyzer       *self,
              const SluiceFunction *function,
              const SluiceSyntax   *syntax,
              GError              **error)
{
  g_autoptr (GPtrArray) args = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  gboolean is_aggregate = function->kind == SLUICE_FUNCTION_AGGREGATE;
  gboolean in_aggregate = self->in_aggregate;
  g_autoptr (SluiceExpr) result = NULL;
  gboolean ok;

  if (!check_clauses (function, syntax, error) || !check_place (self, function, syntax, error))
    return NULL;

  self->in_aggregate = in_aggregate || is_aggregate;
  ok = analyze_arguments (self, function, syntax, args, error)
       && analyze_order (self, syntax, args, error);
  self->in_aggregate = in_aggregate;
  if (!ok)
    return NULL;

  result = sluice_analyzer_call (self, function->name, (SluiceExpr **) args->pdata, args->len, syntax, error);
  if (result == NULL)
    return NULL;
  if (result->kind == SLUICE_EXPR_AGGREGATE)
    {
      result->distinct = syntax->distinct;
      if (syntax->filter != NULL && !attach_filter (self, result, syntax, error))
        return NULL;
    }

  return g_steal_pointer (&result);
}

static gboolean
is_builtin_qualifier (const SluiceSyntax *syntax)
{
  if (syntax->n_names == 2)
    return g_ascii_strcasecmp (syntax->names[0], "builtin") == 0;

  return syntax->n_names == 3 && g_ascii_strcasecmp (syntax->names[0], "system") == 0
         && g_ascii_strcasecmp (syntax->names[1], "builtin") == 0;
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

SluiceExpr *
sluice_analyzer_function (SluiceAnalyzer *self, const SluiceSyntax *syntax, GError **error)
{
  g_autofree char *name = g_ascii_strdown (syntax->name, -1);
  const SluiceFunction *function = sluice_function_lookup (name);

  /* These are words of the grammar, not functions, whatever the registry calls them inside. */
  if (!syntax->special && (strcmp (name, "timestampadd") == 0 || strcmp (name, "timestampdiff") == 0))
    function = NULL;
  if (syntax->n_names > 1 && !is_builtin_qualifier (syntax))
    function = NULL;
  if (function != NULL && !g_ascii_isalpha (function->name[0]) && function->name[0] != '_')
    function = NULL;

  if (is_window_only (name) && function == NULL)
    {
      g_autofree char *sql = sluice_syntax_to_sql (syntax);

      if (syntax->over)
        sluice_analyzer_error (syntax, "NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING", error,
                               "Window function is not supported in %s on streaming DataFrames/Datasets. "
                               "Structured Streaming only supports time-window aggregation using the "
                               "WINDOW function.",
                               sql);
      else
        sluice_analyzer_error (syntax, "WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE", error,
                               "Window function \"%s\" requires an OVER clause.", sql);
      return NULL;
    }
  if (function == NULL)
    {
      /* Spark knows these as functions too, so that their arguments are looked at first. */
      if (syntax->n_names <= 1 && (strcmp (name, "cast") == 0 || strcmp (name, "extract") == 0)
          && !check_names (self, syntax, error))
        return NULL;
      refuse_routine (syntax, error);
      return NULL;
    }
  if (strcmp (function->name, "struct") == 0)
    return sluice_analyzer_struct (self, syntax, error);

  return analyze_call (self, function, syntax, error);
}

/* Structs. */

static char *
struct_field_name (const SluiceSyntax *child, guint index)
{
  switch ((int) child->kind)
    {
    case SLUICE_SYNTAX_ALIAS:
      return g_strdup (child->names[0]);
    case SLUICE_SYNTAX_COLUMN:
      return g_strdup (child->names[child->n_names - 1]);
    default:
      return g_strdup_printf ("col%u", index + 1);
    }
}

/* An event time stays one inside a struct. */
static void
mark_fields (SluiceExpr *self, SluiceExpr *const *values)
{
  g_autofree SluiceField *fields = NULL;
  gboolean any = FALSE;

  if (self->type->id != SLUICE_TYPE_STRUCT)
    return;
  fields = g_memdup2 (self->type->fields, self->type->n_fields * sizeof (SluiceField));
  for (guint i = 0; i < self->type->n_fields; i++)
    {
      fields[i].watermark_delay_ms = values[2 * i + 1]->watermark_delay_ms;
      any = any || fields[i].watermark_delay_ms >= 0;
    }
  if (any)
    {
      SluiceType *marked = sluice_type_struct (fields, self->type->n_fields);

      sluice_type_unref (self->type);
      self->type = marked;
    }
}

static SluiceExpr *
empty_struct (void)
{
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  g_autoptr (SluiceType) type = sluice_type_struct (NULL, 0);

  return sluice_expr_new_literal_from (type, sluice_column_new (arena, type, 1));
}

SluiceExpr *
sluice_analyzer_struct (SluiceAnalyzer *self, const SluiceSyntax *syntax, GError **error)
{
  g_autoptr (GPtrArray) args = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  SluiceExpr *result;

  for (guint i = 0; i < syntax->n_children; i++)
    {
      const SluiceSyntax *child = syntax->children[i];
      g_autofree char *name = NULL;
      SluiceExpr *value;

      if (child->kind == SLUICE_SYNTAX_STAR)
        {
          g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
          g_autoptr (GPtrArray) names = g_ptr_array_new ();

          if (!sluice_analyzer_star (self, child, columns, names, error))
            return NULL;
          for (guint j = 0; j < columns->len; j++)
            {
              g_ptr_array_add (args, sluice_analyzer_text (g_ptr_array_index (names, j)));
              g_ptr_array_add (args, sluice_expr_ref (g_ptr_array_index (columns, j)));
            }
          continue;
        }

      value = sluice_analyzer_run (self, child, error);
      if (value == NULL)
        return NULL;
      name = struct_field_name (child, args->len / 2);
      g_ptr_array_add (args, sluice_analyzer_text (name));
      g_ptr_array_add (args, value);
    }

  if (args->len == 0)
    return empty_struct ();
  result = sluice_analyzer_call (self, "named_struct", (SluiceExpr **) args->pdata, args->len, syntax, error);
  if (result != NULL)
    mark_fields (result, (SluiceExpr **) args->pdata);

  return result;
}

/* Lambdas. */

static gboolean
takes_fewer (const char *function)
{
  return strcmp (function, "transform") == 0 || strcmp (function, "filter") == 0;
}

static gboolean
check_parameters (const SluiceCall *call, const SluiceSyntax *lambda, guint n, GError **error)
{
  g_autofree char *name = g_ascii_strdown (call->name, -1);

  if (lambda->n_names != n && !(takes_fewer (name) && lambda->n_names < n))
    {
      sluice_analyzer_error (lambda, "INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH", error,
                             "Invalid lambda function call. A higher order function expects %u arguments, "
                             "but got %u.",
                             lambda->n_names, n);
      return FALSE;
    }
  for (guint i = 0; i < lambda->n_names; i++)
    for (guint j = 0; j < i; j++)
      if (g_ascii_strcasecmp (lambda->names[i], lambda->names[j]) == 0)
        {
          sluice_analyzer_error (lambda, "INVALID_LAMBDA_FUNCTION_CALL.DUPLICATE_ARG_NAMES", error,
                                 "Invalid lambda function call. The lambda function has duplicate arguments "
                                 "`%s`. Please, consider to rename the argument names or set "
                                 "\"spark.sql.caseSensitive\" to \"true\".",
                                 lambda->names[i]);
          return FALSE;
        }

  return TRUE;
}

gboolean
sluice_analyzer_resolve_lambda (SluiceAnalyzer          *self,
                                SluiceCall              *call,
                                guint                    index,
                                const SluiceType *const *types,
                                const gboolean          *nullable,
                                guint                    n,
                                GError                 **error)
{
  SluiceExpr *arg = call->args[index];
  const SluiceSyntax *lambda = arg->kind == SLUICE_EXPR_LAMBDA && arg->n_args == 0 ? arg->data : NULL;
  g_autoptr (SluiceExpr) body = NULL;
  SluiceExpr *result;
  guint n_variables = 0;

  /* Any other expression is a lambda that ignores what it is given. */
  if (lambda == NULL)
    {
      body = sluice_expr_ref (arg);
    }
  else
    {
      SluiceLambdaFrame frame = { lambda, types, nullable, self->n_variables, self->frames };

      if (!check_parameters (call, lambda, n, error))
        return FALSE;
      n_variables = lambda->n_names;
      self->frames = &frame;
      self->n_variables += n_variables;
      body = sluice_analyzer_run (self, lambda->children[0], error);
      self->n_variables -= n_variables;
      self->frames = frame.outer;
      if (body == NULL)
        return FALSE;
    }

  result = sluice_expr_new (SLUICE_EXPR_LAMBDA, body->type, body->nullable, &body, 1);
  result->index = self->n_variables;
  result->n_variables = n_variables;
  result->text_offset = lambda != NULL ? lambda->offset : arg->text_offset;
  result->text_length = lambda != NULL ? lambda->length : arg->text_length;
  sluice_expr_unref (arg);
  call->args[index] = result;

  return TRUE;
}
