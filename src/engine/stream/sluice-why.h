/* sluice-why.h: says in words and numbers why a row went where it went.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-settings.h"
#include "operators/sluice-decision.h"
#include "plan/sluice-plan.h"

G_BEGIN_DECLS

/**
 * SluiceWhyNode:
 * @node_id: (nullable): a watermark node; %NULL when there is none to tell of
 * @delay_ms: its delay
 * @batch_id: the micro-batch in which it saw the event that made the watermark; -1 when that isn't known
 *
 * The watermark node that a watermark came from, or that holds it back.
 */
typedef struct
{
  const char *node_id;
  gint64 delay_ms;
  gint64 batch_id;
} SluiceWhyNode;

/**
 * SluiceWhy:
 * @decision: what was decided
 * @mode: the query's output mode
 * @event_us: the row's event time, or %SLUICE_NO_TIME
 * @bound_us: what was held against the watermark, %SLUICE_NO_TIME or %SLUICE_NEVER
 * @watermark_us: the watermark, or %SLUICE_NO_TIME
 * @node: for a row that was dropped, where the watermark came from; for one that is withheld, who holds it back
 *
 * A decision with all that explains it.
 */
typedef struct
{
  SluiceDecision decision;
  SluiceOutputMode mode;
  gint64 event_us;
  gint64 bound_us;
  gint64 watermark_us;
  SluiceWhyNode node;
} SluiceWhy;

/**
 * sluice_why_to_text:
 * @self: a decision
 * @settings: for the time zone
 *
 * Returns: (transfer full): the answer in sentences, with event time, watermark, by how much, and what would have been
 *   otherwise
 */
char *sluice_why_to_text (const SluiceWhy      *self,
                          const SluiceSettings *settings) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_why_span: @us: a span of time. Returns: (transfer full): it in words, such as `5 min 30 s`. */
char *sluice_why_span (gint64 us) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_why_time: @us: a time, @settings: for the time zone. Returns: (transfer full): it as Spark writes it. */
char *sluice_why_time (gint64                us,
                       const SluiceSettings *settings) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
