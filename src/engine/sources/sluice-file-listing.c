/* sluice-file-listing.c: the files of a directory or pattern, as a file source sees them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "sources/sluice-file-listing.h"

#include <errno.h>
#include <fnmatch.h>
#include <glob.h>
#include <string.h>
#include <sys/stat.h>

#include "core/sluice-error.h"
#include "core/sluice-metadata-log.h"
#include "formats/sluice-partition.h"
#include "sources/sluice-source.h"

#define MANIFEST_DIRECTORY "_spark_metadata"

/* Directories within directories are entered no deeper: links may lead around in circles. */
#define MAX_DEPTH 64

/* A directory that changed less than this before it was listed is listed again: its time of modification
 * may be too coarse to tell a file that was added just after. */
#define SETTLED_NS (G_GINT64_CONSTANT (50) * 1000 * 1000)

struct _SluiceFileListing
{
  char *path;
  SluiceFileFilter filter;
  char *name_pattern;
  gboolean is_pattern;
  gboolean is_deep; /* directories were entered, so that the root's time doesn't tell */
  GArray *entries;
  gint64 listed_mtime_ns;
  gboolean settled;
};

static void
entry_clear (gpointer data)
{
  SluiceFileEntry *entry = data;

  g_free (entry->path);
}

SluiceFileListing *
sluice_file_listing_new (const char *path, const SluiceFileFilter *filter)
{
  SluiceFileListing *self = g_new0 (SluiceFileListing, 1);

  self->path = g_strdup (path);
  self->filter = *filter;
  self->name_pattern = g_strdup (filter->name_pattern);
  self->is_pattern = strpbrk (path, "*?[{") != NULL && !g_file_test (path, G_FILE_TEST_EXISTS);
  self->entries = g_array_new (FALSE, FALSE, sizeof (SluiceFileEntry));
  g_array_set_clear_func (self->entries, entry_clear);

  return self;
}

void
sluice_file_listing_free (SluiceFileListing *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->entries);
  g_free (self->name_pattern);
  g_free (self->path);
  g_free (self);
}

gboolean
sluice_file_listing_is_pattern (const SluiceFileListing *self)
{
  return self->is_pattern;
}

/* The alternatives of the first pair of braces, each with what stands around it. */
static gboolean
match_alternatives (const char *pattern, const char *open, const char *name)
{
  const char *close = open;
  const char *start = open + 1;
  guint depth = 0;

  for (; *close != '\0'; close++)
    if (*close == '{')
      depth++;
    else if (*close == '}' && --depth == 0)
      break;
  if (*close == '\0')
    return fnmatch (pattern, name, 0) == 0;

  depth = 0;
  for (const char *p = start; p <= close; p++)
    {
      if (*p == '{')
        depth++;
      else if (*p == '}' && p < close)
        depth--;
      else if (p == close || (*p == ',' && depth == 0))
        {
          g_autofree char *one = g_strdup_printf ("%.*s%.*s%s", (int) (open - pattern), pattern,
                                                  (int) (p - start), start, close + 1);

          if (sluice_glob_match (one, name))
            return TRUE;
          start = p + 1;
        }
    }

  return FALSE;
}

gboolean
sluice_glob_match (const char *pattern, const char *name)
{
  const char *open = strchr (pattern, '{');

  return open != NULL ? match_alternatives (pattern, open, name) : fnmatch (pattern, name, 0) == 0;
}

GArray *
sluice_file_listing_get (SluiceFileListing *self)
{
  return self->entries;
}

static gint64
to_ns (const struct timespec *time)
{
  return (gint64) time->tv_sec * G_GINT64_CONSTANT (1000000000) + time->tv_nsec;
}

static gboolean
cannot_read (const char *path, int saved_errno, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  gboolean missing = saved_errno == ENOENT || saved_errno == ENOTDIR;

  sluice_set_error (error, SLUICE_SOURCE_ERROR, SLUICE_SOURCE_ERROR_MISSING,
                    missing ? "PATH_NOT_FOUND" : "FAILED_READ_FILE.NO_HINT",
                    missing ? "Path does not exist: %s" : "Cannot read %s: %s", shown,
                    g_strerror (saved_errno));
  if (error != NULL)
    {
      sluice_error_set_file (*error, path, 0);
      sluice_error_set_node (*error, NULL, "options.path");
    }

  return FALSE;
}

static void
add_file (SluiceFileListing *self, const char *path, const struct stat *info)
{
  SluiceFileEntry entry = { NULL, to_ns (&info->st_mtim) / 1000000, info->st_size };

  if (entry.modified_ms <= self->filter.modified_after_ms
      || entry.modified_ms >= self->filter.modified_before_ms)
    return;
  if (self->name_pattern != NULL)
    {
      g_autofree char *name = g_path_get_basename (path);

      if (!sluice_glob_match (self->name_pattern, name))
        return;
    }
  entry.path = g_strdup (path);
  g_array_append_val (self->entries, entry);
}

/* Directories of partitions are entered, others only when all are wanted. */
static gboolean
list_directory (SluiceFileListing *self, const char *directory, guint depth, GError **error)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  errno = 0;
  dir = g_dir_open (directory, 0, NULL);
  if (dir == NULL)
    /* One that is gone since the one above was read is no error. */
    return (depth > 0 && errno == ENOENT) || cannot_read (directory, errno, error);

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = NULL;
      struct stat info;

      if (sluice_path_is_hidden (name))
        continue;
      path = g_build_filename (directory, name, NULL);
      if (stat (path, &info) != 0)
        continue;
      if (S_ISREG (info.st_mode))
        add_file (self, path, &info);
      else if (S_ISDIR (info.st_mode) && depth < MAX_DEPTH
               && (self->filter.recursive || strchr (name, '=') != NULL))
        {
          self->is_deep = TRUE;
          if (!list_directory (self, path, depth + 1, error))
            return FALSE;
        }
    }

  return TRUE;
}

/* The manifest names what was committed; other files in the directory are leftovers of failed attempts. */
static gboolean
list_manifest (SluiceFileListing *self, const char *directory, GError **error)
{
  g_autoptr (SluiceMetadataLog) log = sluice_metadata_log_new (directory, 10, error);
  g_auto (GStrv) lines = NULL;

  if (log == NULL)
    return FALSE;
  lines = sluice_metadata_log_all (log, error);
  if (lines == NULL)
    return FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      static const char key[] = "{\"path\":\"";
      g_autofree char *uri = NULL;
      g_autofree char *path = NULL;
      const char *end;
      struct stat info;

      end = g_str_has_prefix (lines[i], key) ? strchr (lines[i] + strlen (key), '"') : NULL;
      if (end == NULL)
        {
          sluice_set_error (error, SLUICE_LOG_ERROR, SLUICE_LOG_ERROR_MALFORMED,
                            "MALFORMED_LOG_FILE", "The manifest %s has a line that names no file: %s",
                            directory, lines[i]);
          return FALSE;
        }
      uri = g_strndup (lines[i] + strlen (key), end - lines[i] - strlen (key));
      path = sluice_path_from_uri (uri);
      if (path == NULL || stat (path, &info) != 0)
        return cannot_read (path != NULL ? path : uri, ENOENT, error);
      if (info.st_size > 0)
        add_file (self, path, &info);
    }

  return TRUE;
}

static gboolean
list_pattern (SluiceFileListing *self, GError **error)
{
  glob_t matches;
  gboolean ok = TRUE;

  if (glob (self->path, GLOB_BRACE | GLOB_NOSORT | GLOB_PERIOD, NULL, &matches) != 0)
    return TRUE;

  for (gsize i = 0; ok && i < matches.gl_pathc; i++)
    {
      g_autofree char *name = g_path_get_basename (matches.gl_pathv[i]);
      struct stat info;

      if (strcmp (name, ".") == 0 || strcmp (name, "..") == 0 || stat (matches.gl_pathv[i], &info) != 0)
        continue;
      /* A directory that the pattern fits counts even when it is hidden. */
      if (S_ISREG (info.st_mode) && !sluice_path_is_hidden (name))
        add_file (self, matches.gl_pathv[i], &info);
      else if (S_ISDIR (info.st_mode))
        ok = list_directory (self, matches.gl_pathv[i], 1, error);
    }
  globfree (&matches);

  return ok;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const SluiceFileEntry *left = a;
  const SluiceFileEntry *right = b;

  if (left->modified_ms != right->modified_ms)
    return left->modified_ms < right->modified_ms ? -1 : 1;

  return strcmp (left->path, right->path);
}

gboolean
sluice_file_listing_update (SluiceFileListing *self, gboolean *changed, GError **error)
{
  g_autofree char *manifest = g_build_filename (self->path, MANIFEST_DIRECTORY, NULL);
  gboolean has_manifest;
  struct stat info;
  gint64 mtime;

  *changed = FALSE;

  if (self->is_pattern)
    {
      g_array_set_size (self->entries, 0);
      if (!list_pattern (self, error))
        return FALSE;
      *changed = TRUE;
      g_array_sort (self->entries, compare_entries);
      return TRUE;
    }

  has_manifest = stat (manifest, &info) == 0;
  if (!has_manifest && stat (self->path, &info) != 0)
    return cannot_read (self->path, errno, error);

  mtime = to_ns (&info.st_mtim);
  if (self->settled && !self->is_deep && mtime == self->listed_mtime_ns && S_ISDIR (info.st_mode))
    return TRUE;

  self->listed_mtime_ns = mtime;
  self->settled = g_get_real_time () * 1000 - mtime > SETTLED_NS;
  *changed = TRUE;

  self->is_deep = FALSE;
  g_array_set_size (self->entries, 0);
  if (S_ISREG (info.st_mode))
    add_file (self, self->path, &info);
  else if (has_manifest ? !list_manifest (self, manifest, error)
                        : !list_directory (self, self->path, 0, error))
    {
      self->settled = FALSE;
      return FALSE;
    }
  g_array_sort (self->entries, compare_entries);

  return TRUE;
}
