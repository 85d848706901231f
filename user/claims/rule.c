// SPDX-License-Identifier: GPL-2.0-only
#include "claims/rule.h"

#include <math.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/number.h"

#define BLANKS " \t"
#define DOTS ".."
#define FACTOR "factor "
/* To ask for more repeats than this is no advice. */
#define REPEATS_MAX 100000

const char *const verdict_words[] = {
	[UNDECIDED] = "cannot be decided here",
	[UPHELD] = "upheld",
	[REFUTED] = "refuted",
	[DEPENDS] = "depends",
	[SHOWN] = "",
};

/* Read a number with nothing around it but spaces. */
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
	size_t len = strspn(text, "<>=");
	double value;

	if (!len || len > 2 || (len == 2 && (*text == '=' || text[1] != '=')) ||
	    !read_number(text + len, strlen(text + len), &value))
		return false;
	rule->open = len == 1 && *text != '=';
	if (*text != '<')
		rule->low = value;
	if (*text != '>')
		rule->high = value;
	return true;
}

char *rule_parse(const char *text, struct rule *rule)
{
	const char *dots = strstr(text, DOTS);
	bool good;

	*rule = (struct rule){ text, -INFINITY, INFINITY, false };
	if (!dots)
		good = read_bound(rule, text);
	else
		good = read_number(text, (size_t)(dots - text), &rule->low) &&
		       read_number(dots + strlen(DOTS),
				   strlen(dots + strlen(DOTS)), &rule->high);
	if (!good)
		return alloc_printf("'%s' is not a rule; write > NUMBER, >= NUMBER, < NUMBER, <= NUMBER, = NUMBER or LOW..HIGH",
				    text);
	return rule->low <= rule->high ? NULL :
	       alloc_printf("'%s' runs downwards; write the lower end first",
			    text);
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
	return is_below(rule, over->high) || is_above(rule, over->low) ?
	       REFUTED : UNDECIDED;
}

/* Return the smallest effect as a share of the threshold; 0 for other words. */
static double share_of(const char *smallest)
{
	size_t len = strlen(smallest), head = strlen(FACTOR);
	double number;

	if (len && smallest[len - 1] == '%' &&
	    read_number(smallest, len - 1, &number))
		return number / 100;
	return !strncmp(smallest, FACTOR, head) &&
	       read_number(smallest + head, len - head, &number) ?
	       number - 1 : 0;
}

static double scale(double value, bool ratio)
{
	return ratio ? log(value) : value;
}

char *rule_undecided(const struct rule *rule, const char *smallest,
		     const struct interval *over, bool ratio)
{
	const double ends[] = { rule->low, rule->high };
	double value = scale(over->value, ratio), share = share_of(smallest);
	double threshold = NAN, worst = -1, needed, more;
	bool near = false;
	size_t i;

	/* The end that takes more repeats counts. */
	for (i = 0; i < 2; i++) {
		double at = scale(ends[i], ratio), distance = fabs(value - at);
		double matters = ratio ? log1p(share) : share * fabs(ends[i]);
		double arm = at < value ? value - scale(over->low, ratio) :
					  scale(over->high, ratio) - value;

		if (isinf(ends[i]) || ends[i] < over->low ||
		    ends[i] > over->high ||
		    arm / fmax(distance, matters) <= worst)
			continue;
		threshold = ends[i];
		worst = arm / fmax(distance, matters);
		near = distance < matters;
	}
	needed = (double)over->n * pow(worst, 2);
	more = ceil(needed) - (double)over->n;
	/* On the threshold, and without a smallest effect. */
	if (!isfinite(needed))
		return alloc_printf("the interval spans the threshold %.10g, where the value is: no number of repeats would tell",
				    threshold);
	if (more <= 0)
		return alloc_printf("the interval spans the threshold %.10g, but by less than the smallest effect that would matter (%s): more repeats would hardly tell",
				    threshold, smallest);
	if (more > REPEATS_MAX)
		return alloc_printf("the interval spans the threshold %.10g; more than %d more repeats would be needed, by an estimate from its width",
				    threshold, REPEATS_MAX);
	return alloc_printf("the interval spans the threshold %.10g; about %.0f more repeat%s would %s, by an estimate from its width",
			    threshold, more, more == 1 ? "" : "s",
			    near ? "make it as narrow as the smallest effect that would matter"
				 : "do");
}
