/* sluice-state-slab.h: memory for the entries of a partition, by size classes.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** SLUICE_STATE_SLAB_GRAIN: sizes are multiples of this, and items are aligned to it. */
#define SLUICE_STATE_SLAB_GRAIN 16

/** SLUICE_STATE_SLAB_PAGE_GRAINS: the most grains that a page holds: 64 KiB. */
#define SLUICE_STATE_SLAB_PAGE_GRAINS 4096

/** SLUICE_STATE_SLAB_CLASSES: the number of size classes. */
#define SLUICE_STATE_SLAB_CLASSES 52

/**
 * SluiceStateHandle:
 *
 * What stands for an item: half as wide as an address, so that the hash table, the index by expiry and the
 * entries themselves stay small. 0 stands for none; the top bit marks an item that has memory of its own.
 */
typedef guint32 SluiceStateHandle;

/**
 * SluiceStatePage:
 * @data: the items
 * @item_grains: grains of each
 * @used: bytes handed out so far, those given back included
 * @capacity: bytes of @data
 */
typedef struct
{
  char *data;
  guint32 item_grains;
  guint32 used;
  guint32 capacity;
} SluiceStatePage;

/**
 * SluiceStateSlab:
 * @pages: #SluiceStatePage, in the order they were made
 * @large: items too large for a page, %NULL where one was given back
 * @free_large: indices of @large that are %NULL
 * @current: for each size class the page that it takes new items from, plus one; 0 for none
 * @free_items: for each size class the first of the items given back, linked through their first word
 * @memory: bytes taken from the system
 */
typedef struct
{
  GArray *pages;
  GPtrArray *large;
  GArray *free_large;
  guint32 current[SLUICE_STATE_SLAB_CLASSES];
  SluiceStateHandle free_items[SLUICE_STATE_SLAB_CLASSES];
  gsize memory;
} SluiceStateSlab;

/** sluice_state_slab_init: @self: uninitialised memory. Makes it an empty slab. */
void sluice_state_slab_init (SluiceStateSlab *self);

/** sluice_state_slab_clear: @self: a slab. Frees all its memory. */
void sluice_state_slab_clear (SluiceStateSlab *self);

/**
 * sluice_state_slab_alloc:
 * @self: a slab
 * @size: bytes, at least 4
 *
 * Returns: a handle of @size uninitialised bytes, aligned to 16
 */
SluiceStateHandle sluice_state_slab_alloc (SluiceStateSlab *self,
                                           gsize            size);

/**
 * sluice_state_slab_release:
 * @self: a slab
 * @handle: an item
 * @size: the size that it was allocated with, or any other of the same capacity
 *
 * Gives an item back. Its first word becomes a link, the rest keeps its bytes.
 */
void sluice_state_slab_release (SluiceStateSlab  *self,
                                SluiceStateHandle handle,
                                gsize             size);

/**
 * sluice_state_slab_capacity:
 * @size: bytes
 *
 * Returns: how many bytes an item of @size really has
 */
gsize sluice_state_slab_capacity (gsize size);

/** sluice_state_slab_item: @self: a slab, @handle: an item. Returns: (transfer none): its address, stable. */
static inline gpointer
sluice_state_slab_item (const SluiceStateSlab *self, SluiceStateHandle handle)
{
  if (G_UNLIKELY ((handle & 0x80000000u) != 0))
    return self->large->pdata[handle & 0x7fffffffu];

  return ((SluiceStatePage *) (gpointer) self->pages->data)[handle / SLUICE_STATE_SLAB_PAGE_GRAINS].data
         + (gsize) (handle % SLUICE_STATE_SLAB_PAGE_GRAINS) * SLUICE_STATE_SLAB_GRAIN;
}

G_END_DECLS
