/* sluice-file-sink.c: the file sink: part files, published by a manifest.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "sinks/sluice-sink.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/sluice-file-ops.h"
#include "core/sluice-json-text.h"
#include "core/sluice-metadata-log.h"
#include "formats/sluice-writer.h"

#define MANIFEST_DIRECTORY "_spark_metadata"
#define NULL_PARTITION "__HIVE_DEFAULT_PARTITION__"

/* Uncompressed bytes of a part that are kept in memory before they go to the disk. */
#define FLUSH_BYTES (4 * 1024 * 1024)

/* What Hadoop's local file system says of every file; readers don't look at it. */
#define BLOCK_SIZE "33554432"

/*
 * A micro-batch's rows go to parts under hidden names, `.<batch>.part-….tmp`. A commit syncs them, links them
 * to their own names and adds them to `_spark_metadata/<batch>`, which is the moment when they count; then the
 * hidden names go. A batch that the manifest has is not written again. A hidden name of a batch that it
 * doesn't have tells, after a crash, which part was written for nothing: both its names are removed, so that
 * programs that don't know the manifest see no row twice either.
 */

typedef struct
{
  char *directory; /* relative to the sink's, empty for the sink's own */
  char *temporary;
  char *final;
  GByteArray *bytes;
  int fd;
} Part;

typedef struct
{
  GHashTable *parts; /* relative directory to Part */
} WorkerParts;

typedef struct
{
  SluiceSink base;
  SluiceWriter *writer;
  SluiceMetadataLog *manifest;
  SluiceSettings *settings;
  SluiceType *data_schema;
  char *path;
  guint n_partition_columns;
  guint *partition_columns;
  guint n_data_columns;
  guint *data_columns;
  gboolean compresses;
  gboolean publishing; /* a commit began and hasn't ended: only the disk knows how far it got */
  gint64 batch_id;
  guint n_workers;
  WorkerParts *workers;
} FileSink;

static void
part_free (gpointer data)
{
  Part *part = data;

  if (part->fd >= 0)
    sluice_file_ops ()->close (part->fd);
  g_clear_pointer (&part->bytes, g_byte_array_unref);
  g_free (part->directory);
  g_free (part->temporary);
  g_free (part->final);
  g_free (part);
}

static char *
part_directory (FileSink *self, const char *relative)
{
  return relative[0] != '\0' ? g_build_filename (self->path, relative, NULL) : g_strdup (self->path);
}

static Part *
part_new (FileSink *self, guint worker, const char *relative, GError **error)
{
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *directory = part_directory (self, relative);
  g_autofree char *name = NULL;
  g_autofree char *hidden = NULL;
  Part *part;

  if (relative[0] != '\0' && !sluice_file_make_directory (directory, error))
    return NULL;

  name = g_strdup_printf ("part-%05u-%s%cc000%s", worker, uuid, relative[0] != '\0' ? '.' : '-',
                          sluice_writer_extension (self->writer));
  hidden = g_strdup_printf (".%" G_GINT64_FORMAT ".%s.tmp", self->batch_id, name);

  part = g_new0 (Part, 1);
  part->directory = g_strdup (relative);
  part->temporary = g_build_filename (directory, hidden, NULL);
  part->final = g_build_filename (directory, name, NULL);
  part->bytes = g_byte_array_new ();
  part->fd = sluice_file_ops ()->open (part->temporary,
                                       O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (part->fd < 0)
    {
      sluice_file_set_errno (error, errno, "create", part->final);
      part_free (part);
      return NULL;
    }
  sluice_writer_append_header (self->writer, part->bytes);

  return part;
}

static gboolean
part_write (Part *part, gconstpointer data, gsize length, GError **error)
{
  const char *bytes = data;

  while (length > 0)
    {
      gssize written = sluice_file_ops ()->write (part->fd, bytes, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        {
          sluice_file_set_errno (error, written == 0 ? ENOSPC : errno, "write", part->final);
          return FALSE;
        }
      bytes += written;
      length -= written;
    }

  return TRUE;
}

/* Everything is on the disk after this, under the hidden name. */
static gboolean
part_finish (FileSink *self, Part *part, GError **error)
{
  const SluiceFileOps *ops = sluice_file_ops ();
  int fd = part->fd;

  if (self->compresses)
    {
      g_autoptr (GBytes) packed
        = sluice_writer_finish_file (self->writer, g_steal_pointer (&part->bytes));
      gsize length;
      gconstpointer data = g_bytes_get_data (packed, &length);

      if (!part_write (part, data, length, error))
        return FALSE;
    }
  else if (!part_write (part, part->bytes->data, part->bytes->len, error))
    return FALSE;

  if (ops->fsync (fd) != 0)
    {
      sluice_file_set_errno (error, errno, "sync", part->final);
      return FALSE;
    }
  part->fd = -1;
  if (ops->close (fd) != 0)
    {
      sluice_file_set_errno (error, errno, "close", part->final);
      return FALSE;
    }

  return TRUE;
}

static void
sink_abort (SluiceSink *sink)
{
  FileSink *self = (FileSink *) sink;

  for (guint i = 0; i < self->n_workers; i++)
    {
      GHashTableIter iter;
      gpointer part;

      g_hash_table_iter_init (&iter, self->workers[i].parts);
      while (!self->publishing && g_hash_table_iter_next (&iter, NULL, &part))
        sluice_file_remove (((Part *) part)->temporary, NULL);
      g_hash_table_remove_all (self->workers[i].parts);
    }
}

/* Removes what an earlier run left under hidden names, and the parts of batches that didn't get as far as
 * the manifest. */
static void
sweep (FileSink *self, const char *directory, guint depth)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);
      const char *part = strstr (name, ".part-");

      if (name[0] == '.' && g_ascii_isdigit (name[1]) && part != NULL
          && g_str_has_suffix (name, ".tmp"))
        {
          g_autofree char *plain = g_strndup (part + 1, strlen (part + 1) - strlen (".tmp"));
          g_autofree char *final = g_build_filename (directory, plain, NULL);

          if (g_ascii_strtoll (name + 1, NULL, 10) > sluice_metadata_log_latest (self->manifest))
            sluice_file_remove (final, NULL);
          sluice_file_remove (path, NULL);
        }
      else if (depth > 0 && strchr (name, '=') != NULL && g_file_test (path, G_FILE_TEST_IS_DIR))
        sweep (self, path, depth - 1);
    }
}

static gboolean
open_manifest (FileSink *self, GError **error)
{
  g_autofree char *directory = g_build_filename (self->path, MANIFEST_DIRECTORY, NULL);

  g_clear_pointer (&self->manifest, sluice_metadata_log_free);
  self->manifest = sluice_metadata_log_new (
    directory,
    sluice_settings_get_int (self->settings, "spark.sql.streaming.fileSink.log.compactInterval", 10),
    error);

  return self->manifest != NULL;
}

static gboolean
sink_begin (SluiceSink *sink, gint64 batch_id, gboolean *done_before, GError **error)
{
  FileSink *self = (FileSink *) sink;

  sink_abort (sink);
  if (self->publishing)
    {
      if (!open_manifest (self, error))
        return FALSE;
      sweep (self, self->path, self->n_partition_columns);
      self->publishing = FALSE;
    }
  self->batch_id = batch_id;
  *done_before = batch_id <= sluice_metadata_log_latest (self->manifest);

  return TRUE;
}

/* Hive's escapes, as Spark writes the values of partitions. */
static void
append_escaped (GString *out, const char *text)
{
  for (const guchar *c = (const guchar *) text; *c != '\0'; c++)
    if (*c < 0x20 || *c == 0x7f || strchr ("\"#%'*/:=?\\{}[]^", *c) != NULL)
      g_string_append_printf (out, "%%%02X", *c);
    else
      g_string_append_c (out, *c);
}

static void
append_partition (FileSink *self, SluiceBatch *batch, guint32 row, GString *out)
{
  g_string_truncate (out, 0);
  for (guint i = 0; i < self->n_partition_columns; i++)
    {
      const SluiceColumn *column = batch->columns[self->partition_columns[i]];
      g_autoptr (GString) value = g_string_new (NULL);

      if (i > 0)
        g_string_append_c (out, '/');
      append_escaped (out, batch->schema->fields[self->partition_columns[i]].name);
      g_string_append_c (out, '=');
      if (!sluice_column_is_null (column, row))
        sluice_text_append_value (column, row, self->settings, value);
      if (value->len == 0)
        g_string_append (out, NULL_PARTITION);
      else
        append_escaped (out, value->str);
    }
}

static gboolean
write_to_part (FileSink    *self,
               guint        worker,
               const char  *relative,
               SluiceBatch *batch,
               GError     **error)
{
  Part *part = g_hash_table_lookup (self->workers[worker].parts, relative);

  if (part == NULL)
    {
      part = part_new (self, worker, relative, error);
      if (part == NULL)
        return FALSE;
      g_hash_table_insert (self->workers[worker].parts, part->directory, part);
    }

  if (!sluice_writer_append (self->writer, batch, part->bytes, error))
    return FALSE;
  if (!self->compresses && part->bytes->len >= FLUSH_BYTES)
    {
      if (!part_write (part, part->bytes->data, part->bytes->len, error))
        return FALSE;
      g_byte_array_set_size (part->bytes, 0);
    }

  return TRUE;
}

static gboolean
sink_write (SluiceSink *sink, guint worker, SluiceBatch *batch, GError **error)
{
  FileSink *self = (FileSink *) sink;
  g_autoptr (SluiceBatch) data = NULL;
  g_autofree SluiceColumn **columns = NULL;
  g_autofree guint16 *rows = NULL;
  g_autoptr (GString) relative = NULL;
  g_autoptr (GString) next = NULL;

  if (self->n_partition_columns == 0)
    return write_to_part (self, worker, "", batch, error);

  columns = g_new (SluiceColumn *, MAX (self->n_data_columns, 1));
  for (guint i = 0; i < self->n_data_columns; i++)
    columns[i] = batch->columns[self->data_columns[i]];
  data = sluice_batch_new (batch->arena, self->data_schema, columns, batch->n_rows);

  /* Rows of one directory often stand together: each run is written as one selection. */
  rows = g_new (guint16, MAX (batch->n_selected, 1));
  relative = g_string_new (NULL);
  next = g_string_new (NULL);
  for (guint32 i = 0; i < batch->n_selected;)
    {
      g_autoptr (SluiceBatch) run = NULL;
      guint32 n = 0;

      append_partition (self, batch, sluice_batch_row (batch, i), relative);
      do
        {
          rows[n++] = sluice_batch_row (batch, i++);
          if (i < batch->n_selected)
            append_partition (self, batch, sluice_batch_row (batch, i), next);
        }
      while (i < batch->n_selected && g_string_equal (relative, next));

      run = sluice_batch_new_selected (data, rows, n);
      if (!write_to_part (self, worker, relative->str, run, error))
        return FALSE;
    }

  return TRUE;
}

static char *
manifest_line (const Part *part)
{
  g_autofree char *uri = sluice_path_to_uri (part->final);
  struct stat info = { 0 };
  GString *line = g_string_new ("{\"path\":");

  stat (part->final, &info);
  sluice_append_json_string (line, uri);
  g_string_append_printf (line,
                          ",\"size\":%" G_GINT64_FORMAT ",\"isDir\":false,\"modificationTime\":%"
                          G_GINT64_FORMAT ",\"blockReplication\":1,\"blockSize\":" BLOCK_SIZE
                          ",\"action\":\"add\"}",
                          (gint64) info.st_size,
                          (gint64) info.st_mtim.tv_sec * 1000 + info.st_mtim.tv_nsec / 1000000);

  return g_string_free (line, FALSE);
}

static gboolean
publish (FileSink *self, Part *part, GHashTable *directories, GError **error)
{
  if (!part_finish (self, part, error))
    return FALSE;
  /* A file system without hard links gets a rename, and may keep an orphan after a crash. */
  if (sluice_file_ops ()->link (part->temporary, part->final) != 0
      && ((errno != EPERM && errno != ENOTSUP)
          || sluice_file_ops ()->rename (part->temporary, part->final, FALSE) != 0))
    {
      sluice_file_set_errno (error, errno, "create", part->final);
      return FALSE;
    }
  g_hash_table_add (directories, part_directory (self, part->directory));

  return TRUE;
}

static gboolean
sink_commit (SluiceSink *sink, gint64 batch_id, GError **error)
{
  FileSink *self = (FileSink *) sink;
  g_autoptr (GHashTable) directories = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer value;

  self->publishing = TRUE;
  for (guint i = 0; i < self->n_workers; i++)
    {
      g_hash_table_iter_init (&iter, self->workers[i].parts);
      while (g_hash_table_iter_next (&iter, NULL, &value))
        {
          if (!publish (self, value, directories, error))
            return FALSE;
          g_ptr_array_add (lines, manifest_line (value));
        }
    }

  g_hash_table_iter_init (&iter, directories);
  while (g_hash_table_iter_next (&iter, &value, NULL))
    if (!sluice_file_sync_directory (value, error))
      return FALSE;

  g_ptr_array_add (lines, NULL);
  if (!sluice_metadata_log_add (self->manifest, batch_id, (const char *const *) lines->pdata, error))
    return FALSE;

  for (guint i = 0; i < self->n_workers; i++)
    {
      g_hash_table_iter_init (&iter, self->workers[i].parts);
      while (g_hash_table_iter_next (&iter, NULL, &value))
        sluice_file_remove (((Part *) value)->temporary, NULL);
      g_hash_table_remove_all (self->workers[i].parts);
    }
  self->publishing = FALSE;

  return TRUE;
}

static char *
sink_describe (SluiceSink *sink)
{
  return g_strdup_printf ("FileSink[file:%s]", ((FileSink *) sink)->path);
}

static void
sink_free (SluiceSink *sink)
{
  FileSink *self = (FileSink *) sink;

  if (self->workers != NULL)
    {
      sink_abort (sink);
      for (guint i = 0; i < self->n_workers; i++)
        g_hash_table_unref (self->workers[i].parts);
    }
  g_free (self->workers);
  sluice_metadata_log_free (self->manifest);
  g_clear_pointer (&self->writer, sluice_writer_unref);
  g_clear_pointer (&self->settings, sluice_settings_unref);
  sluice_type_unref (self->data_schema);
  g_free (self->partition_columns);
  g_free (self->data_columns);
  g_free (self->path);
}

static const SluiceSinkClass sink_class = {
  .begin = sink_begin,
  .write = sink_write,
  .commit = sink_commit,
  .abort = sink_abort,
  .describe = sink_describe,
  .free = sink_free,
};

static gboolean
choose_columns (FileSink *self, const SluiceQueryPlan *query, GError **error)
{
  const SluiceType *schema = query->plan->schema;
  guint n_names = query->partition_by != NULL ? g_strv_length (query->partition_by) : 0;
  g_autofree SluiceField *fields = g_new0 (SluiceField, MAX (schema->n_fields, 1));

  self->partition_columns = g_new0 (guint, MAX (n_names, 1));
  self->data_columns = g_new0 (guint, MAX (schema->n_fields, 1));

  for (guint i = 0; i < n_names; i++)
    if (sluice_type_find_field (schema, query->partition_by[i], self->settings->case_sensitive,
                                &self->partition_columns[i])
        != 1)
      {
        sluice_set_error (error, SLUICE_SINK_ERROR, SLUICE_SINK_ERROR_OPTION,
                          "_LEGACY_ERROR_TEMP_1141", "Partition column `%s` not found in the schema "
                          "of the sink's input", query->partition_by[i]);
        return FALSE;
      }
  self->n_partition_columns = n_names;

  for (guint i = 0; i < schema->n_fields; i++)
    {
      gboolean is_partition = FALSE;

      for (guint j = 0; j < n_names; j++)
        is_partition = is_partition || self->partition_columns[j] == i;
      if (is_partition)
        continue;
      fields[self->n_data_columns] = schema->fields[i];
      self->data_columns[self->n_data_columns++] = i;
    }
  self->data_schema = sluice_type_struct (fields, self->n_data_columns);

  return TRUE;
}

/* A new checkpoint over an output that has batches already: Spark would swallow as many batches without a
 * word, since the manifest has their numbers. */
static gboolean
check_manifest (FileSink *self, const SluiceQueryPlan *query, GError **error)
{
  g_autofree char *offsets = NULL;

  if (sluice_metadata_log_latest (self->manifest) < 0 || query->checkpoint == NULL)
    return TRUE;
  offsets = g_build_filename (query->checkpoint, "offsets", NULL);
  if (g_file_test (offsets, G_FILE_TEST_IS_DIR))
    return TRUE;

  sluice_set_error (error, SLUICE_SINK_ERROR, SLUICE_SINK_ERROR_FOREIGN, NULL,
                    "%s holds the output of batches 0 to %" G_GINT64_FORMAT " of another checkpoint. A "
                    "new query would count its first batches as written already and lose them. Give the "
                    "old checkpoint (%s is new) or another output path", self->path,
                    sluice_metadata_log_latest (self->manifest), query->checkpoint);

  return FALSE;
}

SluiceSink *
sluice_file_sink_new (const SluiceSinkParameters *parameters, GError **error)
{
  FileSink *self = g_new0 (FileSink, 1);
  g_autoptr (SluiceSink) sink = &self->base;
  const SluiceQueryPlan *query = parameters->query;
  const char *extension;

  self->base.klass = &sink_class;
  self->settings = sluice_settings_ref (query->settings);
  self->path = g_strdup (g_hash_table_lookup (query->options, "path"));
  if (self->path == NULL)
    {
      sluice_set_error (error, SLUICE_SINK_ERROR, SLUICE_SINK_ERROR_OPTION, NULL,
                        "'path' is not specified");
      return NULL;
    }

  if (!choose_columns (self, query, error))
    return NULL;
  self->writer = sluice_writer_new (query->format, self->data_schema, query->options, self->settings,
                                    error);
  if (self->writer == NULL)
    return NULL;
  extension = sluice_writer_extension (self->writer);
  self->compresses = strchr (extension + 1, '.') != NULL;

  if (!sluice_file_make_directory (self->path, error) || !open_manifest (self, error)
      || !check_manifest (self, query, error))
    {
      if (error != NULL)
        sluice_error_set_node (*error, NULL, "options.path");
      return NULL;
    }

  self->n_workers = parameters->n_workers;
  self->workers = g_new0 (WorkerParts, self->n_workers);
  for (guint i = 0; i < self->n_workers; i++)
    self->workers[i].parts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, part_free);
  sweep (self, self->path, self->n_partition_columns);

  return g_steal_pointer (&sink);
}
