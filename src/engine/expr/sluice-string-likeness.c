/* sluice-string-likeness.c: kernels that compare and check words.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-string-kernels.h"

#include "expr/sluice-function-simple.h"
#include "expr/sluice-text.h"

/* Likeness. */

static gint32
levenshtein_distance (SluiceString a, SluiceString b, gint32 threshold)
{
  gsize n = sluice_text_length (a.data, a.length);
  gsize m = sluice_text_length (b.data, b.length);
  g_autofree gint32 *costs = g_new (gint32, m + 1);
  const char *a_end = a.data + a.length;
  const char *b_end = b.data + b.length;
  const char *p = a.data;

  for (gsize j = 0; j <= m; j++)
    costs[j] = (gint32) j;
  for (gsize i = 0; i < n; i++)
    {
      const char *p_next = sluice_text_next (p, a_end);
      const char *q = b.data;
      gint32 diagonal = costs[0];

      costs[0] = (gint32) i + 1;
      for (gsize j = 0; j < m; j++)
        {
          const char *q_next = sluice_text_next (q, b_end);
          gboolean same = p_next - p == q_next - q && memcmp (p, q, (gsize) (p_next - p)) == 0;
          gint32 cost = MIN (MIN (costs[j], costs[j + 1]) + 1, diagonal + !same);

          diagonal = costs[j + 1];
          costs[j + 1] = cost;
          q = q_next;
        }
      p = p_next;
    }

  return threshold != G_MAXINT32 && costs[m] > threshold ? -1 : costs[m];
}

gboolean
sluice_string_levenshtein (SluiceKernelCall *call, GError **error)
{
  gboolean has_threshold = call->expr->n_args == 3;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    gint32 threshold = has_threshold ? SLUICE_ARG_AT (call, 2, gint32, row) : G_MAXINT32;

    call->result->i32[row] = levenshtein_distance (SLUICE_STRING_AT (call, 0, row),
                                                   SLUICE_STRING_AT (call, 1, row), threshold);
  }

  return TRUE;
}

gboolean
sluice_string_soundex (SluiceKernelCall *call, GError **error)
{
  /* H and W (7) don't part letters of the same code, vowels (0) do. */
  static const char codes[] = "01230127022455012623017202";

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString text = SLUICE_STRING_AT (call, 0, row);
    char code[4] = { '0', '0', '0', '0' };
    guint n = 1;
    char last;

    if (text.length == 0 || !g_ascii_isalpha (text.data[0]))
      {
        call->result->string[row] = text;
        continue;
      }
    code[0] = g_ascii_toupper (text.data[0]);
    last = codes[code[0] - 'A'];
    for (guint32 i = 1; i < text.length && n < 4; i++)
      {
        char c = g_ascii_toupper (text.data[i]);
        char digit;

        if (c < 'A' || c > 'Z')
          {
            last = '0';
            continue;
          }
        digit = codes[c - 'A'];
        if (digit == '7')
          continue;
        if (digit != '0' && digit != last)
          code[n++] = digit;
        last = digit;
      }
    sluice_call_store (call, row, code, 4);
  }

  return sluice_string_finish (call);
}

gboolean
sluice_string_luhn_check (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString text = SLUICE_STRING_AT (call, 0, row);
    gboolean valid = text.length > 0;
    guint sum = 0;

    for (guint32 i = 0; valid && i < text.length; i++)
      {
        guint digit = (guint) (text.data[text.length - 1 - i] - '0');

        valid = digit <= 9;
        if (i % 2 == 1)
          digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        sum += digit;
      }
    call->result->boolean[row] = valid && sum % 10 == 0;
  }

  return TRUE;
}

gboolean
sluice_string_quote (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString text = SLUICE_STRING_AT (call, 0, row);
    gsize reserved = (gsize) text.length * 2 + 2;
    char *out = sluice_arena_alloc_bytes (call->context->arena, reserved);
    char *cursor = out;

    *cursor++ = '\'';
    for (guint32 i = 0; i < text.length; i++)
      {
        if (text.data[i] == '\'')
          *cursor++ = '\\';
        *cursor++ = text.data[i];
      }
    *cursor++ = '\'';
    sluice_call_store_reserved (call, row, out, reserved, (gsize) (cursor - out));
  }

  return sluice_string_finish (call);
}

gboolean
sluice_string_chr (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    gint64 code = SLUICE_ARG_AT (call, 0, gint64, row);
    char bytes[8];

    if (code < 0)
      call->result->string[row] = sluice_string ("", 0);
    else
      sluice_call_store (call, row, bytes,
                         (gsize) g_unichar_to_utf8 ((gunichar) (code & 0xff), bytes));
  }

  return sluice_string_finish (call);
}

/* Characters of a text, one after the other. */
static gunichar *
characters_of (SluiceString text, gsize *n)
{
  gunichar *characters = g_new (gunichar, (gsize) text.length + 1);
  const char *end = text.data + text.length;

  *n = 0;
  for (const char *p = text.data; p < end;)
    {
      const char *next = sluice_text_next (p, end);
      gunichar character = 0;

      for (; p < next; p++)
        character = character << 8 | (guchar) *p;
      characters[(*n)++] = character;
    }

  return characters;
}

/* Characters are matched with the first equal one within a window; Jaro's similarity counts matches and how
 * many of them are in another order, Winkler's adds something for each of up to four that begin both. */
static double
jaro_winkler (SluiceString text_a, SluiceString text_b)
{
  gsize n, m, window, matches = 0, moved = 0, prefix = 0;
  g_autofree gunichar *a = characters_of (text_a, &n);
  g_autofree gunichar *b = characters_of (text_b, &m);
  g_autofree gboolean *matched_a = g_new0 (gboolean, n + 1);
  g_autofree gboolean *matched_b = g_new0 (gboolean, m + 1);
  double similarity;

  if (n == 0 && m == 0)
    return 1;
  window = MAX (n, m) / 2;
  window = window > 0 ? window - 1 : 0;
  for (gsize i = 0; i < n; i++)
    for (gsize j = i > window ? i - window : 0; j < MIN (i + window + 1, m); j++)
      if (!matched_b[j] && a[i] == b[j])
        {
          matched_a[i] = matched_b[j] = TRUE;
          matches++;
          break;
        }
  if (matches == 0)
    return 0;

  for (gsize i = 0, j = 0; i < n; i++)
    if (matched_a[i])
      {
        while (!matched_b[j])
          j++;
        moved += a[i] != b[j];
        j++;
      }
  similarity = ((double) matches / (double) n + (double) matches / (double) m
                + ((double) matches - (double) moved / 2) / (double) matches)
               / 3;
  while (prefix < MIN (MIN (n, m), 4) && a[prefix] == b[prefix])
    prefix++;

  return similarity + (double) prefix * 0.1 * (1 - similarity);
}

gboolean
sluice_string_jaro_winkler (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    call->result->f64[row] = jaro_winkler (SLUICE_STRING_AT (call, 0, row), SLUICE_STRING_AT (call, 1, row));

  return TRUE;
}

gboolean
sluice_string_is_valid_utf8 (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString text = SLUICE_STRING_AT (call, 0, row);

    call->result->boolean[row] = sluice_text_is_valid (text.data, text.length);
  }

  return TRUE;
}
