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
SluiceTestJson *sluice_test_json_parse (const char *text);

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

/** sluice_test_json_to_text: @self: a value. Returns: (transfer full): it as JSON on one line. */
char *sluice_test_json_to_text (const SluiceTestJson *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SluiceTestJson, sluice_test_json_free)

G_END_DECLS
