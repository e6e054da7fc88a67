/* sluice-time-of-day.c: the type TIME: its texts, and whether a session has it.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-time-of-day.h"

#include <string.h>

#include "expr/sluice-expr.h"

typedef struct
{
  const char *cursor;
  const char *end;
} Text;

static gboolean
take (Text *self, char c)
{
  if (self->cursor == self->end || *self->cursor != c)
    return FALSE;
  self->cursor++;

  return TRUE;
}

/* One or two digits. */
static gboolean
take_number (Text *self, gint64 *value)
{
  guint n = 0;

  for (*value = 0; self->cursor < self->end && g_ascii_isdigit (*self->cursor) && n < 3; n++)
    *value = *value * 10 + (*self->cursor++ - '0');

  return n == 1 || n == 2;
}

static gboolean
take_fraction (Text *self, gint64 *ns, guint *n_digits)
{
  gint64 unit = SLUICE_NS_PER_SECOND;

  *ns = 0;
  for (*n_digits = 0; self->cursor < self->end && g_ascii_isdigit (*self->cursor); ++*n_digits)
    {
      if (unit == 1)
        return FALSE;
      unit /= 10;
      *ns += (*self->cursor++ - '0') * unit;
    }

  return TRUE;
}

static gboolean
is_blank (char c)
{
  return (guchar) c <= ' ';
}

/* Removes AM or PM at the end: 0 for none, else its first letter. */
static char
take_half (Text *self)
{
  char letter;

  if (self->end - self->cursor < 2 || g_ascii_toupper (self->end[-1]) != 'M')
    return 0;
  letter = g_ascii_toupper (self->end[-2]);
  if (letter != 'A' && letter != 'P')
    return 0;
  self->end -= 2;
  while (self->end > self->cursor && is_blank (self->end[-1]))
    self->end--;

  return letter;
}

gboolean
sluice_parse_time (const char *text, gsize length, gint64 *ns, guint *n_digits)
{
  Text self = { text, text + length };
  gint64 hour, minute, second = 0, fraction = 0;
  guint n = 0;
  char half;

  while (self.cursor < self.end && is_blank (*self.cursor))
    self.cursor++;
  while (self.cursor < self.end && is_blank (self.end[-1]))
    self.end--;
  half = take_half (&self);
  take (&self, 'T');

  if (!take_number (&self, &hour) || !take (&self, ':') || !take_number (&self, &minute))
    return FALSE;
  if (take (&self, ':')
      && (!take_number (&self, &second)
          || (take (&self, '.') && !take_fraction (&self, &fraction, &n))))
    return FALSE;
  if (self.cursor != self.end || minute > 59 || second > 59)
    return FALSE;
  if (half != 0)
    {
      if (hour < 1 || hour > 12)
        return FALSE;
      hour = hour % 12 + (half == 'P' ? 12 : 0);
    }
  if (hour > 23)
    return FALSE;

  *ns = hour * SLUICE_NS_PER_HOUR + minute * SLUICE_NS_PER_MINUTE + second * SLUICE_NS_PER_SECOND
        + fraction;
  if (n_digits != NULL)
    *n_digits = n;

  return TRUE;
}

static char *
write_two (char *out, gint64 value)
{
  *out++ = (char) ('0' + value / 10);
  *out++ = (char) ('0' + value % 10);

  return out;
}

gsize
sluice_format_time (gint64 ns, char *out)
{
  gint64 fraction = ns % SLUICE_NS_PER_SECOND;
  char *cursor = write_two (out, ns / SLUICE_NS_PER_HOUR);

  *cursor++ = ':';
  cursor = write_two (cursor, ns / SLUICE_NS_PER_MINUTE % 60);
  *cursor++ = ':';
  cursor = write_two (cursor, ns / SLUICE_NS_PER_SECOND % 60);
  if (fraction > 0)
    *cursor++ = '.';
  for (gint64 unit = SLUICE_NS_PER_SECOND / 10; fraction > 0; unit /= 10)
    {
      *cursor++ = (char) ('0' + fraction / unit);
      fraction %= unit;
    }

  return (gsize) (cursor - out);
}

gint64
sluice_time_truncate (gint64 ns, guint precision)
{
  gint64 unit = SLUICE_NS_PER_SECOND;

  for (guint i = 0; i < precision; i++)
    unit /= 10;

  return ns - ns % unit;
}

gboolean
sluice_type_has_time (const SluiceType *type)
{
  if (type->id == SLUICE_TYPE_TIME)
    return TRUE;
  for (guint i = 0; i < type->n_fields; i++)
    if (sluice_type_has_time (type->fields[i].type))
      return TRUE;

  return FALSE;
}

gboolean
sluice_time_check_enabled (const SluiceSettings *settings, GError **error)
{
  if (sluice_settings_get_boolean (settings, "spark.sql.timeType.enabled"))
    return TRUE;

  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_ANALYSIS, "UNSUPPORTED_TIME_TYPE",
                    "The data type TIME is not supported. Set spark.sql.timeType.enabled to try it.");

  return FALSE;
}

gboolean
sluice_time_check_schema (const SluiceType *schema, const SluiceSettings *settings, GError **error)
{
  return !sluice_type_has_time (schema) || sluice_time_check_enabled (settings, error);
}
