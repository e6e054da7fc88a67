/* sluice-cast-text.c: casts from and to texts.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-cast-run.h"

#include "expr/sluice-calendar.h"
#include "expr/sluice-interval-text.h"
#include "expr/sluice-time-of-day.h"
#include "expr/sluice-timestamp-text.h"
#include "expr/sluice-variant-cast.h"
#include "expr/sluice-zone.h"

/* Whole numbers; the legacy cast cuts off a fraction. */
static gboolean
parse_integer (const char *text, gsize length, gboolean allow_fraction, gint64 *value)
{
  const char *point;

  sluice_text_trim (&text, &length);
  if (sluice_parse_int64 (text, length, value))
    return TRUE;
  if (!allow_fraction || length == 0)
    return FALSE;

  point = memchr (text, '.', length);
  if (point == NULL)
    return FALSE;
  for (const char *c = point + 1; c < text + length; c++)
    if (!g_ascii_isdigit (*c))
      return FALSE;
  if (point == text || (point == text + 1 && (*text == '-' || *text == '+')))
    {
      *value = 0;
      return TRUE;
    }

  return sluice_parse_int64 (text, (gsize) (point - text), value);
}

static gboolean
text_to_integer (SluiceCastRun *run, GError **error)
{
  const SluiceString *texts = run->in->string;
  SluiceColumn *out = run->out;
  gboolean legacy = run->mode == SLUICE_CAST_LEGACY;

  SLUICE_CAST_EACH (run, row)
  {
    gint64 value = 0;
    gboolean ok = parse_integer (texts[row].data, texts[row].length, legacy, &value);

    switch ((int) out->type->id)
      {
      case SLUICE_TYPE_BYTE:
        out->i8[row] = (gint8) value;
        ok &= value == (gint8) value;
        break;
      case SLUICE_TYPE_SHORT:
        out->i16[row] = (gint16) value;
        ok &= value == (gint16) value;
        break;
      case SLUICE_TYPE_INT:
        out->i32[row] = (gint32) value;
        ok &= value == (gint32) value;
        break;
      default:
        out->i64[row] = value;
        break;
      }
    if (G_UNLIKELY (!ok) && !sluice_cast_run_malformed (run, row, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
text_to_fraction (SluiceCastRun *run, GError **error)
{
  const SluiceString *texts = run->in->string;

  SLUICE_CAST_EACH (run, row)
  {
    const char *text = texts[row].data;
    gsize length = texts[row].length;
    double value = 0;
    gboolean ok;

    sluice_text_trim (&text, &length);
    ok = sluice_parse_double (text, length, &value);
    if (run->out->type->id == SLUICE_TYPE_FLOAT)
      run->out->f32[row] = (float) value;
    else
      run->out->f64[row] = value;
    if (G_UNLIKELY (!ok) && !sluice_cast_run_malformed (run, row, error))
      return FALSE;
  }

  return TRUE;
}

/* Digits in front of the point of a text that is a number; what a DECIMAL of any type can hold
 * is 38. */
static gint64
count_whole_digits (const char *text, gsize length)
{
  gint64 n = 0;
  gint64 exponent = 0;
  gint64 leading_zeros = 0;
  gboolean after_point = FALSE;
  gboolean significant = FALSE;
  const char *end = text + length;

  for (; text < end; text++)
    {
      if (*text == '.')
        after_point = TRUE;
      else if (*text == 'e' || *text == 'E')
        {
          sluice_parse_int64 (text + 1, (gsize) (end - text - 1), &exponent);
          break;
        }
      else if (g_ascii_isdigit (*text))
        {
          significant |= *text != '0';
          if (!after_point && significant)
            n++;
          else if (after_point && !significant)
            leading_zeros++;
        }
    }

  return significant ? (n > 0 ? n : -leading_zeros) + exponent : 0;
}

/* A number that doesn't fit, in plain digits: `1e3` is 1000. */
static gboolean
decimal_text_overflow (
    SluiceCastRun *run, guint32 row, const char *text, gsize length, GError **error)
{
  SluiceInt128 value;
  char plain[SLUICE_FORMAT_MAX];

  if (run->mode == SLUICE_CAST_ANSI
      && count_whole_digits (text, length) > SLUICE_DECIMAL_MAX_PRECISION)
    {
      sluice_set_error (
          error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "NUMERIC_OUT_OF_SUPPORTED_RANGE",
          "The value %.*s cannot be interpreted as a numeric since it has more than 38 digits.",
          (int) length, text);
      return FALSE;
    }
  if ((memchr (text, 'e', length) != NULL || memchr (text, 'E', length) != NULL)
      && sluice_parse_decimal (text, length, SLUICE_DECIMAL_MAX_PRECISION, 0, &value, NULL))
    return sluice_cast_run_out_of_range (run, row, plain, sluice_format_decimal (value, 0, plain),
                                         error);

  return sluice_cast_run_out_of_range (run, row, text, length, error);
}

static gboolean
text_to_decimal (SluiceCastRun *run, GError **error)
{
  const SluiceString *texts = run->in->string;
  const SluiceType *to = run->out->type;

  SLUICE_CAST_EACH (run, row)
  {
    const char *text = texts[row].data;
    gsize length = texts[row].length;
    gboolean overflow;

    sluice_text_trim (&text, &length);
    run->out->i128[row] = 0;
    if (G_LIKELY (sluice_parse_decimal (text, length, to->precision, to->scale,
                                        &run->out->i128[row], &overflow)))
      continue;
    run->out->i128[row] = 0;
    if (overflow ? !decimal_text_overflow (run, row, text, length, error)
                 : !sluice_cast_run_malformed (run, row, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
is_one_of (const char *text, gsize length, const char *const *words, guint n_words)
{
  for (guint i = 0; i < n_words; i++)
    if (strlen (words[i]) == length && g_ascii_strncasecmp (text, words[i], length) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
text_to_boolean (SluiceCastRun *run, GError **error)
{
  static const char *const truths[] = { "t", "true", "y", "yes", "1" };
  static const char *const untruths[] = { "f", "false", "n", "no", "0" };
  const SluiceString *texts = run->in->string;

  SLUICE_CAST_EACH (run, row)
  {
    const char *text = texts[row].data;
    gsize length = texts[row].length;

    sluice_text_trim (&text, &length);
    run->out->boolean[row] = is_one_of (text, length, truths, G_N_ELEMENTS (truths));
    if (!run->out->boolean[row] && !is_one_of (text, length, untruths, G_N_ELEMENTS (untruths))
        && !sluice_cast_run_malformed (run, row, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
text_to_time (SluiceCastRun *run, GError **error)
{
  const SluiceString *texts = run->in->string;
  SluiceColumn *out = run->out;

  SLUICE_CAST_EACH (run, row)
  {
    const char *text = texts[row].data;
    gsize length = texts[row].length;
    gboolean ok;

    if (out->type->id == SLUICE_TYPE_DATE)
      {
        out->i32[row] = 0;
        ok = sluice_parse_date (text, length, &out->i32[row]);
      }
    else
      {
        out->i64[row] = 0;
        ok = out->type->id == SLUICE_TYPE_TIMESTAMP
                 ? sluice_parse_timestamp_at (text, length, run->zone, run->context->now_us,
                                              &out->i64[row])
                 : sluice_parse_timestamp_ntz (text, length, TRUE, &out->i64[row]);
      }
    if (G_UNLIKELY (!ok) && !sluice_cast_run_malformed (run, row, error))
      return FALSE;
  }

  return TRUE;
}

/* What is inside the quotes of `INTERVAL [-]'…' DAY TO SECOND` when @text is a literal of @type. */
static char *
unwrap_interval (const char *text, const SluiceType *type)
{
  g_autofree char *type_name = sluice_type_to_sql (type);
  const char *units = type_name + strlen ("INTERVAL ");
  const char *quote, *end;
  gsize n;
  gboolean negative;

  if (g_ascii_strncasecmp (text, "INTERVAL", 8) != 0 || !g_ascii_isspace (text[8]))
    return NULL;
  text += 8;
  while (g_ascii_isspace (*text))
    text++;
  negative = *text == '-';
  if (negative || *text == '+')
    text++;
  if (*text != '\'')
    return NULL;
  quote = text + 1;
  end = strchr (quote, '\'');
  if (end == NULL)
    return NULL;
  text = end + 1;
  if (!g_ascii_isspace (*text))
    return NULL;
  while (g_ascii_isspace (*text))
    text++;
  n = strlen (units);
  if (g_ascii_strncasecmp (text, units, n) != 0 || text[n] != '\0')
    return NULL;

  /* Two signs make one. */
  if (negative && *quote == '-')
    return g_strndup (quote + 1, (gsize) (end - quote - 1));

  return g_strdup_printf ("%s%.*s", negative ? "-" : "", (int) (end - quote), quote);
}

gboolean
sluice_parse_interval_text (
    const char *text, gsize length, const SluiceType *type, gint64 *value, GError **error)
{
  g_autofree char *copy = NULL;
  g_autofree char *inner = NULL;

  sluice_text_trim (&text, &length);
  copy = g_strndup (text, length);
  inner = unwrap_interval (copy, type);

  return sluice_interval_parse_range (inner != NULL ? inner : copy, type->id, type->start_field,
                                      type->end_field, value, error);
}

static gboolean
text_to_interval (SluiceCastRun *run, GError **error)
{
  const SluiceString *texts = run->in->string;
  SluiceColumn *out = run->out;

  SLUICE_CAST_EACH (run, row)
  {
    gint64 value = 0;
    GError *local_error = NULL;

    /* A wrong interval is an error in the legacy cast too. */
    if (!sluice_parse_interval_text (texts[row].data, texts[row].length, out->type, &value,
                                     &local_error))
      {
        if (run->mode != SLUICE_CAST_TRY)
          {
            g_propagate_error (error, local_error);
            return FALSE;
          }
        g_clear_error (&local_error);
        sluice_cast_run_null (run, row);
      }
    if (out->type->id == SLUICE_TYPE_YEAR_MONTH_INTERVAL)
      out->i32[row] = (gint32) value;
    else
      out->i64[row] = value;
  }

  return TRUE;
}

static gboolean
text_to_calendar_interval (SluiceCastRun *run)
{
  const SluiceString *texts = run->in->string;

  SLUICE_CAST_EACH (run, row)
  {
    if (!sluice_interval_parse_text (texts[row].data, texts[row].length, &run->out->interval[row],
                                     NULL, NULL))
      {
        memset (&run->out->interval[row], 0, sizeof (SluiceCalendarInterval));
        sluice_cast_run_null (run, row);
      }
  }

  return TRUE;
}

static gboolean
text_to_time_of_day (SluiceCastRun *run, GError **error)
{
  const SluiceString *texts = run->in->string;

  SLUICE_CAST_EACH (run, row)
  {
    gint64 ns = 0;
    gboolean ok = sluice_parse_time (texts[row].data, texts[row].length, &ns, NULL);

    run->out->i64[row] = ok ? sluice_time_truncate (ns, run->out->type->precision) : 0;
    if (!ok && !sluice_cast_run_malformed (run, row, error))
      return FALSE;
  }

  return TRUE;
}

gboolean
sluice_cast_from_text (SluiceCastRun *run, GError **error)
{
  switch ((int) run->out->type->id)
    {
    case SLUICE_TYPE_BOOLEAN:
      return text_to_boolean (run, error);
    case SLUICE_TYPE_BYTE:
    case SLUICE_TYPE_SHORT:
    case SLUICE_TYPE_INT:
    case SLUICE_TYPE_BIGINT:
      return text_to_integer (run, error);
    case SLUICE_TYPE_DECIMAL:
      return text_to_decimal (run, error);
    case SLUICE_TYPE_FLOAT:
    case SLUICE_TYPE_DOUBLE:
      return text_to_fraction (run, error);
    case SLUICE_TYPE_DATE:
    case SLUICE_TYPE_TIMESTAMP:
    case SLUICE_TYPE_TIMESTAMP_NTZ:
      return text_to_time (run, error);
    case SLUICE_TYPE_TIME:
      return text_to_time_of_day (run, error);
    case SLUICE_TYPE_YEAR_MONTH_INTERVAL:
    case SLUICE_TYPE_DAY_TIME_INTERVAL:
      return text_to_interval (run, error);
    case SLUICE_TYPE_CALENDAR_INTERVAL:
      return text_to_calendar_interval (run);
    default:
      g_assert_not_reached ();
    }
}

/* To text. */

gsize
sluice_format_calendar_interval (const SluiceCalendarInterval *value, char *out)
{
  const struct
  {
    gint64 amount;
    const char *unit;
  } parts[] = {
    { value->months / 12, "years" },
    { value->months % 12, "months" },
    { value->days, "days" },
    { value->microseconds / SLUICE_US_PER_HOUR, "hours" },
    { value->microseconds % SLUICE_US_PER_HOUR / SLUICE_US_PER_MINUTE, "minutes" },
  };
  gint64 rest = value->microseconds % SLUICE_US_PER_MINUTE;
  char *cursor = out;

  if (value->months == 0 && value->days == 0 && value->microseconds == 0)
    return (gsize) (g_stpcpy (out, "0 seconds") - out);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i].amount != 0)
      {
        cursor += sluice_format_int64 (parts[i].amount, cursor);
        *cursor++ = ' ';
        cursor = g_stpcpy (cursor, parts[i].unit);
        *cursor++ = ' ';
      }
  if (rest != 0)
    {
      guint64 magnitude = (guint64) ABS (rest);

      if (rest < 0)
        *cursor++ = '-';
      cursor += sluice_format_int64 ((gint64) (magnitude / SLUICE_US_PER_SECOND), cursor);
      cursor += sluice_write_fraction ((guint32) (magnitude % SLUICE_US_PER_SECOND), cursor);
      cursor = g_stpcpy (cursor, " seconds ");
    }

  return (gsize) (cursor - out) - 1;
}

/* Java's BigDecimal.toString(): small numbers get an exponent. */
static gsize
format_decimal_java (SluiceInt128 value, guint scale, char *out)
{
  char digits[SLUICE_FORMAT_MAX];
  gsize n = sluice_format_decimal (value, 0, digits);
  gsize sign = value < 0;
  gint adjusted = (gint) (n - sign) - 1 - (gint) scale;
  char *cursor = out;

  if (adjusted >= -6)
    return sluice_format_decimal (value, scale, out);

  memcpy (cursor, digits, sign + 1);
  cursor += sign + 1;
  if (n > sign + 1)
    {
      *cursor++ = '.';
      memcpy (cursor, digits + sign + 1, n - sign - 1);
      cursor += n - sign - 1;
    }
  *cursor++ = 'E';
  cursor += sluice_format_int64 (adjusted, cursor);

  return (gsize) (cursor - out);
}

/* The text of a value that has no parts and isn't a text itself. */
static gsize
format_scalar (const SluiceColumn *column,
               guint32 row,
               SluiceZoneCursor *cursor,
               gboolean plain_decimals,
               char *out)
{
  switch ((int) column->type->id)
    {
    case SLUICE_TYPE_BOOLEAN:
      return (gsize) (g_stpcpy (out, column->boolean[row] ? "true" : "false") - out);
    case SLUICE_TYPE_BYTE:
      return sluice_format_int64 (column->i8[row], out);
    case SLUICE_TYPE_SHORT:
      return sluice_format_int64 (column->i16[row], out);
    case SLUICE_TYPE_INT:
      return sluice_format_int64 (column->i32[row], out);
    case SLUICE_TYPE_BIGINT:
      return sluice_format_int64 (column->i64[row], out);
    case SLUICE_TYPE_DECIMAL:
      return plain_decimals ? sluice_format_decimal (column->i128[row], column->type->scale, out)
                            : format_decimal_java (column->i128[row], column->type->scale, out);
    case SLUICE_TYPE_FLOAT:
      return sluice_format_float (column->f32[row], out);
    case SLUICE_TYPE_DOUBLE:
      return sluice_format_double (column->f64[row], out);
    case SLUICE_TYPE_DATE:
      return sluice_format_date (column->i32[row], out);
    case SLUICE_TYPE_TIMESTAMP:
      return sluice_format_timestamp (sluice_zone_cursor_local (cursor, column->i64[row]), NULL,
                                      out);
    case SLUICE_TYPE_TIMESTAMP_NTZ:
      return sluice_format_timestamp (column->i64[row], NULL, out);
    case SLUICE_TYPE_TIME:
      return sluice_format_time (column->i64[row], out);
    case SLUICE_TYPE_YEAR_MONTH_INTERVAL:
      return sluice_format_interval (column->type, column->i32[row], out);
    case SLUICE_TYPE_DAY_TIME_INTERVAL:
      return sluice_format_interval (column->type, column->i64[row], out);
    case SLUICE_TYPE_CALENDAR_INTERVAL:
      return sluice_format_calendar_interval (&column->interval[row], out);
    default:
      g_assert_not_reached ();
    }
}

static void append_element (GString *out,
                            const SluiceColumn *column,
                            guint32 row,
                            SluiceZoneCursor *cursor,
                            gboolean plain_decimals);

static void
append_value (GString *out,
              const SluiceColumn *column,
              guint32 row,
              SluiceZoneCursor *cursor,
              gboolean plain_decimals)
{
  char buffer[SLUICE_FORMAT_INTERVAL_MAX];

  row = sluice_column_index (column, row);
  switch ((int) column->type->id)
    {
    case SLUICE_TYPE_STRING:
    case SLUICE_TYPE_BINARY:
      g_string_append_len (out, column->string[row].data, column->string[row].length);
      break;

    case SLUICE_TYPE_VARIANT:
      sluice_variant_append_json (out, sluice_variant (&column->string[row]), cursor->zone);
      break;

    case SLUICE_TYPE_STRUCT:
      g_string_append_c (out, '{');
      for (guint i = 0; i < column->n_children; i++)
        {
          if (i > 0)
            g_string_append (out, ", ");
          append_element (out, column->children[i], row, cursor, plain_decimals);
        }
      g_string_append_c (out, '}');
      break;

    case SLUICE_TYPE_ARRAY:
    case SLUICE_TYPE_MAP:
      g_string_append_c (out, column->type->id == SLUICE_TYPE_ARRAY ? '[' : '{');
      for (guint32 e = column->offsets[row]; e < column->offsets[row + 1]; e++)
        {
          if (e > column->offsets[row])
            g_string_append (out, ", ");
          append_element (out, column->children[0], e, cursor, plain_decimals);
          if (column->type->id == SLUICE_TYPE_MAP)
            {
              g_string_append (out, " -> ");
              append_element (out, column->children[1], e, cursor, plain_decimals);
            }
        }
      g_string_append_c (out, column->type->id == SLUICE_TYPE_ARRAY ? ']' : '}');
      break;

    default:
      g_string_append_len (out, buffer,
                           (gssize) format_scalar (column, row, cursor, plain_decimals, buffer));
      break;
    }
}

static void
append_element (GString *out,
                const SluiceColumn *column,
                guint32 row,
                SluiceZoneCursor *cursor,
                gboolean plain_decimals)
{
  if (sluice_column_is_null (column, row))
    g_string_append (out, "null");
  else
    append_value (out, column, row, cursor, plain_decimals);
}

void
sluice_cast_append_text (GString *out,
                         const SluiceColumn *column,
                         guint32 row,
                         const SluiceZone *zone,
                         gboolean plain_decimals)
{
  SluiceZoneCursor cursor = sluice_zone_cursor (zone);

  append_value (out, column, row, &cursor, plain_decimals);
}

/* The bytes of an integer, the highest first, which is what the legacy cast to BINARY gives. */
static void
integer_to_binary (SluiceCastRun *run)
{
  const SluiceColumn *in = run->in;
  guint width = sluice_type_width (in->type->id);

  SLUICE_CAST_EACH (run, row)
  {
    guint64 value = width == 1   ? (guint64) in->i8[row]
                    : width == 2 ? (guint64) in->i16[row]
                    : width == 4 ? (guint64) in->i32[row]
                                 : (guint64) in->i64[row];
    char *bytes = sluice_arena_alloc_bytes (run->context->arena, width);

    for (guint i = 0; i < width; i++)
      bytes[i] = (char) (value >> (8 * (width - 1 - i)));
    run->out->string[row] = sluice_string (bytes, width);
  }
  sluice_arena_align (run->context->arena);
}

static void
nested_to_text (SluiceCastRun *run, SluiceZoneCursor *cursor)
{
  g_autoptr (GString) text = g_string_new (NULL);

  SLUICE_CAST_EACH (run, row)
  {
    char *bytes;

    g_string_truncate (text, 0);
    append_value (text, run->in, row, cursor, run->mode == SLUICE_CAST_ANSI);
    bytes = sluice_arena_alloc_bytes (run->context->arena, text->len);
    memcpy (bytes, text->str, text->len);
    run->out->string[row] = sluice_string (bytes, text->len);
  }
}

void
sluice_cast_to_text (SluiceCastRun *run)
{
  SluiceArena *arena = run->context->arena;
  SluiceZoneCursor cursor = sluice_zone_cursor (run->zone);

  if (run->out->type->id == SLUICE_TYPE_BINARY)
    {
      integer_to_binary (run);
      return;
    }
  if (run->in->type->id >= SLUICE_TYPE_ARRAY)
    {
      nested_to_text (run, &cursor);
      sluice_arena_align (arena);
      return;
    }

  if (run->in->type->id == SLUICE_TYPE_DATE || run->in->type->id == SLUICE_TYPE_TIMESTAMP
      || run->in->type->id == SLUICE_TYPE_TIMESTAMP_NTZ)
    {
      sluice_cast_times_to_text (run);
      return;
    }

  SLUICE_CAST_EACH (run, row)
  {
    /* Written where it stays; what it doesn't need is given back. */
    char *bytes = sluice_arena_alloc_bytes (arena, SLUICE_FORMAT_INTERVAL_MAX);
    gsize length = format_scalar (run->in, row, &cursor, run->mode == SLUICE_CAST_ANSI, bytes);

    sluice_arena_return_bytes (arena, bytes, SLUICE_FORMAT_INTERVAL_MAX, length);
    run->out->string[row] = sluice_string (bytes, length);
  }
  sluice_arena_align (arena);
}
