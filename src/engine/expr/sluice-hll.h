/* sluice-hll.h: the HLL sketch of Apache DataSketches, which counts distinct values.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-arena.h"
#include "expr/sluice-hll-data.h"
#include "expr/sluice-sketch.h"

G_BEGIN_DECLS

/** SLUICE_HLL_DEFAULT_LG_K: registers of a sketch unless they are told, as a power of two. */
#define SLUICE_HLL_DEFAULT_LG_K 12

/** SluiceHllMode: how a sketch keeps what it saw; the numbers are those of the format. */
typedef enum
{
  SLUICE_HLL_LIST,
  SLUICE_HLL_SET,
  SLUICE_HLL_REGISTERS,
} SluiceHllMode;

/**
 * SluiceHll:
 * @lg_k: log₂ of the number of registers; 0 for no sketch at all
 * @mode: what of the following counts
 * @lg_slots: LIST and SET: log₂ of the length of @coupons
 * @n_coupons: LIST and SET: how many there are
 * @coupons: LIST and SET: a coupon is the place of a value (26 bits) and its register's value (6 bits above); 0 is a
 *   free slot. %NULL while there is none
 * @registers: REGISTERS: a byte each
 * @out_of_order: REGISTERS: whether @hip says nothing, since sketches were joined
 * @stale: REGISTERS: whether the following wait to be counted again
 * @least: REGISTERS: what the format calls the least value
 * @n_least: REGISTERS: how many have that value
 * @hip: REGISTERS: the estimate that grew value by value
 * @inverse_low: REGISTERS: the sum of 2⁻ᵛ over the registers' values v below 32
 * @inverse_high: REGISTERS: the sum over those from 32
 *
 * A sketch. Few values are kept as coupons, and how they lie is part of the format, as is the way by which estimates came
 * about. All zero is no sketch; memory belongs to an arena.
 */
typedef struct
{
  guint8 lg_k;
  guint8 mode;
  guint8 lg_slots;
  guint8 least;
  gboolean out_of_order;
  gboolean stale;
  guint32 n_coupons;
  guint32 n_least;
  guint32 *coupons;
  guint8 *registers;
  double hip;
  double inverse_low;
  double inverse_high;
} SluiceHll;

/** sluice_hll_init: makes @self an empty sketch of 2 to the power of @lg_k registers. */
void sluice_hll_init (SluiceHll *self,
                      guint      lg_k);

/** sluice_hll_is_empty: Returns: whether the sketch saw no value. */
gboolean sluice_hll_is_empty (const SluiceHll *self);

/** sluice_hll_add: adds a value's hash to @self, whose memory is in @arena. */
void sluice_hll_add (SluiceHll       *self,
                     SluiceArena     *arena,
                     SluiceSketchHash hash);

/**
 * sluice_hll_union:
 * @self: a sketch
 * @arena: where its memory is
 * @lg_max: the most registers that it may have, as a power of two
 * @other: the sketch to add
 * @adopt: whether an empty @self takes over a set's slots as they lie, as Java does with sketches that are objects
 *
 * Joins two sketches. The result has as many registers as the smaller one of those that have registers.
 */
void sluice_hll_union (SluiceHll       *self,
                       SluiceArena     *arena,
                       guint            lg_max,
                       const SluiceHll *other,
                       gboolean         adopt);

/** sluice_hll_settle: counts again what a union left for later; what is shown or handed on is settled. */
void sluice_hll_settle (SluiceHll *self);

/** sluice_hll_estimate: @self: a settled sketch. Returns: how many distinct values it saw. */
double sluice_hll_estimate (const SluiceHll *self);

/** sluice_hll_size: Returns: how many bytes sluice_hll_write() needs. */
gsize sluice_hll_size (const SluiceHll *self);

/** sluice_hll_write: writes @self, settled, in the updatable form of HLL_8 to sluice_hll_size() bytes. */
void sluice_hll_write (const SluiceHll *self,
                       guint8          *bytes);

/**
 * sluice_hll_read:
 * @self: (out): the sketch
 * @arena: where its memory goes
 * @bytes: (array length=n): a sketch in any form
 * @n: their number
 *
 * Returns: whether it is a sketch
 */
gboolean sluice_hll_read (SluiceHll    *self,
                          SluiceArena  *arena,
                          const guint8 *bytes,
                          gsize         n);

G_END_DECLS
