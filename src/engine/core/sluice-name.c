/* sluice-name.c: names of columns and functions as SQL writes them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/sluice-name.h"

gboolean
sluice_name_is_plain (const char *name)
{
  if (!g_ascii_isalpha (*name) && *name != '_')
    return FALSE;
  for (; *name != '\0'; name++)
    if (!g_ascii_isalnum (*name) && *name != '_')
      return FALSE;

  return TRUE;
}

void
sluice_append_quoted_name (GString *out, const char *name)
{
  g_string_append_c (out, '`');
  for (; *name != '\0'; name++)
    {
      if (*name == '`')
        g_string_append_c (out, '`');
      g_string_append_c (out, *name);
    }
  g_string_append_c (out, '`');
}

void
sluice_append_name (GString *out, const char *name)
{
  if (sluice_name_is_plain (name))
    g_string_append (out, name);
  else
    sluice_append_quoted_name (out, name);
}

char *
sluice_quote_name (const char *name)
{
  GString *out = g_string_new (NULL);

  sluice_append_quoted_name (out, name);

  return g_string_free (out, FALSE);
}

char *
sluice_quote_name_if_needed (const char *name)
{
  GString *out = g_string_new (NULL);

  sluice_append_name (out, name);

  return g_string_free (out, FALSE);
}
