/* sluice-hll.c: the HLL sketch of Apache DataSketches, which counts distinct values.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A sketch begins as a list of coupons, becomes a hash set of them (from 256 registers on), and at last registers.
 */
#include "config.h"

#include "expr/sluice-hll.h"

#include "expr/sluice-hll-private.h"

#define PLACE_BITS 26
#define PLACE_MASK ((1u << PLACE_BITS) - 1)
#define MAX_VALUE 63
#define LG_LIST 3
#define LG_FIRST_SET 5
/* Sketches with fewer registers have no sets. */
#define MIN_LG_K_OF_SET 8

static void add_coupon (SluiceHll *self, SluiceArena *arena, guint32 coupon);

static inline double
inverse_power (guint value)
{
  return 1.0 / (double) (G_GUINT64_CONSTANT (1) << value);
}

void
sluice_hll_init (SluiceHll *self, guint lg_k)
{
  *self = (SluiceHll){ .lg_k = (guint8) lg_k, .mode = SLUICE_HLL_LIST, .lg_slots = LG_LIST };
}

gboolean
sluice_hll_is_empty (const SluiceHll *self)
{
  return self->mode != SLUICE_HLL_REGISTERS && self->n_coupons == 0;
}

static guint32 *
new_slots (SluiceArena *arena, guint lg_slots)
{
  sluice_arena_align (arena);

  return sluice_arena_new_array0 (arena, guint32, (gsize) 1 << lg_slots);
}

void
sluice_hll_init_registers (SluiceHll *self, SluiceArena *arena, guint lg_k)
{
  *self = (SluiceHll){ .lg_k = (guint8) lg_k, .mode = SLUICE_HLL_REGISTERS };
  sluice_arena_align (arena);
  self->registers = sluice_arena_new_array0 (arena, guint8, (gsize) 1 << lg_k);
  self->n_least = 1u << lg_k;
  self->inverse_low = (double) (1u << lg_k);
}

void
sluice_hll_raise (SluiceHll *self, guint32 place, guint value)
{
  guint old = self->registers[place];

  if (value <= old)
    return;

  self->registers[place] = (guint8) value;
  self->hip += (double) (1u << self->lg_k) / (self->inverse_low + self->inverse_high);
  *(old < 32 ? &self->inverse_low : &self->inverse_high) -= inverse_power (old);
  *(value < 32 ? &self->inverse_low : &self->inverse_high) += inverse_power (value);
  if (old == 0)
    self->n_least--;
}

/* Where a coupon is in a set that has free slots, or where it belongs. */
static guint32 *
find_slot (guint32 *slots, guint lg_slots, guint32 coupon)
{
  guint32 mask = (1u << lg_slots) - 1;
  guint32 stride = (coupon & PLACE_MASK) >> lg_slots | 1;
  guint32 at = coupon & mask;

  while (slots[at] != 0 && slots[at] != coupon)
    at = (at + stride) & mask;

  return &slots[at];
}

static void
grow_set (SluiceHll *self, SluiceArena *arena)
{
  guint32 *slots = new_slots (arena, self->lg_slots + 1u);

  for (gsize i = 0; i < (gsize) 1 << self->lg_slots; i++)
    if (self->coupons[i] != 0)
      *find_slot (slots, self->lg_slots + 1u, self->coupons[i]) = self->coupons[i];
  self->coupons = slots;
  self->lg_slots++;
}

/* The estimate so far remains what the next ones are added to. */
static void
become_registers (SluiceHll *self, SluiceArena *arena)
{
  SluiceHll registers;

  sluice_hll_init_registers (&registers, arena, self->lg_k);
  for (gsize i = 0; i < (gsize) 1 << self->lg_slots; i++)
    if (self->coupons[i] != 0)
      add_coupon (&registers, arena, self->coupons[i]);
  registers.hip = sluice_hll_estimate (self);
  *self = registers;
}

static void
become_set (SluiceHll *self, SluiceArena *arena)
{
  SluiceHll set = { .lg_k = self->lg_k, .mode = SLUICE_HLL_SET, .lg_slots = LG_FIRST_SET };

  set.coupons = new_slots (arena, LG_FIRST_SET);
  for (guint i = 0; i < self->n_coupons; i++)
    add_coupon (&set, arena, self->coupons[i]);
  *self = set;
}

static void
add_to_list (SluiceHll *self, SluiceArena *arena, guint32 coupon)
{
  guint32 at = 0;

  if (self->coupons == NULL)
    self->coupons = new_slots (arena, LG_LIST);
  while (at < 1u << LG_LIST && self->coupons[at] != 0)
    if (self->coupons[at++] == coupon)
      return;
  if (at < 1u << LG_LIST)
    self->coupons[at] = coupon;
  self->n_coupons++;

  if (self->n_coupons < 1u << LG_LIST)
    return;
  if (self->lg_k < MIN_LG_K_OF_SET)
    become_registers (self, arena);
  else
    become_set (self, arena);
}

static void
add_to_set (SluiceHll *self, SluiceArena *arena, guint32 coupon)
{
  guint32 *slot = find_slot (self->coupons, self->lg_slots, coupon);

  if (*slot == coupon)
    return;
  *slot = coupon;
  self->n_coupons++;

  /* Three quarters may be in use, and an eighth of the registers' number is the largest set. */
  if (4 * self->n_coupons <= 3u << self->lg_slots)
    return;
  if (self->lg_slots + 3 >= self->lg_k)
    become_registers (self, arena);
  else
    grow_set (self, arena);
}

static void
add_coupon (SluiceHll *self, SluiceArena *arena, guint32 coupon)
{
  if (coupon == 0)
    return;

  switch (self->mode)
    {
    case SLUICE_HLL_LIST:
      add_to_list (self, arena, coupon);
      break;
    case SLUICE_HLL_SET:
      add_to_set (self, arena, coupon);
      break;
    default:
      sluice_hll_raise (self, coupon & ((1u << self->lg_k) - 1), coupon >> PLACE_BITS);
      break;
    }
}

void
sluice_hll_add (SluiceHll *self, SluiceArena *arena, SluiceSketchHash hash)
{
  guint zeros = hash.high == 0 ? 64 : (guint) __builtin_clzll (hash.high);
  guint value = MIN (zeros + 1, MAX_VALUE);

  add_coupon (self, arena, value << PLACE_BITS | ((guint32) hash.low & PLACE_MASK));
}

/* The coupons of a list or set in the order in which they lie. */
static void
add_coupons (SluiceHll *self, SluiceArena *arena, const SluiceHll *other)
{
  for (gsize i = 0; other->coupons != NULL && i < (gsize) 1 << other->lg_slots; i++)
    add_coupon (self, arena, other->coupons[i]);
}

static void
copy (SluiceHll *self, SluiceArena *arena, const SluiceHll *other)
{
  *self = *other;
  sluice_arena_align (arena);
  if (other->registers != NULL)
    {
      self->registers = sluice_arena_new_array (arena, guint8, (gsize) 1 << other->lg_k);
      memcpy (self->registers, other->registers, (gsize) 1 << other->lg_k);
    }
  if (other->coupons != NULL)
    {
      self->coupons = sluice_arena_new_array (arena, guint32, (gsize) 1 << other->lg_slots);
      memcpy (self->coupons, other->coupons, sizeof (guint32) << other->lg_slots);
    }
}

/* Registers whose places have the same lower bits become one. */
static void
fold (SluiceHll *self, SluiceArena *arena, guint lg_k, const SluiceHll *other)
{
  SluiceHll folded;

  sluice_hll_init_registers (&folded, arena, lg_k);
  for (guint32 i = 0; i < 1u << other->lg_k; i++)
    if (other->registers[i] != 0)
      sluice_hll_raise (&folded, i & ((1u << lg_k) - 1), other->registers[i]);
  folded.out_of_order = other->out_of_order;
  folded.hip = other->out_of_order ? 0 : other->hip;
  *self = folded;
}

static void
copy_or_fold (SluiceHll *self, SluiceArena *arena, guint lg_max, const SluiceHll *other)
{
  if (other->lg_k > lg_max)
    fold (self, arena, lg_max, other);
  else
    copy (self, arena, other);
}

static void
join_registers (SluiceHll *self, SluiceArena *arena, const SluiceHll *other)
{
  guint32 mask;

  if (other->lg_k < self->lg_k)
    {
      SluiceHll larger = *self;

      fold (self, arena, other->lg_k, &larger);
    }
  mask = (1u << self->lg_k) - 1;
  for (guint32 i = 0; i < 1u << other->lg_k; i++)
    self->registers[i & mask] = MAX (self->registers[i & mask], other->registers[i]);
  self->stale = TRUE;
  self->out_of_order = TRUE;
  self->hip = 0;
}

void
sluice_hll_union (SluiceHll       *self,
                  SluiceArena     *arena,
                  guint            lg_max,
                  const SluiceHll *other,
                  gboolean         adopt)
{
  if (sluice_hll_is_empty (other))
    return;

  if (other->mode != SLUICE_HLL_REGISTERS)
    {
      if (other->mode == SLUICE_HLL_SET && adopt && sluice_hll_is_empty (self) && other->lg_k == self->lg_k)
        copy (self, arena, other);
      else
        add_coupons (self, arena, other);
    }
  else if (self->mode == SLUICE_HLL_REGISTERS)
    join_registers (self, arena, other);
  else
    {
      SluiceHll coupons = *self;

      copy_or_fold (self, arena, lg_max, other);
      add_coupons (self, arena, &coupons);
    }
}

void
sluice_hll_settle (SluiceHll *self)
{
  guint least = 64;

  if (self->mode != SLUICE_HLL_REGISTERS || !self->stale)
    return;

  self->inverse_low = (double) (1u << self->lg_k);
  self->inverse_high = 0;
  for (gsize i = 0; i < (gsize) 1 << self->lg_k; i++)
    {
      guint value = self->registers[i];

      if (value > 0)
        *(value < 32 ? &self->inverse_low : &self->inverse_high) += inverse_power (value) - 1;
      if (value < least)
        {
          least = value;
          self->n_least = 0;
        }
      self->n_least += value == least;
    }
  self->least = (guint8) least;
  self->stale = FALSE;
}

gboolean
sluice_hll_add_read_coupon (SluiceHll *self, SluiceArena *arena, guint32 coupon)
{
  add_coupon (self, arena, coupon);

  return self->mode == SLUICE_HLL_SET;
}
