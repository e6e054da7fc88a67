/* sluice-compress.c: gzip, zstd, deflate and character sets, for whole files and streams.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-compress.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "formats/sluice-reader-private.h"

#define INPUT_SIZE ((gsize) 256 * 1024)
/* Honest text compresses twenty times, a bomb thousands of times; short files are left alone. */
#define MAX_RATIO 1000
#define FREE_BYTES ((guint64) 64 * 1024 * 1024)
#define MAX_WINDOW_LOG 27
#define GZIP_WINDOW_BITS (15 + 16)
#define ZLIB_WINDOW_BITS 15
#define GZIP_OR_ZLIB_WINDOW_BITS (15 + 32)

struct _SluiceInflater
{
  int fd;
  char *path;
  SluiceCompression compression;
  char *input;
  gsize input_used;
  gsize input_size;
  gboolean input_ended;
  guint64 n_read;
  guint64 n_given;
  z_stream gzip;
  gboolean gzip_open;
  gboolean between_members;
  ZSTD_DStream *zstd;
  GConverter *charset;
  char *raw;
  gsize raw_used;
  gsize raw_size;
  gboolean raw_ended;
};

SluiceCompression
sluice_compression_of_path (const char *path)
{
  if (g_str_has_suffix (path, ".gz") || g_str_has_suffix (path, ".gzip"))
    return SLUICE_COMPRESSION_GZIP;
  if (g_str_has_suffix (path, ".zst"))
    return SLUICE_COMPRESSION_ZSTD;
  if (g_str_has_suffix (path, ".deflate"))
    return SLUICE_COMPRESSION_DEFLATE;
  if (g_str_has_suffix (path, ".bz2") || g_str_has_suffix (path, ".lz4") || g_str_has_suffix (path, ".snappy"))
    return SLUICE_COMPRESSION_UNKNOWN;

  return SLUICE_COMPRESSION_NONE;
}

static GBytes *
compress_zlib (const guint8 *plain, gsize size, int window_bits)
{
  z_stream stream = { 0 };
  gsize room;
  guint8 *out;
  gsize written = 0;
  int status;

  /* Neither fails but for a lack of memory, which GLib doesn't survive either. */
  status = deflateInit2 (&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, window_bits, 8,
                         Z_DEFAULT_STRATEGY);
  g_assert (status == Z_OK);
  room = deflateBound (&stream, size) + 64;
  out = g_malloc (room);
  stream.next_in = (guint8 *) plain;
  stream.avail_in = (uInt) size;
  stream.next_out = out;
  stream.avail_out = (uInt) room;
  status = deflate (&stream, Z_FINISH);
  g_assert (status == Z_STREAM_END);
  written = stream.total_out;
  deflateEnd (&stream);

  return g_bytes_new_take (out, written);
}

static GBytes *
compress_zstd (const guint8 *plain, gsize size)
{
  gsize room = ZSTD_compressBound (size);
  guint8 *out = g_malloc (room);
  gsize written = ZSTD_compress (out, room, plain, size, ZSTD_CLEVEL_DEFAULT);

  g_assert (!ZSTD_isError (written));

  return g_bytes_new_take (out, written);
}

GBytes *
sluice_compress (GBytes *plain, SluiceCompression compression)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (plain, &size);

  switch (compression)
    {
    case SLUICE_COMPRESSION_GZIP:
      return compress_zlib (data, size, GZIP_WINDOW_BITS);
    case SLUICE_COMPRESSION_DEFLATE:
      return compress_zlib (data, size, ZLIB_WINDOW_BITS);
    case SLUICE_COMPRESSION_ZSTD:
      return compress_zstd (data, size);
    default:
      return g_bytes_ref (plain);
    }
}

GBytes *
sluice_encode_charset (GByteArray *text, const char *encoding)
{
  g_autofree char *plain = NULL;
  g_autofree char *converted = NULL;
  gboolean mark;
  gsize length = text->len;
  gsize written = 0;

  if (encoding == NULL)
    return g_byte_array_free_to_bytes (text);

  plain = g_utf8_make_valid ((const char *) (text->data != NULL ? text->data : (const guint8 *) ""),
                             (gssize) length);
  g_byte_array_unref (text);
  /* Java's UTF-16 has a mark and the high byte first. */
  mark = strcmp (encoding, "UTF-16") == 0;
  if (strcmp (encoding, "UTF-32") == 0)
    encoding = "UTF-32BE";
  converted = g_convert_with_fallback (plain, (gssize) strlen (plain), mark ? "UTF-16BE" : encoding, "UTF-8",
                                       "?", NULL, &written, NULL);
  if (converted == NULL)
    return g_bytes_new_take (g_steal_pointer (&plain), length);
  if (mark)
    {
      char *marked = g_malloc (written + 2);

      memcpy (marked, "\xfe\xff", 2);
      memcpy (marked + 2, converted, written);
      return g_bytes_new_take (marked, written + 2);
    }

  return g_bytes_new_take (g_steal_pointer (&converted), written);
}

SluiceInflater *
sluice_inflater_open (const char *path, const char *encoding, GError **error)
{
  g_autoptr (SluiceInflater) self = g_new0 (SluiceInflater, 1);
  struct stat info;

  self->path = g_strdup (path);
  self->compression = sluice_compression_of_path (path);
  self->fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (self->fd < 0 || fstat (self->fd, &info) != 0)
    {
      sluice_set_io_error (error, path, errno, NULL);
      return NULL;
    }
  if (!S_ISREG (info.st_mode))
    {
      sluice_set_io_error (error, path, 0, "it is not a regular file");
      return NULL;
    }

  if (self->compression == SLUICE_COMPRESSION_UNKNOWN)
    {
      sluice_set_io_error (error, path, 0,
                           "bzip2, lz4 and snappy aren't available in this version; unpack it, or compress it "
                           "with gzip, zstd or deflate");
      return NULL;
    }

  self->input = g_malloc (INPUT_SIZE);
  if (self->compression == SLUICE_COMPRESSION_GZIP || self->compression == SLUICE_COMPRESSION_DEFLATE)
    {
      self->gzip_open = inflateInit2 (&self->gzip, GZIP_OR_ZLIB_WINDOW_BITS) == Z_OK;
      g_assert (self->gzip_open);
      self->between_members = TRUE;
    }
  else if (self->compression == SLUICE_COMPRESSION_ZSTD)
    {
      self->zstd = ZSTD_createDStream ();
      ZSTD_DCtx_setParameter (self->zstd, ZSTD_d_windowLogMax, MAX_WINDOW_LOG);
      self->between_members = TRUE;
    }
  if (encoding != NULL)
    {
      GCharsetConverter *charset = g_charset_converter_new ("UTF-8", encoding, error);

      if (charset == NULL)
        return NULL;
      g_charset_converter_set_use_fallback (charset, TRUE);
      self->charset = G_CONVERTER (charset);
      self->raw = g_malloc (INPUT_SIZE);
    }

  return g_steal_pointer (&self);
}

void
sluice_inflater_free (SluiceInflater *self)
{
  if (self == NULL)
    return;

  if (self->fd >= 0)
    close (self->fd);
  if (self->gzip_open)
    inflateEnd (&self->gzip);
  if (self->zstd != NULL)
    ZSTD_freeDStream (self->zstd);
  g_clear_object (&self->charset);
  g_free (self->path);
  g_free (self->input);
  g_free (self->raw);
  g_free (self);
}

static gboolean
fill_input (SluiceInflater *self, GError **error)
{
  gssize n;

  if (self->input_used < self->input_size || self->input_ended)
    return TRUE;

  do
    n = read (self->fd, self->input, INPUT_SIZE);
  while (n < 0 && errno == EINTR);
  if (n < 0)
    {
      sluice_set_io_error (error, self->path, errno, NULL);
      return FALSE;
    }
  self->input_used = 0;
  self->input_size = (gsize) n;
  self->input_ended = n == 0;
  self->n_read += (guint64) n;

  return TRUE;
}

/* Returns: bytes written, 0 when more input is needed, -1 when the file is damaged. */
static gssize
inflate_gzip (SluiceInflater *self, char *buffer, gsize size)
{
  int status;
  gsize before;

  self->gzip.next_in = (guint8 *) self->input + self->input_used;
  self->gzip.avail_in = (uInt) (self->input_size - self->input_used);
  self->gzip.next_out = (guint8 *) buffer;
  self->gzip.avail_out = (uInt) MIN (size, (gsize) G_MAXINT32);
  before = self->gzip.avail_out;
  status = inflate (&self->gzip, Z_NO_FLUSH);
  self->input_used = self->input_size - self->gzip.avail_in;
  if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
    return -1;

  self->between_members = FALSE;
  if (status == Z_STREAM_END)
    {
      /* Several members may follow one another, as `cat` makes them. */
      self->between_members = TRUE;
      inflateReset (&self->gzip);
    }

  return (gssize) (before - self->gzip.avail_out);
}

static gssize
inflate_zstd (SluiceInflater *self, char *buffer, gsize size)
{
  ZSTD_inBuffer in = { self->input, self->input_size, self->input_used };
  ZSTD_outBuffer out = { buffer, size, 0 };
  gsize status = ZSTD_decompressStream (self->zstd, &out, &in);

  self->input_used = in.pos;
  if (ZSTD_isError (status))
    return -1;
  self->between_members = status == 0;

  return (gssize) out.pos;
}

static gssize
read_plain (SluiceInflater *self, char *buffer, gsize size, GError **error)
{
  gsize n = MIN (size, self->input_size - self->input_used);

  (void) error;
  memcpy (buffer, self->input + self->input_used, n);
  self->input_used += n;

  return (gssize) n;
}

/* Decompresses; Returns: bytes, 0 at the end, -1 on an error. */
static gssize
read_raw (SluiceInflater *self, char *buffer, gsize size, GError **error)
{
  while (TRUE)
    {
      gssize n;

      if (!fill_input (self, error))
        return -1;
      if (self->input_ended && self->input_used == self->input_size)
        {
          if (self->compression != SLUICE_COMPRESSION_NONE && !self->between_members)
            {
              sluice_set_io_error (error, self->path, 0, "the compressed data ends too early");
              return -1;
            }
          return 0;
        }

      if (self->compression == SLUICE_COMPRESSION_GZIP || self->compression == SLUICE_COMPRESSION_DEFLATE)
        n = inflate_gzip (self, buffer, size);
      else if (self->compression == SLUICE_COMPRESSION_ZSTD)
        n = inflate_zstd (self, buffer, size);
      else
        n = read_plain (self, buffer, size, error);
      if (n < 0)
        {
          sluice_set_io_error (error, self->path, 0, "the compressed data is damaged");
          return -1;
        }
      self->n_given += (guint64) n;
      if (self->compression != SLUICE_COMPRESSION_NONE && self->n_given > FREE_BYTES
          && self->n_given / MAX_RATIO > self->n_read)
        {
          sluice_set_io_error (error, self->path, 0, "it grows more than a thousandfold when decompressed");
          return -1;
        }
      if (n > 0)
        return n;
    }
}

static gssize
read_converted (SluiceInflater *self, char *buffer, gsize size, GError **error)
{
  while (TRUE)
    {
      g_autoptr (GError) problem = NULL;
      gsize taken = 0, given = 0;
      GConverterResult result;

      if (!self->raw_ended && self->raw_size - self->raw_used < 16)
        {
          gsize left = self->raw_size - self->raw_used;
          gssize n;

          memmove (self->raw, self->raw + self->raw_used, left);
          self->raw_used = 0;
          self->raw_size = left;
          n = read_raw (self, self->raw + left, INPUT_SIZE - left, error);
          if (n < 0)
            return -1;
          self->raw_size += (gsize) n;
          self->raw_ended = n == 0;
        }
      if (self->raw_ended && self->raw_used == self->raw_size)
        return 0;

      result = g_converter_convert (self->charset, self->raw + self->raw_used, self->raw_size - self->raw_used,
                                    buffer, size, self->raw_ended ? G_CONVERTER_INPUT_AT_END : 0, &taken,
                                    &given, &problem);
      if (result == G_CONVERTER_ERROR)
        {
          if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT) && !self->raw_ended)
            {
              /* Half a character at the end of what was read. */
              gsize left = self->raw_size - self->raw_used;
              gssize n;

              memmove (self->raw, self->raw + self->raw_used, left);
              self->raw_used = 0;
              n = read_raw (self, self->raw + left, INPUT_SIZE - left, error);
              if (n < 0)
                return -1;
              self->raw_size = left + (gsize) n;
              self->raw_ended = n == 0;
              continue;
            }
          if (size < 3)
            return 0;
          /* What isn't a character of the encoding is one replacement. */
          memcpy (buffer, "\xef\xbf\xbd", 3);
          self->raw_used = self->raw_ended && self->raw_size - self->raw_used < 4 ? self->raw_size
                                                                                  : self->raw_used + 1;
          return 3;
        }
      self->raw_used += taken;
      if (given > 0)
        return (gssize) given;
      if (result == G_CONVERTER_FINISHED)
        return 0;
    }
}

gssize
sluice_inflater_read (SluiceInflater *self, char *buffer, gsize size, GError **error)
{
  gsize total = 0;

  while (total < size)
    {
      gssize n = self->charset != NULL ? read_converted (self, buffer + total, size - total, error)
                                       : read_raw (self, buffer + total, size - total, error);

      if (n < 0)
        return -1;
      if (n == 0)
        break;
      total += (gsize) n;
    }

  return (gssize) total;
}
