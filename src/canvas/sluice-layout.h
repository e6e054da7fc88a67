/* sluice-layout.h: places for the nodes of a document.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <graphene.h>

#include "plan/sluice-document.h"

G_BEGIN_DECLS

/** SLUICE_LAYOUT_COLUMN: distance from the left edge of a layer to that of the next, in canvas units. Between two nodes there is room for what a wire says, such as `12.4k/s`. */
#define SLUICE_LAYOUT_COLUMN 240
/** SLUICE_LAYOUT_ROW: distance from the top of a node to that of the next one below. */
#define SLUICE_LAYOUT_ROW 120

/**
 * sluice_layout_compute:
 * @document: a document
 *
 * Puts nodes into layers from left to right, each behind the ones that feed it, and orders the layers so
 * that few wires cross.
 *
 * Returns: (transfer full) (element-type utf8 graphene_point_t): ids to left top corners
 */
GHashTable *sluice_layout_compute (SluiceDocument *document) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_layout_positions:
 * @document: a document
 *
 * Returns: (transfer full) (element-type utf8 graphene_point_t): where each node stands: its place in the
 *   document, or one beside what feeds it where it has none
 */
GHashTable *sluice_layout_positions (SluiceDocument *document) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_layout_order:
 * @document: a document
 *
 * Returns: (transfer full) (array zero-terminated=1): ids of the nodes, each after the ones that feed it as
 *   far as cycles allow
 */
char **sluice_layout_order (SluiceDocument *document) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_layout_reaches:
 * @document: a document
 * @from: id of a node
 * @to: id of a node
 *
 * Returns: whether rows of @from come to @to, @from being @to included: a wire from @to to @from would close
 *   a cycle
 */
gboolean sluice_layout_reaches (SluiceDocument *document,
                                const char     *from,
                                const char     *to);

G_END_DECLS
