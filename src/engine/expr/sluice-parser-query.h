/* sluice-parser-query.h: what the parts of the parser of queries share.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-parser.h"
#include "expr/sluice-query-syntax.h"

G_BEGIN_DECLS

/** More joins, set operations or views in a row than this make trees too deep to walk. */
#define SLUICE_MAX_QUERY_CHAIN 300

/** sluice_parser_query: @self: a parser. Reads a query with WITH, ORDER BY and the like. Returns:
 * (transfer none) (nullable): it. */
SluiceQuerySyntax *sluice_parser_query (SluiceParser *self);

/** sluice_parser_at_query: @self: a parser, @ahead: how many lexemes on. Returns: whether a query
 * seems to begin there, perhaps behind parentheses. */
gboolean sluice_parser_at_query (const SluiceParser *self,
                                 guint               ahead);

/** sluice_parser_from: @self: a parser behind FROM. Reads relations, joins and views. Returns:
 * (transfer none) (nullable): them as one. */
SluiceRelationSyntax *sluice_parser_from (SluiceParser *self);

/** sluice_parser_inline_table: @self: a parser at VALUES. Returns: (transfer none) (nullable): the
 * rows, with their names. */
SluiceRelationSyntax *sluice_parser_inline_table (SluiceParser *self);

/** sluice_parser_table_name: @self: a parser at a name. Returns: (transfer none) (nullable): a table
 * of that name, without an alias. */
SluiceRelationSyntax *sluice_parser_table_name (SluiceParser *self);

/** sluice_parser_is_bare_alias: @self: a parser. Returns: whether the word that comes next is a name
 * given without AS, not the beginning of a clause. */
gboolean sluice_parser_is_bare_alias (const SluiceParser *self);

/** sluice_parser_name_list: @self: a parser at `(`, @n: (out): how many. Returns: (transfer none)
 * (array length=n) (nullable): the names in it. */
const char **sluice_parser_name_list (SluiceParser *self,
                                      guint        *n);

/** sluice_parser_copy_array: @self: a parser, @array: pointers, @n: (out): how many. Returns:
 * (transfer none) (array length=n): them in the arena. */
gpointer sluice_parser_copy_array (SluiceParser *self,
                                   GPtrArray    *array,
                                   guint        *n);

/** sluice_parser_skip_parentheses: @self: a parser at `(`. Goes behind the `)` that belongs to it.
 * Returns: whether there is one. */
gboolean sluice_parser_skip_parentheses (SluiceParser *self);

G_END_DECLS
