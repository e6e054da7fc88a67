/* sluice-collation.h: the orders that texts can be compared in.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

#include "core/sluice-string.h"

G_BEGIN_DECLS

/**
 * SluiceCollation:
 *
 * The number of a collation, as Spark numbers them: 0 is UTF8_BINARY, 1 UTF8_LCASE; of the others bits say
 * whether case and accents count and whether blanks at the end do, and the lower half names a locale.
 */
typedef guint32 SluiceCollation;

#define SLUICE_COLLATION_BINARY 0u
#define SLUICE_COLLATION_LCASE 1u
/** SLUICE_COLLATION_INDETERMINATE: two columns with different collations met, and nobody said which counts. */
#define SLUICE_COLLATION_INDETERMINATE G_MAXUINT32

/**
 * sluice_collation_parse:
 * @name: a name such as `UNICODE_CI`, in any case, perhaps behind `SYSTEM.BUILTIN.`
 * @collation: (out): its number
 *
 * Returns: whether there is such a collation
 */
gboolean sluice_collation_parse (const char      *name,
                                 SluiceCollation *collation);

/** sluice_collation_suggest: @name: no collation. Returns: (transfer full): names like it, as Spark suggests them. */
char *sluice_collation_suggest (const char *name) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_collation_name: @self: a collation. Returns: (transfer full): its name, such as `de_CI`. */
char *sluice_collation_name (SluiceCollation self) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_collation_is_lcase: @self: a collation. Returns: whether texts are compared in lower case, letter by letter. */
gboolean sluice_collation_is_lcase (SluiceCollation self);

/** sluice_collation_is_binary: @self: a collation. Returns: whether texts are compared byte by byte, but for blanks at the end perhaps. */
gboolean sluice_collation_is_binary (SluiceCollation self);

/** sluice_collation_finds_parts: @self: a collation. Returns: whether parts of texts can be found in it: not where case counts and accents don't. */
gboolean sluice_collation_finds_parts (SluiceCollation self);

/** sluice_collation_compare: Returns: below, at or above 0 as @a sorts before, with or after @b. */
int sluice_collation_compare (SluiceCollation     self,
                              const SluiceString *a,
                              const SluiceString *b);

/** sluice_collation_hash: Returns: a number that is the same for all texts that are equal to @text. */
guint64 sluice_collation_hash (SluiceCollation     self,
                               const SluiceString *text);

/**
 * sluice_collation_append_key:
 * @self: a collation
 * @text: a text
 * @out: bytes are appended that are the same for all texts that are equal to @text
 */
void sluice_collation_append_key (SluiceCollation     self,
                                  const SluiceString *text,
                                  GByteArray         *out);

/**
 * sluice_collation_find:
 * @self: a collation
 * @text: where to search
 * @start: the byte of a character to begin at
 * @part: what to search, not empty
 * @begin: (out): first byte of the part that was found
 * @end: (out): the byte behind it
 *
 * Returns: whether @part is there
 */
gboolean sluice_collation_find (SluiceCollation     self,
                                const SluiceString *text,
                                gsize               start,
                                const SluiceString *part,
                                gsize              *begin,
                                gsize              *end);

/** sluice_collation_begins: Returns: whether @text begins with @part; @end is the byte behind it then. */
gboolean sluice_collation_begins (SluiceCollation     self,
                                  const SluiceString *text,
                                  const SluiceString *part,
                                  gsize              *end);

/** sluice_collation_ends: Returns: whether @text ends with @part; @begin is its first byte then. */
gboolean sluice_collation_ends (SluiceCollation     self,
                                const SluiceString *text,
                                const SluiceString *part,
                                gsize              *begin);

/** sluice_collation_append_title: appends @text to @out with each word in title case. */
void sluice_collation_append_title (const SluiceString *text,
                                    GString            *out);

G_END_DECLS
