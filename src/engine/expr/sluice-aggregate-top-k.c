/* sluice-aggregate-top-k.c: approx_top_k, approx_top_k_accumulate and approx_top_k_combine.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who comes first among equals follows from how the sketch's hash map lies, and this from the ways that it went: where
 * tasks are joined, Spark writes down what each counted and adds it to an empty sketch. So is it done here.
 */
#include "config.h"

#include "expr/sluice-analyzer.h"
#include "expr/sluice-top-k.h"

#define DEFAULT_TRACKED 10000
#define LG_MOST_SLOTS 21

/* The expression's data. */
typedef struct
{
  gint32 k;
  gint32 tracked; /* 0 when the sketches to combine decide */
  guint lg_max;
  const SluiceType *type; /* of the items, part of an argument's type */
  GError *failure;        /* what Spark says when it makes the first sketch */
} Settings;

typedef struct
{
  SluiceFrequentItems sketch;
  gboolean handed_on;     /* whether it is what others wrote down, not what was counted here */
  gint32 tracked;         /* of the sketches that were combined; 0 before the first */
  const SluiceType *type; /* of their items */
} State;

static void
settings_free (gpointer data)
{
  Settings *self = data;

  g_clear_error (&self->failure);
  g_free (self);
}

static gboolean
check (const Settings *self, const SluiceExpr *expr, GError **error)
{
  if (self->failure == NULL)
    return TRUE;

  g_propagate_error (error, g_error_copy (self->failure));
  if (error != NULL && expr->text_offset >= 0)
    sluice_error_set_position (*error, expr->text_offset, expr->text_length);

  return FALSE;
}

static const SluiceType *
type_of (const Settings *self, const State *state)
{
  return state->type != NULL ? state->type : self->type;
}

static void
ensure_sketch (const Settings *self, State *state, SluiceArena *arena)
{
  if (state->sketch.lg_max == 0)
    sluice_frequent_items_init (&state->sketch, arena, self->lg_max);
}

/* Adds a sketch as it is after it was written and read. */
static void
add_written (const Settings *self, State *into, SluiceArena *arena, const State *from)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  SluiceFrequentItems sketch;

  ensure_sketch (self, into, arena);
  if (from->sketch.lg_max == 0)
    return;
  sluice_frequent_items_write (&from->sketch, type_of (self, from), bytes);
  if (sluice_frequent_items_read (&sketch, arena, type_of (self, from), bytes->data, bytes->len))
    sluice_frequent_items_merge (&into->sketch, arena, &sketch);
}

static void
hand_on (const Settings *self, State *state, SluiceArena *arena)
{
  State counted = *state;

  state->sketch = (SluiceFrequentItems){ 0 };
  add_written (self, state, arena, &counted);
  state->handed_on = TRUE;
}

static gboolean
top_k_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  const Settings *self = expr->data;
  g_autoptr (GByteArray) scratch = g_byte_array_new ();

  if (!check (self, expr, error))
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    {
      State *state = states[i];

      ensure_sketch (self, state, arena);
      sluice_frequent_items_add (&state->sketch, arena, args[0], sluice_aggregate_row (rows, i), scratch);
    }

  return TRUE;
}

static gboolean
fail_size (const SluiceExpr *expr, gint32 a, gint32 b, GError **error)
{
  return sluice_sketch_fail (expr, "APPROX_TOP_K_SKETCH_SIZE_NOT_MATCH", error,
                             "Combining approx_top_k sketches of different sizes is not allowed. Found sketches of size "
                             "%d and %d.",
                             a, b);
}

/* What is to be combined must be of one type, and of one size unless that was said. */
static gboolean
admit (const SluiceExpr *expr, State *state, gint32 tracked, const SluiceType *type, GError **error)
{
  const Settings *self = expr->data;

  if (self->tracked == 0 && state->tracked != 0 && state->tracked != tracked)
    return fail_size (expr, state->tracked, tracked, error);
  state->tracked = tracked;
  if (state->type != NULL && !sluice_type_equal (state->type, type))
    {
      g_autofree char *a = sluice_type_to_sql (state->type);
      g_autofree char *b = sluice_type_to_sql (type);

      return sluice_sketch_fail (expr, "APPROX_TOP_K_SKETCH_TYPE_NOT_MATCH", error,
                                 "Combining approx_top_k sketches of different types is not allowed. Found sketches of "
                                 "type \"%s\" and \"%s\".",
                                 a, b);
    }
  if (state->type == NULL)
    state->type = type;

  return TRUE;
}

/* The type that a state names, kept as long as the states are; a text keeps the collation that its column has. */
static const SluiceType *
parse_type (const Settings *self, SluiceArena *arena, const SluiceString *ddl)
{
  g_autofree char *text = g_strndup (ddl->data, ddl->length);
  g_autoptr (SluiceType) schema = sluice_parse_ddl (text, NULL);
  SluiceType *type;

  if (schema == NULL || schema->n_fields == 0 || !sluice_frequent_items_supports (schema->fields[0].type))
    return NULL;
  type = schema->fields[0].type;
  if (sluice_type_equal (type, self->type) || (type->id == SLUICE_TYPE_STRING && self->type->id == type->id))
    return self->type;
  sluice_arena_keep (arena, sluice_type_ref (type), (GDestroyNotify) sluice_type_unref);

  return type;
}

static gboolean
combine_row (const SluiceExpr *expr, SluiceArena *arena, State *state, const SluiceColumn *column, guint32 index, GError **error)
{
  const Settings *self = expr->data;
  const SluiceColumn *sketches = column->children[SLUICE_TOP_K_SKETCH];
  const SluiceColumn *ddls = column->children[SLUICE_TOP_K_DDL];
  const SluiceString *bytes = &sketches->string[sluice_column_index (sketches, index)];
  const SluiceType *type = parse_type (self, arena, &ddls->string[sluice_column_index (ddls, index)]);
  gint32 tracked = (gint32) sluice_column_integral (column->children[SLUICE_TOP_K_TRACKED], index);
  SluiceFrequentItems sketch;

  if (type == NULL)
    return sluice_sketch_fail (expr, "PARSE_SYNTAX_ERROR", error, "The type of a sketch of frequent items is none.");
  if (!admit (expr, state, tracked, type, error))
    return FALSE;
  if (!sluice_frequent_items_read (&sketch, arena, type, (const guint8 *) bytes->data, bytes->length))
    return sluice_sketch_fail (expr, NULL, error, "The bytes aren’t a sketch of frequent items.");
  ensure_sketch (self, state, arena);
  sluice_frequent_items_merge (&state->sketch, arena, &sketch);

  return TRUE;
}

static gboolean
combine_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  for (guint32 i = 0; i < n; i++)
    {
      guint32 row = sluice_aggregate_row (rows, i);

      if (!sluice_column_is_null (args[0], row)
          && !combine_row (expr, arena, states[i], args[0], sluice_column_index (args[0], row), error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
top_k_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  const Settings *self = expr->data;
  const State *other = from;
  State *state = into;

  if (other->sketch.lg_max == 0)
    return TRUE;

  if (other->type != NULL && !admit (expr, state, other->tracked, other->type, error))
    return FALSE;
  if (!state->handed_on)
    hand_on (self, state, arena);
  add_written (self, state, arena, other);

  return TRUE;
}

static gboolean
top_k_finish (SLUICE_AGGREGATE_FINISH_ARGS)
{
  const Settings *self = expr->data;
  State *copies = sluice_arena_new_array (context->arena, State, n + 1);
  g_autofree const SluiceFrequentItems **list = g_new (const SluiceFrequentItems *, n + 1);

  if (!check (self, expr, error))
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    {
      copies[i] = *(const State *) states[i];
      ensure_sketch (self, &copies[i], context->arena);
      list[i] = &copies[i].sketch;
    }
  sluice_top_k_write (context, list, n, (guint) self->k, result);

  return TRUE;
}

static SluiceString
store_text (SluiceArena *arena, const char *text, gsize length)
{
  char *copy = sluice_arena_alloc_bytes (arena, length);

  if (length > 0)
    memcpy (copy, text, length);

  return sluice_string (copy, length);
}

/* Texts hide their collation. */
static char *
type_to_ddl (const SluiceType *type)
{
  g_autofree char *sql = sluice_type_to_sql (type);

  return type->id == SLUICE_TYPE_STRING ? g_strdup ("item string not null") : g_strdup_printf ("item %s NOT NULL", sql);
}

static gboolean
state_finish (SLUICE_AGGREGATE_FINISH_ARGS)
{
  const Settings *self = expr->data;
  SluiceColumn *type = result->children[SLUICE_TOP_K_TYPE];
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  if (!check (self, expr, error))
    return FALSE;
  memset (type->data, 0, sluice_type_width (type->type->id) * (gsize) n);
  for (guint32 i = 0; i < n; i++)
    {
      State state = *(const State *) states[i];
      g_autofree char *ddl = type_to_ddl (type_of (self, &state));

      ensure_sketch (self, &state, context->arena);
      g_byte_array_set_size (bytes, 0);
      sluice_frequent_items_write (&state.sketch, type_of (self, &state), bytes);
      result->children[SLUICE_TOP_K_SKETCH]->string[i]
          = store_text (context->arena, (const char *) bytes->data, bytes->len);
      result->children[SLUICE_TOP_K_TRACKED]->i32[i] = self->tracked != 0    ? self->tracked
                                                       : state.tracked != 0 ? state.tracked
                                                                            : DEFAULT_TRACKED;
      result->children[SLUICE_TOP_K_DDL]->string[i] = store_text (context->arena, ddl, strlen (ddl));
      sluice_aggregate_set_null (context, type, i);
    }

  return TRUE;
}

static void
top_k_save (const SluiceExpr *expr, gconstpointer state, GByteArray *out)
{
  const Settings *self = expr->data;
  const State *items = state;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *ddl = type_to_ddl (type_of (self, items));
  guint8 *room;

  if (items->sketch.lg_max != 0)
    sluice_frequent_items_write (&items->sketch, type_of (self, items), bytes);
  room = sluice_sketch_save_bytes (out, 4 + strlen (ddl));
  sluice_sketch_put_u32 (room, (guint32) items->tracked);
  memcpy (room + 4, ddl, strlen (ddl));
  room = sluice_sketch_save_bytes (out, bytes->len);
  if (bytes->len > 0)
    memcpy (room, bytes->data, bytes->len);
}

static gboolean
top_k_load (SLUICE_AGGREGATE_LOAD_ARGS)
{
  const Settings *self = expr->data;
  State *items = state;
  gsize n_head, n;
  const guint8 *head = sluice_sketch_load_bytes (cursor, end, &n_head);
  const guint8 *bytes = head != NULL ? sluice_sketch_load_bytes (cursor, end, &n) : NULL;
  const SluiceType *type;
  SluiceString ddl;

  if (bytes == NULL || n_head < 4)
    return FALSE;
  if (n == 0)
    return TRUE;
  ddl = sluice_string ((const char *) head + 4, n_head - 4);
  type = parse_type (self, arena, &ddl);
  items->tracked = (gint32) sluice_sketch_get_u32 (head);
  items->type = items->tracked != 0 ? type : NULL;
  items->handed_on = TRUE;

  return type != NULL && sluice_frequent_items_read (&items->sketch, arena, type, bytes, n);
}

static const SluiceAggregate top_k
    = { "approx_top_k", sizeof (State), TRUE, top_k_update, top_k_merge, top_k_finish, top_k_save, top_k_load };
static const SluiceAggregate accumulate = { "approx_top_k_accumulate", sizeof (State), TRUE,       top_k_update,
                                            top_k_merge,               state_finish,   top_k_save, top_k_load };
static const SluiceAggregate combine = { "approx_top_k_combine", sizeof (State), TRUE,       combine_update,
                                         top_k_merge,            state_finish,   top_k_save, top_k_load };

static gboolean
check_item (SluiceCall *call, GError **error)
{
  const SluiceType *type = call->args[0]->type;
  g_autofree char *sql = NULL;
  g_autofree char *name = NULL;

  if (sluice_frequent_items_supports (type))
    return TRUE;

  sql = sluice_type_to_sql (type);
  sql[strcspn (sql, "<(")] = '\0';
  name = g_ascii_strdown (sql, -1);
  sluice_call_mismatch (call, "TYPE_CHECK_FAILURE_WITH_HINT", error, "%s columns are not supported.", name);

  return FALSE;
}

static SluiceExpr *
finish_call (const SluiceFunction  *function,
             SluiceCall            *call,
             const SluiceAggregate *aggregate,
             const SluiceType      *type,
             const Settings        *settings)
{
  SluiceExpr *result = sluice_aggregate_finish_call (function, call, type, FALSE, aggregate);
  Settings *self = g_memdup2 (settings, sizeof *settings);

  self->type = aggregate == &combine ? result->args[0]->type->fields[SLUICE_TOP_K_TYPE].type : result->args[0]->type;
  self->lg_max = self->tracked > 0 ? sluice_frequent_items_lg_max ((guint) self->tracked) : LG_MOST_SLOTS;
  result->data = self;
  result->data_destroy = settings_free;

  return result;
}

static SluiceType *
state_type (const SluiceType *item)
{
  SluiceField fields[] = { { (char *) "sketch", sluice_type_primitive (SLUICE_TYPE_BINARY), FALSE, -1 },
                           { (char *) "maxItemsTracked", sluice_type_primitive (SLUICE_TYPE_INT), FALSE, -1 },
                           { (char *) "itemDataType", (SluiceType *) item, TRUE, -1 },
                           { (char *) "itemDataTypeDDL", sluice_type_primitive (SLUICE_TYPE_STRING), FALSE, -1 } };

  return sluice_type_struct (fields, G_N_ELEMENTS (fields));
}

SluiceExpr *
sluice_aggregate_resolve_top_k (const SluiceFunction *function,
                                SluiceAnalyzer       *analyzer,
                                SluiceCall           *call,
                                GError              **error)
{
  Settings settings = { .k = SLUICE_TOP_K_DEFAULT, .tracked = DEFAULT_TRACKED };
  g_autoptr (SluiceType) type = NULL;
  g_autoptr (GError) failure = NULL;

  if (!check_item (call, error)
      || !sluice_top_k_number (analyzer, call, 1, "K", "k", &settings.k, &failure, error)
      || !sluice_top_k_number (analyzer, call, 2, "Number of items tracked", "maxItemsTracked", &settings.tracked,
                               &failure, error))
    return NULL;

  if (failure == NULL)
    sluice_top_k_check (settings.k, settings.tracked, &failure);
  settings.failure = g_steal_pointer (&failure);
  type = sluice_top_k_result_type (call->args[0]->type);

  return finish_call (function, call, &top_k, type, &settings);
}

SluiceExpr *
sluice_aggregate_resolve_top_k_accumulate (const SluiceFunction *function,
                                           SluiceAnalyzer       *analyzer,
                                           SluiceCall           *call,
                                           GError              **error)
{
  Settings settings = { .k = 1, .tracked = DEFAULT_TRACKED };
  g_autoptr (SluiceType) type = NULL;
  g_autoptr (GError) failure = NULL;

  if (!check_item (call, error)
      || !sluice_top_k_number (analyzer, call, 1, "Number of items tracked", "maxItemsTracked", &settings.tracked,
                               &failure, error))
    return NULL;

  if (failure == NULL)
    sluice_top_k_check (settings.k, settings.tracked, &failure);
  settings.failure = g_steal_pointer (&failure);
  type = state_type (call->args[0]->type);

  return finish_call (function, call, &accumulate, type, &settings);
}

/* Here Spark looks at the number as soon as it reads the call. */
static gboolean
resolve_size (SluiceAnalyzer *analyzer, SluiceCall *call, gint32 *tracked, GError **error)
{
  g_autoptr (SluiceExpr) literal = NULL;

  if (call->n_args < 2)
    return TRUE;
  literal = sluice_analyzer_fold (analyzer, call->args[1], NULL);
  if (literal == NULL)
    {
      sluice_call_error (call, "INTERNAL_ERROR", error, "The number of items tracked must be a constant literal.");
      return FALSE;
    }
  if (sluice_column_is_null (literal->value, 0))
    return sluice_sketch_fail (NULL, "APPROX_TOP_K_NULL_ARG", error,
                               "The value of `maxItemsTracked` in `approx_top_k` cannot be NULL.");
  if (literal->type->id != SLUICE_TYPE_INT)
    {
      sluice_call_error (call, "FAILED_FUNCTION_CALL", error,
                         "Failed preparing of the function `%s` for call. Please, double check function's arguments.",
                         "approx_top_k_combine");
      return FALSE;
    }
  *tracked = literal->value->i32[0];

  return sluice_top_k_check (1, *tracked, error);
}

SluiceExpr *
sluice_aggregate_resolve_top_k_combine (const SluiceFunction *function,
                                        SluiceAnalyzer       *analyzer,
                                        SluiceCall           *call,
                                        GError              **error)
{
  Settings settings = { .k = 1 };
  g_autoptr (SluiceType) type = NULL;

  if (!resolve_size (analyzer, call, &settings.tracked, error) || !sluice_top_k_check_state (analyzer, call, error))
    return NULL;

  type = state_type (call->args[0]->type->fields[SLUICE_TOP_K_TYPE].type);

  return finish_call (function, call, &combine, type, &settings);
}
