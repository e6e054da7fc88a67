/* test-ddl.c: schemas as texts.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-analyzer.h"

static void
assert_schema (const char *ddl, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceType) type = sluice_parse_ddl (ddl, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = sluice_type_to_ddl (type);
  g_assert_cmpstr (text, ==, expected);
}

static void
assert_refused (const char *ddl, const char *condition)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceType) type = sluice_parse_ddl (ddl, &error);

  g_assert_null (type);
  g_assert_cmpstr (sluice_error_condition (error), ==, condition);
}

static void
test_types (void)
{
  assert_schema ("a int, b string NOT NULL COMMENT 'x'", "a INT, b STRING NOT NULL");
  assert_schema (
      "a BYTE, b SHORT, c LONG, d REAL, e DEC, f NUMERIC(5), g TIMESTAMP_LTZ",
      "a TINYINT, b SMALLINT, c BIGINT, d FLOAT, e DECIMAL(10,0), f DECIMAL(5,0), g TIMESTAMP");
  assert_schema ("a ARRAY<MAP<STRING, ARRAY<INT>>>", "a ARRAY<MAP<STRING, ARRAY<INT>>>");
  assert_schema ("s STRUCT<a: INT NOT NULL, `b c`: STRUCT<>, d STRING>",
                 "s STRUCT<a: INT NOT NULL, `b c`: STRUCT<>, d: STRING>");
  assert_schema ("i INTERVAL DAY TO SECOND, j INTERVAL YEAR, k INTERVAL",
                 "i INTERVAL DAY TO SECOND, j INTERVAL YEAR, k INTERVAL");
  assert_schema ("select INT, `order` DATE, timestamp TIMESTAMP",
                 "select INT, order DATE, timestamp TIMESTAMP");
}

static void
test_refusals (void)
{
  assert_refused ("", "PARSE_EMPTY_STATEMENT");
  assert_refused ("a", "PARSE_SYNTAX_ERROR");
  assert_refused ("a INT,", "PARSE_SYNTAX_ERROR");
  assert_refused ("a: INT", "PARSE_SYNTAX_ERROR");
  assert_refused ("a STRUCT<b: INT,>", "PARSE_SYNTAX_ERROR");
  assert_refused ("a DECIMAL(5,6)", "DECIMAL_SCALE_EXCEEDS_PRECISION");
  assert_refused ("a DECIMAL(5,2,1)", "UNSUPPORTED_DATATYPE");
  assert_refused ("a TEXT", "UNSUPPORTED_DATATYPE");
  assert_refused ("a VARCHAR", "DATATYPE_MISSING_SIZE");
  assert_refused ("a VARCHAR(3)", "UNSUPPORTED_CHAR_OR_VARCHAR_AS_STRING");
  assert_refused ("a-b INT", "INVALID_IDENTIFIER");
}

/* What one writes of a type, the other reads. */
static void
test_round_trip (void)
{
  g_autoptr (SluiceType) first = sluice_parse_ddl (
      "a STRUCT<`x``y`: ARRAY<INT>, z: MAP<INT, DECIMAL(38,18)>> NOT NULL", NULL);
  g_autofree char *text = sluice_type_to_ddl (first);
  g_autoptr (SluiceType) second = sluice_parse_ddl (text, NULL);

  g_assert_nonnull (second);
  g_assert_true (sluice_type_equal (first, second));
}

static void
test_duplicates (void)
{
  g_autoptr (SluiceSettings) settings = sluice_settings_new (NULL);
  g_autoptr (SluiceType) twice = sluice_parse_ddl ("a INT, s STRUCT<x: INT, X: INT>", NULL);
  g_autoptr (SluiceType) once = sluice_parse_ddl ("a INT, s STRUCT<a: INT>", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (sluice_check_schema (once, settings, &error));
  g_assert_no_error (error);
  g_assert_false (sluice_check_schema (twice, settings, &error));
  g_assert_cmpstr (sluice_error_condition (error), ==, "COLUMN_ALREADY_EXISTS");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ddl/types", test_types);
  g_test_add_func ("/ddl/refusals", test_refusals);
  g_test_add_func ("/ddl/round-trip", test_round_trip);
  g_test_add_func ("/ddl/duplicates", test_duplicates);

  return g_test_run ();
}
