/* sluice-canvas-private.h: what the parts of the canvas share.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "canvas/sluice-canvas.h"

G_BEGIN_DECLS

#define SLUICE_CANVAS_MIN_ZOOM 0.1
#define SLUICE_CANVAS_MAX_ZOOM 3.0
#define SLUICE_CANVAS_GRID 8
#define SLUICE_CANVAS_SNAP_DISTANCE 20
/* Below this zoom the names of ports and summaries would only blur. */
#define SLUICE_CANVAS_FAR_ZOOM 0.6
/* Between the pipeline and the edges of a view that is fitted to it. */
#define SLUICE_CANVAS_MARGIN 32
/* What a node takes that isn't made yet. */
#define SLUICE_CANVAS_NODE_WIDTH 176
#define SLUICE_CANVAS_NODE_HEIGHT 64

/** SluiceCanvasDrag: what the pointer is doing. */
typedef enum
{
  SLUICE_CANVAS_DRAG_NONE,
  SLUICE_CANVAS_DRAG_PAN,
  SLUICE_CANVAS_DRAG_RUBBER_BAND,
  SLUICE_CANVAS_DRAG_NODES,
  SLUICE_CANVAS_DRAG_WIRE,
  SLUICE_CANVAS_DRAG_WIRE_END, /* pressed, and perhaps only clicked */
} SluiceCanvasDrag;

/**
 * SluiceCanvasBadge:
 * @text: (transfer none): what it says
 * @box: where, in screen space
 */
typedef struct
{
  const char *text;
  graphene_rect_t box;
} SluiceCanvasBadge;

/**
 * SluiceViewpoint:
 * @zoom: the zoom
 * @middle: what is in the middle of the view, in canvas space
 */
typedef struct
{
  double zoom;
  graphene_point_t middle;
} SluiceViewpoint;

struct _SluiceCanvas
{
  GtkWidget parent_instance;

  /* Owned references */
  SluicePipeline *pipeline;
  SluiceDocument *shown; /* what the nodes were last made like */
  GHashTable *nodes;     /* id to SluiceNodeWidget, children */
  GHashTable *positions; /* id to graphene_point_t, canvas space */
  guint catch_up_tick;   /* that makes the nodes that are missing, or 0 */
  GHashTable *shifts;    /* id to graphene_point_t: how far a node that goes to its place had to go, or NULL */
  AdwAnimation *slide;   /* that takes it there, or NULL */
  double slide_left;     /* of the way, 1 to 0 */
  GHashTable *notes;       /* id to SluiceNoteWidget, children */
  GHashTable *note_places; /* id to graphene_point_t, canvas space */
  GtkWidget *draft_note;   /* that is being written and not in the document yet, or NULL */
  char *draft_near;
  graphene_point_t draft_place;
  GtkWidget *dragged_note; /* one of the children, or NULL */
  graphene_point_t note_shift;
  GHashTable *wire_texts;
  GHashTable *wire_details;
  GHashTable *wire_weights;
  GskRenderNode *wires_node; /* the wires as drawn last, or NULL */
  PangoLayout *badge_layout; /* for the texts of wires, or NULL */
  GtkWidget *popover;
  GtkWidget *minimap;
  char *single; /* the one selected node, or NULL */

  /* View */
  double zoom;
  graphene_point_t offset; /* screen position of canvas space's origin */
  gboolean fitted;     /* whether it has been shown */
  gboolean keeps_fit;  /* nobody has moved the view since it was fitted */
  int fitted_width;
  int fitted_height;
  gboolean snap;
  gboolean wheel_zooms;
  gboolean show_minimap;
  GArray *views_before; /* of SluiceViewpoint: where jumps began, the last one at the end */
  GArray *views_after;  /* the same, where going back began */
  guint view_tick;      /* that moves the view at each frame, or 0 */
  gint64 view_tick_time; /* of the last frame, or 0 */
  graphene_point_t glide; /* how fast the view scrolls on, in pixels a second */
  gboolean scrolls_by_wheel;
  gboolean scroll_zooms;
  graphene_point_t pinched; /* what is between two fingers, in canvas space */
  double pinch_zoom;        /* when they came down */

  /* Pointer */
  SluiceCanvasDrag drag;
  graphene_point_t drag_start;
  graphene_point_t drag_now;
  graphene_point_t drag_offset;
  GHashTable *drag_origins; /* id to graphene_point_t */
  GHashTable *band_before;  /* ids that were selected before the rubber band */
  char *wire_from;          /* node that a wire is being drawn from */
  SluicePortWidget *wire_target;
  gboolean wire_by_click;
  gboolean space_held;
  graphene_point_t pointer;
  /* Wires whose strings are owned; `from` is %NULL where there is none */
  SluiceWire chosen_wire;  /* that keys and menus are about */
  SluiceWire moved_wire;   /* whose end is being moved */
  SluiceWire splice_wire;  /* that the dragged node would be put into */
  SluiceWire pending_wire; /* that waits for an answer */
  gboolean moves_output;   /* whether the moved end is that where the rows come from */
  gboolean pressed_output; /* the same of the pending wire, while it is pressed */
  GdkModifierType drag_modifiers; /* at the press */
  GdkModifierType held;           /* now */
  char *toggled;           /* node that a click with Ctrl selects or not, unless it becomes a drag */
  gulong document_handler;
  gulong analysis_handler;
};

/** _sluice_canvas_to_canvas: @self: a canvas, @point: in screen space. Returns: it in canvas space. */
graphene_point_t _sluice_canvas_to_canvas (SluiceCanvas           *self,
                                           const graphene_point_t *point);

/** _sluice_canvas_to_screen: @self: a canvas, @point: in canvas space. Returns: it in screen space. */
graphene_point_t _sluice_canvas_to_screen (SluiceCanvas           *self,
                                           const graphene_point_t *point);

/** _sluice_canvas_port_center: @self: a canvas, @port: a port of it. Returns: its middle in screen space. */
graphene_point_t _sluice_canvas_port_center (SluiceCanvas     *self,
                                             SluicePortWidget *port);

/** _sluice_canvas_add_gestures: @self: a canvas being made. Adds what listens to pointer, wheel and keys. */
void _sluice_canvas_add_gestures (SluiceCanvas *self);

/** _sluice_canvas_add_view_gestures: @self: a canvas being made. Adds what listens to wheel, touchpad, middle button and two fingers. */
void _sluice_canvas_add_view_gestures (SluiceCanvas *self);

/** _sluice_canvas_follow_pointer: @self: a canvas. What is being dragged goes to where the pointer is, the view having moved perhaps. */
void _sluice_canvas_follow_pointer (SluiceCanvas *self);

/** _sluice_canvas_cancel_drag: @self: a canvas. What is being dragged goes back. Returns: whether there was something. */
gboolean _sluice_canvas_cancel_drag (SluiceCanvas *self);

/** _sluice_canvas_get_band: @self: a canvas with a rubber band, @band: (out): it, in screen space. */
void _sluice_canvas_get_band (SluiceCanvas    *self,
                              graphene_rect_t *band);

/** _sluice_canvas_pan_at_edge: @self: a canvas where something is being dragged. Moves the view while the pointer is at its edge. */
void _sluice_canvas_pan_at_edge (SluiceCanvas *self);

/** _sluice_canvas_remember_view: @self: a canvas whose view is about to jump. Remembers it for the way back. */
void _sluice_canvas_remember_view (SluiceCanvas *self);

/** _sluice_canvas_go_to_view: @self: a canvas, @back: whether to where the last jump began, or forward again. */
void _sluice_canvas_go_to_view (SluiceCanvas *self,
                                gboolean      back);

/** _sluice_canvas_fit_readable: @self: a canvas, @width, @height: of the view, in pixels. What sluice_canvas_zoom_readable() does, in a view of that size. */
void _sluice_canvas_fit_readable (SluiceCanvas *self,
                                  int           width,
                                  int           height);

/** _sluice_canvas_node_size: @widget: a node's or a note's, @width, @height: (out): how large it wants to be, in canvas space. */
void _sluice_canvas_node_size (GtkWidget *widget,
                               double    *width,
                               double    *height);

/** _sluice_canvas_follow_document: @self: a canvas with a pipeline. Makes, changes and removes nodes as the document says now. */
void _sluice_canvas_follow_document (SluiceCanvas *self);

/** _sluice_canvas_update_problems: @self: a canvas with a pipeline. Tells the nodes what the analysis has found. */
void _sluice_canvas_update_problems (SluiceCanvas *self);

/** _sluice_canvas_update_nodes: @self: a canvas, @at_once: whether all is done now, instead of what is many in the next frames. Makes the nodes that are missing, and shows all from near or afar as the zoom is. */
void _sluice_canvas_update_nodes (SluiceCanvas *self,
                                  gboolean      at_once);

/** _sluice_canvas_slide: @self: a canvas whose nodes have new places, @before: (element-type utf8 graphene_point_t): those that they had. Moves what is seen of them there within 200 ms. */
void _sluice_canvas_slide (SluiceCanvas *self,
                           GHashTable   *before);

/** _sluice_canvas_get_shown_place: @self: a canvas, @id: a node, @place: where it belongs. Returns: where it is on its way there, in canvas space. */
graphene_point_t _sluice_canvas_get_shown_place (SluiceCanvas           *self,
                                                 const char             *id,
                                                 const graphene_point_t *place);

/** _sluice_canvas_install_actions: @klass: the class. Adds actions and keys. */
void _sluice_canvas_install_actions (GtkWidgetClass *klass);

/** _sluice_canvas_update_actions: @self: a canvas. Says which actions make sense now. */
void _sluice_canvas_update_actions (SluiceCanvas *self);

/** _sluice_canvas_draw_wires: @self: a canvas, @snapshot: where. Draws the wires and what is being drawn. */
void _sluice_canvas_draw_wires (SluiceCanvas *self,
                                GtkSnapshot  *snapshot);

/** _sluice_canvas_draw_badges: @self: a canvas, @snapshot: where, over the nodes. Draws what wires say. */
void _sluice_canvas_draw_badges (SluiceCanvas *self,
                                 GtkSnapshot  *snapshot);

/** _sluice_canvas_add_wire_tooltip: @self: a canvas being made. Lets wires say what flows in them, and follow the style's colours. */
void _sluice_canvas_add_wire_tooltip (SluiceCanvas *self);

/** _sluice_canvas_describe_wire: @self: a canvas with a pipeline, @wire: a wire. Returns: (transfer full): markup: its ends, what it says, columns and types. */
char *_sluice_canvas_describe_wire (SluiceCanvas     *self,
                                    const SluiceWire *wire) G_GNUC_WARN_UNUSED_RESULT;

/** _sluice_canvas_center_on: @self: a canvas, @canvas_point: in canvas space. Moves the view so that it is in its middle. */
void _sluice_canvas_center_on (SluiceCanvas           *self,
                               const graphene_point_t *canvas_point);

/** _sluice_canvas_find_wire: @self: a canvas, @x, @y: in screen space, @wire: (out): the wire near that point, strings of the document. Returns: whether there is one. */
gboolean _sluice_canvas_find_wire (SluiceCanvas *self,
                                   double        x,
                                   double        y,
                                   SluiceWire   *wire);

/** _sluice_canvas_choose_wire: @self: a canvas, @wire: (nullable): the wire that keys and menus are about; %NULL for none. */
void _sluice_canvas_choose_wire (SluiceCanvas     *self,
                                 const SluiceWire *wire);

/** _sluice_canvas_move_view: @self: a canvas, @x, @y: where canvas space's origin comes to stand, in screen space. The user's doing: the view isn't fitted any more. */
void _sluice_canvas_move_view (SluiceCanvas *self,
                               double        x,
                               double        y);

/** _sluice_canvas_draw_tiles: @self: a canvas. Draws its nodes as tiles, when so many are in sight that cards would take too long. Returns: whether it did. */
gboolean _sluice_canvas_draw_tiles (SluiceCanvas *self,
                                    GtkSnapshot  *snapshot);

/** _sluice_canvas_place_badges: @self: a canvas. Returns: (transfer full) (element-type SluiceCanvasBadge): what wires say now, and where: over no node and no other badge. */
GArray *_sluice_canvas_place_badges (SluiceCanvas *self) G_GNUC_WARN_UNUSED_RESULT;

/** _sluice_canvas_queue_wires: @self: a canvas. Wires are drawn anew. */
void _sluice_canvas_queue_wires (SluiceCanvas *self);

/** _sluice_canvas_selection_changed: @self: a canvas whose nodes' selection was changed. Tells everybody. */
void _sluice_canvas_selection_changed (SluiceCanvas *self);

/** _sluice_canvas_begin_wire: @self: a canvas, @from: a node, @by_click: whether it follows the pointer without a button. Begins to draw a wire. */
void _sluice_canvas_begin_wire (SluiceCanvas *self,
                                const char   *from,
                                gboolean      by_click);

/** _sluice_canvas_end_wire: @self: a canvas, @keep: whether to connect what is under the pointer. Ends it. */
void _sluice_canvas_end_wire (SluiceCanvas *self,
                              gboolean      keep);

/** _sluice_canvas_begin_move: @self: a canvas, @wire: a wire, @output: which end. Begins to move an end of it. */
void _sluice_canvas_begin_move (SluiceCanvas     *self,
                                const SluiceWire *wire,
                                gboolean          output);

/** _sluice_canvas_is_wiring: @self: a canvas. Returns: whether a wire is being drawn, or an end of one moved. */
gboolean _sluice_canvas_is_wiring (SluiceCanvas *self);

/** _sluice_canvas_find_target: @self: a canvas where a wire is being drawn. Looks for the port that it would end in if it were let go. */
void _sluice_canvas_find_target (SluiceCanvas *self);

/** _sluice_canvas_connect_pending: @self: a canvas, @unite: whether a union takes both wires, instead of the new one replacing the old. */
void _sluice_canvas_connect_pending (SluiceCanvas *self,
                                     gboolean      unite);

/** _sluice_canvas_splice: @self: a canvas, @id: a node, @wire: a wire. Puts the node into the wire; what comes behind it makes room. Returns: whether it can be. */
gboolean _sluice_canvas_splice (SluiceCanvas     *self,
                                const char       *id,
                                const SluiceWire *wire);

/** _sluice_canvas_can_splice: @self: a canvas, @id: a node. Returns: whether it can be put into a wire: it takes and gives rows, and has no wires yet. */
gboolean _sluice_canvas_can_splice (SluiceCanvas *self,
                                    const char   *id);

/** _sluice_canvas_pull_out: @self: a canvas, @id: a node. Takes its wires away and joins what came before it with what comes behind. */
void _sluice_canvas_pull_out (SluiceCanvas *self,
                              const char   *id);

/** _sluice_canvas_show_menu: @self: a canvas, @menu: what to offer, @at: where in screen space. */
void _sluice_canvas_show_menu (SluiceCanvas           *self,
                               GMenuModel             *menu,
                               const graphene_point_t *at);

/** _sluice_canvas_show_context_menu: @self: a canvas, @at: where in screen space, @node: (nullable): what it is about. */
void _sluice_canvas_show_context_menu (SluiceCanvas           *self,
                                       const graphene_point_t *at,
                                       SluiceNodeWidget       *node);

/** _sluice_wire_set: @wire: a wire whose strings are owned, or zeros, @value: (nullable): what it becomes. */
void _sluice_wire_set (SluiceWire       *wire,
                       const SluiceWire *value);

/** _sluice_wire_equal: @a, @b: wires. Returns: whether both are one and the same, and not none. */
gboolean _sluice_wire_equal (const SluiceWire *a,
                             const SluiceWire *b);

/** _sluice_canvas_find_wire_end: @self: a canvas, @x, @y: in screen space, @wire: (out): the wire that ends near that point, strings of the document, @output: (out): whether its rows come from there. Returns: whether there is one. */
gboolean _sluice_canvas_find_wire_end (SluiceCanvas *self,
                                       double        x,
                                       double        y,
                                       SluiceWire   *wire,
                                       gboolean     *output);

/** _sluice_canvas_show_quick_add: @self: a canvas, @at: where in screen space, @from: (nullable): the node to wire the new one to, @into: (nullable): the wire to put it into. */
void _sluice_canvas_show_quick_add (SluiceCanvas           *self,
                                    const graphene_point_t *at,
                                    const char             *from,
                                    const SluiceWire       *into);

/** _sluice_canvas_write_note: @self: a canvas, @at: where, in screen space, @near: (nullable): the node that it is about. Begins a note. */
void _sluice_canvas_write_note (SluiceCanvas           *self,
                                const graphene_point_t *at,
                                const char             *near);

/** _sluice_canvas_update_notes: @self: a canvas, @document: what it shows now. Makes and removes notes after it. */
void _sluice_canvas_update_notes (SluiceCanvas   *self,
                                  SluiceDocument *document);

/** _sluice_canvas_allocate_notes: @self: a canvas that is given its size. Puts the notes in their places. */
void _sluice_canvas_allocate_notes (SluiceCanvas *self);

/** _sluice_canvas_join_notes: @self: a canvas, @bounds: (inout): a rectangle in canvas space, which grows to hold all notes. */
void _sluice_canvas_join_notes (SluiceCanvas    *self,
                                graphene_rect_t *bounds);

/** _sluice_canvas_pin: @self: a canvas. Returns: (transfer full): its document with a place for each node: that where it stands. */
SluiceDocument *_sluice_canvas_pin (SluiceCanvas *self) G_GNUC_WARN_UNUSED_RESULT;

/** _sluice_canvas_duplicate: @self: a canvas, @ids: (array zero-terminated=1): nodes, @dx, @dy: how far away the copies stand, in canvas space. */
void _sluice_canvas_duplicate (SluiceCanvas      *self,
                               const char *const *ids,
                               double             dx,
                               double             dy);

/** _sluice_canvas_message: @self: a canvas, @text: a sentence. Says why something can't be. */
void _sluice_canvas_message (SluiceCanvas *self,
                             const char   *text);

/** _sluice_canvas_add_connected: like sluice_canvas_add_node(), @from: (nullable): the node that it is wired to, @into: (nullable): the wire that it is put into, where it can be. */
void _sluice_canvas_add_connected (SluiceCanvas           *self,
                                   const char             *op,
                                   const graphene_point_t *at,
                                   const char             *from,
                                   const SluiceWire       *into);

/** _sluice_canvas_focus_in_direction: @self: a canvas, @dx, @dy: -1, 0 or 1. Moves the focus to the nearest node that way. */
void _sluice_canvas_focus_in_direction (SluiceCanvas *self,
                                        int           dx,
                                        int           dy);

/** _sluice_canvas_pick_node: @self: a canvas, @x, @y: in screen space, @port: (out) (optional) (nullable): the port there. Returns: (nullable): the node there. */
SluiceNodeWidget *_sluice_canvas_pick_node (SluiceCanvas      *self,
                                            double             x,
                                            double             y,
                                            SluicePortWidget **port);

/** _sluice_canvas_free_port: @self: a canvas, @from, @to: nodes, @reason: (out) (optional): why none. Returns: (nullable): name of the first port of @to that a wire from @from may end in. */
const char *_sluice_canvas_free_port (SluiceCanvas *self,
                                      const char   *from,
                                      const char   *to,
                                      const char  **reason);

G_END_DECLS
