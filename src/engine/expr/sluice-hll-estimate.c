/* sluice-hll-estimate.c: how many values an HLL sketch saw.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "expr/sluice-hll.h"

#define EXACT_HARMONICS 25
#define EULER 0.577215664901532860606512090082

/* How many values there are when so many different coupons were seen, which have 26 bits of address. Measured by Apache
 * DataSketches, as the curves of sluice-hll-data are. */
static const double coupons_seen[] = {
  0, 1, 20, 400, 8000, 160000, 300000, 600000, 900000, 1200000, 1500000, 1800000, 2100000, 2400000, 2700000, 3000000,
  3300000, 3600000, 3900000, 4200000, 4500000, 4800000, 5100000, 5400000, 5700000, 6000000, 6300000, 6600000, 6900000,
  7200000, 7500000, 7800000, 8100000, 8400000, 8700000, 9000000, 9300000, 9600000, 9900000, 10200000,
};
static const double coupons_mean[] = {
  0.0000000000000000,       1.0000000000000000,       20.0000009437402611,      400.0003963713384110,
  8000.1589294602090376,    160063.6067763759638183,  300223.7071597663452849,  600895.5933856170158833,
  902016.8065120954997838,  1203588.4983199508860707, 1505611.8245524743106216, 1808087.9449319066479802,
  2111018.0231759352609515, 2414403.2270142501220107, 2718244.7282051891088486, 3022543.7025524540804327,
  3327301.3299219091422856, 3632518.7942584538832307, 3938197.2836029687896371, 4244337.9901093561202288,
  4550942.1100616492331028, 4858010.8438911894336343, 5165545.3961938973516226, 5473546.9757476449012756,
  5782016.7955296505242586, 6090956.0727340159937739, 6400366.0287892958149314, 6710247.8893762007355690,
  7020602.8844453142955899, 7331432.2482349723577499, 7642737.2192891482263803, 7954519.0404754765331745,
  8266778.9590033423155546, 8579518.2264420464634895, 8892738.0987390466034412, 9206439.8362383283674717,
  9520624.7036988288164139, 9835293.9703129194676876, 10150448.9097250290215015, 10466090.8000503256917000,
};
G_STATIC_ASSERT (G_N_ELEMENTS (coupons_seen) == G_N_ELEMENTS (coupons_mean));

/* The four points around which a cubic is laid: the first of them, for a number between the first and the last. */
static guint
first_of_four (const double *xs, guint n, double x)
{
  guint low = 0, high = n - 1;

  while (low + 1 < high)
    {
      guint middle = (low + high) / 2;

      if (xs[middle] <= x)
        low = middle;
      else
        high = middle;
    }

  return MIN (low > 0 ? low - 1 : 0, n - 4);
}

/* Lagrange's cubic through four points, its products in one fixed order. */
static double
cubic (const double *xs, const double *ys, double x)
{
  double sum = 0;

  for (guint i = 0; i < 4; i++)
    {
      double above = 0, below = 0;
      guint n = 0;

      for (guint k = 0; k < 4; k++)
        if (k != i)
          {
            above = n == 0 ? x - xs[k] : above * (x - xs[k]);
            below = n == 0 ? xs[i] - xs[k] : below * (xs[i] - xs[k]);
            n++;
          }
      sum = i == 0 ? ys[i] * above / below : sum + ys[i] * above / below;
    }

  return sum;
}

static double
estimate_coupons (guint32 n)
{
  guint last = G_N_ELEMENTS (coupons_seen) - 1;
  double x = (double) n;
  guint at;

  if (x >= coupons_seen[last])
    return coupons_mean[last];
  at = first_of_four (coupons_seen, last + 1, x);

  return MAX (cubic (coupons_seen + at, coupons_mean + at, x), x);
}

static double
harmonic (guint32 n)
{
  static const double exact[EXACT_HARMONICS] = {
    0.0,
    1.0,
    1.5,
    11.0 / 6.0,
    25.0 / 12.0,
    137.0 / 60.0,
    49.0 / 20.0,
    363.0 / 140.0,
    761.0 / 280.0,
    7129.0 / 2520.0,
    7381.0 / 2520.0,
    83711.0 / 27720.0,
    86021.0 / 27720.0,
    1145993.0 / 360360.0,
    1171733.0 / 360360.0,
    1195757.0 / 360360.0,
    2436559.0 / 720720.0,
    42142223.0 / 12252240.0,
    14274301.0 / 4084080.0,
    275295799.0 / 77597520.0,
    55835135.0 / 15519504.0,
    18858053.0 / 5173168.0,
    19093197.0 / 5173168.0,
    444316699.0 / 118982864.0,
    1347822955.0 / 356948592.0,
  };
  double x = (double) n, square, power, sum;

  if (n < EXACT_HARMONICS)
    return exact[n];

  square = 1 / (x * x);
  power = square;
  sum = log (x) + EULER + 1 / (2 * x);
  sum -= power * (1.0 / 12);
  power *= square;
  sum += power * (1.0 / 120);
  power *= square;
  sum -= power * (1.0 / 252);
  power *= square;
  sum += power * (1.0 / 240);

  return sum;
}

/* By how many registers are still zero: the collector's problem. */
static double
estimate_zeros (const SluiceHll *self)
{
  guint32 k = 1u << self->lg_k;
  guint32 zeros = self->least == 0 ? MIN (self->n_least, k) : 0;

  if (zeros == 0)
    return (double) k * log ((double) k / 0.5);

  return (double) k * (harmonic (k) - harmonic (zeros));
}

static double
raw_estimate (const SluiceHll *self)
{
  double k = (double) (1u << self->lg_k);
  double alpha = self->lg_k == 4   ? 0.673
                 : self->lg_k == 5 ? 0.697
                 : self->lg_k == 6 ? 0.709
                                   : 0.7213 / (1 + 1.079 / k);

  return alpha * k * k / (self->inverse_low + self->inverse_high);
}

/* What no order of the values counts for: the raw estimate brought to what was measured, or the registers that are
 * zero while these are many. */
static double
estimate_composite (const SluiceHll *self)
{
  const SluiceHllCurve *curve = &sluice_hll_curves[self->lg_k - SLUICE_HLL_MIN_LG_K];
  double k = (double) (1u << self->lg_k);
  double crossing = self->lg_k == 4 ? 0.718 : self->lg_k == 5 ? 0.672 : 0.64;
  double raw = raw_estimate (self);
  double last = curve->raw[SLUICE_HLL_POINTS - 1];
  double highest = curve->stride * (SLUICE_HLL_POINTS - 1);
  double adjusted, linear;

  if (!(raw >= curve->raw[0]))
    return 0;
  if (raw > last)
    return raw * (highest / last);

  if (raw == last)
    adjusted = highest;
  else
    {
      guint at = first_of_four (curve->raw, SLUICE_HLL_POINTS, raw);
      double ys[4];

      for (guint i = 0; i < 4; i++)
        ys[i] = curve->stride * (at + i);
      adjusted = cubic (curve->raw + at, ys, raw);
    }
  if (adjusted > 3 * k)
    return adjusted;
  linear = estimate_zeros (self);

  return (adjusted + linear) / 2 > crossing * k ? adjusted : linear;
}

double
sluice_hll_estimate (const SluiceHll *self)
{
  if (self->mode != SLUICE_HLL_REGISTERS)
    return estimate_coupons (self->n_coupons);

  return self->out_of_order ? estimate_composite (self) : self->hip;
}
