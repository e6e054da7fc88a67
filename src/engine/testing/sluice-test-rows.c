/* sluice-test-rows.c: between the rows of recorded cases and columns.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "testing/sluice-test-rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/sluice-json-text.h"
#include "expr/sluice-convert.h"
#include "expr/sluice-interval-text.h"
#include "expr/sluice-time-of-day.h"
#include "expr/sluice-variant-cast.h"
#include "formats/sluice-variant-parse.h"

typedef const SluiceTestJson *Value;

static SluiceColumn *build (SluiceArena *arena,
                            const SluiceType *type,
                            const Value *values,
                            guint32 n,
                            const SluiceZone *zone);

static gboolean
is_null (Value value)
{
  return value == NULL || value->kind == SLUICE_TEST_JSON_NULL;
}

static double
to_double (Value value)
{
  if (value->kind == SLUICE_TEST_JSON_STRING)
    {
      if (strcmp (value->text, "NaN") == 0)
        return NAN;
      if (strcmp (value->text, "Infinity") == 0)
        return INFINITY;
      if (strcmp (value->text, "-Infinity") == 0)
        return -INFINITY;
    }

  return g_ascii_strtod (value->text, NULL);
}

/* `INTERVAL '…' DAY TO SECOND` to its number. */
static gint64
to_interval (const SluiceType *type, const char *text)
{
  const char *begin = strchr (text, '\'');
  g_autofree char *inner = NULL;
  gint64 value = 0;

  g_assert_nonnull (begin);
  inner = g_strndup (begin + 1, strchr (begin + 1, '\'') - begin - 1);
  g_assert_true (sluice_interval_parse_range (inner, type->id, type->start_field, type->end_field,
                                              &value, NULL));

  return value;
}

static SluiceString
copy_text (SluiceArena *arena, const char *bytes, gsize length)
{
  char *copy = sluice_arena_alloc_bytes (arena, length + 1);

  memcpy (copy, bytes, length);
  sluice_arena_align (arena);

  return sluice_string (copy, length);
}

/* JSON as it would be read; what Spark records of a variant is JSON too. */
static SluiceString
to_variant (SluiceArena *arena, Value value)
{
  static const SluiceFormatOptions plain = { .allow_non_numeric_numbers = TRUE };
  g_autofree char *text = sluice_test_json_to_text (value);
  g_auto (SluiceVariantBuilder) builder;
  SluiceJsonTape tape = { 0 };
  SluiceString result;

  sluice_variant_builder_init (&builder);
  sluice_variant_builder_begin (&builder);
  g_assert_true (sluice_json_tape_read (&tape, text, strlen (text), &plain, 0, NULL) == SLUICE_JSON_OK);
  g_assert_true (sluice_variant_builder_json (&builder, arena, &tape, 0, NULL));
  sluice_json_tape_clear (&tape);
  sluice_arena_align (arena);
  g_assert_true (sluice_variant_builder_finish (&builder, arena, &result));
  sluice_arena_align (arena);

  return result;
}

static void
set_scalar (
    SluiceArena *arena, SluiceColumn *column, guint32 row, Value value, const SluiceZone *zone)
{
  const SluiceType *type = column->type;
  gboolean overflow;
  gsize length;

  switch ((int) type->id)
    {
    case SLUICE_TYPE_BOOLEAN:
      column->boolean[row] = value->boolean;
      break;
    case SLUICE_TYPE_BYTE:
      column->i8[row] = g_ascii_strtoll (value->text, NULL, 10);
      break;
    case SLUICE_TYPE_SHORT:
      column->i16[row] = g_ascii_strtoll (value->text, NULL, 10);
      break;
    case SLUICE_TYPE_INT:
      column->i32[row] = g_ascii_strtoll (value->text, NULL, 10);
      break;
    case SLUICE_TYPE_BIGINT:
      column->i64[row] = g_ascii_strtoll (value->text, NULL, 10);
      break;
    case SLUICE_TYPE_FLOAT:
      column->f32[row] = value->kind == SLUICE_TEST_JSON_NUMBER ? strtof (value->text, NULL)
                                                                : (float) to_double (value);
      break;
    case SLUICE_TYPE_DOUBLE:
      column->f64[row] = to_double (value);
      break;
    case SLUICE_TYPE_DECIMAL:
      g_assert_true (sluice_parse_decimal (value->text, value->text_length, type->precision,
                                           type->scale, &column->i128[row], &overflow));
      break;
    case SLUICE_TYPE_VARIANT:
      column->string[row] = to_variant (arena, value);
      break;
    case SLUICE_TYPE_BINARY:
      {
        g_autofree guchar *bytes = g_base64_decode (value->text, &length);

        column->string[row] = copy_text (arena, (const char *) bytes, length);
        break;
      }
    case SLUICE_TYPE_DATE:
      g_assert_true (sluice_parse_date (value->text, value->text_length, &column->i32[row]));
      break;
    case SLUICE_TYPE_TIMESTAMP:
      g_assert_true (
          sluice_parse_timestamp (value->text, value->text_length, zone, &column->i64[row]));
      break;
    case SLUICE_TYPE_TIMESTAMP_NTZ:
      g_assert_true (
          sluice_parse_timestamp_ntz (value->text, value->text_length, TRUE, &column->i64[row]));
      break;
    case SLUICE_TYPE_TIME:
      g_assert_true (sluice_parse_time (value->text, value->text_length, &column->i64[row], NULL));
      column->i64[row] = sluice_time_truncate (column->i64[row], type->precision);
      break;
    case SLUICE_TYPE_YEAR_MONTH_INTERVAL:
      column->i32[row] = to_interval (type, value->text);
      break;
    case SLUICE_TYPE_DAY_TIME_INTERVAL:
      column->i64[row] = to_interval (type, value->text);
      break;
    case SLUICE_TYPE_STRING:
    default:
      column->string[row] = copy_text (arena, value->text, value->text_length);
    }
}

static SluiceColumn *
build_list (SluiceArena      *arena,
            const SluiceType *type,
            const Value      *values,
            guint32           n,
            const SluiceZone *zone)
{
  SluiceColumn *column = sluice_column_new (arena, type, n);
  g_autoptr (GPtrArray) first = g_ptr_array_new ();
  g_autoptr (GPtrArray) second = g_ptr_array_new ();
  GPtrArray *parts[] = { first, second };
  g_autoptr (GPtrArray) made
      = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_test_json_free);

  column->offsets[0] = 0;
  for (guint32 i = 0; i < n; i++)
    {
      for (guint j = 0; !is_null (values[i]) && j < values[i]->items->len; j++)
        {
          if (type->id == SLUICE_TYPE_MAP)
            {
              SluiceTestJson *key = g_new0 (SluiceTestJson, 1);

              key->kind = SLUICE_TEST_JSON_STRING;
              key->text = g_strdup (g_ptr_array_index (values[i]->keys, j));
              key->text_length = strlen (key->text);
              key->boolean = strcmp (key->text, "true") == 0;
              g_ptr_array_add (made, key);
              g_ptr_array_add (parts[0], key);
            }
          g_ptr_array_add (parts[type->id == SLUICE_TYPE_MAP],
                           g_ptr_array_index (values[i]->items, j));
        }
      column->offsets[i + 1] = parts[type->id == SLUICE_TYPE_MAP]->len;
    }

  column->n_children = type->n_fields;
  column->children = sluice_arena_new_array (arena, SluiceColumn *, type->n_fields);
  for (guint i = 0; i < type->n_fields; i++)
    column->children[i]
        = build (arena, type->fields[i].type, (const Value *) parts[i]->pdata, parts[i]->len, zone);

  return column;
}

static Value
get_member (Value object, const char *name)
{
  const SluiceTestJson *exact = sluice_test_json_get (object, name);

  if (exact != NULL || is_null (object))
    return exact;
  for (guint i = 0; i < object->keys->len; i++)
    if (g_ascii_strcasecmp (g_ptr_array_index (object->keys, i), name) == 0)
      return g_ptr_array_index (object->items, i);

  return NULL;
}

static SluiceColumn *
build (SluiceArena      *arena,
       const SluiceType *type,
       const Value      *values,
       guint32           n,
       const SluiceZone *zone)
{
  SluiceColumn *column;

  if (type->id == SLUICE_TYPE_VOID)
    return sluice_column_new_null (arena, type, n);
  if (type->id == SLUICE_TYPE_ARRAY || type->id == SLUICE_TYPE_MAP)
    {
      column = build_list (arena, type, values, n, zone);
    }
  else
    {
      column = sluice_column_new (arena, type, n);
      if (type->id != SLUICE_TYPE_STRUCT && n > 0)
        memset (column->data, 0, (gsize) n * sluice_type_width (type->id));
    }

  if (type->id == SLUICE_TYPE_STRUCT)
    for (guint i = 0; i < type->n_fields; i++)
      {
        g_autofree Value *members = g_new0 (Value, n + 1);

        for (guint32 j = 0; j < n; j++)
          members[j] = is_null (values[j]) ? NULL : get_member (values[j], type->fields[i].name);
        column->children[i] = build (arena, type->fields[i].type, members, n, zone);
      }

  for (guint32 i = 0; i < n; i++)
    if (is_null (values[i]) && (type->id != SLUICE_TYPE_VARIANT || values[i] == NULL))
      sluice_validity_clear (sluice_column_ensure_validity (arena, column), i);
    else if (type->n_fields == 0 && type->id != SLUICE_TYPE_STRUCT)
      set_scalar (arena, column, i, values[i], zone);

  return column;
}

SluiceBatch *
sluice_test_rows_to_batch (SluiceArena          *arena,
                           const SluiceType     *schema,
                           const SluiceTestJson *rows,
                           const SluiceSettings *settings)
{
  const SluiceZone *zone = sluice_zone_lookup (settings->time_zone);
  guint32 n = rows->items->len;
  SluiceColumn *whole = build (arena, schema, (const Value *) rows->items->pdata, n, zone);

  return sluice_batch_new (arena, schema, whole->children, n);
}

/* Values to JSON. */

static void
append_calendar (GString *out, const SluiceCalendarInterval *value)
{
  static const char *const names[] = { "years", "months", "days", "hours", "minutes" };
  gint64 rest = value->microseconds % 60000000;
  gint64 amounts[] = { value->months / 12, value->months % 12, value->days,
                       value->microseconds / G_GINT64_CONSTANT (3600000000),
                       value->microseconds % G_GINT64_CONSTANT (3600000000) / 60000000 };
  gsize begin = out->len;

  for (guint i = 0; i < G_N_ELEMENTS (amounts); i++)
    if (amounts[i] != 0)
      g_string_append_printf (out, "%s%" G_GINT64_FORMAT " %s", out->len > begin ? " " : "",
                              amounts[i], names[i]);
  if (rest != 0)
    {
      g_autofree char *fraction = g_strdup_printf (".%06d", (int) ABS (rest % 1000000));
      gsize length = strlen (fraction);

      while (fraction[length - 1] == '0')
        fraction[--length] = '\0';
      g_string_append_printf (out, "%s%s%d%s seconds", out->len > begin ? " " : "",
                              rest < 0 ? "-" : "", (int) ABS (rest / 1000000),
                              length > 1 ? fraction : "");
    }
  if (out->len == begin)
    g_string_append (out, "0 seconds");
}

/* Bytes that aren't UTF-8 become U+FFFD each, as when Spark writes JSON. */
static void
append_valid (GString *out, const char *text, gsize length)
{
  for (const char *p = text; p < text + length;)
    {
      gunichar c = *p == '\0' ? 0 : g_utf8_get_char_validated (p, text + length - p);
      gsize n = c == 0 || c == (gunichar) -1 || c == (gunichar) -2
                    ? 1
                    : (gsize) (g_utf8_next_char (p) - p);

      if (c == (gunichar) -1 || c == (gunichar) -2)
        g_string_append_unichar (out, 0xfffd);
      else
        g_string_append_len (out, p, n);
      p += n;
    }
}

/* What stands for a value that isn't nested, without quotes. */
static void
append_plain (GString *out, const SluiceColumn *column, guint32 place)
{
  char buffer[SLUICE_FORMAT_MAX];
  gsize length = 0;

  switch ((int) column->type->id)
    {
    case SLUICE_TYPE_BOOLEAN:
      g_string_append (out, column->boolean[place] ? "true" : "false");
      return;
    case SLUICE_TYPE_BYTE:
      length = sluice_format_int64 (column->i8[place], buffer);
      break;
    case SLUICE_TYPE_SHORT:
      length = sluice_format_int64 (column->i16[place], buffer);
      break;
    case SLUICE_TYPE_INT:
      length = sluice_format_int64 (column->i32[place], buffer);
      break;
    case SLUICE_TYPE_BIGINT:
      length = sluice_format_int64 (column->i64[place], buffer);
      break;
    case SLUICE_TYPE_FLOAT:
      length = sluice_format_float (column->f32[place], buffer);
      break;
    case SLUICE_TYPE_DOUBLE:
      length = sluice_format_double (column->f64[place], buffer);
      break;
    case SLUICE_TYPE_DECIMAL:
      length = sluice_format_decimal (column->i128[place], column->type->scale, buffer);
      break;
    case SLUICE_TYPE_DATE:
      length = sluice_format_date (column->i32[place], buffer);
      break;
    case SLUICE_TYPE_TIMESTAMP:
      length = sluice_format_timestamp_iso (column->i64[place], sluice_zone_lookup ("UTC"), buffer);
      break;
    case SLUICE_TYPE_TIMESTAMP_NTZ:
      length = sluice_format_timestamp_iso (column->i64[place], NULL, buffer);
      break;
    case SLUICE_TYPE_TIME:
      length = sluice_format_time (column->i64[place], buffer);
      break;
    case SLUICE_TYPE_YEAR_MONTH_INTERVAL:
      length = sluice_format_interval (column->type, column->i32[place], buffer);
      break;
    case SLUICE_TYPE_DAY_TIME_INTERVAL:
      length = sluice_format_interval (column->type, column->i64[place], buffer);
      break;
    case SLUICE_TYPE_CALENDAR_INTERVAL:
      append_calendar (out, &column->interval[place]);
      return;
    case SLUICE_TYPE_BINARY:
      {
        g_autofree char *text = g_base64_encode ((const guchar *) column->string[place].data,
                                                 column->string[place].length);

        g_string_append (out, text);
        return;
      }
    default:
      append_valid (out, column->string[place].data, column->string[place].length);
      return;
    }
  g_string_append_len (out, buffer, length);
}

static gboolean
is_bare (SluiceTypeId id)
{
  return id == SLUICE_TYPE_BOOLEAN || sluice_type_is_numeric (id);
}

void
sluice_test_value_to_json (const SluiceColumn *column, guint32 row, GString *out)
{
  const SluiceType *type = column->type;
  guint32 place = sluice_column_index (column, row);
  g_autoptr (GString) text = NULL;

  if (type->id == SLUICE_TYPE_VOID || sluice_column_is_null (column, row))
    {
      g_string_append (out, "null");
      return;
    }

  if (type->id == SLUICE_TYPE_VARIANT)
    {
      sluice_variant_append_json (out, sluice_variant (&column->string[place]), sluice_zone_lookup ("UTC"));
      return;
    }
  if (type->id == SLUICE_TYPE_STRUCT)
    {
      g_string_append_c (out, '{');
      for (guint i = 0; i < type->n_fields; i++)
        {
          g_string_append (out, i > 0 ? "," : "");
          sluice_append_json_text (out, type->fields[i].name, strlen (type->fields[i].name));
          g_string_append_c (out, ':');
          sluice_test_value_to_json (column->children[i], place, out);
        }
      g_string_append_c (out, '}');
      return;
    }
  if (type->id == SLUICE_TYPE_ARRAY || type->id == SLUICE_TYPE_MAP)
    {
      gboolean map = type->id == SLUICE_TYPE_MAP;

      g_string_append_c (out, map ? '{' : '[');
      for (guint32 i = column->offsets[place]; i < column->offsets[place + 1]; i++)
        {
          g_string_append (out, i > column->offsets[place] ? "," : "");
          if (map)
            {
              g_autoptr (GString) key = g_string_new (NULL);

              if (column->children[0]->type->n_fields > 0)
                sluice_test_value_to_json (column->children[0], i, key);
              else if (column->children[0]->type->id != SLUICE_TYPE_VOID)
                append_plain (key, column->children[0],
                              sluice_column_index (column->children[0], i));
              sluice_append_json_text (out, key->str, key->len);
              g_string_append_c (out, ':');
            }
          sluice_test_value_to_json (column->children[map], i, out);
        }
      g_string_append_c (out, map ? '}' : ']');
      return;
    }

  text = g_string_new (NULL);
  append_plain (text, column, place);
  if (is_bare (type->id) && strcmp (text->str, "NaN") != 0
      && strstr (text->str, "Infinity") == NULL)
    g_string_append (out, text->str);
  else
    sluice_append_json_text (out, text->str, text->len);
}

/* Comparing. */

static gboolean
doubles_match (double a, double b)
{
  if (isnan (a) || isnan (b))
    return isnan (a) && isnan (b);
  if (isinf (a) || isinf (b) || a == b)
    return a == b;

  return fabs (a - b) <= 1e-9 * MAX (fabs (a), fabs (b));
}

static gboolean
decimals_match (const SluiceColumn *column, guint32 place, Value expected)
{
  SluiceInt128 value;
  gboolean overflow;
  guint scale = column->type->scale;

  return sluice_parse_decimal (expected->text, expected->text_length, SLUICE_DECIMAL_MAX_PRECISION,
                               scale, &value, &overflow)
         && value == column->i128[place];
}

static gboolean
list_matches (const SluiceColumn *column, guint32 place, Value expected)
{
  guint32 begin = column->offsets[place];
  guint32 n = column->offsets[place + 1] - begin;

  if (expected->kind != SLUICE_TEST_JSON_ARRAY || expected->items->len != n)
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    if (!sluice_test_value_matches (column->children[0], begin + i,
                                    g_ptr_array_index (expected->items, i)))
      return FALSE;

  return TRUE;
}

/* Spark writes some keys as raw numbers and nested ones in its own way; numbers compare as
 * numbers. */
static gboolean
key_matches (const SluiceColumn *keys, guint32 row, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint32 place = sluice_column_index (keys, row);

  if (keys->type->n_fields > 0 || keys->type->id == SLUICE_TYPE_VOID)
    return TRUE;
  append_plain (text, keys, place);
  if (strcmp (text->str, expected) == 0)
    return TRUE;
  if (keys->type->id == SLUICE_TYPE_DATE)
    return g_ascii_strtoll (expected, NULL, 10) == keys->i32[place];
  if (keys->type->id == SLUICE_TYPE_TIMESTAMP || keys->type->id == SLUICE_TYPE_TIMESTAMP_NTZ)
    return g_ascii_strtoll (expected, NULL, 10) == keys->i64[place];
  if (keys->type->id == SLUICE_TYPE_DOUBLE)
    return doubles_match (g_ascii_strtod (expected, NULL), keys->f64[place]);

  return FALSE;
}

static gboolean
map_matches (const SluiceColumn *column, guint32 place, Value expected)
{
  guint32 begin = column->offsets[place];
  guint32 n = column->offsets[place + 1] - begin;

  if (expected->kind != SLUICE_TEST_JSON_OBJECT || expected->items->len != n)
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    if (!key_matches (column->children[0], begin + i, g_ptr_array_index (expected->keys, i))
        || !sluice_test_value_matches (column->children[1], begin + i,
                                       g_ptr_array_index (expected->items, i)))
      return FALSE;

  return TRUE;
}

gboolean
sluice_test_value_matches (const SluiceColumn *column, guint32 row, const SluiceTestJson *expected)
{
  const SluiceType *type = column->type;
  guint32 place = sluice_column_index (column, row);
  g_autoptr (GString) text = NULL;

  if (type->id == SLUICE_TYPE_VOID || sluice_column_is_null (column, row))
    return is_null (expected);
  if (type->id == SLUICE_TYPE_VARIANT)
    {
      g_autofree char *wanted = sluice_test_json_to_text (expected);
      g_autofree char *got = NULL;
      SluiceTestJson *value;

      text = g_string_new (NULL);
      sluice_variant_append_json (text, sluice_variant (&column->string[place]), sluice_zone_lookup ("UTC"));
      value = sluice_test_json_parse (text->str);
      got = value != NULL ? sluice_test_json_to_text (value) : NULL;
      sluice_test_json_free (value);
      return g_strcmp0 (got, wanted) == 0;
    }
  if (is_null (expected))
    return FALSE;

  switch ((int) type->id)
    {
    case SLUICE_TYPE_ARRAY:
      return list_matches (column, place, expected);
    case SLUICE_TYPE_MAP:
      return map_matches (column, place, expected);
    case SLUICE_TYPE_STRUCT:
      if (expected->kind != SLUICE_TEST_JSON_OBJECT || expected->items->len != type->n_fields)
        return FALSE;
      for (guint i = 0; i < type->n_fields; i++)
        if (strcmp (g_ptr_array_index (expected->keys, i), type->fields[i].name) != 0
            || !sluice_test_value_matches (column->children[i], place,
                                           g_ptr_array_index (expected->items, i)))
          return FALSE;
      return TRUE;
    case SLUICE_TYPE_BOOLEAN:
      return expected->kind == SLUICE_TEST_JSON_BOOLEAN
             && expected->boolean == column->boolean[place];
    case SLUICE_TYPE_FLOAT:
      return expected->text != NULL
             && doubles_match (column->f32[place], (float) to_double (expected));
    case SLUICE_TYPE_DOUBLE:
      return expected->text != NULL && doubles_match (column->f64[place], to_double (expected));
    case SLUICE_TYPE_DECIMAL:
      return expected->text != NULL && decimals_match (column, place, expected);
    default:
      text = g_string_new (NULL);
      append_plain (text, column, place);
      return expected->text != NULL && text->len == expected->text_length
             && memcmp (text->str, expected->text, text->len) == 0;
    }
}
