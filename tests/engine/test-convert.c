/* test-convert.c: numbers, dates, timestamps and zones from and to text.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-calendar.h"
#include "expr/sluice-convert.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void
test_int64 (void)
{
  static const struct
  {
    const char *text;
    gboolean ok;
    gint64 value;
  } cases[] = {
    { "0", TRUE, 0 },
    { "-7", TRUE, -7 },
    { "+42", TRUE, 42 },
    { "000000000000000000000000012", TRUE, 12 },
    { "9223372036854775807", TRUE, G_MAXINT64 },
    { "-9223372036854775808", TRUE, G_MININT64 },
    { "9223372036854775808", FALSE, 0 },
    { "-9223372036854775809", FALSE, 0 },
    { "99999999999999999999999", FALSE, 0 },
    { "", FALSE, 0 },
    { "-", FALSE, 0 },
    { "1 ", FALSE, 0 },
    { "1.0", FALSE, 0 },
    { "0x1F", FALSE, 0 },
    { "\xd9\xa3", FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 value = 0;
      char buffer[SLUICE_FORMAT_MAX + 1];

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (sluice_parse_int64 (cases[i].text, strlen (cases[i].text), &value), ==,
                       cases[i].ok);
      if (!cases[i].ok)
        continue;
      g_assert_cmpint (value, ==, cases[i].value);
      buffer[sluice_format_int64 (value, buffer)] = '\0';
      g_assert_cmpint (g_ascii_strtoll (buffer, NULL, 10), ==, value);
    }
}

static void
check_double (const char *text, double expected)
{
  double value = 0;

  g_test_message ("%s", text);
  g_assert_true (sluice_parse_double (text, strlen (text), &value));
  g_assert_cmpint (memcmp (&value, &expected, sizeof value), ==, 0);
}

static void
test_double_parse (void)
{
  static const char *const wrong[]
      = { "", ".", "e5", "1e", "1e+", "1,5", "x", "0x10", "--1", "1.5.2", "1d5", "+nan", "in" };
  double value;

  check_double ("1.5", 1.5);
  check_double ("-0", -0.0);
  check_double (".5", 0.5);
  check_double ("5.", 5.0);
  check_double ("1.5d", 1.5);
  check_double ("1.5F", 1.5);
  check_double ("0x1p3", 8.0);
  check_double ("1e308", 1e308);
  check_double ("1e309", HUGE_VAL);
  check_double ("-1e309", -HUGE_VAL);
  check_double ("1e-400", 0.0);
  check_double ("4.9e-324", 4.9e-324);
  check_double ("2.2250738585072014e-308", 2.2250738585072014e-308);
  /* Known to catch parsers that round twice. */
  check_double ("2.2250738585072011e-308", 2.2250738585072011e-308);
  check_double ("6631.4589999999998326", 6631.4589999999998326);
  check_double ("9007199254740993", 9007199254740992.0);
  check_double ("9007199254740993.00000000000000000000000000000000001", 9007199254740994.0);
  check_double ("Infinity", HUGE_VAL);
  check_double ("-inf", -HUGE_VAL);
  g_assert_true (sluice_parse_double ("NaN", 3, &value));
  g_assert_true (isnan (value));

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_test_message ("%s", wrong[i]);
      g_assert_false (sluice_parse_double (wrong[i], strlen (wrong[i]), &value));
    }
}

static void
check_double_text (double value, const char *expected)
{
  char buffer[SLUICE_FORMAT_MAX + 1];

  buffer[sluice_format_double (value, buffer)] = '\0';
  g_assert_cmpstr (buffer, ==, expected);
}

static void
test_double_format (void)
{
  char buffer[SLUICE_FORMAT_MAX + 1];

  check_double_text (0, "0.0");
  check_double_text (-0.0, "-0.0");
  check_double_text (1, "1.0");
  check_double_text (100, "100.0");
  check_double_text (0.1, "0.1");
  check_double_text (0.3, "0.3");
  check_double_text (0.1 + 0.2, "0.30000000000000004");
  check_double_text (1e7, "1.0E7");
  check_double_text (9999999, "9999999.0");
  check_double_text (12345678.9, "1.23456789E7");
  check_double_text (0.001, "0.001");
  check_double_text (0.0009, "9.0E-4");
  check_double_text (1e21, "1.0E21");
  check_double_text (1.7976931348623157e308, "1.7976931348623157E308");
  check_double_text (2.2250738585072014e-308, "2.2250738585072014E-308");
  check_double_text (-1.5, "-1.5");
  check_double_text (HUGE_VAL, "Infinity");
  check_double_text (NAN, "NaN");

  buffer[sluice_format_float (0.1f, buffer)] = '\0';
  g_assert_cmpstr (buffer, ==, "0.1");
  buffer[sluice_format_float (16777216.0f, buffer)] = '\0';
  g_assert_cmpstr (buffer, ==, "1.6777216E7");
}

/* Every text reads back as the number it was made from, here and in the C library, and the number
 * that the library reads is the one that we read. */
static void
test_double_round_trip (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20260101);

  for (guint i = 0; i < 200000; i++)
    {
      guint64 bits = (guint64) g_rand_int (random) << 32 | g_rand_int (random);
      char buffer[SLUICE_FORMAT_MAX + 1];
      double value, back;
      gsize n;

      if (i % 2 == 0)
        memcpy (&value, &bits, sizeof value);
      else
        value = (double) (gint64) bits / (double) (1 + g_rand_int_range (random, 0, 100000));
      if (isnan (value) || isinf (value))
        continue;

      n = sluice_format_double (value, buffer);
      buffer[n] = '\0';
      g_assert_true (sluice_parse_double (buffer, n, &back));
      g_assert_cmpint (memcmp (&value, &back, sizeof value), ==, 0);
      g_assert_cmpfloat (g_ascii_strtod (buffer, NULL), ==, value);

      g_snprintf (buffer, sizeof buffer, "%.*e", g_rand_int_range (random, 1, 25), value);
      g_assert_true (sluice_parse_double (buffer, strlen (buffer), &back));
      g_assert_cmpfloat (back, ==, g_ascii_strtod (buffer, NULL));
    }
}

static void
test_decimal (void)
{
  static const struct
  {
    const char *text;
    guint precision;
    guint scale;
    const char *result;
  } cases[] = {
    { "1.5", 5, 2, "1.50" },
    { "1.005", 5, 2, "1.01" },
    { "-1.005", 5, 2, "-1.01" },
    { "999.994", 5, 2, "999.99" },
    { "999.995", 5, 2, NULL },
    { "1000", 5, 2, NULL },
    { "1e2", 5, 2, "100.00" },
    { "1E-2", 5, 2, "0.01" },
    { "1e-10", 5, 2, "0.00" },
    { ".5", 5, 2, "0.50" },
    { "1.", 5, 2, "1.00" },
    { "0e99999999", 5, 2, "0.00" },
    { "1e99999999", 5, 2, NULL },
    { "99999999999999999999999999999999999999", 38, 0, "99999999999999999999999999999999999999" },
    { "999999999999999999999999999999999999999", 38, 0, NULL },
    { "", 5, 2, NULL },
    { "1,5", 5, 2, NULL },
    { "1.2.3", 5, 2, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SluiceInt128 value = 0;
      char buffer[SLUICE_FORMAT_MAX + 1];
      gboolean ok = sluice_parse_decimal (cases[i].text, strlen (cases[i].text), cases[i].precision,
                                          cases[i].scale, &value, NULL);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (ok, ==, cases[i].result != NULL);
      if (!ok)
        continue;
      buffer[sluice_format_decimal (value, cases[i].scale, buffer)] = '\0';
      g_assert_cmpstr (buffer, ==, cases[i].result);
    }
}

static void
test_date (void)
{
  static const struct
  {
    const char *text;
    const char *result;
  } cases[] = {
    { "2024-02-29", "2024-02-29" },
    { "2024-2-9", "2024-02-09" },
    { "2024", "2024-01-01" },
    { " 2024-02 ", "2024-02-01" },
    { "2024-02-29T12:00", "2024-02-29" },
    { "2024-02-29 x", "2024-02-29" },
    { "-2024-02-29", "-2024-02-29" },
    { "12024-02-29", "+12024-02-29" },
    { "0000-01-01", "0000-01-01" },
    { "2023-02-29", NULL },
    { "1900-02-29", NULL },
    { "24-02-29", NULL },
    { "2024-02-29x", NULL },
    { "2024-", NULL },
    { "20240229", NULL },
    { "9999999-01-01", NULL },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint32 days = 0;
      char buffer[SLUICE_FORMAT_MAX + 1];
      gboolean ok = sluice_parse_date (cases[i].text, strlen (cases[i].text), &days);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (ok, ==, cases[i].result != NULL);
      if (!ok)
        continue;
      buffer[sluice_format_date (days, buffer)] = '\0';
      g_assert_cmpstr (buffer, ==, cases[i].result);
    }
}

/* Days and dates agree with GLib's calendar, and with each other outside of its reach. */
static void
test_calendar (void)
{
  for (gint32 days = -800000; days < 3000000; days += 97)
    {
      gint32 year;
      guint month, day;

      sluice_days_to_civil (days, &year, &month, &day);
      g_assert_cmpint (sluice_civil_to_days (year, month, day), ==, days);
      if (year > 0)
        {
          g_autoptr (GDate) date
              = g_date_new_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year);

          g_assert_cmpint ((gint64) g_date_get_julian (date) - 719163, ==, days);
        }
    }

  /* From the first day that there is to the last. */
  for (gint64 days = G_MININT32; days <= G_MAXINT32; days += 65537)
    {
      gint32 year;
      guint month, day;

      sluice_days_to_civil ((gint32) days, &year, &month, &day);
      g_assert_cmpint (sluice_civil_to_days_wide (year, month, day), ==, days);
      g_assert_cmpuint (month - 1, <, 12);
      g_assert_cmpuint (day - 1, <, sluice_days_in_month (year, month));
    }
}

static void
check_timestamp (const char *text, const char *zone, const char *expected)
{
  gint64 value = 0;
  char buffer[SLUICE_FORMAT_MAX + 1];
  gboolean ok = sluice_parse_timestamp (text, strlen (text), sluice_zone_lookup (zone), &value);

  g_test_message ("%s in %s", text, zone);
  g_assert_cmpint (ok, ==, expected != NULL);
  if (!ok)
    return;
  buffer[sluice_format_timestamp_iso (value, sluice_zone_lookup ("UTC"), buffer)] = '\0';
  g_assert_cmpstr (buffer, ==, expected);
}

static void
test_timestamp (void)
{
  check_timestamp ("2024-02-29 12:34:56", "UTC", "2024-02-29T12:34:56.000Z");
  check_timestamp ("2024-02-29T12:34:56.789Z", "UTC", "2024-02-29T12:34:56.789Z");
  check_timestamp ("2024-02-29T12:34:56.123456789Z", "UTC", "2024-02-29T12:34:56.123456Z");
  check_timestamp ("2024-02-29T12:34:56+05:30", "UTC", "2024-02-29T07:04:56.000Z");
  check_timestamp ("2024-02-29T12:34:56-08:00", "UTC", "2024-02-29T20:34:56.000Z");
  check_timestamp ("2024-02-29 12:34:56 Europe/Berlin", "UTC", "2024-02-29T11:34:56.000Z");
  check_timestamp ("2024-02-29 12:34:56+1:00", "UTC", "2024-02-29T11:34:56.000Z");
  check_timestamp ("2024", "UTC", "2024-01-01T00:00:00.000Z");
  check_timestamp ("2024-2-9 3:4:5", "UTC", "2024-02-09T03:04:05.000Z");
  check_timestamp ("2024-02-29 12", "UTC", "2024-02-29T12:00:00.000Z");
  check_timestamp ("12024-01-01 00:00:00", "UTC", "+12024-01-01T00:00:00.000Z");
  check_timestamp ("1969-12-31 23:59:59.999999", "UTC", "1969-12-31T23:59:59.999999Z");
  check_timestamp ("2024-02-29 25:00:00", "UTC", NULL);
  check_timestamp ("2023-02-29 00:00:00", "UTC", NULL);
  check_timestamp ("2024-02-29  12:34:56", "UTC", NULL);
  check_timestamp ("2024-02-29T12:34:56+19:00", "UTC", NULL);
  check_timestamp ("2024-02-29 12:34:56 Nowhere", "UTC", NULL);
  check_timestamp ("2024-02-29 12:34:56 ../../etc/passwd", "UTC", NULL);
  check_timestamp ("12:34:56", "UTC", NULL);
  check_timestamp ("999999-01-01 00:00:00", "UTC", NULL);
  check_timestamp ("", "UTC", NULL);
}

static void
test_zones (void)
{
  /* A gap moves on by its length, an overlap takes the earlier offset. */
  check_timestamp ("2024-03-31 02:30:00", "Europe/Berlin", "2024-03-31T01:30:00.000Z");
  check_timestamp ("2024-10-27 02:30:00", "Europe/Berlin", "2024-10-27T00:30:00.000Z");
  check_timestamp ("2024-03-10 02:30:00", "America/New_York", "2024-03-10T07:30:00.000Z");
  check_timestamp ("2024-11-03 01:30:00", "America/New_York", "2024-11-03T05:30:00.000Z");
  /* Local mean time. */
  check_timestamp ("1880-01-01", "Europe/Berlin", "1879-12-31T23:06:32.000Z");
  check_timestamp ("1880-01-01", "Asia/Kolkata", "1879-12-31T18:38:50.000Z");
  /* The rules go on for ever. */
  check_timestamp ("2500-07-01 12:00:00", "Europe/Berlin", "2500-07-01T10:00:00.000Z");
  check_timestamp ("9999-12-31 12:00:00", "Europe/Berlin", "9999-12-31T11:00:00.000Z");
  check_timestamp ("9999-07-01 12:00:00", "America/New_York", "9999-07-01T16:00:00.000Z");

  g_assert_nonnull (sluice_zone_lookup ("PST"));
  g_assert_true (sluice_zone_lookup ("PST") == sluice_zone_lookup ("PST"));
  g_assert_cmpint (sluice_zone_offset_at (sluice_zone_lookup ("EST"), 0), ==, -5 * 3600);
  g_assert_cmpint (sluice_zone_offset_at (sluice_zone_lookup ("GMT+2"), 0), ==, 2 * 3600);
  g_assert_cmpint (sluice_zone_offset_at (sluice_zone_lookup ("-03:30"), 0), ==, -12600);
  g_assert_null (sluice_zone_lookup (""));
  g_assert_null (sluice_zone_lookup ("Europe"));
  g_assert_null (sluice_zone_lookup ("Europe/Nowhere"));
  g_assert_null (sluice_zone_lookup ("../zoneinfo/UTC"));
  g_assert_null (sluice_zone_lookup ("+19:00"));
}

/* GLib reads the same files; where it has rules, both agree on offsets and on local times. */
static void
test_zones_against_glib (void)
{
  static const char *const ids[] = { "Europe/Berlin",     "America/New_York", "Australia/Lord_Howe",
                                     "Africa/Casablanca", "Asia/Kathmandu",   "America/Sao_Paulo" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      const SluiceZone *zone = sluice_zone_lookup (ids[i]);
      g_autoptr (GTimeZone) reference = g_time_zone_new_identifier (ids[i]);

      g_assert_nonnull (zone);
      g_assert_nonnull (reference);
      for (gint64 seconds = -1500000000; seconds < 2100000000; seconds += 86400 * 3 + 1237)
        {
          gint interval = g_time_zone_find_interval (reference, G_TIME_TYPE_UNIVERSAL, seconds);

          g_assert_cmpint (sluice_zone_offset_at (zone, seconds * 1000000), ==,
                           g_time_zone_get_offset (reference, interval));
        }
    }
}

static void
test_intervals (void)
{
  g_autoptr (SluiceType) minute_to_second = sluice_type_interval (
      SLUICE_TYPE_DAY_TIME_INTERVAL, SLUICE_INTERVAL_MINUTE, SLUICE_INTERVAL_SECOND);
  char buffer[SLUICE_FORMAT_MAX + 1];

  buffer[sluice_format_interval (sluice_type_primitive (SLUICE_TYPE_DAY_TIME_INTERVAL), G_MININT64,
                                 buffer)]
      = '\0';
  g_assert_cmpstr (buffer, ==, "INTERVAL '-106751991 04:00:54.775808' DAY TO SECOND");
  buffer[sluice_format_interval (minute_to_second, 93784500000, buffer)] = '\0';
  g_assert_cmpstr (buffer, ==, "INTERVAL '1563:04.5' MINUTE TO SECOND");
  buffer[sluice_format_interval (sluice_type_primitive (SLUICE_TYPE_YEAR_MONTH_INTERVAL), -5,
                                 buffer)]
      = '\0';
  g_assert_cmpstr (buffer, ==, "INTERVAL '-0-5' YEAR TO MONTH");
}

static void
test_patterns (void)
{
  static const struct
  {
    const char *pattern;
    const char *text;
    const char *result;
  } cases[] = {
    { "yyyy-MM-dd", "2024-02-29", "2024-02-29T00:00:00.000Z" },
    { "yyyy-MM-dd", "2024-2-9", NULL },
    { "yyyy-M-d", "2024-2-9", "2024-02-09T00:00:00.000Z" },
    { "yyyyMMddHHmm", "202402291234", "2024-02-29T12:34:00.000Z" },
    { "dd/MM/yy", "29/02/24", "2024-02-29T00:00:00.000Z" },
    { "yyyy-DDD", "2024-060", "2024-02-29T00:00:00.000Z" },
    { "MMM d, yyyy", "feb 9, 2024", "2024-02-09T00:00:00.000Z" },
    { "yyyy-MM-dd hh:mm a", "2024-02-29 03:04 PM", "2024-02-29T15:04:00.000Z" },
    { "yyyy-MM-dd hh:mm a", "2024-02-29 15:04 PM", NULL },
    { "yyyy-MM-dd[ HH:mm[:ss[.SSS]]]", "2024-02-29", "2024-02-29T00:00:00.000Z" },
    { "yyyy-MM-dd[ HH:mm[:ss[.SSS]]]", "2024-02-29 12:34:56.7", "2024-02-29T12:34:56.700Z" },
    { "yyyy-MM-dd'T'HH:mm:ssXXX", "2024-02-29T12:34:56+01:00", "2024-02-29T11:34:56.000Z" },
    { "yyyy-MM-dd'T'HH:mm:ssXXX", "2024-02-29T12:34:56Z", "2024-02-29T12:34:56.000Z" },
    { "yyyy-MM-dd HH:mm:ss VV", "2024-02-29 12:34:56 Europe/Berlin", "2024-02-29T11:34:56.000Z" },
    { "HH:mm", "12:34", "1970-01-01T12:34:00.000Z" },
    { "HH:mm", "24:00", NULL },
    { "yyyy-MM-dd", "2024-02-29 ", NULL },
    { "yyyy-MM-dd", "+12024-01-01", "+12024-01-01T00:00:00.000Z" },
    { "yyyy-MM-dd", "12024-01-01", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SluiceDatePattern) pattern
          = sluice_date_pattern_new (cases[i].pattern, TRUE, &error);
      gint64 value = 0;
      char buffer[SLUICE_FORMAT_MAX + 1];
      gboolean ok;

      g_test_message ("%s: %s", cases[i].pattern, cases[i].text);
      g_assert_no_error (error);
      ok = sluice_date_pattern_parse (pattern, cases[i].text, strlen (cases[i].text),
                                      sluice_zone_lookup ("UTC"), &value);
      g_assert_cmpint (ok, ==, cases[i].result != NULL);
      if (!ok)
        continue;
      buffer[sluice_format_timestamp_iso (value, sluice_zone_lookup ("UTC"), buffer)] = '\0';
      g_assert_cmpstr (buffer, ==, cases[i].result);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/convert/int64", test_int64);
  g_test_add_func ("/convert/double/parse", test_double_parse);
  g_test_add_func ("/convert/double/format", test_double_format);
  g_test_add_func ("/convert/double/round-trip", test_double_round_trip);
  g_test_add_func ("/convert/decimal", test_decimal);
  g_test_add_func ("/convert/date", test_date);
  g_test_add_func ("/convert/calendar", test_calendar);
  g_test_add_func ("/convert/timestamp", test_timestamp);
  g_test_add_func ("/convert/zones", test_zones);
  g_test_add_func ("/convert/zones/against-glib", test_zones_against_glib);
  g_test_add_func ("/convert/intervals", test_intervals);
  g_test_add_func ("/convert/patterns", test_patterns);

  return g_test_run ();
}
