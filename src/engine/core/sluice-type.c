/* sluice-type.c: Spark SQL's data types and schemas.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/sluice-type.h"

#include <string.h>

#include "core/sluice-name.h"

static SluiceType primitives[SLUICE_N_TYPES];

static const char *const names[SLUICE_N_TYPES] = {
  [SLUICE_TYPE_VOID] = "VOID",
  [SLUICE_TYPE_BOOLEAN] = "BOOLEAN",
  [SLUICE_TYPE_BYTE] = "TINYINT",
  [SLUICE_TYPE_SHORT] = "SMALLINT",
  [SLUICE_TYPE_INT] = "INT",
  [SLUICE_TYPE_BIGINT] = "BIGINT",
  [SLUICE_TYPE_DECIMAL] = "DECIMAL",
  [SLUICE_TYPE_FLOAT] = "FLOAT",
  [SLUICE_TYPE_DOUBLE] = "DOUBLE",
  [SLUICE_TYPE_STRING] = "STRING",
  [SLUICE_TYPE_BINARY] = "BINARY",
  [SLUICE_TYPE_DATE] = "DATE",
  [SLUICE_TYPE_TIMESTAMP] = "TIMESTAMP",
  [SLUICE_TYPE_TIMESTAMP_NTZ] = "TIMESTAMP_NTZ",
  [SLUICE_TYPE_TIME] = "TIME",
  [SLUICE_TYPE_YEAR_MONTH_INTERVAL] = "INTERVAL YEAR TO MONTH",
  [SLUICE_TYPE_DAY_TIME_INTERVAL] = "INTERVAL DAY TO SECOND",
  [SLUICE_TYPE_CALENDAR_INTERVAL] = "INTERVAL",
  [SLUICE_TYPE_VARIANT] = "VARIANT",
  [SLUICE_TYPE_ARRAY] = "ARRAY",
  [SLUICE_TYPE_MAP] = "MAP",
  [SLUICE_TYPE_STRUCT] = "STRUCT",
};

static const guint8 widths[SLUICE_N_TYPES] = {
  [SLUICE_TYPE_BOOLEAN] = 1,
  [SLUICE_TYPE_BYTE] = 1,
  [SLUICE_TYPE_SHORT] = 2,
  [SLUICE_TYPE_INT] = 4,
  [SLUICE_TYPE_BIGINT] = 8,
  [SLUICE_TYPE_DECIMAL] = 16,
  [SLUICE_TYPE_FLOAT] = 4,
  [SLUICE_TYPE_DOUBLE] = 8,
  [SLUICE_TYPE_STRING] = 16,
  [SLUICE_TYPE_BINARY] = 16,
  [SLUICE_TYPE_DATE] = 4,
  [SLUICE_TYPE_TIMESTAMP] = 8,
  [SLUICE_TYPE_TIMESTAMP_NTZ] = 8,
  [SLUICE_TYPE_TIME] = 8,
  [SLUICE_TYPE_YEAR_MONTH_INTERVAL] = 4,
  [SLUICE_TYPE_DAY_TIME_INTERVAL] = 8,
  [SLUICE_TYPE_CALENDAR_INTERVAL] = 16,
  [SLUICE_TYPE_VARIANT] = 16,
};

static gboolean
is_static (const SluiceType *self)
{
  return self >= primitives && self < primitives + SLUICE_N_TYPES;
}

/* One block holds the type, its fields and their names: an analysis makes a schema of each of its nodes. */
static SluiceType *
type_new (SluiceTypeId id, const SluiceField *fields, guint n_fields)
{
  gsize size = sizeof (SluiceType) + n_fields * sizeof (SluiceField);
  SluiceType *self;
  char *text;

  for (guint i = 0; i < n_fields; i++)
    size += strlen (fields[i].name) + 1;
  self = g_malloc (size);
  *self = (SluiceType){ .id = id, .n_fields = n_fields, .fields = (SluiceField *) (self + 1) };
  g_atomic_ref_count_init (&self->ref_count);

  text = (char *) (self->fields + n_fields);
  for (guint i = 0; i < n_fields; i++)
    {
      self->fields[i] = fields[i];
      self->fields[i].name = text;
      sluice_type_ref (fields[i].type);
      text = g_stpcpy (text, fields[i].name) + 1;
    }

  return self;
}

SluiceType *
sluice_type_ref (const SluiceType *self)
{
  SluiceType *type = (SluiceType *) self;

  if (!is_static (type))
    g_atomic_ref_count_inc (&type->ref_count);

  return type;
}

void
sluice_type_unref (SluiceType *self)
{
  if (self == NULL || is_static (self) || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  for (guint i = 0; i < self->n_fields; i++)
    sluice_type_unref (self->fields[i].type);
  g_free (self);
}

static void
set_field_type (SluiceField *field, SluiceType *type)
{
  sluice_type_unref (field->type);
  field->type = type;
}

SluiceType *
sluice_type_primitive (SluiceTypeId id)
{
  static gsize once;

  g_assert (id < SLUICE_TYPE_ARRAY && id != SLUICE_TYPE_DECIMAL);

  if (g_once_init_enter (&once))
    {
      for (guint i = 0; i < SLUICE_N_TYPES; i++)
        primitives[i].id = i;
      primitives[SLUICE_TYPE_YEAR_MONTH_INTERVAL].start_field = SLUICE_INTERVAL_YEAR;
      primitives[SLUICE_TYPE_YEAR_MONTH_INTERVAL].end_field = SLUICE_INTERVAL_MONTH;
      primitives[SLUICE_TYPE_DAY_TIME_INTERVAL].start_field = SLUICE_INTERVAL_DAY;
      primitives[SLUICE_TYPE_DAY_TIME_INTERVAL].end_field = SLUICE_INTERVAL_SECOND;
      primitives[SLUICE_TYPE_TIME].precision = SLUICE_TIME_DEFAULT_PRECISION;
      g_once_init_leave (&once, 1);
    }

  return &primitives[id];
}

SluiceType *
sluice_type_decimal (guint precision, guint scale)
{
  SluiceType *self;

  g_assert (precision <= SLUICE_DECIMAL_MAX_PRECISION && scale <= precision);

  self = type_new (SLUICE_TYPE_DECIMAL, NULL, 0);
  self->precision = precision;
  self->scale = scale;

  return self;
}

SluiceType *
sluice_type_time (guint precision)
{
  SluiceType *self;

  g_assert (precision <= SLUICE_TIME_MAX_PRECISION);

  if (precision == SLUICE_TIME_DEFAULT_PRECISION)
    return sluice_type_ref (sluice_type_primitive (SLUICE_TYPE_TIME));
  self = type_new (SLUICE_TYPE_TIME, NULL, 0);
  self->precision = precision;

  return self;
}

SluiceType *
sluice_type_interval (SluiceTypeId id, SluiceIntervalField start, SluiceIntervalField end)
{
  SluiceType *self = type_new (id, NULL, 0);

  self->start_field = start;
  self->end_field = end;

  return self;
}

SluiceType *
sluice_type_string (SluiceCollation collation)
{
  SluiceType *self = type_new (SLUICE_TYPE_STRING, NULL, 0);

  self->collation = collation;
  self->collated = TRUE;

  return self;
}

SluiceType *
sluice_type_collate (const SluiceType *self, const SluiceType *string)
{
  SluiceType *copy;

  if (self->id == SLUICE_TYPE_STRING)
    return sluice_type_ref (string);
  if (self->n_fields == 0)
    return sluice_type_ref (self);

  copy = type_new (self->id, self->fields, self->n_fields);
  for (guint i = 0; i < self->n_fields; i++)
    set_field_type (&copy->fields[i], sluice_type_collate (self->fields[i].type, string));

  return copy;
}

const SluiceType *
sluice_type_find_string (const SluiceType *self)
{
  if (self->id == SLUICE_TYPE_STRING)
    return self;
  for (guint i = 0; i < self->n_fields; i++)
    {
      const SluiceType *found = sluice_type_find_string (self->fields[i].type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

gboolean
sluice_type_is_collated (const SluiceType *self)
{
  if (self->id == SLUICE_TYPE_STRING)
    return self->collation != SLUICE_COLLATION_BINARY;
  for (guint i = 0; i < self->n_fields; i++)
    if (sluice_type_is_collated (self->fields[i].type))
      return TRUE;

  return FALSE;
}

SluiceType *
sluice_type_array (const SluiceType *element, gboolean contains_null)
{
  const SluiceField field = { (char *) "element", (SluiceType *) element, contains_null, -1 };

  return type_new (SLUICE_TYPE_ARRAY, &field, 1);
}

SluiceType *
sluice_type_map (const SluiceType *key, const SluiceType *value, gboolean value_contains_null)
{
  const SluiceField fields[] = {
    { (char *) "key", (SluiceType *) key, FALSE, -1 },
    { (char *) "value", (SluiceType *) value, value_contains_null, -1 },
  };

  return type_new (SLUICE_TYPE_MAP, fields, G_N_ELEMENTS (fields));
}

SluiceType *
sluice_type_struct (const SluiceField *fields, guint n_fields)
{
  return type_new (SLUICE_TYPE_STRUCT, fields, n_fields);
}

SluiceType *
sluice_type_slice (const SluiceType *self, guint first, guint n)
{
  if (first == 0 && n == self->n_fields)
    return sluice_type_ref (self);

  return sluice_type_struct (self->fields + first, n);
}

gboolean
sluice_type_equal (const SluiceType *self, const SluiceType *other)
{
  if (self == other)
    return TRUE;
  if (self->id != other->id || self->precision != other->precision || self->scale != other->scale
      || self->start_field != other->start_field || self->end_field != other->end_field
      || self->n_fields != other->n_fields || self->collation != other->collation)
    return FALSE;

  for (guint i = 0; i < self->n_fields; i++)
    if (strcmp (self->fields[i].name, other->fields[i].name) != 0
        || !sluice_type_equal (self->fields[i].type, other->fields[i].type))
      return FALSE;

  return TRUE;
}

static gboolean
same_folded (const char *a, const char *b)
{
  g_autofree char *folded_a = g_utf8_strdown (a, -1);
  g_autofree char *folded_b = g_utf8_strdown (b, -1);

  return strcmp (folded_a, folded_b) == 0;
}

/* Names are compared all the time, and most differ in one of their first letters. Letters outside of ASCII may fold to some
 * in it. */
static gboolean
same_name (const char *a, const char *b, gboolean case_sensitive)
{
  if (case_sensitive)
    return strcmp (a, b) == 0;
  for (; ((*a | *b) & 0x80) == 0; a++, b++)
    if (*a != *b && ((*a ^ *b) != ('a' ^ 'A') || !g_ascii_isalpha (*a)))
      return FALSE;
    else if (*a == '\0')
      return TRUE;

  return same_folded (a, b);
}

SluiceType *
sluice_type_as_nullable (const SluiceType *self)
{
  SluiceType *copy;

  if (self->n_fields == 0)
    return sluice_type_ref (self);

  copy = type_new (self->id, self->fields, self->n_fields);
  for (guint i = 0; i < self->n_fields; i++)
    {
      set_field_type (&copy->fields[i], sluice_type_as_nullable (self->fields[i].type));
      copy->fields[i].nullable = self->id != SLUICE_TYPE_MAP || i > 0;
    }

  return copy;
}

guint
sluice_type_find_field (const SluiceType *self,
                        const char       *name,
                        gboolean          case_sensitive,
                        guint            *index)
{
  guint found = 0;

  for (guint i = 0; i < self->n_fields; i++)
    if (same_name (self->fields[i].name, name, case_sensitive))
      {
        if (found == 0 && index != NULL)
          *index = i;
        found++;
      }

  return found;
}

static void
append_interval (GString *out, const SluiceType *self)
{
  static const char *const year_month[] = { "YEAR", "MONTH" };
  static const char *const day_time[] = { "DAY", "HOUR", "MINUTE", "SECOND" };
  const char *const *units = self->id == SLUICE_TYPE_YEAR_MONTH_INTERVAL ? year_month : day_time;

  g_string_append_printf (out, "INTERVAL %s", units[self->start_field]);
  if (self->end_field != self->start_field)
    g_string_append_printf (out, " TO %s", units[self->end_field]);
}

static void
append_sql (GString *out, const SluiceType *self)
{
  switch ((int) self->id)
    {
    case SLUICE_TYPE_DECIMAL:
      g_string_append_printf (out, "DECIMAL(%u,%u)", self->precision, self->scale);
      break;
    case SLUICE_TYPE_TIME:
      g_string_append_printf (out, "TIME(%u)", self->precision);
      break;
    case SLUICE_TYPE_YEAR_MONTH_INTERVAL:
    case SLUICE_TYPE_DAY_TIME_INTERVAL:
      append_interval (out, self);
      break;
    case SLUICE_TYPE_STRING:
      g_string_append (out, "STRING");
      if (self->collated)
        {
          g_autofree char *name = sluice_collation_name (self->collation);
          g_autofree char *upper = g_ascii_strup (name, -1);

          g_string_append_printf (out, " COLLATE %s", upper);
        }
      break;
    case SLUICE_TYPE_ARRAY:
      g_string_append (out, "ARRAY<");
      append_sql (out, self->fields[0].type);
      g_string_append_c (out, '>');
      break;
    case SLUICE_TYPE_MAP:
      g_string_append (out, "MAP<");
      append_sql (out, self->fields[0].type);
      g_string_append (out, ", ");
      append_sql (out, self->fields[1].type);
      g_string_append_c (out, '>');
      break;
    case SLUICE_TYPE_STRUCT:
      g_string_append (out, "STRUCT<");
      for (guint i = 0; i < self->n_fields; i++)
        {
          if (i > 0)
            g_string_append (out, ", ");
          sluice_append_name (out, self->fields[i].name);
          g_string_append (out, ": ");
          append_sql (out, self->fields[i].type);
          if (!self->fields[i].nullable)
            g_string_append (out, " NOT NULL");
        }
      g_string_append_c (out, '>');
      break;
    default:
      g_string_append (out, names[self->id]);
    }
}

char *
sluice_type_to_sql (const SluiceType *self)
{
  GString *out = g_string_new (NULL);

  append_sql (out, self);

  return g_string_free (out, FALSE);
}

char *
sluice_type_to_ddl (const SluiceType *self)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < self->n_fields; i++)
    {
      if (i > 0)
        g_string_append (out, ", ");
      sluice_append_name (out, self->fields[i].name);
      g_string_append_c (out, ' ');
      append_sql (out, self->fields[i].type);
      if (!self->fields[i].nullable)
        g_string_append (out, " NOT NULL");
    }

  return g_string_free (out, FALSE);
}

const char *
sluice_type_id_name (SluiceTypeId id)
{
  return names[id];
}

guint
sluice_type_width (SluiceTypeId id)
{
  return widths[id];
}
