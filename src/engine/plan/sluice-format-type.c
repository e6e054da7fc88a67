/* sluice-format-type.c: what formats there are, and their options.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-node-type.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const read_stream[] = { "readStream", NULL };
static const char *const read_table[] = { "read", NULL };
static const char *const write_stream[] = { "writeStream", NULL };

static const char *const parse_modes[] = { "PERMISSIVE", "DROPMALFORMED", "FAILFAST", NULL };
static const char *const clean_modes[] = { "off", "delete", "archive", NULL };
static const char *const compressions[] = { "none", "gzip", "zstd", "deflate", NULL };
static const char *const unescaped_quotes[] = {
  "STOP_AT_CLOSING_QUOTE", "BACK_TO_DELIMITER",
  "STOP_AT_DELIMITER",     "SKIP_VALUE",
  "RAISE_ERROR",           NULL,
};

/* The options of a stream of files, whatever their format [FIL-1 … FIL-19]. */
#define FILE_STREAM_OPTIONS                                                                        \
  {                                                                                                \
    "path", SLUICE_FIELD_FILES,                                                                    \
    TRUE,   NULL,                                                                                  \
    NULL,   N_ ("A directory or a pattern of paths; files must appear in it whole, by renaming.")  \
  },                                                                                               \
      { "maxFilesPerTrigger",                                                                      \
        SLUICE_FIELD_INTEGER,                                                                      \
        FALSE,                                                                                     \
        NULL,                                                                                      \
        NULL,                                                                                      \
        N_ ("At most so many new files in a micro-batch; all when absent.") },                     \
      { "maxBytesPerTrigger",                                                                      \
        SLUICE_FIELD_INTEGER,                                                                      \
        FALSE,                                                                                     \
        NULL,                                                                                      \
        NULL,                                                                                      \
        N_ ("At most so many bytes of new files in a micro-batch, but at least one file.") },      \
      { "latestFirst",                                                                             \
        SLUICE_FIELD_BOOLEAN,                                                                      \
        FALSE,                                                                                     \
        "false",                                                                                   \
        NULL,                                                                                      \
        N_ ("Whether the newest files are read first when there are more than one batch "          \
            "takes.") },                                                                           \
      { "maxFileAge",                                                                              \
        SLUICE_FIELD_INTERVAL,                                                                     \
        FALSE,                                                                                     \
        "7d",                                                                                      \
        NULL,                                                                                      \
        N_ ("Files older than the newest one seen by more than this are passed over, such as "     \
            "“7d”.") },                                                                            \
      { "fileNameOnly",                                                                            \
        SLUICE_FIELD_BOOLEAN,                                                                      \
        FALSE,                                                                                     \
        "false",                                                                                   \
        NULL,                                                                                      \
        N_ ("Whether files of the same name in different directories count as the same file.") },  \
      { "maxCachedFiles",                                                                          \
        SLUICE_FIELD_INTEGER,                                                                      \
        FALSE,                                                                                     \
        "10000",                                                                                   \
        NULL,                                                                                      \
        N_ ("How many listed files are kept for later batches instead of listing again.") },       \
      { "discardCachedInputRatio",                                                                 \
        SLUICE_FIELD_TEXT,                                                                         \
        FALSE,                                                                                     \
        "0.2",                                                                                     \
        NULL,                                                                                      \
        N_ ("Below this share of a full batch, kept files are forgotten and listed again; 0 to "   \
            "1.") },                                                                               \
      { "cleanSource",                                                                             \
        SLUICE_FIELD_CHOICE,                                                                       \
        FALSE,                                                                                     \
        "off",                                                                                     \
        clean_modes,                                                                               \
        N_ ("What becomes of files after they were read: nothing, deletion, or a move.") },        \
      { "sourceArchiveDir",                                                                        \
        SLUICE_FIELD_PATH,                                                                         \
        FALSE,                                                                                     \
        NULL,                                                                                      \
        NULL,                                                                                      \
        N_ ("Where read files are moved to when “cleanSource” is “archive”.") },                   \
      FILE_OPTIONS

/* The options of files that are read, in a stream or a table. */
#define FILE_OPTIONS                                                                               \
  { "pathGlobFilter",                                                                              \
    SLUICE_FIELD_TEXT,                                                                             \
    FALSE,                                                                                         \
    NULL,                                                                                          \
    NULL,                                                                                          \
    N_ ("Only files whose names match this pattern are read, such as “*.json”.") },                \
      { "recursiveFileLookup",                                                                     \
        SLUICE_FIELD_BOOLEAN,                                                                      \
        FALSE,                                                                                     \
        "false",                                                                                   \
        NULL,                                                                                      \
        N_ ("Whether directories within are read too; then their names give no columns.") },       \
      { "ignoreMissingFiles",                                                                      \
        SLUICE_FIELD_BOOLEAN,                                                                      \
        FALSE,                                                                                     \
        "false",                                                                                   \
        NULL,                                                                                      \
        N_ ("Whether a file that vanished before it was read is passed over.") },                  \
  {                                                                                                \
    "ignoreCorruptFiles", SLUICE_FIELD_BOOLEAN, FALSE, "false", NULL,                              \
        N_ ("Whether a file that can’t be read is passed over.")                                   \
  }

#define PATH_OPTION(help)                                                                          \
  {                                                                                                \
    "path", SLUICE_FIELD_PATH, TRUE, NULL, NULL, help                                              \
  }

#define FILES_OPTION                                                                               \
  {                                                                                                \
    "path", SLUICE_FIELD_FILES, TRUE, NULL, NULL,                                                  \
        N_ ("A file, a directory or a pattern of paths.")                                          \
  }

/* The options of text that is parsed into columns. */
#define PARSE_OPTIONS                                                                                \
  {                                                                                                  \
    "mode",      SLUICE_FIELD_CHOICE,                                                                \
    FALSE,       "PERMISSIVE",                                                                       \
    parse_modes, N_ ("What becomes of malformed records: nulls, no row, or a failure of the query.") \
  },                                                                                                 \
      { "columnNameOfCorruptRecord",                                                                 \
        SLUICE_FIELD_TEXT,                                                                           \
        FALSE,                                                                                       \
        "_corrupt_record",                                                                           \
        NULL,                                                                                        \
        N_ ("The STRING column of the schema that takes the text of malformed records.") },          \
      { "multiLine", SLUICE_FIELD_BOOLEAN,                                                           \
        FALSE,       "false",                                                                        \
        NULL,        N_ ("Whether a record may have several lines.") },                              \
  {                                                                                                  \
    "enableDateTimeParsingFallback", SLUICE_FIELD_BOOLEAN, FALSE, NULL, NULL,                        \
        N_ ("Whether dates that don’t fit the pattern are tried in the forms of old versions.")      \
  }

/* The options of dates and texts, for reading and for writing. */
#define TEXT_OPTIONS                                                                               \
  { "dateFormat", SLUICE_FIELD_TEXT, FALSE, "yyyy-MM-dd", NULL, N_ ("The pattern of dates.") },    \
      { "timestampFormat",                                                                         \
        SLUICE_FIELD_TEXT,                                                                         \
        FALSE,                                                                                     \
        "yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX]",                                                        \
        NULL,                                                                                      \
        N_ ("The pattern of timestamps.") },                                                       \
      { "timestampNTZFormat",                                                                      \
        SLUICE_FIELD_TEXT,                                                                         \
        FALSE,                                                                                     \
        "yyyy-MM-dd'T'HH:mm:ss[.SSS]",                                                             \
        NULL,                                                                                      \
        N_ ("The pattern of timestamps without a time zone.") },                                   \
      { "timeFormat", SLUICE_FIELD_TEXT,                                                           \
        FALSE,        "HH:mm:ss",                                                                  \
        NULL,         N_ ("The pattern of times of day.") },                                       \
      { "timeZone", SLUICE_FIELD_TEXT,                                                             \
        FALSE,      NULL,                                                                          \
        NULL,       N_ ("The zone of timestamps that name none; the session’s when absent.") },    \
      { "locale", SLUICE_FIELD_TEXT,                                                               \
        FALSE,    "en-US",                                                                         \
        NULL,     N_ ("The language of names of months and days.") },                              \
      { "encoding", SLUICE_FIELD_TEXT, FALSE, "UTF-8", NULL, N_ ("The encoding of the files.") },  \
      { "charset", SLUICE_FIELD_TEXT, FALSE, NULL, NULL, N_ ("Another name of “encoding”.") },     \
  {                                                                                                \
    "lineSep", SLUICE_FIELD_TEXT, FALSE, NULL, NULL,                                               \
        N_ ("What ends a line; \\n, \\r and \\r\\n when absent.")                                  \
  }

#define JSON_PARSE_OPTIONS                                                                         \
  PARSE_OPTIONS, TEXT_OPTIONS,                                                                     \
      { "primitivesAsString",                                                                      \
        SLUICE_FIELD_BOOLEAN,                                                                      \
        FALSE,                                                                                     \
        "false",                                                                                   \
        NULL,                                                                                      \
        N_ ("Only for inferred schemas; changes nothing here.") },                                 \
      { "prefersDecimal",                                                                          \
        SLUICE_FIELD_BOOLEAN,                                                                      \
        FALSE,                                                                                     \
        "false",                                                                                   \
        NULL,                                                                                      \
        N_ ("Only for inferred schemas; changes nothing here.") },                                 \
      { "allowComments",                                                                           \
        SLUICE_FIELD_BOOLEAN,                                                                      \
        FALSE,                                                                                     \
        "false",                                                                                   \
        NULL,                                                                                      \
        N_ ("Whether comments as in Java and C++ may stand in records.") },                        \
      { "allowUnquotedFieldNames",                                                                 \
        SLUICE_FIELD_BOOLEAN,                                                                      \
        FALSE,                                                                                     \
        "false",                                                                                   \
        NULL,                                                                                      \
        N_ ("Whether names of fields may stand without quotes.") },                                \
      { "allowSingleQuotes",                                                                       \
        SLUICE_FIELD_BOOLEAN,                                                                      \
        FALSE,                                                                                     \
        "true",                                                                                    \
        NULL,                                                                                      \
        N_ ("Whether single quotes do as well as double ones.") },                                 \
      { "allowNumericLeadingZeros",                                                                \
        SLUICE_FIELD_BOOLEAN,                                                                      \
        FALSE,                                                                                     \
        "false",                                                                                   \
        NULL,                                                                                      \
        N_ ("Whether numbers may begin with zeros.") },                                            \
      { "allowNumericLeadingZero",                                                                 \
        SLUICE_FIELD_BOOLEAN,                                                                      \
        FALSE,                                                                                     \
        "false",                                                                                   \
        NULL,                                                                                      \
        N_ ("Another name of “allowNumericLeadingZeros”.") },                                      \
      { "allowBackslashEscapingAnyCharacter",                                                      \
        SLUICE_FIELD_BOOLEAN,                                                                      \
        FALSE,                                                                                     \
        "false",                                                                                   \
        NULL,                                                                                      \
        N_ ("Whether a backslash may stand before any character.") },                              \
      { "allowUnquotedControlChars",                                                               \
        SLUICE_FIELD_BOOLEAN,                                                                      \
        FALSE,                                                                                     \
        "false",                                                                                   \
        NULL,                                                                                      \
        N_ ("Whether strings may hold control characters as they are.") },                         \
      { "allowNonNumericNumbers",                                                                  \
        SLUICE_FIELD_BOOLEAN,                                                                      \
        FALSE,                                                                                     \
        "true",                                                                                    \
        NULL,                                                                                      \
        N_ ("Whether NaN and Infinity are numbers.") },                                            \
  {                                                                                                \
    "allowTrailingComma", SLUICE_FIELD_BOOLEAN, FALSE, "false", NULL,                              \
        N_ ("Whether a comma may stand before a closing bracket.")                                 \
  }

/* What reading and writing of CSV share. */
#define CSV_OPTIONS(trim)                                                                               \
  { "sep", SLUICE_FIELD_TEXT, FALSE, ",", NULL, N_ ("What separates the values of a line.") },          \
      { "delimiter", SLUICE_FIELD_TEXT, FALSE, NULL, NULL, N_ ("Another name of “sep”.") },             \
      { "header", SLUICE_FIELD_BOOLEAN,                                                                 \
        FALSE,    "false",                                                                              \
        NULL,     N_ ("Whether the first line of a file has the names of the columns.") },              \
      { "quote", SLUICE_FIELD_TEXT, FALSE, "\"", NULL, N_ ("What encloses values; none when empty.") }, \
      { "escape", SLUICE_FIELD_TEXT,                                                                    \
        FALSE,    "\\",                                                                                 \
        NULL,     N_ ("What stands before a quote within quotes.") },                                   \
      { "charToEscapeQuoteEscaping",                                                                    \
        SLUICE_FIELD_TEXT,                                                                              \
        FALSE,                                                                                          \
        NULL,                                                                                           \
        NULL,                                                                                           \
        N_ ("What stands before an escape that stands for itself.") },                                  \
      { "comment", SLUICE_FIELD_TEXT,                                                                   \
        FALSE,     NULL,                                                                                \
        NULL,      N_ ("Lines beginning with it are passed over.") },                                   \
      { "nullValue", SLUICE_FIELD_TEXT, FALSE, "", NULL, N_ ("The text of a null.") },                  \
      { "emptyValue", SLUICE_FIELD_TEXT, FALSE, NULL, NULL, N_ ("The text of an empty string.") },      \
      { "ignoreLeadingWhiteSpace",                                                                      \
        SLUICE_FIELD_BOOLEAN,                                                                           \
        FALSE,                                                                                          \
        trim,                                                                                           \
        NULL,                                                                                           \
        N_ ("Whether blanks before a value are left out.") },                                           \
  {                                                                                                     \
    "ignoreTrailingWhiteSpace", SLUICE_FIELD_BOOLEAN, FALSE, trim, NULL,                                \
        N_ ("Whether blanks after a value are left out.")                                               \
  }

#define CSV_PARSE_OPTIONS                                                                            \
  PARSE_OPTIONS, TEXT_OPTIONS, CSV_OPTIONS ("false"),                                                \
      { "enforceSchema",                                                                             \
        SLUICE_FIELD_BOOLEAN,                                                                        \
        FALSE,                                                                                       \
        "true",                                                                                      \
        NULL,                                                                                        \
        N_ ("Whether the schema counts whatever a header says; else they must agree.") },            \
      { "inferSchema", SLUICE_FIELD_BOOLEAN,                                                         \
        FALSE,         "false",                                                                      \
        NULL,          N_ ("Only for inferred schemas; changes nothing here.") },                    \
      { "nanValue", SLUICE_FIELD_TEXT, FALSE, "NaN", NULL, N_ ("The text of “not a number”.") },     \
      { "positiveInf", SLUICE_FIELD_TEXT, FALSE, "Inf", NULL, N_ ("The text of infinity.") },        \
      { "negativeInf", SLUICE_FIELD_TEXT, FALSE, "-Inf", NULL, N_ ("The text of minus infinity.") }, \
      { "maxColumns", SLUICE_FIELD_INTEGER,                                                          \
        FALSE,        "20480",                                                                       \
        NULL,         N_ ("A record with more values fails the query.") },                           \
      { "maxCharsPerColumn",                                                                         \
        SLUICE_FIELD_INTEGER,                                                                        \
        FALSE,                                                                                       \
        "-1",                                                                                        \
        NULL,                                                                                        \
        N_ ("A longer value fails the query; −1 for no limit.") },                                   \
      { "unescapedQuoteHandling",                                                                    \
        SLUICE_FIELD_CHOICE,                                                                         \
        FALSE,                                                                                       \
        "STOP_AT_DELIMITER",                                                                         \
        unescaped_quotes,                                                                            \
        N_ ("What becomes of quotes where none should be.") },                                       \
  {                                                                                                  \
    "columnPruning", SLUICE_FIELD_BOOLEAN, FALSE, "true", NULL,                                      \
        N_ ("Whether only the values that are needed are looked at.")                                \
  }

#define LINE_OPTIONS                                                                               \
  { "wholetext", SLUICE_FIELD_BOOLEAN,                                                             \
    FALSE,       "false",                                                                          \
    NULL,        N_ ("Whether each file is one row instead of each line.") },                      \
      { "lineSep", SLUICE_FIELD_TEXT,                                                              \
        FALSE,     NULL,                                                                           \
        NULL,      N_ ("What ends a line; \\n, \\r and \\r\\n when absent.") },                    \
  {                                                                                                \
    "encoding", SLUICE_FIELD_TEXT, FALSE, "UTF-8", NULL, N_ ("The encoding of the files.")         \
  }

/* The options of a sink of files. */
#define FILE_SINK_OPTIONS                                                                             \
  PATH_OPTION (                                                                                       \
      N_ ("The directory of the output; its log in _spark_metadata makes it exactly once.")),         \
      CHECKPOINT_OPTION,                                                                              \
      { "retention", SLUICE_FIELD_INTERVAL,                                                           \
        FALSE,       NULL,                                                                            \
        NULL,        N_ ("Output older than this leaves the log of the output, such as “7 days”.") }, \
      { "maxRecordsPerFile",                                                                          \
        SLUICE_FIELD_INTEGER,                                                                         \
        FALSE,                                                                                        \
        "0",                                                                                          \
        NULL,                                                                                         \
        N_ ("A file takes at most so many rows; 0 for no limit.") },                                  \
  {                                                                                                   \
    "compression", SLUICE_FIELD_CHOICE, FALSE, "none", compressions,                                  \
        N_ ("How files are compressed.")                                                              \
  }

#define CHECKPOINT_OPTION                                                                          \
  {                                                                                                \
    "checkpointLocation", SLUICE_FIELD_PATH, FALSE, NULL, NULL,                                    \
        N_ ("The directory of the progress and the state, by which the query goes on after a "     \
            "stop.")                                                                               \
  }

static const SluiceOptionType json_stream_options[] = { FILE_STREAM_OPTIONS, JSON_PARSE_OPTIONS };
static const SluiceOptionType csv_stream_options[] = { FILE_STREAM_OPTIONS, CSV_PARSE_OPTIONS };
static const SluiceOptionType text_stream_options[] = { FILE_STREAM_OPTIONS, LINE_OPTIONS };
static const SluiceOptionType json_table_options[] = {
  FILES_OPTION,
  FILE_OPTIONS,
  JSON_PARSE_OPTIONS,
};
static const SluiceOptionType csv_table_options[] = {
  FILES_OPTION,
  FILE_OPTIONS,
  CSV_PARSE_OPTIONS,
};
static const SluiceOptionType text_table_options[] = {
  FILES_OPTION,
  FILE_OPTIONS,
  LINE_OPTIONS,
};
static const SluiceOptionType parquet_stream_options[] = { FILE_STREAM_OPTIONS };
static const SluiceOptionType parquet_table_options[] = {
  FILES_OPTION,
  FILE_OPTIONS,
};

static const SluiceOptionType rate_options[] = {
  { "rowsPerSecond", SLUICE_FIELD_INTEGER, FALSE, "1", NULL,
    N_ ("How many rows there are each second.") },
  { "rampUpTime", SLUICE_FIELD_INTERVAL, FALSE, "0s", NULL,
    N_ ("How long it takes to come up to that speed.") },
  { "numPartitions", SLUICE_FIELD_INTEGER, FALSE, NULL, NULL,
    N_ ("How many partitions the rows are dealt to; as many as cores when absent.") },
};
static const SluiceOptionType rate_micro_batch_options[] = {
  { "rowsPerBatch", SLUICE_FIELD_INTEGER, TRUE, NULL, NULL,
    N_ ("How many rows each micro-batch has.") },
  { "numPartitions", SLUICE_FIELD_INTEGER, FALSE, NULL, NULL,
    N_ ("How many partitions the rows are dealt to.") },
  { "startTimestamp", SLUICE_FIELD_INTEGER, FALSE, "0", NULL,
    N_ ("The time of the first batch in milliseconds since 1970.") },
  { "advanceMillisPerBatch", SLUICE_FIELD_INTEGER, FALSE, "1000", NULL,
    N_ ("How many milliseconds later each batch is.") },
};
static const SluiceOptionType socket_options[] = {
  { "host", SLUICE_FIELD_TEXT, TRUE, NULL, NULL, N_ ("The machine that sends lines.") },
  { "port", SLUICE_FIELD_INTEGER, TRUE, NULL, NULL, N_ ("The port that it sends them from.") },
  { "numPartitions", SLUICE_FIELD_INTEGER, FALSE, NULL, NULL,
    N_ ("How many partitions the rows are dealt to.") },
  { "includeTimestamp", SLUICE_FIELD_BOOLEAN, FALSE, "false", NULL,
    N_ ("Whether a second column has the time of arrival.") },
};
static const SluiceOptionType kafka_source_options[] = {
  { "kafka.bootstrap.servers", SLUICE_FIELD_TEXT, TRUE, NULL, NULL,
    N_ ("Hosts and ports of the cluster, separated by commas.") },
  { "subscribe", SLUICE_FIELD_TEXT, FALSE, NULL, NULL, N_ ("Topics, separated by commas.") },
  { "subscribePattern", SLUICE_FIELD_TEXT, FALSE, NULL, NULL,
    N_ ("A regular expression that the topics’ names match.") },
  { "assign", SLUICE_FIELD_TEXT, FALSE, NULL, NULL,
    N_ ("Topics and partitions as JSON, such as {\"clicks\": [0, 1]}.") },
  { "startingOffsets", SLUICE_FIELD_TEXT, FALSE, "latest", NULL,
    N_ ("Where a new query begins: “earliest”, “latest”, or JSON for each partition.") },
  { "failOnDataLoss", SLUICE_FIELD_BOOLEAN, FALSE, "true", NULL,
    N_ ("Whether the query fails when rows it has not read are gone.") },
  { "maxOffsetsPerTrigger", SLUICE_FIELD_INTEGER, FALSE, NULL, NULL,
    N_ ("At most so many rows in a micro-batch.") },
  { "minOffsetsPerTrigger", SLUICE_FIELD_INTEGER, FALSE, NULL, NULL,
    N_ ("A micro-batch waits for so many rows.") },
  { "maxTriggerDelay", SLUICE_FIELD_INTERVAL, FALSE, "15m", NULL,
    N_ ("How long it waits for them at most.") },
  { "minPartitions", SLUICE_FIELD_INTEGER, FALSE, NULL, NULL,
    N_ ("How many partitions the rows are read in at least.") },
  { "groupIdPrefix", SLUICE_FIELD_TEXT, FALSE, "spark-kafka-source", NULL,
    N_ ("How the names of consumer groups begin.") },
  { "includeHeaders", SLUICE_FIELD_BOOLEAN, FALSE, "false", NULL,
    N_ ("Whether a column has the records’ headers.") },
};
static const SluiceOptionType jdbc_options[] = {
  { "url", SLUICE_FIELD_TEXT, TRUE, NULL, NULL, N_ ("The database, such as jdbc:sqlite:shop.db.") },
  { "dbtable", SLUICE_FIELD_TEXT, TRUE, NULL, NULL, N_ ("The table.") },
};

#define JSON_WRITE_OPTIONS                                                                         \
  TEXT_OPTIONS,                                                                                    \
      { "ignoreNullFields",                                                                        \
        SLUICE_FIELD_BOOLEAN,                                                                      \
        FALSE,                                                                                     \
        "true",                                                                                    \
        NULL,                                                                                      \
        N_ ("Whether fields that are null are left out.") },                                       \
      { "pretty", SLUICE_FIELD_BOOLEAN,                                                            \
        FALSE,    "false",                                                                         \
        NULL,     N_ ("Whether objects are broken into lines.") },                                 \
  {                                                                                                \
    "writeNonAsciiCharacterAsCodePoint", SLUICE_FIELD_BOOLEAN, FALSE, "false", NULL,               \
        N_ ("Whether characters outside ASCII are written as \\u escapes.")                        \
  }

#define CSV_WRITE_OPTIONS                                                                          \
  TEXT_OPTIONS, CSV_OPTIONS ("true"),                                                              \
      { "quoteAll", SLUICE_FIELD_BOOLEAN,                                                          \
        FALSE,      "false",                                                                       \
        NULL,       N_ ("Whether all values are put into quotes.") },                              \
  {                                                                                                \
    "escapeQuotes", SLUICE_FIELD_BOOLEAN, FALSE, "true", NULL,                                     \
        N_ ("Whether values with quotes in them are put into quotes.")                             \
  }

static const SluiceOptionType json_sink_options[] = { FILE_SINK_OPTIONS, JSON_WRITE_OPTIONS };
static const SluiceOptionType csv_sink_options[] = { FILE_SINK_OPTIONS, CSV_WRITE_OPTIONS };
static const SluiceOptionType text_sink_options[] = {
  FILE_SINK_OPTIONS,
  { "lineSep", SLUICE_FIELD_TEXT, FALSE, "\\n", NULL, N_ ("What ends a line.") },
  { "encoding", SLUICE_FIELD_TEXT, FALSE, "UTF-8", NULL, N_ ("The encoding of the files.") },
};
static const SluiceOptionType parquet_sink_options[] = { FILE_SINK_OPTIONS };
static const SluiceOptionType console_options[] = {
  CHECKPOINT_OPTION,
  { "numRows", SLUICE_FIELD_INTEGER, FALSE, "20", NULL,
    N_ ("How many rows of a batch are shown.") },
  { "truncate", SLUICE_FIELD_TEXT, FALSE, "true", NULL,
    N_ ("Whether long values are cut, or to how many characters.") },
};
static const SluiceOptionType plain_sink_options[] = { CHECKPOINT_OPTION };
static const SluiceOptionType kafka_sink_options[] = {
  { "kafka.bootstrap.servers", SLUICE_FIELD_TEXT, TRUE, NULL, NULL,
    N_ ("Hosts and ports of the cluster, separated by commas.") },
  { "topic", SLUICE_FIELD_TEXT, FALSE, NULL, NULL, N_ ("The topic, unless a column names it.") },
  { "includeHeaders", SLUICE_FIELD_BOOLEAN, FALSE, "false", NULL,
    N_ ("Whether a column has the records’ headers.") },
  CHECKPOINT_OPTION,
};
static const SluiceOptionType jdbc_sink_options[] = {
  { "url", SLUICE_FIELD_TEXT, TRUE, NULL, NULL, N_ ("The database, such as jdbc:sqlite:shop.db.") },
  { "dbtable", SLUICE_FIELD_TEXT, TRUE, NULL, NULL, N_ ("The table.") },
  CHECKPOINT_OPTION,
};

#define OPTIONS(table) table, G_N_ELEMENTS (table)
#define KAFKA_SCHEMA                                                                               \
  "key BINARY, value BINARY, topic STRING, partition INT, offset BIGINT, timestamp TIMESTAMP, "    \
  "timestampType INT"

static const SluiceFormatType format_types[] = {
  { "json", read_stream, N_ ("JSON files"), N_ ("Files of JSON objects, one a line."), TRUE, NULL,
    OPTIONS (json_stream_options), TRUE, TRUE },
  { "csv", read_stream, N_ ("CSV files"), N_ ("Files of separated values, one record a line."),
    TRUE, NULL, OPTIONS (csv_stream_options), TRUE, TRUE },
  { "text", read_stream, N_ ("Text files"), N_ ("Files of lines; the only column is “value”."),
    FALSE, "value STRING", OPTIONS (text_stream_options), TRUE, TRUE },
  { "rate", read_stream, N_ ("Rate"),
    N_ ("So many rows a second, numbered, for trying things out."), FALSE,
    "timestamp TIMESTAMP, value BIGINT", OPTIONS (rate_options), TRUE, FALSE },
  { "memory", read_stream, N_ ("Memory"), N_ ("Rows that a test gives."), TRUE, NULL, NULL, 0, TRUE,
    FALSE },
  { "rate-micro-batch", read_stream, N_ ("Rate per micro-batch"),
    N_ ("So many rows a micro-batch, numbered."), FALSE, "timestamp TIMESTAMP, value BIGINT",
    OPTIONS (rate_micro_batch_options), FALSE, FALSE },
  { "socket", read_stream, N_ ("Socket"), N_ ("Lines that come over the network."), FALSE,
    "value STRING", OPTIONS (socket_options), FALSE, FALSE },
  { "parquet", read_stream, N_ ("Parquet files"), N_ ("Files of Apache Parquet."), TRUE, NULL,
    OPTIONS (parquet_stream_options), FALSE, TRUE },
  { "kafka", read_stream, N_ ("Kafka"), N_ ("Topics of Apache Kafka."), FALSE, KAFKA_SCHEMA,
    OPTIONS (kafka_source_options), FALSE, FALSE },

  { "json", read_table, N_ ("JSON files"), N_ ("Files of JSON objects, one a line."), TRUE, NULL,
    OPTIONS (json_table_options), TRUE, TRUE },
  { "csv", read_table, N_ ("CSV files"), N_ ("Files of separated values, one record a line."), TRUE,
    NULL, OPTIONS (csv_table_options), TRUE, TRUE },
  { "text", read_table, N_ ("Text files"), N_ ("Files of lines; the only column is “value”."),
    FALSE, "value STRING", OPTIONS (text_table_options), TRUE, TRUE },
  { "memory", read_table, N_ ("Rows"), N_ ("Rows that stand in the document."), TRUE, NULL, NULL, 0,
    TRUE, FALSE },
  { "parquet", read_table, N_ ("Parquet files"), N_ ("Files of Apache Parquet."), TRUE, NULL,
    OPTIONS (parquet_table_options), FALSE, TRUE },
  { "jdbc", read_table, N_ ("Database"), N_ ("A table of a database."), TRUE, NULL,
    OPTIONS (jdbc_options), FALSE, FALSE },

  { "json", write_stream, N_ ("JSON files"),
    N_ ("Files of JSON objects, one a line; exactly once."), FALSE, NULL,
    OPTIONS (json_sink_options), TRUE, TRUE },
  { "csv", write_stream, N_ ("CSV files"),
    N_ ("Files of separated values, one record a line; exactly once."), FALSE, NULL,
    OPTIONS (csv_sink_options), TRUE, TRUE },
  { "text", write_stream, N_ ("Text files"),
    N_ ("Files of lines, of one STRING column; exactly once."), FALSE, NULL,
    OPTIONS (text_sink_options), TRUE, TRUE },
  { "console", write_stream, N_ ("Console"), N_ ("Prints the rows of each batch."), FALSE, NULL,
    OPTIONS (console_options), TRUE, FALSE },
  { "memory", write_stream, N_ ("Memory"), N_ ("Keeps the rows to be looked at."), FALSE, NULL,
    OPTIONS (plain_sink_options), TRUE, FALSE },
  { "noop", write_stream, N_ ("Nowhere"),
    N_ ("Computes the rows and throws them away, to measure."), FALSE, NULL,
    OPTIONS (plain_sink_options), TRUE, FALSE },
  { "parquet", write_stream, N_ ("Parquet files"), N_ ("Files of Apache Parquet."), FALSE, NULL,
    OPTIONS (parquet_sink_options), FALSE, TRUE },
  { "kafka", write_stream, N_ ("Kafka"), N_ ("A topic of Apache Kafka."), FALSE, NULL,
    OPTIONS (kafka_sink_options), FALSE, FALSE },
  { "foreach", write_stream, N_ ("For each row"), N_ ("A function in Python for each row."), FALSE,
    NULL, OPTIONS (plain_sink_options), FALSE, FALSE },
  { "foreachBatch", write_stream, N_ ("For each batch"),
    N_ ("A function in Python for each batch."), FALSE, NULL, OPTIONS (plain_sink_options), FALSE,
    FALSE },
  { "jdbc", write_stream, N_ ("Database"), N_ ("A table of a database."), FALSE, NULL,
    OPTIONS (jdbc_sink_options), FALSE, FALSE },
};

const SluiceFormatType *
sluice_format_type_find (const char *op, const char *name)
{
  for (guint i = 0; op != NULL && name != NULL && i < G_N_ELEMENTS (format_types); i++)
    if (g_ascii_strcasecmp (format_types[i].name, name) == 0
        && g_strv_contains (format_types[i].ops, op))
      return &format_types[i];

  return NULL;
}

const SluiceFormatType *
sluice_format_type_list (guint *n)
{
  *n = G_N_ELEMENTS (format_types);

  return format_types;
}

const SluiceOptionType *
sluice_format_type_option (const SluiceFormatType *self, const char *name)
{
  for (guint i = 0; i < self->n_options; i++)
    if (g_ascii_strcasecmp (self->options[i].name, name) == 0)
      return &self->options[i];

  return NULL;
}
