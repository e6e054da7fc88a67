/* sluice-string-parts.c: kernels that trim texts, take parts of them and search.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-string-kernels.h"

#include "expr/sluice-function-simple.h"
#include "expr/sluice-text.h"

/* Trimming: the characters to remove are spaces unless given. */

#define TRIM_LEFT 1
#define TRIM_RIGHT 2

static gboolean
is_in (const SluiceString *set, const char *c, gsize size)
{
  const char *end = set->data + set->length;

  for (const char *p = set->data; p < end; p = sluice_text_next (p, end))
    if ((gsize) (sluice_text_next (p, end) - p) == size && memcmp (p, c, size) == 0)
      return TRUE;

  return FALSE;
}

static const char *
previous_char (const char *start, const char *p)
{
  do
    p--;
  while (p > start && ((guchar) *p & 0xc0) == 0x80);

  return p;
}

static SluiceString
trim_text (SluiceString text, const SluiceString *set, guint sides)
{
  const char *start = text.data;
  const char *end = start + text.length;

  if (set == NULL)
    {
      while ((sides & TRIM_LEFT) != 0 && start < end && *start == ' ')
        start++;
      while ((sides & TRIM_RIGHT) != 0 && end > start && end[-1] == ' ')
        end--;
    }
  else
    {
      while ((sides & TRIM_LEFT) != 0 && start < end
             && is_in (set, start, (gsize) (sluice_text_next (start, end) - start)))
        start = sluice_text_next (start, end);
      while ((sides & TRIM_RIGHT) != 0 && end > start)
        {
          const char *last = previous_char (start, end);

          if (!is_in (set, last, (gsize) (end - last)))
            break;
          end = last;
        }
    }

  return sluice_string (start, (gsize) (end - start));
}

/* The result lies within the argument, so nothing is copied. btrim has its arguments the other way
 * round. */
static gboolean
trim_column (SluiceKernelCall *call, guint sides, gboolean text_first)
{
  gboolean has_set = call->expr->n_args == 2;
  guint text_index = has_set && !text_first ? 1 : 0;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString set = SLUICE_STRING_AT (call, has_set ? 1 - text_index : 0, row);

    call->result->string[row]
        = trim_text (SLUICE_STRING_AT (call, text_index, row), has_set ? &set : NULL, sides);
  }

  return TRUE;
}

gboolean
sluice_string_trim (SluiceKernelCall *call, GError **error)
{
  return trim_column (call, TRIM_LEFT | TRIM_RIGHT, FALSE);
}

gboolean
sluice_string_btrim (SluiceKernelCall *call, GError **error)
{
  return trim_column (call, TRIM_LEFT | TRIM_RIGHT, TRUE);
}

gboolean
sluice_string_ltrim (SluiceKernelCall *call, GError **error)
{
  return trim_column (call, TRIM_LEFT, FALSE);
}

gboolean
sluice_string_rtrim (SluiceKernelCall *call, GError **error)
{
  return trim_column (call, TRIM_RIGHT, FALSE);
}

/* Parts. */

gboolean
sluice_string_substring (SluiceKernelCall *call, GError **error)
{
  gboolean is_binary = call->result->type->id == SLUICE_TYPE_BINARY;
  gboolean has_length = call->expr->n_args == 3;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    gint32 length = has_length ? SLUICE_ARG_AT (call, 2, gint32, row) : G_MAXINT32;

    call->result->string[row] = sluice_text_substring (
        SLUICE_STRING_AT (call, 0, row), SLUICE_ARG_AT (call, 1, gint32, row), length, is_binary);
  }

  return TRUE;
}

gboolean
sluice_string_left (SluiceKernelCall *call, GError **error)
{
  gboolean is_binary = call->result->type->id == SLUICE_TYPE_BINARY;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    call->result->string[row] = sluice_text_substring (
        SLUICE_STRING_AT (call, 0, row), 1, SLUICE_ARG_AT (call, 1, gint32, row), is_binary);
  }

  return TRUE;
}

gboolean
sluice_string_right (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString text = SLUICE_STRING_AT (call, 0, row);
    gint32 n = SLUICE_ARG_AT (call, 1, gint32, row);

    if (n <= 0)
      call->result->string[row] = sluice_string (text.data, 0);
    else
      call->result->string[row] = sluice_text_substring (text, -n, G_MAXINT32, FALSE);
  }

  return TRUE;
}

static SluiceString
substring_index_text (SluiceString text, SluiceString mark, gint32 count)
{
  const char *end = text.data + text.length;

  if (mark.length == 0 || count == 0)
    return sluice_string (text.data, 0);
  if (count > 0)
    {
      const char *p = text.data;

      while (p < end)
        {
          const char *found = sluice_text_find (p, (gsize) (end - p), mark.data, mark.length);

          if (found == NULL)
            return text;
          if (--count == 0)
            return sluice_string (text.data, (gsize) (found - text.data));
          p = found + 1;
        }
      return text;
    }

  for (const char *p = end - mark.length; p >= text.data; p--)
    if (memcmp (p, mark.data, mark.length) == 0 && ++count == 0)
      return sluice_string (p + mark.length, (gsize) (end - p) - mark.length);

  return text;
}

gboolean
sluice_string_substring_index (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    call->result->string[row]
        = substring_index_text (SLUICE_STRING_AT (call, 0, row), SLUICE_STRING_AT (call, 1, row),
                                SLUICE_ARG_AT (call, 2, gint32, row));
  }

  return TRUE;
}

gboolean
sluice_string_split_part (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString text = SLUICE_STRING_AT (call, 0, row);
    SluiceString mark = SLUICE_STRING_AT (call, 1, row);
    gint64 wanted = SLUICE_ARG_AT (call, 2, gint32, row);
    const char *end = text.data + text.length;
    const char *p = text.data;
    gint64 n = 1;

    if (wanted == 0)
      {
        sluice_set_error (
            error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "INVALID_INDEX_OF_ZERO",
            "The index 0 is invalid. An index shall be either < 0 or > 0 (the first element has "
            "index 1).");
        return FALSE;
      }
    if (mark.length > 0 && wanted < 0)
      {
        for (const char *q = p;
             (q = sluice_text_find (q, (gsize) (end - q), mark.data, mark.length)) != NULL;
             q += mark.length)
          n++;
        wanted += n + 1;
      }
    else if (mark.length == 0 && wanted == -1)
      wanted = 1;

    for (n = 1; n < wanted && p != NULL; n++)
      {
        p = mark.length > 0 ? sluice_text_find (p, (gsize) (end - p), mark.data, mark.length)
                            : NULL;
        if (p != NULL)
          p += mark.length;
      }
    if (p == NULL || wanted < 1)
      call->result->string[row] = sluice_string (text.data, 0);
    else
      {
        const char *stop = mark.length > 0
                               ? sluice_text_find (p, (gsize) (end - p), mark.data, mark.length)
                               : NULL;

        call->result->string[row] = sluice_string (p, (gsize) ((stop != NULL ? stop : end) - p));
      }
  }

  return TRUE;
}

/* Search. */

/* Characters in front of the first occurrence at or behind @from (in characters), plus one; 0 for
 * none. */
static gint32
position_of (SluiceString needle, SluiceString text, gsize from)
{
  const char *end = text.data + text.length;
  const char *start = sluice_text_skip (text.data, end, from);
  const char *found;

  if (needle.length == 0)
    return 1;
  found = sluice_text_find (start, (gsize) (end - start), needle.data, needle.length);

  return found == NULL ? 0
                       : (gint32) sluice_text_length (text.data, (gsize) (found - text.data)) + 1;
}

gboolean
sluice_string_instr (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    call->result->i32[row]
        = position_of (SLUICE_STRING_AT (call, 1, row), SLUICE_STRING_AT (call, 0, row), 0);
  }

  return TRUE;
}

gboolean
sluice_string_locate (SluiceKernelCall *call, GError **error)
{
  gboolean has_start = call->expr->n_args == 3;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    gint32 start = 1;

    /* From nowhere nothing is found, not even null. */
    if (has_start)
      start = sluice_column_is_null (call->args[2], row) ? 0 : SLUICE_ARG_AT (call, 2, gint32, row);
    call->result->i32[row] = 0;
    if ((!has_start || !sluice_column_is_null (call->args[2], row))
        && (sluice_column_is_null (call->args[0], row) || sluice_column_is_null (call->args[1], row)))
      {
        sluice_call_null_row (call, row);
        continue;
      }
    call->result->i32[row] = start < 1
                                 ? 0
                                 : position_of (SLUICE_STRING_AT (call, 0, row),
                                                SLUICE_STRING_AT (call, 1, row), (gsize) start - 1);
  }

  return TRUE;
}

gboolean
sluice_string_find_in_set (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString word = SLUICE_STRING_AT (call, 0, row);
    SluiceString list = SLUICE_STRING_AT (call, 1, row);
    const char *end = list.data + list.length;
    gint32 n = 1;

    call->result->i32[row] = 0;
    if (memchr (word.data, ',', word.length) != NULL)
      continue;
    for (const char *p = list.data;; n++)
      {
        const char *comma = memchr (p, ',', (gsize) (end - p));
        gsize size = (gsize) ((comma != NULL ? comma : end) - p);

        if (size == word.length && memcmp (p, word.data, size) == 0)
          {
            call->result->i32[row] = n;
            break;
          }
        if (comma == NULL)
          break;
        p = comma + 1;
      }
  }

  return TRUE;
}
