/* fuzz-regex.c: regular expressions of Java, and LIKE.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first line of the input is a pattern, the rest a text.
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-regex.h"
#include "fuzz.h"

/* Enough to see that the search goes on, and comes to an end. */
#define MAX_MATCHES 100

static void
find_all (const char *pattern, const char *text)
{
  gsize length = strlen (text);
  g_autoptr (SluiceRegex) regex = sluice_regex_new (pattern, strlen (pattern));
  g_autoptr (SluiceRegexMatcher) matcher = NULL;
  const gsize *groups;
  gsize from = 0;

  if (regex == NULL)
    return;
  matcher = sluice_regex_matcher_new ();
  for (guint i = 0;
       i < MAX_MATCHES && from <= length && sluice_regex_find (regex, matcher, text, length, from, &groups); i++)
    {
      gsize next = sluice_regex_next_start (text, length, groups);

      g_assert_cmpuint (groups[0], <=, groups[1]);
      for (guint k = 0; k <= sluice_regex_n_groups (regex); k++)
        {
          if (groups[2 * k] == G_MAXSIZE)
            continue;
          g_assert_cmpuint (groups[2 * k + 1], <=, length);
          g_assert_true (g_utf8_validate (text + groups[2 * k],
                                          (gssize) (groups[2 * k + 1] - groups[2 * k]), NULL));
        }
      g_assert_cmpuint (next, >, from);
      from = next;
    }
}

/* What LIKE means, character by character. */
static gboolean
is_like (const char *pattern, const char *text, gunichar escape)
{
  gunichar c = g_utf8_get_char (pattern);
  const char *rest = *pattern != '\0' ? g_utf8_next_char (pattern) : pattern;

  if (c == '\0')
    return *text == '\0';
  if (c == escape)
    {
      c = g_utf8_get_char (rest);
      rest = g_utf8_next_char (rest);
    }
  else if (c == '%')
    {
      for (;; text = g_utf8_next_char (text))
        {
          if (is_like (rest, text, escape))
            return TRUE;
          if (*text == '\0')
            return FALSE;
        }
    }
  else if (c == '_')
    return *text != '\0' && is_like (rest, g_utf8_next_char (text), escape);

  return *text != '\0' && g_utf8_get_char (text) == c && is_like (rest, g_utf8_next_char (text), escape);
}

static guint
count (const char *text, char c)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += *text == c;

  return n;
}

static void
match_like (const char *pattern, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceLike) like = sluice_like_new (pattern, strlen (pattern), '\\', &error);
  SluiceString texts[1] = { sluice_string (text, strlen (text)) };
  SluiceSelection one = { NULL, 1 };
  guint8 result = 2;

  g_assert_true ((like == NULL) == (error != NULL));
  if (like == NULL)
    return;
  sluice_like_match_rows (like, texts, one, &result);
  g_assert_cmpint (result, ==, sluice_like_matches (like, texts[0]));
  /* The plain way takes exponential time. */
  if (count (pattern, '%') <= 4 && strlen (text) <= 100)
    g_assert_cmpint (result, ==, is_like (pattern, text, '\\'));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *all = fuzz_input_to_text (data, size);
  g_autofree char *text = NULL;
  char *pattern, *rest;

  if (all == NULL)
    return -1;
  rest = all;
  pattern = fuzz_take_line (&rest);
  text = g_strdup (rest);
  find_all (pattern, text);
  match_like (pattern, text);

  return 0;
}
