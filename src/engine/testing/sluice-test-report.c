/* sluice-test-report.c: how a case differs from what it expects.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "testing/sluice-test-report.h"

#include <math.h>
#include <string.h>

#include "testing/sluice-test-rows.h"

/* A case that goes wrong from the beginning differs everywhere; nobody reads beyond this. */
#define MAX_DIFFERENCES 40

typedef struct
{
  const SluiceBatch *batch;
  guint32 row;
  gboolean used;
} Row;

SluiceTestReport *
sluice_test_report_new (void)
{
  SluiceTestReport *self = g_new0 (SluiceTestReport, 1);

  self->differences = g_ptr_array_new_with_free_func (g_free);

  return self;
}

void
sluice_test_report_free (SluiceTestReport *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->differences);
  g_free (self);
}

void
sluice_test_report_add (SluiceTestReport *self, const char *format, ...)
{
  va_list args;

  if (self->n++ >= MAX_DIFFERENCES)
    return;

  va_start (args, format);
  g_ptr_array_add (self->differences, g_strdup_vprintf (format, args));
  va_end (args);
}

/* Figures. */

static gboolean
numbers_match (const char *expected, const char *got)
{
  double a = g_ascii_strtod (expected, NULL);
  double b = g_ascii_strtod (got, NULL);

  return strcmp (expected, got) == 0 || fabs (a - b) <= 1e-9 * fmax (fabs (a), fabs (b));
}

static gboolean
scalars_match (const SluiceTestJson *expected, const SluiceTestJson *got)
{
  if (got == NULL)
    return expected->kind == SLUICE_TEST_JSON_NULL;
  if (expected->kind != got->kind)
    return FALSE;

  switch (expected->kind)
    {
    case SLUICE_TEST_JSON_BOOLEAN:
      return expected->boolean == got->boolean;
    case SLUICE_TEST_JSON_NUMBER:
      return numbers_match (expected->text, got->text);
    case SLUICE_TEST_JSON_STRING:
      return expected->text_length == got->text_length
             && memcmp (expected->text, got->text, got->text_length) == 0;
    case SLUICE_TEST_JSON_NULL:
    case SLUICE_TEST_JSON_ARRAY:
    case SLUICE_TEST_JSON_OBJECT:
    default:
      return expected->kind == SLUICE_TEST_JSON_NULL;
    }
}

void
sluice_test_report_values (SluiceTestReport     *self,
                           const char           *where,
                           const SluiceTestJson *expected,
                           const SluiceTestJson *got)
{
  g_autofree char *wanted = NULL;
  g_autofree char *have = NULL;

  if (got != NULL && expected->kind == got->kind && expected->kind == SLUICE_TEST_JSON_OBJECT)
    {
      for (guint i = 0; i < expected->items->len; i++)
        {
          const char *key = g_ptr_array_index (expected->keys, i);
          g_autofree char *place = g_strdup_printf ("%s.%s", where, key);

          sluice_test_report_values (self, place, g_ptr_array_index (expected->items, i),
                                     sluice_test_json_get (got, key));
        }
      return;
    }
  if (got != NULL && expected->kind == got->kind && expected->kind == SLUICE_TEST_JSON_ARRAY
      && expected->items->len == got->items->len)
    {
      for (guint i = 0; i < expected->items->len; i++)
        {
          g_autofree char *place = g_strdup_printf ("%s[%u]", where, i);

          sluice_test_report_values (self, place, g_ptr_array_index (expected->items, i),
                                     g_ptr_array_index (got->items, i));
        }
      return;
    }
  if (scalars_match (expected, got))
    return;

  wanted = sluice_test_json_to_text (expected);
  have = got != NULL ? sluice_test_json_to_text (got) : g_strdup ("nothing");
  sluice_test_report_add (self, "%s: expected %s, got %s", where, wanted, have);
}

/* Rows. */

static const SluiceTestJson *
member_of (const SluiceTestJson *object, const SluiceBatch *batch, guint column)
{
  const char *name = batch->schema->fields[column].name;

  /* Two columns of a join may have one name; then their places tell them apart. */
  if (object->items->len == batch->n_columns
      && strcmp (g_ptr_array_index (object->keys, column), name) == 0)
    return g_ptr_array_index (object->items, column);

  return sluice_test_json_get (object, name);
}

static guint
count_differing (const SluiceTestJson *expected, const Row *row, gboolean stop_at_first)
{
  guint n = 0;

  for (guint i = 0; i < row->batch->n_columns; i++)
    {
      n += !sluice_test_value_matches (row->batch->columns[i], row->row,
                                       member_of (expected, row->batch, i));
      if (n > 0 && stop_at_first)
        break;
    }

  return n;
}

void
sluice_test_row_append (const SluiceBatch *batch, guint32 row, GString *out)
{
  g_string_append_c (out, '{');
  for (guint i = 0; i < batch->n_columns; i++)
    {
      g_autoptr (SluiceTestJson) name
        = sluice_test_json_new_text (SLUICE_TEST_JSON_STRING, batch->schema->fields[i].name);

      g_string_append (out, i > 0 ? ", " : "");
      sluice_test_json_append (name, out);
      g_string_append (out, ": ");
      sluice_test_value_to_json (batch->columns[i], row, out);
    }
  g_string_append_c (out, '}');
}

static void
report_extra (SluiceTestReport *self, const char *where, const Row *row)
{
  g_autoptr (GString) text = g_string_new (NULL);

  sluice_test_row_append (row->batch, row->row, text);
  sluice_test_report_add (self, "%s: unexpected row %s", where, text->str);
}

static void
report_missing (SluiceTestReport *self, const char *where, const SluiceTestJson *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  sluice_test_json_append (expected, text);
  sluice_test_report_add (self, "%s: missing row %s", where, text->str);
}

/* Names the columns in which a row differs, and shows the whole row once. */
static void
report_different (SluiceTestReport     *self,
                  const char           *where,
                  guint                 index,
                  const SluiceTestJson *expected,
                  const Row            *row)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < row->batch->n_columns; i++)
    {
      const SluiceColumn *column = row->batch->columns[i];
      const SluiceTestJson *value = member_of (expected, row->batch, i);
      g_autofree char *wanted = value != NULL ? sluice_test_json_to_text (value) : g_strdup ("null");
      g_autoptr (GString) got = g_string_new (NULL);

      if (sluice_test_value_matches (column, row->row, value))
        continue;
      sluice_test_value_to_json (column, row->row, got);
      sluice_test_report_add (self, "%s, row %u, column “%s”: expected %s, got %s", where, index + 1,
                              row->batch->schema->fields[i].name, wanted, got->str);
    }
  sluice_test_json_append (expected, text);
  sluice_test_report_add (self, "%s, row %u is %s", where, index + 1, text->str);
}

/* The row that is left over and differs least, if it has anything in common. */
static Row *
find_likest (const SluiceTestJson *expected, GArray *rows)
{
  Row *best = NULL;
  guint least = G_MAXUINT;

  for (guint i = 0; i < rows->len; i++)
    {
      Row *row = &g_array_index (rows, Row, i);
      guint n;

      if (row->used)
        continue;
      n = count_differing (expected, row, FALSE);
      if (n < least && n < row->batch->n_columns)
        {
          least = n;
          best = row;
        }
    }

  return best;
}

static void
compare_ordered (SluiceTestReport     *self,
                 const char           *where,
                 const SluiceTestJson *expected,
                 GArray               *rows)
{
  for (guint i = 0; i < MAX (expected->items->len, rows->len); i++)
    {
      const SluiceTestJson *wanted = i < expected->items->len ? expected->items->pdata[i] : NULL;
      const Row *row = i < rows->len ? &g_array_index (rows, Row, i) : NULL;

      if (wanted == NULL)
        report_extra (self, where, row);
      else if (row == NULL)
        report_missing (self, where, wanted);
      else if (count_differing (wanted, row, TRUE) > 0)
        report_different (self, where, i, wanted, row);
    }
}

static void
compare_unordered (SluiceTestReport     *self,
                   const char           *where,
                   const SluiceTestJson *expected,
                   GArray               *rows)
{
  g_autofree gboolean *found = g_new0 (gboolean, expected->items->len + 1);

  for (guint i = 0; i < expected->items->len; i++)
    for (guint j = 0; j < rows->len && !found[i]; j++)
      {
        Row *row = &g_array_index (rows, Row, j);

        if (row->used || count_differing (expected->items->pdata[i], row, TRUE) > 0)
          continue;
        row->used = TRUE;
        found[i] = TRUE;
      }

  for (guint i = 0; i < expected->items->len; i++)
    {
      Row *likest = found[i] ? NULL : find_likest (expected->items->pdata[i], rows);

      if (found[i])
        continue;
      if (likest == NULL)
        {
          report_missing (self, where, expected->items->pdata[i]);
          continue;
        }
      likest->used = TRUE;
      report_different (self, where, i, expected->items->pdata[i], likest);
    }

  for (guint i = 0; i < rows->len; i++)
    if (!g_array_index (rows, Row, i).used)
      report_extra (self, where, &g_array_index (rows, Row, i));
}

/* A column that is misspelt would otherwise be taken for one that is null. */
static gboolean
check_names (SluiceTestReport     *self,
             const char           *where,
             const SluiceTestJson *expected,
             const SluiceBatch    *batch)
{
  for (guint i = 0; i < expected->items->len; i++)
    {
      const SluiceTestJson *row = g_ptr_array_index (expected->items, i);

      if (row->kind != SLUICE_TEST_JSON_OBJECT)
        {
          sluice_test_report_add (self, "%s, row %u: expected rows are objects", where, i + 1);
          return FALSE;
        }
      for (guint j = 0; batch != NULL && j < row->keys->len; j++)
        {
          const char *name = g_ptr_array_index (row->keys, j);

          if (sluice_type_find_field (batch->schema, name, TRUE, NULL) > 0)
            continue;
          sluice_test_report_add (self, "%s, row %u: there is no column “%s”", where, i + 1, name);
          return FALSE;
        }
    }

  return TRUE;
}

void
sluice_test_report_rows (SluiceTestReport     *self,
                         const char           *where,
                         const SluiceTestJson *expected,
                         GPtrArray            *batches,
                         gboolean              ordered)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (Row));

  if (expected->kind != SLUICE_TEST_JSON_ARRAY)
    {
      sluice_test_report_add (self, "%s: the expected rows are not an array", where);
      return;
    }
  for (guint i = 0; i < batches->len; i++)
    {
      SluiceBatch *batch = g_ptr_array_index (batches, i);

      for (guint32 j = 0; j < batch->n_selected; j++)
        {
          Row row = { batch, sluice_batch_row (batch, j), FALSE };

          g_array_append_val (rows, row);
        }
    }
  if (!check_names (self, where, expected, batches->len > 0 ? batches->pdata[0] : NULL))
    return;

  if (expected->items->len != rows->len)
    sluice_test_report_add (self, "%s: expected %u rows, got %u", where, expected->items->len,
                            rows->len);
  if (ordered)
    compare_ordered (self, where, expected, rows);
  else
    compare_unordered (self, where, expected, rows);
}
