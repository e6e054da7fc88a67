/* sluice-analyzer.c: from the text of an expression to a typed one.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-analyzer.h"

#include <stdarg.h>
#include <string.h>

#include "expr/sluice-analyzer-private.h"
#include "expr/sluice-cast.h"
#include "expr/sluice-functions-window.h"
#include "expr/sluice-literal.h"
#include "expr/sluice-time-of-day.h"

void
sluice_analyzer_error (
    const SluiceSyntax *syntax, const char *condition, GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  if (error == NULL)
    return;
  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_ANALYSIS, condition, "%s", message);
  sluice_error_set_position (*error, syntax->offset + syntax->skip, syntax->length - syntax->skip);
}

SluiceExpr *
sluice_analyzer_text (const char *text)
{
  SluiceString value = sluice_string (text, strlen (text));

  return sluice_expr_new_literal (sluice_type_primitive (SLUICE_TYPE_STRING), &value);
}

static SluiceExpr *
at (SluiceExpr *expr, const SluiceSyntax *syntax)
{
  if (expr != NULL && expr->text_offset < 0)
    {
      expr->text_offset = syntax->offset + syntax->skip;
      expr->text_length = syntax->length - syntax->skip;
    }

  return expr;
}

/* Why a cast doesn't exist, and what to use instead. */
static void
refuse_cast (SluiceAnalyzer     *self,
             const SluiceSyntax *syntax,
             const SluiceType   *from,
             const SluiceType   *to,
             SluiceCastMode      mode,
             GError            **error)
{
  g_autofree char *sql = sluice_syntax_to_sql (syntax);
  g_autofree char *from_sql = sluice_type_to_sql (from);
  g_autofree char *to_sql = sluice_type_to_sql (to);
  const char *functions = NULL;

  if (mode != SLUICE_CAST_LEGACY)
    {
      if (sluice_type_is_numeric (from->id) && to->id == SLUICE_TYPE_DATE)
        functions = "`DATE_FROM_UNIX_DATE`";
      else if (from->id == SLUICE_TYPE_DATE && sluice_type_is_numeric (to->id))
        functions = "`UNIX_DATE`";
      else if (sluice_type_is_numeric (from->id) && to->id == SLUICE_TYPE_TIMESTAMP)
        functions = "`TIMESTAMP_SECONDS`/`TIMESTAMP_MILLIS`/`TIMESTAMP_MICROS`";
      else if (from->id == SLUICE_TYPE_TIMESTAMP && sluice_type_is_numeric (to->id))
        functions = "`UNIX_SECONDS`/`UNIX_MILLIS`/`UNIX_MICROS`";
    }

  if (functions != NULL)
    sluice_analyzer_error (
        syntax, "DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION", error,
        "Cannot resolve \"%s\" due to data type mismatch: cannot cast \"%s\" to "
        "\"%s\".\nTo convert values from \"%s\" to \"%s\", you can use the functions "
        "%s instead.",
        sql, from_sql, to_sql, from_sql, to_sql, functions);
  else if (mode == SLUICE_CAST_ANSI && sluice_cast_allowed (from, to, SLUICE_CAST_LEGACY))
    sluice_analyzer_error (
        syntax, "DATATYPE_MISMATCH.CAST_WITH_CONF_SUGGESTION", error,
        "Cannot resolve \"%s\" due to data type mismatch: cannot cast \"%s\" to \"%s\" "
        "with ANSI mode on.\nIf you have to cast \"%s\" to \"%s\", you can set "
        "\"spark.sql.ansi.enabled\" as 'false'.",
        sql, from_sql, to_sql, from_sql, to_sql);
  else
    sluice_analyzer_error (syntax, "DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION", error,
                           "Cannot resolve \"%s\" due to data type mismatch: cannot cast \"%s\" to "
                           "\"%s\".",
                           sql, from_sql, to_sql);
}

static SluiceExpr *analyze_special_moment (SluiceAnalyzer     *self,
                                           const SluiceSyntax *syntax,
                                           gboolean           *handled,
                                           GError            **error);

static SluiceExpr *
analyze_cast (SluiceAnalyzer *self, const SluiceSyntax *syntax, GError **error)
{
  SluiceCastMode mode = syntax->flag           ? SLUICE_CAST_TRY
                        : self->settings->ansi ? SLUICE_CAST_ANSI
                                               : SLUICE_CAST_LEGACY;
  g_autoptr (SluiceExpr) child = sluice_analyzer_run (self, syntax->children[0], error);

  if (child == NULL)
    return NULL;
  /* The words for moments that literals know, constants that are cast know too. */
  if (syntax->children[0]->kind == SLUICE_SYNTAX_STRING && sluice_type_is_datetime (syntax->type->id))
    {
      SluiceSyntax *typed = sluice_syntax_new (self->ast->arena, SLUICE_SYNTAX_TYPED, syntax->children[0]);
      g_autofree char *word = g_ascii_strdown (syntax->children[0]->name, -1);
      SluiceExpr *moment;
      gboolean handled;

      typed->name = syntax->children[0]->name;
      typed->name_length = syntax->children[0]->name_length;
      typed->keyword = syntax->type->id == SLUICE_TYPE_DATE            ? SLUICE_KW_DATE
                       : syntax->type->id == SLUICE_TYPE_TIMESTAMP_NTZ ? SLUICE_KW_TIMESTAMP_NTZ
                                                                       : SLUICE_KW_TIMESTAMP;
      moment = analyze_special_moment (self, typed, &handled, error);
      if (handled)
        return moment;
      if (strcmp (g_strstrip (word), "epoch") == 0)
        {
          moment = sluice_literal_new (typed, self->settings, error);
          moment->nullable = TRUE;
          return moment;
        }
    }
  if (sluice_type_has_time (syntax->type) && !sluice_time_check_enabled (self->settings, error))
    return NULL;
  if (!sluice_cast_allowed (child->type, syntax->type, mode))
    {
      refuse_cast (self, syntax, child->type, syntax->type, mode, error);
      return NULL;
    }

  return sluice_cast_written (child, syntax->type, mode, self->settings);
}

/* `DATE 'today'` and the like, which move with the clock. */
static SluiceExpr *
analyze_special_moment (SluiceAnalyzer     *self,
                        const SluiceSyntax *syntax,
                        gboolean           *handled,
                        GError            **error)
{
  g_autofree char *word = g_ascii_strdown (syntax->name, -1);
  SluiceTypeId id = syntax->keyword == SLUICE_KW_DATE            ? SLUICE_TYPE_DATE
                    : syntax->keyword == SLUICE_KW_TIMESTAMP_NTZ ? SLUICE_TYPE_TIMESTAMP_NTZ
                                                                 : SLUICE_TYPE_TIMESTAMP;
  g_autoptr (SluiceExpr) day = NULL;
  g_autoptr (SluiceExpr) moved = NULL;
  SluiceExpr *args[2];
  gint32 days;

  g_strstrip (word);
  *handled = FALSE;
  if (syntax->keyword == SLUICE_KW_INTERVAL || syntax->keyword == SLUICE_KW_TIME
      || syntax->keyword == SLUICE_KW_X)
    return NULL;

  if (strcmp (word, "now") == 0)
    {
      *handled = TRUE;
      day = sluice_analyzer_call (self,
                                  id == SLUICE_TYPE_DATE ? "current_date" : "current_timestamp",
                                  NULL, 0, syntax, error);
      return day != NULL ? sluice_analyzer_cast (self, day, sluice_type_primitive (id)) : NULL;
    }
  if (strcmp (word, "today") == 0)
    days = 0;
  else if (strcmp (word, "tomorrow") == 0)
    days = 1;
  else if (strcmp (word, "yesterday") == 0)
    days = -1;
  else
    return NULL;

  *handled = TRUE;
  day = sluice_analyzer_call (self, "current_date", NULL, 0, syntax, error);
  if (day == NULL)
    return NULL;
  args[0] = day;
  args[1] = sluice_expr_new_literal (sluice_type_primitive (SLUICE_TYPE_INT), &days);
  moved = sluice_analyzer_call (self, "date_add", args, 2, syntax, error);
  sluice_expr_unref (args[1]);

  return moved != NULL ? sluice_analyzer_cast (self, moved, sluice_type_primitive (id)) : NULL;
}

static SluiceExpr *
analyze_literal (SluiceAnalyzer *self, const SluiceSyntax *syntax, GError **error)
{
  GError *local_error = NULL;
  SluiceExpr *literal;
  gboolean handled;

  if (syntax->kind == SLUICE_SYNTAX_TYPED)
    {
      literal = analyze_special_moment (self, syntax, &handled, error);
      if (handled)
        return literal;
    }

  literal = sluice_literal_new (syntax, self->settings, &local_error);
  if (literal == NULL)
    {
      sluice_error_set_position (local_error, syntax->offset + syntax->skip, syntax->length - syntax->skip);
      g_propagate_error (error, local_error);
    }

  return literal;
}

static SluiceExpr *
analyze_operator (SluiceAnalyzer *self, const SluiceSyntax *syntax, GError **error)
{
  g_autoptr (GPtrArray) args = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);

  for (guint i = 0; i < syntax->n_children; i++)
    {
      SluiceExpr *arg = sluice_analyzer_run (self, syntax->children[i], error);

      if (arg == NULL)
        return NULL;
      g_ptr_array_add (args, arg);
    }

  return sluice_analyzer_call (self, strcmp (syntax->name, "||") == 0 ? "concat" : syntax->name,
                               (SluiceExpr **) args->pdata, args->len, syntax, error);
}

/* `x BETWEEN a AND b` is `x >= a AND x <= b`, with x analysed once. */
static SluiceExpr *
analyze_between (SluiceAnalyzer *self, const SluiceSyntax *syntax, GError **error)
{
  static const char *const operators[] = { ">=", "<=" };
  g_autoptr (SluiceExpr) value = sluice_analyzer_run (self, syntax->children[0], error);
  SluiceExpr *parts[2] = { NULL, NULL };
  SluiceExpr *result = NULL;

  if (value == NULL)
    return NULL;
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (SluiceExpr) bound = sluice_analyzer_run (self, syntax->children[i + 1], error);
      SluiceSyntax *comparison;
      SluiceExpr *args[2] = { value, bound };

      if (bound == NULL)
        goto out;
      comparison = sluice_syntax_new_operator (self->ast->arena, operators[i], 2,
                                               syntax->children[0], syntax->children[i + 1]);
      comparison->offset = syntax->offset;
      comparison->skip = syntax->skip;
      comparison->length = syntax->length;
      parts[i] = sluice_analyzer_call (self, operators[i], args, 2, comparison, error);
      if (parts[i] == NULL)
        goto out;
    }
  result = sluice_analyzer_call (self, "and", parts, 2, syntax, error);

out:
  g_clear_pointer (&parts[0], sluice_expr_unref);
  g_clear_pointer (&parts[1], sluice_expr_unref);

  return result;
}

static SluiceExpr *
analyze_not_equal (SluiceAnalyzer *self, const SluiceSyntax *syntax, GError **error)
{
  SluiceSyntax *equal = sluice_syntax_new_operator (self->ast->arena, "=", 2, syntax->children[0],
                                                    syntax->children[1]);
  g_autoptr (SluiceExpr) inner = NULL;

  /* Messages speak of the equality that Spark makes of it. */
  if (sluice_function_lookup ("!=") != NULL)
    {
      GError *local_error = NULL;
      SluiceExpr *args[2] = { NULL, NULL };
      SluiceExpr *result = NULL;

      args[0] = sluice_analyzer_run (self, syntax->children[0], &local_error);
      if (args[0] != NULL)
        args[1] = sluice_analyzer_run (self, syntax->children[1], &local_error);
      if (args[1] != NULL)
        result = sluice_analyzer_call (self, "!=", args, 2, equal, &local_error);
      sluice_expr_unref (args[0]);
      sluice_expr_unref (args[1]);
      if (local_error != NULL)
        g_propagate_error (error, local_error);
      return result;
    }

  inner = sluice_analyzer_run (self, equal, error);
  if (inner == NULL)
    return NULL;

  return sluice_analyzer_call (self, "not", &inner, 1, syntax, error);
}

static SluiceExpr *
analyze_operation (SluiceAnalyzer *self, const SluiceSyntax *syntax, GError **error)
{
  if (strcmp (syntax->name, "between") == 0)
    return analyze_between (self, syntax, error);
  if (strcmp (syntax->name, "!=") == 0)
    return analyze_not_equal (self, syntax, error);

  return analyze_operator (self, syntax, error);
}

static SluiceExpr *
analyze_subscript (SluiceAnalyzer *self, const SluiceSyntax *syntax, GError **error)
{
  g_autoptr (SluiceExpr) base = sluice_analyzer_run (self, syntax->children[0], error);
  g_autoptr (SluiceExpr) index = NULL;

  if (base == NULL)
    return NULL;
  index = sluice_analyzer_run (self, syntax->children[1], error);
  if (index == NULL)
    return NULL;

  return sluice_analyzer_subscript (self, base, index, syntax, error);
}

static SluiceExpr *
analyze_field (SluiceAnalyzer *self, const SluiceSyntax *syntax, GError **error)
{
  g_autoptr (SluiceExpr) base = sluice_analyzer_run (self, syntax->children[0], error);

  return base != NULL ? sluice_analyzer_field (self, base, syntax->names[0], syntax, error) : NULL;
}

/* A lambda's body can't be typed before the function says what it passes; until then the node
 * itself hangs on the expression. */
static SluiceExpr *
lambda_placeholder (const SluiceSyntax *syntax)
{
  SluiceExpr *expr = sluice_expr_new (SLUICE_EXPR_LAMBDA, sluice_type_primitive (SLUICE_TYPE_VOID),
                                      TRUE, NULL, 0);

  expr->data = (gpointer) syntax;

  return expr;
}

static SluiceExpr *
analyze (SluiceAnalyzer *self, const SluiceSyntax *syntax, GError **error)
{
  switch (syntax->kind)
    {
    case SLUICE_SYNTAX_NULL:
    case SLUICE_SYNTAX_BOOLEAN:
    case SLUICE_SYNTAX_NUMBER:
    case SLUICE_SYNTAX_STRING:
    case SLUICE_SYNTAX_TYPED:
    case SLUICE_SYNTAX_INTERVAL:
    case SLUICE_SYNTAX_INTERVAL_RANGE:
      return analyze_literal (self, syntax, error);
    case SLUICE_SYNTAX_PARAMETER:
      sluice_analyzer_error (
          syntax, "UNBOUND_SQL_PARAMETER", error,
          "Found the unbound parameter: %s. Please, fix `args` and provide a mapping "
          "of the parameter to either a SQL literal or collection constructor "
          "functions such as `map()`, `array()`, `struct()`.",
          syntax->name);
      return NULL;
    case SLUICE_SYNTAX_COLUMN:
      return sluice_analyzer_column (self, syntax, error);
    case SLUICE_SYNTAX_FIELD:
      return analyze_field (self, syntax, error);
    case SLUICE_SYNTAX_SUBSCRIPT:
      return analyze_subscript (self, syntax, error);
    case SLUICE_SYNTAX_STAR:
      sluice_analyzer_error (syntax, "INVALID_USAGE_OF_STAR_OR_REGEX", error,
                             "Invalid usage of '*' in expression.");
      return NULL;
    case SLUICE_SYNTAX_OPERATOR:
      return analyze_operation (self, syntax, error);
    case SLUICE_SYNTAX_CASE:
      return analyze_operator (self, syntax, error);
    case SLUICE_SYNTAX_CAST:
      return analyze_cast (self, syntax, error);
    case SLUICE_SYNTAX_LAMBDA:
      return lambda_placeholder (syntax);
    case SLUICE_SYNTAX_NAMED:
    case SLUICE_SYNTAX_ALIAS:
      return sluice_analyzer_run (self, syntax->children[0], error);
    case SLUICE_SYNTAX_ROW:
      return sluice_analyzer_struct (self, syntax, error);
    case SLUICE_SYNTAX_RESOLVED:
      return sluice_expr_ref (syntax->resolved);
    case SLUICE_SYNTAX_SUBQUERY:
    case SLUICE_SYNTAX_EXISTS:
    case SLUICE_SYNTAX_IN_QUERY:
      /* A query's analysis has put something else in their place where they can be. */
      sluice_analyzer_error (syntax, "UNSUPPORTED_FEATURE", error,
                             "A subquery isn’t available here in this version, only in the SELECT, "
                             "WHERE and HAVING of a query.");
      return NULL;
    case SLUICE_SYNTAX_CALL:
    default:
      return sluice_analyzer_function (self, syntax, error);
    }
}

SluiceExpr *
sluice_analyzer_run (SluiceAnalyzer *self, const SluiceSyntax *syntax, GError **error)
{
  GError *local_error = NULL;
  SluiceExpr *expr = analyze (self, syntax, &local_error);

  if (expr == NULL)
    {
      sluice_error_set_position (local_error, syntax->offset + syntax->skip, syntax->length - syntax->skip);
      g_propagate_error (error, local_error);
      return NULL;
    }

  return at (expr, syntax);
}

const SluiceExpr *
sluice_analyzer_find_aggregate (const SluiceExpr *expr)
{
  const SluiceExpr *found = expr->kind == SLUICE_EXPR_AGGREGATE ? expr : NULL;

  for (guint i = 0; i < expr->n_args && found == NULL; i++)
    found = sluice_analyzer_find_aggregate (expr->args[i]);

  return found;
}

static void
analyzer_init (SluiceAnalyzer *self, const SluiceScope *scope, SluiceAllow allow, SluiceAst *ast)
{
  *self
      = (SluiceAnalyzer){ .scope = scope, .settings = scope->settings, .allow = allow, .ast = ast };
}

static const SluiceSyntax *
without_alias (const SluiceSyntax *syntax)
{
  while (syntax->kind == SLUICE_SYNTAX_ALIAS)
    syntax = syntax->children[0];

  return syntax;
}

/* Marks the call that may be a generator, and refuses a lambda that belongs to no function. */
static SluiceExpr *
analyze_whole (SluiceAnalyzer *self, const SluiceSyntax *syntax, GError **error)
{
  if (syntax->kind == SLUICE_SYNTAX_LAMBDA)
    {
      sluice_analyzer_error (syntax, "INTERNAL_ERROR", error,
                             "A lambda function is an argument of a higher-order function such as "
                             "transform, and nothing by itself.");
      return NULL;
    }
  self->generator = syntax;

  return sluice_analyzer_run (self, syntax, error);
}

SluiceExpr *
sluice_analyze_syntax (SluiceAst          *ast,
                       const SluiceSyntax *syntax,
                       const SluiceScope  *scope,
                       SluiceAllow         allow,
                       GError            **error)
{
  SluiceAnalyzer self;

  analyzer_init (&self, scope, allow, ast);

  return analyze_whole (&self, without_alias (syntax), error);
}

SluiceExpr *
sluice_analyze (const char *text, const SluiceScope *scope, SluiceAllow allow, GError **error)
{
  g_autoptr (SluiceAst) ast = sluice_ast_parse_with (text, scope->settings, error);

  return ast != NULL ? sluice_analyze_syntax (ast, ast->root, scope, allow, error) : NULL;
}

SluiceExpr *
sluice_analyze_condition_syntax (SluiceAst          *ast,
                                 const SluiceSyntax *syntax,
                                 const SluiceScope  *scope,
                                 SluiceAllow         allow,
                                 GError            **error)
{
  g_autoptr (SluiceExpr) expr = sluice_analyze_syntax (ast, syntax, scope, allow, error);

  if (expr == NULL)
    return NULL;
  if (expr->type->id != SLUICE_TYPE_BOOLEAN)
    {
      g_autofree char *sql = sluice_syntax_to_sql (without_alias (syntax));
      g_autofree char *type = sluice_type_to_sql (expr->type);

      sluice_analyzer_error (
          syntax, "DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN", error,
          "Cannot resolve \"%s\" due to data type mismatch: Filter condition \"%s\" of "
          "type \"%s\" is not a boolean.",
          sql, sql, type);
      return NULL;
    }

  return g_steal_pointer (&expr);
}

SluiceExpr *
sluice_analyze_condition (const char *text, const SluiceScope *scope, GError **error)
{
  g_autoptr (SluiceAst) ast = sluice_ast_parse_with (text, scope->settings, error);

  return ast != NULL ? sluice_analyze_condition_syntax (ast, ast->root, scope,
                                                        SLUICE_ALLOW_NOTHING, error)
                     : NULL;
}

void
sluice_named_expr_clear (gpointer data)
{
  SluiceNamedExpr *self = data;

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->names, g_strfreev);
  g_clear_pointer (&self->expr, sluice_expr_unref);
}

/* `struct(*)` is named with the columns that the star stands for; %NULL for what has none. */
static char *
name_of_stars (SluiceAnalyzer *self, const SluiceSyntax *syntax)
{
  g_autoptr (GString) name = NULL;
  gboolean found = FALSE;

  if (syntax->kind != SLUICE_SYNTAX_CALL || g_ascii_strcasecmp (syntax->name, "count") == 0)
    return NULL;
  name = g_string_new (syntax->name);
  g_string_append_c (name, '(');
  for (guint i = 0; i < syntax->n_children; i++)
    {
      const SluiceSyntax *child = syntax->children[i];
      g_autoptr (GPtrArray) columns
          = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
      g_autoptr (GPtrArray) names = g_ptr_array_new ();
      g_autofree char *sql = NULL;

      if (child->kind != SLUICE_SYNTAX_STAR
          || !sluice_analyzer_star (self, child, columns, names, NULL))
        {
          sql = sluice_syntax_to_sql (child);
          g_string_append_printf (name, "%s%s", i > 0 ? ", " : "", sql);
          continue;
        }
      found = TRUE;
      for (guint k = 0; k < names->len; k++)
        g_string_append_printf (name, "%s%s", i + k > 0 ? ", " : "", (char *) names->pdata[k]);
    }
  g_string_append_c (name, ')');

  return found ? g_string_free (g_steal_pointer (&name), FALSE) : NULL;
}

/* A date and a number of days with a sign between them, which Spark writes as a function. */
static gboolean
is_day_arithmetic (const SluiceSyntax *syntax, const SluiceExpr *expr)
{
  if (syntax->kind != SLUICE_SYNTAX_OPERATOR || syntax->n_children != 2 || expr->n_args != 2
      || expr->type->id != SLUICE_TYPE_DATE
      || (strcmp (syntax->name, "+") != 0 && strcmp (syntax->name, "-") != 0))
    return FALSE;

  return sluice_type_is_numeric (expr->args[0]->type->id)
         != sluice_type_is_numeric (expr->args[1]->type->id);
}

/* The name of a column that has no alias: its own as it was written, or how Spark writes the
 * expression. */
static char *
default_name (SluiceAnalyzer *self, const SluiceSyntax *syntax, const SluiceExpr *expr)
{
  char *name_with_columns;

  if (syntax->kind == SLUICE_SYNTAX_CAST && syntax->children[0]->kind == SLUICE_SYNTAX_COLUMN)
    return default_name (self, syntax->children[0],
                         expr->kind == SLUICE_EXPR_CALL ? expr->args[0] : expr);
  if (syntax->kind == SLUICE_SYNTAX_CAST && syntax->children[0]->kind == SLUICE_SYNTAX_ALIAS)
    return g_strdup (syntax->children[0]->names[0]);
  if (is_day_arithmetic (syntax, expr))
    {
      guint date = expr->args[0]->type->id == SLUICE_TYPE_DATE ? 0 : 1;
      g_autofree char *first = sluice_syntax_to_sql (syntax->children[date]);
      g_autofree char *second = sluice_syntax_to_sql (syntax->children[1 - date]);

      return g_strdup_printf ("%s(%s, %s)", *syntax->name == '+' ? "date_add" : "date_sub", first,
                              second);
    }
  name_with_columns = name_of_stars (self, syntax);
  if (name_with_columns != NULL)
    return name_with_columns;
  if (syntax->kind == SLUICE_SYNTAX_COLUMN)
    {
      const char *name = syntax->names[syntax->n_names - 1];
      g_autofree char *lower = g_ascii_strdown (name, -1);

      /* `current_date` without parentheses. */
      if (syntax->n_names == 1 && expr->n_args == 0 && sluice_expr_is_call_of (expr, lower))
        return g_strconcat (lower, "()", NULL);
      return g_strdup (name);
    }

  /* Spark puts a column of that name in a window's place. */
  if (sluice_window_spec (expr) != NULL || sluice_expr_is_session_window (expr)
      || sluice_expr_is_call_of (expr, "window_time"))
    return g_strdup (expr->function->name);
  if (syntax->kind == SLUICE_SYNTAX_FIELD && expr->kind == SLUICE_EXPR_CALL)
    {
      g_autofree char *base = default_name (self, syntax->children[0], expr->args[0]);

      return g_strconcat (base, ".", syntax->names[0], NULL);
    }

  return sluice_syntax_to_sql (syntax);
}

static gboolean
name_generator (const SluiceSyntax *root, SluiceNamedExpr *named, GError **error)
{
  const SluiceType *type = named->expr->type;
  guint n_aliases = root->kind == SLUICE_SYNTAX_ALIAS ? root->n_names : 0;

  if (n_aliases > 0 && n_aliases != type->n_fields)
    {
      sluice_analyzer_error (
          root, "UDTF_ALIAS_NUMBER_MISMATCH", error,
          "The number of aliases supplied in the AS clause does not match the number "
          "of columns output by the UDTF. Expected %u aliases, but got %u. Please "
          "ensure that the number of aliases provided matches the number of columns "
          "output by the UDTF.",
          type->n_fields, n_aliases);
      return FALSE;
    }

  named->names = g_new0 (char *, type->n_fields + 1);
  for (guint i = 0; i < type->n_fields; i++)
    named->names[i] = g_strdup (n_aliases > 0 ? root->names[i] : type->fields[i].name);
  named->name = g_strdup (type->n_fields > 0 ? named->names[0] : "");

  return TRUE;
}

static gboolean
analyze_star_named (SluiceAnalyzer *self, const SluiceSyntax *syntax, GArray *out, GError **error)
{
  g_autoptr (GPtrArray) columns
      = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  if ((self->allow & SLUICE_ALLOW_STAR) == 0)
    {
      sluice_analyzer_error (syntax, "INVALID_USAGE_OF_STAR_OR_REGEX", error,
                             "Invalid usage of '*' in expression.");
      return FALSE;
    }
  if (!sluice_analyzer_star (self, syntax, columns, names, error))
    return FALSE;

  for (guint i = 0; i < columns->len; i++)
    {
      SluiceNamedExpr named = { .name = g_strdup (g_ptr_array_index (names, i)),
                                .expr = sluice_expr_ref (g_ptr_array_index (columns, i)) };

      g_array_append_val (out, named);
    }

  return TRUE;
}

gboolean
sluice_analyze_named_syntax (SluiceAst          *ast,
                             const SluiceSyntax *root,
                             const SluiceScope  *scope,
                             SluiceAllow         allow,
                             GArray             *out,
                             GError            **error)
{
  SluiceNamedExpr named = { 0 };
  const SluiceSyntax *syntax = without_alias (root);
  SluiceAnalyzer self;

  analyzer_init (&self, scope, allow, ast);
  if (syntax->kind == SLUICE_SYNTAX_STAR && syntax == root)
    return analyze_star_named (&self, syntax, out, error);

  named.expr = analyze_whole (&self, syntax, error);
  if (named.expr == NULL)
    return FALSE;

  if (named.expr->kind == SLUICE_EXPR_GENERATOR)
    {
      if (!name_generator (root, &named, error))
        {
          sluice_named_expr_clear (&named);
          return FALSE;
        }
    }
  else if (root->kind != SLUICE_SYNTAX_ALIAS)
    {
      named.name = default_name (&self, syntax, named.expr);
    }
  else if (root->n_names == 1)
    {
      named.name = g_strdup (root->names[0]);
    }
  else
    {
      g_autofree char *sql = sluice_syntax_to_sql (syntax);

      sluice_analyzer_error (
          root, "MULTI_ALIAS_WITHOUT_GENERATOR", error,
          "Multi part aliasing (%s, %s) is not supported with \"%s\" as it is not a "
          "generator function.",
          root->names[0], root->names[1], sql);
      sluice_named_expr_clear (&named);
      return FALSE;
    }
  g_array_append_val (out, named);

  return TRUE;
}

gboolean
sluice_analyze_named (
    const char *text, const SluiceScope *scope, SluiceAllow allow, GArray *out, GError **error)
{
  g_autoptr (SluiceAst) ast = sluice_ast_parse_with (text, scope->settings, error);

  return ast != NULL && sluice_analyze_named_syntax (ast, ast->root, scope, allow, out, error);
}
