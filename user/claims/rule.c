// SPDX-License-Identifier: GPL-2.0-only
#include "claims/rule.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/number.h"

#define BLANKS " \t"
#define DOTS ".."
#define FACTOR "factor "
/* More repeats than this are no advice. */
#define REPEATS_MAX 100000

/* A number, and nothing behind it but blanks. */
static bool read_number(const char *text, size_t len, double *value)
{
	while (len && strchr(BLANKS, *text))
		text++, len--;
	while (len && strchr(BLANKS, text[len - 1]))
		len--;
	return decimal_parse(text, len, value);
}

static bool read_bound(struct rule *rule, const char *text)
{
	const char *number = text + strspn(text, "<>=");
	size_t len = (size_t)(number - text);
	double value;

	if (!read_number(number, strlen(number), &value))
		return false;
	rule->open = len == 1 && *text != '=';
	if ((len == 1 || (len == 2 && text[1] == '=')) && *text == '>')
		rule->low = value;
	else if ((len == 1 || (len == 2 && text[1] == '=')) && *text == '<')
		rule->high = value;
	else if (len == 1)
		rule->low = rule->high = value;
	else
		return false;
	return true;
}

bool rule_parse(struct rule *rule, const char *text, char **why)
{
	const char *dots = strstr(text, DOTS);
	bool good;

	*rule = (struct rule){.low = -INFINITY, .high = INFINITY};
	if (!dots)
		good = read_bound(rule, text);
	else
		good = read_number(text, (size_t)(dots - text), &rule->low) &&
		       read_number(dots + strlen(DOTS),
				   strlen(dots + strlen(DOTS)), &rule->high);
	if (!good)
		*why = alloc_printf(
			"'%s' is no rule; write > NUMBER, >= NUMBER, < NUMBER, <= NUMBER, = NUMBER or LOW..HIGH",
			text);
	else if (rule->low > rule->high)
		*why = alloc_printf(
			"'%s' runs downwards; write the lower end first", text);
	else
		rule->text = alloc_copy(text);
	return rule->text;
}

void smallest_parse(struct smallest *smallest, const char *text)
{
	size_t len = strlen(text);
	double number;

	*smallest = (struct smallest){.text = alloc_copy(text)};
	if (len && text[len - 1] == '%' && read_number(text, len - 1, &number))
		smallest->amount = number / 100;
	else if (!strncmp(text, FACTOR, strlen(FACTOR)) &&
		 read_number(text + strlen(FACTOR), len - strlen(FACTOR),
			     &number))
		smallest->amount = number - 1;
}

static bool is_below(const struct rule *rule, double value)
{
	return value < rule->low || (rule->open && value == rule->low);
}

static bool is_above(const struct rule *rule, double value)
{
	return value > rule->high || (rule->open && value == rule->high);
}

bool rule_holds(const struct rule *rule, double value)
{
	return !isnan(value) && !is_below(rule, value) &&
	       !is_above(rule, value);
}

enum verdict rule_judge(const struct rule *rule, const struct interval *over)
{
	if (!over->n || isnan(over->low) || isnan(over->high))
		return UNDECIDED;
	if (rule_holds(rule, over->low) && rule_holds(rule, over->high))
		return UPHELD;
	if (is_below(rule, over->high) || is_above(rule, over->low))
		return REFUTED;
	return UNDECIDED;
}

enum verdict rule_judge_every(const struct rule *rule, const double *values,
			      size_t n, size_t *failed)
{
	size_t i;

	*failed = 0;
	for (i = 0; i < n; i++)
		*failed += !rule_holds(rule, values[i]);
	if (*failed)
		return REFUTED;
	return n < INTERVAL_MIN ? UNDECIDED : UPHELD;
}

/* One end of a rule, on a scale on which distances can be compared. */
struct end {
	double threshold;
	double arm;	 /* of the interval, on its side */
	double distance; /* of the estimate */
	double matters;	 /* as far is the smallest effect */
};

static double scale(double value, bool ratio)
{
	return ratio ? log(value) : value;
}

static struct end measure(double threshold, const struct smallest *smallest,
			  const struct interval *over, bool ratio)
{
	double value = scale(over->value, ratio), t = scale(threshold, ratio);
	return (struct end){
		.threshold = threshold,
		.arm = t < value ? value - scale(over->low, ratio)
				 : scale(over->high, ratio) - value,
		.distance = fabs(value - t),
		.matters = ratio ? log1p(smallest->amount)
				 : smallest->amount * fabs(threshold),
	};
}

static char *say_end(const struct end *end, const struct smallest *smallest,
		     size_t n)
{
	bool near = end->distance < end->matters;
	double needed = (double)n *
			pow(end->arm / fmax(end->distance, end->matters), 2);
	double more = ceil(needed) - (double)n;

	/* At the threshold, and nobody has said how near is near enough. */
	if (!isfinite(needed))
		return alloc_printf(
			"the interval spans the threshold %.10g, where the value is: no number of repeats would tell",
			end->threshold);
	if (more <= 0)
		return alloc_printf(
			"the interval spans the threshold %.10g, but by less than the smallest effect that would matter (%s): more repeats would hardly tell",
			end->threshold, smallest->text);
	if (more > REPEATS_MAX)
		return alloc_printf(
			"the interval spans the threshold %.10g; more than %d more repeats would be needed, by an estimate from its width",
			end->threshold, REPEATS_MAX);
	return alloc_printf(
		"the interval spans the threshold %.10g; about %.0f more repeat%s would %s, by an estimate from its width",
		end->threshold, more, more == 1 ? "" : "s",
		near ? "make it as narrow as the smallest effect that would matter"
		     : "do");
}

char *rule_undecided(const struct rule *rule, const struct smallest *smallest,
		     const struct interval *over, bool ratio)
{
	const double ends[] = {rule->low, rule->high};
	struct end worst = {.arm = -1};
	double most = -1;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ends); i++) {
		struct end end;
		double needed;

		if (isinf(ends[i]) || ends[i] < over->low ||
		    ends[i] > over->high)
			continue;
		end = measure(ends[i], smallest, over, ratio);
		needed = end.arm / fmax(end.distance, end.matters);
		if (needed <= most)
			continue;
		most = needed;
		worst = end;
	}
	return say_end(&worst, smallest, over->n);
}

const char *verdict_word(enum verdict verdict)
{
	static const char *const words[] = {
		[UNDECIDED] = "cannot be decided here",
		[UPHELD] = "upheld",
		[REFUTED] = "refuted",
		[DEPENDS] = "depends",
		[SHOWN] = "",
	};

	return words[verdict];
}
