/* sluice-test-evaluate.c: expressions without columns, evaluated and compared as texts.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "sluice-test-evaluate.h"

#include "expr/sluice-kernel.h"
#include "testing/sluice-test-rows.h"

static SluiceSettings *
new_settings (const char *const *pairs)
{
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);

  for (; pairs != NULL && *pairs != NULL; pairs += 2)
    g_hash_table_insert (values, (gpointer) pairs[0], (gpointer) pairs[1]);

  return sluice_settings_new (values);
}

static char *
describe_error (const GError *error)
{
  const char *condition = sluice_error_condition (error);

  return g_strconcat ("!", condition != NULL ? condition : error->message, NULL);
}

char *
sluice_test_evaluate (const char *expression, const char *const *settings_pairs)
{
  g_autoptr (SluiceSettings) settings = new_settings (settings_pairs);
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceExpr) expr = NULL;
  SluiceScope scope = { NULL, 0, settings };
  SluiceEvalContext context = { 0 };
  SluiceColumn *column;

  expr = sluice_analyze (expression, &scope, SLUICE_ALLOW_NOTHING, &error);
  if (expr == NULL)
    return describe_error (error);

  context.arena = arena;
  context.settings = settings;
  context.n_rows = 1;
  column = sluice_evaluate (&context, expr, (SluiceSelection){ NULL, 1 }, &error);
  if (column == NULL)
    return describe_error (error);
  g_assert_true (sluice_type_equal (column->type, expr->type));
  if (!expr->nullable)
    g_assert_false (sluice_column_is_null (column, 0));
  sluice_test_value_to_json (column, 0, text);

  return g_strdup (text->str);
}

void
sluice_test_answers (const SluiceTestAnswer *answers, guint n, const char *const *settings)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *answer = sluice_test_evaluate (answers[i].expression, settings);

      g_test_message ("%s", answers[i].expression);
      g_assert_cmpstr (answer, ==, answers[i].answer);
    }
}
