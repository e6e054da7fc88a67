/* sluice-lexer.c: the tokens of Spark SQL.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-lexer.h"

#include <string.h>

#include "expr/sluice-analyzer.h"

/* The room for a text's lexemes is taken at once, since everything is parsed at every key press: how long one is with the
 * space behind it, and for how many at most. */
#define USUAL_LENGTH 3
#define MAX_RESERVED 1024

static const char *const keyword_names[] = { "",
#define SLUICE_KEYWORD_NAME(name) #name,
                                             SLUICE_KEYWORDS (SLUICE_KEYWORD_NAME)
#undef SLUICE_KEYWORD_NAME
};

const char *
sluice_keyword_name (SluiceKeyword keyword)
{
  return keyword_names[keyword];
}

SluiceKeyword
sluice_keyword_lookup (const char *word, gsize length)
{
  char upper[20];
  guint low = 1, high = G_N_ELEMENTS (keyword_names);

  if (length >= sizeof upper)
    return SLUICE_KEYWORD_NONE;
  for (gsize i = 0; i < length; i++)
    upper[i] = g_ascii_toupper (word[i]);
  upper[length] = '\0';

  while (low < high)
    {
      guint middle = (low + high) / 2;
      int order = upper[0] - keyword_names[middle][0];

      if (order == 0)
        order = strcmp (upper, keyword_names[middle]);
      if (order == 0)
        return middle;
      if (order < 0)
        high = middle;
      else
        low = middle + 1;
    }

  return SLUICE_KEYWORD_NONE;
}

/* Bytes of the character at @p, 1 for what isn't UTF-8, so that the lexer always moves on. */
static guint
character_length (const char *p)
{
  gunichar c = g_utf8_get_char_validated (p, -1);

  return c == (gunichar) -1 || c == (gunichar) -2 ? 1 : g_utf8_next_char (p) - p;
}

static guint
white_space_length (const char *p)
{
  gunichar c;

  if (*p == ' ' || (*p >= '\t' && *p <= '\r'))
    return 1;
  if ((guchar) *p < 0xc2)
    return 0;

  c = g_utf8_get_char_validated (p, -1);
  if (c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x202f
      || c == 0x205f || c == 0x3000)
    return character_length (p);

  return 0;
}

static guint
word_character_length (const char *p)
{
  gunichar c;

  if (g_ascii_isalnum (*p) || *p == '_')
    return 1;
  if ((guchar) *p < 0xc2)
    return 0;

  c = g_utf8_get_char_validated (p, -1);

  return c != (gunichar) -1 && c != (gunichar) -2 && g_unichar_isalpha (c) ? character_length (p)
                                                                           : 0;
}

static guint
scan_word (const char *p)
{
  guint length = 0, step;

  while ((step = word_character_length (p + length)) > 0)
    length += step;

  return length;
}

static guint
scan_digits (const char *p)
{
  guint length = 0;

  while (g_ascii_isdigit (p[length]))
    length++;

  return length;
}

static guint
scan_exponent (const char *p)
{
  guint sign;

  if (*p != 'e' && *p != 'E')
    return 0;
  sign = p[1] == '+' || p[1] == '-';

  return g_ascii_isdigit (p[1 + sign]) ? 1 + sign + scan_digits (p + 1 + sign) : 0;
}

/*
 * Spark's lexer takes the longest of all numbers and identifiers that begin here, a number where
 * they are equally long. A number with a point doesn't count when a letter, digit or underscore
 * follows it.
 */
static guint
scan_number (const char *p, SluiceLexemeKind *kind)
{
  static const struct
  {
    const char *suffix;
    SluiceLexemeKind kind;
    gboolean only_digits;
  } suffixes[] = {
    { "L", SLUICE_LEXEME_BIGINT, TRUE },  { "S", SLUICE_LEXEME_SMALLINT, TRUE },
    { "Y", SLUICE_LEXEME_TINYINT, TRUE }, { "F", SLUICE_LEXEME_FLOAT, FALSE },
    { "D", SLUICE_LEXEME_DOUBLE, FALSE }, { "BD", SLUICE_LEXEME_BIGDECIMAL, FALSE },
  };
  guint whole = scan_digits (p);
  guint best = 0;

  *kind = SLUICE_LEXEME_INTEGER;

  for (int with_point = 0; with_point < 2; with_point++)
    {
      guint mantissa = whole;

      if (with_point)
        {
          guint fraction;

          if (p[whole] != '.')
            break;
          fraction = scan_digits (p + whole + 1);
          if (whole == 0 && fraction == 0)
            break;
          mantissa = whole + 1 + fraction;
        }
      else if (whole == 0)
        continue;

      for (int with_exponent = 0; with_exponent < 2; with_exponent++)
        {
          guint length = mantissa;
          guint exponent = with_exponent ? scan_exponent (p + mantissa) : 0;

          if (with_exponent && exponent == 0)
            break;
          length += exponent;

          if (length > best && (!with_point || word_character_length (p + length) == 0))
            {
              best = length;
              *kind = with_exponent ? SLUICE_LEXEME_EXPONENT
                      : with_point  ? SLUICE_LEXEME_DECIMAL
                                    : SLUICE_LEXEME_INTEGER;
            }
          for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
            {
              guint end = length + strlen (suffixes[i].suffix);

              if ((suffixes[i].only_digits && (with_point || with_exponent))
                  || g_ascii_strncasecmp (p + length, suffixes[i].suffix,
                                          strlen (suffixes[i].suffix))
                         != 0
                  || (with_point && word_character_length (p + end) > 0))
                continue;
              if (end > best)
                {
                  best = end;
                  *kind = suffixes[i].kind;
                }
            }
        }
    }

  return best;
}

/* A quoted text from @p on, 0 when its end is missing. A raw one knows neither backslashes nor
 * doubled quotes. */
static guint
scan_quoted (const char *p, char quote, gboolean raw)
{
  const char *start = p++;

  for (; *p != '\0'; p++)
    {
      if (!raw && ((*p == '\\' && p[1] != '\0') || (*p == quote && p[1] == quote)))
        p++;
      else if (*p == quote)
        return p + 1 - start;
    }

  return 0;
}

static guint
scan_backquoted (const char *p)
{
  const char *start = p++;

  for (; *p != '\0'; p++)
    if (*p == '`')
      {
        if (p[1] != '`')
          return p + 1 - start;
        p++;
      }

  return 0;
}

/* A bracketed comment, which may hold others; 0 when its end is missing. */
static guint
scan_comment (const char *p)
{
  const char *start = p;
  guint depth = 0;

  while (*p != '\0')
    {
      if (p[0] == '/' && p[1] == '*')
        {
          depth++;
          p += 2;
        }
      else if (p[0] == '*' && p[1] == '/')
        {
          p += 2;
          if (--depth == 0)
            return p - start;
        }
      else
        {
          p++;
        }
    }

  return 0;
}

static guint
scan_line_comment (const char *p)
{
  guint length = 2;

  for (; p[length] != '\0'; length++)
    {
      if (p[length] == '\\' && p[length + 1] == '\n')
        length++;
      else if (p[length] == '\n' || p[length] == '\r')
        break;
    }

  return length;
}

static guint
scan_operator (const char *p)
{
  static const char *const operators[] = {
    "/*+", "<=>", "==", "<>", "!=", "<=", "!>", ">=", "!<", "<<", "||", "::", "->",
    "=>",  "*/",  "(",  ")",  ",",  ".",  "[",  "]",  "!",  "=",  "<",  ">",  "+",
    "-",   "*",   "/",  "%",  "~",  "&",  "|",  "^",  ":",  "?",  ";",
  };

  for (guint i = 0; i < G_N_ELEMENTS (operators); i++)
    if (*p == operators[i][0] && strncmp (p, operators[i], strlen (operators[i])) == 0)
      return strlen (operators[i]);

  return 0;
}

static guint
scan_lexeme (const char *p, SluiceLexemeKind *kind)
{
  guint length, number;

  if (p[0] == '-' && p[1] == '-')
    {
      *kind = SLUICE_LEXEME_COMMENT;
      return scan_line_comment (p);
    }
  if (p[0] == '/' && p[1] == '*' && p[2] != '+')
    {
      length = scan_comment (p);
      *kind = length > 0 ? SLUICE_LEXEME_COMMENT : SLUICE_LEXEME_UNCLOSED;
      return length > 0 ? length : strlen (p);
    }
  if ((p[0] == 'r' || p[0] == 'R') && (p[1] == '\'' || p[1] == '"')
      && (length = scan_quoted (p + 1, p[1], TRUE)) > 0)
    {
      *kind = SLUICE_LEXEME_STRING;
      return length + 1;
    }

  length = scan_word (p);
  if (g_ascii_isdigit (*p) || *p == '.')
    {
      number = scan_number (p, kind);
      if (number > 0 && number >= length)
        return number;
    }
  if (length > 0)
    {
      *kind = SLUICE_LEXEME_WORD;
      return length;
    }

  if (*p == '\'' && (length = scan_quoted (p, '\'', FALSE)) > 0)
    {
      *kind = SLUICE_LEXEME_STRING;
      return length;
    }
  if (*p == '"' && (length = scan_quoted (p, '"', FALSE)) > 0)
    {
      *kind = SLUICE_LEXEME_DOUBLE_QUOTED;
      return length;
    }
  if (*p == '`' && (length = scan_backquoted (p)) > 0)
    {
      *kind = SLUICE_LEXEME_QUOTED;
      return length;
    }
  if ((length = scan_operator (p)) > 0)
    {
      *kind = SLUICE_LEXEME_OPERATOR;
      return length;
    }

  *kind = SLUICE_LEXEME_UNKNOWN;

  return character_length (p);
}

gboolean
sluice_lexer_next (const char *text, guint32 *offset, SluiceLexeme *lexeme)
{
  guint space;

  while ((space = white_space_length (text + *offset)) > 0)
    *offset += space;

  *lexeme = (SluiceLexeme){ .offset = *offset };
  if (text[*offset] == '\0')
    return FALSE;

  lexeme->length = scan_lexeme (text + *offset, &lexeme->kind);
  if (lexeme->kind == SLUICE_LEXEME_WORD)
    lexeme->keyword = sluice_keyword_lookup (text + *offset, lexeme->length);
  *offset += lexeme->length;

  return TRUE;
}

GArray *
sluice_lexer_scan (const char *text, GError **error)
{
  gsize reserved = MIN (strlen (text) / USUAL_LENGTH + 1, MAX_RESERVED);
  g_autoptr (GArray) lexemes = g_array_sized_new (FALSE, FALSE, sizeof (SluiceLexeme), (guint) reserved);
  SluiceLexeme lexeme;
  guint32 offset = 0;

  while (sluice_lexer_next (text, &offset, &lexeme))
    {
      if (lexeme.kind == SLUICE_LEXEME_UNCLOSED)
        {
          sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_SYNTAX,
                            "UNCLOSED_BRACKETED_COMMENT",
                            "Found an unclosed bracketed comment. Please, append */ at the end of "
                            "the comment.");
          if (error != NULL)
            sluice_error_set_position (*error, lexeme.offset, lexeme.length);
          return NULL;
        }
      if (lexeme.kind != SLUICE_LEXEME_COMMENT)
        g_array_append_val (lexemes, lexeme);
    }
  g_array_append_val (lexemes, lexeme);

  return g_steal_pointer (&lexemes);
}

static SluiceTokenKind
token_kind (const SluiceLexeme *lexeme)
{
  switch (lexeme->kind)
    {
    case SLUICE_LEXEME_WORD:
      return lexeme->keyword != SLUICE_KEYWORD_NONE ? SLUICE_TOKEN_KEYWORD
                                                    : SLUICE_TOKEN_IDENTIFIER;
    case SLUICE_LEXEME_QUOTED:
      return SLUICE_TOKEN_IDENTIFIER;
    case SLUICE_LEXEME_STRING:
    case SLUICE_LEXEME_DOUBLE_QUOTED:
      return SLUICE_TOKEN_STRING;
    case SLUICE_LEXEME_OPERATOR:
      return SLUICE_TOKEN_OPERATOR;
    case SLUICE_LEXEME_COMMENT:
      return SLUICE_TOKEN_COMMENT;
    case SLUICE_LEXEME_INTEGER:
    case SLUICE_LEXEME_DECIMAL:
    case SLUICE_LEXEME_EXPONENT:
    case SLUICE_LEXEME_BIGINT:
    case SLUICE_LEXEME_SMALLINT:
    case SLUICE_LEXEME_TINYINT:
    case SLUICE_LEXEME_FLOAT:
    case SLUICE_LEXEME_DOUBLE:
    case SLUICE_LEXEME_BIGDECIMAL:
      return SLUICE_TOKEN_NUMBER;
    case SLUICE_LEXEME_END:
    case SLUICE_LEXEME_UNCLOSED:
    case SLUICE_LEXEME_UNKNOWN:
    default:
      return SLUICE_TOKEN_ERROR;
    }
}

GArray *
sluice_tokenize (const char *text)
{
  GArray *tokens = g_array_new (FALSE, FALSE, sizeof (SluiceToken));
  SluiceLexeme lexeme;
  guint32 offset = 0;

  while (sluice_lexer_next (text, &offset, &lexeme))
    {
      SluiceToken token = { token_kind (&lexeme), lexeme.offset, lexeme.length };

      g_array_append_val (tokens, token);
    }

  return tokens;
}
