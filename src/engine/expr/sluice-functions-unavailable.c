/* sluice-functions-unavailable.c: functions of Spark that this version doesn't have.
 *
 * Who calls one shall not think that the name is wrong.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-function.h"

typedef struct
{
  const char *reason;
  const char *const *names;
  const char *condition;
} Group;

/* Whole families are named by their beginnings, which end in an asterisk. */
static const char *const sketches[]
    = { "approx_top_k*", "hll_*", "kll_*", "theta_*", "tuple_*", NULL };
static const char *const variants[]
    = { "is_valid_variant", "is_variant_null", "parse_json", "schema_of_variant*", "to_variant_object",
        "try_parse_json",   "try_variant_*",   "variant_*",  NULL };
static const char *const places[] = { "st_*", NULL };
static const char *const xml[] = { "from_xml", "schema_of_xml", "to_xml", "xpath*", NULL };
static const char *const binary_formats[]
    = { "from_avro", "from_protobuf", "schema_of_avro", "to_avro", "to_protobuf", NULL };
static const char *const files[]
    = { "input_file_block_length", "input_file_block_start", "input_file_name", NULL };
static const char *const java[] = { "java_method", "reflect", "try_reflect", NULL };
static const char *const times[]
    = { "current_time", "localtime", "make_time", "time", "time_bucket", "time_diff", "time_from_*", "time_to_*",
        "time_trunc", "timestamp_nanos", "to_time", "try_to_time", "unix_nanos", NULL };
static const char *const groupings[] = { "grouping", "grouping_id", NULL };
static const char *const others[] = { "measure", "sentences", NULL };

static const Group groups[] = {
  { "It belongs to the sketches of DataSketches, which this version can’t read or write; count with "
    "approx_count_distinct() or a percentile function.",
    sketches },
  { "This version doesn’t have the type VARIANT.", variants, "UNSUPPORTED_DATATYPE" },
  { "This version doesn’t have the types GEOMETRY and GEOGRAPHY.", places },
  { "This version doesn’t read XML.", xml },
  { "This version doesn’t read Avro or Protocol Buffers.", binary_formats },
  { "Rows don’t remember in this version which file they came from.", files },
  { "There is no Java here whose methods could be called.", java,
    "DATATYPE_MISMATCH.UNEXPECTED_STATIC_METHOD" },
  { "It isn’t available in this version, which doesn’t have the type TIME.", times, "UNSUPPORTED_TIME_TYPE" },
  { "It names the sets of a grouping, and belongs to ROLLUP, CUBE and GROUPING SETS.", groupings,
    "UNSUPPORTED_GROUPING_EXPRESSION" },
  { "It isn’t available in this version.", others },
};

static gboolean
matches (const char *pattern, const char *name)
{
  gsize length = strlen (pattern);

  if (pattern[length - 1] == '*')
    return g_ascii_strncasecmp (pattern, name, length - 1) == 0;

  return g_ascii_strcasecmp (pattern, name) == 0;
}

const char *
sluice_function_unavailable (const char *name, const char **condition)
{
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    for (const char *const *pattern = groups[i].names; *pattern != NULL; pattern++)
      if (matches (*pattern, name))
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
