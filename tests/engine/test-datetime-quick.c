/* test-datetime-quick.c: the quick ways with dates and times against the general ones, on random values.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-analyzer.h"
#include "expr/sluice-calendar.h"
#include "expr/sluice-date-pattern-private.h"
#include "expr/sluice-program.h"
#include "expr/sluice-zone.h"

#define N_ROUNDS 20000
#define N_ROWS 700

static const char *const zones[]
    = { "UTC",          "America/New_York", "Europe/Berlin",    "Asia/Kolkata",  "Pacific/Apia",
        "+05:30",       "-18:00",           "Australia/Lord_Howe", "Asia/Manila", "Africa/Monrovia",
        "America/Sao_Paulo" };

static const SluiceZone *
random_zone (GRand *random)
{
  return sluice_zone_lookup (zones[g_rand_int_range (random, 0, G_N_ELEMENTS (zones))]);
}

static gint64
random_bits (GRand *random)
{
  return (gint64) ((guint64) g_rand_int (random) << 32 | g_rand_int (random));
}

/* Moments of all sizes; many of today, at the ends of years and of the years that have four digits, at midnight, and
 * where clocks are changed. */
static gint64
random_us (GRand *random, const SluiceZone *zone)
{
  static const gint16 years[] = { -1, 0, 1, 99, 1582, 1900, 1969, 1970, 2000, 2023, 2024, 2100 };
  gint64 us = g_rand_int_range (random, -30000, 60000) * SLUICE_US_PER_DAY
              + random_bits (random) % SLUICE_US_PER_DAY;
  gint64 near = g_rand_int_range (random, -3, 4) * g_rand_int_range (random, 0, 4)
                * (g_rand_boolean (random) ? 1 : SLUICE_US_PER_HOUR / 4);
  SluiceZoneSpan span;

  switch (g_rand_int_range (random, 0, 10))
    {
    case 0:
      return random_bits (random) >> g_rand_int_range (random, 0, 63);
    case 1:
      return sluice_civil_to_days_wide (years[g_rand_int_range (random, 0, G_N_ELEMENTS (years))], 1, 1)
                 * SLUICE_US_PER_DAY
             + near;
    case 2:
      return sluice_civil_to_days_wide (g_rand_boolean (random) ? 10000 : 0, 1, 1) * SLUICE_US_PER_DAY
             + near;
    case 3:
      return us - sluice_floor_mod (us, SLUICE_US_PER_DAY) + near;
    case 4:
      return (g_rand_boolean (random) ? G_MAXINT64 - SLUICE_US_PER_DAY * 3
                                      : G_MININT64 + SLUICE_US_PER_DAY * 3)
             + random_bits (random) % (SLUICE_US_PER_DAY * 3);
    case 5:
    case 6:
      if (zone == NULL)
        return us;
      sluice_zone_span_at (zone, us, &span);
      return span.until_us == G_MAXINT64 ? us : span.until_us + near;
    default:
      return us;
    }
}

/* Day by day through the calendar, whose rules are written out here once more. */
static void
test_days (void)
{
  gint32 days = (gint32) sluice_civil_to_days_wide (-10002, 1, 1);

  for (gint year = -10002; year <= 10002; year++)
    {
      gboolean is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
      const guint lengths[] = { 31, is_leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
      guint day_of_year = 0;

      g_assert_cmpint (sluice_is_leap_year (year), ==, is_leap);
      for (guint month = 1; month <= 12; month++)
        for (guint day = 1; day <= 32; day++)
          {
            gboolean exists = day <= lengths[month - 1];
            char expected[32], text[SLUICE_FORMAT_MAX];
            SluiceCivil civil;
            gint32 read = G_MININT32;

            g_snprintf (expected, sizeof expected, "%s%04d-%02u-%02u",
                        year < 0 ? "-" : year > 9999 ? "+" : "", ABS (year), month, day);
            if (year >= 0 && year <= 9999)
              {
                g_assert_cmpint (sluice_is_common_date ((guint) year, month, day), ==, exists);
                g_assert_cmpint (sluice_read_common_date (expected, &read), ==, exists);
              }
            g_assert_cmpint (sluice_parse_date (expected, strlen (expected), &read), ==, exists);
            if (!exists)
              continue;

            g_assert_cmpint (read, ==, days);
            civil = sluice_civil (days);
            g_assert_cmpint (civil.year, ==, year);
            g_assert_cmpuint (civil.month, ==, month);
            g_assert_cmpuint (civil.day, ==, day);
            g_assert_cmpuint (sluice_day_of_year (days), ==, ++day_of_year);
            g_assert_cmpuint (sluice_weekday (days), ==, (guint) sluice_floor_mod ((gint64) days + 3, 7));
            text[sluice_format_date (days, text)] = '\0';
            g_assert_cmpstr (text, ==, expected);
            days++;
          }
    }
}

static void
test_units (void)
{
  static const gint64 edges[] = { G_MININT64, G_MININT64 + 1, -1, 0, 1, G_MAXINT64 - 1, G_MAXINT64 };
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      gint64 us = i < G_N_ELEMENTS (edges) ? edges[i] : random_us (random, NULL);
      gint64 days = sluice_floor_div (us, SLUICE_US_PER_DAY);

#define CHECK(unit)                                                                               \
  g_assert_cmpint (sluice_whole_units (us, unit), ==, sluice_floor_div (us, unit));                \
  g_assert_cmpuint ((guint64) us - (guint64) sluice_truncate_to (us, unit), ==,                    \
                    (guint64) sluice_floor_mod (us, unit))
      CHECK (SLUICE_US_PER_SECOND);
      CHECK (SLUICE_US_PER_MINUTE);
      CHECK (SLUICE_US_PER_HOUR);
      CHECK (SLUICE_US_PER_DAY);
#undef CHECK
      g_assert_cmpint (sluice_day_of (us), ==, days);
      g_assert_cmpint (sluice_time_of_day (us, (gint32) days), ==, sluice_floor_mod (us, SLUICE_US_PER_DAY));
    }
}

/* GLib reads the same files, by another way. */
static void
test_offsets (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (2);

  for (guint z = 0; z < G_N_ELEMENTS (zones); z++)
    {
      const SluiceZone *zone = sluice_zone_lookup (zones[z]);
      g_autoptr (GTimeZone) other = g_time_zone_new_identifier (zones[z]);
      SluiceZoneCursor cursor = sluice_zone_cursor (zone);

      if (zone == NULL || other == NULL)
        continue;
      for (guint i = 0; i < N_ROUNDS / 4; i++)
        {
          /* 1920 to 2036: from where times have been told by the hour to where GLib's tables end. */
          gint64 seconds = g_rand_double_range (random, -1577923200.0, 2082758400.0);
          gint interval;
          gint32 offset;

          if (i % 2 == 0)
            {
              SluiceZoneSpan span;

              sluice_zone_span_at (zone, seconds * SLUICE_US_PER_SECOND, &span);
              if (span.until_us < 2082758400 * SLUICE_US_PER_SECOND)
                seconds = span.until_us / SLUICE_US_PER_SECOND + g_rand_int_range (random, -1, 2);
            }
          interval = g_time_zone_find_interval (other, G_TIME_TYPE_UNIVERSAL, seconds);
          offset = g_time_zone_get_offset (other, interval);
          g_assert_cmpint (sluice_zone_offset_at (zone, seconds * SLUICE_US_PER_SECOND), ==, offset);
          g_assert_cmpint (sluice_zone_cursor_local (&cursor, seconds * SLUICE_US_PER_SECOND), ==,
                           (seconds + offset) * SLUICE_US_PER_SECOND);
        }
    }
}

/* Where a cursor says that there is no doubt, all the ways back to UTC agree. */
static void
test_clear_times (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  guint n_clear = 0;

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      const SluiceZone *zone = random_zone (random);
      SluiceZoneCursor cursor = sluice_zone_cursor (zone);
      gint64 us = random_us (random, zone);
      gint64 local = (gint64) ((guint64) sluice_zone_cursor_local (&cursor, us)
                               + (guint64) (g_rand_int_range (random, -200, 200) * SLUICE_US_PER_HOUR));
      gint64 utc;

      g_assert_false (sluice_zone_cursor_utc (&(SluiceZoneCursor){ zone, { 0 }, G_MAXINT64, G_MININT64 },
                                              local, &utc));
      if (!sluice_zone_cursor_utc (&cursor, local, &utc))
        continue;
      n_clear++;
      g_assert_cmpint (utc, ==, sluice_zone_to_utc (zone, local));
      g_assert_cmpint (utc, ==, sluice_zone_to_utc_near (zone, local, cursor.span.offset));
      local = sluice_truncate_to (local, SLUICE_US_PER_DAY);
      if (sluice_zone_cursor_utc (&cursor, local, &utc))
        g_assert_cmpint (utc, ==, sluice_zone_start_of_day (zone, sluice_day_of (local)));
    }
  g_assert_cmpuint (n_clear, >, N_ROUNDS / 4);
}

static char *
random_pattern (GRand *random)
{
  static const char *const pieces[]
      = { "yyyy", "yy",   "MM",  "dd",  "HH",  "mm",    "ss",     "SSS",       "S",   "SSSSSS", "SSSSSSSSS",
          "-",    ":",    " ",   "'T'", "/",   ".",     "'Z'",    "''",        "'0'", "'é'",    "[",
          "]",    "LL",   "M",   "d",   "H",   "MMM",   "yyyyy",  "XXX",       "a",   "D",      "G",
          "xxxx", "Z", "SSSSS" };
  static const char *const whole[]
      = { "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", "yyyyMMdd", "yyyyMMddHHmmss",
          "yyyyMMddHHmmssSSS", "dd/MM/yyyy", "yy-MM-dd", "HH:mm", "yyyy-MM", "yyyyMM", "yyyy", "MM",
          "yyyy-MM-dd[ HH:mm[:ss]]", "yyyy-MM-dd HH:mm:ss.SSSSSS", "dd.MM.yyyy HH", "yyyy-MM-dd'T'HH:mm:ss.S'Z'",
          "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "yyyy-MM-dd HH:mm:ss zzz", "yyyy-MM-dd'T'HH:mm:ss[.SSS][XXXXX]",
          "yyyy-MM-dd d.M. hh a" };
  GString *text;

  if (g_rand_boolean (random))
    return g_strdup (whole[g_rand_int_range (random, 0, G_N_ELEMENTS (whole))]);

  text = g_string_new (NULL);
  for (gint n = g_rand_int_range (random, 1, 10); n > 0; n--)
    {
      /* Mostly what a layout has. */
      gint kind = g_rand_int_range (random, 0, g_rand_int_range (random, 0, 4) == 0 ? G_N_ELEMENTS (pieces) : 22);

      g_string_append (text, pieces[kind]);
    }

  return g_string_free (text, FALSE);
}

/* What makes a text another one: nothing, a byte more, less or different, digits elsewhere. */
static void
change_text (GRand *random, GString *text)
{
  static const char bytes[] = "0123456789-+:. Ttz/x\0\x80";
  gsize at = text->len > 0 ? (gsize) g_rand_int_range (random, 0, (gint32) text->len) : 0;
  char byte = bytes[g_rand_int_range (random, 0, sizeof bytes - 1)];

  switch (g_rand_int_range (random, 0, 5))
    {
    case 0:
      g_string_insert_c (text, (gssize) at, byte);
      break;
    case 1:
      if (text->len > 0)
        g_string_erase (text, (gssize) at, 1);
      break;
    case 2:
    case 3:
      if (text->len > 0)
        text->str[at] = byte;
      break;
    default:
      break;
    }
}

static void
assert_patterns_agree (GRand *random, const SluiceDatePattern *quick, const SluiceDatePattern *general, guint *n_read)
{
  const SluiceZone *zone = g_rand_int_range (random, 0, 4) == 0 ? NULL : random_zone (random);
  gint64 us = random_us (random, zone);
  g_autoptr (GString) a = g_string_new ("=");
  g_autoptr (GString) b = g_string_new ("=");
  g_autofree char *exact = NULL;
  gint64 read_a = 0, read_b = 0;
  gboolean ok;

  /* Local times beyond the range are nobody's. */
  us = CLAMP (us, G_MININT64 + 2 * SLUICE_US_PER_DAY, G_MAXINT64 - 2 * SLUICE_US_PER_DAY);
  sluice_date_pattern_format (quick, us, zone, a);
  sluice_date_pattern_format (general, us, zone, b);
  g_assert_cmpstr (a->str, ==, b->str);

  g_string_erase (a, 0, 1);
  change_text (random, a);
  /* A copy of its own length, so that a sanitizer sees who reads on. */
  exact = g_memdup2 (a->str, MAX (a->len, 1));
  ok = sluice_date_pattern_parse (quick, exact, a->len, zone, &read_a);
  g_assert_cmpint (ok, ==, sluice_date_pattern_parse (general, exact, a->len, zone, &read_b));
  if (ok)
    {
      g_assert_cmpint (read_a, ==, read_b);
      (*n_read)++;
    }
}

static void
test_patterns (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (4);
  guint n_layouts = 0, n_readable = 0, n_read = 0;

  for (guint i = 0; i < N_ROUNDS / 2; i++)
    {
      g_autofree char *text = random_pattern (random);
      g_autoptr (SluiceDatePattern) quick = sluice_date_pattern_new (text, TRUE, NULL);
      g_autoptr (SluiceDatePattern) general = sluice_date_pattern_new (text, TRUE, NULL);

      g_assert_cmpint (quick != NULL, ==, general != NULL);
      if (quick == NULL || quick->layout == NULL)
        continue;
      n_layouts++;
      n_readable += quick->layout->readable;
      g_clear_pointer (&general->layout, g_free);
      for (guint k = 0; k < 10; k++)
        assert_patterns_agree (random, quick, general, &n_read);
    }
  /* That much is compared in earnest. */
  g_assert_cmpuint (n_layouts, >, N_ROUNDS / 5);
  g_assert_cmpuint (n_readable, >, N_ROUNDS / 10);
  g_assert_cmpuint (n_read, >, n_readable);
}

/* Which patterns are quick, and which a text could be read by otherwise than it was written. */
static void
test_layouts (void)
{
  static const struct
  {
    const char *pattern;
    gint length;
    gboolean readable;
  } cases[] = {
    { "yyyy-MM-dd HH:mm:ss", 19, TRUE },
    { "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", 24, TRUE },
    { "yyyy-MM-dd[ HH:mm]", 16, TRUE },
    { "yyyyMMdd", 8, TRUE },
    { "HH:mm", 5, TRUE },
    { "yy/MM", 5, TRUE },
    { "yyyyMMddHHmmssSSS", 17, FALSE },
    { "yyyy'0'MM", 7, FALSE },
    { "yyyy[MM]", 6, FALSE },
    { "yyyy-yyyy", 9, FALSE },
    { "MM-LL", 5, FALSE },
    { "yyyy-M-d", -1, FALSE },
    { "yyyy-MM-dd G", -1, FALSE },
    { "hh:mm a", -1, FALSE },
    { "yyyy-MM-dd HH:mm:ss XXX", 20, FALSE },
    { "yyyy XXX", -1, FALSE },
    { "yyyyy-MM", -1, FALSE },
    { "'a text that has more bytes than a layout can hold' yyyy", -1, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SluiceDatePattern) pattern = sluice_date_pattern_new (cases[i].pattern, TRUE, NULL);

      g_assert_nonnull (pattern);
      g_assert_cmpint (pattern->layout == NULL ? -1 : (gint) pattern->layout->length, ==, cases[i].length);
      g_assert_cmpint (pattern->layout != NULL && pattern->layout->readable, ==, cases[i].readable);
    }
}

/* The last moment there is, and one that an offset moves beyond it. */
static void
test_range (void)
{
  static const char within[] = "294247-01-10 04:00:54.775807 +00:00";
  static const char beyond[] = "294247-01-10 04:00:54.775807 -00:01";
  g_autoptr (SluiceDatePattern) pattern
      = sluice_date_pattern_new ("yyyyyy-MM-dd HH:mm:ss.SSSSSS xxx", TRUE, NULL);
  const SluiceZone *zone = sluice_zone_lookup ("UTC");
  gint64 us;

  g_assert_true (sluice_date_pattern_parse (pattern, within, strlen (within), zone, &us));
  g_assert_cmpint (us, ==, G_MAXINT64);
  g_assert_false (sluice_date_pattern_parse (pattern, beyond, strlen (beyond), zone, &us));
}

/* A batch of a TIMESTAMP and a DATE with nulls. */
typedef struct
{
  SluiceArena *arena;
  SluiceType *schema;
  SluiceBatch *batch;
} Fixture;

static void
fixture_set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  SluiceColumn *columns[2];

  self->arena = sluice_arena_new ();
  self->schema = sluice_parse_ddl ("t TIMESTAMP, d DATE", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    columns[i] = sluice_column_new (self->arena, self->schema->fields[i].type, N_ROWS);
  for (guint32 row = 0; row < N_ROWS; row++)
    {
      gint64 us = random_us (random, random_zone (random));

      columns[0]->i64[row]
          = CLAMP (us, G_MININT64 + 800 * SLUICE_US_PER_DAY, G_MAXINT64 - 800 * SLUICE_US_PER_DAY);
      columns[1]->i32[row] = sluice_day_of (us);
    }
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    for (guint32 row = i; row < N_ROWS; row += 11)
      sluice_validity_clear (sluice_column_ensure_validity (self->arena, columns[i]), row);
  self->batch = sluice_batch_new (self->arena, self->schema, columns, N_ROWS);
}

static void
fixture_tear_down (Fixture *self, gconstpointer data)
{
  sluice_batch_unref (self->batch);
  sluice_type_unref (self->schema);
  sluice_arena_unref (self->arena);
}

/* What each expression gives for a local time and its zone, the long way. */
typedef struct
{
  const SluiceZone *zone;
  gint64 us;
  gint64 local;
  gint32 days;
  SluiceCivil civil;
} Row;

static gint64
first_of (const Row *row, gint32 year, guint month)
{
  return sluice_zone_start_of_day (row->zone, (gint32) sluice_civil_to_days_wide (year, month, 1));
}

static gint64
cut (const Row *row, gint64 unit)
{
  return sluice_zone_to_utc_near (row->zone, row->local - sluice_floor_mod (row->local, unit),
                                  sluice_zone_offset_at (row->zone, row->us));
}

static gint64
expect (const Row *row, const char *text)
{
  gint64 time = sluice_floor_mod (row->local, SLUICE_US_PER_DAY);

  if (g_str_has_prefix (text, "CAST"))
    return row->days;
  if (g_str_has_prefix (text, "year"))
    return row->civil.year;
  if (g_str_has_prefix (text, "quarter"))
    return (row->civil.month - 1) / 3 + 1;
  if (g_str_has_prefix (text, "month"))
    return row->civil.month;
  if (g_str_has_prefix (text, "dayofweek"))
    return sluice_floor_mod ((gint64) row->days + 4, 7) + 1;
  if (g_str_has_prefix (text, "dayofyear"))
    return row->days - sluice_civil_to_days_wide (row->civil.year, 1, 1) + 1;
  if (g_str_has_prefix (text, "day"))
    return row->civil.day;
  if (g_str_has_prefix (text, "hour"))
    return time / SLUICE_US_PER_HOUR;
  if (g_str_has_prefix (text, "minute"))
    return time / SLUICE_US_PER_MINUTE % 60;
  if (g_str_has_prefix (text, "second"))
    return time / SLUICE_US_PER_SECOND % 60;
  if (strstr (text, "MILLI") != NULL)
    return row->us - sluice_floor_mod (row->us, 1000);
  if (strstr (text, "SECOND") != NULL)
    return row->us - sluice_floor_mod (row->us, SLUICE_US_PER_SECOND);
  if (strstr (text, "MINUTE") != NULL)
    return cut (row, SLUICE_US_PER_MINUTE);
  if (strstr (text, "HOUR") != NULL)
    return cut (row, SLUICE_US_PER_HOUR);
  if (strstr (text, "DAY") != NULL)
    return cut (row, SLUICE_US_PER_DAY);
  if (strstr (text, "WEEK") != NULL)
    return sluice_zone_start_of_day (row->zone,
                                     row->days - (gint32) sluice_floor_mod ((gint64) row->days + 3, 7));
  if (strstr (text, "MONTH") != NULL)
    return first_of (row, row->civil.year, row->civil.month);
  if (strstr (text, "QUARTER") != NULL)
    return first_of (row, row->civil.year, (row->civil.month - 1) / 3 * 3 + 1);

  return first_of (row, row->civil.year, 1);
}

static SluiceColumn *
run (Fixture *self, SluiceBatch *batch, const char *text, const char *zone)
{
  const SluiceScopeInput input = { NULL, self->schema, 0 };
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (SluiceSettings) settings = NULL;
  g_autoptr (SluiceProgram) program = NULL;
  g_autoptr (SluiceExpr) expr = NULL;
  g_autoptr (GError) error = NULL;
  SluiceScope scope = { &input, 1, NULL };
  SluiceColumn *result = NULL;

  g_hash_table_insert (values, (gpointer) "spark.sql.session.timeZone", (gpointer) zone);
  settings = sluice_settings_new (values);
  scope.settings = settings;
  expr = sluice_analyze (text, &scope, SLUICE_ALLOW_NOTHING, &error);
  g_assert_no_error (error);
  program = sluice_program_new (&expr, 1, settings);
  sluice_program_run (program, self->arena, 0, batch, &result, &error);
  g_assert_no_error (error);

  return result;
}

static void
check (Fixture *self, SluiceBatch *batch, const char *text, const char *zone)
{
  SluiceColumn *result = run (self, batch, text, zone);
  const SluiceColumn *input = batch->columns[0];

  for (guint32 i = 0; i < batch->n_selected; i++)
    {
      guint32 at = (guint32) sluice_batch_row (batch, i);
      Row row = { sluice_zone_lookup (zone), input->i64[at], 0, 0, { 0 } };

      g_assert_cmpint (sluice_column_is_null (result, at), ==, sluice_column_is_null (input, at));
      if (sluice_column_is_null (input, at))
        continue;
      row.local = row.us + sluice_zone_offset_at (row.zone, row.us) * SLUICE_US_PER_SECOND;
      row.days = (gint32) sluice_floor_div (row.local, SLUICE_US_PER_DAY);
      row.civil = sluice_civil (row.days);
      if (result->type->id == SLUICE_TYPE_TIMESTAMP)
        g_assert_cmpint (result->i64[at], ==, expect (&row, text));
      else
        g_assert_cmpint (result->i32[at], ==, expect (&row, text));
    }
}

/* Texts of a column, each as the function that writes one. */
static void
check_texts (Fixture *self, SluiceBatch *batch, const char *name)
{
  const SluiceZone *zone = sluice_zone_lookup (name);
  SluiceColumn *dates = run (self, batch, "CAST(d AS STRING)", name);
  SluiceColumn *times = run (self, batch, "CAST(t AS STRING)", name);
  SluiceColumn *formatted = run (self, batch, "date_format(t, 'yyyy-MM-dd HH:mm:ss.SSS')", name);
  SluiceColumn *read = run (self, batch, "to_timestamp(date_format(t, 'yyyyMMddHHmmss'), 'yyyyMMddHHmmss')", name);
  g_autoptr (SluiceDatePattern) pattern = sluice_date_pattern_new ("yyyy-MM-dd HH:mm:ss.SSS", FALSE, NULL);

  g_clear_pointer (&pattern->layout, g_free);
  for (guint32 i = 0; i < batch->n_selected; i++)
    {
      guint32 row = (guint32) sluice_batch_row (batch, i);
      g_autoptr (GString) text = g_string_new (NULL);
      char buffer[SLUICE_FORMAT_MAX];
      gint64 us = batch->columns[0]->i64[row];

      g_assert_cmpint (sluice_column_is_null (dates, row), ==, sluice_column_is_null (batch->columns[1], row));
      if (!sluice_column_is_null (dates, row))
        g_assert_cmpmem (dates->string[row].data, dates->string[row].length, buffer,
                         sluice_format_date (batch->columns[1]->i32[row], buffer));
      g_assert_cmpint (sluice_column_is_null (times, row), ==, sluice_column_is_null (batch->columns[0], row));
      if (sluice_column_is_null (times, row))
        continue;
      g_assert_cmpmem (times->string[row].data, times->string[row].length, buffer,
                       sluice_format_timestamp (us, zone, buffer));
      sluice_date_pattern_format (pattern, us, zone, text);
      g_assert_cmpmem (formatted->string[row].data, formatted->string[row].length, text->str, text->len);
      if (text->str[0] != '-' && text->str[0] != '+')
        {
          gint64 local = us + sluice_zone_offset_at (zone, us) * SLUICE_US_PER_SECOND;

          g_assert_cmpint (read->i64[row], ==,
                           sluice_zone_to_utc (zone, local - sluice_floor_mod (local, SLUICE_US_PER_SECOND)));
        }
    }
}

static void
test_kernels (Fixture *self, gconstpointer data)
{
  static const char *const texts[]
      = { "CAST(t AS DATE)", "year(t)",   "quarter(t)", "month(t)",  "day(t)",
          "dayofweek(t)",    "dayofyear(t)", "hour(t)", "minute(t)", "second(t)",
          "date_trunc('MILLISECOND', t)", "date_trunc('SECOND', t)", "date_trunc('MINUTE', t)",
          "date_trunc('HOUR', t)", "date_trunc('DAY', t)", "date_trunc('WEEK', t)", "date_trunc('MONTH', t)",
          "date_trunc('QUARTER', t)", "date_trunc('YEAR', t)" };
  guint16 *many_rows = sluice_arena_new_array (self->arena, guint16, N_ROWS);
  guint16 *few_rows = sluice_arena_new_array (self->arena, guint16, N_ROWS);
  guint32 n_many = 0, n_few = 0;

  for (guint32 row = 0; row < N_ROWS; row++)
    {
      if (row % 3 != 0)
        many_rows[n_many++] = (guint16) row;
      if (row % 17 == 0)
        few_rows[n_few++] = (guint16) row;
    }
  for (guint z = 0; z < G_N_ELEMENTS (zones); z++)
    {
      g_autoptr (SluiceBatch) many = sluice_batch_new_selected (self->batch, many_rows, n_many);
      g_autoptr (SluiceBatch) few = sluice_batch_new_selected (self->batch, few_rows, n_few);
      SluiceBatch *batches[] = { self->batch, many, few };

      for (guint b = 0; b < G_N_ELEMENTS (batches); b++)
        {
          for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
            check (self, batches[b], texts[t], zones[z]);
          check_texts (self, batches[b], zones[z]);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/datetime-quick/days", test_days);
  g_test_add_func ("/datetime-quick/units", test_units);
  g_test_add_func ("/datetime-quick/offsets", test_offsets);
  g_test_add_func ("/datetime-quick/clear-times", test_clear_times);
  g_test_add_func ("/datetime-quick/patterns", test_patterns);
  g_test_add_func ("/datetime-quick/layouts", test_layouts);
  g_test_add_func ("/datetime-quick/range", test_range);
  g_test_add ("/datetime-quick/kernels", Fixture, NULL, fixture_set_up, test_kernels, fixture_tear_down);

  return g_test_run ();
}
