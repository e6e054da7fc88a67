/* test-parser.c: reading expressions, types and intervals.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-analyzer.h"
#include "expr/sluice-interval-text.h"
#include "expr/sluice-syntax.h"

static void
assert_tree (const char *text, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceAst) ast = sluice_ast_parse (text, &error);
  g_autofree char *sql = NULL;

  g_assert_no_error (error);
  sql = sluice_syntax_to_sql (ast->root);
  g_assert_cmpstr (sql, ==, expected);
}

/* Spark writes parentheses around every operator, so that the text shows the tree. */
static void
test_precedence (void)
{
  assert_tree ("1 + 2 * 3 - 4", "((1 + (2 * 3)) - 4)");
  assert_tree ("a = b + 1 AND NOT c OR d", "(((a = (b + 1)) AND (NOT c)) OR d)");
  assert_tree ("NOT a = b", "(NOT (a = b))");
  assert_tree ("NOT a AND b", "((NOT a) AND b)");
  assert_tree ("! a", "(NOT a)");
  assert_tree ("-a * b", "((- a) * b)");
  assert_tree ("- 5 + ~x", "(-5 + ~x)");
  assert_tree ("a & b | c ^ d", "((a & b) | (c ^ d))");
  assert_tree ("a << 1 + 2", "(a << (1 + 2))");
  assert_tree ("a >> 1 >>> 2", "((a >> 1) >>> 2)");
  assert_tree ("a | b = c & d", "((a | b) = (c & d))");
  assert_tree ("a < b = c", "((a < b) = c)");
  assert_tree ("10 div 3 % 2", "((10 div 3) % 2)");
  assert_tree ("a || b || 'c'", "concat(concat(a, b), c)");
  assert_tree ("a <> b != c", "(NOT ((NOT (a = b)) = c))");
  assert_tree ("a == b !> c !< d", "(((a = b) <= c) >= d)");
  assert_tree ("1 - -1", "(1 - -1)");
  assert_tree ("a OR b OR c OR d", "((a OR b) OR (c OR d))");
  assert_tree ("(a OR b) AND c", "((a OR b) AND c)");
}

static void
test_predicates (void)
{
  assert_tree ("x BETWEEN 1 AND 2 AND y", "(between(x, 1, 2) AND y)");
  assert_tree ("x NOT BETWEEN 1 AND 2", "(NOT between(x, 1, 2))");
  assert_tree ("x IN (1, 2)", "(x IN (1, 2))");
  assert_tree ("x NOT IN (1)", "(NOT (x IN (1)))");
  assert_tree ("s LIKE 'a%' ESCAPE '/'", "s LIKE a% ESCAPE '/'");
  assert_tree ("s NOT ILIKE 'a'", "(NOT ilike(s, a))");
  assert_tree ("s RLIKE 'a' OR s REGEXP 'b'", "(RLIKE(s, a) OR RLIKE(s, b))");
  assert_tree ("s LIKE ANY ('a', 'b')", "(s LIKE a OR s LIKE b)");
  assert_tree ("s NOT LIKE ALL ('a', 'b')", "((NOT s LIKE a) AND (NOT s LIKE b))");
  assert_tree ("x IS NULL", "(x IS NULL)");
  assert_tree ("x IS NOT NULL", "(x IS NOT NULL)");
  assert_tree ("x IS UNKNOWN", "(x IS NULL)");
  assert_tree ("x IS NOT TRUE", "(NOT (x <=> true))");
  assert_tree ("x IS DISTINCT FROM y", "(NOT (x <=> y))");
  assert_tree ("x IS NOT DISTINCT FROM y", "(x <=> y)");
}

static void
test_operands (void)
{
  assert_tree ("CASE WHEN a THEN 1 WHEN b THEN 2 ELSE 3 END",
               "CASE WHEN a THEN 1 WHEN b THEN 2 ELSE 3 END");
  assert_tree ("CASE x WHEN 1 THEN 'a' END", "CASE WHEN (x = 1) THEN a END");
  assert_tree ("CAST(x AS DECIMAL(5, 2))", "CAST(x AS DECIMAL(5,2))");
  assert_tree ("x::INT::STRING", "CAST(CAST(x AS INT) AS STRING)");
  assert_tree ("try_cast(x AS ARRAY<ARRAY<INT>>)", "x");
  assert_tree ("count(DISTINCT a, b)", "count(DISTINCT a, b)");
  assert_tree ("count(*)", "count(1)");
  assert_tree ("SUM(x) FILTER (WHERE y > 1)", "sum(x) FILTER (WHERE (y > 1))");
  assert_tree ("if(a, 1, 2)", "(IF(a, 1, 2))");
  assert_tree ("transform(xs, (x, i) -> x + i)",
               "transform(xs, lambdafunction((namedlambdavariable() + namedlambdavariable()), "
               "namedlambdavariable(), namedlambdavariable()))");
  assert_tree ("a.b.c[0].d", "a.b.c[0].d");
  assert_tree ("`a.b`.`c d`", "a.b.c d");
  assert_tree ("struct(a, 1 AS b)", "struct(a, 1 AS b)");
  assert_tree ("(1, 'x')", "named_struct(col1, 1, col2, x)");
  assert_tree ("extract(YEAR FROM ts)", "extract(YEAR FROM ts)");
  assert_tree ("substring(s FROM 2 FOR 3)", "substring(s, 2, 3)");
  assert_tree ("trim(LEADING 'x' FROM s)", "ltrim(x, s)");
  assert_tree ("trim(FROM s)", "trim(s)");
  assert_tree ("overlay(s PLACING 'x' FROM 1)", "overlay(s, x, 1)");
  assert_tree ("position('a' IN s)", "position(a, s)");
  assert_tree ("dateadd(DAY, 1, ts)", "timestampadd(DAY, 1, ts)");
  assert_tree ("date_add(d, 1)", "date_add(d, 1)");
  assert_tree ("'it''s' \"a\\tb\" r'\\d'", "it'sa\tb\\d");
  assert_tree ("'\\u00e9\\ud83d\\ude00\\101\\%\\q'", "\303\251\360\237\230\200A\\%q");
  assert_tree ("INTERVAL 1 DAY 2 HOURS", "INTERVAL '1 02' DAY TO HOUR");
  assert_tree ("INTERVAL '1-2' YEAR TO MONTH", "INTERVAL '1-2' YEAR TO MONTH");
  assert_tree ("/* a /* b */ c */ 1 -- d\n + 2", "(1 + 2)");
}

/* No word is reserved: what can't be a keyword where it stands is a name. */
static void
test_words_as_names (void)
{
  assert_tree ("case", "case");
  assert_tree ("CASE END", "CASE AS END");
  assert_tree ("1 IN", "1 AS IN");
  assert_tree ("true AND", "true AS AND");
  assert_tree ("true OR OR false", "(true OR OR) AS false");
  assert_tree ("sum(1) OVER", "sum(1) AS OVER");
  assert_tree ("interval + 1", "(interval + 1)");
  assert_tree ("INTERVAL DAY", "INTERVAL AS DAY");
  assert_tree ("not", "not");
  assert_tree ("sum(DISTINCT)", "sum(DISTINCT)");
  assert_tree ("1 ILIKE ANY", "ilike(1, ANY)");
  assert_tree ("x AS AS", "x AS AS");
  assert_tree ("select + from", "(select + from)");
  assert_tree ("date", "date");
  assert_tree ("1st", "1st");
}

static void
assert_syntax_error (const char *text, const char *near, guint line, guint column)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceAst) ast = sluice_ast_parse (text, &error);
  g_autofree char *start = g_strdup_printf ("Syntax error at or near %s", near);

  g_assert_null (ast);
  g_assert_cmpstr (sluice_error_condition (error), ==, "PARSE_SYNTAX_ERROR");
  if (!g_str_has_prefix (error->message, start))
    g_error ("%s: %s", text, error->message);
  g_assert_cmpuint (sluice_error_info (error)->line, ==, line);
  g_assert_cmpuint (sluice_error_info (error)->column, ==, column + 1);
}

/* Where Spark 4.3 itself finds fault with these. */
static void
test_syntax_errors (void)
{
  assert_syntax_error ("1 +", "end of input", 1, 3);
  assert_syntax_error ("+", "end of input", 1, 1);
  assert_syntax_error ("x && y", "'&'", 1, 3);
  assert_syntax_error ("x BETWEEN SYMMETRIC y AND z", "'y': extra input 'y'", 1, 20);
  assert_syntax_error ("CASE WHEN true THEN 1", "'true'", 1, 10);
  assert_syntax_error ("CASE WHEN true 1 END", "'true'", 1, 10);
  assert_syntax_error ("CASE true END", "'END': extra input 'END'", 1, 10);
  assert_syntax_error ("1 === 1", "'='", 1, 4);
  assert_syntax_error ("1 IN (1) = true", "'='", 1, 9);
  assert_syntax_error ("1 IS NULL IS NULL", "'NULL': extra input 'NULL'", 1, 13);
  assert_syntax_error ("CAST(1 AS)", "')'", 1, 9);
  assert_syntax_error ("CAST 1 AS INT", "'1'", 1, 5);
  assert_syntax_error ("transform(a, () -> 1)", "')'", 1, 14);
  assert_syntax_error ("IF true THEN 1", "'THEN'", 1, 8);
  assert_syntax_error ("1 AS x y", "'y': extra input 'y'", 1, 7);
  assert_syntax_error ("f(1", "end of input", 1, 3);
  assert_syntax_error ("((1)", "end of input", 1, 4);
  assert_syntax_error ("'abc", "'''", 1, 0);
  assert_syntax_error ("r'it\\'s'", "''': extra input '''", 1, 7);
  assert_syntax_error ("DATE 5", "'5': extra input '5'", 1, 5);
  assert_syntax_error ("1 >>>> 2", "'>'", 1, 5);
  assert_syntax_error ("1 ::: INT", "':'", 1, 4);
  assert_syntax_error ("/*+ hint */ 4", "'/*+'", 1, 0);
  assert_syntax_error ("1 +\n  'é' )", "')'", 2, 6);
}

static void
assert_condition (const char *text, const char *condition)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceAst) ast = sluice_ast_parse (text, &error);

  g_assert_null (ast);
  g_assert_cmpstr (sluice_error_condition (error), ==, condition);
}

static void
test_refusals (void)
{
  assert_condition ("", "PARSE_EMPTY_STATEMENT");
  assert_condition (" \n", "PARSE_EMPTY_STATEMENT");
  assert_condition ("  -- nothing", "PARSE_SYNTAX_ERROR");
  assert_condition ("1 /* x", "UNCLOSED_BRACKETED_COMMENT");
  assert_condition ("N'abc'", "UNSUPPORTED_TYPED_LITERAL");
  assert_condition ("1::FOO", "UNSUPPORTED_DATATYPE");
  assert_condition ("CAST(1 AS DECIMAL(39, 0))", "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION");
  assert_condition ("naïve + 1", "INVALID_IDENTIFIER");
  assert_condition ("1 AS a-b", "INVALID_IDENTIFIER");
  assert_condition ("x LIKE 'a' ESCAPE ''", "INVALID_ESC");
}

static char *
repeat (const char *text, guint n)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append (out, text);

  return g_string_free (out, FALSE);
}

/* However deep or contrary a text is, the answer comes at once and is an error. */
static void
test_bounds (void)
{
  static const char *const pieces[] = { "(",
                                        "CASE WHEN ",
                                        "CAST(",
                                        "NOT ",
                                        "- ",
                                        "f(",
                                        "CASE WHEN(",
                                        "a[",
                                        "x -> ",
                                        "ARRAY<",
                                        "SELECT (",
                                        "trim(",
                                        "CAST(CASE WHEN x IN (",
                                        "INTERVAL ",
                                        "`a",
                                        "1 BETWEEN " };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autofree char *text = repeat (pieces[i], 20000);
      g_autoptr (GError) error = NULL;
      g_autoptr (SluiceAst) ast = NULL;
      gint64 begin = g_get_monotonic_time ();

      ast = sluice_ast_parse (text, &error);
      g_assert_null (ast);
      g_assert_nonnull (error);
      g_assert_cmpint (g_get_monotonic_time () - begin, <, 5 * G_USEC_PER_SEC);
    }
}

static void
test_long_chains (void)
{
  g_autofree char *ors = repeat ("x = 1 OR ", 5000);
  g_autofree char *whole = g_strconcat (ors, "y", NULL);
  g_autofree char *sums = repeat ("1 + ", 5000);
  g_autofree char *sum = g_strconcat (sums, "1", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceAst) ast = sluice_ast_parse (whole, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ast->root->depth, <, 20);

  assert_condition (sum, "FAILED_TO_PARSE_TOO_COMPLEX");
}

/* Texts cut off anywhere and texts of random pieces: the parser must come back. */
static void
test_torn (void)
{
  static const char whole[]
      = "CASE WHEN a.b[1] NOT LIKE 'x%' ESCAPE '/' THEN sum(DISTINCT x) FILTER (WHERE y) "
        "ELSE transform(xs, (x, i) -> x::DECIMAL(5,2) + INTERVAL '1' DAY) END AS `z`";
  static const char *const pieces[]
      = { "CASE",    "WHEN", "THEN", "END", "(",  ")",   ",",        "a",   "1",     "'s'", "+",
          "-",       "*",    ".",    "->",  "::", "INT", "INTERVAL", "DAY", "NOT",   "IN",  "LIKE",
          "BETWEEN", "AND",  "CAST", "AS",  "[",  "]",   "<",        ">",   "STRUCT" };

  {
    g_autoptr (SluiceAst) ast = sluice_ast_parse ("INTERVAL '.' DAY - a", NULL);
    g_autofree char *sql = sluice_syntax_to_sql (ast->root);

    g_assert_cmpstr (sql, ==, "(INTERVAL - a)");
  }

  for (gsize i = 0; i < sizeof whole; i++)
    {
      g_autofree char *head = g_strndup (whole, i);
      g_autoptr (SluiceAst) ast = sluice_ast_parse (head, NULL);
      g_autoptr (GArray) tokens = sluice_tokenize (whole + i);

      g_assert_nonnull (tokens);
    }

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (SluiceAst) ast = NULL;

      for (int n = g_test_rand_int_range (1, 20); n > 0; n--)
        g_string_append_printf (text, "%s ",
                                pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      ast = sluice_ast_parse (text->str, NULL);
      if (ast != NULL)
        {
          g_autofree char *sql = sluice_syntax_to_sql (ast->root);

          g_assert_nonnull (sql);
        }
    }
}

static void
test_tokens (void)
{
  static const char text[] = "SELECT `a`, b1 + 1.5e3 -- c\n|| 'x' /* y";
  static const SluiceToken expected[] = {
    { SLUICE_TOKEN_KEYWORD, 0, 6 },   { SLUICE_TOKEN_IDENTIFIER, 7, 3 },
    { SLUICE_TOKEN_OPERATOR, 10, 1 }, { SLUICE_TOKEN_IDENTIFIER, 12, 2 },
    { SLUICE_TOKEN_OPERATOR, 15, 1 }, { SLUICE_TOKEN_NUMBER, 17, 5 },
    { SLUICE_TOKEN_COMMENT, 23, 4 },  { SLUICE_TOKEN_OPERATOR, 28, 2 },
    { SLUICE_TOKEN_STRING, 31, 3 },   { SLUICE_TOKEN_ERROR, 35, 4 },
  };
  g_autoptr (GArray) tokens = sluice_tokenize (text);

  g_assert_cmpuint (tokens->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < tokens->len; i++)
    {
      const SluiceToken *token = &g_array_index (tokens, SluiceToken, i);

      g_assert_cmpint (token->kind, ==, expected[i].kind);
      g_assert_cmpuint (token->offset, ==, expected[i].offset);
      g_assert_cmpuint (token->length, ==, expected[i].length);
    }
}

static void
assert_interval (const char *text, gint32 months, gint32 days, gint64 microseconds)
{
  g_autoptr (GError) error = NULL;
  gint32 got_months, got_days;
  gint64 got_microseconds;

  g_assert_true (sluice_parse_interval (text, &got_months, &got_days, &got_microseconds, &error));
  g_assert_no_error (error);
  g_assert_cmpint (got_months, ==, months);
  g_assert_cmpint (got_days, ==, days);
  g_assert_cmpint (got_microseconds, ==, microseconds);
}

static void
assert_no_interval (const char *text, const char *condition)
{
  g_autoptr (GError) error = NULL;
  gint32 months, days;
  gint64 microseconds;

  g_assert_false (sluice_parse_interval (text, &months, &days, &microseconds, &error));
  g_assert_cmpstr (sluice_error_condition (error), ==, condition);
}

static void
test_intervals (void)
{
  assert_interval ("10 minutes", 0, 0, 600000000);
  assert_interval ("interval 1 day 2 hours", 0, 1, 7200000000);
  assert_interval ("1 hour -30 minutes", 0, 0, 1800000000);
  assert_interval ("1 YEAR 2 months 1 week", 14, 7, 0);
  assert_interval ("  1.5 seconds ", 0, 0, 1500000);
  assert_interval ("-.5 second", 0, 0, -500000);
  assert_interval ("3 milliseconds 7 microseconds", 0, 0, 3007);
  assert_no_interval ("  ", "INVALID_INTERVAL_FORMAT.INPUT_IS_EMPTY");
  assert_no_interval ("interval", "INVALID_INTERVAL_FORMAT.INPUT_IS_EMPTY");
  assert_no_interval ("intervals 1 day", "INVALID_INTERVAL_FORMAT.INVALID_PREFIX");
  assert_no_interval ("ten minutes", "INVALID_INTERVAL_FORMAT.UNRECOGNIZED_NUMBER");
  assert_no_interval ("10 moments", "INVALID_INTERVAL_FORMAT.INVALID_UNIT");
  assert_no_interval ("10", "INVALID_INTERVAL_FORMAT.MISSING_UNIT");
  assert_no_interval ("-", "INVALID_INTERVAL_FORMAT.MISSING_NUMBER");
  assert_no_interval ("1.5 days", "INVALID_INTERVAL_FORMAT.INVALID_FRACTION");
  assert_no_interval ("1x days", "INVALID_INTERVAL_FORMAT.INVALID_VALUE");
  assert_no_interval ("99999999999999999999 days", "INVALID_INTERVAL_FORMAT.ARITHMETIC_EXCEPTION");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/parser/precedence", test_precedence);
  g_test_add_func ("/parser/predicates", test_predicates);
  g_test_add_func ("/parser/operands", test_operands);
  g_test_add_func ("/parser/words-as-names", test_words_as_names);
  g_test_add_func ("/parser/syntax-errors", test_syntax_errors);
  g_test_add_func ("/parser/refusals", test_refusals);
  g_test_add_func ("/parser/bounds", test_bounds);
  g_test_add_func ("/parser/long-chains", test_long_chains);
  g_test_add_func ("/parser/torn", test_torn);
  g_test_add_func ("/parser/tokens", test_tokens);
  g_test_add_func ("/parser/intervals", test_intervals);

  return g_test_run ();
}
