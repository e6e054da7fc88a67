/* sluice-state-reader.c: looks at the state in a checkpoint.
 *
 * The state after micro-batch B is version B + 1 of the store; a micro-batch counts when the commit log has it, so
 * what a query is just writing is not looked at.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "stream/sluice-state-reader.h"

#include <string.h>

#include "core/sluice-error.h"
#include "core/sluice-metadata-log.h"
#include "operators/sluice-hash-table.h"
#include "plan/sluice-json.h"
#include "state/sluice-state-chain.h"
#include "state/sluice-state-metadata.h"
#include "stream/sluice-checkpoint.h"

/* A query that runs may remove a file between our seeing and reading it; then another look helps. */
#define ATTEMPTS 3

struct _SluiceStateReader
{
  char *path;
  char *state_path;
  SluiceStateMetadata *metadata;
  GPtrArray *layouts; /* of SluiceStateLayout */
};

static gboolean
set_missing (GError **error, const char *path, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
set_missing (GError **error, const char *path, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  sluice_set_error (error, SLUICE_STATE_ERROR, SLUICE_STATE_ERROR_MISSING, NULL, "%s", message);
  if (error != NULL)
    sluice_error_set_file (*error, path, 0);

  return FALSE;
}

/* Says what a directory is that has no state of ours. */
static gboolean
check_directory (SluiceStateReader *self, GError **error)
{
  g_autofree char *ours = g_build_filename (self->state_path, "metadata", NULL);
  g_autofree char *of_spark = g_build_filename (self->state_path, "0", NULL);
  g_autofree char *offsets = g_build_filename (self->path, "offsets", NULL);

  if (g_file_test (ours, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!g_file_test (self->path, G_FILE_TEST_IS_DIR))
    return set_missing (error, self->path, "There is no checkpoint “%s”.", self->path);
  if (g_file_test (of_spark, G_FILE_TEST_IS_DIR))
    return set_missing (error, self->path,
                        "The state in “%s” was written by Apache Spark, whose state stores this program doesn't "
                        "read.", self->path);
  if (!g_file_test (offsets, G_FILE_TEST_IS_DIR))
    return set_missing (error, self->path, "“%s” is no checkpoint: it has no “offsets”.", self->path);
  if (g_file_test (self->state_path, G_FILE_TEST_IS_DIR))
    return set_missing (error, ours, "The file “%s”, which says what the state consists of, is missing.", ours);

  return set_missing (error, self->path,
                      "The checkpoint “%s” has no state: no operator of its query keeps any.", self->path);
}

SluiceStateReader *
sluice_state_reader_open (const char *path, SluiceSettings *settings, GError **error)
{
  g_autoptr (SluiceStateReader) self = g_new0 (SluiceStateReader, 1);

  self->path = g_canonicalize_filename (path, NULL);
  self->state_path = g_build_filename (self->path, "state", NULL);
  self->layouts = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_state_layout_free);
  if (!check_directory (self, error))
    return NULL;
  self->metadata = sluice_state_metadata_read (self->state_path, error);
  if (self->metadata == NULL)
    return NULL;
  for (guint i = 0; i < self->metadata->n_operators; i++)
    {
      SluiceStateLayout *layout = sluice_state_layout_new (&self->metadata->operators[i], settings, error);

      if (layout == NULL)
        return NULL;
      g_ptr_array_add (self->layouts, layout);
    }

  return g_steal_pointer (&self);
}

void
sluice_state_reader_free (SluiceStateReader *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->layouts);
  sluice_state_metadata_free (self->metadata);
  g_free (self->state_path);
  g_free (self->path);
  g_free (self);
}

const SluiceStateOperator *
sluice_state_reader_operators (SluiceStateReader *self, guint *n)
{
  *n = self->metadata->n_operators;

  return self->metadata->operators;
}

const SluiceStatePart *
sluice_state_reader_parts (SluiceStateReader *self, guint operator_id, guint *n)
{
  g_assert (operator_id < self->layouts->len);

  return sluice_state_layout_parts (self->layouts->pdata[operator_id], n);
}

/* Micro-batches. */

/* Finds the newest micro-batch that is done; -1 when there is none. Those before it are done too, even where the log
 * has been cut behind it and a recorder has kept the state. */
static gboolean
find_newest (SluiceStateReader *self, gint64 *newest, GError **error)
{
  g_autofree char *path = g_build_filename (self->path, "commits", NULL);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GDir) directory = g_dir_open (path, 0, &local_error);
  const char *name;

  *newest = -1;
  if (directory == NULL)
    {
      if (g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  while ((name = g_dir_read_name (directory)) != NULL)
    {
      gint64 id;

      if (g_ascii_string_to_signed (name, 10, 0, G_MAXINT64 - 1, &id, NULL))
        *newest = MAX (*newest, id);
    }

  return TRUE;
}

/* The oldest version whose state can be made: that of a snapshot, or the first of all. */
static gint64
oldest_version (GPtrArray *files)
{
  for (guint i = 0; i < files->len; i++)
    {
      const SluiceStateFile *file = files->pdata[i];

      if (file->head.kind == SLUICE_STATE_FILE_SNAPSHOT || file->head.version == 1)
        return file->head.version;
    }

  return G_MAXINT64;
}

/* Finds the micro-batches that are done and whose state can still be made, in order. */
static GArray *
list_ids (SluiceStateReader *self, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GPtrArray) files = NULL;
  gint64 newest;
  gint64 oldest;
  gint64 last = -1;

  if (!find_newest (self, &newest, error))
    return NULL;
  files = sluice_state_list_files (self->state_path, error);
  if (files == NULL)
    return NULL;

  oldest = oldest_version (files);
  for (guint i = 0; i < files->len; i++)
    {
      gint64 id = ((SluiceStateFile *) files->pdata[i])->head.version - 1;

      if (id + 1 < oldest || id > newest || id == last)
        continue;
      g_array_append_val (ids, id);
      last = id;
    }

  return g_steal_pointer (&ids);
}

static void
read_decision (SluiceMetadataLog *offsets, SluiceStateBatch *batch)
{
  g_auto (GStrv) lines = sluice_metadata_log_get (offsets, batch->id, NULL);
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object = lines != NULL && lines[0] != NULL
                         ? sluice_json_parse_object (lines[0], strlen (lines[0]), &root)
                         : NULL;

  if (object == NULL)
    return;
  /* What is no number isn't known; a query that went on from there would say so. */
  sluice_json_read_int (object, "batchTimestampMs", &batch->timestamp_ms);
  sluice_json_read_int (object, "batchWatermarkMs", &batch->watermark_ms);
}

GArray *
sluice_state_reader_batches (SluiceStateReader *self, GError **error)
{
  g_autoptr (GArray) ids = list_ids (self, error);
  g_autoptr (GArray) batches = g_array_new (FALSE, FALSE, sizeof (SluiceStateBatch));
  g_autofree char *path = g_build_filename (self->path, "offsets", NULL);
  g_autoptr (SluiceMetadataLog) offsets = NULL;

  if (ids == NULL)
    return NULL;
  offsets = sluice_metadata_log_new (path, 0, error);
  if (offsets == NULL)
    return NULL;
  for (guint i = 0; i < ids->len; i++)
    {
      SluiceStateBatch batch = { g_array_index (ids, gint64, i), 0, 0 };

      read_decision (offsets, &batch);
      g_array_append_val (batches, batch);
    }

  return g_steal_pointer (&batches);
}

/* Entries of a version. */

typedef struct
{
  SluiceStateStore *store;
  GArray *entries; /* of SluiceStateEntry */
  const SluiceStateLayout *layout;
  guint part;
  guint32 partition;
} Entries;

static void
entries_clear (Entries *self)
{
  g_clear_pointer (&self->store, sluice_state_store_free);
  g_clear_pointer (&self->entries, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Entries, entries_clear)

static gboolean
take_entry (gconstpointer key,
            guint32       key_length,
            gconstpointer value,
            guint32       value_length,
            gint64        expiry,
            gpointer      user_data)
{
  Entries *self = user_data;
  SluiceStateEntry entry = { key, value, expiry, key_length, value_length, self->partition };

  if (sluice_state_layout_part_of (self->layout, &entry) == self->part)
    g_array_append_val (self->entries, entry);

  return TRUE;
}

static gboolean
check_batch (SluiceStateReader *self, gint64 batch_id, GError **error)
{
  g_autoptr (GArray) ids = list_ids (self, error);
  gint64 oldest, newest;

  if (ids == NULL)
    return FALSE;
  if (ids->len == 0)
    return set_missing (error, self->path, "No micro-batch of the checkpoint “%s” is done yet.", self->path);

  oldest = g_array_index (ids, gint64, 0);
  newest = g_array_index (ids, gint64, ids->len - 1);
  if (batch_id > newest)
    return set_missing (error, self->path,
                        "Batch %" G_GINT64_FORMAT " is not done: the newest of the checkpoint “%s” is %"
                        G_GINT64_FORMAT ".", batch_id, self->path, newest);
  if (batch_id < oldest)
    return set_missing (error, self->path,
                        "The state of batch %" G_GINT64_FORMAT " is no longer kept: the oldest in the checkpoint "
                        "“%s” is that of batch %" G_GINT64_FORMAT
                        " (spark.sql.streaming.minBatchesToRetain says how many stay).",
                        batch_id, self->path, oldest);

  return TRUE;
}

static gboolean
load (SluiceStateReader *self, gint64 batch_id, guint operator_id, guint part, Entries *entries, GError **error)
{
  const SluiceStateOperator *operator = &self->metadata->operators[operator_id];
  g_autoptr (GError) local_error = NULL;

  entries->entries = g_array_new (FALSE, FALSE, sizeof (SluiceStateEntry));
  entries->layout = self->layouts->pdata[operator_id];
  entries->part = part;
  if (batch_id < 0)
    return TRUE;

  for (guint i = 0; i < ATTEMPTS && entries->store == NULL; i++)
    {
      g_clear_error (&local_error);
      if (!check_batch (self, batch_id, error))
        return FALSE;
      entries->store
          = sluice_state_store_open_read_only (self->state_path, batch_id + 1, NULL, &local_error);
    }
  if (entries->store == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  for (guint p = 0; p < operator->n_partitions; p++)
    {
      entries->partition = p;
      sluice_state_foreach (sluice_state_store_partition (entries->store, operator_id, p), take_entry, entries);
    }

  return TRUE;
}

SluiceStateTable *
sluice_state_reader_read (SluiceStateReader *self,
                          gint64             batch_id,
                          guint              operator_id,
                          guint              part,
                          GError           **error)
{
  g_auto (Entries) entries = { NULL };
  g_autofree const SluiceStateEntry **list = NULL;

  if (!load (self, batch_id, operator_id, part, &entries, error))
    return NULL;
  list = g_new (const SluiceStateEntry *, MAX (entries.entries->len, 1));
  for (guint i = 0; i < entries.entries->len; i++)
    list[i] = &g_array_index (entries.entries, SluiceStateEntry, i);

  return sluice_state_table_new (entries.layout, part, list, entries.entries->len, error);
}

/* Differences. */

/* Entries of one identity are a chain. */
typedef struct _Known Known;
struct _Known
{
  const SluiceStateEntry *entry; /* NULL once it has been taken */
  Known *next;
};

/* The entries of a version by what tells them. */
typedef struct
{
  SluiceArena *arena;
  SluiceHashTable *chains; /* of Chain */
  GByteArray *identity;
} Index;

typedef struct
{
  Known *first;
  gint64 padding; /* payloads are multiples of 16 bytes */
} Chain;

G_STATIC_ASSERT (sizeof (Chain) == 16);

typedef struct
{
  GPtrArray *before;
  GPtrArray *after;
} Pairs;

static void
index_init (Index *self)
{
  self->arena = sluice_arena_new ();
  self->chains = sluice_hash_table_new (sizeof (Chain));
  self->identity = g_byte_array_new ();
}

static void
index_clear (Index *self)
{
  sluice_arena_unref (self->arena);
  sluice_hash_table_free (self->chains);
  g_byte_array_unref (self->identity);
}

static Chain *
find_chain (Index *self, const SluiceStateLayout *layout, const SluiceStateEntry *entry)
{
  const guint8 *content;
  guint32 length;
  gboolean is_new;

  g_byte_array_set_size (self->identity, 0);
  sluice_state_layout_identify (layout, entry, self->identity, &content, &length);

  return sluice_group_payload (sluice_hash_table_insert (
      self->chains, sluice_hash_table_hash (self->identity->data, self->identity->len), self->identity->data,
      self->identity->len, &is_new));
}

static void
index_entries (Index *self, const Entries *entries)
{
  for (guint i = 0; i < entries->entries->len; i++)
    {
      const SluiceStateEntry *entry = &g_array_index (entries->entries, SluiceStateEntry, i);
      Chain *chain = find_chain (self, entries->layout, entry);
      Known *known = sluice_arena_alloc (self->arena, sizeof *known);

      *known = (Known){ entry, chain->first };
      chain->first = known;
    }
}

static gboolean
same_content (const SluiceStateLayout *layout,
              const SluiceStateEntry  *a,
              const SluiceStateEntry  *b,
              GByteArray              *scratch)
{
  const guint8 *content_a, *content_b;
  guint32 length_a, length_b;

  sluice_state_layout_identify (layout, a, scratch, &content_a, &length_a);
  sluice_state_layout_identify (layout, b, scratch, &content_b, &length_b);

  return length_a == length_b && a->expiry == b->expiry && memcmp (content_a, content_b, length_a) == 0;
}

/* Takes an entry of the identity of @entry: one that is the same, or any. Returns %NULL when there is none. */
static const SluiceStateEntry *
take_partner (Index *self, const SluiceStateLayout *layout, const SluiceStateEntry *entry, gboolean same)
{
  const Chain *chain = find_chain (self, layout, entry);

  for (Known *known = chain->first; known != NULL; known = known->next)
    if (known->entry != NULL && (!same || same_content (layout, known->entry, entry, self->identity)))
      return g_steal_pointer (&known->entry);

  return NULL;
}

/* Pairs the entries of two versions, and leaves out those that are the same in both: first, lest another one of the
 * same identity be taken for the one that it was. */
static void
compare_entries (const Entries *from, const Entries *to, Pairs *pairs)
{
  g_autoptr (GPtrArray) rest = g_ptr_array_new ();
  Index index;

  index_init (&index);
  index_entries (&index, from);
  for (guint i = 0; i < to->entries->len; i++)
    {
      SluiceStateEntry *entry = &g_array_index (to->entries, SluiceStateEntry, i);

      if (take_partner (&index, to->layout, entry, TRUE) == NULL)
        g_ptr_array_add (rest, entry);
    }
  for (guint i = 0; i < rest->len; i++)
    {
      g_ptr_array_add (pairs->before, (gpointer) take_partner (&index, to->layout, rest->pdata[i], FALSE));
      g_ptr_array_add (pairs->after, rest->pdata[i]);
    }

  for (guint32 i = 0; i < sluice_hash_table_size (index.chains); i++)
    {
      const Chain *chain = sluice_group_payload (sluice_hash_table_group (index.chains, i));

      for (const Known *known = chain->first; known != NULL; known = known->next)
        if (known->entry != NULL)
          {
            g_ptr_array_add (pairs->before, (gpointer) known->entry);
            g_ptr_array_add (pairs->after, NULL);
          }
    }
  index_clear (&index);
}

SluiceStateTable *
sluice_state_reader_diff (SluiceStateReader *self,
                          gint64             from,
                          gint64             to,
                          guint              operator_id,
                          guint              part,
                          GError           **error)
{
  g_auto (Entries) before = { NULL };
  g_auto (Entries) after = { NULL };
  g_autoptr (GPtrArray) pairs_before = g_ptr_array_new ();
  g_autoptr (GPtrArray) pairs_after = g_ptr_array_new ();
  Pairs pairs = { pairs_before, pairs_after };

  if (!load (self, from, operator_id, part, &before, error) || !load (self, to, operator_id, part, &after, error))
    return NULL;
  compare_entries (&before, &after, &pairs);

  return sluice_state_table_new_diff (before.layout, part, (const SluiceStateEntry *const *) pairs_before->pdata,
                                      (const SluiceStateEntry *const *) pairs_after->pdata, pairs_after->len, error);
}
