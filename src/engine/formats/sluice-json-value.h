/* sluice-json-value.h: JSON values to rows of columns, by Spark's rules.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-variant.h"
#include "formats/sluice-json-tape.h"
#include "formats/sluice-reader-private.h"

G_BEGIN_DECLS

/**
 * SluiceJsonConverter:
 * @options: the options
 * @settings: the session's settings
 * @arena: where decoded texts go
 * @lenient: whether what Spark's writers write as texts is taken for numbers too, as in documents and tests
 * @scratch: (nullable): where what isn't a text is written anew before a STRING takes it, as in from_json();
 *   %NULL to keep its own bytes, as in files
 * @variants: (nullable): puts values of VARIANT columns together, made when the first comes
 * @explain: whether @failure is wanted
 * @failure: why the last value didn't convert
 *
 * How JSON values become values of columns.
 */
typedef struct
{
  const SluiceFormatOptions *options;
  const SluiceSettings *settings;
  SluiceArena *arena;
  gboolean lenient;
  GByteArray *scratch;
  SluiceVariantBuilder *variants;
  gboolean explain;
  SluiceFailure failure;
} SluiceJsonConverter;

/** sluice_json_converter_clear: @self: a converter. Frees what it made itself: the failure and the builder. */
void sluice_json_converter_clear (SluiceJsonConverter *self);

typedef struct _SluiceJsonShape SluiceJsonShape;

/**
 * SluiceJsonShape:
 * @type: (transfer none): the type
 * @children: shapes of the nested types, as the type's fields
 * @table: STRUCT: open hash table of names to index + 1
 * @mask: size of @table - 1
 * @ignored: STRUCT: index of a field that no key reaches, or SLUICE_NO_COLUMN
 * @lengths: STRUCT: bytes of each field's name
 * @slots: STRUCT: for each field the node of its value in the object at hand, 0 for none
 *
 * What a type needs for reading objects into it. Belongs to one scanner.
 */
struct _SluiceJsonShape
{
  const SluiceType *type;
  SluiceJsonShape *children;
  guint32 *table;
  guint32 mask;
  guint ignored;
  gsize *lengths;
  guint32 *slots;
};

/**
 * SluiceJsonOutcome:
 * @SLUICE_JSON_GOOD: a row was appended
 * @SLUICE_JSON_PARTIAL: a row was appended, and something in it is null because it didn't convert
 * @SLUICE_JSON_FAILED: the value doesn't convert; nothing was appended
 */
typedef enum
{
  SLUICE_JSON_GOOD,
  SLUICE_JSON_PARTIAL,
  SLUICE_JSON_FAILED,
} SluiceJsonOutcome;

/**
 * sluice_json_shape_init:
 * @self: uninitialised memory
 * @type: (transfer none): the type
 * @ignored: a field of @type that no key reaches, or SLUICE_NO_COLUMN
 */
void sluice_json_shape_init (SluiceJsonShape  *self,
                             const SluiceType *type,
                             guint             ignored);

/** sluice_json_shape_clear: @self: a shape. Frees what it holds. */
void sluice_json_shape_clear (SluiceJsonShape *self);

/**
 * sluice_json_shape_find:
 * @self: a STRUCT's shape
 * @name: bytes
 * @length: their number
 *
 * Keys are compared exactly, whatever `spark.sql.caseSensitive` says.
 *
 * Returns: the field of that name, or SLUICE_NO_COLUMN
 */
guint sluice_json_shape_find (const SluiceJsonShape *self,
                              const char            *name,
                              gsize                  length);

/**
 * sluice_json_append_scalar:
 * @self: a converter
 * @builder: a column; of any type, though only STRING takes every kind
 * @kind: the kind of value, not NULL
 * @text: its text; of a STRING the decoded one, which must outlive the column
 * @length: its bytes
 *
 * Returns: whether the value converts; if not, nothing is appended
 */
gboolean sluice_json_append_scalar (SluiceJsonConverter *self,
                                    SluiceColumnBuilder *builder,
                                    SluiceJsonKind       kind,
                                    const char          *text,
                                    gsize                length);

/**
 * sluice_json_append:
 * @self: a converter
 * @shape: the shape of @builder's type
 * @builder: a column
 * @tape: a record
 * @index: the node of the value
 *
 * Appends one value of any kind, nested ones too.
 *
 * Returns: what came of it
 */
SluiceJsonOutcome sluice_json_append (SluiceJsonConverter  *self,
                                      SluiceJsonShape      *shape,
                                      SluiceColumnBuilder  *builder,
                                      const SluiceJsonTape *tape,
                                      guint32               index);

/**
 * sluice_json_append_fields:
 * @self: a converter
 * @shape: a STRUCT's shape
 * @builder: a STRUCT's column
 * @tape: a record
 * @index: the node of an OBJECT
 * @repeated: (out) (optional): whether a key came twice
 *
 * Appends a value or null to each field of @builder but the ignored one; the row itself is the caller's to
 * count.
 *
 * Returns: GOOD or PARTIAL
 */
SluiceJsonOutcome sluice_json_append_fields (SluiceJsonConverter  *self,
                                             SluiceJsonShape      *shape,
                                             SluiceColumnBuilder  *builder,
                                             const SluiceJsonTape *tape,
                                             guint32               index,
                                             gboolean             *repeated);

G_END_DECLS
