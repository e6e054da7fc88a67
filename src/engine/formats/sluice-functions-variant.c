/* sluice-functions-variant.c: parse_json, variant_get and their relatives.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-functions-variant.h"

#include <string.h>

#include "core/sluice-name.h"
#include "expr/sluice-aggregates.h"
#include "expr/sluice-analyzer.h"
#include "expr/sluice-syntax.h"
#include "expr/sluice-variant-cast.h"
#include "formats/sluice-function-options.h"
#include "formats/sluice-infer.h"
#include "formats/sluice-utf8.h"
#include "formats/sluice-variant-parse.h"

static const SluiceType *
variant_type (void)
{
  return sluice_type_primitive (SLUICE_TYPE_VARIANT);
}

gboolean
sluice_call_check_variant (SluiceAnalyzer *analyzer, SluiceCall *call, guint index, GError **error)
{
  SluiceTypeId id = call->args[index]->type->id;

  if (id != SLUICE_TYPE_VARIANT && id != SLUICE_TYPE_VOID)
    {
      sluice_call_wrong_type (call, index, "\"VARIANT\"", error);
      return FALSE;
    }

  return sluice_analyzer_coerce_arg (analyzer, call, index, variant_type (), error);
}

/* parse_json */

static const SluiceFormatOptions strict_options = { 0 };

static gboolean
parse_row (SluiceKernelCall *call, SluiceVariantBuilder *builder, SluiceJsonTape *tape, guint32 row, GError **error)
{
  SluiceArena *arena = call->context->arena;
  const SluiceString *value = &SLUICE_STRING_AT (call, 0, row);
  const char *text = value->data;
  gsize length = value->length;

  if (!sluice_utf8_is_strict (text, length))
    text = sluice_utf8_replace (arena, text, length, &length);
  sluice_variant_builder_begin (builder);
  if ((length < 3 || memcmp (text, "\xef\xbb\xbf", 3) != 0)
      && sluice_json_tape_read (tape, text, length, &strict_options, 0, NULL) == SLUICE_JSON_OK)
    {
      g_autoptr (GError) problem = NULL;
      gboolean good = sluice_variant_builder_json (builder, arena, tape, 0, &problem);

      sluice_arena_align (arena);
      if (good)
        {
          if (sluice_variant_builder_finish (builder, arena, &call->result->string[row]))
            return TRUE;
          sluice_variant_error_size ("parse_json", error);
          return FALSE;
        }
      if (sluice_error_condition (problem) != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
    }

  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                    "MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION",
                    "Malformed records are detected in record parsing: %.*s.", (int) MIN (length, 200), text);

  return FALSE;
}

static gboolean
run_parse (SluiceKernelCall *call, gboolean tolerant, GError **error)
{
  g_auto (SluiceVariantBuilder) builder;
  SluiceJsonTape tape = { 0 };
  gboolean good = TRUE;

  sluice_variant_builder_init (&builder);
  builder.keep_last
      = sluice_settings_get_boolean (call->context->settings, "spark.sql.variant.allowDuplicateKeys");
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      good = parse_row (call, &builder, &tape, row, tolerant ? NULL : error);
      sluice_arena_align (call->context->arena);
      if (!good && !tolerant)
        break;
      if (!good)
        sluice_call_null_text (call, row);
    }
  sluice_json_tape_clear (&tape);

  return good || tolerant;
}

static gboolean
parse_json (SluiceKernelCall *call, GError **error)
{
  return run_parse (call, FALSE, error);
}

static gboolean
try_parse_json (SluiceKernelCall *call, GError **error)
{
  return run_parse (call, TRUE, error);
}

static const SluiceKernel parse_json_kernel = { "parse_json", SLUICE_KERNEL_STRICT, parse_json, NULL };
static const SluiceKernel try_parse_json_kernel
    = { "try_parse_json", SLUICE_KERNEL_STRICT, try_parse_json, NULL };

static SluiceExpr *
resolve_parse_json (const SluiceFunction *function,
                    SluiceAnalyzer       *analyzer,
                    SluiceCall           *call,
                    GError              **error)
{
  const SluiceKernel *kernel = function->user_data;

  if (!sluice_call_check_text (analyzer, call, 0, error))
    return NULL;

  return sluice_call_finish (function, call, variant_type (),
                             kernel == &try_parse_json_kernel || call->args[0]->nullable, kernel);
}

/* variant_get */

GArray *
sluice_variant_path_at (const SluiceKernelCall *call,
                        guint                   index,
                        guint32                 row,
                        const char             *condition,
                        gboolean                allow_root,
                        GError                **error)
{
  const SluiceString *text = &SLUICE_STRING_AT (call, index, row);
  const char *name = call->expr->function->name;
  GArray *path = sluice_variant_path_parse (text->data, text->length);

  if (path != NULL && (allow_root || path->len > 0))
    return path;

  g_clear_pointer (&path, g_array_unref);
  if (strcmp (condition, "INVALID_VARIANT_GET_PATH") == 0)
    sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, condition,
                      "The path `%.*s` is not a valid variant extraction path in `%s`.\nA valid path should start "
                      "with `$` and is followed by zero or more segments like `[123]`, `.name`, `['name']`, or "
                      "`[\"name\"]`.",
                      (int) text->length, text->data, name);
  else
    sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, condition,
                      "The path '%.*s' is not a valid `%s` target.\nA valid path should start with `$` and is "
                      "followed by one or more segments like `[123]`, `.name`, `['name']`, or `[\"name\"]`.",
                      (int) text->length, text->data, name);

  return NULL;
}

static gboolean
variant_get (SluiceKernelCall *call, GError **error)
{
  SluiceEvalContext *context = call->context;
  SluiceVariant *parts = sluice_arena_new_array0 (context->arena, SluiceVariant, MAX (context->n_rows, 1));
  gboolean tolerant = g_str_has_prefix (call->expr->function->name, "try_");
  g_autoptr (GArray) path = NULL;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      if (path == NULL || !call->args[1]->constant)
        {
          g_clear_pointer (&path, g_array_unref);
          path = sluice_variant_path_at (call, 1, row, "INVALID_VARIANT_GET_PATH", TRUE, error);
          if (path == NULL)
            return FALSE;
        }
      parts[row] = sluice_variant_follow (sluice_variant (&SLUICE_STRING_AT (call, 0, row)), path);
    }
  call->result = sluice_variant_cast (context, parts, context->n_rows, call->expr->type, !tolerant, error);

  return call->result != NULL;
}

static const SluiceKernel variant_get_kernel
    = { "variant_get", SLUICE_KERNEL_STRICT | SLUICE_KERNEL_OWN_RESULT, variant_get, NULL };

/* A constant path that is none fails before any variant is there, even where it would be null or can't be computed. */
static void
check_constant_path (SluiceAnalyzer *analyzer, SluiceCall *call)
{
  g_autoptr (SluiceExpr) literal = NULL;
  g_autoptr (GArray) path = NULL;
  SluiceString nothing = sluice_string ("", 0);

  if (sluice_expr_is_foldable (call->args[0]) || !sluice_expr_is_foldable (call->args[1]))
    return;
  literal = sluice_analyzer_fold (analyzer, call->args[1], NULL);
  if (literal == NULL || sluice_column_is_null (literal->value, 0))
    return;
  path = sluice_variant_path_parse (literal->value->string[0].data, literal->value->string[0].length);
  if (path == NULL)
    sluice_call_replace_arg (call, 0, sluice_expr_new_literal (variant_type (), &nothing));
}

static SluiceExpr *
resolve_variant_get (const SluiceFunction *function,
                     SluiceAnalyzer       *analyzer,
                     SluiceCall           *call,
                     GError              **error)
{
  g_autoptr (SluiceType) type = sluice_type_ref (variant_type ());
  g_autoptr (SluiceType) nullable = NULL;

  /* Written `v:path`. */
  if (call->syntax != NULL && call->syntax->special && call->args[0]->type->id != SLUICE_TYPE_VARIANT)
    {
      sluice_call_error (call, "COLUMN_IS_NOT_VARIANT_TYPE", error,
                         "The semi-structured extraction operator (`:`) can only be applied to a column of the "
                         "VARIANT type.");
      return NULL;
    }
  if (call->n_args == 3)
    {
      sluice_type_unref (type);
      type = sluice_call_schema (analyzer, call, 2, error);
      if (type == NULL)
        return NULL;
      sluice_expr_unref (call->args[--call->n_args]);
    }
  if (!sluice_call_check_variant (analyzer, call, 0, error) || !sluice_call_check_text (analyzer, call, 1, error))
    return NULL;
  if (!sluice_variant_takes (type, TRUE))
    {
      g_autofree char *sql = sluice_type_to_sql (type);

      sluice_call_mismatch (call, "CAST_WITHOUT_SUGGESTION", error, "cannot cast \"VARIANT\" to \"%s\".", sql);
      return NULL;
    }
  nullable = sluice_type_as_nullable (type);
  check_constant_path (analyzer, call);

  return sluice_call_finish (function, call, nullable, TRUE, &variant_get_kernel);
}

/* What a variant is. */

static gboolean
is_variant_null (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    call->result->boolean[row]
        = !sluice_column_is_null (call->args[0], row)
          && sluice_variant_kind (sluice_variant (&SLUICE_STRING_AT (call, 0, row))) == SLUICE_VARIANT_NULL;

  return TRUE;
}

/* A variant that exists is sound: all of them are made here. */
static gboolean
is_valid_variant (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    call->result->boolean[row] = TRUE;

  return TRUE;
}

static SluiceType *schema_of (const SluiceSettings *settings, SluiceVariant variant);

static SluiceType *
schema_of_elements (const SluiceSettings *settings, SluiceVariant variant)
{
  g_autoptr (SluiceType) element = sluice_type_ref (sluice_type_primitive (SLUICE_TYPE_VOID));

  for (guint32 i = 0; i < sluice_variant_n_children (variant); i++)
    {
      g_autoptr (SluiceType) next = schema_of (settings, sluice_variant_child (variant, i, NULL));
      SluiceType *merged = sluice_infer_merge (settings, element, next, SLUICE_TYPE_VARIANT);

      sluice_type_unref (element);
      element = merged;
    }

  return sluice_type_array (element, TRUE);
}

static SluiceType *
schema_of_fields (const SluiceSettings *settings, SluiceVariant variant)
{
  guint32 n = sluice_variant_n_children (variant);
  g_autofree SluiceField *fields = g_new0 (SluiceField, MAX (n, 1));
  SluiceType *type;

  for (guint32 i = 0; i < n; i++)
    {
      SluiceString name;
      SluiceVariant child = sluice_variant_child (variant, i, &name);

      fields[i] = (SluiceField){ g_strndup (name.data, name.length), schema_of (settings, child), TRUE, -1 };
    }
  type = sluice_type_struct (fields, n);
  for (guint32 i = 0; i < n; i++)
    {
      g_free (fields[i].name);
      sluice_type_unref (fields[i].type);
    }

  return type;
}

static SluiceType *
schema_of (const SluiceSettings *settings, SluiceVariant variant)
{
  switch (sluice_variant_kind (variant))
    {
    case SLUICE_VARIANT_OBJECT:
      return schema_of_fields (settings, variant);
    case SLUICE_VARIANT_ARRAY:
      return schema_of_elements (settings, variant);
    default:
      return sluice_variant_scalar_type (variant);
    }
}

/* As types are written, but for OBJECT, whose fields have no order. */
static void
append_schema (GString *out, const SluiceType *type)
{
  g_autofree char *sql = NULL;

  if (type->id == SLUICE_TYPE_ARRAY)
    {
      g_string_append (out, "ARRAY<");
      append_schema (out, type->fields[0].type);
      g_string_append_c (out, '>');
      return;
    }
  if (type->id != SLUICE_TYPE_STRUCT)
    {
      sql = sluice_type_to_sql (type);
      g_string_append (out, sql);
      return;
    }

  g_string_append (out, "OBJECT<");
  for (guint i = 0; i < type->n_fields; i++)
    {
      const SluiceField *field = &type->fields[i];

      if (i > 0)
        g_string_append (out, ", ");
      sluice_append_name (out, field->name);
      g_string_append (out, ": ");
      append_schema (out, field->type);
    }
  g_string_append_c (out, '>');
}

static gboolean
schema_of_variant (SluiceKernelCall *call, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      g_autoptr (SluiceType) type
          = schema_of (call->context->settings, sluice_variant (&SLUICE_STRING_AT (call, 0, row)));

      g_string_truncate (text, 0);
      append_schema (text, type);
      sluice_call_store (call, row, text->str, text->len);
    }
  sluice_arena_align (call->context->arena);

  return TRUE;
}

static const SluiceKernel is_variant_null_kernel
    = { "is_variant_null", SLUICE_KERNEL_INFALLIBLE, is_variant_null, NULL };
static const SluiceKernel is_valid_variant_kernel
    = { "is_valid_variant", SLUICE_KERNEL_STRICT | SLUICE_KERNEL_INFALLIBLE, is_valid_variant, NULL };
static const SluiceKernel schema_of_variant_kernel
    = { "schema_of_variant", SLUICE_KERNEL_STRICT, schema_of_variant, NULL };

static SluiceExpr *
resolve_question (const SluiceFunction *function,
                  SluiceAnalyzer       *analyzer,
                  SluiceCall           *call,
                  GError              **error)
{
  const SluiceKernel *kernel = function->user_data;
  SluiceTypeId result = kernel == &schema_of_variant_kernel ? SLUICE_TYPE_STRING : SLUICE_TYPE_BOOLEAN;

  if (!sluice_call_check_variant (analyzer, call, 0, error))
    return NULL;

  return sluice_call_finish (function, call, sluice_type_primitive (result),
                             kernel != &is_variant_null_kernel && call->args[0]->nullable, kernel);
}

/* to_variant_object */

static gboolean
to_variant_object (SluiceKernelCall *call, GError **error)
{
  g_auto (SluiceVariantBuilder) builder;

  sluice_variant_builder_init (&builder);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      sluice_variant_builder_begin (&builder);
      if (!sluice_variant_builder_value (&builder, call->args[0], row, error))
        return FALSE;
      if (!sluice_variant_builder_finish (&builder, call->context->arena, &call->result->string[row]))
        {
          sluice_variant_error_size ("to_variant_object", error);
          return FALSE;
        }
    }
  sluice_arena_align (call->context->arena);

  return TRUE;
}

static const SluiceKernel to_variant_object_kernel
    = { "to_variant_object", SLUICE_KERNEL_STRICT, to_variant_object, NULL };

static SluiceExpr *
resolve_to_variant_object (const SluiceFunction *function,
                           SluiceAnalyzer       *analyzer,
                           SluiceCall           *call,
                           GError              **error)
{
  const SluiceType *type = call->args[0]->type;
  g_autofree char *sql = NULL;

  if ((type->id == SLUICE_TYPE_ARRAY || type->id == SLUICE_TYPE_MAP || type->id == SLUICE_TYPE_STRUCT)
      && sluice_variant_takes (type, TRUE))
    return sluice_call_finish (function, call, variant_type (), call->args[0]->nullable,
                               &to_variant_object_kernel);

  sql = sluice_type_to_sql (type);
  sluice_call_mismatch (call, "CAST_WITHOUT_SUGGESTION", error, "cannot cast \"%s\" to \"VARIANT\".", sql);

  return NULL;
}

/* variant_explode: an array of the rows, which inline() lays out. */

static gboolean
variant_rows (SluiceKernelCall *call, GError **error)
{
  SluiceArena *arena = call->context->arena;
  const SluiceType *type = call->expr->type;
  guint32 n_rows = call->context->n_rows;
  SluiceColumn *out = sluice_column_new (arena, type, n_rows);
  SluiceVariant *values;
  SluiceColumn *fields;
  guint32 total = 0;
  guint32 next = 0;

  memset (out->offsets, 0, (n_rows + 1) * sizeof *out->offsets);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceVariant variant = sluice_variant (&SLUICE_STRING_AT (call, 0, row));

      for (; next <= row; next++)
        out->offsets[next] = total;
      if (sluice_variant_kind (variant) <= SLUICE_VARIANT_ARRAY)
        total += sluice_variant_n_children (variant);
    }
  for (; next <= n_rows; next++)
    out->offsets[next] = total;

  fields = sluice_column_new (arena, type->fields[0].type, total);
  values = sluice_arena_new_array (arena, SluiceVariant, MAX (total, 1));
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      SluiceVariant variant = sluice_variant (&SLUICE_STRING_AT (call, 0, row));

      for (guint32 i = out->offsets[row]; i < out->offsets[row + 1]; i++)
        {
          guint32 index = i - out->offsets[row];

          fields->children[0]->i32[i] = (gint32) index;
          fields->children[1]->string[i] = sluice_string ("", 0);
          if (sluice_variant_kind (variant) == SLUICE_VARIANT_ARRAY)
            sluice_validity_clear (sluice_column_ensure_validity (arena, fields->children[1]), i);
          values[i] = sluice_variant_child (variant, index, &fields->children[1]->string[i]);
        }
    }
  fields->children[2]
      = sluice_variant_cast (call->context, values, total, type->fields[0].type->fields[2].type, TRUE, error);
  if (fields->children[2] == NULL)
    return FALSE;
  out->children[0] = fields;
  out->validity = call->args[0]->validity;
  call->result = out;

  return TRUE;
}

static const SluiceKernel variant_rows_kernel
    = { "variant_rows", SLUICE_KERNEL_STRICT | SLUICE_KERNEL_OWN_RESULT, variant_rows, NULL };

static SluiceExpr *
resolve_variant_explode (const SluiceFunction *function,
                         SluiceAnalyzer       *analyzer,
                         SluiceCall           *call,
                         GError              **error)
{
  const SluiceField fields[] = {
    { (char *) "pos", sluice_type_primitive (SLUICE_TYPE_INT), FALSE, -1 },
    { (char *) "key", sluice_type_primitive (SLUICE_TYPE_STRING), TRUE, -1 },
    { (char *) "value", sluice_type_primitive (SLUICE_TYPE_VARIANT), FALSE, -1 },
  };
  g_autoptr (SluiceType) row = sluice_type_struct (fields, G_N_ELEMENTS (fields));
  g_autoptr (SluiceType) rows = sluice_type_array (row, FALSE);
  const SluiceFunction *lay_out
      = sluice_function_lookup (g_str_has_suffix (function->name, "_outer") ? "inline_outer" : "inline");
  SluiceExpr *array;

  if (!sluice_call_check_variant (analyzer, call, 0, error))
    return NULL;
  array = sluice_expr_new (SLUICE_EXPR_CALL, rows, call->args[0]->nullable, call->args, 1);
  array->kernel = &variant_rows_kernel;
  array->function = function;
  sluice_expr_unref (call->args[0]);
  call->args[0] = array;

  return lay_out->resolve (lay_out, analyzer, call, error);
}

/* schema_of_variant_agg */

typedef struct
{
  SluiceString schema;
  guint64 seen;
} SchemaState;

/* The state is the type in words that Spark's parser reads; types come and go rarely after the first rows. */
static SluiceType *
state_type (const SchemaState *state)
{
  g_autofree char *text = NULL;

  if (!state->seen)
    return sluice_type_ref (sluice_type_primitive (SLUICE_TYPE_VOID));
  text = g_strndup (state->schema.data, state->schema.length);

  return sluice_parse_type (text, NULL);
}

static void
add_type (SchemaState *state, SluiceArena *arena, const SluiceSettings *settings, const SluiceType *type)
{
  g_autoptr (SluiceType) before = state_type (state);
  g_autoptr (SluiceType) merged = sluice_infer_merge (settings, before, type, SLUICE_TYPE_VARIANT);
  g_autofree char *text = NULL;
  gsize length;
  char *copy;

  if (state->seen && sluice_type_equal (before, merged))
    return;

  text = sluice_type_to_sql (merged);
  length = strlen (text);
  copy = sluice_arena_alloc_bytes (arena, length);
  memcpy (copy, text, length);
  sluice_arena_align (arena);
  state->schema = sluice_string (copy, length);
  state->seen = TRUE;
}

static gboolean
schema_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  for (guint32 i = 0; i < n; i++)
    {
      guint32 row = sluice_aggregate_row (rows, i);
      g_autoptr (SluiceType) type = NULL;

      if (sluice_column_is_null (args[0], row))
        continue;
      type = schema_of (context->settings, sluice_variant (sluice_column_value (args[0], row)));
      add_type (states[i], arena, context->settings, type);
    }

  return TRUE;
}

static gboolean
schema_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  const SchemaState *other = from;
  g_autoptr (SluiceType) type = NULL;

  if (!other->seen)
    return TRUE;
  type = state_type (other);
  add_type (into, arena, expr->data, type);

  return TRUE;
}

static gboolean
schema_finish (SLUICE_AGGREGATE_FINISH_ARGS)
{
  for (guint32 i = 0; i < n; i++)
    {
      g_autoptr (SluiceType) type = state_type (states[i]);
      g_autoptr (GString) text = g_string_new (NULL);
      char *copy;

      append_schema (text, type);
      copy = sluice_arena_alloc_bytes (context->arena, text->len);
      memcpy (copy, text->str, text->len);
      result->string[i] = sluice_string (copy, text->len);
    }
  sluice_arena_align (context->arena);

  return TRUE;
}

static void
schema_save (const SluiceExpr *expr, gconstpointer state, GByteArray *out)
{
  const SchemaState *self = state;
  guint32 length = self->seen ? self->schema.length : 0;

  g_byte_array_append (out, (const guint8 *) &length, sizeof length);
  if (length > 0)
    g_byte_array_append (out, (const guint8 *) self->schema.data, length);
}

static gboolean
schema_load (
    const SluiceExpr *expr, SluiceArena *arena, gpointer state, const guint8 **cursor, const guint8 *end)
{
  SchemaState *self = state;
  g_autoptr (SluiceType) type = NULL;
  guint32 length;
  char *copy;

  if ((gsize) (end - *cursor) < sizeof length)
    return FALSE;
  memcpy (&length, *cursor, sizeof length);
  *cursor += sizeof length;
  if ((gsize) (end - *cursor) < length)
    return FALSE;
  if (length == 0)
    return TRUE;

  copy = sluice_arena_alloc_bytes (arena, length);
  memcpy (copy, *cursor, length);
  sluice_arena_align (arena);
  *cursor += length;
  self->schema = sluice_string (copy, length);
  self->seen = TRUE;
  type = state_type (self);

  return type != NULL;
}

static const SluiceAggregate schema_aggregate = {
  .name = "schema_of_variant_agg",
  .state_size = sizeof (SchemaState),
  .update = schema_update,
  .merge = schema_merge,
  .finish = schema_finish,
  .save = schema_save,
  .load = schema_load,
};

static void
settings_unref (gpointer data)
{
  sluice_settings_unref (data);
}

static SluiceExpr *
resolve_schema_of_variant_agg (const SluiceFunction *function,
                               SluiceAnalyzer       *analyzer,
                               SluiceCall           *call,
                               GError              **error)
{
  SluiceExpr *expr;

  if (!sluice_call_check_variant (analyzer, call, 0, error))
    return NULL;
  expr = sluice_aggregate_finish_call (function, call, sluice_type_primitive (SLUICE_TYPE_STRING), FALSE,
                                       &schema_aggregate);
  expr->data = sluice_settings_ref ((SluiceSettings *) sluice_analyzer_settings (analyzer));
  expr->data_destroy = settings_unref;

  return expr;
}

#define SCALAR SLUICE_FUNCTION_SCALAR
#define GROUP "variant_funcs"

static const SluiceFunction functions[] = {
  { "parse_json", SCALAR, 1, 1, resolve_parse_json, &parse_json_kernel, "parse_json(jsonStr)",
    "The JSON text as a VARIANT; an error where it is malformed.", "parse_json('{\"a\":1,\"b\":0.8}')",
    "{\"a\":1,\"b\":0.8}", GROUP, "4.0.0" },
  { "try_parse_json", SCALAR, 1, 1, resolve_parse_json, &try_parse_json_kernel, "try_parse_json(jsonStr)",
    "The JSON text as a VARIANT; null where it is malformed.", "try_parse_json('{\"a\":1,')", "NULL", GROUP,
    "4.0.0" },
  { "variant_get", SCALAR, 2, 3, resolve_variant_get, NULL, "variant_get(v, path[, type])",
    "The part of a VARIANT that a path such as $.a[0] leads to, cast to a type; null where there is none, an "
    "error where it can't be cast.",
    "variant_get(parse_json('{\"a\": 1}'), '$.a', 'int')", "1", GROUP, "4.0.0" },
  { "try_variant_get", SCALAR, 2, 3, resolve_variant_get, NULL, "try_variant_get(v, path[, type])",
    "Like variant_get, but null where the part can't be cast.",
    "try_variant_get(parse_json('[1, \"hello\"]'), '$[1]', 'int')", "NULL", GROUP, "4.0.0" },
  { "is_variant_null", SCALAR, 1, 1, resolve_question, &is_variant_null_kernel, "is_variant_null(expr)",
    "Whether a VARIANT holds the null of JSON, which isn't NULL.", "is_variant_null(parse_json('null'))",
    "true", GROUP, "4.0.0" },
  { "is_valid_variant", SCALAR, 1, 1, resolve_question, &is_valid_variant_kernel, "is_valid_variant(expr)",
    "Whether the bytes of a VARIANT are sound.", "is_valid_variant(parse_json('1'))", "true", GROUP, "4.3.0" },
  { "schema_of_variant", SCALAR, 1, 1, resolve_question, &schema_of_variant_kernel, "schema_of_variant(v)",
    "The type of what a VARIANT holds.", "schema_of_variant(parse_json('[{\"b\":true,\"a\":0}]'))",
    "ARRAY<OBJECT<a: BIGINT, b: BOOLEAN>>", GROUP, "4.0.0" },
  { "schema_of_variant_agg", SLUICE_FUNCTION_AGGREGATE, 1, 1, resolve_schema_of_variant_agg, NULL,
    "schema_of_variant_agg(v)", "The type that has the values of all VARIANTs of a group.",
    "schema_of_variant_agg(parse_json('1'))", "BIGINT", GROUP, "4.0.0" },
  { "to_variant_object", SCALAR, 1, 1, resolve_to_variant_object, NULL, "to_variant_object(expr)",
    "An array, map or struct as a VARIANT, with objects in place of maps and structs.",
    "to_variant_object(named_struct('a', 1, 'b', 2))", "{\"a\":1,\"b\":2}", GROUP, "4.0.0" },
  { "variant_explode", SLUICE_FUNCTION_GENERATOR, 1, 1, resolve_variant_explode, NULL, "variant_explode(v)",
    "A table with a row for each field or element of a VARIANT: pos, key, value.",
    "SELECT * FROM variant_explode(parse_json('[\"hello\", \"world\"]'))", "0 NULL \"hello\"\n1 NULL \"world\"", GROUP,
    "4.0.0" },
  { "variant_explode_outer", SLUICE_FUNCTION_GENERATOR, 1, 1, resolve_variant_explode, NULL,
    "variant_explode_outer(v)", "Like variant_explode, but what has no parts makes one row of nulls.",
    "SELECT * FROM variant_explode_outer(parse_json('[\"hello\"]'))", "0 NULL \"hello\"", GROUP, "4.0.0" },
  { "variant_insert", SCALAR, 3, 3, sluice_resolve_variant_change, NULL, "variant_insert(v, path, val)",
    "A VARIANT with a value put in where a path leads to; an error where a field is there already.",
    "variant_insert(parse_json('{\"a\": 1}'), '$.b', 2)", "{\"a\":1,\"b\":2}", GROUP, "4.3.0" },
  { "try_variant_insert", SCALAR, 3, 3, sluice_resolve_variant_change, NULL,
    "try_variant_insert(v, path, val)", "Like variant_insert, but null where that doesn't go.",
    "try_variant_insert(parse_json('{\"a\": 1}'), '$.a', 2)", "NULL", GROUP, "4.3.0" },
  { "variant_set", SCALAR, 3, 4, sluice_resolve_variant_change, NULL,
    "variant_set(v, path, val[, create_if_missing])",
    "A VARIANT with a value put in where a path leads to, instead of what is there.",
    "variant_set(parse_json('{\"a\": 1}'), '$.a', 2)", "{\"a\":2}", GROUP, "4.3.0" },
  { "try_variant_set", SCALAR, 3, 4, sluice_resolve_variant_change, NULL,
    "try_variant_set(v, path, val[, create_if_missing])", "Like variant_set, but null where that doesn't go.",
    "try_variant_set(parse_json('{\"a\": 1}'), '$.a.b', 2)", "NULL", GROUP, "4.3.0" },
  { "variant_array_append", SCALAR, 3, 3, sluice_resolve_variant_change, NULL,
    "variant_array_append(v, path, val)", "A VARIANT with a value added to the array that a path leads to.",
    "variant_array_append(parse_json('[1, 2, 3]'), '$', 4)", "[1,2,3,4]", GROUP, "4.3.0" },
  { "try_variant_array_append", SCALAR, 3, 3, sluice_resolve_variant_change, NULL,
    "try_variant_array_append(v, path, val)", "Like variant_array_append, but null where there is no array.",
    "try_variant_array_append(parse_json('{\"a\": 1}'), '$.a', 2)", "NULL", GROUP, "4.3.0" },
  { "variant_delete", SCALAR, 2, G_MAXUINT, sluice_resolve_variant_delete, NULL,
    "variant_delete(v, path1[, path2, ...])", "A VARIANT without what the paths lead to.",
    "variant_delete(parse_json('{\"a\": 1, \"b\": 2}'), '$.a')", "{\"b\":2}", GROUP, "4.3.0" },
  { "variant_strip_nulls", SCALAR, 1, 2, sluice_resolve_variant_strip_nulls, NULL,
    "variant_strip_nulls(v[, includeArrays])", "A VARIANT without the nulls inside it.",
    "variant_strip_nulls(parse_json('{\"a\": 1, \"b\": null}'))", "{\"a\":1}", GROUP, "4.3.0" },
};

const SluiceFunctionFamily sluice_functions_variant = { functions, G_N_ELEMENTS (functions) };
