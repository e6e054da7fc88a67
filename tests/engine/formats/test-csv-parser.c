/* test-csv-parser.c: CSV records by every rule of the grammar.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "format-test-rows.h"
#include "formats/sluice-csv-parser.h"

/* Records as text: `[` and `]` around each value, `-` for none, a line for each record. */
typedef struct
{
  const char *options;
  const char *data;
  const char *records;
} Rule;

static void
append_records (SluiceCsvParser *parser, GString *out)
{
  SluiceCsvStatus status;
  const char *raw;
  gsize length;

  while ((status = sluice_csv_parser_read (parser, &raw, &length)) == SLUICE_CSV_RECORD)
    {
      for (guint i = 0; i < parser->fields->len; i++)
        {
          const SluiceCsvField *field = &g_array_index (parser->fields, SluiceCsvField, i);

          if (field->null)
            g_string_append_c (out, '-');
          else
            g_string_append_printf (out, "[%.*s]", (int) field->length,
                                    parser->text->str + field->offset);
        }
      g_string_append_c (out, '\n');
    }
  if (status == SLUICE_CSV_TOO_LARGE)
    g_string_append_printf (out, "too large: %.*s\n", (int) length, raw);
  else if (status == SLUICE_CSV_UNESCAPED_QUOTE)
    g_string_append_printf (out, "unescaped: %.*s\n", (int) length, raw);
}

static void
assert_rules (const Rule *rules, guint n_rules)
{
  for (guint i = 0; i < n_rules; i++)
    {
      g_autoptr (GHashTable) values = test_options (rules[i].options);
      g_autoptr (GError) error = NULL;
      g_autoptr (SluiceFormatOptions) options
          = sluice_format_options_new (SLUICE_FORMAT_CSV, values, test_settings (), FALSE, &error);
      gsize length = strlen (rules[i].data);
      /* Exactly as long as the data, so that a sanitizer sees a byte read too far. */
      g_autofree char *data = g_memdup2 (rules[i].data, length);
      g_autofree char *shown = g_strescape (rules[i].data, NULL);
      GString *out = g_string_new (NULL);
      SluiceCsvParser parser;

      g_assert_no_error (error);
      sluice_csv_parser_init (&parser, options);
      sluice_csv_parser_start (&parser, data, length);
      append_records (&parser, out);
      sluice_csv_parser_clear (&parser);
      g_test_message ("%s: %s", rules[i].options, shown);
      g_assert_cmpstr (out->str, ==, rules[i].records);
      g_string_free (out, TRUE);
    }
}

#define assert_all(rules) assert_rules (rules, G_N_ELEMENTS (rules))

static void
test_unquoted (void)
{
  static const Rule rules[] = {
    { "", "", "" },
    { "", "a,b", "[a][b]\n" },
    { "", ",", "--\n" },
    { "", "a,", "[a]-\n" },
    { "", "a\"b\",\\\"c", "[a\"b\"][\\\"c]\n" },
    { "", " \"a\" ,b", "[ \"a\" ][b]\n" },
    { "", "a\nb", "[a\nb]\n" },
  };

  assert_all (rules);
}

static void
test_quoted (void)
{
  static const Rule rules[] = {
    { "", "\"a\",\"\",\"b,c\"", "[a][][b,c]\n" },
    { "", "\"a\" \t,b", "[a][b]\n" },
    { "", "\"a\" ", "[a]\n" },
    { "", "\"a,b", "[a,b]\n" },
    { "", "\"", "[]\n" },
    { "", "\" a \"", "[ a ]\n" },
    { "quote='", "'a,b',\"c\"", "[a,b][\"c\"]\n" },
    { "quote=", "\"a,b\"", "[\"a][b\"]\n" },
    { "quote=\xc2\xab", "\xc2\xab" "a,b\xc2\xab,\xc2", "[a,b][\xef\xbf\xbd]\n" },
  };

  assert_all (rules);
}

static void
test_escapes (void)
{
  static const Rule rules[] = {
    { "", "\"x\\\"y\",2", "[x\"y][2]\n" },
    { "", "\"x\\\\\",2", "[x\\][2]\n" },
    { "", "\"x\\ny\\,\",2", "[x\\ny\\,][2]\n" },
    { "", "\"x\\", "[x\\]\n" },
    { "escape=\"", "\"x\"\"y\",\"a\"\"\",\"x\\\"", "[x\"y][a\"][x\\]\n" },
    { "escape=^", "\"x^\"y\",\"x^^\",\"x^n\"", "[x\"y][x^][x^n]\n" },
    { "escape=", "\"x\\\",2", "[x\\][2]\n" },
    { "charToEscapeQuoteEscaping=\\u0000", "\"x\\\\\"y\",2", "[x\\\"y][2]\n" },
    { "charToEscapeQuoteEscaping=^", "\"x^\\\",\"x^y\",\"x^", "[x\\][x^y][x^]\n" },
    { "charToEscapeQuoteEscaping=^", "\"x\\\\\"y\",2", "[x\\\"y][2]\n" },
    { "escape=\";charToEscapeQuoteEscaping=^", "\"x^\"y\",2", "[x\"y][2]\n" },
  };

  assert_all (rules);
}

static void
test_unescaped_quotes (void)
{
  static const Rule rules[] = {
    { "", "\"x\"y,2", "[\"x\"y][2]\n" },
    { "", "\"x,\"y,2", "[\"x,\"y][2]\n" },
    { "", "\"x\" y,2", "[\"x\" y][2]\n" },
    { "", "\"x\"\"y\",2", "[\"x\"\"y\"][2]\n" },
    { "", "\"\"\",2", "[\"][2]\n" },
    { "", "\"\"\"\",2", "[\"\"][2]\n" },
    { "unescapedQuoteHandling=STOP_AT_CLOSING_QUOTE", "\"x\"y\",2", "[x\"y][2]\n" },
    { "unescapedQuoteHandling=STOP_AT_CLOSING_QUOTE", "\"x,\"y,2", "[x,\"y,2]\n" },
    { "unescapedQuoteHandling=STOP_AT_CLOSING_QUOTE", "\"x\" y\",2", "[x\" y][2]\n" },
    { "unescapedQuoteHandling=BACK_TO_DELIMITER", "\"x,\"y,2", "[x][y,2]\n" },
    { "unescapedQuoteHandling=BACK_TO_DELIMITER", "\"x\"y,2", "[\"x\"y][2]\n" },
    { "unescapedQuoteHandling=BACK_TO_DELIMITER;multiLine=true", "\"x\nz,\"y,2",
      "[x]\n[z][y,2]\n" },
    { "unescapedQuoteHandling=SKIP_VALUE", "\"x,\"y,2", "-[2]\n" },
    { "unescapedQuoteHandling=SKIP_VALUE", "\"x,2", "[x,2]\n" },
    { "unescapedQuoteHandling=RAISE_ERROR", "\"x\"y,2", "unescaped: \"x\"y,2\n" },
    { "unescapedQuoteHandling=RAISE_ERROR", "x\"y,\"2\"", "[x\"y][2]\n" },
    { "unescapedQuoteHandling=RAISE_ERROR;multiLine=true", "1\n\"x\"y,2\n3",
      "[1]\nunescaped: \"x\"y,2\n" },
  };

  assert_all (rules);
}

static void
test_blanks (void)
{
  static const Rule rules[] = {
    { "ignoreLeadingWhiteSpace=true", " x , \"y\" , ,\t\" z \"", "[x ][y]-[ z ]\n" },
    { "ignoreTrailingWhiteSpace=true", " x , \"y\" , ,\" z \"", "[ x][ \"y\"]-[ z ]\n" },
    { "sep= ;ignoreLeadingWhiteSpace=true", "a  b", "[a]-[b]\n" },
  };

  assert_all (rules);
}

static void
test_separators (void)
{
  static const Rule rules[] = {
    { "sep=||", "1||a|b||\"c||\"", "[1][a|b][c||]\n" },
    { "sep=||", "1||a|", "[1][a|]\n" },
    { "sep=aa", "1aaaxaa", "[1][ax]-\n" },
    { "sep=\xc3\xa9", "1\xc3\xa9\xe2\xc3\xa9\xc3", "[1][\xef\xbf\xbd][\xef\xbf\xbd]\n" },
    { "sep=\"", "\"a\"", "-[a]-\n" },
  };

  assert_all (rules);
}

static void
test_lines (void)
{
  static const Rule rules[] = {
    { "multiLine=true", "\n\na\n\nb,\n", "[a]\n[b]-\n" },
    { "multiLine=true", "\"x\r\ny\",\"p\rq\"\r\nm\rn\n", "[x\ny][p\rq]\n[m\rn\n]\n" },
    { "multiLine=true", "a\r\"b\nc\"\r", "[a]\n[b\nc]\n" },
    { "multiLine=true", " \nb", "[ ]\n[b]\n" },
    { "multiLine=true;lineSep=|", "a\nb|\"c|d\"|", "[a\nb]\n[c|d]\n" },
    { "multiLine=true;comment=#", "#x\n\"a\n#b\"\n #c\n#d", "[a\n#b]\n[ #c]\n" },
  };

  assert_all (rules);
}

static void
test_limits (void)
{
  static const Rule rules[] = {
    { "maxColumns=2", "1,2", "[1][2]\n" },
    { "maxColumns=2", "1,2,3", "too large: 1,2,3\n" },
    { "maxColumns=2;multiLine=true", "1\n1,2,3,4\n5", "[1]\ntoo large: 1,2,3,4\n" },
    { "maxCharsPerColumn=3", "\xc3\xa9\xc3\xa9\xc3\xa9,a\xf0\x9f\x98\x80",
      "[\xc3\xa9\xc3\xa9\xc3\xa9][a\xf0\x9f\x98\x80]\n" },
    { "maxCharsPerColumn=3", "a,\"bc\xf0\x9f\x98\x80\",d",
      "too large: a,\"bc\xf0\x9f\x98\x80\",d\n" },
  };

  assert_all (rules);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csv-parser/unquoted", test_unquoted);
  g_test_add_func ("/csv-parser/quoted", test_quoted);
  g_test_add_func ("/csv-parser/escapes", test_escapes);
  g_test_add_func ("/csv-parser/unescaped-quotes", test_unescaped_quotes);
  g_test_add_func ("/csv-parser/blanks", test_blanks);
  g_test_add_func ("/csv-parser/separators", test_separators);
  g_test_add_func ("/csv-parser/lines", test_lines);
  g_test_add_func ("/csv-parser/limits", test_limits);

  return g_test_run ();
}
