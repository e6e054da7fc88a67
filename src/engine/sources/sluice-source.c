/* sluice-source.c: where the rows of a stream come from.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "sources/sluice-source.h"

SLUICE_DEFINE_ERROR_DOMAIN (sluice_source_error)

static const struct
{
  const char *format;
  SluiceSource *(*create) (const SluiceSourceParameters *parameters,
                           GError                      **error);
} kinds[] = {
  { "csv", sluice_file_source_new },
  { "json", sluice_file_source_new },
  { "memory", sluice_memory_source_new },
  { "rate", sluice_rate_source_new },
  { "text", sluice_file_source_new },
};

SluiceSource *
sluice_source_new (const SluiceSourceParameters *parameters, GError **error)
{
  const SluicePlan *plan = parameters->plan;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].format, plan->source.format) == 0)
      {
        SluiceSource *self = kinds[i].create (parameters, error);

        if (self != NULL)
          self->node_id = g_strdup (plan->node_id);
        else if (error != NULL)
          sluice_error_set_node (*error, plan->node_id, NULL);

        return self;
      }

  sluice_set_error (error, SLUICE_SOURCE_ERROR, SLUICE_SOURCE_ERROR_OPTION,
                    "DATA_SOURCE_NOT_FOUND", "Failed to find the data source: %s.",
                    plan->source.format);
  if (error != NULL)
    sluice_error_set_node (*error, plan->node_id, "format");

  return NULL;
}

void
sluice_source_free (SluiceSource *self)
{
  if (self == NULL)
    return;

  self->klass->free (self);
  g_free (self->node_id);
  g_free (self);
}

gboolean
sluice_source_latest_offset (SluiceSource *self,
                             const char   *start,
                             gboolean      all,
                             char        **offset,
                             GError      **error)
{
  *offset = NULL;

  return self->klass->latest_offset (self, start, all, offset, error);
}

SluiceScan *
sluice_source_new_scan (SluiceSource *self,
                        const guint  *columns,
                        guint         n_columns,
                        guint         n_workers,
                        GError      **error)
{
  return self->klass->new_scan (self, columns, n_columns, n_workers, error);
}

gboolean
sluice_source_commit (SluiceSource *self, const char *end, GError **error)
{
  return self->klass->commit == NULL || self->klass->commit (self, end, error);
}

gboolean
sluice_source_prepare_available_now (SluiceSource *self, GError **error)
{
  return self->klass->prepare_available_now == NULL
         || self->klass->prepare_available_now (self, error);
}

gboolean
sluice_source_restore (SluiceSource *self, const char *end, GError **error)
{
  return self->klass->restore == NULL || self->klass->restore (self, end, error);
}

gboolean
sluice_source_changed (SluiceSource *self)
{
  return self->klass->changed != NULL && self->klass->changed (self);
}

char *
sluice_source_describe (SluiceSource *self)
{
  return self->klass->describe (self);
}

void
sluice_scan_free (SluiceScan *self)
{
  if (self == NULL)
    return;

  self->klass->free (self);
  g_free (self);
}

gboolean
sluice_scan_prepare (SluiceScan *self,
                     const char *start,
                     const char *end,
                     guint      *n_tasks,
                     GError    **error)
{
  self->n_corrupt = 0;

  return self->klass->prepare (self, start, end, n_tasks, error);
}

gboolean
sluice_scan_run_task (SluiceScan     *self,
                      guint           worker,
                      guint           task,
                      SluiceBatchFunc func,
                      gpointer        user_data,
                      GCancellable   *cancellable,
                      GError        **error)
{
  return self->klass->run_task (self, worker, task, func, user_data, cancellable, error);
}
