/* fuzz-document.c: any bytes as a document, analysed and edited.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "fuzz.h"
#include "plan/sluice-analysis.h"

#include <string.h>

/* Every edit that the window makes, on whatever nodes and wires there are. */
static void
edit (SluiceDocument *document)
{
  guint n = sluice_document_get_n_nodes (document);
  g_autoptr (GArray) wires = sluice_document_get_wires (document);

  for (guint i = 0; i < MIN (n, 4); i++)
    {
      const char *id = sluice_node_get_id (sluice_document_get_node (document, i));
      const char *const ids[] = { id, NULL };
      g_autofree char *text = sluice_document_fragment_to_text (document, ids);
      g_autoptr (SluiceDocument) fragment = sluice_document_parse (text, strlen (text), NULL);
      g_autoptr (SluiceDocument) removed = sluice_document_without_nodes (document, ids, TRUE);
      g_autoptr (SluiceDocument) renamed
          = sluice_document_with_renamed (document, id, "another name");
      g_autoptr (SluiceDocument) optioned = sluice_document_with_option (document, id, "path", "x");
      g_autoptr (SluiceDocument) pasted = NULL;

      /* What we write, we read. */
      g_assert_nonnull (fragment);
      pasted = sluice_document_with_fragment (document, fragment, 10, 10, TRUE, NULL);
      g_assert_cmpuint (sluice_document_get_n_nodes (pasted), >=, n);
    }
  for (guint i = 0; i < MIN (wires->len, 4); i++)
    {
      const SluiceWire *wire = &g_array_index (wires, SluiceWire, i);
      g_autoptr (SluiceDocument) cut = sluice_document_without_wire (document, wire);
      g_autoptr (SluiceDocument) joined = sluice_document_with_wire (cut, wire);
    }
}

/* What the window does on every key press, and then what it does to run the queries. */
static void
analyze (SluiceDocument *document)
{
  g_autoptr (SluiceAnalysis) analysis = sluice_analysis_new (document, "/base", NULL);
  g_auto (GStrv) sinks = sluice_analysis_get_sinks (analysis);

  for (guint i = 0; sinks[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SluiceQueryPlan) query = sluice_analysis_get_query (analysis, sinks[i], &error);
      g_autofree char *text = query != NULL ? sluice_plan_to_text (query->plan) : NULL;

      g_assert_true ((query != NULL) == (error == NULL));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceDocument) document = sluice_document_parse ((const char *) data, size, &error);
  g_autoptr (SluiceDocument) again = NULL;
  g_autofree char *text = NULL;
  g_autofree char *text_again = NULL;

  if (document == NULL)
    {
      g_assert_nonnull (error);
      return 0;
    }

  text = sluice_document_to_text (document);
  again = sluice_document_parse (text, strlen (text), &error);
  g_assert_no_error (error);
  text_again = sluice_document_to_text (again);
  g_assert_cmpstr (text, ==, text_again);
  edit (document);
  analyze (document);

  return 0;
}
