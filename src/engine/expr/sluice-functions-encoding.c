/* sluice-functions-encoding.c: functions between texts and bytes: base64, character sets, hashes,
 * URLs.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-digest.h"
#include "expr/sluice-function-simple.h"
#include "expr/sluice-hash.h"
#include "expr/sluice-operators.h"
#include "expr/sluice-text.h"
#include "expr/sluice-value.h"

static gboolean
finish_texts (SluiceKernelCall *call)
{
  sluice_arena_align (call->context->arena);

  return TRUE;
}

static gboolean
java_error (GError **error, const char *message)
{
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, NULL, "%s", message);

  return FALSE;
}

/* Hexadecimal. */

static const char hex_digits[] = "0123456789ABCDEF";

static gboolean
hex_bytes (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString bytes = SLUICE_STRING_AT (call, 0, row);
    char *out = sluice_arena_alloc_bytes (call->context->arena, (gsize) bytes.length * 2);

    for (guint32 i = 0; i < bytes.length; i++)
      {
        out[i * 2] = hex_digits[(guchar) bytes.data[i] >> 4];
        out[i * 2 + 1] = hex_digits[bytes.data[i] & 15];
      }
    call->result->string[row] = sluice_string (out, (gsize) bytes.length * 2);
  }

  return finish_texts (call);
}

static gboolean
hex_number (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    guint64 value = (guint64) SLUICE_ARG_AT (call, 0, gint64, row);
    char digits[16];
    guint n = 0;

    do
      {
        digits[15 - n++] = hex_digits[value & 15];
        value >>= 4;
      }
    while (value != 0);
    sluice_call_store (call, row, digits + 16 - n, n);
  }

  return finish_texts (call);
}

/* An odd number of digits has a zero in front. */
static gboolean
decode_hex (SluiceArena *arena, SluiceString text, SluiceString *result)
{
  gsize n = ((gsize) text.length + 1) / 2;
  char *out = sluice_arena_alloc_bytes (arena, n);

  memset (out, 0, n);
  for (guint32 i = 0; i < text.length; i++)
    {
      gint digit = g_ascii_xdigit_value (text.data[text.length - 1 - i]);

      if (digit < 0)
        return FALSE;
      out[n - 1 - i / 2] = (char) (out[n - 1 - i / 2] | digit << (i % 2 * 4));
    }
  *result = sluice_string (out, n);

  return TRUE;
}

static gboolean
unhex (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    if (!decode_hex (call->context->arena, SLUICE_STRING_AT (call, 0, row),
                     &call->result->string[row]))
      sluice_call_null_text (call, row);
  }

  return finish_texts (call);
}

/* Base 64. */

static gboolean
base64 (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString bytes = SLUICE_STRING_AT (call, 0, row);
    g_autofree char *text = g_base64_encode ((const guchar *) bytes.data, bytes.length);

    sluice_call_store (call, row, text, strlen (text));
  }

  return finish_texts (call);
}

static gint
base64_value (char c)
{
  if (c >= 'A' && c <= 'Z')
    return c - 'A';
  if (c >= 'a' && c <= 'z')
    return c - 'a' + 26;
  if (c >= '0' && c <= '9')
    return c - '0' + 52;

  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Java's MIME decoder passes over what isn't base 64; the strict one, for to_binary (), doesn't. */
static gboolean
decode_base64 (SluiceArena *arena, SluiceString text, gboolean strict, SluiceString *result)
{
  gsize reserved = (gsize) text.length / 4 * 3 + 3;
  char *out = sluice_arena_alloc_bytes (arena, reserved);
  guint32 bits = 0;
  guint n_chars = 0;
  guint n_padding = 0;
  gsize n = 0;

  for (guint32 i = 0; i < text.length; i++)
    {
      gint value = base64_value (text.data[i]);

      if (text.data[i] == '=')
        {
          n_padding++;
          continue;
        }
      if (value < 0 && strict && !g_ascii_isspace (text.data[i]))
        return FALSE;
      if (value < 0)
        continue;
      if (n_padding > 0)
        return FALSE;
      bits = bits << 6 | (guint32) value;
      if (++n_chars % 4 == 0)
        {
          out[n++] = (char) (bits >> 16);
          out[n++] = (char) (bits >> 8);
          out[n++] = (char) bits;
        }
    }
  if (n_chars % 4 == 1 || (strict && n_padding > 0 && (n_chars + n_padding) % 4 != 0))
    return FALSE;
  if (n_chars % 4 == 2)
    out[n++] = (char) (bits >> 4);
  else if (n_chars % 4 == 3)
    {
      out[n++] = (char) (bits >> 10);
      out[n++] = (char) (bits >> 2);
    }
  *result = sluice_string (out, n);

  return TRUE;
}

static gboolean
unbase64 (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    if (!decode_base64 (call->context->arena, SLUICE_STRING_AT (call, 0, row), FALSE,
                        &call->result->string[row]))
      return java_error (
          error, "java.lang.IllegalArgumentException: Last unit does not have enough valid bits");
  }

  return finish_texts (call);
}

/* to_binary (text, format): the format is one of three words. */

static gboolean
to_binary_rows (SluiceKernelCall *call, gboolean try_, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString text = SLUICE_STRING_AT (call, 0, row);
    SluiceString format = SLUICE_STRING_AT (call, 1, row);
    char kind = g_ascii_tolower (format.data[0]);
    gboolean ok = TRUE;

    call->result->string[row] = text;
    if (kind == 'h')
      ok = decode_hex (call->context->arena, text, &call->result->string[row]);
    else if (kind == 'b')
      ok = decode_base64 (call->context->arena, text, TRUE, &call->result->string[row]);
    if (ok)
      continue;
    sluice_call_null_text (call, row);
    if (!try_)
      {
        sluice_set_error (
            error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "CONVERSION_INVALID_INPUT",
            "The value '%.*s' ('%s') cannot be converted to \"BINARY\" because it is malformed. "
            "Correct the value as per the syntax, or change its format. Use `try_to_binary` to "
            "tolerate malformed input and return NULL instead.",
            (int) text.length, text.data, kind == 'h' ? "HEX" : "BASE64");
        return FALSE;
      }
  }

  return finish_texts (call);
}

static gboolean
to_binary (SluiceKernelCall *call, GError **error)
{
  return to_binary_rows (call, FALSE, error);
}

static gboolean
try_to_binary (SluiceKernelCall *call, GError **error)
{
  return to_binary_rows (call, TRUE, error);
}

static SluiceExpr *
resolve_to_binary (const SluiceFunction *function,
                   SluiceAnalyzer *analyzer,
                   SluiceCall *call,
                   GError **error)
{
  static const char *const formats[] = { "hex", "utf-8", "utf8", "base64" };
  const SluiceString *format;
  SluiceString standard = sluice_string ("hex", 3);
  g_autoptr (SluiceExpr) folded = NULL;
  g_autoptr (SluiceExpr) text = NULL;
  gboolean is_base64 = FALSE;
  SluiceExpr *result;

  if (call->n_args == 1)
    sluice_call_append_literal (call, sluice_type_primitive (SLUICE_TYPE_STRING), &standard);
  folded = sluice_analyzer_fold (analyzer, call->args[1], NULL);
  if (folded == NULL)
    {
      sluice_call_mismatch (call, "NON_FOLDABLE_INPUT", error,
                            "the input `fmt` should be a foldable \"STRING\" expression.");
      return NULL;
    }
  text = sluice_analyzer_cast (analyzer, folded, sluice_type_primitive (SLUICE_TYPE_STRING));
  sluice_call_replace_arg (call, 1, sluice_analyzer_fold (analyzer, text, NULL));
  format = sluice_call_constant_string (call, 1);
  if (format != NULL)
    {
      gboolean known = FALSE;

      for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
        known |= strlen (formats[i]) == format->length
                 && g_ascii_strncasecmp (formats[i], format->data, format->length) == 0;
      if (!known && g_str_equal (function->name, "try_to_binary"))
        return sluice_expr_new_literal (sluice_type_primitive (SLUICE_TYPE_BINARY), NULL);
      if (!known)
        {
          g_autofree char *sql = sluice_call_to_sql (call);

          sluice_set_error (
              error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_ANALYSIS,
              "DATATYPE_MISMATCH.INVALID_ARG_VALUE",
              "Cannot resolve \"%s\" due to data type mismatch: The fmt value must to be a "
              "case-insensitive \"STRING\" literal of 'hex', 'utf-8', 'utf8', or 'base64', but got "
              "'%.*s'.",
              sql, (int) format->length, format->data);
          return NULL;
        }
      is_base64 = g_ascii_tolower (format->data[0]) == 'b';
    }

  result = sluice_resolve_simple (function, analyzer, call, error);
  /* Of the three only this one is never null by itself to Spark. */
  if (result != NULL && is_base64 && strcmp (function->name, "to_binary") == 0)
    result->nullable = result->args[0]->nullable;

  return result;
}

/* Character sets. */

typedef enum
{
  CHARSET_UNKNOWN,
  CHARSET_ASCII,
  CHARSET_LATIN1,
  CHARSET_UTF8,
  CHARSET_UTF16,
  CHARSET_UTF16_BE,
  CHARSET_UTF16_LE,
  CHARSET_UTF32,
} Charset;

static Charset
find_charset (SluiceString name)
{
  static const struct
  {
    const char *name;
    Charset charset;
  } charsets[] = {
    { "US-ASCII", CHARSET_ASCII },    { "ISO-8859-1", CHARSET_LATIN1 },
    { "UTF-8", CHARSET_UTF8 },        { "UTF-16", CHARSET_UTF16 },
    { "UTF-16BE", CHARSET_UTF16_BE }, { "UTF-16LE", CHARSET_UTF16_LE },
    { "UTF-32", CHARSET_UTF32 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (charsets); i++)
    if (strlen (charsets[i].name) == name.length
        && g_ascii_strncasecmp (charsets[i].name, name.data, name.length) == 0)
      return charsets[i].charset;

  return CHARSET_UNKNOWN;
}

static gboolean
unknown_charset (SluiceKernelCall *call, SluiceString name, GError **error)
{
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                    "INVALID_PARAMETER_VALUE.CHARSET",
                    "The value of parameter(s) `charset` in `%s` is invalid: expects one of the "
                    "iso-8859-1, us-ascii, "
                    "utf-16, utf-16be, utf-16le, utf-32, utf-8, but got %.*s.",
                    call->expr->function->name, (int) name.length, name.data);

  return FALSE;
}

static gboolean
malformed (SluiceKernelCall *call, SluiceString charset, GError **error)
{
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                    "MALFORMED_CHARACTER_CODING",
                    "Invalid value found when performing `%s` with %.*s",
                    call->expr->function->name, (int) charset.length, charset.data);

  return FALSE;
}

static void
append_unit (GString *out, guint32 unit, guint size, gboolean little)
{
  for (guint i = 0; i < size; i++)
    g_string_append_c (out, (char) (unit >> (8 * (little ? i : size - 1 - i))));
}

static gboolean
encode_char (GString *out, Charset charset, gunichar c)
{
  gboolean little = charset == CHARSET_UTF16_LE;

  switch (charset)
    {
    case CHARSET_ASCII:
    case CHARSET_LATIN1:
      if (c > (charset == CHARSET_ASCII ? 0x7f : 0xff))
        return FALSE;
      g_string_append_c (out, (char) c);
      return TRUE;
    case CHARSET_UTF32:
      append_unit (out, c, 4, FALSE);
      return TRUE;
    default:
      if (c >= 0x10000)
        {
          append_unit (out, 0xd800 + ((c - 0x10000) >> 10), 2, little);
          append_unit (out, 0xdc00 + ((c - 0x10000) & 0x3ff), 2, little);
        }
      else
        append_unit (out, c, 2, little);
      return TRUE;
    }
}

static gboolean
encode (SluiceKernelCall *call, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString text = SLUICE_STRING_AT (call, 0, row);
    SluiceString name = SLUICE_STRING_AT (call, 1, row);
    Charset charset = find_charset (name);
    const char *end = text.data + text.length;
    const char *next;

    if (charset == CHARSET_UNKNOWN)
      return unknown_charset (call, name, error);
    if (charset == CHARSET_UTF8)
      {
        call->result->string[row] = text;
        continue;
      }
    g_string_truncate (out, 0);
    /* Without a byte order in its name the encoding tells it. */
    if (charset == CHARSET_UTF16 && text.length > 0)
      append_unit (out, 0xfeff, 2, FALSE);
    for (const char *p = text.data; p < end; p = next)
      if (!encode_char (out, charset, sluice_text_get_char (p, end, &next)))
        return malformed (call, name, error);
    sluice_call_store (call, row, out->str, out->len);
  }

  return finish_texts (call);
}

static guint32
read_unit (const char *bytes, guint size, gboolean little)
{
  guint32 unit = 0;

  for (guint i = 0; i < size; i++)
    unit |= (guint32) (guchar) bytes[i] << (8 * (little ? i : size - 1 - i));

  return unit;
}

static gboolean
decode_utf16 (GString *out, SluiceString bytes, Charset charset)
{
  gboolean little = charset == CHARSET_UTF16_LE;
  guint32 i = 0;

  if (bytes.length % 2 != 0)
    return FALSE;
  if (charset == CHARSET_UTF16 && bytes.length >= 2)
    {
      guint32 mark = read_unit (bytes.data, 2, FALSE);

      little = mark == 0xfffe;
      if (mark == 0xfffe || mark == 0xfeff)
        i = 2;
    }
  for (; i < bytes.length; i += 2)
    {
      guint32 c = read_unit (bytes.data + i, 2, little);

      if (c >= 0xd800 && c < 0xdc00 && i + 4 <= bytes.length)
        {
          guint32 low = read_unit (bytes.data + i + 2, 2, little);

          if (low < 0xdc00 || low > 0xdfff)
            return FALSE;
          c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
          i += 2;
        }
      else if (c >= 0xd800 && c <= 0xdfff)
        return FALSE;
      g_string_append_unichar (out, c);
    }

  return TRUE;
}

static gboolean
decode_bytes (GString *out, SluiceString bytes, Charset charset)
{
  switch (charset)
    {
    case CHARSET_ASCII:
    case CHARSET_LATIN1:
      for (guint32 i = 0; i < bytes.length; i++)
        {
          guchar c = (guchar) bytes.data[i];

          if (charset == CHARSET_ASCII && c > 0x7f)
            return FALSE;
          g_string_append_unichar (out, c);
        }
      return TRUE;
    case CHARSET_UTF32:
      if (bytes.length % 4 != 0)
        return FALSE;
      for (guint32 i = 0; i < bytes.length; i += 4)
        {
          gunichar c = read_unit (bytes.data + i, 4, FALSE);

          if (!g_unichar_validate (c))
            return FALSE;
          g_string_append_unichar (out, c);
        }
      return TRUE;
    default:
      return decode_utf16 (out, bytes, charset);
    }
}

static gboolean
decode (SluiceKernelCall *call, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString bytes = SLUICE_STRING_AT (call, 0, row);
    SluiceString name = SLUICE_STRING_AT (call, 1, row);
    Charset charset = find_charset (name);

    if (charset == CHARSET_UNKNOWN)
      return unknown_charset (call, name, error);
    g_string_truncate (out, 0);
    if (charset == CHARSET_UTF8)
      {
        if (!sluice_text_is_valid (bytes.data, bytes.length))
          return malformed (call, name, error);
        call->result->string[row] = bytes;
      }
    else if (decode_bytes (out, bytes, charset))
      sluice_call_store (call, row, out->str, out->len);
    else
      return malformed (call, name, error);
  }

  return finish_texts (call);
}

/* Digests. */

static void
store_digest (SluiceKernelCall *call, guint32 row, const struct nettle_hash *kind)
{
  SluiceString bytes = SLUICE_STRING_AT (call, 0, row);
  char *digits = sluice_arena_alloc_bytes (call->context->arena, kind->digest_size * 2);

  call->result->string[row]
      = sluice_string (digits, sluice_digest_to_hex (kind, bytes.data, bytes.length, digits));
}

static gboolean
md5 (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  store_digest (call, row, &nettle_md5);

  return finish_texts (call);
}

static gboolean
sha1 (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  store_digest (call, row, &nettle_sha1);

  return finish_texts (call);
}

static gboolean
sha2 (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    switch (SLUICE_ARG_AT (call, 1, gint32, row))
      {
      case 224:
        store_digest (call, row, &nettle_sha224);
        break;
      case 0:
      case 256:
        store_digest (call, row, &nettle_sha256);
        break;
      case 384:
        store_digest (call, row, &nettle_sha384);
        break;
      case 512:
        store_digest (call, row, &nettle_sha512);
        break;
      default:
        sluice_call_null_text (call, row);
        break;
      }
  }

  return finish_texts (call);
}

static gboolean
crc32 (SluiceKernelCall *call, GError **error)
{
  SLUICE_UNARY_LOOP (call, SluiceString, gint64, (gint64) sluice_crc32 (x.data, x.length));

  return TRUE;
}

/* Hashes of any number of values. */

#define HASH_SEED 42

static gboolean
hash (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  call->result->i32[row] = HASH_SEED;

  for (guint i = 0; i < call->expr->n_args; i++)
    sluice_hash_murmur3_rows (call->args[i], call->selection, call->result->i32);

  return TRUE;
}

static gboolean
xxhash64 (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  call->result->i64[row] = HASH_SEED;

  for (guint i = 0; i < call->expr->n_args; i++)
    sluice_hash_xxhash64_rows (call->args[i], call->selection, call->result->i64);

  return TRUE;
}

static SluiceExpr *
resolve_hash (const SluiceFunction *function,
              SluiceAnalyzer *analyzer,
              SluiceCall *call,
              GError **error)
{
  const SluiceSimple *simple = function->user_data;

  for (guint i = 0; i < call->n_args; i++)
    if (sluice_type_contains (call->args[i]->type, SLUICE_TYPE_VARIANT))
      {
        sluice_call_mismatch (call, "HASH_VARIANT_TYPE", error,
                              "Input to the function `%s` cannot contain elements of the \"VARIANT\" type yet.",
                              function->name);
        return NULL;
      }
    else if (sluice_type_contains_map (call->args[i]->type))
      {
        g_autofree char *sql = sluice_call_to_sql (call);

        sluice_set_error (
            error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_ANALYSIS, "DATATYPE_MISMATCH.HASH_MAP_TYPE",
            "Cannot resolve \"%s\" due to data type mismatch: Input to the function `%s` cannot "
            "contain elements of the \"MAP\" type. In Spark, same maps may have different "
            "hashcode, "
            "thus hash expressions are prohibited on \"MAP\" elements. To restore previous "
            "behavior "
            "set \"spark.sql.legacy.allowHashOnMapType\" to \"true\".",
            sql, function->name);
        return NULL;
      }

  return sluice_call_finish (function, call, sluice_type_primitive (simple->result), FALSE,
                             &simple->kernel);
}

/* URLs. */

/* What isn't UTF-8 is what Java reads in its place: U+FFFD, of three bytes. */
static gboolean
url_encode (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString text = SLUICE_STRING_AT (call, 0, row);
    gsize reserved = (gsize) text.length * 9;
    char *out = sluice_arena_alloc_bytes (call->context->arena, reserved);
    char *cursor = out;

    for (gsize i = 0; i < text.length;)
      {
        gboolean valid;
        gsize n = sluice_text_step (text.data + i, text.length - i, &valid);
        const guchar *p = (const guchar *) text.data + i;
        const char *bytes = valid ? text.data + i : "\xef\xbf\xbd";

        /* Java takes a surrogate for one fault. */
        if (p[0] == 0xed && text.length - i >= 3 && (p[1] & 0xe0) == 0xa0 && (p[2] & 0xc0) == 0x80)
          n = 3;
        i += n;
        n = valid ? n : 3;
        for (gsize k = 0; k < n; k++)
          if (g_ascii_isalnum (bytes[k]) || strchr (".-*_", bytes[k] != '\0' ? bytes[k] : ' ') != NULL)
            *cursor++ = bytes[k];
          else if (bytes[k] == ' ')
            *cursor++ = '+';
          else
            {
              *cursor++ = '%';
              *cursor++ = hex_digits[(guchar) bytes[k] >> 4];
              *cursor++ = hex_digits[bytes[k] & 15];
            }
      }
    sluice_call_store_reserved (call, row, out, reserved, (gsize) (cursor - out));
  }

  return finish_texts (call);
}

static gboolean
url_decode_rows (SluiceKernelCall *call, gboolean try_, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString text = SLUICE_STRING_AT (call, 0, row);
    char *out = sluice_arena_alloc_bytes (call->context->arena, text.length);
    char *cursor = out;
    gboolean ok = TRUE;

    for (guint32 i = 0; ok && i < text.length; i++)
      {
        char c = text.data[i];

        if (c == '%')
          {
            ok = i + 2 < text.length && g_ascii_isxdigit (text.data[i + 1])
                 && g_ascii_isxdigit (text.data[i + 2]);
            if (ok)
              *cursor++ = (char) (g_ascii_xdigit_value (text.data[i + 1]) << 4
                                  | g_ascii_xdigit_value (text.data[i + 2]));
            i += 2;
          }
        else
          *cursor++ = c == '+' ? ' ' : c;
      }
    sluice_call_store_reserved (call, row, out, text.length, (gsize) (cursor - out));
    if (!ok && !try_)
      {
        sluice_set_error (
            error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "CANNOT_DECODE_URL",
            "The provided URL cannot be decoded: %.*s. Please ensure that the URL is properly "
            "formatted and try again.",
            (int) text.length, text.data);
        return FALSE;
      }
    if (!ok)
      sluice_call_null_text (call, row);
  }

  return finish_texts (call);
}

static gboolean
url_decode (SluiceKernelCall *call, GError **error)
{
  return url_decode_rows (call, FALSE, error);
}

static gboolean
try_url_decode (SluiceKernelCall *call, GError **error)
{
  return url_decode_rows (call, TRUE, error);
}

/* Types. */

/* BINARY functions take texts as their bytes, as Spark's implicit cast does. */
static SluiceExpr *
resolve_hex (const SluiceFunction *function,
             SluiceAnalyzer *analyzer,
             SluiceCall *call,
             GError **error)
{
  static const SluiceKernel bytes_kernel = { "hex", SLUICE_KERNEL_STRICT, hex_bytes, NULL };
  static const SluiceKernel number_kernel
      = { "hex_number", SLUICE_KERNEL_STRICT, hex_number, NULL };
  SluiceTypeId id = call->args[0]->type->id;
  gboolean bytes = id == SLUICE_TYPE_STRING || id == SLUICE_TYPE_BINARY;

  /* What is neither a number nor bytes is taken as a text. */
  if (id == SLUICE_TYPE_BOOLEAN || id == SLUICE_TYPE_TIME || id == SLUICE_TYPE_VARIANT || sluice_type_is_datetime (id)
      || sluice_type_is_interval (id))
    {
      sluice_call_cast_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_STRING));
      bytes = TRUE;
    }
  if (!bytes
      && !sluice_analyzer_coerce_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_BIGINT),
                                      error))
    return NULL;

  return sluice_call_finish (function, call, sluice_type_primitive (SLUICE_TYPE_STRING),
                             call->args[0]->nullable, bytes ? &bytes_kernel : &number_kernel);
}

#define SIMPLE(name, args, result, nullable)                                                       \
  static const SluiceSimple name##_simple                                                          \
      = { args, SLUICE_TYPE_##result, nullable, { #name, SLUICE_KERNEL_STRICT, name, NULL } };
#define HASH(name, result)                                                                         \
  static const SluiceSimple name##_simple                                                          \
      = { "s", SLUICE_TYPE_##result, FALSE, { #name, SLUICE_KERNEL_NONE, name, NULL } };

SIMPLE (base64, "x", STRING, FALSE)
SIMPLE (crc32, "x", BIGINT, FALSE)
SIMPLE (decode, "xs", STRING, TRUE)
SIMPLE (encode, "s", BINARY, TRUE)
SIMPLE (md5, "x", STRING, FALSE)
SIMPLE (sha1, "x", STRING, FALSE)
SIMPLE (sha2, "xi", STRING, TRUE)
SIMPLE (to_binary, "s", BINARY, TRUE)
SIMPLE (try_to_binary, "s", BINARY, TRUE)
SIMPLE (try_url_decode, "s", STRING, TRUE)
SIMPLE (unbase64, "s", BINARY, FALSE)
SIMPLE (unhex, "s", BINARY, TRUE)
SIMPLE (url_decode, "s", STRING, TRUE)
SIMPLE (url_encode, "s", STRING, TRUE)
HASH (hash, INT)
HASH (xxhash64, BIGINT)

#define FUNCTION(name, min, max, resolve, data, signature, description, example, result, group,    \
                 since)                                                                            \
  {                                                                                                \
    name, SLUICE_FUNCTION_SCALAR, min, max, resolve, data, signature, description, example,        \
        result, group, since                                                                       \
  }
/* The name has two meanings, told apart by the number of arguments. */
static SluiceExpr *
resolve_decode (const SluiceFunction *function,
                SluiceAnalyzer *analyzer,
                SluiceCall *call,
                GError **error)
{
  return (call->n_args == 2 ? sluice_resolve_simple : sluice_resolve_decode) (function, analyzer,
                                                                              call, error);
}

#define SPARK_SQL_HEX "537061726B2053514C"

/* clang-format off */
static const SluiceFunction functions[] = {
  FUNCTION ("base64", 1, 1, sluice_resolve_simple, &base64_simple, "base64(bin)",
            "Encodes bytes in base 64.", "base64('Spark SQL')", "U3BhcmsgU1FM", "string_funcs",
            "1.5.0"),
  FUNCTION ("crc32", 1, 1, sluice_resolve_simple, &crc32_simple, "crc32(expr)",
            "Returns the CRC-32 of bytes.", "crc32('Spark')", "1557323817", "hash_funcs", "1.5.0"),
  FUNCTION ("decode", 2, G_MAXUINT, resolve_decode, &decode_simple,
            "decode(bin, charset) or decode(expr, search, result[, …][, default])",
            "Reads bytes as a text in a character set, or finds the result that belongs to a value.", "decode(encode('abc', 'utf-8'), 'utf-8')",
            "abc", "string_funcs", "1.5.0"),
  FUNCTION ("encode", 2, 2, sluice_resolve_simple, &encode_simple, "encode(str, charset)",
            "Writes a text in a character set.", "hex(encode('abc', 'utf-8'))", "616263",
            "string_funcs", "1.5.0"),
  FUNCTION ("hash", 1, G_MAXUINT, resolve_hash, &hash_simple, "hash(expr1, expr2, ...)",
            "Returns Spark's 32-bit hash of values.", "hash('Spark', array(123), 2)", "-1321691492",
            "hash_funcs", "2.0.0"),
  FUNCTION ("hex", 1, 1, resolve_hex, NULL, "hex(expr)",
            "Writes a number or bytes in hexadecimal digits.", "hex('Spark SQL')", SPARK_SQL_HEX,
            "math_funcs", "1.5.0"),
  FUNCTION ("md5", 1, 1, sluice_resolve_simple, &md5_simple, "md5(expr)",
            "Returns the MD5 digest of bytes.", "md5('Spark')", "8cde774d6f7333752ed72cacddb05126",
            "hash_funcs", "1.5.0"),
  FUNCTION ("sha", 1, 1, sluice_resolve_simple, &sha1_simple, "sha(expr)",
            "Returns the SHA-1 digest of bytes.", "sha('Spark')",
            "85f5955f4b27a9a4c2aab6ffe5d7189fc298b92c", "hash_funcs", "1.5.0"),
  FUNCTION ("sha1", 1, 1, sluice_resolve_simple, &sha1_simple, "sha1(expr)",
            "Returns the SHA-1 digest of bytes.", "sha1('Spark')",
            "85f5955f4b27a9a4c2aab6ffe5d7189fc298b92c", "hash_funcs", "1.5.0"),
  FUNCTION (
      "sha2", 2, 2, sluice_resolve_simple, &sha2_simple, "sha2(expr, bitLength)",
      "Returns the SHA-2 digest of bytes, of 224, 256, 384 or 512 bits.", "sha2('Spark', 256)",
      "529bc3b07127ecb7e53a4dcf1991d9152c24537d919178022b2c42657f79a26b", "hash_funcs", "1.5.0"),
  FUNCTION ("to_binary", 1, 2, resolve_to_binary, &to_binary_simple, "to_binary(str[, fmt])",
            "Reads bytes from a text in the format `hex`, `utf-8` or `base64`.",
            "hex(to_binary('abc', 'utf-8'))", "616263", "string_funcs", "3.3.0"),
  FUNCTION ("try_to_binary", 1, 2, resolve_to_binary, &try_to_binary_simple,
            "try_to_binary(str[, fmt])", "Reads bytes from a text, or gives null.",
            "try_to_binary('a!', 'base64')", "NULL", "string_funcs", "3.3.0"),
  FUNCTION ("try_url_decode", 1, 1, sluice_resolve_simple, &try_url_decode_simple,
            "try_url_decode(str)",
            "Decodes a text of application/x-www-form-urlencoded, or gives null.",
            "try_url_decode('https%3A%2F%2Fspark.apache.org')", "https://spark.apache.org",
            "url_funcs", "4.0.0"),
  FUNCTION ("unbase64", 1, 1, sluice_resolve_simple, &unbase64_simple, "unbase64(str)",
            "Decodes base 64.", "string(unbase64('U3BhcmsgU1FM'))", "Spark SQL", "string_funcs",
            "1.5.0"),
  FUNCTION ("unhex", 1, 1, sluice_resolve_simple, &unhex_simple, "unhex(expr)",
            "Reads bytes from hexadecimal digits.", "string(unhex('" SPARK_SQL_HEX "'))",
            "Spark SQL", "math_funcs", "1.5.0"),
  FUNCTION ("url_decode", 1, 1, sluice_resolve_simple, &url_decode_simple, "url_decode(str)",
            "Decodes a text of application/x-www-form-urlencoded.",
            "url_decode('https%3A%2F%2Fspark.apache.org')", "https://spark.apache.org", "url_funcs",
            "3.4.0"),
  FUNCTION ("url_encode", 1, 1, sluice_resolve_simple, &url_encode_simple, "url_encode(str)",
            "Encodes a text as application/x-www-form-urlencoded.",
            "url_encode('https://spark.apache.org')", "https%3A%2F%2Fspark.apache.org", "url_funcs",
            "3.4.0"),
  FUNCTION ("xxhash64", 1, G_MAXUINT, resolve_hash, &xxhash64_simple, "xxhash64(expr1, expr2, ...)",
            "Returns a 64-bit hash of values.", "xxhash64('Spark', array(123), 2)",
            "5602566077635097486", "hash_funcs", "3.0.0"),
};
/* clang-format on */

const SluiceFunctionFamily sluice_functions_encoding = { functions, G_N_ELEMENTS (functions) };
