/* sluice-functions-unavailable.c: functions of Spark that this version doesn't have.
 *
 * Who calls one shall not think that the name is wrong.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-function.h"

typedef struct
{
  const char *reason;
  const char *const *names;
  const char *condition;
} Group;

static const char *const sketches[]
    = { "kll_merge_agg_bigint", "kll_merge_agg_double", "kll_merge_agg_float",
        "kll_sketch_agg_bigint", "kll_sketch_agg_double", "kll_sketch_agg_float",
        "kll_sketch_get_n_bigint", "kll_sketch_get_n_double", "kll_sketch_get_n_float",
        "kll_sketch_get_quantile_bigint", "kll_sketch_get_quantile_double",
        "kll_sketch_get_quantile_float", "kll_sketch_get_rank_bigint",
        "kll_sketch_get_rank_double", "kll_sketch_get_rank_float", "kll_sketch_merge_bigint",
        "kll_sketch_merge_double", "kll_sketch_merge_float", "kll_sketch_to_string_bigint",
        "kll_sketch_to_string_double", "kll_sketch_to_string_float", "tuple_difference_double",
        "tuple_difference_integer", "tuple_difference_theta_double",
        "tuple_difference_theta_integer", "tuple_intersection_agg_double",
        "tuple_intersection_agg_integer", "tuple_intersection_double",
        "tuple_intersection_integer", "tuple_intersection_theta_double",
        "tuple_intersection_theta_integer", "tuple_sketch_agg_double",
        "tuple_sketch_agg_integer", "tuple_sketch_estimate_double",
        "tuple_sketch_estimate_integer", "tuple_sketch_summary_double",
        "tuple_sketch_summary_integer", "tuple_sketch_theta_double",
        "tuple_sketch_theta_integer", "tuple_union_agg_double", "tuple_union_agg_integer",
        "tuple_union_double", "tuple_union_integer", "tuple_union_theta_double",
        "tuple_union_theta_integer", NULL };
static const char *const places[]
    = { "st_asbinary", "st_geogfromwkb", "st_geomfromwkb", "st_setsrid", "st_srid", NULL };
static const char *const binary_formats[]
    = { "from_avro", "from_protobuf", "schema_of_avro", "to_avro", "to_protobuf", NULL };
static const char *const times[]
    = { "timestamp_nanos", "unix_nanos", NULL };
static const char *const groupings[] = { "grouping", "grouping_id", NULL };
static const char *const others[] = { "counter_diff", "measure", NULL };

static const Group groups[] = {
  { "It belongs to a sketch of DataSketches that this version can’t read or write; count with "
    "approx_count_distinct() or a percentile function.",
    sketches },
  { "This version doesn’t have the types GEOMETRY and GEOGRAPHY.", places },
  { "This version doesn’t read Avro or Protocol Buffers.", binary_formats },
  { "Timestamps have microseconds in this version.", times },
  { "It names the sets of a grouping, and belongs to ROLLUP, CUBE and GROUPING SETS.", groupings,
    "UNSUPPORTED_GROUPING_EXPRESSION" },
  { "It isn’t available in this version.", others },
};

const char *
sluice_function_unavailable (const char *name, const char **condition)
{
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    for (const char *const *known = groups[i].names; *known != NULL; known++)
      if (g_ascii_strcasecmp (*known, name) == 0)
        {
          *condition = groups[i].condition;
          return groups[i].reason;
        }

  return NULL;
}

gboolean
sluice_function_is_table (const char *name)
{
  static const char *const names[] = { "collations", "python_worker_logs", "range", "sql_keywords", NULL };

  for (const char *const *known = names; *known != NULL; known++)
    if (g_ascii_strcasecmp (*known, name) == 0)
      return TRUE;

  return FALSE;
}
