/* sluice-regex.c: Java's regular expressions on PCRE2, and LIKE.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include "expr/sluice-regex.h"

#include <pcre2.h>

#include "expr/sluice-expr.h"
#include "expr/sluice-text.h"

/* @literal is the text that the expression is, where it is nothing but a text; found without PCRE2. */
struct _SluiceRegex
{
  pcre2_code *code;
  guint n_groups;
  GString *literal;
};

struct _SluiceRegexMatcher
{
  pcre2_match_data *data;
  pcre2_match_context *context;
  gsize groups[2];
};

/* From Java's syntax to PCRE2's. They differ in classes within classes, in the names of some
 * classes, and in a few escapes. */
typedef struct
{
  const char *cursor;
  const char *end;
  gboolean failed;
} Translator;

static const struct
{
  const char *java;
  const char *posix;
} posix_classes[] = {
  { "Lower", "[:lower:]" }, { "Upper", "[:upper:]" }, { "ASCII", "\\x00-\\x7f" },
  { "Alpha", "[:alpha:]" }, { "Digit", "[:digit:]" }, { "Alnum", "[:alnum:]" },
  { "Punct", "[:punct:]" }, { "Graph", "[:graph:]" }, { "Print", "[:print:]" },
  { "Blank", " \\t" },      { "Cntrl", "[:cntrl:]" }, { "XDigit", "[:xdigit:]" },
  { "Space", "[:space:]" },
};

static const struct
{
  const char *java;
  const char *property;
} properties[] = {
  { "IsAlphabetic", "\\p{L}" },
  { "IsLetter", "\\p{L}" },
  { "IsDigit", "\\p{Nd}" },
  { "IsUppercase", "\\p{Lu}" },
  { "IsLowercase", "\\p{Ll}" },
  { "IsPunctuation", "\\p{P}" },
  { "IsWhite_Space", "\\s" },
  { "javaLowerCase", "\\p{Ll}" },
  { "javaUpperCase", "\\p{Lu}" },
  { "javaLetter", "\\p{L}" },
  { "javaDigit", "\\p{Nd}" },
  { "javaWhitespace", "\\s" },
  { "javaLetterOrDigit", "\\p{Xan}" },
  { "InGreek", "\\x{370}-\\x{3ff}" },
};

/* \p{…} or \P{…}; the cursor stands behind the p. */
static void
translate_property (Translator *self, gboolean negated, gboolean in_class, GString *out)
{
  const char *close = *self->cursor == '{'
                          ? memchr (self->cursor, '}', (gsize) (self->end - self->cursor))
                          : NULL;
  g_autofree char *name = NULL;

  if (self->cursor >= self->end || (*self->cursor == '{' && close == NULL))
    {
      self->failed = TRUE;
      return;
    }
  if (close != NULL)
    {
      name = g_strndup (self->cursor + 1, (gsize) (close - self->cursor - 1));
      self->cursor = close + 1;
    }
  else
    name = g_strndup (self->cursor++, 1);

  for (guint i = 0; i < G_N_ELEMENTS (posix_classes); i++)
    if (strcmp (name, posix_classes[i].java) == 0)
      {
        if (!in_class)
          g_string_append_printf (out, negated ? "[^%s]" : "[%s]", posix_classes[i].posix);
        else if (!negated)
          g_string_append (out, posix_classes[i].posix);
        else if (posix_classes[i].posix[0] == '[')
          g_string_append_printf (out, "[:^%s", posix_classes[i].posix + 2);
        else
          g_string_append (out, "\\P{Any}");
        return;
      }
  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    if (strcmp (name, properties[i].java) == 0)
      {
        const char *property = properties[i].property;

        if (property[1] == 'p' && negated)
          g_string_append_printf (out, "\\P%s", property + 2);
        else if (property[1] == 's' && negated)
          g_string_append (out, "\\S");
        else if (property[1] == 'x' && !in_class)
          g_string_append_printf (out, negated ? "[^%s]" : "[%s]", property);
        else
          g_string_append (out, property);
        return;
      }

  /* \p{IsLatin} and \p{L} are \p{Latin} and \p{L}; \p{script=Latin} likewise. */
  g_string_append_printf (out, "\\%c{%s}", negated ? 'P' : 'p',
                          g_str_has_prefix (name, "Is")        ? name + 2
                          : g_str_has_prefix (name, "script=") ? name + 7
                          : g_str_has_prefix (name, "sc=")     ? name + 3
                                                               : name);
}

/* An escape; the cursor stands behind the backslash. */
static void
translate_escape (Translator *self, gboolean in_class, GString *out)
{
  char c;

  if (self->cursor >= self->end)
    {
      self->failed = TRUE;
      return;
    }

  c = *self->cursor++;
  switch (c)
    {
    case 'p':
    case 'P':
      translate_property (self, c == 'P', in_class, out);
      break;

    case 'u':
      if (self->end - self->cursor < 4)
        {
          self->failed = TRUE;
          return;
        }
      g_string_append_printf (out, "\\x{%.4s}", self->cursor);
      self->cursor += 4;
      break;

    case '0':
      {
        guint n = 0;

        while (n < 3 && self->cursor + n < self->end && self->cursor[n] >= '0'
               && self->cursor[n] <= '7')
          n++;
        if (n == 3 && self->cursor[0] > '3')
          n = 2;
        if (n == 0)
          self->failed = TRUE;
        g_string_append_printf (out, "\\o{%.*s}", (int) n, self->cursor);
        self->cursor += n;
      }
      break;

    case 'Q':
      {
        const char *close = g_strstr_len (self->cursor, self->end - self->cursor, "\\E");
        const char *stop = close != NULL ? close : self->end;

        for (; self->cursor < stop; self->cursor++)
          {
            if (!g_ascii_isalnum (*self->cursor) && (guchar) *self->cursor < 0x80)
              g_string_append_c (out, '\\');
            g_string_append_c (out, *self->cursor);
          }
        self->cursor = close != NULL ? close + 2 : self->end;
      }
      break;

    case 'E':
      break;

    default:
      /* Letters that Java gives no meaning are errors there. */
      if (g_ascii_isalpha (c) && strchr ("tnrfaecdDhHsSvVwWbBAGZzRXkxN", c) == NULL)
        self->failed = TRUE;
      g_string_append_c (out, '\\');
      g_string_append_c (out, c);
      break;
    }
}

/* A class, the cursor behind its `[`. Within it, classes join and `&&` intersects, which PCRE2
 * doesn't know: such a class becomes alternatives and look-aheads. */
static void
translate_class (Translator *self, GString *out)
{
  g_autoptr (GString) plain = g_string_new (NULL);
  g_autoptr (GString) nested = g_string_new (NULL);
  g_autoptr (GString) operands = g_string_new (NULL);
  gboolean negated = self->cursor < self->end && *self->cursor == '^';
  gboolean simple = TRUE;
  guint n_operands = 0;
  gboolean first = TRUE;

  if (negated)
    self->cursor++;

  while (TRUE)
    {
      char c;

      if (self->cursor >= self->end)
        {
          self->failed = TRUE;
          return;
        }
      c = *self->cursor;
      if (c == ']' && !first)
        break;
      if (c == '[')
        {
          self->cursor++;
          if (nested->len > 0)
            g_string_append_c (nested, '|');
          translate_class (self, nested);
          simple = FALSE;
        }
      else if (c == '&' && self->end - self->cursor > 1 && self->cursor[1] == '&')
        {
          self->cursor += 2;
          g_string_append (operands, "(?=");
          if (plain->len > 0)
            g_string_append_printf (operands, "[%s]%s", plain->str, nested->len > 0 ? "|" : "");
          g_string_append_printf (operands, "%s)", nested->str);
          g_string_truncate (plain, 0);
          g_string_truncate (nested, 0);
          n_operands++;
          simple = FALSE;
        }
      else if (c == '\\')
        {
          self->cursor++;
          translate_escape (self, TRUE, plain);
        }
      else
        {
          if (c == ']' || (c == '^' && plain->len == 0))
            g_string_append_c (plain, '\\');
          g_string_append_c (plain, c);
          self->cursor++;
        }
      if (self->failed)
        return;
      first = FALSE;
    }
  self->cursor++;

  if (simple)
    {
      g_string_append_printf (out, negated ? "[^%s]" : "[%s]", plain->str);
      return;
    }
  if (negated)
    g_string_append (out, "(?:(?!");
  g_string_append (out, "(?:");
  g_string_append (out, operands->str);
  g_string_append (out, "(?:");
  if (plain->len > 0)
    g_string_append_printf (out, "[%s]%s", plain->str, nested->len > 0 ? "|" : "");
  g_string_append (out, nested->str);
  g_string_append (out, "))");
  if (negated)
    g_string_append (out, ")(?s:.))");
}

static char *
translate (const char *pattern, gsize length)
{
  Translator self = { pattern, pattern + length, FALSE };
  g_autoptr (GString) out = g_string_sized_new (length + 16);

  while (self.cursor < self.end && !self.failed)
    {
      char c = *self.cursor++;

      if (c == '\\')
        translate_escape (&self, FALSE, out);
      else if (c == '[')
        translate_class (&self, out);
      else if (c == '\0')
        g_string_append (out, "\\x00");
      else
        g_string_append_c (out, c);
    }

  return self.failed ? NULL : g_strdup (out->str);
}

/* Bytes that are no text are the replacement character to Java; a zero byte is a character. */
static GString *
make_valid (const char *pattern, gsize length)
{
  GString *text = g_string_sized_new (length);
  const char *end = pattern + length;

  while (pattern < end)
    {
      const char *zero = memchr (pattern, '\0', (gsize) (end - pattern));
      const char *stop = zero != NULL ? zero : end;
      g_autofree char *part = g_utf8_make_valid (pattern, stop - pattern);

      g_string_append (text, part);
      if (zero != NULL)
        g_string_append_c (text, '\0');
      pattern = zero != NULL ? zero + 1 : end;
    }

  return text;
}

/* Whether a pattern stands for nothing but itself: ASCII, of which no character means anything. */
static gboolean
is_literal (const char *pattern, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isprint (pattern[i]) || strchr ("\\^$.|?*+()[]{}", pattern[i]) != NULL)
      return FALSE;

  return length > 0;
}

SluiceRegex *
sluice_regex_new (const char *pattern, gsize length)
{
  g_autoptr (GString) valid = make_valid (pattern, length);
  g_autofree char *translated = translate (valid->str, valid->len);
  pcre2_compile_context *context;
  SluiceRegex *self;
  pcre2_code *code;
  uint32_t n_groups = 0;
  PCRE2_SIZE offset;
  int failure;

  if (translated == NULL)
    return NULL;

  context = pcre2_compile_context_create (NULL);
  pcre2_set_newline (context, PCRE2_NEWLINE_ANY);
  code = pcre2_compile ((PCRE2_SPTR) translated, PCRE2_ZERO_TERMINATED,
                        PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C, &failure,
                        &offset, context);
  pcre2_compile_context_free (context);
  if (code == NULL)
    return NULL;

  /* Without the just-in-time compiler the interpreter does the same, more slowly. */
  pcre2_jit_compile (code, PCRE2_JIT_COMPLETE);
  pcre2_pattern_info (code, PCRE2_INFO_CAPTURECOUNT, &n_groups);
  self = g_new0 (SluiceRegex, 1);
  self->code = code;
  self->n_groups = n_groups;
  if (is_literal (pattern, length))
    self->literal = g_string_new_len (pattern, (gssize) length);

  return self;
}

void
sluice_regex_free (SluiceRegex *self)
{
  if (self == NULL)
    return;

  pcre2_code_free (self->code);
  if (self->literal != NULL)
    g_string_free (self->literal, TRUE);
  g_free (self);
}

guint
sluice_regex_n_groups (const SluiceRegex *self)
{
  return self->n_groups;
}

guint
sluice_regex_group_named (const SluiceRegex *self, const char *name)
{
  int number = pcre2_substring_number_from_name (self->code, (PCRE2_SPTR) name);

  return number > 0 ? (guint) number : 0;
}

SluiceRegexMatcher *
sluice_regex_matcher_new (void)
{
  SluiceRegexMatcher *self = g_new0 (SluiceRegexMatcher, 1);

  /* Room for the groups of most expressions. */
  self->data = pcre2_match_data_create (16, NULL);
  self->context = pcre2_match_context_create (NULL);

  return self;
}

void
sluice_regex_matcher_free (SluiceRegexMatcher *self)
{
  if (self == NULL)
    return;

  pcre2_match_data_free (self->data);
  pcre2_match_context_free (self->context);
  g_free (self);
}

gboolean
sluice_regex_find (const SluiceRegex *self,
                   SluiceRegexMatcher *matcher,
                   const char *text,
                   gsize length,
                   gsize from,
                   const gsize **groups)
{
  int n;

  if (self->literal != NULL)
    {
      const char *found = sluice_text_find (text + from, length - from, self->literal->str, self->literal->len);

      if (found == NULL)
        return FALSE;
      matcher->groups[0] = (gsize) (found - text);
      matcher->groups[1] = matcher->groups[0] + self->literal->len;
      *groups = matcher->groups;
      return TRUE;
    }

  if (G_UNLIKELY (self->n_groups >= pcre2_get_ovector_count (matcher->data)))
    {
      pcre2_match_data_free (matcher->data);
      matcher->data = pcre2_match_data_create (self->n_groups + 1, NULL);
    }
  n = pcre2_match (self->code, (PCRE2_SPTR) text, length, from, 0, matcher->data,
                   matcher->context);

  /* Deep recursion may need more stack than compiled code has. */
  if (n == PCRE2_ERROR_JIT_STACKLIMIT)
    n = pcre2_match (self->code, (PCRE2_SPTR) text, length, from, PCRE2_NO_JIT, matcher->data,
                     matcher->context);
  if (n < 0)
    return FALSE;

  *groups = pcre2_get_ovector_pointer (matcher->data);

  return TRUE;
}

gsize
sluice_regex_next_start (const char *text, gsize length, const gsize *groups)
{
  if (groups[1] > groups[0])
    return groups[1];
  if (groups[1] >= length)
    return length + 1;

  return (gsize) (sluice_text_next (text + groups[1], text + length) - text);
}

/* LIKE. */

typedef enum
{
  LIKE_EQUAL,
  LIKE_PREFIX,
  LIKE_SUFFIX,
  LIKE_CONTAINS,
  LIKE_GENERAL,
} LikeShape;

/* Pieces of a general pattern: a text of certain characters, one character, any text. */
typedef struct
{
  enum
  {
    PIECE_TEXT,
    PIECE_CHAR,
    PIECE_ANY,
  } kind;
  guint32 offset;
  guint32 length;
} LikePiece;

struct _SluiceLike
{
  LikeShape shape;
  GString *text;
  GArray *pieces;
};

static void
like_error (const char *condition, const char *pattern, gsize length, gunichar c, GError **error)
{
  char character[8] = "";

  if (c == 0)
    {
      sluice_set_error (
          error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, condition,
          "The format is invalid: '%.*s'. The escape character is not allowed to end with.",
          (int) length, pattern);
      return;
    }
  character[g_unichar_to_utf8 (c, character)] = '\0';
  sluice_set_error (
      error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, condition,
      "The format is invalid: '%.*s'. The escape character is not allowed to precede '%s'.",
      (int) length, pattern, character);
}

static void
add_piece (SluiceLike *self, guint kind, const char *bytes, gsize length)
{
  LikePiece *last = self->pieces->len > 0
                        ? &g_array_index (self->pieces, LikePiece, self->pieces->len - 1)
                        : NULL;
  LikePiece piece = { kind, (guint32) self->text->len, (guint32) length };

  if (kind == PIECE_ANY && last != NULL && last->kind == PIECE_ANY)
    return;
  if (kind == PIECE_TEXT)
    {
      g_string_append_len (self->text, bytes, (gssize) length);
      if (last != NULL && last->kind == PIECE_TEXT)
        {
          last->length += (guint32) length;
          return;
        }
    }
  g_array_append_val (self->pieces, piece);
}

static LikeShape
find_shape (const SluiceLike *self)
{
  guint n = self->pieces->len;
  guint kinds = 0;

  if (n == 0)
    return LIKE_EQUAL;
  if (n > 3)
    return LIKE_GENERAL;
  for (guint i = 0; i < n; i++)
    kinds = kinds * 4 + g_array_index (self->pieces, LikePiece, i).kind;

  if (n == 1 && kinds == PIECE_TEXT)
    return LIKE_EQUAL;
  if (n == 1 && kinds == PIECE_ANY)
    return LIKE_PREFIX;
  if (n == 2 && kinds == PIECE_TEXT * 4 + PIECE_ANY)
    return LIKE_PREFIX;
  if (n == 2 && kinds == PIECE_ANY * 4 + PIECE_TEXT)
    return LIKE_SUFFIX;
  if (n == 3 && kinds == (PIECE_ANY * 4 + PIECE_TEXT) * 4 + PIECE_ANY)
    return LIKE_CONTAINS;

  return LIKE_GENERAL;
}

SluiceLike *
sluice_like_new (const char *pattern, gsize length, gunichar escape, GError **error)
{
  g_autoptr (SluiceLike) self = g_new0 (SluiceLike, 1);
  const char *end = pattern + length;
  const char *next;

  self->text = g_string_new (NULL);
  self->pieces = g_array_new (FALSE, FALSE, sizeof (LikePiece));

  for (const char *p = pattern; p < end; p = next)
    {
      gunichar c = sluice_text_get_char (p, end, &next);

      if (c == escape)
        {
          gunichar escaped;

          if (next >= end)
            {
              like_error ("INVALID_FORMAT.ESC_AT_THE_END", pattern, length, 0, error);
              return NULL;
            }
          p = next;
          escaped = sluice_text_get_char (p, end, &next);
          if (escaped != '_' && escaped != '%' && escaped != escape)
            {
              like_error ("INVALID_FORMAT.ESC_IN_THE_MIDDLE", pattern, length, escaped, error);
              return NULL;
            }
          add_piece (self, PIECE_TEXT, p, (gsize) (next - p));
        }
      else if (c == '%')
        add_piece (self, PIECE_ANY, NULL, 0);
      else if (c == '_')
        add_piece (self, PIECE_CHAR, NULL, 0);
      else
        add_piece (self, PIECE_TEXT, p, (gsize) (next - p));
    }
  self->shape = find_shape (self);

  return g_steal_pointer (&self);
}

void
sluice_like_free (SluiceLike *self)
{
  if (self == NULL)
    return;

  g_string_free (self->text, TRUE);
  g_array_unref (self->pieces);
  g_free (self);
}

/* Where a piece may begin that follows on any text: certain characters where they are found. */
static const char *
next_start (const SluiceLike *self, const LikePiece *piece, const char *text, const char *end)
{
  if (piece->kind != PIECE_TEXT)
    return text;

  return sluice_text_find (text, (gsize) (end - text), self->text->str + piece->offset,
                           piece->length);
}

/* The usual walk: after a piece for any text, the first place where the rest fits up to the next
 * such piece is as good as any later one. */
static gboolean
matches_general (const SluiceLike *self, const char *text, const char *end)
{
  const LikePiece *pieces = (const LikePiece *) (gconstpointer) self->pieces->data;
  guint n = self->pieces->len;
  guint i = 0;
  guint retry_piece = G_MAXUINT;
  const char *retry_text = NULL;

  while (TRUE)
    {
      gboolean fits = FALSE;

      if (i < n && pieces[i].kind == PIECE_ANY)
        {
          retry_piece = ++i;
          if (i == n)
            return TRUE;
          retry_text = text = next_start (self, &pieces[i], text, end);
          if (text == NULL)
            return FALSE;
          /* What was found need not be compared once more. */
          if (pieces[i].kind == PIECE_TEXT)
            text += pieces[i++].length;
          continue;
        }
      if (i == n)
        fits = text == end;
      else if (pieces[i].kind == PIECE_CHAR)
        fits = text < end;
      else
        fits = (gsize) (end - text) >= pieces[i].length
               && memcmp (text, self->text->str + pieces[i].offset, pieces[i].length) == 0;

      if (fits && i == n)
        return TRUE;
      if (fits)
        {
          text = pieces[i].kind == PIECE_CHAR ? sluice_text_next (text, end)
                                              : text + pieces[i].length;
          i++;
        }
      else if (retry_piece == G_MAXUINT || retry_text >= end)
        return FALSE;
      else
        {
          retry_text = next_start (self, &pieces[retry_piece], sluice_text_next (retry_text, end),
                                   end);
          if (retry_text == NULL)
            return FALSE;
          text = retry_text;
          i = retry_piece;
        }
    }
}

/* With @shape known while compiling each shape gets a loop of its own. */
static inline gboolean
matches (const SluiceLike *self, LikeShape shape, const SluiceString *text)
{
  gsize length = self->text->len;

  switch (shape)
    {
    case LIKE_EQUAL:
      return text->length == length && memcmp (text->data, self->text->str, length) == 0;
    case LIKE_PREFIX:
      /* Most texts that don't match are told by the bytes at hand. */
      if (length >= sizeof text->prefix
          && memcmp (text->prefix, self->text->str, sizeof text->prefix) != 0)
        return FALSE;
      return text->length >= length && memcmp (text->data, self->text->str, length) == 0;
    case LIKE_SUFFIX:
      return text->length >= length
             && memcmp (text->data + text->length - length, self->text->str, length) == 0;
    case LIKE_CONTAINS:
      return sluice_text_find (text->data, text->length, self->text->str, length) != NULL;
    case LIKE_GENERAL:
      return matches_general (self, text->data, text->data + text->length);
    default:
      g_assert_not_reached ();
    }
}

gboolean
sluice_like_matches (const SluiceLike *self, SluiceString text)
{
  return matches (self, self->shape, &text);
}

#define MATCH_ROWS(shape)                                                                          \
  SLUICE_FOR_EACH_SELECTED (selection, row)                                                        \
  result[row] = (guint8) matches (self, shape, &texts[row])

void
sluice_like_match_rows (const SluiceLike *self,
                        const SluiceString *texts,
                        SluiceSelection selection,
                        guint8 *result)
{
  switch (self->shape)
    {
    case LIKE_EQUAL:
      MATCH_ROWS (LIKE_EQUAL);
      break;
    case LIKE_PREFIX:
      MATCH_ROWS (LIKE_PREFIX);
      break;
    case LIKE_SUFFIX:
      MATCH_ROWS (LIKE_SUFFIX);
      break;
    case LIKE_CONTAINS:
      MATCH_ROWS (LIKE_CONTAINS);
      break;
    case LIKE_GENERAL:
    default:
      MATCH_ROWS (LIKE_GENERAL);
      break;
    }
}
