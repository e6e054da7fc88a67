/* sluice-parser-window.c: reading what stands after OVER.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-parser.h"

#include <string.h>

static gpointer
copy (SluiceParser *self, gconstpointer items, gsize size)
{
  gpointer result = sluice_arena_alloc (self->arena, MAX (size, 1));

  if (size > 0)
    memcpy (result, items, size);

  return result;
}

gboolean
sluice_parser_sort_items (SluiceParser *self, SluiceSortItems *items)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();
  g_autoptr (GArray) descending = g_array_new (FALSE, FALSE, sizeof (gboolean));
  g_autoptr (GArray) nulls_last = g_array_new (FALSE, FALSE, sizeof (gboolean));

  do
    {
      SluiceSyntax *key = sluice_parser_expression (self);
      gboolean down, last;

      if (key == NULL)
        return FALSE;
      down = sluice_parser_take (self, SLUICE_KW_DESC);
      if (!down)
        sluice_parser_take (self, SLUICE_KW_ASC);
      last = down;
      if (sluice_parser_is (self, 0, SLUICE_KW_NULLS)
          && (sluice_parser_is (self, 1, SLUICE_KW_FIRST)
              || sluice_parser_is (self, 1, SLUICE_KW_LAST)))
        {
          last = sluice_parser_is (self, 1, SLUICE_KW_LAST);
          self->position += 2;
        }
      g_ptr_array_add (keys, key);
      g_array_append_val (descending, down);
      g_array_append_val (nulls_last, last);
    }
  while (sluice_parser_take_sign (self, ","));

  items->n = keys->len;
  items->keys = copy (self, keys->pdata, keys->len * sizeof (gpointer));
  items->descending = copy (self, descending->data, keys->len * sizeof (gboolean));
  items->nulls_last = copy (self, nulls_last->data, keys->len * sizeof (gboolean));

  return TRUE;
}

static gboolean
parse_partition (SluiceParser *self, SluiceWindowSyntax *window)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();

  do
    {
      SluiceSyntax *key = sluice_parser_expression (self);

      if (key == NULL)
        return FALSE;
      g_ptr_array_add (keys, key);
    }
  while (sluice_parser_take_sign (self, ","));
  window->n_partition = keys->len;
  window->partition = copy (self, keys->pdata, keys->len * sizeof (gpointer));

  return TRUE;
}

static gboolean
parse_order (SluiceParser *self, SluiceWindowSyntax *window)
{
  SluiceSortItems items;

  if (!sluice_parser_sort_items (self, &items))
    return FALSE;
  window->order = items.keys;
  window->descending = items.descending;
  window->nulls_last = items.nulls_last;
  window->n_order = items.n;

  return TRUE;
}

static gboolean
parse_bound (SluiceParser *self, SluiceFrameBoundSyntax *bound)
{
  if (sluice_parser_take (self, SLUICE_KW_CURRENT))
    {
      bound->side = SLUICE_FRAME_CURRENT_ROW;
      return sluice_parser_need (self, SLUICE_KW_ROW);
    }
  if (!sluice_parser_take (self, SLUICE_KW_UNBOUNDED))
    {
      bound->distance = sluice_parser_expression (self);
      if (bound->distance == NULL)
        return FALSE;
    }
  bound->side = SLUICE_FRAME_PRECEDING;
  if (sluice_parser_take (self, SLUICE_KW_PRECEDING))
    return TRUE;
  bound->side = SLUICE_FRAME_FOLLOWING;

  return sluice_parser_need (self, SLUICE_KW_FOLLOWING);
}

static gboolean
parse_frame (SluiceParser *self, SluiceWindowSyntax *window)
{
  gboolean between;

  window->rows = sluice_parser_is (self, 0, SLUICE_KW_ROWS);
  if (!sluice_parser_take (self, SLUICE_KW_RANGE) && !sluice_parser_take (self, SLUICE_KW_ROWS))
    return TRUE;
  window->has_frame = TRUE;
  window->bounds[1].side = SLUICE_FRAME_CURRENT_ROW;
  between = sluice_parser_take (self, SLUICE_KW_BETWEEN);

  return parse_bound (self, &window->bounds[0])
         && (!between
             || (sluice_parser_need (self, SLUICE_KW_AND) && parse_bound (self, &window->bounds[1])));
}

/* How a window of its own begins in parentheses: any other word in them is a name. */
static gboolean
at_clause (const SluiceParser *self)
{
  static const SluiceKeyword words[]
      = { SLUICE_KW_PARTITION, SLUICE_KW_DISTRIBUTE, SLUICE_KW_CLUSTER, SLUICE_KW_ORDER, SLUICE_KW_SORT };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (sluice_parser_is (self, 0, words[i]) && sluice_parser_is (self, 1, SLUICE_KW_BY))
      return TRUE;

  return FALSE;
}

static gboolean
parse_parts (SluiceParser *self, SluiceWindowSyntax *window)
{
  gboolean cluster = sluice_parser_is (self, 0, SLUICE_KW_CLUSTER);

  if (at_clause (self) && !sluice_parser_is (self, 0, SLUICE_KW_ORDER)
      && !sluice_parser_is (self, 0, SLUICE_KW_SORT))
    {
      self->position += 2;
      if (!parse_partition (self, window))
        return FALSE;
    }
  if (!cluster && at_clause (self)
      && (sluice_parser_is (self, 0, SLUICE_KW_ORDER) || sluice_parser_is (self, 0, SLUICE_KW_SORT)))
    {
      self->position += 2;
      if (!parse_order (self, window))
        return FALSE;
    }

  return parse_frame (self, window) && sluice_parser_need_sign (self, ")");
}

SluiceWindowSyntax *
sluice_parser_window (SluiceParser *self)
{
  SluiceWindowSyntax *window = sluice_arena_alloc0 (self->arena, sizeof *window);
  const SluiceLexeme *first = sluice_parser_peek (self);
  const SluiceLexeme *last;

  if (!sluice_parser_take_sign (self, "("))
    {
      window->name = sluice_parser_identifier (self);
      if (window->name == NULL)
        return NULL;
    }
  else if (sluice_parser_is_identifier (self, 0) && sluice_parser_is_sign (self, 1, ")"))
    {
      window->name = sluice_parser_identifier (self);
      self->position++;
    }
  else if (!parse_parts (self, window))
    return NULL;
  last = &self->lexemes[self->position - 1];
  window->offset = (gint32) first->offset;
  window->length = (gint32) (last->offset + last->length - first->offset);

  return window;
}
