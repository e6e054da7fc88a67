/* sluice-kernel-template.h: the loops that kernels are made of.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each macro is a function body's loop for every shape of its arguments: vector or constant, all rows or
 * some. The dense shapes are written out, because a stride that is 0 or 1 would keep the compiler from
 * using vector instructions.
 */
#pragma once

#include "expr/sluice-kernel.h"

G_BEGIN_DECLS

/**
 * SLUICE_WIDE:
 *
 * In front of a function whose loops profit from vectors of 32 bytes: it is compiled for them too, and the
 * dynamic linker takes what the processor has. Comparing 64-bit numbers needs many more instructions without.
 * Sanitizers can't be called as early as the linker chooses.
 */
#if defined __x86_64__ && defined __GLIBC__ && !defined __clang__ && !defined __SANITIZE_ADDRESS__                \
    && !defined __SANITIZE_THREAD__
#define SLUICE_WIDE __attribute__ ((target_clones ("avx2", "default")))
#else
#define SLUICE_WIDE
#endif

/**
 * SLUICE_UNARY_LOOP:
 * @call: a #SluiceKernelCall
 * @TX: C type of the argument
 * @TR: C type of the result
 * @expression: the result, in terms of @x
 *
 * Writes @expression of the argument for each selected row. The argument isn't constant or the selection
 * is row 0 alone.
 */
#define SLUICE_UNARY_LOOP(call, TX, TR, expression)                                               \
  G_STMT_START                                                                                    \
  {                                                                                               \
    const TX *x_ = (call)->args[0]->data;                                                         \
    TR *r_ = (call)->result->data;                                                                \
    const guint16 *rows_ = (call)->selection.rows;                                                \
    guint32 n_ = (call)->selection.n;                                                             \
    if (rows_ == NULL)                                                                            \
      for (guint32 i_ = 0; i_ < n_; i_++)                                                         \
        {                                                                                         \
          const TX x = x_[i_];                                                                    \
          r_[i_] = (expression);                                                                  \
        }                                                                                         \
    else                                                                                          \
      for (guint32 i_ = 0; i_ < n_; i_++)                                                         \
        {                                                                                         \
          const TX x = x_[rows_[i_]];                                                             \
          r_[rows_[i_]] = (expression);                                                           \
        }                                                                                         \
  }                                                                                               \
  G_STMT_END

/**
 * SLUICE_BINARY_LOOP:
 * @call: a #SluiceKernelCall
 * @TX: C type of the first argument
 * @TY: C type of the second argument
 * @TR: C type of the result
 * @expression: the result, in terms of @x and @y
 *
 * Writes @expression of both arguments for each selected row.
 */
#define SLUICE_BINARY_LOOP(call, TX, TY, TR, expression)                                          \
  G_STMT_START                                                                                    \
  {                                                                                               \
    const TX *x_ = (call)->args[0]->data;                                                         \
    const TY *y_ = (call)->args[1]->data;                                                         \
    TR *r_ = (call)->result->data;                                                                \
    const guint16 *rows_ = (call)->selection.rows;                                                \
    guint32 n_ = (call)->selection.n;                                                             \
    guint32 step_x_ = (call)->args[0]->constant ? 0 : 1;                                          \
    guint32 step_y_ = (call)->args[1]->constant ? 0 : 1;                                          \
    if (rows_ != NULL)                                                                            \
      for (guint32 i_ = 0; i_ < n_; i_++)                                                         \
        {                                                                                         \
          const TX x = x_[rows_[i_] * step_x_];                                                   \
          const TY y = y_[rows_[i_] * step_y_];                                                   \
          r_[rows_[i_]] = (expression);                                                           \
        }                                                                                         \
    else if (step_x_ != 0 && step_y_ != 0)                                                        \
      for (guint32 i_ = 0; i_ < n_; i_++)                                                         \
        {                                                                                         \
          const TX x = x_[i_];                                                                    \
          const TY y = y_[i_];                                                                    \
          r_[i_] = (expression);                                                                  \
        }                                                                                         \
    else if (step_x_ != 0)                                                                        \
      {                                                                                           \
        const TY y = y_[0];                                                                       \
        for (guint32 i_ = 0; i_ < n_; i_++)                                                       \
          {                                                                                       \
            const TX x = x_[i_];                                                                  \
            r_[i_] = (expression);                                                                \
          }                                                                                       \
      }                                                                                           \
    else                                                                                          \
      {                                                                                           \
        const TX x = x_[0];                                                                       \
        for (guint32 i_ = 0; i_ < n_; i_++)                                                       \
          {                                                                                       \
            const TY y = y_[i_ * step_y_];                                                        \
            r_[i_] = (expression);                                                                \
          }                                                                                       \
      }                                                                                           \
  }                                                                                               \
  G_STMT_END

/**
 * SLUICE_FOR_EACH_WANTED:
 * @call: a #SluiceKernelCall
 * @row: name of the row
 *
 * Runs the statement after it for the rows whose errors count: asked for, and not null.
 */
#define SLUICE_FOR_EACH_WANTED(call, row)                                                         \
  SLUICE_FOR_EACH_SELECTED ((call)->wanted, row)                                                  \
  if (sluice_validity_get ((call)->result->validity, row))

/** SLUICE_ARG_AT: the value of type @T of argument @index of @call at @row. */
#define SLUICE_ARG_AT(call, index, T, row)                                                        \
  (((const T *) (call)->args[index]->data)[sluice_column_index ((call)->args[index], (row))])

/*
 * Spark's order of numbers with a fraction: NaN equals itself and lies above everything else, and the two
 * zeroes are one number.
 */
#define SLUICE_FLOAT_EQ(x, y) (((x) == (y)) | (((x) != (x)) & ((y) != (y))))
#define SLUICE_FLOAT_LT(x, y) (((x) < (y)) | (((x) == (x)) & ((y) != (y))))
#define SLUICE_FLOAT_LE(x, y) (((x) <= (y)) | ((y) != (y)))

/** sluice_string_compare_fast: like sluice_string_compare(), looking at the prefixes first. */
static inline int
sluice_string_compare_fast (const SluiceString *a, const SluiceString *b)
{
  guint32 prefix_a, prefix_b;

  memcpy (&prefix_a, a->prefix, 4);
  memcpy (&prefix_b, b->prefix, 4);
  if (prefix_a != prefix_b)
    return GUINT32_FROM_BE (prefix_a) < GUINT32_FROM_BE (prefix_b) ? -1 : 1;
  if (a->length <= 4 || b->length <= 4)
    return (a->length > b->length) - (a->length < b->length);

  return sluice_string_compare (a, b);
}

G_END_DECLS
