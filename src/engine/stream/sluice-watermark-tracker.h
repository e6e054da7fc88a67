/* sluice-watermark-tracker.h: how far event time has come.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SluiceWatermarkTracker:
 *
 * Follows the event times of all watermark nodes of a query and makes one watermark of them ([WM-3] to
 * [WM-5], [WM-7]).
 */
typedef struct _SluiceWatermarkTracker SluiceWatermarkTracker;

/**
 * sluice_watermark_tracker_new:
 * @n_nodes: number of watermark nodes
 * @use_max: whether the latest node's watermark counts instead of the earliest's
 *
 * Returns: (transfer full): a tracker at 1970
 */
SluiceWatermarkTracker *sluice_watermark_tracker_new (guint    n_nodes,
                                                      gboolean use_max) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_watermark_tracker_free: @self: (nullable): a tracker. */
void sluice_watermark_tracker_free (SluiceWatermarkTracker *self);

/**
 * sluice_watermark_tracker_restore:
 * @self: a tracker
 * @watermark_ms: the logged watermark; those of single nodes aren't logged and begin anew [WM-7]
 */
void sluice_watermark_tracker_restore (SluiceWatermarkTracker *self,
                                       gint64                  watermark_ms);

/**
 * sluice_watermark_tracker_update:
 * @self: a tracker
 * @node: which watermark node
 * @max_event_ms: the latest event time that it saw in the batch, in whole milliseconds
 * @delay_ms: its delay
 *
 * To be called after a batch for every node that saw a row [WM-3].
 */
void sluice_watermark_tracker_update (SluiceWatermarkTracker *self,
                                      guint                   node,
                                      gint64                  max_event_ms,
                                      gint64                  delay_ms);

/**
 * sluice_watermark_tracker_advance:
 * @self: a tracker
 *
 * Makes the query's watermark from the nodes' [WM-4]; it never goes back [WM-5].
 *
 * Returns: the watermark, milliseconds since 1970
 */
gint64 sluice_watermark_tracker_advance (SluiceWatermarkTracker *self);

/** sluice_watermark_tracker_get: @self: a tracker. Returns: the watermark, milliseconds since 1970. */
gint64 sluice_watermark_tracker_get (SluiceWatermarkTracker *self);

/**
 * sluice_watermark_tracker_get_node:
 * @self: a tracker
 * @node: which watermark node
 * @watermark_ms: (out): its own watermark
 *
 * Returns: whether it has seen a row since the query was started
 */
gboolean sluice_watermark_tracker_get_node (SluiceWatermarkTracker *self,
                                            guint                   node,
                                            gint64                 *watermark_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceWatermarkTracker, sluice_watermark_tracker_free)

G_END_DECLS
