/* sluice-xml-parser.c: libxml2, set up so that no text can do harm.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-xml-parser.h"

#include <libxml/dict.h>
#include <string.h>

/* Names of elements and attributes that a parser may remember. */
#define MAX_NAMES 10000

/* The library has a few tables of its own, which one thread must make before others use them. */
static void
init_library (void)
{
  static gsize done;

  if (!g_once_init_enter (&done))
    return;

  xmlInitParser ();
  g_once_init_leave (&done, 1);
}

xmlParserCtxtPtr
sluice_xml_context_new (void)
{
  xmlParserCtxtPtr context;

  init_library ();
  context = xmlNewParserCtxt ();
  if (context == NULL)
    g_error ("libxml2 has no memory for a parser");

  return context;
}

void
sluice_xml_context_renew (xmlParserCtxtPtr *context)
{
  if (xmlDictSize ((*context)->dict) <= MAX_NAMES)
    return;

  xmlFreeParserCtxt (*context);
  *context = sluice_xml_context_new ();
}

gboolean
sluice_xml_has_entities (const SluiceString *text)
{
  return memmem (text->data, text->length, "<!ENTITY", strlen ("<!ENTITY")) != NULL;
}
