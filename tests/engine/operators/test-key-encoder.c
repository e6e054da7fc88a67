/* test-key-encoder.c: keys as bytes, and back.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "operators/sluice-key-encoder.h"

#include <math.h>

#include "operator-fixture.h"
#include "testing/sluice-test-rows.h"

/* Rows whose keys are all different, of every type, nested ones too. */
static const char *const schema_ddl
    = "b BOOLEAN, t TINYINT, s SMALLINT, i INT, l BIGINT, f FLOAT, d DOUBLE, d1 DECIMAL(10,2), d2 DECIMAL(38,0), "
      "str STRING, bin BINARY, dt DATE, ts TIMESTAMP, a ARRAY<STRING>, m MAP<STRING, INT>, "
      "st STRUCT<x: INT, y: ARRAY<STRUCT<z: STRING>>>";

static const char *const distinct_rows
    = "[{}, {\"b\": true}, {\"b\": false}, {\"t\": 1}, {\"s\": 1}, {\"i\": 1}, {\"i\": -1}, {\"l\": 1},"
      " {\"f\": 1.5}, {\"d\": 1.5}, {\"d1\": \"1.50\"}, {\"d1\": \"-1.50\"},"
      " {\"d2\": \"12345678901234567890123456789012345678\"}, {\"d2\": \"-12345678901234567890123456789012345678\"},"
      " {\"str\": \"\"}, {\"str\": \"a\"}, {\"str\": \"ab\"}, {\"str\": \"" /* long texts come later */ "\\u00e9\"},"
      " {\"dt\": \"2024-01-01\"}, {\"ts\": \"2024-01-01T00:00:00.000001Z\"},"
      " {\"a\": []}, {\"a\": [null]}, {\"a\": [\"\"]}, {\"a\": [\"a\", \"b\"]}, {\"a\": [\"ab\"]}, {\"a\": [\"a\", \"b\", null]},"
      " {\"m\": {}}, {\"m\": {\"a\": 1}}, {\"m\": {\"a\": null}}, {\"m\": {\"a\": 1, \"b\": 2}},"
      " {\"st\": {\"x\": null, \"y\": null}}, {\"st\": {\"x\": 1, \"y\": []}}, {\"st\": {\"x\": 1, \"y\": [null]}},"
      " {\"st\": {\"x\": 1, \"y\": [{\"z\": null}]}}, {\"st\": {\"x\": 1, \"y\": [{\"z\": \"q\"}]}}]";

static void
encode_all (SluiceKeys *keys, SluiceBatch *batch, const gint64 *prefix)
{
  sluice_keys_encode (keys, batch->arena, batch->columns, batch->n_columns, NULL, batch->n_rows, prefix);
}

static void
test_distinct (void)
{
  g_autoptr (SluicePlan) source = fixture_source (schema_ddl, TRUE, -1);
  g_autoptr (SluiceBatch) batch = fixture_batch (source->schema, distinct_rows);
  SluiceKeys keys;

  encode_all (&keys, batch, NULL);
  g_assert_cmpuint (keys.n, ==, 35);
  for (guint32 i = 0; i < keys.n; i++)
    for (guint32 j = 0; j < i; j++)
      if (sluice_keys_length (&keys, i) == sluice_keys_length (&keys, j))
        g_assert_cmpint (memcmp (sluice_keys_get (&keys, i), sluice_keys_get (&keys, j),
                                 sluice_keys_length (&keys, i)),
                         !=, 0);
}

static gboolean
decode (SluiceArena *arena, const SluiceType *schema, const SluiceKeys *keys, SluiceColumn **columns, gssize change)
{
  g_autofree const SluiceType **types = g_new (const SluiceType *, schema->n_fields);
  g_autofree const guint8 **data = g_new (const guint8 *, keys->n);
  g_autofree guint32 *lengths = g_new (guint32, keys->n);

  for (guint c = 0; c < schema->n_fields; c++)
    types[c] = schema->fields[c].type;
  for (guint32 i = 0; i < keys->n; i++)
    {
      data[i] = sluice_keys_get (keys, i);
      lengths[i] = (guint32) ((gssize) sluice_keys_length (keys, i) + change);
    }

  return sluice_keys_decode (arena, types, schema->n_fields, data, lengths, keys->n, columns);
}

static void
test_round_trip (void)
{
  g_autoptr (SluicePlan) source = fixture_source (schema_ddl, TRUE, -1);
  g_autoptr (SluiceBatch) batch = fixture_batch (source->schema, distinct_rows);
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  SluiceColumn *columns[16];
  SluiceKeys keys;

  encode_all (&keys, batch, NULL);
  g_assert_true (decode (arena, source->schema, &keys, columns, 0));
  for (guint c = 0; c < batch->n_columns; c++)
    for (guint32 i = 0; i < batch->n_rows; i++)
      {
        g_autoptr (GString) before = g_string_new (NULL);
        g_autoptr (GString) after = g_string_new (NULL);

        sluice_test_value_to_json (batch->columns[c], i, before);
        sluice_test_value_to_json (columns[c], i, after);
        g_assert_cmpstr (after->str, ==, before->str);
      }

  /* Bytes that are too few are refused, not read beyond. */
  for (gssize cut = 1; cut <= 16; cut++)
    g_assert_false (decode (arena, source->schema, &keys, columns, -cut));
}

/* What Spark groups together has the same bytes. */
static void
test_equal (void)
{
  g_autoptr (SluicePlan) source = fixture_source ("d DOUBLE, f FLOAT, m MAP<STRING, INT>, ad ARRAY<DOUBLE>", TRUE, -1);
  g_autoptr (SluiceBatch) batch = fixture_batch (
      source->schema,
      "[{\"d\": 1.0, \"f\": 1.0, \"m\": {\"a\": 1, \"b\": 2}, \"ad\": [1.0]},"
      " {\"d\": 1.0, \"f\": 1.0, \"m\": {\"b\": 2, \"a\": 1}, \"ad\": [1.0]}]");
  static const guint64 nans[2] = { 0x7ff8000000000000, 0xfff8000000000123 };
  SluiceKeys keys;

  for (guint round = 0; round < 2; round++)
    {
      for (guint i = 0; i < 2; i++)
        {
          if (round == 0)
            memcpy (&batch->columns[0]->f64[i], &nans[i], 8);
          else
            batch->columns[0]->f64[i] = i == 0 ? 0.0 : -0.0;
          batch->columns[1]->f32[i] = round == 0 ? NAN : i == 0 ? 0.0f : -0.0f;
          batch->columns[3]->children[0]->f64[i] = batch->columns[0]->f64[i];
        }
      encode_all (&keys, batch, NULL);
      g_assert_cmpmem (sluice_keys_get (&keys, 0), sluice_keys_length (&keys, 0), sluice_keys_get (&keys, 1),
                       sluice_keys_length (&keys, 1));
    }
}

static void
test_selection_and_prefix (void)
{
  g_autoptr (SluicePlan) source = fixture_source ("s STRING, l BIGINT", TRUE, -1);
  g_autofree char *text = g_strnfill (300, 'x');
  g_autofree char *rows
      = g_strdup_printf ("[{\"s\": \"%s\", \"l\": 1}, {\"s\": \"b\", \"l\": 2}, {\"s\": null, \"l\": 3}]", text);
  g_autoptr (SluiceBatch) batch = fixture_batch (source->schema, rows);
  const guint16 selected[] = { 2, 0, 0 };
  const gint64 prefix[] = { 5, -5, 5 };
  SluiceKeys keys;
  gint64 got;

  sluice_keys_encode (&keys, batch->arena, batch->columns, 2, selected, 3, prefix);
  g_assert_cmpuint (sluice_keys_length (&keys, 0), ==, 8 + 1 + 9);
  g_assert_cmpuint (sluice_keys_length (&keys, 1), ==, 8 + 1 + 5 + 300 + 9);
  memcpy (&got, sluice_keys_get (&keys, 1), 8);
  g_assert_cmpint (got, ==, -5);
  g_assert_cmpmem (sluice_keys_get (&keys, 1) + 8, 315, sluice_keys_get (&keys, 2) + 8, 315);

  /* No columns: one key, the empty one, for every row. */
  sluice_keys_encode (&keys, batch->arena, NULL, 0, NULL, 3, NULL);
  g_assert_cmpuint (sluice_keys_length (&keys, 2), ==, 0);
}

/* One text without nulls is encoded in a way of its own: to the same bytes. */
static void
test_one_text (void)
{
  g_autoptr (SluicePlan) source = fixture_source ("s STRING", TRUE, -1);
  g_autofree char *text = g_strnfill (300, 'x');
  g_autofree char *rows = g_strdup_printf (
      "[{\"s\": \"%s\"}, {\"s\": \"\"}, {\"s\": \"abc\"}, {\"s\": \"twelve bytes\"}, {\"s\": \"%.70s\"}]", text, text);
  g_autoptr (SluiceBatch) batch = fixture_batch (source->schema, rows);
  const guint16 selected[] = { 4, 0, 2, 2, 1, 3 };
  const gint64 prefix[] = { 5, -5, 5, 6, 7, 8 };
  SluiceKeys keys[4];

  for (guint round = 0; round < 2; round++)
    {
      batch->columns[0]->validity = NULL;
      if (round == 1)
        sluice_column_ensure_validity (batch->arena, batch->columns[0]);
      sluice_keys_encode (&keys[round], batch->arena, batch->columns, 1, selected, 6, prefix);
      sluice_keys_encode (&keys[2 + round], batch->arena, batch->columns, 1, NULL, 5, NULL);
    }
  for (guint pair = 0; pair < 4; pair += 2)
    for (guint32 i = 0; i < keys[pair].n; i++)
      g_assert_cmpmem (sluice_keys_get (&keys[pair], i), sluice_keys_length (&keys[pair], i),
                       sluice_keys_get (&keys[pair + 1], i), sluice_keys_length (&keys[pair + 1], i));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/key-encoder/distinct", test_distinct);
  g_test_add_func ("/key-encoder/round-trip", test_round_trip);
  g_test_add_func ("/key-encoder/equal", test_equal);
  g_test_add_func ("/key-encoder/selection-and-prefix", test_selection_and_prefix);

  g_test_add_func ("/key-encoder/one-text", test_one_text);

  return g_test_run ();
}
