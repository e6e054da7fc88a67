/* sluice-node-widget.c: a node on the canvas.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "canvas/sluice-node-widget.h"

#include <glib/gi18n.h>
#include <string.h>

#define CARD_WIDTH 176

struct _SluiceNodeWidget
{
  GtkWidget parent_instance;

  char *id;
  char *op;
  gboolean selected;
  gboolean far;
  SluiceNodeStatus status;
  char *status_text;
  char *problem_text; /* of all problems that are shown */
  guint n_errors;
  guint n_warnings;

  GtkWidget *card;
  GtkWidget *icon;
  GtkWidget *name;
  GtkWidget *kind;
  GtkWidget *summary;
  GtkWidget *problem;
  GtkWidget *status_label;
  GtkWidget *left;
  GPtrArray *inputs;
  SluicePortWidget *output;
};

G_DEFINE_FINAL_TYPE (SluiceNodeWidget, sluice_node_widget, GTK_TYPE_WIDGET)

static const char *const category_classes[] = {
  [SLUICE_CATEGORY_SOURCES] = "sources",       [SLUICE_CATEGORY_TRANSFORM] = "transform",
  [SLUICE_CATEGORY_EVENT_TIME] = "event-time", [SLUICE_CATEGORY_COMBINE] = "combine",
  [SLUICE_CATEGORY_SINKS] = "sinks",
};

static void
sluice_node_widget_dispose (GObject *object)
{
  SluiceNodeWidget *self = SLUICE_NODE_WIDGET (object);

  g_clear_pointer (&self->card, gtk_widget_unparent);
  g_clear_pointer (&self->left, gtk_widget_unparent);
  if (self->output != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->output)));
  g_clear_pointer (&self->inputs, g_ptr_array_unref);

  G_OBJECT_CLASS (sluice_node_widget_parent_class)->dispose (object);
}

static void
sluice_node_widget_finalize (GObject *object)
{
  SluiceNodeWidget *self = SLUICE_NODE_WIDGET (object);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->op, g_free);
  g_clear_pointer (&self->status_text, g_free);
  g_clear_pointer (&self->problem_text, g_free);

  G_OBJECT_CLASS (sluice_node_widget_parent_class)->finalize (object);
}

/* Ports hang over the card's edges by half their width, so that wires meet the border. */
static void
sluice_node_widget_measure (GtkWidget     *widget,
                            GtkOrientation orientation,
                            int            for_size,
                            int           *minimum,
                            int           *natural,
                            int           *minimum_baseline,
                            int           *natural_baseline)
{
  SluiceNodeWidget *self = SLUICE_NODE_WIDGET (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = CARD_WIDTH;
  else
    {
      int ports;

      gtk_widget_measure (self->card, orientation, CARD_WIDTH, minimum, natural, NULL, NULL);
      gtk_widget_measure (self->left, orientation, -1, &ports, NULL, NULL, NULL);
      *minimum = *natural = MAX (*natural, ports);
    }
}

static void
sluice_node_widget_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SluiceNodeWidget *self = SLUICE_NODE_WIDGET (widget);
  int port_width, port_height;

  gtk_widget_size_allocate (self->card, &(GtkAllocation){ 0, 0, width, height }, -1);
  gtk_widget_measure (self->left, GTK_ORIENTATION_HORIZONTAL, -1, &port_width, NULL, NULL, NULL);
  gtk_widget_measure (self->left, GTK_ORIENTATION_VERTICAL, -1, &port_height, NULL, NULL, NULL);
  gtk_widget_size_allocate (
    self->left, &(GtkAllocation){ -port_width / 2, (height - port_height) / 2, port_width, port_height },
    -1);
  if (self->output != NULL)
    {
      gtk_widget_measure (GTK_WIDGET (self->output), GTK_ORIENTATION_HORIZONTAL, -1, &port_width, NULL,
                          NULL, NULL);
      gtk_widget_size_allocate (GTK_WIDGET (self->output),
                                &(GtkAllocation){ width - port_width / 2, (height - port_width) / 2,
                                                  port_width, port_width },
                                -1);
    }
}

/* What has no room in the card. Asked for when it is wanted: to set a tooltip asks the display where the pointer is, and
 * there are many nodes. */
static gboolean
sluice_node_widget_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard_tooltip, GtkTooltip *tooltip)
{
  SluiceNodeWidget *self = SLUICE_NODE_WIDGET (widget);
  GtkWidget *picked = gtk_widget_pick (widget, x, y, GTK_PICK_DEFAULT);
  const char *text = NULL;

  if (keyboard_tooltip || picked == self->problem)
    text = self->problem_text;
  else if (picked == self->summary)
    text = gtk_label_get_text (GTK_LABEL (self->summary));
  else if (picked == self->status_label)
    text = self->status_text;
  if (text == NULL || *text == '\0')
    return FALSE;

  gtk_tooltip_set_text (tooltip, text);

  return TRUE;
}

static void
sluice_node_widget_class_init (SluiceNodeWidgetClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sluice_node_widget_dispose;
  object_class->finalize = sluice_node_widget_finalize;
  widget_class->measure = sluice_node_widget_measure;
  widget_class->size_allocate = sluice_node_widget_size_allocate;
  widget_class->query_tooltip = sluice_node_widget_query_tooltip;

  gtk_widget_class_set_css_name (widget_class, "node");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
label_new (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, css_class);

  return label;
}

static void
sluice_node_widget_init (SluiceNodeWidget *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *titles = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->inputs = g_ptr_array_new ();
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  self->card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_widget_add_css_class (self->card, "node-card");
  gtk_widget_set_overflow (self->card, GTK_OVERFLOW_HIDDEN);

  self->icon = gtk_image_new ();
  gtk_widget_add_css_class (self->icon, "node-icon");
  gtk_widget_set_valign (self->icon, GTK_ALIGN_CENTER);
  self->name = label_new ("node-name");
  self->kind = label_new ("node-kind");
  self->problem = gtk_image_new ();
  gtk_widget_set_valign (self->problem, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->problem, "node-problem");
  gtk_widget_set_visible (self->problem, FALSE);
  self->summary = label_new ("node-summary");
  self->status_label = label_new ("node-status");
  gtk_label_set_wrap (GTK_LABEL (self->status_label), TRUE);
  gtk_label_set_lines (GTK_LABEL (self->status_label), 3);
  gtk_label_set_wrap_mode (GTK_LABEL (self->status_label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_visible (self->status_label, FALSE);

  gtk_box_append (GTK_BOX (titles), self->name);
  gtk_box_append (GTK_BOX (titles), self->kind);
  gtk_box_append (GTK_BOX (head), self->icon);
  gtk_box_append (GTK_BOX (head), titles);
  gtk_box_append (GTK_BOX (head), self->problem);
  gtk_box_append (GTK_BOX (self->card), head);
  gtk_box_append (GTK_BOX (self->card), self->summary);
  gtk_box_append (GTK_BOX (self->card), self->status_label);
  gtk_widget_set_parent (self->card, GTK_WIDGET (self));

  self->left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_widget_set_parent (self->left, GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

static void
set_class (SluiceNodeWidget *self, const char *name, gboolean set)
{
  if (set)
    gtk_widget_add_css_class (GTK_WIDGET (self), name);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), name);
}

/* One line of what the node does: the fields that say most, by kind of field. */
static char *
summarise (SluiceNode *node, const SluiceNodeType *type)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  const char *format = sluice_node_get_string (node, "format");
  g_autoptr (GHashTable) options = sluice_node_get_options (node);
  const char *path = g_hash_table_lookup (options, "path");

  if (format != NULL)
    g_ptr_array_add (parts, g_strdup (format));
  if (path != NULL && *path != '\0')
    g_ptr_array_add (parts, g_path_get_basename (path));
  else if (sluice_node_get_string (node, "outputMode") != NULL)
    g_ptr_array_add (parts, g_strdup (sluice_node_get_string (node, "outputMode")));

  for (guint i = 0; format == NULL && type != NULL && i < type->n_fields && parts->len < 2; i++)
    {
      const char *name = type->fields[i].name;
      g_auto (GStrv) values = sluice_node_get_strings (node, name);
      JsonNode *value = sluice_node_get_field (node, name);

      if (values != NULL && values[0] != NULL)
        g_ptr_array_add (parts, g_strjoinv (", ", values));
      else if (value != NULL && JSON_NODE_HOLDS_VALUE (value)
               && json_node_get_value_type (value) == G_TYPE_INT64)
        g_ptr_array_add (parts, g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (value)));
    }
  g_ptr_array_add (parts, NULL);

  return g_strjoinv (" · ", (char **) parts->pdata);
}

static void
update_accessible (SluiceNodeWidget *self)
{
  g_autoptr (GString) text = g_string_new (gtk_label_get_text (GTK_LABEL (self->kind)));

  g_string_append_printf (text, ", %s",  gtk_label_get_text (GTK_LABEL (self->summary)));
  if (self->n_errors > 0)
    g_string_append_printf (text, ngettext (", %u error", ", %u errors", self->n_errors),
                            self->n_errors);
  if (self->n_warnings > 0)
    g_string_append_printf (text, ngettext (", %u warning", ", %u warnings", self->n_warnings),
                            self->n_warnings);
  if (sluice_node_widget_get_status_words (self) != NULL)
    g_string_append_printf (text, ", %s", sluice_node_widget_get_status_words (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->id,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text->str, -1);
}

static void
make_ports (SluiceNodeWidget *self, const SluiceNodeType *type)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->left)) != NULL)
    gtk_box_remove (GTK_BOX (self->left), child);
  g_ptr_array_set_size (self->inputs, 0);
  if (self->output != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->output)));

  for (guint i = 0; type != NULL && type->ports[i] != NULL; i++)
    {
      GtkWidget *port = sluice_port_widget_new (self->id, type->ports[i]);

      g_ptr_array_add (self->inputs, port);
      gtk_box_append (GTK_BOX (self->left), port);
    }
  if (type == NULL || type->has_output)
    {
      self->output = SLUICE_PORT_WIDGET (sluice_port_widget_new (self->id, NULL));
      gtk_widget_set_parent (GTK_WIDGET (self->output), GTK_WIDGET (self));
    }
}

void
sluice_node_widget_update (SluiceNodeWidget *self, SluiceNode *node)
{
  const SluiceNodeType *type = sluice_node_get_type (node);
  const char *op = sluice_node_get_op (node);
  g_autofree char *summary = summarise (node, type);

  g_return_if_fail (SLUICE_IS_NODE_WIDGET (self));

  if (g_strcmp0 (self->id, sluice_node_get_id (node)) != 0 || g_strcmp0 (self->op, op) != 0)
    {
      g_free (self->id);
      g_free (self->op);
      self->id = g_strdup (sluice_node_get_id (node));
      self->op = g_strdup (op);
      make_ports (self, type);
      for (guint i = 0; i < G_N_ELEMENTS (category_classes); i++)
        set_class (self, category_classes[i], type != NULL && type->category == i);
    }

  gtk_label_set_text (GTK_LABEL (self->name), self->id);
  gtk_label_set_text (GTK_LABEL (self->kind), type != NULL ? _ (type->label) : op);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon),
                                type != NULL ? type->icon_name : "dialog-question-symbolic");
  gtk_label_set_text (GTK_LABEL (self->summary), summary);
  gtk_widget_set_visible (self->summary, summary[0] != '\0');
  set_class (self, "disabled", sluice_node_is_disabled (node));
  set_class (self, "bypassed", sluice_node_is_bypassed (node));
  update_accessible (self);
}

GtkWidget *
sluice_node_widget_new (SluiceNode *node)
{
  SluiceNodeWidget *self = g_object_new (SLUICE_TYPE_NODE_WIDGET, NULL);

  sluice_node_widget_update (self, node);

  return GTK_WIDGET (self);
}

const char *
sluice_node_widget_get_id (SluiceNodeWidget *self)
{
  return self->id;
}

void
sluice_node_widget_set_selected (SluiceNodeWidget *self, gboolean selected)
{
  self->selected = selected;
  set_class (self, "selected", selected);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_SELECTED, selected, -1);
}

gboolean
sluice_node_widget_get_selected (SluiceNodeWidget *self)
{
  return self->selected;
}

void
sluice_node_widget_set_problems (SluiceNodeWidget *self, GPtrArray *problems)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_errors = 0;
  guint n_warnings = 0;

  for (guint i = 0; i < problems->len; i++)
    {
      SluiceProblem *problem = g_ptr_array_index (problems, i);

      if (problem->severity == SLUICE_SEVERITY_ERROR)
        n_errors++;
      else
        n_warnings++;
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n\n" : "", problem->message);
      if (problem->explanation != NULL)
        g_string_append_printf (text, "\n%s", problem->explanation);
    }

  /* Each key that is typed asks every node; most have nothing new to say. */
  if (n_errors == self->n_errors && n_warnings == self->n_warnings
      && g_str_equal (text->str, self->problem_text != NULL ? self->problem_text : ""))
    return;
  self->n_errors = n_errors;
  self->n_warnings = n_warnings;
  g_free (self->problem_text);
  self->problem_text = g_strdup (text->str);

  gtk_widget_set_visible (self->problem, text->len > 0);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->problem), self->n_errors > 0
                                                             ? "dialog-error-symbolic"
                                                             : "dialog-warning-symbolic");
  set_class (self, "error", self->n_errors > 0);
  set_class (self, "warning", self->n_errors == 0 && self->n_warnings > 0);
  update_accessible (self);
}

void
sluice_node_widget_set_status (SluiceNodeWidget *self, SluiceNodeStatus status, const char *text)
{
  if (self->status == status && g_strcmp0 (self->status_text, text) == 0)
    return;

  self->status = status;
  g_free (self->status_text);
  self->status_text = g_strdup (text);
  set_class (self, "running", status == SLUICE_NODE_STATUS_RUNNING);
  set_class (self, "done", status == SLUICE_NODE_STATUS_DONE);
  set_class (self, "failed", status == SLUICE_NODE_STATUS_FAILED);
  gtk_label_set_text (GTK_LABEL (self->status_label), text != NULL ? text : "");
  gtk_widget_set_visible (self->status_label, text != NULL && *text != '\0');
  update_accessible (self);
}

const char *
sluice_node_widget_get_status_words (SluiceNodeWidget *self)
{
  if (self->status_text != NULL)
    return self->status_text;
  if (self->status == SLUICE_NODE_STATUS_RUNNING)
    return _ ("running");
  if (self->status == SLUICE_NODE_STATUS_DONE)
    return _ ("done");

  return self->status == SLUICE_NODE_STATUS_FAILED ? _ ("failed") : NULL;
}

void
sluice_node_widget_set_far (SluiceNodeWidget *self, gboolean far)
{
  self->far = far;
  set_class (self, "far", far);
}

gboolean
sluice_node_widget_get_far (SluiceNodeWidget *self)
{
  return self->far;
}

SluicePortWidget *
sluice_node_widget_get_output (SluiceNodeWidget *self)
{
  return self->output;
}

SluicePortWidget *
sluice_node_widget_get_input (SluiceNodeWidget *self, const char *port)
{
  for (guint i = 0; i < self->inputs->len; i++)
    if (g_strcmp0 (sluice_port_widget_get_port (g_ptr_array_index (self->inputs, i)), port) == 0)
      return g_ptr_array_index (self->inputs, i);

  return NULL;
}

GPtrArray *
sluice_node_widget_get_inputs (SluiceNodeWidget *self)
{
  return self->inputs;
}
