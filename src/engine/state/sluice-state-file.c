/* sluice-state-file.c: files of changes and snapshots, every byte of them under a checksum.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "state/sluice-state-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>
#include <zstd.h>

#include "core/sluice-file-ops.h"
#include "state/sluice-state-store.h"

/*
 * A file is a head, frames and a foot, all numbers in the byte order of the machines it may move between
 * (little-endian; a file of another order fails its magic number):
 *
 *   head   Head, which ends with a checksum of itself
 *   frame  Frame, which ends with a checksum of itself and of the payload behind it;
 *          the payload, perhaps compressed, is records of one partition:
 *          length of the key (4), length of the value or SLUICE_STATE_REMOVED (4), expiry (8), key, value
 *   foot   Foot: numbers of frames and records, checksum of all before it, checksum of itself, magic
 */

#define FORMAT_VERSION 1
#define FRAME_MAGIC 0x4d415246u /* FRAM */
#define FOOT_MAGIC 0x544f4f46u  /* FOOT */
#define RAW_FRAME_BYTES ((gsize) 1024 * 1024)
/* Larger frames, of giant records, aren't compressed: so a small file can't ask for a lot of memory. */
#define COMPRESSED_FRAME_BYTES (2 * RAW_FRAME_BYTES)
#define FLUSH_BYTES ((gsize) 4 * 1024 * 1024)
#define RECORD_HEAD 16
#define COMPRESSION_LEVEL 1

static const char head_magic[8] = { 'S', 'L', 'U', 'S', 'T', 'A', 'T', 'E' };
static const char foot_magic[8] = { 'S', 'L', 'U', 'S', 'T', 'E', 'N', 'D' };

typedef struct
{
  char magic[8];
  guint32 format;
  guint32 kind;
  gint64 version;
  char attempt[SLUICE_STATE_ATTEMPT_LENGTH];
  char parent[SLUICE_STATE_ATTEMPT_LENGTH];
  guint64 checksum;
} Head;

typedef struct
{
  guint32 magic;
  guint32 operator_id;
  guint32 partition;
  guint32 n_records;
  guint32 stored_length;
  guint32 raw_length; /* as stored_length when the payload isn't compressed */
  guint64 checksum;
} Frame;

typedef struct
{
  guint32 magic;
  guint32 n_frames;
  guint64 n_records;
  guint64 file_checksum;
  guint64 checksum;
  char end[8];
} Foot;

G_STATIC_ASSERT (sizeof (Head) == 64);
G_STATIC_ASSERT (sizeof (Frame) == 32);
G_STATIC_ASSERT (sizeof (Foot) == 40);

struct _SluiceStateWriter
{
  char *path;
  int fd;
  gint64 flushed;
  GByteArray *out;
  GByteArray *frame;
  guint32 operator_id;
  guint32 partition;
  guint32 n_records;
  guint32 n_frames;
  guint64 n_records_in_file;
  XXH3_state_t *checksum;
  ZSTD_CCtx *compressor;
  GError *error;
};

static guint64
frame_checksum (const Frame *frame, const void *payload)
{
  return XXH3_64bits_withSeed (payload, frame->stored_length,
                               XXH3_64bits (frame, G_STRUCT_OFFSET (Frame, checksum)));
}

SluiceStateWriter *
sluice_state_writer_new (const char *path, const SluiceStateFileHead *head, gboolean compress)
{
  SluiceStateWriter *self = g_new0 (SluiceStateWriter, 1);
  Head bytes = { 0 };

  self->path = g_strdup (path);
  self->fd = -1;
  self->out = g_byte_array_new ();
  self->frame = g_byte_array_new ();
  self->checksum = XXH3_createState ();
  XXH3_64bits_reset (self->checksum);
  if (compress)
    self->compressor = ZSTD_createCCtx ();

  memcpy (bytes.magic, head_magic, sizeof head_magic);
  bytes.format = FORMAT_VERSION;
  bytes.kind = head->kind;
  bytes.version = head->version;
  memcpy (bytes.attempt, head->attempt, sizeof bytes.attempt);
  memcpy (bytes.parent, head->parent, sizeof bytes.parent);
  bytes.checksum = XXH3_64bits (&bytes, G_STRUCT_OFFSET (Head, checksum));
  g_byte_array_append (self->out, (const guint8 *) &bytes, sizeof bytes);

  return self;
}

static void
set_writer_errno (SluiceStateWriter *self, const char *action)
{
  if (self->error == NULL)
    sluice_file_set_errno (&self->error, errno, action, self->path);
}

static void
flush (SluiceStateWriter *self)
{
  const SluiceFileOps *ops = sluice_file_ops ();
  const guint8 *data = self->out->data;
  gsize left = self->out->len;

  XXH3_64bits_update (self->checksum, data, left);
  if (self->error == NULL && self->fd < 0)
    {
      self->fd = ops->open (self->path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
      if (self->fd < 0)
        set_writer_errno (self, "create");
    }

  /* A full disk is found out before a byte is written, not in the middle of a record. */
  if (self->error == NULL && ops->allocate (self->fd, self->flushed + (gint64) left) != 0
      && errno != EOPNOTSUPP && errno != EINVAL)
    set_writer_errno (self, "make room for");

  while (self->error == NULL && left > 0)
    {
      gssize written = ops->write (self->fd, data, left);

      if (written < 0 && errno == EINTR)
        continue;
      if (written == 0)
        errno = ENOSPC;
      if (written <= 0)
        {
          set_writer_errno (self, "write");
          break;
        }
      data += written;
      left -= written;
      self->flushed += written;
    }
  g_byte_array_set_size (self->out, 0);
}

static void
end_frame (SluiceStateWriter *self)
{
  Frame frame = { FRAME_MAGIC, self->operator_id, self->partition, self->n_records,
                  self->frame->len, self->frame->len, 0 };
  gsize at = self->out->len;

  if (self->n_records == 0)
    return;

  if (self->compressor != NULL && self->frame->len <= COMPRESSED_FRAME_BYTES)
    {
      gsize bound = ZSTD_compressBound (self->frame->len);
      gsize length;

      g_byte_array_set_size (self->out, (guint) (at + sizeof frame + bound));
      length = ZSTD_compressCCtx (self->compressor, self->out->data + at + sizeof frame, bound,
                                  self->frame->data, self->frame->len, COMPRESSION_LEVEL);
      if (!ZSTD_isError (length) && length < self->frame->len)
        frame.stored_length = (guint32) length;
    }
  g_byte_array_set_size (self->out, (guint) (at + sizeof frame + frame.stored_length));
  if (frame.stored_length == frame.raw_length)
    memcpy (self->out->data + at + sizeof frame, self->frame->data, self->frame->len);

  frame.checksum = frame_checksum (&frame, self->out->data + at + sizeof frame);
  memcpy (self->out->data + at, &frame, sizeof frame);

  self->n_frames++;
  self->n_records_in_file += self->n_records;
  self->n_records = 0;
  g_byte_array_set_size (self->frame, 0);
  if (self->out->len >= FLUSH_BYTES)
    flush (self);
}

void
sluice_state_writer_begin (SluiceStateWriter *self, guint32 operator_id, guint32 partition)
{
  end_frame (self);
  self->operator_id = operator_id;
  self->partition = partition;
}

void
sluice_state_writer_add (SluiceStateWriter *self,
                         gconstpointer      key,
                         guint32            key_length,
                         gconstpointer      value,
                         guint32            value_length,
                         gint64             expiry)
{
  guint32 lengths[2] = { key_length, value != NULL ? value_length : SLUICE_STATE_REMOVED };
  gsize value_bytes = value != NULL ? value_length : 0;
  gsize at = self->frame->len;
  guint8 *place;

  /* Far beyond what an operator makes, but a file that can't be read again must not be written. */
  if ((gsize) key_length + value_bytes > G_MAXINT32 / 2)
    {
      if (self->error == NULL)
        sluice_set_error (&self->error, SLUICE_FILE_ERROR, G_IO_ERROR_FAILED, NULL,
                          "Cannot write “%s”: an entry of state is larger than a gigabyte", self->path);
      return;
    }

  g_byte_array_set_size (self->frame, (guint) (at + RECORD_HEAD + key_length + value_bytes));
  place = self->frame->data + at;
  memcpy (place, lengths, sizeof lengths);
  memcpy (place + sizeof lengths, &expiry, sizeof expiry);
  memcpy (place + RECORD_HEAD, key, key_length);
  if (value_bytes > 0)
    memcpy (place + RECORD_HEAD + key_length, value, value_bytes);
  self->n_records++;

  if (self->frame->len >= RAW_FRAME_BYTES)
    end_frame (self);
}

static void
writer_free (SluiceStateWriter *self)
{
  g_byte_array_unref (self->out);
  g_byte_array_unref (self->frame);
  XXH3_freeState (self->checksum);
  ZSTD_freeCCtx (self->compressor);
  g_clear_error (&self->error);
  g_free (self->path);
  g_free (self);
}

gboolean
sluice_state_writer_finish (SluiceStateWriter *self, GError **error)
{
  const SluiceFileOps *ops = sluice_file_ops ();
  g_autofree char *directory = g_path_get_dirname (self->path);
  Foot foot = { FOOT_MAGIC, 0, 0, 0, 0, { 0 } };
  gboolean created;

  end_frame (self);

  foot.n_frames = self->n_frames;
  foot.n_records = self->n_records_in_file;
  XXH3_64bits_update (self->checksum, self->out->data, self->out->len);
  foot.file_checksum = XXH3_64bits_digest (self->checksum);
  foot.checksum = XXH3_64bits (&foot, G_STRUCT_OFFSET (Foot, checksum));
  memcpy (foot.end, foot_magic, sizeof foot_magic);
  g_byte_array_append (self->out, (const guint8 *) &foot, sizeof foot);
  flush (self);

  created = self->fd >= 0;
  if (self->error == NULL && ops->fsync (self->fd) != 0)
    set_writer_errno (self, "sync");
  if (created && ops->close (self->fd) != 0)
    set_writer_errno (self, "close");
  if (self->error == NULL && ops->fsync_directory (directory) != 0)
    set_writer_errno (self, "sync the directory of");

  /* After a failed sync nobody knows what is on disk: the attempt is given up, the next one has another
   * name. */
  if (self->error != NULL)
    {
      if (created)
        ops->unlink (self->path);
      g_propagate_error (error, g_steal_pointer (&self->error));
      writer_free (self);
      return FALSE;
    }

  writer_free (self);

  return TRUE;
}

void
sluice_state_writer_abandon (SluiceStateWriter *self)
{
  if (self == NULL)
    return;

  if (self->fd >= 0)
    {
      sluice_file_ops ()->close (self->fd);
      sluice_file_ops ()->unlink (self->path);
    }
  writer_free (self);
}

/* Reading. */

typedef struct
{
  const char *path;
  int fd;
  guint64 size;
  guint64 at;
  GError **error;
} Reader;

static gboolean
corrupt (Reader *reader, const char *what)
{
  g_autofree char *shown = g_filename_display_name (reader->path);

  sluice_set_error (reader->error, SLUICE_STATE_ERROR, SLUICE_STATE_ERROR_CORRUPT,
                    "CANNOT_LOAD_STATE_STORE.UNCATEGORIZED", "The state file “%s” is damaged: %s", shown,
                    what);
  if (reader->error != NULL)
    sluice_error_set_file (*reader->error, reader->path, 0);

  return FALSE;
}

static gboolean
read_bytes (Reader *reader, gpointer data, gsize length)
{
  char *place = data;

  if (length > reader->size - reader->at)
    return corrupt (reader, "it ends too early.");

  while (length > 0)
    {
      gssize got = read (reader->fd, place, length);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        {
          sluice_file_set_errno (reader->error, errno, "read", reader->path);
          return FALSE;
        }
      if (got == 0)
        return corrupt (reader, "it has become shorter while it was read.");
      place += got;
      length -= got;
      reader->at += got;
    }

  return TRUE;
}

static gboolean
open_reader (Reader *reader, const char *path, GError **error)
{
  struct stat status;

  reader->path = path;
  reader->at = 0;
  reader->error = error;
  reader->fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (reader->fd < 0)
    {
      sluice_file_set_errno (error, errno, "open", path);
      return FALSE;
    }
  if (fstat (reader->fd, &status) != 0)
    {
      sluice_file_set_errno (error, errno, "look at", path);
      close (reader->fd);
      return FALSE;
    }
  reader->size = (guint64) MAX (status.st_size, 0);

  return TRUE;
}

static gboolean
is_attempt (const char *text)
{
  for (guint i = 0; i < SLUICE_STATE_ATTEMPT_LENGTH; i++)
    if (!g_ascii_isxdigit (text[i]))
      return FALSE;

  return TRUE;
}

/* Fuzzing would seldom get past a checksum, and never past two. */
static gboolean
fits (guint64 checksum, guint64 of_what)
{
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
  return TRUE;
#else
  return checksum == of_what;
#endif
}

static gboolean
read_head (Reader *reader, Head *bytes, SluiceStateFileHead *head)
{
  if (!read_bytes (reader, bytes, sizeof *bytes))
    return FALSE;
  if (memcmp (bytes->magic, head_magic, sizeof head_magic) != 0)
    return corrupt (reader, "it doesn't begin like a state file.");
  if (!fits (bytes->checksum, XXH3_64bits (bytes, G_STRUCT_OFFSET (Head, checksum))))
    return corrupt (reader, "the checksum of its head doesn't fit.");
  if (bytes->format != FORMAT_VERSION)
    return corrupt (reader, "it is of a format that this version doesn't know.");
  if ((bytes->kind != SLUICE_STATE_FILE_CHANGES && bytes->kind != SLUICE_STATE_FILE_SNAPSHOT)
      || bytes->version < 1 || !is_attempt (bytes->attempt)
      || (bytes->parent[0] != '\0' && !is_attempt (bytes->parent)))
    return corrupt (reader, "its head makes no sense.");

  memset (head, 0, sizeof *head);
  head->kind = bytes->kind;
  head->version = bytes->version;
  memcpy (head->attempt, bytes->attempt, sizeof bytes->attempt);
  memcpy (head->parent, bytes->parent, sizeof bytes->parent);

  return TRUE;
}

gboolean
sluice_state_file_read_head (const char *path, SluiceStateFileHead *head, GError **error)
{
  Reader reader;
  Head bytes;
  gboolean sound;

  if (!open_reader (&reader, path, error))
    return FALSE;
  sound = read_head (&reader, &bytes, head);
  close (reader.fd);

  return sound;
}

static gboolean
take_records (Reader               *reader,
              const Frame          *frame,
              const guint8         *payload,
              SluiceStateRecordFunc func,
              gpointer              user_data)
{
  const guint8 *end = payload + frame->raw_length;
  guint32 n = 0;

  while (payload < end)
    {
      guint32 lengths[2];
      gint64 expiry;
      gboolean removed;
      gsize value_bytes;
      const guint8 *value;

      if (end - payload < RECORD_HEAD)
        return corrupt (reader, "a record is incomplete.");
      memcpy (lengths, payload, sizeof lengths);
      memcpy (&expiry, payload + sizeof lengths, sizeof expiry);
      removed = lengths[1] == SLUICE_STATE_REMOVED;
      value_bytes = removed ? 0 : lengths[1];
      payload += RECORD_HEAD;
      if ((gsize) (end - payload) < (gsize) lengths[0] + value_bytes)
        return corrupt (reader, "a record is longer than its frame.");

      value = payload + lengths[0];
      if (func != NULL
          && !func (frame->operator_id, frame->partition, payload, lengths[0], removed ? NULL : value,
                    (guint32) value_bytes, expiry, user_data))
        return corrupt (reader, "it has records of operators that the query doesn't have.");
      payload = value + value_bytes;
      n++;
    }

  return n == frame->n_records ? TRUE : corrupt (reader, "a frame has another number of records than it says.");
}

typedef struct
{
  GByteArray *stored;
  GByteArray *raw;
  ZSTD_DCtx *decompressor;
  XXH3_state_t *checksum;
} Buffers;

static gboolean
read_frame (Reader               *reader,
            const Frame          *frame,
            Buffers              *buffers,
            SluiceStateRecordFunc func,
            gpointer              user_data)
{
  const guint8 *payload;

  g_byte_array_set_size (buffers->stored, frame->stored_length);
  if (!read_bytes (reader, buffers->stored->data, frame->stored_length))
    return FALSE;
  XXH3_64bits_update (buffers->checksum, buffers->stored->data, frame->stored_length);
  if (!fits (frame->checksum, frame_checksum (frame, buffers->stored->data)))
    return corrupt (reader, "the checksum of a frame doesn't fit.");

  payload = buffers->stored->data;
  if (frame->stored_length != frame->raw_length)
    {
      gsize length;

      g_byte_array_set_size (buffers->raw, frame->raw_length);
      length = ZSTD_decompressDCtx (buffers->decompressor, buffers->raw->data, frame->raw_length, payload,
                                    frame->stored_length);
      if (ZSTD_isError (length) || length != frame->raw_length)
        return corrupt (reader, "a frame can't be decompressed.");
      payload = buffers->raw->data;
    }

  return take_records (reader, frame, payload, func, user_data);
}

static gboolean
read_frames (Reader                    *reader,
             const SluiceStateFileHead *expected,
             guint32                    only_operator,
             guint32                    only_partition,
             Buffers                   *buffers,
             SluiceStateRecordFunc      func,
             gpointer                   user_data)
{
  SluiceStateFileHead head;
  guint32 n_frames = 0;
  guint64 n_records = 0;
  Head bytes;
  Foot foot;

  if (!read_head (reader, &bytes, &head))
    return FALSE;
  if (head.kind != expected->kind || head.version != expected->version
      || strcmp (head.attempt, expected->attempt) != 0)
    return corrupt (reader, "its head doesn't fit its name.");
  XXH3_64bits_update (buffers->checksum, &bytes, sizeof bytes);

  while (reader->size - reader->at > sizeof (Foot))
    {
      Frame frame;

      if (!read_bytes (reader, &frame, sizeof frame))
        return FALSE;
      if (frame.magic != FRAME_MAGIC)
        return corrupt (reader, "a frame doesn't begin like one.");
      if (frame.stored_length > reader->size - reader->at || frame.raw_length < frame.stored_length
          || (frame.raw_length > frame.stored_length && frame.raw_length > COMPRESSED_FRAME_BYTES))
        return corrupt (reader, "a frame is longer than the file.");
      n_frames++;
      n_records += frame.n_records;

      if (only_operator != G_MAXUINT32
          && (frame.operator_id != only_operator || frame.partition != only_partition))
        {
          if (lseek (reader->fd, frame.stored_length, SEEK_CUR) < 0)
            {
              sluice_file_set_errno (reader->error, errno, "read", reader->path);
              return FALSE;
            }
          reader->at += frame.stored_length;
          continue;
        }

      XXH3_64bits_update (buffers->checksum, &frame, sizeof frame);
      if (!read_frame (reader, &frame, buffers, func, user_data))
        return FALSE;
    }

  if (!read_bytes (reader, &foot, sizeof foot))
    return FALSE;
  if (foot.magic != FOOT_MAGIC || memcmp (foot.end, foot_magic, sizeof foot_magic) != 0
      || !fits (foot.checksum, XXH3_64bits (&foot, G_STRUCT_OFFSET (Foot, checksum))))
    return corrupt (reader, "it doesn't end like a state file.");
  if (foot.n_frames != n_frames || foot.n_records != n_records)
    return corrupt (reader, "it has another number of records than it says.");
  if (only_operator == G_MAXUINT32 && !fits (foot.file_checksum, XXH3_64bits_digest (buffers->checksum)))
    return corrupt (reader, "its checksum doesn't fit.");

  return TRUE;
}

gboolean
sluice_state_file_read (const char                *path,
                        const SluiceStateFileHead *expected,
                        guint32                    only_operator,
                        guint32                    only_partition,
                        SluiceStateRecordFunc      func,
                        gpointer                   user_data,
                        GError                   **error)
{
  Reader reader;
  Buffers buffers;
  gboolean sound;

  if (!open_reader (&reader, path, error))
    return FALSE;

  buffers.stored = g_byte_array_new ();
  buffers.raw = g_byte_array_new ();
  buffers.decompressor = ZSTD_createDCtx ();
  buffers.checksum = XXH3_createState ();
  XXH3_64bits_reset (buffers.checksum);

  sound = read_frames (&reader, expected, only_operator, only_partition, &buffers, func, user_data);

  g_byte_array_unref (buffers.stored);
  g_byte_array_unref (buffers.raw);
  ZSTD_freeDCtx (buffers.decompressor);
  XXH3_freeState (buffers.checksum);
  close (reader.fd);

  return sound;
}
