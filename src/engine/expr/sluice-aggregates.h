/* sluice-aggregates.h: what the aggregate functions share.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-aggregate.h"
#include "expr/sluice-function.h"
#include "expr/sluice-operators.h"

G_BEGIN_DECLS

/**
 * SLUICE_AGGREGATE_LOOP:
 * @column: the argument
 * @T: C type of its values
 * @rows: (nullable): the rows to add
 * @n: how many
 * @statement: what to do with the value @x, which isn't null, of the group @i_
 *
 * The loop of an update, for each shape of column: constant, without nulls, with nulls.
 */
#define SLUICE_AGGREGATE_LOOP(column, T, rows, n, statement)                                      \
  G_STMT_START                                                                                    \
  {                                                                                               \
    const T *values_ = (column)->data;                                                            \
    const guint64 *validity_ = (column)->validity;                                                \
    if ((column)->constant)                                                                       \
      {                                                                                           \
        if (sluice_validity_get (validity_, 0))                                                   \
          for (guint32 i_ = 0; i_ < (n); i_++)                                                    \
            {                                                                                     \
              const T x = values_[0];                                                             \
              statement;                                                                          \
            }                                                                                     \
      }                                                                                           \
    else if (validity_ == NULL && (rows) == NULL)                                                 \
      for (guint32 i_ = 0; i_ < (n); i_++)                                                        \
        {                                                                                         \
          const T x = values_[i_];                                                                \
          statement;                                                                              \
        }                                                                                         \
    else if (validity_ == NULL)                                                                   \
      for (guint32 i_ = 0; i_ < (n); i_++)                                                        \
        {                                                                                         \
          const T x = values_[(rows)[i_]];                                                        \
          statement;                                                                              \
        }                                                                                         \
    else                                                                                          \
      for (guint32 i_ = 0; i_ < (n); i_++)                                                        \
        {                                                                                         \
          guint32 row_ = (rows) != NULL ? (rows)[i_] : i_;                                        \
          if ((validity_[row_ >> 6] >> (row_ & 63)) & 1)                                          \
            {                                                                                     \
              const T x = values_[row_];                                                          \
              statement;                                                                          \
            }                                                                                     \
        }                                                                                         \
  }                                                                                               \
  G_STMT_END

/**
 * SLUICE_AGGREGATE_UPDATE:
 * @State: C type of the state
 * @T: C type of the values
 * @statement: what to do with the value @x in the state @s
 *
 * The body of an update function over args[0]. When all rows go to one group its state is held in
 * registers meanwhile.
 */
#define SLUICE_AGGREGATE_UPDATE(State, T, statement)                                              \
  G_STMT_START                                                                                    \
  {                                                                                               \
    if (sluice_aggregate_is_one_state (states, n))                                                \
      {                                                                                           \
        State local_ = *(State *) states[0];                                                      \
        State *s = &local_;                                                                       \
        SLUICE_AGGREGATE_LOOP (args[0], T, rows, n, statement);                                   \
        *(State *) states[0] = local_;                                                            \
      }                                                                                           \
    else                                                                                          \
      SLUICE_AGGREGATE_LOOP (args[0], T, rows, n, {                                               \
        State *s = states[i_];                                                                    \
        statement;                                                                                \
      });                                                                                         \
  }                                                                                               \
  G_STMT_END

/* The parameters of a SluiceAggregate's functions, for their definitions. */
#define SLUICE_AGGREGATE_UPDATE_ARGS                                                              \
  const SluiceExpr *expr, SluiceEvalContext *context, SluiceArena *arena, gpointer *states,       \
      SluiceColumn *const *args, const guint16 *rows, guint32 n, GError **error
#define SLUICE_AGGREGATE_MERGE_ARGS                                                               \
  const SluiceExpr *expr, SluiceArena *arena, gpointer into, gconstpointer from, GError **error
#define SLUICE_AGGREGATE_FINISH_ARGS                                                              \
  const SluiceExpr *expr, SluiceEvalContext *context, gpointer const *states, guint32 n,          \
      SluiceColumn *result, GError **error
#define SLUICE_AGGREGATE_LOAD_ARGS                                                                \
  const SluiceExpr *expr, SluiceArena *arena, gpointer state, const guint8 **cursor,              \
      const guint8 *end

/** sluice_aggregate_is_one_state: Returns: whether there are rows and all of them go to one group. */
static inline gboolean
sluice_aggregate_is_one_state (gpointer *states, guint32 n)
{
  if (n == 0 || states[0] != states[n - 1] || states[0] != states[n / 2])
    return FALSE;
  for (guint32 i = 1; i < n; i++)
    if (states[i] != states[0])
      return FALSE;

  return TRUE;
}

/** sluice_aggregate_row: Returns: the row of the columns that is the @i-th of an update. */
static inline guint32
sluice_aggregate_row (const guint16 *rows, guint32 i)
{
  return rows != NULL ? rows[i] : i;
}

/** sluice_aggregate_set_null: makes row @i of @result, which is being built, null. */
void sluice_aggregate_set_null (SluiceEvalContext *context,
                                SluiceColumn      *result,
                                guint32            i);

/** SluiceCount: the state of count and count_if. */
typedef struct
{
  gint64 n;
} SluiceCount;

/** sluice_aggregate_count_merge: merge() of aggregates whose state is a #SluiceCount. */
gboolean sluice_aggregate_count_merge (SLUICE_AGGREGATE_MERGE_ARGS);

/** sluice_aggregate_count_finish: finish() of aggregates whose state is a #SluiceCount. */
gboolean sluice_aggregate_count_finish (SLUICE_AGGREGATE_FINISH_ARGS);

/** sluice_aggregate_cell_finish: finish() of aggregates whose state is a SluiceCell of the first argument's type. */
gboolean sluice_aggregate_cell_finish (SLUICE_AGGREGATE_FINISH_ARGS);

/** sluice_aggregate_cell_save: save() of aggregates whose state is a SluiceCell of the first argument's type. */
void sluice_aggregate_cell_save (const SluiceExpr *expr,
                                 gconstpointer     state,
                                 GByteArray       *out);

/** sluice_aggregate_cell_load: load() of aggregates whose state is a SluiceCell of the first argument's type. */
gboolean sluice_aggregate_cell_load (SLUICE_AGGREGATE_LOAD_ARGS);

/**
 * sluice_aggregate_finish_call:
 * @function: the function
 * @call: the call
 * @type: (transfer none): type of the result
 * @nullable: whether it may be null
 * @aggregate: how it is computed
 *
 * Returns: (transfer full): the typed call, of kind AGGREGATE
 */
SluiceExpr *sluice_aggregate_finish_call (const SluiceFunction  *function,
                                          SluiceCall            *call,
                                          const SluiceType      *type,
                                          gboolean               nullable,
                                          const SluiceAggregate *aggregate);

/**
 * sluice_aggregate_make_distinct:
 * @function: (transfer full): a call of an aggregate function
 *
 * Returns: (transfer full): the same over distinct arguments (DISTINCT)
 */
SluiceExpr *sluice_aggregate_make_distinct (SluiceExpr *function);

/**
 * sluice_aggregate_fold:
 * @analyzer: the analysis
 * @call: a call
 * @index: an argument that must be constant
 * @name: what Spark calls it
 * @error: `DATATYPE_MISMATCH.NON_FOLDABLE_INPUT`, or what its evaluation reports
 *
 * Replaces the argument by its value, a LITERAL.
 *
 * Returns: whether it is constant
 */
gboolean sluice_aggregate_fold (SluiceAnalyzer *analyzer,
                                SluiceCall     *call,
                                guint           index,
                                const char     *name,
                                GError        **error);

/** sluice_aggregate_fold_not_null: sluice_aggregate_fold() of one that must not be null (`UNEXPECTED_NULL`). */
gboolean sluice_aggregate_fold_not_null (SluiceAnalyzer *analyzer,
                                         SluiceCall     *call,
                                         guint           index,
                                         const char     *name,
                                         GError        **error);

/** sluice_aggregate_to_double: Returns: a number, date, time or interval that isn't null as the number behind it. */
double sluice_aggregate_to_double (const SluiceColumn *column,
                                   guint32             row);

/** sluice_aggregate_from_double: the opposite, as Java casts. Returns: %FALSE when a DECIMAL can't hold it. */
gboolean sluice_aggregate_from_double (double        value,
                                       SluiceColumn *column,
                                       guint32       row);

/**
 * sluice_aggregate_check_order:
 * @function: a function that takes WITHIN GROUP
 * @call: a call of it
 * @n_wanted: how many keys it needs
 * @error: `INVALID_WITHIN_GROUP_EXPRESSION…`
 *
 * Returns: whether the call has them, and no DISTINCT
 */
gboolean sluice_aggregate_check_order (const SluiceFunction *function,
                                       const SluiceCall     *call,
                                       guint                 n_wanted,
                                       GError              **error);

/** sluice_aggregate_coerce_measure: brings an argument to a type whose values are numbers, dates, times or intervals. */
gboolean sluice_aggregate_coerce_measure (SluiceAnalyzer *analyzer,
                                          SluiceCall     *call,
                                          guint           index,
                                          GError        **error);

/**
 * SluicePercentages:
 * @is_array: whether they were written as an array, so that the results are one
 * @n: how many
 * @values: the percentages, from 0 to 1
 *
 * What the functions of percentiles are asked for.
 */
typedef struct
{
  gboolean is_array;
  guint n;
  double values[];
} SluicePercentages;

/**
 * sluice_aggregate_coerce_percentage:
 * @analyzer: the analysis
 * @call: a call
 * @index: the argument with the percentages, which is cast to DOUBLE or an array of these
 * @either: whether messages name both types that it may have
 * @error: that it can't be
 *
 * Returns: whether it has such a type now
 */
gboolean sluice_aggregate_coerce_percentage (SluiceAnalyzer *analyzer,
                                             SluiceCall     *call,
                                             guint           index,
                                             gboolean        either,
                                             GError        **error);

/**
 * sluice_aggregate_percentages:
 * @analyzer: the analysis
 * @call: a call
 * @index: the argument with the percentages, which is folded
 * @either: whether messages name both types that it may have
 * @error: what is wrong with it
 *
 * Returns: (transfer full) (nullable): the percentages, for g_free()
 */
SluicePercentages *sluice_aggregate_percentages (SluiceAnalyzer *analyzer,
                                                 SluiceCall     *call,
                                                 guint           index,
                                                 gboolean        either,
                                                 GError        **error);

/**
 * sluice_aggregate_write_percentiles:
 * @self: the percentages
 * @context: the evaluation
 * @values: (array): for each group a number for each percentage
 * @empty: (array length=n): the groups without rows, whose result is null
 * @n: number of groups
 * @result: where the results go
 */
void sluice_aggregate_write_percentiles (const SluicePercentages *self,
                                         SluiceEvalContext       *context,
                                         const double            *values,
                                         const gboolean          *empty,
                                         guint32                  n,
                                         SluiceColumn            *result);

/** SluiceResolveFunc of median, percentile, percentile_cont and percentile_disc; user_data is their initial. */
SluiceExpr *sluice_aggregate_resolve_percentile (const SluiceFunction *function,
                                                 SluiceAnalyzer       *analyzer,
                                                 SluiceCall           *call,
                                                 GError              **error);

/** SluiceResolveFunc of percentile_approx. */
SluiceExpr *sluice_aggregate_resolve_percentile_approx (const SluiceFunction *function,
                                                        SluiceAnalyzer       *analyzer,
                                                        SluiceCall           *call,
                                                        GError              **error);

/** SluiceResolveFunc of approx_count_distinct. */
SluiceExpr *sluice_aggregate_resolve_approx_count (const SluiceFunction *function,
                                                   SluiceAnalyzer       *analyzer,
                                                   SluiceCall           *call,
                                                   GError              **error);

/** SluiceResolveFunc of mode. */
SluiceExpr *sluice_aggregate_resolve_mode (const SluiceFunction *function,
                                           SluiceAnalyzer       *analyzer,
                                           SluiceCall           *call,
                                           GError              **error);

/** SluiceResolveFunc of listagg. */
SluiceExpr *sluice_aggregate_resolve_listagg (const SluiceFunction *function,
                                              SluiceAnalyzer       *analyzer,
                                              SluiceCall           *call,
                                              GError              **error);

/** SluiceResolveFunc of histogram_numeric. */
SluiceExpr *sluice_aggregate_resolve_histogram (const SluiceFunction *function,
                                                SluiceAnalyzer       *analyzer,
                                                SluiceCall           *call,
                                                GError              **error);

/** SluiceResolveFunc of count_min_sketch. */
SluiceExpr *sluice_aggregate_resolve_count_min (const SluiceFunction *function,
                                                SluiceAnalyzer       *analyzer,
                                                SluiceCall           *call,
                                                GError              **error);

/** SluiceResolveFunc of the aggregates of bitmaps; user_data is `+` for construct, `&` or `|`. */
SluiceExpr *sluice_aggregate_resolve_bitmap (const SluiceFunction *function,
                                             SluiceAnalyzer       *analyzer,
                                             SluiceCall           *call,
                                             GError              **error);

/** SluiceResolveFunc of vector_sum, and vector_avg (user_data not %NULL). */
SluiceExpr *sluice_aggregate_resolve_vector (const SluiceFunction *function,
                                             SluiceAnalyzer       *analyzer,
                                             SluiceCall           *call,
                                             GError              **error);

/** SluiceResolveFunc of collect_union. */
SluiceExpr *sluice_aggregate_resolve_union (const SluiceFunction *function,
                                            SluiceAnalyzer       *analyzer,
                                            SluiceCall           *call,
                                            GError              **error);

/** SluiceResolveFunc of grouping and grouping_id, which only a CUBE, ROLLUP or GROUPING SETS may have. */
SluiceExpr *sluice_aggregate_resolve_grouping (const SluiceFunction *function,
                                               SluiceAnalyzer       *analyzer,
                                               SluiceCall           *call,
                                               GError              **error);

/** SluiceResolveFunc of count. */
SluiceExpr *sluice_aggregate_resolve_count (const SluiceFunction *function,
                                            SluiceAnalyzer       *analyzer,
                                            SluiceCall           *call,
                                            GError              **error);

/** SluiceResolveFunc of sum and try_sum (user_data not %NULL). */
SluiceExpr *sluice_aggregate_resolve_sum (const SluiceFunction *function,
                                          SluiceAnalyzer       *analyzer,
                                          SluiceCall           *call,
                                          GError              **error);

/** SluiceResolveFunc of avg and try_avg (user_data not %NULL). */
SluiceExpr *sluice_aggregate_resolve_avg (const SluiceFunction *function,
                                          SluiceAnalyzer       *analyzer,
                                          SluiceCall           *call,
                                          GError              **error);

/** SluiceResolveFunc of min and max (user_data not %NULL). */
SluiceExpr *sluice_aggregate_resolve_extreme (const SluiceFunction *function,
                                              SluiceAnalyzer       *analyzer,
                                              SluiceCall           *call,
                                              GError              **error);

/** SluiceResolveFunc of functions of DOUBLEs; user_data is the #SluiceAggregate. */
SluiceExpr *sluice_aggregate_resolve_moments (const SluiceFunction *function,
                                              SluiceAnalyzer       *analyzer,
                                              SluiceCall           *call,
                                              GError              **error);

extern const SluiceAggregate sluice_aggregate_variance_pop;
extern const SluiceAggregate sluice_aggregate_variance_samp;
extern const SluiceAggregate sluice_aggregate_stddev_pop;
extern const SluiceAggregate sluice_aggregate_stddev_samp;
extern const SluiceAggregate sluice_aggregate_skewness;
extern const SluiceAggregate sluice_aggregate_kurtosis;
extern const SluiceAggregate sluice_aggregate_corr;
extern const SluiceAggregate sluice_aggregate_covar_pop;
extern const SluiceAggregate sluice_aggregate_covar_samp;
extern const SluiceAggregate sluice_aggregate_regr_avgx;
extern const SluiceAggregate sluice_aggregate_regr_avgy;
extern const SluiceAggregate sluice_aggregate_regr_slope;
extern const SluiceAggregate sluice_aggregate_regr_intercept;
extern const SluiceAggregate sluice_aggregate_regr_r2;
extern const SluiceAggregate sluice_aggregate_regr_sxx;
extern const SluiceAggregate sluice_aggregate_regr_syy;
extern const SluiceAggregate sluice_aggregate_regr_sxy;

/** SluiceResolveFunc of first, any_value and last (user_data not %NULL) and their synonyms. */
SluiceExpr *sluice_aggregate_resolve_first (const SluiceFunction *function,
                                            SluiceAnalyzer       *analyzer,
                                            SluiceCall           *call,
                                            GError              **error);

/** SluiceResolveFunc of min_by and max_by (user_data not %NULL). */
SluiceExpr *sluice_aggregate_resolve_by (const SluiceFunction *function,
                                         SluiceAnalyzer       *analyzer,
                                         SluiceCall           *call,
                                         GError              **error);

/** SluiceResolveFunc of min_by and max_by (user_data not %NULL) with a third argument, the number of values. */
SluiceExpr *sluice_aggregate_resolve_top (const SluiceFunction *function,
                                          SluiceAnalyzer       *analyzer,
                                          SluiceCall           *call,
                                          GError              **error);

/** SluiceResolveFunc of count_if. */
SluiceExpr *sluice_aggregate_resolve_count_if (const SluiceFunction *function,
                                               SluiceAnalyzer       *analyzer,
                                               SluiceCall           *call,
                                               GError              **error);

/** SluiceResolveFunc of bool_and, and bool_or (user_data not %NULL). */
SluiceExpr *sluice_aggregate_resolve_bool (const SluiceFunction *function,
                                           SluiceAnalyzer       *analyzer,
                                           SluiceCall           *call,
                                           GError              **error);

/** SluiceResolveFunc of bit_and, bit_or and bit_xor; user_data is the sign. */
SluiceExpr *sluice_aggregate_resolve_bits (const SluiceFunction *function,
                                           SluiceAnalyzer       *analyzer,
                                           SluiceCall           *call,
                                           GError              **error);

/** SluiceResolveFunc of collect_list, and collect_set (user_data not %NULL). */
SluiceExpr *sluice_aggregate_resolve_collect (const SluiceFunction *function,
                                              SluiceAnalyzer       *analyzer,
                                              SluiceCall           *call,
                                              GError              **error);

G_END_DECLS
