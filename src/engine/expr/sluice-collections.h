/* sluice-collections.h: the resolvers of functions on arrays, maps and structs, for their table.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-array-builder.h"
#include "expr/sluice-function.h"
#include "expr/sluice-operators.h"

G_BEGIN_DECLS

#define SLUICE_DECLARE_RESOLVER(name)                                                             \
  SluiceExpr *name (const SluiceFunction *function, SluiceAnalyzer *analyzer, SluiceCall *call,   \
                    GError **error)

/** SluiceItemMode: what taking an item does when there is none. */
typedef enum
{
  SLUICE_ITEM_SUBSCRIPT,
  SLUICE_ITEM_ELEMENT_AT,
  SLUICE_ITEM_TRY_ELEMENT_AT,
  SLUICE_ITEM_GET,
} SluiceItemMode;

/** SluiceResolveFunc of the function `.`. */
SLUICE_DECLARE_RESOLVER (sluice_resolve_field);
/** SluiceResolveFunc of `[]`, element_at, try_element_at and get; user_data is a #SluiceItemMode. */
SLUICE_DECLARE_RESOLVER (sluice_resolve_item);
/** SluiceResolveFunc of size and cardinality, and of array_size (user_data not %NULL). */
SLUICE_DECLARE_RESOLVER (sluice_resolve_size);
/** SluiceResolveFunc of map_keys, map_values (user_data 1) and map_entries (user_data 2). */
SLUICE_DECLARE_RESOLVER (sluice_resolve_map_parts);
/** SluiceResolveFunc of map_contains_key. */
SLUICE_DECLARE_RESOLVER (sluice_resolve_map_contains_key);

/** SluiceResolveFunc of array. */
SLUICE_DECLARE_RESOLVER (sluice_resolve_array);
/** SluiceResolveFunc of named_struct, and of struct (user_data not %NULL), whose fields are col1, col2 … */
SLUICE_DECLARE_RESOLVER (sluice_resolve_struct);
/** SluiceResolveFunc of map. */
SLUICE_DECLARE_RESOLVER (sluice_resolve_map);
/** SluiceResolveFunc of map_from_arrays. */
SLUICE_DECLARE_RESOLVER (sluice_resolve_map_from_arrays);
/** SluiceResolveFunc of map_from_entries. */
SLUICE_DECLARE_RESOLVER (sluice_resolve_map_from_entries);
/** SluiceResolveFunc of map_concat. */
SLUICE_DECLARE_RESOLVER (sluice_resolve_map_concat);
/** SluiceResolveFunc of str_to_map. */
SLUICE_DECLARE_RESOLVER (sluice_resolve_str_to_map);

/** SluiceResolveFunc of array_contains, array_position, array_remove, array_append and array_prepend; user_data is the kernel. */
SLUICE_DECLARE_RESOLVER (sluice_resolve_array_and_element);
/** SluiceResolveFunc of array_distinct, array_compact, array_max, array_min and flatten; user_data is the kernel. */
SLUICE_DECLARE_RESOLVER (sluice_resolve_array_only);
/** SluiceResolveFunc of array_union, array_intersect, array_except and arrays_overlap; user_data is the kernel. */
SLUICE_DECLARE_RESOLVER (sluice_resolve_two_arrays);
/** SluiceResolveFunc of sort_array. */
SLUICE_DECLARE_RESOLVER (sluice_resolve_sort_array);
/** SluiceResolveFunc of array_insert. */
SLUICE_DECLARE_RESOLVER (sluice_resolve_array_insert);
/** SluiceResolveFunc of array_repeat. */
SLUICE_DECLARE_RESOLVER (sluice_resolve_array_repeat);
/** SluiceResolveFunc of array_join. */
SLUICE_DECLARE_RESOLVER (sluice_resolve_array_join);
/** SluiceResolveFunc of arrays_zip. */
SLUICE_DECLARE_RESOLVER (sluice_resolve_arrays_zip);
/** SluiceResolveFunc of slice. */
SLUICE_DECLARE_RESOLVER (sluice_resolve_slice);
/** SluiceResolveFunc of sequence. */
SLUICE_DECLARE_RESOLVER (sluice_resolve_sequence);

extern const SluiceKernel sluice_kernel_array_contains;
extern const SluiceKernel sluice_kernel_array_position;
extern const SluiceKernel sluice_kernel_array_remove;
extern const SluiceKernel sluice_kernel_array_append;
extern const SluiceKernel sluice_kernel_array_prepend;
extern const SluiceKernel sluice_kernel_array_distinct;
extern const SluiceKernel sluice_kernel_array_compact;
extern const SluiceKernel sluice_kernel_array_max;
extern const SluiceKernel sluice_kernel_array_min;
extern const SluiceKernel sluice_kernel_flatten;
extern const SluiceKernel sluice_kernel_array_union;
extern const SluiceKernel sluice_kernel_array_intersect;
extern const SluiceKernel sluice_kernel_array_except;
extern const SluiceKernel sluice_kernel_arrays_overlap;

/** SluiceResolveFunc of transform. */
SLUICE_DECLARE_RESOLVER (sluice_resolve_transform);
/** SluiceResolveFunc of filter, exists and forall; user_data is the kernel. */
SLUICE_DECLARE_RESOLVER (sluice_resolve_predicate);
/** SluiceResolveFunc of aggregate and reduce. */
SLUICE_DECLARE_RESOLVER (sluice_resolve_array_aggregate);
/** SluiceResolveFunc of zip_with. */
SLUICE_DECLARE_RESOLVER (sluice_resolve_zip_with);
/** SluiceResolveFunc of array_sort. */
SLUICE_DECLARE_RESOLVER (sluice_resolve_array_sort);
/** SluiceResolveFunc of map_filter, transform_keys and transform_values; user_data is the kernel. */
SLUICE_DECLARE_RESOLVER (sluice_resolve_map_lambda);
/** SluiceResolveFunc of map_zip_with. */
SLUICE_DECLARE_RESOLVER (sluice_resolve_map_zip_with);

extern const SluiceKernel sluice_kernel_filter;
extern const SluiceKernel sluice_kernel_exists;
extern const SluiceKernel sluice_kernel_forall;
extern const SluiceKernel sluice_kernel_map_filter;
extern const SluiceKernel sluice_kernel_transform_keys;
extern const SluiceKernel sluice_kernel_transform_values;

/** sluice_array_builder_begin_call: @builder: a builder, @call: a kernel's run. Begins a result of the call's type. */
static inline void
sluice_array_builder_begin_call (SluiceArrayBuilder *builder, SluiceKernelCall *call)
{
  sluice_array_builder_begin (builder, call->context, call->expr->type, call->context->n_rows);
}

/** sluice_elements_count: @elements: an array's elements. Returns: their number. */
static inline guint32
sluice_elements_count (SluiceElements elements)
{
  return elements.end - elements.begin;
}

/**
 * sluice_collection_check:
 * @call: a call
 * @index: one of its arguments
 * @id: ARRAY or MAP
 * @error: `DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE`
 *
 * Returns: whether the argument is of the kind
 */
gboolean sluice_collection_check (SluiceCall  *call,
                                  guint        index,
                                  SluiceTypeId id,
                                  GError     **error);

/**
 * sluice_collection_expect:
 * @analyzer: the analysis
 * @call: a call
 * @index: one of its arguments
 * @id: ARRAY or MAP
 * @error: `DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE`
 *
 * Like sluice_collection_check(), but makes a NULL without a type an array or map of such.
 *
 * Returns: whether the argument is of the kind
 */
gboolean sluice_collection_expect (SluiceAnalyzer *analyzer,
                                   SluiceCall     *call,
                                   guint           index,
                                   SluiceTypeId    id,
                                   GError        **error);

G_END_DECLS
