/* sluice-frequent-items.h: the sketch of frequent items of Apache DataSketches.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-sketch.h"

G_BEGIN_DECLS

/** SluiceFrequentText: a text with the key of its collation right behind it, which is empty where texts are their own keys. */
typedef struct
{
  const char *bytes;
  guint32 length;
  guint32 key_length;
} SluiceFrequentText;

/**
 * SluiceFrequentItem:
 * @count: how often it came at least
 * @hash: Java's hash of it
 * @drift: 1 + how far it is behind its own place; 0 for a free slot
 * @number: anything but a text: the value as a number, or its bits
 * @text: a text
 *
 * An item and its place in the hash map.
 */
typedef struct
{
  gint64 count;
  gint32 hash;
  guint32 drift;
  union
  {
    __int128 number;
    SluiceFrequentText text;
  };
} SluiceFrequentItem;

/**
 * SluiceFrequentItems:
 * @lg_max: log₂ of the most slots; 0 for no sketch at all
 * @lg_slots: log₂ of the slots there are
 * @n: how many are in use
 * @weight: how many items came
 * @offset: how many each count may be short of
 * @nulls: how many nulls came
 * @slots: the hash map; how it lies is part of the format and decides who comes first among equals
 *
 * A sketch. All zero is none; memory belongs to an arena.
 */
typedef struct
{
  guint8 lg_max;
  guint8 lg_slots;
  guint32 n;
  gint64 weight;
  gint64 offset;
  gint64 nulls;
  SluiceFrequentItem *slots;
} SluiceFrequentItems;

/** sluice_frequent_items_lg_max: @tracked: how many items are to be told apart. Returns: the @lg_max that this takes. */
guint sluice_frequent_items_lg_max (guint tracked);

/** sluice_frequent_items_init: makes @self an empty sketch. */
void sluice_frequent_items_init (SluiceFrequentItems *self,
                                 SluiceArena         *arena,
                                 guint                lg_max);

/** sluice_frequent_items_supports: Returns: whether values of @type can be counted. */
gboolean sluice_frequent_items_supports (const SluiceType *type);

/** sluice_frequent_items_add: counts row @row of @column, null or not; texts are copied to @arena. */
void sluice_frequent_items_add (SluiceFrequentItems *self,
                                SluiceArena         *arena,
                                const SluiceColumn  *column,
                                guint32              row,
                                GByteArray          *scratch);

/** sluice_frequent_items_merge: adds @other to @self; texts are copied to @arena. */
void sluice_frequent_items_merge (SluiceFrequentItems       *self,
                                  SluiceArena               *arena,
                                  const SluiceFrequentItems *other);

/** sluice_frequent_items_top: @k: (inout): how many at most. Returns: (transfer full): the most frequent items that are surely such, the first first; %NULL in place of null. */
const SluiceFrequentItem **sluice_frequent_items_top (const SluiceFrequentItems *self,
                                                      guint                     *k);

/** sluice_frequent_item_store: writes @item, of the type of @column, to row @row of it; texts are shared. */
void sluice_frequent_item_store (const SluiceFrequentItem *item,
                                 SluiceColumn             *column,
                                 guint32                   row);

/** sluice_frequent_items_write: appends the bytes of @self, of items of @type, to @out. */
void sluice_frequent_items_write (const SluiceFrequentItems *self,
                                  const SluiceType          *type,
                                  GByteArray                *out);

/**
 * sluice_frequent_items_read:
 * @self: (out): the sketch
 * @arena: where its memory goes
 * @type: the items' type
 * @bytes: (array length=n): what sluice_frequent_items_write() wrote
 * @n: their number
 *
 * Returns: whether they are a sketch
 */
gboolean sluice_frequent_items_read (SluiceFrequentItems *self,
                                     SluiceArena         *arena,
                                     const SluiceType    *type,
                                     const guint8        *bytes,
                                     gsize                n);

G_END_DECLS
