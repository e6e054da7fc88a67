/* sluice-state-table.h: rows of state, and the differences of two versions, as a table.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "operators/sluice-state-layout.h"

G_BEGIN_DECLS

/** SluiceStateChange: what became of a row from one version to another. */
typedef enum
{
  SLUICE_STATE_CHANGE_ADDED,
  SLUICE_STATE_CHANGE_CHANGED,
  SLUICE_STATE_CHANGE_REMOVED,
  SLUICE_STATE_N_CHANGES,
} SluiceStateChange;

/**
 * SluiceStateTable:
 * @part: (transfer full): columns of key and value
 * @schema: (transfer full): the columns of sluice_state_table_rows(): those of the key; those of the value, in a
 *   difference first as they were (`NAME_before`), then as they are; `evictedAt`, a TIMESTAMP: the watermark with
 *   which the row leaves, null when none does; `partition_id`; in a difference `change`: `added`, `changed` or
 *   `removed`
 * @is_diff: whether it is a difference
 * @n_rows: how many rows it has
 * @n_changes: in a difference: how many of each kind, whatever has been filtered away
 *
 * Rows of state, by key: nulls first, then in Spark's order; so the same state always gives the same table. Read
 * from any thread once it is made.
 */
typedef struct
{
  SluiceStatePart part;
  SluiceType *schema;
  gboolean is_diff;
  guint64 n_rows;
  guint64 n_changes[SLUICE_STATE_N_CHANGES];

  /*< private >*/
  GPtrArray *batches;
  GArray *order;
} SluiceStateTable;

/**
 * sluice_state_table_new:
 * @layout: says what entries mean
 * @part: which part they belong to
 * @entries: (array length=n): entries of one version
 * @n: how many
 * @error: an entry that isn't what the checkpoint says
 *
 * Returns: (transfer full) (nullable): their rows
 */
SluiceStateTable *sluice_state_table_new (const SluiceStateLayout       *layout,
                                          guint                          part,
                                          const SluiceStateEntry *const *entries,
                                          guint64                        n,
                                          GError                       **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_state_table_new_diff:
 * @layout: says what entries mean
 * @part: which part they belong to
 * @before: (array length=n) (nullable elements): entries of the one version; %NULL where the other has one more
 * @after: (array length=n) (nullable elements): of the other
 * @n: how many
 * @error: an entry that isn't what the checkpoint says
 *
 * Returns: (transfer full) (nullable): what became of them
 */
SluiceStateTable *sluice_state_table_new_diff (const SluiceStateLayout       *layout,
                                               guint                          part,
                                               const SluiceStateEntry *const *before,
                                               const SluiceStateEntry *const *after,
                                               guint64                        n,
                                               GError                       **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_state_table_free: @self: (nullable): a table. */
void sluice_state_table_free (SluiceStateTable *self);

/**
 * sluice_state_table_filter_key:
 * @self: a table
 * @text: the text of a value, as Dataset.show() writes it
 * @settings: for the time zone
 *
 * Keeps the rows of which a column of the key, or a field of one (the start of a window), is that text.
 */
void sluice_state_table_filter_key (SluiceStateTable     *self,
                                    const char           *text,
                                    const SluiceSettings *settings);

/**
 * sluice_state_table_filter:
 * @self: a table
 * @condition: Spark SQL text over the columns of @schema
 * @settings: the session's settings
 * @error: a condition that isn't one, or the first error of a row
 *
 * Keeps the rows for which the condition is true.
 *
 * Returns: whether it went well
 */
gboolean sluice_state_table_filter (SluiceStateTable *self,
                                    const char       *condition,
                                    SluiceSettings   *settings,
                                    GError          **error);

/**
 * sluice_state_table_rows:
 * @self: a table
 * @first: the first row
 * @n: how many at most; a batch's %SLUICE_BATCH_MAX_ROWS is the limit
 *
 * Returns: (transfer full): rows in order, with the columns of @schema
 */
SluiceBatch *sluice_state_table_rows (const SluiceStateTable *self,
                                      guint64                 first,
                                      guint32                 n) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_state_table_append_json:
 * @self: a table
 * @rows: what sluice_state_table_rows() gave
 * @settings: for the time zone
 * @prefix: (nullable): members that each object begins with, such as `"batch":3,`
 * @out: lines are appended
 *
 * Writes each row as a line of JSON, key and value as objects: `{"key":{…},"value":{…},"evictedAt":…,
 * "partition_id":…}`, in a difference `{"change":…,"key":{…},"before":{…},"after":{…},…}`.
 */
void sluice_state_table_append_json (const SluiceStateTable *self,
                                     SluiceBatch            *rows,
                                     const SluiceSettings   *settings,
                                     const char             *prefix,
                                     GByteArray             *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceStateTable, sluice_state_table_free)

G_END_DECLS
