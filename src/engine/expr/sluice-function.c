/* sluice-function.c: the functions that an expression can call.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-function.h"

#include <string.h>

static const SluiceFunctionFamily *const families[] = {
  &sluice_functions_operators,  &sluice_functions_math,      &sluice_functions_conditional,
  &sluice_functions_collection, &sluice_functions_aggregate, &sluice_functions_cast,
  &sluice_functions_string,     &sluice_functions_regex,     &sluice_functions_datetime,
  &sluice_functions_generator,  &sluice_functions_window,    &sluice_functions_encoding,
  &sluice_functions_format,
};

/* All functions by name, made once and never freed. */
typedef struct
{
  const SluiceFunction **sorted;
  guint n;
} Registry;

static int
compare_functions (gconstpointer a, gconstpointer b)
{
  const SluiceFunction *const *left = a, *const *right = b;

  return strcmp ((*left)->name, (*right)->name);
}

static const Registry *
registry (void)
{
  static Registry self;
  static gsize ready;

  if (g_once_init_enter (&ready))
    {
      for (guint i = 0; i < G_N_ELEMENTS (families); i++)
        self.n += families[i]->n_functions;
      self.sorted = g_new (const SluiceFunction *, self.n);
      self.n = 0;
      for (guint i = 0; i < G_N_ELEMENTS (families); i++)
        for (guint j = 0; j < families[i]->n_functions; j++)
          self.sorted[self.n++] = &families[i]->functions[j];
      qsort (self.sorted, self.n, sizeof *self.sorted, compare_functions);
      g_once_init_leave (&ready, 1);
    }

  return &self;
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

const SluiceFunction *const *
sluice_function_list (guint *n)
{
  *n = registry ()->n;

  return registry ()->sorted;
}
