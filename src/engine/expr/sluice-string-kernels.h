/* sluice-string-kernels.h: the kernels of the functions of texts.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-function.h"
#include "expr/sluice-kernel.h"

G_BEGIN_DECLS

/** sluice_string_finish: @call: a run that wrote texts. Aligns the arena for what follows. Returns:
 * %TRUE. */
static inline gboolean
sluice_string_finish (SluiceKernelCall *call)
{
  sluice_arena_align (call->context->arena);

  return TRUE;
}

/** sluice_string_too_long: @error: set. Returns: %FALSE, for a text of more than 2 GiB. */
gboolean sluice_string_too_long (GError **error);

/** SluiceResolveFunc of sentences. */
SluiceExpr *sluice_resolve_sentences (const SluiceFunction *function,
                                      SluiceAnalyzer       *analyzer,
                                      SluiceCall           *call,
                                      GError              **error);

/*
 * Each is the SluiceKernelFunc of the SQL function of its name; arguments that the call left out
 * are seen from call->expr->n_args.
 */

/** sluice_string_btrim: see above. */
gboolean sluice_string_btrim (SluiceKernelCall *call, GError **error);

/** sluice_string_chr: see above. */
gboolean sluice_string_chr (SluiceKernelCall *call, GError **error);

/** sluice_string_find_in_set: see above. */
gboolean sluice_string_find_in_set (SluiceKernelCall *call, GError **error);

/** sluice_string_instr: see above. */
gboolean sluice_string_instr (SluiceKernelCall *call, GError **error);

/** sluice_string_is_valid_utf8: see above. */
gboolean sluice_string_is_valid_utf8 (SluiceKernelCall *call, GError **error);

/** sluice_string_jaro_winkler: see above. */
gboolean sluice_string_jaro_winkler (SluiceKernelCall *call, GError **error);

/** sluice_string_left: see above. */
gboolean sluice_string_left (SluiceKernelCall *call, GError **error);

/** sluice_string_levenshtein: see above. */
gboolean sluice_string_levenshtein (SluiceKernelCall *call, GError **error);

/** sluice_string_locate: see above. */
gboolean sluice_string_locate (SluiceKernelCall *call, GError **error);

/** sluice_string_lpad: see above. */
gboolean sluice_string_lpad (SluiceKernelCall *call, GError **error);

/** sluice_string_ltrim: see above. */
gboolean sluice_string_ltrim (SluiceKernelCall *call, GError **error);

/** sluice_string_luhn_check: see above. */
gboolean sluice_string_luhn_check (SluiceKernelCall *call, GError **error);

/** sluice_string_mask: see above. */
gboolean sluice_string_mask (SluiceKernelCall *call, GError **error);

/** sluice_string_overlay: see above. */
gboolean sluice_string_overlay (SluiceKernelCall *call, GError **error);

/** sluice_string_quote: see above. */
gboolean sluice_string_quote (SluiceKernelCall *call, GError **error);

/** sluice_string_repeat: see above. */
gboolean sluice_string_repeat (SluiceKernelCall *call, GError **error);

/** sluice_string_replace: see above. */
gboolean sluice_string_replace (SluiceKernelCall *call, GError **error);

/** sluice_string_reverse_text: see above. */
gboolean sluice_string_reverse_text (SluiceKernelCall *call, GError **error);

/** sluice_string_right: see above. */
gboolean sluice_string_right (SluiceKernelCall *call, GError **error);

/** sluice_string_rpad: see above. */
gboolean sluice_string_rpad (SluiceKernelCall *call, GError **error);

/** sluice_string_rtrim: see above. */
gboolean sluice_string_rtrim (SluiceKernelCall *call, GError **error);

/** sluice_string_soundex: see above. */
gboolean sluice_string_soundex (SluiceKernelCall *call, GError **error);

/** sluice_string_space: see above. */
gboolean sluice_string_space (SluiceKernelCall *call, GError **error);

/** sluice_string_split_part: see above. */
gboolean sluice_string_split_part (SluiceKernelCall *call, GError **error);

/** sluice_string_substring: see above. */
gboolean sluice_string_substring (SluiceKernelCall *call, GError **error);

/** sluice_string_substring_index: see above. */
gboolean sluice_string_substring_index (SluiceKernelCall *call, GError **error);

/** sluice_string_translate: see above. */
gboolean sluice_string_translate (SluiceKernelCall *call, GError **error);

/** sluice_string_trim: see above. */
gboolean sluice_string_trim (SluiceKernelCall *call, GError **error);

G_END_DECLS
