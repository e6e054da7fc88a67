/* sluice-test-expression.c: runs tables of what Spark answered to expressions, aggregates and schemas.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "testing/sluice-test-case-private.h"

#include <string.h>

#include "expr/sluice-aggregate.h"
#include "expr/sluice-analyzer.h"
#include "expr/sluice-program.h"
#include "formats/sluice-functions.h"
#include "testing/sluice-test-rows.h"

/* How far a case came before it failed. */
typedef enum
{
  PHASE_ANALYSIS,
  PHASE_EXECUTION,
} Phase;

typedef struct
{
  const SluiceTestJson *json;
  SluiceTestReport *report;
} Case;

static gboolean fail (Case *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
fail (Case *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  sluice_test_report_add (self->report, "%s", text);

  return FALSE;
}

static SluiceSettings *
read_settings (const SluiceTestJson *json)
{
  const SluiceTestJson *settings = sluice_test_json_get (json, "settings");
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; settings != NULL && i < settings->items->len; i++)
    {
      const SluiceTestJson *value = g_ptr_array_index (settings->items, i);

      g_hash_table_insert (values, g_ptr_array_index (settings->keys, i), value->text);
    }

  return sluice_settings_new (values);
}

static gboolean
check_error (Case *self, const GError *error, Phase phase)
{
  const SluiceTestJson *expected = sluice_test_json_get (self->json, "error");
  const char *condition = sluice_test_json_get_text (expected, "condition");
  const char *also = sluice_test_json_get_text (expected, "also");
  const char *during = sluice_test_json_get_text (expected, "during");
  const char *got = sluice_error_condition (error);
  gboolean same_phase = (phase == PHASE_ANALYSIS) == (g_strcmp0 (during, "analysis") == 0);

  if (expected == NULL)
    return fail (self, "unexpected %s: %s", got != NULL ? got : "error", error->message);
  if (condition != NULL && g_strcmp0 (condition, got) != 0 && g_strcmp0 (also, got) != 0)
    return fail (self, "expected %s, got %s: %s", condition, got != NULL ? got : "no condition",
                 error->message);
  if (!same_phase)
    return fail (self, "expected the error during %s: %s", during, error->message);

  return TRUE;
}

static gboolean
check_type (Case *self, const SluiceExpr *expr)
{
  const SluiceTestJson *nullable = sluice_test_json_get (self->json, "nullable");
  const char *wanted = sluice_test_json_get_text (self->json, "type");
  const SluiceType *type = expr->type;
  gboolean is_nullable = expr->nullable;
  g_autofree char *got = NULL;

  if (expr->kind == SLUICE_EXPR_GENERATOR && type->n_fields == 1)
    {
      is_nullable = type->fields[0].nullable;
      type = type->fields[0].type;
    }
  got = sluice_type_to_sql (type);
  if (strcmp (wanted, got) != 0)
    return fail (self, "expected type %s, got %s", wanted, got);
  if (nullable != NULL && nullable->boolean != is_nullable)
    return fail (self, "expected it %snullable", nullable->boolean ? "" : "not ");

  return TRUE;
}

static gboolean
check_values (Case *self, const SluiceColumn *column, const SluiceTestJson *values)
{
  for (guint i = 0; i < values->items->len; i++)
    {
      const SluiceTestJson *wanted = g_ptr_array_index (values->items, i);

      if (!sluice_test_value_matches (column, i, wanted))
        {
          g_autofree char *text = sluice_test_json_to_text (wanted);
          g_autoptr (GString) got = g_string_new (NULL);

          sluice_test_value_to_json (column, i, got);
          return fail (self, "row %u: expected %s, got %s", i, text, got->str);
        }
    }

  return TRUE;
}

static gboolean
unexpected_success (Case *self)
{
  const SluiceTestJson *expected = sluice_test_json_get (self->json, "error");
  const char *condition = sluice_test_json_get_text (expected, "condition");

  return fail (self, "expected %s during %s, but it went well",
               condition != NULL ? condition : "an error",
               sluice_test_json_get_text (expected, "during"));
}

static SluiceExpr *
analyze (Case                 *self,
         const char           *text,
         const SluiceType     *schema,
         const SluiceSettings *settings,
         GError              **error)
{
  SluiceScopeInput input = { NULL, schema, 0 };
  SluiceScope scope = { &input, 1, settings };
  g_autoptr (GArray) named = g_array_new (FALSE, FALSE, sizeof (SluiceNamedExpr));

  g_array_set_clear_func (named, sluice_named_expr_clear);
  if (!sluice_check_schema (schema, settings, error)
      || !sluice_analyze_named (
          text, &scope, SLUICE_ALLOW_AGGREGATES | SLUICE_ALLOW_GENERATORS | SLUICE_ALLOW_WINDOW,
          named, error))
    return NULL;

  /* The recording gave every expression one name, which is too few for some generators. */
  if (g_array_index (named, SluiceNamedExpr, 0).names != NULL)
    {
      g_autofree char *aliased = g_strconcat (text, " AS v", NULL);

      if (!sluice_analyze_named (aliased, &scope, SLUICE_ALLOW_GENERATORS, named, error))
        return NULL;
    }

  return sluice_expr_ref (g_array_index (named, SluiceNamedExpr, 0).expr);
}

static gboolean
run_expression (Case *self)
{
  const char *text = sluice_test_json_get_text (self->json, "expr");
  const SluiceTestJson *values = sluice_test_json_get (self->json, "values");
  g_autoptr (SluiceSettings) settings = read_settings (self->json);
  g_autoptr (SluiceType) schema = NULL;
  g_autoptr (SluiceExpr) expr = NULL;
  g_autoptr (SluiceProgram) program = NULL;
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  g_autoptr (SluiceBatch) batch = NULL;
  g_autoptr (GError) error = NULL;
  const char *ddl = sluice_test_json_get_text (self->json, "schema");
  SluiceColumn *result = NULL;

  schema = *ddl != '\0' ? sluice_parse_ddl (ddl, &error) : sluice_type_struct (NULL, 0);
  if (schema == NULL)
    return fail (self, "schema: %s", error->message);

  expr = analyze (self, text, schema, settings, &error);
  if (expr == NULL)
    return check_error (self, error, PHASE_ANALYSIS);
  if (sluice_test_json_get (self->json, "plan") != NULL)
    return check_type (self, expr);

  batch = sluice_test_rows_to_batch (arena, schema, sluice_test_json_get (self->json, "rows"),
                                     settings);
  program = sluice_program_new (&expr, 1, settings);
  if (!sluice_program_run (program, arena, G_GINT64_CONSTANT (1700000000000000), batch, &result,
                           &error))
    return check_error (self, error, PHASE_EXECUTION);
  if (sluice_test_json_get (self->json, "error") != NULL)
    return unexpected_success (self);

  return check_type (self, expr) && (values == NULL || check_values (self, result, values));
}

/* Aggregates: computed over one group, then replaced by a column. */

typedef struct
{
  SluiceArena *arena;
  SluiceBatch *batch;
  const SluiceSettings *settings;
  GPtrArray *results;
} Aggregation;

static gboolean
is_true (const SluiceColumn *column, guint32 row)
{
  return !sluice_column_is_null (column, row) && column->boolean[sluice_column_index (column, row)];
}

/* The rows that the FILTER lets through. */
static guint
select_rows (const SluiceColumn *filter, guint32 n, guint16 *rows)
{
  guint selected = 0;

  for (guint32 i = 0; i < n; i++)
    if (filter == NULL || is_true (filter, i))
      rows[selected++] = (guint16) i;

  return selected;
}

static SluiceColumn *
compute_aggregate (Aggregation *self, SluiceExpr *aggregate, GError **error)
{
  guint32 n = self->batch->n_rows;
  SluiceEvalContext context = {
    .arena = self->arena, .settings = self->settings, .n_rows = n, .columns = self->batch->columns
  };
  SluiceSelection all = { NULL, n };
  SluiceColumn **args = sluice_arena_new_array (self->arena, SluiceColumn *, aggregate->n_args + 1);
  SluiceColumn *filter = NULL;
  gpointer state = sluice_arena_alloc0 (self->arena, aggregate->aggregate->state_size);
  g_autofree gpointer *states = g_new (gpointer, n + 1);
  g_autofree guint16 *rows = g_new (guint16, n + 1);
  SluiceColumn *result = sluice_column_new (self->arena, aggregate->type, 1);
  gpointer const one = state;
  guint selected;

  for (guint i = 0; i < aggregate->n_args; i++)
    {
      args[i] = sluice_evaluate (&context, aggregate->args[i], all, error);
      if (args[i] == NULL)
        return NULL;
    }
  if (aggregate->filter != NULL)
    {
      filter = sluice_evaluate (&context, aggregate->filter, all, error);
      if (filter == NULL)
        return NULL;
    }
  selected = select_rows (filter, n, rows);
  for (guint i = 0; i < n; i++)
    states[i] = state;

  if (!aggregate->aggregate->update (aggregate, &context, self->arena, states, args, rows, selected,
                                     error))
    return NULL;
  context.n_rows = 1;
  if (!aggregate->aggregate->finish (aggregate, &context, &one, 1, result, error))
    return NULL;

  return result;
}

static SluiceExpr *
replace_aggregates (Aggregation *self, SluiceExpr *expr, GError **error)
{
  if (expr->kind == SLUICE_EXPR_AGGREGATE)
    {
      SluiceField field = { (char *) "agg", expr->type, expr->nullable, -1 };
      SluiceColumn *result = compute_aggregate (self, expr, error);

      if (result == NULL)
        return NULL;
      g_ptr_array_add (self->results, result);
      return sluice_expr_new_column (self->results->len - 1, &field);
    }

  for (guint i = 0; i < expr->n_args; i++)
    {
      SluiceExpr *arg = replace_aggregates (self, expr->args[i], error);

      if (arg == NULL)
        return NULL;
      sluice_expr_unref (expr->args[i]);
      expr->args[i] = arg;
    }

  return sluice_expr_ref (expr);
}

/* Whether a column is read outside of an aggregate. */
static gboolean
has_bare_column (const SluiceExpr *expr)
{
  if (expr->kind == SLUICE_EXPR_COLUMN)
    return TRUE;
  for (guint i = 0; expr->kind != SLUICE_EXPR_AGGREGATE && i < expr->n_args; i++)
    if (has_bare_column (expr->args[i]))
      return TRUE;

  return FALSE;
}

static gboolean
run_aggregate (Case *self)
{
  const char *text = sluice_test_json_get_text (self->json, "aggregate");
  g_autoptr (SluiceSettings) settings = read_settings (self->json);
  g_autoptr (SluiceType) schema = NULL;
  g_autoptr (SluiceExpr) expr = NULL;
  g_autoptr (SluiceExpr) replaced = NULL;
  g_autoptr (SluiceArena) arena = sluice_arena_new ();
  g_autoptr (SluiceBatch) batch = NULL;
  g_autoptr (GPtrArray) results = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  const SluiceTestJson *wanted = sluice_test_json_get (self->json, "value");
  SluiceSelection one = { NULL, 1 };
  SluiceColumn *result;

  schema = sluice_parse_ddl (sluice_test_json_get_text (self->json, "schema"), &error);
  if (schema == NULL)
    return fail (self, "schema: %s", error->message);
  expr = analyze (self, text, schema, settings, &error);
  /* What a groupBy without keys would say of the columns beside its aggregates. */
  if (expr != NULL && has_bare_column (expr))
    {
      sluice_set_error (&error, SLUICE_EXPR_ERROR, SLUICE_EXPR_ERROR_ANALYSIS, "MISSING_GROUP_BY",
                        "The query does not include a GROUP BY clause, but a column beside aggregates.");
      g_clear_pointer (&expr, sluice_expr_unref);
    }
  if (expr == NULL)
    return check_error (self, error, PHASE_ANALYSIS);
  if (wanted != NULL && !check_type (self, expr))
    return FALSE;

  batch = sluice_test_rows_to_batch (arena, schema, sluice_test_json_get (self->json, "rows"),
                                     settings);
  {
    Aggregation aggregation = { arena, batch, settings, results };
    SluiceEvalContext context = { .arena = arena, .settings = settings, .n_rows = 1 };

    replaced = replace_aggregates (&aggregation, expr, &error);
    context.columns = (SluiceColumn *const *) results->pdata;
    result = replaced != NULL ? sluice_evaluate (&context, replaced, one, &error) : NULL;
  }
  if (result == NULL)
    return check_error (self, error, PHASE_EXECUTION);
  if (wanted == NULL)
    return unexpected_success (self);

  if (!sluice_test_value_matches (result, 0, wanted))
    {
      g_autofree char *wanted_text = sluice_test_json_to_text (wanted);
      g_autoptr (GString) got = g_string_new (NULL);

      sluice_test_value_to_json (result, 0, got);
      return fail (self, "expected %s, got %s", wanted_text, got->str);
    }

  return TRUE;
}

/* Schemas. */

static char *
describe_json_type (const SluiceTestJson *json)
{
  const char *kind = sluice_test_json_get_text (json, "type");
  g_autoptr (GString) out = g_string_new (NULL);

  if (json->kind == SLUICE_TEST_JSON_STRING)
    return g_strdup (json->text);
  g_string_append_printf (out, "%s<", kind);
  if (strcmp (kind, "struct") == 0)
    {
      const SluiceTestJson *fields = sluice_test_json_get (json, "fields");

      for (guint i = 0; i < fields->items->len; i++)
        {
          const SluiceTestJson *field = g_ptr_array_index (fields->items, i);
          g_autofree char *type = describe_json_type (sluice_test_json_get (field, "type"));

          g_string_append_printf (out, "%s:%s:%d,", sluice_test_json_get_text (field, "name"), type,
                                  sluice_test_json_get (field, "nullable")->boolean);
        }
    }
  else
    {
      static const char *const parts[] = { "elementType", "keyType", "valueType" };

      for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
        {
          const SluiceTestJson *part = sluice_test_json_get (json, parts[i]);
          g_autofree char *type = part != NULL ? describe_json_type (part) : NULL;

          if (type != NULL)
            g_string_append_printf (out, "%s,", type);
        }
    }
  g_string_append_c (out, '>');

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
describe_type (const SluiceType *type)
{
  static const char *const names[] = {
    [SLUICE_TYPE_VOID] = "void",
    [SLUICE_TYPE_BOOLEAN] = "boolean",
    [SLUICE_TYPE_BYTE] = "byte",
    [SLUICE_TYPE_SHORT] = "short",
    [SLUICE_TYPE_INT] = "integer",
    [SLUICE_TYPE_BIGINT] = "long",
    [SLUICE_TYPE_FLOAT] = "float",
    [SLUICE_TYPE_DOUBLE] = "double",
    [SLUICE_TYPE_STRING] = "string",
    [SLUICE_TYPE_BINARY] = "binary",
    [SLUICE_TYPE_DATE] = "date",
    [SLUICE_TYPE_TIMESTAMP] = "timestamp",
    [SLUICE_TYPE_TIMESTAMP_NTZ] = "timestamp_ntz",
    [SLUICE_TYPE_CALENDAR_INTERVAL] = "interval",
    [SLUICE_TYPE_VARIANT] = "variant",
    [SLUICE_TYPE_ARRAY] = "array",
    [SLUICE_TYPE_MAP] = "map",
    [SLUICE_TYPE_STRUCT] = "struct",
  };
  g_autoptr (GString) out = NULL;

  if (type->id >= G_N_ELEMENTS (names) || names[type->id] == NULL)
    {
      g_autofree char *sql = sluice_type_to_sql (type);

      return g_ascii_strdown (sql, -1);
    }
  if (type->id == SLUICE_TYPE_STRING && type->collated && type->collation == SLUICE_COLLATION_BINARY)
    return g_strdup ("string collate UTF8_BINARY");
  if (type->n_fields == 0 && type->id != SLUICE_TYPE_STRUCT)
    return g_strdup (names[type->id]);

  out = g_string_new (NULL);
  g_string_append_printf (out, "%s<", names[type->id]);
  for (guint i = 0; i < type->n_fields; i++)
    {
      g_autofree char *inner = describe_type (type->fields[i].type);

      if (type->id == SLUICE_TYPE_STRUCT)
        g_string_append_printf (out, "%s:%s:%d,", type->fields[i].name, inner,
                                type->fields[i].nullable);
      else
        g_string_append_printf (out, "%s,", inner);
    }
  g_string_append_c (out, '>');

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
check_schema (Case *self, const char *ddl, gboolean whole, const SluiceTestJson *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SluiceType) type
      = whole ? sluice_parse_ddl (ddl, &error) : sluice_parse_type (ddl, &error);
  const SluiceTestJson *read_error = sluice_test_json_get (self->json, "readError");
  g_autofree char *wanted = NULL;
  g_autofree char *got = NULL;

  if (type == NULL)
    {
      /* Types that no reader takes are refused at once. */
      if (read_error != NULL
          && g_strcmp0 (sluice_test_json_get_text (read_error, "condition"),
                        sluice_error_condition (error))
                 == 0)
        return TRUE;
      return fail (self, "unexpected %s: %s", sluice_error_condition (error), error->message);
    }
  wanted = describe_json_type (expected);
  got = describe_type (type);

  return strcmp (wanted, got) == 0 || fail (self, "expected %s, got %s", wanted, got);
}

static gboolean
run_ddl (Case *self)
{
  const char *ddl = sluice_test_json_get_text (self->json, "ddl");
  const SluiceTestJson *json = sluice_test_json_get (self->json, "json");
  const SluiceTestJson *data_type = sluice_test_json_get (self->json, "dataType");
  g_autoptr (SluiceType) type = NULL;
  g_autoptr (GError) error = NULL;

  if (data_type != NULL && !check_schema (self, ddl, FALSE, data_type))
    return FALSE;
  if (json != NULL)
    return check_schema (self, ddl, TRUE, json);

  type = sluice_parse_ddl (ddl, &error);
  if (type != NULL)
    return unexpected_success (self);

  return check_error (self, error, PHASE_ANALYSIS);
}

void
sluice_test_run_expression (SluiceTestKind kind, const SluiceTestJson *json, SluiceTestReport *report)
{
  Case self = { json, report };

  sluice_formats_register_functions ();
  switch (kind)
    {
    case SLUICE_TEST_DDL:
      run_ddl (&self);
      break;
    case SLUICE_TEST_AGGREGATE:
      run_aggregate (&self);
      break;
    case SLUICE_TEST_EXPRESSION:
    case SLUICE_TEST_DOCUMENT:
    case SLUICE_TEST_READER:
    case SLUICE_TEST_WRITER:
    default:
      run_expression (&self);
      break;
    }
}
