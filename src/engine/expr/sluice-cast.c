/* sluice-cast.c: which casts there are, and casts of whole columns.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-cast.h"

#include "expr/sluice-cast-run.h"
#include "expr/sluice-function.h"
#include "expr/sluice-time-of-day.h"
#include "expr/sluice-variant-cast.h"

/* Sets of kinds. */
#define KIND(id) (1u << SLUICE_TYPE_##id)
#define INTEGRAL (KIND (BYTE) | KIND (SHORT) | KIND (INT) | KIND (BIGINT))
#define FRACTIONAL (KIND (FLOAT) | KIND (DOUBLE))
#define NUMERIC (INTEGRAL | FRACTIONAL | KIND (DECIMAL))
#define INTERVALS (KIND (YEAR_MONTH_INTERVAL) | KIND (DAY_TIME_INTERVAL))
#define NESTED (KIND (ARRAY) | KIND (MAP) | KIND (STRUCT))
#define EVERYTHING ((1u << SLUICE_N_TYPES) - 1)

/* What each kind can be cast to under ANSI, beside itself; Spark's Cast.canAnsiCast. */
static const guint ansi_targets[SLUICE_N_TYPES] = {
  [SLUICE_TYPE_VOID] = EVERYTHING,
  [SLUICE_TYPE_BOOLEAN] = NUMERIC | KIND (STRING),
  [SLUICE_TYPE_BYTE] = NUMERIC | KIND (STRING) | KIND (BOOLEAN) | KIND (TIMESTAMP) | INTERVALS,
  [SLUICE_TYPE_SHORT] = NUMERIC | KIND (STRING) | KIND (BOOLEAN) | KIND (TIMESTAMP) | INTERVALS,
  [SLUICE_TYPE_INT] = NUMERIC | KIND (STRING) | KIND (BOOLEAN) | KIND (TIMESTAMP) | INTERVALS,
  [SLUICE_TYPE_BIGINT] = NUMERIC | KIND (STRING) | KIND (BOOLEAN) | KIND (TIMESTAMP) | INTERVALS,
  [SLUICE_TYPE_DECIMAL] = NUMERIC | KIND (STRING) | KIND (BOOLEAN) | KIND (TIMESTAMP) | INTERVALS,
  [SLUICE_TYPE_FLOAT] = NUMERIC | KIND (STRING) | KIND (BOOLEAN) | KIND (TIMESTAMP),
  [SLUICE_TYPE_DOUBLE] = NUMERIC | KIND (STRING) | KIND (BOOLEAN) | KIND (TIMESTAMP),
  [SLUICE_TYPE_STRING] = EVERYTHING & ~(NESTED | KIND (VOID)),
  [SLUICE_TYPE_BINARY] = KIND (STRING),
  [SLUICE_TYPE_DATE] = KIND (STRING) | KIND (TIMESTAMP) | KIND (TIMESTAMP_NTZ),
  [SLUICE_TYPE_TIMESTAMP]
  = KIND (STRING) | KIND (TIMESTAMP_NTZ) | KIND (DATE) | KIND (TIME) | NUMERIC,
  [SLUICE_TYPE_TIMESTAMP_NTZ] = KIND (STRING) | KIND (TIMESTAMP) | KIND (DATE) | KIND (TIME),
  [SLUICE_TYPE_TIME] = KIND (STRING) | KIND (TIMESTAMP) | KIND (TIMESTAMP_NTZ) | INTEGRAL
                       | KIND (DECIMAL),
  [SLUICE_TYPE_YEAR_MONTH_INTERVAL] = KIND (STRING) | INTEGRAL | KIND (DECIMAL),
  [SLUICE_TYPE_DAY_TIME_INTERVAL] = KIND (STRING) | INTEGRAL | KIND (DECIMAL),
  [SLUICE_TYPE_CALENDAR_INTERVAL] = KIND (STRING),
  [SLUICE_TYPE_ARRAY] = KIND (STRING),
  [SLUICE_TYPE_MAP] = KIND (STRING),
  [SLUICE_TYPE_STRUCT] = KIND (STRING),
};

/* What the legacy casts can besides. */
static const guint legacy_targets[SLUICE_N_TYPES] = {
  [SLUICE_TYPE_BOOLEAN] = KIND (TIMESTAMP), [SLUICE_TYPE_BYTE] = KIND (BINARY),
  [SLUICE_TYPE_SHORT] = KIND (BINARY),      [SLUICE_TYPE_INT] = KIND (BINARY),
  [SLUICE_TYPE_BIGINT] = KIND (BINARY),     [SLUICE_TYPE_DATE] = KIND (BOOLEAN) | NUMERIC,
  [SLUICE_TYPE_TIMESTAMP] = KIND (BOOLEAN),
};

/* Whether DECIMAL @to holds every value of @from. */
static gboolean
decimal_holds (const SluiceType *from, const SluiceType *to)
{
  guint whole = to->precision - to->scale;

  switch (from->id)
    {
    case SLUICE_TYPE_BOOLEAN:
      return whole >= 1;
    case SLUICE_TYPE_BYTE:
      return whole >= 3;
    case SLUICE_TYPE_SHORT:
      return whole >= 5;
    case SLUICE_TYPE_INT:
      return whole >= 10;
    case SLUICE_TYPE_BIGINT:
      return whole >= 20;
    case SLUICE_TYPE_FLOAT:
      return whole >= 7 && to->scale >= 7;
    case SLUICE_TYPE_DOUBLE:
      return whole >= 15 && to->scale >= 15;
    case SLUICE_TYPE_DECIMAL:
      return (whole >= (guint) (from->precision - from->scale) && to->scale >= from->scale)
             || whole > (guint) (from->precision - from->scale);
    default:
      return FALSE;
    }
}

/* Spark's Cast.forceNullable: whether a value that isn't null may become null by the cast. */
static gboolean
force_nullable (const SluiceType *from, const SluiceType *to)
{
  if (from->id == SLUICE_TYPE_VOID || sluice_type_equal (from, to))
    return FALSE;
  if (from->id == SLUICE_TYPE_VARIANT)
    return TRUE;
  if (from->id == SLUICE_TYPE_STRING)
    return to->id != SLUICE_TYPE_BINARY && to->id != SLUICE_TYPE_STRING;
  if (to->id == SLUICE_TYPE_STRING)
    return FALSE;
  if (from->id == SLUICE_TYPE_TIMESTAMP
      && (to->id == SLUICE_TYPE_BYTE || to->id == SLUICE_TYPE_SHORT || to->id == SLUICE_TYPE_INT))
    return TRUE;
  if (from->id == SLUICE_TYPE_TIME && (to->id == SLUICE_TYPE_BYTE || to->id == SLUICE_TYPE_SHORT))
    return TRUE;
  if (to->id == SLUICE_TYPE_TIMESTAMP
      && (from->id == SLUICE_TYPE_FLOAT || from->id == SLUICE_TYPE_DOUBLE))
    return TRUE;
  if (to->id == SLUICE_TYPE_DATE)
    return from->id != SLUICE_TYPE_TIMESTAMP;
  if (from->id == SLUICE_TYPE_DATE)
    return to->id != SLUICE_TYPE_TIMESTAMP;
  if (to->id == SLUICE_TYPE_CALENDAR_INTERVAL)
    return TRUE;
  if (to->id == SLUICE_TYPE_DECIMAL)
    return !decimal_holds (from, to);

  return (from->id == SLUICE_TYPE_FLOAT || from->id == SLUICE_TYPE_DOUBLE
          || from->id == SLUICE_TYPE_DECIMAL)
         && sluice_type_is_integral (to->id);
}

/* Spark's UpCastRule.canUpCast: whether the cast can neither fail nor lose anything. */
static gboolean
can_up_cast (const SluiceType *from, const SluiceType *to)
{
  if (from->id == SLUICE_TYPE_VOID || sluice_type_equal (from, to))
    return TRUE;
  if (sluice_type_is_numeric (from->id) && to->id == SLUICE_TYPE_DECIMAL)
    return from->id != SLUICE_TYPE_FLOAT && from->id != SLUICE_TYPE_DOUBLE
           && (from->id != SLUICE_TYPE_DECIMAL
                   ? decimal_holds (from, to)
                   : to->precision - to->scale >= from->precision - from->scale
                         && to->scale >= from->scale);
  if (sluice_type_is_numeric (from->id) && sluice_type_is_numeric (to->id))
    return from->id != SLUICE_TYPE_DECIMAL && from->id <= to->id;
  if (to->id == SLUICE_TYPE_STRING)
    return from->id < SLUICE_TYPE_ARRAY && from->id != SLUICE_TYPE_BINARY;
  if (from->id == SLUICE_TYPE_DATE || from->id == SLUICE_TYPE_TIMESTAMP_NTZ)
    return to->id == SLUICE_TYPE_TIMESTAMP
           || (from->id == SLUICE_TYPE_DATE && to->id == SLUICE_TYPE_TIMESTAMP_NTZ);
  if (from->id != to->id)
    return from->id == SLUICE_TYPE_TIMESTAMP && to->id == SLUICE_TYPE_TIMESTAMP_NTZ;
  if (from->n_fields != to->n_fields || from->n_fields == 0)
    return (INTERVALS >> from->id & 1) != 0;
  for (guint i = 0; i < from->n_fields; i++)
    if ((from->fields[i].nullable && !to->fields[i].nullable)
        || !can_up_cast (from->fields[i].type, to->fields[i].type))
      return FALSE;

  return TRUE;
}

gboolean
sluice_cast_allowed (const SluiceType *from, const SluiceType *to, SluiceCastMode mode)
{
  guint targets;

  if (from->id == SLUICE_TYPE_VOID)
    return TRUE;
  if (from->id == SLUICE_TYPE_VARIANT || to->id == SLUICE_TYPE_VARIANT)
    return from->id == SLUICE_TYPE_VARIANT ? sluice_variant_takes (to, TRUE) : sluice_variant_takes (from, FALSE);
  if (from->id != to->id || (NESTED >> from->id & 1) == 0)
    {
      targets = ansi_targets[from->id] | 1u << from->id;
      if (mode == SLUICE_CAST_LEGACY)
        targets |= legacy_targets[from->id];
      if (from->id == SLUICE_TYPE_YEAR_MONTH_INTERVAL || from->id == SLUICE_TYPE_DAY_TIME_INTERVAL)
        return from->id == to->id || ((targets & ~INTERVALS) >> to->id & 1) != 0;
      return (targets >> to->id & 1) != 0;
    }

  if (from->n_fields != to->n_fields)
    return FALSE;
  for (guint i = 0; i < from->n_fields; i++)
    {
      const SluiceField *a = &from->fields[i];
      const SluiceField *b = &to->fields[i];
      gboolean nullable = a->nullable;

      if (!sluice_cast_allowed (a->type, b->type, mode))
        return FALSE;
      /* A cast that may give nulls has nowhere to put them where none are allowed. */
      if (mode != SLUICE_CAST_ANSI)
        nullable |= force_nullable (a->type, b->type);
      if (nullable && !b->nullable)
        return FALSE;
    }

  return TRUE;
}

gboolean
sluice_cast_check (const SluiceCall *call,
                   const SluiceType *to,
                   SluiceCastMode mode,
                   GError **error)
{
  const SluiceType *from = call->args[0]->type;
  const char *condition = "DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION";
  g_autofree char *from_sql = NULL;
  g_autofree char *to_sql = NULL;
  g_autofree char *inner = NULL;
  g_autofree char *advice = NULL;

  if (sluice_cast_allowed (from, to, mode))
    return TRUE;

  from_sql = sluice_type_to_sql (from);
  to_sql = sluice_type_to_sql (to);
  inner = sluice_call_arg_to_sql (call, 0);
  /* Between numbers and dates there are functions that say what is meant. */
  if ((sluice_type_is_numeric (from->id) && to->id == SLUICE_TYPE_DATE)
      || (from->id == SLUICE_TYPE_DATE && sluice_type_is_numeric (to->id)))
    {
      condition = "DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION";
      advice = g_strdup_printf (
          " To convert values from \"%s\" to \"%s\", you can use the functions %s instead.",
          from_sql, to_sql, to->id == SLUICE_TYPE_DATE ? "`DATE_FROM_UNIX_DATE`" : "`UNIX_DATE`");
    }
  else if (mode != SLUICE_CAST_LEGACY && sluice_cast_allowed (from, to, SLUICE_CAST_LEGACY))
    {
      condition = "DATATYPE_MISMATCH.CAST_WITH_CONF_SUGGESTION";
      advice = g_strdup_printf (
          " with ANSI mode on. If you have to cast \"%s\" to \"%s\", you can set "
          "\"spark.sql.ansi.enabled\" as 'false'.",
          from_sql, to_sql);
    }
  sluice_call_error (
      call, condition, error,
      "Cannot resolve \"%s(%s AS %s)\" due to data type mismatch: cannot cast \"%s\" to \"%s\"%s%s",
      mode == SLUICE_CAST_TRY ? "TRY_CAST" : "CAST", inner, to_sql, from_sql, to_sql,
      advice != NULL && g_str_has_prefix (advice, " with") ? "" : ".",
      advice != NULL ? advice : "");

  return FALSE;
}

/* Runs of one cast. */

void
sluice_cast_run_null (SluiceCastRun *self, guint32 row)
{
  SluiceColumn *out = self->out;

  if (out->validity == self->in->validity && out->validity != NULL)
    {
      gsize words = MAX (sluice_validity_words (out->constant ? 1 : out->length), 1);
      guint64 *copy = sluice_arena_new_array (self->context->arena, guint64, words);

      memcpy (copy, out->validity, words * sizeof (guint64));
      out->validity = copy;
    }
  sluice_validity_clear (sluice_column_ensure_validity (self->context->arena, out), row);
}

/* A value as Spark's messages show it: a literal of its type. */
static char *
describe_value (const SluiceCastRun *self, guint32 row)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const SluiceColumn *in = self->in;
  const char *suffix = "";

  if (in->type->id == SLUICE_TYPE_STRING || in->type->id == SLUICE_TYPE_TIMESTAMP)
    g_string_append (text, in->type->id == SLUICE_TYPE_STRING ? "'" : "TIMESTAMP '");
  sluice_cast_append_text (text, in, row, self->zone, TRUE);

  switch ((int) in->type->id)
    {
    case SLUICE_TYPE_STRING:
    case SLUICE_TYPE_TIMESTAMP:
      suffix = "'";
      break;
    case SLUICE_TYPE_BYTE:
      suffix = "Y";
      break;
    case SLUICE_TYPE_SHORT:
      suffix = "S";
      break;
    case SLUICE_TYPE_BIGINT:
      suffix = "L";
      break;
    case SLUICE_TYPE_DECIMAL:
      suffix = "BD";
      break;
    case SLUICE_TYPE_DOUBLE:
      if (in->f64[row] - in->f64[row] == 0)
        suffix = "D";
      break;
    default:
      break;
    }
  g_string_append (text, suffix);

  return g_strdup (text->str);
}

static gboolean
fail (SluiceCastRun *self, guint32 row, const char *condition, const char *what, GError **error)
{
  g_autofree char *value = NULL;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  if (self->mode != SLUICE_CAST_ANSI)
    {
      sluice_cast_run_null (self, row);
      return TRUE;
    }

  value = describe_value (self, row);
  from = sluice_type_to_sql (self->in->type);
  to = sluice_type_to_sql (self->out->type);
  if (what == NULL)
    sluice_set_error (
        error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, condition,
        "The value %s of the type \"%s\" cannot be cast to \"%s\" due to an overflow. Use "
        "`try_cast` to tolerate overflow and return NULL instead.",
        value, from, to);
  else
    sluice_set_error (
        error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, condition,
        "The value %s of the type \"%s\" cannot be cast to \"%s\" because it is %s. Correct the "
        "value as per the syntax, or change its target type. Use `try_cast` to tolerate %s "
        "input and return NULL instead.",
        value, from, to, what, what);

  return FALSE;
}

gboolean
sluice_cast_run_overflow (SluiceCastRun *self, guint32 row, GError **error)
{
  return fail (self, row, "CAST_OVERFLOW", NULL, error);
}

gboolean
sluice_cast_run_malformed (SluiceCastRun *self, guint32 row, GError **error)
{
  return fail (self, row, "CAST_INVALID_INPUT", "malformed", error);
}

gboolean
sluice_cast_run_out_of_range (
    SluiceCastRun *self, guint32 row, const char *text, gsize length, GError **error)
{
  if (self->mode != SLUICE_CAST_ANSI)
    {
      sluice_cast_run_null (self, row);
      return TRUE;
    }

  sluice_set_error (
      error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
      "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION",
      "%.*s cannot be represented as Decimal(%u, %u). If necessary set "
      "\"spark.sql.ansi.enabled\" to \"false\" to bypass this error, and return NULL instead.",
      (int) length, text, self->out->type->precision, self->out->type->scale);

  return FALSE;
}

gboolean
sluice_cast_run_store_decimal (
    SluiceCastRun *self, guint32 row, SluiceInt128 value, guint scale, GError **error)
{
  const SluiceType *to = self->out->type;
  char text[SLUICE_FORMAT_MAX];

  if (sluice_decimal_rescale (value, scale, to->precision, to->scale, SLUICE_DECIMAL_HALF_UP,
                              &self->out->i128[row]))
    return TRUE;
  self->out->i128[row] = 0;

  return sluice_cast_run_out_of_range (self, row, text, sluice_format_decimal (value, scale, text),
                                       error);
}

/* Which rows of a column to cast: those of a batch, or elements of arrays. */
typedef struct
{
  const guint16 *rows16;
  const guint32 *rows32;
  guint32 n;
} Rows;

static guint32
nth_row (const Rows *rows, guint32 i)
{
  return rows->rows16 != NULL ? rows->rows16[i] : rows->rows32 != NULL ? rows->rows32[i] : i;
}

static SluiceColumn *cast_values (
    SluiceCastRun *base, const SluiceColumn *in, const SluiceType *to, Rows rows, GError **error);

/* The rows of a struct's fields that count: those where the struct isn't null. */
static Rows
valid_rows (SluiceArena *arena, const SluiceColumn *in, Rows rows)
{
  guint32 *valid;
  Rows result = { NULL, NULL, 0 };

  if (in->validity == NULL)
    return rows;
  valid = sluice_arena_new_array (arena, guint32, MAX (rows.n, 1));
  for (guint32 i = 0; i < rows.n; i++)
    {
      guint32 row = nth_row (&rows, i);

      if (sluice_validity_get (in->validity, row))
        valid[result.n++] = row;
    }
  result.rows32 = valid;

  return result;
}

/* The elements of the arrays or maps of the rows that count. */
static Rows
element_rows (SluiceArena *arena, const SluiceColumn *in, Rows rows)
{
  guint32 *elements;
  guint32 n = 0;
  Rows result = { NULL, NULL, 0 };

  if (rows.rows16 == NULL && rows.rows32 == NULL && in->validity == NULL && in->offsets[0] == 0)
    {
      result.n = in->offsets[rows.n];
      return result;
    }

  for (guint32 i = 0; i < rows.n; i++)
    {
      guint32 row = nth_row (&rows, i);

      if (sluice_validity_get (in->validity, row))
        n += in->offsets[row + 1] - in->offsets[row];
    }
  elements = sluice_arena_new_array (arena, guint32, MAX (n, 1));
  for (guint32 i = 0; i < rows.n; i++)
    {
      guint32 row = nth_row (&rows, i);

      if (sluice_validity_get (in->validity, row))
        for (guint32 e = in->offsets[row]; e < in->offsets[row + 1]; e++)
          elements[result.n++] = e;
    }
  result.rows32 = elements;

  return result;
}

static SluiceColumn *
cast_nested (
    SluiceCastRun *base, const SluiceColumn *in, const SluiceType *to, Rows rows, GError **error)
{
  SluiceArena *arena = base->context->arena;
  SluiceColumn *out = sluice_arena_alloc (arena, sizeof *out);

  *out = *in;
  out->type = to;
  out->children = sluice_arena_new_array (arena, SluiceColumn *, MAX (in->n_children, 1));
  rows = to->id == SLUICE_TYPE_STRUCT ? valid_rows (arena, in, rows)
                                      : element_rows (arena, in, rows);
  for (guint i = 0; i < in->n_children; i++)
    {
      out->children[i] = cast_values (base, in->children[i], to->fields[i].type, rows, error);
      if (out->children[i] == NULL)
        return NULL;
    }

  return out;
}

/* What a VARIANT holds decides what it can be cast to, whatever `spark.sql.ansi.enabled` says. */
static SluiceColumn *
from_variants (SluiceCastRun *base, const SluiceColumn *in, const SluiceType *to, Rows rows, GError **error)
{
  guint32 n = in->constant ? 1 : in->length;
  SluiceVariant *variants = sluice_arena_new_array0 (base->context->arena, SluiceVariant, MAX (n, 1));
  SluiceColumn *out;

  if (in->constant)
    rows = (Rows){ NULL, NULL, 1 };
  for (guint32 i = 0; i < rows.n; i++)
    {
      guint32 row = nth_row (&rows, i);

      if (sluice_validity_get (in->validity, row))
        variants[row] = sluice_variant (&in->string[row]);
    }
  out = sluice_variant_cast (base->context, variants, n, to, base->mode != SLUICE_CAST_TRY, error);

  return out != NULL && in->constant ? sluice_column_with_length (base->context->arena, out, in->length) : out;
}

static SluiceColumn *
to_variants (SluiceCastRun *base, const SluiceColumn *in, const SluiceType *to, Rows rows, GError **error)
{
  SluiceArena *arena = base->context->arena;
  SluiceColumn *out = sluice_column_new (arena, to, in->constant ? 1 : in->length);
  g_auto (SluiceVariantBuilder) builder;

  sluice_variant_builder_init (&builder);
  out->length = in->length;
  out->constant = in->constant;
  out->validity = in->validity;
  memset (out->data, 0, sizeof (SluiceString) * (in->constant ? 1 : in->length));
  if (in->constant)
    rows = (Rows){ NULL, NULL, 1 };
  for (guint32 i = 0; i < rows.n; i++)
    {
      guint32 row = nth_row (&rows, i);

      if (!sluice_validity_get (in->validity, row))
        continue;
      sluice_variant_builder_begin (&builder);
      if (!sluice_variant_builder_value (&builder, in, row, error))
        return NULL;
      if (!sluice_variant_builder_finish (&builder, arena, &out->string[row]))
        {
          sluice_variant_error_size ("cast", error);
          return NULL;
        }
    }
  sluice_arena_align (arena);

  return out;
}

/* Values whose bytes stay as they are. */
static gboolean
is_same_layout (const SluiceType *from, const SluiceType *to)
{
  if (from->id == SLUICE_TYPE_STRING || from->id == SLUICE_TYPE_BINARY)
    return to->id == SLUICE_TYPE_STRING || to->id == SLUICE_TYPE_BINARY;

  return sluice_type_equal (from, to);
}

static SluiceColumn *
cast_values (
    SluiceCastRun *base, const SluiceColumn *in, const SluiceType *to, Rows rows, GError **error)
{
  SluiceArena *arena = base->context->arena;
  SluiceTypeId from = in->type->id;
  SluiceCastRun run = *base;
  guint width = sluice_type_width (to->id);
  gboolean ok = TRUE;

  if (from == SLUICE_TYPE_VOID
      || (in->constant && in->validity != NULL && (in->validity[0] & 1) == 0))
    return sluice_column_new_null (arena, to, in->length);
  if (is_same_layout (in->type, to))
    {
      run.out = sluice_arena_alloc (arena, sizeof *run.out);
      *run.out = *in;
      run.out->type = to;
      return run.out;
    }
  if (from == SLUICE_TYPE_VARIANT)
    return from_variants (base, in, to, rows, error);
  if (to->id == SLUICE_TYPE_VARIANT)
    return to_variants (base, in, to, rows, error);
  /* A constant is one row that stands for all. */
  if (in->constant)
    rows = (Rows){ NULL, NULL, 1 };
  if (from == to->id && (NESTED >> from & 1) != 0)
    return cast_nested (base, in, to, rows, error);

  run.in = in;
  run.out = sluice_column_new (arena, to, in->constant ? 1 : in->length);
  run.out->length = in->length;
  run.out->constant = in->constant;
  run.out->validity = in->validity;
  run.rows16 = rows.rows16;
  run.rows32 = rows.rows32;
  run.n = rows.n;
  if (in->validity != NULL || rows.rows16 != NULL || rows.rows32 != NULL || rows.n < in->length)
    memset (run.out->data, 0, (gsize) width * (in->constant ? 1 : in->length));

  if (to->id == SLUICE_TYPE_STRING || to->id == SLUICE_TYPE_BINARY)
    sluice_cast_to_text (&run);
  else if (from == SLUICE_TYPE_STRING)
    ok = sluice_cast_from_text (&run, error);
  else if (from <= SLUICE_TYPE_DOUBLE && to->id <= SLUICE_TYPE_DOUBLE)
    ok = sluice_cast_numbers (&run, error);
  else
    ok = sluice_cast_times (&run, error);

  return ok ? run.out : NULL;
}

SluiceColumn *
sluice_cast_column (SluiceEvalContext *context,
                    SluiceColumn *column,
                    const SluiceType *to,
                    SluiceCastMode mode,
                    SluiceSelection selection,
                    GError **error)
{
  SluiceCastRun base = { 0 };
  Rows rows = { selection.rows, NULL, selection.n };

  base.context = context;
  base.mode = mode;
  base.zone = sluice_zone_lookup (context->settings->time_zone);
  if (base.zone == NULL)
    base.zone = sluice_zone_lookup ("UTC");

  return cast_values (&base, column, to, rows, error);
}

static gboolean
run_cast (SluiceKernelCall *call, SluiceCastMode mode, GError **error)
{
  call->result = sluice_cast_column (call->context, call->args[0], call->expr->type, mode,
                                     call->selection, error);

  return call->result != NULL;
}

static gboolean
run_ansi (SluiceKernelCall *call, GError **error)
{
  return run_cast (call, SLUICE_CAST_ANSI, error);
}

static gboolean
run_legacy (SluiceKernelCall *call, GError **error)
{
  return run_cast (call, SLUICE_CAST_LEGACY, error);
}

static gboolean
run_try (SluiceKernelCall *call, GError **error)
{
  return run_cast (call, SLUICE_CAST_TRY, error);
}

/* A time of day becomes a moment of the day of the batch, so that its casts aren't folded beforehand. */
static const SluiceKernel time_kernels[] = {
  [SLUICE_CAST_ANSI]
  = { "cast", SLUICE_KERNEL_OWN_RESULT | SLUICE_KERNEL_PER_BATCH, run_ansi, NULL },
  [SLUICE_CAST_LEGACY]
  = { "legacy_cast", SLUICE_KERNEL_OWN_RESULT | SLUICE_KERNEL_PER_BATCH, run_legacy, NULL },
  [SLUICE_CAST_TRY]
  = { "try_cast", SLUICE_KERNEL_OWN_RESULT | SLUICE_KERNEL_PER_BATCH, run_try, NULL },
};

static const SluiceKernel kernels[] = {
  [SLUICE_CAST_ANSI] = { "cast", SLUICE_KERNEL_OWN_RESULT, run_ansi, NULL },
  [SLUICE_CAST_LEGACY] = { "legacy_cast", SLUICE_KERNEL_OWN_RESULT, run_legacy, NULL },
  [SLUICE_CAST_TRY] = { "try_cast", SLUICE_KERNEL_OWN_RESULT, run_try, NULL },
};

/* Whether the types differ in what may be null only, which needs no work. */
static gboolean
same_but_nullability (const SluiceType *a, const SluiceType *b)
{
  if (!sluice_type_equal (a, b))
    return FALSE;
  for (guint i = 0; i < a->n_fields; i++)
    if (a->fields[i].nullable != b->fields[i].nullable
        || !same_but_nullability (a->fields[i].type, b->fields[i].type))
      return FALSE;

  return TRUE;
}

SluiceExpr *
sluice_cast_new (SluiceExpr *expr,
                 const SluiceType *to,
                 SluiceCastMode mode,
                 const SluiceSettings *settings)
{
  SluiceExpr *cast;
  gboolean nullable;

  if (same_but_nullability (expr->type, to))
    return sluice_expr_ref (expr);

  nullable = expr->nullable || force_nullable (expr->type, to)
             || (mode == SLUICE_CAST_TRY && !can_up_cast (expr->type, to));
  cast = sluice_expr_new (SLUICE_EXPR_CALL, to, nullable, &expr, 1);
  cast->kernel = sluice_type_has_time (expr->type) && !sluice_type_has_time (to)
                     ? &time_kernels[mode]
                     : &kernels[mode];

  return cast;
}

SluiceExpr *
sluice_cast_written (SluiceExpr *expr,
                     const SluiceType *to,
                     SluiceCastMode mode,
                     const SluiceSettings *settings)
{
  SluiceExpr *cast = sluice_cast_new (expr, to, mode, settings);
  SluiceExpr *copy;

  if (cast->watermark_delay_ms < 0)
    return cast;

  copy = sluice_expr_copy_with_args (cast, cast->args);
  copy->watermark_delay_ms = -1;
  sluice_expr_unref (cast);

  return copy;
}
