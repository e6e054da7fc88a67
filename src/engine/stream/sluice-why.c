/* sluice-why.c: says in words and numbers why a row went where it went.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "stream/sluice-why.h"

#include "expr/sluice-convert.h"

char *
sluice_why_time (gint64 us, const SluiceSettings *settings)
{
  char text[SLUICE_FORMAT_MAX];
  gsize length = sluice_format_timestamp (us, sluice_zone_lookup (settings->time_zone), text);

  return g_strndup (text, length);
}

char *
sluice_why_span (gint64 us)
{
  static const struct
  {
    gint64 us;
    const char *name;
  } units[] = {
    { G_GINT64_CONSTANT (86400000000), "d" }, { G_GINT64_CONSTANT (3600000000), "h" }, { 60000000, "min" },
    { 1000000, "s" },                         { 1000, "ms" },                          { 1, "µs" },
  };
  GString *text = g_string_new (us < 0 ? "−" : NULL);
  guint64 left = us < 0 ? -(guint64) us : (guint64) us;
  guint n = 0;

  /* Two units are enough to tell how long it is, and all that is below is left out. */
  for (guint i = 0; i < G_N_ELEMENTS (units) && n < 2; i++)
    {
      guint64 count = left / (guint64) units[i].us;

      if (count == 0)
        {
          n += n > 0;
          continue;
        }
      g_string_append_printf (text, "%s%" G_GUINT64_FORMAT " %s", n > 0 ? " " : "", count, units[i].name);
      left -= count * (guint64) units[i].us;
      n++;
    }
  if (n == 0)
    g_string_append (text, "0 s");

  return g_string_free (text, FALSE);
}

static gboolean
is_time (gint64 us)
{
  return us != SLUICE_NO_TIME && us != SLUICE_NEVER;
}

/* Where the watermark came from, and which delay would have kept the row. */
static void
append_cause (const SluiceWhy *self, const SluiceSettings *settings, GString *out)
{
  gint64 delay_us = self->node.delay_ms * 1000;
  gint64 event_us = self->watermark_us + delay_us;
  g_autofree char *event = sluice_why_time (event_us, settings);
  g_autofree char *delay = sluice_why_span (delay_us);
  g_autofree char *enough = sluice_why_span (event_us - self->bound_us);

  if (self->node.node_id == NULL || !is_time (self->bound_us))
    return;
  g_string_append_printf (out, " That watermark is an event of %s", event);
  if (self->node.batch_id >= 0)
    g_string_append_printf (out, " in batch %" G_GINT64_FORMAT, self->node.batch_id);
  g_string_append_printf (out, ", less the delay of %s at “%s”", delay, self->node.node_id);
  if (self->node.batch_id >= 0)
    g_string_append_printf (out,
                            "; by it state leaves from batch %" G_GINT64_FORMAT
                            " on, and rows are late from batch %" G_GINT64_FORMAT " on",
                            self->node.batch_id + 1, self->node.batch_id + 2);
  g_string_append_printf (out, ". A delay of more than %s would have kept the row.", enough);
}

static void
append_late (const SluiceWhy *self, const SluiceSettings *settings, GString *out)
{
  g_autofree char *event = is_time (self->event_us) ? sluice_why_time (self->event_us, settings) : NULL;
  g_autofree char *bound = sluice_why_time (self->bound_us, settings);
  g_autofree char *watermark = sluice_why_time (self->watermark_us, settings);
  g_autofree char *by = sluice_why_span (self->watermark_us - self->bound_us);

  if (event != NULL && self->event_us != self->bound_us)
    g_string_append_printf (out,
                            "Dropped as late: its event time is %s, and the window that it belongs to ends at %s. The "
                            "watermark had come to %s, which closed the window: %s too late.",
                            event, bound, watermark, by);
  else
    g_string_append_printf (out,
                            "Dropped as late: its event time %s is not after the watermark, which had come to %s: %s "
                            "too late.",
                            bound, watermark, by);
  append_cause (self, settings, out);
}

static void
append_withheld (const SluiceWhy *self, const SluiceSettings *settings, GString *out)
{
  g_autofree char *bound = NULL;
  g_autofree char *watermark = NULL;
  g_autofree char *by = NULL;
  g_autofree char *needed = NULL;

  if (!is_time (self->bound_us))
    {
      g_string_append (out, "Waits for ever: no watermark makes it come out, as nothing bounds its time.");
      return;
    }

  bound = sluice_why_time (self->bound_us, settings);
  g_string_append_printf (out, "Waits: it comes out with the first batch whose watermark has reached %s.", bound);
  if (!is_time (self->watermark_us) || self->watermark_us <= 0)
    g_string_append (out, " There is no watermark yet: that takes an event, and the batch after it.");
  else
    {
      watermark = sluice_why_time (self->watermark_us, settings);
      by = sluice_why_span (self->bound_us - self->watermark_us);
      g_string_append_printf (out, " The watermark is %s, %s short.", watermark, by);
    }
  if (self->node.node_id == NULL)
    return;
  needed = sluice_why_time (self->bound_us + self->node.delay_ms * 1000, settings);
  g_string_append_printf (out, " An event of %s or later is needed at “%s”, and the row comes with the batch after it.",
                          needed, self->node.node_id);
}

static void
append_emitted (const SluiceWhy *self, const SluiceSettings *settings, GString *out)
{
  g_autofree char *bound = is_time (self->bound_us) ? sluice_why_time (self->bound_us, settings) : NULL;
  g_autofree char *watermark = is_time (self->watermark_us) ? sluice_why_time (self->watermark_us, settings) : NULL;

  if (bound != NULL && watermark != NULL && self->bound_us <= self->watermark_us)
    g_string_append_printf (out, "Came out: the watermark %s has reached %s.", watermark, bound);
  else if (self->mode == SLUICE_OUTPUT_COMPLETE)
    g_string_append (out, "Came out: complete mode gives every group with every batch.");
  else if (self->mode == SLUICE_OUTPUT_UPDATE && bound != NULL)
    g_string_append_printf (out,
                            "Came out: update mode gives what a batch has changed. It may change until the watermark "
                            "reaches %s.",
                            bound);
  else
    g_string_append (out, "Came out.");
}

static void
append_duplicate (const SluiceWhy *self, const SluiceSettings *settings, GString *out)
{
  g_autofree char *bound = is_time (self->bound_us) ? sluice_why_time (self->bound_us, settings) : NULL;

  g_string_append (out, "Dropped as a duplicate: a row with this key had come before.");
  if (bound != NULL)
    g_string_append_printf (out, " The key is remembered until the watermark reaches %s.", bound);
  else if (self->bound_us == SLUICE_NEVER)
    g_string_append (out, " The key is remembered for ever.");
}

char *
sluice_why_to_text (const SluiceWhy *self, const SluiceSettings *settings)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *bound = is_time (self->bound_us) ? sluice_why_time (self->bound_us, settings) : NULL;
  g_autofree char *watermark = is_time (self->watermark_us) ? sluice_why_time (self->watermark_us, settings) : NULL;

  switch (self->decision)
    {
    case SLUICE_DECISION_DROPPED_LATE:
      append_late (self, settings, out);
      break;
    case SLUICE_DECISION_WITHHELD:
      append_withheld (self, settings, out);
      break;
    case SLUICE_DECISION_EMITTED:
      append_emitted (self, settings, out);
      break;
    case SLUICE_DECISION_DUPLICATE_DROPPED:
      append_duplicate (self, settings, out);
      break;
    case SLUICE_DECISION_EVICTED:
      if (bound != NULL && watermark != NULL)
        g_string_append_printf (out, "Left the state: the watermark %s has reached %s.", watermark, bound);
      else
        g_string_append (out, "Left the state.");
      break;
    case SLUICE_DECISION_JOINED:
      g_string_append (out, "Found a partner.");
      break;
    case SLUICE_DECISION_CORRUPT_RECORD:
    default:
      g_string_append (out, "Not a record of the source's format.");
      break;
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}
