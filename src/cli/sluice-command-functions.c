/* sluice-command-functions.c: `sluice functions`: the reference of the functions of expressions.
 *
 * Everything that it says stands where the functions are registered, so that the completion of the editor
 * says the same.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "cli/sluice-command.h"

#include <json-glib/json-glib.h>
#include <string.h>
#include <unistd.h>

#include "core/sluice-name-distance.h"
#include "expr/sluice-function.h"
#include "formats/sluice-functions.h"

/* Spark's names of groups, and what people call them. */
static const struct
{
  const char *name;
  const char *title;
} groups[] = {
  { "agg_funcs", "Aggregates" },
  { "array_funcs", "Arrays" },
  { "bitwise_funcs", "Bits" },
  { "collection_funcs", "Collections" },
  { "conditional_funcs", "Conditions" },
  { "conversion_funcs", "Conversions" },
  { "csv_funcs", "CSV" },
  { "datetime_funcs", "Dates and times" },
  { "generator_funcs", "Generators" },
  { "hash_funcs", "Hashes" },
  { "json_funcs", "JSON" },
  { "lambda_funcs", "Functions that take functions" },
  { "map_funcs", "Maps" },
  { "math_funcs", "Mathematics" },
  { "misc_funcs", "Others" },
  { "operator_funcs", "Operators" },
  { "predicate_funcs", "Predicates" },
  { "string_funcs", "Strings" },
  { "struct_funcs", "Structs" },
  { "url_funcs", "URLs" },
  { "window_funcs", "Windows" },
  { "xml_funcs", "XML" },
};

static const char *
group_title (const char *name)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (groups); i++)
    if (strcmp (groups[i].name, name) == 0)
      return groups[i].title;

  return name != NULL ? name : "Others";
}

static int
compare_groups (gconstpointer a, gconstpointer b)
{
  const SluiceFunction *first = *(const SluiceFunction *const *) a;
  const SluiceFunction *second = *(const SluiceFunction *const *) b;
  int order = strcmp (group_title (first->group), group_title (second->group));

  return order != 0 ? order : strcmp (first->name, second->name);
}

/* What isn't documented is no function of its own: an operator's inner name. */
static GPtrArray *
documented (void)
{
  guint n;
  const SluiceFunction *const *all = sluice_function_list (&n);
  GPtrArray *functions = g_ptr_array_new ();

  for (guint i = 0; i < n; i++)
    if (all[i]->signature != NULL)
      g_ptr_array_add (functions, (gpointer) all[i]);
  g_ptr_array_sort (functions, compare_groups);

  return functions;
}

static const char *
kind_name (SluiceFunctionKind kind)
{
  return kind == SLUICE_FUNCTION_AGGREGATE   ? "aggregate"
         : kind == SLUICE_FUNCTION_GENERATOR ? "generator"
         : kind == SLUICE_FUNCTION_WINDOW    ? "window"
                                             : "scalar";
}

/* Lists. */

static void
print_list (GPtrArray *functions, const char *group)
{
  const char *last = NULL;
  guint width = 0;

  for (guint i = 0; i < functions->len; i++)
    width = MAX (width, MIN (strlen (((SluiceFunction *) functions->pdata[i])->name), 28));
  for (guint i = 0; i < functions->len; i++)
    {
      const SluiceFunction *function = functions->pdata[i];
      const char *title = group_title (function->group);

      if (group != NULL && g_strcmp0 (function->group, group) != 0)
        continue;
      if (last == NULL || strcmp (title, last) != 0)
        g_print ("%s%s\n", last != NULL ? "\n" : "", title);
      last = title;
      g_print ("  %-*s  %s\n", (int) width, function->name,
               function->description != NULL ? function->description : "");
    }
}

static void
append_escaped (GString *out, const char *text)
{
  for (; *text != '\0'; text++)
    {
      if (*text == '|')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *text);
    }
}

static void
print_markdown (GPtrArray *functions)
{
  g_autoptr (GString) out = g_string_new ("# Functions\n");
  const char *last = NULL;

  for (guint i = 0; i < functions->len; i++)
    {
      const SluiceFunction *function = functions->pdata[i];
      const char *title = group_title (function->group);

      if (last == NULL || strcmp (title, last) != 0)
        g_string_append_printf (out,
                                "\n## %s\n\n| function | | example | gives |\n|---|---|---|---|\n",
                                title);
      last = title;
      g_string_append (out, "| `");
      append_escaped (out, function->signature);
      g_string_append (out, "` | ");
      append_escaped (out, function->description != NULL ? function->description : "");
      g_string_append (out, " | ");
      if (function->example != NULL)
        {
          g_string_append (out, "`");
          append_escaped (out, function->example);
          g_string_append (out, "` | `");
          append_escaped (out, function->example_result != NULL ? function->example_result : "");
          g_string_append (out, "` |\n");
        }
      else
        g_string_append (out, "| |\n");
    }
  g_print ("%s", out->str);
}

static void
add_member (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
print_json (GPtrArray *functions)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_array (builder);
  for (guint i = 0; i < functions->len; i++)
    {
      const SluiceFunction *function = functions->pdata[i];

      json_builder_begin_object (builder);
      add_member (builder, "name", function->name);
      add_member (builder, "kind", kind_name (function->kind));
      add_member (builder, "group", function->group);
      add_member (builder, "signature", function->signature);
      add_member (builder, "description", function->description);
      add_member (builder, "example", function->example);
      add_member (builder, "result", function->example_result);
      add_member (builder, "since", function->since);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, TRUE);
  g_print ("%s\n", text);
}

/* One function. */

static void
print_function (const SluiceFunction *function)
{
  g_print ("%s\n\n  %s\n", function->signature != NULL ? function->signature : function->name,
           function->description != NULL ? function->description : "");
  if (function->example != NULL)
    g_print ("\n  Example\n    %s\n    → %s\n", function->example,
             function->example_result != NULL ? function->example_result : "");
  g_print ("\n  Group  %s", group_title (function->group));
  if (function->kind == SLUICE_FUNCTION_AGGREGATE)
    g_print (" (one value of many rows)");
  else if (function->kind == SLUICE_FUNCTION_GENERATOR)
    g_print (" (many rows of one)");
  else if (function->kind == SLUICE_FUNCTION_WINDOW)
    g_print (" (one value for each row, of rows around it)");
  if (function->since != NULL)
    g_print ("\n  Since  Spark %s", function->since);
  g_print ("\n");
}

/* Names that contain the word, else those that differ by little. */
static GPtrArray *
similar (GPtrArray *functions, const char *word)
{
  GPtrArray *found = g_ptr_array_new ();
  guint least = (guint) MAX (strlen (word) / 3, 1);

  for (guint i = 0; i < functions->len; i++)
    if (strstr (((SluiceFunction *) functions->pdata[i])->name, word) != NULL)
      g_ptr_array_add (found, functions->pdata[i]);
  for (guint d = 1; found->len == 0 && d <= least; d++)
    for (guint i = 0; i < functions->len; i++)
      if (sluice_name_distance (((SluiceFunction *) functions->pdata[i])->name, word) == d)
        g_ptr_array_add (found, functions->pdata[i]);

  return found;
}

static int
explain (GPtrArray *functions, const char *name, gboolean json)
{
  g_autofree char *word = g_ascii_strdown (name, -1);
  const SluiceFunction *function = sluice_function_lookup (word);
  const char *condition, *reason;
  g_autoptr (GPtrArray) near = NULL;

  if (function != NULL && function->signature != NULL)
    {
      g_autoptr (GPtrArray) one = g_ptr_array_new ();

      g_ptr_array_add (one, (gpointer) function);
      if (json)
        print_json (one);
      else
        print_function (function);
      return SLUICE_EXIT_OK;
    }
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if (strcmp (groups[i].name, word) == 0 || g_ascii_strcasecmp (groups[i].title, name) == 0)
      {
        print_list (functions, groups[i].name);
        return SLUICE_EXIT_OK;
      }
  reason = function == NULL ? sluice_function_unavailable (word, &condition) : NULL;
  if (reason != NULL)
    {
      g_printerr ("sluice functions: Spark has a function “%s”, Sluice doesn’t. %s\n", word, reason);
      return SLUICE_EXIT_USAGE;
    }
  g_printerr ("sluice functions: there is no function “%s”", name);
  near = similar (functions, word);
  for (guint i = 0; i < MIN (near->len, 8); i++)
    g_printerr ("%s%s", i == 0 ? "; did you mean " : ", ",
                ((SluiceFunction *) near->pdata[i])->name);
  g_printerr ("%s\n", near->len > 0 ? "?" : "");

  return SLUICE_EXIT_USAGE;
}

int
sluice_command_functions (int argc, char **argv)
{
  gboolean json = FALSE, markdown = FALSE;
  const GOptionEntry entries[] = {
    { "json", 'j', 0, G_OPTION_ARG_NONE, &json, "Print everything that is known, as JSON", NULL },
    { "markdown", 0, 0, G_OPTION_ARG_NONE, &markdown, "Print tables in Markdown", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GPtrArray) functions = NULL;

  if (!sluice_command_parse (&argc, &argv, entries, "[NAME]",
                             "Lists the functions of expressions by group, or explains one.",
                             "NAME is a function, or a group such as “strings” or “agg_funcs”. "
                             "“sluice sql” evaluates them:\n\n"
                             "  sluice functions date_trunc\n"
                             "  sluice sql \"date_trunc('HOUR', now())\"",
                             0, 1))
    return SLUICE_EXIT_USAGE;

  sluice_formats_register_functions ();
  functions = documented ();
  if (argc > 1)
    return explain (functions, argv[1], json);
  if (json)
    print_json (functions);
  else if (markdown)
    print_markdown (functions);
  else
    print_list (functions, NULL);

  return SLUICE_EXIT_OK;
}
