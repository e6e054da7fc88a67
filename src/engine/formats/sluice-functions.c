/* sluice-functions.c: the functions on JSON, CSV and XML texts.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-functions.h"

void
sluice_formats_register_functions (void)
{
  static gsize done;

  if (!g_once_init_enter (&done))
    return;

  sluice_function_add_family (&sluice_functions_json);
  sluice_function_add_family (&sluice_functions_csv);
  sluice_function_add_family (&sluice_functions_variant);
  sluice_function_add_family (&sluice_functions_xml);
  sluice_function_add_family (&sluice_functions_xpath);
  g_once_init_leave (&done, 1);
}
