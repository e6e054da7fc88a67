/* sluice-partition.c: columns whose values stand in the names of directories, such as `day=2024-01-01`.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-partition.h"

#include <string.h>

#include "core/sluice-error.h"
#include "expr/sluice-cast.h"
#include "expr/sluice-coercion.h"
#include "expr/sluice-convert.h"
#include "expr/sluice-kernel.h"
#include "formats/sluice-reader.h"

/* An analysis looks at no more directories than these; they tell the types of columns that the schema leaves
 * out, and a stream's later directories don't tell them anyway. */
#define MAX_DIRECTORIES 1024
#define MAX_NAMES 65536

gboolean
sluice_path_is_hidden (const char *name)
{
  return name[0] == '.' || (name[0] == '_' && strchr (name, '=') == NULL)
         || g_str_has_suffix (name, "._COPYING_");
}

static void
part_clear (gpointer data)
{
  SluicePartitionPart *part = data;

  g_free (part->name);
  g_free (part->text);
}

static char *
unescape (const char *text, gsize length)
{
  GString *out = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    if (text[i] == '%' && i + 2 < length && g_ascii_isxdigit (text[i + 1]) && g_ascii_isxdigit (text[i + 2]))
      {
        g_string_append_c (out, (char) (g_ascii_xdigit_value (text[i + 1]) * 16
                                        + g_ascii_xdigit_value (text[i + 2])));
        i += 2;
      }
    else
      g_string_append_c (out, text[i]);

  return g_string_free (out, FALSE);
}

/* Returns: whether the name of a directory is a sound one of a partition, or none at all */
static gboolean
add_part (GArray *parts, const char *name, gsize length, gboolean *is_part, GError **error)
{
  const char *equals = memchr (name, '=', length);
  SluicePartitionPart part = { NULL, NULL };

  *is_part = equals != NULL && equals > name;
  if (!*is_part)
    return TRUE;
  if (equals + 1 == name + length)
    {
      sluice_set_error (error, SLUICE_FORMAT_ERROR, SLUICE_FORMAT_ERROR_SCHEMA,
                        "EMPTY_PARTITION_COLUMN_VALUE", "The directory %.*s has no value behind its “=”.",
                        (int) length, name);
      return FALSE;
    }

  part.name = unescape (name, equals - name);
  part.text = unescape (equals + 1, name + length - equals - 1);
  if (strcmp (part.text, SLUICE_NULL_PARTITION) == 0)
    g_clear_pointer (&part.text, g_free);
  g_array_append_val (parts, part);

  return TRUE;
}

static GArray *
parts_new (void)
{
  GArray *parts = g_array_new (FALSE, FALSE, sizeof (SluicePartitionPart));

  g_array_set_clear_func (parts, part_clear);

  return parts;
}

GArray *
sluice_partition_parts (const char *root, const char *path, GError **error)
{
  g_autoptr (GArray) parts = parts_new ();
  gsize n = strlen (root);
  const char *p = path + n;

  if (strncmp (path, root, n) != 0 || (*p != '/' && (n == 0 || root[n - 1] != '/')))
    return g_steal_pointer (&parts);

  while (*p == '/')
    p++;
  for (const char *end = strchr (p, '/'); end != NULL; p = end + 1, end = strchr (p, '/'))
    {
      gboolean is_part;

      if (!add_part (parts, p, end - p, &is_part, error))
        return NULL;
      if (!is_part)
        break;
    }

  return g_steal_pointer (&parts);
}

/* What a value looks like: the first of these types that takes it. */
static SluiceType *
infer (const char *text)
{
  const SluiceZone *utc = sluice_zone_lookup ("UTC");
  gsize length = strlen (text);
  gint64 number;
  gint32 days;
  double real;

  if (g_ascii_string_to_signed (text, 10, G_MININT32, G_MAXINT32, &number, NULL))
    return sluice_type_ref (sluice_type_primitive (SLUICE_TYPE_INT));
  if (g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL))
    return sluice_type_ref (sluice_type_primitive (SLUICE_TYPE_BIGINT));
  if (length <= SLUICE_DECIMAL_MAX_PRECISION && strspn (text, "0123456789") == length)
    return sluice_type_decimal (SLUICE_DECIMAL_MAX_PRECISION, 0);
  if (sluice_parse_double (text, length, &real))
    return sluice_type_ref (sluice_type_primitive (SLUICE_TYPE_DOUBLE));
  if (length == 10 && text[4] == '-' && sluice_parse_date (text, length, &days))
    return sluice_type_ref (sluice_type_primitive (SLUICE_TYPE_DATE));
  if (length > 16 && text[4] == '-' && text[10] == ' ' && sluice_parse_timestamp (text, length, utc, &number))
    return sluice_type_ref (sluice_type_primitive (SLUICE_TYPE_TIMESTAMP));

  return sluice_type_ref (sluice_type_primitive (SLUICE_TYPE_STRING));
}

/* Without a type that holds both values without a loss they are texts. */
static SluiceType *
merge (const SluiceSettings *settings, const SluiceType *a, const SluiceType *b)
{
  gboolean real = a->id == SLUICE_TYPE_DOUBLE || b->id == SLUICE_TYPE_DOUBLE;
  gboolean wide = a->id == SLUICE_TYPE_BIGINT || b->id == SLUICE_TYPE_BIGINT || a->id == SLUICE_TYPE_DECIMAL
                  || b->id == SLUICE_TYPE_DECIMAL;
  SluiceType *both = NULL;

  if (!(real && wide))
    both = sluice_coercion_tightest (settings, a, b);

  return both != NULL ? both : sluice_type_ref (sluice_type_primitive (SLUICE_TYPE_STRING));
}

void
sluice_partition_conflict (GPtrArray *names, GError **error)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", (const char *) names->pdata[i]);
  sluice_set_error (error, SLUICE_FORMAT_ERROR, SLUICE_FORMAT_ERROR_SCHEMA,
                    "CONFLICTING_PARTITION_COLUMN_NAMES",
                    "The directories don't all have the same partition columns: some have %s, others differ.",
                    list->str);
}

typedef struct
{
  const SluiceSettings *settings;
  GPtrArray *names;
  GPtrArray *types;
  guint n_directories;
  guint n_names;
} Discovery;

static gboolean
take_parts (Discovery *self, const GArray *parts, GError **error)
{
  gboolean same = parts->len == self->names->len;

  for (guint i = 0; i < parts->len; i++)
    {
      const SluicePartitionPart *part = &g_array_index (parts, SluicePartitionPart, i);
      g_autoptr (SluiceType) type = NULL;
      SluiceType *both;

      if (self->n_directories == 0)
        {
          g_ptr_array_add (self->names, g_strdup (part->name));
          g_ptr_array_add (self->types, sluice_type_ref (sluice_type_primitive (SLUICE_TYPE_VOID)));
          same = TRUE;
        }
      if (!same || g_ascii_strcasecmp (self->names->pdata[i], part->name) != 0)
        {
          same = FALSE;
          break;
        }
      if (part->text == NULL)
        continue;
      type = infer (part->text);
      both = merge (self->settings, self->types->pdata[i], type);
      sluice_type_unref (self->types->pdata[i]);
      self->types->pdata[i] = both;
    }
  if (!same)
    {
      sluice_partition_conflict (self->names, error);
      return FALSE;
    }
  self->n_directories++;

  return TRUE;
}

/* Walks down the directories of partitions. Those without such a directory below them tell. */
static gboolean
walk (Discovery *self, const char *directory, GArray *parts, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  gboolean has_files = FALSE;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL && self->n_directories < MAX_DIRECTORIES
         && self->n_names++ < MAX_NAMES)
    {
      g_autofree char *path = NULL;
      gboolean is_part = FALSE;
      gboolean sound;

      if (sluice_path_is_hidden (name))
        continue;
      path = g_build_filename (directory, name, NULL);
      if (strchr (name, '=') == NULL || !g_file_test (path, G_FILE_TEST_IS_DIR))
        {
          has_files = TRUE;
          continue;
        }
      if (!add_part (parts, name, strlen (name), &is_part, error))
        return FALSE;
      if (!is_part)
        continue;
      sound = walk (self, path, parts, error);
      g_array_set_size (parts, parts->len - 1);
      if (!sound)
        return FALSE;
    }

  /* Plain files beside the directories have no values of these columns. */
  return !has_files || parts->len == 0 || take_parts (self, parts, error);
}

static SluiceType *
join_schemas (const SluiceType *schema, const Discovery *found)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (SluiceField));
  const SluiceType *text = sluice_type_primitive (SLUICE_TYPE_STRING);

  for (guint i = 0; i < schema->n_fields; i++)
    {
      gboolean is_part = FALSE;

      for (guint j = 0; j < found->names->len - 1; j++)
        is_part = is_part || g_ascii_strcasecmp (found->names->pdata[j], schema->fields[i].name) == 0;
      if (!is_part)
        g_array_append_val (fields, schema->fields[i]);
    }
  for (guint j = 0; j < found->names->len - 1; j++)
    {
      SluiceField field = { found->names->pdata[j], found->types->pdata[j], TRUE, -1 };

      if (field.type->id == SLUICE_TYPE_VOID)
        field.type = (SluiceType *) text;
      for (guint i = 0; i < schema->n_fields; i++)
        if (g_ascii_strcasecmp (field.name, schema->fields[i].name) == 0)
          field = schema->fields[i];
      g_array_append_val (fields, field);
    }

  return sluice_type_struct ((const SluiceField *) (gpointer) fields->data, fields->len);
}

SluiceType *
sluice_partition_schema (const char           *root,
                         const SluiceType     *schema,
                         const SluiceSettings *settings,
                         GError              **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) types = g_ptr_array_new_with_free_func ((GDestroyNotify) sluice_type_unref);
  g_autoptr (GArray) parts = parts_new ();
  Discovery self = { settings, names, types, 0, 0 };

  if (!walk (&self, root, parts, error))
    return NULL;
  if (names->len == 0)
    return sluice_type_ref (schema);
  g_ptr_array_add (names, NULL);

  return join_schemas (schema, &self);
}

SluiceExpr *
sluice_partition_value (const SluiceField    *field,
                        const char           *text,
                        const SluiceSettings *settings,
                        GError              **error)
{
  g_autoptr (SluiceArena) arena = NULL;
  g_autoptr (SluiceExpr) literal = NULL;
  g_autoptr (SluiceExpr) cast = NULL;
  SluiceEvalContext context = { 0 };
  SluiceString string;
  SluiceColumn *value;

  if (text == NULL)
    return sluice_expr_new_literal (field->type, NULL);

  string = sluice_string (text, strlen (text));
  literal = sluice_expr_new_literal (sluice_type_primitive (SLUICE_TYPE_STRING), &string);
  cast = sluice_cast_new (literal, field->type, SLUICE_CAST_TRY, settings);
  arena = sluice_arena_new ();
  context.arena = arena;
  context.settings = settings;
  context.n_rows = 1;
  value = sluice_evaluate (&context, cast, (SluiceSelection){ NULL, 1 }, error);
  if (value == NULL)
    return NULL;
  if (sluice_column_is_null (value, 0))
    {
      g_autofree char *type = sluice_type_to_sql (field->type);

      sluice_set_error (error, SLUICE_FORMAT_ERROR, SLUICE_FORMAT_ERROR_SCHEMA, "INVALID_PARTITION_VALUE",
                        "Failed to cast value '%s' to data type \"%s\" for partition column `%s`.", text, type,
                        field->name);
      return NULL;
    }

  return sluice_expr_new_literal_from (field->type, value);
}
