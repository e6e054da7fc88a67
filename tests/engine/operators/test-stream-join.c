/* test-stream-join.c: joins of two streams.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "operator-fixture.h"

#define LEFT "id INT, t TIMESTAMP, v INT"
#define RIGHT "k INT, u TIMESTAMP, w INT"
/* Ten seconds from the left time on, and a condition on both sides. */
#define RANGE "u >= t AND u <= t + INTERVAL 10 SECONDS"

static SluicePlan *
join (SluiceJoinType type, gboolean streaming, gboolean null_safe, const char *condition)
{
  g_autoptr (SluicePlan) left = fixture_source (LEFT, streaming, 1);
  g_autoptr (SluicePlan) right = fixture_source (RIGHT, streaming, 1);
  SluicePlan *inputs[] = { left, right };
  SluiceField fields[6];
  g_autoptr (SluiceType) both = NULL;
  g_autoptr (SluicePlan) joined = NULL;
  SluicePlan *plan;

  for (guint i = 0; i < 6; i++)
    fields[i] = inputs[i / 3]->schema->fields[i % 3];
  both = sluice_type_struct (fields, 6);
  plan = sluice_plan_new (SLUICE_PLAN_JOIN, "tested", type == SLUICE_JOIN_LEFT_SEMI ? left->schema : both,
                          inputs, 2);
  plan->join.type = type;
  plan->join.n_keys = 1;
  plan->join.left_keys = g_new0 (SluiceExpr *, 2);
  plan->join.right_keys = g_new0 (SluiceExpr *, 2);
  plan->join.null_safe = g_new0 (gboolean, 2);
  plan->join.null_safe[0] = null_safe;
  plan->join.left_keys[0] = fixture_expr (left, "id");
  plan->join.right_keys[0] = fixture_expr (right, "k");
  joined = sluice_plan_new (SLUICE_PLAN_SOURCE, "joined", both, NULL, 0);
  if (condition != NULL)
    plan->join.condition = fixture_expr (joined, condition);

  return plan;
}

/* A model of Spark's operator: lists, and every row compared with every other. */

typedef struct
{
  int key;
  int time;
  int value;
  gboolean matched;
} Row;

typedef struct
{
  SluiceJoinType type;
  GArray *state[2]; /* of Row */
  GPtrArray *out;
  gint64 n_updated;
  gint64 n_removed;
  gint64 n_dropped;
} Model;

static char *
side_text (const Row *row, guint side)
{
  const char *names = side == 0 ? "id t v" : "k u w";
  g_auto (GStrv) parts = g_strsplit (names, " ", 3);

  if (row == NULL)
    return g_strdup_printf ("\"%s\":null,\"%s\":null,\"%s\":null", parts[0], parts[1], parts[2]);

  return g_strdup_printf ("\"%s\":%d,\"%s\":\"1970-01-01T00:%02d:%02d.000Z\",\"%s\":%d", parts[0], row->key,
                          parts[1], row->time / 60, row->time % 60, parts[2], row->value);
}

static void
give (Model *self, const Row *left, const Row *right)
{
  g_autofree char *left_text = side_text (left, 0);
  g_autofree char *right_text = side_text (right, 1);

  g_ptr_array_add (self->out, self->type == SLUICE_JOIN_LEFT_SEMI
                                  ? g_strdup_printf ("{%s}", left_text)
                                  : g_strdup_printf ("{%s,%s}", left_text, right_text));
}

static gboolean
is_outer (const Model *self, guint side)
{
  return self->type == SLUICE_JOIN_FULL || self->type == (side == 0 ? SLUICE_JOIN_LEFT : SLUICE_JOIN_RIGHT);
}

/* `u >= t AND u <= t + 10 s AND v <> w`. */
static gboolean
match (const Row *left, const Row *right)
{
  return left->key == right->key && right->time >= left->time && right->time <= left->time + 10
         && left->value != right->value;
}

/* A left row leaves when the watermark is past its time plus ten seconds, a right one when it is past it. */
static gboolean
is_done (const Row *row, guint side, gint64 watermark_ms)
{
  return row->time * 1000 <= watermark_ms - (side == 0 ? 10001 : 1);
}

static void
take (Model *self, guint side, const GArray *rows, gint64 late_ms, gint64 watermark_ms)
{
  GArray *other = self->state[1 - side];
  gboolean semi = self->type == SLUICE_JOIN_LEFT_SEMI;

  for (guint i = 0; i < rows->len; i++)
    {
      Row row = g_array_index (rows, Row, i);

      if (row.time * 1000 <= late_ms)
        {
          self->n_dropped++;
          continue;
        }
      for (guint j = 0; j < other->len; j++)
        {
          Row *that = &g_array_index (other, Row, j);

          if (!match (side == 0 ? &row : that, side == 0 ? that : &row))
            continue;
          row.matched = that->matched = TRUE;
          if (semi && side == 1)
            {
              give (self, that, NULL);
              g_array_remove_index (other, j--);
              self->n_removed++;
            }
          else if (!semi)
            give (self, side == 0 ? &row : that, side == 0 ? that : &row);
        }
      if (semi && side == 0 && row.matched)
        {
          give (self, &row, NULL);
          continue;
        }
      if (side == 1 && is_done (&row, 1, watermark_ms) && !(is_outer (self, 1) && !row.matched))
        continue;
      g_array_append_val (self->state[side], row);
      self->n_updated++;
    }
}

static void
run_model (Model *self, GArray *const *rows, gint64 late_ms, gint64 watermark_ms)
{
  guint first = self->type == SLUICE_JOIN_LEFT_SEMI;

  g_ptr_array_set_size (self->out, 0);
  self->n_updated = self->n_removed = self->n_dropped = 0;
  take (self, first, rows[first], late_ms, watermark_ms);
  take (self, 1 - first, rows[1 - first], late_ms, watermark_ms);
  for (guint side = 0; side < 2; side++)
    for (guint i = 0; i < self->state[side]->len; i++)
      {
        const Row *row = &g_array_index (self->state[side], Row, i);

        if (!is_done (row, side, watermark_ms))
          continue;
        if (is_outer (self, side) && !row->matched)
          give (self, side == 0 ? row : NULL, side == 1 ? row : NULL);
        g_array_remove_index (self->state[side], i--);
        self->n_removed++;
      }
}

/* Comparing. */

static void
push_rows (Fixture *fixture, guint port, const GArray *rows, guint at_a_time)
{
  for (guint i = 0; i < rows->len; i += at_a_time)
    {
      g_autoptr (GString) json = g_string_new ("[");

      for (guint j = i; j < MIN (rows->len, i + at_a_time); j++)
        {
          g_autofree char *text = side_text (&g_array_index (rows, Row, j), port);

          g_string_append_printf (json, "%s{%s}", j > i ? "," : "", text);
        }
      g_string_append_c (json, ']');
      fixture_push (fixture, port, json->str);
    }
}

static void
remove_directory (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      unlink (file);
    }
  rmdir (path);
}

static void
compare_with_model (SluiceJoinType type, guint at_a_time, guint n_partitions, guint n_workers, gboolean restarts)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (42);
  g_autofree char *directory = restarts ? g_dir_make_tmp ("sluice-join-XXXXXX", NULL) : NULL;
  Fixture *fixture = fixture_new_durable (join (type, TRUE, FALSE, RANGE " AND v <> w"), n_workers,
                                          SLUICE_OUTPUT_APPEND, FALSE, n_partitions, directory);
  Model model = { type };
  GArray *rows[2];
  gint64 late_ms = 0;
  gint64 watermark_ms = 0;

  model.out = g_ptr_array_new_with_free_func (g_free);
  for (guint side = 0; side < 2; side++)
    {
      model.state[side] = g_array_new (FALSE, FALSE, sizeof (Row));
      rows[side] = g_array_new (FALSE, FALSE, sizeof (Row));
    }
  for (int batch = 0; batch < 40; batch++)
    {
      g_autofree char *expected = NULL;
      int newest[2] = { 0, 0 };

      for (guint side = 0; side < 2; side++)
        {
          int n = g_rand_int_range (random, 0, 40);

          g_array_set_size (rows[side], 0);
          for (int i = 0; i < n; i++)
            {
              Row row = { g_rand_int_range (random, 0, 6), 20 + batch * 8 + g_rand_int_range (random, -15, 8),
                          g_rand_int_range (random, 0, 4), FALSE };

              g_array_append_val (rows[side], row);
              newest[side] = MAX (newest[side], row.time);
            }
        }
      if (restarts && batch > 0)
        fixture_restart (fixture);
      fixture_begin (fixture, late_ms, watermark_ms);
      push_rows (fixture, 0, rows[0], at_a_time);
      push_rows (fixture, 1, rows[1], at_a_time);
      fixture_end (fixture);
      g_assert_no_error (fixture->error);

      run_model (&model, rows, late_ms, watermark_ms);
      g_ptr_array_add (model.out, NULL);
      expected = g_strjoinv ("\n", (char **) model.out->pdata);
      fixture_assert_rows (fixture, expected);
      fixture_assert_figures (fixture, model.state[0]->len + model.state[1]->len, model.n_updated,
                              model.n_removed, model.n_dropped, model.n_dropped);

      late_ms = watermark_ms;
      watermark_ms = MAX (watermark_ms, (MIN (newest[0], newest[1]) - 6) * 1000);
    }
  for (guint side = 0; side < 2; side++)
    {
      g_array_unref (model.state[side]);
      g_array_unref (rows[side]);
    }
  g_ptr_array_unref (model.out);
  fixture_free (fixture);
  if (directory != NULL)
    remove_directory (directory);
}

static void
test_model (void)
{
  static const SluiceJoinType types[] = { SLUICE_JOIN_INNER, SLUICE_JOIN_LEFT, SLUICE_JOIN_RIGHT, SLUICE_JOIN_FULL,
                                          SLUICE_JOIN_LEFT_SEMI };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      compare_with_model (types[i], 1, 2, 2, FALSE);
      compare_with_model (types[i], 7, 7, 1, FALSE);
      compare_with_model (types[i], 8192, 1, 2, FALSE);
      compare_with_model (types[i], 8192, 3, 2, TRUE);
    }
}

/* What isn't compared with the model. */

#define L(id, t, v) "{\"id\":" #id ",\"t\":\"1970-01-01T00:" t ".000Z\",\"v\":" #v "}"
#define R(k, u, w) "{\"k\":" #k ",\"u\":\"1970-01-01T00:" u ".000Z\",\"w\":" #w "}"
#define LR(id, t, v, k, u, w)                                                                     \
  "{\"id\":" #id ",\"t\":\"1970-01-01T00:" t ".000Z\",\"v\":" #v ",\"k\":" #k                     \
  ",\"u\":\"1970-01-01T00:" u ".000Z\",\"w\":" #w "}\n"
#define L_ALONE(id, t, v)                                                                         \
  "{\"id\":" #id ",\"t\":\"1970-01-01T00:" t ".000Z\",\"v\":" #v ",\"k\":null,\"u\":null,\"w\":null}\n"
#define R_ALONE(k, u, w)                                                                          \
  "{\"id\":null,\"t\":null,\"v\":null,\"k\":" #k ",\"u\":\"1970-01-01T00:" u ".000Z\",\"w\":" #w "}\n"

static void
run (Fixture *fixture, gint64 late_ms, gint64 watermark_ms, const char *left, const char *right)
{
  fixture_begin (fixture, late_ms, watermark_ms);
  fixture_push (fixture, 0, left);
  fixture_push (fixture, 1, right);
  fixture_end (fixture);
  g_assert_no_error (fixture->error);
}

/* A row that fails what the condition asks of its side alone comes out at once, if it is an outer one, and is
 * never kept. */
static void
test_one_sided (void)
{
  Fixture *fixture = fixture_new (join (SLUICE_JOIN_FULL, TRUE, FALSE, RANGE " AND v > 1 AND w > 2"), 1,
                                  SLUICE_OUTPUT_APPEND, FALSE);

  run (fixture, 0, 0, "[" L (1, "01:00", 1) "," L (1, "01:00", 2) "]",
       "[" R (1, "01:01", 2) "," R (1, "01:02", 3) "]");
  fixture_assert_rows (fixture, L_ALONE (1, "01:00", 1) R_ALONE (1, "01:01", 2)
                                    LR (1, "01:00", 2, 1, "01:02", 3));
  fixture_assert_figures (fixture, 2, 2, 0, 0, 0);
  fixture_free (fixture);
}

/* Spark compares keys as they lie: null with null too, and what must not match is filtered before. */
static void
test_null_keys (void)
{
  Fixture *fixture
      = fixture_new (join (SLUICE_JOIN_FULL, TRUE, FALSE, RANGE), 1, SLUICE_OUTPUT_APPEND, FALSE);

  run (fixture, 0, 0, "[" L (null, "01:00", 1) "]", "[" R (null, "01:01", 2) "]");
  fixture_assert_rows (fixture, LR (null, "01:00", 1, null, "01:01", 2));
  fixture_free (fixture);
}

/* A null event time is never late and never evicted. */
static void
test_null_times (void)
{
  Fixture *fixture = fixture_new (join (SLUICE_JOIN_LEFT, TRUE, FALSE, RANGE), 1, SLUICE_OUTPUT_APPEND, FALSE);

  run (fixture, 0, 60000, "[{\"id\":1,\"t\":null,\"v\":1}," L (2, "00:01", 2) "]", "[]");
  fixture_assert_rows (fixture, L_ALONE (2, "00:01", 2));
  run (fixture, 60000, G_MAXINT64 / 1000, "[" L (3, "00:59", 3) "]", "[]");
  fixture_assert_rows (fixture, "");
  fixture_assert_figures (fixture, 1, 0, 0, 1, 1);
  fixture_free (fixture);
}

/* A bound to the millisecond: the row leaves with the watermark that is past it, not with the one before. */
static void
test_exact_bound (void)
{
  Fixture *fixture = fixture_new (join (SLUICE_JOIN_LEFT, TRUE, FALSE, RANGE), 1, SLUICE_OUTPUT_APPEND, FALSE);

  run (fixture, 0, 0, "[" L (1, "01:00", 1) "]", "[]");
  g_assert_true (fixture->op->klass->wants_no_data_batch (fixture->op, 1));
  g_assert_false (fixture->op->klass->wants_no_data_batch (fixture->op, 0));
  run (fixture, 0, 70000, "[]", "[]");
  fixture_assert_rows (fixture, "");
  run (fixture, 70000, 70001, "[]", "[]");
  fixture_assert_rows (fixture, L_ALONE (1, "01:00", 1));
  fixture_assert_figures (fixture, 0, 0, 1, 0, 0);
  g_assert_cmpint (fixture->op->klass->output_watermark (fixture->op, 70001), ==, 60000);
  fixture_free (fixture);
}

static void
test_decisions (void)
{
  Fixture *fixture = fixture_new (join (SLUICE_JOIN_LEFT, TRUE, FALSE, RANGE), 1, SLUICE_OUTPUT_APPEND, TRUE);

  run (fixture, 5000, 5000, "[" L (9, "00:05", 9) "," L (1, "01:00", 1) "," L (2, "01:00", 2) "]",
       "[" R (1, "01:01", 2) "]");
  fixture_assert_decisions (fixture, "DROPPED_LATE 5 " L (9, "00:05", 9) "\n"
                                     "JOINED -1 " LR (1, "01:00", 1, 1, "01:01", 2)
                                     "WITHHELD 70 " L (2, "01:00", 2));
  run (fixture, 5000, 80000, "[]", "[]");
  fixture_assert_decisions (fixture, "EMITTED 70 " L_ALONE (2, "01:00", 2)
                                     "EVICTED 70 " L (1, "01:00", 1) "\n"
                                     "EVICTED 70 " L (2, "01:00", 2) "\n"
                                     "EVICTED 61 " R (1, "01:01", 2));
  fixture_free (fixture);
}

/* A full join of two tables: null equals nothing there, and every batch begins anew. */
static void
test_tables (void)
{
  Fixture *fixture
      = fixture_new (join (SLUICE_JOIN_FULL, FALSE, FALSE, "v <> w"), 2, SLUICE_OUTPUT_APPEND, FALSE);

  g_assert_null (fixture->store);
  for (guint i = 0; i < 2; i++)
    {
      run (fixture, G_MININT64, G_MININT64,
           "[" L (1, "01:00", 1) "," L (2, "01:00", 2) "," L (null, "01:00", 3) "]",
           "[" R (1, "01:01", 1) "," R (1, "01:02", 2) "," R (null, "01:03", 3) "]");
      fixture_assert_rows (fixture, LR (1, "01:00", 1, 1, "01:02", 2) L_ALONE (2, "01:00", 2)
                                        L_ALONE (null, "01:00", 3) R_ALONE (1, "01:01", 1)
                                            R_ALONE (null, "01:03", 3));
    }
  fixture_free (fixture);

  fixture = fixture_new (join (SLUICE_JOIN_FULL, FALSE, TRUE, NULL), 2, SLUICE_OUTPUT_APPEND, FALSE);
  run (fixture, G_MININT64, G_MININT64, "[" L (null, "01:00", 3) "]", "[" R (null, "01:03", 3) "]");
  fixture_assert_rows (fixture, LR (null, "01:00", 3, null, "01:03", 3));
  fixture_free (fixture);
}

/* A million keys pass through, and the last batches take no more memory and time than the first. */

#ifdef __SANITIZE_ADDRESS__
#define KEYS_PER_BATCH 500
#else
#define KEYS_PER_BATCH 10000
#endif
#define BATCHES 100

static void
count_rows (gpointer user_data, const char *node_id, guint worker, SluiceBatch *batch)
{
  g_atomic_int_add ((gint *) user_data, (gint) batch->n_selected);
}

static void
push_keys (Fixture *fixture, guint port, int first, gint64 time_us)
{
  const SluiceType *schema = fixture->plan->inputs[port]->schema;

  for (int at = 0; at < KEYS_PER_BATCH; at += 5000)
    {
      g_autoptr (SluiceArena) arena = sluice_arena_new ();
      guint32 n = MIN (KEYS_PER_BATCH - at, 5000);
      SluiceColumn *columns[3];
      g_autoptr (SluiceBatch) batch = NULL;

      for (guint c = 0; c < 3; c++)
        columns[c] = sluice_column_new (arena, schema->fields[c].type, n);
      for (guint32 i = 0; i < n; i++)
        {
          columns[0]->i32[i] = first + at + (int) i;
          columns[1]->i64[i] = time_us;
          columns[2]->i32[i] = (int) i;
        }
      batch = sluice_batch_new (arena, schema, columns, n);
      fixture_push_batch (fixture, port, batch);
    }
}

static gboolean
take_nothing (SluiceOperator *operator, guint worker, guint port, SluiceBatch *batch, GError **error)
{
  return TRUE;
}

static void
test_million_keys (void)
{
  static const SluiceOperatorClass quiet = { .name = "Quiet", .push = take_nothing };
  Fixture *fixture = fixture_new (join (SLUICE_JOIN_FULL, TRUE, FALSE, RANGE), 1, SLUICE_OUTPUT_APPEND, FALSE);
  gint n_rows = 0;
  clock_t first_half = 0;
  clock_t second_half = 0;
  gint64 memory = 0;
  gint64 n_removed = 0;

  fixture->sink->klass = &quiet;
  fixture->op->node_id = fixture->op->node_id != NULL ? fixture->op->node_id : g_strdup ("tested");
  fixture->probe = (SluiceProbe){ .rows = count_rows, .user_data = &n_rows };
  fixture->round.probe = &fixture->probe;
  for (int batch = 0; batch < BATCHES; batch++)
    {
      gint64 time_ms = (batch + 2) * 20000;
      clock_t began = clock ();

      /* Every other key has a partner, a batch later. */
      fixture_begin (fixture, time_ms - 60000, time_ms - 40000);
      push_keys (fixture, 0, batch * KEYS_PER_BATCH, time_ms * 1000);
      push_keys (fixture, 1, batch * KEYS_PER_BATCH + KEYS_PER_BATCH / 2, time_ms * 1000);
      fixture_end (fixture);
      g_assert_no_error (fixture->error);
      if (batch >= 20)
        *(batch < 60 ? &first_half : &second_half) += clock () - began;
      if (batch == 20)
        memory = fixture->figures.memory_used_bytes;
      n_removed += fixture->figures.num_rows_removed;
    }
  g_test_message ("%d rows out, %.0f then %.0f ms for 40 batches, %" G_GINT64_FORMAT " bytes of state", n_rows,
                  first_half * 1e3 / CLOCKS_PER_SEC, second_half * 1e3 / CLOCKS_PER_SEC,
                  fixture->figures.memory_used_bytes);
  g_assert_cmpint (fixture->figures.num_rows_total + n_removed, ==, 2 * BATCHES * KEYS_PER_BATCH);
  g_assert_cmpint (fixture->figures.num_rows_total, <=, 8 * KEYS_PER_BATCH);
  g_assert_cmpint (fixture->figures.memory_used_bytes, <=, memory * 3 / 2);
  g_assert_cmpint (second_half, <, first_half * 2);
  fixture_free (fixture);
}

/* A key with many rows: each new one costs no more than the ones before. */
static void
test_hot_key (void)
{
  Fixture *fixture = fixture_new (join (SLUICE_JOIN_INNER, TRUE, FALSE, RANGE), 1, SLUICE_OUTPUT_APPEND, FALSE);

  for (int batch = 0; batch < 20; batch++)
    {
      g_autoptr (GString) json = g_string_new ("[");

      for (guint i = 0; i < 500; i++)
        g_string_append_printf (json, "%s{\"id\":7,\"t\":\"1970-01-01T00:%02d:00.000Z\",\"v\":%u}",
                                i > 0 ? "," : "", batch + 1, i);
      g_string_append_c (json, ']');
      run (fixture, 0, batch < 10 ? 0 : (batch - 9) * 60000 + 10001, json->str, "[]");
      fixture_assert_figures (fixture, batch < 10 ? (batch + 1) * 500 : 5000, 500, batch < 10 ? 0 : 500, 0, 0);
    }
  /* The ten minutes that are left, in one go. */
  run (fixture, 0, 20 * 60000 + 10001, "[]", "[" R (7, "20:05", 1) "]");
  g_assert_cmpuint (fixture->rows->len, ==, 500);
  fixture_assert_figures (fixture, 0, 0, 5000, 0, 0);
  fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/operators/stream-join/model", test_model);
  g_test_add_func ("/operators/stream-join/one-sided", test_one_sided);
  g_test_add_func ("/operators/stream-join/null-keys", test_null_keys);
  g_test_add_func ("/operators/stream-join/null-times", test_null_times);
  g_test_add_func ("/operators/stream-join/exact-bound", test_exact_bound);
  g_test_add_func ("/operators/stream-join/decisions", test_decisions);
  g_test_add_func ("/operators/stream-join/tables", test_tables);
  g_test_add_func ("/operators/stream-join/hot-key", test_hot_key);
  g_test_add_func ("/operators/stream-join/million-keys", test_million_keys);

  return g_test_run ();
}
