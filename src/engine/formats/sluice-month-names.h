/* sluice-month-names.h: the months in the languages of the `locale` option.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** SluiceMonthNames: the names of the months in one language. */
typedef struct _SluiceMonthNames SluiceMonthNames;

/**
 * sluice_month_names_lookup:
 * @locale: (nullable): a language tag such as `de-DE`
 *
 * Returns: (transfer none) (nullable): the names; %NULL when they are English, or not known
 */
const SluiceMonthNames *sluice_month_names_lookup (const char *locale);

/**
 * sluice_month_names_to_english:
 * @self: names
 * @full: whether the pattern has the full names (`MMMM`) and not the short ones (`MMM`)
 * @text: bytes
 * @length: their number
 *
 * Returns: (transfer full) (nullable): @text with the month in English; %NULL when there is no month in it
 */
GString *sluice_month_names_to_english (const SluiceMonthNames *self,
                                        gboolean                full,
                                        const char             *text,
                                        gsize                   length);

/**
 * sluice_month_names_from_english:
 * @self: names
 * @full: whether the pattern has the full names
 * @text: (inout): an English text, whose month is replaced
 */
void sluice_month_names_from_english (const SluiceMonthNames *self,
                                      gboolean                full,
                                      GString                *text);

G_END_DECLS
