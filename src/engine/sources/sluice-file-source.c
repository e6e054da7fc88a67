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

#include "core/sluice-json-text.h"
#include "core/sluice-metadata-log.h"
#include "plan/sluice-json.h"
#include "sources/sluice-file-listing.h"
#include "sources/sluice-file-options.h"
#include "sources/sluice-file-scan.h"

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
  GHashTable *given; /* options as the document has them */
  SluiceFileOptions options;
  SluiceType *schema;
  SluiceFileSet set; /* what scans read */

  GPtrArray *unread; /* of SluiceFileEntry: listed and left for later batches */
  GArray *files;     /* of LoggedFile, by log offset */
  GHashTable *seen;  /* keys of files in the log to their times of modification */
  gint64 oldest_seen_ms;
  gboolean frozen;
  gint64 newest_ms;
  gint64 oldest_allowed_ms;
  gboolean has_more;
  guint64 table_stamp;
} FileSource;

static void
logged_file_clear (gpointer data)
{
  LoggedFile *file = data;

  g_free (file->path);
}

static gint64
parse_offset (const char *text)
{
  const char *number = text != NULL ? strstr (text, "\"logOffset\":") : NULL;

  if (number != NULL)
    return g_ascii_strtoll (number + strlen ("\"logOffset\":"), NULL, 10);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : -1;
}

/* What tells one file from another: its whole path, or its name alone [FIL-9]. */
static char *
key_of (FileSource *self, const char *path)
{
  return self->options.file_name_only ? g_path_get_basename (path) : g_strdup (path);
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
  if (self->options.max_age_ms == G_MAXINT64 || self->files->len == 0)
    return;

  self->oldest_allowed_ms = self->newest_ms - self->options.max_age_ms;
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
      g_autofree char *path = NULL;
      gint64 timestamp = 0, batch_id = 0;
      JsonObject *object;
      const char *uri;

      if (root == NULL)
        {
          g_prefix_error (error, "The source log of %s has a broken line: ", self->path);
          return FALSE;
        }
      object = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
      uri = object != NULL ? sluice_json_read_text (object, "path") : NULL;
      if (uri != NULL)
        path = sluice_path_from_uri (uri);
      if (path == NULL || !sluice_json_read_int (object, "timestamp", &timestamp)
          || !sluice_json_read_int (object, "batchId", &batch_id))
        {
          sluice_set_error (error, SLUICE_LOG_ERROR, SLUICE_LOG_ERROR_MALFORMED,
                            "MALFORMED_LOG_FILE", "The source log of %s has a line that names no "
                            "file, or no time and batch: %s", self->path, lines[i]);
          return FALSE;
        }
      remember (self, path, timestamp, batch_id);
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
      guint index = self->options.latest_first ? entries->len - 1 - i : i;
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

  if (self->options.max_files > 0)
    return MIN (fresh->len, self->options.max_files);
  if (self->options.max_bytes <= 0)
    return fresh->len;

  for (guint i = 0; i < fresh->len; i++)
    {
      SluiceFileEntry *entry = g_ptr_array_index (fresh, i);

      /* The limit may be as large as a number can be. */
      if (entry->size > self->options.max_bytes - bytes)
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
  if (!self->has_more || self->options.latest_first || self->options.max_cached == 0)
    return;

  little = self->options.max_files > 0
               ? fresh->len - n < (double) self->options.max_files * self->options.discard_ratio
               : (double) size_of (fresh, n, fresh->len) < (double) self->options.max_bytes * self->options.discard_ratio;
  if (little)
    return;
  self->unread = g_ptr_array_new_with_free_func (entry_free);
  for (guint i = n; i < fresh->len && i - n < self->options.max_cached; i++)
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
  g_autofree char *target = g_build_filename (self->options.archive, path, NULL);
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

  if (self->options.clean == SLUICE_CLEAN_OFF)
    return TRUE;

  for (guint i = self->files->len; i > 0; i--)
    {
      LoggedFile *file = &g_array_index (self->files, LoggedFile, i - 1);

      if (file->log_offset < offset)
        break;
      if (file->log_offset > offset)
        continue;
      if (self->options.clean == SLUICE_CLEAN_DELETE)
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

/* The paths of a batch. */
static GPtrArray *
choose (gpointer source, const char *start, const char *end)
{
  FileSource *self = source;
  GPtrArray *paths = g_ptr_array_new ();
  gint64 after = parse_offset (start);
  gint64 until = parse_offset (end);

  for (guint i = 0; i < self->files->len; i++)
    {
      LoggedFile *file = &g_array_index (self->files, LoggedFile, i);

      if (file->log_offset > after && file->log_offset <= until)
        g_ptr_array_add (paths, file->path);
    }

  return paths;
}

static SluiceScan *
new_scan (SluiceSource *source,
          const guint  *columns,
          guint         n_columns,
          guint         n_workers,
          GError      **error)
{
  FileSource *self = (FileSource *) source;

  return sluice_file_scan_new (&self->set, columns, n_columns, n_workers, error);
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
  sluice_file_options_clear (&self->options);
  g_clear_pointer (&self->set.partitions, g_ptr_array_unref);
  g_clear_pointer (&self->settings, sluice_settings_unref);
  g_clear_pointer (&self->given, g_hash_table_unref);
  g_clear_pointer (&self->unread, g_ptr_array_unref);
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
  self->given = g_hash_table_ref (plan->source.options);
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
  if (!sluice_file_options_read (&self->options, self->given, self->path, self->settings,
                                 parameters->log_directory != NULL, error))
    return NULL;
  self->listing = sluice_file_listing_new (self->path, &self->options.filter);
  self->set = (SluiceFileSet){
    .format = self->format,
    .path = self->path,
    .options = self->given,
    .schema = self->schema,
    .settings = self->settings,
    .has_partitions = !self->options.recursive && !sluice_file_listing_is_pattern (self->listing),
    .ignore_missing = self->options.ignore_missing,
    .choose = choose,
    .source = self,
  };

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
