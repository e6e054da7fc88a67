/* sluice-thread-sanitizer.c: tells the thread sanitizer of GLib's locks.
 *
 * GLib is built without it and its locks don't go through pthreads, so that the sanitizer would take all that they guard
 * for races. Built only with -Db_sanitize=thread, where the linker leads the calls here (ld, --wrap).
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib.h>
#include <sanitizer/tsan_interface.h>

/* The names are the linker's: __wrap_f is called for f, and __real_f is f. */
#define WRAP(result, function, arguments)           \
  result __real_##function arguments;               \
  result __wrap_##function arguments;               \
  result __wrap_##function arguments

WRAP (void, g_mutex_lock, (GMutex * mutex))
{
  __tsan_mutex_pre_lock (mutex, 0);
  __real_g_mutex_lock (mutex);
  __tsan_mutex_post_lock (mutex, 0, 0);
}

WRAP (void, g_mutex_unlock, (GMutex * mutex))
{
  __tsan_mutex_pre_unlock (mutex, 0);
  __real_g_mutex_unlock (mutex);
  __tsan_mutex_post_unlock (mutex, 0);
}

/* While a thread waits it doesn't hold the lock. */
WRAP (void, g_cond_wait, (GCond * cond, GMutex *mutex))
{
  __tsan_mutex_pre_unlock (mutex, 0);
  __tsan_mutex_post_unlock (mutex, 0);
  __real_g_cond_wait (cond, mutex);
  __tsan_mutex_pre_lock (mutex, 0);
  __tsan_mutex_post_lock (mutex, 0, 0);
}

WRAP (gboolean, g_cond_wait_until, (GCond * cond, GMutex *mutex, gint64 end_time))
{
  gboolean signalled;

  __tsan_mutex_pre_unlock (mutex, 0);
  __tsan_mutex_post_unlock (mutex, 0);
  signalled = __real_g_cond_wait_until (cond, mutex, end_time);
  __tsan_mutex_pre_lock (mutex, 0);
  __tsan_mutex_post_lock (mutex, 0, 0);

  return signalled;
}

/* g_once_init_enter() reads the place in our code; what is written there has to be seen written, too. */
WRAP (void, g_once_init_leave, (volatile void *location, gsize result))
{
  __tsan_release ((void *) location);
  __real_g_once_init_leave (location, result);
  g_atomic_pointer_set ((gsize *) location, result);
}

WRAP (gboolean, g_once_init_enter, (volatile void *location))
{
  gboolean first = __real_g_once_init_enter (location);

  if (!first)
    __tsan_acquire ((void *) location);

  return first;
}

/* What one owner wrote is there when another one frees it. */
WRAP (gboolean, g_atomic_ref_count_dec, (gatomicrefcount * count))
{
  gboolean last;

  __tsan_release ((void *) count);
  last = __real_g_atomic_ref_count_dec (count);
  if (last)
    __tsan_acquire ((void *) count);

  return last;
}

/* And who finds out to be the only owner may write. */
WRAP (gboolean, g_atomic_ref_count_compare, (gatomicrefcount * count, gint value))
{
  gboolean equal = __real_g_atomic_ref_count_compare (count, value);

  if (equal)
    __tsan_acquire ((void *) count);

  return equal;
}
