/* sluice-theta.h: the Theta sketch of Apache DataSketches, a set of hashes.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/sluice-arena.h"
#include "expr/sluice-sketch.h"

G_BEGIN_DECLS

/** SLUICE_THETA_MIN_LG_K: the fewest hashes that are kept, as a power of two. */
#define SLUICE_THETA_MIN_LG_K 4
/** SLUICE_THETA_MAX_LG_K: the most hashes that are kept, as a power of two. */
#define SLUICE_THETA_MAX_LG_K 26
/** SLUICE_THETA_DEFAULT_LG_K: what is kept unless somebody says. */
#define SLUICE_THETA_DEFAULT_LG_K 12
/** SLUICE_THETA_ALL: the limit of a sketch that has the hashes of all values. */
#define SLUICE_THETA_ALL ((guint64) G_MAXINT64)

/**
 * SluiceTheta:
 * @limit: all hashes are below it; what part of all hashes this is tells how many values there were
 * @n: how many hashes there are
 * @is_empty: whether no value was seen; a sketch may have no hashes left and have seen some
 * @hashes: (array length=n): ascending
 *
 * A sketch that doesn't grow, which is how they are written.
 */
typedef struct
{
  guint64 limit;
  guint32 n;
  gboolean is_empty;
  guint64 *hashes;
} SluiceTheta;

/**
 * SluiceThetaSet:
 * @lg_k: log₂ of how many hashes are kept; 0 for no set at all
 * @lg_slots: log₂ of the slots there are
 * @n: how many are in use
 * @limit: hashes from here on aren't kept
 * @is_empty: whether it saw nothing
 * @is_union: whether it is joined of sketches
 * @union_limit: the least limit of these
 * @union_is_empty: whether they were all empty, or single values
 * @slots: hashes; 0 is a free slot
 *
 * A sketch that grows. All zero is none; memory belongs to an arena.
 */
typedef struct
{
  guint8 lg_k;
  guint8 lg_slots;
  guint32 n;
  guint64 limit;
  gboolean is_empty;
  gboolean is_union;
  guint64 union_limit;
  gboolean union_is_empty;
  guint64 *slots;
} SluiceThetaSet;

/** sluice_theta_set_init: makes @self an empty set that keeps 2 to the power of @lg_k hashes. */
void sluice_theta_set_init (SluiceThetaSet *self,
                            SluiceArena    *arena,
                            guint           lg_k,
                            gboolean        is_union);

/** sluice_theta_set_add: adds a value's hash, without its lowest bit. */
void sluice_theta_set_add (SluiceThetaSet *self,
                           SluiceArena    *arena,
                           guint64         hash);

/** sluice_theta_set_join: adds the sketch @other to a union. */
void sluice_theta_set_join (SluiceThetaSet    *self,
                            SluiceArena       *arena,
                            const SluiceTheta *other);

/** sluice_theta_set_result: @cut: whether no more hashes are left than are kept. Makes @result of what is in the set. */
void sluice_theta_set_result (const SluiceThetaSet *self,
                              SluiceArena          *arena,
                              gboolean              cut,
                              SluiceTheta          *result);

/** sluice_theta_intersect: @self becomes what is in it and in @other. */
void sluice_theta_intersect (SluiceTheta       *self,
                             SluiceArena       *arena,
                             const SluiceTheta *other);

/** sluice_theta_subtract: @self becomes what is in it and not in @other. */
void sluice_theta_subtract (SluiceTheta       *self,
                            SluiceArena       *arena,
                            const SluiceTheta *other);

/** sluice_theta_estimate: Returns: how many distinct values it saw. */
double sluice_theta_estimate (const SluiceTheta *self);

/** sluice_theta_write: appends the bytes of @self to @out, compressed where that is possible. */
void sluice_theta_write (const SluiceTheta *self,
                         GByteArray        *out);

/** SluiceThetaProblem: what bytes that aren't a sketch lack. */
typedef enum
{
  SLUICE_THETA_SOUND,
  SLUICE_THETA_CORRUPT,
  SLUICE_THETA_OTHER_FAMILY,
} SluiceThetaProblem;

/** sluice_theta_read: @self: (out): the sketch. Returns: what is wrong with @bytes. */
SluiceThetaProblem sluice_theta_read (SluiceTheta  *self,
                                      SluiceArena  *arena,
                                      const guint8 *bytes,
                                      gsize         n);

G_END_DECLS
