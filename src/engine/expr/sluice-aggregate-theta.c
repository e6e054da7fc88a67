/* sluice-aggregate-theta.c: theta_sketch_agg, theta_union_agg and theta_intersection_agg.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-theta-call.h"

/* The state of all three. */
typedef struct
{
  SluiceThetaSet set;
  SluiceTheta meet; /* of an intersection, once there was a sketch */
  gboolean has_meet;
} State;

static gboolean
check_lg_k (const SluiceExpr *expr, GError **error)
{
  gint lg_k = GPOINTER_TO_INT (expr->data);

  if (lg_k == SLUICE_SKETCH_NOT_CONSTANT)
    return sluice_sketch_fail (expr, "THETA_LG_NOM_ENTRIES_MUST_BE_CONSTANT", error,
                               "Invalid call to `%s`; the `lgNomEntries` value must be a constant value, but got a "
                               "non-constant expression.",
                               expr->function->name);

  return sluice_theta_check_lg_k (lg_k, expr, expr->function->name, error);
}

static void
ensure_set (const SluiceExpr *expr, SluiceArena *arena, State *self, gboolean is_union)
{
  if (self->set.lg_k == 0)
    sluice_theta_set_init (&self->set, arena, GPOINTER_TO_UINT (expr->data), is_union);
}

/* An array counts as its bytes; its nulls are zero in Spark. */
static gboolean
hash_array (const SluiceColumn *column, guint32 row, GByteArray *scratch, SluiceSketchHash *hash)
{
  guint32 index = sluice_column_index (column, row);
  const SluiceColumn *elements = column->children[0];
  gboolean is_long = elements->type->id == SLUICE_TYPE_BIGINT;

  g_byte_array_set_size (scratch, 0);
  for (guint32 i = column->offsets[index]; i < column->offsets[index + 1]; i++)
    {
      gint64 value = sluice_column_is_null (elements, i) ? 0 : sluice_column_integral (elements, i);
      guint8 bytes[8];

      sluice_sketch_put_u64 (bytes, (guint64) value);
      g_byte_array_append (scratch, bytes, is_long ? 8 : 4);
    }
  if (scratch->len == 0)
    return FALSE;
  *hash = sluice_sketch_hash_bytes (scratch->data, scratch->len);

  return TRUE;
}

static gboolean
sketch_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  g_autoptr (GByteArray) scratch = g_byte_array_new ();
  gboolean is_array = args[0]->type->id == SLUICE_TYPE_ARRAY;

  if (!check_lg_k (expr, error))
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    {
      guint32 row = sluice_aggregate_row (rows, i);
      State *self = states[i];
      SluiceSketchHash hash;

      if (sluice_column_is_null (args[0], row)
          || !(is_array ? hash_array : sluice_sketch_hash_value) (args[0], row, scratch, &hash))
        continue;
      ensure_set (expr, arena, self, FALSE);
      sluice_theta_set_add (&self->set, arena, hash.low >> 1);
    }

  return TRUE;
}

static gboolean
union_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  if (!check_lg_k (expr, error))
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    {
      guint32 row = sluice_aggregate_row (rows, i);
      State *self = states[i];
      SluiceTheta sketch;

      if (sluice_column_is_null (args[0], row))
        continue;
      if (!sluice_theta_read_value (&sketch, arena, &args[0]->string[sluice_column_index (args[0], row)], expr,
                                    expr->function->name, error))
        return FALSE;
      ensure_set (expr, arena, self, TRUE);
      sluice_theta_set_join (&self->set, arena, &sketch);
    }

  return TRUE;
}

static void
meet (State *self, SluiceArena *arena, const SluiceTheta *sketch)
{
  if (self->has_meet)
    sluice_theta_intersect (&self->meet, arena, sketch);
  else
    self->meet = *sketch;
  self->has_meet = TRUE;
}

static gboolean
intersection_update (SLUICE_AGGREGATE_UPDATE_ARGS)
{
  for (guint32 i = 0; i < n; i++)
    {
      guint32 row = sluice_aggregate_row (rows, i);
      SluiceTheta sketch;

      if (sluice_column_is_null (args[0], row))
        continue;
      if (!sluice_theta_read_value (&sketch, arena, &args[0]->string[sluice_column_index (args[0], row)], expr,
                                    expr->function->name, error))
        return FALSE;
      meet (states[i], arena, &sketch);
    }

  return TRUE;
}

/* What a state is when it is written down; one without values is the empty sketch. */
static SluiceTheta
result_of (const State *self, SluiceArena *arena)
{
  SluiceTheta result = { .limit = SLUICE_THETA_ALL, .is_empty = TRUE };

  if (self->has_meet)
    result = self->meet;
  else if (self->set.lg_k != 0)
    sluice_theta_set_result (&self->set, arena, TRUE, &result);

  return result;
}

/* What was counted here becomes one sketch of several. */
static void
become_union (const SluiceExpr *expr, SluiceArena *arena, State *self)
{
  SluiceTheta counted;

  ensure_set (expr, arena, self, TRUE);
  if (self->set.is_union)
    return;
  sluice_theta_set_result (&self->set, arena, FALSE, &counted);
  sluice_theta_set_init (&self->set, arena, GPOINTER_TO_UINT (expr->data), TRUE);
  sluice_theta_set_join (&self->set, arena, &counted);
}

static gboolean
join_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  State *self = into;
  const State *other = from;
  SluiceTheta sketch;

  if (other->set.lg_k == 0)
    return TRUE;

  sketch = result_of (other, arena);
  become_union (expr, arena, self);
  sluice_theta_set_join (&self->set, arena, &sketch);

  return TRUE;
}

static gboolean
intersection_merge (SLUICE_AGGREGATE_MERGE_ARGS)
{
  const State *other = from;

  if (other->has_meet)
    meet (into, arena, &other->meet);

  return TRUE;
}

static gboolean
theta_finish (SLUICE_AGGREGATE_FINISH_ARGS)
{
  if (!check_lg_k (expr, error))
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    {
      SluiceTheta sketch = result_of (states[i], context->arena);

      result->string[i] = sluice_theta_store (&sketch, context->arena);
    }

  return TRUE;
}

static void
theta_save (const SluiceExpr *expr, gconstpointer state, GByteArray *out)
{
  const State *self = state;
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  SluiceTheta sketch = result_of (self, arena);
  guint8 *room;

  if (self->has_meet || self->set.lg_k != 0)
    sluice_theta_write (&sketch, bytes);
  room = sluice_sketch_save_bytes (out, bytes->len);
  if (bytes->len > 0)
    memcpy (room, bytes->data, bytes->len);
}

static gboolean
load_sketch (SluiceArena *arena, const guint8 **cursor, const guint8 *end, SluiceTheta *sketch, gboolean *is_there)
{
  gsize n;
  const guint8 *bytes = sluice_sketch_load_bytes (cursor, end, &n);

  if (bytes == NULL)
    return FALSE;
  *is_there = n > 0;

  return n == 0 || sluice_theta_read (sketch, arena, bytes, n) == SLUICE_THETA_SOUND;
}

static gboolean
join_load (SLUICE_AGGREGATE_LOAD_ARGS)
{
  State *self = state;
  SluiceTheta sketch;
  gboolean is_there;

  if (!load_sketch (arena, cursor, end, &sketch, &is_there))
    return FALSE;
  if (is_there)
    {
      ensure_set (expr, arena, self, TRUE);
      sluice_theta_set_join (&self->set, arena, &sketch);
    }

  return TRUE;
}

static gboolean
intersection_load (SLUICE_AGGREGATE_LOAD_ARGS)
{
  State *self = state;

  return load_sketch (arena, cursor, end, &self->meet, &self->has_meet);
}

static const SluiceAggregate sketch_agg = { "theta_sketch", sizeof (State), FALSE,      sketch_update,
                                            join_merge,     theta_finish,   theta_save, join_load };
static const SluiceAggregate union_agg = { "theta_union", sizeof (State), TRUE,       union_update,
                                           join_merge,    theta_finish,   theta_save, join_load };
static const SluiceAggregate intersection_agg
    = { "theta_intersection", sizeof (State), FALSE,      intersection_update,
        intersection_merge,   theta_finish,   theta_save, intersection_load };

static gboolean
check_item (SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  const SluiceType *type = call->args[0]->type;
  SluiceTypeId id = type->id == SLUICE_TYPE_ARRAY ? type->fields[0].type->id : type->id;

  switch ((int) id)
    {
    case SLUICE_TYPE_VOID:
      if (id == type->id)
        return sluice_sketch_expect_one (analyzer, call, 0, SLUICE_TYPE_INT, error);
      break;
    case SLUICE_TYPE_INT:
    case SLUICE_TYPE_BIGINT:
      return TRUE;
    case SLUICE_TYPE_FLOAT:
    case SLUICE_TYPE_DOUBLE:
    case SLUICE_TYPE_STRING:
    case SLUICE_TYPE_BINARY:
      if (id == type->id)
        return TRUE;
      break;
    default:
      break;
    }
  sluice_call_wrong_type (call, 0,
                          "(\"ARRAY<INT>\" or \"ARRAY<BIGINT>\" or \"BINARY\" or \"DOUBLE\" or \"FLOAT\" or \"INT\" or "
                          "\"BIGINT\" or \"STRING\")",
                          error);

  return FALSE;
}

SluiceExpr *
sluice_aggregate_resolve_theta (const SluiceFunction *function,
                                SluiceAnalyzer       *analyzer,
                                SluiceCall           *call,
                                GError              **error)
{
  char sign = *(const char *) function->user_data;
  const SluiceAggregate *aggregate = sign == '+' ? &sketch_agg : sign == '|' ? &union_agg : &intersection_agg;
  gint32 lg_k = SLUICE_THETA_DEFAULT_LG_K;
  SluiceExpr *result;

  if (!(sign == '+' ? check_item (analyzer, call, error)
                    : sluice_sketch_expect_one (analyzer, call, 0, SLUICE_TYPE_BINARY, error)))
    return NULL;
  if (call->n_args > 1
      && (!sluice_sketch_expect_one (analyzer, call, 1, SLUICE_TYPE_INT, error)
          || !sluice_sketch_fold_number (analyzer, call, 1, &lg_k, error)))
    return NULL;

  result = sluice_aggregate_finish_call (function, call, sluice_type_primitive (SLUICE_TYPE_BINARY), FALSE, aggregate);
  result->data = GINT_TO_POINTER (lg_k);

  return result;
}
