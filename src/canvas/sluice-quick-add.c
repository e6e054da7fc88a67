/* sluice-quick-add.c: a popover that adds a node where the pointer is.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "canvas/sluice-quick-add.h"

#include <glib/gi18n.h>

#include "canvas/sluice-palette-row.h"
#include "canvas/sluice-palette-search.h"

struct _SluiceQuickAdd
{
  GtkPopover parent_instance;

  GtkWidget *search;
  GtkWidget *list;
};

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SluiceQuickAdd, sluice_quick_add, GTK_TYPE_POPOVER)

/* What usually comes next in a streaming query, by the kind before. */
static const struct
{
  const char *op;
  const char *followers[7];
} usual[] = {
  { "readStream", { "withWatermark", "filter", "select", "withColumns", "groupBy", "join" } },
  { "read", { "join", "select", "filter" } },
  { "withWatermark", { "groupBy", "dropDuplicatesWithinWatermark", "join", "filter", "select" } },
  { "groupBy", { "writeStream", "select", "withColumns", "orderBy", "filter" } },
  { "orderBy", { "writeStream", "limit", "select" } },
  { "join", { "select", "filter", "groupBy", "writeStream" } },
  { "union", { "withWatermark", "groupBy", "select", "writeStream" } },
  { "dropDuplicates", { "groupBy", "select", "writeStream" } },
  { "dropDuplicatesWithinWatermark", { "groupBy", "select", "writeStream" } },
};
static const char *const usual_else[]
  = { "withWatermark", "groupBy", "filter", "withColumns", "select", "writeStream", NULL };

static void
choose (SluiceQuickAdd *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0,
                 sluice_palette_row_get_kind (SLUICE_PALETTE_ROW (row))->op);
}

/* Enter takes the first one: it is shown as chosen. */
static void
select_first (SluiceQuickAdd *self)
{
  gtk_list_box_select_row (GTK_LIST_BOX (self->list),
                           sluice_palette_row_first (GTK_LIST_BOX (self->list)));
}

static void
stop_search_cb (SluiceQuickAdd *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
}

static const char *const *
find_usual (const char *op)
{
  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    if (g_str_equal (usual[i].op, op))
      return usual[i].followers;

  return usual_else;
}

static void
fill (SluiceQuickAdd *self, const SluiceNodeType *before)
{
  const char *const *first = before != NULL ? find_usual (before->op) : NULL;
  GtkWidget *child;
  guint n;
  const SluiceNodeType *kinds = sluice_node_type_list (&n);

  while ((child = GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 0))) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), child);

  for (guint i = 0; first != NULL && first[i] != NULL; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list),
                         sluice_palette_row_new (sluice_node_type_find (first[i])));
  for (guint i = 0; i < n; i++)
    {
      if (!kinds[i].supported || (before != NULL && kinds[i].ports[0] == NULL)
          || (first != NULL && g_strv_contains (first, kinds[i].op)))
        continue;
      gtk_list_box_append (GTK_LIST_BOX (self->list), sluice_palette_row_new (&kinds[i]));
    }
  select_first (self);
}

static void
sluice_quick_add_class_init (SluiceQuickAddClass *klass)
{
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", SLUICE_TYPE_QUICK_ADD, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
sluice_quick_add_init (SluiceQuickAdd *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->list = gtk_list_box_new ();
  self->search = sluice_palette_search_new (_ ("Add a node"), GTK_LIST_BOX (self->list));
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (select_first), self);
  g_signal_connect_swapped (self->search, "stop-search", G_CALLBACK (stop_search_cb), self);
  gtk_box_append (GTK_BOX (box), self->search);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (choose), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 320);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  gtk_box_append (GTK_BOX (box), scroller);

  gtk_widget_set_size_request (box, 260, -1);
  gtk_popover_set_child (GTK_POPOVER (self), box);
  gtk_widget_add_css_class (GTK_WIDGET (self), "quick-add");
  fill (self, NULL);
}

GtkWidget *
sluice_quick_add_new (void)
{
  return g_object_new (SLUICE_TYPE_QUICK_ADD, NULL);
}

void
sluice_quick_add_set_context (SluiceQuickAdd *self, SluiceDocument *document, const char *from_id)
{
  SluiceNode *from = from_id != NULL ? sluice_document_find_node (document, from_id) : NULL;
  const SluiceNodeType *type = from != NULL ? sluice_node_get_type (from) : NULL;

  g_return_if_fail (SLUICE_IS_QUICK_ADD (self));

  fill (self, type != NULL && type->has_output ? type : NULL);
}
