/* test-variant.c: the bytes of variants, as Spark 4.3 gave them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "expr/sluice-analyzer.h"
#include "expr/sluice-kernel.h"
#include "expr/sluice-variant.h"
#include "formats/sluice-functions.h"

static SluiceSettings *settings;

static const struct
{
  const char *expression;
  const char *value;
  const char *metadata;
} cases[] = {
  { "parse_json('1')", "0c01", "010000" },
  { "parse_json('-1')", "0cff", "010000" },
  { "parse_json('300')", "102c01", "010000" },
  { "parse_json('70000')", "1470110100", "010000" },
  { "parse_json('5000000000')", "1800f2052a01000000", "010000" },
  { "parse_json('1.5')", "20010f000000", "010000" },
  { "parse_json('123456789.123')", "2403831a99be1c000000", "010000" },
  { "parse_json('12345678901234567890.5')", "2801396c362f819f4eb10600000000000000", "010000" },
  { "parse_json('1e2')", "1c0000000000005940", "010000" },
  { "parse_json('true')", "04", "010000" },
  { "parse_json('false')", "08", "010000" },
  { "parse_json('null')", "00", "010000" },
  { "parse_json('\"a\"')", "0561", "010000" },
  { "parse_json('[]')", "030000", "010000" },
  { "parse_json('[1,[2]]')", "03020002080c01030100020c02", "010000" },
  { "parse_json('{}')", "020000", "010000" },
  { "parse_json('{\"b\":1,\"a\":{\"c\":2,\"b\":null}}')", "0202010002000c0c01020200020200030c0200",
    "010300010203626163" },
  { "CAST(DATE'2024-01-01' AS VARIANT)", "2c0b4d0000", "010000" },
  { "CAST(TIMESTAMP'2024-01-01 00:00:00Z' AS VARIANT)", "3000202110d70d0600", "010000" },
  { "CAST(TIMESTAMP_NTZ'2024-01-01 00:00:00' AS VARIANT)", "3400202110d70d0600", "010000" },
  { "CAST(1.5F AS VARIANT)", "380000c03f", "010000" },
  { "CAST(X'0102' AS VARIANT)", "3c020000000102", "010000" },
  { "CAST(1.50 AS VARIANT)", "200296000000", "010000" },
  { "CAST(array(1, NULL) AS VARIANT)", "03020002030c0100", "010000" },
  { "variant_get(parse_json('{\"a\":1,\"b\":{\"x\":1}}'), '$.b')", "02010000020c01", "0101000178" },
  { "variant_delete(parse_json('{\"z\":1,\"b\":{\"x\":1}}'), '$.z')", "020100000702010100020c01",
    "01020001026278" },
};

static char *
to_hex (const guint8 *bytes, gsize length)
{
  GString *out = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    g_string_append_printf (out, "%02x", bytes[i]);

  return g_string_free (out, FALSE);
}

static SluiceString
evaluate (SluiceArena *arena, const char *text)
{
  SluiceEvalContext context = { .arena = arena, .settings = settings, .n_rows = 1 };
  SluiceScope scope = { NULL, 0, settings };
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceExpr) expr = sluice_analyze (text, &scope, SLUICE_ALLOW_NOTHING, &error);
  SluiceColumn *column;
  SluiceString copy;
  char *bytes;

  g_assert_no_error (error);
  column = sluice_evaluate (&context, expr, (SluiceSelection){ NULL, 1 }, &error);
  g_assert_no_error (error);
  bytes = sluice_arena_alloc_bytes (arena, column->string[0].length);
  memcpy (bytes, column->string[0].data, column->string[0].length);
  copy = sluice_string (bytes, column->string[0].length);
  sluice_arena_align (arena);

  return copy;
}

static void
test_bytes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SluiceArena) arena = sluice_arena_new ();
      SluiceString text = evaluate (arena, cases[i].expression);
      SluiceVariant variant = sluice_variant (&text);
      g_autofree char *value = to_hex (variant.value, sluice_variant_size (variant));
      g_autofree char *metadata = to_hex (variant.metadata, (gsize) (variant.value - variant.metadata));

      g_test_message ("%s", cases[i].expression);
      g_assert_cmpstr (value, ==, cases[i].value);
      g_assert_cmpstr (metadata, ==, cases[i].metadata);
      g_assert_cmpuint (text.length, ==, 4 + (strlen (value) + strlen (metadata)) / 2);
    }
}

/* More than 255 elements, and texts of more than 63 bytes, take longer heads. */
static void
test_long (void)
{
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  SluiceString text = evaluate (arena, "CAST(array_repeat(1, 300) AS VARIANT)");
  SluiceVariant variant = sluice_variant (&text);
  g_autofree char *head = to_hex (variant.value, 11);
  SluiceString word;

  g_assert_cmpstr (head, ==, "172c01000000000200" "0400");
  g_assert_cmpuint (sluice_variant_n_children (variant), ==, 300);
  g_assert_cmpint (sluice_variant_long (sluice_variant_child (variant, 299, NULL)), ==, 1);

  text = evaluate (arena, "CAST(repeat('x', 64) AS VARIANT)");
  variant = sluice_variant (&text);
  word = sluice_variant_text (variant);
  g_assert_cmpuint (variant.value[0], ==, 0x40);
  g_assert_cmpuint (word.length, ==, 64);
  g_assert_cmpuint (sluice_variant_size (variant), ==, 69);
}

/* Names are found whatever their number, and in Java's order: UTF-16, where a pair sorts before U+FFFD. */
static void
test_names (void)
{
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  g_autoptr (GString) json = g_string_new ("parse_json('{\"\xef\xbf\xbd\":1,\"\xf0\x9f\x98\x80\":2");
  SluiceString text, name;
  SluiceVariant variant;

  for (guint i = 0; i < 400; i++)
    g_string_append_printf (json, ",\"k%u\":%u", i, i);
  g_string_append (json, "}')");
  text = evaluate (arena, json->str);
  variant = sluice_variant (&text);

  g_assert_cmpuint (sluice_variant_n_children (variant), ==, 402);
  sluice_variant_child (variant, 400, &name);
  g_assert_cmpmem (name.data, name.length, "\xf0\x9f\x98\x80", 4);
  for (guint i = 0; i < 400; i++)
    {
      g_autofree char *key = g_strdup_printf ("k%u", i);

      g_assert_cmpint (sluice_variant_long (sluice_variant_find (variant, key, strlen (key))), ==, i);
    }
  g_assert_cmpint (sluice_variant_long (sluice_variant_find (variant, "\xef\xbf\xbd", 3)), ==, 1);
  g_assert_null (sluice_variant_find (variant, "k400", 4).value);
}

static void
test_paths (void)
{
  static const char *const good[] = { "$", "$.a", "$.a.b[0]", "$['a'][\"b\"]", "$['']", "$[2147483647]", "$.a b" };
  static const char *const bad[] = { "", "a", "$.", "$..a", "$[", "$[]", "$[a]", "$[-1]", "$['a", "$['a'", "$[1",
                                     "$[2147483648]", "$a" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GArray) path = sluice_variant_path_parse (good[i], strlen (good[i]));

      g_assert_nonnull (path);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GArray) path = sluice_variant_path_parse (bad[i], strlen (bad[i]));

      g_assert_null (path);
    }
}

/* A builder's own way through some members, of which a few are objects again. */
static void
build_random (SluiceVariantBuilder *builder, const SluiceVariantFrame *frame, GRand *random, guint depth)
{
  static const char *const names[] = { "id", "name", "amount", "a", "b", "c", "\xc3\xa9", "", "a name that is long" };
  /* Mostly the beginning of the same list. */
  guint n = (guint) g_rand_int_range (random, 0, 6);

  for (guint i = 0; i < n; i++)
    {
      guint k = g_rand_int_range (random, 0, 5) > 0 ? i : (guint) g_rand_int_range (random, 0, G_N_ELEMENTS (names));

      sluice_variant_builder_member (builder, frame, names[k], strlen (names[k]));
      if (depth < 3 && g_rand_int_range (random, 0, 4) == 0)
        {
          SluiceVariantFrame inner = sluice_variant_builder_open (builder);

          build_random (builder, &inner, random, depth + 1);
          g_assert_true (sluice_variant_builder_close_object (builder, &inner, NULL));
        }
      else
        sluice_variant_builder_long (builder, (gint64) i);
    }
}

static void
build (SluiceVariantBuilder *builder, SluiceArena *arena, guint32 seed, SluiceString *value)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  SluiceVariantFrame frame;

  builder->keep_last = TRUE;
  sluice_variant_builder_begin (builder);
  /* Some are given up halfway. */
  if (g_rand_int_range (random, 0, 4) == 0)
    {
      frame = sluice_variant_builder_open (builder);
      build_random (builder, &frame, random, 0);
      sluice_variant_builder_begin (builder);
    }
  frame = sluice_variant_builder_open (builder);
  build_random (builder, &frame, random, 0);
  g_assert_true (sluice_variant_builder_close_object (builder, &frame, NULL));
  g_assert_true (sluice_variant_builder_finish (builder, arena, value));
  sluice_arena_align (arena);
}

/* The names of one variant don't show in the next, whatever the two have in common. */
static void
test_one_after_another (void)
{
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  g_auto (SluiceVariantBuilder) builder;

  sluice_variant_builder_init (&builder);
  for (guint32 i = 0; i < 5000; i++)
    {
      g_auto (SluiceVariantBuilder) fresh;
      SluiceString value, wanted;

      sluice_variant_builder_init (&fresh);
      build (&builder, arena, i, &value);
      build (&fresh, arena, i, &wanted);
      g_assert_cmpmem (value.data, value.length, wanted.data, wanted.length);
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  sluice_formats_register_functions ();
  settings = sluice_settings_new (NULL);
  g_test_add_func ("/variant/bytes", test_bytes);
  g_test_add_func ("/variant/one-after-another", test_one_after_another);
  g_test_add_func ("/variant/long", test_long);
  g_test_add_func ("/variant/names", test_names);
  g_test_add_func ("/variant/paths", test_paths);
  status = g_test_run ();
  sluice_settings_unref (settings);

  return status;
}
