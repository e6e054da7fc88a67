/* sluice-command-check.c: `sluice check`: all problems of a document.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "cli/sluice-command.h"

int
sluice_command_check (int argc, char **argv)
{
  g_auto (GStrv) parameters = NULL;
  const GOptionEntry entries[] = {
    { "parameter", 'p', 0, G_OPTION_ARG_STRING_ARRAY, &parameters, "Set a parameter of the document",
      "NAME=VALUE" },
    G_OPTION_ENTRY_NULL,
  };
  gboolean failed = FALSE;

  if (!sluice_command_parse (&argc, &argv, entries, "FILE…",
                             "Finds every problem of a pipeline without running it.",
                             "Each problem is a line on standard error: file, node, field, Spark's "
                             "condition and a sentence.\nThe exit code is 0 when there is no error, 1 "
                             "when there is one, 2 when a file is no document.",
                             1, -1))
    return SLUICE_EXIT_USAGE;

  for (int i = 1; i < argc; i++)
    {
      g_autoptr (SluiceAnalysis) analysis = NULL;

      if (sluice_command_analyze (argv[i], parameters, FALSE, &analysis) == SLUICE_EXIT_OK)
        g_print ("%s: no errors\n", argv[i]);
      else if (analysis == NULL)
        return SLUICE_EXIT_USAGE;
      else
        failed = TRUE;
    }

  return failed ? SLUICE_EXIT_FAILED : SLUICE_EXIT_OK;
}
