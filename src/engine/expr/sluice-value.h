/* sluice-value.h: comparing single values of any type, nested ones included.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-column.h"

G_BEGIN_DECLS

/**
 * sluice_value_compare:
 * @a: a column
 * @i: a row of it
 * @b: a column of the same type
 * @j: a row of it
 *
 * Spark's order: nulls first and equal to each other, NaN above all numbers, arrays and structs element by
 * element. Maps have no order; they compare as their entries lie, which is enough for equality of sorted
 * ones.
 *
 * Returns: below, at or above 0
 */
int sluice_value_compare (const SluiceColumn *a,
                          guint32             i,
                          const SluiceColumn *b,
                          guint32             j);

/**
 * sluice_value_hash:
 * @column: a column
 * @row: a row of it
 *
 * Returns: a number that is the same for values that sluice_value_compare() finds equal
 */
guint64 sluice_value_hash (const SluiceColumn *column,
                           guint32             row);

/**
 * sluice_type_is_orderable:
 * @type: a type
 *
 * Returns: whether values of it have an order: no MAP and no old INTERVAL anywhere in it
 */
gboolean sluice_type_is_orderable (const SluiceType *type);

/** sluice_type_contains: @type: a type, @id: a kind. Returns: whether @type is of the kind, or has it inside. */
gboolean sluice_type_contains (const SluiceType *type,
                               SluiceTypeId      id);

/** sluice_type_contains_map: @type: a type. Returns: whether there is a MAP anywhere in it. */
gboolean sluice_type_contains_map (const SluiceType *type);

G_END_DECLS
