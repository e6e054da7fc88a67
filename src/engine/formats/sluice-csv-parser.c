/* sluice-csv-parser.c: CSV records taken apart by the full rules of Spark's parser.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-csv-parser.h"

#include <string.h>

#include "formats/sluice-scan-simd.h"
#include "formats/sluice-utf8.h"

#define IS_BLANK(c) ((c) <= ' ')

static void parse_quoted (SluiceCsvParser *self);

void
sluice_csv_parser_init (SluiceCsvParser *self, const SluiceFormatOptions *options)
{
  *self = (SluiceCsvParser){ .options = options };
  self->text = g_string_new (NULL);
  self->value = g_string_new (NULL);
  self->blanks = g_string_new (NULL);
  self->fields = g_array_new (FALSE, FALSE, sizeof (SluiceCsvField));
}

void
sluice_csv_parser_clear (SluiceCsvParser *self)
{
  g_string_free (self->text, TRUE);
  g_string_free (self->value, TRUE);
  g_string_free (self->blanks, TRUE);
  g_array_unref (self->fields);
}

static void
detect_line_separator (SluiceCsvParser *self)
{
  const char *stop = sluice_find_line_end (self->p, self->end);

  self->line_separator[0] = '\n';
  if (stop == self->end || *stop == '\n')
    return;

  self->line_separator[0] = '\r';
  if (stop + 1 < self->end && stop[1] == '\n')
    self->line_separator[1] = '\n';
}

void
sluice_csv_parser_start (SluiceCsvParser *self, const char *data, gsize length)
{
  const char *separator = self->options->line_separator;

  self->p = data;
  self->end = data + length;
  self->ended = FALSE;
  self->newline = '\n';
  self->line_separator[0] = '\n';
  self->line_separator[1] = 0;
  if (separator != NULL)
    {
      const char *second = g_utf8_next_char (separator);

      self->line_separator[0] = g_utf8_get_char (separator);
      self->line_separator[1] = *second != '\0' ? g_utf8_get_char (second) : 0;
      /* One character stands for itself, two for a line feed. */
      if (self->line_separator[1] == 0)
        self->newline = self->line_separator[0];
    }
  else if (self->options->multi_line)
    detect_line_separator (self);
}

/* At the end of the data the last character stays, which the rules for an open value look at. */
static gboolean
next (SluiceCsvParser *self)
{
  guint n;
  gunichar c;

  if (self->p >= self->end)
    {
      self->ended = TRUE;
      return FALSE;
    }

  self->ch_start = self->p;
  c = sluice_utf8_decode_replacing (self->p, self->end, &n);
  self->p += n;
  if (c == self->line_separator[0] && self->normalize)
    {
      if (self->line_separator[1] == 0)
        c = self->newline;
      else if (self->p < self->end
               && sluice_utf8_decode_replacing (self->p, self->end, &n) == self->line_separator[1])
        {
          self->p += n;
          c = self->newline;
        }
    }
  self->ch = c;

  return TRUE;
}

static gboolean
at_separator (const SluiceCsvParser *self)
{
  gsize n = self->options->separator_length;

  return (gsize) (self->end - self->ch_start) >= n
         && memcmp (self->ch_start, self->options->separator, n) == 0;
}

static gboolean
at_newline (const SluiceCsvParser *self)
{
  return self->ch == self->newline;
}

static void
append (SluiceCsvParser *self, gunichar c)
{
  g_string_append_unichar (self->value, c);
}

static void
add_field (SluiceCsvParser *self, const char *text, gsize length, gboolean null)
{
  SluiceCsvField field = { self->text->len, length, null };

  if ((gint64) self->fields->len >= self->options->max_columns)
    {
      self->failure = SLUICE_CSV_TOO_LARGE;
      return;
    }
  if (self->options->max_chars >= 0 && (gint64) length > self->options->max_chars
      && (gint64) g_utf8_strlen (text, (gssize) length) > self->options->max_chars)
    self->failure = SLUICE_CSV_TOO_LARGE;

  g_string_append_len (self->text, text, (gssize) length);
  g_array_append_val (self->fields, field);
}

static void
empty_parsed (SluiceCsvParser *self)
{
  add_field (self, "", 0, TRUE);
}

static void
value_parsed (SluiceCsvParser *self, gboolean quoted)
{
  gsize length = self->value->len;

  if (self->trim)
    while (length > 0 && IS_BLANK ((guchar) self->value->str[length - 1]))
      length--;

  if (length > 0)
    add_field (self, self->value->str, length, FALSE);
  else if (quoted)
    add_field (self, self->options->empty_value, strlen (self->options->empty_value), FALSE);
  else
    empty_parsed (self);
  g_string_truncate (self->value, 0);
  self->trim = FALSE;
}

/* Appends from the current character on, up to a separator or the end of the line. */
static void
append_until_separator (SluiceCsvParser *self)
{
  while (!at_separator (self) && !at_newline (self))
    {
      append (self, self->ch);
      if (!next (self))
        return;
    }
}

static void
append_until_special (SluiceCsvParser *self)
{
  const SluiceFormatOptions *options = self->options;
  gunichar first = self->ch;

  while (self->ch != options->quote && self->ch != options->escape && self->ch != options->escape_escape)
    {
      append (self, self->ch);
      if (!next (self))
        {
          /* The character that the stretch began with is the last one that was looked at. */
          self->ch = first;
          return;
        }
    }
}

static void
skip_value (SluiceCsvParser *self)
{
  g_string_truncate (self->value, 0);
  while (!at_separator (self) && !at_newline (self))
    if (!next (self))
      return;
}

static gsize
find_separator (const SluiceCsvParser *self)
{
  char newline[8];
  gsize newline_length = sluice_utf8_put (self->newline, newline);
  const char *separator = memmem (self->value->str, self->value->len, self->options->separator,
                                  self->options->separator_length);
  const char *line = memmem (self->value->str, self->value->len, newline, newline_length);

  if (separator == NULL || (line != NULL && line < separator))
    separator = line;

  return separator != NULL ? (gsize) (separator - self->value->str) : G_MAXSIZE;
}

/* The quoted value was no quoted value: what it holds is split after all. */
static void
back_to_separator (SluiceCsvParser *self)
{
  gsize place;

  while ((place = find_separator (self)) != G_MAXSIZE)
    {
      g_autofree char *value = g_strndup (self->value->str, place);

      add_field (self, value, place, place == 0);
      g_string_erase (self->value, 0, (gssize) (place + self->options->separator_length));
    }
  append (self, self->ch);
  self->previous = 0;
  parse_quoted (self);
}

/* Returns: whether the value has been dealt with. */
static void
handle_unescaped_quote (SluiceCsvParser *self)
{
  self->unescaped = TRUE;
  switch (self->options->quote_handling)
    {
    case SLUICE_QUOTE_BACK_TO_DELIMITER:
      back_to_separator (self);
      break;
    case SLUICE_QUOTE_STOP_AT_CLOSING_QUOTE:
    case SLUICE_QUOTE_STOP_AT_DELIMITER:
      append (self, self->options->quote);
      append (self, self->ch);
      self->previous = self->ch;
      parse_quoted (self);
      break;
    case SLUICE_QUOTE_SKIP_VALUE:
      skip_value (self);
      break;
    case SLUICE_QUOTE_RAISE_ERROR:
      self->failure = SLUICE_CSV_UNESCAPED_QUOTE;
      break;
    }
}

static void
process_quote_escape (SluiceCsvParser *self)
{
  const SluiceFormatOptions *options = self->options;

  if (self->ch == options->escape && options->escape_escape != 0
      && self->previous == options->escape_escape)
    {
      append (self, options->escape);
      self->ch = 0;
    }
  else if (self->previous == options->escape)
    {
      if (self->ch == options->quote)
        {
          append (self, options->quote);
          self->ch = 0;
        }
      else
        append (self, self->previous);
    }
  else if (self->ch == options->quote && self->previous == options->quote)
    append (self, options->quote);
}

static gboolean
until_separator (const SluiceFormatOptions *options)
{
  return options->quote_handling == SLUICE_QUOTE_STOP_AT_DELIMITER
         || options->quote_handling == SLUICE_QUOTE_SKIP_VALUE
         || options->quote_handling == SLUICE_QUOTE_BACK_TO_DELIMITER;
}

/* Blanks between the closing quote and the separator don't count, unless something else follows. */
static void
finish_quoted (SluiceCsvParser *self)
{
  const SluiceFormatOptions *options = self->options;

  g_string_truncate (self->blanks, 0);
  do
    {
      g_string_append_unichar (self->blanks, self->ch);
      if (!next (self) || at_newline (self))
        return;
    }
  while (IS_BLANK (self->ch) && !at_separator (self));

  if (at_separator (self))
    return;
  if (options->quote_handling == SLUICE_QUOTE_RAISE_ERROR)
    {
      self->failure = SLUICE_CSV_UNESCAPED_QUOTE;
      return;
    }

  append (self, options->quote);
  g_string_append_len (self->value, self->blanks->str, (gssize) self->blanks->len);
  if (until_separator (options) || (self->ch != options->quote && self->ch != options->escape))
    append (self, self->ch);
  self->previous = self->ch;
  parse_quoted (self);
}

static void
parse_quoted (SluiceCsvParser *self)
{
  const SluiceFormatOptions *options = self->options;

  if (self->previous != 0 && until_separator (options))
    {
      if (options->quote_handling == SLUICE_QUOTE_SKIP_VALUE)
        {
          skip_value (self);
          return;
        }
      g_string_prepend_unichar (self->value, options->quote);
      if (!next (self))
        return;
      self->trim = options->trim_trailing;
      append_until_separator (self);
      return;
    }

  if (!next (self))
    return;
  while (self->failure == SLUICE_CSV_RECORD)
    {
      if (self->previous == options->quote && (IS_BLANK (self->ch) || at_separator (self) || at_newline (self)))
        break;

      if (self->ch != options->quote && self->ch != options->escape)
        {
          if (self->previous == options->quote)
            {
              handle_unescaped_quote (self);
              return;
            }
          if (self->previous == options->escape && options->escape != 0)
            append (self, options->escape);
          append_until_special (self);
          if (self->ended)
            return;
          self->previous = self->ch;
          if (!next (self))
            return;
        }
      else
        {
          process_quote_escape (self);
          self->previous = self->ch;
          if (!next (self))
            return;
          if (self->unescaped && (at_separator (self) || at_newline (self)))
            return;
        }
    }

  if (self->failure == SLUICE_CSV_RECORD && !at_separator (self) && !at_newline (self)
      && IS_BLANK (self->ch))
    finish_quoted (self);
}

static void
parse_unquoted (SluiceCsvParser *self)
{
  /* Looking ahead, only the end of line as configured counts; with none ahead a line feed by itself ends too. */
  const char *ahead = self->ch_start;
  gunichar newline = self->newline;

  if (self->line_separator[1] != 0)
    {
      char separator[16];
      gsize n = sluice_utf8_put (self->line_separator[0], separator);
      const char *line, *field;

      n += sluice_utf8_put (self->line_separator[1], separator + n);
      line = memmem (ahead, self->end - ahead, separator, n);
      field = memmem (ahead, self->end - ahead, self->options->separator, self->options->separator_length);
      if (field != NULL && (line == NULL || field < line))
        self->newline = G_MAXUINT32;
    }
  self->trim = self->options->trim_trailing;
  append_until_separator (self);
  self->newline = newline;
}

static void
skip_blanks (SluiceCsvParser *self)
{
  while (!self->ended && IS_BLANK (self->ch) && !at_separator (self) && !at_newline (self)
         && self->ch != self->options->quote)
    next (self);
}

/* A value that the end of the data cut off. */
static void
finish_at_end (SluiceCsvParser *self, gboolean quoted)
{
  gboolean consume = FALSE;

  if (self->ch == self->options->quote && quoted)
    {
      if (self->previous == self->options->quote)
        consume = TRUE;
      else if (!self->unescaped)
        append (self, self->options->quote);
    }
  if (!consume)
    consume = self->previous != 0 && !at_separator (self) && !at_newline (self);

  if (self->value->len > 0 || consume)
    value_parsed (self, quoted);
  else
    empty_parsed (self);
}

static void
parse_record (SluiceCsvParser *self)
{
  const SluiceFormatOptions *options = self->options;
  gboolean quoted = FALSE;

  self->previous = 0;
  while (!at_newline (self) && self->failure == SLUICE_CSV_RECORD)
    {
      quoted = FALSE;
      self->previous = 0;
      if (options->trim_leading)
        skip_blanks (self);
      if (self->ended)
        break;

      if (at_separator (self) || at_newline (self))
        empty_parsed (self);
      else
        {
          self->unescaped = FALSE;
          quoted = options->quote != 0 && self->ch == options->quote;
          if (quoted)
            {
              self->normalize = options->line_separator == NULL || !options->multi_line;
              parse_quoted (self);
              self->normalize = TRUE;
            }
          else
            parse_unquoted (self);
          if (self->ended)
            break;
          if (!(self->unescaped && options->quote_handling == SLUICE_QUOTE_BACK_TO_DELIMITER
                && self->value->len == 0))
            value_parsed (self, quoted && !(self->unescaped
                                            && options->quote_handling == SLUICE_QUOTE_SKIP_VALUE));
        }

      if (!at_newline (self))
        {
          self->p = self->ch_start + options->separator_length;
          quoted = FALSE;
          self->previous = 0;
          if (!next (self))
            break;
          if (at_newline (self))
            empty_parsed (self);
        }
    }

  if (self->ended && self->failure == SLUICE_CSV_RECORD)
    finish_at_end (self, quoted);
}

static gboolean
skip_comment (SluiceCsvParser *self)
{
  if (self->options->comment == 0 || self->ch != self->options->comment)
    return FALSE;

  while (!at_newline (self))
    if (!next (self))
      break;

  return TRUE;
}

SluiceCsvStatus
sluice_csv_parser_read (SluiceCsvParser *self, const char **raw, gsize *raw_length)
{
  const char *stop;

  self->failure = SLUICE_CSV_RECORD;
  self->normalize = TRUE;
  g_string_truncate (self->text, 0);
  g_string_truncate (self->value, 0);
  g_array_set_size (self->fields, 0);
  self->trim = FALSE;
  self->unescaped = FALSE;

  do
    {
      self->record_start = self->p;
      if (self->ended || !next (self))
        return SLUICE_CSV_NONE;
    }
  while (skip_comment (self) || at_newline (self));

  parse_record (self);

  stop = self->p;
  while (stop > self->record_start && (stop[-1] == '\n' || stop[-1] == '\r'))
    {
      /* One end of line of either kind belongs to the record. */
      stop--;
      if (*stop == '\n' && stop > self->record_start && stop[-1] == '\r')
        stop--;
      break;
    }
  *raw = self->record_start;
  *raw_length = stop - self->record_start;

  return self->failure;
}
