/* sluice-date-layout.c: moments by patterns whose texts all look alike.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading and writing take no decision by the pattern: a text is compared with the layout eight bytes at a time, and
 * what a moment consists of is kept as numbers of two digits each.
 */
#include "config.h"

#include "expr/sluice-date-layout.h"

#include "expr/sluice-calendar.h"
#include "expr/sluice-date-pattern-private.h"

/* What two digits may say; a fraction is three times two. */
enum
{
  CENTURY,
  YEAR_OF_CENTURY,
  MONTH,
  DAY,
  HOUR,
  MINUTE,
  SECOND,
  FRACTION,
  N_VALUES = FRACTION + 3,
};

#define FRACTION_DIGITS 6

/* A beginning with fewer bytes isn't worth it. */
#define LEAST_BEGINNING 8

/* The years 0 to 9999. */
#define FIRST_DAY (-719528)
#define N_DAYS 3652425

/* Bytes of a text that aren't as they must be leave a bit in the mask: what is allowed beside '0' is 0 to 9. */
#define HIGH_BITS G_GUINT64_CONSTANT (0x8080808080808080)
#define ALLOW_DIGIT (0x80 - 10)
#define ALLOW_NOTHING (0x80 - 1)

/* A layout in the making. */
typedef struct
{
  SluiceDateLayout *layout;
  char text[SLUICE_LAYOUT_MAX];
  gboolean is_digit[SLUICE_LAYOUT_MAX];
  guint seen;
  gboolean repeats;
} Draft;

static gboolean
add_bytes (Draft *draft, const char *bytes, gsize length, gboolean are_digits)
{
  gsize at = draft->layout->length;

  if (length > SLUICE_LAYOUT_MAX - at)
    return FALSE;
  memcpy (draft->text + at, bytes, length);
  for (gsize i = 0; i < length; i++)
    draft->is_digit[at + i] = are_digits;
  draft->layout->length += length;

  return TRUE;
}

static gboolean
add_part (Draft *draft, guint what, guint n_digits)
{
  SluiceDateLayout *layout = draft->layout;
  gsize place = layout->length;

  if (!add_bytes (draft, "00", n_digits, TRUE))
    return FALSE;
  layout->parts[layout->n_parts].place = (guint8) place;
  layout->parts[layout->n_parts].what = (guint8) what;
  layout->parts[layout->n_parts].n_digits = (guint8) n_digits;
  layout->n_parts++;
  /* A field that stands there twice must say the same twice; the pattern sees to that. */
  if ((draft->seen >> what & 1) != 0)
    draft->repeats = TRUE;
  draft->seen |= 1u << what;

  return TRUE;
}

static gboolean
add_fraction (Draft *draft, guint n_digits)
{
  guint known = MIN (n_digits, FRACTION_DIGITS);

  draft->layout->has_fraction = TRUE;
  for (guint i = 0; i < known; i += 2)
    if (!add_part (draft, FRACTION + i / 2, MIN (known - i, 2)))
      return FALSE;
  /* What is finer than a microsecond is written as zeros, and read as any digits. */
  while (known++ < n_digits)
    if (!add_bytes (draft, "0", 1, TRUE))
      return FALSE;

  return TRUE;
}

static gboolean
add_number (Draft *draft, const SluicePatternPiece *piece)
{
  switch (piece->letter)
    {
    case 'y':
      return piece->count == 4 && add_part (draft, CENTURY, 2)
             && add_part (draft, YEAR_OF_CENTURY, 2);
    case 'M':
    case 'L':
      return piece->count == 2 && add_part (draft, MONTH, 2);
    case 'd':
      return piece->count == 2 && add_part (draft, DAY, 2);
    case 'H':
      return piece->count == 2 && add_part (draft, HOUR, 2);
    case 'm':
      return piece->count == 2 && add_part (draft, MINUTE, 2);
    case 's':
      return piece->count == 2 && add_part (draft, SECOND, 2);
    default:
      return FALSE;
    }
}

static gboolean
add_piece (Draft *draft, const SluicePatternPiece *piece)
{
  switch (piece->kind)
    {
    case SLUICE_PATTERN_LITERAL:
      return add_bytes (draft, piece->text, strlen (piece->text), FALSE);
    case SLUICE_PATTERN_NUMBER:
      return add_number (draft, piece);
    case SLUICE_PATTERN_REDUCED_YEAR:
      return add_part (draft, YEAR_OF_CENTURY, 2);
    case SLUICE_PATTERN_FRACTION:
      return add_fraction (draft, piece->count);
    /* Both are written and, where everything is as it would be written, read. */
    case SLUICE_PATTERN_OPTIONAL_START:
    case SLUICE_PATTERN_OPTIONAL_END:
      return TRUE;
    case SLUICE_PATTERN_TEXT:
    case SLUICE_PATTERN_ZONE:
      return FALSE;
    default:
      g_assert_not_reached ();
    }
}

/* Leaves the draft as it was when the piece can't be added. */
static gboolean
add_whole_piece (Draft *draft, const SluicePatternPiece *piece)
{
  gsize length = draft->layout->length;
  guint n_parts = draft->layout->n_parts;

  if (add_piece (draft, piece))
    return TRUE;
  draft->layout->length = length;
  draft->layout->n_parts = n_parts;

  return FALSE;
}

/* A year takes all digits that follow it but those of the numbers that the pattern knows of: where these aren't
 * all, a text may be read otherwise than it was written. */
static gboolean
takes_other_digits (const Draft *draft, const SluicePatternPiece *piece, gsize end)
{
  gsize n = 0;

  if (piece->kind != SLUICE_PATTERN_NUMBER || piece->letter != 'y')
    return FALSE;
  while (end + n < draft->layout->length
         && (draft->is_digit[end + n] || g_ascii_isdigit (draft->text[end + n])))
    n++;

  return n != piece->following;
}

static void
set_words (Draft *draft)
{
  SluiceDateLayout *self = draft->layout;
  char allowances[SLUICE_LAYOUT_MAX];

  for (gsize i = 0; i < sizeof allowances; i++)
    allowances[i] = draft->is_digit[i] ? ALLOW_DIGIT : ALLOW_NOTHING;
  /* The last word overlaps the one before it; an only one that isn't full ends with zeros. */
  for (gsize start = 0; start < self->length; start += 8)
    {
      guint word = self->n_words++;

      self->starts[word] = (guint8) MIN (start, MAX (self->length, 8) - 8);
      memcpy (&self->words[word], draft->text + self->starts[word], 8);
      memcpy (&self->allowances[word], allowances + self->starts[word], 8);
    }
}

SluiceDateLayout *
sluice_date_layout_new (const SluiceDatePattern *self)
{
  g_autofree SluiceDateLayout *layout = NULL;
  gsize ends[2 * SLUICE_LAYOUT_MAX];
  Draft draft = { 0 };
  const SluicePatternPiece *pieces = (const SluicePatternPiece *) (gpointer) self->pieces->data;
  guint n_pieces = self->pieces->len;

  /* Beside an era there is no year 0. */
  for (guint i = 0; i < n_pieces; i++)
    if (pieces[i].letter == 'G')
      return NULL;

  layout = g_new0 (SluiceDateLayout, 1);
  draft.layout = layout;
  while (layout->n_pieces < MIN (n_pieces, G_N_ELEMENTS (ends))
         && add_whole_piece (&draft, &pieces[layout->n_pieces]))
    ends[layout->n_pieces++] = layout->length;
  if (layout->length < (layout->n_pieces < n_pieces ? LEAST_BEGINNING : 1))
    return NULL;

  layout->readable = layout->n_pieces == n_pieces && !draft.repeats;
  for (guint i = 0; i < layout->n_pieces; i++)
    if (takes_other_digits (&draft, &pieces[i], ends[i]))
      layout->readable = FALSE;
  layout->defaults[CENTURY] = (draft.seen >> YEAR_OF_CENTURY & 1) != 0 ? 20 : 19;
  layout->defaults[YEAR_OF_CENTURY] = 70;
  layout->defaults[MONTH] = 1;
  layout->defaults[DAY] = 1;
  set_words (&draft);

  return g_steal_pointer (&layout);
}

const SluiceDateLayout *
sluice_date_pattern_layout (const SluiceDatePattern *self)
{
  return self->layout != NULL && self->layout->n_pieces == self->pieces->len ? self->layout : NULL;
}

gboolean
sluice_date_layout_write (const SluiceDateLayout *self, gint64 local_us, char *out)
{
  gint32 days = sluice_day_of (local_us);
  guint8 values[N_VALUES];
  SluiceCivil civil;
  guint64 us;
  guint32 seconds;

  if (G_UNLIKELY ((guint32) days - (guint32) FIRST_DAY >= N_DAYS))
    return FALSE;

  civil = sluice_civil (days);
  us = (guint64) sluice_time_of_day (local_us, days);
  seconds = (guint32) (us / SLUICE_US_PER_SECOND);
  values[CENTURY] = (guint8) ((guint) civil.year / 100);
  values[YEAR_OF_CENTURY] = (guint8) ((guint) civil.year % 100);
  values[MONTH] = (guint8) civil.month;
  values[DAY] = (guint8) civil.day;
  values[HOUR] = (guint8) (seconds / 3600);
  values[MINUTE] = (guint8) (seconds / 60 % 60);
  values[SECOND] = (guint8) (seconds % 60);
  if (self->has_fraction)
    {
      guint32 fraction = (guint32) (us - seconds * (guint64) SLUICE_US_PER_SECOND);

      values[FRACTION] = (guint8) (fraction / 10000);
      values[FRACTION + 1] = (guint8) (fraction / 100 % 100);
      values[FRACTION + 2] = (guint8) (fraction % 100);
    }

  for (guint i = 0; i < self->n_words; i++)
    memcpy (out + self->starts[i], &self->words[i], 8);
  for (guint i = 0; i < self->n_parts; i++)
    {
      guint value = values[self->parts[i].what];

      if (self->parts[i].n_digits == 2)
        sluice_write_two (value, out + self->parts[i].place);
      else
        out[self->parts[i].place] = (char) ('0' + value / 10);
    }

  return TRUE;
}

gboolean
sluice_date_layout_read (const SluiceDateLayout *self,
                         const char *text,
                         gsize length,
                         gint64 *local_us)
{
  char digits[SLUICE_LAYOUT_MAX];
  char padded[8] = { 0 };
  guint8 values[sizeof self->defaults];
  guint64 wrong = 0;
  guint year, seconds, fraction;

  if (length != self->length)
    return FALSE;
  if (length < sizeof padded)
    text = memcpy (padded, text, length);

  for (guint i = 0; i < self->n_words; i++)
    {
      guint64 word;

      memcpy (&word, text + self->starts[i], 8);
      word ^= self->words[i];
      /* A carry comes only from a byte that is wrong itself. */
      wrong |= word | (word + self->allowances[i]);
      memcpy (digits + self->starts[i], &word, 8);
    }
  if ((wrong & HIGH_BITS) != 0)
    return FALSE;

  memcpy (values, self->defaults, sizeof values);
  for (guint i = 0; i < self->n_parts; i++)
    {
      const char *digit = digits + self->parts[i].place;
      guint tens = (guint) digit[0] * 10;

      values[self->parts[i].what]
          = (guint8) (self->parts[i].n_digits == 2 ? tens + (guint) digit[1] : tens);
    }

  year = values[CENTURY] * 100u + values[YEAR_OF_CENTURY];
  if (!sluice_is_common_date (year, values[MONTH], values[DAY]) || values[HOUR] > 23
      || values[MINUTE] > 59 || values[SECOND] > 59)
    return FALSE;

  seconds = (values[HOUR] * 60u + values[MINUTE]) * 60u + values[SECOND];
  fraction = values[FRACTION] * 10000u + values[FRACTION + 1] * 100u + values[FRACTION + 2];
  *local_us = sluice_common_days (year, values[MONTH], values[DAY]) * SLUICE_US_PER_DAY
              + seconds * SLUICE_US_PER_SECOND + fraction;

  return TRUE;
}
