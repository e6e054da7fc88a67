/* sluice-command-sql.c: `sluice sql`: queries and expressions evaluated at once.
 *
 * The query becomes a document with a node for each table and one for the query, so that it means here what
 * it means in a pipeline.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "cli/sluice-command.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "expr/sluice-query-syntax.h"
#include "formats/sluice-writer.h"
#include "sinks/sluice-sink.h"
#include "sources/sluice-schema-inference.h"
#include "stream/sluice-static-query.h"

/* The id of the query's node; no table can have it, as it is no name. */
#define QUERY_ID "(query)"

typedef enum
{
  OUTPUT_TABLE,
  OUTPUT_JSON,
  OUTPUT_CSV,
} Output;

/* A table of the query. */
typedef struct
{
  char *name;
  char *path;
  const char *format;
  gboolean by_name; /* named in FROM as csv.`path`, which means what it means in Spark */
  SluiceType *schema;
  GHashTable *options;
} Table;

typedef struct
{
  const char *text;
  GPtrArray *tables;
  SluiceSettings *settings;
  GHashTable *setting_values;
  char **schemas;
  char **options;
} Session;

static void
table_free (gpointer data)
{
  Table *self = data;

  g_free (self->name);
  g_free (self->path);
  sluice_type_unref (self->schema);
  g_hash_table_unref (self->options);
  g_free (self);
}

static Table *
add_table (Session *session, const char *name, const char *path)
{
  Table *table = g_new0 (Table, 1);

  table->name = g_strdup (name);
  table->path = g_canonicalize_filename (path, NULL);
  table->options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_ptr_array_add (session->tables, table);

  return table;
}

/* Takes `NAME=` or `NAME.` off the beginning of an argument when it is the table's. */
static const char *
value_for (const Table *table, const char *argument, char separator)
{
  gsize length = strlen (table->name);

  if (g_ascii_strncasecmp (argument, table->name, length) == 0 && argument[length] == separator)
    return argument + length + 1;

  return NULL;
}

static gboolean
add_tables (Session *session, char **arguments)
{
  for (guint i = 0; arguments != NULL && arguments[i] != NULL; i++)
    {
      char *equals = strchr (arguments[i], '=');
      g_autofree char *name = NULL;
      Table *table;

      if (equals == NULL || equals == arguments[i] || equals[1] == '\0')
        {
          g_printerr ("sluice sql: “--table %s” is not of the form NAME=FILE\n", arguments[i]);
          return FALSE;
        }
      name = g_strndup (arguments[i], equals - arguments[i]);
      for (guint k = 0; k < session->tables->len; k++)
        if (g_ascii_strcasecmp (((Table *) session->tables->pdata[k])->name, name) == 0)
          {
            g_printerr ("sluice sql: there are two tables “%s”\n", name);
            return FALSE;
          }
      table = add_table (session, name, equals + 1);
      table->format = sluice_format_of_path (equals + 1);
    }

  return TRUE;
}

/* Tables that the query names by their files: json.`path`. */

static void find_in_query (Session *session, const SluiceQuerySyntax *query);

static void
find_in_syntax (Session *session, const SluiceSyntax *node)
{
  if (node->query != NULL)
    find_in_query (session, node->query);
  for (guint i = 0; i < node->n_children; i++)
    find_in_syntax (session, node->children[i]);
}

static void
find_in_relation (Session *session, const SluiceRelationSyntax *relation)
{
  static const char *const formats[] = { "json", "csv", "text", NULL };
  g_autofree char *format = NULL;
  g_autofree char *name = NULL;
  Table *table;

  if (relation == NULL)
    return;
  find_in_relation (session, relation->left);
  find_in_relation (session, relation->right);
  if (relation->query != NULL)
    find_in_query (session, relation->query);
  if (relation->kind != SLUICE_RELATION_TABLE || relation->n_names != 2)
    return;
  format = g_ascii_strdown (relation->names[0], -1);
  if (!g_strv_contains (formats, format))
    return;
  name = g_strconcat (relation->names[0], ".", relation->names[1], NULL);
  for (guint i = 0; i < session->tables->len; i++)
    if (g_ascii_strcasecmp (((Table *) session->tables->pdata[i])->name, name) == 0)
      return;
  table = add_table (session, name, relation->names[1]);
  for (guint i = 0; formats[i] != NULL; i++)
    if (strcmp (formats[i], format) == 0)
      table->format = formats[i];
  table->by_name = TRUE;
}

static void
find_in_query (Session *session, const SluiceQuerySyntax *query)
{
  for (guint i = 0; i < query->n_named; i++)
    find_in_query (session, query->named[i].query);
  if (query->left != NULL)
    find_in_query (session, query->left);
  if (query->right != NULL)
    find_in_query (session, query->right);
  find_in_relation (session, query->from);
  for (guint i = 0; i < query->n_items; i++)
    find_in_syntax (session, query->items[i]);
  if (query->where != NULL)
    find_in_syntax (session, query->where);
  if (query->having != NULL)
    find_in_syntax (session, query->having);
}

static gboolean
add_options (Session *session, Table *table)
{
  for (guint i = 0; session->options != NULL && session->options[i] != NULL; i++)
    {
      const char *option = value_for (table, session->options[i], '.');
      const char *equals;

      if (option == NULL)
        option = session->options[i];
      equals = strchr (option, '=');
      if (equals == NULL || equals == option)
        {
          g_printerr ("sluice sql: “--option %s” is not of the form KEY=VALUE\n",
                      session->options[i]);
          return FALSE;
        }
      /* An option of another table. */
      if (option == session->options[i] && memchr (option, '.', equals - option) != NULL)
        continue;
      g_hash_table_insert (table->options, g_strndup (option, equals - option),
                           g_strdup (equals + 1));
    }
  if (g_hash_table_contains (table->options, "format"))
    {
      static const char *const formats[] = { "json", "csv", "text", NULL };
      const char *format = g_hash_table_lookup (table->options, "format");

      table->format = NULL;
      for (guint i = 0; formats[i] != NULL; i++)
        if (strcmp (formats[i], format) == 0)
          table->format = formats[i];
      g_hash_table_remove (table->options, "format");
    }
  if (table->format == NULL)
    {
      g_printerr ("sluice sql: the format of “%s” can't be told by its name; say it with "
                  "--option %s.format=json (or csv, or text)\n",
                  table->path, table->name);
      return FALSE;
    }
  /* People who give a CSV file a name mean its columns by their names. */
  if (strcmp (table->format, "csv") == 0 && !table->by_name)
    {
      if (!g_hash_table_contains (table->options, "header"))
        g_hash_table_insert (table->options, g_strdup ("header"), g_strdup ("true"));
      if (g_str_has_suffix (table->path, ".tsv") && !g_hash_table_contains (table->options, "sep"))
        g_hash_table_insert (table->options, g_strdup ("sep"), g_strdup ("\t"));
    }

  return TRUE;
}

static gboolean
find_schema (Session *session, Table *table)
{
  g_autoptr (GError) error = NULL;

  if (!add_options (session, table))
    return FALSE;
  if (!table->by_name && !g_hash_table_contains (table->options, "inferSchema"))
    g_hash_table_insert (table->options, g_strdup ("inferSchema"), g_strdup ("true"));
  for (guint i = 0; session->schemas != NULL && session->schemas[i] != NULL; i++)
    {
      const char *ddl = value_for (table, session->schemas[i], '=');

      if (ddl == NULL && session->tables->len == 1)
        ddl = session->schemas[i];
      if (ddl == NULL)
        continue;
      table->schema = sluice_parse_ddl (ddl, &error);
      if (table->schema == NULL)
        {
          g_printerr ("sluice sql: the schema of “%s”: %s\n", table->name, error->message);
          return FALSE;
        }
      return TRUE;
    }
  table->schema
    = sluice_infer_schema (table->format, table->path, table->options, session->settings, NULL, &error);
  if (table->schema == NULL)
    {
      g_printerr ("sluice sql: table “%s” (%s): %s\n", table->name, table->path, error->message);
      return FALSE;
    }
  /* Columns that were guessed from the beginning must hold to the end: no value is lost in silence. */
  if (!table->by_name && strcmp (table->format, "text") != 0
      && !g_hash_table_contains (table->options, "mode"))
    g_hash_table_insert (table->options, g_strdup ("mode"), g_strdup ("FAILFAST"));

  return TRUE;
}

/* The document. */

static void
add_member (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static SluiceDocument *
make_document (Session *session, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;
  GHashTableIter iter;
  gpointer key, value;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "sluice");
  json_builder_add_int_value (builder, 1);
  json_builder_set_member_name (builder, "settings");
  json_builder_begin_object (builder);
  g_hash_table_iter_init (&iter, session->setting_values);
  while (g_hash_table_iter_next (&iter, &key, &value))
    add_member (builder, key, value);
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "nodes");
  json_builder_begin_object (builder);
  for (guint i = 0; i < session->tables->len; i++)
    {
      Table *table = session->tables->pdata[i];
      g_autofree char *ddl = sluice_type_to_ddl (table->schema);

      json_builder_set_member_name (builder, table->name);
      json_builder_begin_object (builder);
      add_member (builder, "op", "read");
      add_member (builder, "format", table->format);
      add_member (builder, "schema", ddl);
      json_builder_set_member_name (builder, "options");
      json_builder_begin_object (builder);
      add_member (builder, "path", table->path);
      g_hash_table_iter_init (&iter, table->options);
      while (g_hash_table_iter_next (&iter, &key, &value))
        add_member (builder, key, value);
      json_builder_end_object (builder);
      json_builder_end_object (builder);
    }
  json_builder_set_member_name (builder, QUERY_ID);
  json_builder_begin_object (builder);
  add_member (builder, "op", "sql");
  json_builder_set_member_name (builder, "inputs");
  json_builder_begin_array (builder);
  for (guint i = 0; i < session->tables->len; i++)
    json_builder_add_string_value (builder, ((Table *) session->tables->pdata[i])->name);
  json_builder_end_array (builder);
  add_member (builder, "query", session->text);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);

  return sluice_document_parse (text, strlen (text), error);
}

/* Errors in the query show the line that they are in. */

static void
print_place (const char *text, gint64 offset, gint64 length)
{
  const char *line = text, *end;
  guint n = 1, column, width;

  if (offset < 0 || offset > (gint64) strlen (text))
    return;
  for (const char *p = text; p < text + offset; p++)
    if (*p == '\n')
      {
        line = p + 1;
        n++;
      }
  end = strchr (line, '\n');
  if (end == NULL)
    end = line + strlen (line);
  column = (guint) g_utf8_strlen (line, text + offset - line);
  width = (guint) g_utf8_strlen (text + offset, MIN (length, end - (text + offset)));
  g_printerr ("  line %u, column %u:\n    %.*s\n    %*s", n, column + 1, (int) (end - line), line,
              (int) column, "");
  for (guint i = 0; i < MAX (width, 1); i++)
    g_printerr ("^");
  g_printerr ("\n");
}

static void
print_error (const Session *session, const GError *error)
{
  SluiceErrorInfo *info = sluice_error_info (error);
  gboolean own = info != NULL && (info->node == NULL || strcmp (info->node, QUERY_ID) == 0);

  /* The query's own node is nothing that anybody has drawn. */
  if (own)
    {
      g_clear_pointer (&info->node, g_free);
      info->line = 0;
    }
  sluice_command_print_error (NULL, error);
  if (own && info->position >= 0)
    print_place (session->text, info->position, info->length);
}

static gboolean
print_problems (const Session *session, SluiceAnalysis *analysis)
{
  GPtrArray *problems = sluice_analysis_get_problems (analysis);
  gboolean sound = TRUE;

  for (guint i = 0; i < problems->len; i++)
    {
      const SluiceProblem *problem = problems->pdata[i];
      gboolean own = g_strcmp0 (problem->node, QUERY_ID) == 0;

      if (problem->severity != SLUICE_SEVERITY_ERROR)
        continue;
      sound = FALSE;
      g_printerr ("sluice sql: ");
      if (!own && problem->node != NULL)
        g_printerr ("table “%s”: ", problem->node);
      if (problem->condition != NULL)
        g_printerr ("[%s] ", problem->condition);
      g_printerr ("%s\n", problem->message);
      if (own)
        print_place (session->text, problem->text_offset, problem->text_length);
    }

  return sound;
}

/* Results. */

static void
print_bytes (const void *bytes, gsize length)
{
  fwrite (bytes, 1, length, stdout);
}

static gboolean
print_rows (const Session *session,
            GPtrArray *rows,
            const SluiceType *schema,
            Output output,
            guint truncate,
            GError **error)
{
  guint64 n = 0;

  for (guint b = 0; b < rows->len; b++)
    n += ((SluiceBatch *) rows->pdata[b])->n_selected;
  if (output == OUTPUT_TABLE)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      sluice_show_table (rows, schema, G_MAXUINT, truncate, session->settings, text);
      print_bytes (text->str, text->len);
      if (isatty (STDOUT_FILENO))
        g_printerr ("%" G_GUINT64_FORMAT " %s\n", n, n == 1 ? "row" : "rows");
      return TRUE;
    }
  if (output == OUTPUT_JSON)
    {
      for (guint b = 0; b < rows->len; b++)
        {
          SluiceBatch *batch = rows->pdata[b];
          g_autoptr (GByteArray) line = g_byte_array_new ();

          for (guint32 i = 0; i < batch->n_selected; i++)
            {
              sluice_json_append_row (batch, sluice_batch_row (batch, i), session->settings, FALSE,
                                      line);
              g_byte_array_append (line, (const guint8 *) "\n", 1);
            }
          print_bytes (line->data, line->len);
        }
      return TRUE;
    }
  {
    g_autoptr (GHashTable) options = g_hash_table_new (g_str_hash, g_str_equal);
    g_autoptr (SluiceWriter) writer = NULL;
    g_autoptr (GByteArray) bytes = g_byte_array_new ();

    g_hash_table_insert (options, (gpointer) "header", (gpointer) "true");
    writer = sluice_writer_new ("csv", schema, options, session->settings, error);
    if (writer == NULL)
      return FALSE;
    sluice_writer_append_header (writer, bytes);
    for (guint b = 0; b < rows->len; b++)
      if (!sluice_writer_append (writer, rows->pdata[b], bytes, error))
        return FALSE;
    print_bytes (bytes->data, bytes->len);
  }

  return TRUE;
}

/* The text. */

static char *
read_standard_input (void)
{
  GString *text = g_string_new (NULL);
  char buffer[4096];
  gsize n;

  while ((n = fread (buffer, 1, sizeof buffer, stdin)) > 0)
    g_string_append_len (text, buffer, n);

  return g_string_free (text, FALSE);
}

/* An expression alone is a query of one column. */
static char *
complete (const char *text)
{
  static const char *const begins[] = { "select", "with", "values", "table", "from", "insert",
                                        "create", "update", "delete", "drop", "alter", "show",
                                        "describe", "explain", "set", "merge", NULL };
  g_autoptr (GArray) tokens = sluice_tokenize (text);
  g_autofree char *first = NULL;

  for (guint i = 0; i < tokens->len && first == NULL; i++)
    {
      const SluiceToken *token = &g_array_index (tokens, SluiceToken, i);

      if (token->kind == SLUICE_TOKEN_COMMENT)
        continue;
      if (token->kind == SLUICE_TOKEN_OPERATOR && text[token->offset] == '(')
        continue;
      first = g_ascii_strdown (text + token->offset, token->length);
    }
  if (first == NULL || g_strv_contains (begins, first))
    return g_strdup (text);

  return g_strconcat ("SELECT ", text, NULL);
}

static gboolean
read_settings (Session *session, char **settings)
{
  for (guint i = 0; settings != NULL && settings[i] != NULL; i++)
    {
      char *equals = strchr (settings[i], '=');

      if (equals == NULL || equals == settings[i])
        {
          g_printerr ("sluice sql: “--set %s” is not of the form KEY=VALUE\n", settings[i]);
          return FALSE;
        }
      g_hash_table_insert (session->setting_values, g_strndup (settings[i], equals - settings[i]),
                           g_strdup (equals + 1));
    }
  session->settings = sluice_settings_new (session->setting_values);

  return TRUE;
}

static int
evaluate (Session *session, Output output, guint truncate, gboolean explain)
{
  g_autoptr (SluiceAst) ast = NULL;
  g_autoptr (SluiceDocument) document = NULL;
  g_autoptr (SluiceAnalysis) analysis = NULL;
  g_autoptr (SluiceClock) clock = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  const SluiceNodeAnalysis *node;

  ast = sluice_ast_parse_query (session->text, session->settings, &error);
  if (ast == NULL)
    {
      print_error (session, error);
      return SLUICE_EXIT_USAGE;
    }
  find_in_query (session, ast->query);
  for (guint i = 0; i < session->tables->len; i++)
    if (!find_schema (session, session->tables->pdata[i]))
      return SLUICE_EXIT_USAGE;
  document = make_document (session, &error);
  if (document == NULL)
    {
      sluice_command_print_error (NULL, error);
      return SLUICE_EXIT_USAGE;
    }
  analysis = sluice_analysis_new (document, NULL, NULL);
  node = sluice_analysis_get_node (analysis, QUERY_ID);
  if (!print_problems (session, analysis) || node == NULL || node->plan == NULL)
    return SLUICE_EXIT_USAGE;
  if (explain)
    {
      g_autoptr (SluicePlan) plan = sluice_plan_optimize (sluice_plan_ref (node->plan));
      g_autofree char *text = sluice_plan_to_text (plan);
      g_autofree char *ddl = sluice_type_to_ddl (node->schema);

      g_print ("%s\n\n%s\n", ddl, text);
      return SLUICE_EXIT_OK;
    }
  clock = sluice_clock_new_real ();
  rows = sluice_static_query_run (node->plan, sluice_analysis_get_settings (analysis), clock,
                                  session->tables->len > 0 ? g_get_num_processors () : 1, NULL,
                                  &error);
  if (rows == NULL || !print_rows (session, rows, node->schema, output, truncate, &error))
    {
      print_error (session, error);
      return SLUICE_EXIT_FAILED;
    }

  return SLUICE_EXIT_OK;
}

int
sluice_command_sql (int argc, char **argv)
{
  gboolean json = FALSE, csv = FALSE, explain = FALSE;
  int truncate = 0;
  g_auto (GStrv) tables = NULL;
  g_auto (GStrv) schemas = NULL;
  g_auto (GStrv) options = NULL;
  g_auto (GStrv) settings = NULL;
  const GOptionEntry entries[] = {
    { "table", 't', 0, G_OPTION_ARG_STRING_ARRAY, &tables, "Let the query name a file as a table",
      "NAME=FILE" },
    { "schema", 's', 0, G_OPTION_ARG_STRING_ARRAY, &schemas,
      "Columns of a table, instead of those that its first records show", "NAME=DDL" },
    { "option", 'o', 0, G_OPTION_ARG_STRING_ARRAY, &options,
      "An option of a table's format (NAME.KEY=VALUE), or of all tables", "KEY=VALUE" },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &settings, "A setting of the session", "KEY=VALUE" },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &json, "Write rows as lines of JSON", NULL },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &csv, "Write rows as CSV with a header", NULL },
    { "truncate", 0, 0, G_OPTION_ARG_INT, &truncate, "Cut texts in the table to N characters", "N" },
    { "explain", 0, 0, G_OPTION_ARG_NONE, &explain, "Show columns and plan, and run nothing", NULL },
    G_OPTION_ENTRY_NULL,
  };
  Session session = { 0 };
  g_autofree char *text = NULL;
  g_autofree char *given = NULL;
  int code = SLUICE_EXIT_USAGE;

  if (!sluice_command_parse (
          &argc, &argv, entries, "QUERY", "Evaluates a query or an expression at once.",
          "QUERY is one SELECT, VALUES or WITH, or an expression such as \"upper('a')\"; - reads it "
          "from\nstandard input.\n\n"
          "Files of JSON lines, CSV and text are tables, by name or as json.`FILE`, csv.`FILE` and "
          "text.`FILE`.\nA file that --table names tells its format by its ending and its columns by "
          "its first records; a CSV\nfile has their names in its first line (--option header=false "
          "when it has not).\n\n"
          "Examples:\n"
          "  sluice sql \"SELECT date_add(current_date(), 7)\"\n"
          "  sluice sql --table w=words.json \"SELECT word, count(*) AS n FROM w GROUP BY word ORDER BY n "
          "DESC\"\n"
          "  sluice sql --json \"SELECT * FROM csv.\\`prices.csv\\`\"",
          1, 1))
    return SLUICE_EXIT_USAGE;
  if (json && csv)
    {
      g_printerr ("sluice sql: either --json or --csv\n");
      return SLUICE_EXIT_USAGE;
    }

  given = strcmp (argv[1], "-") == 0 ? read_standard_input () : g_strdup (argv[1]);
  if (!g_utf8_validate (given, -1, NULL))
    {
      g_printerr ("sluice sql: the query is not UTF-8\n");
      return SLUICE_EXIT_USAGE;
    }
  session.text = text = complete (given);
  session.tables = g_ptr_array_new_with_free_func (table_free);
  session.setting_values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  session.schemas = schemas;
  session.options = options;
  if (add_tables (&session, tables) && read_settings (&session, settings))
    code = evaluate (&session, json ? OUTPUT_JSON : csv ? OUTPUT_CSV : OUTPUT_TABLE,
                     (guint) MAX (truncate, 0), explain);
  g_ptr_array_unref (session.tables);
  g_hash_table_unref (session.setting_values);
  g_clear_pointer (&session.settings, sluice_settings_unref);

  return code;
}
