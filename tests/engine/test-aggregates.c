/* test-aggregates.c: states of aggregates: adding, merging, saving, finishing.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-aggregate.h"
#include "expr/sluice-analyzer.h"
#include "expr/sluice-quantile-summary.h"

#define N_ROWS 100
#define N_GROUPS 4

typedef struct
{
  SluiceArena *arena;
  SluiceSettings *settings;
  SluiceType *schema;
  SluiceColumn *columns[5];
} Fixture;

/* Row i of group i % 4: x = i, null for every fifth; d = i / 10; s = text; p = i hundredths; big = 2^62. */
static void
fixture_set_up (Fixture *self, gconstpointer data)
{
  guint64 *validity;

  self->arena = sluice_arena_new ();
  self->settings = sluice_settings_new (NULL);
  self->schema = sluice_parse_ddl ("x INT, d DOUBLE, s STRING, p DECIMAL(38,2), big BIGINT", NULL);
  for (guint i = 0; i < 5; i++)
    self->columns[i] = sluice_column_new (self->arena, self->schema->fields[i].type, N_ROWS);
  validity = sluice_column_ensure_validity (self->arena, self->columns[0]);
  for (guint32 i = 0; i < N_ROWS; i++)
    {
      char *text = sluice_arena_alloc (self->arena, 32);

      self->columns[0]->i32[i] = (gint32) i;
      self->columns[1]->f64[i] = i / 10.0;
      self->columns[2]->string[i] = sluice_string (text, (gsize) g_snprintf (text, 32, "text %03u", i));
      self->columns[3]->i128[i] = i;
      self->columns[4]->i64[i] = G_GINT64_CONSTANT (1) << 62;
      if (i % 5 == 0)
        sluice_validity_clear (validity, i);
    }
}

static void
fixture_tear_down (Fixture *self, gconstpointer data)
{
  sluice_type_unref (self->schema);
  sluice_settings_unref (self->settings);
  sluice_arena_unref (self->arena);
}

static SluiceExpr *
analyze (Fixture *self, const char *text)
{
  const SluiceScopeInput input = { NULL, self->schema, 0 };
  const SluiceScope scope = { &input, 1, self->settings };
  g_autoptr (GError) error = NULL;
  SluiceExpr *expr = sluice_analyze (text, &scope, SLUICE_ALLOW_AGGREGATES, &error);

  g_assert_no_error (error);
  g_assert_cmpint (expr->kind, ==, SLUICE_EXPR_AGGREGATE);

  return expr;
}

/* Adds the rows from begin on to the groups i % 4. */
static gboolean
add_rows_to (Fixture *self, SluiceExpr *expr, char *states, guint32 begin, guint32 end, GError **error)
{
  const SluiceAggregate *aggregate = expr->aggregate;
  SluiceEvalContext context = { .arena = self->arena,
                                .settings = self->settings,
                                .n_rows = N_ROWS,
                                .columns = self->columns };
  gpointer pointers[N_ROWS];
  SluiceColumn *args[8];
  guint16 rows[N_ROWS];
  guint32 n = 0;

  for (guint32 i = begin; i < end; i++, n++)
    {
      rows[n] = (guint16) i;
      pointers[n] = states + (gsize) aggregate->state_size * (i % N_GROUPS);
    }
  g_assert_cmpuint (expr->n_args, <=, G_N_ELEMENTS (args));
  for (guint i = 0; i < expr->n_args; i++)
    args[i] = sluice_evaluate (&context, expr->args[i], (SluiceSelection){ rows, n }, NULL);

  return aggregate->update (expr, &context, self->arena, pointers, args, rows, n, error);
}

/* The same with new states. */
static char *
add_rows (Fixture *self, SluiceExpr *expr, guint32 begin, guint32 end, GError **error)
{
  char *states = sluice_arena_alloc0 (self->arena, (gsize) expr->aggregate->state_size * N_GROUPS);

  return add_rows_to (self, expr, states, begin, end, error) ? states : NULL;
}

static SluiceColumn *
finish (Fixture *self, SluiceExpr *expr, char *states, GError **error)
{
  SluiceEvalContext context = { .arena = self->arena, .settings = self->settings };
  SluiceColumn *result = sluice_column_new (self->arena, expr->type, N_GROUPS);
  gpointer pointers[N_GROUPS];

  for (guint i = 0; i < N_GROUPS; i++)
    pointers[i] = states + (gsize) expr->aggregate->state_size * i;

  return expr->aggregate->finish (expr, &context, pointers, N_GROUPS, result, error) ? result : NULL;
}

/* States that were saved and read again. */
static char *
reload (Fixture *self, SluiceExpr *expr, char *states)
{
  const SluiceAggregate *aggregate = expr->aggregate;
  char *copy = sluice_arena_alloc0 (self->arena, (gsize) aggregate->state_size * N_GROUPS);

  for (guint i = 0; i < N_GROUPS; i++)
    {
      const char *state = states + (gsize) aggregate->state_size * i;
      char *loaded = copy + (gsize) aggregate->state_size * i;
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      const guint8 *cursor;

      if (aggregate->save == NULL)
        {
          memcpy (loaded, state, aggregate->state_size);
          continue;
        }
      aggregate->save (expr, state, bytes);
      /* Bytes that end too early are no state. */
      for (guint cut = 0; cut < bytes->len; cut++)
        {
          g_autofree guint8 *part = g_memdup2 (bytes->data, MAX (cut, 1));
          g_autofree char *scratch = g_malloc0 (aggregate->state_size);

          cursor = part;
          g_assert_false (aggregate->load (expr, self->arena, scratch, &cursor, part + cut));
        }
      cursor = bytes->data;
      g_assert_true (aggregate->load (expr, self->arena, loaded, &cursor, bytes->data + bytes->len));
      g_assert_true (cursor == bytes->data + bytes->len);
    }

  return copy;
}

static void
append_result (GString *out, const SluiceColumn *column, guint32 row)
{
  row = sluice_column_index (column, row);
  if (!sluice_validity_get (column->validity, row))
    g_string_append (out, "null");
  else
    switch (column->type->id)
      {
      case SLUICE_TYPE_INT:
        g_string_append_printf (out, "%d", column->i32[row]);
        break;
      case SLUICE_TYPE_BIGINT:
        g_string_append_printf (out, "%" G_GINT64_FORMAT, column->i64[row]);
        break;
      case SLUICE_TYPE_FLOAT:
        g_string_append_printf (out, "%.4f", (double) column->f32[row]);
        break;
      case SLUICE_TYPE_DOUBLE:
        g_string_append_printf (out, "%.4f", column->f64[row]);
        break;
      case SLUICE_TYPE_DECIMAL:
        g_string_append_printf (out, "%" G_GINT64_FORMAT, (gint64) column->i128[row]);
        break;
      case SLUICE_TYPE_BOOLEAN:
        g_string_append (out, column->boolean[row] ? "true" : "false");
        break;
      case SLUICE_TYPE_BINARY:
        for (guint32 k = 0; k < column->string[row].length; k++)
          g_string_append_printf (out, "%02x", (guint8) column->string[row].data[k]);
        break;
      case SLUICE_TYPE_STRING:
        g_string_append_len (out, column->string[row].data, column->string[row].length);
        break;
      case SLUICE_TYPE_STRUCT:
        for (guint k = 0; k < column->n_children; k++)
          {
            g_string_append (out, k > 0 ? ":" : "");
            append_result (out, column->children[k], row);
          }
        break;
      default:
        g_string_append_c (out, '[');
        for (guint32 e = column->offsets[row]; e < column->offsets[row + 1]; e++)
          {
            g_string_append (out, e > column->offsets[row] ? "," : "");
            append_result (out, column->children[0], e);
          }
        g_string_append_c (out, ']');
        break;
      }
}

static char *
results_to_text (Fixture *self, SluiceExpr *expr, char *states)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  SluiceColumn *result = finish (self, expr, states, &error);

  g_assert_no_error (error);
  for (guint32 i = 0; i < N_GROUPS; i++)
    {
      g_string_append (out, i > 0 ? " " : "");
      append_result (out, result, i);
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
assert_results (Fixture *self, SluiceExpr *expr, char *states, const char *expected)
{
  g_autofree char *text = results_to_text (self, expr, states);

  g_assert_cmpstr (text, ==, expected);
}

/* Group g has the rows g, g + 4, …: over the first 12 rows x is {null, 4, 8}, {1, null, 9}, {2, 6, null}, {3, 7, 11}. */
static void
test_groups (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *text;
    const char *expected;
  } cases[] = {
    { "count(*)", "3 3 3 3" },
    { "count(x)", "2 2 2 3" },
    { "count(x, d)", "2 2 2 3" },
    { "sum(x)", "12 10 8 21" },
    { "sum(d)", "1.2000 1.5000 1.8000 2.1000" },
    { "sum(p)", "12 15 18 21" },
    { "avg(x)", "6.0000 5.0000 4.0000 7.0000" },
    { "avg(p)", "40000 50000 60000 70000" },
    { "min(x)", "4 1 2 3" },
    { "max(x)", "8 9 6 11" },
    { "max(s)", "text 008 text 009 text 010 text 011" },
    { "min(struct(x, s))", "null:text 000 null:text 005 null:text 010 3:text 003" },
    { "first(x)", "null 1 2 3" },
    { "first(x, true)", "4 1 2 3" },
    { "last(x)", "8 9 null 11" },
    { "last(s)", "text 008 text 009 text 010 text 011" },
    { "max_by(s, x)", "text 008 text 009 text 006 text 011" },
    { "max_by(x, x, 2)", "[8,4] [9,1] [6,2] [11,7]" },
    { "min_by(x, -d, 2)", "[8,4] [9,null] [null,6] [11,7]" },
    { "min_by(x, d)", "null 1 2 3" },
    { "count_if(x > 5)", "1 1 1 2" },
    { "bool_and(x < 10)", "true true true false" },
    { "bool_or(x > 10)", "false false false true" },
    { "bit_or(x)", "12 9 6 15" },
    { "collect_list(x)", "[4,8] [1,9] [2,6] [3,7,11]" },
    { "collect_set(x % 2)", "[0] [1] [0] [1]" },
    { "collect_list(array(x))", "[[null],[4],[8]] [[1],[null],[9]] [[2],[6],[null]] [[3],[7],[11]]" },
    { "var_pop(x)", "4.0000 16.0000 4.0000 10.6667" },
    { "stddev(x)", "2.8284 5.6569 2.8284 4.0000" },
    { "covar_pop(x, d)", "0.4000 1.6000 0.4000 1.0667" },
    { "corr(x, d)", "1.0000 1.0000 1.0000 1.0000" },
    { "regr_slope(d, x)", "0.1000 0.1000 0.1000 0.1000" },
    { "approx_count_distinct(x)", "2 2 2 3" },
    { "approx_count_distinct(s, 0.2)", "3 3 3 3" },
    { "median(x)", "6.0000 5.0000 4.0000 7.0000" },
    { "percentile(d, array(0.25, 0.5))", "[0.2000,0.4000] [0.3000,0.5000] [0.4000,0.6000] [0.5000,0.7000]" },
    { "percentile(d, 0.5, x)", "0.8000 0.9000 0.6000 1.1000" },
    { "percentile_cont(0.25) WITHIN GROUP (ORDER BY d DESC)", "0.6000 0.7000 0.8000 0.9000" },
    { "percentile_disc(0.5) WITHIN GROUP (ORDER BY x)", "4.0000 1.0000 2.0000 7.0000" },
    { "percentile_approx(x, 0.5)", "4 1 2 7" },
    { "percentile_approx(d, array(0.1, 1))", "[0.0000,0.8000] [0.1000,0.9000] [0.2000,1.0000] [0.3000,1.1000]" },
    { "mode(x % 4)", "0 1 2 3" },
    { "mode(x, true)", "4 1 2 3" },
    { "mode() WITHIN GROUP (ORDER BY x DESC)", "8 9 6 11" },
    { "listagg(s, ', ')",
      "text 000, text 004, text 008 text 001, text 005, text 009 text 002, text 006, text 010 text 003, text 007, "
      "text 011" },
    { "listagg(right(s, 2)) WITHIN GROUP (ORDER BY x DESC)", "080400 090105 060210 110703" },
    { "listagg(right(s, 2)) WITHIN GROUP (ORDER BY x DESC NULLS FIRST)", "000804 050901 100602 110703" },
    { "listagg(DISTINCT string(x % 3), '-') WITHIN GROUP (ORDER BY string(x % 3))", "1-2 0-1 0-2 0-1-2" },
    { "count(DISTINCT x % 2)", "1 1 1 1" },
    { "count(DISTINCT x % 3, d)", "2 2 2 3" },
    { "count(DISTINCT *)", "2 2 2 3" },
    { "sum(DISTINCT x % 4)", "0 1 2 3" },
    { "avg(DISTINCT x % 3)", "1.5000 0.5000 1.0000 1.0000" },
    { "max(DISTINCT x)", "8 9 6 11" },
    { "collect_list(DISTINCT x % 4)", "[0] [1] [2] [3]" },
    { "count(DISTINCT 1)", "1 1 1 1" },
    { "percentile(DISTINCT x, array(0.5))", "[6.0000] [5.0000] [4.0000] [7.0000]" },
    { "collect_union(array(x, 4))", "[4,8] [1,4,9] [2,4,6] [3,4,7,11]" },
    { "vector_sum(array(FLOAT(x), 1F))", "[12.0000,2.0000] [10.0000,2.0000] [8.0000,2.0000] [21.0000,3.0000]" },
    { "vector_avg(array(FLOAT(x), 1F))", "[6.0000,1.0000] [5.0000,1.0000] [4.0000,1.0000] [7.0000,1.0000]" },
    { "histogram_numeric(x, 2)",
      "[4:1.0000,8:1.0000] [1:1.0000,9:1.0000] [2:1.0000,6:1.0000] [3:1.0000,9:2.0000]" },
    { "count_min_sketch(x, 1D, 0.5D, 7)", NULL },
    { "bitmap_construct_agg(x)", NULL },
    { "bitmap_or_agg(CAST(s AS BINARY))", NULL },
    { "bitmap_and_agg(CAST(s AS BINARY))", NULL },
    { "hll_sketch_agg(x)", NULL },
    { "hll_sketch_agg(s, 4)", NULL },
    { "theta_sketch_agg(x)", NULL },
    { "theta_union_agg(X'0104033D011ACC93032D0C35EE5BEFC8AE3EFA70D1DFA7AB834E208FB6C9A844')", NULL },
    { "theta_intersection_agg(X'0104033D011ACC93032D0C35EE5BEFC8AE3EFA70D1DFA7AB834E208FB6C9A844')", NULL },
    { "approx_top_k(x % 4, 1)", "[0:2] [1:2] [2:2] [3:3]" },
    { "approx_top_k_accumulate(x % 4)", NULL },
    { "approx_top_k_combine(named_struct('a', X'01010A0E030500000000000000000001', 'b', 10, 'c', 'text', 'd', 'item STRING NOT NULL'))",
      NULL },
    { "hll_union_agg(X'0201070803000308CBD7C2042BF2FB06862FF90D0000000000000000000000000000000000000000')", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SluiceExpr) expr = analyze (self, cases[i].text);
      g_autoptr (GError) error = NULL;
      char *whole = add_rows (self, expr, 0, 12, &error);
      g_autofree char *text = NULL;
      const char *expected = cases[i].expected;
      char *first, *second;

      g_assert_no_error (error);
      g_test_message ("%s", cases[i].text);
      text = results_to_text (self, expr, whole);
      expected = expected != NULL ? expected : text;
      g_assert_cmpstr (text, ==, expected);
      assert_results (self, expr, reload (self, expr, whole), expected);

      /* One part before a store, one after. */
      first = reload (self, expr, add_rows (self, expr, 0, 5, &error));
      g_assert_true (add_rows_to (self, expr, first, 5, 12, &error));
      assert_results (self, expr, first, expected);

      /* In two parts, the first from a store. */
      first = reload (self, expr, add_rows (self, expr, 0, 5, &error));
      second = add_rows (self, expr, 5, 12, &error);
      for (guint g = 0; g < N_GROUPS; g++)
        expr->aggregate->merge (expr, self->arena, first + (gsize) expr->aggregate->state_size * g,
                                second + (gsize) expr->aggregate->state_size * g, &error);
      g_assert_no_error (error);
      assert_results (self, expr, first, expected);
    }
}

/* Sketches of all sizes go on after a store where they were, to the byte. */
static void
test_sketches (Fixture *self, gconstpointer data)
{
  static const char *const texts[] = {
    "hll_sketch_agg(s)",
    "hll_sketch_agg(s, 4)",
    "hll_sketch_agg(s, 8)",
    "hll_sketch_agg(x, 14)",
    "theta_sketch_agg(s)",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (SluiceExpr) expr = analyze (self, texts[i]);
      g_autoptr (GError) error = NULL;
      g_autofree char *whole = results_to_text (self, expr, add_rows (self, expr, 0, N_ROWS, &error));

      g_assert_no_error (error);
      g_test_message ("%s", texts[i]);
      for (guint32 part = 0; part <= N_ROWS; part += 7)
        {
          char *first = reload (self, expr, add_rows (self, expr, 0, part, &error));

          g_assert_true (add_rows_to (self, expr, first, part, N_ROWS, &error));
          assert_results (self, expr, reload (self, expr, first), whole);
        }
    }
}

static void
test_empty (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *text;
    const char *expected;
  } cases[] = {
    { "count(*)", "0 0 0 0" },        { "sum(x)", "null null null null" },
    { "avg(p)", "null null null null" }, { "max(s)", "null null null null" },
    { "first(x)", "null null null null" }, { "collect_list(x)", "[] [] [] []" },
    { "count_if(x > 1)", "0 0 0 0" }, { "stddev(x)", "null null null null" },
    { "bool_and(x > 1)", "null null null null" },
    { "approx_count_distinct(x)", "0 0 0 0" },
    { "median(x)", "null null null null" },
    { "percentile(x, array(0.5))", "null null null null" },
    { "percentile_approx(x, 0.5)", "null null null null" },
    { "mode(x)", "null null null null" },
    { "listagg(s)", "null null null null" },
    { "histogram_numeric(x, 3)", "null null null null" },
    { "count(DISTINCT x)", "0 0 0 0" },
    { "sum(DISTINCT x)", "null null null null" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SluiceExpr) expr = analyze (self, cases[i].text);
      char *states = add_rows (self, expr, 0, 0, NULL);

      assert_results (self, expr, states, cases[i].expected);
    }
}

static void
test_one_group (Fixture *self, gconstpointer data)
{
  g_autoptr (SluiceExpr) expr = analyze (self, "sum(x)");
  char *state = sluice_arena_alloc0 (self->arena, expr->aggregate->state_size);
  SluiceEvalContext context = { .arena = self->arena, .settings = self->settings };
  gpointer states[N_ROWS];

  for (guint i = 0; i < N_ROWS; i++)
    states[i] = state;
  /* 0 + … + 99 without the multiples of 5. */
  expr->aggregate->update (expr, &context, self->arena, states, self->columns, NULL, N_ROWS, NULL);
  g_assert_cmpint (*(gint64 *) state, ==, 4000);
}

static void
test_overflow (Fixture *self, gconstpointer data)
{
  g_autoptr (SluiceExpr) ansi = analyze (self, "sum(big)");
  g_autoptr (SluiceExpr) try = analyze (self, "try_sum(big)");
  g_autoptr (SluiceExpr) legacy = NULL;
  g_autoptr (GError) error = NULL;
  char *a, *b;

  g_assert_null (add_rows (self, ansi, 0, 12, &error));
  g_assert_cmpstr (sluice_error_condition (error), ==, "ARITHMETIC_OVERFLOW");
  g_clear_error (&error);
  assert_results (self, try, add_rows (self, try, 0, 12, NULL), "null null null null");

  /* One each fits; their sum doesn't. */
  a = add_rows (self, ansi, 0, 4, NULL);
  b = add_rows (self, ansi, 4, 8, NULL);
  g_assert_false (ansi->aggregate->merge (ansi, self->arena, a, b, &error));
  g_assert_cmpstr (sluice_error_condition (error), ==, "ARITHMETIC_OVERFLOW");
  g_clear_error (&error);

  self->settings->ansi = FALSE;
  legacy = analyze (self, "sum(big)");
  assert_results (self, legacy, add_rows (self, legacy, 0, 8, NULL),
                  "-9223372036854775808 -9223372036854775808 -9223372036854775808 "
                  "-9223372036854775808");
}

static void
test_decimal_overflow (Fixture *self, gconstpointer data)
{
  g_autoptr (SluiceExpr) ansi = analyze (self, "sum(p)");
  g_autoptr (SluiceExpr) try = analyze (self, "try_sum(p)");
  g_autoptr (GError) error = NULL;
  SluiceInt128 most = 1;

  for (guint i = 0; i < 38; i++)
    most *= 10;
  for (guint32 i = 0; i < N_ROWS; i++)
    self->columns[3]->i128[i] = most - 1;
  g_assert_null (finish (self, ansi, add_rows (self, ansi, 0, 12, NULL), &error));
  g_assert_cmpstr (sluice_error_condition (error), ==, "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION");
  assert_results (self, try, add_rows (self, try, 0, 12, NULL), "null null null null");
}

/* A set large enough to be hashed, and its copy out of the store. */
static void
test_large_set (Fixture *self, gconstpointer data)
{
  g_autoptr (SluiceExpr) expr = analyze (self, "collect_set(s)");
  char *states = add_rows (self, expr, 0, N_ROWS, NULL);
  char *again = add_rows (self, expr, 0, N_ROWS, NULL);
  SluiceColumn *result;

  for (guint g = 0; g < N_GROUPS; g++)
    expr->aggregate->merge (expr, self->arena, states + (gsize) expr->aggregate->state_size * g,
                            again + (gsize) expr->aggregate->state_size * g, NULL);
  result = finish (self, expr, reload (self, expr, states), NULL);
  g_assert_nonnull (result);
  for (guint g = 0; g < N_GROUPS; g++)
    g_assert_cmpuint (result->offsets[g + 1] - result->offsets[g], ==, N_ROWS / N_GROUPS);
}

#define N_NUMBERS 200003
#define ERROR 0.01

static void
assert_quantiles (SluiceQuantileSummary *summary, SluiceArena *arena)
{
  static const double percentages[] = { 0.9, 0.1, 0.5 };
  double values[G_N_ELEMENTS (percentages)];

  sluice_quantile_summary_compress (summary, arena, ERROR);
  g_assert_cmpint (summary->count, ==, N_NUMBERS);
  g_assert_cmpuint (summary->n, <, 1000);
  sluice_quantile_summary_query (summary, ERROR, percentages, G_N_ELEMENTS (percentages), values);
  for (guint i = 0; i < G_N_ELEMENTS (percentages); i++)
    g_assert_cmpfloat_with_epsilon (values[i], percentages[i] * N_NUMBERS, ERROR * N_NUMBERS);
}

/* Each number from 0 on once, in disorder, so that a number is its own rank: in one summary, and in two that are
 * merged. Both are as near as they promise, and as small as they should be. */
static void
test_quantiles (Fixture *self, gconstpointer data)
{
  SluiceQuantileSummary whole = { 0 }, parts[2] = { { 0 }, { 0 } };

  for (guint64 i = 0; i < N_NUMBERS; i++)
    {
      double number = (double) (i * 7919 % N_NUMBERS);

      sluice_quantile_summary_add (&whole, self->arena, ERROR, number);
      sluice_quantile_summary_add (&parts[i * 3 > N_NUMBERS], self->arena, ERROR, number);
    }
  assert_quantiles (&whole, self->arena);
  sluice_quantile_summary_merge (&parts[0], self->arena, ERROR, &parts[1]);
  assert_quantiles (&parts[0], self->arena);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                       \
  g_test_add ("/aggregates/" path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("groups", test_groups);
  ADD ("sketches", test_sketches);
  ADD ("empty", test_empty);
  ADD ("one-group", test_one_group);
  ADD ("overflow", test_overflow);
  ADD ("decimal-overflow", test_decimal_overflow);
  ADD ("large-set", test_large_set);
  ADD ("quantiles", test_quantiles);

  return g_test_run ();
}
