/* sluice-zone.c: time zones, from the system's compiled zone files.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-zone.h"

#include "expr/sluice-calendar.h"

/* The calendar repeats every four hundred years, weekdays included, so rules that hold for ever are
 * written out for so many years after the last recorded change. */
#define CYCLE_YEARS 400
#define CYCLE_US (G_GINT64_CONSTANT (146097) * SLUICE_US_PER_DAY)

/* No two offsets differ by more. */
#define CLEARANCE_US (2 * SLUICE_US_PER_DAY)

/* Stretches of 51 days, from 1970 for 142 years: a zone knows of each how many of its changes lie before. */
#define STRETCH_SHIFT 42
#define N_STRETCHES 1024

typedef struct
{
  gint32 offset;
  gboolean is_summer;
  char abbreviation[12];
} Period;

/* Ascending moments, of which those up to any other are counted. Many zones without a change, given as offsets in texts,
 * may be remembered: they have no stretches. */
typedef struct
{
  gint64 *moments;
  guint n;
  guint16 *before_stretch;
} Timeline;

struct _SluiceZone
{
  char *id;
  gboolean is_offset;
  /* Period kinds[0] is in force before the first change; change i begins kinds[i + 1]. */
  guint n_changes;
  guint16 *kinds;
  /* The changes, and the local times up to which the offset before each counts. */
  Timeline utc;
  Timeline local;
  GArray *periods;
  /* Where the written-out cycle begins and ends, when the zone goes on changing for ever. */
  gboolean repeats;
  gint64 repeat_from_us;
};

/* A day of the year in a POSIX rule, and the time of that day. */
typedef struct
{
  char form;
  gint month;
  gint week;
  gint day;
  gint32 seconds;
} RuleDay;

typedef struct
{
  Period standard;
  Period summer;
  gboolean has_summer;
  RuleDay begin;
  RuleDay end;
} Rule;

static guint64
read_big_endian (const guchar *bytes, guint n)
{
  guint64 value = 0;

  for (guint i = 0; i < n; i++)
    value = value << 8 | bytes[i];

  return value;
}

/* Parsing the rule at the end of a zone file, such as `CET-1CEST,M3.5.0,M10.5.0/3`. */

static gboolean
parse_rule_name (const char **cursor, char *name, gsize size)
{
  const char *start = *cursor;
  const char *end;
  gsize n;

  if (*start == '<')
    {
      start++;
      end = strchr (start, '>');
      if (end == NULL)
        return FALSE;
      *cursor = end + 1;
    }
  else
    {
      for (end = start; g_ascii_isalpha (*end); end++)
        ;
      *cursor = end;
    }
  n = MIN ((gsize) (end - start), size - 1);
  memcpy (name, start, n);
  name[n] = '\0';

  return n > 0;
}

static gboolean
parse_rule_number (const char **cursor, gint *value)
{
  const char *start = *cursor;

  *value = 0;
  while (g_ascii_isdigit (**cursor) && *cursor - start < 5)
    *value = *value * 10 + *(*cursor)++ - '0';

  return *cursor > start;
}

static gboolean
parse_rule_time (const char **cursor, gint32 *seconds)
{
  gboolean negative = **cursor == '-';
  gint parts[3] = { 0, 0, 0 };

  if (**cursor == '-' || **cursor == '+')
    (*cursor)++;
  for (guint i = 0; i < 3; i++)
    {
      if (!parse_rule_number (cursor, &parts[i]))
        return FALSE;
      if (**cursor != ':' || i == 2)
        break;
      (*cursor)++;
    }
  *seconds = parts[0] * 3600 + parts[1] * 60 + parts[2];
  if (negative)
    *seconds = -*seconds;

  return TRUE;
}

static gboolean
parse_rule_day (const char **cursor, RuleDay *day)
{
  if (**cursor != ',')
    return FALSE;
  (*cursor)++;

  day->seconds = 2 * 3600;
  if (**cursor == 'M')
    {
      day->form = 'M';
      (*cursor)++;
      if (!parse_rule_number (cursor, &day->month) || *(*cursor)++ != '.'
          || !parse_rule_number (cursor, &day->week) || *(*cursor)++ != '.'
          || !parse_rule_number (cursor, &day->day) || day->month < 1 || day->month > 12
          || day->week < 1 || day->week > 5 || day->day > 6)
        return FALSE;
    }
  else
    {
      day->form = **cursor == 'J' ? 'J' : '0';
      *cursor += day->form == 'J';
      if (!parse_rule_number (cursor, &day->day))
        return FALSE;
    }
  if (**cursor == '/')
    {
      (*cursor)++;
      return parse_rule_time (cursor, &day->seconds);
    }

  return TRUE;
}

static gboolean
parse_rule (const char *text, Rule *rule)
{
  gint32 west;

  memset (rule, 0, sizeof *rule);
  if (!parse_rule_name (&text, rule->standard.abbreviation, sizeof rule->standard.abbreviation)
      || !parse_rule_time (&text, &west))
    return FALSE;
  rule->standard.offset = -west;
  if (*text == '\0')
    return TRUE;

  rule->has_summer = TRUE;
  rule->summer.is_summer = TRUE;
  rule->summer.offset = rule->standard.offset + 3600;
  if (!parse_rule_name (&text, rule->summer.abbreviation, sizeof rule->summer.abbreviation))
    return FALSE;
  if (*text != ',' && *text != '\0')
    {
      if (!parse_rule_time (&text, &west))
        return FALSE;
      rule->summer.offset = -west;
    }

  return parse_rule_day (&text, &rule->begin) && parse_rule_day (&text, &rule->end)
         && *text == '\0';
}

static gint64
rule_day_us (const RuleDay *day, gint year, gint32 offset)
{
  gint64 days;

  if (day->form == 'M')
    {
      gint64 first = sluice_civil_to_days_wide (year, (guint) day->month, 1);
      gint weekday = (gint) sluice_floor_mod (first + 4, 7);
      gint date = 1 + (day->day - weekday + 7) % 7 + (day->week - 1) * 7;

      if (date > (gint) sluice_days_in_month (year, (guint) day->month))
        date -= 7;
      days = first + date - 1;
    }
  else if (day->form == 'J')
    {
      days = sluice_civil_to_days_wide (year, 1, day->day);
      if (sluice_is_leap_year (year) && day->day >= 60)
        days++;
    }
  else
    days = sluice_civil_to_days_wide (year, 1, 1) + day->day;

  return days * SLUICE_US_PER_DAY + ((gint64) day->seconds - offset) * SLUICE_US_PER_SECOND;
}

/* Collects changes while a zone is made. */
typedef struct
{
  GArray *periods;
  GArray *changes;
  GArray *kinds;
} Builder;

static guint16
add_period (Builder *builder, const Period *period)
{
  for (guint i = 0; i < builder->periods->len; i++)
    {
      const Period *known = &g_array_index (builder->periods, Period, i);

      if (known->offset == period->offset && known->is_summer == period->is_summer
          && strcmp (known->abbreviation, period->abbreviation) == 0)
        return (guint16) i;
    }
  g_array_append_val (builder->periods, *period);

  return (guint16) (builder->periods->len - 1);
}

static void
add_change (Builder *builder, gint64 at_us, guint16 kind)
{
  guint n = builder->changes->len;

  if (n > 0 && g_array_index (builder->changes, gint64, n - 1) >= at_us)
    return;
  g_array_append_val (builder->changes, at_us);
  g_array_append_val (builder->kinds, kind);
}

/* How many of the first @n sorted @moments are at or before @at. */
static guint
search (const gint64 *moments, guint n, gint64 at)
{
  guint low = 0;
  guint high = n;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (moments[middle] <= at)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static void
set_timeline (Timeline *self, gint64 *moments, guint n)
{
  self->moments = moments;
  self->n = n;
  if (n == 0)
    return;
  self->before_stretch = g_new (guint16, N_STRETCHES);
  for (guint i = 0; i < N_STRETCHES; i++)
    self->before_stretch[i] = (guint16) search (moments, n, (gint64) i << STRETCH_SHIFT);
}

/* How many moments are at or before @at. */
static guint
count_until (const Timeline *self, gint64 at)
{
  guint64 stretch = (guint64) at >> STRETCH_SHIFT;
  guint i;

  if (self->n == 0)
    return 0;
  if (stretch >= N_STRETCHES)
    return search (self->moments, self->n, at);
  for (i = self->before_stretch[stretch]; i < self->n && self->moments[i] <= at; i++)
    ;

  return i;
}

static SluiceZone *
finish_zone (Builder *builder, const char *id)
{
  SluiceZone *self = g_new0 (SluiceZone, 1);
  gint64 *changes_us, *local_until_us;

  self->id = g_strdup (id);
  self->n_changes = builder->changes->len;
  self->periods = builder->periods;
  changes_us = (gint64 *) (gpointer) g_array_free (builder->changes, FALSE);
  self->kinds = (guint16 *) (gpointer) g_array_free (builder->kinds, FALSE);
  local_until_us = g_new (gint64, self->n_changes + 1);

  /* Up to this local time the offset before the change counts: in a gap and in an overlap alike. */
  for (guint i = 0; i < self->n_changes; i++)
    {
      gint32 before = g_array_index (self->periods, Period, self->kinds[i]).offset;
      gint32 after = g_array_index (self->periods, Period, self->kinds[i + 1]).offset;

      local_until_us[i] = changes_us[i] + MAX (before, after) * SLUICE_US_PER_SECOND;
    }
  set_timeline (&self->utc, changes_us, self->n_changes);
  set_timeline (&self->local, local_until_us, self->n_changes);

  return self;
}

static void
start_builder (Builder *builder)
{
  builder->periods = g_array_new (FALSE, FALSE, sizeof (Period));
  builder->changes = g_array_new (FALSE, FALSE, sizeof (gint64));
  builder->kinds = g_array_new (FALSE, FALSE, sizeof (guint16));
}

static void
clear_builder (Builder *builder)
{
  g_array_unref (builder->periods);
  g_array_unref (builder->changes);
  g_array_unref (builder->kinds);
}

static SluiceZone *
new_fixed_zone (const char *id, gint32 offset, gboolean is_offset)
{
  Builder builder;
  Period period = { .offset = offset };
  guint16 kind;
  SluiceZone *self;

  start_builder (&builder);
  g_strlcpy (period.abbreviation, id, sizeof period.abbreviation);
  kind = add_period (&builder, &period);
  g_array_append_val (builder.kinds, kind);
  self = finish_zone (&builder, id);
  self->is_offset = is_offset;

  return self;
}

/* Writes out what the rule says for the years after the last recorded change. */
static gboolean
apply_rule (Builder *builder, const char *text, gint64 *repeat_from_us)
{
  Rule rule;
  guint16 standard, summer;
  gint64 last_us = G_MININT64;
  gint first_year = 1970;

  if (!parse_rule (text, &rule) || !rule.has_summer)
    return FALSE;

  standard = add_period (builder, &rule.standard);
  summer = add_period (builder, &rule.summer);
  if (builder->changes->len > 0)
    {
      last_us = g_array_index (builder->changes, gint64, builder->changes->len - 1);
      first_year = sluice_civil ((gint32) sluice_floor_div (last_us, SLUICE_US_PER_DAY)).year;
    }

  for (gint year = first_year; year <= first_year + CYCLE_YEARS + 1; year++)
    {
      gint64 begin = rule_day_us (&rule.begin, year, rule.standard.offset);
      gint64 end = rule_day_us (&rule.end, year, rule.summer.offset);

      if (begin < end)
        {
          add_change (builder, begin, summer);
          add_change (builder, end, standard);
        }
      else
        {
          add_change (builder, end, standard);
          add_change (builder, begin, summer);
        }
    }
  *repeat_from_us = sluice_civil_to_days_wide (first_year + 1, 1, 1) * SLUICE_US_PER_DAY;

  return TRUE;
}

/* The 64-bit half of a zone file (RFC 8536). */
static SluiceZone *
parse_zone_file (const char *id, const guchar *data, gsize size)
{
  Builder builder;
  SluiceZone *self = NULL;
  guint32 counts[6];
  gsize skip;
  const guchar *times, *indices, *types, *names, *end = data + size;
  gint64 repeat_from_us = 0;
  gboolean repeats;
  g_autofree char *rule = NULL;
  g_autofree guint16 *kind_of_type = NULL;
  guint first_type = 0;
  guint16 first_kind;

  if (size < 44 || memcmp (data, "TZif", 4) != 0 || data[4] < '2')
    return NULL;
  for (guint i = 0; i < 6; i++)
    counts[i] = (guint32) read_big_endian (data + 20 + i * 4, 4);
  /* isutcnt, isstdcnt, leapcnt, timecnt, typecnt, charcnt */
  skip = 44 + (gsize) counts[3] * 5 + (gsize) counts[4] * 6 + counts[5] + (gsize) counts[2] * 8
         + counts[1] + counts[0];
  if (skip + 44 > size || memcmp (data + skip, "TZif", 4) != 0)
    return NULL;
  data += skip;
  for (guint i = 0; i < 6; i++)
    counts[i] = (guint32) read_big_endian (data + 20 + i * 4, 4);

  times = data + 44;
  indices = times + (gsize) counts[3] * 8;
  types = indices + counts[3];
  names = types + (gsize) counts[4] * 6;
  if (counts[4] == 0 || counts[4] > 256 || counts[3] > 10000 || counts[5] > 4096
      || names + counts[5] + (gsize) counts[2] * 12 + counts[1] + counts[0] > end)
    return NULL;

  start_builder (&builder);
  kind_of_type = g_new (guint16, counts[4]);
  for (guint i = 0; i < counts[4]; i++)
    {
      Period period = { 0 };
      guint name = types[i * 6 + 5];

      period.offset = (gint32) read_big_endian (types + i * 6, 4);
      period.is_summer = types[i * 6 + 4] != 0;
      if (name < counts[5])
        {
          gsize n = strnlen ((const char *) names + name, counts[5] - name);

          memcpy (period.abbreviation, names + name, MIN (n, sizeof period.abbreviation - 1));
        }
      kind_of_type[i] = add_period (&builder, &period);
    }

  first_kind = kind_of_type[first_type];
  g_array_append_val (builder.kinds, first_kind);
  for (guint i = 0; i < counts[3]; i++)
    {
      gint64 at = (gint64) read_big_endian (times + i * 8, 8);

      if (indices[i] >= counts[4])
        {
          clear_builder (&builder);
          return NULL;
        }
      /* Some files begin with a change at the beginning of time, which says nothing. */
      if (at > -G_GINT64_CONSTANT (9000000000000) && at < G_GINT64_CONSTANT (9000000000000))
        add_change (&builder, at * SLUICE_US_PER_SECOND, kind_of_type[indices[i]]);
    }

  data = names + counts[5] + (gsize) counts[2] * 12 + counts[1] + counts[0];
  if (end - data > 2 && *data == '\n')
    {
      const guchar *line_end = memchr (data + 1, '\n', (gsize) (end - data - 1));

      if (line_end != NULL)
        rule = g_strndup ((const char *) data + 1, (gsize) (line_end - data - 1));
    }
  repeats = rule != NULL && apply_rule (&builder, rule, &repeat_from_us);

  self = finish_zone (&builder, id);
  self->repeats = repeats;
  self->repeat_from_us = repeat_from_us;

  return self;
}

static SluiceZone *
load_region (const char *id)
{
  const char *directory = g_getenv ("TZDIR");
  g_autofree char *path = NULL;
  g_autofree char *data = NULL;
  gsize size;

  /* Only names of zones, nothing that leads elsewhere in the file system. */
  if (!g_ascii_isalpha (*id) || strstr (id, "..") != NULL || strstr (id, "//") != NULL
      || g_str_has_prefix (id, "posix") || g_str_has_prefix (id, "right/")
      || strcmp (id, "localtime") == 0 || strcmp (id, "Factory") == 0)
    return NULL;
  for (const char *c = id; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr ("/_+-", *c) == NULL)
      return NULL;

  path = g_build_filename (directory != NULL ? directory : "/usr/share/zoneinfo", id, NULL);
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR)
      || !g_file_get_contents (path, &data, &size, NULL))
    return NULL;

  return parse_zone_file (id, (const guchar *) data, size);
}

static gboolean
two_digits (const char *text, gint *value)
{
  if (!g_ascii_isdigit (text[0]) || !g_ascii_isdigit (text[1]))
    return FALSE;
  *value = (text[0] - '0') * 10 + text[1] - '0';

  return TRUE;
}

/* Offsets as Java's ZoneOffset.of() takes them, and Spark's shorter old forms. */
static gboolean
parse_offset (const char *text, gint32 *offset)
{
  gsize n = strlen (text);
  gint parts[3] = { 0, 0, 0 };
  gint seconds;
  char normal[16];

  if (n < 2 || n > 9)
    return FALSE;

  /* `+h:mm` and `+hh:m` get their missing zero. */
  if (n >= 3 && g_ascii_isdigit (text[1]) && text[2] == ':')
    g_snprintf (normal, sizeof normal, "%c0%s", text[0], text + 1);
  else
    g_strlcpy (normal, text, sizeof normal);
  n = strlen (normal);
  if (n == 5 && normal[3] == ':' && g_ascii_isdigit (normal[4]))
    {
      normal[5] = normal[4];
      normal[4] = '0';
      normal[6] = '\0';
      n = 6;
    }

  if (n == 2)
    {
      if (!g_ascii_isdigit (normal[1]))
        return FALSE;
      parts[0] = normal[1] - '0';
    }
  else if (n == 3 || n == 5 || n == 7)
    {
      for (guint i = 0; i < (n - 1) / 2; i++)
        if (!two_digits (normal + 1 + i * 2, &parts[i]))
          return FALSE;
    }
  else if (n == 6 || n == 9)
    {
      for (guint i = 0; i < n / 3; i++)
        if (!two_digits (normal + 1 + i * 3, &parts[i]) || (i > 0 && normal[i * 3] != ':'))
          return FALSE;
    }
  else
    return FALSE;

  seconds = parts[0] * 3600 + parts[1] * 60 + parts[2];
  if (parts[1] > 59 || parts[2] > 59 || seconds > 18 * 3600)
    return FALSE;
  *offset = *text == '-' ? -seconds : seconds;

  return TRUE;
}

/* An offset's id in Java: `Z`, `+02:00`, `-00:53:28`. */
static char *
offset_id (gint32 offset)
{
  guint seconds = (guint) ABS (offset);

  if (offset == 0)
    return g_strdup ("Z");
  if (seconds % 60 != 0)
    return g_strdup_printf ("%c%02u:%02u:%02u", offset < 0 ? '-' : '+', seconds / 3600,
                            seconds / 60 % 60, seconds % 60);

  return g_strdup_printf ("%c%02u:%02u", offset < 0 ? '-' : '+', seconds / 3600, seconds / 60 % 60);
}

static const char *const short_ids[][2] = {
  { "EST", "-05:00" },
  { "HST", "-10:00" },
  { "MST", "-07:00" },
  { "ACT", "Australia/Darwin" },
  { "AET", "Australia/Sydney" },
  { "AGT", "America/Argentina/Buenos_Aires" },
  { "ART", "Africa/Cairo" },
  { "AST", "America/Anchorage" },
  { "BET", "America/Sao_Paulo" },
  { "BST", "Asia/Dhaka" },
  { "CAT", "Africa/Harare" },
  { "CNT", "America/St_Johns" },
  { "CST", "America/Chicago" },
  { "CTT", "Asia/Shanghai" },
  { "EAT", "Africa/Addis_Ababa" },
  { "ECT", "Europe/Paris" },
  { "IET", "America/Indiana/Indianapolis" },
  { "IST", "Asia/Kolkata" },
  { "JST", "Asia/Tokyo" },
  { "MIT", "Pacific/Apia" },
  { "NET", "Asia/Yerevan" },
  { "NST", "Pacific/Auckland" },
  { "PLT", "Asia/Karachi" },
  { "PNT", "America/Phoenix" },
  { "PRT", "America/Puerto_Rico" },
  { "PST", "America/Los_Angeles" },
  { "SST", "Pacific/Guadalcanal" },
  { "VST", "Asia/Ho_Chi_Minh" },
};

static SluiceZone *
make_zone (const char *id)
{
  static const char *const prefixes[] = { "UTC", "GMT", "UT" };
  gint32 offset;

  for (guint i = 0; i < G_N_ELEMENTS (short_ids); i++)
    if (strcmp (id, short_ids[i][0]) == 0)
      return make_zone (short_ids[i][1]);

  if (strcmp (id, "Z") == 0)
    return new_fixed_zone ("Z", 0, TRUE);
  if (*id == '+' || *id == '-')
    {
      g_autofree char *normal = NULL;

      if (!parse_offset (id, &offset))
        return NULL;
      normal = offset_id (offset);
      return new_fixed_zone (normal, offset, TRUE);
    }
  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      gsize n = strlen (prefixes[i]);

      if (strncmp (id, prefixes[i], n) != 0)
        continue;
      if (id[n] == '\0')
        return new_fixed_zone (id, 0, FALSE);
      if ((id[n] == '+' || id[n] == '-') && parse_offset (id + n, &offset))
        {
          g_autofree char *suffix = offset_id (offset);
          g_autofree char *normal = g_strconcat (prefixes[i], offset == 0 ? "" : suffix, NULL);

          return new_fixed_zone (normal, offset, FALSE);
        }
    }

  return load_region (id);
}

const SluiceZone *
sluice_zone_lookup (const char *id)
{
  static GMutex mutex;
  static GHashTable *zones;
  SluiceZone *zone;

  g_mutex_lock (&mutex);
  if (zones == NULL)
    zones = g_hash_table_new (g_str_hash, g_str_equal);
  zone = g_hash_table_lookup (zones, id);
  if (zone == NULL)
    {
      zone = make_zone (id);
      /* Texts may name any number of zones that don't exist; only real ones are remembered. */
      if (zone != NULL)
        g_hash_table_insert (zones, g_strdup (id), zone);
    }
  g_mutex_unlock (&mutex);

  return zone;
}

const char *
sluice_zone_id (const SluiceZone *self)
{
  return self->id;
}

const char *
sluice_zone_name (const SluiceZone *self, gboolean is_summer)
{
  for (guint i = self->n_changes + 1; i > 0; i--)
    {
      const Period *period = &g_array_index (self->periods, Period, self->kinds[i - 1]);

      if (period->is_summer == is_summer)
        return period->abbreviation;
    }

  return self->id;
}

gboolean
sluice_zone_is_fixed (const SluiceZone *self)
{
  return self->n_changes == 0;
}

gboolean
sluice_zone_is_offset (const SluiceZone *self)
{
  return self->is_offset;
}

/* Moves a moment beyond the written-out cycle back into it. */
static gint64
cycles_beyond (const SluiceZone *self, gint64 at_us)
{
  if (!self->repeats || at_us < self->repeat_from_us + CYCLE_US)
    return 0;

  return (at_us - self->repeat_from_us) / CYCLE_US * CYCLE_US;
}

static gint64
add_saturating (gint64 a, gint64 b)
{
  gint64 sum;

  if (__builtin_add_overflow (a, b, &sum))
    return b < 0 ? G_MININT64 : G_MAXINT64;

  return sum;
}

void
sluice_zone_span_at (const SluiceZone *self, gint64 utc_us, SluiceZoneSpan *span)
{
  gint64 beyond = cycles_beyond (self, utc_us);
  guint i = count_until (&self->utc, utc_us - beyond);
  const Period *period = &g_array_index (self->periods, Period, self->kinds[i]);

  span->from_us = i == 0 ? G_MININT64 : self->utc.moments[i - 1] + beyond;
  span->until_us = i == self->n_changes ? G_MAXINT64 : add_saturating (self->utc.moments[i], beyond);
  span->offset = period->offset;
  span->abbreviation = period->abbreviation;
  span->is_summer = period->is_summer;
}

void
sluice_zone_cursor_move (SluiceZoneCursor *self, gint64 utc_us)
{
  sluice_zone_span_at (self->zone, utc_us, &self->span);
  self->clear_from_us = add_saturating (self->span.from_us, CLEARANCE_US);
  self->clear_until_us = MIN (self->span.until_us, G_MAXINT64 - CLEARANCE_US);
}

gboolean
sluice_zone_cursor_is_fixed (SluiceZoneCursor *self)
{
  if (self->zone == NULL)
    return TRUE;
  if (self->zone->n_changes > 0)
    return FALSE;
  sluice_zone_cursor_move (self, 0);

  return TRUE;
}

gint32
sluice_zone_offset_at (const SluiceZone *self, gint64 utc_us)
{
  guint i = 0;

  if (self->n_changes > 0)
    i = count_until (&self->utc, utc_us - cycles_beyond (self, utc_us));

  return g_array_index (self->periods, Period, self->kinds[i]).offset;
}

gint64
sluice_zone_to_utc (const SluiceZone *self, gint64 local_us)
{
  guint i = 0;

  if (self->n_changes > 0)
    i = count_until (&self->local, local_us - cycles_beyond (self, local_us));

  return add_saturating (local_us, -g_array_index (self->periods, Period, self->kinds[i]).offset
                                       * SLUICE_US_PER_SECOND);
}

gint64
sluice_zone_to_utc_near (const SluiceZone *self, gint64 local_us, gint32 preferred_offset)
{
  gint64 utc_us = add_saturating (local_us, -preferred_offset * SLUICE_US_PER_SECOND);

  if (sluice_zone_offset_at (self, utc_us) == preferred_offset)
    return utc_us;

  return sluice_zone_to_utc (self, local_us);
}

gint64
sluice_zone_start_of_day (const SluiceZone *self, gint32 days)
{
  gint64 midnight = days * SLUICE_US_PER_DAY;
  gint64 utc_us = sluice_zone_to_utc (self, midnight);
  SluiceZoneSpan span;

  if (self->n_changes == 0)
    return utc_us;
  sluice_zone_span_at (self, utc_us, &span);

  /* In a gap the conversion moved on from midnight, perhaps further than to the gap's end. */
  return utc_us + span.offset * SLUICE_US_PER_SECOND != midnight ? span.from_us : utc_us;
}
