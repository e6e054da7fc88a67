/* sluice-aggregate-states.h: the states of several aggregate functions side by side.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-aggregate.h"

G_BEGIN_DECLS

/**
 * SluiceAggregateStates:
 * @exprs: (transfer none): expressions of kind AGGREGATE
 * @n: their number
 * @offsets: where each one's state begins within a group's states
 * @size: bytes of a group's states, a multiple of 16
 * @plain: whether the bytes are all there is, so that they can be copied and kept as they are
 * @ordered: whether any result depends on the order of rows
 *
 * How a group's states lie in memory.
 */
typedef struct
{
  SluiceExpr **exprs;
  guint n;
  guint *offsets;
  guint32 size;
  gboolean plain;
  gboolean ordered;
} SluiceAggregateStates;

/**
 * sluice_aggregate_states_init:
 * @self: (out caller-allocates): the layout
 * @exprs: (array length=n) (transfer none): aggregates, which outlive @self
 * @n: their number
 */
void sluice_aggregate_states_init (SluiceAggregateStates *self,
                                   SluiceExpr           **exprs,
                                   guint                  n);

/** sluice_aggregate_states_clear: @self: a layout. Frees what it holds. */
void sluice_aggregate_states_clear (SluiceAggregateStates *self);

/**
 * sluice_aggregate_states_merge:
 * @self: a layout
 * @arena: lives as long as @into
 * @into: states
 * @from: states
 * @error: what an aggregate reports, such as an overflow
 *
 * Returns: whether it went well
 */
gboolean sluice_aggregate_states_merge (const SluiceAggregateStates *self,
                                        SluiceArena                 *arena,
                                        gpointer                     into,
                                        gconstpointer                from,
                                        GError                     **error);

/**
 * sluice_aggregate_states_save:
 * @self: a layout
 * @states: states
 * @out: bytes that sluice_aggregate_states_load() understands are appended
 */
void sluice_aggregate_states_save (const SluiceAggregateStates *self,
                                   gconstpointer                states,
                                   GByteArray                  *out);

/**
 * sluice_aggregate_states_load:
 * @self: a layout
 * @arena: lives as long as @states
 * @states: @self->size zero bytes, aligned to 16
 * @bytes: (array length=length): what was saved
 * @length: their number
 * @error: bytes that aren't states of these aggregates (`STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE`)
 *
 * Returns: whether it went well
 */
gboolean sluice_aggregate_states_load (const SluiceAggregateStates *self,
                                       SluiceArena                 *arena,
                                       gpointer                     states,
                                       gconstpointer                bytes,
                                       gsize                        length,
                                       GError                     **error);

G_END_DECLS
