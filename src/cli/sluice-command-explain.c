/* sluice-command-explain.c: `sluice explain`: how a document's queries will run.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "cli/sluice-command.h"

static const char *
trigger_text (const SluiceQueryPlan *query, char *buffer, gsize size)
{
  switch (query->trigger)
    {
    case SLUICE_TRIGGER_ONCE:
      return "once";
    case SLUICE_TRIGGER_AVAILABLE_NOW:
      return "availableNow";
    case SLUICE_TRIGGER_CONTINUOUS:
      return "continuous";
    case SLUICE_TRIGGER_PROCESSING_TIME:
    default:
      if (query->trigger_interval_us == 0)
        return "as soon as there is data";
      g_snprintf (buffer, size, "every %g s", query->trigger_interval_us / 1e6);
      return buffer;
    }
}

static void
explain_query (const SluiceQueryPlan *query)
{
  g_autofree char *plan = sluice_plan_to_text (query->plan);
  g_autofree char *schema = sluice_type_to_ddl (query->plan->schema);
  char buffer[64];

  g_print ("Query %s (sink “%s”)\n", query->name != NULL ? query->name : "without a name",
           query->sink_id);
  g_print ("  sink        %s, %s mode\n", query->format, sluice_output_mode_name (query->mode));
  g_print ("  trigger     %s\n", trigger_text (query, buffer, sizeof buffer));
  g_print ("  checkpoint  %s\n", query->checkpoint != NULL ? query->checkpoint : "temporary");
  g_print ("  state       %u stateful operator%s, %u watermark%s\n", query->n_state_operators,
           query->n_state_operators == 1 ? "" : "s", query->n_watermarks,
           query->n_watermarks == 1 ? "" : "s");
  g_print ("  schema      %s\n\n%s\n", schema, plan);
}

int
sluice_command_explain (int argc, char **argv)
{
  g_auto (GStrv) parameters = NULL;
  const GOptionEntry entries[] = {
    { "parameter", 'p', 0, G_OPTION_ARG_STRING_ARRAY, &parameters, "Set a parameter of the document",
      "NAME=VALUE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SluiceAnalysis) analysis = NULL;
  g_auto (GStrv) sinks = NULL;
  int code;

  if (!sluice_command_parse (&argc, &argv, entries, "FILE",
                             "Shows how the queries of a pipeline will run: schemas, operators, state.",
                             "The plan is the optimised one: filters stand as near to the sources as "
                             "Spark lets them, and sources read only the columns that are needed.",
                             1, 1))
    return SLUICE_EXIT_USAGE;

  code = sluice_command_analyze (argv[1], parameters, TRUE, &analysis);
  if (analysis == NULL)
    return code;

  sinks = sluice_analysis_get_sinks (analysis);
  for (guint i = 0; sinks[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      SluiceQueryPlan *query = sluice_analysis_get_query (analysis, sinks[i], &error);

      if (query == NULL)
        {
          sluice_command_print_error (argv[1], error);
          code = SLUICE_EXIT_USAGE;
          continue;
        }
      explain_query (query);
      sluice_query_plan_unref (query);
    }

  return code;
}
