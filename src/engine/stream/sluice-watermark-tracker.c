/* sluice-watermark-tracker.c: how far event time has come.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "stream/sluice-watermark-tracker.h"

typedef struct
{
  gboolean seen;
  gint64 watermark_ms;
} Node;

struct _SluiceWatermarkTracker
{
  gboolean use_max;
  gint64 watermark_ms;
  guint n_nodes;
  Node *nodes;
};

SluiceWatermarkTracker *
sluice_watermark_tracker_new (guint n_nodes, gboolean use_max)
{
  SluiceWatermarkTracker *self = g_new0 (SluiceWatermarkTracker, 1);

  self->use_max = use_max;
  self->n_nodes = n_nodes;
  self->nodes = g_new0 (Node, MAX (n_nodes, 1));

  return self;
}

void
sluice_watermark_tracker_free (SluiceWatermarkTracker *self)
{
  if (self == NULL)
    return;

  g_free (self->nodes);
  g_free (self);
}

void
sluice_watermark_tracker_restore (SluiceWatermarkTracker *self, gint64 watermark_ms)
{
  self->watermark_ms = watermark_ms;
}

void
sluice_watermark_tracker_update (SluiceWatermarkTracker *self,
                                 guint                   node,
                                 gint64                  max_event_ms,
                                 gint64                  delay_ms)
{
  Node *state = &self->nodes[node];
  gint64 watermark_ms = max_event_ms - delay_ms;

  state->watermark_ms = state->seen ? MAX (state->watermark_ms, watermark_ms) : watermark_ms;
  state->seen = TRUE;
}

gint64
sluice_watermark_tracker_advance (SluiceWatermarkTracker *self)
{
  gint64 chosen = 0;

  for (guint i = 0; i < self->n_nodes; i++)
    {
      /* A node that has seen nothing stands at 1970, and so holds back the others under `min`. */
      gint64 own = self->nodes[i].seen ? self->nodes[i].watermark_ms : 0;

      chosen = i == 0 ? own : self->use_max ? MAX (chosen, own) : MIN (chosen, own);
    }
  self->watermark_ms = MAX (self->watermark_ms, chosen);

  return self->watermark_ms;
}

gint64
sluice_watermark_tracker_get (SluiceWatermarkTracker *self)
{
  return self->watermark_ms;
}

gboolean
sluice_watermark_tracker_get_node (SluiceWatermarkTracker *self, guint node, gint64 *watermark_ms)
{
  *watermark_ms = self->nodes[node].watermark_ms;

  return self->nodes[node].seen;
}
