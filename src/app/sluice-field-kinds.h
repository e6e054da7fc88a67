/* sluice-field-kinds.h: the types of the editors, for the one place that chooses among them.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/sluice-field-editor.h"

G_BEGIN_DECLS

#define SLUICE_TYPE_TEXT_FIELD (sluice_text_field_get_type ())
#define SLUICE_TYPE_CODE_FIELD (sluice_code_field_get_type ())
#define SLUICE_TYPE_EXPRESSION_FIELD (sluice_expression_field_get_type ())
#define SLUICE_TYPE_LIST_FIELD (sluice_list_field_get_type ())
#define SLUICE_TYPE_CHOICE_FIELD (sluice_choice_field_get_type ())
#define SLUICE_TYPE_TRIGGER_FIELD (sluice_trigger_field_get_type ())

/** SluiceTextField: one line: texts, names, columns, intervals, integers, paths. */
G_DECLARE_FINAL_TYPE (SluiceTextField, sluice_text_field, SLUICE, TEXT_FIELD, SluiceFieldEditor)
/** SluiceCodeField: several lines: schemas, rows as JSON, Python. */
G_DECLARE_FINAL_TYPE (SluiceCodeField, sluice_code_field, SLUICE, CODE_FIELD, SluiceFieldEditor)
/** SluiceExpressionField: an expression, a condition or a query. */
G_DECLARE_FINAL_TYPE (SluiceExpressionField, sluice_expression_field, SLUICE, EXPRESSION_FIELD,
                      SluiceFieldEditor)
/** SluiceListField: expressions, aggregates or columns, in an order that the user decides. */
G_DECLARE_FINAL_TYPE (SluiceListField, sluice_list_field, SLUICE, LIST_FIELD, SluiceFieldEditor)
/** SluiceChoiceField: one of a few values, or yes and no. */
G_DECLARE_FINAL_TYPE (SluiceChoiceField, sluice_choice_field, SLUICE, CHOICE_FIELD, SluiceFieldEditor)
/** SluiceTriggerField: when micro-batches begin. */
G_DECLARE_FINAL_TYPE (SluiceTriggerField, sluice_trigger_field, SLUICE, TRIGGER_FIELD, SluiceFieldEditor)

G_END_DECLS
