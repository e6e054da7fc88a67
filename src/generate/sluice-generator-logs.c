/* sluice-generator-logs.c: lines of a service's log, with bad minutes.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "generate/sluice-generator-private.h"

typedef struct
{
  SluiceGenerator parent;

  guint64 incident_every;
  guint64 incident_length;
} LogsGenerator;

typedef enum
{
  LEVEL_DEBUG,
  LEVEL_INFO,
  LEVEL_WARN,
  LEVEL_ERROR,
} Level;

static const char *const levels[] = { "DEBUG", "INFO", "WARN", "ERROR" };
static const char *const services[] = { "gateway", "checkout", "catalog", "payments", "search" };

/* What is said at each level, before and after a number. */
static const struct
{
  const char *before;
  const char *after;
} messages[][2] = {
  [LEVEL_DEBUG] = { { "cache holds ", " entries" }, { "poll returned after ", " ms" } },
  [LEVEL_INFO] = { { "request served in ", " ms" }, { "order ", " accepted" } },
  [LEVEL_WARN] = { { "slow request: ", " ms" }, { "retrying after ", " ms" } },
  [LEVEL_ERROR] = { { "upstream timed out after ", " ms" }, { "request failed with code ", "" } },
};

static const SluiceGeneratorOption logs_options[] = {
  { "incident-every", SLUICE_GENERATOR_DURATION, "10 minutes", NULL, 0, 0,
    "How often errors become frequent; 0s for never" },
  { "incident-length", SLUICE_GENERATOR_DURATION, "1 minute", NULL, 0, 0,
    "How long they stay so" },
};

static gboolean
logs_configure (SluiceGenerator *generator,
                GError         **error)
{
  LogsGenerator *self = (LogsGenerator *) generator;

  self->incident_every = sluice_generator_get (generator, "incident-every");
  self->incident_length = sluice_generator_get (generator, "incident-length");
  if (generator->format == SLUICE_GENERATOR_TEXT)
    generator->schema = "value STRING";
  else
    generator->schema = "ts TIMESTAMP, level STRING, service STRING, message STRING";
  generator->columns = "ts,level,service,message";

  return TRUE;
}

/* Out of a hundred lines. In an incident every second line is an error. */
static Level
level_for (guint64  percent,
           gboolean incident)
{
  if (incident)
    return percent < 50 ? LEVEL_ERROR : percent < 75 ? LEVEL_WARN : LEVEL_INFO;
  return percent < 2 ? LEVEL_ERROR : percent < 8 ? LEVEL_WARN : percent < 80 ? LEVEL_INFO
                                                                            : LEVEL_DEBUG;
}

static void
logs_put_row (SluiceGenerator       *generator,
              SluiceGeneratorWriter *writer)
{
  LogsGenerator *self = (LogsGenerator *) generator;
  guint64 row = generator->position++;
  SluiceGeneratorRandom random = sluice_generator_random_for (generator->seed, row);
  gint64 time = sluice_generator_row_time (generator, row);
  guint64 elapsed = time - generator->start;
  /* The incident ends each period, so that a stream begins well. */
  gboolean incident =
    self->incident_every > 0 &&
    elapsed % self->incident_every + self->incident_length >= self->incident_every;
  Level level = level_for (sluice_generator_random_below (&random, 100), incident);
  const char *service = services[sluice_generator_random_below (&random, G_N_ELEMENTS (services))];
  guint kind = sluice_generator_random_below (&random, G_N_ELEMENTS (messages[level]));
  gboolean is_code = level == LEVEL_ERROR && kind == 1;
  guint64 number =
    is_code ? 500 + sluice_generator_random_below (&random, 5)
            : 1 + sluice_generator_random_below (&random, 2000);
  char message[64];

  g_snprintf (message,
              sizeof message,
              "%s%" G_GUINT64_FORMAT "%s",
              messages[level][kind].before,
              number,
              messages[level][kind].after);

  if (writer->format == SLUICE_GENERATOR_TEXT)
    {
      sluice_generator_put_time (writer, time);
      *writer->p++ = ' ';
      sluice_generator_put (writer, levels[level], strlen (levels[level]));
      sluice_generator_put (writer, "  ", strlen (levels[level]) < 5 ? 2 : 1);
      sluice_generator_put (writer, service, strlen (service));
      sluice_generator_put_literal (writer, ": ");
      sluice_generator_put (writer, message, strlen (message));
      return;
    }

  sluice_generator_begin (writer);
  sluice_generator_put_key (writer, "ts");
  sluice_generator_put_timestamp (writer, time);
  sluice_generator_put_key (writer, "level");
  sluice_generator_put_string (writer, levels[level], strlen (levels[level]));
  sluice_generator_put_key (writer, "service");
  sluice_generator_put_string (writer, service, strlen (service));
  sluice_generator_put_key (writer, "message");
  sluice_generator_put_string (writer, message, strlen (message));
  sluice_generator_end (writer);
}

const SluiceWorkload sluice_workload_logs = {
  .name = "logs",
  .summary = "Log lines of five services: time, level, service, message",
  .formats = "text|json|csv",
  .rate = "5",
  .options = logs_options,
  .n_options = G_N_ELEMENTS (logs_options),
  .instance_size = sizeof (LogsGenerator),
  .configure = logs_configure,
  .put_row = logs_put_row,
};
