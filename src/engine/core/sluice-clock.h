/* sluice-clock.h: the only place where the engine learns the time.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SluiceClock:
 *
 * Tells and waits for time. The real clock follows the system; a manual one stands still until it is
 * advanced, which makes runs repeatable and lets them be stepped. Reference-counted and thread-safe.
 */
typedef struct _SluiceClock SluiceClock;

/**
 * sluice_clock_new_real:
 *
 * Returns: (transfer full): a clock that follows the system
 */
SluiceClock *sluice_clock_new_real (void) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_clock_new_manual:
 * @now_us: the time it shows, in microseconds since 1970
 *
 * Returns: (transfer full): a clock that moves only by sluice_clock_advance()
 */
SluiceClock *sluice_clock_new_manual (gint64 now_us) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_clock_ref:
 * @self: a clock
 *
 * Returns: (transfer full): @self
 */
SluiceClock *sluice_clock_ref (SluiceClock *self);

/**
 * sluice_clock_unref:
 * @self: (nullable): a clock
 *
 * Gives up a reference.
 */
void sluice_clock_unref (SluiceClock *self);

/**
 * sluice_clock_now:
 * @self: a clock
 *
 * Returns: microseconds since 1970
 */
gint64 sluice_clock_now (SluiceClock *self);

/**
 * sluice_clock_monotonic:
 * @self: a clock
 *
 * For measuring how long something took; a manual clock shows the system's monotonic time too, because
 * work takes real time even when event times don't move.
 *
 * Returns: microseconds since an arbitrary moment
 */
gint64 sluice_clock_monotonic (SluiceClock *self);

/**
 * sluice_clock_wait:
 * @self: a clock
 * @mutex: a locked mutex, unlocked while waiting
 * @cond: signalled when there is something to do before @until_us
 * @until_us: the time to wait for, in microseconds since 1970
 *
 * Waits until the clock shows @until_us or @cond is signalled; may return earlier, as g_cond_wait() may.
 *
 * Returns: whether the time has come
 */
gboolean sluice_clock_wait (SluiceClock *self,
                            GMutex      *mutex,
                            GCond       *cond,
                            gint64       until_us);

/**
 * sluice_clock_advance:
 * @self: a manual clock
 * @by_us: microseconds, not negative
 *
 * Moves the clock on and wakes those who wait for the new time.
 */
void sluice_clock_advance (SluiceClock *self,
                           gint64       by_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceClock, sluice_clock_unref)

G_END_DECLS
