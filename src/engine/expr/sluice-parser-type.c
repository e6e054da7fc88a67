/* sluice-parser-type.c: reading data types and schemas.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-parser.h"

#include <stdlib.h>
#include <string.h>

#include "core/sluice-name.h"
#include "expr/sluice-time-of-day.h"

/* A TIMESTAMP has microseconds. */
#define TIMESTAMP_PRECISION 6

static const struct
{
  SluiceKeyword keyword;
  SluiceTypeId id;
} simple_types[] = {
  { SLUICE_KW_BOOLEAN, SLUICE_TYPE_BOOLEAN },
  { SLUICE_KW_TINYINT, SLUICE_TYPE_BYTE },
  { SLUICE_KW_BYTE, SLUICE_TYPE_BYTE },
  { SLUICE_KW_SMALLINT, SLUICE_TYPE_SHORT },
  { SLUICE_KW_SHORT, SLUICE_TYPE_SHORT },
  { SLUICE_KW_INT, SLUICE_TYPE_INT },
  { SLUICE_KW_INTEGER, SLUICE_TYPE_INT },
  { SLUICE_KW_BIGINT, SLUICE_TYPE_BIGINT },
  { SLUICE_KW_LONG, SLUICE_TYPE_BIGINT },
  { SLUICE_KW_FLOAT, SLUICE_TYPE_FLOAT },
  { SLUICE_KW_REAL, SLUICE_TYPE_FLOAT },
  { SLUICE_KW_DOUBLE, SLUICE_TYPE_DOUBLE },
  { SLUICE_KW_DATE, SLUICE_TYPE_DATE },
  { SLUICE_KW_TIMESTAMP, SLUICE_TYPE_TIMESTAMP },
  { SLUICE_KW_TIMESTAMP_LTZ, SLUICE_TYPE_TIMESTAMP },
  { SLUICE_KW_TIMESTAMP_NTZ, SLUICE_TYPE_TIMESTAMP_NTZ },
  { SLUICE_KW_STRING, SLUICE_TYPE_STRING },
  { SLUICE_KW_BINARY, SLUICE_TYPE_BINARY },
  { SLUICE_KW_VARIANT, SLUICE_TYPE_VARIANT },
  { SLUICE_KW_VOID, SLUICE_TYPE_VOID },
  { SLUICE_KW_INTERVAL, SLUICE_TYPE_CALENDAR_INTERVAL },
};

static const SluiceKeyword year_month_units[] = { SLUICE_KW_YEAR, SLUICE_KW_MONTH };
static const SluiceKeyword day_time_units[]
    = { SLUICE_KW_DAY, SLUICE_KW_HOUR, SLUICE_KW_MINUTE, SLUICE_KW_SECOND };

static int
find_unit (const SluiceKeyword *units, guint n, SluiceKeyword keyword)
{
  for (guint i = 0; i < n; i++)
    if (units[i] == keyword)
      return i;

  return -1;
}

/* `INTERVAL DAY TO SECOND`; %NULL when no unit follows. */
static SluiceType *
parse_interval_type (SluiceParser *self)
{
  SluiceKeyword keyword = self->lexemes[self->position + 1].keyword;
  const SluiceKeyword *units = year_month_units;
  guint n = G_N_ELEMENTS (year_month_units);
  SluiceTypeId id = SLUICE_TYPE_YEAR_MONTH_INTERVAL;
  int start = find_unit (units, n, keyword);
  int end;

  if (start < 0)
    {
      units = day_time_units;
      n = G_N_ELEMENTS (day_time_units);
      id = SLUICE_TYPE_DAY_TIME_INTERVAL;
      start = find_unit (units, n, keyword);
    }
  if (start < 0)
    return NULL;
  self->position += 2;

  end = start;
  if (sluice_parser_is (self, 0, SLUICE_KW_TO))
    {
      int to = find_unit (units, n, self->lexemes[self->position + 1].keyword);

      if (to > 0)
        {
          end = to;
          self->position += 2;
          if (end <= start)
            {
              g_autofree char *from = g_ascii_strdown (sluice_keyword_name (units[start]), -1);
              g_autofree char *until = g_ascii_strdown (sluice_keyword_name (units[end]), -1);

              if (end == start)
                sluice_parser_refuse (self, self->position - 1,
                                      "INVALID_INTERVAL_FORMAT.UNSUPPORTED_FROM_TO_EXPRESSION",
                                      "Cannot support (interval '' %s to %s) expression.", from, until);
              else
                sluice_parser_refuse (self, self->position - 1, "_LEGACY_ERROR_TEMP_0028",
                                      "Intervals FROM %s TO %s are not supported.", from, until);
              end = start;
            }
        }
    }

  return sluice_type_interval (id, start, end);
}

static gboolean
parse_comment (SluiceParser *self)
{
  gsize length;

  if (!sluice_parser_take (self, SLUICE_KW_COMMENT))
    return TRUE;

  /* Texts that follow each other are one. */
  do
    if (sluice_parser_text (self, &length) == NULL)
      return FALSE;
  while (sluice_parser_peek (self)->kind == SLUICE_LEXEME_STRING);

  return TRUE;
}

static gboolean
parse_not_null (SluiceParser *self, gboolean *nullable)
{
  *nullable = TRUE;
  if (!sluice_parser_take (self, SLUICE_KW_NOT) && !sluice_parser_take_sign (self, "!"))
    return TRUE;
  *nullable = FALSE;

  return sluice_parser_need (self, SLUICE_KW_NULL);
}

static void
field_clear (gpointer data)
{
  SluiceField *field = data;

  sluice_type_unref (field->type);
}

static gboolean
parse_field (SluiceParser *self, gboolean colon, SluiceField *field)
{
  *field = (SluiceField){ .watermark_delay_ms = -1 };
  field->name = (char *) sluice_parser_name (self);
  if (field->name == NULL)
    return FALSE;
  if (colon)
    sluice_parser_take_sign (self, ":");
  field->type = sluice_parser_type (self);

  return field->type != NULL;
}

/* Fields with commas between them, up to and without @end. */
static SluiceType *
parse_fields (SluiceParser *self, gboolean colon, const char *end)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (SluiceField));

  g_array_set_clear_func (fields, field_clear);
  if (end == NULL || !sluice_parser_is_sign (self, 0, end))
    do
      {
        SluiceField field;
        gboolean ok = parse_field (self, colon, &field);

        g_array_append_val (fields, field);
        if (!ok)
          return NULL;
        if (!parse_not_null (self, &g_array_index (fields, SluiceField, fields->len - 1).nullable)
            || !parse_comment (self))
          return NULL;
      }
    while (sluice_parser_take_sign (self, ","));

  return sluice_type_struct ((const SluiceField *) fields->data, fields->len);
}

/* A type with `<…>`; %NULL when it isn't one. */
static SluiceType *
parse_nested_type (SluiceParser *self)
{
  g_autoptr (SluiceType) first = NULL;
  g_autoptr (SluiceType) second = NULL;
  SluiceKeyword keyword = sluice_parser_peek (self)->keyword;

  self->position++;
  if (keyword == SLUICE_KW_STRUCT && sluice_parser_take_sign (self, "<>"))
    return sluice_type_struct (NULL, 0);
  if (!sluice_parser_need_sign (self, "<"))
    return NULL;

  if (keyword == SLUICE_KW_STRUCT)
    {
      first = parse_fields (self, TRUE, ">");
      return first != NULL && sluice_parser_need_sign (self, ">") ? g_steal_pointer (&first) : NULL;
    }

  first = sluice_parser_type (self);
  if (first == NULL)
    return NULL;
  if (keyword == SLUICE_KW_MAP)
    {
      if (!sluice_parser_need_sign (self, ","))
        return NULL;
      second = sluice_parser_type (self);
      if (second == NULL)
        return NULL;
    }
  if (!sluice_parser_need_sign (self, ">"))
    return NULL;

  return second != NULL ? sluice_type_map (first, second, TRUE) : sluice_type_array (first, TRUE);
}

/* The numbers of `DECIMAL (5, 2)`. Returns how many, or -1. */
static int
parse_parameters (SluiceParser *self, gint64 *parameters, guint max, GString *text)
{
  guint begin = self->position;
  int n = 0;

  if (!sluice_parser_take_sign (self, "("))
    return 0;
  g_string_append_c (text, '(');
  do
    {
      const SluiceLexeme *lexeme = sluice_parser_peek (self);

      if (lexeme->kind != SLUICE_LEXEME_INTEGER)
        {
          sluice_parser_fail (self, NULL);
          sluice_parser_back (self, begin);
          return -1;
        }
      if (n > 0)
        g_string_append_c (text, ',');
      g_string_append_len (text, self->text + lexeme->offset, lexeme->length);
      if ((guint) n < max)
        parameters[n] = g_ascii_strtoll (self->text + lexeme->offset, NULL, 10);
      n++;
      self->position++;
    }
  while (sluice_parser_take_sign (self, ","));
  if (!sluice_parser_need_sign (self, ")"))
    return -1;
  g_string_append_c (text, ')');

  return n;
}

static SluiceType *
decimal_type (SluiceParser *self, guint begin, const gint64 *parameters, int n)
{
  gint64 precision = n > 0 ? parameters[0] : 10;
  gint64 scale = n > 1 ? parameters[1] : 0;

  if (scale > precision)
    {
      sluice_parser_refuse (self, begin, "DECIMAL_SCALE_EXCEEDS_PRECISION",
                            "Decimal scale (%" G_GINT64_FORMAT
                            ") cannot be greater than precision (%" G_GINT64_FORMAT ").",
                            scale, precision);
      return sluice_type_decimal (10, 0);
    }
  if (precision > SLUICE_DECIMAL_MAX_PRECISION || precision < 0)
    {
      sluice_parser_refuse (self, begin, "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION",
                            "Decimal precision %" G_GINT64_FORMAT " exceeds max precision %d.",
                            precision, SLUICE_DECIMAL_MAX_PRECISION);
      return sluice_type_decimal (10, 0);
    }

  return sluice_type_decimal (precision, scale);
}

/* TIME may say that it has no zone. */
static SluiceType *
time_type (SluiceParser *self, guint begin, gint64 precision)
{
  if (sluice_parser_take (self, SLUICE_KW_WITHOUT)
      && (!sluice_parser_need (self, SLUICE_KW_TIME) || !sluice_parser_need (self, SLUICE_KW_ZONE)))
    return NULL;
  if (precision > SLUICE_TIME_MAX_PRECISION)
    {
      sluice_parser_refuse (self, begin, "UNSUPPORTED_TIME_PRECISION",
                            "The seconds precision %" G_GINT64_FORMAT
                            " of the TIME data type is out of the supported range [0, %d].",
                            precision, SLUICE_TIME_MAX_PRECISION);
      precision = SLUICE_TIME_MAX_PRECISION;
    }

  return sluice_type_time (precision);
}

static void
refuse_type (SluiceParser *self, guint begin, const char *text)
{
  g_autofree char *upper = g_utf8_strup (text, -1);

  sluice_parser_refuse (self, begin, "UNSUPPORTED_DATATYPE", "Unsupported data type \"%s\".",
                        upper);
}

const char *
sluice_parser_collation (SluiceParser *self, SluiceCollation *collation)
{
  guint begin = self->position;
  const char *name = sluice_parser_identifier (self);
  g_autofree char *suggestions = NULL;

  *collation = SLUICE_COLLATION_BINARY;
  /* The last part of `SYSTEM.BUILTIN.name` is what counts. */
  while (name != NULL && sluice_parser_is_sign (self, 0, ".") && sluice_parser_is_identifier (self, 1)
         && sluice_parser_take_sign (self, "."))
    name = sluice_parser_identifier (self);
  if (name == NULL || sluice_collation_parse (name, collation))
    return name;

  suggestions = sluice_collation_suggest (name);
  sluice_parser_refuse (self, begin, "COLLATION_INVALID_NAME",
                        "The value %s does not represent a correct collation name. Suggested valid collation "
                        "names: %s.",
                        name, suggestions);

  return name;
}

/* `COLLATE name` after STRING; the type is %NULL without it. */
static gboolean
parse_collation (SluiceParser *self, SluiceType **type)
{
  SluiceCollation collation;

  *type = NULL;
  if (!sluice_parser_take (self, SLUICE_KW_COLLATE))
    return TRUE;
  if (sluice_parser_collation (self, &collation) == NULL)
    return FALSE;
  *type = sluice_type_string (collation);

  return TRUE;
}

/* `GEOMETRY(4326)` and the like, which no reader, writer or cast of Spark takes either, so that they are refused
 * where a schema is written. */
static SluiceType *
parse_place (SluiceParser *self)
{
  guint begin = self->position;
  gboolean geometry = sluice_parser_peek (self)->keyword == SLUICE_KW_GEOMETRY;
  const char *name = geometry ? "GEOMETRY" : "GEOGRAPHY";
  gint64 srid = -1;

  self->position++;
  if (!sluice_parser_take_sign (self, "("))
    {
      refuse_type (self, begin, name);
      return sluice_type_ref (sluice_type_primitive (SLUICE_TYPE_VOID));
    }
  if (sluice_parser_peek (self)->kind == SLUICE_LEXEME_INTEGER)
    srid = g_ascii_strtoll (self->text + sluice_parser_peek (self)->offset, NULL, 10);
  else if (!sluice_parser_is (self, 0, SLUICE_KW_ANY))
    {
      self->position--;
      sluice_parser_fail (self, NULL);
      return NULL;
    }
  self->position++;
  if (sluice_parser_is_sign (self, 0, ","))
    {
      refuse_type (self, begin, name);
      while (!sluice_parser_is_sign (self, 0, ")") && sluice_parser_peek (self)->kind != SLUICE_LEXEME_END)
        self->position++;
    }
  if (!sluice_parser_need_sign (self, ")"))
    return NULL;

  if (srid >= 0 && srid != 4326 && (!geometry || (srid != 0 && srid != 3857)))
    sluice_parser_refuse (self, begin, "ST_INVALID_SRID_VALUE",
                          "Invalid or unsupported SRID (spatial reference identifier) value: %" G_GINT64_FORMAT ".",
                          srid);
  else
    sluice_parser_refuse (self, begin, "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE",
                          "This version doesn't have the type \"%s\", and no data source of Spark supports it.", name);

  return sluice_type_ref (sluice_type_primitive (SLUICE_TYPE_VOID));
}

/* TIMESTAMP says which of the two it is in words; the digits of its seconds are microseconds, as those without any. */
static SluiceType *
zoned_type (SluiceParser *self, guint begin, gint64 precision)
{
  gboolean local = sluice_parser_take (self, SLUICE_KW_WITH);

  if (local ? !sluice_parser_need (self, SLUICE_KW_LOCAL) : !sluice_parser_need (self, SLUICE_KW_WITHOUT))
    return NULL;
  if (!sluice_parser_need (self, SLUICE_KW_TIME) || !sluice_parser_need (self, SLUICE_KW_ZONE))
    return NULL;
  if (precision > TIMESTAMP_PRECISION)
    sluice_parser_refuse (self, begin, "FEATURE_NOT_ENABLED",
                          "The feature Nanosecond-precision timestamp types is not enabled. Consider setting the config "
                          "spark.sql.timestampNanosTypes.enabled to true to enable this capability.");

  return sluice_type_ref (sluice_type_primitive (local ? SLUICE_TYPE_TIMESTAMP : SLUICE_TYPE_TIMESTAMP_NTZ));
}

static SluiceType *
parse_simple_type (SluiceParser *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (SluiceType) collated = NULL;
  guint begin = self->position;
  SluiceKeyword keyword = sluice_parser_peek (self)->keyword;
  const char *word = sluice_parser_identifier (self);
  gint64 parameters[2] = { 0, 0 };
  int n;

  if (word == NULL)
    return NULL;
  g_string_append (text, word);
  if (keyword == SLUICE_KW_STRING && !parse_collation (self, &collated))
    return NULL;
  if (collated != NULL)
    return g_steal_pointer (&collated);
  n = parse_parameters (self, parameters, G_N_ELEMENTS (parameters), text);
  if (n < 0)
    return NULL;

  if ((keyword == SLUICE_KW_DECIMAL || keyword == SLUICE_KW_DEC || keyword == SLUICE_KW_NUMERIC)
      && n <= 2)
    return decimal_type (self, begin, parameters, n);

  if (keyword == SLUICE_KW_TIMESTAMP && n <= 1
      && (sluice_parser_peek (self)->keyword == SLUICE_KW_WITH
          || sluice_parser_peek (self)->keyword == SLUICE_KW_WITHOUT))
    return zoned_type (self, begin, n == 1 ? parameters[0] : TIMESTAMP_PRECISION);
  if ((keyword == SLUICE_KW_TIMESTAMP || keyword == SLUICE_KW_TIMESTAMP_LTZ
       || keyword == SLUICE_KW_TIMESTAMP_NTZ)
      && n == 1 && (parameters[0] < 7 || parameters[0] > 9))
    {
      sluice_parser_refuse (self, begin, "INVALID_TIMESTAMP_PRECISION",
                            "The seconds precision %" G_GINT64_FORMAT
                            " of a timestamp is invalid. Expected an integer in [7, 9] for nanosecond "
                            "precision, or none.",
                            parameters[0]);
      return sluice_type_ref (sluice_type_primitive (SLUICE_TYPE_TIMESTAMP));
    }
  if (keyword == SLUICE_KW_TIME && n <= 1)
    return time_type (self, begin, n == 1 ? parameters[0] : SLUICE_TIME_DEFAULT_PRECISION);

  if (keyword == SLUICE_KW_CHAR || keyword == SLUICE_KW_CHARACTER || keyword == SLUICE_KW_VARCHAR)
    {
      g_autofree char *upper = g_ascii_strup (word, -1);

      if (!parse_collation (self, &collated))
        return NULL;
      if (n == 0)
        sluice_parser_refuse (
            self, begin, "DATATYPE_MISSING_SIZE",
            "DataType \"%s\" requires a length parameter, for example \"%s\"(10). "
            "Please specify the length.",
            upper, upper);
      else if (parameters[0] > G_MAXINT32)
        sluice_parser_refuse (self, begin, "DATATYPE_PARAMETER_VALUE_OUT_OF_RANGE",
                              "The length value %" G_GINT64_FORMAT
                              " of the %s data type is out of the range of a 32-bit integer.",
                              parameters[0], upper);
      else if (self->reads_schema)
        sluice_parser_refuse (self, begin, "UNSUPPORTED_CHAR_OR_VARCHAR_AS_STRING",
                              "The char/varchar type can't be used in the table schema.");
      return sluice_type_ref (sluice_type_primitive (SLUICE_TYPE_STRING));
    }
  if (n == 0 && keyword == SLUICE_KW_TIMESTAMP && self->local_timestamps)
    return sluice_type_ref (sluice_type_primitive (SLUICE_TYPE_TIMESTAMP_NTZ));
  if (n == 0)
    for (guint i = 0; i < G_N_ELEMENTS (simple_types); i++)
      if (simple_types[i].keyword == keyword)
        return sluice_type_ref (sluice_type_primitive (simple_types[i].id));

  if (keyword == SLUICE_KW_ARRAY || keyword == SLUICE_KW_MAP || keyword == SLUICE_KW_STRUCT)
    {
      g_autofree char *upper = g_ascii_strup (word, -1);

      sluice_parser_refuse (self, begin,
                            keyword == SLUICE_KW_ARRAY ? "INCOMPLETE_TYPE_DEFINITION.ARRAY"
                            : keyword == SLUICE_KW_MAP ? "INCOMPLETE_TYPE_DEFINITION.MAP"
                                                       : "INCOMPLETE_TYPE_DEFINITION.STRUCT",
                            "Incomplete complex type: The definition of \"%s\" type is incomplete.",
                            upper);
    }
  refuse_type (self, begin, text->str);

  return sluice_type_ref (sluice_type_primitive (SLUICE_TYPE_VOID));
}

SluiceType *
sluice_parser_type (SluiceParser *self)
{
  guint begin = self->position;
  SluiceKeyword keyword = sluice_parser_peek (self)->keyword;
  SluiceType *type = NULL;

  if (!sluice_parser_enter (self))
    return NULL;

  if (keyword == SLUICE_KW_GEOMETRY || keyword == SLUICE_KW_GEOGRAPHY)
    type = parse_place (self);
  else if (keyword == SLUICE_KW_INTERVAL)
    type = parse_interval_type (self);
  else if ((keyword == SLUICE_KW_ARRAY || keyword == SLUICE_KW_MAP || keyword == SLUICE_KW_STRUCT)
           && (sluice_parser_is_sign (self, 1, "<") || sluice_parser_is_sign (self, 1, "<>")))
    type = parse_nested_type (self);
  if (type == NULL)
    {
      sluice_parser_back (self, begin);
      type = parse_simple_type (self);
    }
  sluice_parser_leave (self);

  return type;
}

static SluiceType *
parse_whole (const char *text, gboolean schema, GError **error)
{
  g_autoptr (GArray) lexemes = sluice_lexer_scan (text, error);
  g_autoptr (SluiceArena) arena = NULL;
  g_autoptr (SluiceType) type = NULL;
  SluiceParser parser;
  gboolean ok;

  if (lexemes == NULL)
    return NULL;

  arena = sluice_arena_new ();
  sluice_parser_init (&parser, text, (const SluiceLexeme *) lexemes->data, arena, NULL);
  parser.reads_schema = TRUE;
  if (!schema)
    type = sluice_parser_type (&parser);
  else
    type = parse_fields (&parser, FALSE, NULL);
  ok = sluice_parser_finish (&parser, type != NULL, error);
  sluice_parser_clear (&parser);

  return ok ? g_steal_pointer (&type) : NULL;
}

SluiceType *
sluice_parse_ddl (const char *text, GError **error)
{
  return parse_whole (text, TRUE, error);
}

SluiceType *
sluice_parse_type (const char *text, GError **error)
{
  return parse_whole (text, FALSE, error);
}

gboolean
sluice_check_schema (const SluiceType *schema, const SluiceSettings *settings, GError **error)
{
  for (guint i = 0; i < schema->n_fields; i++)
    {
      const SluiceField *field = &schema->fields[i];

      if (schema->id == SLUICE_TYPE_STRUCT
          && sluice_type_find_field (schema, field->name, settings->case_sensitive, NULL) > 1)
        {
          g_autofree char *folded = settings->case_sensitive ? g_strdup (field->name)
                                                             : g_utf8_strdown (field->name, -1);
          g_autofree char *quoted = sluice_quote_name (folded);

          sluice_set_error (
              error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_ANALYSIS, "COLUMN_ALREADY_EXISTS",
              "The column %s already exists. Choose another name or rename the existing "
              "column.",
              quoted);
          return FALSE;
        }
      if (field->type->id == SLUICE_TYPE_TIME && !sluice_time_check_enabled (settings, error))
        return FALSE;
      if (!sluice_check_schema (field->type, settings, error))
        return FALSE;
    }

  return TRUE;
}
