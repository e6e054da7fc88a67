/* sluice-json.h: JSON texts of documents, with exact positions.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** Deeper than this, a text is refused: what it becomes is walked by recursion. */
#define SLUICE_JSON_MAX_DEPTH 128

/**
 * SluiceJsonDuplicate:
 * @object: the key under which the object stands in the outermost one; empty for the outermost itself
 * @depth: how deep the object lies; 0 for the outermost
 * @key: the key that it has twice
 * @line: where the second one stands, from 1
 * @value: (transfer full): the second value
 *
 * A key that an object has more than once.
 */
typedef struct
{
  char *object;
  guint depth;
  char *key;
  guint line;
  JsonNode *value;
} SluiceJsonDuplicate;

/**
 * sluice_json_parse:
 * @text: (array length=length): the text
 * @length: bytes
 * @duplicates: (out) (transfer full) (element-type SluiceJsonDuplicate): keys given twice, in their order; the
 *   object has the first value
 * @error: of #SLUICE_DOCUMENT_ERROR, with line and column
 *
 * Strict JSON (RFC 8259) except that a byte order mark may stand in front and that a text can't hold U+0000.
 * Nothing in it makes it crash or recurse without bounds.
 *
 * Returns: (transfer full) (nullable): the value
 */
JsonNode *sluice_json_parse (const char *text,
                             gsize       length,
                             GPtrArray **duplicates,
                             GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_json_parse_object:
 * @text: (array length=length): the text, as for sluice_json_parse(); perhaps a line of somebody else's log
 * @length: bytes
 * @root: (out) (transfer full) (nullable): what keeps the object alive
 *
 * Returns: (transfer none) (nullable): the object that the text is, or %NULL
 */
JsonObject *sluice_json_parse_object (const char *text,
                                      gsize       length,
                                      JsonNode  **root) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_json_copy:
 * @node: a value
 *
 * json_node_copy() shares what it copies, and the reference counts of that aren't meant for threads.
 *
 * Returns: (transfer full): a copy that shares nothing with @node
 */
JsonNode *sluice_json_copy (JsonNode *node) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_json_write:
 * @node: a value
 * @out: where to append it, on one line, with a blank after commas and colons
 */
void sluice_json_write (JsonNode *node,
                        GString  *out);

/**
 * sluice_json_to_text:
 * @node: a value
 *
 * Returns: (transfer full) (nullable): a string as it is, a number or a boolean as it is written; %NULL for
 *   null, arrays and objects
 */
char *sluice_json_to_text (JsonNode *node) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_json_is_string: @node: (nullable): a value. Returns: whether it is a string. */
static inline gboolean
sluice_json_is_string (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

/** sluice_json_read_text: @object: an object, @name: a member. Returns: (transfer none) (nullable): it when it is a string. */
static inline const char *
sluice_json_read_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return sluice_json_is_string (node) ? json_node_get_string (node) : NULL;
}

/** sluice_json_read_int: @object: an object, @name: a member, @value: (inout): gets it when it is a whole number. Returns: whether it is
 * one, or isn't there. */
static inline gboolean
sluice_json_read_int (JsonObject *object, const char *name, gint64 *value)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  *value = json_node_get_int (node);

  return TRUE;
}

/** sluice_json_new_string: @text: UTF-8. Returns: (transfer full): a string. */
static inline JsonNode *
sluice_json_new_string (const char *text)
{
  return json_node_init_string (json_node_alloc (), text);
}

G_END_DECLS
