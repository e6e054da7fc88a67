/* sluice-xpath.c: XPath 1.0 over XML texts, as Spark's xpath functions have it.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-xpath.h"

#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <string.h>

#include "expr/sluice-expr.h"
#include "formats/sluice-utf8.h"
#include "formats/sluice-xml-parser.h"
#include "formats/sluice-xpath-document.h"
#include "formats/sluice-xpath-functions.h"

/* The namespace of all prefixes in paths: Spark binds none of them, so that no node is in it. */
#define NOWHERE "urn:nowhere"

struct _SluiceXPath
{
  char *path;
  SluiceXPathReader *reader;
  xmlXPathContextPtr context;
  xmlXPathCompExprPtr compiled;
  xmlDocPtr document;
  xmlXPathObjectPtr value;
  char *problem;
};

static void
note_problem_cb (void *user_data, SluiceXmlProblem *problem)
{
  SluiceXPath *self = user_data;

  if (self->problem == NULL && problem->message != NULL)
    self->problem = g_strchomp (g_utf8_make_valid (problem->message, -1));
}

static void
set_problem (SluiceXPath *self, const char *what, GError **error)
{
  sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, NULL, "%s '%s': %s", what, self->path,
                    self->problem != NULL ? self->problem : "it isn't XPath 1.0");
  g_clear_pointer (&self->problem, g_free);
}

/* The names of functions and kinds of nodes that a parenthesis may follow. */
static gboolean
is_callable (const char *name, gsize length)
{
  static const char *const names[] = {
    "boolean",   "ceiling",       "comment",   "concat",           "contains",         "count",
    "false",     "floor",         "id",        "lang",             "last",             "local-name",
    "name",      "namespace-uri", "node",      "normalize-space",  "not",              "number",
    "position",  "processing-instruction",     "round",            "starts-with",      "string",
    "string-length",              "substring", "substring-after",  "substring-before", "sum",
    "text",      "translate",     "true",      "and",              "or",               "mod",
    "div",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strlen (names[i]) == length && memcmp (names[i], name, length) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
is_name_byte (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '-' || c == '.' || (guchar) c >= 0x80;
}

static const char *
skip_blanks (const char *p)
{
  while (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n')
    p++;

  return p;
}

static void
bind_prefix (SluiceXPath *self, const char *name, gsize length)
{
  g_autofree char *prefix = g_strndup (name, length);

  xmlXPathRegisterNs (self->context, BAD_CAST prefix, BAD_CAST NOWHERE);
}

/* Returns: what follows the name at @p; %NULL when it isn't one that Java takes there */
static const char *
check_name (SluiceXPath *self, const char *p)
{
  const char *name = p, *end, *next;

  while (is_name_byte (*p))
    p++;
  end = p;
  p = skip_blanks (p);
  if (p[0] == ':' && p[1] != ':')
    {
      bind_prefix (self, name, (gsize) (end - name));
      for (next = p + 1; is_name_byte (*next) || *next == '*'; next++)
        ;
      if (*skip_blanks (next) != '(')
        return next;
    }
  else if (p[0] != '(' || is_callable (name, (gsize) (end - name)))
    return p[0] == ':' ? p + 2 : p;

  self->problem = g_strdup_printf ("There is no function %.*s", (int) (end - name), name);

  return NULL;
}

/* Java says when it compiles a path that a function is unknown, libxml2 only when it gets there. The library also
 * takes numbers with an exponent, and nothing behind a bar. */
static gboolean
check_path (SluiceXPath *self)
{
  const char *p = self->path;

  while (p != NULL && *p != '\0')
    if (*p == '"' || *p == '\'')
      {
        p = strchr (p + 1, *p);
        /* What comes of a text without an end the library says. */
        if (p == NULL)
          return TRUE;
        p++;
      }
    else if (g_ascii_isdigit (*p) || (*p == '.' && g_ascii_isdigit (p[1])))
      {
        while (g_ascii_isdigit (*p) || *p == '.')
          p++;
        if (*p == 'e' || *p == 'E')
          return FALSE;
      }
    else if (*p == '|')
      {
        p = skip_blanks (p + 1);
        if (*p == '\0' || strchr ("|)],", *p) != NULL)
          return FALSE;
      }
    else if (is_name_byte (*p) && *p != '-' && *p != '.')
      p = check_name (self, p);
    else
      p++;

  return p != NULL;
}

SluiceXPath *
sluice_xpath_new (const char *path, gsize length, GError **error)
{
  g_autoptr (SluiceXPath) self = g_new0 (SluiceXPath, 1);

  self->path = g_strndup (path, length);
  self->reader = sluice_xpath_reader_new ();
  self->context = xmlXPathNewContext (NULL);
  if (self->context == NULL)
    g_error ("libxml2 has no memory for a path");
  self->context->error = note_problem_cb;
  self->context->userData = self;
  sluice_xpath_register_functions (self->context);

  if (strlen (self->path) == length && check_path (self))
    self->compiled = xmlXPathCtxtCompile (self->context, BAD_CAST self->path);
  if (self->compiled == NULL)
    {
      set_problem (self, "Invalid XPath", error);
      return NULL;
    }

  return g_steal_pointer (&self);
}

static void
forget_value (SluiceXPath *self)
{
  g_clear_pointer (&self->value, xmlXPathFreeObject);
  g_clear_pointer (&self->document, xmlFreeDoc);
}

void
sluice_xpath_free (SluiceXPath *self)
{
  if (self == NULL)
    return;

  forget_value (self);
  if (self->compiled != NULL)
    xmlXPathFreeCompExpr (self->compiled);
  xmlXPathFreeContext (self->context);
  sluice_xpath_reader_free (self->reader);
  g_free (self->problem);
  g_free (self->path);
  g_free (self);
}

gboolean
sluice_xpath_evaluate (SluiceXPath *self, SluiceArena *arena, const SluiceString *xml, GError **error)
{
  SluiceString mended = sluice_utf8_mend (arena, xml);

  forget_value (self);
  self->document = sluice_xpath_reader_read (self->reader, &mended, &self->problem);
  if (self->document == NULL)
    {
      set_problem (self, "Error loading expression", error);
      return FALSE;
    }

  self->context->doc = self->document;
  self->context->node = (xmlNodePtr) self->document;
  self->context->contextSize = self->context->proximityPosition = -1;
  self->value = xmlXPathCompiledEval (self->compiled, self->context);
  if (self->value == NULL)
    {
      set_problem (self, "Invalid XML document", error);
      return FALSE;
    }

  return TRUE;
}

gboolean
sluice_xpath_to_boolean (const SluiceXPath *self)
{
  return xmlXPathCastToBoolean (self->value) != 0;
}

double
sluice_xpath_to_number (const SluiceXPath *self)
{
  return sluice_xpath_cast_to_number (self->value);
}

static SluiceString
keep_text (SluiceArena *arena, const char *text, gsize length)
{
  char *copy = sluice_arena_alloc_bytes (arena, length);

  if (length > 0)
    memcpy (copy, text, length);

  return sluice_string (copy, length);
}

SluiceString
sluice_xpath_to_text (const SluiceXPath *self, SluiceArena *arena)
{
  xmlChar *text = sluice_xpath_cast_to_text (self->value);
  SluiceString result = keep_text (arena, (const char *) text, text != NULL ? strlen ((const char *) text) : 0);

  xmlFree (text);

  return result;
}

gboolean
sluice_xpath_foreach (const SluiceXPath *self, SluiceXPathNodeFunc func, gpointer user_data, GError **error)
{
  xmlNodeSetPtr nodes = self->value->nodesetval;

  if (self->value->type != XPATH_NODESET)
    {
      sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, NULL,
                        "Invalid XML document '%s': the value isn't a set of nodes", self->path);
      return FALSE;
    }

  xmlXPathNodeSetSort (nodes);
  for (int i = 0; i < xmlXPathNodeSetGetLength (nodes); i++)
    {
      xmlNodePtr node = nodes->nodeTab[i];
      xmlChar *text = NULL;

      if (node->type == XML_NAMESPACE_DECL)
        {
          func ((const char *) ((xmlNsPtr) node)->href, user_data);
          continue;
        }
      if (node->type != XML_ELEMENT_NODE)
        text = sluice_xpath_node_value (node);
      func ((const char *) text, user_data);
      xmlFree (text);
    }

  return TRUE;
}
