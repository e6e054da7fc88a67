/* sluice-functions-collection.c: the table of functions on arrays, maps and structs.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-collections.h"

#define MANY G_MAXUINT
#define DATA(n) GUINT_TO_POINTER (n)
#define FUNCTION(name, least, most, resolve, data, signature, description, example, result, group,  \
                 since)                                                                             \
  { name, SLUICE_FUNCTION_SCALAR, least, most, resolve, data, signature, description, example,      \
    result, group, since }
#define COLLECTION(name, least, most, resolve, data, signature, description, example, result,       \
                   since)                                                                           \
  FUNCTION (name, least, most, resolve, data, signature, description, example, result,              \
            "collection_funcs", since)
#define ARRAY(name, least, most, resolve, data, signature, description, example, result, since)     \
  FUNCTION (name, least, most, resolve, data, signature, description, example, result,              \
            "array_funcs", since)
#define MAP(name, least, most, resolve, data, signature, description, example, result, since)       \
  FUNCTION (name, least, most, resolve, data, signature, description, example, result, "map_funcs", \
            since)
#define LAMBDA(name, least, most, resolve, data, signature, description, example, result, since)    \
  FUNCTION (name, least, most, resolve, data, signature, description, example, result,              \
            "lambda_funcs", since)

static const SluiceFunction functions[] = {
  FUNCTION (".", 2, 2, sluice_resolve_field, NULL, "a.name", "The field of a struct.",
            "named_struct('a', 1).a", "1", "struct_funcs", "1.0.0"),
  COLLECTION ("[]", 2, 2, sluice_resolve_item, DATA (SLUICE_ITEM_SUBSCRIPT), "a[b]",
              "The item of an array (from 0) or the value of a map's key.", "array(1, 2)[0]", "1",
              "1.0.0"),
  COLLECTION ("element_at", 2, 2, sluice_resolve_item, DATA (SLUICE_ITEM_ELEMENT_AT),
              "element_at(a, b)", "The item of an array (from 1, or from the end) or a map's value.",
              "element_at(array(1, 2, 3), 2)", "2", "2.4.0"),
  COLLECTION ("try_element_at", 2, 2, sluice_resolve_item, DATA (SLUICE_ITEM_TRY_ELEMENT_AT),
              "try_element_at(a, b)", "Like element_at, null where there is none.",
              "try_element_at(array(1, 2, 3), 5)", "NULL", "3.3.0"),
  ARRAY ("get", 2, 2, sluice_resolve_item, DATA (SLUICE_ITEM_GET), "get(array, index)",
         "The item of an array (from 0), null where there is none.", "get(array(1, 2, 3), 0)", "1",
         "3.4.0"),
  COLLECTION ("size", 1, 1, sluice_resolve_size, NULL, "size(a)",
              "How many elements an array or map has.", "size(array(1, 2))", "2", "1.5.0"),
  COLLECTION ("cardinality", 1, 1, sluice_resolve_size, NULL, "cardinality(a)",
              "How many elements an array or map has.", "cardinality(array(1, 2))", "2", "2.4.0"),
  ARRAY ("array_size", 1, 1, sluice_resolve_size, DATA (1), "array_size(array)",
         "How many elements an array has.", "array_size(array(1, 2))", "2", "3.3.0"),

  FUNCTION ("named_struct", 2, MANY, sluice_resolve_struct, NULL, "named_struct(name, value, …)",
            "A struct with the fields given.", "named_struct('a', 1, 'b', 2)", "{1, 2}",
            "struct_funcs", "1.5.0"),
  FUNCTION ("struct", 1, MANY, sluice_resolve_struct, DATA (1), "struct(value, …)",
            "A struct of the values.", "struct(1, 2)", "{1, 2}", "struct_funcs", "1.4.0"),
  ARRAY ("array", 0, MANY, sluice_resolve_array, NULL, "array(a, …)", "An array of the values.",
         "array(1, 2, 3)", "[1, 2, 3]", "1.1.0"),
  MAP ("map", 0, MANY, sluice_resolve_map, NULL, "map(key, value, …)", "A map of the pairs.",
       "map(1, 'a')", "{1 -> a}", "2.0.0"),
  MAP ("map_from_arrays", 2, 2, sluice_resolve_map_from_arrays, NULL, "map_from_arrays(keys, values)",
       "A map of two arrays.", "map_from_arrays(array(1), array('a'))", "{1 -> a}", "2.4.0"),
  MAP ("map_from_entries", 1, 1, sluice_resolve_map_from_entries, NULL, "map_from_entries(array)",
       "A map of an array of pairs.", "map_from_entries(array(struct(1, 'a')))", "{1 -> a}", "2.4.0"),
  MAP ("map_concat", 0, MANY, sluice_resolve_map_concat, NULL, "map_concat(map, …)",
       "The union of maps.", "map_concat(map(1, 'a'), map(2, 'b'))", "{1 -> a, 2 -> b}", "2.4.0"),
  MAP ("str_to_map", 1, 3, sluice_resolve_str_to_map, NULL,
       "str_to_map(text[, between pairs[, between key and value]])", "A map out of a text.",
       "str_to_map('a:1,b:2')", "{a -> 1, b -> 2}", "2.0.1"),
  MAP ("map_keys", 1, 1, sluice_resolve_map_parts, DATA (0), "map_keys(map)", "The keys.",
       "map_keys(map(1, 'a'))", "[1]", "2.0.0"),
  MAP ("map_values", 1, 1, sluice_resolve_map_parts, DATA (1), "map_values(map)", "The values.",
       "map_values(map(1, 'a'))", "[a]", "2.0.0"),
  MAP ("map_entries", 1, 1, sluice_resolve_map_parts, DATA (2), "map_entries(map)",
       "The pairs as an array of structs.", "map_entries(map(1, 'a'))", "[{1, a}]", "3.0.0"),
  MAP ("map_contains_key", 2, 2, sluice_resolve_map_contains_key, NULL, "map_contains_key(map, key)",
       "Whether a map has a key.", "map_contains_key(map(1, 'a'), 1)", "true", "3.3.0"),

  ARRAY ("array_contains", 2, 2, sluice_resolve_array_and_element, &sluice_kernel_array_contains,
         "array_contains(array, a)", "Whether a value is in an array.",
         "array_contains(array(1, 2, 3), 2)", "true", "1.5.0"),
  ARRAY ("array_position", 2, 2, sluice_resolve_array_and_element, &sluice_kernel_array_position,
         "array_position(array, a)", "The place of a value in an array, from 1; 0 when it isn't there.",
         "array_position(array(312, 773, 708), 708)", "3", "2.4.0"),
  ARRAY ("array_remove", 2, 2, sluice_resolve_array_and_element, &sluice_kernel_array_remove,
         "array_remove(array, a)", "An array without a value.", "array_remove(array(1, 2, 3), 3)",
         "[1, 2]", "2.4.0"),
  ARRAY ("array_append", 2, 2, sluice_resolve_array_and_element, &sluice_kernel_array_append,
         "array_append(array, a)", "An array with a value after it.", "array_append(array(1), 2)",
         "[1, 2]", "3.4.0"),
  ARRAY ("array_prepend", 2, 2, sluice_resolve_array_and_element, &sluice_kernel_array_prepend,
         "array_prepend(array, a)", "An array with a value before it.", "array_prepend(array(2), 1)",
         "[1, 2]", "3.5.0"),
  ARRAY ("array_insert", 3, 3, sluice_resolve_array_insert, NULL, "array_insert(array, place, a)",
         "An array with a value at a place.", "array_insert(array(1, 2), 3, 5)", "[1, 2, 5]", "3.4.0"),
  ARRAY ("array_distinct", 1, 1, sluice_resolve_array_only, &sluice_kernel_array_distinct,
         "array_distinct(array)", "Each value once.", "array_distinct(array(1, 2, 1))", "[1, 2]",
         "2.4.0"),
  ARRAY ("array_compact", 1, 1, sluice_resolve_array_only, &sluice_kernel_array_compact,
         "array_compact(array)", "An array without its nulls.", "array_compact(array(1, NULL))", "[1]",
         "3.4.0"),
  ARRAY ("array_max", 1, 1, sluice_resolve_array_only, &sluice_kernel_array_max, "array_max(array)",
         "The greatest element.", "array_max(array(1, 20, NULL, 3))", "20", "2.4.0"),
  ARRAY ("array_min", 1, 1, sluice_resolve_array_only, &sluice_kernel_array_min, "array_min(array)",
         "The least element.", "array_min(array(1, 20, NULL, 3))", "1", "2.4.0"),
  ARRAY ("flatten", 1, 1, sluice_resolve_array_only, &sluice_kernel_flatten, "flatten(array)",
         "One array of an array of arrays.", "flatten(array(array(1, 2), array(3)))", "[1, 2, 3]",
         "2.4.0"),
  ARRAY ("array_union", 2, 2, sluice_resolve_two_arrays, &sluice_kernel_array_union,
         "array_union(a, b)", "What is in either array, once.",
         "array_union(array(1, 2), array(2, 3))", "[1, 2, 3]", "2.4.0"),
  ARRAY ("array_intersect", 2, 2, sluice_resolve_two_arrays, &sluice_kernel_array_intersect,
         "array_intersect(a, b)", "What is in both arrays, once.",
         "array_intersect(array(1, 2), array(2, 3))", "[2]", "2.4.0"),
  ARRAY ("array_except", 2, 2, sluice_resolve_two_arrays, &sluice_kernel_array_except,
         "array_except(a, b)", "What is in a and not in b, once.",
         "array_except(array(1, 2), array(2, 3))", "[1]", "2.4.0"),
  ARRAY ("arrays_overlap", 2, 2, sluice_resolve_two_arrays, &sluice_kernel_arrays_overlap,
         "arrays_overlap(a, b)", "Whether two arrays have an element in common.",
         "arrays_overlap(array(1, 2), array(2, 3))", "true", "2.4.0"),
  ARRAY ("sort_array", 1, 2, sluice_resolve_sort_array, NULL, "sort_array(array[, ascending])",
         "An array in order, nulls first.", "sort_array(array('b', NULL, 'a'), true)", "[NULL, a, b]",
         "1.5.0"),
  ARRAY ("array_repeat", 2, 2, sluice_resolve_array_repeat, NULL, "array_repeat(a, n)",
         "An array of one value n times.", "array_repeat('123', 2)", "[123, 123]", "2.4.0"),
  ARRAY ("array_join", 2, 3, sluice_resolve_array_join, NULL, "array_join(array, between[, for null])",
         "The elements as one text.", "array_join(array('hello', 'world'), ' ')", "hello world",
         "2.4.0"),
  ARRAY ("arrays_zip", 0, MANY, sluice_resolve_arrays_zip, NULL, "arrays_zip(array, …)",
         "An array of structs of the elements with one index.", "arrays_zip(array(1), array(2))",
         "[{1, 2}]", "2.4.0"),
  ARRAY ("slice", 3, 3, sluice_resolve_slice, NULL, "slice(array, start, length)",
         "Some elements, from 1 or from the end.", "slice(array(1, 2, 3, 4), 2, 2)", "[2, 3]", "2.4.0"),
  ARRAY ("sequence", 2, 3, sluice_resolve_sequence, NULL, "sequence(start, stop[, step])",
         "Numbers, dates or timestamps at equal distances.", "sequence(1, 5)", "[1, 2, 3, 4, 5]",
         "2.4.0"),

  LAMBDA ("transform", 2, 2, sluice_resolve_transform, NULL, "transform(array, x -> …)",
          "What the lambda makes of each element.", "transform(array(1, 2, 3), x -> x + 1)",
          "[2, 3, 4]", "2.4.0"),
  LAMBDA ("filter", 2, 2, sluice_resolve_predicate, &sluice_kernel_filter, "filter(array, x -> …)",
          "The elements for which the lambda is true.", "filter(array(1, 2, 3), x -> x % 2 == 1)",
          "[1, 3]", "2.4.0"),
  LAMBDA ("exists", 2, 2, sluice_resolve_predicate, &sluice_kernel_exists, "exists(array, x -> …)",
          "Whether the lambda is true for an element.", "exists(array(1, 2, 3), x -> x % 2 == 0)",
          "true", "2.4.0"),
  LAMBDA ("forall", 2, 2, sluice_resolve_predicate, &sluice_kernel_forall, "forall(array, x -> …)",
          "Whether the lambda is true for all elements.", "forall(array(1, 2, 3), x -> x % 2 == 0)",
          "false", "3.0.0"),
  LAMBDA ("aggregate", 3, 4, sluice_resolve_array_aggregate, NULL,
          "aggregate(array, start, (acc, x) -> …[, acc -> …])", "What is gathered over the elements.",
          "aggregate(array(1, 2, 3), 0, (acc, x) -> acc + x)", "6", "2.4.0"),
  LAMBDA ("reduce", 3, 4, sluice_resolve_array_aggregate, NULL,
          "reduce(array, start, (acc, x) -> …[, acc -> …])", "What is gathered over the elements.",
          "reduce(array(1, 2, 3), 0, (acc, x) -> acc + x)", "6", "3.4.0"),
  LAMBDA ("zip_with", 3, 3, sluice_resolve_zip_with, NULL, "zip_with(a, b, (x, y) -> …)",
          "What the lambda makes of the elements with one index.",
          "zip_with(array(1, 2), array(3, 4), (x, y) -> x + y)", "[4, 6]", "2.4.0"),
  LAMBDA ("array_sort", 1, 2, sluice_resolve_array_sort, NULL, "array_sort(array[, (x, y) -> …])",
          "An array in order, nulls last, or in the lambda's order.",
          "array_sort(array('b', NULL, 'a'))", "[a, b, NULL]", "2.4.0"),
  LAMBDA ("map_filter", 2, 2, sluice_resolve_map_lambda, &sluice_kernel_map_filter,
          "map_filter(map, (k, v) -> …)", "The pairs for which the lambda is true.",
          "map_filter(map(1, 0, 2, 2, 3, -1), (k, v) -> k > v)", "{1 -> 0, 3 -> -1}", "3.0.0"),
  LAMBDA ("transform_keys", 2, 2, sluice_resolve_map_lambda, &sluice_kernel_transform_keys,
          "transform_keys(map, (k, v) -> …)", "A map with other keys.",
          "transform_keys(map(1, 1), (k, v) -> k + 1)", "{2 -> 1}", "3.0.0"),
  LAMBDA ("transform_values", 2, 2, sluice_resolve_map_lambda, &sluice_kernel_transform_values,
          "transform_values(map, (k, v) -> …)", "A map with other values.",
          "transform_values(map(1, 1), (k, v) -> v + 1)", "{1 -> 2}", "3.0.0"),
  LAMBDA ("map_zip_with", 3, 3, sluice_resolve_map_zip_with, NULL,
          "map_zip_with(a, b, (k, x, y) -> …)", "What the lambda makes of the values of one key.",
          "map_zip_with(map(1, 'a'), map(1, 'x'), (k, x, y) -> concat(x, y))", "{1 -> ax}", "3.0.0"),
};

const SluiceFunctionFamily sluice_functions_collection = { functions, G_N_ELEMENTS (functions) };
