/* sluice-analyzer-struct.c: structs made of expressions, and their fields' names.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-analyzer-private.h"

static char *
struct_field_name (const SluiceSyntax *child, guint index)
{
  switch ((int) child->kind)
    {
    case SLUICE_SYNTAX_ALIAS:
      return g_strdup (child->names[0]);
    case SLUICE_SYNTAX_COLUMN:
      return g_strdup (child->names[child->n_names - 1]);
    case SLUICE_SYNTAX_FIELD:
      return g_strdup (child->names[0]);
    case SLUICE_SYNTAX_SUBSCRIPT:
      if (child->children[1]->kind == SLUICE_SYNTAX_STRING)
        return g_strndup (child->children[1]->name, child->children[1]->name_length);
      return g_strdup_printf ("col%u", index + 1);
    default:
      return g_strdup_printf ("col%u", index + 1);
    }
}

/* An event time stays one inside a struct. */
static void
mark_fields (SluiceExpr *self, SluiceExpr *const *values)
{
  g_autofree SluiceField *fields = NULL;
  gboolean any = FALSE;

  if (self->type->id != SLUICE_TYPE_STRUCT)
    return;
  fields = g_memdup2 (self->type->fields, self->type->n_fields * sizeof (SluiceField));
  for (guint i = 0; i < self->type->n_fields; i++)
    {
      fields[i].watermark_delay_ms = values[2 * i + 1]->watermark_delay_ms;
      any = any || fields[i].watermark_delay_ms >= 0;
    }
  if (any)
    {
      SluiceType *marked = sluice_type_struct (fields, self->type->n_fields);

      sluice_type_unref (self->type);
      self->type = marked;
    }
}

static SluiceExpr *
empty_struct (void)
{
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  g_autoptr (SluiceType) type = sluice_type_struct (NULL, 0);

  return sluice_expr_new_literal_from (type, sluice_column_new (arena, type, 1));
}

SluiceExpr *
sluice_analyzer_struct (SluiceAnalyzer *self, const SluiceSyntax *syntax, GError **error)
{
  g_autoptr (GPtrArray) args = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
  SluiceExpr *result;

  for (guint i = 0; i < syntax->n_children; i++)
    {
      const SluiceSyntax *child = syntax->children[i];
      g_autofree char *name = NULL;
      SluiceExpr *value;

      if (child->kind == SLUICE_SYNTAX_STAR)
        {
          g_autoptr (GPtrArray) columns
              = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_expr_unref);
          g_autoptr (GPtrArray) names = g_ptr_array_new ();

          if (!sluice_analyzer_star (self, child, columns, names, error))
            return NULL;
          for (guint j = 0; j < columns->len; j++)
            {
              g_ptr_array_add (args, sluice_analyzer_text (g_ptr_array_index (names, j)));
              g_ptr_array_add (args, sluice_expr_ref (g_ptr_array_index (columns, j)));
            }
          continue;
        }

      value = sluice_analyzer_run (self, child, error);
      if (value == NULL)
        return NULL;
      name = struct_field_name (child, args->len / 2);
      g_ptr_array_add (args, sluice_analyzer_text (name));
      g_ptr_array_add (args, value);
    }

  if (args->len == 0)
    return empty_struct ();
  result = sluice_analyzer_call (self, "named_struct", (SluiceExpr **) args->pdata, args->len,
                                 syntax, error);
  if (result != NULL)
    mark_fields (result, (SluiceExpr **) args->pdata);

  return result;
}
