/* sluice-hll-format.c: the bytes of HLL sketches.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Registers come in three forms, of 8, 6 and 4 bits; here they always have 8, the form that Spark writes. In the
 * shortest form those that don't fit in come as coupons behind the others.
 */
#include "config.h"

#include "expr/sluice-hll-private.h"

#define AT_LONGS 0
#define AT_VERSION 1
#define AT_FAMILY 2
#define AT_LG_K 3
#define AT_LG_SLOTS 4
#define AT_FLAGS 5
#define AT_COUNT 6
#define AT_MODE 7
#define AT_LIST 8
#define AT_SET_COUNT 8
#define AT_SET 12
#define AT_HIP 8
#define AT_INVERSE_LOW 16
#define AT_INVERSE_HIGH 24
#define AT_N_LEAST 32
#define AT_N_EXTRA 36
#define AT_REGISTERS 40

#define VERSION 1
#define FAMILY 7
#define IS_EMPTY 4
#define IS_COMPACT 8
#define IS_OUT_OF_ORDER 16
#define IS_STALE 32

#define EXTRA_TOKEN 15
#define MIN_LG_SET 5
/* Java's array of a list has eight places. */
#define LIST_SLOTS 8

enum
{
  FORM_4,
  FORM_6,
  FORM_8,
};

static gsize
head_size (const SluiceHll *self)
{
  return self->mode == SLUICE_HLL_LIST  ? AT_LIST
         : self->mode == SLUICE_HLL_SET ? AT_SET
                                        : AT_REGISTERS;
}

gsize
sluice_hll_size (const SluiceHll *self)
{
  return head_size (self)
         + (self->mode == SLUICE_HLL_REGISTERS ? (gsize) 1 << self->lg_k : sizeof (guint32) << self->lg_slots);
}

void
sluice_hll_write (const SluiceHll *self, guint8 *bytes)
{
  gsize head = head_size (self);

  memset (bytes, 0, sluice_hll_size (self));
  bytes[AT_LONGS] = (guint8) (head / 4);
  bytes[AT_VERSION] = VERSION;
  bytes[AT_FAMILY] = FAMILY;
  bytes[AT_LG_K] = self->lg_k;
  bytes[AT_LG_SLOTS] = self->lg_slots;
  bytes[AT_FLAGS] = (guint8) ((sluice_hll_is_empty (self) ? IS_EMPTY : 0) | (self->out_of_order ? IS_OUT_OF_ORDER : 0));
  bytes[AT_MODE] = (guint8) (FORM_8 << 2 | self->mode);
  if (self->mode == SLUICE_HLL_REGISTERS)
    {
      bytes[AT_COUNT] = self->least;
      sluice_sketch_put_double (bytes + AT_HIP, self->hip);
      sluice_sketch_put_double (bytes + AT_INVERSE_LOW, self->inverse_low);
      sluice_sketch_put_double (bytes + AT_INVERSE_HIGH, self->inverse_high);
      sluice_sketch_put_u32 (bytes + AT_N_LEAST, self->n_least);
      memcpy (bytes + AT_REGISTERS, self->registers, (gsize) 1 << self->lg_k);
      return;
    }

  if (self->mode == SLUICE_HLL_LIST)
    bytes[AT_COUNT] = (guint8) self->n_coupons;
  else
    sluice_sketch_put_u32 (bytes + AT_SET_COUNT, self->n_coupons);
  for (gsize i = 0; self->coupons != NULL && i < (gsize) 1 << self->lg_slots; i++)
    sluice_sketch_put_u32 (bytes + head + 4 * i, self->coupons[i]);
}

/* Eight coupons are the beginning of a set, so that a list never has them all. */
static gboolean
read_list (SluiceHll *self, SluiceArena *arena, const guint8 *bytes, gsize n)
{
  guint count = bytes[AT_COUNT];

  if (count >= LIST_SLOTS || (n - AT_LIST) / 4 < count)
    return FALSE;

  self->n_coupons = count;
  if (count == 0)
    return TRUE;
  sluice_arena_align (arena);
  self->coupons = sluice_arena_new_array0 (arena, guint32, LIST_SLOTS);
  for (guint i = 0; i < count; i++)
    self->coupons[i] = sluice_sketch_get_u32 (bytes + AT_LIST + 4 * i);

  return TRUE;
}

static gboolean
read_set (SluiceHll *self, SluiceArena *arena, const guint8 *bytes, gsize n)
{
  guint32 count = sluice_sketch_get_u32 (bytes + AT_SET_COUNT), used = 0;
  guint lg_slots = bytes[AT_LG_SLOTS];
  gsize words = (n - AT_SET) / 4;

  if (self->lg_k < MIN_LG_SET + 3)
    return FALSE;
  self->mode = SLUICE_HLL_SET;
  self->lg_slots = MIN_LG_SET;
  sluice_arena_align (arena);
  if ((bytes[AT_FLAGS] & IS_COMPACT) != 0)
    {
      if (words < count)
        return FALSE;
      self->coupons = sluice_arena_new_array0 (arena, guint32, 1 << MIN_LG_SET);
      for (guint32 i = 0; i < count; i++)
        if (!sluice_hll_add_read_coupon (self, arena, sluice_sketch_get_u32 (bytes + AT_SET + 4 * (gsize) i)))
          return FALSE;
      return self->n_coupons == count;
    }

  /* Old writers left out how long the set is. */
  if (lg_slots < MIN_LG_SET)
    for (lg_slots = MIN_LG_SET; lg_slots + 3 < self->lg_k && 4 * (guint64) count > 3ull << lg_slots;)
      lg_slots++;
  if (lg_slots + 3 > self->lg_k || words < (gsize) 1 << lg_slots || 4 * (guint64) count > 3ull << lg_slots)
    return FALSE;
  self->lg_slots = (guint8) lg_slots;
  self->n_coupons = count;
  self->coupons = sluice_arena_new_array (arena, guint32, (gsize) 1 << lg_slots);
  for (gsize i = 0; i < (gsize) 1 << lg_slots; i++)
    {
      self->coupons[i] = sluice_sketch_get_u32 (bytes + AT_SET + 4 * i);
      used += self->coupons[i] != 0;
    }

  /* A free slot ends every search. */
  return used == count;
}

/* The coupons of registers that four bits can't hold, by place. */
static gboolean
read_extra (SluiceHll *self, const guint8 *bytes, gsize n)
{
  gsize at = AT_REGISTERS + ((gsize) 1 << self->lg_k) / 2;
  guint32 count = sluice_sketch_get_u32 (bytes + AT_N_EXTRA);
  gboolean compact = (bytes[AT_FLAGS] & IS_COMPACT) != 0;
  guint lg_slots = bytes[AT_LG_SLOTS];
  gsize words;

  if (count == 0)
    return TRUE;
  if (!compact && lg_slots > SLUICE_HLL_MAX_LG_K)
    return FALSE;
  words = compact ? count : (gsize) 1 << lg_slots;
  if ((n - at) / 4 < words)
    return FALSE;
  for (gsize i = 0; i < words; i++)
    {
      guint32 coupon = sluice_sketch_get_u32 (bytes + at + 4 * i);
      guint32 place = coupon & ((1u << self->lg_k) - 1);

      if (coupon == 0)
        continue;
      if (((bytes[AT_REGISTERS + place / 2] >> 4 * (place & 1)) & EXTRA_TOKEN) != EXTRA_TOKEN)
        return FALSE;
      self->registers[place] = (guint8) (coupon >> 26);
    }

  return TRUE;
}

/* Registers of any form as bytes, without what is said of them. */
static gboolean
unpack (SluiceHll *self, guint form, const guint8 *bytes, gsize n)
{
  const guint8 *packed = bytes + AT_REGISTERS;
  gsize k = (gsize) 1 << self->lg_k;
  gsize size = form == FORM_8 ? k : form == FORM_6 ? k * 3 / 4 + 1 : k / 2;

  if (n - AT_REGISTERS < size)
    return FALSE;
  for (gsize i = 0; i < k; i++)
    if (form == FORM_8)
      self->registers[i] = packed[i] & 63;
    else if (form == FORM_6)
      self->registers[i] = (guint8) (sluice_sketch_get_u16 (packed + 6 * i / 8) >> 6 * i % 8 & 63);
    else
      {
        guint value = packed[i / 2] >> 4 * (i & 1) & EXTRA_TOKEN;

        self->registers[i] = (guint8) (value == EXTRA_TOKEN ? 0 : MIN (value + bytes[AT_COUNT], 63));
      }

  return form != FORM_4 || read_extra (self, bytes, n);
}

static gboolean
read_registers (SluiceHll *self, SluiceArena *arena, const guint8 *bytes, gsize n)
{
  guint form = bytes[AT_MODE] >> 2 & 3;

  sluice_hll_init_registers (self, arena, self->lg_k);
  if (!unpack (self, form, bytes, n))
    return FALSE;

  self->out_of_order = (bytes[AT_FLAGS] & IS_OUT_OF_ORDER) != 0;
  self->hip = sluice_sketch_get_double (bytes + AT_HIP);
  if (form != FORM_8 || (bytes[AT_FLAGS] & IS_STALE) != 0)
    {
      self->stale = TRUE;
      sluice_hll_settle (self);
      /* What comes from another form only counts the registers that are zero. */
      if (form != FORM_8 && self->least > 0)
        {
          self->least = 0;
          self->n_least = 0;
        }
      return TRUE;
    }
  self->least = bytes[AT_COUNT];
  self->inverse_low = sluice_sketch_get_double (bytes + AT_INVERSE_LOW);
  self->inverse_high = sluice_sketch_get_double (bytes + AT_INVERSE_HIGH);
  self->n_least = sluice_sketch_get_u32 (bytes + AT_N_LEAST);

  return TRUE;
}

gboolean
sluice_hll_read (SluiceHll *self, SluiceArena *arena, const guint8 *bytes, gsize n)
{
  guint longs, mode;

  if (n < AT_LIST)
    return FALSE;
  longs = bytes[AT_LONGS] & 63;
  mode = bytes[AT_MODE] & 3;
  if (bytes[AT_VERSION] != VERSION || bytes[AT_FAMILY] != FAMILY || n < 4 * (gsize) longs
      || (bytes[AT_MODE] >> 2 & 3) > FORM_8
      || bytes[AT_LG_K] < SLUICE_HLL_MIN_LG_K || bytes[AT_LG_K] > SLUICE_HLL_MAX_LG_K)
    return FALSE;

  sluice_hll_init (self, bytes[AT_LG_K]);
  switch (mode)
    {
    case SLUICE_HLL_LIST:
      return longs == AT_LIST / 4 && read_list (self, arena, bytes, n);
    case SLUICE_HLL_SET:
      return longs == AT_SET / 4 && read_set (self, arena, bytes, n);
    case SLUICE_HLL_REGISTERS:
      return longs == AT_REGISTERS / 4 && read_registers (self, arena, bytes, n);
    default:
      return FALSE;
    }
}
