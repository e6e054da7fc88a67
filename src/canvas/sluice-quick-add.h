/* sluice-quick-add.h: a popover that adds a node where the pointer is.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "plan/sluice-document.h"

G_BEGIN_DECLS

#define SLUICE_TYPE_QUICK_ADD (sluice_quick_add_get_type ())
G_DECLARE_FINAL_TYPE (SluiceQuickAdd, sluice_quick_add, SLUICE, QUICK_ADD, GtkPopover)

/**
 * SluiceQuickAdd:
 *
 * A search with the kinds of nodes that can stand here. Enter takes the first one, Down goes into the list; a
 * choice emits `chosen` with the kind's `op`.
 */

/** sluice_quick_add_new: Returns: (transfer floating): a popover that offers every kind that this version runs. */
GtkWidget *sluice_quick_add_new (void);

/**
 * sluice_quick_add_set_context:
 * @self: a popover
 * @document: the document that is edited
 * @from_id: (nullable): the node that the new one gets its rows from
 *
 * With a node that gives rows only kinds that take rows are offered, those first that most often follow it.
 */
void sluice_quick_add_set_context (SluiceQuickAdd *self,
                                   SluiceDocument *document,
                                   const char     *from_id);

G_END_DECLS
