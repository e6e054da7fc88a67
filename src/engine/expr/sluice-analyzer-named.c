/* sluice-analyzer-named.c: arguments given by name.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-analyzer-private.h"

/* The few functions of Spark that take arguments by name. */
static const struct
{
  const char *function;
  const char *parameters[6];
} named_parameters[] = {
  { "mask", { "str", "upperChar", "lowerChar", "digitChar", "otherChar" } },
  { "explode", { "collection" } },
  { "explode_outer", { "collection" } },
  { "variant_explode", { "input" } },
  { "variant_explode_outer", { "input" } },
  { "variant_set", { "v", "path", "val", "create_if_missing" } },
  { "try_variant_set", { "v", "path", "val", "create_if_missing" } },
  { "count_min_sketch", { "column", "epsilon", "confidence", "seed" } },
};

static int
find_parameters (const char *function)
{
  for (guint i = 0; i < G_N_ELEMENTS (named_parameters); i++)
    if (strcmp (named_parameters[i].function, function) == 0)
      return i;

  return -1;
}

gboolean
sluice_analyzer_lacks_named (const SluiceFunction *function, guint n, const SluiceSyntax *syntax, GError **error)
{
  int entry = find_parameters (function->name);
  g_autofree char *quoted = NULL;

  if (entry < 0 || n >= function->min_args)
    return FALSE;

  quoted = sluice_quote_name (function->name);
  sluice_analyzer_error (syntax, "REQUIRED_PARAMETER_NOT_FOUND", error,
                         "Cannot invoke routine %s because the parameter named `%s` is required, "
                         "but the routine call did not supply a value.",
                         quoted, named_parameters[entry].parameters[n]);

  return TRUE;
}

/* Puts arguments with names in their places. What isn't given in front of one that is, is
 * `NULL`-typed by the function's defaults, which only `mask` has. */
gboolean
sluice_analyzer_arrange_named (SluiceAnalyzer       *self,
                               const SluiceFunction *function,
                               const SluiceSyntax   *syntax,
                               GPtrArray            *children,
                               GError              **error)
{
  static const char *const mask_defaults[] = { NULL, "X", "x", "n", NULL };
  g_autofree char *quoted = sluice_quote_name (function->name);
  const SluiceSyntax *slots[6] = { NULL };
  int entry = find_parameters (function->name);
  guint n_slots = 0;
  gboolean seen = FALSE;

  if (entry < 0)
    {
      sluice_analyzer_error (
          syntax, "NAMED_PARAMETERS_NOT_SUPPORTED", error,
          "Named parameters are not supported for function %s; please retry the query "
          "with positional arguments to the function call instead.",
          quoted);
      return FALSE;
    }

  for (guint i = 0; i < syntax->n_children; i++)
    {
      const SluiceSyntax *child = syntax->children[i];
      guint slot = i;

      if (child->kind == SLUICE_SYNTAX_NAMED)
        {
          seen = TRUE;
          for (slot = 0; named_parameters[entry].parameters[slot] != NULL; slot++)
            if (g_ascii_strcasecmp (named_parameters[entry].parameters[slot], child->name) == 0)
              break;
          if (named_parameters[entry].parameters[slot] == NULL)
            {
              sluice_analyzer_error (
                  child, "UNRECOGNIZED_PARAMETER_NAME", error,
                  "Cannot invoke routine %s because the routine call included a named "
                  "argument reference for the argument named `%s`, but this routine "
                  "does not include any signature containing an argument with this "
                  "name.",
                  quoted, child->name);
              return FALSE;
            }
          if (slots[slot] != NULL)
            {
              sluice_analyzer_error (
                  syntax,
                  slots[slot]->kind == SLUICE_SYNTAX_NAMED
                      ? "DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.DOUBLE_NAMED_ARGUMENT_REFERENCE"
                      : "DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.BOTH_POSITIONAL_AND_NAMED",
                  error,
                  "Call to routine %s is invalid because it includes multiple argument assignments "
                  "to the "
                  "same parameter name `%s`.",
                  quoted, child->name);
              return FALSE;
            }
        }
      else if (seen)
        {
          sluice_analyzer_error (
              syntax, "UNEXPECTED_POSITIONAL_ARGUMENT", error,
              "Cannot invoke routine %s because it contains positional argument(s) "
              "following the named argument assigned to `%s`; please rearrange them so "
              "the positional arguments come first and then retry the query again.",
              quoted, syntax->children[i - 1]->name);
          return FALSE;
        }
      if (slot >= G_N_ELEMENTS (slots))
        return sluice_analyzer_check_count (function, syntax->n_children, syntax, error);
      slots[slot] = child;
      n_slots = MAX (n_slots, slot + 1);
    }

  for (guint i = 0; i < n_slots; i++)
    {
      SluiceSyntax *filler;

      if (slots[i] != NULL)
        {
          g_ptr_array_add (children, (gpointer) slots[i]);
          continue;
        }
      if (strcmp (function->name, "mask") != 0 || i == 0)
        {
          sluice_analyzer_error (
              syntax, "REQUIRED_PARAMETER_NOT_FOUND", error,
              "Cannot invoke routine %s because the parameter named `%s` is required, "
              "but the routine call did not supply a value.",
              quoted, named_parameters[entry].parameters[i]);
          return FALSE;
        }
      filler = sluice_syntax_new (
          self->ast->arena, mask_defaults[i] != NULL ? SLUICE_SYNTAX_STRING : SLUICE_SYNTAX_NULL,
          syntax);
      filler->name = mask_defaults[i];
      filler->name_length = mask_defaults[i] != NULL ? strlen (mask_defaults[i]) : 0;
      g_ptr_array_add (children, filler);
    }

  return TRUE;
}
