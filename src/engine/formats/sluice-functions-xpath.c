/* sluice-functions-xpath.c: xpath and its relatives.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-functions.h"

#include <math.h>

#include "expr/sluice-function-simple.h"
#include "formats/sluice-column-builder.h"
#include "formats/sluice-function-options.h"
#include "formats/sluice-xpath.h"

/* The compiled paths that no thread uses at the moment: as many as threads have been at work at once. */
typedef struct
{
  GMutex lock;
  GPtrArray *idle;
} PathPool;

static void
pool_free (gpointer data)
{
  PathPool *self = data;

  g_mutex_clear (&self->lock);
  g_ptr_array_unref (self->idle);
  g_free (self);
}

static PathPool *
pool_new (void)
{
  PathPool *self = g_new0 (PathPool, 1);

  g_mutex_init (&self->lock);
  self->idle = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_xpath_free);

  return self;
}

static SluiceXPath *
pool_take (PathPool *self, const SluiceString *path, GError **error)
{
  SluiceXPath *xpath = NULL;

  g_mutex_lock (&self->lock);
  if (self->idle->len > 0)
    xpath = g_ptr_array_steal_index_fast (self->idle, self->idle->len - 1);
  g_mutex_unlock (&self->lock);

  return xpath != NULL ? xpath : sluice_xpath_new (path->data, path->length, error);
}

static void
pool_give (PathPool *self, SluiceXPath *xpath)
{
  if (xpath == NULL)
    return;

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->idle, xpath);
  g_mutex_unlock (&self->lock);
}

/* Java's conversion of a double to an int: what is too much becomes the most there is. */
static gint64
to_integer (double value, gint64 min, gint64 max)
{
  if (isnan (value))
    return 0;
  if (value >= (double) max)
    return max;
  if (value <= (double) min)
    return min;

  return (gint64) value;
}

static void
store (SluiceKernelCall *call, guint32 row, const SluiceXPath *xpath)
{
  SluiceColumn *result = call->result;

  switch (result->type->id)
    {
    case SLUICE_TYPE_BOOLEAN:
      result->boolean[row] = sluice_xpath_to_boolean (xpath);
      break;
    case SLUICE_TYPE_SHORT:
      result->i16[row] = (gint16) to_integer (sluice_xpath_to_number (xpath), G_MININT32, G_MAXINT32);
      break;
    case SLUICE_TYPE_INT:
      result->i32[row] = (gint32) to_integer (sluice_xpath_to_number (xpath), G_MININT32, G_MAXINT32);
      break;
    case SLUICE_TYPE_BIGINT:
      result->i64[row] = to_integer (sluice_xpath_to_number (xpath), G_MININT64, G_MAXINT64);
      break;
    case SLUICE_TYPE_FLOAT:
      result->f32[row] = (float) sluice_xpath_to_number (xpath);
      break;
    case SLUICE_TYPE_DOUBLE:
      result->f64[row] = sluice_xpath_to_number (xpath);
      break;
    default:
      result->string[row] = sluice_xpath_to_text (xpath, call->context->arena);
      break;
    }
}

/* Returns: whether it went well; @known is whether the path has a value for the row */
static gboolean
evaluate (SluiceKernelCall *call, guint32 row, SluiceXPath **xpath, gboolean *known, GError **error)
{
  const SluiceString *text = &call->args[0]->string[sluice_column_index (call->args[0], row)];
  const SluiceString *path = &call->args[1]->string[sluice_column_index (call->args[1], row)];

  *known = text->length > 0 && path->length > 0;
  if (!*known)
    return TRUE;
  if (*xpath == NULL)
    *xpath = pool_take (call->expr->data, path, error);

  return *xpath != NULL && sluice_xpath_evaluate (*xpath, call->context->arena, text, error);
}

static gboolean
run_scalar (SluiceKernelCall *call, GError **error)
{
  SluiceXPath *xpath = NULL;
  gboolean good = TRUE, known;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      good = evaluate (call, row, &xpath, &known, error);
      if (!good)
        break;
      if (known)
        store (call, row, xpath);
      else
        sluice_call_null_row (call, row);
    }
  pool_give (call->expr->data, xpath);

  return good;
}

static const SluiceKernel scalar_kernel = { "xpath_scalar", SLUICE_KERNEL_STRICT, run_scalar, NULL };

static void
append_node (const char *value, gpointer user_data)
{
  SluiceColumnBuilder *texts = user_data;
  gsize length = value != NULL ? strlen (value) : 0;
  guint32 row;

  if (value == NULL)
    {
      sluice_column_builder_append_null (texts);
      return;
    }
  row = sluice_column_builder_reserve (texts);
  texts->column->string[row]
      = sluice_string (memcpy (sluice_column_builder_text (texts->arena, length), value, length), length);
}

static gboolean
run_list (SluiceKernelCall *call, GError **error)
{
  SluiceColumnBuilder builder;
  SluiceXPath *xpath = NULL;
  gboolean good = TRUE, known;

  sluice_column_builder_init (&builder, call->expr->type);
  sluice_column_builder_start (&builder, call->context->arena, MAX (call->context->n_rows, 1));
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      while (builder.length < row)
        sluice_column_builder_append_null (&builder);
      good = evaluate (call, row, &xpath, &known, error)
             && (!known || sluice_xpath_foreach (xpath, append_node, &builder.children[0], error));
      if (!good)
        break;
      if (known)
        builder.column->offsets[sluice_column_builder_reserve (&builder) + 1] = builder.children[0].length;
      else
        sluice_column_builder_append_null (&builder);
    }
  while (builder.length < call->context->n_rows)
    sluice_column_builder_append_null (&builder);
  call->result = sluice_column_builder_finish (&builder);
  sluice_column_builder_clear (&builder);
  pool_give (call->expr->data, xpath);

  return good;
}

static const SluiceKernel list_kernel
    = { "xpath", SLUICE_KERNEL_STRICT | SLUICE_KERNEL_OWN_RESULT, run_list, NULL };

static SluiceExpr *
resolve (const SluiceFunction *function, SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  const SluiceType *text = sluice_type_primitive (SLUICE_TYPE_STRING);
  const SluiceTypeId *wanted = function->user_data;
  g_autoptr (SluiceType) list = sluice_type_array (text, FALSE);
  SluiceExpr *expr;

  if (!sluice_expr_is_foldable (call->args[1]))
    {
      g_autofree char *sql = sluice_call_arg_to_sql (call, 1);

      sluice_call_mismatch (call, "NON_FOLDABLE_INPUT", error,
                            "the input `path` should be a foldable \"STRING\" expression; however, got \"%s\".",
                            sql);
      return NULL;
    }
  if (!sluice_call_check_text (analyzer, call, 0, error) || !sluice_call_check_text (analyzer, call, 1, error))
    return NULL;

  expr = *wanted == SLUICE_TYPE_ARRAY
             ? sluice_call_finish (function, call, list, TRUE, &list_kernel)
             : sluice_call_finish (function, call, sluice_type_primitive (*wanted), TRUE, &scalar_kernel);
  expr->data = pool_new ();
  expr->data_destroy = pool_free;

  return expr;
}

#define GROUP "xml_funcs"

static const SluiceTypeId list_type = SLUICE_TYPE_ARRAY;
static const SluiceTypeId boolean_type = SLUICE_TYPE_BOOLEAN;
static const SluiceTypeId short_type = SLUICE_TYPE_SHORT;
static const SluiceTypeId int_type = SLUICE_TYPE_INT;
static const SluiceTypeId long_type = SLUICE_TYPE_BIGINT;
static const SluiceTypeId float_type = SLUICE_TYPE_FLOAT;
static const SluiceTypeId double_type = SLUICE_TYPE_DOUBLE;
static const SluiceTypeId string_type = SLUICE_TYPE_STRING;

static const SluiceFunction functions[] = {
  { "xpath", SLUICE_FUNCTION_SCALAR, 2, 2, resolve, &list_type, "xpath(xml, xpath)",
    "Lists the values of the nodes of an XML text that an XPath leads to; elements have none, their texts do.",
    "xpath('<a><b>b1</b><b>b2</b><b>b3</b><c>c1</c><c>c2</c></a>', 'a/b/text()')", "[b1, b2, b3]", GROUP,
    "2.0.0" },
  { "xpath_boolean", SLUICE_FUNCTION_SCALAR, 2, 2, resolve, &boolean_type, "xpath_boolean(xml, xpath)",
    "Tells whether an XPath is true of an XML text, or leads to a node.",
    "xpath_boolean('<a><b>1</b></a>', 'a/b')", "true", GROUP, "2.0.0" },
  { "xpath_double", SLUICE_FUNCTION_SCALAR, 2, 2, resolve, &double_type, "xpath_double(xml, xpath)",
    "Takes a DOUBLE out of an XML text by an XPath; NaN where there is no number.",
    "xpath_double('<a><b>1</b><b>2</b></a>', 'sum(a/b)')", "3.0", GROUP, "2.0.0" },
  { "xpath_float", SLUICE_FUNCTION_SCALAR, 2, 2, resolve, &float_type, "xpath_float(xml, xpath)",
    "Takes a FLOAT out of an XML text by an XPath; NaN where there is no number.",
    "xpath_float('<a><b>1</b><b>2</b></a>', 'sum(a/b)')", "3.0", GROUP, "2.0.0" },
  { "xpath_int", SLUICE_FUNCTION_SCALAR, 2, 2, resolve, &int_type, "xpath_int(xml, xpath)",
    "Takes an INT out of an XML text by an XPath; 0 where there is no number.",
    "xpath_int('<a><b>1</b><b>2</b></a>', 'sum(a/b)')", "3", GROUP, "2.0.0" },
  { "xpath_long", SLUICE_FUNCTION_SCALAR, 2, 2, resolve, &long_type, "xpath_long(xml, xpath)",
    "Takes a BIGINT out of an XML text by an XPath; 0 where there is no number.",
    "xpath_long('<a><b>1</b><b>2</b></a>', 'sum(a/b)')", "3", GROUP, "2.0.0" },
  { "xpath_number", SLUICE_FUNCTION_SCALAR, 2, 2, resolve, &double_type, "xpath_number(xml, xpath)",
    "Takes a DOUBLE out of an XML text by an XPath; NaN where there is no number.",
    "xpath_number('<a><b>1</b><b>2</b></a>', 'sum(a/b)')", "3.0", GROUP, "2.0.0" },
  { "xpath_short", SLUICE_FUNCTION_SCALAR, 2, 2, resolve, &short_type, "xpath_short(xml, xpath)",
    "Takes a SMALLINT out of an XML text by an XPath; 0 where there is no number.",
    "xpath_short('<a><b>1</b><b>2</b></a>', 'sum(a/b)')", "3", GROUP, "2.0.0" },
  { "xpath_string", SLUICE_FUNCTION_SCALAR, 2, 2, resolve, &string_type, "xpath_string(xml, xpath)",
    "Takes the text of the first node of an XML text that an XPath leads to; an empty one where there is none.",
    "xpath_string('<a><b>b</b><c>cc</c></a>', 'a/c')", "cc", GROUP, "2.0.0" },
};

const SluiceFunctionFamily sluice_functions_xpath = { functions, G_N_ELEMENTS (functions) };
