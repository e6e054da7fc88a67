/* sluice-xml-events.h: XML texts as lists of events.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The events are those that Spark's functions see: without comments and processing instructions, a text and the CDATA
 * next to it as one, names with their colons. Document types are passed over, so that no entities but XML's own are
 * known.
 */
#pragma once

#include <glib.h>

#include "core/sluice-string.h"

G_BEGIN_DECLS

/**
 * SluiceXmlKind:
 * @SLUICE_XML_START: an element begins; the text is its name
 * @SLUICE_XML_END: it ends
 * @SLUICE_XML_TEXT: characters
 * @SLUICE_XML_UNKNOWN: characters with an entity that nobody knows; what comes after them is sound
 * @SLUICE_XML_FINISH: the text is over
 * @SLUICE_XML_BROKEN: what follows isn't XML
 */
typedef enum
{
  SLUICE_XML_START,
  SLUICE_XML_END,
  SLUICE_XML_TEXT,
  SLUICE_XML_UNKNOWN,
  SLUICE_XML_FINISH,
  SLUICE_XML_BROKEN,
} SluiceXmlKind;

/**
 * SluiceXmlEvent:
 * @kind: what happens
 * @blank: TEXT: whether it is white space only
 * @offset: where the name or the text begins in the list's bytes
 * @length: its bytes
 * @attributes: START: index of the first attribute
 * @n_attributes: START: how many there are
 */
typedef struct
{
  SluiceXmlKind kind;
  gboolean blank;
  gsize offset;
  gsize length;
  guint attributes;
  guint n_attributes;
} SluiceXmlEvent;

/** SluiceXmlAttribute: an attribute; @name and @value begin in the list's bytes. */
typedef struct
{
  gsize name;
  gsize name_length;
  gsize value;
  gsize value_length;
} SluiceXmlAttribute;

/**
 * SluiceXmlEvents:
 *
 * The events of one text after the other. Belongs to one thread at a time.
 */
typedef struct _SluiceXmlEvents SluiceXmlEvents;

/** sluice_xml_events_new: Returns: (transfer full): an empty list. */
SluiceXmlEvents *sluice_xml_events_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_xml_events_free: @self: (nullable): a list. */
void sluice_xml_events_free (SluiceXmlEvents *self);

/**
 * sluice_xml_events_read:
 * @self: a list
 * @text: UTF-8
 *
 * Replaces the events by those of @text, of which the last is FINISH or BROKEN.
 */
void sluice_xml_events_read (SluiceXmlEvents    *self,
                             const SluiceString *text);

/**
 * sluice_xml_events_get:
 * @self: a list
 * @index: a number
 *
 * Returns: (transfer none): the event of that number, or the last one
 */
const SluiceXmlEvent *sluice_xml_events_get (const SluiceXmlEvents *self,
                                             guint                  index);

/** sluice_xml_events_text: @self: a list, @event: one of its events. Returns: the name or the text, for as long as the list stays. */
SluiceString sluice_xml_events_text (const SluiceXmlEvents *self,
                                     const SluiceXmlEvent  *event);

/**
 * sluice_xml_events_attribute:
 * @self: a list
 * @event: one that begins an element
 * @index: one of its attributes
 * @name: (out): its name
 * @value: (out): its value
 */
void sluice_xml_events_attribute (const SluiceXmlEvents *self,
                                  const SluiceXmlEvent  *event,
                                  guint                  index,
                                  SluiceString          *name,
                                  SluiceString          *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceXmlEvents, sluice_xml_events_free)

G_END_DECLS
