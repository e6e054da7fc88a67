/* sluice-wrap-layout.c: children in lines that wrap like words.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "charts/sluice-wrap-layout.h"

struct _SluiceWrapLayout
{
  GtkLayoutManager parent_instance;

  int spacing;
};

G_DEFINE_FINAL_TYPE (SluiceWrapLayout, sluice_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

/* Goes through the lines of @width; places the children when @allocate. Returns the height. */
static int
place (SluiceWrapLayout *self, GtkWidget *widget, int width, gboolean allocate)
{
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int x = 0;
  int y = 0;
  int line_height = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int child_width;
      int child_height;

      if (!gtk_widget_should_layout (child))
        continue;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &child_width, NULL, NULL);
      child_width = MIN (child_width, width);
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, child_width, NULL, &child_height, NULL,
                          NULL);
      if (x > 0 && x + child_width > width)
        {
          x = 0;
          y += line_height + self->spacing;
          line_height = 0;
        }
      if (allocate)
        {
          GtkAllocation allocation = { x, y, child_width, child_height };

          if (mirrored)
            allocation.x = width - x - child_width;
          gtk_widget_size_allocate (child, &allocation, -1);
        }
      x += child_width + self->spacing;
      line_height = MAX (line_height, child_height);
    }

  return y + line_height;
}

static GtkSizeRequestMode
sluice_wrap_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sluice_wrap_layout_measure (GtkLayoutManager *manager,
                            GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  SluiceWrapLayout *self = SLUICE_WRAP_LAYOUT (manager);
  int widest = 0;
  int sum = 0;

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
      sum += child_natural + (sum > 0 ? self->spacing : 0);
    }

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = widest;
      *natural = sum;
    }
  else
    {
      *minimum = *natural = place (self, widget, for_size < 0 ? sum : for_size, FALSE);
    }
}

static void
sluice_wrap_layout_allocate (
    GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  place (SLUICE_WRAP_LAYOUT (manager), widget, width, TRUE);
}

static void
sluice_wrap_layout_class_init (SluiceWrapLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = sluice_wrap_layout_get_request_mode;
  layout_class->measure = sluice_wrap_layout_measure;
  layout_class->allocate = sluice_wrap_layout_allocate;
}

static void
sluice_wrap_layout_init (SluiceWrapLayout *self)
{
}

GtkLayoutManager *
sluice_wrap_layout_new (int spacing)
{
  SluiceWrapLayout *self = g_object_new (SLUICE_TYPE_WRAP_LAYOUT, NULL);

  self->spacing = spacing;

  return GTK_LAYOUT_MANAGER (self);
}
