/* test-node-types.c: the tables of node types and formats.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-node-type.h"

#include <string.h>

/* The operations and fields of the documented table of the document's format. */
static void
test_operations (void)
{
  static const struct
  {
    const char *op;
    const char *ports;
    const char *fields;
  } expected[] = {
    { "readStream", "", "format schema options" },
    { "read", "", "format schema rows options" },
    { "select", "input", "columns" },
    { "withColumns", "input", "columns" },
    { "filter", "input", "condition" },
    { "drop", "input", "columns" },
    { "withWatermark", "input", "eventTime delay" },
    { "groupBy", "input", "keys aggregates" },
    { "dropDuplicates", "input", "columns" },
    { "dropDuplicatesWithinWatermark", "input", "columns" },
    { "join", "left right", "type on using" },
    { "union", "inputs", "byName allowMissingColumns" },
    { "orderBy", "input", "columns" },
    { "limit", "input", "n" },
    { "sql", "inputs", "query" },
    { "observe", "input", "name metrics" },
    { "mapRows", "input", "python schema" },
    { "transformWithState", "input", "keys python schema timeMode outputMode" },
    { "writeStream", "input", "format outputMode queryName trigger partitionBy options" },
  };
  guint n;

  sluice_node_type_list (&n);
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const SluiceNodeType *type = sluice_node_type_find (expected[i].op);
      g_autofree char *ports = NULL;
      g_auto (GStrv) fields = g_strsplit (expected[i].fields, " ", -1);

      g_assert_nonnull (type);
      ports = g_strjoinv (" ", (char **) type->ports);
      g_assert_cmpstr (ports, ==, expected[i].ports);
      g_assert_cmpuint (type->n_fields, ==, g_strv_length (fields));
      for (guint f = 0; fields[f] != NULL; f++)
        g_assert_nonnull (sluice_node_type_field (type, fields[f]));
      g_assert_true (type->has_output == (strcmp (type->op, "writeStream") != 0));
    }
  g_assert_null (sluice_node_type_find ("Select"));
  g_assert_null (sluice_node_type_find (NULL));
}

/* What people read must be there for every entry, and names must not come twice. */
static void
test_descriptions (void)
{
  guint n, n_formats;
  const SluiceNodeType *types = sluice_node_type_list (&n);
  const SluiceFormatType *formats = sluice_format_type_list (&n_formats);

  for (guint i = 0; i < n; i++)
    {
      g_assert_true (g_str_has_suffix (types[i].description, "."));
      g_assert_cmpstr (types[i].label, !=, "");
      g_assert_true (g_str_has_suffix (types[i].icon_name, "-symbolic"));
      for (guint f = 0; f < types[i].n_fields; f++)
        {
          const SluiceFieldType *field = &types[i].fields[f];

          g_assert_true (g_str_has_suffix (field->description, "."));
          g_assert_true (field == sluice_node_type_field (&types[i], field->name));
          g_assert_true ((field->kind == SLUICE_FIELD_CHOICE) == (field->choices != NULL));
          g_assert_false (field->required && field->default_value != NULL);
          if (field->choices != NULL && field->default_value != NULL)
            g_assert_true (g_strv_contains (field->choices, field->default_value));
        }
    }
  for (guint i = 0; i < n_formats; i++)
    {
      g_assert_true (g_str_has_suffix (formats[i].description, "."));
      for (guint op = 0; formats[i].ops[op] != NULL; op++)
        {
          const SluiceNodeType *type = sluice_node_type_find (formats[i].ops[op]);

          g_assert_true (sluice_format_type_find (formats[i].ops[op], formats[i].name)
                         == &formats[i]);
          g_assert_true (
              g_strv_contains (sluice_node_type_field (type, "format")->choices, formats[i].name));
        }
      for (guint o = 0; o < formats[i].n_options; o++)
        {
          const SluiceOptionType *option = &formats[i].options[o];

          g_assert_true (g_str_has_suffix (option->description, "."));
          if (option != sluice_format_type_option (&formats[i], option->name))
            g_error ("%s has %s twice", formats[i].name, option->name);
          g_assert_true ((option->kind == SLUICE_FIELD_CHOICE) == (option->choices != NULL));
        }
    }
}

/* Spark's documented defaults of the file source. */
static void
test_options (void)
{
  static const struct
  {
    const char *name;
    const char *value;
  } expected[] = {
    { "maxFileAge", "7d" },   { "maxCachedFiles", "10000" },  { "discardCachedInputRatio", "0.2" },
    { "cleanSource", "off" }, { "latestFirst", "false" },     { "fileNameOnly", "false" },
    { "mode", "PERMISSIVE" }, { "maxfilespertrigger", NULL }, { "allowSingleQuotes", "true" },
  };
  const SluiceFormatType *json = sluice_format_type_find ("readStream", "json");
  const SluiceFormatType *sink = sluice_format_type_find ("writeStream", "csv");

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const SluiceOptionType *option = sluice_format_type_option (json, expected[i].name);

      g_assert_nonnull (option);
      g_assert_cmpstr (option->default_value, ==, expected[i].value);
    }
  g_assert_true (sluice_format_type_option (json, "path")->required);
  g_assert_null (sluice_format_type_option (json, "sep"));
  /* CSV is read as it stands, but trimmed when written. */
  g_assert_cmpstr (sluice_format_type_option (sink, "ignoreLeadingWhiteSpace")->default_value, ==,
                   "true");
  g_assert_cmpstr (
      sluice_format_type_option (sluice_format_type_find ("read", "csv"), "ignoreLeadingWhiteSpace")
          ->default_value,
      ==, "false");
  g_assert_null (sluice_format_type_find ("read", "rate"));
  g_assert_false (sluice_format_type_find ("writeStream", "kafka")->supported);
  g_assert_true (sluice_format_type_find ("writeStream", "console")->supported);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan/node-types/operations", test_operations);
  g_test_add_func ("/plan/node-types/descriptions", test_descriptions);
  g_test_add_func ("/plan/node-types/options", test_options);

  return g_test_run ();
}
