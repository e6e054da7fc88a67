/* test-analyzer.c: what names stand for, what columns are called, which types go together.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-analyzer.h"
#include "expr/sluice-coercion.h"
#include "expr/sluice-function.h"
#include "expr/sluice-functions-window.h"

typedef struct
{
  SluiceType *left;
  SluiceType *right;
  SluiceSettings *settings;
  SluiceScopeInput inputs[2];
  SluiceScope one;
  SluiceScope both;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->left = sluice_parse_ddl (
      "id INT NOT NULL, ts TIMESTAMP, s STRUCT<f: INT, G: STRING>, xs ARRAY<INT>, "
      "`a.b` INT, name STRING",
      NULL);
  self->right = sluice_parse_ddl ("id BIGINT, amount DOUBLE", NULL);
  self->settings = sluice_settings_new (NULL);
  self->inputs[0] = (SluiceScopeInput){ "orders", self->left, 0 };
  self->inputs[1] = (SluiceScopeInput){ "payments", self->right, self->left->n_fields };
  self->one = (SluiceScope){ self->inputs, 1, self->settings };
  self->both = (SluiceScope){ self->inputs, 2, self->settings };
  self->left->fields[1].watermark_delay_ms = 5000;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  sluice_type_unref (self->left);
  sluice_type_unref (self->right);
  sluice_settings_unref (self->settings);
}

static SluiceExpr *
analyze (const SluiceScope *scope, const char *text)
{
  g_autoptr (GError) error = NULL;
  SluiceExpr *expr
      = sluice_analyze (text, scope, SLUICE_ALLOW_AGGREGATES | SLUICE_ALLOW_WINDOW, &error);

  g_assert_no_error (error);

  return expr;
}

static void
assert_type (const SluiceScope *scope, const char *text, const char *type, gboolean nullable)
{
  g_autoptr (SluiceExpr) expr = analyze (scope, text);
  g_autofree char *got = sluice_type_to_sql (expr->type);

  g_assert_cmpstr (got, ==, type);
  g_assert_cmpint (expr->nullable, ==, nullable);
}

static void
assert_refused (
    const SluiceScope *scope, const char *text, const char *condition, const char *message, int at)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceExpr) expr = sluice_analyze (text, scope, SLUICE_ALLOW_AGGREGATES, &error);

  g_assert_null (expr);
  g_assert_cmpstr (sluice_error_condition (error), ==, condition);
  if (message != NULL)
    g_assert_cmpstr (error->message, ==, message);
  if (at >= 0)
    g_assert_cmpint (sluice_error_info (error)->position, ==, at);
}

static void
test_columns (Fixture *self, gconstpointer data)
{
  g_autoptr (SluiceExpr) right = analyze (&self->both, "payments.id");
  g_autoptr (SluiceExpr) time = analyze (&self->both, "ORDERS.ts");

  g_assert_cmpint (right->kind, ==, SLUICE_EXPR_COLUMN);
  g_assert_cmpuint (right->index, ==, self->left->n_fields);
  g_assert_cmpint (time->watermark_delay_ms, ==, 5000);
  assert_type (&self->one, "id", "INT", FALSE);
  assert_type (&self->one, "`a.b`", "INT", TRUE);
  assert_type (&self->both, "amount", "DOUBLE", TRUE);
}

static void
test_unknown_columns (Fixture *self, gconstpointer data)
{
  /* The nearest by edits first, those equally near in alphabetical order. */
  assert_refused (
      &self->one, "1 + nam", "UNRESOLVED_COLUMN.WITH_SUGGESTION",
      "A column, variable, or function parameter with name `nam` cannot be resolved. Did you mean "
      "one of the following? [`name`, `s`, `a.b`, `id`, `ts`].",
      4);
  assert_refused (&self->both, "id", "AMBIGUOUS_REFERENCE",
                  "Reference `id` is ambiguous, could be: [`orders`.`id`, `payments`.`id`].", 0);
  assert_refused (&self->one, "s.h", "FIELD_NOT_FOUND", "No such struct field `h` in `f`, `G`.", 0);
  assert_refused (&self->one, "id.x", "INVALID_EXTRACT_BASE_FIELD_TYPE",
                  "Can't extract a value from \"id\". Need a complex type [STRUCT, ARRAY, MAP] but "
                  "got \"INT\".",
                  0);
  assert_refused (&self->one, "nope(id)", "UNRESOLVED_ROUTINE", NULL, 0);
}

/* What Spark 4.3 itself suggests. */
static void
test_suggestions (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *text;
    const char *name;
    const char *suggestions;
  } cases[] = {
    { "`s.f`", "`s.f`", "`a.b`, `s`, `ss`, `1st`, `B`" },
    { "missing", "`missing`", "`ss`, `1st`, `s`, `xs`, `B`" },
    { "with space", "`with`", "`1st`, `B`, `a`, `m`, `mm`" },
    { "t.a", "`t`.`a`", "`B`, `a`, `m`, `s`, `a.b`" },
  };
  g_autoptr (SluiceType) schema = sluice_parse_ddl (
      "a INT, B STRING, `a.b` INT, s STRUCT<f: INT>, xs ARRAY<INT>, m MAP<STRING, INT>, "
      "ss ARRAY<STRUCT<k: STRING, v: INT>>, `with space` INT, `select` INT, `1st` INT, "
      "mm MAP<STRING, STRUCT<q: INT>>",
      NULL);
  SluiceScopeInput input = { NULL, schema, 0 };
  SluiceScope scope = { &input, 1, self->settings };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *message = g_strdup_printf (
          "A column, variable, or function parameter with name %s cannot be resolved. Did you "
          "mean one of the following? [%s].",
          cases[i].name, cases[i].suggestions);

      assert_refused (&scope, cases[i].text, "UNRESOLVED_COLUMN.WITH_SUGGESTION", message, 0);
    }
}

static void
test_calls (Fixture *self, gconstpointer data)
{
  assert_refused (&self->one, "1 + abs()", "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
                  "The `abs` requires 1 parameters but the actual number is 0. Please, refer to "
                  "'https://spark.apache.org/docs/latest/sql-ref-functions.html' for a fix.",
                  4);
  assert_refused (&self->one, "abs(DISTINCT 1)",
                  "INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX", NULL, 0);
  assert_refused (&self->one, "sum(rand(0))", "AGGREGATE_FUNCTION_WITH_NONDETERMINISTIC_EXPRESSION", NULL, 0);
  assert_refused (&self->one, "sum(sum(id))", "NESTED_AGGREGATE_FUNCTION", NULL, 4);
  assert_refused (&self->one, "sum(id) FILTER (WHERE id)", "INVALID_AGGREGATE_FILTER.NOT_BOOLEAN",
                  NULL, 0);
  assert_refused (&self->one, "sum(id) OVER (ORDER BY ts)",
                  "NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING", NULL, 0);
  assert_refused (&self->one, "abs(x -> x)",
                  "INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION", NULL, 4);
  assert_refused (&self->one, "explode(xs)", "UNSUPPORTED_GENERATOR.OUTSIDE_SELECT", NULL, 0);
  assert_refused (&self->one, "sum(id) WITHIN GROUP (ORDER BY id)",
                  "INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX", NULL, 0);
  assert_refused (&self->one, "xs['1']", "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE", NULL, 0);
  assert_refused (&self->one, "abs(x => 1)", "NAMED_PARAMETERS_NOT_SUPPORTED", NULL, 0);
  assert_type (&self->one, "sum(id)", "BIGINT", TRUE);
  assert_type (&self->one, "count(*)", "BIGINT", FALSE);
}

static void
test_conditions (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceExpr) good = sluice_analyze_condition ("id > 1", &self->one, &error);
  g_autoptr (SluiceExpr) bad = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (good->type->id, ==, SLUICE_TYPE_BOOLEAN);
  bad = sluice_analyze_condition ("id + 1", &self->one, &error);
  g_assert_null (bad);
  g_assert_cmpstr (sluice_error_condition (error), ==, "DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN");
  g_clear_error (&error);
  bad = sluice_analyze_condition ("sum(id) > 1", &self->one, &error);
  g_assert_null (bad);
  g_assert_cmpstr (sluice_error_condition (error), ==, "INVALID_WHERE_CONDITION");
}

static void
assert_names (const SluiceScope *scope, const char *text, const char *expected)
{
  g_autoptr (GArray) named = g_array_new (FALSE, FALSE, sizeof (SluiceNamedExpr));
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_array_set_clear_func (named, sluice_named_expr_clear);
  sluice_analyze_named (text, scope,
                        SLUICE_ALLOW_AGGREGATES | SLUICE_ALLOW_GENERATORS | SLUICE_ALLOW_STAR
                            | SLUICE_ALLOW_WINDOW,
                        named, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < named->len; i++)
    {
      const SluiceNamedExpr *one = &g_array_index (named, SluiceNamedExpr, i);
      g_autofree char *several = one->names != NULL ? g_strjoinv ("|", one->names) : NULL;

      g_string_append_printf (names, "%s%s", i > 0 ? "," : "",
                              several != NULL ? several : one->name);
    }
  g_assert_cmpstr (names->str, ==, expected);
}

static void
test_names (Fixture *self, gconstpointer data)
{
  assert_names (&self->one, "id AS x", "x");
  assert_names (&self->one, "ID", "ID");
  assert_names (&self->one, "id + 1", "(id + 1)");
  assert_names (&self->one, "CAST(id AS STRING)", "id");
  assert_names (&self->one, "CAST(id + 1 AS STRING)", "CAST((id + 1) AS STRING)");
  assert_names (&self->one, "count(*)", "count(1)");
  assert_names (&self->one, "1.50", "1.50");
  assert_names (&self->one, "'x'", "x");
  assert_names (&self->one, "NULL", "NULL");
  assert_names (&self->one, "window(ts, '1 hour')", "window");
  assert_names (&self->one, "session_window(ts, '1 hour')", "session_window");
  assert_names (&self->one, "*", "id,ts,s,xs,a.b,name");
  assert_names (&self->one, "* EXCEPT (ts, xs)", "id,s,a.b,name");
  assert_names (&self->both, "payments.*", "id,amount");
  assert_names (&self->one, "explode(xs)", "col");
  assert_names (&self->one, "posexplode(xs) AS (i, x)", "i|x");
  assert_names (&self->one, "explode_outer(xs) x", "x");

  /* What Spark 4.3 calls them. */
  assert_names (&self->one, "percentile(id, 0.5)", "percentile(id, 0.5, 1)");
  assert_names (&self->one, "percentile(id, 0.5, 2)", "percentile(id, 0.5, 2)");
  assert_names (&self->one, "percentile_approx(id, 0.5)", "percentile_approx(id, 0.5, 10000)");
  assert_names (&self->one, "approx_count_distinct(id, 0.1)", "approx_count_distinct(id)");
  assert_names (&self->one, "percentile_cont(0.5) WITHIN GROUP (ORDER BY id DESC) FILTER (WHERE id > 1)",
                "percentile_cont(0.5) WITHIN GROUP (ORDER BY id DESC) FILTER (WHERE (id > 1))");
  assert_names (&self->one, "mode() WITHIN GROUP (ORDER BY id)", "mode() WITHIN GROUP (ORDER BY id DESC)");
  assert_names (&self->one, "listagg(DISTINCT name) WITHIN GROUP (ORDER BY name DESC)",
                "listagg(DISTINCT name, NULL) WITHIN GROUP (ORDER BY name DESC NULLS LAST)");
  assert_names (&self->one, "random(0)", "rand(0)");
}

/* A function of Spark that isn't here is no unknown name. */
static void
test_unavailable (Fixture *self, gconstpointer data)
{
  static const char *const known[]
      = { "tuple_union_agg_double(id)", "ST_SRID(s)", "from_avro(name, name)", "builtin.kll_sketch_agg_double(1)", "to_avro(name)" };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SluiceExpr) expr = sluice_analyze (known[i], &self->one, SLUICE_ALLOW_AGGREGATES, &error);

      g_assert_null (expr);
      g_assert_cmpstr (sluice_error_condition (error), !=, "UNRESOLVED_ROUTINE");
      g_assert_nonnull (strstr (error->message, "Spark has a function"));
    }
  /* Rows that may be of a file have no answer, and get none. */
  assert_refused (&self->one, "input_file_name()", NULL, NULL, 0);
  assert_refused (&self->one, "hll_sketch(1)", "UNRESOLVED_ROUTINE", NULL, 0);
  assert_refused (&self->one, "other.xpath(1)", "UNRESOLVED_ROUTINE", NULL, 0);
  assert_refused (&self->one, "sql_keywords()", "NOT_A_SCALAR_FUNCTION", NULL, 0);
  assert_refused (&self->one, "counter_diff(id)", "WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE", NULL, 0);
}

static void
test_windows (Fixture *self, gconstpointer data)
{
  g_autoptr (SluiceExpr) sliding
      = analyze (&self->one, "window(ts, '10 minutes', '5 minutes', '1 minute')");
  g_autoptr (SluiceExpr) session = analyze (&self->one, "session_window(ts, '10 minutes')");
  const SluiceWindowSpec *spec = sluice_window_spec (sliding);

  g_assert_nonnull (spec);
  g_assert_cmpint (spec->size_us, ==, 600000000);
  g_assert_cmpint (spec->slide_us, ==, 300000000);
  g_assert_cmpint (spec->offset_us, ==, 60000000);
  g_assert_cmpint (sliding->watermark_delay_ms, ==, 5000);
  g_assert_null (sluice_window_spec (session));
  g_assert_true (sluice_expr_is_session_window (session));
  g_assert_cmpint (session->args[1]->type->id, ==, SLUICE_TYPE_CALENDAR_INTERVAL);
  assert_type (&self->one, "window(ts, '1 hour')", "STRUCT<start: TIMESTAMP, end: TIMESTAMP>",
               FALSE);
  assert_refused (&self->one, "window(ts, '1 month')", "_LEGACY_ERROR_TEMP_3231", NULL, 0);
  assert_refused (&self->one, "window(ts, '1 hour', '2 hours')",
                  "DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION", NULL, 0);
  assert_refused (&self->one, "session_window(ts, INTERVAL 1 HOUR)", "_LEGACY_ERROR_TEMP_1040",
                  NULL, 0);
}

static void
assert_common (const SluiceSettings *settings, const char *a, const char *b, const char *expected)
{
  g_autoptr (SluiceType) left = sluice_parse_type (a, NULL);
  g_autoptr (SluiceType) right = sluice_parse_type (b, NULL);
  g_autoptr (SluiceType) common = sluice_coercion_wider (settings, left, right, TRUE);
  g_autoptr (SluiceType) reverse = sluice_coercion_wider (settings, right, left, TRUE);
  g_autofree char *text = common != NULL ? sluice_type_to_sql (common) : NULL;

  g_assert_cmpstr (text, ==, expected);
  g_assert_true ((common == NULL) == (reverse == NULL));
}

static void
test_coercion (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (SluiceSettings) legacy = NULL;

  g_hash_table_insert (values, (gpointer) "spark.sql.ansi.enabled", (gpointer) "false");
  legacy = sluice_settings_new (values);

  assert_common (self->settings, "INT", "FLOAT", "DOUBLE");
  assert_common (legacy, "INT", "FLOAT", "FLOAT");
  assert_common (self->settings, "INT", "STRING", "BIGINT");
  assert_common (legacy, "INT", "STRING", "STRING");
  assert_common (self->settings, "DECIMAL(5,2)", "STRING", "DOUBLE");
  assert_common (self->settings, "DECIMAL(5,2)", "INT", "DECIMAL(12,2)");
  assert_common (self->settings, "DECIMAL(38,10)", "DECIMAL(38,0)", "DECIMAL(38,0)");
  assert_common (self->settings, "DATE", "TIMESTAMP_NTZ", "TIMESTAMP_NTZ");
  assert_common (self->settings, "BOOLEAN", "INT", NULL);
  assert_common (self->settings, "ARRAY<INT>", "ARRAY<BIGINT>", "ARRAY<BIGINT>");
  assert_common (self->settings, "STRUCT<a: INT>", "STRUCT<b: INT>", NULL);
  assert_common (self->settings, "INTERVAL DAY", "INTERVAL HOUR", "INTERVAL DAY TO HOUR");
  assert_common (self->settings, "INTERVAL DAY", "INTERVAL YEAR", NULL);
}

/* Completion and the reference are made of the registry: each entry must be whole. */
static void
test_registry (void)
{
  guint n;
  const SluiceFunction *const *functions = sluice_function_list (&n);

  g_assert_cmpuint (n, >, 50);
  for (guint i = 0; i < n; i++)
    {
      g_assert_nonnull (functions[i]->resolve);
      g_assert_cmpuint (functions[i]->min_args, <=, functions[i]->max_args);
      g_assert_true (sluice_function_lookup (functions[i]->name) == functions[i]);
      if (i > 0)
        g_assert_cmpstr (functions[i - 1]->name, <, functions[i]->name);
    }
  g_assert_true (sluice_function_lookup ("SUM") == sluice_function_lookup ("sum"));
  g_assert_null (sluice_function_lookup ("no_such_function"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/analyzer/columns", test_columns);
  ADD ("/analyzer/unknown-columns", test_unknown_columns);
  ADD ("/analyzer/suggestions", test_suggestions);
  ADD ("/analyzer/calls", test_calls);
  ADD ("/analyzer/conditions", test_conditions);
  ADD ("/analyzer/names", test_names);
  ADD ("/analyzer/unavailable", test_unavailable);
  ADD ("/analyzer/windows", test_windows);
  ADD ("/analyzer/coercion", test_coercion);
#undef ADD
  g_test_add_func ("/analyzer/registry", test_registry);

  return g_test_run ();
}
