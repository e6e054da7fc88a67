/* sluice-command.c: what the commands of `sluice` share.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "cli/sluice-command.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "generate/sluice-example.h"

gboolean
sluice_command_parse (int                *argc,
                      char             ***argv,
                      const GOptionEntry *entries,
                      const char         *usage,
                      const char         *summary,
                      const char         *details,
                      int                 n_min,
                      int                 n_max)
{
  g_autoptr (GOptionContext) context = g_option_context_new (usage);
  g_autofree char *name = g_strdup ((*argv)[0]);
  g_autofree char *program = g_strdup_printf ("sluice %s", name);
  g_autoptr (GError) error = NULL;

  g_set_prgname (program);
  (*argv)[0] = program;
  g_option_context_set_summary (context, summary);
  if (details != NULL)
    g_option_context_set_description (context, details);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, NULL);

  if (!g_option_context_parse (context, argc, argv, &error))
    g_printerr ("sluice %s: %s\n", name, error->message);
  else if (*argc - 1 < n_min)
    g_printerr ("sluice %s: an argument is missing: %s\n", name, usage);
  else if (n_max >= 0 && *argc - 1 > n_max)
    g_printerr ("sluice %s: “%s” is one argument too many\n", name, (*argv)[n_max + 1]);
  else
    {
      (*argv)[0] = (char *) "sluice";
      return TRUE;
    }
  g_printerr ("Try “sluice %s --help”.\n", name);

  return FALSE;
}

void
sluice_command_print_error (const char *path, const GError *error)
{
  const SluiceErrorInfo *info = sluice_error_info (error);
  g_autoptr (GString) text = g_string_new (path != NULL ? path : "sluice");
  const char *message = error->message;

  /* What is wrong with a document's text begins with its path already. */
  if (g_str_has_prefix (message, text->str) && g_str_has_prefix (message + text->len, ": "))
    message += text->len + 2;
  if (info != NULL && info->node != NULL)
    {
      g_string_append_printf (text, ": node “%s”", info->node);
      if (info->field != NULL)
        g_string_append_printf (text, ", field “%s”", info->field);
    }
  if (info != NULL && info->file == NULL && info->line > 0)
    g_string_append_printf (text, ":%u:%u", info->line, info->column);
  g_string_append (text, ": ");
  if (info != NULL && info->condition != NULL)
    g_string_append_printf (text, "[%s] ", info->condition);
  g_string_append (text, message);
  if (info != NULL && info->file != NULL && strstr (error->message, info->file) == NULL)
    {
      g_string_append_printf (text, " (%s", info->file);
      if (info->line > 0)
        g_string_append_printf (text, ", line %u", info->line);
      g_string_append_c (text, ')');
    }
  if (info != NULL && info->batch_id >= 0)
    g_string_append_printf (text, " (batch %" G_GINT64_FORMAT ")", info->batch_id);

  g_printerr ("%s\n", text->str);
}

static const char *
severity_name (SluiceSeverity severity)
{
  switch (severity)
    {
    case SLUICE_SEVERITY_ERROR:
      return "error";
    case SLUICE_SEVERITY_WARNING:
      return "warning";
    case SLUICE_SEVERITY_ADVICE:
    default:
      return "advice";
    }
}

static void
print_problem (const char *path, const SluiceProblem *problem)
{
  g_autoptr (GString) text = g_string_new (path);

  if (problem->node != NULL)
    g_string_append_printf (text, ": node “%s”", problem->node);
  if (problem->field != NULL)
    g_string_append_printf (text, ", field “%s”", problem->field);
  if (problem->text_offset >= 0)
    g_string_append_printf (text, ", at character %" G_GINT64_FORMAT, problem->text_offset + 1);
  g_string_append_printf (text, ": %s: ", severity_name (problem->severity));
  if (problem->condition != NULL)
    g_string_append_printf (text, "[%s] ", problem->condition);
  g_string_append (text, problem->message);
  if (problem->explanation != NULL)
    g_string_append_printf (text, "\n    %s", problem->explanation);

  g_printerr ("%s\n", text->str);
}

static GHashTable *
parse_parameters (char **parameters)
{
  g_autoptr (GHashTable) table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; parameters != NULL && parameters[i] != NULL; i++)
    {
      char *equals = strchr (parameters[i], '=');

      if (equals == NULL || equals == parameters[i])
        {
          g_printerr ("sluice: “-p %s” is not of the form name=value\n", parameters[i]);
          return NULL;
        }
      g_hash_table_insert (table, g_strndup (parameters[i], equals - parameters[i]),
                           g_strdup (equals + 1));
    }

  return g_steal_pointer (&table);
}

int
sluice_command_analyze (const char      *path,
                        char           **parameters,
                        gboolean         quiet,
                        SluiceAnalysis **analysis)
{
  g_autoptr (SluiceDocument) document = NULL;
  g_autoptr (GHashTable) table = parse_parameters (parameters);
  g_autoptr (GError) error = NULL;
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *directory = g_path_get_dirname (absolute);
  GPtrArray *problems;

  *analysis = NULL;
  if (table == NULL)
    return SLUICE_EXIT_USAGE;

  document = sluice_document_load (path, &error);
  if (document == NULL || !sluice_example_prepare (document, directory, &error))
    {
      sluice_command_print_error (path, error);
      return SLUICE_EXIT_USAGE;
    }

  *analysis = sluice_analysis_new (document, directory, table);
  problems = sluice_analysis_get_problems (*analysis);
  for (guint i = 0; i < problems->len; i++)
    {
      SluiceProblem *problem = g_ptr_array_index (problems, i);

      if (!quiet || problem->severity == SLUICE_SEVERITY_ERROR)
        print_problem (path, problem);
    }

  return sluice_analysis_has_errors (*analysis) ? SLUICE_EXIT_USAGE : SLUICE_EXIT_OK;
}

static SluiceSettings *
parse_settings (char **settings)
{
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; settings != NULL && settings[i] != NULL; i++)
    {
      char *equals = strchr (settings[i], '=');

      if (equals == NULL || equals == settings[i])
        {
          g_printerr ("sluice: “--set %s” is not of the form KEY=VALUE\n", settings[i]);
          return NULL;
        }
      g_hash_table_insert (values, g_strndup (settings[i], equals - settings[i]), g_strdup (equals + 1));
    }

  return sluice_settings_new (values);
}

/* Finds the one query of a document that is meant. */
static SluiceQueryPlan *
find_query (const char *path, SluiceAnalysis *analysis, const char *wanted)
{
  g_auto (GStrv) sinks = sluice_analysis_get_sinks (analysis);
  g_autoptr (SluiceQueryPlan) found = NULL;

  for (guint i = 0; sinks[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SluiceQueryPlan) plan = sluice_analysis_get_query (analysis, sinks[i], &error);

      if (plan == NULL)
        {
          sluice_command_print_error (path, error);
          return NULL;
        }
      if (wanted != NULL && g_strcmp0 (plan->name, wanted) != 0 && strcmp (plan->sink_id, wanted) != 0)
        continue;
      if (found != NULL)
        {
          g_printerr ("%s: there are several queries; choose one with --query, such as “%s” or “%s”\n", path,
                      found->sink_id, plan->sink_id);
          return NULL;
        }
      found = g_steal_pointer (&plan);
    }
  if (found == NULL && wanted != NULL)
    g_printerr ("%s: there is no query “%s”\n", path, wanted);
  else if (found == NULL)
    g_printerr ("%s: there is no query: no writeStream node\n", path);

  return g_steal_pointer (&found);
}

int
sluice_command_find_checkpoint (const char      *path,
                                char           **parameters,
                                const char      *wanted,
                                char           **settings,
                                char           **checkpoint,
                                SluiceSettings **session)
{
  g_autoptr (SluiceSettings) given = parse_settings (settings);
  g_autoptr (SluiceAnalysis) analysis = NULL;
  g_autoptr (SluiceQueryPlan) plan = NULL;
  int code;

  if (given == NULL)
    return SLUICE_EXIT_USAGE;
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      *checkpoint = g_canonicalize_filename (path, NULL);
      *session = g_steal_pointer (&given);
      return SLUICE_EXIT_OK;
    }

  code = sluice_command_analyze (path, parameters, TRUE, &analysis);
  if (code != SLUICE_EXIT_OK)
    return code;
  plan = find_query (path, analysis, wanted);
  if (plan == NULL)
    return SLUICE_EXIT_USAGE;
  if (plan->checkpoint == NULL)
    {
      g_printerr ("%s: node “%s”, field “options.checkpointLocation”: the query has no checkpoint, so nothing of it is "
                  "left when it ends\n", path, plan->sink_id);
      return SLUICE_EXIT_USAGE;
    }
  *checkpoint = g_strdup (plan->checkpoint);
  *session = settings != NULL ? g_steal_pointer (&given) : sluice_settings_ref (plan->settings);

  return SLUICE_EXIT_OK;
}
