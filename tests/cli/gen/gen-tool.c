/* gen-tool.c: `sluice gen` alone, for the tests to run.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "cli/sluice-gen.h"

int
main (int    argc,
      char **argv)
{
  return sluice_cli_gen (argc, argv);
}
