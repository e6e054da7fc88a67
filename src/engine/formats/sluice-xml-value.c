/* sluice-xml-value.c: XML to rows of columns, by Spark's rules.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Spark goes through the events of a text, looks one ahead, and is thrown out of the middle of an element when a value
 * there doesn't convert. What it reads on with decides what is left of the row, so its steps are followed one by one.
 */
#include "config.h"

#include "formats/sluice-xml-value.h"

#include <string.h>

#include "formats/sluice-utf8.h"
#include "formats/sluice-xml-scalar.h"

typedef struct _Value Value;

/* A value on its way into a column: fields come in any order and more than once. No value is null. */
struct _Value
{
  SluiceXmlScalar scalar;
  Value **items;        /* STRUCT: one for each field; ARRAY: the elements; MAP: the values */
  SluiceString *keys;   /* MAP */
  guint n_items;
  guint room;
};

struct _SluiceXmlConverter
{
  const SluiceFormatOptions *options;
  const SluiceSettings *settings;
  const SluiceType *type;
  guint corrupt;
  SluiceXmlEvents *events;
  SluiceArena *rows;
  SluiceArena *values;
  GString *text;
  SluiceFailure failure;
  guint next;
  gboolean mistyped;
};

SluiceXmlConverter *
sluice_xml_converter_new (const SluiceFormatOptions *options,
                          const SluiceSettings      *settings,
                          const SluiceType          *type,
                          guint                      corrupt,
                          SluiceArena               *arena)
{
  SluiceXmlConverter *self = g_new0 (SluiceXmlConverter, 1);

  self->options = options;
  self->settings = settings;
  self->type = type;
  self->corrupt = corrupt;
  self->events = sluice_xml_events_new ();
  self->rows = arena;
  self->values = sluice_arena_new ();
  self->text = g_string_new (NULL);

  return self;
}

void
sluice_xml_converter_free (SluiceXmlConverter *self)
{
  if (self == NULL)
    return;

  sluice_failure_clear (&self->failure);
  sluice_xml_events_free (self->events);
  sluice_arena_unref (self->values);
  g_string_free (self->text, TRUE);
  g_free (self);
}

static gboolean
fail (SluiceXmlConverter *self, const char *why)
{
  sluice_failure_set (&self->failure, NULL, "%s", why);

  return FALSE;
}

/* Returns: (nullable): the event to come; NULL where it can't be read */
static const SluiceXmlEvent *
peek (SluiceXmlConverter *self)
{
  const SluiceXmlEvent *event = sluice_xml_events_get (self->events, self->next);

  if (event->kind != SLUICE_XML_UNKNOWN && event->kind != SLUICE_XML_BROKEN)
    return event;
  if (event->kind == SLUICE_XML_UNKNOWN)
    self->next++;
  fail (self, "The text isn't XML.");

  return NULL;
}

static const SluiceXmlEvent *
take (SluiceXmlConverter *self)
{
  const SluiceXmlEvent *event = peek (self);

  if (event != NULL)
    self->next++;

  return event;
}

/* Namespaces are parts of names unless they are to be left out. */
static SluiceString
short_name (const SluiceXmlConverter *self, SluiceString name)
{
  const char *colon = self->options->ignore_namespace ? memrchr (name.data, ':', name.length) : NULL;

  return colon != NULL ? sluice_string (colon + 1, (gsize) (name.data + name.length - colon - 1)) : name;
}

static SluiceString
name_of (const SluiceXmlConverter *self, const SluiceXmlEvent *event)
{
  return short_name (self, sluice_xml_events_text (self->events, event));
}

static gboolean
is_null_word (const SluiceXmlConverter *self, SluiceString text)
{
  const char *word = self->options->null_value;

  return word != NULL && strlen (word) == text.length && memcmp (word, text.data, text.length) == 0;
}

static gboolean
equal_ignoring_case (const char *field, SluiceString name)
{
  g_autofree char *left = NULL;
  g_autofree char *right = NULL;

  if (strlen (field) == name.length && g_ascii_strncasecmp (field, name.data, name.length) == 0)
    return TRUE;
  if (g_str_is_ascii (field))
    return FALSE;

  left = g_utf8_strdown (field, -1);
  right = g_utf8_strdown (name.data, (gssize) name.length);

  return strcmp (left, right) == 0;
}

/* Of two fields with the same name the last takes the values. */
static guint
find_field (const SluiceType *type, SluiceString name, gboolean case_sensitive)
{
  for (guint i = type->n_fields; i > 0; i--)
    {
      const char *field = type->fields[i - 1].name;

      if (case_sensitive ? strlen (field) == name.length && memcmp (field, name.data, name.length) == 0
                         : equal_ignoring_case (field, name))
        return i - 1;
    }

  return SLUICE_NO_COLUMN;
}

static guint
find_exactly (const SluiceType *type, const char *name)
{
  return find_field (type, sluice_string (name, strlen (name)), TRUE);
}

static Value *
new_value (SluiceXmlConverter *self, guint n_items)
{
  Value *value = sluice_arena_alloc0 (self->values, sizeof *value);

  if (n_items > 0)
    value->items = sluice_arena_alloc0 (self->values, n_items * sizeof *value->items);
  value->n_items = value->room = n_items;

  return value;
}

/* Returns: where the value of a map with that key, or the next element of an array, goes */
static Value **
add_item (SluiceXmlConverter *self, Value *value, const SluiceString *key)
{
  for (guint i = 0; key != NULL && i < value->n_items; i++)
    if (sluice_string_equal (&value->keys[i], key))
      return &value->items[i];

  if (value->n_items == value->room)
    {
      guint room = MAX (value->room * 2, 8);
      Value **items = sluice_arena_alloc0 (self->values, room * sizeof *items);

      if (value->n_items > 0)
        memcpy (items, value->items, value->n_items * sizeof *items);
      value->items = items;
      if (key != NULL)
        {
          SluiceString *keys = sluice_arena_alloc0 (self->values, room * sizeof *keys);

          if (value->n_items > 0)
            memcpy (keys, value->keys, value->n_items * sizeof *keys);
          value->keys = keys;
        }
      value->room = room;
    }
  if (key != NULL)
    value->keys[value->n_items] = *key;

  return &value->items[value->n_items++];
}

static SluiceString
keep_text (SluiceXmlConverter *self, const char *text, gsize length)
{
  char *copy = sluice_column_builder_text (self->values, length);

  if (length > 0)
    memcpy (copy, text, length);

  return sluice_string (copy, length);
}

static gboolean
convert_text (SluiceXmlConverter *self, const SluiceType *type, SluiceString text, Value **result)
{
  if (self->options->ignore_surrounding_spaces)
    text = sluice_xml_trim (text);
  *result = NULL;
  if (is_null_word (self, text))
    return TRUE;

  *result = new_value (self, 0);

  return sluice_xml_parse_scalar (self->options, type, text, &(*result)->scalar, &self->failure);
}

/* Passes over what is left of an element without children. */
static gboolean
skip_end (SluiceXmlConverter *self)
{
  for (;;)
    {
      const SluiceXmlEvent *event = take (self);

      if (event == NULL)
        return FALSE;
      if (event->kind == SLUICE_XML_END)
        return TRUE;
      if (event->kind != SLUICE_XML_TEXT || !event->blank)
        return fail (self, "There is more in an element than its value.");
    }
}

static gboolean
skip_children (SluiceXmlConverter *self)
{
  for (guint depth = 1; depth > 0;)
    {
      const SluiceXmlEvent *event = take (self);

      if (event == NULL || event->kind == SLUICE_XML_FINISH)
        return fail (self, "The text is over too soon.");
      if (event->kind == SLUICE_XML_START)
        depth++;
      else if (event->kind == SLUICE_XML_END)
        depth--;
    }

  return TRUE;
}

static void
append_tag (SluiceXmlConverter *self, const SluiceXmlEvent *event)
{
  SluiceString name = sluice_xml_events_text (self->events, event), value;

  g_string_append (self->text, event->kind == SLUICE_XML_END ? "</" : "<");
  g_string_append_len (self->text, name.data, name.length);
  for (guint i = 0; i < event->n_attributes; i++)
    {
      sluice_xml_events_attribute (self->events, event, i, &name, &value);
      g_string_append_c (self->text, ' ');
      g_string_append_len (self->text, name.data, name.length);
      g_string_append (self->text, "=\"");
      g_string_append_len (self->text, value.data, value.length);
      g_string_append_c (self->text, '"');
    }
  g_string_append_c (self->text, '>');
}

/* All that is in an element as one text. Spark doesn't escape it again. */
static gboolean
convert_inside (SluiceXmlConverter *self, const SluiceType *type, Value **result)
{
  const SluiceXmlEvent *event;
  SluiceString text;
  guint depth = 0;

  g_string_truncate (self->text, 0);
  do
    {
      event = take (self);
      if (event == NULL || event->kind == SLUICE_XML_FINISH)
        return fail (self, "The text is over too soon.");
      if (event->kind == SLUICE_XML_TEXT)
        {
          text = sluice_xml_events_text (self->events, event);
          g_string_append_len (self->text, text.data, text.length);
        }
      else
        {
          depth += event->kind == SLUICE_XML_START ? 1 : -1;
          append_tag (self, event);
        }
      event = peek (self);
      if (event == NULL)
        return FALSE;
    }
  while (event->kind != SLUICE_XML_END || depth > 0);

  text = keep_text (self, self->text->str, self->text->len);

  return skip_end (self) && convert_text (self, type, text, result);
}

static gboolean convert_object (SluiceXmlConverter   *self,
                                const SluiceType     *type,
                                const SluiceXmlEvent *start,
                                Value               **result);
static gboolean convert_map (SluiceXmlConverter   *self,
                             const SluiceType     *type,
                             const SluiceXmlEvent *start,
                             Value               **result);

/* What stands in an element whose beginning has been taken. @start: (nullable): the beginning, where its attributes
 * count. */
static gboolean
convert_field (SluiceXmlConverter *self, const SluiceType *type, const SluiceXmlEvent *start, Value **result)
{
  const SluiceType *string = sluice_type_primitive (SLUICE_TYPE_STRING);
  const SluiceXmlEvent *event = peek (self);

  *result = NULL;
  if (event == NULL)
    return FALSE;

  /* White space before children is nothing, before the end a value of none but these. */
  while (event->kind == SLUICE_XML_TEXT && event->blank && type->id != SLUICE_TYPE_STRUCT
         && type->id != SLUICE_TYPE_STRING && type->id != SLUICE_TYPE_ARRAY)
    {
      take (self);
      event = peek (self);
      if (event == NULL)
        return FALSE;
    }

  if (event->kind == SLUICE_XML_END)
    {
      if (!skip_end (self))
        return FALSE;
      if (type->id == SLUICE_TYPE_STRING && !is_null_word (self, sluice_string ("", 0)))
        {
          *result = new_value (self, 0);
          (*result)->scalar.text = sluice_string ("", 0);
        }
      return TRUE;
    }
  if (event->kind == SLUICE_XML_FINISH)
    return fail (self, "The text is over too soon.");

  if (type->id == SLUICE_TYPE_STRUCT)
    return convert_object (self, type, NULL, result);
  if (type->id == SLUICE_TYPE_STRING)
    return convert_inside (self, string, result);
  if (type->id == SLUICE_TYPE_ARRAY)
    {
      gboolean good = event->kind == SLUICE_XML_START
                          ? convert_field (self, type->fields[0].type, NULL, result)
                          : convert_text (self, type->fields[0].type, sluice_xml_events_text (self->events, take (self)), result)
                                && skip_end (self);

      /* Spark gives the element instead of an array that has it, which fails once somebody looks. */
      self->mistyped = self->mistyped || (good && *result != NULL);
      *result = NULL;
      return good;
    }
  if (event->kind == SLUICE_XML_START)
    return type->id == SLUICE_TYPE_MAP ? convert_map (self, type, start, result)
                                       : fail (self, "There are elements where a value is expected.");
  if (!convert_text (self, type, sluice_xml_events_text (self->events, event), result))
    return FALSE;
  take (self);

  return skip_end (self);
}

/* Calls for each attribute, with the name that its field has. */
static SluiceString
attribute_of (SluiceXmlConverter *self, const SluiceXmlEvent *start, guint index, gboolean whole, SluiceString *value)
{
  const char *prefix = self->options->attribute_prefix;
  gsize length = strlen (prefix);
  SluiceString name;
  char *both;

  sluice_xml_events_attribute (self->events, start, index, &name, value);
  if (!whole)
    name = short_name (self, name);
  both = sluice_column_builder_text (self->values, length + name.length);
  memcpy (both, prefix, length);
  memcpy (both + length, name.data, name.length);

  return sluice_string (both, length + name.length);
}

static gboolean
convert_attributes (SluiceXmlConverter *self, const SluiceType *type, const SluiceXmlEvent *start, Value *row)
{
  if (self->options->exclude_attribute)
    return TRUE;

  for (guint i = 0; i < start->n_attributes; i++)
    {
      SluiceString value, name = attribute_of (self, start, i, FALSE, &value);
      guint field = find_field (type, name, self->settings->case_sensitive);

      if (field != SLUICE_NO_COLUMN && !convert_text (self, type->fields[field].type, value, &row->items[field]))
        return FALSE;
    }

  return TRUE;
}

static gboolean
convert_map (SluiceXmlConverter *self, const SluiceType *type, const SluiceXmlEvent *start, Value **result)
{
  const char *value_tag = self->options->value_tag;
  const SluiceType *value_type = type->fields[1].type;
  Value *map = new_value (self, 0);

  for (guint i = 0; start != NULL && i < start->n_attributes; i++)
    {
      SluiceString value, name = attribute_of (self, start, i, TRUE, &value);

      if (!convert_text (self, value_type, value, add_item (self, map, &name)))
        return FALSE;
    }
  for (;;)
    {
      const SluiceXmlEvent *event = take (self);
      SluiceString key;
      Value *value;

      if (event == NULL)
        return FALSE;
      if (event->kind == SLUICE_XML_START)
        {
          key = name_of (self, event);
          if (!convert_field (self, value_type, NULL, &value))
            return FALSE;
          *add_item (self, map, &key) = value;
        }
      else if (event->kind == SLUICE_XML_TEXT && !event->blank)
        {
          key = sluice_string (value_tag, strlen (value_tag));
          if (!convert_text (self, value_type, sluice_xml_events_text (self->events, event), &value))
            return FALSE;
          *add_item (self, map, &key) = value;
        }
      else if (event->kind == SLUICE_XML_END || event->kind == SLUICE_XML_FINISH)
        break;
    }
  *result = map;

  return TRUE;
}

static gboolean
convert_element (SluiceXmlConverter *self, const SluiceType *type, const SluiceXmlEvent *start, Value **result)
{
  Value *attributes = new_value (self, type->n_fields);

  if (!convert_attributes (self, type, start, attributes) || !convert_field (self, type, NULL, result))
    return FALSE;
  if (*result == NULL)
    *result = new_value (self, type->n_fields);
  for (guint i = 0; !self->options->exclude_attribute && i < start->n_attributes; i++)
    {
      SluiceString value, name = attribute_of (self, start, i, FALSE, &value);
      guint field = find_field (type, name, self->settings->case_sensitive);

      if (field != SLUICE_NO_COLUMN)
        (*result)->items[field] = attributes->items[field];
    }

  return TRUE;
}

static void
append_element (SluiceXmlConverter *self, Value **array, Value *element)
{
  if (*array == NULL)
    *array = new_value (self, 0);
  *add_item (self, *array, NULL) = element;
}

/* What matches no field goes where anything does, or nowhere. */
static gboolean
convert_other (SluiceXmlConverter *self, const SluiceType *type, Value *row)
{
  const SluiceType *string = sluice_type_primitive (SLUICE_TYPE_STRING);
  guint any = find_exactly (type, self->options->wildcard);
  Value *value;

  if (any == SLUICE_NO_COLUMN)
    return skip_children (self);
  if (!convert_field (self, string, NULL, &value))
    return FALSE;

  if (type->fields[any].type->id == SLUICE_TYPE_STRING)
    row->items[any] = value;
  else if (type->fields[any].type->id == SLUICE_TYPE_ARRAY
           && type->fields[any].type->fields[0].type->id == SLUICE_TYPE_STRING)
    append_element (self, &row->items[any], value);
  else
    return fail (self, "The column for any element is neither a STRING nor an ARRAY of them.");

  return TRUE;
}

static gboolean
convert_child (SluiceXmlConverter *self, const SluiceType *type, const SluiceXmlEvent *start, Value *row)
{
  guint field = find_field (type, name_of (self, start), self->settings->case_sensitive);
  const SluiceType *wanted, *element;
  Value *value = NULL;
  gboolean good;

  if (field == SLUICE_NO_COLUMN)
    return convert_other (self, type, row);

  wanted = type->fields[field].type;
  element = wanted->id == SLUICE_TYPE_ARRAY ? wanted->fields[0].type : wanted;
  if (element->id == SLUICE_TYPE_STRUCT)
    good = convert_element (self, element, start, &value);
  else
    good = convert_field (self, element, element == wanted ? start : NULL, &value);
  if (!good)
    return FALSE;

  if (element == wanted)
    row->items[field] = value;
  else
    append_element (self, &row->items[field], value);

  return TRUE;
}

static gboolean
convert_own_text (SluiceXmlConverter *self, const SluiceType *type, SluiceString text, Value *row)
{
  guint field = find_exactly (type, self->options->value_tag);
  const SluiceType *wanted;
  Value *value;

  if (field == SLUICE_NO_COLUMN)
    return TRUE;

  wanted = type->fields[field].type;
  if (wanted->id != SLUICE_TYPE_ARRAY)
    return convert_text (self, wanted, text, &row->items[field]);
  if (!convert_text (self, wanted->fields[0].type, text, &value))
    return FALSE;
  append_element (self, &row->items[field], value);

  return TRUE;
}

/* Up to the end of the element. @start: (nullable): its beginning, where its attributes are fields too. @result is
 * set, too, where some of the children didn't convert but the end was reached. */
static gboolean
convert_object (SluiceXmlConverter *self, const SluiceType *type, const SluiceXmlEvent *start, Value **result)
{
  Value *row = new_value (self, type->n_fields);
  gboolean good = TRUE;

  *result = NULL;
  if (start != NULL && !convert_attributes (self, type, start, row))
    return FALSE;

  for (;;)
    {
      const SluiceXmlEvent *event = take (self);

      if (event == NULL)
        return FALSE;
      if (event->kind == SLUICE_XML_START)
        good = convert_child (self, type, event, row) && good;
      else if (event->kind == SLUICE_XML_TEXT && !event->blank)
        {
          if (!convert_own_text (self, type, sluice_xml_events_text (self->events, event), row))
            return FALSE;
        }
      else if (event->kind == SLUICE_XML_END || event->kind == SLUICE_XML_FINISH)
        break;
    }
  *result = row;

  return good;
}

static void
append_value (SluiceColumnBuilder *builder, const Value *value)
{
  guint32 row;

  if (value == NULL)
    {
      sluice_column_builder_append_null (builder);
      return;
    }

  switch (builder->type->id)
    {
    case SLUICE_TYPE_STRUCT:
      for (guint i = 0; i < value->n_items; i++)
        append_value (&builder->children[i], value->items[i]);
      sluice_column_builder_reserve (builder);
      break;
    case SLUICE_TYPE_ARRAY:
    case SLUICE_TYPE_MAP:
      for (guint i = 0; i < value->n_items; i++)
        {
          SluiceXmlScalar key;

          if (builder->type->id == SLUICE_TYPE_MAP)
            {
              key.text = value->keys[i];
              sluice_xml_append_scalar (&builder->children[0], &key);
            }
          append_value (&builder->children[builder->n_children - 1], value->items[i]);
        }
      row = sluice_column_builder_reserve (builder);
      builder->column->offsets[row + 1] = builder->children[0].length;
      break;
    default:
      sluice_xml_append_scalar (builder, &value->scalar);
      break;
    }
}

/* Spark counts the fields without the one for corrupt records, but takes the values of all: those behind it come one
 * field late. */
static gboolean
append_row (SluiceXmlConverter *self, SluiceColumnBuilder *builder, const Value *row, const SluiceString *raw)
{
  const SluiceField *fields = self->type->fields;
  gboolean good = TRUE;
  SluiceXmlScalar text;

  for (guint i = 0; i < builder->n_children; i++)
    {
      guint from = self->corrupt != SLUICE_NO_COLUMN && i > self->corrupt ? i - 1 : i;
      const Value *value = row != NULL ? row->items[from] : NULL;

      if (i == self->corrupt)
        {
          if (raw != NULL)
            text.text = *raw;
          if (raw != NULL)
            sluice_xml_append_scalar (&builder->children[i], &text);
          else
            sluice_column_builder_append_null (&builder->children[i]);
          continue;
        }
      if (value != NULL && !sluice_type_equal (fields[i].type, fields[from].type))
        {
          good = FALSE;
          value = NULL;
        }
      append_value (&builder->children[i], value);
    }
  sluice_column_builder_reserve (builder);

  return good;
}

gboolean
sluice_xml_converter_append (SluiceXmlConverter  *self,
                             SluiceColumnBuilder *builder,
                             const SluiceString  *text,
                             GError             **error)
{
  SluiceString mended = sluice_utf8_mend (self->rows, text);
  const SluiceXmlEvent *start;
  Value *row = NULL;
  gboolean good;

  sluice_arena_reset (self->values);
  sluice_failure_clear (&self->failure);
  sluice_xml_events_read (self->events, &mended);
  self->next = 0;
  self->mistyped = FALSE;

  start = take (self);
  good = start != NULL && convert_object (self, self->type, start, &row);
  if (!good && self->options->mode == SLUICE_PARSE_FAIL_FAST)
    {
      sluice_failure_to_error (&self->failure, error);
      return FALSE;
    }
  if (!append_row (self, builder, row, good ? NULL : &mended) || self->mistyped)
    {
      sluice_set_error (error, SLUICE_FORMAT_ERROR, SLUICE_FORMAT_ERROR_SCHEMA, NULL,
                        "Values of XML come into columns of other types: there is an array of arrays, or the column "
                        "`%s` isn't the last.",
                        self->options->corrupt_name);
      return FALSE;
    }

  return TRUE;
}
