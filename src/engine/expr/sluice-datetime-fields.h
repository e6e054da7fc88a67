/* sluice-datetime-fields.h: kernels that take dates and timestamps apart.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-function.h"

G_BEGIN_DECLS

/** SluiceDateField: what can be asked of a date, a time or an interval. */
typedef enum
{
  SLUICE_DATE_FIELD_YEAR,
  SLUICE_DATE_FIELD_YEAR_OF_WEEK,
  SLUICE_DATE_FIELD_QUARTER,
  SLUICE_DATE_FIELD_MONTH,
  SLUICE_DATE_FIELD_WEEK,
  SLUICE_DATE_FIELD_DAY,
  SLUICE_DATE_FIELD_DAY_OF_WEEK,
  SLUICE_DATE_FIELD_DAY_OF_WEEK_ISO,
  SLUICE_DATE_FIELD_WEEKDAY,
  SLUICE_DATE_FIELD_DAY_OF_YEAR,
  SLUICE_DATE_FIELD_HOUR,
  SLUICE_DATE_FIELD_MINUTE,
  SLUICE_DATE_FIELD_SECOND,
  SLUICE_DATE_FIELD_SECOND_WITH_FRACTION,
} SluiceDateField;

#define SLUICE_N_DATE_FIELDS (SLUICE_DATE_FIELD_SECOND_WITH_FRACTION + 1)

/**
 * sluice_resolve_date_field:
 * @field: what is asked for
 * @function: the function
 * @analyzer: the analysis
 * @call: the call; its last argument is the source
 * @error: when the source has no such field
 *
 * For sources that are dates, timestamps, or become one.
 *
 * Returns: (transfer full) (nullable): the typed call, an INT (DECIMAL(8,6) for a second with its
 * fraction)
 */
SluiceExpr *sluice_resolve_date_field (SluiceDateField field,
                                       const SluiceFunction *function,
                                       SluiceAnalyzer *analyzer,
                                       SluiceCall *call,
                                       GError **error);

/** sluice_resolve_extract: a #SluiceResolveFunc for extract () and date_part (): field name,
 * source. */
SluiceExpr *sluice_resolve_extract (const SluiceFunction *function,
                                    SluiceAnalyzer *analyzer,
                                    SluiceCall *call,
                                    GError **error);

/** sluice_call_drop_first: removes the first argument of @call. */
void sluice_call_drop_first (SluiceCall *call);

G_END_DECLS
