/* sluice-collation-kernels.c: functions of texts where a collation says which texts are equal.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-collation-kernels.h"

#include <string.h>

#include "expr/sluice-cast.h"
#include "expr/sluice-text.h"

static SluiceCollation
collation_of (const SluiceKernelCall *call)
{
  return GPOINTER_TO_UINT (call->expr->data);
}

static gboolean
contains (SluiceKernelCall *call, GError **error)
{
  gsize begin, end;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      const SluiceString *part = &SLUICE_STRING_AT (call, 1, row);

      call->result->boolean[row]
          = part->length == 0
            || sluice_collation_find (collation_of (call), &SLUICE_STRING_AT (call, 0, row), 0, part, &begin, &end);
    }

  return TRUE;
}

static gboolean
starts_with (SluiceKernelCall *call, GError **error)
{
  gsize end;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      const SluiceString *part = &SLUICE_STRING_AT (call, 1, row);

      call->result->boolean[row]
          = part->length == 0
            || sluice_collation_begins (collation_of (call), &SLUICE_STRING_AT (call, 0, row), part, &end);
    }

  return TRUE;
}

static gboolean
ends_with (SluiceKernelCall *call, GError **error)
{
  gsize begin;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      const SluiceString *part = &SLUICE_STRING_AT (call, 1, row);

      call->result->boolean[row]
          = part->length == 0
            || sluice_collation_ends (collation_of (call), &SLUICE_STRING_AT (call, 0, row), part, &begin);
    }

  return TRUE;
}

/* The character at which a part begins, from 1; 0 when it isn't there. */
static gint32
place_of (SluiceCollation collation, const SluiceString *text, const SluiceString *part, gint64 first)
{
  const char *end = text->data + text->length;
  const char *start;
  gsize begin, behind;

  if (first < 1)
    return 0;
  if (part->length == 0)
    return (gint32) first;
  start = sluice_text_skip (text->data, end, (gsize) first - 1);
  if (start >= end
      || !sluice_collation_find (collation, text, (gsize) (start - text->data), part, &begin, &behind))
    return 0;

  return (gint32) sluice_text_length (text->data, begin) + 1;
}

static gboolean
instr (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    call->result->i32[row]
        = place_of (collation_of (call), &SLUICE_STRING_AT (call, 0, row), &SLUICE_STRING_AT (call, 1, row), 1);

  return TRUE;
}

static gboolean
locate (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    call->result->i32[row]
        = place_of (collation_of (call), &SLUICE_STRING_AT (call, 1, row), &SLUICE_STRING_AT (call, 0, row),
                    call->expr->n_args > 2 ? SLUICE_ARG_AT (call, 2, gint32, row) : 1);

  return TRUE;
}

static gboolean
replace (SluiceKernelCall *call, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      const SluiceString *text = &SLUICE_STRING_AT (call, 0, row);
      const SluiceString *part = &SLUICE_STRING_AT (call, 1, row);
      SluiceString other = call->expr->n_args > 2 ? SLUICE_STRING_AT (call, 2, row) : sluice_string ("", 0);
      gsize at = 0;
      gsize begin, end;

      g_string_truncate (out, 0);
      while (part->length > 0 && at < text->length
             && sluice_collation_find (collation_of (call), text, at, part, &begin, &end) && end > at)
        {
          g_string_append_len (out, text->data + at, (gssize) (begin - at));
          g_string_append_len (out, other.data, other.length);
          at = end;
        }
      g_string_append_len (out, text->data + at, (gssize) (text->length - at));
      sluice_call_store (call, row, out->str, out->len);
    }
  sluice_arena_align (call->context->arena);

  return TRUE;
}

/* The places of all parts of a text, one behind the other. */
typedef struct
{
  gsize begin;
  gsize end;
} Place;

static void
find_all (SluiceCollation collation, const SluiceString *text, const SluiceString *part, GArray *places)
{
  Place place;
  gsize at = 0;

  g_array_set_size (places, 0);
  while (part->length > 0 && at < text->length
         && sluice_collation_find (collation, text, at, part, &place.begin, &place.end) && place.end > at)
    {
      g_array_append_val (places, place);
      at = place.end;
    }
}

static gboolean
substring_index (SluiceKernelCall *call, GError **error)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      const SluiceString *text = &SLUICE_STRING_AT (call, 0, row);
      const SluiceString *mark = &SLUICE_STRING_AT (call, 1, row);
      gint64 count = SLUICE_ARG_AT (call, 2, gint32, row);
      SluiceString result = *text;

      find_all (collation_of (call), text, mark, places);
      if (count == 0 || mark->length == 0)
        result = sluice_string ("", 0);
      else if (count > 0 && count <= places->len)
        result = sluice_string (text->data, g_array_index (places, Place, count - 1).begin);
      else if (count < 0 && -count <= places->len)
        {
          gsize begin = g_array_index (places, Place, places->len + count).end;

          result = sluice_string (text->data + begin, text->length - begin);
        }
      call->result->string[row] = result;
    }

  return TRUE;
}

static gboolean
split_part (SluiceKernelCall *call, GError **error)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      const SluiceString *text = &SLUICE_STRING_AT (call, 0, row);
      gint64 wanted = SLUICE_ARG_AT (call, 2, gint32, row);
      gsize begin, end;

      if (wanted == 0)
        {
          sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "INVALID_INDEX_OF_ZERO",
                            "The index 0 is invalid. An index shall be either < 0 or > 0 (the first element has "
                            "index 1).");
          return FALSE;
        }
      find_all (collation_of (call), text, &SLUICE_STRING_AT (call, 1, row), places);
      if (wanted < 0)
        wanted += (gint64) places->len + 2;
      if (wanted < 1 || wanted > (gint64) places->len + 1)
        {
          call->result->string[row] = sluice_string ("", 0);
          continue;
        }
      begin = wanted > 1 ? g_array_index (places, Place, wanted - 2).end : 0;
      end = wanted <= places->len ? g_array_index (places, Place, wanted - 1).begin : text->length;
      call->result->string[row] = sluice_string (text->data + begin, end - begin);
    }

  return TRUE;
}

/* Whether a character is one of those in @set; the place in @set is told too. */
static gboolean
is_one_of (SluiceCollation collation, const SluiceString *set, const char *p, gsize size, guint *place)
{
  const char *end = set->data + set->length;
  SluiceString character = sluice_string (p, size);

  *place = 0;
  for (const char *q = set->data; q < end; ++*place)
    {
      const char *next = sluice_text_next (q, end);
      SluiceString other = sluice_string (q, (gsize) (next - q));

      if (sluice_collation_compare (collation, &character, &other) == 0)
        return TRUE;
      q = next;
    }

  return FALSE;
}

static SluiceString
trim_text (SluiceCollation collation, SluiceString text, const SluiceString *set, gboolean left, gboolean right)
{
  const char *begin = text.data;
  const char *end = text.data + text.length;
  guint place;

  while (left && begin < end)
    {
      const char *next = sluice_text_next (begin, end);

      if (!is_one_of (collation, set, begin, (gsize) (next - begin), &place))
        break;
      begin = next;
    }
  while (right && begin < end)
    {
      const char *last = end - 1;

      while (last > begin && ((guchar) *last & 0xc0) == 0x80)
        last--;
      if (!is_one_of (collation, set, last, (gsize) (end - last), &place))
        break;
      end = last;
    }

  return sluice_string (begin, (gsize) (end - begin));
}

static gboolean
trim (SluiceKernelCall *call, GError **error)
{
  static const SluiceString blank = { 1, { ' ' }, " " };
  const char *name = call->expr->function->name;
  gboolean btrim = *name == 'b';

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      gboolean one = call->expr->n_args == 1;
      const SluiceString *text = &SLUICE_STRING_AT (call, one || btrim ? 0 : 1, row);
      const SluiceString *set = one ? &blank : &SLUICE_STRING_AT (call, btrim ? 1 : 0, row);

      call->result->string[row] = trim_text (collation_of (call), *text, set, *name != 'r', *name != 'l');
    }

  return TRUE;
}

static gboolean
translate (SluiceKernelCall *call, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      const SluiceString *text = &SLUICE_STRING_AT (call, 0, row);
      const SluiceString *to = &SLUICE_STRING_AT (call, 2, row);
      const char *end = text->data + text->length;
      const char *to_end = to->data + to->length;
      guint place;

      g_string_truncate (out, 0);
      for (const char *p = text->data; p < end;)
        {
          const char *next = sluice_text_next (p, end);

          if (!is_one_of (collation_of (call), &SLUICE_STRING_AT (call, 1, row), p, (gsize) (next - p), &place))
            g_string_append_len (out, p, next - p);
          else
            {
              const char *other = sluice_text_skip (to->data, to_end, place);

              if (other < to_end)
                g_string_append_len (out, other, sluice_text_next (other, to_end) - other);
            }
          p = next;
        }
      sluice_call_store (call, row, out->str, out->len);
    }
  sluice_arena_align (call->context->arena);

  return TRUE;
}

static gboolean
find_in_set (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      const SluiceString *word = &SLUICE_STRING_AT (call, 0, row);
      const SluiceString *set = &SLUICE_STRING_AT (call, 1, row);
      const char *end = set->data + set->length;
      gint32 n = 0;

      call->result->i32[row] = 0;
      if (memchr (word->data, ',', word->length) != NULL)
        continue;
      for (const char *p = set->data; p <= end; n++)
        {
          const char *comma = p < end ? memchr (p, ',', (gsize) (end - p)) : NULL;
          SluiceString other = sluice_string (p, (gsize) ((comma != NULL ? comma : end) - p));

          if (sluice_collation_compare (collation_of (call), word, &other) == 0)
            {
              call->result->i32[row] = n + 1;
              break;
            }
          if (comma == NULL)
            break;
          p = comma + 1;
        }
    }

  return TRUE;
}

static gboolean
initcap (SluiceKernelCall *call, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      g_string_truncate (out, 0);
      sluice_collation_append_title (&SLUICE_STRING_AT (call, 0, row), out);
      sluice_call_store (call, row, out->str, out->len);
    }
  sluice_arena_align (call->context->arena);

  return TRUE;
}

#define K(name, function) { name, { "collated_" name, SLUICE_KERNEL_STRICT, function, NULL } }

void
sluice_collation_use_kernel (SluiceExpr *expr, SluiceCollation collation)
{
  static const struct
  {
    const char *name;
    SluiceKernel kernel;
  } kernels[] = {
    K ("contains", contains),
    K ("startswith", starts_with),
    K ("endswith", ends_with),
    K ("instr", instr),
    K ("locate", locate),
    K ("position", locate),
    K ("charindex", locate),
    K ("replace", replace),
    K ("substring_index", substring_index),
    K ("split_part", split_part),
    K ("trim", trim),
    K ("ltrim", trim),
    K ("rtrim", trim),
    K ("btrim", trim),
    K ("translate", translate),
    K ("find_in_set", find_in_set),
    K ("initcap", initcap),
  };

  if (expr->kind != SLUICE_EXPR_CALL || expr->function == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (kernels); i++)
    if (strcmp (kernels[i].name, expr->function->name) == 0)
      {
        if (expr->data_destroy != NULL)
          expr->data_destroy (expr->data);
        expr->kernel = &kernels[i].kernel;
        expr->data = GUINT_TO_POINTER (collation);
        expr->data_destroy = NULL;
      }
}

static gboolean
relabel (SluiceKernelCall *call, GError **error)
{
  SluiceColumn *column = sluice_arena_alloc (call->context->arena, sizeof *column);

  *column = *call->args[0];
  column->type = call->expr->type;
  /* The parts of nested values have types of their own. */
  if (column->n_children > 0)
    column = sluice_cast_column (call->context, call->args[0], call->expr->type, SLUICE_CAST_ANSI, call->selection,
                                 error);
  call->result = column;

  return column != NULL;
}

const SluiceKernel *
sluice_collation_relabel_kernel (void)
{
  static const SluiceKernel kernel
      = { "collate", SLUICE_KERNEL_STRICT | SLUICE_KERNEL_OWN_RESULT, relabel, NULL };

  return &kernel;
}

static gboolean
collation_key (SluiceKernelCall *call, GError **error)
{
  g_autoptr (GByteArray) key = g_byte_array_new ();

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    {
      g_byte_array_set_size (key, 0);
      sluice_collation_append_key (call->expr->args[0]->type->collation, &SLUICE_STRING_AT (call, 0, row), key);
      sluice_call_store (call, row, (const char *) key->data, key->len);
    }
  sluice_arena_align (call->context->arena);

  return TRUE;
}

SluiceExpr *
sluice_collation_key_call (SluiceExpr *text)
{
  static const SluiceKernel kernel = { "collation_key", SLUICE_KERNEL_STRICT, collation_key, NULL };
  SluiceExpr *call = sluice_expr_new (SLUICE_EXPR_CALL, sluice_type_primitive (SLUICE_TYPE_BINARY),
                                      text->nullable, &text, 1);

  call->kernel = &kernel;

  return call;
}
