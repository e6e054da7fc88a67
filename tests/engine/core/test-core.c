/* test-core.c: tests of types, columns, batches, arenas and errors.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/sluice-batch.h"
#include "core/sluice-error.h"

#define TEST_ERROR (test_error_quark ())

GQuark test_error_quark (void);
SLUICE_DEFINE_ERROR_DOMAIN (test_error)

static void
test_type_text (void)
{
  g_autoptr (SluiceType) decimal = sluice_type_decimal (10, 2);
  g_autoptr (SluiceType) array = sluice_type_array (decimal, TRUE);
  g_autoptr (SluiceType) map
    = sluice_type_map (sluice_type_primitive (SLUICE_TYPE_STRING), array, TRUE);
  SluiceField fields[] = {
    { (char *) "a", sluice_type_primitive (SLUICE_TYPE_BIGINT), FALSE, -1 },
    { (char *) "with space", map, TRUE, -1 },
  };
  g_autoptr (SluiceType) row = sluice_type_struct (fields, 2);
  g_autofree char *sql = sluice_type_to_sql (row);
  g_autofree char *ddl = sluice_type_to_ddl (row);

  g_assert_cmpstr (sql, ==,
                   "STRUCT<a: BIGINT NOT NULL, `with space`: MAP<STRING, ARRAY<DECIMAL(10,2)>>>");
  g_assert_cmpstr (ddl, ==, "a BIGINT NOT NULL, `with space` MAP<STRING, ARRAY<DECIMAL(10,2)>>");
}

static void
test_type_equal (void)
{
  SluiceField a[] = { { (char *) "x", sluice_type_primitive (SLUICE_TYPE_INT), TRUE, -1 } };
  SluiceField b[] = { { (char *) "x", sluice_type_primitive (SLUICE_TYPE_INT), FALSE, 5 } };
  SluiceField c[] = { { (char *) "X", sluice_type_primitive (SLUICE_TYPE_INT), TRUE, -1 } };
  g_autoptr (SluiceType) first = sluice_type_struct (a, 1);
  g_autoptr (SluiceType) second = sluice_type_struct (b, 1);
  g_autoptr (SluiceType) third = sluice_type_struct (c, 1);
  guint index = 9;

  g_assert_true (sluice_type_equal (first, second));
  g_assert_false (sluice_type_equal (first, third));
  g_assert_cmpuint (sluice_type_find_field (first, "X", FALSE, &index), ==, 1);
  g_assert_cmpuint (index, ==, 0);
  g_assert_cmpuint (sluice_type_find_field (first, "X", TRUE, NULL), ==, 0);
}

static SluiceColumn *
numbers (SluiceArena *arena, guint32 n)
{
  SluiceColumn *column
    = sluice_column_new (arena, sluice_type_primitive (SLUICE_TYPE_BIGINT), n);

  for (guint32 i = 0; i < n; i++)
    column->i64[i] = i * 10;
  sluice_column_ensure_validity (arena, column);
  for (guint32 i = 0; i < n; i += 3)
    sluice_validity_clear (column->validity, i);

  return column;
}

static void
test_gather (void)
{
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  SluiceColumn *column = numbers (arena, 100);
  const guint32 rows[] = { 99, 4, 4, 0 };
  SluiceColumn *picked = sluice_column_gather (arena, column, rows, 4);

  g_assert_cmpuint (picked->length, ==, 4);
  g_assert_true (sluice_column_is_null (picked, 0));
  g_assert_cmpint (picked->i64[1], ==, 40);
  g_assert_cmpint (picked->i64[2], ==, 40);
  g_assert_true (sluice_column_is_null (picked, 3));
}

static void
test_slice (void)
{
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  SluiceColumn *column = numbers (arena, 200);
  SluiceColumn *aligned = sluice_column_slice_child (arena, column, 64, 70);
  SluiceColumn *odd = sluice_column_slice_child (arena, column, 65, 70);

  for (guint32 i = 0; i < 70; i++)
    {
      g_assert_cmpint (aligned->i64[i], ==, (64 + i) * 10);
      g_assert_cmpint (sluice_column_is_null (aligned, i), ==, (64 + i) % 3 == 0);
      g_assert_cmpint (odd->i64[i], ==, (65 + i) * 10);
      g_assert_cmpint (sluice_column_is_null (odd, i), ==, (65 + i) % 3 == 0);
    }
}

/* ARRAY<STRING>: [[a, b], null, [], [c]]; a null row's offsets say something, which must not show. */
static SluiceColumn *
lists (SluiceArena *arena, const SluiceType *type)
{
  SluiceColumn *column = sluice_column_new (arena, type, 4);
  const char *const texts[] = { "alpha", "b", "hidden", "cc" };

  column->children[0] = sluice_column_new (arena, type->fields[0].type, 4);
  for (guint i = 0; i < 4; i++)
    column->children[0]->string[i] = sluice_string (texts[i], strlen (texts[i]));
  column->offsets[0] = 0;
  column->offsets[1] = 2;
  column->offsets[2] = 3;
  column->offsets[3] = 3;
  column->offsets[4] = 4;
  sluice_column_ensure_validity (arena, column);
  sluice_validity_clear (column->validity, 1);

  return column;
}

static void
test_copy_nested (void)
{
  g_autoptr (SluiceType) type
    = sluice_type_array (sluice_type_primitive (SLUICE_TYPE_STRING), TRUE);
  SluiceField fields[] = { { (char *) "xs", type, TRUE, -1 } };
  g_autoptr (SluiceType) schema = sluice_type_struct (fields, 1);
  g_autoptr (SluiceBatch) copy = NULL;
  SluiceColumn *xs;

  {
    g_autoptr (SluiceArena) arena = sluice_arena_new ();
    SluiceColumn *columns[] = { lists (arena, type) };
    g_autoptr (SluiceBatch) batch = sluice_batch_new (arena, schema, columns, 4);
    const guint16 selection[] = { 0, 1, 3 };
    g_autoptr (SluiceBatch) selected = sluice_batch_new_selected (batch, selection, 3);

    copy = sluice_batch_copy (selected, 100);
  }

  /* The first batch and its arena are gone: under a sanitizer any tie to them shows. */
  g_assert_cmpuint (copy->n_rows, ==, 3);
  xs = copy->columns[0];
  g_assert_true (xs->type == copy->schema->fields[0].type);
  g_assert_cmpuint (xs->offsets[1], ==, 2);
  g_assert_cmpuint (xs->offsets[2], ==, 2);
  g_assert_cmpuint (xs->offsets[3], ==, 3);
  g_assert_true (sluice_column_is_null (xs, 1));
  g_assert_cmpmem (xs->children[0]->string[0].data, xs->children[0]->string[0].length, "alpha", 5);
  g_assert_cmpmem (xs->children[0]->string[2].data, xs->children[0]->string[2].length, "cc", 2);
}

static void
test_null_column (void)
{
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  SluiceField fields[] = { { (char *) "a", sluice_type_primitive (SLUICE_TYPE_INT), TRUE, -1 } };
  g_autoptr (SluiceType) type = sluice_type_struct (fields, 1);
  SluiceColumn *column = sluice_column_new_null (arena, type, 5000);
  const guint32 rows[] = { 4999, 0 };
  SluiceColumn *copy = sluice_column_copy (arena, column, rows, 2);

  g_assert_true (sluice_column_is_null (column, 4999));
  g_assert_true (sluice_column_is_null (column->children[0], 17));
  g_assert_true (sluice_column_is_null (copy, 0) && sluice_column_is_null (copy, 1));
  g_assert_true (sluice_column_is_null (copy->children[0], 1));
}

static void
test_arena (void)
{
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  GRand *random = g_rand_new_with_seed (1);

  for (guint round = 0; round < 20; round++)
    {
      for (guint i = 0; i < 2000; i++)
        {
          gsize size = i % 500 == 499 ? 700000 : (gsize) g_rand_int_range (random, 1, 300);
          guint8 *data = i % 2 == 0 ? sluice_arena_alloc (arena, size)
                                    : (guint8 *) sluice_arena_alloc_bytes (arena, size);

          if (i % 2 == 0 && i % 4 != 2)
            sluice_arena_align (arena);
          memset (data, i, size);
        }
      sluice_arena_align (arena);
      g_assert_cmpuint ((guintptr) sluice_arena_alloc (arena, 8) % 64, ==, 0);
      g_assert_cmpuint (sluice_arena_used (arena), >, 100000);
      sluice_arena_reset (arena);
      g_assert_cmpuint (sluice_arena_used (arena), ==, 0);
    }
  g_rand_free (random);
}

static void
count_destroyed (gpointer data)
{
  (*(guint *) data)++;
}

static void
test_arena_keeps (void)
{
  SluiceArena *arena = sluice_arena_new ();
  guint destroyed = 0;

  sluice_arena_keep (arena, &destroyed, count_destroyed);
  sluice_arena_ref (arena);
  g_assert_true (sluice_arena_is_shared (arena));
  sluice_arena_unref (arena);
  g_assert_cmpuint (destroyed, ==, 0);
  sluice_arena_unref (arena);
  g_assert_cmpuint (destroyed, ==, 1);
}

static void
test_string_order (void)
{
  const char *const sorted[] = { "", "a", "ab", "abcd", "abcde", "abce", "b", "\xff" };

  for (guint i = 0; i < G_N_ELEMENTS (sorted); i++)
    for (guint j = 0; j < G_N_ELEMENTS (sorted); j++)
      {
        SluiceString a = sluice_string (sorted[i], strlen (sorted[i]));
        SluiceString b = sluice_string (sorted[j], strlen (sorted[j]));
        int order = sluice_string_compare (&a, &b);

        g_assert_cmpint ((order > 0) - (order < 0), ==, (i > j) - (i < j));
        g_assert_cmpint (sluice_string_equal (&a, &b), ==, i == j);
      }
}

static void
test_error (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) copy = NULL;
  g_autoptr (GError) foreign = g_error_new (G_FILE_ERROR, 1, "foreign");

  sluice_set_error (&error, TEST_ERROR, 3, "CAST_INVALID_INPUT", "The value %d is wrong", 7);
  sluice_error_set_node (error, NULL, "keys[0]");
  sluice_error_set_node (error, "counts", NULL);
  sluice_error_set_node (error, "another", NULL);
  sluice_error_set_position (error, 4, 2);
  sluice_error_set_file (error, "/tmp/x.json", 12);

  copy = g_error_copy (error);
  g_assert_error (copy, TEST_ERROR, 3);
  g_assert_cmpstr (copy->message, ==, "The value 7 is wrong");
  g_assert_cmpstr (sluice_error_condition (copy), ==, "CAST_INVALID_INPUT");
  g_assert_cmpstr (sluice_error_info (copy)->node, ==, "counts");
  g_assert_cmpstr (sluice_error_info (copy)->field, ==, "keys[0]");
  g_assert_cmpint (sluice_error_info (copy)->position, ==, 4);
  g_assert_cmpuint (sluice_error_info (copy)->line, ==, 12);

  g_assert_null (sluice_error_info (foreign));
  g_assert_null (sluice_error_condition (foreign));
  sluice_error_set_node (foreign, "x", NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/core/type/text", test_type_text);
  g_test_add_func ("/core/type/equal", test_type_equal);
  g_test_add_func ("/core/column/gather", test_gather);
  g_test_add_func ("/core/column/slice", test_slice);
  g_test_add_func ("/core/column/copy-nested", test_copy_nested);
  g_test_add_func ("/core/column/null", test_null_column);
  g_test_add_func ("/core/arena", test_arena);
  g_test_add_func ("/core/arena/keeps", test_arena_keeps);
  g_test_add_func ("/core/string/order", test_string_order);
  g_test_add_func ("/core/error", test_error);

  return g_test_run ();
}
