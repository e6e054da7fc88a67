/* sluice-command-examples.c: `sluice examples`: what there is to try.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "cli/sluice-command.h"

#include "generate/sluice-example.h"

static void
list_examples (GPtrArray *examples)
{
  for (guint i = 0; i < examples->len; i++)
    {
      SluiceExample *example = g_ptr_array_index (examples, i);

      g_print ("%-18s %s\n%-18s %s\n\n", example->name, example->title, "", example->description);
    }
  g_print ("Copy one, with its data, into a folder:\n  sluice examples NAME [FOLDER]\n");
}

int
sluice_command_examples (int argc, char **argv)
{
  g_autoptr (GPtrArray) examples = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  if (!sluice_command_parse (&argc, &argv, NULL, "[NAME [FOLDER]]",
                             "Lists the examples, or copies one into a folder together with its data.",
                             NULL, 0, 2))
    return SLUICE_EXIT_USAGE;

  examples = sluice_example_list ();
  if (argc < 2)
    {
      list_examples (examples);
      return SLUICE_EXIT_OK;
    }

  path = sluice_example_copy (examples, argv[1], argc > 2 ? argv[2] : ".", &error);
  if (path == NULL)
    {
      g_printerr ("sluice examples: %s\n", error->message);
      return SLUICE_EXIT_USAGE;
    }
  g_print ("%s\nRun it:\n  sluice run %s\n", path, path);

  return SLUICE_EXIT_OK;
}
