/* sluice-analysis-sql-watermark.c: `FROM t WATERMARK ts DELAY OF INTERVAL 10 MINUTES`.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "plan/sluice-analysis-sql.h"

#include <glib/gi18n-lib.h>

#include "expr/sluice-kernel.h"

static gboolean
read_delay (SluiceSql *self, SluiceSyntax *node, gint64 *delay_ms)
{
  SluiceScope scope = { NULL, 0, self->analysis->settings };
  GError *error = NULL;
  g_autoptr (SluiceExpr) expr = sluice_analyze_syntax (self->ast, node, &scope, SLUICE_ALLOW_NOTHING, &error);
  g_autoptr (SluiceExpr) literal = NULL;

  if (expr == NULL)
    {
      sluice_sql_fail_error (self, error);
      return FALSE;
    }
  if ((expr->type->id != SLUICE_TYPE_DAY_TIME_INTERVAL && expr->type->id != SLUICE_TYPE_YEAR_MONTH_INTERVAL)
      || !sluice_expr_is_foldable (expr) || expr->nullable)
    {
      sluice_sql_fail (self, node->offset, node->length, "PARSE_SYNTAX_ERROR",
                       "Syntax error at or near the delay of WATERMARK, which must be an interval.");
      return FALSE;
    }
  literal = sluice_expr_fold (expr, self->analysis->settings, &error);
  if (literal == NULL)
    {
      sluice_sql_fail_error (self, error);
      return FALSE;
    }
  /* A month of a delay has 31 days (findings 49). */
  *delay_ms = expr->type->id == SLUICE_TYPE_DAY_TIME_INTERVAL ? literal->value->i64[0] / 1000
                                                              : (gint64) literal->value->i32[0] * 31 * 86400000;
  if (*delay_ms < 0)
    {
      sluice_sql_fail (self, node->offset, node->length, NULL,
                       "requirement failed: delay threshold should not be negative.");
      return FALSE;
    }

  return TRUE;
}

gboolean
sluice_sql_watermark (SluiceSql *self, const SluiceRelationSyntax *relation, SluiceSqlTable *table)
{
  SluiceSyntax *node = relation->event_time;
  SluiceSqlScope scope;
  GError *error = NULL;
  g_autoptr (SluiceExpr) time = NULL;
  g_autofree char *type = NULL;
  gint64 delay_ms;

  sluice_sql_scope_init (&scope, self, table);
  time = sluice_analyze_syntax (self->ast, node, &scope.scope, SLUICE_ALLOW_NOTHING, &error);
  sluice_sql_scope_clear (&scope);
  if (time == NULL)
    {
      sluice_sql_fail_error (self, error);
      return FALSE;
    }
  if (!table->plan->streaming)
    return TRUE;
  if (time->kind != SLUICE_EXPR_COLUMN)
    {
      sluice_sql_fail (self, node->offset, node->length, "UNSUPPORTED_FEATURE",
                       _ ("The event time of WATERMARK must be a column in this version. Compute it in a subquery."));
      return FALSE;
    }
  if (time->type->id != SLUICE_TYPE_TIMESTAMP)
    {
      type = sluice_type_to_sql (time->type);
      sluice_sql_fail (self, node->offset, node->length, "EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE",
                       "The event time `%s` has the invalid type \"%s\", but expected \"TIMESTAMP\".",
                       table->plan->schema->fields[time->index].name, type);
      return FALSE;
    }
  if (!read_delay (self, relation->delay, &delay_ms))
    return FALSE;
  sluice_sql_table_replace (table,
                            sluice_analysis_make_watermark (self->node->public.node_id, node->offset, table->plan,
                                                            time->index, delay_ms));

  return TRUE;
}
