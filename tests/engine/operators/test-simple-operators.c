/* test-simple-operators.c: operators that keep nothing.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "operator-fixture.h"

static SluicePlan *
project (SluicePlan *input, const char *const *texts, guint n)
{
  g_autofree SluiceField *fields = g_new0 (SluiceField, n);
  SluiceExpr **exprs = g_new0 (SluiceExpr *, n + 1);
  g_autoptr (SluiceType) schema = NULL;
  SluicePlan *plan;

  for (guint i = 0; i < n; i++)
    {
      exprs[i] = fixture_expr (input, texts[i]);
      fields[i] = (SluiceField){ (char *) texts[i], exprs[i]->type, TRUE, -1 };
    }
  schema = sluice_type_struct (fields, n);
  plan = sluice_plan_new (SLUICE_PLAN_PROJECT, "tested", schema, &input, 1);
  plan->project.exprs = exprs;
  plan->project.n_exprs = n;
  sluice_plan_unref (input);

  return plan;
}

static SluicePlan *
with_condition (SluicePlan *input, const char *text)
{
  SluicePlan *plan = sluice_plan_new (SLUICE_PLAN_FILTER, "tested", input->schema, &input, 1);

  plan->filter.condition = fixture_expr (input, text);
  sluice_plan_unref (input);

  return plan;
}

static void
test_project (void)
{
  const char *texts[] = { "x + 1", "x" };
  Fixture *fixture
      = fixture_new (project (fixture_source ("x INT", TRUE, -1), texts, 2), 1, SLUICE_OUTPUT_APPEND, FALSE);

  fixture_run (fixture, 0, 0, "[{\"x\": 1}, {\"x\": null}]");
  g_assert_no_error (fixture->error);
  fixture_assert_rows (fixture, "{\"x + 1\":2,\"x\":1}\n{\"x + 1\":null,\"x\":null}");

  fixture_run (fixture, 0, 0, "[{\"x\": 2147483647}]");
  g_assert_nonnull (fixture->error);
  g_assert_cmpstr (sluice_error_condition (fixture->error), ==, "ARITHMETIC_OVERFLOW");
  fixture_free (fixture);
}

static void
test_filter (void)
{
  Fixture *fixture = fixture_new (with_condition (fixture_source ("x INT", TRUE, -1), "x > 1"), 1,
                                  SLUICE_OUTPUT_APPEND, FALSE);

  fixture_run (fixture, 0, 0, "[{\"x\": 1}, {\"x\": 2}, {\"x\": null}, {\"x\": 3}]");
  fixture_assert_rows (fixture, "{\"x\":2}\n{\"x\":3}");
  fixture_run (fixture, 0, 0, "[{\"x\": 7}]");
  fixture_assert_rows (fixture, "{\"x\":7}");
  fixture_run (fixture, 0, 0, "[{\"x\": 1}]");
  fixture_assert_rows (fixture, "");
  fixture_free (fixture);
}

static void
check_watermark (Fixture *fixture, const char *rows, guint64 n, gint64 max_us, gint64 min_us, double avg_ms)
{
  guint64 got_n;
  gint64 got_max, got_min;
  double got_avg;

  fixture_run (fixture, 0, 0, rows);
  g_assert_cmpuint (fixture->rows->len, ==, n);
  g_assert_cmpint (sluice_watermark_operator_take (fixture->op, &got_n, &got_max, &got_min, &got_avg), ==, n > 0);
  g_assert_cmpuint (got_n, ==, n);
  if (n == 0)
    return;
  g_assert_cmpint (got_max, ==, max_us);
  g_assert_cmpint (got_min, ==, min_us);
  g_assert_cmpfloat (got_avg, ==, avg_ms);
}

/* Times are cut to milliseconds, downwards, and a null counts as 1970. */
static void
test_watermark (void)
{
  SluicePlan *source = fixture_source ("ts TIMESTAMP", TRUE, 0);
  SluicePlan *plan = sluice_plan_new (SLUICE_PLAN_WATERMARK, "tested", source->schema, &source, 1);
  Fixture *fixture;

  sluice_plan_unref (source);
  plan->watermark.delay_ms = 1000;
  fixture = fixture_new (plan, 2, SLUICE_OUTPUT_APPEND, FALSE);
  check_watermark (fixture, "[]", 0, 0, 0, 0);
  check_watermark (fixture, "[{\"ts\": \"1970-01-01T00:00:01.0019Z\"}, {\"ts\": \"1970-01-01T00:00:00.0005Z\"}]", 2,
                   1001000, 0, 500.5);
  check_watermark (fixture, "[{\"ts\": \"1969-12-31T23:59:59.9995Z\"}, {\"ts\": \"1969-12-31T23:59:58Z\"}]", 2,
                   -1000, -2000000, -1000.5);
  check_watermark (fixture, "[{\"ts\": null}, {\"ts\": \"1969-12-31T23:59:58Z\"}]", 2, 0, -2000000, -1000);

  /* Both workers' rows count. */
  fixture_begin (fixture, 0, 0);
  fixture_push (fixture, 0, "[{\"ts\": \"1970-01-01T00:00:01Z\"}]");
  fixture_push (fixture, 0, "[{\"ts\": \"1970-01-01T00:00:03Z\"}]");
  fixture_push (fixture, 0, "[{\"ts\": \"1970-01-01T00:00:02Z\"}]");
  {
    guint64 n;
    gint64 max_us, min_us;
    double avg_ms;

    g_assert_true (sluice_watermark_operator_take (fixture->op, &n, &max_us, &min_us, &avg_ms));
    g_assert_cmpuint (n, ==, 3);
    g_assert_cmpint (max_us, ==, 3000000);
    g_assert_cmpint (min_us, ==, 1000000);
    g_assert_cmpfloat (avg_ms, ==, 2000);
  }
  fixture_free (fixture);
}

static void
test_union (void)
{
  SluicePlan *left = fixture_source ("x INT", TRUE, -1);
  SluicePlan *right = fixture_source ("y INT", TRUE, -1);
  SluicePlan *inputs[] = { left, right };
  SluicePlan *plan = sluice_plan_new (SLUICE_PLAN_UNION, "tested", left->schema, inputs, 2);
  Fixture *fixture = fixture_new (plan, 1, SLUICE_OUTPUT_APPEND, FALSE);

  sluice_plan_unref (left);
  sluice_plan_unref (right);
  fixture_begin (fixture, 0, 0);
  fixture_push (fixture, 0, "[{\"x\": 1}]");
  fixture_push (fixture, 1, "[{\"y\": 2}, {\"y\": 1}]");
  fixture_end (fixture);
  fixture_assert_rows (fixture, "{\"x\":1}\n{\"x\":2}\n{\"x\":1}");
  fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/operators/project", test_project);
  g_test_add_func ("/operators/filter", test_filter);
  g_test_add_func ("/operators/watermark", test_watermark);
  g_test_add_func ("/operators/union", test_union);

  return g_test_run ();
}
