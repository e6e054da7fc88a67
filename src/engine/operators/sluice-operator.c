/* sluice-operator.c: what the rows of a micro-batch flow through.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "operators/sluice-operator.h"

#include "core/sluice-error.h"

SLUICE_DEFINE_ERROR_DOMAIN (sluice_operator_error)

gpointer
sluice_operator_alloc (const SluiceOperatorClass *klass,
                       gsize                      size,
                       const char                *node_id,
                       const SluiceType          *schema)
{
  SluiceOperator *self = g_malloc0 (size);

  self->klass = klass;
  self->node_id = g_strdup (node_id);
  self->schema = sluice_type_ref (schema);

  return self;
}

void
sluice_operator_free (SluiceOperator *self)
{
  if (self == NULL)
    return;

  if (self->klass->free != NULL)
    self->klass->free (self);
  g_free (self->inputs);
  g_free (self->node_id);
  g_strfreev (self->counted_ids);
  g_free (self->error_node_id);
  sluice_type_unref (self->schema);
  g_free (self);
}

void
sluice_operator_connect (SluiceOperator *self, SluiceOperator *downstream, guint port)
{
  self->downstream = downstream;
  self->downstream_port = port;

  if (downstream->n_inputs <= port)
    {
      downstream->inputs = g_renew (SluiceOperator *, downstream->inputs, port + 1);
      for (guint i = downstream->n_inputs; i <= port; i++)
        downstream->inputs[i] = NULL;
      downstream->n_inputs = port + 1;
    }
  downstream->inputs[port] = self;
}

gboolean
sluice_operator_emit (SluiceOperator *self, guint worker, SluiceBatch *batch, GError **error)
{
  const SluiceProbe *probe = self->round != NULL ? self->round->probe : NULL;

  if (batch->n_selected == 0)
    return TRUE;

  if (G_UNLIKELY (probe != NULL) && probe->rows != NULL && self->node_id != NULL)
    probe->rows (probe->user_data, self->node_id, worker, batch);
  if (G_UNLIKELY (probe != NULL) && probe->count != NULL && self->counted_ids != NULL)
    for (guint i = 0; self->counted_ids[i] != NULL; i++)
      probe->count (probe->user_data, self->counted_ids[i], worker, batch->n_selected);

  return self->downstream == NULL
         || self->downstream->klass->push (self->downstream, worker, self->downstream_port, batch, error);
}
