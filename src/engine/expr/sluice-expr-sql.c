/* sluice-expr-sql.c: expressions as Spark's messages write them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-convert.h"
#include "expr/sluice-expr.h"
#include "expr/sluice-function.h"
#include "expr/sluice-over.h"
#include "expr/sluice-time-of-day.h"

static void append (GString *out, const SluiceExpr *expr, const SluiceType *schema);

static const char *const infix[][2] = {
  { "+", "+" },     { "-", "-" },     { "*", "*" },       { "/", "/" },     { "%", "%" },
  { "div", "div" }, { "=", "=" },     { "==", "=" },      { "<=>", "<=>" }, { "<", "<" },
  { "<=", "<=" },   { ">", ">" },     { ">=", ">=" },     { "&", "&" },     { "|", "|" },
  { "^", "^" },     { "and", "AND" }, { "or", "OR" },
};

static void
append_scaled (GString *out, gsize (*format) (gint64, const SluiceZone *, char *),
               const char *prefix, gint64 value, const SluiceZone *zone)
{
  char buffer[SLUICE_FORMAT_MAX];

  g_string_append_printf (out, "%s '", prefix);
  g_string_append_len (out, buffer, (gssize) format (value, zone, buffer));
  g_string_append_c (out, '\'');
}

static void
append_value (GString *out, const SluiceColumn *column, guint32 row)
{
  char buffer[SLUICE_FORMAT_MAX];

  if (sluice_column_is_null (column, row))
    {
      g_string_append (out, "NULL");
      return;
    }

  row = sluice_column_index (column, row);
  switch (column->type->id)
    {
    case SLUICE_TYPE_BOOLEAN:
      g_string_append (out, column->boolean[row] ? "true" : "false");
      break;
    case SLUICE_TYPE_BYTE:
      g_string_append_printf (out, "%d", column->i8[row]);
      break;
    case SLUICE_TYPE_SHORT:
      g_string_append_printf (out, "%d", column->i16[row]);
      break;
    case SLUICE_TYPE_INT:
      g_string_append_printf (out, "%d", column->i32[row]);
      break;
    case SLUICE_TYPE_BIGINT:
      g_string_append_printf (out, "%" G_GINT64_FORMAT, column->i64[row]);
      break;
    case SLUICE_TYPE_DECIMAL:
      g_string_append_len (out, buffer,
                           (gssize) sluice_format_decimal (column->i128[row], column->type->scale,
                                                           buffer));
      break;
    case SLUICE_TYPE_FLOAT:
      g_string_append_len (out, buffer, (gssize) sluice_format_float (column->f32[row], buffer));
      break;
    case SLUICE_TYPE_DOUBLE:
      g_string_append_len (out, buffer, (gssize) sluice_format_double (column->f64[row], buffer));
      break;
    case SLUICE_TYPE_STRING:
      g_string_append_len (out, column->string[row].data, column->string[row].length);
      break;
    case SLUICE_TYPE_BINARY:
      g_string_append (out, "X'");
      for (guint32 i = 0; i < column->string[row].length; i++)
        g_string_append_printf (out, "%02X", (guint8) column->string[row].data[i]);
      g_string_append_c (out, '\'');
      break;
    case SLUICE_TYPE_DATE:
      g_string_append (out, "DATE '");
      g_string_append_len (out, buffer, (gssize) sluice_format_date (column->i32[row], buffer));
      g_string_append_c (out, '\'');
      break;
    case SLUICE_TYPE_TIMESTAMP:
      append_scaled (out, sluice_format_timestamp, "TIMESTAMP", column->i64[row],
                     sluice_zone_lookup ("UTC"));
      break;
    case SLUICE_TYPE_TIMESTAMP_NTZ:
      append_scaled (out, sluice_format_timestamp, "TIMESTAMP_NTZ", column->i64[row], NULL);
      break;
    case SLUICE_TYPE_TIME:
      g_string_append (out, "TIME '");
      g_string_append_len (out, buffer, (gssize) sluice_format_time (column->i64[row], buffer));
      g_string_append_c (out, '\'');
      break;
    case SLUICE_TYPE_YEAR_MONTH_INTERVAL:
    case SLUICE_TYPE_DAY_TIME_INTERVAL:
      g_string_append_len (out, buffer,
                           (gssize) sluice_format_interval (
                               column->type,
                               column->type->id == SLUICE_TYPE_YEAR_MONTH_INTERVAL
                                   ? column->i32[row]
                                   : column->i64[row],
                               buffer));
      break;
    case SLUICE_TYPE_CALENDAR_INTERVAL:
      g_string_append_printf (out, "INTERVAL '%d months %d days %" G_GINT64_FORMAT " microseconds'",
                              column->interval[row].months, column->interval[row].days,
                              column->interval[row].microseconds);
      break;
    case SLUICE_TYPE_STRUCT:
      g_string_append (out, "struct(");
      for (guint i = 0; i < column->n_children; i++)
        {
          g_string_append (out, i > 0 ? ", " : "");
          append_value (out, column->children[i], row);
        }
      g_string_append_c (out, ')');
      break;
    case SLUICE_TYPE_ARRAY:
    case SLUICE_TYPE_MAP:
      g_string_append (out, column->type->id == SLUICE_TYPE_ARRAY ? "array(" : "map(");
      for (guint32 e = column->offsets[row]; e < column->offsets[row + 1]; e++)
        for (guint i = 0; i < column->n_children; i++)
          {
            g_string_append (out, e > column->offsets[row] || i > 0 ? ", " : "");
            append_value (out, column->children[i], e);
          }
      g_string_append_c (out, ')');
      break;
    case SLUICE_TYPE_VOID:
    default:
      g_string_append (out, "NULL");
      break;
    }
}

static void
append_list (GString *out, const SluiceExpr *expr, guint first, const SluiceType *schema)
{
  for (guint i = first; i < expr->n_args; i++)
    {
      g_string_append (out, i > first ? ", " : "");
      append (out, expr->args[i], schema);
    }
}

static void
append_case (GString *out, const SluiceExpr *expr, const SluiceType *schema)
{
  g_string_append (out, "CASE");
  for (guint i = 0; i + 1 < expr->n_args; i += 2)
    {
      g_string_append (out, " WHEN ");
      append (out, expr->args[i], schema);
      g_string_append (out, " THEN ");
      append (out, expr->args[i + 1], schema);
    }
  if (expr->n_args % 2 == 1)
    {
      g_string_append (out, " ELSE ");
      append (out, expr->args[expr->n_args - 1], schema);
    }
  g_string_append (out, " END");
}

static gboolean
append_operator (GString *out, const SluiceExpr *expr, const SluiceType *schema)
{
  const char *name = expr->function->name;

  if (expr->n_args == 2)
    for (guint i = 0; i < G_N_ELEMENTS (infix); i++)
      if (g_str_equal (name, infix[i][0]))
        {
          g_string_append_c (out, '(');
          append (out, expr->args[0], schema);
          g_string_append_printf (out, " %s ", infix[i][1]);
          append (out, expr->args[1], schema);
          g_string_append_c (out, ')');
          return TRUE;
        }

  if (g_str_equal (name, "<>") || g_str_equal (name, "!="))
    {
      g_string_append (out, "(NOT (");
      append (out, expr->args[0], schema);
      g_string_append (out, " = ");
      append (out, expr->args[1], schema);
      g_string_append (out, "))");
    }
  else if (g_str_equal (name, "not") || g_str_equal (name, "!"))
    {
      g_string_append (out, "(NOT ");
      append (out, expr->args[0], schema);
      g_string_append_c (out, ')');
    }
  else if (g_str_equal (name, "isnull") || g_str_equal (name, "isnotnull"))
    {
      g_string_append_c (out, '(');
      append (out, expr->args[0], schema);
      g_string_append (out, g_str_equal (name, "isnull") ? " IS NULL)" : " IS NOT NULL)");
    }
  else if (g_str_equal (name, "in"))
    {
      g_string_append_c (out, '(');
      append (out, expr->args[0], schema);
      g_string_append (out, " IN (");
      append_list (out, expr, 1, schema);
      g_string_append (out, "))");
    }
  else if (g_str_equal (name, "case"))
    append_case (out, expr, schema);
  else if (g_str_equal (name, "if"))
    {
      g_string_append (out, "(IF(");
      append_list (out, expr, 0, schema);
      g_string_append (out, "))");
    }
  else if (g_str_equal (name, "like") && expr->n_args == 2)
    {
      append (out, expr->args[0], schema);
      g_string_append (out, " LIKE ");
      append (out, expr->args[1], schema);
    }
  else if (g_str_equal (name, "rlike"))
    {
      g_string_append (out, "RLIKE(");
      append_list (out, expr, 0, schema);
      g_string_append_c (out, ')');
    }
  else if (g_str_equal (name, "negative"))
    {
      g_string_append (out, "(- ");
      append (out, expr->args[0], schema);
      g_string_append_c (out, ')');
    }
  else if (g_str_equal (name, "~"))
    {
      g_string_append_c (out, '~');
      append (out, expr->args[0], schema);
    }
  else if (g_str_equal (name, "[]"))
    {
      append (out, expr->args[0], schema);
      g_string_append_c (out, '[');
      append (out, expr->args[1], schema);
      g_string_append_c (out, ']');
    }
  else if (g_str_equal (name, "."))
    {
      append (out, expr->args[0], schema);
      g_string_append_c (out, '.');
      append (out, expr->args[1], schema);
    }
  else
    return FALSE;

  return TRUE;
}

gboolean
sluice_expr_is_cast (const SluiceExpr *expr)
{
  return expr->kind == SLUICE_EXPR_CALL && expr->n_args == 1
         && (expr->function == NULL || g_str_equal (expr->function->name, "cast")
             || g_str_equal (expr->function->name, "try_cast"));
}

/* The window of an expression of kind OVER, without its frame, which says little about a plan. */
static void
append_window (GString *out, const SluiceExpr *expr, const SluiceType *schema)
{
  const SluiceOverSpec *spec = sluice_over_spec (expr);
  SluiceExpr *const *keys = sluice_over_partition (expr);

  append (out, expr->args[0], schema);
  if (spec->has_filter)
    {
      g_string_append (out, " FILTER (WHERE ");
      append (out, expr->args[1], schema);
      g_string_append_c (out, ')');
    }
  g_string_append (out, " OVER (");
  for (guint i = 0; i < spec->n_partition; i++)
    {
      g_string_append (out, i > 0 ? ", " : "PARTITION BY ");
      append (out, keys[i], schema);
    }
  for (guint i = 0; i < spec->n_order; i++)
    {
      g_string_append (out, i > 0 ? ", " : spec->n_partition > 0 ? " ORDER BY " : "ORDER BY ");
      append (out, keys[spec->n_partition + i], schema);
      g_string_append_printf (out, " %s NULLS %s", spec->descending[i] ? "DESC" : "ASC",
                              spec->nulls_first[i] ? "FIRST" : "LAST");
    }
  g_string_append_c (out, ')');
}

static void
append (GString *out, const SluiceExpr *expr, const SluiceType *schema)
{
  switch (expr->kind)
    {
    case SLUICE_EXPR_LITERAL:
      append_value (out, expr->value, 0);
      return;
    case SLUICE_EXPR_COLUMN:
      if (schema != NULL && expr->index < schema->n_fields)
        g_string_append (out, schema->fields[expr->index].name);
      else
        g_string_append_printf (out, "#%u", expr->index);
      return;
    case SLUICE_EXPR_VARIABLE:
      g_string_append_printf (out, "x_%u", expr->index);
      return;
    case SLUICE_EXPR_LAMBDA:
      g_string_append (out, "lambdafunction(");
      append (out, expr->args[0], schema);
      for (guint i = 0; i < expr->n_variables; i++)
        g_string_append_printf (out, ", x_%u", expr->index + i);
      g_string_append_c (out, ')');
      return;
    case SLUICE_EXPR_OVER:
      append_window (out, expr, schema);
      return;
    case SLUICE_EXPR_CALL:
    case SLUICE_EXPR_AGGREGATE:
    case SLUICE_EXPR_WINDOWED:
    case SLUICE_EXPR_GENERATOR:
      break;
    }

  if (sluice_expr_is_cast (expr))
    {
      /* A cast that the coercion put in has no text of its own and isn't shown, as in Spark. */
      if (expr->text_offset < 0)
        append (out, expr->args[0], schema);
      else
        {
          g_autofree char *type = sluice_type_to_sql (expr->type);

          g_string_append (out, "CAST(");
          append (out, expr->args[0], schema);
          g_string_append_printf (out, " AS %s)", type);
        }
      return;
    }

  if (expr->kind == SLUICE_EXPR_CALL && append_operator (out, expr, schema))
    return;

  g_string_append (out, expr->function != NULL ? expr->function->name : expr->kernel->name);
  g_string_append_c (out, '(');
  if (expr->distinct)
    g_string_append (out, "DISTINCT ");
  if (expr->function != NULL && expr->n_args > 0
      && sluice_function_hides_settings (expr->function->name))
    append (out, expr->args[0], schema);
  else
    append_list (out, expr, 0, schema);
  g_string_append_c (out, ')');
  if (expr->filter != NULL)
    {
      g_string_append (out, " FILTER (WHERE ");
      append (out, expr->filter, schema);
      g_string_append_c (out, ')');
    }
}

char *
sluice_expr_to_sql (const SluiceExpr *self, const SluiceType *schema)
{
  GString *out = g_string_new (NULL);

  append (out, self, schema);

  return g_string_free (out, FALSE);
}
