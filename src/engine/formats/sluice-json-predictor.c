/* sluice-json-predictor.c: shapes of JSON records that came before.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-json-predictor.h"

/* With all places taken a new shape is learnt only now and then, so that records without any order aren't slowed
 * down. */
#define RELEARN_AFTER 256

void
sluice_json_predictor_init (SluiceJsonPredictor *self, gboolean enabled)
{
  *self = (SluiceJsonPredictor){ .enabled = enabled && g_getenv ("SLUICE_JSON_NO_PREDICTION") == NULL };
}

void
sluice_json_predictor_clear (SluiceJsonPredictor *self)
{
  for (guint i = 0; i < self->n_templates; i++)
    sluice_json_template_free (self->templates[i]);
  self->n_templates = 0;
}

void
sluice_json_predictor_learn (SluiceJsonPredictor  *self,
                             const SluiceJsonTape *tape,
                             SluiceJsonShape      *shape,
                             SluiceColumnBuilder  *rows)
{
  SluiceJsonTemplate *template;
  guint place = self->n_templates;

  if (!self->enabled || tape->nodes[0].kind != SLUICE_JSON_OBJECT)
    return;
  if (place == SLUICE_JSON_MAX_TEMPLATES)
    {
      if (++self->misses < RELEARN_AFTER)
        return;
      self->misses = 0;
      place = (self->current + 1) % SLUICE_JSON_MAX_TEMPLATES;
    }

  template = sluice_json_template_new (tape, shape, rows);
  if (template == NULL)
    return;
  if (place == self->n_templates)
    self->n_templates++;
  else
    sluice_json_template_free (self->templates[place]);
  self->templates[place] = template;
  self->current = place;
}

const char *
sluice_json_predictor_read (SluiceJsonPredictor *self,
                            SluiceJsonConverter *converter,
                            SluiceJsonTape      *tape,
                            const char          *p,
                            const char          *end)
{
  for (guint i = 0; i < self->n_templates; i++)
    {
      guint place = self->current + i < self->n_templates ? self->current + i
                                                          : self->current + i - self->n_templates;
      const char *stop = sluice_json_template_read (self->templates[place], converter, tape, p, end);

      if (G_LIKELY (stop != NULL))
        {
          self->current = place;
          return stop;
        }
    }

  return NULL;
}
