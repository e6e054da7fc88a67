/* sluice-functions-string.c: functions of texts: parts, search, replacement, padding.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-function-simple.h"
#include "expr/sluice-gather.h"
#include "expr/sluice-merge.h"
#include "expr/sluice-operators.h"
#include "expr/sluice-string-kernels.h"
#include "expr/sluice-text.h"

/* Lengths and comparisons. */

static gboolean
char_length (SluiceKernelCall *call, GError **error)
{
  guint64 bits = 0;

  /* Most batches are ASCII all through, where nothing need be counted. */
  SLUICE_UNARY_LOOP (call, SluiceString, gint32, ({
                       bits |= sluice_text_or_bytes (x.data, x.length);
                       (gint32) x.length;
                     }));
  if ((bits & SLUICE_TEXT_HIGH_BITS) != 0)
    SLUICE_UNARY_LOOP (call, SluiceString, gint32, (gint32) sluice_text_length (x.data, x.length));

  return TRUE;
}

static gboolean
octet_length (SluiceKernelCall *call, GError **error)
{
  SLUICE_UNARY_LOOP (call, SluiceString, gint32, (gint32) x.length);

  return TRUE;
}

static gboolean
bit_length (SluiceKernelCall *call, GError **error)
{
  SLUICE_UNARY_LOOP (call, SluiceString, gint32, (gint32) x.length * 8);

  return TRUE;
}

static gboolean
starts_with (SluiceKernelCall *call, GError **error)
{
  SLUICE_BINARY_LOOP (call, SluiceString, SluiceString, guint8,
                      x.length >= y.length && memcmp (x.data, y.data, y.length) == 0);

  return TRUE;
}

static gboolean
ends_with (SluiceKernelCall *call, GError **error)
{
  SLUICE_BINARY_LOOP (call, SluiceString, SluiceString, guint8,
                      x.length >= y.length
                          && memcmp (x.data + x.length - y.length, y.data, y.length) == 0);

  return TRUE;
}

static gboolean
contains (SluiceKernelCall *call, GError **error)
{
  SLUICE_BINARY_LOOP (call, SluiceString, SluiceString, guint8,
                      y.length == 0
                          || sluice_text_find (x.data, x.length, y.data, y.length) != NULL);

  return TRUE;
}

static gboolean
ascii (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString text = SLUICE_STRING_AT (call, 0, row);
    const char *next;

    call->result->i32[row]
        = text.length == 0
              ? 0
              : (gint32) sluice_text_get_char (text.data, text.data + text.length, &next);
  }

  return TRUE;
}

/* Letters. */

static gboolean
change_case (SluiceKernelCall *call, SluiceTextCase to)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString text = SLUICE_STRING_AT (call, 0, row);

    call->result->string[row] = sluice_text_change_case (call->context->arena, &text, to);
  }

  return sluice_string_finish (call);
}

static gboolean
upper (SluiceKernelCall *call, GError **error)
{
  return change_case (call, SLUICE_TEXT_UPPER);
}

static gboolean
lower (SluiceKernelCall *call, GError **error)
{
  return change_case (call, SLUICE_TEXT_LOWER);
}

static gboolean
initcap (SluiceKernelCall *call, GError **error)
{
  return change_case (call, SLUICE_TEXT_TITLE);
}

/* Joining. */

static gboolean
concat (SluiceKernelCall *call, GError **error)
{
  guint n_args = call->expr->n_args;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    gsize length = 0;
    char *out, *cursor;

    for (guint i = 0; i < n_args; i++)
      length += SLUICE_STRING_AT (call, i, row).length;
    if (length > G_MAXINT32)
      return sluice_string_too_long (error);
    out = cursor = sluice_arena_alloc_bytes (call->context->arena, length);
    for (guint i = 0; i < n_args; i++)
      {
        SluiceString part = SLUICE_STRING_AT (call, i, row);

        sluice_bytes_copy (cursor, part.data, part.length);
        cursor += part.length;
      }
    call->result->string[row] = sluice_string (out, length);
  }

  return sluice_string_finish (call);
}

/* The bytes of an argument's texts, those of an array that aren't null or one, each with @mark in front but
 * for the row's first; written at @out unless it is NULL. */
static inline gsize
join_argument (
    char *out, const SluiceColumn *arg, guint32 row, SluiceString mark, gboolean *first)
{
  const SluiceColumn *texts = arg;
  guint32 from = sluice_column_index (arg, row);
  guint32 to = from + 1;
  gsize n = 0;

  if (sluice_column_is_null (arg, row))
    return 0;
  if (arg->type->id == SLUICE_TYPE_ARRAY)
    {
      texts = arg->children[0];
      to = arg->offsets[from + 1];
      from = arg->offsets[from];
    }

  for (guint32 i = from; i < to; i++)
    {
      SluiceString text;

      if (sluice_column_is_null (texts, i))
        continue;
      text = texts->string[sluice_column_index (texts, i)];
      if (!*first)
        {
          if (out != NULL)
            sluice_bytes_copy (out + n, mark.data, mark.length);
          n += mark.length;
        }
      if (out != NULL)
        sluice_bytes_copy (out + n, text.data, text.length);
      n += text.length;
      *first = FALSE;
    }

  return n;
}

/* Nulls are left out; only a null separator makes the result null. */
static gboolean
concat_ws (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString mark;
    gsize length = 0;
    gboolean first = TRUE;
    char *out, *cursor;

    if (sluice_column_is_null (call->args[0], row))
      {
        sluice_call_null_text (call, row);
        continue;
      }
    mark = SLUICE_STRING_AT (call, 0, row);
    for (guint i = 1; i < call->expr->n_args; i++)
      length += join_argument (NULL, call->args[i], row, mark, &first);
    if (length > G_MAXINT32)
      return sluice_string_too_long (error);
    out = cursor = sluice_arena_alloc_bytes (call->context->arena, length);
    first = TRUE;
    for (guint i = 1; i < call->expr->n_args; i++)
      cursor += join_argument (cursor, call->args[i], row, mark, &first);
    call->result->string[row] = sluice_string (out, length);
  }

  return sluice_string_finish (call);
}

/* elt (n, a, b, …) */
static gboolean
check_place (const SluiceEvalContext *context, gint32 place, guint n, GError **error)
{
  if ((place >= 1 && (guint) place <= n) || !context->settings->ansi)
    return TRUE;

  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "INVALID_ARRAY_INDEX",
                    "The index %d is out of bounds. The array has %u elements. Use the SQL function "
                    "`get()` to tolerate accessing element at invalid index and return NULL instead.",
                    place, n);

  return FALSE;
}

/* Of a row's texts only the one that is asked for is computed. */
static SluiceColumn *
elt (SluiceEvalContext *context, const SluiceExpr *expr, SluiceSelection selection, GError **error)
{
  SluiceColumn *places = sluice_evaluate (context, expr->args[0], selection, error);
  SluiceMerge merge;

  if (places == NULL)
    return NULL;

  SLUICE_FOR_EACH_SELECTED (selection, row)
    if (!sluice_column_is_null (places, row)
        && !check_place (context, places->i32[sluice_column_index (places, row)], expr->n_args - 1, error))
      return NULL;

  sluice_merge_begin (&merge, context, expr->type);
  for (guint i = 1; i < expr->n_args; i++)
    {
      guint16 *rows = sluice_arena_new_array (context->arena, guint16, MAX (selection.n, 1));
      SluiceSelection picked = { rows, 0 };
      SluiceColumn *texts;

      SLUICE_FOR_EACH_SELECTED (selection, row)
        if (!sluice_column_is_null (places, row) && places->i32[sluice_column_index (places, row)] == (gint32) i)
          rows[picked.n++] = (guint16) row;
      if (picked.n == 0)
        continue;
      texts = sluice_evaluate (context, expr->args[i], picked, error);
      if (texts == NULL)
        return NULL;
      sluice_merge_add (&merge, texts, picked);
    }

  return sluice_merge_finish (&merge);
}

/* Types. */

/* Both STRING and BINARY are taken as they are; anything else becomes STRING. */
static gboolean
coerce_text_or_binary (SluiceAnalyzer *analyzer, SluiceCall *call, guint index, GError **error)
{
  return call->args[index]->type->id == SLUICE_TYPE_BINARY
         || sluice_analyzer_coerce_arg (analyzer, call, index,
                                        sluice_type_primitive (SLUICE_TYPE_STRING), error);
}

/* length and octet_length count bytes of a BINARY; @user_data is the kernel for STRING. */
static SluiceExpr *
resolve_length (const SluiceFunction *function,
                SluiceAnalyzer *analyzer,
                SluiceCall *call,
                GError **error)
{
  static const SluiceKernel binary_kernel
      = { "octet_length", SLUICE_KERNEL_STRICT | SLUICE_KERNEL_TOTAL, octet_length, NULL };
  const SluiceKernel *kernel = function->user_data;

  if (!coerce_text_or_binary (analyzer, call, 0, error))
    return NULL;
  if (call->args[0]->type->id == SLUICE_TYPE_BINARY && kernel->run == char_length)
    kernel = &binary_kernel;

  return sluice_call_finish (function, call, sluice_type_primitive (SLUICE_TYPE_INT),
                             call->args[0]->nullable, kernel);
}

/* Functions of a STRING or BINARY and INTs whose result has the type of the first argument. */
static SluiceExpr *
resolve_part (const SluiceFunction *function,
              SluiceAnalyzer *analyzer,
              SluiceCall *call,
              GError **error)
{
  const SluiceKernel *kernel = function->user_data;

  if (!coerce_text_or_binary (analyzer, call, 0, error))
    return NULL;
  for (guint i = 1; i < call->n_args; i++)
    if (!sluice_analyzer_coerce_arg (analyzer, call, i, sluice_type_primitive (SLUICE_TYPE_INT),
                                     error))
      return NULL;

  return sluice_call_finish (function, call, call->args[0]->type, sluice_call_any_nullable (call),
                             kernel);
}

static SluiceExpr *
resolve_pad (const SluiceFunction *function,
             SluiceAnalyzer *analyzer,
             SluiceCall *call,
             GError **error)
{
  gboolean is_binary = call->args[0]->type->id == SLUICE_TYPE_BINARY
                       && (call->n_args < 3 || call->args[2]->type->id == SLUICE_TYPE_BINARY);
  const SluiceType *type
      = sluice_type_primitive (is_binary ? SLUICE_TYPE_BINARY : SLUICE_TYPE_STRING);

  if (!sluice_analyzer_coerce_arg (analyzer, call, 0, type, error)
      || !sluice_analyzer_coerce_arg (analyzer, call, 1, sluice_type_primitive (SLUICE_TYPE_INT),
                                      error)
      || (call->n_args == 3 && !sluice_analyzer_coerce_arg (analyzer, call, 2, type, error)))
    return NULL;

  return sluice_call_finish (function, call, type, sluice_call_any_nullable (call),
                             function->user_data);
}

static SluiceExpr *
resolve_overlay (const SluiceFunction *function,
                 SluiceAnalyzer *analyzer,
                 SluiceCall *call,
                 GError **error)
{
  gboolean is_binary = call->args[0]->type->id == SLUICE_TYPE_BINARY
                       && call->args[1]->type->id == SLUICE_TYPE_BINARY;
  const SluiceType *type
      = sluice_type_primitive (is_binary ? SLUICE_TYPE_BINARY : SLUICE_TYPE_STRING);

  for (guint i = 0; i < call->n_args; i++)
    if (!sluice_analyzer_coerce_arg (analyzer, call, i,
                                     i < 2 ? type : sluice_type_primitive (SLUICE_TYPE_INT), error))
      return NULL;

  return sluice_call_finish (function, call, type, sluice_call_any_nullable (call),
                             function->user_data);
}

static gboolean
concat_arrays (SluiceKernelCall *call, GError **error)
{
  SluiceArena *arena = call->context->arena;
  SluiceColumn *result = call->result;
  guint n_args = call->expr->n_args;
  guint32 n_rows = call->context->n_rows;
  const SluiceColumn **columns;
  guint32 *rows;
  guint32 total = 0;
  guint32 n = 0;

  /* Lengths first, then places, then one gathering of all elements in order. */
  memset (result->offsets, 0, sizeof (guint32) * (n_rows + 1));
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    for (guint i = 0; i < n_args; i++)
      {
        guint32 at = sluice_column_index (call->args[i], row);

        result->offsets[row + 1] += call->args[i]->offsets[at + 1] - call->args[i]->offsets[at];
      }
  }
  for (guint32 row = 0; row < n_rows; row++)
    {
      total += result->offsets[row + 1];
      result->offsets[row + 1] = total;
    }

  columns = sluice_arena_new_array (arena, const SluiceColumn *, MAX (total, 1));
  rows = sluice_arena_new_array (arena, guint32, MAX (total, 1));
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    for (guint i = 0; i < n_args; i++)
      {
        guint32 at = sluice_column_index (call->args[i], row);

        for (guint32 e = call->args[i]->offsets[at]; e < call->args[i]->offsets[at + 1]; e++)
          {
            columns[n] = call->args[i]->children[0];
            rows[n++] = e;
          }
      }
  }
  result->children[0]
      = sluice_gather_many (arena, result->type->fields[0].type, columns, rows, total);

  return TRUE;
}

static SluiceExpr *
resolve_concat (const SluiceFunction *function,
                SluiceAnalyzer *analyzer,
                SluiceCall *call,
                GError **error)
{
  static const SluiceKernel text_kernel = { "concat", SLUICE_KERNEL_STRICT | SLUICE_KERNEL_UNSETTLED, concat, NULL };
  static const SluiceKernel array_kernel
      = { "concat_arrays", SLUICE_KERNEL_STRICT | SLUICE_KERNEL_UNSETTLED, concat_arrays, NULL };
  gboolean all_binary = call->n_args > 0;
  gboolean all_arrays = call->n_args > 0;
  gboolean any_array = FALSE;
  const SluiceType *type;

  for (guint i = 0; i < call->n_args; i++)
    {
      SluiceTypeId id = call->args[i]->type->id;

      all_binary &= id == SLUICE_TYPE_BINARY;
      all_arrays &= id == SLUICE_TYPE_ARRAY;
      any_array |= id == SLUICE_TYPE_ARRAY;
      if (id == SLUICE_TYPE_MAP || id == SLUICE_TYPE_STRUCT)
        {
          sluice_call_wrong_type (call, i, "(\"STRING\" or \"BINARY\" or \"ARRAY\")", error);
          return NULL;
        }
    }

  if (any_array && all_arrays)
    {
      const SluiceType *common
          = sluice_analyzer_coerce_same (analyzer, call, 0, call->n_args, error);

      if (common == NULL)
        return NULL;
      return sluice_call_finish (function, call, common, sluice_call_any_nullable (call),
                                 &array_kernel);
    }

  if (any_array)
    {
      sluice_analyzer_coerce_none (call, error);
      return NULL;
    }

  type = sluice_type_primitive (all_binary ? SLUICE_TYPE_BINARY : SLUICE_TYPE_STRING);
  for (guint i = 0; i < call->n_args; i++)
    if (call->args[i]->type->id == SLUICE_TYPE_BINARY && !all_binary)
      sluice_call_cast_arg (analyzer, call, i, type);
    else if (!sluice_analyzer_coerce_arg (analyzer, call, i, type, error))
      return NULL;

  return sluice_call_finish (function, call, type, sluice_call_any_nullable (call), &text_kernel);
}

static SluiceExpr *
resolve_concat_ws (const SluiceFunction *function,
                   SluiceAnalyzer *analyzer,
                   SluiceCall *call,
                   GError **error)
{
  static const SluiceKernel kernel = { "concat_ws", SLUICE_KERNEL_NONE, concat_ws, NULL };
  const SluiceType *text = sluice_type_primitive (SLUICE_TYPE_STRING);
  g_autoptr (SluiceType) texts = sluice_type_array (text, TRUE);

  for (guint i = 0; i < call->n_args; i++)
    if (!sluice_analyzer_coerce_arg (
            analyzer, call, i, i > 0 && call->args[i]->type->id == SLUICE_TYPE_ARRAY ? texts : text,
            error))
      return NULL;

  return sluice_call_finish (function, call, text, call->args[0]->nullable, &kernel);
}

static SluiceExpr *
resolve_elt (const SluiceFunction *function,
             SluiceAnalyzer *analyzer,
             SluiceCall *call,
             GError **error)
{
  static const SluiceKernel kernel = { "elt", SLUICE_KERNEL_NONE, NULL, elt };
  gboolean all_binary = TRUE;
  const SluiceType *type;

  for (guint i = 1; i < call->n_args; i++)
    all_binary &= call->args[i]->type->id == SLUICE_TYPE_BINARY;
  type = sluice_type_primitive (all_binary ? SLUICE_TYPE_BINARY : SLUICE_TYPE_STRING);
  for (guint i = 0; i < call->n_args; i++)
    if (!sluice_analyzer_coerce_arg (
            analyzer, call, i, i == 0 ? sluice_type_primitive (SLUICE_TYPE_INT) : type, error))
      return NULL;

  return sluice_call_finish (function, call, type, TRUE, &kernel);
}

static SluiceExpr *
resolve_mask (const SluiceFunction *function,
              SluiceAnalyzer *analyzer,
              SluiceCall *call,
              GError **error)
{
  static const SluiceKernel kernel = { "mask", SLUICE_KERNEL_NONE, sluice_string_mask, NULL };
  static const char *const defaults[] = { NULL, "X", "x", "n", NULL };
  static const char *const names[] = { NULL, "upperChar", "lowerChar", "digitChar", "otherChar" };
  const SluiceType *text = sluice_type_primitive (SLUICE_TYPE_STRING);

  for (guint i = call->n_args; i < 5; i++)
    {
      SluiceString value = sluice_string (defaults[i] != NULL ? defaults[i] : "", 1);

      sluice_call_append_literal (call, text, defaults[i] != NULL ? &value : NULL);
    }
  for (guint i = 0; i < call->n_args; i++)
    {
      const SluiceString *constant;

      if (call->args[i]->type->id != SLUICE_TYPE_STRING && call->args[i]->type->id != SLUICE_TYPE_VOID)
        {
          sluice_call_wrong_type (call, i, "\"STRING\"", error);
          return NULL;
        }
      if (!sluice_analyzer_coerce_arg (analyzer, call, i, text, error))
        return NULL;
      constant = i > 0 ? sluice_call_constant_string (call, i) : NULL;
      if (constant != NULL && sluice_text_length (constant->data, constant->length) != 1)
        {
          g_autofree char *sql = sluice_call_to_sql (call);

          sluice_set_error (
              error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_ANALYSIS,
              "DATATYPE_MISMATCH.INPUT_SIZE_NOT_ONE",
              "Cannot resolve \"%s\" due to data type mismatch: Length of %s should be 1.", sql,
              names[i]);
          return NULL;
        }
    }

  return sluice_call_finish (function, call, text, TRUE, &kernel);
}

/* reverse () of an array turns its elements round. */
static gboolean
reverse_array (SluiceKernelCall *call, GError **error)
{
  SluiceArena *arena = call->context->arena;
  const SluiceColumn *in = call->args[0];
  guint32 n = in->constant ? 1 : in->length;
  guint32 n_elements = in->offsets[n];
  guint32 *order = sluice_arena_new_array (arena, guint32, MAX (n_elements, 1));

  for (guint32 i = 0; i < in->offsets[0]; i++)
    order[i] = i;
  for (guint32 row = 0; row < n; row++)
    for (guint32 i = in->offsets[row], j = in->offsets[row + 1]; i < in->offsets[row + 1]; i++)
      order[i] = --j;

  call->result = sluice_arena_alloc (arena, sizeof *call->result);
  *call->result = *in;
  call->result->children = sluice_arena_new_array (arena, SluiceColumn *, 1);
  call->result->children[0] = sluice_column_gather (arena, in->children[0], order, n_elements);

  return TRUE;
}

static SluiceExpr *
resolve_reverse (const SluiceFunction *function,
                 SluiceAnalyzer *analyzer,
                 SluiceCall *call,
                 GError **error)
{
  static const SluiceKernel text_kernel
      = { "reverse", SLUICE_KERNEL_STRICT, sluice_string_reverse_text, NULL };
  static const SluiceKernel array_kernel
      = { "reverse_array", SLUICE_KERNEL_STRICT | SLUICE_KERNEL_OWN_RESULT, reverse_array, NULL };

  if (call->args[0]->type->id == SLUICE_TYPE_ARRAY)
    return sluice_call_finish (function, call, call->args[0]->type, call->args[0]->nullable,
                               &array_kernel);
  if (!sluice_analyzer_coerce_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_STRING),
                                   error))
    return NULL;

  return sluice_call_finish (function, call, call->args[0]->type, call->args[0]->nullable,
                             &text_kernel);
}

/* Of bytes Spark doesn't know that the answer isn't null. */
static SluiceExpr *
resolve_affix (const SluiceFunction *function,
               SluiceAnalyzer *analyzer,
               SluiceCall *call,
               GError **error)
{
  gboolean bytes = call->args[0]->type->id == SLUICE_TYPE_BINARY
                   && call->args[1]->type->id == SLUICE_TYPE_BINARY;
  SluiceExpr *result = sluice_resolve_simple (function, analyzer, call, error);

  if (result != NULL && bytes)
    result->nullable = TRUE;

  return result;
}

#define TOTAL (SLUICE_KERNEL_STRICT | SLUICE_KERNEL_TOTAL)
#define SIMPLE(name, args, result, nullable, flags)                                                \
  static const SluiceSimple name##_simple                                                          \
      = { args, SLUICE_TYPE_##result, nullable, { #name, flags, name, NULL } };
#define KERNEL(name, flags) static const SluiceKernel name##_kernel = { #name, flags, name, NULL };
#define SIMPLE_STRING(name, args, result, nullable)                                                \
  static const SluiceSimple name##_simple                                                          \
      = { args,                                                                                    \
          SLUICE_TYPE_##result,                                                                    \
          nullable,                                                                                \
          { #name, SLUICE_KERNEL_STRICT, sluice_string_##name, NULL } };
#define STRING_KERNEL(name)                                                                        \
  static const SluiceKernel name##_kernel                                                          \
      = { #name, SLUICE_KERNEL_STRICT, sluice_string_##name, NULL };

SIMPLE (ascii, "s", INT, FALSE, SLUICE_KERNEL_STRICT)
SIMPLE_STRING (btrim, "s", STRING, FALSE)
SIMPLE_STRING (chr, "l", STRING, FALSE)
SIMPLE (contains, "s", BOOLEAN, FALSE, SLUICE_KERNEL_STRICT)
SIMPLE (ends_with, "s", BOOLEAN, FALSE, SLUICE_KERNEL_STRICT)
SIMPLE_STRING (find_in_set, "s", INT, FALSE)
SIMPLE (initcap, "s", STRING, FALSE, SLUICE_KERNEL_STRICT)
SIMPLE_STRING (instr, "s", INT, FALSE)
SIMPLE_STRING (is_valid_utf8, "s", BOOLEAN, TRUE)
SIMPLE_STRING (jaro_winkler, "s", DOUBLE, TRUE)
SIMPLE_STRING (levenshtein, "ssi", INT, FALSE)
static const SluiceKernel locate_kernel = { "locate", SLUICE_KERNEL_NONE, sluice_string_locate, NULL };

/* Without a place to begin nothing is found, which is 0: only the texts make the result null. */
static SluiceExpr *
resolve_locate (const SluiceFunction *function,
                SluiceAnalyzer       *analyzer,
                SluiceCall           *call,
                GError              **error)
{
  for (guint i = 0; i < call->n_args; i++)
    if (!sluice_analyzer_coerce_arg (analyzer, call, i,
                                     sluice_type_primitive (i < 2 ? SLUICE_TYPE_STRING : SLUICE_TYPE_INT), error))
      return NULL;

  return sluice_call_finish (function, call, sluice_type_primitive (SLUICE_TYPE_INT),
                             call->args[0]->nullable || call->args[1]->nullable, &locate_kernel);
}

SIMPLE (lower, "s", STRING, FALSE, SLUICE_KERNEL_STRICT)
SIMPLE_STRING (ltrim, "s", STRING, FALSE)
SIMPLE_STRING (luhn_check, "s", BOOLEAN, TRUE)
SIMPLE_STRING (quote, "s", STRING, TRUE)
SIMPLE_STRING (repeat, "si", STRING, FALSE)
SIMPLE_STRING (replace, "s", STRING, FALSE)
SIMPLE_STRING (right, "si", STRING, TRUE)
SIMPLE_STRING (rtrim, "s", STRING, FALSE)
SIMPLE_STRING (soundex, "S", STRING, FALSE)
SIMPLE_STRING (space, "i", STRING, FALSE)
SIMPLE_STRING (split_part, "ssi", STRING, TRUE)
SIMPLE (starts_with, "s", BOOLEAN, FALSE, SLUICE_KERNEL_STRICT)
SIMPLE_STRING (substring_index, "ssi", STRING, FALSE)
SIMPLE_STRING (translate, "s", STRING, FALSE)
SIMPLE_STRING (trim, "s", STRING, FALSE)
SIMPLE (upper, "s", STRING, FALSE, SLUICE_KERNEL_STRICT)
KERNEL (bit_length, TOTAL)
KERNEL (char_length, SLUICE_KERNEL_STRICT)
STRING_KERNEL (left)
STRING_KERNEL (lpad)
KERNEL (octet_length, TOTAL)
STRING_KERNEL (overlay)
STRING_KERNEL (rpad)
STRING_KERNEL (substring)

#define FUNCTION(name, min, max, resolve, data, signature, description, example, result, since)    \
  {                                                                                                \
    name, SLUICE_FUNCTION_SCALAR, min, max, resolve, data, signature, description, example,        \
        result, "string_funcs", since                                                              \
  }

/* clang-format off */
static const SluiceFunction functions[] = {
  FUNCTION ("ascii", 1, 1, sluice_resolve_simple, &ascii_simple, "ascii(str)",
            "Returns the code point of the first character of `str`.", "ascii('222')", "50",
            "1.5.0"),
  FUNCTION ("bit_length", 1, 1, resolve_length, &bit_length_kernel, "bit_length(expr)",
            "Returns the number of bits of a text or binary value.", "bit_length('Spark SQL')",
            "72", "2.3.0"),
  FUNCTION ("btrim", 1, 2, sluice_resolve_simple, &btrim_simple, "btrim(str[, trimStr])",
            "Removes leading and trailing characters of `trimStr` (spaces by default) from `str`.",
            "btrim('xxSparkx', 'x')", "Spark", "3.2.0"),
  FUNCTION ("char", 1, 1, sluice_resolve_simple, &chr_simple, "char(expr)",
            "Returns the character with the code `expr` modulo 256.", "char(65)", "A", "2.3.0"),
  FUNCTION ("char_length", 1, 1, resolve_length, &char_length_kernel, "char_length(expr)",
            "Returns the number of characters of a text, or of bytes of a binary value.",
            "char_length('Spark SQL')", "9", "2.3.0"),
  FUNCTION ("character_length", 1, 1, resolve_length, &char_length_kernel, "character_length(expr)",
            "Returns the number of characters of a text, or of bytes of a binary value.",
            "character_length('Spark SQL')", "9", "2.3.0"),
  FUNCTION ("chr", 1, 1, sluice_resolve_simple, &chr_simple, "chr(expr)",
            "Returns the character with the code `expr` modulo 256.", "chr(65)", "A", "2.3.0"),
  FUNCTION ("concat", 0, G_MAXUINT, resolve_concat, NULL, "concat(col1, col2, ..., colN)",
            "Joins texts, binary values or arrays.", "concat('Spark', 'SQL')", "SparkSQL", "1.5.0"),
  FUNCTION ("concat_ws", 1, G_MAXUINT, resolve_concat_ws, NULL,
            "concat_ws(sep[, str | array(str)]+)",
            "Joins texts with `sep` between them; nulls are left out.",
            "concat_ws('-', 'a', NULL, 'b')", "a-b", "1.5.0"),
  FUNCTION ("contains", 2, 2, resolve_affix, &contains_simple, "contains(left, right)",
            "Returns whether `right` occurs in `left`.", "contains('Spark SQL', 'Spark')", "true",
            "3.3.0"),
  FUNCTION ("elt", 2, G_MAXUINT, resolve_elt, NULL, "elt(n, input1, input2, ...)",
            "Returns the `n`-th input.", "elt(1, 'scala', 'java')", "scala", "2.0.0"),
  FUNCTION ("endswith", 2, 2, resolve_affix, &ends_with_simple, "endswith(left, right)",
            "Returns whether `left` ends with `right`.", "endswith('Spark SQL', 'SQL')", "true",
            "3.3.0"),
  FUNCTION ("find_in_set", 2, 2, sluice_resolve_simple, &find_in_set_simple,
            "find_in_set(str, str_array)",
            "Returns the position of `str` in a list that is separated by commas.",
            "find_in_set('ab','abc,b,ab,c,def')", "3", "1.5.0"),
  FUNCTION ("initcap", 1, 1, sluice_resolve_simple, &initcap_simple, "initcap(str)",
            "Makes the first letter of each word a capital, all others small.",
            "initcap('sPark sql')", "Spark Sql", "1.5.0"),
  FUNCTION ("instr", 2, 2, sluice_resolve_simple, &instr_simple, "instr(str, substr)",
            "Returns the position (from 1) of the first `substr` in `str`, or 0.",
            "instr('SparkSQL', 'SQL')", "6", "1.5.0"),
  FUNCTION ("is_valid_utf8", 1, 1, sluice_resolve_simple, &is_valid_utf8_simple,
            "is_valid_utf8(str)", "Returns whether `str` is valid UTF-8.", "is_valid_utf8('Spark')",
            "true", "4.0.0"),
  FUNCTION ("lcase", 1, 1, sluice_resolve_simple, &lower_simple, "lcase(str)",
            "Makes all letters small.", "lcase('SparkSql')", "sparksql", "1.0.1"),
  FUNCTION ("left", 2, 2, resolve_part, &left_kernel, "left(str, len)",
            "Returns the first `len` characters of `str`.", "left('Spark SQL', 3)", "Spa", "2.3.0"),
  FUNCTION ("len", 1, 1, resolve_length, &char_length_kernel, "len(expr)",
            "Returns the number of characters of a text, or of bytes of a binary value.",
            "len('Spark SQL')", "9", "3.4.0"),
  FUNCTION ("length", 1, 1, resolve_length, &char_length_kernel, "length(expr)",
            "Returns the number of characters of a text, or of bytes of a binary value.",
            "length('Spark SQL')", "9", "1.5.0"),
  FUNCTION ("jaro_winkler_similarity", 2, 2, sluice_resolve_simple, &jaro_winkler_simple,
            "jaro_winkler_similarity(str1, str2)",
            "Returns how alike two texts are: 1 when they are equal, 0 when they have nothing in common.",
            "jaro_winkler_similarity('MARTHA', 'MARHTA')", "0.9611111111111111", "4.3.0"),
  FUNCTION ("levenshtein", 2, 3, sluice_resolve_simple, &levenshtein_simple,
            "levenshtein(str1, str2[, threshold])",
            "Returns how many letters differ; -1 when more than `threshold`.",
            "levenshtein('kitten', 'sitting')", "3", "1.5.0"),
  FUNCTION ("locate", 2, 3, resolve_locate, NULL, "locate(substr, str[, pos])",
            "Returns the position (from 1) of the first `substr` in `str` at or after `pos`, or 0.",
            "locate('bar', 'foobarbar', 5)", "7", "1.5.0"),
  FUNCTION ("lower", 1, 1, sluice_resolve_simple, &lower_simple, "lower(str)",
            "Makes all letters small.", "lower('SparkSql')", "sparksql", "1.0.1"),
  FUNCTION ("lpad", 2, 3, resolve_pad, &lpad_kernel, "lpad(str, len[, pad])",
            "Pads `str` at the left with `pad` to `len` characters, or shortens it.",
            "lpad('hi', 5, '*')", "***hi", "1.5.0"),
  FUNCTION ("ltrim", 1, 2, sluice_resolve_simple, &ltrim_simple, "ltrim([trimStr, ]str)",
            "Removes leading spaces (or characters of `trimStr`) from `str`.", "ltrim('  Spark')",
            "Spark", "1.5.0"),
  FUNCTION ("luhn_check", 1, 1, sluice_resolve_simple, &luhn_check_simple, "luhn_check(str)",
            "Returns whether a text of digits is valid according to the Luhn algorithm.",
            "luhn_check('8112189876')", "true", "3.5.0"),
  FUNCTION ("mask", 1, 5, resolve_mask, NULL,
            "mask(input[, upperChar, lowerChar, digitChar, otherChar])",
            "Replaces letters and digits, so that only the shape of a text remains.",
            "mask('AbCD123-@$#')", "XxXXnnn-@$#", "3.4.0"),
  FUNCTION ("octet_length", 1, 1, resolve_length, &octet_length_kernel, "octet_length(expr)",
            "Returns the number of bytes of a text or binary value.", "octet_length('Spark SQL')",
            "9", "2.3.0"),
  FUNCTION ("overlay", 3, 4, resolve_overlay, &overlay_kernel,
            "overlay(input, replace, pos[, len])",
            "Replaces `len` characters of `input` from `pos` on by `replace`.",
            "overlay('Spark SQL' PLACING '_' FROM 6)", "Spark_SQL", "3.0.0"),
  FUNCTION ("position", 2, 3, resolve_locate, NULL, "position(substr, str[, pos])",
            "Returns the position (from 1) of the first `substr` in `str` at or after `pos`, or 0.",
            "position('bar', 'foobarbar')", "4", "2.3.0"),
  FUNCTION ("quote", 1, 1, sluice_resolve_simple, &quote_simple, "quote(str)",
            "Encloses `str` in single quotes, with a backslash before those inside.",
            "quote('Don\\'t')", "'Don\\'t'", "4.1.0"),
  FUNCTION ("repeat", 2, 2, sluice_resolve_simple, &repeat_simple, "repeat(str, n)",
            "Returns `str` `n` times over.", "repeat('123', 2)", "123123", "1.5.0"),
  FUNCTION ("replace", 2, 3, sluice_resolve_simple, &replace_simple,
            "replace(str, search[, replace])",
            "Replaces all `search` in `str` by `replace`, or removes them.",
            "replace('ABCabc', 'abc', 'DEF')", "ABCDEF", "2.3.0"),
  FUNCTION ("reverse", 1, 1, resolve_reverse, NULL, "reverse(array)",
            "Returns a text or an array the other way round.", "reverse('Spark SQL')", "LQS krapS",
            "1.5.0"),
  FUNCTION ("right", 2, 2, sluice_resolve_simple, &right_simple, "right(str, len)",
            "Returns the last `len` characters of `str`.", "right('Spark SQL', 3)", "SQL", "2.3.0"),
  FUNCTION ("rpad", 2, 3, resolve_pad, &rpad_kernel, "rpad(str, len[, pad])",
            "Pads `str` at the right with `pad` to `len` characters, or shortens it.",
            "rpad('hi', 5, '*')", "hi***", "1.5.0"),
  FUNCTION ("rtrim", 1, 2, sluice_resolve_simple, &rtrim_simple, "rtrim([trimStr, ]str)",
            "Removes trailing spaces (or characters of `trimStr`) from `str`.", "rtrim('Spark  ')",
            "Spark", "1.5.0"),
  FUNCTION ("sentences", 1, 3, sluice_resolve_sentences, NULL, "sentences(str[, lang, country])",
            "Cuts a text into sentences, and those into words.", "sentences('Hi there! Good morning.')",
            "[[Hi, there], [Good, morning]]", "2.0.0"),
  FUNCTION ("soundex", 1, 1, sluice_resolve_simple, &soundex_simple, "soundex(str)",
            "Returns the Soundex code of a word.", "soundex('Miller')", "M460", "1.5.0"),
  FUNCTION ("space", 1, 1, sluice_resolve_simple, &space_simple, "space(n)", "Returns `n` spaces.",
            "concat(space(2), '1')", "  1", "1.5.0"),
  FUNCTION ("split_part", 3, 3, sluice_resolve_simple, &split_part_simple,
            "split_part(str, delimiter, partNum)",
            "Splits `str` at `delimiter` and returns a part, counted from 1 or backwards from -1.",
            "split_part('11.12.13', '.', 3)", "13", "3.3.0"),
  FUNCTION ("startswith", 2, 2, resolve_affix, &starts_with_simple,
            "startswith(left, right)", "Returns whether `left` begins with `right`.",
            "startswith('Spark SQL', 'Spark')", "true", "3.3.0"),
  FUNCTION ("substr", 2, 3, resolve_part, &substring_kernel, "substr(str, pos[, len])",
            "Returns `len` characters of `str` from `pos` on.", "substr('Spark SQL', 5, 1)", "k",
            "1.5.0"),
  FUNCTION ("substring", 2, 3, resolve_part, &substring_kernel, "substring(str, pos[, len])",
            "Returns `len` characters of `str` from `pos` on.", "substring('Spark SQL', 5, 1)", "k",
            "1.5.0"),
  FUNCTION (
      "substring_index", 3, 3, sluice_resolve_simple, &substring_index_simple,
      "substring_index(str, delim, count)",
      "Returns what is in front of the `count`-th `delim` of `str`, or behind it when negative.",
      "substring_index('www.apache.org', '.', 2)", "www.apache", "1.5.0"),
  FUNCTION ("translate", 3, 3, sluice_resolve_simple, &translate_simple,
            "translate(input, from, to)",
            "Replaces each character of `from` by the one of `to` at its place.",
            "translate('AaBbCc', 'abc', '123')", "A1B2C3", "1.5.0"),
  FUNCTION ("trim", 1, 2, sluice_resolve_simple, &trim_simple, "trim([trimStr, ]str)",
            "Removes leading and trailing spaces (or characters of `trimStr`) from `str`.",
            "trim(' Spark ')", "Spark", "1.5.0"),
  FUNCTION ("ucase", 1, 1, sluice_resolve_simple, &upper_simple, "ucase(str)",
            "Makes all letters capitals.", "ucase('SparkSql')", "SPARKSQL", "1.0.1"),
  FUNCTION ("upper", 1, 1, sluice_resolve_simple, &upper_simple, "upper(str)",
            "Makes all letters capitals.", "upper('SparkSql')", "SPARKSQL", "1.0.1"),
};
/* clang-format on */

const SluiceFunctionFamily sluice_functions_string = { functions, G_N_ELEMENTS (functions) };
