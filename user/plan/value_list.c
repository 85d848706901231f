// SPDX-License-Identifier: GPL-2.0-only
#include "plan/value_list.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/split.h"

#define BLANKS " \t"
#define CPUS "cpus"
#define DOTS ".."

struct range {
	uint64_t low, high;
	bool ends_anyway;	/* high is a value even if no step comes to it */
	bool multiplies;
	uint64_t step;
};

struct expansion {
	char *list;		/* the values so far */
	size_t n;
	unsigned long cpus;
	char *why;
};

static const char *skip_blanks(const char *text)
{
	return text + strspn(text, BLANKS);
}

static char *trim(const char *text)
{
	char *copy = alloc_copy(skip_blanks(text));
	size_t len = strlen(copy);

	while (len && strchr(BLANKS, copy[len - 1]))
		copy[--len] = '\0';
	return copy;
}

static bool add_digit(uint64_t *value, unsigned int digit)
{
	return !__builtin_mul_overflow(*value, 10, value) &&
	       !__builtin_add_overflow(*value, digit, value);
}

/*
 * Read digits, perhaps with an exponent: "12", "1e6".  Return what is behind
 * them, or NULL if there are none or too many.
 */
static const char *read_number(const char *text, uint64_t *value)
{
	const char *p = text;
	unsigned long zeros;
	char *end;

	*value = 0;
	for (; *p >= '0' && *p <= '9'; p++)
		if (!add_digit(value, (unsigned int)(*p - '0')))
			return NULL;
	if (p == text)
		return NULL;
	if (*p != 'e' || p[1] < '0' || p[1] > '9')
		return p;
	/* More zeros than any number has, but for 0 itself. */
	for (zeros = strtoul(p + 1, &end, 10); zeros && *value; zeros--)
		if (!add_digit(value, 0))
			return NULL;
	return end;
}

/*
 * The same, or the word for the number of CPUs, or a multiple of that, or less
 * by some, but never none: there is a CPU for each of them.
 */
static const char *read_bound(const struct expansion *expansion,
			      const char *text, uint64_t *value)
{
	uint64_t number;
	char sign;

	text = skip_blanks(text);
	if (strncmp(text, CPUS, strlen(CPUS)))
		return read_number(text, value);
	*value = expansion->cpus;
	text += strlen(CPUS);
	sign = *text;
	if (sign != '*' && sign != '-')
		return text;
	text = read_number(text + 1, &number);
	if (!text)
		return NULL;
	if (sign == '-')
		*value = number < *value ? *value - number : 1;
	else if (__builtin_mul_overflow(*value, number, value))
		return NULL;
	return text;
}

static bool refuse(struct expansion *expansion, char *why)
{
	expansion->why = why;
	return false;
}

static bool parse_range(struct expansion *expansion, const char *item,
			struct range *range)
{
	const char *rest, *bound;

	*range = (struct range){ .step = 1 };
	rest = read_bound(expansion, item, &range->low);
	rest = rest ? skip_blanks(rest) : NULL;
	if (!rest || strncmp(rest, DOTS, strlen(DOTS)))
		return false;
	bound = skip_blanks(rest + strlen(DOTS));
	range->ends_anyway = !strncmp(bound, CPUS, strlen(CPUS));
	rest = read_bound(expansion, bound, &range->high);
	if (!rest)
		return false;
	rest = skip_blanks(rest);
	if (!*rest)
		return true;
	if (*rest != 'x' && *rest != '+')
		return false;
	range->multiplies = *rest == 'x';
	rest = read_number(skip_blanks(rest + 1), &range->step);
	return rest && !*skip_blanks(rest);
}

static bool check_range(struct expansion *expansion, const char *item,
			const struct range *range)
{
	const char *low_end = strstr(item, DOTS);

	if (range->low > range->high)
		return refuse(expansion,
			      alloc_printf("'%s' runs downwards, from %" PRIu64 " to %" PRIu64 "; write the lower end first",
					   item, range->low, range->high));
	if (!range->step || (range->multiplies && range->step < 2))
		return refuse(expansion,
			      alloc_printf("'%s' does not get on; give a %s or more",
					   item, range->multiplies ?
					   "factor of 2" : "step of 1"));
	if (range->multiplies && !range->low)
		return refuse(expansion,
			      alloc_printf("'%s' does not get on from 0; write 0,1%s",
					   item, low_end));
	return true;
}

static bool add_value(struct expansion *expansion, uint64_t value)
{
	if (expansion->n++ == RANGE_VALUES_MAX)
		return refuse(expansion,
			      alloc_printf("more than %d values; give fewer, or larger steps",
					   RANGE_VALUES_MAX));
	alloc_append(&expansion->list, "%s%" PRIu64,
		     expansion->list ? "," : "", value);
	return true;
}

static bool add_range(struct expansion *expansion, const char *item,
		      const struct range *range)
{
	uint64_t value = range->low, next;

	for (;;) {
		bool over = range->multiplies ?
			__builtin_mul_overflow(value, range->step, &next) :
			__builtin_add_overflow(value, range->step, &next);

		if (!add_value(expansion, value))
			return false;
		if (value == range->high)
			return true;
		if (over || next > range->high)
			break;
		value = next;
	}
	if (range->ends_anyway)
		return add_value(expansion, range->high);
	return refuse(expansion,
		      alloc_printf("'%s' comes to %" PRIu64 " but not to %" PRIu64 "; end it at %" PRIu64 ", or take other steps",
				   item, value, range->high, value));
}

static bool add_item(struct expansion *expansion, const char *item)
{
	struct range range;
	uint64_t value;
	const char *rest;

	if (strstr(item, DOTS)) {
		if (parse_range(expansion, item, &range))
			return check_range(expansion, item, &range) &&
			       add_range(expansion, item, &range);
		return refuse(expansion,
			      alloc_printf("'%s' is no range; write LOW..HIGH, LOW..HIGH +STEP or LOW..HIGH xFACTOR, such as 0..1000 +250 or 1e2..1e6 x10",
					   item));
	}
	rest = read_bound(expansion, item, &value);
	if (rest && !*rest)
		return add_value(expansion, value);
	alloc_append(&expansion->list, "%s%s", expansion->list ? "," : "",
		     item);
	return true;
}

char *value_list_expand(const char *text, unsigned long cpus, char **why)
{
	struct expansion expansion = { .cpus = cpus };
	bool good = true;
	char **items;
	size_t n, i;

	items = split(text, ',', &n);
	for (i = 0; i < n && good; i++) {
		char *item = trim(items[i]);

		good = add_item(&expansion, item);
		free(item);
	}
	split_free(items, n);
	if (good)
		return expansion.list;
	free(expansion.list);
	*why = expansion.why;
	return NULL;
}

char *value_list_trim(const char *text)
{
	char *list = NULL;
	char **items;
	size_t n, i;

	items = split(text, ',', &n);
	for (i = 0; i < n; i++) {
		char *item = trim(items[i]);

		alloc_append(&list, "%s%s", i ? "," : "", item);
		free(item);
	}
	split_free(items, n);
	return list;
}
