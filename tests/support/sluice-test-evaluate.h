/* sluice-test-evaluate.h: expressions without columns, evaluated and compared as texts.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-analyzer.h"

G_BEGIN_DECLS

/**
 * SluiceTestAnswer:
 * @expression: Spark SQL text
 * @answer: its value as Spark's to_json writes it, or an error condition with `!` in front
 */
typedef struct
{
  const char *expression;
  const char *answer;
} SluiceTestAnswer;

/**
 * sluice_test_evaluate:
 * @expression: Spark SQL text without columns
 * @settings: pairs of a name and a value, ended by %NULL
 *
 * Returns: (transfer full): the value as Spark's to_json writes it, or `!` and the error's
 * condition
 */
char *sluice_test_evaluate (const char *expression,
                            const char *const *settings) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_test_answers: @answers: cases, @n: their number, @settings: see above. Fails where one
 * differs. */
void sluice_test_answers (const SluiceTestAnswer *answers, guint n, const char *const *settings);

G_END_DECLS
