/* sluice-join-bounds.h: how long a row of a stream-stream join can still find a partner.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "plan/sluice-plan.h"

G_BEGIN_DECLS

/** sluice_schema_event_time: @schema: a STRUCT. Returns: its first column with an event-time mark, or -1. */
int sluice_schema_event_time (const SluiceType *schema);

/** sluice_join_has_event_time_key: @join: a JOIN. Returns: whether one of its keys, on either side, is an event time or a window of one: then state goes by the key [5.3]. */
gboolean sluice_join_has_event_time_key (const SluicePlan *join);

/**
 * sluice_join_can_bound:
 * @join: a JOIN of two streams
 * @side: 0 for the left side, 1 for the right
 * @settings: the session's settings
 *
 * What Spark asks of an outer join while it analyses: whether the condition bounds any time of the side by the
 * event time of the other one. The side itself need have no watermark for that, though nothing is ever
 * evicted then.
 *
 * Returns: whether a bound can be derived
 */
gboolean sluice_join_can_bound (const SluicePlan     *join,
                                guint                 side,
                                const SluiceSettings *settings);

/**
 * sluice_join_state_bound:
 * @join: a JOIN of two streams
 * @side: 0 for the left side, 1 for the right
 * @settings: the session's settings
 * @offset_us: (out): see below
 *
 * Derives the state watermark of a side [5.3]: a row of it can find no partner any more, and leaves the state,
 * once its event time is at or below the watermark plus @offset_us.
 *
 * Returns: whether the side's event time is bounded by the condition
 */
gboolean sluice_join_state_bound (const SluicePlan     *join,
                                  guint                 side,
                                  const SluiceSettings *settings,
                                  gint64               *offset_us);

G_END_DECLS
