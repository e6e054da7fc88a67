/* sluice-aggregate-values.c: first, last, min_by, max_by, count_if and the aggregates of truth and bits.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-aggregates.h"
#include "expr/sluice-cell.h"
#include "expr/sluice-function-simple.h"
#include "expr/sluice-value.h"

static void
copy_cell (SluiceCell *into, SluiceArena *arena, const SluiceCell *from, const SluiceType *type)
{
  SluiceCellView view;

  if (from->state != SLUICE_CELL_EMPTY)
    sluice_cell_set (into, arena, sluice_cell_view (from, type, &view), 0);
}

/* first and last; a second argument, a literal, says whether nulls are passed over */

static inline gboolean
update_first (SLUICE_AGGREGATE_UPDATE_ARGS, gboolean last)
{
  const SluiceColumn *column = args[0];
  gboolean ignore_nulls = expr->n_args > 1 && expr->args[1]->value->boolean[0];

  for (guint32 i = 0; i < n; i++)
    {
      guint32 row = sluice_aggregate_row (rows, i);
      SluiceCell *cell = states[i];

      if ((last || cell->state == SLUICE_CELL_EMPTY)
          && !(ignore_nulls && sluice_column_is_null (column, row)))
        sluice_cell_set (cell, arena, column, row);
    }

  return TRUE;
}

static gboolean
first_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  return update_first (expr, context, arena, states, args, rows, n, error, FALSE);
}

static gboolean
last_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  return update_first (expr, context, arena, states, args, rows, n, error, TRUE);
}

static gboolean
first_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  if (((SluiceCell *) into)->state == SLUICE_CELL_EMPTY)
    copy_cell (into, arena, from, expr->args[0]->type);

  return TRUE;
}

static gboolean
last_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  copy_cell (into, arena, from, expr->args[0]->type);

  return TRUE;
}

#define FIRST(name, update, merge)                                                                \
  { name, sizeof (SluiceCell), TRUE, update, merge, sluice_aggregate_cell_finish,                 \
    sluice_aggregate_cell_save, sluice_aggregate_cell_load, TRUE }

static const SluiceAggregate first = FIRST ("first", first_update, first_merge);
static const SluiceAggregate last = FIRST ("last", last_update, last_merge);

SluiceExpr *
sluice_aggregate_resolve_first (const SluiceFunction *function,
                                SluiceAnalyzer       *analyzer,
                                SluiceCall           *call,
                                GError              **error)
{
  static const guint8 yes = TRUE;

  if (call->n_args > 1)
    {
      SluiceExpr *literal = sluice_analyzer_fold (analyzer, call->args[1], NULL);

      if (literal == NULL || literal->type->id != SLUICE_TYPE_BOOLEAN
          || sluice_column_is_null (literal->value, 0))
        {
          sluice_call_error (call, "_LEGACY_ERROR_TEMP_1210", error,
                             "The second argument in %s should be a boolean literal.", function->name);
          g_clear_pointer (&literal, sluice_expr_unref);
          return NULL;
        }
      sluice_call_replace_arg (call, 1, literal);
    }
  else if (call->ignore_nulls)
    sluice_call_append_literal (call, sluice_type_primitive (SLUICE_TYPE_BOOLEAN), &yes);

  return sluice_aggregate_finish_call (function, call, call->args[0]->type, TRUE,
                                       function->user_data != NULL ? &last : &first);
}

/* min_by and max_by */

typedef struct
{
  SluiceCell value;
  SluiceCell order;
} ByState;

/* Of several rows with the extreme order Spark takes the last. */
static inline void
take (ByState            *state,
      SluiceArena        *arena,
      const SluiceColumn *value,
      const SluiceColumn *order,
      guint32             row,
      gboolean            maximum)
{
  SluiceCellView view;
  int result;

  if (sluice_column_is_null (order, row))
    return;
  if (state->order.state != SLUICE_CELL_EMPTY)
    {
      result = sluice_value_compare (order, row, sluice_cell_view (&state->order, order->type, &view),
                                     0);
      if (maximum ? result < 0 : result > 0)
        return;
    }
  sluice_cell_set (&state->order, arena, order, row);
  sluice_cell_set (&state->value, arena, value, row);
}

static inline gboolean
update_by (SLUICE_AGGREGATE_UPDATE_ARGS, gboolean maximum)
{
  for (guint32 i = 0; i < n; i++)
    take (states[i], arena, args[0], args[1], sluice_aggregate_row (rows, i), maximum);

  return TRUE;
}

static inline gboolean
merge_by (SLUICE_AGGREGATE_MERGE_ARGS, gboolean maximum)
{
  const ByState *other = from;
  SluiceCellView value, order;

  if (other->order.state != SLUICE_CELL_EMPTY)
    take (into, arena, sluice_cell_view (&other->value, expr->args[0]->type, &value),
          sluice_cell_view (&other->order, expr->args[1]->type, &order), 0, maximum);

  return TRUE;
}

#define DEFINE_BY(name, maximum)                                                                  \
  static gboolean name##_update (SLUICE_AGGREGATE_UPDATE_ARGS)                                    \
  {                                                                                               \
    return update_by (expr, context, arena, states, args, rows, n, error, maximum);               \
  }                                                                                               \
                                                                                                  \
  static gboolean name##_merge (SLUICE_AGGREGATE_MERGE_ARGS)                                      \
  {                                                                                               \
    return merge_by (expr, arena, into, from, error, maximum);                                    \
  }

DEFINE_BY (min_by, FALSE)
DEFINE_BY (max_by, TRUE)

static gboolean
by_finish (SLUICE_AGGREGATE_FINISH_ARGS)
{
  g_autofree const SluiceCell **cells = g_new (const SluiceCell *, MAX (n, 1));

  for (guint32 i = 0; i < n; i++)
    cells[i] = &((const ByState *) states[i])->value;
  sluice_cells_write (context->arena, cells, n, result);

  return TRUE;
}

static void
by_save (const SluiceExpr *expr, gconstpointer state, GByteArray *out)
{
  const ByState *self = state;

  sluice_cell_save (&self->value, expr->args[0]->type, out);
  sluice_cell_save (&self->order, expr->args[1]->type, out);
}

static gboolean
by_load (SLUICE_AGGREGATE_LOAD_ARGS)
{
  ByState *self = state;

  return sluice_cell_load (&self->value, expr->args[0]->type, arena, cursor, end)
         && sluice_cell_load (&self->order, expr->args[1]->type, arena, cursor, end);
}

static const SluiceAggregate min_by = { "min_by",     sizeof (ByState), TRUE,    min_by_update,
                                        min_by_merge, by_finish,        by_save, by_load, TRUE };
static const SluiceAggregate max_by = { "max_by",     sizeof (ByState), TRUE,    max_by_update,
                                        max_by_merge, by_finish,        by_save, by_load, TRUE };

SluiceExpr *
sluice_aggregate_resolve_by (const SluiceFunction *function,
                             SluiceAnalyzer       *analyzer,
                             SluiceCall           *call,
                             GError              **error)
{
  if (!sluice_type_is_orderable (call->args[1]->type))
    {
      g_autofree char *sql = sluice_type_to_sql (call->args[1]->type);

      sluice_call_mismatch (call, "INVALID_ORDERING_TYPE", error,
                            "The `%s` does not support ordering on type \"%s\".", function->name, sql);
      return NULL;
    }
  if (call->n_args == 3)
    return sluice_aggregate_resolve_top (function, analyzer, call, error);

  return sluice_aggregate_finish_call (function, call, call->args[0]->type, TRUE,
                                       function->user_data != NULL ? &max_by : &min_by);
}

/* count_if */

static gboolean
count_if_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  SLUICE_AGGREGATE_UPDATE (SluiceCount, guint8, s->n += x & 1);

  return TRUE;
}

static const SluiceAggregate count_if
    = { "count_if", sizeof (SluiceCount), FALSE, count_if_update, sluice_aggregate_count_merge,
        sluice_aggregate_count_finish, NULL, NULL, TRUE };

SluiceExpr *
sluice_aggregate_resolve_count_if (const SluiceFunction *function,
                                   SluiceAnalyzer       *analyzer,
                                   SluiceCall           *call,
                                   GError              **error)
{
  if (!sluice_analyzer_coerce_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_BOOLEAN),
                                   error))
    return NULL;

  return sluice_aggregate_finish_call (function, call, sluice_type_primitive (SLUICE_TYPE_BIGINT),
                                       FALSE, &count_if);
}

/* bool_and and bool_or; bit_and, bit_or and bit_xor */

typedef struct
{
  gint64 bits;
  guint64 seen;
} Bits;

#define DEFINE_BITS(op, name, T, expression)                                                      \
  static gboolean op##_##name##_update (SLUICE_AGGREGATE_UPDATE_ARGS)                             \
  {                                                                                               \
    SLUICE_AGGREGATE_UPDATE (Bits, T, {                                                           \
      s->bits = s->seen ? (expression) : x;                                                       \
      s->seen = 1;                                                                                \
    });                                                                                           \
    return TRUE;                                                                                  \
  }

#define DEFINE_BITS_OF(op, sign)                                                                  \
  DEFINE_BITS (op, u8, guint8, s->bits sign x)                                                    \
  DEFINE_BITS (op, i8, gint8, s->bits sign x)                                                     \
  DEFINE_BITS (op, i16, gint16, s->bits sign x)                                                   \
  DEFINE_BITS (op, i32, gint32, s->bits sign x)                                                   \
  DEFINE_BITS (op, i64, gint64, s->bits sign x)                                                   \
                                                                                                  \
  static gboolean op##_merge (SLUICE_AGGREGATE_MERGE_ARGS)                                        \
  {                                                                                               \
    Bits *a = into;                                                                               \
    const Bits *b = from;                                                                         \
                                                                                                  \
    if (b->seen)                                                                                  \
      a->bits = a->seen ? a->bits sign b->bits : b->bits;                                         \
    a->seen |= b->seen;                                                                           \
    return TRUE;                                                                                  \
  }

DEFINE_BITS_OF (and, &)
DEFINE_BITS_OF (or, |)
DEFINE_BITS_OF (xor, ^)

static gboolean
bits_finish (SLUICE_AGGREGATE_FINISH_ARGS)
{
  for (guint32 i = 0; i < n; i++)
    {
      const Bits *s = states[i];

      switch (sluice_type_width (result->type->id))
        {
        case 1:
          result->i8[i] = (gint8) s->bits;
          break;
        case 2:
          result->i16[i] = (gint16) s->bits;
          break;
        case 4:
          result->i32[i] = (gint32) s->bits;
          break;
        default:
          result->i64[i] = s->bits;
          break;
        }
      if (!s->seen)
        sluice_aggregate_set_null (context, result, i);
    }

  return TRUE;
}

#define BITS(op, name)                                                                            \
  { #op "_" #name, sizeof (Bits), FALSE, op##_##name##_update, op##_merge, bits_finish, NULL, NULL, TRUE }
#define BITS_OF(op) { BITS (op, u8), BITS (op, i8), BITS (op, i16), BITS (op, i32), BITS (op, i64) }

static const SluiceAggregate and_bits[] = BITS_OF (and);
static const SluiceAggregate or_bits[] = BITS_OF (or);
static const SluiceAggregate xor_bits[] = BITS_OF (xor);

SluiceExpr *
sluice_aggregate_resolve_bool (const SluiceFunction *function,
                               SluiceAnalyzer       *analyzer,
                               SluiceCall           *call,
                               GError              **error)
{
  const SluiceType *boolean = sluice_type_primitive (SLUICE_TYPE_BOOLEAN);

  if (!sluice_analyzer_coerce_arg (analyzer, call, 0, boolean, error))
    return NULL;

  return sluice_aggregate_finish_call (function, call, boolean, TRUE,
                                       function->user_data != NULL ? &or_bits[0] : &and_bits[0]);
}

SluiceExpr *
sluice_aggregate_resolve_bits (const SluiceFunction *function,
                               SluiceAnalyzer       *analyzer,
                               SluiceCall           *call,
                               GError              **error)
{
  char sign = *(const char *) function->user_data;
  const SluiceAggregate *aggregates = sign == '&' ? and_bits : sign == '|' ? or_bits : xor_bits;

  if (call->args[0]->type->id == SLUICE_TYPE_VOID)
    sluice_call_cast_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_INT));
  if (!sluice_type_is_integral (call->args[0]->type->id))
    {
      sluice_call_wrong_type (call, 0, "\"INTEGRAL\"", error);
      return NULL;
    }

  return sluice_aggregate_finish_call (function, call, call->args[0]->type, TRUE,
                                       &aggregates[1 + call->args[0]->type->id - SLUICE_TYPE_BYTE]);
}
