/* sluice-example.h: the examples, with the data that they run on.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "plan/sluice-document.h"

G_BEGIN_DECLS

/**
 * SluiceExample:
 * @name: its file's name without the ending
 * @path: its file
 * @title: the document's name
 * @description: one or two sentences
 *
 * An example. Its document has a key `example` with `description` and `data`: a list of lists of arguments
 * as `sluice gen` takes them, whose files are made when the example is opened.
 */
typedef struct
{
  char *name;
  char *path;
  char *title;
  char *description;
} SluiceExample;

/** sluice_example_free: @self: (nullable): an example. */
void sluice_example_free (SluiceExample *self);

/**
 * sluice_example_list:
 *
 * Looks where the program was installed, or in the sources that it was built from.
 *
 * Returns: (transfer full) (element-type SluiceExample): the examples, simplest first
 */
GPtrArray *sluice_example_list (void) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_example_prepare:
 * @document: any document
 * @directory: its folder
 * @error: data that can't be made
 *
 * Makes the data of an example that isn't there yet; nothing for other documents.
 *
 * Returns: whether everything is there
 */
gboolean sluice_example_prepare (SluiceDocument *document,
                                 const char     *directory,
                                 GError        **error);

/**
 * sluice_example_copy:
 * @examples: (element-type SluiceExample): the examples
 * @name: name of one of them
 * @directory: an existing folder
 * @error: an example that doesn't exist, a file that does, errors of writing
 *
 * Copies an example into a folder and makes its data there.
 *
 * Returns: (transfer full) (nullable): path of the copy
 */
char *sluice_example_copy (GPtrArray  *examples,
                           const char *name,
                           const char *directory,
                           GError    **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceExample, sluice_example_free)

G_END_DECLS
