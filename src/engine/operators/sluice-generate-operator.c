/* sluice-generate-operator.c: makes several rows out of one: explode and its relatives, and windows.
 *
 * State: none. Watermark: passes on. Spark: GenerateExec; for windows outside of a grouping ExpandExec.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/sluice-error.h"
#include "expr/sluice-convert.h"
#include "expr/sluice-function.h"
#include "expr/sluice-functions-window.h"
#include "expr/sluice-gather.h"
#include "expr/sluice-program.h"
#include "operators/sluice-operators-private.h"

/* Stands for the row of nulls that an outer generator makes of nothing. */
#define NO_ELEMENT G_MAXUINT32

/* What the generator takes its columns from. */
typedef enum
{
  FROM_COLLECTION, /* explode: the elements of an array, keys and values of a map */
  FROM_STRUCTS,    /* inline: the fields of an array's structs */
  FROM_ARGUMENTS,  /* stack: the arguments, row after row */
  FROM_TIME,       /* window: the windows that a time lies in, the latest first */
} GeneratorKind;

typedef struct
{
  SluiceOperator parent;
  SluicePlan *plan;
  const SluiceExpr *generator;
  SluiceProgram *program;
  GeneratorKind kind;
  const SluiceWindowSpec *windows; /* of FROM_TIME */
  gboolean with_position;
  guint n_columns; /* that the generator makes */
  guint n_rows;    /* of stack */
} GenerateOperator;

/* The rows on their way out: of each the row that it comes from, and which of its elements. */
typedef struct
{
  GenerateOperator *self;
  guint worker;
  SluiceBatch *batch;
  SluiceColumn **args;
  guint32 *rows;
  guint32 *elements;
  gint32 *positions;
  guint32 n;
  guint32 capacity;
} Output;

static SluiceColumn *
gather_elements (Output *output, const SluiceColumn *elements, const SluiceColumn *parent)
{
  SluiceArena *arena = output->batch->arena;
  guint32 *places = sluice_arena_new_array (arena, guint32, output->n + 1);
  SluiceColumn *result;

  /* All rows may be without elements, and then there is nothing to gather from. */
  if (elements->length == 0 && !elements->constant)
    return sluice_column_new_null (arena, elements->type, output->n);

  for (guint32 i = 0; i < output->n; i++)
    places[i] = output->elements[i] != NO_ELEMENT ? output->elements[i] : 0;
  result = sluice_column_gather (arena, elements, places, output->n);
  if (result->constant)
    return result;

  for (guint32 i = 0; i < output->n; i++)
    if (output->elements[i] == NO_ELEMENT
        || (parent != NULL && sluice_column_is_null (parent, output->elements[i])))
      sluice_validity_clear (sluice_column_ensure_validity (arena, result), i);

  return result;
}

static SluiceColumn *
gather_arguments (Output *output, guint column)
{
  GenerateOperator *self = output->self;
  SluiceArena *arena = output->batch->arena;
  const SluiceColumn **from = sluice_arena_new_array (arena, const SluiceColumn *, output->n + 1);
  guint32 *rows = sluice_arena_new_array (arena, guint32, output->n + 1);

  for (guint32 i = 0; i < output->n; i++)
    {
      guint arg = 1 + output->elements[i] * self->n_columns + column;

      /* The last row of stack may be cut short: what it lacks is null. */
      from[i] = arg < self->generator->n_args ? output->args[arg] : NULL;
      rows[i] = from[i] != NULL ? sluice_column_index (from[i], output->rows[i]) : 0;
    }

  return sluice_gather_many (arena, self->generator->type->fields[column].type, from, rows, output->n);
}

static SluiceColumn *
make_positions (Output *output)
{
  SluiceColumn *result
      = sluice_column_new (output->batch->arena, sluice_type_primitive (SLUICE_TYPE_INT), output->n);

  for (guint32 i = 0; i < output->n; i++)
    {
      result->i32[i] = output->positions[i];
      if (output->elements[i] == NO_ELEMENT)
        sluice_validity_clear (sluice_column_ensure_validity (output->batch->arena, result), i);
    }

  return result;
}

/* How far the beginning of the latest window lies behind @time. */
static gint64
behind_latest (const SluiceWindowSpec *windows, gint64 time)
{
  gint64 remainder = (gint64) ((guint64) time - (guint64) windows->offset_us) % windows->slide_us;

  return remainder < 0 ? remainder + windows->slide_us : remainder;
}

static SluiceColumn *
make_windows (Output *output)
{
  GenerateOperator *self = output->self;
  const SluiceColumn *times = output->args[0];
  SluiceColumn *result = sluice_column_new (output->batch->arena, self->generator->type, output->n);

  for (guint32 i = 0; i < output->n; i++)
    {
      gint64 time = times->i64[sluice_column_index (times, output->rows[i])];
      gint64 behind = behind_latest (self->windows, time) + output->elements[i] * self->windows->slide_us;

      /* At the ends of time they wrap, as Spark's do. */
      result->children[0]->i64[i] = (gint64) ((guint64) time - (guint64) behind);
      result->children[1]->i64[i]
          = (gint64) ((guint64) result->children[0]->i64[i] + (guint64) self->windows->size_us);
    }

  return result;
}

static void
make_columns (Output *output, SluiceColumn **columns)
{
  GenerateOperator *self = output->self;
  guint n = 0;

  if (self->with_position)
    columns[n++] = make_positions (output);
  if (self->kind == FROM_TIME)
    columns[n++] = make_windows (output);
  else if (self->kind == FROM_ARGUMENTS)
    for (guint c = 0; c < self->n_columns; c++)
      columns[n++] = gather_arguments (output, c);
  else if (self->kind == FROM_STRUCTS)
    for (guint c = 0; c < self->n_columns; c++)
      columns[n++] = gather_elements (output, output->args[0]->children[0]->children[c],
                                      output->args[0]->children[0]);
  else
    for (guint c = 0; c < output->args[0]->n_children; c++)
      columns[n++] = gather_elements (output, output->args[0]->children[c], NULL);
}

static gboolean
flush (Output *output, GError **error)
{
  GenerateOperator *self = output->self;
  SluiceBatch *batch = output->batch;
  guint n_input = batch->n_columns;
  g_autofree SluiceColumn **columns = g_new0 (SluiceColumn *, self->parent.schema->n_fields + 1);
  g_autoptr (SluiceBatch) result = NULL;

  if (output->n == 0)
    return TRUE;

  for (guint c = 0; c < n_input; c++)
    columns[c] = sluice_column_gather (batch->arena, batch->columns[c], output->rows, output->n);
  make_columns (output, columns + n_input);
  result = sluice_batch_new (batch->arena, self->parent.schema, columns, output->n);
  result->sequence = batch->sequence + output->rows[0];
  output->n = 0;

  return sluice_operator_emit (&self->parent, output->worker, result, error);
}

static gboolean
add (Output *output, guint32 row, guint32 element, guint32 position, GError **error)
{
  output->rows[output->n] = row;
  output->elements[output->n] = element;
  output->positions[output->n] = (gint32) position;

  return ++output->n < output->capacity || flush (output, error);
}

static gboolean
add_windows (Output *output, guint32 row, GError **error)
{
  const SluiceWindowSpec *windows = output->self->windows;
  const SluiceColumn *times = output->args[0];
  guint32 n = 0;

  if (sluice_column_is_null (times, row))
    return TRUE;
  for (gint64 behind = behind_latest (windows, times->i64[sluice_column_index (times, row)]);
       behind < windows->size_us; behind += windows->slide_us)
    if (!add (output, row, n++, 0, error))
      return FALSE;

  return TRUE;
}

static gboolean
add_row (Output *output, guint32 row, GError **error)
{
  GenerateOperator *self = output->self;
  const SluiceColumn *collection = output->args[0];
  guint32 place;
  guint32 n = 0;

  if (self->kind == FROM_TIME)
    return add_windows (output, row, error);
  if (self->kind == FROM_ARGUMENTS)
    {
      for (guint32 i = 0; i < self->n_rows; i++)
        if (!add (output, row, i, i, error))
          return FALSE;
      return TRUE;
    }

  place = sluice_column_index (collection, row);
  if (sluice_validity_get (collection->validity, place))
    n = collection->offsets[place + 1] - collection->offsets[place];
  for (guint32 i = 0; i < n; i++)
    if (!add (output, row, collection->offsets[place] + i, i, error))
      return FALSE;

  return n > 0 || !self->generator->outer || add (output, row, NO_ELEMENT, 0, error);
}

static gboolean
generate_push (SluiceOperator *operator, guint worker, guint port, SluiceBatch *batch, GError **error)
{
  GenerateOperator *self = (GenerateOperator *) operator;
  SluiceArena *arena = batch->arena;
  Output output = { self, worker, batch };

  output.capacity = sluice_batch_default_rows ();
  output.args = sluice_arena_new_array (arena, SluiceColumn *, self->generator->n_args + 1);
  output.rows = sluice_arena_new_array (arena, guint32, output.capacity);
  output.elements = sluice_arena_new_array (arena, guint32, output.capacity);
  output.positions = sluice_arena_new_array (arena, gint32, output.capacity);
  if (!sluice_program_run (self->program, arena, operator->round->timestamp_us, batch, output.args, error))
    return FALSE;

  for (guint32 i = 0; i < batch->n_selected; i++)
    if (!add_row (&output, sluice_batch_row (batch, i), error))
      return FALSE;

  return flush (&output, error);
}

static gboolean
generate_begin (SluiceOperator *operator, const SluiceRound *round, GError **error)
{
  operator->round = round;

  return TRUE;
}

static void
generate_describe (SluiceOperator *operator, GString *out)
{
  GenerateOperator *self = (GenerateOperator *) operator;
  g_autofree char *sql = sluice_expr_to_sql (self->generator, self->plan->inputs[0]->schema);

  g_string_append_printf (out, " %s", sql);
}

static void
generate_free (SluiceOperator *operator)
{
  GenerateOperator *self = (GenerateOperator *) operator;

  sluice_program_free (self->program);
  sluice_plan_unref (self->plan);
}

static const SluiceOperatorClass generate_class = {
  .name = "Generate",
  .begin = generate_begin,
  .push = generate_push,
  .describe = generate_describe,
  .free = generate_free,
};

SluiceOperator *
sluice_generate_operator_new (const SluicePlan *plan, const SluiceSettings *settings, GError **error)
{
  SluiceExpr *generator = plan->generate.generator;
  const char *name = generator->function->name;
  GenerateOperator *self;

  self = sluice_operator_alloc (&generate_class, sizeof *self, plan->node_id, plan->schema);
  self->plan = sluice_plan_ref ((SluicePlan *) plan);
  self->generator = generator;
  self->program = sluice_program_new (generator->args, generator->n_args, settings);
  self->with_position = g_str_has_prefix (name, "pos");
  self->n_columns = generator->type->n_fields;
  self->windows = sluice_window_spec (generator);
  if (self->windows != NULL)
    self->kind = FROM_TIME;
  else if (g_str_has_prefix (name, "inline"))
    self->kind = FROM_STRUCTS;
  else if (g_str_equal (name, "stack"))
    {
      self->kind = FROM_ARGUMENTS;
      self->n_rows = (generator->n_args - 1 + self->n_columns - 1) / self->n_columns;
      if (generator->args[0]->kind == SLUICE_EXPR_LITERAL)
        self->n_rows = (guint) generator->args[0]->value->i32[0];
    }
  else if (g_str_has_prefix (name, "explode") || self->with_position)
    self->kind = FROM_COLLECTION;
  else
    {
      sluice_set_error (error, SLUICE_OPERATOR_ERROR, SLUICE_OPERATOR_ERROR_PLAN, NULL,
                        "This version can't run the generator %s.", name);
      if (error != NULL)
        sluice_error_set_node (*error, plan->node_id, NULL);
      sluice_operator_free (&self->parent);
      return NULL;
    }

  return &self->parent;
}
