/* fuzz-query-main.c: runs the target without a fuzzing engine, on queries and on pieces of them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-analyzer.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* So many changed copies of each query; the same ones in every run, so that a failure can be had again. */
#define N_MUTATIONS 40

static void
run (const char *text)
{
  LLVMFuzzerTestOneInput ((const guint8 *) text, strlen (text));
}

/* The tokens of a query, some of them left out, doubled or taken from another query. Bytes alone would
 * hardly get past the lexer. */
static void
mutate (const char *text, const char *other, GRand *random)
{
  g_autoptr (GArray) tokens = sluice_tokenize (text);
  g_autoptr (GArray) pieces = sluice_tokenize (other);
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < tokens->len; i++)
    {
      const SluiceToken *token = &g_array_index (tokens, SluiceToken, i);
      gint32 choice = g_rand_int_range (random, 0, 24);

      if (choice == 0)
        continue;
      if (choice <= 2 && pieces->len > 0)
        {
          const SluiceToken *piece = &g_array_index (
              pieces, SluiceToken, g_rand_int_range (random, 0, (gint32) pieces->len));

          g_string_append_len (out, other + piece->offset, piece->length);
          g_string_append_c (out, ' ');
          if (choice == 1)
            continue;
        }
      g_string_append_len (out, text + token->offset, token->length);
      g_string_append_c (out, ' ');
      if (choice == 3)
        i -= MIN (i, 3);
      if (choice == 4 && i > tokens->len / 2)
        break;
    }
  run (out->str);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20260101);
  g_autofree char *text = NULL;
  g_auto (GStrv) queries = NULL;
  guint n;

  if (argc < 2 || !g_file_get_contents (argv[1], &text, NULL, NULL))
    g_error ("a file with a query on each line is missing");
  queries = g_strsplit (text, "\n", -1);
  n = g_strv_length (queries);
  for (guint i = 0; i < n; i++)
    {
      run (queries[i]);
      for (guint k = 0; *queries[i] != '\0' && k < N_MUTATIONS; k++)
        mutate (queries[i], queries[g_rand_int_range (random, 0, (gint32) n)], random);
    }

  return 0;
}
