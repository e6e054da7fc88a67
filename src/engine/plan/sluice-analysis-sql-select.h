/* sluice-analysis-sql-select.h: what the parts of a SELECT share.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "plan/sluice-analysis-sql.h"

G_BEGIN_DECLS

/** Aliases that stand for others that stand for others grow without end. */
#define SLUICE_SQL_MAX_ITEM_SIZE 20000

/**
 * SluiceSqlSelect:
 *
 * A SELECT that is being analysed.
 */
typedef struct
{
  SluiceSql *sql;
  SluiceQuerySyntax *query;
  SluiceSqlTable *table;
  gboolean aggregates;  /* whether rows are grouped */
  GArray *added;        /* of guint: columns that came for subqueries */
  guint *sizes;         /* of the items' syntax */
  const char **forced;  /* names of items that were a column's name */
  GArray *keys;         /* of SluiceNamedExpr */
  GArray *outputs;      /* of SluiceNamedExpr: the items, then HAVING, QUALIFY, and the keys of ORDER BY */
  guint n_items;        /* of the outputs, once `*` and generators are put out */
  guint *order_fields;  /* for each key of ORDER BY that is a generator, which of its columns */
  SluiceAllow over;     /* SLUICE_ALLOW_OVER when the rows are a table's */
  gint grouping_id;     /* the column that tells the sets of GROUPING SETS apart, or -1 */
} SluiceSqlSelect;

/* Aliases. */

/** sluice_sql_without_alias: @node: syntax. Returns: (transfer none): what an alias is of, or @node. */
SluiceSyntax *sluice_sql_without_alias (SluiceSyntax *node);

/** sluice_sql_has_aggregate: @node: syntax. Returns: whether it calls an aggregate function, other than with OVER. */
gboolean sluice_sql_has_aggregate (SluiceSyntax *node);

/** sluice_sql_size_of_syntax: @node: syntax, @limit: a number. Returns: how many nodes it has; more than @limit are not counted to the end. */
guint sluice_sql_size_of_syntax (const SluiceSyntax *node,
                                 guint               limit);

/** sluice_sql_same_name: @sql: an analysis, @a: a name, @b: a name. Returns: whether they are one, as the session is case sensitive or not. */
gboolean sluice_sql_same_name (SluiceSql  *sql,
                               const char *a,
                               const char *b);

/** sluice_sql_find_alias: @self: a SELECT, @name: a name, @n: how many items of the list count. Returns: the last of them with that alias, or -1. */
gint sluice_sql_find_alias (SluiceSqlSelect *self,
                            const char      *name,
                            guint            n);

/** sluice_sql_is_known: @self: a SELECT, @node: a COLUMN. Returns: whether FROM has a column, or several, of that name. */
gboolean sluice_sql_is_known (SluiceSqlSelect    *self,
                              const SluiceSyntax *node);

/**
 * sluice_sql_put_aliases:
 * @self: a SELECT
 * @node: syntax, which is changed
 * @n_before: how many items of the list can be named
 * @alias_first: whether an alias goes before a column of FROM
 *
 * Puts items in the place of their aliases.
 *
 * Returns: whether they don't stand for too much; if they do, the problem was reported
 */
gboolean sluice_sql_put_aliases (SluiceSqlSelect *self,
                                 SluiceSyntax    *node,
                                 guint            n_before,
                                 gboolean         alias_first) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_sql_check_lateral: @self: a SELECT, @item: an item, @n_before: how many items are before it. Returns: whether no function with OVER in it names one of these; else it was reported. */
gboolean sluice_sql_check_lateral (SluiceSqlSelect *self,
                                   SluiceSyntax    *item,
                                   guint            n_before) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_sql_put_window: a #SluiceSqlVisit over a SELECT, which puts the window that is grouped by where its function's name stands. */
gboolean sluice_sql_put_window (SluiceSyntax *node,
                                gboolean      in_aggregate,
                                gpointer      user_data);

/* Grouping. */

/** sluice_sql_analyze_keys: @self: a SELECT. Types the keys of GROUP BY. Returns: whether they are sound; else it was reported. */
gboolean sluice_sql_analyze_keys (SluiceSqlSelect *self) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_sql_expand_sets: @self: a SELECT with GROUPING SETS. Makes each row one for each set. Returns: whether that could be done; else it was reported. */
gboolean sluice_sql_expand_sets (SluiceSqlSelect *self) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_sql_put_grouping: a #SluiceSqlVisit over a SELECT with sets, which puts what they are in the place of grouping() and grouping_id(). */
gboolean sluice_sql_put_grouping (SluiceSyntax *node,
                                  gboolean      in_aggregate,
                                  gpointer      user_data);

/** sluice_sql_put_set_keys: @self: a SELECT with sets, @expr: a typed item. Returns: (transfer full): it with what a row's set has of the keys, outside of aggregate functions. */
SluiceExpr *sluice_sql_put_set_keys (SluiceSqlSelect *self,
                                     SluiceExpr      *expr) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_sql_group_by_items: @self: a SELECT with GROUP BY ALL. Makes the items without aggregates its keys. */
void sluice_sql_group_by_items (SluiceSqlSelect *self);

/** sluice_sql_group_by_added: @self: a SELECT that groups. Makes what subqueries gave keys where it stands outside of aggregate
 * functions; without keys it becomes the first of the one group. Returns: %FALSE after a problem: a value that differs from
 * row to row is no key. */
gboolean sluice_sql_group_by_added (SluiceSqlSelect *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
