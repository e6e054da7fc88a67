/* sluice-number-picture.h: the formats of to_number() and to_char().
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-column.h"
#include "core/sluice-string.h"

G_BEGIN_DECLS

/** SluiceNumberPicture: a format such as `$9,999.00S`, read once; immutable. */
typedef struct _SluiceNumberPicture SluiceNumberPicture;

/**
 * SluiceNumberPictureProblem:
 * @condition: Spark's condition, such as `INVALID_FORMAT.WRONG_NUM_DIGIT`
 * @message: (transfer full): its sentence
 *
 * Why a text is no format.
 */
typedef struct
{
  const char *condition;
  char *message;
} SluiceNumberPictureProblem;

/**
 * sluice_number_picture_new:
 * @text: the format, in any case
 * @length: its bytes
 * @problem: (out): set when it is no format
 *
 * Returns: (transfer full) (nullable): the format
 */
SluiceNumberPicture *sluice_number_picture_new (const char *text,
                                                gsize length,
                                                SluiceNumberPictureProblem *problem);

/** sluice_number_picture_free: @self: (nullable): a format. Frees it. */
void sluice_number_picture_free (SluiceNumberPicture *self);

/**
 * sluice_number_picture_get_text:
 * @self: a format
 *
 * Returns: (transfer none): the format in capitals, as Spark's messages have it
 */
const char *sluice_number_picture_get_text (const SluiceNumberPicture *self);

/** sluice_number_picture_get_precision: Returns: how many digits a number of @self has at most. */
guint sluice_number_picture_get_precision (const SluiceNumberPicture *self);

/** sluice_number_picture_get_scale: Returns: how many digits @self has behind its point. */
guint sluice_number_picture_get_scale (const SluiceNumberPicture *self);

/**
 * sluice_number_picture_parse:
 * @self: a format with at most 38 digits
 * @text: a number
 * @value: (out): its digits, with the scale of @self
 *
 * Returns: whether @text fits the format
 */
gboolean sluice_number_picture_parse (const SluiceNumberPicture *self,
                                      SluiceString text,
                                      SluiceInt128 *value);

/**
 * sluice_number_picture_get_size:
 * @self: a format
 *
 * Returns: how many bytes sluice_number_picture_format() writes at most
 */
gsize sluice_number_picture_get_size (const SluiceNumberPicture *self);

/**
 * sluice_number_picture_format:
 * @self: a format
 * @value: the digits of a number
 * @scale: how many of them are behind the point
 * @out: (array): where to write, with room for sluice_number_picture_get_size() bytes
 *
 * Writes a number. One that has more digits than the format becomes `#` for each of them.
 *
 * Returns: how many bytes were written
 */
gsize sluice_number_picture_format (const SluiceNumberPicture *self,
                                    SluiceInt128 value,
                                    guint scale,
                                    char *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceNumberPicture, sluice_number_picture_free)

G_END_DECLS
