/* sluice-state-chain.c: which files make a version of state.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "state/sluice-state-chain.h"

#include <string.h>

#include "state/sluice-state-store.h"

static void
file_free (gpointer data)
{
  SluiceStateFile *file = data;

  g_free (file->path);
  g_free (file);
}

/* Names are VERSION-ATTEMPT.changes and VERSION-ATTEMPT.snapshot. */
static gboolean
parse_name (const char *name, SluiceStateFileHead *head)
{
  char *end;

  memset (head, 0, sizeof *head);
  if (!g_ascii_isdigit (name[0]))
    return FALSE;
  head->version = g_ascii_strtoll (name, &end, 10);
  if (head->version < 1 || head->version == G_MAXINT64 || *end != '-'
      || strlen (end) <= SLUICE_STATE_ATTEMPT_LENGTH)
    return FALSE;
  memcpy (head->attempt, end + 1, SLUICE_STATE_ATTEMPT_LENGTH);
  for (guint i = 0; i < SLUICE_STATE_ATTEMPT_LENGTH; i++)
    if (!g_ascii_isxdigit (head->attempt[i]))
      return FALSE;

  end += 1 + SLUICE_STATE_ATTEMPT_LENGTH;
  if (strcmp (end, ".changes") == 0)
    head->kind = SLUICE_STATE_FILE_CHANGES;
  else if (strcmp (end, ".snapshot") == 0)
    head->kind = SLUICE_STATE_FILE_SNAPSHOT;
  else
    return FALSE;

  return TRUE;
}

static int
compare_files (gconstpointer a, gconstpointer b)
{
  const SluiceStateFile *file_a = *(SluiceStateFile *const *) a;
  const SluiceStateFile *file_b = *(SluiceStateFile *const *) b;

  if (file_a->head.version != file_b->head.version)
    return file_a->head.version < file_b->head.version ? -1 : 1;

  return strcmp (file_a->path, file_b->path);
}

GPtrArray *
sluice_state_list_files (const char *directory, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (file_free);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GDir) dir = g_dir_open (directory, 0, &local_error);
  const char *name;

  if (dir == NULL)
    {
      if (g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return g_steal_pointer (&files);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      SluiceStateFileHead head;

      if (parse_name (name, &head))
        {
          SluiceStateFile *file = g_new (SluiceStateFile, 1);

          file->path = g_build_filename (directory, name, NULL);
          file->head = head;
          g_ptr_array_add (files, file);
        }
    }
  g_ptr_array_sort (files, compare_files);

  return g_steal_pointer (&files);
}

char *
sluice_state_file_path (const char *directory, const SluiceStateFileHead *head)
{
  return g_strdup_printf ("%s/%" G_GINT64_FORMAT "-%s.%s", directory, head->version, head->attempt,
                          head->kind == SLUICE_STATE_FILE_CHANGES ? "changes" : "snapshot");
}

/* Returns: the place of the first file of a version at or after @version. */
static guint
first_of_version (GPtrArray *files, gint64 version)
{
  guint low = 0;
  guint high = files->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const SluiceStateFile *file = files->pdata[middle];

      if (file->head.version < version)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static SluiceStateFile *
find_file (GPtrArray *files, gint64 version, SluiceStateFileKind kind, const char *attempt)
{
  for (guint i = first_of_version (files, version); i < files->len; i++)
    {
      SluiceStateFile *file = files->pdata[i];

      if (file->head.version != version)
        break;
      if (file->head.kind == kind && g_ascii_strcasecmp (file->head.attempt, attempt) == 0)
        return file;
    }

  return NULL;
}

static gboolean
set_missing (GError **error, const char *directory, gint64 version)
{
  g_autofree char *shown = g_filename_display_name (directory);

  sluice_set_error (error, SLUICE_STATE_ERROR, SLUICE_STATE_ERROR_MISSING,
                    "STREAMING_STATEFUL_OPERATOR_MISSING_STATE_DIRECTORY",
                    "The state directory “%s” has no changes of version %" G_GINT64_FORMAT ".", shown, version);
  if (error != NULL)
    sluice_error_set_file (*error, directory, 0);

  return FALSE;
}

/* Finds the only attempt of a version. */
static gboolean
only_attempt (const char *directory, GPtrArray *files, gint64 version, char *attempt, GError **error)
{
  attempt[0] = '\0';
  for (guint i = first_of_version (files, version); i < files->len; i++)
    {
      SluiceStateFile *file = files->pdata[i];

      if (file->head.version != version)
        break;
      if (attempt[0] != '\0' && strcmp (attempt, file->head.attempt) != 0)
        {
          g_autofree char *shown = g_filename_display_name (directory);

          sluice_set_error (error, SLUICE_STATE_ERROR, SLUICE_STATE_ERROR_CORRUPT,
                            "CANNOT_LOAD_STATE_STORE.UNCATEGORIZED",
                            "The state directory “%s” has several attempts of version %" G_GINT64_FORMAT
                            ", and nothing says which of them counts.",
                            shown, version);
          return FALSE;
        }
      memcpy (attempt, file->head.attempt, sizeof file->head.attempt);
    }

  return attempt[0] != '\0' ? TRUE : set_missing (error, directory, version);
}

GPtrArray *
sluice_state_chain (const char *directory,
                    GPtrArray  *files,
                    gint64      version,
                    const char *attempt,
                    gint64      newest_snapshot,
                    GError    **error)
{
  g_autoptr (GPtrArray) chain = g_ptr_array_new ();
  char current[SLUICE_STATE_ATTEMPT_LENGTH + 1];

  if (attempt == NULL)
    {
      if (!only_attempt (directory, files, version, current, error))
        return NULL;
    }
  else
    g_strlcpy (current, attempt, sizeof current);

  for (gint64 v = version; v > 0; v--)
    {
      SluiceStateFile *snapshot = find_file (files, v, SLUICE_STATE_FILE_SNAPSHOT, current);
      SluiceStateFile *changes;
      SluiceStateFileHead head;

      if (snapshot != NULL && v <= newest_snapshot)
        {
          g_ptr_array_insert (chain, 0, snapshot);
          return g_steal_pointer (&chain);
        }

      changes = find_file (files, v, SLUICE_STATE_FILE_CHANGES, current);
      if (changes == NULL)
        {
          set_missing (error, directory, v);
          return NULL;
        }
      if (!sluice_state_file_read_head (changes->path, &head, error))
        return NULL;
      g_ptr_array_insert (chain, 0, changes);
      memcpy (current, head.parent, sizeof current);
    }

  return g_steal_pointer (&chain);
}

gint64
sluice_state_newest_sound (const char *directory, GPtrArray *files, gint64 before)
{
  g_autoptr (GHashTable) checked = g_hash_table_new (NULL, NULL); /* file to 1 when sound, 2 when not */

  for (gint64 version = before - 1; version > 0; version--)
    {
      guint place = first_of_version (files, version);
      const SluiceStateFile *any = place < files->len ? files->pdata[place] : NULL;

      /* Nothing at all of this version: go on with the next one that there is. */
      if (any == NULL || any->head.version != version)
        {
          if (place == 0)
            return 0;
          any = files->pdata[place - 1];
          version = any->head.version;
        }

      for (gint64 newest_snapshot = version; newest_snapshot >= 0; newest_snapshot--)
        {
          g_autoptr (GPtrArray) chain
              = sluice_state_chain (directory, files, version, NULL, newest_snapshot, NULL);
          gboolean sound = chain != NULL;
          const SluiceStateFile *base;

          if (chain == NULL)
            break;
          for (guint i = 0; sound && i < chain->len; i++)
            {
              const SluiceStateFile *file = chain->pdata[i];
              guint known = GPOINTER_TO_UINT (g_hash_table_lookup (checked, file));

              if (known == 0)
                {
                  known = sluice_state_file_read (file->path, &file->head, G_MAXUINT32, 0, NULL, NULL, NULL)
                              ? 1
                              : 2;
                  g_hash_table_insert (checked, (gpointer) file, GUINT_TO_POINTER (known));
                }
              sound = known == 1;
            }
          if (sound)
            return version;

          /* Another, older snapshot may do; without one there is nothing else to try. */
          base = chain->pdata[0];
          if (base->head.kind != SLUICE_STATE_FILE_SNAPSHOT)
            break;
          newest_snapshot = base->head.version;
        }
    }

  return 0;
}
