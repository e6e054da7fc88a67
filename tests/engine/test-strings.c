/* test-strings.c: functions of texts, LIKE and regular expressions.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-regex.h"
#include "expr/sluice-text.h"
#include "sluice-test-evaluate.h"

static void
test_parts (void)
{
  static const SluiceTestAnswer answers[] = {
    { "substring('日本語テキスト', 2, 3)", "\"本語テ\"" },
    { "substring('abc', -2)", "\"bc\"" },
    { "substring('abc', -5, 3)", "\"a\"" },
    { "substring('abc', 0, 2)", "\"ab\"" },
    { "substring('abc', 2, -1)", "\"\"" },
    { "right('a😀b', 2)", "\"😀b\"" },
    { "left('abc', -1)", "\"\"" },
    { "split_part('a.b.c', '.', -1)", "\"c\"" },
    { "split_part('a.b.c', '.', 4)", "\"\"" },
    { "split_part('a', '.', 0)", "!INVALID_INDEX_OF_ZERO" },
    { "substring_index('www.apache.org', '.', -2)", "\"apache.org\"" },
    { "trim('  x ')", "\"x\"" },
    { "trim(BOTH '日' FROM '日x日')", "\"x\"" },
    { "length(trim('\\tx '))", "2" },
    { "reverse('naïve')", "\"evïan\"" },
    { "reverse(array(1, 2, 3))", "[3,2,1]" },
    { "length('a😀b')", "3" },
    { "octet_length('a😀b')", "6" },
  };

  sluice_test_answers (answers, G_N_ELEMENTS (answers), NULL);
}

static void
test_building (void)
{
  static const SluiceTestAnswer answers[] = {
    { "upper('straße ﬁ ŉ')", "\"STRASSE FI ʼN\"" },
    { "lower('ΑΣ ΣΑ İ')", "\"ας σα i̇\"" },
    { "initcap('sPARK sql')", "\"Spark Sql\"" },
    { "concat('a', 1, true)", "\"a1true\"" },
    { "concat('a', NULL)", "null" },
    { "concat_ws(',', 'a', NULL, array('b', NULL, 'c'))", "\"a,b,c\"" },
    { "concat_ws(NULL, 'a')", "null" },
    { "concat(array(1), array(2, 3))", "[1,2,3]" },
    { "lpad('hi', 5, 'ab')", "\"abahi\"" },
    { "rpad('hello', 3, '?')", "\"hel\"" },
    { "lpad('hi', 5, '')", "\"hi\"" },
    { "repeat('ab', 3)", "\"ababab\"" },
    { "repeat('ab', -1)", "\"\"" },
    { "replace('ABCabc', 'abc', 'DEF')", "\"ABCDEF\"" },
    { "replace('abc', '', 'x')", "\"abc\"" },
    { "translate('AaBbCc', 'abc', '12')", "\"A1B2C\"" },
    { "overlay('Spark SQL' PLACING 'tructured' FROM 2 FOR 4)", "\"Structured SQL\"" },
    { "elt(2, 'a', 'b')", "\"b\"" },
    { "elt(3, 'a', 'b')", "!INVALID_ARRAY_INDEX" },
    { "mask('AbCD123-@$#')", "\"XxXXnnn-@$#\"" },
  };

  sluice_test_answers (answers, G_N_ELEMENTS (answers), NULL);
}

static void
test_searching (void)
{
  static const SluiceTestAnswer answers[] = {
    { "instr('SparkSQL', 'SQL')", "6" },
    { "instr('日本語', '語')", "3" },
    { "locate('bar', 'foobarbar', 5)", "7" },
    { "locate('a', 'banana', 0)", "0" },
    { "contains('abc', '')", "true" },
    { "startswith('abc', 'ab')", "true" },
    { "endswith('abc', 'abcd')", "false" },
    { "find_in_set('c', 'a,b,c')", "3" },
    { "find_in_set('b,c', 'a,b,c')", "0" },
    { "levenshtein('kitten', 'sitting')", "3" },
    { "levenshtein('kitten', 'sitting', 2)", "-1" },
    { "soundex('Tymczak')", "\"T522\"" },
  };

  sluice_test_answers (answers, G_N_ELEMENTS (answers), NULL);
}

static void
test_encoding (void)
{
  static const SluiceTestAnswer answers[] = {
    { "hex(-1)", "\"FFFFFFFFFFFFFFFF\"" },
    { "hex(unhex('abc'))", "\"0ABC\"" },
    { "unhex('G')", "null" },
    { "string(unbase64(base64('naïve')))", "\"naïve\"" },
    { "md5('Spark')", "\"8cde774d6f7333752ed72cacddb05126\"" },
    { "sha2('abc', 224)", "\"23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7\"" },
    { "sha2('a', 1)", "null" },
    { "crc32('Spark')", "1557323817" },
    { "hash('Spark', array(123), 2)", "-1321691492" },
    { "xxhash64('Spark', array(123), 2)", "5602566077635097486" },
    { "hash(map('a', 1))", "!DATATYPE_MISMATCH.HASH_MAP_TYPE" },
    { "url_encode('a b/ü')", "\"a+b%2F%C3%BC\"" },
    { "url_decode('%')", "!CANNOT_DECODE_URL" },
    { "decode(encode('a😀', 'UTF-16'), 'UTF-16')", "\"a😀\"" },
    { "encode('é', 'US-ASCII')", "!MALFORMED_CHARACTER_CODING" },
    { "encode('a', 'nope')", "!INVALID_PARAMETER_VALUE.CHARSET" },
  };

  sluice_test_answers (answers, G_N_ELEMENTS (answers), NULL);
}

static void
test_like (void)
{
  static const struct
  {
    const char *pattern;
    const char *text;
    gboolean matches;
  } cases[] = {
    { "", "", TRUE },
    { "", "a", FALSE },
    { "abc", "abc", TRUE },
    { "abc", "abcd", FALSE },
    { "ab%", "abc", TRUE },
    { "ab%", "a", FALSE },
    { "%bc", "abc", TRUE },
    { "%bc", "bcd", FALSE },
    { "%b%", "abc", TRUE },
    { "%b%", "ac", FALSE },
    { "%", "", TRUE },
    { "%%", "x", TRUE },
    { "_", "😀", TRUE },
    { "_", "", FALSE },
    { "_%", "x", TRUE },
    { "a%b%c", "axbxc", TRUE },
    { "a%b%c", "axcxb", FALSE },
    { "%a_c%", "xabcx", TRUE },
    { "a\\%", "a%", TRUE },
    { "a\\%", "ab", FALSE },
    { "a\\\\", "a\\", TRUE },
    { "%aab", "aaab", TRUE },
    { "%a%a%a%b", "aaaaaaaaaaaaaaaaaaaa", FALSE },
  };
  static const SluiceTestAnswer answers[] = {
    { "'ABC' ILIKE 'a%c'", "true" },
    { "'a%c' LIKE 'a#%c' ESCAPE '#'", "true" },
    { "'a' LIKE 'a\\\\'", "!INVALID_FORMAT.ESC_AT_THE_END" },
    { "'a' LIKE '\\\\a'", "!INVALID_FORMAT.ESC_IN_THE_MIDDLE" },
    { "NULL LIKE 'a'", "null" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SluiceLike) like
          = sluice_like_new (cases[i].pattern, strlen (cases[i].pattern), '\\', NULL);

      g_test_message ("%s: %s", cases[i].pattern, cases[i].text);
      g_assert_cmpint (
          sluice_like_matches (like, sluice_string (cases[i].text, strlen (cases[i].text))), ==,
          cases[i].matches);
    }
  sluice_test_answers (answers, G_N_ELEMENTS (answers), NULL);
}

static void
test_regex (void)
{
  static const struct
  {
    const char *pattern;
    const char *text;
    gboolean matches;
  } cases[] = {
    { "^[a-z&&[^aeiou]]+$", "xyz", TRUE }, { "^[a-z&&[^aeiou]]+$", "xyza", FALSE },
    { "^[a-c[x-z]]+$", "abz", TRUE },      { "^[^a-c[x-z]]$", "m", TRUE },
    { "^[^a-c[x-z]]$", "y", FALSE },       { "^\\p{Alpha}+$", "abc", TRUE },
    { "^\\p{Alpha}+$", "é", FALSE },       { "^\\p{IsAlphabetic}+$", "é", TRUE },
    { "\\u0041\\x42\\0103", "ABC", TRUE }, { "\\Qa.b\\E", "a.b", TRUE },
    { "\\Qa.b\\E", "axb", FALSE },         { "\\d", "\xd9\xa3", FALSE },
  };
  static const SluiceTestAnswer answers[] = {
    { "'abc' RLIKE 'b'", "true" },
    { "regexp_extract('100-200', r'(\\d+)-(\\d+)', 2)", "\"200\"" },
    { "regexp_extract('foo', '(bar)?', 1)", "\"\"" },
    { "regexp_extract('x', '(', 1)", "!INVALID_PARAMETER_VALUE.PATTERN" },
    { "regexp_extract('x', 'x', 1)", "!INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX" },
    { "regexp_extract_all('a1b22', r'\\d+', 0)", "[\"1\",\"22\"]" },
    { "regexp_replace('abc', '', '-')", "\"-a-b-c-\"" },
    { "regexp_replace('abc', '(b)(c)', r'$2\\$$1')", "\"ac$b\"" },
    { "regexp_replace('aaa', 'a', 'b', 2)", "\"abb\"" },
    { "regexp_count('aaa', 'a')", "3" },
    { "regexp_instr('日本x', 'x')", "3" },
    { "regexp_substr('abc', 'z')", "null" },
    { "split('a1b2c', '[0-9]')", "[\"a\",\"b\",\"c\"]" },
    { "split('a1b2c', '[0-9]', 2)", "[\"a\",\"b2c\"]" },
    { "split('abc', '')", "[\"a\",\"b\",\"c\"]" },
    { "split('a,b,', ',')", "[\"a\",\"b\",\"\"]" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SluiceRegex) regex
          = sluice_regex_new (cases[i].pattern, strlen (cases[i].pattern));
      g_autoptr (SluiceRegexMatcher) matcher = sluice_regex_matcher_new ();
      const gsize *groups;

      g_test_message ("%s: %s", cases[i].pattern, cases[i].text);
      g_assert_nonnull (regex);
      g_assert_cmpint (
          sluice_regex_find (regex, matcher, cases[i].text, strlen (cases[i].text), 0, &groups), ==,
          cases[i].matches);
    }
  g_assert_null (sluice_regex_new ("[a", 2));
  g_assert_null (sluice_regex_new ("\\y", 2));
  sluice_test_answers (answers, G_N_ELEMENTS (answers), NULL);
}

/* More groups than a matcher has room for at first. */
static void
test_many_groups (void)
{
  g_autoptr (GString) pattern = g_string_new (NULL);
  g_autoptr (SluiceRegex) regex = NULL;
  g_autoptr (SluiceRegexMatcher) matcher = sluice_regex_matcher_new ();
  g_autofree char *text = g_strnfill (150, 'a');
  const gsize *groups;

  for (guint i = 0; i < 150; i++)
    g_string_append (pattern, "(a)");
  regex = sluice_regex_new (pattern->str, pattern->len);
  g_assert_nonnull (regex);
  g_assert_true (sluice_regex_find (regex, matcher, text, strlen (text), 0, &groups));
  for (guint i = 1; i <= 150; i++)
    {
      g_assert_cmpuint (groups[2 * i], ==, i - 1);
      g_assert_cmpuint (groups[2 * i + 1], ==, i);
    }
}

/* Bytes that are no UTF-8 pass through without harm. */
static void
test_invalid_bytes (void)
{
  static const char bytes[] = "a\xff\xc3(\xe2\x82";
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  g_autoptr (SluiceRegex) regex = sluice_regex_new ("a.", 2);
  g_autoptr (SluiceRegexMatcher) matcher = sluice_regex_matcher_new ();
  SluiceString text = sluice_string (bytes, sizeof bytes - 1);
  const gsize *groups;

  g_assert_false (sluice_text_is_valid (text.data, text.length));
  g_assert_cmpuint (sluice_text_length (text.data, text.length), >=, 3);
  g_assert_cmpuint (sluice_text_change_case (arena, &text, SLUICE_TEXT_UPPER).length, ==,
                    text.length);
  sluice_regex_find (regex, matcher, text.data, text.length, 0, &groups);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/strings/parts", test_parts);
  g_test_add_func ("/strings/building", test_building);
  g_test_add_func ("/strings/searching", test_searching);
  g_test_add_func ("/strings/encoding", test_encoding);
  g_test_add_func ("/strings/like", test_like);
  g_test_add_func ("/strings/regex", test_regex);
  g_test_add_func ("/strings/many-groups", test_many_groups);
  g_test_add_func ("/strings/invalid-bytes", test_invalid_bytes);

  return g_test_run ();
}
