/* sluice-settings.h: the session settings that a query runs with.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SluiceSettings:
 * @ansi: `spark.sql.ansi.enabled`
 * @case_sensitive: `spark.sql.caseSensitive`
 * @time_zone: `spark.sql.session.timeZone`, a valid zone id; UTC by default
 * @values: every setting that was given: name to value, both owned
 *
 * Spark's session settings, immutable and reference-counted. The ones that the data path asks for have
 * fields of their own.
 */
typedef struct
{
  gatomicrefcount ref_count;
  gboolean ansi;
  gboolean case_sensitive;
  char *time_zone;
  GHashTable *values;
} SluiceSettings;

/**
 * sluice_settings_new:
 * @values: (nullable) (transfer none): names to values, strings; copied
 *
 * Values that aren't of their setting's kind count as its default here; the analysis of a document
 * reports them.
 *
 * Returns: (transfer full): the settings
 */
SluiceSettings *sluice_settings_new (GHashTable *values) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_settings_ref:
 * @self: settings
 *
 * Returns: (transfer full): @self
 */
SluiceSettings *sluice_settings_ref (SluiceSettings *self);

/**
 * sluice_settings_unref:
 * @self: (nullable): settings
 *
 * Gives up a reference.
 */
void sluice_settings_unref (SluiceSettings *self);

/**
 * sluice_settings_get:
 * @self: settings
 * @name: a setting's name
 *
 * Returns: (transfer none) (nullable): its value, or its default when the engine knows one
 */
const char *sluice_settings_get (const SluiceSettings *self,
                                 const char           *name);

/**
 * sluice_settings_get_boolean:
 * @self: settings
 * @name: a setting's name
 *
 * Returns: whether its value (or default) is `true`, in any case
 */
gboolean sluice_settings_get_boolean (const SluiceSettings *self,
                                      const char           *name);

/**
 * sluice_settings_get_int:
 * @self: settings
 * @name: a setting's name
 * @fallback: what to return when it isn't a number
 *
 * Returns: its value (or default) as a number
 */
gint64 sluice_settings_get_int (const SluiceSettings *self,
                                const char           *name,
                                gint64                fallback);

/**
 * sluice_settings_list:
 * @n: (out): how many there are
 *
 * Returns: (transfer none) (array length=n): the names of the settings that the engine knows, sorted;
 *   anything else in a document deserves a warning
 */
const char *const *sluice_settings_list (guint *n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceSettings, sluice_settings_unref)

G_END_DECLS
