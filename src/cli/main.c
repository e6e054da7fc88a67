/* main.c: the command `sluice`.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <errno.h>
#include <locale.h>
#include <string.h>
#include <unistd.h>

#include "cli/sluice-command.h"
#include "cli/sluice-gen.h"

static const SluiceCommand commands[] = {
  { "run", "Run the queries of a pipeline", sluice_command_run },
  { "check", "Find every problem of a pipeline without running it", sluice_command_check },
  { "test", "Run test documents and tables of recorded answers", sluice_command_test },
  { "sql", "Evaluate a query or an expression at once", sluice_command_sql },
  { "functions", "List the functions of expressions, or explain one", sluice_command_functions },
  { "explain", "Show how the queries of a pipeline will run", sluice_command_explain },
  { "state", "Show what a query remembers, from its checkpoint", sluice_command_state },
  { "why", "Explain what became of rows, from a recording", sluice_command_why },
  { "gen", "Write seeded test data", sluice_cli_gen },
  { "examples", "List the examples, or copy one with its data", sluice_command_examples },
};

const SluiceCommand *
sluice_command_list (guint *n)
{
  *n = G_N_ELEMENTS (commands);

  return commands;
}

static void
print_help (void)
{
  g_print ("Usage:\n  sluice COMMAND [OPTION…]\n  sluice [FILE]        opens the window\n\n"
           "Streaming queries with the semantics of Apache Spark Structured Streaming.\n\nCommands:\n");
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %-10s %s\n", commands[i].name, commands[i].summary);
  g_print ("\nOptions:\n  -h, --help     Show this help\n  --version      Show the version\n\n"
           "“sluice COMMAND --help” tells more about a command.\n");
}

/* The window is a program of its own, so that this one needs no GTK: beside this one when installed or
 * built, else wherever the shell would find it. */
static int
open_window (char **files)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *directory = self != NULL ? g_path_get_dirname (self) : g_strdup (BINDIR);
  const char *const places[] = { "sluice-studio", "../app/sluice-studio", NULL };
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();

  g_ptr_array_add (arguments, (gpointer) "sluice-studio");
  for (guint i = 0; files[i] != NULL; i++)
    g_ptr_array_add (arguments, files[i]);
  g_ptr_array_add (arguments, NULL);

  for (guint i = 0; places[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (directory, places[i], NULL);

      execv (path, (char **) arguments->pdata);
    }
  execvp ("sluice-studio", (char **) arguments->pdata);
  g_printerr ("sluice: cannot start the window (sluice-studio): %s\nTry “sluice --help” for what works in "
              "the terminal.\n", g_strerror (errno));

  return SLUICE_EXIT_FAILED;
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");

  if (argc >= 2 && (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0
                    || strcmp (argv[1], "help") == 0))
    {
      print_help ();
      return SLUICE_EXIT_OK;
    }
  if (argc >= 2 && strcmp (argv[1], "--version") == 0)
    {
      g_print ("sluice %s\n", SLUICE_VERSION);
      return SLUICE_EXIT_OK;
    }

  for (guint i = 0; argc >= 2 && i < G_N_ELEMENTS (commands); i++)
    if (strcmp (argv[1], commands[i].name) == 0)
      return commands[i].run (argc - 1, argv + 1);

  if (argc >= 2 && argv[1][0] == '-')
    {
      g_printerr ("sluice: unknown option “%s”\nTry “sluice --help”.\n", argv[1]);
      return SLUICE_EXIT_USAGE;
    }
  if (argc >= 2 && !g_str_has_suffix (argv[1], ".sluice") && !g_file_test (argv[1], G_FILE_TEST_EXISTS))
    {
      g_printerr ("sluice: “%s” is neither a command nor a file\nTry “sluice --help”.\n", argv[1]);
      return SLUICE_EXIT_USAGE;
    }

  return open_window (argv + 1);
}
