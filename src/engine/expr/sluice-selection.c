/* sluice-selection.c: between vectors of truth values and lists of rows.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-selection.h"

#include <string.h>

/* Packs eight bytes of 0 or 1, the first lowest, into the low eight bits. */
static inline guint64
pack_eight (guint64 bytes)
{
  return ((bytes & G_GUINT64_CONSTANT (0x0101010101010101)) * G_GUINT64_CONSTANT (0x0102040810204080))
         >> 56;
}

void
sluice_bits_from_bytes (const guint8 *bytes, guint32 n, guint64 *words)
{
  guint32 base;

  for (base = 0; base + 64 <= n; base += 64)
    {
      guint64 word = 0;

      for (guint k = 0; k < 8; k++)
        {
          guint64 eight;

          memcpy (&eight, bytes + base + k * 8, 8);
          word |= pack_eight (GUINT64_FROM_LE (eight)) << (k * 8);
        }
      words[base >> 6] = word;
    }

  if (base < n)
    {
      guint64 word = 0;

      for (guint32 i = base; i < n; i++)
        word |= (guint64) (bytes[i] & 1) << (i - base);
      words[base >> 6] = word;
    }
}

guint32
sluice_rows_from_bits (const guint64 *words, guint32 n, guint16 *rows)
{
  guint32 n_rows = 0;

  for (guint32 base = 0; base < n; base += 64)
    {
      guint64 word = words[base >> 6];

      if (n - base < 64)
        word &= ((guint64) 1 << (n - base)) - 1;
      if (word == G_MAXUINT64)
        {
          for (guint32 i = 0; i < 64; i++)
            rows[n_rows + i] = (guint16) (base + i);
          n_rows += 64;
        }
      else
        for (; word != 0; word &= word - 1)
          rows[n_rows++] = (guint16) (base + __builtin_ctzll (word));
    }

  return n_rows;
}

SluiceSelection
sluice_selection_narrow (SluiceArena *arena, SluiceSelection selection, const guint64 *bits)
{
  guint16 *rows = sluice_arena_new_array (arena, guint16, MAX (selection.n, 1));
  guint32 n = 0;

  if (selection.rows == NULL)
    n = sluice_rows_from_bits (bits, selection.n, rows);
  else
    for (guint32 i = 0; i < selection.n; i++)
      {
        guint32 row = selection.rows[i];

        rows[n] = (guint16) row;
        n += (bits[row >> 6] >> (row & 63)) & 1;
      }

  return n == selection.n ? selection : (SluiceSelection){ rows, n };
}

SluiceSelection
sluice_selection_where_true (SluiceArena        *arena,
                             SluiceSelection     selection,
                             const SluiceColumn *condition)
{
  const guint8 *values = condition->boolean;
  const guint64 *validity = condition->validity;
  guint16 *rows;
  guint32 n = 0;

  if (condition->constant)
    return sluice_validity_get (validity, 0) && values[0] != 0 ? selection
                                                                : (SluiceSelection){ NULL, 0 };

  if (selection.rows == NULL)
    {
      gsize words = sluice_validity_words (selection.n);
      guint64 *bits = sluice_arena_new_array (arena, guint64, MAX (words, 1));

      sluice_bits_from_bytes (values, selection.n, bits);
      if (validity != NULL)
        for (gsize w = 0; w < words; w++)
          bits[w] &= validity[w];
      return sluice_selection_narrow (arena, selection, bits);
    }

  rows = sluice_arena_new_array (arena, guint16, MAX (selection.n, 1));
  if (validity == NULL)
    for (guint32 i = 0; i < selection.n; i++)
      {
        rows[n] = selection.rows[i];
        n += values[selection.rows[i]] & 1;
      }
  else
    for (guint32 i = 0; i < selection.n; i++)
      {
        guint32 row = selection.rows[i];

        rows[n] = (guint16) row;
        n += values[row] & (validity[row >> 6] >> (row & 63)) & 1;
      }

  return n == selection.n ? selection : (SluiceSelection){ rows, n };
}

guint64 *
sluice_selection_to_bits (SluiceArena *arena, SluiceSelection selection, guint32 n)
{
  guint64 *bits = sluice_arena_new_array0 (arena, guint64, MAX (sluice_validity_words (n), 1));
  guint64 word = 0;
  guint32 current = 0;

  if (selection.rows == NULL)
    {
      memset (bits, 0xff, selection.n / 64 * sizeof *bits);
      if (selection.n % 64 != 0)
        bits[selection.n / 64] = ((guint64) 1 << selection.n % 64) - 1;
      return bits;
    }

  /* Rows ascend, so that a word is put together before it is written. */
  for (guint32 i = 0; i < selection.n; i++)
    {
      guint32 row = selection.rows[i];

      if (row >> 6 != current)
        {
          bits[current] = word;
          word = 0;
          current = row >> 6;
        }
      word |= (guint64) 1 << (row & 63);
    }
  bits[current] = word;

  return bits;
}

SluiceSelection
sluice_selection_without (SluiceArena *arena, SluiceSelection selection, SluiceSelection removed)
{
  guint32 n_rows;
  guint64 *bits;

  if (removed.n == 0)
    return selection;
  if (removed.n == selection.n)
    return (SluiceSelection){ NULL, 0 };

  n_rows = selection.rows != NULL ? selection.rows[selection.n - 1] + 1u : selection.n;
  bits = sluice_selection_to_bits (arena, removed, n_rows);
  for (gsize w = 0; w < sluice_validity_words (n_rows); w++)
    bits[w] = ~bits[w];

  return sluice_selection_narrow (arena, selection, bits);
}
