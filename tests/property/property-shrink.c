/* property-shrink.c: makes a case that fails as small as it can be.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "property-shrink.h"

static gboolean
fails (PropEngine *engine, PropCase *test)
{
  g_autofree char *difference = prop_engine_check (engine, test);

  return difference != NULL;
}

/* Sets a number to the plainest one that still fails. */
static gboolean
try_number (PropEngine *engine, PropCase *test, guint *number, guint plain)
{
  guint before = *number;

  if (before == plain)
    return FALSE;
  *number = plain;
  if (fails (engine, test))
    return TRUE;
  *number = before;

  return FALSE;
}

static gboolean
try_flag (PropEngine *engine, PropCase *test, gboolean *flag, gboolean plain)
{
  if (*flag == plain)
    return FALSE;
  *flag = plain;
  if (fails (engine, test))
    return TRUE;
  *flag = !plain;

  return FALSE;
}

/* Whole steps, the last first: what comes after the difference can't have caused it. */
static gboolean
shrink_steps (PropEngine *engine, PropCase *test)
{
  gboolean shrunk = FALSE;

  for (guint i = test->steps->len; i-- > 0;)
    shrunk |= try_flag (engine, test, &((PropStep *) test->steps->pdata[i])->skipped, TRUE);

  return shrunk;
}

/* Rows, in halves, quarters and so on. */
static gboolean
shrink_rows (PropEngine *engine, PropCase *test, PropStep *step, guint source)
{
  gboolean shrunk = FALSE;

  for (guint n = MAX (step->rows[source]->len / 2, 1); n > 0; n /= 2)
    for (guint first = 0; first < step->rows[source]->len;)
      {
        GArray *before = step->rows[source];
        guint end = MIN (first + n, before->len);
        GArray *after = g_array_new (FALSE, FALSE, sizeof (PropRow));

        if (first > 0)
          g_array_append_vals (after, before->data, first);
        if (end < before->len)
          g_array_append_vals (after, &g_array_index (before, PropRow, end), before->len - end);
        step->rows[source] = after;
        if (fails (engine, test))
          {
            g_array_unref (before);
            shrunk = TRUE;
            continue;
          }
        step->rows[source] = before;
        g_array_unref (after);
        first = end;
      }

  return shrunk;
}

/* Values that say nothing: less to read. */
static gboolean
simplify_nodes (PropEngine *engine, PropCase *test)
{
  gboolean shrunk = FALSE;

  for (guint i = 0; i < test->nodes->len; i++)
    {
      PropNode *node = test->nodes->pdata[i];

      if (node->kind == PROP_FILTER)
        shrunk |= try_flag (engine, test, &node->skipped, TRUE);
      shrunk |= try_flag (engine, test, &node->as_sql, FALSE);
      if (node->kind == PROP_GROUP && node->n_aggregates > 1)
        {
          guint n = node->n_aggregates - 1;

          if (node == test->root)
            {
              node->n_aggregates -= n;
              node->n_columns -= n;
              if (fails (engine, test))
                shrunk = TRUE;
              else
                {
                  node->n_aggregates += n;
                  node->n_columns += n;
                }
            }
        }
    }

  return shrunk;
}

void
prop_shrink (PropEngine *engine, PropCase *test)
{
  gboolean shrunk = TRUE;

  while (shrunk)
    {
      shrunk = shrink_steps (engine, test);
      shrunk |= try_number (engine, test, &test->threads, 1);
      shrunk |= try_number (engine, test, &test->partitions, 1);
      shrunk |= try_number (engine, test, &test->batch_rows, 8192);
      shrunk |= try_number (engine, test, &test->snapshots, 10);
      shrunk |= try_flag (engine, test, &test->watched, FALSE);
      shrunk |= try_flag (engine, test, &test->max_policy, FALSE);
      for (guint i = 0; i < test->steps->len; i++)
        {
          PropStep *step = test->steps->pdata[i];

          shrunk |= try_number (engine, test, &step->fault, 0);
          for (guint s = 0; s < test->n_sources && !step->restart && !step->skipped; s++)
            shrunk |= shrink_rows (engine, test, step, s);
        }
      shrunk |= simplify_nodes (engine, test);
    }
}
