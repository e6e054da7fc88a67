/* sluice-field-text.c: a field of one line.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/sluice-field-kinds.h"
#include "plan/sluice-json.h"

struct _SluiceTextField
{
  SluiceFieldEditor parent_instance;

  GtkWidget *entry;
  GtkStringList *choices; /* columns or intervals to pick from; NULL for other kinds */
  gboolean setting;
};

G_DEFINE_FINAL_TYPE (SluiceTextField, sluice_text_field, SLUICE_TYPE_FIELD_EDITOR)

static const char *const intervals[] = {
  "10 seconds", "30 seconds", "1 minute", "5 minutes", "10 minutes", "1 hour", "1 day", NULL,
};

/* Numbers stand in the document as numbers, unless they aren't any: the analysis says so then. */
static JsonNode *
make_value (SluiceTextField *self, const char *text)
{
  const SluiceFieldType *field = sluice_field_editor_get_field (SLUICE_FIELD_EDITOR (self));
  gint64 number;

  if (*text == '\0')
    return NULL;
  if (field->kind == SLUICE_FIELD_INTEGER
      && g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL))
    return json_node_init_int (json_node_alloc (), number);

  return sluice_json_new_string (text);
}

static void
changed_cb (GtkEditable *editable, SluiceTextField *self)
{
  if (!self->setting)
    sluice_field_editor_emit (SLUICE_FIELD_EDITOR (self), make_value (self, gtk_editable_get_text (editable)),
                              "");
}

static void
set_text (SluiceTextField *self, const char *text)
{
  if (strcmp (gtk_editable_get_text (GTK_EDITABLE (self->entry)), text) == 0)
    return;

  self->setting = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  self->setting = FALSE;
}

static void
pick (SluiceTextField *self, const char *text)
{
  if (strcmp (gtk_editable_get_text (GTK_EDITABLE (self->entry)), text) == 0)
    return;

  set_text (self, text);
  sluice_field_editor_emit (SLUICE_FIELD_EDITOR (self), make_value (self, text), NULL);
}

static void
choice_cb (GtkListView *view, guint position, SluiceTextField *self)
{
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (view), GTK_TYPE_POPOVER);

  pick (self, gtk_string_list_get_string (self->choices, position));
  gtk_popover_popdown (GTK_POPOVER (popover));
}

static void
setup_choice_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_list_item_set_child (item, label);
}

static void
bind_choice_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)),
                      gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

static GtkWidget *
choices_button_new (SluiceTextField *self, const char *tooltip)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkSelectionModel *model
    = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->choices))));
  GtkWidget *view;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_choice_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_choice_cb), NULL);
  view = gtk_list_view_new (model, factory);
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (view), TRUE);
  g_signal_connect_object (view, "activate", G_CALLBACK (choice_cb), self, 0);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 280);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_popover_set_child (GTK_POPOVER (popover), scroller);
  gtk_widget_add_css_class (popover, "menu");

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "pan-down-symbolic");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_widget_set_tooltip_text (button, tooltip);

  return button;
}

/* Paths below the document's folder are kept relative, so that the folder can be moved as a whole. */
static void
chosen_cb (GtkNativeDialog *dialog, int response, SluiceTextField *self)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char *text = NULL;
  const char *directory = sluice_field_editor_get_directory (SLUICE_FIELD_EDITOR (self));

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file == NULL)
    return;

  if (directory != NULL)
    {
      g_autoptr (GFile) base = g_file_new_for_path (directory);

      text = g_file_get_relative_path (base, file);
    }
  if (text == NULL)
    text = g_file_get_path (file);
  if (text != NULL)
    pick (self, text);
}

static void
browse (SluiceTextField *self, gboolean folder)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  const char *directory = sluice_field_editor_get_directory (SLUICE_FIELD_EDITOR (self));
  GtkFileChooserNative *chooser
    = gtk_file_chooser_native_new (folder ? _ ("Choose a Folder") : _ ("Choose a File"), GTK_WINDOW (root),
                                   folder ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER
                                          : GTK_FILE_CHOOSER_ACTION_OPEN,
                                   _ ("_Choose"), _ ("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  if (directory != NULL)
    {
      g_autoptr (GFile) base = g_file_new_for_path (directory);

      gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), base, NULL);
    }
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), self, 0);
  /* A native dialog belongs to nobody; it goes with its answer. */
  g_signal_connect (chooser, "response", G_CALLBACK (g_object_unref), NULL);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
browse_folder_cb (GtkButton *button, SluiceTextField *self)
{
  browse (self, TRUE);
}

static void
browse_file_cb (GtkButton *button, SluiceTextField *self)
{
  browse (self, FALSE);
}

static GtkWidget *
browse_button_new (SluiceTextField *self, const char *icon, const char *tooltip, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, tooltip);
  g_signal_connect (button, "clicked", callback, self);

  return button;
}

static GtkWidget *
sluice_text_field_build (SluiceFieldEditor *editor)
{
  SluiceTextField *self = SLUICE_TEXT_FIELD (editor);
  const SluiceFieldType *field = sluice_field_editor_get_field (editor);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->entry = gtk_entry_new ();
  gtk_widget_set_hexpand (self->entry, TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 8);
  gtk_editable_set_enable_undo (GTK_EDITABLE (self->entry), FALSE);
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), field->default_value);
  if (field->kind == SLUICE_FIELD_INTEGER)
    gtk_entry_set_input_purpose (GTK_ENTRY (self->entry), GTK_INPUT_PURPOSE_NUMBER);
  if (field->description != NULL)
    gtk_widget_set_tooltip_text (self->entry, _ (field->description));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, field->label, -1);
  g_signal_connect (self->entry, "changed", G_CALLBACK (changed_cb), self);
  gtk_box_append (GTK_BOX (box), self->entry);

  gtk_widget_add_css_class (box, "linked");
  if (field->kind == SLUICE_FIELD_COLUMN || field->kind == SLUICE_FIELD_INTERVAL)
    {
      gboolean is_column = field->kind == SLUICE_FIELD_COLUMN;

      self->choices = gtk_string_list_new (is_column ? NULL : intervals);
      gtk_box_append (GTK_BOX (box),
                      choices_button_new (self, is_column ? _ ("Choose a column") : _ ("Choose a time")));
    }
  else if (field->kind == SLUICE_FIELD_PATH || field->kind == SLUICE_FIELD_FILES)
    {
      /* A source takes a file as well as a folder of them. */
      if (field->kind == SLUICE_FIELD_FILES)
        gtk_box_append (GTK_BOX (box), browse_button_new (self, "text-x-generic-symbolic", _ ("Choose a file"),
                                                          G_CALLBACK (browse_file_cb)));
      gtk_box_append (GTK_BOX (box), browse_button_new (self, "folder-symbolic", _ ("Choose a folder"),
                                                        G_CALLBACK (browse_folder_cb)));
    }

  return box;
}

static void
sluice_text_field_set_value (SluiceFieldEditor *editor, JsonNode *value)
{
  g_autofree char *text = value != NULL ? sluice_json_to_text (value) : NULL;

  set_text (SLUICE_TEXT_FIELD (editor), text != NULL ? text : "");
}

static void
sluice_text_field_set_columns (SluiceFieldEditor *editor, const SluiceType *columns)
{
  SluiceTextField *self = SLUICE_TEXT_FIELD (editor);
  g_autoptr (GPtrArray) names = NULL;

  if (sluice_field_editor_get_field (editor)->kind != SLUICE_FIELD_COLUMN)
    return;

  names = g_ptr_array_new ();
  for (guint i = 0; columns != NULL && i < columns->n_fields; i++)
    g_ptr_array_add (names, columns->fields[i].name);
  g_ptr_array_add (names, NULL);
  gtk_string_list_splice (self->choices, 0, g_list_model_get_n_items (G_LIST_MODEL (self->choices)),
                          (const char *const *) names->pdata);
}

static void
sluice_text_field_dispose (GObject *object)
{
  g_clear_object (&SLUICE_TEXT_FIELD (object)->choices);

  G_OBJECT_CLASS (sluice_text_field_parent_class)->dispose (object);
}

static void
sluice_text_field_class_init (SluiceTextFieldClass *klass)
{
  SluiceFieldEditorClass *editor_class = SLUICE_FIELD_EDITOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sluice_text_field_dispose;
  editor_class->build = sluice_text_field_build;
  editor_class->set_value = sluice_text_field_set_value;
  editor_class->set_columns = sluice_text_field_set_columns;
}

static void
sluice_text_field_init (SluiceTextField *self)
{
}
