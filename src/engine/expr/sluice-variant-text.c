/* sluice-variant-text.c: variants as JSON.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-variant-cast.h"

#include <math.h>

#include "expr/sluice-convert.h"

static void
append_quoted (GString *out, const char *text, gsize length)
{
  g_string_append_c (out, '"');
  for (const char *p = text; p < text + length; p++)
    switch (*p)
      {
      case '"':
      case '\\':
        g_string_append_c (out, '\\');
        g_string_append_c (out, *p);
        break;
      case '\b':
        g_string_append (out, "\\b");
        break;
      case '\f':
        g_string_append (out, "\\f");
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
        if ((guchar) *p < 0x20)
          g_string_append_printf (out, "\\u%04X", (guchar) *p);
        else
          g_string_append_c (out, *p);
        break;
      }
  g_string_append_c (out, '"');
}

static void
append_real (GString *out, double value, const char *text, gsize length)
{
  if (isfinite (value))
    g_string_append_len (out, text, (gssize) length);
  else
    append_quoted (out, text, length);
}

/* A time in the session's zone, with what it is ahead of UTC. */
static void
append_timestamp (GString *out, gint64 value, const SluiceZone *zone)
{
  char text[SLUICE_FORMAT_MAX];
  gsize length = sluice_format_timestamp (value, zone, text);
  int offset = (int) sluice_zone_offset_at (zone, value);
  int minutes = ABS (offset) / 60;

  g_string_append_c (out, '"');
  g_string_append_len (out, text, (gssize) length);
  g_string_append_printf (out, "%c%02d:%02d\"", offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

static void
append_scalar (GString *out, SluiceVariant self, SluiceVariantKind kind, const SluiceZone *zone)
{
  char text[SLUICE_FORMAT_MAX];
  guint precision, scale;
  SluiceInt128 decimal;
  SluiceString bytes;
  double real;

  switch (kind)
    {
    case SLUICE_VARIANT_BOOLEAN:
      g_string_append (out, sluice_variant_boolean (self) ? "true" : "false");
      break;
    case SLUICE_VARIANT_LONG:
      g_string_append_len (out, text, (gssize) sluice_format_int64 (sluice_variant_long (self), text));
      break;
    case SLUICE_VARIANT_DOUBLE:
      real = sluice_variant_double (self);
      append_real (out, real, text, sluice_format_double (real, text));
      break;
    case SLUICE_VARIANT_FLOAT:
      real = sluice_variant_double (self);
      append_real (out, real, text, sluice_format_float ((float) real, text));
      break;
    case SLUICE_VARIANT_DECIMAL:
      decimal = sluice_variant_decimal (self, &precision, &scale);
      g_string_append_len (out, text, (gssize) sluice_format_decimal (decimal, scale, text));
      break;
    case SLUICE_VARIANT_STRING:
      bytes = sluice_variant_text (self);
      append_quoted (out, bytes.data, bytes.length);
      break;
    case SLUICE_VARIANT_BINARY:
      {
        g_autofree char *base64 = NULL;

        bytes = sluice_variant_text (self);
        base64 = g_base64_encode ((const guchar *) bytes.data, bytes.length);
        g_string_append_printf (out, "\"%s\"", base64);
        break;
      }
    case SLUICE_VARIANT_DATE:
      append_quoted (out, text, sluice_format_date ((gint32) sluice_variant_long (self), text));
      break;
    case SLUICE_VARIANT_TIMESTAMP:
      append_timestamp (out, sluice_variant_long (self), zone);
      break;
    case SLUICE_VARIANT_TIMESTAMP_NTZ:
      append_quoted (out, text, sluice_format_timestamp (sluice_variant_long (self), NULL, text));
      break;
    default:
      g_string_append (out, "null");
      break;
    }
}

void
sluice_variant_append_json (GString *out, SluiceVariant self, const SluiceZone *zone)
{
  SluiceVariantKind kind = sluice_variant_kind (self);
  guint32 n;

  if (kind > SLUICE_VARIANT_ARRAY)
    {
      append_scalar (out, self, kind, zone);
      return;
    }

  n = sluice_variant_n_children (self);
  g_string_append_c (out, kind == SLUICE_VARIANT_OBJECT ? '{' : '[');
  for (guint32 i = 0; i < n; i++)
    {
      SluiceString name = sluice_string ("", 0);
      SluiceVariant child = sluice_variant_child (self, i, &name);

      if (i > 0)
        g_string_append_c (out, ',');
      if (kind == SLUICE_VARIANT_OBJECT)
        {
          append_quoted (out, name.data, name.length);
          g_string_append_c (out, ':');
        }
      sluice_variant_append_json (out, child, zone);
    }
  g_string_append_c (out, kind == SLUICE_VARIANT_OBJECT ? '}' : ']');
}
