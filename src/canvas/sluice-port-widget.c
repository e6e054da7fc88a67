/* sluice-port-widget.c: a port of a node on the canvas.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "canvas/sluice-port-widget.h"

#include <glib/gi18n.h>

#define TARGET_SIZE 24

struct _SluicePortWidget
{
  GtkWidget parent_instance;

  char *node_id;
  char *port;
  char *reason; /* why no wire may end here, or NULL */
  GtkWidget *dot;
};

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SluicePortWidget, sluice_port_widget, GTK_TYPE_WIDGET)

static void
activate_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_ACTIVATED], 0);
}

static void
sluice_port_widget_dispose (GObject *object)
{
  SluicePortWidget *self = SLUICE_PORT_WIDGET (object);

  g_clear_pointer (&self->dot, gtk_widget_unparent);

  G_OBJECT_CLASS (sluice_port_widget_parent_class)->dispose (object);
}

static void
sluice_port_widget_finalize (GObject *object)
{
  SluicePortWidget *self = SLUICE_PORT_WIDGET (object);

  g_clear_pointer (&self->node_id, g_free);
  g_clear_pointer (&self->port, g_free);
  g_clear_pointer (&self->reason, g_free);

  G_OBJECT_CLASS (sluice_port_widget_parent_class)->finalize (object);
}

static char *
get_label (SluicePortWidget *self)
{
  return self->port != NULL ? g_strdup_printf (_ ("Input “%s” of %s"), self->port, self->node_id)
                            : g_strdup_printf (_ ("Output of %s"), self->node_id);
}

/* Asked for when it is wanted: to set a tooltip asks the display where the pointer is, and there are many ports. */
static gboolean
sluice_port_widget_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard_tooltip, GtkTooltip *tooltip)
{
  SluicePortWidget *self = SLUICE_PORT_WIDGET (widget);
  g_autofree char *label = get_label (self);

  gtk_tooltip_set_text (tooltip, self->reason != NULL ? self->reason : label);

  return TRUE;
}

static void
sluice_port_widget_class_init (SluicePortWidgetClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sluice_port_widget_dispose;
  object_class->finalize = sluice_port_widget_finalize;
  widget_class->query_tooltip = sluice_port_widget_query_tooltip;

  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", SLUICE_TYPE_PORT_WIDGET, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "port");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_BUTTON);
  gtk_widget_class_install_action (widget_class, "port.activate", NULL, activate_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, 0, "port.activate", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, 0, "port.activate", NULL);
}

static void
sluice_port_widget_init (SluicePortWidget *self)
{
  self->dot = g_object_new (GTK_TYPE_BOX, "css-name", "dot", "halign", GTK_ALIGN_CENTER, "valign",
                            GTK_ALIGN_CENTER, NULL);
  gtk_widget_set_parent (self->dot, GTK_WIDGET (self));
  gtk_widget_set_size_request (GTK_WIDGET (self), TARGET_SIZE, TARGET_SIZE);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

static void
describe (SluicePortWidget *self, const char *reason)
{
  g_autofree char *label = get_label (self);

  g_free (self->reason);
  self->reason = g_strdup (reason);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, reason != NULL ? reason : "",
                                  -1);
}

GtkWidget *
sluice_port_widget_new (const char *node_id, const char *port)
{
  SluicePortWidget *self = g_object_new (SLUICE_TYPE_PORT_WIDGET, NULL);

  self->node_id = g_strdup (node_id);
  self->port = g_strdup (port);
  gtk_widget_add_css_class (GTK_WIDGET (self), port != NULL ? "input" : "output");
  describe (self, NULL);

  return GTK_WIDGET (self);
}

const char *
sluice_port_widget_get_port (SluicePortWidget *self)
{
  g_return_val_if_fail (SLUICE_IS_PORT_WIDGET (self), NULL);

  return self->port;
}

const char *
sluice_port_widget_get_node_id (SluicePortWidget *self)
{
  g_return_val_if_fail (SLUICE_IS_PORT_WIDGET (self), NULL);

  return self->node_id;
}

static void
set_class (GtkWidget *widget, const char *name, gboolean set)
{
  if (set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

void
sluice_port_widget_set_validity (SluicePortWidget *self, int validity, const char *reason)
{
  g_return_if_fail (SLUICE_IS_PORT_WIDGET (self));

  set_class (GTK_WIDGET (self), "valid", validity > 0);
  set_class (GTK_WIDGET (self), "invalid", validity < 0);
  describe (self, reason);
}

void
sluice_port_widget_set_connected (SluicePortWidget *self, gboolean connected)
{
  g_return_if_fail (SLUICE_IS_PORT_WIDGET (self));

  set_class (GTK_WIDGET (self), "connected", connected);
}
