/* sluice-analysis-sql-subquery.h: subqueries taken apart.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "plan/sluice-analysis-sql.h"

G_BEGIN_DECLS

/**
 * SluiceSqlSubquery:
 * @table: what its FROM and WHERE give
 * @values: (element-type SluiceExpr): the columns of its list, over @table; none for EXISTS
 * @conditions: (element-type SluiceSyntax): the parts of its WHERE that name columns of the query around
 *
 * A query in an expression, taken apart.
 */
typedef struct
{
  SluiceSqlTable *table;
  GPtrArray *values;
  GPtrArray *conditions;
} SluiceSqlSubquery;

/** sluice_sql_subquery_init: @subquery: room. Makes it empty. */
void sluice_sql_subquery_init (SluiceSqlSubquery *subquery);

/** sluice_sql_subquery_clear: @subquery: one. Frees what it holds. */
void sluice_sql_subquery_clear (SluiceSqlSubquery *subquery);

/**
 * sluice_sql_subquery_take_apart:
 * @self: the query around
 * @outer: its table
 * @node: the subquery
 * @names: of WITH
 * @wants_value: whether its list counts, as it doesn't for EXISTS
 * @subquery: (out caller-allocates): the result, to be cleared in any case
 *
 * One with more than a list over FROM and WHERE is planned whole, and can name nothing of the query around.
 *
 * Returns: %FALSE after a problem
 */
gboolean sluice_sql_subquery_take_apart (SluiceSql            *self,
                                         SluiceSqlTable       *outer,
                                         SluiceSyntax         *node,
                                         const SluiceSqlNames *names,
                                         gboolean              wants_value,
                                         SluiceSqlSubquery    *subquery);

/** sluice_sql_subquery_list_values: @self: the query around, @subquery: one whose table is known, @query: its syntax, @node: where
 * it stands. Analyses its list. Returns: %FALSE after a problem. */
gboolean sluice_sql_subquery_list_values (SluiceSql          *self,
                                          SluiceSqlSubquery  *subquery,
                                          SluiceQuerySyntax  *query,
                                          const SluiceSyntax *node);

/** sluice_sql_subquery_check_static: @self: the query, @table: a subquery's, @node: where it stands. Returns: whether it isn't a
 * stream, which is a problem. */
gboolean sluice_sql_subquery_check_static (SluiceSql            *self,
                                           const SluiceSqlTable *table,
                                           const SluiceSyntax   *node);

/**
 * sluice_sql_subquery_match:
 * @self: the query around
 * @outer: its table
 * @subquery: EXISTS or IN
 * @node: where it stands
 * @negated: whether NOT stands before it, so that an unknown comparison counts as a match
 * @condition: (out) (nullable): what must be true of a row of the subquery, over the columns of @outer and then its own
 *
 * Returns: %FALSE after a problem
 */
gboolean sluice_sql_subquery_match (SluiceSql         *self,
                                    SluiceSqlTable    *outer,
                                    SluiceSqlSubquery *subquery,
                                    SluiceSyntax      *node,
                                    gboolean           negated,
                                    SluiceExpr       **condition);

/** sluice_sql_in_part: @node: IN, @index: of a value before it. Returns: (transfer none): that value. */
SluiceSyntax *sluice_sql_in_part (SluiceSyntax *node,
                                  guint         index);

/** sluice_sql_and: @self: the query, @a: (transfer full) (nullable): a condition, @b: (transfer full) (nullable): another.
 * Returns: (transfer full) (nullable): both. */
SluiceExpr *sluice_sql_and (SluiceSql  *self,
                            SluiceExpr *a,
                            SluiceExpr *b);

G_END_DECLS
