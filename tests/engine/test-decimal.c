/* test-decimal.c: exact arithmetic of decimals. Expected values are from another arithmetic (Python's).
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-convert.h"
#include "expr/sluice-decimal.h"

static SluiceInt128
number (const char *digits)
{
  gboolean negative = digits[0] == '-';
  SluiceInt128 value = 0;

  for (const char *p = digits + negative; *p != '\0'; p++)
    value = value * 10 + (*p - '0');

  return negative ? -value : value;
}

static void
assert_number (SluiceInt128 value, const char *expected)
{
  char text[SLUICE_FORMAT_MAX + 1];

  text[sluice_format_decimal (value, 0, text)] = '\0';
  g_assert_cmpstr (text, ==, expected);
}

static void
test_powers (void)
{
  SluiceInt128 power = 1;

  for (guint i = 0; i < G_N_ELEMENTS (sluice_decimal_pow10); i++)
    {
      g_assert_true (sluice_decimal_pow10[i] == power);
      if (i + 1 < G_N_ELEMENTS (sluice_decimal_pow10))
        power *= 10;
    }
}

static void
assert_type (SluiceDecimalOperation operation,
             guint                  px,
             guint                  sx,
             guint                  py,
             guint                  sy,
             const char            *expected)
{
  g_autoptr (SluiceSettings) settings = sluice_settings_new (NULL);
  g_autoptr (SluiceType) x = sluice_type_decimal (px, sx);
  g_autoptr (SluiceType) y = sluice_type_decimal (py, sy);
  g_autoptr (SluiceType) type = sluice_decimal_result_type (operation, x, y, settings);
  g_autofree char *sql = sluice_type_to_sql (type);

  g_assert_cmpstr (sql, ==, expected);
}

static void
test_types (void)
{
  assert_type (SLUICE_DECIMAL_ADD, 5, 2, 10, 5, "DECIMAL(11,5)");
  assert_type (SLUICE_DECIMAL_ADD, 5, 2, 38, 18, "DECIMAL(38,17)");
  assert_type (SLUICE_DECIMAL_ADD, 10, 0, 38, 38, "DECIMAL(38,27)");
  assert_type (SLUICE_DECIMAL_MULTIPLY, 10, 2, 10, 2, "DECIMAL(21,4)");
  assert_type (SLUICE_DECIMAL_MULTIPLY, 38, 18, 38, 18, "DECIMAL(38,6)");
  assert_type (SLUICE_DECIMAL_DIVIDE, 10, 2, 10, 2, "DECIMAL(23,13)");
  assert_type (SLUICE_DECIMAL_DIVIDE, 38, 0, 38, 0, "DECIMAL(38,6)");
  assert_type (SLUICE_DECIMAL_DIVIDE, 2, 1, 1, 0, "DECIMAL(7,6)");
  assert_type (SLUICE_DECIMAL_REMAINDER, 10, 3, 1, 1, "DECIMAL(3,3)");
}

static void
test_add (void)
{
  SluiceInt128 result;

  g_assert_true (sluice_decimal_add (12345, 2, 5, 3, 10, 3, &result));
  assert_number (result, "123455");
  /* Half a unit of what is dropped goes away from zero. */
  g_assert_true (sluice_decimal_add (-15, 1, 0, 0, 5, 0, &result));
  assert_number (result, "-2");
  /* Beyond 128 bits on the way. */
  g_assert_true (sluice_decimal_add (number ("99999999999999999999999999999999999999"), 0,
                                     number ("-99999999999999999999999999999999999999"), 38, 38, 0,
                                     &result));
  assert_number (result, "99999999999999999999999999999999999998");
  g_assert_false (sluice_decimal_add (number ("99999999999999999999999999999999999999"), 0, 1, 0, 38,
                                      0, &result));
}

static void
test_multiply (void)
{
  SluiceInt128 result;

  g_assert_true (sluice_decimal_multiply (150, 2, 3, 0, 10, 2, &result));
  assert_number (result, "450");
  g_assert_true (sluice_decimal_multiply (number ("12345678901234567890123456789012345678"), 18,
                                          number ("987654321098765432"), 18, 38, 6, &result));
  assert_number (result, "12193263113702179521262003");
  g_assert_false (sluice_decimal_multiply (number ("12345678901234567890123456789012345678"), 0, 10, 0,
                                           38, 0, &result));
}

static void
test_divide (void)
{
  SluiceInt128 result;

  g_assert_true (sluice_decimal_divide (1, 0, 3, 0, 7, 6, &result));
  assert_number (result, "333333");
  g_assert_true (sluice_decimal_divide (-2, 0, 3, 0, 7, 6, &result));
  assert_number (result, "-666667");
  g_assert_true (sluice_decimal_divide (1, 0, 8, 0, 3, 2, &result));
  assert_number (result, "13");
  g_assert_true (sluice_decimal_divide (number ("99999999999999999999999999999999999999"), 0, 7, 0, 38,
                                        0, &result));
  assert_number (result, "14285714285714285714285714285714285714");
  g_assert_true (sluice_decimal_divide (number ("12345678901234567890123456789012345678"), 18,
                                        number ("98765432109876543210987654321098765432"), 18, 38, 20,
                                        &result));
  assert_number (result, "12499999886093750001");
  g_assert_true (sluice_decimal_divide (number ("12345678901234567890123456789012345678"), 0,
                                        number ("98765432109876543210987654321"), 0, 38, 6, &result));
  assert_number (result, "124999998860938");
}

static void
test_remainder (void)
{
  gboolean overflow;
  SluiceInt128 result;

  g_assert_true (sluice_decimal_remainder (-725, 2, 25, 1, 5, 2, &result));
  assert_number (result, "-225");
  g_assert_true (sluice_decimal_remainder (number ("12345678901234567890123456789012345678"), 0,
                                           number ("77777777777777777777777777777777777"), 10, 38, 10,
                                           &result));
  assert_number (result, "67901123456790112345680236790112345");

  g_assert_cmpint (sluice_decimal_integral_divide (-75, 1, 2, 0, &overflow), ==, -3);
  g_assert_false (overflow);
  /* Spark keeps the low 64 bits. */
  g_assert_cmpint (sluice_decimal_integral_divide (number ("99999999999999999999999999999999999999"), 0,
                                                   1, 0, &overflow),
                   ==, G_GINT64_CONSTANT (687399551400673279));
  g_assert_true (overflow);
}

static void
test_rounding (void)
{
  static const struct
  {
    SluiceDecimalRounding rounding;
    const char *of_25, *of_35, *of_minus_25, *of_21;
  } cases[] = {
    { SLUICE_DECIMAL_HALF_UP, "3", "4", "-3", "2" },
    { SLUICE_DECIMAL_HALF_EVEN, "2", "4", "-2", "2" },
    { SLUICE_DECIMAL_FLOOR, "2", "3", "-3", "2" },
    { SLUICE_DECIMAL_CEILING, "3", "4", "-2", "3" },
    { SLUICE_DECIMAL_DOWN, "2", "3", "-2", "2" },
  };
  SluiceInt128 result;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_true (sluice_decimal_rescale (25, 1, 5, 0, cases[i].rounding, &result));
      assert_number (result, cases[i].of_25);
      g_assert_true (sluice_decimal_rescale (35, 1, 5, 0, cases[i].rounding, &result));
      assert_number (result, cases[i].of_35);
      g_assert_true (sluice_decimal_rescale (-25, 1, 5, 0, cases[i].rounding, &result));
      assert_number (result, cases[i].of_minus_25);
      g_assert_true (sluice_decimal_rescale (21, 1, 5, 0, cases[i].rounding, &result));
      assert_number (result, cases[i].of_21);
    }
  g_assert_false (sluice_decimal_rescale (1000, 0, 3, 0, SLUICE_DECIMAL_HALF_UP, &result));
  g_assert_false (sluice_decimal_rescale (1, 0, 38, 38, SLUICE_DECIMAL_HALF_UP, &result));
  g_assert_true (sluice_decimal_round_at (155, 1, SLUICE_DECIMAL_HALF_UP, &result));
  assert_number (result, "160");
  g_assert_true (sluice_decimal_round_at (155, 60, SLUICE_DECIMAL_HALF_UP, &result));
  assert_number (result, "0");
}

static void
test_negate (void)
{
  SluiceInt128 result;

  g_assert_true (sluice_decimal_negate (5, 1, &result));
  assert_number (result, "-5");
  /* More than 34 digits are rounded, half to even, as Spark does. */
  g_assert_true (sluice_decimal_negate (number ("12345678901234567890123456789012345678"), 38, &result));
  assert_number (result, "-12345678901234567890123456789012350000");
  g_assert_false (sluice_decimal_negate (number ("99999999999999999999999999999999999999"), 38, &result));
}

static void
test_double (void)
{
  g_assert_cmpfloat (sluice_decimal_to_double (12345, 2), ==, 123.45);
  g_assert_cmpfloat (sluice_decimal_to_double (number ("12345678901234567890123456789012345678"), 18),
                     ==, 12345678901234567890.123456789012345678);
  g_assert_cmpfloat (sluice_decimal_to_double (-1, 38), ==, -1e-38);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/decimal/powers", test_powers);
  g_test_add_func ("/decimal/types", test_types);
  g_test_add_func ("/decimal/add", test_add);
  g_test_add_func ("/decimal/multiply", test_multiply);
  g_test_add_func ("/decimal/divide", test_divide);
  g_test_add_func ("/decimal/remainder", test_remainder);
  g_test_add_func ("/decimal/rounding", test_rounding);
  g_test_add_func ("/decimal/negate", test_negate);
  g_test_add_func ("/decimal/double", test_double);

  return g_test_run ();
}
