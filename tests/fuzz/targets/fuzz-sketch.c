/* fuzz-sketch.c: any bytes as the sketches of DataSketches.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whatever they are, the functions give a value or say why not; and what two sketches are together can be read again.
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-analyzer.h"
#include "expr/sluice-kernel.h"
#include "fuzz.h"

#define TOP_K(type)                                                                                                    \
  "approx_top_k_estimate(named_struct('sketch', y, 'maxItemsTracked', 8, 'itemDataType', CAST(NULL AS " type           \
  "), 'itemDataTypeDDL', 'item " type " NOT NULL'))"

static const char *const calls[] = {
  "hll_sketch_estimate(y)",
  "hll_sketch_estimate(hll_union(y, y, true))",
  "theta_sketch_estimate(y)",
  "theta_sketch_estimate(theta_union(y, y))",
  "theta_sketch_estimate(theta_intersection(y, y))",
  "theta_sketch_estimate(theta_difference(y, y))",
  TOP_K ("INT"),
  TOP_K ("STRING"),
  TOP_K ("DECIMAL(20,2)"),
  TOP_K ("BOOLEAN"),
};

static SluiceExpr *functions[G_N_ELEMENTS (calls)];

static void
set_up (void)
{
  g_autoptr (SluiceType) schema = sluice_parse_ddl ("y BINARY", NULL);
  SluiceScopeInput input = { NULL, schema, 0 };
  SluiceScope scope = { &input, 1, fuzz_settings (TRUE) };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      functions[i] = sluice_analyze (calls[i], &scope, SLUICE_ALLOW_NOTHING, &error);
      g_assert_no_error (error);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  /* Exactly as long as the data, so that a sanitizer sees a byte read too far. */
  g_autofree char *bytes = g_memdup2 (data, MAX (size, 1));

  if (functions[0] == NULL)
    set_up ();
  if (size == 0)
    return 0;
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    {
      g_autoptr (SluiceArena) arena = sluice_arena_new ();
      SluiceColumn *column = sluice_column_new (arena, sluice_type_primitive (SLUICE_TYPE_BINARY), 1);
      SluiceEvalContext context = { .arena = arena, .settings = fuzz_settings (TRUE), .n_rows = 1, .columns = &column };
      g_autoptr (GError) error = NULL;

      column->string[0] = sluice_string (bytes, size);
      g_assert_true (sluice_evaluate (&context, functions[i], (SluiceSelection){ NULL, 1 }, &error) != NULL
                     || error != NULL);
    }

  return 0;
}
