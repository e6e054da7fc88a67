/* test-aggregate-operator.c: aggregation, streaming and not.
 *
 * The figures and rows expected are Spark's: the worked example of its guide, and cases recorded from it.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "operator-fixture.h"

#define MINUTE G_GINT64_CONSTANT (60000000)
/* 2024-01-01T12:00:00Z in milliseconds. */
#define NOON G_GINT64_CONSTANT (1704110400000)
#define AT(minutes) (NOON + (minutes) * 60000)

#define WORDS "word STRING, ts TIMESTAMP"
#define SLIDING "window ts 600000000 300000000 0;word"

#define ROW(word, time) "{\"word\": \"" word "\", \"ts\": \"2024-01-01T" time "Z\"}"
#define OUT(start, end, word, n)                                                                  \
  "{\"k0\":{\"start\":\"2024-01-01T" start ":00.000Z\",\"end\":\"2024-01-01T" end                 \
  ":00.000Z\"},\"k1\":\"" word "\",\"a0\":" #n "}\n"

/* The guide's example, with 1 and 3 workers: the batches 0 to 3 of its table. */
static void
test_guide (gconstpointer data)
{
  guint n_workers = GPOINTER_TO_UINT (data);
  Fixture *fixture
      = fixture_new (fixture_aggregate (fixture_source (WORDS, TRUE, 1), SLIDING, "count(*)"), n_workers,
                     SLUICE_OUTPUT_UPDATE, FALSE);

  fixture_run (fixture, 0, 0, "[" ROW ("dog", "12:07:00") "," ROW ("owl", "12:08:00") "]");
  g_assert_no_error (fixture->error);
  fixture_assert_rows (fixture, OUT ("12:00", "12:10", "dog", 1) OUT ("12:00", "12:10", "owl", 1)
                                    OUT ("12:05", "12:15", "dog", 1) OUT ("12:05", "12:15", "owl", 1));
  fixture_assert_figures (fixture, 4, 4, 0, 0, 0);
  g_assert_true (fixture->op->klass->wants_no_data_batch (fixture->op, AT (-2)));
  g_assert_false (fixture->op->klass->wants_no_data_batch (fixture->op, 0));

  fixture_run (fixture, 0, AT (-2), "[" ROW ("dog", "12:14:00") "]");
  fixture_assert_rows (fixture, OUT ("12:05", "12:15", "dog", 2) OUT ("12:10", "12:20", "dog", 1));
  fixture_assert_figures (fixture, 5, 2, 0, 0, 0);

  fixture_begin (fixture, AT (-2), AT (4));
  fixture_push (fixture, 0, "[" ROW ("cat", "12:09:00") "," ROW ("cat", "12:15:00") "]");
  fixture_push (fixture, 0, "[" ROW ("dog", "12:08:00") "," ROW ("owl", "12:13:00") "]");
  fixture_push (fixture, 0, "[" ROW ("owl", "12:21:00") "]");
  fixture_end (fixture);
  fixture_assert_rows (fixture, OUT ("12:00", "12:10", "cat", 1) OUT ("12:00", "12:10", "dog", 2)
                                    OUT ("12:05", "12:15", "cat", 1) OUT ("12:05", "12:15", "dog", 3)
                                    OUT ("12:05", "12:15", "owl", 2) OUT ("12:10", "12:20", "cat", 1)
                                    OUT ("12:10", "12:20", "owl", 1) OUT ("12:15", "12:25", "cat", 1)
                                    OUT ("12:15", "12:25", "owl", 1) OUT ("12:20", "12:30", "owl", 1));
  fixture_assert_figures (fixture, 12, 10, 0, 0, 0);

  /* The donkey between the two watermarks is accepted, and evicted at once. */
  fixture_run (fixture, AT (4), AT (11), "[" ROW ("donkey", "12:04:00") "," ROW ("owl", "12:17:00") "]");
  fixture_assert_rows (fixture, OUT ("11:55", "12:05", "donkey", 1) OUT ("12:00", "12:10", "donkey", 1)
                                    OUT ("12:10", "12:20", "owl", 2) OUT ("12:15", "12:25", "owl", 2));
  fixture_assert_figures (fixture, 9, 4, 5, 0, 0);

  fixture_free (fixture);
}

static void
test_append (void)
{
  Fixture *fixture
      = fixture_new (fixture_aggregate (fixture_source (WORDS, TRUE, 1), SLIDING, "count(*)"), 2,
                     SLUICE_OUTPUT_APPEND, TRUE);

  fixture_run (fixture, 0, 0, "[" ROW ("dog", "12:07:00") "," ROW ("owl", "12:08:00") "]");
  fixture_assert_rows (fixture, "");
  fixture_assert_decisions (
      fixture,
      "WITHHELD 1704111000 {\"k0\":{\"start\":\"2024-01-01T12:00:00.000Z\",\"end\":\"2024-01-01T12:10:00.000Z\"},\"k1\":\"dog\"}\n"
      "WITHHELD 1704111000 {\"k0\":{\"start\":\"2024-01-01T12:00:00.000Z\",\"end\":\"2024-01-01T12:10:00.000Z\"},\"k1\":\"owl\"}\n"
      "WITHHELD 1704111300 {\"k0\":{\"start\":\"2024-01-01T12:05:00.000Z\",\"end\":\"2024-01-01T12:15:00.000Z\"},\"k1\":\"dog\"}\n"
      "WITHHELD 1704111300 {\"k0\":{\"start\":\"2024-01-01T12:05:00.000Z\",\"end\":\"2024-01-01T12:15:00.000Z\"},\"k1\":\"owl\"}\n");

  /* Without a row, and exactly at the end of the first windows [WM-8]. */
  fixture_run (fixture, AT (9), AT (10), "[]");
  fixture_assert_rows (fixture, OUT ("12:00", "12:10", "dog", 1) OUT ("12:00", "12:10", "owl", 1));
  fixture_assert_figures (fixture, 2, 0, 2, 0, 0);
  g_assert_cmpuint (fixture->decisions->len, ==, 4);
  g_assert_true (g_str_has_prefix (fixture->decisions->pdata[0], "EMITTED 1704111000 "));
  g_assert_true (g_str_has_prefix (fixture->decisions->pdata[1], "EVICTED 1704111000 "));

  /* The same row in time for one window and late for the other; and one that is late altogether, twice. */
  fixture_run (fixture, AT (10), AT (10),
               "[" ROW ("cat", "12:09:59") "," ROW ("ant", "12:04:00") "," ROW ("ant", "12:04:30") "]");
  fixture_assert_rows (fixture, "");
  fixture_assert_figures (fixture, 3, 1, 0, 3, 2);
  fixture_assert_decisions (
      fixture,
      "DROPPED_LATE 1704111000 {\"word\":\"cat\",\"ts\":\"2024-01-01T12:09:59.000Z\"}\n"
      "DROPPED_LATE 1704111000 {\"word\":\"ant\",\"ts\":\"2024-01-01T12:04:00.000Z\"}\n"
      "DROPPED_LATE 1704110700 {\"word\":\"ant\",\"ts\":\"2024-01-01T12:04:00.000Z\"}\n"
      "DROPPED_LATE 1704111000 {\"word\":\"ant\",\"ts\":\"2024-01-01T12:04:30.000Z\"}\n"
      "DROPPED_LATE 1704110700 {\"word\":\"ant\",\"ts\":\"2024-01-01T12:04:30.000Z\"}\n"
      "WITHHELD 1704111300 {\"k0\":{\"start\":\"2024-01-01T12:05:00.000Z\",\"end\":\"2024-01-01T12:15:00.000Z\"},\"k1\":\"cat\"}\n");

  fixture_free (fixture);
}

/* Late groups are counted once, whichever workers saw them [recorded: "dropped rows are counted after partial
 * aggregation"]. */
static void
test_dropped_after_partial_aggregation (void)
{
  for (guint n_workers = 1; n_workers <= 4; n_workers++)
    {
      Fixture *fixture = fixture_new (fixture_aggregate (fixture_source (WORDS, TRUE, 1),
                                                         "window ts 600000000 600000000 0;word", "count(*)"),
                                      n_workers, SLUICE_OUTPUT_APPEND, FALSE);

      fixture_begin (fixture, AT (30), AT (30));
      fixture_push (fixture, 0, "[" ROW ("a", "12:01:00") "]");
      fixture_push (fixture, 0, "[" ROW ("a", "12:02:00") "]");
      fixture_push (fixture, 0, "[" ROW ("a", "12:03:00") "," ROW ("b", "12:03:00") "]");
      fixture_end (fixture);
      fixture_assert_figures (fixture, 0, 0, 0, 2, 4);
      fixture_free (fixture);
    }
}

static void
test_complete (void)
{
  Fixture *fixture = fixture_new (fixture_aggregate (fixture_source (WORDS, TRUE, 1),
                                                     "window ts 600000000 600000000 0;word", "count(*)"),
                                  2, SLUICE_OUTPUT_COMPLETE, FALSE);

  fixture_run (fixture, 0, 0, "[" ROW ("a", "12:01:00") "," ROW ("b", "12:11:00") "]");
  fixture_run (fixture, AT (60), AT (60), "[" ROW ("a", "12:02:00") "]");
  fixture_assert_rows (fixture, OUT ("12:00", "12:10", "a", 2) OUT ("12:10", "12:20", "b", 1));
  fixture_assert_figures (fixture, 2, 1, 0, 0, 0);
  g_assert_false (fixture->op->klass->wants_no_data_batch (fixture->op, AT (100)));
  fixture_run (fixture, AT (60), AT (60), "[]");
  fixture_assert_rows (fixture, OUT ("12:00", "12:10", "a", 2) OUT ("12:10", "12:20", "b", 1));
  fixture_assert_figures (fixture, 2, 0, 0, 0, 0);
  fixture_free (fixture);
}

/* [Recorded: "a global aggregate of no rows in complete mode"]. */
static void
test_global (void)
{
  Fixture *fixture = fixture_new (
      fixture_aggregate (fixture_source ("x INT", TRUE, -1), "", "count(*);sum(x)"), 2,
      SLUICE_OUTPUT_COMPLETE, FALSE);

  fixture_run (fixture, G_MININT64, G_MININT64, "[]");
  fixture_assert_rows (fixture, "{\"a0\":0,\"a1\":null}");
  fixture_assert_figures (fixture, 1, 1, 0, 0, 0);
  fixture_run (fixture, G_MININT64, G_MININT64, "[{\"x\": 101}]");
  fixture_assert_rows (fixture, "{\"a0\":1,\"a1\":101}");
  fixture_run (fixture, G_MININT64, G_MININT64, "[]");
  fixture_assert_rows (fixture, "{\"a0\":1,\"a1\":101}");
  fixture_assert_figures (fixture, 1, 1, 0, 0, 0);
  fixture_free (fixture);
}

/* [Recorded: "null event times in update mode"]: they stay for ever, and are never late. */
static void
test_null_event_time (void)
{
  Fixture *fixture = fixture_new (fixture_aggregate (fixture_source (WORDS, TRUE, 1), "ts", "count(*)"), 2,
                                  SLUICE_OUTPUT_UPDATE, FALSE);

  fixture_run (fixture, 0, 0, "[{\"word\": \"a\"}," ROW ("a", "12:05:00") "]");
  fixture_assert_rows (fixture, "{\"k0\":null,\"a0\":1}\n{\"k0\":\"2024-01-01T12:05:00.000Z\",\"a0\":1}");
  fixture_run (fixture, AT (0), AT (10), "[{\"word\": \"a\"}," ROW ("b", "12:30:00") "]");
  fixture_assert_rows (fixture, "{\"k0\":null,\"a0\":2}\n{\"k0\":\"2024-01-01T12:30:00.000Z\",\"a0\":1}");
  fixture_assert_figures (fixture, 2, 2, 1, 0, 0);
  fixture_run (fixture, AT (30), AT (30), "[{\"word\": \"a\"}," ROW ("b", "12:30:00") "]");
  fixture_assert_rows (fixture, "{\"k0\":null,\"a0\":3}");
  fixture_assert_figures (fixture, 1, 1, 1, 1, 1);
  fixture_free (fixture);

  /* A window drops them. */
  fixture = fixture_new (fixture_aggregate (fixture_source (WORDS, TRUE, 1), SLIDING, "count(*)"), 1,
                         SLUICE_OUTPUT_UPDATE, FALSE);
  fixture_run (fixture, 0, 0, "[{\"word\": \"a\"}]");
  fixture_assert_rows (fixture, "");
  fixture_assert_figures (fixture, 0, 0, 0, 0, 0);
  fixture_free (fixture);
}

/* [4.3]: t = 12:05, size 12, slide 5, without and with a start of 2; and before 1970. */
static void
test_windows (void)
{
  Fixture *fixture = fixture_new (fixture_aggregate (fixture_source (WORDS, TRUE, -1),
                                                     "window ts 720000000 300000000 0;word", "count(*)"),
                                  1, SLUICE_OUTPUT_UPDATE, FALSE);

  fixture_run (fixture, G_MININT64, G_MININT64, "[" ROW ("a", "12:05:00") "]");
  fixture_assert_rows (fixture, OUT ("11:55", "12:07", "a", 1) OUT ("12:00", "12:12", "a", 1)
                                    OUT ("12:05", "12:17", "a", 1));
  /* In 11:55-12:07 and not beyond it. */
  fixture_run (fixture, G_MININT64, G_MININT64, "[" ROW ("a", "12:06:59") "," ROW ("a", "12:07:00") "]");
  fixture_assert_rows (fixture, OUT ("11:55", "12:07", "a", 2) OUT ("12:00", "12:12", "a", 3)
                                    OUT ("12:05", "12:17", "a", 3));
  fixture_free (fixture);

  fixture = fixture_new (fixture_aggregate (fixture_source (WORDS, TRUE, -1),
                                            "window ts 720000000 300000000 120000000;word", "count(*)"),
                         1, SLUICE_OUTPUT_UPDATE, FALSE);
  fixture_run (fixture, G_MININT64, G_MININT64, "[" ROW ("a", "12:05:00") "]");
  fixture_assert_rows (fixture, OUT ("11:57", "12:09", "a", 1) OUT ("12:02", "12:14", "a", 1));
  fixture_free (fixture);

  fixture = fixture_new (fixture_aggregate (fixture_source (WORDS, TRUE, -1),
                                            "word;window ts 600000000 600000000 0", "count(*)"),
                         1, SLUICE_OUTPUT_UPDATE, FALSE);
  fixture_run (fixture, G_MININT64, G_MININT64, "[{\"word\": \"a\", \"ts\": \"1969-12-31T23:59:59.999999Z\"}]");
  fixture_assert_rows (fixture,
                       "{\"k0\":\"a\",\"k1\":{\"start\":\"1969-12-31T23:50:00.000Z\",\"end\":\"1970-01-01T00:00:00.000Z\"},\"a0\":1}");
  fixture_free (fixture);
}

/* Whatever the number of workers, many rows give what adding them up by hand gives. */
static void
test_many (gconstpointer data)
{
  guint n_workers = GPOINTER_TO_UINT (data);
  Fixture *fixture = fixture_new (
      fixture_aggregate (fixture_source ("k STRING, x BIGINT", TRUE, -1), "k",
                         "count(*);sum(x);min(x);max(x);count(x) FILTER (WHERE x % 2 = 0)"),
      n_workers, SLUICE_OUTPUT_COMPLETE, FALSE);
  g_autoptr (GString) expected = g_string_new (NULL);

  for (guint batch = 0; batch < 3; batch++)
    {
      fixture_begin (fixture, G_MININT64, G_MININT64);
      for (guint push = 0; push < 5; push++)
        {
          g_autoptr (GString) rows = g_string_new ("[");

          for (guint i = 0; i < 500; i++)
            g_string_append_printf (rows, "%s{\"k\": \"key-%u\", \"x\": %u}", i > 0 ? "," : "", i % 100,
                                    push * 500 + i);
          g_string_append_c (rows, ']');
          fixture_push (fixture, 0, rows->str);
        }
      fixture_end (fixture);
      g_assert_no_error (fixture->error);
    }

  /* Key j sees j, j + 100, …, j + 2400 in each of three batches. */
  for (gint64 j = 0; j < 100; j++)
    g_string_append_printf (expected,
                            "{\"k0\":\"key-%" G_GINT64_FORMAT "\",\"a0\":75,\"a1\":%" G_GINT64_FORMAT
                            ",\"a2\":%" G_GINT64_FORMAT ",\"a3\":%" G_GINT64_FORMAT ",\"a4\":%d}\n",
                            j, 3 * (25 * j + 100 * (24 * 25 / 2)), j, j + 2400, j % 2 == 0 ? 75 : 0);
  fixture_assert_rows (fixture, expected->str);
  fixture_assert_figures (fixture, 100, 100, 0, 0, 0);
  fixture_free (fixture);
}

/* States that aren't plain bytes: the least and greatest text. */
static void
test_texts (void)
{
  Fixture *fixture = fixture_new (
      fixture_aggregate (fixture_source ("k INT, s STRING", TRUE, -1), "k", "min(s);max(s);count(*)"), 3,
      SLUICE_OUTPUT_UPDATE, FALSE);

  fixture_begin (fixture, G_MININT64, G_MININT64);
  fixture_push (fixture, 0, "[{\"k\": 1, \"s\": \"middle\"}, {\"k\": null, \"s\": null}]");
  fixture_push (fixture, 0, "[{\"k\": 1, \"s\": \"a long text that is certainly no short one\"}]");
  fixture_push (fixture, 0, "[{\"k\": 1, \"s\": \"\"}]");
  fixture_end (fixture);
  g_assert_no_error (fixture->error);
  fixture_assert_rows (fixture, "{\"k0\":1,\"a0\":\"\",\"a1\":\"middle\",\"a2\":3}\n"
                                "{\"k0\":null,\"a0\":null,\"a1\":null,\"a2\":1}");
  fixture_run (fixture, G_MININT64, G_MININT64, "[{\"k\": 1, \"s\": \"zebra\"}]");
  fixture_assert_rows (fixture, "{\"k0\":1,\"a0\":\"\",\"a1\":\"zebra\",\"a2\":4}");
  fixture_free (fixture);
}

/* What depends on the order of rows follows their sequence, whichever worker has them, and however its
 * windows overlap. */
static void
test_ordered (void)
{
  for (guint n_workers = 1; n_workers <= 3; n_workers++)
    {
      Fixture *fixture
          = fixture_new (fixture_aggregate (fixture_source ("s STRING, ts TIMESTAMP", TRUE, 1),
                                            "window ts 600000000 300000000 0", "first(s);last(s);collect_list(s)"),
                         n_workers, SLUICE_OUTPUT_UPDATE, FALSE);

      fixture_begin (fixture, 0, 0);
      fixture->sequence = 10;
      fixture_push (fixture, 0,
                    "[{\"s\": \"d\", \"ts\": \"2024-01-01T12:06:00Z\"}, {\"s\": \"e\", \"ts\": \"2024-01-01T12:01:00Z\"}]");
      fixture->sequence = 0;
      fixture_push (fixture, 0,
                    "[{\"s\": \"a\", \"ts\": \"2024-01-01T12:07:00Z\"}, {\"s\": \"b\", \"ts\": \"2024-01-01T12:02:00Z\"}]");
      fixture->sequence = 5;
      fixture_push (fixture, 0, "[{\"s\": \"c\", \"ts\": \"2024-01-01T12:09:00Z\"}]");
      fixture_end (fixture);
      g_assert_no_error (fixture->error);
#define ORDERED(start, end, first, last, list)                                                    \
  "{\"k0\":{\"start\":\"2024-01-01T" start ":00.000Z\",\"end\":\"2024-01-01T" end                 \
  ":00.000Z\"},\"a0\":\"" first "\",\"a1\":\"" last "\",\"a2\":" list "}\n"
      fixture_assert_rows (fixture,
                           ORDERED ("11:55", "12:05", "b", "e", "[\"b\",\"e\"]")
                               ORDERED ("12:00", "12:10", "a", "e", "[\"a\",\"b\",\"c\",\"d\",\"e\"]")
                                   ORDERED ("12:05", "12:15", "a", "d", "[\"a\",\"c\",\"d\"]"));
      fixture_run (fixture, 0, 0, "[{\"s\": \"f\", \"ts\": \"2024-01-01T12:14:00Z\"}]");
      fixture_assert_rows (fixture, ORDERED ("12:05", "12:15", "a", "f", "[\"a\",\"c\",\"d\",\"f\"]")
                                        ORDERED ("12:10", "12:20", "f", "f", "[\"f\"]"));
      fixture_free (fixture);
    }
}

static void
test_overflow (void)
{
  Fixture *fixture = fixture_new (fixture_aggregate (fixture_source ("x BIGINT", TRUE, -1), "", "sum(x)"), 1,
                                  SLUICE_OUTPUT_UPDATE, FALSE);

  fixture_run (fixture, G_MININT64, G_MININT64, "[{\"x\": 9223372036854775807}]");
  g_assert_no_error (fixture->error);
  fixture_run (fixture, G_MININT64, G_MININT64, "[{\"x\": 1}]");
  g_assert_nonnull (fixture->error);
  g_assert_cmpstr (sluice_error_condition (fixture->error), ==, "ARITHMETIC_OVERFLOW");
  fixture_free (fixture);
}

/* Without a stream: all there is, once, and nothing stays. */
static void
test_static (void)
{
  Fixture *fixture
      = fixture_new (fixture_aggregate (fixture_source ("k STRING, x INT", FALSE, -1), "k", "max(x)"), 2,
                     SLUICE_OUTPUT_APPEND, FALSE);

  g_assert_null (fixture->store);
  for (guint round = 0; round < 2; round++)
    {
      fixture_run (fixture, 0, 0, "[{\"k\": \"a\", \"x\": 1}, {\"k\": \"b\", \"x\": 2}, {\"k\": \"a\", \"x\": 3}]");
      fixture_assert_rows (fixture, "{\"k0\":\"a\",\"a0\":3}\n{\"k0\":\"b\",\"a0\":2}");
    }
  fixture_free (fixture);

  fixture = fixture_new (fixture_aggregate (fixture_source ("x INT", FALSE, -1), "", "count(*)"), 2,
                         SLUICE_OUTPUT_APPEND, FALSE);
  fixture_run (fixture, 0, 0, "[]");
  fixture_assert_rows (fixture, "{\"a0\":0}");
  fixture_free (fixture);
}

/* Sets of values: of a table, and in the state of a stream, where a value that came before counts no more. */
static void
test_distinct (void)
{
  const char *aggregates = "count(DISTINCT x);sum(DISTINCT x) FILTER (WHERE x > 1);count(DISTINCT x, y);median(x);"
                           "approx_count_distinct(y)";

  for (guint streaming = 0; streaming < 2; streaming++)
    {
      Fixture *fixture
          = fixture_new (fixture_aggregate (fixture_source ("k STRING, x INT, y STRING", streaming, -1), "k",
                                            aggregates),
                         2, streaming ? SLUICE_OUTPUT_UPDATE : SLUICE_OUTPUT_APPEND, FALSE);

      fixture_run (fixture, G_MININT64, G_MININT64,
                   "[{\"k\": \"a\", \"x\": 1, \"y\": \"p\"}, {\"k\": \"a\", \"x\": 2, \"y\": \"p\"},"
                   " {\"k\": \"b\", \"y\": \"p\"}, {\"k\": \"a\", \"x\": 2, \"y\": \"q\"},"
                   " {\"k\": \"a\", \"x\": 2, \"y\": \"q\"}]");
      g_assert_no_error (fixture->error);
      fixture_assert_rows (fixture, "{\"k0\":\"a\",\"a0\":2,\"a1\":2,\"a2\":3,\"a3\":2.0,\"a4\":2}\n"
                                    "{\"k0\":\"b\",\"a0\":0,\"a1\":null,\"a2\":0,\"a3\":null,\"a4\":1}");
      if (streaming)
        {
          fixture_run (fixture, G_MININT64, G_MININT64,
                       "[{\"k\": \"a\", \"x\": 3, \"y\": \"p\"}, {\"k\": \"a\", \"x\": 2, \"y\": \"p\"}]");
          fixture_assert_rows (fixture,
                               "{\"k0\":\"a\",\"a0\":3,\"a1\":5,\"a2\":4,\"a3\":2.0,\"a4\":2}");
        }
      fixture_free (fixture);
    }
}

/* State written by other aggregates is refused, not misread. */
static void
test_foreign_state (void)
{
  Fixture *fixture = fixture_new (fixture_aggregate (fixture_source ("x BIGINT", TRUE, -1), "", "sum(x)"), 1,
                                  SLUICE_OUTPUT_UPDATE, FALSE);
  guint64 hash = sluice_state_hash ("", 0);

  sluice_state_put (sluice_state_store_partition (fixture->store, 0, sluice_state_partition_of (hash, 3)), hash,
                    "", 0, "12345678", 8, SLUICE_STATE_NO_EXPIRY);
  fixture_run (fixture, G_MININT64, G_MININT64, "[{\"x\": 1}]");
  g_assert_error (fixture->error, SLUICE_OPERATOR_ERROR, SLUICE_OPERATOR_ERROR_RUN);
  g_assert_cmpstr (sluice_error_condition (fixture->error), ==, "STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE");
  fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/aggregate/guide/1", GUINT_TO_POINTER (1), test_guide);
  g_test_add_data_func ("/aggregate/guide/3", GUINT_TO_POINTER (3), test_guide);
  g_test_add_func ("/aggregate/append", test_append);
  g_test_add_func ("/aggregate/dropped-after-partial-aggregation", test_dropped_after_partial_aggregation);
  g_test_add_func ("/aggregate/complete", test_complete);
  g_test_add_func ("/aggregate/global", test_global);
  g_test_add_func ("/aggregate/null-event-time", test_null_event_time);
  g_test_add_func ("/aggregate/windows", test_windows);
  g_test_add_data_func ("/aggregate/many/1", GUINT_TO_POINTER (1), test_many);
  g_test_add_data_func ("/aggregate/many/4", GUINT_TO_POINTER (4), test_many);
  g_test_add_func ("/aggregate/texts", test_texts);
  g_test_add_func ("/aggregate/ordered", test_ordered);
  g_test_add_func ("/aggregate/overflow", test_overflow);
  g_test_add_func ("/aggregate/static", test_static);
  g_test_add_func ("/aggregate/distinct", test_distinct);
  g_test_add_func ("/aggregate/foreign-state", test_foreign_state);

  return g_test_run ();
}
