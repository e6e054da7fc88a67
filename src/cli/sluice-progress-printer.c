/* sluice-progress-printer.c: shows on a terminal how queries get on.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "cli/sluice-progress-printer.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "expr/sluice-convert.h"

#define HISTORY 24
#define PLAIN_INTERVAL_US G_USEC_PER_SEC

typedef struct
{
  char *name;
  char *state;
  SluiceProgress *last;
  gint64 n_rows;
  double rates[HISTORY]; /* the newest last */
  guint n_rates;
} QueryLine;

struct _SluiceProgressPrinter
{
  SluiceProgressStyle style;
  GMutex lock;
  guint n;
  QueryLine *lines;
  guint drawn; /* lines of the table on the screen */
  gboolean plain; /* no terminal: lines one below the other, now and then */
  gint64 drawn_us;
  gboolean dirty;
};

SluiceProgressPrinter *
sluice_progress_printer_new (SluiceProgressStyle style, guint n)
{
  SluiceProgressPrinter *self = g_new0 (SluiceProgressPrinter, 1);

  self->style = style;
  self->plain = !isatty (STDERR_FILENO);
  self->n = n;
  self->lines = g_new0 (QueryLine, MAX (n, 1));
  g_mutex_init (&self->lock);

  return self;
}

void
sluice_progress_printer_free (SluiceProgressPrinter *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < self->n; i++)
    {
      g_free (self->lines[i].name);
      g_free (self->lines[i].state);
      sluice_progress_unref (self->lines[i].last);
    }
  g_free (self->lines);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
sluice_progress_printer_name (SluiceProgressPrinter *self, guint query, const char *name)
{
  self->lines[query].name = g_strdup (name);
}

static void
append_sparkline (GString *out, const QueryLine *line)
{
  static const char *const bars[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
  double highest = 0;

  for (guint i = 0; i < line->n_rates; i++)
    highest = MAX (highest, line->rates[i]);
  for (guint i = 0; i < line->n_rates; i++)
    g_string_append (out, bars[highest > 0 ? (guint) (line->rates[i] / highest * 7 + 0.5) : 0]);
}

static void
append_count (GString *out, double value)
{
  if (value >= 1e9)
    g_string_append_printf (out, "%.2fG", value / 1e9);
  else if (value >= 1e6)
    g_string_append_printf (out, "%.2fM", value / 1e6);
  else if (value >= 1e4)
    g_string_append_printf (out, "%.1fk", value / 1e3);
  else
    g_string_append_printf (out, "%.0f", value);
}

static void
append_line (GString *out, const QueryLine *line)
{
  const SluiceProgress *last = line->last;
  gint64 state_rows = 0;
  gint64 dropped = 0;

  g_string_append_printf (out, "%s  ", line->name != NULL ? line->name : "query");
  if (last == NULL)
    {
      g_string_append_printf (out, "%s\n", line->state != NULL ? line->state : "");
      return;
    }

  for (guint i = 0; i < last->n_state_operators; i++)
    {
      state_rows += last->state_operators[i].num_rows_total;
      dropped += last->state_operators[i].num_rows_dropped_by_watermark;
    }

  g_string_append_printf (out, "batch %" G_GINT64_FORMAT "  ", last->batch_id);
  append_count (out, line->n_rows);
  g_string_append (out, " rows  ");
  append_count (out, last->processed_rows_per_second);
  g_string_append (out, " rows/s ");
  append_sparkline (out, line);
  g_string_append_printf (out, "  %.1f ms", last->batch_duration_us / 1e3);
  if (last->n_state_operators > 0)
    {
      g_string_append (out, "  state ");
      append_count (out, state_rows);
    }
  if (last->has_watermark)
    {
      char text[SLUICE_FORMAT_MAX];
      gsize length = sluice_format_timestamp (last->watermark_ms * 1000, NULL, text);

      g_string_append_printf (out, "  watermark %.*s", (int) length, text);
    }
  if (dropped > 0)
    g_string_append_printf (out, "  late %" G_GINT64_FORMAT, dropped);
  g_string_append_printf (out, "  %s\n", line->state != NULL ? line->state : "");
}

/* Takes the table off the screen; the cursor stands where it began. */
static void
erase (SluiceProgressPrinter *self)
{
  if (self->drawn > 0)
    fprintf (stderr, "\033[%uA\r\033[J", self->drawn);
  self->drawn = 0;
}

static void
draw_locked (SluiceProgressPrinter *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  /* A line that is wider than the terminal is cut: wrapped, it would be two to erase. */
  if (!self->plain)
    g_string_append (text, "\033[?7l");
  for (guint i = 0; i < self->n; i++)
    append_line (text, &self->lines[i]);
  if (!self->plain)
    g_string_append (text, "\033[?7h");
  erase (self);
  fwrite (text->str, 1, text->len, stderr);
  fflush (stderr);
  self->drawn = self->plain ? 0 : self->n;
  self->drawn_us = g_get_monotonic_time ();
  self->dirty = FALSE;
}

void
sluice_progress_printer_draw (SluiceProgressPrinter *self, gboolean last)
{
  gboolean due;

  g_mutex_lock (&self->lock);
  due = last || !self->plain || g_get_monotonic_time () - self->drawn_us >= PLAIN_INTERVAL_US;
  if (self->style == SLUICE_PROGRESS_TTY && self->dirty && due)
    draw_locked (self);
  g_mutex_unlock (&self->lock);
}

void
sluice_progress_printer_progress (SluiceProgressPrinter *self, guint query, SluiceProgress *progress)
{
  QueryLine *line = &self->lines[query];

  g_mutex_lock (&self->lock);
  if (self->style == SLUICE_PROGRESS_JSON)
    {
      g_autofree char *json = sluice_progress_to_json (progress);

      fprintf (stderr, "%s\n", json);
    }

  if (line->n_rates == HISTORY)
    memmove (line->rates, line->rates + 1, sizeof (double) * --line->n_rates);
  line->rates[line->n_rates++] = progress->processed_rows_per_second;
  line->n_rows += progress->num_input_rows;
  sluice_progress_unref (line->last);
  line->last = sluice_progress_ref (progress);
  self->dirty = TRUE;
  g_mutex_unlock (&self->lock);
}

void
sluice_progress_printer_state (SluiceProgressPrinter *self, guint query, const char *text)
{
  g_mutex_lock (&self->lock);
  g_free (self->lines[query].state);
  self->lines[query].state = g_strdup (text);
  self->dirty = TRUE;
  g_mutex_unlock (&self->lock);
}

void
sluice_progress_printer_console (SluiceProgressPrinter *self, const char *text, gsize length)
{
  g_mutex_lock (&self->lock);
  if (self->style == SLUICE_PROGRESS_TTY)
    {
      erase (self);
      fflush (stderr);
    }
  fwrite (text, 1, length, stdout);
  fflush (stdout);
  if (self->style == SLUICE_PROGRESS_TTY && !self->plain)
    draw_locked (self);
  g_mutex_unlock (&self->lock);
}
