/* test-join-operator.c: joins with a table in memory.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "operator-fixture.h"

#define STREAM "a STRING, n INT"
#define TABLE "b STRING, price INT"

#define STREAM_ROWS                                                                               \
  "[{\"a\": \"x\", \"n\": 1}, {\"a\": \"y\", \"n\": 2}, {\"a\": \"z\", \"n\": 3}, {\"a\": null, \"n\": 4}]"
#define UNIQUE "[{\"b\": \"x\", \"price\": 10}, {\"b\": \"y\", \"price\": 20}, {\"b\": null, \"price\": 99}]"
#define MANY                                                                                      \
  "[{\"b\": \"x\", \"price\": 10}, {\"b\": \"y\", \"price\": 20}, {\"b\": \"x\", \"price\": 11}, {\"b\": \"x\", "  \
  "\"price\": 1}]"

#define R(a, n, b, price) "{\"a\":" a ",\"n\":" #n ",\"b\":" b ",\"price\":" #price "}\n"

static SluicePlan *
join (SluiceJoinType type, gboolean table_left, gboolean by_key, gboolean null_safe, const char *condition)
{
  g_autoptr (SluicePlan) stream = fixture_source (STREAM, TRUE, -1);
  g_autoptr (SluicePlan) table = fixture_source (TABLE, FALSE, -1);
  SluicePlan *inputs[] = { table_left ? table : stream, table_left ? stream : table };
  gboolean semi = type == SLUICE_JOIN_LEFT_SEMI || type == SLUICE_JOIN_LEFT_ANTI;
  SluiceField fields[4];
  g_autoptr (SluiceType) both = NULL;
  g_autoptr (SluicePlan) joined = NULL;
  SluicePlan *plan;

  for (guint i = 0; i < 4; i++)
    fields[i] = inputs[i / 2]->schema->fields[i % 2];
  both = sluice_type_struct (fields, 4);
  plan = sluice_plan_new (SLUICE_PLAN_JOIN, "tested", semi ? stream->schema : both, inputs, 2);
  plan->join.type = type;
  plan->join.n_keys = by_key;
  plan->join.left_keys = g_new0 (SluiceExpr *, 2);
  plan->join.right_keys = g_new0 (SluiceExpr *, 2);
  plan->join.null_safe = g_new0 (gboolean, 2);
  plan->join.null_safe[0] = null_safe;
  if (by_key)
    {
      plan->join.left_keys[0] = fixture_expr (inputs[0], table_left ? "b" : "a");
      plan->join.right_keys[0] = fixture_expr (inputs[1], table_left ? "a" : "b");
    }
  joined = sluice_plan_new (SLUICE_PLAN_SOURCE, "joined", both, NULL, 0);
  if (condition != NULL)
    plan->join.condition = fixture_expr (joined, condition);

  return plan;
}

static void
check (SluicePlan *plan, const char *table, const char *expected)
{
  Fixture *fixture = fixture_new (plan, 1, SLUICE_OUTPUT_APPEND, FALSE);
  guint build_port = (guint) sluice_join_operator_build_port (fixture->op);

  sluice_join_operator_begin_build (fixture->op);
  fixture_begin (fixture, 0, 0);
  fixture_push (fixture, build_port, table);
  fixture_push (fixture, 1 - build_port, STREAM_ROWS);
  fixture_end (fixture);
  g_assert_no_error (fixture->error);
  fixture_assert_rows (fixture, expected);

  /* The table stays for the next micro-batch, and goes when it is built anew. */
  fixture_begin (fixture, 0, 0);
  fixture_push (fixture, 1 - build_port, STREAM_ROWS);
  fixture_end (fixture);
  fixture_assert_rows (fixture, expected);
  fixture_free (fixture);
}

static void
test_unique (void)
{
  check (join (SLUICE_JOIN_INNER, FALSE, TRUE, FALSE, NULL), UNIQUE,
         R ("\"x\"", 1, "\"x\"", 10) R ("\"y\"", 2, "\"y\"", 20));
  check (join (SLUICE_JOIN_INNER, FALSE, TRUE, TRUE, NULL), UNIQUE,
         R ("\"x\"", 1, "\"x\"", 10) R ("\"y\"", 2, "\"y\"", 20) R ("null", 4, "null", 99));
  check (join (SLUICE_JOIN_LEFT, FALSE, TRUE, FALSE, NULL), UNIQUE,
         R ("\"x\"", 1, "\"x\"", 10) R ("\"y\"", 2, "\"y\"", 20) R ("\"z\"", 3, "null", null)
             R ("null", 4, "null", null));
  check (join (SLUICE_JOIN_INNER, FALSE, TRUE, FALSE, "price > 10"), UNIQUE, R ("\"y\"", 2, "\"y\"", 20));
  check (join (SLUICE_JOIN_LEFT, FALSE, TRUE, FALSE, "price > 10"), UNIQUE,
         R ("\"x\"", 1, "null", null) R ("\"y\"", 2, "\"y\"", 20) R ("\"z\"", 3, "null", null)
             R ("null", 4, "null", null));
}

static void
test_many (void)
{
  check (join (SLUICE_JOIN_INNER, FALSE, TRUE, FALSE, NULL), MANY,
         R ("\"x\"", 1, "\"x\"", 10) R ("\"x\"", 1, "\"x\"", 11) R ("\"x\"", 1, "\"x\"", 1)
             R ("\"y\"", 2, "\"y\"", 20));
  check (join (SLUICE_JOIN_LEFT, FALSE, TRUE, FALSE, "price > 10 AND price < 20"), MANY,
         R ("\"x\"", 1, "\"x\"", 11) R ("\"y\"", 2, "null", null) R ("\"z\"", 3, "null", null)
             R ("null", 4, "null", null));
}

static void
test_semi_and_anti (void)
{
  check (join (SLUICE_JOIN_LEFT_SEMI, FALSE, TRUE, FALSE, NULL), MANY,
         "{\"a\":\"x\",\"n\":1}\n{\"a\":\"y\",\"n\":2}");
  check (join (SLUICE_JOIN_LEFT_ANTI, FALSE, TRUE, FALSE, NULL), UNIQUE,
         "{\"a\":\"z\",\"n\":3}\n{\"a\":null,\"n\":4}");
  check (join (SLUICE_JOIN_LEFT_SEMI, FALSE, TRUE, FALSE, "price < 10"), MANY, "{\"a\":\"x\",\"n\":1}");
  check (join (SLUICE_JOIN_LEFT_ANTI, FALSE, TRUE, FALSE, "price < 10"), MANY,
         "{\"a\":\"y\",\"n\":2}\n{\"a\":\"z\",\"n\":3}\n{\"a\":null,\"n\":4}");
}

static void
test_table_on_the_left (void)
{
  check (join (SLUICE_JOIN_RIGHT, TRUE, TRUE, FALSE, NULL), UNIQUE,
         "{\"b\":\"x\",\"price\":10,\"a\":\"x\",\"n\":1}\n{\"b\":\"y\",\"price\":20,\"a\":\"y\",\"n\":2}\n"
         "{\"b\":null,\"price\":null,\"a\":\"z\",\"n\":3}\n{\"b\":null,\"price\":null,\"a\":null,\"n\":4}");
  check (join (SLUICE_JOIN_INNER, TRUE, TRUE, FALSE, NULL), UNIQUE,
         "{\"b\":\"x\",\"price\":10,\"a\":\"x\",\"n\":1}\n{\"b\":\"y\",\"price\":20,\"a\":\"y\",\"n\":2}");
}

static void
test_without_keys (void)
{
  check (join (SLUICE_JOIN_CROSS, FALSE, FALSE, FALSE, NULL), "[{\"b\": \"q\", \"price\": 5}, {\"price\": 6}]",
         R ("\"x\"", 1, "\"q\"", 5) R ("\"y\"", 2, "\"q\"", 5) R ("\"z\"", 3, "\"q\"", 5) R ("null", 4, "\"q\"", 5)
             R ("\"x\"", 1, "null", 6) R ("\"y\"", 2, "null", 6) R ("\"z\"", 3, "null", 6)
                 R ("null", 4, "null", 6));
  check (join (SLUICE_JOIN_INNER, FALSE, FALSE, FALSE, "n * 10 > price"), "[{\"b\": \"q\", \"price\": 25}]",
         R ("\"z\"", 3, "\"q\"", 25) R ("null", 4, "\"q\"", 25));
}

static void
test_empty_table (void)
{
  check (join (SLUICE_JOIN_INNER, FALSE, TRUE, FALSE, NULL), "[]", "");
  check (join (SLUICE_JOIN_LEFT, FALSE, TRUE, FALSE, NULL), "[]",
         R ("\"x\"", 1, "null", null) R ("\"y\"", 2, "null", null) R ("\"z\"", 3, "null", null)
             R ("null", 4, "null", null));
  check (join (SLUICE_JOIN_LEFT_ANTI, FALSE, TRUE, FALSE, NULL), "[]",
         "{\"a\":\"x\",\"n\":1}\n{\"a\":\"y\",\"n\":2}\n{\"a\":\"z\",\"n\":3}\n{\"a\":null,\"n\":4}");
  check (join (SLUICE_JOIN_CROSS, FALSE, FALSE, FALSE, NULL), "[]", "");
}

/* A new table replaces the old one, and the rows of several pushes are one table. */
static void
test_rebuild (void)
{
  Fixture *fixture
      = fixture_new (join (SLUICE_JOIN_INNER, FALSE, TRUE, FALSE, NULL), 2, SLUICE_OUTPUT_APPEND, TRUE);

  fixture_begin (fixture, 0, 0);
  fixture_push (fixture, 1, "[{\"b\": \"x\", \"price\": 10}]");
  fixture_push (fixture, 1, "[{\"b\": \"y\", \"price\": 20}]");
  fixture_push (fixture, 0, STREAM_ROWS);
  fixture_assert_rows (fixture, R ("\"x\"", 1, "\"x\"", 10) R ("\"y\"", 2, "\"y\"", 20));
  g_assert_cmpuint (fixture->decisions->len, ==, 2);
  g_assert_true (g_str_has_prefix (fixture->decisions->pdata[0], "JOINED -1 "));

  sluice_join_operator_begin_build (fixture->op);
  fixture_begin (fixture, 0, 0);
  fixture_push (fixture, 1, "[{\"b\": \"z\", \"price\": 30}]");
  fixture_push (fixture, 0, STREAM_ROWS);
  fixture_assert_rows (fixture, R ("\"z\"", 3, "\"z\"", 30));

  /* A table that has become empty. */
  sluice_join_operator_begin_build (fixture->op);
  fixture_begin (fixture, 0, 0);
  fixture_push (fixture, 0, STREAM_ROWS);
  fixture_assert_rows (fixture, "");
  fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/join/unique", test_unique);
  g_test_add_func ("/join/many", test_many);
  g_test_add_func ("/join/semi-and-anti", test_semi_and_anti);
  g_test_add_func ("/join/table-on-the-left", test_table_on_the_left);
  g_test_add_func ("/join/without-keys", test_without_keys);
  g_test_add_func ("/join/empty-table", test_empty_table);
  g_test_add_func ("/join/rebuild", test_rebuild);

  return g_test_run ();
}
