/* sluice-functions-hll.c: functions around HLL sketches, by which distinct values are counted.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-hll.h"
#include "expr/sluice-sketch-call.h"

gboolean
sluice_hll_refuse (const SluiceExpr *expr, const char *function, GError **error)
{
  return sluice_sketch_fail (expr, "HLL_INVALID_INPUT_SKETCH_BUFFER", error,
                             "Invalid call to `%s`; only valid HLL sketch buffers are supported as inputs (such as "
                             "those produced by the `hll_sketch_agg` function).",
                             function);
}

gboolean
sluice_hll_refuse_lg_k (const SluiceExpr *expr, const char *function, guint left, guint right, GError **error)
{
  return sluice_sketch_fail (expr, "HLL_UNION_DIFFERENT_LG_K", error,
                             "Sketches have different `lgConfigK` values: %u and %u. Set the "
                             "`allowDifferentLgConfigK` parameter to true to call `%s` with different `lgConfigK` "
                             "values.",
                             left, right, function);
}

static gboolean
read_argument (SluiceKernelCall *call, guint index, guint32 row, SluiceHll *sketch, GError **error)
{
  SluiceString bytes = SLUICE_STRING_AT (call, index, row);

  return sluice_hll_read (sketch, call->context->arena, (const guint8 *) bytes.data, bytes.length)
         || sluice_hll_refuse (NULL, call->expr->function->name, error);
}

static gboolean
hll_sketch_estimate (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceHll sketch;

    if (!read_argument (call, 0, row, &sketch, error))
      return FALSE;
    call->result->i64[row] = sluice_sketch_round (sluice_hll_estimate (&sketch));
  }

  return TRUE;
}

static gboolean
hll_union (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    gboolean may_differ = SLUICE_ARG_AT (call, 2, guint8, row) != 0;
    gboolean a_empty, b_empty;
    SluiceHll a, b, joined;
    guint lg_k;
    char *bytes;

    if (!read_argument (call, 0, row, &a, error) || !read_argument (call, 1, row, &b, error))
      return FALSE;
    a_empty = sluice_hll_is_empty (&a);
    b_empty = sluice_hll_is_empty (&b);
    if (!may_differ && !a_empty && !b_empty && a.lg_k != b.lg_k)
      return sluice_hll_refuse_lg_k (NULL, call->expr->function->name, a.lg_k, b.lg_k, error);

    lg_k = a_empty && !b_empty ? b.lg_k : b_empty && !a_empty ? a.lg_k : MIN (a.lg_k, b.lg_k);
    sluice_hll_init (&joined, lg_k);
    sluice_hll_union (&joined, call->context->arena, lg_k, &a, TRUE);
    sluice_hll_union (&joined, call->context->arena, lg_k, &b, TRUE);
    sluice_hll_settle (&joined);
    bytes = sluice_arena_alloc_bytes (call->context->arena, sluice_hll_size (&joined));
    sluice_hll_write (&joined, (guint8 *) bytes);
    call->result->string[row] = sluice_string (bytes, sluice_hll_size (&joined));
  }

  return TRUE;
}

static SluiceExpr *
resolve_estimate (const SluiceFunction *function, SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  static const SluiceKernel kernel = { "hll_sketch_estimate", SLUICE_KERNEL_STRICT, hll_sketch_estimate, NULL };

  if (!sluice_sketch_expect_one (analyzer, call, 0, SLUICE_TYPE_BINARY, error))
    return NULL;

  return sluice_call_finish (function, call, sluice_type_primitive (SLUICE_TYPE_BIGINT), call->args[0]->nullable,
                             &kernel);
}

static SluiceExpr *
resolve_union (const SluiceFunction *function, SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  static const SluiceKernel kernel = { "hll_union", SLUICE_KERNEL_STRICT, hll_union, NULL };
  static const guint8 no = FALSE;

  if (call->n_args == 2)
    sluice_call_append_literal (call, sluice_type_primitive (SLUICE_TYPE_BOOLEAN), &no);
  if (!sluice_sketch_expect_one (analyzer, call, 0, SLUICE_TYPE_BINARY, error)
      || !sluice_sketch_expect_one (analyzer, call, 1, SLUICE_TYPE_BINARY, error)
      || !sluice_sketch_expect_one (analyzer, call, 2, SLUICE_TYPE_BOOLEAN, error))
    return NULL;

  return sluice_call_finish (function, call, sluice_type_primitive (SLUICE_TYPE_BINARY),
                             sluice_call_any_nullable (call), &kernel);
}

static const SluiceFunction functions[] = {
  { "hll_sketch_agg", SLUICE_FUNCTION_AGGREGATE, 1, 2, sluice_aggregate_resolve_hll, NULL,
    "hll_sketch_agg(a[, lgConfigK])", "A sketch that tells about how many different values there are, as bytes.",
    "hll_sketch_estimate(hll_sketch_agg(5, 12))", "1", "agg_funcs", "3.5.0" },
  { "hll_union_agg", SLUICE_FUNCTION_AGGREGATE, 1, 2, sluice_aggregate_resolve_hll_union, NULL,
    "hll_union_agg(sketch[, allowDifferentLgConfigK])", "The HLL sketches of all rows as one.",
    "hll_sketch_estimate(hll_union_agg(X'0201070C03000108CC4C520400000000'))", "1", "agg_funcs", "3.5.0" },
  { "hll_sketch_estimate", SLUICE_FUNCTION_SCALAR, 1, 1, resolve_estimate, NULL, "hll_sketch_estimate(sketch)",
    "Returns about how many different values an HLL sketch saw.", "hll_sketch_estimate(hll_sketch_agg(5))", "1",
    "misc_funcs", "3.5.0" },
  { "hll_union", SLUICE_FUNCTION_SCALAR, 2, 3, resolve_union, NULL,
    "hll_union(first, second[, allowDifferentLgConfigK])", "Returns two HLL sketches as one.",
    "hll_sketch_estimate(hll_union(hll_sketch_agg(5), hll_sketch_agg(6)))", "2", "misc_funcs", "3.5.0" },
};

const SluiceFunctionFamily sluice_functions_hll = { functions, G_N_ELEMENTS (functions) };
