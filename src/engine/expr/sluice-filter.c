/* sluice-filter.c: conditions that select rows.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-filter.h"

#include "expr/sluice-function.h"
#include "expr/sluice-kernel-template.h"
#include "expr/sluice-selection.h"

/* Picks from all of the first n rows (selection NULL), as a bitmap; or from a list, as a list. */
typedef guint32 (*CompareFunc) (const SluiceColumn *column,
                                const SluiceColumn *constant,
                                const guint16      *selection,
                                guint32             n,
                                guint8             *bytes,
                                guint16            *rows);

typedef enum
{
  COMPARE_EQ,
  COMPARE_NE,
  COMPARE_LT,
  COMPARE_LE,
  COMPARE_GT,
  COMPARE_GE,
  N_COMPARES,
} Compare;

typedef enum
{
  CONJUNCT_GENERIC,
  CONJUNCT_COMPARE,
  CONJUNCT_IS_NULL,
  CONJUNCT_IS_NOT_NULL,
} ConjunctKind;

typedef struct
{
  ConjunctKind kind;
  SluiceExpr *whole;
  SluiceExpr *value;
  SluiceExpr *constant;
  Compare compare;
  CompareFunc func;
} Conjunct;

struct _SluiceFilter
{
  GArray *conjuncts;
};

static const char *const signs[N_COMPARES] = { "=", "<>", "<", "<=", ">", ">=" };

/*
 * With a list of rows the unwanted ones are overwritten by the next wanted one, which costs the same
 * whatever the data is; over all rows a vector of truth values comes first, which the compiler does with
 * vector instructions.
 */
#define DEFINE_COMPARE(name, ctype, expression)                                                   \
  static guint32 select_##name (const SluiceColumn *column,                                       \
                                const SluiceColumn *constant,                                     \
                                const guint16      *selection,                                    \
                                guint32             n,                                            \
                                guint8             *bytes,                                        \
                                guint16            *rows)                                         \
  {                                                                                               \
    const ctype *values = column->data;                                                           \
    const ctype y = *(const ctype *) constant->data;                                              \
    guint32 n_rows = 0;                                                                           \
                                                                                                  \
    if (selection == NULL)                                                                        \
      {                                                                                           \
        for (guint32 i = 0; i < n; i++)                                                           \
          {                                                                                       \
            const ctype x = values[i];                                                            \
            bytes[i] = (expression);                                                              \
          }                                                                                       \
        return 0;                                                                                 \
      }                                                                                           \
    for (guint32 i = 0; i < n; i++)                                                               \
      {                                                                                           \
        const ctype x = values[selection[i]];                                                     \
        rows[n_rows] = selection[i];                                                              \
        n_rows += (expression) != 0;                                                              \
      }                                                                                           \
    return n_rows;                                                                                \
  }

#define DEFINE_COMPARES(name, ctype)                                                              \
  DEFINE_COMPARE (name##_eq, ctype, x == y)                                                       \
  DEFINE_COMPARE (name##_ne, ctype, x != y)                                                       \
  DEFINE_COMPARE (name##_lt, ctype, x < y)                                                        \
  DEFINE_COMPARE (name##_le, ctype, x <= y)                                                       \
  DEFINE_COMPARE (name##_gt, ctype, x > y)                                                        \
  DEFINE_COMPARE (name##_ge, ctype, x >= y)

#define DEFINE_FLOAT_COMPARES(name, ctype)                                                        \
  DEFINE_COMPARE (name##_eq, ctype, SLUICE_FLOAT_EQ (x, y))                                       \
  DEFINE_COMPARE (name##_ne, ctype, !SLUICE_FLOAT_EQ (x, y))                                      \
  DEFINE_COMPARE (name##_lt, ctype, SLUICE_FLOAT_LT (x, y))                                       \
  DEFINE_COMPARE (name##_le, ctype, SLUICE_FLOAT_LE (x, y))                                       \
  DEFINE_COMPARE (name##_gt, ctype, SLUICE_FLOAT_LT (y, x))                                       \
  DEFINE_COMPARE (name##_ge, ctype, SLUICE_FLOAT_LE (y, x))

DEFINE_COMPARES (u8, guint8)
DEFINE_COMPARES (i8, gint8)
DEFINE_COMPARES (i16, gint16)
DEFINE_COMPARES (i32, gint32)
DEFINE_COMPARES (i64, gint64)
DEFINE_COMPARES (i128, SluiceInt128)
DEFINE_FLOAT_COMPARES (f32, float)
DEFINE_FLOAT_COMPARES (f64, double)
DEFINE_COMPARE (text_eq, SluiceString, sluice_string_equal (&x, &y))
DEFINE_COMPARE (text_ne, SluiceString, !sluice_string_equal (&x, &y))
DEFINE_COMPARE (text_lt, SluiceString, sluice_string_compare_fast (&x, &y) < 0)
DEFINE_COMPARE (text_le, SluiceString, sluice_string_compare_fast (&x, &y) <= 0)
DEFINE_COMPARE (text_gt, SluiceString, sluice_string_compare_fast (&x, &y) > 0)
DEFINE_COMPARE (text_ge, SluiceString, sluice_string_compare_fast (&x, &y) >= 0)

#define COMPARES(name)                                                                            \
  { select_##name##_eq, select_##name##_ne, select_##name##_lt,                                   \
    select_##name##_le, select_##name##_gt, select_##name##_ge }

static const CompareFunc compare_funcs[SLUICE_N_TYPES][N_COMPARES] = {
  [SLUICE_TYPE_BOOLEAN] = COMPARES (u8),
  [SLUICE_TYPE_BYTE] = COMPARES (i8),
  [SLUICE_TYPE_SHORT] = COMPARES (i16),
  [SLUICE_TYPE_INT] = COMPARES (i32),
  [SLUICE_TYPE_BIGINT] = COMPARES (i64),
  [SLUICE_TYPE_DECIMAL] = COMPARES (i128),
  [SLUICE_TYPE_FLOAT] = COMPARES (f32),
  [SLUICE_TYPE_DOUBLE] = COMPARES (f64),
  [SLUICE_TYPE_STRING] = COMPARES (text),
  [SLUICE_TYPE_BINARY] = COMPARES (text),
  [SLUICE_TYPE_DATE] = COMPARES (i32),
  [SLUICE_TYPE_TIMESTAMP] = COMPARES (i64),
  [SLUICE_TYPE_TIMESTAMP_NTZ] = COMPARES (i64),
  [SLUICE_TYPE_TIME] = COMPARES (i64),
  [SLUICE_TYPE_YEAR_MONTH_INTERVAL] = COMPARES (i32),
  [SLUICE_TYPE_DAY_TIME_INTERVAL] = COMPARES (i64),
};

static gboolean
is_call_of (const SluiceExpr *expr, const char *name, guint n_args)
{
  return expr->n_args == n_args && sluice_expr_is_call_of (expr, name);
}

static gboolean
find_compare (const SluiceExpr *expr, Compare *compare)
{
  for (guint i = 0; i < N_COMPARES; i++)
    if (is_call_of (expr, signs[i], 2))
      {
        *compare = i;
        return TRUE;
      }

  return FALSE;
}

static gboolean
is_value_literal (const SluiceExpr *expr)
{
  return expr->kind == SLUICE_EXPR_LITERAL && !sluice_column_is_null (expr->value, 0);
}

static void
add_conjuncts (SluiceFilter *self, SluiceExpr *expr)
{
  static const Compare mirrored[N_COMPARES] = { COMPARE_EQ, COMPARE_NE, COMPARE_GT,
                                                COMPARE_GE, COMPARE_LT, COMPARE_LE };
  Conjunct conjunct = { CONJUNCT_GENERIC, NULL, NULL, NULL, COMPARE_EQ, NULL };

  if (is_call_of (expr, "and", 2))
    {
      add_conjuncts (self, expr->args[0]);
      add_conjuncts (self, expr->args[1]);
      return;
    }

  if (is_call_of (expr, "isnull", 1) || is_call_of (expr, "isnotnull", 1))
    {
      conjunct.kind = is_call_of (expr, "isnull", 1) ? CONJUNCT_IS_NULL : CONJUNCT_IS_NOT_NULL;
      conjunct.value = sluice_expr_ref (expr->args[0]);
    }
  else if (find_compare (expr, &conjunct.compare)
           && sluice_type_equal (expr->args[0]->type, expr->args[1]->type)
           && is_value_literal (expr->args[0]) != is_value_literal (expr->args[1])
           && compare_funcs[expr->args[0]->type->id][0] != NULL
           && !sluice_type_is_collated (expr->args[0]->type))
    {
      gboolean constant_first = is_value_literal (expr->args[0]);

      conjunct.kind = CONJUNCT_COMPARE;
      conjunct.value = sluice_expr_ref (expr->args[constant_first ? 1 : 0]);
      conjunct.constant = sluice_expr_ref (expr->args[constant_first ? 0 : 1]);
      if (constant_first)
        conjunct.compare = mirrored[conjunct.compare];
      conjunct.func = compare_funcs[conjunct.value->type->id][conjunct.compare];
    }

  conjunct.whole = sluice_expr_ref (expr);
  g_array_append_val (self->conjuncts, conjunct);
}

static void
clear_conjunct (gpointer data)
{
  Conjunct *conjunct = data;

  g_clear_pointer (&conjunct->whole, sluice_expr_unref);
  g_clear_pointer (&conjunct->value, sluice_expr_unref);
  g_clear_pointer (&conjunct->constant, sluice_expr_unref);
}

SluiceFilter *
sluice_filter_new (SluiceExpr *condition)
{
  SluiceFilter *self = g_new0 (SluiceFilter, 1);

  self->conjuncts = g_array_new (FALSE, FALSE, sizeof (Conjunct));
  g_array_set_clear_func (self->conjuncts, clear_conjunct);
  add_conjuncts (self, condition);

  return self;
}

void
sluice_filter_free (SluiceFilter *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->conjuncts);
  g_free (self);
}

static SluiceSelection
select_compare (SluiceArena        *arena,
                const Conjunct     *conjunct,
                const SluiceColumn *values,
                SluiceSelection     selection)
{
  const SluiceColumn *constant = conjunct->constant->value;
  SluiceSelection valid;
  guint16 *rows;
  guint32 n;

  if (selection.rows == NULL)
    {
      SluiceColumn truth = { .length = selection.n, .validity = values->validity };

      truth.boolean = sluice_arena_alloc (arena, MAX (selection.n, 1));
      conjunct->func (values, constant, NULL, selection.n, truth.boolean, NULL);
      return sluice_selection_where_true (arena, selection, &truth);
    }

  valid = values->validity != NULL
              ? sluice_selection_narrow (arena, selection, values->validity)
              : selection;
  rows = sluice_arena_new_array (arena, guint16, MAX (valid.n, 1));
  n = conjunct->func (values, constant, valid.rows, valid.n, NULL, rows);

  return n == selection.n ? selection : (SluiceSelection){ rows, n };
}

static SluiceSelection
select_null (SluiceArena        *arena,
             gboolean            wanted_null,
             const SluiceColumn *values,
             SluiceSelection     selection)
{
  guint64 *bits;

  if (values->validity == NULL)
    return wanted_null ? (SluiceSelection){ NULL, 0 } : selection;
  if (values->constant)
    return sluice_column_is_null (values, 0) == wanted_null ? selection
                                                            : (SluiceSelection){ NULL, 0 };
  if (!wanted_null)
    return sluice_selection_narrow (arena, selection, values->validity);

  bits = sluice_arena_new_array (arena, guint64, sluice_validity_words (values->length));
  for (gsize w = 0; w < sluice_validity_words (values->length); w++)
    bits[w] = ~values->validity[w];

  return sluice_selection_narrow (arena, selection, bits);
}

gboolean
sluice_filter_run (const SluiceFilter *self,
                   SluiceEvalContext  *context,
                   SluiceSelection    *selection,
                   GError            **error)
{
  for (guint i = 0; i < self->conjuncts->len && selection->n > 0; i++)
    {
      const Conjunct *conjunct = &g_array_index (self->conjuncts, Conjunct, i);
      SluiceExpr *expr = conjunct->kind == CONJUNCT_GENERIC ? conjunct->whole : conjunct->value;
      SluiceColumn *values = sluice_evaluate (context, expr, *selection, error);

      if (values == NULL)
        return FALSE;

      if (conjunct->kind == CONJUNCT_COMPARE && values->constant)
        {
          values = sluice_evaluate (context, conjunct->whole, *selection, error);
          if (values == NULL)
            return FALSE;
          *selection = sluice_selection_where_true (context->arena, *selection, values);
        }
      else if (conjunct->kind == CONJUNCT_COMPARE)
        *selection = select_compare (context->arena, conjunct, values, *selection);
      else if (conjunct->kind == CONJUNCT_GENERIC)
        *selection = sluice_selection_where_true (context->arena, *selection, values);
      else
        *selection = select_null (context->arena, conjunct->kind == CONJUNCT_IS_NULL, values,
                                  *selection);
    }

  return TRUE;
}

void
sluice_filter_describe (const SluiceFilter *self, GString *out)
{
  for (guint i = 0; i < self->conjuncts->len; i++)
    {
      const Conjunct *conjunct = &g_array_index (self->conjuncts, Conjunct, i);
      g_autofree char *sql = sluice_expr_to_sql (conjunct->whole, NULL);

      g_string_append_printf (out, "select %s%s\n", sql,
                              conjunct->kind == CONJUNCT_GENERIC ? " (by truth values)" : "");
    }
}
