/* sluice-document-edit.c: edits of a document, each giving a new one.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-document-private.h"

#include <math.h>
#include <string.h>

#include "expr/sluice-analyzer.h"

/* What a new node has besides its kind, as JSON. */
static const struct
{
  const char *op;
  const char *fields;
} new_fields[] = {
  { "readStream", "{\"format\": \"json\", \"schema\": \"\", \"options\": {\"path\": \"\"}}" },
  { "read", "{\"format\": \"csv\", \"schema\": \"\", \"options\": {\"path\": \"\", \"header\": true}}" },
  { "select", "{\"columns\": [\"*\"]}" },
  { "withColumns", "{\"columns\": []}" },
  { "filter", "{\"condition\": \"\"}" },
  { "drop", "{\"columns\": []}" },
  { "orderBy", "{\"columns\": []}" },
  { "limit", "{\"n\": 10}" },
  { "observe", "{\"name\": \"metrics\", \"metrics\": [\"count(*) AS rows\"]}" },
  { "withWatermark", "{\"eventTime\": \"\", \"delay\": \"10 minutes\"}" },
  { "groupBy", "{\"keys\": [], \"aggregates\": [\"count(*) AS n\"]}" },
  { "join", "{\"type\": \"inner\", \"on\": \"\"}" },
  { "union", "{\"inputs\": []}" },
  { "sql", "{\"inputs\": [], \"query\": \"\"}" },
  { "writeStream", "{\"format\": \"console\", \"outputMode\": \"append\"}" },
};

static JsonObject *
edit_node (SluiceDocument *self, guint index)
{
  SluiceNode *old = self->nodes->pdata[index];
  SluiceNode *new;

  if (old->object != NULL)
    new = sluice_node_new (old->id, sluice_json_copy (old->value));
  else
    {
      g_autoptr (JsonObject) object = json_object_new ();

      new = sluice_node_new (old->id, json_node_init_object (json_node_alloc (), object));
    }
  self->nodes->pdata[index] = new;
  sluice_node_unref (old);

  return new->object;
}

static gboolean
find_index (SluiceDocument *self, const char *id, guint *index)
{
  SluiceNode *node = sluice_document_find_node (self, id);

  return node != NULL && g_ptr_array_find (self->nodes, node, index);
}

/* To be called after an edit of a node, since its kind may be another one and the index points to the old. */
static void
finish_node (SluiceDocument *self, guint index)
{
  SluiceNode *node = self->nodes->pdata[index];

  node->type = sluice_node_type_find (sluice_node_get_op (node));
  sluice_document_reindex (self);
}

static JsonObject *
edit_head (SluiceDocument *self)
{
  SluiceJsonBox *old = self->head;

  self->head = sluice_json_box_new (sluice_json_copy (old->node));
  sluice_json_box_unref (old);

  return json_node_get_object (self->head->node);
}

static JsonObject *
edit_layout (SluiceDocument *self)
{
  SluiceJsonBox *old = self->layout;

  if (old != NULL && JSON_NODE_HOLDS_OBJECT (old->node))
    self->layout = sluice_json_box_new (sluice_json_copy (old->node));
  else
    {
      g_autoptr (JsonObject) object = json_object_new ();

      self->layout = sluice_json_box_new (json_node_init_object (json_node_alloc (), object));
    }
  sluice_json_box_unref (old);

  return json_node_get_object (self->layout->node);
}

/* The object under @name, made anew when something else stands there. */
static JsonObject *
member_object (JsonObject *object, const char *name)
{
  JsonNode *value = json_object_get_member (object, name);

  if (value == NULL || !JSON_NODE_HOLDS_OBJECT (value))
    json_object_set_object_member (object, name, json_object_new ());

  return json_object_get_object_member (object, name);
}

static void
set_coordinate (JsonArray *array, double value)
{
  if (value == floor (value) && fabs (value) < 1e15)
    json_array_add_int_element (array, (gint64) value);
  else
    json_array_add_double_element (array, value);
}

static void
set_position (JsonObject *layout, const char *id, double x, double y)
{
  JsonArray *array = json_array_sized_new (2);

  set_coordinate (array, isfinite (x) ? x : 0);
  set_coordinate (array, isfinite (y) ? y : 0);
  json_object_set_array_member (layout, id, array);
}

/* Renames a member where it stands. */
static void
rename_member (JsonObject *object, const char *name, const char *new_name)
{
  g_autoptr (GList) names = NULL;

  if (!json_object_has_member (object, name))
    return;

  names = json_object_get_members (object);
  for (GList *l = names; l != NULL; l = l->next)
    {
      g_autofree char *key = g_strdup (l->data);
      const char *to = strcmp (key, name) == 0 ? new_name : key;
      JsonNode *value = json_object_dup_member (object, key);

      /* Taken out and put in again, so that all stay in their order. */
      json_object_remove_member (object, key);
      json_object_set_member (object, to, value);
    }
}

static gboolean
id_is_taken (SluiceDocument *self, const char *id)
{
  JsonObject *notes = sluice_document_get_notes (self);

  return sluice_document_find_node (self, id) != NULL
         || (notes != NULL && json_object_has_member (notes, id));
}

static char *
unused_id (SluiceDocument *self, SluiceDocument *other, const char *wanted)
{
  g_autofree char *stem = NULL;
  gsize length = strlen (wanted);

  if (!id_is_taken (self, wanted))
    return g_strdup (wanted);

  /* “words2” becomes “words3”, not “words22”. */
  while (length > 1 && g_ascii_isdigit (wanted[length - 1]))
    length--;
  stem = g_strndup (wanted, length);
  for (guint n = 2;; n++)
    {
      g_autofree char *id = g_strdup_printf ("%s%u", stem, n);

      if (!id_is_taken (self, id) && (other == NULL || !id_is_taken (other, id)))
        return g_steal_pointer (&id);
    }
}

SluiceDocument *
sluice_document_with_name (SluiceDocument *self, const char *name)
{
  SluiceDocument *copy = sluice_document_copy (self);
  JsonObject *head = edit_head (copy);

  if (name != NULL)
    json_object_set_string_member (head, "name", name);
  else
    json_object_remove_member (head, "name");

  return copy;
}

static void
add_new_fields (const char *op, JsonObject *object)
{
  for (guint i = 0; i < G_N_ELEMENTS (new_fields); i++)
    if (strcmp (new_fields[i].op, op) == 0)
      {
        g_autoptr (GPtrArray) duplicates = NULL;
        g_autoptr (JsonNode) fields = sluice_json_parse (new_fields[i].fields,
                                                         strlen (new_fields[i].fields), &duplicates, NULL);
        JsonObjectIter iter;
        const char *key;
        JsonNode *value;

        json_object_iter_init_ordered (&iter, json_node_get_object (fields));
        while (json_object_iter_next_ordered (&iter, &key, &value))
          json_object_set_member (object, key, sluice_json_copy (value));
      }
}

SluiceDocument *
sluice_document_with_node (SluiceDocument *self,
                           const char     *op,
                           const char     *wanted_id,
                           double          x,
                           double          y,
                           char          **id)
{
  SluiceDocument *copy = sluice_document_copy (self);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *new_id = unused_id (self, NULL, wanted_id != NULL ? wanted_id : op);

  /* What stood under “nodes” without being an object would have to give way to it. */
  if (!sluice_document_has_valid_nodes (copy))
    json_object_remove_member (edit_head (copy), "nodes");

  json_object_set_string_member (object, "op", op);
  add_new_fields (op, object);
  g_ptr_array_add (copy->nodes, sluice_node_new (new_id, json_node_init_object (json_node_alloc (), object)));
  sluice_document_reindex (copy);
  set_position (edit_layout (copy), new_id, x, y);
  if (id != NULL)
    *id = g_steal_pointer (&new_id);

  return copy;
}

/* Changes the wires of a node: @resolve says for each source's id what it becomes, %NULL for no wire. The
 * node is copied only when something changes. */
typedef const char *(*ResolveWireFunc) (const char *from,
                                        gpointer    user_data);

static void
rewire_node (SluiceDocument *self, guint index, ResolveWireFunc resolve, gpointer user_data)
{
  SluiceNode *node = self->nodes->pdata[index];
  const char *const *ports = sluice_node_ports (node);
  gboolean changes = FALSE;
  JsonObject *object;

  if (node->object == NULL)
    return;
  for (guint p = 0; ports[p] != NULL && !changes; p++)
    {
      JsonNode *value = json_object_get_member (node->object, ports[p]);

      if (sluice_json_is_string (value))
        changes = g_strcmp0 (resolve (json_node_get_string (value), user_data),
                             json_node_get_string (value)) != 0;
      else if (value != NULL && JSON_NODE_HOLDS_ARRAY (value) && sluice_node_type_takes_many (ports[p]))
        for (guint i = 0; i < json_array_get_length (json_node_get_array (value)); i++)
          {
            JsonNode *element = json_array_get_element (json_node_get_array (value), i);

            changes |= sluice_json_is_string (element)
                       && g_strcmp0 (resolve (json_node_get_string (element), user_data),
                                     json_node_get_string (element)) != 0;
          }
    }
  if (!changes)
    return;

  object = edit_node (self, index);
  for (guint p = 0; ports[p] != NULL; p++)
    {
      JsonNode *value = json_object_get_member (object, ports[p]);
      const char *to;

      if (sluice_json_is_string (value))
        {
          to = resolve (json_node_get_string (value), user_data);
          if (to == NULL)
            json_object_remove_member (object, ports[p]);
          else if (strcmp (to, json_node_get_string (value)) != 0)
            json_object_set_string_member (object, ports[p], to);
        }
      else if (value != NULL && JSON_NODE_HOLDS_ARRAY (value) && sluice_node_type_takes_many (ports[p]))
        {
          JsonArray *array = json_array_new ();

          for (guint i = 0; i < json_array_get_length (json_node_get_array (value)); i++)
            {
              JsonNode *element = json_array_get_element (json_node_get_array (value), i);

              if (!sluice_json_is_string (element))
                json_array_add_element (array, sluice_json_copy (element));
              else if ((to = resolve (json_node_get_string (element), user_data)) != NULL)
                json_array_add_string_element (array, to);
            }
          json_object_set_array_member (object, ports[p], array);
        }
    }
  finish_node (self, index);
}

typedef struct
{
  SluiceDocument *document;
  const char *const *ids;
  gboolean rejoin;
} Removal;

static const char *
first_input (SluiceNode *node)
{
  const char *const *ports = sluice_node_ports (node);

  for (guint p = 0; ports[p] != NULL; p++)
    {
      JsonNode *value = sluice_node_get_field (node, ports[p]);

      if (sluice_json_is_string (value))
        return json_node_get_string (value);
      if (value != NULL && JSON_NODE_HOLDS_ARRAY (value)
          && json_array_get_length (json_node_get_array (value)) > 0
          && sluice_json_is_string (json_array_get_element (json_node_get_array (value), 0)))
        return json_array_get_string_element (json_node_get_array (value), 0);
    }

  return NULL;
}

static const char *
resolve_removed (const char *from, gpointer user_data)
{
  Removal *removal = user_data;

  /* As many steps as there are nodes are enough, unless the deleted ones form a circle. */
  for (guint steps = 0; steps <= removal->document->nodes->len; steps++)
    {
      SluiceNode *node;

      if (!g_strv_contains (removal->ids, from))
        return from;
      node = removal->rejoin ? sluice_document_find_node (removal->document, from) : NULL;
      from = node != NULL ? first_input (node) : NULL;
      if (from == NULL)
        return NULL;
    }

  return NULL;
}

static void
remove_notes (SluiceDocument *self, const char *const *ids)
{
  JsonObject *notes = sluice_document_get_notes (self);
  g_autoptr (GList) names = NULL;

  if (notes == NULL)
    return;
  notes = json_object_get_object_member (edit_head (self), "notes");
  names = json_object_get_members (notes);
  for (GList *l = names; l != NULL; l = l->next)
    {
      g_autofree char *id = g_strdup (l->data);
      JsonNode *note = json_object_get_member (notes, id);
      JsonNode *near = note != NULL && JSON_NODE_HOLDS_OBJECT (note)
                           ? json_object_get_member (json_node_get_object (note), "near")
                           : NULL;

      if (sluice_json_is_string (near) && g_strv_contains (ids, json_node_get_string (near)))
        json_object_remove_member (json_node_get_object (note), "near");
      if (g_strv_contains (ids, id))
        json_object_remove_member (notes, id);
    }
  if (json_object_get_size (notes) == 0)
    json_object_remove_member (json_node_get_object (self->head->node), "notes");
}

SluiceDocument *
sluice_document_without_nodes (SluiceDocument *self, const char *const *ids, gboolean rejoin)
{
  SluiceDocument *copy = sluice_document_copy (self);
  Removal removal = { self, ids, rejoin };

  for (guint i = copy->nodes->len; i-- > 0;)
    if (g_strv_contains (ids, ((SluiceNode *) copy->nodes->pdata[i])->id))
      g_ptr_array_remove_index (copy->nodes, i);
  sluice_document_reindex (copy);
  for (guint i = 0; i < copy->nodes->len; i++)
    rewire_node (copy, i, resolve_removed, &removal);
  remove_notes (copy, ids);
  if (copy->layout != NULL && JSON_NODE_HOLDS_OBJECT (copy->layout->node))
    {
      JsonObject *layout = edit_layout (copy);

      for (guint i = 0; ids[i] != NULL; i++)
        if (json_object_has_member (layout, ids[i]))
          json_object_remove_member (layout, ids[i]);
    }

  return copy;
}

SluiceDocument *
sluice_document_with_field (SluiceDocument *self, const char *id, const char *name, JsonNode *value)
{
  SluiceDocument *copy = sluice_document_copy (self);
  JsonObject *object;
  guint index;

  if (!find_index (copy, id, &index))
    return copy;
  object = edit_node (copy, index);
  if (value != NULL)
    json_object_set_member (object, name, sluice_json_copy (value));
  else
    json_object_remove_member (object, name);
  finish_node (copy, index);

  return copy;
}

SluiceDocument *
sluice_document_with_option (SluiceDocument *self, const char *id, const char *name, const char *value)
{
  SluiceDocument *copy = sluice_document_copy (self);
  JsonObject *object, *options;
  guint index;

  if (!find_index (copy, id, &index))
    return copy;
  object = edit_node (copy, index);
  options = member_object (object, "options");
  if (value != NULL)
    json_object_set_string_member (options, name, value);
  else
    json_object_remove_member (options, name);
  if (json_object_get_size (options) == 0)
    json_object_remove_member (object, "options");
  finish_node (copy, index);

  return copy;
}

/* Renaming. */

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

static gboolean
token_word (const char *text, const SluiceToken *token, const char *word)
{
  return token->length == strlen (word)
         && g_ascii_strncasecmp (text + token->offset, word, token->length) == 0;
}

/* Follows a query's clauses: tables are named between FROM or JOIN and what comes next. */
static void
follow_clause (const char *text, const SluiceToken *token, gboolean *in_from)
{
  static const char *const others[] = {
    "SELECT", "WHERE", "GROUP", "HAVING", "ORDER", "ON", "USING", "LIMIT", "WINDOW", "UNION",
  };

  if (token_word (text, token, "FROM") || token_word (text, token, "JOIN"))
    *in_from = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (token_word (text, token, others[i]))
      *in_from = FALSE;
}

/* Puts @new_id where @text uses @id as an alias: before a point, or, in a query, as the name of a table. */
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
                          && (token_word (text, before, "FROM") || token_word (text, before, "JOIN")
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
         || kind == SLUICE_FIELD_AGGREGATES || kind == SLUICE_FIELD_EXPRESSION || kind == SLUICE_FIELD_QUERY;
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
        json_array_add_element (array, rename_in_value (json_array_get_element (from, i), renaming, query));
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
      json_object_set_member (edit_node (self, index), field->name, g_steal_pointer (&renamed));
      node = self->nodes->pdata[index];
    }
}

/* An alias is seen by the joins and queries that the node is wired to, and by what follows them as long as the
 * columns keep their origins. */
static void
rename_downstream (SluiceDocument *self, const Renaming *renaming)
{
  g_autoptr (GArray) wires = sluice_document_get_wires (self);
  g_autoptr (GHashTable) reached = g_hash_table_new (g_str_hash, g_str_equal);
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
            more |= g_hash_table_add (reached, (gpointer) wire->to);
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
  notes = json_object_get_object_member (edit_head (self), "notes");
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

  if (!find_index (copy, id, &index) || id_is_taken (copy, new_id))
    return copy;

  old = copy->nodes->pdata[index];
  copy->nodes->pdata[index] = sluice_node_new (new_id, sluice_json_copy (old->value));
  sluice_node_unref (old);
  sluice_document_reindex (copy);
  for (guint i = 0; i < copy->nodes->len; i++)
    rewire_node (copy, i, resolve_renamed, &renaming);
  rename_downstream (copy, &renaming);
  rename_in_notes (copy, &renaming);
  if (copy->layout != NULL && JSON_NODE_HOLDS_OBJECT (copy->layout->node))
    rename_member (edit_layout (copy), id, new_id);

  return copy;
}

/* Wires. */

static void
copy_wires (JsonNode *value, JsonArray *array)
{
  if (sluice_json_is_string (value))
    json_array_add_element (array, sluice_json_copy (value));
  else if (value != NULL && JSON_NODE_HOLDS_ARRAY (value))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (value)); i++)
      json_array_add_element (array, sluice_json_copy (json_array_get_element (json_node_get_array (value), i)));
}

static JsonArray *
insert_wire (JsonNode *value, const char *from, guint index)
{
  JsonArray *old = json_array_new ();
  JsonArray *array = json_array_new ();
  guint n;

  copy_wires (value, old);
  n = json_array_get_length (old);
  for (guint i = 0; i < n; i++)
    {
      if (i == index)
        json_array_add_string_element (array, from);
      json_array_add_element (array, sluice_json_copy (json_array_get_element (old, i)));
    }
  if (index >= n)
    json_array_add_string_element (array, from);
  json_array_unref (old);

  return array;
}

SluiceDocument *
sluice_document_with_wire (SluiceDocument *self, const SluiceWire *wire)
{
  SluiceDocument *copy = sluice_document_copy (self);
  JsonObject *object;
  guint index;

  if (!find_index (copy, wire->to, &index))
    return copy;
  object = edit_node (copy, index);
  if (sluice_node_type_takes_many (wire->port))
    json_object_set_array_member (object, wire->port,
                                  insert_wire (json_object_get_member (object, wire->port), wire->from,
                                               wire->index));
  else
    json_object_set_string_member (object, wire->port, wire->from);
  finish_node (copy, index);

  return copy;
}

SluiceDocument *
sluice_document_without_wire (SluiceDocument *self, const SluiceWire *wire)
{
  SluiceDocument *copy = sluice_document_copy (self);
  JsonObject *object;
  JsonNode *value;
  guint index;

  if (!find_index (copy, wire->to, &index))
    return copy;
  value = sluice_node_get_field (copy->nodes->pdata[index], wire->port);
  if (value == NULL)
    return copy;
  object = edit_node (copy, index);
  value = json_object_get_member (object, wire->port);
  if (JSON_NODE_HOLDS_ARRAY (value))
    {
      if (wire->index < json_array_get_length (json_node_get_array (value)))
        json_array_remove_element (json_node_get_array (value), wire->index);
    }
  else
    json_object_remove_member (object, wire->port);
  finish_node (copy, index);

  return copy;
}

SluiceDocument *
sluice_document_with_position (SluiceDocument *self, const char *id, double x, double y)
{
  SluiceDocument *copy = sluice_document_copy (self);

  set_position (edit_layout (copy), id, x, y);

  return copy;
}

static SluiceDocument *
with_head_member (SluiceDocument *self, const char *section, const char *name, const char *value)
{
  SluiceDocument *copy = sluice_document_copy (self);
  JsonObject *head = edit_head (copy);
  JsonObject *object = member_object (head, section);

  if (value != NULL)
    json_object_set_string_member (object, name, value);
  else
    json_object_remove_member (object, name);
  if (json_object_get_size (object) == 0)
    json_object_remove_member (head, section);

  return copy;
}

SluiceDocument *
sluice_document_with_setting (SluiceDocument *self, const char *name, const char *value)
{
  return with_head_member (self, "settings", name, value);
}

SluiceDocument *
sluice_document_with_parameter (SluiceDocument *self, const char *name, const char *value)
{
  return with_head_member (self, "parameters", name, value);
}

SluiceDocument *
sluice_document_with_note (SluiceDocument *self, const char *id, const char *text, const char *near)
{
  SluiceDocument *copy = sluice_document_copy (self);
  JsonObject *head = edit_head (copy);
  JsonObject *notes = member_object (head, "notes");
  g_autofree char *new_id = id != NULL ? g_strdup (id) : unused_id (self, NULL, "note");
  JsonObject *note;

  if (text == NULL)
    {
      json_object_remove_member (notes, new_id);
      if (copy->layout != NULL && JSON_NODE_HOLDS_OBJECT (copy->layout->node))
        json_object_remove_member (edit_layout (copy), new_id);
    }
  else
    {
      note = member_object (notes, new_id);
      json_object_set_string_member (note, "text", text);
      if (near != NULL)
        json_object_set_string_member (note, "near", near);
      else
        json_object_remove_member (note, "near");
    }
  if (json_object_get_size (notes) == 0)
    json_object_remove_member (head, "notes");

  return copy;
}

/* Fragments. */

static void
copy_position (SluiceDocument *from, const char *id, double dx, double dy, JsonObject *layout, const char *new_id)
{
  double x, y;

  if (sluice_document_get_position (from, id, &x, &y))
    set_position (layout, new_id, x + dx, y + dy);
}

char *
sluice_document_fragment_to_text (SluiceDocument *self, const char *const *ids)
{
  g_autoptr (SluiceDocument) fragment = sluice_document_new ();
  JsonObject *notes = sluice_document_get_notes (self);
  JsonObject *layout = edit_layout (fragment);
  JsonObject *head = edit_head (fragment);

  for (guint i = 0; i < self->nodes->len; i++)
    {
      SluiceNode *node = self->nodes->pdata[i];

      if (!g_strv_contains (ids, node->id))
        continue;
      g_ptr_array_add (fragment->nodes, sluice_node_ref (node));
      copy_position (self, node->id, 0, 0, layout, node->id);
    }
  for (guint i = 0; notes != NULL && ids[i] != NULL; i++)
    {
      JsonNode *note = json_object_get_member (notes, ids[i]);

      if (note == NULL)
        continue;
      json_object_set_member (member_object (head, "notes"), ids[i], sluice_json_copy (note));
      copy_position (self, ids[i], 0, 0, layout, ids[i]);
    }
  sluice_document_reindex (fragment);

  return sluice_document_to_text (fragment);
}

typedef struct
{
  SluiceDocument *document;
  SluiceDocument *fragment;
  gboolean keep;
} Adoption;

static const char *
resolve_adopted (const char *from, gpointer user_data)
{
  Adoption *adoption = user_data;

  if (sluice_document_find_node (adoption->fragment, from) != NULL)
    return from;

  return adoption->keep && sluice_document_find_node (adoption->document, from) != NULL ? from : NULL;
}

static void
adopt_notes (SluiceDocument *copy,
             SluiceDocument *fragment,
             double          dx,
             double          dy,
             JsonObject     *layout,
             GStrvBuilder   *ids)
{
  JsonObject *notes = sluice_document_get_notes (fragment);
  JsonObject *into;
  JsonObjectIter iter;
  const char *key;
  JsonNode *note;

  if (notes == NULL)
    return;
  into = member_object (edit_head (copy), "notes");
  json_object_iter_init_ordered (&iter, notes);
  while (json_object_iter_next_ordered (&iter, &key, &note))
    {
      g_autofree char *id = unused_id (copy, NULL, key);

      json_object_set_member (into, id, sluice_json_copy (note));
      copy_position (fragment, key, dx, dy, layout, id);
      g_strv_builder_add (ids, id);
    }
}

SluiceDocument *
sluice_document_with_fragment (SluiceDocument *self,
                               SluiceDocument *fragment,
                               double          dx,
                               double          dy,
                               gboolean        keep_wires,
                               char         ***ids)
{
  SluiceDocument *copy = sluice_document_copy (self);
  g_autoptr (SluiceDocument) renamed = sluice_document_copy (fragment);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  Adoption adoption = { self, fragment, keep_wires };
  JsonObject *layout = edit_layout (copy);

  if (!sluice_document_has_valid_nodes (copy))
    json_object_remove_member (edit_head (copy), "nodes");

  /* Wires from outside go first: afterwards an id of the fragment could be that of another node here. */
  for (guint i = 0; i < renamed->nodes->len; i++)
    rewire_node (renamed, i, resolve_adopted, &adoption);
  for (guint i = 0; i < renamed->nodes->len; i++)
    {
      SluiceNode *node = renamed->nodes->pdata[i];
      g_autofree char *id = NULL;
      SluiceDocument *next;

      if (!id_is_taken (self, node->id))
        continue;
      id = unused_id (self, renamed, node->id);
      next = sluice_document_with_renamed (renamed, node->id, id);
      sluice_document_unref (renamed);
      renamed = next;
    }

  for (guint i = 0; i < renamed->nodes->len; i++)
    {
      SluiceNode *node = renamed->nodes->pdata[i];

      g_ptr_array_add (copy->nodes, sluice_node_ref (node));
      copy_position (renamed, node->id, dx, dy, layout, node->id);
      g_strv_builder_add (builder, node->id);
    }
  sluice_document_reindex (copy);
  adopt_notes (copy, renamed, dx, dy, layout, builder);
  if (ids != NULL)
    *ids = g_strv_builder_end (builder);

  return copy;
}
