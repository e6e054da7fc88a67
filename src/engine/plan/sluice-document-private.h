/* sluice-document-private.h: how a document is held.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "plan/sluice-document.h"
#include "plan/sluice-json.h"

G_BEGIN_DECLS

/**
 * SluiceJsonBox:
 *
 * A JSON value that documents share: atomically counted, and never changed.
 */
typedef struct
{
  JsonNode *node;
} SluiceJsonBox;

/** sluice_json_box_new: @node: (transfer full): a value. Returns: (transfer full): a box of it. */
SluiceJsonBox *sluice_json_box_new (JsonNode *node);

/** sluice_json_box_unref: @self: (nullable): a box. */
void sluice_json_box_unref (SluiceJsonBox *self);

/**
 * SluiceNode:
 * @id: its id
 * @type: (nullable): its kind
 * @value: what stands in the document
 * @object: (nullable): @value as an object, when it is one
 */
struct _SluiceNode
{
  gatomicrefcount ref_count;
  char *id;
  const SluiceNodeType *type;
  JsonNode *value;
  JsonObject *object;
};

/**
 * SluiceDocument:
 * @head: an object of everything but the nodes and the layout
 * @layout: (nullable): the value of `layout`
 * @nodes: (element-type SluiceNode): in the order of the file; an id may come twice
 * @index: (nullable): ids to the first node of each, once somebody has looked for one
 * @duplicates: (nullable) (array zero-terminated=1): sentences about keys given twice
 */
struct _SluiceDocument
{
  gatomicrefcount ref_count;
  SluiceJsonBox *head;
  SluiceJsonBox *layout;
  GPtrArray *nodes;
  GHashTable *index;
  char **duplicates;
};

/** sluice_node_new: @id: its id, @value: (transfer full): what stands in the document. Returns: (transfer full): a node. */
SluiceNode *sluice_node_new (const char *id,
                             JsonNode   *value) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_node_ref: @self: a node. Returns: (transfer full): @self. */
SluiceNode *sluice_node_ref (SluiceNode *self);

/** sluice_node_unref: @self: a node. */
void sluice_node_unref (SluiceNode *self);

/** sluice_node_write: @node: a node, @after: how many characters come behind it on its last line, @out: where it is written as in a document. */
void sluice_node_write (SluiceNode *node,
                        guint       after,
                        GString    *out);

/** sluice_node_ports: @self: a node. Returns: (transfer none) (array zero-terminated=1): its kind's ports; of a node without a kind all names that ports have. */
const char *const *sluice_node_ports (SluiceNode *self);

/**
 * sluice_document_copy:
 * @self: a document
 *
 * Returns: (transfer full): a document with the same parts, still to be changed by the caller alone;
 *   sluice_document_reindex() when its nodes were
 */
SluiceDocument *sluice_document_copy (SluiceDocument *self) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_document_reindex: @self: a document whose nodes were changed. */
void sluice_document_reindex (SluiceDocument *self);

/* What edits are made of. They change a document that nobody else has yet. */

/** sluice_document_find_index: @self: a document, @id: an id, @index: (out): its node's place. Returns: whether there is such a node. */
gboolean sluice_document_find_index (SluiceDocument *self,
                                     const char     *id,
                                     guint          *index);

/** sluice_document_edit_node: @self: a document, @index: a node's place. Returns: (transfer none): the members of a copy of the node, which takes its place. */
JsonObject *sluice_document_edit_node (SluiceDocument *self,
                                       guint           index);

/** sluice_document_finish_node: @self: a document, @index: the place of a node that was edited, whose kind may be another now. */
void sluice_document_finish_node (SluiceDocument *self,
                                  guint           index);

/** sluice_document_edit_head: @self: a document. Returns: (transfer none): a copy of everything but nodes and layout, which takes the old one's place. */
JsonObject *sluice_document_edit_head (SluiceDocument *self);

/** sluice_document_edit_layout: @self: a document. Returns: (transfer none): a copy of the layout, made anew when it is no object. */
JsonObject *sluice_document_edit_layout (SluiceDocument *self);

/** sluice_json_member_object: @object: an object, @name: a key. Returns: (transfer none): the object there, made anew when something else stands there. */
JsonObject *sluice_json_member_object (JsonObject *object,
                                       const char *name);

/** sluice_json_rename_member: @object: an object, @name: a key, @new_name: what it becomes, in its place. */
void sluice_json_rename_member (JsonObject *object,
                                const char *name,
                                const char *new_name);

/** sluice_layout_set_position: @layout: the layout, @id: id of a node or note, @x: left edge, @y: top edge. */
void sluice_layout_set_position (JsonObject *layout,
                                 const char *id,
                                 double      x,
                                 double      y);

/** sluice_document_has_id: @self: a document, @id: an id. Returns: whether a node or a note has it. */
gboolean sluice_document_has_id (SluiceDocument *self,
                                 const char     *id);

/** sluice_document_unused_id: @self: a document, @other: (nullable): another one, @wanted: an id. Returns: (transfer full): @wanted, or with a number after it one that neither has. */
char *sluice_document_unused_id (SluiceDocument *self,
                                 SluiceDocument *other,
                                 const char     *wanted) G_GNUC_WARN_UNUSED_RESULT;

/** SluiceResolveWireFunc: says what a wire from @from becomes. Returns: (transfer none) (nullable): the id that it comes from; %NULL for no wire. */
typedef const char *(*SluiceResolveWireFunc) (const char *from,
                                              gpointer    user_data);

/** sluice_document_rewire_node: @self: a document, @index: a node's place, @resolve: called for each wire into it, @user_data: for that. Copies the node only when something changes. */
void sluice_document_rewire_node (SluiceDocument       *self,
                                  guint                 index,
                                  SluiceResolveWireFunc resolve,
                                  gpointer              user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceNode, sluice_node_unref)

G_END_DECLS
