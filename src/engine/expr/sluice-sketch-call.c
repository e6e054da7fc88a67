/* sluice-sketch-call.c: what the functions on sketches share.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-sketch-call.h"

gboolean
sluice_sketch_expect (SluiceAnalyzer     *analyzer,
                      SluiceCall         *call,
                      guint               index,
                      const SluiceTypeId *types,
                      guint               n,
                      GError            **error)
{
  SluiceTypeId id = call->args[index]->type->id;
  g_autoptr (GString) required = NULL;

  for (guint i = 0; i < n; i++)
    if (id == types[i])
      return TRUE;
  if (id == SLUICE_TYPE_VOID)
    {
      sluice_call_cast_arg (analyzer, call, index, sluice_type_primitive (types[0]));
      return TRUE;
    }

  required = g_string_new (n > 1 ? "(" : "");
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = sluice_type_to_sql (sluice_type_primitive (types[i]));

      g_string_append_printf (required, "%s\"%s\"", i > 0 ? " or " : "", name);
    }
  g_string_append (required, n > 1 ? ")" : "");
  sluice_call_wrong_type (call, index, required->str, error);

  return FALSE;
}

gboolean
sluice_sketch_expect_one (SluiceAnalyzer *analyzer, SluiceCall *call, guint index, SluiceTypeId type, GError **error)
{
  return sluice_sketch_expect (analyzer, call, index, &type, 1, error);
}

gboolean
sluice_sketch_fold_number (SluiceAnalyzer *analyzer, SluiceCall *call, guint index, gint32 *value, GError **error)
{
  GError *local_error = NULL;
  SluiceExpr *literal = sluice_analyzer_fold (analyzer, call->args[index], &local_error);

  if (local_error != NULL)
    {
      g_propagate_error (error, local_error);
      return FALSE;
    }
  if (literal == NULL)
    {
      *value = SLUICE_SKETCH_NOT_CONSTANT;
      return TRUE;
    }
  *value = sluice_column_is_null (literal->value, 0) ? 0 : literal->value->i32[0];
  sluice_call_replace_arg (call, index, literal);

  return TRUE;
}

gboolean
sluice_sketch_fail (const SluiceExpr *expr, const char *condition, GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, condition, "%s", message);
  if (error != NULL && expr != NULL && expr->text_offset >= 0)
    sluice_error_set_position (*error, expr->text_offset, expr->text_length);

  return FALSE;
}

guint8 *
sluice_sketch_save_bytes (GByteArray *out, gsize n)
{
  guint32 word = GUINT32_TO_LE ((guint32) n);

  g_byte_array_append (out, (const guint8 *) &word, sizeof word);
  g_byte_array_set_size (out, out->len + (guint) n);

  return out->data + (out->len - n);
}

const guint8 *
sluice_sketch_load_bytes (const guint8 **cursor, const guint8 *end, gsize *n)
{
  const guint8 *bytes;
  guint32 word;

  if (end - *cursor < (gssize) sizeof word)
    return NULL;
  memcpy (&word, *cursor, sizeof word);
  *n = GUINT32_FROM_LE (word);
  bytes = *cursor + sizeof word;
  if ((gsize) (end - bytes) < *n)
    return NULL;
  *cursor = bytes + *n;

  return bytes;
}
