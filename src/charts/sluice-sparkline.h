/* sluice-sparkline.h: a line as high as a word, for nodes and tables.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "charts/sluice-chart-unit.h"

G_BEGIN_DECLS

/** The number of values that a sparkline remembers. */
#define SLUICE_SPARKLINE_CAPACITY 64

#define SLUICE_TYPE_SPARKLINE (sluice_sparkline_get_type ())

/**
 * SluiceSparkline:
 *
 * The last values of something, without axes: the shape of a rate on a node. The newest one has a
 * dot. It is redrawn at most thirty times a second, and not at all while hidden.
 */
G_DECLARE_FINAL_TYPE (SluiceSparkline, sluice_sparkline, SLUICE, SPARKLINE, GtkWidget)

/**
 * sluice_sparkline_new:
 * @unit: what the values are, for the accessible description
 * @colour: 0…7, an index of the palette
 *
 * Returns: (transfer floating): a line without values
 */
GtkWidget *sluice_sparkline_new (SluiceChartUnit unit, guint colour);

/** sluice_sparkline_push: Adds the newest value; NaN makes a gap. The oldest one is forgotten. */
void sluice_sparkline_push (SluiceSparkline *self, double value);

/** sluice_sparkline_set_values: Replaces all values by the last ones of @values. */
void sluice_sparkline_set_values (SluiceSparkline *self, const double *values, guint n_values);

/** sluice_sparkline_get_n_values: Returns: how many values there are. */
guint sluice_sparkline_get_n_values (SluiceSparkline *self);

/** sluice_sparkline_get_value: Returns: value @index, 0 being the oldest. */
double sluice_sparkline_get_value (SluiceSparkline *self, guint index);

G_END_DECLS
