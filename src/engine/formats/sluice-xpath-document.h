/* sluice-xpath-document.h: XML texts as trees for XPath, as Java's parser makes them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Java's parser is used without namespaces: the tests of a path look at the part of a name behind its colon,
 * declarations of namespaces are nobody's attributes, and attributes are sorted by name. A text and the CDATA next to
 * it are one node, of which only the first piece is told as the node's value.
 */
#pragma once

#include <libxml/tree.h>

#include "core/sluice-string.h"

G_BEGIN_DECLS

/**
 * SluiceXPathReader:
 *
 * Makes trees of texts. Belongs to one thread at a time.
 */
typedef struct _SluiceXPathReader SluiceXPathReader;

/** sluice_xpath_reader_new: Returns: (transfer full): a reader. */
SluiceXPathReader *sluice_xpath_reader_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_xpath_reader_free: @self: (nullable): a reader. */
void sluice_xpath_reader_free (SluiceXPathReader *self);

/**
 * sluice_xpath_reader_read:
 * @self: a reader
 * @text: UTF-8
 * @problem: (out) (transfer full): why it isn't XML
 *
 * Elements and attributes keep their whole names, where these have a colon, in their private fields.
 *
 * Returns: (transfer full) (nullable): the tree, to be freed with xmlFreeDoc()
 */
xmlDocPtr sluice_xpath_reader_read (SluiceXPathReader  *self,
                                    const SluiceString *text,
                                    char              **problem) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_xpath_node_value:
 * @node: a node that isn't an element
 *
 * Returns: (transfer full) (nullable): its value, to be freed with xmlFree()
 */
xmlChar *sluice_xpath_node_value (xmlNodePtr node) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
