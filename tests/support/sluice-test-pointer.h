/* sluice-test-pointer.h: drives a window as its user does: real pointer, real keys.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * The X server is asked to make the events (its extension XTEST), and is asked on GTK's own connection: once it has
 * answered, whatever the events lead to lies in GTK's queue. So nothing here guesses how long an event may
 * take; what takes its time (threads, dialogs, batches) is waited for by its condition.
 */

/** SluiceTestCondition: @user_data: what was passed. Returns: whether what is waited for has come. */
typedef gboolean (*SluiceTestCondition) (gpointer user_data);

/** sluice_test_pointer_available: Returns: whether there is an X server that lets us move its pointer. */
gboolean sluice_test_pointer_available (void);

/** sluice_test_settle: Handles all events that have been sent, and lets the open windows draw what has come of them. */
void sluice_test_settle (void);

/**
 * sluice_test_wait_for:
 * @condition: what is waited for
 * @user_data: for @condition
 * @what: it in words, for the message of a failure
 *
 * Runs the main loop until @condition holds. After half a minute the test fails; when the environment variable
 * SLUICE_TEST_PICTURE names a file, the window is drawn into it before.
 */
void sluice_test_wait_for (SluiceTestCondition condition,
                           gpointer            user_data,
                           const char         *what);

/**
 * sluice_test_find:
 * @root: where to look, itself included
 * @type: the type of the widget
 * @text: (nullable): its label, title, tooltip or accessible label
 *
 * Looks among the widgets that are shown. Popovers count as children of what they point at.
 *
 * Returns: (transfer none) (nullable): the first such widget
 */
GtkWidget *sluice_test_find (GtkWidget  *root,
                             GType       type,
                             const char *text);

/** sluice_test_wait_find: like sluice_test_find(), but waits until there is one. Returns: (transfer none): it. */
GtkWidget *sluice_test_wait_find (GtkWidget  *root,
                                  GType       type,
                                  const char *text);

/** sluice_test_focus_window: @window: a window. There is no window manager that gives it the keys, so this does. */
void sluice_test_focus_window (GtkWidget *window);

/** sluice_test_center: @widget: a widget. Returns: its middle in its coordinates. */
graphene_point_t sluice_test_center (GtkWidget *widget);

/** sluice_test_scroll_to: @widget: a widget in a scrolled window. Turns the wheel until its middle is in sight. */
void sluice_test_scroll_to (GtkWidget *widget);

/** sluice_test_move_to: @widget: a widget, @x, @y: in its coordinates. Moves the pointer there. */
void sluice_test_move_to (GtkWidget *widget,
                          double     x,
                          double     y);

/** sluice_test_button: @button: 1 to 3, 4 and 5 for the wheel, @pressed: or released. */
void sluice_test_button (guint    button,
                         gboolean pressed);

/** sluice_test_click: @widget: a widget. Scrolls to it and clicks its middle. */
void sluice_test_click (GtkWidget *widget);

/** sluice_test_click_at: @widget: a widget, @x, @y: in its coordinates, @n_clicks: 1, or 2 for a double click. */
void sluice_test_click_at (GtkWidget *widget,
                           double     x,
                           double     y,
                           int        n_clicks);

/** sluice_test_press: @widget: a widget, @x, @y: in its coordinates. Moves the pointer there and presses the main button. */
void sluice_test_press (GtkWidget *widget,
                        double     x,
                        double     y);

/** sluice_test_drag_to: @widget: a widget, @x, @y: in its coordinates. Moves the pointer there in steps, as one does with a button held. */
void sluice_test_drag_to (GtkWidget *widget,
                          double     x,
                          double     y);

/** sluice_test_drag_and_drop: @from: what is dragged, @to: what takes it, @x, @y: where in it. Releases when @to accepts it. */
void sluice_test_drag_and_drop (GtkWidget *from,
                                GtkWidget *to,
                                double     x,
                                double     y);

/** sluice_test_type: @text: ASCII text, typed key by key into whatever has the focus. */
void sluice_test_type (const char *text);

/** sluice_test_hold: @modifier: `ctrl`, `shift` or `alt`, @held: pressed or let go. */
void sluice_test_hold (const char *modifier,
                       gboolean    held);

/** sluice_test_keys: @keys: such as `F5`, `shift+F5` or `ctrl+z`, separated by spaces. */
void sluice_test_keys (const char *keys);

G_END_DECLS
