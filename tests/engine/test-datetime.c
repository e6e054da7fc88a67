/* test-datetime.c: functions and operators of dates, timestamps and intervals.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "sluice-test-evaluate.h"

static void
test_fields (void)
{
  static const SluiceTestAnswer answers[] = {
    { "extract(YEAR FROM DATE '2021-01-03')", "2021" },
    { "extract(YEAROFWEEK FROM DATE '2021-01-03')", "2020" },
    { "weekofyear(DATE '2021-01-03')", "53" },
    { "dayofweek(DATE '2009-07-30')", "5" },
    { "dayofyear(DATE '2024-12-31')", "366" },
    { "quarter(DATE '2016-08-31')", "3" },
    { "hour(TIMESTAMP '1969-12-31 23:59:59.999999')", "23" },
    { "extract(SECOND FROM TIMESTAMP '1969-12-31 23:59:59.999999')", "59.999999" },
    { "extract(DAY FROM INTERVAL '-1 02:03:04.5' DAY TO SECOND)", "-1" },
    { "extract(DAY FROM INTERVAL '1-2' YEAR TO MONTH)", "!INVALID_EXTRACT_FIELD" },
    { "date_part('nope', DATE '2024-01-01')", "!INVALID_EXTRACT_FIELD" },
    { "dayname(DATE '2008-02-20')", "\"Wed\"" },
  };

  sluice_test_answers (answers, G_N_ELEMENTS (answers), NULL);
}

static void
test_arithmetic (void)
{
  static const SluiceTestAnswer answers[] = {
    { "DATE '2024-01-31' + INTERVAL 1 MONTH", "\"2024-02-29\"" },
    { "DATE '2024-01-31' + 1", "\"2024-02-01\"" },
    { "DATE '2024-01-31' + INTERVAL 3 DAYS", "\"2024-02-03\"" },
    { "DATE '2024-01-31' + INTERVAL 25 HOURS", "\"2024-02-01T01:00:00.000Z\"" },
    { "DATE '2024-03-01' - DATE '2024-02-01'", "\"INTERVAL '29' DAY\"" },
    { "TIMESTAMP '2024-01-02 00:00:00' - TIMESTAMP '2024-01-01 12:00:00'",
      "\"INTERVAL '0 12:00:00' DAY TO SECOND\"" },
    { "INTERVAL 1 DAY + INTERVAL 1 HOUR", "\"INTERVAL '1 01' DAY TO HOUR\"" },
    { "INTERVAL 5 MONTHS / 2", "\"INTERVAL '0-3' YEAR TO MONTH\"" },
    { "INTERVAL 1 DAY * 1.5", "\"INTERVAL '1 12:00:00' DAY TO SECOND\"" },
    { "INTERVAL 1 MONTH / 0", "!INTERVAL_DIVIDED_BY_ZERO" },
    { "TIMESTAMP '2024-01-01 00:00:00' + 1", "!DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES" },
    { "add_months(DATE '2016-08-31', 1)", "\"2016-09-30\"" },
    { "months_between('1997-02-28 10:30:00', '1996-10-30')", "3.94959677" },
    { "next_day(DATE '2015-01-14', 'TU')", "\"2015-01-20\"" },
    { "next_day(DATE '2015-01-14', 'xx')", "!ILLEGAL_DAY_OF_WEEK" },
    { "timestampdiff(MONTH, TIMESTAMP '2024-01-31 00:00:00', TIMESTAMP '2024-02-29 00:00:00')",
      "0" },
  };

  sluice_test_answers (answers, G_N_ELEMENTS (answers), NULL);
}

/* A day is a day of the zone, an hour an hour that passes. */
static void
test_summer_time (void)
{
  static const SluiceTestAnswer answers[] = {
    { "TIMESTAMP '2024-03-30 12:00:00' + INTERVAL 1 DAY", "\"2024-03-31T10:00:00.000Z\"" },
    { "timestampadd(HOUR, 24, TIMESTAMP '2024-03-30 12:00:00')", "\"2024-03-31T11:00:00.000Z\"" },
    { "date_trunc('DAY', TIMESTAMP '2024-03-31 12:00:00')", "\"2024-03-30T23:00:00.000Z\"" },
    { "date_trunc('HOUR', TIMESTAMP '2024-10-27 01:30:00Z')", "\"2024-10-27T01:00:00.000Z\"" },
    { "TIMESTAMP '2024-04-01 00:00:00' - TIMESTAMP '2024-03-31 00:00:00'",
      "\"INTERVAL '1 00:00:00' DAY TO SECOND\"" },
    { "date_format(TIMESTAMP '2024-07-01 12:00:00', 'HH:mm XXX z O')",
      "\"12:00 +02:00 CEST GMT+2\"" },
    { "to_timestamp('2024-03-31 02:30:00')", "\"2024-03-31T01:30:00.000Z\"" },
    { "CAST(TIMESTAMP '2024-07-01 23:00:00Z' AS DATE)", "\"2024-07-02\"" },
  };
  static const char *const settings[] = { "spark.sql.session.timeZone", "Europe/Berlin", NULL };

  sluice_test_answers (answers, G_N_ELEMENTS (answers), settings);
}

static void
test_texts (void)
{
  static const SluiceTestAnswer answers[] = {
    { "date_format(TIMESTAMP '2024-02-09 14:05:00', 'EEEE, MMMM d yyyy hh:mm a')",
      "\"Friday, February 9 2024 02:05 PM\"" },
    { "date_format(TIMESTAMP '2024-02-09 14:05:00.0789', 'SSS')", "\"078\"" },
    { "date_format(DATE '2024-02-09', 'YYYY')",
      "!INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN" },
    { "date_format(DATE '2024-02-09', 'MMMMM')", "!INVALID_DATETIME_PATTERN.LENGTH" },
    { "date_format(DATE '2024-02-09', 'n')", "!INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER" },
    { "date_format(DATE '2024-02-09', 'T')", "!INVALID_DATETIME_PATTERN.WITH_SUGGESTION" },
    { "to_date('29/02/2024', 'dd/MM/yyyy')", "\"2024-02-29\"" },
    { "to_date('x', 'dd/MM/yyyy')", "!CANNOT_PARSE_TIMESTAMP" },
    { "try_to_timestamp('x', 'dd/MM/yyyy')", "null" },
    { "unix_timestamp('1970-01-01 00:00:10')", "10" },
    { "from_unixtime(0)", "\"1970-01-01 00:00:00\"" },
    { "timestamp_millis(1)", "\"1970-01-01T00:00:00.001Z\"" },
    { "make_date(2023, 2, 29)", "!DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION" },
    { "make_timestamp(2024, 1, 1, 0, 0, 60)", "\"2024-01-01T00:01:00.000Z\"" },
    { "make_timestamp(2024, 1, 1, 0, 0, 60.5)", "!INVALID_FRACTION_OF_SECOND" },
    { "from_utc_timestamp('2016-08-31', 'Asia/Seoul')", "\"2016-08-31T09:00:00.000Z\"" },
    { "to_utc_timestamp('2016-08-31', 'Nowhere')", "!INVALID_TIMEZONE" },
    { "trunc(DATE '2019-08-04', 'week')", "\"2019-07-29\"" },
    { "trunc(DATE '2019-08-04', 'hour')", "null" },
  };

  sluice_test_answers (answers, G_N_ELEMENTS (answers), NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/datetime/fields", test_fields);
  g_test_add_func ("/datetime/arithmetic", test_arithmetic);
  g_test_add_func ("/datetime/summer-time", test_summer_time);
  g_test_add_func ("/datetime/texts", test_texts);

  return g_test_run ();
}
