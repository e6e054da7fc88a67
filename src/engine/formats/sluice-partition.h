/* sluice-partition.h: columns whose values stand in the names of directories, such as `day=2024-01-01`.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-expr.h"

G_BEGIN_DECLS

/** SLUICE_NULL_PARTITION: the value that stands for null. */
#define SLUICE_NULL_PARTITION "__HIVE_DEFAULT_PARTITION__"

/**
 * SluicePartitionPart:
 * @name: the column
 * @text: (nullable): its value, without escapes; %NULL for null
 *
 * What the name of one directory says.
 */
typedef struct
{
  char *name;
  char *text;
} SluicePartitionPart;

/**
 * sluice_partition_parts:
 * @root: the directory that a source reads
 * @path: a file below it
 * @error: `EMPTY_PARTITION_COLUMN_VALUE`
 *
 * Returns: (transfer full) (nullable) (element-type SluicePartitionPart): what the directories between the
 *   two say, from the top down; empty when they are plain ones
 */
GArray *sluice_partition_parts (const char *root,
                                const char *path,
                                GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_partition_schema:
 * @root: the directory that a source reads, or a pattern, which has no partitions
 * @schema: (transfer none): the schema of the source as it was given
 * @settings: tells whether case matters
 * @error: `CONFLICTING_PARTITION_COLUMN_NAMES`, `EMPTY_PARTITION_COLUMN_VALUE`
 *
 * Looks at the directories below @root. Their columns follow those of the files; one that the schema names
 * has the schema's type, any other the one that its values look like.
 *
 * Returns: (transfer full) (nullable): the schema that the source has
 */
SluiceType *sluice_partition_schema (const char           *root,
                                     const SluiceType     *schema,
                                     const SluiceSettings *settings,
                                     GError              **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_partition_value:
 * @field: the column
 * @text: (nullable): what a directory says
 * @settings: the session's settings
 * @error: `INVALID_PARTITION_VALUE`
 *
 * Returns: (transfer full) (nullable): the value as a literal of the column's type
 */
SluiceExpr *sluice_partition_value (const SluiceField    *field,
                                    const char           *text,
                                    const SluiceSettings *settings,
                                    GError              **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_partition_conflict:
 * @names: (element-type utf8): the columns of some directories
 * @error: set to `CONFLICTING_PARTITION_COLUMN_NAMES`
 */
void sluice_partition_conflict (GPtrArray *names,
                                GError   **error);

/** sluice_path_is_hidden: @name: the name of a file or directory. Returns: whether readers pass it over [FIL-23]. */
gboolean sluice_path_is_hidden (const char *name);

G_END_DECLS
