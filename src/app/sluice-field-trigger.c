/* sluice-field-trigger.c: the trigger of a query.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/sluice-field-kinds.h"
#include "plan/sluice-json.h"

/* In the order of the list, whose first line is no trigger at all. */
static const struct
{
  const char *key;
  const char *label;
  const char *interval; /* what a new one has; NULL for those that are simply true */
} kinds[] = {
  { NULL, N_ ("As soon as there is data"), NULL },
  { "processingTime", N_ ("At an interval (processingTime)"), "10 seconds" },
  { "availableNow", N_ ("All there is, then stop (availableNow)"), NULL },
  { "once", N_ ("One micro-batch, then stop (once)"), NULL },
  { "continuous", N_ ("Continuous, with checkpoints at"), "1 second" },
};

struct _SluiceTriggerField
{
  SluiceFieldEditor parent_instance;

  GtkWidget *drop_down;
  GtkWidget *interval;
  gboolean setting;
};

G_DEFINE_FINAL_TYPE (SluiceTriggerField, sluice_trigger_field, SLUICE_TYPE_FIELD_EDITOR)

static void
emit (SluiceTriggerField *self, const char *part)
{
  guint kind = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->drop_down));
  JsonObject *object;
  JsonNode *value;

  if (kind == 0 || kind >= G_N_ELEMENTS (kinds))
    {
      sluice_field_editor_emit (SLUICE_FIELD_EDITOR (self), NULL, part);
      return;
    }

  object = json_object_new ();
  if (kinds[kind].interval != NULL)
    json_object_set_string_member (object, kinds[kind].key,
                                   gtk_editable_get_text (GTK_EDITABLE (self->interval)));
  else
    json_object_set_boolean_member (object, kinds[kind].key, TRUE);
  value = json_node_init_object (json_node_alloc (), object);
  json_object_unref (object);
  sluice_field_editor_emit (SLUICE_FIELD_EDITOR (self), value, part);
}

static void
show (SluiceTriggerField *self, guint kind, const char *interval)
{
  self->setting = TRUE;
  if (gtk_drop_down_get_selected (GTK_DROP_DOWN (self->drop_down)) != kind)
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->drop_down), kind);
  gtk_widget_set_visible (self->interval, interval != NULL);
  if (interval != NULL && strcmp (gtk_editable_get_text (GTK_EDITABLE (self->interval)), interval) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->interval), interval);
  self->setting = FALSE;
}

static void
selected_cb (GObject *object, GParamSpec *pspec, SluiceTriggerField *self)
{
  guint kind = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->drop_down));

  if (self->setting || kind >= G_N_ELEMENTS (kinds))
    return;

  show (self, kind, kinds[kind].interval);
  emit (self, NULL);
}

static void
interval_cb (GtkEditable *editable, SluiceTriggerField *self)
{
  if (!self->setting)
    emit (self, "interval");
}

static GtkWidget *
sluice_trigger_field_build (SluiceFieldEditor *editor)
{
  SluiceTriggerField *self = SLUICE_TRIGGER_FIELD (editor);
  const SluiceFieldType *field = sluice_field_editor_get_field (editor);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkStringList *labels = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    gtk_string_list_append (labels, _ (kinds[i].label));
  self->drop_down = gtk_drop_down_new (G_LIST_MODEL (labels), NULL);
  if (field->description != NULL)
    gtk_widget_set_tooltip_text (self->drop_down, _ (field->description));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->drop_down), GTK_ACCESSIBLE_PROPERTY_LABEL, field->label,
                                  -1);
  g_signal_connect (self->drop_down, "notify::selected", G_CALLBACK (selected_cb), self);

  self->interval = gtk_entry_new ();
  gtk_editable_set_enable_undo (GTK_EDITABLE (self->interval), FALSE);
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->interval), _ ("such as: 10 seconds"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->interval), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Interval"),
                                  -1);
  gtk_widget_set_visible (self->interval, FALSE);
  g_signal_connect (self->interval, "changed", G_CALLBACK (interval_cb), self);

  gtk_box_append (GTK_BOX (box), self->drop_down);
  gtk_box_append (GTK_BOX (box), self->interval);

  return box;
}

static void
sluice_trigger_field_set_value (SluiceFieldEditor *editor, JsonNode *value)
{
  SluiceTriggerField *self = SLUICE_TRIGGER_FIELD (editor);
  JsonObject *object = value != NULL && JSON_NODE_HOLDS_OBJECT (value) ? json_node_get_object (value) : NULL;

  for (guint i = 1; object != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (json_object_has_member (object, kinds[i].key))
      {
        g_autofree char *interval = sluice_json_to_text (json_object_get_member (object, kinds[i].key));

        show (self, i, kinds[i].interval == NULL ? NULL : interval != NULL ? interval : "");
        return;
      }

  show (self, 0, NULL);
}

static void
sluice_trigger_field_class_init (SluiceTriggerFieldClass *klass)
{
  SluiceFieldEditorClass *editor_class = SLUICE_FIELD_EDITOR_CLASS (klass);

  editor_class->build = sluice_trigger_field_build;
  editor_class->set_value = sluice_trigger_field_set_value;
}

static void
sluice_trigger_field_init (SluiceTriggerField *self)
{
}
