/* sluice-functions-regex.c: LIKE, and the functions of regular expressions.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-function-simple.h"
#include "expr/sluice-regex.h"
#include "expr/sluice-syntax.h"
#include "expr/sluice-text.h"

/* The expression of a row: compiled once when it's constant, else again whenever it changes. */
typedef struct
{
  SluiceRegexMatcher *matcher;
  const SluiceRegex *constant;
  SluiceRegex *current;
  SluiceString current_pattern;
} Regexes;

static void
regexes_begin (Regexes *self, SluiceKernelCall *call)
{
  memset (self, 0, sizeof *self);
  self->matcher = sluice_regex_matcher_new ();
  self->constant = call->expr->data;
}

static void
regexes_end (Regexes *self)
{
  sluice_regex_matcher_free (self->matcher);
  sluice_regex_free (self->current);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Regexes, regexes_end)

static const SluiceRegex *
regexes_get (Regexes *self, SluiceKernelCall *call, guint index, guint32 row, GError **error)
{
  SluiceString pattern;

  if (self->constant != NULL)
    return self->constant;

  pattern = SLUICE_STRING_AT (call, index, row);
  if (self->current == NULL || !sluice_string_equal (&pattern, &self->current_pattern))
    {
      sluice_regex_free (self->current);
      self->current = sluice_regex_new (pattern.data, pattern.length);
      self->current_pattern = pattern;
      if (self->current == NULL)
        sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                          "INVALID_PARAMETER_VALUE.PATTERN",
                          "The value of parameter(s) `regexp` in `%s` is invalid: '%.*s'.",
                          call->expr->function->name, (int) pattern.length, pattern.data);
    }

  return self->current;
}

static gboolean
group_error (SluiceKernelCall *call, guint n_groups, gint32 index, GError **error)
{
  sluice_set_error (
      error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
      "INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX",
      "The value of parameter(s) `idx` in `%s` is invalid: Expects group index between 0 and %u, "
      "but got %d.",
      call->expr->function->name, n_groups, index);

  return FALSE;
}

/* A group's text; one that took no part in the match is empty. */
static SluiceString
group_text (SluiceString text, const gsize *groups, guint index)
{
  if (groups[index * 2] == G_MAXSIZE)
    return sluice_string (text.data, 0);

  return sluice_string (text.data + groups[index * 2], groups[index * 2 + 1] - groups[index * 2]);
}

static gboolean
rlike (SluiceKernelCall *call, GError **error)
{
  g_auto (Regexes) regexes;

  regexes_begin (&regexes, call);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    const SluiceRegex *regex = regexes_get (&regexes, call, 1, row, error);
    SluiceString text = SLUICE_STRING_AT (call, 0, row);
    const gsize *groups;

    if (regex == NULL)
      return FALSE;
    call->result->boolean[row]
        = sluice_regex_find (regex, regexes.matcher, text.data, text.length, 0, &groups);
  }

  return TRUE;
}

static gboolean
regexp_extract (SluiceKernelCall *call, GError **error)
{
  g_auto (Regexes) regexes;

  regexes_begin (&regexes, call);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    const SluiceRegex *regex = regexes_get (&regexes, call, 1, row, error);
    SluiceString text = SLUICE_STRING_AT (call, 0, row);
    gint32 index = SLUICE_ARG_AT (call, 2, gint32, row);
    const gsize *groups;

    if (regex == NULL)
      return FALSE;
    if (sluice_regex_find (regex, regexes.matcher, text.data, text.length, 0, &groups))
      {
        if (index < 0 || (guint) index > sluice_regex_n_groups (regex))
          return group_error (call, sluice_regex_n_groups (regex), index, error);
        call->result->string[row] = group_text (text, groups, (guint) index);
      }
    else
      call->result->string[row] = sluice_string (text.data, 0);
  }

  return TRUE;
}

static gboolean
regexp_count (SluiceKernelCall *call, GError **error)
{
  g_auto (Regexes) regexes;

  regexes_begin (&regexes, call);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    const SluiceRegex *regex = regexes_get (&regexes, call, 1, row, error);
    SluiceString text = SLUICE_STRING_AT (call, 0, row);
    const gsize *groups;
    gint32 n = 0;
    gsize from = 0;

    if (regex == NULL)
      return FALSE;
    while (from <= text.length
           && sluice_regex_find (regex, regexes.matcher, text.data, text.length, from, &groups))
      {
        n++;
        from = sluice_regex_next_start (text.data, text.length, groups);
      }
    call->result->i32[row] = n;
  }

  return TRUE;
}

static gboolean
regexp_instr (SluiceKernelCall *call, GError **error)
{
  g_auto (Regexes) regexes;

  regexes_begin (&regexes, call);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    const SluiceRegex *regex = regexes_get (&regexes, call, 1, row, error);
    SluiceString text = SLUICE_STRING_AT (call, 0, row);
    const gsize *groups;

    if (regex == NULL)
      return FALSE;
    call->result->i32[row]
        = sluice_regex_find (regex, regexes.matcher, text.data, text.length, 0, &groups)
              ? (gint32) sluice_text_length (text.data, groups[0]) + 1
              : 0;
  }

  return TRUE;
}

static gboolean
regexp_substr (SluiceKernelCall *call, GError **error)
{
  g_auto (Regexes) regexes;

  regexes_begin (&regexes, call);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    const SluiceRegex *regex = regexes_get (&regexes, call, 1, row, error);
    SluiceString text = SLUICE_STRING_AT (call, 0, row);
    const gsize *groups;

    if (regex == NULL)
      return FALSE;
    call->result->string[row] = sluice_string (text.data, 0);
    if (!sluice_regex_find (regex, regexes.matcher, text.data, text.length, 0, &groups)
        || groups[0] == groups[1])
      sluice_call_null_row (call, row);
    else
      call->result->string[row] = group_text (text, groups, 0);
  }

  return TRUE;
}

/* Appends Java's replacement: `$1`, `${name}` and `\` before a character that is meant as such. */
static gboolean
append_replacement (GString *out,
                    const SluiceRegex *regex,
                    SluiceString text,
                    const gsize *groups,
                    SluiceString replacement,
                    GError **error)
{
  const char *p = replacement.data;
  const char *end = p + replacement.length;
  guint n_groups = sluice_regex_n_groups (regex);
  const char *wrong = NULL;

  while (p < end && wrong == NULL)
    {
      guint group = 0;

      if (*p == '\\')
        {
          if (++p == end)
            wrong = "java.lang.IllegalArgumentException: character to be escaped is missing";
          else
            g_string_append_c (out, *p++);
          continue;
        }
      if (*p != '$')
        {
          g_string_append_c (out, *p++);
          continue;
        }

      p++;
      if (p < end && g_ascii_isdigit (*p))
        {
          group = (guint) (*p++ - '0');
          while (p < end && g_ascii_isdigit (*p) && group * 10 + (guint) (*p - '0') <= n_groups)
            group = group * 10 + (guint) (*p++ - '0');
          if (group > n_groups)
            wrong = "java.lang.IndexOutOfBoundsException: No group";
        }
      else if (p < end && *p == '{' && memchr (p, '}', (gsize) (end - p)) != NULL)
        {
          const char *close = memchr (p, '}', (gsize) (end - p));
          g_autofree char *name = g_strndup (p + 1, (gsize) (close - p - 1));

          group = sluice_regex_group_named (regex, name);
          if (group == 0)
            wrong = "java.lang.IllegalArgumentException: No group with that name";
          p = close + 1;
        }
      else
        wrong = "java.lang.IllegalArgumentException: Illegal group reference";

      if (wrong == NULL)
        {
          SluiceString part = group_text (text, groups, group);

          g_string_append_len (out, part.data, part.length);
        }
    }
  if (wrong != NULL)
    sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, NULL, "%s", wrong);

  return wrong == NULL;
}

static gboolean
regexp_replace (SluiceKernelCall *call, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean has_position = call->expr->n_args == 4;
  g_auto (Regexes) regexes;

  regexes_begin (&regexes, call);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    const SluiceRegex *regex = regexes_get (&regexes, call, 1, row, error);
    SluiceString text = SLUICE_STRING_AT (call, 0, row);
    SluiceString replacement = SLUICE_STRING_AT (call, 2, row);
    gint32 position = has_position ? SLUICE_ARG_AT (call, 3, gint32, row) : 1;
    const char *end = text.data + text.length;
    gsize from
        = (gsize) (sluice_text_skip (text.data, end, (gsize) MAX (position - 1, 0)) - text.data);
    const gsize *groups;
    gsize copied = 0;
    gboolean any = FALSE;

    if (regex == NULL)
      return FALSE;
    /* A position behind the text finds nothing, not even an empty match. */
    if (position > 1 && from >= text.length)
      from = text.length + 1;
    g_string_truncate (out, 0);
    while (from <= text.length
           && sluice_regex_find (regex, regexes.matcher, text.data, text.length, from, &groups))
      {
        any = TRUE;
        g_string_append_len (out, text.data + copied, (gssize) (groups[0] - copied));
        if (!append_replacement (out, regex, text, groups, replacement, error))
          return FALSE;
        copied = groups[1];
        from = sluice_regex_next_start (text.data, text.length, groups);
      }
    if (!any)
      {
        call->result->string[row] = text;
        continue;
      }
    g_string_append_len (out, text.data + copied, (gssize) (text.length - copied));
    sluice_call_store (call, row, out->str, out->len);
  }
  sluice_arena_align (call->context->arena);

  return TRUE;
}

/* Lists of texts, row by row in ascending order: the elements and where each row's begin. */

static void
begin_lists (SluiceKernelCall *call)
{
  memset (call->result->offsets, 0, sizeof (guint32) * (call->context->n_rows + 1));
}

static void
finish_lists (SluiceKernelCall *call, const GArray *elements)
{
  SluiceColumn *result = call->result;
  guint32 total = 0;

  for (guint32 row = 0; row < call->context->n_rows; row++)
    {
      total += result->offsets[row + 1];
      result->offsets[row + 1] = total;
    }
  result->children[0]
      = sluice_column_new (call->context->arena, result->type->fields[0].type, elements->len);
  if (elements->len > 0)
    memcpy (result->children[0]->string, elements->data, elements->len * sizeof (SluiceString));
}

static gboolean
regexp_extract_all (SluiceKernelCall *call, GError **error)
{
  g_autoptr (GArray) elements = g_array_new (FALSE, FALSE, sizeof (SluiceString));
  g_auto (Regexes) regexes;

  regexes_begin (&regexes, call);
  begin_lists (call);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    const SluiceRegex *regex = regexes_get (&regexes, call, 1, row, error);
    SluiceString text = SLUICE_STRING_AT (call, 0, row);
    gint32 index = SLUICE_ARG_AT (call, 2, gint32, row);
    const gsize *groups;
    guint before = elements->len;
    gsize from = 0;

    if (regex == NULL)
      return FALSE;
    while (from <= text.length
           && sluice_regex_find (regex, regexes.matcher, text.data, text.length, from, &groups))
      {
        SluiceString part;

        if (index < 0 || (guint) index > sluice_regex_n_groups (regex))
          return group_error (call, sluice_regex_n_groups (regex), index, error);
        part = group_text (text, groups, (guint) index);
        g_array_append_val (elements, part);
        from = sluice_regex_next_start (text.data, text.length, groups);
      }
    call->result->offsets[row + 1] = elements->len - before;
  }
  finish_lists (call, elements);

  return TRUE;
}

/* An empty expression parts all characters. */
static void
split_characters (GArray *elements, SluiceString text, gint32 limit)
{
  const char *end = text.data + text.length;
  gint32 n = 0;

  if (text.length == 0)
    g_array_append_val (elements, text);
  for (const char *p = text.data; p < end;)
    {
      const char *next = limit > 0 && ++n >= limit ? end : sluice_text_next (p, end);
      SluiceString part = sluice_string (p, (gsize) (next - p));

      g_array_append_val (elements, part);
      p = next;
    }
}

static gboolean
split (SluiceKernelCall *call, GError **error)
{
  g_autoptr (GArray) elements = g_array_new (FALSE, FALSE, sizeof (SluiceString));
  gboolean has_limit = call->expr->n_args == 3;
  g_auto (Regexes) regexes;

  regexes_begin (&regexes, call);
  begin_lists (call);
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    const SluiceRegex *regex = regexes_get (&regexes, call, 1, row, error);
    SluiceString text = SLUICE_STRING_AT (call, 0, row);
    gint32 limit = has_limit ? SLUICE_ARG_AT (call, 2, gint32, row) : -1;
    const gsize *groups;
    guint before = elements->len;
    gsize from = 0;
    gsize copied = 0;
    SluiceString part;

    if (regex == NULL)
      return FALSE;
    if (SLUICE_STRING_AT (call, 1, row).length == 0)
      {
        split_characters (elements, text, limit);
        call->result->offsets[row + 1] = elements->len - before;
        continue;
      }
    while (from <= text.length && (limit <= 0 || (gint64) (elements->len - before) < limit - 1)
           && sluice_regex_find (regex, regexes.matcher, text.data, text.length, from, &groups))
      {
        from = sluice_regex_next_start (text.data, text.length, groups);
        /* An empty match at the beginning parts nothing from the text. */
        if (groups[1] == 0)
          continue;
        part = sluice_string (text.data + copied, groups[0] - copied);
        g_array_append_val (elements, part);
        copied = groups[1];
      }
    part = sluice_string (text.data + copied, text.length - copied);
    g_array_append_val (elements, part);
    call->result->offsets[row + 1] = elements->len - before;
  }
  finish_lists (call, elements);

  return TRUE;
}

/* LIKE and ILIKE; @fold makes all letters small first. */
static gboolean
like_rows (SluiceKernelCall *call, gboolean fold, GError **error)
{
  SluiceArena *arena = call->context->arena;
  const SluiceLike *constant = call->expr->data;
  g_autoptr (SluiceLike) current = NULL;
  SluiceString current_pattern = { 0 };

  if (constant != NULL && !fold && !call->args[0]->constant)
    {
      sluice_like_match_rows (constant, call->args[0]->string, call->selection,
                              call->result->boolean);
      return TRUE;
    }

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    const SluiceLike *like = constant;
    SluiceString text = SLUICE_STRING_AT (call, 0, row);

    if (like == NULL)
      {
        SluiceString pattern = SLUICE_STRING_AT (call, 1, row);
        gunichar escape = '\\';

        if (call->expr->n_args == 3)
          {
            SluiceString character = SLUICE_STRING_AT (call, 2, row);
            const char *next;

            if (character.length > 0)
              escape
                  = sluice_text_get_char (character.data, character.data + character.length, &next);
          }
        if (fold)
          pattern = sluice_text_change_case (arena, &pattern, SLUICE_TEXT_LOWER);
        if (current == NULL || !sluice_string_equal (&pattern, &current_pattern))
          {
            sluice_like_free (current);
            current = sluice_like_new (pattern.data, pattern.length, escape, error);
            if (current == NULL)
              return FALSE;
            current_pattern = pattern;
          }
        like = current;
      }
    if (fold)
      text = sluice_text_change_case (arena, &text, SLUICE_TEXT_LOWER);
    call->result->boolean[row] = sluice_like_matches (like, text);
  }
  if (fold)
    sluice_arena_align (arena);

  return TRUE;
}

static gboolean
like (SluiceKernelCall *call, GError **error)
{
  return like_rows (call, FALSE, error);
}

static gboolean
ilike (SluiceKernelCall *call, GError **error)
{
  return like_rows (call, TRUE, error);
}

/* A wrong constant fails even where there are only nulls to compare with it. */
static const SluiceKernel wrong_like = { "like", SLUICE_KERNEL_STRICT | SLUICE_KERNEL_TOTAL, like, NULL };
static const SluiceKernel wrong_ilike = { "ilike", SLUICE_KERNEL_STRICT | SLUICE_KERNEL_TOTAL, ilike, NULL };
static const SluiceKernel wrong_rlike = { "rlike", SLUICE_KERNEL_STRICT | SLUICE_KERNEL_TOTAL, rlike, NULL };

/* Types. */

static SluiceExpr *
resolve_like (const SluiceFunction *function,
              SluiceAnalyzer *analyzer,
              SluiceCall *call,
              GError **error)
{
  SluiceExpr *result = sluice_resolve_simple (function, analyzer, call, error);
  const SluiceString *pattern;
  gunichar escape = '\\';
  SluiceLike *compiled;

  if (result == NULL)
    return NULL;
  /* LIKE ANY of one pattern. */
  result->nullable |= call->syntax != NULL && call->syntax->flag;
  pattern = result->args[1]->kind == SLUICE_EXPR_LITERAL
                    && !sluice_column_is_null (result->args[1]->value, 0)
                ? &result->args[1]->value->string[0]
                : NULL;
  if (pattern == NULL)
    return result;
  if (result->n_args == 3)
    {
      const SluiceExpr *character = result->args[2];
      const char *next;

      if (character->kind != SLUICE_EXPR_LITERAL || sluice_column_is_null (character->value, 0)
          || character->value->string[0].length == 0)
        return result;
      escape = sluice_text_get_char (
          character->value->string[0].data,
          character->value->string[0].data + character->value->string[0].length, &next);
    }

  /* A wrong pattern is found out by the first row. */
  if (g_str_equal (function->name, "ilike"))
    {
      g_autoptr (SluiceArena) arena = sluice_arena_new ();
      SluiceString folded = sluice_text_change_case (arena, pattern, SLUICE_TEXT_LOWER);

      compiled = sluice_like_new (folded.data, folded.length, escape, NULL);
    }
  else
    compiled = sluice_like_new (pattern->data, pattern->length, escape, NULL);
  if (compiled == NULL)
    result->kernel = g_str_equal (function->name, "ilike") ? &wrong_ilike : &wrong_like;
  result->data = compiled;
  result->data_destroy = (GDestroyNotify) sluice_like_free;

  return result;
}

/* The expression in args[1] is compiled once when it's constant. */
static void
prepare_regex (SluiceExpr *self)
{
  const SluiceExpr *pattern = self->args[1];

  if (pattern->kind != SLUICE_EXPR_LITERAL || sluice_column_is_null (pattern->value, 0))
    return;
  self->data = sluice_regex_new (pattern->value->string[0].data, pattern->value->string[0].length);
  self->data_destroy = (GDestroyNotify) sluice_regex_free;
  if (self->data == NULL && self->kernel->run == rlike)
    self->kernel = &wrong_rlike;
}

static SluiceExpr *
resolve_regex (const SluiceFunction *function,
               SluiceAnalyzer *analyzer,
               SluiceCall *call,
               GError **error)
{
  SluiceExpr *result = sluice_resolve_simple (function, analyzer, call, error);

  if (result != NULL)
    prepare_regex (result);

  return result;
}

/* regexp_extract and regexp_extract_all take group 1 unless told otherwise. */
static SluiceExpr *
resolve_extract (const SluiceFunction *function,
                 SluiceAnalyzer *analyzer,
                 SluiceCall *call,
                 GError **error)
{
  const gint32 first_group = 1;

  if (call->n_args == 2)
    sluice_call_append_literal (call, sluice_type_primitive (SLUICE_TYPE_INT), &first_group);

  return resolve_regex (function, analyzer, call, error);
}

/* Functions whose result is a list of texts; @user_data is a SluiceSimple all the same. */
static SluiceExpr *
resolve_list (const SluiceFunction *function,
              SluiceAnalyzer *analyzer,
              SluiceCall *call,
              GError **error)
{
  const SluiceSimple *simple = function->user_data;
  g_autoptr (SluiceType) type = NULL;
  const SluiceType *text = sluice_type_primitive (SLUICE_TYPE_STRING);
  gboolean all = g_str_equal (function->name, "regexp_extract_all");
  const gint32 first_group = 1;
  SluiceExpr *result;

  if (all && call->n_args == 2)
    sluice_call_append_literal (call, sluice_type_primitive (SLUICE_TYPE_INT), &first_group);
  for (guint i = 0; i < call->n_args; i++)
    if (!sluice_analyzer_coerce_arg (analyzer, call, i,
                                     i < 2 ? text : sluice_type_primitive (SLUICE_TYPE_INT), error))
      return NULL;

  type = sluice_type_array (text, all);
  result
      = sluice_call_finish (function, call, type, sluice_call_any_nullable (call), &simple->kernel);
  prepare_regex (result);

  return result;
}

static SluiceExpr *
resolve_replace (const SluiceFunction *function,
                 SluiceAnalyzer *analyzer,
                 SluiceCall *call,
                 GError **error)
{
  if (call->n_args == 4)
    {
      const SluiceExpr *position;

      if (!sluice_analyzer_coerce_arg (analyzer, call, 3, sluice_type_primitive (SLUICE_TYPE_INT),
                                       error))
        return NULL;
      position = call->args[3];
      if (position->kind == SLUICE_EXPR_LITERAL && !sluice_column_is_null (position->value, 0)
          && position->value->i32[0] < 1)
        {
          g_autofree char *sql = sluice_call_to_sql (call);

          sluice_set_error (
              error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_ANALYSIS,
              "DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE",
              "Cannot resolve \"%s\" due to data type mismatch: The position must be between (0, "
              "2147483647] (current value = %d).",
              sql, position->value->i32[0]);
          return NULL;
        }
    }

  return resolve_regex (function, analyzer, call, error);
}

#define SIMPLE(name, args, result, nullable)                                                       \
  static const SluiceSimple name##_simple                                                          \
      = { args, SLUICE_TYPE_##result, nullable, { #name, SLUICE_KERNEL_STRICT, name, NULL } };

SIMPLE (ilike, "s", BOOLEAN, FALSE)
SIMPLE (like, "s", BOOLEAN, FALSE)
SIMPLE (regexp_count, "s", INT, FALSE)
SIMPLE (regexp_extract, "ssi", STRING, FALSE)
SIMPLE (regexp_extract_all, "ssi", ARRAY, FALSE)
SIMPLE (regexp_instr, "ssi", INT, FALSE)
SIMPLE (regexp_replace, "sssi", STRING, FALSE)
SIMPLE (regexp_substr, "s", STRING, TRUE)
SIMPLE (rlike, "s", BOOLEAN, FALSE)
SIMPLE (split, "ssi", ARRAY, FALSE)

#define FUNCTION(name, min, max, resolve, data, signature, description, example, result, group,    \
                 since)                                                                            \
  {                                                                                                \
    name, SLUICE_FUNCTION_SCALAR, min, max, resolve, &data##_simple, signature, description,       \
        example, result, group, since                                                              \
  }

/* clang-format off */
static const SluiceFunction functions[] = {
  FUNCTION ("ilike", 2, 3, resolve_like, ilike, "str ilike pattern[ESCAPE escape]",
            "Returns whether `str` fits `pattern`, whatever the case of letters.",
            "'Spark' ILIKE '_PARK'", "true", "predicate_funcs", "3.3.0"),
  FUNCTION ("like", 2, 3, resolve_like, like, "str like pattern[ESCAPE escape]",
            "Returns whether `str` fits `pattern`, in which `%` stands for any text and `_` for a "
            "character.",
            "'Spark' LIKE '_park'", "true", "predicate_funcs", "1.0.0"),
  FUNCTION ("regexp", 2, 2, resolve_regex, rlike, "regexp(str, regexp)",
            "Returns whether `regexp` matches somewhere in `str`.", "regexp('abc', 'b.')", "true",
            "predicate_funcs", "3.2.0"),
  FUNCTION ("regexp_count", 2, 2, resolve_regex, regexp_count, "regexp_count(str, regexp)",
            "Returns how often `regexp` matches in `str`.", "regexp_count('a1b22', '[0-9]+')", "2",
            "string_funcs", "3.4.0"),
  FUNCTION ("regexp_extract", 2, 3, resolve_extract, regexp_extract,
            "regexp_extract(str, regexp[, idx])",
            "Returns group `idx` of the first match of `regexp` in `str`.",
            "regexp_extract('100-200', '([0-9]+)-([0-9]+)', 1)", "100", "string_funcs", "1.5.0"),
  FUNCTION ("regexp_extract_all", 2, 3, resolve_list, regexp_extract_all,
            "regexp_extract_all(str, regexp[, idx])",
            "Returns group `idx` of all matches of `regexp` in `str`.",
            "regexp_extract_all('100-200', '([0-9]+)', 1)", "[100, 200]", "string_funcs", "3.1.0"),
  FUNCTION ("regexp_instr", 2, 3, resolve_regex, regexp_instr, "regexp_instr(str, regexp)",
            "Returns the position (from 1) of the first match of `regexp` in `str`, or 0.",
            "regexp_instr('user@spark.apache.org', '@[^.]*')", "5", "string_funcs", "3.4.0"),
  FUNCTION ("regexp_like", 2, 2, resolve_regex, rlike, "regexp_like(str, regexp)",
            "Returns whether `regexp` matches somewhere in `str`.", "regexp_like('abc', 'b.')",
            "true", "predicate_funcs", "3.2.0"),
  FUNCTION ("regexp_replace", 3, 4, resolve_replace, regexp_replace,
            "regexp_replace(str, regexp, rep[, position])",
            "Replaces all matches of `regexp` in `str`.",
            "regexp_replace('100-200', '([0-9]+)', 'num')", "num-num", "string_funcs", "1.5.0"),
  FUNCTION ("regexp_substr", 2, 2, resolve_regex, regexp_substr, "regexp_substr(str, regexp)",
            "Returns the first match of `regexp` in `str`.", "regexp_substr('Steven Jones', 'J.n')",
            "Jon", "string_funcs", "3.4.0"),
  FUNCTION ("rlike", 2, 2, resolve_regex, rlike, "rlike(str, regexp)",
            "Returns whether `regexp` matches somewhere in `str`.", "rlike('abc', 'b.')", "true",
            "predicate_funcs", "1.0.0"),
  FUNCTION ("split", 2, 3, resolve_list, split, "split(str, regex[, limit])",
            "Splits `str` where `regex` matches, into at most `limit` parts.",
            "split('oneAtwoBthreeC', '[ABC]')", "[one, two, three, ]", "string_funcs", "1.5.0"),
};
/* clang-format on */

const SluiceFunctionFamily sluice_functions_regex = { functions, G_N_ELEMENTS (functions) };
