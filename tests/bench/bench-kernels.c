/* bench-kernels.c: what kernels cost per value.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>
#include <time.h>

#include "core/sluice-batch.h"
#include "expr/sluice-aggregate.h"
#include "expr/sluice-analyzer.h"
#include "expr/sluice-program.h"
#include "formats/sluice-functions.h"

/* Long enough that the clock's own grain doesn't show. */
#define MIN_SECONDS 0.15
#define N_GROUPS 1000

static const char schema_text[] = "a BIGINT, b BIGINT, n BIGINT, i INT, d DOUBLE, e DOUBLE, "
                                  "s STRING, t STRING, f BOOLEAN, p DECIMAL(10,2), ts TIMESTAMP, "
                                  "w STRING, q STRING, r STRING, k STRING, m STRING, dt DATE, "
                                  "tm TIMESTAMP, js STRING";

/* 2024-01-01, and how long the year is. */
#define YEAR_START_DAYS 19723
#define YEAR_DAYS 366

typedef struct
{
  SluiceArena *arena;
  SluiceType *schema;
  SluiceSettings *settings;
  SluiceBatch *batch;
} Bench;

/* The texts of column w are sentences of four words, q a whole number, r one with a fraction, k a date,
 * m a time and js an object of JSON. */
static char *
make_text (const char *name, GRand *random)
{
  static const char *const words[] = { "lorem", "ipsum", "dolor", "sit",    "amet",  "tempor",
                                       "magna", "aliqua", "minim", "veniam", "quis2", "nostrud" };
  const char *picked[4];
  gint day = g_rand_int_range (random, 1, 29);
  gint month = g_rand_int_range (random, 1, 13);

  switch (name[0])
    {
    case 'w':
      for (guint i = 0; i < G_N_ELEMENTS (picked); i++)
        picked[i] = words[g_rand_int_range (random, 0, G_N_ELEMENTS (words))];
      return g_strdup_printf ("%s %s %s %s", picked[0], picked[1], picked[2], picked[3]);
    case 'q':
      return g_strdup_printf ("%d", g_rand_int_range (random, 0, 1000000000));
    case 'r':
      return g_strdup_printf ("%d.%04d", g_rand_int_range (random, 0, 100000),
                              g_rand_int_range (random, 0, 10000));
    case 'k':
      return g_strdup_printf ("2024-%02d-%02d", month, day);
    case 'm':
      return g_strdup_printf ("2024-%02d-%02d %02d:%02d:%02d", month, day,
                              g_rand_int_range (random, 0, 24), g_rand_int_range (random, 0, 60),
                              g_rand_int_range (random, 0, 60));
    case 'j':
      return g_strdup_printf ("{\"id\":%d,\"name\":\"user %d\",\"amount\":%d.%02d}",
                              g_rand_int_range (random, 0, 1000000), g_rand_int_range (random, 0, 1000),
                              g_rand_int_range (random, 0, 1000), g_rand_int_range (random, 0, 100));
    default:
      return NULL;
    }
}

static void
fill_texts (SluiceArena *arena, SluiceColumn *column, const char *name, GRand *random)
{
  for (guint32 i = 0; i < column->length; i++)
    {
      g_autofree char *text = make_text (name, random);
      gsize length = strlen (text);
      char *copy = sluice_arena_alloc_bytes (arena, length);

      memcpy (copy, text, length);
      column->string[i] = sluice_string (copy, length);
    }
  sluice_arena_align (arena);
}

static void
fill_times (SluiceColumn *column, GRand *random)
{
  for (guint32 i = 0; i < column->length; i++)
    {
      gint32 day = YEAR_START_DAYS + g_rand_int_range (random, 0, YEAR_DAYS);

      if (column->type->id == SLUICE_TYPE_DATE)
        column->i32[i] = day;
      else
        column->i64[i] = (gint64) (((double) day + g_rand_double (random)) * 86400e6);
    }
}

static void
fill (SluiceArena *arena, SluiceColumn *column, guint index, GRand *random)
{
  static const char *const events[] = { "view", "click", "purchase" };

  for (guint32 i = 0; i < column->length; i++)
    switch (column->type->id)
      {
      case SLUICE_TYPE_BIGINT:
      case SLUICE_TYPE_TIMESTAMP:
        column->i64[i] = g_rand_int_range (random, 0, 1000000);
        break;
      case SLUICE_TYPE_INT:
        column->i32[i] = g_rand_int_range (random, 0, 1000);
        break;
      case SLUICE_TYPE_DOUBLE:
        column->f64[i] = g_rand_double_range (random, 0, 1000);
        break;
      case SLUICE_TYPE_BOOLEAN:
        column->boolean[i] = (guint8) g_rand_int_range (random, 0, 2);
        break;
      case SLUICE_TYPE_DECIMAL:
        column->i128[i] = g_rand_int_range (random, 0, 1000000);
        break;
      default:
        {
          const char *text = events[g_rand_int_range (random, 0, 3)];

          column->string[i] = sluice_string (text, strlen (text));
          break;
        }
      }

  /* Column n has nulls, a tenth of its rows. */
  if (index == 2)
    {
      guint64 *validity = sluice_column_ensure_validity (arena, column);

      for (guint32 i = 0; i < column->length; i++)
        if (g_rand_int_range (random, 0, 10) == 0)
          sluice_validity_clear (validity, i);
    }
}

static void
bench_init (Bench *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autofree SluiceColumn **columns = NULL;

  self->arena = sluice_arena_new ();
  self->settings = sluice_settings_new (NULL);
  self->schema = sluice_parse_ddl (schema_text, &error);
  g_assert_no_error (error);
  columns = g_new (SluiceColumn *, self->schema->n_fields);
  for (guint i = 0; i < self->schema->n_fields; i++)
    {
      columns[i] = sluice_column_new (self->arena, self->schema->fields[i].type,
                                      SLUICE_BATCH_MAX_ROWS);
      if (strchr ("wqrkmj", self->schema->fields[i].name[0]) != NULL)
        fill_texts (self->arena, columns[i], self->schema->fields[i].name, random);
      else if (g_str_equal (self->schema->fields[i].name, "dt")
               || g_str_equal (self->schema->fields[i].name, "tm"))
        fill_times (columns[i], random);
      else
        fill (self->arena, columns[i], i, random);
    }
  self->batch = sluice_batch_new (self->arena, self->schema, columns, SLUICE_BATCH_MAX_ROWS);
}

static void
bench_set_time_zone (Bench *self, const char *zone)
{
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (values, (gpointer) "spark.sql.session.timeZone", (gpointer) zone);
  sluice_settings_unref (self->settings);
  self->settings = sluice_settings_new (values);
}

static SluiceExpr *
analyze (Bench *self, const char *text, SluiceAllow allow)
{
  const SluiceScopeInput input = { NULL, self->schema, 0 };
  const SluiceScope scope = { &input, 1, self->settings };
  g_autoptr (GError) error = NULL;
  SluiceExpr *expr = sluice_analyze (text, &scope, allow, &error);

  g_assert_no_error (error);

  return expr;
}

/* The thread's own time, so that other programs don't count; in nanoseconds. */
static gint64
cpu_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return (gint64) now.tv_sec * 1000000000 + now.tv_nsec;
}

static void
report (const char *kind, const char *text, gint64 rounds, gint64 started)
{
  g_print ("%-10s %-44s %7.2f ns\n", kind, text,
           (double) (cpu_time () - started) / ((double) rounds * SLUICE_BATCH_MAX_ROWS));
}

static gboolean
is_over (gint64 started)
{
  return (double) (cpu_time () - started) / 1e9 >= MIN_SECONDS;
}

static void
run_projection (Bench *self, const char *text, gboolean filter)
{
  g_autoptr (SluiceExpr) expr = analyze (self, text, SLUICE_ALLOW_NOTHING);
  g_autoptr (SluiceProgram) program = sluice_program_new (&expr, 1, self->settings);
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  gint64 started = cpu_time ();
  gint64 rounds = 0;

  do
    {
      g_autoptr (GError) error = NULL;
      const guint16 *rows;
      SluiceColumn *column;
      guint32 n;

      if (filter)
        sluice_program_run_filter (program, arena, 0, self->batch, &rows, &n, &error);
      else
        sluice_program_run (program, arena, 0, self->batch, &column, &error);
      g_assert_no_error (error);
      sluice_arena_reset (arena);
      rounds++;
    }
  while (!is_over (started));
  report (filter ? "filter" : "project", text, rounds, started);
}

static void
run_aggregate (Bench *self, const char *text, guint n_groups)
{
  g_autoptr (SluiceExpr) expr = analyze (self, text, SLUICE_ALLOW_AGGREGATES);
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  const SluiceAggregate *aggregate = expr->aggregate;
  char *memory = sluice_arena_alloc0 (arena, (gsize) aggregate->state_size * n_groups);
  gpointer *states = sluice_arena_new_array (arena, gpointer, SLUICE_BATCH_MAX_ROWS);
  SluiceColumn *args[2] = { NULL, NULL };
  SluiceEvalContext context = { .arena = arena, .settings = self->settings };
  g_autofree char *name = g_strdup_printf ("%s, %u group%s", text, n_groups, n_groups > 1 ? "s" : "");
  gint64 started, rounds = 0;

  for (guint i = 0; i < expr->n_args; i++)
    args[i] = expr->args[i]->kind == SLUICE_EXPR_COLUMN ? self->batch->columns[expr->args[i]->index]
                                                        : expr->args[i]->value;
  for (guint32 i = 0; i < SLUICE_BATCH_MAX_ROWS; i++)
    states[i] = memory + (gsize) (self->batch->columns[3]->i32[i] % (gint32) n_groups)
                             * aggregate->state_size;

  started = cpu_time ();
  do
    {
      g_autoptr (GError) error = NULL;

      aggregate->update (expr, &context, arena, states, args, NULL, SLUICE_BATCH_MAX_ROWS, &error);
      g_assert_no_error (error);
      rounds++;
    }
  while (!is_over (started));
  report ("aggregate", name, rounds, started);
}

int
main (int argc, char **argv)
{
  static const char *const projections[] = {
    "a + b",         "a + 1",          "a * b",       "n + b",         "a % 7",
    "d / e",         "d * 2 + e",      "p + p",       "p * p",         "p / 3",
    "a = b",         "s = 'view'",     "s < t",       "a > 5 AND d < 500",
    "coalesce(n, 0)", "CASE WHEN a > 500000 THEN d ELSE e END",        "round(d, 2)",
    "a IN (1, 2, 3, 4)",
  };
  static const char *const filters[] = { "a > 500000", "n > 500000", "s = 'view'",
                                         "s = 'view' AND a > 500000", "f", "a > 500000 OR d < 100" };
  static const char *const aggregates[] = { "count(*)", "count(n)", "sum(a)", "sum(n)", "sum(d)",
                                            "avg(a)",   "min(a)",   "max(d)", "sum(p)", "max(s)" };
  Bench bench;

  sluice_formats_register_functions ();
  bench_init (&bench);
  if (argc > 2 && g_str_equal (argv[1], "--time-zone"))
    {
      bench_set_time_zone (&bench, argv[2]);
      argv += 2;
      argc -= 2;
    }
  /* kernels.py names the expressions that it compares. */
  if (argc > 1)
    {
      for (int i = 1; i < argc; i++)
        run_projection (&bench, argv[i], FALSE);
      goto out;
    }
  for (guint i = 0; i < G_N_ELEMENTS (projections); i++)
    run_projection (&bench, projections[i], FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    run_projection (&bench, filters[i], TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (aggregates); i++)
    {
      run_aggregate (&bench, aggregates[i], 1);
      run_aggregate (&bench, aggregates[i], N_GROUPS);
    }

out:
  sluice_batch_unref (bench.batch);
  sluice_type_unref (bench.schema);
  sluice_settings_unref (bench.settings);
  sluice_arena_unref (bench.arena);

  return 0;
}
