/* sluice-call.c: what the functions' resolvers work with.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <stdarg.h>
#include <string.h>

#include "expr/sluice-analyzer-private.h"
#include "expr/sluice-cast.h"
#include "expr/sluice-coercion.h"
#include "expr/sluice-time-of-day.h"

const SluiceSettings *
sluice_analyzer_settings (SluiceAnalyzer *self)
{
  return self->settings;
}

SluiceExpr *
sluice_analyzer_cast (SluiceAnalyzer *self, SluiceExpr *expr, const SluiceType *type)
{
  self->casts_time
      = self->casts_time || (sluice_type_has_time (type) && !sluice_type_equal (type, expr->type));

  return sluice_cast_new (expr, type, self->settings->ansi ? SLUICE_CAST_ANSI : SLUICE_CAST_LEGACY,
                          self->settings);
}

static void
replace_arg (SluiceAnalyzer *self, SluiceCall *call, guint index, const SluiceType *type)
{
  SluiceExpr *cast = sluice_analyzer_cast (self, call->args[index], type);

  sluice_expr_unref (call->args[index]);
  call->args[index] = cast;
}

gboolean
sluice_analyzer_coerce_arg (
    SluiceAnalyzer *self, SluiceCall *call, guint index, const SluiceType *type, GError **error)
{
  const SluiceType *from = call->args[index]->type;
  g_autofree char *sql = NULL;
  g_autofree char *quoted = NULL;

  if (sluice_type_equal (from, type))
    return TRUE;
  if (!sluice_coercion_implicit (self->settings, from, type))
    {
      sql = sluice_type_to_sql (type);
      quoted = g_strdup_printf ("\"%s\"", sql);
      sluice_call_wrong_type (call, index, quoted, error);
      return FALSE;
    }
  /* Spark takes a time of day for a kind of date, and finds out at the cast that it isn't one. */
  if ((from->id == SLUICE_TYPE_TIME && type->id == SLUICE_TYPE_DATE)
      || (from->id == SLUICE_TYPE_DATE && type->id == SLUICE_TYPE_TIME))
    {
      sluice_call_mismatch (call, "CAST_WITHOUT_SUGGESTION", error, "cannot cast \"%s\" to \"%s\".",
                            sluice_type_id_name (from->id), sluice_type_id_name (type->id));
      return FALSE;
    }
  replace_arg (self, call, index, type);

  return TRUE;
}

/* Whether two types hold the same, whatever their fields are called. */
static gboolean
same_structure (const SluiceType *a, const SluiceType *b)
{
  if (a->id != b->id || a->n_fields != b->n_fields)
    return FALSE;
  if (a->n_fields == 0)
    return sluice_type_equal (a, b);
  for (guint i = 0; i < a->n_fields; i++)
    if (!same_structure (a->fields[i].type, b->fields[i].type))
      return FALSE;

  return TRUE;
}

/* IN compares structs by their fields' places. */
static gboolean
all_same_structure (const SluiceCall *call, guint first, guint n)
{
  if (strcmp (call->name, "in") != 0)
    return FALSE;
  for (guint i = 1; i < n; i++)
    if (!same_structure (call->args[first]->type, call->args[first + i]->type))
      return FALSE;

  return TRUE;
}

/* greatest and least don't let texts become something else. */
static gboolean
promotes_strings (const SluiceCall *call)
{
  return g_ascii_strcasecmp (call->name, "greatest") != 0
         && g_ascii_strcasecmp (call->name, "least") != 0;
}

static void
refuse_different (const SluiceCall *call, guint first, guint n, GError **error)
{
  static const char *const bracketed[] = { "if", "case", "in", "greatest", "least" };
  g_autoptr (GString) list = g_string_new (NULL);
  g_autofree char *name = g_ascii_strdown (call->name, -1);
  gboolean brackets = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (bracketed); i++)
    brackets = brackets || strcmp (name, bracketed[i]) == 0;
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *type = sluice_type_to_sql (call->args[first + i]->type);

      g_string_append_printf (list, "%s\"%s\"", i == 0 ? "" : brackets ? ", " : " or ", type);
    }
  sluice_call_mismatch (call, "DATA_DIFF_TYPES", error,
                        "Input to `%s` should all be the same type, but it's %c%s%c.",
                        strcmp (name, "case") == 0 ? "casewhen" : name, brackets ? '[' : '(',
                        list->str, brackets ? ']' : ')');
}

void
sluice_analyzer_coerce_none (const SluiceCall *call, GError **error)
{
  refuse_different (call, 0, call->n_args, error);
}

/* The old rules look at the texts first, because there everything goes with a text. */
static SluiceType *
common_of_all (SluiceAnalyzer *self, SluiceExpr *const *args, guint n, gboolean promote)
{
  SluiceType *common = sluice_type_ref (sluice_type_primitive (SLUICE_TYPE_VOID));

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < n && common != NULL; i++)
      {
        gboolean early = !self->settings->ansi && args[i]->type->id == SLUICE_TYPE_STRING;
        SluiceType *wider;

        if (early != (pass == 0))
          continue;
        wider = sluice_coercion_wider (self->settings, common, args[i]->type, promote);
        sluice_type_unref (common);
        common = wider;
      }

  return common;
}

const SluiceType *
sluice_analyzer_coerce_same (
    SluiceAnalyzer *self, SluiceCall *call, guint first, guint n, GError **error)
{
  g_autoptr (SluiceType) common
      = common_of_all (self, call->args + first, n, promotes_strings (call));

  if (common == NULL && n > 0 && all_same_structure (call, first, n))
    return call->args[first]->type;
  if (common == NULL || n == 0)
    {
      refuse_different (call, first, n, error);
      return NULL;
    }
  for (guint i = first; i < first + n; i++)
    replace_arg (self, call, i, common);

  return call->args[first]->type;
}

SluiceType *
sluice_analyzer_common_type (SluiceAnalyzer *self, const SluiceType *a, const SluiceType *b)
{
  return sluice_coercion_wider (self->settings, a, b, TRUE);
}

SluiceExpr *
sluice_analyzer_fold (SluiceAnalyzer *self, SluiceExpr *expr, GError **error)
{
  return sluice_expr_fold (expr, self->settings, error);
}

SluiceExpr *
sluice_call_finish (const SluiceFunction *function,
                    SluiceCall           *call,
                    const SluiceType     *type,
                    gboolean              nullable,
                    const SluiceKernel   *kernel)
{
  static const SluiceExprKind kinds[] = {
    [SLUICE_FUNCTION_SCALAR] = SLUICE_EXPR_CALL,
    [SLUICE_FUNCTION_AGGREGATE] = SLUICE_EXPR_AGGREGATE,
    [SLUICE_FUNCTION_GENERATOR] = SLUICE_EXPR_GENERATOR,
    [SLUICE_FUNCTION_WINDOW] = SLUICE_EXPR_WINDOWED,
  };
  SluiceExpr *expr
      = sluice_expr_new (kinds[function->kind], type, nullable, call->args, call->n_args);

  expr->function = function;
  expr->kernel = kernel;
  expr->distinct = call->distinct;
  expr->text_offset = call->text_offset;
  expr->text_length = call->text_length;

  return expr;
}

gboolean
sluice_call_any_nullable (const SluiceCall *call)
{
  for (guint i = 0; i < call->n_args; i++)
    if (call->args[i]->nullable)
      return TRUE;

  return FALSE;
}

char *
sluice_call_to_sql (const SluiceCall *call)
{
  GString *out;

  if (call->syntax != NULL)
    return sluice_syntax_to_sql (call->syntax);

  out = g_string_new (call->name);
  g_string_append_c (out, '(');
  for (guint i = 0; i < call->n_args; i++)
    {
      g_autofree char *arg = sluice_expr_to_sql (call->args[i], NULL);

      g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", arg);
    }
  g_string_append_c (out, ')');

  return g_string_free (out, FALSE);
}

char *
sluice_call_arg_to_sql (const SluiceCall *call, guint index)
{
  if (call->syntax != NULL && index < call->syntax->n_children
      && call->n_args == call->syntax->n_children)
    return sluice_syntax_to_sql (call->syntax->children[index]);

  return index < call->n_args ? sluice_expr_to_sql (call->args[index], NULL) : g_strdup ("");
}

static void
set_error (const SluiceCall *call, const char *condition, const char *message, GError **error)
{
  if (error == NULL)
    return;
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_ANALYSIS, condition, "%s", message);
  sluice_error_set_position (*error, call->text_offset, call->text_length);
}

void
sluice_call_error (
    const SluiceCall *call, const char *condition, GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  set_error (call, condition, message, error);
}

void
sluice_call_mismatch (
    const SluiceCall *call, const char *condition, GError **error, const char *format, ...)
{
  g_autofree char *whole = g_strconcat ("DATATYPE_MISMATCH.", condition, NULL);
  g_autofree char *sql = sluice_call_to_sql (call);
  g_autofree char *reason = NULL;
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  reason = g_strdup_vprintf (format, args);
  va_end (args);
  message = g_strdup_printf ("Cannot resolve \"%s\" due to data type mismatch: %s", sql, reason);
  set_error (call, whole, message, error);
}

void
sluice_call_wrong_type (const SluiceCall *call, guint index, const char *required, GError **error)
{
  static const char *const ordinals[] = { "first", "second",  "third",  "fourth", "fifth",
                                          "sixth", "seventh", "eighth", "ninth",  "tenth" };
  g_autofree char *arg = sluice_call_arg_to_sql (call, index);
  g_autofree char *type = sluice_type_to_sql (call->args[index]->type);
  g_autofree char *number = g_strdup_printf ("%uth", index + 1);

  sluice_call_mismatch (
      call, "UNEXPECTED_INPUT_TYPE", error,
      "The %s parameter requires the %s type, however \"%s\" has the type \"%s\".",
      index < G_N_ELEMENTS (ordinals) ? ordinals[index] : number, required, arg, type);
}
