/* sluice-quantile-summary.c: a summary of many numbers that gives approximate quantiles.
 *
 * The algorithm is that of M. Greenwald and S. Khanna, “Space-efficient online computation of quantile
 * summaries” (2001). When numbers are gathered and when a summary is compressed follows Spark, so that the
 * same numbers in the same order give the same quantiles.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-quantile-summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Numbers gathered before they are sorted and inserted. */
#define HEAD_SIZE 50000
/* A summary as long as this is compressed after an insertion. */
#define COMPRESS_THRESHOLD 10000

/* Java's order: -0.0 below 0.0, and NaN above all. */
static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  if (x < y)
    return -1;
  if (x > y)
    return 1;
  if (x == y)
    return (signbit (y) != 0) - (signbit (x) != 0);

  return (x != x) - (y != y);
}

static void
reserve (SluiceQuantileSummary *self, SluiceArena *arena, guint32 n)
{
  SluiceQuantileSample *samples;
  guint32 capacity = MAX (self->capacity, 16);

  if (self->capacity >= n)
    return;
  while (capacity < n)
    capacity *= 2;
  sluice_arena_align (arena);
  samples = sluice_arena_new_array (arena, SluiceQuantileSample, capacity);
  if (self->n > 0)
    memcpy (samples, self->samples, sizeof *samples * self->n);
  self->samples = samples;
  self->spare = sluice_arena_new_array (arena, SluiceQuantileSample, capacity);
  self->capacity = capacity;
}

static void
swap (SluiceQuantileSummary *self, guint32 n)
{
  SluiceQuantileSample *samples = self->samples;

  self->samples = self->spare;
  self->spare = samples;
  self->n = n;
}

static void
insert_head (SluiceQuantileSummary *self, SluiceArena *arena, double error)
{
  guint32 at = 0, out = 0;

  if (self->n_head == 0)
    return;

  qsort (self->head, self->n_head, sizeof *self->head, compare_doubles);
  reserve (self, arena, self->n + self->n_head);
  for (guint32 i = 0; i < self->n_head; i++)
    {
      SluiceQuantileSample sample = { self->head[i], 1, 0 };

      while (at < self->n && self->samples[at].value <= sample.value)
        self->spare[out++] = self->samples[at++];
      self->count++;
      /* The rank of the least and of the greatest is known. */
      if (out > 0 && !(at == self->n && i == self->n_head - 1))
        sample.delta = (gint64) floor (2 * error * (double) self->count);
      self->spare[out++] = sample;
    }
  while (at < self->n)
    self->spare[out++] = self->samples[at++];
  swap (self, out);
  self->n_head = 0;
}

/* Joins samples from the end on as long as the error allows it. The first and the last one stay. */
static void
thin_out (SluiceQuantileSummary *self, double threshold)
{
  SluiceQuantileSample head;
  guint32 begin = self->n;
  guint32 n;

  if (self->n == 0)
    return;

  head = self->samples[self->n - 1];
  for (guint32 i = self->n - 1; i-- > 1;)
    {
      const SluiceQuantileSample *sample = &self->samples[i];

      if ((double) (sample->g + head.g + head.delta) < threshold)
        head.g += sample->g;
      else
        {
          self->spare[--begin] = head;
          head = *sample;
        }
    }
  self->spare[--begin] = head;
  if (self->samples[0].value <= head.value && self->n > 1)
    self->spare[--begin] = self->samples[0];
  n = self->n - begin;
  memmove (self->spare, self->spare + begin, sizeof *self->spare * n);
  swap (self, n);
}

void
sluice_quantile_summary_compress (SluiceQuantileSummary *self, SluiceArena *arena, double error)
{
  if (self->compressed)
    return;

  insert_head (self, arena, error);
  thin_out (self, 2 * error * (double) self->count);
  self->compressed = TRUE;
}

void
sluice_quantile_summary_add (SluiceQuantileSummary *self, SluiceArena *arena, double error, double value)
{
  guint32 longest = (guint32) (1 / error) * 4;

  if (self->n_head == self->head_capacity)
    {
      guint32 capacity = MIN (MAX (self->head_capacity * 2, 16), HEAD_SIZE);
      double *head;

      sluice_arena_align (arena);
      head = sluice_arena_new_array (arena, double, capacity);
      if (self->n_head > 0)
        memcpy (head, self->head, sizeof *head * self->n_head);
      self->head = head;
      self->head_capacity = capacity;
    }
  self->head[self->n_head++] = value;
  self->compressed = FALSE;
  if (self->n_head < HEAD_SIZE)
    {
      if (self->n >= longest)
        sluice_quantile_summary_compress (self, arena, error);
      return;
    }

  insert_head (self, arena, error);
  if (self->n >= MIN (COMPRESS_THRESHOLD, longest))
    sluice_quantile_summary_compress (self, arena, error);
}

SluiceQuantileSummary
sluice_quantile_summary_copy (const SluiceQuantileSummary *self, SluiceArena *arena)
{
  SluiceQuantileSummary copy = { .count = self->count, .compressed = self->compressed };

  reserve (&copy, arena, self->n);
  if (self->n > 0)
    memcpy (copy.samples, self->samples, sizeof *copy.samples * self->n);
  copy.n = self->n;
  copy.n_head = copy.head_capacity = self->n_head;
  sluice_arena_align (arena);
  copy.head = sluice_arena_new_array (arena, double, MAX (self->n_head, 1));
  if (self->n_head > 0)
    memcpy (copy.head, self->head, sizeof *copy.head * self->n_head);

  return copy;
}

/* Where samples of both lie among each other, each one's rank is as uncertain as the other's samples are
 * apart. */
static void
merge_samples (SluiceQuantileSummary *self, SluiceArena *arena, double error, const SluiceQuantileSummary *other)
{
  gint64 uncertainty_self = (gint64) floor (2 * error * (double) other->count);
  gint64 uncertainty_other = (gint64) floor (2 * error * (double) self->count);
  guint32 i = 0, j = 0, out = 0;

  reserve (self, arena, self->n + other->n);
  while (i < self->n && j < other->n)
    {
      SluiceQuantileSample *sample = &self->spare[out++];

      if (self->samples[i].value < other->samples[j].value)
        {
          *sample = self->samples[i++];
          sample->delta += j > 0 ? uncertainty_self : 0;
        }
      else
        {
          *sample = other->samples[j++];
          sample->delta += i > 0 ? uncertainty_other : 0;
        }
    }
  while (i < self->n)
    self->spare[out++] = self->samples[i++];
  while (j < other->n)
    self->spare[out++] = other->samples[j++];
  swap (self, out);
  self->count += other->count;
  thin_out (self, 2 * error * (double) self->count);
}

void
sluice_quantile_summary_merge (SluiceQuantileSummary       *self,
                               SluiceArena                 *arena,
                               double                       error,
                               const SluiceQuantileSummary *other)
{
  SluiceQuantileSummary copy = sluice_quantile_summary_copy (other, arena);

  sluice_quantile_summary_compress (&copy, arena, error);
  sluice_quantile_summary_compress (self, arena, error);
  if (copy.count == 0)
    return;

  if (self->count == 0)
    *self = copy;
  else
    merge_samples (self, arena, error, &copy);
  self->compressed = TRUE;
}

/* Where a search has come to; the next one, for a higher percentage, goes on from there. */
typedef struct
{
  guint32 index;
  gint64 rank;
} Search;

static double
find (const SluiceQuantileSummary *self, Search *search, gint64 tolerance, double percentage)
{
  gint64 rank = (gint64) ceil (percentage * (double) self->count);

  while (search->index < self->n - 1)
    {
      const SluiceQuantileSample *sample = &self->samples[search->index];

      if (search->rank + sample->delta - tolerance <= rank && rank <= search->rank + tolerance)
        return sample->value;
      search->index++;
      search->rank += self->samples[search->index].g;
    }

  return self->samples[self->n - 1].value;
}

static int
compare_percentages (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const double *percentages = user_data;
  guint i = *(const guint *) a, j = *(const guint *) b;

  return (percentages[i] > percentages[j]) - (percentages[i] < percentages[j]);
}

void
sluice_quantile_summary_query (const SluiceQuantileSummary *self,
                               double                       error,
                               const double                *percentages,
                               guint                        n,
                               double                      *values)
{
  g_autofree guint *order = g_new (guint, MAX (n, 1));
  Search search = { 0, self->samples[0].g };
  gint64 tolerance = G_MININT64;

  for (guint32 i = 0; i < self->n; i++)
    tolerance = MAX (tolerance, self->samples[i].delta + self->samples[i].g);
  tolerance /= 2;

  for (guint i = 0; i < n; i++)
    order[i] = i;
  g_qsort_with_data (order, (int) n, sizeof *order, compare_percentages, (gpointer) percentages);
  for (guint i = 0; i < n; i++)
    {
      double percentage = percentages[order[i]];

      if (percentage <= error || self->n == 1)
        values[order[i]] = self->samples[0].value;
      else if (percentage >= 1 - error)
        values[order[i]] = self->samples[self->n - 1].value;
      else
        values[order[i]] = find (self, &search, tolerance, percentage);
    }
}
