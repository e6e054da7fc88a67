/* sluice-number-picture.c: the formats of to_number() and to_char().
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A format is a row of marks. Digits and the separators of thousands between them make one mark, a
 * run of digits per group, because a number may leave out groups at the left: they are compared
 * from the right.
 */
#include "config.h"

#include "expr/sluice-number-picture.h"

#include "expr/sluice-convert.h"
#include "expr/sluice-text.h"

typedef enum
{
  MARK_DIGITS,
  MARK_POINT,
  MARK_DOLLAR,
  MARK_SIGN,
  MARK_MINUS,
  MARK_OPEN,
  MARK_CLOSE,
  MARK_OTHER,
} MarkKind;

/* A run of digits, or a separator. */
typedef struct
{
  guint n;
  gboolean exact;
  gboolean separator;
} Part;

typedef struct
{
  MarkKind kind;
  gunichar character;
  guint first;
  guint n_parts;
} Mark;

struct _SluiceNumberPicture
{
  char *text;
  GArray *marks;
  GArray *parts;
  guint whole;
  guint fraction;
};

static const Mark *
get_mark (const SluiceNumberPicture *self, guint index)
{
  return &g_array_index (self->marks, Mark, index);
}

static const Part *
get_parts (const SluiceNumberPicture *self, const Mark *mark)
{
  return &g_array_index (self->parts, Part, mark->first);
}

static void
add_mark (SluiceNumberPicture *self, MarkKind kind, gunichar character)
{
  Mark mark = { kind, character, self->parts->len, 0 };

  g_array_append_val (self->marks, mark);
}

/* Puts digits or a separator into the mark that they follow on, or into a new one. */
static void
add_part (SluiceNumberPicture *self, Part part)
{
  if (self->marks->len == 0 || get_mark (self, self->marks->len - 1)->kind != MARK_DIGITS)
    add_mark (self, MARK_DIGITS, 0);
  g_array_append_val (self->parts, part);
  g_array_index (self->marks, Mark, self->marks->len - 1).n_parts++;
}

static void
read_marks (SluiceNumberPicture *self)
{
  const Mark open = { MARK_OPEN, 0, 0, 0 };
  gboolean behind_point = FALSE;
  const char *p = self->text;

  while (*p != '\0')
    {
      Part digits = { 0, *p == '0' && !behind_point, FALSE };

      if (*p == '0' || *p == '9')
        {
          for (; *p == '0' || *p == '9'; p++)
            digits.n++;
          add_part (self, digits);
          *(behind_point ? &self->fraction : &self->whole) += digits.n;
          continue;
        }
      if (*p == ',' || *p == 'G')
        {
          add_part (self, (Part){ 0, FALSE, TRUE });
        }
      else if (*p == '.' || *p == 'D')
        {
          add_mark (self, MARK_POINT, 0);
          behind_point = TRUE;
        }
      else if (*p == '$')
        {
          add_mark (self, MARK_DOLLAR, 0);
        }
      else if (*p == 'S')
        {
          add_mark (self, MARK_SIGN, 0);
        }
      else if (*p == 'M' && p[1] == 'I')
        {
          add_mark (self, MARK_MINUS, 0);
          p++;
        }
      else if (*p == 'P' && p[1] == 'R')
        {
          g_array_prepend_val (self->marks, open);
          add_mark (self, MARK_CLOSE, 0);
          p++;
        }
      else
        {
          add_mark (self, MARK_OTHER, g_utf8_get_char (p));
        }
      p = g_utf8_next_char (p);
    }
}

static gboolean
refuse (const SluiceNumberPicture *self,
        SluiceNumberPictureProblem *problem,
        const char *condition,
        const char *sentence)
{
  problem->condition = condition;
  problem->message = g_strdup_printf ("The format is invalid: '%s'. %s", self->text, sentence);

  return FALSE;
}

static gint
find_mark (const SluiceNumberPicture *self, MarkKind kind)
{
  for (guint i = 0; i < self->marks->len; i++)
    if (get_mark (self, i)->kind == kind)
      return (gint) i;

  return -1;
}

static guint
count_marks (const SluiceNumberPicture *self, MarkKind kind)
{
  guint n = 0;

  for (guint i = 0; i < self->marks->len; i++)
    n += get_mark (self, i)->kind == kind;

  return n;
}

static const char *
describe_mark (const Mark *mark)
{
  static const char *const names[] = {
    [MARK_DIGITS] = "digit sequence", [MARK_POINT] = ". or D", [MARK_DOLLAR] = "$",
    [MARK_SIGN] = "S",                [MARK_MINUS] = "MI",     [MARK_OPEN] = "PR",
    [MARK_CLOSE] = "PR",              [MARK_OTHER] = NULL,
  };

  return names[mark->kind];
}

/* Separators stand between digits, and only before the point. */
static gboolean
check_separators (const SluiceNumberPicture *self, SluiceNumberPictureProblem *problem)
{
  gint point = find_mark (self, MARK_POINT);

  for (guint i = 0; i < self->marks->len && (point < 0 || i < (guint) point); i++)
    {
      const Mark *mark = get_mark (self, i);
      const Part *parts = get_parts (self, mark);

      for (guint j = 0; j < mark->n_parts; j++)
        if (parts[j].separator
            && (j == 0 || j == mark->n_parts - 1 || parts[j - 1].separator || parts[j + 1].separator))
          return refuse (self, problem, "INVALID_FORMAT.CONT_THOUSANDS_SEPS",
                         "Thousands separators (, or G) must have digits in between them in the "
                         "number format.");
    }
  for (guint i = point < 0 ? self->marks->len : (guint) point; i < self->marks->len; i++)
    {
      const Mark *mark = get_mark (self, i);

      for (guint j = 0; j < mark->n_parts; j++)
        if (get_parts (self, mark)[j].separator)
          return refuse (self, problem, "INVALID_FORMAT.THOUSANDS_SEPS_MUST_BEFORE_DEC",
                         "Thousands separators (, or G) may not appear after the decimal point in "
                         "the number format.");
    }

  return TRUE;
}

static gboolean
check_order (const SluiceNumberPicture *self, SluiceNumberPictureProblem *problem)
{
  static const guint places[] = {
    1u << MARK_OPEN,
    1u << MARK_MINUS | 1u << MARK_SIGN,
    1u << MARK_DOLLAR,
    1u << MARK_DIGITS,
    1u << MARK_POINT,
    1u << MARK_DIGITS,
    1u << MARK_DOLLAR,
    1u << MARK_MINUS | 1u << MARK_SIGN | 1u << MARK_CLOSE,
  };
  g_autofree char *name = NULL;
  g_autofree char *sentence = NULL;
  const Mark *mark;
  guint next = 0;

  for (guint i = 0; i < G_N_ELEMENTS (places) && next < self->marks->len; i++)
    if (places[i] >> get_mark (self, next)->kind & 1)
      next++;
  if (next == self->marks->len)
    return TRUE;

  mark = get_mark (self, next);
  if (mark->kind == MARK_OTHER)
    {
      char character[7] = { 0 };

      g_unichar_to_utf8 (mark->character, character);
      name = g_strdup_printf ("character '%s''", character);
    }
  sentence = g_strdup_printf (
      "Found the unexpected %s in the format string; the structure of the format string must "
      "match: `[MI|S]` `[$]` `[0|9|G|,]*` `[.|D]` `[0|9]*` `[$]` `[PR|MI|S]`.",
      name != NULL ? name : describe_mark (mark));

  return refuse (self, problem, "INVALID_FORMAT.UNEXPECTED_TOKEN", sentence);
}

static gboolean
check (const SluiceNumberPicture *self, SluiceNumberPictureProblem *problem)
{
  static const MarkKind single[]
      = { MARK_POINT, MARK_SIGN, MARK_MINUS, MARK_DOLLAR, MARK_CLOSE };
  gint dollar = find_mark (self, MARK_DOLLAR);
  gint digits = find_mark (self, MARK_DIGITS);
  gint point = find_mark (self, MARK_POINT);

  if (self->marks->len == 0)
    return refuse (self, problem, "INVALID_FORMAT.EMPTY",
                   "The number format string cannot be empty.");
  if (digits < 0)
    return refuse (self, problem, "INVALID_FORMAT.WRONG_NUM_DIGIT",
                   "The format string requires at least one number digit.");
  if (digits < dollar)
    return refuse (self, problem, "INVALID_FORMAT.CUR_MUST_BEFORE_DIGIT",
                   "Currency characters must appear before digits in the number format.");
  if (point >= 0 && point < dollar)
    return refuse (self, problem, "INVALID_FORMAT.CUR_MUST_BEFORE_DEC",
                   "Currency characters must appear before any decimal point in the number "
                   "format.");
  if (!check_separators (self, problem))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (single); i++)
    if (count_marks (self, single[i]) > 1)
      {
        Mark mark = { single[i], 0, 0, 0 };
        g_autofree char *sentence = g_strdup_printf (
            "At most one %s is allowed in the number format.", describe_mark (&mark));

        return refuse (self, problem, "INVALID_FORMAT.WRONG_NUM_TOKEN", sentence);
      }

  return check_order (self, problem);
}

SluiceNumberPicture *
sluice_number_picture_new (const char *text, gsize length, SluiceNumberPictureProblem *problem)
{
  g_autoptr (SluiceNumberPicture) self = g_new0 (SluiceNumberPicture, 1);
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) length);

  self->text = g_utf8_strup (valid, -1);
  self->marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  self->parts = g_array_new (FALSE, FALSE, sizeof (Part));
  read_marks (self);
  if (!check (self, problem))
    return NULL;

  return g_steal_pointer (&self);
}

void
sluice_number_picture_free (SluiceNumberPicture *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->marks);
  g_array_unref (self->parts);
  g_free (self->text);
  g_free (self);
}

const char *
sluice_number_picture_get_text (const SluiceNumberPicture *self)
{
  return self->text;
}

guint
sluice_number_picture_get_precision (const SluiceNumberPicture *self)
{
  return self->whole + self->fraction;
}

guint
sluice_number_picture_get_scale (const SluiceNumberPicture *self)
{
  return self->fraction;
}

/* Reading. */

typedef struct
{
  const char *at;
  const char *end;
  SluiceInt128 value;
  guint n_digits;
  guint n_fraction;
  gboolean behind_point;
  gboolean negative;
  gboolean opened;
} Reader;

/* What Java calls white space: no-break spaces aren't. */
static gboolean
is_space (gunichar c)
{
  return (c >= 9 && c <= 13) || (c >= 28 && c <= 32)
         || (c >= 128 && c != 0xa0 && c != 0x2007 && c != 0x202f && g_unichar_isspace (c)
             && c != 0x85);
}

/* Takes digits, separators and white space, and notes how many digits each group has. */
static gboolean
read_groups (Reader *reader, const Part *parts, guint n_parts)
{
  guint16 groups[64] = { 0 };
  guint n_groups = 1;
  guint expected = 0;

  while (reader->at < reader->end)
    {
      const char *next;
      gunichar c = sluice_text_get_char (reader->at, reader->end, &next);

      if (c == ',')
        {
          if (n_groups == G_N_ELEMENTS (groups))
            return FALSE;
          groups[n_groups++] = 0;
        }
      else if (c < 0x10000 && g_unichar_isdigit (c))
        {
          groups[n_groups - 1]++;
          if (++reader->n_digits > 38)
            return FALSE;
          reader->value = reader->value * 10 + g_unichar_digit_value (c);
          reader->n_fraction += reader->behind_point;
        }
      else if (!is_space (c))
        {
          break;
        }
      reader->at = next;
    }

  for (guint i = n_parts; i-- > 0;)
    {
      guint n = 0;

      if (parts[i].separator)
        continue;
      if (expected < n_groups)
        n = groups[n_groups - 1 - expected];
      expected++;
      if (parts[i].exact ? n != parts[i].n : n > parts[i].n)
        return FALSE;
    }

  return n_groups <= expected;
}

static gboolean
read_mark (Reader *reader, const SluiceNumberPicture *self, const Mark *mark)
{
  char c = reader->at < reader->end ? *reader->at : '\0';

  switch (mark->kind)
    {
    case MARK_DIGITS:
      return read_groups (reader, get_parts (self, mark), mark->n_parts);
    case MARK_POINT:
      if (c == '.')
        {
          reader->behind_point = TRUE;
          reader->at++;
        }
      return TRUE;
    case MARK_DOLLAR:
      /* A text that ends before the sign still fits. */
      if (reader->at == reader->end)
        return TRUE;
      reader->at++;
      return c == '$';
    case MARK_SIGN:
    case MARK_MINUS:
      if (c == '-')
        reader->negative = !reader->negative;
      if (c == '-' || (c == '+' && mark->kind == MARK_SIGN))
        reader->at++;
      return TRUE;
    case MARK_OPEN:
      if (c == '<')
        {
          reader->opened = TRUE;
          reader->at++;
        }
      return TRUE;
    case MARK_CLOSE:
      if (c != '>')
        return !reader->opened;
      if (!reader->opened)
        return FALSE;
      reader->negative = !reader->negative;
      reader->at++;
      return TRUE;
    case MARK_OTHER:
    default:
      g_assert_not_reached ();
    }
}

gboolean
sluice_number_picture_parse (const SluiceNumberPicture *self, SluiceString text, SluiceInt128 *value)
{
  Reader reader = { text.data, text.data + text.length, 0, 0, 0, FALSE, FALSE, FALSE };

  for (guint i = 0; i < self->marks->len; i++)
    if (!read_mark (&reader, self, get_mark (self, i)))
      return FALSE;
  if (reader.at < reader.end || reader.n_digits == 0)
    return FALSE;

  for (; reader.n_fraction < self->fraction; reader.n_fraction++)
    reader.value *= 10;
  *value = reader.negative ? -reader.value : reader.value;

  return TRUE;
}

/* Writing. */

/* The digits that the places of the format get, with spaces at the left and zeroes at the right. */
static void
fill_places (
    const SluiceNumberPicture *self, SluiceInt128 value, guint scale, char *whole, char *fraction)
{
  char text[SLUICE_FORMAT_MAX];
  gsize length = sluice_format_decimal (value, scale, text);
  const char *end = text + length;
  const char *p = text;
  const char *point = memchr (text, '.', length);
  const char *fraction_end = end;
  gsize n_whole, n_fraction;

  if (point == NULL)
    point = end;
  while (p < point && (*p == '-' || *p == '0'))
    p++;
  while (fraction_end > point && (fraction_end[-1] == '0' || fraction_end[-1] == '.'))
    fraction_end--;
  n_whole = (gsize) (point - p);
  n_fraction = fraction_end > point ? (gsize) (fraction_end - point) - 1 : 0;

  if (n_whole > self->whole || n_fraction > self->fraction)
    {
      memset (whole, '#', self->whole);
      memset (fraction, '#', self->fraction);
      return;
    }
  memset (whole, ' ', self->whole - n_whole);
  memcpy (whole + self->whole - n_whole, p, n_whole);
  memcpy (fraction, point + 1, n_fraction);
  memset (fraction + n_fraction, '0', self->fraction - n_fraction);
}

/* A sign goes in front of the spaces that were written last, and a space in front of a sign. */
static gsize
append_sign (char *out, gsize n, char sign)
{
  out[n] = sign;
  for (gsize i = n; i >= 1 && out[i - 1] == ' '; i--)
    {
      out[i] = ' ';
      out[i - 1] = sign;
    }

  return n + 1;
}

static gsize
append_space (char *out, gsize n)
{
  out[n] = ' ';
  for (gsize i = n; i >= 1 && (out[i - 1] == '+' || out[i - 1] == '-' || out[i - 1] == '<'); i--)
    {
      out[i] = out[i - 1];
      out[i - 1] = ' ';
    }

  return n + 1;
}

/* A point with nothing behind it is left out. */
static void
drop_lone_point (char *out, gsize n)
{
  char *point = memchr (out, '.', n);

  if (point != NULL && (point == out + n - 1 || point[1] == ' '))
    *point = ' ';
}

static gsize
append_groups (const SluiceNumberPicture *self,
               const Mark *mark,
               const char **whole,
               const char **fraction,
               gboolean behind_point,
               char *out,
               gsize n)
{
  const Part *parts = get_parts (self, mark);

  for (guint i = 0; i < mark->n_parts; i++)
    {
      if (parts[i].separator)
        {
          if (n > 0 && g_ascii_isdigit (out[n - 1]))
            out[n++] = ',';
          else
            n = append_space (out, n);
          continue;
        }
      for (guint k = 0; k < parts[i].n; k++)
        {
          char c = *(*(behind_point ? fraction : whole))++;

          if (c == ' ' && parts[i].exact)
            out[n++] = '0';
          else if (c == ' ')
            n = append_space (out, n);
          else
            out[n++] = c;
        }
    }

  return n;
}

gsize
sluice_number_picture_get_size (const SluiceNumberPicture *self)
{
  return self->marks->len * 2 + self->parts->len + self->whole + self->fraction + 1;
}

gsize
sluice_number_picture_format (const SluiceNumberPicture *self,
                              SluiceInt128 value,
                              guint scale,
                              char *out)
{
  g_autofree char *room = NULL;
  char small[128];
  char *places = small;
  const char *whole, *fraction;
  gboolean behind_point = FALSE;
  gsize n = 0;

  if (self->whole + self->fraction > sizeof small)
    places = room = g_malloc (self->whole + self->fraction);
  fill_places (self, value, scale, places, places + self->whole);
  whole = places;
  fraction = places + self->whole;

  for (guint i = 0; i < self->marks->len; i++)
    {
      const Mark *mark = get_mark (self, i);

      switch (mark->kind)
        {
        case MARK_DIGITS:
          n = append_groups (self, mark, &whole, &fraction, behind_point, out, n);
          break;
        case MARK_POINT:
          if (n > 0 && out[n - 1] == ' ')
            out[n - 1] = '0';
          out[n++] = '.';
          behind_point = TRUE;
          break;
        case MARK_DOLLAR:
          out[n++] = '$';
          break;
        case MARK_SIGN:
          drop_lone_point (out, n);
          n = append_sign (out, n, value < 0 ? '-' : '+');
          break;
        case MARK_MINUS:
          if (value < 0)
            {
              drop_lone_point (out, n);
              n = append_sign (out, n, '-');
            }
          else
            {
              out[n++] = ' ';
            }
          break;
        case MARK_OPEN:
          if (value < 0)
            out[n++] = '<';
          break;
        case MARK_CLOSE:
          drop_lone_point (out, n);
          if (value < 0)
            {
              n = append_sign (out, n, '>');
            }
          else
            {
              out[n++] = ' ';
              out[n++] = ' ';
            }
          break;
        case MARK_OTHER:
        default:
          g_assert_not_reached ();
        }
    }
  drop_lone_point (out, n);
  if (n == 0 || (n == 1 && (out[0] == '+' || out[0] == '-')))
    {
      out[0] = '0';
      n = 1;
    }

  return n;
}
