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
 * @index: ids to the first node of each
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

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceNode, sluice_node_unref)

G_END_DECLS
