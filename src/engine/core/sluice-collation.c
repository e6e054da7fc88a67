/* sluice-collation.c: the orders that texts can be compared in.
 *
 * UTF8_LCASE is Spark's own: texts are compared in lower case, letter by letter. All that have a locale, and
 * UNICODE, are those of ICU.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/sluice-collation.h"

#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/ucol.h>
#include <unicode/usearch.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#include "core/sluice-name-distance.h"

#define FLAG_ICU (1u << 29)
#define FLAG_RTRIM (1u << 19)
#define FLAG_IGNORE_CASE (1u << 17)
#define FLAG_IGNORE_ACCENTS (1u << 16)
#define LOCALE_MASK 0xfffu

/* Spark's locales, in its order; a number is a place in this list. */
static const char *const locales[] = {
  "UNICODE", "af", "am", "ar", "ar_SAU", "as", "az", "be", "bg", "blo", "bn", "bo", "br", "bs",
  "bs_Cyrl", "ca", "ceb", "chr", "cs", "cy", "da", "de", "de_AUT", "dsb", "dz", "ee", "el", "en",
  "en_USA", "eo", "es", "et", "fa", "fa_AFG", "ff", "ff_Adlm", "fi", "fil", "fo", "fr", "fr_CAN",
  "fy", "ga", "gl", "gu", "ha", "haw", "he", "he_ISR", "hi", "hr", "hsb", "hu", "hy", "id",
  "id_IDN", "ig", "is", "it", "ja", "ka", "kk", "kk_Arab", "kl", "km", "kn", "ko", "kok", "ku",
  "ky", "lb", "lij", "lkt", "ln", "lo", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "mt", "my",
  "nb", "nb_NOR", "ne", "nl", "nn", "no", "nso", "om", "or", "pa", "pa_Guru", "pa_Guru_IND", "pl",
  "ps", "pt", "ro", "ru", "sa", "se", "si", "sk", "sl", "smn", "sq", "sr", "sr_Cyrl",
  "sr_Cyrl_BIH", "sr_Cyrl_MNE", "sr_Cyrl_SRB", "sr_Latn", "sr_Latn_BIH", "sr_Latn_SRB", "st",
  "sv", "sw", "ta", "te", "th", "tk", "tn", "to", "tr", "ug", "uk", "ur", "uz", "vi", "wae", "wo",
  "xh", "yi", "yo", "zh", "zh_Hans", "zh_Hans_CHN", "zh_Hans_SGP", "zh_Hant", "zh_Hant_HKG",
  "zh_Hant_MAC", "zh_Hant_TWN", "zu",
};

gboolean
sluice_collation_is_lcase (SluiceCollation self)
{
  return (self & ~FLAG_RTRIM) == SLUICE_COLLATION_LCASE;
}

gboolean
sluice_collation_is_binary (SluiceCollation self)
{
  return (self & ~FLAG_RTRIM) == SLUICE_COLLATION_BINARY;
}

gboolean
sluice_collation_finds_parts (SluiceCollation self)
{
  return (self & FLAG_ICU) == 0 || (self & FLAG_IGNORE_ACCENTS) == 0 || (self & FLAG_IGNORE_CASE) != 0;
}

/* Takes a word such as `_CI` off the end of a name in upper case. */
static gboolean
take_suffix (char *name, const char *suffix)
{
  if (!g_str_has_suffix (name, suffix))
    return FALSE;
  name[strlen (name) - strlen (suffix)] = '\0';

  return TRUE;
}

static gboolean
parse_utf8 (char *upper, SluiceCollation *collation)
{
  *collation = take_suffix (upper, "_RTRIM") ? FLAG_RTRIM : 0;
  if (strcmp (upper, "UTF8_LCASE") == 0)
    *collation |= SLUICE_COLLATION_LCASE;

  return strcmp (upper, "UTF8_LCASE") == 0 || strcmp (upper, "UTF8_BINARY") == 0;
}

static const struct
{
  const char *suffix;
  guint group;
  SluiceCollation flag;
} suffixes[] = {
  { "_CI", 1, FLAG_IGNORE_CASE },    { "_CS", 1, 0 }, { "_AI", 2, FLAG_IGNORE_ACCENTS }, { "_AS", 2, 0 },
  { "_RTRIM", 4, FLAG_RTRIM },
};

gboolean
sluice_collation_parse (const char *name, SluiceCollation *collation)
{
  g_autofree char *upper = g_ascii_strup (name, -1);
  char *rest = g_str_has_prefix (upper, "SYSTEM.BUILTIN.") ? upper + strlen ("SYSTEM.BUILTIN.") : upper;
  guint seen = 0;
  gboolean more = TRUE;

  if (g_str_has_prefix (rest, "UTF8_"))
    return parse_utf8 (rest, collation);

  *collation = FLAG_ICU;
  while (more)
    {
      more = FALSE;
      for (guint i = 0; i < G_N_ELEMENTS (suffixes) && !more; i++)
        if ((seen & suffixes[i].group) == 0 && take_suffix (rest, suffixes[i].suffix))
          {
            seen |= suffixes[i].group;
            *collation |= suffixes[i].flag;
            more = TRUE;
          }
    }
  for (guint i = 0; i < G_N_ELEMENTS (locales); i++)
    if (g_ascii_strcasecmp (locales[i], rest) == 0)
      {
        *collation |= i;
        return TRUE;
      }

  return FALSE;
}

char *
sluice_collation_name (SluiceCollation self)
{
  const char *trim = (self & FLAG_RTRIM) != 0 ? "_RTRIM" : "";

  if (self == SLUICE_COLLATION_INDETERMINATE)
    return g_strdup ("null");
  if ((self & FLAG_ICU) == 0)
    return g_strconcat (sluice_collation_is_lcase (self) ? "UTF8_LCASE" : "UTF8_BINARY", trim, NULL);

  return g_strconcat (locales[self & LOCALE_MASK], (self & FLAG_IGNORE_CASE) != 0 ? "_CI" : "",
                      (self & FLAG_IGNORE_ACCENTS) != 0 ? "_AI" : "", trim, NULL);
}

char *
sluice_collation_suggest (const char *name)
{
  static const char *const own[] = { "UTF8_BINARY", "UTF8_LCASE" };
  gboolean utf8 = g_ascii_strncasecmp (name, "UTF8_", 5) == 0;
  const char *const *roots = utf8 ? own : locales;
  guint n = utf8 ? G_N_ELEMENTS (own) : G_N_ELEMENTS (locales);
  g_autofree char *root = g_ascii_strup (name, -1);
  g_autoptr (GString) result = g_string_new ("[");
  guint given = 0;

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    take_suffix (root, suffixes[i].suffix);
  for (guint distance = 0; given < 3 && distance < 64; distance++)
    for (guint i = 0; i < n && given < 3; i++)
      {
        g_autofree char *upper = g_ascii_strup (roots[i], -1);

        if (sluice_name_distance (upper, root) == distance && (given == 0 || distance < 3))
          g_string_append_printf (result, "%s%s", given++ > 0 ? ", " : "", roots[i]);
      }
  g_string_append_c (result, ']');

  return g_strdup (result->str);
}

/* Collators are opened once, and used by all threads: comparing changes nothing in them. */
static UCollator *
collator_of (SluiceCollation self)
{
  static GHashTable *opened;
  static GMutex lock;
  gpointer key = GUINT_TO_POINTER (self & ~FLAG_RTRIM);
  UErrorCode status = U_ZERO_ERROR;
  UCollator *collator;

  g_mutex_lock (&lock);
  if (opened == NULL)
    opened = g_hash_table_new (NULL, NULL);
  collator = g_hash_table_lookup (opened, key);
  if (collator == NULL)
    {
      guint locale = self & LOCALE_MASK;
      gboolean ignore_case = (self & FLAG_IGNORE_CASE) != 0;
      gboolean ignore_accents = (self & FLAG_IGNORE_ACCENTS) != 0;

      collator = ucol_open (locale == 0 ? "" : locales[locale], &status);
      g_assert (U_SUCCESS (status));
      ucol_setAttribute (collator, UCOL_STRENGTH,
                         ignore_accents ? UCOL_PRIMARY : ignore_case ? UCOL_SECONDARY : UCOL_TERTIARY, &status);
      if (ignore_accents && !ignore_case)
        ucol_setAttribute (collator, UCOL_CASE_LEVEL, UCOL_ON, &status);
      g_hash_table_insert (opened, key, collator);
    }
  g_mutex_unlock (&lock);

  return collator;
}

/* The bytes that count. */
static gsize
length_of (SluiceCollation self, const SluiceString *text)
{
  gsize length = text->length;

  while ((self & FLAG_RTRIM) != 0 && length > 0 && text->data[length - 1] == ' ')
    length--;

  return length;
}

/* Reads a text in lower case. */
typedef struct
{
  const char *p;
  const char *end;
  UChar32 pending;
} Lower;

static UChar32
lower_next (Lower *self)
{
  UChar32 c = self->pending;
  int32_t i = 0;

  if (c != 0)
    {
      self->pending = 0;
      return c;
    }
  if (self->p == self->end)
    return -1;

  U8_NEXT_OR_FFFD ((const uint8_t *) self->p, i, (int32_t) MIN (self->end - self->p, 4), c);
  self->p += i;
  /* Of the letters that become two, only this one is taken apart; and a sigma is a sigma wherever it stands. */
  if (c == 0x130)
    {
      self->pending = 0x307;
      return 'i';
    }
  if (c == 0x3c2)
    return 0x3c3;

  return u_tolower (c);
}

static Lower
lower_begin (const char *text, gsize length)
{
  return (Lower){ text, text + length, 0 };
}

static int
compare_lower (const SluiceString *a, gsize a_length, const SluiceString *b, gsize b_length)
{
  Lower x = lower_begin (a->data, a_length);
  Lower y = lower_begin (b->data, b_length);

  for (;;)
    {
      UChar32 c = lower_next (&x);
      UChar32 d = lower_next (&y);

      if (c != d)
        return c < d ? -1 : 1;
      if (c < 0)
        return 0;
    }
}

int
sluice_collation_compare (SluiceCollation self, const SluiceString *a, const SluiceString *b)
{
  gsize a_length = length_of (self, a);
  gsize b_length = length_of (self, b);
  UErrorCode status = U_ZERO_ERROR;

  if (sluice_collation_is_lcase (self))
    return compare_lower (a, a_length, b, b_length);
  if ((self & FLAG_ICU) == 0)
    {
      SluiceString x = sluice_string (a->data, a_length);
      SluiceString y = sluice_string (b->data, b_length);

      return sluice_string_compare (&x, &y);
    }

  return ucol_strcollUTF8 (collator_of (self), a->data, (int32_t) a_length, b->data, (int32_t) b_length, &status);
}

/* A text in UTF-16; it is freed with g_free(). */
static UChar *
to_utf16 (const char *text, gsize length, int32_t *n)
{
  UChar *units = g_new (UChar, length + 1);
  UErrorCode status = U_ZERO_ERROR;

  u_strFromUTF8WithSub (units, (int32_t) length + 1, n, text, (int32_t) length, 0xfffd, NULL, &status);

  return units;
}

void
sluice_collation_append_key (SluiceCollation self, const SluiceString *text, GByteArray *out)
{
  gsize length = length_of (self, text);

  if (sluice_collation_is_lcase (self))
    {
      Lower lower = lower_begin (text->data, length);

      for (UChar32 c = lower_next (&lower); c >= 0; c = lower_next (&lower))
        {
          char bytes[6];

          g_byte_array_append (out, (const guint8 *) bytes, (guint) g_unichar_to_utf8 ((gunichar) c, bytes));
        }
    }
  else if ((self & FLAG_ICU) != 0)
    {
      int32_t n = 0;
      g_autofree UChar *units = to_utf16 (text->data, length, &n);
      guint before = out->len;
      int32_t size = ucol_getSortKey (collator_of (self), units, n, NULL, 0);

      g_byte_array_set_size (out, before + (guint) size);
      ucol_getSortKey (collator_of (self), units, n, out->data + before, size);
    }
  else
    g_byte_array_append (out, (const guint8 *) text->data, (guint) length);
}

guint64
sluice_collation_hash (SluiceCollation self, const SluiceString *text)
{
  g_autoptr (GByteArray) key = g_byte_array_new ();
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  sluice_collation_append_key (self, text, key);
  for (guint i = 0; i < key->len; i++)
    hash = (hash ^ key->data[i]) * G_GUINT64_CONSTANT (0x100000001b3);

  return hash ^ hash >> 32;
}

/* Whether a part stands at a place, in lower case. Returns: the byte behind it, or %NULL */
static const char *
match_lower (const char *p, const char *end, const SluiceString *part)
{
  Lower text = { p, end, 0 };
  Lower wanted = lower_begin (part->data, part->length);

  for (UChar32 c = lower_next (&wanted); c >= 0; c = lower_next (&wanted))
    if (lower_next (&text) != c)
      return NULL;

  return text.pending == 0 ? text.p : NULL;
}

static const char *
next_character (const char *p, const char *end)
{
  for (p++; p < end && ((guchar) *p & 0xc0) == 0x80; p++)
    ;

  return p;
}

/* A search of ICU works on UTF-16; places are told as bytes. */
typedef struct
{
  UChar *text;
  UChar *part;
  int32_t text_length;
  int32_t part_length;
  UStringSearch *search;
} Search;

static gboolean
search_open (Search *self, SluiceCollation collation, const SluiceString *text, const SluiceString *part)
{
  UErrorCode status = U_ZERO_ERROR;

  self->text = to_utf16 (text->data, text->length, &self->text_length);
  self->part = to_utf16 (part->data, part->length, &self->part_length);
  self->search = usearch_openFromCollator (self->part, self->part_length, self->text, self->text_length,
                                           collator_of (collation), NULL, &status);

  return U_SUCCESS (status);
}

static void
search_close (Search *self)
{
  if (self->search != NULL)
    usearch_close (self->search);
  g_free (self->text);
  g_free (self->part);
}

static gsize
bytes_of (const Search *self, int32_t units)
{
  int32_t n = 0;
  UErrorCode status = U_ZERO_ERROR;

  u_strToUTF8WithSub (NULL, 0, &n, self->text, units, 0xfffd, NULL, &status);

  return (gsize) n;
}

static int32_t
units_of (const char *text, gsize length)
{
  int32_t n = 0;
  UErrorCode status = U_ZERO_ERROR;

  u_strFromUTF8WithSub (NULL, 0, &n, text, (int32_t) length, 0xfffd, NULL, &status);

  return n;
}

static gboolean
find_icu (SluiceCollation self, const SluiceString *text, gsize start, const SluiceString *part, gsize *begin, gsize *end)
{
  UErrorCode status = U_ZERO_ERROR;
  Search search = { NULL };
  int32_t at = USEARCH_DONE;

  if (text->length > 0 && search_open (&search, self, text, part))
    at = usearch_following (search.search, units_of (text->data, start), &status);
  if (at != USEARCH_DONE)
    {
      *begin = bytes_of (&search, at);
      *end = bytes_of (&search, at + usearch_getMatchedLength (search.search));
    }
  search_close (&search);

  return at != USEARCH_DONE;
}

gboolean
sluice_collation_find (SluiceCollation self,
                       const SluiceString *text,
                       gsize start,
                       const SluiceString *part,
                       gsize *begin,
                       gsize *end)
{
  const char *stop = text->data + text->length;

  if ((self & FLAG_ICU) != 0)
    return find_icu (self, text, start, part, begin, end);

  for (const char *p = text->data + start; p < stop; p = next_character (p, stop))
    {
      const char *behind = NULL;

      if (sluice_collation_is_lcase (self))
        behind = match_lower (p, stop, part);
      else if ((gsize) (stop - p) >= part->length && memcmp (p, part->data, part->length) == 0)
        behind = p + part->length;
      if (behind != NULL)
        {
          *begin = (gsize) (p - text->data);
          *end = (gsize) (behind - text->data);
          return TRUE;
        }
    }

  return FALSE;
}

gboolean
sluice_collation_begins (SluiceCollation self, const SluiceString *text, const SluiceString *part, gsize *end)
{
  const char *behind;
  gsize begin = 0;

  if ((self & FLAG_ICU) != 0)
    return find_icu (self, text, 0, part, &begin, end) && begin == 0;
  if (sluice_collation_is_lcase (self))
    {
      behind = match_lower (text->data, text->data + text->length, part);
      *end = behind != NULL ? (gsize) (behind - text->data) : 0;
      return behind != NULL;
    }
  *end = part->length;

  return text->length >= part->length && memcmp (text->data, part->data, part->length) == 0;
}

gboolean
sluice_collation_ends (SluiceCollation self, const SluiceString *text, const SluiceString *part, gsize *begin)
{
  gsize start = 0;
  gsize end = 0;

  while (start <= text->length && sluice_collation_find (self, text, start, part, begin, &end))
    {
      if (end == text->length)
        return TRUE;
      start = (gsize) (next_character (text->data + *begin, text->data + text->length) - text->data);
    }

  return FALSE;
}

void
sluice_collation_append_title (const SluiceString *text, GString *out)
{
  UErrorCode status = U_ZERO_ERROR;
  int32_t n = 0;
  int32_t m = 0;
  int32_t bytes = 0;
  g_autofree UChar *units = to_utf16 (text->data, text->length, &n);
  g_autofree UChar *titled = g_new (UChar, (gsize) n * 3 + 1);
  g_autofree char *result = g_malloc ((gsize) n * 9 + 1);
  UBreakIterator *words = ubrk_open (UBRK_WORD, "", units, n, &status);

  m = u_strToTitle (titled, n * 3 + 1, units, n, words, "", &status);
  u_strToUTF8 (result, n * 9 + 1, &bytes, titled, m, &status);
  if (words != NULL)
    ubrk_close (words);
  g_string_append_len (out, result, bytes);
}
