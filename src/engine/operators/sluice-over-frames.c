/* sluice-over-frames.c: which rows a function with OVER sees.
 *
 * Both ends of a frame only move forward while one goes through a partition, so that finding them takes a time that
 * grows with the rows alone, however large the frames are.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "operators/sluice-over-private.h"
#include "operators/sluice-row-order.h"

/* How the key of a row compares with the value at an end of another row's frame. */
static int
compare_with_end (const SluiceOverRows *self, const SluiceOverCall *call, guint end, guint64 row, guint64 current)
{
  guint32 row_place, current_place;
  const SluiceColumn *keys = sluice_over_column (self, row, (guint) call->key, &row_place);
  const SluiceColumn *values = sluice_over_column (self, current, (guint) call->values[end], &current_place);

  return sluice_sort_compare (self->order, keys, row_place, values, current_place);
}

static guint64
at_distance (guint64 row, gint64 distance, guint64 begin, guint64 end)
{
  return (guint64) CLAMP ((gint64) row + distance, (gint64) begin, (gint64) end);
}

void
sluice_over_frames (const SluiceOverRows *self, const SluiceOverCall *call, guint64 *lower, guint64 *upper)
{
  const SluiceOverSpec *spec = call->spec;
  guint64 begin = 0, end = 0, first_peer = 0, last_peer = 0;
  guint64 from = 0, to = 0;

  for (guint64 row = 0; row < self->n; row++)
    {
      if (row == end)
        {
          begin = from = to = row;
          end = sluice_over_end (self, row, SLUICE_OVER_PARTITION);
        }
      if (row == last_peer)
        {
          first_peer = row;
          last_peer = sluice_over_end (self, row, SLUICE_OVER_PEERS);
        }

      switch (spec->ends[0])
        {
        case SLUICE_FRAME_END_UNBOUNDED:
          break;
        case SLUICE_FRAME_END_CURRENT:
          from = spec->rows ? row : first_peer;
          break;
        case SLUICE_FRAME_END_ROWS:
          from = at_distance (row, spec->distances[0], begin, end);
          break;
        case SLUICE_FRAME_END_VALUE:
          while (from < end && compare_with_end (self, call, 0, from, row) < 0)
            from++;
          break;
        }
      switch (spec->ends[1])
        {
        case SLUICE_FRAME_END_UNBOUNDED:
          to = end;
          break;
        case SLUICE_FRAME_END_CURRENT:
          to = spec->rows ? row + 1 : last_peer;
          break;
        case SLUICE_FRAME_END_ROWS:
          to = at_distance (row, spec->distances[1] + 1, begin, end);
          break;
        case SLUICE_FRAME_END_VALUE:
          while (to < end && compare_with_end (self, call, 1, to, row) <= 0)
            to++;
          break;
        }
      lower[row] = from;
      upper[row] = MAX (from, to);
    }
}
