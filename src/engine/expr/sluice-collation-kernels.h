/* sluice-collation-kernels.h: functions of texts where a collation says which texts are equal.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-function-simple.h"

G_BEGIN_DECLS

/**
 * sluice_collation_use_kernel:
 * @expr: a call of a function of texts, resolved
 * @collation: a collation that doesn't compare byte by byte
 *
 * Gives the call the kernel that honours @collation, if its function has one.
 */
void sluice_collation_use_kernel (SluiceExpr     *expr,
                                  SluiceCollation collation);

/** sluice_collation_relabel_kernel: Returns: a kernel that gives its argument as it is, with the type of the call. */
const SluiceKernel *sluice_collation_relabel_kernel (void);

/** sluice_collation_key_call: @text: a STRING. Returns: (transfer full): bytes that are the same for all texts equal to @text. */
SluiceExpr *sluice_collation_key_call (SluiceExpr *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
