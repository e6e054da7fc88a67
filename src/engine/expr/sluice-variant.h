/* sluice-variant.h: values of the type VARIANT, in the open binary encoding.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-column.h"

G_BEGIN_DECLS

/*
 * The encoding is that of the Variant specification, and byte for byte what Spark writes: a metadata, which
 * is the dictionary of the names of fields, and a value that refers to it by number. A column holds both in
 * one text: four bytes with the length of the metadata, the metadata, the value. Variants come into being
 * only here, so that those who read one don't ask whether it is sound.
 */

/** SLUICE_VARIANT_MAX_SIZE: a value or a metadata is no longer than this. */
#define SLUICE_VARIANT_MAX_SIZE (128u * 1024 * 1024)

/** SluiceVariantKind: what a variant holds. Integers of all widths are LONG. */
typedef enum
{
  SLUICE_VARIANT_OBJECT,
  SLUICE_VARIANT_ARRAY,
  SLUICE_VARIANT_NULL,
  SLUICE_VARIANT_BOOLEAN,
  SLUICE_VARIANT_LONG,
  SLUICE_VARIANT_STRING,
  SLUICE_VARIANT_DOUBLE,
  SLUICE_VARIANT_DECIMAL,
  SLUICE_VARIANT_DATE,
  SLUICE_VARIANT_TIMESTAMP,
  SLUICE_VARIANT_TIMESTAMP_NTZ,
  SLUICE_VARIANT_FLOAT,
  SLUICE_VARIANT_BINARY,
} SluiceVariantKind;

#define SLUICE_N_VARIANT_KINDS (SLUICE_VARIANT_BINARY + 1)

/**
 * SluiceVariant:
 * @metadata: the dictionary
 * @value: the value; %NULL for no variant at all
 *
 * A view of a variant, or of a part of one.
 */
typedef struct
{
  const guint8 *metadata;
  const guint8 *value;
} SluiceVariant;

/** sluice_variant: @text: the value of a VARIANT column. Returns: a view of it. */
SluiceVariant sluice_variant (const SluiceString *text);

/** sluice_variant_kind: @self: a variant. Returns: its kind. */
SluiceVariantKind sluice_variant_kind (SluiceVariant self);

/** sluice_variant_size: @self: a variant. Returns: bytes of its value. */
gsize sluice_variant_size (SluiceVariant self);

/** sluice_variant_n_children: @self: an OBJECT or ARRAY. Returns: how many fields or elements it has. */
guint32 sluice_variant_n_children (SluiceVariant self);

/**
 * sluice_variant_child:
 * @self: an OBJECT or ARRAY
 * @index: below sluice_variant_n_children(); fields are in the order of their names
 * @name: (out) (optional): the name of an OBJECT's field
 *
 * Returns: the field or element
 */
SluiceVariant sluice_variant_child (SluiceVariant self,
                                    guint32       index,
                                    SluiceString *name);

/**
 * sluice_variant_find:
 * @self: an OBJECT
 * @name: bytes
 * @length: their number
 *
 * Returns: the field of that name; its value is %NULL when there is none
 */
SluiceVariant sluice_variant_find (SluiceVariant self,
                                   const char   *name,
                                   gsize         length);

/** sluice_variant_boolean: @self: a BOOLEAN. Returns: its value. */
gboolean sluice_variant_boolean (SluiceVariant self);

/** sluice_variant_long: @self: a LONG, DATE, TIMESTAMP or TIMESTAMP_NTZ. Returns: its value. */
gint64 sluice_variant_long (SluiceVariant self);

/** sluice_variant_double: @self: a DOUBLE or FLOAT. Returns: its value. */
double sluice_variant_double (SluiceVariant self);

/**
 * sluice_variant_decimal:
 * @self: a DECIMAL
 * @precision: (out): digits of the type that Spark gives it
 * @scale: (out): its scale, without zeros at the end
 *
 * Returns: the unscaled value
 */
SluiceInt128 sluice_variant_decimal (SluiceVariant self,
                                     guint        *precision,
                                     guint        *scale);

/** sluice_variant_text: @self: a STRING or BINARY. Returns: its bytes. */
SluiceString sluice_variant_text (SluiceVariant self);

/**
 * SluiceVariantBuilder:
 * @value: what was written so far
 * @names: bytes of the dictionary's names, and of those that the variant before had after them
 * @ends: where each of them ends in @names
 * @n_names: how many of them are in the dictionary
 * @table: open hash table of names to number + 1
 * @entries: fields and elements of the containers that are open
 * @spare: room for putting fields in order
 * @keep_last: whether of two fields of one name the last counts, rather than being refused
 *
 * Puts variants together, one after the other. Containers are opened and closed; in between each child is
 * announced and then appended.
 */
typedef struct
{
  GByteArray *value;
  GByteArray *names;
  GArray *ends;
  guint32 n_names;
  GArray *table;
  GArray *entries;
  GByteArray *spare;
  gboolean keep_last;
} SluiceVariantBuilder;

/** SluiceVariantFrame: a container that is open. */
typedef struct
{
  guint start;
  guint first_entry;
} SluiceVariantFrame;

/** sluice_variant_builder_init: @self: uninitialised memory. */
void sluice_variant_builder_init (SluiceVariantBuilder *self);

/** sluice_variant_builder_clear: @self: a builder. Frees what it holds. */
void sluice_variant_builder_clear (SluiceVariantBuilder *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SluiceVariantBuilder, sluice_variant_builder_clear)

/** sluice_variant_builder_begin: @self: a builder. Begins a variant; what was left of another is dropped. */
void sluice_variant_builder_begin (SluiceVariantBuilder *self);

/**
 * sluice_variant_builder_finish:
 * @self: a builder in which one value was appended
 * @arena: where the result goes
 * @result: (out): the variant as a column holds it
 *
 * Returns: whether it isn't too long
 */
gboolean sluice_variant_builder_finish (SluiceVariantBuilder *self,
                                        SluiceArena          *arena,
                                        SluiceString         *result);

/** sluice_variant_builder_open: @self: a builder. Returns: a container, whose kind is told when it is closed. */
SluiceVariantFrame sluice_variant_builder_open (SluiceVariantBuilder *self);

/** sluice_variant_builder_member: announces a field of @frame with the name @name of @length bytes. */
void sluice_variant_builder_member (SluiceVariantBuilder     *self,
                                    const SluiceVariantFrame *frame,
                                    const char               *name,
                                    gsize                     length);

/** sluice_variant_builder_element: announces an element of @frame. */
void sluice_variant_builder_element (SluiceVariantBuilder     *self,
                                     const SluiceVariantFrame *frame);

/**
 * sluice_variant_builder_close_object:
 * @self: a builder
 * @frame: the innermost container
 * @error: `VARIANT_DUPLICATE_KEY`
 *
 * Returns: whether no name comes twice
 */
gboolean sluice_variant_builder_close_object (SluiceVariantBuilder     *self,
                                              const SluiceVariantFrame *frame,
                                              GError                  **error);

/** sluice_variant_builder_close_array: closes @frame, the innermost container. */
void sluice_variant_builder_close_array (SluiceVariantBuilder     *self,
                                         const SluiceVariantFrame *frame);

/** sluice_variant_builder_null: appends the null of JSON. */
void sluice_variant_builder_null (SluiceVariantBuilder *self);

/** sluice_variant_builder_boolean: appends @value. */
void sluice_variant_builder_boolean (SluiceVariantBuilder *self,
                                     gboolean              value);

/** sluice_variant_builder_long: appends @value, in as few bytes as it takes. */
void sluice_variant_builder_long (SluiceVariantBuilder *self,
                                  gint64                value);

/** sluice_variant_builder_number: appends a DATE, TIMESTAMP or TIMESTAMP_NTZ. */
void sluice_variant_builder_time (SluiceVariantBuilder *self,
                                  SluiceVariantKind     kind,
                                  gint64                value);

/** sluice_variant_builder_double: appends @value. */
void sluice_variant_builder_double (SluiceVariantBuilder *self,
                                    double                value);

/** sluice_variant_builder_float: appends @value. */
void sluice_variant_builder_float (SluiceVariantBuilder *self,
                                   float                 value);

/** sluice_variant_builder_decimal: appends the unscaled @value with its @scale, at most 38. */
void sluice_variant_builder_decimal (SluiceVariantBuilder *self,
                                     SluiceInt128          value,
                                     guint                 scale);

/** sluice_variant_builder_string: appends @length bytes of text. */
void sluice_variant_builder_string (SluiceVariantBuilder *self,
                                    const char           *text,
                                    gsize                 length);

/** sluice_variant_builder_binary: appends @length bytes. */
void sluice_variant_builder_binary (SluiceVariantBuilder *self,
                                    const char           *bytes,
                                    gsize                 length);

/** sluice_variant_builder_copy: appends @variant, with the names of its fields in this dictionary. */
void sluice_variant_builder_copy (SluiceVariantBuilder *self,
                                  SluiceVariant         variant);

/**
 * sluice_variant_error_size:
 * @function: the function that made the variant
 * @error: set to `VARIANT_SIZE_LIMIT`
 */
void sluice_variant_error_size (const char *function,
                                GError    **error);

/*
 * Paths such as `$.a[0]["b"]`.
 */

/** SluiceVariantStep: a name, or an index where @name is %NULL. */
typedef struct
{
  char *name;
  gsize length;
  guint32 index;
} SluiceVariantStep;

/**
 * sluice_variant_path_parse:
 * @text: bytes
 * @length: their number
 *
 * Returns: (transfer full) (nullable) (element-type SluiceVariantStep): the steps; %NULL when it is no path
 */
GArray *sluice_variant_path_parse (const char *text,
                                   gsize       length) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_variant_follow:
 * @self: a variant
 * @path: (element-type SluiceVariantStep): a path
 *
 * Returns: the part of @self that @path leads to; its value is %NULL when there is none
 */
SluiceVariant sluice_variant_follow (SluiceVariant self,
                                     const GArray *path);

G_END_DECLS
