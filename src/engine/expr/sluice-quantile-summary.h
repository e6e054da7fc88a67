/* sluice-quantile-summary.h: a summary of many numbers that gives approximate quantiles.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-arena.h"

G_BEGIN_DECLS

/**
 * SluiceQuantileSample:
 * @value: a number that was added
 * @g: by how much its lowest rank is above that of the sample before
 * @delta: by how much its rank may be higher than that
 */
typedef struct
{
  double value;
  gint64 g;
  gint64 delta;
} SluiceQuantileSample;

/**
 * SluiceQuantileSummary:
 * @samples: the summary, ascending
 * @spare: another array of as many, for the next one
 * @head: numbers that aren't in the summary yet
 * @count: numbers that are
 * @n: number of @samples
 * @capacity: room in @samples and @spare
 * @n_head: numbers in @head
 * @head_capacity: room in @head
 * @compressed: whether the summary has been compressed and @head is empty
 *
 * Greenwald's and Khanna's summary, in Spark's variant: numbers are gathered, sorted and inserted together.
 * All zero is empty. Memory is an arena's. The relative error is a constant of the user.
 */
typedef struct
{
  SluiceQuantileSample *samples;
  SluiceQuantileSample *spare;
  double *head;
  gint64 count;
  guint32 n;
  guint32 capacity;
  guint32 n_head;
  guint32 head_capacity;
  guint64 compressed;
} SluiceQuantileSummary;

/** sluice_quantile_summary_add: @self: a summary, @arena: its memory, @error: relative, @value: added. */
void sluice_quantile_summary_add (SluiceQuantileSummary *self,
                                  SluiceArena           *arena,
                                  double                 error,
                                  double                 value);

/** sluice_quantile_summary_compress: puts everything into the samples and thins them out. */
void sluice_quantile_summary_compress (SluiceQuantileSummary *self,
                                       SluiceArena           *arena,
                                       double                 error);

/** sluice_quantile_summary_copy: Returns: a copy of @self in @arena. */
SluiceQuantileSummary sluice_quantile_summary_copy (const SluiceQuantileSummary *self,
                                                    SluiceArena                 *arena);

/** sluice_quantile_summary_merge: adds @other to @self, in @arena; @error is the same for both. */
void sluice_quantile_summary_merge (SluiceQuantileSummary       *self,
                                    SluiceArena                 *arena,
                                    double                       error,
                                    const SluiceQuantileSummary *other);

/**
 * sluice_quantile_summary_query:
 * @self: a compressed summary that isn't empty
 * @error: its relative error
 * @percentages: (array length=n): numbers from 0 to 1
 * @n: how many
 * @values: (array length=n) (out): for each a number whose rank is that part of the count, within the error
 */
void sluice_quantile_summary_query (const SluiceQuantileSummary *self,
                                    double                       error,
                                    const double                *percentages,
                                    guint                        n,
                                    double                      *values);

G_END_DECLS
