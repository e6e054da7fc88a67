/* sluice-worker-pool.h: threads that share the tasks of a stage.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SluiceWorkerPool:
 *
 * A fixed number of workers. The thread that calls sluice_worker_pool_run() is one of them, so that a
 * stage with a single task wakes nobody.
 */
typedef struct _SluiceWorkerPool SluiceWorkerPool;

/**
 * SluiceTaskFunc:
 * @task: index of the task
 * @worker: index of the worker that runs it, from 0 to the pool's size - 1; no two run at once with one
 * @user_data: given to sluice_worker_pool_run()
 * @error: where to say what went wrong
 *
 * Runs one task of a stage.
 *
 * Returns: whether it went well
 */
typedef gboolean (*SluiceTaskFunc) (guint    task,
                                    guint    worker,
                                    gpointer user_data,
                                    GError **error);

/**
 * sluice_worker_pool_new:
 * @n_workers: how many work at once, the caller included; 0 for one per processor
 *
 * Returns: (transfer full): the pool
 */
SluiceWorkerPool *sluice_worker_pool_new (guint n_workers) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_worker_pool_free:
 * @self: (nullable): a pool with nothing running
 *
 * Ends its threads.
 */
void sluice_worker_pool_free (SluiceWorkerPool *self);

/**
 * sluice_worker_pool_size:
 * @self: a pool
 *
 * Returns: the number of workers
 */
guint sluice_worker_pool_size (SluiceWorkerPool *self);

/**
 * sluice_worker_pool_run:
 * @self: a pool; one stage at a time
 * @n_tasks: how many tasks there are
 * @func: runs one
 * @user_data: for @func
 * @cancellable: (nullable): stops the handing out of tasks
 * @error: the error of the failed task with the lowest index among those that ran, or
 *   %G_IO_ERROR_CANCELLED
 *
 * Runs all tasks, handed out in order to whoever is free, and returns when the last has ended. After a
 * failure no further task is begun.
 *
 * Returns: whether all went well
 */
gboolean sluice_worker_pool_run (SluiceWorkerPool *self,
                                 guint             n_tasks,
                                 SluiceTaskFunc    func,
                                 gpointer          user_data,
                                 GCancellable     *cancellable,
                                 GError          **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceWorkerPool, sluice_worker_pool_free)

G_END_DECLS
