/* sluice-state-aggregates.c: aggregates as a text beside the state that they left.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "operators/sluice-state-aggregates.h"

#include "expr/sluice-analyzer.h"
#include "expr/sluice-function.h"
#include "formats/sluice-writer.h"

/* How constants end that are written as digits, or as a word. */
static const struct
{
  SluiceTypeId type;
  const char *suffix;
} numbers[] = {
  { SLUICE_TYPE_BOOLEAN, "" },  { SLUICE_TYPE_BYTE, "Y" },   { SLUICE_TYPE_SHORT, "S" },  { SLUICE_TYPE_INT, "" },
  { SLUICE_TYPE_BIGINT, "L" },  { SLUICE_TYPE_FLOAT, "F" },  { SLUICE_TYPE_DOUBLE, "D" }, { SLUICE_TYPE_DECIMAL, "BD" },
};

static void
append_string (const SluiceColumn *column, guint32 row, GString *out)
{
  const SluiceString *string = &column->string[sluice_column_index (column, row)];
  const char *text = string->data;

  g_string_append_c (out, '\'');
  for (guint32 i = 0; i < string->length; i++)
    {
      /* A newline ends a call. */
      if (text[i] == '\'' || text[i] == '\\' || text[i] == '\n')
        g_string_append_c (out, '\\');
      g_string_append_c (out, text[i] == '\n' ? 'n' : text[i]);
    }
  g_string_append_c (out, '\'');
}

/* Writes a constant of the kinds that functions ask to be constant: numbers, truth values, texts, and arrays of
 * them. Returns whether it is one. */
static gboolean
append_constant (const SluiceColumn *column, guint32 row, const SluiceSettings *settings, GString *out)
{
  if (sluice_column_is_null (column, row))
    {
      g_autofree char *type = sluice_type_to_sql (column->type);

      g_string_append_printf (out, "CAST(NULL AS %s)", type);
      return TRUE;
    }

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (numbers[i].type == column->type->id)
      {
        sluice_text_append_value (column, row, settings, out);
        g_string_append (out, numbers[i].suffix);
        return TRUE;
      }

  switch ((int) column->type->id)
    {
    case SLUICE_TYPE_STRING:
      append_string (column, row, out);
      return TRUE;
    case SLUICE_TYPE_ARRAY:
      {
        guint32 place = sluice_column_index (column, row);

        g_string_append (out, "array(");
        for (guint32 i = column->offsets[place]; i < column->offsets[place + 1]; i++)
          {
            if (i > column->offsets[place])
              g_string_append (out, ", ");
            if (!append_constant (column->children[0], i, settings, out))
              return FALSE;
          }
        g_string_append_c (out, ')');
        return TRUE;
      }
    default:
      return FALSE;
    }
}

/* Writes a call with its first @n_args arguments. */
static void
append_call (const SluiceExpr *expr, guint n_args, const SluiceSettings *settings, GString *calls, GArray *fields)
{
  g_string_append_printf (calls, "%s(%s", expr->function->name, expr->distinct ? "DISTINCT " : "");
  for (guint i = 0; i < n_args; i++)
    {
      const SluiceExpr *arg = expr->args[i];
      g_autoptr (GString) constant = g_string_new (NULL);

      if (i > 0)
        g_string_append (calls, ", ");
      if (arg->kind == SLUICE_EXPR_LITERAL && append_constant (arg->value, 0, settings, constant))
        g_string_append (calls, constant->str);
      else
        {
          SluiceField field = { g_strdup_printf ("a%u", fields->len), arg->type, arg->nullable, -1 };

          g_string_append (calls, field.name);
          g_array_append_val (fields, field);
        }
    }
  g_string_append_c (calls, ')');
}

static void
field_clear (gpointer data)
{
  g_free (((SluiceField *) data)->name);
}

/* Whether a call comes back as what it was. What doesn't would show wrong numbers later; then better none. */
static gboolean
comes_back (const SluiceExpr *expr, const char *call, const GArray *fields, const SluiceSettings *settings)
{
  g_autoptr (SluiceType) schema = sluice_type_struct ((SluiceField *) fields->data, fields->len);
  g_autofree char *arguments = sluice_type_to_ddl (schema);
  g_autoptr (GPtrArray) again = sluice_state_aggregates_from_text (call, arguments, settings, NULL);
  const SluiceExpr *first = again != NULL ? g_ptr_array_index (again, 0) : NULL;

  return first != NULL && first->aggregate == expr->aggregate && sluice_type_equal (first->type, expr->type);
}

/* Writes a call as it comes back: without arguments that the function adds by itself, as median does. */
static gboolean
write_call (const SluiceExpr *expr, const SluiceSettings *settings, GString *calls, GArray *fields)
{
  guint n_before = fields->len;
  gsize before = calls->len;

  for (guint n_args = expr->n_args;; n_args--)
    {
      append_call (expr, n_args, settings, calls, fields);
      if (comes_back (expr, calls->str + before, fields, settings))
        return TRUE;
      g_string_truncate (calls, before);
      g_array_set_size (fields, n_before);
      if (n_args <= 1)
        return FALSE;
    }
}

char *
sluice_state_aggregates_to_text (SluiceExpr *const    *exprs,
                                 guint                 n,
                                 const SluiceSettings *settings,
                                 char                **arguments)
{
  g_autoptr (GString) calls = g_string_new (NULL);
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (SluiceField));
  g_autoptr (SluiceType) schema = NULL;

  *arguments = NULL;
  g_array_set_clear_func (fields, field_clear);
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (calls, '\n');
      if (!write_call (exprs[i], settings, calls, fields))
        return NULL;
    }
  schema = sluice_type_struct ((SluiceField *) fields->data, fields->len);
  *arguments = sluice_type_to_ddl (schema);

  return g_string_free (g_steal_pointer (&calls), FALSE);
}

GPtrArray *
sluice_state_aggregates_from_text (const char           *text,
                                   const char           *arguments,
                                   const SluiceSettings *settings,
                                   GError              **error)
{
  g_autoptr (GPtrArray) exprs = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  g_auto (GStrv) calls = g_strsplit (text, "\n", -1);
  g_autoptr (SluiceType) schema
      = arguments[0] != '\0' ? sluice_parse_ddl (arguments, error) : sluice_type_struct (NULL, 0);
  SluiceScopeInput input = { NULL, schema, 0 };
  SluiceScope scope = { &input, 1, settings };

  if (schema == NULL)
    return NULL;

  for (guint i = 0; calls[i] != NULL; i++)
    {
      g_autoptr (SluiceExpr) expr = sluice_analyze (calls[i], &scope, SLUICE_ALLOW_AGGREGATES, error);

      if (expr == NULL)
        return NULL;
      if (expr->kind != SLUICE_EXPR_AGGREGATE)
        {
          sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_ANALYSIS, NULL,
                            "“%s” is not a single aggregate.", calls[i]);
          return NULL;
        }
      g_ptr_array_add (exprs, g_steal_pointer (&expr));
    }

  return g_steal_pointer (&exprs);
}
