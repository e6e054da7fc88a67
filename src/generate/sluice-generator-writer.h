/* sluice-generator-writer.h: one row as JSON, CSV or text.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/**
 * SluiceGeneratorFormat:
 * @SLUICE_GENERATOR_JSON: an object per line, no spaces, as Spark's to_json writes it
 * @SLUICE_GENERATOR_JSON_SPACED: an object per line with `": "` and `", "`, as the Yahoo benchmark
 *   writes it
 * @SLUICE_GENERATOR_CSV: values separated by commas
 * @SLUICE_GENERATOR_TEXT: whatever the workload says
 */
typedef enum
{
  SLUICE_GENERATOR_JSON,
  SLUICE_GENERATOR_JSON_SPACED,
  SLUICE_GENERATOR_CSV,
  SLUICE_GENERATOR_TEXT,
} SluiceGeneratorFormat;

/**
 * SluiceGeneratorWriter:
 * @p: where the next byte goes; there is always room for a whole row
 * @format: how values look
 * @first: whether the next field is the first of its object
 *
 * Writes the fields of one row in order. No text of a workload ever needs escaping, in JSON or in
 * CSV: their vocabularies have no quote, comma, backslash or control character.
 */
typedef struct
{
  char *p;
  SluiceGeneratorFormat format;
  gboolean first;
} SluiceGeneratorWriter;

/**
 * sluice_generator_put:
 * @writer: a writer
 * @text: bytes
 * @length: how many
 *
 * Writes bytes as they are.
 */
static inline void
sluice_generator_put (SluiceGeneratorWriter *writer,
                      const char            *text,
                      gsize                  length)
{
  memcpy (writer->p, text, length);
  writer->p += length;
}

/* Writes a string literal, whose length is known when compiling. */
#define sluice_generator_put_literal(writer, literal)                                             \
  sluice_generator_put ((writer), "" literal, sizeof (literal) - 1)

/* Begins a field whose name is a string literal. */
#define sluice_generator_put_key(writer, literal)                                                 \
  sluice_generator_put_name ((writer), "\"" literal "\":", sizeof ("\"" literal "\":") - 1)

/**
 * sluice_generator_put_name:
 * @writer: a writer
 * @name: the field's name with its quotes and its colon
 * @length: bytes of @name
 *
 * Begins a field: a comma when it is not the first, then in JSON its name.
 */
static inline void
sluice_generator_put_name (SluiceGeneratorWriter *writer,
                           const char            *name,
                           gsize                  length)
{
  if (!writer->first)
    {
      *writer->p++ = ',';
      if (writer->format == SLUICE_GENERATOR_JSON_SPACED)
        *writer->p++ = ' ';
    }
  writer->first = FALSE;

  if (writer->format == SLUICE_GENERATOR_CSV)
    return;

  sluice_generator_put (writer, name, length);
  if (writer->format == SLUICE_GENERATOR_JSON_SPACED)
    *writer->p++ = ' ';
}

/**
 * sluice_generator_begin:
 * @writer: a writer
 *
 * Begins a row, or in JSON an object inside of one.
 */
static inline void
sluice_generator_begin (SluiceGeneratorWriter *writer)
{
  writer->first = TRUE;
  if (writer->format != SLUICE_GENERATOR_CSV)
    *writer->p++ = '{';
}

/**
 * sluice_generator_end:
 * @writer: a writer
 *
 * Ends what sluice_generator_begin() began.
 */
static inline void
sluice_generator_end (SluiceGeneratorWriter *writer)
{
  if (writer->format != SLUICE_GENERATOR_CSV)
    *writer->p++ = '}';
}

/**
 * sluice_generator_put_string:
 * @writer: a writer
 * @text: a value that needs no escaping
 * @length: bytes of @text
 *
 * Writes a string value. An empty one is quoted in CSV too, where nothing at all means null.
 */
static inline void
sluice_generator_put_string (SluiceGeneratorWriter *writer,
                             const char            *text,
                             gsize                  length)
{
  gboolean quoted = writer->format != SLUICE_GENERATOR_CSV || length == 0;

  if (quoted)
    *writer->p++ = '"';
  sluice_generator_put (writer, text, length);
  if (quoted)
    *writer->p++ = '"';
}

/**
 * sluice_generator_put_null:
 * @writer: a writer
 *
 * Writes a null: `null` in JSON, nothing in CSV.
 */
static inline void
sluice_generator_put_null (SluiceGeneratorWriter *writer)
{
  if (writer->format != SLUICE_GENERATOR_CSV)
    sluice_generator_put_literal (writer, "null");
}

/**
 * sluice_generator_put_number:
 * @writer: a writer
 * @number: a value
 *
 * Writes a whole number.
 */
void sluice_generator_put_number (SluiceGeneratorWriter *writer,
                                  gint64                 number);

/**
 * sluice_generator_put_padded:
 * @writer: a writer
 * @number: a value of at most @digits digits
 * @digits: how many digits to write
 *
 * Writes a whole number with leading zeros.
 */
void sluice_generator_put_padded (SluiceGeneratorWriter *writer,
                                  guint64                number,
                                  guint                  digits);

/**
 * sluice_generator_put_hundredths:
 * @writer: a writer
 * @hundredths: a value times one hundred
 *
 * Writes a number with two decimals.
 */
void sluice_generator_put_hundredths (SluiceGeneratorWriter *writer,
                                      gint64                 hundredths);

/**
 * sluice_generator_put_time:
 * @writer: a writer
 * @time: milliseconds since 1970
 *
 * Writes `2024-01-01T00:00:00.000Z` without quotes, as log lines have it.
 */
void sluice_generator_put_time (SluiceGeneratorWriter *writer,
                                gint64                 time);

/**
 * sluice_generator_put_timestamp:
 * @writer: a writer
 * @time: milliseconds since 1970
 *
 * Writes a timestamp value: as sluice_generator_put_time(), in JSON as a string.
 */
void sluice_generator_put_timestamp (SluiceGeneratorWriter *writer,
                                     gint64                 time);

G_END_DECLS
