/* sluice-command.h: the commands of `sluice`.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

#include "plan/sluice-analysis.h"

G_BEGIN_DECLS

/** SluiceExitCode: how `sluice` ends. */
typedef enum
{
  SLUICE_EXIT_OK = 0,
  SLUICE_EXIT_FAILED = 1,
  SLUICE_EXIT_USAGE = 2,
  SLUICE_EXIT_SIGNAL = 3,
} SluiceExitCode;

/**
 * SluiceCommand:
 * @name: as it is typed
 * @summary: one line for `sluice --help`
 * @run: runs it with its own arguments (argv[0] is the name) and returns the exit code
 */
typedef struct
{
  const char *name;
  const char *summary;
  int (*run) (int    argc,
              char **argv);
} SluiceCommand;

/** sluice_command_list: @n: (out): how many. Returns: (transfer none) (array length=n): all commands. */
const SluiceCommand *sluice_command_list (guint *n);

/** sluice_command_run: @argc: arguments, @argv: from `run` on. Returns: the exit code of `sluice run`. */
int sluice_command_run (int    argc,
                        char **argv);

/** sluice_command_check: @argc: arguments, @argv: from `check` on. Returns: the exit code of `sluice check`. */
int sluice_command_check (int    argc,
                          char **argv);

/** sluice_command_explain: @argc: arguments, @argv: from `explain` on. Returns: the exit code of `sluice explain`. */
int sluice_command_explain (int    argc,
                            char **argv);

/** sluice_command_state: @argc: arguments, @argv: from `state` on. Returns: the exit code of `sluice state`. */
int sluice_command_state (int    argc,
                          char **argv);

/** sluice_command_why: @argc: arguments, @argv: from `why` on. Returns: the exit code of `sluice why`. */
int sluice_command_why (int    argc,
                        char **argv);

/** sluice_command_examples: @argc: arguments, @argv: from `examples` on. Returns: the exit code of `sluice examples`. */
int sluice_command_examples (int    argc,
                             char **argv);

/** sluice_command_test: @argc: arguments, @argv: from `test` on. Returns: the exit code of `sluice test`. */
int sluice_command_test (int    argc,
                         char **argv);

/** sluice_command_sql: @argc: arguments, @argv: from `sql` on. Returns: the exit code of `sluice sql`. */
int sluice_command_sql (int    argc,
                        char **argv);

/** sluice_command_functions: @argc: arguments, @argv: from `functions` on. Returns: the exit code of `sluice functions`. */
int sluice_command_functions (int    argc,
                              char **argv);

/* What commands share. */

/**
 * sluice_command_parse:
 * @argc: (inout): arguments
 * @argv: (inout): arguments; options are taken out
 * @entries: the command's options
 * @usage: what comes after the name, such as `FILE`
 * @summary: what the command does, for its help
 * @details: (nullable): more for its help
 * @n_min: fewest arguments besides options
 * @n_max: most
 *
 * Parses a command's options; a mistake is told on standard error with how to get help.
 *
 * Returns: whether they make sense
 */
gboolean sluice_command_parse (int                *argc,
                               char             ***argv,
                               const GOptionEntry *entries,
                               const char         *usage,
                               const char         *summary,
                               const char         *details,
                               int                 n_min,
                               int                 n_max);

/**
 * sluice_command_analyze:
 * @path: a document's file
 * @parameters: (nullable) (array zero-terminated=1): `name=value` each
 * @quiet: whether problems that aren't errors are passed over
 * @analysis: (out) (transfer full) (nullable): the document's analysis
 *
 * Loads and analyses a document and prints its problems on standard error. An example's data is made
 * when it isn't there yet.
 *
 * Returns: %SLUICE_EXIT_OK, or %SLUICE_EXIT_USAGE when there is nothing to run
 */
int sluice_command_analyze (const char        *path,
                            char             **parameters,
                            gboolean           quiet,
                            SluiceAnalysis   **analysis);

/**
 * sluice_command_find_checkpoint:
 * @path: a document's file, or a checkpoint
 * @parameters: (nullable) (array zero-terminated=1): `name=value` each, for the document
 * @wanted: (nullable): the query that is meant: its name or its sink's id
 * @settings: (nullable) (array zero-terminated=1): `key=value` each, which the session is to have
 * @checkpoint: (out) (transfer full): the checkpoint
 * @session: (out) (transfer full): the settings: those of the document, when no others are given
 *
 * For commands that look at what a query has left. What is wrong is told on standard error.
 *
 * Returns: %SLUICE_EXIT_OK, or %SLUICE_EXIT_USAGE when there is no such checkpoint
 */
int sluice_command_find_checkpoint (const char      *path,
                                    char           **parameters,
                                    const char      *wanted,
                                    char           **settings,
                                    char           **checkpoint,
                                    SluiceSettings **session);

/**
 * sluice_command_print_error:
 * @path: (nullable): the document's file
 * @error: an error
 *
 * Prints an error with everything that it knows: file, node, field, condition, place, batch.
 */
void sluice_command_print_error (const char   *path,
                                 const GError *error);

G_END_DECLS
