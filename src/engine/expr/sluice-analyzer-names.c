/* sluice-analyzer-names.c: what the names in an expression stand for.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "core/sluice-name-distance.h"
#include "expr/sluice-analyzer-private.h"

#define MAX_SUGGESTIONS 5

static gboolean
same_name (SluiceAnalyzer *self, const char *a, const char *b)
{
  g_autofree char *folded_a = NULL;
  g_autofree char *folded_b = NULL;

  if (self->settings->case_sensitive || strcmp (a, b) == 0)
    return strcmp (a, b) == 0;
  if (g_ascii_strcasecmp (a, b) == 0)
    return TRUE;
  folded_a = g_utf8_strdown (a, -1);
  folded_b = g_utf8_strdown (b, -1);

  return strcmp (folded_a, folded_b) == 0;
}

/* Suggestions, as Spark orders them. */

typedef struct
{
  char *name;
  guint distance;
} Suggestion;

static void
suggestion_clear (gpointer data)
{
  g_free (((Suggestion *) data)->name);
}

static int
compare_suggestions (gconstpointer a, gconstpointer b)
{
  const Suggestion *left = a, *right = b;

  if (left->distance != right->distance)
    return left->distance < right->distance ? -1 : 1;

  return strcmp (left->name, right->name);
}

/* Columns are suggested without their input's name when all have the same and one name was
 * written. */
static GArray *
collect_suggestions (SluiceAnalyzer *self, const char *wanted, guint n_parts)
{
  GArray *suggestions = g_array_new (FALSE, FALSE, sizeof (Suggestion));
  gboolean qualify = self->scope->n_inputs > 1 || n_parts > 2;

  g_array_set_clear_func (suggestions, suggestion_clear);
  for (guint i = 0; i < self->scope->n_inputs; i++)
    {
      const SluiceScopeInput *input = &self->scope->inputs[i];

      for (guint j = 0; j < input->schema->n_fields; j++)
        {
          g_autofree char *column = sluice_quote_name (input->schema->fields[j].name);
          Suggestion suggestion;

          if (qualify && input->name != NULL)
            {
              g_autofree char *qualifier = sluice_quote_name (input->name);

              suggestion.name = g_strconcat (qualifier, ".", column, NULL);
            }
          else
            {
              suggestion.name = g_steal_pointer (&column);
            }
          suggestion.distance = sluice_name_distance (suggestion.name, wanted);
          g_array_append_val (suggestions, suggestion);
        }
    }
  g_array_sort (suggestions, compare_suggestions);

  return suggestions;
}

static char *
join_names (const char *const *names, guint n, char *(*quote) (const char *name))
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = quote (names[i]);

      g_string_append_printf (out, "%s%s", i > 0 ? "." : "", name);
    }

  return g_string_free (out, FALSE);
}

static void
refuse_column (SluiceAnalyzer *self, const SluiceSyntax *syntax, GError **error)
{
  g_autofree char *quoted = join_names (syntax->names, syntax->n_names, sluice_quote_name);
  g_autofree char *plain = join_names (syntax->names, syntax->n_names, sluice_quote_name_if_needed);
  g_autoptr (GArray) suggestions = collect_suggestions (self, plain, syntax->n_names);
  g_autoptr (GString) list = g_string_new (NULL);

  if (suggestions->len == 0)
    {
      sluice_analyzer_error (
          syntax, "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION", error,
          "A column, variable, or function parameter with name %s cannot be resolved. ", quoted);
      return;
    }

  for (guint i = 0; i < suggestions->len && i < MAX_SUGGESTIONS; i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "",
                            g_array_index (suggestions, Suggestion, i).name);
  sluice_analyzer_error (
      syntax, "UNRESOLVED_COLUMN.WITH_SUGGESTION", error,
      "A column, variable, or function parameter with name %s cannot be resolved. Did "
      "you mean one of the following? [%s].",
      quoted, list->str);
}

/* Fields and items. */

static void
refuse_base (const SluiceExpr   *base,
             const SluiceSyntax *syntax,
             const char         *base_sql,
             GError            **error)
{
  g_autofree char *type = sluice_type_to_sql (base->type);

  sluice_analyzer_error (
      syntax, "INVALID_EXTRACT_BASE_FIELD_TYPE", error,
      "Can't extract a value from \"%s\". Need a complex type [STRUCT, ARRAY, MAP] but "
      "got \"%s\".",
      base_sql, type);
}

static void
refuse_field (const SluiceType   *type,
              const char         *name,
              guint               found,
              const SluiceSyntax *syntax,
              GError            **error)
{
  g_autofree char *quoted = sluice_quote_name (name);
  g_autoptr (GString) fields = g_string_new (NULL);

  if (found > 1)
    {
      sluice_analyzer_error (
          syntax, "AMBIGUOUS_REFERENCE_TO_FIELDS", error,
          "Ambiguous reference to the field %s. It appears %u times in the schema.", quoted, found);
      return;
    }

  for (guint i = 0; i < type->n_fields; i++)
    {
      g_autofree char *field = sluice_quote_name (type->fields[i].name);

      g_string_append_printf (fields, "%s%s", i > 0 ? ", " : "", field);
    }
  sluice_analyzer_error (syntax, "FIELD_NOT_FOUND", error, "No such struct field %s in %s.", quoted,
                         fields->str);
}

/* What messages call the value that a field is taken from: the text without the last name. */
static char *
base_sql (const SluiceSyntax *syntax)
{
  if (syntax->n_children > 0)
    return sluice_syntax_to_sql (syntax->children[0]);

  return sluice_syntax_to_sql (syntax);
}

static SluiceExpr *
take (SluiceAnalyzer     *self,
      const char         *function,
      SluiceExpr         *base,
      SluiceExpr         *key,
      const SluiceSyntax *syntax,
      GError            **error)
{
  SluiceExpr *args[2] = { base, key };

  return sluice_analyzer_call (self, function, args, 2, syntax, error);
}

/* An item of an array or a map. Nothing becomes an array's index by itself. */
static SluiceExpr *
take_item (SluiceAnalyzer     *self,
           SluiceExpr         *base,
           SluiceExpr         *key,
           const SluiceSyntax *syntax,
           GError            **error)
{
  if (base->type->id == SLUICE_TYPE_ARRAY && !sluice_type_is_integral (key->type->id)
      && key->type->id != SLUICE_TYPE_VOID)
    {
      g_autofree char *sql = sluice_syntax_to_sql (syntax);
      g_autofree char *key_sql = syntax->n_children > 1 ? sluice_syntax_to_sql (syntax->children[1])
                                                        : sluice_expr_to_sql (key, NULL);
      g_autofree char *type = sluice_type_to_sql (key->type);

      sluice_analyzer_error (
          syntax, "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE", error,
          "Cannot resolve \"%s\" due to data type mismatch: The second parameter requires "
          "the \"INTEGRAL\" type, however \"%s\" has the type \"%s\".",
          sql, key_sql, type);
      return NULL;
    }

  return take (self, "[]", base, key, syntax, error);
}

static SluiceExpr *
take_field (SluiceAnalyzer     *self,
            SluiceExpr         *base,
            const char         *name,
            const char         *base_text,
            const SluiceSyntax *syntax,
            GError            **error)
{
  const SluiceType *type = base->type;
  g_autoptr (SluiceExpr) key = NULL;
  SluiceExpr *result;
  guint index = 0, found;

  if (type->id == SLUICE_TYPE_MAP)
    {
      key = sluice_analyzer_text (name);
      return take_item (self, base, key, syntax, error);
    }
  if (type->id == SLUICE_TYPE_ARRAY && type->fields[0].type->id == SLUICE_TYPE_STRUCT)
    type = type->fields[0].type;
  if (type->id == SLUICE_TYPE_ARRAY)
    {
      key = sluice_analyzer_text (name);
      return take_item (self, base, key, syntax, error);
    }
  /* The elements a lambda is given have no fields, not even where all are null. */
  if (type->id == SLUICE_TYPE_VOID && base->kind != SLUICE_EXPR_VARIABLE)
    return sluice_expr_new_literal (type, NULL);
  if (type->id != SLUICE_TYPE_STRUCT)
    {
      refuse_base (base, syntax, base_text, error);
      return NULL;
    }

  found = sluice_type_find_field (type, name, self->settings->case_sensitive, &index);
  if (found != 1)
    {
      refuse_field (type, name, found, syntax, error);
      return NULL;
    }

  /* The function looks the field up again, by the name as the type spells it. */
  key = sluice_analyzer_text (type->fields[index].name);
  result = take (self, ".", base, key, syntax, error);
  if (result != NULL && base->type->id == SLUICE_TYPE_STRUCT && result->watermark_delay_ms < 0)
    result->watermark_delay_ms = type->fields[index].watermark_delay_ms;

  return result;
}

SluiceExpr *
sluice_analyzer_field (SluiceAnalyzer     *self,
                       SluiceExpr         *base,
                       const char         *name,
                       const SluiceSyntax *syntax,
                       GError            **error)
{
  g_autofree char *text = base_sql (syntax);

  return take_field (self, base, name, text, syntax, error);
}

SluiceExpr *
sluice_analyzer_subscript (SluiceAnalyzer     *self,
                           SluiceExpr         *base,
                           SluiceExpr         *index,
                           const SluiceSyntax *syntax,
                           GError            **error)
{
  const SluiceType *type = base->type;
  gboolean has_fields
      = type->id == SLUICE_TYPE_STRUCT
        || (type->id == SLUICE_TYPE_ARRAY && type->fields[0].type->id == SLUICE_TYPE_STRUCT);
  g_autofree char *text = sluice_syntax_to_sql (syntax->children[0]);

  if (has_fields && index->type->id == SLUICE_TYPE_STRING)
    {
      g_autoptr (SluiceExpr) folded = sluice_analyzer_fold (self, index, error);

      if (folded != NULL && folded->value != NULL && !sluice_column_is_null (folded->value, 0))
        {
          const SluiceString *name = &folded->value->string[0];
          g_autofree char *field = g_strndup (name->data, name->length);

          return take_field (self, base, field, text, syntax, error);
        }
    }
  if (type->id == SLUICE_TYPE_ARRAY || type->id == SLUICE_TYPE_MAP)
    return take_item (self, base, index, syntax, error);

  if (type->id == SLUICE_TYPE_STRUCT)
    {
      g_autofree char *index_text = sluice_syntax_to_sql (syntax->children[1]);

      sluice_analyzer_error (syntax, "INVALID_EXTRACT_FIELD_TYPE", error,
                             "Field name should be a non-null string literal, but it's \"%s\".",
                             index_text);
      return NULL;
    }
  if (type->id == SLUICE_TYPE_VOID)
    return sluice_expr_new_literal (type, NULL);
  refuse_base (base, syntax, text, error);

  return NULL;
}

/* The fields that the names from @first on lead to. */
static SluiceExpr *
follow_fields (
    SluiceAnalyzer *self, SluiceExpr *base, const SluiceSyntax *syntax, guint first, GError **error)
{
  g_autoptr (SluiceExpr) expr = base;

  for (guint i = first; i < syntax->n_names; i++)
    {
      g_autofree const char **before = g_new0 (const char *, i + 1);
      g_autofree char *text = NULL;
      SluiceExpr *next;

      memcpy (before, syntax->names, i * sizeof (char *));
      text = g_strjoinv (".", (char **) before);
      next = take_field (self, expr, syntax->names[i], text, syntax, error);
      if (next == NULL)
        return NULL;
      sluice_expr_unref (expr);
      expr = next;
    }

  return g_steal_pointer (&expr);
}

/* Columns. */

static SluiceExpr *
find_variable (SluiceAnalyzer *self, const char *name)
{
  for (const SluiceLambdaFrame *frame = self->frames; frame != NULL; frame = frame->outer)
    for (guint i = 0; i < frame->lambda->n_names; i++)
      if (same_name (self, frame->lambda->names[i], name))
        {
          SluiceExpr *variable = sluice_expr_new (SLUICE_EXPR_VARIABLE, frame->types[i],
                                                  frame->nullable[i], NULL, 0);

          variable->index = frame->base + i;
          return variable;
        }

  return NULL;
}

/* Looks for @name in all inputs, or in those called @qualifier. Returns how many columns it
 * could be. */
static guint
find_column (SluiceAnalyzer          *self,
             const char              *qualifier,
             const char              *name,
             const SluiceScopeInput **input,
             guint                   *index)
{
  guint found = 0;

  for (guint i = 0; i < self->scope->n_inputs; i++)
    {
      const SluiceScopeInput *candidate = &self->scope->inputs[i];
      guint place, n;

      if (qualifier != NULL
              ? candidate->name == NULL || !same_name (self, candidate->name, qualifier)
              : candidate->hidden)
        continue;
      n = sluice_type_find_field (candidate->schema, name, self->settings->case_sensitive, &place);
      if (n > 0 && found == 0)
        {
          *input = candidate;
          *index = place;
        }
      found += n;
    }

  return found;
}

static void
refuse_ambiguous (SluiceAnalyzer     *self,
                  const char         *qualifier,
                  const char         *name,
                  const SluiceSyntax *syntax,
                  GError            **error)
{
  g_autofree char *quoted
      = join_names (syntax->names, qualifier != NULL ? 2 : 1, sluice_quote_name);
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < self->scope->n_inputs; i++)
    {
      const SluiceScopeInput *input = &self->scope->inputs[i];

      if (qualifier != NULL && (input->name == NULL || !same_name (self, input->name, qualifier)))
        continue;
      for (guint j = 0; j < input->schema->n_fields; j++)
        {
          g_autofree char *column = sluice_quote_name (input->schema->fields[j].name);
          g_autofree char *prefix = input->name != NULL ? sluice_quote_name (input->name) : NULL;

          if (!same_name (self, input->schema->fields[j].name, name))
            continue;
          g_string_append_printf (list, "%s%s%s%s", list->len > 0 ? ", " : "",
                                  prefix != NULL ? prefix : "", prefix != NULL ? "." : "", column);
        }
    }
  sluice_analyzer_error (syntax, "AMBIGUOUS_REFERENCE", error,
                         "Reference %s is ambiguous, could be: [%s].", quoted, list->str);
}

/* `current_date` and the like need no parentheses, unless a column has the name. */
static const char *
literal_function (const char *name)
{
  static const char *const functions[]
      = { "current_date", "current_timestamp", "current_user", "user", "session_user", "current_path",
          "current_time", "localtime" };

  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    if (g_ascii_strcasecmp (name, functions[i]) == 0
        && sluice_function_lookup (functions[i]) != NULL)
      return functions[i];

  return NULL;
}

SluiceExpr *
sluice_analyzer_column (SluiceAnalyzer *self, const SluiceSyntax *syntax, GError **error)
{
  const SluiceScopeInput *input = NULL;
  const char *qualifier = NULL;
  const char *function;
  SluiceExpr *expr = find_variable (self, syntax->names[0]);
  guint index = 0, found = 0, used = 1;

  if (expr != NULL)
    return follow_fields (self, expr, syntax, 1, error);

  if (syntax->n_names > 1)
    {
      qualifier = syntax->names[0];
      found = find_column (self, qualifier, syntax->names[1], &input, &index);
      used = 2;
    }
  if (found == 0)
    {
      qualifier = NULL;
      found = find_column (self, NULL, syntax->names[0], &input, &index);
      used = 1;
    }

  if (found > 1)
    {
      refuse_ambiguous (self, qualifier, syntax->names[used - 1], syntax, error);
      return NULL;
    }
  if (found == 0)
    {
      function = syntax->n_names == 1 ? literal_function (syntax->names[0]) : NULL;
      if (function != NULL)
        return sluice_analyzer_call (self, function, NULL, 0, syntax, error);
      refuse_column (self, syntax, error);
      return NULL;
    }

  expr = sluice_expr_new_column (input->first_column + index, &input->schema->fields[index]);

  return follow_fields (self, expr, syntax, used, error);
}

static gboolean
is_excepted (SluiceAnalyzer         *self,
             const SluiceSyntax     *syntax,
             const SluiceScopeInput *input,
             const char             *name)
{
  for (guint i = 0; i < syntax->n_children; i++)
    {
      const SluiceSyntax *except = syntax->children[i];

      if (same_name (self, except->names[except->n_names - 1], name)
          && (except->n_names == 1
              || (input != NULL && input->name != NULL
                  && same_name (self, input->name, except->names[0]))))
        return TRUE;
    }

  return FALSE;
}

/* `EXCEPT (s.f)` of the column `s`: the struct without that field; @names are those from the field on. */
static SluiceExpr *
without_fields (SluiceAnalyzer *self, const SluiceSyntax *syntax, SluiceExpr *base, GError **error)
{
  g_autoptr (GPtrArray) args = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);

  for (guint i = 0; i < base->type->n_fields; i++)
    {
      const char *name = base->type->fields[i].name;
      SluiceString text = sluice_string (name, (guint32) strlen (name));
      gboolean left_out = FALSE;
      SluiceExpr *field;

      for (guint k = 0; k < syntax->n_children; k++)
        left_out = left_out || same_name (self, syntax->children[k]->names[1], name);
      if (left_out)
        continue;
      field = sluice_analyzer_field (self, base, name, syntax, error);
      if (field == NULL)
        return NULL;
      g_ptr_array_add (args, sluice_expr_new_literal (sluice_type_primitive (SLUICE_TYPE_STRING),
                                                      &text));
      g_ptr_array_add (args, field);
    }

  return sluice_analyzer_call (self, "named_struct", (SluiceExpr **) args->pdata, args->len,
                               syntax, error);
}

static gboolean
expand_input (SluiceAnalyzer         *self,
              const SluiceSyntax     *syntax,
              const SluiceScopeInput *input,
              GPtrArray              *columns,
              GPtrArray              *names,
              GError                **error)
{
  for (guint i = 0; i < input->schema->n_fields; i++)
    {
      const SluiceField *field = &input->schema->fields[i];
      g_autoptr (GPtrArray) inner = NULL;
      SluiceExpr *expr;

      if (is_excepted (self, syntax, input, field->name))
        continue;
      expr = sluice_expr_new_column (input->first_column + i, field);
      for (guint k = 0; k < syntax->n_children; k++)
        if (syntax->children[k]->n_names == 2 && field->type->id == SLUICE_TYPE_STRUCT
            && same_name (self, syntax->children[k]->names[0], field->name))
          {
            if (inner == NULL)
              inner = g_ptr_array_new ();
            g_ptr_array_add (inner, syntax->children[k]);
          }
      if (inner != NULL)
        {
          g_autoptr (SluiceExpr) whole = expr;
          SluiceSyntax left_out = *syntax;

          left_out.children = (SluiceSyntax **) inner->pdata;
          left_out.n_children = inner->len;
          expr = without_fields (self, &left_out, whole, error);
          if (expr == NULL)
            return FALSE;
        }
      g_ptr_array_add (columns, expr);
      if (names != NULL)
        g_ptr_array_add (names, field->name);
    }

  return TRUE;
}

/* Every name behind EXCEPT must be one of a column, or of a field of @base. */
static gboolean
check_excepted (SluiceAnalyzer *self, const SluiceSyntax *syntax, const SluiceExpr *base, GError **error)
{
  for (guint i = 0; i < syntax->n_children; i++)
    {
      SluiceSyntax *except = syntax->children[i];
      SluiceSyntax place = *except;
      g_autoptr (SluiceExpr) column = NULL;

      place.kind = SLUICE_SYNTAX_COLUMN;
      if (base == NULL)
        {
          column = sluice_analyzer_column (self, &place, error);
          if (column == NULL)
            return FALSE;
        }
      else if (sluice_type_find_field (base->type, place.names[0], self->scope->settings->case_sensitive, NULL) == 0)
        {
          refuse_column (self, &place, error);
          return FALSE;
        }
    }

  return TRUE;
}

/* `s.*` of a struct column. */
static gboolean
expand_struct (SluiceAnalyzer     *self,
               const SluiceSyntax *syntax,
               GPtrArray          *columns,
               GPtrArray          *names,
               GError            **error)
{
  SluiceSyntax place = *syntax;
  g_autoptr (SluiceExpr) base = NULL;

  place.kind = SLUICE_SYNTAX_COLUMN;
  base = sluice_analyzer_column (self, &place, NULL);
  if (base != NULL && base->type->id != SLUICE_TYPE_STRUCT)
    {
      g_autofree char *target = join_names (syntax->names, syntax->n_names, sluice_quote_name);

      sluice_analyzer_error (syntax, "_LEGACY_ERROR_TEMP_1050", error,
                             "Can only star expand struct data types. Attribute: `%s`.", target);
      return FALSE;
    }
  if (base == NULL)
    {
      g_autofree char *target = join_names (syntax->names, syntax->n_names, sluice_quote_name);
      g_autoptr (GString) list = g_string_new (NULL);

      for (guint i = 0; i < self->scope->n_inputs; i++)
        for (guint j = 0; j < self->scope->inputs[i].schema->n_fields; j++)
          {
            g_autofree char *name
                = sluice_quote_name (self->scope->inputs[i].schema->fields[j].name);

            g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", name);
          }
      sluice_analyzer_error (
          syntax, "CANNOT_RESOLVE_STAR_EXPAND", error,
          "Cannot resolve %s.* given input columns %s. Please check that the specified "
          "table or struct exists and is accessible in the input columns.",
          target, list->str);
      return FALSE;
    }
  if (!check_excepted (self, syntax, base, error))
    return FALSE;

  for (guint i = 0; i < base->type->n_fields; i++)
    {
      const char *name = base->type->fields[i].name;
      SluiceExpr *field;

      if (is_excepted (self, syntax, NULL, name))
        continue;
      field = sluice_analyzer_field (self, base, name, &place, error);
      if (field == NULL)
        return FALSE;
      g_ptr_array_add (columns, field);
      if (names != NULL)
        g_ptr_array_add (names, (gpointer) name);
    }

  return TRUE;
}

gboolean
sluice_analyzer_star (SluiceAnalyzer     *self,
                      const SluiceSyntax *syntax,
                      GPtrArray          *columns,
                      GPtrArray          *names,
                      GError            **error)
{
  gboolean found = FALSE;

  for (guint i = 0; i < self->scope->n_inputs; i++)
    {
      const SluiceScopeInput *input = &self->scope->inputs[i];

      if ((syntax->n_names == 0 && !input->hidden)
          || (syntax->n_names == 1 && input->name != NULL
              && same_name (self, input->name, syntax->names[0])))
        {
          if (!expand_input (self, syntax, input, columns, names, error))
            return FALSE;
          found = TRUE;
        }
    }
  if (found || syntax->n_names == 0)
    return check_excepted (self, syntax, NULL, error);

  return expand_struct (self, syntax, columns, names, error);
}
