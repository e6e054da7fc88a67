/* property-generate.c: makes random pipelines and disordered data.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "property-generate.h"

#include <string.h>

#define N_WORDS 4
#define SOURCE_COLUMNS 4

/* 2024-01-01T12:00:00Z */
#define NOON_US G_GINT64_CONSTANT (1704110400000000)

typedef struct
{
  PropCase *test;
  guint64 state;
  guint n_names;
  gboolean joins;     /* filters stay away from keys then */
  gboolean time_keys; /* and from times */
} Generator;

/* SplitMix64. */
static guint64
next (Generator *self)
{
  guint64 z = self->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);

  return z ^ (z >> 31);
}

static guint
below (Generator *self, guint n)
{
  return (guint) (next (self) % n);
}

static gboolean
chance (Generator *self, guint percent)
{
  return below (self, 100) < percent;
}

/* Expressions. */

static const PropExpr *
make (Generator *self, PropOp op, PropType type, const PropExpr *a, const PropExpr *b)
{
  return prop_case_add_expr (self->test, &(PropExpr){ .op = op, .type = type, .args = { a, b } });
}

static const PropExpr *
constant (Generator *self, PropType type, gint64 value)
{
  return prop_case_add_expr (
    self->test, &(PropExpr){ .op = PROP_CONSTANT, .type = type, .constant = { FALSE, value, 0 } });
}

static const PropExpr *
column (Generator *self, const PropNode *node, guint index)
{
  return prop_case_add_expr (
    self->test,
    &(PropExpr){ .op = PROP_COLUMN, .type = node->columns[index].type, .column = index });
}

/* A column of a type; -1 when there is none. */
static int
pick_column (Generator *self, const PropNode *node, PropType type, gboolean for_filter)
{
  guint found[PROP_MAX_COLUMNS];
  guint n = 0;

  for (guint i = 0; i < node->n_columns; i++)
    if (node->columns[i].type == type && !(for_filter && node->columns[i].reserved))
      found[n++] = i;

  return n > 0 ? (int) found[below (self, n)] : -1;
}

/* A column for a join to find partners by; -1 when there is none. */
static int
pick_key (Generator *self, const PropNode *node)
{
  guint found[PROP_MAX_COLUMNS];
  guint n = 0;

  for (guint i = 0; i < node->n_columns; i++)
    if (node->columns[i].type == PROP_TEXT && !node->columns[i].optional)
      found[n++] = i;

  return n > 0 ? (int) found[below (self, n)] : -1;
}

static const PropExpr *
make_number (Generator *self, const PropNode *node, guint depth, gboolean for_filter)
{
  int index = pick_column (self, node, PROP_LONG, for_filter);
  const PropExpr *left;

  if (index < 0 || (depth == 0 && chance (self, 15)))
    return constant (self, PROP_LONG, below (self, 50));
  left = column (self, node, (guint) index);
  if (depth == 0)
    return left;

  switch (below (self, 6))
    {
    case 0:
      return make (self, PROP_ADD, PROP_LONG, left, make_number (self, node, depth - 1, for_filter));
    case 1:
      return make (self, PROP_SUBTRACT, PROP_LONG, left, make_number (self, node, depth - 1, for_filter));
    case 2:
      return make (self, PROP_MULTIPLY, PROP_LONG, left, constant (self, PROP_LONG, 2 + below (self, 3)));
    case 3:
      return make (self, PROP_REMAINDER, PROP_LONG, left, constant (self, PROP_LONG, 2 + below (self, 5)));
    case 4:
      return make (self, PROP_COALESCE, PROP_LONG, left, constant (self, PROP_LONG, below (self, 10)));
    default:
      return left;
    }
}

static const PropExpr *
make_comparison (Generator *self, const PropNode *node)
{
  static const PropOp ops[] = { PROP_EQUAL, PROP_LESS, PROP_AT_MOST };
  int text = pick_column (self, node, PROP_TEXT, TRUE);
  int time = pick_column (self, node, PROP_TIME, TRUE);
  int window = pick_column (self, node, PROP_WINDOW, TRUE);
  PropOp op = ops[below (self, 3)];

  if (text >= 0 && chance (self, 25))
    return make (self, PROP_EQUAL, PROP_LONG, column (self, node, (guint) text),
                 constant (self, PROP_TEXT, below (self, N_WORDS)));
  if (window >= 0 && chance (self, 25))
    return make (self, op, PROP_LONG,
                 constant (self, PROP_TIME, NOON_US + (gint64) below (self, 30) * PROP_MINUTE_US),
                 make (self, PROP_WINDOW_START, PROP_TIME, column (self, node, (guint) window), NULL));
  if (time >= 0 && chance (self, 25))
    return make (self, op, PROP_LONG,
                 constant (self, PROP_TIME, NOON_US + (gint64) below (self, 30) * PROP_MINUTE_US),
                 column (self, node, (guint) time));
  if (op == PROP_EQUAL)
    return make (self, op, PROP_LONG,
                 make (self, PROP_REMAINDER, PROP_LONG, make_number (self, node, 1, TRUE),
                       constant (self, PROP_LONG, 2 + below (self, 2))),
                 constant (self, PROP_LONG, 0));
  if (chance (self, 50))
    return make (self, op, PROP_LONG, constant (self, PROP_LONG, below (self, 40)),
                 make_number (self, node, 1, TRUE));

  return make (self, op, PROP_LONG, make_number (self, node, 1, TRUE),
               constant (self, PROP_LONG, 40 + below (self, 60)));
}

static gboolean
has_number (const PropNode *node)
{
  for (guint i = 0; i < node->n_columns; i++)
    if (node->columns[i].type == PROP_LONG && !node->columns[i].reserved)
      return TRUE;

  return FALSE;
}

/* A condition without a part that is the same for all rows, which an optimizer would take out. */
static gboolean
reads_something (const PropExpr *expr)
{
  gboolean used[2 * PROP_MAX_COLUMNS] = { FALSE };

  prop_expr_mark (expr, used);
  for (guint i = 0; i < G_N_ELEMENTS (used); i++)
    if (used[i])
      return TRUE;

  return FALSE;
}

static const PropExpr *
make_condition (Generator *self, const PropNode *node, guint depth)
{
  const PropExpr *one;
  int index;

  switch (depth > 0 ? below (self, 6) : 5)
    {
    case 0:
    case 1:
      return make (self, PROP_AND, PROP_LONG, make_condition (self, node, depth - 1),
                   make_condition (self, node, depth - 1));
    case 2:
      return make (self, PROP_OR, PROP_LONG, make_condition (self, node, depth - 1),
                   make_condition (self, node, depth - 1));
    case 3:
      return make (self, PROP_NOT, PROP_LONG, make_condition (self, node, 0), NULL);
    case 4:
      index = pick_column (self, node, PROP_LONG, TRUE);
      if (index >= 0)
        return make (self, chance (self, 70) ? PROP_IS_NOT_NULL : PROP_IS_NULL, PROP_LONG,
                     column (self, node, (guint) index), NULL);
      break;
    default:
      break;
    }
  do
    one = make_comparison (self, node);
  while (!reads_something (one));

  return one;
}

/* Nodes. */

static void
name_column (Generator *self, PropColumn *to, const char *prefix)
{
  g_snprintf (to->name, sizeof to->name, "%s%u", prefix, self->n_names++);
}

static PropNode *
over (Generator *self, PropKind kind, PropNode *input)
{
  PropNode *node = prop_case_add_node (self->test, kind);

  node->inputs[0] = input;
  node->n_columns = input->n_columns;
  memcpy (node->columns, input->columns, sizeof node->columns);
  node->ordered = input->ordered;
  node->as_sql = chance (self, 25);

  return node;
}

static PropNode *
make_source (Generator *self)
{
  static const PropType types[SOURCE_COLUMNS] = { PROP_TEXT, PROP_LONG, PROP_TIME, PROP_LONG };
  static const char *const names[SOURCE_COLUMNS] = { "k", "v", "ts", "id" };
  PropNode *node = prop_case_add_node (self->test, PROP_SOURCE);

  node->index = self->test->n_sources;
  node->ordered = TRUE;
  self->test->sources[self->test->n_sources++] = node;
  node->n_columns = SOURCE_COLUMNS;
  for (guint i = 0; i < SOURCE_COLUMNS; i++)
    {
      name_column (self, &node->columns[i], names[i]);
      node->columns[i].type = types[i];
      node->columns[i].reserved
        = (types[i] == PROP_TEXT && self->joins) || (types[i] == PROP_TIME && self->time_keys);
    }

  return node;
}

static PropNode *
make_watermark (Generator *self, PropNode *input)
{
  static const gint64 minutes[] = { 0, 1, 2, 5, 10 };
  PropNode *node = over (self, PROP_WATERMARK, input);

  node->index = self->test->n_watermarks++;
  node->time = (guint) pick_column (self, input, PROP_TIME, FALSE);
  node->delay_us = minutes[below (self, G_N_ELEMENTS (minutes))] * PROP_MINUTE_US;
  node->columns[node->time].event_time = TRUE;
  node->columns[node->time].delay_us = node->delay_us;

  return node;
}

static PropNode *
make_filter (Generator *self, PropNode *input)
{
  PropNode *node;

  if (!has_number (input))
    return input;
  node = over (self, PROP_FILTER, input);
  node->condition = make_condition (self, input, 2);

  return node;
}

/* Whether what a filter would ask of the expression it would ask of a column that is off limits. */
static gboolean
reads_reserved (const PropExpr *expr, const PropNode *input)
{
  gboolean used[2 * PROP_MAX_COLUMNS] = { FALSE };

  prop_expr_mark (expr, used);
  for (guint i = 0; i < input->n_columns; i++)
    if (used[i] && input->columns[i].reserved)
      return TRUE;

  return FALSE;
}

static void
set_computed (Generator *self, PropNode *node, guint at, const PropExpr *expr)
{
  node->columns[at] = (PropColumn){ .type = PROP_LONG };
  name_column (self, &node->columns[at], "c");
  node->columns[at].reserved = reads_reserved (expr, node->inputs[0]);
}

static PropNode *
make_with_columns (Generator *self, PropNode *input)
{
  PropNode *node;

  if (input->n_columns + 1 >= PROP_MAX_COLUMNS / 2)
    return input;
  node = over (self, PROP_WITH_COLUMNS, input);
  node->n_exprs = 1;
  node->exprs[0] = make_number (self, input, 2, FALSE);
  set_computed (self, node, node->n_columns++, node->exprs[0]);

  return node;
}

/* All columns in another order, some under another name, perhaps a computed one. Times and keys stay; of two columns with
 * watermarks only @keep stays, or both when it is -2. */
static PropNode *
make_select (Generator *self, PropNode *input, int keep)
{
  PropNode *node = over (self, PROP_SELECT, input);
  guint first = below (self, input->n_columns);
  guint n_numbers = 0;

  node->n_columns = 0;
  for (guint i = 0; i < input->n_columns; i++)
    {
      guint index = (first + i) % input->n_columns;
      const PropColumn *from = &input->columns[index];
      guint at = node->n_columns;

      if (from->event_time && keep >= -1 && (int) index != keep)
        continue;
      if (from->type == PROP_LONG && n_numbers++ > 0 && chance (self, 30))
        continue;
      node->exprs[at] = column (self, input, index);
      node->columns[at] = *from;
      if (chance (self, 40))
        name_column (self, &node->columns[at], "r");
      node->n_columns++;
    }
  if (chance (self, 40) && node->n_columns + 1 < PROP_MAX_COLUMNS / 2)
    {
      node->exprs[node->n_columns] = make_number (self, input, 2, FALSE);
      set_computed (self, node, node->n_columns, node->exprs[node->n_columns]);
      node->n_columns++;
    }
  node->n_exprs = node->n_columns;

  return node;
}

static PropValue
random_word (Generator *self)
{
  return (PropValue){ chance (self, 8), below (self, N_WORDS), 0 };
}

static PropNode *
make_table (Generator *self)
{
  PropNode *node = prop_case_add_node (self->test, PROP_TABLE);
  guint n = below (self, 6);

  node->n_columns = 2;
  name_column (self, &node->columns[0], "k");
  name_column (self, &node->columns[1], "x");
  node->columns[0].type = PROP_TEXT;
  node->columns[1].type = PROP_LONG;
  node->rows = g_array_new (FALSE, TRUE, sizeof (PropRow));
  for (guint i = 0; i < n; i++)
    {
      PropRow row = { { random_word (self), { chance (self, 10), below (self, 60), 0 } } };

      g_array_append_val (node->rows, row);
    }

  return node;
}

/* The columns of both sides. Those of the side that may be missing, and those of the other side of an inner join, with
 * which a filter would become part of the condition, are off limits from here on. */
static void
set_join_columns (PropNode *node)
{
  const PropNode *left = node->inputs[0];
  const PropNode *right = node->inputs[1];

  node->ordered = FALSE;
  for (guint i = 0; i < node->n_keys; i++)
    node->columns[node->keys[i]].reserved = TRUE;
  for (guint i = 0; i < left->n_columns; i++)
    if (node->join == PROP_RIGHT || node->join == PROP_FULL)
      node->columns[i].reserved = node->columns[i].optional = TRUE;
  if (node->join == PROP_LEFT_SEMI || node->join == PROP_LEFT_ANTI)
    return;
  for (guint i = 0; i < right->n_columns; i++)
    {
      node->columns[node->n_columns] = right->columns[i];
      if (node->join != PROP_RIGHT)
        node->columns[node->n_columns].reserved = TRUE;
      if (node->join == PROP_LEFT || node->join == PROP_FULL)
        node->columns[node->n_columns].optional = TRUE;
      for (guint k = 0; k < node->n_keys; k++)
        if (node->other_keys[k] == i)
          node->columns[node->n_columns].reserved = TRUE;
      node->n_columns++;
    }
}

static const PropExpr *
shift (Generator *self, const PropExpr *expr, guint by)
{
  PropExpr copy;

  if (expr == NULL)
    return NULL;
  copy = *expr;
  if (copy.op == PROP_COLUMN)
    copy.column += by;
  for (guint i = 0; i < G_N_ELEMENTS (copy.args); i++)
    copy.args[i] = shift (self, copy.args[i], by);

  return prop_case_add_expr (self->test, &copy);
}

static void
make_join_condition (Generator *self, PropNode *node)
{
  const PropNode *left = node->inputs[0];
  const PropNode *right = node->inputs[1];
  int a = pick_column (self, left, PROP_LONG, TRUE);
  int b = pick_column (self, right, PROP_LONG, TRUE);

  if (a < 0 || b < 0)
    return;
  switch (below (self, 8))
    {
    case 0:
      node->condition = make (self, PROP_LESS, PROP_LONG, constant (self, PROP_LONG, below (self, 30)),
                              column (self, left, (guint) a));
      break;
    case 1:
      node->condition
        = shift (self, make (self, PROP_LESS, PROP_LONG, constant (self, PROP_LONG, below (self, 30)),
                             column (self, right, (guint) b)),
                 left->n_columns);
      break;
    case 2:
      node->condition = make (self, PROP_LESS, PROP_LONG, column (self, left, (guint) a),
                              shift (self, column (self, right, (guint) b), left->n_columns));
      break;
    default:
      break;
    }
}

/* A join that only chooses among the rows of @input may be moved below what makes them, which changes who has which rows
 * in state. There are recorded cases of that; here such joins stand where they stay. */
static PropJoin
pick_join (const PropNode *input, PropJoin wished)
{
  if (wished != PROP_LEFT_SEMI && wished != PROP_LEFT_ANTI)
    return wished;
  while (input->kind == PROP_SELECT || input->kind == PROP_WITH_COLUMNS || input->kind == PROP_FILTER)
    input = input->inputs[0];

  return input->kind == PROP_UNION || input->kind == PROP_GROUP || input->kind == PROP_JOIN_TABLE
                 || input->kind == PROP_JOIN_STREAM
             ? PROP_INNER
             : wished;
}

static PropNode *
make_table_join (Generator *self, PropNode *input)
{
  static const PropJoin types[] = { PROP_INNER, PROP_INNER, PROP_LEFT, PROP_LEFT_SEMI, PROP_LEFT_ANTI };
  int key = pick_key (self, input);
  PropNode *table;
  PropNode *node;

  if (key < 0 || input->n_columns + 2 > PROP_MAX_COLUMNS / 2)
    return input;
  table = make_table (self);
  node = over (self, PROP_JOIN_TABLE, input);
  node->inputs[1] = table;
  node->join = pick_join (input, types[below (self, G_N_ELEMENTS (types))]);
  node->n_keys = 1;
  node->keys[0] = (guint) key;
  node->other_keys[0] = 0;
  make_join_condition (self, node);
  set_join_columns (node);

  return node;
}

static PropNode *
make_stateless (Generator *self, PropNode *node, guint most)
{
  guint n = below (self, most + 1);

  for (guint i = 0; i < n; i++)
    switch (below (self, self->joins ? 8 : 7))
      {
      case 0:
      case 1:
      case 2:
        node = make_filter (self, node);
        break;
      case 3:
      case 4:
        node = make_with_columns (self, node);
        break;
      case 5:
      case 6:
        node = make_select (self, node, -2);
        break;
      default:
        node = make_table_join (self, node);
        break;
      }

  return node;
}

/* The columns that every source has, in their order, under names of their own: what two branches must look like for a
 * union, or for a join with oneself. */
static PropNode *
make_plain (Generator *self, PropNode *input)
{
  static const PropType types[3] = { PROP_TEXT, PROP_TIME, PROP_LONG };
  PropNode *node = over (self, PROP_SELECT, input);

  node->n_columns = node->n_exprs = G_N_ELEMENTS (types);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      int time = prop_node_find_event_time (input);
      guint index = types[i] == PROP_TEXT                ? (guint) pick_key (self, input)
                    : types[i] == PROP_TIME && time >= 0 ? (guint) time
                                                         : (guint) pick_column (self, input, types[i], FALSE);

      node->exprs[i] = column (self, input, index);
      node->columns[i] = input->columns[index];
      name_column (self, &node->columns[i], "p");
    }

  return node;
}

static PropNode *
make_branch (Generator *self, gboolean watermark)
{
  PropNode *node;

  if (self->test->n_sources == PROP_MAX_SOURCES || (self->test->n_sources > 0 && chance (self, 20)))
    node = make_plain (self, self->test->sources[below (self, self->test->n_sources)]);
  else
    node = make_source (self);
  node = make_stateless (self, node, 2);
  if (watermark)
    node = make_stateless (self, make_watermark (self, node), 2);

  return node;
}

/* A stream without state, with one event time at the most. */
static PropNode *
make_stream (Generator *self, gboolean watermark)
{
  PropNode *node;
  PropNode *left;
  PropNode *right;
  guint how = below (self, 3);

  if (chance (self, 75))
    return make_branch (self, watermark);

  left = make_plain (self, make_branch (self, watermark && how > 0));
  right = make_plain (self, make_branch (self, watermark && how > 1));
  node = over (self, PROP_UNION, left);
  node->inputs[1] = right;
  node->ordered = FALSE;
  for (guint i = 0; i < node->n_columns; i++)
    {
      node->columns[i].reserved |= right->columns[i].reserved;
      node->columns[i].optional |= right->columns[i].optional;
    }
  if (watermark && how == 0)
    node = make_stateless (self, make_watermark (self, node), 2);

  return node;
}

/* Stateful nodes. */

static void
add_aggregates (Generator *self, PropNode *node)
{
  const PropNode *input = node->inputs[0];
  guint n = 1 + below (self, 3);

  for (guint i = 0; i < n; i++)
    {
      PropAggregate *aggregate = &node->aggregates[i];
      PropColumn *to = &node->columns[node->n_columns++];
      int time = pick_column (self, input, PROP_TIME, FALSE);

      aggregate->function = i == 0 ? PROP_COUNT_ROWS : (PropFunction) (1 + below (self, 4));
      *to = (PropColumn){ .type = PROP_LONG };
      name_column (self, to, "a");
      if (aggregate->function >= PROP_MIN && time >= 0 && chance (self, 30))
        {
          aggregate->argument = column (self, input, (guint) time);
          to->type = PROP_TIME;
        }
      else if (aggregate->function != PROP_COUNT_ROWS)
        aggregate->argument = make_number (self, input, 1, FALSE);
      if (!node->as_sql && has_number (input) && chance (self, 20))
        aggregate->where = make_condition (self, input, 0);
      node->n_aggregates++;
    }
}

static void
add_group_key (Generator *self, PropNode *node, const PropExpr *expr, const char *prefix)
{
  PropColumn *to = &node->columns[node->n_columns++];

  node->exprs[node->n_exprs++] = expr;
  if (expr->op == PROP_COLUMN)
    *to = node->inputs[0]->columns[expr->column];
  else
    *to = (PropColumn){ .type = expr->type, .reserved = reads_reserved (expr, node->inputs[0]) };
  name_column (self, to, prefix);
}

/* What kind of window a group has. */
typedef enum
{
  NO_WINDOW,
  TIME_KEY,
  TUMBLING,
  SLIDING,
  SESSION,
} Window;

static void
set_window (Generator *self, PropNode *node, Window window)
{
  static const gint64 minutes[] = { 2, 3, 5, 10 };
  const PropNode *input = node->inputs[0];
  int event_time = prop_node_find_event_time (input);
  PropColumn *to = &node->columns[0];

  node->window = TRUE;
  node->time = (guint) (event_time >= 0 ? event_time : pick_column (self, input, PROP_TIME, FALSE));
  node->size_us = minutes[below (self, 4)] * PROP_MINUTE_US;
  if (input->columns[node->time].type == PROP_WINDOW)
    node->size_us *= 4;
  if (window == TUMBLING)
    node->slide_us = node->size_us;
  else if (window == SLIDING)
    node->slide_us = (1 + below (self, (guint) (node->size_us / PROP_MINUTE_US))) * PROP_MINUTE_US;
  if (node->slide_us > PROP_MINUTE_US && chance (self, 25))
    node->start_us = PROP_MINUTE_US;
  if (window == SESSION && has_number (input) && chance (self, 30))
    node->wide = make_condition (self, input, 0);

  *to = (PropColumn){ .type = PROP_WINDOW, .event_time = event_time >= 0 };
  to->delay_us = input->columns[node->time].delay_us;
  to->reserved = window == SESSION || input->columns[node->time].type == PROP_WINDOW
                 || input->columns[node->time].reserved;
  name_column (self, to, "w");
  node->n_columns = 1;
}

static PropNode *
make_group (Generator *self, PropNode *input, Window window)
{
  PropNode *node = over (self, PROP_GROUP, input);
  int time = prop_node_find_event_time (input);
  int text = self->joins ? pick_key (self, input) : pick_column (self, input, PROP_TEXT, FALSE);

  node->ordered = FALSE;
  node->n_columns = 0;
  if (window == TIME_KEY)
    add_group_key (self, node, column (self, input, (guint) time), "t");
  else if (window != NO_WINDOW)
    set_window (self, node, window);

  if (text >= 0 && (window == SESSION || chance (self, 70)))
    add_group_key (self, node, column (self, input, (guint) text), "k");
  if (chance (self, 30) || (window == SESSION && node->n_exprs == 0))
    add_group_key (self, node,
                   make (self, PROP_REMAINDER, PROP_LONG, make_number (self, input, 0, FALSE),
                         constant (self, PROP_LONG, 2 + below (self, 3))),
                   "m");
  add_aggregates (self, node);

  return node;
}

static PropNode *
make_distinct (Generator *self, PropNode *input, PropKind kind)
{
  PropNode *node = over (self, kind, input);

  node->as_sql = FALSE;
  if (!input->ordered || chance (self, 30))
    return node;
  for (guint i = 0; i < input->n_columns && node->n_keys < 2; i++)
    if (chance (self, 50))
      node->keys[node->n_keys++] = i;

  return node;
}

static void
set_bounds (Generator *self, PropNode *node, gboolean both)
{
  guint which = below (self, 4);

  for (guint bound = 0; bound < 2; bound++)
    {
      node->times[bound] = (guint) prop_node_find_event_time (node->inputs[bound]);
      node->bounds[bound] = both || which == 3 || which == bound;
      node->strict[bound] = chance (self, 30);
      node->bound_us[bound] = ((bound == 0 ? -6 : 1) + (gint64) below (self, 7)) * PROP_MINUTE_US;
    }
}

static gboolean
both_have (const PropNode *node, PropType type)
{
  for (guint side = 0; side < 2; side++)
    {
      int time = prop_node_find_event_time (node->inputs[side]);

      if (time < 0 || node->inputs[side]->columns[time].type != type)
        return FALSE;
    }

  return TRUE;
}

/* Joins two streams; each has one event time or none. */
static PropNode *
make_stream_join (Generator *self, PropNode *left, PropNode *right, PropJoin join)
{
  PropNode *node = over (self, PROP_JOIN_STREAM, left);
  int a = pick_key (self, left);
  int b = pick_key (self, right);
  gboolean times;

  node->inputs[1] = right;
  node->join = join = pick_join (left, join);
  times = both_have (node, PROP_TIME);
  if (a >= 0 && b >= 0)
    {
      node->keys[0] = (guint) a;
      node->other_keys[0] = (guint) b;
      node->n_keys = 1;
    }
  if (both_have (node, PROP_WINDOW) || (times && self->time_keys))
    {
      node->keys[node->n_keys] = (guint) prop_node_find_event_time (left);
      node->other_keys[node->n_keys++] = (guint) prop_node_find_event_time (right);
    }
  else if (times && (join != PROP_INNER || chance (self, 70)))
    set_bounds (self, node, join != PROP_INNER);
  make_join_condition (self, node);
  set_join_columns (node);

  return node;
}

/* One event time is enough: the one of the side whose rows are always there. */
static PropNode *
keep_one_time (Generator *self, PropNode *join)
{
  guint n_left = join->inputs[0]->n_columns;
  int left = prop_node_find_event_time (join->inputs[0]);
  int right = prop_node_find_event_time (join->inputs[1]);
  guint kept = join->join == PROP_RIGHT || (join->join == PROP_INNER && chance (self, 30)) ? 1 : 0;

  if (left < 0 || join->join == PROP_LEFT_SEMI)
    return join;
  join->unread[1 - kept] = !join->bounds[0] && !join->bounds[1] && join->n_keys < 2;

  return make_select (self, join, kept == 1 ? right + (int) n_left : left);
}

/* Whole pipelines. */

static Window
pick_window (Generator *self)
{
  static const Window windows[] = { TUMBLING, TUMBLING, SLIDING, SLIDING, SESSION, TIME_KEY };

  return windows[below (self, G_N_ELEMENTS (windows))];
}

static PropNode *
make_joined (Generator *self, gboolean watermark, const PropJoin *types, guint n_types)
{
  PropNode *left;
  PropNode *right;

  self->joins = TRUE;
  self->time_keys = watermark && chance (self, 25);
  left = make_stream (self, watermark);
  right = make_stream (self, watermark);

  return make_stream_join (self, left, right, types[below (self, n_types)]);
}

static PropNode *
make_keyed (Generator *self, Window window)
{
  return make_group (self, make_stream (self, TRUE), window);
}

static PropNode *
make_windows_join (Generator *self)
{
  static const PropJoin types[] = { PROP_INNER, PROP_INNER, PROP_LEFT, PROP_FULL, PROP_LEFT_SEMI };
  Window window = chance (self, 50) ? TUMBLING : SLIDING;
  PropNode *left;
  PropNode *right;

  self->joins = TRUE;
  left = make_keyed (self, window);
  right = make_keyed (self, window);
  right->size_us = left->size_us;
  right->slide_us = left->slide_us;
  right->start_us = left->start_us;

  return make_stream_join (self, left, right, types[below (self, G_N_ELEMENTS (types))]);
}

static PropNode *
make_append (Generator *self)
{
  static const PropJoin all[] = { PROP_INNER, PROP_LEFT, PROP_RIGHT, PROP_FULL, PROP_LEFT_SEMI };
  static const PropJoin inner[] = { PROP_INNER, PROP_LEFT_SEMI };
  PropNode *node;

  switch (below (self, 14))
    {
    case 0:
      return make_stream (self, chance (self, 50));
    case 1:
    case 2:
    case 3:
      node = make_keyed (self, pick_window (self));
      return make_stateless (self, node, 1);
    case 4:
      return make_distinct (self, make_stream (self, chance (self, 70)), PROP_DISTINCT);
    case 5:
      return make_distinct (self, make_stream (self, TRUE), PROP_DISTINCT_WITHIN);
    case 6:
      return make_stateless (self, make_joined (self, FALSE, inner, 1), 1);
    case 7:
    case 8:
    case 9:
      return make_stateless (self, make_joined (self, TRUE, all, G_N_ELEMENTS (all)), 1);
    case 10:
      node = make_keyed (self, chance (self, 50) ? TUMBLING : SLIDING);
      return make_group (self, node, chance (self, 50) ? TUMBLING : SLIDING);
    case 11:
      node = make_distinct (self, make_stream (self, TRUE),
                            chance (self, 50) ? PROP_DISTINCT : PROP_DISTINCT_WITHIN);
      return make_group (self, node, chance (self, 30) ? SESSION : SLIDING);
    case 12:
      node = make_joined (self, TRUE, all, 3);
      return make_group (self, keep_one_time (self, node), chance (self, 50) ? TUMBLING : SLIDING);
    default:
      return make_windows_join (self);
    }
}

static PropNode *
make_update (Generator *self)
{
  static const PropJoin types[] = { PROP_INNER, PROP_INNER, PROP_LEFT_SEMI };
  PropNode *node;

  switch (below (self, 6))
    {
    case 0:
      return make_distinct (self, make_stream (self, chance (self, 60)), PROP_DISTINCT);
    case 1:
      return make_distinct (self, make_stream (self, TRUE), PROP_DISTINCT_WITHIN);
    case 2:
      return make_stateless (self, make_joined (self, TRUE, types, G_N_ELEMENTS (types)), 1);
    case 3:
      node = make_distinct (self, make_stream (self, TRUE), PROP_DISTINCT);
      return make_group (self, node, SLIDING);
    default:
      node = make_stream (self, chance (self, 70));
      return make_group (self, node, chance (self, 30) ? NO_WINDOW : chance (self, 50) ? TUMBLING : SLIDING);
    }
}

static PropNode *
make_complete (Generator *self)
{
  static const Window windows[] = { NO_WINDOW, TUMBLING, SLIDING, SESSION };
  PropNode *node = make_stream (self, chance (self, 40));

  if (chance (self, 25))
    node = make_distinct (self, node, PROP_DISTINCT);

  return make_stateless (self, make_group (self, node, windows[below (self, 4)]), 1);
}

/* Spark tells of the operators that are furthest down first. */
static void
number_stateful (PropCase *test, PropNode *node)
{
  if (prop_node_is_stateful (node))
    node->index = test->n_stateful++;
  for (guint i = 0; i < G_N_ELEMENTS (node->inputs) && node->inputs[i] != NULL; i++)
    number_stateful (test, node->inputs[i]);
}

/* Data. */

static gint64
random_time (Generator *self, guint step)
{
  static const gint64 grains[] = { 60000000, 60000000, 60000000, 1000000, 1000, 1 };
  gint64 grain = grains[below (self, G_N_ELEMENTS (grains))];
  gint64 time = NOON_US + (gint64) step * 3 * PROP_MINUTE_US;

  if (chance (self, 3))
    time += 40 * PROP_MINUTE_US;
  if (chance (self, 2))
    return below (self, 2);
  time += (gint64) (next (self) % (guint64) (14 * PROP_MINUTE_US)) - 10 * PROP_MINUTE_US;

  return time - time % grain;
}

static GArray *
random_rows (Generator *self, const PropNode *source, guint step)
{
  GArray *rows = g_array_new (FALSE, TRUE, sizeof (PropRow));
  guint n = chance (self, 20) ? 0 : chance (self, 10) ? below (self, 60) : below (self, 10);

  for (guint i = 0; i < n; i++)
    {
      PropRow row = { { random_word (self),
                        { chance (self, 8), below (self, 60), 0 },
                        { chance (self, 4), random_time (self, step), 0 },
                        { FALSE, below (self, 12), 0 } } };

      if (rows->len > 0 && chance (self, 12))
        row = g_array_index (rows, PropRow, below (self, rows->len));
      g_array_append_val (rows, row);
    }

  return rows;
}

static void
add_steps (Generator *self)
{
  guint n = 1 + below (self, 7);

  for (guint i = 0; i < n; i++)
    {
      PropStep *step = g_new0 (PropStep, 1);

      step->broken_batch = -1;
      if (chance (self, 10))
        step->fault = 1 + below (self, 25);
      for (guint s = 0; s < self->test->n_sources; s++)
        step->rows[s] = random_rows (self, self->test->sources[s], i);
      g_ptr_array_add (self->test->steps, step);
      if (chance (self, 25))
        {
          PropStep *restart = g_new0 (PropStep, 1);

          restart->restart = TRUE;
          g_ptr_array_add (self->test->steps, restart);
        }
    }
}

PropCase *
prop_generate (guint64 seed)
{
  static const guint numbers[] = { 1, 2, 7 };
  static const guint threads[] = { 1, 1, 1, 1, 2, 2, 7 };
  static const guint batch_rows[] = { 1, 2, 7, 8192 };
  Generator self = { .test = prop_case_new (seed), .state = seed };
  PropCase *test = self.test;
  guint mode = below (&self, 100);

  self.joins = chance (&self, 60);
  test->mode = mode < 55 ? PROP_APPEND : mode < 75 ? PROP_UPDATE : PROP_COMPLETE;
  test->max_policy = chance (&self, 20);
  test->no_data_batches = chance (&self, 80);
  test->threads = threads[below (&self, G_N_ELEMENTS (threads))];
  test->partitions = numbers[below (&self, 3)];
  test->batch_rows = batch_rows[below (&self, 4)];
  test->snapshots = chance (&self, 30) ? 1 : 10;
  test->watched = chance (&self, 20);
  test->root = test->mode == PROP_APPEND   ? make_append (&self)
               : test->mode == PROP_UPDATE ? make_update (&self)
                                           : make_complete (&self);
  number_stateful (test, test->root);
  add_steps (&self);

  return test;
}
