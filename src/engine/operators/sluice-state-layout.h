/* sluice-state-layout.h: what the bytes of an operator's state mean.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-batch.h"
#include "core/sluice-settings.h"
#include "state/sluice-state-store.h"

G_BEGIN_DECLS

/**
 * SluiceStateEntry:
 * @key: a key in state
 * @key_length: its bytes
 * @value: its value
 * @value_length: its bytes
 * @expiry: its expiry
 * @partition: the partition that it is in
 *
 * An entry as the store has it; the bytes belong to the store.
 */
typedef struct
{
  const guint8 *key;
  const guint8 *value;
  gint64 expiry;
  guint32 key_length;
  guint32 value_length;
  guint32 partition;
} SluiceStateEntry;

/**
 * SluiceStatePart:
 * @name: (nullable): `left` or `right` for the sides of a join, %NULL for the only part of others
 * @key: (transfer full): columns of the key as people know it, a STRUCT
 * @value: (transfer full): columns of the value, likewise; none where a key is all there is
 *
 * Rows of state that have the same columns.
 */
typedef struct
{
  const char *name;
  SluiceType *key;
  SluiceType *value;
} SluiceStatePart;

/**
 * SluiceStateLayout:
 *
 * Makes rows of the entries of one stateful operator, by what the checkpoint says of it and nothing else. What
 * operators keep to find their entries again (numbers and lengths of lists) is left out; aggregates are shown as
 * the results that they have so far. Immutable.
 */
typedef struct _SluiceStateLayout SluiceStateLayout;

/**
 * sluice_state_layout_new:
 * @operator: (transfer none): the operator as the store knows it
 * @settings: (transfer none): the session's settings
 * @error: a schema that this version doesn't understand
 *
 * State of an operator that this version doesn't know is shown as bytes, and so are the values of an aggregation
 * whose checkpoint doesn't say what they are.
 *
 * Returns: (transfer full) (nullable): the layout
 */
SluiceStateLayout *sluice_state_layout_new (const SluiceStateOperator *operator,
                                            SluiceSettings            *settings,
                                            GError                   **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_state_layout_free: @self: (nullable): a layout. */
void sluice_state_layout_free (SluiceStateLayout *self);

/**
 * sluice_state_layout_parts:
 * @self: a layout
 * @n_parts: (out): how many
 *
 * Returns: (transfer none) (array length=n_parts): its parts
 */
const SluiceStatePart *sluice_state_layout_parts (const SluiceStateLayout *self,
                                                  guint                   *n_parts);

/** sluice_state_layout_part_of: @self: a layout, @entry: an entry. Returns: the number of the part that it belongs to. */
guint sluice_state_layout_part_of (const SluiceStateLayout *self,
                                   const SluiceStateEntry  *entry);

/**
 * sluice_state_layout_identify:
 * @self: a layout
 * @entry: an entry
 * @out: bytes that tell the row are appended; rows of a join with equal columns have the same
 * @content: (out): what may change of the row while it stays the same one
 * @content_length: (out): its bytes
 *
 * What a row of one version is compared with one of another by.
 */
void sluice_state_layout_identify (const SluiceStateLayout *self,
                                   const SluiceStateEntry  *entry,
                                   GByteArray              *out,
                                   const guint8           **content,
                                   guint32                 *content_length);

/**
 * sluice_state_layout_decode:
 * @self: a layout
 * @part: which part
 * @arena: where the columns live
 * @entries: (array length=n) (transfer none): entries of that part
 * @n: how many
 * @columns: (out caller-allocates): columns of the key, then of the value
 * @error: an entry that isn't what the checkpoint says
 *
 * Returns: whether it went well
 */
gboolean sluice_state_layout_decode (const SluiceStateLayout       *self,
                                     guint                          part,
                                     SluiceArena                   *arena,
                                     const SluiceStateEntry *const *entries,
                                     guint32                        n,
                                     SluiceColumn                 **columns,
                                     GError                       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceStateLayout, sluice_state_layout_free)

G_END_DECLS
