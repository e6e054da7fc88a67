/* sluice-canvas-wires.c: the wires of the canvas: drawing, finding, telling.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "canvas/sluice-canvas-private.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#define HIT_DISTANCE 8
#define HIT_SAMPLES 32
#define END_REACH 32
#define WIDTH 2.0
#define WIDTH_OF_WEIGHT 3.0
#define MIN_TANGENT 36
#define MAX_TANGENT 240
/* Badges shrink with the nodes as long as they can be read. */
#define BADGE_MIN_ZOOM 0.4
#define BADGE_MIN_SCALE 0.75
#define BADGE_PADDING 6
#define TOOLTIP_COLUMNS 20

/* A cubic curve whose ends are level, from an output to an input. */
typedef struct
{
  graphene_point_t points[4];
} Curve;

typedef struct
{
  GdkRGBA line;
  GdkRGBA accent;
  GdkRGBA badge;
  GdkRGBA badge_line;
  GdkRGBA badge_text;
} Colours;

static Curve
curve_between (SluiceCanvas *self, const graphene_point_t *start, const graphene_point_t *end)
{
  double gap = end->x - start->x;
  double tangent = gap >= 0 ? gap / 2 : -gap / 3;
  Curve curve;

  /* A wire that leads back leaves to the right all the same, so that its direction can be seen. */
  tangent = CLAMP (tangent, MIN_TANGENT * self->zoom, MAX_TANGENT * self->zoom);
  if (gap >= 0 && tangent > gap && fabs (end->y - start->y) < 1)
    tangent = gap / 2;
  curve.points[0] = *start;
  curve.points[1] = GRAPHENE_POINT_INIT (start->x + tangent, start->y);
  curve.points[2] = GRAPHENE_POINT_INIT (end->x - tangent, end->y);
  curve.points[3] = *end;

  return curve;
}

static graphene_point_t
curve_at (const Curve *curve, double t)
{
  const graphene_point_t *p = curve->points;
  double u = 1 - t;
  double a = u * u * u, b = 3 * u * u * t, c = 3 * u * t * t, d = t * t * t;

  return GRAPHENE_POINT_INIT (a * p[0].x + b * p[1].x + c * p[2].x + d * p[3].x,
                              a * p[0].y + b * p[1].y + c * p[2].y + d * p[3].y);
}

/* The curve lies inside the hull of its points, so their box is never too small. */
static graphene_rect_t
curve_bounds (const Curve *curve)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (curve->points[0].x, curve->points[0].y, 0, 0);

  for (guint i = 1; i < 4; i++)
    graphene_rect_expand (&bounds, &curve->points[i], &bounds);
  graphene_rect_inset (&bounds, -HIT_DISTANCE, -HIT_DISTANCE);

  return bounds;
}

static double
distance_to_segment (double x, double y, const graphene_point_t *a, const graphene_point_t *b)
{
  double dx = b->x - a->x;
  double dy = b->y - a->y;
  double length = dx * dx + dy * dy;
  double t = length > 0 ? CLAMP (((x - a->x) * dx + (y - a->y) * dy) / length, 0, 1) : 0;

  return hypot (x - (a->x + t * dx), y - (a->y + t * dy));
}

static double
curve_distance (const Curve *curve, double x, double y)
{
  graphene_point_t before = curve->points[0];
  double nearest = G_MAXDOUBLE;

  for (guint i = 1; i <= HIT_SAMPLES; i++)
    {
      graphene_point_t here = curve_at (curve, i / (double) HIT_SAMPLES);

      nearest = MIN (nearest, distance_to_segment (x, y, &before, &here));
      before = here;
    }

  return nearest;
}

/* Wires to nodes or ports that don't exist are problems of the document; there is nothing to draw. */
static gboolean
wire_curve (SluiceCanvas *self, const SluiceWire *wire, Curve *curve)
{
  SluiceNodeWidget *from = sluice_canvas_get_node_widget (self, wire->from);
  SluiceNodeWidget *to = sluice_canvas_get_node_widget (self, wire->to);
  SluicePortWidget *output = from != NULL ? sluice_node_widget_get_output (from) : NULL;
  SluicePortWidget *input = to != NULL ? sluice_node_widget_get_input (to, wire->port) : NULL;
  graphene_point_t start, end;

  if (output == NULL || input == NULL)
    return FALSE;
  start = _sluice_canvas_port_center (self, output);
  end = _sluice_canvas_port_center (self, input);
  *curve = curve_between (self, &start, &end);

  return TRUE;
}

static gboolean
is_chosen (SluiceCanvas *self, const SluiceWire *wire)
{
  return _sluice_wire_equal (&self->chosen_wire, wire) || _sluice_wire_equal (&self->splice_wire, wire);
}

static gboolean
is_selected (SluiceCanvas *self, const char *id)
{
  SluiceNodeWidget *widget = sluice_canvas_get_node_widget (self, id);

  return widget != NULL && sluice_node_widget_get_selected (widget);
}

static Colours
get_colours (SluiceCanvas *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));
  gboolean dark = adw_style_manager_get_dark (manager);
  gboolean contrast = adw_style_manager_get_high_contrast (manager);
  Colours colours;

  gtk_style_context_get_color (context, &colours.line);
  colours.line.alpha = contrast ? 1 : dark ? 0.5 : 0.42;
  if (!gtk_style_context_lookup_color (context, "accent_color", &colours.accent))
    colours.accent = (GdkRGBA){ 0.21, 0.52, 0.89, 1 };
  gtk_style_context_get_color (context, &colours.badge_text);
  if (!gtk_style_context_lookup_color (context, "popover_bg_color", &colours.badge))
    colours.badge = dark ? (GdkRGBA){ 0.22, 0.22, 0.22, 1 } : (GdkRGBA){ 1, 1, 1, 1 };
  colours.badge_line = colours.badge_text;
  colours.badge_line.alpha = contrast ? 1 : 0.25;

  return colours;
}

static void
stroke (cairo_t *cr, const Curve *curve, const GdkRGBA *colour, double width, gboolean dashed)
{
  const graphene_point_t *p = curve->points;
  const double dashes[] = { 6, 5 };

  cairo_move_to (cr, p[0].x, p[0].y);
  cairo_curve_to (cr, p[1].x, p[1].y, p[2].x, p[2].y, p[3].x, p[3].y);
  cairo_set_line_width (cr, width);
  cairo_set_dash (cr, dashes, dashed ? G_N_ELEMENTS (dashes) : 0, 0);
  gdk_cairo_set_source_rgba (cr, colour);
  cairo_stroke (cr);
}

static void
draw_wire (SluiceCanvas *self, cairo_t *cr, const SluiceWire *wire, const Curve *curve,
           const Colours *colours)
{
  SluiceDocument *document = sluice_pipeline_get_document (self->pipeline);
  SluiceNode *from = sluice_document_find_node (document, wire->from);
  const double *weight = g_hash_table_lookup (self->wire_weights, wire->from);
  double width = WIDTH + (weight != NULL ? CLAMP (*weight, 0, 1) : 0) * WIDTH_OF_WEIGHT;
  gboolean dashed = from != NULL && sluice_node_is_disabled (from);
  GdkRGBA colour = colours->line;

  width *= CLAMP (self->zoom, 0.5, 1.5);
  if (is_chosen (self, wire))
    {
      GdkRGBA halo = colours->accent;

      halo.alpha = 0.25;
      stroke (cr, curve, &halo, width + 6, FALSE);
      colour = colours->accent;
      width += 1;
    }
  else if (is_selected (self, wire->from) || is_selected (self, wire->to))
    {
      colour = colours->accent;
      colour.alpha = 0.75;
    }
  stroke (cr, curve, &colour, width, dashed);
}

static SluicePortWidget *
find_fixed_end (SluiceCanvas *self)
{
  SluiceNodeWidget *node
    = sluice_canvas_get_node_widget (self, self->moves_output ? self->moved_wire.to : self->wire_from);

  if (node == NULL)
    return NULL;

  return self->moves_output ? sluice_node_widget_get_input (node, self->moved_wire.port)
                            : sluice_node_widget_get_output (node);
}

/* The wire that is being drawn; dashed until it is over something that would take it. */
static void
draw_rubber_wire (SluiceCanvas *self, cairo_t *cr, const Colours *colours)
{
  SluicePortWidget *port = find_fixed_end (self);
  gboolean valid = self->wire_target != NULL
                   && !gtk_widget_has_css_class (GTK_WIDGET (self->wire_target), "invalid");
  graphene_point_t fixed, loose;
  Curve curve;

  if (port == NULL)
    return;
  fixed = _sluice_canvas_port_center (self, port);
  loose = valid ? _sluice_canvas_port_center (self, self->wire_target) : self->pointer;
  curve = self->moves_output ? curve_between (self, &loose, &fixed) : curve_between (self, &fixed, &loose);
  stroke (cr, &curve, &colours->accent, WIDTH + 0.5, !valid);
}

static GskRenderNode *
make_node (SluiceCanvas *self, const graphene_rect_t *view)
{
  g_autoptr (GArray) wires = sluice_document_get_wires (sluice_pipeline_get_document (self->pipeline));
  GskRenderNode *node = gsk_cairo_node_new (view);
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);
  Colours colours = get_colours (self);

  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  /* The emphasised ones come last, over the others. */
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < wires->len; i++)
      {
        const SluiceWire *wire = &g_array_index (wires, SluiceWire, i);
        gboolean emphasised = is_chosen (self, wire) || is_selected (self, wire->from)
                              || is_selected (self, wire->to);
        graphene_rect_t bounds;
        Curve curve;

        if (emphasised != (pass == 1) || _sluice_wire_equal (&self->moved_wire, wire)
            || !wire_curve (self, wire, &curve))
          continue;
        bounds = curve_bounds (&curve);
        if (graphene_rect_intersection (&bounds, view, NULL))
          draw_wire (self, cr, wire, &curve, &colours);
      }
  if (_sluice_canvas_is_wiring (self))
    draw_rubber_wire (self, cr, &colours);
  cairo_destroy (cr);

  return node;
}

void
_sluice_canvas_draw_wires (SluiceCanvas *self, GtkSnapshot *snapshot)
{
  graphene_rect_t view = GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (GTK_WIDGET (self)),
                                             gtk_widget_get_height (GTK_WIDGET (self)));

  if (self->pipeline == NULL || view.size.width <= 0 || view.size.height <= 0)
    return;

  if (self->wires_node == NULL)
    self->wires_node = make_node (self, &view);
  gtk_snapshot_append_node (snapshot, self->wires_node);
}

/* Whether nothing that must be seen lies there: no node, and no badge that has its place already. */
static gboolean
is_free (GArray *nodes, GArray *badges, const graphene_rect_t *box)
{
  for (guint i = 0; i < nodes->len; i++)
    if (graphene_rect_intersection (box, &g_array_index (nodes, graphene_rect_t, i), NULL))
      return FALSE;
  for (guint i = 0; i < badges->len; i++)
    if (graphene_rect_intersection (box, &g_array_index (badges, SluiceCanvasBadge, i).box, NULL))
      return FALSE;

  return TRUE;
}

/* On the wire, as near to its middle as there is room; between nodes that stand closer than it is long, above
 * or below the gap. */
static gboolean
find_badge_place (const Curve *curve, GArray *nodes, GArray *badges, graphene_rect_t *box)
{
  static const double along[] = { 0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8 };
  static const double across[] = { 0, -1.2, 1.2, -2.4, 2.4, -3.6, 3.6 };

  for (guint i = 0; i < G_N_ELEMENTS (across); i++)
    for (guint j = 0; j < G_N_ELEMENTS (along); j++)
      {
        graphene_point_t place = curve_at (curve, along[j]);

        box->origin.x = round (place.x - box->size.width / 2);
        box->origin.y = round (place.y + across[i] * box->size.height - box->size.height / 2);
        if (is_free (nodes, badges, box))
          return TRUE;
      }

  return FALSE;
}

static void
ensure_badge_layout (SluiceCanvas *self)
{
  PangoAttrList *attributes;

  if (self->badge_layout != NULL)
    return;

  attributes = pango_attr_list_new ();
  pango_attr_list_insert (attributes, pango_attr_scale_new (PANGO_SCALE_SMALL));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  self->badge_layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  pango_layout_set_attributes (self->badge_layout, attributes);
  pango_attr_list_unref (attributes);
}

GArray *
_sluice_canvas_place_badges (SluiceCanvas *self)
{
  GArray *badges = g_array_new (FALSE, FALSE, sizeof (SluiceCanvasBadge));
  g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));
  g_autoptr (GArray) wires = NULL;
  graphene_rect_t view = GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (GTK_WIDGET (self)),
                                             gtk_widget_get_height (GTK_WIDGET (self)));
  double scale = CLAMP (self->zoom, BADGE_MIN_SCALE, 1);
  GHashTableIter iter;
  gpointer id;

  if (self->pipeline == NULL || g_hash_table_size (self->wire_texts) == 0)
    return badges;

  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      graphene_rect_t bounds;

      if (sluice_canvas_get_node_bounds (self, id, &bounds))
        g_array_append_val (nodes, bounds);
    }

  ensure_badge_layout (self);
  wires = sluice_document_get_wires (sluice_pipeline_get_document (self->pipeline));
  for (guint i = 0; i < wires->len; i++)
    {
      const SluiceWire *wire = &g_array_index (wires, SluiceWire, i);
      SluiceCanvasBadge badge = { .text = g_hash_table_lookup (self->wire_texts, wire->from) };
      g_autoptr (GArray) near = NULL;
      graphene_rect_t around;
      int width, height;
      Curve curve;

      if (badge.text == NULL || *badge.text == '\0' || !wire_curve (self, wire, &curve))
        continue;
      around = curve_bounds (&curve);
      if (!graphene_rect_intersection (&around, &view, NULL))
        continue;
      pango_layout_set_text (self->badge_layout, badge.text, -1);
      pango_layout_get_pixel_size (self->badge_layout, &width, &height);
      graphene_rect_init (&badge.box, 0, 0, ceil ((width + 2 * BADGE_PADDING) * scale),
                          ceil ((height + 2) * scale));
      graphene_rect_inset (&around, -badge.box.size.width, -5 * badge.box.size.height);
      near = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));
      for (guint n = 0; n < nodes->len; n++)
        if (graphene_rect_intersection (&around, &g_array_index (nodes, graphene_rect_t, n), NULL))
          g_array_append_val (near, g_array_index (nodes, graphene_rect_t, n));
      if (find_badge_place (&curve, near, badges, &badge.box))
        g_array_append_val (badges, badge);
    }

  return badges;
}

static void
draw_badge (SluiceCanvas *self, GtkSnapshot *snapshot, const SluiceCanvasBadge *badge,
            const Colours *colours)
{
  double scale = CLAMP (self->zoom, BADGE_MIN_SCALE, 1);
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &badge->box, badge->box.size.height / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &colours->badge, &badge->box);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]){ 1, 1, 1, 1 },
                              (GdkRGBA[4]){ colours->badge_line, colours->badge_line,
                                            colours->badge_line, colours->badge_line });
  pango_layout_set_text (self->badge_layout, badge->text, -1);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (badge->box.origin.x + BADGE_PADDING * scale,
                                                          badge->box.origin.y + scale));
  gtk_snapshot_scale (snapshot, scale, scale);
  gtk_snapshot_append_layout (snapshot, self->badge_layout, &colours->badge_text);
  gtk_snapshot_restore (snapshot);
}

void
_sluice_canvas_draw_badges (SluiceCanvas *self, GtkSnapshot *snapshot)
{
  g_autoptr (GArray) badges = NULL;
  Colours colours;

  if (self->zoom < BADGE_MIN_ZOOM)
    return;

  badges = _sluice_canvas_place_badges (self);
  colours = get_colours (self);
  for (guint i = 0; i < badges->len; i++)
    draw_badge (self, snapshot, &g_array_index (badges, SluiceCanvasBadge, i), &colours);
}

gboolean
_sluice_canvas_find_wire (SluiceCanvas *self, double x, double y, SluiceWire *wire)
{
  g_autoptr (GArray) wires = NULL;
  double nearest = HIT_DISTANCE;
  gboolean found = FALSE;

  if (self->pipeline == NULL)
    return FALSE;

  wires = sluice_document_get_wires (sluice_pipeline_get_document (self->pipeline));
  for (guint i = 0; i < wires->len; i++)
    {
      const SluiceWire *candidate = &g_array_index (wires, SluiceWire, i);
      graphene_rect_t bounds;
      double away;
      Curve curve;

      if (!wire_curve (self, candidate, &curve))
        continue;
      bounds = curve_bounds (&curve);
      if (!graphene_rect_contains_point (&bounds, &GRAPHENE_POINT_INIT (x, y)))
        continue;
      away = curve_distance (&curve, x, y);
      if (away <= nearest)
        {
          nearest = away;
          *wire = *candidate;
          found = TRUE;
        }
    }

  return found;
}

/* Near its end a wire can be taken and led elsewhere. */
gboolean
_sluice_canvas_find_wire_end (SluiceCanvas *self, double x, double y, SluiceWire *wire, gboolean *output)
{
  Curve curve;
  double to_start, to_end, reach;

  if (!_sluice_canvas_find_wire (self, x, y, wire) || !wire_curve (self, wire, &curve))
    return FALSE;

  to_start = hypot (x - curve.points[0].x, y - curve.points[0].y);
  to_end = hypot (x - curve.points[3].x, y - curve.points[3].y);
  /* Of a short wire the middle third stays for choosing it. */
  reach = MIN (END_REACH, hypot (curve.points[3].x - curve.points[0].x,
                                 curve.points[3].y - curve.points[0].y)
                            / 3);
  *output = to_start < to_end;

  return MIN (to_start, to_end) <= reach;
}

/* Telling what flows. */

static char *
describe_delay (gint64 delay_ms)
{
  gint64 unit = delay_ms > 0 && delay_ms % 3600000 == 0 ? 3600000
                : delay_ms > 0 && delay_ms % 60000 == 0 ? 60000
                : delay_ms % 1000 == 0                  ? 1000
                                                        : 1;
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, delay_ms / unit);

  return g_strdup_printf (unit == 3600000 ? _ ("%s h")
                          : unit == 60000 ? _ ("%s min")
                          : unit == 1000  ? _ ("%s s")
                                          : _ ("%s ms"),
                          number);
}

static void
append_column (GString *text, const SluiceField *field)
{
  g_autofree char *type = sluice_type_to_sql (field->type);
  g_autofree char *line = g_markup_printf_escaped ("\n%s  <small>%s</small>", field->name, type);

  g_string_append (text, line);
  if (field->watermark_delay_ms >= 0)
    {
      g_autofree char *delay = describe_delay (field->watermark_delay_ms);

      g_string_append (text, "  <small>");
      g_string_append_printf (text, _ ("event time, watermark %s behind"), delay);
      g_string_append (text, "</small>");
    }
}

char *
_sluice_canvas_describe_wire (SluiceCanvas *self, const SluiceWire *wire)
{
  SluiceAnalysis *analysis = sluice_pipeline_get_analysis (self->pipeline);
  const SluiceNodeAnalysis *node
    = analysis != NULL ? sluice_analysis_get_node (analysis, wire->from) : NULL;
  const char *rate = g_hash_table_lookup (self->wire_texts, wire->from);
  const char *details = g_hash_table_lookup (self->wire_details, wire->from);
  GString *text = g_string_new (NULL);
  g_autofree char *title = g_markup_printf_escaped ("<b>%s → %s</b>", wire->from, wire->to);

  g_string_append (text, title);
  if (rate != NULL)
    {
      g_autofree char *line = g_markup_printf_escaped ("\n%s", rate);

      g_string_append (text, line);
    }
  if (details != NULL)
    {
      g_autofree char *line = g_markup_printf_escaped ("\n%s", details);

      g_string_append (text, line);
    }
  if (node == NULL || node->schema == NULL)
    {
      g_string_append_printf (text, "\n<i>%s</i>", _ ("The columns aren’t known yet."));
      return g_string_free (text, FALSE);
    }

  for (guint i = 0; i < MIN (node->schema->n_fields, TOOLTIP_COLUMNS); i++)
    append_column (text, &node->schema->fields[i]);
  if (node->schema->n_fields > TOOLTIP_COLUMNS)
    {
      guint more = node->schema->n_fields - TOOLTIP_COLUMNS;

      g_string_append_c (text, '\n');
      g_string_append_printf (text, ngettext ("and %u more column", "and %u more columns", more), more);
    }

  return g_string_free (text, FALSE);
}

static gboolean
query_tooltip_cb (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip,
                  gpointer user_data)
{
  SluiceCanvas *self = SLUICE_CANVAS (widget);
  g_autofree char *text = NULL;
  SluiceWire wire;

  /* Wires lie under the nodes. */
  if (keyboard || _sluice_canvas_is_wiring (self) || _sluice_canvas_pick_node (self, x, y, NULL) != NULL
      || !_sluice_canvas_find_wire (self, x, y, &wire))
    return FALSE;

  text = _sluice_canvas_describe_wire (self, &wire);
  gtk_tooltip_set_markup (tooltip, text);
  gtk_tooltip_set_tip_area (tooltip, &(GdkRectangle){ x - HIT_DISTANCE, y - HIT_DISTANCE,
                                                      2 * HIT_DISTANCE, 2 * HIT_DISTANCE });

  return TRUE;
}

void
_sluice_canvas_add_wire_tooltip (SluiceCanvas *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);

  /* Wires are kept as drawn, in the colours of the style. */
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (_sluice_canvas_queue_wires), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (_sluice_canvas_queue_wires),
                           self, G_CONNECT_SWAPPED);
}
