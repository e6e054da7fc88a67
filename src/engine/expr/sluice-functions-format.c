/* sluice-functions-format.c: functions that write values for people, and take URLs apart.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "expr/sluice-convert.h"
#include "expr/sluice-format-string.h"
#include "expr/sluice-function-simple.h"
#include "expr/sluice-operators.h"
#include "expr/sluice-text.h"

/* format_string (): only a null format makes the result null. */
static gboolean
format_string (SluiceKernelCall *call, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    if (sluice_column_is_null (call->args[0], row))
      {
        sluice_call_null_text (call, row);
        continue;
      }
    g_string_truncate (out, 0);
    if (!sluice_format_java (out, SLUICE_STRING_AT (call, 0, row), call->args + 1,
                             call->expr->n_args - 1, row, error))
      return FALSE;
    sluice_call_store (call, row, out->str, out->len);
  }
  sluice_arena_align (call->context->arena);

  return TRUE;
}

static SluiceExpr *
resolve_format_string (const SluiceFunction *function,
                       SluiceAnalyzer *analyzer,
                       SluiceCall *call,
                       GError **error)
{
  static const SluiceKernel kernel = { "format_string", SLUICE_KERNEL_NONE, format_string, NULL };
  const SluiceType *text = sluice_type_primitive (SLUICE_TYPE_STRING);
  const SluiceString *format;

  if (!sluice_analyzer_coerce_arg (analyzer, call, 0, text, error))
    return NULL;
  format = sluice_call_constant_string (call, 0);
  if (format != NULL && sluice_text_find (format->data, format->length, "%0$", 3) != NULL)
    {
      sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_ANALYSIS,
                        "INVALID_PARAMETER_VALUE.ZERO_INDEX",
                        "The value of parameter(s) `strfmt` in `%s` is invalid: expects %%1$, %%2$ "
                        "and so on, but "
                        "got %%0$.",
                        function->name);
      return NULL;
    }

  return sluice_call_finish (function, call, text, call->args[0]->nullable, &kernel);
}

/* format_number (number, digits or pattern) */

static void
append_plain_number (GString *out, const SluiceColumn *column, guint32 row)
{
  char text[SLUICE_FORMAT_MAX];
  gsize length = 0;
  double value = 0;

  row = sluice_column_index (column, row);
  switch ((int) column->type->id)
    {
    case SLUICE_TYPE_BIGINT:
      length = sluice_format_int64 (column->i64[row], text);
      break;
    case SLUICE_TYPE_DECIMAL:
      length = sluice_format_decimal (column->i128[row], column->type->scale, text);
      break;
    default:
      value = column->f64[row];
      length = sluice_format_double (value, text);
      /* Large and small numbers have an exponent, which the pattern can't do with. */
      if (memchr (text, 'E', length) != NULL)
        {
          g_autofree char *plain = g_malloc (1200);
          gboolean large = fabs (value) >= 1;

          g_ascii_formatd (plain, 1200, large ? "%.0f" : "%.340f", value);
          if (large && fabs (value) < 1e17)
            g_ascii_formatd (plain, 1200, "%.10f", value);
          g_string_append (out, plain);
          return;
        }
      break;
    }
  g_string_append_len (out, text, (gssize) length);
}

static gboolean
format_number (SluiceKernelCall *call, GError **error)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean by_pattern = call->args[1]->type->id == SLUICE_TYPE_STRING;

  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceNumberPattern pattern = { 1, 0, 0, 3 };

    if (by_pattern)
      {
        SluiceString text = SLUICE_STRING_AT (call, 1, row);

        if (text.length == 0)
          sluice_number_pattern_parse ("#,###,###,###,###,###,##0", 25, &pattern);
        else if (!sluice_number_pattern_parse (text.data, text.length, &pattern))
          {
            sluice_set_error (error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, NULL,
                              "java.lang.IllegalArgumentException: Malformed pattern \"%.*s\"",
                              (int) text.length, text.data);
            return FALSE;
          }
      }
    else
      {
        gint32 n = SLUICE_ARG_AT (call, 1, gint32, row);

        if (n < 0)
          {
            sluice_call_null_text (call, row);
            continue;
          }
        pattern.min_fraction = pattern.max_fraction = (guint) MIN (n, 1000);
      }

    g_string_truncate (digits, 0);
    g_string_truncate (out, 0);
    append_plain_number (digits, call->args[0], row);
    if (strpbrk (digits->str, "Nf") != NULL)
      g_string_append (out, digits->str[0] == 'N' ? "NaN" : digits->str[0] == '-' ? "-∞" : "∞");
    else
      sluice_number_pattern_format (&pattern, digits->str, out);
    sluice_call_store (call, row, out->str, out->len);
  }
  sluice_arena_align (call->context->arena);

  return TRUE;
}

static SluiceExpr *
resolve_format_number (const SluiceFunction *function,
                       SluiceAnalyzer *analyzer,
                       SluiceCall *call,
                       GError **error)
{
  static const SluiceKernel kernel = { "format_number", SLUICE_KERNEL_STRICT, format_number, NULL };
  SluiceTypeId id = call->args[0]->type->id;

  if (!sluice_type_is_numeric (id) && id != SLUICE_TYPE_VOID)
    {
      sluice_call_wrong_type (call, 0, "\"NUMERIC\"", error);
      return NULL;
    }
  if (id != SLUICE_TYPE_DECIMAL)
    sluice_call_cast_arg (analyzer, call, 0,
                          sluice_type_primitive (id == SLUICE_TYPE_FLOAT || id == SLUICE_TYPE_DOUBLE
                                                     ? SLUICE_TYPE_DOUBLE
                                                     : SLUICE_TYPE_BIGINT));
  if (call->args[1]->type->id != SLUICE_TYPE_STRING
      && !sluice_analyzer_coerce_arg (analyzer, call, 1, sluice_type_primitive (SLUICE_TYPE_INT),
                                      error))
    return NULL;

  return sluice_call_finish (function, call, sluice_type_primitive (SLUICE_TYPE_STRING), TRUE,
                             &kernel);
}

/* URLs, as java.net.URI takes them apart. */

typedef struct
{
  SluiceString parts[9];
  guint set;
} Url;

enum
{
  URL_PROTOCOL,
  URL_AUTHORITY,
  URL_USERINFO,
  URL_HOST,
  URL_PATH,
  URL_QUERY,
  URL_REF,
  URL_FILE,
};

static const char *const url_parts[]
    = { "PROTOCOL", "AUTHORITY", "USERINFO", "HOST", "PATH", "QUERY", "REF", "FILE" };

static void
set_part (Url *url, guint part, const char *start, const char *end)
{
  url->parts[part] = sluice_string (start, (gsize) (end - start));
  url->set |= 1u << part;
}

static const char *
find_any (const char *p, const char *end, const char *characters)
{
  while (p < end && strchr (characters, *p) == NULL)
    p++;

  return p;
}

static gboolean
parse_url_text (SluiceString text, Url *url)
{
  const char *p = text.data;
  const char *end = p + text.length;
  const char *colon, *stop, *path;

  memset (url, 0, sizeof *url);
  for (const char *c = p; c < end; c++)
    if ((guchar) *c <= ' ' || strchr ("\"<>\\^`{|}", *c) != NULL)
      return FALSE;

  colon = find_any (p, end, ":/?#");
  if (colon < end && *colon == ':' && colon > p && g_ascii_isalpha (*p))
    {
      set_part (url, URL_PROTOCOL, p, colon);
      p = colon + 1;
      /* An address that doesn't begin with a slash has no parts. */
      if (p < end && *p != '/')
        return TRUE;
    }
  if (end - p >= 2 && p[0] == '/' && p[1] == '/')
    {
      const char *at, *port;

      p += 2;
      stop = find_any (p, end, "/?#");
      set_part (url, URL_AUTHORITY, p, stop);
      at = memchr (p, '@', (gsize) (stop - p));
      if (at != NULL)
        {
          set_part (url, URL_USERINFO, p, at);
          p = at + 1;
        }
      port = p < stop && *p == '[' ? find_any (p, stop, "]") : find_any (p, stop, ":");
      if (port < stop && *port == ']')
        port++;
      if (port > p)
        set_part (url, URL_HOST, p, port);
      p = stop;
    }
  path = p;
  stop = find_any (p, end, "?#");
  set_part (url, URL_PATH, p, stop);
  p = stop;
  if (p < end && *p == '?')
    {
      stop = find_any (p + 1, end, "#");
      set_part (url, URL_QUERY, p + 1, stop);
      p = stop;
    }
  set_part (url, URL_FILE, path, p);
  if (p < end)
    set_part (url, URL_REF, p + 1, end);

  return TRUE;
}

/* The value of a key in `a=1&b=2`. */
static gboolean
find_query_value (SluiceString query, SluiceString key, SluiceString *value)
{
  const char *end = query.data + query.length;

  for (const char *p = query.data; p < end;)
    {
      const char *stop = find_any (p, end, "&");

      if ((gsize) (stop - p) > key.length && memcmp (p, key.data, key.length) == 0
          && p[key.length] == '=')
        {
          *value = sluice_string (p + key.length + 1, (gsize) (stop - p) - key.length - 1);
          return TRUE;
        }
      p = stop < end ? stop + 1 : end;
    }

  return FALSE;
}

static gboolean
parse_url_rows (SluiceKernelCall *call, gboolean try_, GError **error)
{
  SLUICE_FOR_EACH_SELECTED (call->selection, row)
  {
    SluiceString text = SLUICE_STRING_AT (call, 0, row);
    SluiceString name = SLUICE_STRING_AT (call, 1, row);
    guint part = 0;
    Url url;

    if (!parse_url_text (text, &url))
      {
        sluice_call_null_text (call, row);
        if (try_)
          continue;
        sluice_set_error (
            error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, "INVALID_URL",
            "The url is invalid: %.*s. Use `try_parse_url` to tolerate invalid URL and return NULL "
            "instead.",
            (int) text.length, text.data);
        return FALSE;
      }
    while (part < G_N_ELEMENTS (url_parts)
           && !(strlen (url_parts[part]) == name.length
                && memcmp (url_parts[part], name.data, name.length) == 0))
      part++;
    if (part == G_N_ELEMENTS (url_parts) || (url.set >> part & 1) == 0
        || (call->expr->n_args == 3
            && (part != URL_QUERY
                || !find_query_value (url.parts[part], SLUICE_STRING_AT (call, 2, row),
                                      &url.parts[part]))))
      sluice_call_null_text (call, row);
    else
      call->result->string[row] = url.parts[part];
  }

  return TRUE;
}

static gboolean
parse_url (SluiceKernelCall *call, GError **error)
{
  return parse_url_rows (call, !call->context->settings->ansi, error);
}

static gboolean
try_parse_url (SluiceKernelCall *call, GError **error)
{
  return parse_url_rows (call, TRUE, error);
}

static const SluiceSimple parse_url_simple
    = { "S", SLUICE_TYPE_STRING, TRUE, { "parse_url", SLUICE_KERNEL_STRICT, parse_url, NULL } };
static const SluiceSimple try_parse_url_simple = {
  "S", SLUICE_TYPE_STRING, TRUE, { "try_parse_url", SLUICE_KERNEL_STRICT, try_parse_url, NULL }
};

/* clang-format off */
static const SluiceFunction functions[] = {
  { "format_number", SLUICE_FUNCTION_SCALAR, 2, 2, resolve_format_number, NULL,
    "format_number(expr1, expr2)",
    "Writes a number with commas and `expr2` decimal places, or by a pattern.",
    "format_number(12332.123456, 4)", "12,332.1235", "string_funcs", "1.5.0" },
  { "format_string", SLUICE_FUNCTION_SCALAR, 1, G_MAXUINT, resolve_format_string, NULL,
    "format_string(strfmt, obj, ...)", "Puts values into a format string of Java's.",
    "format_string('Hello World %d %s', 100, 'days')", "Hello World 100 days", "string_funcs",
    "1.5.0" },
  { "parse_url", SLUICE_FUNCTION_SCALAR, 2, 3, sluice_resolve_simple, &parse_url_simple,
    "parse_url(url, partToExtract[, key])",
    "Returns a part of a URL: HOST, PATH, QUERY, REF, PROTOCOL, FILE, AUTHORITY or USERINFO.",
    "parse_url('http://spark.apache.org/path?query=1', 'HOST')", "spark.apache.org", "url_funcs",
    "2.0.0" },
  { "printf", SLUICE_FUNCTION_SCALAR, 1, G_MAXUINT, resolve_format_string, NULL,
    "printf(strfmt, obj, ...)", "Puts values into a format string of Java's.",
    "printf('Hello World %d %s', 100, 'days')", "Hello World 100 days", "string_funcs", "1.5.0" },
  { "try_parse_url", SLUICE_FUNCTION_SCALAR, 2, 3, sluice_resolve_simple, &try_parse_url_simple,
    "try_parse_url(url, partToExtract[, key])", "Returns a part of a URL, or null.",
    "try_parse_url('not a url', 'HOST')", "NULL", "url_funcs", "4.0.0" },
};
/* clang-format on */

const SluiceFunctionFamily sluice_functions_format = { functions, G_N_ELEMENTS (functions) };
