/* sluice-functions.h: the functions on JSON, CSV and XML texts.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-function.h"

G_BEGIN_DECLS

/** sluice_functions_json: from_json, to_json, get_json_object and their relatives. */
extern const SluiceFunctionFamily sluice_functions_json;

/** sluice_functions_csv: from_csv, to_csv and schema_of_csv. */
extern const SluiceFunctionFamily sluice_functions_csv;

/** sluice_functions_xml: from_xml, to_xml and schema_of_xml. */
extern const SluiceFunctionFamily sluice_functions_xml;

/** sluice_functions_xpath: xpath and its relatives. */
extern const SluiceFunctionFamily sluice_functions_xpath;

/** sluice_functions_variant: functions on values of the type VARIANT. */
extern const SluiceFunctionFamily sluice_functions_variant;

/**
 * sluice_formats_register_functions:
 *
 * Adds these families to the functions that expressions know. They read and write with this folder's
 * readers and writers, so `expr` can't list them itself. Whoever analyses a document has them: the
 * analysis calls this. May be called any number of times, from any thread.
 */
void sluice_formats_register_functions (void);

G_END_DECLS
