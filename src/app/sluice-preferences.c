/* sluice-preferences.c: the preferences.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/sluice-preferences.h"

#include <glib/gi18n.h>

static void
add_switch (AdwPreferencesGroup *group,
            GSettings           *settings,
            const char          *key,
            const char          *title,
            const char          *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_switch_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  g_settings_bind (settings, key, button, "active", G_SETTINGS_BIND_DEFAULT);
  adw_preferences_group_add (group, row);
}

static const char *const styles[] = { "follow", "light", "dark" };

static gboolean
style_to_index (GValue *value, GVariant *variant, gpointer user_data)
{
  const char *style = g_variant_get_string (variant, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    if (g_str_equal (styles[i], style))
      g_value_set_uint (value, i);

  return TRUE;
}

static GVariant *
index_to_style (const GValue *value, const GVariantType *type, gpointer user_data)
{
  return g_variant_new_string (styles[MIN (g_value_get_uint (value), G_N_ELEMENTS (styles) - 1)]);
}

void
sluice_preferences_show (GtkWindow *parent, GSettings *settings)
{
  GtkWidget *window;
  GtkWidget *page;
  GtkWidget *group;
  GtkWidget *row;
  g_autoptr (GtkStringList) names = NULL;

  if (settings == NULL)
    return;

  window = adw_preferences_window_new ();
  page = adw_preferences_page_new ();
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  adw_preferences_window_set_search_enabled (ADW_PREFERENCES_WINDOW (window), FALSE);

  group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Appearance"));
  names = gtk_string_list_new ((const char *const[]){ _ ("Follow the system"), _ ("Light"), _ ("Dark"),
                                                      NULL });
  row = adw_combo_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Style"));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (names));
  g_settings_bind_with_mapping (settings, "style-variant", row, "selected", G_SETTINGS_BIND_DEFAULT,
                                style_to_index, index_to_style, NULL, NULL);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));

  group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Canvas"));
  add_switch (ADW_PREFERENCES_GROUP (group), settings, "wheel-zooms", _ ("Wheel zooms"),
              _ ("The wheel zooms and Ctrl with the wheel scrolls, instead of the other way round"));
  add_switch (ADW_PREFERENCES_GROUP (group), settings, "snap-to-grid", _ ("Snap to grid"),
              _ ("Nodes move in steps of eight; Alt suspends it"));
  add_switch (ADW_PREFERENCES_GROUP (group), settings, "show-minimap", _ ("Minimap"),
              _ ("A small picture of the whole pipeline in the corner"));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));

  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (window), ADW_PREFERENCES_PAGE (page));
  gtk_window_present (GTK_WINDOW (window));
}
