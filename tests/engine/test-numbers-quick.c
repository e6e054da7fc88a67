/* test-numbers-quick.c: the fast kernels of numbers against one value at a time.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "expr/sluice-analyzer.h"
#include "expr/sluice-program.h"

/* Not a multiple of any vector's length. */
#define N_ROWS 1003

enum
{
  X,
  N,
  D,
  E,
  F,
  P,
  Q,
  R,
};

typedef struct
{
  SluiceArena *arena;
  SluiceSettings *settings;
  SluiceType *schema;
  SluiceColumn *columns[8];
  SluiceBatch *batch;
} Fixture;

/* What an expression gives for a row. */
typedef struct
{
  gboolean is_null;
  gint64 whole;
  double fraction;
  SluiceInt128 decimal;
} Answer;

/* Returns: whether the row has an answer; if not, it is an error. */
typedef gboolean (*Plain) (SluiceColumn *const *columns, guint32 row, Answer *answer);

static const gint64 wholes[] = { 0, 1, -1, 5, 1000, 500000, G_MAXINT32, G_MININT32, G_MAXINT64, G_MININT64,
                                /* Between two doubles. */
                                9007199254740993, -9007199254740995, 1152921504606846849, -1152921504606847103 };
static const double fractions[] = {
  0.0,     -0.0,    0.9,     -0.9,  127.9,        128,         -128.9,       -129,  32767.5, -32769, 2147483647.9,
  2147483648.0, -2147483648.9, -2147483649.0, 0x1p53, 0x1p63, -0x1p63, 0x1.0000000000001p63, -0x1.0000000000001p63,
  1e300,   NAN,     INFINITY, -INFINITY,
};

/* A null's place holds what would be an error. */
static void
fixture_set_up (Fixture *self, gconstpointer ansi)
{
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  guint64 *null_n, *null_e;

  g_hash_table_insert (values, g_strdup ("spark.sql.ansi.enabled"), g_strdup (GPOINTER_TO_INT (ansi) ? "true" : "false"));
  self->arena = sluice_arena_new ();
  self->settings = sluice_settings_new (values);
  self->schema = sluice_parse_ddl ("x BIGINT NOT NULL, n BIGINT, d DOUBLE NOT NULL, e DOUBLE, f FLOAT NOT NULL, "
                                   "p DECIMAL(10,2) NOT NULL, q DECIMAL(17,2) NOT NULL, r DECIMAL(19,2) NOT NULL",
                                   NULL);
  for (guint i = 0; i < self->schema->n_fields; i++)
    self->columns[i] = sluice_column_new (self->arena, self->schema->fields[i].type, N_ROWS);
  null_n = sluice_column_ensure_validity (self->arena, self->columns[N]);
  null_e = sluice_column_ensure_validity (self->arena, self->columns[E]);
  for (guint32 i = 0; i < N_ROWS; i++)
    {
      gboolean edge = g_rand_int_range (random, 0, 4) == 0;
      gint64 whole = g_rand_int_range (random, -1000000, 1000000);
      double fraction = g_rand_double_range (random, -1000, 1000);

      self->columns[X]->i64[i] = edge ? wholes[g_rand_int_range (random, 0, G_N_ELEMENTS (wholes))] : whole;
      self->columns[N]->i64[i] = self->columns[X]->i64[i];
      self->columns[D]->f64[i] = edge ? fractions[g_rand_int_range (random, 0, G_N_ELEMENTS (fractions))] : fraction;
      self->columns[E]->f64[i] = i % 3 == 0 ? 0 : i % 50 == 0 ? -0.0 : fraction;
      self->columns[F]->f32[i] = (float) self->columns[D]->f64[i];
      self->columns[P]->i128[i] = edge ? (i % 2 == 0 ? 1 : -1) * (SluiceInt128) 9999999999 : whole;
      self->columns[Q]->i128[i] = (i % 2 == 0 ? 1 : -1)
                                  * (edge ? (SluiceInt128) G_GINT64_CONSTANT (99999999999999999) : whole * whole);
      self->columns[R]->i128[i] = self->columns[Q]->i128[i] * 10;
      if (i % 3 == 0)
        {
          self->columns[N]->i64[i] = G_MININT64;
          sluice_validity_clear (null_n, i);
          sluice_validity_clear (null_e, i);
        }
    }
  self->batch = sluice_batch_new (self->arena, self->schema, self->columns, N_ROWS);
}

static void
fixture_tear_down (Fixture *self, gconstpointer data)
{
  sluice_batch_unref (self->batch);
  sluice_type_unref (self->schema);
  sluice_settings_unref (self->settings);
  sluice_arena_unref (self->arena);
}

static void
assert_answer (const SluiceColumn *column, guint32 row, const Answer *answer)
{
  gint64 whole = 0;

  g_assert_cmpint (sluice_column_is_null (column, row), ==, answer->is_null);
  if (answer->is_null)
    return;

  row = sluice_column_index (column, row);
  switch ((int) column->type->id)
    {
    case SLUICE_TYPE_DOUBLE:
      g_assert_true (isnan (answer->fraction) ? isnan (column->f64[row])
                                              : memcmp (&column->f64[row], &answer->fraction, 8) == 0);
      return;
    case SLUICE_TYPE_DECIMAL:
      g_assert_true (column->i128[row] == answer->decimal);
      return;
    case SLUICE_TYPE_BOOLEAN:
      whole = column->boolean[row];
      break;
    case SLUICE_TYPE_BYTE:
      whole = column->i8[row];
      break;
    case SLUICE_TYPE_SHORT:
      whole = column->i16[row];
      break;
    case SLUICE_TYPE_INT:
      whole = column->i32[row];
      break;
    default:
      whole = column->i64[row];
      break;
    }
  g_assert_cmpint (whole, ==, answer->whole);
}

/* Some rows: an error if one of them is, else the answers. */
static void
check_rows (Fixture *self, const SluiceProgram *program, const guint16 *rows, guint32 n, Plain plain,
            const char *condition)
{
  g_autoptr (SluiceBatch) batch = sluice_batch_new_selected (self->batch, rows, n);
  g_autoptr (GError) error = NULL;
  gboolean fails = FALSE;
  SluiceColumn *result;

  for (guint32 i = 0; i < n; i++)
    fails |= !plain (self->columns, rows[i], &(Answer){ 0 });
  g_assert_cmpint (sluice_program_run (program, self->arena, 0, batch, &result, &error), ==, !fails);
  if (fails)
    {
      g_assert_cmpstr (sluice_error_condition (error), ==, condition);
      return;
    }

  for (guint32 i = 0; i < n; i++)
    {
      Answer answer = { 0 };

      plain (self->columns, rows[i], &answer);
      assert_answer (result, rows[i], &answer);
    }
}

static void
check (Fixture *self, const char *text, Plain plain, const char *condition)
{
  static const guint32 steps[] = { 1, 2, 17, N_ROWS };
  const SluiceScopeInput input = { NULL, self->schema, 0 };
  const SluiceScope scope = { &input, 1, self->settings };
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceExpr) expr = sluice_analyze (text, &scope, SLUICE_ALLOW_NOTHING, &error);
  g_autoptr (SluiceProgram) program = NULL;
  guint16 rows[N_ROWS];
  guint32 n = 0;

  g_test_message ("%s", text);
  g_assert_no_error (error);
  program = sluice_program_new (&expr, 1, self->settings);
  for (guint s = 0; s < G_N_ELEMENTS (steps); s++)
    {
      n = 0;
      for (guint32 row = s; row < N_ROWS; row += steps[s])
        rows[n++] = (guint16) row;
      check_rows (self, program, rows, n, plain, condition);
    }

  /* The rows without an error, among others with one. */
  n = 0;
  for (guint32 row = 0; row < N_ROWS; row++)
    if (plain (self->columns, row, &(Answer){ 0 }))
      rows[n++] = (guint16) row;
  check_rows (self, program, rows, n, plain, condition);

  /* All without a selection. */
  if (n == N_ROWS)
    {
      SluiceColumn *result;

      g_assert_true (sluice_program_run (program, self->arena, 0, self->batch, &result, &error));
      for (guint32 row = 0; row < N_ROWS; row++)
        {
          Answer answer = { 0 };

          plain (self->columns, row, &answer);
          assert_answer (result, row, &answer);
        }
    }
}

/* Casts of fractions. */

static gboolean
cast_fraction (double x, double least, double most, Answer *answer)
{
  gboolean fits = trunc (x) >= least && trunc (x) <= most;

  answer->whole = !fits ? 0 : x >= 0x1p63 ? G_MAXINT64 : (gint64) x;

  return fits;
}

#define PLAIN_CAST(name, column, member, least, most)                                             \
  static gboolean name##_ansi (SluiceColumn *const *c, guint32 row, Answer *answer)               \
  {                                                                                               \
    return cast_fraction (c[column]->member[row], least, most, answer);                           \
  }                                                                                               \
                                                                                                  \
  static gboolean name##_try (SluiceColumn *const *c, guint32 row, Answer *answer)                \
  {                                                                                               \
    answer->is_null = !name##_ansi (c, row, answer);                                              \
    return TRUE;                                                                                  \
  }

PLAIN_CAST (double_to_byte, D, f64, -128, 127)
PLAIN_CAST (double_to_short, D, f64, -32768, 32767)
PLAIN_CAST (double_to_int, D, f64, -0x1p31, 0x1p31 - 1)
PLAIN_CAST (double_to_bigint, D, f64, -0x1p63, 0x1p63)
PLAIN_CAST (float_to_byte, F, f32, -128, 127)
PLAIN_CAST (float_to_short, F, f32, -32768, 32767)
PLAIN_CAST (float_to_int, F, f32, -0x1p31, 0x1p31 - 1)
PLAIN_CAST (float_to_bigint, F, f32, -0x1p63, 0x1p63)

static gboolean
bigint_to_int (SluiceColumn *const *c, guint32 row, Answer *answer)
{
  answer->is_null = sluice_column_is_null (c[N], row);
  answer->whole = c[N]->i64[row];

  return answer->is_null || (answer->whole >= G_MININT32 && answer->whole <= G_MAXINT32);
}

static gboolean
bigint_to_double (SluiceColumn *const *c, guint32 row, Answer *answer)
{
  answer->fraction = (double) c[X]->i64[row];

  return TRUE;
}

static void
test_casts (Fixture *self, gconstpointer data)
{
#define CHECK_CAST(name, column, type)                                                            \
  check (self, "CAST(" column " AS " type ")", name##_ansi, "CAST_OVERFLOW");                     \
  check (self, "TRY_CAST(" column " AS " type ")", name##_try, NULL)

  CHECK_CAST (double_to_byte, "d", "TINYINT");
  CHECK_CAST (double_to_short, "d", "SMALLINT");
  CHECK_CAST (double_to_int, "d", "INT");
  CHECK_CAST (double_to_bigint, "d", "BIGINT");
  CHECK_CAST (float_to_byte, "f", "TINYINT");
  CHECK_CAST (float_to_short, "f", "SMALLINT");
  CHECK_CAST (float_to_int, "f", "INT");
  CHECK_CAST (float_to_bigint, "f", "BIGINT");
  check (self, "CAST(x AS DOUBLE)", bigint_to_double, NULL);
  check (self, "CAST(n AS INT)", bigint_to_int, "CAST_OVERFLOW");
}

static gint64
java_cast (double x, gint64 most)
{
  return isnan (x) ? 0 : x >= (double) most ? most : x <= -(double) most - 1 ? -most - 1 : (gint64) x;
}

static gboolean
legacy_byte (SluiceColumn *const *c, guint32 row, Answer *answer)
{
  answer->whole = (gint8) java_cast (c[D]->f64[row], G_MAXINT32);

  return TRUE;
}

static gboolean
legacy_bigint (SluiceColumn *const *c, guint32 row, Answer *answer)
{
  answer->whole = java_cast (c[D]->f64[row], G_MAXINT64);

  return TRUE;
}

static void
test_legacy_casts (Fixture *self, gconstpointer data)
{
  check (self, "CAST(d AS TINYINT)", legacy_byte, NULL);
  check (self, "CAST(d AS BIGINT)", legacy_bigint, NULL);
}

/* Arithmetic. */

static gboolean
divide (SluiceColumn *const *c, guint32 row, Answer *answer)
{
  answer->is_null = sluice_column_is_null (c[E], row);
  answer->fraction = c[D]->f64[row] / c[E]->f64[row];

  return answer->is_null || c[E]->f64[row] != 0;
}

static gboolean
negate (SluiceColumn *const *c, guint32 row, Answer *answer)
{
  answer->is_null = sluice_column_is_null (c[N], row);

  return answer->is_null || !__builtin_sub_overflow (0, c[N]->i64[row], &answer->whole);
}

static gboolean
absolute (SluiceColumn *const *c, guint32 row, Answer *answer)
{
  return negate (c, row, answer) && (answer->whole = ABS (answer->whole), TRUE);
}

#define PLAIN_DECIMAL(name, a, sign, b)                                                           \
  static gboolean name (SluiceColumn *const *c, guint32 row, Answer *answer)                      \
  {                                                                                               \
    answer->decimal = c[a]->i128[row] sign c[b]->i128[row];                                       \
    return TRUE;                                                                                  \
  }

PLAIN_DECIMAL (add_short, P, +, Q)
PLAIN_DECIMAL (add_long, Q, +, R)
PLAIN_DECIMAL (subtract_short, Q, -, P)
PLAIN_DECIMAL (subtract_long, R, -, Q)
PLAIN_DECIMAL (multiply_short, P, *, Q)
PLAIN_DECIMAL (multiply_both_short, Q, *, Q)
PLAIN_DECIMAL (multiply_long, P, *, R)

static void
test_arithmetic (Fixture *self, gconstpointer data)
{
  check (self, "d / e", divide, "DIVIDE_BY_ZERO");
  check (self, "-n", negate, "ARITHMETIC_OVERFLOW");
  check (self, "abs(n)", absolute, "ARITHMETIC_OVERFLOW");
  check (self, "p + q", add_short, NULL);
  check (self, "q + r", add_long, NULL);
  check (self, "q - p", subtract_short, NULL);
  check (self, "r - q", subtract_long, NULL);
  check (self, "p * q", multiply_short, NULL);
  check (self, "q * q", multiply_both_short, NULL);
  check (self, "p * r", multiply_long, NULL);
}

/* Comparisons and choices. */

static gboolean
between (SluiceColumn *const *c, guint32 row, Answer *answer)
{
  answer->whole = c[X]->i64[row] >= 5 && c[X]->i64[row] <= 500000;

  return TRUE;
}

static gboolean
between_nullable (SluiceColumn *const *c, guint32 row, Answer *answer)
{
  answer->is_null = sluice_column_is_null (c[N], row);

  return between (c, row, answer);
}

static gboolean
fraction_between (SluiceColumn *const *c, guint32 row, Answer *answer)
{
  double d = c[D]->f64[row];

  /* NaN is above all numbers, and so above the bound. */
  answer->whole = d >= -0.9 && d <= INFINITY;

  return TRUE;
}

static gboolean
outside (SluiceColumn *const *c, guint32 row, Answer *answer)
{
  gboolean below = c[D]->f64[row] < 0;
  gboolean is_null = sluice_column_is_null (c[N], row);

  answer->whole = below || (!is_null && c[N]->i64[row] > 1000);
  answer->is_null = is_null && !below;

  return TRUE;
}

static gboolean
in_wholes (SluiceColumn *const *c, guint32 row, guint n, Answer *answer)
{
  for (guint i = 0; i < n; i++)
    answer->whole |= c[X]->i64[row] == wholes[i];

  return TRUE;
}

#define PLAIN_IN(n)                                                                               \
  static gboolean in_##n (SluiceColumn *const *c, guint32 row, Answer *answer)                    \
  {                                                                                               \
    return in_wholes (c, row, n, answer);                                                         \
  }

PLAIN_IN (1)
PLAIN_IN (3)
PLAIN_IN (4)
PLAIN_IN (5)
PLAIN_IN (8)

static gboolean
in_or_null (SluiceColumn *const *c, guint32 row, Answer *answer)
{
  in_wholes (c, row, 2, answer);
  answer->is_null = !answer->whole;

  return TRUE;
}

static gboolean
in_decimals (SluiceColumn *const *c, guint32 row, Answer *answer)
{
  answer->whole = c[P]->i128[row] == 9999999999 || c[P]->i128[row] == -9999999999;

  return TRUE;
}

static gboolean
three_ways (SluiceColumn *const *c, guint32 row, Answer *answer)
{
  gboolean is_null = sluice_column_is_null (c[N], row);

  if (c[X]->i64[row] > 500)
    {
      answer->is_null = is_null;
      answer->whole = c[N]->i64[row];
    }
  else if (c[D]->f64[row] < 0)
    answer->whole = 7;
  else
    answer->whole = c[X]->i64[row];

  return TRUE;
}

static gboolean
without_else (SluiceColumn *const *c, guint32 row, Answer *answer)
{
  answer->is_null = c[X]->i64[row] <= 0;
  answer->fraction = c[D]->f64[row];

  return TRUE;
}

static gboolean
coalesce (SluiceColumn *const *c, guint32 row, Answer *answer)
{
  answer->whole = sluice_column_is_null (c[N], row) ? -5 : c[N]->i64[row];

  return TRUE;
}

static void
test_choices (Fixture *self, gconstpointer data)
{
  check (self, "x BETWEEN 5 AND 500000", between, NULL);
  check (self, "n BETWEEN 5 AND 500000", between_nullable, NULL);
  check (self, "d BETWEEN -0.9D AND DOUBLE('Infinity')", fraction_between, NULL);
  check (self, "d < 0 OR n > 1000", outside, NULL);
  check (self, "x IN (0)", in_1, NULL);
  check (self, "x IN (0, 1, -1)", in_3, NULL);
  check (self, "x IN (0, 1, -1, 5)", in_4, NULL);
  check (self, "x IN (0, 1, -1, 5, 1000)", in_5, NULL);
  check (self, "x IN (0, 1, -1, 5, 1000, 500000, 2147483647, -2147483648)", in_8, NULL);
  check (self, "x IN (0, 1, NULL)", in_or_null, NULL);
  check (self, "p IN (99999999.99BD, -99999999.99BD)", in_decimals, NULL);
  check (self, "CASE WHEN x > 500 THEN n WHEN d < 0 THEN 7L ELSE x END", three_ways, NULL);
  check (self, "CASE WHEN x > 0 THEN d END", without_else, NULL);
  check (self, "coalesce(n, -5L)", coalesce, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, ansi, function)                                                                 \
  g_test_add (path, Fixture, GINT_TO_POINTER (ansi), fixture_set_up, function, fixture_tear_down)
  ADD ("/numbers-quick/casts", TRUE, test_casts);
  ADD ("/numbers-quick/legacy-casts", FALSE, test_legacy_casts);
  ADD ("/numbers-quick/arithmetic", TRUE, test_arithmetic);
  ADD ("/numbers-quick/choices", TRUE, test_choices);

  return g_test_run ();
}
