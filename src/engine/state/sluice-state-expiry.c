/* sluice-state-expiry.c: the entries of a partition by the time when they expire.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "state/sluice-state-expiry.h"

#include <string.h>

#define FIRST_PLACES 16

void
sluice_state_expiry_init (SluiceStateExpiry *self)
{
  memset (self, 0, sizeof *self);
  self->heap = g_array_new (FALSE, FALSE, sizeof (gint64));
}

void
sluice_state_expiry_clear (SluiceStateExpiry *self)
{
  g_clear_pointer (&self->buckets, g_free);
  g_clear_pointer (&self->heap, g_array_unref);
}

static gint64
bucket_time (gint64 expiry)
{
  gint64 milliseconds = expiry / 1000;

  return expiry % 1000 > 0 ? milliseconds + 1 : milliseconds;
}

static guint32
place_of (const SluiceStateExpiry *self, gint64 time)
{
  guint64 mixed = (guint64) time * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  guint32 mask = self->n_places - 1;
  guint32 place = (guint32) (mixed >> 32) & mask;

  while (self->buckets[place].in_use && self->buckets[place].time != time)
    place = (place + 1) & mask;

  return place;
}

static void
grow (SluiceStateExpiry *self)
{
  SluiceStateBucket *old = self->buckets;
  guint32 n_old = self->n_places;

  self->n_places = MAX (n_old * 2, FIRST_PLACES);
  self->buckets = g_new0 (SluiceStateBucket, self->n_places);
  for (guint32 i = 0; i < n_old; i++)
    if (old[i].in_use)
      self->buckets[place_of (self, old[i].time)] = old[i];
  g_free (old);
}

static void
heap_push (GArray *heap, gint64 time)
{
  gint64 *times;
  guint i = heap->len;

  g_array_append_val (heap, time);
  times = (gint64 *) (gpointer) heap->data;
  while (i > 0 && times[(i - 1) / 2] > time)
    {
      times[i] = times[(i - 1) / 2];
      i = (i - 1) / 2;
    }
  times[i] = time;
}

static void
heap_pop (GArray *heap)
{
  gint64 *times = (gint64 *) (gpointer) heap->data;
  gint64 last = times[heap->len - 1];
  guint n = heap->len - 1;
  guint i = 0;

  g_array_set_size (heap, n);
  while (2 * i + 1 < n)
    {
      guint child = 2 * i + 1;

      if (child + 1 < n && times[child + 1] < times[child])
        child++;
      if (times[child] >= last)
        break;
      times[i] = times[child];
      i = child;
    }
  if (n > 0)
    times[i] = last;
}

SluiceStateBucket *
sluice_state_expiry_bucket (SluiceStateExpiry *self, gint64 expiry)
{
  gint64 time = bucket_time (expiry);
  SluiceStateBucket *bucket;

  if (self->n_places > 0)
    {
      bucket = &self->buckets[place_of (self, time)];
      if (bucket->in_use)
        return bucket;
    }

  if ((self->n_buckets + 1) * 4 > self->n_places * 3)
    grow (self);

  bucket = &self->buckets[place_of (self, time)];
  bucket->in_use = TRUE;
  bucket->time = time;
  bucket->head = 0;
  self->n_buckets++;
  heap_push (self->heap, time);

  return bucket;
}

SluiceStateBucket *
sluice_state_expiry_first (SluiceStateExpiry *self)
{
  if (self->heap->len == 0)
    return NULL;

  return &self->buckets[place_of (self, g_array_index (self->heap, gint64, 0))];
}

void
sluice_state_expiry_drop_first (SluiceStateExpiry *self)
{
  guint32 mask = self->n_places - 1;
  guint32 hole = place_of (self, g_array_index (self->heap, gint64, 0));
  guint32 place = hole;

  heap_pop (self->heap);
  self->n_buckets--;

  /* Buckets behind the hole that were pushed past it move up, so that searches still find them. */
  for (;;)
    {
      guint32 home;

      place = (place + 1) & mask;
      if (!self->buckets[place].in_use)
        break;
      home = (guint32) (((guint64) self->buckets[place].time * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) >> 32)
             & mask;
      if (((place - home) & mask) < ((place - hole) & mask))
        continue;
      self->buckets[hole] = self->buckets[place];
      hole = place;
    }
  self->buckets[hole].in_use = FALSE;
}

gsize
sluice_state_expiry_memory (const SluiceStateExpiry *self)
{
  return (gsize) self->n_places * sizeof (SluiceStateBucket) + (gsize) self->heap->len * sizeof (gint64);
}
