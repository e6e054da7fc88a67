/* sluice-generator-options.h: the texts of a workload's options.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "generate/sluice-generator.h"

G_BEGIN_DECLS

/**
 * sluice_generator_option_parse:
 * @option: what the text has to be
 * @text: what was given
 * @value: (out): a count as it is, a rate in thousandths, a percentage in millionths of the whole,
 *   a duration or timestamp in milliseconds, a choice as the index of its word, a flag as 0 or 1
 * @error: #SluiceGeneratorError with a sentence that names the option, the text, and what is
 *   allowed
 *
 * Returns: whether @text is allowed
 */
gboolean sluice_generator_option_parse (const SluiceGeneratorOption *option,
                                        const char                  *text,
                                        guint64                     *value,
                                        GError                     **error);

/**
 * sluice_generator_option_dup_placeholder:
 * @option: an option
 *
 * Returns: (transfer full): what stands for its value in help texts, `N` or `json|csv`; empty for a
 *   flag
 */
char *sluice_generator_option_dup_placeholder (const SluiceGeneratorOption *option);

G_END_DECLS
