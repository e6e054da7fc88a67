/* sluice-variant-cast.c: variants to and from values of other types.
 *
 * Variants of one kind are cast together: they are laid out as a column of the type that their kind stands
 * for, and that column is cast as any other.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-variant-cast.h"

#include <string.h>

#include "expr/sluice-cast.h"
#include "expr/sluice-decimal.h"

typedef struct
{
  SluiceEvalContext *context;
  const SluiceZone *zone;
  gboolean fail;
} Cast;

gboolean
sluice_variant_takes (const SluiceType *type, gboolean objects)
{
  switch (type->id)
    {
    case SLUICE_TYPE_VOID:
    case SLUICE_TYPE_TIME:
    case SLUICE_TYPE_YEAR_MONTH_INTERVAL:
    case SLUICE_TYPE_DAY_TIME_INTERVAL:
    case SLUICE_TYPE_CALENDAR_INTERVAL:
      return FALSE;
    case SLUICE_TYPE_MAP:
      return objects && type->fields[0].type->id == SLUICE_TYPE_STRING
             && sluice_variant_takes (type->fields[1].type, objects);
    case SLUICE_TYPE_STRUCT:
      if (!objects)
        return FALSE;
      G_GNUC_FALLTHROUGH;
    case SLUICE_TYPE_ARRAY:
      for (guint i = 0; i < type->n_fields; i++)
        if (!sluice_variant_takes (type->fields[i].type, objects))
          return FALSE;
      return TRUE;
    default:
      return TRUE;
    }
}

/* Returns: whether to go on, with a null */
static gboolean
refuse (Cast *self, SluiceVariant variant, const SluiceType *to, GError **error)
{
  g_autoptr (GString) value = NULL;
  g_autofree char *type = NULL;

  if (!self->fail)
    return TRUE;

  value = g_string_new (NULL);
  sluice_variant_append_json (value, variant, self->zone);
  type = sluice_type_to_sql (to);
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "INVALID_VARIANT_CAST",
                    "The variant value `%s` cannot be cast into `\"%s\"`. Please use `try_variant_get` instead.",
                    value->str, type);

  return FALSE;
}

SluiceType *
sluice_variant_scalar_type (SluiceVariant self)
{
  static const SluiceTypeId ids[SLUICE_N_VARIANT_KINDS] = {
    [SLUICE_VARIANT_NULL] = SLUICE_TYPE_VOID,
    [SLUICE_VARIANT_BOOLEAN] = SLUICE_TYPE_BOOLEAN,
    [SLUICE_VARIANT_LONG] = SLUICE_TYPE_BIGINT,
    [SLUICE_VARIANT_STRING] = SLUICE_TYPE_STRING,
    [SLUICE_VARIANT_DOUBLE] = SLUICE_TYPE_DOUBLE,
    [SLUICE_VARIANT_DATE] = SLUICE_TYPE_DATE,
    [SLUICE_VARIANT_TIMESTAMP] = SLUICE_TYPE_TIMESTAMP,
    [SLUICE_VARIANT_TIMESTAMP_NTZ] = SLUICE_TYPE_TIMESTAMP_NTZ,
    [SLUICE_VARIANT_FLOAT] = SLUICE_TYPE_FLOAT,
    [SLUICE_VARIANT_BINARY] = SLUICE_TYPE_BINARY,
  };
  SluiceVariantKind kind = sluice_variant_kind (self);
  guint precision, scale;

  if (kind != SLUICE_VARIANT_DECIMAL)
    return sluice_type_ref (sluice_type_primitive (ids[kind]));

  sluice_variant_decimal (self, &precision, &scale);

  return sluice_type_decimal (precision, scale);
}

static void
set_source (SluiceColumn *column, guint32 row, SluiceVariant variant)
{
  guint precision, scale;

  switch (column->type->id)
    {
    case SLUICE_TYPE_BOOLEAN:
      column->boolean[row] = sluice_variant_boolean (variant);
      break;
    case SLUICE_TYPE_DATE:
      column->i32[row] = (gint32) sluice_variant_long (variant);
      break;
    case SLUICE_TYPE_DOUBLE:
      column->f64[row] = sluice_variant_double (variant);
      break;
    case SLUICE_TYPE_FLOAT:
      column->f32[row] = (float) sluice_variant_double (variant);
      break;
    case SLUICE_TYPE_DECIMAL:
      column->i128[row] = sluice_variant_decimal (variant, &precision, &scale);
      break;
    case SLUICE_TYPE_STRING:
    case SLUICE_TYPE_BINARY:
      column->string[row] = sluice_variant_text (variant);
      break;
    default:
      column->i64[row] = sluice_variant_long (variant);
      break;
    }
}

/* Numbers are seconds, which a cast of a column lets overflow. */
static gboolean
to_timestamp (SluiceVariant variant, SluiceVariantKind kind, gint64 *result)
{
  SluiceInt128 value;
  guint precision, scale;

  if (kind == SLUICE_VARIANT_LONG)
    return !__builtin_mul_overflow (sluice_variant_long (variant), G_GINT64_CONSTANT (1000000), result);

  value = sluice_variant_decimal (variant, &precision, &scale);
  if (scale >= 6)
    value /= sluice_decimal_pow10[scale - 6];
  else if (__builtin_mul_overflow (value, sluice_decimal_pow10[6 - scale], &value))
    return FALSE;
  *result = (gint64) value;

  return *result == value;
}

static gboolean
cast_to_timestamps (Cast *self,
                    const SluiceVariant *variants,
                    const guint32 *rows,
                    guint32 n,
                    SluiceVariantKind kind,
                    SluiceColumn *out,
                    GError **error)
{
  for (guint32 i = 0; i < n; i++)
    if (to_timestamp (variants[rows[i]], kind, &out->i64[rows[i]]))
      sluice_validity_set (out->validity, rows[i]);
    else if (!refuse (self, variants[rows[i]], out->type, error))
      return FALSE;

  return TRUE;
}

static gboolean
cast_containers (Cast *self,
                 const SluiceVariant *variants,
                 const guint32 *rows,
                 guint32 n,
                 SluiceColumn *out,
                 GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint32 i = 0; i < n; i++)
    {
      char *bytes;

      if (out->type->id != SLUICE_TYPE_STRING)
        {
          if (!refuse (self, variants[rows[i]], out->type, error))
            return FALSE;
          continue;
        }
      g_string_truncate (text, 0);
      sluice_variant_append_json (text, variants[rows[i]], self->zone);
      bytes = sluice_arena_alloc_bytes (self->context->arena, text->len);
      memcpy (bytes, text->str, text->len);
      out->string[rows[i]] = sluice_string (bytes, text->len);
      sluice_validity_set (out->validity, rows[i]);
    }
  sluice_arena_align (self->context->arena);

  return TRUE;
}

/* Casts at most a batch of variants that make one column. */
static gboolean
cast_chunk (Cast *self,
            const SluiceVariant *variants,
            const guint32 *rows,
            guint32 n,
            SluiceVariantKind kind,
            SluiceColumn *out,
            GError **error)
{
  g_autoptr (SluiceType) from = sluice_variant_scalar_type (variants[rows[0]]);
  guint width = sluice_type_width (out->type->id);
  SluiceColumn *column;

  if (out->type->id == SLUICE_TYPE_TIMESTAMP && (kind == SLUICE_VARIANT_LONG || kind == SLUICE_VARIANT_DECIMAL))
    return cast_to_timestamps (self, variants, rows, n, kind, out, error);
  if (!sluice_cast_allowed (from, out->type, SLUICE_CAST_ANSI))
    {
      for (guint32 i = 0; i < n; i++)
        if (!refuse (self, variants[rows[i]], out->type, error))
          return FALSE;
      return TRUE;
    }

  column = sluice_column_new (self->context->arena, from, n);
  for (guint32 i = 0; i < n; i++)
    set_source (column, i, variants[rows[i]]);
  column = sluice_cast_column (self->context, column, out->type, SLUICE_CAST_TRY, (SluiceSelection){ NULL, n },
                               error);
  if (column == NULL)
    return FALSE;

  for (guint32 i = 0; i < n; i++)
    if (!sluice_column_is_null (column, i))
      {
        memcpy ((char *) out->data + (gsize) rows[i] * width, sluice_column_value (column, i), width);
        sluice_validity_set (out->validity, rows[i]);
      }
    else if (!refuse (self, variants[rows[i]], out->type, error))
      return FALSE;

  return TRUE;
}

static gboolean
cast_scalars (Cast *self, const SluiceVariant *variants, guint32 n, SluiceColumn *out, GError **error)
{
  guint32 *rows = sluice_arena_new_array (self->context->arena, guint32, MAX (n, 1));

  for (guint kind = 0; kind < SLUICE_N_VARIANT_KINDS; kind++)
    {
      guint32 found = 0;
      guint32 step;

      if (kind == SLUICE_VARIANT_NULL)
        continue;
      for (guint32 i = 0; i < n; i++)
        if (variants[i].value != NULL && sluice_variant_kind (variants[i]) == kind)
          rows[found++] = i;
      /* Each decimal has a type of its own. */
      step = kind == SLUICE_VARIANT_DECIMAL ? 1 : SLUICE_BATCH_MAX_ROWS;
      if (kind <= SLUICE_VARIANT_ARRAY && found > 0
          && !cast_containers (self, variants, rows, found, out, error))
        return FALSE;
      for (guint32 i = 0; kind > SLUICE_VARIANT_ARRAY && i < found; i += step)
        if (!cast_chunk (self, variants, rows + i, MIN (step, found - i), kind, out, error))
          return FALSE;
    }

  return TRUE;
}

static SluiceColumn *cast_variants (
    Cast *self, const SluiceVariant *variants, guint32 n, const SluiceType *to, GError **error);

/* Variants again, without what their dictionary has for others. */
static gboolean
copy_variants (Cast *self, const SluiceVariant *variants, guint32 n, SluiceColumn *out, GError **error)
{
  g_auto (SluiceVariantBuilder) builder;

  sluice_variant_builder_init (&builder);
  for (guint32 i = 0; i < n; i++)
    if (variants[i].value != NULL)
      {
        sluice_variant_builder_begin (&builder);
        sluice_variant_builder_copy (&builder, variants[i]);
        if (!sluice_variant_builder_finish (&builder, self->context->arena, &out->string[i]))
          {
            sluice_variant_error_size ("variant_get", error);
            return FALSE;
          }
        sluice_validity_set (out->validity, i);
      }
  sluice_arena_align (self->context->arena);

  return TRUE;
}

static gboolean
cast_structs (Cast *self, const SluiceVariant *variants, guint32 n, SluiceColumn *out, GError **error)
{
  SluiceVariant *fields = sluice_arena_new_array (self->context->arena, SluiceVariant, MAX (n, 1));

  for (guint k = 0; k < out->type->n_fields; k++)
    {
      const char *name = out->type->fields[k].name;
      gsize length = strlen (name);

      for (guint32 i = 0; i < n; i++)
        fields[i] = sluice_validity_get (out->validity, i) ? sluice_variant_find (variants[i], name, length)
                                                           : (SluiceVariant){ NULL, NULL };
      out->children[k] = cast_variants (self, fields, n, out->type->fields[k].type, error);
      if (out->children[k] == NULL)
        return FALSE;
    }

  return TRUE;
}

static gboolean
cast_elements (Cast *self, const SluiceVariant *variants, guint32 n, SluiceColumn *out, GError **error)
{
  SluiceArena *arena = self->context->arena;
  gboolean map = out->type->id == SLUICE_TYPE_MAP;
  SluiceVariant *elements;
  guint32 total = 0;

  out->offsets[0] = 0;
  for (guint32 i = 0; i < n; i++)
    {
      if (sluice_validity_get (out->validity, i))
        total += sluice_variant_n_children (variants[i]);
      out->offsets[i + 1] = total;
    }

  elements = sluice_arena_new_array (arena, SluiceVariant, MAX (total, 1));
  if (map)
    out->children[0] = sluice_column_new (arena, out->type->fields[0].type, total);
  for (guint32 i = 0; i < n; i++)
    for (guint32 j = out->offsets[i]; j < out->offsets[i + 1]; j++)
      elements[j] = sluice_variant_child (variants[i], j - out->offsets[i],
                                          map ? &out->children[0]->string[j] : NULL);
  out->children[map] = cast_variants (self, elements, total, out->type->fields[map].type, error);

  return out->children[map] != NULL;
}

static SluiceColumn *
cast_variants (Cast *self, const SluiceVariant *variants, guint32 n, const SluiceType *to, GError **error)
{
  SluiceArena *arena = self->context->arena;
  SluiceColumn *out = sluice_column_new (arena, to, n);
  guint width = sluice_type_width (to->id);
  SluiceVariantKind wanted = to->id == SLUICE_TYPE_ARRAY ? SLUICE_VARIANT_ARRAY : SLUICE_VARIANT_OBJECT;

  memset (sluice_column_ensure_validity (arena, out), 0, sluice_validity_words (MAX (n, 1)) * sizeof (guint64));
  if (width > 0)
    {
      memset (out->data, 0, (gsize) width * n);
      if (to->id == SLUICE_TYPE_VARIANT ? copy_variants (self, variants, n, out, error)
                                        : cast_scalars (self, variants, n, out, error))
        return out;
      return NULL;
    }

  for (guint32 i = 0; i < n; i++)
    {
      SluiceVariantKind kind = variants[i].value != NULL ? sluice_variant_kind (variants[i]) : SLUICE_VARIANT_NULL;

      if (kind == wanted)
        sluice_validity_set (out->validity, i);
      else if (kind != SLUICE_VARIANT_NULL && !refuse (self, variants[i], to, error))
        return NULL;
    }

  if (to->id == SLUICE_TYPE_STRUCT ? cast_structs (self, variants, n, out, error)
                                   : cast_elements (self, variants, n, out, error))
    return out;

  return NULL;
}

SluiceColumn *
sluice_variant_cast (SluiceEvalContext *context,
                     const SluiceVariant *variants,
                     guint32 n,
                     const SluiceType *to,
                     gboolean fail,
                     GError **error)
{
  Cast self = { context, sluice_zone_lookup (context->settings->time_zone), fail };

  if (self.zone == NULL)
    self.zone = sluice_zone_lookup ("UTC");

  return cast_variants (&self, variants, n, to, error);
}

static gboolean
append_elements (SluiceVariantBuilder *self, const SluiceColumn *column, guint32 row, GError **error)
{
  gboolean map = column->type->id == SLUICE_TYPE_MAP;
  SluiceVariantFrame frame = sluice_variant_builder_open (self);

  for (guint32 j = column->offsets[row]; j < column->offsets[row + 1]; j++)
    {
      if (map)
        {
          const SluiceString *key = sluice_column_value (column->children[0], j);

          sluice_variant_builder_member (self, &frame, key->data, key->length);
        }
      else
        sluice_variant_builder_element (self, &frame);
      if (!sluice_variant_builder_value (self, column->children[map], j, error))
        return FALSE;
    }
  if (map)
    return sluice_variant_builder_close_object (self, &frame, error);
  sluice_variant_builder_close_array (self, &frame);

  return TRUE;
}

static gboolean
append_fields (SluiceVariantBuilder *self, const SluiceColumn *column, guint32 row, GError **error)
{
  SluiceVariantFrame frame = sluice_variant_builder_open (self);

  for (guint k = 0; k < column->n_children; k++)
    {
      const char *name = column->type->fields[k].name;

      sluice_variant_builder_member (self, &frame, name, strlen (name));
      if (!sluice_variant_builder_value (self, column->children[k], row, error))
        return FALSE;
    }

  return sluice_variant_builder_close_object (self, &frame, error);
}

gboolean
sluice_variant_builder_value (SluiceVariantBuilder *self, const SluiceColumn *column, guint32 row, GError **error)
{
  guint32 place = sluice_column_index (column, row);

  if (sluice_column_is_null (column, row))
    {
      sluice_variant_builder_null (self);
      return TRUE;
    }

  switch (column->type->id)
    {
    case SLUICE_TYPE_BOOLEAN:
      sluice_variant_builder_boolean (self, column->boolean[place]);
      return TRUE;
    case SLUICE_TYPE_BYTE:
      sluice_variant_builder_long (self, column->i8[place]);
      return TRUE;
    case SLUICE_TYPE_SHORT:
      sluice_variant_builder_long (self, column->i16[place]);
      return TRUE;
    case SLUICE_TYPE_INT:
      sluice_variant_builder_long (self, column->i32[place]);
      return TRUE;
    case SLUICE_TYPE_BIGINT:
      sluice_variant_builder_long (self, column->i64[place]);
      return TRUE;
    case SLUICE_TYPE_FLOAT:
      sluice_variant_builder_float (self, column->f32[place]);
      return TRUE;
    case SLUICE_TYPE_DOUBLE:
      sluice_variant_builder_double (self, column->f64[place]);
      return TRUE;
    case SLUICE_TYPE_DECIMAL:
      sluice_variant_builder_decimal (self, column->i128[place], column->type->scale);
      return TRUE;
    case SLUICE_TYPE_STRING:
      sluice_variant_builder_string (self, column->string[place].data, column->string[place].length);
      return TRUE;
    case SLUICE_TYPE_BINARY:
      sluice_variant_builder_binary (self, column->string[place].data, column->string[place].length);
      return TRUE;
    case SLUICE_TYPE_DATE:
      sluice_variant_builder_time (self, SLUICE_VARIANT_DATE, column->i32[place]);
      return TRUE;
    case SLUICE_TYPE_TIMESTAMP:
      sluice_variant_builder_time (self, SLUICE_VARIANT_TIMESTAMP, column->i64[place]);
      return TRUE;
    case SLUICE_TYPE_TIMESTAMP_NTZ:
      sluice_variant_builder_time (self, SLUICE_VARIANT_TIMESTAMP_NTZ, column->i64[place]);
      return TRUE;
    case SLUICE_TYPE_VARIANT:
      sluice_variant_builder_copy (self, sluice_variant (&column->string[place]));
      return TRUE;
    case SLUICE_TYPE_STRUCT:
      /* The fields of a constant struct are constant too, but as long as the struct. */
      return append_fields (self, column, row, error);
    default:
      return append_elements (self, column, place, error);
    }
}
