/* sluice-layout.c: places for the nodes of a document.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "canvas/sluice-layout.h"

#define SWEEPS 4

/* A wire between nodes that there are, by their numbers. */
typedef struct
{
  guint from;
  guint to;
} Edge;

typedef struct
{
  guint n;
  const char **ids;
  GArray *edges; /* of Edge */
} Graph;

static void
graph_init (Graph *graph, SluiceDocument *document)
{
  g_autoptr (GArray) wires = sluice_document_get_wires (document);
  g_autoptr (GHashTable) index = g_hash_table_new (g_str_hash, g_str_equal); /* id to number + 1 */

  graph->n = sluice_document_get_n_nodes (document);
  graph->ids = g_new0 (const char *, graph->n + 1);
  for (guint i = 0; i < graph->n; i++)
    {
      graph->ids[i] = sluice_node_get_id (sluice_document_get_node (document, i));
      if (!g_hash_table_contains (index, graph->ids[i]))
        g_hash_table_insert (index, (gpointer) graph->ids[i], GUINT_TO_POINTER (i + 1));
    }

  graph->edges = g_array_new (FALSE, FALSE, sizeof (Edge));
  for (guint i = 0; i < wires->len; i++)
    {
      const SluiceWire *wire = &g_array_index (wires, SluiceWire, i);
      guint from = GPOINTER_TO_UINT (g_hash_table_lookup (index, wire->from));
      guint to = GPOINTER_TO_UINT (g_hash_table_lookup (index, wire->to));
      Edge edge = { from - 1, to - 1 };

      if (from != 0 && to != 0)
        g_array_append_val (graph->edges, edge);
    }
}

static void
graph_clear (Graph *graph)
{
  g_free (graph->ids);
  g_array_unref (graph->edges);
}

/* The longest way from a source to each node; wires that close a cycle stop counting after n rounds. */
static guint *
find_layers (const Graph *graph)
{
  guint *layers = g_new0 (guint, MAX (graph->n, 1));
  gboolean changed = TRUE;

  for (guint round = 0; changed && round < graph->n; round++)
    {
      changed = FALSE;
      for (guint i = 0; i < graph->edges->len; i++)
        {
          const Edge *edge = &g_array_index (graph->edges, Edge, i);

          if (layers[edge->to] > layers[edge->from])
            continue;
          layers[edge->to] = MIN (layers[edge->from] + 1, graph->n - 1);
          changed = TRUE;
        }
    }

  return layers;
}

static guint
find_deepest (const Graph *graph, const guint *layers)
{
  guint deepest = 0;

  for (guint i = 0; i < graph->n; i++)
    deepest = MAX (deepest, layers[i]);

  return deepest;
}

typedef struct
{
  guint node;
  double weight;
} Slot;

static int
compare_slots (gconstpointer a, gconstpointer b)
{
  const Slot *left = a;
  const Slot *right = b;

  if (left->weight != right->weight)
    return left->weight < right->weight ? -1 : 1;

  return (int) left->node - (int) right->node;
}

/* Moves each node to the mean of its neighbours' rows, layer by layer. */
static void
sweep (const Graph *graph, const guint *layers, double *rows, guint layer, gboolean forward)
{
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (Slot));
  g_autofree double *sums = g_new0 (double, graph->n);
  g_autofree guint *counts = g_new0 (guint, graph->n);

  for (guint i = 0; i < graph->edges->len; i++)
    {
      const Edge *edge = &g_array_index (graph->edges, Edge, i);
      guint self = forward ? edge->to : edge->from;
      guint other = forward ? edge->from : edge->to;

      sums[self] += rows[other];
      counts[self]++;
    }
  for (guint i = 0; i < graph->n; i++)
    {
      Slot slot = { i, counts[i] > 0 ? sums[i] / counts[i] : rows[i] };

      if (layers[i] == layer)
        g_array_append_val (slots, slot);
    }

  g_array_sort (slots, compare_slots);
  for (guint i = 0; i < slots->len; i++)
    {
      Slot *slot = &g_array_index (slots, Slot, i);
      double lowest = i > 0 ? rows[g_array_index (slots, Slot, i - 1).node] + 1 : 0;

      rows[slot->node] = i > 0 ? MAX (slot->weight, lowest) : MAX (slot->weight, 0);
    }
}

GHashTable *
sluice_layout_compute (SluiceDocument *document)
{
  GHashTable *places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Graph graph;
  g_autofree guint *layers = NULL;
  g_autofree double *rows = NULL;
  g_autofree guint *counts = NULL;
  guint deepest;

  graph_init (&graph, document);
  layers = find_layers (&graph);
  deepest = find_deepest (&graph, layers);
  rows = g_new0 (double, MAX (graph.n, 1));
  counts = g_new0 (guint, graph.n + 1);
  for (guint i = 0; i < graph.n; i++)
    rows[i] = counts[layers[i]]++;

  for (guint i = 0; i < SWEEPS; i++)
    {
      for (guint layer = 1; layer <= deepest; layer++)
        sweep (&graph, layers, rows, layer, TRUE);
      for (guint layer = deepest + 1; i + 1 < SWEEPS && layer-- > 0;)
        sweep (&graph, layers, rows, layer, FALSE);
    }

  for (guint i = 0; i < graph.n; i++)
    {
      graphene_point_t *place = g_new (graphene_point_t, 1);

      place->x = layers[i] * SLUICE_LAYOUT_COLUMN;
      place->y = (int) (rows[i] * SLUICE_LAYOUT_ROW / 8 + 0.5) * 8;
      g_hash_table_insert (places, g_strdup (graph.ids[i]), place);
    }
  graph_clear (&graph);

  return places;
}

static gboolean
is_free (GHashTable *places, float x, float y)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, places);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      graphene_point_t *place = value;

      if (ABS (place->x - x) < SLUICE_LAYOUT_COLUMN - 40 && ABS (place->y - y) < SLUICE_LAYOUT_ROW - 16)
        return FALSE;
    }

  return TRUE;
}

GHashTable *
sluice_layout_positions (SluiceDocument *document)
{
  g_autoptr (GHashTable) computed = NULL;
  g_auto (GStrv) order = NULL;
  GHashTable *places;
  guint n = sluice_document_get_n_nodes (document);
  guint n_placed = 0;
  double x, y;

  for (guint i = 0; i < n; i++)
    if (sluice_document_get_position (
          document, sluice_node_get_id (sluice_document_get_node (document, i)), &x, &y))
      n_placed++;
  if (n_placed == 0)
    return sluice_layout_compute (document);

  places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < n; i++)
    {
      const char *id = sluice_node_get_id (sluice_document_get_node (document, i));
      graphene_point_t *place;

      if (!sluice_document_get_position (document, id, &x, &y))
        continue;
      place = g_new (graphene_point_t, 1);
      graphene_point_init (place, x, y);
      g_hash_table_insert (places, g_strdup (id), place);
    }

  if (n_placed == n)
    return places;

  computed = sluice_layout_compute (document);
  order = sluice_layout_order (document);
  for (guint i = 0; order[i] != NULL; i++)
    {
      graphene_point_t *place;

      if (g_hash_table_contains (places, order[i]))
        continue;
      place = g_memdup2 (g_hash_table_lookup (computed, order[i]), sizeof *place);
      while (!is_free (places, place->x, place->y))
        place->y += SLUICE_LAYOUT_ROW / 2;
      g_hash_table_insert (places, g_strdup (order[i]), place);
    }

  return places;
}

char **
sluice_layout_order (SluiceDocument *document)
{
  Graph graph;
  g_autofree guint *layers = NULL;
  GPtrArray *order = g_ptr_array_new ();
  guint deepest;

  graph_init (&graph, document);
  layers = find_layers (&graph);
  deepest = find_deepest (&graph, layers);
  for (guint layer = 0; layer <= deepest; layer++)
    for (guint i = 0; i < graph.n; i++)
      if (layers[i] == layer)
        g_ptr_array_add (order, g_strdup (graph.ids[i]));
  g_ptr_array_add (order, NULL);
  graph_clear (&graph);

  return (char **) g_ptr_array_free (order, FALSE);
}

gboolean
sluice_layout_reaches (SluiceDocument *document, const char *from, const char *to)
{
  g_autoptr (GArray) wires = sluice_document_get_wires (document);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) queue = g_ptr_array_new ();

  g_ptr_array_add (queue, (gpointer) from);
  for (guint i = 0; i < queue->len; i++)
    {
      const char *id = g_ptr_array_index (queue, i);

      if (g_str_equal (id, to))
        return TRUE;
      for (guint w = 0; w < wires->len; w++)
        {
          SluiceWire *wire = &g_array_index (wires, SluiceWire, w);

          if (g_str_equal (wire->from, id) && g_hash_table_add (seen, (gpointer) wire->to))
            g_ptr_array_add (queue, (gpointer) wire->to);
        }
    }

  return FALSE;
}
