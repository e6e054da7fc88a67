/* sluice-date-legacy.c: patterns of dates as Java's SimpleDateFormat has them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-date-legacy.h"

#include <string.h>

#include "expr/sluice-calendar.h"
#include "expr/sluice-date-pattern-private.h"
#include "expr/sluice-zone.h"

/* A letter with how often it stands there, or a text (letter 0). Zones are left to a pattern of their own. */
typedef struct
{
  char letter;
  guint count;
  GString *text;
  SluiceDatePattern *zone;
} Item;

struct _SluiceLegacyPattern
{
  GArray *items;
};

static const char letters[] = "GyYMLwWDdFEuaHkKhmsSzZX";

static void
item_clear (gpointer data)
{
  Item *item = data;

  if (item->text != NULL)
    g_string_free (item->text, TRUE);
  sluice_date_pattern_free (item->zone);
}

static void
add_text (GArray *items, char c)
{
  Item *last = items->len > 0 ? &g_array_index (items, Item, items->len - 1) : NULL;

  if (last == NULL || last->letter != 0)
    {
      Item item = { 0, 0, g_string_new (NULL), NULL };

      g_array_append_val (items, item);
      last = &g_array_index (items, Item, items->len - 1);
    }
  g_string_append_c (last->text, c);
}

/* The new patterns write zones alike; only the letters for offsets differ. */
static SluiceDatePattern *
zone_pattern (char letter, guint count)
{
  const char *pattern = letter == 'z'   ? count > 3 ? "zzzz" : "z"
                        : letter == 'Z' ? "xx"
                        : count == 1    ? "X"
                        : count == 2    ? "XX"
                                        : "XXX";

  return sluice_date_pattern_new (pattern, FALSE, NULL);
}

SluiceLegacyPattern *
sluice_legacy_pattern_new (const char *pattern)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (Item));
  SluiceLegacyPattern *self;
  gboolean quoted = FALSE;

  g_array_set_clear_func (items, item_clear);
  for (const char *p = pattern; *p != '\0'; p++)
    {
      if (*p == '\'' && p[1] == '\'')
        add_text (items, *p++);
      else if (*p == '\'')
        quoted = !quoted;
      else if (quoted || !g_ascii_isalpha (*p))
        add_text (items, *p);
      else
        {
          Item item = { *p, 1, NULL, NULL };

          if (strchr (letters, *p) == NULL)
            return NULL;
          for (; p[1] == *p; p++)
            item.count++;
          if (item.letter == 'z' || item.letter == 'Z' || item.letter == 'X')
            item.zone = zone_pattern (item.letter, item.count);
          g_array_append_val (items, item);
        }
    }
  if (quoted)
    return NULL;

  self = g_new0 (SluiceLegacyPattern, 1);
  self->items = g_steal_pointer (&items);

  return self;
}

void
sluice_legacy_pattern_free (SluiceLegacyPattern *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->items);
  g_free (self);
}

/* Writing. Weeks begin on Sunday, and the first has the year's first day. */

static gint32
first_of_week_year (gint32 year)
{
  gint32 first = sluice_civil_to_days (year, 1, 1);

  return first - (gint32) ((sluice_weekday (first) + 1) % 7);
}

static gint32
week_year (gint32 days)
{
  gint32 year = sluice_civil (days).year;

  return days >= first_of_week_year (year + 1) ? year + 1 : year;
}

static gint64
number_of (char letter, gint32 days, gint64 time)
{
  SluiceCivil civil = sluice_civil (days);
  gint64 hour = time / SLUICE_US_PER_HOUR;
  gint32 first = days - (gint32) civil.day + 1;

  switch (letter)
    {
    case 'y':
      return civil.year > 0 ? civil.year : 1 - civil.year;
    case 'Y':
      return week_year (days);
    case 'M':
    case 'L':
      return civil.month;
    case 'w':
      return (days - first_of_week_year (week_year (days))) / 7 + 1;
    case 'W':
      return (days - first + (gint32) ((sluice_weekday (first) + 1) % 7)) / 7 + 1;
    case 'D':
      return sluice_day_of_year (days);
    case 'd':
      return civil.day;
    case 'F':
      return (civil.day - 1) / 7 + 1;
    case 'u':
      return sluice_weekday (days) + 1;
    case 'H':
      return hour;
    case 'k':
      return hour == 0 ? 24 : hour;
    case 'K':
      return hour % 12;
    case 'h':
      return hour % 12 == 0 ? 12 : hour % 12;
    case 'm':
      return time / SLUICE_US_PER_MINUTE % 60;
    case 's':
      return time / SLUICE_US_PER_SECOND % 60;
    default:
      return time / SLUICE_US_PER_MS % 1000;
    }
}

static void
append_name (GString *out, const char *name, gboolean full)
{
  g_string_append_len (out, name, full ? (gssize) strlen (name) : 3);
}

void
sluice_legacy_pattern_format (const SluiceLegacyPattern *self,
                              gint64 value,
                              const SluiceZone *zone,
                              GString *out)
{
  gint64 local = value
                 + (zone != NULL ? sluice_zone_offset_at (zone, value) : 0) * SLUICE_US_PER_SECOND;
  gint32 days = (gint32) sluice_floor_div (local, SLUICE_US_PER_DAY);
  gint64 time = sluice_floor_mod (local, SLUICE_US_PER_DAY);

  for (guint i = 0; i < self->items->len; i++)
    {
      const Item *item = &g_array_index (self->items, Item, i);
      gint64 number;

      if (item->letter == 0)
        g_string_append_len (out, item->text->str, (gssize) item->text->len);
      else if (item->zone != NULL)
        sluice_date_pattern_format (item->zone, value,
                                    zone != NULL ? zone : sluice_zone_lookup ("UTC"), out);
      else if (item->letter == 'G')
        g_string_append (out, sluice_civil (days).year > 0 ? "AD" : "BC");
      else if (item->letter == 'a')
        g_string_append (out, time < 12 * SLUICE_US_PER_HOUR ? "AM" : "PM");
      else if (item->letter == 'E')
        append_name (out, sluice_day_names[sluice_weekday (days)], item->count > 3);
      else if ((item->letter == 'M' || item->letter == 'L') && item->count > 2)
        append_name (out, sluice_month_names[sluice_civil (days).month - 1], item->count > 3);
      else
        {
          number = number_of (item->letter, days, time);
          if ((item->letter == 'y' || item->letter == 'Y') && item->count == 2)
            number %= 100;
          g_string_append_printf (out, "%0*" G_GINT64_FORMAT, (int) item->count, number);
        }
    }
}

/* Reading. */

typedef struct
{
  const char *p;
  const char *end;
  gint64 values[128];
  gboolean set[128];
  gboolean has_offset;
  gint64 offset;
} Reader;

static void
put (Reader *self, char field, gint64 value)
{
  self->values[(guchar) field] = value;
  self->set[(guchar) field] = TRUE;
}

/* @width: how many characters belong to it, or 0 for as many digits as there are. */
static gboolean
read_number (Reader *self, guint width, gint64 *value, guint *n_digits)
{
  const char *stop = width > 0 ? self->p + width : self->end;

  if (stop > self->end)
    return FALSE;
  *value = 0;
  for (*n_digits = 0; self->p < stop && g_ascii_isdigit (*self->p) && *n_digits < 18; ++*n_digits)
    *value = *value * 10 + (*self->p++ - '0');

  return *n_digits > 0;
}

static gboolean
read_name (Reader *self, const char *const *names, guint n, gint64 *value)
{
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < n; i++)
      {
        gsize size = pass == 0 ? strlen (names[i]) : 3;

        if ((gsize) (self->end - self->p) >= size
            && g_ascii_strncasecmp (self->p, names[i], size) == 0)
          {
            self->p += size;
            *value = i;
            return TRUE;
          }
      }

  return FALSE;
}

static gboolean
read_half (Reader *self)
{
  char letter = self->p < self->end ? g_ascii_toupper (*self->p) : '\0';

  if (self->end - self->p < 2 || g_ascii_toupper (self->p[1]) != 'M'
      || (letter != 'A' && letter != 'P'))
    return FALSE;
  put (self, 'a', letter == 'P');
  self->p += 2;

  return TRUE;
}

static gboolean
read_era (Reader *self)
{
  if (self->end - self->p < 2
      || (g_ascii_strncasecmp (self->p, "AD", 2) != 0 && g_ascii_strncasecmp (self->p, "BC", 2) != 0))
    return FALSE;
  put (self, 'G', g_ascii_toupper (*self->p) == 'B');
  self->p += 2;

  return TRUE;
}

/* `+hhmm`, `-hh:mm`, `GMT+h:mm`, `Z`, or the name of a zone. */
static gboolean
read_zone (Reader *self, const SluiceZone *zone)
{
  const char *begin = self->p;
  g_autofree char *name = NULL;
  gint64 sign, hours = 0, minutes = 0;
  guint n;

  if (self->end - self->p > 3 && strncmp (self->p, "GMT", 3) == 0 && strchr ("+-", self->p[3]) != NULL)
    self->p += 3;
  if (self->p < self->end && (*self->p == '+' || *self->p == '-'))
    {
      sign = *self->p++ == '-' ? -1 : 1;
      if (!read_number (self, MIN (2, (guint) (self->end - self->p)), &hours, &n))
        return FALSE;
      if (self->p < self->end && *self->p == ':')
        self->p++;
      if (self->end - self->p >= 2 && g_ascii_isdigit (*self->p))
        read_number (self, 2, &minutes, &n);
      self->has_offset = TRUE;
      self->offset = sign * (hours * 3600 + minutes * 60);
      return hours < 24 && minutes < 60;
    }
  while (self->p < self->end && (g_ascii_isalpha (*self->p) || *self->p == '/' || *self->p == '_'))
    self->p++;
  name = g_strndup (begin, (gsize) (self->p - begin));
  if (*name == '\0' || (zone = sluice_zone_lookup (name)) == NULL)
    return FALSE;
  self->has_offset = TRUE;
  self->offset = sluice_zone_offset_at (zone, 0);

  return TRUE;
}

/* Two digits of a year lie between eighty years ago and twenty years ahead, as of 2026. */
static gint64
full_year (gint64 year)
{
  return year + (year > 46 ? 1900 : 2000);
}

static gboolean
read_item (Reader *self, const Item *item, gboolean adjacent, const SluiceZone *zone)
{
  gint64 value;
  guint n;

  while (self->p < self->end && (*self->p == ' ' || *self->p == '\t'))
    self->p++;
  switch (item->letter)
    {
    case 'G':
      return read_era (self);
    case 'a':
      return read_half (self);
    case 'z':
    case 'Z':
    case 'X':
      return read_zone (self, zone);
    case 'E':
      if (!read_name (self, sluice_day_names, 7, &value))
        return FALSE;
      put (self, 'u', value + 1);
      return TRUE;
    case 'M':
    case 'L':
      if (item->count > 2)
        {
          if (!read_name (self, sluice_month_names, 12, &value))
            return FALSE;
          put (self, 'M', value + 1);
          return TRUE;
        }
      break;
    default:
      break;
    }

  if (!read_number (self, adjacent ? item->count : 0, &value, &n))
    return FALSE;
  if ((item->letter == 'y' || item->letter == 'Y') && item->count <= 2 && n == 2)
    value = full_year (value);
  put (self, item->letter == 'L' ? 'M' : item->letter, value);

  return TRUE;
}

static gboolean
within (const Reader *self, char field, gint64 least, gint64 most)
{
  gint64 value = self->values[(guchar) field];

  return !self->set[(guchar) field] || (value >= least && value <= most);
}

static gboolean
find_day (const Reader *self, gint32 *days)
{
  gint64 year = self->set['y'] ? self->values['y'] : 1970;
  gint64 month = self->set['M'] ? self->values['M'] : 1;
  gint64 day = self->set['d'] ? self->values['d'] : 1;

  if (self->set['G'] && self->values['G'] != 0)
    year = 1 - year;
  if (year > 9999999)
    return FALSE;
  if (self->set['Y'] && !self->set['M'])
    {
      *days = first_of_week_year ((gint32) self->values['Y'])
              + 7 * (gint32) (self->set['w'] ? self->values['w'] - 1 : 0)
              + (gint32) (self->set['u'] ? self->values['u'] % 7 : 0);
      return TRUE;
    }
  if (self->set['D'] && !self->set['M'])
    {
      if (self->values['D'] > (sluice_is_leap_year ((gint32) year) ? 366 : 365))
        return FALSE;
      *days = sluice_civil_to_days ((gint32) year, 1, 1) + (gint32) self->values['D'] - 1;
      return TRUE;
    }
  if (day > sluice_days_in_month ((gint32) year, (guint) month))
    return FALSE;
  *days = sluice_civil_to_days ((gint32) year, (guint) month, (guint) day);

  return !self->set['u'] || sluice_weekday (*days) + 1 == self->values['u'];
}

static gint64
find_hour (const Reader *self)
{
  gint64 half = self->set['a'] ? self->values['a'] * 12 : 0;

  if (self->set['H'])
    return self->values['H'];
  if (self->set['k'])
    return self->values['k'] % 24;
  if (self->set['h'])
    return self->values['h'] % 12 + half;

  return self->values['K'] + half;
}

gboolean
sluice_legacy_pattern_parse (const SluiceLegacyPattern *self,
                             const char *text,
                             gsize length,
                             const SluiceZone *zone,
                             gint64 *value)
{
  Reader reader = { .p = text, .end = text + length };
  gint32 days;
  gint64 local;

  for (guint i = 0; i < self->items->len; i++)
    {
      const Item *item = &g_array_index (self->items, Item, i);
      gboolean adjacent
          = i + 1 < self->items->len && g_array_index (self->items, Item, i + 1).letter != 0;

      if (item->letter != 0)
        {
          if (!read_item (&reader, item, adjacent, zone))
            return FALSE;
          continue;
        }
      if ((gsize) (reader.end - reader.p) < item->text->len
          || memcmp (reader.p, item->text->str, item->text->len) != 0)
        return FALSE;
      reader.p += item->text->len;
    }

  if (!within (&reader, 'M', 1, 12) || !within (&reader, 'd', 1, 31) || !within (&reader, 'D', 1, 366)
      || !within (&reader, 'w', 1, 53) || !within (&reader, 'u', 1, 7)
      || !within (&reader, 'H', 0, 23) || !within (&reader, 'k', 1, 24)
      || !within (&reader, 'K', 0, 11) || !within (&reader, 'h', 1, 12)
      || !within (&reader, 'm', 0, 59) || !within (&reader, 's', 0, 59)
      || !within (&reader, 'S', 0, 999) || !find_day (&reader, &days))
    return FALSE;

  local = days * SLUICE_US_PER_DAY + find_hour (&reader) * SLUICE_US_PER_HOUR
          + reader.values['m'] * SLUICE_US_PER_MINUTE + reader.values['s'] * SLUICE_US_PER_SECOND
          + reader.values['S'] * SLUICE_US_PER_MS;
  *value = reader.has_offset ? local - reader.offset * SLUICE_US_PER_SECOND
           : zone != NULL    ? sluice_zone_to_utc (zone, local)
                             : local;

  return TRUE;
}
