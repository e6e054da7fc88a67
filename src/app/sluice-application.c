/* sluice-application.c: the application: windows, files, settings.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/sluice-application.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "app/sluice-preferences.h"
#include "app/sluice-window.h"

struct _SluiceApplication
{
  AdwApplication parent_instance;

  GSettings *settings;
  gboolean exit_after_startup;
};

G_DEFINE_FINAL_TYPE (SluiceApplication, sluice_application, ADW_TYPE_APPLICATION)

static SluiceWindow *
get_window (SluiceApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  return SLUICE_IS_WINDOW (window) ? SLUICE_WINDOW (window) : sluice_window_new (self);
}

static gboolean
quit_cb (gpointer user_data)
{
  g_application_quit (user_data);

  return G_SOURCE_REMOVE;
}

static void
drawn_cb (GdkFrameClock *clock, gpointer user_data)
{
  g_idle_add (quit_cb, user_data);
}

/* For measuring the start: leaves after the first frame has been drawn. */
static void
mapped_cb (GtkWidget *widget, gpointer user_data)
{
  g_signal_connect (gtk_widget_get_frame_clock (widget), "after-paint", G_CALLBACK (drawn_cb),
                    user_data);
}

static void
show_window (SluiceApplication *self, SluiceWindow *window)
{
  if (self->exit_after_startup)
    g_signal_connect (window, "map", G_CALLBACK (mapped_cb), self);
  gtk_window_present (GTK_WINDOW (window));
}

static void
sluice_application_activate (GApplication *application)
{
  SluiceApplication *self = SLUICE_APPLICATION (application);

  show_window (self, get_window (self));
}

static void
sluice_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  SluiceApplication *self = SLUICE_APPLICATION (application);
  SluiceWindow *window = get_window (self);

  for (int i = 0; i < n_files; i++)
    {
      g_autofree char *path = g_file_get_path (files[i]);

      if (path != NULL)
        sluice_window_open (window, path);
    }
  show_window (self, window);
}

static int
sluice_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  SluiceApplication *self = SLUICE_APPLICATION (application);

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("sluice-studio %s (GTK %u.%u.%u, libadwaita %u.%u.%u)\n", SLUICE_VERSION,
               gtk_get_major_version (), gtk_get_minor_version (), gtk_get_micro_version (),
               adw_get_major_version (), adw_get_minor_version (), adw_get_micro_version ());
      return 0;
    }
  if (g_variant_dict_contains (options, "exit-after-startup"))
    {
      self->exit_after_startup = TRUE;
      g_application_set_flags (application,
                               g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
    }
  if (g_variant_dict_contains (options, "standalone"))
    g_application_set_flags (application,
                             g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);

  return -1;
}

static void
new_window_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  show_window (user_data, sluice_window_new (user_data));
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (user_data));

  /* Each window asks about what is unsaved or running. */
  for (GList *link = windows; link != NULL; link = link->next)
    gtk_window_close (link->data);
}

static void
preferences_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SluiceApplication *self = user_data;

  sluice_preferences_show (gtk_application_get_active_window (user_data), self->settings);
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  adw_show_about_window (gtk_application_get_active_window (user_data),
                         "application-name", _ ("Sluice"),
                         "application-icon", APP_ID,
                         "version", SLUICE_VERSION,
                         "developer-name", _ ("The Sluice developers"),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         "copyright", "© 2026 The Sluice developers",
                         "comments",
                         _ ("Draw a streaming query, run it, watch every micro-batch, and understand "
                            "it. Then take the same file to Apache Spark."),
                         NULL);
}

static const GActionEntry actions[] = {
  { .name = "new-window", .activate = new_window_action },
  { .name = "quit", .activate = quit_action },
  { .name = "preferences", .activate = preferences_action },
  { .name = "about", .activate = about_action },
};

static const struct
{
  const char *action;
  const char *keys[3];
} accelerators[] = {
  { "app.new-window", { "<Control><Shift>n" } },
  { "app.quit", { "<Control>q" } },
  { "app.preferences", { "<Control>comma" } },
  { "win.new", { "<Control>n", "<Control>t" } },
  { "win.open", { "<Control>o" } },
  { "win.close", { "<Control>w" } },
  { "win.gallery", { "<Alt>Home" } },
  { "win.commands", { "<Control><Shift>p" } },
  { "page.save", { "<Control>s" } },
  { "page.save-as", { "<Control><Shift>s" } },
  { "page.undo", { "<Control>z" } },
  { "page.redo", { "<Control><Shift>z", "<Control>y" } },
  { "page.run-or-pause", { "F5" } },
  { "page.stop", { "<Shift>F5" } },
  { "page.step", { "F7" } },
  { "page.find", { "<Control>f" } },
  { "page.find-next", { "F3", "<Control>g" } },
  { "page.find-previous", { "<Shift>F3", "<Control><Shift>g" } },
  { "page.toggle-palette", { "F9" } },
  { "page.toggle-inspector", { "<Control>F9" } },
  { "page.toggle-bottom", { "<Shift>F9" } },
  { "win.show-help-overlay", { "<Control>question" } },
};

static void
apply_style (GSettings *settings, const char *key, gpointer user_data)
{
  g_autofree char *style = g_settings_get_string (settings, "style-variant");
  AdwColorScheme scheme = ADW_COLOR_SCHEME_DEFAULT;

  if (g_str_equal (style, "light"))
    scheme = ADW_COLOR_SCHEME_FORCE_LIGHT;
  else if (g_str_equal (style, "dark"))
    scheme = ADW_COLOR_SCHEME_FORCE_DARK;
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), scheme);
}

static void
sluice_application_startup (GApplication *application)
{
  SluiceApplication *self = SLUICE_APPLICATION (application);
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  G_APPLICATION_CLASS (sluice_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (guint i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accelerators[i].action,
                                           (const char *const *) accelerators[i].keys);

  /* Run from somewhere without an installation, the window works with its defaults. */
  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, APP_ID, TRUE);
  if (schema != NULL)
    {
      self->settings = g_settings_new_full (schema, NULL, NULL);
      g_signal_connect (self->settings, "changed::style-variant", G_CALLBACK (apply_style), NULL);
      apply_style (self->settings, NULL, NULL);
    }
  else
    g_simple_action_set_enabled (
      G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), "preferences")), FALSE);
}

static void
sluice_application_dispose (GObject *object)
{
  SluiceApplication *self = SLUICE_APPLICATION (object);

  g_clear_object (&self->settings);

  G_OBJECT_CLASS (sluice_application_parent_class)->dispose (object);
}

static void
sluice_application_class_init (SluiceApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->dispose = sluice_application_dispose;
  application_class->startup = sluice_application_startup;
  application_class->activate = sluice_application_activate;
  application_class->open = sluice_application_open;
  application_class->handle_local_options = sluice_application_handle_local_options;
}

static void
sluice_application_init (SluiceApplication *self)
{
  const GOptionEntry entries[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the version"), NULL },
    { "standalone", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Don't join a running instance"), NULL },
    { "exit-after-startup", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };

  g_application_add_main_option_entries (G_APPLICATION (self), entries);
}

SluiceApplication *
sluice_application_new (void)
{
  return g_object_new (SLUICE_TYPE_APPLICATION,
                       "application-id", APP_ID,
                       "resource-base-path", "/org/sluice/Sluice",
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       NULL);
}

GSettings *
sluice_application_get_settings (SluiceApplication *self)
{
  return self->settings;
}
