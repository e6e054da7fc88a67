/* sluice-state-layout.c: what the bytes of an operator's state mean.
 *
 * The heads of the operators' files say what their state is; this is where it is read again.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "operators/sluice-state-layout.h"

#include "expr/sluice-analyzer.h"
#include "operators/sluice-aggregate-private.h"
#include "operators/sluice-key-encoder.h"
#include "operators/sluice-state-aggregates.h"

/* A number of sluice-state-list.c, behind keys and before values. */
#define NUMBER_BYTES 5

/* In a join's state, see sluice-stream-join-rows.c: where a key has the letter of its side; and the mark of a row
 * that has had a partner, with the byte before it. */
#define LETTER_AT 2
#define MATCHED_BYTES 2

typedef enum
{
  LAYOUT_GROUPS,
  LAYOUT_SESSIONS,
  LAYOUT_KEYS,
  LAYOUT_KEYS_UNTIL,
  LAYOUT_SIDES,
  LAYOUT_COUNT,
  LAYOUT_UNKNOWN,
} Kind;

static const struct
{
  const char *name;
  Kind kind;
} kinds[] = {
  { "stateStoreSave", LAYOUT_GROUPS },       { "sessionWindowStateStoreSaveExec", LAYOUT_SESSIONS },
  { "dedupe", LAYOUT_KEYS },                 { "dedupeWithinWatermark", LAYOUT_KEYS_UNTIL },
  { "symmetricHashJoin", LAYOUT_SIDES },     { "globalLimit", LAYOUT_COUNT },
};

struct _SluiceStateLayout
{
  Kind kind;
  char *name;
  SluiceSettings *settings;
  SluiceType *stored_key;   /* as the bytes are */
  SluiceType *stored_value; /* likewise, for joins */
  guint n_left;             /* columns of a join's left side */
  SluiceStatePart parts[2];
  guint n_parts;
  GPtrArray *aggregates; /* of SluiceExpr; NULL when values aren't aggregates, or not known */
  SluiceAggregateStates states;
};

static SluiceType *
parse_schema (const char *ddl, GError **error)
{
  return ddl[0] != '\0' ? sluice_parse_ddl (ddl, error) : sluice_type_struct (NULL, 0);
}

static SluiceType *
one_column (const char *name, SluiceTypeId id)
{
  SluiceField field = { (char *) name, sluice_type_primitive (id), TRUE, -1 };

  return sluice_type_struct (&field, 1);
}

/* Some fields of a schema, their names without the first @skip letters. */
static void
take_fields (GArray *fields, const SluiceType *schema, guint first, guint n, guint skip)
{
  for (guint i = first; i < first + n; i++)
    {
      SluiceField field = schema->fields[i];

      field.name += skip;
      g_array_append_val (fields, field);
    }
}

static SluiceType *
to_struct (GArray *fields)
{
  SluiceType *type = sluice_type_struct ((SluiceField *) fields->data, fields->len);

  g_array_set_size (fields, 0);

  return type;
}

static gboolean
make_join_parts (SluiceStateLayout *self, GArray *fields)
{
  static const char *const names[2] = { "left", "right" };
  SluiceField matched = { (char *) "matched", sluice_type_primitive (SLUICE_TYPE_BOOLEAN), TRUE, -1 };
  guint n = self->stored_value->n_fields - MIN (self->stored_value->n_fields, 2);

  if (self->stored_key->n_fields < 2 || self->stored_value->n_fields < 2)
    return FALSE;

  while (self->n_left < n && g_str_has_prefix (self->stored_value->fields[2 + self->n_left].name, "left_"))
    self->n_left++;
  self->n_parts = 2;
  for (guint side = 0; side < 2; side++)
    {
      self->parts[side].name = names[side];
      take_fields (fields, self->stored_key, 1, self->stored_key->n_fields - 2, 0);
      self->parts[side].key = to_struct (fields);
      if (side == 0)
        take_fields (fields, self->stored_value, 2, self->n_left, strlen ("left_"));
      else
        take_fields (fields, self->stored_value, 2 + self->n_left, n - self->n_left, strlen ("right_"));
      g_array_append_val (fields, matched);
      self->parts[side].value = to_struct (fields);
    }

  return TRUE;
}

static gboolean
make_session_part (SluiceStateLayout *self, GArray *fields)
{
  guint n_values = self->stored_value->n_fields;

  if (self->stored_key->n_fields < 1 || n_values < 2)
    return FALSE;

  take_fields (fields, self->stored_value, 1, 1, 0);
  take_fields (fields, self->stored_key, 0, self->stored_key->n_fields - 1, 0);
  self->parts[0].key = to_struct (fields);
  take_fields (fields, self->stored_value, 2, n_values - 2, 0);
  self->parts[0].value = to_struct (fields);

  return TRUE;
}

static gboolean
make_parts (SluiceStateLayout *self)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (SluiceField));

  self->n_parts = 1;
  switch (self->kind)
    {
    case LAYOUT_SIDES:
      return make_join_parts (self, fields);
    case LAYOUT_SESSIONS:
      if (!make_session_part (self, fields))
        return FALSE;
      break;
    case LAYOUT_KEYS:
      self->parts[0].key = sluice_type_ref (self->stored_key);
      self->parts[0].value = sluice_type_struct (NULL, 0);
      return TRUE;
    case LAYOUT_UNKNOWN:
      self->parts[0].key = one_column ("key", SLUICE_TYPE_BINARY);
      self->parts[0].value = one_column ("value", SLUICE_TYPE_BINARY);
      return TRUE;
    default:
      self->parts[0].key = sluice_type_ref (self->stored_key);
      self->parts[0].value = sluice_type_ref (self->stored_value);
      break;
    }

  if (self->kind == LAYOUT_KEYS_UNTIL || self->kind == LAYOUT_COUNT)
    return self->parts[0].value->n_fields == 1
           && self->parts[0].value->fields[0].type->id == SLUICE_TYPE_BIGINT;
  if (self->aggregates == NULL)
    {
      sluice_type_unref (self->parts[0].value);
      self->parts[0].value = one_column ("state", SLUICE_TYPE_BINARY);
    }

  return TRUE;
}

/* Finds out what the values of an aggregation are. What can't be told is shown as bytes. */
static void
find_aggregates (SluiceStateLayout *self, const SluiceStateOperator *operator)
{
  guint n_values = self->stored_value->n_fields - (self->kind == LAYOUT_SESSIONS ? 2 : 0);
  gboolean fits = TRUE;

  if (operator->aggregates == NULL || operator->arguments == NULL)
    return;

  self->aggregates
      = sluice_state_aggregates_from_text (operator->aggregates, operator->arguments, self->settings, NULL);
  if (self->aggregates == NULL)
    return;
  fits = self->aggregates->len == n_values;
  for (guint i = 0; fits && i < n_values; i++)
    {
      const SluiceExpr *expr = self->aggregates->pdata[i];

      fits = sluice_type_equal (expr->type,
                                self->stored_value->fields[self->stored_value->n_fields - n_values + i].type);
    }
  if (!fits)
    g_clear_pointer (&self->aggregates, g_ptr_array_unref);
  else
    sluice_aggregate_states_init (&self->states, (SluiceExpr **) self->aggregates->pdata, n_values);
}

SluiceStateLayout *
sluice_state_layout_new (const SluiceStateOperator *operator, SluiceSettings *settings, GError **error)
{
  g_autoptr (SluiceStateLayout) self = g_new0 (SluiceStateLayout, 1);

  self->kind = LAYOUT_UNKNOWN;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].name, operator->name) == 0)
      self->kind = kinds[i].kind;
  self->name = g_strdup (operator->name);
  self->settings = sluice_settings_ref (settings);
  self->stored_key = parse_schema (operator->key_schema, error);
  if (self->stored_key == NULL)
    return NULL;
  self->stored_value = parse_schema (operator->value_schema, error);
  if (self->stored_value == NULL)
    return NULL;

  if (self->kind == LAYOUT_GROUPS || (self->kind == LAYOUT_SESSIONS && self->stored_value->n_fields >= 2))
    find_aggregates (self, operator);
  if (make_parts (self))
    return g_steal_pointer (&self);

  sluice_set_error (error, SLUICE_STATE_ERROR, SLUICE_STATE_ERROR_CORRUPT, "CANNOT_LOAD_STATE_STORE.UNCATEGORIZED",
                    "The checkpoint describes the state of an operator “%s” in a way that this version doesn't "
                    "understand: key “%s”, value “%s”.",
                    operator->name, operator->key_schema, operator->value_schema);

  return NULL;
}

void
sluice_state_layout_free (SluiceStateLayout *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (self->parts); i++)
    {
      sluice_type_unref (self->parts[i].key);
      sluice_type_unref (self->parts[i].value);
    }
  sluice_aggregate_states_clear (&self->states);
  g_clear_pointer (&self->aggregates, g_ptr_array_unref);
  sluice_type_unref (self->stored_key);
  sluice_type_unref (self->stored_value);
  sluice_settings_unref (self->settings);
  g_free (self->name);
  g_free (self);
}

const SluiceStatePart *
sluice_state_layout_parts (const SluiceStateLayout *self, guint *n_parts)
{
  *n_parts = self->n_parts;

  return self->parts;
}

guint
sluice_state_layout_part_of (const SluiceStateLayout *self, const SluiceStateEntry *entry)
{
  return self->kind == LAYOUT_SIDES && entry->key_length > LETTER_AT && entry->key[LETTER_AT] == 'r';
}

void
sluice_state_layout_identify (const SluiceStateLayout *self,
                              const SluiceStateEntry  *entry,
                              GByteArray              *out,
                              const guint8           **content,
                              guint32                 *content_length)
{
  gboolean in_list = self->kind == LAYOUT_SESSIONS || self->kind == LAYOUT_SIDES;
  guint32 behind_key = in_list ? MIN (entry->key_length, NUMBER_BYTES) : 0;
  guint32 head = in_list ? MIN (entry->value_length, NUMBER_BYTES) : 0;
  const guint8 *value = entry->value + head;
  guint32 length = entry->value_length - head;

  g_byte_array_append (out, entry->key, entry->key_length - behind_key);
  *content = value;
  *content_length = length;
  if (self->kind == LAYOUT_SESSIONS)
    /* A session is the one that begins then; its end may move. */
    g_byte_array_append (out, value, MIN (length, 2 + (guint32) sizeof (gint64)));
  else if (self->kind == LAYOUT_SIDES)
    {
      *content_length = MIN (length, MATCHED_BYTES);
      g_byte_array_append (out, value + *content_length, length - *content_length);
    }
}

/* Decoding. */

typedef struct
{
  const SluiceStateLayout *layout;
  SluiceArena *arena;
  const SluiceStateEntry *const *entries;
  guint32 n;
  const guint8 **bytes;
  guint32 *lengths;
  GError **error;
} Decoder;

static gboolean
fail (Decoder *decoder, const char *condition, const char *what)
{
  sluice_set_error (decoder->error, SLUICE_STATE_ERROR, SLUICE_STATE_ERROR_CORRUPT, condition,
                    "The %s of an entry of “%s” in the state isn't what the checkpoint says of it.", what,
                    decoder->layout->name);

  return FALSE;
}

/* Decodes what @decoder->bytes and @decoder->lengths point to. */
static gboolean
decode_fields (Decoder *decoder, const SluiceType *schema, SluiceColumn **columns)
{
  g_autofree const SluiceType **types = g_new (const SluiceType *, MAX (schema->n_fields, 1));

  for (guint c = 0; c < schema->n_fields; c++)
    types[c] = schema->fields[c].type;

  return sluice_keys_decode (decoder->arena, types, schema->n_fields, decoder->bytes, decoder->lengths,
                             decoder->n, columns);
}

static gboolean
decode_keys (Decoder *decoder, SluiceColumn **columns)
{
  for (guint32 i = 0; i < decoder->n; i++)
    {
      decoder->bytes[i] = decoder->entries[i]->key;
      decoder->lengths[i] = decoder->entries[i]->key_length;
    }

  return decode_fields (decoder, decoder->layout->stored_key, columns)
             ? TRUE
             : fail (decoder, "STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE", "key");
}

static SluiceColumn *
bytes_column (Decoder *decoder, gboolean of_keys, guint32 skip)
{
  SluiceColumn *column
      = sluice_column_new (decoder->arena, sluice_type_primitive (SLUICE_TYPE_BINARY), decoder->n);

  for (guint32 i = 0; i < decoder->n; i++)
    {
      const SluiceStateEntry *entry = decoder->entries[i];
      guint32 length = of_keys ? entry->key_length : entry->value_length - MIN (skip, entry->value_length);
      const guint8 *from = of_keys ? entry->key : entry->value + (entry->value_length - length);
      char *copy = sluice_arena_alloc_bytes (decoder->arena, MAX (length, 1));

      memcpy (copy, from, length);
      column->string[i] = sluice_string (copy, length);
    }
  sluice_arena_align (decoder->arena);

  return column;
}

static gboolean
decode_number (Decoder *decoder, SluiceColumn **columns)
{
  *columns = sluice_column_new (decoder->arena, sluice_type_primitive (SLUICE_TYPE_BIGINT), decoder->n);
  for (guint32 i = 0; i < decoder->n; i++)
    {
      const SluiceStateEntry *entry = decoder->entries[i];

      if (entry->value_length != sizeof (gint64))
        return fail (decoder, "STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE", "value");
      memcpy (&(*columns)->i64[i], entry->value, sizeof (gint64));
    }

  return TRUE;
}

/* Makes results of the states of aggregates, which begin at @skip in the values. */
static gboolean
decode_aggregates (Decoder *decoder, guint32 skip, SluiceColumn **columns)
{
  const SluiceAggregateStates *states = &decoder->layout->states;
  g_autofree gpointer *loaded = g_new (gpointer, MAX (decoder->n, 1));
  g_autofree gpointer *of_one = g_new (gpointer, MAX (decoder->n, 1));
  SluiceEvalContext context = {
    .arena = decoder->arena,
    .settings = decoder->layout->settings,
    .n_rows = decoder->n,
  };

  if (decoder->layout->aggregates == NULL)
    {
      columns[0] = bytes_column (decoder, FALSE, skip);
      return TRUE;
    }

  for (guint32 i = 0; i < decoder->n; i++)
    {
      const SluiceStateEntry *entry = decoder->entries[i];

      sluice_arena_align (decoder->arena);
      loaded[i] = sluice_arena_alloc0 (decoder->arena, MAX (states->size, 16));
      if (entry->value_length < skip
          || !sluice_aggregate_states_load (states, decoder->arena, loaded[i], entry->value + skip,
                                            entry->value_length - skip, NULL))
        return fail (decoder, "STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE", "value");
    }
  sluice_arena_align (decoder->arena);
  for (guint a = 0; a < states->n; a++)
    {
      SluiceExpr *expr = states->exprs[a];

      for (guint32 i = 0; i < decoder->n; i++)
        of_one[i] = (char *) loaded[i] + states->offsets[a];
      columns[a] = sluice_column_new (decoder->arena, expr->type, decoder->n);
      if (!expr->aggregate->finish (expr, &context, of_one, decoder->n, columns[a], decoder->error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
decode_sessions (Decoder *decoder, SluiceColumn **columns)
{
  const SluiceStateLayout *self = decoder->layout;
  guint n_other = self->stored_key->n_fields - 1;
  g_autofree SluiceColumn **keys = g_new (SluiceColumn *, n_other + 1);
  const SluiceType *session = self->stored_value->fields[1].type;

  if (!decode_keys (decoder, keys))
    return FALSE;
  for (guint32 i = 0; i < decoder->n; i++)
    {
      if (decoder->entries[i]->value_length < NUMBER_BYTES + SLUICE_WINDOW_KEY_BYTES)
        return fail (decoder, "STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE", "value");
      decoder->bytes[i] = decoder->entries[i]->value + NUMBER_BYTES;
      decoder->lengths[i] = SLUICE_WINDOW_KEY_BYTES;
    }
  if (!sluice_keys_decode (decoder->arena, &session, 1, decoder->bytes, decoder->lengths, decoder->n, columns))
    return fail (decoder, "STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE", "value");
  memcpy (columns + 1, keys, sizeof *columns * n_other);

  return decode_aggregates (decoder, NUMBER_BYTES + SLUICE_WINDOW_KEY_BYTES, columns + 1 + n_other);
}

static gboolean
decode_sides (Decoder *decoder, guint side, SluiceColumn **columns)
{
  const SluiceStateLayout *self = decoder->layout;
  guint n_keys = self->stored_key->n_fields - 2;
  guint n_columns = self->stored_value->n_fields - 2;
  guint n_own = side == 0 ? self->n_left : n_columns - self->n_left;
  g_autofree SluiceColumn **keys = g_new (SluiceColumn *, n_keys + 2);
  g_autofree SluiceColumn **values = g_new (SluiceColumn *, n_columns + 2);

  if (!decode_keys (decoder, keys))
    return FALSE;
  for (guint32 i = 0; i < decoder->n; i++)
    {
      decoder->bytes[i] = decoder->entries[i]->value;
      decoder->lengths[i] = decoder->entries[i]->value_length;
    }
  if (!decode_fields (decoder, self->stored_value, values))
    return fail (decoder, "STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE", "value");

  memcpy (columns, keys + 1, sizeof *columns * n_keys);
  memcpy (columns + n_keys, values + 2 + (side == 0 ? 0 : self->n_left), sizeof *columns * n_own);
  columns[n_keys + n_own] = values[1];

  return TRUE;
}

gboolean
sluice_state_layout_decode (const SluiceStateLayout       *self,
                            guint                          part,
                            SluiceArena                   *arena,
                            const SluiceStateEntry *const *entries,
                            guint32                        n,
                            SluiceColumn                 **columns,
                            GError                       **error)
{
  g_autofree const guint8 **bytes = g_new (const guint8 *, MAX (n, 1));
  g_autofree guint32 *lengths = g_new (guint32, MAX (n, 1));
  Decoder decoder = { self, arena, entries, n, bytes, lengths, error };

  switch (self->kind)
    {
    case LAYOUT_GROUPS:
      return decode_keys (&decoder, columns)
             && decode_aggregates (&decoder, 0, columns + self->stored_key->n_fields);
    case LAYOUT_SESSIONS:
      return decode_sessions (&decoder, columns);
    case LAYOUT_KEYS:
      return decode_keys (&decoder, columns);
    case LAYOUT_KEYS_UNTIL:
    case LAYOUT_COUNT:
      return decode_keys (&decoder, columns) && decode_number (&decoder, columns + self->stored_key->n_fields);
    case LAYOUT_SIDES:
      return decode_sides (&decoder, part, columns);
    case LAYOUT_UNKNOWN:
    default:
      columns[0] = bytes_column (&decoder, TRUE, 0);
      columns[1] = bytes_column (&decoder, FALSE, 0);
      return TRUE;
    }
}
