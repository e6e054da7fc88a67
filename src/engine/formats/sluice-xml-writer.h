/* sluice-xml-writer.h: rows to XML text.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-column.h"
#include "core/sluice-error.h"
#include "formats/sluice-output.h"
#include "formats/sluice-value-text.h"

G_BEGIN_DECLS

/**
 * SluiceXmlWriter:
 *
 * Writes rows one after the other. Belongs to one thread at a time.
 */
typedef struct _SluiceXmlWriter SluiceXmlWriter;

/** sluice_xml_writer_new: @options: (transfer none): a writer's. Returns: (transfer full): a writer. */
SluiceXmlWriter *sluice_xml_writer_new (const SluiceFormatOptions *options) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_xml_writer_free: @self: (nullable): a writer. */
void sluice_xml_writer_free (SluiceXmlWriter *self);

/**
 * sluice_xml_writer_write:
 * @self: a writer
 * @rows: a column of a STRUCT
 * @row: one that isn't null
 * @error: a name or a character that XML hasn't, a value that can't be written
 *
 * Returns: (transfer none) (nullable): the row's text, until the next is written
 */
const GByteArray *sluice_xml_writer_write (SluiceXmlWriter    *self,
                                           const SluiceColumn *rows,
                                           guint32             row,
                                           GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceXmlWriter, sluice_xml_writer_free)

G_END_DECLS
