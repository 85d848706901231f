// SPDX-License-Identifier: GPL-2.0-only
#include "claims/expression.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/number.h"
#include "lib/words.h"

#define BLANKS " \t"
/* Deeper than this nobody writes; so the computing needs no more memory. */
#define STACK 16
#define PER_LOOKUP "_per_lookup"

/* In the order they are computed: reverse Polish. */
struct step {
	char what; /* n: number, c: name, else the operator */
	double number;
	char *name;
};

struct expression {
	char *text;
	struct step *steps;
	size_t n;
};

/* How far the parser is. */
struct parsing {
	struct expression *expression;
	const char *next;
	size_t depth;	/* open parentheses */
	size_t stacked; /* values there are at this point */
	char *why;
};

static bool refuse(struct parsing *parsing, char *why)
{
	if (parsing->why)
		free(why);
	else
		parsing->why = why;
	return false;
}

static bool add_step(struct parsing *parsing, struct step step)
{
	struct expression *e = parsing->expression;

	e->steps = alloc_grow(e->steps, e->n + 1, sizeof(*e->steps));
	e->steps[e->n++] = step;
	if (step.what != 'n' && step.what != 'c')
		parsing->stacked--;
	else if (++parsing->stacked > STACK)
		return refuse(
			parsing,
			alloc_copy(
				"too much in parentheses; write it simpler"));
	return true;
}

static const struct metric *metric_of(const char *name)
{
	size_t i;

	for (i = 0; i < METRICS; i++)
		if (!strcmp(metrics[i].name, name))
			return &metrics[i];
	return NULL;
}

static char *no_name(const char *name)
{
	const char *names[SUMMARY_COLUMNS + METRICS];
	size_t i, n = 0;

	for (i = 0; i < SUMMARY_COLUMNS; i++)
		if (*summary_columns[i].unit)
			names[n++] = summary_columns[i].name;
	for (i = 0; i < METRICS; i++)
		names[n++] = metrics[i].name;
	return alloc_printf(
		"there is no metric or column '%s'; the nearest is '%s'", name,
		nearest_name(name, names, n));
}

/* Why a name cannot be computed with, or NULL. */
static char *check_name(const char *name)
{
	size_t len = strlen(name);
	int column = summary_column_find(name);

	if (metric_of(name))
		return NULL;
	/* Which events there are differs from machine to machine. */
	if (len > strlen(PER_LOOKUP) &&
	    !strcmp(name + len - strlen(PER_LOOKUP), PER_LOOKUP))
		return NULL;
	if (column < 0)
		return no_name(name);
	return *summary_columns[column].unit
		       ? NULL
		       : alloc_printf(
				 "the column '%s' does not hold numbers to compute with; give one that does",
				 name);
}

static void skip_blanks(struct parsing *parsing)
{
	parsing->next += strspn(parsing->next, BLANKS);
}

static bool parse_sum(struct parsing *parsing);

static bool parse_number(struct parsing *parsing)
{
	const char *p = parsing->next;
	size_t len = strspn(p, "0123456789.");
	struct step step = {.what = 'n'};

	if (p[len] == 'e' && isdigit((unsigned char)p[len + 1]))
		len += 1 + strspn(p + len + 1, "0123456789");
	if (!decimal_parse(p, len, &step.number))
		return refuse(parsing,
			      alloc_printf("'%.*s' is no number", (int)len, p));
	parsing->next += len;
	return add_step(parsing, step);
}

static bool parse_name(struct parsing *parsing)
{
	const char *p = parsing->next;
	char *name, *why;
	size_t len = 0;

	/* Names of events may have a - in them; a minus stands between blanks.
	 */
	while (isalnum((unsigned char)p[len]) ||
	       (p[len] && strchr("_.:", p[len])) ||
	       (p[len] == '-' && isalpha((unsigned char)p[len + 1])))
		len++;
	name = alloc_printf("%.*s", (int)len, p);
	why = check_name(name);
	if (why) {
		free(name);
		return refuse(parsing, why);
	}
	parsing->next += len;
	return add_step(parsing, (struct step){.what = 'c', .name = name});
}

static bool parse_factor(struct parsing *parsing)
{
	skip_blanks(parsing);
	if (isdigit((unsigned char)*parsing->next))
		return parse_number(parsing);
	if (isalpha((unsigned char)*parsing->next) || *parsing->next == '_')
		return parse_name(parsing);
	if (*parsing->next != '(')
		return refuse(
			parsing,
			alloc_printf("a name or a number is missing %s%s%s",
				     *parsing->next ? "before '" : "at the end",
				     parsing->next, *parsing->next ? "'" : ""));
	if (parsing->depth++ == STACK)
		return refuse(
			parsing,
			alloc_copy("too many parentheses; write it simpler"));
	parsing->next++;
	if (!parse_sum(parsing))
		return false;
	skip_blanks(parsing);
	if (*parsing->next != ')')
		return refuse(parsing, alloc_copy("a ) is missing"));
	parsing->next++;
	parsing->depth--;
	return true;
}

/* Things of one kind with operators of one rank between them. */
static bool parse_chain(struct parsing *parsing, const char *operators,
			bool (*part)(struct parsing *parsing))
{
	bool good = part(parsing);

	while (good) {
		char operator;

		skip_blanks(parsing);
		operator= * parsing->next;
		if (!operator|| !strchr(operators, operator))
			break;
		parsing->next++;
		good = part(parsing) &&
		       add_step(parsing, (struct step){ .what = operator });
	}
	return good;
}

static bool parse_product(struct parsing *parsing)
{
	return parse_chain(parsing, "*/", parse_factor);
}

static bool parse_sum(struct parsing *parsing)
{
	return parse_chain(parsing, "+-", parse_product);
}

struct expression *expression_parse(const char *text, char **why)
{
	struct parsing parsing = {
		.expression = alloc_zeroed(1, sizeof(*parsing.expression)),
		.next = text,
	};

	if (parse_sum(&parsing) && *parsing.next)
		refuse(&parsing,
		       alloc_printf(
			       "'%s' is left over; write names and numbers with + - * / between them",
			       parsing.next));
	*why = parsing.why;
	parsing.expression->text = alloc_copy(text);
	if (!*why)
		return parsing.expression;
	expression_free(parsing.expression);
	return NULL;
}

void expression_free(struct expression *e)
{
	size_t i;

	if (!e)
		return;
	for (i = 0; i < e->n; i++)
		free(e->steps[i].name);
	free(e->steps);
	free(e->text);
	free(e);
}

const char *expression_text(const struct expression *e)
{
	return e->text;
}

static double compute(char operator, double a, double b)
{
	switch (operator) {
	case '+':
		return a + b;
	case '-':
		return a - b;
	case '*':
		return a * b;
	default:
		return b == 0 ? NAN : a / b;
	}
}

double expression_value(const struct expression *e,
			const struct run_set *runs, const struct run *run)
{
	double stack[STACK + 1];
	size_t i, n = 0;

	for (i = 0; i < e->n; i++) {
		const struct step *step = &e->steps[i];

		if (step->what == 'n') {
			stack[n++] = step->number;
		} else if (step->what == 'c') {
			stack[n++] = run_set_value(runs, run, step->name);
		} else {
			n--;
			stack[n - 1] =
				compute(step->what, stack[n - 1], stack[n]);
		}
	}
	return stack[0];
}

double expression_grain(const struct expression *e)
{
	const struct metric *metric;
	double grain = 0;
	size_t i;

	for (i = 0; i < e->n; i++) {
		metric = e->steps[i].name ? metric_of(e->steps[i].name) : NULL;
		grain += metric ? metric->grain : 0;
	}
	return grain;
}

const char *expression_name(const struct expression *e, size_t i)
{
	size_t k;

	for (k = 0; k < e->n; k++)
		if (e->steps[k].name && !i--)
			return e->steps[k].name;
	return NULL;
}
