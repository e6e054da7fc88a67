/* sluice-variant.c: values of the type VARIANT, in the open binary encoding.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-variant.h"

#include <string.h>

#include "expr/sluice-decimal.h"
#include "expr/sluice-variant-private.h"

/* Numbers are little-endian, of one to eight bytes. */
static guint64
read_unsigned (const guint8 *p, guint n)
{
  guint64 value = 0;

  for (guint i = 0; i < n; i++)
    value |= (guint64) p[i] << (8 * i);

  return value;
}

static gint64
read_signed (const guint8 *p, guint n)
{
  guint shift = 64 - 8 * n;

  return (gint64) (read_unsigned (p, n) << shift) >> shift;
}

static guint
primitive_of (SluiceVariant self)
{
  return self.value[0] >> 2;
}

SluiceVariant
sluice_variant (const SluiceString *text)
{
  const guint8 *data = (const guint8 *) text->data;

  return (SluiceVariant){ data + 4, data + 4 + read_unsigned (data, 4) };
}

SluiceVariantKind
sluice_variant_kind (SluiceVariant self)
{
  static const guint8 kinds[] = {
    [PRIMITIVE_NULL] = SLUICE_VARIANT_NULL,
    [PRIMITIVE_TRUE] = SLUICE_VARIANT_BOOLEAN,
    [PRIMITIVE_FALSE] = SLUICE_VARIANT_BOOLEAN,
    [PRIMITIVE_INT1] = SLUICE_VARIANT_LONG,
    [PRIMITIVE_INT2] = SLUICE_VARIANT_LONG,
    [PRIMITIVE_INT4] = SLUICE_VARIANT_LONG,
    [PRIMITIVE_INT8] = SLUICE_VARIANT_LONG,
    [PRIMITIVE_DOUBLE] = SLUICE_VARIANT_DOUBLE,
    [PRIMITIVE_DECIMAL4] = SLUICE_VARIANT_DECIMAL,
    [PRIMITIVE_DECIMAL8] = SLUICE_VARIANT_DECIMAL,
    [PRIMITIVE_DECIMAL16] = SLUICE_VARIANT_DECIMAL,
    [PRIMITIVE_DATE] = SLUICE_VARIANT_DATE,
    [PRIMITIVE_TIMESTAMP] = SLUICE_VARIANT_TIMESTAMP,
    [PRIMITIVE_TIMESTAMP_NTZ] = SLUICE_VARIANT_TIMESTAMP_NTZ,
    [PRIMITIVE_FLOAT] = SLUICE_VARIANT_FLOAT,
    [PRIMITIVE_BINARY] = SLUICE_VARIANT_BINARY,
    [PRIMITIVE_STRING] = SLUICE_VARIANT_STRING,
  };

  switch (self.value[0] & 3)
    {
    case BASIC_SHORT_STRING:
      return SLUICE_VARIANT_STRING;
    case BASIC_OBJECT:
      return SLUICE_VARIANT_OBJECT;
    case BASIC_ARRAY:
      return SLUICE_VARIANT_ARRAY;
    default:
      return kinds[primitive_of (self)];
    }
}

/* The parts of an OBJECT or ARRAY. */
typedef struct
{
  guint32 n;
  guint id_size;
  guint offset_size;
  const guint8 *ids;
  const guint8 *offsets;
  const guint8 *data;
} Container;

static Container
container (SluiceVariant self)
{
  guint8 head = self.value[0];
  gboolean object = (head & 3) == BASIC_OBJECT;
  guint n_size = (head >> (object ? 6 : 4) & 1) != 0 ? 4 : 1;
  Container result;

  result.n = (guint32) read_unsigned (self.value + 1, n_size);
  result.offset_size = (head >> 2 & 3) + 1;
  result.id_size = object ? (head >> 4 & 3) + 1 : 0;
  result.ids = self.value + 1 + n_size;
  result.offsets = result.ids + (gsize) result.n * result.id_size;
  result.data = result.offsets + ((gsize) result.n + 1) * result.offset_size;

  return result;
}

static const guint8 *
container_at (const Container *self, guint32 index)
{
  return self->data + read_unsigned (self->offsets + (gsize) index * self->offset_size, self->offset_size);
}

gsize
sluice_variant_size (SluiceVariant self)
{
  static const guint8 sizes[]
      = { [PRIMITIVE_NULL] = 1,          [PRIMITIVE_TRUE] = 1,      [PRIMITIVE_FALSE] = 1,
          [PRIMITIVE_INT1] = 2,          [PRIMITIVE_INT2] = 3,      [PRIMITIVE_INT4] = 5,
          [PRIMITIVE_INT8] = 9,          [PRIMITIVE_DOUBLE] = 9,    [PRIMITIVE_DECIMAL4] = 6,
          [PRIMITIVE_DECIMAL8] = 10,     [PRIMITIVE_DECIMAL16] = 18, [PRIMITIVE_DATE] = 5,
          [PRIMITIVE_TIMESTAMP] = 9,     [PRIMITIVE_TIMESTAMP_NTZ] = 9, [PRIMITIVE_FLOAT] = 5,
          [PRIMITIVE_BINARY] = 5,        [PRIMITIVE_STRING] = 5 };
  guint primitive = primitive_of (self);
  Container parts;

  switch (self.value[0] & 3)
    {
    case BASIC_SHORT_STRING:
      return 1 + primitive;
    case BASIC_OBJECT:
    case BASIC_ARRAY:
      parts = container (self);
      return (gsize) (container_at (&parts, parts.n) - self.value);
    default:
      if (primitive == PRIMITIVE_BINARY || primitive == PRIMITIVE_STRING)
        return 5 + read_unsigned (self.value + 1, 4);
      return sizes[primitive];
    }
}

guint32
sluice_variant_n_children (SluiceVariant self)
{
  return container (self).n;
}

/* A name of the dictionary. */
static SluiceString
name_at (SluiceVariant self, guint32 id)
{
  guint size = (self.metadata[0] >> 6) + 1;
  guint32 n = (guint32) read_unsigned (self.metadata + 1, size);
  const guint8 *offsets = self.metadata + 1 + size;
  gsize from = read_unsigned (offsets + (gsize) id * size, size);
  gsize to = read_unsigned (offsets + ((gsize) id + 1) * size, size);

  return sluice_string ((const char *) offsets + ((gsize) n + 1) * size + from, to - from);
}

SluiceVariant
sluice_variant_child (SluiceVariant self, guint32 index, SluiceString *name)
{
  Container parts = container (self);

  if (name != NULL && parts.id_size > 0)
    *name = name_at (self, (guint32) read_unsigned (parts.ids + (gsize) index * parts.id_size, parts.id_size));

  return (SluiceVariant){ self.metadata, container_at (&parts, index) };
}

int
sluice_variant_compare_names (const SluiceString *a, const SluiceString *b)
{
  guint32 n = MIN (a->length, b->length);

  for (guint32 i = 0; i < n; i++)
    {
      guint8 x = (guint8) a->data[i];
      guint8 y = (guint8) b->data[i];

      if (x == y)
        continue;
      /* Java compares units of UTF-16, in which what takes four bytes here begins with D800 to DBFF: before
       * what begins with EE and EF, after all else. */
      if (x >= 0xee && y >= 0xee && (x >= 0xf0) != (y >= 0xf0))
        return x >= 0xf0 ? -1 : 1;
      return x < y ? -1 : 1;
    }

  return (a->length > b->length) - (a->length < b->length);
}

SluiceVariant
sluice_variant_find (SluiceVariant self, const char *name, gsize length)
{
  Container parts = container (self);
  SluiceString wanted = sluice_string (name, length);
  guint32 low = 0;
  guint32 high = parts.n;

  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;
      SluiceString found
          = name_at (self, (guint32) read_unsigned (parts.ids + (gsize) middle * parts.id_size, parts.id_size));
      int order = sluice_variant_compare_names (&found, &wanted);

      if (order == 0)
        return (SluiceVariant){ self.metadata, container_at (&parts, middle) };
      if (order < 0)
        low = middle + 1;
      else
        high = middle;
    }

  return (SluiceVariant){ self.metadata, NULL };
}

gboolean
sluice_variant_boolean (SluiceVariant self)
{
  return primitive_of (self) == PRIMITIVE_TRUE;
}

gint64
sluice_variant_long (SluiceVariant self)
{
  return read_signed (self.value + 1, (guint) sluice_variant_size (self) - 1);
}

double
sluice_variant_double (SluiceVariant self)
{
  float single;
  double real;

  if (primitive_of (self) == PRIMITIVE_FLOAT)
    {
      memcpy (&single, self.value + 1, sizeof single);
      return single;
    }
  memcpy (&real, self.value + 1, sizeof real);

  return real;
}

SluiceInt128
sluice_variant_decimal (SluiceVariant self, guint *precision, guint *scale)
{
  guint width = (guint) sluice_variant_size (self) - 2;
  SluiceInt128 value;

  *scale = self.value[1];
  if (width == 16)
    memcpy (&value, self.value + 2, sizeof value);
  else
    value = read_signed (self.value + 2, width);

  while (*scale > 0 && value % 10 == 0)
    {
      value /= 10;
      --*scale;
    }
  *precision = 1;
  while (*precision < SLUICE_DECIMAL_MAX_PRECISION && !sluice_decimal_fits (value, *precision))
    ++*precision;
  *precision = MAX (*precision, *scale);

  return value;
}

SluiceString
sluice_variant_text (SluiceVariant self)
{
  if ((self.value[0] & 3) == BASIC_SHORT_STRING)
    return sluice_string ((const char *) self.value + 1, primitive_of (self));

  return sluice_string ((const char *) self.value + 5, read_unsigned (self.value + 1, 4));
}

static void
step_clear (gpointer data)
{
  g_free (((SluiceVariantStep *) data)->name);
}

/* A key after a point or in brackets and quotes, or an index in brackets. Returns: the byte behind it, or %NULL */
static const char *
parse_step (const char *p, const char *end, SluiceVariantStep *step)
{
  const char *stop;
  char quote;

  if (*p == '.')
    {
      for (stop = ++p; stop < end && *stop != '.' && *stop != '['; stop++)
        ;
      step->name = g_strndup (p, (gsize) (stop - p));
      step->length = (gsize) (stop - p);
      return step->length > 0 ? stop : NULL;
    }
  if (*p != '[' || ++p == end)
    return NULL;

  if (*p == '\'' || *p == '"')
    {
      quote = *p++;
      stop = memchr (p, quote, (gsize) (end - p));
      if (stop == NULL || end - stop < 2 || stop[1] != ']')
        return NULL;
      step->name = g_strndup (p, (gsize) (stop - p));
      step->length = (gsize) (stop - p);
      return stop + 2;
    }

  for (stop = p; stop < end && g_ascii_isdigit (*stop); stop++)
    {
      if (step->index > ((guint32) G_MAXINT32 - (guint32) (*stop - '0')) / 10)
        return NULL;
      step->index = step->index * 10 + (guint32) (*stop - '0');
    }

  return stop > p && stop < end && *stop == ']' ? stop + 1 : NULL;
}

GArray *
sluice_variant_path_parse (const char *text, gsize length)
{
  g_autoptr (GArray) path = g_array_new (FALSE, FALSE, sizeof (SluiceVariantStep));
  const char *end = text + length;
  const char *p = text + 1;

  g_array_set_clear_func (path, step_clear);
  if (length == 0 || *text != '$')
    return NULL;

  while (p != NULL && p < end)
    {
      SluiceVariantStep step = { NULL, 0, 0 };

      p = parse_step (p, end, &step);
      g_array_append_val (path, step);
    }

  return p != NULL ? g_steal_pointer (&path) : NULL;
}

SluiceVariant
sluice_variant_follow (SluiceVariant self, const GArray *path)
{
  for (guint i = 0; i < path->len && self.value != NULL; i++)
    {
      const SluiceVariantStep *step = &g_array_index (path, SluiceVariantStep, i);
      SluiceVariantKind kind = sluice_variant_kind (self);

      if (step->name != NULL && kind == SLUICE_VARIANT_OBJECT)
        self = sluice_variant_find (self, step->name, step->length);
      else if (step->name == NULL && kind == SLUICE_VARIANT_ARRAY
               && step->index < sluice_variant_n_children (self))
        self = sluice_variant_child (self, step->index, NULL);
      else
        self.value = NULL;
    }

  return self;
}
