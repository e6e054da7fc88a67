/* sluice-json-copy.c: JSON values written anew.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-json-copy.h"

#include <math.h>

#include "formats/sluice-column-builder.h"
#include "formats/sluice-json-writer.h"

const char *
sluice_json_text (SluiceArena *arena, const SluiceJsonTape *tape, const SluiceJsonNode *node, gsize *length)
{
  const char *raw = tape->text + node->start;
  char *text;

  if (!node->decode)
    {
      *length = node->length;
      return raw;
    }

  text = sluice_column_builder_text (arena, node->length);
  *length = sluice_json_decode_string (raw, node->length, text);

  return text;
}

static void
output_word (SluiceOutput *out, const char *word)
{
  sluice_output_bytes (out, word, strlen (word));
}

/* An integer keeps its digits, but no sign of zero and no leading zeros. */
static void
output_integer (SluiceOutput *out, const char *text, gsize length)
{
  gboolean negative = *text == '-';
  const char *p = text + negative;
  const char *end = text + length;

  while (p + 1 < end && *p == '0')
    p++;
  if (negative && *p != '0')
    sluice_output_char (out, '-');
  sluice_output_bytes (out, p, end - p);
}

static void
output_real (SluiceOutput *out, double value)
{
  if (isnan (value))
    output_word (out, "\"NaN\"");
  else if (isinf (value))
    output_word (out, value > 0 ? "\"Infinity\"" : "\"-Infinity\"");
  else
    {
      sluice_output_reserve (out, SLUICE_FORMAT_MAX);
      out->p += sluice_format_double (value, out->p);
    }
}

/* Up to 15 digits come back from a DOUBLE as they were. Java writes an exponent where a number is below a thousandth
 * or has more than 7 digits before the point; leading zeros and more zeros at the end than needed go. */
static gboolean
is_plain_fraction (const char *p, const char *end)
{
  const char *point = memchr (p, '.', (gsize) (end - p));
  gsize before, behind;

  if (point == NULL || end - p > 16)
    return FALSE;

  before = (gsize) (point - p);
  behind = (gsize) (end - point - 1);
  if (before == 0 || behind == 0 || before > 7 || (*p == '0' && (before > 1 || point[1] == '0'))
      || (end[-1] == '0' && behind > 1))
    return FALSE;
  for (p = point + 1; p < end; p++)
    if (!g_ascii_isdigit (*p))
      return FALSE;

  return TRUE;
}

gboolean
sluice_json_number_is_canonical (SluiceJsonKind kind, const char *text, gsize length)
{
  const char *p = text + (*text == '-');

  if (kind == SLUICE_JSON_INTEGER)
    return *p != '0';

  return kind == SLUICE_JSON_FRACTION && is_plain_fraction (p, text + length);
}

static void
output_fraction (SluiceOutput *out, const char *text, gsize length)
{
  double value = 0.0;

  if (sluice_json_number_is_canonical (SLUICE_JSON_FRACTION, text, length))
    {
      sluice_output_bytes (out, text, length);
      return;
    }

  sluice_parse_double (text, length, &value);
  output_real (out, value);
}

static void
output_non_numeric (SluiceOutput *out, const char *text)
{
  output_real (out, *text == 'N' ? NAN : *text == '-' ? -INFINITY : INFINITY);
}

/* Characters beyond U+FFFF leave as Spark's JSON library writes them: as two escapes. */
static void
output_string (SluiceOutput *out, SluiceArena *arena, const SluiceJsonTape *tape, const SluiceJsonNode *node)
{
  static const SluiceJsonStyle style = { .escape_pairs = TRUE };
  const char *text = tape->text + node->start;
  gsize length = node->length;
  gboolean halves;

  if (node->decode)
    text = sluice_json_decode_halves (arena, text, &length, &halves);
  sluice_output_json_string (out, &style, text, length);
}

static void
output_scalar (SluiceOutput *out, SluiceArena *arena, const SluiceJsonTape *tape, const SluiceJsonNode *node)
{
  const char *text = tape->text + node->start;

  switch ((SluiceJsonKind) node->kind)
    {
    case SLUICE_JSON_INTEGER:
      output_integer (out, text, node->length);
      break;
    case SLUICE_JSON_FRACTION:
      output_fraction (out, text, node->length);
      break;
    case SLUICE_JSON_NON_NUMERIC:
      output_non_numeric (out, text);
      break;
    case SLUICE_JSON_STRING:
      output_string (out, arena, tape, node);
      break;
    default:
      sluice_output_bytes (out, text, node->length);
      break;
    }
}

/* Goes along the tape with a stack of the open containers: a text may be nested deeper than calls should. */
void
sluice_output_json_copy (SluiceOutput *out, SluiceArena *arena, const SluiceJsonTape *tape, guint32 index)
{
  guint32 stack[SLUICE_JSON_MAX_DEPTH + 1];
  guint depth = 0;
  guint32 end = tape->nodes[index].next;
  guint32 i = index;
  gboolean first = TRUE;

  while (TRUE)
    {
      const SluiceJsonNode *node;

      while (depth > 0 && i == tape->nodes[stack[depth - 1]].next)
        {
          sluice_output_char (out, tape->nodes[stack[--depth]].kind == SLUICE_JSON_OBJECT ? '}' : ']');
          first = FALSE;
        }
      if (i >= end)
        return;

      if (!first)
        sluice_output_char (out, ',');
      first = FALSE;
      if (depth > 0 && tape->nodes[stack[depth - 1]].kind == SLUICE_JSON_OBJECT)
        {
          output_string (out, arena, tape, &tape->nodes[i++]);
          sluice_output_char (out, ':');
        }

      node = &tape->nodes[i];
      if (node->kind == SLUICE_JSON_OBJECT || node->kind == SLUICE_JSON_ARRAY)
        {
          stack[depth++] = i++;
          sluice_output_char (out, node->kind == SLUICE_JSON_OBJECT ? '{' : '[');
          first = TRUE;
          continue;
        }
      output_scalar (out, arena, tape, node);
      i++;
    }
}
