/* sluice-xml-scalar.h: texts in XML to values that have no parts.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "formats/sluice-reader-private.h"

G_BEGIN_DECLS

/** SluiceXmlScalar: a value that has no parts; which member counts is its type's business. */
typedef union
{
  gint64 integer;
  double real;
  SluiceInt128 decimal;
  SluiceString text;
} SluiceXmlScalar;

/** sluice_xml_trim: @text: a text. Returns: the text without the white space around it. */
SluiceString sluice_xml_trim (SluiceString text);

/**
 * sluice_xml_parse_scalar:
 * @options: the options
 * @type: the type that is wanted
 * @text: the text
 * @value: (out): the value
 * @failure: why it isn't one
 *
 * Returns: whether the text is a value of the type, which it never is of one that has parts
 */
gboolean sluice_xml_parse_scalar (const SluiceFormatOptions *options,
                                  const SluiceType          *type,
                                  SluiceString               text,
                                  SluiceXmlScalar           *value,
                                  SluiceFailure             *failure);

/**
 * sluice_xml_append_scalar:
 * @builder: a column of a type without parts
 * @value: a value of that type; a text is copied
 */
void sluice_xml_append_scalar (SluiceColumnBuilder   *builder,
                               const SluiceXmlScalar *value);

G_END_DECLS
