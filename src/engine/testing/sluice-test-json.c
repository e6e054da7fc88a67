/* sluice-test-json.c: JSON with the text of its numbers.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/sluice-json-text.h"
#include "testing/sluice-test-json.h"

#include <string.h>

/* Deeper than this a text is refused: it is read, written and freed by recursion. */
#define MAX_DEPTH 200

static SluiceTestJson *parse_value (const char **p, guint depth);

static void
skip_space (const char **p)
{
  while (**p != '\0' && strchr (" \t\r\n", **p) != NULL)
    (*p)++;
}

static SluiceTestJson *
new_value (SluiceTestJsonKind kind)
{
  SluiceTestJson *self = g_new0 (SluiceTestJson, 1);

  self->kind = kind;

  return self;
}

static guint
take_hex4 (const char **p)
{
  guint value = 0;

  for (guint i = 0; i < 4 && g_ascii_isxdigit (**p); i++)
    value = value << 4 | (guint) g_ascii_xdigit_value (*(*p)++);

  return value;
}

static void
parse_escape (const char **p, GString *out)
{
  static const char letters[] = "bfnrt";
  static const char meant[] = "\b\f\n\r\t";
  const char *found = strchr (letters, **p);
  gunichar c;

  if (**p == '\0')
    return;
  if (**p == 'u')
    {
      (*p)++;
      c = take_hex4 (p);
      if (c >= 0xd800 && c < 0xdc00 && (*p)[0] == '\\' && (*p)[1] == 'u')
        {
          *p += 2;
          c = 0x10000 + ((c - 0xd800) << 10) + (take_hex4 (p) & 0x3ff);
        }
      g_string_append_unichar (out, c);
      return;
    }
  g_string_append_c (out, found != NULL ? meant[found - letters] : **p);
  (*p)++;
}

static char *
parse_string (const char **p, gsize *length)
{
  GString *out = g_string_new (NULL);

  (*p)++;
  while (**p != '"' && **p != '\0')
    {
      if (**p == '\\')
        {
          (*p)++;
          parse_escape (p, out);
        }
      else
        {
          g_string_append_c (out, *(*p)++);
        }
    }
  if (**p == '"')
    (*p)++;
  *length = out->len;

  return g_string_free (out, FALSE);
}

static SluiceTestJson *
parse_container (const char **p, char end, guint depth)
{
  SluiceTestJson *self = new_value (end == '}' ? SLUICE_TEST_JSON_OBJECT : SLUICE_TEST_JSON_ARRAY);
  gsize length;

  self->keys = g_ptr_array_new_with_free_func (g_free);
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_test_json_free);
  (*p)++;
  skip_space (p);
  while (**p != end)
    {
      SluiceTestJson *item;

      if (end == '}')
        {
          if (**p != '"')
            goto fail;
          g_ptr_array_add (self->keys, parse_string (p, &length));
          skip_space (p);
          if (**p != ':')
            goto fail;
          (*p)++;
        }
      item = parse_value (p, depth + 1);
      if (item == NULL)
        goto fail;
      g_ptr_array_add (self->items, item);
      skip_space (p);
      if (**p == ',')
        (*p)++;
      else if (**p != end)
        goto fail;
      skip_space (p);
    }
  (*p)++;

  return self;

fail:
  sluice_test_json_free (self);

  return NULL;
}

static SluiceTestJson *
parse_word (const char **p)
{
  static const char *const words[] = { "null", "true", "false" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_has_prefix (*p, words[i]))
      {
        SluiceTestJson *self
            = new_value (i == 0 ? SLUICE_TEST_JSON_NULL : SLUICE_TEST_JSON_BOOLEAN);

        self->boolean = i == 1;
        *p += strlen (words[i]);
        return self;
      }

  return NULL;
}

static SluiceTestJson *
parse_value (const char **p, guint depth)
{
  SluiceTestJson *self;

  if (depth > MAX_DEPTH)
    return NULL;
  skip_space (p);
  if (**p == '{')
    return parse_container (p, '}', depth);
  if (**p == '[')
    return parse_container (p, ']', depth);
  if (**p == '"')
    {
      self = new_value (SLUICE_TEST_JSON_STRING);
      self->text = parse_string (p, &self->text_length);
      return self;
    }
  if (**p == '-' || g_ascii_isdigit (**p))
    {
      gsize length = strspn (*p, "0123456789+-.eE");

      self = new_value (SLUICE_TEST_JSON_NUMBER);
      self->text = g_strndup (*p, length);
      self->text_length = length;
      *p += length;
      return self;
    }

  return parse_word (p);
}

SluiceTestJson *
sluice_test_json_parse (const char *text)
{
  g_autoptr (SluiceTestJson) self = parse_value (&text, 0);

  skip_space (&text);

  return self != NULL && *text == '\0' ? g_steal_pointer (&self) : NULL;
}

void
sluice_test_json_free (SluiceTestJson *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_free (self);
}

SluiceTestJson *
sluice_test_json_copy (const SluiceTestJson *self)
{
  SluiceTestJson *copy = new_value (self->kind);

  copy->boolean = self->boolean;
  if (self->text != NULL)
    {
      /* It may hold zeros, and ends with one. */
      copy->text = g_memdup2 (self->text, self->text_length + 1);
      copy->text_length = self->text_length;
    }
  if (self->items == NULL)
    return copy;

  copy->keys = g_ptr_array_new_with_free_func (g_free);
  copy->items = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_test_json_free);
  for (guint i = 0; i < self->keys->len; i++)
    g_ptr_array_add (copy->keys, g_strdup (g_ptr_array_index (self->keys, i)));
  for (guint i = 0; i < self->items->len; i++)
    g_ptr_array_add (copy->items, sluice_test_json_copy (g_ptr_array_index (self->items, i)));

  return copy;
}

SluiceTestJson *
sluice_test_json_new_container (SluiceTestJsonKind kind)
{
  SluiceTestJson *self = new_value (kind);

  self->keys = g_ptr_array_new_with_free_func (g_free);
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_test_json_free);

  return self;
}

SluiceTestJson *
sluice_test_json_new_text (SluiceTestJsonKind kind, const char *text)
{
  SluiceTestJson *self = new_value (kind);

  self->text = g_strdup (text);
  self->text_length = strlen (text);

  return self;
}

SluiceTestJson *
sluice_test_json_new_boolean (gboolean value)
{
  SluiceTestJson *self = new_value (SLUICE_TEST_JSON_BOOLEAN);

  self->boolean = value;

  return self;
}

void
sluice_test_json_set (SluiceTestJson *self, const char *key, SluiceTestJson *value)
{
  for (guint i = 0; i < self->keys->len; i++)
    if (strcmp (g_ptr_array_index (self->keys, i), key) == 0)
      {
        sluice_test_json_free (self->items->pdata[i]);
        self->items->pdata[i] = value;
        return;
      }
  g_ptr_array_add (self->keys, g_strdup (key));
  g_ptr_array_add (self->items, value);
}

const SluiceTestJson *
sluice_test_json_get (const SluiceTestJson *self, const char *key)
{
  if (self == NULL || self->kind != SLUICE_TEST_JSON_OBJECT)
    return NULL;
  for (guint i = 0; i < self->keys->len; i++)
    if (strcmp (g_ptr_array_index (self->keys, i), key) == 0)
      return g_ptr_array_index (self->items, i);

  return NULL;
}

const char *
sluice_test_json_get_text (const SluiceTestJson *self, const char *key)
{
  const SluiceTestJson *member = sluice_test_json_get (self, key);

  return member != NULL && member->kind == SLUICE_TEST_JSON_STRING ? member->text : NULL;
}

static void
append (GString *out, const SluiceTestJson *self, const char *blank)
{
  switch (self->kind)
    {
    case SLUICE_TEST_JSON_BOOLEAN:
      g_string_append (out, self->boolean ? "true" : "false");
      break;
    case SLUICE_TEST_JSON_NUMBER:
      g_string_append (out, self->text);
      break;
    case SLUICE_TEST_JSON_STRING:
      sluice_append_json_text (out, self->text, self->text_length);
      break;
    case SLUICE_TEST_JSON_ARRAY:
    case SLUICE_TEST_JSON_OBJECT:
      g_string_append_c (out, self->kind == SLUICE_TEST_JSON_ARRAY ? '[' : '{');
      for (guint i = 0; i < self->items->len; i++)
        {
          if (i > 0)
            g_string_append_printf (out, ",%s", blank);
          if (self->kind == SLUICE_TEST_JSON_OBJECT)
            {
              const char *key = g_ptr_array_index (self->keys, i);

              sluice_append_json_text (out, key, strlen (key));
              g_string_append_printf (out, ":%s", blank);
            }
          append (out, g_ptr_array_index (self->items, i), blank);
        }
      g_string_append_c (out, self->kind == SLUICE_TEST_JSON_ARRAY ? ']' : '}');
      break;
    case SLUICE_TEST_JSON_NULL:
    default:
      g_string_append (out, "null");
    }
}

char *
sluice_test_json_to_text (const SluiceTestJson *self)
{
  GString *out = g_string_new (NULL);

  append (out, self, "");

  return g_string_free (out, FALSE);
}

void
sluice_test_json_append (const SluiceTestJson *self, GString *out)
{
  append (out, self, " ");
}
