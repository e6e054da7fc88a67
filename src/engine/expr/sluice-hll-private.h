/* sluice-hll-private.h: what the files of the HLL sketch share.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-hll.h"

G_BEGIN_DECLS

/** sluice_hll_init_registers: makes @self a sketch of 2 to the power of @lg_k registers that are all zero. */
void sluice_hll_init_registers (SluiceHll   *self,
                                SluiceArena *arena,
                                guint        lg_k);

/** sluice_hll_raise: makes register @place of @self at least @value, and adds to the estimate. */
void sluice_hll_raise (SluiceHll *self,
                       guint32    place,
                       guint      value);

/** sluice_hll_add_read_coupon: adds @coupon as it was read to a set. Returns: whether @self is still a set. */
gboolean sluice_hll_add_read_coupon (SluiceHll   *self,
                                     SluiceArena *arena,
                                     guint32      coupon);

G_END_DECLS
