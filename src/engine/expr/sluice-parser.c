/* sluice-parser.c: reading expressions: lexemes, names, failures.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-parser.h"

#include <stdarg.h>
#include <string.h>

#include "expr/sluice-datetime.h"
#include "expr/sluice-parser-query.h"

/* Deeper than anyone writes, and shallow enough for the stack of any thread. */
#define MAX_DEPTH 400
#define MAX_TREE_DEPTH 1200

void
sluice_parser_init (SluiceParser         *self,
                    const char           *text,
                    const SluiceLexeme   *lexemes,
                    SluiceArena          *arena,
                    const SluiceSettings *settings)
{
  *self = (SluiceParser){ .text = text, .lexemes = lexemes, .arena = arena };

  self->fuel = 200000;
  for (guint i = 0; lexemes[i].kind != SLUICE_LEXEME_END; i++)
    self->fuel += 40;
  self->escapes
      = settings == NULL
        || !sluice_settings_get_boolean (settings, "spark.sql.parser.escapedStringLiterals");
  self->double_quoted_names
      = settings != NULL && settings->ansi
        && sluice_settings_get_boolean (settings, "spark.sql.ansi.doubleQuotedIdentifiers");
  self->local_timestamps
      = settings != NULL && sluice_timestamp_type (settings) == SLUICE_TYPE_TIMESTAMP_NTZ;
}

void
sluice_parser_clear (SluiceParser *self)
{
  g_clear_error (&self->refusal);
}

gpointer
sluice_parser_fail (SluiceParser *self, const char *expected)
{
  if (self->position >= self->furthest)
    {
      self->furthest = self->position;
      self->expected = expected;
    }

  return NULL;
}

void
sluice_parser_back (SluiceParser *self, guint position)
{
  self->position = position;
  if (self->refusal != NULL && self->refusal_position >= position)
    g_clear_error (&self->refusal);
}

gboolean
sluice_parser_enter (SluiceParser *self)
{
  if (self->depth >= MAX_DEPTH || self->fuel == 0)
    {
      self->too_complex = TRUE;
      self->fuel = 0;
      return FALSE;
    }
  self->depth++;
  self->fuel--;

  return TRUE;
}

void
sluice_parser_leave (SluiceParser *self)
{
  self->depth--;
}

void
sluice_parser_refuse (
    SluiceParser *self, guint position, const char *condition, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  if (self->refusal != NULL)
    return;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  sluice_set_error (&self->refusal, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_SYNTAX, condition, "%s",
                    message);
  sluice_error_set_position (self->refusal, self->lexemes[position].offset,
                             self->lexemes[position].length);
  self->refusal_position = position;
}

static gboolean
lexeme_is (const SluiceParser *self, guint index, const char *what)
{
  const SluiceLexeme *lexeme = &self->lexemes[index];

  return lexeme->length == strlen (what)
         && g_ascii_strncasecmp (self->text + lexeme->offset, what, lexeme->length) == 0;
}

/* Fills in the line and the column, which Spark's messages have and a person looks for. */
static void
locate (const SluiceParser *self, GError *error, guint32 offset, guint32 length)
{
  SluiceErrorInfo *info = sluice_error_info (error);
  const char *line = self->text;

  sluice_error_set_position (error, offset, length);
  info->line = 1;
  for (const char *p = self->text; p < self->text + offset; p++)
    if (*p == '\n')
      {
        info->line++;
        line = p + 1;
      }
  info->column = g_utf8_strlen (line, self->text + offset - line) + 1;
}

static void
set_syntax_error (const SluiceParser *self, GError **error)
{
  const SluiceLexeme *lexeme = &self->lexemes[self->furthest];
  GString *message = g_string_new ("Syntax error at or near ");

  if (lexeme->kind == SLUICE_LEXEME_END)
    {
      g_string_append (message, "end of input.");
    }
  else
    {
      gboolean extra = self->expected != NULL
                       && (*self->expected == '\0'
                               ? self->lexemes[self->furthest + 1].kind == SLUICE_LEXEME_END
                               : lexeme_is (self, self->furthest + 1, self->expected));

      g_string_append_printf (message, "'%.*s'", (int) lexeme->length, self->text + lexeme->offset);
      if (extra)
        g_string_append_printf (message, ": extra input '%.*s'", (int) lexeme->length,
                                self->text + lexeme->offset);
      g_string_append_c (message, '.');
    }

  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_SYNTAX, "PARSE_SYNTAX_ERROR", "%s",
                    message->str);
  if (error != NULL)
    locate (self, *error, lexeme->offset, lexeme->length);
  g_string_free (message, TRUE);
}

gboolean
sluice_parser_finish (SluiceParser *self, gboolean ok, GError **error)
{
  if (self->too_complex)
    {
      sluice_set_error (
          error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_SYNTAX, "FAILED_TO_PARSE_TOO_COMPLEX",
          "The statement, including potential SQL functions and referenced views, was "
          "too complex to parse. To mitigate this error divide the statement into "
          "multiple, less complex chunks.");
      return FALSE;
    }
  /* A comment alone is no empty text. */
  if (self->lexemes[0].kind == SLUICE_LEXEME_END && self->text[strspn (self->text, " \t\r\n")] == '\0')
    {
      sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_SYNTAX, "PARSE_EMPTY_STATEMENT",
                        "Syntax error, unexpected empty statement.");
      if (error != NULL)
        locate (self, *error, 0, 0);
      return FALSE;
    }
  if (ok && sluice_parser_peek (self)->kind != SLUICE_LEXEME_END)
    {
      sluice_parser_fail (self, "");
      ok = FALSE;
    }
  if (!ok)
    {
      set_syntax_error (self, error);
      return FALSE;
    }
  if (self->refusal != NULL)
    {
      locate (self, self->refusal, self->lexemes[self->refusal_position].offset,
              self->lexemes[self->refusal_position].length);
      g_propagate_error (error, g_steal_pointer (&self->refusal));
      return FALSE;
    }

  return TRUE;
}

/* Looking further than the end finds the end. */
static const SluiceLexeme *
look_ahead (const SluiceParser *self, guint ahead)
{
  const SluiceLexeme *lexeme = &self->lexemes[self->position];

  for (; ahead > 0 && lexeme->kind != SLUICE_LEXEME_END; ahead--)
    lexeme++;

  return lexeme;
}

gboolean
sluice_parser_is (const SluiceParser *self, guint ahead, SluiceKeyword keyword)
{
  return look_ahead (self, ahead)->keyword == keyword;
}

gboolean
sluice_parser_is_sign (const SluiceParser *self, guint ahead, const char *sign)
{
  const SluiceLexeme *lexeme = look_ahead (self, ahead);
  const char *written = self->text + lexeme->offset;

  if (lexeme->kind != SLUICE_LEXEME_OPERATOR)
    return FALSE;
  for (guint i = 0; i < lexeme->length; i++)
    if (written[i] != sign[i])
      return FALSE;

  return sign[lexeme->length] == '\0';
}

gboolean
sluice_parser_take (SluiceParser *self, SluiceKeyword keyword)
{
  if (!sluice_parser_is (self, 0, keyword))
    return FALSE;
  self->position++;

  return TRUE;
}

gboolean
sluice_parser_take_sign (SluiceParser *self, const char *sign)
{
  if (!sluice_parser_is_sign (self, 0, sign))
    return FALSE;
  self->position++;

  return TRUE;
}

gboolean
sluice_parser_need (SluiceParser *self, SluiceKeyword keyword)
{
  if (sluice_parser_take (self, keyword))
    return TRUE;
  sluice_parser_fail (self, sluice_keyword_name (keyword));

  return FALSE;
}

gboolean
sluice_parser_need_sign (SluiceParser *self, const char *sign)
{
  if (sluice_parser_take_sign (self, sign))
    return TRUE;
  sluice_parser_fail (self, sign);

  return FALSE;
}

static char *
arena_text (SluiceArena *arena, const char *bytes, gsize length)
{
  char *copy = sluice_arena_alloc (arena, length + 1);

  memcpy (copy, bytes, length);
  copy[length] = '\0';

  return copy;
}

gboolean
sluice_parser_is_identifier (const SluiceParser *self, guint ahead)
{
  const SluiceLexeme *lexeme = look_ahead (self, ahead);

  return lexeme->kind == SLUICE_LEXEME_WORD || lexeme->kind == SLUICE_LEXEME_QUOTED
         || (lexeme->kind == SLUICE_LEXEME_DOUBLE_QUOTED && self->double_quoted_names);
}

static void
refuse_identifier (SluiceParser *self, guint position, const char *name)
{
  sluice_parser_refuse (
      self, position, "INVALID_IDENTIFIER",
      "The unquoted identifier %s is invalid and must be back quoted as: `%s`. "
      "Unquoted identifiers can only contain ASCII letters ('a' - 'z', 'A' - 'Z'), "
      "digits ('0' - '9'), and underbar ('_'). Unquoted identifiers must also not "
      "start with a digit. Different data sources and meta stores may impose "
      "additional restrictions on valid identifiers.",
      name, name);
}

const char *
sluice_parser_identifier (SluiceParser *self)
{
  const SluiceLexeme *lexeme = sluice_parser_peek (self);
  const char *start = self->text + lexeme->offset;
  GString *name;
  const char *result;
  char quote;

  if (!sluice_parser_is_identifier (self, 0))
    return sluice_parser_fail (self, NULL);
  self->position++;

  if (lexeme->kind == SLUICE_LEXEME_WORD)
    {
      result = arena_text (self->arena, start, lexeme->length);
      if (!g_str_is_ascii (result))
        refuse_identifier (self, self->position - 1, result);
      return result;
    }

  quote = *start;
  name = g_string_new (NULL);
  for (guint i = 1; i + 1 < lexeme->length; i++)
    {
      g_string_append_c (name, start[i]);
      if (start[i] == quote)
        i++;
    }
  result = arena_text (self->arena, name->str, name->len);
  g_string_free (name, TRUE);

  return result;
}

const char *
sluice_parser_name (SluiceParser *self)
{
  guint begin = self->position;
  const char *name = sluice_parser_identifier (self);

  if (name != NULL && sluice_parser_is_sign (self, 0, "-") && sluice_parser_is_identifier (self, 1))
    {
      GString *whole = g_string_new (name);

      while (sluice_parser_is_sign (self, 0, "-") && sluice_parser_is_identifier (self, 1))
        {
          self->position++;
          g_string_append_printf (whole, "-%s", sluice_parser_identifier (self));
        }
      refuse_identifier (self, begin, whole->str);
      g_string_free (whole, TRUE);
    }

  return name;
}

gboolean
sluice_parser_is_text (const SluiceParser *self, guint ahead)
{
  const SluiceLexeme *lexeme = look_ahead (self, ahead);

  return lexeme->kind == SLUICE_LEXEME_STRING
         || (lexeme->kind == SLUICE_LEXEME_DOUBLE_QUOTED && !self->double_quoted_names);
}

static gboolean
parse_hex (const char *p, const char *end, guint n, gunichar *c)
{
  *c = 0;
  if (end - p < (gssize) n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      int digit = g_ascii_xdigit_value (p[i]);

      if (digit < 0)
        return FALSE;
      *c = *c << 4 | digit;
    }

  return TRUE;
}

/* What stands after a backslash, as Spark reads it. Returns how many bytes that was. */
static gsize
unescape (const char *p, const char *end, GString *out)
{
  static const char plain[] = "0bnrtZ";
  static const char meant[] = "\0\b\n\r\t\x1a";
  const char *found;
  gunichar c, low;

  if (*p == 'u' && parse_hex (p + 1, end, 4, &c))
    {
      gsize used = 5;

      if (c >= 0xd800 && c <= 0xdbff && end - p > 10 && p[5] == '\\' && p[6] == 'u'
          && parse_hex (p + 7, end, 4, &low) && low >= 0xdc00 && low <= 0xdfff)
        {
          c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
          used = 11;
        }
      if (c >= 0xd800 && c <= 0xdfff)
        c = '?';
      g_string_append_unichar (out, c);
      return used;
    }
  if (*p == 'U' && parse_hex (p + 1, end, 8, &c))
    {
      g_string_append_unichar (out, c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff) ? '?' : c);
      return 9;
    }
  if (end - p >= 3 && (p[0] == '0' || p[0] == '1') && p[1] >= '0' && p[1] <= '7' && p[2] >= '0'
      && p[2] <= '7')
    {
      g_string_append_unichar (out, (p[0] - '0') * 64 + (p[1] - '0') * 8 + (p[2] - '0'));
      return 3;
    }
  if (*p == '%' || *p == '_')
    {
      g_string_append_c (out, '\\');
      g_string_append_c (out, *p);
      return 1;
    }

  found = strchr (plain, *p);
  g_string_append_c (out, found != NULL && *p != '\0' ? meant[found - plain] : *p);

  return 1;
}

static void
append_text (SluiceParser *self, const SluiceLexeme *lexeme, GString *out)
{
  const char *p = self->text + lexeme->offset;
  const char *end = p + lexeme->length - 1;
  gboolean raw = *p == 'r' || *p == 'R';
  char quote = p[raw];

  p += raw + 1;
  if (raw || !self->escapes)
    {
      g_string_append_len (out, p, end - p);
      return;
    }

  while (p < end)
    {
      if (*p == '\\' && p + 1 < end)
        {
          p++;
          p += unescape (p, end, out);
        }
      else
        {
          g_string_append_c (out, *p);
          p += *p == quote ? 2 : 1;
        }
    }
}

const char *
sluice_parser_text (SluiceParser *self, gsize *length)
{
  GString *value;
  const char *result;

  if (!sluice_parser_is_text (self, 0))
    return sluice_parser_fail (self, NULL);

  value = g_string_new (NULL);
  append_text (self, sluice_parser_peek (self), value);
  self->position++;
  result = arena_text (self->arena, value->str, value->len);
  *length = value->len;
  g_string_free (value, TRUE);

  return result;
}

SluiceSyntax *
sluice_parser_begin (SluiceParser *self, SluiceSyntaxKind kind)
{
  SluiceSyntax *node = sluice_syntax_new (self->arena, kind, NULL);

  node->offset = sluice_parser_peek (self)->offset;

  return node;
}

SluiceSyntax *
sluice_parser_end (SluiceParser *self, SluiceSyntax *node)
{
  const SluiceLexeme *last = &self->lexemes[self->position - 1];

  node->length = (gint32) (last->offset + last->length) - node->offset;
  if (node->depth > MAX_TREE_DEPTH)
    self->too_complex = TRUE;

  return node;
}

static void
text_free (gpointer data)
{
  g_free (data);
}

/* `${name}` is the value of a setting to Spark, wherever it stands, and nothing where there is none. */
static char *
substitute (const char *text, const SluiceSettings *settings)
{
  GString *out;

  if (strstr (text, "${") == NULL)
    return g_strdup (text);

  out = g_string_new (NULL);
  for (const char *p = text; *p != '\0';)
    {
      gsize n = p[0] == '$' && p[1] == '{' ? strcspn (p + 2, "}$ ") : 0;
      g_autofree char *name = n > 0 && p[2 + n] == '}' ? g_strndup (p + 2, n) : NULL;

      if (name == NULL)
        g_string_append_c (out, *p++);
      else
        {
          const char *value = sluice_settings_get (settings, name);

          g_string_append (out, value != NULL ? value : "");
          p += n + 3;
        }
    }

  return g_string_free (out, FALSE);
}

/* Reads an expression with a name perhaps, or a query, to the end of @text. */
static SluiceAst *
parse (const char *text, gboolean query, const SluiceSettings *settings, GError **error)
{
  g_autoptr (SluiceAst) self = g_new0 (SluiceAst, 1);
  g_autoptr (GArray) lexemes = NULL;
  SluiceParser parser;
  gboolean ok;

  g_atomic_ref_count_init (&self->ref_count);
  self->arena = sluice_arena_new ();
  self->text = settings != NULL ? substitute (text, settings) : g_strdup (text);
  sluice_arena_keep (self->arena, self->text, text_free);

  lexemes = sluice_lexer_scan (self->text, error);
  if (lexemes == NULL)
    return NULL;

  sluice_parser_init (&parser, self->text, (const SluiceLexeme *) lexemes->data, self->arena,
                      settings);
  if (query)
    self->query = sluice_parser_query (&parser);
  else
    self->root = sluice_parser_named_expression (&parser);
  while (self->query != NULL && sluice_parser_take_sign (&parser, ";"))
    ;
  ok = sluice_parser_finish (&parser, self->root != NULL || self->query != NULL, error);
  sluice_parser_clear (&parser);

  return ok ? g_steal_pointer (&self) : NULL;
}

SluiceAst *
sluice_ast_parse_with (const char *text, const SluiceSettings *settings, GError **error)
{
  return parse (text, FALSE, settings, error);
}

SluiceAst *
sluice_ast_parse_query (const char *text, const SluiceSettings *settings, GError **error)
{
  return parse (text, TRUE, settings, error);
}

SluiceAst *
sluice_ast_parse (const char *text, GError **error)
{
  return sluice_ast_parse_with (text, NULL, error);
}

void
sluice_ast_unref (SluiceAst *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  sluice_arena_unref (self->arena);
  g_free (self);
}
