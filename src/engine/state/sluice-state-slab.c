/* sluice-state-slab.c: memory for the entries of a partition, by size classes.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "state/sluice-state-slab.h"

#include <string.h>

/* Up to here each number of grains has a class of its own; beyond, four classes to each doubling. */
#define FINE_GRAINS 32
#define LARGE_GRAINS 1024
#define LARGE_BIT 0x80000000u
#define FIRST_PAGE_BYTES 4096

static guint
class_of (gsize grains)
{
  guint shift;

  if (grains <= FINE_GRAINS)
    return (guint) grains - 1;

  /* 33 … 40 grains are class 32, 41 … 48 class 33, …, 57 … 64 class 35, 65 … 80 class 36 and so on. */
  shift = g_bit_nth_msf ((gulong) (grains - 1), -1) - 5;

  return FINE_GRAINS + 4 * shift + (guint) (((grains - 1) >> (shift + 3)) & 3);
}

static gsize
class_grains (guint class)
{
  guint shift;

  if (class < FINE_GRAINS)
    return class + 1;

  shift = (class - FINE_GRAINS) / 4;

  return ((gsize) 4 + (class - FINE_GRAINS) % 4 + 1) << (shift + 3);
}

static gsize
grains_of (gsize size)
{
  return (size + SLUICE_STATE_SLAB_GRAIN - 1) / SLUICE_STATE_SLAB_GRAIN;
}

void
sluice_state_slab_init (SluiceStateSlab *self)
{
  /* Handle 0 is none, so the first page has no items. */
  SluiceStatePage none = { NULL, 0, 0, 0 };

  memset (self, 0, sizeof *self);
  self->pages = g_array_new (FALSE, FALSE, sizeof (SluiceStatePage));
  g_array_append_val (self->pages, none);
  self->large = g_ptr_array_new ();
  self->free_large = g_array_new (FALSE, FALSE, sizeof (guint32));
}

void
sluice_state_slab_clear (SluiceStateSlab *self)
{
  for (guint i = 0; i < self->pages->len; i++)
    g_aligned_free (g_array_index (self->pages, SluiceStatePage, i).data);
  for (guint i = 0; i < self->large->len; i++)
    g_aligned_free (self->large->pdata[i]);
  g_array_unref (self->pages);
  g_ptr_array_unref (self->large);
  g_array_unref (self->free_large);
}

gsize
sluice_state_slab_capacity (gsize size)
{
  gsize grains = grains_of (size);

  if (grains <= LARGE_GRAINS)
    grains = class_grains (class_of (grains));

  return grains * SLUICE_STATE_SLAB_GRAIN;
}

static SluiceStateHandle
alloc_large (SluiceStateSlab *self, gsize size)
{
  gsize capacity = sluice_state_slab_capacity (size);
  gpointer item = g_aligned_alloc (1, capacity, SLUICE_STATE_SLAB_GRAIN);
  guint32 index;

  self->memory += capacity;
  if (self->free_large->len > 0)
    {
      index = g_array_index (self->free_large, guint32, self->free_large->len - 1);
      g_array_set_size (self->free_large, self->free_large->len - 1);
      self->large->pdata[index] = item;
    }
  else
    {
      index = self->large->len;
      g_ptr_array_add (self->large, item);
    }

  return LARGE_BIT | index;
}

static SluiceStatePage *
add_page (SluiceStateSlab *self, guint class)
{
  SluiceStatePage page = { NULL, (guint32) class_grains (class), 0, 0 };
  guint32 item = page.item_grains * SLUICE_STATE_SLAB_GRAIN;
  guint32 capacity = FIRST_PAGE_BYTES;

  /* A partition with few entries must stay small: each page of a class is twice as large as the last. */
  if (self->current[class] != 0)
    capacity = g_array_index (self->pages, SluiceStatePage, self->current[class] - 1).capacity * 2;
  capacity = CLAMP (capacity, MIN (item * 4, SLUICE_STATE_SLAB_PAGE_GRAINS * SLUICE_STATE_SLAB_GRAIN),
                    SLUICE_STATE_SLAB_PAGE_GRAINS * SLUICE_STATE_SLAB_GRAIN);

  page.capacity = capacity;
  page.data = g_aligned_alloc (1, capacity, 64);
  self->memory += capacity;
  g_array_append_val (self->pages, page);
  self->current[class] = self->pages->len;

  return &g_array_index (self->pages, SluiceStatePage, self->pages->len - 1);
}

SluiceStateHandle
sluice_state_slab_alloc (SluiceStateSlab *self, gsize size)
{
  gsize grains = grains_of (size);
  SluiceStateHandle handle;
  SluiceStatePage *page;
  guint class;
  guint32 item;

  if (grains > LARGE_GRAINS)
    return alloc_large (self, size);

  class = class_of (grains);
  handle = self->free_items[class];
  if (handle != 0)
    {
      memcpy (&self->free_items[class], sluice_state_slab_item (self, handle), sizeof handle);
      return handle;
    }

  item = (guint32) class_grains (class) * SLUICE_STATE_SLAB_GRAIN;
  page = self->current[class] != 0
             ? &g_array_index (self->pages, SluiceStatePage, self->current[class] - 1)
             : NULL;
  if (page == NULL || page->used + item > page->capacity)
    page = add_page (self, class);

  handle = (self->current[class] - 1) * SLUICE_STATE_SLAB_PAGE_GRAINS
           + page->used / SLUICE_STATE_SLAB_GRAIN;
  page->used += item;

  return handle;
}

void
sluice_state_slab_release (SluiceStateSlab *self, SluiceStateHandle handle, gsize size)
{
  gsize grains = grains_of (size);

  if ((handle & LARGE_BIT) != 0)
    {
      guint32 index = handle & ~LARGE_BIT;

      g_aligned_free (self->large->pdata[index]);
      self->large->pdata[index] = NULL;
      self->memory -= sluice_state_slab_capacity (size);
      g_array_append_val (self->free_large, index);
      return;
    }

  memcpy (sluice_state_slab_item (self, handle), &self->free_items[class_of (grains)], sizeof handle);
  self->free_items[class_of (grains)] = handle;
}
