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

#define MOMENTS(name, aggregate, description, result, since)                                        \
  AGGREGATE (name, 1, 1, sluice_aggregate_resolve_moments, &sluice_aggregate_##aggregate,           \
             name "(a)", description, name "(5)", result, since)
#define COMOMENTS(name, aggregate, arguments, description, result, since)                           \
  AGGREGATE (name, 2, 2, sluice_aggregate_resolve_moments, &sluice_aggregate_##aggregate,           \
             name "(" arguments ")", description, name "(1, 2)", result, since)

/* Only a query with a CUBE, ROLLUP or GROUPING SETS can answer them, and it replaces them itself. */
SluiceExpr *
sluice_aggregate_resolve_grouping (const SluiceFunction *function,
                                   SluiceAnalyzer       *analyzer,
                                   SluiceCall           *call,
                                   GError              **error)
{
  sluice_call_error (call, "UNSUPPORTED_GROUPING_EXPRESSION", error,
                     "grouping()/grouping_id() can only be used with GroupingSets/Cube/Rollup.");

  return NULL;
}

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
  AGGREGATE ("first", 1, 2, sluice_aggregate_resolve_first, NULL, "first(a[, ignore nulls])",
             "The first value.", "first(5)", "5", "2.0.0"),
  AGGREGATE ("first_value", 1, 2, sluice_aggregate_resolve_first, NULL,
             "first_value(a[, ignore nulls])", "The first value.", "first_value(5)", "5", "2.0.0"),
  AGGREGATE ("any_value", 1, 2, sluice_aggregate_resolve_first, NULL, "any_value(a[, ignore nulls])",
             "Some value: the first.", "any_value(5)", "5", "3.4.0"),
  AGGREGATE ("last", 1, 2, sluice_aggregate_resolve_first, YES, "last(a[, ignore nulls])",
             "The last value.", "last(5)", "5", "2.0.0"),
  AGGREGATE ("last_value", 1, 2, sluice_aggregate_resolve_first, YES, "last_value(a[, ignore nulls])",
             "The last value.", "last_value(5)", "5", "2.0.0"),
  AGGREGATE ("min_by", 2, 3, sluice_aggregate_resolve_by, NULL, "min_by(a, b[, n])",
             "The a of the row with the least b, or an array of those of the n rows with the least.", "min_by('x', 10)", "x", "3.0.0"),
  AGGREGATE ("max_by", 2, 3, sluice_aggregate_resolve_by, YES, "max_by(a, b[, n])",
             "The a of the row with the greatest b, or an array of those of the n rows with the greatest.", "max_by('x', 10)", "x", "3.0.0"),
  AGGREGATE ("count_if", 1, 1, sluice_aggregate_resolve_count_if, NULL, "count_if(a)",
             "How often a is true.", "count_if(true)", "1", "3.0.0"),
  AGGREGATE ("collect_list", 1, 1, sluice_aggregate_resolve_collect, NULL, "collect_list(a)",
             "All values that aren't null.", "collect_list(5)", "[5]", "2.0.0"),
  AGGREGATE ("array_agg", 1, 1, sluice_aggregate_resolve_collect, NULL, "array_agg(a)",
             "All values that aren't null.", "array_agg(5)", "[5]", "3.3.0"),
  AGGREGATE ("collect_set", 1, 1, sluice_aggregate_resolve_collect, YES, "collect_set(a)",
             "Each value that isn't null, once.", "collect_set(5)", "[5]", "2.0.0"),
  AGGREGATE ("bool_and", 1, 1, sluice_aggregate_resolve_bool, NULL, "bool_and(a)", "Whether all are true.",
             "bool_and(true)", "true", "3.0.0"),
  AGGREGATE ("every", 1, 1, sluice_aggregate_resolve_bool, NULL, "every(a)", "Whether all are true.",
             "every(true)", "true", "3.0.0"),
  AGGREGATE ("bool_or", 1, 1, sluice_aggregate_resolve_bool, YES, "bool_or(a)", "Whether any is true.",
             "bool_or(true)", "true", "3.0.0"),
  AGGREGATE ("some", 1, 1, sluice_aggregate_resolve_bool, YES, "some(a)", "Whether any is true.",
             "some(true)", "true", "3.0.0"),
  AGGREGATE ("any", 1, 1, sluice_aggregate_resolve_bool, YES, "any(a)", "Whether any is true.",
             "any(true)", "true", "3.0.0"),
  AGGREGATE ("bit_and", 1, 1, sluice_aggregate_resolve_bits, "&", "bit_and(a)",
             "The bits that are set in all.", "bit_and(5)", "5", "3.0.0"),
  AGGREGATE ("bit_or", 1, 1, sluice_aggregate_resolve_bits, "|", "bit_or(a)",
             "The bits that are set in any.", "bit_or(5)", "5", "3.0.0"),
  AGGREGATE ("bit_xor", 1, 1, sluice_aggregate_resolve_bits, "^", "bit_xor(a)",
             "The bits that are set in an odd number.", "bit_xor(5)", "5", "3.0.0"),
  MOMENTS ("stddev", stddev_samp, "The standard deviation of a sample.", "NULL", "1.6.0"),
  MOMENTS ("std", stddev_samp, "The standard deviation of a sample.", "NULL", "1.6.0"),
  MOMENTS ("stddev_samp", stddev_samp, "The standard deviation of a sample.", "NULL", "1.6.0"),
  MOMENTS ("stddev_pop", stddev_pop, "The standard deviation.", "0.0", "1.6.0"),
  MOMENTS ("variance", variance_samp, "The variance of a sample.", "NULL", "1.6.0"),
  MOMENTS ("var_samp", variance_samp, "The variance of a sample.", "NULL", "1.6.0"),
  MOMENTS ("var_pop", variance_pop, "The variance.", "0.0", "1.6.0"),
  MOMENTS ("skewness", skewness, "The skewness.", "NULL", "1.6.0"),
  MOMENTS ("kurtosis", kurtosis, "The excess kurtosis.", "NULL", "1.6.0"),
  COMOMENTS ("corr", corr, "x, y", "The correlation.", "NULL", "1.6.0"),
  COMOMENTS ("covar_pop", covar_pop, "x, y", "The covariance.", "0.0", "2.0.0"),
  COMOMENTS ("covar_samp", covar_samp, "x, y", "The covariance of a sample.", "NULL", "2.0.0"),
  COMOMENTS ("regr_avgx", regr_avgx, "y, x", "The mean of x where y isn't null.", "2.0", "3.3.0"),
  COMOMENTS ("regr_avgy", regr_avgy, "y, x", "The mean of y where x isn't null.", "1.0", "3.3.0"),
  COMOMENTS ("regr_slope", regr_slope, "y, x", "The slope of the line that fits best.", "NULL", "3.4.0"),
  COMOMENTS ("regr_intercept", regr_intercept, "y, x", "Where that line meets the y axis.", "NULL", "3.4.0"),
  COMOMENTS ("regr_r2", regr_r2, "y, x", "How well that line fits.", "NULL", "3.3.0"),
  COMOMENTS ("regr_sxx", regr_sxx, "y, x", "The sum of squares of x.", "0.0", "3.4.0"),
  COMOMENTS ("regr_syy", regr_syy, "y, x", "The sum of squares of y.", "0.0", "3.4.0"),
  COMOMENTS ("regr_sxy", regr_sxy, "y, x", "The sum of products of x and y.", "0.0", "3.4.0"),
  AGGREGATE ("approx_count_distinct", 1, 2, sluice_aggregate_resolve_approx_count, NULL,
             "approx_count_distinct(a[, relativeSD])", "About how many different values there are.",
             "approx_count_distinct(5)", "1", "1.6.0"),
  AGGREGATE ("median", 1, 1, sluice_aggregate_resolve_percentile, "median", "median(a)",
             "The value in the middle.", "median(5)", "5.0", "3.4.0"),
  AGGREGATE ("percentile", 2, 3, sluice_aggregate_resolve_percentile, "percentile",
             "percentile(a, percentage[, frequency])",
             "The value that a part of the others lies below, exactly.", "percentile(5, 0.3)", "5.0", "2.1.0"),
  AGGREGATE ("percentile_cont", 1, 1, sluice_aggregate_resolve_percentile, "cont",
             "percentile_cont(percentage) WITHIN GROUP (ORDER BY a)",
             "The value that a part of the others lies below, between two where need be.",
             "percentile_cont(0.3) WITHIN GROUP (ORDER BY 5)", "5.0", "4.0.0"),
  AGGREGATE ("percentile_disc", 1, 1, sluice_aggregate_resolve_percentile, "disc",
             "percentile_disc(percentage) WITHIN GROUP (ORDER BY a)",
             "The first value that a part of the others doesn’t exceed.",
             "percentile_disc(0.3) WITHIN GROUP (ORDER BY 5)", "5.0", "4.0.0"),
  AGGREGATE ("percentile_approx", 2, 3, sluice_aggregate_resolve_percentile_approx, NULL,
             "percentile_approx(a, percentage[, accuracy])",
             "A value that about a part of the others lies below.", "percentile_approx(5, 0.3)", "5", "2.1.0"),
  AGGREGATE ("approx_percentile", 2, 3, sluice_aggregate_resolve_percentile_approx, NULL,
             "approx_percentile(a, percentage[, accuracy])",
             "A value that about a part of the others lies below.", "approx_percentile(5, 0.3)", "5", "2.1.0"),
  AGGREGATE ("mode", 0, 2, sluice_aggregate_resolve_mode, NULL,
             "mode(a[, deterministic]), mode() WITHIN GROUP (ORDER BY a)", "The most frequent value.",
             "mode(5)", "5", "3.4.0"),
  AGGREGATE ("listagg", 1, 2, sluice_aggregate_resolve_listagg, NULL,
             "listagg(a[, delimiter]) [WITHIN GROUP (ORDER BY …)]", "All texts, one after the other.",
             "listagg('a', ', ')", "a", "4.0.0"),
  AGGREGATE ("string_agg", 1, 2, sluice_aggregate_resolve_listagg, NULL,
             "string_agg(a[, delimiter]) [WITHIN GROUP (ORDER BY …)]", "All texts, one after the other.",
             "string_agg('a', ', ')", "a", "4.0.0"),
  AGGREGATE ("collect_union", 1, 1, sluice_aggregate_resolve_union, NULL, "collect_union(array)",
             "Each element of the arrays that isn’t null, once.", "collect_union(array(1, 1))", "[1]", "4.3.0"),
  AGGREGATE ("histogram_numeric", 2, 2, sluice_aggregate_resolve_histogram, NULL,
             "histogram_numeric(a, bins)", "A histogram whose bins follow the data.",
             "histogram_numeric(5, 5)", "[{5, 1.0}]", "3.3.0"),
  AGGREGATE ("count_min_sketch", 4, 4, sluice_aggregate_resolve_count_min, NULL,
             "count_min_sketch(a, eps, confidence, seed)",
             "A sketch that tells about how often a value came, as bytes.",
             "hex(count_min_sketch(1, 0.5D, 0.5D, 1))",
             "0000000100000000000000010000000100000004000000005D8D6AB9000000000000000000000000000000010000000000000000"
             "0000000000000000",
             "2.2.0"),
  AGGREGATE ("bitmap_construct_agg", 1, 1, sluice_aggregate_resolve_bitmap, "+", "bitmap_construct_agg(a)",
             "A bitmap with the bits at all positions.",
             "bitmap_count(bitmap_construct_agg(bitmap_bit_position(5)))", "1", "3.5.0"),
  AGGREGATE ("bitmap_or_agg", 1, 1, sluice_aggregate_resolve_bitmap, "|", "bitmap_or_agg(a)",
             "The bits that are set in any bitmap.", "bitmap_count(bitmap_or_agg(X'05'))", "2", "3.5.0"),
  AGGREGATE ("bitmap_and_agg", 1, 1, sluice_aggregate_resolve_bitmap, "&", "bitmap_and_agg(a)",
             "The bits that are set in all bitmaps.", "bitmap_count(bitmap_and_agg(X'05'))", "2", "4.1.0"),
  AGGREGATE ("vector_sum", 1, 1, sluice_aggregate_resolve_vector, NULL, "vector_sum(array)",
             "The sum of vectors.", "vector_sum(array(1.0F, 2.0F))", "[1.0, 2.0]", "4.2.0"),
  AGGREGATE ("vector_avg", 1, 1, sluice_aggregate_resolve_vector, YES, "vector_avg(array)",
             "The mean of vectors.", "vector_avg(array(1.0F, 2.0F))", "[1.0, 2.0]", "4.2.0"),
  { "grouping", SLUICE_FUNCTION_SCALAR, 1, 1, sluice_aggregate_resolve_grouping, NULL, "grouping(key)",
    "Whether a key of a CUBE or ROLLUP is left out of a group.",
    "SELECT grouping(k) FROM VALUES ('a') AS t(k) GROUP BY ROLLUP (k) ORDER BY 1", "0\n1",
    "agg_funcs", "2.0.0" },
  { "grouping_id", SLUICE_FUNCTION_SCALAR, 0, G_MAXUINT, sluice_aggregate_resolve_grouping, NULL,
    "grouping_id([key, …])", "Which keys of a CUBE or ROLLUP are left out of a group, as bits.",
    "SELECT grouping_id() FROM VALUES ('a', 1) AS t(k, n) GROUP BY ROLLUP (k, n) ORDER BY 1",
    "0\n1\n3", "agg_funcs", "2.0.0" },
  AGGREGATE ("regr_count", 2, 2, sluice_aggregate_resolve_count, NULL, "regr_count(y, x)",
             "How many pairs have no null.", "regr_count(1, 2)", "1", "3.3.0"),
};

const SluiceFunctionFamily sluice_functions_aggregate = { functions, G_N_ELEMENTS (functions) };
