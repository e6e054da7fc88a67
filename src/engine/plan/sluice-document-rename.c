/* sluice-document-rename.c: gives a node another name, wherever it stands.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-document-private.h"

#include <string.h>

#include "expr/sluice-analyzer.h"
#include "plan/sluice-token.h"

typedef struct
{
  const char *id;
  const char *new_id;
} Renaming;

static const char *
resolve_renamed (const char *from, gpointer user_data)
{
  Renaming *renaming = user_data;

  return strcmp (from, renaming->id) == 0 ? renaming->new_id : from;
}

static char *
quote_alias (const char *id)
{
  g_auto (GStrv) parts = NULL;
  g_autofree char *inner = NULL;
  gboolean plain = g_ascii_isalpha (id[0]) || id[0] == '_';

  for (const char *p = id; *p != '\0'; p++)
    plain &= g_ascii_isalnum (*p) || *p == '_';
  if (plain)
    return g_strdup (id);

  parts = g_strsplit (id, "`", -1);
  inner = g_strjoinv ("``", parts);

  return g_strconcat ("`", inner, "`", NULL);
}

static gboolean
token_is (const char *text, const SluiceToken *token, const char *id)
{
  g_autofree char *quoted = g_strconcat ("`", id, "`", NULL);
  const char *start = text + token->offset;

  return token->kind != SLUICE_TOKEN_STRING && token->kind != SLUICE_TOKEN_COMMENT
         && ((token->length == strlen (id) && g_ascii_strncasecmp (start, id, token->length) == 0)
             || (token->length == strlen (quoted)
                 && g_ascii_strncasecmp (start, quoted, token->length) == 0));
}

static gboolean
token_char (const char *text, const SluiceToken *token, char c)
{
  return token->length == 1 && text[token->offset] == c;
}

/* Follows a query's clauses: tables are named between FROM or JOIN and what comes next. */
static void
follow_clause (const char *text, const SluiceToken *token, gboolean *in_from)
{
  static const char *const others[] = {
    "SELECT", "WHERE", "GROUP", "HAVING", "ORDER", "ON", "USING", "LIMIT", "WINDOW", "UNION",
  };

  if (sluice_token_is (text, token, "FROM") || sluice_token_is (text, token, "JOIN"))
    *in_from = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (sluice_token_is (text, token, others[i]))
      *in_from = FALSE;
}

/* Puts @new_id where @text uses @id as an alias: before a point, or, in a query, as the name of a
 * table. */
static char *
rename_alias (const char *text, const Renaming *renaming, gboolean query)
{
  g_autoptr (GArray) tokens = sluice_tokenize (text);
  g_autofree char *alias = quote_alias (renaming->new_id);
  GString *out = g_string_new (NULL);
  gsize copied = 0;
  gboolean in_from = FALSE;

  for (guint i = 0; i < tokens->len; i++)
    {
      const SluiceToken *token = &g_array_index (tokens, SluiceToken, i);
      const SluiceToken *before = i > 0 ? token - 1 : NULL;
      gboolean after_point = before != NULL && token_char (text, before, '.');
      gboolean before_point = i + 1 < tokens->len && token_char (text, token + 1, '.');
      gboolean is_table = query && in_from && before != NULL
                          && (sluice_token_is (text, before, "FROM") || sluice_token_is (text, before, "JOIN")
                              || token_char (text, before, ','));

      follow_clause (text, token, &in_from);
      if (!token_is (text, token, renaming->id) || after_point || (!before_point && !is_table))
        continue;
      g_string_append_len (out, text + copied, (gssize) (token->offset - copied));
      g_string_append (out, alias);
      copied = token->offset + token->length;
    }
  g_string_append (out, text + copied);

  return g_string_free (out, FALSE);
}

static gboolean
takes_aliases (SluiceFieldKind kind)
{
  return kind == SLUICE_FIELD_CONDITION || kind == SLUICE_FIELD_NAMED_EXPRESSIONS
         || kind == SLUICE_FIELD_AGGREGATES || kind == SLUICE_FIELD_EXPRESSION
         || kind == SLUICE_FIELD_QUERY;
}

static JsonNode *
rename_in_value (JsonNode *value, const Renaming *renaming, gboolean query)
{
  if (sluice_json_is_string (value))
    {
      g_autofree char *text = rename_alias (json_node_get_string (value), renaming, query);

      return sluice_json_new_string (text);
    }
  if (JSON_NODE_HOLDS_ARRAY (value))
    {
      JsonArray *from = json_node_get_array (value);
      g_autoptr (JsonArray) array = json_array_new ();

      for (guint i = 0; i < json_array_get_length (from); i++)
        json_array_add_element (
            array, rename_in_value (json_array_get_element (from, i), renaming, query));
      return json_node_init_array (json_node_alloc (), array);
    }

  return sluice_json_copy (value);
}

static void
rename_in_node (SluiceDocument *self, guint index, const Renaming *renaming)
{
  SluiceNode *node = self->nodes->pdata[index];

  if (node->type == NULL || node->object == NULL)
    return;
  for (guint i = 0; i < node->type->n_fields; i++)
    {
      const SluiceFieldType *field = &node->type->fields[i];
      JsonNode *value = json_object_get_member (node->object, field->name);
      g_autoptr (JsonNode) renamed = NULL;

      if (value == NULL || !takes_aliases (field->kind))
        continue;
      renamed = rename_in_value (value, renaming, field->kind == SLUICE_FIELD_QUERY);
      if (json_node_equal (value, renamed))
        continue;
      json_object_set_member (sluice_document_edit_node (self, index), field->name,
                              g_steal_pointer (&renamed));
      node = self->nodes->pdata[index];
    }
}

/* An alias is seen by the joins and queries that the node is wired to, and by what follows them as
 * long as the columns keep their origins. */
static void
rename_downstream (SluiceDocument *self, const Renaming *renaming)
{
  g_autoptr (GArray) wires = sluice_document_get_wires (self);
  /* Ids of its own: a node that is edited takes a new one, and the old one's id goes with it. */
  g_autoptr (GHashTable) reached = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean more = TRUE;

  while (more)
    {
      more = FALSE;
      for (guint i = 0; i < wires->len; i++)
        {
          const SluiceWire *wire = &g_array_index (wires, SluiceWire, i);
          gboolean from_node = strcmp (wire->from, renaming->new_id) == 0;
          gboolean names = strcmp (wire->port, "input") != 0;

          if ((from_node && names) || g_hash_table_contains (reached, wire->from))
            more |= g_hash_table_add (reached, g_strdup (wire->to));
        }
    }
  for (guint i = 0; i < self->nodes->len; i++)
    if (g_hash_table_contains (reached, ((SluiceNode *) self->nodes->pdata[i])->id))
      rename_in_node (self, i, renaming);
  sluice_document_reindex (self);
}

static void
rename_in_notes (SluiceDocument *self, const Renaming *renaming)
{
  JsonObject *notes = sluice_document_get_notes (self);
  JsonObjectIter iter;
  const char *key;
  JsonNode *note;

  if (notes == NULL)
    return;
  notes = json_object_get_object_member (sluice_document_edit_head (self), "notes");
  json_object_iter_init_ordered (&iter, notes);
  while (json_object_iter_next_ordered (&iter, &key, &note))
    {
      JsonNode *near = JSON_NODE_HOLDS_OBJECT (note)
                           ? json_object_get_member (json_node_get_object (note), "near")
                           : NULL;

      if (sluice_json_is_string (near) && strcmp (json_node_get_string (near), renaming->id) == 0)
        json_object_set_string_member (json_node_get_object (note), "near", renaming->new_id);
    }
}

SluiceDocument *
sluice_document_with_renamed (SluiceDocument *self, const char *id, const char *new_id)
{
  SluiceDocument *copy = sluice_document_copy (self);
  Renaming renaming = { id, new_id };
  SluiceNode *old;
  guint index;

  if (!sluice_document_find_index (copy, id, &index) || sluice_document_has_id (copy, new_id))
    return copy;

  old = copy->nodes->pdata[index];
  copy->nodes->pdata[index] = sluice_node_new (new_id, sluice_json_copy (old->value));
  sluice_node_unref (old);
  sluice_document_reindex (copy);
  for (guint i = 0; i < copy->nodes->len; i++)
    sluice_document_rewire_node (copy, i, resolve_renamed, &renaming);
  rename_downstream (copy, &renaming);
  rename_in_notes (copy, &renaming);
  if (copy->layout != NULL && JSON_NODE_HOLDS_OBJECT (copy->layout->node))
    sluice_json_rename_member (sluice_document_edit_layout (copy), id, new_id);

  return copy;
}
