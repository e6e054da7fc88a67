/* sluice-aggregate-states.c: the states of several aggregate functions side by side.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "operators/sluice-aggregate-states.h"

#include "operators/sluice-operator.h"

void
sluice_aggregate_states_init (SluiceAggregateStates *self, SluiceExpr **exprs, guint n)
{
  guint32 at = 0;

  self->exprs = exprs;
  self->n = n;
  self->offsets = g_new (guint, MAX (n, 1));
  self->plain = TRUE;
  self->ordered = FALSE;
  for (guint i = 0; i < n; i++)
    {
      const SluiceAggregate *aggregate = exprs[i]->aggregate;
      guint32 alignment = aggregate->state_size % 16 == 0 ? 16 : 8;

      at = (at + alignment - 1) & ~(alignment - 1);
      self->offsets[i] = at;
      at += aggregate->state_size;
      self->plain = self->plain && aggregate->save == NULL;
      self->ordered = self->ordered || aggregate->ordered;
    }
  self->size = (at + 15) & ~15u;
}

void
sluice_aggregate_states_clear (SluiceAggregateStates *self)
{
  g_clear_pointer (&self->offsets, g_free);
}

gboolean
sluice_aggregate_states_merge (const SluiceAggregateStates *self,
                               SluiceArena                 *arena,
                               gpointer                     into,
                               gconstpointer                from,
                               GError                     **error)
{
  for (guint i = 0; i < self->n; i++)
    if (!self->exprs[i]->aggregate->merge (self->exprs[i], arena, (char *) into + self->offsets[i],
                                           (const char *) from + self->offsets[i], error))
      return FALSE;

  return TRUE;
}

void
sluice_aggregate_states_save (const SluiceAggregateStates *self, gconstpointer states, GByteArray *out)
{
  if (self->plain)
    {
      g_byte_array_append (out, states, self->size);
      return;
    }

  for (guint i = 0; i < self->n; i++)
    {
      const SluiceAggregate *aggregate = self->exprs[i]->aggregate;
      gconstpointer state = (const char *) states + self->offsets[i];
      guint32 length = aggregate->state_size;
      guint at = out->len;

      g_byte_array_append (out, (const guint8 *) &length, sizeof length);
      if (aggregate->save == NULL)
        {
          g_byte_array_append (out, state, length);
          continue;
        }
      aggregate->save (self->exprs[i], state, out);
      length = out->len - at - (guint32) sizeof length;
      memcpy (out->data + at, &length, sizeof length);
    }
}

static gboolean
load_one (const SluiceExpr *expr, SluiceArena *arena, gpointer state, const guint8 **bytes, const guint8 *end)
{
  const SluiceAggregate *aggregate = expr->aggregate;
  const guint8 *cursor;
  guint32 length;

  if (end - *bytes < (gssize) sizeof length)
    return FALSE;
  memcpy (&length, *bytes, sizeof length);
  cursor = *bytes + sizeof length;
  if ((gsize) (end - cursor) < length)
    return FALSE;
  *bytes = cursor + length;

  if (aggregate->load != NULL)
    return aggregate->load (expr, arena, state, &cursor, *bytes) && cursor == *bytes;
  if (length != aggregate->state_size)
    return FALSE;
  memcpy (state, cursor, length);

  return TRUE;
}

gboolean
sluice_aggregate_states_load (const SluiceAggregateStates *self,
                              SluiceArena                 *arena,
                              gpointer                     states,
                              gconstpointer                bytes,
                              gsize                        length,
                              GError                     **error)
{
  const guint8 *cursor = bytes;
  const guint8 *end = cursor + length;
  gboolean sound = TRUE;

  if (self->plain)
    {
      sound = length == self->size;
      if (sound)
        memcpy (states, bytes, length);
    }
  else
    {
      for (guint i = 0; sound && i < self->n; i++)
        sound = load_one (self->exprs[i], arena, (char *) states + self->offsets[i], &cursor, end);
      sound = sound && cursor == end;
    }

  if (!sound)
    sluice_set_error (error, SLUICE_OPERATOR_ERROR, SLUICE_OPERATOR_ERROR_RUN,
                      "STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE",
                      "The state in the checkpoint isn't one of these aggregates: they have been changed since "
                      "it was written.");

  return sound;
}
