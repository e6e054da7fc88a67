/* sluice-file-scan.c: reading the files of a micro-batch, many tasks at once.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "sources/sluice-file-scan.h"

#include <errno.h>
#include <sys/stat.h>

#include "expr/sluice-kernel.h"
#include "formats/sluice-partition.h"
#include "formats/sluice-reader.h"

/* A range of a file that one task reads: small enough to share the work evenly, large enough that the
 * task's own cost doesn't show. */
#define MIN_SPLIT ((gint64) 1024 * 1024)
#define MAX_SPLIT ((gint64) 16 * 1024 * 1024)
#define SPLITS_PER_WORKER 8

/* Rows of a task are numbered from its index in the upper half, since the rows of the tasks before are
 * not known yet. */
#define TASK_SEQUENCE_BITS 32

/* The place of a column that directories tell. */
#define NOT_READ G_MAXUINT

/* @values: for each partition column of the source a literal, or NULL */
typedef struct
{
  char *path;
  gint64 start;
  gint64 end;
  GPtrArray *values;
} Split;

typedef struct
{
  SluiceScan base;
  SluiceFileSet *set;
  guint *columns; /* the wanted ones of the source's schema */
  guint n_columns;
  SluiceType *schema;
  guint *places;  /* for each wanted column its place in the reader's, or the partition column + n_read */
  guint n_read;   /* columns that are read from the files */
  guint n_partitions;
  SluiceReader *reader;
  guint n_workers;
  SluiceScanner **scanners;
  SluiceArena **arenas;
  GArray *splits;
} FileScan;

static void
split_clear (gpointer data)
{
  Split *split = data;

  g_free (split->path);
  g_clear_pointer (&split->values, g_ptr_array_unref);
}

static gint
find_partition (SluiceFileSet *self, const char *name)
{
  for (guint i = 0; self->partitions != NULL && i < self->partitions->len; i++)
    if (g_ascii_strcasecmp (self->partitions->pdata[i], name) == 0)
      return (gint) i;

  return -1;
}

/* The first file in directories of partitions says which these are; files beside them have none. */
static gboolean
check_partitions (SluiceFileSet *self, const GArray *parts, GError **error)
{
  gboolean same = TRUE;

  if (parts->len == 0)
    return TRUE;
  if (self->partitions == NULL)
    {
      self->partitions = g_ptr_array_new_with_free_func (g_free);
      for (guint i = 0; i < parts->len; i++)
        g_ptr_array_add (self->partitions, g_strdup (g_array_index (parts, SluicePartitionPart, i).name));
    }

  same = parts->len == self->partitions->len;
  for (guint i = 0; same && i < parts->len; i++)
    same = find_partition (self, g_array_index (parts, SluicePartitionPart, i).name) == (gint) i;
  if (!same)
    sluice_partition_conflict (self->partitions, error);

  return same;
}

/* Returns: (transfer full): a literal for each column of the schema that a directory above the file tells,
 *   NULL for each other */
static GPtrArray *
values_of_file (FileScan *self, const char *path, GError **error)
{
  SluiceFileSet *set = self->set;
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  g_autoptr (GArray) parts = NULL;

  if (!set->has_partitions)
    return g_steal_pointer (&values);
  parts = sluice_partition_parts (set->path, path, error);
  if (parts == NULL || !check_partitions (set, parts, error))
    return NULL;

  g_ptr_array_set_size (values, (gint) set->schema->n_fields);
  for (guint i = 0; i < parts->len; i++)
    for (guint f = 0; f < set->schema->n_fields; f++)
      {
        const SluicePartitionPart *part = &g_array_index (parts, SluicePartitionPart, i);

        if (g_ascii_strcasecmp (set->schema->fields[f].name, part->name) != 0)
          continue;
        values->pdata[f] = sluice_partition_value (&set->schema->fields[f], part->text, set->settings, error);
        if (values->pdata[f] == NULL)
          return NULL;
      }

  return g_steal_pointer (&values);
}

static void
drop_reader (FileScan *self)
{
  for (guint i = 0; i < self->n_workers; i++)
    g_clear_pointer (&self->scanners[i], sluice_scanner_free);
  g_clear_pointer (&self->reader, sluice_reader_unref);
}

/* The reader is one of the columns that aren't told by directories. Which these are may turn out late. */
static gboolean
open_reader (FileScan *self, GError **error)
{
  SluiceFileSet *set = self->set;
  guint n_partitions = set->partitions != NULL ? set->partitions->len : 0;
  g_autofree SluiceField *fields = g_new (SluiceField, set->schema->n_fields + 1);
  g_autofree guint *places = g_new (guint, set->schema->n_fields + 1);
  g_autofree guint *wanted = g_new (guint, self->n_columns + 1);
  g_autoptr (SluiceType) schema = NULL;
  guint n = 0;

  if (self->reader != NULL && self->n_partitions == n_partitions)
    return TRUE;

  drop_reader (self);
  for (guint i = 0; i < set->schema->n_fields; i++)
    {
      places[i] = NOT_READ;
      /* Text files have one column; any other can only be one of directories that are yet to come. */
      if (find_partition (set, set->schema->fields[i].name) >= 0
          || (n > 0 && g_ascii_strcasecmp (set->format, "text") == 0))
        continue;
      places[i] = n;
      fields[n++] = set->schema->fields[i];
    }
  schema = sluice_type_struct (fields, n);
  self->n_partitions = n_partitions;
  self->n_read = 0;
  for (guint i = 0; i < self->n_columns; i++)
    {
      self->places[i] = NOT_READ;
      if (places[self->columns[i]] == NOT_READ)
        continue;
      self->places[i] = self->n_read;
      wanted[self->n_read++] = places[self->columns[i]];
    }
  self->reader = sluice_reader_new (set->format, schema, wanted, self->n_read, set->options,
                                    set->settings, error);

  return self->reader != NULL;
}

static gboolean
add_splits (FileScan *self, GPtrArray *paths, GError **error)
{
  g_autofree gint64 *sizes = g_new (gint64, MAX (paths->len, 1));
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  gint64 total = 0;
  gint64 split_size;

  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = g_ptr_array_index (paths, i);
      GPtrArray *of_file = values_of_file (self, path, error);
      struct stat info;

      if (of_file == NULL)
        return FALSE;
      g_ptr_array_add (values, of_file);
      sizes[i] = -1;
      if (stat (path, &info) != 0)
        {
          if (self->set->ignore_missing && errno == ENOENT)
            continue;
          sluice_set_error (error, SLUICE_SOURCE_ERROR, SLUICE_SOURCE_ERROR_MISSING,
                            "FAILED_READ_FILE.FILE_NOT_EXIST",
                            "File %s was chosen for this batch but cannot be read: %s. Set the option "
                            "ignoreMissingFiles to go on without it", path, g_strerror (errno));
          if (error != NULL)
            sluice_error_set_file (*error, path, 0);
          return FALSE;
        }
      sizes[i] = info.st_size;
      total += info.st_size;
    }

  if (!open_reader (self, error))
    return FALSE;
  split_size = CLAMP (total / (gint64) (self->n_workers * SPLITS_PER_WORKER), MIN_SPLIT, MAX_SPLIT);

  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = g_ptr_array_index (paths, i);
      gboolean splittable;

      if (sizes[i] <= 0)
        continue;
      splittable = sluice_reader_is_splittable (self->reader, path);
      for (gint64 start = 0; start < sizes[i]; start += split_size)
        {
          gint64 end = splittable && sizes[i] - start > split_size + split_size / 2
                         ? start + split_size
                         : G_MAXINT64;
          Split split = { g_strdup (path), start, end, g_ptr_array_ref (values->pdata[i]) };

          g_array_append_val (self->splits, split);
          if (end == G_MAXINT64)
            break;
        }
    }

  return TRUE;
}

static gboolean
scan_prepare (SluiceScan *scan,
              const char *start,
              const char *end,
              guint      *n_tasks,
              GError    **error)
{
  FileScan *self = (FileScan *) scan;
  g_autoptr (GPtrArray) paths = self->set->choose (self->set->source, start, end);

  g_array_set_size (self->splits, 0);
  if (!add_splits (self, paths, error))
    return FALSE;
  *n_tasks = self->splits->len;

  return TRUE;
}

/* Adds the columns that the directories of a file tell to what was read from it. */
typedef struct
{
  FileScan *scan;
  GPtrArray *values;
  SluiceBatchFunc func;
  gpointer user_data;
} Adding;

static gboolean
add_values (SluiceBatch *batch, gpointer user_data, GError **error)
{
  Adding *adding = user_data;
  FileScan *self = adding->scan;
  SluiceColumn **columns = sluice_arena_new_array (batch->arena, SluiceColumn *, self->n_columns + 1);
  g_autoptr (SluiceBatch) whole = NULL;

  for (guint i = 0; i < self->n_columns; i++)
    {
      SluiceExpr *value
          = self->columns[i] < adding->values->len ? adding->values->pdata[self->columns[i]] : NULL;

      if (self->places[i] != NOT_READ)
        columns[i] = batch->columns[self->places[i]];
      else if (value == NULL)
        columns[i] = sluice_column_new_null (batch->arena, self->schema->fields[i].type, batch->n_rows);
      else
        columns[i] = sluice_column_with_length (batch->arena,
                                                sluice_column_copy (batch->arena, value->value, NULL, 1),
                                                batch->n_rows);
    }
  whole = sluice_batch_new (batch->arena, self->schema, columns, batch->n_rows);
  whole->sequence = batch->sequence;

  return adding->func (whole, adding->user_data, error);
}

typedef struct
{
  const SluiceScan *scan;
  guint worker;
} Watching;

static void
see_malformed (const char *text, gsize length, const char *file, const char *problem, gpointer user_data)
{
  const Watching *watching = user_data;

  watching->scan->malformed (watching->worker, text, length, file, problem, watching->scan->malformed_data);
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
  FileScan *self = (FileScan *) scan;
  Split *split = &g_array_index (self->splits, Split, task);
  guint64 sequence = (guint64) task << TASK_SEQUENCE_BITS;
  Adding adding = { self, split->values, func, user_data };
  Watching watching = { scan, worker };
  SluiceScanStatistics before, after;
  gboolean ok;

  if (self->n_read < self->n_columns)
    {
      func = add_values;
      user_data = &adding;
    }

  /* Another reader, after the columns have changed, takes another scanner; the arena stays. */
  if (self->scanners[worker] == NULL)
    self->scanners[worker] = sluice_scanner_new (self->reader);
  if (self->arenas[worker] == NULL)
    self->arenas[worker] = sluice_arena_new ();

  sluice_scanner_watch_malformed (self->scanners[worker], scan->malformed != NULL ? see_malformed : NULL, &watching);
  sluice_scanner_statistics (self->scanners[worker], &before);
  ok = sluice_scanner_scan_file (self->scanners[worker], self->arenas[worker], split->path,
                                 split->start, split->end, &sequence, func, user_data, cancellable,
                                 error);
  sluice_scanner_statistics (self->scanners[worker], &after);
  g_atomic_int_add (&self->base.n_corrupt, (gint) (after.n_corrupt - before.n_corrupt));

  if (!ok && error != NULL)
    sluice_error_set_file (*error, split->path, 0);

  /* A batch that somebody kept has taken the arena with it. */
  if (sluice_arena_is_shared (self->arenas[worker]))
    {
      sluice_arena_unref (self->arenas[worker]);
      self->arenas[worker] = sluice_arena_new ();
    }

  return ok;
}

static void
scan_free (SluiceScan *scan)
{
  FileScan *self = (FileScan *) scan;

  for (guint i = 0; i < self->n_workers; i++)
    {
      sluice_scanner_free (self->scanners[i]);
      sluice_arena_unref (self->arenas[i]);
    }
  g_free (self->scanners);
  g_free (self->arenas);
  g_array_unref (self->splits);
  g_free (self->columns);
  g_free (self->places);
  sluice_type_unref (self->schema);
  sluice_reader_unref (self->reader);
}

static const SluiceScanClass scan_class = {
  .prepare = scan_prepare,
  .run_task = scan_run_task,
  .free = scan_free,
};

SluiceScan *
sluice_file_scan_new (SluiceFileSet *set,
                      const guint   *columns,
                      guint          n_columns,
                      guint          n_workers,
                      GError       **error)
{
  g_autofree SluiceField *fields = g_new (SluiceField, n_columns + 1);
  FileScan *self = g_new0 (FileScan, 1);

  self->base.klass = &scan_class;
  self->set = set;
  self->columns = g_memdup2 (columns, n_columns * sizeof *columns);
  self->n_columns = n_columns;
  self->places = g_new (guint, n_columns + 1);
  for (guint i = 0; i < n_columns; i++)
    fields[i] = set->schema->fields[columns[i]];
  self->schema = sluice_type_struct (fields, n_columns);
  self->n_workers = n_workers;
  self->scanners = g_new0 (SluiceScanner *, n_workers);
  self->arenas = g_new0 (SluiceArena *, n_workers);
  self->splits = g_array_new (FALSE, FALSE, sizeof (Split));
  g_array_set_clear_func (self->splits, split_clear);
  /* What the reader doesn't take is told now, not in the first batch. */
  if (!open_reader (self, error))
    {
      sluice_scan_free (&self->base);
      return NULL;
    }

  return &self->base;
}
