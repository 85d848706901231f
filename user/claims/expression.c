// SPDX-License-Identifier: GPL-2.0-only
#include "claims/expression.h"

#include <ctype.h>
#include <fnmatch.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/number.h"
#include "lib/words.h"

#define BLANKS " \t"
#define DIGITS "0123456789"
/* Bounds the recursion; nobody writes deeper expressions. */
#define DEPTH_MAX 16
/* Which events there are differs from machine to machine. */
#define EVENT "*?_per_lookup"

/* One walk through an expression, which parses and computes it. */
struct walk {
	const char *next;
	unsigned int depth; /* open parentheses */
	const struct run_set *runs;
	const struct run *run; /* NULL: check the names */
	char *why; /* the first error */
};

/* Keep the first error, and end the walk. */
static struct figure refuse(struct walk *walk, char *why)
{
	if (walk->why)
		free(why);
	else
		walk->why = why;
	walk->next = "";
	return (struct figure){ NAN, 0 };
}

/* Return why a name that is not a metric cannot be computed with, or NULL. */
static char *check_column(const char *name)
{
	const char *names[SUMMARY_COLUMNS + METRICS];
	int column = summary_column_find(name);
	size_t i, n = 0;

	if (column >= 0)
		return *summary_columns[column].unit ? NULL :
		       alloc_printf("the column '%s' does not hold numbers; give one that does",
				    name);
	for (i = 0; i < SUMMARY_COLUMNS; i++)
		if (*summary_columns[i].unit)
			names[n++] = summary_columns[i].name;
	for (i = 0; i < METRICS; i++)
		names[n++] = metrics[i].name;
	return alloc_printf("there is no metric or column '%s'; the nearest is '%s'",
			    name, nearest_name(name, names, n));
}

static struct figure number(struct walk *walk)
{
	const char *p = walk->next;
	size_t len = strspn(p, DIGITS ".");
	double value;

	if (p[len] == 'e' && isdigit((unsigned char)p[len + 1]))
		len += 1 + strspn(p + len + 1, DIGITS);
	if (!decimal_parse(p, len, &value))
		return refuse(walk, alloc_printf("'%.*s' is not a number",
						 (int)len, p));
	walk->next += len;
	return (struct figure){ value, 0 };
}

static struct figure name(struct walk *walk)
{
	const char *p = walk->next;
	const struct metric *metric = metrics;
	struct figure figure = { NAN, 0 };
	size_t len = 0;
	auto_free char *word = NULL;
	char *why = NULL;

	/* Names of events can have a - in them; a minus has spaces around. */
	while (isalnum((unsigned char)p[len]) ||
	       (p[len] && strchr("_.:", p[len])) ||
	       (p[len] == '-' && isalpha((unsigned char)p[len + 1])))
		len++;
	word = alloc_printf("%.*s", (int)len, p);
	walk->next += len;
	while (metric < metrics + METRICS && strcmp(metric->name, word))
		metric++;
	if (walk->run)
		figure.value = run_set_value(walk->runs, walk->run, word);
	if (walk->run && metric < metrics + METRICS)
		figure.rounding = run_rounding(walk->run, metric);
	else if (!walk->run && metric == metrics + METRICS &&
		 fnmatch(EVENT, word, 0))
		why = check_column(word);
	if (why)
		refuse(walk, why);
	return figure;
}

static void skip_blanks(struct walk *walk)
{
	walk->next += strspn(walk->next, BLANKS);
}

static struct figure sum(struct walk *walk);

static struct figure factor(struct walk *walk)
{
	struct figure value;
	char c;

	skip_blanks(walk);
	c = *walk->next;
	if (isdigit((unsigned char)c))
		return number(walk);
	if (isalpha((unsigned char)c) || c == '_')
		return name(walk);
	if (c != '(')
		return refuse(walk, alloc_printf("a name or a number is missing %s%s%s",
						 c ? "before '" : "at the end",
						 walk->next, c ? "'" : ""));
	if (walk->depth++ == DEPTH_MAX)
		return refuse(walk, alloc_copy("too many parentheses; write it simpler"));
	walk->next++;
	value = sum(walk);
	if (*walk->next != ')')
		return refuse(walk, alloc_copy("a ) is missing"));
	walk->next++;
	walk->depth--;
	return value;
}

/* Rounding errors add up: those of a sum as they are, of a product by share. */
static struct figure compute(char operator, struct figure a, struct figure b)
{
	double quotient = b.value == 0 ? NAN : a.value / b.value;

	switch (operator) {
	case '+':
		return (struct figure){ a.value + b.value,
					a.rounding + b.rounding };
	case '-':
		return (struct figure){ a.value - b.value,
					a.rounding + b.rounding };
	case '*':
		return (struct figure){ a.value * b.value,
					a.rounding * fabs(b.value) +
						b.rounding * fabs(a.value) };
	default:
		return (struct figure){
			quotient,
			(a.rounding + b.rounding * fabs(quotient)) /
				fabs(b.value),
		};
	}
}

/* Operands with operators of one rank between them. */
static struct figure chain(struct walk *walk, const char *operators,
			   struct figure (*operand)(struct walk *walk))
{
	struct figure value = operand(walk);

	for (;;) {
		char operator;

		skip_blanks(walk);
		operator = *walk->next;
		if (!operator || !strchr(operators, operator))
			return value;
		walk->next++;
		value = compute(operator, value, operand(walk));
	}
}

static struct figure product(struct walk *walk)
{
	return chain(walk, "*/", factor);
}

static struct figure sum(struct walk *walk)
{
	return chain(walk, "+-", product);
}

char *expression_check(const char *text)
{
	struct walk walk = { .next = text };

	sum(&walk);
	if (*walk.next)
		refuse(&walk, alloc_printf("'%s' is left over; write names and numbers with + - * / between them",
					   walk.next));
	return walk.why;
}

struct figure expression_value(const char *text, const struct run_set *runs,
			       const struct run *run)
{
	struct walk walk = { .next = text, .runs = runs, .run = run };

	return sum(&walk);
}
