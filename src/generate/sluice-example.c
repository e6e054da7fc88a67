/* sluice-example.c: the examples, with the data that they run on.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "generate/sluice-example.h"

#include <string.h>
#include <unistd.h>

#include "core/sluice-file-ops.h"
#include "generate/sluice-gen-output.h"
#include "generate/sluice-generator.h"

/* Simplest first; an example that isn't named here comes after, by name. */
static const char *const order[] = { "word-count",     "log-levels",    "orders-enriched",
                                     "sensor-alerts", "ad-clicks",     "nexmark-bids" };

void
sluice_example_free (SluiceExample *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->path);
  g_free (self->title);
  g_free (self->description);
  g_free (self);
}

static JsonObject *
get_example (SluiceDocument *document)
{
  JsonNode *node = sluice_document_get_extra (document, "example");

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static guint
rank_of (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (strcmp (order[i], name) == 0)
      return i;

  return G_N_ELEMENTS (order);
}

static int
compare_examples (gconstpointer a, gconstpointer b)
{
  const SluiceExample *left = *(SluiceExample *const *) a;
  const SluiceExample *right = *(SluiceExample *const *) b;
  int by_rank = (int) rank_of (left->name) - (int) rank_of (right->name);

  return by_rank != 0 ? by_rank : strcmp (left->name, right->name);
}

static char *
find_directory (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  const char *const places[] = { SOURCE_ROOT "/data/examples", PKGDATADIR "/examples" };

  /* A program that was built but not installed shows the examples of its sources. */
  if (self != NULL && g_str_has_prefix (self, BUILD_ROOT "/")
      && g_file_test (places[0], G_FILE_TEST_IS_DIR))
    return g_strdup (places[0]);

  return g_strdup (places[1]);
}

GPtrArray *
sluice_example_list (void)
{
  GPtrArray *examples = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_example_free);
  g_autofree char *directory = find_directory ();
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);
      g_autoptr (SluiceDocument) document = NULL;
      JsonObject *about;
      SluiceExample *example;

      if (!g_str_has_suffix (name, ".sluice"))
        continue;
      document = sluice_document_load (path, NULL);
      about = document != NULL ? get_example (document) : NULL;
      if (about == NULL)
        continue;

      example = g_new0 (SluiceExample, 1);
      example->name = g_strndup (name, strlen (name) - strlen (".sluice"));
      example->path = g_steal_pointer (&path);
      example->title = g_strdup (sluice_document_get_name (document));
      example->description
        = g_strdup (json_object_get_string_member_with_default (about, "description", ""));
      g_ptr_array_add (examples, example);
    }
  g_ptr_array_sort (examples, compare_examples);

  return examples;
}

static GHashTable *
read_options (JsonObject *data)
{
  GHashTable *options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (!json_object_has_member (data, "options"))
    return options;

  json_object_iter_init (&iter, json_object_get_object_member (data, "options"));
  while (json_object_iter_next (&iter, &name, &value))
    if (JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING)
      g_hash_table_insert (options, g_strdup (name), json_node_dup_string (value));

  return options;
}

static gboolean
write_table (SluiceGenerator *generator, const char *folder, const char *name, GError **error)
{
  g_autoptr (GString) table = g_string_new (NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  sluice_generator_append_table (generator, g_str_has_suffix (name, ".csv") ? "csv" : "json", table);

  return sluice_gen_output_write_file (path, table, error);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      sluice_file_remove (path, NULL);
    }
  rmdir (folder);
}

/* Makes one folder of data under another name first: half a folder must not pass for a whole one. */
static gboolean
make_data (JsonObject *data, const char *directory, GError **error)
{
  const char *workload = json_object_get_string_member_with_default (data, "workload", "");
  const char *name = json_object_get_string_member_with_default (data, "folder", NULL);
  const char *table = json_object_get_string_member_with_default (data, "table", NULL);
  g_autofree char *folder = NULL;
  g_autofree char *partial = NULL;
  g_autoptr (GHashTable) options = NULL;
  g_autoptr (SluiceGenerator) generator = NULL;
  SluiceGenOutput output = { 0 };

  if (name == NULL || strchr (name, '/') != NULL || name[0] == '.' || name[0] == '\0')
    {
      g_set_error (error, SLUICE_DOCUMENT_ERROR, SLUICE_DOCUMENT_ERROR_STRUCTURE,
                   "An example's “folder” must be the name of a folder beside the document");
      return FALSE;
    }

  folder = g_build_filename (directory, name, NULL);
  if (g_file_test (folder, G_FILE_TEST_EXISTS))
    return TRUE;

  options = read_options (data);
  generator = sluice_generator_new (workload, options, error);
  if (generator == NULL)
    return FALSE;

  partial = g_strdup_printf ("%s/.%s.%x.partial", directory, name, g_random_int ());
  output.rows = json_object_get_int_member_with_default (data, "rows", 1000);
  output.files = json_object_get_int_member_with_default (data, "files", 10);
  output.directory = partial;
  output.prefix = "part";
  if (!sluice_file_make_directory (partial, error)
      || (table != NULL && !write_table (generator, partial, table, error))
      || !sluice_gen_output_write (&output, generator, error))
    {
      remove_folder (partial);
      return FALSE;
    }
  if (sluice_file_ops ()->rename (partial, folder, FALSE) != 0)
    remove_folder (partial);

  return TRUE;
}

gboolean
sluice_example_prepare (SluiceDocument *document, const char *directory, GError **error)
{
  JsonObject *example = get_example (document);
  JsonNode *node = example != NULL ? json_object_get_member (example, "data") : NULL;
  JsonArray *data;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return TRUE;

  data = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (data); i++)
    {
      JsonNode *element = json_array_get_element (data, i);

      if (JSON_NODE_HOLDS_OBJECT (element)
          && !make_data (json_node_get_object (element), directory, error))
        {
          g_prefix_error (error, "The example's data cannot be made in %s: ", directory);
          return FALSE;
        }
    }

  return TRUE;
}

char *
sluice_example_copy (GPtrArray *examples, const char *name, const char *directory, GError **error)
{
  g_autoptr (SluiceDocument) document = NULL;
  g_autofree char *file = NULL;
  g_autofree char *path = NULL;
  g_autofree char *absolute = g_canonicalize_filename (directory, NULL);
  g_autofree char *text = NULL;
  SluiceExample *example = NULL;
  gsize length;

  for (guint i = 0; i < examples->len; i++)
    if (strcmp (((SluiceExample *) g_ptr_array_index (examples, i))->name, name) == 0)
      example = g_ptr_array_index (examples, i);
  if (example == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   "there is no example “%s”; “sluice examples” lists them", name);
      return NULL;
    }

  file = g_path_get_basename (example->path);
  path = g_build_filename (absolute, file, NULL);
  if (!sluice_file_make_directory (absolute, error)
      || !g_file_get_contents (example->path, &text, &length, error)
      || !sluice_file_write (path, text, length, SLUICE_WRITE_EXCLUSIVE, error))
    return NULL;

  document = sluice_document_load (path, error);
  if (document == NULL || !sluice_example_prepare (document, absolute, error))
    return NULL;

  return g_steal_pointer (&path);
}
