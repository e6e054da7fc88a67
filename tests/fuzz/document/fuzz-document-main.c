/* fuzz-document-main.c: runs the target without a fuzzing engine, on seeds and on damaged seeds.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* So many damaged copies of each seed; the same ones in every run, so that a failure can be had
 * again. */
#define N_MUTATIONS 400

static void
mutate (GByteArray *bytes, GRand *random)
{
  static const char *const pieces[]
      = { "{", "}", "[", "]", "\"", ",", ":", "null", "\\u", "1e9", "\xff", "op" };
  guint n = (guint) g_rand_int_range (random, 1, 6);

  for (guint i = 0; i < n && bytes->len > 0; i++)
    {
      guint at = (guint) g_rand_int_range (random, 0, (gint32) bytes->len);
      const char *piece = pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))];

      switch (g_rand_int_range (random, 0, 4))
        {
        case 0:
          bytes->data[at] = (guint8) g_rand_int (random);
          break;
        case 1:
          g_byte_array_remove_index (bytes, at);
          break;
        case 2:
          g_byte_array_set_size (bytes, at);
          break;
        default:
          memcpy (bytes->data + at, piece, MIN (strlen (piece), bytes->len - at));
        }
    }
}

static void
run_seed (const char *path)
{
  g_autofree char *text = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (20260101);
  gsize length;

  if (!g_file_get_contents (path, &text, &length, NULL))
    g_error ("can't read %s", path);
  LLVMFuzzerTestOneInput ((const guint8 *) text, length);
  for (guint i = 0; i < N_MUTATIONS; i++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();

      g_byte_array_append (bytes, (const guint8 *) text, (guint) length);
      mutate (bytes, random);
      LLVMFuzzerTestOneInput (bytes->data, bytes->len);
    }
}

int
main (int argc, char *argv[])
{
  for (int i = 1; i < argc; i++)
    run_seed (argv[i]);

  return 0;
}
