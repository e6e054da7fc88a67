/* sluice-functions-theta.c: functions on Theta sketches, by which sets are joined and met.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-theta-call.h"

gboolean
sluice_theta_check_lg_k (gint32 lg_k, const SluiceExpr *expr, const char *function, GError **error)
{
  return (lg_k >= SLUICE_THETA_MIN_LG_K && lg_k <= SLUICE_THETA_MAX_LG_K)
         || sluice_sketch_fail (expr, "SKETCH_INVALID_LG_NOM_ENTRIES", error,
                                "Invalid call to `%s`; the `lgNomEntries` value must be between %d and %d, inclusive: "
                                "%d.",
                                function, SLUICE_THETA_MIN_LG_K, SLUICE_THETA_MAX_LG_K, lg_k);
}

gboolean
sluice_theta_read_value (SluiceTheta        *self,
                         SluiceArena        *arena,
                         const SluiceString *bytes,
                         const SluiceExpr   *expr,
                         const char         *function,
                         GError            **error)
{
  switch (sluice_theta_read (self, arena, (const guint8 *) bytes->data, bytes->length))
    {
    case SLUICE_THETA_SOUND:
      return TRUE;
    case SLUICE_THETA_OTHER_FAMILY:
      return sluice_sketch_fail (expr, "THETA_INVALID_INPUT_SKETCH_BUFFER_FAMILY", error,
                                 "Invalid call to `%s`: expected COMPACT sketch family but received another. Only valid "
                                 "Theta sketch buffers (produced by `theta_sketch_agg`) are supported as inputs.",
                                 function);
    default:
      return sluice_sketch_fail (expr, "THETA_INVALID_INPUT_SKETCH_BUFFER", error,
                                 "Invalid call to `%s`; only valid Theta sketch buffers are supported as inputs (such "
                                 "as those produced by the `theta_sketch_agg` function).",
                                 function);
    }
}

SluiceString
sluice_theta_store (const SluiceTheta *self, SluiceArena *arena)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  char *bytes;

  sluice_theta_write (self, out);
  bytes = sluice_arena_alloc_bytes (arena, out->len);
  memcpy (bytes, out->data, out->len);

  return sluice_string (bytes, out->len);
}

static gboolean
read_argument (SluiceKernelCall *call, guint index, guint32 row, SluiceTheta *sketch, GError **error)
{
  SluiceString bytes = SLUICE_STRING_AT (call, index, row);

  return sluice_theta_read_value (sketch, call->context->arena, &bytes, NULL, call->expr->function->name, error);
}

static gboolean
theta_sketch_estimate (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceTheta sketch;

    if (!read_argument (call, 0, row, &sketch, error))
      return FALSE;
    call->result->i64[row] = sluice_sketch_round (sluice_theta_estimate (&sketch));
  }

  return TRUE;
}

static gboolean
theta_union (SluiceKernelCall *call, GError **error)
{
  SluiceArena *arena = call->context->arena;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    gint32 lg_k = SLUICE_ARG_AT (call, 2, gint32, row);
    SluiceTheta a, b, joined;
    SluiceThetaSet set;

    if (!sluice_theta_check_lg_k (lg_k, NULL, call->expr->function->name, error)
        || !read_argument (call, 0, row, &a, error) || !read_argument (call, 1, row, &b, error))
      return FALSE;
    sluice_theta_set_init (&set, arena, (guint) lg_k, TRUE);
    sluice_theta_set_join (&set, arena, &a);
    sluice_theta_set_join (&set, arena, &b);
    sluice_theta_set_result (&set, arena, TRUE, &joined);
    call->result->string[row] = sluice_theta_store (&joined, arena);
  }

  return TRUE;
}

static gboolean
combine (SluiceKernelCall *call,
         void (*change) (SluiceTheta *, SluiceArena *, const SluiceTheta *),
         GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceTheta a, b;

    if (!read_argument (call, 0, row, &a, error) || !read_argument (call, 1, row, &b, error))
      return FALSE;
    change (&a, call->context->arena, &b);
    call->result->string[row] = sluice_theta_store (&a, call->context->arena);
  }

  return TRUE;
}

static gboolean
theta_intersection (SluiceKernelCall *call, GError **error)
{
  return combine (call, sluice_theta_intersect, error);
}

static gboolean
theta_difference (SluiceKernelCall *call, GError **error)
{
  return combine (call, sluice_theta_subtract, error);
}

static const SluiceKernel estimate_kernel
    = { "theta_sketch_estimate", SLUICE_KERNEL_STRICT, theta_sketch_estimate, NULL };
static const SluiceKernel union_kernel = { "theta_union", SLUICE_KERNEL_STRICT, theta_union, NULL };
static const SluiceKernel intersection_kernel
    = { "theta_intersection", SLUICE_KERNEL_STRICT, theta_intersection, NULL };
static const SluiceKernel difference_kernel = { "theta_difference", SLUICE_KERNEL_STRICT, theta_difference, NULL };

static SluiceExpr *
resolve (const SluiceFunction *function, SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  const SluiceKernel *kernel = function->user_data;
  static const gint32 default_lg_k = SLUICE_THETA_DEFAULT_LG_K;

  if (kernel == &union_kernel && call->n_args == 2)
    sluice_call_append_literal (call, sluice_type_primitive (SLUICE_TYPE_INT), &default_lg_k);
  for (guint i = 0; i < call->n_args; i++)
    if (!sluice_sketch_expect_one (analyzer, call, i, i < 2 ? SLUICE_TYPE_BINARY : SLUICE_TYPE_INT, error))
      return NULL;

  return sluice_call_finish (
      function, call, sluice_type_primitive (kernel == &estimate_kernel ? SLUICE_TYPE_BIGINT : SLUICE_TYPE_BINARY),
      sluice_call_any_nullable (call), kernel);
}

static const SluiceFunction functions[] = {
  { "theta_sketch_agg", SLUICE_FUNCTION_AGGREGATE, 1, 2, sluice_aggregate_resolve_theta, "+",
    "theta_sketch_agg(a[, lgNomEntries])", "A sketch of the set of values, as bytes.",
    "theta_sketch_estimate(theta_sketch_agg(5))", "1", "agg_funcs", "4.1.0" },
  { "theta_union_agg", SLUICE_FUNCTION_AGGREGATE, 1, 2, sluice_aggregate_resolve_theta, "|",
    "theta_union_agg(sketch[, lgNomEntries])", "The Theta sketches of all rows joined.",
    "hex(theta_union_agg(X'01030300003ACC93C397FC1281709D1E'))", "01030300003ACC93C397FC1281709D1E", "agg_funcs",
    "4.1.0" },
  { "theta_intersection_agg", SLUICE_FUNCTION_AGGREGATE, 1, 1, sluice_aggregate_resolve_theta, "&",
    "theta_intersection_agg(sketch)", "What the Theta sketches of all rows have in common.",
    "hex(theta_intersection_agg(X'01030300003ACC93C397FC1281709D1E'))", "01030300003ACC93C397FC1281709D1E",
    "agg_funcs", "4.1.0" },
  { "theta_sketch_estimate", SLUICE_FUNCTION_SCALAR, 1, 1, resolve, &estimate_kernel, "theta_sketch_estimate(sketch)",
    "Returns about how many different values a Theta sketch saw.", "theta_sketch_estimate(theta_sketch_agg(5))", "1",
    "misc_funcs", "4.1.0" },
  { "theta_union", SLUICE_FUNCTION_SCALAR, 2, 3, resolve, &union_kernel, "theta_union(first, second[, lgNomEntries])",
    "Returns two Theta sketches joined.", "theta_sketch_estimate(theta_union(theta_sketch_agg(5), theta_sketch_agg(6)))",
    "2", "misc_funcs", "4.1.0" },
  { "theta_intersection", SLUICE_FUNCTION_SCALAR, 2, 2, resolve, &intersection_kernel,
    "theta_intersection(first, second)", "Returns what two Theta sketches have in common.",
    "theta_sketch_estimate(theta_intersection(theta_sketch_agg(5), theta_sketch_agg(6)))", "0", "misc_funcs", "4.1.0" },
  { "theta_difference", SLUICE_FUNCTION_SCALAR, 2, 2, resolve, &difference_kernel, "theta_difference(first, second)",
    "Returns what is in the first Theta sketch and not in the second.",
    "theta_sketch_estimate(theta_difference(theta_sketch_agg(5), theta_sketch_agg(6)))", "1", "misc_funcs", "4.1.0" },
};

const SluiceFunctionFamily sluice_functions_theta = { functions, G_N_ELEMENTS (functions) };
