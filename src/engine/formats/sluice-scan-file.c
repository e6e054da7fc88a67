/* sluice-scan-file.c: files in blocks of whole records, and ranges of files.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/sluice-compress.h"
#include "formats/sluice-csv-reader.h"
#include "formats/sluice-reader-private.h"
#include "formats/sluice-scan-simd.h"

#define BLOCK_SIZE ((gsize) 1024 * 1024)
/* A file that is one record, or has to be seen as a whole, is held in memory up to this. */
#define MAX_WHOLE_FILE ((gsize) 2 * 1024 * 1024 * 1024)
#define LOOK_SIZE ((gsize) 64 * 1024)

/* A file being read from its beginning or, uncompressed, from anywhere. */
typedef struct
{
  const char *path;
  int fd;
  SluiceInflater *inflater;
} Input;

/* Separators that can overlap themselves, such as `aa`, can only be told apart from the beginning on. */
static gboolean
separator_overlaps (const SluiceFormatOptions *options)
{
  const char *separator = options->line_separator;
  gsize n = options->line_separator_length;

  for (gsize shift = 1; separator != NULL && shift < n; shift++)
    if (memcmp (separator, separator + shift, n - shift) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
needs_whole_file (const SluiceFormatOptions *options)
{
  return options->multi_line || options->whole_text;
}

gboolean
sluice_reader_is_splittable (const SluiceReader *self, const char *path)
{
  return !needs_whole_file (self->options) && self->options->encoding == NULL
         && !separator_overlaps (self->options)
         && sluice_compression_of_path (path) == SLUICE_COMPRESSION_NONE;
}

static gssize
read_at (Input *input, char *buffer, gsize size, gint64 offset, GError **error)
{
  gsize total = 0;

  if (input->inflater != NULL)
    return sluice_inflater_read (input->inflater, buffer, size, error);

  while (total < size)
    {
      gssize n = pread (input->fd, buffer + total, size - total, (off_t) (offset + (gint64) total));

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          sluice_set_io_error (error, input->path, errno, NULL);
          return -1;
        }
      if (n == 0)
        break;
      total += (gsize) n;
    }

  return (gssize) total;
}

static gboolean
input_open (Input *self, const SluiceReader *reader, const char *path, GError **error)
{
  struct stat info;

  self->path = path;
  self->fd = -1;
  self->inflater = NULL;
  if (reader->options->encoding != NULL || sluice_compression_of_path (path) != SLUICE_COMPRESSION_NONE)
    {
      self->inflater = sluice_inflater_open (path, reader->options->encoding, error);
      return self->inflater != NULL;
    }

  /* Without O_NONBLOCK a FIFO in a source's directory would hold the query for ever. */
  self->fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (self->fd < 0 || fstat (self->fd, &info) != 0)
    {
      sluice_set_io_error (error, path, errno, NULL);
      return FALSE;
    }
  if (!S_ISREG (info.st_mode))
    {
      sluice_set_io_error (error, path, 0, "it is not a regular file");
      return FALSE;
    }

  return TRUE;
}

static void
input_close (Input *self)
{
  if (self->fd >= 0)
    close (self->fd);
  sluice_inflater_free (self->inflater);
}

/*
 * The first beginning of a record at @from or behind it, in bytes that begin before @from by as much as a
 * separator is long. Returns: %FALSE when the bytes don't tell; @at_end says that no more follow.
 */
static gboolean
find_record_start (const SluiceFormatOptions *options,
                   const char                *data,
                   gsize                      length,
                   gsize                      from,
                   gboolean                   at_end,
                   gsize                     *start)
{
  const char *p, *end = data + length;

  if (options->line_separator != NULL)
    {
      gsize n = options->line_separator_length;
      /* One separator may end at @from exactly. */
      const char *first = data + (from > n ? from - n : 0);

      p = memmem (first, end - first, options->line_separator, n);
      while (p != NULL && (gsize) (p - data) + n < from)
        p = memmem (p + n, end - p - n, options->line_separator, n);
      if (p == NULL)
        {
          *start = length;
          return at_end;
        }
      *start = (gsize) (p - data) + n;
      return TRUE;
    }

  p = sluice_find_line_end (data + from - 1, end);
  if (p == end || (*p == '\r' && p + 1 == end && !at_end))
    {
      *start = length;
      return at_end;
    }
  *start = (gsize) (p - data) + (*p == '\r' && p + 1 < end && p[1] == '\n' ? 2 : 1);

  return TRUE;
}

/* The place of the first record that begins at @offset or behind it. */
static gboolean
seek_record (Input *input, const SluiceFormatOptions *options, gint64 offset, gint64 *place, GError **error)
{
  gsize before = options->line_separator != NULL ? options->line_separator_length : 1;
  g_autofree char *buffer = g_malloc (LOOK_SIZE);
  gint64 base;

  if (offset <= 0)
    {
      *place = 0;
      return TRUE;
    }

  base = MAX (offset - (gint64) before, 0);
  while (TRUE)
    {
      gsize start;
      gssize n = read_at (input, buffer, LOOK_SIZE, base, error);
      gboolean at_end = n < (gssize) LOOK_SIZE;

      if (n < 0)
        return FALSE;
      if (base + n < offset)
        {
          *place = base + n;
          return TRUE;
        }
      if (find_record_start (options, buffer, (gsize) n, (gsize) (MAX (offset, base + 1) - base), at_end,
                             &start))
        {
          *place = base + (gint64) start;
          return TRUE;
        }
      /* Go on with what may be the first half of a separator. */
      base += n - (gint64) before;
    }
}

/* Whether the file's header, its first line that isn't blank, ends before @offset. */
static gboolean
header_is_before (Input *input, const SluiceFormatOptions *options, gint64 offset, gboolean *before, GError **error)
{
  g_autofree char *buffer = g_malloc (LOOK_SIZE);
  gint64 base = 0;

  *before = FALSE;
  while (base < offset)
    {
      gssize n = read_at (input, buffer, (gsize) MIN ((gint64) LOOK_SIZE, offset - base), base, error);
      const char *p = buffer;

      if (n < 0)
        return FALSE;
      if (n == 0)
        return TRUE;
      while (p < buffer + n)
        {
          const char *next;
          const char *stop = sluice_next_record (options, p, buffer + n, &next);

          if (!sluice_csv_line_is_void (options, p, (gsize) (stop - p)))
            {
              *before = TRUE;
              return TRUE;
            }
          p = next;
        }
      base += n;
    }

  return TRUE;
}

/* Where the last whole record of a block ends; 0 when there is none. */
static gsize
last_record_end (const SluiceFormatOptions *options, const char *data, gsize length)
{
  const char *p;

  if (options->line_separator != NULL)
    {
      gsize n = options->line_separator_length;
      gsize end = 0;
      const char *from = data;

      /* From the front, since a separator is only one where the one before has ended. */
      if (n == 1)
        {
          p = memrchr (data, options->line_separator[0], length);
          return p != NULL ? (gsize) (p - data) + 1 : 0;
        }
      while ((p = memmem (from, length - (gsize) (from - data), options->line_separator, n)) != NULL)
        {
          from = p + n;
          end = (gsize) (from - data);
        }
      return end;
    }

  p = memrchr (data, '\n', length);
  if (p != NULL)
    return (gsize) (p - data) + 1;
  /* A carriage return at the very end may be the first half of a pair. */
  p = length > 0 ? memrchr (data, '\r', length - 1) : NULL;

  return p != NULL ? (gsize) (p - data) + 1 : 0;
}

static guint64
count_lines (const char *data, gsize length)
{
  const char *end = data + length;
  guint64 n = 0;

  for (const char *p = data; p < end;)
    {
      p = sluice_find_line_end (p, end);
      if (p < end)
        {
          n++;
          p += *p == '\r' && p + 1 < end && p[1] == '\n' ? 2 : 1;
        }
    }

  return n;
}

/* What is needed from block to block. */
typedef struct
{
  SluiceScanner *scanner;
  Input input;
  SluiceScanOrigin origin;
  guint64 *sequence;
  SluiceBatchFunc func;
  gpointer user_data;
  GCancellable *cancellable;
  gint64 offset;                /* of the next byte to read */
  gint64 limit;                 /* no byte at or behind this is read; -1 for no limit */
} FileScan;

static gboolean
scan_block (FileScan *self, const char *data, gsize length, GError **error)
{
  SluiceScanner *scanner = self->scanner;
  gboolean count = scanner->reader->options->mode == SLUICE_PARSE_FAIL_FAST;

  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (length > 0
      && !sluice_scanner_scan (scanner, scanner->arena, data, length, &self->origin, self->sequence, self->func,
                               self->user_data, error))
    return FALSE;

  /* Lines are counted only where an error may ask for them. */
  if (count && self->origin.first_line > 0)
    self->origin.first_line += count_lines (data, length);
  self->origin.first_block = FALSE;

  return TRUE;
}

static gboolean
scan_whole (FileScan *self, GError **error)
{
  SluiceScanner *scanner = self->scanner;
  gsize room = BLOCK_SIZE;
  gsize used = 0;
  char *block = g_atomic_rc_box_alloc (room);
  gboolean good = FALSE;

  while (TRUE)
    {
      gssize n = read_at (&self->input, block + used, room - used, self->offset, error);
      char *larger;

      if (n < 0)
        break;
      used += (gsize) n;
      self->offset += n;
      if (used < room)
        {
          scanner->block = block;
          good = scan_block (self, block, used, error);
          break;
        }
      if (room >= MAX_WHOLE_FILE)
        {
          sluice_set_io_error (error, self->input.path, 0, "it is too large to be read as a whole");
          break;
        }
      larger = g_atomic_rc_box_alloc (room * 2);
      memcpy (larger, block, used);
      g_atomic_rc_box_release (block);
      block = larger;
      room *= 2;
    }

  scanner->block = NULL;
  g_atomic_rc_box_release (block);

  return good;
}

/* The rest of a record that is longer than any may be is passed over; what came is its beginning. */
static gboolean
skip_long_record (FileScan *self, char *block, gsize *used, GError **error)
{
  const SluiceFormatOptions *options = self->scanner->reader->options;
  gsize n_separator = options->line_separator != NULL ? options->line_separator_length : 1;
  gsize kept = 0;

  if (options->format == SLUICE_FORMAT_TEXT)
    {
      sluice_set_io_error (error, self->input.path, 0, "a line is longer than 16 MiB");
      return FALSE;
    }

  while (TRUE)
    {
      gsize want = BLOCK_SIZE - kept;
      gsize start;
      gssize n;

      if (self->limit >= 0)
        want = (gsize) MIN ((gint64) want, self->limit - self->offset);
      n = read_at (&self->input, block + kept, want, self->offset, error);
      if (n < 0)
        return FALSE;
      self->offset += n;
      kept += (gsize) n;
      if (kept < n_separator || n == 0)
        {
          *used = 0;
          return TRUE;
        }
      if (find_record_start (options, block, kept, n_separator, n < (gssize) want, &start))
        {
          *used = kept - start;
          memmove (block, block + start, *used);
          return TRUE;
        }
      memmove (block, block + kept - n_separator, n_separator);
      kept = n_separator;
    }
}

static gboolean
scan_blocks (FileScan *self, GError **error)
{
  SluiceScanner *scanner = self->scanner;
  const SluiceFormatOptions *options = scanner->reader->options;
  gsize room = BLOCK_SIZE;
  gsize used = 0;
  char *block = g_atomic_rc_box_alloc (room);
  gboolean good = FALSE;

  while (TRUE)
    {
      gsize want = room - used;
      gsize cut;
      gboolean at_end;
      gssize n;

      if (self->limit >= 0)
        want = (gsize) MIN ((gint64) want, self->limit - self->offset);
      n = want > 0 ? read_at (&self->input, block + used, want, self->offset, error) : 0;
      if (n < 0)
        break;
      self->offset += n;
      used += (gsize) n;
      at_end = (gsize) n < room - (used - (gsize) n);
      cut = at_end ? used : last_record_end (options, block, used);

      if (cut == 0 && !at_end)
        {
          char *larger;

          if (used < SLUICE_MAX_RECORD + BLOCK_SIZE)
            {
              room = room * 2;
              larger = g_atomic_rc_box_alloc (room);
              memcpy (larger, block, used);
              g_atomic_rc_box_release (block);
              block = larger;
              continue;
            }
          scanner->block = block;
          if (!scan_block (self, block, used, error))
            break;
          g_atomic_rc_box_release (block);
          room = BLOCK_SIZE;
          block = g_atomic_rc_box_alloc (room);
          if (!skip_long_record (self, block, &used, error))
            break;
          continue;
        }

      scanner->block = block;
      if (!scan_block (self, block, cut, error))
        break;
      if (at_end)
        {
          good = TRUE;
          break;
        }

      if (cut < used || scanner->own_arena != NULL)
        {
          /* Batches that somebody keeps may point into this block. */
          char *fresh = g_atomic_rc_box_alloc (MAX (BLOCK_SIZE, used - cut));

          memcpy (fresh, block + cut, used - cut);
          room = MAX (BLOCK_SIZE, used - cut);
          g_atomic_rc_box_release (block);
          block = fresh;
        }
      used -= cut;
    }

  scanner->block = NULL;
  g_atomic_rc_box_release (block);

  return good;
}

gboolean
sluice_scanner_scan_file (SluiceScanner   *self,
                          SluiceArena     *arena,
                          const char      *path,
                          gint64           start,
                          gint64           end,
                          guint64         *sequence,
                          SluiceBatchFunc  func,
                          gpointer         user_data,
                          GCancellable    *cancellable,
                          GError         **error)
{
  const SluiceReader *reader = self->reader;
  const SluiceFormatOptions *options = reader->options;
  gboolean splittable = sluice_reader_is_splittable (reader, path);
  FileScan scan = { .scanner = self,
                    .origin = { path, 1, TRUE },
                    .sequence = sequence,
                    .func = func,
                    .user_data = user_data,
                    .cancellable = cancellable,
                    .limit = -1 };
  gboolean good = FALSE;
  gboolean header_before = FALSE;

  /* A file that can't be split belongs to the range that has its beginning. */
  if (!splittable && start > 0)
    return TRUE;
  if (!input_open (&scan.input, reader, path, error))
    {
      input_close (&scan.input);
      return FALSE;
    }

  self->header_pending = FALSE;
  self->arena = arena;
  self->recycle = TRUE;
  if (splittable && (!seek_record (&scan.input, options, start, &scan.offset, error)
                     || (end < G_MAXINT64 && !seek_record (&scan.input, options, end, &scan.limit, error))))
    goto out;
  if (scan.limit >= 0 && scan.limit <= scan.offset)
    {
      good = TRUE;
      goto out;
    }
  if (scan.offset > 0)
    {
      scan.origin.first_line = 0;
      scan.origin.first_block = FALSE;
      if (options->header)
        {
          if (!header_is_before (&scan.input, options, scan.offset, &header_before, error))
            goto out;
          self->header_pending = !header_before;
        }
    }

  good = needs_whole_file (options) ? scan_whole (&scan, error) : scan_blocks (&scan, error);

out:
  self->recycle = FALSE;
  self->arena = NULL;
  g_clear_pointer (&self->own_arena, sluice_arena_unref);
  input_close (&scan.input);

  return good;
}
