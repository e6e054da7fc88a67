/* sluice-parser.h: what the parts of the parser share.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "expr/sluice-syntax.h"

G_BEGIN_DECLS

/*
 * A recursive descent that can go back. No keyword of Spark SQL is reserved, so that `CASE`
 * begins a CASE or names a column, and only what follows tells; where the grammar has several
 * ways, they are tried in its order. A function of the parser returns %NULL (or %FALSE) when the
 * text can't be read its way, and the caller restores the position to try another. The error to
 * report is that at the furthest token that anything came to.
 */

/**
 * SluiceParser:
 * @text: the whole text
 * @lexemes: (array): its lexemes, END last
 * @position: the next lexeme
 * @arena: where nodes live
 * @depth: nesting of the rule being read
 * @fuel: how many more rules may be tried, which bounds the time that going back costs
 * @too_complex: whether depth or fuel ran out
 * @furthest: the lexeme that the furthest attempt failed at
 * @expected: (nullable): the one sign or keyword that attempt could go on with
 * @refusal: (nullable): the text can be read, but says what can't be; a later attempt may replace
 *   it
 * @refusal_position: lexeme that @refusal is about
 * @escapes: whether backslashes mean something in texts
 * @double_quoted_names: whether double quotes hold names
 * @reads_schema: whether types are those of a reader's schema, which may be fewer than a cast's
 * @local_timestamps: whether TIMESTAMP is TIMESTAMP_NTZ
 */
typedef struct
{
  const char *text;
  const SluiceLexeme *lexemes;
  guint position;
  SluiceArena *arena;
  guint depth;
  guint fuel;
  gboolean too_complex;
  guint furthest;
  const char *expected;
  GError *refusal;
  guint refusal_position;
  gboolean escapes;
  gboolean double_quoted_names;
  gboolean reads_schema;
  gboolean local_timestamps;
} SluiceParser;

/** sluice_parser_init: @self: room for a parser, @text: what to read, @lexemes: of it, @arena:
 * for nodes, @settings: (nullable): for quotes. Makes it ready. */
void sluice_parser_init (SluiceParser         *self,
                         const char           *text,
                         const SluiceLexeme   *lexemes,
                         SluiceArena          *arena,
                         const SluiceSettings *settings);

/** sluice_parser_clear: @self: a parser. Frees what it holds. */
void sluice_parser_clear (SluiceParser *self);

/** sluice_parser_fail: @self: a parser that can't go on here, @expected: (nullable): the one
 * thing that could stand here. Notes the furthest failure. Returns: %NULL, for the caller to
 * return. */
gpointer sluice_parser_fail (SluiceParser *self,
                             const char   *expected);

/** sluice_parser_back: @self: a parser, @position: where it was. Goes back there. */
void sluice_parser_back (SluiceParser *self,
                         guint         position);

/** sluice_parser_enter: @self: a parser, beginning a rule that may nest. Returns: whether it may.
 */
gboolean sluice_parser_enter (SluiceParser *self);

/** sluice_parser_leave: @self: a parser at the end of that rule. */
void sluice_parser_leave (SluiceParser *self);

/** sluice_parser_refuse: @self: a parser, @position: lexeme concerned, @condition: Spark's,
 * @format: why. Notes an error of meaning; reading goes on. */
void sluice_parser_refuse (SluiceParser *self,
                           guint         position,
                           const char   *condition,
                           const char   *format,
                           ...) G_GNUC_PRINTF (4, 5);

/** sluice_parser_finish: @self: a parser that read, @ok: whether it could, @error: set when it
 * couldn't or something is left or was refused. Returns: whether all is well. */
gboolean sluice_parser_finish (SluiceParser *self,
                               gboolean      ok,
                               GError      **error);

/** sluice_parser_peek: @self: a parser. Returns: the next lexeme. */
static inline const SluiceLexeme *
sluice_parser_peek (const SluiceParser *self)
{
  return &self->lexemes[self->position];
}

/** sluice_parser_is: @self: a parser, @ahead: how many lexemes on, @keyword: a keyword. Returns:
 * whether it stands there. */
gboolean sluice_parser_is (const SluiceParser *self,
                           guint               ahead,
                           SluiceKeyword       keyword);

/** sluice_parser_is_sign: @self: a parser, @ahead: how many lexemes on, @sign: an operator.
 * Returns: whether it stands there. */
gboolean sluice_parser_is_sign (const SluiceParser *self,
                                guint               ahead,
                                const char         *sign);

/** sluice_parser_take: @self: a parser, @keyword: a keyword. Returns: whether it came next and
 * was taken. */
gboolean sluice_parser_take (SluiceParser *self,
                             SluiceKeyword keyword);

/** sluice_parser_take_sign: @self: a parser, @sign: an operator. Returns: whether it came next
 * and was taken. */
gboolean sluice_parser_take_sign (SluiceParser *self,
                                  const char   *sign);

/** sluice_parser_need: @self: a parser, @keyword: what must come. Returns: whether it did; else
 * the failure is noted. */
gboolean sluice_parser_need (SluiceParser *self,
                             SluiceKeyword keyword);

/** sluice_parser_need_sign: @self: a parser, @sign: what must come. Returns: whether it did; else
 * the failure is noted. */
gboolean sluice_parser_need_sign (SluiceParser *self,
                                  const char   *sign);

/** sluice_parser_identifier: @self: a parser. Reads a name. Returns: (transfer none) (nullable):
 * it, in the arena. */
const char *sluice_parser_identifier (SluiceParser *self);

/** sluice_parser_name: like sluice_parser_identifier() where no expression may follow: `a-b` is
 * refused with a hint to quote it. */
const char *sluice_parser_name (SluiceParser *self);

/** sluice_parser_is_identifier: @self: a parser, @ahead: how many lexemes on. Returns: whether a
 * name stands there. */
gboolean sluice_parser_is_identifier (const SluiceParser *self,
                                      guint               ahead);

/** sluice_parser_is_text: @self: a parser, @ahead: how many lexemes on. Returns: whether a text
 * literal stands there. */
gboolean sluice_parser_is_text (const SluiceParser *self,
                                guint               ahead);

/** sluice_parser_text: @self: a parser at a text literal, @length: (out): its bytes. Returns:
 * (transfer none): the text without quotes and escapes, in the arena. */
const char *sluice_parser_text (SluiceParser *self,
                                gsize        *length);

/** sluice_parser_collation: @self: a parser at a collation's name, @collation: (out): its number. Returns:
 * (nullable): the name; one that Spark doesn't know is refused. */
const char *sluice_parser_collation (SluiceParser    *self,
                                     SluiceCollation *collation);

/** sluice_parser_type: @self: a parser. Reads a data type. Returns: (transfer full) (nullable):
 * it. */
SluiceType *sluice_parser_type (SluiceParser *self);

/** sluice_parser_begin: @self: a parser, @kind: of node. Returns: (transfer none): a node that
 * begins here. */
SluiceSyntax *sluice_parser_begin (SluiceParser    *self,
                                   SluiceSyntaxKind kind);

/** sluice_parser_end: @self: a parser, @node: a node whose last lexeme was just taken. Sets its
 * length and depth. Returns: @node. */
SluiceSyntax *sluice_parser_end (SluiceParser *self,
                                 SluiceSyntax *node);

/** sluice_parser_expression: @self: a parser. Reads an expression. Returns: (transfer none)
 * (nullable): it. */
SluiceSyntax *sluice_parser_expression (SluiceParser *self);

/** sluice_parser_value: @self: a parser. Reads an expression without AND, OR, NOT and predicates
 * at its top. Returns: (transfer none) (nullable): it. */
SluiceSyntax *sluice_parser_value (SluiceParser *self);

/** sluice_parser_primary: @self: a parser. Reads an operand with what is attached to it by `.`,
 * `[…]`, `::`. Returns: (transfer none) (nullable): it. */
SluiceSyntax *sluice_parser_primary (SluiceParser *self);

/** sluice_parser_case: @self: a parser at CASE. Returns: (transfer none) (nullable): the CASE;
 * %NULL when the word is a name. */
SluiceSyntax *sluice_parser_case (SluiceParser *self);

/** sluice_parser_special: @self: a parser at a word and `(`. Returns: (transfer none) (nullable):
 * the special form that goes before a call of its name, such as CAST. */
SluiceSyntax *sluice_parser_special (SluiceParser *self);

/** sluice_parser_late_special: @self: a parser at a word and `(`. Returns: (transfer none)
 * (nullable): the special form that a call of its name goes before, such as TRIM. */
SluiceSyntax *sluice_parser_late_special (SluiceParser *self);

/** sluice_parser_call: @self: a parser at a name. Returns: (transfer none) (nullable): the call
 * of a function. */
SluiceSyntax *sluice_parser_call (SluiceParser *self);

/** SluiceSortItems: keys of an ORDER BY: @keys, whether each is @descending, whether nulls come last in it, @n: how many. */
typedef struct
{
  SluiceSyntax **keys;
  gboolean *descending;
  gboolean *nulls_last;
  guint n;
} SluiceSortItems;

/** sluice_parser_sort_items: @self: a parser behind ORDER BY, @items: (out): the keys, in the arena. Returns:
 * whether there are any. */
gboolean sluice_parser_sort_items (SluiceParser    *self,
                                   SluiceSortItems *items);

/** sluice_parser_window: @self: a parser behind OVER, or behind AS in the clause WINDOW. Returns: (transfer
 * none) (nullable): the window. */
SluiceWindowSyntax *sluice_parser_window (SluiceParser *self);

/** sluice_parser_qualified: @self: a parser at a name, @node: takes the names with dots between
 * them. Returns: how many. */
guint sluice_parser_qualified (SluiceParser *self,
                               SluiceSyntax *node);

/** sluice_parser_set_type: @self: a parser at a type, @node: a CAST, @child: what is cast.
 * Returns: (nullable): @node. */
SluiceSyntax *sluice_parser_set_type (SluiceParser *self,
                                      SluiceSyntax *node,
                                      SluiceSyntax *child);

/** sluice_parser_text_node: @self: a parser, @text: of the arena or static, @like: whose place it
 * takes. Returns: (transfer none): a text literal that isn't in the source: a unit, the name of
 * a field. */
SluiceSyntax *sluice_parser_text_node (SluiceParser       *self,
                                       const char         *text,
                                       const SluiceSyntax *like);

/** sluice_parser_constant: @self: a parser. Reads a literal. Returns: (transfer none) (nullable):
 * it. */
SluiceSyntax *sluice_parser_constant (SluiceParser *self);

/** sluice_parser_subquery: @self: a parser at `(`. Returns: (transfer none) (nullable): the query in
 * the parentheses, as a value. */
SluiceSyntax *sluice_parser_subquery (SluiceParser *self);

/** sluice_parser_named_expression: @self: a parser. Reads an expression, perhaps with an alias.
 * Returns: (transfer none) (nullable): it. */
SluiceSyntax *sluice_parser_named_expression (SluiceParser *self);

G_END_DECLS
