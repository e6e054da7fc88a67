/* test-schema-inference.c: the schema that files look like.
 *
 * Expected schemas are those that Spark 4.3.0 inferred of the same files, with inferSchema and inferTimestamp.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "core/sluice-error.h"
#include "core/sluice-file-ops.h"
#include "sources/sluice-schema-inference.h"
#include "sources/sluice-source.h"

typedef struct
{
  const char *format;
  const char *options; /* `name=value`, parted by commas */
  const char *files[2];
  const char *schema;
} Case;

static const Case cases[] = {
  { "json", "", { "{\"b\":1,\"a\":\"x\"}\n{\"a\":null,\"c\":2.5}\n" }, "a STRING, b BIGINT, c DOUBLE" },
  { "json", "", { "{\"n\":1}\n", "{\"n\":2.5}\n{\"n\":12345678901234567890}\n" }, "n DOUBLE" },
  { "json", "", { "{\"ts\":\"2024-01-01T00:00:00.000Z\",\"d\":\"2024-01-01\",\"t\":\"later\"}\n" },
    "d TIMESTAMP, t STRING, ts TIMESTAMP" },
  { "json", "", { "{\"o\":{\"y\":1}}\n{\"o\":{\"x\":true}}\n{\"o\":null}\n" }, "o STRUCT<x: BOOLEAN, y: BIGINT>" },
  { "json", "", { "{\"l\":[]}\n{\"l\":[1,null]}\n{\"l\":[\"a\"]}\n" }, "l ARRAY<STRING>" },
  { "json", "", { "{\"n\":null,\"e\":{}}\n" }, "n STRING" },
  { "json", "", { "\n{\"a\":1}\n\n[{\"a\":2,\"b\":true},{\"b\":false}]\n" }, "a BIGINT, b BOOLEAN" },
  { "json", "multiLine=true", { "{\n\"a\":1\n}\n", "[{\"a\":2.5},{\"b\":\"x\"}]" }, "a DOUBLE, b STRING" },
  { "json", "primitivesAsString=true", { "{\"a\":1,\"b\":true}\n" }, "a STRING, b STRING" },
  { "json", "", { "{\"a\":true}\n{\"a\":1}\n" }, "a STRING" },
  { "csv", "header=true", { "id,name,price\n1,a,2.5\n2,,3\n" }, "id INT, name STRING, price DOUBLE" },
  { "csv", "", { "1,a\n3000000000,b\n" }, "_c0 BIGINT, _c1 STRING" },
  { "csv", "header=true", { "a,a,,b\n1,2,3,4\n", "a,a,,b\n1.5,x,,true\n" }, "a0 DOUBLE, a1 STRING, _c2 INT, b STRING" },
  { "csv", "header=true",
    { "d,t,m\n2024-01-01,2024-01-01 10:00:00,2024-01-01\n2024-01-02,2024-01-02T10:00:00Z,2024-01-02 01:00:00\n" },
    "d DATE, t TIMESTAMP, m TIMESTAMP" },
  { "csv", "sep=;", { "1;\"x;y\"\n2;z\n" }, "_c0 INT, _c1 STRING" },
  { "csv", "header=true,nullValue=-", { "a,b\n-,1\n2,-\n" }, "a INT, b INT" },
  { "csv", "header=true,multiLine=true", { "a,b\n1,\"two\nlines\"\n" }, "a INT, b STRING" },
  { "csv", "header=true", { "a,b\n" }, "a STRING, b STRING" },
  { "csv", "header=true,comment=#", { "#note\na,b\n#x\n1,2\n" }, "a INT, b INT" },
  { "csv", "header=true", { "a\n12345678901234567890\n1.5\n" }, "a DOUBLE" },
};

typedef struct
{
  char *directory;
  GHashTable *options;
  SluiceSettings *settings;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->directory = g_dir_make_tmp ("sluice-inference-XXXXXX", NULL);
  g_assert_nonnull (fixture->directory);
  fixture->options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_insert (fixture->options, g_strdup ("inferSchema"), g_strdup ("true"));
  g_hash_table_insert (fixture->options, g_strdup ("inferTimestamp"), g_strdup ("true"));
  fixture->settings = sluice_settings_new (NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  sluice_file_remove_tree (fixture->directory);
  g_hash_table_unref (fixture->options);
  sluice_settings_unref (fixture->settings);
  g_free (fixture->directory);
}

static void
write_file (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->directory, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
test_schema (Fixture *fixture, gconstpointer data)
{
  const Case *expected = data;
  g_auto (GStrv) options = g_strsplit (expected->options, ",", -1);
  g_autoptr (SluiceType) schema = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *ddl = NULL;

  for (guint i = 0; options[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (options[i], "=", 2);

      g_hash_table_insert (fixture->options, g_steal_pointer (&parts[0]), g_steal_pointer (&parts[1]));
    }
  for (guint i = 0; i < G_N_ELEMENTS (expected->files) && expected->files[i] != NULL; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.%s", i, expected->format);

      write_file (fixture, name, expected->files[i]);
    }

  schema = sluice_infer_schema (expected->format, fixture->directory, fixture->options, fixture->settings, NULL, &error);
  g_assert_no_error (error);
  ddl = sluice_type_to_ddl (schema);
  g_assert_cmpstr (ddl, ==, expected->schema);
}

/* Of many long files some beginnings are read: what all files have is found, and nothing waits for the rest. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (SluiceType) schema = NULL;
  g_autofree char *ddl = NULL;

  for (guint i = 0; i < 30000; i++)
    g_string_append_printf (text, "{\"n\":%u}\n", i);
  g_string_append (text, "{\"n\":\"far behind\"}\n");
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *name = g_strdup_printf ("%02u.json", i);

      write_file (fixture, name, i == 39 ? "{\"newest\":true}\n" : text->str);
    }

  schema = sluice_infer_schema ("json", fixture->directory, fixture->options, fixture->settings, NULL, NULL);
  ddl = sluice_type_to_ddl (schema);
  g_assert_cmpstr (ddl, ==, "n BIGINT, newest BOOLEAN");
}

static void
assert_refused (Fixture *fixture, const char *name, const char *format, const char *words)
{
  g_autofree char *path = g_build_filename (fixture->directory, name, NULL);
  g_autoptr (GError) error = NULL;
  SluiceType *schema = sluice_infer_schema (format, path, fixture->options, fixture->settings, NULL, &error);

  g_assert_null (schema);
  g_assert_nonnull (error);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” isn't in “%s”", words, error->message);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  assert_refused (fixture, "", "json", "hold no records");
  write_file (fixture, "empty.json", "\n\n");
  assert_refused (fixture, "", "json", "hold no records");
  assert_refused (fixture, "empty.json", "csv", "hold no records");
  write_file (fixture, "words.json", "not JSON at all\n17\n");
  assert_refused (fixture, "", "json", "no JSON objects");
  assert_refused (fixture, "", "avro", "can't be inferred");
  assert_refused (fixture, "nowhere", "json", "Path does not exist");
  g_cancellable_cancel (cancellable);
  g_assert_null (
    sluice_infer_schema ("json", fixture->directory, fixture->options, fixture->settings, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  g_hash_table_insert (fixture->options, g_strdup ("multiLine"), g_strdup ("perhaps"));
  assert_refused (fixture, "", "json", "multiLine");
}

/* Without the options columns are what Spark makes them without them. */
static void
test_untyped (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *format;
    const char *text;
    const char *schema;
  } files[] = {
    { "csv", "1,2024-01-01\n", "_c0 STRING, _c1 STRING" },
    { "json", "{\"n\":1,\"t\":\"2024-01-01\"}\n", "n BIGINT, t STRING" },
    { "text", "any\n", "value STRING" },
  };

  g_hash_table_remove_all (fixture->options);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (fixture->directory, files[i].format, NULL);
      g_autoptr (SluiceType) schema = NULL;
      g_autofree char *ddl = NULL;

      write_file (fixture, files[i].format, files[i].text);
      schema = sluice_infer_schema (files[i].format, path, fixture->options, fixture->settings, NULL, NULL);
      ddl = sluice_type_to_ddl (schema);
      g_assert_cmpstr (ddl, ==, files[i].schema);
    }
}

static void
test_format_of_path (void)
{
  g_assert_cmpstr (sluice_format_of_path ("a/B.JSONL.gz"), ==, "json");
  g_assert_cmpstr (sluice_format_of_path ("x.tsv"), ==, "csv");
  g_assert_cmpstr (sluice_format_of_path ("x.log.zst"), ==, "text");
  g_assert_null (sluice_format_of_path ("json"));
  g_assert_null (sluice_format_of_path ("x.parquet"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("/schema-inference/%s/%u", cases[i].format, i);

      g_test_add (name, Fixture, &cases[i], set_up, test_schema, tear_down);
    }
  g_test_add ("/schema-inference/many", Fixture, NULL, set_up, test_many, tear_down);
  g_test_add ("/schema-inference/untyped", Fixture, NULL, set_up, test_untyped, tear_down);
  g_test_add_func ("/schema-inference/format-of-path", test_format_of_path);
  g_test_add ("/schema-inference/refused", Fixture, NULL, set_up, test_refused, tear_down);

  return g_test_run ();
}
