/* sluice-xml-writer.c: rows to XML text.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-xml-writer.h"

#include <libxml/tree.h>
#include <string.h>

#include "expr/sluice-expr.h"
#include "formats/sluice-utf8.h"

struct _SluiceXmlWriter
{
  const SluiceFormatOptions *options;
  SluiceTextStyle style;
  GByteArray *bytes;
  GByteArray *scratch;
  SluiceOutput out;
  GError *error;
  guint depth;
  gboolean open;     /* whether the last tag may still get attributes */
  gboolean broken;   /* whether the end of an element goes on a line of its own */
};

SluiceXmlWriter *
sluice_xml_writer_new (const SluiceFormatOptions *options)
{
  SluiceXmlWriter *self = g_new0 (SluiceXmlWriter, 1);

  self->options = options;
  self->style = sluice_text_style (options);
  self->bytes = g_byte_array_new ();
  self->scratch = g_byte_array_new ();

  return self;
}

void
sluice_xml_writer_free (SluiceXmlWriter *self)
{
  if (self == NULL)
    return;

  g_byte_array_unref (self->bytes);
  g_byte_array_unref (self->scratch);
  g_clear_error (&self->error);
  g_free (self);
}

static void G_GNUC_PRINTF (3, 4)
fail (SluiceXmlWriter *self, const char *condition, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  if (self->error != NULL)
    return;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  sluice_set_error (&self->error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, condition, "%s", message);
}

static void
put (SluiceXmlWriter *self, const char *text)
{
  sluice_output_bytes (&self->out, text, strlen (text));
}

static void
close_tag (SluiceXmlWriter *self)
{
  if (self->open)
    sluice_output_char (&self->out, '>');
  self->open = FALSE;
}

/* Returns: (nullable): what stands for a character; %NULL when it stands for itself */
static const char *
escape_of (char c, char before, gboolean attribute)
{
  switch (c)
    {
    case '<':
      return "&lt;";
    case '&':
      return "&amp;";
    case '>':
      return !attribute && (before == ']' || before == '\0') ? "&gt;" : NULL;
    case '"':
      return attribute ? "&quot;" : NULL;
    case '\t':
      return attribute ? "&#x9;" : NULL;
    case '\n':
      return attribute ? "&#xa;" : NULL;
    case '\r':
      return "&#xd;";
    default:
      return NULL;
    }
}

static void
put_escaped (SluiceXmlWriter *self, const char *text, gsize length, gboolean attribute)
{
  const char *end = text + length, *from = text;

  for (const char *p = text; p < end; p++)
    {
      const char *escape;

      if ((guchar) *p > '>' && (guchar) *p < 0x80)
        continue;
      if ((guchar) *p >= 0x80)
        {
          guint n;
          gunichar c = sluice_utf8_decode_replacing (p, end, &n);

          sluice_output_bytes (&self->out, from, (gsize) (p - from));
          sluice_output_reserve (&self->out, 4);
          self->out.p += sluice_utf8_put (c, self->out.p);
          p += n - 1;
          from = p + 1;
          continue;
        }
      escape = escape_of (*p, p > text ? p[-1] : '\0', attribute);
      if (escape != NULL)
        {
          sluice_output_bytes (&self->out, from, (gsize) (p - from));
          put (self, escape);
          from = p + 1;
        }
      else if ((guchar) *p < ' ' && *p != '\t' && *p != '\n')
        fail (self, NULL, "XML has no way to write the character 0x%x", (guint) *p);
    }
  sluice_output_bytes (&self->out, from, (gsize) (end - from));
}

static void
put_text (SluiceXmlWriter *self, const char *text, gsize length)
{
  close_tag (self);
  self->broken = FALSE;
  put_escaped (self, text, length, FALSE);
}

static void
put_indent (SluiceXmlWriter *self)
{
  for (guint i = 0; i < self->depth; i++)
    put (self, self->options->indent);
}

static gboolean
check_name (SluiceXmlWriter *self, const char *name)
{
  if (!self->options->validate_names || xmlValidateNCName (BAD_CAST name, 0) == 0)
    return TRUE;

  fail (self, NULL, "'%s' isn't a name in XML", name);

  return FALSE;
}

static void
begin_element (SluiceXmlWriter *self, const char *name)
{
  if (!check_name (self, name))
    return;

  close_tag (self);
  if (self->options->indent[0] != '\0')
    {
      if (self->depth > 0)
        sluice_output_char (&self->out, '\n');
      put_indent (self);
    }
  sluice_output_char (&self->out, '<');
  put (self, name);
  self->open = TRUE;
  self->broken = FALSE;
  self->depth++;
}

static void
end_element (SluiceXmlWriter *self, const char *name)
{
  self->depth--;
  if (self->broken && self->options->indent[0] != '\0')
    {
      sluice_output_char (&self->out, '\n');
      put_indent (self);
    }
  self->broken = TRUE;
  if (self->open)
    put (self, "/>");
  else
    {
      put (self, "</");
      put (self, name);
      sluice_output_char (&self->out, '>');
    }
  self->open = FALSE;
}

static gboolean
is_attribute (const SluiceXmlWriter *self, const char *name)
{
  return g_str_has_prefix (name, self->options->attribute_prefix) && strcmp (name, self->options->value_tag) != 0;
}

static void
put_attribute (SluiceXmlWriter *self, const char *name, const char *text, gsize length)
{
  name += strlen (self->options->attribute_prefix);
  if (!check_name (self, name))
    return;
  if (!self->open)
    {
      fail (self, NULL, "There is no open tag for the attribute '%s'", name);
      return;
    }

  sluice_output_char (&self->out, ' ');
  put (self, name);
  put (self, "=\"");
  put_escaped (self, text, length, TRUE);
  sluice_output_char (&self->out, '"');
}

/* The text of a value, in what the next call uses again. */
static SluiceString
value_text (SluiceXmlWriter *self, const SluiceColumn *column, guint32 row)
{
  SluiceOutput text;

  g_byte_array_set_size (self->scratch, 0);
  sluice_output_open (&text, self->scratch);
  switch (column->type->id)
    {
    case SLUICE_TYPE_BINARY:
      sluice_output_hex (&text, &column->string[sluice_column_index (column, row)]);
      break;
    case SLUICE_TYPE_ARRAY:
    case SLUICE_TYPE_MAP:
    case SLUICE_TYPE_STRUCT:
    case SLUICE_TYPE_VARIANT:
      fail (self, NULL, "A key or an attribute can't be of a type that has parts");
      break;
    default:
      sluice_output_value (&text, &self->style, column, row);
      break;
    }
  sluice_output_close (&text);

  return sluice_string ((const char *) self->scratch->data, self->scratch->len);
}

/* In attributes Spark writes what it has inside: of a date the number of its day. */
static void
write_attribute (SluiceXmlWriter *self, const char *name, const SluiceColumn *column, guint32 row)
{
  guint32 i = sluice_column_index (column, row);
  char number[SLUICE_FORMAT_MAX];
  SluiceString text;

  if (!sluice_validity_get (column->validity, i) || column->type->id == SLUICE_TYPE_VOID)
    {
      if (self->options->null_value != NULL)
        put_attribute (self, name, self->options->null_value, strlen (self->options->null_value));
      return;
    }

  switch (column->type->id)
    {
    case SLUICE_TYPE_STRING:
      put_attribute (self, name, column->string[i].data, column->string[i].length);
      break;
    case SLUICE_TYPE_DATE:
    case SLUICE_TYPE_YEAR_MONTH_INTERVAL:
      put_attribute (self, name, number, sluice_format_int64 (column->i32[i], number));
      break;
    case SLUICE_TYPE_TIMESTAMP:
    case SLUICE_TYPE_TIMESTAMP_NTZ:
    case SLUICE_TYPE_TIME:
    case SLUICE_TYPE_DAY_TIME_INTERVAL:
      put_attribute (self, name, number, sluice_format_int64 (column->i64[i], number));
      break;
    case SLUICE_TYPE_BINARY:
    case SLUICE_TYPE_ARRAY:
    case SLUICE_TYPE_MAP:
    case SLUICE_TYPE_STRUCT:
    case SLUICE_TYPE_VARIANT:
      fail (self, NULL, "The attribute '%s' can't be of a type that has parts", name);
      break;
    default:
      text = value_text (self, column, row);
      put_attribute (self, name, text.data, text.length);
      break;
    }
}

static void write_child (SluiceXmlWriter *self, const char *name, const SluiceColumn *column, guint32 row);

static void
write_struct (SluiceXmlWriter *self, const SluiceColumn *column, guint32 row)
{
  const SluiceField *fields = column->type->fields;

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < column->n_children; i++)
      if (is_attribute (self, fields[i].name) == (pass == 0))
        write_child (self, fields[i].name, column->children[i], row);
}

static void
write_map (SluiceXmlWriter *self, const SluiceColumn *column, guint32 i)
{
  for (guint pass = 0; pass < 2; pass++)
    for (guint32 j = column->offsets[i]; j < column->offsets[i + 1] && self->error == NULL; j++)
      {
        const SluiceColumn *keys = column->children[0];
        SluiceString text = keys->type->id == SLUICE_TYPE_STRING ? keys->string[sluice_column_index (keys, j)]
                                                                 : value_text (self, keys, j);
        g_autofree char *name = g_strndup (text.data, text.length);

        if (is_attribute (self, name) == (pass == 0))
          write_child (self, name, column->children[1], j);
      }
}

/* What goes between the tags of an element. */
static void
write_content (SluiceXmlWriter *self, const SluiceColumn *column, guint32 row)
{
  guint32 i = sluice_column_index (column, row);
  g_autofree char *sql = NULL;
  SluiceString text;

  if (!sluice_validity_get (column->validity, i) || column->type->id == SLUICE_TYPE_VOID)
    {
      put_text (self, self->options->null_value, strlen (self->options->null_value));
      return;
    }

  switch (column->type->id)
    {
    case SLUICE_TYPE_STRING:
      put_text (self, column->string[i].data, column->string[i].length);
      break;
    case SLUICE_TYPE_STRUCT:
      write_struct (self, column, row);
      break;
    case SLUICE_TYPE_MAP:
      write_map (self, column, i);
      break;
    case SLUICE_TYPE_ARRAY:
      for (guint32 j = column->offsets[i]; j < column->offsets[i + 1] && self->error == NULL; j++)
        write_child (self, self->options->array_element, column->children[0], j);
      break;
    case SLUICE_TYPE_YEAR_MONTH_INTERVAL:
    case SLUICE_TYPE_DAY_TIME_INTERVAL:
    case SLUICE_TYPE_CALENDAR_INTERVAL:
    case SLUICE_TYPE_VARIANT:
      sql = sluice_type_to_sql (column->type);
      fail (self, "_LEGACY_ERROR_TEMP_3238", "Failed to convert a value of the type \"%s\" to XML.", sql);
      break;
    default:
      text = value_text (self, column, row);
      put_text (self, text.data, text.length);
      break;
    }
}

static void
write_element (SluiceXmlWriter *self, const char *name, const SluiceColumn *column, guint32 row)
{
  gboolean null = sluice_column_is_null (column, row) || column->type->id == SLUICE_TYPE_VOID;

  if (null && self->options->null_value == NULL)
    return;
  if (strcmp (name, self->options->value_tag) == 0)
    {
      write_content (self, column, row);
      return;
    }

  begin_element (self, name);
  if (self->error != NULL)
    return;
  write_content (self, column, row);
  end_element (self, name);
}

static void
write_child (SluiceXmlWriter *self, const char *name, const SluiceColumn *column, guint32 row)
{
  guint32 i = sluice_column_index (column, row);

  if (self->error != NULL)
    return;

  if (is_attribute (self, name))
    write_attribute (self, name, column, row);
  else if (column->type->id == SLUICE_TYPE_ARRAY && sluice_validity_get (column->validity, i))
    for (guint32 j = column->offsets[i]; j < column->offsets[i + 1] && self->error == NULL; j++)
      write_element (self, name, column->children[0], j);
  else
    write_element (self, name, column, row);
}

const GByteArray *
sluice_xml_writer_write (SluiceXmlWriter *self, const SluiceColumn *rows, guint32 row, GError **error)
{
  g_byte_array_set_size (self->bytes, 0);
  sluice_output_open (&self->out, self->bytes);
  self->depth = 0;
  self->open = self->broken = FALSE;
  write_element (self, self->options->row_tag, rows, row);
  if (self->options->indent[0] == '\0')
    sluice_output_char (&self->out, '\n');
  sluice_output_close (&self->out);
  if (self->error == NULL)
    return self->bytes;

  g_propagate_error (error, g_steal_pointer (&self->error));

  return NULL;
}
