/* sluice-analyzer-collation.c: which collation counts in a call.
 *
 * Spark's rule: of the texts that meet in a call, one whose collation was written with COLLATE decides, then a
 * column or what is computed from columns, then literals. Two that are written and differ are an error; two
 * columns that differ have no collation together, and may not be compared.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-analyzer-private.h"
#include "expr/sluice-collation-kernels.h"
#include "expr/sluice-operators.h"

/* How sure the collation of an expression is; the smallest decides. */
typedef enum
{
  STRENGTH_EXPLICIT,
  STRENGTH_INDETERMINATE,
  STRENGTH_IMPLICIT,
  STRENGTH_DEFAULT,
  STRENGTH_NONE,
} Strength;

typedef struct
{
  Strength strength;
  const SluiceType *string;
} Context;

/* Which arguments of a function must have one collation. */
typedef enum
{
  ARGS_NONE,
  ARGS_ALL,
  ARGS_FIRST_TWO,
  ARGS_FIRST_AND_THIRD,
  ARGS_FROM_SECOND,
  ARGS_CASE,
  ARGS_MAP,
} Args;

/* What else there is to know about a function. */
enum
{
  /* The texts that it gives have the collation of its first text. */
  GIVES = 1 << 0,
  /* It can't work without knowing the collation. */
  NEEDS = 1 << 1,
  /* It looks for parts of texts. */
  FINDS = 1 << 2,
  /* It looks for patterns, which ICU's collations know nothing of. */
  PATTERN = 1 << 3,
};

static const struct
{
  const char *name;
  Args args;
  guint flags;
} rules[] = {
  { "=", ARGS_ALL, NEEDS },
  { "==", ARGS_ALL, NEEDS },
  { "!=", ARGS_ALL, NEEDS },
  { "<>", ARGS_ALL, NEEDS },
  { "<=>", ARGS_ALL, NEEDS },
  { "<", ARGS_ALL, NEEDS },
  { "<=", ARGS_ALL, NEEDS },
  { ">", ARGS_ALL, NEEDS },
  { ">=", ARGS_ALL, NEEDS },
  { "between", ARGS_ALL, NEEDS },
  { "in", ARGS_ALL, NEEDS },
  { "nullif", ARGS_ALL, NEEDS },
  { "equal_null", ARGS_ALL, NEEDS },
  { "decode", ARGS_ALL, 0 },
  { "array", ARGS_ALL, 0 },
  { "array_append", ARGS_ALL, 0 },
  { "array_prepend", ARGS_ALL, 0 },
  { "array_contains", ARGS_ALL, 0 },
  { "array_except", ARGS_ALL, 0 },
  { "array_intersect", ARGS_ALL, 0 },
  { "array_join", ARGS_ALL, GIVES },
  { "array_position", ARGS_ALL, 0 },
  { "array_remove", ARGS_ALL, 0 },
  { "array_union", ARGS_ALL, 0 },
  { "arrays_overlap", ARGS_ALL, 0 },
  { "btrim", ARGS_ALL, GIVES | NEEDS },
  { "coalesce", ARGS_ALL, 0 },
  { "concat", ARGS_ALL, GIVES },
  { "concat_ws", ARGS_ALL, GIVES },
  { "contains", ARGS_ALL, NEEDS | FINDS },
  { "endswith", ARGS_ALL, NEEDS | FINDS },
  { "find_in_set", ARGS_ALL, NEEDS | FINDS },
  { "greatest", ARGS_ALL, 0 },
  { "ifnull", ARGS_ALL, 0 },
  { "instr", ARGS_ALL, NEEDS | FINDS },
  { "least", ARGS_ALL, 0 },
  { "ltrim", ARGS_ALL, GIVES | NEEDS },
  { "mask", ARGS_ALL, GIVES },
  { "nvl", ARGS_ALL, 0 },
  { "replace", ARGS_ALL, GIVES | NEEDS | FINDS },
  { "rtrim", ARGS_ALL, GIVES | NEEDS },
  { "startswith", ARGS_ALL, NEEDS | FINDS },
  { "str_to_map", ARGS_ALL, GIVES },
  { "to_number", ARGS_ALL, 0 },
  { "translate", ARGS_ALL, GIVES | NEEDS | FINDS },
  { "trim", ARGS_ALL, GIVES | NEEDS },
  { "try_to_number", ARGS_ALL, 0 },
  { "if", ARGS_FROM_SECOND, 0 },
  { "nvl2", ARGS_FROM_SECOND, 0 },
  { "elt", ARGS_FROM_SECOND, GIVES },
  { "case", ARGS_CASE, 0 },
  { "when", ARGS_CASE, 0 },
  { "map", ARGS_MAP, 0 },
  { "charindex", ARGS_FIRST_TWO, NEEDS | FINDS },
  { "levenshtein", ARGS_FIRST_TWO, 0 },
  { "locate", ARGS_FIRST_TWO, NEEDS | FINDS },
  { "position", ARGS_FIRST_TWO, NEEDS | FINDS },
  { "split_part", ARGS_FIRST_TWO, GIVES | NEEDS | FINDS },
  { "substring_index", ARGS_FIRST_TWO, GIVES | NEEDS | FINDS },
  { "lpad", ARGS_FIRST_AND_THIRD, GIVES },
  { "overlay", ARGS_FIRST_TWO, GIVES },
  { "regexp_replace", ARGS_FIRST_AND_THIRD, GIVES | PATTERN },
  { "rpad", ARGS_FIRST_AND_THIRD, GIVES },
  { "ilike", ARGS_NONE, PATTERN },
  { "like", ARGS_NONE, PATTERN },
  { "regexp", ARGS_NONE, PATTERN },
  { "regexp_count", ARGS_NONE, PATTERN },
  { "regexp_extract", ARGS_NONE, GIVES | PATTERN },
  { "regexp_extract_all", ARGS_NONE, GIVES | PATTERN },
  { "regexp_instr", ARGS_NONE, PATTERN },
  { "regexp_like", ARGS_NONE, PATTERN },
  { "regexp_substr", ARGS_NONE, GIVES | PATTERN },
  { "rlike", ARGS_NONE, PATTERN },
  { "split", ARGS_NONE, GIVES | PATTERN },
  { "initcap", ARGS_NONE, GIVES | NEEDS },
  { "lcase", ARGS_NONE, GIVES | NEEDS },
  { "lower", ARGS_NONE, GIVES | NEEDS },
  { "ucase", ARGS_NONE, GIVES | NEEDS },
  { "upper", ARGS_NONE, GIVES | NEEDS },
  { "format_string", ARGS_NONE, GIVES },
  { "hex", ARGS_NONE, GIVES },
  { "left", ARGS_NONE, GIVES },
  { "listagg", ARGS_NONE, GIVES },
  { "printf", ARGS_NONE, GIVES },
  { "quote", ARGS_NONE, GIVES },
  { "repeat", ARGS_NONE, GIVES },
  { "reverse", ARGS_NONE, GIVES },
  { "right", ARGS_NONE, GIVES },
  { "sentences", ARGS_NONE, GIVES },
  { "string_agg", ARGS_NONE, GIVES },
  { "substr", ARGS_NONE, GIVES },
  { "substring", ARGS_NONE, GIVES },
};

static Args
rule_of (const SluiceFunction *function, guint *flags)
{
  *flags = 0;
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (strcmp (rules[i].name, function->name) == 0)
      {
        *flags = rules[i].flags;
        return rules[i].args;
      }

  return ARGS_NONE;
}

static gboolean
takes_part (Args args, guint index, guint n)
{
  switch (args)
    {
    case ARGS_ALL:
      return TRUE;
    case ARGS_FIRST_TWO:
      return index < 2;
    case ARGS_FIRST_AND_THIRD:
      return index == 0 || index == 2;
    case ARGS_FROM_SECOND:
      return index > 0;
    case ARGS_CASE:
      return index % 2 == 1 || (n % 2 == 1 && index == n - 1);
    case ARGS_MAP:
    case ARGS_NONE:
    default:
      return FALSE;
    }
}

static gboolean
is_cast (const SluiceExpr *expr)
{
  return expr->kind == SLUICE_EXPR_CALL && expr->kernel != NULL && g_str_has_suffix (expr->kernel->name, "cast");
}

/* Returns: FALSE for two explicit collations that differ */
static gboolean
merge_contexts (Context *into, const Context *other)
{
  static const SluiceType indeterminate
      = { .id = SLUICE_TYPE_STRING, .collated = TRUE, .collation = SLUICE_COLLATION_INDETERMINATE };

  if (other->strength > into->strength)
    return TRUE;
  if (other->strength < into->strength)
    {
      *into = *other;
      return TRUE;
    }
  if (into->strength == STRENGTH_NONE || into->string->collation == other->string->collation)
    return TRUE;
  if (into->strength == STRENGTH_EXPLICIT)
    return FALSE;
  into->strength = STRENGTH_INDETERMINATE;
  into->string = &indeterminate;

  return TRUE;
}

static Context
context_of (const SluiceExpr *expr)
{
  Context context = { STRENGTH_NONE, sluice_type_find_string (expr->type) };

  if (context.string == NULL)
    return context;
  if (context.string->collation == SLUICE_COLLATION_INDETERMINATE)
    context.strength = STRENGTH_INDETERMINATE;
  else if (sluice_expr_is_call_of (expr, "collate"))
    context.strength = STRENGTH_EXPLICIT;
  else if (expr->kind == SLUICE_EXPR_LITERAL)
    context.strength = STRENGTH_DEFAULT;
  /* A function that takes any text has its arguments cast to the plain type, which nobody wrote. */
  else if (is_cast (expr) && !context.string->collated && sluice_type_is_collated (expr->args[0]->type))
    return context_of (expr->args[0]);
  else if (is_cast (expr))
    context.strength
        = sluice_type_find_string (expr->args[0]->type) != NULL ? STRENGTH_IMPLICIT : STRENGTH_DEFAULT;
  else if (expr->kind != SLUICE_EXPR_CALL)
    context.strength = STRENGTH_IMPLICIT;
  else
    {
      const SluiceType *own = context.string;

      for (guint i = 0; i < expr->n_args; i++)
        {
          Context child = context_of (expr->args[i]);

          merge_contexts (&context, &child);
        }
      if (context.strength == STRENGTH_NONE)
        context.strength = STRENGTH_DEFAULT;
      if (context.strength == STRENGTH_DEFAULT || own->collation != SLUICE_COLLATION_BINARY)
        context.string = own;
    }

  return context;
}

static void
give_collation (SluiceAnalyzer *self, SluiceCall *call, guint index, const SluiceType *string)
{
  g_autoptr (SluiceType) type = NULL;

  if (sluice_type_find_string (call->args[index]->type) == NULL)
    return;
  type = sluice_type_collate (call->args[index]->type, string);
  sluice_call_cast_arg (self, call, index, type);
}

/* Makes the arguments from @first on, every @step-th, one collation. */
static gboolean
collate_together (SluiceAnalyzer *self, SluiceCall *call, Args args, guint first, guint step, GError **error)
{
  Context context = { STRENGTH_NONE, NULL };
  g_autoptr (SluiceType) string = NULL;
  gboolean collated = FALSE;

  for (guint i = first; i < call->n_args; i += step)
    if (args == ARGS_MAP || takes_part (args, i, call->n_args))
      collated = collated || sluice_type_is_collated (call->args[i]->type);
  if (!collated)
    return TRUE;

  for (guint i = first; i < call->n_args; i += step)
    if (args == ARGS_MAP || takes_part (args, i, call->n_args))
      {
        Context other = context_of (call->args[i]);

        if (!merge_contexts (&context, &other))
          {
            g_autofree char *a = sluice_type_to_sql (context.string);
            g_autofree char *b = sluice_type_to_sql (other.string);

            sluice_call_error (call, "COLLATION_MISMATCH.EXPLICIT", error,
                               "Could not determine which collation to use for string functions and operators. "
                               "Error occurred due to the mismatch between explicit collations: [\"%s\", \"%s\"]. "
                               "Decide on a single explicit collation and remove others.",
                               a, b);
            return FALSE;
          }
      }
  string = context.string->collated ? sluice_type_string (context.string->collation)
                                    : sluice_type_ref (sluice_type_primitive (SLUICE_TYPE_STRING));
  for (guint i = first; i < call->n_args; i += step)
    if (args == ARGS_MAP || takes_part (args, i, call->n_args))
      give_collation (self, call, i, string);

  return TRUE;
}

/* The pattern, told to take no notice of case. */
static void
ignore_case (SluiceCall *call)
{
  const SluiceString *pattern = call->n_args > 1 ? sluice_call_constant_string (call, 1) : NULL;
  g_autofree char *text = NULL;
  SluiceString value;

  if (pattern == NULL)
    return;
  text = g_strdup_printf ("(?i)%.*s", (int) pattern->length, pattern->data);
  value = sluice_string (text, strlen (text));
  sluice_call_replace_arg (call, 1,
                           sluice_expr_new_literal (sluice_type_primitive (SLUICE_TYPE_STRING), &value));
}

static gboolean
check_patterns (SluiceCall *call, const SluiceFunction **function, GError **error)
{
  const SluiceType *string = sluice_type_find_string (call->args[0]->type);

  if (string == NULL || sluice_collation_is_binary (string->collation))
    return TRUE;
  if (!sluice_collation_is_lcase (string->collation))
    {
      sluice_call_wrong_type (call, 0, "\"STRING\"", error);
      return FALSE;
    }
  if (strcmp ((*function)->name, "like") == 0)
    *function = sluice_function_lookup ("ilike");
  else if (strcmp ((*function)->name, "ilike") != 0)
    ignore_case (call);

  return TRUE;
}

static gboolean
check_indeterminate (const SluiceCall *call, GError **error)
{
  for (guint i = 0; i < call->n_args; i++)
    {
      const SluiceType *string = sluice_type_find_string (call->args[i]->type);
      g_autofree char *sql = NULL;

      if (string == NULL || string->collation != SLUICE_COLLATION_INDETERMINATE)
        continue;
      sql = sluice_call_to_sql (call);
      sluice_call_error (call, "INDETERMINATE_COLLATION_IN_EXPRESSION", error,
                         "Data type of \"%s\" has indeterminate collation. Use COLLATE clause to set the collation "
                         "explicitly.",
                         sql);
      return FALSE;
    }

  return TRUE;
}

/* A key is looked for with the collation that the map's keys have. */
static gboolean
check_map_key (const SluiceFunction *function, const SluiceCall *call, GError **error)
{
  static const char *const names[] = { "element_at", "try_element_at", "map_contains_key", NULL };
  const SluiceType *key = call->args[0]->type->id == SLUICE_TYPE_MAP ? call->args[0]->type->fields[0].type : NULL;
  g_autofree char *map_sql = NULL;
  g_autofree char *key_sql = NULL;

  if (key == NULL || key->id != SLUICE_TYPE_STRING || !g_strv_contains (names, function->name)
      || call->args[1]->type->id != SLUICE_TYPE_STRING || key->collation == call->args[1]->type->collation)
    return TRUE;

  map_sql = sluice_type_to_sql (call->args[0]->type);
  key_sql = sluice_type_to_sql (call->args[1]->type);
  sluice_call_mismatch (call, "MAP_FUNCTION_DIFF_TYPES", error,
                        "Input to `%s` should have been \"MAP\" followed by a value with same key type, but it's "
                        "[\"%s\", \"%s\"].",
                        function->name, map_sql, key_sql);

  return FALSE;
}

gboolean
sluice_analyzer_collate_args (SluiceAnalyzer        *self,
                              const SluiceFunction **function,
                              SluiceCall            *call,
                              SluiceType           **string,
                              GError               **error)
{
  gboolean collated = FALSE;
  guint flags;
  Args args;

  *string = NULL;
  for (guint i = 0; i < call->n_args && !collated; i++)
    collated = sluice_type_is_collated (call->args[i]->type) || sluice_expr_is_call_of (call->args[i], "collate");
  if (!collated)
    return TRUE;

  args = rule_of (*function, &flags);
  if (args == ARGS_MAP
          ? !collate_together (self, call, args, 0, 2, error) || !collate_together (self, call, args, 1, 2, error)
          : !collate_together (self, call, args, 0, 1, error))
    return FALSE;
  if ((flags & NEEDS) != 0 && !check_indeterminate (call, error))
    return FALSE;
  if ((flags & PATTERN) != 0 && !check_patterns (call, function, error))
    return FALSE;

  for (guint i = 0; i < call->n_args && *string == NULL; i++)
    {
      const SluiceType *found = sluice_type_find_string (call->args[i]->type);

      if (found != NULL)
        *string = sluice_type_ref (found);
    }
  if (*string != NULL && (flags & FINDS) != 0 && !sluice_collation_finds_parts ((*string)->collation))
    {
      sluice_call_wrong_type (call, 0, "\"STRING\"", error);
      return FALSE;
    }
  if (strcmp ((*function)->name, "[]") == 0 && call->args[0]->type->id == SLUICE_TYPE_MAP
      && call->args[1]->kind == SLUICE_EXPR_LITERAL && call->args[1]->type->id == SLUICE_TYPE_STRING)
    sluice_call_cast_arg (self, call, 1, call->args[0]->type->fields[0].type);
  if (strcmp ((*function)->name, "schema_of_json") == 0 && sluice_type_is_collated (call->args[0]->type))
    {
      sluice_call_wrong_type (call, 0, "\"STRING\"", error);
      return FALSE;
    }
  if (!check_map_key (*function, call, error))
    return FALSE;
  if (strcmp ((*function)->name, "collect_set") == 0 && sluice_type_is_collated (call->args[0]->type))
    {
      sluice_call_mismatch (call, "UNSUPPORTED_INPUT_TYPE", error,
                            "The input of `collect_set` can't be \"MAP\" or \"COLLATED STRING\" type data.");
      return FALSE;
    }
  if (strcmp ((*function)->name, "approx_count_distinct") == 0 && call->args[0]->type->id == SLUICE_TYPE_STRING)
    sluice_call_replace_arg (call, 0, sluice_collation_key_call (call->args[0]));

  return TRUE;
}

SluiceExpr *
sluice_analyzer_collate_result (SluiceAnalyzer       *self,
                                const SluiceFunction *function,
                                const SluiceType     *string,
                                SluiceExpr           *expr)
{
  g_autoptr (SluiceType) type = NULL;
  SluiceExpr *cast;
  guint flags;

  rule_of (function, &flags);
  if (!sluice_collation_is_binary (string->collation) && string->collation != SLUICE_COLLATION_INDETERMINATE
      && (flags & NEEDS) != 0)
    sluice_collation_use_kernel (expr, string->collation);
  if ((flags & GIVES) == 0 || sluice_type_find_string (expr->type) == NULL)
    return expr;

  type = sluice_type_collate (expr->type, string);
  /* Its kernel must know when two keys are one. */
  if ((expr->kind == SLUICE_EXPR_CALL || expr->kind == SLUICE_EXPR_LITERAL)
      && strcmp (function->name, "str_to_map") != 0)
    {
      cast = sluice_analyzer_cast (self, expr, type);
      /* A cast in between would count as a column; what is computed is as sure as what it is computed from. */
      if (cast != expr && cast->kind == SLUICE_EXPR_CALL)
        cast->kernel = sluice_collation_relabel_kernel ();
      sluice_expr_unref (expr);
      return cast;
    }
  sluice_type_unref (expr->type);
  expr->type = g_steal_pointer (&type);

  return expr;
}
