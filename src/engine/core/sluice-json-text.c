/* sluice-json-text.c: strings written as JSON, where no tree is worth its while.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/sluice-json-text.h"

#include <string.h>

void
sluice_append_json_text (GString *out, const char *text, gsize length)
{
  g_string_append_c (out, '"');
  for (const char *c = text; c < text + length; c++)
    switch (*c)
      {
      case '"':
      case '\\':
        g_string_append_c (out, '\\');
        g_string_append_c (out, *c);
        break;
      case '\n':
        g_string_append (out, "\\n");
        break;
      case '\r':
        g_string_append (out, "\\r");
        break;
      case '\t':
        g_string_append (out, "\\t");
        break;
      default:
        if ((guchar) *c < 0x20 || *c == 0x7f)
          g_string_append_printf (out, "\\u%04x", (guchar) *c);
        else
          g_string_append_c (out, *c);
      }
  g_string_append_c (out, '"');
}

void
sluice_append_json_string (GString *out, const char *text)
{
  if (text == NULL)
    g_string_append (out, "null");
  else
    sluice_append_json_text (out, text, strlen (text));
}
