/* test-json-prediction.c: functions on JSON texts that look like those before, by prediction and without.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "expr/sluice-analyzer.h"
#include "expr/sluice-convert.h"
#include "expr/sluice-kernel.h"
#include "formats/sluice-functions.h"
#include "formats/sluice-json-copy.h"
#include "formats/sluice-writer.h"

/* Rounds of random columns, and rows of each. */
#define N_ROUNDS 1000
#define N_ROWS 24

static SluiceSettings *settings;

static SluiceExpr *
analyze (const char *text)
{
  g_autoptr (SluiceType) schema = sluice_parse_ddl ("j STRING", NULL);
  SluiceScopeInput input = { NULL, schema, 0 };
  SluiceScope scope = { &input, 1, settings };
  g_autoptr (GArray) out = g_array_new (FALSE, FALSE, sizeof (SluiceNamedExpr));
  g_autoptr (GError) error = NULL;
  SluiceExpr *expr;

  g_array_set_clear_func (out, sluice_named_expr_clear);
  sluice_analyze_named (text, &scope, SLUICE_ALLOW_GENERATORS, out, &error);
  g_assert_no_error (error);
  expr = g_array_index (out, SluiceNamedExpr, 0).expr;

  /* The kernel of a generator is that of its argument. */
  return sluice_expr_ref (expr->kind == SLUICE_EXPR_GENERATOR ? expr->args[0] : expr);
}

/* Returns: (transfer full): the values as JSON, one a line, or why there are none */
static char *
evaluate (const SluiceExpr *expr, GPtrArray *texts)
{
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  g_autoptr (GByteArray) out = g_byte_array_new ();
  SluiceColumn *column = sluice_column_new (arena, sluice_type_primitive (SLUICE_TYPE_STRING), texts->len);
  SluiceEvalContext context = { .arena = arena, .settings = settings, .n_rows = texts->len, .columns = &column };
  g_autoptr (GError) error = NULL;
  SluiceColumn *value;

  for (guint i = 0; i < texts->len; i++)
    {
      const GString *text = g_ptr_array_index (texts, i);
      /* As long as it is, so that a sanitizer sees a byte read too far. */
      char *copy = g_memdup2 (text->str, MAX (text->len, 1));

      sluice_arena_keep (arena, copy, g_free);
      column->string[i] = sluice_string (copy, text->len);
    }
  value = sluice_evaluate (&context, expr, (SluiceSelection){ NULL, texts->len }, &error);
  if (value == NULL)
    return g_strdup (error->message);

  for (guint i = 0; i < texts->len; i++)
    {
      sluice_json_append_value (value, i, settings, FALSE, out);
      g_byte_array_append (out, (const guint8 *) "\n", 1);
    }
  g_byte_array_append (out, (const guint8 *) "", 1);

  return g_strdup ((const char *) out->data);
}

static void
compare (const SluiceExpr *expr, GPtrArray *texts)
{
  g_autofree char *fast = evaluate (expr, texts);
  g_autofree char *exact = NULL;

  g_setenv ("SLUICE_JSON_NO_PREDICTION", "1", TRUE);
  exact = evaluate (expr, texts);
  g_unsetenv ("SLUICE_JSON_NO_PREDICTION");
  g_assert_cmpstr (fast, ==, exact);
}

static void
free_text (gpointer text)
{
  g_string_free (text, TRUE);
}

static void
append_value (GString *out, GRand *random, guint depth)
{
  static const char *const values[] = {
    "1",        "-7",        "0",          "-0",           "12345678901234567890", "007",
    "1.25",     "1e3",       "-0.0",       "1.",           "true",                 "false",
    "null",     "nul",       "NaN",        "-Infinity",    "\"\"",                 "\"x\"",
    "\"two words\"",         "\"\\n\\u00e9\"",             "\"\\ud83d\\ude00\"",   "\"\\ud800\"",
    "\"\\x\"",  "\"\x01\"",  "\"\xc3\xa9\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"",   "\"\xff\"",
    "'single'", "[]",        "[1, 2 ]",    "[{\"x\":1}]",  "{}",                   "{ \"k\" : 1.0 }",
    "\"2024-02-30\"",        "\"2024-01-31\"",             "\"aGk=\"",             "/* c */ 1",
    "{\"k\":\"\\ud800\"}",   "\"17\"",     "[1",           "\"a text that is longer than sixteen bytes\"",
  };

  if (depth < 2 && g_rand_int_range (random, 0, 4) == 0)
    {
      g_string_append (out, "{\"a\":");
      append_value (out, random, depth + 1);
      g_string_append (out, ",\"b\":");
      append_value (out, random, depth + 1);
      g_string_append_c (out, '}');
      return;
    }
  g_string_append (out, values[g_rand_int_range (random, 0, G_N_ELEMENTS (values))]);
}

/* A record in one of two shapes that the round knows, with values of which many are the easy ones. */
static GString *
make_record (GRand *random, const char *const shapes[2][4])
{
  const char *const *keys = shapes[g_rand_int_range (random, 0, 4) == 0];
  GString *out = g_string_new ("{");

  for (guint i = 0; i < 4 && keys[i] != NULL; i++)
    {
      g_string_append (out, i > 0 ? "," : "");
      g_string_append (out, keys[i]);
      if (g_rand_int_range (random, 0, 3) > 0)
        g_string_append (out, "\"text\"");
      else
        append_value (out, random, 0);
    }
  g_string_append_c (out, '}');

  return out;
}

static void
spoil (GString *text, GRand *random)
{
  static const char bytes[] = "{}[]\",:\\ \n\t01-.eExn'/*\x80\xc3";
  gsize at = (gsize) g_rand_int_range (random, 0, (gint) text->len);
  char byte = bytes[g_rand_int_range (random, 0, sizeof bytes)];

  switch (g_rand_int_range (random, 0, 5))
    {
    case 0:
      g_string_truncate (text, at);
      break;
    case 1:
      g_string_erase (text, (gssize) at, 1);
      break;
    case 2:
      g_string_insert_c (text, (gssize) at, byte);
      break;
    case 3:
      text->str[at] = byte;
      break;
    default:
      g_string_append (text, g_rand_boolean (random) ? " }" : "x");
      break;
    }
}

/* Whatever the texts are, what is expected of one by those before it changes nothing. */
static void
test_random (gconstpointer data)
{
  static const char *const keys[]
      = { "\"a\":", "\"b\":", "\"c\":", "\"a\" : ", " \"b\":", "\"A\":", "\"\\u0061\":", "'a':", "\"d\":\n", "/**/\"a\":" };
  g_autoptr (SluiceExpr) expr = analyze (data);
  g_autoptr (GRand) random = g_rand_new_with_seed (20260101);

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (free_text);
      const char *shapes[2][4] = { { NULL } };

      for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
        for (gint k = g_rand_int_range (random, 1, 5) - 1; k >= 0; k--)
          shapes[i][k] = keys[g_rand_int_range (random, 0, g_rand_boolean (random) ? 3 : G_N_ELEMENTS (keys))];
      for (guint i = 0; i < N_ROWS; i++)
        {
          g_ptr_array_add (texts, make_record (random, shapes));
          if (g_rand_int_range (random, 0, 6) == 0)
            spoil (g_ptr_array_index (texts, i), random);
        }
      compare (expr, texts);
    }
}

/* The answers by hand, the second of two texts that look alike being the one that is predicted. */
static void
test_second (void)
{
  static const struct
  {
    const char *call;
    const char *first;
    const char *second;
    const char *wanted;
  } cases[] = {
    { "get_json_object(j, '$.a')", "{\"a\":\"x\",\"b\":1}", "{\"a\":\"yz\",\"b\":23}", "\"yz\"" },
    { "get_json_object(j, '$.b')", "{\"a\":\"x\",\"b\":1}", "{\"a\":\"yz\",\"b\":1.50}", "\"1.5\"" },
    { "get_json_object(j, '$.a.b')", "{\"a\":{\"b\":1}}", "{\"a\":{\"b\":[1, 2]}}", "\"[1,2]\"" },
    { "get_json_object(j, '$.a.b')", "{\"a\":{\"b\":1}}", "{\"a\":{\"b\":null}}", "null" },
    { "get_json_object(j, '$.a')", "{\"a\":1,\"b\":1}", "{\"a\":1,\"b\":01}", "null" },
    { "get_json_object(j, '$.a')", "{\"a\":1}", "{\"a\":2} and more", "\"2\"" },
    { "get_json_object(j, '$.a')", "{\"a\":\"x\"}", "{\"a\":\"\\ud800\"}", "null" },
    { "from_json(j, 'a STRING')", "{\"a\":\"x\"}", "{\"a\":\"\\ud800\"}", "{\"a\":\"?\"}" },
    { "from_json(j, 'a STRING')", "{\"a\":1}", "{\"a\":-0}", "{\"a\":\"0\"}" },
    { "from_json(j, 'a STRING')", "{\"a\":\"x\"}", "{\"a\":\"\xff\"}", "{\"a\":\"\xef\xbf\xbd\"}" },
    { "from_json(j, 'a INT, c STRING', map('columnNameOfCorruptRecord', 'c'))", "{\"a\":1}", "{\"a\":\"x\"}",
      "{\"a\":null,\"c\":\"{\\\"a\\\":\\\"x\\\"}\"}" },
    { "json_tuple(j, 'b', 'a')", "{\"a\":1,\"b\":\"x\"}", "{\"a\":2,\"b\":\"y\"}", "[{\"c0\":\"y\",\"c1\":\"2\"}]" },
    { "json_tuple(j, 'a', 'a')", "{\"a\":1}", "{\"a\":2}", "[{\"c0\":\"2\",\"c1\":\"2\"}]" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SluiceExpr) expr = analyze (cases[i].call);
      g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (free_text);
      g_autofree char *values = NULL;
      g_auto (GStrv) lines = NULL;

      g_ptr_array_add (texts, g_string_new (cases[i].first));
      g_ptr_array_add (texts, g_string_new (cases[i].second));
      values = evaluate (expr, texts);
      lines = g_strsplit (values, "\n", -1);
      g_assert_cmpstr (lines[1], ==, cases[i].wanted);
      compare (expr, texts);
    }
}

/* What is taken for a number that is written as it is, is. */
static void
test_canonical (void)
{
  static const char *const others[] = { "1.50",  "01.5", "0.05", "-0.0",       "0.0",    "1e3",
                                        "1.5e3", "0",    "-0",   "12345678.5", "1.5E-3", "123456789.12345678" };
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (sluice_json_number_is_canonical (strpbrk (others[i], ".eE") != NULL ? SLUICE_JSON_FRACTION
                                                                                      : SLUICE_JSON_INTEGER,
                                                     others[i], strlen (others[i])));
  g_assert_true (sluice_json_number_is_canonical (SLUICE_JSON_INTEGER, "-12", 3));
  g_assert_true (sluice_json_number_is_canonical (SLUICE_JSON_FRACTION, "9999999.5", 9));
  g_assert_true (sluice_json_number_is_canonical (SLUICE_JSON_FRACTION, "-0.1", 4));

  for (guint i = 0; i < 200000; i++)
    {
      gint decimals = g_rand_int_range (random, 1, 12);
      g_autofree char *text
          = g_strdup_printf ("%.*f", decimals,
                             (g_rand_boolean (random) ? 1.0 : -1.0)
                                 * exp (g_rand_double_range (random, log (0.01), log (1e9))));
      char written[SLUICE_FORMAT_MAX];
      double value;
      gsize length;

      if (!sluice_json_number_is_canonical (SLUICE_JSON_FRACTION, text, strlen (text)))
        continue;
      g_assert_true (sluice_parse_double (text, strlen (text), &value));
      length = sluice_format_double (value, written);
      g_assert_cmpmem (text, strlen (text), written, length);
      n++;
    }
  g_assert_cmpuint (n, >, 50000);
}

int
main (int argc, char **argv)
{
  static const char *const calls[] = {
    "get_json_object(j, '$.a')",
    "get_json_object(j, '$.a.b')",
    "from_json(j, 'a STRING, b INT, _corrupt_record STRING')",
    "from_json(j, 'b STRUCT<a: STRING, b: DOUBLE>, a BINARY, c MAP<STRING, STRING>')",
    "from_json(j, 'a ARRAY<INT>, b VARIANT, a STRING')",
    "from_json(j, 'a DECIMAL(5,2), b DATE, c BOOLEAN', map('allowUnquotedControlChars', 'true', "
    "'allowComments', 'true', 'allowNumericLeadingZeros', 'true', 'allowBackslashEscapingAnyCharacter', 'true'))",
    "from_json(j, 'a STRING, b STRING', map('mode', 'FAILFAST'))",
    "json_tuple(j, 'a', 'b')",
  };

  g_test_init (&argc, &argv, NULL);
  settings = sluice_settings_new (NULL);
  sluice_formats_register_functions ();
  g_test_add_func ("/json-prediction/canonical", test_canonical);
  g_test_add_func ("/json-prediction/second", test_second);
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autofree char *path = g_strdup_printf ("/json-prediction/random/%u", i);

      g_test_add_data_func (path, calls[i], test_random);
    }

  return g_test_run ();
}
