/* fuzz-functions.c: the functions on texts of JSON, CSV and XML.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first line of the input is a path, the rest the text. Whatever they are, the functions give a value
 * or say why not; and of the text's lines, taken as a column, they give the same by prediction and without.
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-analyzer.h"
#include "expr/sluice-kernel.h"
#include "formats/sluice-functions.h"
#include "formats/sluice-writer.h"
#include "fuzz.h"

#define MAX_ROWS 32

static const char *const calls[] = {
  "get_json_object(j, '$')",
  "get_json_object(j, p)",
  "get_json_object(j, '$[*].a[*][*].b')",
  "from_json(j, 'a STRING, b INT, c ARRAY<STRUCT<x: DOUBLE>>, _corrupt_record STRING')",
  "from_json(j, 'ARRAY<STRUCT<a: INT, s: STRUCT<x: STRING>>>')",
  "from_json(j, 'MAP<STRING, STRING>', map('allowUnquotedFieldNames', 'true'))",
  "from_json(j, 'a INT', map('mode', 'FAILFAST'))",
  "json_array_length(j)",
  "json_object_keys(j)",
  "from_csv(j, 'a INT, b STRING, c DATE, _corrupt_record STRING')",
  "from_csv(j, 'a STRING, b STRING', map('sep', '|', 'comment', '#', 'mode', 'FAILFAST'))",
  "from_xml(j, 'a STRING, b INT, c ARRAY<STRUCT<x: DOUBLE, _y: DATE>>, d MAP<STRING, INT>, xs_any ARRAY<STRING>, "
  "_corrupt_record STRING')",
  "from_xml(j, '_VALUE ARRAY<DECIMAL(5,2)>, a STRUCT<_VALUE: STRING, b: BOOLEAN>', map('mode', 'FAILFAST', "
  "'ignoreNamespace', 'true', 'ignoreSurroundingSpaces', 'false'))",
  "to_xml(from_xml(j, 'a STRING, _b STRING, c ARRAY<STRUCT<_d: STRING, _VALUE: STRING>>'))",
  "xpath(j, '//*[a or @b]/text()|//@*|//comment()')",
  "xpath_string(j, 'concat(name(/*), //a[last()], sum(//b), string-length(.))')",
};

/* What learns from one text what the next may look like. */
static const char *const predicted_calls[] = {
  "get_json_object(j, '$.a')",
  "get_json_object(j, '$.a.b')",
  "from_json(j, 'a STRING, b INT, c ARRAY<STRUCT<x: DOUBLE>>, _corrupt_record STRING')",
  "from_json(j, 'b STRUCT<a: STRING, b: BIGINT>, c MAP<STRING, STRING>, a DOUBLE, d TIMESTAMP')",
  "from_json(j, 'a VARIANT, b BINARY, c DECIMAL(5,2)')",
  "from_json(j, 'a INT, b BOOLEAN', map('mode', 'FAILFAST'))",
  "from_json(j, 'a STRING, a STRING, b DATE', map('allowUnquotedControlChars', 'true', 'allowComments', 'true', "
  "'allowNumericLeadingZeros', 'true', 'allowBackslashEscapingAnyCharacter', 'true', 'allowSingleQuotes', 'false'))",
  "json_tuple(j, 'a', 'b', 'c')",
};

static SluiceExpr *functions[G_N_ELEMENTS (calls)];
static SluiceExpr *predicted[G_N_ELEMENTS (predicted_calls)];

static void
set_up (void)
{
  g_autoptr (SluiceType) schema = sluice_parse_ddl ("j STRING, p STRING", NULL);
  SluiceScopeInput input = { NULL, schema, 0 };
  SluiceScope scope = { &input, 1, fuzz_settings (TRUE) };
  g_autoptr (GError) error = NULL;

  sluice_formats_register_functions ();
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      functions[i] = sluice_analyze (calls[i], &scope, SLUICE_ALLOW_NOTHING, &error);
      g_assert_no_error (error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (predicted_calls); i++)
    {
      g_autoptr (GArray) named = g_array_new (FALSE, FALSE, sizeof (SluiceNamedExpr));
      SluiceExpr *expr;

      g_array_set_clear_func (named, sluice_named_expr_clear);
      sluice_analyze_named (predicted_calls[i], &scope, SLUICE_ALLOW_GENERATORS, named, &error);
      g_assert_no_error (error);
      expr = g_array_index (named, SluiceNamedExpr, 0).expr;
      predicted[i] = sluice_expr_ref (expr->kind == SLUICE_EXPR_GENERATOR ? expr->args[0] : expr);
    }
}

static SluiceColumn *
text_column (SluiceArena *arena, const char *text, gsize length)
{
  SluiceColumn *column = sluice_column_new (arena, sluice_type_primitive (SLUICE_TYPE_STRING), 1);

  column->string[0] = sluice_string (text, length);

  return column;
}

static SluiceColumn *
call (SluiceArena *arena, guint function, SluiceColumn *text, SluiceColumn *path)
{
  SluiceColumn *columns[] = { text, path };
  SluiceEvalContext context
      = { .arena = arena, .settings = fuzz_settings (TRUE), .n_rows = 1, .columns = columns };
  g_autoptr (GError) error = NULL;
  SluiceColumn *value
      = sluice_evaluate (&context, functions[function], (SluiceSelection){ NULL, 1 }, &error);

  /* Only what is asked to fail may, or an XPath over what isn't XML, and it says why. */
  g_assert_true (value != NULL
                 || (error != NULL
                     && (strstr (calls[function], "FAILFAST") != NULL || g_str_has_prefix (calls[function], "xpath"))));

  return value;
}

/* The lines as a column, in memory as long as they are, so that a sanitizer sees a byte read too far. */
static SluiceColumn *
line_column (SluiceArena *arena, const char *text, gsize size)
{
  SluiceColumn *column = sluice_column_new (arena, sluice_type_primitive (SLUICE_TYPE_STRING), MAX_ROWS);
  const char *end = text + size;
  guint32 n = 0;

  for (const char *p = text; p < end && n < MAX_ROWS; n++)
    {
      const char *stop = memchr (p, '\n', (gsize) (end - p));
      gsize length = (gsize) ((stop != NULL ? stop : end) - p);
      char *line = g_memdup2 (p, MAX (length, 1));

      sluice_arena_keep (arena, line, g_free);
      column->string[n] = sluice_string (line, length);
      p += length + 1;
    }
  column->length = n;

  return column;
}

/* Returns: (transfer full): the values as JSON, or why there are none */
static GByteArray *
call_predicted (guint function, const char *text, gsize size)
{
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  SluiceColumn *column = line_column (arena, text, size);
  SluiceEvalContext context
      = { .arena = arena, .settings = fuzz_settings (TRUE), .n_rows = column->length, .columns = &column };
  SluiceSelection all = { NULL, column->length };
  g_autoptr (GError) error = NULL;
  GByteArray *out = g_byte_array_new ();
  SluiceColumn *value = sluice_evaluate (&context, predicted[function], all, &error);

  if (value == NULL)
    g_byte_array_append (out, (const guint8 *) error->message, (guint) strlen (error->message));
  else
    for (guint32 i = 0; i < column->length; i++)
      {
        g_byte_array_append (out, (const guint8 *) "\n", 1);
        sluice_json_append_value (value, i, fuzz_settings (TRUE), FALSE, out);
      }

  return out;
}

static void
compare_ways (const char *text, gsize size)
{
  for (guint i = 0; i < G_N_ELEMENTS (predicted); i++)
    {
      g_autoptr (GByteArray) fast = call_predicted (i, text, size);
      g_autoptr (GByteArray) exact = NULL;

      g_setenv ("SLUICE_JSON_NO_PREDICTION", "1", TRUE);
      exact = call_predicted (i, text, size);
      g_unsetenv ("SLUICE_JSON_NO_PREDICTION");
      if (fast->len != exact->len || (fast->len > 0 && memcmp (fast->data, exact->data, fast->len) != 0))
        g_error ("%s differs: %.*s\nwithout prediction: %.*s", predicted_calls[i], (int) fast->len, fast->data,
                 (int) exact->len, exact->data);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  const char *line = memchr (data, '\n', size);
  gsize length = line != NULL ? (gsize) (line - (const char *) data) : 0;
  gsize skipped = line != NULL ? length + 1 : 0;
  /* Exactly as long as the data, so that a sanitizer sees a byte read too far. */
  g_autofree char *path = g_memdup2 (data, MAX (length, 1));
  g_autofree char *text = g_memdup2 (data + skipped, size - skipped);
  SluiceColumn *texts, *paths, *whole, *again;
  gsize blanks = 0;

  if (functions[0] == NULL)
    set_up ();
  if (size == 0)
    return 0;
  size -= skipped;
  compare_ways (text, size);
  texts = text_column (arena, text, size);
  paths = text_column (arena, path, length);
  whole = call (arena, 0, texts, paths);
  for (guint i = 1; i < G_N_ELEMENTS (functions); i++)
    call (arena, i, texts, paths);
  while (blanks < size && strchr (" \t\r\n", text[blanks]) != NULL && text[blanks] != '\0')
    blanks++;
  if (sluice_column_is_null (whole, 0) || blanks == size || (text[blanks] != '{' && text[blanks] != '['))
    return 0;

  /* What was written anew stays as it is. */
  again = call (arena, 0, whole, paths);
  g_assert_false (sluice_column_is_null (again, 0));
  g_assert_true (sluice_string_equal (&whole->string[0], &again->string[0]));

  return 0;
}
