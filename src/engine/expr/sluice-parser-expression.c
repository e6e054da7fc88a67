/* sluice-parser-expression.c: reading operators and predicates.
 *
 * Copyright 2026 The Sluice developers
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "expr/sluice-parser.h"

/* A binary operator that comes next. */
typedef struct
{
  const char *function;
  guint level;
  guint n_lexemes;
} Operator;

/* Levels bind the tighter the higher they are; all operators group from the left. */
enum
{
  LEVEL_COMPARISON = 1,
  LEVEL_OR,
  LEVEL_XOR,
  LEVEL_AND,
  LEVEL_SHIFT,
  LEVEL_ADD,
  LEVEL_MULTIPLY,
};

static const struct
{
  const char *sign;
  const char *function;
  guint level;
} operators[] = {
  { "*", "*", LEVEL_MULTIPLY },
  { "/", "/", LEVEL_MULTIPLY },
  { "%", "%", LEVEL_MULTIPLY },
  { "+", "+", LEVEL_ADD },
  { "-", "-", LEVEL_ADD },
  { "||", "||", LEVEL_ADD },
  { "<<", "<<", LEVEL_SHIFT },
  { "&", "&", LEVEL_AND },
  { "^", "^", LEVEL_XOR },
  { "|", "|", LEVEL_OR },
  { "=", "=", LEVEL_COMPARISON },
  { "==", "=", LEVEL_COMPARISON },
  { "<=>", "<=>", LEVEL_COMPARISON },
  { "<>", "!=", LEVEL_COMPARISON },
  { "!=", "!=", LEVEL_COMPARISON },
  { "<", "<", LEVEL_COMPARISON },
  { "<=", "<=", LEVEL_COMPARISON },
  { "!>", "<=", LEVEL_COMPARISON },
  { ">", ">", LEVEL_COMPARISON },
  { ">=", ">=", LEVEL_COMPARISON },
  { "!<", ">=", LEVEL_COMPARISON },
};

/* Whether @n signs `>` stand together here: shifts, unless they close types, which never comes
 * to this. */
static gboolean
is_shift_right (const SluiceParser *self, guint n)
{
  for (guint i = 0; i < n; i++)
    if (!sluice_parser_is_sign (self, i, ">")
        || self->lexemes[self->position + i].offset != sluice_parser_peek (self)->offset + i)
      return FALSE;

  return TRUE;
}

static gboolean
peek_operator (const SluiceParser *self, Operator *operator)
{
  const SluiceLexeme *lexeme = sluice_parser_peek (self);

  operator->n_lexemes = 1;
  if (lexeme->keyword == SLUICE_KW_DIV)
    {
      operator->function = "div";
      operator->level = LEVEL_MULTIPLY;
      return TRUE;
    }
  if (lexeme->kind != SLUICE_LEXEME_OPERATOR)
    return FALSE;

  for (guint n = 3; n >= 2; n--)
    if (is_shift_right (self, n))
      {
        operator->function = n == 3 ? ">>>" : ">>";
        operator->level = LEVEL_SHIFT;
        operator->n_lexemes = n;
        return TRUE;
      }

  for (guint i = 0; i < G_N_ELEMENTS (operators); i++)
    if (sluice_parser_is_sign (self, 0, operators[i].sign))
      {
        operator->function = operators[i].function;
        operator->level = operators[i].level;
        return TRUE;
      }

  return FALSE;
}

static SluiceSyntax *
parse_unary (SluiceParser *self)
{
  guint begin = self->position;
  SluiceSyntax *node, *operand;
  const char *function;

  node = sluice_parser_primary (self);
  if (node != NULL)
    return node;

  if (sluice_parser_is_sign (self, 0, "-"))
    function = "negative";
  else if (sluice_parser_is_sign (self, 0, "+"))
    function = "positive";
  else if (sluice_parser_is_sign (self, 0, "~"))
    function = "~";
  else
    return NULL;

  if (!sluice_parser_enter (self))
    return NULL;
  node = sluice_parser_begin (self, SLUICE_SYNTAX_OPERATOR);
  node->name = function;
  self->position++;
  operand = parse_unary (self);
  sluice_parser_leave (self);
  if (operand == NULL)
    {
      sluice_parser_back (self, begin);
      return NULL;
    }
  sluice_syntax_set_children (node, self->arena, &operand, 1);

  return sluice_parser_end (self, node);
}

static SluiceSyntax *
parse_binary (SluiceParser *self, guint level)
{
  SluiceSyntax *left = parse_unary (self);
  Operator operator;

  while (left != NULL && peek_operator (self, &operator) && operator.level >= level)
    {
      guint begin = self->position;
      SluiceSyntax *right;

      self->position += operator.n_lexemes;
      right = parse_binary (self, operator.level + 1);
      if (right == NULL)
        {
          sluice_parser_back (self, begin);
          break;
        }
      left = sluice_parser_end (
          self, sluice_syntax_new_operator (self->arena, operator.function, 2, left, right));
    }

  return left;
}

SluiceSyntax *
sluice_parser_value (SluiceParser *self)
{
  return parse_binary (self, LEVEL_COMPARISON);
}

static SluiceSyntax *
negate (SluiceParser *self, SluiceSyntax *node, gboolean negated)
{
  return negated ? sluice_syntax_new_operator (self->arena, "not", 1, node) : node;
}

static SluiceSyntax *
parse_between (SluiceParser *self, SluiceSyntax *value)
{
  SluiceSyntax *low, *high;

  low = sluice_parser_value (self);
  if (low == NULL || !sluice_parser_need (self, SLUICE_KW_AND))
    return NULL;
  high = sluice_parser_value (self);

  return high != NULL ? sluice_syntax_new_operator (self->arena, "between", 3, value, low, high)
                      : NULL;
}

/* Expressions up to the closing parenthesis, appended to @list. */
static gboolean
parse_list (SluiceParser *self, GPtrArray *list)
{
  do
    {
      SluiceSyntax *item = sluice_parser_expression (self);

      if (item == NULL)
        return FALSE;
      g_ptr_array_add (list, item);
    }
  while (sluice_parser_take_sign (self, ","));

  return sluice_parser_need_sign (self, ")");
}

static SluiceSyntax *
parse_in (SluiceParser *self, SluiceSyntax *value)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  SluiceSyntax *node, *query;
  guint begin = self->position;

  query = sluice_parser_subquery (self);
  if (query != NULL)
    {
      node = sluice_syntax_new (self->arena, SLUICE_SYNTAX_IN_QUERY, value);
      node->query = query->query;
      sluice_syntax_set_children (node, self->arena, &value, 1);
      return sluice_parser_end (self, node);
    }
  sluice_parser_back (self, begin);
  g_ptr_array_add (list, value);
  if (!sluice_parser_need_sign (self, "("))
    return NULL;
  if (sluice_parser_take_sign (self, ")"))
    {
      sluice_parser_refuse (self, begin, "INVALID_SQL_SYNTAX.EMPTY_IN_PREDICATE",
                            "The IN predicate needs at least one value.");
      return value;
    }
  if (!parse_list (self, list))
    return NULL;

  node = sluice_syntax_new (self->arena, SLUICE_SYNTAX_OPERATOR, value);
  node->name = "in";
  sluice_syntax_set_children (node, self->arena, (SluiceSyntax **) list->pdata, list->len);

  return node;
}

/* `LIKE ANY (a, b)` is OR over LIKEs, `LIKE ALL` is AND; NOT goes to each of them. */
static SluiceSyntax *
parse_like_quantified (SluiceParser *self,
                       SluiceSyntax *value,
                       const char   *function,
                       gboolean      negated)
{
  g_autoptr (GPtrArray) patterns = g_ptr_array_new ();
  gboolean all = sluice_parser_is (self, 0, SLUICE_KW_ALL);
  guint begin = self->position;
  SluiceSyntax *node = NULL;

  self->position += 2;
  if (sluice_parser_take_sign (self, ")"))
    {
      sluice_parser_refuse (self, begin, "INVALID_SQL_SYNTAX.EMPTY_QUANTIFIED_PATTERN",
                            "Expected something between '(' and ')'.");
      return value;
    }
  if (!parse_list (self, patterns))
    return NULL;

  /* The whole may be null to Spark even where no part is, which the flag tells. */
  for (guint i = 0; i < patterns->len; i++)
    {
      SluiceSyntax *like = sluice_syntax_new_operator (self->arena, function, 2, value,
                                                       g_ptr_array_index (patterns, i));

      like->flag = patterns->len == 1;
      like = negate (self, like, negated);
      node = node == NULL
                 ? like
                 : sluice_syntax_new_operator (self->arena, all ? "and" : "or", 2, node, like);
      node->flag |= i > 0;
    }

  return node;
}

static SluiceSyntax *
parse_like (SluiceParser *self, SluiceSyntax *value, const char *function, gboolean negated)
{
  SluiceSyntax *pattern, *escape = NULL;

  if ((sluice_parser_is (self, 0, SLUICE_KW_ANY) || sluice_parser_is (self, 0, SLUICE_KW_SOME)
       || sluice_parser_is (self, 0, SLUICE_KW_ALL))
      && sluice_parser_is_sign (self, 1, "("))
    {
      guint begin = self->position;
      SluiceSyntax *node = parse_like_quantified (self, value, function, negated);

      if (node != NULL)
        return node;
      sluice_parser_back (self, begin);
    }

  pattern = sluice_parser_value (self);
  if (pattern == NULL)
    return NULL;

  if (sluice_parser_is (self, 0, SLUICE_KW_ESCAPE) && sluice_parser_is_text (self, 1))
    {
      guint position;

      self->position++;
      position = self->position;
      escape = sluice_parser_begin (self, SLUICE_SYNTAX_STRING);
      escape->name = sluice_parser_text (self, &escape->name_length);
      sluice_parser_end (self, escape);
      if (g_utf8_strlen (escape->name, escape->name_length) != 1)
        sluice_parser_refuse (
            self, position, "INVALID_ESC",
            "Found an invalid escape string: '%s'. The escape string must contain "
            "only one character.",
            escape->name);
    }

  return negate (self,
                 escape != NULL
                     ? sluice_syntax_new_operator (self->arena, function, 3, value, pattern, escape)
                     : sluice_syntax_new_operator (self->arena, function, 2, value, pattern),
                 negated);
}

static SluiceSyntax *
parse_is (SluiceParser *self, SluiceSyntax *value)
{
  gboolean negated
      = sluice_parser_take (self, SLUICE_KW_NOT) || sluice_parser_take_sign (self, "!");
  SluiceSyntax *right;

  if (sluice_parser_take (self, SLUICE_KW_NULL) || sluice_parser_is (self, 0, SLUICE_KW_UNKNOWN))
    {
      sluice_parser_take (self, SLUICE_KW_UNKNOWN);
      return sluice_syntax_new_operator (self->arena, negated ? "isnotnull" : "isnull", 1, value);
    }
  if (sluice_parser_is (self, 0, SLUICE_KW_TRUE) || sluice_parser_is (self, 0, SLUICE_KW_FALSE))
    {
      right = sluice_parser_begin (self, SLUICE_SYNTAX_BOOLEAN);
      right->flag = sluice_parser_is (self, 0, SLUICE_KW_TRUE);
      self->position++;
      sluice_parser_end (self, right);
    }
  else
    {
      if (!sluice_parser_need (self, SLUICE_KW_DISTINCT)
          || !sluice_parser_need (self, SLUICE_KW_FROM))
        return NULL;
      right = sluice_parser_value (self);
      if (right == NULL)
        return NULL;
      negated = !negated;
    }

  return negate (self, sluice_syntax_new_operator (self->arena, "<=>", 2, value, right), negated);
}

static SluiceSyntax *
parse_predicate (SluiceParser *self, SluiceSyntax *value)
{
  gboolean negated;

  if (sluice_parser_take (self, SLUICE_KW_IS))
    return parse_is (self, value);

  negated = sluice_parser_take (self, SLUICE_KW_NOT) || sluice_parser_take_sign (self, "!");
  if (sluice_parser_take (self, SLUICE_KW_LIKE))
    return parse_like (self, value, "like", negated);
  if (sluice_parser_take (self, SLUICE_KW_ILIKE))
    return parse_like (self, value, "ilike", negated);

  if (sluice_parser_take (self, SLUICE_KW_BETWEEN))
    value = parse_between (self, value);
  else if (sluice_parser_take (self, SLUICE_KW_IN))
    value = parse_in (self, value);
  else if (sluice_parser_take (self, SLUICE_KW_RLIKE)
           || sluice_parser_take (self, SLUICE_KW_REGEXP))
    {
      SluiceSyntax *pattern = sluice_parser_value (self);

      value = pattern != NULL ? sluice_syntax_new_operator (self->arena, "rlike", 2, value, pattern)
                              : NULL;
    }
  else
    return NULL;

  return value != NULL ? negate (self, value, negated) : NULL;
}

/* Gives a node that stands for what was read since @first its whole extent. */
static SluiceSyntax *
span (SluiceParser *self, SluiceSyntax *node, gint32 offset)
{
  node->offset = offset;

  return sluice_parser_end (self, node);
}

/* Lets errors of a predicate, and of what it consists of, point to what follows the value, as Spark's do. */
static void
point_behind_value (SluiceSyntax *node, gint32 offset, gint32 length, gint32 skip)
{
  node->offset = offset;
  node->length = length;
  node->skip = skip;
  if (node->kind != SLUICE_SYNTAX_OPERATOR
      || !(g_str_equal (node->name, "not") || g_str_equal (node->name, "and") || g_str_equal (node->name, "or")))
    return;
  for (guint i = 0; i < node->n_children; i++)
    point_behind_value (node->children[i], offset, length, skip);
}

static SluiceSyntax *
parse_predicated (SluiceParser *self)
{
  SluiceSyntax *value = sluice_parser_value (self);
  SluiceSyntax *node;
  guint begin = self->position;

  if (value == NULL)
    return NULL;

  node = parse_predicate (self, value);
  if (node == NULL)
    {
      sluice_parser_back (self, begin);
      return value;
    }

  span (self, node, value->offset);
  point_behind_value (node, node->offset, node->length, self->lexemes[begin].offset - node->offset);

  return node;
}

static SluiceSyntax *
parse_not (SluiceParser *self)
{
  guint begin = self->position;
  gint32 offset = sluice_parser_peek (self)->offset;

  if (!sluice_parser_enter (self))
    return NULL;

  if (sluice_parser_take (self, SLUICE_KW_NOT) || sluice_parser_take_sign (self, "!"))
    {
      SluiceSyntax *operand = parse_not (self);

      if (operand != NULL)
        {
          sluice_parser_leave (self);
          return span (self, sluice_syntax_new_operator (self->arena, "not", 1, operand), offset);
        }
      sluice_parser_back (self, begin);
    }
  sluice_parser_leave (self);

  return parse_predicated (self);
}

/* A long chain becomes a tree as flat as possible, as in Spark, so that nothing recurses along
 * it. */
static SluiceSyntax *
balance (SluiceParser *self, const char *function, SluiceSyntax *const *operands, guint n)
{
  guint half = (n + 1) / 2;

  if (n == 1)
    return operands[0];

  return sluice_syntax_new_operator (self->arena, function, 2,
                                     balance (self, function, operands, half),
                                     balance (self, function, operands + half, n - half));
}

static SluiceSyntax *
parse_logical (SluiceParser *self, SluiceKeyword keyword)
{
  g_autoptr (GPtrArray) operands = NULL;
  gboolean is_or = keyword == SLUICE_KW_OR;
  SluiceSyntax *first = is_or ? parse_logical (self, SLUICE_KW_AND) : parse_not (self);

  if (first == NULL || !sluice_parser_is (self, 0, keyword))
    return first;

  operands = g_ptr_array_new ();
  g_ptr_array_add (operands, first);
  while (TRUE)
    {
      guint begin = self->position;
      SluiceSyntax *operand = NULL;

      if (sluice_parser_take (self, keyword))
        operand = is_or ? parse_logical (self, SLUICE_KW_AND) : parse_not (self);
      if (operand == NULL)
        {
          sluice_parser_back (self, begin);
          break;
        }
      g_ptr_array_add (operands, operand);
    }
  if (operands->len == 1)
    return first;

  return sluice_parser_end (
      self, balance (self, is_or ? "or" : "and", (SluiceSyntax **) operands->pdata, operands->len));
}

SluiceSyntax *
sluice_parser_expression (SluiceParser *self)
{
  SluiceSyntax *node;

  if (!sluice_parser_enter (self))
    return NULL;
  node = parse_logical (self, SLUICE_KW_OR);
  sluice_parser_leave (self);

  return node;
}

/* `(a, b)` after AS. */
static gboolean
parse_alias_list (SluiceParser *self, GPtrArray *names)
{
  if (!sluice_parser_take_sign (self, "("))
    return FALSE;
  do
    {
      const char *name = sluice_parser_name (self);

      if (name == NULL)
        return FALSE;
      g_ptr_array_add (names, (gpointer) name);
    }
  while (sluice_parser_take_sign (self, ","));

  return sluice_parser_need_sign (self, ")");
}

SluiceSyntax *
sluice_parser_named_expression (SluiceParser *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  SluiceSyntax *node, *expression = sluice_parser_expression (self);
  guint begin = self->position;
  gboolean as;

  if (expression == NULL)
    return NULL;

  as = sluice_parser_take (self, SLUICE_KW_AS);
  if (sluice_parser_is_identifier (self, 0))
    {
      g_ptr_array_add (names, (gpointer) sluice_parser_name (self));
    }
  else if (!parse_alias_list (self, names))
    {
      /* `x AS` alone names x "AS". */
      if (as)
        sluice_parser_fail (self, NULL);
      sluice_parser_back (self, begin);
      if (!as)
        return expression;
      g_ptr_array_set_size (names, 0);
      g_ptr_array_add (names, (gpointer) sluice_parser_name (self));
    }

  node = sluice_syntax_new (self->arena, SLUICE_SYNTAX_ALIAS, expression);
  sluice_syntax_set_children (node, self->arena, &expression, 1);
  node->n_names = names->len;
  node->names = sluice_arena_new_array (self->arena, const char *, names->len);
  memcpy (node->names, names->pdata, names->len * sizeof (char *));

  return sluice_parser_end (self, node);
}
