/* sluice-error.c: errors that carry Spark's condition and the place they belong to.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "core/sluice-error.h"

#include <string.h>

static GHashTable *domains;
static GMutex domains_lock;

static SluiceErrorInfo *
private_info (const GError *error)
{
  GQuark domain = error->domain;
  gsize size;

  g_mutex_lock (&domains_lock);
  size = domains != NULL ? GPOINTER_TO_SIZE (g_hash_table_lookup (domains, GUINT_TO_POINTER (domain)))
                         : 0;
  g_mutex_unlock (&domains_lock);

  /* GLib keeps the private part of an extended error right before the public one. */
  return size != 0 ? (SluiceErrorInfo *) (gpointer) ((guint8 *) error - size) : NULL;
}

static void
info_init (GError *error)
{
  SluiceErrorInfo *info = private_info (error);

  info->position = -1;
  info->batch_id = -1;
  info->row = -1;
}

static void
info_copy (const GError *source, GError *copy)
{
  const SluiceErrorInfo *from = private_info (source);
  SluiceErrorInfo *to = private_info (copy);

  *to = *from;
  to->condition = g_strdup (from->condition);
  to->sqlstate = g_strdup (from->sqlstate);
  to->node = g_strdup (from->node);
  to->field = g_strdup (from->field);
  to->file = g_strdup (from->file);
}

static void
info_clear (GError *error)
{
  SluiceErrorInfo *info = private_info (error);

  g_free (info->condition);
  g_free (info->sqlstate);
  g_free (info->node);
  g_free (info->field);
  g_free (info->file);
}

GQuark
sluice_error_domain_register (const char *name)
{
  /* The rounding is GLib's own, so that private_info() finds the same place. */
  gsize size = (sizeof (SluiceErrorInfo) + 15) & ~(gsize) 15;
  GQuark quark = g_quark_from_static_string (name);

  g_mutex_lock (&domains_lock);
  if (domains == NULL)
    domains = g_hash_table_new (NULL, NULL);
  g_hash_table_insert (domains, GUINT_TO_POINTER (quark), GSIZE_TO_POINTER (size));
  g_mutex_unlock (&domains_lock);

  return g_error_domain_register_static (name, sizeof (SluiceErrorInfo), info_init, info_copy,
                                         info_clear);
}

SluiceErrorInfo *
sluice_error_info (const GError *error)
{
  return private_info (error);
}

void
sluice_set_error (GError     **error,
                  GQuark       domain,
                  int          code,
                  const char  *condition,
                  const char  *format,
                  ...)
{
  va_list args;

  if (error == NULL)
    return;

  va_start (args, format);
  *error = g_error_new_valist (domain, code, format, args);
  va_end (args);

  private_info (*error)->condition = g_strdup (condition);
}

void
sluice_error_set_node (GError *error, const char *node, const char *field)
{
  SluiceErrorInfo *info = error != NULL ? private_info (error) : NULL;

  if (info == NULL || info->node != NULL)
    return;

  info->node = g_strdup (node);
  if (info->field == NULL)
    info->field = g_strdup (field);
}

void
sluice_error_set_position (GError *error, gint64 position, gint64 length)
{
  SluiceErrorInfo *info = error != NULL ? private_info (error) : NULL;

  if (info == NULL || info->position >= 0)
    return;

  info->position = position;
  info->length = length;
}

void
sluice_error_set_file (GError *error, const char *file, guint line)
{
  SluiceErrorInfo *info = error != NULL ? private_info (error) : NULL;

  if (info == NULL || info->file != NULL)
    return;

  info->file = g_strdup (file);
  info->line = line;
}

void
sluice_error_set_condition (GError *error, const char *condition)
{
  SluiceErrorInfo *info = error != NULL ? sluice_error_info (error) : NULL;

  if (info == NULL)
    return;
  g_free (info->condition);
  info->condition = g_strdup (condition);
}

const char *
sluice_error_condition (const GError *error)
{
  SluiceErrorInfo *info = error != NULL ? private_info (error) : NULL;

  return info != NULL ? info->condition : NULL;
}
