/* sluice-file-listing.c: the files of a directory or pattern, as a file source sees them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "sources/sluice-file-listing.h"

#include <errno.h>
#include <glob.h>
#include <string.h>
#include <sys/stat.h>

#include "core/sluice-error.h"
#include "core/sluice-metadata-log.h"
#include "sources/sluice-source.h"

#define MANIFEST_DIRECTORY "_spark_metadata"

/* A directory that changed less than this before it was listed is listed again: its time of modification
 * may be too coarse to tell a file that was added just after. */
#define SETTLED_NS (G_GINT64_CONSTANT (50) * 1000 * 1000)

struct _SluiceFileListing
{
  char *path;
  gboolean is_pattern;
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
sluice_file_listing_new (const char *path)
{
  SluiceFileListing *self = g_new0 (SluiceFileListing, 1);

  self->path = g_strdup (path);
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
  g_free (self->path);
  g_free (self);
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
is_hidden (const char *name)
{
  return name[0] == '.' || (name[0] == '_' && strchr (name, '=') == NULL);
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
  SluiceFileEntry entry = { g_strdup (path), to_ns (&info->st_mtim) / 1000000, info->st_size };

  g_array_append_val (self->entries, entry);
}

static gboolean
list_directory (SluiceFileListing *self, const char *directory, GError **error)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  errno = 0;
  dir = g_dir_open (directory, 0, NULL);
  if (dir == NULL)
    return cannot_read (directory, errno, error);

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = NULL;
      struct stat info;

      if (is_hidden (name))
        continue;
      path = g_build_filename (directory, name, NULL);
      if (stat (path, &info) != 0)
        continue;
      if (S_ISREG (info.st_mode))
        add_file (self, path, &info);
      else if (S_ISDIR (info.st_mode) && strchr (name, '=') != NULL)
        {
          g_autofree char *shown = g_filename_display_name (path);

          sluice_set_error (error, SLUICE_SOURCE_ERROR, SLUICE_SOURCE_ERROR_OPTION, NULL,
                            "%s is a directory of a partition. Reading partitioned directories is not "
                            "available in this version; give the path of one partition", shown);
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

  if (glob (self->path, GLOB_BRACE | GLOB_NOSORT, NULL, &matches) != 0)
    return TRUE;

  for (gsize i = 0; ok && i < matches.gl_pathc; i++)
    {
      g_autofree char *name = g_path_get_basename (matches.gl_pathv[i]);
      struct stat info;

      if (is_hidden (name) || stat (matches.gl_pathv[i], &info) != 0)
        continue;
      if (S_ISREG (info.st_mode))
        add_file (self, matches.gl_pathv[i], &info);
      else if (S_ISDIR (info.st_mode))
        ok = list_directory (self, matches.gl_pathv[i], error);
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
  if (self->settled && mtime == self->listed_mtime_ns && S_ISDIR (info.st_mode))
    return TRUE;

  self->listed_mtime_ns = mtime;
  self->settled = g_get_real_time () * 1000 - mtime > SETTLED_NS;
  *changed = TRUE;

  g_array_set_size (self->entries, 0);
  if (S_ISREG (info.st_mode))
    add_file (self, self->path, &info);
  else if (has_manifest ? !list_manifest (self, manifest, error)
                        : !list_directory (self, self->path, error))
    {
      self->settled = FALSE;
      return FALSE;
    }
  g_array_sort (self->entries, compare_entries);

  return TRUE;
}
