/* fuzz-csv.c: a file of CSV reads the same in windows of 64 bytes and character by character.
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
  fuzz_compare_ways ("csv", "a INT, b STRING, c DOUBLE, d DATE, _corrupt_record STRING", data, size,
                     "SLUICE_CSV_NO_WINDOWS");

  return 0;
}
