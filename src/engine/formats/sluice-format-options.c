/* sluice-format-options.c: the options of Spark's text, CSV, JSON and XML data sources, read once.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-format-options.h"

#include <string.h>

#include "formats/sluice-reader.h"

/* What a line of options is read with: the first problem is kept, the rest passes over it. */
typedef struct
{
  GHashTable *values;
  GError *error;
} Source;

gboolean
sluice_format_from_name (const char *name, SluiceFormat *format)
{
  static const char *const names[] = { "json", "csv", "text" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (name, names[i]) == 0)
      {
        *format = (SluiceFormat) i;
        return TRUE;
      }

  return FALSE;
}

static const char *
lookup (Source *source, const char *name)
{
  GHashTableIter iter;
  gpointer key, value;

  if (source->values == NULL)
    return NULL;

  g_hash_table_iter_init (&iter, source->values);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_ascii_strcasecmp (key, name) == 0)
      return value;

  return NULL;
}

static const char *
lookup_either (Source *source, const char *name, const char *other)
{
  const char *value = lookup (source, name);

  return value != NULL ? value : lookup (source, other);
}

static char *
lookup_text (Source *source, const char *name, const char *fallback)
{
  const char *value = lookup (source, name);

  return g_strdup (value != NULL ? value : fallback);
}

static void G_GNUC_PRINTF (3, 4)
fail (Source *source, const char *condition, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  if (source->error != NULL)
    return;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  sluice_set_error (&source->error, SLUICE_FORMAT_ERROR, SLUICE_FORMAT_ERROR_OPTION, condition, "%s",
                    message);
}

static gboolean
lookup_boolean (Source *source, const char *name, gboolean fallback)
{
  const char *value = lookup (source, name);

  if (value == NULL)
    return fallback;
  if (g_ascii_strcasecmp (value, "true") == 0)
    return TRUE;
  if (g_ascii_strcasecmp (value, "false") == 0)
    return FALSE;

  fail (source, NULL, "The option %s must be true or false, not '%s'", name, value);

  return fallback;
}

static gint64
lookup_int (Source *source, const char *name, gint64 fallback)
{
  const char *value = lookup (source, name);
  gint64 number;

  if (value == NULL)
    return fallback;
  if (g_ascii_string_to_signed (value, 10, G_MININT32, G_MAXINT32, &number, NULL))
    return number;

  fail (source, NULL, "The option %s must be an integer, not '%s'", name, value);

  return fallback;
}

/* Spark gives CSV's special characters as texts of at most one character; none switches it off. */
static gunichar
lookup_char (Source *source, const char *name, gunichar fallback)
{
  const char *value = lookup (source, name);

  if (value == NULL)
    return fallback;
  if (value[0] == '\0')
    return 0;
  if (g_utf8_validate (value, -1, NULL) && g_utf8_strlen (value, -1) == 1)
    return g_utf8_get_char (value);
  /* A document has no other way to write the character NUL, which a C string can't hold. */
  if (strcmp (value, "\\u0000") == 0 || strcmp (value, "\\0") == 0)
    return 0;

  fail (source, NULL, "The option %s can be no longer than one character, not '%s'", name, value);

  return fallback;
}

static SluiceParseMode
lookup_mode (Source *source)
{
  const char *value = lookup (source, "mode");

  /* Spark warns of any other word and takes it for PERMISSIVE. */
  if (value != NULL && g_ascii_strcasecmp (value, "DROPMALFORMED") == 0)
    return SLUICE_PARSE_DROP_MALFORMED;
  if (value != NULL && g_ascii_strcasecmp (value, "FAILFAST") == 0)
    return SLUICE_PARSE_FAIL_FAST;

  return SLUICE_PARSE_PERMISSIVE;
}

static char *
lookup_encoding (Source *source, SluiceFormatOptions *self)
{
  static const char *const known[] = { "ISO-8859-1", "US-ASCII", "UTF-16", "UTF-16BE", "UTF-16LE",
                                       "UTF-32" };
  const char *value = lookup_either (source, "encoding", "charset");

  if (value == NULL || g_ascii_strcasecmp (value, "UTF-8") == 0)
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_ascii_strcasecmp (value, known[i]) == 0)
      {
        gboolean wide = strcmp (known[i], "UTF-16") == 0 || strcmp (known[i], "UTF-32") == 0;

        if (self->format == SLUICE_FORMAT_JSON && !self->multi_line && wide)
          fail (source, NULL, "The encoding %s needs the option multiLine", value);
        else if (self->format == SLUICE_FORMAT_JSON && !self->multi_line
                 && self->line_separator == NULL)
          fail (source, NULL, "The lineSep option must be specified for the %s encoding", value);
        return g_strdup (known[i]);
      }

  fail (source, "INVALID_PARAMETER_VALUE.CHARSET",
        "The value of parameter(s) `charset` is invalid: expects one of the iso-8859-1, us-ascii, utf-16, "
        "utf-16be, utf-16le, utf-32, utf-8, but got %s.",
        value);

  return NULL;
}

static SluiceTimeFormat
lookup_time_format (Source               *source,
                    const SluiceSettings *settings,
                    const char           *name,
                    const char           *locale,
                    gboolean              writing)
{
  const char *value = lookup (source, name);
  SluiceTimeFormat format = { .given = value != NULL };
  g_autoptr (GError) error = NULL;

  if (value == NULL || source->error != NULL)
    return format;

  format.pattern = settings != NULL ? sluice_date_pattern_new_for (settings, value, !writing, &error)
                                    : sluice_date_pattern_new (value, !writing, &error);
  if (strstr (value, "MMM") != NULL)
    format.months = sluice_month_names_lookup (locale);
  format.full_months = strstr (value, "MMMM") != NULL;
  /* Spark's reader finds out about most impossible patterns at each value, which is then malformed. */
  if (format.pattern == NULL
      && (writing
          || (g_strcmp0 (sluice_error_condition (error), "INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER") == 0
              && strpbrk (value, "Qq") == NULL)))
    source->error = g_steal_pointer (&error);

  return format;
}

static SluiceNumberSymbols
symbols_of_locale (const char *tag)
{
  static const struct
  {
    const char *language;
    gunichar decimal;
    gunichar grouping;
  } known[] = {
    { "de-CH", '.', 0x2019 }, { "de-AT", ',', 0xa0 },  { "es-MX", '.', ',' },    { "pt-PT", ',', 0xa0 },
    { "it-CH", '.', 0x2019 }, { "fr-CH", ',', 0x202f }, { "de", ',', '.' },      { "fr", ',', 0x202f },
    { "es", ',', '.' },       { "it", ',', '.' },       { "pt", ',', '.' },      { "nl", ',', '.' },
    { "da", ',', '.' },       { "tr", ',', '.' },       { "el", ',', '.' },      { "id", ',', '.' },
    { "ro", ',', '.' },       { "pl", ',', 0xa0 },      { "ru", ',', 0xa0 },     { "uk", ',', 0xa0 },
    { "cs", ',', 0xa0 },      { "sv", ',', 0xa0 },      { "nb", ',', 0xa0 },     { "no", ',', 0xa0 },
    { "fi", ',', 0xa0 },      { "hu", ',', 0xa0 },      { "bg", ',', 0xa0 },
  };
  SluiceNumberSymbols symbols = { tag == NULL || g_ascii_strcasecmp (tag, "en-US") == 0, '.', ',' };

  for (guint i = 0; tag != NULL && i < G_N_ELEMENTS (known); i++)
    {
      gsize n = strlen (known[i].language);

      if (g_ascii_strncasecmp (tag, known[i].language, n) == 0 && (tag[n] == '\0' || tag[n] == '-'))
        {
          symbols.decimal = known[i].decimal;
          symbols.grouping = known[i].grouping;
          break;
        }
    }

  return symbols;
}

static SluiceCompression
lookup_compression (Source *source)
{
  const char *value = lookup_either (source, "compression", "codec");

  if (value == NULL || value[0] == '\0' || g_ascii_strcasecmp (value, "none") == 0
      || g_ascii_strcasecmp (value, "uncompressed") == 0)
    return SLUICE_COMPRESSION_NONE;
  if (g_ascii_strcasecmp (value, "gzip") == 0)
    return SLUICE_COMPRESSION_GZIP;
  if (g_ascii_strcasecmp (value, "zstd") == 0)
    return SLUICE_COMPRESSION_ZSTD;
  if (g_ascii_strcasecmp (value, "deflate") == 0)
    return SLUICE_COMPRESSION_DEFLATE;

  fail (source, "CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION",
        "The codec %s is not available. Available codecs are none, gzip, zstd, deflate.", value);

  return SLUICE_COMPRESSION_NONE;
}

/* Options that change what is read or written in Spark and are unknown here must not pass without a word. */
static void
refuse_unavailable (Source *source)
{
  static const char *const names[] = { "explodeEmbeddedArray", "extension",      "maxNestingDepth",
                                       "maxNumLen",            "maxStringLen" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (lookup (source, names[i]) != NULL)
      fail (source, NULL, "The option %s isn't available in this version", names[i]);
}

static void
read_json_options (Source *source, SluiceFormatOptions *self, const SluiceSettings *settings)
{
  const char *leading_zeros = lookup_either (source, "allowNumericLeadingZeros", "allowNumericLeadingZero");
  const char *generator_nulls = sluice_settings_get (settings, "spark.sql.jsonGenerator.ignoreNullFields");

  self->allow_comments = lookup_boolean (source, "allowComments", FALSE);
  self->allow_unquoted_field_names = lookup_boolean (source, "allowUnquotedFieldNames", FALSE);
  self->allow_single_quotes = lookup_boolean (source, "allowSingleQuotes", TRUE);
  self->allow_numeric_leading_zeros
      = leading_zeros != NULL && g_ascii_strcasecmp (leading_zeros, "true") == 0;
  self->allow_backslash_escaping_any_character
      = lookup_boolean (source, "allowBackslashEscapingAnyCharacter", FALSE);
  self->allow_non_numeric_numbers = lookup_boolean (source, "allowNonNumericNumbers", TRUE);
  self->allow_unquoted_control_chars = lookup_boolean (source, "allowUnquotedControlChars", FALSE);
  self->ignore_null_fields
      = lookup_boolean (source, "ignoreNullFields",
                        generator_nulls == NULL || g_ascii_strcasecmp (generator_nulls, "false") != 0);
  self->pretty = lookup_boolean (source, "pretty", FALSE);
  self->ascii_only = lookup_boolean (source, "writeNonAsciiCharacterAsCodePoint", FALSE);

  /* With a schema these say nothing, but a value that isn't a boolean still fails. */
  self->primitives_as_string = lookup_boolean (source, "primitivesAsString", FALSE);
  self->prefers_decimal = lookup_boolean (source, "prefersDecimal", FALSE);
  self->infer_timestamp = lookup_boolean (source, "inferTimestamp", FALSE);
  self->drop_all_null = lookup_boolean (source, "dropFieldIfAllNull", FALSE);
}

/* Spark's sep: a backslash begins one of its few escapes, the rest stands for itself. */
static char *
parse_separator (Source *source, const char *text)
{
  GString *out = g_string_new (NULL);

  if (text[0] == '\0')
    fail (source, "INVALID_DELIMITER_VALUE.EMPTY_STRING", "Delimiter cannot be empty string");
  else if (strcmp (text, "\\") == 0)
    fail (source, "INVALID_DELIMITER_VALUE.SINGLE_BACKSLASH",
          "Single backslash is prohibited. It has special meaning as beginning of an escape sequence.");

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p != '\\' || p[1] == '\0')
        {
          g_string_append_c (out, *p);
          continue;
        }
      p++;
      switch (*p)
        {
        case 't':
          g_string_append_c (out, '\t');
          break;
        case 'r':
          g_string_append_c (out, '\r');
          break;
        case 'n':
          g_string_append_c (out, '\n');
          break;
        case 'b':
          g_string_append_c (out, '\b');
          break;
        case 'f':
          g_string_append_c (out, '\f');
          break;
        case '\\':
        case '"':
        case '\'':
          g_string_append_c (out, *p);
          break;
        case 'u':
          if (strncmp (p, "u0000", 5) == 0)
            {
              g_string_append_c (out, '\0');
              p += 4;
              break;
            }
          G_GNUC_FALLTHROUGH;
        default:
          fail (source, "INVALID_DELIMITER_VALUE.UNSUPPORTED_SPECIAL_CHARACTER",
                "Unsupported special character for delimiter: \\%c", *p);
        }
    }

  /* A separator of the character NUL keeps its byte: the length is told apart. */
  return g_string_free (out, FALSE);
}

static SluiceQuoteHandling
lookup_quote_handling (Source *source)
{
  static const char *const names[] = { "STOP_AT_DELIMITER", "STOP_AT_CLOSING_QUOTE", "BACK_TO_DELIMITER",
                                       "SKIP_VALUE", "RAISE_ERROR" };
  const char *value = lookup (source, "unescapedQuoteHandling");

  if (value == NULL)
    return SLUICE_QUOTE_STOP_AT_DELIMITER;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (value, names[i]) == 0)
      return (SluiceQuoteHandling) i;

  fail (source, NULL, "The option unescapedQuoteHandling doesn't know '%s'", value);

  return SLUICE_QUOTE_STOP_AT_DELIMITER;
}

static void
read_csv_options (Source *source, SluiceFormatOptions *self, gboolean writing)
{
  const char *separator = lookup_either (source, "sep", "delimiter");
  const char *escape_escape = lookup (source, "charToEscapeQuoteEscaping");

  self->separator = parse_separator (source, separator != NULL ? separator : ",");
  self->separator_length = MAX (strlen (self->separator), 1);
  self->quote = lookup_char (source, "quote", '"');
  self->escape = lookup_char (source, "escape", '\\');
  self->escape_escape_given = escape_escape != NULL && escape_escape[0] != '\0';
  self->escape_escape = lookup_char (source, "charToEscapeQuoteEscaping", 0);
  /* The parser's own default: the escape escapes itself, unless it is the quote. */
  if (!self->escape_escape_given)
    self->escape_escape = self->quote == self->escape ? 0 : self->escape;
  self->comment = lookup_char (source, "comment", 0);
  self->header = lookup_boolean (source, "header", FALSE);
  self->enforce_schema = lookup_boolean (source, "enforceSchema", TRUE);
  self->trim_leading = lookup_boolean (source, "ignoreLeadingWhiteSpace", writing);
  self->trim_trailing = lookup_boolean (source, "ignoreTrailingWhiteSpace", writing);
  self->null_value = lookup_text (source, "nullValue", "");
  self->nan_value = lookup_text (source, "nanValue", "NaN");
  self->positive_infinity = lookup_text (source, "positiveInf", "Inf");
  self->negative_infinity = lookup_text (source, "negativeInf", "-Inf");
  self->empty_value = lookup_text (source, "emptyValue", writing ? "\"\"" : "");
  self->max_columns = lookup_int (source, "maxColumns", 20480);
  self->max_chars = lookup_int (source, "maxCharsPerColumn", -1);
  self->quote_handling = lookup_quote_handling (source);
  self->column_pruning = lookup_boolean (source, "columnPruning", TRUE);
  self->quote_all = lookup_boolean (source, "quoteAll", FALSE);
  self->escape_quotes = lookup_boolean (source, "escapeQuotes", TRUE);

  self->infer_schema = lookup_boolean (source, "inferSchema", FALSE);
  self->prefer_date = lookup_boolean (source, "preferDate", TRUE);
}

/* XML's own way to refuse what is neither true nor false. */
static gboolean
lookup_flag (Source *source, const char *name, gboolean fallback)
{
  const char *value = lookup (source, name);

  if (value != NULL && g_ascii_strcasecmp (value, "true") != 0 && g_ascii_strcasecmp (value, "false") != 0)
    fail (source, "_LEGACY_ERROR_TEMP_2147", "%s flag can be true or false.", name);

  return source->error == NULL ? lookup_boolean (source, name, fallback) : fallback;
}

static char *
lookup_tag (Source *source, const char *name, const char *fallback)
{
  char *value = lookup_text (source, name, fallback);

  if (value[0] == '<' || g_str_has_suffix (value, ">"))
    fail (source, NULL, "'%s' should not include angle brackets", name);

  return value;
}

static void
read_xml_options (Source *source, SluiceFormatOptions *self, gboolean writing)
{
  const char *ratio = lookup (source, "samplingRatio");
  g_autofree char *root_tag = lookup_tag (source, "rootTag", "ROWS");
  g_autofree char *declaration = lookup_tag (source, "declaration", "");

  self->row_tag = lookup_tag (source, "rowTag", "ROW");
  self->attribute_prefix = lookup_text (source, "attributePrefix", "_");
  self->value_tag = lookup_text (source, "valueTag", "_VALUE");
  self->array_element = lookup_text (source, "arrayElementName", "item");
  self->wildcard = lookup_text (source, "wildcardColName", "xs_any");
  self->indent = lookup_text (source, "indent", "    ");
  self->null_value = lookup_text (source, "nullValue", NULL);
  self->exclude_attribute = lookup_flag (source, "excludeAttribute", FALSE);
  self->ignore_surrounding_spaces = lookup_flag (source, "ignoreSurroundingSpaces", TRUE);
  self->ignore_namespace = lookup_flag (source, "ignoreNamespace", FALSE);
  self->validate_names = lookup_flag (source, "validateName", TRUE);
  self->infer_schema = lookup_flag (source, "inferSchema", TRUE);
  self->prefers_decimal = lookup_flag (source, "prefersDecimal", FALSE);
  self->prefer_date = lookup_flag (source, "preferDate", TRUE);

  if (self->row_tag[0] == '\0')
    fail (source, NULL, "'rowTag' option should not be an empty string.");
  if (self->value_tag[0] == '\0')
    fail (source, NULL, "'valueTag' option should not be empty string.");
  if (strcmp (self->value_tag, self->attribute_prefix) == 0)
    fail (source, NULL, "'valueTag' and 'attributePrefix' options should not be the same.");
  if (writing && self->attribute_prefix[0] == '\0')
    fail (source, NULL, "'attributePrefix' option should not be empty string.");
  if (ratio != NULL && !(g_ascii_strtod (ratio, NULL) > 0))
    fail (source, NULL, "samplingRatio (%s) should be greater than 0", ratio);
  if (lookup (source, "rowValidationXSDPath") != NULL)
    fail (source, NULL, "The option rowValidationXSDPath isn't available in this version");

  /* Dates are read by a pattern, unless they aren't preferred, and what a pattern doesn't fit isn't tried otherwise. */
  if (!writing && self->prefer_date && !self->date_format.given)
    self->date_format = (SluiceTimeFormat){ .given = TRUE,
                                            .pattern = sluice_date_pattern_new ("yyyy-MM-dd", TRUE, NULL) };
  self->date_fallback = !self->date_format.given;
  self->timestamp_fallback = !self->timestamp_format.given;
}

static void
read_line_separator (Source *source, SluiceFormatOptions *self)
{
  const char *value = lookup (source, "lineSep");

  if (value == NULL)
    return;

  if (value[0] == '\0')
    fail (source, NULL, "'lineSep' cannot be an empty string.");
  else if (self->format == SLUICE_FORMAT_CSV && g_utf8_strlen (value, -1) > 2)
    fail (source, NULL, "'lineSep' can contain only 1 character.");

  self->line_separator = g_strdup (value);
  self->line_separator_length = strlen (value);
}

SluiceFormatOptions *
sluice_format_options_new (SluiceFormat          format,
                           GHashTable           *values,
                           const SluiceSettings *settings,
                           gboolean              writing,
                           GError              **error)
{
  g_autoptr (SluiceFormatOptions) self = g_new0 (SluiceFormatOptions, 1);
  Source source = { values, NULL };
  const char *zone, *locale;
  gboolean fallback;

  refuse_unavailable (&source);
  self->format = format;
  self->mode = lookup_mode (&source);
  self->corrupt_name
      = lookup_text (&source, "columnNameOfCorruptRecord",
                     sluice_settings_get (settings, "spark.sql.columnNameOfCorruptRecord"));
  self->single_variant = g_strdup (lookup (&source, "singleVariantColumn"));
  self->multi_line = lookup_boolean (&source, "multiLine", FALSE);
  read_line_separator (&source, self);
  if (format != SLUICE_FORMAT_XML)
    self->encoding = lookup_encoding (&source, self);
  self->compression = lookup_compression (&source);

  zone = lookup (&source, "timeZone");
  if (zone == NULL)
    zone = settings->time_zone;
  self->zone = sluice_zone_lookup (zone);
  if (self->zone == NULL)
    fail (&source, "INVALID_TIMEZONE", "The timezone: %s is invalid.", zone);

  locale = lookup (&source, "locale");
  self->symbols = symbols_of_locale (locale);

  self->date_format = lookup_time_format (&source, settings, "dateFormat", locale, writing);
  self->timestamp_format = lookup_time_format (&source, settings, "timestampFormat", locale, writing);
  /* As in Spark, the locale is of no account for this one. */
  self->timestamp_ntz_format = lookup_time_format (&source, NULL, "timestampNTZFormat", NULL, writing);
  self->time_format = lookup_time_format (&source, NULL, "timeFormat", NULL, writing);
  fallback = lookup_boolean (&source, "enableDateTimeParsingFallback", FALSE);
  self->date_fallback = fallback || !self->date_format.given;
  self->timestamp_fallback = fallback || !self->timestamp_format.given;

  switch (format)
    {
    case SLUICE_FORMAT_JSON:
      read_json_options (&source, self, settings);
      break;
    case SLUICE_FORMAT_CSV:
      read_csv_options (&source, self, writing);
      break;
    case SLUICE_FORMAT_TEXT:
      self->whole_text = lookup_boolean (&source, "wholetext", FALSE);
      break;
    case SLUICE_FORMAT_XML:
      read_xml_options (&source, self, writing);
      break;
    }

  if (source.error != NULL)
    {
      g_propagate_error (error, source.error);
      return NULL;
    }

  return g_steal_pointer (&self);
}

void
sluice_format_options_free (SluiceFormatOptions *self)
{
  if (self == NULL)
    return;

  g_free (self->corrupt_name);
  g_free (self->single_variant);
  g_free (self->line_separator);
  g_free (self->encoding);
  g_free (self->separator);
  g_free (self->null_value);
  g_free (self->nan_value);
  g_free (self->positive_infinity);
  g_free (self->negative_infinity);
  g_free (self->empty_value);
  g_free (self->row_tag);
  g_free (self->attribute_prefix);
  g_free (self->value_tag);
  g_free (self->array_element);
  g_free (self->wildcard);
  g_free (self->indent);
  sluice_date_pattern_free (self->date_format.pattern);
  sluice_date_pattern_free (self->timestamp_format.pattern);
  sluice_date_pattern_free (self->timestamp_ntz_format.pattern);
  sluice_date_pattern_free (self->time_format.pattern);
  g_free (self);
}
