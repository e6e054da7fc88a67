/* sluice-generator-writer.c: numbers and times as text, independent of locale and C library.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "generate/sluice-generator-writer.h"

#define MS_PER_DAY G_GINT64_CONSTANT (86400000)

void
sluice_generator_put_number (SluiceGeneratorWriter *writer,
                             gint64                 number)
{
  char digits[20];
  char *p = digits + sizeof digits;
  guint64 rest = number < 0 ? -(guint64) number : (guint64) number;

  do
    {
      *--p = '0' + rest % 10;
      rest /= 10;
    }
  while (rest > 0);

  if (number < 0)
    *writer->p++ = '-';
  sluice_generator_put (writer, p, digits + sizeof digits - p);
}

void
sluice_generator_put_padded (SluiceGeneratorWriter *writer,
                             guint64                number,
                             guint                  digits)
{
  for (guint i = digits; i > 0; i--)
    {
      writer->p[i - 1] = '0' + number % 10;
      number /= 10;
    }
  writer->p += digits;
}

void
sluice_generator_put_hundredths (SluiceGeneratorWriter *writer,
                                 gint64                 hundredths)
{
  guint64 size = hundredths < 0 ? -(guint64) hundredths : (guint64) hundredths;

  if (hundredths < 0)
    *writer->p++ = '-';
  sluice_generator_put_number (writer, size / 100);
  *writer->p++ = '.';
  sluice_generator_put_padded (writer, size % 100, 2);
}

void
sluice_generator_put_time (SluiceGeneratorWriter *writer,
                           gint64                 time)
{
  gint64 days = time >= 0 ? time / MS_PER_DAY : -((MS_PER_DAY - 1 - time) / MS_PER_DAY);
  guint64 ms = time - days * MS_PER_DAY;

  /* Civil date from days, in eras of 400 years that begin on the first of March of the year 0, so
   * that a leap day comes last in its year (after Howard Hinnant's chrono algorithms). Times lie
   * between the years 0 and 9999. */
  guint64 shifted = days + 719468;
  guint64 era = shifted / 146097;
  guint64 day_of_era = shifted % 146097;
  guint64 year_of_era =
    (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  guint64 day_of_year =
    day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  guint64 month_from_march = (5 * day_of_year + 2) / 153;
  guint64 day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
  guint64 month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  guint64 year = era * 400 + year_of_era + (month <= 2);

  sluice_generator_put_padded (writer, year, 4);
  *writer->p++ = '-';
  sluice_generator_put_padded (writer, month, 2);
  *writer->p++ = '-';
  sluice_generator_put_padded (writer, day, 2);
  *writer->p++ = 'T';
  sluice_generator_put_padded (writer, ms / 3600000, 2);
  *writer->p++ = ':';
  sluice_generator_put_padded (writer, ms / 60000 % 60, 2);
  *writer->p++ = ':';
  sluice_generator_put_padded (writer, ms / 1000 % 60, 2);
  *writer->p++ = '.';
  sluice_generator_put_padded (writer, ms % 1000, 3);
  *writer->p++ = 'Z';
}

void
sluice_generator_put_timestamp (SluiceGeneratorWriter *writer,
                                gint64                 time)
{
  gboolean quoted = writer->format != SLUICE_GENERATOR_CSV;

  if (quoted)
    *writer->p++ = '"';
  sluice_generator_put_time (writer, time);
  if (quoted)
    *writer->p++ = '"';
}
