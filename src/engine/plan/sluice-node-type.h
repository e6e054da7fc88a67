/* sluice-node-type.h: what kinds of nodes there are, described once for everybody.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SluiceFieldKind: how a field is edited and checked. Lists are JSON arrays of strings.
 */
typedef enum
{
  SLUICE_FIELD_TEXT,
  SLUICE_FIELD_NAME,
  SLUICE_FIELD_EXPRESSION,
  SLUICE_FIELD_CONDITION,
  SLUICE_FIELD_NAMED_EXPRESSIONS,
  SLUICE_FIELD_AGGREGATES,
  SLUICE_FIELD_COLUMN,
  SLUICE_FIELD_COLUMNS,
  SLUICE_FIELD_SCHEMA,
  SLUICE_FIELD_INTERVAL,
  SLUICE_FIELD_CHOICE,
  SLUICE_FIELD_BOOLEAN,
  SLUICE_FIELD_INTEGER,
  SLUICE_FIELD_PATH,  /* a directory */
  SLUICE_FIELD_FILES, /* a file, a directory or a pattern */
  SLUICE_FIELD_TRIGGER,
  SLUICE_FIELD_OPTIONS,
  SLUICE_FIELD_ROWS,
  SLUICE_FIELD_QUERY,
  SLUICE_FIELD_PYTHON,
} SluiceFieldKind;

/** SluiceNodeCategory: where the palette shows a kind of node. */
typedef enum
{
  SLUICE_CATEGORY_SOURCES,
  SLUICE_CATEGORY_TRANSFORM,
  SLUICE_CATEGORY_EVENT_TIME,
  SLUICE_CATEGORY_COMBINE,
  SLUICE_CATEGORY_SINKS,
} SluiceNodeCategory;

/**
 * SluiceFieldType:
 * @name: key in the document, such as `eventTime`
 * @kind: how it is edited and checked
 * @required: whether a node without it is a problem
 * @default_value: (nullable): what counts when it is absent, as text
 * @choices: (nullable) (array zero-terminated=1): the values of a CHOICE
 * @label: what the inspector calls it; translatable
 * @description: one sentence of help; translatable
 *
 * A field of a kind of node.
 */
typedef struct
{
  const char *name;
  SluiceFieldKind kind;
  gboolean required;
  const char *default_value;
  const char *const *choices;
  const char *label;
  const char *description;
} SluiceFieldType;

/**
 * SluiceOptionType:
 * @name: Spark's name of the option
 * @kind: TEXT, BOOLEAN, INTEGER, INTERVAL, PATH, FILES or CHOICE
 * @required: whether it must be given
 * @default_value: (nullable): Spark's default, as text
 * @choices: (nullable) (array zero-terminated=1): the values of a CHOICE
 * @description: one sentence of help; translatable
 *
 * An option of a format.
 */
typedef struct
{
  const char *name;
  SluiceFieldKind kind;
  gboolean required;
  const char *default_value;
  const char *const *choices;
  const char *description;
} SluiceOptionType;

/**
 * SluiceFormatType:
 * @name: Spark's name of the format
 * @ops: (array zero-terminated=1): the kinds of nodes that take it: `readStream`, `read`, `writeStream`
 * @label: what people call it; translatable
 * @description: one sentence; translatable
 * @needs_schema: whether a source of it needs the `schema` field
 * @fixed_schema: (nullable): DDL of the schema of a source that has always the same one
 * @options: its options
 * @n_options: their number
 * @supported: whether this version runs it; the analysis refuses it otherwise
 * @files: whether it reads or writes files below the option `path`
 *
 * A format of a source, a table or a sink. A format that stands for reading and for writing has an entry
 * for each, since their options differ.
 */
typedef struct
{
  const char *name;
  const char *const *ops;
  const char *label;
  const char *description;
  gboolean needs_schema;
  const char *fixed_schema;
  const SluiceOptionType *options;
  guint n_options;
  gboolean supported;
  gboolean files;
} SluiceFormatType;

/**
 * SluiceNodeType:
 * @op: its name in the document, such as `withWatermark`
 * @label: what people call it; translatable
 * @description: one sentence; translatable
 * @category: where the palette shows it
 * @icon_name: name of its symbolic icon
 * @ports: (array zero-terminated=1): names of its input ports: `input`; `left`, `right`; `inputs`, which takes
 *   any number of wires; none for a source
 * @has_output: whether other nodes can be wired to it
 * @fields: its fields besides inputs and the ones common to all nodes, in the order of the inspector
 * @n_fields: their number
 * @supported: whether this version runs it; the analysis refuses it otherwise
 *
 * A kind of node.
 */
typedef struct
{
  const char *op;
  const char *label;
  const char *description;
  SluiceNodeCategory category;
  const char *icon_name;
  const char *const *ports;
  gboolean has_output;
  const SluiceFieldType *fields;
  guint n_fields;
  gboolean supported;
} SluiceNodeType;

/** sluice_node_type_find: @op: a name. Returns: (transfer none) (nullable): the kind of node. */
const SluiceNodeType *sluice_node_type_find (const char *op);

/** sluice_node_type_list: @n: (out): how many. Returns: (transfer none) (array length=n): all kinds, in the palette's order. */
const SluiceNodeType *sluice_node_type_list (guint *n);

/** sluice_node_type_field: @self: a kind, @name: a key. Returns: (transfer none) (nullable): its field. */
const SluiceFieldType *sluice_node_type_field (const SluiceNodeType *self,
                                               const char           *name);

/** sluice_node_type_has_port: @self: a kind, @port: a name. Returns: whether it has an input port of that name. */
gboolean sluice_node_type_has_port (const SluiceNodeType *self,
                                    const char           *port);

/** sluice_node_type_takes_many: @port: a port's name. Returns: whether it takes any number of wires (`inputs`). */
gboolean sluice_node_type_takes_many (const char *port);

/** sluice_format_type_find: @op: a kind of node, @name: a format. Returns: (transfer none) (nullable): the format. */
const SluiceFormatType *sluice_format_type_find (const char *op,
                                                 const char *name);

/** sluice_format_type_list: @n: (out): how many. Returns: (transfer none) (array length=n): all formats. */
const SluiceFormatType *sluice_format_type_list (guint *n);

/** sluice_format_type_option: @self: a format, @name: an option in any case. Returns: (transfer none) (nullable): the option. */
const SluiceOptionType *sluice_format_type_option (const SluiceFormatType *self,
                                                   const char             *name);

G_END_DECLS
