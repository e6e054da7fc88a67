/* sluice-functions-crypto.c: aes_encrypt and aes_decrypt.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * As Spark lays it out: in modes with an initialization vector that comes first, then the text, and
 * in GCM the tag last.
 */
#include "config.h"

#include <errno.h>
#include <nettle/aes.h>
#include <nettle/cbc.h>
#include <nettle/gcm.h>
#include <nettle/memops.h>
#include <string.h>
#include <sys/random.h>

#include "expr/sluice-function-simple.h"
#include "expr/sluice-operators.h"

typedef enum
{
  MODE_ECB,
  MODE_CBC,
  MODE_GCM,
} Mode;

#define BLOCK AES_BLOCK_SIZE
#define GCM_IV 12
#define GCM_TAG 16

/* A key in both directions, whatever its length. */
typedef struct
{
  union
  {
    struct aes128_ctx k128;
    struct aes192_ctx k192;
    struct aes256_ctx k256;
  } context;
  nettle_cipher_func *cipher;
} Key;

static gboolean
refuse (GError **error, const char *condition, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
refuse (GError **error, const char *condition, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, condition, "%s",
                    message);

  return FALSE;
}

static gboolean
refuse_input (GError **error, const char *detail)
{
  return refuse (error, "INVALID_PARAMETER_VALUE.AES_CRYPTO_ERROR",
                 "The value of parameter(s) `expr`, `key` in `aes_encrypt`/`aes_decrypt` is "
                 "invalid: detail message: %s",
                 detail);
}

static void
set_key (Key *key, SluiceString bytes, gboolean decrypt)
{
  const guint8 *data = (const guint8 *) bytes.data;

  switch (bytes.length)
    {
    case AES128_KEY_SIZE:
      (decrypt ? aes128_set_decrypt_key : aes128_set_encrypt_key) (&key->context.k128, data);
      key->cipher = decrypt ? (nettle_cipher_func *) aes128_decrypt
                            : (nettle_cipher_func *) aes128_encrypt;
      break;
    case AES192_KEY_SIZE:
      (decrypt ? aes192_set_decrypt_key : aes192_set_encrypt_key) (&key->context.k192, data);
      key->cipher = decrypt ? (nettle_cipher_func *) aes192_decrypt
                            : (nettle_cipher_func *) aes192_encrypt;
      break;
    default:
      (decrypt ? aes256_set_decrypt_key : aes256_set_encrypt_key) (&key->context.k256, data);
      key->cipher = decrypt ? (nettle_cipher_func *) aes256_decrypt
                            : (nettle_cipher_func *) aes256_encrypt;
      break;
    }
}

static gboolean
equals (SluiceString text, const char *word)
{
  return text.length == strlen (word) && g_ascii_strncasecmp (text.data, word, text.length) == 0;
}

static gboolean
check (SluiceString key, SluiceString mode, SluiceString padding, Mode *result, GError **error)
{
  gboolean standard = equals (padding, "DEFAULT");

  if (key.length != AES128_KEY_SIZE && key.length != AES192_KEY_SIZE
      && key.length != AES256_KEY_SIZE)
    return refuse (error, "INVALID_PARAMETER_VALUE.AES_KEY_LENGTH",
                   "The value of parameter(s) `key` in `aes_encrypt`/`aes_decrypt` is invalid: "
                   "expects a binary value with 16, 24 or 32 bytes, but got %u bytes.",
                   key.length);

  if (equals (mode, "GCM") && (standard || equals (padding, "NONE")))
    *result = MODE_GCM;
  else if (equals (mode, "ECB") && (standard || equals (padding, "PKCS")))
    *result = MODE_ECB;
  else if (equals (mode, "CBC") && (standard || equals (padding, "PKCS")))
    *result = MODE_CBC;
  else
    return refuse (error, "UNSUPPORTED_FEATURE.AES_MODE",
                   "The feature is not supported: AES-%.*s with the padding %.*s by the "
                   "`aes_encrypt`/`aes_decrypt` function.",
                   (int) mode.length, mode.data, (int) padding.length, padding.data);

  return TRUE;
}

static gboolean
check_extras (Mode mode, SluiceString iv, SluiceString aad, GError **error)
{
  static const char *const names[] = { "ECB", "CBC", "GCM" };

  if (iv.length > 0 && mode == MODE_ECB)
    return refuse (error, "UNSUPPORTED_FEATURE.AES_MODE_IV",
                   "The feature is not supported: `aes_encrypt` with AES-%s does not support "
                   "initialization vectors (IVs).",
                   names[mode]);
  if (iv.length > 0 && iv.length != (mode == MODE_CBC ? BLOCK : GCM_IV))
    return refuse (error, "INVALID_PARAMETER_VALUE.AES_IV_LENGTH",
                   "The value of parameter(s) `iv` in `aes_encrypt`/`aes_decrypt` is invalid: "
                   "supports 16-byte CBC IVs and 12-byte GCM IVs, but got %u bytes for %s.",
                   iv.length, names[mode]);
  if (aad.length > 0 && mode != MODE_GCM)
    return refuse (error, "UNSUPPORTED_FEATURE.AES_MODE_AAD",
                   "The feature is not supported: `aes_encrypt` with AES-%s does not support "
                   "additional authenticate data (AAD).",
                   names[mode]);

  return TRUE;
}

/* Runs GCM over @length bytes; what @tag is compared with or written to is the caller's business. */
static void
run_gcm (Key *key,
         gboolean decrypt,
         const guint8 *iv,
         SluiceString aad,
         gsize length,
         guint8 *out,
         const guint8 *in,
         guint8 *tag)
{
  struct gcm_key gcm_key;
  struct gcm_ctx gcm;

  gcm_set_key (&gcm_key, &key->context, key->cipher);
  gcm_set_iv (&gcm, &gcm_key, GCM_IV, iv);
  if (aad.length > 0)
    gcm_update (&gcm, &gcm_key, aad.length, (const guint8 *) aad.data);
  (decrypt ? gcm_decrypt : gcm_encrypt) (&gcm, &gcm_key, &key->context, key->cipher, length, out,
                                         in);
  gcm_digest (&gcm, &gcm_key, &key->context, key->cipher, GCM_TAG, tag);
}

static gboolean
fill_random (guint8 *bytes, gsize n, GError **error)
{
  if (getrandom (bytes, n, 0) != (gssize) n)
    return refuse (error, NULL, "The system gives no random numbers: %s", g_strerror (errno));

  return TRUE;
}

static gboolean
encrypt_row (SluiceKernelCall *call, guint32 row, GError **error)
{
  SluiceString text = SLUICE_STRING_AT (call, 0, row);
  SluiceString key_bytes = SLUICE_STRING_AT (call, 1, row);
  SluiceString iv = SLUICE_STRING_AT (call, 4, row);
  SluiceString aad = SLUICE_STRING_AT (call, 5, row);
  gsize n_iv, padded, size;
  guint8 *out, *body;
  Mode mode;
  Key key;

  if (!check (key_bytes, SLUICE_STRING_AT (call, 2, row), SLUICE_STRING_AT (call, 3, row), &mode,
              error)
      || !check_extras (mode, iv, aad, error))
    return FALSE;

  n_iv = mode == MODE_ECB ? 0 : mode == MODE_CBC ? BLOCK : GCM_IV;
  padded = mode == MODE_GCM ? text.length : (text.length / BLOCK + 1) * BLOCK;
  size = n_iv + padded + (mode == MODE_GCM ? GCM_TAG : 0);
  out = (guint8 *) sluice_arena_alloc_bytes (call->context->arena, size);
  body = out + n_iv;
  if (iv.length > 0)
    memcpy (out, iv.data, n_iv);
  else if (n_iv > 0 && !fill_random (out, n_iv, error))
    return FALSE;

  set_key (&key, key_bytes, FALSE);
  memcpy (body, text.data, text.length);
  memset (body + text.length, (int) (padded - text.length), padded - text.length);
  if (mode == MODE_GCM)
    {
      run_gcm (&key, FALSE, out, aad, padded, body, body, body + padded);
    }
  else if (mode == MODE_CBC)
    {
      guint8 chain[BLOCK];

      memcpy (chain, out, BLOCK);
      cbc_encrypt (&key.context, key.cipher, BLOCK, chain, padded, body, body);
    }
  else
    {
      key.cipher (&key.context, padded, body, body);
    }
  call->result->string[row] = sluice_string ((const char *) out, size);

  return TRUE;
}

/* Takes the padding off: each of its bytes says how many there are. */
static gboolean
strip_padding (const guint8 *body, gsize *length, GError **error)
{
  guint8 n = *length > 0 ? body[*length - 1] : 1;

  if (*length == 0)
    return TRUE;
  if (n == 0 || n > BLOCK)
    return refuse_input (error, "Given final block not properly padded. Such issues can arise if a "
                                "bad key is used during decryption.");
  for (gsize i = *length - n; i < *length; i++)
    if (body[i] != n)
      return refuse_input (error, "Given final block not properly padded. Such issues can arise if "
                                  "a bad key is used during decryption.");
  *length -= n;

  return TRUE;
}

static gboolean
decrypt_row (SluiceKernelCall *call, guint32 row, GError **error)
{
  SluiceString text = SLUICE_STRING_AT (call, 0, row);
  SluiceString key_bytes = SLUICE_STRING_AT (call, 1, row);
  SluiceString aad = SLUICE_STRING_AT (call, 4, row);
  const guint8 *in = (const guint8 *) text.data;
  gsize n_iv, length;
  guint8 *out;
  Mode mode;
  Key key;

  if (!check (key_bytes, SLUICE_STRING_AT (call, 2, row), SLUICE_STRING_AT (call, 3, row), &mode,
              error))
    return FALSE;
  n_iv = mode == MODE_ECB ? 0 : mode == MODE_CBC ? BLOCK : GCM_IV;
  if (text.length < n_iv + (mode == MODE_GCM ? GCM_TAG : 0))
    return refuse_input (error, "Input data too short to contain an expected length");
  length = text.length - n_iv - (mode == MODE_GCM ? GCM_TAG : 0);
  if (mode != MODE_GCM && length % BLOCK != 0)
    return refuse_input (error, "Input length must be multiple of 16 when decrypting with padded "
                                "cipher");

  set_key (&key, key_bytes, mode != MODE_GCM);
  out = (guint8 *) sluice_arena_alloc_bytes (call->context->arena, MAX (length, 1));
  if (mode == MODE_GCM)
    {
      guint8 tag[GCM_TAG];

      run_gcm (&key, TRUE, in, aad, length, out, in + n_iv, tag);
      if (!memeql_sec (tag, in + n_iv + length, GCM_TAG))
        return refuse_input (error, "Tag mismatch");
    }
  else if (mode == MODE_CBC)
    {
      guint8 chain[BLOCK];

      memcpy (chain, in, BLOCK);
      cbc_decrypt (&key.context, key.cipher, BLOCK, chain, length, out, in + n_iv);
    }
  else
    {
      key.cipher (&key.context, length, out, in);
    }
  if (mode != MODE_GCM && !strip_padding (out, &length, error))
    return FALSE;
  call->result->string[row] = sluice_string ((const char *) out, length);

  return TRUE;
}

static gboolean
encrypt_rows (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  if (!encrypt_row (call, row, error))
    return FALSE;

  return TRUE;
}

static gboolean
decrypt_rows (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  if (!decrypt_row (call, row, error))
    return FALSE;

  return TRUE;
}

static gboolean
try_decrypt_rows (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  if (!decrypt_row (call, row, NULL))
    {
      call->result->string[row] = sluice_string ("", 0);
      sluice_call_null_row (call, row);
    }

  return TRUE;
}

static SluiceExpr *
resolve_aes (const SluiceFunction *function,
             SluiceAnalyzer *analyzer,
             SluiceCall *call,
             GError **error)
{
  static const char *const defaults[] = { NULL, NULL, "GCM", "DEFAULT", "", "" };
  const SluiceKernel *kernel = function->user_data;
  const SluiceType *types[2] = { sluice_type_primitive (SLUICE_TYPE_BINARY),
                                 sluice_type_primitive (SLUICE_TYPE_STRING) };
  gboolean given_iv = function->max_args < 6 || call->n_args > 4;
  SluiceExpr *result;

  for (guint i = call->n_args; i < function->max_args; i++)
    {
      SluiceString value = sluice_string (defaults[i], strlen (defaults[i]));

      sluice_call_append_literal (call, types[i == 2 || i == 3], &value);
    }
  for (guint i = 0; i < call->n_args; i++)
    if (!sluice_analyzer_coerce_arg (analyzer, call, i, types[i == 2 || i == 3], error))
      return NULL;

  result = sluice_call_finish (function, call, types[0], TRUE, kernel);
  /* Without a vector of one's own each run takes another. */
  if (!given_iv)
    result->deterministic = FALSE;

  return result;
}

static const SluiceKernel encrypt_kernel
    = { "aes_encrypt", SLUICE_KERNEL_STRICT, encrypt_rows, NULL };
static const SluiceKernel decrypt_kernel
    = { "aes_decrypt", SLUICE_KERNEL_STRICT, decrypt_rows, NULL };
static const SluiceKernel try_decrypt_kernel
    = { "try_aes_decrypt", SLUICE_KERNEL_STRICT, try_decrypt_rows, NULL };

/* clang-format off */
static const SluiceFunction functions[] = {
  { "aes_decrypt", SLUICE_FUNCTION_SCALAR, 2, 5, resolve_aes, &decrypt_kernel,
    "aes_decrypt(expr, key[, mode[, padding[, aad]]])", "Decrypts bytes with AES.",
    "CAST(aes_decrypt(unhex('348FF37EBDE05B7880BA339068FBDA5E'), '0000111122223333', 'ECB') AS "
    "STRING)", "Spark", "misc_funcs", "3.3.0" },
  { "aes_encrypt", SLUICE_FUNCTION_SCALAR, 2, 6, resolve_aes, &encrypt_kernel,
    "aes_encrypt(expr, key[, mode[, padding[, iv[, aad]]]])", "Encrypts bytes with AES.",
    "hex(aes_encrypt('Spark', '0000111122223333', 'ECB'))", "348FF37EBDE05B7880BA339068FBDA5E",
    "misc_funcs", "3.3.0" },
  { "try_aes_decrypt", SLUICE_FUNCTION_SCALAR, 2, 5, resolve_aes, &try_decrypt_kernel,
    "try_aes_decrypt(expr, key[, mode[, padding[, aad]]])",
    "Decrypts bytes with AES, or gives null.",
    "try_aes_decrypt(X'00', '0000111122223333')", "NULL", "misc_funcs", "3.5.0" },
};
/* clang-format on */

const SluiceFunctionFamily sluice_functions_crypto = { functions, G_N_ELEMENTS (functions) };
