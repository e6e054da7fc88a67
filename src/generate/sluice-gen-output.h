/* sluice-gen-output.h: where generated rows go.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "generate/sluice-generator.h"

G_BEGIN_DECLS

/**
 * SluiceGenOutput:
 * @rows: how many rows in all; %G_MAXUINT64 for no end
 * @header: whether csv output begins with the column names, each file anew
 * @directory: (nullable): folder for the files, made when missing; %NULL for standard output
 * @prefix: how the files' names begin
 * @files: into how many files the rows are divided; 0 when @rows_per_file says it
 * @rows_per_file: rows of each file but the last
 * @interval_us: microseconds from the appearance of one file to that of the next
 *
 * How to write rows out.
 */
typedef struct
{
  guint64 rows;
  gboolean header;
  const char *directory;
  const char *prefix;
  guint64 files;
  guint64 rows_per_file;
  guint64 interval_us;
} SluiceGenOutput;

/**
 * sluice_gen_output_write:
 * @self: how to write
 * @generator: where the rows come from
 * @error: what the system refused, or that a file of this name is there already
 *
 * Writes all rows. A file appears under its name at once and complete: it is written under a hidden
 * name in the same folder and renamed, as Spark's file source and ours need it. Files are numbered
 * from 0.
 *
 * Returns: whether everything was written
 */
gboolean sluice_gen_output_write (const SluiceGenOutput *self,
                                  SluiceGenerator       *generator,
                                  GError               **error);

/**
 * sluice_gen_output_write_file:
 * @path: name of a file, which must not be there yet
 * @text: its contents
 * @error: what the system refused
 *
 * Writes a small file, whole or not at all.
 *
 * Returns: whether it was written
 */
gboolean sluice_gen_output_write_file (const char    *path,
                                       const GString *text,
                                       GError       **error);

G_END_DECLS
