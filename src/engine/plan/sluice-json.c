/* sluice-json.c: JSON texts of documents, with exact positions.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-json.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "core/sluice-error.h"
#include "core/sluice-json-text.h"
#include "plan/sluice-document.h"

typedef struct
{
  const char *text;
  const char *end;
  const char *cursor;
  guint depth;
  char *section; /* the key of the outermost object that is being read */
  GPtrArray *duplicates;
  GError *error;
} Parser;

static JsonNode *parse_value (Parser *self);

static void
duplicate_free (gpointer data)
{
  SluiceJsonDuplicate *duplicate = data;

  g_free (duplicate->object);
  g_free (duplicate->key);
  json_node_unref (duplicate->value);
  g_free (duplicate);
}

static void
find_position (Parser *self, const char *at, guint *line, guint *column)
{
  const char *start = self->text;

  *line = 1;
  for (const char *p = self->text; p < at; p++)
    if (*p == '\n')
      {
        (*line)++;
        start = p + 1;
      }
  /* Continuation bytes of UTF-8 aren't characters of their own. */
  *column = 1;
  for (const char *p = start; p < at; p++)
    if (((guchar) *p & 0xc0) != 0x80)
      (*column)++;
}

static gpointer
fail (Parser *self, const char *at, const char *sentence)
{
  guint line, column;
  SluiceErrorInfo *info;

  if (self->error != NULL)
    return NULL;

  find_position (self, at, &line, &column);
  /* Translators: the last part is a sentence on what is wrong in the file. */
  sluice_set_error (&self->error, SLUICE_DOCUMENT_ERROR, SLUICE_DOCUMENT_ERROR_SYNTAX, NULL,
                    _ ("Line %u, column %u: %s"), line, column, sentence);
  info = sluice_error_info (self->error);
  info->line = line;
  info->column = column;
  info->position = at - self->text;

  return NULL;
}

static void
skip_blanks (Parser *self)
{
  while (self->cursor < self->end && strchr (" \t\r\n", *self->cursor) != NULL
         && *self->cursor != '\0')
    self->cursor++;
}

static gboolean
take (Parser *self, char c)
{
  skip_blanks (self);
  if (self->cursor >= self->end || *self->cursor != c)
    return FALSE;
  self->cursor++;

  return TRUE;
}

static gboolean
parse_hex (Parser *self, gunichar *out)
{
  *out = 0;
  for (guint i = 0; i < 4; i++)
    {
      int digit = self->cursor < self->end ? g_ascii_xdigit_value (*self->cursor) : -1;

      if (digit < 0)
        {
          fail (self, self->cursor, _ ("\\u must be followed by four hexadecimal digits"));
          return FALSE;
        }
      *out = *out << 4 | (gunichar) digit;
      self->cursor++;
    }

  return TRUE;
}

static gboolean
parse_unicode_escape (Parser *self, GString *out)
{
  const char *start = self->cursor - 2;
  gunichar c, low;

  if (!parse_hex (self, &c))
    return FALSE;
  if (c == 0)
    {
      fail (self, start, _ ("a text can’t have the character U+0000"));
      return FALSE;
    }
  if (c >= 0xd800 && c < 0xdc00 && self->end - self->cursor >= 6 && self->cursor[0] == '\\'
      && self->cursor[1] == 'u')
    {
      self->cursor += 2;
      if (!parse_hex (self, &low))
        return FALSE;
      if (low >= 0xdc00 && low < 0xe000)
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
      else
        self->cursor -= 6;
    }
  /* Half of a pair alone is no character; UTF-8 can't hold it. */
  g_string_append_unichar (out, c >= 0xd800 && c < 0xe000 ? 0xfffd : c);

  return TRUE;
}

static gboolean
parse_escape (Parser *self, GString *out)
{
  static const char letters[] = "\"\\/bfnrt";
  static const char values[] = "\"\\/\b\f\n\r\t";
  const char *letter;

  self->cursor++;
  if (self->cursor < self->end && *self->cursor == 'u')
    {
      self->cursor++;
      return parse_unicode_escape (self, out);
    }
  letter
      = self->cursor < self->end && *self->cursor != '\0' ? strchr (letters, *self->cursor) : NULL;
  if (letter == NULL)
    {
      fail (self, self->cursor - 1, _ ("a backslash can’t stand before this character"));
      return FALSE;
    }
  g_string_append_c (out, values[letter - letters]);
  self->cursor++;

  return TRUE;
}

static char *
parse_string (Parser *self)
{
  const char *start = self->cursor;
  g_autoptr (GString) out = g_string_new (NULL);

  self->cursor++;
  while (TRUE)
    {
      const char *plain = self->cursor;

      while (self->cursor < self->end && *self->cursor != '"' && *self->cursor != '\\'
             && (guchar) *self->cursor >= 0x20)
        self->cursor++;
      g_string_append_len (out, plain, self->cursor - plain);

      if (self->cursor >= self->end)
        return fail (self, start, _ ("the text that begins here has no end"));
      if (*self->cursor == '"')
        break;
      if (*self->cursor != '\\')
        return fail (self, self->cursor,
                     _ ("a line break or control character can’t stand in a text as it is"));
      if (!parse_escape (self, out))
        return NULL;
    }
  self->cursor++;

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static JsonNode *
parse_number (Parser *self)
{
  const char *start = self->cursor;
  const char *p = start;
  gboolean integral = TRUE;
  char *copy_end;
  g_autofree char *copy = NULL;
  gint64 integer;
  double number;

  if (p < self->end && *p == '-')
    p++;
  if (p < self->end && *p == '0')
    p++;
  else if (p < self->end && g_ascii_isdigit (*p))
    while (p < self->end && g_ascii_isdigit (*p))
      p++;
  else
    return fail (self, start, _ ("a value must stand here"));
  if (p < self->end && *p == '.')
    {
      integral = FALSE;
      if (++p >= self->end || !g_ascii_isdigit (*p))
        return fail (self, p, _ ("a digit must follow the point"));
      while (p < self->end && g_ascii_isdigit (*p))
        p++;
    }
  if (p < self->end && (*p == 'e' || *p == 'E'))
    {
      integral = FALSE;
      p++;
      if (p < self->end && (*p == '+' || *p == '-'))
        p++;
      if (p >= self->end || !g_ascii_isdigit (*p))
        return fail (self, p, _ ("a digit must follow the exponent’s sign"));
      while (p < self->end && g_ascii_isdigit (*p))
        p++;
    }
  self->cursor = p;
  copy = g_strndup (start, p - start);
  if (integral && g_ascii_string_to_signed (copy, 10, G_MININT64, G_MAXINT64, &integer, NULL))
    return json_node_init_int (json_node_alloc (), integer);

  number = g_ascii_strtod (copy, &copy_end);
  if (!isfinite (number))
    return fail (self, start, _ ("the number is too large"));

  return json_node_init_double (json_node_alloc (), number);
}

static JsonNode *
parse_word (Parser *self)
{
  static const char *const words[] = { "true", "false", "null" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gsize length = strlen (words[i]);

      if ((gsize) (self->end - self->cursor) >= length
          && memcmp (self->cursor, words[i], length) == 0)
        {
          self->cursor += length;
          return i == 2 ? json_node_init_null (json_node_alloc ())
                        : json_node_init_boolean (json_node_alloc (), i == 0);
        }
    }

  return parse_number (self);
}

static JsonNode *
parse_array (Parser *self)
{
  const char *start = self->cursor;
  g_autoptr (JsonArray) array = json_array_new ();

  self->cursor++;
  if (!take (self, ']'))
    while (TRUE)
      {
        JsonNode *value = parse_value (self);

        if (value == NULL)
          return NULL;
        json_array_add_element (array, value);
        if (take (self, ']'))
          break;
        if (!take (self, ','))
          return fail (self, self->cursor >= self->end ? start : self->cursor,
                       self->cursor >= self->end ? _ ("the list that begins here has no end")
                                                 : _ ("a comma or a closing bracket is missing"));
      }

  return json_node_init_array (json_node_alloc (), array);
}

static void
add_member (Parser *self, JsonObject *object, char *key, const char *key_start, JsonNode *value)
{
  SluiceJsonDuplicate *duplicate;
  guint column;

  if (!json_object_has_member (object, key))
    {
      json_object_set_member (object, key, value);
      g_free (key);
      return;
    }

  duplicate = g_new0 (SluiceJsonDuplicate, 1);
  duplicate->object = g_strdup (self->depth == 1 || self->section == NULL ? "" : self->section);
  duplicate->depth = self->depth - 1;
  duplicate->key = key;
  duplicate->value = value;
  find_position (self, key_start, &duplicate->line, &column);
  g_ptr_array_add (self->duplicates, duplicate);
}

static JsonNode *
parse_object (Parser *self)
{
  const char *start = self->cursor;
  g_autoptr (JsonObject) object = json_object_new ();

  self->cursor++;
  if (!take (self, '}'))
    while (TRUE)
      {
        g_autofree char *key = NULL;
        const char *key_start;
        JsonNode *value;

        skip_blanks (self);
        key_start = self->cursor;
        if (self->cursor >= self->end || *self->cursor != '"')
          return fail (self, self->cursor, _ ("a key in double quotes must stand here"));
        key = parse_string (self);
        if (key == NULL)
          return NULL;
        if (!take (self, ':'))
          return fail (self, self->cursor, _ ("a colon is missing after the key"));
        if (self->depth == 1)
          {
            g_free (self->section);
            self->section = g_strdup (key);
          }
        value = parse_value (self);
        if (value == NULL)
          return NULL;
        add_member (self, object, g_steal_pointer (&key), key_start, value);
        if (take (self, '}'))
          break;
        if (!take (self, ','))
          return fail (self, self->cursor >= self->end ? start : self->cursor,
                       self->cursor >= self->end ? _ ("the object that begins here has no end")
                                                 : _ ("a comma or a closing brace is missing"));
      }

  return json_node_init_object (json_node_alloc (), object);
}

static JsonNode *
parse_value (Parser *self)
{
  JsonNode *node;

  skip_blanks (self);
  if (self->cursor >= self->end)
    return fail (self, self->cursor, _ ("the text ends where a value must stand"));
  if (self->depth >= SLUICE_JSON_MAX_DEPTH)
    return fail (self, self->cursor, _ ("lists and objects lie too deep within each other"));

  switch (*self->cursor)
    {
    case '{':
    case '[':
      self->depth++;
      node = *self->cursor == '{' ? parse_object (self) : parse_array (self);
      self->depth--;
      return node;
    case '"':
      {
        g_autofree char *text = parse_string (self);

        return text != NULL ? sluice_json_new_string (text) : NULL;
      }
    default:
      return parse_word (self);
    }
}

JsonNode *
sluice_json_parse (const char *text, gsize length, GPtrArray **duplicates, GError **error)
{
  Parser self = { text, text + length, text, 0, NULL, NULL, NULL };
  const char *invalid;
  JsonNode *node = NULL;

  self.duplicates = g_ptr_array_new_with_free_func (duplicate_free);
  if (!g_utf8_validate_len (text, length, &invalid))
    fail (&self, invalid,
          *invalid == '\0' ? _ ("a document can’t hold a zero byte") : _ ("this isn’t UTF-8"));
  else
    {
      if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
        self.cursor += 3;
      node = parse_value (&self);
      skip_blanks (&self);
      if (node != NULL && self.cursor < self.end)
        {
          fail (&self, self.cursor, _ ("nothing more may follow after the end of the document"));
          g_clear_pointer (&node, json_node_unref);
        }
    }
  g_free (self.section);

  if (node == NULL)
    {
      g_ptr_array_unref (self.duplicates);
      *duplicates = NULL;
      g_propagate_error (error, self.error);
      return NULL;
    }
  *duplicates = self.duplicates;

  return node;
}

JsonObject *
sluice_json_parse_object (const char *text, gsize length, JsonNode **root)
{
  g_autoptr (GPtrArray) duplicates = NULL;

  *root = sluice_json_parse (text, length, &duplicates, NULL);

  return *root != NULL && JSON_NODE_HOLDS_OBJECT (*root) ? json_node_get_object (*root) : NULL;
}

JsonNode *
sluice_json_copy (JsonNode *node)
{
  JsonNode *copy = json_node_alloc ();

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      g_autoptr (JsonObject) object = json_object_new ();
      JsonObjectIter iter;
      const char *key;
      JsonNode *value;

      json_object_iter_init_ordered (&iter, json_node_get_object (node));
      while (json_object_iter_next_ordered (&iter, &key, &value))
        json_object_set_member (object, key, sluice_json_copy (value));
      return json_node_init_object (copy, object);
    }
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *from = json_node_get_array (node);
      guint n = json_array_get_length (from);
      g_autoptr (JsonArray) array = json_array_sized_new (n);

      for (guint i = 0; i < n; i++)
        json_array_add_element (array, sluice_json_copy (json_array_get_element (from, i)));
      return json_node_init_array (copy, array);
    }
  if (JSON_NODE_HOLDS_NULL (node))
    return json_node_init_null (copy);
  switch (json_node_get_value_type (node))
    {
    case G_TYPE_INT64:
      return json_node_init_int (copy, json_node_get_int (node));
    case G_TYPE_DOUBLE:
      return json_node_init_double (copy, json_node_get_double (node));
    case G_TYPE_BOOLEAN:
      return json_node_init_boolean (copy, json_node_get_boolean (node));
    default:
      return json_node_init_string (copy, json_node_get_string (node));
    }
}

static void
write_double (double number, GString *out)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  /* The shortest of the forms that read back as the same number. */
  for (int digits = 15; digits <= 17; digits++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (buffer, sizeof buffer, format, number);
      if (g_ascii_strtod (buffer, NULL) == number)
        break;
    }
  g_string_append (out, buffer);
  if (strpbrk (buffer, ".e") == NULL)
    g_string_append (out, ".0");
}

static void
write_scalar (JsonNode *node, GString *out)
{
  switch (json_node_get_value_type (node))
    {
    case G_TYPE_INT64:
      g_string_append_printf (out, "%" G_GINT64_FORMAT, json_node_get_int (node));
      break;
    case G_TYPE_DOUBLE:
      write_double (json_node_get_double (node), out);
      break;
    case G_TYPE_BOOLEAN:
      g_string_append (out, json_node_get_boolean (node) ? "true" : "false");
      break;
    default:
      sluice_append_json_string (out, json_node_get_string (node));
    }
}

void
sluice_json_write (JsonNode *node, GString *out)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObjectIter iter;
      const char *key;
      JsonNode *value;
      const char *separator = "{ ";

      if (json_object_get_size (json_node_get_object (node)) == 0)
        {
          g_string_append (out, "{}");
          return;
        }
      json_object_iter_init_ordered (&iter, json_node_get_object (node));
      while (json_object_iter_next_ordered (&iter, &key, &value))
        {
          g_string_append (out, separator);
          sluice_append_json_string (out, key);
          g_string_append (out, ": ");
          sluice_json_write (value, out);
          separator = ", ";
        }
      g_string_append (out, " }");
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      g_string_append_c (out, '[');
      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          if (i > 0)
            g_string_append (out, ", ");
          sluice_json_write (json_array_get_element (array, i), out);
        }
      g_string_append_c (out, ']');
    }
  else if (JSON_NODE_HOLDS_NULL (node))
    g_string_append (out, "null");
  else
    write_scalar (node, out);
}

char *
sluice_json_to_text (JsonNode *node)
{
  g_autoptr (GString) out = NULL;

  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (sluice_json_is_string (node))
    return g_strdup (json_node_get_string (node));

  out = g_string_new (NULL);
  write_scalar (node, out);

  return g_string_free (g_steal_pointer (&out), FALSE);
}
