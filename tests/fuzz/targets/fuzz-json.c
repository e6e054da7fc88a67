/* fuzz-json.c: a file of JSON reads the same by prediction and by the full parser.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The input is a line of DDL, a line of options and the file.
 */
#include "config.h"

#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  fuzz_compare_ways ("json",
                     "a INT, b STRING, c DOUBLE, s STRUCT<x: BIGINT, y: STRING>, l ARRAY<INT>, "
                     "m MAP<STRING, STRING>, t TIMESTAMP, d DECIMAL(10,2), _corrupt_record STRING",
                     data, size, "SLUICE_JSON_NO_PREDICTION");

  return 0;
}
