/* sluice-deduplicate-operator.c: lets the first row of each key pass.
 *
 * State: key is the columns, as sluice-key-encoder.c writes them, and chooses the partition. For
 * dropDuplicates the value is empty and the expiry the event time, when that is among the columns, else
 * never; for dropDuplicatesWithinWatermark value and expiry are when the key is forgotten: the first row's
 * event time plus the delay, which later duplicates don't put off. Watermark: rows at or below that of the
 * batch before are dropped, whether or not the event time is among the columns; keys at or below the batch's
 * own are evicted; what it gives has the watermark of what it takes. Spark: StreamingDeduplicateExec
 * (`dedupe`) and StreamingDeduplicateWithinWatermarkExec (`dedupeWithinWatermark`).
 *
 * Which row of a key is the first is decided by sequence: each worker keeps its first, and a task per
 * partition compares them with each other and with state. Without a stream below, state is empty and goes.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/sluice-error.h"
#include "operators/sluice-hash-table.h"
#include "operators/sluice-kept-rows.h"
#include "operators/sluice-operators-private.h"

/* A worker's first row of a key: payload of its group. */
typedef struct
{
  SluiceBatch *batch; /* NULL in a new group; kept by the operator */
  guint32 row;
} First;

typedef struct
{
  SluiceHashTable *table;
  GPtrArray **by_partition;
  guint64 n_late;
} Worker;

typedef struct
{
  gint64 n_updated;
  gint64 n_removed;
  gint64 update_us;
  gint64 removal_us;
} Figures;

typedef struct
{
  SluiceOperator parent;
  SluicePlan *plan;
  gboolean streaming;
  gboolean within_watermark;
  gint event_column; /* of the input, or -1 */
  gint64 delay_us;
  gboolean event_is_key;
  SluiceType *key_schema;
  char *key_ddl;
  guint n_partitions;
  guint n_workers;
  Worker *workers;
  SluiceKeptRows kept;
  Figures *figures;
  SluiceStateStore *store;
  guint operator_id;
  gboolean begun;
} DeduplicateOperator;

/* The event time of a row; its window's end when it is one; never late when it is null. */
static gint64
event_of (const DeduplicateOperator *self, SluiceBatch *batch, guint32 row)
{
  const SluiceColumn *column;

  if (self->event_column < 0)
    return SLUICE_STATE_NO_EXPIRY;

  column = batch->columns[self->event_column];
  if (sluice_column_is_null (column, row))
    return SLUICE_STATE_NO_EXPIRY;
  if (column->type->id == SLUICE_TYPE_STRUCT)
    column = column->children[1];

  return column->i64[sluice_column_index (column, row)];
}

static gint64
expiry_of (const DeduplicateOperator *self, gint64 event)
{
  if (!self->within_watermark)
    return self->event_is_key ? event : SLUICE_STATE_NO_EXPIRY;

  /* A null event time counts as 1970 here, as in Spark; so does a window, of which Spark reads another number
   * than a time, so that its keys are forgotten at the end of their own batch. */
  if (event == SLUICE_STATE_NO_EXPIRY
      || self->plan->inputs[0]->schema->fields[self->event_column].type->id == SLUICE_TYPE_STRUCT)
    event = 0;

  return event > SLUICE_STATE_NO_EXPIRY - 1 - self->delay_us ? SLUICE_STATE_NO_EXPIRY - 1
                                                              : event + self->delay_us;
}

/* Shows a row whose key is known, and until when it will be, to who watches. */
static void
show_duplicate (DeduplicateOperator *self, guint worker, SluiceBatch *batch, guint32 row, gint64 known_until)
{
  SluiceDecider duplicate;

  if (G_LIKELY (!sluice_operator_is_watched (&self->parent)))
    return;
  sluice_decider_begin (&duplicate, &self->parent, worker, SLUICE_DECISION_DUPLICATE_DROPPED,
                        sluice_watermark_us (self->parent.watermark_ms));
  sluice_decider_add (&duplicate, batch, row, event_of (self, batch, row), known_until);
  sluice_decider_end (&duplicate);
}

static guint32
select_timely (DeduplicateOperator *self, guint worker, SluiceBatch *batch, guint16 *rows)
{
  gint64 watermark_us = sluice_watermark_us (self->parent.late_watermark_ms);
  gboolean watched = sluice_operator_is_watched (&self->parent);
  SluiceDecider late;
  guint32 n = 0;

  if (watched)
    sluice_decider_begin (&late, &self->parent, worker, SLUICE_DECISION_DROPPED_LATE, watermark_us);
  for (guint32 i = 0; i < batch->n_selected; i++)
    {
      guint32 row = sluice_batch_row (batch, i);
      gint64 event_us = event_of (self, batch, row);

      if (!self->streaming || self->event_column < 0 || event_us > watermark_us)
        {
          rows[n++] = (guint16) row;
          continue;
        }
      self->workers[worker].n_late++;
      if (watched)
        sluice_decider_add (&late, batch, row, event_us, event_us);
    }
  if (watched)
    sluice_decider_end (&late);

  return n;
}

static gboolean
is_before (const SluiceBatch *batch, guint32 row, const First *first)
{
  return batch->sequence + row < first->batch->sequence + first->row;
}

static gboolean
deduplicate_push (SluiceOperator *operator, guint worker, guint port, SluiceBatch *batch, GError **error)
{
  DeduplicateOperator *self = (DeduplicateOperator *) operator;
  Worker *mine = &self->workers[worker];
  SluiceArena *arena = batch->arena;
  guint n_columns = self->plan->deduplicate.n_columns;
  g_autofree SluiceColumn **columns = g_new (SluiceColumn *, MAX (n_columns, 1));
  guint16 *rows = sluice_arena_new_array (arena, guint16, batch->n_selected + 1);
  guint32 n = select_timely (self, worker, batch, rows);
  gpointer *payloads = sluice_arena_new_array (arena, gpointer, n + 1);
  SluiceKeys keys;
  guint32 n_new;

  if (n == 0)
    return TRUE;

  for (guint c = 0; c < n_columns; c++)
    columns[c] = batch->columns[self->plan->deduplicate.columns[c]];
  sluice_keys_encode (&keys, arena, columns, n_columns, rows, n, NULL);
  sluice_hash_table_insert_all (mine->table, &keys, payloads, &n_new);

  for (guint32 i = sluice_hash_table_size (mine->table) - n_new; i < sluice_hash_table_size (mine->table); i++)
    {
      SluiceGroup *group = sluice_hash_table_group (mine->table, i);
      guint64 hash = sluice_state_hash (sluice_group_key (group), group->key_length);

      g_ptr_array_add (mine->by_partition[sluice_state_partition_of (hash, self->n_partitions)], group);
    }
  for (guint32 i = 0; i < n; i++)
    {
      First *first = payloads[i];

      if (first->batch == NULL)
        *first = (First){ batch, rows[i] };
      else if (is_before (batch, rows[i], first))
        {
          show_duplicate (self, worker, first->batch, first->row,
                          expiry_of (self, event_of (self, batch, rows[i])));
          *first = (First){ batch, rows[i] };
        }
      else
        show_duplicate (self, worker, batch, rows[i], expiry_of (self, event_of (self, first->batch, first->row)));
    }

  /* The rows that are first now may be needed when all are in. */
  sluice_kept_rows_add (&self->kept, batch);

  return TRUE;
}

/* When the key of a row that is the first of this micro-batch is forgotten. */
static gint64
expiry_of_first (const DeduplicateOperator *self, const First *first)
{
  return expiry_of (self, event_of (self, first->batch, first->row));
}

static int
compare_firsts (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const First *first_a = *(First *const *) a;
  const First *first_b = *(First *const *) b;

  return is_before (first_a->batch, first_a->row, first_b)
             ? -1
             : is_before (first_b->batch, first_b->row, first_a);
}

/* Of the workers' first rows of each key the very first. */
static GPtrArray *
merge_workers (DeduplicateOperator *self, guint worker, guint partition, SluiceHashTable *merged)
{
  GPtrArray *groups = g_ptr_array_new ();

  for (guint w = 0; w < self->n_workers; w++)
    {
      GPtrArray *theirs = self->workers[w].by_partition[partition];

      for (guint i = 0; i < theirs->len; i++)
        {
          const SluiceGroup *group = theirs->pdata[i];
          const First *first = sluice_group_payload (group);
          gboolean is_new;
          SluiceGroup *into = sluice_hash_table_insert (merged, group->hash, sluice_group_key (group),
                                                        group->key_length, &is_new);
          First *best = sluice_group_payload (into);

          if (is_new)
            {
              *best = *first;
              g_ptr_array_add (groups, into);
            }
          else if (is_before (first->batch, first->row, best))
            {
              show_duplicate (self, worker, best->batch, best->row, expiry_of_first (self, first));
              *best = *first;
            }
          else
            show_duplicate (self, worker, first->batch, first->row, expiry_of_first (self, best));
        }
    }

  return groups;
}

static gboolean
emit_rows (DeduplicateOperator *self, guint worker, guint partition, GPtrArray *firsts, GError **error)
{
  guint32 capacity = sluice_batch_default_rows ();
  g_autofree SluiceBatch **batches = g_new (SluiceBatch *, capacity);
  g_autofree guint32 *rows = g_new (guint32, capacity);

  if (firsts->len > 1)
    g_qsort_with_data (firsts->pdata, (int) firsts->len, sizeof (gpointer), compare_firsts, NULL);
  for (guint at = 0; at < firsts->len; at += capacity)
    {
      g_autoptr (SluiceArena) arena = sluice_arena_new ();
      g_autoptr (SluiceBatch) result = NULL;
      guint32 n = MIN (firsts->len - at, capacity);

      for (guint32 i = 0; i < n; i++)
        {
          const First *first = firsts->pdata[at + i];

          batches[i] = first->batch;
          rows[i] = first->row;
        }
      result = sluice_gather_rows (arena, self->parent.schema, batches, rows, n);
      result->sequence = ((guint64) partition << 32) + at;
      sluice_operator_decide (&self->parent, worker, SLUICE_DECISION_EMITTED, result, NULL,
                              sluice_watermark_us (self->parent.watermark_ms));
      if (!sluice_operator_emit (&self->parent, worker, result, error))
        return FALSE;
    }

  return TRUE;
}

/* Keys that are forgotten, for who watches. */
typedef struct
{
  GPtrArray *keys; /* of GBytes */
  GArray *expiries;
} Evicted;

static gboolean
note_evicted (gconstpointer key,
              guint32       key_length,
              gconstpointer value,
              guint32       value_length,
              gint64        expiry,
              gpointer      user_data)
{
  Evicted *evicted = user_data;

  g_ptr_array_add (evicted->keys, g_bytes_new (key, key_length));
  g_array_append_val (evicted->expiries, expiry);

  return TRUE;
}

/* Shows the keys that are forgotten, to who watches. */
static void
show_evicted (DeduplicateOperator *self, guint worker, const Evicted *evicted)
{
  guint32 capacity = sluice_batch_default_rows ();
  guint n_columns = self->key_schema->n_fields;
  g_autofree const SluiceType **types = g_new (const SluiceType *, MAX (n_columns, 1));
  g_autofree SluiceColumn **columns = g_new (SluiceColumn *, MAX (n_columns, 1));
  g_autofree const guint8 **keys = g_new (const guint8 *, capacity);
  g_autofree guint32 *lengths = g_new (guint32, capacity);

  for (guint c = 0; c < n_columns; c++)
    types[c] = self->key_schema->fields[c].type;
  for (guint at = 0; at < evicted->keys->len; at += capacity)
    {
      g_autoptr (SluiceArena) arena = sluice_arena_new ();
      g_autoptr (SluiceBatch) batch = NULL;
      guint32 n = MIN (evicted->keys->len - at, capacity);

      for (guint32 i = 0; i < n; i++)
        {
          gsize length;

          keys[i] = g_bytes_get_data (evicted->keys->pdata[at + i], &length);
          lengths[i] = (guint32) length;
        }
      if (!sluice_keys_decode (arena, types, n_columns, keys, lengths, n, columns))
        return;
      batch = sluice_batch_new (arena, self->key_schema, columns, n);
      sluice_operator_decide (&self->parent, worker, SLUICE_DECISION_EVICTED, batch,
                              &g_array_index (evicted->expiries, gint64, at),
                              sluice_watermark_us (self->parent.watermark_ms));
    }
}

static void
evict (DeduplicateOperator *self, guint worker, SluiceStatePartition *state, Figures *figures)
{
  gint64 watermark_us = sluice_watermark_us (self->parent.watermark_ms);
  g_autoptr (GPtrArray) keys = NULL;
  g_autoptr (GArray) expiries = NULL;
  Evicted evicted;

  if (G_LIKELY (!sluice_operator_is_watched (&self->parent)))
    {
      figures->n_removed = (gint64) sluice_state_evict (state, watermark_us, NULL, NULL);
      return;
    }

  keys = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  expiries = g_array_new (FALSE, FALSE, sizeof (gint64));
  evicted = (Evicted){ keys, expiries };
  figures->n_removed = (gint64) sluice_state_evict (state, watermark_us, note_evicted, &evicted);
  show_evicted (self, worker, &evicted);
}

static gboolean
deduplicate_run_task (SluiceOperator *operator, guint worker, guint task, GError **error)
{
  DeduplicateOperator *self = (DeduplicateOperator *) operator;
  g_autoptr (SluiceHashTable) merged = sluice_hash_table_new (sizeof (First));
  g_autoptr (GPtrArray) groups = merge_workers (self, worker, task, merged);
  g_autoptr (GPtrArray) firsts = g_ptr_array_new ();
  SluiceStatePartition *state
      = self->streaming ? sluice_state_store_partition (self->store, self->operator_id, task) : NULL;
  Figures *figures = &self->figures[task];
  gint64 began = g_get_monotonic_time ();

  for (guint i = 0; i < groups->len; i++)
    {
      const SluiceGroup *group = groups->pdata[i];
      First *first = sluice_group_payload (group);
      const guint8 *key = sluice_group_key (group);
      guint64 hash = sluice_state_hash (key, group->key_length);
      gint64 expiry = expiry_of_first (self, first);
      guint32 length;
      gconstpointer known
          = state != NULL ? sluice_state_get (state, hash, key, group->key_length, &length) : NULL;

      if (known != NULL)
        {
          /* Within the watermark the state says until when; else it is the same for all rows of a key. */
          if (self->within_watermark && length == sizeof expiry)
            memcpy (&expiry, known, sizeof expiry);
          show_duplicate (self, worker, first->batch, first->row, expiry);
          continue;
        }
      if (state != NULL)
        sluice_state_put (state, hash, key, group->key_length, &expiry,
                          self->within_watermark ? sizeof expiry : 0, expiry);
      g_ptr_array_add (firsts, first);
    }
  figures->n_updated = firsts->len;
  figures->update_us = g_get_monotonic_time () - began;
  if (!emit_rows (self, worker, task, firsts, error))
    return FALSE;

  began = g_get_monotonic_time ();
  if (state != NULL)
    evict (self, worker, state, figures);
  figures->removal_us = g_get_monotonic_time () - began;

  return TRUE;
}

static gboolean
deduplicate_begin (SluiceOperator *operator, const SluiceRound *round, GError **error)
{
  DeduplicateOperator *self = (DeduplicateOperator *) operator;

  operator->round = round;
  self->begun = TRUE;
  memset (self->figures, 0, sizeof (Figures) * self->n_partitions);
  sluice_kept_rows_forget (&self->kept);
  for (guint w = 0; w < self->n_workers; w++)
    {
      sluice_hash_table_clear (self->workers[w].table);
      for (guint p = 0; p < self->n_partitions; p++)
        g_ptr_array_set_size (self->workers[w].by_partition[p], 0);
      self->workers[w].n_late = 0;
    }

  return TRUE;
}

static guint
deduplicate_n_tasks (SluiceOperator *operator)
{
  return ((DeduplicateOperator *) operator)->n_partitions;
}

static gboolean
deduplicate_end (SluiceOperator *operator, GError **error)
{
  sluice_kept_rows_forget (&((DeduplicateOperator *) operator)->kept);

  return TRUE;
}

static gboolean
deduplicate_wants_no_data_batch (SluiceOperator *operator, gint64 watermark_ms)
{
  DeduplicateOperator *self = (DeduplicateOperator *) operator;

  return self->streaming && self->begun && watermark_ms > operator->watermark_ms;
}

static void
deduplicate_figures (SluiceOperator *operator, SluiceStateFigures *figures)
{
  DeduplicateOperator *self = (DeduplicateOperator *) operator;
  gint64 update_us = 0;
  gint64 removal_us = 0;

  memset (figures, 0, sizeof *figures);
  figures->operator_name = self->within_watermark ? "dedupeWithinWatermark" : "dedupe";
  figures->num_shuffle_partitions = self->n_partitions;
  figures->num_state_store_instances = self->n_partitions;
  for (guint p = 0; p < self->n_partitions; p++)
    {
      SluiceStatePartition *partition = sluice_state_store_partition (self->store, self->operator_id, p);

      figures->num_rows_total += (gint64) sluice_state_count (partition);
      figures->memory_used_bytes += (gint64) sluice_state_memory (partition);
      figures->num_rows_updated += self->figures[p].n_updated;
      figures->num_rows_removed += self->figures[p].n_removed;
      update_us += self->figures[p].update_us;
      removal_us += self->figures[p].removal_us;
    }
  figures->all_updates_time_ms = update_us / 1000;
  figures->all_removals_time_ms = removal_us / 1000;
  for (guint w = 0; w < self->n_workers; w++)
    figures->num_rows_dropped_by_watermark += (gint64) self->workers[w].n_late;
  figures->num_input_rows_dropped_by_watermark = figures->num_rows_dropped_by_watermark;
}

static void
deduplicate_describe (SluiceOperator *operator, GString *out)
{
  DeduplicateOperator *self = (DeduplicateOperator *) operator;

  g_string_append (out, self->within_watermark ? " within watermark [" : " [");
  for (guint c = 0; c < self->key_schema->n_fields; c++)
    g_string_append_printf (out, "%s%s", c > 0 ? ", " : "", self->key_schema->fields[c].name);
  g_string_append_printf (out, "], %u partitions", self->n_partitions);
}

static void
deduplicate_describe_state (SluiceOperator *operator, SluiceStateOperator *state)
{
  DeduplicateOperator *self = (DeduplicateOperator *) operator;

  state->name = self->streaming ? self->within_watermark ? "dedupeWithinWatermark" : "dedupe" : NULL;
  state->n_partitions = self->n_partitions;
  state->key_schema = self->key_ddl;
  state->value_schema = self->within_watermark ? "expiresAtMicros BIGINT NOT NULL" : "";
}

static void
deduplicate_set_state (SluiceOperator *operator, SluiceStateStore *store, guint operator_id)
{
  DeduplicateOperator *self = (DeduplicateOperator *) operator;

  self->store = store;
  self->operator_id = operator_id;
}

static void
deduplicate_free (SluiceOperator *operator)
{
  DeduplicateOperator *self = (DeduplicateOperator *) operator;

  for (guint w = 0; w < self->n_workers; w++)
    {
      sluice_hash_table_free (self->workers[w].table);
      for (guint p = 0; p < self->n_partitions; p++)
        g_ptr_array_unref (self->workers[w].by_partition[p]);
      g_free (self->workers[w].by_partition);
    }
  g_free (self->workers);
  g_free (self->figures);
  sluice_kept_rows_clear (&self->kept);
  sluice_type_unref (self->key_schema);
  g_free (self->key_ddl);
  sluice_plan_unref (self->plan);
}

static const SluiceOperatorClass deduplicate_class = {
  .name = "Deduplicate",
  .begin = deduplicate_begin,
  .push = deduplicate_push,
  .n_tasks = deduplicate_n_tasks,
  .run_task = deduplicate_run_task,
  .end = deduplicate_end,
  .wants_no_data_batch = deduplicate_wants_no_data_batch,
  .figures = deduplicate_figures,
  .describe = deduplicate_describe,
  .describe_state = deduplicate_describe_state,
  .set_state = deduplicate_set_state,
  .free = deduplicate_free,
};

static void
find_event_column (DeduplicateOperator *self)
{
  const SluiceType *input = self->plan->inputs[0]->schema;

  self->event_column = -1;
  for (guint c = 0; c < input->n_fields && self->event_column < 0; c++)
    if (input->fields[c].watermark_delay_ms >= 0)
      {
        self->event_column = (gint) c;
        self->delay_us = input->fields[c].watermark_delay_ms * 1000;
      }
  for (guint i = 0; i < self->plan->deduplicate.n_columns; i++)
    self->event_is_key
        = self->event_is_key || (gint) self->plan->deduplicate.columns[i] == self->event_column;
}

SluiceOperator *
sluice_deduplicate_operator_new (const SluicePlan *plan, const SluiceSettings *settings, guint n_workers)
{
  DeduplicateOperator *self
      = sluice_operator_alloc (&deduplicate_class, sizeof *self, plan->node_id, plan->schema);
  gint64 n_partitions = sluice_settings_get_int (settings, "spark.sql.shuffle.partitions", 8);
  g_autofree SluiceField *fields = g_new (SluiceField, MAX (plan->deduplicate.n_columns, 1));

  self->plan = sluice_plan_ref ((SluicePlan *) plan);
  self->streaming = plan->streaming;
  self->within_watermark = plan->deduplicate.within_watermark;
  find_event_column (self);
  for (guint i = 0; i < plan->deduplicate.n_columns; i++)
    fields[i] = plan->inputs[0]->schema->fields[plan->deduplicate.columns[i]];
  self->key_schema = sluice_type_struct (fields, plan->deduplicate.n_columns);
  self->key_ddl = sluice_type_to_ddl (self->key_schema);

  self->n_partitions = (guint) CLAMP (n_partitions, 1, 100000);
  self->figures = g_new0 (Figures, self->n_partitions);
  self->n_workers = MAX (n_workers, 1);
  self->workers = g_new0 (Worker, self->n_workers);
  for (guint w = 0; w < self->n_workers; w++)
    {
      self->workers[w].table = sluice_hash_table_new (sizeof (First));
      self->workers[w].by_partition = g_new (GPtrArray *, self->n_partitions);
      for (guint p = 0; p < self->n_partitions; p++)
        self->workers[w].by_partition[p] = g_ptr_array_new ();
    }
  sluice_kept_rows_init (&self->kept);

  return &self->parent;
}
