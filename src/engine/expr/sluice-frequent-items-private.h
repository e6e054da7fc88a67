/* sluice-frequent-items-private.h: what the files of the sketch of frequent items share.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-frequent-items.h"

G_BEGIN_DECLS

/** SLUICE_FREQUENT_TEXT: the bit of a drift that says that the item is a text. */
#define SLUICE_FREQUENT_TEXT 0x80000000u

/** sluice_frequent_item_init_number: makes @item the value @number of @type, with its hash. */
void sluice_frequent_item_init_number (SluiceFrequentItem *item,
                                       const SluiceType   *type,
                                       __int128            number);

/** sluice_frequent_item_init_text: makes @item a text, of which it keeps no copy, with the key of its collation and its hash. */
void sluice_frequent_item_init_text (SluiceFrequentItem *item,
                                     const SluiceType   *type,
                                     const char         *bytes,
                                     guint32             length,
                                     GByteArray         *scratch);

/** sluice_frequent_items_count: counts @item @count times; a text is copied to @arena when it is new. */
void sluice_frequent_items_count (SluiceFrequentItems      *self,
                                  SluiceArena              *arena,
                                  const SluiceFrequentItem *item,
                                  gint64                    count);

/** sluice_frequent_items_init_slots: sluice_frequent_items_init() with room for 2 to the power of @lg_slots. */
void sluice_frequent_items_init_slots (SluiceFrequentItems *self,
                                       SluiceArena         *arena,
                                       guint                lg_max,
                                       guint                lg_slots);

G_END_DECLS
