/* operator-fixture.c: operators over rows written as JSON, driven by hand.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "operator-fixture.h"

#include <stdio.h>
#include <string.h>

#include "core/sluice-worker-pool.h"
#include "expr/sluice-analyzer.h"
#include "testing/sluice-test-rows.h"

typedef struct
{
  SluiceOperator parent;
  Fixture *fixture;
} Sink;

static void
append_rows (SluiceBatch *batch, guint32 row, const char *prefix, GPtrArray *lines)
{
  g_autoptr (GString) line = g_string_new (prefix);

  g_string_append_c (line, '{');
  for (guint c = 0; c < batch->n_columns; c++)
    {
      g_string_append_printf (line, "%s\"%s\":", c > 0 ? "," : "", batch->schema->fields[c].name);
      sluice_test_value_to_json (batch->columns[c], row, line);
    }
  g_string_append_c (line, '}');
  g_ptr_array_add (lines, g_string_free (g_steal_pointer (&line), FALSE));
}

static gboolean
sink_push (SluiceOperator *operator, guint worker, guint port, SluiceBatch *batch, GError **error)
{
  Fixture *fixture = ((Sink *) operator)->fixture;

  g_assert_cmpuint (batch->n_selected, >, 0);
  g_assert_true (sluice_type_equal (batch->schema, fixture->op->schema));
  g_mutex_lock (&fixture->mutex);
  for (guint32 i = 0; i < batch->n_selected; i++)
    append_rows (batch, sluice_batch_row (batch, i), "", fixture->rows);
  g_mutex_unlock (&fixture->mutex);

  return TRUE;
}

static const SluiceOperatorClass sink_class = { .name = "TestSink", .push = sink_push };

static void
probe_decisions (gpointer user_data, const SluiceDecisions *decisions)
{
  static const char *const names[] = { "DROPPED_LATE", "EVICTED",  "EMITTED",       "WITHHELD",
                                       "DUPLICATE_DROPPED", "JOINED", "CORRUPT_RECORD" };
  Fixture *fixture = user_data;

  g_assert_cmpstr (decisions->node_id, ==, "tested");
  g_mutex_lock (&fixture->mutex);
  for (guint32 i = 0; i < decisions->n; i++)
    {
      guint32 row = decisions->rows != NULL ? decisions->rows[i] : sluice_batch_row (decisions->batch, i);
      gint64 bound_us = decisions->bound_us != NULL ? decisions->bound_us[i] : SLUICE_NO_TIME;
      gboolean timed = bound_us != SLUICE_NO_TIME && bound_us != SLUICE_NEVER;
      g_autofree char *prefix = g_strdup_printf ("%s %" G_GINT64_FORMAT " ", names[decisions->decision],
                                                 timed ? bound_us / 1000000 : -1);

      append_rows (decisions->batch, row, prefix, fixture->decisions);
    }
  g_mutex_unlock (&fixture->mutex);
}

SluicePlan *
fixture_source (const char *ddl, gboolean streaming, int event_time)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceType) parsed = sluice_parse_ddl (ddl, &error);
  g_autoptr (SluiceType) schema = NULL;
  g_autofree SluiceField *fields = NULL;

  g_assert_no_error (error);
  fields = g_memdup2 (parsed->fields, sizeof (SluiceField) * parsed->n_fields);
  for (guint i = 0; i < parsed->n_fields; i++)
    fields[i].watermark_delay_ms = (int) i == event_time ? 0 : -1;
  schema = sluice_type_struct (fields, parsed->n_fields);

  return sluice_plan_new (streaming ? SLUICE_PLAN_SOURCE : SLUICE_PLAN_TABLE, "source", schema, NULL, 0);
}

SluiceExpr *
fixture_expr (SluicePlan *input, const char *text)
{
  g_autoptr (SluiceSettings) settings = sluice_settings_new (NULL);
  SluiceScopeInput scope_input = { NULL, input->schema, 0 };
  SluiceScope scope = { &scope_input, 1, settings };
  g_autoptr (GError) error = NULL;
  SluiceExpr *expr
      = sluice_analyze (text, &scope, SLUICE_ALLOW_AGGREGATES | SLUICE_ALLOW_GENERATORS, &error);

  g_assert_no_error (error);

  return expr;
}

SluicePlan *
fixture_aggregate (SluicePlan *input, const char *keys, const char *aggregates)
{
  g_auto (GStrv) key_texts = g_strsplit (keys, ";", -1);
  g_auto (GStrv) aggregate_texts = g_strsplit (aggregates, ";", -1);
  guint n_keys = keys[0] != '\0' ? g_strv_length (key_texts) : 0;
  guint n_aggregates = aggregates[0] != '\0' ? g_strv_length (aggregate_texts) : 0;
  SluiceExpr **key_exprs = g_new0 (SluiceExpr *, n_keys + 1);
  SluiceExpr **aggregate_exprs = g_new0 (SluiceExpr *, n_aggregates + 1);
  g_autofree SluiceField *fields = g_new0 (SluiceField, n_keys + n_aggregates);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (SluiceType) window_type
      = sluice_parse_type ("STRUCT<start: TIMESTAMP, end: TIMESTAMP>", NULL);
  g_autoptr (SluiceType) schema = NULL;
  SluiceExpr *time = NULL;
  SluiceExpr *gap = NULL;
  long long size = 0, slide = 0, start = 0;
  int window_key = -1;
  int event_time_key = -1;
  SluicePlan *plan;

  for (guint i = 0; i < n_keys; i++)
    {
      char column[64];
      int gap_at = 0;

      g_ptr_array_add (names, g_strdup_printf ("k%u", i));
      fields[i].name = names->pdata[i];
      fields[i].nullable = TRUE;
      fields[i].watermark_delay_ms = -1;
      if (sscanf (key_texts[i], "session %63s %n", column, &gap_at) == 1 && gap_at > 0)
        gap = fixture_expr (input, key_texts[i] + gap_at);
      if (gap_at > 0 || sscanf (key_texts[i], "window %63s %lld %lld %lld", column, &size, &slide, &start) == 4)
        {
          time = fixture_expr (input, column);
          window_key = (int) i;
          fields[i].type = window_type;
          if (time->watermark_delay_ms >= 0)
            event_time_key = (int) i;
          continue;
        }
      key_exprs[i] = fixture_expr (input, key_texts[i]);
      fields[i].type = key_exprs[i]->type;
      if (key_exprs[i]->watermark_delay_ms >= 0)
        event_time_key = (int) i;
    }
  for (guint i = 0; i < n_aggregates; i++)
    {
      aggregate_exprs[i] = fixture_expr (input, aggregate_texts[i]);
      g_assert_cmpint (aggregate_exprs[i]->kind, ==, SLUICE_EXPR_AGGREGATE);
      g_ptr_array_add (names, g_strdup_printf ("a%u", i));
      fields[n_keys + i]
          = (SluiceField){ names->pdata[n_keys + i], aggregate_exprs[i]->type, TRUE, -1 };
    }
  schema = sluice_type_struct (fields, n_keys + n_aggregates);

  plan = sluice_plan_new (SLUICE_PLAN_AGGREGATE, "tested", schema, &input, 1);
  plan->aggregate.keys = key_exprs;
  plan->aggregate.n_keys = n_keys;
  plan->aggregate.aggregates = aggregate_exprs;
  plan->aggregate.n_aggregates = n_aggregates;
  plan->aggregate.window_key = window_key;
  plan->aggregate.window_time = time;
  plan->aggregate.session_gap = gap;
  plan->aggregate.window_size_us = size;
  plan->aggregate.window_slide_us = slide;
  plan->aggregate.window_start_us = start;
  plan->aggregate.event_time_key = event_time_key;
  sluice_plan_unref (input);

  return plan;
}

static void
open_operator (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  SluiceStateOperator state;

  self->op = sluice_operator_new_for_plan (self->plan, self->settings, self->n_workers, &error);
  g_assert_no_error (error);
  sluice_operator_connect (self->op, self->sink, 0);
  if (sluice_operator_describe_state (self->op, &state))
    {
      self->store = sluice_state_store_open (self->directory, &state, 1, self->version, NULL, 4, &error);
      g_assert_no_error (error);
      sluice_operator_set_state (self->op, self->store, 0);
    }
}

Fixture *
fixture_new_durable (SluicePlan      *plan,
                     guint            n_workers,
                     SluiceOutputMode mode,
                     gboolean         watched,
                     guint            n_partitions,
                     const char      *directory)
{
  Fixture *self = g_new0 (Fixture, 1);
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *number = g_strdup_printf ("%u", n_partitions);

  g_hash_table_insert (values, (char *) "spark.sql.shuffle.partitions", number);
  self->settings = sluice_settings_new (values);
  self->plan = plan;
  self->n_workers = n_workers;
  self->n_partitions = n_partitions;
  self->directory = g_strdup (directory);
  self->rows = g_ptr_array_new_with_free_func (g_free);
  self->decisions = g_ptr_array_new_with_free_func (g_free);
  g_mutex_init (&self->mutex);
  self->probe.decisions = probe_decisions;
  self->probe.user_data = self;
  self->round.settings = self->settings;
  self->round.n_workers = n_workers;
  self->round.mode = mode;
  self->round.batch_id = -1;
  self->round.probe = watched ? &self->probe : NULL;
  self->sink = sluice_operator_alloc (&sink_class, sizeof (Sink), NULL, plan->schema);
  ((Sink *) self->sink)->fixture = self;
  open_operator (self);

  return self;
}

Fixture *
fixture_new (SluicePlan *plan, guint n_workers, SluiceOutputMode mode, gboolean watched)
{
  return fixture_new_durable (plan, n_workers, mode, watched, 3, NULL);
}

void
fixture_restart (Fixture *self)
{
  g_assert_nonnull (self->directory);

  sluice_operator_free (self->op);
  sluice_state_store_free (self->store);
  open_operator (self);
}

void
fixture_free (Fixture *self)
{
  sluice_operator_free (self->op);
  sluice_operator_free (self->sink);
  sluice_state_store_free (self->store);
  sluice_plan_unref (self->plan);
  sluice_settings_unref (self->settings);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->decisions);
  g_mutex_clear (&self->mutex);
  g_clear_error (&self->error);
  g_free (self->directory);
  g_free (self);
}

void
fixture_begin (Fixture *self, gint64 late_watermark_ms, gint64 watermark_ms)
{
  g_clear_error (&self->error);
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_set_size (self->decisions, 0);
  self->sequence = 0;
  self->round.batch_id++;
  self->op->round = &self->round;
  self->op->late_watermark_ms = late_watermark_ms;
  self->op->watermark_ms = watermark_ms;
  g_assert_true (self->op->klass->begin (self->op, &self->round, &self->error));
}

SluiceBatch *
fixture_batch (const SluiceType *schema, const char *rows)
{
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  g_autoptr (SluiceTestJson) json = sluice_test_json_parse (rows);
  g_autoptr (SluiceSettings) settings = sluice_settings_new (NULL);

  g_assert_nonnull (json);

  return sluice_test_rows_to_batch (arena, schema, json, settings);
}

void
fixture_push (Fixture *self, guint port, const char *rows)
{
  g_autoptr (SluiceBatch) batch = fixture_batch (self->plan->inputs[port]->schema, rows);

  fixture_push_batch (self, port, batch);
}

void
fixture_push_batch (Fixture *self, guint port, SluiceBatch *batch)
{
  if (batch->n_selected == 0 || self->error != NULL)
    return;

  batch->sequence = self->sequence;
  self->sequence += batch->n_rows;
  self->op->klass->push (self->op, self->turn++ % self->n_workers, port, batch, &self->error);
}

static gboolean
run_task (guint task, guint worker, gpointer user_data, GError **error)
{
  SluiceOperator *op = user_data;

  return op->klass->run_task (op, worker, task, error);
}

void
fixture_end (Fixture *self)
{
  if (self->error == NULL && self->op->klass->n_tasks != NULL)
    {
      g_autoptr (SluiceWorkerPool) pool = sluice_worker_pool_new (self->n_workers);

      sluice_worker_pool_run (pool, self->op->klass->n_tasks (self->op), run_task, self->op, NULL,
                              &self->error);
    }
  if (self->error == NULL && self->op->klass->end != NULL)
    self->op->klass->end (self->op, &self->error);
  if (self->op->klass->figures != NULL && self->store != NULL)
    self->op->klass->figures (self->op, &self->figures);
  if (self->error == NULL && self->store != NULL)
    {
      g_autofree char *attempt = NULL;

      g_assert_true (sluice_state_store_commit (self->store, ++self->version, &attempt, NULL));
    }
}

void
fixture_run (Fixture *self, gint64 late_watermark_ms, gint64 watermark_ms, const char *rows)
{
  fixture_begin (self, late_watermark_ms, watermark_ms);
  fixture_push (self, 0, rows);
  fixture_end (self);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

void
fixture_assert_lines (GPtrArray *lines, const char *expected, const char *file, int line)
{
  g_auto (GStrv) wanted = g_strsplit (expected, "\n", -1);
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  g_autoptr (GPtrArray) actual = g_ptr_array_new ();
  g_autofree char *wanted_text = NULL;
  g_autofree char *actual_text = NULL;

  for (guint i = 0; wanted[i] != NULL; i++)
    if (wanted[i][0] != '\0')
      g_ptr_array_add (sorted, wanted[i]);
  for (guint i = 0; i < lines->len; i++)
    g_ptr_array_add (actual, lines->pdata[i]);
  g_ptr_array_sort (sorted, compare_lines);
  g_ptr_array_sort (actual, compare_lines);
  g_ptr_array_add (sorted, NULL);
  g_ptr_array_add (actual, NULL);

  wanted_text = g_strjoinv ("\n", (char **) sorted->pdata);
  actual_text = g_strjoinv ("\n", (char **) actual->pdata);
  if (strcmp (wanted_text, actual_text) != 0)
    g_error ("%s:%d: expected\n%s\nbut got\n%s", file, line, wanted_text, actual_text);
}
