/* sluice-problem-list.c: all problems of a pipeline.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/sluice-problem-list.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/sluice-problem-row.h"

struct _SluiceProblemList
{
  GtkWidget parent_instance;

  GtkWidget *stack;
  GtkWidget *list;
  SluicePipeline *pipeline;
  GPtrArray *runs; /* of SluiceRun */
  guint n_problems;
};

enum
{
  PROP_0,
  PROP_PIPELINE,
  PROP_N_PROBLEMS,
  N_PROPS,
};

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SluiceProblemList, sluice_problem_list, GTK_TYPE_WIDGET)

/* What only shows when a query runs is a problem like those that show before. */
static void
add_failure (SluiceProblemList *self, SluiceRun *run)
{
  const GError *error = sluice_run_get_error (run);
  const SluiceErrorInfo *info = sluice_error_info (error);
  g_autoptr (GPtrArray) fixes = g_ptr_array_new ();
  SluiceProblem problem = {
    .severity = SLUICE_SEVERITY_ERROR,
    .node = (char *) sluice_run_get_failed_node (run),
    .field = info != NULL ? info->field : NULL,
    .condition = info != NULL ? info->condition : NULL,
    .message = error->message,
    .explanation = (char *) _ ("The query failed with this when it ran."),
    .text_offset = -1,
    .fixes = fixes,
  };

  gtk_list_box_append (GTK_LIST_BOX (self->list), sluice_problem_row_new (self->pipeline, &problem, TRUE));
}

static guint
count_problems (SluiceProblemList *self)
{
  SluiceAnalysis *analysis
    = self->pipeline != NULL ? sluice_pipeline_get_analysis (self->pipeline) : NULL;
  guint n = analysis != NULL ? sluice_analysis_get_problems (analysis)->len : 0;

  for (guint i = 0; self->pipeline != NULL && i < self->runs->len; i++)
    n += sluice_run_get_error (g_ptr_array_index (self->runs, i)) != NULL;

  return n;
}

static void
refresh (SluiceProblemList *self)
{
  SluiceAnalysis *analysis
    = self->pipeline != NULL ? sluice_pipeline_get_analysis (self->pipeline) : NULL;
  GPtrArray *problems = analysis != NULL ? sluice_analysis_get_problems (analysis) : NULL;
  guint n_problems = count_problems (self);
  gboolean shown = gtk_widget_get_mapped (GTK_WIDGET (self));
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  /* Rows that nobody sees aren't made: while one types, problems come and go with each key. */
  for (guint i = 0; shown && self->pipeline != NULL && i < self->runs->len; i++)
    if (sluice_run_get_error (g_ptr_array_index (self->runs, i)) != NULL)
      add_failure (self, g_ptr_array_index (self->runs, i));
  for (guint i = 0; shown && problems != NULL && i < problems->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list),
                         sluice_problem_row_new (self->pipeline, g_ptr_array_index (problems, i), TRUE));
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), n_problems > 0 ? "list" : "empty");

  if (n_problems != self->n_problems)
    {
      self->n_problems = n_problems;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_PROBLEMS]);
    }
}

static void
run_state_cb (SluiceProblemList *self, GParamSpec *pspec, SluiceRun *run)
{
  if (sluice_run_get_error (run) != NULL)
    refresh (self);
}

static void
forget_runs (SluiceProblemList *self)
{
  for (guint i = 0; i < self->runs->len; i++)
    g_signal_handlers_disconnect_by_func (g_ptr_array_index (self->runs, i), run_state_cb, self);
  g_ptr_array_set_size (self->runs, 0);
}

static void
activated_cb (GtkListBox *list, GtkListBoxRow *list_row, SluiceProblemList *self)
{
  SluiceProblemRow *row = SLUICE_PROBLEM_ROW (gtk_list_box_row_get_child (list_row));
  g_autofree char *node = g_strdup (sluice_problem_row_get_node (row));
  g_autofree char *field = g_strdup (sluice_problem_row_get_field (row));

  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, node, field);
}

static void
sluice_problem_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SluiceProblemList *self = SLUICE_PROBLEM_LIST (object);

  switch (id)
    {
    case PROP_PIPELINE:
      g_value_set_object (value, self->pipeline);
      break;
    case PROP_N_PROBLEMS:
      g_value_set_uint (value, self->n_problems);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sluice_problem_list_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SluiceProblemList *self = SLUICE_PROBLEM_LIST (object);

  switch (id)
    {
    case PROP_PIPELINE:
      sluice_problem_list_set_pipeline (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sluice_problem_list_dispose (GObject *object)
{
  SluiceProblemList *self = SLUICE_PROBLEM_LIST (object);

  forget_runs (self);
  if (self->pipeline != NULL)
    g_signal_handlers_disconnect_by_func (self->pipeline, refresh, self);
  g_clear_object (&self->pipeline);
  g_clear_pointer (&self->stack, gtk_widget_unparent);

  G_OBJECT_CLASS (sluice_problem_list_parent_class)->dispose (object);
}

static void
sluice_problem_list_finalize (GObject *object)
{
  g_ptr_array_unref (SLUICE_PROBLEM_LIST (object)->runs);

  G_OBJECT_CLASS (sluice_problem_list_parent_class)->finalize (object);
}

static void
sluice_problem_list_class_init (SluiceProblemListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sluice_problem_list_get_property;
  object_class->set_property = sluice_problem_list_set_property;
  object_class->dispose = sluice_problem_list_dispose;
  object_class->finalize = sluice_problem_list_finalize;

  properties[PROP_PIPELINE]
    = g_param_spec_object ("pipeline", NULL, NULL, SLUICE_TYPE_PIPELINE,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_PROBLEMS]
    = g_param_spec_uint ("n-problems", NULL, NULL, 0, G_MAXUINT, 0,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", SLUICE_TYPE_PROBLEM_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                            NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "problemlist");
}

static void
sluice_problem_list_init (SluiceProblemList *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *empty = adw_status_page_new ();

  self->runs = g_ptr_array_new_with_free_func (g_object_unref);
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Problems"),
                                  -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (activated_cb), self, 0);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (empty), "emblem-ok-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (empty), _ ("No Problems"));
  adw_status_page_set_description (ADW_STATUS_PAGE (empty), _ ("Spark would accept this pipeline as it is."));
  gtk_widget_add_css_class (empty, "compact");

  self->stack = gtk_stack_new ();
  gtk_stack_set_vhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_add_named (GTK_STACK (self->stack), empty, "empty");
  gtk_stack_add_named (GTK_STACK (self->stack), scroller, "list");
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
  g_signal_connect (self, "map", G_CALLBACK (refresh), NULL);
}

GtkWidget *
sluice_problem_list_new (void)
{
  return g_object_new (SLUICE_TYPE_PROBLEM_LIST, NULL);
}

void
sluice_problem_list_set_pipeline (SluiceProblemList *self, SluicePipeline *pipeline)
{
  if (self->pipeline == pipeline)
    return;

  if (self->pipeline != NULL)
    g_signal_handlers_disconnect_by_func (self->pipeline, refresh, self);
  g_set_object (&self->pipeline, pipeline);
  if (pipeline != NULL)
    g_signal_connect_swapped (pipeline, "notify::analysis", G_CALLBACK (refresh), self);
  refresh (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PIPELINE]);
}

void
sluice_problem_list_set_runs (SluiceProblemList *self, GPtrArray *runs)
{
  g_return_if_fail (SLUICE_IS_PROBLEM_LIST (self));

  forget_runs (self);
  for (guint i = 0; i < runs->len; i++)
    {
      g_ptr_array_add (self->runs, g_object_ref (g_ptr_array_index (runs, i)));
      g_signal_connect_swapped (g_ptr_array_index (runs, i), "notify::state", G_CALLBACK (run_state_cb), self);
    }
  refresh (self);
}

guint
sluice_problem_list_get_n_problems (SluiceProblemList *self)
{
  return self->n_problems;
}
