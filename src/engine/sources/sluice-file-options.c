/* sluice-file-options.c: the options of the file source.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "sources/sluice-file-options.h"

#include <string.h>

#include "expr/sluice-convert.h"
#include "sources/sluice-file-listing.h"
#include "sources/sluice-source.h"

/* What is read, and what from. */
typedef struct
{
  SluiceFileOptions *self;
  GHashTable *given;
} Reading;

static const char *
find_option (const Reading *reading, const char *name)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, reading->given);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_ascii_strcasecmp (key, name) == 0)
      return value;

  return NULL;
}

static gboolean
positive_option (const Reading *reading, const char *name, gint64 max, gint64 *value, GError **error)
{
  const char *text = find_option (reading, name);

  if (text == NULL || g_ascii_string_to_signed (text, 10, 1, max, value, NULL))
    return TRUE;

  sluice_set_error (error, SLUICE_SOURCE_ERROR, SLUICE_SOURCE_ERROR_OPTION, NULL,
                    "Invalid value '%s' for option '%s', must be a positive integer", text, name);

  return FALSE;
}

static gboolean
boolean_option (const Reading *reading, const char *name, gboolean *value, GError **error)
{
  const char *text = find_option (reading, name);

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
age_option (const Reading *reading, const char *name, const char *fallback, gint64 *ms, GError **error)
{
  static const struct
  {
    const char *unit;
    gint64 ms;
  } units[] = {
    { "", 1 },         { "ms", 1 },        { "s", 1000 },       { "m", 60000 },
    { "min", 60000 },  { "h", 3600000 },   { "d", 86400000 },
  };
  const char *text = find_option (reading, name);
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
read_cache_options (const Reading *reading, GError **error)
{
  SluiceFileOptions *self = reading->self;
  const char *cached = find_option (reading, "maxCachedFiles");
  const char *ratio = find_option (reading, "discardCachedInputRatio");
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
archive_is_in_source (const char *archive, const char *path)
{
  g_auto (GStrv) wanted = g_strsplit (path, "/", -1);
  g_auto (GStrv) names = g_strsplit (archive, "/", -1);

  for (guint i = 0; wanted[i] != NULL && names[i] != NULL; i++)
    if (!sluice_glob_match (wanted[i], names[i]))
      return FALSE;

  return TRUE;
}

static gboolean
read_archive_option (const Reading *reading, const char *path, GError **error)
{
  SluiceFileOptions *self = reading->self;
  const char *archive = find_option (reading, "sourceArchiveDir");

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
  if (archive_is_in_source (self->archive, path))
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
read_clean_options (const Reading *reading, const char *path, GError **error)
{
  static const char *const modes[] = { "off", "delete", "archive" };
  const char *clean = find_option (reading, "cleanSource");
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
  reading->self->clean = (SluiceCleanMode) mode;

  return mode != SLUICE_CLEAN_ARCHIVE || read_archive_option (reading, path, error);
}

/* A moment in the session's time zone, such as `2024-01-01T00:00:00`. */
static gboolean
moment_option (const Reading *reading, const SluiceSettings *settings, const char *name, gint64 *ms, GError **error)
{
  const char *text = find_option (reading, name);
  const SluiceZone *zone = sluice_zone_lookup (settings->time_zone);
  gint64 us;

  if (text == NULL)
    return TRUE;
  if (!sluice_parse_timestamp (text, strlen (text), zone, &us))
    return set_option_error (name, text, "a timestamp such as '2024-01-01T00:00:00'", error);
  *ms = us / 1000;

  return TRUE;
}

/* A stream can't choose its files by their age: it would skip those that come late. */
static gboolean
read_moments (const Reading *reading, const SluiceSettings *settings, gboolean streaming, GError **error)
{
  static const char *const names[] = { "modifiedAfter", "modifiedBefore" };
  SluiceFileOptions *self = reading->self;

  for (guint i = 0; streaming && i < G_N_ELEMENTS (names); i++)
    if (find_option (reading, names[i]) != NULL)
      {
        sluice_set_error (error, SLUICE_SOURCE_ERROR, SLUICE_SOURCE_ERROR_OPTION, NULL,
                          "The option '%s' is not allowed in file stream sources", names[i]);
        return FALSE;
      }

  self->filter = (SluiceFileFilter){ find_option (reading, "pathGlobFilter"), self->recursive, G_MININT64, G_MAXINT64 };

  return moment_option (reading, settings, names[0], &self->filter.modified_after_ms, error)
         && moment_option (reading, settings, names[1], &self->filter.modified_before_ms, error);
}

gboolean
sluice_file_options_read (SluiceFileOptions    *self,
                          GHashTable           *given,
                          const char           *path,
                          const SluiceSettings *settings,
                          gboolean              streaming,
                          GError              **error)
{
  const Reading whole = { self, given };
  const Reading *reading = &whole;

  if (!positive_option (reading, "maxFilesPerTrigger", G_MAXINT32, &self->max_files, error)
      || !positive_option (reading, "maxBytesPerTrigger", G_MAXINT64, &self->max_bytes, error)
      || !boolean_option (reading, "latestFirst", &self->latest_first, error)
      || !boolean_option (reading, "fileNameOnly", &self->file_name_only, error)
      || !boolean_option (reading, "ignoreMissingFiles", &self->ignore_missing, error)
      || !boolean_option (reading, "recursiveFileLookup", &self->recursive, error)
      || !age_option (reading, "maxFileAge", "7d", &self->max_age_ms, error)
      || !read_cache_options (reading, error) || !read_clean_options (reading, path, error)
      || !read_moments (reading, settings, streaming, error))
    return FALSE;

  if (find_option (reading, "basePath") != NULL)
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

void
sluice_file_options_clear (SluiceFileOptions *self)
{
  g_clear_pointer (&self->archive, g_free);
}
