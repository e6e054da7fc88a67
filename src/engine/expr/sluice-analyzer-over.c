/* sluice-analyzer-over.c: functions with OVER: what they are computed from, and over which rows.
 *
 * The result is an expression of kind OVER, whose arguments are the function, its filter, the keys of the window and
 * what the ends of a frame by RANGE are compared with: all of them expressions over a row of the input, which the
 * operator computes before it looks at other rows.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-analyzer-private.h"
#include "expr/sluice-cast.h"
#include "expr/sluice-over.h"
#include "expr/sluice-value.h"

/* What is being put together. */
typedef struct
{
  SluiceAnalyzer *analyzer;
  const SluiceSyntax *syntax;
  SluiceWindowSyntax *window;
  SluiceOverSpec *spec;
  GPtrArray *args; /* of SluiceExpr */
} Over;

static gboolean
fail (const Over *self, const char *condition, GError **error, const char *format, ...) G_GNUC_PRINTF (4, 5);

static gboolean
fail (const Over *self, const char *condition, GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  sluice_analyzer_error (self->syntax, condition, error, "%s", message);

  return FALSE;
}

static char *
type_name (const SluiceExpr *expr)
{
  return sluice_type_to_sql (expr->type);
}

/* Keys. */

static SluiceExpr *
add_key (Over *self, const SluiceSyntax *key, GError **error)
{
  SluiceExpr *expr = sluice_analyzer_run (self->analyzer, key, error);

  if (expr != NULL)
    g_ptr_array_add (self->args, expr);

  return expr;
}

static gboolean
analyze_keys (Over *self, GError **error)
{
  const SluiceWindowSyntax *window = self->window;

  for (guint i = 0; i < window->n_partition; i++)
    {
      const SluiceExpr *key = add_key (self, window->partition[i], error);
      g_autofree char *type = key != NULL ? type_name (key) : NULL;
      g_autofree char *sql = sluice_syntax_to_sql (window->partition[i]);

      if (key == NULL)
        return FALSE;
      if (!sluice_type_is_orderable (key->type))
        return fail (self, "EXPRESSION_TYPE_IS_NOT_ORDERABLE", error,
                     "Column expression \"%s\" cannot be sorted because its type \"%s\" is not orderable.",
                     sql, type);
    }
  for (guint i = 0; i < window->n_order; i++)
    {
      const SluiceExpr *key = add_key (self, window->order[i], error);
      g_autofree char *type = key != NULL ? type_name (key) : NULL;
      g_autofree char *sql = sluice_syntax_to_sql (window->order[i]);

      if (key == NULL)
        return FALSE;
      if (!sluice_type_is_orderable (key->type))
        return fail (self, "DATATYPE_MISMATCH.INVALID_ORDERING_TYPE", error,
                     "Cannot resolve \"%s\" due to data type mismatch: The `sortorder` does not support "
                     "ordering on type \"%s\".",
                     sql, type);
      self->spec->descending[i] = window->descending[i];
      self->spec->nulls_first[i] = !window->nulls_last[i];
    }

  return TRUE;
}

/* Frames. */

static const char *
side_name (const SluiceFrameBoundSyntax *bound)
{
  return bound->side == SLUICE_FRAME_CURRENT_ROW ? "CURRENT ROW"
         : bound->side == SLUICE_FRAME_PRECEDING ? "UNBOUNDED PRECEDING"
                                                 : "UNBOUNDED FOLLOWING";
}

/* Whether Spark, which asks before it looks for functions, sees a constant. */
static gboolean
is_written_out (const SluiceSyntax *node)
{
  if (node->kind == SLUICE_SYNTAX_CALL || node->kind == SLUICE_SYNTAX_COLUMN)
    return FALSE;
  for (guint i = 0; i < node->n_children; i++)
    if (!is_written_out (node->children[i]))
      return FALSE;

  return TRUE;
}

/* How far an end is away, counted in the order of the rows: negative before the current one. */
static SluiceExpr *
analyze_distance (Over *self, guint end, GError **error)
{
  const SluiceFrameBoundSyntax *bound = &self->window->bounds[end];
  SluiceExpr *distance
      = is_written_out (bound->distance) ? sluice_analyzer_run (self->analyzer, bound->distance, NULL) : NULL;
  SluiceExpr *negative;

  if (distance == NULL || !sluice_expr_is_foldable (distance))
    {
      sluice_expr_unref (distance);
      sluice_analyzer_error (bound->distance, "INVALID_SQL_SYNTAX.INVALID_WINDOW_FRAME_BOUND", error,
                             "Frame bound value must be a literal.");
      return NULL;
    }
  if (bound->side == SLUICE_FRAME_FOLLOWING)
    return distance;
  negative = sluice_analyzer_call (self->analyzer, "negative", &distance, 1, bound->distance, error);
  sluice_expr_unref (distance);

  return negative;
}

static gboolean
wrong_type (const Over *self, guint end, const SluiceExpr *distance, const char *expected, GError **error)
{
  g_autofree char *type = type_name (distance);

  return fail (self, "DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_UNACCEPTED_TYPE", error,
               "Cannot resolve the window frame due to data type mismatch: The data type of the %s bound "
               "\"%s\" does not match the expected data type %s.",
               end == 0 ? "lower" : "upper", type, expected);
}

static gboolean
has_interval_or_number (const SluiceExpr *distance)
{
  SluiceTypeId id = distance->type->id;

  return sluice_type_is_numeric (id) || id == SLUICE_TYPE_YEAR_MONTH_INTERVAL
         || id == SLUICE_TYPE_DAY_TIME_INTERVAL || id == SLUICE_TYPE_CALENDAR_INTERVAL;
}

/* As Spark does: by dates and timestamps a distance is added, by anything else it is of the key's type. */
static SluiceExpr *
coerce_distance (Over *self, guint end, const SluiceType *type, SluiceExpr *distance)
{
  SluiceExpr *result;

  if (type->id == SLUICE_TYPE_DATE || type->id == SLUICE_TYPE_TIMESTAMP
      || sluice_type_equal (distance->type, type)
      || !sluice_cast_allowed (distance->type, type, SLUICE_CAST_ANSI))
    return distance;
  result = sluice_analyzer_cast (self->analyzer, distance, type);
  sluice_expr_unref (distance);
  self->window->bounds[end].converted = TRUE;

  return result;
}

static gboolean
is_valid_distance (const SluiceType *key, const SluiceType *distance)
{
  gboolean months = distance->id == SLUICE_TYPE_YEAR_MONTH_INTERVAL;

  switch ((int) key->id)
    {
    case SLUICE_TYPE_DATE:
      return months || distance->id == SLUICE_TYPE_INT
             || (distance->id == SLUICE_TYPE_DAY_TIME_INTERVAL
                 && distance->start_field == SLUICE_INTERVAL_DAY && distance->end_field == SLUICE_INTERVAL_DAY);
    case SLUICE_TYPE_TIMESTAMP:
    case SLUICE_TYPE_TIMESTAMP_NTZ:
      return months || distance->id == SLUICE_TYPE_DAY_TIME_INTERVAL || distance->id == SLUICE_TYPE_CALENDAR_INTERVAL;
    default:
      return sluice_type_equal (key, distance);
    }
}

static gboolean
check_order (const Over *self, SluiceExpr *const *distances, GError **error)
{
  g_autoptr (SluiceExpr) lower = NULL;
  g_autoptr (SluiceExpr) upper = NULL;
  g_autofree char *lower_type = NULL, *upper_type = NULL;

  if (distances[0] == NULL || distances[1] == NULL)
    return TRUE;
  if (!sluice_type_equal (distances[0]->type, distances[1]->type))
    {
      lower_type = type_name (distances[0]);
      upper_type = type_name (distances[1]);
      return fail (self, "DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_DIFF_TYPES", error,
                   "Cannot resolve the window frame due to data type mismatch: Window frame bounds do not have "
                   "the same type: \"%s\" <> \"%s\".",
                   lower_type, upper_type);
    }
  lower = sluice_analyzer_fold (self->analyzer, distances[0], error);
  upper = lower != NULL ? sluice_analyzer_fold (self->analyzer, distances[1], error) : NULL;
  if (upper == NULL)
    return FALSE;
  if (distances[0]->type->id == SLUICE_TYPE_CALENDAR_INTERVAL || sluice_column_is_null (lower->value, 0)
      || sluice_column_is_null (upper->value, 0)
      || sluice_value_compare (lower->value, 0, upper->value, 0) <= 0)
    return TRUE;

  return fail (self, "DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_WRONG_COMPARISON", error,
               "Cannot resolve the window frame due to data type mismatch: The lower bound of a window frame must "
               "be less than or equal to the upper bound.");
}

/* The value at an end of a frame by RANGE: the current row's key and the distance together. */
static gboolean
add_value (Over *self, guint end, SluiceExpr *key, SluiceExpr *distance, GError **error)
{
  SluiceExpr *args[2] = { key, distance };
  gboolean days = key->type->id == SLUICE_TYPE_DATE && distance->type->id == SLUICE_TYPE_INT;
  gboolean down = self->spec->descending[0];
  SluiceExpr *value = sluice_analyzer_call (self->analyzer, days ? (down ? "date_sub" : "date_add") : down ? "-" : "+",
                                            args, 2, self->syntax, error);

  if (value == NULL)
    return FALSE;
  self->spec->values[end] = self->args->len;
  g_ptr_array_add (self->args, value);

  return TRUE;
}

/* A DECIMAL or a DATE with something added may be of a wider type: what is compared must be of one. */
static void
settle_types (Over *self, SluiceExpr *key)
{
  const guint *values = self->spec->values;
  g_autoptr (SluiceType) type
      = sluice_type_ref (((SluiceExpr *) self->args->pdata[values[0] != 0 ? values[0] : values[1]])->type);

  if (values[0] != 0 && values[1] != 0)
    {
      SluiceExpr *old = self->args->pdata[values[1]];

      self->args->pdata[values[1]] = sluice_analyzer_cast (self->analyzer, old, type);
      sluice_expr_unref (old);
    }
  self->spec->key = self->args->len;
  g_ptr_array_add (self->args, sluice_analyzer_cast (self->analyzer, key, type));
}

static gboolean
analyze_range (Over *self, SluiceExpr **distances, GError **error)
{
  static const char expected[]
      = "(\"NUMERIC\" or \"INTERVAL DAY TO SECOND\" or \"INTERVAL YEAR TO MONTH\" or \"INTERVAL\")";
  SluiceExpr *key = self->spec->n_order == 1
                        ? self->args->pdata[self->args->len - 1]
                        : NULL;

  for (guint i = 0; i < 2; i++)
    {
      if (distances[i] == NULL)
        continue;
      if (key != NULL)
        distances[i] = coerce_distance (self, i, key->type, distances[i]);
      if (!has_interval_or_number (distances[i]))
        return wrong_type (self, i, distances[i], expected, error);
    }
  if (!check_order (self, distances, error))
    return FALSE;
  if (self->spec->n_order == 0)
    return fail (self, "DATATYPE_MISMATCH.RANGE_FRAME_WITHOUT_ORDER", error,
                 "Cannot resolve the window due to data type mismatch: A range window frame cannot be used in an "
                 "unordered window specification.");
  if (distances[0] == NULL && distances[1] == NULL)
    return TRUE;
  if (key == NULL)
    return fail (self, "DATATYPE_MISMATCH.RANGE_FRAME_MULTI_ORDER", error,
                 "Cannot resolve the window due to data type mismatch: A range window frame with value boundaries "
                 "cannot be used in a window specification with multiple order by expressions.");
  for (guint i = 0; i < 2; i++)
    if (distances[i] != NULL && !is_valid_distance (key->type, distances[i]->type))
      {
        g_autofree char *key_type = type_name (key);
        g_autofree char *type = type_name (distances[i]);

        return fail (self, "DATATYPE_MISMATCH.RANGE_FRAME_INVALID_TYPE", error,
                     "Cannot resolve the window due to data type mismatch: The data type \"%s\" used in the order "
                     "specification does not support the data type \"%s\" which is used in the range frame.",
                     key_type, type);
      }
  for (guint i = 0; i < 2; i++)
    if (distances[i] != NULL && !add_value (self, i, key, distances[i], error))
      return FALSE;
  settle_types (self, key);

  return TRUE;
}

static gboolean
analyze_rows (Over *self, SluiceExpr **distances, GError **error)
{
  for (guint i = 0; i < 2; i++)
    if (distances[i] != NULL && distances[i]->type->id != SLUICE_TYPE_INT)
      return wrong_type (self, i, distances[i], "\"INT\"", error);
  if (!check_order (self, distances, error))
    return FALSE;
  for (guint i = 0; i < 2; i++)
    if (distances[i] != NULL)
      {
        g_autoptr (SluiceExpr) value = sluice_analyzer_fold (self->analyzer, distances[i], error);

        if (value == NULL)
          return FALSE;
        self->spec->distances[i] = sluice_column_is_null (value->value, 0) ? 0 : value->value->i32[0];
      }

  return TRUE;
}

static gboolean
analyze_frame (Over *self, GError **error)
{
  const SluiceFrameBoundSyntax *bounds = self->window->bounds;
  SluiceOverSpec *spec = self->spec;
  SluiceExpr *distances[2] = { NULL, NULL };
  gboolean sound = TRUE;

  if (!self->window->has_frame)
    {
      spec->rows = spec->n_order == 0;
      spec->ends[0] = SLUICE_FRAME_END_UNBOUNDED;
      spec->ends[1] = spec->n_order == 0 ? SLUICE_FRAME_END_UNBOUNDED : SLUICE_FRAME_END_CURRENT;
      return TRUE;
    }
  spec->rows = self->window->rows;
  for (guint i = 0; i < 2 && sound; i++)
    {
      spec->ends[i] = bounds[i].side == SLUICE_FRAME_CURRENT_ROW ? SLUICE_FRAME_END_CURRENT
                      : bounds[i].distance == NULL               ? SLUICE_FRAME_END_UNBOUNDED
                      : spec->rows                               ? SLUICE_FRAME_END_ROWS
                                                                 : SLUICE_FRAME_END_VALUE;
      if (bounds[i].distance != NULL)
        {
          distances[i] = analyze_distance (self, i, error);
          sound = distances[i] != NULL;
        }
    }
  if (sound
      && ((spec->ends[0] == SLUICE_FRAME_END_UNBOUNDED && bounds[0].side == SLUICE_FRAME_FOLLOWING)
          || (spec->ends[1] == SLUICE_FRAME_END_UNBOUNDED && bounds[1].side == SLUICE_FRAME_PRECEDING)))
    sound = fail (self, "DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_INVALID_BOUND", error,
                  "Cannot resolve the window frame due to data type mismatch: Window frame upper bound \"%s\" does "
                  "not follow the lower bound \"%s\".",
                  side_name (&bounds[1]), side_name (&bounds[0]));
  sound = sound && (spec->rows ? analyze_rows (self, distances, error) : analyze_range (self, distances, error));
  for (guint i = 0; i < 2; i++)
    sluice_expr_unref (distances[i]);

  return sound;
}

/* Functions. */

/* What a function says of the frame itself. */
static gboolean
set_own_frame (Over *self, const SluiceExpr *function, GError **error)
{
  SluiceOverFunction id = sluice_over_function (function);
  SluiceOverSpec *spec = self->spec;
  gboolean shifts = id == SLUICE_OVER_LAG || id == SLUICE_OVER_LEAD;
  g_autofree char *sql = NULL;

  if (id == SLUICE_OVER_AGGREGATE)
    return TRUE;
  if (shifts && self->window->has_frame)
    return fail (self, "_LEGACY_ERROR_TEMP_1035", error, "Cannot specify window frame for %s function.",
                 function->function->name);
  if (id != SLUICE_OVER_NTH_VALUE && !shifts)
    {
      gboolean rows = id != SLUICE_OVER_CUME_DIST;

      if (self->window->has_frame
          && (spec->rows != rows || spec->ends[0] != SLUICE_FRAME_END_UNBOUNDED
              || spec->ends[1] != SLUICE_FRAME_END_CURRENT))
        return fail (self, "_LEGACY_ERROR_TEMP_1036", error,
                     "Window Frame must match the required frame of %s: %s BETWEEN UNBOUNDED PRECEDING AND CURRENT "
                     "ROW.",
                     function->function->name, rows ? "ROWS" : "RANGE");
    }
  if (spec->n_order == 0)
    {
      SluiceSyntax bare = *self->syntax;

      bare.over = NULL;
      sql = sluice_syntax_to_sql (&bare);
      return fail (self, "WINDOW_FUNCTION_FRAME_NOT_ORDERED", error,
                   "Window function %s requires the window to be ordered. You need to add an ORDER BY clause. For "
                   "example: SELECT %s OVER (PARTITION BY window_partition ORDER BY window_ordering) FROM table.",
                   function->function->name, sql);
    }

  return TRUE;
}

/* Functions with an order of their own, which Spark computes over whole partitions only. */
static gboolean
takes_whole_partitions (const SluiceFunction *function, const SluiceSyntax *syntax)
{
  static const char *const names[] = { "median", "percentile_cont", "percentile_disc", NULL };
  static const char *const lists[] = { "listagg", "string_agg", NULL };

  return g_strv_contains (names, function->name) || (syntax->n_order > 0 && g_strv_contains (lists, function->name));
}

/* The function itself, as it would be without OVER. */
static SluiceExpr *
analyze_function (Over *self, const SluiceFunction *function, GError **error)
{
  SluiceAnalyzer *analyzer = self->analyzer;
  SluiceSyntax bare = *self->syntax;
  g_autofree char *sql = NULL;
  SluiceExpr *result;

  bare.over = NULL;
  sql = sluice_syntax_to_sql (&bare);
  if (function->kind == SLUICE_FUNCTION_GENERATOR)
    {
      fail (self, "UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS", error,
            "The generator is not supported: nested in expressions \"%s\".", sql);
      return NULL;
    }
  if (function->kind == SLUICE_FUNCTION_SCALAR)
    {
      fail (self, "UNSUPPORTED_EXPR_FOR_WINDOW", error,
            "Expression \"%s\" not supported within a window function.", sql);
      return NULL;
    }
  if (bare.distinct)
    {
      fail (self, "DISTINCT_WINDOW_FUNCTION_UNSUPPORTED", error, "Distinct window functions are not supported: \"%s\".",
            sql);
      return NULL;
    }
  analyzer->windowed = TRUE;
  result = sluice_analyzer_plain_call (analyzer, function, &bare, error);
  analyzer->windowed = FALSE;
  if (result == NULL)
    return NULL;
  if ((self->window->n_order > 0 || self->window->has_frame) && takes_whole_partitions (function, &bare))
    {
      fail (self, "INVALID_WINDOW_SPEC_FOR_AGGREGATION_FUNC", error,
            "Cannot specify ORDER BY or a window frame for \"%s\".", sql);
      sluice_expr_unref (result);
      return NULL;
    }
  if (result->kind == SLUICE_EXPR_AGGREGATE)
    result->kind = SLUICE_EXPR_WINDOWED;
  g_assert (result->kind == SLUICE_EXPR_WINDOWED);

  return result;
}

static void
free_spec (gpointer data)
{
  sluice_over_spec_free (data);
}

SluiceExpr *
sluice_analyzer_over (SluiceAnalyzer       *analyzer,
                      const SluiceFunction *function,
                      const SluiceSyntax   *syntax,
                      GError              **error)
{
  g_autoptr (GPtrArray) args = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  Over self = { analyzer, syntax, syntax->over, NULL, args };
  SluiceExpr *inner, *result;

  if (analyzer->in_aggregate)
    {
      fail (&self, "_LEGACY_ERROR_TEMP_1031", error,
            "It is not allowed to use a window function inside an aggregate function. Please use the inner window "
            "function in a sub-query.");
      return NULL;
    }
  if (self.window->name != NULL)
    {
      fail (&self, "MISSING_WINDOW_SPECIFICATION", error,
            "Window specification is not defined in the WINDOW clause for %s.", self.window->name);
      return NULL;
    }
  inner = analyze_function (&self, function, error);
  if (inner == NULL)
    return NULL;

  self.spec = g_new0 (SluiceOverSpec, 1);
  self.spec->n_partition = self.window->n_partition;
  self.spec->n_order = self.window->n_order;
  self.spec->descending = g_new0 (gboolean, self.spec->n_order + 1);
  self.spec->nulls_first = g_new0 (gboolean, self.spec->n_order + 1);
  g_ptr_array_add (args, inner);
  if (inner->filter != NULL)
    {
      g_ptr_array_add (args, g_steal_pointer (&inner->filter));
      self.spec->has_filter = TRUE;
    }
  if (!analyze_keys (&self, error) || !analyze_frame (&self, error) || !set_own_frame (&self, inner, error))
    {
      sluice_over_spec_free (self.spec);
      return NULL;
    }

  result = sluice_expr_new (SLUICE_EXPR_OVER, inner->type, inner->nullable, (SluiceExpr **) args->pdata, args->len);
  result->data = self.spec;
  result->data_destroy = free_spec;

  return result;
}
