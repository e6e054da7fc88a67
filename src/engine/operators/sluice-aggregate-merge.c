/* sluice-aggregate-merge.c: aggregation, second phase: groups into state, and out of it.
 *
 * One task per partition: the workers' groups become one each, panes become windows, late groups are
 * dropped, the rest is added to state. What goes out depends on the output mode, exactly as in Spark's
 * StateStoreSaveExec: append gives the groups that are evicted, update those that were touched (and evicts
 * in silence), complete all there are.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "operators/sluice-aggregate-private.h"

/* Groups shown as withheld to who watches, per partition: enough to see, too few to slow a batch down. The others are
 * counted. */
#define WITHHELD_SHOWN 64

/* Rows on their way out of a task. */
typedef struct
{
  SluiceAggregateOperator *self;
  guint worker;
  guint task;
  SluiceDecision decision;
  gboolean keys_only; /* only who watches sees them */
  gboolean also_evicted; /* what comes out leaves the state */
  guint64 n_emitted;

  SluiceArena *arena;
  guint32 n;
  guint32 capacity;
  const guint8 **keys;
  guint32 *lengths;
  gpointer *states;
  gint64 *events;
  char *plain_states;
  GByteArray *key;

  gboolean failed;
  GError **error;
} Output;

typedef struct
{
  SluiceAggregateOperator *self;
  SluiceStatePartition *state;
  SluiceStateList *sessions; /* in that partition; NULL when groups aren't sessions */
  SluicePartitionFigures *figures;
  SluiceArena *arena;
  SluiceHashTable *merged;
  SluiceHashTable *late;
  GPtrArray *groups; /* what is added to state, each key once */
  GArray *written;   /* of SluiceWrittenSession, in @arena; NULL when nobody watches */
  GByteArray *key;
  GByteArray *value;
} Task;

static void
output_init (Output                  *self,
             SluiceAggregateOperator *operator,
             guint                    worker,
             guint                    task,
             SluiceDecision           decision,
             gboolean                 keys_only,
             GError                 **error)
{
  memset (self, 0, sizeof *self);
  self->self = operator;
  self->worker = worker;
  self->task = task;
  self->decision = decision;
  self->keys_only = keys_only;
  self->capacity = sluice_batch_default_rows ();
  self->arena = sluice_arena_new ();
  self->key = g_byte_array_new ();
  self->error = error;
}

static void
output_clear (Output *self)
{
  g_byte_array_unref (self->key);
  sluice_arena_unref (self->arena);
}

static void
output_begin_batch (Output *self)
{
  self->keys = sluice_arena_new_array (self->arena, const guint8 *, self->capacity);
  self->lengths = sluice_arena_new_array (self->arena, guint32, self->capacity);
  self->states = sluice_arena_new_array (self->arena, gpointer, self->capacity);
  self->events = sluice_arena_new_array (self->arena, gint64, self->capacity);
  if (self->self->states.plain && !self->keys_only)
    self->plain_states = sluice_arena_alloc (self->arena, (gsize) self->capacity * self->self->states.size + 16);
}

static gboolean
make_columns (Output *self, SluiceColumn **columns)
{
  SluiceAggregateOperator *operator = self->self;
  const SluiceType *schema = operator->parent.schema;
  g_autofree SluiceColumn **decoded = g_new (SluiceColumn *, MAX (operator->n_keys, 1));
  SluiceEvalContext context = {
    .arena = self->arena,
    .settings = operator->settings,
    .now_us = operator->parent.round->timestamp_us,
    .n_rows = self->n,
  };

  if (!sluice_keys_decode (self->arena, operator->state_types, operator->n_keys, self->keys, self->lengths,
                           self->n, decoded))
    {
      sluice_set_error (self->error, SLUICE_OPERATOR_ERROR, SLUICE_OPERATOR_ERROR_RUN,
                        "STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE",
                        "A key in the checkpoint's state isn't one of this aggregation.");
      return FALSE;
    }
  for (guint i = 0; i < operator->n_keys; i++)
    columns[operator->state_to_key[i]] = decoded[i];
  if (self->keys_only)
    return TRUE;

  for (guint a = 0; a < operator->states.n; a++)
    {
      SluiceExpr *expr = operator->states.exprs[a];
      g_autofree gpointer *states = g_new (gpointer, MAX (self->n, 1));
      SluiceColumn *result
          = sluice_column_new (self->arena, schema->fields[operator->n_keys + a].type, self->n);

      for (guint32 i = 0; i < self->n; i++)
        states[i] = (char *) self->states[i] + operator->states.offsets[a];
      if (!expr->aggregate->finish (expr, &context, states, self->n, result, self->error))
        return FALSE;
      columns[operator->n_keys + a] = result;
    }

  return TRUE;
}

static gboolean
output_flush (Output *self)
{
  SluiceAggregateOperator *operator = self->self;
  gint64 watermark_us = sluice_watermark_us (operator->parent.watermark_ms);
  const SluiceType *schema = self->keys_only ? operator->key_schema : operator->parent.schema;
  g_autofree SluiceColumn **columns = g_new0 (SluiceColumn *, MAX (schema->n_fields, 1));
  SluiceBatch *batch;
  gboolean went_well = TRUE;

  if (self->n == 0 || self->failed)
    return !self->failed;

  sluice_arena_align (self->arena);
  if (!make_columns (self, columns))
    {
      self->failed = TRUE;
      return FALSE;
    }
  batch = sluice_batch_new (self->arena, schema, columns, self->n);
  batch->sequence = ((guint64) self->task << 32) + self->n_emitted;
  self->n_emitted += self->n;

  sluice_operator_decide (&operator->parent, self->worker, self->decision, batch, self->events, watermark_us);
  if (self->also_evicted)
    sluice_operator_decide (&operator->parent, self->worker, SLUICE_DECISION_EVICTED, batch, self->events,
                            watermark_us);
  if (!self->keys_only)
    went_well = sluice_operator_emit (&operator->parent, self->worker, batch, self->error);
  sluice_batch_unref (batch);

  self->n = 0;
  self->failed = !went_well;
  if (sluice_arena_is_shared (self->arena))
    {
      sluice_arena_unref (self->arena);
      self->arena = sluice_arena_new ();
    }
  else
    sluice_arena_reset (self->arena);

  return went_well;
}

/* Takes an entry of state; as #SluiceStateFunc, since state is also what calls it. */
static gboolean
output_add (gconstpointer key,
            guint32       key_length,
            gconstpointer value,
            guint32       value_length,
            gint64        expiry,
            gpointer      user_data)
{
  Output *self = user_data;
  const SluiceAggregateStates *states = &self->self->states;
  guint8 *copy;

  if (self->failed)
    return FALSE;
  if (self->n == 0)
    output_begin_batch (self);

  copy = (guint8 *) sluice_arena_alloc_bytes (self->arena, MAX (key_length, 1));
  memcpy (copy, key, key_length);
  self->keys[self->n] = copy;
  self->lengths[self->n] = key_length;
  self->events[self->n] = expiry;

  if (!self->keys_only)
    {
      gpointer place = self->plain_states + (gsize) self->n * states->size;

      if (!states->plain)
        {
          sluice_arena_align (self->arena);
          place = sluice_arena_alloc0 (self->arena, MAX (states->size, 16));
        }
      if (!sluice_aggregate_states_load (states, self->arena, place, value, value_length, self->error))
        {
          self->failed = TRUE;
          return FALSE;
        }
      self->states[self->n] = place;
    }

  return ++self->n < self->capacity || output_flush (self);
}

/* The same for a session: its key as it is for who reads it, the session first. */
static gboolean
output_add_session (const guint8 *key,
                    guint32       key_length,
                    const guint8 *item,
                    guint32       length,
                    gint64        expiry,
                    gpointer      user_data)
{
  Output *self = user_data;

  g_byte_array_set_size (self->key, SLUICE_WINDOW_KEY_BYTES + key_length);
  memcpy (self->key->data, item, SLUICE_WINDOW_KEY_BYTES);
  memcpy (self->key->data + SLUICE_WINDOW_KEY_BYTES, key, key_length);

  return output_add (self->key->data, self->key->len, item + SLUICE_WINDOW_KEY_BYTES,
                     length - SLUICE_WINDOW_KEY_BYTES, expiry, user_data);
}

/* Groups of workers to groups of state. */

static gint64
group_event (const SluiceAggregateOperator *self, const SluiceGroup *group)
{
  const SluicePartial *partial = sluice_group_payload (group);
  gint64 start;

  if (self->plan->aggregate.event_time_key < 0)
    return SLUICE_STATE_NO_EXPIRY;
  if (self->has_session && self->plan->aggregate.event_time_key == self->plan->aggregate.window_key)
    {
      gint64 end;

      sluice_session_times (sluice_group_key (group), &start, &end);
      return end;
    }
  if (!self->has_window || self->plan->aggregate.event_time_key != self->plan->aggregate.window_key)
    return partial->event_us;

  memcpy (&start, sluice_group_key (group), sizeof start);

  return start + self->size_us;
}

/* Sessions that merge first are looked at afterwards. */
static gboolean
is_late (const SluiceAggregateOperator *self, const SluiceGroup *group)
{
  return !self->merges_first && sluice_aggregate_is_late (self, group_event (self, group));
}

static void
count_late (Task *task, const SluiceGroup *group, const guint8 *key)
{
  const SluicePartial *partial = sluice_group_payload (group);
  guint64 hash = sluice_hash_table_hash (key, group->key_length);
  gboolean is_new;
  guint64 *branches;

  if (task->late == NULL)
    task->late = sluice_hash_table_new (sizeof *branches);
  branches = sluice_group_payload (
      sluice_hash_table_insert (task->late, hash, key, group->key_length, &is_new));
  task->figures->n_dropped += __builtin_popcountll (partial->branches & ~*branches);
  *branches |= partial->branches;
}

static gboolean
merge_into (Task *task, const SluiceGroup *group, const guint8 *key, GError **error)
{
  const SluiceAggregateStates *states = &task->self->states;
  const SluicePartial *from = sluice_group_payload (group);
  guint64 hash = sluice_hash_table_hash (key, group->key_length);
  gboolean is_new;
  SluiceGroup *merged
      = sluice_hash_table_insert (task->merged, hash, key, group->key_length, &is_new);
  SluicePartial *into = sluice_group_payload (merged);

  if (is_new)
    g_ptr_array_add (task->groups, merged);
  into->branches |= from->branches;
  into->event_us = from->event_us;
  if (is_new && states->plain)
    {
      memcpy (into + 1, from + 1, states->size);
      return TRUE;
    }

  return sluice_aggregate_states_merge (states, task->arena, into + 1, from + 1, error);
}

/* Adds a worker's group to all windows that its pane lies in. */
static gboolean
merge_group (Task *task, const SluiceGroup *group, GError **error)
{
  SluiceAggregateOperator *self = task->self;
  gboolean by_window = self->has_window
                       && self->plan->aggregate.event_time_key == self->plan->aggregate.window_key;
  const guint8 *key = sluice_group_key (group);
  gint64 pane;

  if (!self->has_window)
    {
      if (!is_late (self, group))
        return merge_into (task, group, key, error);
      count_late (task, group, key);
      return TRUE;
    }

  memcpy (&pane, key, sizeof pane);
  g_byte_array_set_size (task->key, group->key_length);
  memcpy (task->key->data, key, group->key_length);
  for (gint64 start = sluice_aggregate_first_window (self, pane); start + self->size_us > pane;
       start -= self->slide_us)
    {
      gint64 event = by_window ? start + self->size_us : group_event (self, group);

      memcpy (task->key->data, &start, sizeof start);
      if (sluice_aggregate_is_late (self, event))
        count_late (task, group, task->key->data);
      else if (!merge_into (task, group, task->key->data, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
merge_workers (Task *task, guint partition, GError **error)
{
  SluiceAggregateOperator *self = task->self;
  GPtrArray *only = NULL;
  guint n_with_groups = 0;

  for (guint w = 0; w < self->n_workers; w++)
    if (self->workers[w].by_partition[partition]->len > 0)
      {
        only = self->workers[w].by_partition[partition];
        n_with_groups++;
      }

  /* Whoever has been alone has nothing to merge: the groups go to state as they are. */
  if (n_with_groups == 1 && self->n_windows == 1)
    {
      for (guint i = 0; i < only->len; i++)
        {
          SluiceGroup *group = only->pdata[i];
          const SluicePartial *partial = sluice_group_payload (group);

          if (is_late (self, group))
            task->figures->n_dropped += __builtin_popcountll (partial->branches);
          else
            g_ptr_array_add (task->groups, group);
        }
      return TRUE;
    }

  task->merged = sluice_hash_table_new (sizeof (SluicePartial) + self->states.size);
  for (guint w = 0; w < self->n_workers; w++)
    {
      GPtrArray *groups = self->workers[w].by_partition[partition];

      for (guint i = 0; i < groups->len; i++)
        if (!merge_group (task, groups->pdata[i], error))
          return FALSE;
    }

  return TRUE;
}

/* Takes the partition's rows from the batches that have waited, in their order. */
static gboolean
aggregate_kept (Task *task, guint partition, GError **error)
{
  SluiceAggregateOperator *self = task->self;
  g_autoptr (SluiceArena) scratch = sluice_arena_new ();

  task->merged = sluice_hash_table_new (sizeof (SluicePartial) + self->states.size);
  for (guint b = 0; b < self->kept->len; b++)
    {
      const SluiceKeptBatch *kept = &g_array_index (self->kept, SluiceKeptBatch, b);
      g_autofree gpointer *payloads = g_new (gpointer, MAX (kept->keys.n, 1));
      g_autofree guint16 *rows = g_new (guint16, MAX (kept->keys.n, 1));
      guint32 n = 0;

      for (guint32 i = 0; i < kept->keys.n; i++)
        if (kept->partitions[i] == partition)
          {
            const guint8 *key = sluice_keys_get (&kept->keys, i);
            guint32 key_length = sluice_keys_length (&kept->keys, i);
            guint64 hash = sluice_hash_table_hash (key, key_length);
            gboolean is_new;

            rows[n] = kept->rows != NULL ? kept->rows[i] : (guint16) i;
            payloads[n++] = sluice_group_payload (
                sluice_hash_table_insert (task->merged, hash, key, key_length, &is_new));
          }
      if (n > 0
          && !sluice_aggregate_update (self, kept->batch, kept->columns, task->arena, scratch, rows, payloads,
                                       n, error))
        return FALSE;
      sluice_arena_reset (scratch);
    }

  for (guint32 i = 0; i < sluice_hash_table_size (task->merged); i++)
    {
      SluiceGroup *group = sluice_hash_table_group (task->merged, i);

      if (is_late (self, group))
        count_late (task, group, sluice_group_key (group));
      else
        g_ptr_array_add (task->groups, group);
    }

  return TRUE;
}

/* A global aggregate has its one group even without a row, except where nothing would come of it. */
static void
add_global_group (Task *task, guint partition)
{
  SluiceAggregateOperator *self = task->self;
  gboolean is_new;

  if (self->n_keys > 0 || task->groups->len > 0 || self->mode == SLUICE_OUTPUT_APPEND
      || partition != sluice_state_partition_of (sluice_state_hash ("", 0), self->n_partitions))
    return;

  if (task->merged == NULL)
    task->merged = sluice_hash_table_new (sizeof (SluicePartial) + self->states.size);
  g_ptr_array_add (task->groups, sluice_hash_table_insert (task->merged, sluice_hash_table_hash ("", 0), "", 0,
                                                           &is_new));
}

/* Groups to state. */

/* The key as state has it: a computed window as the struct that it is, then the other keys. */
static void
make_state_key (Task *task, const SluiceGroup *group, const guint8 **key, guint32 *key_length)
{
  SluiceAggregateOperator *self = task->self;
  const guint8 *group_key = sluice_group_key (group);
  guint32 rest = group->key_length - (guint32) sizeof (gint64);
  gint64 start;
  gint64 end;
  guint8 *to;

  if (!self->has_window)
    {
      *key = group_key;
      *key_length = group->key_length;
      return;
    }

  memcpy (&start, group_key, sizeof start);
  end = start + self->size_us;
  g_byte_array_set_size (task->key, SLUICE_WINDOW_KEY_BYTES + rest);
  to = task->key->data;
  to[0] = to[1] = to[10] = 1; /* neither the window nor its two times are null */
  memcpy (to + 2, &start, sizeof start);
  memcpy (to + 11, &end, sizeof end);
  memcpy (to + SLUICE_WINDOW_KEY_BYTES, group_key + sizeof start, rest);
  *key = to;
  *key_length = SLUICE_WINDOW_KEY_BYTES + rest;
}

static gboolean
set_incompatible (GError **error)
{
  sluice_set_error (error, SLUICE_OPERATOR_ERROR, SLUICE_OPERATOR_ERROR_RUN,
                    "STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE",
                    "The state in the checkpoint isn't one of these aggregates: they have been changed since it "
                    "was written.");

  return FALSE;
}

static gboolean
update_state (Task *task, const SluiceGroup *group, Output *output, GError **error)
{
  const SluiceAggregateStates *states = &task->self->states;
  const SluicePartial *partial = sluice_group_payload (group);
  gint64 event = group_event (task->self, group);
  const guint8 *key;
  guint32 key_length;
  gconstpointer value;
  guint32 value_length;
  guint64 hash;

  make_state_key (task, group, &key, &key_length);
  hash = sluice_state_hash (key, key_length);

  if (states->plain)
    {
      gint64 old_length;
      gpointer place = sluice_state_update (task->state, hash, key, key_length, states->size, event, &old_length);

      if (old_length < 0)
        memcpy (place, partial + 1, states->size);
      else if (old_length != states->size)
        return set_incompatible (error);
      else if (!sluice_aggregate_states_merge (states, task->arena, place, partial + 1, error))
        return FALSE;
      value = place;
      value_length = states->size;
    }
  else
    {
      gpointer merged = (gpointer) (partial + 1);
      gconstpointer old = sluice_state_get (task->state, hash, key, key_length, &value_length);

      if (old != NULL)
        {
          merged = sluice_arena_alloc0 (task->arena, MAX (states->size, 16));
          if (!sluice_aggregate_states_load (states, task->arena, merged, old, value_length, error)
              || !sluice_aggregate_states_merge (states, task->arena, merged, partial + 1, error))
            return FALSE;
        }
      g_byte_array_set_size (task->value, 0);
      sluice_aggregate_states_save (states, merged, task->value);
      value = task->value->data;
      value_length = task->value->len;
      sluice_state_put (task->state, hash, key, key_length, value, value_length, event);
    }
  task->figures->n_updated++;

  return output == NULL || output_add (key, key_length, value, value_length, event, output);
}

/* Tells who watches of groups that are only counted. */
static void
count_decisions (Task *task, guint worker, SluiceDecision decision, guint64 n)
{
  SluiceDecider more;

  sluice_decider_begin (&more, &task->self->parent, worker, decision,
                        sluice_watermark_us (task->self->parent.watermark_ms));
  more.made.n_more = n;
  sluice_decider_end (&more);
}

/* Shows some of the groups that append mode keeps back. */
static void
show_withheld (Task *task, guint worker, guint partition)
{
  SluiceAggregateOperator *self = task->self;
  gint64 watermark_us = sluice_watermark_us (self->parent.watermark_ms);
  guint64 n_withheld = 0;
  guint n_shown = 0;
  Output output;

  output_init (&output, self, worker, partition, SLUICE_DECISION_WITHHELD, TRUE, NULL);
  for (guint i = 0; task->sessions == NULL && i < task->groups->len; i++)
    {
      gint64 event = group_event (self, task->groups->pdata[i]);
      const guint8 *key;
      guint32 key_length;

      if (event <= watermark_us)
        continue;
      n_withheld++;
      if (n_shown == WITHHELD_SHOWN)
        continue;
      make_state_key (task, task->groups->pdata[i], &key, &key_length);
      output_add (key, key_length, NULL, 0, event, &output);
      n_shown++;
    }
  for (guint i = 0; task->written != NULL && i < task->written->len; i++)
    {
      const SluiceWrittenSession *session = &g_array_index (task->written, SluiceWrittenSession, i);

      if (session->event_us <= watermark_us)
        continue;
      n_withheld++;
      if (n_shown == WITHHELD_SHOWN)
        continue;
      output_add (session->key, session->key_length, NULL, 0, session->event_us, &output);
      n_shown++;
    }
  output_flush (&output);
  output_clear (&output);
  count_decisions (task, worker, SLUICE_DECISION_WITHHELD, n_withheld - n_shown);
}

static void
show_all (Task *task, Output *output)
{
  if (task->sessions != NULL)
    sluice_state_list_foreach (task->sessions, output_add_session, output);
  else
    sluice_state_foreach (task->state, output_add, output);
}

/* Evicts what is at or below the watermark, into @output unless it is %NULL. */
static void
evict (Task *task, Output *output)
{
  gint64 watermark_us = sluice_watermark_us (task->self->parent.watermark_ms);

  task->figures->n_removed
      += (gint64) (task->sessions != NULL
                       ? sluice_state_list_evict (task->sessions, watermark_us,
                                                  output != NULL ? output_add_session : NULL, output)
                       : sluice_state_evict (task->state, watermark_us, output != NULL ? output_add : NULL, output));
}

static gboolean
run (Task *task, guint worker, guint partition, GError **error)
{
  SluiceAggregateOperator *self = task->self;
  gboolean watched = sluice_operator_is_watched (&self->parent);
  gint64 began = g_get_monotonic_time ();
  gboolean went_well;
  Output output;

  if (!(self->states.ordered ? aggregate_kept (task, partition, error)
                             : merge_workers (task, partition, error)))
    return FALSE;
  add_global_group (task, partition);

  output_init (&output, self, worker, partition, SLUICE_DECISION_EMITTED, FALSE, error);
  output.also_evicted = self->evicts && self->mode == SLUICE_OUTPUT_APPEND;
  went_well = task->sessions == NULL
              || sluice_session_merge (self, task->sessions, task->groups, task->arena, task->figures,
                                       task->written, error);
  for (guint i = 0; went_well && task->sessions == NULL && i < task->groups->len; i++)
    went_well = update_state (task, task->groups->pdata[i],
                              self->mode == SLUICE_OUTPUT_UPDATE ? &output : NULL, error);
  task->figures->update_us = g_get_monotonic_time () - began;

  if (went_well && self->mode == SLUICE_OUTPUT_COMPLETE)
    {
      show_all (task, &output);
      went_well = !output.failed;
    }

  began = g_get_monotonic_time ();
  if (went_well && self->evicts && self->mode == SLUICE_OUTPUT_APPEND)
    {
      evict (task, &output);
      went_well = !output.failed;
    }
  went_well = went_well && output_flush (&output);
  output_clear (&output);
  if (!went_well)
    return FALSE;

  if (self->evicts && self->mode == SLUICE_OUTPUT_UPDATE)
    {
      output_init (&output, self, worker, partition, SLUICE_DECISION_EVICTED, TRUE, error);
      evict (task, watched ? &output : NULL);
      went_well = output_flush (&output);
      output_clear (&output);
    }
  task->figures->removal_us = g_get_monotonic_time () - began;
  if (went_well && watched && self->evicts && self->mode == SLUICE_OUTPUT_APPEND)
    show_withheld (task, worker, partition);

  return went_well;
}

gboolean
sluice_aggregate_run_task (SluiceOperator *operator, guint worker, guint task_index, GError **error)
{
  SluiceAggregateOperator *self = (SluiceAggregateOperator *) operator;
  Task task = { self };
  gboolean went_well;

  if (g_cancellable_set_error_if_cancelled (operator->round->cancellable, error))
    return FALSE;

  task.state = sluice_state_store_partition (self->store, self->operator_id, task_index);
  if (self->has_session)
    {
      task.sessions = &self->workers[worker].sessions;
      task.sessions->state = task.state;
    }
  task.figures = &self->figures[task_index];
  task.arena = sluice_arena_new ();
  task.groups = g_ptr_array_new ();
  if (self->has_session && sluice_operator_is_watched (operator))
    task.written = g_array_new (FALSE, FALSE, sizeof (SluiceWrittenSession));
  task.key = g_byte_array_new ();
  task.value = g_byte_array_new ();

  went_well = run (&task, worker, task_index, error);

  sluice_hash_table_free (task.merged);
  sluice_hash_table_free (task.late);
  sluice_arena_unref (task.arena);
  g_ptr_array_unref (task.groups);
  g_clear_pointer (&task.written, g_array_unref);
  g_byte_array_unref (task.key);
  g_byte_array_unref (task.value);

  return went_well;
}
