/* sluice-type.h: Spark SQL's data types and schemas.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <string.h>

#include "core/sluice-collation.h"

G_BEGIN_DECLS

/**
 * SluiceTypeId:
 *
 * The kinds of types, in the names of Spark SQL. The order up to DECIMAL is the numeric precedence.
 */
typedef enum
{
  SLUICE_TYPE_VOID,
  SLUICE_TYPE_BOOLEAN,
  SLUICE_TYPE_BYTE,
  SLUICE_TYPE_SHORT,
  SLUICE_TYPE_INT,
  SLUICE_TYPE_BIGINT,
  SLUICE_TYPE_DECIMAL,
  SLUICE_TYPE_FLOAT,
  SLUICE_TYPE_DOUBLE,
  SLUICE_TYPE_STRING,
  SLUICE_TYPE_BINARY,
  SLUICE_TYPE_DATE,
  SLUICE_TYPE_TIMESTAMP,
  SLUICE_TYPE_TIMESTAMP_NTZ,
  SLUICE_TYPE_TIME,
  SLUICE_TYPE_YEAR_MONTH_INTERVAL,
  SLUICE_TYPE_DAY_TIME_INTERVAL,
  SLUICE_TYPE_CALENDAR_INTERVAL,
  SLUICE_TYPE_VARIANT,
  SLUICE_TYPE_ARRAY,
  SLUICE_TYPE_MAP,
  SLUICE_TYPE_STRUCT,
} SluiceTypeId;

#define SLUICE_N_TYPES (SLUICE_TYPE_STRUCT + 1)
#define SLUICE_DECIMAL_MAX_PRECISION 38

/** SluiceIntervalField: the units at the two ends of a year-month or day-time interval type. */
typedef enum
{
  SLUICE_INTERVAL_YEAR,
  SLUICE_INTERVAL_MONTH,
  SLUICE_INTERVAL_DAY = 0,
  SLUICE_INTERVAL_HOUR,
  SLUICE_INTERVAL_MINUTE,
  SLUICE_INTERVAL_SECOND,
} SluiceIntervalField;

typedef struct _SluiceType SluiceType;

/**
 * SluiceField:
 * @name: its name
 * @type: its type
 * @nullable: whether a value may be null
 * @watermark_delay_ms: the delay of the watermark that this column carries as its event time, or -1
 *
 * A column of a schema or a field of a struct. As in Spark the event-time mark travels with the field,
 * into a struct and out of it again; it plays no part in comparing types.
 */
typedef struct
{
  char *name;
  SluiceType *type;
  gboolean nullable;
  gint64 watermark_delay_ms;
} SluiceField;

/**
 * SluiceType:
 * @id: the kind
 * @precision: DECIMAL: digits in all; TIME: digits after the second's point
 * @scale: DECIMAL: digits after the point
 * @start_field: intervals: the first unit
 * @end_field: intervals: the last unit
 * @collation: STRING: how texts are compared
 * @collated: STRING: whether the type names its collation, be it the default one
 * @n_fields: number of @fields
 * @fields: ARRAY: one, `element`; MAP: two, `key` and `value`; STRUCT: its fields
 *
 * An immutable, reference-counted type. A schema is a STRUCT.
 */
struct _SluiceType
{
  gatomicrefcount ref_count;
  SluiceTypeId id;
  guint8 precision;
  guint8 scale;
  guint8 start_field;
  guint8 end_field;
  gboolean collated;
  SluiceCollation collation;
  guint n_fields;
  SluiceField *fields;
};

/**
 * sluice_type_ref:
 * @self: a type
 *
 * Returns: (transfer full): @self
 */
SluiceType *sluice_type_ref (const SluiceType *self);

/**
 * sluice_type_unref:
 * @self: (nullable): a type
 *
 * Gives up a reference; the types without parameters live for ever.
 */
void sluice_type_unref (SluiceType *self);

/**
 * sluice_type_primitive:
 * @id: a kind without parameters; intervals get their widest form (YEAR TO MONTH, DAY TO SECOND),
 *   TIME six digits
 *
 * Returns: (transfer none): the type, static
 */
SluiceType *sluice_type_primitive (SluiceTypeId id);

/**
 * sluice_type_decimal:
 * @precision: 1 to 38
 * @scale: 0 to @precision
 *
 * Returns: (transfer full): DECIMAL(@precision, @scale)
 */
SluiceType *sluice_type_decimal (guint precision,
                                 guint scale) G_GNUC_WARN_UNUSED_RESULT;

/** SLUICE_TIME_MAX_PRECISION: digits after the point of a TIME, which is held in nanoseconds. */
#define SLUICE_TIME_MAX_PRECISION 9

/** SLUICE_TIME_DEFAULT_PRECISION: the digits of a TIME that says none. */
#define SLUICE_TIME_DEFAULT_PRECISION 6

/**
 * sluice_type_time:
 * @precision: 0 to %SLUICE_TIME_MAX_PRECISION
 *
 * Returns: (transfer full): TIME(@precision)
 */
SluiceType *sluice_type_time (guint precision) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_type_interval:
 * @id: YEAR_MONTH_INTERVAL or DAY_TIME_INTERVAL
 * @start: first unit
 * @end: last unit
 *
 * Returns: (transfer full): the interval type
 */
SluiceType *sluice_type_interval (SluiceTypeId        id,
                                  SluiceIntervalField start,
                                  SluiceIntervalField end) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_type_string:
 * @collation: a collation
 *
 * Returns: (transfer full): STRING COLLATE @collation
 */
SluiceType *sluice_type_string (SluiceCollation collation) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_type_collate:
 * @self: any type
 * @string: (transfer none): a STRING
 *
 * Returns: (transfer full): @self with @string in the place of all STRINGs in it
 */
SluiceType *sluice_type_collate (const SluiceType *self,
                                 const SluiceType *string) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_type_find_string:
 * @self: any type
 *
 * Returns: (transfer none) (nullable): the first STRING in it
 */
const SluiceType *sluice_type_find_string (const SluiceType *self);

/** sluice_type_is_collated: @self: any type. Returns: whether there is a STRING in it that isn't compared byte by byte. */
gboolean sluice_type_is_collated (const SluiceType *self);

/**
 * sluice_type_array:
 * @element: (transfer none): the type of the elements
 * @contains_null: whether an element may be null
 *
 * Returns: (transfer full): ARRAY<@element>
 */
SluiceType *sluice_type_array (const SluiceType *element,
                               gboolean          contains_null) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_type_map:
 * @key: (transfer none): the type of the keys, which are never null
 * @value: (transfer none): the type of the values
 * @value_contains_null: whether a value may be null
 *
 * Returns: (transfer full): MAP<@key, @value>
 */
SluiceType *sluice_type_map (const SluiceType *key,
                             const SluiceType *value,
                             gboolean          value_contains_null) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_fields_copy: @to: room for @n fields, @from: (array length=n) (nullable): fields, @n: how many. Copies them; what they refer to stays @from's. */
static inline void
sluice_fields_copy (SluiceField *to, const SluiceField *from, guint n)
{
  if (n > 0)
    memcpy (to, from, sizeof (SluiceField) * n);
}

/**
 * sluice_type_struct:
 * @fields: (array length=n_fields): the fields; names are copied, types referenced
 * @n_fields: their number
 *
 * Returns: (transfer full): STRUCT<…>, which is also how a schema is held
 */
SluiceType *sluice_type_struct (const SluiceField *fields,
                                guint              n_fields) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_type_slice:
 * @self: a struct
 * @first: its first field to take
 * @n: how many
 *
 * Returns: (transfer full): a struct of those fields; @self itself when it is all of them
 */
SluiceType *sluice_type_slice (const SluiceType *self,
                               guint             first,
                               guint             n) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_type_equal:
 * @self: a type
 * @other: a type
 *
 * Compares names of fields exactly; nullability and event-time marks play no part.
 *
 * Returns: whether values of one are values of the other
 */
gboolean sluice_type_equal (const SluiceType *self,
                            const SluiceType *other);

/**
 * sluice_type_as_nullable:
 * @self: a type
 *
 * Returns: (transfer full): the type with nulls allowed in all its fields, elements and values, as what
 *   is read from a text has them
 */
SluiceType *sluice_type_as_nullable (const SluiceType *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_type_find_field:
 * @self: a STRUCT
 * @name: a name
 * @case_sensitive: whether `A` and `a` are two names (Spark's default: no)
 * @index: (out) (optional): index of the first that matches
 *
 * Returns: how many fields match: 0, 1, or more when the name is ambiguous
 */
guint sluice_type_find_field (const SluiceType *self,
                              const char       *name,
                              gboolean          case_sensitive,
                              guint            *index);

/**
 * sluice_type_to_sql:
 * @self: a type
 *
 * Returns: (transfer full): the type as Spark's messages and DDL write it, such as
 *   `STRUCT<a: INT NOT NULL, b: ARRAY<STRING>>`
 */
char *sluice_type_to_sql (const SluiceType *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_type_to_ddl:
 * @self: a STRUCT
 *
 * Returns: (transfer full): the schema as DDL, such as `a INT NOT NULL, b STRING`
 */
char *sluice_type_to_ddl (const SluiceType *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_type_id_name:
 * @id: a kind
 *
 * Returns: (transfer none): its SQL name without parameters, such as `BIGINT`
 */
const char *sluice_type_id_name (SluiceTypeId id);

/**
 * sluice_type_width:
 * @id: a kind
 *
 * Returns: bytes of one value in a column's buffer: 1 for BOOLEAN and BYTE, 16 for DECIMAL, STRING,
 *   BINARY, VARIANT and CALENDAR_INTERVAL; 0 for the nested kinds and VOID
 */
guint sluice_type_width (SluiceTypeId id);

/** sluice_type_is_integral: @id: a kind. Returns: whether it is BYTE, SHORT, INT or BIGINT. */
static inline gboolean
sluice_type_is_integral (SluiceTypeId id)
{
  return id >= SLUICE_TYPE_BYTE && id <= SLUICE_TYPE_BIGINT;
}

/** sluice_type_is_numeric: @id: a kind. Returns: whether it is integral, DECIMAL, FLOAT or DOUBLE. */
static inline gboolean
sluice_type_is_numeric (SluiceTypeId id)
{
  return id >= SLUICE_TYPE_BYTE && id <= SLUICE_TYPE_DOUBLE;
}

/** sluice_type_is_datetime: @id: a kind. Returns: whether it is DATE, TIMESTAMP or TIMESTAMP_NTZ. */
static inline gboolean
sluice_type_is_datetime (SluiceTypeId id)
{
  return id >= SLUICE_TYPE_DATE && id <= SLUICE_TYPE_TIMESTAMP_NTZ;
}

/** sluice_type_is_timestamp: @id: a kind. Returns: whether it is TIMESTAMP or TIMESTAMP_NTZ. */
static inline gboolean
sluice_type_is_timestamp (SluiceTypeId id)
{
  return id == SLUICE_TYPE_TIMESTAMP || id == SLUICE_TYPE_TIMESTAMP_NTZ;
}

/** sluice_type_is_interval: @id: a kind. Returns: whether it is one of the three kinds of intervals. */
static inline gboolean
sluice_type_is_interval (SluiceTypeId id)
{
  return id >= SLUICE_TYPE_YEAR_MONTH_INTERVAL && id <= SLUICE_TYPE_CALENDAR_INTERVAL;
}

/** sluice_type_is_view: @id: a kind. Returns: whether a column holds its values as views of bytes. */
static inline gboolean
sluice_type_is_view (SluiceTypeId id)
{
  return id == SLUICE_TYPE_STRING || id == SLUICE_TYPE_BINARY || id == SLUICE_TYPE_VARIANT;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceType, sluice_type_unref)

G_END_DECLS
