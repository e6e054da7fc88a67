/* sluice-xml-events.c: XML texts as lists of events.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-xml-events.h"

#include <libxml/parserInternals.h>
#include <string.h>

#include "formats/sluice-xml-parser.h"

/* As deep as elements may be within each other, and as many attributes as one may have, in Spark's parser. */
#define MAX_DEPTH 1000
#define MAX_ATTRIBUTES 1000

struct _SluiceXmlEvents
{
  xmlParserCtxtPtr parser;
  xmlSAXHandler handler;
  GArray *events;
  GArray *attributes;
  GByteArray *bytes;
  gsize pending;     /* where the text began that still grows */
  gboolean open;     /* whether there is such a text, be it empty */
  gboolean unknown;  /* whether it has an unknown entity */
  gboolean broken;
  guint depth;
};

static gsize
append_bytes (SluiceXmlEvents *self, const char *bytes, gsize length)
{
  gsize offset = self->bytes->len;

  g_byte_array_append (self->bytes, (const guint8 *) bytes, (guint) length);

  return offset;
}

static void
append_event (SluiceXmlEvents *self, SluiceXmlKind kind, gsize offset, gsize length)
{
  SluiceXmlEvent event = { .kind = kind, .offset = offset, .length = length, .attributes = self->attributes->len };

  g_array_append_val (self->events, event);
}

/* Ends the text that grew, if any. */
static void
end_text (SluiceXmlEvents *self)
{
  SluiceXmlEvent *event;
  gsize length = self->bytes->len - self->pending, i = 0;

  if (!self->open)
    return;

  self->open = FALSE;
  if (self->unknown)
    {
      self->unknown = FALSE;
      append_event (self, SLUICE_XML_UNKNOWN, self->pending, 0);
      return;
    }
  while (i < length && self->bytes->data[self->pending + i] <= ' ')
    i++;
  append_event (self, SLUICE_XML_TEXT, self->pending, length);
  event = &g_array_index (self->events, SluiceXmlEvent, self->events->len - 1);
  event->blank = i == length;
}

static void
begin_text (SluiceXmlEvents *self)
{
  if (self->open)
    return;

  self->open = TRUE;
  self->pending = self->bytes->len;
}

static void
break_off (SluiceXmlEvents *self)
{
  if (!self->broken)
    {
      end_text (self);
      append_event (self, SLUICE_XML_BROKEN, 0, 0);
    }
  self->broken = TRUE;
  xmlStopParser (self->parser);
}

static void
start_element (void *user_data, const xmlChar *name, const xmlChar **attributes)
{
  SluiceXmlEvents *self = user_data;
  SluiceXmlEvent *event;
  gsize length = strlen ((const char *) name);

  if (self->broken)
    return;
  end_text (self);
  if (++self->depth > MAX_DEPTH)
    {
      break_off (self);
      return;
    }

  append_event (self, SLUICE_XML_START, append_bytes (self, (const char *) name, length), length);
  event = &g_array_index (self->events, SluiceXmlEvent, self->events->len - 1);
  for (const xmlChar **p = attributes; p != NULL && p[0] != NULL; p += 2)
    {
      const char *value = p[1] != NULL ? (const char *) p[1] : "";
      SluiceXmlAttribute attribute = { .name_length = strlen ((const char *) p[0]), .value_length = strlen (value) };

      attribute.name = append_bytes (self, (const char *) p[0], attribute.name_length);
      attribute.value = append_bytes (self, value, attribute.value_length);
      g_array_append_val (self->attributes, attribute);
      event->n_attributes++;
    }
  if (event->n_attributes > MAX_ATTRIBUTES)
    {
      g_array_set_size (self->events, self->events->len - 1);
      break_off (self);
    }
}

static void
end_element (void *user_data, const xmlChar *name)
{
  SluiceXmlEvents *self = user_data;
  gsize length = strlen ((const char *) name);

  if (self->broken)
    return;
  end_text (self);
  self->depth--;
  append_event (self, SLUICE_XML_END, append_bytes (self, (const char *) name, length), length);
}

static void
add_text (void *user_data, const xmlChar *text, int length)
{
  SluiceXmlEvents *self = user_data;

  /* What stands before and after the root is no text of it. */
  if (self->broken || self->depth == 0)
    return;
  begin_text (self);
  append_bytes (self, (const char *) text, (gsize) length);
}

/* Comments and instructions part texts. */
static void
pass_comment (void *user_data, const xmlChar *text)
{
  SluiceXmlEvents *self = user_data;

  if (!self->broken)
    end_text (self);
}

static void
pass_instruction (void *user_data, const xmlChar *target, const xmlChar *data)
{
  pass_comment (user_data, NULL);
}

static xmlEntityPtr
get_entity (void *user_data, const xmlChar *name)
{
  return xmlGetPredefinedEntity (name);
}

/* What is wrong stands in the parser by now; the message is of no use. */
static void G_GNUC_PRINTF (2, 3)
note_error_cb (void *user_data, const char *format, ...)
{
  SluiceXmlEvents *self = user_data;
  xmlParserInputState state = self->parser->instate;
  const xmlError *problem = xmlCtxtGetLastError (self->parser);

  if (problem == NULL || problem->level < XML_ERR_ERROR || problem->domain == XML_FROM_NAMESPACE || self->broken)
    return;
  if ((problem->code == XML_ERR_UNDECLARED_ENTITY || problem->code == XML_WAR_UNDECLARED_ENTITY) && self->depth > 0
      && state != XML_PARSER_ATTRIBUTE_VALUE && state != XML_PARSER_START_TAG)
    {
      begin_text (self);
      self->unknown = TRUE;
      return;
    }
  break_off (self);
}

SluiceXmlEvents *
sluice_xml_events_new (void)
{
  SluiceXmlEvents *self = g_new0 (SluiceXmlEvents, 1);

  self->parser = sluice_xml_context_new ();
  self->events = g_array_new (FALSE, FALSE, sizeof (SluiceXmlEvent));
  self->attributes = g_array_new (FALSE, FALSE, sizeof (SluiceXmlAttribute));
  self->bytes = g_byte_array_new ();
  self->handler = (xmlSAXHandler){
    .startElement = start_element,
    .endElement = end_element,
    .characters = add_text,
    .ignorableWhitespace = add_text,
    .cdataBlock = add_text,
    .comment = pass_comment,
    .processingInstruction = pass_instruction,
    .getEntity = get_entity,
    .error = note_error_cb,
    /* The first kind of handlers gets names with their prefixes. */
    .initialized = 1,
  };

  return self;
}

void
sluice_xml_events_free (SluiceXmlEvents *self)
{
  if (self == NULL)
    return;

  xmlFreeParserCtxt (self->parser);
  g_array_unref (self->events);
  g_array_unref (self->attributes);
  g_byte_array_unref (self->bytes);
  g_free (self);
}

static gboolean
is_known_version (const xmlChar *version)
{
  return version == NULL || xmlStrEqual (version, BAD_CAST "1.0") || xmlStrEqual (version, BAD_CAST "1.1");
}

void
sluice_xml_events_read (SluiceXmlEvents *self, const SluiceString *text)
{
  /* No entity can be declared, so that none can grow. */
  int options = XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_IGNORE_ENC | XML_PARSE_SAX1 | XML_PARSE_HUGE
                | XML_PARSE_RECOVER;
  xmlDocPtr document;

  sluice_xml_context_renew (&self->parser);
  g_array_set_size (self->events, 0);
  g_array_set_size (self->attributes, 0);
  g_byte_array_set_size (self->bytes, 0);
  self->open = self->unknown = self->broken = FALSE;
  self->depth = 0;

  xmlCtxtReset (self->parser);
  *self->parser->sax = self->handler;
  self->parser->userData = self;
  document = xmlCtxtReadMemory (self->parser, text->data, (int) MIN (text->length, G_MAXINT), NULL, "UTF-8", options);
  xmlFreeDoc (document);

  end_text (self);
  if (!is_known_version (self->parser->version))
    {
      g_array_set_size (self->events, 0);
      self->broken = FALSE;
    }
  if (self->events->len == 0)
    append_event (self, SLUICE_XML_BROKEN, 0, 0);
  else if (!self->broken)
    append_event (self, SLUICE_XML_FINISH, 0, 0);
}

const SluiceXmlEvent *
sluice_xml_events_get (const SluiceXmlEvents *self, guint index)
{
  return &g_array_index (self->events, SluiceXmlEvent, MIN (index, self->events->len - 1));
}

SluiceString
sluice_xml_events_text (const SluiceXmlEvents *self, const SluiceXmlEvent *event)
{
  return sluice_string ((const char *) self->bytes->data + event->offset, event->length);
}

void
sluice_xml_events_attribute (const SluiceXmlEvents *self,
                             const SluiceXmlEvent  *event,
                             guint                  index,
                             SluiceString          *name,
                             SluiceString          *value)
{
  const SluiceXmlAttribute *attribute = &g_array_index (self->attributes, SluiceXmlAttribute, event->attributes + index);
  const char *bytes = (const char *) self->bytes->data;

  *name = sluice_string (bytes + attribute->name, attribute->name_length);
  *value = sluice_string (bytes + attribute->value, attribute->value_length);
}
