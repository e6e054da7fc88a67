/* sluice-hyperloglog-data.h: measured errors of HyperLogLog's raw estimates.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

/** SLUICE_HYPERLOGLOG_MIN: bits of the address in the first table. */
#define SLUICE_HYPERLOGLOG_MIN 4
/** SLUICE_HYPERLOGLOG_MAX: bits of the address in the last table. */
#define SLUICE_HYPERLOGLOG_MAX 18

/**
 * SluiceHyperLogLogTable:
 * @threshold: counting empty registers is the better estimate up to this
 * @n: length of both arrays
 * @estimates: (array length=n): raw estimates, ascending
 * @biases: (array length=n): by how much each is too high on average
 */
typedef struct
{
  double threshold;
  unsigned int n;
  const double *estimates;
  const double *biases;
} SluiceHyperLogLogTable;

/* For SLUICE_HYPERLOGLOG_MIN … SLUICE_HYPERLOGLOG_MAX bits of address. */
extern const SluiceHyperLogLogTable sluice_hyperloglog_tables[];
