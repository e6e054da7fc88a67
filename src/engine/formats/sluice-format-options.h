/* sluice-format-options.h: the options of Spark's text, CSV, JSON and XML data sources, read once.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-settings.h"
#include "expr/sluice-convert.h"
#include "formats/sluice-month-names.h"

G_BEGIN_DECLS

/** SluiceFormat: the formats that this folder reads and writes; of XML there are functions only, no files. */
typedef enum
{
  SLUICE_FORMAT_JSON,
  SLUICE_FORMAT_CSV,
  SLUICE_FORMAT_TEXT,
  SLUICE_FORMAT_XML,
} SluiceFormat;

/** SluiceParseMode: what becomes of a malformed record. */
typedef enum
{
  SLUICE_PARSE_PERMISSIVE,
  SLUICE_PARSE_DROP_MALFORMED,
  SLUICE_PARSE_FAIL_FAST,
} SluiceParseMode;

/** SluiceCompression: how a file is compressed; UNKNOWN is one that Spark knows and this version doesn't. */
typedef enum
{
  SLUICE_COMPRESSION_NONE,
  SLUICE_COMPRESSION_GZIP,
  SLUICE_COMPRESSION_ZSTD,
  SLUICE_COMPRESSION_DEFLATE,
  SLUICE_COMPRESSION_UNKNOWN,
} SluiceCompression;

/** SluiceQuoteHandling: what a quote does that stands unescaped inside a quoted CSV value. */
typedef enum
{
  SLUICE_QUOTE_STOP_AT_DELIMITER,
  SLUICE_QUOTE_STOP_AT_CLOSING_QUOTE,
  SLUICE_QUOTE_BACK_TO_DELIMITER,
  SLUICE_QUOTE_SKIP_VALUE,
  SLUICE_QUOTE_RAISE_ERROR,
} SluiceQuoteHandling;

/**
 * SluiceTimeFormat:
 * @given: whether the option was given at all
 * @pattern: (nullable): the compiled pattern; %NULL with @given means that no text fits it
 * @months: (nullable): the names of the months, when the pattern has them and they aren't English
 * @full_months: whether the pattern has the full names
 *
 * One of the options `dateFormat`, `timestampFormat`, `timestampNTZFormat` and `timeFormat`.
 */
typedef struct
{
  gboolean given;
  SluiceDatePattern *pattern;
  const SluiceMonthNames *months;
  gboolean full_months;
} SluiceTimeFormat;

/**
 * SluiceNumberSymbols:
 * @plain: whether numbers are read the way of the locale en-US: commas dropped, then BigDecimal
 * @decimal: the decimal point
 * @grouping: the character between groups of digits
 *
 * How a locale writes numbers; only DECIMAL follows it.
 */
typedef struct
{
  gboolean plain;
  gunichar decimal;
  gunichar grouping;
} SluiceNumberSymbols;

/**
 * SluiceFormatOptions:
 * @single_variant: (nullable): the column that takes each record as one VARIANT
 *
 * All options of one reader or writer, checked and with their defaults. Names are Spark's, in our spelling.
 * Characters of CSV that are switched off are 0, as in Spark. @null_value is %NULL where XML has none.
 */
typedef struct
{
  SluiceFormat format;
  SluiceParseMode mode;
  char *corrupt_name;
  char *single_variant;
  gboolean multi_line;
  char *line_separator;         /* UTF-8; NULL: any of \n, \r\n, \r when reading, \n when writing */
  gsize line_separator_length;
  char *encoding;               /* as iconv names it; NULL for UTF-8 */
  const SluiceZone *zone;
  SluiceNumberSymbols symbols;
  SluiceTimeFormat date_format;
  SluiceTimeFormat timestamp_format;
  SluiceTimeFormat timestamp_ntz_format;
  SluiceTimeFormat time_format;
  gboolean date_fallback;
  gboolean timestamp_fallback;
  SluiceCompression compression;

  gboolean allow_comments;
  gboolean allow_unquoted_field_names;
  gboolean allow_single_quotes;
  gboolean allow_numeric_leading_zeros;
  gboolean allow_backslash_escaping_any_character;
  gboolean allow_non_numeric_numbers;
  gboolean allow_unquoted_control_chars;
  gboolean primitives_as_string;
  gboolean prefers_decimal;
  gboolean infer_schema;
  gboolean infer_timestamp;
  gboolean drop_all_null;
  gboolean ignore_null_fields;
  gboolean pretty;
  gboolean ascii_only;

  char *separator;
  gsize separator_length;
  gunichar quote;
  gunichar escape;
  gunichar escape_escape;
  gboolean escape_escape_given;
  gunichar comment;
  gboolean header;
  gboolean enforce_schema;
  gboolean trim_leading;
  gboolean trim_trailing;
  char *null_value;
  char *nan_value;
  char *positive_infinity;
  char *negative_infinity;
  char *empty_value;
  gint64 max_columns;
  gint64 max_chars;             /* below 0: no limit */
  SluiceQuoteHandling quote_handling;
  gboolean column_pruning;
  gboolean prefer_date;
  gboolean quote_all;
  gboolean escape_quotes;

  gboolean whole_text;

  char *row_tag;
  char *attribute_prefix;
  char *value_tag;
  char *array_element;
  char *wildcard;
  char *indent;
  gboolean exclude_attribute;
  gboolean ignore_surrounding_spaces;
  gboolean ignore_namespace;
  gboolean validate_names;
} SluiceFormatOptions;

/**
 * sluice_format_from_name:
 * @name: `json`, `csv` or `text`, in any case
 * @format: (out): the format
 *
 * Returns: whether it is one of ours
 */
gboolean sluice_format_from_name (const char   *name,
                                  SluiceFormat *format);

/**
 * sluice_format_check_schema:
 * @format: a format
 * @schema: a STRUCT
 * @error: the first column of a type that files of the format can't hold
 *
 * Returns: whether rows of @schema can be read and written
 */
gboolean sluice_format_check_schema (SluiceFormat      format,
                                     const SluiceType *schema,
                                     GError          **error);

/**
 * sluice_format_options_new:
 * @format: the format
 * @values: (nullable): names in any case to values, both strings
 * @settings: the session's settings, for the time zone and the corrupt record's column
 * @writing: whether the options are a writer's, which differ in defaults
 * @error: a value that isn't taken
 *
 * Returns: (transfer full) (nullable): the options
 */
SluiceFormatOptions *sluice_format_options_new (SluiceFormat          format,
                                                GHashTable           *values,
                                                const SluiceSettings *settings,
                                                gboolean              writing,
                                                GError              **error) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_format_options_free: @self: (nullable): options. */
void sluice_format_options_free (SluiceFormatOptions *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceFormatOptions, sluice_format_options_free)

G_END_DECLS
