/* sluice-test-runner.c: runs cases in processes of their own.
 *
 * The processes take cases from a counter that they share, and write results into a pipe each. The parent only reads
 * them, so it stays without threads and may fork again when one dies.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "testing/sluice-test-runner.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/sluice-file-ops.h"

#define POLL_MS 200

/* What a process is at, kept where the parent can read it. */
typedef struct
{
  guint running; /* the case, or NOTHING */
  gint64 since_us;
} Station;

#define NOTHING G_MAXUINT

typedef struct
{
  guint next;
  Station stations[];
} Shared;

typedef struct
{
  pid_t pid; /* 0 when there is none */
  int fd;
  GByteArray *buffer;
  gboolean timed_out;
} Child;

typedef struct
{
  GPtrArray *cases;
  const SluiceTestRunnerOptions *options;
  char *folder;
  Shared *shared;
  guint n_children;
  Child *children;
  SluiceTestResult **results;
  guint n_reported;
} Runner;

static volatile sig_atomic_t signalled;

static void
signal_handler (int number)
{
  signalled = 1;
}

/* In a process of its own. */

static void
put_number (GByteArray *out, guint32 number)
{
  g_byte_array_append (out, (const guint8 *) &number, sizeof number);
}

static void
put_text (GByteArray *out, const char *text)
{
  gsize length = text != NULL ? strlen (text) + 1 : 0;

  put_number (out, (guint32) length);
  if (length > 0)
    g_byte_array_append (out, (const guint8 *) text, (guint) length);
}

static gboolean
write_all (int fd, const guint8 *data, gsize length)
{
  while (length > 0)
    {
      gssize n = write (fd, data, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      data += n;
      length -= (gsize) n;
    }

  return TRUE;
}

static void
send_result (int fd, guint index, const SluiceTestResult *result)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();
  guint32 length;

  put_number (message, 0);
  put_number (message, index);
  put_number (message, result->outcome);
  put_number (message, result->report->n);
  put_text (message, result->recorded);
  put_number (message, result->report->differences->len);
  for (guint i = 0; i < result->report->differences->len; i++)
    put_text (message, g_ptr_array_index (result->report->differences, i));
  length = message->len;
  memcpy (message->data, &length, sizeof length);
  if (!write_all (fd, message->data, message->len))
    _exit (1);
}

static void
work (Runner *self, guint station, int fd)
{
  SluiceTestOptions options = self->options->options;
  Station *own = &self->shared->stations[station];

  signal (SIGINT, SIG_DFL);
  signal (SIGTERM, SIG_DFL);
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  options.folder = self->folder;

  while (TRUE)
    {
      guint index = __atomic_fetch_add (&self->shared->next, 1, __ATOMIC_RELAXED);
      g_autoptr (SluiceTestResult) result = NULL;

      if (index >= self->cases->len)
        return;
      own->since_us = g_get_monotonic_time ();
      own->running = index;
      result = sluice_test_case_run (g_ptr_array_index (self->cases, index), &options);
      send_result (fd, index, result);
      own->running = NOTHING;
    }
}

/* In the parent. */

static gboolean
start_child (Runner *self, guint station)
{
  Child *child = &self->children[station];
  int fds[2];

  if (pipe (fds) != 0)
    return FALSE;
  self->shared->stations[station].running = NOTHING;
  child->pid = fork ();
  if (child->pid == 0)
    {
      close (fds[0]);
      for (guint i = 0; i < self->n_children; i++)
        if (i != station && self->children[i].pid != 0)
          close (self->children[i].fd);
      work (self, station, fds[1]);
      _exit (0);
    }
  close (fds[1]);
  if (child->pid < 0)
    {
      child->pid = 0;
      close (fds[0]);
      return FALSE;
    }
  child->fd = fds[0];
  child->timed_out = FALSE;
  g_byte_array_set_size (child->buffer, 0);

  return TRUE;
}

static void
report_ready (Runner *self)
{
  while (self->n_reported < self->cases->len && self->results[self->n_reported] != NULL)
    {
      self->options->done (self->n_reported, self->results[self->n_reported], self->options->user_data);
      self->n_reported++;
    }
}

static guint32
take_number (const guint8 **p)
{
  guint32 number;

  memcpy (&number, *p, sizeof number);
  *p += sizeof number;

  return number;
}

static char *
take_text (const guint8 **p)
{
  guint32 length = take_number (p);
  char *text = length > 0 ? g_strdup ((const char *) *p) : NULL;

  *p += length;

  return text;
}

static void
take_messages (Runner *self, Child *child)
{
  guint32 length;

  while (child->buffer->len >= sizeof length)
    {
      const guint8 *p = child->buffer->data;
      SluiceTestResult *result;
      guint32 index, n;

      length = take_number (&p);
      if (child->buffer->len < length)
        return;
      result = g_new0 (SluiceTestResult, 1);
      result->report = sluice_test_report_new ();
      index = take_number (&p);
      result->outcome = take_number (&p);
      result->report->n = take_number (&p);
      result->recorded = take_text (&p);
      n = take_number (&p);
      for (guint32 i = 0; i < n; i++)
        g_ptr_array_add (result->report->differences, take_text (&p));
      self->results[index] = result;
      g_byte_array_remove_range (child->buffer, 0, length);
    }
}

/* The process is gone; whatever it was at has failed. */
static void
reap (Runner *self, guint station)
{
  Child *child = &self->children[station];
  guint index = self->shared->stations[station].running;
  SluiceTestResult *result;
  int status = 0;

  close (child->fd);
  waitpid (child->pid, &status, 0);
  child->pid = 0;
  if (index == NOTHING || self->results[index] != NULL)
    return;

  result = g_new0 (SluiceTestResult, 1);
  result->outcome = SLUICE_TEST_FAILED;
  result->report = sluice_test_report_new ();
  if (child->timed_out)
    sluice_test_report_add (result->report, "it took more than %u seconds", self->options->timeout_s);
  else if (WIFSIGNALED (status))
    sluice_test_report_add (result->report, "the process crashed: %s", g_strsignal (WTERMSIG (status)));
  else
    sluice_test_report_add (result->report, "the process ended with status %d", WEXITSTATUS (status));
  self->results[index] = result;
}

static void
read_child (Runner *self, guint station)
{
  Child *child = &self->children[station];
  guint8 data[65536];
  gssize n = read (child->fd, data, sizeof data);

  if (n > 0)
    {
      g_byte_array_append (child->buffer, data, (guint) n);
      take_messages (self, child);
    }
  else if (n == 0 || errno != EINTR)
    {
      reap (self, station);
      if (!signalled && __atomic_load_n (&self->shared->next, __ATOMIC_RELAXED) < self->cases->len)
        start_child (self, station);
    }
}

static void
kill_slow (Runner *self)
{
  gint64 now = g_get_monotonic_time ();

  for (guint i = 0; i < self->n_children; i++)
    {
      const Station *station = &self->shared->stations[i];

      if (self->children[i].pid == 0 || self->children[i].timed_out || station->running == NOTHING
          || now - station->since_us < (gint64) self->options->timeout_s * G_USEC_PER_SEC)
        continue;
      self->children[i].timed_out = TRUE;
      kill (self->children[i].pid, SIGKILL);
    }
}

static void
watch (Runner *self)
{
  g_autofree struct pollfd *fds = g_new0 (struct pollfd, self->n_children);
  g_autofree guint *stations = g_new0 (guint, self->n_children);

  while (TRUE)
    {
      guint n = 0;

      for (guint i = 0; i < self->n_children; i++)
        if (self->children[i].pid != 0)
          {
            stations[n] = i;
            fds[n++] = (struct pollfd){ self->children[i].fd, POLLIN, 0 };
          }
      if (n == 0)
        return;
      for (guint i = 0; signalled && i < n; i++)
        kill (self->children[stations[i]].pid, SIGKILL);

      if (poll (fds, n, POLL_MS) > 0)
        for (guint i = 0; i < n; i++)
          if (fds[i].revents != 0)
            read_child (self, stations[i]);
      kill_slow (self);
      report_ready (self);
    }
}

gboolean
sluice_test_runner_run (GPtrArray                     *cases,
                        const SluiceTestRunnerOptions *options,
                        gboolean                      *interrupted,
                        GError                       **error)
{
  Runner self = { .cases = cases, .options = options };
  gsize shared_size;
  struct sigaction action = { .sa_handler = signal_handler };
  struct sigaction before_int, before_term;

  *interrupted = FALSE;
  self.folder = g_dir_make_tmp ("sluice-test-XXXXXX", error);
  if (self.folder == NULL)
    return FALSE;

  self.n_children = MAX (1, MIN (options->n_processes, cases->len));
  shared_size = sizeof (Shared) + self.n_children * sizeof (Station);
  self.shared = mmap (NULL, shared_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (self.shared == MAP_FAILED)
    {
      sluice_file_set_errno (error, errno, "map memory for", "tests");
      sluice_file_remove_tree (self.folder);
      g_free (self.folder);
      return FALSE;
    }
  self.children = g_new0 (Child, self.n_children);
  self.results = g_new0 (SluiceTestResult *, cases->len + 1);

  signalled = 0;
  sigaction (SIGINT, &action, &before_int);
  sigaction (SIGTERM, &action, &before_term);
  for (guint i = 0; i < self.n_children; i++)
    self.children[i].buffer = g_byte_array_new ();
  for (guint i = 0; i < self.n_children; i++)
    start_child (&self, i);
  watch (&self);
  sigaction (SIGINT, &before_int, NULL);
  sigaction (SIGTERM, &before_term, NULL);
  *interrupted = signalled;

  for (guint i = 0; i < self.n_children; i++)
    g_byte_array_unref (self.children[i].buffer);
  for (guint i = 0; i < cases->len; i++)
    sluice_test_result_free (self.results[i]);
  g_free (self.results);
  g_free (self.children);
  munmap (self.shared, shared_size);
  sluice_file_remove_tree (self.folder);
  g_free (self.folder);

  return TRUE;
}
