/* sluice-clock.c: the only place where the engine learns the time.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/sluice-clock.h"

struct _SluiceClock
{
  gatomicrefcount ref_count;
  gboolean manual;
  GMutex lock;
  gint64 now_us;
};

/* A waiter on a manual clock looks again this often: advancing can't know whom to wake, since every
 * waiter brings a condition of its own. */
#define MANUAL_POLL_US 500

static SluiceClock *
clock_new (gboolean manual, gint64 now_us)
{
  SluiceClock *self = g_new0 (SluiceClock, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  self->manual = manual;
  self->now_us = now_us;

  return self;
}

SluiceClock *
sluice_clock_new_real (void)
{
  return clock_new (FALSE, 0);
}

SluiceClock *
sluice_clock_new_manual (gint64 now_us)
{
  return clock_new (TRUE, now_us);
}

SluiceClock *
sluice_clock_ref (SluiceClock *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
sluice_clock_unref (SluiceClock *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_mutex_clear (&self->lock);
  g_free (self);
}

gint64
sluice_clock_now (SluiceClock *self)
{
  gint64 now;

  if (!self->manual)
    return g_get_real_time ();

  g_mutex_lock (&self->lock);
  now = self->now_us;
  g_mutex_unlock (&self->lock);

  return now;
}

gint64
sluice_clock_monotonic (SluiceClock *self)
{
  return g_get_monotonic_time ();
}

gboolean
sluice_clock_wait (SluiceClock *self, GMutex *mutex, GCond *cond, gint64 until_us)
{
  gint64 left = until_us - sluice_clock_now (self);

  if (left <= 0)
    return TRUE;
  if (self->manual)
    left = MIN (left, MANUAL_POLL_US);

  g_cond_wait_until (cond, mutex, g_get_monotonic_time () + left);

  return sluice_clock_now (self) >= until_us;
}

void
sluice_clock_advance (SluiceClock *self, gint64 by_us)
{
  g_assert (self->manual && by_us >= 0);

  g_mutex_lock (&self->lock);
  self->now_us += by_us;
  g_mutex_unlock (&self->lock);
}
