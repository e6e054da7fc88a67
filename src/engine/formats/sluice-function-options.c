/* sluice-function-options.c: the schema and the options that functions on texts are called with.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-function-options.h"

#include <string.h>

#include "expr/sluice-analyzer.h"
#include "formats/sluice-reader-private.h"
#include "formats/sluice-schema-json.h"

/* A schema is a type, a list of columns, or either in JSON. When it is none of these, Spark tells why it is
 * no type; what is wrong with columns it tells only where they have types that it has but doesn't take. */
static SluiceType *
parse_schema (const char *text, GError **error)
{
  g_autoptr (GError) no_type = NULL;
  g_autoptr (GError) no_columns = NULL;
  SluiceType *type = sluice_parse_type (text, &no_type);

  if (type == NULL)
    type = sluice_parse_ddl (text, &no_columns);
  if (type == NULL)
    type = sluice_schema_from_json (text);
  if (type == NULL)
    {
      gboolean refused
          = g_strcmp0 (sluice_error_condition (no_columns), "UNSUPPORTED_CHAR_OR_VARCHAR_AS_STRING") == 0;

      g_propagate_error (error, refused ? g_steal_pointer (&no_columns) : g_steal_pointer (&no_type));
    }

  return type;
}

SluiceType *
sluice_call_schema (SluiceAnalyzer *analyzer, SluiceCall *call, guint index, GError **error)
{
  g_autoptr (SluiceExpr) literal = NULL;
  g_autoptr (GError) problem = NULL;
  g_autofree char *sql = NULL;
  g_autofree char *text = NULL;
  SluiceType *type;

  literal = sluice_analyzer_fold (analyzer, call->args[index], &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  if (literal == NULL || literal->type->id != SLUICE_TYPE_STRING || sluice_column_is_null (literal->value, 0))
    {
      sql = sluice_call_arg_to_sql (call, index);
      sluice_call_error (call, "INVALID_SCHEMA.NON_STRING_LITERAL", error,
                         "The input schema \"%s\" is not a valid schema string. The input expression must "
                         "be string literal and not null.",
                         sql);
      return NULL;
    }

  text = g_strndup (literal->value->string[0].data, literal->value->string[0].length);
  type = parse_schema (text, &problem);
  if (type == NULL)
    {
      /* The place is one in the schema's text, which says nothing about the expression's. */
      sluice_call_error (call, sluice_error_condition (problem), error, "%s", problem->message);
      return NULL;
    }

  return type;
}

static char *
text_at (const SluiceColumn *column, guint32 row)
{
  const SluiceString *value = sluice_column_value (column, row);

  return g_strndup (value->data, value->length);
}

GHashTable *
sluice_call_options (SluiceAnalyzer *analyzer, SluiceCall *call, guint index, GError **error)
{
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (SluiceExpr) literal = NULL;
  const SluiceExpr *arg;
  const SluiceColumn *map;

  if (index >= call->n_args)
    return g_steal_pointer (&values);

  arg = call->args[index];
  if (arg->kind != SLUICE_EXPR_CALL || !g_str_equal (arg->function->name, "map"))
    {
      sluice_call_error (call, "INVALID_OPTIONS.NON_MAP_FUNCTION", error,
                         "Invalid options: Must use the `map()` function for options.");
      return NULL;
    }
  if (arg->type->fields[0].type->id != SLUICE_TYPE_STRING || arg->type->fields[1].type->id != SLUICE_TYPE_STRING)
    {
      g_autofree char *type = sluice_type_to_sql (arg->type);

      sluice_call_error (call, "INVALID_OPTIONS.NON_STRING_TYPE", error,
                         "Invalid options: A type of keys and values in `map()` must be string, but got "
                         "\"%s\".",
                         type);
      return NULL;
    }
  if (!sluice_expr_is_foldable (arg))
    {
      sluice_call_error (call, "INTERNAL_ERROR", error, "The options of %s must be constant.", call->name);
      return NULL;
    }
  literal = sluice_analyzer_fold (analyzer, call->args[index], error);
  if (literal == NULL)
    return NULL;

  map = literal->value;
  for (guint32 i = map->offsets[0]; i < map->offsets[1]; i++)
    if (!sluice_column_is_null (map->children[1], i))
      g_hash_table_insert (values, text_at (map->children[0], i), text_at (map->children[1], i));

  return g_steal_pointer (&values);
}

gboolean
sluice_call_check_text (SluiceAnalyzer *analyzer, SluiceCall *call, guint index, GError **error)
{
  if (call->args[index]->type->id != SLUICE_TYPE_STRING && call->args[index]->type->id != SLUICE_TYPE_VOID)
    {
      sluice_call_wrong_type (call, index, "\"STRING\"", error);
      return FALSE;
    }

  return sluice_analyzer_coerce_arg (analyzer, call, index, sluice_type_primitive (SLUICE_TYPE_STRING),
                                     error);
}

gboolean
sluice_call_check_constant_text (SluiceAnalyzer *analyzer, SluiceCall *call, const char *what, GError **error)
{
  g_autoptr (SluiceExpr) value = NULL;
  g_autoptr (GError) problem = NULL;

  if (!sluice_expr_is_foldable (call->args[0]))
    {
      g_autofree char *sql = sluice_call_arg_to_sql (call, 0);
      g_autofree char *type = sluice_type_to_sql (call->args[0]->type);

      sluice_call_mismatch (call, "NON_FOLDABLE_INPUT", error,
                            "the input `%s` should be a foldable \"%s\" expression; however, got \"%s\".",
                            what, type, sql);
      return FALSE;
    }
  value = sluice_analyzer_fold (analyzer, call->args[0], &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (sluice_column_is_null (value->value, 0))
    {
      sluice_call_mismatch (call, "UNEXPECTED_NULL", error, "The %s must not be null.", what);
      return FALSE;
    }

  return sluice_call_check_text (analyzer, call, 0, error);
}

static guint
find_corrupt (const SluiceTextFunction *self)
{
  if (self->type == NULL || self->type->id != SLUICE_TYPE_STRUCT || self->options == NULL)
    return SLUICE_NO_COLUMN;

  for (guint i = 0; i < self->type->n_fields; i++)
    if (strcmp (self->type->fields[i].name, self->options->corrupt_name) == 0)
      return i;

  return SLUICE_NO_COLUMN;
}

SluiceTextFunction *
sluice_text_function_new (SluiceAnalyzer   *analyzer,
                          SluiceFormat      format,
                          GHashTable       *values,
                          gboolean          writing,
                          const SluiceType *type)
{
  SluiceTextFunction *self = g_new0 (SluiceTextFunction, 1);
  const SluiceSettings *settings = sluice_analyzer_settings (analyzer);

  self->settings = sluice_settings_ref ((SluiceSettings *) settings);
  self->type = type != NULL ? sluice_type_as_nullable (type) : NULL;
  self->options = sluice_format_options_new (format, values, settings, writing, &self->error);
  self->corrupt = find_corrupt (self);
  if (self->options != NULL && self->type != NULL && format == SLUICE_FORMAT_CSV)
    self->reader = sluice_reader_new_unchecked (self->type, NULL, 0, self->options, settings);

  return self;
}

void
sluice_text_function_free (gpointer data)
{
  SluiceTextFunction *self = data;

  if (self == NULL)
    return;

  if (self->reader != NULL)
    sluice_reader_unref (self->reader);
  else
    sluice_format_options_free (self->options);
  sluice_settings_unref (self->settings);
  sluice_type_unref (self->type);
  g_clear_error (&self->error);
  g_free (self);
}

gboolean
sluice_text_function_check (const SluiceTextFunction *self, const char *name, GError **error)
{
  if (self->error != NULL)
    {
      /* Copying an error of ours keeps its condition. */
      g_propagate_error (error, g_error_copy (self->error));
      return FALSE;
    }
  if (self->type != NULL && self->options->mode == SLUICE_PARSE_DROP_MALFORMED)
    {
      sluice_set_error (error, SLUICE_FORMAT_ERROR, SLUICE_FORMAT_ERROR_OPTION, "PARSE_MODE_UNSUPPORTED",
                        "The function `%s` doesn't support the DROPMALFORMED mode. Acceptable modes are "
                        "PERMISSIVE and FAILFAST.",
                        name);
      return FALSE;
    }
  if (self->corrupt != SLUICE_NO_COLUMN
      && self->type->fields[self->corrupt].type->id != SLUICE_TYPE_STRING)
    {
      g_autofree char *type = sluice_type_to_sql (self->type->fields[self->corrupt].type);

      sluice_set_error (error, SLUICE_FORMAT_ERROR, SLUICE_FORMAT_ERROR_SCHEMA,
                        "INVALID_CORRUPT_RECORD_TYPE",
                        "The column `%s` for corrupt records must have the nullable STRING type, but got "
                        "\"%s\".",
                        self->options->corrupt_name, type);
      return FALSE;
    }

  return TRUE;
}

SluiceExpr *
sluice_call_finish_text (const SluiceFunction *function,
                         SluiceCall           *call,
                         const SluiceType     *type,
                         gboolean              nullable,
                         const SluiceKernel   *kernel,
                         SluiceTextFunction   *data)
{
  SluiceExpr *expr = sluice_call_finish (function, call, type, nullable, kernel);

  expr->data = data;
  expr->data_destroy = sluice_text_function_free;

  return expr;
}
