/* sluice-aggregate-arguments.c: arguments of aggregates that must be constant.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "expr/sluice-aggregates.h"
#include "expr/sluice-convert.h"
#include "expr/sluice-decimal.h"

gboolean
sluice_aggregate_fold (
    SluiceAnalyzer *analyzer, SluiceCall *call, guint index, const char *name, GError **error)
{
  const SluiceType *type = call->args[index]->type;
  GError *local_error = NULL;
  SluiceExpr *literal = sluice_analyzer_fold (analyzer, call->args[index], &local_error);

  if (literal != NULL)
    {
      sluice_call_replace_arg (call, index, literal);
      return TRUE;
    }

  if (local_error != NULL)
    g_propagate_error (error, local_error);
  else
    {
      g_autofree char *type_sql = sluice_type_to_sql (type);
      g_autofree char *sql = sluice_call_arg_to_sql (call, index);

      sluice_call_mismatch (call, "NON_FOLDABLE_INPUT", error,
                            "the input `%s` should be a foldable \"%s\" expression; however, got \"%s\".",
                            name, type_sql, sql);
    }

  return FALSE;
}

gboolean
sluice_aggregate_fold_not_null (
    SluiceAnalyzer *analyzer, SluiceCall *call, guint index, const char *name, GError **error)
{
  if (!sluice_aggregate_fold (analyzer, call, index, name, error))
    return FALSE;
  if (!sluice_column_is_null (call->args[index]->value, 0))
    return TRUE;

  sluice_call_mismatch (call, "UNEXPECTED_NULL", error, "The %s must not be null.", name);

  return FALSE;
}

double
sluice_aggregate_to_double (const SluiceColumn *column, guint32 row)
{
  row = sluice_column_index (column, row);
  switch ((int) column->type->id)
    {
    case SLUICE_TYPE_BYTE:
      return column->i8[row];
    case SLUICE_TYPE_SHORT:
      return column->i16[row];
    case SLUICE_TYPE_INT:
    case SLUICE_TYPE_DATE:
    case SLUICE_TYPE_YEAR_MONTH_INTERVAL:
      return column->i32[row];
    case SLUICE_TYPE_FLOAT:
      return (double) column->f32[row];
    case SLUICE_TYPE_DOUBLE:
      return column->f64[row];
    case SLUICE_TYPE_DECIMAL:
      return sluice_decimal_to_double (column->i128[row], column->type->scale);
    default:
      return (double) column->i64[row];
    }
}

/* As Java casts: towards zero, NaN is 0, and what is beyond is the nearest there is. */
static gint64
to_long (double value)
{
  if (value != value)
    return 0;
  if (value >= 9223372036854775807.0)
    return G_MAXINT64;
  if (value <= -9223372036854775808.0)
    return G_MININT64;

  return (gint64) value;
}

static gint32
to_int (double value)
{
  return (gint32) CLAMP (to_long (value), G_MININT32, G_MAXINT32);
}

gboolean
sluice_aggregate_from_double (double value, SluiceColumn *column, guint32 row)
{
  switch ((int) column->type->id)
    {
    case SLUICE_TYPE_BYTE:
      column->i8[row] = (gint8) to_int (value);
      return TRUE;
    case SLUICE_TYPE_SHORT:
      column->i16[row] = (gint16) to_int (value);
      return TRUE;
    case SLUICE_TYPE_INT:
    case SLUICE_TYPE_DATE:
    case SLUICE_TYPE_YEAR_MONTH_INTERVAL:
      column->i32[row] = to_int (value);
      return TRUE;
    case SLUICE_TYPE_FLOAT:
      column->f32[row] = (float) value;
      return TRUE;
    case SLUICE_TYPE_DOUBLE:
      column->f64[row] = value;
      return TRUE;
    case SLUICE_TYPE_DECIMAL:
      {
        char text[SLUICE_FORMAT_MAX];
        gsize length = sluice_format_double (value, text);

        column->i128[row] = 0;
        return isfinite (value)
               && sluice_parse_decimal (text, length, column->type->precision, column->type->scale,
                                        &column->i128[row], NULL);
      }
    default:
      column->i64[row] = to_long (value);
      return TRUE;
    }
}

gboolean
sluice_aggregate_coerce_percentage (
    SluiceAnalyzer *analyzer, SluiceCall *call, guint index, gboolean either, GError **error)
{
  const SluiceType *from = call->args[index]->type;
  const SluiceType *number = sluice_type_primitive (SLUICE_TYPE_DOUBLE);
  gboolean is_array = from->id == SLUICE_TYPE_ARRAY;
  g_autoptr (SluiceType) array = sluice_type_array (number, FALSE);
  const SluiceType *element = is_array ? from->fields[0].type : from;

  if ((is_array && from->fields[0].nullable)
      || !(sluice_type_is_numeric (element->id) || (element->id == SLUICE_TYPE_STRING && !is_array)
           || element->id == SLUICE_TYPE_VOID))
    {
      sluice_call_wrong_type (call, index,
                              either     ? "(\"DOUBLE\" or \"ARRAY<DOUBLE>\")"
                              : is_array ? "\"ARRAY<DOUBLE>\""
                                         : "\"DOUBLE\"",
                              error);
      return FALSE;
    }
  sluice_call_cast_arg (analyzer, call, index, is_array ? array : number);

  return TRUE;
}

static gboolean
check_range (const SluiceCall *call, const SluicePercentages *self, GError **error)
{
  g_autoptr (GString) list = g_string_new (NULL);
  gboolean good = TRUE;

  for (guint i = 0; i < self->n; i++)
    {
      char text[SLUICE_FORMAT_MAX];
      gsize length = sluice_format_double (self->values[i], text);

      good = good && !(self->values[i] < 0) && !(self->values[i] > 1);
      g_string_append_printf (list, "%s%.*sD", i > 0 ? "," : "", (int) length, text);
    }
  if (!good)
    sluice_call_mismatch (call, "VALUE_OUT_OF_RANGE", error,
                          "The percentage must be between [0.0, 1.0] (current value = %s).", list->str);

  return good;
}

SluicePercentages *
sluice_aggregate_percentages (
    SluiceAnalyzer *analyzer, SluiceCall *call, guint index, gboolean either, GError **error)
{
  SluicePercentages *self;
  const SluiceColumn *value;
  guint32 begin = 0, end = 1;

  if (!sluice_aggregate_coerce_percentage (analyzer, call, index, either, error)
      || !sluice_aggregate_fold_not_null (analyzer, call, index, "percentage", error))
    return NULL;

  value = call->args[index]->value;
  if (value->type->id == SLUICE_TYPE_ARRAY)
    {
      begin = value->offsets[0];
      end = value->offsets[1];
      value = value->children[0];
    }
  self = g_malloc0 (sizeof *self + sizeof (double) * (end - begin));
  self->is_array = call->args[index]->type->id == SLUICE_TYPE_ARRAY;
  self->n = end - begin;
  for (guint i = 0; i < self->n; i++)
    self->values[i] = value->f64[sluice_column_index (value, begin + i)];
  if (!check_range (call, self, error))
    g_clear_pointer (&self, g_free);

  return self;
}

void
sluice_aggregate_write_percentiles (const SluicePercentages *self,
                                    SluiceEvalContext       *context,
                                    const double            *values,
                                    const gboolean          *empty,
                                    guint32                  n,
                                    SluiceColumn            *result)
{
  SluiceColumn *column = result;
  guint32 at = 0;

  if (self->is_array)
    {
      guint32 total = 0;

      result->offsets[0] = 0;
      for (guint32 i = 0; i < n; i++)
        {
          total += empty[i] ? 0 : self->n;
          result->offsets[i + 1] = total;
        }
      sluice_arena_align (context->arena);
      column = sluice_column_new (context->arena, result->type->fields[0].type, total);
      result->children[0] = column;
    }

  for (guint32 i = 0; i < n; i++)
    {
      if (empty[i] || self->n == 0)
        sluice_aggregate_set_null (context, result, i);
      if (self->is_array && empty[i])
        continue;
      for (guint k = 0; k < self->n; k++, at++)
        if (!sluice_aggregate_from_double (empty[i] ? 0 : values[(gsize) i * self->n + k], column, at))
          sluice_aggregate_set_null (context, column, at);
    }
}
