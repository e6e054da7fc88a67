/* sluice-name-distance.c: how far a name is from another, and which one was probably meant.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/sluice-name-distance.h"

#include <string.h>

guint
sluice_name_distance (const char *a, const char *b)
{
  g_autofree gunichar *left = g_utf8_to_ucs4_fast (a, -1, NULL);
  glong n_left = g_utf8_strlen (a, -1);
  glong n_right = g_utf8_strlen (b, -1);
  g_autofree guint *row = g_new (guint, n_left + 1);

  for (glong i = 0; i <= n_left; i++)
    row[i] = i;
  for (glong j = 1; j <= n_right; j++)
    {
      gunichar c = g_utf8_get_char (b);
      guint diagonal = row[0];

      b = g_utf8_next_char (b);
      row[0] = j;
      for (glong i = 1; i <= n_left; i++)
        {
          guint replaced = diagonal + (left[i - 1] != c);

          diagonal = row[i];
          row[i] = MIN (replaced, MIN (row[i], row[i - 1]) + 1);
        }
    }

  return row[n_left];
}

/* The number of edits that make one name of the other, case ignored, given up beyond @limit. Two neighbours that
 * changed places are one edit: no slip of the fingers is more common. */
static guint
typos (const char *a, const char *b, guint limit)
{
  gsize n = strlen (a);
  gsize m = strlen (b);
  g_autofree guint *rows = NULL;
  guint *before, *above, *row;

  if (n > 64 || m > 64 || (n > m ? n - m : m - n) > limit)
    return limit + 1;

  rows = g_new0 (guint, 3 * (m + 1));
  before = rows;
  above = before + m + 1;
  row = above + m + 1;
  for (gsize j = 0; j <= m; j++)
    row[j] = (guint) j;
  for (gsize i = 1; i <= n; i++)
    {
      guint *oldest = before;

      before = above;
      above = row;
      row = oldest;
      row[0] = (guint) i;
      for (gsize j = 1; j <= m; j++)
        {
          char c = g_ascii_tolower (a[i - 1]);
          char d = g_ascii_tolower (b[j - 1]);

          row[j] = MIN (above[j - 1] + (c != d), MIN (above[j], row[j - 1]) + 1);
          if (i > 1 && j > 1 && c == g_ascii_tolower (b[j - 2]) && d == g_ascii_tolower (a[i - 2]))
            row[j] = MIN (row[j], before[j - 2] + 1);
        }
    }

  return row[m];
}

const char *
sluice_closest_name (const char *name, const char *const *names)
{
  guint limit = MAX (1, (guint) strlen (name) / 3);
  const char *best = NULL;

  for (guint i = 0; names[i] != NULL; i++)
    {
      guint edits = typos (name, names[i], limit);

      if (edits <= limit)
        {
          best = names[i];
          if (edits == 0)
            break;
          limit = edits - 1;
        }
    }

  return best;
}
