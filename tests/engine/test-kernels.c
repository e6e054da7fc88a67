/* test-kernels.c: the evaluator, programs and filters.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "expr/sluice-analyzer.h"
#include "expr/sluice-program.h"

#define N_ROWS 200

typedef struct
{
  SluiceArena *arena;
  SluiceSettings *settings;
  SluiceType *schema;
  SluiceBatch *batch;
} Fixture;

/* Row i: a = i, b = i % 7, n = i or null for every third, d = i / 2, t = "x" and i, f = i even (null like n). */
static void
fixture_set_up (Fixture *self, gconstpointer data)
{
  g_autofree SluiceColumn **columns = NULL;
  guint64 *null_n, *null_f;

  self->arena = sluice_arena_new ();
  self->settings = sluice_settings_new (NULL);
  self->schema = sluice_parse_ddl ("a BIGINT NOT NULL, b INT NOT NULL, n BIGINT, d DOUBLE NOT NULL, "
                                   "t STRING NOT NULL, f BOOLEAN",
                                   NULL);
  columns = g_new (SluiceColumn *, self->schema->n_fields);
  for (guint i = 0; i < self->schema->n_fields; i++)
    columns[i] = sluice_column_new (self->arena, self->schema->fields[i].type, N_ROWS);
  null_n = sluice_column_ensure_validity (self->arena, columns[2]);
  null_f = sluice_column_ensure_validity (self->arena, columns[5]);
  for (guint32 i = 0; i < N_ROWS; i++)
    {
      char *text = sluice_arena_alloc (self->arena, 16);

      columns[0]->i64[i] = i;
      columns[1]->i32[i] = (gint32) (i % 7);
      columns[2]->i64[i] = i % 3 == 0 ? G_MAXINT64 : i;
      columns[3]->f64[i] = i / 2.0;
      columns[4]->string[i] = sluice_string (text, (gsize) g_snprintf (text, 16, "x%u", i));
      columns[5]->boolean[i] = i % 2 == 0;
      if (i % 3 == 0)
        {
          sluice_validity_clear (null_n, i);
          sluice_validity_clear (null_f, i);
        }
    }
  self->batch = sluice_batch_new (self->arena, self->schema, columns, N_ROWS);
}

static void
fixture_tear_down (Fixture *self, gconstpointer data)
{
  sluice_batch_unref (self->batch);
  sluice_type_unref (self->schema);
  sluice_settings_unref (self->settings);
  sluice_arena_unref (self->arena);
}

static SluiceProgram *
compile (Fixture *self, const char *const *texts, guint n)
{
  const SluiceScopeInput input = { NULL, self->schema, 0 };
  const SluiceScope scope = { &input, 1, self->settings };
  g_autofree SluiceExpr **exprs = g_new (SluiceExpr *, n);
  SluiceProgram *program;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;

      exprs[i] = sluice_analyze (texts[i], &scope, SLUICE_ALLOW_NOTHING, &error);
      g_assert_no_error (error);
    }
  program = sluice_program_new (exprs, n, self->settings);
  for (guint i = 0; i < n; i++)
    sluice_expr_unref (exprs[i]);

  return program;
}

static SluiceColumn *
run (Fixture *self, SluiceBatch *batch, const char *text)
{
  g_autoptr (SluiceProgram) program = compile (self, &text, 1);
  g_autoptr (GError) error = NULL;
  SluiceColumn *result = NULL;

  sluice_program_run (program, self->arena, 0, batch, &result, &error);
  g_assert_no_error (error);
  /* A literal belongs to the program, which ends here. */
  if (result->constant)
    result = sluice_column_copy (self->arena, result, NULL, batch->n_rows);

  return result;
}

static void
assert_fails (Fixture *self, SluiceBatch *batch, const char *text, const char *condition, gint64 position)
{
  g_autoptr (SluiceProgram) program = compile (self, &text, 1);
  g_autoptr (GError) error = NULL;
  SluiceColumn *result;

  g_assert_false (sluice_program_run (program, self->arena, 0, batch, &result, &error));
  g_assert_cmpstr (sluice_error_condition (error), ==, condition);
  g_assert_cmpint (sluice_error_info (error)->position, ==, position);
}

static SluiceBatch *
select_rows (Fixture *self, guint32 begin, guint32 step)
{
  guint16 *rows = sluice_arena_new_array (self->arena, guint16, N_ROWS);
  guint32 n = 0;

  for (guint32 i = begin; i < N_ROWS; i += step)
    rows[n++] = (guint16) i;

  return sluice_batch_new_selected (self->batch, rows, n);
}

static void
test_shapes (Fixture *self, gconstpointer data)
{
  static const char *const texts[] = { "a + b", "a + 2", "2 + a", "a * 3 - b" };
  g_autoptr (SluiceBatch) few = select_rows (self, 5, 17);
  g_autoptr (SluiceBatch) many = select_rows (self, 0, 2);
  SluiceBatch *batches[] = { self->batch, few, many };

  for (guint k = 0; k < G_N_ELEMENTS (batches); k++)
    for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
      {
        SluiceColumn *result = run (self, batches[k], texts[t]);

        for (guint32 i = 0; i < batches[k]->n_selected; i++)
          {
            gint64 row = sluice_batch_row (batches[k], i);
            gint64 expected = t == 0 ? row + row % 7 : t == 3 ? row * 3 - row % 7 : row + 2;

            g_assert_cmpint (result->i64[row], ==, expected);
          }
      }
}

static void
test_nulls (Fixture *self, gconstpointer data)
{
  /* Null rows hold the greatest number, whose overflow must go unnoticed. */
  SluiceColumn *result = run (self, self->batch, "n + 1");

  for (guint32 i = 0; i < N_ROWS; i++)
    {
      g_assert_cmpint (sluice_column_is_null (result, i), ==, i % 3 == 0);
      if (i % 3 != 0)
        g_assert_cmpint (result->i64[i], ==, i + 1);
    }
  result = run (self, self->batch, "NULL + n");
  g_assert_true (sluice_column_is_null (result, 1));
}

static void
test_errors (Fixture *self, gconstpointer data)
{
  g_autoptr (SluiceBatch) odd = select_rows (self, 1, 2);
  g_autoptr (SluiceBatch) none = sluice_batch_new_selected (self->batch, (const guint16[]){ 0 }, 0);

  assert_fails (self, self->batch, "1 + a % b", "REMAINDER_BY_ZERO", 4);
  assert_fails (self, self->batch, "a * 9223372036854775807", "ARITHMETIC_OVERFLOW", 0);
  assert_fails (self, self->batch, "a / 0", "DIVIDE_BY_ZERO", 0);
  /* Rows that aren't selected don't fail, though they are computed along. */
  run (self, odd, "10 / (a % 2)");
  assert_fails (self, self->batch, "10 / (a % 2)", "DIVIDE_BY_ZERO", 0);
  /* Nor do constants that no row asks for. */
  run (self, none, "1 / 0");
  run (self, self->batch, "CASE WHEN a >= 0 THEN 1 ELSE 1 / 0 END");
  run (self, self->batch, "CASE WHEN b = 0 THEN 0 ELSE 10 / b END");
  run (self, self->batch, "coalesce(a, 1 / 0)");
  run (self, self->batch, "b <> 0 AND 10 / b > 1");
  run (self, self->batch, "b = 0 OR 10 / b > 1");
  assert_fails (self, self->batch, "b = 0 AND 10 / b > 1", "DIVIDE_BY_ZERO", 10);
}

/* Kleene's tables; 0, 1, and 2 for null. */
static void
test_logic (Fixture *self, gconstpointer data)
{
  static const char *const literals[] = { "false", "true", "CAST(NULL AS BOOLEAN)" };
  static const int and_table[3][3] = { { 0, 0, 0 }, { 0, 1, 2 }, { 0, 2, 2 } };
  static const int or_table[3][3] = { { 0, 1, 2 }, { 1, 1, 1 }, { 2, 1, 2 } };

  for (guint x = 0; x < 3; x++)
    for (guint y = 0; y < 3; y++)
      for (guint form = 0; form < 4; form++)
        {
          gboolean is_and = form % 2 == 0;
          int expected = is_and ? and_table[x][y] : or_table[x][y];
          /* As vectors: the operand is a column's value in every row, but no literal. */
          g_autofree char *text = g_strdup_printf (
              form < 2 ? "%s %s %s" : "if(a >= 0, %s, f) %s if(a < 1000, %s, f)", literals[x],
              is_and ? "AND" : "OR", literals[y]);
          SluiceColumn *result = run (self, self->batch, text);

          for (guint32 i = 0; i < N_ROWS; i += 50)
            g_assert_cmpint (sluice_column_is_null (result, i) ? 2 : result->boolean[i], ==, expected);
        }

  {
    SluiceColumn *result = run (self, self->batch, "f AND a < 100");

    for (guint32 i = 0; i < N_ROWS; i++)
      {
        gboolean null = i % 3 == 0 && i < 100;

        g_assert_cmpint (sluice_column_is_null (result, i), ==, null);
        if (!null)
          g_assert_cmpint (result->boolean[i], ==, i % 2 == 0 && i < 100);
      }
  }
}

static void
test_filter (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *text;
    guint n;
  } cases[] = {
    { "a < 10", 10 },
    { "10 > a", 10 },
    { "a >= 190 AND b = 1", 2 },
    { "n >= 190", 7 },
    { "n IS NULL", 67 },
    { "n IS NOT NULL AND n < 10", 6 },
    { "t = 'x42'", 1 },
    { "t <> 'x42'", 199 },
    { "t < 'x10'", 2 },
    { "d > 99.0", 1 },
    { "f", 66 },
    { "NOT f", 67 },
    { "a IN (1, 5, 1000)", 2 },
    { "a NOT IN (1, NULL)", 0 },
    { "a < 5 OR a > 195", 9 },
    { "true", 200 },
    { "CAST(NULL AS BOOLEAN)", 0 },
    { "a >= 0", 200 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SluiceProgram) program = compile (self, &cases[i].text, 1);
      g_autoptr (SluiceBatch) few = select_rows (self, 0, 1);
      g_autoptr (GError) error = NULL;
      const guint16 *rows, *rows_of_few;
      guint32 n, n_of_few;

      sluice_program_run_filter (program, self->arena, 0, self->batch, &rows, &n, &error);
      g_assert_no_error (error);
      g_test_message ("%s", cases[i].text);
      g_assert_cmpuint (n, ==, cases[i].n);
      g_assert_cmpint (rows == NULL, ==, n == N_ROWS);
      /* Through a selection of all rows the same ones come out, by the other loops. */
      sluice_program_run_filter (program, self->arena, 0, few, &rows_of_few, &n_of_few, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (n_of_few, ==, n);
      if (rows != NULL)
        g_assert_cmpmem (rows, n * sizeof *rows, rows_of_few, n * sizeof *rows);
    }
}

static void
test_nan (Fixture *self, gconstpointer data)
{
  static const char *const true_texts[] = {
    "double('NaN') = double('NaN')",
    "double('NaN') > double('Infinity')",
    "NOT (double('NaN') < d)",
    "d < double('NaN')",
    "-0.0D = 0.0D",
    "greatest(d, double('NaN')) <=> double('NaN')",
  };

  for (guint i = 0; i < G_N_ELEMENTS (true_texts); i++)
    {
      SluiceColumn *result = run (self, self->batch, true_texts[i]);

      g_test_message ("%s", true_texts[i]);
      g_assert_cmpint (result->boolean[3], ==, TRUE);
    }
}

static void
test_shared (Fixture *self, gconstpointer data)
{
  static const char *const texts[] = { "upper(t)", "length(upper(t)) + 1",
                                       "CASE WHEN a > 5 THEN upper(t) ELSE t END" };
  g_autoptr (SluiceProgram) program = compile (self, texts, G_N_ELEMENTS (texts));
  g_autofree char *description = sluice_program_describe (program);
  g_autoptr (GError) error = NULL;
  SluiceColumn *results[3];

  g_assert_nonnull (strstr (description, "once #"));
  g_assert_true (sluice_program_run (program, self->arena, 0, self->batch, results, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (results[0]->string[17].data, results[0]->string[17].length, "X17", 3);
  g_assert_cmpint (results[1]->i32[17], ==, 4);
  g_assert_cmpmem (results[2]->string[17].data, results[2]->string[17].length, "X17", 3);
  g_assert_cmpmem (results[2]->string[5].data, results[2]->string[5].length, "x5", 2);
}

static void
test_lambdas (Fixture *self, gconstpointer data)
{
  /* 200 rows of 100 elements: more than one batch of elements, with a column and two variables. */
  SluiceColumn *result = run (self, self->batch,
                              "aggregate(transform(sequence(1, 100), x -> x * a), 0L, (s, x) -> s + x)");

  for (guint32 i = 0; i < N_ROWS; i++)
    g_assert_cmpint (result->i64[i], ==, 5050 * (gint64) i);

  result = run (self, self->batch, "transform(array(a, 10), x -> exists(array(1, 10), y -> y = x))");
  g_assert_cmpuint (result->offsets[2] - result->offsets[1], ==, 2);
  g_assert_cmpint (result->children[0]->boolean[result->offsets[1]], ==, TRUE);
  g_assert_cmpint (result->children[0]->boolean[result->offsets[2]], ==, FALSE);
  g_assert_cmpint (result->children[0]->boolean[result->offsets[2] + 1], ==, TRUE);
  assert_fails (self, self->batch, "transform(array(1, 0), x -> 1 / x)", "DIVIDE_BY_ZERO", 28);
}

static void
test_nested (Fixture *self, gconstpointer data)
{
  SluiceColumn *result = run (self, self->batch, "named_struct('p', n, 'q', array(a, n)).q[1]");

  g_assert_true (sluice_column_is_null (result, 3));
  g_assert_cmpint (result->i64[4], ==, 4);
  result = run (self, self->batch, "if(b = 3, map('k', a), NULL)['k']");
  g_assert_true (sluice_column_is_null (result, 4));
  g_assert_cmpint (result->i64[10], ==, 10);
  result = run (self, self->batch, "coalesce(if(b = 3, array(a), NULL), array())");
  g_assert_cmpuint (result->offsets[11] - result->offsets[10], ==, 1);
  g_assert_cmpuint (result->offsets[12] - result->offsets[11], ==, 0);
}

static void
test_map_columns (Fixture *self, gconstpointer data)
{
  const SluiceScopeInput input = { NULL, self->schema, 0 };
  const SluiceScope scope = { &input, 1, self->settings };
  g_autoptr (SluiceExpr) expr = sluice_analyze ("a + b IN (1, 2, 3)", &scope, SLUICE_ALLOW_NOTHING, NULL);
  g_autoptr (SluiceExpr) moved = sluice_expr_new_column (3, &self->schema->fields[0]);
  SluiceExpr *map[2] = { moved, NULL };
  gboolean used[6] = { FALSE };

  /* Column 1 has no counterpart. */
  g_assert_null (sluice_expr_map_columns (expr, map, 2));
  map[1] = moved;
  {
    g_autoptr (SluiceExpr) mapped = sluice_expr_map_columns (expr, map, 2);
    g_autoptr (SluiceExpr) again = sluice_expr_map_columns (expr, map, 2);

    g_assert_nonnull (mapped);
    g_assert_true (sluice_expr_equal (mapped, again));
    g_assert_false (sluice_expr_equal (mapped, expr));
    sluice_expr_mark_columns (mapped, used, 6);
    g_assert_true (used[3] && !used[0] && !used[1]);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                       \
  g_test_add ("/kernels/" path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("shapes", test_shapes);
  ADD ("nulls", test_nulls);
  ADD ("errors", test_errors);
  ADD ("logic", test_logic);
  ADD ("filter", test_filter);
  ADD ("nan", test_nan);
  ADD ("shared", test_shared);
  ADD ("lambdas", test_lambdas);
  ADD ("nested", test_nested);
  ADD ("map-columns", test_map_columns);

  return g_test_run ();
}
