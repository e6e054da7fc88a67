/* fuzz-main.c: runs a target without a fuzzing engine, on seeds and on changed seeds.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fuzz-TARGET FOLDER...: replays every file, then inputs made from them by a fixed seed, so that a failure can
 * be had again.
 */
#include "config.h"

#include <string.h>

#include "fuzz.h"

/* Inputs made of all seeds together: as many as take a few seconds. */
#define N_MADE 2000

static void
run (const char *data, gsize size)
{
  /* Exactly as long as the data, so that a sanitizer sees a byte read too far. */
  g_autofree guint8 *copy = g_memdup2 (data, size);

  LLVMFuzzerTestOneInput (copy != NULL ? copy : (const guint8 *) "", size);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
read_folder (const char *folder, GPtrArray *seeds)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_build_filename (folder, name, NULL));
  /* In an order that doesn't depend on the file system. */
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *text = NULL;
      gsize length;

      if (!g_file_get_contents (names->pdata[i], &text, &length, NULL))
        g_error ("can't read %s", (char *) names->pdata[i]);
      g_ptr_array_add (seeds, g_bytes_new_take (g_steal_pointer (&text), length));
    }
}

/* A word, a number, or a single byte: bytes alone would hardly get past a lexer. */
static gsize
token_length (const char *text, gsize size)
{
  gsize n = 0;

  while (n < size && (g_ascii_isalnum (text[n]) || text[n] == '_'))
    n++;

  return MAX (n, 1);
}

/* A token, or now and then the rest of a line, from anywhere in a seed. */
static void
append_piece (GString *out, GBytes *seed, GRand *random)
{
  gsize size;
  const char *text = g_bytes_get_data (seed, &size);
  const char *end;
  gsize at;

  if (size == 0)
    return;
  at = (gsize) g_rand_int_range (random, 0, (gint32) size);
  end = memchr (text + at, '\n', size - at);
  if (end != NULL && g_rand_int_range (random, 0, 4) == 0)
    g_string_append_len (out, text + at, end + 1 - (text + at));
  else
    g_string_append_len (out, text + at, (gssize) token_length (text + at, size - at));
}

/* The tokens of a seed, a few of them left out, doubled, replaced or damaged. */
static void
make_input (GBytes *seed, GPtrArray *seeds, GRand *random, GString *out)
{
  gsize size;
  const char *text = g_bytes_get_data (seed, &size);
  gsize at = 0;

  g_string_truncate (out, 0);
  while (at < size)
    {
      gsize n = token_length (text + at, size - at);
      gint32 choice = g_rand_int_range (random, 0, (gint32) MAX (24, size / 8));

      if (choice == 1 || choice == 2)
        append_piece (out, seeds->pdata[g_rand_int_range (random, 0, (gint32) seeds->len)], random);
      if (choice > 1)
        g_string_append_len (out, text + at, (gssize) n);
      if (choice == 3)
        g_string_append_len (out, text + at, (gssize) n);
      if (choice == 4)
        g_string_append_c (out, (char) g_rand_int_range (random, 0, 256));
      if (choice == 5 && at > size / 2)
        break;
      at += n;
    }
}

int
main (int argc, char *argv[])
{
  g_autoptr (GPtrArray) seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GRand) random = g_rand_new_with_seed (20260101);
  g_autoptr (GString) input = g_string_new (NULL);

  for (int i = 1; i < argc; i++)
    read_folder (argv[i], seeds);
  if (seeds->len == 0)
    g_error ("no seeds");
  for (guint i = 0; i < seeds->len; i++)
    {
      gsize size;
      const char *data = g_bytes_get_data (seeds->pdata[i], &size);

      run (data, size);
    }
  for (guint i = 0; i < N_MADE; i++)
    {
      make_input (seeds->pdata[g_rand_int_range (random, 0, (gint32) seeds->len)], seeds, random, input);
      run (input->str, input->len);
    }

  return 0;
}
