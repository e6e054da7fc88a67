/* sluice-functions-csv.c: from_csv, to_csv and schema_of_csv.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-functions.h"

#include <string.h>

#include "expr/sluice-function-simple.h"
#include "expr/sluice-value.h"
#include "formats/sluice-csv-reader.h"
#include "formats/sluice-csv-writer.h"
#include "formats/sluice-function-options.h"
#include "formats/sluice-infer.h"

/* A character that no text has: a value is one record, whatever ends of lines are in it. */
#define NO_LINE_SEPARATOR "\xef\xbf\xbf"

static gboolean
is_readable (const SluiceType *type)
{
  return type->n_fields == 0 && type->id != SLUICE_TYPE_VOID;
}

/* Spark finds out about these types when it makes its parser, with the first row. */
static gboolean
check_types (const SluiceType *schema, GError **error)
{
  for (guint i = 0; i < schema->n_fields; i++)
    if (!is_readable (schema->fields[i].type))
      {
        g_autofree char *type = sluice_type_to_sql (schema->fields[i].type);

        sluice_set_error (error, SLUICE_FORMAT_ERROR, SLUICE_FORMAT_ERROR_SCHEMA, "UNSUPPORTED_DATATYPE",
                          "Unsupported data type \"%s\".", type);
        return FALSE;
      }

  return TRUE;
}

static gboolean
run_from_csv (SluiceKernelCall *call, GError **error)
{
  static const SluiceScanOrigin nowhere = { 0 };
  const SluiceTextFunction *function = call->expr->data;
  const SluiceColumn *texts = call->args[0];
  guint32 n_rows = MAX (call->context->n_rows, 1);
  g_autoptr (SluiceScanner) scanner = NULL;
  SluiceColumnBuilder *rows;
  gboolean good = TRUE;

  if (!sluice_text_function_check (function, "from_csv", error) || !check_types (function->type, error))
    return FALSE;

  scanner = sluice_scanner_new (function->reader);
  scanner->arena = call->context->arena;
  scanner->origin = &nowhere;
  scanner->started = TRUE;
  rows = &scanner->rows;
  sluice_column_builder_start (rows, call->context->arena, n_rows);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      const SluiceString *text = &texts->string[sluice_column_index (texts, row)];

      while (rows->length < row)
        sluice_column_builder_append_null (rows);
      good = sluice_csv_read_value (scanner, text->data, text->length, error);
      if (!good)
        break;
    }
  while (good && rows->length < call->context->n_rows)
    sluice_column_builder_append_null (rows);
  call->result = good ? sluice_column_builder_finish (rows) : NULL;

  return good;
}

static const SluiceKernel from_csv_kernel
    = { "from_csv", SLUICE_KERNEL_STRICT | SLUICE_KERNEL_OWN_RESULT, run_from_csv, NULL };

static SluiceExpr *
resolve_from_csv (const SluiceFunction *function,
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
  if (type->id != SLUICE_TYPE_STRUCT)
    {
      g_autofree char *sql = sluice_type_to_sql (type);
      g_autofree char *arg = sluice_call_arg_to_sql (call, 1);

      sluice_call_error (call, "INVALID_SCHEMA.NON_STRUCT_TYPE", error,
                         "The input schema \"%s\" is not a valid schema string. The input expression should "
                         "be evaluated to struct type, but got \"%s\".",
                         arg, sql);
      return NULL;
    }
  options = sluice_call_options (analyzer, call, 2, error);
  if (options == NULL || !sluice_call_check_text (analyzer, call, 0, error))
    return NULL;

  g_hash_table_insert (options, g_strdup ("lineSep"), g_strdup (NO_LINE_SEPARATOR));
  data = sluice_text_function_new (analyzer, SLUICE_FORMAT_CSV, options, FALSE, type);

  return sluice_call_finish_text (function, call, data->type, call->args[0]->nullable, &from_csv_kernel, data);
}

/* to_csv */

static gboolean
run_to_csv (SluiceKernelCall *call, GError **error)
{
  const SluiceTextFunction *function = call->expr->data;
  const SluiceColumn *values = call->args[0];
  g_autoptr (GByteArray) bytes = NULL;
  SluiceTextStyle style;
  SluiceOutput output;

  if (!sluice_text_function_check (function, "to_csv", error))
    return FALSE;

  bytes = g_byte_array_new ();
  style = sluice_text_style (function->options);
  sluice_output_open (&output, bytes);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      gboolean some;

      sluice_output_restart (&output);
      some = sluice_output_csv_row (&output, function->options, &style, values->children, values->n_children,
                                    row);
      if (some)
        sluice_call_store (call, row, (const char *) bytes->data, sluice_output_length (&output));
      else
        sluice_call_null_row (call, row);
    }

  return TRUE;
}

static const SluiceKernel to_csv_kernel = { "to_csv", SLUICE_KERNEL_STRICT, run_to_csv, NULL };

static SluiceExpr *
resolve_to_csv (const SluiceFunction *function,
                SluiceAnalyzer       *analyzer,
                SluiceCall           *call,
                GError              **error)
{
  g_autoptr (GHashTable) options = sluice_call_options (analyzer, call, 1, error);
  const SluiceType *type = call->args[0]->type;
  SluiceTextFunction *data;

  if (options == NULL)
    return NULL;
  if ((type->id != SLUICE_TYPE_STRUCT && type->id != SLUICE_TYPE_VOID)
      || sluice_type_contains (type, SLUICE_TYPE_VARIANT))
    {
      g_autofree char *sql = sluice_type_to_sql (type);

      sluice_call_mismatch (call, "UNSUPPORTED_INPUT_TYPE", error,
                            "The input of `to_csv` can't be \"%s\" type data.", sql);
      return NULL;
    }

  data = sluice_text_function_new (analyzer, SLUICE_FORMAT_CSV, options, TRUE, NULL);

  return sluice_call_finish_text (function, call, sluice_type_primitive (SLUICE_TYPE_STRING), TRUE,
                                  &to_csv_kernel, data);
}

/* schema_of_csv */

static gboolean
run_schema_of_csv (SluiceKernelCall *call, GError **error)
{
  const SluiceTextFunction *function = call->expr->data;
  const SluiceString *text = &SLUICE_STRING_AT (call, 0, 0);
  g_autoptr (SluiceType) type = NULL;
  g_autofree char *sql = NULL;
  SluiceCsvParser parser;
  const char *raw;
  gsize length;

  if (!sluice_text_function_check (function, "schema_of_csv", error))
    return FALSE;

  sluice_csv_parser_init (&parser, function->options);
  sluice_csv_parser_start (&parser, text->data, text->length);
  if (sluice_csv_parser_read (&parser, &raw, &length) == SLUICE_CSV_RECORD)
    type = sluice_infer_csv (function->options, &parser);
  sluice_csv_parser_clear (&parser);
  if (type == NULL)
    {
      sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, NULL,
                        "The text has no CSV record, so that it has no schema.");
      return FALSE;
    }

  sql = sluice_type_to_sql (type);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    sluice_call_store (call, row, sql, strlen (sql));

  return TRUE;
}

static const SluiceKernel schema_of_csv_kernel = { "schema_of_csv", SLUICE_KERNEL_NONE, run_schema_of_csv,
                                                   NULL };

static SluiceExpr *
resolve_schema_of_csv (const SluiceFunction *function,
                       SluiceAnalyzer       *analyzer,
                       SluiceCall           *call,
                       GError              **error)
{
  g_autoptr (GHashTable) options = sluice_call_options (analyzer, call, 1, error);
  SluiceTextFunction *data;

  if (options == NULL || !sluice_call_check_constant_text (analyzer, call, "csv", error))
    return NULL;

  g_hash_table_insert (options, g_strdup ("lineSep"), g_strdup (NO_LINE_SEPARATOR));
  data = sluice_text_function_new (analyzer, SLUICE_FORMAT_CSV, options, FALSE, NULL);

  return sluice_call_finish_text (function, call, sluice_type_primitive (SLUICE_TYPE_STRING), FALSE,
                                  &schema_of_csv_kernel, data);
}

#define GROUP "csv_funcs"

static const SluiceFunction functions[] = {
  { "from_csv", SLUICE_FUNCTION_SCALAR, 2, 3, resolve_from_csv, NULL, "from_csv(csvStr, schema[, options])",
    "Reads a text as one CSV record by a schema; what doesn't convert is null.",
    "from_csv('1, 0.8', 'a INT, b DOUBLE')", "{1, 0.8}", GROUP, "3.0.0" },
  { "schema_of_csv", SLUICE_FUNCTION_SCALAR, 1, 2, resolve_schema_of_csv, NULL,
    "schema_of_csv(csv[, options])", "Tells the schema of a constant CSV record.",
    "schema_of_csv('1,abc')", "STRUCT<_c0: INT, _c1: STRING>", GROUP, "3.0.0" },
  { "to_csv", SLUICE_FUNCTION_SCALAR, 1, 2, resolve_to_csv, NULL, "to_csv(expr[, options])",
    "Writes a struct as a CSV record.", "to_csv(named_struct('a', 1, 'b', 2))", "1,2", GROUP, "3.0.0" },
};

const SluiceFunctionFamily sluice_functions_csv = { functions, G_N_ELEMENTS (functions) };
