/* sluice-generator.c: seeded test data, the same bytes on every machine.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "generate/sluice-generator.h"

#include "generate/sluice-generator-options.h"
#include "generate/sluice-generator-private.h"

#include <string.h>

#define N_COMMON 4

G_DEFINE_QUARK (sluice-generator-error-quark, sluice_generator_error)

static const SluiceWorkload *const workloads[] = {
  &sluice_workload_ysb,
  &sluice_workload_nexmark,
  &sluice_workload_disorder,
  &sluice_workload_words,
  &sluice_workload_sensors,
  &sluice_workload_logs,
  &sluice_workload_orders,
};

static const char *const workload_names[] = {
  "ysb", "nexmark", "disorder", "words", "sensors", "logs", "orders", NULL,
};

G_STATIC_ASSERT (G_N_ELEMENTS (workloads) + 1 == G_N_ELEMENTS (workload_names));

/* The options that all workloads have, described for each one because the default rate and the
 * formats differ. */
static SluiceGeneratorOption
common_option (const SluiceWorkload *workload,
               guint                 index)
{
  switch (index)
    {
    case 0:
      return (SluiceGeneratorOption){
        "seed", SLUICE_GENERATOR_COUNT, "1", NULL, 0, G_MAXUINT64,
        "Another seed gives other rows; the same seed, the same bytes on every machine",
      };

    case 1:
      return (SluiceGeneratorOption){
        "rate", SLUICE_GENERATOR_RATE, workload->rate, NULL, 0, 0,
        "Rows per second of event time",
      };

    case 2:
      return (SluiceGeneratorOption){
        "start", SLUICE_GENERATOR_TIMESTAMP, "2024-01-01T00:00:00Z", NULL, 0, 0,
        "Event time of the first row",
      };

    default:
      return (SluiceGeneratorOption){
        "format", SLUICE_GENERATOR_CHOICE, NULL, workload->formats, 0, 0,
        "How a row is written",
      };
    }
}

static guint
workload_index (const char *name)
{
  guint i;

  for (i = 0; workload_names[i] != NULL; i++)
    {
      if (g_str_equal (workload_names[i], name))
        break;
    }

  return i;
}

static const SluiceWorkload *
find_workload (const char *name)
{
  guint index = workload_index (name);

  return index < G_N_ELEMENTS (workloads) ? workloads[index] : NULL;
}

/* Descriptions of the shared options stay where they are for good, because callers get pointers to
 * them. */
static const SluiceGeneratorOption *
common_options (const char *name)
{
  static SluiceGeneratorOption all[G_N_ELEMENTS (workloads)][N_COMMON];
  static char *first_formats[G_N_ELEMENTS (workloads)];
  static gsize ready;

  if (g_once_init_enter (&ready))
    {
      for (guint i = 0; i < G_N_ELEMENTS (workloads); i++)
        {
          const char *formats = workloads[i]->formats;

          g_assert (g_str_equal (workloads[i]->name, workload_names[i]));

          for (guint j = 0; j < N_COMMON; j++)
            all[i][j] = common_option (workloads[i], j);
          first_formats[i] = g_strndup (formats, strcspn (formats, "|"));
          all[i][N_COMMON - 1].fallback = first_formats[i];
        }
      g_once_init_leave (&ready, 1);
    }

  return all[workload_index (name)];
}

static const SluiceGeneratorOption *
option_at (const SluiceWorkload *workload,
           guint                 index)
{
  if (index < N_COMMON)
    return &common_options (workload->name)[index];
  return &workload->options[index - N_COMMON];
}

static int
find_option (const SluiceWorkload *workload,
             const char           *name)
{
  for (guint i = 0; i < N_COMMON + workload->n_options; i++)
    {
      if (g_str_equal (option_at (workload, i)->name, name))
        return i;
    }

  return -1;
}

/* Refuses what the workload does not know, so that a misspelt option is never passed over. */
static gboolean
check_names (const SluiceWorkload *workload,
             GHashTable           *options,
             GError              **error)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, options);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      if (find_option (workload, name) < 0)
        {
          g_set_error (error,
                       SLUICE_GENERATOR_ERROR,
                       SLUICE_GENERATOR_ERROR_OPTION,
                       "the workload %s has no option --%s",
                       workload->name,
                       (const char *) name);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
read_options (SluiceGenerator *self,
              GHashTable      *options,
              GError         **error)
{
  if (options != NULL && !check_names (self->workload, options, error))
    return FALSE;

  for (guint i = 0; i < N_COMMON + self->workload->n_options; i++)
    {
      const SluiceGeneratorOption *option = option_at (self->workload, i);
      const char *text = options != NULL ? g_hash_table_lookup (options, option->name) : NULL;

      if (text == NULL)
        text = option->fallback;
      if (!sluice_generator_option_parse (option, text, &self->values[i], error))
        return FALSE;
    }

  return TRUE;
}

static SluiceGeneratorFormat
read_format (SluiceGenerator *self)
{
  const char *format = sluice_generator_get_format (self);

  if (g_str_equal (format, "csv"))
    return SLUICE_GENERATOR_CSV;
  if (g_str_equal (format, "text"))
    return SLUICE_GENERATOR_TEXT;
  return SLUICE_GENERATOR_JSON;
}

const char *const *
sluice_generator_list_workloads (void)
{
  return workload_names;
}

const char *
sluice_generator_describe_workload (const char *workload)
{
  const SluiceWorkload *found = find_workload (workload);

  return found != NULL ? found->summary : NULL;
}

const char *
sluice_generator_describe_table (const char *workload)
{
  const SluiceWorkload *found = find_workload (workload);

  return found != NULL ? found->table_summary : NULL;
}

const SluiceGeneratorOption **
sluice_generator_list_options (const char *workload,
                               guint      *n_options)
{
  const SluiceWorkload *found = find_workload (workload);
  const SluiceGeneratorOption **options;

  *n_options = 0;
  if (found == NULL)
    return NULL;

  *n_options = N_COMMON + found->n_options;
  options = g_new (const SluiceGeneratorOption *, *n_options);
  for (guint i = 0; i < *n_options; i++)
    options[i] = option_at (found, i);

  return options;
}

SluiceGenerator *
sluice_generator_new (const char *workload,
                      GHashTable *options,
                      GError    **error)
{
  const SluiceWorkload *found = find_workload (workload);
  g_autoptr(SluiceGenerator) self = NULL;

  if (found == NULL)
    {
      g_autofree char *names = g_strjoinv (", ", (char **) workload_names);

      g_set_error (error,
                   SLUICE_GENERATOR_ERROR,
                   SLUICE_GENERATOR_ERROR_WORKLOAD,
                   "there is no workload '%s'; there are %s",
                   workload,
                   names);
      return NULL;
    }

  self = g_malloc0 (found->instance_size);
  self->workload = found;
  self->values = g_new0 (guint64, N_COMMON + found->n_options);
  if (!read_options (self, options, error))
    return NULL;

  self->seed = sluice_generator_get (self, "seed") + G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  for (const char *p = found->name; *p != '\0'; p++)
    self->seed = sluice_generator_mix (self->seed ^ (guint8) *p);
  self->rate = sluice_generator_get (self, "rate");
  self->start = sluice_generator_get (self, "start");
  self->format = read_format (self);

  if (!found->configure (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
sluice_generator_free (SluiceGenerator *self)
{
  if (self == NULL)
    return;

  if (self->workload->clear != NULL)
    self->workload->clear (self);
  g_free (self->values);
  g_free (self);
}

void
sluice_generator_next_lines (SluiceGenerator *self,
                             guint64          n_rows,
                             GString         *out)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (out != NULL);

  for (guint64 i = 0; i < n_rows; i++)
    {
      SluiceGeneratorWriter writer = { .format = self->format };
      gsize length = out->len;

      /* Growing to a length and back keeps the room, and GString doubles it. */
      if (out->allocated_len - length <= SLUICE_GENERATOR_MAX_ROW)
        {
          g_string_set_size (out, length + SLUICE_GENERATOR_MAX_ROW);
          out->len = length;
        }

      writer.p = out->str + length;
      self->workload->put_row (self, &writer);
      *writer.p++ = '\n';
      out->len = writer.p - out->str;
      g_assert (out->len - length < SLUICE_GENERATOR_MAX_ROW);
    }

  g_string_truncate (out, out->len);
}

void
sluice_generator_append_header (SluiceGenerator *self,
                                GString         *out)
{
  g_return_if_fail (self != NULL);

  if (self->format == SLUICE_GENERATOR_CSV)
    g_string_append_printf (out, "%s\n", self->columns);
}

gboolean
sluice_generator_append_table (SluiceGenerator *self,
                               const char      *format,
                               GString         *out)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->workload->append_table == NULL)
    return FALSE;

  self->workload->append_table (
    self, g_str_equal (format, "csv") ? SLUICE_GENERATOR_CSV : SLUICE_GENERATOR_JSON, out);
  return TRUE;
}

const char *
sluice_generator_get_format (SluiceGenerator *self)
{
  static const char *const names[] = { "json", "csv", "text" };
  const char *format = self->workload->formats;

  for (guint64 i = sluice_generator_get (self, "format"); i > 0; i--)
    format = strchr (format, '|') + 1;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (g_str_has_prefix (format, names[i]))
        return names[i];
    }

  g_assert_not_reached ();
}

const char *
sluice_generator_get_schema (SluiceGenerator *self)
{
  return self->schema;
}

guint64
sluice_generator_get (SluiceGenerator *self,
                      const char      *option)
{
  int index = find_option (self->workload, option);

  g_assert (index >= 0);
  return self->values[index];
}

gint64
sluice_generator_row_time (SluiceGenerator *self,
                           guint64          row)
{
  /* Split, so that the product stays inside 64 bits for any row. */
  return self->start + row / self->rate * SLUICE_GENERATOR_MILLION +
         row % self->rate * SLUICE_GENERATOR_MILLION / self->rate;
}
