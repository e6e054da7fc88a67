/* sluice-sentences.c: sentences(), which cuts a text into sentences and those into words.
 *
 * The boundaries are those of Java's BreakIterator, which are older than Unicode's own: a hyphen joins words, and a
 * sign of a currency belongs to its number. They are the same for all languages but Thai.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-string-kernels.h"

#include "expr/sluice-function-simple.h"
#include "expr/sluice-text.h"

/* What a character is to a word. */
typedef enum
{
  PART_OTHER,
  PART_LETTER,
  PART_DIGIT,
  PART_KANJI,
  PART_KATAKANA,
  PART_HIRAGANA,
} Part;

/* What was found so far: the words of all rows, where each sentence ends among them, and where each row ends among
 * the sentences. */
typedef struct
{
  GArray *words;
  GArray *ends;
} Found;

static gunichar
next_char (const char **p, const char *end)
{
  return *p < end ? sluice_text_get_char (*p, end, p) : 0;
}

static gunichar
peek_char (const char *p, const char *end)
{
  return next_char (&p, end);
}

static gboolean
is_any_of (gunichar c, const char *set)
{
  return c != 0 && g_utf8_strchr (set, -1, c) != NULL;
}

/* Words */

/* Marks and what isn't shown belong to the word that they stand in. */
static Part
part_of (gunichar c)
{
  if ((c >= 0x4e00 && c <= 0x9fa5) || (c >= 0xf900 && c <= 0xfa2d) || c == 0x3005)
    return PART_KANJI;
  if ((c >= 0x30a1 && c <= 0x30fa) || (c >= 0x30fc && c <= 0x30fe) || (c >= 0x3099 && c <= 0x309c))
    return PART_KATAKANA;
  if ((c >= 0x3041 && c <= 0x3096) || c == 0x309d || c == 0x309e)
    return PART_HIRAGANA;

  switch (g_unichar_type (c))
    {
    case G_UNICODE_UPPERCASE_LETTER:
    case G_UNICODE_LOWERCASE_LETTER:
    case G_UNICODE_TITLECASE_LETTER:
    case G_UNICODE_MODIFIER_LETTER:
    case G_UNICODE_OTHER_LETTER:
    case G_UNICODE_SPACING_MARK:
    case G_UNICODE_ENCLOSING_MARK:
    case G_UNICODE_NON_SPACING_MARK:
    case G_UNICODE_FORMAT:
      return PART_LETTER;
    case G_UNICODE_DECIMAL_NUMBER:
    case G_UNICODE_LETTER_NUMBER:
    case G_UNICODE_OTHER_NUMBER:
      return PART_DIGIT;
    default:
      return PART_OTHER;
    }
}

/* What may stand once between letters. */
static gboolean
joins_letters (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type == G_UNICODE_DASH_PUNCTUATION || type == G_UNICODE_CONNECT_PUNCTUATION
         || is_any_of (c, "\"'.\u2027");
}

static gboolean
joins_digits (gunichar c)
{
  return is_any_of (c, "\"',.\u066b");
}

static gboolean
begins_number (gunichar c)
{
  return (g_unichar_type (c) == G_UNICODE_CURRENCY_SYMBOL && c != 0xa2) || is_any_of (c, "#.");
}

static gboolean
ends_number (gunichar c)
{
  return is_any_of (c, "%\u00a2\u066a\u2030\u2031");
}

/* Parts of one kind, with single characters between them that join such. */
static const char *
skip_joined (const char *p, const char *end, Part part, gboolean (*joins) (gunichar c))
{
  while (p < end)
    {
      const char *next = p;
      gunichar c = next_char (&next, end);

      if (part_of (c) != part && !(joins (c) && part_of (peek_char (next, end)) == part))
        break;
      p = next;
    }

  return p;
}

static const char *
skip_run (const char *p, const char *end, Part part)
{
  const char *next = p;

  while (p < end && part_of (next_char (&next, end)) == part)
    p = next;

  return p;
}

/* Numbers and words in turn, with no blank between them. */
static const char *
skip_word (const char *p, const char *end)
{
  const char *start = p;
  const char *behind = p;
  gunichar c = next_char (&behind, end);
  Part part = part_of (c);

  if (part == PART_KANJI || part == PART_KATAKANA || part == PART_HIRAGANA)
    return skip_run (p, end, part);
  if (part == PART_OTHER && !(begins_number (c) && part_of (peek_char (behind, end)) == PART_DIGIT))
    return behind;

  if (part == PART_OTHER)
    p = behind;
  else if (part == PART_LETTER)
    p = skip_joined (p, end, PART_LETTER, joins_letters);
  while (part_of (peek_char (p, end)) == PART_DIGIT)
    {
      p = skip_joined (p, end, PART_DIGIT, joins_digits);
      if (part_of (peek_char (p, end)) == PART_LETTER)
        {
          p = skip_joined (p, end, PART_LETTER, joins_letters);
          continue;
        }
      behind = p;
      return ends_number (next_char (&behind, end)) ? behind : p;
    }

  return p > start ? p : behind;
}

/* Java looks at one unit of UTF-16, so that a word of rarer letters is none. */
static gboolean
is_word (gunichar first)
{
  return first <= 0xffff && (g_unichar_isalpha (first) || g_unichar_type (first) == G_UNICODE_DECIMAL_NUMBER);
}

static void
add_words (GArray *words, const char *p, const char *end)
{
  while (p < end)
    {
      const char *next = skip_word (p, end);

      if (is_word (peek_char (p, end)))
        {
          SluiceString word = sluice_string (p, (gsize) (next - p));

          g_array_append_val (words, word);
        }
      p = next;
    }
}

/* Sentences */

static gboolean
is_space (gunichar c)
{
  return is_any_of (c, "\t\r\f\n\u2028") || g_unichar_type (c) == G_UNICODE_SPACE_SEPARATOR;
}

static gboolean
is_term (gunichar c)
{
  return is_any_of (c, "!?\u3002\uff01\uff1f");
}

static gboolean
is_period (gunichar c)
{
  return c == '.' || c == 0xff0e;
}

/* What closes a sentence behind its last mark. */
static gboolean
is_close (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type == G_UNICODE_CLOSE_PUNCTUATION || type == G_UNICODE_FINAL_PUNCTUATION || is_any_of (c, "\"'");
}

/* A period ends a sentence only before what can begin one: no small letter, no digit and no other sign. */
static gboolean
begins_sentence (gunichar c)
{
  switch (g_unichar_type (c))
    {
    case G_UNICODE_UPPERCASE_LETTER:
    case G_UNICODE_TITLECASE_LETTER:
    case G_UNICODE_MODIFIER_LETTER:
    case G_UNICODE_OTHER_LETTER:
    case G_UNICODE_OPEN_PUNCTUATION:
    case G_UNICODE_INITIAL_PUNCTUATION:
    case G_UNICODE_CONNECT_PUNCTUATION:
      return TRUE;
    default:
      return is_any_of (c, "\"'\u00a1\u00bf");
    }
}

/* The end of the sentence that begins at @p, with the blanks behind it. */
static const char *
skip_sentence (const char *p, const char *end)
{
  while (p < end)
    {
      gunichar c = next_char (&p, end);
      gboolean certain = is_term (c);
      gboolean line = FALSE;
      const char *mark, *next;

      if (c == 0x2029)
        return p;
      if (!certain && !is_period (c))
        continue;
      for (next = p; (c = next_char (&next, end)) != 0 && (is_term (c) || is_period (c) || is_close (c)); p = next)
        certain = certain || is_term (c);
      mark = p;
      for (next = p; (c = next_char (&next, end)) != 0 && is_space (c); p = next)
        line = line || c == '\n' || c == '\r';
      if (c == 0x2029)
        return next;
      if (certain || line || (p > mark && begins_sentence (c)))
        return p;
    }

  return p;
}

/* The words and ends as nested arrays; rows that weren't asked for are empty. */
static void
store (SluiceKernelCall *call, const Found *found, const guint32 *row_ends)
{
  SluiceArena *arena = call->context->arena;
  const SluiceType *list = call->result->type->fields[0].type;
  SluiceColumn *lists = sluice_column_new (arena, list, found->ends->len);
  SluiceColumn *words = sluice_column_new (arena, list->fields[0].type, found->words->len);

  if (found->words->len > 0)
    memcpy (words->string, found->words->data, found->words->len * sizeof (SluiceString));
  lists->offsets[0] = 0;
  if (found->ends->len > 0)
    memcpy (lists->offsets + 1, found->ends->data, found->ends->len * sizeof (guint32));
  lists->children[0] = words;
  memcpy (call->result->offsets, row_ends, (call->context->n_rows + 1) * sizeof (guint32));
  call->result->children[0] = lists;
}

static gboolean
run_sentences (SluiceKernelCall *call, GError **error)
{
  g_autoptr (GArray) words = g_array_new (FALSE, FALSE, sizeof (SluiceString));
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autofree guint32 *row_ends = g_new0 (guint32, call->context->n_rows + 1);
  Found found = { words, ends };
  guint32 n_done = 0;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString text;

    while (n_done < row)
      row_ends[++n_done] = ends->len;
    if (sluice_column_is_null (call->args[0], row))
      {
        sluice_call_null_row (call, row);
        continue;
      }
    text = SLUICE_STRING_AT (call, 0, row);
    for (const char *p = text.data, *end = p + text.length; p < end;)
      {
        const char *next = skip_sentence (p, end);

        add_words (words, p, next);
        g_array_append_val (ends, words->len);
        p = next;
      }
  }
  while (n_done < call->context->n_rows)
    row_ends[++n_done] = ends->len;
  store (call, &found, row_ends);

  return TRUE;
}

SluiceExpr *
sluice_resolve_sentences (const SluiceFunction *function,
                          SluiceAnalyzer       *analyzer,
                          SluiceCall           *call,
                          GError              **error)
{
  static const SluiceKernel kernel = { "sentences", SLUICE_KERNEL_NONE, run_sentences, NULL };
  const SluiceType *text = sluice_type_primitive (SLUICE_TYPE_STRING);
  g_autoptr (SluiceType) list = sluice_type_array (text, FALSE);
  g_autoptr (SluiceType) type = sluice_type_array (list, FALSE);

  for (guint i = 0; i < call->n_args; i++)
    if (!sluice_analyzer_coerce_arg (analyzer, call, i, text, error))
      return NULL;

  return sluice_call_finish (function, call, type, TRUE, &kernel);
}
