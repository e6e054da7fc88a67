/* sluice-file-ops.c: the operations on files that durability rests on.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/sluice-file-ops.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/sluice-error.h"

SLUICE_DEFINE_ERROR_DOMAIN (sluice_file_error)

static int
real_open (const char *path, int flags, int mode)
{
  return open (path, flags, mode);
}

static gssize
real_write (int fd, gconstpointer data, gsize length)
{
  return write (fd, data, length);
}

static int
real_rename (const char *from, const char *to, gboolean replace)
{
  if (replace)
    return rename (from, to);
  if (renameat2 (AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
    return 0;
  if (errno != EINVAL && errno != ENOSYS)
    return -1;

  /* A file system without RENAME_NOREPLACE: link(2) refuses an existing name just as well. */
  if (link (from, to) != 0)
    return -1;

  return unlink (from);
}

static int
real_mkdir (const char *path, int mode)
{
  return mkdir (path, mode);
}

static int
real_fsync_directory (const char *path)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int result;
  int saved_errno;

  if (fd < 0)
    return -1;
  result = fsync (fd);
  saved_errno = errno;
  close (fd);
  errno = saved_errno;

  return result;
}

static int
real_allocate (int fd, gint64 length)
{
  int result = posix_fallocate (fd, 0, length);

  if (result == 0)
    return 0;
  errno = result;

  return -1;
}

static const SluiceFileOps real_ops = {
  .open = real_open,
  .write = real_write,
  .fsync = fsync,
  .close = close,
  .rename = real_rename,
  .link = link,
  .unlink = unlink,
  .mkdir = real_mkdir,
  .fsync_directory = real_fsync_directory,
  .allocate = real_allocate,
};

static const SluiceFileOps *current_ops = &real_ops;

const SluiceFileOps *
sluice_file_ops (void)
{
  return g_atomic_pointer_get (&current_ops);
}

void
sluice_file_ops_set (const SluiceFileOps *ops)
{
  g_atomic_pointer_set (&current_ops, ops != NULL ? ops : &real_ops);
}

void
sluice_file_set_errno (GError **error, int saved_errno, const char *action, const char *path)
{
  g_autofree char *shown = g_filename_display_name (path);

  sluice_set_error (error, SLUICE_FILE_ERROR, g_io_error_from_errno (saved_errno), NULL,
                    "Cannot %s “%s”: %s", action, shown, g_strerror (saved_errno));
  if (error != NULL)
    sluice_error_set_file (*error, path, 0);
}

static gboolean
write_all (const SluiceFileOps *ops, int fd, const char *data, gsize length)
{
  while (length > 0)
    {
      gssize written = ops->write (fd, data, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        {
          if (written == 0)
            errno = ENOSPC;
          return FALSE;
        }
      data += written;
      length -= written;
    }

  return TRUE;
}

gboolean
sluice_file_write (const char      *path,
                   gconstpointer    data,
                   gsize            length,
                   SluiceWriteFlags flags,
                   GError         **error)
{
  const SluiceFileOps *ops = sluice_file_ops ();
  g_autofree char *directory = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *unique = g_uuid_string_random ();
  g_autofree char *temporary = g_strdup_printf ("%s/.%s.%s.tmp", directory, name, unique);
  const char *action = "create";
  int saved_errno;
  int fd;

  fd = ops->open (temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (fd < 0)
    {
      sluice_file_set_errno (error, errno, action, path);
      return FALSE;
    }

  action = "write";
  if (!write_all (ops, fd, data, length))
    goto failed;
  action = "sync";
  if ((flags & SLUICE_WRITE_NO_SYNC) == 0 && ops->fsync (fd) != 0)
    goto failed;
  action = "close";
  if (ops->close (fd) != 0)
    {
      fd = -1;
      goto failed;
    }
  fd = -1;

  action = "create";
  if (ops->rename (temporary, path, (flags & SLUICE_WRITE_REPLACE) != 0) != 0)
    goto failed;
  if ((flags & (SLUICE_WRITE_NO_SYNC | SLUICE_WRITE_NO_DIRECTORY_SYNC)) == 0
      && ops->fsync_directory (directory) != 0)
    {
      sluice_file_set_errno (error, errno, "sync the directory of", path);
      return FALSE;
    }

  return TRUE;

failed:
  saved_errno = errno;
  if (fd >= 0)
    ops->close (fd);
  ops->unlink (temporary);
  sluice_file_set_errno (error, saved_errno, action, path);

  return FALSE;
}

gboolean
sluice_file_make_directory (const char *path, GError **error)
{
  const SluiceFileOps *ops = sluice_file_ops ();
  g_autofree char *parent = NULL;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return TRUE;

  parent = g_path_get_dirname (path);
  if (g_strcmp0 (parent, path) != 0 && !sluice_file_make_directory (parent, error))
    return FALSE;

  if (ops->mkdir (path, 0755) != 0 && !(errno == EEXIST && g_file_test (path, G_FILE_TEST_IS_DIR)))
    {
      sluice_file_set_errno (error, errno, "create the directory", path);
      return FALSE;
    }

  return sluice_file_sync_directory (parent, error);
}

gboolean
sluice_file_sync_directory (const char *path, GError **error)
{
  if (sluice_file_ops ()->fsync_directory (path) == 0)
    return TRUE;

  sluice_file_set_errno (error, errno, "sync the directory", path);

  return FALSE;
}

gboolean
sluice_file_remove (const char *path, GError **error)
{
  if (sluice_file_ops ()->unlink (path) == 0 || errno == ENOENT)
    return TRUE;

  sluice_file_set_errno (error, errno, "remove", path);

  return FALSE;
}

gboolean
sluice_file_remove_unfinished (const char *directory, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (name[0] == '.' && g_str_has_suffix (name, ".tmp"))
      {
        g_autofree char *path = g_build_filename (directory, name, NULL);

        if (!sluice_file_remove (path, error))
          return FALSE;
      }

  return TRUE;
}

void
sluice_file_remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        sluice_file_remove_tree (child);
      else
        unlink (child);
    }
  rmdir (path);
}
