/* test-strings-quick.c: the fast ways with texts against one byte at a time.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "core/sluice-batch.h"
#include "expr/sluice-analyzer.h"
#include "expr/sluice-convert.h"
#include "expr/sluice-program.h"
#include "expr/sluice-regex.h"
#include "expr/sluice-text.h"

#define N_ROWS 601
#define MAX_LENGTH 90

/* In memory of exactly its size, so that a sanitizer sees who looks further. */
static char *
random_text (GRand *random, const char *alphabet, gsize length)
{
  gsize n = strlen (alphabet);
  char *text = g_malloc (MAX (length, 1));

  for (gsize i = 0; i < length; i++)
    text[i] = alphabet[g_rand_int_range (random, 0, (gint32) n)];

  return text;
}

/* Looking for a text. */

static const char *
find_plainly (const char *text, gsize length, const char *needle, gsize needle_length)
{
  for (gsize i = 0; i + needle_length <= length; i++)
    if (memcmp (text + i, needle, needle_length) == 0)
      return text + i;

  return NULL;
}

static void
test_find (void)
{
  static const char *const alphabets[] = { "ab", "aaaab", "abc ", "\xc3\xa9\xa8", "abcdefghijklmnop" };
  g_autoptr (GRand) random = g_rand_new_with_seed (3);

  for (guint k = 0; k < G_N_ELEMENTS (alphabets); k++)
    for (guint round = 0; round < 4000; round++)
      {
        gsize length = (gsize) g_rand_int_range (random, 0, MAX_LENGTH);
        gsize needle_length = (gsize) g_rand_int_range (random, 1, round % 4 == 0 ? MAX_LENGTH : 7);
        g_autofree char *text = random_text (random, alphabets[k], length);
        g_autofree char *needle = random_text (random, alphabets[k], needle_length);

        g_assert_true (sluice_text_find (text, length, needle, needle_length)
                       == find_plainly (text, length, needle, needle_length));
        /* One that is there. */
        if (needle_length <= length)
          {
            gsize at = (gsize) g_rand_int_range (random, 0, (gint32) (length - needle_length + 1));

            memcpy (text + at, needle, needle_length);
            g_assert_true (sluice_text_find (text, length, needle, needle_length)
                           == find_plainly (text, length, needle, needle_length));
          }
      }
}

/* Bytes and views. */

static void
test_bytes (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (4);

  for (gsize n = 0; n < MAX_LENGTH; n++)
    {
      g_autofree char *a = random_text (random, "abc", n);
      g_autofree char *b = g_malloc (MAX (n, 1));
      SluiceString view = sluice_string (a, n);
      char prefix[4] = { 0 };

      sluice_bytes_copy (b, a, n);
      g_assert_true (memcmp (a, b, n) == 0);
      g_assert_true (sluice_bytes_equal (a, b, n));
      for (gsize i = 0; i < n; i++)
        {
          b[i] ^= 1;
          g_assert_false (sluice_bytes_equal (a, b, n));
          b[i] ^= 1;
        }

      memcpy (prefix, a, MIN (n, sizeof prefix));
      g_assert_cmpuint (view.length, ==, n);
      g_assert_true (view.data == a);
      g_assert_true (memcmp (view.prefix, prefix, sizeof prefix) == 0);
    }
}

static void
test_letters (void)
{
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  char all[127];

  /* Every ASCII character at every place of a word, in texts of every length. */
  for (guint shift = 0; shift < sizeof all; shift++)
    {
      gsize length = shift % 70;
      g_autofree char *text = g_malloc (MAX (length, 1));
      SluiceString upper, lower, view = sluice_string (text, length);

      for (gsize i = 0; i < length; i++)
        text[i] = (char) ((i * 3 + shift) % 128);
      view = sluice_string (text, length);
      upper = sluice_text_change_case (arena, &view, SLUICE_TEXT_UPPER);
      lower = sluice_text_change_case (arena, &view, SLUICE_TEXT_LOWER);
      g_assert_cmpuint (upper.length, ==, length);
      g_assert_cmpuint (lower.length, ==, length);
      for (gsize i = 0; i < length; i++)
        {
          g_assert_cmpint (upper.data[i], ==, g_ascii_toupper (text[i]));
          g_assert_cmpint (lower.data[i], ==, g_ascii_tolower (text[i]));
        }
    }
}

/* Numbers as texts. */

static void
assert_decimal (SluiceInt128 value, guint scale)
{
  unsigned __int128 rest = value < 0 ? -(unsigned __int128) value : (unsigned __int128) value;
  char plain[64], text[SLUICE_FORMAT_MAX];
  char *p = plain + sizeof plain;
  gsize length;

  for (guint i = 0; i <= scale || rest != 0; i++)
    {
      if (i == scale && scale > 0)
        *--p = '.';
      *--p = (char) ('0' + (int) (rest % 10));
      rest /= 10;
    }
  if (value < 0)
    *--p = '-';
  length = sluice_format_decimal (value, scale, text);
  g_assert_cmpmem (text, length, p, (gsize) (plain + sizeof plain - p));
}

static void
assert_int64 (gint64 value)
{
  char plain[32], text[SLUICE_FORMAT_MAX];
  gsize length = sluice_format_int64 (value, text);
  int plain_length = g_snprintf (plain, sizeof plain, "%" G_GINT64_FORMAT, value);

  g_assert_cmpmem (text, length, plain, (gsize) plain_length);
}

static void
test_numbers (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  SluiceInt128 power = 1;

  assert_int64 (G_MAXINT64);
  assert_int64 (G_MININT64);
  for (guint digits = 0; digits < 38; digits++, power *= 10)
    for (gint64 offset = -1; offset <= 1; offset++)
      for (guint scale = 0; scale <= 38; scale++)
        {
          if (digits < 19)
            {
              assert_int64 ((gint64) power + offset);
              assert_int64 (-(gint64) power - offset);
            }
          assert_decimal (power + offset, scale);
          assert_decimal (-power - offset, scale);
        }
  for (guint i = 0; i < 20000; i++)
    {
      guint64 bits = (guint64) g_rand_int (random) << 32 | g_rand_int (random);
      gint64 value = (gint64) (bits >> g_rand_int_range (random, 0, 64));

      assert_int64 (value);
      assert_decimal (-(SluiceInt128) value, i % 19);
      assert_decimal ((SluiceInt128) value * 1000, i % 19);
    }
}

/* Kernels: rows of s, t and a array of both, each with nulls. */

typedef struct
{
  SluiceArena *arena;
  SluiceSettings *settings;
  SluiceType *schema;
  SluiceColumn *columns[3];
  SluiceBatch *batch;
} Fixture;

static void
fill (Fixture *self, SluiceColumn *column, GRand *random)
{
  static const gsize lengths[] = { 0, 1, 4, 12, 13, 16, 17, 40, 80 };
  guint64 *validity = sluice_column_ensure_validity (self->arena, column);

  for (guint32 i = 0; i < column->length; i++)
    {
      gsize length = lengths[g_rand_int_range (random, 0, G_N_ELEMENTS (lengths))];
      /* Some are ASCII, some aren't even text. */
      g_autofree char *text = random_text (random, i % 2 == 0 ? "ab-A" : "ab\xc3\xa9\xff", length);
      char *copy = sluice_arena_alloc (self->arena, MAX (length, 1));

      memcpy (copy, text, length);
      column->string[i] = sluice_string (copy, length);
      if (g_rand_int_range (random, 0, 5) == 0)
        sluice_validity_clear (validity, i);
    }
}

static void
fixture_set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (6);

  self->arena = sluice_arena_new ();
  self->settings = sluice_settings_new (NULL);
  self->schema = sluice_parse_ddl ("s STRING, t STRING, l ARRAY<STRING>", NULL);
  for (guint i = 0; i < self->schema->n_fields; i++)
    self->columns[i] = sluice_column_new (self->arena, self->schema->fields[i].type, N_ROWS);
  fill (self, self->columns[0], random);
  fill (self, self->columns[1], random);
  self->columns[2]->children[0]
      = sluice_column_new (self->arena, self->schema->fields[2].type->fields[0].type, N_ROWS * 2);
  fill (self, self->columns[2]->children[0], random);
  self->columns[2]->offsets[0] = 0;
  for (guint32 i = 0; i < N_ROWS; i++)
    self->columns[2]->offsets[i + 1] = MIN (self->columns[2]->offsets[i] + i % 5, N_ROWS * 2);
  self->batch = sluice_batch_new (self->arena, self->schema, self->columns, N_ROWS);
}

static void
fixture_tear_down (Fixture *self, gconstpointer data)
{
  sluice_batch_unref (self->batch);
  sluice_type_unref (self->schema);
  sluice_settings_unref (self->settings);
  sluice_arena_unref (self->arena);
}

static SluiceColumn *
run (Fixture *self, SluiceBatch *batch, const char *text)
{
  const SluiceScopeInput input = { NULL, self->schema, 0 };
  const SluiceScope scope = { &input, 1, self->settings };
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceExpr) expr = sluice_analyze (text, &scope, SLUICE_ALLOW_NOTHING, &error);
  g_autoptr (SluiceProgram) program = NULL;
  SluiceColumn *result = NULL;

  g_assert_no_error (error);
  program = sluice_program_new (&expr, 1, self->settings);
  sluice_program_run (program, self->arena, 0, batch, &result, &error);
  g_assert_no_error (error);

  return result;
}

/* The plain result of a row of s, t and l; returns whether there is one. */
typedef gboolean (*Plain) (SluiceColumn *const *columns, guint32 row, GString *out);

static void
check (Fixture *self, const char *text, Plain plain)
{
  guint16 rows[N_ROWS];
  guint32 n = 0;
  g_autoptr (SluiceBatch) some = NULL;
  g_autoptr (GString) expected = g_string_new (NULL);
  SluiceColumn *results[2];

  for (guint32 row = 1; row < N_ROWS; row += 3)
    rows[n++] = (guint16) row;
  some = sluice_batch_new_selected (self->batch, rows, n);
  results[0] = run (self, self->batch, text);
  results[1] = run (self, some, text);
  for (guint k = 0; k < G_N_ELEMENTS (results); k++)
    for (guint32 row = k; row < N_ROWS; row += k == 0 ? 1 : 3)
      {
        gboolean is_valid;

        g_string_truncate (expected, 0);
        is_valid = plain (self->columns, row, expected);
        g_assert_cmpint (sluice_column_is_null (results[k], row), ==, !is_valid);
        if (is_valid)
          g_assert_cmpmem (results[k]->string[row].data, results[k]->string[row].length, expected->str, expected->len);
      }
}

static gboolean
append (GString *out, const SluiceColumn *column, guint32 row)
{
  if (sluice_column_is_null (column, row))
    return FALSE;
  g_string_append_len (out, column->string[row].data, column->string[row].length);

  return TRUE;
}

static gboolean
plain_concat (SluiceColumn *const *c, guint32 row, GString *out)
{
  return append (out, c[0], row) && append (out, c[1], row);
}

static gboolean
plain_concat_ws (SluiceColumn *const *c, guint32 row, GString *out)
{
  const char *mark = "";

  for (guint i = 0; i < 3; i++)
    {
      const SluiceColumn *texts = i == 2 ? c[2]->children[0] : c[i];
      guint32 from = i == 2 ? c[2]->offsets[row] : row;
      guint32 to = i == 2 ? c[2]->offsets[row + 1] : row + 1;

      for (guint32 e = from; e < to; e++)
        if (!sluice_column_is_null (texts, e))
          {
            g_string_append (out, mark);
            append (out, texts, e);
            mark = ", ";
          }
    }

  return TRUE;
}

static gboolean
replace_plainly (SluiceColumn *const *c, guint32 row, const char *old, const char *new, GString *out)
{
  SluiceString text = c[0]->string[row];
  gsize n = strlen (old);

  for (gsize i = 0; i < text.length;)
    if (i + n <= text.length && memcmp (text.data + i, old, n) == 0)
      {
        g_string_append (out, new);
        i += n;
      }
    else
      g_string_append_c (out, text.data[i++]);

  return !sluice_column_is_null (c[0], row);
}

static gboolean
plain_replace_one (SluiceColumn *const *c, guint32 row, GString *out)
{
  return replace_plainly (c, row, "a", "0", out);
}

static gboolean
plain_replace_shorter (SluiceColumn *const *c, guint32 row, GString *out)
{
  return replace_plainly (c, row, "ab", "", out);
}

static gboolean
plain_replace_longer (SluiceColumn *const *c, guint32 row, GString *out)
{
  return replace_plainly (c, row, "ba", "<nothing at all>", out);
}

static void
test_kernels (Fixture *self, gconstpointer data)
{
  check (self, "concat(s, t)", plain_concat);
  check (self, "concat_ws(', ', s, t, l)", plain_concat_ws);
  check (self, "replace(s, 'a', '0')", plain_replace_one);
  check (self, "replace(s, 'ab')", plain_replace_shorter);
  check (self, "replace(s, 'ba', '<nothing at all>')", plain_replace_longer);
}

/* A class of one letter is no literal, so PCRE2 finds it. */
static void
test_literal_patterns (Fixture *self, gconstpointer data)
{
  static const char *const pairs[][2] = {
    { "s RLIKE 'ab'", "s RLIKE '[a]b'" },
    { "size(split(s, '-'))", "size(split(s, '[-]'))" },
    { "array_join(split(s, 'ab', 3), '|')", "array_join(split(s, 'a[b]', 3), '|')" },
    { "array_join(split(s, 'b'), '|')", "array_join(split(s, '[b]'), '|')" },
    { "regexp_replace(s, 'ab', '<$0>')", "regexp_replace(s, '[a]b', '<$0>')" },
    { "regexp_extract(s, 'bA', 0)", "regexp_extract(s, 'b[A]', 0)" },
    { "regexp_count(s, 'aa')", "regexp_count(s, 'a[a]')" },
    { "regexp_instr(s, 'ba')", "regexp_instr(s, '[b]a')" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      SluiceColumn *literal = run (self, self->batch, pairs[i][0]);
      SluiceColumn *pattern = run (self, self->batch, pairs[i][1]);

      for (guint32 row = 0; row < N_ROWS; row++)
        {
          g_assert_cmpint (sluice_column_is_null (literal, row), ==, sluice_column_is_null (pattern, row));
          if (sluice_column_is_null (literal, row))
            continue;
          if (literal->type->id == SLUICE_TYPE_STRING)
            g_assert_cmpmem (literal->string[row].data, literal->string[row].length, pattern->string[row].data,
                             pattern->string[row].length);
          else if (literal->type->id == SLUICE_TYPE_INT)
            g_assert_cmpint (literal->i32[row], ==, pattern->i32[row]);
          else
            g_assert_cmpint (literal->boolean[row], ==, pattern->boolean[row]);
        }
    }
}

static void
test_in (Fixture *self, gconstpointer data)
{
  SluiceColumn *listed = run (self, self->batch, "s IN ('', 'a', 'abab', '-')");
  SluiceColumn *compared = run (self, self->batch, "s = '' OR s = 'a' OR s = 'abab' OR s = '-'");

  for (guint32 row = 0; row < N_ROWS; row++)
    {
      g_assert_cmpint (sluice_column_is_null (listed, row), ==, sluice_column_is_null (compared, row));
      if (!sluice_column_is_null (listed, row))
        g_assert_cmpint (listed->boolean[row], ==, compared->boolean[row]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/strings-quick/find", test_find);
  g_test_add_func ("/strings-quick/bytes", test_bytes);
  g_test_add_func ("/strings-quick/letters", test_letters);
  g_test_add_func ("/strings-quick/numbers", test_numbers);
  g_test_add ("/strings-quick/kernels", Fixture, NULL, fixture_set_up, test_kernels, fixture_tear_down);
  g_test_add ("/strings-quick/literal-patterns", Fixture, NULL, fixture_set_up, test_literal_patterns,
              fixture_tear_down);
  g_test_add ("/strings-quick/in", Fixture, NULL, fixture_set_up, test_in, fixture_tear_down);

  return g_test_run ();
}
