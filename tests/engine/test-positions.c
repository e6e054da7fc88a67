/* test-positions.c: errors say where in the expression they are.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "expr/sluice-analyzer.h"
#include "expr/sluice-program.h"
#include "formats/sluice-functions.h"
#include "testing/sluice-test-json.h"

static SluiceExpr *
analyze (const char *text, const char *ddl, const SluiceSettings *settings, GError **error)
{
  g_autoptr (SluiceType) schema = sluice_parse_ddl (ddl, NULL);
  SluiceScopeInput input = { NULL, schema, 0 };
  SluiceScope scope = { &input, 1, settings };

  /* A schema that is refused is a case for the tests of schemas. */
  if (schema == NULL)
    return NULL;

  return sluice_analyze (text, &scope,
                         SLUICE_ALLOW_AGGREGATES | SLUICE_ALLOW_GENERATORS | SLUICE_ALLOW_WINDOW,
                         error);
}

/* What Spark calls `line 1 pos 7` counts characters from 0; here they are all ASCII. */
static int
recorded_position (const char *message)
{
  const char *p = strstr (message, "line 1");

  p = p != NULL ? strstr (p, "pos ") : NULL;

  return p != NULL ? atoi (p + strlen ("pos ")) : -1;
}

typedef struct
{
  guint n_errors;
  guint n_placed;
  guint n_recorded;
  guint n_same;
} Counts;

static void
check_case (const char *line, Counts *counts)
{
  g_autoptr (SluiceTestJson) json = sluice_test_json_parse (line);
  const SluiceTestJson *expected = sluice_test_json_get (json, "error");
  const char *text = sluice_test_json_get_text (json, "expr");
  const char *ddl = sluice_test_json_get_text (json, "schema");
  g_autoptr (SluiceSettings) settings = sluice_settings_new (NULL);
  g_autoptr (SluiceExpr) expr = NULL;
  g_autoptr (GError) error = NULL;
  int wanted;
  gint64 got;

  if (expected == NULL || text == NULL || ddl == NULL || sluice_test_json_get (json, "settings") != NULL
      || !g_str_is_ascii (text)
      || g_strcmp0 (sluice_test_json_get_text (expected, "during"), "analysis") != 0)
    return;
  expr = analyze (text, ddl, settings, &error);
  if (error == NULL)
    return;

  got = sluice_error_info (error)->position;
  counts->n_errors++;
  if (got >= 0 && got <= (gint64) strlen (text))
    counts->n_placed++;
  else
    g_test_message ("no position: %s: %s", text, error->message);

  wanted = recorded_position (sluice_test_json_get_text (expected, "message"));
  if (wanted < 0)
    return;
  counts->n_recorded++;
  if (got == wanted)
    counts->n_same++;
  else
    g_test_message ("%s: at %d, not %" G_GINT64_FORMAT ": %s", text, wanted, got, error->message);
}

/* Each error of the analysis has a place, and with few exceptions it is Spark's. */
static void
test_recorded (void)
{
  const char *folder = SOURCE_ROOT "/tests/conformance/expressions";
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  Counts counts = { 0, 0, 0, 0 };
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;
      g_auto (GStrv) lines = NULL;

      if (!g_str_has_suffix (name, ".jsonl") || !g_file_get_contents (path, &text, NULL, NULL))
        continue;
      lines = g_strsplit (text, "\n", -1);
      for (guint i = 0; lines[i] != NULL; i++)
        if (lines[i][0] == '{')
          check_case (lines[i], &counts);
    }

  g_test_message ("%u errors, %u with a place; Spark gives one for %u, the same for %u",
                  counts.n_errors, counts.n_placed, counts.n_recorded, counts.n_same);
  g_assert_cmpuint (counts.n_errors, >, 1000);
  g_assert_cmpuint (counts.n_placed, ==, counts.n_errors);
  g_assert_cmpuint (counts.n_same * 100, >=, counts.n_recorded * 95);
}

/* Errors of rows: one or two of each family, and the part of the text that is to blame. */
static void
test_rows (void)
{
  static const struct
  {
    const char *text;
    const char *blamed;
  } cases[] = {
    { "1 + CAST(concat('x', s) AS INT)", "CAST(concat('x', s) AS INT)" },
    { "coalesce(s, 'b') || (1 / (i - i))", "1 / (i - i)" },
    { "i + 1 + i % 0", "i % 0" },
    { "CAST(i AS TINYINT) * CAST(300 + i AS TINYINT)", "CAST(300 + i AS TINYINT)" },
    { "upper(s) = CAST(CAST(s AS DATE) AS STRING)", "CAST(s AS DATE)" },
    { "1 + element_at(array(i), 5)", "element_at(array(i), 5)" },
    { "array(i)[3] + 1", "array(i)[3]" },
    { "to_date(s, 'yyyy') > DATE '2024-01-01'", "to_date(s, 'yyyy')" },
    { "length(date_format(DATE '2024-01-01', concat('Y', left(s, 0))))",
      "date_format(DATE '2024-01-01', concat('Y', left(s, 0)))" },
    { "1 + to_number(s, '99')", "to_number(s, '99')" },
    { "if(i > 0, raise_error(s), 1)", "raise_error(s)" },
    { "assert_true(i < 0) IS NULL", "assert_true(i < 0)" },
    { "hex(aes_encrypt(s, 'short'))", "aes_encrypt(s, 'short')" },
    { "concat('a', unhex(to_binary(s, 'hex')))", "to_binary(s, 'hex')" },
    { "size(split(s, '('))", "split(s, '(')" },
    { "regexp_replace(s, '[', 'a') = 'b'", "regexp_replace(s, '[', 'a')" },
    { "1 + parse_url(s, 'HOST')", "parse_url(s, 'HOST')" },
    { "make_date(2024, i + 20, 1) > DATE '2024-01-01'", "make_date(2024, i + 20, 1)" },
    { "year(DATE '2024-01-01' + make_interval(0, 0, 0, 0, i))",
      "DATE '2024-01-01' + make_interval(0, 0, 0, 0, i)" },
    { "transform(array(i, 2), x -> x / (i - i))", "x / (i - i)" },
    { "from_utc_timestamp(TIMESTAMP '2024-01-01', s)", "from_utc_timestamp(TIMESTAMP '2024-01-01', s)" },
    { "sequence(1, 5, i - i - 1)", "sequence(1, 5, i - i - 1)" },
    { "map(i, 1, i, 2)", "map(i, 1, i, 2)" },
    { "decode(X'61', s)", "decode(X'61', s)" },
    { "s LIKE concat('a\\\\', s)", "LIKE concat('a\\\\', s)" },
    { "i = 1 AND s IN (1, 2)", "IN (1, 2)" },
    { "i = 1 AND s NOT IN (1, 2)", "NOT IN (1, 2)" },
    { "NOT 'x' = 1", "'x' = 1" },
    { "abs(-2147483647 - i)", "abs(-2147483647 - i)" },
    { "CASE WHEN i = 1 THEN CAST(s AS BOOLEAN) END", "CAST(s AS BOOLEAN)" },
  };
  g_autoptr (SluiceSettings) settings = sluice_settings_new (NULL);
  g_autoptr (SluiceType) schema = sluice_parse_ddl ("s STRING, i INT", NULL);
  SluiceScopeInput input = { NULL, schema, 0 };
  SluiceScope scope = { &input, 1, settings };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SluiceArena) arena = sluice_arena_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (SluiceExpr) expr = NULL;
      g_autoptr (SluiceProgram) program = NULL;
      g_autoptr (SluiceBatch) batch = NULL;
      SluiceColumn *columns[2], *result;
      const char *at = strstr (cases[i].text, cases[i].blamed);

      expr = sluice_analyze (cases[i].text, &scope, SLUICE_ALLOW_NOTHING, &error);
      if (expr != NULL)
        {
          columns[0] = sluice_column_new (arena, schema->fields[0].type, 1);
          columns[0]->string[0] = sluice_string ("zz zz", 5);
          columns[1] = sluice_column_new (arena, schema->fields[1].type, 1);
          columns[1]->i32[0] = 1;
          batch = sluice_batch_new (arena, schema, columns, 1);
          program = sluice_program_new (&expr, 1, settings);
          sluice_program_run (program, arena, 0, batch, &result, &error);
        }
      if (error == NULL)
        g_test_message ("%s goes well", cases[i].text);
      g_assert_nonnull (error);
      g_test_message ("%s: %s", cases[i].text, error->message);
      g_assert_cmpint (sluice_error_info (error)->position, ==, at - cases[i].text);
      g_assert_cmpint (sluice_error_info (error)->length, ==, strlen (cases[i].blamed));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sluice_formats_register_functions ();
  g_test_add_func ("/positions/recorded", test_recorded);
  g_test_add_func ("/positions/rows", test_rows);

  return g_test_run ();
}
