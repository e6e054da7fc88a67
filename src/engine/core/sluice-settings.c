/* sluice-settings.c: the session settings that a query runs with.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/sluice-settings.h"

#include <string.h>

/* Spark's defaults, except where a comment says otherwise. Sorted by name. */
static const struct
{
  const char *name;
  const char *value;
} defaults[] = {
  { "spark.sql.ansi.enabled", "true" },
  { "spark.sql.caseSensitive", "false" },
  { "spark.sql.columnNameOfCorruptRecord", "_corrupt_record" },
  { "spark.sql.legacy.timeParserPolicy", "CORRECTED" },
  { "spark.sql.session.timeZone", "UTC" },
  /* Spark has 200, meant for a cluster; a partition of state costs little here but isn't free. */
  { "spark.sql.shuffle.partitions", "8" },
  { "spark.sql.streaming.checkpointLocation", NULL },
  { "spark.sql.streaming.fileSink.log.cleanupDelay", "10m" },
  { "spark.sql.streaming.fileSink.log.compactInterval", "10" },
  { "spark.sql.streaming.fileSource.log.cleanupDelay", "10m" },
  { "spark.sql.streaming.fileSource.log.compactInterval", "10" },
  { "spark.sql.streaming.minBatchesToRetain", "100" },
  { "spark.sql.streaming.multipleWatermarkPolicy", "min" },
  { "spark.sql.streaming.noDataMicroBatches.enabled", "true" },
  { "spark.sql.streaming.noDataProgressEventInterval", "10000" },
  { "spark.sql.streaming.numRecentProgressUpdates", "100" },
  { "spark.sql.streaming.pollingDelay", "10" },
  { "spark.sql.streaming.stateStore.minDeltasForSnapshot", "10" },
  { "spark.sql.streaming.statefulOperator.allowMultiple", "true" },
  { "spark.sql.streaming.statefulOperator.checkCorrectness.enabled", "true" },
  { "spark.sql.streaming.unsupportedOperationCheck", "true" },
  { "spark.sql.timeType.enabled", "false" },
};

static const char *
find_default (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (defaults); i++)
    if (strcmp (defaults[i].name, name) == 0)
      return defaults[i].value;

  return NULL;
}

SluiceSettings *
sluice_settings_new (GHashTable *values)
{
  SluiceSettings *self = g_new0 (SluiceSettings, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (values != NULL)
    {
      GHashTableIter iter;
      gpointer name, value;

      g_hash_table_iter_init (&iter, values);
      while (g_hash_table_iter_next (&iter, &name, &value))
        g_hash_table_insert (self->values, g_strdup (name), g_strdup (value));
    }

  self->ansi = sluice_settings_get_boolean (self, "spark.sql.ansi.enabled");
  self->case_sensitive = sluice_settings_get_boolean (self, "spark.sql.caseSensitive");
  self->time_zone = g_strdup (sluice_settings_get (self, "spark.sql.session.timeZone"));

  return self;
}

SluiceSettings *
sluice_settings_ref (SluiceSettings *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
sluice_settings_unref (SluiceSettings *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_hash_table_unref (self->values);
  g_free (self->time_zone);
  g_free (self);
}

const char *
sluice_settings_get (const SluiceSettings *self, const char *name)
{
  const char *value = g_hash_table_lookup (self->values, name);

  return value != NULL ? value : find_default (name);
}

gboolean
sluice_settings_get_boolean (const SluiceSettings *self, const char *name)
{
  const char *value = sluice_settings_get (self, name);
  const char *fallback = find_default (name);

  if (value != NULL && g_ascii_strcasecmp (value, "true") == 0)
    return TRUE;
  if (value != NULL && g_ascii_strcasecmp (value, "false") == 0)
    return FALSE;

  return fallback != NULL && strcmp (fallback, "true") == 0;
}

gint64
sluice_settings_get_int (const SluiceSettings *self, const char *name, gint64 fallback)
{
  const char *value = sluice_settings_get (self, name);
  gint64 number;

  if (value == NULL || !g_ascii_string_to_signed (value, 10, G_MININT64, G_MAXINT64, &number, NULL))
    return fallback;

  return number;
}

const char *const *
sluice_settings_list (guint *n)
{
  static const char *names[G_N_ELEMENTS (defaults)];
  static gsize once;

  if (g_once_init_enter (&once))
    {
      for (guint i = 0; i < G_N_ELEMENTS (defaults); i++)
        names[i] = defaults[i].name;
      g_once_init_leave (&once, 1);
    }
  *n = G_N_ELEMENTS (defaults);

  return names;
}
