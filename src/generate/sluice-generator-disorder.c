/* sluice-generator-disorder.c: rows that are late, doubled, skewed, missing or broken, as asked.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "generate/sluice-generator-private.h"

/* Duplicates of duplicates are followed to their beginning; this keeps the way short. */
#define MAX_DUPLICATES 900000

typedef enum
{
  LATENESS_UNIFORM,
  LATENESS_EXPONENTIAL,
  LATENESS_LONG_TAIL,
} Lateness;

typedef enum
{
  SKEW_UNIFORM,
  SKEW_ZIPF,
  SKEW_HOT,
} Skew;

typedef struct
{
  SluiceGenerator parent;

  /* A period is a burst and then a calm; without bursts the calm goes on for ever. */
  gint64 burst_every;
  gint64 burst_length;
  guint64 burst_rate;           /* thousandths of a row per second */
  guint64 burst_rows;
  guint64 period_rows;

  guint64 late;
  Lateness lateness;
  guint64 max_lateness;

  guint64 duplicates;
  guint64 duplicate_distance;

  guint64 partitions;
  guint64 idle_partitions;
  gint64 idle_start;
  gint64 idle_end;
  guint64 only;                 /* the one partition wanted, plus one; nought for all */

  guint64 n_keys;
  Skew skew;
  guint64 *cumulative;          /* for Zipf: weights of the keys up to each one, itself included */

  guint64 nulls;
  guint64 null_times;
  guint64 malformed;
} DisorderGenerator;

/* What stands in a row. */
typedef struct
{
  guint64 key;
  guint64 value;
  guint64 partition;
  gint64 time;
  gboolean null_key;
  gboolean null_value;
  gboolean null_time;
} Event;

static const SluiceGeneratorOption disorder_options[] = {
  { "burst-every", SLUICE_GENERATOR_DURATION, "0s", NULL, 0, 0,
    "A burst begins this often; 0s for none" },
  { "burst-length", SLUICE_GENERATOR_DURATION, "10 seconds", NULL, 0, 0,
    "How long a burst lasts; shorter than --burst-every" },
  { "burst-factor", SLUICE_GENERATOR_COUNT, "10", NULL, 1, 1000,
    "How many times the rate a burst has" },
  { "late", SLUICE_GENERATOR_PERCENT, "10", NULL, 0, 0, "Share of rows that come late" },
  { "lateness", SLUICE_GENERATOR_CHOICE, "exponential", "uniform|exponential|long-tail", 0, 0,
    "How lateness is spread: evenly; halving with every tenth of the maximum; or evenly over three "
    "orders of magnitude" },
  { "max-lateness", SLUICE_GENERATOR_DURATION, "10 minutes", NULL, 0, 0,
    "How late a late row is at most" },
  { "duplicates", SLUICE_GENERATOR_PERCENT, "0", NULL, 0, 0,
    "Share of rows that repeat an earlier row, at most 90" },
  { "duplicate-distance", SLUICE_GENERATOR_COUNT, "1000", NULL, 1, G_MAXUINT64,
    "How many rows back the repeated one is at most" },
  { "partitions", SLUICE_GENERATOR_COUNT, "4", NULL, 1, 100000,
    "Rows belong to one of N partitions" },
  { "partition", SLUICE_GENERATOR_COUNT, "0", NULL, 0, 100000,
    "Only the rows of the N-th partition, the first being 1; 0 for all" },
  { "idle-partitions", SLUICE_GENERATOR_COUNT, "0", NULL, 0, 100000,
    "The last N partitions fall silent for a while" },
  { "idle-after", SLUICE_GENERATOR_DURATION, "1 minute", NULL, 0, 0, "When they do" },
  { "idle-for", SLUICE_GENERATOR_DURATION, "5 minutes", NULL, 0, 0, "For how long" },
  { "keys", SLUICE_GENERATOR_COUNT, "100", NULL, 1, 10000000, "How many keys there are" },
  { "skew", SLUICE_GENERATOR_CHOICE, "uniform", "uniform|zipf|hot", 0, 0,
    "How rows are spread over keys: evenly; the n-th key 1/n as often as the first; or four fifths "
    "of the rows on one fifth of the keys" },
  { "nulls", SLUICE_GENERATOR_PERCENT, "0", NULL, 0, 0,
    "Share of null keys, and apart from that of null values" },
  { "null-times", SLUICE_GENERATOR_PERCENT, "0", NULL, 0, 0, "Share of null event times" },
  { "malformed", SLUICE_GENERATOR_PERCENT, "0", NULL, 0, 0, "Share of lines that are cut short" },
};

static gboolean
refuse (GError    **error,
        const char *sentence)
{
  g_set_error_literal (error, SLUICE_GENERATOR_ERROR, SLUICE_GENERATOR_ERROR_VALUE, sentence);
  return FALSE;
}

/* How many rows come in a time, rounded down. */
static guint64
rows_in (guint64 rate,
         gint64  duration)
{
  unsigned __int128 rows = (unsigned __int128) rate * duration / SLUICE_GENERATOR_MILLION;

  return (guint64) MIN (rows, G_MAXINT64);
}

static gboolean
configure_bursts (DisorderGenerator *self,
                  GError           **error)
{
  SluiceGenerator *generator = &self->parent;

  self->burst_every = sluice_generator_get (generator, "burst-every");
  if (self->burst_every == 0)
    return TRUE;

  self->burst_length = sluice_generator_get (generator, "burst-length");
  if (self->burst_length >= self->burst_every)
    return refuse (error, "--burst-length must be shorter than --burst-every");

  self->burst_rate = generator->rate * sluice_generator_get (generator, "burst-factor");
  self->burst_rows = rows_in (self->burst_rate, self->burst_length);
  self->period_rows =
    self->burst_rows + rows_in (generator->rate, self->burst_every - self->burst_length);
  if (self->period_rows == 0)
    return refuse (error, "--burst-every is too short for this --rate: no row falls into it");

  return TRUE;
}

static gboolean
configure_partitions (DisorderGenerator *self,
                      GError           **error)
{
  SluiceGenerator *generator = &self->parent;

  self->partitions = sluice_generator_get (generator, "partitions");
  self->only = sluice_generator_get (generator, "partition");
  self->idle_partitions = sluice_generator_get (generator, "idle-partitions");
  self->idle_start = generator->start + sluice_generator_get (generator, "idle-after");
  self->idle_end = self->idle_start + sluice_generator_get (generator, "idle-for");

  if (self->only > self->partitions)
    return refuse (error, "--partition must be at most --partitions");
  if (self->idle_partitions >= self->partitions)
    return refuse (error, "--idle-partitions must be less than --partitions");

  return TRUE;
}

static void
configure_keys (DisorderGenerator *self)
{
  guint64 total = 0;

  self->n_keys = sluice_generator_get (&self->parent, "keys");
  self->skew = sluice_generator_get (&self->parent, "skew");
  if (self->skew != SKEW_ZIPF)
    return;

  self->cumulative = g_new (guint64, self->n_keys);
  for (guint64 i = 0; i < self->n_keys; i++)
    self->cumulative[i] = total += (G_GUINT64_CONSTANT (1) << 32) / (i + 1);
}

static gboolean
disorder_configure (SluiceGenerator *generator,
                    GError         **error)
{
  DisorderGenerator *self = (DisorderGenerator *) generator;

  generator->schema = "id BIGINT, key STRING, value BIGINT, ts TIMESTAMP, partition INT";
  generator->columns = "id,key,value,ts,partition";

  self->late = sluice_generator_get (generator, "late");
  self->lateness = sluice_generator_get (generator, "lateness");
  self->max_lateness = sluice_generator_get (generator, "max-lateness");
  self->duplicates = sluice_generator_get (generator, "duplicates");
  self->duplicate_distance = sluice_generator_get (generator, "duplicate-distance");
  self->nulls = sluice_generator_get (generator, "nulls");
  self->null_times = sluice_generator_get (generator, "null-times");
  self->malformed = sluice_generator_get (generator, "malformed");
  if (self->duplicates > MAX_DUPLICATES)
    return refuse (error, "--duplicates must be at most 90");

  if (!configure_bursts (self, error) || !configure_partitions (self, error))
    return FALSE;

  configure_keys (self);
  return TRUE;
}

static void
disorder_clear (SluiceGenerator *generator)
{
  DisorderGenerator *self = (DisorderGenerator *) generator;

  g_free (self->cumulative);
}

/* When the row in this place arrives: never before the one in front of it. */
static gint64
arrival_time (DisorderGenerator *self,
              guint64            slot)
{
  SluiceGenerator *generator = &self->parent;
  guint64 row;
  gint64 start;

  if (self->burst_every == 0)
    return sluice_generator_row_time (generator, slot);

  row = slot % self->period_rows;
  start = generator->start + slot / self->period_rows * self->burst_every;
  if (row < self->burst_rows)
    return start +
           (gint64) ((unsigned __int128) row * SLUICE_GENERATOR_MILLION / self->burst_rate);

  return start + self->burst_length +
         (gint64) ((unsigned __int128) (row - self->burst_rows) * SLUICE_GENERATOR_MILLION /
                   generator->rate);
}

static gboolean
is_idle (DisorderGenerator *self,
         guint64            partition,
         gint64             arrival)
{
  return partition >= self->partitions - self->idle_partitions && arrival >= self->idle_start &&
         arrival < self->idle_end;
}

static guint64
draw_key (DisorderGenerator     *self,
          SluiceGeneratorRandom *random)
{
  guint64 n_hot = MAX (self->n_keys / 5, 1);
  guint64 point;
  guint64 low = 0;
  guint64 high = self->n_keys - 1;

  switch (self->skew)
    {
    case SKEW_ZIPF:
      point = sluice_generator_random_below (random, self->cumulative[self->n_keys - 1]);
      while (low < high)
        {
          guint64 middle = low + (high - low) / 2;

          if (point < self->cumulative[middle])
            high = middle;
          else
            low = middle + 1;
        }
      return low;

    case SKEW_HOT:
      if (sluice_generator_random_chance (random, 800000) || n_hot == self->n_keys)
        return sluice_generator_random_below (random, n_hot);
      return n_hot + sluice_generator_random_below (random, self->n_keys - n_hot);

    case SKEW_UNIFORM:
    default:
      return sluice_generator_random_below (random, self->n_keys);
    }
}

static guint64
draw_lateness (DisorderGenerator     *self,
               SluiceGeneratorRandom *random)
{
  guint64 bits;
  guint64 lateness;
  guint halvings;

  switch (self->lateness)
    {
    case LATENESS_EXPONENTIAL:
      /* The leading zeros of a random number are the whole part of minus its binary logarithm; the
       * bits after the first one, taken evenly, are near enough its fraction. */
      bits = sluice_generator_random_next (random) | 1;
      halvings = __builtin_clzll (bits);
      bits = bits << halvings << 1 >> 48;
      lateness = (guint64) ((unsigned __int128) ((halvings + 1) * 65536 - bits) *
                            self->max_lateness / 655360);
      break;

    case LATENESS_LONG_TAIL:
      lateness = sluice_generator_random_decades (random, MAX (self->max_lateness / 1000, 1), 3);
      break;

    case LATENESS_UNIFORM:
    default:
      lateness = sluice_generator_random_below (random, self->max_lateness + 1);
      break;
    }

  return MIN (lateness, self->max_lateness);
}

static guint64
draw_partition (DisorderGenerator     *self,
                SluiceGeneratorRandom *random,
                gint64                 arrival)
{
  guint64 partition = sluice_generator_random_below (random, self->partitions);

  /* The rows of a silent partition go to the others, so that the rate stays what it is. */
  if (is_idle (self, partition, arrival))
    return sluice_generator_random_below (random, self->partitions - self->idle_partitions);
  return partition;
}

static Event
draw_event (DisorderGenerator *self,
            guint64            id)
{
  SluiceGeneratorRandom random = sluice_generator_random_for (self->parent.seed, id);
  gint64 arrival = arrival_time (self, id);
  Event event;

  event.partition = draw_partition (self, &random, arrival);
  event.key = draw_key (self, &random);
  event.value = sluice_generator_random_below (&random, 1000);
  event.null_key = sluice_generator_random_chance (&random, self->nulls);
  event.null_value = sluice_generator_random_chance (&random, self->nulls);
  event.null_time = sluice_generator_random_chance (&random, self->null_times);
  event.time = arrival;
  if (sluice_generator_random_chance (&random, self->late))
    event.time -= draw_lateness (self, &random);

  return event;
}

/* The event that stands in a place: its own, or an earlier one again. A silent partition repeats
 * nothing either. */
static guint64
event_at (DisorderGenerator *self,
          guint64            slot)
{
  SluiceGeneratorRandom random =
    sluice_generator_random_for (self->parent.seed, (G_GUINT64_CONSTANT (1) << 63) + slot);
  guint64 id;

  if (!sluice_generator_random_chance (&random, self->duplicates) || slot == 0)
    return slot;

  id = event_at (
    self,
    slot - 1 - sluice_generator_random_below (&random, MIN (slot, self->duplicate_distance)));

  if (self->idle_partitions > 0 &&
      is_idle (self, draw_event (self, id).partition, arrival_time (self, slot)))
    return slot;
  return id;
}

/* The first place whose row arrives at @time or later. */
static guint64
first_slot_at (DisorderGenerator *self,
               gint64             time)
{
  guint64 low = 0;
  guint64 high = 1;

  while (arrival_time (self, high) < time)
    high *= 2;
  while (low < high)
    {
      guint64 middle = low + (high - low) / 2;

      if (arrival_time (self, middle) < time)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static void
put_event (DisorderGenerator     *self,
           guint64                id,
           const Event           *event,
           SluiceGeneratorWriter *writer)
{
  char key[32];

  sluice_generator_begin (writer);
  sluice_generator_put_key (writer, "id");
  sluice_generator_put_number (writer, id);

  sluice_generator_put_key (writer, "key");
  g_snprintf (key, sizeof key, "key-%" G_GUINT64_FORMAT, event->key);
  if (event->null_key)
    sluice_generator_put_null (writer);
  else
    sluice_generator_put_string (writer, key, strlen (key));

  sluice_generator_put_key (writer, "value");
  if (event->null_value)
    sluice_generator_put_null (writer);
  else
    sluice_generator_put_number (writer, event->value);

  sluice_generator_put_key (writer, "ts");
  if (event->null_time)
    sluice_generator_put_null (writer);
  else
    sluice_generator_put_timestamp (writer, event->time);

  sluice_generator_put_key (writer, "partition");
  sluice_generator_put_number (writer, event->partition + 1);
  sluice_generator_end (writer);
}

static void
disorder_put_row (SluiceGenerator       *generator,
                  SluiceGeneratorWriter *writer)
{
  DisorderGenerator *self = (DisorderGenerator *) generator;
  char *begin = writer->p;
  SluiceGeneratorRandom random;
  guint64 slot;
  guint64 id;
  Event event;

  do
    {
      /* Going through a long silence row by row could take for ever. */
      if (self->only > 0 &&
          is_idle (self, self->only - 1, arrival_time (self, generator->position)))
        generator->position = first_slot_at (self, self->idle_end);

      slot = generator->position++;
      id = event_at (self, slot);
      event = draw_event (self, id);
    }
  while (self->only > 0 && event.partition != self->only - 1);

  put_event (self, id, &event, writer);

  random = sluice_generator_random_for (generator->seed, (G_GUINT64_CONSTANT (3) << 62) + slot);
  if (sluice_generator_random_chance (&random, self->malformed))
    writer->p = begin + 1 + sluice_generator_random_below (&random, writer->p - begin - 1);
}

const SluiceWorkload sluice_workload_disorder = {
  .name = "disorder",
  .summary = "Keyed rows with any amount of lateness, bursts, duplicates, skew, nulls and silence",
  .formats = "json|csv",
  .rate = "100",
  .options = disorder_options,
  .n_options = G_N_ELEMENTS (disorder_options),
  .instance_size = sizeof (DisorderGenerator),
  .configure = disorder_configure,
  .clear = disorder_clear,
  .put_row = disorder_put_row,
};
