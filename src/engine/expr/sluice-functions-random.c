/* sluice-functions-random.c: functions whose values depend on a row's place: random numbers, row ids.
 *
 * As in Spark each task draws from a generator of its own, seeded with the task's number, and each row that is
 * computed takes the next number. A task's batches come in their order, one after the other, so the generator
 * is kept from one to the next; the first batch of a micro-batch begins anew, so that a micro-batch that runs
 * again gives the same rows. Where no seed was written, each run of the query has its own and each micro-batch
 * another sequence.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-aggregates.h"
#include "expr/sluice-convert.h"
#include "expr/sluice-function-simple.h"
#include "expr/sluice-operators.h"
#include "expr/sluice-random.h"

/* Characters of randstr. */
#define POOL "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define POOL_SIZE 62
#define ROW_BITS 33

/* A generator of either kind, or the number of the row. */
typedef union
{
  SluiceXorShift shift;
  SluiceTwister twister;
  gint64 row;
} Generator;

/* Where a task is. */
typedef struct
{
  guint64 sequence; /* of its last batch */
  gint64 now_us;    /* of the micro-batch */
  Generator generator;
} Place;

typedef struct _Source Source;

struct _Source
{
  gint64 seed;
  gboolean seeded;
  void (*begin) (Generator *generator, gint64 seed);
  double low; /* of uniform */
  double high;
  gint32 length; /* of randstr */

  GMutex mutex;
  GHashTable *places; /* guint task → Place */
};

static Source *
source_new (gint64 seed, gboolean seeded, void (*begin) (Generator *, gint64))
{
  Source *self = g_new0 (Source, 1);

  self->seed = seed;
  self->seeded = seeded;
  self->begin = begin;
  g_mutex_init (&self->mutex);
  self->places = g_hash_table_new_full (NULL, NULL, NULL, g_free);

  return self;
}

static void
source_free (gpointer data)
{
  Source *self = data;

  g_hash_table_unref (self->places);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

static guint
task_of (const SluiceEvalContext *context)
{
  return (guint) (context->sequence >> 32);
}

/* The generator of the batch's task. No other thread has batches of it, so only the table is locked. */
static Generator *
source_open (Source *self, const SluiceEvalContext *context)
{
  guint task = task_of (context);
  gboolean begin = FALSE;
  Place *place;

  g_mutex_lock (&self->mutex);
  place = g_hash_table_lookup (self->places, GUINT_TO_POINTER (task));
  if (place == NULL)
    {
      place = g_new0 (Place, 1);
      g_hash_table_insert (self->places, GUINT_TO_POINTER (task), place);
      begin = TRUE;
    }
  g_mutex_unlock (&self->mutex);

  if (begin || place->now_us != context->now_us || context->sequence < place->sequence)
    {
      gint64 seed = self->seed;

      /* A number that no two micro-batches share. */
      if (!self->seeded)
        seed = (gint64) ((guint64) seed + (guint64) context->now_us * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));
      self->begin (&place->generator, (gint64) ((guint64) seed + task));
    }
  place->now_us = context->now_us;
  place->sequence = context->sequence;

  return &place->generator;
}

static void
begin_shift (Generator *generator, gint64 seed)
{
  sluice_xor_shift_init (&generator->shift, seed);
}

static void
begin_twister (Generator *generator, gint64 seed)
{
  sluice_twister_init (&generator->twister, seed);
}

static void
begin_rows (Generator *generator, gint64 seed)
{
  generator->row = 0;
}

/* Kernels. */

static gboolean
run_rand (SluiceKernelCall *call, GError **error)
{
  Generator *generator = source_open (call->expr->data, call->context);

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    call->result->f64[row] = sluice_xor_shift_double (&generator->shift);

  return TRUE;
}

static gboolean
run_randn (SluiceKernelCall *call, GError **error)
{
  Generator *generator = source_open (call->expr->data, call->context);

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    call->result->f64[row] = sluice_xor_shift_gaussian (&generator->shift);

  return TRUE;
}

static gboolean
run_uniform (SluiceKernelCall *call, GError **error)
{
  const Source *self = call->expr->data;
  Generator *generator = source_open (call->expr->data, call->context);

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    call->result->f64[row] = self->low + (self->high - self->low) * sluice_xor_shift_double (&generator->shift);

  return TRUE;
}

static gboolean
run_randstr (SluiceKernelCall *call, GError **error)
{
  const Source *self = call->expr->data;
  Generator *generator = source_open (call->expr->data, call->context);

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    char *text = sluice_arena_alloc_bytes (call->context->arena, (gsize) self->length);

    for (gint32 i = 0; i < self->length; i++)
      {
        gint32 place = sluice_xor_shift_next (&generator->shift, 32) % POOL_SIZE;

        text[i] = POOL[ABS (place)];
      }
    call->result->string[row] = sluice_string (text, (gsize) self->length);
  }

  return TRUE;
}

#define UUID_LENGTH 36

static void
write_hex (char **out, guint64 value, guint digits)
{
  for (guint i = 0; i < digits; i++)
    *(*out)++ = "0123456789abcdef"[value >> 4 * (digits - 1 - i) & 15];
}

static gboolean
run_uuid (SluiceKernelCall *call, GError **error)
{
  Generator *generator = source_open (call->expr->data, call->context);

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    char *text = sluice_arena_alloc_bytes (call->context->arena, UUID_LENGTH);
    /* Version 4 of variant 1. */
    guint64 high = (sluice_twister_long (&generator->twister) & ~G_GUINT64_CONSTANT (0xf000)) | 0x4000;
    guint64 low = (sluice_twister_long (&generator->twister) & (G_MAXUINT64 >> 2)) | G_GUINT64_CONSTANT (1) << 63;
    char *out = text;

    write_hex (&out, high >> 32, 8);
    *out++ = '-';
    write_hex (&out, high >> 16, 4);
    *out++ = '-';
    write_hex (&out, high, 4);
    *out++ = '-';
    write_hex (&out, low >> 48, 4);
    *out++ = '-';
    write_hex (&out, low, 12);
    call->result->string[row] = sluice_string (text, UUID_LENGTH);
  }

  return TRUE;
}

static gboolean
run_shuffle (SluiceKernelCall *call, GError **error)
{
  SluiceArena *arena = call->context->arena;
  const SluiceColumn *in = call->args[0];
  SluiceColumn *out = call->result;
  Generator *generator = source_open (call->expr->data, call->context);
  g_autofree guint32 *order = NULL;
  guint32 total = 0, end = 0, next = 0;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    guint32 at = sluice_column_index (in, row);

    total += in->offsets[at + 1] - in->offsets[at];
  }
  order = g_new (guint32, MAX (total, 1));
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    guint32 at = sluice_column_index (in, row);
    guint32 begin = in->offsets[at];
    guint32 n = in->offsets[at + 1] - begin;

    while (next <= row)
      out->offsets[next++] = end;
    for (guint32 i = 0; i < n; i++)
      {
        guint32 j = (guint32) sluice_twister_below (&generator->twister, (gint32) i + 1);

        order[end + i] = order[end + j];
        order[end + j] = begin + i;
      }
    end += n;
  }
  while (next <= call->context->n_rows)
    out->offsets[next++] = end;
  sluice_arena_align (arena);
  out->children[0] = sluice_column_gather (arena, in->children[0], order, total);

  return TRUE;
}

static gboolean
run_monotonic (SluiceKernelCall *call, GError **error)
{
  Generator *generator = source_open (call->expr->data, call->context);
  gint64 first = (gint64) task_of (call->context) << ROW_BITS;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    call->result->i64[row] = first + generator->row++;

  return TRUE;
}

static gboolean
run_partition (SluiceKernelCall *call, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
    call->result->i32[row] = (gint32) task_of (call->context);

  return TRUE;
}

/* Resolving. */

static SluiceExpr *
finish (const SluiceFunction *function,
        SluiceCall           *call,
        const SluiceType     *type,
        const SluiceKernel   *kernel,
        Source               *source)
{
  SluiceExpr *result = sluice_call_finish (function, call, type, FALSE, kernel);

  result->deterministic = FALSE;
  result->data = source;
  result->data_destroy = source != NULL ? source_free : NULL;

  return result;
}

static gint64
new_seed (void)
{
  return (gint64) ((guint64) g_random_int () << 32 | g_random_int ());
}

/* The seed that argument index is, when there is one; a null is 0. */
static gboolean
take_seed (SluiceAnalyzer *analyzer, SluiceCall *call, guint index, gint64 *seed, GError **error)
{
  g_autoptr (SluiceExpr) literal = NULL;
  SluiceTypeId id;

  *seed = new_seed ();
  if (index >= call->n_args)
    return TRUE;

  id = call->args[index]->type->id;
  if (id != SLUICE_TYPE_INT && id != SLUICE_TYPE_BIGINT && id != SLUICE_TYPE_VOID)
    {
      sluice_call_wrong_type (call, index, "(\"INT\" or \"BIGINT\")", error);
      return FALSE;
    }
  sluice_call_cast_arg (analyzer, call, index, sluice_type_primitive (SLUICE_TYPE_BIGINT));
  literal = sluice_analyzer_fold (analyzer, call->args[index], NULL);
  if (literal == NULL)
    {
      g_autofree char *seed_sql = sluice_call_arg_to_sql (call, index);
      g_autofree char *sql = sluice_call_to_sql (call);

      sluice_call_error (call, "SEED_EXPRESSION_IS_UNFOLDABLE", error,
                         "The seed expression \"%s\" of the expression \"%s\" must be foldable.", seed_sql, sql);
      return FALSE;
    }
  *seed = sluice_column_is_null (literal->value, 0) ? 0 : literal->value->i64[0];

  return TRUE;
}

static SluiceExpr *
resolve_rand (const SluiceFunction *function, SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  gboolean seeded = call->n_args > 0;
  gint64 seed;

  if (!take_seed (analyzer, call, 0, &seed, error))
    return NULL;

  return finish (function, call, sluice_type_primitive (SLUICE_TYPE_DOUBLE), function->user_data,
                 source_new (seed, seeded, begin_shift));
}

static SluiceExpr *
resolve_randstr (const SluiceFunction *function, SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  static const SluiceKernel kernel = { "randstr", SLUICE_KERNEL_NONE, run_randstr, NULL };
  gboolean seeded = call->n_args > 1;
  g_autoptr (SluiceExpr) length = NULL;
  Source *source;
  gint64 seed;

  if (!sluice_analyzer_coerce_arg (analyzer, call, 0, sluice_type_primitive (SLUICE_TYPE_INT), error)
      || !take_seed (analyzer, call, 1, &seed, error))
    return NULL;
  if (!sluice_expr_is_foldable (call->args[0]))
    {
      g_autofree char *sql = sluice_call_arg_to_sql (call, 0);

      sluice_call_mismatch (call, "NON_FOLDABLE_INPUT", error,
                            "the input `length` should be a foldable integer expression; however, got \"%s\".",
                            sql);
      return NULL;
    }
  length = sluice_analyzer_fold (analyzer, call->args[0], error);
  if (length == NULL)
    return NULL;
  if (!sluice_column_is_null (length->value, 0) && length->value->i32[0] < 0)
    {
      sluice_call_mismatch (call, "VALUE_OUT_OF_RANGE", error,
                            "The `length` must be between [0, 2147483647] (current value = %d).",
                            length->value->i32[0]);
      return NULL;
    }

  source = source_new (seed, seeded, begin_shift);
  source->length = sluice_column_is_null (length->value, 0) ? 0 : length->value->i32[0];

  return finish (function, call, sluice_type_primitive (SLUICE_TYPE_STRING), &kernel, source);
}

/* The type of what uniform gives: the wider one, of two DECIMALs the second. */
static const SluiceType *
uniform_type (const SluiceType *a, const SluiceType *b)
{
  static const SluiceTypeId ranks[] = { SLUICE_TYPE_BYTE,    SLUICE_TYPE_SHORT, SLUICE_TYPE_INT,
                                        SLUICE_TYPE_BIGINT,  SLUICE_TYPE_DECIMAL, SLUICE_TYPE_FLOAT,
                                        SLUICE_TYPE_DOUBLE };

  if (a->id == SLUICE_TYPE_DECIMAL && b->id == SLUICE_TYPE_DECIMAL)
    return b;
  for (guint i = G_N_ELEMENTS (ranks); i-- > 0;)
    {
      if (a->id == ranks[i])
        return a;
      if (b->id == ranks[i])
        return b;
    }

  return sluice_type_primitive (SLUICE_TYPE_DOUBLE);
}

static gboolean
take_bound (SluiceAnalyzer *analyzer, SluiceCall *call, guint index, const char *name, SluiceExpr **bound, GError **error)
{
  SluiceTypeId id = call->args[index]->type->id;

  if (!sluice_type_is_numeric (id) && id != SLUICE_TYPE_VOID)
    {
      sluice_call_wrong_type (call, index, "\"NUMERIC\"", error);
      return FALSE;
    }
  if (!sluice_expr_is_foldable (call->args[index]))
    {
      g_autofree char *sql = sluice_call_arg_to_sql (call, index);

      sluice_call_mismatch (call, "NON_FOLDABLE_INPUT", error,
                            "the input `%s` should be a foldable integer or floating-point expression; "
                            "however, got \"%s\".",
                            name, sql);
      return FALSE;
    }
  *bound = sluice_analyzer_fold (analyzer, call->args[index], error);

  return *bound != NULL;
}

static SluiceExpr *
resolve_uniform (const SluiceFunction *function, SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  static const SluiceKernel kernel = { "uniform", SLUICE_KERNEL_NONE, run_uniform, NULL };
  gboolean seeded = call->n_args > 2;
  g_autoptr (SluiceExpr) low = NULL;
  g_autoptr (SluiceExpr) high = NULL;
  g_autoptr (SluiceExpr) number = NULL;
  g_autoptr (SluiceType) type = NULL;
  SluiceExpr *result;
  Source *source;
  gint64 seed;

  if (!take_bound (analyzer, call, 0, "min", &low, error) || !take_bound (analyzer, call, 1, "max", &high, error)
      || !take_seed (analyzer, call, 2, &seed, error))
    return NULL;
  if (low->type->id == SLUICE_TYPE_VOID || high->type->id == SLUICE_TYPE_VOID)
    type = sluice_type_ref (sluice_type_primitive (SLUICE_TYPE_DOUBLE));
  else
    type = sluice_type_ref (uniform_type (low->type, high->type));
  if (sluice_column_is_null (low->value, 0) || sluice_column_is_null (high->value, 0))
    {
      /* Spark says that it can't be null, and null it is. */
      result = sluice_expr_new_literal (type, NULL);
      result->nullable = FALSE;
      return result;
    }

  source = source_new (seed, seeded, begin_shift);
  source->low = sluice_aggregate_to_double (low->value, 0);
  source->high = sluice_aggregate_to_double (high->value, 0);
  number = finish (function, call, sluice_type_primitive (SLUICE_TYPE_DOUBLE), &kernel, source);

  result = sluice_analyzer_cast (analyzer, number, type);
  result->nullable = FALSE;

  return result;
}

static SluiceExpr *
resolve_uuid (const SluiceFunction *function, SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  static const SluiceKernel kernel = { "uuid", SLUICE_KERNEL_NONE, run_uuid, NULL };
  gboolean seeded = call->n_args > 0 && call->args[0]->type->id != SLUICE_TYPE_VOID;
  gint64 seed;

  if (!take_seed (analyzer, call, 0, &seed, error))
    return NULL;
  if (!seeded)
    seed = new_seed ();

  return finish (function, call, sluice_type_primitive (SLUICE_TYPE_STRING), &kernel,
                 source_new (seed, seeded, begin_twister));
}

static SluiceExpr *
resolve_shuffle (const SluiceFunction *function, SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  static const SluiceKernel kernel = { "shuffle", SLUICE_KERNEL_STRICT, run_shuffle, NULL };
  gboolean seeded = call->n_args > 1;
  SluiceExpr *result;
  gint64 seed;

  if (call->args[0]->type->id == SLUICE_TYPE_VOID)
    {
      g_autoptr (SluiceType) type = sluice_type_array (call->args[0]->type, TRUE);

      sluice_call_cast_arg (analyzer, call, 0, type);
    }
  if (call->args[0]->type->id != SLUICE_TYPE_ARRAY)
    {
      sluice_call_wrong_type (call, 0, "\"ARRAY\"", error);
      return NULL;
    }
  if (seeded && !sluice_type_is_integral (call->args[1]->type->id))
    {
      g_autofree char *sql = sluice_call_arg_to_sql (call, 1);

      sluice_call_error (call, "INVALID_PARAMETER_VALUE.LONG", error,
                         "The value of parameter(s) `seed` in `shuffle` is invalid: expects a long literal, but "
                         "got \"%s\".",
                         sql);
      return NULL;
    }
  if (!take_seed (analyzer, call, 1, &seed, error))
    return NULL;

  result = finish (function, call, call->args[0]->type, &kernel, source_new (seed, seeded, begin_twister));
  result->nullable = call->args[0]->nullable;

  return result;
}

static SluiceExpr *
resolve_row_id (const SluiceFunction *function, SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  static const SluiceKernel kernel = { "monotonically_increasing_id", SLUICE_KERNEL_NONE, run_monotonic, NULL };

  return finish (function, call, sluice_type_primitive (SLUICE_TYPE_BIGINT), &kernel,
                 source_new (0, TRUE, begin_rows));
}

static SluiceExpr *
resolve_partition (const SluiceFunction *function, SluiceAnalyzer *analyzer, SluiceCall *call, GError **error)
{
  static const SluiceKernel kernel = { "spark_partition_id", SLUICE_KERNEL_NONE, run_partition, NULL };

  return finish (function, call, sluice_type_primitive (SLUICE_TYPE_INT), &kernel, NULL);
}

static const SluiceKernel rand_kernel = { "rand", SLUICE_KERNEL_NONE, run_rand, NULL };
static const SluiceKernel randn_kernel = { "randn", SLUICE_KERNEL_NONE, run_randn, NULL };

#define FUNCTION(name, min, max, resolve, data, signature, description, example, result, group, since) \
  { name, SLUICE_FUNCTION_SCALAR, min, max, resolve, data, signature, description, example, result,    \
    group, since }

static const SluiceFunction functions[] = {
  FUNCTION ("monotonically_increasing_id", 0, 0, resolve_row_id, NULL, "monotonically_increasing_id()",
            "Returns ascending numbers: the task in the upper 31 bits, the row within it in the lower 33.",
            "monotonically_increasing_id()", "0", "misc_funcs", "1.4.0"),
  FUNCTION ("rand", 0, 1, resolve_rand, &rand_kernel, "rand([seed])",
            "Returns a random number from 0 to below 1.", "rand(0)", "0.7604953758285915", "math_funcs", "1.5.0"),
  FUNCTION ("randn", 0, 1, resolve_rand, &randn_kernel, "randn([seed])",
            "Returns a random number that is normally distributed around 0.", "randn(0)",
            "1.6034991609278433", "math_funcs", "1.5.0"),
  FUNCTION ("random", 0, 1, resolve_rand, &rand_kernel, "random([seed])",
            "Returns a random number from 0 to below 1.", "random(0)", "0.7604953758285915", "math_funcs",
            "3.0.0"),
  FUNCTION ("randstr", 1, 2, resolve_randstr, NULL, "randstr(length[, seed])",
            "Returns a text of random digits and letters.", "randstr(3, 0)", "ceV", "string_funcs", "4.0.0"),
  FUNCTION ("shuffle", 1, 2, resolve_shuffle, NULL, "shuffle(array[, seed])",
            "Returns the elements in a random order.", "shuffle(array(1, 2, 3, 4, 5), 1)", "[2, 1, 5, 4, 3]",
            "array_funcs", "2.4.0"),
  FUNCTION ("spark_partition_id", 0, 0, resolve_partition, NULL, "spark_partition_id()",
            "Returns the number of the task that computes the row.", "spark_partition_id()", "0", "misc_funcs",
            "1.4.0"),
  FUNCTION ("uniform", 2, 3, resolve_uniform, NULL, "uniform(min, max[, seed])",
            "Returns a random number between two.", "uniform(10, 20, 0)", "17", "math_funcs", "4.0.0"),
  FUNCTION ("uuid", 0, 1, resolve_uuid, NULL, "uuid()", "Returns a random identifier (UUID).", "uuid(1)",
            "1ced31d7-59ef-4bbc-aaf6-d506ef49e4d2", "misc_funcs", "2.3.0"),
};

const SluiceFunctionFamily sluice_functions_random = { functions, G_N_ELEMENTS (functions) };
