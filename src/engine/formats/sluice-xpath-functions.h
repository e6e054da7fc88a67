/* sluice-xpath-functions.h: what Java's XPath computes otherwise than libxml2.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <libxml/xpath.h>

#include <glib.h>

G_BEGIN_DECLS

/** SLUICE_XPATH_NUMBER_MAX: room for a number's text without an exponent. */
#define SLUICE_XPATH_NUMBER_MAX 400

/**
 * sluice_xpath_parse_number:
 * @text: a text
 *
 * Returns: the number that it is in XPath's own form, without exponent and plus sign, or NaN
 */
double sluice_xpath_parse_number (const char *text);

/**
 * sluice_xpath_format_number:
 * @value: a number
 * @out: room for SLUICE_XPATH_NUMBER_MAX bytes
 *
 * Writes the fewest digits that read back the same, without an exponent.
 *
 * Returns: bytes written
 */
gsize sluice_xpath_format_number (double value,
                                  char  *out);

/** sluice_xpath_cast_to_text: @value: a value. Returns: (transfer full): its text, to be freed with xmlFree(). */
xmlChar *sluice_xpath_cast_to_text (xmlXPathObjectPtr value) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_xpath_cast_to_number: @value: a value. Returns: the number that it is. */
double sluice_xpath_cast_to_number (xmlXPathObjectPtr value);

/**
 * sluice_xpath_register_functions:
 * @context: gets them instead of the library's functions of these names
 *
 * Those that count characters as Java does, write numbers or read them, and name(), for which
 * sluice-xpath-document.h has kept the whole names of nodes.
 */
void sluice_xpath_register_functions (xmlXPathContextPtr context);

G_END_DECLS
