/* sluice-xml-infer.h: what schema an XML text looks like.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-type.h"
#include "formats/sluice-format-options.h"
#include "formats/sluice-xml-events.h"

G_BEGIN_DECLS

/**
 * sluice_infer_xml:
 * @options: `inferSchema`, `preferDate`, `valueTag` and so on
 * @settings: the session's settings
 * @events: those of a text
 *
 * Returns: (transfer full) (nullable): the type that schema_of_xml() tells; %NULL when the text isn't XML
 */
SluiceType *sluice_infer_xml (const SluiceFormatOptions *options,
                              const SluiceSettings      *settings,
                              const SluiceXmlEvents     *events) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
