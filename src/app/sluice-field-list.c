/* sluice-field-list.c: a field that is a list of expressions or columns.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/sluice-expression-entry.h"
#include "app/sluice-field-kinds.h"
#include "plan/sluice-json.h"

/* A line of the list; an empty one is there for the user only and not in the document. */
typedef struct
{
  SluiceListField *list;
  GtkWidget *box;
  SluiceExpressionEntry *entry;
  GtkWidget *up;
  GtkWidget *down;
} Row;

struct _SluiceListField
{
  SluiceFieldEditor parent_instance;

  GtkWidget *rows_box;
  GPtrArray *rows; /* of Row */
  SluiceType *columns;
};

G_DEFINE_FINAL_TYPE (SluiceListField, sluice_list_field, SLUICE_TYPE_FIELD_EDITOR)

static Row *
get_row (SluiceListField *self, guint index)
{
  return g_ptr_array_index (self->rows, index);
}

static guint
find_row (Row *row)
{
  guint index;

  if (!g_ptr_array_find (row->list->rows, row, &index))
    g_assert_not_reached ();

  return index;
}

static GPtrArray *
get_texts (SluiceListField *self)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->rows->len; i++)
    {
      g_autofree char *text = sluice_expression_entry_get_text (get_row (self, i)->entry);

      if (*text != '\0')
        g_ptr_array_add (texts, g_steal_pointer (&text));
    }

  return texts;
}

static void
emit (SluiceListField *self, const char *part)
{
  g_autoptr (GPtrArray) texts = get_texts (self);
  JsonNode *value = NULL;

  if (texts->len > 0)
    {
      JsonArray *array = json_array_sized_new (texts->len);

      for (guint i = 0; i < texts->len; i++)
        json_array_add_string_element (array, g_ptr_array_index (texts, i));
      value = json_node_init_array (json_node_alloc (), array);
      json_array_unref (array);
    }
  sluice_field_editor_emit (SLUICE_FIELD_EDITOR (self), value, part);
}

static void
update_arrows (SluiceListField *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      gtk_widget_set_sensitive (get_row (self, i)->up, i > 0);
      gtk_widget_set_sensitive (get_row (self, i)->down, i + 1 < self->rows->len);
    }
}

static void
edited_cb (SluiceExpressionEntry *entry, Row *row)
{
  g_autofree char *part = g_strdup_printf ("%u", find_row (row));

  emit (row->list, part);
}

static void
move (Row *row, int distance)
{
  SluiceListField *self = row->list;
  guint from = find_row (row);
  int to = (int) from + distance;
  GtkWidget *before;

  if (to < 0 || to >= (int) self->rows->len)
    return;

  g_ptr_array_steal_index (self->rows, from);
  g_ptr_array_insert (self->rows, to, row);
  before = to > 0 ? get_row (self, to - 1)->box : NULL;
  gtk_box_reorder_child_after (GTK_BOX (self->rows_box), row->box, before);
  update_arrows (self);
  emit (self, NULL);
}

static void
up_cb (GtkButton *button, Row *row)
{
  move (row, -1);
}

static void
down_cb (GtkButton *button, Row *row)
{
  move (row, 1);
}

static void
remove_row (SluiceListField *self, guint index)
{
  gtk_box_remove (GTK_BOX (self->rows_box), get_row (self, index)->box);
  g_ptr_array_remove_index (self->rows, index);
}

static void
remove_cb (GtkButton *button, Row *row)
{
  SluiceListField *self = row->list;

  remove_row (self, find_row (row));
  update_arrows (self);
  emit (self, NULL);
}

static GtkWidget *
button_new (const char *icon, const char *tooltip, GCallback callback, Row *row)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "small");
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  g_signal_connect (button, "clicked", callback, row);

  return button;
}

static Row *add_row (SluiceListField *self, guint index, const char *text);

static void
activate_cb (SluiceExpressionEntry *entry, Row *row)
{
  Row *next = add_row (row->list, find_row (row) + 1, "");

  gtk_widget_grab_focus (GTK_WIDGET (next->entry));
}

static Row *
add_row (SluiceListField *self, guint index, const char *text)
{
  const SluiceFieldType *field = sluice_field_editor_get_field (SLUICE_FIELD_EDITOR (self));
  Row *row = g_new0 (Row, 1);

  row->list = self;
  row->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  row->entry = SLUICE_EXPRESSION_ENTRY (sluice_expression_entry_new (FALSE));
  gtk_widget_set_hexpand (GTK_WIDGET (row->entry), TRUE);
  sluice_expression_entry_set_label (row->entry, field->label);
  sluice_expression_entry_set_columns (row->entry, self->columns);
  sluice_expression_entry_set_text (row->entry, text);
  if (field->kind == SLUICE_FIELD_AGGREGATES)
    sluice_expression_entry_set_placeholder (row->entry, _ ("such as: count(*) AS n"));
  else if (field->kind == SLUICE_FIELD_NAMED_EXPRESSIONS)
    sluice_expression_entry_set_placeholder (row->entry, _ ("such as: upper(word) AS word"));
  else
    sluice_expression_entry_set_placeholder (row->entry, _ ("a column"));
  g_signal_connect (row->entry, "edited", G_CALLBACK (edited_cb), row);
  g_signal_connect (row->entry, "activate", G_CALLBACK (activate_cb), row);

  row->up = button_new ("go-up-symbolic", _ ("Move up"), G_CALLBACK (up_cb), row);
  row->down = button_new ("go-down-symbolic", _ ("Move down"), G_CALLBACK (down_cb), row);
  gtk_box_append (GTK_BOX (row->box), GTK_WIDGET (row->entry));
  gtk_box_append (GTK_BOX (row->box), row->up);
  gtk_box_append (GTK_BOX (row->box), row->down);
  gtk_box_append (GTK_BOX (row->box),
                  button_new ("list-remove-symbolic", _ ("Remove"), G_CALLBACK (remove_cb), row));

  gtk_box_append (GTK_BOX (self->rows_box), row->box);
  gtk_box_reorder_child_after (GTK_BOX (self->rows_box), row->box,
                               index > 0 ? get_row (self, index - 1)->box : NULL);
  g_ptr_array_insert (self->rows, index, row);
  update_arrows (self);

  return row;
}

static void
add_cb (GtkButton *button, SluiceListField *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (add_row (self, self->rows->len, "")->entry));
}

static GtkWidget *
sluice_list_field_build (SluiceFieldEditor *editor)
{
  SluiceListField *self = SLUICE_LIST_FIELD (editor);
  const SluiceFieldType *field = sluice_field_editor_get_field (editor);
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *add = gtk_button_new ();
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->rows_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_box_append (GTK_BOX (body), self->rows_box);

  gtk_box_append (GTK_BOX (content), gtk_image_new_from_icon_name ("list-add-symbolic"));
  gtk_box_append (GTK_BOX (content),
                  gtk_label_new (field->kind == SLUICE_FIELD_AGGREGATES ? _ ("Add Aggregate")
                                 : field->kind == SLUICE_FIELD_COLUMNS  ? _ ("Add Column")
                                                                        : _ ("Add Expression")));
  gtk_button_set_child (GTK_BUTTON (add), content);
  gtk_widget_set_halign (add, GTK_ALIGN_START);
  gtk_widget_add_css_class (add, "flat");
  gtk_widget_add_css_class (add, "add");
  g_signal_connect (add, "clicked", G_CALLBACK (add_cb), self);
  gtk_box_append (GTK_BOX (body), add);

  return body;
}

/* What the document holds as lines of text, whatever it is. */
static GPtrArray *
read_value (JsonNode *value)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);
  JsonArray *array = value != NULL && JSON_NODE_HOLDS_ARRAY (value) ? json_node_get_array (value) : NULL;
  guint n = array != NULL ? json_array_get_length (array) : value != NULL ? 1 : 0;

  for (guint i = 0; i < n; i++)
    {
      JsonNode *element = array != NULL ? json_array_get_element (array, i) : value;
      char *text = sluice_json_to_text (element);

      if (text != NULL && *text != '\0')
        g_ptr_array_add (texts, text);
      else
        g_free (text);
    }

  return texts;
}

static gboolean
same_texts (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (strcmp (g_ptr_array_index (a, i), g_ptr_array_index (b, i)) != 0)
      return FALSE;

  return TRUE;
}

static void
sluice_list_field_set_value (SluiceFieldEditor *editor, JsonNode *value)
{
  SluiceListField *self = SLUICE_LIST_FIELD (editor);
  g_autoptr (GPtrArray) wanted = read_value (value);
  g_autoptr (GPtrArray) current = get_texts (self);

  if (same_texts (wanted, current))
    return;

  while (self->rows->len > wanted->len)
    remove_row (self, self->rows->len - 1);
  for (guint i = 0; i < wanted->len; i++)
    {
      if (i < self->rows->len)
        sluice_expression_entry_set_text (get_row (self, i)->entry, g_ptr_array_index (wanted, i));
      else
        add_row (self, i, g_ptr_array_index (wanted, i));
    }
  update_arrows (self);
}

static void
sluice_list_field_set_columns (SluiceFieldEditor *editor, const SluiceType *columns)
{
  SluiceListField *self = SLUICE_LIST_FIELD (editor);
  SluiceType *owned = columns != NULL ? sluice_type_ref (columns) : NULL;

  sluice_type_unref (self->columns);
  self->columns = owned;
  for (guint i = 0; i < self->rows->len; i++)
    sluice_expression_entry_set_columns (get_row (self, i)->entry, columns);
}

/* The document's lists have no empty lines: index counts the others. */
static Row *
find_item (SluiceListField *self, int index)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      g_autofree char *text = sluice_expression_entry_get_text (get_row (self, i)->entry);

      if (*text != '\0' && index-- == 0)
        return get_row (self, i);
    }

  return NULL;
}

static void
sluice_list_field_set_problems (SluiceFieldEditor *editor, GPtrArray *problems)
{
  SluiceListField *self = SLUICE_LIST_FIELD (editor);

  for (guint i = 0; i < self->rows->len; i++)
    {
      sluice_expression_entry_set_error (get_row (self, i)->entry, -1, 0);
      gtk_widget_remove_css_class (get_row (self, i)->box, "faulty");
    }
  for (guint i = 0; i < problems->len; i++)
    {
      const SluiceProblem *problem = g_ptr_array_index (problems, i);
      int index = sluice_field_problem_index (problem);
      Row *row = index >= 0 ? find_item (self, index) : NULL;

      if (row == NULL)
        continue;
      sluice_expression_entry_set_error (row->entry, problem->text_offset, problem->text_length);
      gtk_widget_add_css_class (row->box, "faulty");
    }
}

static void
sluice_list_field_focus_part (SluiceFieldEditor *editor, const char *part)
{
  SluiceListField *self = SLUICE_LIST_FIELD (editor);
  Row *row = *part == '[' ? find_item (self, (int) g_ascii_strtoll (part + 1, NULL, 10)) : NULL;

  gtk_widget_grab_focus (row != NULL ? GTK_WIDGET (row->entry) : GTK_WIDGET (self));
}

static void
sluice_list_field_finalize (GObject *object)
{
  SluiceListField *self = SLUICE_LIST_FIELD (object);

  g_ptr_array_unref (self->rows);
  sluice_type_unref (self->columns);

  G_OBJECT_CLASS (sluice_list_field_parent_class)->finalize (object);
}

static void
sluice_list_field_class_init (SluiceListFieldClass *klass)
{
  SluiceFieldEditorClass *editor_class = SLUICE_FIELD_EDITOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sluice_list_field_finalize;
  editor_class->build = sluice_list_field_build;
  editor_class->set_value = sluice_list_field_set_value;
  editor_class->set_columns = sluice_list_field_set_columns;
  editor_class->set_problems = sluice_list_field_set_problems;
  editor_class->focus_part = sluice_list_field_focus_part;
}

static void
sluice_list_field_init (SluiceListField *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_free);
}
