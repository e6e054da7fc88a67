/* sluice-state-expiry.h: the entries of a partition by the time when they expire.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "state/sluice-state-slab.h"

G_BEGIN_DECLS

/**
 * SluiceStateBucket:
 * @time: the first whole millisecond at or after the expiry of its entries
 * @head: the first of them, linked through the entries; 0 when the bucket is empty
 * @in_use: whether the place is taken
 */
typedef struct
{
  gint64 time;
  SluiceStateHandle head;
  gboolean in_use;
} SluiceStateBucket;

/**
 * SluiceStateExpiry:
 * @buckets: a hash table by @time, open addressing, a power of two places
 * @n_places: places of @buckets
 * @n_buckets: places in use
 * @heap: times of the buckets, the earliest first
 *
 * Entries of one millisecond share a bucket (watermarks are whole milliseconds, and all keys of a window
 * expire together), a heap tells which bucket is next. Looking whether anything has expired costs one
 * comparison, evicting costs what it evicts.
 */
typedef struct
{
  SluiceStateBucket *buckets;
  guint32 n_places;
  guint32 n_buckets;
  GArray *heap;
} SluiceStateExpiry;

/** sluice_state_expiry_init: @self: uninitialised memory. Makes it an empty index. */
void sluice_state_expiry_init (SluiceStateExpiry *self);

/** sluice_state_expiry_clear: @self: an index. Frees its memory. */
void sluice_state_expiry_clear (SluiceStateExpiry *self);

/**
 * sluice_state_expiry_bucket:
 * @self: an index
 * @expiry: microseconds since 1970
 *
 * Returns: (transfer none): the bucket for @expiry, made if need be; valid until the next call
 */
SluiceStateBucket *sluice_state_expiry_bucket (SluiceStateExpiry *self,
                                               gint64             expiry);

/**
 * sluice_state_expiry_first:
 * @self: an index
 *
 * Returns: (transfer none) (nullable): the bucket with the earliest time, perhaps empty
 */
SluiceStateBucket *sluice_state_expiry_first (SluiceStateExpiry *self);

/** sluice_state_expiry_drop_first: @self: an index that isn't empty. Takes its earliest bucket away. */
void sluice_state_expiry_drop_first (SluiceStateExpiry *self);

/** sluice_state_expiry_memory: @self: an index. Returns: bytes that it takes. */
gsize sluice_state_expiry_memory (const SluiceStateExpiry *self);

G_END_DECLS
