/* sluice-coercion.c: which types go together.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-coercion.h"

#include <string.h>

typedef SluiceType *(*WidenFunc) (const SluiceSettings *settings,
                                  const SluiceType *a,
                                  const SluiceType *b);

static gboolean
is_nested (SluiceTypeId id)
{
  return id == SLUICE_TYPE_ARRAY || id == SLUICE_TYPE_MAP || id == SLUICE_TYPE_STRUCT;
}

static gboolean
is_atomic (SluiceTypeId id)
{
  return !is_nested (id) && id != SLUICE_TYPE_VOID && id != SLUICE_TYPE_CALENDAR_INTERVAL;
}

static SluiceType *
primitive (SluiceTypeId id)
{
  return sluice_type_ref (sluice_type_primitive (id));
}

/* To implicit casts, though not to comparisons, a time of day is one of the dates and timestamps. */
static gboolean
is_moment (SluiceTypeId id)
{
  return sluice_type_is_datetime (id) || id == SLUICE_TYPE_TIME;
}

SluiceType *
sluice_coercion_decimal_for (const SluiceType *type)
{
  switch ((int) type->id)
    {
    case SLUICE_TYPE_DECIMAL:
      return sluice_type_ref (type);
    case SLUICE_TYPE_BYTE:
      return sluice_type_decimal (3, 0);
    case SLUICE_TYPE_SHORT:
      return sluice_type_decimal (5, 0);
    case SLUICE_TYPE_INT:
      return sluice_type_decimal (10, 0);
    case SLUICE_TYPE_BIGINT:
      return sluice_type_decimal (20, 0);
    case SLUICE_TYPE_FLOAT:
      return sluice_type_decimal (14, 7);
    case SLUICE_TYPE_DOUBLE:
      return sluice_type_decimal (30, 15);
    default:
      return sluice_type_decimal (38, 18);
    }
}

SluiceType *
sluice_coercion_wider_decimal (const SluiceType *a, const SluiceType *b)
{
  guint scale = MAX (a->scale, b->scale);
  guint range = MAX (a->precision - a->scale, b->precision - b->scale);
  guint precision = range + scale;

  if (precision > SLUICE_DECIMAL_MAX_PRECISION)
    {
      guint excess = precision - SLUICE_DECIMAL_MAX_PRECISION;

      scale = scale > excess ? scale - excess : 0;
      precision = SLUICE_DECIMAL_MAX_PRECISION;
    }

  return sluice_type_decimal (precision, scale);
}

/* Whether a DECIMAL holds every value of an integral type. */
static gboolean
holds_integral (const SluiceType *decimal, const SluiceType *integral)
{
  g_autoptr (SluiceType) needed = sluice_coercion_decimal_for (integral);

  return decimal->precision - decimal->scale >= needed->precision;
}

static gboolean
same_name (const SluiceSettings *settings, const char *a, const char *b)
{
  g_autofree char *folded_a = NULL;
  g_autofree char *folded_b = NULL;

  if (settings->case_sensitive || strcmp (a, b) == 0)
    return strcmp (a, b) == 0;
  folded_a = g_utf8_strdown (a, -1);
  folded_b = g_utf8_strdown (b, -1);

  return strcmp (folded_a, folded_b) == 0;
}

/* Two nested types go together when their parts do, by @widen. */
static SluiceType *
widen_nested (const SluiceSettings *settings,
              const SluiceType     *a,
              const SluiceType     *b,
              WidenFunc             widen)
{
  g_autofree SluiceField *fields = NULL;
  SluiceType *result = NULL;
  guint n;

  if (a->id != b->id || !is_nested (a->id) || a->n_fields != b->n_fields)
    return NULL;
  if (a->id == SLUICE_TYPE_STRUCT)
    for (guint i = 0; i < a->n_fields; i++)
      if (!same_name (settings, a->fields[i].name, b->fields[i].name))
        return NULL;

  fields = g_new0 (SluiceField, a->n_fields);
  for (n = 0; n < a->n_fields; n++)
    {
      fields[n].name = a->fields[n].name;
      fields[n].nullable = a->fields[n].nullable || b->fields[n].nullable;
      fields[n].watermark_delay_ms = a->fields[n].watermark_delay_ms;
      fields[n].type = widen (settings, a->fields[n].type, b->fields[n].type);
      if (fields[n].type == NULL)
        break;
    }

  if (n == a->n_fields)
    {
      if (a->id == SLUICE_TYPE_ARRAY)
        result = sluice_type_array (fields[0].type, fields[0].nullable);
      else if (a->id == SLUICE_TYPE_MAP)
        result = sluice_type_map (fields[0].type, fields[1].type, fields[1].nullable);
      else
        result = sluice_type_struct (fields, n);
    }
  for (guint i = 0; i < n; i++)
    sluice_type_unref (fields[i].type);

  return result;
}

static SluiceType *
widen_numbers (const SluiceSettings *settings, const SluiceType *a, const SluiceType *b)
{
  if (a->id == SLUICE_TYPE_DECIMAL || b->id == SLUICE_TYPE_DECIMAL)
    {
      if (a->id == SLUICE_TYPE_DECIMAL && sluice_type_is_integral (b->id) && holds_integral (a, b))
        return sluice_type_ref (a);
      if (b->id == SLUICE_TYPE_DECIMAL && sluice_type_is_integral (a->id) && holds_integral (b, a))
        return sluice_type_ref (b);
      return NULL;
    }
  if (settings->ansi
      && ((a->id == SLUICE_TYPE_FLOAT && sluice_type_is_integral (b->id))
          || (b->id == SLUICE_TYPE_FLOAT && sluice_type_is_integral (a->id))))
    return primitive (SLUICE_TYPE_DOUBLE);

  return primitive (MAX (a->id, b->id));
}

SluiceType *
sluice_coercion_tightest (const SluiceSettings *settings, const SluiceType *a, const SluiceType *b)
{
  if (is_nested (a->id) && a->id == b->id)
    return widen_nested (settings, a, b, sluice_coercion_tightest);
  if (sluice_type_equal (a, b) || b->id == SLUICE_TYPE_VOID)
    return sluice_type_ref (a);
  if (a->id == SLUICE_TYPE_VOID)
    return sluice_type_ref (b);

  if (sluice_type_is_numeric (a->id) && sluice_type_is_numeric (b->id))
    return widen_numbers (settings, a, b);
  if (sluice_type_is_datetime (a->id) && sluice_type_is_datetime (b->id))
    return primitive (a->id == SLUICE_TYPE_TIMESTAMP || b->id == SLUICE_TYPE_TIMESTAMP
                          ? SLUICE_TYPE_TIMESTAMP
                          : SLUICE_TYPE_TIMESTAMP_NTZ);
  if (a->id == SLUICE_TYPE_TIME && b->id == SLUICE_TYPE_TIME)
    return sluice_type_time (MAX (a->precision, b->precision));
  if (a->id == b->id
      && (a->id == SLUICE_TYPE_YEAR_MONTH_INTERVAL || a->id == SLUICE_TYPE_DAY_TIME_INTERVAL))
    return sluice_type_interval (a->id, MIN (a->start_field, b->start_field),
                                 MAX (a->end_field, b->end_field));

  return NULL;
}

SluiceType *
sluice_coercion_string (const SluiceSettings *settings, const SluiceType *a, const SluiceType *b)
{
  const SluiceType *other = a->id == SLUICE_TYPE_STRING ? b : a;

  if ((a->id == SLUICE_TYPE_STRING) == (b->id == SLUICE_TYPE_STRING))
    return NULL;
  if (other->id == SLUICE_TYPE_VOID)
    return primitive (SLUICE_TYPE_STRING);
  if (!is_atomic (other->id))
    return NULL;

  if (!settings->ansi)
    return other->id == SLUICE_TYPE_BINARY || other->id == SLUICE_TYPE_BOOLEAN
               ? NULL
               : primitive (SLUICE_TYPE_STRING);

  if (sluice_type_is_integral (other->id))
    return primitive (SLUICE_TYPE_BIGINT);
  if (sluice_type_is_numeric (other->id))
    return primitive (SLUICE_TYPE_DOUBLE);
  if (other->id == SLUICE_TYPE_YEAR_MONTH_INTERVAL || other->id == SLUICE_TYPE_DAY_TIME_INTERVAL)
    return NULL;

  return sluice_type_ref (other);
}

static SluiceType *
widen_decimals (const SluiceType *a, const SluiceType *b)
{
  g_autoptr (SluiceType) left = NULL;
  g_autoptr (SluiceType) right = NULL;

  if ((a->id != SLUICE_TYPE_DECIMAL && b->id != SLUICE_TYPE_DECIMAL)
      || !sluice_type_is_numeric (a->id) || !sluice_type_is_numeric (b->id))
    return NULL;
  if (MAX (a->id, b->id) > SLUICE_TYPE_DECIMAL)
    return primitive (SLUICE_TYPE_DOUBLE);

  left = sluice_coercion_decimal_for (a);
  right = sluice_coercion_decimal_for (b);

  return sluice_coercion_wider_decimal (left, right);
}

static SluiceType *
wider_without_strings (const SluiceSettings *settings, const SluiceType *a, const SluiceType *b)
{
  return sluice_coercion_wider (settings, a, b, FALSE);
}

static SluiceType *
wider_with_strings (const SluiceSettings *settings, const SluiceType *a, const SluiceType *b)
{
  return sluice_coercion_wider (settings, a, b, TRUE);
}

SluiceType *
sluice_coercion_wider (const SluiceSettings *settings,
                       const SluiceType     *a,
                       const SluiceType     *b,
                       gboolean              promote_strings)
{
  SluiceType *type = sluice_coercion_tightest (settings, a, b);

  if (type == NULL)
    type = widen_decimals (a, b);
  if (type == NULL && promote_strings)
    type = sluice_coercion_string (settings, a, b);
  if (type == NULL)
    type = widen_nested (settings, a, b,
                         promote_strings ? wider_with_strings : wider_without_strings);

  return type;
}

/* Arrays, maps and structs pass when their parts do and no null may come where none is expected. */
static gboolean
nested_implicit (const SluiceSettings *settings, const SluiceType *from, const SluiceType *to)
{
  if (from->n_fields != to->n_fields)
    return FALSE;
  for (guint i = 0; i < from->n_fields; i++)
    if (from->fields[i].nullable > to->fields[i].nullable
        || !sluice_coercion_implicit (settings, from->fields[i].type, to->fields[i].type))
      return FALSE;

  return TRUE;
}

gboolean
sluice_coercion_implicit (const SluiceSettings *settings,
                          const SluiceType     *from,
                          const SluiceType     *to)
{
  if (from->id == SLUICE_TYPE_VOID || sluice_type_equal (from, to))
    return TRUE;
  if (is_nested (from->id))
    return from->id == to->id && nested_implicit (settings, from, to);
  if (sluice_type_is_numeric (from->id) && sluice_type_is_numeric (to->id))
    return TRUE;
  if (to->id == SLUICE_TYPE_STRING)
    return is_atomic (from->id) || (settings->ansi && from->id == SLUICE_TYPE_CALENDAR_INTERVAL);
  if (from->id == SLUICE_TYPE_STRING)
    return settings->ansi ? is_atomic (to->id)
                          : sluice_type_is_numeric (to->id) || sluice_type_is_datetime (to->id)
                                || to->id == SLUICE_TYPE_BINARY;
  if (is_moment (from->id) && is_moment (to->id))
    return TRUE;
  if (from->id == to->id
      && (from->id == SLUICE_TYPE_YEAR_MONTH_INTERVAL || from->id == SLUICE_TYPE_DAY_TIME_INTERVAL))
    return TRUE;

  return FALSE;
}
