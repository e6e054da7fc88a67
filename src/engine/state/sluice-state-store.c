/* sluice-state-store.c: the state of a query's operators, durable and versioned.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "state/sluice-state-store.h"

#include <string.h>
#include <sys/stat.h>

#include "core/sluice-file-ops.h"
#include "state/sluice-state-chain.h"
#include "state/sluice-state-metadata.h"
#include "state/sluice-state-partition.h"
#include "state/sluice-state-snapshot.h"

/* A snapshot of a large state isn't worth while for a few small changes, unless there are very many. */
#define SNAPSHOT_INTERVALS_AT_MOST 16

struct _SluiceStateStore
{
  char *directory; /* NULL when state lives in memory only */
  SluiceStateMetadata *metadata;
  SluiceStatePartition ***partitions; /* by operator, then by partition */
  gint64 version;
  char attempt[SLUICE_STATE_ATTEMPT_LENGTH + 1];

  guint snapshot_interval;
  gint64 snapshot_version; /* of the newest snapshot, 0 for none */
  gint64 snapshot_bytes;
  gint64 changed_bytes; /* written since */
  gint64 written_bytes; /* of changes and snapshots, since it was opened */
  SluiceStateSnapshot *snapshot;
};

SLUICE_DEFINE_ERROR_DOMAIN (sluice_state_error)

static void
free_partitions (SluiceStateStore *self)
{
  if (self->partitions == NULL)
    return;

  for (guint i = 0; i < self->metadata->n_operators; i++)
    {
      for (guint p = 0; p < self->metadata->operators[i].n_partitions; p++)
        sluice_state_partition_free (self->partitions[i][p]);
      g_free (self->partitions[i]);
    }
  g_clear_pointer (&self->partitions, g_free);
}

static void
make_partitions (SluiceStateStore *self)
{
  free_partitions (self);
  self->partitions = g_new0 (SluiceStatePartition **, MAX (self->metadata->n_operators, 1));
  for (guint i = 0; i < self->metadata->n_operators; i++)
    {
      guint n = self->metadata->operators[i].n_partitions;

      self->partitions[i] = g_new (SluiceStatePartition *, n);
      for (guint p = 0; p < n; p++)
        self->partitions[i][p] = sluice_state_partition_new ();
    }
}

static void
clear_changes (SluiceStateStore *self)
{
  for (guint i = 0; i < self->metadata->n_operators; i++)
    for (guint p = 0; p < self->metadata->operators[i].n_partitions; p++)
      sluice_state_partition_clear_changes (self->partitions[i][p]);
}

/* Looks at a snapshot that has been made, or waits for it. A failed one is tried again next time. */
static void
finish_snapshot (SluiceStateStore *self, gboolean wait)
{
  g_autoptr (GError) error = NULL;
  gint64 bytes;

  if (self->snapshot == NULL || (!wait && !sluice_state_snapshot_is_done (self->snapshot)))
    return;

  bytes = sluice_state_snapshot_finish (g_steal_pointer (&self->snapshot), &error);
  if (bytes < 0)
    g_info ("No snapshot of the state in “%s”: %s", self->directory, error->message);
  else
    {
      self->snapshot_bytes = bytes;
      self->written_bytes += bytes;
    }
}

void
sluice_state_store_free (SluiceStateStore *self)
{
  if (self == NULL)
    return;

  finish_snapshot (self, TRUE);
  free_partitions (self);
  sluice_state_metadata_free (self->metadata);
  g_free (self->directory);
  g_free (self);
}

static gboolean
load_record (guint32       operator_id,
             guint32       partition,
             gconstpointer key,
             guint32       key_length,
             gconstpointer value,
             guint32       value_length,
             gint64        expiry,
             gpointer      user_data)
{
  SluiceStateStore *self = user_data;
  guint64 hash = sluice_state_hash (key, key_length);

  if (operator_id >= self->metadata->n_operators
      || partition >= self->metadata->operators[operator_id].n_partitions)
    return FALSE;

  if (value != NULL)
    sluice_state_put (self->partitions[operator_id][partition], hash, key, key_length, value, value_length,
                      expiry);
  else
    sluice_state_remove (self->partitions[operator_id][partition], hash, key, key_length);

  return TRUE;
}

static gint64
file_bytes (const char *path)
{
  struct stat status;

  return stat (path, &status) == 0 ? (gint64) status.st_size : 0;
}

static gboolean
load_chain (SluiceStateStore *self, GPtrArray *chain, GError **error)
{
  make_partitions (self);
  self->snapshot_version = 0;
  self->snapshot_bytes = 0;
  self->changed_bytes = 0;

  for (guint i = 0; i < chain->len; i++)
    {
      const SluiceStateFile *file = chain->pdata[i];

      if (!sluice_state_file_read (file->path, &file->head, G_MAXUINT32, 0, load_record, self, error))
        return FALSE;
      clear_changes (self);

      if (file->head.kind == SLUICE_STATE_FILE_SNAPSHOT)
        {
          self->snapshot_version = file->head.version;
          self->snapshot_bytes = file_bytes (file->path);
        }
      else
        self->changed_bytes += file_bytes (file->path);
      memcpy (self->attempt, file->head.attempt, sizeof self->attempt);
    }

  return TRUE;
}

/* Adds to an error which version can be had instead. */
static void
offer_earlier (SluiceStateStore *self, GPtrArray *files, gint64 version, GError *error)
{
  gint64 sound = sluice_state_newest_sound (self->directory, files, version);
  char *message;

  if (sound > 0)
    message = g_strdup_printf ("%s The newest version of the state that can still be loaded is %" G_GINT64_FORMAT
                               ", the one after batch %" G_GINT64_FORMAT ".",
                               error->message, sound, sound - 1);
  else
    message = g_strdup_printf ("%s No earlier version of the state can be loaded either.", error->message);

  g_free (error->message);
  error->message = message;
}

static gboolean
load_version (SluiceStateStore *self, gint64 version, const char *attempt, GError **error)
{
  g_autoptr (GPtrArray) files = sluice_state_list_files (self->directory, error);
  g_autoptr (GError) first_error = NULL;
  gint64 newest_snapshot = G_MAXINT64;

  if (files == NULL)
    return FALSE;

  for (;;)
    {
      g_autoptr (GError) local_error = NULL;
      g_autoptr (GPtrArray) chain
          = sluice_state_chain (self->directory, files, version, attempt, newest_snapshot, &local_error);
      const SluiceStateFile *base;

      if (chain != NULL && load_chain (self, chain, &local_error))
        return TRUE;
      if (first_error == NULL)
        first_error = g_steal_pointer (&local_error);

      /* A damaged snapshot does no harm as long as an older one and the changes since are sound. */
      base = chain != NULL ? chain->pdata[0] : NULL;
      if (base == NULL || base->head.kind != SLUICE_STATE_FILE_SNAPSHOT)
        break;
      newest_snapshot = base->head.version - 1;
    }

  offer_earlier (self, files, version, first_error);
  g_propagate_error (error, g_steal_pointer (&first_error));

  return FALSE;
}

/* Removes what attempts that weren't committed have left: files of later versions, other attempts at this
 * one, and files that were never finished. */
static gboolean
remove_leftovers (SluiceStateStore *self, GError **error)
{
  g_autoptr (GPtrArray) files = sluice_state_list_files (self->directory, error);

  if (files == NULL)
    return FALSE;

  for (guint i = 0; i < files->len; i++)
    {
      const SluiceStateFile *file = files->pdata[i];

      if ((file->head.version > self->version
           || (file->head.version == self->version && strcmp (file->head.attempt, self->attempt) != 0))
          && !sluice_file_remove (file->path, error))
        return FALSE;
    }

  return sluice_file_remove_unfinished (self->directory, error);
}

static gboolean
prepare_directory (SluiceStateStore *self, gint64 version, const char *attempt, GError **error)
{
  g_autoptr (SluiceStateMetadata) stored = NULL;

  if (version == 0)
    {
      make_partitions (self);
      return sluice_file_make_directory (self->directory, error) && remove_leftovers (self, error)
             && sluice_state_metadata_write (self->metadata, self->directory, error);
    }

  stored = sluice_state_metadata_read (self->directory, error);
  if (stored == NULL || !sluice_state_metadata_check (stored, self->metadata, error)
      || !load_version (self, version, attempt, error))
    return FALSE;
  self->version = version;

  return remove_leftovers (self, error);
}

SluiceStateStore *
sluice_state_store_open (const char                *directory,
                         const SluiceStateOperator *operators,
                         guint                      n_operators,
                         gint64                     version,
                         const char                *attempt,
                         guint                      snapshot_interval,
                         GError                   **error)
{
  g_autoptr (SluiceStateStore) self = g_new0 (SluiceStateStore, 1);

  self->metadata = sluice_state_metadata_new (operators, n_operators);
  self->snapshot_interval = MAX (snapshot_interval, 1);

  if (directory != NULL && n_operators == 0)
    {
      /* A query without state leaves no directory, but it must not go on with the checkpoint of one that
       * has some. */
      g_autofree char *metadata_path = g_build_filename (directory, "metadata", NULL);

      if (version > 0 && g_file_test (metadata_path, G_FILE_TEST_EXISTS))
        {
          g_autoptr (SluiceStateMetadata) stored = sluice_state_metadata_read (directory, error);

          if (stored == NULL || !sluice_state_metadata_check (stored, self->metadata, error))
            return NULL;
        }
      directory = NULL;
    }
  if (directory == NULL)
    {
      make_partitions (self);
      self->version = version;
      return g_steal_pointer (&self);
    }

  self->directory = g_strdup (directory);
  if (!prepare_directory (self, version, attempt, error))
    return NULL;

  return g_steal_pointer (&self);
}

SluiceStateStore *
sluice_state_store_open_read_only (const char *directory,
                                   gint64      version,
                                   const char *attempt,
                                   GError    **error)
{
  g_autoptr (SluiceStateStore) self = g_new0 (SluiceStateStore, 1);

  self->directory = g_strdup (directory);
  self->metadata = sluice_state_metadata_read (directory, error);
  if (self->metadata == NULL)
    return NULL;

  if (version == 0)
    make_partitions (self);
  else if (!load_version (self, version, attempt, error))
    return NULL;
  self->version = version;
  g_clear_pointer (&self->directory, g_free);

  return g_steal_pointer (&self);
}

const SluiceStateOperator *
sluice_state_store_operators (SluiceStateStore *self, guint *n_operators)
{
  *n_operators = self->metadata->n_operators;

  return self->metadata->operators;
}

SluiceStatePartition *
sluice_state_store_partition (SluiceStateStore *self, guint operator_id, guint partition)
{
  g_assert (operator_id < self->metadata->n_operators);
  g_assert (partition < self->metadata->operators[operator_id].n_partitions);

  return self->partitions[operator_id][partition];
}

static void
new_attempt (char *attempt)
{
  g_autofree char *uuid = g_uuid_string_random ();
  guint n = 0;

  for (const char *c = uuid; n < SLUICE_STATE_ATTEMPT_LENGTH; c++)
    if (*c != '-')
      attempt[n++] = *c;
  attempt[n] = '\0';
}

static void
write_change (gconstpointer key,
              guint32       key_length,
              gconstpointer value,
              guint32       value_length,
              gint64        expiry,
              gpointer      user_data)
{
  sluice_state_writer_add (user_data, key, key_length, value, value_length, expiry);
}

static void
start_snapshot_if_due (SluiceStateStore *self)
{
  gint64 behind = self->version - self->snapshot_version;

  finish_snapshot (self, FALSE);
  if (self->snapshot != NULL || behind < self->snapshot_interval)
    return;
  if (self->changed_bytes * 2 < self->snapshot_bytes
      && behind < (gint64) self->snapshot_interval * SNAPSHOT_INTERVALS_AT_MOST)
    return;

  self->snapshot
      = sluice_state_snapshot_start (self->directory, self->metadata, self->version, self->attempt);
  self->snapshot_version = self->version;
  self->changed_bytes = 0;
}

gboolean
sluice_state_store_commit (SluiceStateStore *self, gint64 version, char **attempt, GError **error)
{
  SluiceStateFileHead head = { SLUICE_STATE_FILE_CHANGES, version, "", "" };
  g_autofree char *path = NULL;
  SluiceStateWriter *writer;
  gint64 bytes;

  g_assert (version == self->version + 1);

  if (self->directory == NULL)
    {
      clear_changes (self);
      self->version = version;
      *attempt = g_strdup ("");
      return TRUE;
    }

  new_attempt (head.attempt);
  memcpy (head.parent, self->attempt, sizeof head.parent);
  path = sluice_state_file_path (self->directory, &head);
  writer = sluice_state_writer_new (path, &head, FALSE);
  for (guint i = 0; i < self->metadata->n_operators; i++)
    for (guint p = 0; p < self->metadata->operators[i].n_partitions; p++)
      {
        sluice_state_writer_begin (writer, i, p);
        sluice_state_partition_foreach_change (self->partitions[i][p], write_change, writer);
      }
  if (!sluice_state_writer_finish (writer, error))
    return FALSE;

  clear_changes (self);
  self->version = version;
  memcpy (self->attempt, head.attempt, sizeof self->attempt);
  bytes = file_bytes (path);
  self->changed_bytes += bytes;
  self->written_bytes += bytes;
  *attempt = g_strdup (head.attempt);
  start_snapshot_if_due (self);

  return TRUE;
}

gint64
sluice_state_store_written (SluiceStateStore *self)
{
  return self->written_bytes;
}

void
sluice_state_store_purge (SluiceStateStore *self, gint64 oldest_version)
{
  g_autoptr (GPtrArray) files = NULL;
  gint64 base = 0;

  if (self->directory == NULL)
    return;

  finish_snapshot (self, FALSE);
  files = sluice_state_list_files (self->directory, NULL);
  if (files == NULL)
    return;

  /* What counts is what lies on disk, not what is remembered: the newest snapshot that the oldest version
   * can start from, and everything after it. */
  for (guint i = 0; i < files->len; i++)
    {
      const SluiceStateFile *file = files->pdata[i];

      if (file->head.kind == SLUICE_STATE_FILE_SNAPSHOT && file->head.version <= oldest_version)
        base = MAX (base, file->head.version);
    }
  if (self->snapshot != NULL)
    base = MIN (base, sluice_state_snapshot_base (self->snapshot));

  for (guint i = 0; i < files->len; i++)
    {
      const SluiceStateFile *file = files->pdata[i];

      if (file->head.version < base
          || (file->head.version == base && file->head.kind == SLUICE_STATE_FILE_CHANGES
              && self->snapshot == NULL))
        sluice_file_remove (file->path, NULL);
    }
}
