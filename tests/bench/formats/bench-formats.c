/* bench-formats.c: how fast files are read and written, on one core.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>
#include <time.h>

#include "formats/sluice-reader.h"
#include "formats/sluice-writer.h"

#include "expr/sluice-analyzer.h"

#define N_ROWS 200000
#define N_WRITTEN 10000
#define BLOCK ((gsize) 1024 * 1024)

typedef struct
{
  const char *name;
  const char *format;
  const char *schema;
  const char *wanted;           /* indices, as text; all when empty */
  GString *(*make) (guint n);
} Workload;

/* Processor time of this thread in microseconds: what else the machine does shouldn't count. */
static double
now_us (void)
{
  struct timespec t;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);

  return (double) t.tv_sec * 1e6 + (double) t.tv_nsec / 1e3;
}

static void
append_uuid (GString *out, GRand *rand)
{
  guint32 r[4] = { g_rand_int (rand), g_rand_int (rand), g_rand_int (rand), g_rand_int (rand) };

  g_string_append_printf (out, "%08x-%04x-%04x-%04x-%04x%08x", r[0], r[1] >> 16, r[1] & 0xffff, r[2] >> 16,
                          r[2] & 0xffff, r[3]);
}

static GString *
make_ysb (guint n)
{
  static const char *const kinds[] = { "view", "click", "purchase" };
  static const char *const ads[] = { "banner", "modal", "sponsored-search", "mail", "mobile" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_string_append (out, "{\"user_id\":\"");
      append_uuid (out, rand);
      g_string_append (out, "\",\"page_id\":\"");
      append_uuid (out, rand);
      g_string_append (out, "\",\"ad_id\":\"");
      append_uuid (out, rand);
      g_string_append_printf (out, "\",\"ad_type\":\"%s\",\"event_type\":\"%s\",\"event_time\":\"%u\",\"ip_address\":\"1.2.3.4\"}\n",
                              ads[g_rand_int_range (rand, 0, 5)], kinds[g_rand_int_range (rand, 0, 3)],
                              1700000000 + i);
    }

  return out;
}

static GString *
make_orders (guint n)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (out,
                            "{\"id\":%u,\"customer\":{\"id\":%d,\"name\":\"Customer %d\"},\"amount\":%.2f,"
                            "\"paid\":%s,\"ts\":\"2024-01-02T%02u:%02u:%02u.%03uZ\"}\n",
                            i, g_rand_int_range (rand, 0, 100000), g_rand_int_range (rand, 0, 1000),
                            g_rand_double_range (rand, 0, 1000), i % 3 == 0 ? "true" : "false",
                            i / 3600 % 24, i / 60 % 60, i % 60, i % 1000);

  return out;
}

static GString *
make_csv (guint n)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_string_append_printf (out, "%u,%d,", i, g_rand_int_range (rand, -1000000, 1000000));
      append_uuid (out, rand);
      g_string_append_c (out, ',');
      append_uuid (out, rand);
      g_string_append_printf (out, ",some plain words of text %u,%d,", i % 100, g_rand_int_range (rand, 0, 9));
      append_uuid (out, rand);
      g_string_append_c (out, '\n');
    }

  return out;
}

static GString *
make_csv_quoted (guint n)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (out, "%u,\"some, quoted words %u\",%u.%02u,\"more words of text here\",%u\n", i,
                            i % 100, i % 1000, i % 97, i * 7);

  return out;
}

static const Workload workloads[] = {
  { "json YSB, all 7 columns", "json",
    "user_id STRING, page_id STRING, ad_id STRING, ad_type STRING, event_type STRING, event_time STRING, "
    "ip_address STRING",
    "", make_ysb },
  { "json YSB, 3 of 7 columns", "json",
    "user_id STRING, page_id STRING, ad_id STRING, ad_type STRING, event_type STRING, event_time STRING, "
    "ip_address STRING",
    "2,4,5", make_ysb },
  { "json YSB, 2 of 7 columns", "json",
    "user_id STRING, page_id STRING, ad_id STRING, ad_type STRING, event_type STRING, event_time STRING, "
    "ip_address STRING",
    "2,5", make_ysb },
  { "json orders, nested and typed", "json",
    "id BIGINT, customer STRUCT<id: INT, name: STRING>, amount DOUBLE, paid BOOLEAN, ts TIMESTAMP", "",
    make_orders },
  { "csv, 7 plain columns", "csv", "a BIGINT, b INT, c STRING, d STRING, e STRING, f INT, g STRING", "",
    make_csv },
  { "csv, 5 columns, 2 quoted", "csv", "a BIGINT, b STRING, c DOUBLE, d STRING, e BIGINT", "",
    make_csv_quoted },
  { "text", "text", "value STRING", "", make_ysb },
};

static gboolean
count_batch (SluiceBatch *batch, gpointer user_data, GError **error)
{
  guint64 *n = user_data;

  *n += batch->n_selected;

  return TRUE;
}

static gboolean
keep_batch (SluiceBatch *batch, gpointer user_data, GError **error)
{
  g_ptr_array_add (user_data, sluice_batch_ref (batch));

  return TRUE;
}

static void
scan_blocks (SluiceScanner *scanner, const GString *text, SluiceArena *arena, SluiceBatchFunc func, gpointer data,
             gboolean reset)
{
  guint64 sequence = 0;
  gsize at = 0;

  while (at < text->len)
    {
      gsize n = MIN (BLOCK, text->len - at);
      SluiceScanOrigin origin = { "bench", 0, FALSE };
      g_autoptr (GError) error = NULL;

      while (n < text->len - at && text->str[at + n - 1] != '\n')
        n++;
      if (!sluice_scanner_scan (scanner, arena, text->str + at, n, &origin, &sequence, func, data, &error))
        g_error ("%s", error->message);
      at += n;
      if (reset)
        sluice_arena_reset (arena);
    }
}

static void
bench_reader (const Workload *workload, const SluiceSettings *settings)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceType) schema = sluice_parse_ddl (workload->schema, &error);
  g_auto (GStrv) wanted = g_strsplit (workload->wanted, ",", -1);
  guint n_wanted = g_strv_length (wanted);
  guint columns[16];
  g_autoptr (SluiceReader) reader = NULL;
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  GString *text = workload->make (N_ROWS);
  SluiceScanStatistics statistics;
  SluiceScanner *scanner;
  double best = 1e9;

  for (guint i = 0; i < n_wanted; i++)
    columns[i] = (guint) g_ascii_strtoull (wanted[i], NULL, 10);
  reader = sluice_reader_new (workload->format, schema, n_wanted > 0 ? columns : NULL, n_wanted, NULL, settings,
                              &error);
  if (reader == NULL)
    g_error ("%s", error->message);

  scanner = sluice_scanner_new (reader);
  for (guint i = 0; i < 5; i++)
    {
      double start = now_us ();
      guint64 n = 0;

      scan_blocks (scanner, text, arena, count_batch, &n, TRUE);
      best = MIN (best, now_us () - start);
      g_assert_cmpuint (n, ==, N_ROWS);
    }
  sluice_scanner_statistics (scanner, &statistics);
  g_print ("%-32s %6.1f ns/row  %5.2f GB/s  %5.1f M rows/s  (%.0f B/row, %" G_GUINT64_FORMAT
           " fallbacks of %" G_GUINT64_FORMAT ")\n",
           workload->name, best * 1e3 / N_ROWS, (double) text->len / best / 1e3, N_ROWS / best,
           (double) text->len / N_ROWS, statistics.n_fallbacks, statistics.n_rows);
  sluice_scanner_free (scanner);
  g_string_free (text, TRUE);
}

static void
bench_writer (const Workload *workload, const char *format, const SluiceSettings *settings)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceType) schema = sluice_parse_ddl (workload->schema, &error);
  g_autoptr (SluiceReader) reader = sluice_reader_new (workload->format, schema, NULL, 0, NULL, settings, &error);
  g_autoptr (SluiceWriter) writer = sluice_writer_new (format, schema, NULL, settings, &error);
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  g_autoptr (GPtrArray) batches = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_batch_unref);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  /* As many rows as a micro-batch may have; they stay in the processor's caches. */
  GString *text = workload->make (N_WRITTEN);
  SluiceScanner *scanner;
  double best = 1e9;

  if (writer == NULL)
    return;
  scanner = sluice_scanner_new (reader);
  scan_blocks (scanner, text, arena, keep_batch, batches, FALSE);
  for (guint i = 0; i < 50; i++)
    {
      double start = now_us ();

      g_byte_array_set_size (out, 0);
      for (guint j = 0; j < batches->len; j++)
        sluice_writer_append (writer, g_ptr_array_index (batches, j), out, NULL);
      best = MIN (best, now_us () - start);
    }
  g_print ("write %s from %-20s %6.1f ns/row  %5.2f GB/s\n", format, workload->name, best * 1e3 / N_WRITTEN,
           (double) out->len / best / 1e3);
  g_ptr_array_set_size (batches, 0);
  sluice_scanner_free (scanner);
  g_string_free (text, TRUE);
}

/* The files for another program, which formats.py asks: each line printed is a workload, tabs between its
 * parts. */
static void
write_files (const char *folder)
{
  for (guint i = 0; i < G_N_ELEMENTS (workloads); i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%u.%s", folder, i, workloads[i].format);
      GString *text = workloads[i].make (N_ROWS);
      g_autoptr (GError) error = NULL;

      if (!g_file_set_contents (path, text->str, (gssize) text->len, &error))
        g_error ("%s", error->message);
      g_print ("%s\t%s\t%s\t%s\t%s\t%u\n", workloads[i].name, workloads[i].format, workloads[i].schema,
               workloads[i].wanted, path, N_ROWS);
      g_string_free (text, TRUE);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (SluiceSettings) settings = sluice_settings_new (NULL);
  const char *only = argc > 1 ? argv[1] : "";

  if (argc > 2 && strcmp (argv[1], "--write") == 0)
    {
      write_files (argv[2]);
      return 0;
    }
  for (guint i = 0; i < G_N_ELEMENTS (workloads); i++)
    if (strstr (workloads[i].name, only) != NULL)
      bench_reader (&workloads[i], settings);
  for (guint i = 0; i < G_N_ELEMENTS (workloads); i++)
    if (strstr (workloads[i].name, only) != NULL && strcmp (workloads[i].format, "text") != 0
        && workloads[i].wanted[0] == '\0')
      {
        bench_writer (&workloads[i], "json", settings);
        bench_writer (&workloads[i], "csv", settings);
      }

  return 0;
}
