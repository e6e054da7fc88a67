/* fuzz-formats.c: whatever the bytes, the fast ways and the exact ways read the same.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first byte chooses the format and its options, the rest is the file. Built with
 * -fsanitize=fuzzer it is a libFuzzer target; by itself it replays files, or makes inputs of its own from a
 * seed, so that it is a plain test too.
 */
#include "config.h"

#include <stdint.h>
#include <string.h>

#include "expr/sluice-analyzer.h"
#include "expr/sluice-kernel.h"
#include "formats/sluice-functions.h"
#include "formats/sluice-reader.h"
#include "formats/sluice-writer.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static SluiceSettings *settings;
static SluiceType *json_schema;
static SluiceType *csv_schema;

/* The functions on texts: whatever the text and the path, they give a value or say why not. */
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
};

static SluiceExpr *functions[G_N_ELEMENTS (calls)];

static void
set_up_functions (void)
{
  g_autoptr (SluiceType) schema = sluice_parse_ddl ("j STRING, p STRING", NULL);
  SluiceScopeInput input = { NULL, schema, 0 };
  SluiceScope scope = { &input, 1, settings };
  g_autoptr (GError) error = NULL;

  sluice_formats_register_functions ();
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      functions[i] = sluice_analyze (calls[i], &scope, SLUICE_ALLOW_NOTHING, &error);
      g_assert_no_error (error);
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
  SluiceEvalContext context = { .arena = arena, .settings = settings, .n_rows = 1, .columns = columns };
  g_autoptr (GError) error = NULL;
  SluiceColumn *value = sluice_evaluate (&context, functions[function], (SluiceSelection){ NULL, 1 }, &error);

  /* Only what is asked to fail may, and it says why. */
  g_assert_true (value != NULL || (error != NULL && strstr (calls[function], "FAILFAST") != NULL));

  return value;
}

/* The text's first byte says how many of the next are the path. */
static void
try_functions (const char *data, gsize size)
{
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  gsize n = size > 0 ? MIN ((guchar) data[0] % 24, size - 1) : 0;
  g_autofree char *path = g_memdup2 (size > 0 ? data + 1 : "", MAX (n, 1));
  /* Exactly as long as the data, so that a sanitizer sees a byte read too far. */
  g_autofree char *copy = g_memdup2 (data, MAX (size, 1));
  SluiceColumn *text = text_column (arena, copy, size);
  SluiceColumn *steps = text_column (arena, path, n);
  SluiceColumn *whole, *again;
  gsize blanks = 0;

  whole = call (arena, 0, text, steps);
  for (guint i = 1; i < G_N_ELEMENTS (functions); i++)
    call (arena, i, text, steps);
  while (blanks < size && strchr (" \t\r\n", copy[blanks]) != NULL && copy[blanks] != '\0')
    blanks++;
  if (sluice_column_is_null (whole, 0) || (copy[blanks] != '{' && copy[blanks] != '['))
    return;

  /* What was written anew stays as it is. */
  again = call (arena, 0, whole, steps);
  g_assert_false (sluice_column_is_null (again, 0));
  g_assert_true (sluice_string_equal (&whole->string[0], &again->string[0]));
}

static void
set_up (void)
{
  if (settings != NULL)
    return;

  settings = sluice_settings_new (NULL);
  json_schema = sluice_parse_ddl ("a INT, b STRING, c DOUBLE, s STRUCT<x: BIGINT, y: STRING>, l ARRAY<INT>, "
                                  "m MAP<STRING, STRING>, t TIMESTAMP, d DECIMAL(10,2), _corrupt_record STRING",
                                  NULL);
  csv_schema = sluice_parse_ddl ("a INT, b STRING, c DOUBLE, d DATE, _corrupt_record STRING", NULL);
  g_assert_nonnull (json_schema);
  g_assert_nonnull (csv_schema);
  set_up_functions ();
}

static gboolean
collect (SluiceBatch *batch, gpointer user_data, GError **error)
{
  for (guint32 i = 0; i < batch->n_selected; i++)
    {
      sluice_json_append_row (batch, sluice_batch_row (batch, i), settings, FALSE, user_data);
      g_byte_array_append (user_data, (const guint8 *) "\n", 1);
    }

  return TRUE;
}

/* Reads all of @data, by way of the environment's @variable exactly when @exact; Returns: the rows as text. */
static GByteArray *
read_all (const char       *format,
          const SluiceType *schema,
          GHashTable       *options,
          const char       *data,
          gsize             size,
          const char       *variable,
          gboolean          exact)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceReader) reader = sluice_reader_new (format, schema, NULL, 0, options, settings, &error);
  SluiceArena *arena = sluice_arena_new ();
  SluiceScanOrigin origin = { "fuzz", 1, TRUE };
  GByteArray *rows = g_byte_array_new ();
  guint64 sequence = 0;
  SluiceScanner *scanner;
  /* Exactly as long as the data, so that a sanitizer sees a byte read too far. */
  char *copy = g_memdup2 (data, size);

  g_assert_no_error (error);
  if (exact)
    g_setenv (variable, "1", TRUE);
  scanner = sluice_scanner_new (reader);
  g_unsetenv (variable);
  if (!sluice_scanner_scan (scanner, arena, copy, size, &origin, &sequence, collect, rows, &error))
    {
      const char *message = error->message;

      /* Reading that fails must fail both ways; how many rows came before doesn't count. */
      g_byte_array_set_size (rows, 0);
      g_byte_array_append (rows, (const guint8 *) message, (guint) strlen (message));
    }
  sluice_scanner_free (scanner);
  sluice_arena_unref (arena);
  g_free (copy);

  return rows;
}

static void
compare (const char       *format,
         const SluiceType *schema,
         GHashTable       *options,
         const char       *data,
         gsize             size,
         const char       *variable)
{
  GByteArray *fast = read_all (format, schema, options, data, size, variable, FALSE);
  GByteArray *exact = read_all (format, schema, options, data, size, variable, TRUE);

  if (fast->len != exact->len || (fast->len > 0 && memcmp (fast->data, exact->data, fast->len) != 0))
    {
      g_printerr ("The ways differ for %" G_GSIZE_FORMAT " bytes of %s:\n%.*s\nfast:\n%.*s\nexact:\n%.*s\n", size,
                  format, (int) size, data, (int) fast->len, fast->data, (int) exact->len, exact->data);
      abort ();
    }
  g_byte_array_unref (fast);
  g_byte_array_unref (exact);
}

static void
set (GHashTable *options, const char *name, const char *value)
{
  g_hash_table_insert (options, (gpointer) name, (gpointer) value);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const modes[] = { "PERMISSIVE", "DROPMALFORMED", "FAILFAST", "PERMISSIVE" };
  static const char *const handlings[] = { "STOP_AT_DELIMITER", "STOP_AT_CLOSING_QUOTE", "BACK_TO_DELIMITER",
                                           "SKIP_VALUE", "RAISE_ERROR" };
  g_autoptr (GHashTable) options = g_hash_table_new (g_str_hash, g_str_equal);
  guint choice;

  set_up ();
  if (size == 0)
    return 0;
  choice = data[0];
  data++;
  size--;
  try_functions ((const char *) data, size);

  set (options, "mode", modes[choice >> 1 & 3]);
  if (choice & 1)
    {
      if (choice & 8)
        set (options, "header", "true");
      if (choice & 16)
        set (options, "comment", "#");
      if (choice & 32)
        set (options, "escape", "\"");
      if (choice & 64)
        set (options, "nullValue", "-");
      if (choice & 128)
        {
          set (options, "charToEscapeQuoteEscaping", "^");
          set (options, "unescapedQuoteHandling", handlings[size % G_N_ELEMENTS (handlings)]);
        }
      compare ("csv", csv_schema, options, (const char *) data, size, "SLUICE_CSV_NO_WINDOWS");
    }
  else
    {
      if (choice & 8)
        set (options, "allowComments", "true");
      if (choice & 16)
        set (options, "allowUnquotedFieldNames", "true");
      if (choice & 32)
        set (options, "allowBackslashEscapingAnyCharacter", "true");
      if (choice & 64)
        set (options, "lineSep", "\n");
      compare ("json", json_schema, options, (const char *) data, size, "SLUICE_JSON_NO_PREDICTION");
    }

  return 0;
}

#ifndef SLUICE_LIBFUZZER

/* Pieces that make inputs which look like files, mostly. */
static const char *const json_pieces[] = {
  "{\"a\":1,\"b\":\"x\"}\n",
  "{\"a\":2,\"b\":\"y\"}\n",
  "{\"a\": -7, \"b\": \"\", \"c\": 1.5}\n",
  "{\"s\":{\"x\":1,\"y\":\"q\"},\"l\":[1,2,3],\"m\":{\"k\":\"v\"}}\n",
  "{\"s\":{\"x\":1,\"y\":\"q\"},\"l\":[1,null],\"m\":{}}\n",
  "{\"s\":null,\"l\":null,\"m\":null}\n",
  "{\"t\":\"2024-01-02T03:04:05Z\",\"d\":12.345}\n",
  "{\"t\":\"2024-01-02 03:04:05\",\"d\":99999999999}\n",
  "{\"b\":\"\\u00e9\\n\\\"\",\"a\":3}\n",
  "{\"b\":\"\xc3\xa9\",\"a\":3}\n",
  "{\"b\":\"\xff\",\"a\":3}\n",
  "{\"b\":\"\xed\xa0\x80\",\"a\":3}\n",
  "{\"zz\":{\"deep\":[1,{\"q\":\"}\"}]},\"a\":4}\n",
  "{\"a\":1,\"a\":2}\n",
  "[{\"a\":1},{\"b\":\"x\"}]\n",
  "{\"a\":99999999999}\n",
  "{\"a\":01}\n",
  "{\"a\":1e5,\"c\":NaN}\n",
  "{\"a\":true,\"b\":true,\"c\":-0.0}\n",
  "{\"b\":{\"any\": [1]},\"c\":\"NaN\"}\n",
  "\n",
  "\r\n",
  "{}\n",
  "null\n",
  "{\"a\":1}trailing\n",
  "{\"a\":1}\r{\"a\":2}\r\n",
  "'", "\"", "\\", "{", "}", "[", "]", ",", ":", " ", "\t", "\n", "1", "-", ".", "e",
};

static const char *const csv_pieces[] = {
  "1,x,1.5,2024-01-02\n",
  "-2,some words,2,2024-01-03\n",
  "3,\"quoted, text\",3.25,\n",
  "4,\"with \\\" escape\",1,2024-01-02\n",
  "5,\"double \"\" quote\",1,2024-01-02\n",
  "6,\"\",,\n",
  "7,in\"side,1,2024-01-02\n",
  "8,\"unclosed,1,2024-01-02\n",
  "9,\"after\"x,1,2024-01-02\n",
  "10,\"blank\" ,1,2024-01-02\n",
  "11,x\n",
  "12,x,1,2024-01-02,more\n",
  "bad,x,1,2024-01-02\n",
  "13,\xc3\xa9,1,2024-01-02\n",
  "14,\xff\xfe,1,2024-01-02\n",
  "15,\xe2\x82,NaN,2024-01-02\n",
  "99999999999,x,Inf,x\n",
  "# comment\n",
  "  \n",
  "\t,\t,,\n",
  "\n",
  "\r\n",
  "16,x,1,2024-01-02\r17,y,2,2024-01-02\r\n",
  "-,-,-,-\n",
  ",,,\n",
  "18,a text that is much longer than one window of sixty-four bytes so that the next one is needed,1,2024-01-02\n",
  ",", "\"", "\\", "\n", "\r", " ", "#", "x", "1", "-", "^", "\"^\\\"", ",\"",
};

static void
make_input (GRand *rand, GByteArray *out)
{
  guint8 choice = (guint8) g_rand_int_range (rand, 0, 256);
  guint n = (guint) g_rand_int_range (rand, 1, 40);

  g_byte_array_set_size (out, 0);
  g_byte_array_append (out, &choice, 1);
  for (guint i = 0; i < n; i++)
    {
      const char *piece = choice & 1 ? csv_pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (csv_pieces))]
                                     : json_pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (json_pieces))];

      g_byte_array_append (out, (const guint8 *) piece, (guint) strlen (piece));
    }

  /* Now and then a byte goes wrong. */
  if (g_rand_int_range (rand, 0, 3) == 0)
    for (guint i = 0; i < 3; i++)
      out->data[g_rand_int_range (rand, 1, (gint32) out->len)] = (guint8) g_rand_int_range (rand, 0, 256);
  if (g_rand_int_range (rand, 0, 4) == 0)
    g_byte_array_set_size (out, (guint) g_rand_int_range (rand, 1, (gint32) out->len + 1));
}

int
main (int argc, char **argv)
{
  g_autoptr (GByteArray) input = g_byte_array_new ();
  g_autoptr (GRand) rand = NULL;
  guint n = 20000;

  for (int i = 1; i < argc; i++)
    {
      g_autofree char *data = NULL;
      gsize size;

      if (g_str_has_prefix (argv[i], "--runs="))
        n = (guint) g_ascii_strtoull (argv[i] + 7, NULL, 10);
      else if (g_file_get_contents (argv[i], &data, &size, NULL))
        LLVMFuzzerTestOneInput ((const uint8_t *) data, size);
    }

  rand = g_rand_new_with_seed (1);
  for (guint i = 0; i < n; i++)
    {
      make_input (rand, input);
      LLVMFuzzerTestOneInput (input->data, input->len);
    }

  return 0;
}

#endif
