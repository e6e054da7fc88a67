/* test-functions.c: the functions on JSON and CSV texts, beyond what the recorded tables ask.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-analyzer.h"
#include "expr/sluice-kernel.h"
#include "formats/sluice-functions.h"
#include "formats/sluice-reader.h"
#include "formats/sluice-writer.h"

static SluiceSettings *settings;

/* Analyses one output column over `j STRING`. */
static GArray *
analyze (const char *text, SluiceAllow allow)
{
  g_autoptr (SluiceType) schema = sluice_parse_ddl ("j STRING", NULL);
  SluiceScopeInput input = { NULL, schema, 0 };
  SluiceScope scope = { &input, 1, settings };
  GArray *out = g_array_new (FALSE, FALSE, sizeof (SluiceNamedExpr));
  g_autoptr (GError) error = NULL;

  g_array_set_clear_func (out, sluice_named_expr_clear);
  g_assert_true (sluice_analyze_named (text, &scope, allow, out, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (out->len, ==, 1);

  return out;
}

/* The values for some texts, as JSON, one a line; only the odd rows are asked for when @odd. */
static char *
evaluate (const SluiceExpr *expr, const char *const *texts, guint n, gboolean odd)
{
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  g_autoptr (GByteArray) out = g_byte_array_new ();
  SluiceColumn *column = sluice_column_new (arena, sluice_type_primitive (SLUICE_TYPE_STRING), n);
  SluiceColumn *columns[] = { column };
  SluiceEvalContext context = { .arena = arena, .settings = settings, .n_rows = n, .columns = columns };
  guint16 rows[8];
  SluiceSelection selection = { odd ? rows : NULL, odd ? n / 2 : n };
  g_autoptr (GError) error = NULL;
  SluiceColumn *value;

  g_assert_cmpuint (n, <=, 16);
  for (guint i = 0; i < n / 2; i++)
    rows[i] = (guint16) (i * 2 + 1);
  for (guint i = 0; i < n; i++)
    {
      column->string[i] = sluice_string (texts[i] != NULL ? texts[i] : "", texts[i] != NULL ? strlen (texts[i]) : 0);
      if (texts[i] == NULL)
        {
          sluice_arena_align (arena);
          sluice_validity_clear (sluice_column_ensure_validity (arena, column), i);
        }
    }
  value = sluice_evaluate (&context, expr, selection, &error);
  if (value == NULL)
    return g_strdup (sluice_error_condition (error) != NULL ? sluice_error_condition (error) : error->message);

  for (guint i = odd ? 1 : 0; i < n; i += odd ? 2 : 1)
    {
      sluice_json_append_value (value, i, settings, FALSE, out);
      g_byte_array_append (out, (const guint8 *) "\n", 1);
    }
  g_byte_array_append (out, (const guint8 *) "", 1);

  return g_strdup ((const char *) out->data);
}

static void
check (const char *text, const char *const *texts, guint n, gboolean odd, const char *wanted)
{
  g_autoptr (GArray) named = analyze (text, SLUICE_ALLOW_NOTHING);
  g_autofree char *got = evaluate (g_array_index (named, SluiceNamedExpr, 0).expr, texts, n, odd);

  g_assert_cmpstr (got, ==, wanted);
}

/* A row of null and one that nobody asks for stand between others. */
static void
test_rows (void)
{
  static const char *const json[] = { "{\"a\":1}", NULL, "{\"a\":[1, 2]}", "{\"a\":\"x\"}" };
  static const char *const csv[] = { "1,a", NULL, "x,b", "3" };

  check ("from_json(j, 'a STRING')", json, 4, FALSE, "{\"a\":\"1\"}\nnull\n{\"a\":\"[1,2]\"}\n{\"a\":\"x\"}\n");
  check ("from_json(j, 'a STRING')", json, 4, TRUE, "null\n{\"a\":\"x\"}\n");
  check ("from_json(j, 'MAP<STRING, STRING>')", json, 4, TRUE, "null\n{\"a\":\"x\"}\n");
  check ("get_json_object(j, '$.a')", json, 4, TRUE, "null\n\"x\"\n");
  check ("json_object_keys(j)", json, 4, FALSE, "[\"a\"]\nnull\n[\"a\"]\n[\"a\"]\n");
  check ("from_csv(j, 'a INT, b STRING')", csv, 4, FALSE,
         "{\"a\":1,\"b\":\"a\"}\nnull\n{\"a\":null,\"b\":\"b\"}\n{\"a\":3,\"b\":null}\n");
  check ("from_csv(j, 'a INT, b STRING')", csv, 4, TRUE, "null\n{\"a\":3,\"b\":null}\n");
  check ("to_json(struct(j))", json + 2, 2, FALSE,
         "\"{\\\"j\\\":\\\"{\\\\\\\"a\\\\\\\":[1, 2]}\\\"}\"\n\"{\\\"j\\\":\\\"{\\\\\\\"a\\\\\\\":\\\\\\\"x\\\\\\\"}\\\"}\"\n");
}

/* Spark's names of columns leave schemas and options out. */
static void
test_names (void)
{
  static const char *const names[][2] = {
    { "from_json(j, 'a INT')", "from_json(j)" },
    { "from_csv(j, 'a INT', map('sep', ';'))", "from_csv(j)" },
    { "to_json(struct(j), map('pretty', 'true'))", "to_json(struct(j))" },
    { "get_json_object(j, '$.a')", "get_json_object(j, $.a)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GArray) named = analyze (names[i][0], SLUICE_ALLOW_NOTHING);

      g_assert_cmpstr (g_array_index (named, SluiceNamedExpr, 0).name, ==, names[i][1]);
    }
}

/* The generator takes the last value of a name that isn't null, and one row for each row. */
static void
test_tuple (void)
{
  static const char *const texts[]
      = { "{\"a\":1,\"b\":[1, \"x\"],\"a\":null}", NULL, "{\"b\":\"y\",\"b\":2.50}", "[1]", "{\"a\":1" };
  g_autoptr (GArray) named = analyze ("json_tuple(j, 'a', 'b')", SLUICE_ALLOW_GENERATORS);
  const SluiceNamedExpr *expr = &g_array_index (named, SluiceNamedExpr, 0);
  g_autofree char *got = NULL;

  g_assert_cmpint (expr->expr->kind, ==, SLUICE_EXPR_GENERATOR);
  g_assert_cmpstr (expr->names[0], ==, "c0");
  g_assert_cmpstr (expr->names[1], ==, "c1");
  got = evaluate (expr->expr->args[0], texts, 5, FALSE);
  g_assert_cmpstr (got, ==,
                   "[{\"c0\":\"1\",\"c1\":\"[1,\\\"x\\\"]\"}]\n[{\"c0\":null,\"c1\":null}]\n"
                   "[{\"c0\":null,\"c1\":\"2.5\"}]\n[{\"c0\":null,\"c1\":null}]\n[{\"c0\":null,\"c1\":null}]\n");
}

/* Families may be added again and again; every name is found once. */
static void
test_registry (void)
{
  const SluiceFunction *const *all;
  guint n;

  sluice_formats_register_functions ();
  all = sluice_function_list (&n);
  for (guint i = 1; i < n; i++)
    g_assert_cmpstr (all[i - 1]->name, <, all[i]->name);
  g_assert_nonnull (sluice_function_lookup ("FROM_JSON"));
  g_assert_nonnull (sluice_function_lookup ("schema_of_csv"));
}

/* What Spark would read otherwise is refused by name. */
static void
test_options (void)
{
  static const char *const names[] = { "maxNestingDepth", "EXTENSION" };
  g_autoptr (SluiceType) schema = sluice_parse_ddl ("a STRING", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GHashTable) options = g_hash_table_new (g_str_hash, g_str_equal);
      g_autoptr (GError) error = NULL;

      g_hash_table_insert (options, (gpointer) names[i], (gpointer) "1");
      g_assert_null (sluice_reader_new ("json", schema, NULL, 0, options, settings, &error));
      g_assert_error (error, SLUICE_FORMAT_ERROR, SLUICE_FORMAT_ERROR_OPTION);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  settings = sluice_settings_new (NULL);
  sluice_formats_register_functions ();
  g_test_add_func ("/functions/rows", test_rows);
  g_test_add_func ("/functions/names", test_names);
  g_test_add_func ("/functions/tuple", test_tuple);
  g_test_add_func ("/functions/registry", test_registry);
  g_test_add_func ("/functions/options", test_options);

  return g_test_run ();
}
