/* sluice-sink.c: where the rows of a query go.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "sinks/sluice-sink.h"

SLUICE_DEFINE_ERROR_DOMAIN (sluice_sink_error)

static const struct
{
  const char *format;
  SluiceSink *(*create) (const SluiceSinkParameters *parameters,
                         GError                    **error);
} kinds[] = {
  { "console", sluice_console_sink_new }, { "csv", sluice_file_sink_new },
  { "json", sluice_file_sink_new },       { "memory", sluice_memory_sink_new },
  { "noop", sluice_noop_sink_new },       { "text", sluice_file_sink_new },
};

SluiceSink *
sluice_sink_new (const SluiceSinkParameters *parameters, GError **error)
{
  const SluiceQueryPlan *query = parameters->query;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].format, query->format) == 0)
      {
        SluiceSink *self = kinds[i].create (parameters, error);

        if (self != NULL)
          self->schema = sluice_type_ref (query->plan->schema);
        else if (error != NULL)
          sluice_error_set_node (*error, query->sink_id, NULL);

        return self;
      }

  sluice_set_error (error, SLUICE_SINK_ERROR, SLUICE_SINK_ERROR_OPTION, "DATA_SOURCE_NOT_FOUND",
                    "Failed to find the data source: %s.", query->format);
  if (error != NULL)
    sluice_error_set_node (*error, query->sink_id, "format");

  return NULL;
}

void
sluice_sink_free (SluiceSink *self)
{
  if (self == NULL)
    return;

  self->klass->free (self);
  sluice_type_unref (self->schema);
  g_free (self);
}

gboolean
sluice_sink_begin (SluiceSink *self, gint64 batch_id, gboolean *done_before, GError **error)
{
  *done_before = FALSE;

  return self->klass->begin (self, batch_id, done_before, error);
}

gboolean
sluice_sink_write (SluiceSink *self, guint worker, SluiceBatch *batch, GError **error)
{
  return self->klass->write (self, worker, batch, error);
}

gboolean
sluice_sink_commit (SluiceSink *self, gint64 batch_id, GError **error)
{
  return self->klass->commit (self, batch_id, error);
}

void
sluice_sink_abort (SluiceSink *self)
{
  if (self->klass->abort != NULL)
    self->klass->abort (self);
}

char *
sluice_sink_describe (SluiceSink *self)
{
  return self->klass->describe (self);
}

/* The noop sink: for measuring what comes before it. */

static gboolean
noop_begin (SluiceSink *self, gint64 batch_id, gboolean *done_before, GError **error)
{
  return TRUE;
}

static gboolean
noop_write (SluiceSink *self, guint worker, SluiceBatch *batch, GError **error)
{
  return TRUE;
}

static gboolean
noop_commit (SluiceSink *self, gint64 batch_id, GError **error)
{
  return TRUE;
}

static char *
noop_describe (SluiceSink *self)
{
  return g_strdup ("org.apache.spark.sql.execution.datasources.noop.NoopTable$");
}

static void
noop_free (SluiceSink *self)
{
}

static const SluiceSinkClass noop_class = {
  .begin = noop_begin,
  .write = noop_write,
  .commit = noop_commit,
  .describe = noop_describe,
  .free = noop_free,
};

SluiceSink *
sluice_noop_sink_new (const SluiceSinkParameters *parameters, GError **error)
{
  SluiceSink *self = g_new0 (SluiceSink, 1);

  self->klass = &noop_class;
  self->reports_rows = TRUE;

  return self;
}
