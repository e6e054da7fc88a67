/* sluice-variant-edit.h: variants with something put in or taken out.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-variant.h"

G_BEGIN_DECLS

/**
 * SluiceVariantChange:
 * @SLUICE_VARIANT_DELETE: takes out what the path leads to
 * @SLUICE_VARIANT_INSERT: puts a new field or element in; a field that is there already is an error
 * @SLUICE_VARIANT_SET: puts a field or element in, instead of what is there
 * @SLUICE_VARIANT_UPDATE: like SET, where there is something already
 * @SLUICE_VARIANT_APPEND: adds an element at the end of the array that the path leads to
 */
typedef enum
{
  SLUICE_VARIANT_DELETE,
  SLUICE_VARIANT_INSERT,
  SLUICE_VARIANT_SET,
  SLUICE_VARIANT_UPDATE,
  SLUICE_VARIANT_APPEND,
} SluiceVariantChange;

/**
 * sluice_variant_builder_change:
 * @self: a builder
 * @variant: a variant
 * @path: (element-type SluiceVariantStep): where
 * @change: what to do
 * @value: what to put in; nothing for DELETE
 * @depth: (out): how many steps led to a value that the next one can't go into
 * @error: `VARIANT_DUPLICATE_KEY`
 *
 * Appends @variant with the change. But for DELETE every step must fit the value that it goes into.
 *
 * Returns: whether it went well; without @error, @depth tells what didn't fit
 */
gboolean sluice_variant_builder_change (SluiceVariantBuilder *self,
                                        SluiceVariant         variant,
                                        const GArray         *path,
                                        SluiceVariantChange   change,
                                        SluiceVariant         value,
                                        guint                *depth,
                                        GError              **error);

/**
 * sluice_variant_builder_strip_nulls:
 * @self: a builder
 * @variant: a variant
 * @elements: whether elements of arrays count, beside fields of objects
 *
 * Appends @variant without the nulls inside it.
 */
void sluice_variant_builder_strip_nulls (SluiceVariantBuilder *self,
                                         SluiceVariant         variant,
                                         gboolean              elements);

G_END_DECLS
