/* sluice-generator-words.c: words with times, a few of them late.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "generate/sluice-generator-private.h"

typedef struct
{
  SluiceGenerator parent;

  guint64 late;
  guint64 max_lateness;
  guint64 total_weight;
} WordsGenerator;

static const char *const vocabulary[] = {
  "water", "gate",  "river", "flow",   "lock",  "level", "stream", "batch", "mill",  "canal",
  "basin", "weir",  "flood", "spring", "reed",  "bank",  "delta",  "source", "sink", "wheel",
};

static const SluiceGeneratorOption words_options[] = {
  { "late", SLUICE_GENERATOR_PERCENT, "5", NULL, 0, 0, "Share of rows that come late" },
  { "max-lateness", SLUICE_GENERATOR_DURATION, "20 minutes", NULL, 0, 0,
    "How late a late row is at most" },
};

/* The first word is twice as frequent as the second, three times as the third: Zipf's law, in whole
 * numbers. */
static guint64
weight (guint index)
{
  return SLUICE_GENERATOR_MILLION / (index + 1);
}

static gboolean
words_configure (SluiceGenerator *generator,
                 GError         **error)
{
  WordsGenerator *self = (WordsGenerator *) generator;

  self->late = sluice_generator_get (generator, "late");
  self->max_lateness = sluice_generator_get (generator, "max-lateness");
  for (guint i = 0; i < G_N_ELEMENTS (vocabulary); i++)
    self->total_weight += weight (i);
  generator->schema = "word STRING, ts TIMESTAMP";
  generator->columns = "word,ts";

  return TRUE;
}

static void
words_put_row (SluiceGenerator       *generator,
               SluiceGeneratorWriter *writer)
{
  WordsGenerator *self = (WordsGenerator *) generator;
  guint64 row = generator->position++;
  SluiceGeneratorRandom random = sluice_generator_random_for (generator->seed, row);
  gint64 time = sluice_generator_row_time (generator, row);
  guint64 point = sluice_generator_random_below (&random, self->total_weight);
  guint word = 0;

  while (point >= weight (word))
    point -= weight (word++);

  if (sluice_generator_random_chance (&random, self->late))
    time -= sluice_generator_random_below (&random, self->max_lateness + 1);

  if (writer->format == SLUICE_GENERATOR_TEXT)
    {
      sluice_generator_put (writer, vocabulary[word], strlen (vocabulary[word]));
      return;
    }

  sluice_generator_begin (writer);
  sluice_generator_put_key (writer, "word");
  sluice_generator_put_string (writer, vocabulary[word], strlen (vocabulary[word]));
  sluice_generator_put_key (writer, "ts");
  sluice_generator_put_timestamp (writer, time);
  sluice_generator_end (writer);
}

const SluiceWorkload sluice_workload_words = {
  .name = "words",
  .summary = "A word and its time; the text format has the word alone",
  .formats = "json|csv|text",
  .rate = "1",
  .options = words_options,
  .n_options = G_N_ELEMENTS (words_options),
  .instance_size = sizeof (WordsGenerator),
  .configure = words_configure,
  .put_row = words_put_row,
};
