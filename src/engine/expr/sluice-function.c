/* sluice-function.c: the functions that an expression can call.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-function.h"

#include <string.h>

#include "core/sluice-name-distance.h"

static const SluiceFunctionFamily *const families[] = {
  &sluice_functions_aggregate,   &sluice_functions_bitmap,      &sluice_functions_bytes,
  &sluice_functions_calendar,    &sluice_functions_cast,        &sluice_functions_collection,
  &sluice_functions_conditional, &sluice_functions_crypto,      &sluice_functions_datetime,
  &sluice_functions_encoding,    &sluice_functions_epoch,       &sluice_functions_format,
  &sluice_functions_generator,   &sluice_functions_hll,         &sluice_functions_math,
  &sluice_functions_operators,   &sluice_functions_over,        &sluice_functions_picture,
  &sluice_functions_random,      &sluice_functions_regex,       &sluice_functions_session,
  &sluice_functions_string,      &sluice_functions_theta,       &sluice_functions_time,
  &sluice_functions_top_k,       &sluice_functions_vector,      &sluice_functions_window,
};

/* All functions by name. One is never freed, because whoever looks a function up reads it without a
 * lock; families that are added later make another one. */
typedef struct _Registry Registry;
struct _Registry
{
  const Registry *before;
  const SluiceFunction **sorted;
  guint n;
};

static const Registry *current;
static GMutex adding;

static int
compare_functions (gconstpointer a, gconstpointer b)
{
  const SluiceFunction *const *left = a, *const *right = b;

  return strcmp ((*left)->name, (*right)->name);
}

static const Registry *
registry_new (const Registry *before, const SluiceFunctionFamily *const *more, guint n_more)
{
  Registry *self = g_new0 (Registry, 1);

  self->before = before;
  self->n = before != NULL ? before->n : 0;
  for (guint i = 0; i < n_more; i++)
    self->n += more[i]->n_functions;
  self->sorted = g_new (const SluiceFunction *, self->n);
  self->n = 0;
  for (; before != NULL && self->n < before->n; self->n++)
    self->sorted[self->n] = before->sorted[self->n];
  for (guint i = 0; i < n_more; i++)
    for (guint j = 0; j < more[i]->n_functions; j++)
      self->sorted[self->n++] = &more[i]->functions[j];
  qsort (self->sorted, self->n, sizeof *self->sorted, compare_functions);

  return self;
}

static const Registry *
registry (void)
{
  static gsize ready;

  if (g_once_init_enter (&ready))
    {
      g_atomic_pointer_set (&current, registry_new (NULL, families, G_N_ELEMENTS (families)));
      g_once_init_leave (&ready, 1);
    }

  return g_atomic_pointer_get (&current);
}

void
sluice_function_add_family (const SluiceFunctionFamily *family)
{
  const Registry *before;

  registry ();
  g_mutex_lock (&adding);
  before = g_atomic_pointer_get (&current);
  g_atomic_pointer_set (&current, registry_new (before, &family, 1));
  g_mutex_unlock (&adding);
}

const SluiceFunction *
sluice_function_lookup (const char *name)
{
  const Registry *all = registry ();
  guint low = 0, high = all->n;

  while (low < high)
    {
      guint middle = (low + high) / 2;
      int order = g_ascii_strcasecmp (name, all->sorted[middle]->name);

      if (order == 0)
        return all->sorted[middle];
      if (order < 0)
        high = middle;
      else
        low = middle + 1;
    }

  return NULL;
}

const char *
sluice_function_closest (const char *name)
{
  const Registry *all = registry ();
  g_autofree const char **names = g_new0 (const char *, all->n + 1);
  guint n = 0;

  for (guint i = 0; i < all->n; i++)
    if (all->sorted[i]->signature != NULL)
      names[n++] = all->sorted[i]->name;

  return sluice_closest_name (name, names);
}

const SluiceFunction *const *
sluice_function_list (guint *n)
{
  const Registry *all = registry ();

  *n = all->n;

  return all->sorted;
}

gboolean
sluice_function_hides_settings (const char *name)
{
  static const char *const names[] = { "from_csv",       "from_json",     "from_xml", "schema_of_csv", "schema_of_json",
                                       "schema_of_xml",  "to_csv",        "to_json",  "to_xml" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (name, names[i]) == 0)
      return TRUE;

  return FALSE;
}
