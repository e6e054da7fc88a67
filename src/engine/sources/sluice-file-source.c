/* sluice-file-source.c: the file source: files that appear in a directory.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "sources/sluice-source.h"

#include <errno.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/sluice-metadata-log.h"
#include "sources/sluice-file-listing.h"

/* A range of a file that one task reads: small enough to share the work evenly, large enough that the
 * task's own cost doesn't show. */
#define MIN_SPLIT ((gint64) 1024 * 1024)
#define MAX_SPLIT ((gint64) 16 * 1024 * 1024)
#define SPLITS_PER_WORKER 8

/* Rows of a task are numbered from its index in the upper half, since the rows of the tasks before are
 * not known yet. */
#define TASK_SEQUENCE_BITS 32

typedef struct
{
  char *path;
  gint64 modified_ms;
  gint64 log_offset;
} LoggedFile;

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

  GArray *files;    /* of LoggedFile, by log offset */
  GHashTable *seen; /* keys of files in the log */
  GHashTable *frozen;
  gint64 newest_ms;
  gint64 oldest_allowed_ms;
  gboolean has_more;
  guint64 table_stamp;
} FileSource;

typedef struct
{
  char *path;
  gint64 start;
  gint64 end;
} Split;

typedef struct
{
  SluiceScan base;
  FileSource *source;
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
  g_hash_table_add (self->seen, key_of (self, path));
  self->newest_ms = MAX (self->newest_ms, modified_ms);
}

static gboolean
load_log (FileSource *self, GError **error)
{
  g_auto (GStrv) lines = sluice_metadata_log_all (self->log, error);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();

  if (lines == NULL)
    return FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      JsonNode *root;
      JsonObject *object;
      g_autofree char *path = NULL;

      if (!json_parser_load_from_data (parser, lines[i], -1, error))
        {
          g_prefix_error (error, "The source log of %s has a broken line: ", self->path);
          return FALSE;
        }
      root = json_parser_get_root (parser);
      object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
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
  if (self->max_age_ms > 0 && self->files->len > 0)
    self->oldest_allowed_ms = self->newest_ms - self->max_age_ms;

  return TRUE;
}

/* Files that the log doesn't have, oldest first unless the newest are wanted first. */
static GPtrArray *
find_new_files (FileSource *self)
{
  GArray *entries = sluice_file_listing_get (self->listing);
  GPtrArray *fresh = g_ptr_array_new ();

  for (guint i = 0; i < entries->len; i++)
    {
      guint index = self->latest_first ? entries->len - 1 - i : i;
      SluiceFileEntry *entry = &g_array_index (entries, SluiceFileEntry, index);
      g_autofree char *key = key_of (self, entry->path);

      if (g_hash_table_contains (self->seen, key))
        continue;
      if (entry->modified_ms < self->oldest_allowed_ms)
        continue;
      if (self->frozen != NULL && !g_hash_table_contains (self->frozen, key))
        continue;
      g_ptr_array_add (fresh, entry);
    }

  return fresh;
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

      bytes += entry->size;
      if (bytes > self->max_bytes)
        return MAX (i, 1);
    }

  return fresh->len;
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
  g_autoptr (GPtrArray) fresh = NULL;
  gboolean changed;
  guint n;

  if (self->frozen == NULL || !self->has_more)
    {
      if (!sluice_file_listing_update (self->listing, &changed, error))
        return FALSE;
      self->has_more = self->has_more || changed;
    }

  if (self->has_more)
    {
      fresh = find_new_files (self);
      n = all ? fresh->len : apply_limit (self, fresh);
      self->has_more = n < fresh->len;
      if (n > 0 && !log_files (self, fresh, n, error))
        return FALSE;
    }

  if (sluice_metadata_log_latest (self->log) >= 0)
    *offset = format_offset (sluice_metadata_log_latest (self->log));

  return TRUE;
}

static gboolean
prepare_available_now (SluiceSource *source, GError **error)
{
  FileSource *self = (FileSource *) source;
  GArray *entries;
  gboolean changed;

  if (!sluice_file_listing_update (self->listing, &changed, error))
    return FALSE;

  entries = sluice_file_listing_get (self->listing);
  self->frozen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < entries->len; i++)
    g_hash_table_add (self->frozen, key_of (self, g_array_index (entries, SluiceFileEntry, i).path));
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

static gboolean
commit (SluiceSource *source, const char *end, GError **error)
{
  FileSource *self = (FileSource *) source;

  /* [FIL-8]: the age counts from the newest file seen, and the threshold moves after a batch only. */
  if (self->max_age_ms > 0)
    self->oldest_allowed_ms = MAX (self->oldest_allowed_ms, self->newest_ms - self->max_age_ms);

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

static gboolean
add_splits (FileScan *self, GPtrArray *paths, GError **error)
{
  g_autofree gint64 *sizes = g_new (gint64, MAX (paths->len, 1));
  gint64 total = 0;
  gint64 split_size;

  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = g_ptr_array_index (paths, i);
      struct stat info;

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
          Split split = { g_strdup (path), start, end };

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
  SluiceScanStatistics before, after;
  gboolean ok;

  if (self->scanners[worker] == NULL)
    {
      self->scanners[worker] = sluice_scanner_new (self->reader);
      self->arenas[worker] = sluice_arena_new ();
    }

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
  g_autoptr (SluiceReader) reader = NULL;
  FileScan *self;

  reader = sluice_reader_new (source_self->format, source_self->schema, columns, n_columns,
                              source_self->options, source_self->settings, error);
  if (reader == NULL)
    return NULL;

  self = g_new0 (FileScan, 1);
  self->base.klass = &scan_class;
  self->source = source_self;
  self->reader = g_steal_pointer (&reader);
  self->n_workers = n_workers;
  self->scanners = g_new0 (SluiceScanner *, n_workers);
  self->arenas = g_new0 (SluiceArena *, n_workers);
  self->splits = g_array_new (FALSE, FALSE, sizeof (Split));
  g_array_set_clear_func (self->splits, split_clear);

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
  g_clear_pointer (&self->frozen, g_hash_table_unref);
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
positive_option (FileSource *self, const char *name, gint64 *value, GError **error)
{
  const char *text = find_option (self, name);

  if (text == NULL || g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, value, NULL))
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
  if (unit != text && number > 0 && number < G_MAXINT64 / 86400000)
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
read_options (FileSource *self, GError **error)
{
  const char *clean = find_option (self, "cleanSource");

  if (!positive_option (self, "maxFilesPerTrigger", &self->max_files, error)
      || !positive_option (self, "maxBytesPerTrigger", &self->max_bytes, error)
      || !boolean_option (self, "latestFirst", &self->latest_first, error)
      || !boolean_option (self, "fileNameOnly", &self->file_name_only, error)
      || !boolean_option (self, "ignoreMissingFiles", &self->ignore_missing, error)
      || !age_option (self, "maxFileAge", "7d", &self->max_age_ms, error))
    return FALSE;

  if (self->max_files > 0 && self->max_bytes > 0)
    {
      sluice_set_error (error, SLUICE_SOURCE_ERROR, SLUICE_SOURCE_ERROR_OPTION, NULL,
                        "Options 'maxFilesPerTrigger' and 'maxBytesPerTrigger' can't be both set at "
                        "the same time");
      return FALSE;
    }
  if (clean != NULL && g_ascii_strcasecmp (clean, "off") != 0)
    {
      sluice_set_error (error, SLUICE_SOURCE_ERROR, SLUICE_SOURCE_ERROR_OPTION, NULL,
                        "The option 'cleanSource' can only be 'off' in this version: input files stay "
                        "where they are");
      return FALSE;
    }

  /* [FIL-7] */
  if (self->latest_first && (self->max_files > 0 || self->max_bytes > 0))
    self->max_age_ms = 0;

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
  self->path = g_strdup (plan->source.path);
  self->options = g_hash_table_ref (plan->source.options);
  self->schema = sluice_type_ref (plan->source.full_schema);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->files = g_array_new (FALSE, FALSE, sizeof (LoggedFile));
  g_array_set_clear_func (self->files, logged_file_clear);
  self->oldest_allowed_ms = G_MININT64;

  if (self->path == NULL)
    {
      sluice_set_error (error, SLUICE_SOURCE_ERROR, SLUICE_SOURCE_ERROR_OPTION, NULL,
                        "'path' is not specified");
      return NULL;
    }
  self->listing = sluice_file_listing_new (self->path);
  if (!read_options (self, error))
    return NULL;

  if (parameters->log_directory == NULL)
    return choose_table_files (self, error) ? g_steal_pointer (&source) : NULL;

  self->log = sluice_metadata_log_new (
    parameters->log_directory,
    sluice_settings_get_int (self->settings, "spark.sql.streaming.fileSource.log.compactInterval", 10),
    error);
  if (self->log == NULL || !load_log (self, error))
    return NULL;

  /* A path that can't be listed is told at the start, not in the first batch. */
  if (!sluice_file_listing_update (self->listing, &listed, error))
    return NULL;
  self->has_more = TRUE;

  return g_steal_pointer (&source);
}
