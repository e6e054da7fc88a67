/* fuzz-checkpoint.c: any text as the logs of a checkpoint, of a source and of a sink.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The input is files: a line `=== NAME`, then what is in it up to the next such line.
 */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "core/sluice-file-ops.h"
#include "fuzz.h"
#include "plan/sluice-analysis.h"
#include "sources/sluice-source.h"
#include "stream/sluice-checkpoint.h"

static const char document_text[]
    = "{ \"sluice\": 1, \"nodes\": {"
      "  \"in\": { \"op\": \"readStream\", \"format\": \"text\", \"options\": { \"path\": \"%s/in\" } },"
      "  \"out\": { \"op\": \"writeStream\", \"input\": \"in\", \"format\": \"noop\" } } }";

/* The only names there are; others could lead out of the directory. */
static gboolean
is_name (const char *name)
{
  static const char *const folders[] = { "offsets/", "commits/", "sources/0/", "in/_spark_metadata/" };

  if (strcmp (name, "metadata") == 0)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    if (g_str_has_prefix (name, folders[i]))
      {
        const char *rest = name + strlen (folders[i]);

        return *rest != '\0' && strspn (rest, "0123456789.compact-tmp") == strlen (rest)
               && *rest != '.' && strlen (rest) < 40;
      }

  return FALSE;
}

static void
write_files (const char *directory, const char *text, gsize size)
{
  const char *end = text + size;

  while (text < end)
    {
      const char *line_end = memchr (text, '\n', (gsize) (end - text));
      const char *content = line_end != NULL ? line_end + 1 : end;
      const char *next = g_strstr_len (content, end - content, "\n=== ");
      g_autofree char *name = NULL;

      if (next == NULL)
        next = end;
      name = g_strndup (text, (gsize) ((line_end != NULL ? line_end : end) - text));
      if (g_str_has_prefix (name, "=== ") && is_name (name + 4))
        {
          g_autofree char *path = g_build_filename (directory, name + 4, NULL);

          g_file_set_contents_full (path, content, next - content, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
        }
      text = next < end ? next + 1 : end;
    }
}

static void
read_source (SluiceCheckpoint *checkpoint, const char *directory)
{
  g_autofree char *text = g_strdup_printf (document_text, directory);
  g_autofree char *log = g_build_filename (directory, "sources", "0", NULL);
  g_autoptr (SluiceDocument) document = sluice_document_parse (text, strlen (text), NULL);
  g_autoptr (SluiceAnalysis) analysis = sluice_analysis_new (document, directory, NULL);
  g_autoptr (SluiceClock) clock = sluice_clock_new_manual (0);
  const SluiceNodeAnalysis *node = sluice_analysis_get_node (analysis, "in");
  SluiceSourceParameters parameters
      = { node->plan, log, sluice_checkpoint_get_settings (checkpoint), clock };
  g_autoptr (GError) error = NULL;
  SluiceSource *source = sluice_source_new (&parameters, &error);
  gint64 latest = sluice_checkpoint_latest_offsets (checkpoint);

  g_assert_true ((source == NULL) == (error != NULL));
  for (gint64 batch = MAX (latest - 2, 0); batch <= latest && source != NULL; batch++)
    {
      g_autoptr (SluiceOffsets) offsets = sluice_checkpoint_read_offsets (checkpoint, batch, NULL);

      for (guint i = 0; offsets != NULL && i < offsets->n; i++)
        {
          g_autoptr (GError) restore_error = NULL;

          if (offsets->offsets[i] != NULL && !sluice_source_restore (source, offsets->offsets[i], &restore_error))
            g_assert_nonnull (restore_error);
        }
    }
  sluice_source_free (source);
}

static void
read_checkpoint (const char *directory)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceCheckpoint) checkpoint = sluice_checkpoint_open (directory, fuzz_settings (TRUE), &error);
  gint64 latest;

  g_assert_true ((checkpoint == NULL) == (error != NULL));
  if (checkpoint == NULL)
    return;
  latest = sluice_checkpoint_latest_offsets (checkpoint);
  for (gint64 batch = MAX (latest - 2, 0); batch <= latest; batch++)
    {
      g_autoptr (GError) commit_error = NULL;
      g_autoptr (GError) offsets_error = NULL;
      g_autoptr (SluiceOffsets) offsets
          = sluice_checkpoint_read_offsets (checkpoint, batch, &offsets_error);
      gint64 watermark;

      g_assert_true ((offsets == NULL) == (offsets_error != NULL));
      if (!sluice_checkpoint_read_commit (checkpoint, batch, &watermark, &commit_error))
        g_assert_nonnull (commit_error);
    }
  read_source (checkpoint, directory);
}

static void
ignore_message (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const char *const folders[] = { "offsets", "commits", "sources/0", "in/_spark_metadata" };
  g_autofree char *directory = g_dir_make_tmp ("sluice-fuzz-XXXXXX", NULL);
  static guint handler;

  /* That a checkpoint keeps its settings is said in a message. */
  if (handler == 0)
    handler = g_log_set_handler (NULL, G_LOG_LEVEL_MESSAGE, ignore_message, NULL);
  g_assert_nonnull (directory);
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_build_filename (directory, folders[i], NULL);

      g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
    }
  write_files (directory, (const char *) data, size);
  read_checkpoint (directory);
  sluice_file_remove_tree (directory);

  return 0;
}
