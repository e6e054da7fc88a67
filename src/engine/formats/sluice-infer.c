/* sluice-infer.c: what types texts look like.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-infer.h"

#include <string.h>

#include "core/sluice-error.h"
#include "expr/sluice-coercion.h"
#include "expr/sluice-expr.h"
#include "expr/sluice-timestamp-text.h"
#include "formats/sluice-json-copy.h"
#include "formats/sluice-text-value.h"

/* The digits of a long number: more make it a DECIMAL. */
#define LONG_DIGITS 20

typedef struct
{
  SluiceArena *arena;
  const SluiceFormatOptions *options;
  const SluiceSettings *settings;
  const SluiceJsonTape *tape;
  SluiceTypeId otherwise;
  GError *error;
} Inference;

static SluiceType *
primitive (SluiceTypeId id)
{
  return sluice_type_ref (sluice_type_primitive (id));
}

static SluiceType *
array_of (const SluiceType *element)
{
  return sluice_type_array (element, TRUE);
}

/* The type of two numbers of which neither type holds the other's. */
static SluiceType *
merge_decimals (const SluiceType *a, const SluiceType *b)
{
  guint scale = MAX (a->scale, b->scale);
  guint range = MAX (a->precision - a->scale, b->precision - b->scale);

  return range + scale > SLUICE_DECIMAL_MAX_PRECISION ? primitive (SLUICE_TYPE_DOUBLE)
                                                      : sluice_type_decimal (range + scale, scale);
}

static SluiceType *merge (Inference *self, const SluiceType *a, const SluiceType *b);

static SluiceType *
struct_of (GArray *fields)
{
  return sluice_type_struct ((const SluiceField *) (gpointer) fields->data, fields->len);
}

static void
field_clear (gpointer data)
{
  sluice_type_unref (((SluiceField *) data)->type);
}

static GArray *
fields_new (void)
{
  GArray *fields = g_array_new (FALSE, FALSE, sizeof (SluiceField));

  g_array_set_clear_func (fields, field_clear);

  return fields;
}

/* The name is borrowed: it is copied when the struct is made. */
static void
add_field (GArray *fields, const char *name, SluiceType *type)
{
  SluiceField field = { (char *) name, type, TRUE, -1 };

  g_array_append_val (fields, field);
}

/* Fields are sorted by name, so that two lists merge in one pass. */
static SluiceType *
merge_structs (Inference *self, const SluiceType *a, const SluiceType *b)
{
  g_autoptr (GArray) fields = fields_new ();
  guint i = 0, j = 0;

  while (i < a->n_fields || j < b->n_fields)
    {
      int order = i == a->n_fields   ? 1
                  : j == b->n_fields ? -1
                                     : strcmp (a->fields[i].name, b->fields[j].name);

      if (order < 0)
        add_field (fields, a->fields[i].name, sluice_type_ref (a->fields[i].type));
      else if (order > 0)
        add_field (fields, b->fields[j].name, sluice_type_ref (b->fields[j].type));
      else
        add_field (fields, a->fields[i].name, merge (self, a->fields[i].type, b->fields[j].type));
      i += order <= 0;
      j += order >= 0;
    }

  return struct_of (fields);
}

static SluiceType *
merge (Inference *self, const SluiceType *a, const SluiceType *b)
{
  SluiceType *common = NULL;
  g_autoptr (SluiceType) element = NULL;
  g_autoptr (SluiceType) whole = NULL;

  /* The rule is the one from before ANSI mode, which widens a long to a float. */
  if ((a->id == SLUICE_TYPE_FLOAT && b->id == SLUICE_TYPE_BIGINT)
      || (a->id == SLUICE_TYPE_BIGINT && b->id == SLUICE_TYPE_FLOAT))
    return primitive (SLUICE_TYPE_FLOAT);
  if (a->id != SLUICE_TYPE_STRUCT && a->id != SLUICE_TYPE_ARRAY)
    common = sluice_coercion_tightest (self->settings, a, b);
  if (common != NULL)
    return common;

  if (a->id == SLUICE_TYPE_STRUCT && b->id == SLUICE_TYPE_STRUCT)
    return merge_structs (self, a, b);
  if (a->id == SLUICE_TYPE_ARRAY && b->id == SLUICE_TYPE_ARRAY)
    {
      element = merge (self, a->fields[0].type, b->fields[0].type);
      return array_of (element);
    }
  if (b->id == SLUICE_TYPE_VOID)
    return sluice_type_ref (a);
  if ((a->id == SLUICE_TYPE_DECIMAL && b->id == SLUICE_TYPE_DOUBLE)
      || (a->id == SLUICE_TYPE_DOUBLE && b->id == SLUICE_TYPE_DECIMAL))
    return primitive (SLUICE_TYPE_DOUBLE);
  if (a->id == SLUICE_TYPE_DECIMAL && b->id == SLUICE_TYPE_DECIMAL)
    return merge_decimals (a, b);
  whole = sluice_type_decimal (LONG_DIGITS, 0);
  if (a->id == SLUICE_TYPE_BIGINT && b->id == SLUICE_TYPE_DECIMAL)
    return merge (self, whole, b);
  if (a->id == SLUICE_TYPE_DECIMAL && b->id == SLUICE_TYPE_BIGINT)
    return merge (self, a, whole);

  return primitive (self->otherwise);
}

SluiceType *
sluice_infer_merge (const SluiceSettings *settings,
                    const SluiceType     *a,
                    const SluiceType     *b,
                    SluiceTypeId          otherwise)
{
  Inference self = { .settings = settings, .otherwise = otherwise };

  return merge (&self, a, b);
}

void
sluice_infer_count_digits (const char *text, gsize length, gint64 *precision, gint64 *scale)
{
  gint64 exponent = 0;
  gboolean behind_point = FALSE;

  *precision = *scale = 0;
  for (const char *p = text; p < text + length; p++)
    {
      if (*p == '.')
        behind_point = TRUE;
      else if (*p == 'e' || *p == 'E')
        {
          g_autofree char *digits = g_strndup (p + 1, text + length - p - 1);

          exponent = g_ascii_strtoll (digits, NULL, 10);
          break;
        }
      else if (g_ascii_isdigit (*p))
        {
          *precision += *precision > 0 || *p != '0';
          *scale += behind_point;
        }
    }
  *precision = MAX (*precision, 1);
  *scale -= exponent;
}

static SluiceType *
infer_decimal (Inference *self, const char *text, gsize length)
{
  gint64 precision, scale;

  sluice_infer_count_digits (text, length, &precision, &scale);
  if (MAX (precision, scale) > SLUICE_DECIMAL_MAX_PRECISION)
    return primitive (SLUICE_TYPE_DOUBLE);
  if (scale >= 0)
    return sluice_type_decimal ((guint) MAX (precision, scale), (guint) scale);

  if (self->error == NULL)
    sluice_set_error (&self->error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION,
                      "NEGATIVE_SCALE_DISALLOWED",
                      "Negative scale is not allowed: '%" G_GINT64_FORMAT "'. Set the config "
                      "\"spark.sql.legacy.allowNegativeScaleOfDecimal\" to \"true\" to allow it.",
                      scale);

  return primitive (SLUICE_TYPE_DOUBLE);
}

static SluiceType *
infer_number (Inference *self, SluiceJsonKind kind, const char *text, gsize length)
{
  gint64 whole;

  if (self->options->primitives_as_string)
    return primitive (SLUICE_TYPE_STRING);
  if (kind == SLUICE_JSON_INTEGER)
    return sluice_text_to_integer (text, length, G_MININT64, G_MAXINT64, &whole)
               ? primitive (SLUICE_TYPE_BIGINT)
               : infer_decimal (self, text, length);
  if (kind == SLUICE_JSON_FRACTION && self->options->prefers_decimal)
    return infer_decimal (self, text, length);
  if (kind == SLUICE_JSON_NON_NUMERIC && self->options->prefers_decimal && self->error == NULL)
    sluice_set_error (&self->error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_EVALUATION, NULL,
                      "With prefersDecimal, %.*s has no type.", (int) length, text);

  return primitive (SLUICE_TYPE_DOUBLE);
}

gboolean
sluice_infer_is_timestamp (const SluiceFormatOptions *options, const char *text, gsize length)
{
  gint64 time;

  return sluice_text_to_timestamp (options, text, length, &time)
         || (options->timestamp_fallback && sluice_parse_timestamp_at (text, length, options->zone, 0, &time));
}

static SluiceType *
infer_text (Inference *self, const SluiceJsonNode *node)
{
  const SluiceFormatOptions *options = self->options;
  g_autoptr (SluiceType) widest = sluice_type_decimal (SLUICE_DECIMAL_MAX_PRECISION, 0);
  SluiceInt128 number;
  gboolean overflow;
  gsize length;
  const char *text = sluice_json_text (self->arena, self->tape, node, &length);

  /* Those who write texts for nulls mean the same by an empty one. */
  if (length == 0)
    return primitive (SLUICE_TYPE_VOID);
  if (options->prefers_decimal
      && sluice_text_to_decimal (&options->symbols, widest, text, length, &number, &overflow))
    return infer_decimal (self, text, length);
  if (options->infer_timestamp && sluice_infer_is_timestamp (options, text, length))
    return primitive (SLUICE_TYPE_TIMESTAMP);

  return primitive (SLUICE_TYPE_STRING);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const SluiceField *left = a, *right = b;

  return strcmp (left->name, right->name);
}

static SluiceType *infer_value (Inference *self, guint32 index);

static SluiceType *
infer_object (Inference *self, guint32 index)
{
  const SluiceJsonNode *nodes = self->tape->nodes;
  g_autoptr (GArray) fields = fields_new ();

  for (guint32 i = index + 1; i < nodes[index].next; i = nodes[i + 1].next)
    {
      gsize length;
      const char *name = sluice_json_text (self->arena, self->tape, &nodes[i], &length);
      char *copy = sluice_arena_alloc_bytes (self->arena, length + 1);

      memcpy (copy, name, length);
      copy[length] = '\0';
      sluice_arena_align (self->arena);
      add_field (fields, copy, infer_value (self, i + 1));
    }
  /* A stable sort: a name that comes twice keeps its order. */
  g_array_sort (fields, compare_names);

  return struct_of (fields);
}

static SluiceType *
infer_array (Inference *self, guint32 index)
{
  const SluiceJsonNode *nodes = self->tape->nodes;
  g_autoptr (SluiceType) element = primitive (SLUICE_TYPE_VOID);

  for (guint32 i = index + 1; i < nodes[index].next; i = nodes[i].next)
    {
      g_autoptr (SluiceType) one = infer_value (self, i);
      SluiceType *both = merge (self, element, one);

      sluice_type_unref (element);
      element = both;
    }

  return array_of (element);
}

static SluiceType *
infer_value (Inference *self, guint32 index)
{
  const SluiceJsonNode *node = &self->tape->nodes[index];

  switch ((SluiceJsonKind) node->kind)
    {
    case SLUICE_JSON_TRUE:
    case SLUICE_JSON_FALSE:
      return primitive (self->options->primitives_as_string ? SLUICE_TYPE_STRING : SLUICE_TYPE_BOOLEAN);
    case SLUICE_JSON_INTEGER:
    case SLUICE_JSON_FRACTION:
    case SLUICE_JSON_NON_NUMERIC:
      return infer_number (self, node->kind, self->tape->text + node->start, node->length);
    case SLUICE_JSON_STRING:
      return infer_text (self, node);
    case SLUICE_JSON_OBJECT:
      return infer_object (self, index);
    case SLUICE_JSON_ARRAY:
      return infer_array (self, index);
    case SLUICE_JSON_NULL:
    default:
      return primitive (SLUICE_TYPE_VOID);
    }
}

/* What was seen as null only becomes STRING or goes; so do structs without fields.
 * Returns: (nullable): NULL when nothing is left */
static SluiceType *
canonicalize (const SluiceFormatOptions *options, const SluiceType *type)
{
  g_autoptr (GArray) fields = NULL;
  g_autoptr (SluiceType) element = NULL;

  switch (type->id)
    {
    case SLUICE_TYPE_VOID:
      return options->drop_all_null ? NULL : primitive (SLUICE_TYPE_STRING);
    case SLUICE_TYPE_ARRAY:
      element = canonicalize (options, type->fields[0].type);
      return element != NULL ? array_of (element) : NULL;
    case SLUICE_TYPE_STRUCT:
      fields = fields_new ();
      for (guint i = 0; i < type->n_fields; i++)
        {
          SluiceType *field = canonicalize (options, type->fields[i].type);

          if (field != NULL && type->fields[i].name[0] != '\0')
            add_field (fields, type->fields[i].name, field);
          else
            sluice_type_unref (field);
        }
      return fields->len > 0 ? struct_of (fields) : NULL;
    default:
      return sluice_type_ref (type);
    }
}

SluiceType *
sluice_infer_json_value (SluiceArena               *arena,
                         const SluiceFormatOptions *options,
                         const SluiceSettings      *settings,
                         const SluiceJsonTape      *tape,
                         GError                   **error)
{
  Inference self = { arena, options, settings, tape, SLUICE_TYPE_STRING, NULL };
  SluiceType *type = tape != NULL ? infer_value (&self, 0) : primitive (SLUICE_TYPE_VOID);

  if (self.error == NULL)
    return type;

  sluice_type_unref (type);
  g_propagate_error (error, self.error);

  return NULL;
}

SluiceType *
sluice_infer_finish (const SluiceFormatOptions *options, const SluiceType *type)
{
  g_autoptr (SluiceType) empty = sluice_type_struct (NULL, 0);
  SluiceType *result = canonicalize (options, type);

  if (result == NULL && type->id == SLUICE_TYPE_ARRAY && type->fields[0].type->id == SLUICE_TYPE_STRUCT)
    result = array_of (empty);
  else if (result == NULL)
    result = type->id == SLUICE_TYPE_STRUCT ? sluice_type_ref (empty) : primitive (SLUICE_TYPE_STRING);

  return result;
}

SluiceType *
sluice_infer_json (SluiceArena               *arena,
                   const SluiceFormatOptions *options,
                   const SluiceSettings      *settings,
                   const SluiceJsonTape      *tape,
                   GError                   **error)
{
  g_autoptr (SluiceType) value = sluice_infer_json_value (arena, options, settings, tape, error);

  return value != NULL ? sluice_infer_finish (options, value) : NULL;
}

/* A whole number beyond a BIGINT; those with digits behind the point are DOUBLE in CSV. */
static SluiceType *
infer_whole (const SluiceFormatOptions *options, const char *text, gsize length)
{
  g_autoptr (SluiceType) widest = sluice_type_decimal (SLUICE_DECIMAL_MAX_PRECISION, 0);
  SluiceInt128 number;
  gboolean overflow;
  gint64 precision, scale;

  if (memchr (text, ',', length) != NULL
      || !sluice_text_to_decimal (&options->symbols, widest, text, length, &number, &overflow))
    return NULL;
  sluice_infer_count_digits (text, length, &precision, &scale);

  return scale == 0 && precision <= SLUICE_DECIMAL_MAX_PRECISION ? sluice_type_decimal ((guint) precision, 0)
                                                                 : NULL;
}

static gboolean
is_word (const char *text, gsize length, const char *word)
{
  return strlen (word) == length && memcmp (text, word, length) == 0;
}

/* Without a pattern a date is one of Spark's own pattern, nothing more. */
static gboolean
is_date (const SluiceFormatOptions *options, const char *text, gsize length, gint32 *days)
{
  return (options->date_format.given || (length == 10 && text[4] == '-' && text[7] == '-'))
         && sluice_text_to_date (options, text, length, FALSE, days);
}

static SluiceType *
infer_csv_field (const SluiceFormatOptions *options, const char *text, gsize length)
{
  SluiceType *whole;
  gint64 number;
  gint32 days;
  double real;

  if (length == 0 || is_word (text, length, options->null_value))
    return primitive (SLUICE_TYPE_STRING);
  if (sluice_text_to_integer (text, length, G_MININT32, G_MAXINT32, &number))
    return primitive (SLUICE_TYPE_INT);
  if (sluice_text_to_integer (text, length, G_MININT64, G_MAXINT64, &number))
    return primitive (SLUICE_TYPE_BIGINT);
  whole = infer_whole (options, text, length);
  if (whole != NULL)
    return whole;
  if (sluice_text_to_double (text, length, &real) || is_word (text, length, options->nan_value)
      || is_word (text, length, options->negative_infinity)
      || is_word (text, length, options->positive_infinity))
    return primitive (SLUICE_TYPE_DOUBLE);
  if (options->prefer_date && is_date (options, text, length, &days))
    return primitive (SLUICE_TYPE_DATE);
  if (sluice_infer_is_timestamp (options, text, length))
    return primitive (SLUICE_TYPE_TIMESTAMP);
  if ((length == 4 && g_ascii_strncasecmp (text, "true", 4) == 0)
      || (length == 5 && g_ascii_strncasecmp (text, "false", 5) == 0))
    return primitive (SLUICE_TYPE_BOOLEAN);

  return primitive (SLUICE_TYPE_STRING);
}

/* The text of a value; nothing at all when it was left out. */
static const char *
csv_text (const SluiceFormatOptions *options, const SluiceCsvParser *parser, guint index, gsize *length)
{
  const SluiceCsvField *field = &g_array_index (parser->fields, SluiceCsvField, index);

  *length = field->length;
  if (!field->null && field->length > 0)
    return parser->text->str + field->offset;
  *length = field->null ? 0 : strlen (options->empty_value);

  return options->empty_value;
}

SluiceType *
sluice_infer_csv (const SluiceFormatOptions *options, const SluiceCsvParser *parser)
{
  g_autoptr (GArray) fields = fields_new ();
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < parser->fields->len; i++)
    {
      gsize length;
      const char *text = csv_text (options, parser, i, &length);

      g_ptr_array_add (names, g_strdup_printf ("_c%u", i));
      add_field (fields, names->pdata[i], infer_csv_field (options, text, length));
    }

  return struct_of (fields);
}

void
sluice_infer_csv_columns (const SluiceFormatOptions *options,
                          const SluiceSettings      *settings,
                          const SluiceCsvParser     *parser,
                          GPtrArray                 *types)
{
  for (guint i = 0; i < parser->fields->len; i++)
    {
      gsize length;
      const char *text = csv_text (options, parser, i, &length);
      g_autoptr (SluiceType) before = NULL;
      g_autoptr (SluiceType) type = NULL;

      if (i == types->len)
        g_ptr_array_add (types, primitive (SLUICE_TYPE_VOID));
      if (length == 0 || is_word (text, length, options->null_value))
        continue;
      before = types->pdata[i];
      type = infer_csv_field (options, text, length);
      types->pdata[i] = sluice_infer_merge (settings, before, type, SLUICE_TYPE_STRING);
    }
}
