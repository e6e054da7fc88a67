/* sluice-test-case.c: cases: found in files, and run.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "testing/sluice-test-case.h"

#include <string.h>

#include "core/sluice-error.h"
#include "plan/sluice-json.h"
#include "testing/sluice-test-case-private.h"

#define DOCUMENT_SUFFIX ".sluice-test"
#define TABLE_SUFFIX ".jsonl"

SLUICE_DEFINE_ERROR_DOMAIN (sluice_test_error)

void
sluice_test_case_free (SluiceTestCase *self)
{
  if (self == NULL)
    return;

  g_free (self->path);
  g_free (self->name);
  g_free (self->text);
  g_free (self);
}

void
sluice_test_result_free (SluiceTestResult *self)
{
  if (self == NULL)
    return;

  sluice_test_report_free (self->report);
  g_free (self->recorded);
  g_free (self);
}

/* Loading. */

static gboolean
add_document (const char *path, char *text, gsize length, GPtrArray *cases, GError **error)
{
  g_autoptr (GPtrArray) duplicates = NULL;
  g_autoptr (JsonNode) node = sluice_json_parse (text, length, &duplicates, error);
  SluiceTestCase *self;
  JsonNode *name;

  if (node == NULL)
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }
  if (!JSON_NODE_HOLDS_OBJECT (node) || !json_object_has_member (json_node_get_object (node), "sluice-test"))
    {
      sluice_set_error (error, SLUICE_TEST_ERROR, SLUICE_TEST_ERROR_NO_TEST, NULL,
                        "%s: this is no test document: it has no member “sluice-test”", path);
      return FALSE;
    }

  self = g_new0 (SluiceTestCase, 1);
  self->kind = SLUICE_TEST_DOCUMENT;
  self->path = g_strdup (path);
  self->text = g_strdup (text);
  name = json_object_get_member (json_node_get_object (node), "name");
  self->name = sluice_json_is_string (name) ? g_strdup (json_node_get_string (name)) : NULL;
  g_ptr_array_add (cases, self);

  return TRUE;
}

/* Returns: what a line of a table calls itself, or NULL when it is no case. */
static char *
recognise (const char *line, SluiceTestKind *kind)
{
  static const struct
  {
    const char *key;
    SluiceTestKind kind;
  } keys[] = {
    { "expr", SLUICE_TEST_EXPRESSION },
    { "aggregate", SLUICE_TEST_AGGREGATE },
    { "ddl", SLUICE_TEST_DDL },
  };
  g_autoptr (SluiceTestJson) json = sluice_test_json_parse (line);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *text = sluice_test_json_get_text (json, keys[i].key);

      *kind = keys[i].kind;
      if (text != NULL)
        return g_strdup (text);
    }

  if (sluice_test_json_get_text (json, "name") == NULL || sluice_test_json_get_text (json, "schema") == NULL)
    return NULL;
  if (sluice_test_json_get (json, "text") != NULL || sluice_test_json_get (json, "base64") != NULL)
    *kind = SLUICE_TEST_READER;
  else if (sluice_test_json_get_text (json, "format") != NULL && sluice_test_json_get (json, "rows") != NULL)
    *kind = SLUICE_TEST_WRITER;
  else
    return NULL;

  return g_strdup (sluice_test_json_get_text (json, "name"));
}

static gboolean
add_table (const char *path, const char *text, gboolean optional, GPtrArray *cases, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint first = cases->len;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      SluiceTestCase *self;
      SluiceTestKind kind;
      char *name;

      if (*lines[i] == '\0')
        continue;
      name = recognise (lines[i], &kind);
      if (name == NULL && optional && cases->len == first)
        return TRUE;
      if (name == NULL)
        {
          sluice_set_error (error, SLUICE_TEST_ERROR, SLUICE_TEST_ERROR_NO_TEST, NULL,
                            "%s:%u: this is no case of a table", path, i + 1);
          return FALSE;
        }

      self = g_new0 (SluiceTestCase, 1);
      self->kind = kind;
      self->path = g_strdup (path);
      self->line = i + 1;
      self->name = name;
      self->text = g_strdup (lines[i]);
      g_ptr_array_add (cases, self);
    }

  return TRUE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean load (const char *path, gboolean optional, GPtrArray *cases, GError **error);

static gboolean
load_directory (const char *path, GPtrArray *cases, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (dir == NULL)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *child = g_build_filename (path, g_ptr_array_index (names, i), NULL);
      gboolean is_test = g_str_has_suffix (child, DOCUMENT_SUFFIX) || g_str_has_suffix (child, TABLE_SUFFIX);

      if ((is_test || (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK)))
          && !load (child, TRUE, cases, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
load (const char *path, gboolean optional, GPtrArray *cases, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return load_directory (path, cases, error);
  if (!g_file_get_contents (path, &text, &length, error))
    return FALSE;

  return g_str_has_suffix (path, TABLE_SUFFIX) ? add_table (path, text, optional, cases, error)
                                               : add_document (path, text, length, cases, error);
}

GPtrArray *
sluice_test_cases_load (const char *path, GError **error)
{
  g_autoptr (GPtrArray) cases
    = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_test_case_free);

  return load (path, FALSE, cases, error) ? g_steal_pointer (&cases) : NULL;
}

/* Running. */

SluiceTestResult *
sluice_test_case_run (const SluiceTestCase *self, const SluiceTestOptions *options)
{
  SluiceTestResult *result = g_new0 (SluiceTestResult, 1);
  g_autoptr (SluiceTestJson) json = sluice_test_json_parse (self->text);
  g_autoptr (SluiceTestJson) recorded = NULL;

  result->report = sluice_test_report_new ();
  result->outcome = SLUICE_TEST_PASSED;
  if (json == NULL)
    {
      sluice_test_report_add (result->report, "this is not JSON");
    }
  else if (self->kind == SLUICE_TEST_DOCUMENT)
    {
      recorded = sluice_test_run_document (self, json, options, result->report);
      if (recorded != NULL)
        result->recorded = sluice_test_write_document (json, recorded);
    }
  else if (self->kind == SLUICE_TEST_READER || self->kind == SLUICE_TEST_WRITER)
    {
      if (!sluice_test_run_format (self, json, options, result->report))
        {
          result->outcome = SLUICE_TEST_SKIPPED;
          return result;
        }
    }
  else
    {
      sluice_test_run_expression (self->kind, json, result->report);
    }
  if (result->report->n > 0)
    result->outcome = SLUICE_TEST_FAILED;

  return result;
}
