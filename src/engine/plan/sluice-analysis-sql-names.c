/* sluice-analysis-sql-names.c: names in the expressions of a query, and moving expressions about.
 *
 * A name may stand for more than the columns of FROM: for another column of the list, for the window
 * that is grouped by, for a column of the query around. What is found out about it is written into
 * the syntax, as the expression itself, before that is analysed as any other.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis-sql.h"

#include <string.h>

#include "expr/sluice-function.h"

/* Room from the beginning for the columns of most tables. */
#define USUAL_COLUMNS 32

/* A lambda whose body is being walked through. */
typedef struct _Binding Binding;
struct _Binding
{
  const SluiceSyntax *lambda;
  const Binding *outer;
};

static gboolean
is_bound (const char *name, const Binding *binding)
{
  for (; binding != NULL; binding = binding->outer)
    for (guint i = 0; i < binding->lambda->n_names; i++)
      if (g_ascii_strcasecmp (binding->lambda->names[i], name) == 0)
        return TRUE;

  return FALSE;
}

static void
walk (SluiceSyntax *node,
      gboolean in_aggregate,
      const Binding *binding,
      SluiceSqlVisit visit,
      gpointer user_data)
{
  Binding inner = { node, binding };

  switch ((int) node->kind)
    {
    case SLUICE_SYNTAX_COLUMN:
      if (!is_bound (node->names[0], binding))
        visit (node, in_aggregate, user_data);
      return;
    case SLUICE_SYNTAX_SUBQUERY:
    case SLUICE_SYNTAX_EXISTS:
    case SLUICE_SYNTAX_IN_QUERY:
      if (!visit (node, in_aggregate, user_data))
        return;
      break;
    case SLUICE_SYNTAX_STAR:
      return;
    case SLUICE_SYNTAX_CALL:
      {
        const SluiceFunction *function = sluice_function_lookup (node->name);

        if (!visit (node, in_aggregate, user_data))
          return;
        in_aggregate = in_aggregate
                       || (node->over == NULL && function != NULL && function->kind == SLUICE_FUNCTION_AGGREGATE);
        break;
      }
    case SLUICE_SYNTAX_LAMBDA:
      binding = &inner;
      break;
    default:
      break;
    }
  for (guint i = 0; i < node->n_children; i++)
    walk (node->children[i], in_aggregate, binding, visit, user_data);
  if (node->filter != NULL)
    walk (node->filter, TRUE, binding, visit, user_data);
  for (guint i = 0; i < node->n_order; i++)
    walk (node->order[i], TRUE, binding, visit, user_data);
  for (guint i = 0; node->over != NULL && i < node->over->n_partition; i++)
    walk (node->over->partition[i], in_aggregate, binding, visit, user_data);
  for (guint i = 0; node->over != NULL && i < node->over->n_order; i++)
    walk (node->over->order[i], in_aggregate, binding, visit, user_data);
}

void
sluice_sql_walk (SluiceSyntax *node, SluiceSqlVisit visit, gpointer user_data)
{
  walk (node, FALSE, NULL, visit, user_data);
}

static void
unref_expr (gpointer data)
{
  sluice_expr_unref (data);
}

void
sluice_sql_put (SluiceSql *self, SluiceSyntax *node, guint used, SluiceExpr *expr)
{
  SluiceSyntax *base = sluice_syntax_new (self->ast->arena, SLUICE_SYNTAX_RESOLVED, node);
  guint n_names = node->kind == SLUICE_SYNTAX_COLUMN ? node->n_names : 1;

  sluice_arena_keep (self->ast->arena, expr, unref_expr);
  base->resolved = expr;
  base->name = node->kind == SLUICE_SYNTAX_COLUMN ? node->names[used - 1] : node->name;
  for (guint i = used; i < n_names; i++)
    {
      SluiceSyntax *field = sluice_syntax_new (self->ast->arena, SLUICE_SYNTAX_FIELD, node);

      field->names = &node->names[i];
      field->n_names = 1;
      sluice_syntax_set_children (field, self->ast->arena, &base, 1);
      base = field;
    }
  *node = *base;
}

SluiceExpr *
sluice_sql_resolves (SluiceSql *self,
                     const SluiceSyntax *node,
                     const SluiceSqlTable *table,
                     gboolean *ambiguous)
{
  g_autoptr (GError) error = NULL;
  SluiceSqlScope scope;
  SluiceExpr *expr;

  sluice_sql_scope_init (&scope, self, table);
  expr = sluice_analyze_syntax (self->ast, node, &scope.scope, SLUICE_ALLOW_NOTHING, &error);
  sluice_sql_scope_clear (&scope);
  if (ambiguous != NULL)
    *ambiguous = expr == NULL
                 && !g_str_has_prefix (sluice_error_condition (error) != NULL
                                           ? sluice_error_condition (error)
                                           : "",
                                       "UNRESOLVED_COLUMN");

  return expr;
}

SluiceExpr *
sluice_sql_shift (SluiceExpr *self, guint n, const guint *to, const SluiceType *schema)
{
  g_autoptr (GPtrArray) map = g_ptr_array_new_with_free_func (unref_expr);

  for (guint i = 0; i < n; i++)
    {
      g_assert (to[i] < schema->n_fields);
      g_ptr_array_add (map, sluice_expr_new_column (to[i], &schema->fields[to[i]]));
    }

  return sluice_expr_map_columns (self, (SluiceExpr **) map->pdata, n);
}

static gboolean
is_operator (const SluiceSyntax *node, const char *name)
{
  return node->kind == SLUICE_SYNTAX_OPERATOR && strcmp (node->name, name) == 0;
}

void
sluice_sql_split_and (SluiceSql *self, SluiceSyntax *node, GPtrArray *out)
{
  SluiceSyntax *negated = is_operator (node, "not") ? node->children[0] : NULL;

  if (is_operator (node, "and"))
    for (guint i = 0; i < node->n_children; i++)
      sluice_sql_split_and (self, node->children[i], out);
  else if (negated != NULL && is_operator (negated, "not"))
    sluice_sql_split_and (self, negated->children[0], out);
  else if (negated != NULL && is_operator (negated, "or"))
    for (guint i = 0; i < negated->n_children; i++)
      sluice_sql_split_and (
          self, sluice_syntax_new_operator (self->ast->arena, "not", 1, negated->children[i]), out);
  else
    g_ptr_array_add (out, node);
}

char *
sluice_sql_argument (guint index)
{
  return index < 26 ? g_strdup_printf ("%c", 'a' + (int) index) : g_strdup_printf ("a%u", index);
}

SluiceExpr *
sluice_sql_call (SluiceSql *self, const char *text, SluiceExpr **args, guint n)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree SluiceField *fields = g_new0 (SluiceField, n + 1);
  g_autoptr (SluiceType) schema = NULL;
  SluiceScopeInput input = { NULL, NULL, 0, FALSE };
  SluiceScope scope = { &input, 1, self->analysis->settings };
  g_autoptr (SluiceExpr) expr = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (names, sluice_sql_argument (i));
      fields[i] = sluice_field_of (names->pdata[i], args[i]);
    }
  schema = sluice_type_struct (fields, n);
  input.schema = schema;
  expr = sluice_analyze (text, &scope, SLUICE_ALLOW_GENERATORS | SLUICE_ALLOW_AGGREGATES, NULL);
  if (expr == NULL)
    return NULL;

  return sluice_expr_map_columns (expr, args, n);
}

GArray *
sluice_sql_named_array (void)
{
  GArray *named = g_array_sized_new (FALSE, FALSE, sizeof (SluiceNamedExpr), USUAL_COLUMNS);

  g_array_set_clear_func (named, sluice_named_expr_clear);

  return named;
}

void
sluice_sql_named_add (GArray *named, const char *name, SluiceExpr *expr)
{
  SluiceNamedExpr item = { .name = g_strdup (name), .expr = expr };

  g_array_append_val (named, item);
}
