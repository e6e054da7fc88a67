/* sluice-canvas-tiles.c: nodes from so far that only their kind and state can be made out.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "canvas/sluice-canvas-private.h"

/* A card has shadows, round corners and texts. So many of them take a frame to draw without a graphics card. */
#define MAX_CARDS 60
#define MIN_STRIP 2
#define RING 2

typedef struct
{
  const char *css_class; /* of the node */
  const char *colour;    /* in the style sheet */
} Mark;

/* The first one that a node has decides. */
static const Mark categories[] = {
  { "sources", "node_sources_color" },   { "transform", "node_transform_color" },
  { "event-time", "node_event_time_color" }, { "combine", "node_combine_color" },
  { "sinks", "node_sinks_color" },
};
static const Mark states[] = {
  { "failed", "error_color" },
  { "error", "error_color" },
  { "warning", "warning_color" },
  { "running", "success_color" },
};

typedef struct
{
  GdkRGBA card;
  GdkRGBA line;
  GdkRGBA accent;
  GdkRGBA categories[G_N_ELEMENTS (categories)];
  GdkRGBA states[G_N_ELEMENTS (states)];
} Colours;

static void
find_colour (GtkStyleContext *context, const char *name, GdkRGBA *colour)
{
  if (!gtk_style_context_lookup_color (context, name, colour))
    gtk_style_context_get_color (context, colour);
}

static Colours
get_colours (SluiceCanvas *self)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));
  Colours colours;

  find_colour (context, "popover_bg_color", &colours.card);
  find_colour (context, "accent_color", &colours.accent);
  gtk_style_context_get_color (context, &colours.line);
  colours.line.alpha *= 0.3f;
  for (guint i = 0; i < G_N_ELEMENTS (categories); i++)
    find_colour (context, categories[i].colour, &colours.categories[i]);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    find_colour (context, states[i].colour, &colours.states[i]);

  return colours;
}

static const GdkRGBA *
choose_colour (GtkWidget *node, const Mark *marks, guint n, const GdkRGBA *colours, const GdkRGBA *otherwise)
{
  for (guint i = 0; i < n; i++)
    if (gtk_widget_has_css_class (node, marks[i].css_class))
      return &colours[i];

  return otherwise;
}

static void
draw_tile (GtkWidget *node, const graphene_rect_t *bounds, const Colours *colours, GtkSnapshot *snapshot)
{
  const GdkRGBA *state
    = choose_colour (node, states, G_N_ELEMENTS (states), colours->states, &colours->line);
  const GdkRGBA *category
    = choose_colour (node, categories, G_N_ELEMENTS (categories), colours->categories, &colours->line);
  double inset = state == &colours->line ? 1 : RING;
  graphene_rect_t strip = *bounds;

  if (sluice_node_widget_get_selected (SLUICE_NODE_WIDGET (node)) || gtk_widget_has_focus (node))
    {
      graphene_rect_t ring = *bounds;

      graphene_rect_inset (&ring, -RING, -RING);
      gtk_snapshot_append_color (snapshot, &colours->accent, &ring);
    }
  gtk_snapshot_append_color (snapshot, &colours->card, bounds);
  gtk_snapshot_append_border (
    snapshot, &(GskRoundedRect){ .bounds = *bounds }, (float[4]){ inset, inset, inset, inset },
    (GdkRGBA[4]){ *state, *state, *state, *state });
  strip.size.width = MIN (MAX (strip.size.width / 8, MIN_STRIP), strip.size.width);
  gtk_snapshot_append_color (snapshot, category, &strip);
}

gboolean
_sluice_canvas_draw_tiles (SluiceCanvas *self, GtkSnapshot *snapshot)
{
  GtkWidget *canvas = GTK_WIDGET (self);
  graphene_rect_t view = GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (canvas), gtk_widget_get_height (canvas));
  g_autoptr (GPtrArray) nodes = g_ptr_array_new ();
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));
  Colours colours;

  if (g_hash_table_size (self->nodes) <= MAX_CARDS)
    return FALSE;

  for (GtkWidget *child = gtk_widget_get_first_child (canvas); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      graphene_rect_t bounds;

      if (!SLUICE_IS_NODE_WIDGET (child) || !gtk_widget_compute_bounds (child, canvas, &bounds)
          || !graphene_rect_intersection (&bounds, &view, NULL))
        continue;
      g_ptr_array_add (nodes, child);
      g_array_append_val (places, bounds);
    }
  if (nodes->len <= MAX_CARDS)
    return FALSE;

  colours = get_colours (self);
  for (guint i = 0; i < nodes->len; i++)
    draw_tile (g_ptr_array_index (nodes, i), &g_array_index (places, graphene_rect_t, i), &colours, snapshot);

  return TRUE;
}
