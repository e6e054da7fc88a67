/* sluice-json-tape.c: a JSON text taken apart, without copying it.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-json-tape.h"

#include "formats/sluice-column-builder.h"
#include "formats/sluice-scan-simd.h"
#include "formats/sluice-utf8.h"

/* Longest name of a field that Spark's parser takes. */
#define MAX_NAME_LENGTH 50000

typedef struct
{
  SluiceJsonTape *tape;
  const SluiceFormatOptions *options;
  const char *text;
  const char *p;
  const char *end;
  guint max_depth;
} Parser;

static int
hex_digit (char c)
{
  return g_ascii_xdigit_value (c);
}

static gboolean
is_escape (const char *p, const char *end, const SluiceFormatOptions *options, gsize *length)
{
  *length = 2;
  if (end - p < 2)
    return FALSE;

  switch (p[1])
    {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
      return TRUE;
    case 'u':
      *length = 6;
      return end - p >= 6 && hex_digit (p[2]) >= 0 && hex_digit (p[3]) >= 0 && hex_digit (p[4]) >= 0
             && hex_digit (p[5]) >= 0;
    case '\'':
      return options->allow_single_quotes || options->allow_backslash_escaping_any_character;
    default:
      /* A byte from 0x80 on is looked at by itself next. */
      if ((guchar) p[1] >= 0x80)
        *length = 1;
      return options->allow_backslash_escaping_any_character;
    }
}

/* As sluice_find_string_end() for the strings in single quotes, which are rare. */
static const char *
find_apostrophe (const char *p, const char *end)
{
  while (p < end && *p != '\'' && *p != '\\' && (signed char) *p >= 0x20)
    p++;

  return p;
}

const char *
sluice_json_scan_string (const char                *p,
                         const char                *end,
                         char                       quote,
                         const SluiceFormatOptions *options,
                         gboolean                  *decode)
{
  while (TRUE)
    {
      gsize n;
      guint sequence;

      p = quote == '"' ? sluice_find_string_end (p, end) : find_apostrophe (p, end);
      if (p == end)
        return NULL;
      if (*p == quote)
        return p;
      if (*p == '\\')
        {
          if (!is_escape (p, end, options, &n))
            return NULL;
          *decode = TRUE;
          p += n;
        }
      else if ((guchar) *p >= 0x80)
        {
          SluiceUtf8Kind kind = sluice_utf8_sequence (p, end, &sequence);

          if (kind == SLUICE_UTF8_INVALID)
            return NULL;
          if (kind == SLUICE_UTF8_LAX)
            *decode = TRUE;
          p += sequence;
        }
      else if (options->allow_unquoted_control_chars)
        p++;
      else
        return NULL;
    }
}

static inline gboolean
is_digit (char c)
{
  return (guchar) (c - '0') <= 9;
}

static inline const char *
scan_digits (const char *p, const char *end)
{
  while (p < end && is_digit (*p))
    p++;

  return p;
}

static gboolean
has_word (const char *p, const char *end, const char *word)
{
  gsize n = strlen (word);

  return (gsize) (end - p) >= n && memcmp (p, word, n) == 0
         && (p + n == end || !(g_ascii_isalnum (p[n]) || p[n] == '_' || p[n] == '$'));
}

static const char *
scan_non_numeric (const char *p, const char *end, const SluiceFormatOptions *options, SluiceJsonKind *kind)
{
  gboolean sign = p < end && (*p == '-' || *p == '+');
  const char *word = p + sign;

  if (!options->allow_non_numeric_numbers)
    return NULL;

  *kind = SLUICE_JSON_NON_NUMERIC;
  if (!sign && has_word (word, end, "NaN"))
    return word + 3;
  if (has_word (word, end, "Infinity"))
    return word + 8;
  if (sign && has_word (word, end, "INF"))
    return word + 3;

  return NULL;
}

const char *
sluice_json_scan_number (const char                *p,
                         const char                *end,
                         const SluiceFormatOptions *options,
                         SluiceJsonKind            *kind)
{
  const char *start = p;
  const char *digits;
  gsize n_digits;

  if (p < end && *p == '-')
    p++;
  if (p == end || !is_digit (*p))
    return scan_non_numeric (start, end, options, kind);

  digits = p;
  p = scan_digits (p, end);
  n_digits = p - digits;
  if (n_digits > 1 && *digits == '0' && !options->allow_numeric_leading_zeros)
    return NULL;

  *kind = SLUICE_JSON_INTEGER;
  if (p < end && *p == '.')
    {
      digits = p + 1;
      p = scan_digits (digits, end);
      if (p == digits)
        return NULL;
      n_digits += p - digits;
      *kind = SLUICE_JSON_FRACTION;
    }
  if (p < end && (*p == 'e' || *p == 'E'))
    {
      p++;
      if (p < end && (*p == '-' || *p == '+'))
        p++;
      digits = p;
      p = scan_digits (p, end);
      if (p == digits)
        return NULL;
      n_digits += p - digits;
      *kind = SLUICE_JSON_FRACTION;
    }

  return n_digits <= SLUICE_JSON_MAX_DIGITS ? p : NULL;
}

/* UTF-16 code units, one after another: an escape or a lax sequence may leave half a pair. */
typedef struct
{
  char *out;
  gunichar high;
  gboolean keep_halves;
  gboolean has_halves;
} Encoder;

/* Half a pair becomes `?`, as in Java, or the three bytes that it would have if it were a character. */
static void
encoder_put_half (Encoder *self, gunichar unit)
{
  self->has_halves = TRUE;
  if (!self->keep_halves)
    {
      *self->out++ = '?';
      return;
    }
  *self->out++ = (char) (0xe0 | unit >> 12);
  *self->out++ = (char) (0x80 | (unit >> 6 & 0x3f));
  *self->out++ = (char) (0x80 | (unit & 0x3f));
}

static void
encoder_flush (Encoder *self)
{
  if (self->high != 0)
    encoder_put_half (self, self->high);
  self->high = 0;
}

static void
encoder_put (Encoder *self, gunichar unit)
{
  if (unit >= 0xdc00 && unit <= 0xdfff && self->high != 0)
    {
      gunichar c = 0x10000 + ((self->high - 0xd800) << 10) + (unit - 0xdc00);

      self->high = 0;
      self->out += sluice_utf8_put (c, self->out);
      return;
    }

  encoder_flush (self);
  if (unit >= 0xd800 && unit <= 0xdbff)
    self->high = unit;
  else if (unit >= 0xdc00 && unit <= 0xdfff)
    encoder_put_half (self, unit);
  else
    self->out += sluice_utf8_put (unit, self->out);
}

/* One sequence of 0x80 and above, decoded without asking whether it should exist. */
static void
encoder_put_lax (Encoder *self, const char *p, guint n)
{
  gunichar c = (guchar) p[0] & (n == 2 ? 0x1f : n == 3 ? 0x0f : 0x07);

  for (guint i = 1; i < n; i++)
    c = c << 6 | ((guchar) p[i] & 0x3f);

  if (n < 4)
    {
      encoder_put (self, c);
      return;
    }

  /* The arithmetic of Java's parser, which can leave two halves that don't pair. */
  c -= 0x10000;
  encoder_put (self, (0xd800 | (c >> 10)) & 0xffff);
  encoder_put (self, 0xdc00 | (c & 0x3ff));
}

static gunichar
decode_escape (const char *p)
{
  switch (p[1])
    {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'u':
      return (gunichar) (hex_digit (p[2]) << 12 | hex_digit (p[3]) << 8 | hex_digit (p[4]) << 4
                         | hex_digit (p[5]));
    default:
      return (guchar) p[1];
    }
}

static gsize
decode (Encoder *encoder, const char *text, gsize length)
{
  char *out = encoder->out;
  const char *p = text;
  const char *end = text + length;

  while (p < end)
    {
      const char *stop = sluice_find_string_end (p, end);
      guint n;

      if (stop > p)
        {
          encoder_flush (encoder);
          memmove (encoder->out, p, stop - p);
          encoder->out += stop - p;
          p = stop;
          continue;
        }
      if (*p == '\\' && p + 1 < end)
        {
          if ((guchar) p[1] >= 0x80)
            {
              p++;
              continue;
            }
          encoder_put (encoder, decode_escape (p));
          p += p[1] == 'u' ? 6 : 2;
        }
      else if ((guchar) *p >= 0x80 && sluice_utf8_sequence (p, end, &n) != SLUICE_UTF8_INVALID)
        {
          encoder_put_lax (encoder, p, n);
          p += n;
        }
      else
        encoder_put (encoder, (guchar) *p++);
    }
  encoder_flush (encoder);

  return encoder->out - out;
}

gsize
sluice_json_decode_string (const char *text, gsize length, char *out)
{
  Encoder encoder = { .out = out };

  return decode (&encoder, text, length);
}

const char *
sluice_json_decode_halves (SluiceArena *arena, const char *text, gsize *length, gboolean *halves)
{
  /* Four bytes that aren't a character may be two halves, of three bytes each. */
  char *decoded = sluice_column_builder_text (arena, *length + *length / 2);
  Encoder encoder = { .out = decoded, .keep_halves = TRUE };

  *length = decode (&encoder, text, *length);
  *halves = encoder.has_halves;

  return decoded;
}

static inline guint32
add_node (Parser *self, SluiceJsonKind kind, const char *start, gsize length)
{
  SluiceJsonTape *tape = self->tape;
  SluiceJsonNode *node;

  if (G_UNLIKELY (tape->n_nodes == tape->capacity))
    {
      tape->capacity = MAX (tape->capacity * 2, 64);
      tape->nodes = g_renew (SluiceJsonNode, tape->nodes, tape->capacity);
    }
  node = &tape->nodes[tape->n_nodes];
  node->kind = kind;
  node->decode = FALSE;
  node->start = start - self->text;
  node->length = (guint32) length;
  node->next = tape->n_nodes + 1;

  return tape->n_nodes++;
}

static gboolean
skip_comment (Parser *self)
{
  const char *p = self->p;

  if (!self->options->allow_comments || self->end - p < 2)
    return FALSE;

  if (p[1] == '/')
    {
      self->p = sluice_find_line_end (p, self->end);
      return TRUE;
    }
  if (p[1] != '*')
    return FALSE;
  for (p += 2; p + 1 < self->end; p++)
    if (p[0] == '*' && p[1] == '/')
      {
        self->p = p + 2;
        return TRUE;
      }

  return FALSE;
}

static gboolean
skip_more_blanks (Parser *self)
{
  while (self->p < self->end)
    {
      switch (*self->p)
        {
        case ' ':
        case '\t':
        case '\n':
        case '\r':
          self->p++;
          break;
        case '/':
          if (!skip_comment (self))
            return TRUE;
          break;
        default:
          return TRUE;
        }
    }

  return FALSE;
}

/* Whether there is something left after blanks; FALSE also for a comment that doesn't end. */
static inline gboolean
skip_blanks (Parser *self)
{
  if (G_LIKELY (self->p < self->end && (guchar) *self->p > ' ' && *self->p != '/'))
    return TRUE;

  return skip_more_blanks (self);
}

static gboolean
read_string (Parser *self, char quote)
{
  const char *text = self->p + 1;
  const char *stop = quote == '"' ? sluice_find_string_end (text, self->end) : text;
  gboolean decode = FALSE;
  guint32 index;

  if (G_UNLIKELY (stop == self->end || *stop != quote))
    stop = sluice_json_scan_string (stop, self->end, quote, self->options, &decode);
  if (stop == NULL)
    return FALSE;

  index = add_node (self, SLUICE_JSON_STRING, text, (gsize) (stop - text));
  self->tape->nodes[index].decode = decode;
  self->p = stop + 1;

  return TRUE;
}

static gboolean
is_name_character (char c)
{
  return g_ascii_isalnum (c) || (guchar) c >= 0x80 || strchr ("_$@#*-+", c) != NULL;
}

static gboolean
read_unquoted_name (Parser *self)
{
  const char *start = self->p;

  while (self->p < self->end && *self->p != '\0' && is_name_character (*self->p))
    self->p++;
  if (self->p == start || !sluice_utf8_is_strict (start, self->p - start))
    return FALSE;

  add_node (self, SLUICE_JSON_STRING, start, self->p - start);

  return TRUE;
}

static gboolean
read_key (Parser *self)
{
  guint32 index = self->tape->n_nodes;
  gboolean read;

  if (*self->p == '"')
    read = read_string (self, '"');
  else if (*self->p == '\'' && self->options->allow_single_quotes)
    read = read_string (self, '\'');
  else
    read = self->options->allow_unquoted_field_names && read_unquoted_name (self);

  if (!read || self->tape->nodes[index].length > MAX_NAME_LENGTH)
    return FALSE;
  if (!skip_blanks (self) || *self->p != ':')
    return FALSE;
  self->p++;

  return TRUE;
}

static gboolean
read_word (Parser *self, const char *word, SluiceJsonKind kind)
{
  if (!has_word (self->p, self->end, word))
    return FALSE;

  add_node (self, kind, self->p, strlen (word));
  self->p += strlen (word);

  return TRUE;
}

static gboolean
read_scalar (Parser *self)
{
  SluiceJsonKind kind;
  const char *stop;

  switch (*self->p)
    {
    case '"':
      return read_string (self, '"');
    case '\'':
      return self->options->allow_single_quotes && read_string (self, '\'');
    case 't':
      return read_word (self, "true", SLUICE_JSON_TRUE);
    case 'f':
      return read_word (self, "false", SLUICE_JSON_FALSE);
    case 'n':
      return read_word (self, "null", SLUICE_JSON_NULL);
    default:
      stop = sluice_json_scan_number (self->p, self->end, self->options, &kind);
      if (stop == NULL)
        return FALSE;
      add_node (self, kind, self->p, stop - self->p);
      self->p = stop;
      return TRUE;
    }
}

/* Reads what may come first inside a container: its end, or the first member. */
static gboolean
open_container (Parser *self, guint32 *stack, guint *depth)
{
  SluiceJsonKind kind = *self->p == '{' ? SLUICE_JSON_OBJECT : SLUICE_JSON_ARRAY;

  if (*depth == self->max_depth)
    return FALSE;

  stack[(*depth)++] = add_node (self, kind, self->p, 0);
  self->p++;
  if (!skip_blanks (self))
    return FALSE;
  if (*self->p == (kind == SLUICE_JSON_OBJECT ? '}' : ']'))
    return TRUE;

  return kind == SLUICE_JSON_ARRAY || read_key (self);
}

static gboolean
read_value (Parser *self)
{
  guint32 stack[SLUICE_JSON_MAX_DEPTH];
  guint depth = 0;

  while (TRUE)
    {
      gboolean closed = FALSE;

      /* A value begins here. */
      if (!skip_blanks (self))
        return FALSE;
      if (*self->p == '{' || *self->p == '[')
        {
          if (!open_container (self, stack, &depth))
            return FALSE;
          closed = self->p < self->end && (*self->p == '}' || *self->p == ']');
          /* A key may be followed by anything; only a container just opened can be empty. */
          if (closed && self->tape->nodes[self->tape->n_nodes - 1].kind != SLUICE_JSON_OBJECT
              && self->tape->nodes[self->tape->n_nodes - 1].kind != SLUICE_JSON_ARRAY)
            closed = FALSE;
          if (!closed)
            continue;
        }
      else if (!read_scalar (self))
        return FALSE;

      /* A value has ended, or an empty container ends: close what closes. */
      while (depth > 0)
        {
          SluiceJsonNode *node = &self->tape->nodes[stack[depth - 1]];
          gboolean object = node->kind == SLUICE_JSON_OBJECT;

          if (!closed && !skip_blanks (self))
            return FALSE;
          closed = FALSE;
          if (*self->p == (object ? '}' : ']'))
            {
              self->p++;
              node->length = self->p - self->text - node->start;
              node->next = self->tape->n_nodes;
              depth--;
              continue;
            }
          if (*self->p != ',')
            return FALSE;
          self->p++;
          if (object && (!skip_blanks (self) || !read_key (self)))
            return FALSE;
          break;
        }
      if (depth == 0)
        return TRUE;
    }
}

SluiceJsonStatus
sluice_json_tape_read (SluiceJsonTape            *self,
                       const char                *text,
                       gsize                      length,
                       const SluiceFormatOptions *options,
                       guint                      depth,
                       gsize                     *end)
{
  Parser parser = { self, options, text, text, text + length,
                    SLUICE_JSON_MAX_DEPTH - MIN (depth, SLUICE_JSON_MAX_DEPTH) };

  self->text = text;
  self->n_nodes = 0;
  if (depth == 0 && length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    parser.p += 3;

  if (!skip_blanks (&parser))
    return parser.p == parser.end ? SLUICE_JSON_EMPTY : SLUICE_JSON_BAD;
  if (!read_value (&parser))
    return SLUICE_JSON_BAD;
  /* A number that stands alone ends with a blank. */
  if (depth == 0 && self->nodes[0].kind >= SLUICE_JSON_INTEGER && self->nodes[0].kind <= SLUICE_JSON_NON_NUMERIC
      && parser.p < parser.end && strchr (" \t\r\n", *parser.p) == NULL)
    return SLUICE_JSON_BAD;
  if (end != NULL)
    *end = parser.p - text;

  return SLUICE_JSON_OK;
}

void
sluice_json_tape_clear (SluiceJsonTape *self)
{
  g_clear_pointer (&self->nodes, g_free);
  self->n_nodes = self->capacity = 0;
}
