/* sluice-frequent-items-format.c: the items of a sketch of frequent ones: their hashes and their bytes.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Behind the sketch stands the number of nulls, which Spark adds, with its highest byte first.
 */
#include "config.h"

#include "expr/sluice-convert.h"
#include "expr/sluice-decimal.h"
#include "expr/sluice-frequent-items-private.h"

#define AT_LONGS 0
#define AT_VERSION 1
#define AT_FAMILY 2
#define AT_LG_MAX 3
#define AT_LG_SLOTS 4
#define AT_FLAGS 5
#define AT_N 8
#define AT_WEIGHT 16
#define AT_OFFSET 24
#define AT_COUNTS 32

#define VERSION 1
#define FAMILY 10
#define EMPTY_LONGS 1
#define LONGS 4
#define EMPTY 5
#define NULLS_SIZE 8
/* The most that Spark asks for, when it doesn't know how many. */
#define LG_MOST_SLOTS 21

/* Java's names for the widths of numbers. */
enum
{
  TAG_BYTE = 2,
  TAG_SHORT = 3,
  TAG_FLOAT = 6,
  TAG_INT = 9,
};

/* How the items of a type are written. */
typedef enum
{
  FORM_BITS,
  FORM_TAGGED,
  FORM_LONG,
  FORM_TEXT,
  FORM_BIG,
} Form;

static Form
form_of (const SluiceType *type, guint8 *tag, guint *width)
{
  switch ((int) type->id)
    {
    case SLUICE_TYPE_BOOLEAN:
      return FORM_BITS;
    case SLUICE_TYPE_STRING:
      return FORM_TEXT;
    case SLUICE_TYPE_BYTE:
      *tag = TAG_BYTE;
      *width = 1;
      return FORM_TAGGED;
    case SLUICE_TYPE_SHORT:
      *tag = TAG_SHORT;
      *width = 2;
      return FORM_TAGGED;
    case SLUICE_TYPE_DECIMAL:
      if (type->precision > 18)
        return FORM_BIG;
      if (type->precision > 9)
        return FORM_LONG;
      /* fall through */
    case SLUICE_TYPE_INT:
    case SLUICE_TYPE_DATE:
      *tag = TAG_INT;
      *width = 4;
      return FORM_TAGGED;
    case SLUICE_TYPE_FLOAT:
      *tag = TAG_FLOAT;
      *width = 4;
      return FORM_TAGGED;
    default:
      return FORM_LONG;
    }
}

gboolean
sluice_frequent_items_supports (const SluiceType *type)
{
  switch ((int) type->id)
    {
    case SLUICE_TYPE_BOOLEAN:
    case SLUICE_TYPE_BYTE:
    case SLUICE_TYPE_SHORT:
    case SLUICE_TYPE_INT:
    case SLUICE_TYPE_BIGINT:
    case SLUICE_TYPE_FLOAT:
    case SLUICE_TYPE_DOUBLE:
    case SLUICE_TYPE_DATE:
    case SLUICE_TYPE_TIMESTAMP:
    case SLUICE_TYPE_TIMESTAMP_NTZ:
    case SLUICE_TYPE_TIME:
    case SLUICE_TYPE_STRING:
    case SLUICE_TYPE_DECIMAL:
      return TRUE;
    default:
      return FALSE;
    }
}

static gint32
hash_of_long (gint64 value)
{
  return (gint32) ((guint64) value ^ (guint64) value >> 32);
}

/* Java's hash of a large integer: of the 32-bit words of its magnitude, the highest first. */
static gint32
hash_of_big (__int128 value)
{
  unsigned __int128 magnitude = value < 0 ? -(unsigned __int128) value : (unsigned __int128) value;
  guint32 hash = 0;

  for (gint shift = 96; shift >= 0; shift -= 32)
    hash = hash == 0 && magnitude >> shift == 0 ? 0 : 31 * hash + (guint32) (magnitude >> shift);

  return (gint32) (value < 0 ? -hash : hash);
}

/* A double that has a fraction, as Scala hashes it: like a float where it is one. */
static gint32
hash_of_fraction (double value)
{
  float narrow = (float) value;
  gint64 bits;
  gint32 narrow_bits;

  if ((double) narrow == value)
    {
      memcpy (&narrow_bits, &narrow, sizeof narrow_bits);
      return narrow_bits;
    }
  memcpy (&bits, &value, sizeof bits);

  return hash_of_long (bits);
}

/* Scala's hash of a decimal number: of the integer that it is, of the double that it is, or of its digits. */
static gint32
hash_of_decimal (const SluiceType *type, __int128 value)
{
  guint scale = type->scale;
  char text[SLUICE_FORMAT_MAX];
  __int128 shortest;
  double nearest;
  guint32 k;

  for (; scale > 0 && value % 10 == 0; scale--)
    value /= 10;
  if (scale == 0)
    {
      if (value >= G_MININT64 && value <= G_MAXINT64)
        return value >= G_MININT32 && value <= G_MAXINT32 ? (gint32) value : hash_of_long ((gint64) value);
      return hash_of_big (value);
    }

  nearest = sluice_decimal_to_double (value, scale);
  if (sluice_parse_decimal (text, sluice_format_double (nearest, text), 38, scale, &shortest, NULL)
      && shortest == value)
    return hash_of_fraction (nearest);
  k = scale * 0xcc9e2d51u;
  k = (k << 15 | k >> 17) * 0x1b873593u;

  return (gint32) ((guint32) hash_of_big (value) ^ k);
}

void
sluice_frequent_item_init_number (SluiceFrequentItem *item, const SluiceType *type, __int128 number)
{
  *item = (SluiceFrequentItem){ .number = number };
  switch ((int) type->id)
    {
    case SLUICE_TYPE_BOOLEAN:
      item->hash = number != 0 ? 1231 : 1237;
      break;
    case SLUICE_TYPE_DECIMAL:
      item->hash = hash_of_decimal (type, number);
      break;
    case SLUICE_TYPE_FLOAT:
      /* All bits that are no number are one item. */
      if ((number & 0x7fffffff) > 0x7f800000)
        item->number = 0x7fc00000;
      item->hash = (gint32) item->number;
      break;
    case SLUICE_TYPE_DOUBLE:
      if ((number & G_MAXINT64) > G_GINT64_CONSTANT (0x7ff0000000000000))
        item->number = G_GINT64_CONSTANT (0x7ff8000000000000);
      item->hash = hash_of_long ((gint64) item->number);
      break;
    default:
      item->hash = type->id == SLUICE_TYPE_BIGINT || type->id == SLUICE_TYPE_TIMESTAMP
                           || type->id == SLUICE_TYPE_TIMESTAMP_NTZ || type->id == SLUICE_TYPE_TIME
                       ? hash_of_long ((gint64) number)
                       : (gint32) number;
      break;
    }
}

/* Java's hash of a text: of its UTF-16. */
static gint32
hash_of_text (const char *bytes, guint32 length)
{
  const char *end = bytes + length;
  guint32 hash = 0;

  while (bytes < end)
    {
      gunichar c = g_utf8_get_char_validated (bytes, end - bytes);

      if (c == (gunichar) -1 || c == (gunichar) -2)
        {
          c = 0xfffd;
          bytes++;
        }
      else
        bytes += g_unichar_to_utf8 (c, NULL);
      if (c >= 0x10000)
        {
          hash = 31 * hash + (0xd800 + ((c - 0x10000) >> 10));
          c = 0xdc00 + ((c - 0x10000) & 0x3ff);
        }
      hash = 31 * hash + c;
    }

  return (gint32) hash;
}

void
sluice_frequent_item_init_text (SluiceFrequentItem *item,
                                const SluiceType   *type,
                                const char         *bytes,
                                guint32             length,
                                GByteArray         *scratch)
{
  SluiceString text = sluice_string (bytes, length);
  guint32 hash = 1;

  *item = (SluiceFrequentItem){ .text = { bytes, length, 0 } };
  if (type->collation == SLUICE_COLLATION_BINARY)
    {
      item->hash = hash_of_text (bytes, length);
      return;
    }

  g_byte_array_set_size (scratch, 0);
  if (length > 0)
    g_byte_array_append (scratch, (const guint8 *) bytes, length);
  sluice_collation_append_key (type->collation, &text, scratch);
  for (guint i = length; i < scratch->len; i++)
    hash = 31 * hash + (guint32) (gint8) scratch->data[i];
  /* A key is never empty, so that it tells such texts from the others. */
  g_byte_array_append (scratch, (const guint8 *) "", 1);
  item->text = (SluiceFrequentText){ (const char *) scratch->data, length, scratch->len - length };
  item->hash = (gint32) hash;
}

void
sluice_frequent_item_store (const SluiceFrequentItem *item, SluiceColumn *column, guint32 row)
{
  switch (sluice_type_width (column->type->id))
    {
    case 1:
      column->i8[row] = (gint8) item->number;
      break;
    case 2:
      column->i16[row] = (gint16) item->number;
      break;
    case 4:
      column->i32[row] = (gint32) item->number;
      break;
    case 8:
      column->i64[row] = (gint64) item->number;
      break;
    default:
      if (column->type->id == SLUICE_TYPE_STRING)
        column->string[row] = sluice_string (item->text.bytes, item->text.length);
      else
        column->i128[row] = item->number;
      break;
    }
}

static void
append_number (GByteArray *out, __int128 number, guint width)
{
  for (guint i = 0; i < width; i++)
    {
      guint8 byte = (guint8) (number >> 8 * i);

      g_byte_array_append (out, &byte, 1);
    }
}

/* As few bytes as hold the number with its sign, the highest first. */
static void
append_big (GByteArray *out, __int128 number)
{
  guint width = 1;

  while (width < 16 && number >> (8 * width - 1) != 0 && number >> (8 * width - 1) != -1)
    width++;
  append_number (out, width, 4);
  for (guint i = width; i-- > 0;)
    append_number (out, number >> 8 * i, 1);
}

static void
append_item (GByteArray *out, const SluiceType *type, const SluiceFrequentItem *item, guint index)
{
  guint8 tag = 0;
  guint width = 0;

  switch (form_of (type, &tag, &width))
    {
    case FORM_BITS:
      if (index % 8 == 0)
        append_number (out, 0, 1);
      if (item->number != 0)
        out->data[out->len - 1] |= (guint8) (1u << index % 8);
      break;
    case FORM_TAGGED:
      g_byte_array_append (out, &tag, 1);
      append_number (out, item->number, width);
      break;
    case FORM_LONG:
      append_number (out, item->number, 8);
      break;
    case FORM_TEXT:
      append_number (out, item->text.length, 4);
      if (item->text.length > 0)
        g_byte_array_append (out, (const guint8 *) item->text.bytes, item->text.length);
      break;
    default:
      append_big (out, item->number);
      break;
    }
}

void
sluice_frequent_items_write (const SluiceFrequentItems *self, const SluiceType *type, GByteArray *out)
{
  guint8 head[AT_COUNTS] = { self->n > 0 ? LONGS : EMPTY_LONGS,  VERSION, FAMILY, self->lg_max, self->lg_slots,
                             self->n > 0 ? 0 : EMPTY };
  guint64 nulls = GUINT64_TO_BE ((guint64) self->nulls);
  gsize length = (gsize) 1 << self->lg_slots;
  guint index = 0;

  sluice_sketch_put_u32 (head + AT_N, self->n);
  sluice_sketch_put_u64 (head + AT_WEIGHT, (guint64) self->weight);
  sluice_sketch_put_u64 (head + AT_OFFSET, (guint64) self->offset);
  g_byte_array_append (out, head, 8u * head[AT_LONGS]);
  for (gsize i = 0; i < length; i++)
    if ((self->slots[i].drift & ~SLUICE_FREQUENT_TEXT) != 0)
      append_number (out, self->slots[i].count, 8);
  for (gsize i = 0; i < length; i++)
    if ((self->slots[i].drift & ~SLUICE_FREQUENT_TEXT) != 0)
      append_item (out, type, &self->slots[i], index++);
  g_byte_array_append (out, (const guint8 *) &nulls, NULLS_SIZE);
}

static __int128
read_number (const guint8 *bytes, guint width)
{
  gint64 value = (gint8) bytes[width - 1];

  for (guint i = width - 1; i-- > 0;)
    value = (gint64) ((guint64) value << 8 | bytes[i]);

  return value;
}

/* Reads item @index and moves on. Returns: whether there was one */
static gboolean
read_item (SluiceFrequentItem *item,
           const SluiceType   *type,
           guint               index,
           const guint8      **cursor,
           const guint8       *end,
           GByteArray         *scratch)
{
  const guint8 *bytes = *cursor;
  gsize left = (gsize) (end - bytes);
  guint8 tag = 0;
  guint width = 8;
  Form form = form_of (type, &tag, &width);
  __int128 number = 0;
  guint32 length;

  switch (form)
    {
    case FORM_BITS:
      if (left < 1)
        return FALSE;
      *cursor += index % 8 == 7;
      sluice_frequent_item_init_number (item, type, bytes[0] >> index % 8 & 1);
      return TRUE;
    case FORM_TAGGED:
    case FORM_LONG:
      if (form == FORM_TAGGED && (left < 1 || *bytes++ != tag || --left < width))
        return FALSE;
      if (left < width)
        return FALSE;
      *cursor = bytes + width;
      sluice_frequent_item_init_number (item, type, read_number (bytes, width));
      return TRUE;
    default:
      break;
    }

  if (left < 4)
    return FALSE;
  length = sluice_sketch_get_u32 (bytes);
  if (left - 4 < length || (form == FORM_BIG && (length == 0 || length > 16)))
    return FALSE;
  bytes += 4;
  *cursor = bytes + length;
  if (form == FORM_TEXT)
    {
      sluice_frequent_item_init_text (item, type, (const char *) bytes, length, scratch);
      item->drift = SLUICE_FREQUENT_TEXT;
      return TRUE;
    }
  number = (gint8) bytes[0];
  for (guint i = 1; i < length; i++)
    number = (__int128) ((unsigned __int128) number << 8 | bytes[i]);
  sluice_frequent_item_init_number (item, type, number);

  return TRUE;
}

gboolean
sluice_frequent_items_read (
    SluiceFrequentItems *self, SluiceArena *arena, const SluiceType *type, const guint8 *bytes, gsize n)
{
  g_autoptr (GByteArray) scratch = g_byte_array_new ();
  const guint8 *counts = bytes + AT_COUNTS, *cursor, *end;
  gboolean is_empty;
  guint32 count;
  guint64 nulls;

  if (n < 8 + NULLS_SIZE)
    return FALSE;
  end = bytes + (n - NULLS_SIZE);
  memcpy (&nulls, end, sizeof nulls);
  is_empty = (bytes[AT_FLAGS] & EMPTY) != 0;
  if (bytes[AT_VERSION] != VERSION || bytes[AT_FAMILY] != FAMILY || bytes[AT_LG_MAX] > LG_MOST_SLOTS
      || bytes[AT_LG_SLOTS] > MAX (bytes[AT_LG_MAX], 3) || (bytes[AT_LONGS] & 63) != (is_empty ? EMPTY_LONGS : LONGS))
    return FALSE;

  sluice_frequent_items_init_slots (self, arena, bytes[AT_LG_MAX], is_empty ? 0 : bytes[AT_LG_SLOTS]);
  self->nulls = (gint64) GUINT64_FROM_BE (nulls);
  if (is_empty)
    return TRUE;
  if (end - bytes < AT_COUNTS)
    return FALSE;
  count = sluice_sketch_get_u32 (bytes + AT_N);
  if ((gsize) (end - counts) / 8 < count)
    return FALSE;

  self->offset = (gint64) sluice_sketch_get_u64 (bytes + AT_OFFSET);
  cursor = counts + 8 * (gsize) count;
  for (guint32 i = 0; i < count; i++)
    {
      gint64 times = (gint64) sluice_sketch_get_u64 (counts + 8 * (gsize) i);
      SluiceFrequentItem item;

      if (times < 0 || times > G_MAXINT64 / 4 - self->weight || !read_item (&item, type, i, &cursor, end, scratch))
        return FALSE;
      if (times > 0)
        sluice_frequent_items_count (self, arena, &item, times);
    }
  self->weight = (gint64) sluice_sketch_get_u64 (bytes + AT_WEIGHT);

  return self->offset >= 0 && self->offset < G_MAXINT64 / 4 && self->weight >= 0 && self->weight < G_MAXINT64 / 4
         && self->nulls >= 0 && self->nulls < G_MAXINT64 / 4;
}
