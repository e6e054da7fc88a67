/* sluice-checkpoint.c: a query's checkpoint directory: what was decided and what is done.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "stream/sluice-checkpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/sluice-file-ops.h"
#include "core/sluice-json-text.h"
#include "core/sluice-metadata-log.h"
#include "plan/sluice-json.h"

#define LOCK_NAME ".sluice.lock"

SLUICE_DEFINE_ERROR_DOMAIN (sluice_stream_error)

struct _SluiceCheckpoint
{
  char *path;
  char *id;
  gboolean temporary;
  int lock_fd;
  SluiceMetadataLog *offsets;
  SluiceMetadataLog *commits;
  SluiceSettings *settings;
  char *settings_json;
};

/* The settings that Spark 4.3 writes into every entry of the offset log, in its order. The ones that have a
 * name here take the session's value. */
static const struct
{
  const char *name;
  const char *value;
  gboolean from_session;
} logged_settings[] = {
  { "spark.sql.streaming.stateStore.providerClass",
    "org.apache.spark.sql.execution.streaming.state.HDFSBackedStateStoreProvider", FALSE },
  { "spark.sql.dropDuplicates.deterministicKeyOrder.enabled", "true", FALSE },
  { "spark.sql.streaming.stateStore.rocksdb.mergeOperatorVersion", "2", FALSE },
  { "spark.sql.streaming.stateStore.rocksdb.formatVersion", "5", FALSE },
  { "spark.sql.streaming.queryEvolution.enableSourceEvolution", "false", FALSE },
  { "spark.sql.streaming.stateStore.encodingFormat", "unsaferow", FALSE },
  { "spark.sql.streaming.statefulOperator.useStrictDistribution", "true", FALSE },
  { "spark.sql.streaming.flatMapGroupsWithState.stateFormatVersion", "2", FALSE },
  { "spark.sql.streaming.multipleWatermarkPolicy", "min", TRUE },
  { "spark.sql.streaming.stateStore.rowChecksum.enabled", "false", FALSE },
  { "spark.sql.streaming.statefulOperator.alwaysNullableOutput.enabled", "true", FALSE },
  { "spark.sql.streaming.aggregation.stateFormatVersion", "2", FALSE },
  { "spark.sql.function.protobufExtensions.enabled", "false", FALSE },
  { "spark.sql.shuffle.partitions", "200", TRUE },
  { "spark.sql.streaming.join.stateFormatVersion", "2", FALSE },
  { "spark.sql.streaming.stateStore.compression.codec", "lz4", FALSE },
  { "spark.sql.optimizer.pruneFiltersCanPruneStreamingSubplan", "false", FALSE },
};

static char *
settings_to_json (const SluiceSettings *settings)
{
  GString *json = g_string_new ("{");

  for (guint i = 0; i < G_N_ELEMENTS (logged_settings); i++)
    {
      const char *value = logged_settings[i].from_session
                            ? sluice_settings_get (settings, logged_settings[i].name)
                            : logged_settings[i].value;

      if (i > 0)
        g_string_append_c (json, ',');
      sluice_append_json_string (json, logged_settings[i].name);
      g_string_append_c (json, ':');
      sluice_append_json_string (json, value);
    }
  g_string_append_c (json, '}');

  return g_string_free (json, FALSE);
}

static gboolean
lock (SluiceCheckpoint *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->path, LOCK_NAME, NULL);
  g_autofree char *pid = NULL;
  char other[32] = "";
  gssize length;

  self->lock_fd = open (path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (self->lock_fd < 0)
    {
      sluice_file_set_errno (error, errno, "create", path);
      return FALSE;
    }

  if (flock (self->lock_fd, LOCK_EX | LOCK_NB) != 0)
    {
      length = read (self->lock_fd, other, sizeof other - 1);
      g_strchomp (other);
      sluice_set_error (error, SLUICE_STREAM_ERROR, SLUICE_STREAM_ERROR_IN_USE,
                        "CONCURRENT_QUERY",
                        "The checkpoint %s is in use by another query%s%s. Stop that query, or give this "
                        "one a checkpoint of its own", self->path,
                        length > 0 ? ", of process " : "", length > 0 ? other : "");
      return FALSE;
    }

  /* Only people read the number; the lock itself goes with the process. */
  pid = g_strdup_printf ("%d\n", getpid ());
  if (ftruncate (self->lock_fd, 0) != 0 || write (self->lock_fd, pid, strlen (pid)) < 0)
    g_debug ("Cannot note the process in %s", path);

  return TRUE;
}

/* What describes the operators may be there before the first batch is decided; a version may not. */
static gboolean
has_versions (const char *directory)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_ascii_isdigit (name[0]))
      return TRUE;

  return FALSE;
}

static gboolean
broken (GError **error, const char *condition, const char *file, const char *message)
{
  sluice_set_error (error, SLUICE_STREAM_ERROR, SLUICE_STREAM_ERROR_CHECKPOINT, condition, "%s",
                    message);
  if (error != NULL)
    sluice_error_set_file (*error, file, 0);

  return FALSE;
}

static gboolean
broken_number (const char *file, GError **error)
{
  g_autofree char *message
      = g_strdup_printf ("Failed to read log file %s. A time in its second line is no whole number", file);

  return broken (error, "MALFORMED_LOG_FILE", file, message);
}

static gboolean
read_metadata (SluiceCheckpoint *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->path, "metadata", NULL);
  g_autofree char *message = NULL;
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object;
  const char *id = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      if (sluice_metadata_log_latest (self->offsets) >= 0
          || sluice_metadata_log_latest (self->commits) >= 0)
        {
          message = g_strdup_printf ("Checkpoint location %s is in an inconsistent state: the metadata "
                                     "file is missing but offset and/or commit logs contain data. Please "
                                     "restore the metadata file or create a new checkpoint directory",
                                     self->path);
          return broken (error, "STREAMING_CHECKPOINT_MISSING_METADATA_FILE", path, message);
        }

      self->id = g_uuid_string_random ();
      text = g_strdup_printf ("{\"id\":\"%s\"}", self->id);
      return sluice_file_write (path, text, strlen (text), SLUICE_WRITE_EXCLUSIVE, error);
    }

  if (!g_file_get_contents (path, &text, NULL, error))
    return FALSE;
  object = sluice_json_parse_object (text, strlen (text), &root);
  if (object != NULL)
    id = sluice_json_read_text (object, "id");
  if (id == NULL)
    {
      message = g_strdup_printf ("%s holds no query id. Restore the file or begin a new checkpoint",
                                 path);
      return broken (error, NULL, path, message);
    }
  self->id = g_strdup (id);

  return TRUE;
}

/* What can't be the remains of an orderly run is refused, never guessed at. */
static gboolean
check_logs (SluiceCheckpoint *self, GError **error)
{
  gint64 offsets = sluice_metadata_log_latest (self->offsets);
  gint64 commits = sluice_metadata_log_latest (self->commits);
  g_autofree char *state = g_build_filename (self->path, "state", NULL);
  g_autofree char *message = NULL;

  if (commits > offsets)
    {
      message = g_strdup_printf ("The checkpoint %s says that batch %" G_GINT64_FORMAT " is done, but its "
                                 "offset log ends at batch %" G_GINT64_FORMAT ". Restore the missing files "
                                 "of offsets/ or begin a new checkpoint", self->path, commits, offsets);
      return broken (error, "CONCURRENT_STREAM_LOG_UPDATE", self->path, message);
    }
  if (offsets < 0 && has_versions (state))
    {
      message = g_strdup_printf ("The checkpoint location %s should be empty on batch 0. Please either use "
                                 "a new checkpoint location, or delete the existing data in the checkpoint "
                                 "location", state);
      return broken (error, "STATE_STORE_CHECKPOINT_LOCATION_NOT_EMPTY", state, message);
    }

  return TRUE;
}

static char *
entry_file (SluiceCheckpoint *self, const char *log, gint64 batch_id)
{
  return g_strdup_printf ("%s/%s/%" G_GINT64_FORMAT, self->path, log, batch_id);
}

/* Reads an entry of a log: its lines, and the object that its first line is. */
static JsonObject *
read_entry (SluiceCheckpoint  *self,
            SluiceMetadataLog *log,
            const char        *name,
            gint64             batch_id,
            JsonNode         **root,
            char            ***lines,
            GError           **error)
{
  g_autofree char *file = entry_file (self, name, batch_id);
  g_autofree char *message = NULL;
  g_autoptr (GError) local_error = NULL;
  JsonObject *object;

  *lines = sluice_metadata_log_get (log, batch_id, &local_error);
  if (*lines == NULL && g_error_matches (local_error, SLUICE_FILE_ERROR, G_IO_ERROR_NOT_FOUND))
    {
      message = g_strdup_printf ("batch %" G_GINT64_FORMAT " doesn't exist", batch_id);
      broken (error, NULL, file, message);
      return NULL;
    }
  if (*lines == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  object = (*lines)[0] != NULL
             ? sluice_json_parse_object ((*lines)[0], strlen ((*lines)[0]), root)
             : NULL;
  if (object == NULL)
    {
      message = g_strdup_printf ("Failed to read log file %s. Its second line is not the JSON object that "
                                 "it should be", file);
      broken (error, "MALFORMED_LOG_FILE", file, message);
    }

  return object;
}

/* A query goes on with what it began with: its state is split into so many partitions, whatever the session
 * says now. Spark too takes the logged values, and warns. */
static gboolean
take_settings (SluiceCheckpoint *self, const SluiceSettings *session, GError **error)
{
  gint64 latest = sluice_metadata_log_latest (self->offsets);
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (JsonNode) root = NULL;
  g_auto (GStrv) lines = NULL;
  JsonNode *conf = NULL;
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, session->values);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_hash_table_insert (values, name, value);

  if (latest >= 0)
    {
      JsonObject *object = read_entry (self, self->offsets, "offsets", latest, &root, &lines, error);

      if (object == NULL)
        return FALSE;
      conf = json_object_get_member (object, "conf");
    }
  for (guint i = 0; conf != NULL && JSON_NODE_HOLDS_OBJECT (conf) && i < G_N_ELEMENTS (logged_settings); i++)
    {
      const char *setting = logged_settings[i].name;
      const char *now = sluice_settings_get (session, setting);
      const char *logged
        = logged_settings[i].from_session
            ? sluice_json_read_text (json_node_get_object (conf), setting)
            : NULL;

      if (logged == NULL || g_strcmp0 (logged, now) == 0)
        continue;
      g_message ("The checkpoint %s was begun with %s = %s; the query keeps that instead of %s", self->path,
                 setting, logged, now);
      g_hash_table_insert (values, (gpointer) setting, (gpointer) logged);
    }
  self->settings = sluice_settings_new (values);

  return TRUE;
}

SluiceCheckpoint *
sluice_checkpoint_open (const char *path, const SluiceSettings *settings, GError **error)
{
  g_autoptr (SluiceCheckpoint) self = g_new0 (SluiceCheckpoint, 1);
  g_autofree char *offsets = NULL;
  g_autofree char *commits = NULL;

  self->lock_fd = -1;
  self->temporary = path == NULL;
  self->path = path != NULL ? g_strdup (path) : g_dir_make_tmp ("sluice-checkpoint-XXXXXX", error);
  if (self->path == NULL)
    return NULL;
  if (!sluice_file_make_directory (self->path, error) || !lock (self, error)
      || !sluice_file_remove_unfinished (self->path, error))
    return NULL;

  offsets = g_build_filename (self->path, "offsets", NULL);
  commits = g_build_filename (self->path, "commits", NULL);
  self->offsets = sluice_metadata_log_new (offsets, 0, error);
  if (self->offsets == NULL)
    return NULL;
  self->commits = sluice_metadata_log_new (commits, 0, error);
  if (self->commits == NULL || !read_metadata (self, error) || !check_logs (self, error)
      || !take_settings (self, settings, error))
    return NULL;
  self->settings_json = settings_to_json (self->settings);

  return g_steal_pointer (&self);
}

void
sluice_checkpoint_close (SluiceCheckpoint *self)
{
  if (self == NULL)
    return;

  if (self->lock_fd >= 0)
    close (self->lock_fd);
  if (self->temporary && self->path != NULL)
    sluice_file_remove_tree (self->path);
  sluice_metadata_log_free (self->offsets);
  sluice_metadata_log_free (self->commits);
  sluice_settings_unref (self->settings);
  g_free (self->settings_json);
  g_free (self->path);
  g_free (self->id);
  g_free (self);
}

gboolean
sluice_checkpoint_is_temporary (SluiceCheckpoint *self)
{
  return self->temporary;
}

void
sluice_checkpoint_leave (SluiceCheckpoint *self)
{
  self->temporary = FALSE;
}

const char *
sluice_checkpoint_get_path (SluiceCheckpoint *self)
{
  return self->path;
}

const char *
sluice_checkpoint_get_id (SluiceCheckpoint *self)
{
  return self->id;
}

gint64
sluice_checkpoint_latest_offsets (SluiceCheckpoint *self)
{
  return sluice_metadata_log_latest (self->offsets);
}

gint64
sluice_checkpoint_latest_commit (SluiceCheckpoint *self)
{
  return sluice_metadata_log_latest (self->commits);
}

SluiceSettings *
sluice_checkpoint_get_settings (SluiceCheckpoint *self)
{
  return self->settings;
}

SluiceOffsets *
sluice_checkpoint_read_offsets (SluiceCheckpoint *self, gint64 batch_id, GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  g_auto (GStrv) lines = NULL;
  SluiceOffsets *result;
  JsonObject *object;

  object = read_entry (self, self->offsets, "offsets", batch_id, &root, &lines, error);
  if (object == NULL)
    return NULL;

  result = g_new0 (SluiceOffsets, 1);
  if (!sluice_json_read_int (object, "batchWatermarkMs", &result->watermark_ms)
      || !sluice_json_read_int (object, "batchTimestampMs", &result->timestamp_ms))
    {
      g_autofree char *file = entry_file (self, "offsets", batch_id);

      sluice_offsets_free (result);
      broken_number (file, error);
      return NULL;
    }
  result->n = g_strv_length (lines) - 1;
  result->offsets = g_new0 (char *, result->n + 1);
  for (guint i = 0; i < result->n; i++)
    result->offsets[i] = strcmp (lines[i + 1], "-") != 0 ? g_strdup (lines[i + 1]) : NULL;

  return result;
}

gboolean
sluice_checkpoint_write_offsets (SluiceCheckpoint    *self,
                                 gint64               batch_id,
                                 const SluiceOffsets *offsets,
                                 GError             **error)
{
  g_autofree const char **lines = g_new0 (const char *, offsets->n + 2);
  g_autofree char *first = NULL;

  first = g_strdup_printf ("{\"batchWatermarkMs\":%" G_GINT64_FORMAT ",\"batchTimestampMs\":%"
                           G_GINT64_FORMAT ",\"conf\":%s}",
                           offsets->watermark_ms, offsets->timestamp_ms, self->settings_json);
  lines[0] = first;
  for (guint i = 0; i < offsets->n; i++)
    lines[i + 1] = offsets->offsets[i] != NULL ? offsets->offsets[i] : "-";

  return sluice_metadata_log_add (self->offsets, batch_id, lines, error);
}

gboolean
sluice_checkpoint_read_commit (SluiceCheckpoint *self,
                               gint64            batch_id,
                               gint64           *watermark_ms,
                               GError          **error)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *file = entry_file (self, "commits", batch_id);
  g_auto (GStrv) lines = sluice_metadata_log_get (self->commits, batch_id, error);
  JsonObject *object;

  *watermark_ms = 0;
  if (lines == NULL)
    return FALSE;
  if (lines[0] == NULL)
    return TRUE;

  object = sluice_json_parse_object (lines[0], strlen (lines[0]), &root);
  if (object == NULL)
    {
      g_autofree char *message = g_strdup_printf ("Failed to read log file %s. Its second line is not the "
                                                  "JSON object that it should be", file);
      return broken (error, "MALFORMED_LOG_FILE", file, message);
    }

  return sluice_json_read_int (object, "nextBatchWatermarkMs", watermark_ms) || broken_number (file, error);
}

gboolean
sluice_checkpoint_write_commit (SluiceCheckpoint *self,
                                gint64            batch_id,
                                gint64            watermark_ms,
                                GError          **error)
{
  g_autofree char *line
    = g_strdup_printf ("{\"nextBatchWatermarkMs\":%" G_GINT64_FORMAT "}", watermark_ms);

  return sluice_metadata_log_add (self->commits, batch_id, (const char *const[]){ line, NULL }, error);
}

void
sluice_checkpoint_purge (SluiceCheckpoint *self, gint64 oldest)
{
  sluice_metadata_log_purge (self->offsets, oldest);
  sluice_metadata_log_purge (self->commits, oldest);
}

void
sluice_offsets_free (SluiceOffsets *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < self->n; i++)
    g_free (self->offsets[i]);
  g_free (self->offsets);
  g_free (self);
}
