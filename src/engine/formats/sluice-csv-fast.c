/* sluice-csv-fast.c: plain CSV lines, sixty-four bytes at a time.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-csv-reader.h"
#include "formats/sluice-scan-simd.h"
#include "formats/sluice-utf8.h"

#define WINDOW 64

/* Digits that surely fit 64 bits. */
#define SAFE_DIGITS 18

/* The places in a window of the text where something may happen. */
typedef struct
{
  const SluiceCsvScanner *csv;
  const char *base;
  const char *end;
  guint64 specials;
  gboolean high;                /* whether the line at hand may hold anything outside ASCII */
  gboolean window_high;         /* the same for the window */
} Cursor;

void
sluice_csv_fast_init (SluiceCsvScanner *self, const SluiceFormatOptions *options)
{
  self->fast = options->separator_length == 1 && (guchar) options->separator[0] < 0x80
               && options->separator[0] != '\n' && options->separator[0] != '\r' && options->quote < 0x80
               && options->escape < 0x80 && options->comment < 0x80 && options->line_separator == NULL
               /* Only a quote that is the escape can be escaped where no escape shows. */
               && (options->escape != options->quote || options->escape_escape == 0)
               && !options->multi_line && !options->trim_leading && !options->trim_trailing
               && options->max_chars < 0 && (gint64) self->n_fields < options->max_columns
               && g_getenv ("SLUICE_CSV_NO_WINDOWS") == NULL;
  self->separator = options->separator[0];
  /* What is switched off stops where the separator stops anyway. */
  self->quote = options->quote != 0 ? (char) options->quote : self->separator;
  self->escape = options->escape != 0 ? (char) options->escape : self->separator;
}

#ifdef __SSE2__
static inline guint64
find_in_window (const SluiceCsvScanner *csv, const char *p, guint64 *high)
{
  const __m128i separator = _mm_set1_epi8 (csv->separator);
  const __m128i quote = _mm_set1_epi8 (csv->quote);
  const __m128i escape = _mm_set1_epi8 (csv->escape);
  const __m128i line_feed = _mm_set1_epi8 ('\n');
  const __m128i carriage_return = _mm_set1_epi8 ('\r');
  guint64 specials = 0;

  *high = 0;
  for (guint i = 0; i < WINDOW / 16; i++)
    {
      __m128i v = _mm_loadu_si128 ((const __m128i *) (const void *) (p + 16 * i));
      __m128i lines = _mm_or_si128 (_mm_cmpeq_epi8 (v, line_feed), _mm_cmpeq_epi8 (v, carriage_return));
      __m128i quotes = _mm_or_si128 (_mm_cmpeq_epi8 (v, quote), _mm_cmpeq_epi8 (v, escape));
      __m128i hits = _mm_or_si128 (_mm_or_si128 (lines, quotes), _mm_cmpeq_epi8 (v, separator));

      specials |= (guint64) (guint) _mm_movemask_epi8 (hits) << (16 * i);
      *high |= (guint64) (guint) _mm_movemask_epi8 (v) << (16 * i);
    }

  return specials;
}
#else
static inline guint64
find_in_window (const SluiceCsvScanner *csv, const char *p, guint64 *high)
{
  guint64 specials = 0;

  *high = 0;
  for (guint i = 0; i < WINDOW; i++)
    {
      char c = p[i];

      if (c == csv->separator || c == csv->quote || c == csv->escape || c == '\n' || c == '\r')
        specials |= (guint64) 1 << i;
      *high |= (guint64) ((guchar) c >> 7) << i;
    }

  return specials;
}
#endif

static void
load_window (Cursor *self)
{
  guint64 high;

  if (G_LIKELY (self->end - self->base >= WINDOW))
    self->specials = find_in_window (self->csv, self->base, &high);
  else
    {
      char last[WINDOW] = { 0 };
      gsize n = self->end - self->base;

      memcpy (last, self->base, n);
      self->specials = find_in_window (self->csv, last, &high) & (((guint64) 1 << n) - 1);
    }
  self->window_high = high != 0;
  self->high = self->high || self->window_high;
}

static void
seek (Cursor *self, const char *p)
{
  self->base = p;
  self->specials = 0;
  self->high = self->window_high = FALSE;
  if (p < self->end)
    load_window (self);
}

static inline const char *
next_special (Cursor *self)
{
  const char *place;

  while (self->specials == 0)
    {
      if (self->end - self->base <= WINDOW)
        return self->end;
      self->base += WINDOW;
      load_window (self);
    }

  place = self->base + __builtin_ctzll (self->specials);
  self->specials &= self->specials - 1;

  return place;
}

static inline gboolean
append_small_integer (SluiceColumnBuilder *builder, const char *text, gsize length)
{
  gboolean negative = length > 0 && *text == '-';
  const char *p = text + negative;
  const char *end = text + length;
  gint64 value = 0;
  guint32 row;

  if (p == end || end - p > SAFE_DIGITS)
    return FALSE;
  for (; p < end; p++)
    {
      guint digit = (guchar) *p - '0';

      if (digit > 9)
        return FALSE;
      value = value * 10 + digit;
    }
  if (negative)
    value = -value;

  if (builder->type->id == SLUICE_TYPE_BIGINT)
    {
      row = sluice_column_builder_reserve (builder);
      builder->column->i64[row] = value;
      return TRUE;
    }
  if (value < G_MININT32 || value > G_MAXINT32)
    return FALSE;
  row = sluice_column_builder_reserve (builder);
  builder->column->i32[row] = (gint32) value;

  return TRUE;
}

static inline gboolean
append_value (SluiceScanner *scanner, Cursor *cursor, guint field, const char *text, gsize length, gboolean quoted)
{
  SluiceCsvScanner *self = scanner->csv;
  SluiceColumnBuilder *builder;
  const char *condition;
  SluiceTypeId id;

  if (field >= self->n_fields || self->targets[field] == SLUICE_NO_COLUMN)
    return TRUE;

  builder = &scanner->rows.children[self->targets[field]];
  id = builder->type->id;
  if (length == 0)
    {
      /* What empty quotes mean is one of the options. */
      if (quoted)
        return sluice_csv_append (scanner, builder, scanner->reader->options->empty_value,
                                  strlen (scanner->reader->options->empty_value), &condition);
      sluice_column_builder_append_null (builder);
      return TRUE;
    }

  if (id == SLUICE_TYPE_STRING && (self->null_is_empty || length != self->null_length))
    {
      guint32 row;

      if (G_UNLIKELY (cursor->high) && !sluice_utf8_is_strict (text, length))
        return FALSE;
      row = sluice_column_builder_reserve (builder);
      builder->column->string[row] = sluice_string (text, length);
      return TRUE;
    }
  if ((id == SLUICE_TYPE_BIGINT || id == SLUICE_TYPE_INT) && self->null_is_empty
      && append_small_integer (builder, text, length))
    return TRUE;
  if (G_UNLIKELY (cursor->high) && !sluice_utf8_is_strict (text, length))
    return FALSE;

  return sluice_csv_append (scanner, builder, text, length, &condition);
}

/* Finds the closing quote of a value; NULL when the value is anything but plain. */
static const char *
find_closing_quote (Cursor *self)
{
  while (TRUE)
    {
      const char *p = next_special (self);
      const char *after;

      if (p == self->end || *p == '\n' || *p == '\r')
        return NULL;
      if (*p != self->csv->quote)
        {
          if (*p == self->csv->escape && self->csv->escape != self->csv->separator)
            return NULL;
          continue;
        }
      after = p + 1;
      if (after == self->end || *after == self->csv->separator || *after == '\n' || *after == '\r')
        return p;
      return NULL;
    }
}

/* Reads one line; Returns: where the next begins, NULL when the line must be read the exact way. */
static const char *
read_line (SluiceScanner *scanner, Cursor *cursor, const char *start)
{
  SluiceCsvScanner *self = scanner->csv;
  guint field = 0;
  gboolean has_quotes = self->quote != self->separator;

  while (TRUE)
    {
      const char *p = next_special (cursor);
      const char *text = start;
      gsize length;
      gboolean quoted = FALSE;

      if (p < cursor->end && *p == self->quote && has_quotes && p == start)
        {
          const char *closing = find_closing_quote (cursor);

          if (closing == NULL)
            return NULL;
          text = start + 1;
          length = closing - text;
          quoted = TRUE;
          p = next_special (cursor);
        }
      else
        {
          /* A quote or an escape in the middle of a plain value is a character like any other. */
          while (p < cursor->end && *p != self->separator && *p != '\n' && *p != '\r')
            p = next_special (cursor);
          length = p - start;
        }

      if (!append_value (scanner, cursor, field, text, length, quoted))
        return NULL;
      field++;
      if (p < cursor->end && *p == self->separator)
        {
          start = p + 1;
          continue;
        }

      if (field != self->n_fields)
        {
          if (self->check_count || (gint64) field > scanner->reader->options->max_columns)
            return NULL;
          for (guint i = field; i < self->n_fields; i++)
            if (self->targets[i] != SLUICE_NO_COLUMN)
              sluice_column_builder_append_null (&scanner->rows.children[self->targets[i]]);
        }
      if (p == cursor->end)
        return p;
      if (*p == '\r' && p + 1 < cursor->end && p[1] == '\n')
        p = next_special (cursor);
      return p + 1;
    }
}

gboolean
sluice_csv_fast_scan (SluiceScanner *scanner, const char *p, GError **error)
{
  const SluiceFormatOptions *options = scanner->reader->options;
  Cursor cursor = { .csv = scanner->csv, .end = scanner->data + scanner->length };
  char comment = (char) options->comment;

  seek (&cursor, p);
  while (p < cursor.end)
    {
      const char *next = NULL;

      /* A line that begins with a blank may be nothing but blanks. */
      if (G_LIKELY ((guchar) *p > ' ' && (comment == 0 || *p != comment)))
        {
          sluice_scanner_begin_row (scanner);
          cursor.high = cursor.window_high;
          next = read_line (scanner, &cursor, p);
        }
      if (G_LIKELY (next != NULL))
        {
          sluice_scanner_append_corrupt (scanner, NULL, 0);
          if (!sluice_scanner_end_row (scanner, error))
            return FALSE;
        }
      else
        {
          const char *stop = sluice_next_record (options, p, cursor.end, &next);

          if (scanner->started)
            sluice_column_builder_truncate (&scanner->rows, scanner->rows.length);
          if (stop > p)
            {
              scanner->statistics.n_fallbacks++;
              if (!sluice_csv_read_line (scanner, p, stop - p, error))
                return FALSE;
            }
          seek (&cursor, next);
        }
      p = next;
    }

  return TRUE;
}
