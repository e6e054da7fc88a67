/* sluice-expr.c: expressions with their types resolved.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-expr.h"

#include "expr/sluice-function.h"
#include "expr/sluice-kernel.h"
#include "expr/sluice-over.h"

#include <string.h>

SLUICE_DEFINE_ERROR_DOMAIN (sluice_expr_error)

SluiceExpr *
sluice_expr_new (SluiceExprKind    kind,
                 const SluiceType *type,
                 gboolean          nullable,
                 SluiceExpr      **args,
                 guint             n_args)
{
  SluiceExpr *self = g_new0 (SluiceExpr, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->kind = kind;
  self->type = sluice_type_ref (type);
  self->nullable = nullable;
  self->deterministic = TRUE;
  self->watermark_delay_ms = -1;
  self->text_offset = -1;
  self->n_args = n_args;
  if (n_args > 0)
    self->args = g_new (SluiceExpr *, n_args);
  for (guint i = 0; i < n_args; i++)
    {
      self->args[i] = sluice_expr_ref (args[i]);
      self->deterministic = self->deterministic && args[i]->deterministic;
    }

  return self;
}

SluiceExpr *
sluice_expr_new_column (guint index, const SluiceField *field)
{
  SluiceExpr *self = sluice_expr_new (SLUICE_EXPR_COLUMN, field->type, field->nullable, NULL, 0);

  self->index = index;
  self->watermark_delay_ms = field->watermark_delay_ms;

  return self;
}

SluiceExpr *
sluice_expr_new_literal (const SluiceType *type, gconstpointer value)
{
  SluiceExpr *self = sluice_expr_new (SLUICE_EXPR_LITERAL, type, value == NULL, NULL, 0);
  guint width = sluice_type_width (type->id);

  self->arena = sluice_arena_new ();
  if (value == NULL)
    {
      self->value = sluice_column_new_null (self->arena, self->type, 1);
      return self;
    }

  g_assert (width > 0);
  self->value = sluice_column_new (self->arena, self->type, 1);
  self->value->constant = TRUE;
  memcpy (self->value->data, value, width);
  if (sluice_type_is_view (type->id))
    {
      SluiceString *string = self->value->string;
      char *bytes = sluice_arena_alloc_bytes (self->arena, MAX (string->length, 1));

      if (string->length > 0)
        memcpy (bytes, string->data, string->length);
      *string = sluice_string (bytes, string->length);
    }

  return self;
}

SluiceExpr *
sluice_expr_new_literal_from (const SluiceType *type, const SluiceColumn *column)
{
  static const guint32 first_row = 0;
  SluiceExpr *self = sluice_expr_new (SLUICE_EXPR_LITERAL, type,
                                      sluice_column_is_null (column, 0), NULL, 0);

  self->arena = sluice_arena_new ();
  if (self->nullable)
    self->value = sluice_column_new_null (self->arena, self->type, 1);
  else
    {
      SluiceColumn typed = *column;

      /* The literal's own type must outlive the column's, which may belong to a plan that goes away. */
      typed.type = self->type;
      self->value = sluice_column_copy (self->arena, &typed, &first_row, 1);
      self->value = sluice_column_with_length (self->arena, self->value, 1);
      self->value->validity = NULL;
    }

  return self;
}

SluiceExpr *
sluice_expr_ref (SluiceExpr *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
sluice_expr_unref (SluiceExpr *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  if (self->data_destroy != NULL && self->data != NULL)
    self->data_destroy (self->data);
  for (guint i = 0; i < self->n_args; i++)
    sluice_expr_unref (self->args[i]);
  g_free (self->args);
  sluice_expr_unref (self->filter);
  sluice_expr_unref (self->data_owner);
  sluice_arena_unref (self->arena);
  sluice_type_unref (self->type);
  g_free (self);
}

static gboolean
literal_values_equal (const SluiceColumn *a, guint32 i, const SluiceColumn *b, guint32 j)
{
  gboolean a_null = sluice_column_is_null (a, i);

  if (a_null || sluice_column_is_null (b, j))
    return a_null && sluice_column_is_null (b, j);

  i = sluice_column_index (a, i);
  j = sluice_column_index (b, j);
  switch (a->type->id)
    {
    case SLUICE_TYPE_VOID:
      return TRUE;
    case SLUICE_TYPE_STRING:
    case SLUICE_TYPE_BINARY:
    case SLUICE_TYPE_VARIANT:
      return sluice_string_equal (&a->string[i], &b->string[j]);
    case SLUICE_TYPE_STRUCT:
      for (guint k = 0; k < a->n_children; k++)
        if (!literal_values_equal (a->children[k], i, b->children[k], j))
          return FALSE;
      return TRUE;
    case SLUICE_TYPE_ARRAY:
    case SLUICE_TYPE_MAP:
      {
        guint32 n = a->offsets[i + 1] - a->offsets[i];

        if (b->offsets[j + 1] - b->offsets[j] != n)
          return FALSE;
        for (guint k = 0; k < a->n_children; k++)
          for (guint32 e = 0; e < n; e++)
            if (!literal_values_equal (a->children[k], a->offsets[i] + e,
                                       b->children[k], b->offsets[j] + e))
              return FALSE;
        return TRUE;
      }
    default:
      /* By bits: a folded -0.0 isn't a folded 0.0. */
      return memcmp (sluice_column_value (a, i), sluice_column_value (b, j),
                     sluice_type_width (a->type->id)) == 0;
    }
}

/* Data that an expression owns was made from its arguments. Without an owner it is a choice of its own, such as whether
 * first() passes over nulls. */
static gconstpointer
choice_of (const SluiceExpr *self)
{
  const SluiceExpr *owner = self->data_owner != NULL ? self->data_owner : self;

  return owner->data_destroy == NULL ? self->data : NULL;
}

gboolean
sluice_expr_equal (const SluiceExpr *self, const SluiceExpr *other)
{
  if (!self->deterministic || !other->deterministic)
    return FALSE;
  if (self == other)
    return TRUE;
  if (self->kind != other->kind
      || self->n_args != other->n_args
      || self->function != other->function
      || self->kernel != other->kernel
      || self->aggregate != other->aggregate
      || self->distinct != other->distinct
      || self->outer != other->outer
      || choice_of (self) != choice_of (other)
      || (self->filter == NULL) != (other->filter == NULL)
      || !sluice_type_equal (self->type, other->type))
    return FALSE;

  switch (self->kind)
    {
    case SLUICE_EXPR_LITERAL:
      return literal_values_equal (self->value, 0, other->value, 0);
    case SLUICE_EXPR_COLUMN:
    case SLUICE_EXPR_VARIABLE:
      return self->index == other->index;
    case SLUICE_EXPR_LAMBDA:
      if (self->index != other->index || self->n_variables != other->n_variables)
        return FALSE;
      break;
    case SLUICE_EXPR_OVER:
      if (!sluice_over_spec_equal (sluice_over_spec (self), sluice_over_spec (other)))
        return FALSE;
      break;
    case SLUICE_EXPR_CALL:
    case SLUICE_EXPR_AGGREGATE:
    case SLUICE_EXPR_WINDOWED:
    case SLUICE_EXPR_GENERATOR:
      break;
    }

  for (guint i = 0; i < self->n_args; i++)
    if (!sluice_expr_equal (self->args[i], other->args[i]))
      return FALSE;

  return self->filter == NULL || sluice_expr_equal (self->filter, other->filter);
}

guint
sluice_expr_hash (const SluiceExpr *self)
{
  guint hash = self->kind * 31 + self->type->id;

  if (self->kind == SLUICE_EXPR_COLUMN || self->kind == SLUICE_EXPR_VARIABLE)
    hash = hash * 31 + self->index;
  hash = hash * 31 + g_direct_hash (self->function);
  hash = hash * 31 + g_direct_hash (self->kernel);
  for (guint i = 0; i < self->n_args; i++)
    hash = hash * 31 + sluice_expr_hash (self->args[i]);

  return hash;
}

SluiceExpr *
sluice_expr_copy_with_args (SluiceExpr *self, SluiceExpr **args)
{
  SluiceExpr *copy = sluice_expr_new (self->kind, self->type, self->nullable, args, self->n_args);

  copy->deterministic = self->deterministic;
  copy->watermark_delay_ms = self->watermark_delay_ms;
  copy->index = self->index;
  copy->n_variables = self->n_variables;
  copy->value = self->value;
  copy->arena = self->arena != NULL ? sluice_arena_ref (self->arena) : NULL;
  copy->function = self->function;
  copy->kernel = self->kernel;
  copy->aggregate = self->aggregate;
  copy->data = self->data;
  if (self->data != NULL)
    copy->data_owner = sluice_expr_ref (self->data_owner != NULL ? self->data_owner : self);
  copy->filter = self->filter != NULL ? sluice_expr_ref (self->filter) : NULL;
  copy->distinct = self->distinct;
  copy->outer = self->outer;
  copy->text_offset = self->text_offset;
  copy->text_length = self->text_length;

  return copy;
}

SluiceExpr *
sluice_expr_map_columns (SluiceExpr *self, SluiceExpr *const *map, guint n)
{
  g_autofree SluiceExpr **args = NULL;
  SluiceExpr *filter = NULL;
  SluiceExpr *result = NULL;
  gboolean changed = FALSE;
  guint n_mapped;

  if (self->kind == SLUICE_EXPR_COLUMN)
    return self->index < n && map[self->index] != NULL ? sluice_expr_ref (map[self->index]) : NULL;
  if (self->n_args == 0 && self->filter == NULL)
    return sluice_expr_ref (self);

  args = g_new (SluiceExpr *, self->n_args);
  for (n_mapped = 0; n_mapped < self->n_args; n_mapped++)
    {
      args[n_mapped] = sluice_expr_map_columns (self->args[n_mapped], map, n);
      if (args[n_mapped] == NULL)
        goto out;
      changed = changed || args[n_mapped] != self->args[n_mapped];
    }
  if (self->filter != NULL)
    {
      filter = sluice_expr_map_columns (self->filter, map, n);
      if (filter == NULL)
        goto out;
      changed = changed || filter != self->filter;
    }

  if (!changed)
    {
      result = sluice_expr_ref (self);
      goto out;
    }

  result = sluice_expr_copy_with_args (self, args);
  if (filter != NULL)
    {
      sluice_expr_unref (result->filter);
      result->filter = g_steal_pointer (&filter);
    }
  /* What was put in may be less deterministic than the column it stands for. */
  for (guint i = 0; i < result->n_args; i++)
    result->deterministic = result->deterministic && result->args[i]->deterministic;

out:
  for (guint i = 0; i < n_mapped; i++)
    sluice_expr_unref (args[i]);
  sluice_expr_unref (filter);

  return result;
}

void
sluice_expr_mark_columns (const SluiceExpr *self, gboolean *used, guint n)
{
  if (self->kind == SLUICE_EXPR_COLUMN && self->index < n)
    used[self->index] = TRUE;
  for (guint i = 0; i < self->n_args; i++)
    sluice_expr_mark_columns (self->args[i], used, n);
  if (self->filter != NULL)
    sluice_expr_mark_columns (self->filter, used, n);
}

static gboolean
is_closed (const SluiceExpr *self, guint first_free_variable)
{
  switch (self->kind)
    {
    case SLUICE_EXPR_LITERAL:
      return TRUE;
    case SLUICE_EXPR_COLUMN:
    case SLUICE_EXPR_AGGREGATE:
    case SLUICE_EXPR_GENERATOR:
    case SLUICE_EXPR_WINDOWED:
    case SLUICE_EXPR_OVER:
      return FALSE;
    case SLUICE_EXPR_VARIABLE:
      /* Inside the lambda that binds it a variable is no free name; one of an outer lambda is. */
      return self->index >= first_free_variable;
    case SLUICE_EXPR_CALL:
      if ((self->kernel->flags & SLUICE_KERNEL_PER_BATCH) != 0)
        return FALSE;
      break;
    case SLUICE_EXPR_LAMBDA:
      first_free_variable = MIN (first_free_variable, self->index);
      break;
    }

  for (guint i = 0; i < self->n_args; i++)
    if (!is_closed (self->args[i], first_free_variable))
      return FALSE;

  return TRUE;
}

guint
sluice_expr_count_columns (const SluiceExpr *self)
{
  guint n = self->kind == SLUICE_EXPR_COLUMN ? self->index + 1 : 0;

  for (guint i = 0; i < self->n_args; i++)
    n = MAX (n, sluice_expr_count_columns (self->args[i]));

  return n;
}

gboolean
sluice_expr_is_call_of (const SluiceExpr *self, const char *name)
{
  return self->kind == SLUICE_EXPR_CALL && self->function != NULL
         && strcmp (self->function->name, name) == 0;
}

gboolean
sluice_expr_is_foldable (const SluiceExpr *self)
{
  return self->kind != SLUICE_EXPR_LAMBDA && self->deterministic && is_closed (self, G_MAXUINT);
}
