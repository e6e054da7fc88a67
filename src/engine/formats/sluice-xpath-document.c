/* sluice-xpath-document.c: XML texts as trees for XPath, as Java's parser makes them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-xpath-document.h"

#include <libxml/SAX2.h>
#include <string.h>

#include "formats/sluice-xml-parser.h"

/* As deep as elements may be within each other: the library looks all the way up for each. */
#define MAX_DEPTH 2000

/* An attribute on its way into the tree; all of it is the parser's. */
typedef struct
{
  const xmlChar *name;
  const xmlChar *value;
} Attribute;

/* A value that a document type gives to an attribute. */
typedef struct
{
  char *element;
  char *name;
  char *value;
} Default;

struct _SluiceXPathReader
{
  xmlParserCtxtPtr parser;
  xmlSAXHandler handler;
  GArray *attributes;
  GArray *defaults;
};

static void
default_clear (gpointer data)
{
  Default *self = data;

  g_free (self->element);
  g_free (self->name);
  g_free (self->value);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return xmlStrcmp (((const Attribute *) a)->name, ((const Attribute *) b)->name);
}

static const xmlChar *
behind_colon (const xmlChar *name)
{
  const char *colon = strrchr ((const char *) name, ':');

  return colon != NULL && colon[1] != '\0' ? (const xmlChar *) colon + 1 : name;
}

static gboolean
is_declaration (const xmlChar *name)
{
  return xmlStrncmp (name, BAD_CAST "xmlns", 5) == 0 && (name[5] == '\0' || name[5] == ':');
}

static void
add_attribute (GArray *attributes, const xmlChar *name, const xmlChar *value)
{
  Attribute attribute = { name, value };

  if (!is_declaration (name))
    g_array_append_val (attributes, attribute);
}

static gboolean
has_attribute (const xmlChar *const *attributes, const char *name)
{
  for (; attributes != NULL && attributes[0] != NULL; attributes += 2)
    if (strcmp ((const char *) attributes[0], name) == 0)
      return TRUE;

  return FALSE;
}

static void
start_element (void *user_data, const xmlChar *name, const xmlChar **attributes)
{
  xmlParserCtxtPtr parser = user_data;
  SluiceXPathReader *self = parser->_private;
  xmlNodePtr node;

  if (parser->nodeNr >= MAX_DEPTH)
    {
      parser->wellFormed = 0;
      xmlStopParser (parser);
      return;
    }

  g_array_set_size (self->attributes, 0);
  for (const xmlChar **p = attributes; p != NULL && p[0] != NULL; p += 2)
    add_attribute (self->attributes, p[0], p[1] != NULL ? p[1] : BAD_CAST "");
  for (guint i = 0; i < self->defaults->len; i++)
    {
      const Default *given = &g_array_index (self->defaults, Default, i);

      if (strcmp (given->element, (const char *) name) == 0
          && !has_attribute ((const xmlChar *const *) attributes, given->name))
        add_attribute (self->attributes, (const xmlChar *) given->name, (const xmlChar *) given->value);
    }
  g_array_sort (self->attributes, compare_names);

  node = parser->node;
  xmlSAX2StartElement (parser, behind_colon (name), NULL);
  if (parser->node == node || parser->node == NULL)
    return;
  node = parser->node;
  if (behind_colon (name) != name)
    node->_private = (gpointer) xmlDictLookup (parser->dict, name, -1);
  for (guint i = 0; i < self->attributes->len; i++)
    {
      const Attribute *attribute = &g_array_index (self->attributes, Attribute, i);
      const xmlChar *local = behind_colon (attribute->name);
      xmlAttrPtr property = xmlNewProp (node, local, attribute->value);

      if (property != NULL && local != attribute->name)
        property->_private = (gpointer) xmlDictLookup (parser->dict, attribute->name, -1);
    }
}

static void
end_element (void *user_data, const xmlChar *name)
{
  xmlSAX2EndElement (user_data, behind_colon (name));
}

/* The value of a text with CDATA in it ends where its first piece does. */
static void
add_cdata (void *user_data, const xmlChar *text, int length)
{
  xmlParserCtxtPtr parser = user_data;
  xmlNodePtr last = parser->node != NULL ? parser->node->last : NULL;

  if (last == NULL || last->type != XML_TEXT_NODE)
    {
      if (length == 0)
        return;
      xmlSAX2Characters (parser, text, length);
      last = parser->node != NULL ? parser->node->last : NULL;
      if (last != NULL && last->_private == NULL)
        last->_private = GSIZE_TO_POINTER ((gsize) length);
      return;
    }

  if (last->_private == NULL)
    last->_private = GSIZE_TO_POINTER ((gsize) xmlStrlen (last->content));
  xmlSAX2Characters (parser, text, length);
}

/* What stands outside of the text is empty: nothing is ever loaded for it. */
static void
declare_entity (void          *user_data,
                const xmlChar *name,
                int            type,
                const xmlChar *public_id,
                const xmlChar *system_id,
                xmlChar       *content)
{
  if (type == XML_EXTERNAL_GENERAL_PARSED_ENTITY)
    xmlSAX2EntityDecl (user_data, name, XML_INTERNAL_GENERAL_ENTITY, NULL, NULL, BAD_CAST "");
  else if (type == XML_EXTERNAL_PARAMETER_ENTITY)
    xmlSAX2EntityDecl (user_data, name, XML_INTERNAL_PARAMETER_ENTITY, NULL, NULL, BAD_CAST "");
  else
    xmlSAX2EntityDecl (user_data, name, type, public_id, system_id, content);
}

static void
declare_attribute (void              *user_data,
                   const xmlChar     *element,
                   const xmlChar     *name,
                   int                type,
                   int                kind,
                   const xmlChar     *value,
                   xmlEnumerationPtr  tree)
{
  xmlParserCtxtPtr parser = user_data;
  SluiceXPathReader *self = parser->_private;
  Default given = { (char *) element, (char *) name, (char *) value };
  gboolean known = value == NULL;

  /* Of two declarations the first counts. */
  for (guint i = 0; i < self->defaults->len && !known; i++)
    known = strcmp (g_array_index (self->defaults, Default, i).element, given.element) == 0
            && strcmp (g_array_index (self->defaults, Default, i).name, given.name) == 0;
  if (!known)
    {
      given = (Default){ g_strdup (given.element), g_strdup (given.name), g_strdup (given.value) };
      g_array_append_val (self->defaults, given);
    }
  xmlSAX2AttributeDecl (parser, element, name, type, kind, value, tree);
}

SluiceXPathReader *
sluice_xpath_reader_new (void)
{
  SluiceXPathReader *self = g_new0 (SluiceXPathReader, 1);

  self->parser = sluice_xml_context_new ();
  self->attributes = g_array_new (FALSE, FALSE, sizeof (Attribute));
  self->defaults = g_array_new (FALSE, FALSE, sizeof (Default));
  g_array_set_clear_func (self->defaults, default_clear);
  xmlSAXVersion (&self->handler, 1);
  self->handler.startElement = start_element;
  self->handler.endElement = end_element;
  self->handler.cdataBlock = add_cdata;
  self->handler.entityDecl = declare_entity;
  self->handler.attributeDecl = declare_attribute;
  self->handler.externalSubset = NULL;

  return self;
}

void
sluice_xpath_reader_free (SluiceXPathReader *self)
{
  if (self == NULL)
    return;

  xmlFreeParserCtxt (self->parser);
  g_array_unref (self->attributes);
  g_array_unref (self->defaults);
  g_free (self);
}

/* What libxml2 takes and Java doesn't. Returns: (nullable): what is wrong */
static const char *
refuse (const xmlDoc *document, const SluiceString *text)
{
  if (text->length >= 3 && memcmp (text->data, "\xef\xbb\xbf", 3) == 0)
    return "Content is not allowed before the document begins";
  if (document->version != NULL && !xmlStrEqual (document->version, BAD_CAST "1.0")
      && !xmlStrEqual (document->version, BAD_CAST "1.1"))
    return "The version of XML is neither 1.0 nor 1.1";

  return NULL;
}

xmlDocPtr
sluice_xpath_reader_read (SluiceXPathReader *self, const SluiceString *text, char **problem)
{
  int options = XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_IGNORE_ENC | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
  const char *refused = NULL;
  xmlDocPtr document;

  /* The limits of depth and length are there for what entities may become. */
  if (!sluice_xml_has_entities (text))
    options |= XML_PARSE_HUGE;

  sluice_xml_context_renew (&self->parser);
  xmlCtxtReset (self->parser);
  *self->parser->sax = self->handler;
  self->parser->_private = self;
  g_array_set_size (self->defaults, 0);
  document = xmlCtxtReadMemory (self->parser, text->data, (int) MIN (text->length, G_MAXINT), NULL, "UTF-8", options);
  if (document != NULL)
    refused = refuse (document, text);
  if (refused != NULL)
    g_clear_pointer (&document, xmlFreeDoc);
  if (document == NULL)
    {
      const xmlError *error = xmlCtxtGetLastError (self->parser);

      if (refused == NULL)
        refused = error != NULL && error->message != NULL ? error->message : "It isn't XML";
      *problem = g_strchomp (g_utf8_make_valid (refused, -1));
    }

  return document;
}

xmlChar *
sluice_xpath_node_value (xmlNodePtr node)
{
  if (node->type == XML_DOCUMENT_NODE)
    return NULL;
  if (node->type == XML_TEXT_NODE && node->_private != NULL)
    return xmlStrndup (node->content, (int) GPOINTER_TO_SIZE (node->_private));

  return xmlNodeGetContent (node);
}
