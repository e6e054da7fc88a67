/* sluice-json-predictor.h: shapes of JSON records that came before.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "formats/sluice-json-template.h"

G_BEGIN_DECLS

/** SLUICE_JSON_MAX_TEMPLATES: shapes of records that are remembered; a file of events has a few. */
#define SLUICE_JSON_MAX_TEMPLATES 8

/**
 * SluiceJsonPredictor:
 * @enabled: whether anything is predicted
 * @templates: (array length=n_templates): the shapes
 * @n_templates: their number
 * @current: the one that fitted last
 * @misses: records of other shapes since one was learnt, once all places are taken
 *
 * Reads records by the templates of those before. All reads of one predictor go to the same columns.
 */
typedef struct
{
  gboolean enabled;
  SluiceJsonTemplate *templates[SLUICE_JSON_MAX_TEMPLATES];
  guint n_templates;
  guint current;
  guint misses;
} SluiceJsonPredictor;

/**
 * sluice_json_predictor_init:
 * @self: uninitialised memory
 * @enabled: whether to predict; the environment variable `SLUICE_JSON_NO_PREDICTION` prevents it all the same
 */
void sluice_json_predictor_init (SluiceJsonPredictor *self,
                                 gboolean             enabled);

/** sluice_json_predictor_clear: @self: a predictor. Forgets what it has learnt. */
void sluice_json_predictor_clear (SluiceJsonPredictor *self);

/**
 * sluice_json_predictor_learn:
 * @self: a predictor
 * @tape: a sound record
 * @shape: the shape of the rows
 * @rows: the rows
 *
 * Remembers what the record looks like, if it is one that can be predicted.
 */
void sluice_json_predictor_learn (SluiceJsonPredictor  *self,
                                  const SluiceJsonTape *tape,
                                  SluiceJsonShape      *shape,
                                  SluiceColumnBuilder  *rows);

/**
 * sluice_json_predictor_read:
 * @self: a predictor
 * @converter: converts the values
 * @tape: scratch
 * @p: where a record begins
 * @end: end of the bytes
 *
 * Appends a value or null to every column but the corrupt record's, or nothing at all; the row itself is the
 * caller's to count. There must be as many values in the columns as rows are counted. What follows the record
 * isn't looked at.
 *
 * Returns: (nullable): the byte behind the record's closing brace; %NULL when no prediction held
 */
const char *sluice_json_predictor_read (SluiceJsonPredictor *self,
                                        SluiceJsonConverter *converter,
                                        SluiceJsonTape      *tape,
                                        const char          *p,
                                        const char          *end);

G_END_DECLS
