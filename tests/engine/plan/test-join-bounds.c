/* test-join-bounds.c: when rows leave the state of a stream-stream join.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-join-bounds.h"
#include "plan/sluice-join-condition.h"

#include <string.h>

#include "plan/sluice-analysis.h"

/* Orders and payments; either may be without a watermark, and the orders also come in windows. */
static SluiceAnalysis *
analyze (gboolean left_watermark, gboolean right_watermark, const char *type, const char *on)
{
  g_autofree char *text = g_strdup_printf (
      "{\"sluice\": 1, \"nodes\": {"
      "\"oi\": {\"op\": \"readStream\", \"format\": \"memory\", \"schema\":"
      " \"id INT, n BIGINT, t TIMESTAMP\"},"
      "\"pi\": {\"op\": \"readStream\", \"format\": \"memory\", \"schema\":"
      " \"id INT, m BIGINT, u TIMESTAMP\"},"
      "\"ow\": {\"op\": \"withWatermark\", \"input\": \"oi\", \"eventTime\": \"t\", \"delay\":"
      " \"1 hour\"%s},"
      "\"pw\": {\"op\": \"withWatermark\", \"input\": \"pi\", \"eventTime\": \"u\", \"delay\":"
      " \"1 hour\"%s},"
      "\"o\": {\"op\": \"select\", \"input\": \"ow\", \"columns\": [\"*\","
      " \"window(t, '1 hour') AS w\"]},"
      "\"p\": {\"op\": \"select\", \"input\": \"pw\", \"columns\": [\"*\","
      " \"window(u, '1 hour') AS w\"]},"
      "\"j\": {\"op\": \"join\", \"left\": \"o\", \"right\": \"p\", \"type\": \"%s\", \"on\":"
      " \"o.id = p.id AND %s\"}}}",
      left_watermark ? "" : ", \"bypassed\": true", right_watermark ? "" : ", \"bypassed\": true", type,
      on);
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceDocument) document = sluice_document_parse (text, strlen (text), &error);
  SluiceAnalysis *analysis;

  g_assert_no_error (error);
  analysis = sluice_analysis_new (document, NULL, NULL);
  g_assert_nonnull (sluice_analysis_get_node (analysis, "j")->plan);

  return analysis;
}

/* `stays`, `key N` or `time COLUMN OFFSET`, with ` until END` behind. */
static char *
rule_text (const SluiceJoinStateRule *rule)
{
  g_autofree char *until = rule->end_ms < SLUICE_JOIN_NO_END
                               ? g_strdup_printf (" until %" G_GINT64_FORMAT, rule->end_ms)
                               : g_strdup ("");

  switch (rule->kind)
    {
    case SLUICE_JOIN_STATE_STAYS:
      return g_strdup ("stays");
    case SLUICE_JOIN_STATE_BY_KEY:
      return g_strdup_printf ("key %u", rule->column);
    default:
      return g_strdup_printf ("time %u %" G_GINT64_FORMAT "%s", rule->column, rule->offset_ms, until);
    }
}

static void
test_rules (void)
{
  /* What getStateWatermarkPredicates() of Spark derives [5.3], by hand. */
  static const struct
  {
    gboolean left_watermark;
    gboolean right_watermark;
    const char *on;
    const char *left;
    const char *right;
  } cases[] = {
    { TRUE, TRUE, "u BETWEEN t AND t + INTERVAL 10 MINUTES", "time 2 -600001", "time 2 -1" },
    { TRUE, TRUE, "u > t AND u < t + INTERVAL 10 MINUTES", "time 2 -600000", "time 2 0" },
    { TRUE, TRUE, "u <= t + INTERVAL 10 MINUTES", "time 2 -600001", "stays" },
    { TRUE, TRUE, "u >= t", "stays", "time 2 -1" },
    { TRUE, TRUE, "u >= t - INTERVAL 1 MINUTE AND t > u - INTERVAL 1 HOUR", "time 2 -3600000",
      "time 2 -60001" },
    { TRUE, TRUE, "n = m", "stays", "stays" },
    /* Less than a millisecond counts as one: the state watermark is in whole ones, rounded down. */
    { TRUE, TRUE, "u < t + INTERVAL 500 MICROSECONDS", "time 2 -1", "stays" },
    /* Both sides must have a watermark, or there is none to derive from, or nothing to go by. */
    { TRUE, FALSE, "u BETWEEN t AND t + INTERVAL 10 MINUTES", "stays", "stays" },
    { FALSE, TRUE, "u BETWEEN t AND t + INTERVAL 10 MINUTES", "stays", "stays" },
    { FALSE, FALSE, "u BETWEEN t AND t + INTERVAL 10 MINUTES", "stays", "stays" },
    /* A key that carries an event time goes before any condition, on both sides. */
    { TRUE, TRUE, "t = u AND u <= t + INTERVAL 1 MINUTE", "key 1", "key 1" },
    { TRUE, FALSE, "o.w = p.w", "key 1", "key 1" },
    { TRUE, TRUE, "t <=> u", "stays", "stays" },
    { FALSE, TRUE, "n = m AND o.w = p.w", "key 2", "key 2" },
    /* Numbers are seconds to Spark. */
    { TRUE, TRUE, "u BETWEEN t AND t + INTERVAL 10 MINUTES AND n > 5", "time 2 -600001 until 5000",
      "time 2 -1" },
    { TRUE, TRUE, "u BETWEEN t AND t + INTERVAL 10 MINUTES AND m >= 7", "time 2 -600001",
      "time 2 -1 until 6999" },
    { TRUE, TRUE, "u BETWEEN t AND t + INTERVAL 10 MINUTES AND n < 5", "time 2 -600001", "time 2 -1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SluiceAnalysis) analysis
          = analyze (cases[i].left_watermark, cases[i].right_watermark, "inner", cases[i].on);
      SluiceJoinStateRule rules[2];
      g_autofree char *left = NULL;
      g_autofree char *right = NULL;

      g_test_message ("%s", cases[i].on);
      sluice_join_state_rules (sluice_analysis_get_node (analysis, "j")->plan,
                               sluice_analysis_get_settings (analysis), rules);
      left = rule_text (&rules[0]);
      right = rule_text (&rules[1]);
      g_assert_cmpstr (left, ==, cases[i].left);
      g_assert_cmpstr (right, ==, cases[i].right);
    }
}

static void
test_expiry (void)
{
  SluiceJoinStateRule rule = { SLUICE_JOIN_STATE_BY_TIME, 0, -600001, SLUICE_JOIN_NO_END };

  /* 12:00 leaves when the watermark minus ten minutes and a millisecond is 12:00 [5.3]. */
  g_assert_cmpint (sluice_join_state_expiry (&rule, 43200000000), ==, 43800001000);
  g_assert_cmpint (sluice_join_state_expiry (&rule, 43200000001), ==, 43800002000);
  g_assert_cmpint (sluice_join_state_expiry (&rule, 43199999999), ==, 43800001000);
  g_assert_cmpint (sluice_join_state_expiry (&rule, -1), ==, 600001000);

  /* At the ends of what there is. */
  rule.offset_ms = -9000000000000000;
  g_assert_cmpint (sluice_join_state_expiry (&rule, 8000000000000000000), ==, G_MAXINT64 - 1);
  rule.offset_ms = 600000;
  g_assert_cmpint (sluice_join_state_expiry (&rule, G_MININT64 + 1), ==, G_MININT64);

  rule = (SluiceJoinStateRule){ SLUICE_JOIN_STATE_BY_TIME, 0, 0, 5000 };
  g_assert_cmpint (sluice_join_state_expiry (&rule, 5000000), ==, 5000000);
  g_assert_cmpint (sluice_join_state_expiry (&rule, 5000001), ==, G_MAXINT64);
}

static void
test_output_watermark (void)
{
  static const struct
  {
    const char *type;
    const char *on;
    gint64 expected;
  } cases[] = {
    { "inner", "u BETWEEN t AND t + INTERVAL 10 MINUTES", 10000000 - 600001 },
    { "left", "u BETWEEN t AND t + INTERVAL 10 MINUTES", 10000000 - 600001 },
    { "inner", "u >= t", 10000000 - 1 },
    { "inner", "t = u", 10000000 },
    { "inner", "n = m", 10000000 },
    /* Only the left side's counts, since only left rows come out. */
    { "leftSemi", "u BETWEEN t - INTERVAL 1 HOUR AND t + INTERVAL 10 MINUTES", 10000000 - 600001 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SluiceAnalysis) analysis = analyze (TRUE, TRUE, cases[i].type, cases[i].on);
      const SluicePlan *plan = sluice_analysis_get_node (analysis, "j")->plan;
      SluiceJoinStateRule rules[2];

      sluice_join_state_rules (plan, sluice_analysis_get_settings (analysis), rules);
      g_assert_cmpint (sluice_join_output_watermark (plan, rules, 10000000), ==, cases[i].expected);
    }
}

static void
append_sql (GPtrArray *exprs, const SluiceType *schema, GString *text)
{
  for (guint i = 0; i < exprs->len; i++)
    {
      g_autofree char *sql = sluice_expr_to_sql (exprs->pdata[i], schema);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", sql);
    }
  g_string_append_c (text, ';');
}

static void
test_split (void)
{
  g_autoptr (SluiceAnalysis) analysis
      = analyze (FALSE, FALSE, "inner", "n > 1 AND m > 2 AND n <> m AND 1 > 0");
  const SluicePlan *plan = sluice_analysis_get_node (analysis, "j")->plan;
  g_autoptr (GPtrArray) left = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  g_autoptr (GPtrArray) right = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  g_autoptr (GPtrArray) both = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  g_autoptr (GString) text = g_string_new (NULL);

  sluice_join_split_condition (plan, left, right, both);
  append_sql (left, plan->inputs[0]->schema, text);
  append_sql (right, plan->inputs[1]->schema, text);
  append_sql (both, plan->schema, text);
  g_assert_cmpstr (text->str, ==, "(n > 1), (1 > 0);(m > 2);(NOT (n = m));");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan/join-bounds/rules", test_rules);
  g_test_add_func ("/plan/join-bounds/expiry", test_expiry);
  g_test_add_func ("/plan/join-bounds/output-watermark", test_output_watermark);
  g_test_add_func ("/plan/join-bounds/split", test_split);

  return g_test_run ();
}
