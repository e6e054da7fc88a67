/* bench-operators.c: what grouping and joining cost per row.
 *
 * The rows of the Yahoo benchmark: a text of 36 bytes that is looked up in a table of 1,000, and 100 campaigns
 * counted in windows of ten seconds.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <stdio.h>
#include <time.h>

#include "expr/sluice-analyzer.h"
#include "operators/sluice-operators.h"

#define N_ADS 1000
#define N_BATCHES 400
#define DDL "ad STRING, ts TIMESTAMP"

static gint64
worked_ns (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);

  return (gint64) time.tv_sec * 1000000000 + time.tv_nsec;
}

static SluiceExpr *
parse (SluicePlan *input, SluiceSettings *settings, const char *text)
{
  SluiceScopeInput scope_input = { NULL, input->schema, 0 };
  SluiceScope scope = { &scope_input, 1, settings };

  return sluice_analyze (text, &scope, SLUICE_ALLOW_AGGREGATES, NULL);
}

static SluicePlan *
source (const char *ddl, gboolean streaming)
{
  g_autoptr (SluiceType) schema = sluice_parse_ddl (ddl, NULL);

  return sluice_plan_new (streaming ? SLUICE_PLAN_SOURCE : SLUICE_PLAN_TABLE, "source", schema, NULL, 0);
}

static SluiceString
make_ad (SluiceArena *arena, guint i)
{
  char *text = sluice_arena_alloc (arena, 40);

  g_snprintf (text, 40, "%08x-0000-4000-8000-%012x", i * 2654435761u, i);

  return sluice_string (text, 36);
}

static SluiceBatch *
make_batch (const SluiceType *schema, guint32 n, guint seed)
{
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  SluiceColumn *columns[2]
      = { sluice_column_new (arena, schema->fields[0].type, n), sluice_column_new (arena, schema->fields[1].type, n) };

  for (guint32 i = 0; i < n; i++)
    {
      guint id = n == N_ADS ? i : (i * 7919 + seed * 104729) % N_ADS;

      columns[0]->string[i] = make_ad (arena, id);
      if (columns[1]->type->id == SLUICE_TYPE_TIMESTAMP)
        columns[1]->i64[i] = (gint64) seed * 1000000 + (gint64) i * 100;
      else
        columns[1]->i64[i] = id % 100;
    }

  return sluice_batch_new (arena, schema, columns, n);
}

static SluicePlan *
make_join (SluicePlan *stream, SluicePlan *table, SluiceSettings *settings)
{
  SluicePlan *inputs[] = { stream, table };
  SluiceField fields[4] = { stream->schema->fields[0], stream->schema->fields[1], table->schema->fields[0],
                            table->schema->fields[1] };
  g_autoptr (SluiceType) schema = sluice_type_struct (fields, 4);
  SluicePlan *plan = sluice_plan_new (SLUICE_PLAN_JOIN, "join", schema, inputs, 2);

  plan->join.type = SLUICE_JOIN_INNER;
  plan->join.n_keys = 1;
  plan->join.left_keys = g_new0 (SluiceExpr *, 2);
  plan->join.right_keys = g_new0 (SluiceExpr *, 2);
  plan->join.null_safe = g_new0 (gboolean, 2);
  plan->join.left_keys[0] = parse (stream, settings, "ad");
  plan->join.right_keys[0] = parse (table, settings, "id");

  return plan;
}

static SluicePlan *
make_aggregate (SluicePlan *input, SluiceSettings *settings, const char *key, gint64 slide_us)
{
  g_autoptr (SluiceType) schema = sluice_parse_ddl (
      "w STRUCT<start: TIMESTAMP, end: TIMESTAMP>, campaign BIGINT, n BIGINT, last TIMESTAMP", NULL);
  SluicePlan *plan;

  if (key[0] == 'a')
    {
      sluice_type_unref (schema);
      schema = sluice_parse_ddl (
          "w STRUCT<start: TIMESTAMP, end: TIMESTAMP>, ad STRING, n BIGINT, last TIMESTAMP", NULL);
    }
  plan = sluice_plan_new (SLUICE_PLAN_AGGREGATE, "aggregate", schema, &input, 1);
  plan->aggregate.n_keys = 2;
  plan->aggregate.keys = g_new0 (SluiceExpr *, 3);
  plan->aggregate.keys[1] = parse (input, settings, key);
  plan->aggregate.n_aggregates = 2;
  plan->aggregate.aggregates = g_new0 (SluiceExpr *, 3);
  plan->aggregate.aggregates[0] = parse (input, settings, "count(*)");
  plan->aggregate.aggregates[1] = parse (input, settings, "max(ts)");
  plan->aggregate.window_key = 0;
  plan->aggregate.window_time = parse (input, settings, "ts");
  plan->aggregate.window_size_us = 10000000;
  plan->aggregate.window_slide_us = slide_us;
  plan->aggregate.event_time_key = -1;

  return plan;
}

static void
run (SluiceOperator *op, SluiceBatch **batches, SluiceRound *round, const char *what)
{
  gint64 began;
  gint64 push_ns;
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  guint64 n = 0;

  op->klass->begin (op, round, NULL);
  began = worked_ns ();
  for (guint b = 0; b < N_BATCHES; b++)
    {
      SluiceBatch *batch
          = sluice_batch_new (arena, batches[b]->schema, batches[b]->columns, batches[b]->n_rows);

      op->klass->push (op, 0, 0, batch, NULL);
      n += batch->n_rows;
      sluice_batch_unref (batch);
      sluice_arena_reset (arena);
    }
  push_ns = worked_ns () - began;
  began = worked_ns ();
  for (guint t = 0; op->klass->n_tasks != NULL && t < op->klass->n_tasks (op); t++)
    op->klass->run_task (op, 0, t, NULL);
  printf ("%-40s %6.1f ns a row, then %.2f ms\n", what, (double) push_ns / (double) n,
          (double) (worked_ns () - began) / 1e6);
}

static void
run_aggregate (SluicePlan *plan, SluiceSettings *settings, SluiceBatch **batches, SluiceRound *round, const char *what)
{
  SluiceOperator *op = sluice_operator_new_for_plan (plan, settings, 1, NULL);
  SluiceStateOperator state;
  g_autoptr (SluiceStateStore) store = NULL;

  sluice_operator_describe_state (op, &state);
  store = sluice_state_store_open (NULL, &state, 1, 0, NULL, 1, NULL);
  sluice_operator_set_state (op, store, 0);
  run (op, batches, round, what);
  sluice_operator_free (op);
  sluice_plan_unref (plan);
}

int
main (void)
{
  g_autoptr (SluiceSettings) settings = sluice_settings_new (NULL);
  g_autoptr (SluicePlan) stream = source (DDL, TRUE);
  g_autoptr (SluicePlan) table = source ("id STRING, campaign BIGINT", FALSE);
  g_autoptr (SluicePlan) joined_source = source ("campaign BIGINT, ts TIMESTAMP", TRUE);
  g_autoptr (SluicePlan) join = make_join (stream, table, settings);
  SluiceOperator *op = sluice_operator_new_for_plan (join, settings, 1, NULL);
  SluiceRound round = { .settings = settings, .n_workers = 1, .mode = SLUICE_OUTPUT_UPDATE };
  SluiceBatch *batches[N_BATCHES];
  SluiceBatch *numbers[N_BATCHES];
  g_autoptr (SluiceBatch) ads = make_batch (table->schema, N_ADS, 0);

  for (guint b = 0; b < N_BATCHES; b++)
    {
      SluiceColumn *columns[2];

      batches[b] = make_batch (stream->schema, 8192, b);
      columns[0] = sluice_column_new (batches[b]->arena, joined_source->schema->fields[0].type, 8192);
      for (guint i = 0; i < 8192; i++)
        columns[0]->i64[i] = (i * 7919 + b) % 100;
      columns[1] = batches[b]->columns[1];
      numbers[b] = sluice_batch_new (batches[b]->arena, joined_source->schema, columns, 8192);
    }

  op->klass->begin (op, &round, NULL);
  op->klass->push (op, 0, 1, ads, NULL);
  run (op, batches, &round, "join, 36-byte texts, 1,000 rows");
  sluice_operator_free (op);

  run_aggregate (make_aggregate (joined_source, settings, "campaign", 10000000), settings, numbers, &round,
                 "count and max, 100 numbers, tumbling");
  run_aggregate (make_aggregate (stream, settings, "ad", 10000000), settings, batches, &round,
                 "count and max, 1,000 texts, tumbling");
  run_aggregate (make_aggregate (stream, settings, "ad", 1000000), settings, batches, &round,
                 "count and max, 1,000 texts, sliding by 10");

  for (guint b = 0; b < N_BATCHES; b++)
    {
      sluice_batch_unref (numbers[b]);
      sluice_batch_unref (batches[b]);
    }

  return 0;
}
