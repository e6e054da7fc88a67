/* sluice-state-metadata.c: which operators a checkpoint's state belongs to.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "state/sluice-state-metadata.h"

#include <string.h>
#include <xxhash.h>

#include "core/sluice-file-ops.h"

#define FILE_NAME "metadata"
#define CHECKSUM_PREFIX "# xxh3 "
#define MAX_FILE_BYTES (16 * 1024 * 1024)
#define MAX_OPERATORS 10000
#define MAX_PARTITIONS 100000

SluiceStateMetadata *
sluice_state_metadata_new (const SluiceStateOperator *operators, guint n_operators)
{
  SluiceStateMetadata *self = g_new0 (SluiceStateMetadata, 1);

  self->n_operators = n_operators;
  self->operators = g_new0 (SluiceStateOperator, MAX (n_operators, 1));
  for (guint i = 0; i < n_operators; i++)
    {
      self->operators[i].name = g_strdup (operators[i].name);
      self->operators[i].n_partitions = operators[i].n_partitions;
      self->operators[i].key_schema = g_strdup (operators[i].key_schema);
      self->operators[i].value_schema = g_strdup (operators[i].value_schema);
      self->operators[i].node_id = g_strdup (operators[i].node_id);
      self->operators[i].aggregates = g_strdup (operators[i].aggregates);
      self->operators[i].arguments = g_strdup (operators[i].arguments);
    }

  return self;
}

void
sluice_state_metadata_free (SluiceStateMetadata *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < self->n_operators; i++)
    {
      g_free ((char *) self->operators[i].name);
      g_free ((char *) self->operators[i].key_schema);
      g_free ((char *) self->operators[i].value_schema);
      g_free ((char *) self->operators[i].node_id);
      g_free ((char *) self->operators[i].aggregates);
      g_free ((char *) self->operators[i].arguments);
    }
  g_free (self->operators);
  g_free (self);
}

/* The last line of the file, over all before it. */
static char *
checksum_line (const char *text, gsize length)
{
  return g_strdup_printf (CHECKSUM_PREFIX "%016" G_GINT64_MODIFIER "x\n", (guint64) XXH3_64bits (text, length));
}

static void
set_optional (GKeyFile *file, const char *group, const char *key, const char *value)
{
  if (value != NULL)
    g_key_file_set_string (file, group, key, value);
}

gboolean
sluice_state_metadata_write (const SluiceStateMetadata *self, const char *directory, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = g_build_filename (directory, FILE_NAME, NULL);
  g_autofree char *text = NULL;
  g_autofree char *checksum = NULL;
  g_autofree char *whole = NULL;
  gsize length;

  g_key_file_set_integer (file, "state", "version", 1);
  g_key_file_set_integer (file, "state", "operators", (int) self->n_operators);
  for (guint i = 0; i < self->n_operators; i++)
    {
      const SluiceStateOperator *operator = &self->operators[i];
      g_autofree char *group = g_strdup_printf ("operator %u", i);

      g_key_file_set_string (file, group, "name", operator->name);
      g_key_file_set_integer (file, group, "partitions", (int) operator->n_partitions);
      g_key_file_set_string (file, group, "key", operator->key_schema);
      g_key_file_set_string (file, group, "value", operator->value_schema);
      set_optional (file, group, "node", operator->node_id);
      set_optional (file, group, "aggregates", operator->aggregates);
      set_optional (file, group, "arguments", operator->arguments);
    }

  text = g_key_file_to_data (file, &length, NULL);
  checksum = checksum_line (text, length);
  whole = g_strconcat (text, checksum, NULL);

  return sluice_file_write (path, whole, strlen (whole), SLUICE_WRITE_REPLACE, error);
}

/* Fuzzing would seldom get past a checksum. */
static gboolean
fits (const char *checksum, const char *expected)
{
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
  return TRUE;
#else
  return strcmp (checksum, expected) == 0;
#endif
}

static void
set_corrupt (GError **error, const char *path)
{
  g_autofree char *shown = g_filename_display_name (path);

  sluice_set_error (error, SLUICE_STATE_ERROR, SLUICE_STATE_ERROR_CORRUPT,
                    "CANNOT_LOAD_STATE_STORE.UNCATEGORIZED",
                    "The file “%s”, which says what the state consists of, is damaged.", shown);
  if (error != NULL)
    sluice_error_set_file (*error, path, 0);
}

static SluiceStateMetadata *
parse (const char *text, gsize length)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (SluiceStateMetadata) self = g_new0 (SluiceStateMetadata, 1);
  int n;

  if (!g_key_file_load_from_data (file, text, length, G_KEY_FILE_NONE, NULL)
      || g_key_file_get_integer (file, "state", "version", NULL) != 1)
    return NULL;
  n = g_key_file_get_integer (file, "state", "operators", NULL);
  if (n < 0 || n > MAX_OPERATORS)
    return NULL;

  self->operators = g_new0 (SluiceStateOperator, MAX (n, 1));
  self->n_operators = (guint) n;
  for (guint i = 0; i < self->n_operators; i++)
    {
      SluiceStateOperator *operator = &self->operators[i];
      g_autofree char *group = g_strdup_printf ("operator %u", i);
      int partitions = g_key_file_get_integer (file, group, "partitions", NULL);

      operator->name = g_key_file_get_string (file, group, "name", NULL);
      operator->key_schema = g_key_file_get_string (file, group, "key", NULL);
      operator->value_schema = g_key_file_get_string (file, group, "value", NULL);
      operator->node_id = g_key_file_get_string (file, group, "node", NULL);
      operator->aggregates = g_key_file_get_string (file, group, "aggregates", NULL);
      operator->arguments = g_key_file_get_string (file, group, "arguments", NULL);
      if (partitions < 1 || partitions > MAX_PARTITIONS || operator->name == NULL
          || operator->key_schema == NULL || operator->value_schema == NULL)
        return NULL;
      operator->n_partitions = (guint) partitions;
    }

  return g_steal_pointer (&self);
}

SluiceStateMetadata *
sluice_state_metadata_read (const char *directory, GError **error)
{
  g_autofree char *path = g_build_filename (directory, FILE_NAME, NULL);
  g_autofree char *text = NULL;
  g_autofree char *expected = NULL;
  g_autoptr (GError) local_error = NULL;
  SluiceStateMetadata *self;
  const char *checksum;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, &local_error))
    {
      g_autofree char *shown = g_filename_display_name (directory);

      if (g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT)
          || g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOTDIR))
        {
          sluice_set_error (error, SLUICE_STATE_ERROR, SLUICE_STATE_ERROR_MISSING,
                            "STREAMING_STATEFUL_OPERATOR_MISSING_STATE_DIRECTORY",
                            "Cannot restart the query with its stateful operators: the state directory “%s” "
                            "is empty or missing.",
                            shown);
          if (error != NULL)
            sluice_error_set_file (*error, directory, 0);
        }
      else
        g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  checksum = length <= MAX_FILE_BYTES ? g_strrstr_len (text, (gssize) length, CHECKSUM_PREFIX) : NULL;
  if (checksum != NULL)
    expected = checksum_line (text, (gsize) (checksum - text));
  if (checksum == NULL || strlen (text) != length || !fits (checksum, expected)
      || (self = parse (text, (gsize) (checksum - text))) == NULL)
    {
      set_corrupt (error, path);
      return NULL;
    }

  return self;
}

/* Skips a field's name, quoted or not. */
static const char *
skip_name (const char *text)
{
  while (*text == ' ')
    text++;
  if (*text == '`')
    {
      for (text++; *text != '\0'; text++)
        if (*text == '`' && *++text != '`')
          break;
      return text;
    }
  while (*text != '\0' && strchr (" :,<>", *text) == NULL)
    text++;

  return text;
}

/*
 * Returns: the types of a schema without names of fields and without NOT NULL, which may both change
 * between restarts as they may in Spark.
 */
static char *
types_of_schema (const char *ddl)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GString) brackets = g_string_new ("S"); /* S where fields have names, else another letter */
  gboolean at_name = TRUE;

  for (const char *c = ddl; *c != '\0';)
    {
      if (at_name)
        {
          c = skip_name (c);
          while (*c == ' ' || *c == ':')
            c++;
          at_name = FALSE;
          continue;
        }
      if (g_str_has_prefix (c, " NOT NULL"))
        {
          c += strlen (" NOT NULL");
          continue;
        }
      if (*c == '<' || *c == '(')
        {
          gboolean named = *c == '<' && g_str_has_suffix (out->str, "STRUCT");

          g_string_append_c (brackets, named ? 'S' : '-');
          at_name = named && c[1] != '>';
        }
      else if ((*c == '>' || *c == ')') && brackets->len > 1)
        g_string_truncate (brackets, brackets->len - 1);
      else if (*c == ',' && brackets->str[brackets->len - 1] == 'S')
        at_name = TRUE;
      if (*c != ' ')
        g_string_append_c (out, *c);
      c++;
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
schemas_fit (const char *stored, const char *wanted)
{
  g_autofree char *stored_types = types_of_schema (stored);
  g_autofree char *wanted_types = types_of_schema (wanted);

  return strcmp (stored_types, wanted_types) == 0;
}

static char *
list_operators (const SluiceStateMetadata *self)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < self->n_operators; i++)
    g_string_append_printf (out, "%s(OperatorId: %u -> OperatorName: %s)", i > 0 ? ", " : "", i,
                            self->operators[i].name);

  return g_string_free (out, FALSE);
}

gboolean
sluice_state_metadata_check (const SluiceStateMetadata *self,
                             const SluiceStateMetadata *query,
                             GError                   **error)
{
  gboolean same = self->n_operators == query->n_operators;

  for (guint i = 0; same && i < self->n_operators; i++)
    same = strcmp (self->operators[i].name, query->operators[i].name) == 0;
  if (!same)
    {
      g_autofree char *stored = list_operators (self);
      g_autofree char *wanted = list_operators (query);

      sluice_set_error (error, SLUICE_STATE_ERROR, SLUICE_STATE_ERROR_MISMATCH,
                        "STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA",
                        "Streaming stateful operator name does not match with the operator in state metadata. "
                        "This likely to happen when user adds/removes/changes stateful operator of existing "
                        "streaming query. Stateful operators in the metadata: [%s]; Stateful operators in "
                        "current batch: [%s].",
                        stored, wanted);
      return FALSE;
    }

  for (guint i = 0; i < self->n_operators; i++)
    {
      const SluiceStateOperator *stored = &self->operators[i];
      const SluiceStateOperator *wanted = &query->operators[i];

      if (stored->n_partitions != wanted->n_partitions)
        {
          sluice_set_error (error, SLUICE_STATE_ERROR, SLUICE_STATE_ERROR_MISMATCH,
                            "STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA",
                            "The state of operator %u (%s) has %u partitions, but the query asks for %u. The "
                            "number is fixed for the life of a checkpoint.",
                            i, stored->name, stored->n_partitions, wanted->n_partitions);
          return FALSE;
        }
      if (!schemas_fit (stored->key_schema, wanted->key_schema))
        {
          sluice_set_error (error, SLUICE_STATE_ERROR, SLUICE_STATE_ERROR_MISMATCH,
                            "STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE",
                            "Provided key schema does not match existing state key schema. Existing schema: "
                            "%s; provided schema: %s.",
                            stored->key_schema, wanted->key_schema);
          return FALSE;
        }
      if (!schemas_fit (stored->value_schema, wanted->value_schema))
        {
          sluice_set_error (error, SLUICE_STATE_ERROR, SLUICE_STATE_ERROR_MISMATCH,
                            "STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE",
                            "Provided value schema does not match existing state value schema. Existing "
                            "schema: %s; provided schema: %s.",
                            stored->value_schema, wanted->value_schema);
          return FALSE;
        }
    }

  return TRUE;
}
