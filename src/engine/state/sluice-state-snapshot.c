/* sluice-state-snapshot.c: makes a snapshot from the files of a version.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "state/sluice-state-snapshot.h"

#include <errno.h>
#include <sys/stat.h>

#include "core/sluice-file-ops.h"
#include "state/sluice-state-chain.h"
#include "state/sluice-state-partition.h"

struct _SluiceStateSnapshot
{
  char *directory;
  SluiceStateMetadata *metadata;
  SluiceStateFileHead head;
  GPtrArray *files;
  GPtrArray *chain; /* NULL when it couldn't be found */
  GThread *thread;
  gint done;
  gint64 size;
  GError *error;
};

static gboolean
apply_record (guint32       operator_id,
              guint32       partition,
              gconstpointer key,
              guint32       key_length,
              gconstpointer value,
              guint32       value_length,
              gint64        expiry,
              gpointer      user_data)
{
  SluiceStatePartition *into = user_data;
  guint64 hash = sluice_state_hash (key, key_length);

  if (value != NULL)
    sluice_state_put (into, hash, key, key_length, value, value_length, expiry);
  else
    sluice_state_remove (into, hash, key, key_length);

  return TRUE;
}

static gboolean
write_entry (gconstpointer key,
             guint32       key_length,
             gconstpointer value,
             guint32       value_length,
             gint64        expiry,
             gpointer      user_data)
{
  sluice_state_writer_add (user_data, key, key_length, value, value_length, expiry);

  return TRUE;
}

static gboolean
write_partition (SluiceStateSnapshot *self,
                 SluiceStateWriter   *writer,
                 guint                operator_id,
                 guint                partition,
                 GError             **error)
{
  SluiceStatePartition *content = sluice_state_partition_new ();
  gboolean sound = TRUE;

  for (guint i = 0; sound && i < self->chain->len; i++)
    {
      const SluiceStateFile *file = self->chain->pdata[i];

      sound = sluice_state_file_read (file->path, &file->head, operator_id, partition, apply_record, content,
                                      error);
      sluice_state_partition_clear_changes (content);
    }
  if (sound)
    {
      sluice_state_writer_begin (writer, operator_id, partition);
      sluice_state_foreach (content, write_entry, writer);
    }
  sluice_state_partition_free (content);

  return sound;
}

static gboolean
write_snapshot (SluiceStateSnapshot *self, GError **error)
{
  g_autofree char *path = sluice_state_file_path (self->directory, &self->head);
  g_autofree char *temporary = g_strdup_printf ("%s/.%" G_GINT64_FORMAT "-%s.tmp", self->directory,
                                                self->head.version, self->head.attempt);
  const SluiceFileOps *ops = sluice_file_ops ();
  SluiceStateWriter *writer;
  struct stat status;

  if (self->chain == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      return FALSE;
    }

  ops->unlink (temporary);
  writer = sluice_state_writer_new (temporary, &self->head, TRUE);
  for (guint i = 0; i < self->metadata->n_operators; i++)
    for (guint p = 0; p < self->metadata->operators[i].n_partitions; p++)
      if (!write_partition (self, writer, i, p, error))
        {
          sluice_state_writer_abandon (writer);
          return FALSE;
        }
  if (!sluice_state_writer_finish (writer, error))
    return FALSE;

  if (ops->rename (temporary, path, FALSE) != 0)
    {
      sluice_file_set_errno (error, errno, "create", path);
      ops->unlink (temporary);
      return FALSE;
    }
  if (!sluice_file_sync_directory (self->directory, error))
    return FALSE;

  self->size = stat (path, &status) == 0 ? (gint64) status.st_size : 0;

  return TRUE;
}

static gpointer
thread_func (gpointer data)
{
  SluiceStateSnapshot *self = data;
  GError *error = NULL;

  self->size = -1;
  if (!write_snapshot (self, &error))
    self->error = error;
  g_atomic_int_set (&self->done, 1);

  return NULL;
}

SluiceStateSnapshot *
sluice_state_snapshot_start (const char                *directory,
                             const SluiceStateMetadata *metadata,
                             gint64                     version,
                             const char                *attempt)
{
  SluiceStateSnapshot *self = g_new0 (SluiceStateSnapshot, 1);

  self->directory = g_strdup (directory);
  self->metadata = sluice_state_metadata_new (metadata->operators, metadata->n_operators);
  self->head.kind = SLUICE_STATE_FILE_SNAPSHOT;
  self->head.version = version;
  g_strlcpy (self->head.attempt, attempt, sizeof self->head.attempt);
  /* Which files it reads is settled here and not in the thread, so that purging knows. */
  self->files = sluice_state_list_files (directory, &self->error);
  if (self->files != NULL)
    self->chain = sluice_state_chain (directory, self->files, version, attempt, G_MAXINT64, &self->error);
  self->thread = g_thread_new ("state-snapshot", thread_func, self);

  return self;
}

gboolean
sluice_state_snapshot_is_done (SluiceStateSnapshot *self)
{
  return g_atomic_int_get (&self->done) != 0;
}

gint64
sluice_state_snapshot_base (SluiceStateSnapshot *self)
{
  const SluiceStateFile *file;

  if (self->chain == NULL || self->chain->len == 0)
    return G_MAXINT64;

  file = self->chain->pdata[0];

  return file->head.version;
}

gint64
sluice_state_snapshot_finish (SluiceStateSnapshot *self, GError **error)
{
  gint64 size;

  g_thread_join (self->thread);
  size = self->size;
  if (self->error != NULL)
    {
      size = -1;
      g_propagate_error (error, g_steal_pointer (&self->error));
    }

  g_clear_pointer (&self->chain, g_ptr_array_unref);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  sluice_state_metadata_free (self->metadata);
  g_free (self->directory);
  g_free (self);

  return size;
}
