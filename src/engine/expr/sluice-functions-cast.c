/* sluice-functions-cast.c: the types' names as functions: int (x), string (x) and so on.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-cast.h"
#include "expr/sluice-time-of-day.h"
#include "expr/sluice-function.h"

static SluiceExpr *
resolve_cast (const SluiceFunction *function,
              SluiceAnalyzer *analyzer,
              SluiceCall *call,
              GError **error)
{
  const SluiceSettings *settings = sluice_analyzer_settings (analyzer);
  SluiceTypeId id = (SluiceTypeId) GPOINTER_TO_INT (function->user_data);
  SluiceCastMode mode = settings->ansi ? SLUICE_CAST_ANSI : SLUICE_CAST_LEGACY;
  g_autoptr (SluiceType) type = id == SLUICE_TYPE_DECIMAL
                                    ? sluice_type_decimal (10, 0)
                                    : sluice_type_ref (sluice_type_primitive (id));

  if (id == SLUICE_TYPE_TIME && !sluice_time_check_enabled (settings, error))
    return NULL;
  if (!sluice_cast_check (call, type, mode, error))
    return NULL;

  return sluice_cast_written (call->args[0], type, mode, settings);
}

#define CAST(name, id, example, result)                                                            \
  {                                                                                                \
    name, SLUICE_FUNCTION_SCALAR, 1, 1, resolve_cast, GINT_TO_POINTER (SLUICE_TYPE_##id),          \
        name "(expr)", "Casts `expr` to the type `" #id "`.", example, result, "conversion_funcs", \
        "2.0.1"                                                                                    \
  }

static const SluiceFunction functions[] = {
  CAST ("bigint", BIGINT, "bigint('12')", "12"),
  CAST ("binary", BINARY, "hex(binary('a'))", "61"),
  CAST ("boolean", BOOLEAN, "boolean('yes')", "true"),
  CAST ("date", DATE, "date('2024-02-29')", "2024-02-29"),
  CAST ("decimal", DECIMAL, "decimal('12.6')", "13"),
  CAST ("double", DOUBLE, "double('1.5')", "1.5"),
  CAST ("float", FLOAT, "float('1.5')", "1.5"),
  CAST ("int", INT, "int('12')", "12"),
  CAST ("smallint", SHORT, "smallint('12')", "12"),
  CAST ("string", STRING, "string(12)", "12"),
  CAST ("time", TIME, "TIME '12:25:13.45'", "12:25:13.45"),
  CAST ("timestamp", TIMESTAMP, "timestamp('2024-02-29 12:00:00')", "2024-02-29 12:00:00"),
  CAST ("tinyint", BYTE, "tinyint('12')", "12"),
};

const SluiceFunctionFamily sluice_functions_cast = { functions, G_N_ELEMENTS (functions) };
