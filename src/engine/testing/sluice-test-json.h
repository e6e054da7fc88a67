/* sluice-test-json.h: JSON with the text of its numbers.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** SluiceTestJsonKind: what a value is. */
typedef enum
{
  SLUICE_TEST_JSON_NULL,
  SLUICE_TEST_JSON_BOOLEAN,
  SLUICE_TEST_JSON_NUMBER,
  SLUICE_TEST_JSON_STRING,
  SLUICE_TEST_JSON_ARRAY,
  SLUICE_TEST_JSON_OBJECT,
} SluiceTestJsonKind;

/**
 * SluiceTestJson:
 * @kind: what it is
 * @boolean: BOOLEAN
 * @text: STRING: the value; NUMBER: as it was written, because a double can't hold a long decimal
 * @text_length: bytes of @text, which may hold zeros
 * @keys: (element-type utf8): OBJECT: the members' names
 * @items: (element-type SluiceTestJson): ARRAY and OBJECT: the values
 *
 * A value of a recorded case. json-glib turns every number into a double, and the tables compare
 * decimals digit by digit.
 */
typedef struct
{
  SluiceTestJsonKind kind;
  gboolean boolean;
  char *text;
  gsize text_length;
  GPtrArray *keys;
  GPtrArray *items;
} SluiceTestJson;

/** sluice_test_json_parse: @text: JSON. Returns: (transfer full) (nullable): it; %NULL when it
 * isn't. */
SluiceTestJson *sluice_test_json_parse (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_test_json_copy: @self: a value. Returns: (transfer full): a copy of all of it. */
SluiceTestJson *sluice_test_json_copy (const SluiceTestJson *self) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_test_json_new_container: @kind: ARRAY or OBJECT. Returns: (transfer full): an empty one. */
SluiceTestJson *sluice_test_json_new_container (SluiceTestJsonKind kind) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_test_json_new_text: @kind: STRING or NUMBER, @text: its text. Returns: (transfer full): the value. */
SluiceTestJson *sluice_test_json_new_text (SluiceTestJsonKind kind,
                                           const char        *text) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_test_json_new_boolean: @value: which. Returns: (transfer full): the value. */
SluiceTestJson *sluice_test_json_new_boolean (gboolean value) G_GNUC_WARN_UNUSED_RESULT;

/**
 * sluice_test_json_set:
 * @self: an object
 * @key: a name
 * @value: (transfer full): the member's value
 *
 * Replaces a member where it stands, or adds it at the end.
 */
void sluice_test_json_set (SluiceTestJson *self,
                           const char     *key,
                           SluiceTestJson *value);

/** sluice_test_json_free: @self: (nullable): a value. */
void sluice_test_json_free (SluiceTestJson *self);

/** sluice_test_json_get: @self: (nullable): an object, @key: a name. Returns: (transfer none)
 * (nullable): that member. */
const SluiceTestJson *sluice_test_json_get (const SluiceTestJson *self,
                                            const char           *key);

/** sluice_test_json_get_text: @self: an object, @key: a name. Returns: (transfer none)
 * (nullable): that member's text when it is a text. */
const char *sluice_test_json_get_text (const SluiceTestJson *self,
                                       const char           *key);

/** sluice_test_json_to_text: @self: a value. Returns: (transfer full): it as JSON on one line, without blanks. */
char *sluice_test_json_to_text (const SluiceTestJson *self) G_GNUC_WARN_UNUSED_RESULT;

/** sluice_test_json_append: @self: a value, @out: it is appended as JSON on one line, with a blank behind commas and colons. */
void sluice_test_json_append (const SluiceTestJson *self,
                              GString              *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceTestJson, sluice_test_json_free)

G_END_DECLS
