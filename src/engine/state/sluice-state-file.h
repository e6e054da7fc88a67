/* sluice-state-file.h: files of changes and snapshots, every byte of them under a checksum.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** SLUICE_STATE_ATTEMPT_LENGTH: characters of an attempt's name, hexadecimal digits. */
#define SLUICE_STATE_ATTEMPT_LENGTH 16

/** SLUICE_STATE_REMOVED: the length of the value of a record that removes its key. */
#define SLUICE_STATE_REMOVED G_MAXUINT32

/** SluiceStateFileKind: what a file holds. */
typedef enum
{
  SLUICE_STATE_FILE_CHANGES = 1,
  SLUICE_STATE_FILE_SNAPSHOT = 2,
} SluiceStateFileKind;

/**
 * SluiceStateFileHead:
 * @kind: what the file holds
 * @version: the version that it makes, or is
 * @attempt: the attempt that wrote it
 * @parent: the attempt of the version before, on which changes build; empty for the first version and
 *   for snapshots
 *
 * What a file says about itself. It must agree with its name.
 */
typedef struct
{
  SluiceStateFileKind kind;
  gint64 version;
  char attempt[SLUICE_STATE_ATTEMPT_LENGTH + 1];
  char parent[SLUICE_STATE_ATTEMPT_LENGTH + 1];
} SluiceStateFileHead;

/** SluiceStateWriter: a file that is being written. */
typedef struct _SluiceStateWriter SluiceStateWriter;

/**
 * sluice_state_writer_new:
 * @path: where
 * @head: what the file says about itself
 * @compress: whether frames are compressed
 *
 * Nothing touches the disk before there is a lot to write, or the end.
 *
 * Returns: (transfer full): the writer
 */
SluiceStateWriter *sluice_state_writer_new (const char                *path,
                                            const SluiceStateFileHead *head,
                                            gboolean                   compress) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_state_writer_begin:
 * @self: a writer
 * @operator_id: an operator
 * @partition: one of its partitions
 *
 * Whose records follow.
 */
void sluice_state_writer_begin (SluiceStateWriter *self,
                                guint32            operator_id,
                                guint32            partition);

/**
 * sluice_state_writer_add:
 * @self: a writer
 * @key: (array length=key_length): a key
 * @key_length: its bytes
 * @value: (nullable): its value; %NULL when the key is removed
 * @value_length: its bytes
 * @expiry: its expiry
 *
 * Adds a record. Errors of writing are reported by sluice_state_writer_finish().
 */
void sluice_state_writer_add (SluiceStateWriter *self,
                              gconstpointer      key,
                              guint32            key_length,
                              gconstpointer      value,
                              guint32            value_length,
                              gint64             expiry);

/**
 * sluice_state_writer_finish:
 * @self: (transfer full): a writer
 * @error: the first error of any write; #SLUICE_FILE_ERROR, %G_IO_ERROR_NO_SPACE when the disk is full
 *
 * Writes what is left, syncs file and directory and frees the writer. After a failure the file is gone.
 *
 * Returns: whether the file is on disk
 */
gboolean sluice_state_writer_finish (SluiceStateWriter *self,
                                     GError           **error);

/** sluice_state_writer_abandon: @self: (nullable) (transfer full): a writer. Removes its file and frees it. */
void sluice_state_writer_abandon (SluiceStateWriter *self);

/**
 * SluiceStateRecordFunc:
 * @operator_id: an operator
 * @partition: one of its partitions
 * @key: a key
 * @key_length: its bytes
 * @value: (nullable): its value; %NULL when the key is removed
 * @value_length: its bytes
 * @expiry: its expiry
 * @user_data: given with the function
 *
 * Takes a record of a file.
 *
 * Returns: whether it makes sense; otherwise the file is corrupt
 */
typedef gboolean (*SluiceStateRecordFunc) (guint32       operator_id,
                                           guint32       partition,
                                           gconstpointer key,
                                           guint32       key_length,
                                           gconstpointer value,
                                           guint32       value_length,
                                           gint64        expiry,
                                           gpointer      user_data);

/**
 * sluice_state_file_read_head:
 * @path: a file
 * @head: (out caller-allocates): what it says about itself
 * @error: %SLUICE_STATE_ERROR_CORRUPT, or a #GIOErrorEnum error
 *
 * Returns: whether the head is sound
 */
gboolean sluice_state_file_read_head (const char          *path,
                                      SluiceStateFileHead *head,
                                      GError             **error);

/**
 * sluice_state_file_read:
 * @path: a file
 * @expected: what its head must say (@parent apart)
 * @only_operator: the operator whose frames are wanted, or %G_MAXUINT32 for all
 * @only_partition: with @only_operator: the partition; other frames are passed over unread
 * @func: (nullable): takes the records; %NULL to check the file only
 * @user_data: for @func
 * @error: %SLUICE_STATE_ERROR_CORRUPT when any byte isn't as it was written, or a #GIOErrorEnum error
 *
 * Reads a file. No length in it is believed before it has been compared with the file's size, no record
 * before its frame's checksum.
 *
 * Returns: whether the file is sound
 */
gboolean sluice_state_file_read (const char                *path,
                                 const SluiceStateFileHead *expected,
                                 guint32                    only_operator,
                                 guint32                    only_partition,
                                 SluiceStateRecordFunc      func,
                                 gpointer                   user_data,
                                 GError                   **error);

G_END_DECLS
