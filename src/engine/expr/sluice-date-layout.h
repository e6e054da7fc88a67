/* sluice-date-layout.h: moments by patterns whose texts all look alike.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-convert.h"

G_BEGIN_DECLS

/** SLUICE_LAYOUT_MAX: bytes that a text of a layout has at most. */
#define SLUICE_LAYOUT_MAX 48

/** SLUICE_LAYOUT_SIZE: room that sluice_date_layout_write() wants, since it writes whole words. */
#define SLUICE_LAYOUT_SIZE (SLUICE_LAYOUT_MAX + 8)

/**
 * SluiceDateLayout:
 * @length: bytes of each text
 * @n_pieces: how many of the pattern's pieces it stands for, from the first on
 * @readable: whether it may read, too; then it stands for all
 *
 * What a pattern, or the greater part of its beginning, comes down to that consists of numbers with a fixed count of
 * digits and of what stands between them, such as `yyyy-MM-dd HH:mm`: where which two digits go. It writes the years 0
 * to 9999 and reads texts that are as they would be written; whatever else there is, the pattern itself decides.
 */
typedef struct
{
  gsize length;
  guint n_pieces;
  gboolean readable;
  /*< private >*/
  guint n_parts;
  struct
  {
    guint8 place;
    guint8 what;
    guint8 n_digits;
  } parts[SLUICE_LAYOUT_MAX];
  gboolean has_fraction;
  guint8 defaults[16];
  guint n_words;
  guint8 starts[SLUICE_LAYOUT_MAX / 8];
  guint64 words[SLUICE_LAYOUT_MAX / 8];
  guint64 allowances[SLUICE_LAYOUT_MAX / 8];
} SluiceDateLayout;

/**
 * sluice_date_layout_new:
 * @self: a pattern
 *
 * Returns: (transfer full) (nullable): its layout; %NULL when it has none. To be freed with g_free()
 */
SluiceDateLayout *sluice_date_layout_new (const SluiceDatePattern *self) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_date_pattern_layout: @self: a pattern. Returns: (transfer none) (nullable): its layout, when that stands for
 * the whole of it. */
const SluiceDateLayout *sluice_date_pattern_layout (const SluiceDatePattern *self);

/**
 * sluice_date_layout_write:
 * @self: a layout
 * @local_us: a local time
 * @out: room for %SLUICE_LAYOUT_SIZE bytes
 *
 * Writes @length bytes, and perhaps some more that mean nothing.
 *
 * Returns: whether the year has four digits; if not, nothing is written
 */
gboolean sluice_date_layout_write (const SluiceDateLayout *self, gint64 local_us, char *out);

/**
 * sluice_date_layout_read:
 * @self: a layout that is readable
 * @text: bytes
 * @length: their number
 * @local_us: (out): the local time
 *
 * Returns: whether the text is one that the layout reads
 */
gboolean sluice_date_layout_read (const SluiceDateLayout *self,
                                  const char *text,
                                  gsize length,
                                  gint64 *local_us);

G_END_DECLS
