/* sluice-variant-private.h: numbers of the Variant specification.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-variant.h"

G_BEGIN_DECLS

/* The lower two bits of a value's first byte. */
enum
{
  BASIC_PRIMITIVE,
  BASIC_SHORT_STRING,
  BASIC_OBJECT,
  BASIC_ARRAY,
};

/* The upper six bits of a primitive's first byte. */
enum
{
  PRIMITIVE_NULL,
  PRIMITIVE_TRUE,
  PRIMITIVE_FALSE,
  PRIMITIVE_INT1,
  PRIMITIVE_INT2,
  PRIMITIVE_INT4,
  PRIMITIVE_INT8,
  PRIMITIVE_DOUBLE,
  PRIMITIVE_DECIMAL4,
  PRIMITIVE_DECIMAL8,
  PRIMITIVE_DECIMAL16,
  PRIMITIVE_DATE,
  PRIMITIVE_TIMESTAMP,
  PRIMITIVE_TIMESTAMP_NTZ,
  PRIMITIVE_FLOAT,
  PRIMITIVE_BINARY,
  PRIMITIVE_STRING,
};

/** sluice_variant_compare_names: orders names of fields as Java orders texts. */
int sluice_variant_compare_names (const SluiceString *a,
                                  const SluiceString *b);

G_END_DECLS
