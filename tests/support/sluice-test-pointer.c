/* sluice-test-pointer.c: drives a window as its user does: real pointer, real keys.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "sluice-test-pointer.h"

#include <X11/XKBlib.h>
#include <gdk/x11/gdkx.h>
#include <gmodule.h>
#include <math.h>
#include <string.h>

#define DEADLINE_SECONDS 30
#define DRAG_STEPS 4

/* The library comes with xdotool; its headers would be one more package for three functions. */
static struct
{
  gboolean tried;
  int (*key) (Display *display, unsigned int keycode, Bool pressed, unsigned long delay);
  int (*button) (Display *display, unsigned int button, Bool pressed, unsigned long delay);
  int (*motion) (Display *display, int screen, int x, int y, unsigned long delay);
} xtest;

static Display *
get_display (void)
{
  return gdk_x11_display_get_xdisplay (gdk_display_get_default ());
}

gboolean
sluice_test_pointer_available (void)
{
  if (!xtest.tried && GDK_IS_X11_DISPLAY (gdk_display_get_default ()))
    {
      GModule *library = g_module_open ("libXtst.so.6", G_MODULE_BIND_LAZY);
      int opcode, event, error;

      xtest.tried = TRUE;
      if (library == NULL || !XQueryExtension (get_display (), "XTEST", &opcode, &event, &error)
          || !g_module_symbol (library, "XTestFakeButtonEvent", (gpointer *) &xtest.button)
          || !g_module_symbol (library, "XTestFakeMotionEvent", (gpointer *) &xtest.motion)
          || !g_module_symbol (library, "XTestFakeKeyEvent", (gpointer *) &xtest.key))
        xtest.key = NULL;
    }

  return xtest.key != NULL;
}

/* Waiting. */

static void
draw_picture (const char *path)
{
  GtkWidget *window = g_list_model_get_item (gtk_window_get_toplevels (), 0);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (window);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;

  gdk_paintable_snapshot (paintable, GDK_SNAPSHOT (snapshot), gtk_widget_get_width (window),
                          gtk_widget_get_height (window));
  node = gtk_snapshot_free_to_node (snapshot);
  if (node != NULL)
    {
      g_autoptr (GdkTexture) texture
        = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, NULL);

      gdk_texture_save_to_png (texture, path);
    }
  g_object_unref (window);
}

void
sluice_test_wait_for (SluiceTestCondition condition, gpointer user_data, const char *what)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE_SECONDS * G_USEC_PER_SEC;

  while (!condition (user_data))
    {
      if (g_get_monotonic_time () > deadline)
        {
          if (g_getenv ("SLUICE_TEST_PICTURE") != NULL)
            draw_picture (g_getenv ("SLUICE_TEST_PICTURE"));
          g_error ("waited %d seconds for this: %s", DEADLINE_SECONDS, what);
        }
      /* A condition may hold without any event, so the loop isn't left to wait for one. */
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (500);
    }
}

typedef struct
{
  GdkFrameClock *clock;
  gint64 frame;
} Frame;

static gboolean
has_drawn (gpointer user_data)
{
  Frame *frame = user_data;

  gdk_frame_clock_request_phase (frame->clock, GDK_FRAME_CLOCK_PHASE_PAINT);

  return gdk_frame_clock_get_frame_counter (frame->clock) >= frame->frame;
}

/* Motion is told at the beginning of a frame, and what it leads to is laid out and drawn in the same one. */
static void
draw_frame (GtkWidget *window)
{
  Frame frame = { gtk_widget_get_frame_clock (window), 0 };

  g_object_ref (frame.clock);
  frame.frame = gdk_frame_clock_get_frame_counter (frame.clock) + 1;
  /* A window that closes meanwhile draws nothing any more. */
  while (gtk_widget_get_mapped (window) && !has_drawn (&frame))
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (500);
  g_object_unref (frame.clock);
}

/* A run or an animation never rests, so not everything that is pending can be waited for. */
static void
handle_pending (void)
{
  for (guint i = 0; i < 200 && g_main_context_iteration (NULL, FALSE); i++)
    ;
}

void
sluice_test_settle (void)
{
  g_autoptr (GListModel) windows = g_object_ref (gtk_window_get_toplevels ());
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  XSync (get_display (), False);
  handle_pending ();
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    g_ptr_array_add (all, g_list_model_get_item (windows, i));
  for (guint i = 0; i < all->len; i++)
    if (gtk_widget_get_mapped (g_ptr_array_index (all, i)))
      draw_frame (g_ptr_array_index (all, i));
  handle_pending ();
}

/* Looking for widgets. */

static gboolean
property_is (GtkWidget *widget, const char *name, const char *text)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (widget), name);
  g_autofree char *value = NULL;

  if (pspec == NULL || pspec->value_type != G_TYPE_STRING || (pspec->flags & G_PARAM_READABLE) == 0)
    return FALSE;
  g_object_get (widget, name, &value, NULL);

  return g_strcmp0 (value, text) == 0;
}

static gboolean
is_called (GtkWidget *widget, const char *text)
{
  g_autofree char *other = NULL;

  if (property_is (widget, "label", text) || property_is (widget, "title", text)
      || property_is (widget, "tooltip-text", text))
    return TRUE;
  if (!gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    return FALSE;
  /* There is no way to ask for the name, only whether it is another one. */
  other
    = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text);

  return other == NULL;
}

GtkWidget *
sluice_test_find (GtkWidget *root, GType type, const char *text)
{
  if (!gtk_widget_get_mapped (root))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (root), type) && (text == NULL || is_called (root, text)))
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = sluice_test_find (child, type, text);

      if (found != NULL)
        return found;
    }

  return NULL;
}

typedef struct
{
  GtkWidget *root;
  GType type;
  const char *text;
  GtkWidget *found;
} Search;

static gboolean
has_found (gpointer user_data)
{
  Search *search = user_data;

  search->found = sluice_test_find (search->root, search->type, search->text);

  return search->found != NULL;
}

GtkWidget *
sluice_test_wait_find (GtkWidget *root, GType type, const char *text)
{
  Search search = { root, type, text, NULL };
  g_autofree char *what = g_strdup_printf ("a %s “%s”", g_type_name (type), text != NULL ? text : "");

  sluice_test_wait_for (has_found, &search, what);
  /* What has just appeared has its place after the next frame. */
  sluice_test_settle ();

  return search.found;
}

/* The pointer. */

/* A second press at the same place would make a double click of two single ones. */
static struct
{
  int x;
  int y;
  int last_x;
  int last_y;
  gint64 last_press;
} pointer;

static void
to_root (GtkNative *native, double x, double y, int *root_x, int *root_y)
{
  Display *display = get_display ();
  Window child;
  double offset_x, offset_y;

  gtk_native_get_surface_transform (native, &offset_x, &offset_y);
  XTranslateCoordinates (display, gdk_x11_surface_get_xid (gtk_native_get_surface (native)),
                         DefaultRootWindow (display), (int) round (x + offset_x),
                         (int) round (y + offset_y), root_x, root_y, &child);
}

static void
move_root (int x, int y)
{
  pointer.x = x;
  pointer.y = y;
  xtest.motion (get_display (), -1, x, y, CurrentTime);
  sluice_test_settle ();
}

void
sluice_test_move_to (GtkWidget *widget, double x, double y)
{
  GtkNative *native = gtk_widget_get_native (widget);
  graphene_point_t point;
  int root_x, root_y;

  g_assert_true (
    gtk_widget_compute_point (widget, GTK_WIDGET (native), &GRAPHENE_POINT_INIT (x, y), &point));
  to_root (native, point.x, point.y, &root_x, &root_y);
  /* No hand jumps; and where the pointer is after a popover has gone, GTK knows from the second motion on. */
  move_root ((pointer.x + root_x) / 2, (pointer.y + root_y) / 2);
  move_root (root_x, root_y);
}

void
sluice_test_button (guint button, gboolean pressed)
{
  xtest.button (get_display (), button, pressed, CurrentTime);
  sluice_test_settle ();
}

static gboolean
is_past (gpointer time)
{
  return g_get_monotonic_time () >= *(gint64 *) time;
}

static void
click (int n_clicks)
{
  GtkSettings *settings = gtk_settings_get_default ();
  int interval, distance;

  g_object_get (settings, "gtk-double-click-time", &interval, "gtk-double-click-distance", &distance, NULL);
  if (abs (pointer.x - pointer.last_x) <= distance && abs (pointer.y - pointer.last_y) <= distance)
    {
      gint64 end = pointer.last_press + (interval + 1) * 1000;

      sluice_test_wait_for (is_past, &end, "the time of a double click");
    }

  for (int i = 0; i < n_clicks; i++)
    {
      xtest.button (get_display (), 1, TRUE, CurrentTime);
      /* Both presses of a double click come together, however slow the window is to draw. */
      if (n_clicks == 1)
        sluice_test_settle ();
      xtest.button (get_display (), 1, FALSE, CurrentTime);
    }
  pointer.last_press = g_get_monotonic_time ();
  pointer.last_x = pointer.x;
  pointer.last_y = pointer.y;
  sluice_test_settle ();
}

void
sluice_test_click_at (GtkWidget *widget, double x, double y, int n_clicks)
{
  sluice_test_move_to (widget, x, y);
  click (n_clicks);
}

void
sluice_test_click (GtkWidget *widget)
{
  graphene_point_t center;

  sluice_test_scroll_to (widget);
  center = sluice_test_center (widget);
  sluice_test_click_at (widget, center.x, center.y, 1);
}

graphene_point_t
sluice_test_center (GtkWidget *widget)
{
  return GRAPHENE_POINT_INIT (gtk_widget_get_width (widget) / 2., gtk_widget_get_height (widget) / 2.);
}

void
sluice_test_scroll_to (GtkWidget *widget)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);

  /* A text is scrolled by itself: what its own window lies in counts. */
  if (scroller != NULL && gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scroller)) == widget)
    {
      widget = scroller;
      scroller = gtk_widget_get_ancestor (gtk_widget_get_parent (scroller), GTK_TYPE_SCROLLED_WINDOW);
    }

  for (guint i = 0; scroller != NULL && i < 100; i++)
    {
      double height = gtk_widget_get_height (scroller);
      graphene_point_t center = sluice_test_center (widget);
      graphene_point_t place;

      if (!gtk_widget_compute_point (widget, scroller, &center, &place)
          || (place.y > 16 && place.y < height - 16))
        return;
      sluice_test_move_to (scroller, 3, height / 2);
      sluice_test_button (place.y <= 16 ? 4 : 5, TRUE);
      sluice_test_button (place.y <= 16 ? 4 : 5, FALSE);
    }
}

void
sluice_test_press (GtkWidget *widget, double x, double y)
{
  sluice_test_move_to (widget, x, y);
  sluice_test_button (1, TRUE);
}

void
sluice_test_drag_to (GtkWidget *widget, double x, double y)
{
  GtkNative *native = gtk_widget_get_native (widget);
  graphene_point_t end;
  int root_x = pointer.x;
  int root_y = pointer.y;
  int end_x, end_y;

  g_assert_true (gtk_widget_compute_point (widget, GTK_WIDGET (native), &GRAPHENE_POINT_INIT (x, y), &end));
  to_root (native, end.x, end.y, &end_x, &end_y);
  for (int i = 1; i <= DRAG_STEPS; i++)
    move_root (root_x + (end_x - root_x) * i / DRAG_STEPS, root_y + (end_y - root_y) * i / DRAG_STEPS);
}

static gboolean
is_accepting (gpointer widget)
{
  return (gtk_widget_get_state_flags (widget) & GTK_STATE_FLAG_DROP_ACTIVE) != 0;
}

void
sluice_test_drag_and_drop (GtkWidget *from, GtkWidget *to, double x, double y)
{
  graphene_point_t start;

  sluice_test_scroll_to (from);
  start = sluice_test_center (from);
  sluice_test_press (from, start.x, start.y);
  sluice_test_drag_to (to, x, y);
  sluice_test_wait_for (is_accepting, to, "the target to accept what is dragged");
  sluice_test_button (1, FALSE);
}

/* Keys. */

static void
press_keyval (guint keyval)
{
  Display *display = get_display ();
  KeyCode shift = XKeysymToKeycode (display, GDK_KEY_Shift_L);
  KeyCode code = XKeysymToKeycode (display, keyval);
  gboolean shifted = XkbKeycodeToKeysym (display, code, 0, 0) != keyval;

  if (code == 0 || (shifted && XkbKeycodeToKeysym (display, code, 0, 1) != keyval))
    g_error ("the keyboard has no key for %s", gdk_keyval_name (keyval));
  if (shifted)
    xtest.key (display, shift, TRUE, CurrentTime);
  xtest.key (display, code, TRUE, CurrentTime);
  xtest.key (display, code, FALSE, CurrentTime);
  if (shifted)
    xtest.key (display, shift, FALSE, CurrentTime);
}

void
sluice_test_type (const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    press_keyval (gdk_unicode_to_keyval ((guchar) *at));
  sluice_test_settle ();
}

static guint
find_modifier (const char *name)
{
  if (g_str_equal (name, "ctrl"))
    return GDK_KEY_Control_L;
  if (g_str_equal (name, "shift"))
    return GDK_KEY_Shift_L;
  if (g_str_equal (name, "alt"))
    return GDK_KEY_Alt_L;

  g_error ("there is no modifier %s", name);
}

void
sluice_test_hold (const char *modifier, gboolean held)
{
  xtest.key (get_display (), XKeysymToKeycode (get_display (), find_modifier (modifier)), held, CurrentTime);
  sluice_test_settle ();
}

/* Such as ctrl+shift+z: all but the last are held while the last is pressed. */
static void
press_chord (const char *chord)
{
  Display *display = get_display ();
  g_auto (GStrv) parts = g_strsplit (chord, "+", -1);
  guint n_modifiers = g_strv_length (parts) - 1;

  for (guint i = 0; i < n_modifiers; i++)
    xtest.key (display, XKeysymToKeycode (display, find_modifier (parts[i])), TRUE, CurrentTime);
  press_keyval (gdk_keyval_from_name (parts[n_modifiers]));
  for (guint i = n_modifiers; i > 0; i--)
    xtest.key (display, XKeysymToKeycode (display, find_modifier (parts[i - 1])), FALSE, CurrentTime);
  sluice_test_settle ();
}

void
sluice_test_keys (const char *keys)
{
  g_auto (GStrv) chords = g_strsplit (keys, " ", -1);

  for (guint i = 0; chords[i] != NULL; i++)
    press_chord (chords[i]);
}

/* There is no window manager: what it would do is done here. */

static gboolean
is_active (gpointer window)
{
  return gtk_window_is_active (window);
}

void
sluice_test_focus_window (GtkWidget *window)
{
  Display *display = get_display ();
  Window xid = gdk_x11_surface_get_xid (gtk_native_get_surface (GTK_NATIVE (window)));
  Atom state = XInternAtom (display, "WM_STATE", False);
  const unsigned long normal[] = { NormalState, None };

  /* Where something is dropped is looked for among windows that somebody has taken charge of. */
  XChangeProperty (display, xid, state, state, 32, PropModeReplace, (const unsigned char *) normal,
                   G_N_ELEMENTS (normal));
  XSetInputFocus (display, xid, RevertToParent, CurrentTime);
  sluice_test_wait_for (is_active, window, "the keys");
  sluice_test_settle ();
}
