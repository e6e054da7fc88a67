/* sluice-syntax.c: syntax trees, and how Spark writes them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-syntax.h"

#include <stdarg.h>
#include <string.h>

#include "expr/sluice-function.h"
#include "expr/sluice-literal.h"

SluiceSyntax *
sluice_syntax_new (SluiceArena *arena, SluiceSyntaxKind kind, const SluiceSyntax *like)
{
  SluiceSyntax *self = sluice_arena_alloc0 (arena, sizeof *self);

  self->kind = kind;
  self->depth = 1;
  if (like != NULL)
    {
      self->offset = like->offset;
      self->length = like->length;
    }

  return self;
}

void
sluice_syntax_set_children (SluiceSyntax *self,
                            SluiceArena  *arena,
                            SluiceSyntax *const *children,
                            guint         n)
{
  self->n_children = n;
  self->children = sluice_arena_new_array (arena, SluiceSyntax *, n);
  for (guint i = 0; i < n; i++)
    {
      self->children[i] = children[i];
      self->depth = MAX (self->depth, children[i]->depth + 1);
    }
}

SluiceSyntax *
sluice_syntax_new_operator (SluiceArena *arena, const char *name, guint n, ...)
{
  SluiceSyntax *children[3];
  SluiceSyntax *self;
  va_list args;

  g_assert (n > 0 && n <= G_N_ELEMENTS (children));
  va_start (args, n);
  for (guint i = 0; i < n; i++)
    children[i] = va_arg (args, SluiceSyntax *);
  va_end (args);

  self = sluice_syntax_new (arena, SLUICE_SYNTAX_OPERATOR, children[0]);
  self->name = name;
  self->length = children[n - 1]->offset + children[n - 1]->length - self->offset;
  sluice_syntax_set_children (self, arena, children, n);

  return self;
}

/* The parameters of the lambdas around what is being written; Spark shows them all alike. */
typedef struct _Binding Binding;
struct _Binding
{
  const SluiceSyntax *lambda;
  const Binding *outer;
};

static void append (GString *out, const SluiceSyntax *self, const Binding *bindings);

static void
append_list (GString            *out,
             const SluiceSyntax *self,
             guint               first,
             const char         *separator,
             const Binding      *bindings)
{
  for (guint i = first; i < self->n_children; i++)
    {
      if (i > first)
        g_string_append (out, separator);
      append (out, self->children[i], bindings);
    }
}

static gboolean
is_bound (const char *name, const Binding *bindings)
{
  for (; bindings != NULL; bindings = bindings->outer)
    for (guint i = 0; i < bindings->lambda->n_names; i++)
      if (g_ascii_strcasecmp (bindings->lambda->names[i], name) == 0)
        return TRUE;

  return FALSE;
}

static void
append_names (GString *out, const SluiceSyntax *self, const Binding *bindings)
{
  for (guint i = 0; i < self->n_names; i++)
    {
      if (i > 0)
        g_string_append_c (out, '.');
      if (i == 0 && is_bound (self->names[0], bindings))
        g_string_append (out, "namedlambdavariable()");
      else
        g_string_append (out, self->names[i]);
    }
}

static void
append_operator (GString *out, const SluiceSyntax *self, const Binding *bindings)
{
  static const struct
  {
    const char *name;
    const char *before;
    const char *between;
    const char *after;
  } forms[] = {
    { "not", "(NOT ", "", ")" },        { "negative", "(- ", "", ")" },
    { "positive", "(+ ", "", ")" },     { "~", "~", "", "" },
    { "isnull", "(", "", " IS NULL)" }, { "isnotnull", "(", "", " IS NOT NULL)" },
    { "like", "", " LIKE ", "" },       { "rlike", "RLIKE(", ", ", ")" },
    { "ilike", "ilike(", ", ", ")" },   { "between", "between(", ", ", ")" },
    { "||", "concat(", ", ", ")" },     { "!=", "(NOT (", " = ", "))" },
    { "and", "(", " AND ", ")" },       { "or", "(", " OR ", ")" },
  };

  if (strcmp (self->name, "in") == 0)
    {
      g_string_append_c (out, '(');
      append (out, self->children[0], bindings);
      g_string_append (out, " IN (");
      append_list (out, self, 1, ", ", bindings);
      g_string_append (out, "))");
      return;
    }
  if (strcmp (self->name, "like") == 0 && self->n_children == 3)
    {
      append (out, self->children[0], bindings);
      g_string_append (out, " LIKE ");
      append (out, self->children[1], bindings);
      g_string_append_printf (out, " ESCAPE '%s'", self->children[2]->name);
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    if (strcmp (self->name, forms[i].name) == 0)
      {
        g_string_append (out, forms[i].before);
        append_list (out, self, 0, forms[i].between, bindings);
        g_string_append (out, forms[i].after);
        return;
      }

  g_string_append_c (out, '(');
  append (out, self->children[0], bindings);
  g_string_append_printf (out, " %s ", self->name);
  append_list (out, self, 1, ", ", bindings);
  g_string_append_c (out, ')');
}

/* Calls that Spark's names write otherwise than they were written: with another name, with fewer arguments, or with
 * what the function adds when it is called with as many as given. */
typedef struct
{
  const char *name;
  const char *shown;
  guint n_shown;
  guint n_written;
  const char *added;
} Rewritten;

static const Rewritten *
find_rewritten (const char *name, guint n_written)
{
  static const Rewritten all[] = {
    { "approx_count_distinct", NULL, 1, 2, "" },
    { "approx_percentile", NULL, 2, 2, ", 10000" },
    { "hmac", NULL, 2, 2, ", SHA-256" },
    { "dense_rank", "DENSE_RANK", 0, 0, "" },
    { "dense_rank", "DENSE_RANK", 0, 1, "" },
    { "lag", NULL, 1, 1, ", 1, NULL" },
    { "lag", NULL, 2, 2, ", NULL" },
    { "lead", NULL, 1, 1, ", 1, NULL" },
    { "lead", NULL, 2, 2, ", NULL" },
    { "listagg", NULL, 1, 1, ", NULL" },
    { "ntile", NULL, 0, 0, "1" },
    { "percent_rank", "PERCENT_RANK", 0, 0, "" },
    { "percent_rank", "PERCENT_RANK", 0, 1, "" },
    { "percentile", NULL, 2, 2, ", 1" },
    { "percentile_approx", NULL, 2, 2, ", 10000" },
    { "rank", "RANK", 0, 0, "" },
    { "rank", "RANK", 0, 1, "" },
    { "random", "rand", 0, 0, "" },
    { "random", "rand", 1, 1, "" },
    { "shuffle", NULL, 1, 2, "" },
    { "spark_partition_id", "SPARK_PARTITION_ID", 0, 0, "" },
    { "string_agg", NULL, 1, 1, ", NULL" },
    { "uuid", NULL, 0, 1, "" },
    { "vector_norm", NULL, 1, 1, ", 2.0" },
    { "vector_normalize", NULL, 1, 1, ", 2.0" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (strcmp (all[i].name, name) == 0 && all[i].n_written == n_written)
      return &all[i];

  return NULL;
}

/* A mode's direction is which end of equally frequent values it takes, and Spark writes the other one. */
static void
append_order (GString *out, const char *name, const SluiceSyntax *self, const Binding *bindings)
{
  gboolean whole = strcmp (name, "listagg") == 0 || strcmp (name, "string_agg") == 0;
  gboolean reverse = strcmp (name, "mode") == 0;

  g_string_append (out, " WITHIN GROUP (ORDER BY ");
  for (guint i = 0; i < self->n_order; i++)
    {
      g_string_append (out, i > 0 ? ", " : "");
      append (out, self->order[i], bindings);
      if (whole)
        g_string_append_printf (out, " %s NULLS %s", self->descending[i] ? "DESC" : "ASC",
                                self->nulls_last[i] ? "LAST" : "FIRST");
      else if (self->descending[i] != reverse)
        g_string_append (out, " DESC");
    }
  g_string_append_c (out, ')');
}

static void
append_bound (GString *out, const SluiceFrameBoundSyntax *bound, const Binding *bindings)
{
  gboolean following = bound->side == SLUICE_FRAME_FOLLOWING;

  if (bound->side == SLUICE_FRAME_CURRENT_ROW)
    {
      g_string_append (out, "CURRENT ROW");
      return;
    }
  if (bound->distance == NULL)
    g_string_append (out, "UNBOUNDED");
  else if (bound->converted && !following)
    {
      /* Spark has a negative number here, and no longer knows that it does. */
      g_string_append (out, "(- ");
      append (out, bound->distance, bindings);
      g_string_append_c (out, ')');
      following = TRUE;
    }
  else
    append (out, bound->distance, bindings);
  g_string_append (out, following ? " FOLLOWING" : " PRECEDING");
}

/* The frame that a function has when none was written. */
static void
append_own_frame (GString *out, const char *name, const SluiceSyntax *self)
{
  static const char *const ranks[]
      = { "row_number", "rank", "dense_rank", "percent_rank", "ntile", NULL };
  gboolean lag = strcmp (name, "lag") == 0;

  if (lag || strcmp (name, "lead") == 0)
    {
      const SluiceSyntax *offset = self->n_children > 1 ? self->children[1] : NULL;
      gint64 n = 1;

      if (offset != NULL && offset->kind == SLUICE_SYNTAX_NUMBER)
        n = g_ascii_strtoll (offset->name, NULL, 10);
      n = lag ? -n : n;
      g_string_append_printf (out, "ROWS BETWEEN %" G_GINT64_FORMAT " FOLLOWING AND %" G_GINT64_FORMAT " FOLLOWING", n,
                              n);
    }
  else if (g_strv_contains (ranks, name))
    g_string_append (out, "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW");
  else if (self->over->n_order > 0)
    g_string_append (out, "RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW");
  else
    g_string_append (out, "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING");
}

static void
append_window (GString *out, const char *name, const SluiceSyntax *self, const Binding *bindings)
{
  const SluiceWindowSyntax *window = self->over;

  g_string_append (out, " OVER ");
  if (window->name != NULL)
    {
      g_string_append (out, window->name);
      return;
    }
  g_string_append_c (out, '(');
  for (guint i = 0; i < window->n_partition; i++)
    {
      g_string_append (out, i > 0 ? ", " : "PARTITION BY ");
      append (out, window->partition[i], bindings);
    }
  g_string_append (out, window->n_partition > 0 ? " " : "");
  for (guint i = 0; i < window->n_order; i++)
    {
      g_string_append (out, i > 0 ? ", " : "ORDER BY ");
      append (out, window->order[i], bindings);
      g_string_append_printf (out, " %s NULLS %s", window->descending[i] ? "DESC" : "ASC",
                              window->nulls_last[i] ? "LAST" : "FIRST");
    }
  g_string_append (out, window->n_order > 0 ? " " : "");
  if (window->has_frame)
    {
      g_string_append (out, window->rows ? "ROWS BETWEEN " : "RANGE BETWEEN ");
      append_bound (out, &window->bounds[0], bindings);
      g_string_append (out, " AND ");
      append_bound (out, &window->bounds[1], bindings);
    }
  else
    append_own_frame (out, name, self);
  g_string_append_c (out, ')');
}

static void
append_call (GString *out, const SluiceSyntax *self, const Binding *bindings)
{
  g_autofree char *name = g_ascii_strdown (self->name, -1);
  const Rewritten *rewritten = find_rewritten (name, self->n_children);
  SluiceSyntax shown = *self;

  if (strcmp (name, "extract") == 0 && self->special)
    {
      g_string_append_printf (out, "extract(%s FROM ", self->children[0]->name);
      append (out, self->children[1], bindings);
      g_string_append_c (out, ')');
      return;
    }

  if (strcmp (name, "if") == 0)
    g_string_append (out, "(IF(");
  else
    g_string_append_printf (out, "%s(",
                            rewritten != NULL && rewritten->shown != NULL ? rewritten->shown : name);
  if (self->distinct)
    g_string_append (out, "DISTINCT ");
  if (rewritten != NULL)
    shown.n_children = rewritten->n_shown;
  else if (sluice_function_hides_settings (name))
    shown.n_children = MIN (self->n_children, 1);
  if (strcmp (name, "count") == 0 && self->n_children == 1
      && self->children[0]->kind == SLUICE_SYNTAX_STAR && self->children[0]->n_names == 0)
    g_string_append_c (out, '1');
  else
    append_list (out, &shown, 0, ", ", bindings);
  if (rewritten != NULL)
    g_string_append (out, rewritten->added);
  g_string_append (out, strcmp (name, "if") == 0 ? "))" : ")");

  if (self->n_order > 0)
    append_order (out, name, self, bindings);
  if (self->filter != NULL)
    {
      g_string_append (out, " FILTER (WHERE ");
      append (out, self->filter, bindings);
      g_string_append_c (out, ')');
    }
  if (self->over != NULL)
    {
      if (self->ignore_nulls && strcmp (name, "nth_value") == 0)
        g_string_append (out, " ignore nulls");
      append_window (out, name, self, bindings);
    }
}

static void
append_case (GString *out, const SluiceSyntax *self, const Binding *bindings)
{
  guint n = self->n_children - self->flag;

  g_string_append (out, "CASE");
  for (guint i = 0; i < n; i += 2)
    {
      g_string_append (out, " WHEN ");
      append (out, self->children[i], bindings);
      g_string_append (out, " THEN ");
      append (out, self->children[i + 1], bindings);
    }
  if (self->flag)
    {
      g_string_append (out, " ELSE ");
      append (out, self->children[n], bindings);
    }
  g_string_append (out, " END");
}

static void
append_lambda (GString *out, const SluiceSyntax *self, const Binding *bindings)
{
  Binding inner = { self, bindings };

  g_string_append (out, "lambdafunction(");
  append (out, self->children[0], &inner);
  for (guint i = 0; i < self->n_names; i++)
    g_string_append (out, ", namedlambdavariable()");
  g_string_append_c (out, ')');
}

static void
append_literal (GString *out, const SluiceSyntax *self)
{
  g_autofree char *text = sluice_literal_to_sql (self);

  /* One that is no value, `INTERVAL 's' DAY`, is still shown in messages about what is around it. */
  g_string_append (out, text != NULL ? text : "INTERVAL");
}

static void
append (GString *out, const SluiceSyntax *self, const Binding *bindings)
{
  switch (self->kind)
    {
    case SLUICE_SYNTAX_NULL:
      g_string_append (out, "NULL");
      break;
    case SLUICE_SYNTAX_BOOLEAN:
      g_string_append (out, self->flag ? "true" : "false");
      break;
    case SLUICE_SYNTAX_STRING:
      g_string_append_len (out, self->name, self->name_length);
      break;
    case SLUICE_SYNTAX_NUMBER:
    case SLUICE_SYNTAX_TYPED:
    case SLUICE_SYNTAX_INTERVAL:
    case SLUICE_SYNTAX_INTERVAL_RANGE:
      append_literal (out, self);
      break;
    case SLUICE_SYNTAX_PARAMETER:
      g_string_append_printf (out, ":%s", self->name);
      break;
    case SLUICE_SYNTAX_COLUMN:
      append_names (out, self, bindings);
      break;
    case SLUICE_SYNTAX_FIELD:
      append (out, self->children[0], bindings);
      g_string_append_printf (out, ".%s", self->names[0]);
      break;
    case SLUICE_SYNTAX_SUBSCRIPT:
      append (out, self->children[0], bindings);
      g_string_append_c (out, '[');
      append (out, self->children[1], bindings);
      g_string_append_c (out, ']');
      break;
    case SLUICE_SYNTAX_STAR:
      append_names (out, self, NULL);
      g_string_append (out, self->n_names > 0 ? ".*" : "*");
      break;
    case SLUICE_SYNTAX_OPERATOR:
      append_operator (out, self, bindings);
      break;
    case SLUICE_SYNTAX_CASE:
      append_case (out, self, bindings);
      break;
    case SLUICE_SYNTAX_CAST:
      {
        g_autofree char *type = sluice_type_to_sql (self->type);

        /* Spark leaves casts to nested types out. */
        if (self->type->n_fields > 0 || self->type->id == SLUICE_TYPE_STRUCT)
          {
            append (out, self->children[0], bindings);
            break;
          }
        g_string_append (out, self->flag ? "TRY_CAST(" : "CAST(");
        append (out, self->children[0], bindings);
        g_string_append_printf (out, " AS %s)", type);
        break;
      }
    case SLUICE_SYNTAX_LAMBDA:
      append_lambda (out, self, bindings);
      break;
    case SLUICE_SYNTAX_NAMED:
      append (out, self->children[0], bindings);
      break;
    case SLUICE_SYNTAX_ALIAS:
      append (out, self->children[0], bindings);
      g_string_append_printf (out, " AS %s", self->names[0]);
      break;
    case SLUICE_SYNTAX_ROW:
      g_string_append (out, "named_struct(");
      for (guint i = 0; i < self->n_children; i++)
        {
          g_string_append_printf (out, "%scol%u, ", i > 0 ? ", " : "", i + 1);
          append (out, self->children[i], bindings);
        }
      g_string_append_c (out, ')');
      break;
    case SLUICE_SYNTAX_RESOLVED:
      {
        g_autofree char *text
            = self->name == NULL ? sluice_expr_to_sql (self->resolved, NULL) : NULL;

        g_string_append (out, self->name != NULL ? self->name : text);
        break;
      }
    case SLUICE_SYNTAX_SUBQUERY:
    case SLUICE_SYNTAX_EXISTS:
      g_string_append (out, self->name);
      break;
    case SLUICE_SYNTAX_IN_QUERY:
      g_string_append_c (out, '(');
      append (out, self->children[0], bindings);
      g_string_append (out, " IN (listquery()))");
      break;
    case SLUICE_SYNTAX_CALL:
    default:
      append_call (out, self, bindings);
    }
}

char *
sluice_syntax_to_sql (const SluiceSyntax *self)
{
  GString *out = g_string_new (NULL);

  append (out, self, NULL);

  return g_string_free (out, FALSE);
}
