/* sluice-xml-value.h: XML to rows of columns, by Spark's rules.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "formats/sluice-reader-private.h"
#include "formats/sluice-xml-events.h"

G_BEGIN_DECLS

/**
 * SluiceXmlConverter:
 *
 * Makes rows of one type from texts. Belongs to one thread at a time.
 */
typedef struct _SluiceXmlConverter SluiceXmlConverter;

/**
 * sluice_xml_converter_new:
 * @options: (transfer none): the options
 * @settings: (transfer none): the session's settings
 * @type: (transfer none): a STRUCT
 * @corrupt: the field that takes the text of malformed records, or SLUICE_NO_COLUMN
 * @arena: where texts of rows go
 *
 * Returns: (transfer full): a converter
 */
SluiceXmlConverter *sluice_xml_converter_new (const SluiceFormatOptions *options,
                                              const SluiceSettings      *settings,
                                              const SluiceType          *type,
                                              guint                      corrupt,
                                              SluiceArena               *arena) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_xml_converter_free: @self: (nullable): a converter. */
void sluice_xml_converter_free (SluiceXmlConverter *self);

/**
 * sluice_xml_converter_append:
 * @self: a converter
 * @builder: a column of its type
 * @text: a record; its bytes outlive the column
 * @error: in mode FAILFAST a malformed record; a value that isn't of the type where Spark puts it
 *
 * Appends the record as a row. What comes after a value that doesn't convert, up to the end of the element around
 * it, is lost as in Spark.
 *
 * Returns: whether it went well
 */
gboolean sluice_xml_converter_append (SluiceXmlConverter  *self,
                                      SluiceColumnBuilder *builder,
                                      const SluiceString  *text,
                                      GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceXmlConverter, sluice_xml_converter_free)

G_END_DECLS
