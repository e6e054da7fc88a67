/* property-case.c: a random pipeline with the data that goes through it.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "property-case.h"

static const char *const words[] = { "ant", "bee", "cat", "dog" };

static void
node_free (gpointer data)
{
  PropNode *node = data;

  g_clear_pointer (&node->rows, g_array_unref);
  g_free (node);
}

static void
step_free (gpointer data)
{
  PropStep *step = data;

  for (guint i = 0; i < PROP_MAX_SOURCES; i++)
    g_clear_pointer (&step->rows[i], g_array_unref);
  g_free (step);
}

PropCase *
prop_case_new (guint64 seed)
{
  PropCase *self = g_new0 (PropCase, 1);

  self->seed = seed;
  self->nodes = g_ptr_array_new_with_free_func (node_free);
  self->exprs = g_ptr_array_new_with_free_func (g_free);
  self->steps = g_ptr_array_new_with_free_func (step_free);

  return self;
}

void
prop_case_free (PropCase *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->nodes);
  g_ptr_array_unref (self->exprs);
  g_ptr_array_unref (self->steps);
  g_free (self);
}

PropNode *
prop_case_add_node (PropCase *self, PropKind kind)
{
  static const char *const names[] = {
    "source", "table", "select", "columns", "filter", "watermark", "group", "distinct", "within", "lookup", "join", "union",
  };
  PropNode *node = g_new0 (PropNode, 1);

  node->kind = kind;
  g_snprintf (node->id, sizeof node->id, "%s%u", names[kind], self->nodes->len);
  g_ptr_array_add (self->nodes, node);

  return node;
}

const PropExpr *
prop_case_add_expr (PropCase *self, const PropExpr *expr)
{
  PropExpr *copy = g_memdup2 (expr, sizeof *expr);

  g_ptr_array_add (self->exprs, copy);

  return copy;
}

int
prop_node_find_event_time (const PropNode *self)
{
  for (guint i = 0; i < self->n_columns; i++)
    if (self->columns[i].event_time)
      return (int) i;

  return -1;
}

gboolean
prop_node_is_stateful (const PropNode *self)
{
  return self->kind == PROP_GROUP || self->kind == PROP_DISTINCT || self->kind == PROP_DISTINCT_WITHIN
         || self->kind == PROP_JOIN_STREAM;
}

/* Expressions. */

static PropValue
truth (gboolean value)
{
  return (PropValue){ FALSE, value, 0 };
}

static PropValue
eval_and (const PropExpr *self, const PropRow *row, gboolean decisive)
{
  PropValue left = prop_expr_eval (self->args[0], row);
  PropValue right = prop_expr_eval (self->args[1], row);

  if ((!left.null && left.a == decisive) || (!right.null && right.a == decisive))
    return truth (decisive);
  if (left.null || right.null)
    return (PropValue){ TRUE, 0, 0 };

  return truth (!decisive);
}

static PropValue
eval_strict (const PropExpr *self, PropValue left, PropValue right)
{
  switch (self->op)
    {
    case PROP_ADD:
      return (PropValue){ FALSE, left.a + right.a, 0 };
    case PROP_SUBTRACT:
      return (PropValue){ FALSE, left.a - right.a, 0 };
    case PROP_MULTIPLY:
      return (PropValue){ FALSE, left.a * right.a, 0 };
    case PROP_REMAINDER:
      return (PropValue){ FALSE, left.a % right.a, 0 };
    case PROP_EQUAL:
      return truth (left.a == right.a && left.b == right.b);
    case PROP_LESS:
      return truth (left.a < right.a);
    case PROP_AT_MOST:
      return truth (left.a <= right.a);
    default:
      g_assert_not_reached ();
    }
}

PropValue
prop_expr_eval (const PropExpr *self, const PropRow *row)
{
  PropValue value;
  PropValue other;

  switch (self->op)
    {
    case PROP_COLUMN:
      return row->values[self->column];
    case PROP_CONSTANT:
      return self->constant;
    case PROP_AND:
      return eval_and (self, row, FALSE);
    case PROP_OR:
      return eval_and (self, row, TRUE);
    case PROP_IF:
      return prop_expr_eval (self->args[prop_expr_holds (self->args[0], row) ? 1 : 2], row);
    default:
      break;
    }

  value = prop_expr_eval (self->args[0], row);
  switch (self->op)
    {
    case PROP_WINDOW_START:
      value.b = 0;
      return value;
    case PROP_NOT:
      value.a = !value.a;
      return value;
    case PROP_IS_NULL:
      return truth (value.null);
    case PROP_IS_NOT_NULL:
      return truth (!value.null);
    case PROP_COALESCE:
      return value.null ? prop_expr_eval (self->args[1], row) : value;
    default:
      break;
    }

  other = prop_expr_eval (self->args[1], row);
  if (value.null || other.null)
    return (PropValue){ TRUE, 0, 0 };

  return eval_strict (self, value, other);
}

gboolean
prop_expr_holds (const PropExpr *self, const PropRow *row)
{
  PropValue value = prop_expr_eval (self, row);

  return !value.null && value.a != 0;
}

void
prop_expr_mark (const PropExpr *self, gboolean *used)
{
  if (self == NULL)
    return;
  if (self->op == PROP_COLUMN)
    used[self->column] = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (self->args); i++)
    prop_expr_mark (self->args[i], used);
}

/* Texts. */

static void
append_time (gint64 time_us, GString *out)
{
  g_autoptr (GDateTime) time = NULL;
  gint64 seconds = time_us / 1000000;
  gint64 micros = time_us % 1000000;
  g_autofree char *text = NULL;

  if (micros < 0)
    {
      micros += 1000000;
      seconds--;
    }
  time = g_date_time_new_from_unix_utc (seconds);
  text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");
  if (micros % 1000 == 0)
    g_string_append_printf (out, "%s.%03dZ", text, (int) (micros / 1000));
  else
    g_string_append_printf (out, "%s.%06dZ", text, (int) micros);
}

static void
append_constant (const PropExpr *self, GString *out)
{
  if (self->constant.null)
    g_string_append (out, "NULL");
  else if (self->type == PROP_LONG)
    g_string_append_printf (out, "%" G_GINT64_FORMAT, self->constant.a);
  else if (self->type == PROP_TEXT)
    g_string_append_printf (out, "'%s'", words[self->constant.a]);
  else
    {
      g_string_append (out, "TIMESTAMP '");
      append_time (self->constant.a, out);
      g_string_append_c (out, '\'');
    }
}

static void
append_infix (const PropExpr *self, const char *op, const PropColumn *columns, GString *out)
{
  g_string_append_c (out, '(');
  prop_expr_append (self->args[0], columns, out);
  g_string_append (out, op);
  if (self->args[1] != NULL)
    prop_expr_append (self->args[1], columns, out);
  g_string_append_c (out, ')');
}

void
prop_expr_append (const PropExpr *self, const PropColumn *columns, GString *out)
{
  static const char *const infixes[] = {
    [PROP_ADD] = " + ",         [PROP_SUBTRACT] = " - ", [PROP_MULTIPLY] = " * ",
    [PROP_REMAINDER] = " % ",   [PROP_EQUAL] = " = ",    [PROP_LESS] = " < ",
    [PROP_AT_MOST] = " <= ",    [PROP_AND] = " AND ",    [PROP_OR] = " OR ",
    [PROP_IS_NULL] = " IS NULL", [PROP_IS_NOT_NULL] = " IS NOT NULL",
  };

  switch (self->op)
    {
    case PROP_COLUMN:
      g_string_append (out, columns[self->column].name);
      break;
    case PROP_CONSTANT:
      append_constant (self, out);
      break;
    case PROP_WINDOW_START:
      prop_expr_append (self->args[0], columns, out);
      g_string_append (out, ".start");
      break;
    case PROP_NOT:
      g_string_append (out, "(NOT ");
      prop_expr_append (self->args[0], columns, out);
      g_string_append_c (out, ')');
      break;
    case PROP_COALESCE:
    case PROP_IF:
      g_string_append (out, self->op == PROP_IF ? "if(" : "coalesce(");
      for (guint i = 0; i < G_N_ELEMENTS (self->args) && self->args[i] != NULL; i++)
        {
          g_string_append (out, i > 0 ? ", " : "");
          prop_expr_append (self->args[i], columns, out);
        }
      g_string_append_c (out, ')');
      break;
    default:
      append_infix (self, infixes[self->op], columns, out);
      break;
    }
}

void
prop_value_append (const PropValue *value, PropType type, GString *out)
{
  if (value->null)
    {
      g_string_append (out, "null");
      return;
    }
  switch (type)
    {
    case PROP_LONG:
      g_string_append_printf (out, "%" G_GINT64_FORMAT, value->a);
      break;
    case PROP_TEXT:
      g_string_append_printf (out, "\"%s\"", words[value->a]);
      break;
    case PROP_TIME:
      g_string_append_c (out, '"');
      append_time (value->a, out);
      g_string_append_c (out, '"');
      break;
    case PROP_WINDOW:
      g_string_append (out, "{\"start\":\"");
      append_time (value->a, out);
      g_string_append (out, "\",\"end\":\"");
      append_time (value->b, out);
      g_string_append (out, "\"}");
      break;
    default:
      g_assert_not_reached ();
    }
}

char *
prop_row_to_text (const PropRow *self, const PropNode *node)
{
  GString *out = g_string_new ("{");

  for (guint i = 0; i < node->n_columns; i++)
    {
      g_string_append_printf (out, "%s\"%s\": ", i > 0 ? ", " : "", node->columns[i].name);
      prop_value_append (&self->values[i], node->columns[i].type, out);
    }
  g_string_append_c (out, '}');

  return g_string_free (out, FALSE);
}
