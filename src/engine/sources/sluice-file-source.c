/* sluice-file-source.c: the file source: files that appear in a directory.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "sources/sluice-source.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/sluice-metadata-log.h"
#include "expr/sluice-convert.h"
#include "expr/sluice-kernel.h"
#include "formats/sluice-partition.h"
#include "plan/sluice-json.h"
#include "sources/sluice-file-listing.h"

/* A range of a file that one task reads: small enough to share the work evenly, large enough that the
 * task's own cost doesn't show. */
#define MIN_SPLIT ((gint64) 1024 * 1024)
#define MAX_SPLIT ((gint64) 16 * 1024 * 1024)
#define SPLITS_PER_WORKER 8

/* Rows of a task are numbered from its index in the upper half, since the rows of the tasks before are
 * not known yet. */
#define TASK_SEQUENCE_BITS 32

/* The place of a column that directories tell. */
#define NOT_READ G_MAXUINT

typedef struct
{
  char *path;
  gint64 modified_ms;
  gint64 log_offset;
} LoggedFile;

/* What becomes of files once their batch is done. */
typedef enum
{
  CLEAN_OFF,
  CLEAN_DELETE,
  CLEAN_ARCHIVE,
} CleanMode;

typedef struct
{
  SluiceSource base;
  SluiceFileListing *listing;
  SluiceMetadataLog *log; /* NULL for a table */
  SluiceSettings *settings;
  char *format;
  char *path;
  GHashTable *options;
  SluiceType *schema;

  gint64 max_files;
  gint64 max_bytes;
  gint64 max_age_ms;
  gboolean latest_first;
  gboolean file_name_only;
  gboolean ignore_missing;
  gboolean recursive;
  CleanMode clean;
  char *archive;
  gint64 max_cached;
  double discard_ratio;
  GPtrArray *partitions; /* names of the columns that directories tell; NULL before one was seen */

  GPtrArray *unread; /* of SluiceFileEntry: listed and left for later batches */
  GArray *files;    /* of LoggedFile, by log offset */
  GHashTable *seen; /* keys of files in the log to their times of modification */
  gint64 oldest_seen_ms;
  gboolean frozen;
  gint64 newest_ms;
  gint64 oldest_allowed_ms;
  gboolean has_more;
  guint64 table_stamp;
} FileSource;

/* @values: for each partition column of the source a literal, or NULL */
typedef struct
{
  char *path;
  gint64 start;
  gint64 end;
  GPtrArray *values;
} Split;

typedef struct
{
  SluiceScan base;
  FileSource *source;
  guint *columns; /* the wanted ones of the source's schema */
  guint n_columns;
  SluiceType *schema;
  guint *places;  /* for each wanted column its place in the reader's, or the partition column + n_read */
  guint n_read;   /* columns that are read from the files */
  guint n_partitions;
  SluiceReader *reader;
  guint n_workers;
  SluiceScanner **scanners;
  SluiceArena **arenas;
  GArray *splits;
} FileScan;

static void
logged_file_clear (gpointer data)
{
  LoggedFile *file = data;

  g_free (file->path);
}

static void
split_clear (gpointer data)
{
  Split *split = data;

  g_free (split->path);
  g_clear_pointer (&split->values, g_ptr_array_unref);
}

/* What tells one file from another: its whole path, or its name alone [FIL-9]. */
static char *
key_of (FileSource *self, const char *path)
{
  return self->file_name_only ? g_path_get_basename (path) : g_strdup (path);
}

static gint64
parse_offset (const char *text)
{
  const char *number = text != NULL ? strstr (text, "\"logOffset\":") : NULL;

  if (number != NULL)
    return g_ascii_strtoll (number + strlen ("\"logOffset\":"), NULL, 10);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : -1;
}

static char *
format_offset (gint64 offset)
{
  return g_strdup_printf ("{\"logOffset\":%" G_GINT64_FORMAT "}", offset);
}

static void
remember (FileSource *self, const char *path, gint64 modified_ms, gint64 log_offset)
{
  LoggedFile file = { g_strdup (path), modified_ms, log_offset };

  g_array_append_val (self->files, file);
  g_hash_table_insert (self->seen, key_of (self, path), g_memdup2 (&modified_ms, sizeof modified_ms));
  self->newest_ms = MAX (self->newest_ms, modified_ms);
  self->oldest_seen_ms = MIN (self->oldest_seen_ms, modified_ms);
}

static gboolean
is_older (gpointer key, gpointer value, gpointer user_data)
{
  return *(const gint64 *) value < *(const gint64 *) user_data;
}

/* [FIL-8]: the age counts from the newest file seen. Older ones are no longer known: with a new time of
 * modification they would be new files. */
static void
forget_old (FileSource *self)
{
  if (self->max_age_ms == G_MAXINT64 || self->files->len == 0)
    return;

  self->oldest_allowed_ms = self->newest_ms - self->max_age_ms;
  if (self->oldest_seen_ms >= self->oldest_allowed_ms)
    return;
  g_hash_table_foreach_remove (self->seen, is_older, &self->oldest_allowed_ms);
  self->oldest_seen_ms = self->oldest_allowed_ms;
}

static gboolean
load_log (FileSource *self, GError **error)
{
  g_auto (GStrv) lines = sluice_metadata_log_all (self->log, error);

  if (lines == NULL)
    return FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (GPtrArray) duplicates = NULL;
      g_autoptr (JsonNode) root = sluice_json_parse (lines[i], strlen (lines[i]), &duplicates, error);
      JsonObject *object;
      g_autofree char *path = NULL;

      if (root == NULL)
        {
          g_prefix_error (error, "The source log of %s has a broken line: ", self->path);
          return FALSE;
        }
      object = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
      if (object != NULL)
        path = sluice_path_from_uri (json_object_get_string_member_with_default (object, "path", ""));
      if (path == NULL)
        {
          sluice_set_error (error, SLUICE_LOG_ERROR, SLUICE_LOG_ERROR_MALFORMED,
                            "MALFORMED_LOG_FILE", "The source log of %s has a line that names no "
                            "file: %s", self->path, lines[i]);
          return FALSE;
        }
      remember (self, path, json_object_get_int_member_with_default (object, "timestamp", 0),
                json_object_get_int_member_with_default (object, "batchId", 0));
    }
  forget_old (self);

  return TRUE;
}

static void
entry_free (gpointer data)
{
  SluiceFileEntry *entry = data;

  if (entry == NULL)
    return;

  g_free (entry->path);
  g_free (entry);
}

/* Files that the log doesn't have, oldest first unless the newest are wanted first. */
static GPtrArray *
find_new_files (FileSource *self)
{
  GArray *entries = sluice_file_listing_get (self->listing);
  GPtrArray *fresh = g_ptr_array_new_with_free_func (entry_free);

  for (guint i = 0; i < entries->len; i++)
    {
      guint index = self->latest_first ? entries->len - 1 - i : i;
      SluiceFileEntry *entry = &g_array_index (entries, SluiceFileEntry, index);
      g_autofree char *key = key_of (self, entry->path);
      SluiceFileEntry *copy;

      if (g_hash_table_contains (self->seen, key) || entry->modified_ms < self->oldest_allowed_ms)
        continue;
      copy = g_memdup2 (entry, sizeof *entry);
      copy->path = g_strdup (entry->path);
      g_ptr_array_add (fresh, copy);
    }

  return fresh;
}

static gint64
size_of (GPtrArray *files, guint from, guint to)
{
  gint64 bytes = 0;

  for (guint i = from; i < to; i++)
    bytes += ((SluiceFileEntry *) files->pdata[i])->size;

  return bytes;
}

/* [FIL-5], [FIL-6]: at least one file, and as many as the limit allows. */
static guint
apply_limit (FileSource *self, GPtrArray *fresh)
{
  gint64 bytes = 0;

  if (self->max_files > 0)
    return MIN (fresh->len, self->max_files);
  if (self->max_bytes <= 0)
    return fresh->len;

  for (guint i = 0; i < fresh->len; i++)
    {
      SluiceFileEntry *entry = g_ptr_array_index (fresh, i);

      /* The limit may be as large as a number can be. */
      if (entry->size > self->max_bytes - bytes)
        return MAX (i, 1);
      bytes += entry->size;
    }

  return fresh->len;
}

/* What was listed beyond the limit is taken next time without listing again, unless so little is left that
 * the next batch would be a small one. */
static void
keep_unread (FileSource *self, GPtrArray *fresh, guint n)
{
  gboolean little;

  self->has_more = n < fresh->len;
  if (!self->has_more || self->latest_first || self->max_cached == 0)
    return;

  little = self->max_files > 0
               ? fresh->len - n < (double) self->max_files * self->discard_ratio
               : (double) size_of (fresh, n, fresh->len) < (double) self->max_bytes * self->discard_ratio;
  if (little)
    return;
  self->unread = g_ptr_array_new_with_free_func (entry_free);
  for (guint i = n; i < fresh->len && i - n < self->max_cached; i++)
    g_ptr_array_add (self->unread, g_steal_pointer (&fresh->pdata[i]));
}

static gboolean
log_files (FileSource *self, GPtrArray *fresh, guint n, GError **error)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  gint64 offset = sluice_metadata_log_latest (self->log) + 1;

  for (guint i = 0; i < n; i++)
    {
      SluiceFileEntry *entry = g_ptr_array_index (fresh, i);
      g_autofree char *uri = sluice_path_to_uri (entry->path);
      GString *line = g_string_new ("{\"path\":");

      sluice_append_json_string (line, uri);
      g_string_append_printf (line, ",\"timestamp\":%" G_GINT64_FORMAT ",\"batchId\":%" G_GINT64_FORMAT
                              "}", entry->modified_ms, offset);
      g_ptr_array_add (lines, g_string_free (line, FALSE));
    }
  g_ptr_array_add (lines, NULL);

  if (!sluice_metadata_log_add (self->log, offset, (const char *const *) lines->pdata, error))
    return FALSE;

  for (guint i = 0; i < n; i++)
    {
      SluiceFileEntry *entry = g_ptr_array_index (fresh, i);

      remember (self, entry->path, entry->modified_ms, offset);
    }

  return TRUE;
}

static gboolean
latest_offset (SluiceSource *source,
               const char   *start,
               gboolean      all,
               char        **offset,
               GError      **error)
{
  FileSource *self = (FileSource *) source;
  g_autoptr (GPtrArray) fresh = g_steal_pointer (&self->unread);
  gboolean changed;
  guint n;

  if (fresh == NULL && !self->frozen)
    {
      if (!sluice_file_listing_update (self->listing, &changed, error))
        return FALSE;
      self->has_more = self->has_more || changed;
    }

  if (self->has_more)
    {
      if (fresh == NULL)
        fresh = find_new_files (self);
      n = all ? fresh->len : apply_limit (self, fresh);
      if (n > 0 && !log_files (self, fresh, n, error))
        return FALSE;
      keep_unread (self, fresh, n);
      forget_old (self);
    }

  if (sluice_metadata_log_latest (self->log) >= 0)
    *offset = format_offset (sluice_metadata_log_latest (self->log));

  return TRUE;
}

static gboolean
prepare_available_now (SluiceSource *source, GError **error)
{
  FileSource *self = (FileSource *) source;
  gboolean changed;

  if (!sluice_file_listing_update (self->listing, &changed, error))
    return FALSE;
  self->frozen = TRUE;
  self->has_more = TRUE;

  return TRUE;
}

static gboolean
restore (SluiceSource *source, const char *end, GError **error)
{
  FileSource *self = (FileSource *) source;
  gint64 offset = parse_offset (end);

  /* Spark would give the lost number to other files, which would then never be read. */
  if (offset > sluice_metadata_log_latest (self->log))
    {
      sluice_set_error (error, SLUICE_SOURCE_ERROR, SLUICE_SOURCE_ERROR_OFFSET, NULL,
                        "batch %" G_GINT64_FORMAT " doesn't exist: the checkpoint's offset log goes on to "
                        "%s, but the source's own log ends at %" G_GINT64_FORMAT
                        ". Files would be lost or read twice; restore the checkpoint or begin a new one",
                        offset, end, sluice_metadata_log_latest (self->log));
      return FALSE;
    }
  self->has_more = TRUE;

  return TRUE;
}

/* Moves a file below the archive, at its whole path. A file that is there already keeps the place, and the
 * source its file, as in Spark. */
static void
archive_file (FileSource *self, const char *path)
{
  g_autofree char *target = g_build_filename (self->archive, path, NULL);
  g_autofree char *directory = g_path_get_dirname (target);

  if (g_file_test (target, G_FILE_TEST_EXISTS) || !g_file_test (path, G_FILE_TEST_EXISTS))
    return;
  if (g_mkdir_with_parents (directory, 0777) != 0 || g_rename (path, target) != 0)
    g_message ("%s can’t be moved to %s: %s", path, target, g_strerror (errno));
}

static void
delete_file (const char *path)
{
  if (g_unlink (path) != 0 && errno != ENOENT)
    g_message ("%s can’t be deleted: %s", path, g_strerror (errno));
}

/* Files that can't be cleaned up stay, and the query goes on: it has read them. */
static gboolean
commit (SluiceSource *source, const char *end, GError **error)
{
  FileSource *self = (FileSource *) source;
  gint64 offset = parse_offset (end);

  if (self->clean == CLEAN_OFF)
    return TRUE;

  for (guint i = self->files->len; i > 0; i--)
    {
      LoggedFile *file = &g_array_index (self->files, LoggedFile, i - 1);

      if (file->log_offset < offset)
        break;
      if (file->log_offset > offset)
        continue;
      if (self->clean == CLEAN_DELETE)
        delete_file (file->path);
      else
        archive_file (self, file->path);
    }

  return TRUE;
}

static guint64
stamp_of_table (FileSource *self)
{
  guint64 stamp = 14695981039346656037u;

  for (guint i = 0; i < self->files->len; i++)
    {
      struct stat info = { 0 };

      if (stat (g_array_index (self->files, LoggedFile, i).path, &info) != 0)
        info.st_size = -1;
      stamp = (stamp ^ (guint64) info.st_size) * 1099511628211u;
      stamp = (stamp ^ (guint64) info.st_ino) * 1099511628211u;
      stamp = (stamp ^ (guint64) info.st_mtim.tv_sec) * 1099511628211u;
      stamp = (stamp ^ (guint64) info.st_mtim.tv_nsec) * 1099511628211u;
    }

  return stamp;
}

static gboolean
changed (SluiceSource *source)
{
  FileSource *self = (FileSource *) source;
  guint64 stamp = stamp_of_table (self);
  gboolean differs = stamp != self->table_stamp;

  self->table_stamp = stamp;

  return differs;
}

/* Scanning. */

static gint
find_partition (FileSource *self, const char *name)
{
  for (guint i = 0; self->partitions != NULL && i < self->partitions->len; i++)
    if (g_ascii_strcasecmp (self->partitions->pdata[i], name) == 0)
      return (gint) i;

  return -1;
}

/* The first file in directories of partitions says which these are; files beside them have none. */
static gboolean
check_partitions (FileSource *self, const GArray *parts, GError **error)
{
  gboolean same = TRUE;

  if (parts->len == 0)
    return TRUE;
  if (self->partitions == NULL)
    {
      self->partitions = g_ptr_array_new_with_free_func (g_free);
      for (guint i = 0; i < parts->len; i++)
        g_ptr_array_add (self->partitions, g_strdup (g_array_index (parts, SluicePartitionPart, i).name));
    }

  same = parts->len == self->partitions->len;
  for (guint i = 0; same && i < parts->len; i++)
    same = find_partition (self, g_array_index (parts, SluicePartitionPart, i).name) == (gint) i;
  if (!same)
    sluice_partition_conflict (self->partitions, error);

  return same;
}

/* Returns: (transfer full): a literal for each column of the schema that a directory above the file tells,
 *   NULL for each other */
static GPtrArray *
values_of_file (FileScan *self, const char *path, GError **error)
{
  FileSource *source = self->source;
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  g_autoptr (GArray) parts = NULL;

  if (source->recursive || sluice_file_listing_is_pattern (source->listing))
    return g_steal_pointer (&values);
  parts = sluice_partition_parts (source->path, path, error);
  if (parts == NULL || !check_partitions (source, parts, error))
    return NULL;

  g_ptr_array_set_size (values, (gint) source->schema->n_fields);
  for (guint i = 0; i < parts->len; i++)
    for (guint f = 0; f < source->schema->n_fields; f++)
      {
        const SluicePartitionPart *part = &g_array_index (parts, SluicePartitionPart, i);

        if (g_ascii_strcasecmp (source->schema->fields[f].name, part->name) != 0)
          continue;
        values->pdata[f] = sluice_partition_value (&source->schema->fields[f], part->text, source->settings, error);
        if (values->pdata[f] == NULL)
          return NULL;
      }

  return g_steal_pointer (&values);
}

static void
drop_reader (FileScan *self)
{
  for (guint i = 0; i < self->n_workers; i++)
    g_clear_pointer (&self->scanners[i], sluice_scanner_free);
  g_clear_pointer (&self->reader, sluice_reader_unref);
}

/* The reader is one of the columns that aren't told by directories. Which these are may turn out late. */
static gboolean
open_reader (FileScan *self, GError **error)
{
  FileSource *source = self->source;
  guint n_partitions = source->partitions != NULL ? source->partitions->len : 0;
  g_autofree SluiceField *fields = g_new (SluiceField, source->schema->n_fields + 1);
  g_autofree guint *places = g_new (guint, source->schema->n_fields + 1);
  g_autofree guint *wanted = g_new (guint, self->n_columns + 1);
  g_autoptr (SluiceType) schema = NULL;
  guint n = 0;

  if (self->reader != NULL && self->n_partitions == n_partitions)
    return TRUE;

  drop_reader (self);
  for (guint i = 0; i < source->schema->n_fields; i++)
    {
      places[i] = NOT_READ;
      /* Text files have one column; any other can only be one of directories that are yet to come. */
      if (find_partition (source, source->schema->fields[i].name) >= 0
          || (n > 0 && g_ascii_strcasecmp (source->format, "text") == 0))
        continue;
      places[i] = n;
      fields[n++] = source->schema->fields[i];
    }
  schema = sluice_type_struct (fields, n);
  self->n_partitions = n_partitions;
  self->n_read = 0;
  for (guint i = 0; i < self->n_columns; i++)
    {
      self->places[i] = NOT_READ;
      if (places[self->columns[i]] == NOT_READ)
        continue;
      self->places[i] = self->n_read;
      wanted[self->n_read++] = places[self->columns[i]];
    }
  self->reader = sluice_reader_new (source->format, schema, wanted, self->n_read, source->options,
                                    source->settings, error);

  return self->reader != NULL;
}

static gboolean
add_splits (FileScan *self, GPtrArray *paths, GError **error)
{
  g_autofree gint64 *sizes = g_new (gint64, MAX (paths->len, 1));
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  gint64 total = 0;
  gint64 split_size;

  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = g_ptr_array_index (paths, i);
      GPtrArray *of_file = values_of_file (self, path, error);
      struct stat info;

      if (of_file == NULL)
        return FALSE;
      g_ptr_array_add (values, of_file);
      sizes[i] = -1;
      if (stat (path, &info) != 0)
        {
          if (self->source->ignore_missing && errno == ENOENT)
            continue;
          sluice_set_error (error, SLUICE_SOURCE_ERROR, SLUICE_SOURCE_ERROR_MISSING,
                            "FAILED_READ_FILE.FILE_NOT_EXIST",
                            "File %s was chosen for this batch but cannot be read: %s. Set the option "
                            "ignoreMissingFiles to go on without it", path, g_strerror (errno));
          if (error != NULL)
            sluice_error_set_file (*error, path, 0);
          return FALSE;
        }
      sizes[i] = info.st_size;
      total += info.st_size;
    }

  if (!open_reader (self, error))
    return FALSE;
  split_size = CLAMP (total / (gint64) (self->n_workers * SPLITS_PER_WORKER), MIN_SPLIT, MAX_SPLIT);

  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = g_ptr_array_index (paths, i);
      gboolean splittable;

      if (sizes[i] <= 0)
        continue;
      splittable = sluice_reader_is_splittable (self->reader, path);
      for (gint64 start = 0; start < sizes[i]; start += split_size)
        {
          gint64 end = splittable && sizes[i] - start > split_size + split_size / 2
                         ? start + split_size
                         : G_MAXINT64;
          Split split = { g_strdup (path), start, end, g_ptr_array_ref (values->pdata[i]) };

          g_array_append_val (self->splits, split);
          if (end == G_MAXINT64)
            break;
        }
    }

  return TRUE;
}

static gboolean
scan_prepare (SluiceScan *scan,
              const char *start,
              const char *end,
              guint      *n_tasks,
              GError    **error)
{
  FileScan *self = (FileScan *) scan;
  GArray *files = self->source->files;
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();
  gint64 after = parse_offset (start);
  gint64 until = parse_offset (end);

  g_array_set_size (self->splits, 0);
  for (guint i = 0; i < files->len; i++)
    {
      LoggedFile *file = &g_array_index (files, LoggedFile, i);

      if (file->log_offset > after && file->log_offset <= until)
        g_ptr_array_add (paths, file->path);
    }
  if (!add_splits (self, paths, error))
    return FALSE;
  *n_tasks = self->splits->len;

  return TRUE;
}

/* Adds the columns that the directories of a file tell to what was read from it. */
typedef struct
{
  FileScan *scan;
  GPtrArray *values;
  SluiceBatchFunc func;
  gpointer user_data;
} Adding;

static gboolean
add_values (SluiceBatch *batch, gpointer user_data, GError **error)
{
  Adding *adding = user_data;
  FileScan *self = adding->scan;
  SluiceColumn **columns = sluice_arena_new_array (batch->arena, SluiceColumn *, self->n_columns + 1);
  g_autoptr (SluiceBatch) whole = NULL;

  for (guint i = 0; i < self->n_columns; i++)
    {
      SluiceExpr *value
          = self->columns[i] < adding->values->len ? adding->values->pdata[self->columns[i]] : NULL;

      if (self->places[i] != NOT_READ)
        columns[i] = batch->columns[self->places[i]];
      else if (value == NULL)
        columns[i] = sluice_column_new_null (batch->arena, self->schema->fields[i].type, batch->n_rows);
      else
        columns[i] = sluice_column_with_length (batch->arena,
                                                sluice_column_copy (batch->arena, value->value, NULL, 1),
                                                batch->n_rows);
    }
  whole = sluice_batch_new (batch->arena, self->schema, columns, batch->n_rows);
  whole->sequence = batch->sequence;

  return adding->func (whole, adding->user_data, error);
}

typedef struct
{
  const SluiceScan *scan;
  guint worker;
} Watching;

static void
see_malformed (const char *text, gsize length, const char *file, const char *problem, gpointer user_data)
{
  const Watching *watching = user_data;

  watching->scan->malformed (watching->worker, text, length, file, problem, watching->scan->malformed_data);
}

static gboolean
scan_run_task (SluiceScan     *scan,
               guint           worker,
               guint           task,
               SluiceBatchFunc func,
               gpointer        user_data,
               GCancellable   *cancellable,
               GError        **error)
{
  FileScan *self = (FileScan *) scan;
  Split *split = &g_array_index (self->splits, Split, task);
  guint64 sequence = (guint64) task << TASK_SEQUENCE_BITS;
  Adding adding = { self, split->values, func, user_data };
  Watching watching = { scan, worker };
  SluiceScanStatistics before, after;
  gboolean ok;

  if (self->n_read < self->n_columns)
    {
      func = add_values;
      user_data = &adding;
    }

  /* Another reader, after the columns have changed, takes another scanner; the arena stays. */
  if (self->scanners[worker] == NULL)
    self->scanners[worker] = sluice_scanner_new (self->reader);
  if (self->arenas[worker] == NULL)
    self->arenas[worker] = sluice_arena_new ();

  sluice_scanner_watch_malformed (self->scanners[worker], scan->malformed != NULL ? see_malformed : NULL, &watching);
  sluice_scanner_statistics (self->scanners[worker], &before);
  ok = sluice_scanner_scan_file (self->scanners[worker], self->arenas[worker], split->path,
                                 split->start, split->end, &sequence, func, user_data, cancellable,
                                 error);
  sluice_scanner_statistics (self->scanners[worker], &after);
  g_atomic_int_add (&self->base.n_corrupt, (gint) (after.n_corrupt - before.n_corrupt));

  if (!ok && error != NULL)
    sluice_error_set_file (*error, split->path, 0);

  /* A batch that somebody kept has taken the arena with it. */
  if (sluice_arena_is_shared (self->arenas[worker]))
    {
      sluice_arena_unref (self->arenas[worker]);
      self->arenas[worker] = sluice_arena_new ();
    }

  return ok;
}

static void
scan_free (SluiceScan *scan)
{
  FileScan *self = (FileScan *) scan;

  for (guint i = 0; i < self->n_workers; i++)
    {
      sluice_scanner_free (self->scanners[i]);
      sluice_arena_unref (self->arenas[i]);
    }
  g_free (self->scanners);
  g_free (self->arenas);
  g_array_unref (self->splits);
  g_free (self->columns);
  g_free (self->places);
  sluice_type_unref (self->schema);
  sluice_reader_unref (self->reader);
}

static const SluiceScanClass scan_class = {
  .prepare = scan_prepare,
  .run_task = scan_run_task,
  .free = scan_free,
};

static SluiceScan *
new_scan (SluiceSource *source,
          const guint  *columns,
          guint         n_columns,
          guint         n_workers,
          GError      **error)
{
  FileSource *source_self = (FileSource *) source;
  g_autofree SluiceField *fields = g_new (SluiceField, n_columns + 1);
  FileScan *self = g_new0 (FileScan, 1);

  self->base.klass = &scan_class;
  self->source = source_self;
  self->columns = g_memdup2 (columns, n_columns * sizeof *columns);
  self->n_columns = n_columns;
  self->places = g_new (guint, n_columns + 1);
  for (guint i = 0; i < n_columns; i++)
    fields[i] = source_self->schema->fields[columns[i]];
  self->schema = sluice_type_struct (fields, n_columns);
  self->n_workers = n_workers;
  self->scanners = g_new0 (SluiceScanner *, n_workers);
  self->arenas = g_new0 (SluiceArena *, n_workers);
  self->splits = g_array_new (FALSE, FALSE, sizeof (Split));
  g_array_set_clear_func (self->splits, split_clear);
  /* What the reader doesn't take is told now, not in the first batch. */
  if (!open_reader (self, error))
    {
      sluice_scan_free (&self->base);
      return NULL;
    }

  return &self->base;
}

static char *
describe (SluiceSource *source)
{
  FileSource *self = (FileSource *) source;

  return g_strdup_printf ("FileStreamSource[file:%s]", self->path);
}

static void
source_free (SluiceSource *source)
{
  FileSource *self = (FileSource *) source;

  sluice_file_listing_free (self->listing);
  sluice_metadata_log_free (self->log);
  g_clear_pointer (&self->settings, sluice_settings_unref);
  g_clear_pointer (&self->options, g_hash_table_unref);
  g_clear_pointer (&self->unread, g_ptr_array_unref);
  g_clear_pointer (&self->partitions, g_ptr_array_unref);
  g_free (self->archive);
  g_clear_pointer (&self->seen, g_hash_table_unref);
  g_clear_pointer (&self->files, g_array_unref);
  sluice_type_unref (self->schema);
  g_free (self->format);
  g_free (self->path);
}

static const SluiceSourceClass source_class = {
  .latest_offset = latest_offset,
  .new_scan = new_scan,
  .commit = commit,
  .prepare_available_now = prepare_available_now,
  .restore = restore,
  .changed = changed,
  .describe = describe,
  .free = source_free,
};

/* Options. */

static const char *
find_option (FileSource *self, const char *name)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->options);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_ascii_strcasecmp (key, name) == 0)
      return value;

  return NULL;
}

static gboolean
positive_option (FileSource *self, const char *name, gint64 max, gint64 *value, GError **error)
{
  const char *text = find_option (self, name);

  if (text == NULL || g_ascii_string_to_signed (text, 10, 1, max, value, NULL))
    return TRUE;

  sluice_set_error (error, SLUICE_SOURCE_ERROR, SLUICE_SOURCE_ERROR_OPTION, NULL,
                    "Invalid value '%s' for option '%s', must be a positive integer", text, name);

  return FALSE;
}

static gboolean
boolean_option (FileSource *self, const char *name, gboolean *value, GError **error)
{
  const char *text = find_option (self, name);

  if (text == NULL)
    return TRUE;
  *value = g_ascii_strcasecmp (text, "true") == 0;
  if (*value || g_ascii_strcasecmp (text, "false") == 0)
    return TRUE;

  sluice_set_error (error, SLUICE_SOURCE_ERROR, SLUICE_SOURCE_ERROR_OPTION, NULL,
                    "Invalid value '%s' for option '%s', must be 'true' or 'false'", text, name);

  return FALSE;
}

/* `7d`, `60s`: a number and the unit that Java's time strings have. */
static gboolean
age_option (FileSource *self, const char *name, const char *fallback, gint64 *ms, GError **error)
{
  static const struct
  {
    const char *unit;
    gint64 ms;
  } units[] = {
    { "", 1 },         { "ms", 1 },        { "s", 1000 },       { "m", 60000 },
    { "min", 60000 },  { "h", 3600000 },   { "d", 86400000 },
  };
  const char *text = find_option (self, name);
  char *unit;
  gint64 number;

  if (text == NULL)
    text = fallback;
  number = g_ascii_strtoll (text, &unit, 10);
  if (unit != text && number >= 0 && number < G_MAXINT64 / 86400000)
    for (guint i = 0; i < G_N_ELEMENTS (units); i++)
      if (strcmp (units[i].unit, unit) == 0)
        {
          *ms = number * units[i].ms;
          return TRUE;
        }

  sluice_set_error (error, SLUICE_SOURCE_ERROR, SLUICE_SOURCE_ERROR_OPTION, NULL,
                    "Invalid value '%s' for option '%s': give a number and a unit, such as 60s, 12h or "
                    "7d", text, name);

  return FALSE;
}

static gboolean
set_option_error (const char *name, const char *value, const char *wanted, GError **error)
{
  sluice_set_error (error, SLUICE_SOURCE_ERROR, SLUICE_SOURCE_ERROR_OPTION, NULL,
                    "Invalid value '%s' for option '%s', must be %s", value, name, wanted);

  return FALSE;
}

static gboolean
read_cache_options (FileSource *self, GError **error)
{
  const char *cached = find_option (self, "maxCachedFiles");
  const char *ratio = find_option (self, "discardCachedInputRatio");
  char *end;

  self->max_cached = 10000;
  if (cached != NULL && !g_ascii_string_to_signed (cached, 10, 0, G_MAXINT32, &self->max_cached, NULL))
    return set_option_error ("maxCachedFiles", cached, "an integer greater than or equal to 0", error);

  self->discard_ratio = ratio != NULL ? g_ascii_strtod (ratio, &end) : 0.2;
  if (ratio != NULL && (end == ratio || *end != '\0' || !(self->discard_ratio >= 0 && self->discard_ratio <= 1)))
    return set_option_error ("discardCachedInputRatio", ratio, "a positive double number between 0.0 and 1.0",
                             error);

  return TRUE;
}

/* Whether a file in the archive could be found by the source again: as far as both paths go, each name fits
 * the other. */
static gboolean
archive_is_in_source (FileSource *self)
{
  g_auto (GStrv) wanted = g_strsplit (self->path, "/", -1);
  g_auto (GStrv) names = g_strsplit (self->archive, "/", -1);

  for (guint i = 0; wanted[i] != NULL && names[i] != NULL; i++)
    if (!sluice_glob_match (wanted[i], names[i]))
      return FALSE;

  return TRUE;
}

static gboolean
read_archive_option (FileSource *self, GError **error)
{
  const char *archive = find_option (self, "sourceArchiveDir");

  if (archive == NULL || archive[0] == '\0')
    {
      sluice_set_error (error, SLUICE_SOURCE_ERROR, SLUICE_SOURCE_ERROR_OPTION, NULL,
                        "Archive mode must be used with 'sourceArchiveDir' option.");
      return FALSE;
    }
  if (g_str_has_prefix (archive, "file:"))
    archive += strlen ("file:");
  if (g_str_has_prefix (archive, "//"))
    archive += strlen ("//");
  if (strstr (archive, "://") != NULL)
    {
      sluice_set_error (error, SLUICE_SOURCE_ERROR, SLUICE_SOURCE_ERROR_OPTION, NULL,
                        "The archive %s must be on the file system of the source.", archive);
      return FALSE;
    }
  self->archive = g_canonicalize_filename (archive, NULL);
  if (archive_is_in_source (self))
    {
      sluice_set_error (error, SLUICE_SOURCE_ERROR, SLUICE_SOURCE_ERROR_OPTION, NULL,
                        "Base archive path cannot be set to the path where archived path can possibly match "
                        "with source pattern. Ensure the base archive path doesn't match with source pattern "
                        "in depth, where the depth is minimum of depth on both paths.");
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_clean_options (FileSource *self, GError **error)
{
  static const char *const modes[] = { "off", "delete", "archive" };
  const char *clean = find_option (self, "cleanSource");
  guint mode = 0;

  while (clean != NULL && mode < G_N_ELEMENTS (modes) && g_ascii_strcasecmp (clean, modes[mode]) != 0)
    mode++;
  if (mode == G_N_ELEMENTS (modes))
    {
      sluice_set_error (error, SLUICE_SOURCE_ERROR, SLUICE_SOURCE_ERROR_OPTION, NULL,
                        "Invalid mode for clean source option Some(%s). Must be one of ARCHIVE,DELETE,OFF",
                        clean);
      return FALSE;
    }
  self->clean = (CleanMode) mode;

  return self->clean != CLEAN_ARCHIVE || read_archive_option (self, error);
}

static gboolean
read_options (FileSource *self, GError **error)
{
  if (!positive_option (self, "maxFilesPerTrigger", G_MAXINT32, &self->max_files, error)
      || !positive_option (self, "maxBytesPerTrigger", G_MAXINT64, &self->max_bytes, error)
      || !boolean_option (self, "latestFirst", &self->latest_first, error)
      || !boolean_option (self, "fileNameOnly", &self->file_name_only, error)
      || !boolean_option (self, "ignoreMissingFiles", &self->ignore_missing, error)
      || !boolean_option (self, "recursiveFileLookup", &self->recursive, error)
      || !age_option (self, "maxFileAge", "7d", &self->max_age_ms, error)
      || !read_cache_options (self, error) || !read_clean_options (self, error))
    return FALSE;

  if (find_option (self, "basePath") != NULL)
    {
      sluice_set_error (error, SLUICE_SOURCE_ERROR, SLUICE_SOURCE_ERROR_OPTION, NULL,
                        "The option 'basePath' isn't available in this version: give the directory above the "
                        "partitions as 'path'");
      return FALSE;
    }
  if (self->max_files > 0 && self->max_bytes > 0)
    {
      sluice_set_error (error, SLUICE_SOURCE_ERROR, SLUICE_SOURCE_ERROR_OPTION, NULL,
                        "Options 'maxFilesPerTrigger' and 'maxBytesPerTrigger' can't be both set at "
                        "the same time");
      return FALSE;
    }

  /* [FIL-7] */
  if (self->latest_first && (self->max_files > 0 || self->max_bytes > 0))
    self->max_age_ms = G_MAXINT64;

  return TRUE;
}

/* A moment in the session's time zone, such as `2024-01-01T00:00:00`. */
static gboolean
moment_option (FileSource *self, const char *name, gint64 *ms, GError **error)
{
  const char *text = find_option (self, name);
  const SluiceZone *zone = sluice_zone_lookup (self->settings->time_zone);
  gint64 us;

  if (text == NULL)
    return TRUE;
  if (self->log != NULL)
    {
      sluice_set_error (error, SLUICE_SOURCE_ERROR, SLUICE_SOURCE_ERROR_OPTION, NULL,
                        "The option '%s' is not allowed in file stream sources", name);
      return FALSE;
    }
  if (!sluice_parse_timestamp (text, strlen (text), zone, &us))
    return set_option_error (name, text, "a timestamp such as '2024-01-01T00:00:00'", error);
  *ms = us / 1000;

  return TRUE;
}

static gboolean
open_listing (FileSource *self, GError **error)
{
  SluiceFileFilter filter = { find_option (self, "pathGlobFilter"), self->recursive, G_MININT64, G_MAXINT64 };

  if (!moment_option (self, "modifiedAfter", &filter.modified_after_ms, error)
      || !moment_option (self, "modifiedBefore", &filter.modified_before_ms, error))
    return FALSE;
  self->listing = sluice_file_listing_new (self->path, &filter);

  return TRUE;
}

/* A table's files are chosen once, at the start of the query. */
static gboolean
choose_table_files (FileSource *self, GError **error)
{
  GArray *entries;
  gboolean changed_now;

  if (!sluice_file_listing_update (self->listing, &changed_now, error))
    return FALSE;

  entries = sluice_file_listing_get (self->listing);
  for (guint i = 0; i < entries->len; i++)
    {
      SluiceFileEntry *entry = &g_array_index (entries, SluiceFileEntry, i);

      remember (self, entry->path, entry->modified_ms, 0);
    }

  return TRUE;
}

SluiceSource *
sluice_file_source_new (const SluiceSourceParameters *parameters, GError **error)
{
  FileSource *self = g_new0 (FileSource, 1);
  g_autoptr (SluiceSource) source = &self->base;
  const SluicePlan *plan = parameters->plan;
  gboolean listed;

  self->base.klass = &source_class;
  self->settings = sluice_settings_ref (parameters->settings);
  self->format = g_strdup (plan->source.format);
  self->path = plan->source.path != NULL ? g_canonicalize_filename (plan->source.path, "/") : NULL;
  self->options = g_hash_table_ref (plan->source.options);
  self->schema = sluice_type_ref (plan->source.full_schema);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->oldest_seen_ms = G_MAXINT64;
  self->files = g_array_new (FALSE, FALSE, sizeof (LoggedFile));
  g_array_set_clear_func (self->files, logged_file_clear);
  self->oldest_allowed_ms = G_MININT64;

  if (self->path == NULL)
    {
      sluice_set_error (error, SLUICE_SOURCE_ERROR, SLUICE_SOURCE_ERROR_OPTION, NULL,
                        "'path' is not specified");
      return NULL;
    }
  if (!read_options (self, error))
    return NULL;

  if (parameters->log_directory == NULL)
    return open_listing (self, error) && choose_table_files (self, error) ? g_steal_pointer (&source) : NULL;

  self->log = sluice_metadata_log_new (
    parameters->log_directory,
    sluice_settings_get_int (self->settings, "spark.sql.streaming.fileSource.log.compactInterval", 10),
    error);
  if (self->log == NULL || !load_log (self, error) || !open_listing (self, error))
    return NULL;

  /* A path that can't be listed is told at the start, not in the first batch. */
  if (!sluice_file_listing_update (self->listing, &listed, error))
    return NULL;
  self->has_more = TRUE;

  return g_steal_pointer (&source);
}
