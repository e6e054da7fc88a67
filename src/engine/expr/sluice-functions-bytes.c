/* sluice-functions-bytes.c: base 32, message authentication, and texts that aren't UTF-8.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-digest.h"
#include "expr/sluice-function-simple.h"
#include "expr/sluice-operators.h"
#include "expr/sluice-text.h"

static gboolean
finish_texts (SluiceKernelCall *call)
{
  sluice_arena_align (call->context->arena);

  return TRUE;
}

/* Base 32. */

#define BASE32_GROUP 8

static const char base32_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

static gboolean
to_base32 (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString bytes = SLUICE_STRING_AT (call, 0, row);
    gsize length = ((gsize) bytes.length + 4) / 5 * BASE32_GROUP;
    char *out = sluice_arena_alloc_bytes (call->context->arena, length);
    guint32 bits = 0;
    guint n_bits = 0;
    gsize at = 0;

    for (guint32 i = 0; i < bytes.length; i++)
      {
        bits = bits << 8 | (guchar) bytes.data[i];
        for (n_bits += 8; n_bits >= 5; n_bits -= 5)
          out[at++] = base32_digits[bits >> (n_bits - 5) & 31];
      }
    if (n_bits > 0)
      out[at++] = base32_digits[bits << (5 - n_bits) & 31];
    while (at < length)
      out[at++] = '=';
    call->result->string[row] = sluice_string (out, length);
  }

  return finish_texts (call);
}

static int
base32_value (char digit)
{
  if (g_ascii_isalpha (digit))
    return g_ascii_toupper (digit) - 'A';

  return digit >= '2' && digit <= '7' ? digit - '2' + 26 : -1;
}

/* What is no digit is skipped, and `=` is the end. Bits that make no byte are left out, but a single digit at
 * the end does give one, together with bits of the digit before. */
static gboolean
from_base32 (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString text = SLUICE_STRING_AT (call, 0, row);
    gsize room = (gsize) text.length / BASE32_GROUP * 5 + 5;
    char *out = sluice_arena_alloc_bytes (call->context->arena, room);
    guint32 bits = 0;
    guint n_bits = 0, n_digits = 0;
    gsize length = 0;

    for (guint32 i = 0; i < text.length && text.data[i] != '='; i++)
      {
        int value = base32_value (text.data[i]);

        if (value < 0)
          continue;
        bits = bits << 5 | (guint32) value;
        n_bits += 5;
        n_digits++;
        if (n_bits >= 8)
          {
            n_bits -= 8;
            out[length++] = (char) (bits >> n_bits);
          }
      }
    if (n_digits % BASE32_GROUP == 1)
      out[length++] = (char) (bits >> 2);
    sluice_call_store_reserved (call, row, out, room, length);
  }

  return finish_texts (call);
}

/* HMAC. */

typedef struct
{
  const char *name;
  const char *short_name;
  const struct nettle_hash *kind;
} Algorithm;

static const Algorithm algorithms[] = {
  { "SHA-224", "SHA224", &nettle_sha224 }, { "SHA-256", "SHA256", &nettle_sha256 },
  { "SHA-384", "SHA384", &nettle_sha384 }, { "SHA-512", "SHA512", &nettle_sha512 },
  { "SHA-1", "SHA1", &nettle_sha1 },       { "MD5", "MD5", &nettle_md5 },
};

static const Algorithm *
find_algorithm (SluiceString name)
{
  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++)
    {
      const char *const names[] = { algorithms[i].name, algorithms[i].short_name };

      for (guint k = 0; k < 2; k++)
        if (strlen (names[k]) == name.length && g_ascii_strncasecmp (names[k], name.data, name.length) == 0)
          return &algorithms[i];
    }

  return NULL;
}

static gsize
hmac_of (const Algorithm *algorithm, SluiceString key, SluiceString message, guint8 *digest)
{
  guint n_block = algorithm->kind->block_size;
  guint8 block[SLUICE_DIGEST_MAX_BLOCK] = { 0 };
  g_autofree guint8 *inner = g_malloc (n_block + message.length);
  guint8 outer[SLUICE_DIGEST_MAX_BLOCK + SLUICE_DIGEST_MAX];
  gsize n;

  if (key.length > n_block)
    sluice_digest (algorithm->kind, key.data, key.length, block);
  else
    memcpy (block, key.data, key.length);
  for (guint i = 0; i < n_block; i++)
    {
      inner[i] = block[i] ^ 0x36;
      outer[i] = block[i] ^ 0x5c;
    }
  if (message.length > 0)
    memcpy (inner + n_block, message.data, message.length);
  n = sluice_digest (algorithm->kind, inner, n_block + message.length, outer + n_block);

  return sluice_digest (algorithm->kind, outer, n_block + n, digest);
}

static gboolean
hmac (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString key = SLUICE_STRING_AT (call, 0, row);
    SluiceString name = call->expr->n_args > 2 ? SLUICE_STRING_AT (call, 2, row) : sluice_string ("SHA-256", 7);
    const Algorithm *algorithm = find_algorithm (name);
    guint8 digest[SLUICE_DIGEST_MAX];
    gsize length;

    if (algorithm == NULL)
      {
        sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                          "INVALID_PARAMETER_VALUE.HMAC_ALGORITHM",
                          "The value of parameter(s) `algorithm` in `hmac` is invalid: expects one of the "
                          "algorithms 'SHA-224', 'SHA-256', 'SHA-384', 'SHA-512', 'SHA-1', 'MD5', but got '%.*s'.",
                          (int) name.length, name.data);
        return FALSE;
      }
    if (key.length == 0)
      {
        sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                          "INVALID_PARAMETER_VALUE.HMAC_CRYPTO_ERROR",
                          "The value of parameter(s) `key` in `hmac` is invalid: detail message: Empty key");
        return FALSE;
      }
    length = hmac_of (algorithm, key, SLUICE_STRING_AT (call, 1, row), digest);
    sluice_call_store (call, row, (const char *) digest, length);
  }

  return finish_texts (call);
}

/* UTF-8. */

#define REPLACEMENT "\xef\xbf\xbd"

static gboolean
is_valid (SluiceString text)
{
  gboolean valid = TRUE;

  for (gsize i = 0; valid && i < text.length;)
    i += sluice_text_step (text.data + i, text.length - i, &valid);

  return valid;
}

static gboolean
make_valid_utf8 (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString text = SLUICE_STRING_AT (call, 0, row);
    gsize room = (gsize) text.length * 3;
    gsize length = 0;
    char *out;

    if (is_valid (text))
      {
        call->result->string[row] = text;
        continue;
      }
    out = sluice_arena_alloc_bytes (call->context->arena, room);
    for (gsize i = 0; i < text.length;)
      {
        gboolean valid;
        gsize step = sluice_text_step (text.data + i, text.length - i, &valid);

        memcpy (out + length, valid ? text.data + i : REPLACEMENT, valid ? step : 3);
        length += valid ? step : 3;
        i += step;
      }
    sluice_call_store_reserved (call, row, out, room, length);
  }

  return finish_texts (call);
}

static gboolean
validate_utf8 (SluiceKernelCall *call, GError **error)
{
  gboolean try = call->expr->function->name[0] == 't';

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString text = SLUICE_STRING_AT (call, 0, row);
    g_autoptr (GString) hex = NULL;

    call->result->string[row] = text;
    if (is_valid (text))
      continue;
    if (try)
      {
        sluice_call_null_text (call, row);
        continue;
      }
    hex = g_string_new (NULL);
    for (guint32 i = 0; i < text.length; i++)
      g_string_append_printf (hex, "\\x%02X", (guchar) text.data[i]);
    sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "INVALID_UTF8_STRING",
                      "Invalid UTF8 byte sequence found in string: %s.", hex->str);
    return FALSE;
  }

  return finish_texts (call);
}

#define SIMPLE(name, args, result, nullable)                                                      \
  static const SluiceSimple name##_simple                                                         \
      = { args, SLUICE_TYPE_##result, nullable, { #name, SLUICE_KERNEL_STRICT, name, NULL } };

SIMPLE (from_base32, "s", BINARY, FALSE)
SIMPLE (hmac, "xxs", BINARY, TRUE)
SIMPLE (make_valid_utf8, "s", STRING, TRUE)
SIMPLE (to_base32, "x", STRING, FALSE)
SIMPLE (validate_utf8, "s", STRING, TRUE)

#define FUNCTION(name, min, max, simple, signature, description, example, result, group, since)   \
  { name, SLUICE_FUNCTION_SCALAR, min, max, sluice_resolve_simple, &simple##_simple, signature,   \
    description, example, result, group, since }

static const SluiceFunction functions[] = {
  FUNCTION ("from_base32", 1, 1, from_base32, "from_base32(str)", "Decodes base 32.",
            "string(from_base32('MZXW6YTBOI======'))", "foobar", "string_funcs", "4.3.0"),
  FUNCTION ("hmac", 2, 3, hmac, "hmac(key, message[, algorithm])",
            "Returns the keyed hash of a message, by SHA-256 or another algorithm.", "hex(hmac('key', 'message', 'MD5'))",
            "4E4748E62B463521F6775FBF921234B5", "misc_funcs", "4.3.0"),
  FUNCTION ("make_valid_utf8", 1, 1, make_valid_utf8, "make_valid_utf8(str)",
            "Replaces bytes that aren’t UTF-8 by U+FFFD.", "make_valid_utf8('Spark')", "Spark", "string_funcs",
            "4.0.0"),
  FUNCTION ("to_base32", 1, 1, to_base32, "to_base32(bin)", "Encodes bytes in base 32.", "to_base32('foobar')",
            "MZXW6YTBOI======", "string_funcs", "4.3.0"),
  FUNCTION ("try_validate_utf8", 1, 1, validate_utf8, "try_validate_utf8(str)",
            "Returns a text that is UTF-8, or null.", "try_validate_utf8('Spark')", "Spark", "string_funcs", "4.0.0"),
  FUNCTION ("validate_utf8", 1, 1, validate_utf8, "validate_utf8(str)",
            "Returns a text that is UTF-8, or fails.", "validate_utf8('Spark')", "Spark", "string_funcs", "4.0.0"),
};

const SluiceFunctionFamily sluice_functions_bytes = { functions, G_N_ELEMENTS (functions) };
