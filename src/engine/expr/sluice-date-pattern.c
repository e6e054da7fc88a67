/* sluice-date-pattern.c: compiling Spark's date and time patterns, and writing moments by them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-date-pattern-private.h"

#include "expr/sluice-calendar.h"
#include "expr/sluice-expr.h"
#include "expr/sluice-zone.h"

const char *const sluice_month_names[12]
    = { "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December" };
const char *const sluice_day_names[7]
    = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" };

/* The parts of a pattern outside quotes, for the checks that Spark does before Java's. */
static gboolean
contains_outside_quotes (const char *pattern, const char *what)
{
  gboolean quoted = FALSE;
  gsize n = strlen (what);

  for (const char *p = pattern; *p != '\0'; p++)
    {
      if (*p == '\'')
        quoted = !quoted;
      else if (!quoted && strncmp (p, what, n) == 0)
        return TRUE;
    }

  return FALSE;
}

static char
first_outside_quotes (const char *pattern, const char *letters)
{
  gboolean quoted = FALSE;

  for (const char *p = pattern; *p != '\0'; p++)
    {
      if (*p == '\'')
        quoted = !quoted;
      else if (!quoted && strchr (letters, *p) != NULL)
        return *p;
    }

  return '\0';
}

static gboolean
check_letters (const char *pattern, gboolean for_parsing, GError **error)
{
  static const char *const too_long[]
      = { "GGGGG", "MMMMM", "LLLLL", "EEEEE", "QQQQQ", "qqqqq", "yyyyyyy" };
  char letter = '\0';
  gboolean is_week = FALSE;

  /* Spark looks at what stands between quotes part by part, for weeks first in each. */
  for (const char *part = pattern; *part != '\0' && letter == '\0';)
    {
      const char *end = strchrnul (part, '\'');
      g_autofree char *copy = g_strndup (part, (gsize) (end - part));

      letter = first_outside_quotes (copy, "YWwuec");
      is_week = letter != '\0';
      if (!is_week)
        letter = first_outside_quotes (copy, for_parsing ? "ABnNpEFqQ" : "ABnNp");
      part = *end == '\'' ? end + 1 + strcspn (end + 1, "'") : end;
      part += *part == '\'';
    }

  if (is_week)
    {
      sluice_set_error (
          error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
          "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN",
          "You may get a different result due to the upgrading to Spark >= 3.0: All week-based "
          "patterns are unsupported since Spark 3.0, detected week-based character: %c. Please use "
          "the SQL function EXTRACT instead.",
          letter);
      return FALSE;
    }

  if (letter != '\0')
    {
      sluice_set_error (
          error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
          "INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER",
          "Unrecognized datetime pattern: %s. Illegal pattern character found in datetime pattern: "
          "%c. Please provide legal character.",
          pattern, letter);
      return FALSE;
    }

  for (guint i = 0; i < G_N_ELEMENTS (too_long); i++)
    if (contains_outside_quotes (pattern, too_long[i]))
      {
        sluice_set_error (
            error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
            "INVALID_DATETIME_PATTERN.LENGTH",
            "Unrecognized datetime pattern: %s. Too many letters in datetime pattern: %s. Please "
            "reduce pattern length.",
            pattern, too_long[i]);
        return FALSE;
      }

  return TRUE;
}

/* Whether Java's old SimpleDateFormat knew the pattern: Spark tells those from plainly wrong ones.
 */
static gboolean
was_valid_once (const char *pattern)
{
  guint n_quotes = 0;

  for (const char *p = pattern; *p != '\0'; p++)
    {
      if (*p == '\'')
        n_quotes++;
      else if (n_quotes % 2 == 0 && g_ascii_isalpha (*p)
               && strchr ("GyYMLwWDdFEuaHkKhmsSzZX", *p) == NULL)
        return FALSE;
    }

  return n_quotes % 2 == 0 && !contains_outside_quotes (pattern, "XXXX");
}

static void
set_pattern_error (const char *pattern, GError **error)
{
  if (was_valid_once (pattern))
    sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                      "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION",
                      "You may get a different result due to the upgrading to Spark >= 3.0: Fail "
                      "to recognize '%s' "
                      "pattern in the DateTimeFormatter.",
                      pattern);
  else
    sluice_set_error (
        error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
        "INVALID_DATETIME_PATTERN.WITH_SUGGESTION",
        "Unrecognized datetime pattern: '%s'. You can form a valid datetime pattern with the guide "
        "from 'https://spark.apache.org/docs/latest/sql-ref-datetime-pattern.html'.",
        pattern);
}

static void
clear_piece (gpointer data)
{
  g_free (((SluicePatternPiece *) data)->text);
}

static void
add_literal (GArray *pieces, const char *text, gsize length)
{
  SluicePatternPiece piece = { .kind = SLUICE_PATTERN_LITERAL, .text = g_strndup (text, length) };

  g_array_append_val (pieces, piece);
}

static void
add_number (GArray *pieces,
            char letter,
            guint count,
            guint min_width,
            guint max_width,
            SluicePatternSign sign)
{
  SluicePatternPiece piece
      = { .kind = SLUICE_PATTERN_NUMBER, .letter = letter, .count = (guint8) count };

  piece.min_width = (guint8) min_width;
  piece.max_width = (guint8) max_width;
  piece.sign = sign;
  g_array_append_val (pieces, piece);
}

static void
add_other (GArray *pieces, SluicePatternKind kind, char letter, guint count)
{
  SluicePatternPiece piece = { .kind = kind, .letter = letter, .count = (guint8) count };

  g_array_append_val (pieces, piece);
}

/* A run of one letter, by the rules of Java's DateTimeFormatterBuilder.appendPattern(). */
static gboolean
add_field (GArray *pieces, char letter, guint count)
{
  switch (letter)
    {
    case 'y':
      if (count == 2)
        add_other (pieces, SLUICE_PATTERN_REDUCED_YEAR, letter, count);
      else
        add_number (pieces, letter, count, count, 19,
                    count < 4 ? SLUICE_PATTERN_NORMAL : SLUICE_PATTERN_EXCEEDS_PAD);
      return count <= 19;

    case 'M':
    case 'L':
    case 'Q':
    case 'q':
      if (count <= 2)
        add_number (pieces, letter, count, count, count == 1 ? 19 : 2,
                    count == 1 ? SLUICE_PATTERN_NORMAL : SLUICE_PATTERN_NOT_NEGATIVE);
      else
        add_other (pieces, SLUICE_PATTERN_TEXT, letter, count);
      return count <= 4;

    case 'E':
    case 'G':
      add_other (pieces, SLUICE_PATTERN_TEXT, letter, count);
      return count <= 4;

    case 'a':
      add_other (pieces, SLUICE_PATTERN_TEXT, letter, count);
      return count == 1;

    case 'd':
    case 'h':
    case 'H':
    case 'k':
    case 'K':
    case 'm':
    case 's':
      add_number (pieces, letter, count, count, count == 1 ? 19 : 2,
                  count == 1 ? SLUICE_PATTERN_NORMAL : SLUICE_PATTERN_NOT_NEGATIVE);
      return count <= 2;

    case 'D':
      add_number (pieces, letter, count, count, count == 1 ? 19 : 3,
                  count == 1 ? SLUICE_PATTERN_NORMAL : SLUICE_PATTERN_NOT_NEGATIVE);
      return count <= 3;

    case 'F':
      add_number (pieces, letter, count, 1, 19, SLUICE_PATTERN_NORMAL);
      return count == 1;

    case 'S':
      add_other (pieces, SLUICE_PATTERN_FRACTION, letter, count);
      return count <= 9;

    case 'V':
      add_other (pieces, SLUICE_PATTERN_ZONE, letter, count);
      return count == 2;

    case 'v':
    case 'O':
      add_other (pieces, SLUICE_PATTERN_ZONE, letter, count);
      return count == 1 || count == 4;

    case 'z':
      add_other (pieces, SLUICE_PATTERN_ZONE, letter, count);
      return count <= 4;

    case 'X':
    case 'x':
    case 'Z':
      add_other (pieces, SLUICE_PATTERN_ZONE, letter, count);
      return count <= 5;

    default:
      return FALSE;
    }
}

static gboolean
compile (GArray *pieces, const char *pattern)
{
  guint open[32];
  guint n_open = 0;

  for (const char *p = pattern; *p != '\0';)
    {
      if (g_ascii_isalpha (*p))
        {
          const char *start = p;

          while (*p == *start)
            p++;
          if (p - start > 19 || !add_field (pieces, *start, (guint) (p - start)))
            return FALSE;
        }
      else if (*p == '\'')
        {
          g_autoptr (GString) text = g_string_new (NULL);

          /* Two quotes are one, inside and outside. */
          if (p[1] == '\'')
            {
              add_literal (pieces, "'", 1);
              p += 2;
              continue;
            }
          for (p++; *p != '\0'; p++)
            {
              if (*p == '\'' && p[1] != '\'')
                break;
              if (*p == '\'')
                p++;
              g_string_append_c (text, *p);
            }
          if (*p == '\0')
            return FALSE;
          p++;
          add_literal (pieces, text->str, text->len);
        }
      else if (*p == '[')
        {
          if (n_open == G_N_ELEMENTS (open))
            return FALSE;
          open[n_open++] = pieces->len;
          add_other (pieces, SLUICE_PATTERN_OPTIONAL_START, *p++, 1);
        }
      else if (*p == ']')
        {
          if (n_open == 0)
            return FALSE;
          g_array_index (pieces, SluicePatternPiece, open[--n_open]).end = pieces->len;
          add_other (pieces, SLUICE_PATTERN_OPTIONAL_END, *p++, 1);
        }
      else if (*p == '{' || *p == '}' || *p == '#')
        return FALSE;
      else
        {
          const char *next = g_utf8_next_char (p);

          add_literal (pieces, p, (gsize) (next - p));
          p = next;
        }
    }
  /* Sections left open end where the pattern ends. */
  while (n_open > 0)
    {
      g_array_index (pieces, SluicePatternPiece, open[--n_open]).end = pieces->len;
      add_other (pieces, SLUICE_PATTERN_OPTIONAL_END, ']', 1);
    }

  return TRUE;
}

/* Numbers without anything between them: the fixed ones take their digits from what the first would
 * take. */
static void
link_adjacent_numbers (GArray *pieces)
{
  SluicePatternPiece *base = NULL;

  for (guint i = 0; i < pieces->len; i++)
    {
      SluicePatternPiece *piece = &g_array_index (pieces, SluicePatternPiece, i);

      if (piece->kind == SLUICE_PATTERN_NUMBER || piece->kind == SLUICE_PATTERN_REDUCED_YEAR)
        {
          guint width = piece->kind == SLUICE_PATTERN_NUMBER ? piece->max_width : 2;
          gboolean fixed = piece->kind == SLUICE_PATTERN_REDUCED_YEAR
                           || (piece->min_width == piece->max_width
                               && piece->sign == SLUICE_PATTERN_NOT_NEGATIVE);

          if (base != NULL && fixed)
            base->following = (guint8) (base->following + width);
          else
            {
              /* A number that varies makes the one before it fixed. */
              if (base != NULL && base->following == 0 && base->kind == SLUICE_PATTERN_NUMBER)
                base->max_width = base->min_width;
              base = piece;
            }
        }
      else
        base = NULL;
    }
}

SluiceDatePattern *
sluice_date_pattern_new (const char *pattern, gboolean for_parsing, GError **error)
{
  g_autoptr (SluiceDatePattern) self = NULL;

  if (!check_letters (pattern, for_parsing, error))
    return NULL;

  self = g_new0 (SluiceDatePattern, 1);
  self->pieces = g_array_new (FALSE, FALSE, sizeof (SluicePatternPiece));
  g_array_set_clear_func (self->pieces, clear_piece);
  if (!compile (self->pieces, pattern))
    {
      set_pattern_error (pattern, error);
      return NULL;
    }
  link_adjacent_numbers (self->pieces);
  self->layout = sluice_date_layout_new (self);

  return g_steal_pointer (&self);
}

void
sluice_date_pattern_free (SluiceDatePattern *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->pieces, g_array_unref);
  g_free (self->layout);
  sluice_legacy_pattern_free (self->legacy);
  g_free (self);
}

SluiceDatePattern *
sluice_date_pattern_new_for (const SluiceSettings *settings,
                             const char *pattern,
                             gboolean for_parsing,
                             GError **error)
{
  const char *policy = sluice_settings_get (settings, "spark.sql.legacy.timeParserPolicy");
  SluiceDatePattern *self;

  if (policy != NULL && g_ascii_strcasecmp (policy, "LEGACY") == 0)
    {
      self = g_new0 (SluiceDatePattern, 1);
      self->legacy = sluice_legacy_pattern_new (pattern);
      if (self->legacy != NULL)
        return self;
      g_free (self);
      sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                        "INVALID_DATETIME_PATTERN.WITH_SUGGESTION",
                        "Unrecognized datetime pattern: '%s'.", pattern);
      return NULL;
    }

  self = sluice_date_pattern_new (pattern, for_parsing, error);
  if (self != NULL && for_parsing && policy != NULL && g_ascii_strcasecmp (policy, "EXCEPTION") == 0)
    self->legacy = sluice_legacy_pattern_new (pattern);

  return self;
}

gboolean
sluice_date_pattern_differs (const SluiceDatePattern *self,
                             const char *text,
                             gsize length,
                             GError **error)
{
  gint64 value;

  if (self->pieces == NULL || self->legacy == NULL
      || !sluice_legacy_pattern_parse (self->legacy, text, length, NULL, &value))
    return FALSE;

  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                    "INCONSISTENT_BEHAVIOR_CROSS_VERSION.PARSE_DATETIME_BY_NEW_PARSER",
                    "You may get a different result due to the upgrading to Spark >= 3.0: Fail to parse "
                    "'%.*s' in the new parser. Set spark.sql.legacy.timeParserPolicy to LEGACY to read it "
                    "as before, or to CORRECTED to treat it as an invalid text.",
                    (int) length, text);

  return TRUE;
}

/* Writing. */

typedef struct
{
  SluiceCivil civil;
  gint32 days;
  guint32 seconds;
  guint32 us;
  const SluiceZone *zone;
  SluiceZoneSpan span;
} Moment;

static gint64
number_of (const Moment *moment, char letter)
{
  guint32 hour = moment->seconds / 3600;

  switch (letter)
    {
    case 'y':
      return moment->civil.year;
    case 'M':
    case 'L':
      return moment->civil.month;
    case 'Q':
    case 'q':
      return (moment->civil.month + 2) / 3;
    case 'd':
      return moment->civil.day;
    case 'D':
      return sluice_day_of_year (moment->days);
    case 'F':
      return (moment->civil.day - 1) % 7 + 1;
    case 'H':
      return hour;
    case 'k':
      return hour == 0 ? 24 : hour;
    case 'K':
      return hour % 12;
    case 'h':
      return hour % 12 == 0 ? 12 : hour % 12;
    case 'm':
      return moment->seconds / 60 % 60;
    case 's':
      return moment->seconds % 60;
    default:
      g_assert_not_reached ();
    }
}

static void
append_number (GString *out, const SluicePatternPiece *piece, gint64 value)
{
  char buffer[32];
  guint64 magnitude = (guint64) ABS (value);
  gsize n;

  if (value >= 0 && value < 100 && piece->min_width <= 2)
    {
      gboolean is_short = value < 10 && piece->min_width < 2;

      sluice_write_two ((guint) value, buffer);
      g_string_append_len (out, buffer + is_short, 2 - is_short);
      return;
    }

  n = sluice_write_padded (magnitude, piece->min_width, buffer);
  if (value < 0)
    g_string_append_c (out, '-');
  else if (piece->sign == SLUICE_PATTERN_EXCEEDS_PAD && n > piece->min_width)
    g_string_append_c (out, '+');
  g_string_append_len (out, buffer, (gssize) n);
}

static void
append_name (GString *out, const char *name, gboolean full)
{
  g_string_append_len (out, name, full ? (gssize) strlen (name) : 3);
}

static void
append_text (GString *out, const SluicePatternPiece *piece, const Moment *moment)
{
  gboolean full = piece->count == 4;

  switch (piece->letter)
    {
    case 'M':
    case 'L':
      append_name (out, sluice_month_names[moment->civil.month - 1], full);
      break;
    case 'E':
      append_name (out, sluice_day_names[sluice_weekday (moment->days)], full);
      break;
    case 'Q':
    case 'q':
      {
        guint quarter = (moment->civil.month + 2) / 3;
        static const char *const suffixes[] = { "st", "nd", "rd", "th" };

        if (full)
          g_string_append_printf (out, "%u%s quarter", quarter, suffixes[quarter - 1]);
        else
          g_string_append_printf (out, "Q%u", quarter);
      }
      break;
    case 'G':
      if (full)
        g_string_append (out, moment->civil.year > 0 ? "Anno Domini" : "Before Christ");
      else
        g_string_append (out, moment->civil.year > 0 ? "AD" : "BC");
      break;
    case 'a':
      g_string_append (out, moment->seconds < 12 * 3600 ? "AM" : "PM");
      break;
    default:
      g_assert_not_reached ();
    }
}

/* An offset in one of Java's forms: how many of hours, minutes, seconds, whether with colons. */
static void
append_offset (GString *out,
               gint32 offset,
               const char *zero,
               gboolean colons,
               gboolean minutes_always,
               gboolean with_seconds)
{
  guint seconds = (guint) ABS (offset);
  char text[9];
  gsize n = 3;

  if (offset == 0 && zero != NULL)
    {
      g_string_append (out, zero);
      return;
    }
  text[0] = offset < 0 ? '-' : '+';
  sluice_write_two (seconds / 3600, text + 1);
  if (minutes_always || seconds / 60 % 60 != 0)
    {
      if (colons)
        text[n++] = ':';
      sluice_write_two (seconds / 60 % 60, text + n);
      n += 2;
    }
  if (with_seconds && seconds % 60 != 0)
    {
      if (colons)
        text[n++] = ':';
      sluice_write_two (seconds % 60, text + n);
      n += 2;
    }
  g_string_append_len (out, text, (gssize) n);
}

/* `GMT+8` or, in full, `GMT+08:00`. */
static void
append_localized_offset (GString *out, gint32 offset, gboolean full)
{
  guint seconds = (guint) ABS (offset);

  g_string_append (out, "GMT");
  if (offset == 0)
    return;
  g_string_append_printf (out, full ? "%c%02u" : "%c%u", offset < 0 ? '-' : '+', seconds / 3600);
  if (full || seconds / 60 % 60 != 0 || seconds % 60 != 0)
    g_string_append_printf (out, ":%02u", seconds / 60 % 60);
  if (seconds % 60 != 0)
    g_string_append_printf (out, ":%02u", seconds % 60);
}

static const char *const zone_names[][2] = {
  { "UTC", "Coordinated Universal Time" },
  { "GMT", "Greenwich Mean Time" },
  { "PST", "Pacific Standard Time" },
  { "PDT", "Pacific Daylight Time" },
  { "MST", "Mountain Standard Time" },
  { "MDT", "Mountain Daylight Time" },
  { "CST", "Central Standard Time" },
  { "CDT", "Central Daylight Time" },
  { "EST", "Eastern Standard Time" },
  { "EDT", "Eastern Daylight Time" },
  { "CET", "Central European Standard Time" },
  { "CEST", "Central European Summer Time" },
  { "EET", "Eastern European Standard Time" },
  { "EEST", "Eastern European Summer Time" },
  { "WET", "Western European Standard Time" },
  { "WEST", "Western European Summer Time" },
  { "BST", "British Summer Time" },
  { "IST", "India Standard Time" },
  { "JST", "Japan Standard Time" },
};

static void
append_zone_name (GString *out, const Moment *moment, gboolean full)
{
  const char *id = moment->zone != NULL ? sluice_zone_id (moment->zone) : "UTC";
  const char *name
      = moment->zone != NULL ? sluice_zone_name (moment->zone, moment->span.is_summer) : "UTC";

  if (moment->zone != NULL && sluice_zone_is_offset (moment->zone))
    {
      g_string_append (out, id);
      return;
    }
  for (guint i = 0; full && i < G_N_ELEMENTS (zone_names); i++)
    if (strcmp (name, zone_names[i][0]) == 0)
      {
        g_string_append (out, zone_names[i][1]);
        return;
      }
  /* Zones without a name of their own have an offset for an abbreviation. */
  if (full || !g_ascii_isalpha (*name))
    append_localized_offset (out, moment->span.offset, TRUE);
  else
    g_string_append (out, name);
}

static void
append_zone (GString *out, const SluicePatternPiece *piece, const Moment *moment)
{
  gint32 offset = moment->span.offset;
  gboolean upper = piece->letter == 'X';

  switch (piece->letter)
    {
    case 'V':
      g_string_append (out, moment->zone != NULL ? sluice_zone_id (moment->zone) : "UTC");
      break;
    case 'z':
    case 'v':
      append_zone_name (out, moment, piece->count == 4);
      break;
    case 'O':
      append_localized_offset (out, offset, piece->count == 4);
      break;
    case 'Z':
      if (piece->count == 4)
        append_localized_offset (out, offset, TRUE);
      else if (piece->count == 5)
        append_offset (out, offset, "Z", TRUE, TRUE, TRUE);
      else
        append_offset (out, offset, "+0000", FALSE, TRUE, FALSE);
      break;
    default:
      {
        static const char *const zeros[] = { "+00", "+0000", "+00:00", "+0000", "+00:00" };

        append_offset (out, offset, upper ? "Z" : zeros[piece->count - 1],
                       piece->count == 3 || piece->count == 5, piece->count > 1, piece->count > 3);
      }
      break;
    }
}

static gboolean
has_era (const SluiceDatePattern *self)
{
  for (guint i = 0; i < self->pieces->len; i++)
    if (g_array_index (self->pieces, SluicePatternPiece, i).letter == 'G')
      return TRUE;

  return FALSE;
}

void
sluice_date_pattern_format (const SluiceDatePattern *self,
                            gint64 value,
                            const SluiceZone *zone,
                            GString *out)
{
  Moment moment = { 0 };
  gint64 local, time_of_day;
  gint64 year;
  guint first = 0;

  if (self->pieces == NULL)
    {
      sluice_legacy_pattern_format (self->legacy, value, zone, out);
      return;
    }

  moment.zone = zone;
  if (zone != NULL)
    sluice_zone_span_at (zone, value, &moment.span);
  local = value + moment.span.offset * SLUICE_US_PER_SECOND;
  if (self->layout != NULL)
    {
      char text[SLUICE_LAYOUT_SIZE];

      if (sluice_date_layout_write (self->layout, local, text))
        {
          g_string_append_len (out, text, (gssize) self->layout->length);
          first = self->layout->n_pieces;
          if (first == self->pieces->len)
            return;
        }
    }
  moment.days = (gint32) sluice_floor_div (local, SLUICE_US_PER_DAY);
  time_of_day = sluice_floor_mod (local, SLUICE_US_PER_DAY);
  moment.seconds = (guint32) (time_of_day / SLUICE_US_PER_SECOND);
  moment.us = (guint32) (time_of_day % SLUICE_US_PER_SECOND);
  moment.civil = sluice_civil (moment.days);
  /* Beside an era years count from it. */
  year = moment.civil.year <= 0 && has_era (self) ? 1 - moment.civil.year : moment.civil.year;

  for (guint i = first; i < self->pieces->len; i++)
    {
      const SluicePatternPiece *piece = &g_array_index (self->pieces, SluicePatternPiece, i);
      char digits[16];

      switch (piece->kind)
        {
        case SLUICE_PATTERN_LITERAL:
          g_string_append (out, piece->text);
          break;
        case SLUICE_PATTERN_NUMBER:
          append_number (out, piece,
                         piece->letter == 'y' ? year : number_of (&moment, piece->letter));
          break;
        case SLUICE_PATTERN_REDUCED_YEAR:
          g_string_append_printf (out, "%02u", (guint) (ABS (year) % 100));
          break;
        case SLUICE_PATTERN_TEXT:
          append_text (out, piece, &moment);
          break;
        case SLUICE_PATTERN_FRACTION:
          sluice_write_padded ((guint64) moment.us * 1000, 9, digits);
          g_string_append_len (out, digits, piece->count);
          break;
        case SLUICE_PATTERN_ZONE:
          append_zone (out, piece, &moment);
          break;
        case SLUICE_PATTERN_OPTIONAL_START:
        case SLUICE_PATTERN_OPTIONAL_END:
          break;
        default:
          g_assert_not_reached ();
        }
    }
}
