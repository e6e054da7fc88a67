/* test-canvas-layout.c: places of nodes and what is reached from where.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "canvas/sluice-layout.h"

static SluiceDocument *
parse (const char *nodes, const char *layout)
{
  g_autofree char *text = g_strdup_printf ("{ \"sluice\": 1, \"nodes\": { %s }%s%s }", nodes,
                                           layout != NULL ? ", \"layout\": " : "",
                                           layout != NULL ? layout : "");
  g_autoptr (GError) error = NULL;
  SluiceDocument *document = sluice_document_parse (text, strlen (text), &error);

  g_assert_no_error (error);

  return document;
}

static graphene_point_t
place_of (GHashTable *places, const char *id)
{
  graphene_point_t *place = g_hash_table_lookup (places, id);

  g_assert_nonnull (place);

  return *place;
}

#define DIAMOND                                                                                    \
  "\"out\": { \"op\": \"writeStream\", \"input\": \"both\" },"                                     \
  "\"both\": { \"op\": \"join\", \"left\": \"a\", \"right\": \"b\" },"                             \
  "\"a\": { \"op\": \"filter\", \"input\": \"in\" },"                                              \
  "\"b\": { \"op\": \"filter\", \"input\": \"in\" },"                                              \
  "\"in\": { \"op\": \"readStream\" }"

static void
test_empty (void)
{
  g_autoptr (SluiceDocument) document = sluice_document_new ();
  g_autoptr (GHashTable) computed = sluice_layout_compute (document);
  g_autoptr (GHashTable) positions = sluice_layout_positions (document);
  g_auto (GStrv) order = sluice_layout_order (document);

  g_assert_cmpuint (g_hash_table_size (computed), ==, 0);
  g_assert_cmpuint (g_hash_table_size (positions), ==, 0);
  g_assert_null (order[0]);
}

static void
test_diamond (void)
{
  g_autoptr (SluiceDocument) document = parse (DIAMOND, NULL);
  g_autoptr (GHashTable) places = sluice_layout_compute (document);
  graphene_point_t in = place_of (places, "in"), a = place_of (places, "a");
  graphene_point_t b = place_of (places, "b"), both = place_of (places, "both");
  graphene_point_t out = place_of (places, "out");

  g_assert_cmpfloat (in.x, ==, 0);
  g_assert_cmpfloat (a.x, ==, SLUICE_LAYOUT_COLUMN);
  g_assert_cmpfloat (b.x, ==, SLUICE_LAYOUT_COLUMN);
  g_assert_cmpfloat (both.x, ==, 2 * SLUICE_LAYOUT_COLUMN);
  g_assert_cmpfloat (out.x, ==, 3 * SLUICE_LAYOUT_COLUMN);
  g_assert_cmpfloat (ABS (a.y - b.y), >=, SLUICE_LAYOUT_ROW);
  g_assert_cmpfloat (both.y, ==, out.y);
}

static void
test_longest_way (void)
{
  /* A node stands behind the farthest of what feeds it. */
  g_autoptr (SluiceDocument) document
    = parse ("\"in\": { \"op\": \"readStream\" }, \"f\": { \"op\": \"filter\", \"input\": \"in\" },"
             "\"j\": { \"op\": \"join\", \"left\": \"in\", \"right\": \"f\" }",
             NULL);
  g_autoptr (GHashTable) places = sluice_layout_compute (document);

  g_assert_cmpfloat (place_of (places, "j").x, ==, 2 * SLUICE_LAYOUT_COLUMN);
}

static void
test_order (void)
{
  g_autoptr (SluiceDocument) document = parse (DIAMOND, NULL);
  g_auto (GStrv) order = sluice_layout_order (document);
  g_autofree char *joined = g_strjoinv (" ", order);

  g_assert_cmpstr (joined, ==, "in a b both out");
}

static void
test_cycle (void)
{
  g_autoptr (SluiceDocument) document
    = parse ("\"a\": { \"op\": \"filter\", \"input\": \"b\" },"
             "\"b\": { \"op\": \"filter\", \"input\": \"a\" },"
             "\"c\": { \"op\": \"filter\", \"input\": \"c\" },"
             "\"d\": { \"op\": \"filter\", \"input\": \"nowhere\" }",
             NULL);
  g_autoptr (GHashTable) places = sluice_layout_compute (document);
  g_auto (GStrv) order = sluice_layout_order (document);

  g_assert_cmpuint (g_hash_table_size (places), ==, 4);
  g_assert_cmpuint (g_strv_length (order), ==, 4);
  g_assert_true (sluice_layout_reaches (document, "a", "b"));
  g_assert_true (sluice_layout_reaches (document, "b", "a"));
  g_assert_false (sluice_layout_reaches (document, "a", "c"));
}

static void
test_reaches (void)
{
  g_autoptr (SluiceDocument) document = parse (DIAMOND, NULL);

  g_assert_true (sluice_layout_reaches (document, "in", "out"));
  g_assert_true (sluice_layout_reaches (document, "a", "a"));
  g_assert_false (sluice_layout_reaches (document, "out", "in"));
  g_assert_false (sluice_layout_reaches (document, "a", "b"));
  g_assert_false (sluice_layout_reaches (document, "nowhere", "out"));
}

static void
test_positions (void)
{
  g_autoptr (SluiceDocument) bare = parse (DIAMOND, NULL);
  g_autoptr (SluiceDocument) document = sluice_document_with_position (bare, "in", 40, 72);
  g_autoptr (GHashTable) places = sluice_layout_positions (document);
  GHashTableIter iter;
  gpointer id, value;

  g_assert_cmpfloat (place_of (places, "in").x, ==, 40);
  g_assert_cmpfloat (place_of (places, "in").y, ==, 72);
  g_assert_cmpuint (g_hash_table_size (places), ==, 5);

  /* Nodes without a place get one that no other node covers. */
  g_hash_table_iter_init (&iter, places);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      GHashTableIter others;
      gpointer other_id, other;

      g_hash_table_iter_init (&others, places);
      while (g_hash_table_iter_next (&others, &other_id, &other))
        {
          graphene_point_t *p = value, *q = other;

          if (id != other_id)
            g_assert_true (ABS (p->x - q->x) >= 192 || ABS (p->y - q->y) >= 100);
        }
    }
}

static void
test_wide (void)
{
  g_autoptr (GString) nodes = g_string_new ("\"n0\": { \"op\": \"readStream\" }");
  g_autoptr (SluiceDocument) document = NULL;
  g_autoptr (GHashTable) places = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer value;

  for (guint i = 1; i < 200; i++)
    g_string_append_printf (nodes, ", \"n%u\": { \"op\": \"filter\", \"input\": \"n%u\" }", i,
                            (i - 1) / 3);
  document = parse (nodes->str, NULL);
  places = sluice_layout_compute (document);
  g_hash_table_iter_init (&iter, places);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      graphene_point_t *place = value;

      /* No two nodes in one place. */
      g_assert_true (g_hash_table_add (seen, g_strdup_printf ("%g %g", place->x, place->y)));
      g_assert_cmpfloat (place->y, >=, 0);
    }
  g_assert_cmpuint (g_hash_table_size (places), ==, 200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layout/empty", test_empty);
  g_test_add_func ("/layout/diamond", test_diamond);
  g_test_add_func ("/layout/longest-way", test_longest_way);
  g_test_add_func ("/layout/order", test_order);
  g_test_add_func ("/layout/cycle", test_cycle);
  g_test_add_func ("/layout/reaches", test_reaches);
  g_test_add_func ("/layout/positions", test_positions);
  g_test_add_func ("/layout/wide", test_wide);

  return g_test_run ();
}
