/* sluice-month-names.c: the months in the languages of the `locale` option.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-month-names.h"

#include <string.h>

#define N_MONTHS 12

struct _SluiceMonthNames
{
  const char *language;
  const char *full[N_MONTHS];
  const char *brief[N_MONTHS];
};

static const SluiceMonthNames english = {
  "en",
  { "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December" },
  { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" },
};

/* As in the Unicode CLDR, which Java follows: within a date, not standing alone. */
static const SluiceMonthNames names[] = {
  { "de",
    { "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
      "November", "Dezember" },
    { "Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez." } },
  { "fr",
    { "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
      "novembre", "décembre" },
    { "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc." } },
  { "es",
    { "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
      "noviembre", "diciembre" },
    { "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic" } },
  { "it",
    { "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre",
      "ottobre", "novembre", "dicembre" },
    { "gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic" } },
  { "nl",
    { "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
      "november", "december" },
    { "jan.", "feb.", "mrt.", "apr.", "mei", "jun.", "jul.", "aug.", "sep.", "okt.", "nov.", "dec." } },
};

const SluiceMonthNames *
sluice_month_names_lookup (const char *locale)
{
  if (locale == NULL)
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strncasecmp (locale, names[i].language, 2) == 0 && (locale[2] == '\0' || locale[2] == '-'))
      return &names[i];

  return NULL;
}

/* The longest name counts: `mar` begins `marzo`. */
static const char *
find_month (const char *const *from, const char *text, gsize length, guint *month)
{
  const char *found = NULL;
  gsize longest = 0;

  for (guint i = 0; i < N_MONTHS; i++)
    {
      gsize n = strlen (from[i]);
      const char *place = memmem (text, length, from[i], n);

      if (place != NULL && n > longest)
        {
          found = place;
          longest = n;
          *month = i;
        }
    }

  return found;
}

GString *
sluice_month_names_to_english (const SluiceMonthNames *self, gboolean full, const char *text, gsize length)
{
  const char *const *from = full ? self->full : self->brief;
  const char *const *to = full ? english.full : english.brief;
  guint month;
  const char *place = find_month (from, text, length, &month);
  GString *result;

  if (place == NULL)
    return NULL;

  result = g_string_new_len (text, place - text);
  g_string_append (result, to[month]);
  place += strlen (from[month]);
  g_string_append_len (result, place, text + length - place);

  return result;
}

void
sluice_month_names_from_english (const SluiceMonthNames *self, gboolean full, GString *text)
{
  const char *const *from = full ? english.full : english.brief;
  const char *const *to = full ? self->full : self->brief;
  guint month;
  const char *place = find_month (from, text->str, text->len, &month);

  if (place != NULL)
    {
      gssize at = place - text->str;

      g_string_erase (text, at, (gssize) strlen (from[month]));
      g_string_insert (text, at, to[month]);
    }
}
