/* sluice-decision.c: what operators tell of their decisions to who watches.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "operators/sluice-decision.h"

#include "operators/sluice-operator.h"

const char *
sluice_decision_name (SluiceDecision self)
{
  static const char *const names[SLUICE_N_DECISIONS] = { "dropped-late",      "evicted", "emitted",       "withheld",
                                                         "duplicate-dropped", "joined",  "corrupt-record" };

  return names[self];
}

gboolean
sluice_operator_is_watched (const SluiceOperator *self)
{
  const SluiceProbe *probe = self->round->probe;

  return G_UNLIKELY (probe != NULL) && probe->decisions != NULL;
}

/* Several operators may come from one node; their decisions are the node's. */
static const char *
node_of (const SluiceOperator *operator)
{
  return operator->error_node_id != NULL ? operator->error_node_id : operator->node_id;
}

void
sluice_operator_decide (SluiceOperator *self,
                        guint           worker,
                        SluiceDecision  decision,
                        SluiceBatch    *batch,
                        const gint64   *bound_us,
                        gint64          watermark_us)
{
  SluiceDecisions made = {
    .decision = decision,
    .node_id = node_of (self),
    .worker = worker,
    .batch = batch,
    .n = batch->n_selected,
    .bound_us = bound_us,
    .watermark_us = watermark_us,
  };

  if (sluice_operator_is_watched (self) && batch->n_selected > 0)
    self->round->probe->decisions (self->round->probe->user_data, &made);
}

void
sluice_decider_begin (SluiceDecider  *self,
                      SluiceOperator *operator,
                      guint           worker,
                      SluiceDecision  decision,
                      gint64          watermark_us)
{
  self->operator = operator;
  self->made = (SluiceDecisions){
    .decision = decision,
    .node_id = node_of (operator),
    .worker = worker,
    .rows = self->rows,
    .event_us = self->event_us,
    .bound_us = self->bound_us,
    .watermark_us = watermark_us,
  };
}

void
sluice_decider_end (SluiceDecider *self)
{
  const SluiceProbe *probe = self->operator->round->probe;

  if (self->made.n > 0 || self->made.n_more > 0)
    probe->decisions (probe->user_data, &self->made);
  self->made.n = 0;
  self->made.n_more = 0;
  self->made.batch = NULL;
}
