/* sluice-variant-change.c: variant_set, variant_delete and their relatives.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-functions-variant.h"

#include <string.h>

#include "expr/sluice-variant-cast.h"
#include "expr/sluice-variant-edit.h"
#include "formats/sluice-function-options.h"

/* The path up to a step, as Spark writes it. */
static char *
path_prefix (const GArray *path, guint n)
{
  g_autoptr (GString) text = g_string_new ("$");

  for (guint i = 0; i < n; i++)
    {
      const SluiceVariantStep *step = &g_array_index (path, SluiceVariantStep, i);

      if (step->name == NULL)
        g_string_append_printf (text, "[%u]", step->index);
      else if (step->length > 0 && strpbrk (step->name, ".[") == NULL)
        g_string_append_printf (text, ".%s", step->name);
      else if (strchr (step->name, '\'') == NULL)
        g_string_append_printf (text, "['%s']", step->name);
      else
        g_string_append_printf (text, "[\"%s\"]", step->name);
    }

  return g_strdup (text->str);
}

static SluiceVariantChange
change_of (const SluiceKernelCall *call, guint32 row)
{
  const char *name = call->expr->function->name;

  if (g_str_has_suffix (name, "_insert"))
    return SLUICE_VARIANT_INSERT;
  if (g_str_has_suffix (name, "_append"))
    return SLUICE_VARIANT_APPEND;

  return SLUICE_ARG_AT (call, 3, guint8, row) ? SLUICE_VARIANT_SET : SLUICE_VARIANT_UPDATE;
}

/* Returns: whether to go on; the row is null where it may be */
static gboolean
refuse (SluiceKernelCall *call, guint32 row, const GArray *path, guint depth, GError *problem, GError **error)
{
  const char *name = call->expr->function->name;
  const SluiceString *text = &SLUICE_STRING_AT (call, 1, row);
  g_autofree char *place = NULL;

  if (g_str_has_prefix (name, "try_"))
    {
      g_clear_error (&problem);
      sluice_call_null_text (call, row);
      return TRUE;
    }
  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }

  place = path_prefix (path, depth);
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "VARIANT_PATH_TYPE_MISMATCH",
                    "The path '%.*s' is incompatible with the variant value at '%s' in `%s`.", (int) text->length,
                    text->data, place, name);

  return FALSE;
}

static gboolean
change_row (SluiceKernelCall     *call,
            SluiceVariantBuilder *builders,
            const GArray         *path,
            guint32               row,
            GError              **error)
{
  SluiceArena *arena = call->context->arena;
  GError *problem = NULL;
  SluiceString text;
  guint depth = 0;

  sluice_variant_builder_begin (&builders[1]);
  if (!sluice_variant_builder_value (&builders[1], call->args[2], row, error))
    return FALSE;
  sluice_variant_builder_begin (&builders[0]);
  if (sluice_variant_builder_finish (&builders[1], arena, &text))
    {
      if (!sluice_variant_builder_change (&builders[0], sluice_variant (&SLUICE_STRING_AT (call, 0, row)), path,
                                          change_of (call, row), sluice_variant (&text), &depth, &problem))
        return refuse (call, row, path, depth, problem, error);
      if (sluice_variant_builder_finish (&builders[0], arena, &call->result->string[row]))
        return TRUE;
    }
  sluice_variant_error_size (call->expr->function->name, error);

  return FALSE;
}

static gboolean
run_change (SluiceKernelCall *call, GError **error)
{
  SluiceVariantBuilder builders[2];
  gboolean append = g_str_has_suffix (call->expr->function->name, "_append");
  g_autoptr (GArray) path = NULL;
  gboolean good = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (builders); i++)
    sluice_variant_builder_init (&builders[i]);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      if (path == NULL || !call->args[1]->constant)
        {
          g_clear_pointer (&path, g_array_unref);
          path = sluice_variant_path_at (call, 1, row, "INVALID_VARIANT_PATH", append, error);
        }
      good = path != NULL && change_row (call, builders, path, row, error);
      sluice_arena_align (call->context->arena);
      if (!good)
        break;
    }
  for (guint i = 0; i < G_N_ELEMENTS (builders); i++)
    sluice_variant_builder_clear (&builders[i]);

  return good;
}

static const SluiceKernel change_kernel = { "variant_change", SLUICE_KERNEL_STRICT, run_change, NULL };

SluiceExpr *
sluice_resolve_variant_change (const SluiceFunction *function,
                               SluiceAnalyzer       *analyzer,
                               SluiceCall           *call,
                               GError              **error)
{
  static const guint8 yes = TRUE;
  const SluiceType *boolean = sluice_type_primitive (SLUICE_TYPE_BOOLEAN);
  const SluiceType *value = call->args[2]->type;
  gboolean nullable;

  if (function->max_args == 4 && call->n_args == 3)
    sluice_call_append_literal (call, boolean, &yes);
  if (!sluice_call_check_variant (analyzer, call, 0, error) || !sluice_call_check_text (analyzer, call, 1, error)
      || (call->n_args == 4 && !sluice_analyzer_coerce_arg (analyzer, call, 3, boolean, error)))
    return NULL;
  if (value->id != SLUICE_TYPE_VOID && !sluice_variant_takes (value, FALSE))
    {
      g_autofree char *sql = sluice_type_to_sql (value);

      sluice_call_mismatch (call, "CAST_WITHOUT_SUGGESTION", error, "cannot cast \"%s\" to \"VARIANT\".", sql);
      return NULL;
    }
  nullable = g_str_has_prefix (function->name, "try_") || sluice_call_any_nullable (call);

  return sluice_call_finish (function, call, sluice_type_primitive (SLUICE_TYPE_VARIANT), nullable,
                             &change_kernel);
}

/* variant_delete: paths that are null count for nothing. */

static gboolean
delete_row (SluiceKernelCall *call, SluiceVariantBuilder *builder, guint32 row, GError **error)
{
  SluiceString text = SLUICE_STRING_AT (call, 0, row);
  SluiceVariant nothing = { NULL, NULL };
  guint depth;

  for (guint i = 1; i < call->expr->n_args; i++)
    {
      g_autoptr (GArray) path = NULL;

      if (sluice_column_is_null (call->args[i], row))
        continue;
      path = sluice_variant_path_at (call, i, row, "INVALID_VARIANT_PATH", FALSE, error);
      if (path == NULL)
        return FALSE;
      sluice_variant_builder_begin (builder);
      if (!sluice_variant_builder_change (builder, sluice_variant (&text), path, SLUICE_VARIANT_DELETE, nothing,
                                          &depth, error))
        return FALSE;
      if (!sluice_variant_builder_finish (builder, call->context->arena, &text))
        {
          sluice_variant_error_size ("variant_delete", error);
          return FALSE;
        }
      sluice_arena_align (call->context->arena);
    }
  call->result->string[row] = text;

  return TRUE;
}

static gboolean
run_delete (SluiceKernelCall *call, GError **error)
{
  g_auto (SluiceVariantBuilder) builder;

  sluice_variant_builder_init (&builder);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    if (sluice_column_is_null (call->args[0], row))
      sluice_call_null_text (call, row);
    else if (!delete_row (call, &builder, row, error))
      return FALSE;

  return TRUE;
}

static const SluiceKernel delete_kernel = { "variant_delete", SLUICE_KERNEL_NONE, run_delete, NULL };

SluiceExpr *
sluice_resolve_variant_delete (const SluiceFunction *function,
                               SluiceAnalyzer       *analyzer,
                               SluiceCall           *call,
                               GError              **error)
{
  if (!sluice_call_check_variant (analyzer, call, 0, error))
    return NULL;
  for (guint i = 1; i < call->n_args; i++)
    if (!sluice_call_check_text (analyzer, call, i, error))
      return NULL;

  return sluice_call_finish (function, call, sluice_type_primitive (SLUICE_TYPE_VARIANT),
                             call->args[0]->nullable, &delete_kernel);
}

/* variant_strip_nulls */

static gboolean
run_strip_nulls (SluiceKernelCall *call, GError **error)
{
  g_auto (SluiceVariantBuilder) builder;

  sluice_variant_builder_init (&builder);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      sluice_variant_builder_begin (&builder);
      sluice_variant_builder_strip_nulls (&builder, sluice_variant (&SLUICE_STRING_AT (call, 0, row)),
                                          SLUICE_ARG_AT (call, 1, guint8, row));
      if (!sluice_variant_builder_finish (&builder, call->context->arena, &call->result->string[row]))
        {
          sluice_variant_error_size ("variant_strip_nulls", error);
          return FALSE;
        }
    }
  sluice_arena_align (call->context->arena);

  return TRUE;
}

static const SluiceKernel strip_nulls_kernel
    = { "variant_strip_nulls", SLUICE_KERNEL_STRICT, run_strip_nulls, NULL };

SluiceExpr *
sluice_resolve_variant_strip_nulls (const SluiceFunction *function,
                                    SluiceAnalyzer       *analyzer,
                                    SluiceCall           *call,
                                    GError              **error)
{
  static const guint8 yes = TRUE;
  const SluiceType *boolean = sluice_type_primitive (SLUICE_TYPE_BOOLEAN);

  if (call->n_args == 1)
    sluice_call_append_literal (call, boolean, &yes);
  if (!sluice_call_check_variant (analyzer, call, 0, error)
      || !sluice_analyzer_coerce_arg (analyzer, call, 1, boolean, error))
    return NULL;

  return sluice_call_finish (function, call, sluice_type_primitive (SLUICE_TYPE_VARIANT),
                             sluice_call_any_nullable (call), &strip_nulls_kernel);
}
