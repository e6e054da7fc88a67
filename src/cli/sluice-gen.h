/* sluice-gen.h: the command `sluice gen`.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * sluice_cli_gen:
 * @argc: how many arguments
 * @argv: (array length=argc): `gen`, then its own arguments
 *
 * Writes seeded rows to standard output or into files; messages go to standard error.
 *
 * Returns: the exit code: 0 when done, 1 when something could not be written, 2 when the arguments
 *   are wrong
 */
int sluice_cli_gen (int    argc,
                    char **argv);

G_END_DECLS
