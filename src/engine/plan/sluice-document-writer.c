/* sluice-document-writer.c: the pipeline document as text for people.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/sluice-json-text.h"
#include "plan/sluice-document-private.h"

#include <string.h>

/* The width that the text is broken to. */
#define WIDTH 100

/* The keys of a document that come first, in this order; nodes, notes and the layout have their own
 * places. */
static const char *const first_keys[] = { "sluice", "name", "settings", "parameters" };

static gboolean
is_one_of (const char *key, const char *const *keys, guint n)
{
  for (guint i = 0; i < n; i++)
    if (strcmp (key, keys[i]) == 0)
      return TRUE;

  return FALSE;
}

static glong
line_width (GString *out, gsize line_start)
{
  return g_utf8_strlen (out->str + line_start, (gssize) (out->len - line_start));
}

static void
indent (GString *out, guint column)
{
  g_string_append_c (out, '\n');
  for (guint i = 0; i < column; i++)
    g_string_append_c (out, ' ');
}

static gsize
last_line (GString *out)
{
  const char *newline = memrchr (out->str, '\n', out->len);

  return newline != NULL ? (gsize) (newline + 1 - out->str) : 0;
}

/* Writes @value on one line when it fits (with @after more characters behind it), else an element
 * or member a line, @column deep. */
static void
write_value (JsonNode *value, guint column, guint after, GString *out)
{
  g_autoptr (GString) line = g_string_new (NULL);
  gsize start = last_line (out);

  sluice_json_write (value, line);
  if (line_width (out, start) + g_utf8_strlen (line->str, (gssize) line->len) + after <= WIDTH
      || JSON_NODE_HOLDS_VALUE (value) || JSON_NODE_HOLDS_NULL (value))
    {
      g_string_append_len (out, line->str, (gssize) line->len);
      return;
    }

  if (JSON_NODE_HOLDS_ARRAY (value))
    {
      JsonArray *array = json_node_get_array (value);
      guint n = json_array_get_length (array);

      g_string_append_c (out, '[');
      for (guint i = 0; i < n; i++)
        {
          indent (out, column + 2);
          write_value (json_array_get_element (array, i), column + 2, 1, out);
          if (i + 1 < n)
            g_string_append_c (out, ',');
        }
      indent (out, column);
      g_string_append_c (out, ']');
    }
  else
    {
      JsonObjectIter iter;
      const char *key;
      JsonNode *member;
      gboolean first = TRUE;

      g_string_append_c (out, '{');
      json_object_iter_init_ordered (&iter, json_node_get_object (value));
      while (json_object_iter_next_ordered (&iter, &key, &member))
        {
          if (!first)
            g_string_append_c (out, ',');
          first = FALSE;
          indent (out, column + 2);
          sluice_append_json_string (out, key);
          g_string_append (out, ": ");
          write_value (member, column + 2, 1, out);
        }
      indent (out, column);
      g_string_append_c (out, '}');
    }
}

/* Lists the keys of a node in the order that they are written in: the kind, the wires, the kind's
 * own fields, what all nodes have, and then what only the document knows, as it stood. */
static GPtrArray *
ordered_keys (SluiceNode *node)
{
  static const char *const common[] = { "disabled", "bypassed" };
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *wanted = g_ptr_array_new ();
  GPtrArray *keys = g_ptr_array_new ();
  const char *const *ports = sluice_node_ports (node);
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  g_ptr_array_add (wanted, (gpointer) "op");
  for (guint i = 0; ports[i] != NULL; i++)
    g_ptr_array_add (wanted, (gpointer) ports[i]);
  for (guint i = 0; node->type != NULL && i < node->type->n_fields; i++)
    g_ptr_array_add (wanted, (gpointer) node->type->fields[i].name);
  if (node->type != NULL)
    for (guint i = 0; i < G_N_ELEMENTS (common); i++)
      g_ptr_array_add (wanted, (gpointer) common[i]);

  for (guint i = 0; i < wanted->len; i++)
    if (json_object_has_member (node->object, wanted->pdata[i])
        && g_hash_table_add (seen, wanted->pdata[i]))
      g_ptr_array_add (keys, wanted->pdata[i]);
  json_object_iter_init_ordered (&iter, node->object);
  while (json_object_iter_next_ordered (&iter, &key, &value))
    if (!g_hash_table_contains (seen, key))
      g_ptr_array_add (keys, (gpointer) key);
  g_ptr_array_unref (wanted);

  return keys;
}

void
sluice_node_write (SluiceNode *node, guint after, GString *out)
{
  g_autoptr (GPtrArray) keys = NULL;
  guint column;

  g_string_append (out, "    ");
  sluice_append_json_string (out, node->id);
  g_string_append (out, ": ");
  if (node->object == NULL || json_object_get_size (node->object) == 0)
    {
      write_value (node->value, 4, after, out);
      return;
    }

  g_string_append (out, "{ ");
  column = (guint) line_width (out, last_line (out));
  /* A long id would push everything else to the right. */
  if (column > WIDTH / 2)
    column = 6;
  keys = ordered_keys (node);
  for (guint i = 0; i < keys->len; i++)
    {
      g_autoptr (GString) member = g_string_new (NULL);
      JsonNode *value = json_object_get_member (node->object, keys->pdata[i]);
      guint behind = i + 1 < keys->len ? 1 : 2 + after;

      sluice_append_json_string (member, keys->pdata[i]);
      g_string_append (member, ": ");
      sluice_json_write (value, member);
      if (i > 0)
        {
          if (line_width (out, last_line (out)) + 1
                  + g_utf8_strlen (member->str, (gssize) member->len) + behind
              > WIDTH)
            indent (out, column);
          else
            g_string_append_c (out, ' ');
        }
      sluice_append_json_string (out, keys->pdata[i]);
      g_string_append (out, ": ");
      write_value (value, column, behind, out);
      if (i + 1 < keys->len)
        g_string_append_c (out, ',');
    }
  g_string_append (out, " }");
}

static void
begin_member (GString *out, const char *key, gboolean *first)
{
  g_string_append (out, *first ? "\n  " : ",\n  ");
  *first = FALSE;
  sluice_append_json_string (out, key);
  g_string_append (out, ": ");
}

static void
write_nodes (SluiceDocument *self, GString *out)
{
  if (self->nodes->len == 0)
    {
      g_string_append (out, "{}");
      return;
    }
  g_string_append_c (out, '{');
  for (guint i = 0; i < self->nodes->len; i++)
    {
      gboolean last = i + 1 == self->nodes->len;

      g_string_append_c (out, '\n');
      sluice_node_write (self->nodes->pdata[i], last ? 0 : 1, out);
      if (!last)
        g_string_append_c (out, ',');
    }
  g_string_append (out, "\n  }");
}

char *
sluice_document_to_text (SluiceDocument *self)
{
  GString *out = g_string_new ("{");
  JsonObject *head = json_node_get_object (self->head->node);
  gboolean first = TRUE;
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  for (guint i = 0; i < G_N_ELEMENTS (first_keys); i++)
    {
      value = json_object_get_member (head, first_keys[i]);
      if (value == NULL)
        continue;
      begin_member (out, first_keys[i], &first);
      write_value (value, 2, 1, out);
    }
  begin_member (out, "nodes", &first);
  value = json_object_get_member (head, "nodes");
  if (value != NULL)
    write_value (value, 2, 1, out);
  else
    write_nodes (self, out);
  value = json_object_get_member (head, "notes");
  if (value != NULL)
    {
      begin_member (out, "notes", &first);
      write_value (value, 2, 1, out);
    }
  json_object_iter_init_ordered (&iter, head);
  while (json_object_iter_next_ordered (&iter, &key, &value))
    {
      if (is_one_of (key, first_keys, G_N_ELEMENTS (first_keys)) || strcmp (key, "nodes") == 0
          || strcmp (key, "notes") == 0)
        continue;
      begin_member (out, key, &first);
      write_value (value, 2, 1, out);
    }
  if (self->layout != NULL)
    {
      begin_member (out, "layout", &first);
      write_value (self->layout->node, 2, 0, out);
    }
  g_string_append (out, "\n}\n");

  return g_string_free (out, FALSE);
}
