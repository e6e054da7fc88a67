/* fuzz-expression.c: any text as an expression, analysed and computed.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The input is a line of DDL, rows of JSON that each begin with a brace, and the expression. With `!` before
 * the DDL it is computed without ANSI mode. All rows at once and each row alone must give the same.
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-analyzer.h"
#include "expr/sluice-program.h"
#include "formats/sluice-functions.h"
#include "formats/sluice-writer.h"
#include "fuzz.h"

/* More would only be slow. */
#define MAX_ROWS 16
#define NOW_US G_GINT64_CONSTANT (1700000000000000)

typedef struct
{
  const SluiceSettings *settings;
  SluiceExpr *expr;
  gboolean nullable;
} Run;

/* Computes the rows that @selection has. Returns: (nullable): a text for each row, or %NULL for an error. */
static GPtrArray *
compute (const SluiceProgram *program,
         const Run           *run,
         SluiceBatch         *batch,
         const guint16       *selection,
         guint32              n_selected)
{
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  g_autoptr (SluiceBatch) selected = sluice_batch_new_selected (batch, selection, n_selected);
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  SluiceColumn *result = NULL;

  if (!sluice_program_run (program, arena, NOW_US, selected, &result, &error))
    {
      g_assert_nonnull (error);
      return NULL;
    }
  g_assert_true (sluice_type_equal (result->type, run->expr->type));
  for (guint32 i = 0; i < n_selected; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      sluice_text_append_value (result, selection[i], run->settings, text);
      g_assert_true (run->nullable || !sluice_column_is_null (result, selection[i]));
      g_ptr_array_add (values, g_string_free (g_steal_pointer (&text), FALSE));
    }

  return g_steal_pointer (&values);
}

static gboolean
compute_batch (SluiceBatch *batch, gpointer user_data, GError **error)
{
  const Run *run = user_data;
  g_autoptr (SluiceProgram) program = sluice_program_new (&run->expr, 1, run->settings);
  guint16 rows[MAX_ROWS];
  guint32 n = MIN (batch->n_selected, MAX_ROWS);
  g_autoptr (GPtrArray) together = NULL;
  guint n_failed = 0;

  for (guint32 i = 0; i < n; i++)
    rows[i] = (guint16) sluice_batch_row (batch, i);
  together = compute (program, run, batch, rows, n);
  for (guint32 i = 0; i < n; i++)
    {
      g_autoptr (GPtrArray) alone = compute (program, run, batch, &rows[i], 1);

      n_failed += alone == NULL;
      if (run->expr->deterministic && alone != NULL && together != NULL)
        g_assert_cmpstr (alone->pdata[0], ==, together->pdata[i]);
    }
  if (run->expr->deterministic && n > 0)
    g_assert_true ((together == NULL) == (n_failed > 0));

  return FALSE;
}

static gboolean
is_scalar (const SluiceExpr *expr)
{
  if (expr->kind == SLUICE_EXPR_AGGREGATE || expr->kind == SLUICE_EXPR_GENERATOR)
    return FALSE;
  for (guint i = 0; i < expr->n_args; i++)
    if (!is_scalar (expr->args[i]))
      return FALSE;

  return TRUE;
}

static void
compute_rows (Run *run, const SluiceType *schema, const char *rows, gsize size)
{
  g_autoptr (SluiceReader) reader
      = sluice_reader_new ("json", schema, NULL, 0, NULL, run->settings, NULL);
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  SluiceScanOrigin origin = { "fuzz", 1, TRUE };
  g_autoptr (GError) error = NULL;
  guint64 sequence = 0;
  SluiceScanner *scanner;

  /* Not every type can be read from JSON, and not every expression wants columns. */
  if (reader == NULL || schema->n_fields == 0 || size == 0)
    {
      g_autoptr (SluiceType) empty = sluice_type_struct (NULL, 0);
      g_autoptr (SluiceBatch) one = sluice_batch_new (arena, empty, NULL, 1);

      if (schema->n_fields == 0)
        compute_batch (one, run, NULL);
      return;
    }
  scanner = sluice_scanner_new (reader);
  if (sluice_scanner_scan (scanner, arena, rows, size, &origin, &sequence, compute_batch, run, &error))
    g_assert_no_error (error);
  sluice_scanner_free (scanner);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = fuzz_input_to_text (data, size);
  g_autoptr (GArray) named = g_array_new (FALSE, FALSE, sizeof (SluiceNamedExpr));
  g_autoptr (SluiceType) schema = NULL;
  g_autoptr (GError) error = NULL;
  gboolean ansi;
  const SluiceSettings *settings;
  SluiceScopeInput input = { NULL, NULL, 0 };
  SluiceScope scope = { &input, 1, NULL };
  char *rest, *ddl, *rows;

  if (text == NULL)
    return -1;
  sluice_formats_register_functions ();
  rest = text;
  ddl = fuzz_take_line (&rest);
  ansi = *ddl != '!';
  settings = fuzz_settings (ansi);
  ddl += ansi ? 0 : 1;
  rows = rest;
  while (*rest == '{')
    {
      char *end = strchr (rest, '\n');

      rest = end != NULL ? end + 1 : rest + strlen (rest);
    }

  schema = *ddl != '\0' ? sluice_parse_ddl (ddl, NULL) : NULL;
  if (schema == NULL || !sluice_check_schema (schema, settings, NULL))
    {
      g_clear_pointer (&schema, sluice_type_unref);
      schema = sluice_type_struct (NULL, 0);
    }
  input.schema = schema;
  scope.settings = settings;
  g_array_set_clear_func (named, sluice_named_expr_clear);
  if (!sluice_analyze_named (rest, &scope,
                             SLUICE_ALLOW_AGGREGATES | SLUICE_ALLOW_GENERATORS | SLUICE_ALLOW_STAR,
                             named, &error))
    {
      g_assert_nonnull (error);
      return 0;
    }

  for (guint i = 0; i < named->len; i++)
    {
      Run run = { settings, g_array_index (named, SluiceNamedExpr, i).expr };
      g_autofree char *sql = sluice_expr_to_sql (run.expr, schema);

      g_assert_nonnull (sql);
      /* Spark says of uniform() that it is never null, even where it is, and leaves rows without a time out below a
       * window; so do we. */
      run.nullable = run.expr->nullable || strcasestr (rest, "uniform") != NULL || strcasestr (rest, "window") != NULL;
      if (is_scalar (run.expr) && !fuzz_asks_for_much (text))
        compute_rows (&run, schema, rows, (gsize) (rest - rows));
    }

  return 0;
}
