/* sluice-in.c: x IN (…).
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-kernel-template.h"
#include "expr/sluice-operators.h"
#include "expr/sluice-value.h"

/* Lists up to this length are compared one by one, longer ones looked up. */
#define MAX_LINEAR 12

/* A constant list: open addressing over the rows of a column. */
typedef struct
{
  SluiceArena *arena;
  SluiceType *type;
  SluiceColumn **values;
  guint n_values;
  gboolean has_null;
  guint32 *slots;
  guint32 mask;
} InSet;

static void
in_set_free (gpointer data)
{
  InSet *self = data;

  g_free (self->slots);
  g_free (self->values);
  sluice_arena_unref (self->arena);
  sluice_type_unref (self->type);
  g_free (self);
}

static InSet *
in_set_new (SluiceExpr *const *args, guint n_args)
{
  InSet *self = g_new0 (InSet, 1);
  guint32 n_slots = 16;

  self->arena = sluice_arena_new ();
  self->type = sluice_type_ref (args[0]->type);
  self->values = g_new (SluiceColumn *, n_args);
  for (guint i = 1; i < n_args; i++)
    {
      SluiceColumn *value = args[i]->value;

      if (sluice_column_is_null (value, 0))
        self->has_null = TRUE;
      else
        {
          SluiceColumn typed = *value;

          typed.type = self->type;
          self->values[self->n_values++] = sluice_column_copy (self->arena, &typed,
                                                               (const guint32[]){ 0 }, 1);
        }
    }

  while (n_slots < self->n_values * 2)
    n_slots *= 2;
  self->mask = n_slots - 1;
  self->slots = g_new0 (guint32, n_slots);
  for (guint i = 0; i < self->n_values; i++)
    {
      guint32 slot = (guint32) sluice_value_hash (self->values[i], 0) & self->mask;

      while (self->slots[slot] != 0)
        slot = (slot + 1) & self->mask;
      self->slots[slot] = i + 1;
    }

  return self;
}

static gboolean
in_set_contains (const InSet *self, const SluiceColumn *column, guint32 row)
{
  guint32 slot = (guint32) sluice_value_hash (column, row) & self->mask;

  for (; self->slots[slot] != 0; slot = (slot + 1) & self->mask)
    if (sluice_value_compare (self->values[self->slots[slot] - 1], 0, column, row) == 0)
      return TRUE;

  return FALSE;
}

/* Notes which rows hold what the list has; all of a short list is compared with, because an early end would
 * cost more than it saves. */
#define COMPARE(T, expression)                                                                    \
  G_STMT_START                                                                                    \
  {                                                                                               \
    const T *values = column->data;                                                               \
    if (selection.rows == NULL)                                                                   \
      for (guint32 i = 0; i < selection.n; i++)                                                   \
        {                                                                                         \
          const T x = values[i];                                                                  \
          result[i] |= (guint8) (expression);                                                     \
        }                                                                                         \
    else                                                                                          \
      for (guint32 i = 0; i < selection.n; i++)                                                   \
        {                                                                                         \
          const T x = values[selection.rows[i]];                                                  \
          result[selection.rows[i]] |= (guint8) (expression);                                     \
        }                                                                                         \
  }                                                                                               \
  G_STMT_END

/* How many numbers a loop compares with, so that a value is loaded and its answer stored once for them. A list
 * that ends earlier has the last one more than once. */
#define AT_ONCE 4

#define COMPARE_NUMBERS(T)                                                                        \
  for (guint k = 0; k < set->n_values; k += AT_ONCE)                                              \
    {                                                                                             \
      T y[AT_ONCE];                                                                               \
      for (guint i = 0; i < AT_ONCE; i++)                                                         \
        y[i] = *(const T *) set->values[MIN (k + i, set->n_values - 1)]->data;                    \
      COMPARE (T, (x == y[0]) | (x == y[1]) | (x == y[2]) | (x == y[3]));                         \
    }

static void
compare_texts (const InSet *set, const SluiceColumn *column, SluiceSelection selection, guint8 *result)
{
  for (guint k = 0; k < set->n_values; k++)
    {
      const SluiceString y = *set->values[k]->string;

      COMPARE (SluiceString, sluice_string_equal (&x, &y));
    }
}

SLUICE_WIDE static void
compare_numbers (const InSet *set, const SluiceColumn *column, SluiceSelection selection, guint8 *result)
{
  switch (sluice_type_width (column->type->id))
    {
    case 1:
      COMPARE_NUMBERS (guint8);
      break;
    case 2:
      COMPARE_NUMBERS (guint16);
      break;
    case 4:
      COMPARE_NUMBERS (guint32);
      break;
    case 8:
      COMPARE_NUMBERS (guint64);
      break;
    default:
      COMPARE_NUMBERS (SluiceInt128);
      break;
    }
}

static gboolean
run_in_set (SluiceKernelCall *call, GError **error)
{
  const InSet *set = call->expr->data;
  const SluiceColumn *column = call->args[0];
  guint8 *result = call->result->boolean;
  guint width = sluice_type_width (column->type->id);
  gboolean by_bits = column->type->id != SLUICE_TYPE_FLOAT
                     && column->type->id != SLUICE_TYPE_DOUBLE && !sluice_type_is_collated (column->type);
  gboolean is_text = column->type->id == SLUICE_TYPE_STRING
                     || column->type->id == SLUICE_TYPE_BINARY;

  memset (result, 0, call->context->n_rows);
  if (set->n_values > MAX_LINEAR || !by_bits || width == 0)
    SLUICE_FOR_EACH_SELECTED (call->selection, row)
      result[row] = in_set_contains (set, column, row);
  else if (is_text)
    compare_texts (set, column, call->selection, result);
  else
    compare_numbers (set, column, call->selection, result);

  /* What isn't in a list with a null may be that null. */
  if (set->has_null)
    {
      guint64 *validity = sluice_column_ensure_validity (call->context->arena, call->result);

      SLUICE_FOR_EACH_SELECTED (call->selection, row)
        if (!result[row])
          sluice_validity_clear (validity, row);
    }

  return TRUE;
}

/* Each of the list is computed for the rows only that haven't been found before it. */
static SluiceColumn *
run_in_list (SluiceEvalContext *context,
             const SluiceExpr  *expr,
             SluiceSelection    selection,
             GError           **error)
{
  SluiceColumn *value = sluice_evaluate (context, expr->args[0], selection, error);
  SluiceColumn *result;
  guint16 *rows;
  guint8 *unknown;
  guint64 *validity;
  SluiceSelection waiting;

  if (value == NULL)
    return NULL;

  result = sluice_column_new (context->arena, expr->type, context->n_rows);
  memset (result->boolean, FALSE, context->n_rows);
  validity = sluice_column_ensure_validity (context->arena, result);
  unknown = sluice_arena_new_array0 (context->arena, guint8, MAX (context->n_rows, 1));
  rows = sluice_arena_new_array (context->arena, guint16, MAX (selection.n, 1));
  waiting = (SluiceSelection){ rows, 0 };
  SLUICE_FOR_EACH_SELECTED (selection, row)
    {
      if (sluice_column_is_null (value, row))
        sluice_validity_clear (validity, row);
      else
        rows[waiting.n++] = (guint16) row;
    }

  for (guint i = 1; i < expr->n_args && waiting.n > 0; i++)
    {
      SluiceColumn *item = sluice_evaluate (context, expr->args[i], waiting, error);
      guint32 n = 0;

      if (item == NULL)
        return NULL;
      SLUICE_FOR_EACH_SELECTED (waiting, row)
        {
          if (sluice_column_is_null (item, row))
            unknown[row] = TRUE;
          else if (sluice_value_compare (value, row, item, row) == 0)
            {
              result->boolean[row] = TRUE;
              continue;
            }
          rows[n++] = (guint16) row;
        }
      waiting.n = n;
    }
  SLUICE_FOR_EACH_SELECTED (waiting, row)
    if (unknown[row])
      sluice_validity_clear (validity, row);

  return result;
}

/* The constants of the list are in the set; only the value is an argument of the kernel. */
static const SluiceKernel in_set_kernel = { "in_set", SLUICE_KERNEL_STRICT, run_in_set, NULL };
static const SluiceKernel in_list_kernel = { "in_list", SLUICE_KERNEL_NONE, NULL, run_in_list };

static SluiceColumn *
run_in_set_lazy (SluiceEvalContext *context,
                 const SluiceExpr  *expr,
                 SluiceSelection    selection,
                 GError           **error)
{
  SluiceExpr value_only = *expr;

  value_only.n_args = 1;
  value_only.kernel = &in_set_kernel;
  value_only.text_offset = -1;

  return sluice_evaluate (context, &value_only, selection, error);
}

static const SluiceKernel in_set_lazy_kernel = { "in_set", SLUICE_KERNEL_NONE, NULL,
                                                 run_in_set_lazy };

/* In a list of one null nothing is ever looked for: the evaluator sees that an argument is null. */
static const SluiceKernel in_null_kernel = { "in_null", SLUICE_KERNEL_STRICT, NULL, NULL };

SluiceExpr *
sluice_in_finish (const SluiceFunction *function,
                  SluiceAnalyzer       *analyzer,
                  SluiceCall           *call,
                  GError              **error)
{
  const SluiceType *boolean = sluice_type_primitive (SLUICE_TYPE_BOOLEAN);
  gboolean nullable = sluice_call_any_nullable (call);
  gboolean constant = call->args[0]->type->n_fields == 0;
  SluiceExpr *result;

  for (guint i = 1; i < call->n_args && constant; i++)
    {
      GError *local_error = NULL;
      SluiceExpr *literal = sluice_analyzer_fold (analyzer, call->args[i], &local_error);

      /* A constant that can't be computed fails when a row gets to it. */
      g_clear_error (&local_error);
      if (literal != NULL)
        sluice_call_replace_arg (call, i, literal);
      else
        constant = FALSE;
    }

  if (constant && call->n_args == 2 && sluice_column_is_null (call->args[1]->value, 0))
    return sluice_call_finish (function, call, boolean, nullable, &in_null_kernel);

  result = sluice_call_finish (function, call, boolean, nullable,
                               constant ? &in_set_lazy_kernel : &in_list_kernel);
  if (constant)
    {
      result->data = in_set_new (result->args, result->n_args);
      result->data_destroy = in_set_free;
    }

  return result;
}
