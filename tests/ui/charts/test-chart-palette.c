/* test-chart-palette.c: the hues are told apart by everyone, and seen on their background.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>

#include "charts/sluice-chart-palette.h"

typedef double Matrix[3][3];

/* Machado, Oliveira, Fernandes 2009, severity 1, for linear sRGB. */
static const Matrix visions[] = {
  { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
  { { 0.152286, 1.052583, -0.204868 },
    { 0.114503, 0.786281, 0.099216 },
    { -0.003882, -0.048116, 1.051998 } },
  { { 0.367322, 0.860646, -0.227968 },
    { 0.280085, 0.672501, 0.047413 },
    { -0.011820, 0.042940, 0.968881 } },
  { { 1.255528, -0.076749, -0.178779 },
    { -0.078411, 0.930809, 0.147602 },
    { 0.004733, 0.691367, 0.303900 } },
};

static double
linear (double value)
{
  return value <= 0.04045 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4);
}

static double
luminance (const GdkRGBA *colour)
{
  return 0.2126 * linear (colour->red) + 0.7152 * linear (colour->green)
         + 0.0722 * linear (colour->blue);
}

static double
lab_curve (double value)
{
  return value > 0.008856 ? cbrt (value) : 7.787 * value + 16 / 116.;
}

static void
to_lab (const GdkRGBA *colour, const Matrix vision, double *lab)
{
  double seen[3];
  double x;
  double y;
  double z;

  for (int i = 0; i < 3; i++)
    seen[i] = CLAMP (vision[i][0] * linear (colour->red) + vision[i][1] * linear (colour->green)
                         + vision[i][2] * linear (colour->blue),
                     0, 1);
  x = lab_curve ((0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]) / 0.9505);
  y = lab_curve (0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2]);
  z = lab_curve ((0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]) / 1.089);
  lab[0] = 116 * y - 16;
  lab[1] = 500 * (x - y);
  lab[2] = 200 * (y - z);
}

static void
test_hues_differ (gconstpointer user_data)
{
  guint appearance = GPOINTER_TO_UINT (user_data);
  const SluiceChartTheme *theme = sluice_chart_theme_get (appearance & 1, appearance & 2);

  for (guint v = 0; v < G_N_ELEMENTS (visions); v++)
    for (guint i = 0; i < SLUICE_CHART_N_COLOURS; i++)
      for (guint j = 0; j < i; j++)
        {
          double a[3];
          double b[3];

          to_lab (&theme->series[i], visions[v], a);
          to_lab (&theme->series[j], visions[v], b);
          g_assert_cmpfloat (hypot (hypot (a[0] - b[0], a[1] - b[1]), a[2] - b[2]), >, 14);
        }
}

static void
test_contrast (gconstpointer user_data)
{
  guint appearance = GPOINTER_TO_UINT (user_data);
  const SluiceChartTheme *theme = sluice_chart_theme_get (appearance & 1, appearance & 2);
  double background = luminance (&theme->background);
  double least = appearance & 2 ? 4.5 : 3;

  for (guint i = 0; i < SLUICE_CHART_N_COLOURS; i++)
    {
      double hue = luminance (&theme->series[i]);

      g_assert_cmpfloat ((MAX (hue, background) + 0.05) / (MIN (hue, background) + 0.05), >=,
                         least);
    }
}

int
main (int argc, char **argv)
{
  static const char *const names[] = { "light", "dark", "light-contrast", "dark-contrast" };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *differ = g_strconcat ("/charts/palette/hues-differ/", names[i], NULL);
      g_autofree char *contrast = g_strconcat ("/charts/palette/contrast/", names[i], NULL);

      g_test_add_data_func (differ, GUINT_TO_POINTER (i), test_hues_differ);
      g_test_add_data_func (contrast, GUINT_TO_POINTER (i), test_contrast);
    }

  return g_test_run ();
}
