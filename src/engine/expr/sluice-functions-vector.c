/* sluice-functions-vector.c: functions of vectors, which are arrays of FLOAT.
 *
 * Sums are made in DOUBLE, eight products at a time: so does Spark, and the last digit depends on it.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "expr/sluice-convert.h"
#include "expr/sluice-function-simple.h"
#include "expr/sluice-vector.h"

#define AT_ONCE 8

typedef struct
{
  const float *values;
  guint32 n;
} Vector;

/* Returns: whether no element is null. */
static gboolean
vector_at (const SluiceColumn *column, guint32 row, Vector *vector)
{
  const SluiceColumn *elements = column->children[0];
  guint32 at = sluice_column_index (column, row);
  guint32 begin = column->offsets[at];

  vector->n = column->offsets[at + 1] - begin;
  vector->values = elements->f32 + (elements->constant ? 0 : begin);
  for (guint32 i = 0; i < vector->n; i++)
    if (sluice_column_is_null (elements, begin + i))
      return FALSE;

  return TRUE;
}

static double
product (Vector a, Vector b)
{
  double total = 0;

  for (guint32 i = 0; i < a.n;)
    {
      guint32 end = a.n - i >= AT_ONCE ? i + AT_ONCE : i + 1;
      double part = (double) a.values[i] * (double) b.values[i];

      for (i++; i < end; i++)
        part += (double) a.values[i] * (double) b.values[i];
      total += part;
    }

  return total;
}

static double
squared_distance (Vector a, Vector b)
{
  double total = 0;

  for (guint32 i = 0; i < a.n;)
    {
      guint32 end = a.n - i >= AT_ONCE ? i + AT_ONCE : i + 1;
      double part = 0;

      for (; i < end; i++)
        {
          double difference = (double) a.values[i] - (double) b.values[i];

          part += difference * difference;
        }
      total += part;
    }

  return total;
}

gboolean
sluice_vector_fail_dimension (const char *name, guint32 a, guint32 b, GError **error)
{
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "VECTOR_DIMENSION_MISMATCH",
                    "Vectors passed to `%s` must have the same dimension, but got %u and %u.", name, a, b);

  return FALSE;
}

typedef gboolean (*Measure) (Vector a, Vector b, float *result);

static gboolean
inner_product (Vector a, Vector b, float *result)
{
  *result = (float) product (a, b);

  return TRUE;
}

static gboolean
l2_distance (Vector a, Vector b, float *result)
{
  *result = (float) sqrt (squared_distance (a, b));

  return TRUE;
}

static gboolean
cosine_similarity (Vector a, Vector b, float *result)
{
  double lengths = sqrt (product (a, a) * product (b, b));

  if (lengths == 0)
    return FALSE;
  *result = (float) (product (a, b) / lengths);

  return TRUE;
}

static inline gboolean
run_measure (SluiceKernelCall *call, Measure measure, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    Vector a, b;
    gboolean whole_a = vector_at (call->args[0], row, &a);
    gboolean whole_b = vector_at (call->args[1], row, &b);

    call->result->f32[row] = 0;
    if (a.n != b.n)
      return sluice_vector_fail_dimension (call->expr->function->name, a.n, b.n, error);
    if (!whole_a || !whole_b || !measure (a, b, &call->result->f32[row]))
      sluice_call_null_row (call, row);
  }

  return TRUE;
}

#define DEFINE_MEASURE(name)                                                                      \
  static gboolean run_##name (SluiceKernelCall *call, GError **error)                             \
  {                                                                                               \
    return run_measure (call, name, error);                                                       \
  }                                                                                               \
  static const SluiceKernel name##_kernel = { "vector_" #name, SLUICE_KERNEL_STRICT, run_##name, NULL };

DEFINE_MEASURE (inner_product)
DEFINE_MEASURE (l2_distance)
DEFINE_MEASURE (cosine_similarity)

/* Norms. */

static gboolean
norm_of (const SluiceKernelCall *call, Vector vector, float degree, double *norm, GError **error)
{
  double total = 0;

  if (degree == 2)
    *norm = sqrt (product (vector, vector));
  else if (degree == 1)
    {
      for (guint32 i = 0; i < vector.n;)
        {
          guint32 end = vector.n - i >= AT_ONCE ? i + AT_ONCE : i + 1;
          double part = 0;

          for (; i < end; i++)
            part += fabs ((double) vector.values[i]);
          total += part;
        }
      *norm = total;
    }
  else if (isinf (degree) && degree > 0)
    {
      for (guint32 i = 0; i < vector.n; i++)
        total = fabs ((double) vector.values[i]) > total ? fabs ((double) vector.values[i]) : total;
      *norm = total;
    }
  else
    {
      char text[SLUICE_FORMAT_MAX];
      gsize length = sluice_format_float (degree, text);

      sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "INVALID_VECTOR_NORM_DEGREE",
                        "For the `%s` function, degree must be 1.0, 2.0, or float('inf'), but got %.*s.",
                        call->expr->function->name, (int) length, text);
      return FALSE;
    }

  return TRUE;
}

static gboolean
run_norm (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    Vector vector;
    gboolean whole = vector_at (call->args[0], row, &vector);
    double norm = 0;

    if (!whole)
      vector.n = 0;
    if (!norm_of (call, vector, SLUICE_ARG_AT (call, 1, float, row), &norm, error))
      return FALSE;
    call->result->f32[row] = (float) norm;
    if (!whole)
      sluice_call_null_row (call, row);
  }

  return TRUE;
}

static gboolean
run_normalize (SluiceKernelCall *call, GError **error)
{
  const SluiceColumn *in = call->args[0];
  SluiceColumn *out = call->result;
  g_autofree double *norms = g_new0 (double, MAX (call->context->n_rows, 1));
  guint32 total = 0, next = 0, end = 0;
  SluiceColumn *elements;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    Vector vector;
    gboolean whole = vector_at (in, row, &vector);

    total += vector.n;
    if (!whole)
      vector.n = 0;
    if (!norm_of (call, vector, SLUICE_ARG_AT (call, 1, float, row), &norms[row], error))
      return FALSE;
    if (!whole || (norms[row] == 0 && vector.n > 0))
      {
        norms[row] = 0;
        sluice_call_null_row (call, row);
      }
  }

  sluice_arena_align (call->context->arena);
  elements = sluice_column_new (call->context->arena, out->type->fields[0].type, total);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    Vector vector;

    while (next <= row)
      out->offsets[next++] = end;
    vector_at (in, row, &vector);
    for (guint32 i = 0; norms[row] != 0 && i < vector.n; i++)
      elements->f32[end++] = (float) ((double) vector.values[i] / norms[row]);
  }
  while (next <= call->context->n_rows)
    out->offsets[next++] = end;
  elements->length = end;
  out->children[0] = elements;

  return TRUE;
}

/* Types: nothing is cast. */

gboolean
sluice_vector_check (const SluiceCall *call, guint index, GError **error)
{
  const SluiceType *type = call->args[index]->type;

  if (type->id == SLUICE_TYPE_ARRAY && type->fields[0].type->id == SLUICE_TYPE_FLOAT)
    return TRUE;

  sluice_call_wrong_type (call, index, "\"ARRAY<FLOAT>\"", error);

  return FALSE;
}

static SluiceExpr *
resolve_measure (const SluiceFunction *function, SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  if (!sluice_vector_check (call, 0, error) || !sluice_vector_check (call, 1, error))
    return NULL;

  return sluice_call_finish (function, call, sluice_type_primitive (SLUICE_TYPE_FLOAT), TRUE,
                             function->user_data);
}

static SluiceExpr *
resolve_norm (const SluiceFunction *function, SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  static const SluiceKernel norm = { "vector_norm", SLUICE_KERNEL_STRICT, run_norm, NULL };
  static const SluiceKernel normalize = { "vector_normalize", SLUICE_KERNEL_STRICT, run_normalize, NULL };
  static const float euclidean = 2;
  g_autoptr (SluiceType) array = sluice_type_array (sluice_type_primitive (SLUICE_TYPE_FLOAT), FALSE);

  if (!sluice_vector_check (call, 0, error))
    return NULL;
  if (call->n_args == 1)
    sluice_call_append_literal (call, sluice_type_primitive (SLUICE_TYPE_FLOAT), &euclidean);
  if (call->args[1]->type->id != SLUICE_TYPE_FLOAT)
    {
      sluice_call_wrong_type (call, 1, "\"FLOAT\"", error);
      return NULL;
    }

  if (function->user_data != NULL)
    return sluice_call_finish (function, call, array, TRUE, &normalize);

  return sluice_call_finish (function, call, sluice_type_primitive (SLUICE_TYPE_FLOAT), TRUE, &norm);
}

#define FUNCTION(name, min, resolve, data, signature, description, example, result)               \
  { name, SLUICE_FUNCTION_SCALAR, min, 2, resolve, data, signature, description, example, result,  \
    "vector_funcs", "4.2.0" }

static const SluiceFunction functions[] = {
  FUNCTION ("vector_cosine_similarity", 2, resolve_measure, &cosine_similarity_kernel,
            "vector_cosine_similarity(array1, array2)", "Returns the cosine of the angle between two vectors.",
            "vector_cosine_similarity(array(1.0F, 2.0F, 3.0F), array(4.0F, 5.0F, 6.0F))", "0.97463185"),
  FUNCTION ("vector_inner_product", 2, resolve_measure, &inner_product_kernel,
            "vector_inner_product(array1, array2)", "Returns the inner product of two vectors.",
            "vector_inner_product(array(1.0F, 2.0F, 3.0F), array(4.0F, 5.0F, 6.0F))", "32.0"),
  FUNCTION ("vector_l2_distance", 2, resolve_measure, &l2_distance_kernel, "vector_l2_distance(array1, array2)",
            "Returns the Euclidean distance between two vectors.",
            "vector_l2_distance(array(1.0F, 2.0F, 3.0F), array(4.0F, 5.0F, 6.0F))", "5.196152"),
  FUNCTION ("vector_norm", 1, resolve_norm, NULL, "vector_norm(vector[, degree])",
            "Returns the length of a vector: of degree 1, 2 or infinity.", "vector_norm(array(3.0F, 4.0F))", "5.0"),
  FUNCTION ("vector_normalize", 1, resolve_norm, "", "vector_normalize(vector[, degree])",
            "Returns a vector of the same direction and length 1.", "vector_normalize(array(3.0F, 4.0F))",
            "[0.6, 0.8]"),
};

const SluiceFunctionFamily sluice_functions_vector = { functions, G_N_ELEMENTS (functions) };
