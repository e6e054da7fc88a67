/* sluice-json-getter.h: what get_json_object() takes out of JSON texts.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-string.h"
#include "formats/sluice-json-tape.h"

G_BEGIN_DECLS

/** sluice_json_hive_options: what get_json_object and the like let pass, which Hive did before. */
extern const SluiceFormatOptions sluice_json_hive_options;

/**
 * sluice_json_read_text:
 * @tape: a tape
 * @text: proper UTF-8
 * @options: what is allowed beyond the standard
 *
 * sluice_json_tape_read() for the texts of functions. Spark parses these as characters, and a byte order mark is
 * one like any other, where none can stand.
 *
 * Returns: what the text turned out to be
 */
SluiceJsonStatus sluice_json_read_text (SluiceJsonTape            *tape,
                                        const SluiceString        *text,
                                        const SluiceFormatOptions *options);

/**
 * SluiceJsonGetter:
 *
 * Takes the value that a path leads to out of one text after another. Where the path is made of names alone, texts
 * that look like one before are read by prediction.
 */
typedef struct _SluiceJsonGetter SluiceJsonGetter;

/**
 * sluice_json_getter_new:
 * @path: (array length=length): the path
 * @length: its bytes
 * @arena: where values go; it must stay as long as the getter
 * @predict: whether so many texts follow that it pays to learn what they look like
 *
 * Returns: (transfer full): a getter; of a path that is none nothing is got
 */
SluiceJsonGetter *sluice_json_getter_new (const char  *path,
                                          gsize        length,
                                          SluiceArena *arena,
                                          gboolean     predict) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_json_getter_free: @self: (nullable): a getter. */
void sluice_json_getter_free (SluiceJsonGetter *self);

/**
 * sluice_json_getter_get:
 * @self: a getter
 * @text: a text
 * @value: (out): what is found, in the arena or a part of @text
 *
 * Returns: whether the text is sound and the path leads to anything in it
 */
gboolean sluice_json_getter_get (SluiceJsonGetter   *self,
                                 const SluiceString *text,
                                 SluiceString       *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceJsonGetter, sluice_json_getter_free)

G_END_DECLS
