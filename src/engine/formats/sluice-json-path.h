/* sluice-json-path.h: paths such as `$.a[0].b` into JSON texts.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "formats/sluice-json-tape.h"
#include "formats/sluice-output.h"

G_BEGIN_DECLS

/**
 * SluiceJsonPath:
 *
 * The path of get_json_object, taken apart. Immutable.
 */
typedef struct _SluiceJsonPath SluiceJsonPath;

/**
 * sluice_json_path_new:
 * @text: (array length=length): the path
 * @length: bytes
 *
 * Returns: (transfer full) (nullable): the path; %NULL when it isn't one, so that nothing fits it
 */
SluiceJsonPath *sluice_json_path_new (const char *text,
                                      gsize       length) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_json_path_free: @self: (nullable): a path. */
void sluice_json_path_free (SluiceJsonPath *self);

/**
 * sluice_json_path_to_type:
 * @self: a path
 *
 * Returns: (transfer full) (nullable): STRUCTs in each other with a STRING inside, if the path consists of few
 *   names and nothing else
 */
SluiceType *sluice_json_path_to_type (const SluiceJsonPath *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_json_path_get:
 * @self: a path
 * @tape: a record
 * @arena: where decoded texts go on the way
 * @out: what the path leads to is appended: a text as it is, anything else as JSON
 *
 * Of several values that a `*` leads to an array is made, by the rules of Hive, which Spark keeps.
 *
 * Returns: whether the path leads to anything; if not, @out may have grown all the same
 */
gboolean sluice_json_path_get (const SluiceJsonPath *self,
                               const SluiceJsonTape *tape,
                               SluiceArena          *arena,
                               SluiceOutput         *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceJsonPath, sluice_json_path_free)

G_END_DECLS
