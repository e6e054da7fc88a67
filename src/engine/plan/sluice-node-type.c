/* sluice-node-type.c: what kinds of nodes there are.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-node-type.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const no_ports[] = { NULL };
static const char *const one_port[] = { "input", NULL };
static const char *const two_ports[] = { "left", "right", NULL };
static const char *const many_ports[] = { "inputs", NULL };

static const char *const stream_formats[] = {
  "json", "csv", "text", "rate", "memory", "rate-micro-batch", "socket", "parquet", "kafka", NULL,
};
static const char *const table_formats[] = {
  "json", "csv", "text", "memory", "parquet", "jdbc", NULL,
};
static const char *const sink_formats[] = {
  "json",    "csv",   "text",    "console",      "memory", "noop",
  "parquet", "kafka", "foreach", "foreachBatch", "jdbc",   NULL,
};
static const char *const join_types[] = {
  "inner", "left", "right", "full", "leftSemi", "leftAnti", "cross", NULL,
};
static const char *const output_modes[] = { "append", "update", "complete", NULL };
static const char *const time_modes[] = { "none", "processingTime", "eventTime", NULL };

static const SluiceFieldType read_stream_fields[] = {
  { "format", SLUICE_FIELD_CHOICE, TRUE, NULL, stream_formats, N_ ("Format"),
    N_ ("What the stream is made of.") },
  { "schema", SLUICE_FIELD_SCHEMA, FALSE, NULL, NULL, N_ ("Schema"),
    N_ ("The columns as in CREATE TABLE, such as “word STRING, ts TIMESTAMP”.") },
  { "options", SLUICE_FIELD_OPTIONS, FALSE, NULL, NULL, N_ ("Options"),
    N_ ("Options of the format, with Spark’s names.") },
};

static const SluiceFieldType read_fields[] = {
  { "format", SLUICE_FIELD_CHOICE, TRUE, NULL, table_formats, N_ ("Format"),
    N_ ("Where the table is read from.") },
  { "schema", SLUICE_FIELD_SCHEMA, FALSE, NULL, NULL, N_ ("Schema"),
    N_ ("The columns as in CREATE TABLE, such as “id INT, name STRING”.") },
  { "rows", SLUICE_FIELD_ROWS, FALSE, NULL, NULL, N_ ("Rows"),
    N_ ("The rows of a table of the format “memory”, each a JSON object.") },
  { "options", SLUICE_FIELD_OPTIONS, FALSE, NULL, NULL, N_ ("Options"),
    N_ ("Options of the format, with Spark’s names.") },
};

static const SluiceFieldType select_fields[] = {
  { "columns", SLUICE_FIELD_NAMED_EXPRESSIONS, TRUE, NULL, NULL, N_ ("Columns"),
    N_ ("Expressions such as “upper(word) AS word”; “*” stands for all columns.") },
};

static const SluiceFieldType with_columns_fields[] = {
  { "columns", SLUICE_FIELD_NAMED_EXPRESSIONS, TRUE, NULL, NULL, N_ ("Columns"),
    N_ ("Expressions with names; a column of that name is replaced, else one is added.") },
};

static const SluiceFieldType filter_fields[] = {
  { "condition", SLUICE_FIELD_CONDITION, TRUE, NULL, NULL, N_ ("Condition"),
    N_ ("Rows for which it is true pass; those for which it is false or null do not.") },
};

static const SluiceFieldType drop_fields[] = {
  { "columns", SLUICE_FIELD_COLUMNS, TRUE, NULL, NULL, N_ ("Columns"),
    N_ ("Names of the columns to leave out; names that there are not are passed over.") },
};

static const SluiceFieldType watermark_fields[] = {
  { "eventTime", SLUICE_FIELD_COLUMN, TRUE, NULL, NULL, N_ ("Event time"),
    N_ ("The TIMESTAMP column that says when things happened.") },
  { "delay", SLUICE_FIELD_INTERVAL, TRUE, NULL, NULL, N_ ("Delay"),
    N_ ("How late a row may be and still count, such as “10 minutes”.") },
};

static const SluiceFieldType group_by_fields[] = {
  { "keys", SLUICE_FIELD_NAMED_EXPRESSIONS, FALSE, NULL, NULL, N_ ("Keys"),
    N_ ("What rows are grouped by; “window (ts, '10 minutes') AS window” groups by time. None: all "
        "rows "
        "are one group.") },
  { "aggregates", SLUICE_FIELD_AGGREGATES, TRUE, NULL, NULL, N_ ("Aggregates"),
    N_ ("What is computed for each group, such as “count(*) AS n”.") },
};

static const SluiceFieldType deduplicate_fields[] = {
  { "columns", SLUICE_FIELD_COLUMNS, FALSE, NULL, NULL, N_ ("Columns"),
    N_ ("Rows that agree in these columns are duplicates; all columns when none is given.") },
};

static const SluiceFieldType join_fields[] = {
  { "type", SLUICE_FIELD_CHOICE, FALSE, "inner", join_types, N_ ("Type"),
    N_ ("Which rows without a partner are kept, and of which side.") },
  { "on", SLUICE_FIELD_CONDITION, FALSE, NULL, NULL, N_ ("Condition"),
    N_ ("When two rows belong together; the names of the inputs tell their columns apart: "
        "“clicks.adId = views.adId”.") },
  { "using", SLUICE_FIELD_COLUMNS, FALSE, NULL, NULL, N_ ("Using"),
    N_ ("Instead of a condition: columns of both sides that must be equal, kept once.") },
};

static const SluiceFieldType union_fields[] = {
  { "byName", SLUICE_FIELD_BOOLEAN, FALSE, "false", NULL, N_ ("By name"),
    N_ ("Whether columns are matched by their names instead of their positions.") },
  { "allowMissingColumns", SLUICE_FIELD_BOOLEAN, FALSE, "false", NULL, N_ ("Allow missing columns"),
    N_ ("Whether a column that one input has not is filled with null; with “By name” only.") },
};

static const SluiceFieldType order_by_fields[] = {
  { "columns", SLUICE_FIELD_NAMED_EXPRESSIONS, TRUE, NULL, NULL, N_ ("Columns"),
    N_ ("What to sort by, such as “n DESC NULLS LAST”.") },
};

static const SluiceFieldType limit_fields[] = {
  { "n", SLUICE_FIELD_INTEGER, TRUE, NULL, NULL, N_ ("Rows"),
    N_ ("How many rows pass in the whole life of the query.") },
};

static const SluiceFieldType sql_fields[] = {
  { "query", SLUICE_FIELD_QUERY, TRUE, NULL, NULL, N_ ("Query"),
    N_ ("One SELECT; the names of the inputs are the names of the tables.") },
};

static const SluiceFieldType observe_fields[] = {
  { "name", SLUICE_FIELD_NAME, TRUE, NULL, NULL, N_ ("Name"),
    N_ ("The name under which the metrics stand in the progress of a batch.") },
  { "metrics", SLUICE_FIELD_AGGREGATES, TRUE, NULL, NULL, N_ ("Metrics"),
    N_ ("Aggregates over the rows of each batch, such as “count(*) AS rows”.") },
};

static const SluiceFieldType map_rows_fields[] = {
  { "python", SLUICE_FIELD_PYTHON, TRUE, NULL, NULL, N_ ("Python"),
    N_ ("The source of “def map(row)”, which yields dictionaries.") },
  { "schema", SLUICE_FIELD_SCHEMA, TRUE, NULL, NULL, N_ ("Schema"),
    N_ ("The columns that it yields.") },
};

static const SluiceFieldType transform_with_state_fields[] = {
  { "keys", SLUICE_FIELD_NAMED_EXPRESSIONS, TRUE, NULL, NULL, N_ ("Keys"),
    N_ ("What rows are grouped by; each key has its own state.") },
  { "python", SLUICE_FIELD_PYTHON, TRUE, NULL, NULL, N_ ("Python"),
    N_ ("The source of a class derived from StatefulProcessor.") },
  { "schema", SLUICE_FIELD_SCHEMA, TRUE, NULL, NULL, N_ ("Schema"),
    N_ ("The columns that it yields.") },
  { "timeMode", SLUICE_FIELD_CHOICE, FALSE, "none", time_modes, N_ ("Time mode"),
    N_ ("Which clock its timers follow.") },
  { "outputMode", SLUICE_FIELD_CHOICE, FALSE, "append", output_modes, N_ ("Output mode"),
    N_ ("The output mode that it is written for.") },
};

static const SluiceFieldType write_stream_fields[] = {
  { "format", SLUICE_FIELD_CHOICE, TRUE, NULL, sink_formats, N_ ("Format"),
    N_ ("Where the rows go.") },
  { "outputMode", SLUICE_FIELD_CHOICE, FALSE, "append", output_modes, N_ ("Output mode"),
    N_ ("Append writes rows that will never change, update those that changed, complete the whole "
        "result each time.") },
  { "queryName", SLUICE_FIELD_NAME, FALSE, NULL, NULL, N_ ("Query name"),
    N_ ("The name of the query while it runs; no two may have the same.") },
  { "trigger", SLUICE_FIELD_TRIGGER, FALSE, NULL, NULL, N_ ("Trigger"),
    N_ ("When a micro-batch begins; without one, as soon as there is data.") },
  { "partitionBy", SLUICE_FIELD_COLUMNS, FALSE, NULL, NULL, N_ ("Partition by"),
    N_ ("Columns whose values become directories of the output.") },
  { "options", SLUICE_FIELD_OPTIONS, FALSE, NULL, NULL, N_ ("Options"),
    N_ ("Options of the format, with Spark’s names.") },
};

#define FIELDS(table) table, G_N_ELEMENTS (table)

/* In the order of the palette: by category, the plain ones first. The last member is whether this version
 * runs them: mapRows and transformWithState need a Python beside the engine, and observe aggregates that the
 * progress of a batch can show. */
static const SluiceNodeType node_types[] = {
  { "readStream", N_ ("Stream"), N_ ("Reads a stream: files as they arrive, or generated rows."),
    SLUICE_CATEGORY_SOURCES, "sluice-read-stream-symbolic", no_ports, TRUE,
    FIELDS (read_stream_fields), TRUE },
  { "read", N_ ("Table"), N_ ("Reads a static table, to be joined with a stream."),
    SLUICE_CATEGORY_SOURCES, "sluice-read-symbolic", no_ports, TRUE, FIELDS (read_fields), TRUE },

  { "select", N_ ("Select"), N_ ("Chooses and computes columns."), SLUICE_CATEGORY_TRANSFORM,
    "sluice-select-symbolic", one_port, TRUE, FIELDS (select_fields), TRUE },
  { "withColumns", N_ ("With Columns"), N_ ("Adds columns, or replaces those of the same names."),
    SLUICE_CATEGORY_TRANSFORM, "sluice-with-columns-symbolic", one_port, TRUE,
    FIELDS (with_columns_fields), TRUE },
  { "filter", N_ ("Filter"), N_ ("Lets the rows pass for which a condition is true."),
    SLUICE_CATEGORY_TRANSFORM, "sluice-filter-symbolic", one_port, TRUE, FIELDS (filter_fields),
    TRUE },
  { "drop", N_ ("Drop"), N_ ("Leaves columns out."), SLUICE_CATEGORY_TRANSFORM,
    "sluice-drop-symbolic", one_port, TRUE, FIELDS (drop_fields), TRUE },
  { "orderBy", N_ ("Order By"), N_ ("Sorts an aggregation’s whole result; in complete mode only."),
    SLUICE_CATEGORY_TRANSFORM, "sluice-order-by-symbolic", one_port, TRUE, FIELDS (order_by_fields),
    TRUE },
  { "limit", N_ ("Limit"), N_ ("Lets the first rows pass and no more."), SLUICE_CATEGORY_TRANSFORM,
    "sluice-limit-symbolic", one_port, TRUE, FIELDS (limit_fields), TRUE },
  { "observe", N_ ("Observe"), N_ ("Computes metrics of the rows that pass, batch by batch."),
    SLUICE_CATEGORY_TRANSFORM, "sluice-observe-symbolic", one_port, TRUE, FIELDS (observe_fields),
    TRUE },
  { "mapRows", N_ ("Map Rows"), N_ ("Turns each row into others with a function in Python."),
    SLUICE_CATEGORY_TRANSFORM, "sluice-map-rows-symbolic", one_port, TRUE, FIELDS (map_rows_fields),
    FALSE },

  { "withWatermark", N_ ("Watermark"),
    N_ ("Says which column is the event time and how late rows may be."),
    SLUICE_CATEGORY_EVENT_TIME, "sluice-watermark-symbolic", one_port, TRUE,
    FIELDS (watermark_fields), TRUE },
  { "groupBy", N_ ("Group By"), N_ ("Counts, sums and so on by key and by time window."),
    SLUICE_CATEGORY_EVENT_TIME, "sluice-group-by-symbolic", one_port, TRUE,
    FIELDS (group_by_fields), TRUE },
  { "dropDuplicates", N_ ("Drop Duplicates"),
    N_ ("Lets the first row of each key pass, for ever or until the watermark passes it."),
    SLUICE_CATEGORY_EVENT_TIME, "sluice-drop-duplicates-symbolic", one_port, TRUE,
    FIELDS (deduplicate_fields), TRUE },
  { "dropDuplicatesWithinWatermark", N_ ("Drop Duplicates Within Watermark"),
    N_ ("Lets the first row of each key pass, and forgets the key after the watermark’s delay."),
    SLUICE_CATEGORY_EVENT_TIME, "sluice-drop-duplicates-within-watermark-symbolic", one_port, TRUE,
    FIELDS (deduplicate_fields), TRUE },
  { "transformWithState", N_ ("Transform With State"),
    N_ ("Keeps state for each key in a class of yours in Python."), SLUICE_CATEGORY_EVENT_TIME,
    "sluice-transform-with-state-symbolic", one_port, TRUE, FIELDS (transform_with_state_fields),
    FALSE },

  { "join", N_ ("Join"), N_ ("Brings the rows of two inputs together that belong together."),
    SLUICE_CATEGORY_COMBINE, "sluice-join-symbolic", two_ports, TRUE, FIELDS (join_fields), TRUE },
  { "union", N_ ("Union"), N_ ("Puts the rows of several inputs into one stream."),
    SLUICE_CATEGORY_COMBINE, "sluice-union-symbolic", many_ports, TRUE, FIELDS (union_fields),
    TRUE },
  { "sql", N_ ("SQL"), N_ ("One SELECT over its inputs."), SLUICE_CATEGORY_COMBINE,
    "sluice-sql-symbolic", many_ports, TRUE, FIELDS (sql_fields), TRUE },

  { "writeStream", N_ ("Sink"),
    N_ ("Writes the rows: each sink is a query when the pipeline runs."), SLUICE_CATEGORY_SINKS,
    "sluice-write-stream-symbolic", one_port, FALSE, FIELDS (write_stream_fields), TRUE },
};

const SluiceNodeType *
sluice_node_type_find (const char *op)
{
  for (guint i = 0; op != NULL && i < G_N_ELEMENTS (node_types); i++)
    if (strcmp (node_types[i].op, op) == 0)
      return &node_types[i];

  return NULL;
}

const SluiceNodeType *
sluice_node_type_list (guint *n)
{
  *n = G_N_ELEMENTS (node_types);

  return node_types;
}

const SluiceFieldType *
sluice_node_type_field (const SluiceNodeType *self, const char *name)
{
  for (guint i = 0; i < self->n_fields; i++)
    if (strcmp (self->fields[i].name, name) == 0)
      return &self->fields[i];

  return NULL;
}

gboolean
sluice_node_type_has_port (const SluiceNodeType *self, const char *port)
{
  for (guint i = 0; self->ports[i] != NULL; i++)
    if (strcmp (self->ports[i], port) == 0)
      return TRUE;

  return FALSE;
}

gboolean
sluice_node_type_takes_many (const char *port)
{
  return strcmp (port, "inputs") == 0;
}
