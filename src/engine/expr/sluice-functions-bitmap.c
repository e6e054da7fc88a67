/* sluice-functions-bitmap.c: functions around bitmaps of 32,768 bits, by which distinct numbers are counted.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-function-simple.h"

#define BITMAP_BITS 32768

static gboolean
bitmap_bit_position (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    gint64 value = SLUICE_ARG_AT (call, 0, gint64, row);

    /* The least number has no opposite, but no remainder either. */
    call->result->i64[row] = value > 0 ? (value - 1) % BITMAP_BITS : -(value % BITMAP_BITS);
  }

  return TRUE;
}

static gboolean
bitmap_bucket_number (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    gint64 value = SLUICE_ARG_AT (call, 0, gint64, row);

    call->result->i64[row] = value > 0 ? 1 + (value - 1) / BITMAP_BITS : value / BITMAP_BITS;
  }

  return TRUE;
}

static gboolean
bitmap_count (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString bytes = SLUICE_STRING_AT (call, 0, row);
    gint64 n = 0;

    for (guint32 i = 0; i < bytes.length; i++)
      n += __builtin_popcount ((guchar) bytes.data[i]);
    call->result->i64[row] = n;
  }

  return TRUE;
}

static SluiceExpr *
resolve_count (const SluiceFunction *function, SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  static const SluiceKernel kernel = { "bitmap_count", SLUICE_KERNEL_STRICT, bitmap_count, NULL };

  /* Not even a text or NULL becomes a bitmap by itself. */
  if (call->args[0]->type->id != SLUICE_TYPE_BINARY)
    {
      sluice_call_wrong_type (call, 0, "\"BINARY\"", error);
      return NULL;
    }

  return sluice_call_finish (function, call, sluice_type_primitive (SLUICE_TYPE_BIGINT),
                             call->args[0]->nullable, &kernel);
}

static const SluiceSimple position_simple
    = { "l", SLUICE_TYPE_BIGINT, FALSE, { "bitmap_bit_position", SLUICE_KERNEL_STRICT, bitmap_bit_position, NULL } };
static const SluiceSimple bucket_simple
    = { "l", SLUICE_TYPE_BIGINT, FALSE, { "bitmap_bucket_number", SLUICE_KERNEL_STRICT, bitmap_bucket_number, NULL } };

static const SluiceFunction functions[] = {
  { "bitmap_bit_position", SLUICE_FUNCTION_SCALAR, 1, 1, sluice_resolve_simple, &position_simple,
    "bitmap_bit_position(expr)", "Returns the position of a number’s bit in its bitmap.", "bitmap_bit_position(15)",
    "14", "misc_funcs", "3.5.0" },
  { "bitmap_bucket_number", SLUICE_FUNCTION_SCALAR, 1, 1, sluice_resolve_simple, &bucket_simple,
    "bitmap_bucket_number(expr)", "Returns the number of the bitmap that a number belongs to.",
    "bitmap_bucket_number(123)", "1", "misc_funcs", "3.5.0" },
  { "bitmap_count", SLUICE_FUNCTION_SCALAR, 1, 1, resolve_count, NULL, "bitmap_count(bitmap)",
    "Returns how many bits are set.", "bitmap_count(X'FF00')", "8", "misc_funcs", "3.5.0" },
};

const SluiceFunctionFamily sluice_functions_bitmap = { functions, G_N_ELEMENTS (functions) };
