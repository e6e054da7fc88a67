/* sluice-java-hash.c: the hashes of values by which Spark's collections are in the order that they are in.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-java-hash.h"

#include <math.h>
#include <string.h>

#include "expr/sluice-hash.h"

static gint32
hash_of_long (gint64 value)
{
  return (gint32) ((guint64) value ^ (guint64) value >> 32);
}

/* All bits that are no number have one hash in Java. */
static gint32
hash_of_double (double value)
{
  gint64 bits = G_GINT64_CONSTANT (0x7ff8000000000000);

  if (!isnan (value))
    memcpy (&bits, &value, sizeof bits);

  return hash_of_long (bits);
}

static gint32
hash_of_float (float value)
{
  gint32 bits = 0x7fc00000;

  if (!isnan (value))
    memcpy (&bits, &value, sizeof bits);

  return bits;
}

gboolean
sluice_java_hash (const SluiceColumn *column, guint32 row, gint32 *hash)
{
  row = sluice_column_index (column, row);

  switch ((int) column->type->id)
    {
    case SLUICE_TYPE_BOOLEAN:
      *hash = column->boolean[row] ? 1231 : 1237;
      return TRUE;
    case SLUICE_TYPE_BYTE:
      *hash = column->i8[row];
      return TRUE;
    case SLUICE_TYPE_SHORT:
      *hash = column->i16[row];
      return TRUE;
    case SLUICE_TYPE_INT:
    case SLUICE_TYPE_DATE:
    case SLUICE_TYPE_YEAR_MONTH_INTERVAL:
      *hash = column->i32[row];
      return TRUE;
    case SLUICE_TYPE_BIGINT:
    case SLUICE_TYPE_TIMESTAMP:
    case SLUICE_TYPE_TIMESTAMP_NTZ:
    case SLUICE_TYPE_DAY_TIME_INTERVAL:
    case SLUICE_TYPE_TIME:
      *hash = hash_of_long (column->i64[row]);
      return TRUE;
    case SLUICE_TYPE_FLOAT:
      *hash = hash_of_float (column->f32[row]);
      return TRUE;
    case SLUICE_TYPE_DOUBLE:
      *hash = hash_of_double (column->f64[row]);
      return TRUE;
    case SLUICE_TYPE_STRING:
      *hash = sluice_hash_murmur3 (column, row, 42);
      return TRUE;
    default:
      return FALSE;
    }
}
