/* sluice-xpath-functions.c: what Java's XPath computes otherwise than libxml2.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-xpath-functions.h"

#include <libxml/xpathInternals.h>
#include <math.h>
#include <string.h>

#include "expr/sluice-convert.h"

static const char *
skip_blanks (const char *p)
{
  while (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n')
    p++;

  return p;
}

double
sluice_xpath_parse_number (const char *text)
{
  const char *begin = skip_blanks (text);
  const char *p = begin + (*begin == '-');
  gsize digits = 0;
  double value;

  for (; g_ascii_isdigit (*p); p++)
    digits++;
  if (*p == '.')
    for (p++; g_ascii_isdigit (*p); p++)
      digits++;
  if (digits == 0 || *skip_blanks (p) != '\0' || !sluice_parse_double (begin, (gsize) (p - begin), &value))
    return NAN;

  return value;
}

gsize
sluice_xpath_format_number (double value, char *out)
{
  char text[SLUICE_FORMAT_MAX + 1];
  char digits[SLUICE_FORMAT_MAX];
  const char *begin = text, *exponent;
  gint64 n_digits = 0, point;
  gsize n = 0;

  text[sluice_format_double (value == 0 ? 0.0 : value, text)] = '\0';
  if (!isfinite (value))
    {
      n = strlen (text);
      memcpy (out, text, n);
      return n;
    }

  if (*begin == '-')
    out[n++] = *begin++;
  exponent = strchr (begin, 'E');
  /* The text always has a point: how many digits stand before it once there is no exponent? */
  point = strchr (begin, '.') - begin + (exponent != NULL ? g_ascii_strtoll (exponent + 1, NULL, 10) : 0);
  for (const char *p = begin; *p != '\0' && *p != 'E'; p++)
    if (*p != '.')
      digits[n_digits++] = *p;
  while (n_digits > MAX (point, 1) && digits[n_digits - 1] == '0')
    n_digits--;

  if (point <= 0)
    out[n++] = '0';
  for (gint64 i = MIN (point, 0); i < MAX (point, n_digits); i++)
    {
      if (i == point)
        out[n++] = '.';
      out[n++] = i >= 0 && i < n_digits ? digits[i] : '0';
    }

  return n;
}

xmlChar *
sluice_xpath_cast_to_text (xmlXPathObjectPtr value)
{
  char number[SLUICE_XPATH_NUMBER_MAX];

  if (value->type == XPATH_NUMBER)
    return xmlStrndup (BAD_CAST number, (int) sluice_xpath_format_number (value->floatval, number));

  return xmlXPathCastToString (value);
}

double
sluice_xpath_cast_to_number (xmlXPathObjectPtr value)
{
  xmlChar *text;
  double number;

  if (value->type != XPATH_NODESET && value->type != XPATH_STRING)
    return xmlXPathCastToNumber (value);

  text = xmlXPathCastToString (value);
  number = text != NULL ? sluice_xpath_parse_number ((const char *) text) : NAN;
  xmlFree (text);

  return number;
}

/* Returns: (nullable): the only argument, or the node at hand when it was left out */
static xmlXPathObjectPtr
pop_one (xmlXPathParserContextPtr parser, int n)
{
  if (n == 0)
    valuePush (parser, xmlXPathNewNodeSet (parser->context->node));
  else if (n != 1)
    xmlXPathErr (parser, XPATH_INVALID_ARITY);

  return parser->error == XPATH_EXPRESSION_OK ? valuePop (parser) : NULL;
}

static void
run_string (xmlXPathParserContextPtr parser, int n)
{
  xmlXPathObjectPtr value = pop_one (parser, n);

  if (value == NULL)
    return;
  valuePush (parser, xmlXPathWrapString (sluice_xpath_cast_to_text (value)));
  xmlXPathFreeObject (value);
}

static void
run_concat (xmlXPathParserContextPtr parser, int n)
{
  xmlChar *whole = xmlStrdup (BAD_CAST "");

  if (n < 2)
    xmlXPathErr (parser, XPATH_INVALID_ARITY);
  /* The last argument is the first to come. */
  for (int i = 0; i < n && parser->error == XPATH_EXPRESSION_OK; i++)
    {
      xmlXPathObjectPtr value = valuePop (parser);
      xmlChar *text = value != NULL ? sluice_xpath_cast_to_text (value) : NULL;

      text = xmlStrcat (text, whole);
      xmlFree (whole);
      whole = text;
      xmlXPathFreeObject (value);
    }
  valuePush (parser, xmlXPathWrapString (whole));
}

static void
run_number (xmlXPathParserContextPtr parser, int n)
{
  xmlXPathObjectPtr value = pop_one (parser, n);

  if (value == NULL)
    return;
  valuePush (parser, xmlXPathNewFloat (sluice_xpath_cast_to_number (value)));
  xmlXPathFreeObject (value);
}

static void
run_sum (xmlXPathParserContextPtr parser, int n)
{
  xmlXPathObjectPtr value;
  double sum = 0;

  if (n != 1)
    {
      xmlXPathErr (parser, XPATH_INVALID_ARITY);
      return;
    }
  if (!xmlXPathStackIsNodeSet (parser))
    {
      xmlXPathErr (parser, XPATH_INVALID_TYPE);
      return;
    }
  value = valuePop (parser);
  for (int i = 0; i < xmlXPathNodeSetGetLength (value->nodesetval); i++)
    {
      xmlChar *text = xmlXPathCastNodeToString (value->nodesetval->nodeTab[i]);

      sum += text != NULL ? sluice_xpath_parse_number ((const char *) text) : NAN;
      xmlFree (text);
    }
  valuePush (parser, xmlXPathNewFloat (sum));
  xmlXPathFreeObject (value);
}

/* Java counts units of UTF-16. */
static void
run_string_length (xmlXPathParserContextPtr parser, int n)
{
  xmlXPathObjectPtr value = pop_one (parser, n);
  xmlChar *text;
  gsize length = 0;

  if (value == NULL)
    return;
  text = sluice_xpath_cast_to_text (value);
  for (const xmlChar *p = text; p != NULL && *p != '\0'; p++)
    length += (*p & 0xc0) != 0x80 ? 1 + (*p >= 0xf0) : 0;
  valuePush (parser, xmlXPathNewFloat ((double) length));
  xmlFree (text);
  xmlXPathFreeObject (value);
}

static void
run_name (xmlXPathParserContextPtr parser, int n)
{
  xmlXPathObjectPtr value = pop_one (parser, n);
  const xmlChar *name = NULL;
  xmlNodePtr node;

  if (value == NULL)
    return;
  if (value->type != XPATH_NODESET && value->type != XPATH_XSLT_TREE)
    {
      xmlXPathErr (parser, XPATH_INVALID_TYPE);
      xmlXPathFreeObject (value);
      return;
    }
  xmlXPathNodeSetSort (value->nodesetval);
  node = xmlXPathNodeSetItem (value->nodesetval, 0);
  if (node != NULL)
    switch (node->type)
      {
      case XML_ELEMENT_NODE:
      case XML_ATTRIBUTE_NODE:
        name = node->_private != NULL ? node->_private : node->name;
        break;
      case XML_PI_NODE:
        name = node->name;
        break;
      default:
        break;
      }
  valuePush (parser, xmlXPathNewString (name != NULL ? name : BAD_CAST ""));
  xmlXPathFreeObject (value);
}

/* Where no node is at hand Java's position is the one before the first. */
static void
run_position (xmlXPathParserContextPtr parser, int n)
{
  if (n != 0)
    xmlXPathErr (parser, XPATH_INVALID_ARITY);
  else
    valuePush (parser, xmlXPathNewFloat (parser->context->proximityPosition));
}

static void
run_last (xmlXPathParserContextPtr parser, int n)
{
  if (n != 0)
    xmlXPathErr (parser, XPATH_INVALID_ARITY);
  else
    valuePush (parser, xmlXPathNewFloat (MAX (parser->context->contextSize, 0)));
}

void
sluice_xpath_register_functions (xmlXPathContextPtr context)
{
  static const struct
  {
    const char *name;
    xmlXPathFunction run;
  } functions[] = {
    { "concat", run_concat }, { "last", run_last },         { "name", run_name },
    { "number", run_number }, { "position", run_position }, { "string", run_string },
    { "sum", run_sum },       { "string-length", run_string_length },
  };

  /* The library keeps what it has of a name, so that has to go first. */
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    {
      xmlXPathRegisterFunc (context, BAD_CAST functions[i].name, NULL);
      xmlXPathRegisterFunc (context, BAD_CAST functions[i].name, functions[i].run);
    }
}
