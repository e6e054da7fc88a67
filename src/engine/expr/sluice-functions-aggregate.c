/* sluice-functions-aggregate.c: the table of aggregate functions.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-aggregates.h"

#define YES GUINT_TO_POINTER (1)
#define AGGREGATE(name, least, most, resolve, data, signature, description, example, result, since) \
  { name, SLUICE_FUNCTION_AGGREGATE, least, most, resolve, data, signature, description, example,   \
    result, "agg_funcs", since }

static const SluiceFunction functions[] = {
  AGGREGATE ("count", 0, G_MAXUINT, sluice_aggregate_resolve_count, NULL, "count(*), count(a, …)",
             "How many rows there are, or how many in which no argument is null.", "count(*)", "1",
             "1.0.0"),
  AGGREGATE ("sum", 1, 1, sluice_aggregate_resolve_sum, NULL, "sum(a)", "The sum.", "sum(5)", "5",
             "1.0.0"),
  AGGREGATE ("try_sum", 1, 1, sluice_aggregate_resolve_sum, YES, "try_sum(a)",
             "The sum, or null when it overflows.", "try_sum(5)", "5", "3.3.0"),
  AGGREGATE ("avg", 1, 1, sluice_aggregate_resolve_avg, NULL, "avg(a)", "The mean.", "avg(5)", "5.0",
             "1.0.0"),
  AGGREGATE ("mean", 1, 1, sluice_aggregate_resolve_avg, NULL, "mean(a)", "The mean.", "mean(5)",
             "5.0", "1.0.0"),
  AGGREGATE ("try_avg", 1, 1, sluice_aggregate_resolve_avg, YES, "try_avg(a)",
             "The mean, or null when the sum overflows.", "try_avg(5)", "5.0", "3.3.0"),
  AGGREGATE ("min", 1, 1, sluice_aggregate_resolve_extreme, NULL, "min(a)", "The least value.",
             "min(5)", "5", "1.0.0"),
  AGGREGATE ("max", 1, 1, sluice_aggregate_resolve_extreme, YES, "max(a)", "The greatest value.",
             "max(5)", "5", "1.0.0"),
};

const SluiceFunctionFamily sluice_functions_aggregate = { functions, G_N_ELEMENTS (functions) };
