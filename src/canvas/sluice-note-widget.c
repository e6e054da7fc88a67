/* sluice-note-widget.c: a note on the canvas.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "canvas/sluice-note-widget.h"

#include <glib/gi18n.h>
#include <string.h>

#define WIDTH 208

struct _SluiceNoteWidget
{
  GtkWidget parent_instance;

  char *id;
  GtkWidget *stack;
  GtkWidget *label;
  GtkWidget *view;
  graphene_point_t start; /* of a drag, where the canvas sees it */
};

enum
{
  SIGNAL_EDITED,
  SIGNAL_DRAGGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SluiceNoteWidget, sluice_note_widget, GTK_TYPE_WIDGET)

static gboolean
is_editing (SluiceNoteWidget *self)
{
  return gtk_stack_get_visible_child (GTK_STACK (self->stack)) == self->view;
}

const char *
sluice_note_widget_get_id (SluiceNoteWidget *self)
{
  g_return_val_if_fail (SLUICE_IS_NOTE_WIDGET (self), NULL);

  return self->id;
}

const char *
sluice_note_widget_get_text (SluiceNoteWidget *self)
{
  g_return_val_if_fail (SLUICE_IS_NOTE_WIDGET (self), NULL);

  return gtk_label_get_text (GTK_LABEL (self->label));
}

void
sluice_note_widget_set_text (SluiceNoteWidget *self, const char *text)
{
  g_return_if_fail (SLUICE_IS_NOTE_WIDGET (self));

  gtk_label_set_text (GTK_LABEL (self->label), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Note"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

void
sluice_note_widget_edit (SluiceNoteWidget *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));

  g_return_if_fail (SLUICE_IS_NOTE_WIDGET (self));

  gtk_text_buffer_set_text (buffer, sluice_note_widget_get_text (self), -1);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->view);
  gtk_widget_grab_focus (self->view);
}

void
sluice_note_widget_finish (SluiceNoteWidget *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
  GtkTextIter start, end;
  g_autofree char *text = NULL;
  gboolean changed;

  g_return_if_fail (SLUICE_IS_NOTE_WIDGET (self));

  if (!is_editing (self))
    return;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, TRUE));
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->label);
  changed = self->id == NULL || strcmp (text, sluice_note_widget_get_text (self)) != 0;
  if (changed)
    g_signal_emit (self, signals[SIGNAL_EDITED], 0, text);
}

static gboolean
finish_idle_cb (gpointer user_data)
{
  SluiceNoteWidget *self = user_data;

  /* The focus may have come back, or the note be gone. */
  if (self->stack != NULL && gtk_widget_get_parent (GTK_WIDGET (self)) != NULL
      && !gtk_widget_has_focus (self->view))
    sluice_note_widget_finish (self);

  return G_SOURCE_REMOVE;
}

/* The edit makes the canvas anew, which can't be done while the focus is on its way. */
static void
focus_left_cb (SluiceNoteWidget *self)
{
  if (gtk_widget_in_destruction (GTK_WIDGET (self)))
    return;
  g_idle_add_full (G_PRIORITY_DEFAULT, finish_idle_cb, g_object_ref (self), g_object_unref);
}

static gboolean
view_key_cb (GtkEventControllerKey *key,
             guint                  keyval,
             guint                  keycode,
             GdkModifierType        state,
             gpointer               user_data)
{
  if (keyval != GDK_KEY_Escape)
    return FALSE;

  gtk_widget_grab_focus (user_data);

  return TRUE;
}

static gboolean
edit_binding (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  sluice_note_widget_edit (SLUICE_NOTE_WIDGET (widget));

  return TRUE;
}

static gboolean
delete_binding (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  g_signal_emit (widget, signals[SIGNAL_EDITED], 0, "");

  return TRUE;
}

/* Moving. The sheet moves under the pointer, so places are those of the canvas. */

static graphene_point_t
to_parent (SluiceNoteWidget *self, double x, double y)
{
  graphene_point_t place = GRAPHENE_POINT_INIT (x, y);
  graphene_point_t result = place;

  if (!gtk_widget_compute_point (GTK_WIDGET (self), gtk_widget_get_parent (GTK_WIDGET (self)), &place,
                                 &result))
    return place;

  return result;
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, SluiceNoteWidget *self)
{
  if (is_editing (self))
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  self->start = to_parent (self, x, y);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
tell_drag (SluiceNoteWidget *self, GtkGestureDrag *gesture, double dx, double dy, gboolean done)
{
  double x, y;
  graphene_point_t now;

  if (!gtk_gesture_drag_get_start_point (gesture, &x, &y))
    return;
  now = to_parent (self, x + dx, y + dy);
  g_signal_emit (self, signals[SIGNAL_DRAGGED], 0, (double) (now.x - self->start.x),
                 (double) (now.y - self->start.y), done);
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, SluiceNoteWidget *self)
{
  tell_drag (self, gesture, dx, dy, FALSE);
}

static void
drag_end_cb (GtkGestureDrag *gesture, double dx, double dy, SluiceNoteWidget *self)
{
  tell_drag (self, gesture, dx, dy, TRUE);
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, SluiceNoteWidget *self)
{
  if (n_press == 2 && !is_editing (self))
    sluice_note_widget_edit (self);
}

/* The widget. */

static void
sluice_note_widget_measure (GtkWidget     *widget,
                            GtkOrientation orientation,
                            int            for_size,
                            int           *minimum,
                            int           *natural,
                            int           *minimum_baseline,
                            int           *natural_baseline)
{
  SluiceNoteWidget *self = SLUICE_NOTE_WIDGET (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = WIDTH;
  else
    gtk_widget_measure (self->stack, orientation, WIDTH, minimum, natural, NULL, NULL);
}

static void
sluice_note_widget_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_size_allocate (SLUICE_NOTE_WIDGET (widget)->stack, &(GtkAllocation){ 0, 0, width, height },
                            -1);
}

static void
sluice_note_widget_dispose (GObject *object)
{
  g_clear_pointer (&SLUICE_NOTE_WIDGET (object)->stack, gtk_widget_unparent);

  G_OBJECT_CLASS (sluice_note_widget_parent_class)->dispose (object);
}

static void
sluice_note_widget_finalize (GObject *object)
{
  g_free (SLUICE_NOTE_WIDGET (object)->id);

  G_OBJECT_CLASS (sluice_note_widget_parent_class)->finalize (object);
}

static void
sluice_note_widget_class_init (SluiceNoteWidgetClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sluice_note_widget_dispose;
  object_class->finalize = sluice_note_widget_finalize;
  widget_class->measure = sluice_note_widget_measure;
  widget_class->size_allocate = sluice_note_widget_size_allocate;

  signals[SIGNAL_EDITED] = g_signal_new ("edited", SLUICE_TYPE_NOTE_WIDGET, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_DRAGGED]
    = g_signal_new ("dragged", SLUICE_TYPE_NOTE_WIDGET, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 3, G_TYPE_DOUBLE, G_TYPE_DOUBLE, G_TYPE_BOOLEAN);

  gtk_widget_class_set_css_name (widget_class, "note");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, 0, edit_binding, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F2, 0, edit_binding, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Delete, 0, delete_binding, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_BackSpace, 0, delete_binding, NULL);
}

static void
sluice_note_widget_init (SluiceNoteWidget *self)
{
  GtkEventController *controller;
  GtkGesture *gesture;

  self->label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_yalign (GTK_LABEL (self->label), 0);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->label), PANGO_WRAP_WORD_CHAR);
  self->view = gtk_text_view_new ();
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->view), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Text of the note"), -1);
  self->stack = gtk_stack_new ();
  gtk_stack_set_vhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_set_transition_type (GTK_STACK (self->stack), GTK_STACK_TRANSITION_TYPE_NONE);
  gtk_stack_add_child (GTK_STACK (self->stack), self->label);
  gtk_stack_add_child (GTK_STACK (self->stack), self->view);
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);

  controller = gtk_event_controller_focus_new ();
  /* The view may be told that it lost the focus when the note is gone. */
  g_signal_connect_object (controller, "leave", G_CALLBACK (focus_left_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->view, controller);
  controller = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect (controller, "key-pressed", G_CALLBACK (view_key_cb), self);
  gtk_widget_add_controller (self->view, controller);

  gesture = gtk_gesture_click_new ();
  g_signal_connect (gesture, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (gesture));
  gesture = gtk_gesture_drag_new ();
  g_signal_connect (gesture, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (gesture, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (gesture, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (gesture));
}

GtkWidget *
sluice_note_widget_new (const char *id, const char *text)
{
  SluiceNoteWidget *self = g_object_new (SLUICE_TYPE_NOTE_WIDGET, NULL);

  self->id = g_strdup (id);
  sluice_note_widget_set_text (self, text);

  return GTK_WIDGET (self);
}
