/* sluice-recording.c: what a recorder has seen, on disk beside the checkpoint.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "stream/sluice-recording.h"

#include <glib/gstdio.h>
#include <string.h>

#include "core/sluice-file-ops.h"
#include "core/sluice-json-text.h"
#include "formats/sluice-writer.h"
#include "plan/sluice-json.h"
#include "stream/sluice-checkpoint.h"

#define DIRECTORY "recording"
#define SUFFIX ".jsonl"

/* Rows of each node that are kept on disk; in memory there are more. */
#define SAMPLE_ROWS 100

/* A file of one micro-batch. */
typedef struct
{
  gint64 batch_id;
  gint64 size;
} File;

struct _SluiceRecording
{
  char *directory;
  guint max_batches;
  gint64 max_bytes;
  SluiceSettings *settings;
  GArray *files; /* of File, in order */
  gint64 bytes;
  gboolean broken; /* it has been told that nothing can be written */
};

static char *
directory_of (const char *checkpoint)
{
  return g_build_filename (checkpoint, DIRECTORY, NULL);
}

static char *
file_of (const char *directory, gint64 batch_id)
{
  return g_strdup_printf ("%s/%" G_GINT64_FORMAT SUFFIX, directory, batch_id);
}

static int
compare_files (gconstpointer a, gconstpointer b)
{
  const File *file_a = a;
  const File *file_b = b;

  return (file_a->batch_id > file_b->batch_id) - (file_a->batch_id < file_b->batch_id);
}

/* The files of a directory, in order. */
static GArray *
list_files (const char *directory)
{
  GArray *files = g_array_new (FALSE, FALSE, sizeof (File));
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);
      g_autofree char *number = g_str_has_suffix (name, SUFFIX) ? g_strndup (name, strlen (name) - strlen (SUFFIX))
                                                                : NULL;
      GStatBuf status;
      File file;

      if (number == NULL || !g_ascii_string_to_signed (number, 10, 0, G_MAXINT64, &file.batch_id, NULL)
          || g_stat (path, &status) != 0)
        continue;
      file.size = status.st_size;
      g_array_append_val (files, file);
    }
  g_array_sort (files, compare_files);

  return files;
}

SluiceRecording *
sluice_recording_new (const char *checkpoint, guint max_batches, gsize max_bytes, SluiceSettings *settings)
{
  SluiceRecording *self = g_new0 (SluiceRecording, 1);

  self->directory = directory_of (checkpoint);
  self->max_batches = max_batches;
  self->max_bytes = (gint64) MIN (max_bytes, (gsize) G_MAXINT64);
  self->settings = sluice_settings_ref (settings);
  self->files = list_files (self->directory);
  for (guint i = 0; i < self->files->len; i++)
    self->bytes += g_array_index (self->files, File, i).size;

  return self;
}

void
sluice_recording_free (SluiceRecording *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->files);
  sluice_settings_unref (self->settings);
  g_free (self->directory);
  g_free (self);
}

/* Text. */

static void
append (GByteArray *out, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
append (GByteArray *out, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_byte_array_append (out, (const guint8 *) text, strlen (text));
}

/* A member of an object whose value is a text. */
static void
append_named (GByteArray *out, const char *name, const char *value)
{
  g_autoptr (GString) text = g_string_new (NULL);

  sluice_append_json_string (text, value);
  append (out, "\"%s\":%s", name, text->str);
}

/* A member whose value is a time, or null where there is none. */
static void
append_time (GByteArray *out, const char *name, gint64 time)
{
  if (time == SLUICE_NO_TIME)
    append (out, ",\"%s\":null", name);
  else if (time == SLUICE_NEVER)
    append (out, ",\"%s\":\"never\"", name);
  else
    append (out, ",\"%s\":%" G_GINT64_FORMAT, name, time);
}

static void
append_watermarks (GByteArray *out, const SluiceBatchFacts *facts)
{
  append (out, "\"watermarkNodes\":[");
  for (guint i = 0; i < facts->watermarks->len; i++)
    {
      const SluiceWatermarkRecord *node = &g_array_index (facts->watermarks, SluiceWatermarkRecord, i);

      append (out, i > 0 ? ",{" : "{");
      append_named (out, "node", node->node_id);
      append_time (out, "delayMs", node->delay_ms);
      append_time (out, "maxEventMs", node->has_rows ? node->max_event_ms : SLUICE_NO_TIME);
      append_time (out, "watermarkMs", node->has_watermark ? node->watermark_ms : SLUICE_NO_TIME);
      append (out, "}");
    }
  append (out, "],\"operators\":[");
  for (guint i = 0; i < facts->operators->len; i++)
    {
      const SluiceOperatorRecord *node = &g_array_index (facts->operators, SluiceOperatorRecord, i);

      append (out, i > 0 ? ",{" : "{");
      append_named (out, "node", node->node_id);
      append_time (out, "lateWatermarkMs", node->late_watermark_ms);
      append_time (out, "watermarkMs", node->watermark_ms);
      append (out, "}");
    }
  append (out, "],");
}

static void
append_counts (GByteArray *out, const SluiceBatchRecord *record)
{
  append (out, "\"rows\":{");
  for (guint i = 0; i < record->wires->len; i++)
    {
      const SluiceWireRecord *wire = &g_array_index (record->wires, SluiceWireRecord, i);
      g_autoptr (GString) name = g_string_new (NULL);

      sluice_append_json_string (name, wire->node_id);
      append (out, "%s%s:%" G_GINT64_FORMAT, i > 0 ? "," : "", name->str, wire->n_rows);
    }
  append (out, "},\"decisions\":{");
  for (guint i = 0; i < record->counts->len; i++)
    {
      const SluiceDecisionCounts *counts = &g_array_index (record->counts, SluiceDecisionCounts, i);
      g_autoptr (GString) name = g_string_new (NULL);
      gboolean any = FALSE;

      sluice_append_json_string (name, counts->node_id);
      append (out, "%s%s:{", i > 0 ? "," : "", name->str);
      for (guint kind = 0; kind < SLUICE_N_DECISIONS; kind++)
        if (counts->n[kind] > 0)
          {
            append (out, "%s\"%s\":%" G_GINT64_FORMAT, any ? "," : "", sluice_decision_name (kind),
                    counts->n[kind]);
            any = TRUE;
          }
      append (out, "}");
    }
  append (out, "},");
}

static void
append_head (GByteArray *out, const SluiceBatchRecord *record)
{
  static const char *const modes[] = { "append", "update", "complete" };
  const SluiceBatchFacts *facts = &record->facts;
  g_autofree char *progress = sluice_progress_to_json (record->progress);

  append (out, "{\"recording\":1,\"batchId\":%" G_GINT64_FORMAT ",\"outputMode\":\"%s\",\"policy\":\"%s\"",
          record->progress->batch_id, modes[facts->mode], facts->use_max ? "max" : "min");
  append_time (out, "lateWatermarkMs", facts->late_watermark_ms);
  append_time (out, "watermarkMs", facts->watermark_ms);
  append_time (out, "nextWatermarkMs", facts->next_watermark_ms);
  append (out, ",");
  append_watermarks (out, facts);
  append_counts (out, record);
  append (out, "\"progress\":");
  g_byte_array_append (out, (const guint8 *) progress, strlen (progress));
  append (out, "}\n");
}

static void
append_decision (SluiceRecording *self, GByteArray *out, const SluiceDecisionRecord *decision)
{
  append (out, "{\"decision\":\"%s\",", sluice_decision_name (decision->decision));
  append_named (out, "node", decision->node_id);
  append (out, ",\"row\":");
  sluice_json_append_row (decision->rows, decision->row, self->settings, FALSE, out);
  append_time (out, "eventUs", decision->event_us);
  append_time (out, "boundUs", decision->bound_us);
  append_time (out, "watermarkUs", decision->watermark_us);
  append (out, "}\n");
}

static void
append_sample (SluiceRecording *self, GByteArray *out, const SluiceWireRecord *wire)
{
  g_autoptr (GByteArray) begin = g_byte_array_new ();
  guint n = 0;

  append (begin, "{");
  append_named (begin, "sample", wire->node_id);
  append (begin, ",\"row\":");
  for (guint b = 0; b < wire->sample->len; b++)
    {
      SluiceBatch *batch = wire->sample->pdata[b];

      for (guint32 i = 0; i < batch->n_selected && n < SAMPLE_ROWS; i++, n++)
        {
          g_byte_array_append (out, begin->data, begin->len);
          sluice_json_append_row (batch, sluice_batch_row (batch, i), self->settings, FALSE, out);
          g_byte_array_append (out, (const guint8 *) "}\n", 2);
        }
    }
}

/* Writing. */

static gboolean
put (SluiceRecording *self, gint64 batch_id, const GByteArray *text, GError **error)
{
  g_autofree char *path = file_of (self->directory, batch_id);
  g_autofree char *temporary = g_strdup_printf ("%s/.%" G_GINT64_FORMAT ".tmp", self->directory, batch_id);

  return sluice_file_make_directory (self->directory, error)
         && g_file_set_contents_full (temporary, (const char *) text->data, text->len, G_FILE_SET_CONTENTS_NONE, 0644,
                                      error)
         && (g_rename (temporary, path) == 0 || (sluice_file_set_errno (error, errno, "create", path), FALSE));
}

static void
forget (SluiceRecording *self, guint i)
{
  File *file = &g_array_index (self->files, File, i);
  g_autofree char *path = file_of (self->directory, file->batch_id);

  g_unlink (path);
  self->bytes -= file->size;
  g_array_remove_index (self->files, i);
}

void
sluice_recording_write (SluiceRecording *self, const SluiceBatchRecord *record)
{
  g_autoptr (GByteArray) text = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  File file = { record->progress->batch_id, 0 };

  append_head (text, record);
  for (guint i = 0; i < record->decisions->len; i++)
    append_decision (self, text, &g_array_index (record->decisions, SluiceDecisionRecord, i));
  for (guint i = 0; i < record->wires->len; i++)
    append_sample (self, text, &g_array_index (record->wires, SluiceWireRecord, i));

  /* An earlier attempt, and what a checkpoint that was taken back had after this micro-batch. */
  while (self->files->len > 0 && g_array_index (self->files, File, self->files->len - 1).batch_id >= file.batch_id)
    forget (self, self->files->len - 1);
  if (!put (self, file.batch_id, text, &error))
    {
      if (!self->broken)
        g_warning ("What happens can't be recorded: %s", error->message);
      self->broken = TRUE;
      return;
    }
  self->broken = FALSE;
  file.size = text->len;
  g_array_append_val (self->files, file);
  self->bytes += file.size;
  while (self->files->len > 1 && (self->files->len > self->max_batches || self->bytes > self->max_bytes))
    forget (self, 0);
}

gint64
sluice_recording_oldest (SluiceRecording *self)
{
  return self->files->len > 0 ? g_array_index (self->files, File, 0).batch_id : -1;
}

/* Reading. */

GArray *
sluice_recording_list (const char *checkpoint, GError **error)
{
  g_autofree char *directory = directory_of (checkpoint);
  g_autoptr (GArray) files = list_files (directory);
  GArray *ids;

  if (files->len == 0)
    {
      sluice_set_error (error, SLUICE_STREAM_ERROR, SLUICE_STREAM_ERROR_CHECKPOINT, NULL,
                        "The checkpoint “%s” has no recording: run the query with --record.", checkpoint);
      return NULL;
    }

  ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < files->len; i++)
    g_array_append_val (ids, g_array_index (files, File, i).batch_id);

  return ids;
}

GPtrArray *
sluice_recording_read (const char *checkpoint, gint64 batch_id, gboolean head_only, GError **error)
{
  g_autofree char *directory = directory_of (checkpoint);
  g_autofree char *path = file_of (directory, batch_id);
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  gsize length;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;

  for (char *line = text, *end; line < text + length && (lines->len == 0 || !head_only); line = end + 1)
    {
      g_autoptr (JsonNode) root = NULL;
      JsonObject *object;

      end = memchr (line, '\n', text + length - line);
      if (end == NULL)
        end = text + length;
      object = sluice_json_parse_object (line, end - line, &root);
      if (object == NULL || (lines->len == 0 && !json_object_has_member (object, "recording")))
        {
          sluice_set_error (error, SLUICE_STREAM_ERROR, SLUICE_STREAM_ERROR_CHECKPOINT, NULL,
                            "Line %u of the recording “%s” is damaged.", lines->len + 1, path);
          if (error != NULL)
            sluice_error_set_file (*error, path, lines->len + 1);
          return NULL;
        }
      json_node_seal (root);
      g_ptr_array_add (lines, g_steal_pointer (&root));
    }
  if (lines->len == 0)
    {
      sluice_set_error (error, SLUICE_STREAM_ERROR, SLUICE_STREAM_ERROR_CHECKPOINT, NULL,
                        "The recording “%s” is empty.", path);
      return NULL;
    }

  return g_steal_pointer (&lines);
}
