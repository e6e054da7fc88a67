/* sluice-problem-row.c: a problem with its explanation and the buttons that mend it.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/sluice-problem-row.h"

#include <glib/gi18n.h>

#include "charts/sluice-wrap-layout.h"

struct _SluiceProblemRow
{
  GtkWidget parent_instance;

  GtkWidget *content;
  SluicePipeline *pipeline;
  char *node;
  char *field;
};

enum
{
  SIGNAL_FIX_APPLIED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SluiceProblemRow, sluice_problem_row, GTK_TYPE_WIDGET)

static const SluiceQuickFix *
find_fix (SluiceAnalysis *analysis, SluiceProblemRow *self, const char *label)
{
  GPtrArray *problems = sluice_analysis_get_problems (analysis);

  for (guint i = 0; i < problems->len; i++)
    {
      const SluiceProblem *problem = g_ptr_array_index (problems, i);

      if (g_strcmp0 (problem->node, self->node) != 0 || g_strcmp0 (problem->field, self->field) != 0)
        continue;
      for (guint j = 0; j < problem->fixes->len; j++)
        {
          const SluiceQuickFix *fix = g_ptr_array_index (problem->fixes, j);

          if (g_strcmp0 (fix->label, label) == 0)
            return fix;
        }
    }

  return NULL;
}

static void
fix_cb (GtkButton *button, SluiceProblemRow *row)
{
  g_autoptr (SluiceProblemRow) self = g_object_ref (row);
  g_autofree char *label = g_strdup (gtk_button_get_label (button));
  const SluiceQuickFix *fix;

  /* The analysis that the row was made from may be older than the document, and its fixes with it: a fix
   * of the newest one can't undo what was typed meanwhile. */
  fix = find_fix (sluice_pipeline_ensure_analysis (self->pipeline), self, label);
  if (fix == NULL)
    return;

  sluice_pipeline_apply (self->pipeline, fix->document, label, NULL);
  g_signal_emit (self, signals[SIGNAL_FIX_APPLIED], 0);
}

static GtkWidget *
label_new (const char *text, const char *style_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_WORD);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (style_class != NULL)
    gtk_widget_add_css_class (label, style_class);

  return label;
}

static GtkWidget *
icon_new (SluiceSeverity severity)
{
  static const struct
  {
    const char *icon;
    const char *style_class;
    const char *words;
  } looks[] = {
    [SLUICE_SEVERITY_ERROR] = { "dialog-error-symbolic", "error", N_ ("Error") },
    [SLUICE_SEVERITY_WARNING] = { "dialog-warning-symbolic", "warning", N_ ("Warning") },
    [SLUICE_SEVERITY_ADVICE] = { "dialog-information-symbolic", "accent", N_ ("Advice") },
  };
  GtkWidget *icon = gtk_image_new_from_icon_name (looks[severity].icon);

  gtk_widget_add_css_class (icon, looks[severity].style_class);
  gtk_widget_set_tooltip_text (icon, _ (looks[severity].words));
  gtk_widget_set_valign (icon, GTK_ALIGN_START);

  return icon;
}

static void
sluice_problem_row_dispose (GObject *object)
{
  SluiceProblemRow *self = SLUICE_PROBLEM_ROW (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->pipeline);

  G_OBJECT_CLASS (sluice_problem_row_parent_class)->dispose (object);
}

static void
sluice_problem_row_finalize (GObject *object)
{
  SluiceProblemRow *self = SLUICE_PROBLEM_ROW (object);

  g_free (self->node);
  g_free (self->field);

  G_OBJECT_CLASS (sluice_problem_row_parent_class)->finalize (object);
}

static void
sluice_problem_row_class_init (SluiceProblemRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sluice_problem_row_dispose;
  object_class->finalize = sluice_problem_row_finalize;

  signals[SIGNAL_FIX_APPLIED] = g_signal_new ("fix-applied", SLUICE_TYPE_PROBLEM_ROW, G_SIGNAL_RUN_LAST, 0,
                                              NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "problemrow");
}

static void
sluice_problem_row_init (SluiceProblemRow *self)
{
  self->content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_widget_set_parent (self->content, GTK_WIDGET (self));
}

GtkWidget *
sluice_problem_row_new (SluicePipeline *pipeline, const SluiceProblem *problem, gboolean show_node)
{
  SluiceProblemRow *self = g_object_new (SLUICE_TYPE_PROBLEM_ROW, NULL);
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  self->pipeline = g_object_ref (pipeline);
  self->node = g_strdup (problem->node);
  self->field = g_strdup (problem->field);

  gtk_box_append (GTK_BOX (self->content), icon_new (problem->severity));
  gtk_widget_set_hexpand (column, TRUE);
  gtk_box_append (GTK_BOX (self->content), column);

  if (show_node)
    {
      g_autofree char *place = NULL;

      if (problem->node == NULL)
        place = g_strdup (_ ("Pipeline"));
      else if (problem->field == NULL)
        place = g_strdup (problem->node);
      else
        place = g_strdup_printf ("%s · %s", problem->node, problem->field);
      gtk_box_append (GTK_BOX (column), label_new (place, "caption-heading"));
    }
  gtk_box_append (GTK_BOX (column), label_new (problem->message, "message"));
  if (problem->explanation != NULL)
    gtk_box_append (GTK_BOX (column), label_new (problem->explanation, "dim-label"));
  if (problem->condition != NULL)
    gtk_widget_set_tooltip_text (GTK_WIDGET (self), problem->condition);

  if (problem->fixes->len > 0)
    {
      GtkWidget *fixes = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

      gtk_widget_set_layout_manager (fixes, sluice_wrap_layout_new (6));
      for (guint i = 0; i < problem->fixes->len; i++)
        {
          const SluiceQuickFix *fix = g_ptr_array_index (problem->fixes, i);
          GtkWidget *button = gtk_button_new_with_label (fix->label);
          GtkWidget *label = gtk_button_get_child (GTK_BUTTON (button));

          gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
          gtk_widget_set_tooltip_text (button, fix->label);
          gtk_widget_add_css_class (button, "fix");
          g_signal_connect_object (button, "clicked", G_CALLBACK (fix_cb), self, 0);
          gtk_box_append (GTK_BOX (fixes), button);
        }
      gtk_box_append (GTK_BOX (column), fixes);
    }

  return GTK_WIDGET (self);
}

const char *
sluice_problem_row_get_node (SluiceProblemRow *self)
{
  return self->node;
}

const char *
sluice_problem_row_get_field (SluiceProblemRow *self)
{
  return self->field;
}
