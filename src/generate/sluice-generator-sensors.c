/* sluice-generator-sensors.c: readings of devices, with spikes and late ones.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "generate/sluice-generator-private.h"

typedef struct
{
  SluiceGenerator parent;

  guint64 devices;
  guint64 spikes;
  guint64 late;
  guint64 max_lateness;
} SensorsGenerator;

static const SluiceGeneratorOption sensors_options[] = {
  { "devices", SLUICE_GENERATOR_COUNT, "20", NULL, 1, 1000000,
    "How many devices report, one after the other" },
  { "spikes", SLUICE_GENERATOR_PERCENT, "0.5", NULL, 0, 0,
    "Share of readings that are 15 to 40 degrees too high" },
  { "late", SLUICE_GENERATOR_PERCENT, "2", NULL, 0, 0, "Share of readings that come late" },
  { "max-lateness", SLUICE_GENERATOR_DURATION, "2 minutes", NULL, 0, 0,
    "How late a late reading is at most" },
};

static gboolean
sensors_configure (SluiceGenerator *generator,
                   GError         **error)
{
  SensorsGenerator *self = (SensorsGenerator *) generator;

  self->devices = sluice_generator_get (generator, "devices");
  self->spikes = sluice_generator_get (generator, "spikes");
  self->late = sluice_generator_get (generator, "late");
  self->max_lateness = sluice_generator_get (generator, "max-lateness");
  generator->schema = "device STRING, ts TIMESTAMP, temperature DOUBLE, humidity INT";
  generator->columns = "device,ts,temperature,humidity";

  return TRUE;
}

/* From 0 to 800 hundredths of a degree and back within a day: coldest at midnight. */
static gint64
warmth_of_day (gint64 time)
{
  gint64 second = time / 1000 % 86400;

  return (second < 43200 ? second : 86400 - second) / 54;
}

static void
sensors_put_row (SluiceGenerator       *generator,
                 SluiceGeneratorWriter *writer)
{
  SensorsGenerator *self = (SensorsGenerator *) generator;
  guint64 row = generator->position++;
  guint64 device = row % self->devices;
  SluiceGeneratorRandom random = sluice_generator_random_for (generator->seed, row);
  SluiceGeneratorRandom place =
    sluice_generator_random_for (generator->seed, (G_GUINT64_CONSTANT (1) << 63) + device);
  gint64 time = sluice_generator_row_time (generator, row);
  gint64 hundredths = 1600 + sluice_generator_random_below (&place, 500) + warmth_of_day (time);
  gint64 humidity = 35 + sluice_generator_random_below (&place, 30);
  char name[32];

  hundredths += (gint64) sluice_generator_random_below (&random, 81) - 40;
  humidity += (gint64) sluice_generator_random_below (&random, 7) - 3;
  if (sluice_generator_random_chance (&random, self->spikes))
    hundredths += 1500 + sluice_generator_random_below (&random, 2500);
  if (sluice_generator_random_chance (&random, self->late))
    time -= sluice_generator_random_below (&random, self->max_lateness + 1);
  g_snprintf (name, sizeof name, "sensor-%02" G_GUINT64_FORMAT, device + 1);

  sluice_generator_begin (writer);
  sluice_generator_put_key (writer, "device");
  sluice_generator_put_string (writer, name, strlen (name));
  sluice_generator_put_key (writer, "ts");
  sluice_generator_put_timestamp (writer, time);
  sluice_generator_put_key (writer, "temperature");
  sluice_generator_put_hundredths (writer, hundredths);
  sluice_generator_put_key (writer, "humidity");
  sluice_generator_put_number (writer, humidity);
  sluice_generator_end (writer);
}

const SluiceWorkload sluice_workload_sensors = {
  .name = "sensors",
  .summary = "Temperature and humidity of devices, with spikes and late readings",
  .formats = "json|csv",
  .rate = "20",
  .options = sensors_options,
  .n_options = G_N_ELEMENTS (sensors_options),
  .instance_size = sizeof (SensorsGenerator),
  .configure = sensors_configure,
  .put_row = sensors_put_row,
};
