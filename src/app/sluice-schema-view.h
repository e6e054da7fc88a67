/* sluice-schema-view.h: the columns of a schema.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "core/sluice-type.h"

G_BEGIN_DECLS

#define SLUICE_TYPE_SCHEMA_VIEW (sluice_schema_view_get_type ())

/**
 * SluiceSchemaView:
 *
 * A line for each column: name, type, whether it may be null, and the watermark of an event time. Fields of
 * structs stand indented below their column.
 */
G_DECLARE_FINAL_TYPE (SluiceSchemaView, sluice_schema_view, SLUICE, SCHEMA_VIEW, GtkWidget)

/** sluice_schema_view_new: Returns: (transfer floating): a view without a schema. */
GtkWidget *sluice_schema_view_new (void);

/**
 * sluice_schema_view_set_schema:
 * @self: a view
 * @schema: (nullable) (transfer none): a STRUCT; %NULL when it isn't known
 *
 * Shows @schema; nothing is rebuilt when it is the one that is shown.
 */
void sluice_schema_view_set_schema (SluiceSchemaView *self,
                                    const SluiceType *schema);

G_END_DECLS
