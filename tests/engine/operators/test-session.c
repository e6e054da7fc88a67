/* test-session.c: aggregation by session windows.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "operator-fixture.h"

#define EVENTS "k INT, t TIMESTAMP, gap INT, v INT"
/* A gap as the analysis gives it: a calendar interval. */
#define GAP "session t make_interval(0, 0, 0, 0, 0, 0, gap)"

static SluicePlan *
sessions (gboolean streaming, int event_time, const char *keys, const char *aggregates)
{
  return fixture_aggregate (fixture_source (EVENTS, streaming, event_time), keys, aggregates);
}

/* A model of Spark's operators: all sessions of a key in a list, merged anew each time. */

typedef struct
{
  int key;
  int start;
  int end;
  gboolean is_new;
  GArray *values; /* of int: in order */
} Session;

typedef struct
{
  GPtrArray *state; /* of Session */
  gint64 n_updated;
  gint64 n_removed;
  gint64 n_dropped;
} Model;

static void
session_free (gpointer data)
{
  Session *self = data;

  g_array_unref (self->values);
  g_free (self);
}

static int
compare_sessions (gconstpointer a, gconstpointer b)
{
  const Session *one = *(Session *const *) a;
  const Session *other = *(Session *const *) b;

  if (one->key != other->key)
    return one->key - other->key;
  if (one->start != other->start)
    return one->start - other->start;
  if (one->is_new != other->is_new)
    return one->is_new ? 1 : -1;

  return one->end - other->end;
}

static char *
session_text (const Session *self, gboolean with_list)
{
  g_autoptr (GString) list = g_string_new ("[");
  g_autofree char *sum_text = NULL;
  int sum = 0;

  for (guint i = 0; i < self->values->len; i++)
    {
      int value = g_array_index (self->values, int, i);

      sum += value;
      g_string_append_printf (list, "%s%d", i > 0 ? "," : "", value);
    }
  g_string_append_c (list, ']');
  sum_text = g_strdup_printf ("%d", sum);

  return g_strdup_printf ("{\"k0\":%d,\"k1\":{\"start\":\"1970-01-01T00:%02d:%02d.000Z\",\"end\":"
                          "\"1970-01-01T00:%02d:%02d.000Z\"},\"a0\":%u,\"a1\":%s}",
                          self->key, self->start / 60, self->start % 60, self->end / 60, self->end % 60,
                          self->values->len, with_list ? list->str : sum_text);
}

static Session *
find_raw (GPtrArray *raw, int key, int start, int end)
{
  Session *session;

  for (guint i = 0; i < raw->len; i++)
    {
      session = raw->pdata[i];
      if (session->key == key && session->start == start && session->end == end)
        return session;
    }
  session = g_new0 (Session, 1);
  session->key = key;
  session->start = start;
  session->end = end;
  session->is_new = TRUE;
  session->values = g_array_new (FALSE, FALSE, sizeof (int));
  g_ptr_array_add (raw, session);

  return session;
}

typedef struct
{
  int key;
  int time;
  int gap;
  int value;
} Event;

/* Merges sessions of one key, those at @first to before @end, which lie in order. */
static void
merge_key (Model *self, GPtrArray *all, guint first, guint end, GPtrArray *result)
{
  Session *last = NULL;
  guint n = 0;

  for (guint i = first; i < end; i++)
    {
      Session *session = g_steal_pointer (&all->pdata[i]);

      if (last != NULL && session->start <= last->end)
        {
          last->end = MAX (last->end, session->end);
          g_array_append_vals (last->values, session->values->data, session->values->len);
          self->n_removed += !session->is_new && session->start != last->start;
          session_free (session);
          continue;
        }
      last = session;
      g_ptr_array_add (result, session);
      n++;
    }
  self->n_updated += n;
}

static void
run_model (Model *self, const GArray *events, gint64 late_ms)
{
  g_autoptr (GPtrArray) raw = g_ptr_array_new ();
  g_autoptr (GPtrArray) result = g_ptr_array_new_with_free_func (session_free);

  self->n_updated = self->n_removed = self->n_dropped = 0;
  for (guint i = 0; i < events->len; i++)
    {
      const Event *event = &g_array_index (events, Event, i);

      if (event->gap > 0)
        g_array_append_val (find_raw (raw, event->key, event->time, event->time + event->gap)->values,
                            event->value);
    }
  for (guint i = 0; i < raw->len; i++)
    if (((Session *) raw->pdata[i])->end * 1000 <= late_ms)
      {
        self->n_dropped++;
        session_free (g_ptr_array_steal_index (raw, i--));
      }
  g_ptr_array_extend (raw, self->state, NULL, NULL);
  g_ptr_array_set_free_func (self->state, NULL);
  g_ptr_array_set_size (self->state, 0);
  g_ptr_array_sort (raw, compare_sessions);
  for (guint i = 0, end; i < raw->len; i = end)
    {
      gboolean any_new = FALSE;
      int key = ((Session *) raw->pdata[i])->key;

      for (end = i; end < raw->len && ((Session *) raw->pdata[end])->key == key; end++)
        any_new = any_new || ((Session *) raw->pdata[end])->is_new;
      if (any_new)
        merge_key (self, raw, i, end, result);
      else
        for (guint j = i; j < end; j++)
          g_ptr_array_add (result, raw->pdata[j]);
    }
  for (guint i = 0; i < result->len; i++)
    ((Session *) result->pdata[i])->is_new = FALSE;
  g_ptr_array_extend_and_steal (self->state, g_steal_pointer (&result));
  g_ptr_array_set_free_func (self->state, session_free);
}

static char *
evict_from_model (Model *self, gint64 watermark_ms, gboolean with_list)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < self->state->len; i++)
    {
      const Session *session = self->state->pdata[i];
      g_autofree char *text = NULL;

      if (session->end * 1000 > watermark_ms)
        continue;
      text = session_text (session, with_list);
      g_string_append_printf (out, "%s\n", text);
      g_ptr_array_remove_index (self->state, i--);
      self->n_removed++;
    }

  return g_string_free (out, FALSE);
}

static void
push_events (Fixture *fixture, const GArray *events, guint at_a_time)
{
  for (guint i = 0; i < events->len; i += at_a_time)
    {
      g_autoptr (GString) json = g_string_new ("[");

      for (guint j = i; j < MIN (events->len, i + at_a_time); j++)
        {
          const Event *event = &g_array_index (events, Event, j);

          g_string_append_printf (json, "%s{\"k\":%d,\"t\":\"1970-01-01T00:%02d:%02d.000Z\",\"gap\":%d,\"v\":%d}",
                                  j > i ? "," : "", event->key, event->time / 60, event->time % 60, event->gap,
                                  event->value);
        }
      g_string_append_c (json, ']');
      fixture_push (fixture, 0, json->str);
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
compare_with_model (gboolean with_list, guint at_a_time, guint n_partitions, guint n_workers, gboolean restarts)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autofree char *directory = restarts ? g_dir_make_tmp ("sluice-session-XXXXXX", NULL) : NULL;
  Fixture *fixture = fixture_new_durable (sessions (TRUE, 1, "k;" GAP, with_list ? "count(*);collect_list(v)"
                                                                                 : "count(*);sum(v)"),
                                          n_workers, SLUICE_OUTPUT_APPEND, FALSE, n_partitions, directory);
  Model model = { g_ptr_array_new_with_free_func (session_free) };
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (Event));
  gint64 late_ms = 0;
  gint64 watermark_ms = 0;

  for (int batch = 0; batch < 40; batch++)
    {
      int n = g_rand_int_range (random, 0, 25);
      g_autofree char *expected = NULL;
      int newest = 0;

      g_array_set_size (events, 0);
      for (int i = 0; i < n; i++)
        {
          Event event = { g_rand_int_range (random, 0, 4), 60 + batch * 20 + g_rand_int_range (random, -50, 20),
                          g_rand_int_range (random, -1, 12), g_rand_int_range (random, 0, 100) };

          g_array_append_val (events, event);
          newest = MAX (newest, event.time);
        }
      if (restarts && batch > 0)
        fixture_restart (fixture);
      fixture_begin (fixture, late_ms, watermark_ms);
      push_events (fixture, events, at_a_time);
      fixture_end (fixture);
      g_assert_no_error (fixture->error);

      run_model (&model, events, late_ms);
      expected = evict_from_model (&model, watermark_ms, with_list);
      fixture_assert_rows (fixture, expected);
      g_assert_cmpint (fixture->figures.num_rows_total, ==, model.state->len);
      g_assert_cmpint (fixture->figures.num_rows_updated, ==, model.n_updated);
      g_assert_cmpint (fixture->figures.num_rows_removed, ==, model.n_removed);
      g_assert_cmpint (fixture->figures.num_rows_dropped_by_watermark, ==, model.n_dropped);

      late_ms = watermark_ms;
      watermark_ms = MAX (watermark_ms, (newest - 25) * 1000);
    }
  g_ptr_array_unref (model.state);
  fixture_free (fixture);
  if (directory != NULL)
    remove_directory (directory);
}

static void
test_model (void)
{
  for (guint with_list = 0; with_list < 2; with_list++)
    {
      compare_with_model (with_list, 1, 2, 2, FALSE);
      compare_with_model (with_list, 7, 7, 1, FALSE);
      compare_with_model (with_list, 8192, 1, 2, FALSE);
      compare_with_model (with_list, 8192, 3, 2, TRUE);
    }
}

/* What isn't compared with the model. */

#define E(k, t, gap) "{\"k\":" #k ",\"t\":\"1970-01-01T00:" t "Z\",\"gap\":" #gap ",\"v\":1}"
#define S(k, start, end, n)                                                                       \
  "{\"k0\":" #k ",\"k1\":{\"start\":\"1970-01-01T00:" start "Z\",\"end\":\"1970-01-01T00:" end          \
  "Z\"},\"a0\":" #n "}\n"

/* The end of a session belongs to it: an event there joins it, one a microsecond later doesn't. */
static void
test_edges (void)
{
  Fixture *fixture
      = fixture_new (sessions (TRUE, 1, "k;" GAP, "count(*)"), 1, SLUICE_OUTPUT_COMPLETE, FALSE);

  fixture_run (fixture, 0, 0, "[" E (1, "01:00", 10) "," E (1, "01:10", 10) "," E (1, "01:20.000001", 10) "]");
  fixture_assert_rows (fixture, S (1, "01:00.000", "01:20.000", 2) S (1, "01:20.000001", "01:30.000001", 1));
  /* In complete mode late rows are dropped, and nothing is ever evicted. */
  fixture_run (fixture, 60000, 600000, "[" E (1, "00:50", 10) "," E (2, "00:51", 10) "]");
  fixture_assert_rows (fixture, S (1, "01:00.000", "01:20.000", 2) S (1, "01:20.000001", "01:30.000001", 1)
                                    S (2, "00:51.000", "01:01.000", 1));
  fixture_assert_figures (fixture, 3, 1, 0, 1, 1);
  fixture_free (fixture);
}

/* Without a time, a gap, or a gap that goes forward a row is in no session. */
static void
test_no_session (void)
{
  Fixture *fixture
      = fixture_new (sessions (TRUE, 1, "k;" GAP, "count(*)"), 1, SLUICE_OUTPUT_COMPLETE, FALSE);

  fixture_run (fixture, 0, 0,
               "[{\"k\":1,\"t\":null,\"gap\":5,\"v\":1}," E (1, "01:00", null) "," E (1, "01:00", 0) ","
               E (1, "01:00", -3) "]");
  fixture_assert_rows (fixture, "");
  fixture_assert_figures (fixture, 0, 0, 0, 0, 0);
  fixture_free (fixture);
}

/* Of a table, and without another key: sessions of one run. */
static void
test_table (void)
{
  Fixture *fixture = fixture_new (sessions (FALSE, -1, GAP ";k", "count(*)"), 2, SLUICE_OUTPUT_APPEND, FALSE);

  for (guint i = 0; i < 2; i++)
    {
      fixture_run (fixture, G_MININT64, G_MININT64, "[" E (1, "01:00", 10) "," E (1, "01:05", 10) "]");
      fixture_assert_rows (fixture, "{\"k0\":{\"start\":\"1970-01-01T00:01:00.000Z\",\"end\":"
                                    "\"1970-01-01T00:01:15.000Z\"},\"k1\":1,\"a0\":2}");
    }
  fixture_free (fixture);

  fixture = fixture_new (sessions (FALSE, -1, GAP, "count(*)"), 2, SLUICE_OUTPUT_APPEND, FALSE);
  fixture_run (fixture, G_MININT64, G_MININT64, "[" E (1, "01:00", 10) "," E (2, "01:05", 10) "]");
  fixture_assert_rows (fixture, "{\"k0\":{\"start\":\"1970-01-01T00:01:00.000Z\",\"end\":"
                                "\"1970-01-01T00:01:15.000Z\"},\"a0\":2}");
  fixture_free (fixture);
}

static void
test_decisions (void)
{
  Fixture *fixture = fixture_new (sessions (TRUE, 1, "k;" GAP, "count(*)"), 1, SLUICE_OUTPUT_APPEND, TRUE);

  fixture_run (fixture, 20000, 30000, "[" E (1, "00:05", 10) "," E (1, "00:15", 10) "," E (1, "01:00", 10) "]");
  fixture_assert_decisions (
      fixture, "DROPPED_LATE 15 {\"k\":1,\"t\":\"1970-01-01T00:00:05.000Z\",\"gap\":10,\"v\":1}\n"
               "EMITTED 25 " S (1, "00:15.000", "00:25.000", 1)
               "EVICTED 25 " S (1, "00:15.000", "00:25.000", 1)
               "WITHHELD 70 {\"k0\":1,\"k1\":{\"start\":\"1970-01-01T00:01:00.000Z\",\"end\":"
               "\"1970-01-01T00:01:10.000Z\"}}");
  fixture_free (fixture);
}

/* A million keys pass through, and the last batches take no more memory and time than the first. */

#ifdef __SANITIZE_ADDRESS__
#define KEYS_PER_BATCH 500
#else
#define KEYS_PER_BATCH 10000
#endif
#define BATCHES 100

static gboolean
take_nothing (SluiceOperator *operator, guint worker, guint port, SluiceBatch *batch, GError **error)
{
  return TRUE;
}

static void
push_keys (Fixture *fixture, int first, gint64 time_us)
{
  const SluiceType *schema = fixture->plan->inputs[0]->schema;

  for (int at = 0; at < KEYS_PER_BATCH; at += 5000)
    {
      g_autoptr (SluiceArena) arena = sluice_arena_new ();
      guint32 n = MIN (KEYS_PER_BATCH - at, 5000);
      SluiceColumn *columns[4];
      g_autoptr (SluiceBatch) batch = NULL;

      for (guint c = 0; c < 4; c++)
        columns[c] = sluice_column_new (arena, schema->fields[c].type, n);
      for (guint32 i = 0; i < n; i++)
        {
          columns[0]->i32[i] = first + at + (int) i;
          columns[1]->i64[i] = time_us + i;
          columns[2]->i32[i] = 15;
          columns[3]->i32[i] = 1;
        }
      batch = sluice_batch_new (arena, schema, columns, n);
      fixture_push_batch (fixture, 0, batch);
    }
}

static void
test_million_keys (void)
{
  static const SluiceOperatorClass quiet = { .name = "Quiet", .push = take_nothing };
  Fixture *fixture
      = fixture_new (sessions (TRUE, 1, "k;" GAP, "count(*);sum(v)"), 1, SLUICE_OUTPUT_APPEND, FALSE);
  clock_t first_half = 0;
  clock_t second_half = 0;
  gint64 memory = 0;
  gint64 n_removed = 0;
  gint64 n_updated = 0;

  fixture->sink->klass = &quiet;
  for (int batch = 0; batch < BATCHES; batch++)
    {
      gint64 time_ms = (batch + 2) * 10000;
      clock_t began = clock ();

      /* Each key comes in two batches, and its session grows once. */
      fixture_begin (fixture, time_ms - 40000, time_ms - 30000);
      push_keys (fixture, batch * KEYS_PER_BATCH, time_ms * 1000);
      push_keys (fixture, (batch - 1) * KEYS_PER_BATCH, time_ms * 1000);
      fixture_end (fixture);
      g_assert_no_error (fixture->error);
      if (batch >= 20)
        *(batch < 60 ? &first_half : &second_half) += clock () - began;
      if (batch == 20)
        memory = fixture->figures.memory_used_bytes;
      n_removed += fixture->figures.num_rows_removed;
      n_updated += fixture->figures.num_rows_updated;
    }
  g_test_message ("%.0f then %.0f ms for 40 batches, %" G_GINT64_FORMAT " bytes of state",
                  first_half * 1e3 / CLOCKS_PER_SEC, second_half * 1e3 / CLOCKS_PER_SEC,
                  fixture->figures.memory_used_bytes);
  g_assert_cmpint (n_updated, ==, 2 * BATCHES * KEYS_PER_BATCH);
  g_assert_cmpint (fixture->figures.num_rows_total + n_removed, ==, (BATCHES + 1) * KEYS_PER_BATCH);
  g_assert_cmpint (fixture->figures.num_rows_total, <=, 6 * KEYS_PER_BATCH);
  g_assert_cmpint (fixture->figures.memory_used_bytes, <=, memory * 3 / 2);
  g_assert_cmpint (second_half, <, first_half * 2);
  fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/operators/session/model", test_model);
  g_test_add_func ("/operators/session/edges", test_edges);
  g_test_add_func ("/operators/session/no-session", test_no_session);
  g_test_add_func ("/operators/session/table", test_table);
  g_test_add_func ("/operators/session/decisions", test_decisions);
  g_test_add_func ("/operators/session/million-keys", test_million_keys);

  return g_test_run ();
}
