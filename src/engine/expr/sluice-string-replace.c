/* sluice-string-replace.c: kernels that replace, repeat, pad and mask.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-string-kernels.h"

#include "expr/sluice-function-simple.h"
#include "expr/sluice-text.h"

/* Texts longer than this would not fit a column's length. */
#define MAX_TEXT G_MAXINT32

gboolean
sluice_string_too_long (GError **error)
{
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, NULL,
                    "A text of more than 2 GiB can't be made.");

  return FALSE;
}

/* Replacement. */

static gsize
count_places (const char *p, const char *end, SluiceString old)
{
  gsize n = 0;

  while ((p = sluice_text_find (p, (gsize) (end - p), old.data, old.length)) != NULL)
    {
      p += old.length;
      n++;
    }

  return n;
}

gboolean
sluice_string_replace (SluiceKernelCall *call, GError **error)
{
  gboolean has_new = call->expr->n_args == 3;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString text = SLUICE_STRING_AT (call, 0, row);
    SluiceString old = SLUICE_STRING_AT (call, 1, row);
    SluiceString new = has_new ? SLUICE_STRING_AT (call, 2, row) : sluice_string ("", 0);
    const char *end = text.data + text.length;
    const char *p = text.data;
    const char *found = old.length > 0 ? sluice_text_find (p, text.length, old.data, old.length) : NULL;
    gsize reserved = text.length;
    char *out, *cursor;

    if (found == NULL)
      {
        call->result->string[row] = text;
        continue;
      }

    if (new.length > old.length)
      reserved += count_places (found, end, old) * (new.length - old.length);
    if (reserved > MAX_TEXT)
      return sluice_string_too_long (error);
    out = cursor = sluice_arena_alloc_bytes (call->context->arena, reserved);
    do
      {
        sluice_bytes_copy (cursor, p, (gsize) (found - p));
        cursor += found - p;
        sluice_bytes_copy (cursor, new.data, new.length);
        cursor += new.length;
        p = found + old.length;
      }
    while ((found = sluice_text_find (p, (gsize) (end - p), old.data, old.length)) != NULL);
    sluice_bytes_copy (cursor, p, (gsize) (end - p));
    cursor += end - p;
    sluice_call_store_reserved (call, row, out, reserved, (gsize) (cursor - out));
  }

  return sluice_string_finish (call);
}

gboolean
sluice_string_translate (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString text = SLUICE_STRING_AT (call, 0, row);
    SluiceString from = SLUICE_STRING_AT (call, 1, row);
    SluiceString to = SLUICE_STRING_AT (call, 2, row);
    const char *end = text.data + text.length;
    const char *from_end = from.data + from.length;
    const char *to_end = to.data + to.length;
    gsize reserved = (gsize) text.length * 4;
    char *out = sluice_arena_alloc_bytes (call->context->arena, reserved);
    char *cursor = out;

    for (const char *p = text.data; p < end; p = sluice_text_next (p, end))
      {
        gsize size = (gsize) (sluice_text_next (p, end) - p);
        const char *f = from.data;
        const char *t = to.data;
        const char *source = p;

        while (
            f < from_end
            && !((gsize) (sluice_text_next (f, from_end) - f) == size && memcmp (f, p, size) == 0))
          {
            f = sluice_text_next (f, from_end);
            t = t < to_end ? sluice_text_next (t, to_end) : to_end;
          }
        if (f < from_end)
          {
            /* Characters without a counterpart vanish. */
            source = t;
            size = t < to_end ? (gsize) (sluice_text_next (t, to_end) - t) : 0;
          }
        memcpy (cursor, source, size);
        cursor += size;
      }
    sluice_call_store_reserved (call, row, out, reserved, (gsize) (cursor - out));
  }

  return sluice_string_finish (call);
}

gboolean
sluice_string_overlay (SluiceKernelCall *call, GError **error)
{
  gboolean is_binary = call->result->type->id == SLUICE_TYPE_BINARY;
  gboolean has_length = call->expr->n_args == 4;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString text = SLUICE_STRING_AT (call, 0, row);
    SluiceString new = SLUICE_STRING_AT (call, 1, row);
    gint32 position = SLUICE_ARG_AT (call, 2, gint32, row);
    gint32 length = has_length ? SLUICE_ARG_AT (call, 3, gint32, row) : -1;
    SluiceString head, tail;
    char *out;

    if (length < 0)
      length = (gint32) (is_binary ? new.length : sluice_text_length (new.data, new.length));
    head = sluice_text_substring (text, 1, position > G_MININT32 ? position - 1 : position,
                                  is_binary);
    tail = sluice_text_substring (text, (gint32) MIN ((gint64) position + length, G_MAXINT32),
                                  G_MAXINT32, is_binary);

    out = sluice_arena_alloc_bytes (call->context->arena,
                                    (gsize) head.length + new.length + tail.length);
    memcpy (out, head.data, head.length);
    memcpy (out + head.length, new.data, new.length);
    memcpy (out + head.length + new.length, tail.data, tail.length);
    call->result->string[row] = sluice_string (out, (gsize) head.length + new.length + tail.length);
  }

  return sluice_string_finish (call);
}

gboolean
sluice_string_reverse_text (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString text = SLUICE_STRING_AT (call, 0, row);
    const char *end = text.data + text.length;
    char *out = sluice_arena_alloc_bytes (call->context->arena, text.length);
    char *cursor = out + text.length;

    for (const char *p = text.data; p < end;)
      {
        const char *next = sluice_text_next (p, end);

        cursor -= next - p;
        memcpy (cursor, p, (gsize) (next - p));
        p = next;
      }
    call->result->string[row] = sluice_string (out, text.length);
  }

  return sluice_string_finish (call);
}

gboolean
sluice_string_repeat (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString text = SLUICE_STRING_AT (call, 0, row);
    gsize n = (gsize) MAX (SLUICE_ARG_AT (call, 1, gint32, row), 0);
    char *out;

    if (text.length > 0 && n > MAX_TEXT / text.length)
      return sluice_string_too_long (error);
    out = sluice_arena_alloc_bytes (call->context->arena, n * text.length);
    if (text.length > 0)
      for (gsize i = 0; i < n; i++)
        memcpy (out + i * text.length, text.data, text.length);
    call->result->string[row] = sluice_string (out, n * text.length);
  }

  return sluice_string_finish (call);
}

gboolean
sluice_string_space (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    gsize n = (gsize) MAX (SLUICE_ARG_AT (call, 0, gint32, row), 0);
    char *out = sluice_arena_alloc_bytes (call->context->arena, n);

    memset (out, ' ', n);
    call->result->string[row] = sluice_string (out, n);
  }

  return sluice_string_finish (call);
}

/* Copies characters of @pad over and over until there are @n. */
static char *
write_padding (char *cursor, SluiceString pad, gsize n, gboolean is_binary)
{
  const char *end = pad.data + pad.length;

  for (const char *p = pad.data; n > 0; n--)
    {
      const char *next = is_binary ? p + 1 : sluice_text_next (p, end);

      memcpy (cursor, p, (gsize) (next - p));
      cursor += next - p;
      p = next < end ? next : pad.data;
    }

  return cursor;
}

static gboolean
pad_text (SluiceKernelCall *call, gboolean at_left, GError **error)
{
  gboolean is_binary = call->result->type->id == SLUICE_TYPE_BINARY;
  gboolean has_pad = call->expr->n_args == 3;
  SluiceString standard = is_binary ? sluice_string ("\0", 1) : sluice_string (" ", 1);

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString text = SLUICE_STRING_AT (call, 0, row);
    gsize wanted = (gsize) MAX (SLUICE_ARG_AT (call, 1, gint32, row), 0);
    SluiceString pad = has_pad ? SLUICE_STRING_AT (call, 2, row) : standard;
    gsize n = is_binary ? text.length : sluice_text_length (text.data, text.length);
    gsize missing = wanted > n ? wanted - n : 0;
    gsize reserved;
    char *out, *cursor;

    if (missing == 0 || pad.length == 0)
      {
        call->result->string[row] = sluice_text_substring (text, 1, (gint32) wanted, is_binary);
        continue;
      }

    reserved = text.length + missing * (is_binary ? 1 : MIN (pad.length, 4));
    if (reserved > MAX_TEXT)
      return sluice_string_too_long (error);
    out = cursor = sluice_arena_alloc_bytes (call->context->arena, reserved);
    if (at_left)
      cursor = write_padding (cursor, pad, missing, is_binary);
    memcpy (cursor, text.data, text.length);
    cursor += text.length;
    if (!at_left)
      cursor = write_padding (cursor, pad, missing, is_binary);
    sluice_call_store_reserved (call, row, out, reserved, (gsize) (cursor - out));
  }

  return sluice_string_finish (call);
}

gboolean
sluice_string_lpad (SluiceKernelCall *call, GError **error)
{
  return pad_text (call, TRUE, error);
}

gboolean
sluice_string_rpad (SluiceKernelCall *call, GError **error)
{
  return pad_text (call, FALSE, error);
}

/* mask (text, upper, lower, digit, other): each may be null, which leaves such characters alone. */
gboolean
sluice_string_mask (SluiceKernelCall *call, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString text;
    const char *end, *next;

    if (sluice_column_is_null (call->args[0], row))
      {
        call->result->string[row] = sluice_string ("", 0);
        sluice_call_null_row (call, row);
        continue;
      }
    text = SLUICE_STRING_AT (call, 0, row);
    end = text.data + text.length;
    g_string_truncate (out, 0);
    for (const char *p = text.data; p < end; p = next)
      {
        gunichar c = sluice_text_get_char (p, end, &next);
        guint index = g_unichar_isupper (c)   ? 1
                      : g_unichar_islower (c) ? 2
                      : g_unichar_isdigit (c) ? 3
                                              : 4;

        if (index < call->expr->n_args && !sluice_column_is_null (call->args[index], row))
          {
            SluiceString with = SLUICE_STRING_AT (call, index, row);

            g_string_append_len (out, with.data, with.length);
          }
        else
          g_string_append_len (out, p, next - p);
      }
    sluice_call_store (call, row, out->str, out->len);
  }

  return sluice_string_finish (call);
}
