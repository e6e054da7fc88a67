/* test-cast.c: casts of columns.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-cast.h"

#include "sluice-test-evaluate.h"

typedef struct
{
  SluiceArena *arena;
  SluiceSettings *settings;
  SluiceEvalContext context;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->arena = sluice_arena_new ();
  self->settings = sluice_settings_new (NULL);
  self->context.arena = self->arena;
  self->context.settings = self->settings;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  sluice_settings_unref (self->settings);
  sluice_arena_unref (self->arena);
}

static SluiceColumn *
new_texts (Fixture *self, const char *const *texts, guint n)
{
  SluiceColumn *column
      = sluice_column_new (self->arena, sluice_type_primitive (SLUICE_TYPE_STRING), n);

  for (guint i = 0; i < n; i++)
    {
      column->string[i] = sluice_string (texts[i] != NULL ? texts[i] : "",
                                         texts[i] != NULL ? strlen (texts[i]) : 0);
      if (texts[i] == NULL)
        sluice_validity_clear (sluice_column_ensure_validity (self->arena, column), i);
    }
  self->context.n_rows = n;

  return column;
}

/* Only the rows asked for are converted: the others may be wrong without harm. */
static void
test_selection (Fixture *self, gconstpointer data)
{
  static const char *const texts[] = { "1", "x", NULL, "4" };
  static const guint16 rows[] = { 0, 2, 3 };
  const SluiceType *integer = sluice_type_primitive (SLUICE_TYPE_INT);
  g_autoptr (GError) error = NULL;
  SluiceColumn *in = new_texts (self, texts, G_N_ELEMENTS (texts));
  SluiceColumn *out;

  out = sluice_cast_column (&self->context, in, integer, SLUICE_CAST_ANSI,
                            (SluiceSelection){ rows, G_N_ELEMENTS (rows) }, &error);
  g_assert_no_error (error);
  g_assert_cmpint (out->i32[0], ==, 1);
  g_assert_true (sluice_column_is_null (out, 2));
  g_assert_cmpint (out->i32[3], ==, 4);

  out = sluice_cast_column (&self->context, in, integer, SLUICE_CAST_ANSI,
                            (SluiceSelection){ NULL, 4 }, &error);
  g_assert_null (out);
  g_assert_cmpstr (sluice_error_condition (error), ==, "CAST_INVALID_INPUT");
}

/* Where a value doesn't convert the row becomes null, and the input keeps its own nulls. */
static void
test_try (Fixture *self, gconstpointer data)
{
  static const char *const texts[] = { "1", "x", NULL, "128" };
  g_autoptr (GError) error = NULL;
  SluiceColumn *in = new_texts (self, texts, G_N_ELEMENTS (texts));
  SluiceColumn *out
      = sluice_cast_column (&self->context, in, sluice_type_primitive (SLUICE_TYPE_BYTE),
                            SLUICE_CAST_TRY, (SluiceSelection){ NULL, 4 }, &error);

  g_assert_no_error (error);
  g_assert_cmpint (out->i8[0], ==, 1);
  g_assert_true (sluice_column_is_null (out, 1));
  g_assert_true (sluice_column_is_null (out, 2));
  g_assert_true (sluice_column_is_null (out, 3));
  g_assert_false (sluice_column_is_null (in, 1));
  g_assert_true (sluice_column_is_null (in, 2));
}

/* Elements of arrays in rows that don't count aren't converted. */
static void
test_elements (Fixture *self, gconstpointer data)
{
  static const char *const texts[] = { "1", "2", "x", "4" };
  static const guint16 rows[] = { 0, 2 };
  g_autoptr (SluiceType) from
      = sluice_type_array (sluice_type_primitive (SLUICE_TYPE_STRING), TRUE);
  g_autoptr (SluiceType) to = sluice_type_array (sluice_type_primitive (SLUICE_TYPE_INT), TRUE);
  g_autoptr (GError) error = NULL;
  SluiceColumn *in = sluice_column_new (self->arena, from, 3);
  SluiceColumn *out;

  in->offsets[0] = 0;
  in->offsets[1] = 2;
  in->offsets[2] = 3;
  in->offsets[3] = 4;
  in->children[0] = new_texts (self, texts, G_N_ELEMENTS (texts));
  self->context.n_rows = 3;

  out = sluice_cast_column (&self->context, in, to, SLUICE_CAST_ANSI,
                            (SluiceSelection){ rows, G_N_ELEMENTS (rows) }, &error);
  g_assert_no_error (error);
  g_assert_cmpint (out->children[0]->i32[1], ==, 2);
  g_assert_cmpint (out->children[0]->i32[3], ==, 4);

  g_assert_null (sluice_cast_column (&self->context, in, to, SLUICE_CAST_ANSI,
                                     (SluiceSelection){ NULL, 3 }, &error));
  g_assert_cmpstr (sluice_error_condition (error), ==, "CAST_INVALID_INPUT");
}

static void
test_constant (Fixture *self, gconstpointer data)
{
  static const char *const text[] = { "2024-02-29" };
  g_autoptr (GError) error = NULL;
  SluiceColumn *in = new_texts (self, text, 1);
  SluiceColumn *out;

  in->constant = TRUE;
  in->length = 100;
  self->context.n_rows = 100;
  out = sluice_cast_column (&self->context, in, sluice_type_primitive (SLUICE_TYPE_DATE),
                            SLUICE_CAST_ANSI, (SluiceSelection){ NULL, 100 }, &error);
  g_assert_no_error (error);
  g_assert_true (out->constant);
  g_assert_cmpint (out->length, ==, 100);
  g_assert_cmpint (out->i32[0], ==, 19782);
}

static void
test_allowed (void)
{
  const SluiceType *integer = sluice_type_primitive (SLUICE_TYPE_INT);
  const SluiceType *date = sluice_type_primitive (SLUICE_TYPE_DATE);
  const SluiceType *text = sluice_type_primitive (SLUICE_TYPE_STRING);
  g_autoptr (SluiceType) texts = sluice_type_array (text, FALSE);
  g_autoptr (SluiceType) integers = sluice_type_array (integer, FALSE);

  g_assert_true (sluice_cast_allowed (text, date, SLUICE_CAST_ANSI));
  g_assert_false (sluice_cast_allowed (integer, date, SLUICE_CAST_ANSI));
  g_assert_false (sluice_cast_allowed (date, integer, SLUICE_CAST_ANSI));
  g_assert_true (sluice_cast_allowed (date, integer, SLUICE_CAST_LEGACY));
  g_assert_false (sluice_cast_allowed (integer, texts, SLUICE_CAST_ANSI));
  /* A failed element can only be null where nulls are allowed. */
  g_assert_true (sluice_cast_allowed (texts, integers, SLUICE_CAST_ANSI));
  g_assert_false (sluice_cast_allowed (texts, integers, SLUICE_CAST_TRY));
}

static void
test_answers (void)
{
  static const SluiceTestAnswer answers[] = {
    { "CAST(' 12 ' AS INT)", "12" },
    { "CAST('12.5' AS INT)", "!CAST_INVALID_INPUT" },
    { "CAST(300 AS TINYINT)", "!CAST_OVERFLOW" },
    { "CAST(1.9D AS INT)", "1" },
    { "CAST(-1.9D AS INT)", "-1" },
    { "CAST(CAST('NaN' AS DOUBLE) AS BIGINT)", "!CAST_OVERFLOW" },
    { "CAST(1.005D AS DECIMAL(5,2))", "1.01" },
    { "CAST('yes' AS BOOLEAN)", "true" },
    { "CAST(CAST(-1.5 AS TIMESTAMP) AS DOUBLE)", "-1.5" },
    { "CAST(array(1, NULL) AS STRING)", "\"[1, null]\"" },
    { "CAST(map('a', 1.5D) AS STRING)", "\"{a -> 1.5}\"" },
    { "CAST('1 02:03:04.5' AS INTERVAL DAY TO SECOND)",
      "\"INTERVAL '1 02:03:04.5' DAY TO SECOND\"" },
    { "try_cast('x' AS DATE)", "null" },
    { "CAST(1 AS DATE)", "!DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION" },
  };
  static const SluiceTestAnswer legacy[] = {
    { "CAST('12.5' AS INT)", "12" },
    { "CAST(300 AS TINYINT)", "44" },
    { "CAST('x' AS INT)", "null" },
  };
  static const char *const settings[] = { "spark.sql.ansi.enabled", "false", NULL };

  sluice_test_answers (answers, G_N_ELEMENTS (answers), NULL);
  sluice_test_answers (legacy, G_N_ELEMENTS (legacy), settings);
}

/* floor and ceil have a fast way up to 2⁵¹. */
static void
test_floor (void)
{
  static const SluiceTestAnswer answers[] = {
    { "floor(-0.0D)", "0" },
    { "ceil(-0.5D)", "0" },
    { "floor(-0.5D)", "-1" },
    { "ceil(0.1D)", "1" },
    { "floor(2251799813685247.5D)", "2251799813685247" },
    { "ceil(2251799813685247.5D)", "2251799813685248" },
    { "floor(-2251799813685248.5D)", "-2251799813685249" },
    { "ceil(-2251799813685248.5D)", "-2251799813685248" },
    { "floor(-1e16D)", "-10000000000000000" },
    { "ceil(1e18D)", "1000000000000000000" },
    { "floor(1e19D)", "!ARITHMETIC_OVERFLOW" },
  };

  sluice_test_answers (answers, G_N_ELEMENTS (answers), NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/cast/selection", Fixture, NULL, set_up, test_selection, tear_down);
  g_test_add ("/cast/try", Fixture, NULL, set_up, test_try, tear_down);
  g_test_add ("/cast/elements", Fixture, NULL, set_up, test_elements, tear_down);
  g_test_add ("/cast/constant", Fixture, NULL, set_up, test_constant, tear_down);
  g_test_add_func ("/cast/allowed", test_allowed);
  g_test_add_func ("/cast/answers", test_answers);
  g_test_add_func ("/cast/floor", test_floor);

  return g_test_run ();
}
