/* sluice-memory-source.c: the memory source: rows that a test or a document gives.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "sources/sluice-source.h"

#include <string.h>

#include "formats/sluice-writer.h"

/* An offset is the number of steps given so far, less one, as in Spark's MemoryStream. A table of format
 * memory is the same with one step that is there from the beginning. */

typedef struct
{
  SluiceSource base;
  SluiceType *schema;
  GMutex lock;
  GPtrArray *steps; /* of GPtrArray of SluiceBatch */
  gint64 frozen;
} MemorySource;

typedef struct
{
  SluiceScan base;
  MemorySource *source;
  SluiceType *schema;
  guint *columns;
  guint n_columns;
  GPtrArray *batches;
  guint64 *sequences;
} MemoryScan;

static gint64
parse_offset (const char *text)
{
  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : -1;
}

static gboolean
latest_offset (SluiceSource *source,
               const char   *start,
               gboolean      all,
               char        **offset,
               GError      **error)
{
  MemorySource *self = (MemorySource *) source;
  gint64 latest;

  g_mutex_lock (&self->lock);
  latest = (gint64) self->steps->len - 1;
  g_mutex_unlock (&self->lock);

  if (self->frozen >= -1)
    latest = MIN (latest, self->frozen);
  latest = MAX (latest, parse_offset (start));
  if (latest >= 0)
    *offset = g_strdup_printf ("%" G_GINT64_FORMAT, latest);

  return TRUE;
}

static gboolean
prepare_available_now (SluiceSource *source, GError **error)
{
  MemorySource *self = (MemorySource *) source;

  g_mutex_lock (&self->lock);
  self->frozen = (gint64) self->steps->len - 1;
  g_mutex_unlock (&self->lock);

  return TRUE;
}

static gboolean
scan_prepare (SluiceScan *scan,
              const char *start,
              const char *end,
              guint      *n_tasks,
              GError    **error)
{
  MemoryScan *self = (MemoryScan *) scan;
  gint64 first = parse_offset (start) + 1;
  gint64 last = parse_offset (end);
  guint64 sequence = 0;

  g_ptr_array_set_size (self->batches, 0);

  g_mutex_lock (&self->source->lock);
  if (last >= (gint64) self->source->steps->len)
    {
      g_mutex_unlock (&self->source->lock);
      sluice_set_error (error, SLUICE_SOURCE_ERROR, SLUICE_SOURCE_ERROR_MISSING, NULL,
                        "The memory source was asked for step %" G_GINT64_FORMAT
                        ", which it has not been given: rows in memory do not survive a restart",
                        last);
      return FALSE;
    }
  for (gint64 i = first; i <= last; i++)
    {
      GPtrArray *step = g_ptr_array_index (self->source->steps, i);

      for (guint j = 0; j < step->len; j++)
        g_ptr_array_add (self->batches, sluice_batch_ref (g_ptr_array_index (step, j)));
    }
  g_mutex_unlock (&self->source->lock);

  g_free (self->sequences);
  self->sequences = g_new (guint64, MAX (self->batches->len, 1));
  for (guint i = 0; i < self->batches->len; i++)
    {
      SluiceBatch *batch = g_ptr_array_index (self->batches, i);

      if (scan->limited && sequence >= (guint64) scan->max_rows)
        {
          g_ptr_array_set_size (self->batches, (gint) i);
          break;
        }
      self->sequences[i] = sequence;
      sequence += batch->n_rows;
    }
  /* Rows that are asked about one after another are not read side by side. */
  *n_tasks = scan->is_enough != NULL ? MIN (self->batches->len, 1) : self->batches->len;

  return TRUE;
}

/* Gives rows one by one, until nobody needs more. */
static gboolean
give_singly (MemoryScan *self, guint index, SluiceBatchFunc func, gpointer user_data, GError **error)
{
  SluiceBatch *all = g_ptr_array_index (self->batches, index);
  g_autofree SluiceColumn **columns = g_new (SluiceColumn *, MAX (self->n_columns, 1));

  for (guint i = 0; i < self->n_columns; i++)
    columns[i] = all->columns[self->columns[i]];
  for (guint32 row = 0; row < all->n_rows && !self->base.is_enough (self->base.enough_data); row++)
    {
      g_autoptr (SluiceArena) arena = sluice_arena_new ();
      g_autoptr (SluiceBatch) whole = NULL;
      g_autoptr (SluiceBatch) one = NULL;
      guint16 *selection = sluice_arena_new_array (arena, guint16, 1);

      sluice_arena_keep (arena, sluice_batch_ref (all), (GDestroyNotify) sluice_batch_unref);
      whole = sluice_batch_new (arena, self->schema, columns, all->n_rows);
      whole->sequence = self->sequences[index];
      selection[0] = (guint16) row;
      one = sluice_batch_new_selected (whole, selection, 1);
      if (!func (one, user_data, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
scan_run_task (SluiceScan     *scan,
               guint           worker,
               guint           task,
               SluiceBatchFunc func,
               gpointer        user_data,
               GCancellable   *cancellable,
               GError        **error)
{
  MemoryScan *self = (MemoryScan *) scan;
  SluiceBatch *all = g_ptr_array_index (self->batches, task);
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  g_autoptr (SluiceBatch) batch = NULL;
  g_autofree SluiceColumn **columns = g_new (SluiceColumn *, MAX (self->n_columns, 1));
  guint64 n_left = scan->limited ? (guint64) scan->max_rows - self->sequences[task] : G_MAXUINT64;

  if (scan->is_enough != NULL)
    {
      for (guint i = 0; i < self->batches->len; i++)
        if (!give_singly (self, i, func, user_data, error))
          return FALSE;
      return TRUE;
    }
  for (guint i = 0; i < self->n_columns; i++)
    columns[i] = all->columns[self->columns[i]];

  sluice_arena_keep (arena, sluice_batch_ref (all), (GDestroyNotify) sluice_batch_unref);
  batch = sluice_batch_new (arena, self->schema, columns,
                            (guint) MIN ((guint64) all->n_rows, n_left));
  batch->sequence = self->sequences[task];

  return func (batch, user_data, error);
}

static void
scan_free (SluiceScan *scan)
{
  MemoryScan *self = (MemoryScan *) scan;

  sluice_type_unref (self->schema);
  g_ptr_array_unref (self->batches);
  g_free (self->sequences);
  g_free (self->columns);
}

static const SluiceScanClass scan_class = {
  .prepare = scan_prepare,
  .run_task = scan_run_task,
  .free = scan_free,
};

static SluiceScan *
new_scan (SluiceSource *source,
          const guint  *columns,
          guint         n_columns,
          guint         n_workers,
          GError      **error)
{
  MemorySource *source_self = (MemorySource *) source;
  MemoryScan *self = g_new0 (MemoryScan, 1);
  g_autofree SluiceField *fields = g_new0 (SluiceField, MAX (n_columns, 1));

  for (guint i = 0; i < n_columns; i++)
    fields[i] = source_self->schema->fields[columns[i]];
  self->base.klass = &scan_class;
  self->source = source_self;
  self->schema = sluice_type_struct (fields, n_columns);
  self->columns = g_memdup2 (columns, sizeof (guint) * n_columns);
  self->n_columns = n_columns;
  self->batches = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_batch_unref);

  return &self->base;
}

static char *
describe (SluiceSource *source)
{
  MemorySource *self = (MemorySource *) source;
  GString *text = g_string_new ("MemoryStream[");

  for (guint i = 0; i < self->schema->n_fields; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "", self->schema->fields[i].name);
  g_string_append_c (text, ']');

  return g_string_free (text, FALSE);
}

static void
source_free (SluiceSource *source)
{
  MemorySource *self = (MemorySource *) source;

  g_ptr_array_unref (self->steps);
  g_mutex_clear (&self->lock);
  sluice_type_unref (self->schema);
}

static const SluiceSourceClass source_class = {
  .latest_offset = latest_offset,
  .new_scan = new_scan,
  .prepare_available_now = prepare_available_now,
  .describe = describe,
  .free = source_free,
};

SluiceSource *
sluice_memory_source_new (const SluiceSourceParameters *parameters, GError **error)
{
  MemorySource *self = g_new0 (MemorySource, 1);
  g_autoptr (SluiceSource) source = &self->base;
  const SluicePlan *plan = parameters->plan;

  self->base.klass = &source_class;
  self->schema = sluice_type_ref (plan->source.full_schema);
  self->frozen = -2;
  self->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  g_mutex_init (&self->lock);

  if (plan->source.rows_json != NULL)
    {
      GPtrArray *rows = sluice_rows_from_json (plan->source.rows_json, strlen (plan->source.rows_json),
                                               self->schema, parameters->settings, error);

      if (rows == NULL)
        {
          if (error != NULL)
            sluice_error_set_node (*error, plan->node_id, "rows");
          return NULL;
        }
      g_ptr_array_add (self->steps, rows);
    }

  return g_steal_pointer (&source);
}

void
sluice_memory_source_add (SluiceSource *source, GPtrArray *batches)
{
  MemorySource *self = (MemorySource *) source;
  GPtrArray *step = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_batch_unref);

  g_assert (sluice_source_is_memory (source));

  for (guint i = 0; i < batches->len; i++)
    g_ptr_array_add (step, sluice_batch_ref (g_ptr_array_index (batches, i)));

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->steps, step);
  g_mutex_unlock (&self->lock);
}

gboolean
sluice_source_is_memory (SluiceSource *source)
{
  return source->klass == &source_class;
}
