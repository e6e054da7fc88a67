/* sluice-coercion.h: which types go together.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-settings.h"
#include "core/sluice-type.h"

G_BEGIN_DECLS

/**
 * sluice_coercion_tightest:
 * @settings: tells whether ANSI's rules or the old ones hold
 * @a: a type
 * @b: a type
 *
 * Spark's findTightestCommonType: no loss and no text becomes a number.
 *
 * Returns: (transfer full) (nullable): the type that both widen to
 */
SluiceType *sluice_coercion_tightest (const SluiceSettings *settings,
                                      const SluiceType     *a,
                                      const SluiceType     *b) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_coercion_string:
 * @settings: tells whether ANSI's rules or the old ones hold
 * @a: a type
 * @b: a type
 *
 * What a STRING and another type become together: under ANSI the other one's type (BIGINT for the
 * whole numbers, DOUBLE for the others), in the old rules STRING.
 *
 * Returns: (transfer full) (nullable): the common type; %NULL unless exactly one is a STRING and
 *   the other goes with it
 */
SluiceType *sluice_coercion_string (const SluiceSettings *settings,
                                    const SluiceType     *a,
                                    const SluiceType     *b) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_coercion_wider:
 * @settings: tells whether ANSI's rules or the old ones hold
 * @a: a type
 * @b: a type
 * @promote_strings: whether texts may become something else, or something else text
 *
 * Spark's findWiderTypeForTwo: decimals may lose digits.
 *
 * Returns: (transfer full) (nullable): the common type
 */
SluiceType *sluice_coercion_wider (const SluiceSettings *settings,
                                   const SluiceType     *a,
                                   const SluiceType     *b,
                                   gboolean              promote_strings) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_coercion_implicit:
 * @settings: tells whether ANSI's rules or the old ones hold
 * @from: type of an argument
 * @to: type that the function takes
 *
 * Returns: whether Spark casts the argument by itself
 */
gboolean sluice_coercion_implicit (const SluiceSettings *settings,
                                   const SluiceType     *from,
                                   const SluiceType     *to);

/**
 * sluice_coercion_decimal_for:
 * @type: an integral, floating or DECIMAL type
 *
 * Returns: (transfer full): the DECIMAL that holds all its values, or Spark's choice for it
 */
SluiceType *sluice_coercion_decimal_for (const SluiceType *type) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_coercion_wider_decimal:
 * @a: a DECIMAL
 * @b: a DECIMAL
 *
 * Returns: (transfer full): the DECIMAL that holds both, at the cost of fraction digits when 38
 *   aren't enough
 */
SluiceType *sluice_coercion_wider_decimal (const SluiceType *a,
                                           const SluiceType *b) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
