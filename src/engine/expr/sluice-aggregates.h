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

G_END_DECLS
