/* sluice-progress-printer.h: shows on a terminal how queries get on.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "stream/sluice-query.h"

G_BEGIN_DECLS

/** SluiceProgressStyle: how progress is shown on standard error. */
typedef enum
{
  SLUICE_PROGRESS_NONE,
  SLUICE_PROGRESS_JSON,
  SLUICE_PROGRESS_TTY,
} SluiceProgressStyle;

/**
 * SluiceProgressPrinter:
 *
 * Takes reports from the queries' threads and shows them: a line of JSON each, or a table that is drawn
 * again and again in place, with what the console sink prints moving past above it. Thread-safe.
 */
typedef struct _SluiceProgressPrinter SluiceProgressPrinter;

/** sluice_progress_printer_new: @style: how, @n: number of queries. Returns: (transfer full): a printer. */
SluiceProgressPrinter *sluice_progress_printer_new (SluiceProgressStyle style,
                                                    guint               n) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_progress_printer_free: @self: (nullable): a printer; the last table stays on the screen. */
void sluice_progress_printer_free (SluiceProgressPrinter *self);

/**
 * sluice_progress_printer_name:
 * @self: a printer
 * @query: index of a query
 * @name: what to call it
 */
void sluice_progress_printer_name (SluiceProgressPrinter *self,
                                   guint                  query,
                                   const char            *name);

/**
 * sluice_progress_printer_progress:
 * @self: a printer
 * @query: index of a query
 * @progress: its report
 */
void sluice_progress_printer_progress (SluiceProgressPrinter *self,
                                       guint                  query,
                                       SluiceProgress        *progress);

/**
 * sluice_progress_printer_state:
 * @self: a printer
 * @query: index of a query
 * @text: what it is doing
 */
void sluice_progress_printer_state (SluiceProgressPrinter *self,
                                    guint                  query,
                                    const char            *text);

/**
 * sluice_progress_printer_console:
 * @self: a printer
 * @text: (array length=length): what a console sink prints
 * @length: bytes
 *
 * Writes to standard output, above the table.
 */
void sluice_progress_printer_console (SluiceProgressPrinter *self,
                                      const char            *text,
                                      gsize                  length);

/**
 * sluice_progress_printer_draw:
 * @self: a printer
 * @last: whether the queries have ended
 *
 * Draws the table if anything is new; where standard error is no terminal, writes it as lines once a
 * second and at the end.
 */
void sluice_progress_printer_draw (SluiceProgressPrinter *self,
                                   gboolean               last);

G_END_DECLS
