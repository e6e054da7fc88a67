/* sluice-functions-xml.c: from_xml, to_xml and schema_of_xml.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-functions.h"

#include <string.h>

#include "expr/sluice-function-simple.h"
#include "expr/sluice-value.h"
#include "formats/sluice-function-options.h"
#include "formats/sluice-utf8.h"
#include "formats/sluice-xml-infer.h"
#include "formats/sluice-xml-value.h"
#include "formats/sluice-xml-writer.h"

static gboolean
run_from_xml (SluiceKernelCall *call, GError **error)
{
  const SluiceTextFunction *function = call->expr->data;
  const SluiceColumn *texts = call->args[0];
  g_autoptr (SluiceXmlConverter) converter = NULL;
  SluiceColumnBuilder rows;
  gboolean good = TRUE;

  if (!sluice_text_function_check (function, "from_xml", error))
    return FALSE;

  converter = sluice_xml_converter_new (function->options, function->settings, function->type, function->corrupt,
                                        call->context->arena);
  sluice_column_builder_init (&rows, function->type);
  sluice_column_builder_start (&rows, call->context->arena, MAX (call->context->n_rows, 1));
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      while (rows.length < row)
        sluice_column_builder_append_null (&rows);
      good = sluice_xml_converter_append (converter, &rows, &texts->string[sluice_column_index (texts, row)], error);
      if (!good)
        break;
    }
  while (good && rows.length < call->context->n_rows)
    sluice_column_builder_append_null (&rows);
  call->result = good ? sluice_column_builder_finish (&rows) : NULL;
  sluice_column_builder_clear (&rows);

  return good;
}

static const SluiceKernel from_xml_kernel
    = { "from_xml", SLUICE_KERNEL_STRICT | SLUICE_KERNEL_OWN_RESULT, run_from_xml, NULL };

/* Whether all maps in a type have texts as their keys. */
static gboolean
check_map_keys (SluiceCall *call, const SluiceType *schema, const SluiceType *type, GError **error)
{
  if (type->id == SLUICE_TYPE_MAP && type->fields[0].type->id != SLUICE_TYPE_STRING)
    {
      g_autofree char *sql = sluice_type_to_sql (schema);

      sluice_call_mismatch (call, "INVALID_XML_MAP_KEY_TYPE", error,
                            "Input schema \"%s\" can only contain STRING as a key type for a MAP.", sql);
      return FALSE;
    }
  for (guint i = 0; i < type->n_fields; i++)
    if (!check_map_keys (call, schema, type->fields[i].type, error))
      return FALSE;

  return TRUE;
}

static gboolean
refuse_variants (SluiceCall *call, const SluiceType *type, GError **error)
{
  if (!sluice_type_contains (type, SLUICE_TYPE_VARIANT))
    return FALSE;

  sluice_call_error (call, NULL, error, "This version doesn't make a VARIANT of XML, nor XML of a VARIANT.");

  return TRUE;
}

static SluiceExpr *
resolve_from_xml (const SluiceFunction *function, SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  g_autoptr (SluiceType) type = sluice_call_schema (analyzer, call, 1, error);
  g_autoptr (GHashTable) options = NULL;
  SluiceTextFunction *data;

  if (type == NULL)
    return NULL;
  options = sluice_call_options (analyzer, call, 2, error);
  if (options == NULL || refuse_variants (call, type, error))
    return NULL;
  if (type->id != SLUICE_TYPE_STRUCT)
    {
      g_autofree char *sql = sluice_type_to_sql (type);

      sluice_call_mismatch (call, "INVALID_XML_SCHEMA", error, "Input schema \"%s\" must be a struct or a variant.",
                            sql);
      return NULL;
    }
  if (!check_map_keys (call, type, type, error) || !sluice_call_check_text (analyzer, call, 0, error))
    return NULL;

  data = sluice_text_function_new (analyzer, SLUICE_FORMAT_XML, options, FALSE, type);

  return sluice_call_finish_text (function, call, data->type, TRUE, &from_xml_kernel, data);
}

/* to_xml */

static gboolean
run_to_xml (SluiceKernelCall *call, GError **error)
{
  const SluiceTextFunction *function = call->expr->data;
  g_autoptr (SluiceXmlWriter) writer = NULL;

  if (!sluice_text_function_check (function, "to_xml", error))
    return FALSE;
  if (call->args[0]->type->n_fields == 0)
    {
      sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, NULL,
                        "A STRUCT without fields can't be written as XML.");
      return FALSE;
    }

  writer = sluice_xml_writer_new (function->options);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      const GByteArray *text = sluice_xml_writer_write (writer, call->args[0], row, error);

      if (text == NULL)
        return FALSE;
      sluice_call_store (call, row, (const char *) text->data, text->len);
    }

  return TRUE;
}

static const SluiceKernel to_xml_kernel = { "to_xml", SLUICE_KERNEL_STRICT, run_to_xml, NULL };

static SluiceExpr *
resolve_to_xml (const SluiceFunction *function, SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  g_autoptr (GHashTable) options = sluice_call_options (analyzer, call, 1, error);
  const SluiceType *type = call->args[0]->type;
  SluiceTextFunction *data;

  if (options == NULL || refuse_variants (call, type, error))
    return NULL;
  if (type->id != SLUICE_TYPE_STRUCT && type->id != SLUICE_TYPE_VOID)
    {
      sluice_call_wrong_type (call, 0, "\"STRUCT\"", error);
      return NULL;
    }

  data = sluice_text_function_new (analyzer, SLUICE_FORMAT_XML, options, TRUE, NULL);

  return sluice_call_finish_text (function, call, sluice_type_primitive (SLUICE_TYPE_STRING), TRUE, &to_xml_kernel,
                                  data);
}

/* schema_of_xml */

static SluiceType *
corrupt_type (const char *name)
{
  SluiceField field = { (char *) name, sluice_type_primitive (SLUICE_TYPE_STRING), TRUE, -1 };

  return sluice_type_struct (&field, 1);
}

static gboolean
run_schema_of_xml (SluiceKernelCall *call, GError **error)
{
  const SluiceTextFunction *function = call->expr->data;
  SluiceString text = sluice_utf8_mend (call->context->arena, &SLUICE_STRING_AT (call, 0, 0));
  g_autoptr (SluiceXmlEvents) events = sluice_xml_events_new ();
  g_autoptr (SluiceType) type = NULL;
  g_autofree char *sql = NULL;

  sluice_xml_events_read (events, &text);
  type = sluice_infer_xml (function->options, function->settings, events);
  if (type == NULL && function->options->mode == SLUICE_PARSE_FAIL_FAST)
    {
      sluice_set_error (error, SLUICE_FORMAT_ERROR, SLUICE_FORMAT_ERROR_MALFORMED,
                        "MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION",
                        "The text isn't XML, so that it has no schema.");
      return FALSE;
    }
  if (type == NULL)
    type = corrupt_type (function->options->corrupt_name);

  sql = sluice_type_to_sql (type);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    sluice_call_store (call, row, sql, strlen (sql));

  return TRUE;
}

static const SluiceKernel schema_of_xml_kernel = { "schema_of_xml", SLUICE_KERNEL_NONE, run_schema_of_xml, NULL };

/* Unlike its relatives this one finds out about its options before there is a row. */
static gboolean
check_options (SluiceCall *call, const SluiceTextFunction *data, GError **error)
{
  if (data->error != NULL)
    {
      sluice_call_error (call, sluice_error_condition (data->error), error, "%s", data->error->message);
      return FALSE;
    }
  if (data->options->mode == SLUICE_PARSE_DROP_MALFORMED)
    {
      sluice_call_error (call, "PARSE_MODE_UNSUPPORTED", error,
                         "The function `schema_of_xml` doesn't support the DROPMALFORMED mode. Acceptable modes are "
                         "PERMISSIVE and FAILFAST.");
      return FALSE;
    }

  return TRUE;
}

static SluiceExpr *
resolve_schema_of_xml (const SluiceFunction *function, SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  g_autoptr (GHashTable) options = sluice_call_options (analyzer, call, 1, error);
  SluiceTextFunction *data;

  if (options == NULL || !sluice_call_check_constant_text (analyzer, call, "xml", error))
    return NULL;

  data = sluice_text_function_new (analyzer, SLUICE_FORMAT_XML, options, FALSE, NULL);
  if (!check_options (call, data, error))
    {
      sluice_text_function_free (data);
      return NULL;
    }

  return sluice_call_finish_text (function, call, sluice_type_primitive (SLUICE_TYPE_STRING), FALSE,
                                  &schema_of_xml_kernel, data);
}

#define GROUP "xml_funcs"

static const SluiceFunction functions[] = {
  { "from_xml", SLUICE_FUNCTION_SCALAR, 2, 3, resolve_from_xml, NULL, "from_xml(xmlStr, schema[, options])",
    "Reads a text as an XML element by a schema: children by their names, attributes with “_” in front.",
    "from_xml('<p><a>1</a><b>0.8</b></p>', 'a INT, b DOUBLE')", "{1, 0.8}", GROUP, "4.0.0" },
  { "schema_of_xml", SLUICE_FUNCTION_SCALAR, 1, 2, resolve_schema_of_xml, NULL, "schema_of_xml(xml[, options])",
    "Tells the schema of a constant XML text.", "schema_of_xml('<p><a>1</a></p>')", "STRUCT<a: BIGINT>", GROUP,
    "4.0.0" },
  { "to_xml", SLUICE_FUNCTION_SCALAR, 1, 2, resolve_to_xml, NULL, "to_xml(expr[, options])",
    "Writes a struct as an XML element.", "to_xml(named_struct('a', 1), map('indent', ''))",
    "<ROW><a>1</a></ROW>\\n", GROUP, "4.0.0" },
};

const SluiceFunctionFamily sluice_functions_xml = { functions, G_N_ELEMENTS (functions) };
