/* sluice-gen.c: the command `sluice gen`.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "cli/sluice-gen.h"

#include "generate/sluice-gen-output.h"
#include "generate/sluice-generator-options.h"
#include "generate/sluice-generator.h"

#include <gio/gio.h>
#include <string.h>

#define EXIT_DONE 0
#define EXIT_FAILED 1
#define EXIT_USAGE 2

#define HELP_COLUMN 34
#define HELP_WIDTH 96

/* Options of the command, whatever the workload. What is not a number is read where it is used. */
enum
{
  OPTION_ROWS,
  OPTION_OUTPUT,
  OPTION_FILES,
  OPTION_ROWS_PER_FILE,
  OPTION_INTERVAL_MS,
  OPTION_FILES_PER_SECOND,
  OPTION_PREFIX,
  OPTION_HEADER,
  OPTION_TABLE,
  OPTION_SCHEMA,
  OPTION_HELP,
  N_OPTIONS,
};

typedef struct
{
  SluiceGeneratorOption option;
  const char *placeholder;      /* for a text, which has no kind of its own */
} CommandOption;

static const CommandOption command_options[N_OPTIONS] = {
  [OPTION_ROWS] = { { "rows", SLUICE_GENERATOR_COUNT, "1000", NULL, 0, G_MAXINT64,
                      "How many rows, or 'unlimited'" },
                    "N" },
  [OPTION_OUTPUT] = { { "output", SLUICE_GENERATOR_CHOICE, NULL, NULL, 0, 0,
                        "Write files into this folder instead of standard output; each appears at "
                        "once and complete" },
                      "DIR" },
  [OPTION_FILES] = { { "files", SLUICE_GENERATOR_COUNT, "1", NULL, 1, 10000000,
                       "Divide the rows evenly into N files" },
                     NULL },
  [OPTION_ROWS_PER_FILE] = { { "rows-per-file", SLUICE_GENERATOR_COUNT, NULL, NULL, 1, G_MAXINT64,
                               "Begin a new file after N rows; with --files instead of --rows, "
                               "their product is written" },
                             NULL },
  [OPTION_INTERVAL_MS] = { { "interval-ms", SLUICE_GENERATOR_COUNT, "0", NULL, 0, 86400000,
                             "Let a file appear every N milliseconds" },
                           NULL },
  [OPTION_FILES_PER_SECOND] = { { "files-per-second", SLUICE_GENERATOR_RATE, NULL, NULL, 0, 0,
                                  "The same, as a rate" },
                                "N" },
  [OPTION_PREFIX] = { { "prefix", SLUICE_GENERATOR_CHOICE, NULL, NULL, 0, 0,
                        "How the files' names begin (default: the workload's name)" },
                      "NAME" },
  [OPTION_HEADER] = { { "header", SLUICE_GENERATOR_FLAG, NULL, NULL, 0, 0,
                        "Begin csv output with the column names, in each file" },
                      NULL },
  [OPTION_TABLE] = { { "table", SLUICE_GENERATOR_CHOICE, NULL, NULL, 0, 0,
                       "Also write the workload's static table to FILE, as json or csv after its "
                       "ending" },
                     "FILE" },
  [OPTION_SCHEMA] = { { "schema", SLUICE_GENERATOR_FLAG, NULL, NULL, 0, 0,
                        "Print the schema of the rows as Spark DDL, and no rows" },
                      NULL },
  [OPTION_HELP] = { { "help", SLUICE_GENERATOR_FLAG, NULL, NULL, 0, 0,
                      "Show this; after a workload, its options" },
                    NULL },
};

typedef struct
{
  const char *workload;
  const char *texts[N_OPTIONS]; /* of the command's options; borrowed from the arguments */
  GHashTable *generator;        /* of the workload's options */
} Arguments;

static int
usage_error (const char *format,
             ...) G_GNUC_PRINTF (1, 2);

static int
usage_error (const char *format,
             ...)
{
  g_autofree char *sentence = NULL;
  va_list args;

  va_start (args, format);
  sentence = g_strdup_vprintf (format, args);
  va_end (args);

  g_printerr ("sluice gen: %s\nTry 'sluice gen --help'.\n", sentence);
  return EXIT_USAGE;
}

/* One option and its summary, broken into lines of a terminal's width. */
static void
print_option (const SluiceGeneratorOption *option,
              const char                  *placeholder)
{
  g_autofree char *own_placeholder =
    placeholder != NULL ? g_strdup (placeholder) : sluice_generator_option_dup_placeholder (option);
  g_autofree char *left =
    g_strdup_printf ("  --%s %s", option->name, own_placeholder);
  g_autofree char *summary =
    option->fallback != NULL && option->kind != SLUICE_GENERATOR_FLAG
      ? g_strdup_printf ("%s (default: %s)", option->summary, option->fallback)
      : g_strdup (option->summary);
  g_auto(GStrv) words = g_strsplit (summary, " ", -1);
  gsize column = g_utf8_strlen (left, -1);

  g_print ("%s", left);
  if (column >= HELP_COLUMN)
    {
      g_print ("\n");
      column = 0;
    }
  g_print ("%*s", (int) (HELP_COLUMN - column), "");

  column = HELP_COLUMN;
  for (guint i = 0; words[i] != NULL; i++)
    {
      gsize length = g_utf8_strlen (words[i], -1);

      if (i > 0 && column + 1 + length > HELP_WIDTH)
        {
          g_print ("\n%*s", HELP_COLUMN, "");
          column = HELP_COLUMN;
        }
      else if (i > 0)
        {
          g_print (" ");
          column++;
        }
      g_print ("%s", words[i]);
      column += length;
    }
  g_print ("\n");
}

static void
print_command_options (void)
{
  g_print ("\nOutput:\n");
  for (guint i = 0; i < N_OPTIONS; i++)
    print_option (&command_options[i].option, command_options[i].placeholder);
}

static int
print_help (void)
{
  const char *const *workloads = sluice_generator_list_workloads ();

  g_print ("Usage: sluice gen WORKLOAD [OPTION...]\n\n"
           "Writes test data. The same options give the same bytes on every machine.\n\n"
           "Workloads:\n");
  for (guint i = 0; workloads[i] != NULL; i++)
    g_print ("  %-10s %s\n", workloads[i], sluice_generator_describe_workload (workloads[i]));

  print_command_options ();

  g_print ("\nEvery workload has --seed, --rate, --start, --format and options of its own:\n"
           "  sluice gen WORKLOAD --help\n\n"
           "Examples:\n"
           "  sluice gen words --rows 10\n"
           "  sluice gen ysb --rows 1000000 --output events --files 20 --table ads.json\n"
           "  sluice gen disorder --late 20 --duplicates 5 --output in --rows unlimited \\\n"
           "    --rows-per-file 500 --files-per-second 2\n");
  return EXIT_DONE;
}

static int
print_workload_help (const char *workload)
{
  const char *table = sluice_generator_describe_table (workload);
  guint n_options;
  g_autofree const SluiceGeneratorOption **options =
    sluice_generator_list_options (workload, &n_options);

  g_print ("Usage: sluice gen %s [OPTION...]\n\n%s.\n",
           workload,
           sluice_generator_describe_workload (workload));
  if (table != NULL)
    g_print ("Its table (--table FILE): %s.\n", table);

  g_print ("\nRows:\n");
  for (guint i = 0; i < n_options; i++)
    print_option (options[i], NULL);
  print_command_options ();

  return EXIT_DONE;
}

/* The kind of an option decides whether the next argument is its value. */
static const SluiceGeneratorOption *
find_option (const char *workload,
             const char *name,
             int        *command_index)
{
  guint n_options;
  g_autofree const SluiceGeneratorOption **options =
    sluice_generator_list_options (workload, &n_options);

  for (*command_index = 0; *command_index < N_OPTIONS; (*command_index)++)
    {
      if (g_str_equal (command_options[*command_index].option.name, name))
        return &command_options[*command_index].option;
    }

  for (guint i = 0; i < n_options; i++)
    {
      if (g_str_equal (options[i]->name, name))
        return options[i];
    }

  return NULL;
}

/* Reads `--name value`, `--name=value` and, for a flag, `--name`. Returns an exit code, or -1 to go
 * on. */
static int
read_arguments (int        argc,
                char     **argv,
                Arguments *arguments)
{
  for (int i = 2; i < argc; i++)
    {
      const char *equals = strchr (argv[i], '=');
      g_autofree char *name = NULL;
      const SluiceGeneratorOption *option;
      const char *text;
      int command_index;

      if (g_str_equal (argv[i], "-h"))
        return print_workload_help (arguments->workload);
      if (!g_str_has_prefix (argv[i], "--"))
        return usage_error ("'%s' is no option", argv[i]);

      name = equals != NULL ? g_strndup (argv[i] + 2, equals - argv[i] - 2) : g_strdup (argv[i] + 2);
      option = find_option (arguments->workload, name, &command_index);
      if (option == NULL)
        return usage_error ("the workload %s has no option --%s", arguments->workload, name);

      if (equals != NULL)
        text = equals + 1;
      else if (option->kind == SLUICE_GENERATOR_FLAG)
        text = "true";
      else if (i + 1 < argc)
        text = argv[++i];
      else
        return usage_error ("--%s needs a value", name);

      if (command_index < N_OPTIONS)
        arguments->texts[command_index] = text;
      else
        g_hash_table_insert (arguments->generator, g_steal_pointer (&name), (char *) text);
    }

  return -1;
}

static gboolean
read_number (const Arguments *arguments,
             int              index,
             guint64         *value,
             GError         **error)
{
  const SluiceGeneratorOption *option = &command_options[index].option;
  const char *text = arguments->texts[index];

  *value = 0;
  if (text == NULL)
    text = option->fallback;
  return text == NULL || sluice_generator_option_parse (option, text, value, error);
}

static gboolean
refuse (GError    **error,
        const char *sentence)
{
  g_set_error_literal (error, SLUICE_GENERATOR_ERROR, SLUICE_GENERATOR_ERROR_VALUE, sentence);
  return FALSE;
}

static gboolean
read_amounts (const Arguments *arguments,
              SluiceGenOutput *output,
              GError         **error)
{
  const char *const *texts = arguments->texts;
  gboolean unlimited = g_strcmp0 (texts[OPTION_ROWS], "unlimited") == 0;

  output->rows = G_MAXUINT64;
  if ((!unlimited && !read_number (arguments, OPTION_ROWS, &output->rows, error)) ||
      !read_number (arguments, OPTION_FILES, &output->files, error) ||
      !read_number (arguments, OPTION_ROWS_PER_FILE, &output->rows_per_file, error))
    return FALSE;

  if (texts[OPTION_ROWS_PER_FILE] == NULL)
    {
      if (unlimited && texts[OPTION_OUTPUT] != NULL)
        return refuse (error, "--rows unlimited into files needs --rows-per-file");
      return TRUE;
    }

  if (texts[OPTION_FILES] != NULL)
    {
      if (texts[OPTION_ROWS] != NULL)
        return refuse (error, "only two of --rows, --files and --rows-per-file go together");
      if (output->rows_per_file > G_MAXINT64 / output->files)
        return refuse (error, "--files times --rows-per-file is too large");
      output->rows = output->files * output->rows_per_file;
    }
  output->files = 0;

  return TRUE;
}

static gboolean
read_pace (const Arguments *arguments,
           SluiceGenOutput *output,
           GError         **error)
{
  const char *const *texts = arguments->texts;
  guint64 interval_ms;
  guint64 files_per_second;

  if (texts[OPTION_INTERVAL_MS] != NULL && texts[OPTION_FILES_PER_SECOND] != NULL)
    return refuse (error, "--interval-ms and --files-per-second say the same; give one of them");
  if (!read_number (arguments, OPTION_INTERVAL_MS, &interval_ms, error) ||
      !read_number (arguments, OPTION_FILES_PER_SECOND, &files_per_second, error))
    return FALSE;

  output->interval_us = interval_ms * 1000;
  if (files_per_second > 0)
    output->interval_us = G_GUINT64_CONSTANT (1000000000) / files_per_second;

  return TRUE;
}

static gboolean
read_output (const Arguments *arguments,
             SluiceGenOutput *output,
             GError         **error)
{
  const char *const *texts = arguments->texts;
  static const int only_with_files[] = {
    OPTION_FILES, OPTION_ROWS_PER_FILE, OPTION_INTERVAL_MS, OPTION_FILES_PER_SECOND, OPTION_PREFIX,
  };
  guint64 header;

  output->directory = texts[OPTION_OUTPUT];
  output->prefix = texts[OPTION_PREFIX] != NULL ? texts[OPTION_PREFIX] : arguments->workload;

  if (output->directory == NULL)
    {
      for (guint i = 0; i < G_N_ELEMENTS (only_with_files); i++)
        {
          if (texts[only_with_files[i]] != NULL)
            {
              g_set_error (error,
                           SLUICE_GENERATOR_ERROR,
                           SLUICE_GENERATOR_ERROR_VALUE,
                           "--%s needs --output DIR",
                           command_options[only_with_files[i]].option.name);
              return FALSE;
            }
        }
    }
  else if (*output->directory == '\0')
    {
      return refuse (error, "--output must name a folder");
    }

  /* Sources pass over hidden files, and a name is no path. */
  if (*output->prefix == '\0' || strchr (output->prefix, '/') != NULL ||
      strchr ("._", *output->prefix) != NULL)
    return refuse (error, "--prefix must be a file name that does not begin with '.' or '_'");

  if (!read_number (arguments, OPTION_HEADER, &header, error))
    return FALSE;
  output->header = header != 0;

  return read_amounts (arguments, output, error) && read_pace (arguments, output, error);
}

/* Tells a fault of the arguments from one of the disk. */
static int
report (const GError *error)
{
  if (error->domain == SLUICE_GENERATOR_ERROR)
    return usage_error ("%s", error->message);

  /* Whoever read our output has seen enough. */
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE))
    g_printerr ("sluice gen: %s\n", error->message);
  return EXIT_FAILED;
}

static gboolean
write_table (SluiceGenerator *generator,
             const char      *path,
             GError         **error)
{
  g_autoptr(GString) table = g_string_new (NULL);

  if (g_str_has_suffix (path, ".csv"))
    sluice_generator_append_table (generator, "csv", table);
  else
    sluice_generator_append_table (generator, "json", table);

  return sluice_gen_output_write_file (path, table, error);
}

static gboolean
check_table (const Arguments *arguments,
             GError         **error)
{
  const char *path = arguments->texts[OPTION_TABLE];

  if (path == NULL)
    return TRUE;

  if (sluice_generator_describe_table (arguments->workload) == NULL)
    {
      g_set_error (error,
                   SLUICE_GENERATOR_ERROR,
                   SLUICE_GENERATOR_ERROR_VALUE,
                   "the workload %s has no static table",
                   arguments->workload);
      return FALSE;
    }
  if (!g_str_has_suffix (path, ".csv") && !g_str_has_suffix (path, ".json"))
    return refuse (error, "--table must name a file that ends in .json or .csv");

  return TRUE;
}

static int
generate (const Arguments *arguments)
{
  g_autoptr(SluiceGenerator) generator = NULL;
  g_autoptr(GError) error = NULL;
  SluiceGenOutput output = { 0 };

  generator = sluice_generator_new (arguments->workload, arguments->generator, &error);
  if (generator == NULL || !read_output (arguments, &output, &error) ||
      !check_table (arguments, &error))
    return report (error);

  if (arguments->texts[OPTION_SCHEMA] != NULL)
    {
      g_print ("%s\n", sluice_generator_get_schema (generator));
      return EXIT_DONE;
    }

  if (arguments->texts[OPTION_TABLE] != NULL &&
      !write_table (generator, arguments->texts[OPTION_TABLE], &error))
    return report (error);
  if (!sluice_gen_output_write (&output, generator, &error))
    return report (error);

  return EXIT_DONE;
}

int
sluice_cli_gen (int    argc,
                char **argv)
{
  g_autoptr(GHashTable) options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Arguments arguments = { .generator = options };
  int code;

  if (argc < 2)
    return usage_error ("which workload?");
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h"))
    return print_help ();

  arguments.workload = argv[1];
  if (sluice_generator_describe_workload (arguments.workload) == NULL)
    {
      g_autofree char *names =
        g_strjoinv (", ", (char **) sluice_generator_list_workloads ());

      return usage_error ("there is no workload '%s'; there are %s", arguments.workload, names);
    }

  code = read_arguments (argc, argv, &arguments);
  if (code >= 0)
    return code;
  if (arguments.texts[OPTION_HELP] != NULL)
    return print_workload_help (arguments.workload);

  return generate (&arguments);
}
