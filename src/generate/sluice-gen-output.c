/* sluice-gen-output.c: where generated rows go.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "generate/sluice-gen-output.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Rows are made in portions that stay in the processor's cache, and written in larger ones. */
#define ROWS_PER_PORTION 256
#define WRITE_SIZE (1 << 18)

static gboolean
fail_with_errno (GError    **error,
                 const char *what,
                 const char *path)
{
  int saved = errno;

  g_set_error (error,
               G_IO_ERROR,
               g_io_error_from_errno (saved),
               "%s '%s': %s",
               what,
               path,
               g_strerror (saved));
  return FALSE;
}

static gboolean
write_all (int            fd,
           const char    *path,
           const GString *text,
           GError       **error)
{
  const char *p = text->str;
  gsize left = text->len;

  while (left > 0)
    {
      gssize written = write (fd, p, left);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return fail_with_errno (error, "Could not write", path);
      p += written;
      left -= written;
    }

  return TRUE;
}

static gboolean
write_rows (const SluiceGenOutput *self,
            SluiceGenerator       *generator,
            guint64                n_rows,
            int                    fd,
            const char            *path,
            GString               *buffer,
            GError               **error)
{
  g_string_truncate (buffer, 0);
  if (self->header)
    sluice_generator_append_header (generator, buffer);

  while (n_rows > 0)
    {
      guint64 portion = MIN (n_rows, ROWS_PER_PORTION);

      sluice_generator_next_lines (generator, portion, buffer);
      n_rows -= portion;
      if (buffer->len >= WRITE_SIZE)
        {
          if (!write_all (fd, path, buffer, error))
            return FALSE;
          g_string_truncate (buffer, 0);
        }
    }

  return write_all (fd, path, buffer, error);
}

/* Opens the hidden file that becomes @path. One that a killed run left behind is written over. */
static int
open_hidden (const char *path,
             char      **hidden,
             GError    **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *hidden_name = g_strdup_printf (".%s.tmp", name);
  int fd;

  *hidden = NULL;
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_EXISTS,
                   "'%s' exists already; choose an empty folder or another --prefix",
                   path);
      return -1;
    }

  *hidden = g_build_filename (folder, hidden_name, NULL);
  fd = g_open (*hidden, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd < 0)
    fail_with_errno (error, "Could not create", *hidden);
  return fd;
}

/* Ends a file: closes it, and gives it its name or, when something went wrong, removes it. */
static gboolean
finish_file (int         fd,
             const char *hidden,
             const char *path,
             gboolean    written,
             GError    **error)
{
  if (close (fd) != 0 && written)
    written = fail_with_errno (error, "Could not write", path);
  if (written && g_rename (hidden, path) != 0)
    written = fail_with_errno (error, "Could not rename a file to", path);
  if (!written)
    g_unlink (hidden);

  return written;
}

static guint64
rows_of_file (const SluiceGenOutput *self,
              guint64                index,
              guint64                rows_left)
{
  if (self->files == 0)
    return MIN (self->rows_per_file, rows_left);
  return rows_left / (self->files - index);
}

static gboolean
write_files (const SluiceGenOutput *self,
             SluiceGenerator       *generator,
             GString               *buffer,
             GError               **error)
{
  const char *format = sluice_generator_get_format (generator);
  const char *extension = g_str_equal (format, "text") ? "txt" : format;
  gint64 began = g_get_monotonic_time ();
  guint64 rows_left = self->rows;

  if (g_mkdir_with_parents (self->directory, 0777) != 0)
    return fail_with_errno (error, "Could not make the folder", self->directory);

  for (guint64 i = 0; self->files > 0 ? i < self->files : rows_left > 0; i++)
    {
      guint64 n_rows = rows_of_file (self, i, rows_left);
      g_autofree char *name =
        g_strdup_printf ("%s-%05" G_GUINT64_FORMAT ".%s", self->prefix, i, extension);
      g_autofree char *path = g_build_filename (self->directory, name, NULL);
      g_autofree char *hidden = NULL;
      int fd = open_hidden (path, &hidden, error);
      gboolean written;
      gint64 wait;

      if (fd < 0)
        return FALSE;

      written = write_rows (self, generator, n_rows, fd, path, buffer, error);

      /* The file is ready by now and only appears when its time has come. */
      wait = began + (gint64) (i * self->interval_us) - g_get_monotonic_time ();
      if (written && wait > 0)
        g_usleep (wait);

      if (!finish_file (fd, hidden, path, written, error))
        return FALSE;
      if (self->rows != G_MAXUINT64)
        rows_left -= n_rows;
    }

  return TRUE;
}

gboolean
sluice_gen_output_write (const SluiceGenOutput *self,
                         SluiceGenerator       *generator,
                         GError               **error)
{
  g_autoptr(GString) buffer = g_string_sized_new (2 * WRITE_SIZE);

  if (self->directory == NULL)
    return write_rows (
      self, generator, self->rows, STDOUT_FILENO, "standard output", buffer, error);
  return write_files (self, generator, buffer, error);
}

gboolean
sluice_gen_output_write_file (const char    *path,
                              const GString *text,
                              GError       **error)
{
  g_autofree char *hidden = NULL;
  int fd = open_hidden (path, &hidden, error);

  if (fd < 0)
    return FALSE;
  return finish_file (fd, hidden, path, write_all (fd, path, text, error), error);
}
