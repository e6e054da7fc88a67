/* sluice-array-builder.c: arrays and maps put together element by element.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-array-builder.h"

#include <string.h>

#include "expr/sluice-cast.h"
#include "expr/sluice-gather.h"
#include "expr/sluice-value.h"

void
sluice_array_builder_begin (SluiceArrayBuilder *self,
                            SluiceEvalContext  *context,
                            const SluiceType   *type,
                            guint32             n_rows)
{
  SluiceArena *arena = context->arena;

  *self = (SluiceArrayBuilder){ .context = context, .type = type, .n_rows = n_rows };
  self->validity = sluice_arena_new_array0 (arena, guint64, MAX (sluice_validity_words (n_rows), 1));
  self->offsets = sluice_arena_new_array (arena, guint32, n_rows + 1);
  self->offsets[0] = 0;
  sluice_array_builder_grow (self, n_rows * 2);
}

void
sluice_array_builder_grow (SluiceArrayBuilder *self, guint32 more)
{
  guint32 capacity = MAX (MAX (self->capacity * 2, self->n + more), 16);
  SluiceArena *arena = self->context->arena;

  if (self->n + more <= self->capacity)
    return;

  for (guint k = 0; k < self->type->n_fields; k++)
    {
      const SluiceColumn **sources = sluice_arena_new_array (arena, const SluiceColumn *, capacity);
      guint32 *rows = sluice_arena_new_array (arena, guint32, capacity);

      if (self->n > 0)
        {
          memcpy (sources, self->sources[k], sizeof *sources * self->n);
          memcpy (rows, self->rows[k], sizeof *rows * self->n);
        }
      self->sources[k] = sources;
      self->rows[k] = rows;
    }
  self->capacity = capacity;
}

void
sluice_array_builder_end_row (SluiceArrayBuilder *self, guint32 row)
{
  guint32 begin = self->offsets[self->next_row];

  /* The rows that were left out lie before this one's elements. */
  for (guint32 i = self->next_row; i <= row; i++)
    self->offsets[i] = begin;
  self->offsets[row + 1] = self->n;
  sluice_validity_set (self->validity, row);
  self->next_row = row + 1;
}

void
sluice_array_builder_drop_row (SluiceArrayBuilder *self)
{
  self->n = self->offsets[self->next_row];
}

SluiceColumn *
sluice_array_builder_finish (SluiceArrayBuilder *self)
{
  SluiceArena *arena = self->context->arena;
  SluiceColumn *result = sluice_arena_alloc0 (arena, sizeof *result);
  guint32 missing = 0;

  self->n = self->offsets[self->next_row];
  for (guint32 i = self->next_row; i < self->n_rows; i++)
    self->offsets[i + 1] = self->n;
  for (guint32 i = 0; i < self->n_rows; i++)
    missing += !sluice_validity_get (self->validity, i);

  result->type = self->type;
  result->length = self->n_rows;
  result->offsets = self->offsets;
  result->validity = missing > 0 ? self->validity : NULL;
  result->n_children = self->type->n_fields;
  result->children = sluice_arena_new_array (arena, SluiceColumn *, self->type->n_fields);
  for (guint k = 0; k < self->type->n_fields; k++)
    result->children[k] = sluice_gather_many (arena, self->type->fields[k].type, self->sources[k],
                                              self->rows[k], self->n);

  return result;
}

static gboolean
fail_duplicate (SluiceArrayBuilder *self, const SluiceColumn *key, guint32 row, GError **error)
{
  static const guint32 first = 0;
  SluiceColumn *one = sluice_column_gather (self->context->arena, key, &row, 1);
  SluiceColumn *text = sluice_cast_column (self->context, one,
                                           sluice_type_primitive (SLUICE_TYPE_STRING),
                                           SLUICE_CAST_LEGACY, (SluiceSelection){ NULL, 1 }, NULL);
  g_autofree char *shown = text != NULL && !sluice_column_is_null (text, first)
                               ? g_strndup (text->string[0].data, text->string[0].length)
                               : g_strdup ("");

  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "DUPLICATED_MAP_KEY",
                    "Duplicate map key %s was found, please check the input data. If you want to remove "
                    "the duplicated keys, you can set \"spark.sql.mapKeyDedupPolicy\" to \"LAST_WIN\" "
                    "so that the key inserted at last takes precedence.",
                    shown);

  return FALSE;
}

gboolean
sluice_array_builder_put (SluiceArrayBuilder *self,
                          const SluiceColumn *key_source,
                          guint32             key_row,
                          const SluiceColumn *value_source,
                          guint32             value_row,
                          GError            **error)
{
  if (key_source == NULL || sluice_column_is_null (key_source, key_row))
    {
      sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "NULL_MAP_KEY",
                        "Cannot use null as map key.");
      return FALSE;
    }

  for (guint32 i = self->offsets[self->next_row]; i < self->n; i++)
    if (sluice_value_compare (self->sources[0][i], self->rows[0][i], key_source, key_row) == 0)
      {
        const char *policy = sluice_settings_get (self->context->settings,
                                                  "spark.sql.mapKeyDedupPolicy");

        if (policy == NULL || g_ascii_strcasecmp (policy, "LAST_WIN") != 0)
          return fail_duplicate (self, key_source, key_row, error);
        self->sources[1][i] = value_source;
        self->rows[1][i] = value_row;
        return TRUE;
      }

  if (self->n == self->capacity)
    sluice_array_builder_grow (self, 1);
  self->sources[0][self->n] = key_source;
  self->rows[0][self->n] = key_row;
  self->sources[1][self->n] = value_source;
  self->rows[1][self->n++] = value_row;

  return TRUE;
}
