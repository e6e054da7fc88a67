/* sluice-date-pattern-private.h: what a compiled date pattern consists of.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-convert.h"
#include "expr/sluice-date-layout.h"
#include "expr/sluice-date-legacy.h"

G_BEGIN_DECLS

/** SluicePatternKind: how a field is written. */
typedef enum
{
  SLUICE_PATTERN_LITERAL,
  SLUICE_PATTERN_NUMBER,
  SLUICE_PATTERN_TEXT,
  SLUICE_PATTERN_FRACTION,
  SLUICE_PATTERN_REDUCED_YEAR,
  SLUICE_PATTERN_ZONE,
  SLUICE_PATTERN_OPTIONAL_START,
  SLUICE_PATTERN_OPTIONAL_END,
} SluicePatternKind;

/** SluicePatternSign: when a number carries a sign; the names are Java's. */
typedef enum
{
  SLUICE_PATTERN_NOT_NEGATIVE,
  SLUICE_PATTERN_NORMAL,
  SLUICE_PATTERN_EXCEEDS_PAD,
} SluicePatternSign;

/**
 * SluicePatternPiece:
 * @kind: how it is written
 * @letter: the letter of the pattern
 * @count: how often it stands there
 * @min_width: NUMBER: fewest digits
 * @max_width: NUMBER: most digits
 * @sign: NUMBER: when there is a sign
 * @following: NUMBER: digits that belong to the fixed numbers right behind it
 * @text: LITERAL: the text
 * @end: OPTIONAL_START: index of its end
 */
typedef struct
{
  SluicePatternKind kind;
  char letter;
  guint8 count;
  guint8 min_width;
  guint8 max_width;
  SluicePatternSign sign;
  guint8 following;
  char *text;
  guint end;
} SluicePatternPiece;

/* @pieces is NULL with the policy LEGACY, @legacy with CORRECTED; with EXCEPTION there are both. @layout is NULL unless
 * the pieces have one. */
struct _SluiceDatePattern
{
  GArray *pieces;
  SluiceDateLayout *layout;
  SluiceLegacyPattern *legacy;
};

extern const char *const sluice_month_names[12];
extern const char *const sluice_day_names[7];

G_END_DECLS
