/* sluice-document.h: the pipeline document.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

#include "core/sluice-error.h"
#include "plan/sluice-node-type.h"

G_BEGIN_DECLS

#define SLUICE_DOCUMENT_ERROR (sluice_document_error_quark ())

/** SluiceDocumentErrorCode: what kind of thing went wrong. */
typedef enum
{
  SLUICE_DOCUMENT_ERROR_IO,
  SLUICE_DOCUMENT_ERROR_SYNTAX,
  SLUICE_DOCUMENT_ERROR_VERSION,
  SLUICE_DOCUMENT_ERROR_STRUCTURE,
} SluiceDocumentErrorCode;

/** sluice_document_error_quark: Returns: the domain of #SluiceDocumentErrorCode. */
GQuark sluice_document_error_quark (void);

/**
 * SluiceDocument:
 *
 * A pipeline document, immutable and reference-counted. An edit makes a new document that shares every
 * node it leaves alone, so that undo keeps whole documents at the price of their differences. Values that
 * make no sense are kept as they stand; the analysis reports them. Unknown keys survive.
 */
typedef struct _SluiceDocument SluiceDocument;

/**
 * SluiceNode:
 *
 * A node of a document, immutable; it belongs to the documents that have it.
 */
typedef struct _SluiceNode SluiceNode;

/**
 * SluiceWire:
 * @from: id of the node that gives rows
 * @to: id of the node that takes them
 * @port: name of its port
 * @index: which of the port's wires it is; 0 unless the port takes many
 *
 * A wire as the documents hold it: in the fields of the node that it leads to. Strings belong to the
 * document.
 */
typedef struct
{
  const char *from;
  const char *to;
  const char *port;
  guint index;
} SluiceWire;

/** sluice_document_new: Returns: (transfer full): a document without nodes. */
SluiceDocument *sluice_document_new (void) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_document_parse:
 * @text: (array length=length): JSON
 * @length: bytes
 * @error: broken JSON with line and column, a newer version, or what isn't an object of a document
 *
 * Returns: (transfer full) (nullable): the document
 */
SluiceDocument *sluice_document_parse (const char *text,
                                       gsize       length,
                                       GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_document_load:
 * @path: a file
 * @error: as sluice_document_parse(), with the file's name, and errors of reading
 *
 * Returns: (transfer full) (nullable): the document
 */
SluiceDocument *sluice_document_load (const char *path,
                                      GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_document_to_text:
 * @self: a document
 *
 * Two-space indent, stable order of keys, layout apart at the end; what it wrote, it reads and writes
 * again byte for byte.
 *
 * Returns: (transfer full): JSON, ending in a newline
 */
char *sluice_document_to_text (SluiceDocument *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_document_save:
 * @self: a document
 * @path: a file, replaced as a whole or not at all
 * @error: errors of writing
 *
 * Returns: whether it went well
 */
gboolean sluice_document_save (SluiceDocument *self,
                               const char     *path,
                               GError        **error);

/** sluice_document_ref: @self: a document. Returns: (transfer full): @self. */
SluiceDocument *sluice_document_ref (SluiceDocument *self);

/** sluice_document_unref: @self: (nullable): a document. */
void sluice_document_unref (SluiceDocument *self);

/** sluice_document_equal: @self, @other: documents. Returns: whether they would be written alike. */
gboolean sluice_document_equal (SluiceDocument *self,
                                SluiceDocument *other);

/** sluice_document_get_name: @self: a document. Returns: (transfer none) (nullable): its name. */
const char *sluice_document_get_name (SluiceDocument *self);

/** sluice_document_get_settings: @self: a document. Returns: (transfer none) (nullable): its `settings`. */
JsonObject *sluice_document_get_settings (SluiceDocument *self);

/** sluice_document_get_parameters: @self: a document. Returns: (transfer none) (nullable): its `parameters`. */
JsonObject *sluice_document_get_parameters (SluiceDocument *self);

/** sluice_document_get_n_nodes: @self: a document. Returns: how many nodes it has. */
guint sluice_document_get_n_nodes (SluiceDocument *self);

/** sluice_document_get_node: @self: a document, @index: in the order of the file. Returns: (transfer none): the node. */
SluiceNode *sluice_document_get_node (SluiceDocument *self,
                                      guint           index);

/** sluice_document_find_node: @self: a document, @id: an id. Returns: (transfer none) (nullable): the node. */
SluiceNode *sluice_document_find_node (SluiceDocument *self,
                                       const char     *id);

/** sluice_document_get_wires: @self: a document. Returns: (transfer full) (element-type SluiceWire): all wires, also to ids that no node has. */
GArray *sluice_document_get_wires (SluiceDocument *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_document_get_position:
 * @self: a document
 * @id: id of a node or a note
 * @x: (out): left edge in canvas units
 * @y: (out): top edge
 *
 * Returns: whether the layout has a place for it
 */
gboolean sluice_document_get_position (SluiceDocument *self,
                                       const char     *id,
                                       double         *x,
                                       double         *y);

/** sluice_document_get_duplicates: @self: a document. Returns: (transfer none) (array zero-terminated=1): sentences about keys that the text had twice, other than ids of nodes. */
const char *const *sluice_document_get_duplicates (SluiceDocument *self);

/** sluice_document_has_valid_nodes: @self: a document. Returns: whether its `nodes` are an object, or absent. */
gboolean sluice_document_has_valid_nodes (SluiceDocument *self);

/** sluice_document_get_notes: @self: a document. Returns: (transfer none) (nullable): its `notes`: ids to objects with `text` and perhaps `near`. */
JsonObject *sluice_document_get_notes (SluiceDocument *self);

/** sluice_document_get_extra: @self: a document, @name: a key of the document. Returns: (transfer none) (nullable): its value as it stands; for keys that only some programs know. */
JsonNode *sluice_document_get_extra (SluiceDocument *self,
                                     const char     *name);

/* Nodes. */

/** sluice_node_get_id: @self: a node. Returns: (transfer none): its id. */
const char *sluice_node_get_id (SluiceNode *self);

/** sluice_node_get_op: @self: a node. Returns: (transfer none): its kind's name as it stands, perhaps empty. */
const char *sluice_node_get_op (SluiceNode *self);

/** sluice_node_get_type: @self: a node. Returns: (transfer none) (nullable): its kind; %NULL when there is none of that name. */
const SluiceNodeType *sluice_node_get_type (SluiceNode *self);

/** sluice_node_get_field: @self: a node, @name: a key. Returns: (transfer none) (nullable): the value as it stands. */
JsonNode *sluice_node_get_field (SluiceNode *self,
                                 const char *name);

/** sluice_node_get_string: @self: a node, @name: a key. Returns: (transfer none) (nullable): the value when it is a string. */
const char *sluice_node_get_string (SluiceNode *self,
                                    const char *name);

/** sluice_node_get_strings: @self: a node, @name: a key. Returns: (transfer full) (nullable): the strings of an array, or of one string. */
char **sluice_node_get_strings (SluiceNode *self,
                                const char *name) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_node_get_options: @self: a node. Returns: (transfer full): names to values of `options`, values as text. */
GHashTable *sluice_node_get_options (SluiceNode *self) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_node_is_disabled: @self: a node. Returns: whether its branch is left out. */
gboolean sluice_node_is_disabled (SluiceNode *self);

/** sluice_node_is_bypassed: @self: a node. Returns: whether rows pass it unchanged. */
gboolean sluice_node_is_bypassed (SluiceNode *self);

/* Edits. Each returns a new document (transfer full) and leaves @self as it is. */

/**
 * sluice_document_with_name:
 * @self: a document
 * @name: (nullable): the new name
 *
 * Returns: (transfer full): the new document
 */
SluiceDocument *sluice_document_with_name (SluiceDocument *self,
                                           const char     *name) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_document_with_node:
 * @self: a document
 * @op: a kind
 * @wanted_id: (nullable): the id to use, with a number after it when it is taken; %NULL for one made from @op
 * @x: left edge
 * @y: top edge
 * @id: (out) (optional) (transfer full): the id it got
 *
 * Adds a node with the fields that a new node of that kind has.
 *
 * Returns: (transfer full): the new document
 */
SluiceDocument *sluice_document_with_node (SluiceDocument *self,
                                           const char     *op,
                                           const char     *wanted_id,
                                           double          x,
                                           double          y,
                                           char          **id) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_document_without_nodes:
 * @self: a document
 * @ids: (array zero-terminated=1): ids of nodes or notes
 * @rejoin: whether the wires into a deleted node are joined to those out of it
 *
 * Returns: (transfer full): the new document
 */
SluiceDocument *sluice_document_without_nodes (SluiceDocument    *self,
                                               const char *const *ids,
                                               gboolean           rejoin) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_document_with_field:
 * @self: a document
 * @id: id of a node
 * @name: a key
 * @value: (nullable) (transfer none): the new value; %NULL removes the key
 *
 * Returns: (transfer full): the new document
 */
SluiceDocument *sluice_document_with_field (SluiceDocument *self,
                                            const char     *id,
                                            const char     *name,
                                            JsonNode       *value) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_document_with_option:
 * @self: a document
 * @id: id of a node
 * @name: an option
 * @value: (nullable): the new value; %NULL removes it
 *
 * Returns: (transfer full): the new document
 */
SluiceDocument *sluice_document_with_option (SluiceDocument *self,
                                             const char     *id,
                                             const char     *name,
                                             const char     *value) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_document_with_renamed:
 * @self: a document
 * @id: id of a node
 * @new_id: an id that no node has
 *
 * Renames a node with all wires, its place and, in join conditions and queries, its uses as an alias.
 *
 * Returns: (transfer full): the new document
 */
SluiceDocument *sluice_document_with_renamed (SluiceDocument *self,
                                              const char     *id,
                                              const char     *new_id) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_document_with_wire:
 * @self: a document
 * @wire: the wire; what its port held before is replaced, unless it takes many, where it is put in at the
 *   wire's index (appended when that is too high)
 *
 * Returns: (transfer full): the new document
 */
SluiceDocument *sluice_document_with_wire (SluiceDocument   *self,
                                           const SluiceWire *wire) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_document_without_wire:
 * @self: a document
 * @wire: a wire of it
 *
 * Returns: (transfer full): the new document
 */
SluiceDocument *sluice_document_without_wire (SluiceDocument   *self,
                                              const SluiceWire *wire) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_document_with_position:
 * @self: a document
 * @id: id of a node or a note
 * @x: left edge
 * @y: top edge
 *
 * Returns: (transfer full): the new document
 */
SluiceDocument *sluice_document_with_position (SluiceDocument *self,
                                               const char     *id,
                                               double          x,
                                               double          y) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_document_with_positions:
 * @self: a document
 * @n: how many
 * @ids: (array length=n): ids of nodes or notes
 * @places: left and top edge of each, in turn: twice as many numbers as ids
 *
 * The same as sluice_document_with_position() for each of them, without a document for each of them.
 *
 * Returns: (transfer full): the new document
 */
SluiceDocument *sluice_document_with_positions (SluiceDocument    *self,
                                                guint              n,
                                                const char *const *ids,
                                                const double      *places) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_document_with_setting:
 * @self: a document
 * @name: a setting
 * @value: (nullable): its value; %NULL removes it
 *
 * Returns: (transfer full): the new document
 */
SluiceDocument *sluice_document_with_setting (SluiceDocument *self,
                                              const char     *name,
                                              const char     *value) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_document_with_parameter:
 * @self: a document
 * @name: a parameter
 * @value: (nullable): its value; %NULL removes it
 *
 * Returns: (transfer full): the new document
 */
SluiceDocument *sluice_document_with_parameter (SluiceDocument *self,
                                                const char     *name,
                                                const char     *value) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_document_with_note:
 * @self: a document
 * @id: (nullable): id of a note to change; %NULL for a new one
 * @text: (nullable): its text; %NULL removes it
 * @near: (nullable): id of the node that it stands by
 *
 * Returns: (transfer full): the new document
 */
SluiceDocument *sluice_document_with_note (SluiceDocument *self,
                                           const char     *id,
                                           const char     *text,
                                           const char     *near) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_document_fragment_to_text:
 * @self: a document
 * @ids: (array zero-terminated=1): nodes and notes
 *
 * Returns: (transfer full): a document of these nodes alone, the wires among them and into them included:
 *   what the clipboard holds
 */
char *sluice_document_fragment_to_text (SluiceDocument    *self,
                                        const char *const *ids) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_document_with_fragment:
 * @self: a document
 * @fragment: a document of the nodes to put in
 * @dx: how far to move them
 * @dy: how far to move them
 * @keep_wires: whether wires from nodes outside the fragment are kept where such nodes exist
 * @ids: (out) (optional) (transfer full) (array zero-terminated=1): the ids they got
 *
 * Returns: (transfer full): the new document
 */
SluiceDocument *sluice_document_with_fragment (SluiceDocument *self,
                                               SluiceDocument *fragment,
                                               double          dx,
                                               double          dy,
                                               gboolean        keep_wires,
                                               char         ***ids) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceDocument, sluice_document_unref)

G_END_DECLS
