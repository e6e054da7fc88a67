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

/**
 * SluiceJoinStateKind:
 * @SLUICE_JOIN_STATE_STAYS: rows stay for ever
 * @SLUICE_JOIN_STATE_BY_KEY: rows leave when their key's time is at or below the watermark
 * @SLUICE_JOIN_STATE_BY_TIME: rows leave when their event time is at or below the state watermark
 */
typedef enum
{
  SLUICE_JOIN_STATE_STAYS,
  SLUICE_JOIN_STATE_BY_KEY,
  SLUICE_JOIN_STATE_BY_TIME,
} SluiceJoinStateKind;

/**
 * SluiceJoinStateRule:
 * @kind: what rows of a side leave the state by
 * @column: BY_KEY: which key; BY_TIME: which column of the side's input
 * @offset_ms: what is added to the watermark to give the state watermark
 * @end_ms: which the state watermark doesn't pass: a comparison of a number of the side with a constant sets
 *   such an end, since Spark takes numbers for times in seconds; %SLUICE_JOIN_NO_END for none
 *
 * When rows of one side of a stream-stream join leave the state: Spark's state watermark predicate.
 */
typedef struct
{
  SluiceJoinStateKind kind;
  guint column;
  gint64 offset_ms;
  gint64 end_ms;
} SluiceJoinStateRule;

/** SLUICE_JOIN_NO_END: the end of a state watermark that has none. */
#define SLUICE_JOIN_NO_END G_GINT64_CONSTANT (9000000000000000)

/**
 * sluice_join_state_rules:
 * @join: a JOIN of two streams
 * @settings: the session's settings
 * @rules: (out caller-allocates): for the left and the right side
 *
 * Derives how state is cleaned up [5.3]: by the first key that carries an event time, of either side, and then
 * on both sides; else by the bound that the condition sets, for each side by itself.
 */
void sluice_join_state_rules (const SluicePlan     *join,
                              const SluiceSettings *settings,
                              SluiceJoinStateRule   rules[2]);

/**
 * sluice_join_output_watermark:
 * @join: a JOIN of two streams
 * @rules: its rules
 * @watermark_ms: the watermark of what it takes
 *
 * A row may still come out whose event time lies as far back as state reaches [WM-10]. A left semi join gives
 * left rows alone, and none with a watermark when their event time isn't among its columns.
 *
 * Returns: the watermark of what the join gives; %G_MININT64 for none
 */
gint64 sluice_join_output_watermark (const SluicePlan         *join,
                                     const SluiceJoinStateRule rules[2],
                                     gint64                    watermark_ms);

/**
 * sluice_join_state_expiry:
 * @rule: the rule of a side that isn't STAYS
 * @event_us: the time that it goes by, or the end of a window
 *
 * Returns: the least watermark, in microseconds, at which the row leaves the state; %G_MAXINT64 when it stays
 */
gint64 sluice_join_state_expiry (const SluiceJoinStateRule *rule,
                                 gint64                     event_us);

G_END_DECLS
