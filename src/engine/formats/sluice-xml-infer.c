/* sluice-xml-infer.c: what schema an XML text looks like.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-xml-infer.h"

#include <string.h>

#include "formats/sluice-infer.h"
#include "formats/sluice-text-value.h"
#include "formats/sluice-xml-scalar.h"

typedef struct
{
  const SluiceFormatOptions *options;
  const SluiceSettings *settings;
  const SluiceXmlEvents *events;
  guint next;
  gboolean broken;
} Inference;

static SluiceType *
primitive (SluiceTypeId id)
{
  return sluice_type_ref (sluice_type_primitive (id));
}

static gboolean
is_primitive (const SluiceType *type)
{
  return type->n_fields == 0 && type->id != SLUICE_TYPE_STRUCT;
}

/* Fields own their names until their struct is made. */
static void
field_clear (gpointer data)
{
  SluiceField *field = data;

  g_free (field->name);
  sluice_type_unref (field->type);
}

static GArray *
fields_new (void)
{
  GArray *fields = g_array_new (FALSE, FALSE, sizeof (SluiceField));

  g_array_set_clear_func (fields, field_clear);

  return fields;
}

static void
add_field (GArray *fields, const char *name, SluiceType *type)
{
  SluiceField field = { g_strdup (name), type, TRUE, -1 };

  g_array_append_val (fields, field);
}

static void
add_fields (GArray *fields, const SluiceType *type)
{
  for (guint i = 0; i < type->n_fields; i++)
    add_field (fields, type->fields[i].name, sluice_type_ref (type->fields[i].type));
}

static int
compare_fields (gconstpointer a, gconstpointer b)
{
  return strcmp (((const SluiceField *) a)->name, ((const SluiceField *) b)->name);
}

static SluiceType *
struct_of (GArray *fields)
{
  g_array_sort (fields, compare_fields);

  return sluice_type_struct ((const SluiceField *) (gpointer) fields->data, fields->len);
}

static gboolean
same_name (const Inference *self, const char *a, const char *b)
{
  g_autofree char *left = NULL;
  g_autofree char *right = NULL;

  if (self->settings->case_sensitive)
    return strcmp (a, b) == 0;

  left = g_utf8_strdown (a, -1);
  right = g_utf8_strdown (b, -1);

  return strcmp (left, right) == 0;
}

static SluiceField *
find_field (const Inference *self, GArray *fields, const char *name)
{
  for (guint i = 0; i < fields->len; i++)
    if (same_name (self, g_array_index (fields, SluiceField, i).name, name))
      return &g_array_index (fields, SluiceField, i);

  return NULL;
}

static SluiceType *merge (const Inference *self, const SluiceType *a, const SluiceType *b);

static SluiceType *
merge_structs (const Inference *self, const SluiceType *a, const SluiceType *b)
{
  g_autoptr (GArray) fields = fields_new ();
  const SluiceType *both[] = { a, b };

  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    for (guint j = 0; j < both[i]->n_fields; j++)
      {
        const SluiceField *one = &both[i]->fields[j];
        SluiceField *known = find_field (self, fields, one->name);
        SluiceType *merged;

        if (known == NULL)
          {
            add_field (fields, one->name, sluice_type_ref (one->type));
            continue;
          }
        merged = merge (self, known->type, one->type);
        sluice_type_unref (known->type);
        known->type = merged;
      }

  return struct_of (fields);
}

static SluiceType *
merge_elements (const Inference *self, const SluiceType *a, const SluiceType *b)
{
  g_autoptr (SluiceType) element = merge (self, a, b);

  return sluice_type_array (element, TRUE);
}

/* An element with attributes is a STRUCT, the same without is a value: its place in the STRUCT takes both.
 * Returns: (nullable): %NULL when there is no such place */
static SluiceType *
merge_value (const Inference *self, const SluiceType *type, const SluiceType *value)
{
  g_autoptr (GArray) fields = NULL;
  gboolean found = FALSE;

  if (type->id != SLUICE_TYPE_STRUCT)
    return NULL;

  fields = fields_new ();
  for (guint i = 0; i < type->n_fields; i++)
    {
      const SluiceField *field = &type->fields[i];
      gboolean here = !found && strcmp (field->name, self->options->value_tag) == 0;

      add_field (fields, field->name, here ? merge (self, field->type, value) : sluice_type_ref (field->type));
      found = found || here;
    }

  return found ? struct_of (fields) : NULL;
}

static SluiceType *
merge (const Inference *self, const SluiceType *a, const SluiceType *b)
{
  SluiceType *result;

  if (a->id == SLUICE_TYPE_VOID || b->id == SLUICE_TYPE_VOID)
    return sluice_type_ref ((SluiceType *) (a->id == SLUICE_TYPE_VOID ? b : a));
  if (a->id == SLUICE_TYPE_STRUCT && b->id == SLUICE_TYPE_STRUCT)
    return merge_structs (self, a, b);
  if (a->id == SLUICE_TYPE_ARRAY)
    return merge_elements (self, a->fields[0].type, b->id == SLUICE_TYPE_ARRAY ? b->fields[0].type : b);
  if (b->id == SLUICE_TYPE_ARRAY)
    return merge_elements (self, a, b->fields[0].type);
  if (is_primitive (a) && is_primitive (b))
    return sluice_infer_merge (self->settings, a, b, SLUICE_TYPE_STRING);

  result = merge_value (self, a, b);
  if (result == NULL)
    result = merge_value (self, b, a);

  return result != NULL ? result : primitive (SLUICE_TYPE_STRING);
}

/* A field that comes twice is an ARRAY. Takes @type. */
static void
add_or_merge (const Inference *self, GArray *fields, const char *name, SluiceType *type)
{
  SluiceField *known = find_field (self, fields, name);
  SluiceType *merged;

  if (known == NULL)
    {
      add_field (fields, name, type);
      return;
    }

  merged = known->type->id == SLUICE_TYPE_ARRAY ? merge (self, known->type, type)
                                                : merge_elements (self, known->type, type);
  sluice_type_unref (known->type);
  sluice_type_unref (type);
  known->type = merged;
}

static gboolean
is_digit_at (const char *p, const char *end)
{
  return p < end && g_unichar_digit_value (g_utf8_get_char (p)) >= 0;
}

/* Returns: (nullable): the type of a number */
static SluiceType *
infer_number (const Inference *self, SluiceString text)
{
  gboolean sign = text.data[0] == '+' || text.data[0] == '-';
  const char *p = text.data + sign, *end = text.data + text.length;
  gint64 whole, precision, scale;
  SluiceInt128 decimal;
  gboolean overflow;
  double real;

  if (is_digit_at (p, end) && sluice_text_to_integer (p, (gsize) (end - p), G_MININT64, G_MAXINT64, &whole))
    return primitive (SLUICE_TYPE_BIGINT);
  if (p == end || !(is_digit_at (p, end) || *p == '.') || strchr ("dDfF", end[-1]) != NULL)
    return NULL;
  if (self->options->prefers_decimal)
    {
      g_autoptr (SluiceType) widest = sluice_type_decimal (SLUICE_DECIMAL_MAX_PRECISION, 0);

      overflow = FALSE;
      sluice_infer_count_digits (text.data, text.length, &precision, &scale);
      if ((sluice_text_to_decimal (&self->options->symbols, widest, text.data, text.length, &decimal, &overflow)
           || overflow)
          && scale >= 0 && MAX (precision, scale) <= SLUICE_DECIMAL_MAX_PRECISION)
        return sluice_type_decimal ((guint) MAX (precision, scale), (guint) scale);
    }

  return sluice_text_to_double (p, (gsize) (end - p), &real) ? primitive (SLUICE_TYPE_DOUBLE) : NULL;
}

static gboolean
is_word (SluiceString text, const char *word)
{
  return text.length == strlen (word) && g_ascii_strncasecmp (text.data, word, text.length) == 0;
}

static SluiceType *
infer_value (const Inference *self, SluiceString text)
{
  const SluiceFormatOptions *options = self->options;
  const char *timestamps = sluice_settings_get (self->settings, "spark.sql.timestampType");
  SluiceType *number;
  gint64 time;
  gint32 days;

  if (options->ignore_surrounding_spaces)
    text = sluice_xml_trim (text);
  if (!options->infer_schema)
    return primitive (SLUICE_TYPE_STRING);
  if (text.length == 0
      || (options->null_value != NULL && strlen (options->null_value) == text.length
          && memcmp (options->null_value, text.data, text.length) == 0))
    return primitive (SLUICE_TYPE_VOID);

  number = infer_number (self, text);
  if (number != NULL)
    return number;
  if (options->prefer_date && sluice_text_to_date (options, text.data, text.length, FALSE, &days))
    return primitive (SLUICE_TYPE_DATE);
  if (timestamps != NULL && g_ascii_strcasecmp (timestamps, "TIMESTAMP_NTZ") == 0
      && sluice_text_to_timestamp_ntz (options, text.data, text.length, &time))
    return primitive (SLUICE_TYPE_TIMESTAMP_NTZ);
  if (sluice_infer_is_timestamp (options, text.data, text.length))
    return primitive (SLUICE_TYPE_TIMESTAMP);

  return primitive (is_word (text, "true") || is_word (text, "false") ? SLUICE_TYPE_BOOLEAN : SLUICE_TYPE_STRING);
}

static char *
name_of (const Inference *self, const char *prefix, SluiceString name)
{
  const char *colon = self->options->ignore_namespace ? memrchr (name.data, ':', name.length) : NULL;
  const char *end = name.data + name.length;
  g_autofree char *own = colon != NULL ? g_strndup (colon + 1, (gsize) (end - colon - 1))
                                       : g_strndup (name.data, name.length);

  return g_strconcat (prefix, own, NULL);
}

static const SluiceXmlEvent *
peek (Inference *self)
{
  const SluiceXmlEvent *event = sluice_xml_events_get (self->events, self->next);

  self->broken = self->broken || event->kind == SLUICE_XML_UNKNOWN || event->kind == SLUICE_XML_BROKEN;

  return event;
}

static SluiceType *infer_object (Inference *self, const SluiceXmlEvent *start);

/* The type of what stands in an element, without its attributes. */
static SluiceType *
infer_content (Inference *self)
{
  const SluiceXmlEvent *event = peek (self);
  SluiceType *object, *value;

  if (event->kind == SLUICE_XML_END)
    {
      self->next++;
      return primitive (SLUICE_TYPE_VOID);
    }

  object = infer_object (self, NULL);
  if (event->kind != SLUICE_XML_TEXT || object->n_fields > 1)
    return object;
  if (object->n_fields == 0)
    value = primitive (SLUICE_TYPE_VOID);
  else if (is_primitive (object->fields[0].type)
           && same_name (self, object->fields[0].name, self->options->value_tag))
    value = sluice_type_ref (object->fields[0].type);
  else
    return object;
  sluice_type_unref (object);

  return value;
}

static void
infer_attributes (Inference *self, const SluiceXmlEvent *start, GArray *fields, gboolean merging)
{
  for (guint i = 0; !self->options->exclude_attribute && i < start->n_attributes; i++)
    {
      SluiceString name, value;
      g_autofree char *field = NULL;

      sluice_xml_events_attribute (self->events, start, i, &name, &value);
      field = name_of (self, self->options->attribute_prefix, name);
      if (merging)
        add_or_merge (self, fields, field, infer_value (self, value));
      else
        add_field (fields, field, infer_value (self, value));
    }
}

static SluiceType *
infer_element (Inference *self, const SluiceXmlEvent *start)
{
  g_autoptr (SluiceType) content = infer_content (self);
  g_autoptr (GArray) fields = NULL;

  if (self->options->exclude_attribute || start->n_attributes == 0)
    return g_steal_pointer (&content);

  fields = fields_new ();
  if (content->id == SLUICE_TYPE_STRUCT)
    add_fields (fields, content);
  else if (content->id != SLUICE_TYPE_VOID)
    add_field (fields, self->options->value_tag, sluice_type_ref (content));
  infer_attributes (self, start, fields, FALSE);

  return struct_of (fields);
}

/* The type of an element up to its end. @start: (nullable): its beginning, where its attributes are fields too. */
static SluiceType *
infer_object (Inference *self, const SluiceXmlEvent *start)
{
  g_autoptr (GArray) fields = fields_new ();

  if (start != NULL)
    infer_attributes (self, start, fields, TRUE);
  for (;;)
    {
      const SluiceXmlEvent *event = peek (self);

      if (self->broken)
        break;
      self->next++;
      if (event->kind == SLUICE_XML_START)
        {
          g_autofree char *name = name_of (self, "", sluice_xml_events_text (self->events, event));

          add_or_merge (self, fields, name, infer_element (self, event));
        }
      else if (event->kind == SLUICE_XML_TEXT && !event->blank)
        add_or_merge (self, fields, self->options->value_tag,
                      infer_value (self, sluice_xml_events_text (self->events, event)));
      else if (event->kind == SLUICE_XML_END || event->kind == SLUICE_XML_FINISH)
        break;
    }

  return struct_of (fields);
}

SluiceType *
sluice_infer_xml (const SluiceFormatOptions *options, const SluiceSettings *settings, const SluiceXmlEvents *events)
{
  Inference self = { .options = options, .settings = settings, .events = events };
  g_autoptr (SluiceType) type = NULL;
  const SluiceXmlEvent *start = peek (&self);

  if (self.broken)
    return NULL;
  self.next++;
  type = infer_object (&self, start);

  return self.broken ? NULL : sluice_infer_finish (options, type);
}
