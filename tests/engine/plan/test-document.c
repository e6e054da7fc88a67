/* test-document.c: reading, writing and editing pipeline documents.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-document.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static const char sample[]
    = "{\n"
      "  \"sluice\": 1,\n"
      "  \"name\": \"Words per window\",\n"
      "  \"settings\": { \"spark.sql.session.timeZone\": \"UTC\" },\n"
      "  \"parameters\": { \"input\": \"words\" },\n"
      "  \"nodes\": {\n"
      "    \"words\": { \"op\": \"readStream\", \"format\": \"json\", \"schema\": \"word STRING, "
      "ts TIMESTAMP\",\n"
      "               \"options\": { \"path\": \"${input}\", \"maxFilesPerTrigger\": 1 } },\n"
      "    \"recent\": { \"op\": \"withWatermark\", \"input\": \"words\", \"eventTime\": \"ts\", "
      "\"delay\": \"10 minutes\" },\n"
      "    \"counts\": { \"op\": \"groupBy\", \"input\": \"recent\",\n"
      "                \"keys\": [\"window(ts, '10 minutes', '5 minutes') AS window\", \"word\"],\n"
      "                \"aggregates\": [\"count(*) AS n\"] },\n"
      "    \"out\": { \"op\": \"writeStream\", \"input\": \"counts\", \"format\": \"json\", "
      "\"outputMode\": \"append\",\n"
      "             \"queryName\": \"words\", \"trigger\": { \"processingTime\": \"1 minute\" },\n"
      "             \"options\": { \"path\": \"out\", \"checkpointLocation\": \"checkpoint\" } }\n"
      "  },\n"
      "  \"notes\": { \"n1\": { \"text\": \"Late data is kept for ten minutes.\", \"near\": "
      "\"recent\" } },\n"
      "  \"layout\": { \"words\": [0, 0], \"recent\": [240, 0.5] }\n"
      "}\n";

static SluiceDocument *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  SluiceDocument *document = sluice_document_parse (text, strlen (text), &error);

  g_assert_no_error (error);

  return document;
}

static void
assert_text (SluiceDocument *document, const char *expected)
{
  g_autofree char *text = sluice_document_to_text (document);

  g_assert_cmpstr (text, ==, expected);
}

/* Gives up @document for @next, so that edits can follow each other. */
static SluiceDocument *
become (SluiceDocument *document, SluiceDocument *next)
{
  sluice_document_unref (document);

  return next;
}

static void
test_look (void)
{
  g_autoptr (SluiceDocument) document = parse (sample);
  SluiceNode *words = sluice_document_find_node (document, "words");
  g_autoptr (GHashTable) options = sluice_node_get_options (words);
  g_autoptr (GArray) wires = sluice_document_get_wires (document);
  const SluiceWire *wire = &g_array_index (wires, SluiceWire, 1);
  double x, y;

  g_assert_cmpstr (sluice_document_get_name (document), ==, "Words per window");
  g_assert_cmpuint (sluice_document_get_n_nodes (document), ==, 4);
  g_assert_cmpstr (sluice_node_get_id (sluice_document_get_node (document, 2)), ==, "counts");
  g_assert_cmpstr (sluice_node_get_op (words), ==, "readStream");
  g_assert_true (sluice_node_get_type (words) == sluice_node_type_find ("readStream"));
  g_assert_cmpstr (g_hash_table_lookup (options, "path"), ==, "${input}");
  g_assert_cmpstr (g_hash_table_lookup (options, "maxFilesPerTrigger"), ==, "1");
  g_assert_cmpuint (wires->len, ==, 3);
  g_assert_cmpstr (wire->from, ==, "recent");
  g_assert_cmpstr (wire->to, ==, "counts");
  g_assert_cmpstr (wire->port, ==, "input");
  g_assert_true (sluice_document_get_position (document, "recent", &x, &y));
  g_assert_cmpfloat (x, ==, 240);
  g_assert_cmpfloat (y, ==, 0.5);
  g_assert_false (sluice_document_get_position (document, "out", &x, &y));
  g_assert_null (sluice_document_find_node (document, "nowhere"));
}

static void
test_round_trip (void)
{
  g_autoptr (SluiceDocument) document = parse (sample);
  g_autoptr (SluiceDocument) empty = sluice_document_new ();

  assert_text (document, sample);
  assert_text (empty, "{\n  \"sluice\": 1,\n  \"nodes\": {}\n}\n");
}

/* Whatever order and look a text has, what is written from it is stable, and nothing of it is lost.
 */
static void
test_order (void)
{
  g_autoptr (SluiceDocument) document
      = parse ("\xef\xbb\xbf{\"layout\":{\"a\":[1,2]},\"x-mine\":[1,2.50,1e3,-0,true,null,{\"q\":"
               "\"\\u00e9\\ud83d\\ude00\\n\"}],"
               "\"nodes\":{\"a\":{\"x-color\":\"red\",\"bypassed\":true,\"condition\":\"x > "
               "1\",\"input\":\"b\",\"op\":\"filter\"},"
               "\"b\":{\"other\":1,\"op\":\"teleport\",\"input\":\"a\"},\"c\":7},\"sluice\":1}");

  assert_text (document, "{\n"
                         "  \"sluice\": 1,\n"
                         "  \"nodes\": {\n"
                         "    \"a\": { \"op\": \"filter\", \"input\": \"b\", \"condition\": \"x > "
                         "1\", \"bypassed\": true, \"x-color\": \"red\" },\n"
                         "    \"b\": { \"op\": \"teleport\", \"input\": \"a\", \"other\": 1 },\n"
                         "    \"c\": 7\n"
                         "  },\n"
                         "  \"x-mine\": [1, 2.5, 1000.0, 0, true, null, { \"q\": \"é😀\\n\" }],\n"
                         "  \"layout\": { \"a\": [1, 2] }\n"
                         "}\n");
  g_assert_null (sluice_node_get_type (sluice_document_find_node (document, "b")));
  g_assert_cmpstr (sluice_node_get_op (sluice_document_find_node (document, "c")), ==, "");
  g_assert_true (sluice_node_is_bypassed (sluice_document_find_node (document, "a")));
  g_assert_false (sluice_node_is_disabled (sluice_document_find_node (document, "a")));
}

static void
test_long_lines (void)
{
  g_autoptr (GString) text
      = g_string_new ("{\"sluice\":1,\"nodes\":{\"s\":{\"op\":\"select\",\"columns\":[");
  g_autoptr (SluiceDocument) document = NULL;
  g_autoptr (SluiceDocument) again = NULL;
  g_autofree char *first = NULL;
  g_auto (GStrv) lines = NULL;

  for (guint i = 0; i < 20; i++)
    g_string_append_printf (text, "%s\"a_rather_long_expression(x, %u) AS y%u\"", i > 0 ? "," : "",
                            i, i);
  g_string_append (text, "]}}}");
  document = parse (text->str);
  first = sluice_document_to_text (document);
  again = parse (first);
  assert_text (again, first);
  lines = g_strsplit (first, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    g_assert_cmpuint (strlen (lines[i]), <=, 100);
}

static void
test_duplicates (void)
{
  g_autoptr (SluiceDocument) document
      = parse ("{\"sluice\":1,\n\"nodes\":{\"a\":{\"op\":\"filter\"},\"a\":{\"op\":\"drop\","
               "\n\"input\":\"x\",\"input\":\"y\"}}}");

  /* Both nodes are there; of the doubled key in one of them the sentence tells. */
  g_assert_cmpuint (sluice_document_get_n_nodes (document), ==, 2);
  g_assert_cmpstr (sluice_node_get_op (sluice_document_find_node (document, "a")), ==, "filter");
  g_assert_cmpstr (sluice_node_get_op (sluice_document_get_node (document, 1)), ==, "drop");
  g_assert_cmpuint (g_strv_length ((char **) sluice_document_get_duplicates (document)), ==, 1);
  g_assert_nonnull (strstr (sluice_document_get_duplicates (document)[0], "line 3"));
}

static void
test_errors (void)
{
  static const struct
  {
    const char *text;
    int code;
    guint line;
    guint column;
  } cases[] = {
    { "", SLUICE_DOCUMENT_ERROR_SYNTAX, 1, 1 },
    { "{\n  \"sluice\": 1,\n  \"nodes\": { \"é\" 1 }\n}", SLUICE_DOCUMENT_ERROR_SYNTAX, 3, 18 },
    { "{ \"sluice\": 1, }", SLUICE_DOCUMENT_ERROR_SYNTAX, 1, 16 },
    { "{ \"a\": [1, 2 }", SLUICE_DOCUMENT_ERROR_SYNTAX, 1, 14 },
    { "{ \"a\": \"x", SLUICE_DOCUMENT_ERROR_SYNTAX, 1, 8 },
    { "{ \"a\": \"x\ny\" }", SLUICE_DOCUMENT_ERROR_SYNTAX, 1, 10 },
    { "{ \"a\": 01 }", SLUICE_DOCUMENT_ERROR_SYNTAX, 1, 9 },
    { "{ \"a\": 1e999 }", SLUICE_DOCUMENT_ERROR_SYNTAX, 1, 8 },
    { "{ \"a\": \"\\u0000\" }", SLUICE_DOCUMENT_ERROR_SYNTAX, 1, 9 },
    { "{ \"a\": \"\\x\" }", SLUICE_DOCUMENT_ERROR_SYNTAX, 1, 9 },
    { "{ \"a\": \"\xff\" }", SLUICE_DOCUMENT_ERROR_SYNTAX, 1, 9 },
    { "{ \"sluice\": 1 } x", SLUICE_DOCUMENT_ERROR_SYNTAX, 1, 17 },
    { "[]", SLUICE_DOCUMENT_ERROR_STRUCTURE, 0, 0 },
    { "{ \"hello\": 1 }", SLUICE_DOCUMENT_ERROR_STRUCTURE, 0, 0 },
    { "{ \"sluice\": 2 }", SLUICE_DOCUMENT_ERROR_VERSION, 0, 0 },
    { "{ \"sluice\": \"1\" }", SLUICE_DOCUMENT_ERROR_VERSION, 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      SluiceDocument *document
          = sluice_document_parse (cases[i].text, strlen (cases[i].text), &error);

      g_assert_null (document);
      g_assert_error (error, SLUICE_DOCUMENT_ERROR, cases[i].code);
      g_test_message ("%s", error->message);
      g_assert_cmpuint (sluice_error_info (error)->line, ==, cases[i].line);
      g_assert_cmpuint (sluice_error_info (error)->column, ==, cases[i].column);
    }
}

static void
test_depth (void)
{
  g_autoptr (GString) text = g_string_new ("{\"sluice\": 1, \"x\": ");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append_c (text, '[');
  g_assert_null (sluice_document_parse (text->str, text->len, &error));
  g_assert_error (error, SLUICE_DOCUMENT_ERROR, SLUICE_DOCUMENT_ERROR_SYNTAX);
}

/* Things that make no sense stay as they stand. */
static void
test_tolerance (void)
{
  static const char odd[] = "{\n"
                            "  \"sluice\": 1,\n"
                            "  \"name\": 5,\n"
                            "  \"settings\": [],\n"
                            "  \"nodes\": [1, 2],\n"
                            "  \"layout\": \"none\"\n"
                            "}\n";
  g_autoptr (SluiceDocument) document = parse (odd);
  g_autoptr (SluiceDocument) fields
      = parse ("{\"nodes\": {\"a\": {\"op\": 5, \"input\": [1], \"options\": 7}}}");
  SluiceNode *node = sluice_document_find_node (fields, "a");
  g_autoptr (GHashTable) options = sluice_node_get_options (node);
  g_autoptr (GArray) wires = sluice_document_get_wires (fields);
  double x, y;

  assert_text (document, odd);
  g_assert_null (sluice_document_get_name (document));
  g_assert_null (sluice_document_get_settings (document));
  g_assert_false (sluice_document_has_valid_nodes (document));
  g_assert_false (sluice_document_get_position (document, "a", &x, &y));
  g_assert_cmpstr (sluice_node_get_op (node), ==, "");
  g_assert_cmpuint (g_hash_table_size (options), ==, 0);
  g_assert_cmpuint (wires->len, ==, 0);
  g_assert_true (sluice_document_has_valid_nodes (fields));
}

static void
test_files (void)
{
  g_autofree char *directory = g_dir_make_tmp ("sluice-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "a.sluice", NULL);
  g_autoptr (SluiceDocument) document = parse (sample);
  g_autoptr (SluiceDocument) loaded = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (sluice_document_save (document, path, &error));
  g_assert_no_error (error);
  loaded = sluice_document_load (path, &error);
  g_assert_no_error (error);
  g_assert_true (sluice_document_equal (document, loaded));

  g_assert_true (g_file_set_contents (path, "{\n\"sluice\": }", -1, NULL));
  g_assert_null (sluice_document_load (path, &error));
  g_assert_error (error, SLUICE_DOCUMENT_ERROR, SLUICE_DOCUMENT_ERROR_SYNTAX);
  g_assert_cmpuint (sluice_error_info (error)->line, ==, 2);
  g_assert_cmpstr (sluice_error_info (error)->file, ==, path);
  g_assert_true (g_str_has_prefix (error->message, path));
  g_clear_error (&error);

  g_unlink (path);
  g_assert_null (sluice_document_load (path, &error));
  g_assert_error (error, SLUICE_DOCUMENT_ERROR, SLUICE_DOCUMENT_ERROR_IO);
  g_clear_error (&error);
  g_rmdir (directory);
  g_assert_false (sluice_document_save (document, path, &error));
  g_assert_error (error, SLUICE_DOCUMENT_ERROR, SLUICE_DOCUMENT_ERROR_IO);
}

/* Edits leave what they were made from alone, and share the nodes that they don't touch. */
static void
test_persistence (void)
{
  g_autoptr (SluiceDocument) document = parse (sample);
  g_autoptr (JsonNode) value = json_node_init_string (json_node_alloc (), "1 hour");
  g_autoptr (SluiceDocument) edited
      = sluice_document_with_field (document, "recent", "delay", value);
  g_autoptr (SluiceDocument) back = NULL;

  assert_text (document, sample);
  g_assert_cmpstr (sluice_node_get_string (sluice_document_find_node (edited, "recent"), "delay"),
                   ==, "1 hour");
  g_assert_true (sluice_document_find_node (edited, "words")
                 == sluice_document_find_node (document, "words"));
  g_assert_false (sluice_document_equal (document, edited));
  json_node_set_string (value, "10 minutes");
  back = sluice_document_with_field (edited, "recent", "delay", value);
  g_assert_true (sluice_document_equal (document, back));
}

static void
test_fields (void)
{
  SluiceDocument *document = parse ("{\"sluice\":1,\"nodes\":{\"s\":{\"op\":\"writeStream\"}}}");

  document = become (document, sluice_document_with_option (document, "s", "path", "out"));
  document = become (document, sluice_document_with_option (document, "s", "header", "true"));
  document = become (document, sluice_document_with_option (document, "s", "path", NULL));
  document = become (document, sluice_document_with_name (document, "N"));
  document = become (document,
                     sluice_document_with_setting (document, "spark.sql.ansi.enabled", "false"));
  document = become (document, sluice_document_with_parameter (document, "p", "v"));
  document = become (document, sluice_document_with_position (document, "s", 1, 2.25));
  document = become (document, sluice_document_with_note (document, NULL, "Hello", "s"));
  document = become (document, sluice_document_with_note (document, NULL, "World", NULL));
  assert_text (document,
               "{\n"
               "  \"sluice\": 1,\n"
               "  \"name\": \"N\",\n"
               "  \"settings\": { \"spark.sql.ansi.enabled\": \"false\" },\n"
               "  \"parameters\": { \"p\": \"v\" },\n"
               "  \"nodes\": {\n"
               "    \"s\": { \"op\": \"writeStream\", \"options\": { \"header\": \"true\" } }\n"
               "  },\n"
               "  \"notes\": { \"note\": { \"text\": \"Hello\", \"near\": \"s\" }, \"note2\": { "
               "\"text\": \"World\" } },\n"
               "  \"layout\": { \"s\": [1, 2.25] }\n"
               "}\n");
  document = become (document, sluice_document_with_option (document, "s", "header", NULL));
  document = become (document, sluice_document_with_field (document, "s", "op", NULL));
  document
      = become (document, sluice_document_with_setting (document, "spark.sql.ansi.enabled", NULL));
  document = become (document, sluice_document_with_parameter (document, "p", NULL));
  document = become (document, sluice_document_with_name (document, NULL));
  document = become (document, sluice_document_with_note (document, "note", NULL, NULL));
  document = become (document, sluice_document_with_note (document, "note2", NULL, NULL));
  document = become (document, sluice_document_with_option (document, "nowhere", "a", "b"));
  assert_text (document, "{\n  \"sluice\": 1,\n  \"nodes\": {\n    \"s\": {}\n  },\n  \"layout\": "
                         "{ \"s\": [1, 2.25] }\n}\n");
  sluice_document_unref (document);
}

static void
test_new_nodes (void)
{
  guint n;
  const SluiceNodeType *types = sluice_node_type_list (&n);
  SluiceDocument *document = parse ("{\"sluice\":1,\"nodes\":[]}");

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = NULL;

      document
          = become (document, sluice_document_with_node (document, types[i].op, NULL, 1, 2, &id));
      g_assert_cmpstr (id, ==, types[i].op);
      g_assert_true (sluice_node_get_type (sluice_document_find_node (document, id)) == &types[i]);
    }
  for (guint i = 2; i < 12; i++)
    {
      g_autofree char *id = NULL;
      g_autofree char *expected = g_strdup_printf ("filter%u", i);

      document
          = become (document, sluice_document_with_node (document, "filter", "filter", 0, 0, &id));
      g_assert_cmpstr (id, ==, expected);
    }
  g_assert_cmpstr (
      sluice_node_get_string (sluice_document_find_node (document, "withWatermark"), "delay"), ==,
      "10 minutes");
  sluice_document_unref (document);
}

static void
test_wires (void)
{
  SluiceDocument *document
      = parse ("{\"sluice\":1,\"nodes\":{\"a\":{\"op\":\"readStream\"},"
               "\"u\":{\"op\":\"union\"},\"f\":{\"op\":\"filter\",\"input\":\"a\"}}}");
  SluiceWire wires[] = {
    { "a", "u", "inputs", 99 },
    { "b", "u", "inputs", 0 },
    { "c", "u", "inputs", 1 },
    { "u", "f", "input", 0 },
  };
  g_auto (GStrv) inputs = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (wires); i++)
    document = become (document, sluice_document_with_wire (document, &wires[i]));
  inputs = sluice_node_get_strings (sluice_document_find_node (document, "u"), "inputs");
  g_assert_cmpstrv (inputs, ((const char *[]){ "b", "c", "a", NULL }));
  g_assert_cmpstr (sluice_node_get_string (sluice_document_find_node (document, "f"), "input"), ==,
                   "u");

  document = become (document, sluice_document_without_wire (document, &wires[2]));
  document = become (document, sluice_document_without_wire (document, &wires[3]));
  g_clear_pointer (&inputs, g_strfreev);
  inputs = sluice_node_get_strings (sluice_document_find_node (document, "u"), "inputs");
  g_assert_cmpstrv (inputs, ((const char *[]){ "b", "a", NULL }));
  g_assert_null (sluice_node_get_field (sluice_document_find_node (document, "f"), "input"));
  sluice_document_unref (document);
}

static void
test_delete (void)
{
  g_autoptr (SluiceDocument) document = parse (sample);
  const char *const ids[] = { "recent", "counts", NULL };
  g_autoptr (SluiceDocument) rejoined = sluice_document_without_nodes (document, ids, TRUE);
  g_autoptr (SluiceDocument) cut = sluice_document_without_nodes (document, ids, FALSE);
  JsonObject *note = json_object_get_object_member (sluice_document_get_notes (cut), "n1");
  double x, y;

  g_assert_cmpuint (sluice_document_get_n_nodes (rejoined), ==, 2);
  g_assert_cmpstr (sluice_node_get_string (sluice_document_find_node (rejoined, "out"), "input"),
                   ==, "words");
  g_assert_null (sluice_node_get_field (sluice_document_find_node (cut, "out"), "input"));
  g_assert_false (sluice_document_get_position (cut, "recent", &x, &y));
  g_assert_true (sluice_document_get_position (cut, "words", &x, &y));
  g_assert_false (json_object_has_member (note, "near"));
  g_assert_true (json_object_has_member (note, "text"));
}

/* Nodes wired in a circle can be deleted with their wires joined all the same. */
static void
test_delete_circle (void)
{
  g_autoptr (SluiceDocument) document
      = parse ("{\"sluice\":1,\"nodes\":{\"a\":{\"op\":\"filter\",\"input\":\"b\"},\"b\":{\"op\":"
               "\"filter\",\"input\":\"a\"},"
               "\"c\":{\"op\":\"filter\",\"input\":\"b\"}}}");
  const char *const ids[] = { "a", "b", NULL };
  g_autoptr (SluiceDocument) rest = sluice_document_without_nodes (document, ids, TRUE);

  g_assert_cmpuint (sluice_document_get_n_nodes (rest), ==, 1);
  g_assert_null (sluice_node_get_field (sluice_document_find_node (rest, "c"), "input"));
}

static void
test_positions (void)
{
  g_autoptr (SluiceDocument) document
    = parse ("{\"sluice\":1,\"nodes\":{\"a\":{\"op\":\"readStream\"},\"b\":{\"op\":\"readStream\"}},"
             "\"layout\":{\"b\":[7,8]}}");
  const char *const ids[] = { "a", "b" };
  const double places[] = { 1, 2.5, NAN, 4 };
  g_autoptr (SluiceDocument) placed = sluice_document_with_positions (document, 2, ids, places);
  g_autoptr (SluiceDocument) same = sluice_document_with_positions (placed, 0, NULL, NULL);
  double x, y;

  g_assert_false (sluice_document_get_position (document, "a", &x, &y));
  g_assert_true (sluice_document_get_position (placed, "a", &x, &y));
  g_assert_cmpfloat (x, ==, 1);
  g_assert_cmpfloat (y, ==, 2.5);
  /* What is no number can't be written; it stands at the edge. */
  g_assert_true (sluice_document_get_position (placed, "b", &x, &y));
  g_assert_cmpfloat (x, ==, 0);
  g_assert_cmpfloat (y, ==, 4);
  g_assert_false (sluice_document_equal (document, placed));
  g_assert_true (sluice_document_equal (placed, same));
}

static void
test_rename (void)
{
  g_autoptr (SluiceDocument) document = parse (
      "{\"sluice\":1,\"nodes\":{\"l\":{\"op\":\"readStream\"},\"r\":{\"op\":\"readStream\"},"
      "\"j\":{\"op\":\"join\",\"left\":\"l\",\"right\":\"r\",\"on\":\"l.k = r.k AND x.l > 'l.k' "
      "AND `l`.y = L.z\"},"
      "\"s\":{\"op\":\"select\",\"input\":\"j\",\"columns\":[\"l.k AS l\", \"l\"]},"
      "\"other\":{\"op\":\"select\",\"input\":\"l\",\"columns\":[\"l.k\"]},"
      "\"q\":{\"op\":\"sql\",\"inputs\":[\"l\",\"r\"],\"query\":\"SELECT l.k, l FROM l, r JOIN l "
      "USING (k) WHERE 'from l' = x\"}},"
      "\"notes\":{\"n\":{\"text\":\"t\",\"near\":\"l\"}},\"layout\":{\"l\":[1,2],\"r\":[3,4]}}");
  g_autoptr (SluiceDocument) renamed = sluice_document_with_renamed (document, "l", "left side");
  g_autoptr (SluiceDocument) taken = sluice_document_with_renamed (document, "l", "r");
  g_autofree char *text = sluice_document_to_text (renamed);

  g_assert_true (sluice_document_equal (document, taken));
  g_assert_cmpstr (
      text, ==,
      "{\n"
      "  \"sluice\": 1,\n"
      "  \"nodes\": {\n"
      "    \"left side\": { \"op\": \"readStream\" },\n"
      "    \"r\": { \"op\": \"readStream\" },\n"
      "    \"j\": { \"op\": \"join\", \"left\": \"left side\", \"right\": \"r\",\n"
      "           \"on\": \"`left side`.k = r.k AND x.l > 'l.k' AND `left side`.y = `left "
      "side`.z\" },\n"
      "    \"s\": { \"op\": \"select\", \"input\": \"j\", \"columns\": [\"`left side`.k AS l\", "
      "\"l\"] },\n"
      "    \"other\": { \"op\": \"select\", \"input\": \"left side\", \"columns\": [\"l.k\"] },\n"
      "    \"q\": { \"op\": \"sql\", \"inputs\": [\"left side\", \"r\"],\n"
      "           \"query\": \"SELECT `left side`.k, l FROM `left side`, r JOIN `left side` USING "
      "(k) WHERE 'from l' = x\" }\n"
      "  },\n"
      "  \"notes\": { \"n\": { \"text\": \"t\", \"near\": \"left side\" } },\n"
      "  \"layout\": { \"left side\": [1, 2], \"r\": [3, 4] }\n"
      "}\n");
}

static void
test_fragments (void)
{
  g_autoptr (SluiceDocument) document = parse (sample);
  const char *const ids[] = { "recent", "counts", "n1", NULL };
  g_autofree char *text = sluice_document_fragment_to_text (document, ids);
  g_autoptr (SluiceDocument) fragment = parse (text);
  g_autoptr (SluiceDocument) pasted = NULL;
  g_autoptr (SluiceDocument) loose = NULL;
  g_auto (GStrv) new_ids = NULL;
  double x, y;

  g_assert_cmpuint (sluice_document_get_n_nodes (fragment), ==, 2);
  pasted = sluice_document_with_fragment (document, fragment, 10, 20, TRUE, &new_ids);
  g_assert_cmpstrv (new_ids, ((const char *[]){ "recent2", "counts2", "n2", NULL }));
  g_assert_cmpuint (sluice_document_get_n_nodes (pasted), ==, 6);
  g_assert_cmpstr (sluice_node_get_string (sluice_document_find_node (pasted, "recent2"), "input"),
                   ==, "words");
  g_assert_cmpstr (sluice_node_get_string (sluice_document_find_node (pasted, "counts2"), "input"),
                   ==, "recent2");
  g_assert_cmpstr (sluice_node_get_string (sluice_document_find_node (pasted, "counts"), "input"),
                   ==, "recent");
  g_assert_true (sluice_document_get_position (pasted, "recent2", &x, &y));
  g_assert_cmpfloat (x, ==, 250);
  g_assert_cmpfloat (y, ==, 20.5);
  g_assert_true (json_object_has_member (sluice_document_get_notes (pasted), "n2"));

  loose = sluice_document_with_fragment (document, fragment, 0, 0, FALSE, NULL);
  g_assert_null (sluice_node_get_field (sluice_document_find_node (loose, "recent2"), "input"));
  g_assert_cmpstr (sluice_node_get_string (sluice_document_find_node (loose, "counts2"), "input"),
                   ==, "recent2");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan/document/look", test_look);
  g_test_add_func ("/plan/document/round-trip", test_round_trip);
  g_test_add_func ("/plan/document/order", test_order);
  g_test_add_func ("/plan/document/long-lines", test_long_lines);
  g_test_add_func ("/plan/document/duplicates", test_duplicates);
  g_test_add_func ("/plan/document/errors", test_errors);
  g_test_add_func ("/plan/document/depth", test_depth);
  g_test_add_func ("/plan/document/tolerance", test_tolerance);
  g_test_add_func ("/plan/document/files", test_files);
  g_test_add_func ("/plan/document/persistence", test_persistence);
  g_test_add_func ("/plan/document/fields", test_fields);
  g_test_add_func ("/plan/document/new-nodes", test_new_nodes);
  g_test_add_func ("/plan/document/wires", test_wires);
  g_test_add_func ("/plan/document/delete", test_delete);
  g_test_add_func ("/plan/document/delete-circle", test_delete_circle);
  g_test_add_func ("/plan/document/positions", test_positions);
  g_test_add_func ("/plan/document/rename", test_rename);
  g_test_add_func ("/plan/document/fragments", test_fragments);

  return g_test_run ();
}
