/* sluice-variant-cast.h: variants to and from values of other types.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-kernel.h"
#include "expr/sluice-variant.h"
#include "expr/sluice-zone.h"

G_BEGIN_DECLS

/**
 * sluice_variant_append_json:
 * @out: the text is appended
 * @self: a variant
 * @zone: the session's time zone
 *
 * Writes it as Spark does: without blanks, with decimals in plain digits and times as texts.
 */
void sluice_variant_append_json (GString          *out,
                                 SluiceVariant     self,
                                 const SluiceZone *zone);

/**
 * sluice_variant_takes:
 * @type: a type
 * @objects: whether structs, and maps with texts as keys, count
 *
 * Returns: whether variants are cast to values of @type, and these to variants
 */
gboolean sluice_variant_takes (const SluiceType *type,
                               gboolean          objects);

/**
 * sluice_variant_scalar_type:
 * @self: a variant that is neither an object nor an array
 *
 * Returns: (transfer full): the type of its value; VOID for the null of JSON
 */
SluiceType *sluice_variant_scalar_type (SluiceVariant self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_variant_cast:
 * @context: the evaluation
 * @variants: (array length=n): what to cast; one without a value gives null
 * @n: how many
 * @to: (transfer none): a type that sluice_variant_takes()
 * @fail: whether a value that doesn't convert is an error, rather than null
 * @error: `INVALID_VARIANT_CAST`
 *
 * Returns: (transfer none) (nullable): a column of @n rows
 */
SluiceColumn *sluice_variant_cast (SluiceEvalContext   *context,
                                   const SluiceVariant *variants,
                                   guint32              n,
                                   const SluiceType    *to,
                                   gboolean             fail,
                                   GError             **error);

/**
 * sluice_variant_builder_value:
 * @self: a builder
 * @column: values of a type that sluice_variant_takes(), or of the type VARIANT
 * @row: a row; a null becomes the null of JSON
 * @error: `VARIANT_DUPLICATE_KEY`
 *
 * Appends a value.
 *
 * Returns: whether it went well
 */
gboolean sluice_variant_builder_value (SluiceVariantBuilder *self,
                                       const SluiceColumn   *column,
                                       guint32               row,
                                       GError              **error);

G_END_DECLS
