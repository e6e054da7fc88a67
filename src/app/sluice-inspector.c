/* sluice-inspector.c: the fields of the chosen node.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/sluice-inspector.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "app/sluice-field-editor.h"
#include "app/sluice-field-options.h"
#include "app/sluice-infer-button.h"
#include "app/sluice-inspector-document.h"
#include "app/sluice-problem-row.h"
#include "app/sluice-schema-view.h"
#include "plan/sluice-json.h"

struct _SluiceInspector
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkWidget *content;
  SluicePipeline *pipeline;
  char *node;

  /* What is shown: made anew when another node, kind or format is to be shown. */
  char *shown;
  GPtrArray *editors; /* of SluiceFieldEditor, owned by the content */
  GtkWidget *name_entry;
  GtkWidget *problems;
  GtkWidget *disabled;
  GtkWidget *bypassed;
  GtkWidget *infer;
  GtkWidget *input_view;
  GtkWidget *output_view;
  guint refresh_idle;
  gboolean setting;
};

enum
{
  PROP_0,
  PROP_PIPELINE,
  PROP_NODE,
  N_PROPS,
};

enum
{
  SIGNAL_PROBLEM_FIX_APPLIED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SluiceInspector, sluice_inspector, GTK_TYPE_WIDGET)

static SluiceNode *
get_node (SluiceInspector *self)
{
  return self->pipeline != NULL && self->node != NULL
           ? sluice_document_find_node (sluice_pipeline_get_document (self->pipeline), self->node)
           : NULL;
}

/* Edits. */

static void
edited_cb (SluiceFieldEditor *editor, JsonNode *value, const char *merge_key, SluiceInspector *self)
{
  SluiceDocument *document = sluice_pipeline_get_document (self->pipeline);
  const SluiceFieldType *field = sluice_field_editor_get_field (editor);
  g_autoptr (SluiceDocument) edited = NULL;
  g_autofree char *label = g_strdup_printf (_ ("Edit %s"), field->label);
  g_autofree char *key = NULL;

  /* A node that has just been deleted has its fields for a moment still. */
  if (self->name_entry != NULL && get_node (self) == NULL)
    return;

  if (self->name_entry != NULL)
    edited = sluice_document_with_field (document, self->node, field->name, value);
  else
    edited = sluice_inspector_document_with (document, field->name, value);
  if (merge_key != NULL)
    key = g_strdup_printf ("inspector:%s:%s", self->node != NULL ? self->node : "", merge_key);
  sluice_pipeline_apply (self->pipeline, edited, label, key);
}

static void
inferred_cb (SluiceInferButton *button, const char *ddl, SluiceInspector *self)
{
  g_autoptr (JsonNode) value = sluice_json_new_string (ddl);
  g_autoptr (SluiceDocument) edited = NULL;

  if (get_node (self) == NULL)
    return;

  edited = sluice_document_with_field (sluice_pipeline_get_document (self->pipeline), self->node, "schema", value);
  sluice_pipeline_apply (self->pipeline, edited, _ ("Infer Schema"), NULL);
}

static void
flag_cb (GtkCheckButton *button, GParamSpec *pspec, SluiceInspector *self)
{
  gboolean is_disabled = GTK_WIDGET (button) == self->disabled;
  g_autoptr (JsonNode) value = NULL;
  g_autoptr (SluiceDocument) edited = NULL;

  if (self->setting || get_node (self) == NULL)
    return;

  if (gtk_check_button_get_active (button))
    value = json_node_init_boolean (json_node_alloc (), TRUE);
  edited = sluice_document_with_field (sluice_pipeline_get_document (self->pipeline), self->node,
                                       is_disabled ? "disabled" : "bypassed", value);
  sluice_pipeline_apply (self->pipeline, edited, is_disabled ? _ ("Disable Node") : _ ("Bypass Node"), NULL);
}

static const char *
find_name_fault (SluiceInspector *self, const char *name)
{
  if (*name == '\0')
    return _ ("A node needs a name.");
  if (strcmp (name, self->node) != 0
      && sluice_document_find_node (sluice_pipeline_get_document (self->pipeline), name) != NULL)
    return _ ("Another node has this name.");

  return NULL;
}

static void
name_changed_cb (GtkEditable *editable, SluiceInspector *self)
{
  const char *fault = find_name_fault (self, gtk_editable_get_text (editable));

  if (fault != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (editable), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (editable), "error");
  gtk_widget_set_tooltip_text (GTK_WIDGET (editable), fault);
}

/* A name is taken when it is whole: by Enter or when the focus leaves. */
static void
rename_node (SluiceInspector *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_entry))));
  g_autoptr (SluiceDocument) edited = NULL;
  g_autofree char *label = NULL;

  if (get_node (self) == NULL || strcmp (name, self->node) == 0)
    return;
  if (find_name_fault (self, name) != NULL)
    {
      gtk_editable_set_text (GTK_EDITABLE (self->name_entry), self->node);
      return;
    }

  edited = sluice_document_with_renamed (sluice_pipeline_get_document (self->pipeline), self->node, name);
  label = g_strdup_printf (_ ("Rename %s"), self->node);
  /* The new name is in place first, so that the inspector doesn't think that its node is gone. */
  g_free (self->node);
  self->node = g_strdup (name);
  g_free (self->shown);
  self->shown = NULL;
  sluice_pipeline_apply (self->pipeline, edited, label, NULL);
  sluice_inspector_set_node (self, name);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NODE]);
}

static gboolean
rename_idle_cb (gpointer user_data)
{
  SluiceInspector *self = user_data;

  if (self->name_entry != NULL)
    rename_node (self);

  return G_SOURCE_REMOVE;
}

/* The rename makes the widgets anew, which can't be done while the focus is on its way. */
static void
name_left_cb (SluiceInspector *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, rename_idle_cb, g_object_ref (self), g_object_unref);
}

static void
name_activate_cb (SluiceInspector *self)
{
  name_left_cb (self);
}

static void
fix_applied_cb (SluiceInspector *self)
{
  g_signal_emit (self, signals[SIGNAL_PROBLEM_FIX_APPLIED], 0);
}

/* Showing. */

static GtkWidget *
add_section (SluiceInspector *self, const char *title, GtkWidget *child)
{
  GtkWidget *section = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *label = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_box_append (GTK_BOX (section), label);
  gtk_box_append (GTK_BOX (section), child);
  gtk_box_append (GTK_BOX (self->content), section);

  return section;
}

static void
add_editor (SluiceInspector *self, const SluiceFieldType *field)
{
  GtkWidget *editor = sluice_field_editor_new (field);
  g_autofree char *directory = sluice_pipeline_dup_directory (self->pipeline);

  sluice_field_editor_set_directory (SLUICE_FIELD_EDITOR (editor), directory);
  g_signal_connect (editor, "edited", G_CALLBACK (edited_cb), self);
  g_ptr_array_add (self->editors, editor);
  gtk_box_append (GTK_BOX (self->content), editor);
}

static void
add_infer_button (SluiceInspector *self)
{
  self->infer = sluice_infer_button_new ();
  g_signal_connect (self->infer, "inferred", G_CALLBACK (inferred_cb), self);
  gtk_box_append (GTK_BOX (self->content), self->infer);
}

static GtkWidget *
text_new (const char *text, const char *style_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, style_class);

  return label;
}

static GtkWidget *
flag_new (SluiceInspector *self, const char *label, const char *tooltip)
{
  GtkWidget *button = gtk_check_button_new_with_label (label);

  gtk_widget_set_tooltip_text (button, tooltip);
  g_signal_connect (button, "notify::active", G_CALLBACK (flag_cb), self);

  return button;
}

static void
add_problems_box (SluiceInspector *self)
{
  self->problems = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_visible (self->problems, FALSE);
  gtk_box_append (GTK_BOX (self->content), self->problems);
}

static void
add_header (SluiceInspector *self, SluiceNode *node)
{
  const SluiceNodeType *type = sluice_node_get_type (node);
  GtkWidget *header = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *flags = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->name_entry = gtk_entry_new ();
  gtk_editable_set_text (GTK_EDITABLE (self->name_entry), self->node);
  gtk_editable_set_enable_undo (GTK_EDITABLE (self->name_entry), FALSE);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->name_entry), 8);
  gtk_widget_set_hexpand (self->name_entry, TRUE);
  gtk_widget_add_css_class (self->name_entry, "name");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->name_entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Name"),
                                  -1);
  g_signal_connect (self->name_entry, "changed", G_CALLBACK (name_changed_cb), self);
  g_signal_connect_swapped (self->name_entry, "activate", G_CALLBACK (name_activate_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (name_left_cb), self);
  gtk_widget_add_controller (self->name_entry, focus);

  if (type != NULL)
    gtk_box_append (GTK_BOX (line), gtk_image_new_from_icon_name (type->icon_name));
  gtk_box_append (GTK_BOX (line), self->name_entry);
  gtk_box_append (GTK_BOX (header), line);
  gtk_box_append (GTK_BOX (header),
                  text_new (type != NULL ? _ (type->label) : sluice_node_get_op (node), "caption-heading"));
  if (type != NULL)
    gtk_box_append (GTK_BOX (header), text_new (_ (type->description), "dim-label"));

  self->disabled = flag_new (self, _ ("Disabled"), _ ("The branch is left out when the pipeline runs."));
  gtk_box_append (GTK_BOX (flags), self->disabled);
  if (type != NULL && type->has_output && type->ports[0] != NULL)
    {
      self->bypassed = flag_new (self, _ ("Bypassed"), _ ("Rows pass unchanged."));
      gtk_box_append (GTK_BOX (flags), self->bypassed);
    }
  gtk_box_append (GTK_BOX (header), flags);
  gtk_box_append (GTK_BOX (self->content), header);
}

static void
build_node (SluiceInspector *self, SluiceNode *node)
{
  const SluiceNodeType *type = sluice_node_get_type (node);
  const char *format = sluice_node_get_string (node, "format");
  const SluiceFormatType *format_type = sluice_format_type_find (sluice_node_get_op (node), format);

  add_header (self, node);
  add_problems_box (self);
  for (guint i = 0; type != NULL && i < type->n_fields; i++)
    {
      const SluiceFieldType *field = &type->fields[i];
      gboolean is_set = sluice_node_get_field (node, field->name) != NULL;

      /* What means nothing to a format isn't offered; what is there nevertheless can be removed. */
      if (field->kind == SLUICE_FIELD_ROWS && !is_set && g_strcmp0 (format, "memory") != 0)
        continue;
      if (field->kind == SLUICE_FIELD_SCHEMA && !is_set && format_type != NULL
          && format_type->fixed_schema != NULL)
        continue;
      add_editor (self, field);
      if (field->kind == SLUICE_FIELD_SCHEMA && format_type != NULL && format_type->files && format_type->needs_schema)
        add_infer_button (self);
      if (field->kind == SLUICE_FIELD_OPTIONS)
        sluice_options_field_set_known (g_ptr_array_index (self->editors, self->editors->len - 1),
                                        format_type != NULL ? format_type->options : NULL,
                                        format_type != NULL ? format_type->n_options : 0);
    }

  if (type != NULL && type->ports[0] != NULL)
    {
      self->input_view = sluice_schema_view_new ();
      add_section (self, _ ("Input columns"), self->input_view);
    }
  if (type != NULL && type->has_output)
    {
      self->output_view = sluice_schema_view_new ();
      add_section (self, _ ("Output columns"), self->output_view);
    }
}

static void
build_document (SluiceInspector *self)
{
  guint n;
  const SluiceFieldType *fields = sluice_inspector_document_fields (&n);

  gtk_box_append (GTK_BOX (self->content), text_new (_ ("Pipeline"), "title-4"));
  gtk_box_append (GTK_BOX (self->content),
                  text_new (_ ("Choose a node to see and edit its fields."), "dim-label"));
  add_problems_box (self);
  for (guint i = 0; i < n; i++)
    {
      add_editor (self, &fields[i]);
      if (strcmp (fields[i].name, "settings") == 0)
        {
          guint n_settings;
          const SluiceOptionType *settings = sluice_inspector_document_settings (&n_settings);

          sluice_options_field_set_known (g_ptr_array_index (self->editors, i), settings, n_settings);
        }
    }
}

static void
clear (SluiceInspector *self)
{
  GtkWidget *child;

  g_ptr_array_set_size (self->editors, 0);
  self->name_entry = NULL;
  self->problems = NULL;
  self->disabled = NULL;
  self->bypassed = NULL;
  self->infer = NULL;
  self->input_view = NULL;
  self->output_view = NULL;
  while ((child = gtk_widget_get_first_child (self->content)) != NULL)
    gtk_box_remove (GTK_BOX (self->content), child);
}

static gboolean
belongs_to (const SluiceProblem *problem, const char *field)
{
  gsize length = strlen (field);

  return problem->field != NULL && strncmp (problem->field, field, length) == 0
         && strchr ("[.", problem->field[length]) != NULL;
}

static GtkWidget *
problem_new (SluiceInspector *self, const SluiceProblem *problem)
{
  GtkWidget *row = sluice_problem_row_new (self->pipeline, problem, FALSE);

  g_signal_connect_object (row, "fix-applied", G_CALLBACK (fix_applied_cb), self, G_CONNECT_SWAPPED);

  return row;
}

static void
show_field_problems (SluiceInspector *self, SluiceFieldEditor *editor, GPtrArray *problems, GPtrArray *left)
{
  g_autoptr (GPtrArray) own = g_ptr_array_new ();
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  for (guint i = 0; i < problems->len; i++)
    {
      SluiceProblem *problem = g_ptr_array_index (problems, i);

      if (g_strcmp0 (problem->node, self->node) != 0
          || !belongs_to (problem, sluice_field_editor_get_field (editor)->name))
        continue;
      g_ptr_array_add (own, problem);
      g_ptr_array_add (rows, problem_new (self, problem));
      g_ptr_array_remove (left, problem);
    }
  sluice_field_editor_set_problems (editor, own, rows);
}

static void
show_analysis (SluiceInspector *self)
{
  SluiceAnalysis *analysis
    = self->pipeline != NULL ? sluice_pipeline_get_analysis (self->pipeline) : NULL;
  const SluiceNodeAnalysis *known;
  GPtrArray *problems;
  g_autoptr (GPtrArray) left = NULL;
  GtkWidget *child;

  if (analysis == NULL || self->problems == NULL)
    return;

  known = self->node != NULL ? sluice_analysis_get_node (analysis, self->node) : NULL;
  problems = sluice_analysis_get_problems (analysis);
  left = g_ptr_array_new ();
  for (guint i = 0; i < problems->len; i++)
    if (g_strcmp0 (((SluiceProblem *) g_ptr_array_index (problems, i))->node, self->node) == 0)
      g_ptr_array_add (left, g_ptr_array_index (problems, i));
  for (guint i = 0; i < self->editors->len; i++)
    {
      SluiceFieldEditor *editor = g_ptr_array_index (self->editors, i);

      sluice_field_editor_set_columns (editor, known != NULL ? known->input_schema : NULL);
      show_field_problems (self, editor, problems, left);
    }

  while ((child = gtk_widget_get_first_child (self->problems)) != NULL)
    gtk_box_remove (GTK_BOX (self->problems), child);
  for (guint i = 0; i < left->len; i++)
    gtk_box_append (GTK_BOX (self->problems), problem_new (self, g_ptr_array_index (left, i)));
  gtk_widget_set_visible (self->problems, left->len > 0);

  if (self->infer != NULL && get_node (self) != NULL)
    sluice_infer_button_set_source (SLUICE_INFER_BUTTON (self->infer),
                                    sluice_node_get_string (get_node (self), "format"),
                                    known != NULL ? known->options : NULL, sluice_analysis_get_settings (analysis));
  if (self->input_view != NULL)
    sluice_schema_view_set_schema (SLUICE_SCHEMA_VIEW (self->input_view),
                                   known != NULL ? known->input_schema : NULL);
  if (self->output_view != NULL)
    sluice_schema_view_set_schema (SLUICE_SCHEMA_VIEW (self->output_view), known != NULL ? known->schema : NULL);
}

static void
show_values (SluiceInspector *self)
{
  SluiceDocument *document = sluice_pipeline_get_document (self->pipeline);
  SluiceNode *node = get_node (self);

  for (guint i = 0; i < self->editors->len; i++)
    {
      SluiceFieldEditor *editor = g_ptr_array_index (self->editors, i);
      const char *name = sluice_field_editor_get_field (editor)->name;

      if (node != NULL)
        sluice_field_editor_set_value (editor, sluice_node_get_field (node, name));
      else
        {
          g_autoptr (JsonNode) value = sluice_inspector_document_get (document, name);

          sluice_field_editor_set_value (editor, value);
        }
    }

  self->setting = TRUE;
  if (self->disabled != NULL)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->disabled), sluice_node_is_disabled (node));
  if (self->bypassed != NULL)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->bypassed), sluice_node_is_bypassed (node));
  self->setting = FALSE;
}

static char *
describe_wanted (SluiceInspector *self)
{
  SluiceNode *node = get_node (self);
  const char *format = node != NULL ? sluice_node_get_string (node, "format") : NULL;

  if (self->pipeline == NULL)
    return NULL;
  if (node == NULL)
    return g_strdup ("");

  return g_strdup_printf ("%s\n%s\n%s", self->node, sluice_node_get_op (node), format != NULL ? format : "");
}

static void
refresh (SluiceInspector *self)
{
  SluiceNode *node = get_node (self);
  g_autofree char *wanted = describe_wanted (self);

  if (g_strcmp0 (wanted, self->shown) != 0)
    {
      g_free (self->shown);
      self->shown = g_steal_pointer (&wanted);
      clear (self);
      if (node != NULL)
        build_node (self, node);
      else if (self->pipeline != NULL)
        build_document (self);
    }
  if (self->pipeline == NULL)
    return;

  show_values (self);
  show_analysis (self);
}

/* Who chooses another format goes on with the keys where that was done, though the field is a new one then. */
static char *
dup_focused_field (SluiceInspector *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  for (guint i = 0; focus != NULL && i < self->editors->len; i++)
    {
      SluiceFieldEditor *editor = g_ptr_array_index (self->editors, i);

      if (gtk_widget_is_ancestor (focus, GTK_WIDGET (editor)))
        return g_strdup (sluice_field_editor_get_field (editor)->name);
    }

  return NULL;
}

static gboolean
refresh_idle_cb (gpointer user_data)
{
  SluiceInspector *self = user_data;
  g_autofree char *focused = dup_focused_field (self);

  self->refresh_idle = 0;
  refresh (self);
  if (focused != NULL && sluice_inspector_find_editor (self, focused) != NULL)
    sluice_inspector_focus_field (self, focused);

  return G_SOURCE_REMOVE;
}

/* Another format or a deleted node needs other widgets; those that are there may be in the midst of telling
 * of the very edit, so they are replaced a moment later. */
static void
document_cb (SluiceInspector *self)
{
  g_autofree char *wanted = describe_wanted (self);

  if (g_strcmp0 (wanted, self->shown) == 0)
    show_values (self);
  else if (self->refresh_idle == 0)
    self->refresh_idle = g_idle_add_full (G_PRIORITY_DEFAULT, refresh_idle_cb, self, NULL);
}

static void
sluice_inspector_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SluiceInspector *self = SLUICE_INSPECTOR (object);

  switch (id)
    {
    case PROP_PIPELINE:
      g_value_set_object (value, self->pipeline);
      break;
    case PROP_NODE:
      g_value_set_string (value, self->node);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sluice_inspector_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SluiceInspector *self = SLUICE_INSPECTOR (object);

  switch (id)
    {
    case PROP_PIPELINE:
      sluice_inspector_set_pipeline (self, g_value_get_object (value));
      break;
    case PROP_NODE:
      sluice_inspector_set_node (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sluice_inspector_dispose (GObject *object)
{
  SluiceInspector *self = SLUICE_INSPECTOR (object);

  g_clear_handle_id (&self->refresh_idle, g_source_remove);
  if (self->pipeline != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->pipeline, self);
      g_clear_object (&self->pipeline);
    }
  if (self->scroller != NULL)
    {
      clear (self);
      g_clear_pointer (&self->scroller, gtk_widget_unparent);
    }

  G_OBJECT_CLASS (sluice_inspector_parent_class)->dispose (object);
}

static void
sluice_inspector_finalize (GObject *object)
{
  SluiceInspector *self = SLUICE_INSPECTOR (object);

  g_ptr_array_unref (self->editors);
  g_free (self->node);
  g_free (self->shown);

  G_OBJECT_CLASS (sluice_inspector_parent_class)->finalize (object);
}

static void
sluice_inspector_class_init (SluiceInspectorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sluice_inspector_get_property;
  object_class->set_property = sluice_inspector_set_property;
  object_class->dispose = sluice_inspector_dispose;
  object_class->finalize = sluice_inspector_finalize;

  properties[PROP_PIPELINE] = g_param_spec_object ("pipeline", NULL, NULL, SLUICE_TYPE_PIPELINE, flags);
  properties[PROP_NODE] = g_param_spec_string ("node", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_PROBLEM_FIX_APPLIED]
    = g_signal_new ("problem-fix-applied", SLUICE_TYPE_INSPECTOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "inspector");
}

static void
sluice_inspector_init (SluiceInspector *self)
{
  self->editors = g_ptr_array_new ();
  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 14);
  gtk_widget_add_css_class (self->content, "fields");
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->content);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}

GtkWidget *
sluice_inspector_new (void)
{
  return g_object_new (SLUICE_TYPE_INSPECTOR, NULL);
}

void
sluice_inspector_set_pipeline (SluiceInspector *self, SluicePipeline *pipeline)
{
  if (self->pipeline == pipeline)
    return;

  if (self->pipeline != NULL)
    g_signal_handlers_disconnect_by_data (self->pipeline, self);
  g_set_object (&self->pipeline, pipeline);
  if (pipeline != NULL)
    {
      g_signal_connect_swapped (pipeline, "notify::document", G_CALLBACK (document_cb), self);
      g_signal_connect_swapped (pipeline, "notify::analysis", G_CALLBACK (show_analysis), self);
    }
  g_clear_pointer (&self->shown, g_free);
  clear (self);
  refresh (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PIPELINE]);
}

void
sluice_inspector_set_node (SluiceInspector *self, const char *id)
{
  char *copy;

  if (g_strcmp0 (self->node, id) == 0)
    return;

  copy = g_strdup (id);
  g_free (self->node);
  self->node = copy;
  refresh (self);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller)), 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NODE]);
}

const char *
sluice_inspector_get_node (SluiceInspector *self)
{
  return self->node;
}

GtkWidget *
sluice_inspector_find_editor (SluiceInspector *self, const char *name)
{
  for (guint i = 0; i < self->editors->len; i++)
    {
      SluiceFieldEditor *editor = g_ptr_array_index (self->editors, i);

      if (strcmp (sluice_field_editor_get_field (editor)->name, name) == 0)
        return GTK_WIDGET (editor);
    }

  return NULL;
}

void
sluice_inspector_focus_name (SluiceInspector *self)
{
  if (self->name_entry == NULL)
    return;

  gtk_widget_grab_focus (self->name_entry);
  gtk_editable_select_region (GTK_EDITABLE (self->name_entry), 0, -1);
}

void
sluice_inspector_focus_field (SluiceInspector *self, const char *field)
{
  g_autofree char *name = g_strndup (field != NULL ? field : "", field != NULL ? strcspn (field, "[.") : 0);
  GtkWidget *editor = sluice_inspector_find_editor (self, name);

  if (editor == NULL && self->editors->len > 0)
    editor = g_ptr_array_index (self->editors, 0);
  if (editor != NULL)
    sluice_field_editor_focus (SLUICE_FIELD_EDITOR (editor), field != NULL ? field + strlen (name) : NULL);
}
