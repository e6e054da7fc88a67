/* sluice-json-value.c: JSON values to rows of columns, by Spark's rules.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-json-value.h"

#include <math.h>
#include <string.h>
#include <xxhash.h>

#include "formats/sluice-json-copy.h"
#include "formats/sluice-text-value.h"
#include "formats/sluice-utf8.h"
#include "formats/sluice-variant-parse.h"

/* The most of a value that a message shows. */
#define MAX_SHOWN 200

static guint64
hash_name (const char *name, gsize length)
{
  return XXH3_64bits (name, length);
}

void
sluice_json_shape_init (SluiceJsonShape *self, const SluiceType *type, guint ignored)
{
  guint32 size = 4;

  *self = (SluiceJsonShape){ .type = type, .ignored = ignored };
  if (type->n_fields == 0)
    return;

  self->children = g_new (SluiceJsonShape, type->n_fields);
  for (guint i = 0; i < type->n_fields; i++)
    sluice_json_shape_init (&self->children[i], type->fields[i].type, SLUICE_NO_COLUMN);
  if (type->id != SLUICE_TYPE_STRUCT)
    return;

  while (size < type->n_fields * 2)
    size *= 2;
  self->mask = size - 1;
  self->table = g_new0 (guint32, size);
  self->slots = g_new0 (guint32, type->n_fields);
  self->lengths = g_new (gsize, type->n_fields);
  for (guint i = 0; i < type->n_fields; i++)
    {
      const char *name = type->fields[i].name;
      guint32 place;

      self->lengths[i] = strlen (name);
      place = (guint32) hash_name (name, self->lengths[i]) & self->mask;
      if (i == ignored)
        continue;
      /* Of two fields of one name, which only a function's schema can have, the last takes the value. */
      for (guint j = 0; j < i; j++)
        if (j != ignored && strcmp (type->fields[j].name, name) == 0)
          self->lengths[j] = G_MAXSIZE;
      while (self->table[place] != 0)
        place = (place + 1) & self->mask;
      self->table[place] = i + 1;
    }
}

void
sluice_json_shape_clear (SluiceJsonShape *self)
{
  for (guint i = 0; self->children != NULL && i < self->type->n_fields; i++)
    sluice_json_shape_clear (&self->children[i]);
  g_clear_pointer (&self->children, g_free);
  g_clear_pointer (&self->table, g_free);
  g_clear_pointer (&self->slots, g_free);
  g_clear_pointer (&self->lengths, g_free);
}

guint
sluice_json_shape_find (const SluiceJsonShape *self, const char *name, gsize length)
{
  guint32 place;

  if (self->table == NULL)
    return SLUICE_NO_COLUMN;

  for (place = (guint32) hash_name (name, length) & self->mask; self->table[place] != 0;
       place = (place + 1) & self->mask)
    {
      guint index = self->table[place] - 1;
      const char *field = self->type->fields[index].name;

      if (self->lengths[index] == length && memcmp (field, name, length) == 0)
        return index;
    }

  return SLUICE_NO_COLUMN;
}

/* RFC 4648 with padding; blanks between the characters don't count. */
static gboolean
decode_base64 (SluiceArena *arena, const char *text, gsize length, SluiceString *value)
{
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  char *out = sluice_column_builder_text (arena, length / 4 * 3 + 3);
  gsize n = 0;
  guint bits = 0, held = 0, padding = 0;

  for (gsize i = 0; i < length; i++)
    {
      const char *place;

      if ((guchar) text[i] <= ' ')
        continue;
      if (text[i] == '=')
        {
          if (++padding > 2 || held < 2)
            return FALSE;
          held++;
          bits <<= 6;
        }
      else
        {
          place = padding == 0 ? memchr (alphabet, text[i], 64) : NULL;
          if (place == NULL)
            return FALSE;
          bits = bits << 6 | (guint) (place - alphabet);
          held++;
        }
      if (held == 4)
        {
          out[n++] = (char) (bits >> 16);
          if (padding < 2)
            out[n++] = (char) (bits >> 8);
          if (padding < 1)
            out[n++] = (char) bits;
          bits = held = 0;
          /* Nothing may follow the padding but blanks, which the next round finds out. */
        }
    }
  if (held != 0)
    return FALSE;

  *value = sluice_string (out, n);

  return TRUE;
}

static gboolean
parse_non_finite (SluiceJsonConverter *self, const char *text, gsize length, double *value)
{
  static const struct
  {
    const char *word;
    double value;
  } words[] = { { "NaN", NAN },        { "Infinity", INFINITY },   { "+Infinity", INFINITY },
                { "+INF", INFINITY },  { "-Infinity", -INFINITY }, { "-INF", -INFINITY } };

  if (!self->options->allow_non_numeric_numbers)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strlen (words[i].word) == length && memcmp (words[i].word, text, length) == 0)
      {
        *value = words[i].value;
        return TRUE;
      }

  return FALSE;
}

static gboolean
to_double (SluiceJsonConverter *self, SluiceJsonKind kind, const char *text, gsize length, double *value)
{
  switch (kind)
    {
    case SLUICE_JSON_INTEGER:
    case SLUICE_JSON_FRACTION:
      if (kind == SLUICE_JSON_INTEGER && length <= 2 && memcmp (text, "-0", length) == 0)
        {
          /* An integer token has no negative zero. */
          *value = 0.0;
          return TRUE;
        }
      return sluice_parse_double (text, length, value);
    case SLUICE_JSON_NON_NUMERIC:
      return parse_non_finite (self, text, length, value);
    case SLUICE_JSON_STRING:
      if (parse_non_finite (self, text, length, value))
        return TRUE;
      if (self->lenient)
        return sluice_text_to_double (text, length, value);
      if (length > 0 && !sluice_failure_is_set (&self->failure))
        sluice_failure_set (&self->failure, "MALFORMED_RECORD_IN_PARSING.CANNOT_PARSE_STRING_AS_DATATYPE",
                            "Cannot parse the value '%.*s' as a number.", (int) MIN (length, MAX_SHOWN),
                            text);
      return FALSE;
    default:
      return FALSE;
    }
}

static gboolean
to_integer (SluiceJsonConverter *self,
            SluiceJsonKind       kind,
            const char          *text,
            gsize                length,
            gint64               min,
            gint64               max,
            gint64              *value)
{
  if (kind != SLUICE_JSON_INTEGER && !(self->lenient && kind == SLUICE_JSON_STRING))
    return FALSE;
  if (sluice_text_to_integer (text, length, min, max, value))
    return TRUE;

  sluice_failure_set (&self->failure, NULL, "The number %.*s is out of range.",
                      (int) MIN (length, MAX_SHOWN), text);

  return FALSE;
}

static gboolean
to_decimal (SluiceJsonConverter *self,
            const SluiceType    *type,
            SluiceJsonKind       kind,
            const char          *text,
            gsize                length,
            SluiceInt128        *value)
{
  gboolean overflow = FALSE;
  static const SluiceNumberSymbols plain = { TRUE, '.', ',' };

  if (kind != SLUICE_JSON_INTEGER && kind != SLUICE_JSON_FRACTION && kind != SLUICE_JSON_STRING)
    return FALSE;
  if (length == 0)
    return FALSE;
  if (sluice_text_to_decimal (kind == SLUICE_JSON_STRING ? &self->options->symbols : &plain, type, text,
                              length, value, &overflow))
    return TRUE;

  sluice_failure_set (&self->failure,
                      overflow ? "NUMERIC_VALUE_OUT_OF_RANGE.WITHOUT_SUGGESTION" : NULL,
                      "%.*s cannot be represented as Decimal(%u, %u).", (int) MIN (length, MAX_SHOWN), text,
                      type->precision, type->scale);

  return FALSE;
}

static gboolean
fail_time (SluiceJsonConverter *self, const char *condition, const char *type, const char *text, gsize length)
{
  if (length > 0)
    sluice_failure_set (&self->failure, condition,
                        "The value '%.*s' of the type \"STRING\" cannot be cast to \"%s\" because it is "
                        "malformed.",
                        (int) MIN (length, MAX_SHOWN), text, type);

  return FALSE;
}

static gboolean
to_timestamp (SluiceJsonConverter *self, SluiceJsonKind kind, const char *text, gsize length, gint64 *value)
{
  if (kind == SLUICE_JSON_INTEGER)
    {
      if (!to_integer (self, kind, text, length, G_MININT64, G_MAXINT64, value))
        return FALSE;
      /* Seconds; Spark's multiplication wraps, which loses the time without a word. */
      *value = (gint64) ((guint64) *value * 1000000);
      return TRUE;
    }

  return kind == SLUICE_JSON_STRING
         && ((length > 0 && sluice_text_to_timestamp (self->options, text, length, value))
             || fail_time (self, "CAST_INVALID_INPUT", "TIMESTAMP", text, length));
}

#define APPEND(member, x) SLUICE_COLUMN_BUILDER_APPEND (builder, member, x)

static gboolean
append_scalar (SluiceJsonConverter *self,
               SluiceColumnBuilder *builder,
               SluiceJsonKind       kind,
               const char          *text,
               gsize                length)
{
  gint64 number;
  double real;
  gint32 days;
  SluiceInt128 decimal;
  SluiceString string;

  switch (builder->type->id)
    {
    case SLUICE_TYPE_STRING:
      APPEND (string, sluice_string (text, length));
      return TRUE;

    case SLUICE_TYPE_BOOLEAN:
      if (kind != SLUICE_JSON_TRUE && kind != SLUICE_JSON_FALSE)
        return FALSE;
      APPEND (boolean, kind == SLUICE_JSON_TRUE);
      return TRUE;

    case SLUICE_TYPE_BYTE:
      if (!to_integer (self, kind, text, length, G_MININT8, G_MAXINT8, &number))
        return FALSE;
      APPEND (i8, (gint8) number);
      return TRUE;

    case SLUICE_TYPE_SHORT:
      if (!to_integer (self, kind, text, length, G_MININT16, G_MAXINT16, &number))
        return FALSE;
      APPEND (i16, (gint16) number);
      return TRUE;

    case SLUICE_TYPE_INT:
      if (!to_integer (self, kind, text, length, G_MININT32, G_MAXINT32, &number))
        return FALSE;
      APPEND (i32, (gint32) number);
      return TRUE;

    case SLUICE_TYPE_BIGINT:
      if (!to_integer (self, kind, text, length, G_MININT64, G_MAXINT64, &number))
        return FALSE;
      APPEND (i64, number);
      return TRUE;

    case SLUICE_TYPE_FLOAT:
      if (!to_double (self, kind, text, length, &real))
        return FALSE;
      APPEND (f32, (float) real);
      return TRUE;

    case SLUICE_TYPE_DOUBLE:
      if (!to_double (self, kind, text, length, &real))
        return FALSE;
      APPEND (f64, real);
      return TRUE;

    case SLUICE_TYPE_DECIMAL:
      if (!to_decimal (self, builder->type, kind, text, length, &decimal))
        return FALSE;
      APPEND (i128, decimal);
      return TRUE;

    case SLUICE_TYPE_BINARY:
      if (kind != SLUICE_JSON_STRING)
        return FALSE;
      if (!decode_base64 (self->arena, text, length, &string))
        {
          sluice_failure_set (&self->failure, NULL, "This is not base64: '%.*s'.",
                              (int) MIN (length, MAX_SHOWN), text);
          return FALSE;
        }
      APPEND (string, string);
      return TRUE;

    case SLUICE_TYPE_DATE:
      if (kind != SLUICE_JSON_STRING)
        return FALSE;
      if (length == 0 || !sluice_text_to_date (self->options, text, length, TRUE, &days))
        return fail_time (self, "CAST_INVALID_INPUT", "DATE", text, length);
      APPEND (i32, days);
      return TRUE;

    case SLUICE_TYPE_TIMESTAMP:
      if (!to_timestamp (self, kind, text, length, &number))
        return FALSE;
      APPEND (i64, number);
      return TRUE;

    case SLUICE_TYPE_TIMESTAMP_NTZ:
      if (kind != SLUICE_JSON_STRING)
        return FALSE;
      if (length == 0 || !sluice_text_to_timestamp_ntz (self->options, text, length, &number))
        return fail_time (self, "INTERNAL_ERROR", "TIMESTAMP_NTZ", text, length);
      APPEND (i64, number);
      return TRUE;

    case SLUICE_TYPE_TIME:
      if (kind != SLUICE_JSON_STRING)
        return FALSE;
      if (!sluice_text_to_time (self->options, builder->type, text, length, &number))
        return fail_time (self, "CAST_INVALID_INPUT", "TIME", text, length);
      APPEND (i64, number);
      return TRUE;

    case SLUICE_TYPE_YEAR_MONTH_INTERVAL:
    case SLUICE_TYPE_DAY_TIME_INTERVAL:
      if (kind != SLUICE_JSON_STRING)
        return FALSE;
      if (!sluice_text_to_interval (self->arena, self->settings, builder->type, text, length, &number))
        {
          sluice_failure_set (&self->failure,
                              builder->type->id == SLUICE_TYPE_YEAR_MONTH_INTERVAL
                                  ? "INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING"
                                  : "INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING_WITH_NOTICE",
                              "Error parsing '%.*s' to interval.", (int) MIN (length, MAX_SHOWN), text);
          return FALSE;
        }
      if (builder->type->id == SLUICE_TYPE_YEAR_MONTH_INTERVAL)
        APPEND (i32, (gint32) number);
      else
        APPEND (i64, number);
      return TRUE;

    case SLUICE_TYPE_CALENDAR_INTERVAL:
      if (kind != SLUICE_JSON_STRING)
        return FALSE;
      sluice_text_append_calendar_interval (builder, text, length);
      return TRUE;

    case SLUICE_TYPE_VOID:
      sluice_column_builder_append_default (builder);
      return TRUE;

    default:
      return FALSE;
    }
}

gboolean
sluice_json_append_scalar (SluiceJsonConverter *self,
                           SluiceColumnBuilder *builder,
                           SluiceJsonKind       kind,
                           const char          *text,
                           gsize                length)
{
  g_autofree char *type = NULL;

  if (append_scalar (self, builder, kind, text, length))
    return TRUE;

  if (self->explain && !sluice_failure_is_set (&self->failure))
    {
      type = sluice_type_to_sql (builder->type);
      if (kind == SLUICE_JSON_STRING && length == 0)
        sluice_failure_set (&self->failure, "EMPTY_JSON_FIELD_VALUE",
                            "Failed to parse an empty string for data type \"%s\".", type);
      else
        sluice_failure_set (&self->failure, "CANNOT_PARSE_JSON_FIELD",
                            "Cannot parse the value %.*s to target Spark data type \"%s\".",
                            (int) MIN (length, MAX_SHOWN), text, type);
    }

  return FALSE;
}

static SluiceJsonOutcome
append_array (SluiceJsonConverter  *self,
              SluiceJsonShape      *shape,
              SluiceColumnBuilder  *builder,
              const SluiceJsonTape *tape,
              guint32               index)
{
  SluiceColumnBuilder *elements = &builder->children[0];
  SluiceJsonOutcome outcome = SLUICE_JSON_GOOD;
  guint32 first = elements->length;
  guint32 row;

  for (guint32 i = index + 1; i < tape->nodes[index].next; i = tape->nodes[i].next)
    {
      SluiceJsonOutcome element = sluice_json_append (self, &shape->children[0], elements, tape, i);

      /* A bad element spoils the array; an element that is a row with a gap doesn't. */
      if (element == SLUICE_JSON_FAILED)
        {
          sluice_column_builder_truncate (elements, first);
          return SLUICE_JSON_FAILED;
        }
      outcome = MAX (outcome, element);
    }

  row = sluice_column_builder_reserve (builder);
  builder->column->offsets[row + 1] = elements->length;

  return outcome;
}

/* Spark keeps every member of a map, also when a key comes twice. */
static SluiceJsonOutcome
append_map (SluiceJsonConverter  *self,
            SluiceJsonShape      *shape,
            SluiceColumnBuilder  *builder,
            const SluiceJsonTape *tape,
            guint32               index)
{
  SluiceColumnBuilder *keys = &builder->children[0];
  SluiceColumnBuilder *values = &builder->children[1];
  SluiceJsonOutcome outcome = SLUICE_JSON_GOOD;
  guint32 first = keys->length;
  guint32 end = tape->nodes[index].next;
  guint32 value, row;

  for (guint32 i = index + 1; i < end; i = tape->nodes[value].next)
    {
      SluiceJsonOutcome member;
      gsize length;
      const char *key = sluice_json_text (self->arena, tape, &tape->nodes[i], &length);

      value = i + 1;
      if (!sluice_json_append_scalar (self, keys, SLUICE_JSON_STRING, key, length))
        {
          sluice_column_builder_truncate (keys, first);
          sluice_column_builder_truncate (values, first);
          return SLUICE_JSON_FAILED;
        }
      member = sluice_json_append (self, &shape->children[1], values, tape, value);
      if (member == SLUICE_JSON_FAILED)
        {
          sluice_column_builder_truncate (keys, first);
          sluice_column_builder_truncate (values, first);
          sluice_failure_clear (&self->failure);
          sluice_failure_set (&self->failure, NULL, "A value of a map doesn't convert.");
          return SLUICE_JSON_FAILED;
        }
      outcome = MAX (outcome, member);
    }

  row = sluice_column_builder_reserve (builder);
  builder->column->offsets[row + 1] = keys->length;

  return outcome;
}

/* Objects where a key comes twice: each value is tried, the last one that converts is kept. */
static SluiceJsonOutcome
append_repeated (SluiceJsonConverter  *self,
                 SluiceJsonShape      *shape,
                 SluiceColumnBuilder  *builder,
                 const SluiceJsonTape *tape,
                 guint32               index,
                 guint                 field)
{
  SluiceColumnBuilder *column = &builder->children[field];
  SluiceJsonOutcome outcome = SLUICE_JSON_GOOD;
  guint32 mark = column->length;
  guint32 kept = 0;
  guint32 end = tape->nodes[index].next;

  for (guint32 i = index + 1; i < end; i = tape->nodes[i + 1].next)
    {
      gsize length;
      const char *key = sluice_json_text (self->arena, tape, &tape->nodes[i], &length);
      SluiceJsonOutcome one;

      if (sluice_json_shape_find (shape, key, length) != field)
        continue;
      one = sluice_json_append (self, &shape->children[field], column, tape, i + 1);
      sluice_column_builder_truncate (column, mark);
      if (one != SLUICE_JSON_FAILED)
        kept = i + 1;
      if (one != SLUICE_JSON_GOOD)
        outcome = SLUICE_JSON_PARTIAL;
    }

  if (kept == 0)
    sluice_column_builder_append_null (column);
  else
    sluice_json_append (self, &shape->children[field], column, tape, kept);

  return outcome;
}

/* Of the reasons why fields are bad the one that counts is that of the field which comes first in the record. */
static void
keep_first (SluiceJsonConverter *self, SluiceFailure *first, guint32 *first_at, guint32 at)
{
  if (*first_at == 0 || at < *first_at)
    {
      sluice_failure_clear (first);
      *first = self->failure;
      *first_at = at;
    }
  else
    sluice_failure_clear (&self->failure);
  self->failure = (SluiceFailure){ 0 };
}

SluiceJsonOutcome
sluice_json_append_fields (SluiceJsonConverter  *self,
                           SluiceJsonShape      *shape,
                           SluiceColumnBuilder  *builder,
                           const SluiceJsonTape *tape,
                           guint32               index,
                           gboolean             *repeated)
{
  const SluiceType *type = shape->type;
  SluiceJsonOutcome outcome = SLUICE_JSON_GOOD;
  guint32 end = tape->nodes[index].next;
  gboolean twice = FALSE;
  guint expected = 0;
  SluiceFailure first = { 0 };
  guint32 first_at = 0;

  for (guint i = 0; i < type->n_fields; i++)
    shape->slots[i] = 0;
  for (guint32 i = index + 1; i < end; i = tape->nodes[i + 1].next)
    {
      gsize length;
      const char *key = sluice_json_text (self->arena, tape, &tape->nodes[i], &length);
      guint field;

      /* Keys mostly come in the order of the schema. */
      if (expected < type->n_fields && expected != shape->ignored
          && shape->lengths[expected] == length
          && memcmp (type->fields[expected].name, key, length) == 0)
        field = expected;
      else
        field = sluice_json_shape_find (shape, key, length);
      if (field == SLUICE_NO_COLUMN)
        continue;
      twice = twice || shape->slots[field] != 0;
      shape->slots[field] = i + 1;
      expected = field + 1;
    }
  if (repeated != NULL)
    *repeated = twice;

  for (guint i = 0; i < type->n_fields; i++)
    {
      SluiceJsonOutcome field;
      guint32 value = shape->slots[i];

      if (i == shape->ignored)
        continue;
      if (value == 0)
        {
          sluice_column_builder_append_null (&builder->children[i]);
          continue;
        }
      if (G_UNLIKELY (twice))
        field = append_repeated (self, shape, builder, tape, index, i);
      else
        field = sluice_json_append (self, &shape->children[i], &builder->children[i], tape, value);
      if (field == SLUICE_JSON_FAILED)
        sluice_column_builder_append_null (&builder->children[i]);
      if (field != SLUICE_JSON_GOOD)
        outcome = SLUICE_JSON_PARTIAL;
      if (field != SLUICE_JSON_GOOD && self->explain)
        keep_first (self, &first, &first_at, twice ? i + 1 : value);
    }
  if (first_at != 0)
    self->failure = first;

  return outcome;
}

/* Whether a value written anew has other bytes, for all that is sure without writing it. */
static gboolean
is_rewritten (const SluiceJsonTape *tape, const SluiceJsonNode *node)
{
  switch (node->kind)
    {
    case SLUICE_JSON_STRING:
    case SLUICE_JSON_TRUE:
    case SLUICE_JSON_FALSE:
      return FALSE;
    case SLUICE_JSON_INTEGER:
    case SLUICE_JSON_FRACTION:
      return !sluice_json_number_is_canonical ((SluiceJsonKind) node->kind, tape->text + node->start, node->length);
    default:
      return TRUE;
    }
}

static void
append_rewritten (SluiceJsonConverter  *self,
                  SluiceColumnBuilder  *builder,
                  const SluiceJsonTape *tape,
                  guint32               index)
{
  SluiceOutput output;
  char *text;

  g_byte_array_set_size (self->scratch, 0);
  sluice_output_open (&output, self->scratch);
  sluice_output_json_copy (&output, self->arena, tape, index);
  sluice_output_close (&output);
  text = sluice_column_builder_text (self->arena, self->scratch->len);
  memcpy (text, self->scratch->data, self->scratch->len);
  APPEND (string, sluice_string (text, self->scratch->len));
}

static SluiceJsonOutcome
append_variant (SluiceJsonConverter  *self,
                SluiceColumnBuilder  *builder,
                const SluiceJsonTape *tape,
                guint32               index)
{
  g_autoptr (GError) error = NULL;

  if (self->variants == NULL)
    {
      self->variants = g_new (SluiceVariantBuilder, 1);
      sluice_variant_builder_init (self->variants);
      self->variants->keep_last
          = sluice_settings_get_boolean (self->settings, "spark.sql.variant.allowDuplicateKeys");
    }

  sluice_variant_builder_begin (self->variants);
  if (sluice_variant_builder_json (self->variants, self->arena, tape, index, &error)
      && sluice_variant_builder_store (self->variants, builder))
    return SLUICE_JSON_GOOD;

  sluice_failure_set (&self->failure, sluice_error_condition (error), "%s",
                      error != NULL ? error->message : "The variant is too long.");

  return SLUICE_JSON_FAILED;
}

void
sluice_json_converter_clear (SluiceJsonConverter *self)
{
  sluice_failure_clear (&self->failure);
  if (self->variants != NULL)
    sluice_variant_builder_clear (self->variants);
  g_clear_pointer (&self->variants, g_free);
}

SluiceJsonOutcome
sluice_json_append (SluiceJsonConverter  *self,
                    SluiceJsonShape      *shape,
                    SluiceColumnBuilder  *builder,
                    const SluiceJsonTape *tape,
                    guint32               index)
{
  const SluiceJsonNode *node = &tape->nodes[index];
  SluiceTypeId id = builder->type->id;
  SluiceJsonOutcome outcome;
  const char *text;
  gsize length;

  if (id == SLUICE_TYPE_VARIANT)
    return append_variant (self, builder, tape, index);
  if (node->kind == SLUICE_JSON_NULL)
    {
      sluice_column_builder_append_null (builder);
      return SLUICE_JSON_GOOD;
    }

  if (id == SLUICE_TYPE_STRUCT && node->kind == SLUICE_JSON_OBJECT)
    {
      outcome = sluice_json_append_fields (self, shape, builder, tape, index, NULL);
      sluice_column_builder_reserve (builder);
      return outcome;
    }
  if (id == SLUICE_TYPE_ARRAY && node->kind == SLUICE_JSON_ARRAY)
    return append_array (self, shape, builder, tape, index);
  if (id == SLUICE_TYPE_MAP && node->kind == SLUICE_JSON_OBJECT)
    return append_map (self, shape, builder, tape, index);

  if (self->scratch != NULL && id == SLUICE_TYPE_STRING && is_rewritten (tape, node))
    {
      append_rewritten (self, builder, tape, index);
      return SLUICE_JSON_GOOD;
    }

  text = sluice_json_text (self->arena, tape, node, &length);

  return sluice_json_append_scalar (self, builder, (SluiceJsonKind) node->kind, text, length)
             ? SLUICE_JSON_GOOD
             : SLUICE_JSON_FAILED;
}
