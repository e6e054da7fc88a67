/* fuzz-pattern.c: patterns of dates and formats of numbers.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first line of the input is a pattern, the second a text. A pattern that is known beforehand and one that
 * comes with each row must give the same, by two ways of ours.
 */
#include "config.h"

#include "expr/sluice-analyzer.h"
#include "expr/sluice-program.h"
#include "formats/sluice-functions.h"
#include "formats/sluice-writer.h"
#include "fuzz.h"

/* %s is the pattern: a column or a literal. */
static const char *const calls[] = {
  "to_timestamp(t, %s)",
  "to_timestamp_ntz(t, %s)",
  "to_date(t, %s)",
  "unix_timestamp(t, %s)",
  "date_format(TIMESTAMP '2024-02-29 03:04:05.678901', %s)",
  "date_format(TIMESTAMP '-0044-03-15 23:59:59', %s)",
  "to_timestamp(date_format(TIMESTAMP '2024-02-29 03:04:05.678901', %s), %s)",
  "try_to_timestamp(t, %s)",
  "from_csv(t, 'd TIMESTAMP', map('timestampFormat', %s)).d",
};
/* These want a format that is known beforehand, so there is one way only. */
static const char *const literal_calls[] = {
  "to_number(t, %s)",      "try_to_number(t, %s)",    "to_char(1234.567, %s)",
  "to_char(-0.5, %s)",     "to_char(99999999999, %s)", "to_char(DATE '2024-02-29', %s)",
  "to_binary(t, %s)",      "to_char(TIMESTAMP '2024-02-29 03:04:05.678901', %s)",
};

static SluiceExpr *with_column[G_N_ELEMENTS (calls)];
static SluiceScopeInput input;
static SluiceScope scope;

static char *
put_pattern (const char *call, const char *pattern)
{
  g_auto (GStrv) parts = g_strsplit (call, "%s", -1);

  return g_strjoinv (pattern, parts);
}

static void
set_up (void)
{
  sluice_formats_register_functions ();
  input.schema = sluice_parse_ddl ("t STRING, p STRING", NULL);
  scope.inputs = &input;
  scope.n_inputs = 1;
  scope.settings = fuzz_settings (TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autofree char *text = put_pattern (calls[i], "p");

      /* What wants a literal is computed with one only. */
      with_column[i] = sluice_analyze (text, &scope, SLUICE_ALLOW_NOTHING, NULL);
    }
}

static char *
compute (SluiceExpr *expr, SluiceBatch *batch)
{
  g_autoptr (SluiceProgram) program = sluice_program_new (&expr, 1, scope.settings);
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  SluiceColumn *result = NULL;

  if (!sluice_program_run (program, arena, 0, batch, &result, &error))
    return g_strdup_printf ("error %s", sluice_error_condition (error));
  sluice_text_append_value (result, 0, scope.settings, text);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Returns: (nullable): the value; %NULL when the analysis refuses the pattern. */
static char *
compute_literal (const char *call, const char *pattern, SluiceBatch *batch)
{
  g_autoptr (GString) literal = g_string_new ("'");
  g_autofree char *text = NULL;
  g_autoptr (SluiceExpr) expr = NULL;
  g_autoptr (GError) error = NULL;

  for (const char *c = pattern; *c != '\0'; c++)
    {
      if (*c == '\'' || *c == '\\')
        g_string_append_c (literal, '\\');
      g_string_append_c (literal, *c);
    }
  g_string_append_c (literal, '\'');
  text = put_pattern (call, literal->str);
  expr = sluice_analyze (text, &scope, SLUICE_ALLOW_NOTHING, &error);
  g_assert_true ((expr == NULL) == (error != NULL));

  return expr != NULL ? compute (expr, batch) : NULL;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *all = fuzz_input_to_text (data, size);
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  g_autoptr (SluiceBatch) batch = NULL;
  SluiceColumn *columns[2];
  char *pattern, *rest;

  if (all == NULL)
    return -1;
  if (scope.settings == NULL)
    set_up ();
  rest = all;
  pattern = fuzz_take_line (&rest);
  for (guint i = 0; i < 2; i++)
    {
      const char *text = i == 0 ? rest : pattern;

      columns[i] = sluice_column_new (arena, sluice_type_primitive (SLUICE_TYPE_STRING), 1);
      columns[i]->string[0] = sluice_string (text, strlen (text));
    }
  batch = sluice_batch_new (arena, input.schema, columns, 1);

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autofree char *known = compute_literal (calls[i], pattern, batch);
      g_autofree char *unknown = with_column[i] != NULL ? compute (with_column[i], batch) : NULL;

      if (known != NULL && unknown != NULL)
        g_assert_cmpstr (known, ==, unknown);
    }
  for (guint i = 0; i < G_N_ELEMENTS (literal_calls); i++)
    {
      g_autofree char *value = compute_literal (literal_calls[i], pattern, batch);
    }

  return 0;
}
