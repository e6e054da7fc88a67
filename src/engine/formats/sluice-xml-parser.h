/* sluice-xml-parser.h: libxml2, set up so that no text can do harm.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A text is only ever what its bytes say: nothing is fetched or opened, no external entity or document type is
 * loaded, and entities don't multiply.
 */
#pragma once

#include <libxml/parser.h>

#include "core/sluice-string.h"

G_BEGIN_DECLS

/** SluiceXmlProblem: what a handler of errors gets; newer versions of the library made it constant. */
#if LIBXML_VERSION < 21200
typedef xmlError SluiceXmlProblem;
#else
typedef const xmlError SluiceXmlProblem;
#endif

/**
 * sluice_xml_context_new:
 *
 * Returns: (transfer full): a parser for one thread at a time, to be used again for many texts
 */
xmlParserCtxtPtr sluice_xml_context_new (void) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_xml_context_renew:
 * @context: (inout): a parser
 *
 * Makes a new parser when the old one remembers too many names from the texts that it read.
 */
void sluice_xml_context_renew (xmlParserCtxtPtr *context);

/**
 * sluice_xml_has_entities:
 * @text: a text
 *
 * Returns: whether the text may declare entities, so that the parser must count what becomes of them
 */
gboolean sluice_xml_has_entities (const SluiceString *text);

G_END_DECLS
