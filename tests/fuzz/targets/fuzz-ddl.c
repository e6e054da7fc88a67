/* fuzz-ddl.c: schemas as DDL and as JSON.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-analyzer.h"
#include "formats/sluice-schema-json.h"
#include "fuzz.h"

/* What we write of a schema, we read as the same one. */
static void
check_written (const SluiceType *schema)
{
  g_autofree char *ddl = sluice_type_to_ddl (schema);
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceType) again = sluice_parse_ddl (ddl, &error);
  g_autofree char *ddl_again = NULL;

  g_assert_no_error (error);
  ddl_again = sluice_type_to_ddl (again);
  g_assert_cmpstr (ddl, ==, ddl_again);
  g_assert_true (sluice_type_equal (schema, again));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = fuzz_input_to_text (data, size);
  g_autoptr (SluiceType) schema = NULL;
  g_autoptr (SluiceType) from_json = NULL;
  g_autoptr (GError) error = NULL;

  if (text == NULL)
    return -1;
  schema = sluice_parse_ddl (text, &error);
  g_assert_true ((schema == NULL) == (error != NULL));
  if (schema != NULL)
    check_written (schema);
  g_clear_error (&error);
  if (schema != NULL && !sluice_check_schema (schema, fuzz_settings (TRUE), &error))
    g_assert_nonnull (error);

  from_json = sluice_schema_from_json (text);
  if (from_json != NULL)
    {
      g_autofree char *sql = sluice_type_to_sql (from_json);

      g_assert_nonnull (sql);
    }

  return 0;
}
