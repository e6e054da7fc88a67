/* sluice-schema-json.c: schemas as Spark writes them in JSON.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-schema-json.h"

#include <string.h>

#include "expr/sluice-analyzer.h"
#include "formats/sluice-json-copy.h"

/* Types that have another name in JSON than in SQL. */
static const struct
{
  const char *name;
  SluiceTypeId id;
} names[] = {
  { "integer", SLUICE_TYPE_INT }, { "long", SLUICE_TYPE_BIGINT }, { "short", SLUICE_TYPE_SHORT },
  { "byte", SLUICE_TYPE_BYTE },   { "null", SLUICE_TYPE_VOID },
};

typedef struct
{
  SluiceArena *arena;
  SluiceJsonTape tape;
} Schema;

static char *
dup_text (Schema *self, guint32 index)
{
  gsize length;
  const char *text;

  if (self->tape.nodes[index].kind != SLUICE_JSON_STRING)
    return NULL;
  text = sluice_json_text (self->arena, &self->tape, &self->tape.nodes[index], &length);

  return g_strndup (text, length);
}

/* Returns: the node of a member, or 0 */
static guint32
find_member (Schema *self, guint32 object, const char *name)
{
  const SluiceJsonNode *nodes = self->tape.nodes;

  for (guint32 i = object + 1; i < nodes[object].next; i = nodes[i + 1].next)
    {
      g_autofree char *key = dup_text (self, i);

      if (strcmp (key, name) == 0)
        return i + 1;
    }

  return 0;
}

static gboolean
is_true (Schema *self, guint32 index)
{
  return index == 0 || self->tape.nodes[index].kind != SLUICE_JSON_FALSE;
}

static SluiceType *read_type (Schema *self, guint32 index);

static SluiceType *
read_member (Schema *self, guint32 object, const char *name)
{
  guint32 index = find_member (self, object, name);

  return index != 0 ? read_type (self, index) : NULL;
}

static SluiceType *
read_struct (Schema *self, guint32 list)
{
  const SluiceJsonNode *nodes = self->tape.nodes;
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (SluiceField));
  gboolean sound = list != 0 && nodes[list].kind == SLUICE_JSON_ARRAY;
  SluiceType *type = NULL;

  for (guint32 i = list + 1; sound && i < nodes[list].next; i = nodes[i].next)
    {
      SluiceField field = { NULL, NULL, TRUE, -1 };

      if (nodes[i].kind == SLUICE_JSON_OBJECT)
        {
          field.name = dup_text (self, find_member (self, i, "name"));
          field.type = read_member (self, i, "type");
          field.nullable = is_true (self, find_member (self, i, "nullable"));
        }
      sound = field.name != NULL && field.type != NULL;
      g_array_append_val (fields, field);
    }

  if (sound)
    type = sluice_type_struct ((const SluiceField *) (gpointer) fields->data, fields->len);
  for (guint i = 0; i < fields->len; i++)
    {
      g_free (g_array_index (fields, SluiceField, i).name);
      sluice_type_unref (g_array_index (fields, SluiceField, i).type);
    }

  return type;
}

static SluiceType *
read_nested (Schema *self, guint32 index)
{
  g_autofree char *kind = dup_text (self, find_member (self, index, "type"));
  g_autoptr (SluiceType) first = NULL;
  g_autoptr (SluiceType) second = NULL;

  if (g_strcmp0 (kind, "struct") == 0)
    return read_struct (self, find_member (self, index, "fields"));
  if (g_strcmp0 (kind, "array") == 0)
    {
      first = read_member (self, index, "elementType");
      return first != NULL
                 ? sluice_type_array (first, is_true (self, find_member (self, index, "containsNull")))
                 : NULL;
    }
  if (g_strcmp0 (kind, "map") == 0)
    {
      first = read_member (self, index, "keyType");
      second = read_member (self, index, "valueType");
      return first != NULL && second != NULL
                 ? sluice_type_map (first, second,
                                    is_true (self, find_member (self, index, "valueContainsNull")))
                 : NULL;
    }

  return NULL;
}

static SluiceType *
read_type (Schema *self, guint32 index)
{
  g_autofree char *name = NULL;

  if (self->tape.nodes[index].kind == SLUICE_JSON_OBJECT)
    return read_nested (self, index);
  if (self->tape.nodes[index].kind != SLUICE_JSON_STRING)
    return NULL;

  name = dup_text (self, index);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (name, names[i].name) == 0)
      return sluice_type_ref (sluice_type_primitive (names[i].id));

  return sluice_parse_type (name, NULL);
}

SluiceType *
sluice_schema_from_json (const char *text)
{
  static const SluiceFormatOptions plain = { 0 };
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  Schema self = { .arena = arena };
  SluiceType *type = NULL;

  if (sluice_json_tape_read (&self.tape, text, strlen (text), &plain, 0, NULL) == SLUICE_JSON_OK)
    type = read_type (&self, 0);
  sluice_json_tape_clear (&self.tape);

  return type;
}
