/* sluice-token.h: the words of an expression's text.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <string.h>

#include "expr/sluice-analyzer.h"

G_BEGIN_DECLS

/** sluice_token_is: @text: a text, @token: one of its tokens, @word: a word. Returns: whether it is that word, in any case. */
static inline gboolean
sluice_token_is (const char *text, const SluiceToken *token, const char *word)
{
  return token->length == strlen (word)
         && g_ascii_strncasecmp (text + token->offset, word, token->length) == 0;
}

G_END_DECLS
