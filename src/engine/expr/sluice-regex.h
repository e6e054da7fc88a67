/* sluice-regex.h: Java's regular expressions, and LIKE.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-string.h"
#include "expr/sluice-kernel.h"

G_BEGIN_DECLS

/**
 * SluiceRegex:
 *
 * A compiled regular expression, immutable.
 */
typedef struct _SluiceRegex SluiceRegex;

/**
 * SluiceRegexMatcher:
 *
 * What a thread needs to run expressions; made once per batch.
 */
typedef struct _SluiceRegexMatcher SluiceRegexMatcher;

/**
 * sluice_regex_new:
 * @pattern: a regular expression as java.util.regex.Pattern takes it
 * @length: its bytes
 *
 * Returns: (transfer full) (nullable): the compiled expression; %NULL when it isn't one
 */
SluiceRegex *sluice_regex_new (const char *pattern, gsize length) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_regex_free: @self: (nullable): a regular expression. */
void sluice_regex_free (SluiceRegex *self);

/** sluice_regex_n_groups: @self: an expression. Returns: how many groups it captures, the whole
 * left out. */
guint sluice_regex_n_groups (const SluiceRegex *self);

/** sluice_regex_group_named: @self: an expression, @name: a name. Returns: the group's number, or
 * 0. */
guint sluice_regex_group_named (const SluiceRegex *self, const char *name);

/** sluice_regex_matcher_new: Returns: (transfer full): a matcher. */
SluiceRegexMatcher *sluice_regex_matcher_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_regex_matcher_free: @self: (nullable): a matcher. */
void sluice_regex_matcher_free (SluiceRegexMatcher *self);

/**
 * sluice_regex_find:
 * @self: an expression
 * @matcher: the thread's matcher
 * @text: bytes
 * @length: their number
 * @from: where to begin
 * @groups: (out): beginning and end of the match, then of each group; G_MAXSIZE for a group that
 * took no part. Valid until the matcher is used again
 *
 * Returns: whether there is a match at or after @from
 */
gboolean sluice_regex_find (const SluiceRegex *self,
                            SluiceRegexMatcher *matcher,
                            const char *text,
                            gsize length,
                            gsize from,
                            const gsize **groups);

/**
 * sluice_regex_next_start:
 * @text: bytes
 * @length: their number
 * @groups: the last match
 *
 * Returns: where to look for the next match: behind this one, and a character further when it is
 * empty
 */
gsize sluice_regex_next_start (const char *text, gsize length, const gsize *groups);

/**
 * SluiceLike:
 *
 * A compiled pattern of LIKE, immutable.
 */
typedef struct _SluiceLike SluiceLike;

/**
 * sluice_like_new:
 * @pattern: `%` stands for any text, `_` for any character
 * @length: its bytes
 * @escape: the character that takes these their meaning
 * @error: `INVALID_FORMAT.ESC_AT_THE_END` or `INVALID_FORMAT.ESC_IN_THE_MIDDLE`
 *
 * Returns: (transfer full) (nullable): the compiled pattern
 */
SluiceLike *sluice_like_new (const char *pattern, gsize length, gunichar escape, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/** sluice_like_free: @self: (nullable): a pattern. */
void sluice_like_free (SluiceLike *self);

/** sluice_like_matches: @self: a pattern, @text: a text. Returns: whether the whole text fits. */
gboolean sluice_like_matches (const SluiceLike *self, SluiceString text);

/**
 * sluice_like_match_rows:
 * @self: a pattern
 * @texts: (array): texts
 * @selection: which of them count
 * @result: (array): set to 1 where a text matches, else to 0
 */
void sluice_like_match_rows (const SluiceLike *self,
                             const SluiceString *texts,
                             SluiceSelection selection,
                             guint8 *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceRegex, sluice_regex_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceRegexMatcher, sluice_regex_matcher_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceLike, sluice_like_free)

G_END_DECLS
