/* sluice-inspector-document.h: the document's own properties as fields.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/sluice-field-editor.h"
#include "plan/sluice-document.h"

G_BEGIN_DECLS

/** sluice_inspector_document_fields: @n: (out): how many. Returns: (transfer none) (array length=n): `name`, `parameters`, `settings`. */
const SluiceFieldType *sluice_inspector_document_fields (guint *n);

/** sluice_inspector_document_settings: @n: (out): how many. Returns: (transfer none) (array length=n): the settings that mean something here. */
const SluiceOptionType *sluice_inspector_document_settings (guint *n);

/** sluice_inspector_document_get: @document: a document, @name: one of the fields. Returns: (transfer full) (nullable): its value. */
JsonNode *sluice_inspector_document_get (SluiceDocument *document,
                                         const char     *name) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_inspector_document_with: @document: a document, @name: one of the fields, @value: (nullable): its new value. Returns: (transfer full): the new document. */
SluiceDocument *sluice_inspector_document_with (SluiceDocument *document,
                                                const char     *name,
                                                JsonNode       *value) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
