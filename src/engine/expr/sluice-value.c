/* sluice-value.c: comparing single values of any type, nested ones included.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-value.h"

#include <string.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "expr/sluice-kernel-template.h"

#define ORDER(x, y) (((x) > (y)) - ((x) < (y)))

static int
compare_double (double x, double y)
{
  if (SLUICE_FLOAT_EQ (x, y))
    return 0;

  return SLUICE_FLOAT_LT (x, y) ? -1 : 1;
}

int
sluice_value_compare (const SluiceColumn *a, guint32 i, const SluiceColumn *b, guint32 j)
{
  gboolean a_null = sluice_column_is_null (a, i);
  gboolean b_null = sluice_column_is_null (b, j);

  if (a_null || b_null)
    return b_null - a_null;

  i = sluice_column_index (a, i);
  j = sluice_column_index (b, j);
  switch (a->type->id)
    {
    case SLUICE_TYPE_VOID:
      return 0;
    case SLUICE_TYPE_BOOLEAN:
      return ORDER (a->boolean[i], b->boolean[j]);
    case SLUICE_TYPE_BYTE:
      return ORDER (a->i8[i], b->i8[j]);
    case SLUICE_TYPE_SHORT:
      return ORDER (a->i16[i], b->i16[j]);
    case SLUICE_TYPE_INT:
    case SLUICE_TYPE_DATE:
    case SLUICE_TYPE_YEAR_MONTH_INTERVAL:
      return ORDER (a->i32[i], b->i32[j]);
    case SLUICE_TYPE_BIGINT:
    case SLUICE_TYPE_TIMESTAMP:
    case SLUICE_TYPE_TIMESTAMP_NTZ:
    case SLUICE_TYPE_TIME:
    case SLUICE_TYPE_DAY_TIME_INTERVAL:
      return ORDER (a->i64[i], b->i64[j]);
    case SLUICE_TYPE_DECIMAL:
      return ORDER (a->i128[i], b->i128[j]);
    case SLUICE_TYPE_FLOAT:
      return compare_double (a->f32[i], b->f32[j]);
    case SLUICE_TYPE_DOUBLE:
      return compare_double (a->f64[i], b->f64[j]);
    case SLUICE_TYPE_STRING:
      if (G_UNLIKELY (a->type->collation != SLUICE_COLLATION_BINARY))
        return sluice_collation_compare (a->type->collation, &a->string[i], &b->string[j]);
      return sluice_string_compare_fast (&a->string[i], &b->string[j]);
    case SLUICE_TYPE_BINARY:
    case SLUICE_TYPE_VARIANT:
      return sluice_string_compare_fast (&a->string[i], &b->string[j]);
    case SLUICE_TYPE_CALENDAR_INTERVAL:
      return memcmp (&a->interval[i], &b->interval[j], sizeof (SluiceCalendarInterval));
    case SLUICE_TYPE_STRUCT:
      for (guint k = 0; k < a->n_children; k++)
        {
          int order = sluice_value_compare (a->children[k], i, b->children[k], j);

          if (order != 0)
            return order;
        }
      return 0;
    case SLUICE_TYPE_ARRAY:
    case SLUICE_TYPE_MAP:
    default:
      {
        guint32 n_a = a->offsets[i + 1] - a->offsets[i];
        guint32 n_b = b->offsets[j + 1] - b->offsets[j];

        for (guint32 e = 0; e < MIN (n_a, n_b); e++)
          for (guint k = 0; k < a->n_children; k++)
            {
              int order = sluice_value_compare (a->children[k], a->offsets[i] + e,
                                                b->children[k], b->offsets[j] + e);

              if (order != 0)
                return order;
            }
        return ORDER (n_a, n_b);
      }
    }
}

static guint64
mix (guint64 hash, guint64 value)
{
  hash = (hash ^ value) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  return hash ^ (hash >> 32);
}

guint64
sluice_value_hash (const SluiceColumn *column, guint32 row)
{
  guint64 hash;

  if (sluice_column_is_null (column, row))
    return 1;

  row = sluice_column_index (column, row);
  switch (column->type->id)
    {
    case SLUICE_TYPE_VOID:
      return 1;
    case SLUICE_TYPE_FLOAT:
    case SLUICE_TYPE_DOUBLE:
      {
        double value = column->type->id == SLUICE_TYPE_FLOAT ? (double) column->f32[row]
                                                             : column->f64[row];

        /* Equal numbers must hash alike: one zero, one NaN. */
        if (value == 0)
          value = 0;
        if (value != value)
          return 2;
        memcpy (&hash, &value, sizeof hash);
        return mix (3, hash);
      }
    case SLUICE_TYPE_STRING:
      if (G_UNLIKELY (column->type->collation != SLUICE_COLLATION_BINARY))
        return sluice_collation_hash (column->type->collation, &column->string[row]);
      return XXH3_64bits (column->string[row].data, column->string[row].length);
    case SLUICE_TYPE_BINARY:
    case SLUICE_TYPE_VARIANT:
      return XXH3_64bits (column->string[row].data, column->string[row].length);
    case SLUICE_TYPE_STRUCT:
      hash = 5;
      for (guint k = 0; k < column->n_children; k++)
        hash = mix (hash, sluice_value_hash (column->children[k], row));
      return hash;
    case SLUICE_TYPE_ARRAY:
    case SLUICE_TYPE_MAP:
      hash = 7;
      for (guint32 e = column->offsets[row]; e < column->offsets[row + 1]; e++)
        for (guint k = 0; k < column->n_children; k++)
          hash = mix (hash, sluice_value_hash (column->children[k], e));
      return hash;
    default:
      return XXH3_64bits (sluice_column_value (column, row), sluice_type_width (column->type->id));
    }
}

gboolean
sluice_type_is_orderable (const SluiceType *type)
{
  if (type->id == SLUICE_TYPE_MAP || type->id == SLUICE_TYPE_CALENDAR_INTERVAL
      || type->id == SLUICE_TYPE_VARIANT)
    return FALSE;
  for (guint i = 0; i < type->n_fields; i++)
    if (!sluice_type_is_orderable (type->fields[i].type))
      return FALSE;

  return TRUE;
}

gboolean
sluice_type_contains (const SluiceType *type, SluiceTypeId id)
{
  if (type->id == id)
    return TRUE;
  for (guint i = 0; i < type->n_fields; i++)
    if (sluice_type_contains (type->fields[i].type, id))
      return TRUE;

  return FALSE;
}

gboolean
sluice_type_contains_map (const SluiceType *type)
{
  return sluice_type_contains (type, SLUICE_TYPE_MAP);
}
