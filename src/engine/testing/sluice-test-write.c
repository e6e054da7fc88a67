/* sluice-test-write.c: test documents as text.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "testing/sluice-test-case-private.h"

#include <string.h>

/* People read and compare these documents: what belongs together is on one line (a node, a step, a micro-batch). */

static void
append_key (GString *out, const char *indent, const char *key)
{
  g_autoptr (SluiceTestJson) text = sluice_test_json_new_text (SLUICE_TEST_JSON_STRING, key);

  g_string_append (out, indent);
  sluice_test_json_append (text, out);
  g_string_append (out, ": ");
}

/* Each member of an object on its own line. */
static void
append_members (GString *out, const char *indent, const SluiceTestJson *object)
{
  for (guint i = 0; i < object->items->len; i++)
    {
      g_string_append (out, i > 0 ? ",\n" : "");
      append_key (out, indent, g_ptr_array_index (object->keys, i));
      sluice_test_json_append (g_ptr_array_index (object->items, i), out);
    }
}

static void
append_pipeline (GString *out, const SluiceTestJson *pipeline)
{
  g_string_append (out, "{\n");
  for (guint i = 0; i < pipeline->items->len; i++)
    {
      const char *key = g_ptr_array_index (pipeline->keys, i);
      const SluiceTestJson *value = g_ptr_array_index (pipeline->items, i);

      g_string_append (out, i > 0 ? ",\n" : "");
      append_key (out, "    ", key);
      if (strcmp (key, "nodes") != 0 || value->kind != SLUICE_TEST_JSON_OBJECT)
        {
          sluice_test_json_append (value, out);
          continue;
        }
      g_string_append (out, "{\n");
      append_members (out, "      ", value);
      g_string_append (out, "\n    }");
    }
  g_string_append (out, "\n  }");
}

static void
append_step (GString *out, const SluiceTestJson *step)
{
  const SluiceTestJson *batches = sluice_test_json_get (step, "checkBatches");

  g_string_append (out, "    ");
  if (batches == NULL || batches->items == NULL || batches->items->len == 0)
    {
      sluice_test_json_append (step, out);
      return;
    }
  g_string_append (out, "{ \"checkBatches\": [\n");
  for (guint i = 0; i < batches->items->len; i++)
    {
      g_string_append (out, i > 0 ? ",\n      " : "      ");
      sluice_test_json_append (g_ptr_array_index (batches->items, i), out);
    }
  g_string_append (out, " ] }");
}

char *
sluice_test_write_document (const SluiceTestJson *root, const SluiceTestJson *steps)
{
  GString *out = g_string_new ("{\n");

  for (guint i = 0; i < root->items->len; i++)
    {
      const char *key = g_ptr_array_index (root->keys, i);
      const SluiceTestJson *value = g_ptr_array_index (root->items, i);

      g_string_append (out, i > 0 ? ",\n" : "");
      append_key (out, "  ", key);
      if (strcmp (key, "pipeline") == 0 && value->kind == SLUICE_TEST_JSON_OBJECT)
        {
          append_pipeline (out, value);
        }
      else if (strcmp (key, "steps") == 0)
        {
          g_string_append (out, "[\n");
          for (guint j = 0; j < steps->items->len; j++)
            {
              g_string_append (out, j > 0 ? ",\n" : "");
              append_step (out, g_ptr_array_index (steps->items, j));
            }
          g_string_append (out, "\n  ]");
        }
      else
        {
          sluice_test_json_append (value, out);
        }
    }
  g_string_append (out, "\n}\n");

  return g_string_free (out, FALSE);
}
