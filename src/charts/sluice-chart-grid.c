/* sluice-chart-grid.c: charts in equal columns with aligned plots.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "charts/sluice-chart-grid.h"

#include "charts/sluice-chart-private.h"

#define SPACING 12
#define TWO_COLUMNS_FROM 500
#define THREE_COLUMNS_FROM 1150
/* How much higher than they would like charts are made to fill a view. */
#define MAX_STRETCH 1.6

struct _SluiceChartGrid
{
  GtkWidget parent_instance;

  guint gutter_source;
  int view_height;
};

G_DEFINE_FINAL_TYPE (SluiceChartGrid, sluice_chart_grid, GTK_TYPE_WIDGET)

guint
sluice_chart_grid_get_n_columns (int width)
{
  if (width < TWO_COLUMNS_FROM)
    return 1;

  return width < THREE_COLUMNS_FROM ? 2 : 3;
}

/* Gutters ----------------------------------------------------------------------------------------
 */

static gboolean
align_gutters_cb (gpointer user_data)
{
  SluiceChartGrid *self = user_data;
  GtkWidget *child;
  int widest = 0;

  self->gutter_source = 0;
  for (child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    widest = MAX (widest, sluice_chart_plot_get_natural_gutter (
                              _sluice_chart_get_plot (SLUICE_CHART (child))));
  for (child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    sluice_chart_plot_set_gutter (_sluice_chart_get_plot (SLUICE_CHART (child)), widest);

  return G_SOURCE_REMOVE;
}

/* A plot learns what it needs while it draws, when others must not be invalidated. */
static void
queue_align_gutters (SluiceChartGrid *self)
{
  if (self->gutter_source == 0)
    self->gutter_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, align_gutters_cb, self, NULL);
}

/* Layout
 * ------------------------------------------------------------------------------------------- */

/* The height of a row whose charts need @minimum and would like @natural. */
static int
choose_height (SluiceChartGrid *self, int minimum, int natural)
{
  int n_rows = MAX (1, (self->view_height + SPACING) / (minimum + SPACING));
  int height = (self->view_height + SPACING) / n_rows - SPACING;

  if (self->view_height <= 0)
    return natural;

  return CLAMP (height, minimum, natural * MAX_STRETCH);
}

/* Goes through the rows of @width; places the charts when @allocate. Returns the height. */
static int
place (SluiceChartGrid *self, int width, gboolean allocate)
{
  gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int n_columns = sluice_chart_grid_get_n_columns (width);
  int column_width = MAX (1, (width - (n_columns - 1) * SPACING) / n_columns);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));
  int y = 0;

  while (child != NULL)
    {
      GtkWidget *row[3] = { NULL };
      int n = 0;
      int lowest = 0;
      int wished = 0;
      int height;

      for (; child != NULL && n < n_columns; child = gtk_widget_get_next_sibling (child))
        {
          int minimum;
          int natural;

          if (!gtk_widget_should_layout (child))
            continue;
          gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, column_width, &minimum, &natural,
                              NULL, NULL);
          lowest = MAX (lowest, minimum);
          wished = MAX (wished, natural);
          row[n++] = child;
        }
      if (n == 0)
        break;
      height = choose_height (self, lowest, wished);
      for (int i = 0; allocate && i < n; i++)
        {
          int column = mirrored ? n_columns - 1 - i : i;
          GtkAllocation allocation = { column * (column_width + SPACING), y, column_width, height };

          gtk_widget_size_allocate (row[i], &allocation, -1);
        }
      y += height + SPACING;
    }

  return MAX (0, y - SPACING);
}

static void
sluice_chart_grid_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  SluiceChartGrid *self = SLUICE_CHART_GRID (widget);
  int widest = 0;
  int wished = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum;
      int child_natural;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, &child_natural,
                          NULL, NULL);
      widest = MAX (widest, child_minimum);
      wished = MAX (wished, child_natural);
    }

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = widest;
      *natural = MAX (widest, MIN (2 * wished + SPACING, THREE_COLUMNS_FROM - 1));
    }
  else
    {
      if (for_size < 0)
        for_size = MAX (widest, MIN (2 * wished + SPACING, THREE_COLUMNS_FROM - 1));
      *minimum = *natural = place (self, for_size, FALSE);
    }
}

static GtkSizeRequestMode
sluice_chart_grid_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sluice_chart_grid_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  place (SLUICE_CHART_GRID (widget), width, TRUE);
}

static void
sluice_chart_grid_dispose (GObject *object)
{
  SluiceChartGrid *self = SLUICE_CHART_GRID (object);
  GtkWidget *child;

  g_clear_handle_id (&self->gutter_source, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (sluice_chart_grid_parent_class)->dispose (object);
}

static void
sluice_chart_grid_class_init (SluiceChartGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sluice_chart_grid_dispose;
  widget_class->measure = sluice_chart_grid_measure;
  widget_class->get_request_mode = sluice_chart_grid_get_request_mode;
  widget_class->size_allocate = sluice_chart_grid_size_allocate;

  gtk_widget_class_set_css_name (widget_class, "chartgrid");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
sluice_chart_grid_init (SluiceChartGrid *self)
{
}

GtkWidget *
sluice_chart_grid_new (void)
{
  return g_object_new (SLUICE_TYPE_CHART_GRID, NULL);
}

void
sluice_chart_grid_set_view_height (SluiceChartGrid *self, int height)
{
  g_return_if_fail (SLUICE_IS_CHART_GRID (self));

  if (self->view_height == height)
    return;

  self->view_height = height;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
sluice_chart_grid_append (SluiceChartGrid *self, SluiceChart *chart)
{
  g_return_if_fail (SLUICE_IS_CHART_GRID (self));
  g_return_if_fail (SLUICE_IS_CHART (chart));

  gtk_widget_set_parent (GTK_WIDGET (chart), GTK_WIDGET (self));
  g_signal_connect_object (_sluice_chart_get_plot (chart), "gutter-changed",
                           G_CALLBACK (queue_align_gutters), self, G_CONNECT_SWAPPED);
  queue_align_gutters (self);
}

void
sluice_chart_grid_remove (SluiceChartGrid *self, SluiceChart *chart)
{
  g_return_if_fail (SLUICE_IS_CHART_GRID (self));
  g_return_if_fail (gtk_widget_get_parent (GTK_WIDGET (chart)) == GTK_WIDGET (self));

  g_signal_handlers_disconnect_by_func (_sluice_chart_get_plot (chart), queue_align_gutters, self);
  gtk_widget_unparent (GTK_WIDGET (chart));
  queue_align_gutters (self);
}
