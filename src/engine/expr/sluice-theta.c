/* sluice-theta.c: the Theta sketch of Apache DataSketches, a set of hashes.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All hashes below a limit are kept. When they get too many, the limit becomes such that as many remain as are wanted.
 */
#include "config.h"

#include "expr/sluice-theta.h"

#include <stdlib.h>

#define LG_FIRST_SLOTS 5

static guint64 *
new_hashes (SluiceArena *arena, gsize n)
{
  sluice_arena_align (arena);

  return sluice_arena_new_array0 (arena, guint64, MAX (n, 1));
}

void
sluice_theta_set_init (SluiceThetaSet *self, SluiceArena *arena, guint lg_k, gboolean is_union)
{
  *self = (SluiceThetaSet){ .lg_k = (guint8) lg_k,
                            .lg_slots = LG_FIRST_SLOTS,
                            .limit = SLUICE_THETA_ALL,
                            .is_empty = TRUE,
                            .is_union = is_union,
                            .union_limit = SLUICE_THETA_ALL,
                            .union_is_empty = TRUE };
  self->slots = new_hashes (arena, (gsize) 1 << self->lg_slots);
}

static guint64 *
find_slot (guint64 *slots, guint lg_slots, guint64 hash)
{
  gsize mask = ((gsize) 1 << lg_slots) - 1;
  gsize at = hash & mask;

  while (slots[at] != 0 && slots[at] != hash)
    at = (at + (hash >> lg_slots << 1 | 1)) & mask;

  return &slots[at];
}

static int
compare_hashes (gconstpointer a, gconstpointer b)
{
  guint64 x = *(const guint64 *) a, y = *(const guint64 *) b;

  return (x > y) - (x < y);
}

/* The hashes of a set, ascending. */
static guint64 *
sorted (const SluiceThetaSet *self, SluiceArena *arena)
{
  guint64 *hashes = new_hashes (arena, self->n);
  guint32 n = 0;

  for (gsize i = 0; n < self->n; i++)
    if (self->slots[i] != 0)
      hashes[n++] = self->slots[i];
  qsort (hashes, n, sizeof *hashes, compare_hashes);

  return hashes;
}

static void
grow (SluiceThetaSet *self, SluiceArena *arena)
{
  guint64 *slots = new_hashes (arena, (gsize) 2 << self->lg_slots);

  for (gsize i = 0; i < (gsize) 1 << self->lg_slots; i++)
    if (self->slots[i] != 0)
      *find_slot (slots, self->lg_slots + 1u, self->slots[i]) = self->slots[i];
  self->slots = slots;
  self->lg_slots++;
}

/* Keeps as many of the least hashes as are wanted; the next one is the limit. */
static void
cut (SluiceThetaSet *self, SluiceArena *arena)
{
  guint64 *hashes = sorted (self, arena);

  self->n = 1u << self->lg_k;
  self->limit = hashes[self->n];
  memset (self->slots, 0, sizeof (guint64) << self->lg_slots);
  for (guint32 i = 0; i < self->n; i++)
    *find_slot (self->slots, self->lg_slots, hashes[i]) = hashes[i];
}

void
sluice_theta_set_add (SluiceThetaSet *self, SluiceArena *arena, guint64 hash)
{
  guint64 *slot;

  self->is_empty = FALSE;
  if (hash == 0 || hash >= self->limit)
    return;
  slot = find_slot (self->slots, self->lg_slots, hash);
  if (*slot == hash)
    return;
  *slot = hash;
  self->n++;

  if (self->lg_slots <= self->lg_k)
    {
      if (self->n > 1u << (self->lg_slots - 1))
        grow (self, arena);
    }
  else if (self->n > 15u << (self->lg_slots - 4))
    cut (self, arena);
}

void
sluice_theta_set_join (SluiceThetaSet *self, SluiceArena *arena, const SluiceTheta *other)
{
  if (other->is_empty)
    return;
  if (other->n == 1 && other->limit == SLUICE_THETA_ALL)
    {
      sluice_theta_set_add (self, arena, other->hashes[0]);
      return;
    }

  self->union_limit = MIN (MIN (self->union_limit, other->limit), self->limit);
  self->union_is_empty = FALSE;
  for (guint32 i = 0; i < other->n && other->hashes[i] < self->union_limit; i++)
    sluice_theta_set_add (self, arena, other->hashes[i]);
  self->union_limit = MIN (self->union_limit, self->limit);
}

/* Forgets the hashes from @limit on. */
static void
lower (SluiceTheta *self, guint64 limit)
{
  self->limit = MIN (self->limit, limit);
  while (self->n > 0 && self->hashes[self->n - 1] >= self->limit)
    self->n--;
}

void
sluice_theta_set_result (const SluiceThetaSet *self, SluiceArena *arena, gboolean is_cut, SluiceTheta *result)
{
  guint32 k = 1u << self->lg_k;

  *result = (SluiceTheta){ .limit = self->limit, .n = self->n, .hashes = sorted (self, arena) };
  if ((is_cut || self->is_union) && result->n > k)
    lower (result, result->hashes[k]);
  if (self->is_union)
    lower (result, self->union_limit);
  result->is_empty = (self->is_empty && (!self->is_union || self->union_is_empty))
                     || (result->n == 0 && result->limit == SLUICE_THETA_ALL);
  if (result->is_empty)
    result->limit = SLUICE_THETA_ALL;
}

static gboolean
contains (const SluiceTheta *self, guint64 hash)
{
  return self->n > 0 && bsearch (&hash, self->hashes, self->n, sizeof hash, compare_hashes) != NULL;
}

/* The hashes of @self that are, or aren't, in @other. */
static void
select_hashes (SluiceTheta *self, SluiceArena *arena, const SluiceTheta *other, gboolean wanted)
{
  guint64 *hashes = new_hashes (arena, self->n);
  guint32 n = 0;

  lower (self, other->limit);
  for (guint32 i = 0; i < self->n; i++)
    if (contains (other, self->hashes[i]) == wanted)
      hashes[n++] = self->hashes[i];
  self->hashes = hashes;
  self->n = n;
  self->is_empty = n == 0 && self->limit == SLUICE_THETA_ALL;
}

void
sluice_theta_intersect (SluiceTheta *self, SluiceArena *arena, const SluiceTheta *other)
{
  if (self->is_empty || other->is_empty)
    *self = (SluiceTheta){ .limit = SLUICE_THETA_ALL, .is_empty = TRUE };
  else
    select_hashes (self, arena, other, TRUE);
}

void
sluice_theta_subtract (SluiceTheta *self, SluiceArena *arena, const SluiceTheta *other)
{
  if (!self->is_empty && !other->is_empty)
    select_hashes (self, arena, other, FALSE);
}

double
sluice_theta_estimate (const SluiceTheta *self)
{
  return self->n * ((double) SLUICE_THETA_ALL / (double) self->limit);
}
