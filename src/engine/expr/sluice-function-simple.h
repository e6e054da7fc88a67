/* sluice-function-simple.h: functions whose arguments and result have fixed types.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-function.h"
#include "expr/sluice-kernel-template.h"

G_BEGIN_DECLS

/**
 * SluiceSimple:
 * @args: a letter for the type of each argument, the last for all further ones: `s` STRING, `S` STRING
 * that nothing else is cast to, `x` BINARY, `i` INT, `l` BIGINT, `d` DOUBLE, `o` BOOLEAN, `D` DATE, `T` TIMESTAMP, `N` TIMESTAMP_NTZ
 * @result: the type of the result
 * @nullable: whether the result may be null though no argument is
 * @kernel: how it is computed
 *
 * What sluice_resolve_simple() finds in a function's user_data.
 */
typedef struct
{
  const char *args;
  SluiceTypeId result;
  gboolean nullable;
  SluiceKernel kernel;
} SluiceSimple;

/** sluice_resolve_simple: a #SluiceResolveFunc for functions that a #SluiceSimple describes. */
SluiceExpr *sluice_resolve_simple (const SluiceFunction *function,
                                   SluiceAnalyzer *analyzer,
                                   SluiceCall *call,
                                   GError **error);

/**
 * sluice_call_append_literal:
 * @call: a call
 * @type: (transfer none): its type
 * @value: (nullable): as sluice_expr_new_literal()
 *
 * Adds an argument that the call left out.
 */
void sluice_call_append_literal (SluiceCall *call, const SluiceType *type, gconstpointer value);

/**
 * sluice_call_constant_string:
 * @call: a call
 * @index: an argument
 *
 * Returns: (transfer none) (nullable): the text when the argument is a literal STRING that isn't
 * null
 */
const SluiceString *sluice_call_constant_string (const SluiceCall *call, guint index);

/** sluice_call_null_row: @call: a kernel's run, @row: a row. Makes the result of the row null. */
static inline void
sluice_call_null_row (SluiceKernelCall *call, guint32 row)
{
  /* Texts written before leave the arena at any byte, and a validity needs whole words. */
  if (call->result->validity == NULL)
    sluice_arena_align (call->context->arena);
  sluice_validity_clear (sluice_column_ensure_validity (call->context->arena, call->result), row);
}

/** sluice_call_null_text: sluice_call_null_row() for a result that is STRING or BINARY. */
static inline void
sluice_call_null_text (SluiceKernelCall *call, guint32 row)
{
  call->result->string[row] = sluice_string ("", 0);
  sluice_call_null_row (call, row);
}

/**
 * sluice_call_store:
 * @call: a kernel's run whose result is STRING or BINARY
 * @row: a row
 * @bytes: the value, copied
 * @length: its bytes
 */
static inline void
sluice_call_store (SluiceKernelCall *call, guint32 row, const char *bytes, gsize length)
{
  char *copy = sluice_arena_alloc_bytes (call->context->arena, length);

  if (length > 0)
    memcpy (copy, bytes, length);
  call->result->string[row] = sluice_string (copy, length);
}

/**
 * sluice_call_store_reserved:
 * @call: a kernel's run whose result is STRING or BINARY
 * @row: a row
 * @bytes: what sluice_arena_alloc_bytes() gave last
 * @reserved: how much was asked for
 * @length: how much of it is used
 *
 * Stores what was written in place, and gives back the rest.
 */
static inline void
sluice_call_store_reserved (
    SluiceKernelCall *call, guint32 row, char *bytes, gsize reserved, gsize length)
{
  sluice_arena_return_bytes (call->context->arena, bytes, reserved, length);
  call->result->string[row] = sluice_string (bytes, length);
}

/** SLUICE_STRING_AT: the text of argument @index of @call at @row, as an lvalue's copy. */
#define SLUICE_STRING_AT(call, index, row) SLUICE_ARG_AT (call, index, SluiceString, row)

G_END_DECLS
