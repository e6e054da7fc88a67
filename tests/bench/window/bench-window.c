/* bench-window.c: how long the window takes to appear, to draw, and how long it ever keeps one waiting.
 *
 * Without arguments all of it is measured, otherwise what is named: `start`, `nodes`, `query`. `bench-window --start
 * [FILE]` is one start: it prints the milliseconds from the time in SLUICE_BENCH_START to the first frame, and to the
 * first one with the pipeline of FILE in it.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/sluice-application.h"
#include "app/sluice-expression-entry.h"
#include "app/sluice-inspector.h"
#include "app/sluice-page.h"
#include "app/sluice-window.h"
#include "canvas/sluice-canvas.h"
#include "generate/sluice-example.h"
#include "sluice-test-pointer.h"

#define N_STARTS 10
#define N_CHAINS 100
#define CHAIN_LENGTH 5
#define N_STEPS 40
#define N_INPUT_FILES 1500
#define N_BATCHES 150
#define FRAME_MS 16.7
#define BLOCK_MS 8.0

/* What is measured of the main loop. Wall time is what one waits for; processor time of the main thread is what is
 * left of it when other programs don't compete. */

typedef struct
{
  double wall_ms;
  double cpu_ms;
} Span;

typedef struct
{
  gint64 wall_us;
  gint64 cpu_us;
} Moment;

static GArray *frames;     /* of Span: the work of a frame, from its events to its paint */
static GArray *iterations; /* of Span: what lies between two waits of the main loop, frames taken away */
static Moment frame_begin;
static Moment iteration_begin;
static Span in_frames; /* of this iteration */

static Moment
get_moment (void)
{
  struct timespec cpu;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &cpu);

  return (Moment){ g_get_monotonic_time (), cpu.tv_sec * G_USEC_PER_SEC + cpu.tv_nsec / 1000 };
}

static Span
get_span (const Moment *begin)
{
  Moment now = get_moment ();

  return (Span){ (now.wall_us - begin->wall_us) / 1000., (now.cpu_us - begin->cpu_us) / 1000. };
}

/* A frame begins with the motion that came before it, if any came. */
static void
frame_begin_cb (GdkFrameClock *clock)
{
  if (frame_begin.wall_us == 0)
    frame_begin = get_moment ();
}

static void
frame_end_cb (GdkFrameClock *clock)
{
  Span span = get_span (&frame_begin);

  frame_begin.wall_us = 0;
  g_array_append_val (frames, span);
  in_frames.wall_ms += span.wall_ms;
  in_frames.cpu_ms += span.cpu_ms;
}

/* In place of poll(): the loop waits here, and what it does between two waits is one answer to the user. */
static int
poll_func (GPollFD *fds, guint n_fds, int timeout)
{
  int result;

  if (iteration_begin.wall_us != 0)
    {
      Span span = get_span (&iteration_begin);

      span.wall_ms -= in_frames.wall_ms;
      span.cpu_ms -= in_frames.cpu_ms;
      g_array_append_val (iterations, span);
    }
  result = g_poll (fds, n_fds, timeout);
  iteration_begin = get_moment ();
  in_frames = (Span){ 0 };

  return result;
}

static int
compare_spans (gconstpointer a, gconstpointer b)
{
  const Span *first = a;
  const Span *second = b;

  return (first->cpu_ms > second->cpu_ms) - (first->cpu_ms < second->cpu_ms);
}

static void
begin_measuring (void)
{
  sluice_test_settle ();
  g_array_set_size (frames, 0);
  g_array_set_size (iterations, 0);
}

static void
print_spans (const char *what, GArray *spans, double goal_ms)
{
  double longest_wall = 0;
  Span middle, late, longest;

  if (spans->len == 0)
    return;
  for (guint i = 0; i < spans->len; i++)
    longest_wall = MAX (longest_wall, g_array_index (spans, Span, i).wall_ms);
  g_array_sort (spans, compare_spans);
  middle = g_array_index (spans, Span, spans->len / 2);
  late = g_array_index (spans, Span, spans->len * 99 / 100);
  longest = g_array_index (spans, Span, spans->len - 1);
  g_print ("  %-10s %5u   p50 %6.2f   p99 %6.2f   max %6.2f ms of processor time%s   (max %.1f ms wall)\n", what,
           spans->len, middle.cpu_ms, late.cpu_ms, longest.cpu_ms, longest.cpu_ms > goal_ms ? " !" : "",
           longest_wall);
}

static void
end_measuring (const char *what)
{
  sluice_test_settle ();
  g_print ("%s\n", what);
  print_spans ("frames", frames, FRAME_MS);
  print_spans ("between", iterations, BLOCK_MS);
}

/* One start, in a process of its own. */

typedef struct
{
  SluiceApplication *application;
  const char *path;
  gint64 start_us;
  gboolean has_frame;
} Start;

static GtkWidget *
find (GtkWidget *root, GType type)
{
  return root != NULL ? sluice_test_find (root, type, NULL) : NULL;
}

static gboolean
shows_nodes (GtkWidget *window)
{
  GtkWidget *page = find (window, SLUICE_TYPE_PAGE);
  GtkWidget *canvas = find (page, SLUICE_TYPE_CANVAS);
  SluiceDocument *document;

  if (canvas == NULL)
    return FALSE;

  document = sluice_pipeline_get_document (sluice_page_get_pipeline (SLUICE_PAGE (page)));
  for (guint i = 0; i < sluice_document_get_n_nodes (document); i++)
    {
      const char *id = sluice_node_get_id (sluice_document_get_node (document, i));
      SluiceNodeWidget *node = sluice_canvas_get_node_widget (SLUICE_CANVAS (canvas), id);

      if (node == NULL || !gtk_widget_get_mapped (GTK_WIDGET (node)))
        return FALSE;
    }

  return sluice_document_get_n_nodes (document) > 0;
}

static void
painted_cb (GdkFrameClock *frame_clock, Start *start)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (start->application));
  double ms = (g_get_monotonic_time () - start->start_us) / 1000.;
  double cpu_ms = clock () * 1000. / CLOCKS_PER_SEC;

  if (!start->has_frame)
    g_print ("%f %f\n", ms, cpu_ms);
  start->has_frame = TRUE;
  if (start->path != NULL && !shows_nodes (GTK_WIDGET (window)))
    return;

  g_print ("%f %f\n", ms, cpu_ms);
  exit (EXIT_SUCCESS);
}

static void
mapped_cb (GtkWidget *window, Start *start)
{
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (painted_cb), start);
}

static void
window_added_cb (GtkApplication *application, GtkWindow *window, Start *start)
{
  g_signal_connect (window, "map", G_CALLBACK (mapped_cb), start);
}

static int
run_start (const char *path)
{
  Start start = { .path = path, .start_us = g_ascii_strtoll (g_getenv ("SLUICE_BENCH_START"), NULL, 10) };
  char *arguments[] = { (char *) "sluice-studio", (char *) "--standalone", (char *) path, NULL };

  /* As main() of the window does. */
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  start.application = sluice_application_new ();
  g_signal_connect (start.application, "window-added", G_CALLBACK (window_added_cb), &start);

  return g_application_run (G_APPLICATION (start.application), path != NULL ? 3 : 2, arguments);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  return (*(const double *) a > *(const double *) b) - (*(const double *) a < *(const double *) b);
}

/* The last of the lines that the process prints is the frame that counts. */
static void
measure_starts (const char *program, const char *what, const char *path)
{
  g_autoptr (GArray) walls = g_array_new (FALSE, FALSE, sizeof (double));
  double least_cpu = G_MAXDOUBLE;

  for (guint i = 0; i < N_STARTS; i++)
    {
      g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
      g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_monotonic_time ());
      g_autoptr (GError) error = NULL;
      g_autoptr (GSubprocess) process = NULL;
      g_autofree char *output = NULL;
      g_auto (GStrv) lines = NULL;
      double wall, cpu;
      char *rest;

      g_subprocess_launcher_setenv (launcher, "SLUICE_BENCH_START", now, TRUE);
      process = g_subprocess_launcher_spawn (launcher, &error, program, "--start", path, NULL);
      if (process == NULL || !g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error))
        g_error ("%s", error->message);
      lines = g_strsplit (g_strchomp (output), "\n", -1);
      wall = g_ascii_strtod (lines[g_strv_length (lines) - 1], &rest);
      cpu = g_ascii_strtod (rest, NULL);
      g_array_append_val (walls, wall);
      least_cpu = MIN (least_cpu, cpu);
    }
  g_array_sort (walls, compare_doubles);
  g_print ("%-58s best %4.0f ms   median %4.0f ms   processor %4.0f ms\n", what,
           g_array_index (walls, double, 0), g_array_index (walls, double, N_STARTS / 2), least_cpu);
}

/* The open window. */

typedef struct
{
  SluiceApplication *application;
  char *folder;
  GtkWidget *window;
  SluicePage *page;
  SluicePipeline *pipeline;
  SluiceCanvas *canvas;
  guint n_nodes;
  gint64 n_batches;
} Bench;

static void
write_file (Bench *bench, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (bench->folder, name, NULL);
  g_autoptr (GError) error = NULL;

  if (!g_file_set_contents (path, text, -1, &error))
    g_error ("%s", error->message);
}

static gboolean
has_document (gpointer user_data)
{
  Bench *bench = user_data;
  SluiceAnalysis *analysis = sluice_pipeline_get_analysis (bench->pipeline);
  SluiceDocument *document = sluice_pipeline_get_document (bench->pipeline);

  return sluice_document_get_n_nodes (document) == bench->n_nodes && analysis != NULL
         && sluice_analysis_get_document (analysis) == document;
}

static void
open_document (Bench *bench, const char *name, const char *text, guint n_nodes)
{
  g_autofree char *path = g_build_filename (bench->folder, name, NULL);

  write_file (bench, name, text);
  bench->n_nodes = n_nodes;
  bench->window = GTK_WIDGET (sluice_window_new (bench->application));
  gtk_window_present (GTK_WINDOW (bench->window));
  gtk_test_widget_wait_for_draw (bench->window);
  sluice_test_focus_window (bench->window);
  g_signal_connect (gtk_widget_get_frame_clock (bench->window), "flush-events", G_CALLBACK (frame_begin_cb), NULL);
  g_signal_connect (gtk_widget_get_frame_clock (bench->window), "before-paint", G_CALLBACK (frame_begin_cb), NULL);
  g_signal_connect (gtk_widget_get_frame_clock (bench->window), "after-paint", G_CALLBACK (frame_end_cb), NULL);

  begin_measuring ();
  sluice_window_open (SLUICE_WINDOW (bench->window), path);
  bench->page = SLUICE_PAGE (sluice_test_wait_find (bench->window, SLUICE_TYPE_PAGE, NULL));
  bench->pipeline = sluice_page_get_pipeline (bench->page);
  bench->canvas = SLUICE_CANVAS (find (bench->window, SLUICE_TYPE_CANVAS));
  sluice_test_wait_for (has_document, bench, "the document");
}

static void
close_window (Bench *bench)
{
  gtk_window_destroy (GTK_WINDOW (bench->window));
  sluice_test_settle ();
}

/* A hundred chains of five nodes. */
static char *
write_many_nodes (void)
{
  GString *text = g_string_new ("{ \"sluice\": 1, \"nodes\": {");

  for (guint i = 0; i < N_CHAINS; i++)
    g_string_append_printf (
      text,
      "%s\"source%u\": { \"op\": \"readStream\", \"format\": \"rate\", \"options\": { \"rowsPerSecond\": 10 } },"
      "\"some%u\": { \"op\": \"filter\", \"input\": \"source%u\", \"condition\": \"value %% 2 = 0\" },"
      "\"more%u\": { \"op\": \"withColumns\", \"input\": \"some%u\", \"columns\": [\"value * %u AS product\"] },"
      "\"counts%u\": { \"op\": \"groupBy\", \"input\": \"more%u\", \"keys\": [\"product\"],"
      "  \"aggregates\": [\"count(*) AS n\"] },"
      "\"out%u\": { \"op\": \"writeStream\", \"input\": \"counts%u\", \"format\": \"noop\","
      "  \"outputMode\": \"update\" }",
      i > 0 ? "," : "", i, i, i, i, i, i, i, i, i, i);
  g_string_append (text, "} }");

  return g_string_free (text, FALSE);
}

static GtkWidget *
get_node (Bench *bench, const char *id)
{
  return GTK_WIDGET (sluice_canvas_get_node_widget (bench->canvas, id));
}

static void
drag_round (Bench *bench, GtkWidget *from, double x, double y, guint button)
{
  sluice_test_move_to (from, x, y);
  sluice_test_button (button, TRUE);
  for (guint i = 0; i < N_STEPS; i++)
    sluice_test_move_to (GTK_WIDGET (bench->canvas), 300 + i * 3, 200 + (i % 20) * 4);
}

static void
turn_wheel (guint button)
{
  sluice_test_hold ("ctrl", TRUE);
  for (guint i = 0; i < N_STEPS / 2; i++)
    {
      sluice_test_button (button, TRUE);
      sluice_test_button (button, FALSE);
    }
  sluice_test_hold ("ctrl", FALSE);
}

static void
measure_view (Bench *bench)
{
  GtkWidget *canvas = GTK_WIDGET (bench->canvas);

  sluice_canvas_zoom_fit (bench->canvas);
  sluice_test_move_to (canvas, 300, 200);
  begin_measuring ();
  turn_wheel (4);
  turn_wheel (5);
  end_measuring ("zoom in and out, all in sight at first");

  sluice_canvas_zoom_fit (bench->canvas);
  begin_measuring ();
  drag_round (bench, canvas, 200, 200, 2);
  end_measuring ("pan, all in sight");
  sluice_test_button (2, FALSE);

  sluice_canvas_set_zoom (bench->canvas, 1, NULL);
  begin_measuring ();
  drag_round (bench, canvas, 200, 200, 2);
  end_measuring ("pan at 100 %");
  sluice_test_button (2, FALSE);

  sluice_canvas_zoom_fit (bench->canvas);
  begin_measuring ();
  drag_round (bench, get_node (bench, "more50"), 96, 20, 1);
  end_measuring ("drag a node, all in sight");
  begin_measuring ();
  sluice_test_button (1, FALSE);
  end_measuring ("let go of it");

  sluice_test_keys ("ctrl+a");
  begin_measuring ();
  drag_round (bench, get_node (bench, "some50"), 96, 20, 1);
  end_measuring ("drag all nodes");
  begin_measuring ();
  sluice_test_button (1, FALSE);
  end_measuring ("let go of them");
}

static void
type_slowly (Bench *bench, const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    {
      const char key[] = { *at, '\0' };

      sluice_test_type (key);
      sluice_test_wait_for (has_document, bench, "the analysis");
      sluice_test_settle ();
    }
}

static void
measure_editing (Bench *bench)
{
  GtkWidget *inspector = find (bench->window, SLUICE_TYPE_INSPECTOR);
  GtkWidget *editor;

  begin_measuring ();
  sluice_canvas_reveal_node (bench->canvas, "some50");
  end_measuring ("choose a node");

  editor = sluice_inspector_find_editor (SLUICE_INSPECTOR (inspector), "condition");
  sluice_test_click (find (find (editor, SLUICE_TYPE_EXPRESSION_ENTRY), GTK_TYPE_TEXT_VIEW));
  sluice_test_keys ("ctrl+a");
  begin_measuring ();
  type_slowly (bench, "value % 7 = 3 AND timestamp IS NOT NULL");
  end_measuring ("type an expression, with problems on the way");

  begin_measuring ();
  for (guint i = 0; i < 10; i++)
    {
      sluice_test_keys (i < 5 ? "ctrl+z" : "ctrl+shift+z");
      sluice_test_wait_for (has_document, bench, "the analysis");
    }
  end_measuring ("undo and redo");

  sluice_test_click_at (GTK_WIDGET (bench->canvas), 4, 4, 1);
  begin_measuring ();
  sluice_canvas_add_node (bench->canvas, "filter", NULL);
  bench->n_nodes++;
  sluice_test_wait_for (has_document, bench, "the analysis");
  end_measuring ("add a node");
}

/* As many batches as the engine makes, and each is heard of. */

static const char busy[]
  = "{ \"sluice\": 1, \"nodes\": {"
    "\"in\": { \"op\": \"readStream\", \"format\": \"json\", \"schema\": \"word STRING, n BIGINT, ts TIMESTAMP\","
    "  \"options\": { \"path\": \"in\", \"maxFilesPerTrigger\": 1 } },"
    "\"recent\": { \"op\": \"withWatermark\", \"input\": \"in\", \"eventTime\": \"ts\", \"delay\": \"1 minute\" },"
    "\"counts\": { \"op\": \"groupBy\", \"input\": \"recent\", \"keys\": [\"window(ts, '1 minute') AS w\", \"word\"],"
    "  \"aggregates\": [\"count(*) AS n\"] },"
    "\"out\": { \"op\": \"writeStream\", \"input\": \"counts\", \"format\": \"noop\","
    "  \"outputMode\": \"update\", \"options\": { \"checkpointLocation\": \"checkpoint\" } } } }";

static void
write_input (Bench *bench)
{
  g_autofree char *folder = g_build_filename (bench->folder, "in", NULL);

  g_mkdir_with_parents (folder, 0700);
  for (guint i = 0; i < N_INPUT_FILES; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *name = g_strdup_printf ("in/%04u.json", i);

      for (guint j = 0; j < 200; j++)
        g_string_append_printf (text, "{\"word\":\"word%u\",\"n\":%u,\"ts\":\"2026-01-01T%02u:%02u:%02u.000Z\"}\n",
                                j % 10, j, i / 60 % 24, i % 60, j % 60);
      write_file (bench, name, text->str);
    }
}

static gint64
get_batch (Bench *bench)
{
  g_autofree char *subtitle = NULL;
  const char *word;

  g_object_get (bench->page, "subtitle", &subtitle, NULL);
  word = strstr (subtitle != NULL ? subtitle : "", "batch ");

  return word != NULL ? g_ascii_strtoll (word + strlen ("batch "), NULL, 10) : -1;
}

static gboolean
has_batches (gpointer user_data)
{
  Bench *bench = user_data;

  return get_batch (bench) >= bench->n_batches;
}

static void
measure_run (Bench *bench)
{
  static const char *const panels[] = { "Charts", "Data", "Log" };

  begin_measuring ();
  sluice_test_keys ("F5");
  bench->n_batches = 20;
  sluice_test_wait_for (has_batches, bench, "the first batches");
  end_measuring ("start a query");

  for (guint i = 0; i < G_N_ELEMENTS (panels); i++)
    {
      g_autofree char *what = g_strdup_printf ("a query at full speed, %s", panels[i]);
      gint64 begin = g_get_monotonic_time ();
      gint64 first;

      sluice_test_click (sluice_test_wait_find (bench->window, GTK_TYPE_TOGGLE_BUTTON, panels[i]));
      first = get_batch (bench);
      bench->n_batches = first + N_BATCHES;
      begin_measuring ();
      sluice_test_wait_for (has_batches, bench, "batches");
      end_measuring (what);
      g_print ("  %.0f batches a second\n",
               (get_batch (bench) - first) * 1e6 / (double) (g_get_monotonic_time () - begin));
    }
  sluice_test_keys ("shift+F5");
}

static gboolean
is_wanted (char **argv, const char *what)
{
  return argv[1] == NULL || g_strv_contains ((const char *const *) argv + 1, what);
}

static void
measure_all_starts (Bench *bench, const char *program)
{
  g_autoptr (GPtrArray) examples = sluice_example_list ();
  g_autoptr (GError) error = NULL;
  g_autofree char *example = sluice_example_copy (examples, "word-count", bench->folder, &error);

  if (example == NULL)
    g_error ("%s", error->message);
  measure_starts (program, "start to the first frame, the gallery", NULL);
  measure_starts (program, "start to the first frame with an example in it", example);
}

static void
measure_nodes (Bench *bench)
{
  g_autofree char *many = write_many_nodes ();

  g_print ("\n%u nodes; renderer %s; “!” is more than a frame (%.1f ms), or more than %.0f ms between frames\n",
           N_CHAINS * CHAIN_LENGTH, g_getenv ("GSK_RENDERER"), FRAME_MS, BLOCK_MS);
  open_document (bench, "many.sluice", many, N_CHAINS * CHAIN_LENGTH);
  end_measuring ("open");
  measure_view (bench);
  measure_editing (bench);
  close_window (bench);
}

static void
measure_query (Bench *bench)
{
  g_print ("\nA query at full speed: files of 200 rows, one a batch, state and checkpoint synced\n");
  write_input (bench);
  open_document (bench, "busy.sluice", busy, 4);
  end_measuring ("open");
  measure_run (bench);
  close_window (bench);
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };
  g_autoptr (GError) error = NULL;

  if (argc > 1 && g_str_equal (argv[1], "--start"))
    return run_start (argc > 2 ? argv[2] : NULL);

  adw_init ();
  if (!sluice_test_pointer_available ())
    {
      g_printerr ("The X server has no XTEST, or libXtst is not installed.\n");
      return 77;
    }
  bench.folder = g_dir_make_tmp ("sluice-bench-window-XXXXXX", &error);
  if (bench.folder == NULL)
    g_error ("%s", error->message);
  if (is_wanted (argv, "start"))
    measure_all_starts (&bench, argv[0]);

  frames = g_array_new (FALSE, FALSE, sizeof (Span));
  iterations = g_array_new (FALSE, FALSE, sizeof (Span));
  bench.application = sluice_application_new ();
  g_application_set_flags (G_APPLICATION (bench.application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (bench.application), NULL, NULL);
  g_application_hold (G_APPLICATION (bench.application));
  g_main_context_set_poll_func (NULL, poll_func);
  if (is_wanted (argv, "nodes"))
    measure_nodes (&bench);
  if (is_wanted (argv, "query"))
    measure_query (&bench);

  return EXIT_SUCCESS;
}
