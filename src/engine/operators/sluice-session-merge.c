/* sluice-session-merge.c: sessions that touch each other become one.
 *
 * State: a list for each combination of the other keys (sluice-state-list.h), whose items are a session,
 * encoded like a key, and the aggregates' states; the keys choose the partition, and the expiry is the
 * session's end. Watermark: as for other groups; a row counts as a session from its time to its gap's end
 * when it is late, and a session that isn't evicted yet may still grow by one that isn't late. Spark:
 * SessionWindowStateStoreRestoreExec, MergingSessionsExec and SessionWindowStateStoreSaveExec
 * (`sessionWindowStateStoreSaveExec`).
 *
 * Of a key that gets rows all sessions are brought into the order of their beginnings, those in state and new
 * ones. One that begins before or when the one before ends is merged into it, in this order, so that what
 * depends on order (first, collect_list) goes by event time. As in Spark all sessions of the key count as
 * updated, and those as removed that don't begin where they did; only the ones that have changed are written.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "operators/sluice-aggregate-private.h"

#define NEW G_MAXUINT32

typedef struct
{
  gint64 start;
  gint64 end;
  gint64 event_us;
  gpointer states;    /* NULL while it is only in @item */
  const guint8 *item; /* its states as bytes */
  guint32 length;
  guint32 number; /* in the list, or NEW */
  gboolean changed;
} Session;

typedef struct
{
  SluiceAggregateOperator *self;
  SluiceStateList *list;
  SluiceArena *arena;
  SluicePartitionFigures *figures;
  guint32 list_length;
  GArray *from; /* of Session: those of one key */
  GArray *to;   /* what becomes of them */
  GByteArray *item;
  GArray *written; /* of SluiceWrittenSession; NULL when nobody watches */
} Merge;

static const guint8 *
other_keys (const SluiceGroup *group, guint32 *length)
{
  *length = group->key_length - SLUICE_WINDOW_KEY_BYTES;

  return sluice_group_key (group) + SLUICE_WINDOW_KEY_BYTES;
}

static gboolean
same_keys (const SluiceGroup *a, const SluiceGroup *b)
{
  guint32 length_a, length_b;
  const guint8 *key_a = other_keys (a, &length_a);
  const guint8 *key_b = other_keys (b, &length_b);

  return length_a == length_b && memcmp (key_a, key_b, length_a) == 0;
}

static int
compare_groups (gconstpointer a, gconstpointer b)
{
  const SluiceGroup *group_a = *(SluiceGroup *const *) a;
  const SluiceGroup *group_b = *(SluiceGroup *const *) b;
  guint32 length_a, length_b;
  const guint8 *key_a = other_keys (group_a, &length_a);
  const guint8 *key_b = other_keys (group_b, &length_b);
  int order = memcmp (key_a, key_b, MIN (length_a, length_b));

  return order != 0 ? order : (length_a > length_b) - (length_a < length_b);
}

static int
compare_sessions (gconstpointer a, gconstpointer b)
{
  const Session *session_a = a;
  const Session *session_b = b;

  if (session_a->start != session_b->start)
    return session_a->start < session_b->start ? -1 : 1;
  if ((session_a->number == NEW) != (session_b->number == NEW))
    return session_a->number == NEW ? 1 : -1;

  return (session_a->end > session_b->end) - (session_a->end < session_b->end);
}

static gint64
event_of (const Merge *merge, const Session *session)
{
  const SluicePlan *plan = merge->self->plan;

  if (plan->aggregate.event_time_key < 0)
    return SLUICE_STATE_NO_EXPIRY;

  return plan->aggregate.event_time_key == plan->aggregate.window_key ? session->end : session->event_us;
}

static gboolean
ensure_states (Merge *merge, Session *session, GError **error)
{
  const SluiceAggregateStates *states = &merge->self->states;

  if (session->states != NULL)
    return TRUE;

  session->states = sluice_arena_alloc0 (merge->arena, MAX (states->size, 16));

  return sluice_aggregate_states_load (states, merge->arena, session->states, session->item, session->length,
                                       error);
}

static gboolean
merge_two (Merge *merge, Session *into, Session *from, GError **error)
{
  if (!ensure_states (merge, into, error) || !ensure_states (merge, from, error)
      || !sluice_aggregate_states_merge (&merge->self->states, merge->arena, into->states, from->states, error))
    return FALSE;

  into->end = MAX (into->end, from->end);
  into->changed = TRUE;
  if (from->number == NEW)
    return TRUE;

  if (from->start != into->start)
    merge->figures->n_removed++;
  if (into->number == NEW)
    into->number = from->number;
  else
    sluice_state_list_remove_later (merge->list, from->number);

  return TRUE;
}

/* Merges what is in merge->from into merge->to. */
static gboolean
merge_sorted (Merge *merge, GError **error)
{
  g_array_set_size (merge->to, 0);
  if (merge->from->len > 1)
    g_array_sort (merge->from, compare_sessions);
  for (guint i = 0; i < merge->from->len; i++)
    {
      Session *session = &g_array_index (merge->from, Session, i);
      Session *last = merge->to->len > 0 ? &g_array_index (merge->to, Session, merge->to->len - 1) : NULL;

      if (last == NULL || session->start > last->end)
        g_array_append_val (merge->to, *session);
      else if (!merge_two (merge, last, session, error))
        return FALSE;
    }

  return TRUE;
}

/* The sessions of the micro-batch merge with each other, and only what is late then is dropped. */
static gboolean
merge_new_ones (Merge *merge, GError **error)
{
  if (!merge_sorted (merge, error))
    return FALSE;

  g_array_set_size (merge->from, 0);
  for (guint i = 0; i < merge->to->len; i++)
    {
      const Session *session = &g_array_index (merge->to, Session, i);

      if (sluice_aggregate_is_late (merge->self, event_of (merge, session)))
        merge->figures->n_dropped++;
      else
        g_array_append_val (merge->from, *session);
    }

  return TRUE;
}

static void
add_old_ones (Merge *merge)
{
  for (guint32 number = 0; number < merge->list_length; number++)
    {
      Session session = { .number = number };
      const guint8 *item = sluice_state_list_get (merge->list, number, &session.length);
      guint8 *copy = (guint8 *) sluice_arena_alloc_bytes (merge->arena, session.length);

      memcpy (copy, item, session.length);
      sluice_session_times (copy, &session.start, &session.end);
      session.item = copy + SLUICE_WINDOW_KEY_BYTES;
      session.length -= SLUICE_WINDOW_KEY_BYTES;
      g_array_append_val (merge->from, session);
    }
  sluice_arena_align (merge->arena);
}

static void
write_session (Merge *merge, const Session *session)
{
  guint8 head[SLUICE_WINDOW_KEY_BYTES] = { 0 };
  guint32 number = session->number;

  head[0] = head[1] = head[10] = 1; /* neither the session nor its times are null */
  memcpy (head + 2, &session->start, sizeof session->start);
  memcpy (head + 11, &session->end, sizeof session->end);
  g_byte_array_set_size (merge->item, 0);
  g_byte_array_append (merge->item, head, sizeof head);
  sluice_aggregate_states_save (&merge->self->states, session->states, merge->item);
  if (number == NEW)
    number = merge->list_length++;
  sluice_state_list_set (merge->list, number, merge->item->data, merge->item->len, event_of (merge, session));
}

static void
show_session (Merge *merge, const Session *session, const guint8 *key, guint32 key_length)
{
  SluiceWrittenSession written = { NULL, SLUICE_WINDOW_KEY_BYTES + key_length, event_of (merge, session) };
  guint8 *copy = (guint8 *) sluice_arena_alloc_bytes (merge->arena, written.key_length);

  /* The item that was written begins with the session. */
  memcpy (copy, merge->item->data, SLUICE_WINDOW_KEY_BYTES);
  memcpy (copy + SLUICE_WINDOW_KEY_BYTES, key, key_length);
  sluice_arena_align (merge->arena);
  written.key = copy;
  g_array_append_val (merge->written, written);
}

static gboolean
merge_key (Merge *merge, SluiceGroup *const *groups, guint n, GError **error)
{
  guint32 key_length;
  const guint8 *key = other_keys (groups[0], &key_length);
  gint64 event_us = SLUICE_STATE_NO_EXPIRY;

  g_array_set_size (merge->from, 0);
  for (guint i = 0; i < n; i++)
    {
      SluicePartial *partial = sluice_group_payload (groups[i]);
      Session session = { .states = partial + 1, .number = NEW, .changed = TRUE };

      event_us = session.event_us = partial->event_us;
      sluice_session_times (sluice_group_key (groups[i]), &session.start, &session.end);
      g_array_append_val (merge->from, session);
    }
  if (merge->self->merges_first && !merge_new_ones (merge, error))
    return FALSE;
  if (merge->from->len == 0)
    return TRUE;

  merge->list_length = sluice_state_list_find (merge->list, key, key_length);
  add_old_ones (merge);
  if (!merge_sorted (merge, error))
    return FALSE;

  for (guint i = 0; i < merge->to->len; i++)
    {
      Session *session = &g_array_index (merge->to, Session, i);

      session->event_us = event_us;
      if (!session->changed)
        continue;
      write_session (merge, session);
      if (G_UNLIKELY (merge->written != NULL))
        show_session (merge, session, key, key_length);
    }
  merge->figures->n_updated += merge->to->len;
  sluice_state_list_remove (merge->list);

  return TRUE;
}

gboolean
sluice_session_merge (SluiceAggregateOperator *self,
                      SluiceStateList         *list,
                      GPtrArray               *groups,
                      SluiceArena             *arena,
                      SluicePartitionFigures  *figures,
                      GArray                  *written,
                      GError                 **error)
{
  Merge merge = { .self = self, .list = list, .arena = arena, .figures = figures, .written = written };
  gboolean went_well = TRUE;
  guint n;

  merge.from = g_array_new (FALSE, FALSE, sizeof (Session));
  merge.to = g_array_new (FALSE, FALSE, sizeof (Session));
  merge.item = g_byte_array_new ();
  g_ptr_array_sort (groups, compare_groups);
  for (guint i = 0; went_well && i < groups->len; i += n)
    {
      for (n = 1; i + n < groups->len && same_keys (groups->pdata[i], groups->pdata[i + n]); n++)
        ;
      went_well = merge_key (&merge, (SluiceGroup *const *) &groups->pdata[i], n, error);
    }
  g_array_unref (merge.from);
  g_array_unref (merge.to);
  g_byte_array_unref (merge.item);

  return went_well;
}
