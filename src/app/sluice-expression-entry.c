/* sluice-expression-entry.c: an entry for expressions of Spark SQL.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/sluice-expression-entry.h"

#include <adwaita.h>
#include <gtksourceview/gtksource.h>
#include <string.h>

#include "app/sluice-expression-completion.h"
#include "expr/sluice-analyzer.h"

#define N_LINES_OF_QUERY 12

struct _SluiceExpressionEntry
{
  GtkWidget parent_instance;

  GtkWidget *overlay;
  GtkWidget *scroller;
  GtkWidget *view;
  GtkWidget *placeholder;
  GtkTextBuffer *buffer;
  SluiceExpressionCompletion *completion;
  GtkTextTag *tags[SLUICE_TOKEN_ERROR + 1];
  GtkTextTag *function_tag;
  GtkTextTag *error_tag;
  GtkTextTag *plain_tag;

  gboolean multiline;
  double asked_height; /* that the text needs, when it was asked for */
  guint resize_idle;
  gboolean setting; /* the program, not the user, changes the text */
};

enum
{
  SIGNAL_EDITED,
  SIGNAL_ACTIVATE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SluiceExpressionEntry, sluice_expression_entry, GTK_TYPE_WIDGET)

/* Light and dark, from the palette of GNOME. */
static const char *const token_colours[][2] = {
  [SLUICE_TOKEN_KEYWORD] = { "#813d9c", "#dc8add" }, [SLUICE_TOKEN_IDENTIFIER] = { NULL, NULL },
  [SLUICE_TOKEN_STRING] = { "#1b7f3b", "#8ff0a4" },  [SLUICE_TOKEN_NUMBER] = { "#a2350b", "#ffbe6f" },
  [SLUICE_TOKEN_OPERATOR] = { NULL, NULL },          [SLUICE_TOKEN_COMMENT] = { "#77767b", "#9a9996" },
  [SLUICE_TOKEN_ERROR] = { "#c01c28", "#ff7b63" },
};
static const char *const function_colours[2] = { "#1a5fb4", "#99c1f1" };

static void
set_colour (GtkTextTag *tag, const char *colour)
{
  if (colour != NULL)
    g_object_set (tag, "foreground", colour, NULL);
}

static void
update_colours (SluiceExpressionEntry *self)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GtkSourceStyleSchemeManager *schemes = gtk_source_style_scheme_manager_get_default ();

  gtk_source_buffer_set_style_scheme (GTK_SOURCE_BUFFER (self->buffer),
                                      gtk_source_style_scheme_manager_get_scheme (
                                        schemes, dark ? "Adwaita-dark" : "Adwaita"));
  for (guint i = 0; i < G_N_ELEMENTS (token_colours); i++)
    set_colour (self->tags[i], token_colours[i][dark]);
  set_colour (self->function_tag, function_colours[dark]);
}

static void
apply_tag (SluiceExpressionEntry *self, GtkTextTag *tag, const char *text, gsize offset, gsize length)
{
  GtkTextIter start, end;
  glong first = g_utf8_pointer_to_offset (text, text + offset);

  gtk_text_buffer_get_iter_at_offset (self->buffer, &start, first);
  gtk_text_buffer_get_iter_at_offset (self->buffer, &end,
                                      first + g_utf8_strlen (text + offset, length));
  gtk_text_buffer_apply_tag (self->buffer, tag, &start, &end);
}

static void
colour (SluiceExpressionEntry *self)
{
  g_autofree char *text = sluice_expression_entry_get_text (self);
  g_autoptr (GArray) tokens = sluice_tokenize (text);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  gtk_text_buffer_remove_all_tags (self->buffer, &start, &end);
  gtk_text_buffer_apply_tag (self->buffer, self->plain_tag, &start, &end);
  for (guint i = 0; i < tokens->len; i++)
    {
      const SluiceToken *token = &g_array_index (tokens, SluiceToken, i);
      gboolean is_call = token->kind == SLUICE_TOKEN_IDENTIFIER && i + 1 < tokens->len
                         && text[g_array_index (tokens, SluiceToken, i + 1).offset] == '(';

      apply_tag (self, is_call ? self->function_tag : self->tags[token->kind], text, token->offset,
                 token->length);
    }
  gtk_widget_set_visible (self->placeholder, *text == '\0');
}

static void
changed_cb (GtkTextBuffer *buffer, SluiceExpressionEntry *self)
{
  colour (self);
  if (!self->setting)
    g_signal_emit (self, signals[SIGNAL_EDITED], 0);
}

/* Whatever way they come, by Enter or in what is pasted, lines don't break in a single expression. */
static void
insert_text_cb (GtkTextBuffer         *buffer,
                GtkTextIter           *location,
                char                  *text,
                int                    length,
                SluiceExpressionEntry *self)
{
  g_autofree char *flat = NULL;

  if (self->setting || self->multiline || memchr (text, '\n', length) == NULL)
    return;

  g_signal_stop_emission_by_name (buffer, "insert-text");
  if (length == 1)
    {
      g_signal_emit (self, signals[SIGNAL_ACTIVATE], 0);
      return;
    }
  flat = g_strndup (text, length);
  g_strdelimit (flat, "\r\n", ' ');
  gtk_text_buffer_insert (buffer, location, flat, -1);
}

static gboolean
sluice_expression_entry_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (SLUICE_EXPRESSION_ENTRY (widget)->view);
}

static gboolean
resize_cb (gpointer user_data)
{
  SluiceExpressionEntry *self = user_data;

  self->resize_idle = 0;
  gtk_widget_queue_resize (self->view);

  return G_SOURCE_REMOVE;
}

/* How the text breaks is known when it is given its width, too late to ask for more height at once. */
static void
extent_changed_cb (GtkAdjustment *adjustment, SluiceExpressionEntry *self)
{
  double height = gtk_adjustment_get_upper (adjustment);

  if (self->multiline || height == self->asked_height || height <= gtk_adjustment_get_page_size (adjustment))
    return;

  self->asked_height = height;
  if (self->resize_idle == 0)
    self->resize_idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, resize_cb, self, NULL);
}

static void
measure_lines (SluiceExpressionEntry *self)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (self->view, "Xg");
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  if (self->multiline)
    gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scroller),
                                                height * N_LINES_OF_QUERY + 14);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (self->scroller),
                                              height * (self->multiline ? 4 : 1) + 12);
  /* A scroll bar that might appear would make one line as tall as two; an expression is shown whole instead. */
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  self->multiline ? GTK_POLICY_AUTOMATIC : GTK_POLICY_NEVER);
}

static void
sluice_expression_entry_dispose (GObject *object)
{
  SluiceExpressionEntry *self = SLUICE_EXPRESSION_ENTRY (object);

  g_clear_handle_id (&self->resize_idle, g_source_remove);
  if (self->buffer != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->buffer, self);
      gtk_source_completion_remove_provider (gtk_source_view_get_completion (GTK_SOURCE_VIEW (self->view)),
                                             GTK_SOURCE_COMPLETION_PROVIDER (self->completion));
    }
  g_clear_object (&self->completion);
  g_clear_object (&self->buffer);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);

  G_OBJECT_CLASS (sluice_expression_entry_parent_class)->dispose (object);
}

static void
sluice_expression_entry_class_init (SluiceExpressionEntryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sluice_expression_entry_dispose;
  widget_class->grab_focus = sluice_expression_entry_grab_focus;

  signals[SIGNAL_EDITED] = g_signal_new ("edited", SLUICE_TYPE_EXPRESSION_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ACTIVATE] = g_signal_new ("activate", SLUICE_TYPE_EXPRESSION_ENTRY, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "expressionentry");
}

static void
make_tags (SluiceExpressionEntry *self)
{
  /* A hyphen at a break would read as a minus. */
  self->plain_tag = gtk_text_buffer_create_tag (self->buffer, NULL, "insert-hyphens", FALSE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (token_colours); i++)
    self->tags[i] = gtk_text_buffer_create_tag (self->buffer, NULL, NULL);
  self->function_tag = gtk_text_buffer_create_tag (self->buffer, NULL, NULL);
  self->error_tag = gtk_text_buffer_create_tag (self->buffer, NULL, "underline", PANGO_UNDERLINE_ERROR, NULL);
}

static void
sluice_expression_entry_init (SluiceExpressionEntry *self)
{
  GtkSourceCompletion *completion;

  self->buffer = GTK_TEXT_BUFFER (gtk_source_buffer_new (NULL));
  gtk_source_buffer_set_highlight_syntax (GTK_SOURCE_BUFFER (self->buffer), FALSE);
  gtk_source_buffer_set_implicit_trailing_newline (GTK_SOURCE_BUFFER (self->buffer), FALSE);
  gtk_text_buffer_set_enable_undo (self->buffer, FALSE);
  make_tags (self);

  self->view = gtk_source_view_new_with_buffer (GTK_SOURCE_BUFFER (self->buffer));
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->view), FALSE);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (self->view), TRUE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (self->view), 6);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (self->view), 6);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (self->view), 8);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (self->view), 8);

  self->completion = sluice_expression_completion_new ();
  completion = gtk_source_view_get_completion (GTK_SOURCE_VIEW (self->view));
  gtk_source_completion_add_provider (completion, GTK_SOURCE_COMPLETION_PROVIDER (self->completion));
  g_object_set (completion, "select-on-show", TRUE, "remember-info-visibility", TRUE, "show-icons", TRUE, NULL);

  self->placeholder = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->placeholder), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->placeholder), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->placeholder, "placeholder");
  gtk_widget_set_can_target (self->placeholder, FALSE);
  gtk_widget_set_valign (self->placeholder, GTK_ALIGN_START);

  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->view);

  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller)), "changed",
                           G_CALLBACK (extent_changed_cb), self, 0);

  self->overlay = gtk_overlay_new ();
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), self->scroller);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->placeholder);
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));

  g_signal_connect (self->buffer, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect (self->buffer, "insert-text", G_CALLBACK (insert_text_cb), self);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (update_colours), self,
                           G_CONNECT_SWAPPED);
  update_colours (self);
}

GtkWidget *
sluice_expression_entry_new (gboolean multiline)
{
  SluiceExpressionEntry *self = g_object_new (SLUICE_TYPE_EXPRESSION_ENTRY, NULL);

  self->multiline = multiline;
  measure_lines (self);

  return GTK_WIDGET (self);
}

char *
sluice_expression_entry_get_text (SluiceExpressionEntry *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);

  return gtk_text_buffer_get_text (self->buffer, &start, &end, TRUE);
}

void
sluice_expression_entry_set_text (SluiceExpressionEntry *self, const char *text)
{
  g_autofree char *current = sluice_expression_entry_get_text (self);

  if (strcmp (current, text) == 0)
    return;

  self->setting = TRUE;
  gtk_text_buffer_set_text (self->buffer, text, -1);
  self->setting = FALSE;
}

void
sluice_expression_entry_set_placeholder (SluiceExpressionEntry *self, const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->placeholder), text != NULL ? text : "");
}

void
sluice_expression_entry_set_label (SluiceExpressionEntry *self, const char *text)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

void
sluice_expression_entry_set_columns (SluiceExpressionEntry *self, const SluiceType *schema)
{
  sluice_expression_completion_set_columns (self->completion, schema);
}

void
sluice_expression_entry_set_error (SluiceExpressionEntry *self, gint64 offset, gint64 length)
{
  g_autofree char *text = sluice_expression_entry_get_text (self);
  gint64 size = strlen (text);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  gtk_text_buffer_remove_tag (self->buffer, self->error_tag, &start, &end);
  if (offset < 0 || size == 0)
    return;

  /* An error at the end of the text, such as a missing operand, is told at its last character. */
  offset = MIN (offset, size - 1);
  if (length <= 0 || offset + length > size)
    length = size - offset;
  while (offset > 0 && (text[offset] & 0xc0) == 0x80)
    offset--;
  apply_tag (self, self->error_tag, text, offset, length);
}
