/* sluice-json-path.c: paths such as `$.a[0].b` into JSON texts.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "formats/sluice-json-path.h"

#include "formats/sluice-column-builder.h"
#include "formats/sluice-json-copy.h"

/* A path of more names is no type. */
#define MAX_NAMES 16

/* NOWHERE is `.*`, which Spark takes and finds nothing with. */
typedef enum
{
  STEP_NAME,
  STEP_INDEX,
  STEP_ALL,
  STEP_NOWHERE,
} StepKind;

typedef struct
{
  StepKind kind;
  char *name;
  gsize length;
  guint64 index;
} Step;

struct _SluiceJsonPath
{
  GArray *steps;
};

/* How texts and arrays at the end of a path are written. */
typedef enum
{
  STYLE_RAW,     /* a text without quotes: nothing is around it */
  STYLE_QUOTED,  /* as JSON */
  STYLE_FLATTEN, /* the elements of an array go into the array around it */
} Style;

/* Separates what is written one after another. */
typedef struct
{
  SluiceOutput *out;
  gboolean first;
} Generator;

typedef struct
{
  const SluiceJsonPath *path;
  const SluiceJsonTape *tape;
  SluiceArena *arena;
  gboolean broken; /* half a character was found, which no text can hold by itself */
} Search;

static void
step_clear (gpointer data)
{
  g_free (((Step *) data)->name);
}

/* Spark's parser passes blanks over before each of its patterns, but not before single characters. */
static const char *
skip_blanks (const char *p, const char *end)
{
  while (p < end && g_ascii_isspace (*p))
    p++;

  return p;
}

static const char *
match (const char *p, const char *end, const char *word)
{
  gsize n = strlen (word);

  p = skip_blanks (p, end);

  return (gsize) (end - p) >= n && memcmp (p, word, n) == 0 ? p + n : NULL;
}

static const char *
read_wildcard (const char *p, const char *end, Step *step)
{
  const char *stop = match (p, end, ".*");

  if (stop == NULL)
    stop = match (p, end, "['*']");
  step->kind = STEP_NOWHERE;

  return stop;
}

static const char *
read_name (const char *p, const char *end, const char *stops, Step *step)
{
  const char *start = skip_blanks (p, end);

  for (p = start; p < end && (*p == '\0' || strchr (stops, *p) == NULL); p++)
    ;
  if (p == start)
    return NULL;

  step->kind = STEP_NAME;
  step->name = g_strndup (start, p - start);
  step->length = p - start;

  return p;
}

static const char *
read_named (const char *p, const char *end, Step *step)
{
  const char *stop = NULL;

  if (*p == '.')
    stop = read_name (p + 1, end, ".[", step);
  if (stop != NULL)
    return stop;

  p = match (p, end, "['");
  if (p == NULL)
    return NULL;
  stop = read_name (p, end, "'", step);
  if (stop == NULL)
    return NULL;

  return match (stop, end, "']");
}

static const char *
read_subscript (const char *p, const char *end, Step *step)
{
  const char *digits;

  if (*p != '[')
    return NULL;

  p++;
  if (p < end && *p == '*')
    {
      step->kind = STEP_ALL;
      p++;
    }
  else
    {
      digits = p = skip_blanks (p, end);
      step->kind = STEP_INDEX;
      for (; p < end && g_ascii_isdigit (*p); p++)
        if (step->index > (guint64) (G_MAXINT64 - (*p - '0')) / 10)
          return NULL;
        else
          step->index = step->index * 10 + (guint64) (*p - '0');
      if (p == digits)
        return NULL;
    }

  return p < end && *p == ']' ? p + 1 : NULL;
}

static const char *
read_step (const char *p, const char *end, Step *step)
{
  const char *stop = read_wildcard (p, end, step);

  if (stop == NULL)
    stop = read_named (p, end, step);
  if (stop == NULL)
    {
      step_clear (step);
      *step = (Step){ 0 };
      stop = read_subscript (p, end, step);
    }

  return stop;
}

SluiceJsonPath *
sluice_json_path_new (const char *text, gsize length)
{
  g_autoptr (SluiceJsonPath) self = g_new0 (SluiceJsonPath, 1);
  const char *p = text;
  const char *end = text + length;

  self->steps = g_array_new (FALSE, FALSE, sizeof (Step));
  g_array_set_clear_func (self->steps, step_clear);
  if (p == end || *p++ != '$')
    return NULL;

  while (p < end)
    {
      Step step = { 0 };
      const char *stop = read_step (p, end, &step);

      if (stop == NULL)
        {
          step_clear (&step);
          return skip_blanks (p, end) == end ? g_steal_pointer (&self) : NULL;
        }
      g_array_append_val (self->steps, step);
      p = stop;
    }

  return g_steal_pointer (&self);
}

void
sluice_json_path_free (SluiceJsonPath *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->steps);
  g_free (self);
}

SluiceType *
sluice_json_path_to_type (const SluiceJsonPath *self)
{
  SluiceType *type;

  if (self->steps->len == 0 || self->steps->len > MAX_NAMES)
    return NULL;
  for (guint i = 0; i < self->steps->len; i++)
    {
      const Step *step = &g_array_index (self->steps, Step, i);

      /* Names of fields end with a NUL. */
      if (step->kind != STEP_NAME || memchr (step->name, '\0', step->length) != NULL)
        return NULL;
    }

  type = sluice_type_ref (sluice_type_primitive (SLUICE_TYPE_STRING));
  for (guint i = self->steps->len; i > 0; i--)
    {
      SluiceField field = { g_array_index (self->steps, Step, i - 1).name, type, TRUE, -1 };
      SluiceType *around = sluice_type_struct (&field, 1);

      sluice_type_unref (type);
      type = around;
    }

  return type;
}

static void
begin_value (Generator *generator)
{
  if (!generator->first)
    sluice_output_char (generator->out, ',');
  generator->first = FALSE;
}

static void
begin_array (Generator *generator)
{
  begin_value (generator);
  sluice_output_char (generator->out, '[');
  generator->first = TRUE;
}

static void
end_array (Generator *generator)
{
  sluice_output_char (generator->out, ']');
  generator->first = FALSE;
}

static const Step *
step_at (Search *search, guint step)
{
  return step < search->path->steps->len ? &g_array_index (search->path->steps, Step, step) : NULL;
}

static gboolean get (Search *search, guint32 index, guint step, Style style, Generator *generator);

/* Returns: how many elements led to something */
static guint
get_elements (Search *search, guint32 array, guint step, Style style, Generator *generator)
{
  const SluiceJsonNode *nodes = search->tape->nodes;
  guint found = 0;

  for (guint32 i = array + 1; i < nodes[array].next; i = nodes[i].next)
    found += get (search, i, step, style, generator);

  return found;
}

static gboolean
get_at_end (Search *search, guint32 index, Style style, Generator *generator)
{
  const SluiceJsonNode *node = &search->tape->nodes[index];

  if (node->kind == SLUICE_JSON_STRING && style == STYLE_RAW)
    {
      const char *text = search->tape->text + node->start;
      gsize length = node->length;

      if (node->decode)
        text = sluice_json_decode_halves (search->arena, text, &length, &search->broken);
      sluice_output_bytes (generator->out, text, length);
      return TRUE;
    }
  if (node->kind == SLUICE_JSON_ARRAY && style == STYLE_FLATTEN)
    return get_elements (search, index, search->path->steps->len, style, generator) > 0;

  begin_value (generator);
  sluice_output_json_copy (generator->out, search->arena, search->tape, index);

  return TRUE;
}

/* Of several members of a name the first that leads to something counts. */
static gboolean
get_member (Search *search, guint32 object, guint step, Style style, Generator *generator)
{
  const SluiceJsonNode *nodes = search->tape->nodes;
  const Step *wanted = step_at (search, step);

  for (guint32 i = object + 1; i < nodes[object].next; i = nodes[i + 1].next)
    {
      gsize length;
      const char *name = sluice_json_text (search->arena, search->tape, &nodes[i], &length);

      if (length == wanted->length && memcmp (name, wanted->name, length) == 0
          && nodes[i + 1].kind != SLUICE_JSON_NULL && get (search, i + 1, step + 1, style, generator))
        return TRUE;
    }

  return FALSE;
}

/* A single value that a `*` leads to stands without an array around it. */
static gboolean
get_all (Search *search, guint32 array, guint step, Style style, Generator *generator)
{
  g_autoptr (GByteArray) bytes = NULL;
  SluiceOutput output;
  Generator inner = { &output, TRUE };
  gboolean twice = step_at (search, step + 1) != NULL && step_at (search, step + 1)->kind == STEP_ALL;
  guint found;

  if (twice || style == STYLE_QUOTED)
    {
      begin_array (generator);
      found = get_elements (search, array, step + (twice ? 2 : 1), twice ? STYLE_FLATTEN : STYLE_QUOTED,
                            generator);
      end_array (generator);
      return found > 0;
    }

  bytes = g_byte_array_new ();
  sluice_output_open (&output, bytes);
  found = get_elements (search, array, step + 1, style == STYLE_RAW ? STYLE_QUOTED : style, &inner);
  sluice_output_close (&output);
  if (found == 0)
    return FALSE;

  begin_value (generator);
  if (found > 1)
    sluice_output_char (generator->out, '[');
  sluice_output_bytes (generator->out, (const char *) bytes->data, bytes->len);
  if (found > 1)
    sluice_output_char (generator->out, ']');

  return TRUE;
}

static gboolean
get_element (Search *search, guint32 array, guint step, Style style, Generator *generator)
{
  const SluiceJsonNode *nodes = search->tape->nodes;
  const Step *next = step_at (search, step + 1);
  guint64 left = step_at (search, step)->index;

  for (guint32 i = array + 1; i < nodes[array].next; i = nodes[i].next)
    if (left-- == 0)
      return get (search, i, step + 1, next != NULL && next->kind == STEP_ALL ? STYLE_QUOTED : style,
                  generator);

  return FALSE;
}

static gboolean
get (Search *search, guint32 index, guint step, Style style, Generator *generator)
{
  const Step *wanted = step_at (search, step);
  SluiceJsonKind kind = search->tape->nodes[index].kind;

  if (wanted == NULL)
    return get_at_end (search, index, style, generator);
  if (kind == SLUICE_JSON_OBJECT && wanted->kind == STEP_NAME)
    return get_member (search, index, step, style, generator);
  if (kind == SLUICE_JSON_ARRAY && wanted->kind == STEP_ALL)
    return get_all (search, index, step, style, generator);
  if (kind == SLUICE_JSON_ARRAY && wanted->kind == STEP_INDEX)
    return get_element (search, index, step, style, generator);

  return FALSE;
}

gboolean
sluice_json_path_get (const SluiceJsonPath *self,
                      const SluiceJsonTape *tape,
                      SluiceArena          *arena,
                      SluiceOutput         *out)
{
  Search search = { self, tape, arena, FALSE };
  Generator generator = { out, TRUE };

  return get (&search, 0, 0, STYLE_RAW, &generator) && !search.broken;
}
