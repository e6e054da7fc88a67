/* sluice-csv-parser.c: a state machine over the bytes of CSV records.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-csv-parser.h"

#include <string.h>

#include "formats/sluice-utf8.h"

/*
 * The grammar. The text is cut into tokens: a separator `,`, an end of line (only with multiLine),
 * the quote `"`, the escape `\`, the escape's escape `^` (charToEscapeQuoteEscaping), a blank (any
 * byte up to U+0020) and everything else. Each may be switched off or spelled otherwise, in one or
 * more bytes. An end is the end of a line or of the text.
 *
 *   state            token     becomes
 *   field start      "         the opening quote of a quoted value
 *                    blank     nothing with ignoreLeadingWhiteSpace, else like other
 *                    , or end  no value
 *                    other     the start of an unquoted value
 *   unquoted         , or end  the end of the value; ignoreTrailingWhiteSpace takes its last blanks
 *                    other     itself: quotes and escapes mean nothing here
 *   quoted           "         held: it may close the value
 *                    \ or ^    held: it may escape
 *                    line end  itself with lineSep, else a line feed
 *                    text end  the end of a value that nobody closed; its text counts
 *                    other     itself
 *   after an escape  "         "
 *                    \         \ when the escape is its own escape, which is the default
 *                    other     the escape stays what it was, and this is read as in quotes
 *   after a ^        \         \
 *                    other     the ^ stays what it was, and this is read as in quotes
 *   after a quote    , or end  the value was closed
 *                    "         " when the quote is its own escape
 *                    blank     closed, if only blanks follow
 *                    other     the quote wasn't escaped: see below
 *   closed           , or end  the blanks before it go
 *                    blank     still closed
 *                    other     the quote wasn't escaped: see below
 *
 * So with the escape \ the text "x\"y" is x"y, "x\\" is x\ and "x\n" is x\n. What a quote does that
 * isn't escaped and closes nothing, unescapedQuoteHandling says:
 *
 *   STOP_AT_DELIMITER      the value was unquoted all along: it keeps both its quotes and goes on
 *                          to the next separator, so that "x""y" keeps all four; but quotes with
 *                          nothing between them go, so that """ is one quote
 *   BACK_TO_DELIMITER      the value ends at the first separator or end of line between the quotes,
 *                          without its opening quote; if there is none, as STOP_AT_DELIMITER
 *   STOP_AT_CLOSING_QUOTE  the quote is text, and the value goes on to a quote that does close it
 *   SKIP_VALUE             no value; what follows up to the next separator goes
 *   RAISE_ERROR            reading fails
 */

enum
{
  DROP,       /* goes */
  KEEP,       /* becomes text */
  LINE_FEED,  /* becomes a line feed */
  OPEN,       /* begins a quoted value */
  HOLD,       /* waits for what follows */
  RELEASE,    /* what was held becomes text, and the token is looked at again */
  UNESCAPED,  /* shows that the quote that was held is an unescaped one */
  END_FIELD,  /* ends the value */
  END_RECORD, /* ends the value and the record */
};

#define START SLUICE_CSV_FIELD_START
#define PLAIN SLUICE_CSV_UNQUOTED
#define QUOTED SLUICE_CSV_QUOTED
#define ESCAPED SLUICE_CSV_AFTER_ESCAPE
#define ESCAPED_2 SLUICE_CSV_AFTER_ESCAPE_ESCAPE
#define QUOTE SLUICE_CSV_AFTER_QUOTE
#define CLOSED SLUICE_CSV_CLOSED

/* The grammar for the default options; sluice_csv_parser_init() changes the cells that depend on
 * others. In PLAIN and QUOTED blanks and text must be kept without a change of state: keep_run()
 * relies on it. */
static const SluiceCsvRule grammar[SLUICE_CSV_N_STATES][SLUICE_CSV_N_TOKENS] = {
  /* Of each state, first the separator, the end of a line, the quote and the escape, then the
   * escape's escape, a blank, anything else and the end of the text. */
  [START] = {
    { END_FIELD, START }, { END_RECORD, START }, { OPEN, QUOTED }, { KEEP, PLAIN },
    { KEEP, PLAIN }, { KEEP, PLAIN }, { KEEP, PLAIN }, { END_RECORD, START },
  },
  [PLAIN] = {
    { END_FIELD, START }, { END_RECORD, START }, { KEEP, PLAIN }, { KEEP, PLAIN },
    { KEEP, PLAIN }, { KEEP, PLAIN }, { KEEP, PLAIN }, { END_RECORD, START },
  },
  [QUOTED] = {
    { KEEP, QUOTED }, { LINE_FEED, QUOTED }, { HOLD, QUOTE }, { HOLD, ESCAPED },
    { HOLD, ESCAPED_2 }, { KEEP, QUOTED }, { KEEP, QUOTED }, { END_RECORD, START },
  },
  [ESCAPED] = {
    { RELEASE, QUOTED }, { RELEASE, QUOTED }, { KEEP, QUOTED }, { KEEP, QUOTED },
    { RELEASE, QUOTED }, { RELEASE, QUOTED }, { RELEASE, QUOTED }, { RELEASE, QUOTED },
  },
  [ESCAPED_2] = {
    { RELEASE, QUOTED }, { RELEASE, QUOTED }, { RELEASE, QUOTED }, { KEEP, QUOTED },
    { RELEASE, QUOTED }, { RELEASE, QUOTED }, { RELEASE, QUOTED }, { RELEASE, QUOTED },
  },
  [QUOTE] = {
    { END_FIELD, START }, { END_RECORD, START }, { UNESCAPED, PLAIN }, { UNESCAPED, PLAIN },
    { UNESCAPED, PLAIN }, { DROP, CLOSED }, { UNESCAPED, PLAIN }, { END_RECORD, START },
  },
  [CLOSED] = {
    { END_FIELD, START }, { END_RECORD, START }, { UNESCAPED, PLAIN }, { UNESCAPED, PLAIN },
    { UNESCAPED, PLAIN }, { DROP, CLOSED }, { UNESCAPED, PLAIN }, { END_RECORD, START },
  },
};

static void
spell (SluiceCsvParser *self, SluiceCsvToken token, const char *text, gsize length)
{
  SluiceCsvSpelling *spelling = &self->spellings[token];

  if (spelling->length > 0)
    self->tokens[(guchar) spelling->text[0]] &= (guint8) ~(1u << token);
  spelling->text = text;
  spelling->length = length;
  if (length > 0)
    self->tokens[(guchar) text[0]] |= (guint8) (1u << token);
}

static void
spell_character (SluiceCsvParser *self, SluiceCsvToken token, gunichar c)
{
  char *place = self->characters[token - SLUICE_CSV_QUOTE];

  if (c != 0)
    spell (self, token, place, sluice_utf8_put (c, place));
}

void
sluice_csv_parser_init (SluiceCsvParser *self, const SluiceFormatOptions *options)
{
  memset (self, 0, sizeof *self);
  self->options = options;
  self->text = g_string_new (NULL);
  self->fields = g_array_new (FALSE, FALSE, sizeof (SluiceCsvField));

  for (guint c = 0; c <= ' '; c++)
    self->tokens[c] = 1u << SLUICE_CSV_BLANK;
  spell (self, SLUICE_CSV_SEPARATOR, options->separator, options->separator_length);
  spell_character (self, SLUICE_CSV_QUOTE, options->quote);
  spell_character (self, SLUICE_CSV_ESCAPE, options->escape);
  spell_character (self, SLUICE_CSV_ESCAPE_ESCAPE, options->escape_escape);

  memcpy (self->rules, grammar, sizeof grammar);
  if (options->trim_leading)
    self->rules[START][SLUICE_CSV_BLANK] = (SluiceCsvRule) { DROP, START };
  if (options->line_separator != NULL)
    self->rules[QUOTED][SLUICE_CSV_LINE_END].action = KEEP;
  if (options->escape_escape != options->escape)
    self->rules[ESCAPED][SLUICE_CSV_ESCAPE].action = RELEASE;
  /* A quote that is its own escape is never seen as an escape, because it is a quote first. */
  if (options->quote == options->escape)
    {
      self->rules[QUOTE][SLUICE_CSV_QUOTE] = (SluiceCsvRule) { KEEP, QUOTED };
      self->rules[ESCAPED_2][SLUICE_CSV_QUOTE].action = KEEP;
    }
}

void
sluice_csv_parser_clear (SluiceCsvParser *self)
{
  g_string_free (self->text, TRUE);
  g_array_unref (self->fields);
}

gboolean
sluice_csv_is_comment (const SluiceFormatOptions *options, const char *line, gsize length)
{
  char comment[4];
  gsize n;

  if (options->comment == 0)
    return FALSE;
  n = sluice_utf8_put (options->comment, comment);

  return length >= n && memcmp (line, comment, n) == 0;
}

static void
find_out_line_end (SluiceCsvParser *self)
{
  for (const char *p = self->p; p < self->end; p++)
    if (*p == '\n' || *p == '\r')
      {
        gboolean both = *p == '\r' && p + 1 < self->end && p[1] == '\n';

        spell (self, SLUICE_CSV_LINE_END, both ? "\r\n" : *p == '\r' ? "\r" : "\n", both ? 2 : 1);
        return;
      }

  spell (self, SLUICE_CSV_LINE_END, "\n", 1);
}

void
sluice_csv_parser_start (SluiceCsvParser *self, const char *data, gsize length)
{
  const SluiceFormatOptions *options = self->options;

  self->p = data;
  self->end = data + length;
  self->strict = sluice_utf8_is_strict (data, length);

  /* A single line has no end within it: what looks like one is text. */
  if (!options->multi_line)
    return;
  if (options->line_separator != NULL)
    spell (self, SLUICE_CSV_LINE_END, options->line_separator, options->line_separator_length);
  else
    find_out_line_end (self);
}

static inline SluiceCsvToken
token_at (const SluiceCsvParser *self, const char *p, gsize *length)
{
  guint candidates;

  if (p == self->end)
    {
      *length = 0;
      return SLUICE_CSV_END;
    }

  for (candidates = self->tokens[(guchar) *p]; candidates != 0; candidates &= candidates - 1)
    {
      SluiceCsvToken token = (SluiceCsvToken) __builtin_ctz (candidates);
      const SluiceCsvSpelling *spelling;

      if (token == SLUICE_CSV_BLANK)
        {
          *length = 1;
          return token;
        }
      spelling = &self->spellings[token];
      if (spelling->length == 1
          || (spelling->length <= (gsize) (self->end - p)
              && memcmp (p, spelling->text, spelling->length) == 0))
        {
          *length = spelling->length;
          return token;
        }
    }
  *length = 1;

  return SLUICE_CSV_TEXT;
}

static const char *
find_line_end (const SluiceCsvParser *self, const char *p)
{
  const SluiceCsvSpelling *spelling = &self->spellings[SLUICE_CSV_LINE_END];
  const char *place = NULL;

  if (spelling->length > 0)
    place = memmem (p, self->end - p, spelling->text, spelling->length);

  return place != NULL ? place : self->end;
}

static void
pass_void_lines (SluiceCsvParser *self)
{
  gsize length;

  while (self->p < self->end)
    {
      if (token_at (self, self->p, &length) == SLUICE_CSV_LINE_END)
        self->p += length;
      else if (sluice_csv_is_comment (self->options, self->p, self->end - self->p))
        self->p = find_line_end (self, self->p);
      else
        return;
    }
}

static inline void
keep (SluiceCsvParser *self, const char *from, const char *to)
{
  g_string_append_len (self->text, from, to - from);
}

/* Most of a value is text that no rule has to look at. */
static inline void
keep_run (SluiceCsvParser *self)
{
  const char *p = self->p;

  while (p < self->end && (self->tokens[(guchar) *p] & ~(1u << SLUICE_CSV_BLANK)) == 0)
    p++;
  keep (self, self->p, p);
  self->p = p;
}

/* Ill-formed UTF-8 becomes U+FFFD as it does in Java. Separators and the like never hide in it:
 * their first byte begins a character wherever it stands. */
static void
repair_value (SluiceCsvParser *self)
{
  gsize end = self->text->len;

  if (sluice_utf8_is_strict (self->text->str + self->value, end - self->value))
    return;

  for (gsize i = self->value; i < end;)
    {
      char character[4];
      guint n;
      gunichar c = sluice_utf8_decode_replacing (self->text->str + i, self->text->str + end, &n);

      g_string_append_len (self->text, character, sluice_utf8_put (c, character));
      i += n;
    }
  g_string_erase (self->text, (gssize) self->value, (gssize) (end - self->value));
}

/* Characters as Java counts them, in UTF-16. */
static gint64
count_characters (const char *text, gsize length)
{
  gint64 n = 0;

  for (gsize i = 0; i < length; i++)
    n += (((guchar) text[i] & 0xc0) != 0x80) + ((guchar) text[i] >= 0xf0);

  return n;
}

static void
begin_field (SluiceCsvParser *self)
{
  self->value = self->text->len;
  self->quoted = FALSE;
  self->skipped = FALSE;
}

/* Returns: whether the record keeps within the limits. */
static gboolean
end_field (SluiceCsvParser *self)
{
  const SluiceFormatOptions *options = self->options;
  GString *text = self->text;
  SluiceCsvField field = { .offset = self->value };

  if ((gint64) self->fields->len >= options->max_columns)
    return FALSE;

  if (self->skipped)
    g_string_truncate (text, self->value);
  else if (options->trim_trailing && !self->quoted)
    {
      gsize length = text->len;

      while (length > self->value && (guchar) text->str[length - 1] <= ' ')
        length--;
      g_string_truncate (text, length);
    }
  if (!self->strict)
    repair_value (self);
  field.length = text->len - self->value;
  field.null = self->skipped || (field.length == 0 && !self->quoted);
  g_array_append_val (self->fields, field);

  return options->max_chars < 0
         || count_characters (text->str + field.offset, field.length) <= options->max_chars;
}

/* Where an unquoted value that begins at @p would end, if it does before @stop. */
static const char *
find_delimiter (const SluiceCsvParser *self, const char *p, const char *stop)
{
  gsize length;

  for (; p < stop; p += length)
    {
      SluiceCsvToken token = token_at (self, p, &length);

      if (token == SLUICE_CSV_SEPARATOR || token == SLUICE_CSV_LINE_END)
        return p;
    }

  return NULL;
}

/* Makes the value at hand an unquoted one, with the quotes that it had. */
static void
unquote (SluiceCsvParser *self)
{
  const SluiceCsvSpelling *quote = &self->spellings[SLUICE_CSV_QUOTE];

  self->quoted = FALSE;
  if (self->text->len == self->value)
    self->mark += quote->length;
  else
    g_string_insert_len (self->text, (gssize) self->value, quote->text, (gssize) quote->length);
  keep (self, self->mark, self->p);
}

/* Follows unescapedQuoteHandling after a quote at the mark that neither closes nor is escaped;
 * Returns: whether to go on, in @state. */
static gboolean
handle_unescaped_quote (SluiceCsvParser *self, SluiceCsvState *state)
{
  const char *delimiter;

  switch (self->options->quote_handling)
    {
    case SLUICE_QUOTE_STOP_AT_CLOSING_QUOTE:
      keep (self, self->mark, self->p);
      *state = QUOTED;
      return TRUE;
    case SLUICE_QUOTE_BACK_TO_DELIMITER:
      delimiter = find_delimiter (self, self->opening, self->mark);
      if (delimiter == NULL)
        {
          unquote (self);
          return TRUE;
        }
      g_string_truncate (self->text, self->value);
      keep (self, self->opening, delimiter);
      self->quoted = FALSE;
      self->p = delimiter;
      return TRUE;
    case SLUICE_QUOTE_SKIP_VALUE:
      self->skipped = TRUE;
      return TRUE;
    case SLUICE_QUOTE_RAISE_ERROR:
      return FALSE;
    case SLUICE_QUOTE_STOP_AT_DELIMITER:
    default:
      unquote (self);
      return TRUE;
    }
}

SluiceCsvStatus
sluice_csv_parser_read (SluiceCsvParser *self, const char **raw, gsize *raw_length)
{
  SluiceCsvState state = START;
  SluiceCsvStatus status = SLUICE_CSV_RECORD;

  pass_void_lines (self);
  *raw = self->p;
  *raw_length = 0;
  if (self->p == self->end)
    return SLUICE_CSV_NONE;

  g_string_truncate (self->text, 0);
  g_array_set_size (self->fields, 0);
  begin_field (self);
  while (status == SLUICE_CSV_RECORD)
    {
      SluiceCsvToken token;
      SluiceCsvRule rule;
      gsize length;

      if (state == PLAIN || state == QUOTED)
        keep_run (self);
      token = token_at (self, self->p, &length);
      rule = self->rules[state][token];
      state = (SluiceCsvState) rule.next;
      switch (rule.action)
        {
        case KEEP:
          keep (self, self->p, self->p + length);
          break;
        case LINE_FEED:
          g_string_append_c (self->text, '\n');
          break;
        case OPEN:
          self->quoted = TRUE;
          self->opening = self->p + length;
          break;
        case HOLD:
          self->mark = self->p;
          break;
        case RELEASE:
          keep (self, self->mark, self->p);
          continue;
        case UNESCAPED:
          if (!handle_unescaped_quote (self, &state))
            status = SLUICE_CSV_UNESCAPED_QUOTE;
          continue;
        case END_FIELD:
          if (!end_field (self))
            status = SLUICE_CSV_TOO_LARGE;
          begin_field (self);
          break;
        case END_RECORD:
          if (!end_field (self))
            {
              status = SLUICE_CSV_TOO_LARGE;
              continue;
            }
          *raw_length = self->p - *raw;
          self->p += length;
          return SLUICE_CSV_RECORD;
        case DROP:
        default:
          break;
        }
      self->p += length;
    }
  *raw_length = find_line_end (self, self->p) - *raw;

  return status;
}
