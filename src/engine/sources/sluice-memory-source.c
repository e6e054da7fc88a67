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

/* Rows of a step are numbered from its index in the upper half: in Spark a step is a partition. */
#define STEP_SEQUENCE_BITS 32

/* A batch of the scan, of which the first so many rows are wanted. */
typedef struct
{
  SluiceBatch *batch;
  guint64 sequence;
  guint32 n_rows;
} Piece;

typedef struct
{
  guint from; /* the first piece */
  guint to;   /* the one behind the last */
} Task;

typedef struct
{
  SluiceScan base;
  MemorySource *source;
  SluiceType *schema;
  guint *columns;
  guint n_columns;
  GArray *pieces;
  GArray *tasks;
} MemoryScan;

static void
piece_clear (gpointer data)
{
  sluice_batch_unref (((Piece *) data)->batch);
}

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

/* Takes the batches of a step, as far as rows are wanted. */
static void
add_step (MemoryScan *self, guint index, GPtrArray *batches, guint64 *n_wanted)
{
  guint64 sequence = (guint64) index << STEP_SEQUENCE_BITS;
  guint first = self->pieces->len;

  for (guint i = 0; i < batches->len && *n_wanted > 0; i++)
    {
      SluiceBatch *batch = g_ptr_array_index (batches, i);
      Piece piece = { sluice_batch_ref (batch), sequence, (guint32) MIN ((guint64) batch->n_rows, *n_wanted) };
      Task task = { self->pieces->len, self->pieces->len + 1 };

      g_array_append_val (self->pieces, piece);
      sequence += batch->n_rows;
      *n_wanted -= piece.n_rows;
      if (!self->base.in_order && self->base.is_enough == NULL)
        g_array_append_val (self->tasks, task);
    }
  if (self->base.in_order && self->base.is_enough == NULL && self->pieces->len > first)
    {
      Task task = { first, self->pieces->len };

      g_array_append_val (self->tasks, task);
    }
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
  guint64 n_wanted = scan->limited ? (guint64) scan->max_rows : G_MAXUINT64;

  g_array_set_size (self->pieces, 0);
  g_array_set_size (self->tasks, 0);

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
    add_step (self, (guint) (i - first), g_ptr_array_index (self->source->steps, i), &n_wanted);
  g_mutex_unlock (&self->source->lock);

  /* Rows that are asked about one after another are not read side by side. */
  if (scan->is_enough != NULL && self->pieces->len > 0)
    {
      Task task = { 0, self->pieces->len };

      g_array_append_val (self->tasks, task);
    }
  *n_tasks = self->tasks->len;

  return TRUE;
}

/* Gives rows one by one, until nobody needs more. */
static gboolean
give_singly (MemoryScan *self, SluiceBatch *whole, SluiceBatchFunc func, gpointer user_data, GError **error)
{
  for (guint32 row = 0; row < whole->n_rows && !self->base.is_enough (self->base.enough_data); row++)
    {
      g_autoptr (SluiceArena) arena = sluice_arena_new ();
      g_autoptr (SluiceBatch) base = NULL;
      g_autoptr (SluiceBatch) one = NULL;
      guint16 *selection = sluice_arena_new_array (arena, guint16, 1);

      sluice_arena_keep (arena, sluice_batch_ref (whole), (GDestroyNotify) sluice_batch_unref);
      base = sluice_batch_new (arena, self->schema, whole->columns, whole->n_rows);
      base->sequence = whole->sequence;
      selection[0] = (guint16) row;
      one = sluice_batch_new_selected (base, selection, 1);
      if (!func (one, user_data, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
give_piece (MemoryScan *self, const Piece *piece, SluiceBatchFunc func, gpointer user_data, GError **error)
{
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  g_autoptr (SluiceBatch) batch = NULL;
  SluiceColumn **columns = sluice_arena_new_array (arena, SluiceColumn *, MAX (self->n_columns, 1));

  for (guint i = 0; i < self->n_columns; i++)
    columns[i] = piece->batch->columns[self->columns[i]];
  sluice_arena_keep (arena, sluice_batch_ref (piece->batch), (GDestroyNotify) sluice_batch_unref);
  batch = sluice_batch_new (arena, self->schema, columns, piece->n_rows);
  batch->sequence = piece->sequence;

  return self->base.is_enough != NULL ? give_singly (self, batch, func, user_data, error)
                                      : func (batch, user_data, error);
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
  const Task *range = &g_array_index (self->tasks, Task, task);

  for (guint i = range->from; i < range->to; i++)
    if (!give_piece (self, &g_array_index (self->pieces, Piece, i), func, user_data, error))
      return FALSE;

  return TRUE;
}

static void
scan_free (SluiceScan *scan)
{
  MemoryScan *self = (MemoryScan *) scan;

  sluice_type_unref (self->schema);
  g_array_unref (self->pieces);
  g_array_unref (self->tasks);
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
  self->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  g_array_set_clear_func (self->pieces, piece_clear);
  self->tasks = g_array_new (FALSE, FALSE, sizeof (Task));

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
