/* sluice-file-drop.c: files that are dropped on the canvas become sources.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/sluice-file-drop.h"

#include <glib/gi18n.h>
#include <string.h>

#include "plan/sluice-json.h"
#include "sources/sluice-schema-inference.h"

#define PIPELINE_SUFFIX ".sluice"

/* Several files are put one below the other. */
#define STEP 100

/* What is found out of a file on a thread, and where it goes then. */
typedef struct
{
  SluicePipeline *pipeline;
  SluiceSettings *settings;
  char *path;
  graphene_point_t at;

  const char *format;
  const char *separator; /* NULL for the default */
  gboolean header;
  char *schema;
} Drop;

static void
drop_free (gpointer data)
{
  Drop *drop = data;

  g_object_unref (drop->pipeline);
  sluice_settings_unref (drop->settings);
  g_free (drop->path);
  g_free (drop->schema);
  g_free (drop);
}

/* Returns: whether the name tells a format */
static gboolean
look_at_name (Drop *drop, const char *name)
{
  drop->format = sluice_format_of_path (name);
  if (strstr (name, ".tsv") != NULL)
    drop->separator = "\t";

  return drop->format != NULL;
}

/* A folder has the format of the first file in it whose name tells one, be it below folders of partitions. */
static gboolean
look_into (Drop *drop, const char *path, guint depth)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (name[0] == '.' || name[0] == '_')
        continue;
      if (g_file_test (child, G_FILE_TEST_IS_DIR) ? depth > 0 && look_into (drop, child, depth - 1)
                                                  : look_at_name (drop, name))
        return TRUE;
    }

  return FALSE;
}

static GHashTable *
options_of (const Drop *drop, const char *path, gboolean header)
{
  GHashTable *options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  g_hash_table_insert (options, g_strdup ("path"), g_strdup (path));
  if (drop->separator != NULL)
    g_hash_table_insert (options, g_strdup ("sep"), g_strdup (drop->separator));
  if (header)
    g_hash_table_insert (options, g_strdup ("header"), g_strdup ("true"));

  return options;
}

static SluiceType *
infer (const Drop *drop, gboolean header, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) options = options_of (drop, drop->path, header);

  g_hash_table_insert (options, g_strdup ("inferSchema"), g_strdup ("true"));
  g_hash_table_insert (options, g_strdup ("inferTimestamp"), g_strdup ("true"));

  return sluice_infer_schema (drop->format, drop->path, options, drop->settings, cancellable, error);
}

/* The first line of a CSV file is taken for values only when its texts are of the columns' types, and these say
 * something. */
static gboolean
has_header (const SluiceType *with, const SluiceType *without)
{
  gboolean all_texts = TRUE;

  if (with->n_fields != without->n_fields)
    return TRUE;
  for (guint i = 0; i < with->n_fields; i++)
    {
      gboolean is_text = with->fields[i].type->id == SLUICE_TYPE_STRING;

      if (!is_text && without->fields[i].type->id == SLUICE_TYPE_STRING)
        return TRUE;
      all_texts = all_texts && is_text;
    }

  return all_texts;
}

static gboolean
find_schema (Drop *drop, GCancellable *cancellable, GError **error)
{
  gboolean is_csv = strcmp (drop->format, "csv") == 0;
  g_autoptr (SluiceType) schema = NULL;

  if (strcmp (drop->format, "text") == 0)
    return TRUE;

  schema = infer (drop, is_csv, cancellable, error);
  if (schema == NULL)
    return FALSE;
  drop->header = is_csv;
  if (is_csv)
    {
      g_autoptr (SluiceType) without = infer (drop, FALSE, cancellable, NULL);

      if (without != NULL && !has_header (schema, without))
        {
          drop->header = FALSE;
          g_clear_pointer (&schema, sluice_type_unref);
          schema = g_steal_pointer (&without);
        }
    }
  drop->schema = sluice_type_to_ddl (schema);

  return TRUE;
}

static void
drop_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Drop *drop = data;
  g_autofree char *name = g_path_get_basename (drop->path);
  GError *error = NULL;
  gboolean known = g_file_test (drop->path, G_FILE_TEST_IS_DIR) ? look_into (drop, drop->path, 4)
                                                                : look_at_name (drop, name);

  if (!known)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                             _ ("“%s” isn’t JSON, CSV or text, going by its name."), name);
  else if (!find_schema (drop, cancellable, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* The name of the file without what follows its first point, made a name that SQL takes as it is. */
static char *
name_of_node (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  char *point = strchr (name + 1, '.');

  if (point != NULL)
    *point = '\0';
  g_strcanon (name, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "_", '_');

  return g_ascii_isdigit (name[0]) ? g_strconcat ("files_", name, NULL) : g_steal_pointer (&name);
}

static SluiceDocument *
with_text (SluiceDocument *document, const char *node, const char *field, const char *text)
{
  g_autoptr (JsonNode) value = sluice_json_new_string (text);

  return sluice_document_with_field (document, node, field, value);
}

static JsonNode *
options_value (const Drop *drop)
{
  g_autofree char *directory = sluice_pipeline_dup_directory (drop->pipeline);
  g_autoptr (GFile) base = directory != NULL ? g_file_new_for_path (directory) : NULL;
  g_autoptr (GFile) file = g_file_new_for_path (drop->path);
  g_autofree char *relative = base != NULL ? g_file_get_relative_path (base, file) : NULL;
  g_autoptr (GHashTable) options = options_of (drop, relative != NULL ? relative : drop->path, drop->header);
  JsonObject *object = json_object_new ();
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, options);
  while (g_hash_table_iter_next (&iter, &name, &value))
    json_object_set_string_member (object, name, value);

  return json_node_init_object (json_node_alloc (), object);
}

/* A document of the source alone. */
static SluiceDocument *
make_source (const Drop *drop)
{
  g_autofree char *wanted = name_of_node (drop->path);
  g_autofree char *id = NULL;
  g_autoptr (JsonNode) options = options_value (drop);
  g_autoptr (SluiceDocument) empty = sluice_document_new ();
  g_autoptr (SluiceDocument) added = sluice_document_with_node (empty, "readStream", wanted, 0, 0, &id);
  g_autoptr (SluiceDocument) formatted = with_text (added, id, "format", drop->format);
  g_autoptr (SluiceDocument) located = sluice_document_with_field (formatted, id, "options", options);
  g_autoptr (JsonNode) schema = drop->schema != NULL ? sluice_json_new_string (drop->schema) : NULL;

  return sluice_document_with_field (located, id, "schema", schema);
}

static void
dropped_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  SluiceCanvas *canvas = SLUICE_CANVAS (object);
  const Drop *drop = g_task_get_task_data (G_TASK (result));
  g_autoptr (SluiceDocument) source = NULL;
  g_autoptr (GError) error = NULL;

  /* The tab was closed meanwhile. */
  if (gtk_widget_get_root (GTK_WIDGET (canvas)) == NULL)
    return;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_signal_emit_by_name (canvas, "message", error->message);
  if (drop->format == NULL)
    return;

  source = make_source (drop);
  sluice_canvas_put_in (canvas, source, &drop->at, _ ("Add source"));
}

void
sluice_file_drop (SluiceCanvas *canvas, SluicePipeline *pipeline, GFile *file, double x, double y)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *path = g_file_get_path (file);
  Drop *drop;

  if (path != NULL && g_str_has_suffix (path, PIPELINE_SUFFIX))
    {
      g_application_open (g_application_get_default (), &file, 1, "");
      return;
    }
  if (path == NULL)
    {
      g_signal_emit_by_name (canvas, "message", _ ("Only files of this machine can be read."));
      return;
    }

  drop = g_new0 (Drop, 1);
  drop->pipeline = g_object_ref (pipeline);
  drop->settings = sluice_settings_ref (sluice_analysis_get_settings (sluice_pipeline_ensure_analysis (pipeline)));
  drop->path = g_steal_pointer (&path);
  drop->at = GRAPHENE_POINT_INIT ((float) x, (float) y);
  task = g_task_new (canvas, NULL, dropped_cb, NULL);
  g_task_set_task_data (task, drop, drop_free);
  g_task_run_in_thread (task, drop_thread);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, gpointer user_data)
{
  SluiceCanvas *canvas
    = SLUICE_CANVAS (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target)));
  double offset = 0;

  for (GSList *l = g_value_get_boxed (value); l != NULL; l = l->next)
    {
      sluice_file_drop (canvas, user_data, l->data, x, y + offset);
      offset += STEP;
    }

  return TRUE;
}

void
sluice_file_drop_attach (SluiceCanvas *canvas, SluicePipeline *pipeline)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), pipeline);
  gtk_widget_add_controller (GTK_WIDGET (canvas), GTK_EVENT_CONTROLLER (target));
}
