/* test-row-operators.c: operators that choose, multiply or order rows.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "operator-fixture.h"

/* 2024-01-01T12:00:00Z in milliseconds. */
#define NOON G_GINT64_CONSTANT (1704110400000)
#define AT(minutes) (NOON + (minutes) * 60000)
#define ROW(word, time) "{\"word\": \"" word "\", \"ts\": \"2024-01-01T" time "Z\"}"
#define OUT(word, time) "{\"word\":\"" word "\",\"ts\":\"2024-01-01T" time ".000Z\"}\n"

static Fixture *
generate (const char *ddl, const char *text)
{
  g_autoptr (SluicePlan) source = fixture_source (ddl, TRUE, -1);
  SluiceExpr *generator = fixture_expr (source, text);
  guint n_input = source->schema->n_fields;
  g_autofree SluiceField *fields = g_new0 (SluiceField, n_input + generator->type->n_fields);
  g_autoptr (SluiceType) schema = NULL;
  SluicePlan *plan;

  for (guint i = 0; i < n_input; i++)
    fields[i] = source->schema->fields[i];
  for (guint i = 0; i < generator->type->n_fields; i++)
    fields[n_input + i] = generator->type->fields[i];
  schema = sluice_type_struct (fields, n_input + generator->type->n_fields);
  plan = sluice_plan_new (SLUICE_PLAN_GENERATE, "tested", schema, &source, 1);
  plan->generate.generator = generator;

  return fixture_new (plan, 1, SLUICE_OUTPUT_APPEND, FALSE);
}

static void
check_generate (const char *ddl, const char *text, const char *rows, const char *expected)
{
  Fixture *fixture = generate (ddl, text);

  fixture_run (fixture, 0, 0, rows);
  g_assert_no_error (fixture->error);
  fixture_assert_rows (fixture, expected);
  fixture_free (fixture);
}

/* Compares `time start-end`, in hours and minutes, in the order in which the rows came. */
static void
check_window (const char *text, const char *rows, const char *expected)
{
  g_autoptr (SluicePlan) source = fixture_source ("ts TIMESTAMP", TRUE, 0);
  SluiceExpr *window = fixture_expr (source, text);
  SluiceField fields[] = { source->schema->fields[0], { (char *) "window", window->type, FALSE, 0 } };
  g_autoptr (SluiceType) schema = sluice_type_struct (fields, 2);
  SluicePlan *plan = sluice_plan_new (SLUICE_PLAN_GENERATE, "tested", schema, &source, 1);
  g_autoptr (GString) actual = g_string_new (NULL);
  g_autoptr (GRegex) minutes = g_regex_new ("T(\\d\\d:\\d\\d)", 0, 0, NULL);
  Fixture *fixture;

  plan->generate.generator = window;
  fixture = fixture_new (plan, 1, SLUICE_OUTPUT_APPEND, FALSE);
  fixture_run (fixture, 0, 0, rows);
  g_assert_no_error (fixture->error);
  for (guint i = 0; i < fixture->rows->len; i++)
    {
      g_autoptr (GMatchInfo) match = NULL;

      g_string_append (actual, i > 0 ? "\n" : "");
      g_regex_match (minutes, fixture->rows->pdata[i], 0, &match);
      for (guint t = 0; t < 3; t++)
        {
          g_autofree char *time = g_match_info_fetch (match, 1);

          g_string_append_printf (actual, "%s%s", t == 0 ? "" : t == 1 ? " " : "-", time);
          g_match_info_next (match, NULL);
        }
    }
  g_assert_cmpstr (actual->str, ==, expected);
  fixture_free (fixture);
}

static void
test_generate (void)
{
  const char *arrays = "[{\"a\": [1, null, 3]}, {\"a\": []}, {\"a\": null}]";

  check_generate ("a ARRAY<INT>", "explode(a)", arrays,
                  "{\"a\":[1,null,3],\"col\":1}\n{\"a\":[1,null,3],\"col\":null}\n{\"a\":[1,null,3],\"col\":3}");
  check_generate ("a ARRAY<INT>", "explode_outer(a)", arrays,
                  "{\"a\":[1,null,3],\"col\":1}\n{\"a\":[1,null,3],\"col\":null}\n{\"a\":[1,null,3],\"col\":3}\n"
                  "{\"a\":[],\"col\":null}\n{\"a\":null,\"col\":null}");
  check_generate ("a ARRAY<INT>", "posexplode(a)", "[{\"a\": [7, 8]}]",
                  "{\"a\":[7,8],\"pos\":0,\"col\":7}\n{\"a\":[7,8],\"pos\":1,\"col\":8}");
  check_generate ("a ARRAY<INT>", "posexplode_outer(a)", "[{\"a\": []}]",
                  "{\"a\":[],\"pos\":null,\"col\":null}");
  check_generate ("m MAP<STRING, INT>", "explode(m)", "[{\"m\": {\"x\": 1, \"y\": null}}]",
                  "{\"m\":{\"x\":1,\"y\":null},\"key\":\"x\",\"value\":1}\n"
                  "{\"m\":{\"x\":1,\"y\":null},\"key\":\"y\",\"value\":null}");
  check_generate ("s ARRAY<STRUCT<x: INT, y: STRING>>", "inline(s)",
                  "[{\"s\": [{\"x\": 1, \"y\": \"a\"}, null]}, {\"s\": null}]",
                  "{\"s\":[{\"x\":1,\"y\":\"a\"},null],\"x\":1,\"y\":\"a\"}\n"
                  "{\"s\":[{\"x\":1,\"y\":\"a\"},null],\"x\":null,\"y\":null}");
  check_generate ("x INT", "stack(2, x, x + 1, x + 2)", "[{\"x\": 1}, {\"x\": 10}]",
                  "{\"x\":1,\"col0\":1,\"col1\":2}\n{\"x\":1,\"col0\":3,\"col1\":null}\n"
                  "{\"x\":10,\"col0\":10,\"col1\":11}\n{\"x\":10,\"col0\":12,\"col1\":null}");
}

/* A window in a select: a row for each that the time lies in, the latest first; none without a time. The
 * expected values are those of spark-semantics 4.3 for 12:07 in windows of 10 minutes every 5. */
static void
test_generate_windows (void)
{
  static const char *const rows = "[{\"ts\": \"2024-01-01T12:07:00Z\"}, {\"ts\": null},"
                                  " {\"ts\": \"1969-12-31T23:59:59Z\"}]";

  check_window ("window(ts, '10 minutes', '5 minutes')", rows,
                "12:07 12:05-12:15\n12:07 12:00-12:10\n23:59 23:55-00:05\n23:59 23:50-00:00");
  check_window ("window(ts, '10 minutes')", rows, "12:07 12:00-12:10\n23:59 23:50-00:00");
  /* A slide that doesn't divide the size: some times lie in one window, some in two. */
  check_window ("window(ts, '5 minutes', '3 minutes')",
                "[{\"ts\": \"2024-01-01T12:01:00Z\"}, {\"ts\": \"2024-01-01T12:02:00Z\"}]",
                "12:01 12:00-12:05\n12:01 11:57-12:02\n12:02 12:00-12:05");
  check_window ("window(ts, '10 minutes', '10 minutes', '3 minutes')",
                "[{\"ts\": \"2024-01-01T12:02:59Z\"}, {\"ts\": \"2024-01-01T12:03:00Z\"}]",
                "12:02 11:53-12:03\n12:03 12:03-12:13");
}

/* More rows out of one than a batch holds. */
static void
test_generate_many (void)
{
  Fixture *fixture = generate ("a ARRAY<INT>", "posexplode(a)");
  g_autoptr (GString) rows = g_string_new ("[{\"a\": [0");

  for (guint i = 1; i < 20000; i++)
    g_string_append_printf (rows, ",%u", i);
  g_string_append (rows, "]}]");
  /* The array itself would be repeated in each row that the sink prints: count only. */
  fixture->op->downstream = NULL;
  fixture_run (fixture, 0, 0, rows->str);
  g_assert_no_error (fixture->error);
  fixture_free (fixture);
}

static Fixture *
deduplicate (const char *columns, gboolean within_watermark, gint64 delay_ms, guint n_workers, gboolean watched)
{
  g_autoptr (SluicePlan) source = fixture_source ("word STRING, ts TIMESTAMP", TRUE, 1);
  SluicePlan *plan;
  guint n = 0;

  source->schema->fields[1].watermark_delay_ms = delay_ms;
  plan = sluice_plan_new (SLUICE_PLAN_DEDUPLICATE, "tested", source->schema, &source, 1);
  plan->deduplicate.columns = g_new0 (guint, 2);
  for (const char *c = columns; *c != '\0'; c++)
    plan->deduplicate.columns[n++] = *c == 't';
  plan->deduplicate.n_columns = n;
  plan->deduplicate.within_watermark = within_watermark;

  return fixture_new (plan, n_workers, SLUICE_OUTPUT_APPEND, watched);
}

/* [Recorded: "dropDuplicates with a watermark but without the event time never forgets"]. */
static void
test_deduplicate_for_ever (void)
{
  Fixture *fixture = deduplicate ("w", FALSE, 600000, 2, FALSE);

  fixture_run (fixture, 0, 0, "[" ROW ("a", "12:00:00") "]");
  fixture_assert_rows (fixture, OUT ("a", "12:00:00"));
  fixture_assert_figures (fixture, 1, 1, 0, 0, 0);
  fixture_run (fixture, AT (-10), AT (50), "[" ROW ("b", "13:00:00") "]");
  fixture_assert_figures (fixture, 2, 1, 0, 0, 0);
  fixture_run (fixture, AT (50), AT (50),
               "[" ROW ("a", "13:00:00") "," ROW ("c", "12:50:00") "," ROW ("d", "12:50:01") "]");
  fixture_assert_rows (fixture, OUT ("d", "12:50:01"));
  fixture_assert_figures (fixture, 3, 1, 0, 1, 1);
  fixture_free (fixture);
}

/* [Recorded: "dropDuplicates on the event time alone"]. */
static void
test_deduplicate_by_event_time (void)
{
  Fixture *fixture = deduplicate ("t", FALSE, 600000, 3, TRUE);

  fixture_run (fixture, 0, 0, "[" ROW ("a", "12:00:00") "]");
  fixture_assert_rows (fixture, OUT ("a", "12:00:00"));
  g_assert_true (fixture->op->klass->wants_no_data_batch (fixture->op, AT (-10)));
  fixture_run (fixture, AT (-10), AT (-10), "[" ROW ("b", "12:00:00") "," ROW ("c", "12:30:00") "]");
  fixture_assert_rows (fixture, OUT ("c", "12:30:00"));
  fixture_assert_decisions (fixture,
                            "DUPLICATE_DROPPED 1704110400 {\"word\":\"b\",\"ts\":\"2024-01-01T12:00:00.000Z\"}\n"
                            "EMITTED -1 {\"word\":\"c\",\"ts\":\"2024-01-01T12:30:00.000Z\"}");
  fixture_assert_figures (fixture, 2, 1, 0, 0, 0);
  fixture_run (fixture, AT (-10), AT (20), "[]");
  fixture_assert_figures (fixture, 1, 0, 1, 0, 0);
  fixture_assert_decisions (fixture, "EVICTED 1704110400 {\"ts\":\"2024-01-01T12:00:00.000Z\"}");
  fixture_run (fixture, AT (20), AT (20), "[" ROW ("d", "12:21:00") "," ROW ("e", "12:21:00") "]");
  fixture_assert_rows (fixture, OUT ("d", "12:21:00"));
  fixture_assert_figures (fixture, 2, 1, 0, 0, 0);
  fixture_free (fixture);
}

/* [Recorded: "within watermark: the first of several in a batch counts", "… null event times"]. */
static void
test_deduplicate_within_watermark (void)
{
  for (guint n_workers = 1; n_workers <= 3; n_workers++)
    {
      Fixture *fixture = deduplicate ("w", TRUE, 600000, n_workers, FALSE);

      fixture_begin (fixture, 0, 0);
      fixture_push (fixture, 0, "[" ROW ("a", "12:05:00") "]");
      fixture_push (fixture, 0, "[" ROW ("a", "12:00:00") "]");
      fixture_push (fixture, 0, "[" ROW ("a", "12:09:00") "]");
      fixture_end (fixture);
      fixture_assert_rows (fixture, OUT ("a", "12:05:00"));
      fixture_run (fixture, AT (-1), AT (11), "[" ROW ("b", "12:21:00") "]");
      fixture_assert_figures (fixture, 2, 1, 0, 0, 0);
      fixture_run (fixture, AT (11), AT (11), "[" ROW ("a", "12:20:00") "]");
      fixture_assert_rows (fixture, "");
      /* At 12:15, ten minutes after the first, it is forgotten. */
      fixture_run (fixture, AT (11), AT (15), "[]");
      fixture_assert_figures (fixture, 1, 0, 1, 0, 0);
      fixture_run (fixture, AT (15), AT (15), "[" ROW ("a", "12:20:00") "]");
      fixture_assert_rows (fixture, OUT ("a", "12:20:00"));
      fixture_free (fixture);
    }

  {
    Fixture *fixture = deduplicate ("w", TRUE, 600000, 1, FALSE);

    fixture_run (fixture, 0, 0, "[{\"word\": \"a\"}]");
    fixture_assert_rows (fixture, "{\"word\":\"a\",\"ts\":null}");
    fixture_run (fixture, 0, 0, "[" ROW ("a", "12:00:00") ", {\"word\": \"b\"}]");
    fixture_assert_rows (fixture, "{\"word\":\"b\",\"ts\":null}");
    fixture_run (fixture, 0, AT (-10), "[]");
    fixture_assert_figures (fixture, 0, 0, 2, 0, 0);
    fixture_run (fixture, AT (-10), AT (-10), "[" ROW ("a", "12:01:00") ", {\"word\": \"b\"}]");
    fixture_assert_figures (fixture, 1, 2, 1, 0, 0);
    fixture_free (fixture);
  }
}

static SluicePlan *
limit (gint64 n, gboolean streaming)
{
  g_autoptr (SluicePlan) source = fixture_source ("id INT", streaming, -1);
  SluicePlan *plan = sluice_plan_new (SLUICE_PLAN_LIMIT, "tested", source->schema, &source, 1);

  plan->limit.n = n;

  return plan;
}

/* [Recorded: "limit below a filter counts rows before it"]; the first rows are the first by sequence, whoever
 * brought them when. */
static void
test_limit (void)
{
  Fixture *fixture = fixture_new (limit (3, TRUE), 2, SLUICE_OUTPUT_APPEND, FALSE);

  fixture_run (fixture, 0, 0, "[]");
  fixture_assert_figures (fixture, 0, 0, 0, 0, 0);
  fixture_begin (fixture, 0, 0);
  fixture->sequence = 1;
  fixture_push (fixture, 0, "[{\"id\": 2}]");
  fixture->sequence = 0;
  fixture_push (fixture, 0, "[{\"id\": 1}]");
  fixture_end (fixture);
  fixture_assert_rows (fixture, "{\"id\":1}\n{\"id\":2}");
  fixture_assert_figures (fixture, 1, 1, 0, 0, 0);

  fixture_begin (fixture, 0, 0);
  fixture->sequence = 5;
  fixture_push (fixture, 0, "[{\"id\": 5}, {\"id\": 6}]");
  fixture->sequence = 3;
  fixture_push (fixture, 0, "[{\"id\": 3}, {\"id\": 4}]");
  fixture_end (fixture);
  fixture_assert_rows (fixture, "{\"id\":3}");
  fixture_assert_figures (fixture, 1, 1, 0, 0, 0);

  fixture_run (fixture, 0, 0, "[{\"id\": 7}]");
  fixture_assert_rows (fixture, "");
  fixture_assert_figures (fixture, 1, 0, 0, 0, 0);
  fixture_free (fixture);

  /* Over a table it begins anew each time. */
  fixture = fixture_new (limit (1, FALSE), 1, SLUICE_OUTPUT_APPEND, FALSE);
  g_assert_null (fixture->store);
  for (guint i = 0; i < 2; i++)
    {
      fixture_run (fixture, 0, 0, "[{\"id\": 7}, {\"id\": 8}]");
      fixture_assert_rows (fixture, "{\"id\":7}");
    }
  fixture_free (fixture);
}

static void
test_sort (void)
{
  g_autoptr (SluicePlan) source = fixture_source ("s STRING, d DOUBLE", TRUE, -1);
  SluicePlan *plan = sluice_plan_new (SLUICE_PLAN_SORT, "tested", source->schema, &source, 1);
  Fixture *fixture;
  static const char *const expected[]
      = { "{\"s\":null,\"d\":1.0}", "{\"s\":\"b\",\"d\":7.0}",  "{\"s\":\"b\",\"d\":1.0}",
          "{\"s\":\"b\",\"d\":null}", "{\"s\":\"a\",\"d\":2.0}", "{\"s\":\"a\",\"d\":2.0}" };

  plan->sort.n_keys = 2;
  plan->sort.keys = g_new0 (SluiceSortKey, 2);
  plan->sort.keys[0] = (SluiceSortKey){ fixture_expr (source, "s"), TRUE, TRUE };
  plan->sort.keys[1] = (SluiceSortKey){ fixture_expr (source, "-d"), FALSE, FALSE };
  fixture = fixture_new (plan, 2, SLUICE_OUTPUT_COMPLETE, FALSE);

  fixture_begin (fixture, 0, 0);
  fixture_push (fixture, 0, "[{\"s\": \"a\", \"d\": 2.0}, {\"s\": \"b\"}, {\"s\": \"b\", \"d\": 7.0}]");
  fixture_push (fixture, 0, "[{\"s\": \"b\", \"d\": 1.0}, {\"d\": 1.0}, {\"s\": \"a\", \"d\": 2.0}]");
  fixture_end (fixture);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (fixture->rows->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpstr (fixture->rows->pdata[i], ==, expected[i]);

  fixture_run (fixture, 0, 0, "[]");
  fixture_assert_rows (fixture, "");
  fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/operators/generate", test_generate);
  g_test_add_func ("/operators/generate/windows", test_generate_windows);
  g_test_add_func ("/operators/generate/many", test_generate_many);
  g_test_add_func ("/operators/deduplicate/for-ever", test_deduplicate_for_ever);
  g_test_add_func ("/operators/deduplicate/by-event-time", test_deduplicate_by_event_time);
  g_test_add_func ("/operators/deduplicate/within-watermark", test_deduplicate_within_watermark);
  g_test_add_func ("/operators/limit", test_limit);
  g_test_add_func ("/operators/sort", test_sort);

  return g_test_run ();
}
