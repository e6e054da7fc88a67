/* sluice-vector.h: what functions and aggregates of vectors share.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-function.h"

G_BEGIN_DECLS

/** sluice_vector_check: Returns: whether argument @index of @call is an ARRAY<FLOAT>; sets @error otherwise. */
gboolean sluice_vector_check (const SluiceCall *call,
                              guint             index,
                              GError          **error);

/** sluice_vector_fail_dimension: sets @error (`VECTOR_DIMENSION_MISMATCH`). Returns: %FALSE. */
gboolean sluice_vector_fail_dimension (const char *name,
                                       guint32     a,
                                       guint32     b,
                                       GError    **error);

G_END_DECLS
