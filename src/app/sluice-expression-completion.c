/* sluice-expression-completion.c: what an expression can go on with: columns and functions.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/sluice-expression-completion.h"

#include <string.h>

#include "core/sluice-name.h"
#include "expr/sluice-function.h"

#define SLUICE_TYPE_EXPRESSION_PROPOSAL (sluice_expression_proposal_get_type ())
G_DECLARE_FINAL_TYPE (SluiceExpressionProposal, sluice_expression_proposal, SLUICE, EXPRESSION_PROPOSAL,
                      GObject)

/* One column or function; which of the two is told by @function. */
struct _SluiceExpressionProposal
{
  GObject parent_instance;

  char *text;   /* what is put in */
  char *detail; /* a column's type */
  const SluiceFunction *function;
};

struct _SluiceExpressionCompletion
{
  GObject parent_instance;

  SluiceType *columns;
};

static void
proposal_iface_init (GtkSourceCompletionProposalInterface *iface)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SluiceExpressionProposal, sluice_expression_proposal, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GTK_SOURCE_TYPE_COMPLETION_PROPOSAL,
                                                      proposal_iface_init))

static void
sluice_expression_proposal_finalize (GObject *object)
{
  SluiceExpressionProposal *self = SLUICE_EXPRESSION_PROPOSAL (object);

  g_free (self->text);
  g_free (self->detail);

  G_OBJECT_CLASS (sluice_expression_proposal_parent_class)->finalize (object);
}

static void
sluice_expression_proposal_class_init (SluiceExpressionProposalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sluice_expression_proposal_finalize;
}

static void
sluice_expression_proposal_init (SluiceExpressionProposal *self)
{
}

static void
append_proposal (GListStore *store, char *text, char *detail, const SluiceFunction *function)
{
  g_autoptr (SluiceExpressionProposal) proposal = g_object_new (SLUICE_TYPE_EXPRESSION_PROPOSAL, NULL);

  proposal->text = text;
  proposal->detail = detail;
  proposal->function = function;
  g_list_store_append (store, proposal);
}

/* How well @name goes on from @word, which is folded: 2 begins with it, 1 contains it, 0 neither. */
static guint
rate (const char *name, const char *word)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);

  if (g_str_has_prefix (folded, word))
    return 2;

  return strlen (word) >= 2 && strstr (folded, word) != NULL ? 1 : 0;
}

static GListStore *
propose (SluiceExpressionCompletion *self, const char *word)
{
  GListStore *store = g_list_store_new (SLUICE_TYPE_EXPRESSION_PROPOSAL);
  g_autofree char *folded = g_utf8_casefold (word, -1);
  guint n_functions;
  const SluiceFunction *const *functions = sluice_function_list (&n_functions);

  for (guint wanted = 2; wanted >= 1; wanted--)
    {
      for (guint i = 0; self->columns != NULL && i < self->columns->n_fields; i++)
        if (rate (self->columns->fields[i].name, folded) == wanted)
          append_proposal (store, sluice_quote_name_if_needed (self->columns->fields[i].name),
                           sluice_type_to_sql (self->columns->fields[i].type), NULL);
      for (guint i = 0; i < n_functions; i++)
        /* Operators are registered as functions too; only what is called by a name is worth proposing. */
        if (sluice_name_is_plain (functions[i]->name) && rate (functions[i]->name, folded) == wanted)
          append_proposal (store, g_strdup (functions[i]->name), NULL, functions[i]);
    }

  return store;
}

static void
populate_async (GtkSourceCompletionProvider *provider,
                GtkSourceCompletionContext  *context,
                GCancellable                *cancellable,
                GAsyncReadyCallback          callback,
                gpointer                     user_data)
{
  g_autoptr (GTask) task = g_task_new (provider, cancellable, callback, user_data);
  g_autofree char *word = gtk_source_completion_context_get_word (context);

  g_task_set_source_tag (task, populate_async);
  g_task_return_pointer (task, propose (SLUICE_EXPRESSION_COMPLETION (provider), word), g_object_unref);
}

static GListModel *
populate_finish (GtkSourceCompletionProvider *provider, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
refilter (GtkSourceCompletionProvider *provider, GtkSourceCompletionContext *context, GListModel *model)
{
  g_autofree char *word = gtk_source_completion_context_get_word (context);
  g_autoptr (GListStore) store = propose (SLUICE_EXPRESSION_COMPLETION (provider), word);

  gtk_source_completion_context_set_proposals_for_provider (context, provider, G_LIST_MODEL (store));
}

static void
display (GtkSourceCompletionProvider *provider,
         GtkSourceCompletionContext  *context,
         GtkSourceCompletionProposal *item,
         GtkSourceCompletionCell     *cell)
{
  SluiceExpressionProposal *proposal = SLUICE_EXPRESSION_PROPOSAL (item);
  const SluiceFunction *function = proposal->function;

  switch (gtk_source_completion_cell_get_column (cell))
    {
    case GTK_SOURCE_COMPLETION_COLUMN_ICON:
      gtk_source_completion_cell_set_icon_name (cell, function == NULL ? "view-list-symbolic"
                                                                       : "system-run-symbolic");
      break;
    case GTK_SOURCE_COMPLETION_COLUMN_TYPED_TEXT:
      gtk_source_completion_cell_set_text (cell, function != NULL ? function->signature : proposal->text);
      break;
    case GTK_SOURCE_COMPLETION_COLUMN_AFTER:
      gtk_source_completion_cell_set_text (cell, proposal->detail);
      break;
    case GTK_SOURCE_COMPLETION_COLUMN_COMMENT:
      gtk_source_completion_cell_set_text (cell, function != NULL ? function->description : NULL);
      break;
    case GTK_SOURCE_COMPLETION_COLUMN_DETAILS:
      if (function == NULL)
        gtk_source_completion_cell_set_text (cell, NULL);
      else
        {
          g_autofree char *details = g_strdup_printf ("%s\n%s = %s", function->description, function->example,
                                                      function->example_result);

          gtk_source_completion_cell_set_text (cell, function->example != NULL ? details
                                                                               : function->description);
        }
      break;
    case GTK_SOURCE_COMPLETION_COLUMN_BEFORE:
    default:
      gtk_source_completion_cell_set_text (cell, NULL);
    }
}

static void
activate (GtkSourceCompletionProvider *provider,
          GtkSourceCompletionContext  *context,
          GtkSourceCompletionProposal *item)
{
  SluiceExpressionProposal *proposal = SLUICE_EXPRESSION_PROPOSAL (item);
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (gtk_source_completion_context_get_buffer (context));
  gboolean is_call = proposal->function != NULL;
  g_autofree char *text = g_strconcat (proposal->text, is_call ? "()" : "", NULL);
  GtkTextIter begin, end;

  gtk_source_completion_context_get_bounds (context, &begin, &end);
  if (is_call && gtk_text_iter_get_char (&end) == '(')
    text[strlen (text) - 2] = '\0';
  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete (buffer, &begin, &end);
  gtk_text_buffer_insert (buffer, &begin, text, -1);
  /* Between the parentheses of a function that takes something. */
  if (is_call && proposal->function->max_args > 0 && g_str_has_suffix (text, "()"))
    {
      gtk_text_iter_backward_char (&begin);
      gtk_text_buffer_place_cursor (buffer, &begin);
    }
  gtk_text_buffer_end_user_action (buffer);
}

static gboolean
is_trigger (GtkSourceCompletionProvider *provider, const GtkTextIter *iter, gunichar letter)
{
  return g_unichar_isalpha (letter) || letter == '_';
}

static void
provider_iface_init (GtkSourceCompletionProviderInterface *iface)
{
  iface->populate_async = populate_async;
  iface->populate_finish = populate_finish;
  iface->refilter = refilter;
  iface->display = display;
  iface->activate = activate;
  iface->is_trigger = is_trigger;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SluiceExpressionCompletion, sluice_expression_completion, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GTK_SOURCE_TYPE_COMPLETION_PROVIDER,
                                                      provider_iface_init))

static void
sluice_expression_completion_finalize (GObject *object)
{
  SluiceExpressionCompletion *self = SLUICE_EXPRESSION_COMPLETION (object);

  sluice_type_unref (self->columns);

  G_OBJECT_CLASS (sluice_expression_completion_parent_class)->finalize (object);
}

static void
sluice_expression_completion_class_init (SluiceExpressionCompletionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sluice_expression_completion_finalize;
}

static void
sluice_expression_completion_init (SluiceExpressionCompletion *self)
{
}

SluiceExpressionCompletion *
sluice_expression_completion_new (void)
{
  return g_object_new (SLUICE_TYPE_EXPRESSION_COMPLETION, NULL);
}

void
sluice_expression_completion_set_columns (SluiceExpressionCompletion *self, const SluiceType *schema)
{
  SluiceType *columns = schema != NULL ? sluice_type_ref (schema) : NULL;

  sluice_type_unref (self->columns);
  self->columns = columns;
}

char **
sluice_expression_completion_match (SluiceExpressionCompletion *self, const char *word)
{
  g_autoptr (GListStore) store = propose (self, word);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (store));
  char **texts = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SluiceExpressionProposal) proposal = g_list_model_get_item (G_LIST_MODEL (store), i);

      texts[i] = g_strdup (proposal->text);
    }

  return texts;
}
