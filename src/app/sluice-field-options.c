/* sluice-field-options.c: names and values: options, settings, parameters.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/sluice-field-options.h"

#include <glib/gi18n.h>
#include <string.h>

#include "plan/sluice-json.h"

typedef struct
{
  SluiceOptionsField *options;
  char *name;
  GtkWidget *box;
  SluiceFieldEditor *editor;
} Row;

struct _SluiceOptionsField
{
  SluiceFieldEditor parent_instance;

  GtkWidget *rows_box;
  GtkWidget *popover;
  GtkWidget *search;
  GtkWidget *list;
  GPtrArray *rows; /* of Row */
  JsonObject *value;
  const SluiceOptionType *known;
  guint n_known;
};

G_DEFINE_FINAL_TYPE (SluiceOptionsField, sluice_options_field, SLUICE_TYPE_FIELD_EDITOR)

static void
row_free (gpointer data)
{
  Row *row = data;

  g_free (row->name);
  g_free (row);
}

static const SluiceOptionType *
find_known (SluiceOptionsField *self, const char *name)
{
  for (guint i = 0; i < self->n_known; i++)
    if (g_ascii_strcasecmp (self->known[i].name, name) == 0)
      return &self->known[i];

  return NULL;
}

static Row *
find_row (SluiceOptionsField *self, const char *name)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = g_ptr_array_index (self->rows, i);

      if (g_ascii_strcasecmp (row->name, name) == 0)
        return row;
    }

  return NULL;
}

/* Names of options have no case: the document's spelling is kept. */
static const char *
find_member (JsonObject *value, const char *name)
{
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  json_object_iter_init (&iter, value);
  while (json_object_iter_next (&iter, &member, &node))
    if (g_ascii_strcasecmp (member, name) == 0)
      return member;

  return NULL;
}

static void
emit (SluiceOptionsField *self, const char *part)
{
  JsonNode *value = NULL;

  if (json_object_get_size (self->value) > 0)
    {
      g_autoptr (JsonNode) shared = json_node_init_object (json_node_alloc (), self->value);

      value = sluice_json_copy (shared);
    }
  sluice_field_editor_emit (SLUICE_FIELD_EDITOR (self), value, part);
}

static void
edited_cb (SluiceFieldEditor *editor, JsonNode *value, const char *merge_key, Row *row)
{
  SluiceOptionsField *self = row->options;
  const char *member = find_member (self->value, row->name);

  if (value != NULL)
    json_object_set_member (self->value, member != NULL ? member : row->name, sluice_json_copy (value));
  else if (member != NULL)
    json_object_remove_member (self->value, member);
  emit (self, merge_key != NULL ? row->name : NULL);
}

static void
remove_row (SluiceOptionsField *self, Row *row)
{
  gtk_box_remove (GTK_BOX (self->rows_box), row->box);
  g_ptr_array_remove (self->rows, row);
}

static void
remove_cb (GtkButton *button, Row *row)
{
  SluiceOptionsField *self = row->options;
  const char *member = find_member (self->value, row->name);

  if (member == NULL)
    {
      remove_row (self, row);
      return;
    }
  json_object_remove_member (self->value, member);
  remove_row (self, row);
  emit (self, NULL);
}

static Row *
add_row (SluiceOptionsField *self, const char *name)
{
  const SluiceOptionType *known = find_known (self, name);
  Row *row = g_new0 (Row, 1);
  SluiceFieldType field = {
    .name = name,
    .kind = known != NULL ? known->kind : SLUICE_FIELD_TEXT,
    .required = known != NULL && known->required,
    .default_value = known != NULL ? known->default_value : NULL,
    .choices = known != NULL ? known->choices : NULL,
    .label = name,
    .description = known != NULL ? known->description : NULL,
  };

  row->options = self;
  row->name = g_strdup (name);
  row->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  row->editor = SLUICE_FIELD_EDITOR (sluice_field_editor_new (&field));
  sluice_field_editor_set_directory (row->editor,
                                     sluice_field_editor_get_directory (SLUICE_FIELD_EDITOR (self)));
  gtk_widget_set_hexpand (GTK_WIDGET (row->editor), TRUE);
  g_signal_connect (row->editor, "edited", G_CALLBACK (edited_cb), row);
  gtk_box_append (GTK_BOX (row->box), GTK_WIDGET (row->editor));
  if (!field.required)
    {
      GtkWidget *button = gtk_button_new_from_icon_name ("list-remove-symbolic");

      gtk_widget_set_tooltip_text (button, _ ("Remove"));
      gtk_widget_add_css_class (button, "flat");
      gtk_widget_add_css_class (button, "small");
      gtk_widget_set_valign (button, GTK_ALIGN_END);
      g_signal_connect (button, "clicked", G_CALLBACK (remove_cb), row);
      gtk_box_append (GTK_BOX (row->box), button);
    }
  gtk_box_append (GTK_BOX (self->rows_box), row->box);
  g_ptr_array_add (self->rows, row);

  return row;
}

static GtkWidget *
proposal_new (const char *name, const char *description)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = gtk_label_new (name);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (box), label);
  if (description != NULL)
    {
      GtkWidget *help = gtk_label_new (description);

      gtk_label_set_xalign (GTK_LABEL (help), 0);
      gtk_label_set_wrap (GTK_LABEL (help), TRUE);
      gtk_label_set_width_chars (GTK_LABEL (help), 32);
      gtk_label_set_max_width_chars (GTK_LABEL (help), 36);
      gtk_widget_add_css_class (help, "dim-label");
      gtk_widget_add_css_class (help, "caption");
      gtk_box_append (GTK_BOX (box), help);
    }
  g_object_set_data_full (G_OBJECT (box), "option", g_strdup (name), g_free);

  return box;
}

static void
search_cb (SluiceOptionsField *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  g_autofree char *name = g_strstrip (g_strdup (text));
  g_autofree char *wanted = g_ascii_strdown (name, -1);
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  for (guint i = 0; i < self->n_known; i++)
    {
      g_autofree char *folded = g_ascii_strdown (self->known[i].name, -1);

      if (strstr (folded, wanted) != NULL && find_row (self, self->known[i].name) == NULL)
        gtk_list_box_append (GTK_LIST_BOX (self->list),
                             proposal_new (self->known[i].name, _ (self->known[i].description)));
    }
  if (*name != '\0' && find_known (self, name) == NULL && find_row (self, name) == NULL)
    gtk_list_box_append (GTK_LIST_BOX (self->list), proposal_new (name, _ ("Add under this name")));
}

static void
chosen_cb (GtkListBox *list, GtkListBoxRow *list_row, SluiceOptionsField *self)
{
  const char *name = g_object_get_data (G_OBJECT (gtk_list_box_row_get_child (list_row)), "option");
  Row *row = add_row (self, name);

  gtk_popover_popdown (GTK_POPOVER (self->popover));
  gtk_widget_grab_focus (GTK_WIDGET (row->editor));
}

/* The entry tells of a change after a while only; who presses Enter before means what stands there. */
static void
first_cb (GtkSearchEntry *entry, SluiceOptionsField *self)
{
  GtkListBoxRow *row;

  search_cb (self);
  row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 0);
  if (row != NULL)
    chosen_cb (GTK_LIST_BOX (self->list), row, self);
}

static void
show_cb (GtkPopover *popover, SluiceOptionsField *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  search_cb (self);
  gtk_widget_grab_focus (self->search);
}

static GtkWidget *
popover_new (SluiceOptionsField *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->popover = popover;
  self->search = gtk_search_entry_new ();
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (search_cb), self);
  g_signal_connect (self->search, "activate", G_CALLBACK (first_cb), self);
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (chosen_cb), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 300);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  gtk_widget_set_size_request (scroller, 280, -1);
  gtk_box_append (GTK_BOX (box), self->search);
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  g_signal_connect (popover, "show", G_CALLBACK (show_cb), self);

  return popover;
}

static GtkWidget *
sluice_options_field_build (SluiceFieldEditor *editor)
{
  SluiceOptionsField *self = SLUICE_OPTIONS_FIELD (editor);
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *add = gtk_menu_button_new ();
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->rows_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  gtk_widget_add_css_class (self->rows_box, "options");
  gtk_box_append (GTK_BOX (content), gtk_image_new_from_icon_name ("list-add-symbolic"));
  gtk_box_append (GTK_BOX (content), gtk_label_new (_ ("Add…")));
  gtk_menu_button_set_child (GTK_MENU_BUTTON (add), content);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (add), popover_new (self));
  gtk_widget_set_halign (add, GTK_ALIGN_START);
  gtk_widget_add_css_class (add, "flat");
  gtk_widget_add_css_class (add, "add");
  gtk_box_append (GTK_BOX (body), self->rows_box);
  gtk_box_append (GTK_BOX (body), add);

  return body;
}

static void
sluice_options_field_set_value (SluiceFieldEditor *editor, JsonNode *value)
{
  SluiceOptionsField *self = SLUICE_OPTIONS_FIELD (editor);
  g_autoptr (GPtrArray) gone = g_ptr_array_new ();
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  /* A line that lost its value goes, but not one that was added and has none yet. */
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = g_ptr_array_index (self->rows, i);
      JsonObject *object = value != NULL && JSON_NODE_HOLDS_OBJECT (value) ? json_node_get_object (value) : NULL;
      gboolean had = find_member (self->value, row->name) != NULL;
      gboolean has = object != NULL && find_member (object, row->name) != NULL;

      if (had && !has)
        g_ptr_array_add (gone, row);
    }
  for (guint i = 0; i < gone->len; i++)
    remove_row (self, g_ptr_array_index (gone, i));

  json_object_unref (self->value);
  self->value = json_object_new ();
  if (value != NULL && JSON_NODE_HOLDS_OBJECT (value))
    {
      json_object_iter_init (&iter, json_node_get_object (value));
      while (json_object_iter_next (&iter, &member, &node))
        json_object_set_member (self->value, member, sluice_json_copy (node));
    }

  for (guint i = 0; i < self->n_known; i++)
    if (self->known[i].required && find_row (self, self->known[i].name) == NULL)
      add_row (self, self->known[i].name);
  json_object_iter_init (&iter, self->value);
  while (json_object_iter_next (&iter, &member, &node))
    {
      Row *row = find_row (self, member);

      if (row == NULL)
        row = add_row (self, member);
      sluice_field_editor_set_value (row->editor, node);
    }
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = g_ptr_array_index (self->rows, i);

      if (find_member (self->value, row->name) == NULL)
        sluice_field_editor_set_value (row->editor, NULL);
    }
}

static void
sluice_options_field_set_problems (SluiceFieldEditor *editor, GPtrArray *problems)
{
  SluiceOptionsField *self = SLUICE_OPTIONS_FIELD (editor);

  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = g_ptr_array_index (self->rows, i);
      gboolean faulty = FALSE;

      for (guint j = 0; j < problems->len; j++)
        {
          const SluiceProblem *problem = g_ptr_array_index (problems, j);
          const char *dot = strchr (problem->field, '.');

          faulty |= dot != NULL && g_ascii_strcasecmp (dot + 1, row->name) == 0;
        }
      if (faulty)
        gtk_widget_add_css_class (row->box, "faulty");
      else
        gtk_widget_remove_css_class (row->box, "faulty");
    }
}

static void
sluice_options_field_focus_part (SluiceFieldEditor *editor, const char *part)
{
  SluiceOptionsField *self = SLUICE_OPTIONS_FIELD (editor);
  Row *row = *part == '.' ? find_row (self, part + 1) : NULL;

  gtk_widget_grab_focus (row != NULL ? GTK_WIDGET (row->editor) : GTK_WIDGET (self));
}

static void
sluice_options_field_finalize (GObject *object)
{
  SluiceOptionsField *self = SLUICE_OPTIONS_FIELD (object);

  g_ptr_array_unref (self->rows);
  json_object_unref (self->value);

  G_OBJECT_CLASS (sluice_options_field_parent_class)->finalize (object);
}

static void
sluice_options_field_class_init (SluiceOptionsFieldClass *klass)
{
  SluiceFieldEditorClass *editor_class = SLUICE_FIELD_EDITOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sluice_options_field_finalize;
  editor_class->build = sluice_options_field_build;
  editor_class->set_value = sluice_options_field_set_value;
  editor_class->set_problems = sluice_options_field_set_problems;
  editor_class->focus_part = sluice_options_field_focus_part;
}

static void
sluice_options_field_init (SluiceOptionsField *self)
{
  self->rows = g_ptr_array_new_with_free_func (row_free);
  self->value = json_object_new ();
}

void
sluice_options_field_set_known (SluiceOptionsField *self, const SluiceOptionType *options, guint n_options)
{
  if (self->known == options && self->n_known == n_options)
    return;

  /* Another format: the lines are made anew, with its kinds and helps. */
  self->known = options;
  self->n_known = n_options;
  while (self->rows->len > 0)
    remove_row (self, g_ptr_array_index (self->rows, 0));
}
