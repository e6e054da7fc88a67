/* sluice-xpath.h: XPath 1.0 over XML texts, as Spark's xpath functions have it.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-arena.h"
#include "core/sluice-error.h"
#include "core/sluice-string.h"

G_BEGIN_DECLS

/**
 * SluiceXPath:
 *
 * A compiled path with a parser and the value for the text at hand. Belongs to one thread at a time.
 */
typedef struct _SluiceXPath SluiceXPath;

/**
 * sluice_xpath_new:
 * @path: bytes
 * @length: their number
 * @error: what is wrong with the path
 *
 * Returns: (transfer full) (nullable): the compiled path
 */
SluiceXPath *sluice_xpath_new (const char *path,
                               gsize       length,
                               GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_xpath_free: @self: (nullable): a path. */
void sluice_xpath_free (SluiceXPath *self);

/**
 * sluice_xpath_evaluate:
 * @self: a path
 * @arena: where what is made anew of the text lives
 * @xml: a text
 * @error: when the text isn't XML, or the path has no value
 *
 * Reads the text and computes the path's value, which the functions below tell until the next call.
 *
 * Returns: whether there is a value
 */
gboolean sluice_xpath_evaluate (SluiceXPath        *self,
                                SluiceArena        *arena,
                                const SluiceString *xml,
                                GError            **error);

/** sluice_xpath_to_boolean: @self: a path with a value. Returns: the value as a BOOLEAN. */
gboolean sluice_xpath_to_boolean (const SluiceXPath *self);

/** sluice_xpath_to_number: @self: a path with a value. Returns: the value as a number, NaN where it is none. */
double sluice_xpath_to_number (const SluiceXPath *self);

/** sluice_xpath_to_text: @self: a path with a value, @arena: where the text lives. Returns: the value as a text. */
SluiceString sluice_xpath_to_text (const SluiceXPath *self,
                                   SluiceArena       *arena);

/**
 * SluiceXPathNodeFunc:
 * @value: (nullable): the text of a node, which lives as long as the value of the path; %NULL for an element
 * @user_data: data
 *
 * Gets the nodes of a value.
 */
typedef void (*SluiceXPathNodeFunc) (const char *value,
                                     gpointer    user_data);

/**
 * sluice_xpath_foreach:
 * @self: a path with a value
 * @func: called for each node, in the order of the text
 * @user_data: data for @func
 * @error: when the value isn't a set of nodes
 *
 * Returns: whether it is one
 */
gboolean sluice_xpath_foreach (const SluiceXPath  *self,
                               SluiceXPathNodeFunc func,
                               gpointer            user_data,
                               GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceXPath, sluice_xpath_free)

G_END_DECLS
