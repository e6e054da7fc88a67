/* sluice-metadata-log.c: numbered files of lines, as Spark's checkpoints have them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/sluice-metadata-log.h"

#include <string.h>

#include "core/sluice-error.h"
#include "core/sluice-file-ops.h"

#define VERSION_LINE "v1"
#define MAX_VERSION 1
#define COMPACT_SUFFIX ".compact"

SLUICE_DEFINE_ERROR_DOMAIN (sluice_log_error)

struct _SluiceMetadataLog
{
  char *directory;
  guint compact_interval;
  gint64 latest;
  gint64 oldest;
  gint64 latest_compact;
  gboolean has_directory;
  gboolean began; /* to write, and cleared away what another writer left */
};

/* Only a plain decimal number is an entry; Spark reads `05` as 5 and then fails to find it. */
static gboolean
parse_name (const char *name, gint64 *id, gboolean *compact)
{
  g_autofree char *digits = NULL;
  guint64 number;

  *compact = g_str_has_suffix (name, COMPACT_SUFFIX);
  digits = g_strndup (name, strlen (name) - (*compact ? strlen (COMPACT_SUFFIX) : 0));
  if (!g_ascii_isdigit (digits[0]) || (digits[0] == '0' && digits[1] != '\0'))
    return FALSE;
  if (!g_ascii_string_to_unsigned (digits, 10, 0, G_MAXINT64, &number, NULL))
    return FALSE;
  *id = number;

  return TRUE;
}

SluiceMetadataLog *
sluice_metadata_log_new (const char *directory, guint compact_interval, GError **error)
{
  g_autoptr (SluiceMetadataLog) self = g_new0 (SluiceMetadataLog, 1);
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) local_error = NULL;
  gint64 previous_compact = -1;
  const char *name;

  self->directory = g_strdup (directory);
  self->compact_interval = compact_interval;
  self->latest = -1;
  self->oldest = G_MAXINT64;
  self->latest_compact = -1;

  dir = g_dir_open (directory, 0, &local_error);
  if (dir == NULL)
    {
      if (g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return g_steal_pointer (&self);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  self->has_directory = TRUE;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      gboolean compact;
      gint64 id;

      if (!parse_name (name, &id, &compact))
        continue;
      self->latest = MAX (self->latest, id);
      self->oldest = MIN (self->oldest, id);
      if (compact && id > self->latest_compact)
        {
          previous_compact = self->latest_compact;
          self->latest_compact = id;
        }
      else if (compact)
        previous_compact = MAX (previous_compact, id);
    }

  /* As in Spark, the compact files that are there win over the setting. */
  if (compact_interval > 0 && previous_compact >= 0)
    self->compact_interval = self->latest_compact - previous_compact;
  else if (compact_interval > 0 && self->latest_compact >= 0
           && (self->latest_compact + 1) % compact_interval != 0)
    self->compact_interval = self->latest_compact + 1;

  return g_steal_pointer (&self);
}

void
sluice_metadata_log_free (SluiceMetadataLog *self)
{
  if (self == NULL)
    return;

  g_free (self->directory);
  g_free (self);
}

gint64
sluice_metadata_log_latest (SluiceMetadataLog *self)
{
  return self->latest;
}

static gboolean
is_compaction (SluiceMetadataLog *self, gint64 id)
{
  return self->compact_interval > 0 && (id + 1) % self->compact_interval == 0;
}

static char *
entry_path (SluiceMetadataLog *self, gint64 id, gboolean compact)
{
  return g_strdup_printf ("%s/%" G_GINT64_FORMAT "%s", self->directory, id,
                          compact ? COMPACT_SUFFIX : "");
}

static char **
malformed (const char *path, GError **error, const char *what)
{
  sluice_set_error (error, SLUICE_LOG_ERROR, SLUICE_LOG_ERROR_MALFORMED, "MALFORMED_LOG_FILE",
                    "Failed to read log file %s. %s", path, what);
  if (error != NULL)
    sluice_error_set_file (*error, path, 0);

  return NULL;
}

static char **
read_entry (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) local_error = NULL;
  guint64 version;
  gsize length;
  guint n;

  if (!g_file_get_contents (path, &text, &length, &local_error))
    {
      int code = g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT)
                   ? G_IO_ERROR_NOT_FOUND
                   : G_IO_ERROR_FAILED;

      sluice_set_error (error, SLUICE_FILE_ERROR, code, NULL, "%s", local_error->message);
      return NULL;
    }
  if (length == 0)
    return malformed (path, error, "Incomplete log file");
  if (strlen (text) != length || !g_utf8_validate (text, length, NULL))
    return malformed (path, error, "It is not text");

  lines = g_strsplit (text, "\n", -1);
  n = g_strv_length (lines);
  for (guint i = 0; i < n; i++)
    {
      gsize end = strlen (lines[i]);

      if (end > 0 && lines[i][end - 1] == '\r')
        lines[i][end - 1] = '\0';
    }
  if (n > 1 && lines[n - 1][0] == '\0')
    g_clear_pointer (&lines[n - 1], g_free);

  if (lines[0][0] != 'v' || !g_ascii_string_to_unsigned (lines[0] + 1, 10, 1, G_MAXINT32, &version, NULL))
    {
      g_autofree char *what = g_strdup_printf ("Log file was malformed: failed to read correct log "
                                               "version from %.80s", lines[0]);
      return malformed (path, error, what);
    }
  if (version > MAX_VERSION)
    {
      sluice_set_error (error, SLUICE_LOG_ERROR, SLUICE_LOG_ERROR_VERSION,
                        "INVALID_LOG_VERSION.MAX_SUPPORTED_VERSION",
                        "Failed to read log file %s. The maximum supported log version is v%d, but "
                        "encountered %s", path, MAX_VERSION, lines[0]);
      return NULL;
    }

  return g_strdupv (lines + 1);
}

char **
sluice_metadata_log_get (SluiceMetadataLog *self, gint64 id, GError **error)
{
  g_autofree char *path = entry_path (self, id, is_compaction (self, id));

  return read_entry (path, error);
}

/* The lines of everything before @id, for a compaction or a full reading. */
static gboolean
collect_until (SluiceMetadataLog *self, gint64 id, GPtrArray *out, GError **error)
{
  gint64 compact = -1;

  for (gint64 i = id - 1; i >= 0 && compact < 0; i--)
    if (is_compaction (self, i))
      compact = i;

  for (gint64 i = MAX (compact, 0); i < id; i++)
    {
      g_auto (GStrv) lines = sluice_metadata_log_get (self, i, error);

      if (lines == NULL)
        {
          g_prefix_error (error, "Entry %" G_GINT64_FORMAT " of the log %s (latest: %" G_GINT64_FORMAT
                          "): ", i, self->directory, self->latest);
          return FALSE;
        }
      for (guint j = 0; lines[j] != NULL; j++)
        g_ptr_array_add (out, g_steal_pointer (&lines[j]));
      g_free (g_steal_pointer (&lines));
    }

  return TRUE;
}

gboolean
sluice_metadata_log_add (SluiceMetadataLog *self,
                         gint64             id,
                         const char *const *lines,
                         GError           **error)
{
  gboolean compact = is_compaction (self, id);
  g_autofree char *path = entry_path (self, id, compact);
  g_autoptr (GString) text = g_string_new (VERSION_LINE);
  g_autoptr (GPtrArray) before = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local_error = NULL;

  if (!self->has_directory && !sluice_file_make_directory (self->directory, error))
    return FALSE;
  self->has_directory = TRUE;
  if (!self->began && !sluice_file_remove_unfinished (self->directory, error))
    return FALSE;
  self->began = TRUE;

  if (compact && !collect_until (self, id, before, error))
    return FALSE;
  for (guint i = 0; i < before->len; i++)
    g_string_append_printf (text, "\n%s", (char *) g_ptr_array_index (before, i));
  for (guint i = 0; lines[i] != NULL; i++)
    g_string_append_printf (text, "\n%s", lines[i]);

  if (!sluice_file_write (path, text->str, text->len, SLUICE_WRITE_EXCLUSIVE, &local_error))
    {
      if (g_error_matches (local_error, SLUICE_FILE_ERROR, G_IO_ERROR_EXISTS))
        sluice_set_error (error, SLUICE_LOG_ERROR, SLUICE_LOG_ERROR_CONCURRENT,
                          "CONCURRENT_STREAM_LOG_UPDATE",
                          "Concurrent update to the log. Multiple streaming jobs detected for "
                          "%" G_GINT64_FORMAT ". Please make sure only one streaming job runs on a "
                          "specific checkpoint location at a time. (%s)", id, path);
      else
        g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  self->latest = MAX (self->latest, id);
  self->oldest = MIN (self->oldest, id);

  return TRUE;
}

char **
sluice_metadata_log_all (SluiceMetadataLog *self, GError **error)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  if (!collect_until (self, self->latest + 1, lines, error))
    return NULL;
  g_ptr_array_add (lines, NULL);

  return (char **) g_ptr_array_free (g_steal_pointer (&lines), FALSE);
}

void
sluice_metadata_log_purge (SluiceMetadataLog *self, gint64 oldest)
{
  for (; self->oldest < oldest && self->oldest <= self->latest; self->oldest++)
    {
      g_autofree char *path = entry_path (self, self->oldest, FALSE);

      if (!sluice_file_remove (path, NULL))
        return;
    }
}

char *
sluice_path_to_uri (const char *path)
{
  GString *uri = g_string_new ("file://");

  for (const guchar *c = (const guchar *) path; *c != '\0'; c++)
    if (*c <= ' ' || *c == 0x7f || strchr ("%#?[]{}\"\\<>^`|", *c) != NULL)
      g_string_append_printf (uri, "%%%02X", *c);
    else
      g_string_append_c (uri, *c);

  return g_string_free (uri, FALSE);
}

char *
sluice_path_from_uri (const char *uri)
{
  if (g_str_has_prefix (uri, "file:///"))
    return g_uri_unescape_string (uri + strlen ("file://"), NULL);
  if (g_str_has_prefix (uri, "file:/"))
    return g_uri_unescape_string (uri + strlen ("file:"), NULL);

  return g_path_is_absolute (uri) ? g_strdup (uri) : NULL;
}
