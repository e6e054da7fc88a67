/* sluice-functions-json.c: from_json, to_json, get_json_object and their relatives.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-functions.h"

#include <string.h>

#include "expr/sluice-function-simple.h"
#include "formats/sluice-function-options.h"
#include "formats/sluice-infer.h"
#include "formats/sluice-json-copy.h"
#include "formats/sluice-json-getter.h"
#include "formats/sluice-json-predictor.h"
#include "formats/sluice-json-writer.h"
#include "formats/sluice-utf8.h"

/* Reads a text as characters: what isn't UTF-8 is replaced. */
static SluiceJsonStatus
parse_text (SluiceArena               *arena,
            SluiceJsonTape            *tape,
            const SluiceString        *value,
            const SluiceFormatOptions *options)
{
  SluiceString text = sluice_utf8_mend (arena, value);

  return sluice_json_read_text (tape, &text, options);
}

/* from_json */

typedef struct
{
  const SluiceTextFunction *function;
  SluiceJsonConverter converter;
  SluiceJsonShape shape;
  SluiceJsonTape tape;
  SluiceJsonPredictor predictor;
  SluiceColumnBuilder builder;
} FromJson;

static void
from_json_init (FromJson *self, SluiceKernelCall *call)
{
  const SluiceTextFunction *function = call->expr->data;

  memset (self, 0, sizeof *self);
  self->function = function;
  self->converter.options = function->options;
  self->converter.settings = function->settings;
  self->converter.arena = call->context->arena;
  self->converter.explain = function->options->mode == SLUICE_PARSE_FAIL_FAST;
  self->converter.scratch = g_byte_array_new ();
  sluice_json_shape_init (&self->shape, function->type, function->corrupt);
  sluice_json_predictor_init (&self->predictor, call->selection.n > 1
                                                    && function->type->id == SLUICE_TYPE_STRUCT
                                                    && function->options->single_variant == NULL);
  sluice_column_builder_init (&self->builder, function->type);
  sluice_column_builder_start (&self->builder, call->context->arena, MAX (call->context->n_rows, 1));
}

static void
from_json_clear (FromJson *self)
{
  sluice_json_converter_clear (&self->converter);
  g_byte_array_unref (self->converter.scratch);
  sluice_json_predictor_clear (&self->predictor);
  sluice_json_shape_clear (&self->shape);
  sluice_json_tape_clear (&self->tape);
  sluice_column_builder_clear (&self->builder);
}

static void
append_corrupt (FromJson *self, const SluiceString *raw)
{
  SluiceColumnBuilder *column;
  guint32 row;

  if (self->function->corrupt == SLUICE_NO_COLUMN)
    return;

  column = &self->builder.children[self->function->corrupt];
  if (raw == NULL)
    sluice_column_builder_append_null (column);
  else
    {
      row = sluice_column_builder_reserve (column);
      column->column->string[row] = *raw;
    }
}

/* A record without anything in it: a row of nulls where rows are made, else null. */
static void
append_nothing (FromJson *self, const SluiceString *raw)
{
  if (self->function->type->id != SLUICE_TYPE_STRUCT)
    {
      sluice_column_builder_append_null (&self->builder);
      return;
    }

  for (guint i = 0; i < self->builder.n_children; i++)
    if (i != self->function->corrupt)
      sluice_column_builder_append_null (&self->builder.children[i]);
  append_corrupt (self, raw);
  sluice_column_builder_reserve (&self->builder);
}

/* A row whose VARIANT takes the whole text. */
static SluiceJsonOutcome
append_single (FromJson *self, const SluiceString *raw)
{
  SluiceJsonOutcome outcome = SLUICE_JSON_GOOD;

  for (guint i = 0; i < self->builder.n_children; i++)
    if (i != self->function->corrupt
        && (self->builder.children[i].type->id != SLUICE_TYPE_VARIANT
            || sluice_json_append (&self->converter, &self->shape.children[i], &self->builder.children[i],
                                   &self->tape, 0)
                   != SLUICE_JSON_GOOD))
      {
        sluice_column_builder_append_null (&self->builder.children[i]);
        outcome = SLUICE_JSON_PARTIAL;
      }
  append_corrupt (self, outcome == SLUICE_JSON_GOOD ? NULL : raw);
  sluice_column_builder_reserve (&self->builder);

  return outcome;
}

/* Appends what the tape holds. Returns: FAILED when nothing was appended */
static SluiceJsonOutcome
append_root (FromJson *self, const SluiceString *raw)
{
  SluiceJsonKind kind = self->tape.nodes[0].kind;
  SluiceColumnBuilder *builder = &self->builder;
  SluiceJsonOutcome outcome;
  guint32 row;

  if (builder->type->id == SLUICE_TYPE_VARIANT)
    return sluice_json_append (&self->converter, &self->shape, builder, &self->tape, 0);
  if (kind == SLUICE_JSON_NULL)
    {
      sluice_failure_set (&self->converter.failure, "INVALID_JSON_ROOT_FIELD",
                          "Cannot convert JSON root field to target Spark type.");
      return SLUICE_JSON_FAILED;
    }
  if (kind != SLUICE_JSON_OBJECT && kind != SLUICE_JSON_ARRAY)
    return SLUICE_JSON_FAILED;

  if (builder->type->id == SLUICE_TYPE_STRUCT && self->function->options->single_variant != NULL)
    return append_single (self, raw);
  if (builder->type->id == SLUICE_TYPE_STRUCT)
    {
      if (kind != SLUICE_JSON_OBJECT)
        return SLUICE_JSON_FAILED;
      outcome = sluice_json_append_fields (&self->converter, &self->shape, builder, &self->tape, 0, NULL);
      if (outcome == SLUICE_JSON_GOOD)
        sluice_json_predictor_learn (&self->predictor, &self->tape, &self->shape, builder);
      append_corrupt (self, outcome == SLUICE_JSON_GOOD ? NULL : raw);
      sluice_column_builder_reserve (builder);
      return outcome;
    }

  /* A single object will do where an array of rows is wanted. */
  if (builder->type->id == SLUICE_TYPE_ARRAY && kind == SLUICE_JSON_OBJECT)
    {
      if (builder->children[0].type->id != SLUICE_TYPE_STRUCT)
        return SLUICE_JSON_FAILED;
      outcome = sluice_json_append (&self->converter, &self->shape.children[0], &builder->children[0],
                                    &self->tape, 0);
      row = sluice_column_builder_reserve (builder);
      builder->column->offsets[row + 1] = builder->children[0].length;
      return outcome;
    }

  outcome = sluice_json_append (&self->converter, &self->shape, builder, &self->tape, 0);
  /* Spark tells which value was wrong only where some part of the root is left. */
  if (outcome == SLUICE_JSON_FAILED
      && (g_strcmp0 (self->converter.failure.condition, "CANNOT_PARSE_JSON_FIELD") == 0
          || g_strcmp0 (self->converter.failure.condition, "EMPTY_JSON_FIELD_VALUE") == 0))
    self->converter.failure.condition = NULL;

  return outcome;
}

/* Where a struct is wanted an array is refused as such before it is looked into. */
static gboolean
begins_array (const SluiceString *text)
{
  for (guint32 i = 0; i < text->length; i++)
    if (strchr (" \t\r\n", text->data[i]) == NULL || text->data[i] == '\0')
      return text->data[i] == '[';

  return FALSE;
}

static gboolean
append_predicted (FromJson *self, const SluiceString *text)
{
  if (self->predictor.n_templates == 0
      || sluice_json_predictor_read (&self->predictor, &self->converter, &self->tape, text->data,
                                     text->data + text->length)
             == NULL)
    return FALSE;

  append_corrupt (self, NULL);
  sluice_column_builder_reserve (&self->builder);

  return TRUE;
}

static gboolean
append_text (FromJson *self, const SluiceString *text, GError **error)
{
  SluiceString mended = sluice_utf8_mend (self->converter.arena, text);
  SluiceJsonOutcome outcome = SLUICE_JSON_FAILED;
  SluiceJsonStatus status;

  if (append_predicted (self, &mended))
    return TRUE;

  sluice_failure_clear (&self->converter.failure);
  if (self->function->type->id == SLUICE_TYPE_STRUCT && begins_array (text))
    sluice_failure_set (&self->converter.failure,
                        "MALFORMED_RECORD_IN_PARSING.CANNOT_PARSE_JSON_ARRAYS_AS_STRUCTS",
                        "Parsing JSON arrays as structs is forbidden.");
  status = sluice_json_read_text (&self->tape, &mended, self->function->options);
  if (status == SLUICE_JSON_EMPTY)
    {
      sluice_column_builder_append_null (&self->builder);
      return TRUE;
    }

  if (status == SLUICE_JSON_OK)
    outcome = append_root (self, text);
  if (outcome == SLUICE_JSON_GOOD)
    return TRUE;
  if (self->function->options->mode == SLUICE_PARSE_FAIL_FAST)
    {
      sluice_failure_to_error (&self->converter.failure, error);
      return FALSE;
    }
  if (outcome == SLUICE_JSON_FAILED)
    append_nothing (self, text);

  return TRUE;
}

static gboolean
run_from_json (SluiceKernelCall *call, GError **error)
{
  const SluiceColumn *texts = call->args[0];
  gboolean good = TRUE;
  FromJson self;

  if (!sluice_text_function_check (call->expr->data, "from_json", error))
    return FALSE;

  from_json_init (&self, call);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      while (self.builder.length < row)
        sluice_column_builder_append_null (&self.builder);
      good = append_text (&self, &texts->string[sluice_column_index (texts, row)], error);
      if (!good)
        break;
    }
  while (self.builder.length < call->context->n_rows)
    sluice_column_builder_append_null (&self.builder);
  call->result = sluice_column_builder_finish (&self.builder);
  from_json_clear (&self);

  return good;
}

static const SluiceKernel from_json_kernel
    = { "from_json", SLUICE_KERNEL_STRICT | SLUICE_KERNEL_OWN_RESULT, run_from_json, NULL };

/* Whether all maps in a type have texts as their keys. */
static gboolean
check_map_keys (SluiceCall *call, const SluiceType *type, GError **error)
{
  if (type->id == SLUICE_TYPE_MAP && type->fields[0].type->id != SLUICE_TYPE_STRING)
    {
      g_autofree char *sql = sluice_type_to_sql (type);

      sluice_call_mismatch (call, "INVALID_JSON_MAP_KEY_TYPE", error,
                            "Input schema \"%s\" can only contain STRING as a key type for a MAP.", sql);
      return FALSE;
    }
  for (guint i = 0; i < type->n_fields; i++)
    if (!check_map_keys (call, type->fields[i].type, error))
      return FALSE;

  return TRUE;
}

static gboolean
is_container (const SluiceType *type)
{
  return type->id == SLUICE_TYPE_STRUCT || type->id == SLUICE_TYPE_ARRAY || type->id == SLUICE_TYPE_MAP
         || type->id == SLUICE_TYPE_VARIANT;
}

static gboolean
check_root (SluiceCall *call, const SluiceType *type, GError **error)
{
  g_autofree char *sql = NULL;

  if (is_container (type))
    return TRUE;

  sql = sluice_type_to_sql (type);
  sluice_call_mismatch (call, "INVALID_JSON_SCHEMA", error,
                        "Input schema \"%s\" must be a struct, an array, a map or a variant.", sql);

  return FALSE;
}

static SluiceExpr *
resolve_from_json (const SluiceFunction *function,
                   SluiceAnalyzer       *analyzer,
                   SluiceCall           *call,
                   GError              **error)
{
  g_autoptr (GHashTable) options = NULL;
  g_autoptr (SluiceType) type = NULL;
  SluiceTextFunction *data;

  type = sluice_call_schema (analyzer, call, 1, error);
  if (type == NULL)
    return NULL;
  options = sluice_call_options (analyzer, call, 2, error);
  if (options == NULL || !check_root (call, type, error) || !check_map_keys (call, type, error)
      || !sluice_call_check_text (analyzer, call, 0, error))
    return NULL;

  data = sluice_text_function_new (analyzer, SLUICE_FORMAT_JSON, options, FALSE, type);

  return sluice_call_finish_text (function, call, data->type, TRUE, &from_json_kernel, data);
}

/* to_json */

static gboolean
run_to_json (SluiceKernelCall *call, GError **error)
{
  const SluiceTextFunction *function = call->expr->data;
  const SluiceColumn *values = call->args[0];
  const SluiceFormatOptions *options = function->options;
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (GPtrArray) keys = NULL;
  SluiceJsonStyle style;
  SluiceOutput output;

  if (!sluice_text_function_check (function, "to_json", error))
    return FALSE;

  bytes = g_byte_array_new ();
  style = sluice_json_style (options);
  if (values->type->id == SLUICE_TYPE_STRUCT)
    keys = sluice_json_keys (&style, values->type);
  sluice_output_open (&output, bytes);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      sluice_output_restart (&output);
      if (keys != NULL)
        sluice_output_json_object (&output, &style, values->type, (GString *const *) (gpointer) keys->pdata,
                                   values->children, row, 0);
      else
        sluice_output_json (&output, &style, values, row, 0);
      sluice_call_store (call, row, (const char *) bytes->data, sluice_output_length (&output));
    }

  return TRUE;
}

static const SluiceKernel to_json_kernel = { "to_json", SLUICE_KERNEL_STRICT, run_to_json, NULL };

static SluiceExpr *
resolve_to_json (const SluiceFunction *function,
                 SluiceAnalyzer       *analyzer,
                 SluiceCall           *call,
                 GError              **error)
{
  g_autoptr (GHashTable) options = sluice_call_options (analyzer, call, 1, error);
  SluiceTextFunction *data;

  if (options == NULL
      || (call->args[0]->type->id != SLUICE_TYPE_VOID && !check_root (call, call->args[0]->type, error)))
    return NULL;

  data = sluice_text_function_new (analyzer, SLUICE_FORMAT_JSON, options, TRUE, NULL);

  return sluice_call_finish_text (function, call, sluice_type_primitive (SLUICE_TYPE_STRING), TRUE,
                                  &to_json_kernel, data);
}

/* get_json_object */

static gboolean
run_get_json_object (SluiceKernelCall *call, GError **error)
{
  const SluiceColumn *paths = call->args[1];
  g_autoptr (SluiceJsonGetter) getter = NULL;
  SluiceString known = { 0 };

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      const SluiceString *path = &paths->string[sluice_column_index (paths, row)];

      /* Paths are mostly all the same. */
      if (getter == NULL || !sluice_string_equal (&known, path))
        {
          sluice_json_getter_free (getter);
          getter = sluice_json_getter_new (path->data, path->length, call->context->arena,
                                           paths->constant && call->selection.n > 1);
          known = *path;
        }
      if (!sluice_json_getter_get (getter, &SLUICE_STRING_AT (call, 0, row), &call->result->string[row]))
        sluice_call_null_row (call, row);
    }

  return TRUE;
}

static const SluiceKernel get_json_object_kernel
    = { "get_json_object", SLUICE_KERNEL_STRICT | SLUICE_KERNEL_INFALLIBLE | SLUICE_KERNEL_UNSETTLED, run_get_json_object,
        NULL };

/* Arguments of these are texts: Spark casts nothing to them. */
static SluiceExpr *
resolve_of_texts (const SluiceFunction *function,
                  SluiceAnalyzer       *analyzer,
                  SluiceCall           *call,
                  const SluiceType     *type,
                  const SluiceKernel   *kernel,
                  GError              **error)
{
  for (guint i = 0; i < call->n_args; i++)
    if (!sluice_call_check_text (analyzer, call, i, error))
      return NULL;

  return sluice_call_finish (function, call, type, TRUE, kernel);
}

static SluiceExpr *
resolve_get_json_object (const SluiceFunction *function,
                         SluiceAnalyzer       *analyzer,
                         SluiceCall           *call,
                         GError              **error)
{
  return resolve_of_texts (function, analyzer, call, sluice_type_primitive (SLUICE_TYPE_STRING),
                           &get_json_object_kernel, error);
}

/* json_array_length and json_object_keys */

static gboolean
run_json_array_length (SluiceKernelCall *call, GError **error)
{
  SluiceJsonTape tape = { 0 };

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      gint32 n = 0;

      if (parse_text (call->context->arena, &tape, &SLUICE_STRING_AT (call, 0, row), &sluice_json_hive_options)
              != SLUICE_JSON_OK
          || tape.nodes[0].kind != SLUICE_JSON_ARRAY)
        {
          sluice_call_null_row (call, row);
          continue;
        }
      for (guint32 i = 1; i < tape.nodes[0].next; i = tape.nodes[i].next)
        n++;
      call->result->i32[row] = n;
    }
  sluice_json_tape_clear (&tape);

  return TRUE;
}

static const SluiceKernel json_array_length_kernel
    = { "json_array_length", SLUICE_KERNEL_STRICT | SLUICE_KERNEL_INFALLIBLE, run_json_array_length, NULL };

static SluiceExpr *
resolve_json_array_length (const SluiceFunction *function,
                           SluiceAnalyzer       *analyzer,
                           SluiceCall           *call,
                           GError              **error)
{
  return resolve_of_texts (function, analyzer, call, sluice_type_primitive (SLUICE_TYPE_INT),
                           &json_array_length_kernel, error);
}

static void
append_keys (SluiceArena *arena, SluiceColumnBuilder *builder, const SluiceJsonTape *tape)
{
  SluiceColumnBuilder *keys = &builder->children[0];
  guint32 row;

  for (guint32 i = 1; i < tape->nodes[0].next; i = tape->nodes[i + 1].next)
    {
      gsize length;
      const char *key = sluice_json_text (arena, tape, &tape->nodes[i], &length);

      row = sluice_column_builder_reserve (keys);
      keys->column->string[row] = sluice_string (key, length);
    }
  row = sluice_column_builder_reserve (builder);
  builder->column->offsets[row + 1] = keys->length;
}

static gboolean
run_json_object_keys (SluiceKernelCall *call, GError **error)
{
  SluiceArena *arena = call->context->arena;
  SluiceColumnBuilder builder;
  SluiceJsonTape tape = { 0 };

  sluice_column_builder_init (&builder, call->expr->type);
  sluice_column_builder_start (&builder, arena, MAX (call->context->n_rows, 1));
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      while (builder.length < row)
        sluice_column_builder_append_null (&builder);
      if (parse_text (arena, &tape, &SLUICE_STRING_AT (call, 0, row), &sluice_json_hive_options) == SLUICE_JSON_OK
          && tape.nodes[0].kind == SLUICE_JSON_OBJECT)
        append_keys (arena, &builder, &tape);
    }
  while (builder.length < call->context->n_rows)
    sluice_column_builder_append_null (&builder);
  call->result = sluice_column_builder_finish (&builder);
  sluice_column_builder_clear (&builder);
  sluice_json_tape_clear (&tape);

  return TRUE;
}

static const SluiceKernel json_object_keys_kernel
    = { "json_object_keys", SLUICE_KERNEL_STRICT | SLUICE_KERNEL_OWN_RESULT | SLUICE_KERNEL_INFALLIBLE,
        run_json_object_keys, NULL };

static SluiceExpr *
resolve_json_object_keys (const SluiceFunction *function,
                          SluiceAnalyzer       *analyzer,
                          SluiceCall           *call,
                          GError              **error)
{
  g_autoptr (SluiceType) type = sluice_type_array (sluice_type_primitive (SLUICE_TYPE_STRING), TRUE);

  return resolve_of_texts (function, analyzer, call, type, &json_object_keys_kernel, error);
}

/* schema_of_json */

static gboolean
run_schema_of_json (SluiceKernelCall *call, GError **error)
{
  const SluiceTextFunction *function = call->expr->data;
  g_autoptr (SluiceType) type = NULL;
  g_autofree char *sql = NULL;
  SluiceJsonTape tape = { 0 };
  SluiceJsonStatus status;

  if (!sluice_text_function_check (function, "schema_of_json", error))
    return FALSE;

  status = parse_text (call->context->arena, &tape, &SLUICE_STRING_AT (call, 0, 0), function->options);
  if (status == SLUICE_JSON_BAD)
    sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, NULL,
                      "The text isn't JSON, so that it has no schema.");
  else
    type = sluice_infer_json (call->context->arena, function->options, function->settings,
                              status == SLUICE_JSON_OK ? &tape : NULL, error);
  sluice_json_tape_clear (&tape);
  if (type == NULL)
    return FALSE;

  sql = sluice_type_to_sql (type);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    sluice_call_store (call, row, sql, strlen (sql));

  return TRUE;
}

static const SluiceKernel schema_of_json_kernel = { "schema_of_json", SLUICE_KERNEL_NONE,
                                                    run_schema_of_json, NULL };

static SluiceExpr *
resolve_schema_of_json (const SluiceFunction *function,
                        SluiceAnalyzer       *analyzer,
                        SluiceCall           *call,
                        GError              **error)
{
  g_autoptr (GHashTable) options = sluice_call_options (analyzer, call, 1, error);
  SluiceTextFunction *data;

  if (options == NULL || !sluice_call_check_constant_text (analyzer, call, "json", error))
    return NULL;

  data = sluice_text_function_new (analyzer, SLUICE_FORMAT_JSON, options, FALSE, NULL);

  return sluice_call_finish_text (function, call, sluice_type_primitive (SLUICE_TYPE_STRING), FALSE,
                                  &schema_of_json_kernel, data);
}

/* json_tuple */

/* Returns: the last value of the name that isn't null, or 0 */
static guint32
find_last (SluiceArena *arena, const SluiceJsonTape *tape, const SluiceString *name)
{
  guint32 found = 0;

  for (guint32 i = 1; i < tape->nodes[0].next; i = tape->nodes[i + 1].next)
    {
      gsize length;
      const char *key = sluice_json_text (arena, tape, &tape->nodes[i], &length);

      if (length == name->length && memcmp (key, name->data, length) == 0
          && tape->nodes[i + 1].kind != SLUICE_JSON_NULL)
        found = i + 1;
    }

  return found;
}

static void
append_found (SluiceArena          *arena,
              SluiceColumnBuilder  *builder,
              GByteArray           *bytes,
              const SluiceJsonTape *tape,
              guint32               index)
{
  const char *text;
  SluiceOutput output;
  gsize length;
  guint32 row = sluice_column_builder_reserve (builder);

  if (tape->nodes[index].kind == SLUICE_JSON_STRING)
    text = sluice_json_text (arena, tape, &tape->nodes[index], &length);
  else
    {
      g_byte_array_set_size (bytes, 0);
      sluice_output_open (&output, bytes);
      sluice_output_json_copy (&output, arena, tape, index);
      sluice_output_close (&output);
      length = bytes->len;
      text = memcpy (sluice_column_builder_text (arena, length), bytes->data, length);
    }
  builder->column->string[row] = sluice_string (text, length);
}

typedef struct
{
  SluiceArena *arena;
  GByteArray *bytes;
  SluiceJsonTape tape;
  SluiceColumnBuilder builder;
  SluiceColumnBuilder *element;

  /* The prediction, where the names are the same for all rows. */
  SluiceType *names;
  SluiceJsonPredictor predictor;
  SluiceJsonConverter converter;
  SluiceJsonShape shape;
} JsonTuple;

/* Returns: (nullable): a field for each name, if they are constant and no two alike */
static SluiceType *
constant_names (const SluiceKernelCall *call)
{
  g_autofree SluiceField *fields = g_new0 (SluiceField, call->expr->n_args);
  guint n = call->expr->n_args - 1;
  gboolean good = TRUE;
  SluiceType *type = NULL;

  for (guint i = 0; i < n && good; i++)
    {
      const SluiceColumn *names = call->args[i + 1];

      good = names->constant && !sluice_column_is_null (names, 0)
             && memchr (names->string[0].data, '\0', names->string[0].length) == NULL;
      for (guint j = 0; j < i && good; j++)
        good = !sluice_string_equal (&names->string[0], &call->args[j + 1]->string[0]);
      if (good)
        fields[i] = (SluiceField){ g_strndup (names->string[0].data, names->string[0].length),
                                   sluice_type_primitive (SLUICE_TYPE_STRING), TRUE, -1 };
    }
  if (good)
    type = sluice_type_struct (fields, n);
  for (guint i = 0; i < n; i++)
    g_free (fields[i].name);

  return type;
}

static void
json_tuple_init (JsonTuple *self, SluiceKernelCall *call)
{
  *self = (JsonTuple){ .arena = call->context->arena, .bytes = g_byte_array_new () };
  sluice_column_builder_init (&self->builder, call->expr->type);
  sluice_column_builder_start (&self->builder, self->arena, MAX (call->context->n_rows, 1));
  self->element = &self->builder.children[0];

  self->names = call->selection.n > 1 ? constant_names (call) : NULL;
  sluice_json_predictor_init (&self->predictor, self->names != NULL);
  self->converter = (SluiceJsonConverter){ .options = &sluice_json_hive_options,
                                           .arena = self->arena,
                                           .scratch = self->bytes };
  if (self->names != NULL)
    sluice_json_shape_init (&self->shape, self->names, SLUICE_NO_COLUMN);
}

static void
json_tuple_clear (JsonTuple *self)
{
  if (self->names != NULL)
    sluice_json_shape_clear (&self->shape);
  sluice_json_predictor_clear (&self->predictor);
  sluice_json_converter_clear (&self->converter);
  g_clear_pointer (&self->names, sluice_type_unref);
  sluice_json_tape_clear (&self->tape);
  sluice_column_builder_clear (&self->builder);
  g_byte_array_unref (self->bytes);
}

static void
append_members (JsonTuple *self, const SluiceKernelCall *call, guint32 row)
{
  SluiceColumnBuilder *element = self->element;
  gboolean sound = FALSE;

  if (!sluice_column_is_null (call->args[0], row))
    {
      SluiceString text = sluice_utf8_mend (self->arena, &SLUICE_STRING_AT (call, 0, row));

      if (sluice_json_predictor_read (&self->predictor, &self->converter, &self->tape, text.data,
                                      text.data + text.length)
          != NULL)
        return;
      sound = sluice_json_read_text (&self->tape, &text, &sluice_json_hive_options) == SLUICE_JSON_OK
              && self->tape.nodes[0].kind == SLUICE_JSON_OBJECT;
    }

  if (sound)
    sluice_json_predictor_learn (&self->predictor, &self->tape, &self->shape, element);
  for (guint i = 0; i < element->n_children; i++)
    {
      const SluiceColumn *names = call->args[i + 1];
      guint32 index = 0;

      if (sound && !sluice_column_is_null (names, row))
        index = find_last (self->arena, &self->tape, &SLUICE_STRING_AT (call, i + 1, row));
      if (index == 0)
        sluice_column_builder_append_null (&element->children[i]);
      else
        append_found (self->arena, &element->children[i], self->bytes, &self->tape, index);
    }
}

/* Every row gives one row, so the arrays that are taken apart have one element each. */
static gboolean
run_json_tuple (SluiceKernelCall *call, GError **error)
{
  guint32 next = 0;
  JsonTuple self;

  json_tuple_init (&self, call);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      for (; next < row; next++)
        sluice_column_builder_append_null (&self.builder);
      append_members (&self, call, row);
      sluice_column_builder_reserve (self.element);
      self.builder.column->offsets[sluice_column_builder_reserve (&self.builder) + 1] = self.element->length;
      next = row + 1;
    }
  for (; next < call->context->n_rows; next++)
    sluice_column_builder_append_null (&self.builder);
  call->result = sluice_column_builder_finish (&self.builder);
  json_tuple_clear (&self);

  return TRUE;
}

static const SluiceKernel json_tuple_kernel
    = { "json_tuple", SLUICE_KERNEL_OWN_RESULT | SLUICE_KERNEL_INFALLIBLE, run_json_tuple, NULL };

static SluiceType *
tuple_type (guint n)
{
  g_autofree SluiceField *fields = g_new0 (SluiceField, n);
  SluiceType *type;

  for (guint i = 0; i < n; i++)
    fields[i] = (SluiceField){ g_strdup_printf ("c%u", i), sluice_type_primitive (SLUICE_TYPE_STRING), TRUE,
                               -1 };
  type = sluice_type_struct (fields, n);
  for (guint i = 0; i < n; i++)
    g_free (fields[i].name);

  return type;
}

/* The generator is inline() of arrays that a kernel of its own makes: the operator knows how to run it. */
static SluiceExpr *
resolve_json_tuple (const SluiceFunction *function,
                    SluiceAnalyzer       *analyzer,
                    SluiceCall           *call,
                    GError              **error)
{
  g_autoptr (SluiceType) row = tuple_type (call->n_args - 1);
  g_autoptr (SluiceType) rows = sluice_type_array (row, FALSE);
  g_autoptr (SluiceExpr) arrays = NULL;
  SluiceExpr *expr;

  for (guint i = 0; i < call->n_args; i++)
    if (call->args[i]->type->id != SLUICE_TYPE_STRING)
      {
        sluice_call_mismatch (call, "NON_STRING_TYPE", error, "All arguments of the function `json_tuple` must be strings.");
        return NULL;
      }

  arrays = sluice_expr_new (SLUICE_EXPR_CALL, rows, FALSE, call->args, call->n_args);
  arrays->function = function;
  arrays->kernel = &json_tuple_kernel;
  arrays->text_offset = call->text_offset;
  arrays->text_length = call->text_length;

  expr = sluice_expr_new (SLUICE_EXPR_GENERATOR, row, FALSE, &arrays, 1);
  expr->function = sluice_function_lookup ("inline");
  expr->text_offset = call->text_offset;
  expr->text_length = call->text_length;

  return expr;
}

#define GROUP "json_funcs"

static const SluiceFunction functions[] = {
  { "from_json", SLUICE_FUNCTION_SCALAR, 2, 3, resolve_from_json, NULL,
    "from_json(jsonStr, schema[, options])",
    "Reads a text as JSON by a schema; what doesn't convert is null.",
    "from_json('{\"a\":1, \"b\":0.8}', 'a INT, b DOUBLE')", "{1, 0.8}", GROUP, "2.2.0" },
  { "get_json_object", SLUICE_FUNCTION_SCALAR, 2, 2, resolve_get_json_object, NULL,
    "get_json_object(json_txt, path)",
    "Takes what a path such as “$.a[0]” leads to out of a JSON text.",
    "get_json_object('{\"a\":\"b\"}', '$.a')", "b", GROUP, "1.5.0" },
  { "json_array_length", SLUICE_FUNCTION_SCALAR, 1, 1, resolve_json_array_length, NULL,
    "json_array_length(jsonArray)", "Counts the elements of a JSON array.",
    "json_array_length('[1, 2, 3]')", "3", GROUP, "3.1.0" },
  { "json_object_keys", SLUICE_FUNCTION_SCALAR, 1, 1, resolve_json_object_keys, NULL,
    "json_object_keys(json_object)", "Lists the keys of a JSON object.",
    "json_object_keys('{\"a\":1, \"b\":2}')", "[a, b]", GROUP, "3.1.0" },
  { "json_tuple", SLUICE_FUNCTION_GENERATOR, 2, G_MAXUINT, resolve_json_tuple, NULL,
    "json_tuple(jsonStr, p1, p2, …)",
    "Takes several members out of a JSON object, each into a column of texts.",
    "json_tuple('{\"a\":1, \"b\":2}', 'a', 'b')", "1 2", GROUP, "1.6.0" },
  { "schema_of_json", SLUICE_FUNCTION_SCALAR, 1, 2, resolve_schema_of_json, NULL,
    "schema_of_json(json[, options])", "Tells the schema of a constant JSON text.",
    "schema_of_json('[{\"col\":0}]')", "ARRAY<STRUCT<col: BIGINT>>", GROUP, "2.4.0" },
  { "to_json", SLUICE_FUNCTION_SCALAR, 1, 2, resolve_to_json, NULL, "to_json(expr[, options])",
    "Writes a struct, an array or a map as JSON.", "to_json(named_struct('a', 1, 'b', 2))",
    "{\"a\":1,\"b\":2}", GROUP, "2.2.0" },
};

const SluiceFunctionFamily sluice_functions_json = { functions, G_N_ELEMENTS (functions) };
