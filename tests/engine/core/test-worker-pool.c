/* test-worker-pool.c: tests of the worker pool and the clock.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/sluice-clock.h"
#include "core/sluice-worker-pool.h"

typedef struct
{
  gint done[1000];
  gint workers;
  guint fail_at;
} Stage;

static gboolean
run_task (guint task, guint worker, gpointer user_data, GError **error)
{
  Stage *stage = user_data;

  g_atomic_int_inc (&stage->done[task]);
  g_atomic_int_or ((guint *) &stage->workers, 1u << worker);
  if (task >= stage->fail_at)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "task %u", task);
      return FALSE;
    }

  return TRUE;
}

static void
test_runs_all (void)
{
  for (guint n_workers = 1; n_workers <= 7; n_workers += 3)
    {
      g_autoptr (SluiceWorkerPool) pool = sluice_worker_pool_new (n_workers);

      for (guint round = 0; round < 200; round++)
        {
          Stage stage = { .fail_at = G_MAXUINT };
          guint n = round % 2 == 0 ? 1000 : round;

          g_assert_true (sluice_worker_pool_run (pool, n, run_task, &stage, NULL, NULL));
          for (guint i = 0; i < 1000; i++)
            g_assert_cmpint (stage.done[i], ==, i < n ? 1 : 0);
          g_assert_cmpint (stage.workers, <, 1 << n_workers);
        }
    }
}

static void
test_lowest_error (void)
{
  g_autoptr (SluiceWorkerPool) pool = sluice_worker_pool_new (4);
  Stage stage = { .fail_at = 500 };
  g_autoptr (GError) error = NULL;

  g_assert_false (sluice_worker_pool_run (pool, 1000, run_task, &stage, NULL, &error));
  g_assert_cmpstr (error->message, ==, "task 500");
  g_assert_cmpint (stage.done[999], ==, 0);

  /* The pool is as good as new. */
  stage.fail_at = G_MAXUINT;
  g_assert_true (sluice_worker_pool_run (pool, 10, run_task, &stage, NULL, NULL));
}

static void
test_cancel (void)
{
  g_autoptr (SluiceWorkerPool) pool = sluice_worker_pool_new (2);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Stage stage = { .fail_at = G_MAXUINT };
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (sluice_worker_pool_run (pool, 10, run_task, &stage, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static gpointer
advance (gpointer data)
{
  g_usleep (2000);
  sluice_clock_advance (data, 60 * G_USEC_PER_SEC);

  return NULL;
}

static void
test_manual_clock (void)
{
  g_autoptr (SluiceClock) clock = sluice_clock_new_manual (1000);
  GThread *thread;
  GMutex mutex;
  GCond cond;

  g_mutex_init (&mutex);
  g_cond_init (&cond);
  thread = g_thread_new ("advance", advance, clock);
  g_mutex_lock (&mutex);
  while (!sluice_clock_wait (clock, &mutex, &cond, 1000 + 60 * G_USEC_PER_SEC))
    ;
  g_mutex_unlock (&mutex);
  g_thread_join (thread);
  g_assert_cmpint (sluice_clock_now (clock), ==, 1000 + 60 * G_USEC_PER_SEC);
  g_mutex_clear (&mutex);
  g_cond_clear (&cond);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/worker-pool/runs-all", test_runs_all);
  g_test_add_func ("/worker-pool/lowest-error", test_lowest_error);
  g_test_add_func ("/worker-pool/cancel", test_cancel);
  g_test_add_func ("/clock/manual", test_manual_clock);

  return g_test_run ();
}
