// SPDX-License-Identifier: GPL-2.0-only
#include "plan/value_list.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/words.h"

#define SPACES " \t"
#define CPUS "cpus"
#define DOTS ".."

struct range {
	uint64_t low, high;
	bool ends_anyway;	/* high is a value even if no step reaches it */
	bool multiplies;
	uint64_t step;
};

struct expansion {
	char *list;		/* the values so far */
	size_t n;
	unsigned long cpus;
};

/* A part of the text, without spaces around it. */
struct part {
	const char *p, *end;
};

static struct part trim(const char *p, const char *end)
{
	while (p < end && strchr(SPACES, *p))
		p++;
	while (p < end && strchr(SPACES, end[-1]))
		end--;
	return (struct part){ p, end };
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Read all of a part as digits, perhaps with an exponent: "12", "1e6". */
static bool read_number(struct part text, uint64_t *value)
{
	unsigned long zeros = 0;
	char *rest;

	if (text.p == text.end || !is_digit(*text.p))
		return false;
	errno = 0;
	*value = strtoull(text.p, &rest, 10);
	if (errno)
		return false;
	if (*rest == 'e' && is_digit(rest[1]))
		zeros = strtoul(rest + 1, &rest, 10);
	/* Only 0 can have more zeros than fit. */
	for (; zeros && *value; zeros--)
		if (__builtin_mul_overflow(*value, 10, value))
			return false;
	return rest == text.end;
}

static bool is_of_cpus(struct part text)
{
	return !strncmp(text.p, CPUS, strlen(CPUS));
}

/* Read a number, or "cpus", "cpus*2" or "cpus-1", which is at least 1. */
static bool read_bound(struct part text, unsigned long cpus, uint64_t *value)
{
	uint64_t number;
	char sign;

	if (!is_of_cpus(text))
		return read_number(text, value);
	*value = cpus;
	text.p += strlen(CPUS);
	if (text.p == text.end)
		return true;
	sign = *text.p++;
	if ((sign != '*' && sign != '-') || !read_number(text, &number))
		return false;
	if (sign == '*')
		return !__builtin_mul_overflow(cpus, number, value);
	*value = number < cpus ? cpus - number : 1;
	return true;
}

/* Read LOW..HIGH, LOW..HIGH +STEP or LOW..HIGH xFACTOR. */
static bool read_range(const char *item, unsigned long cpus,
		       struct range *range)
{
	const char *dots = strstr(item, DOTS), *end = strchr(item, '\0');
	const char *sign = dots + strcspn(dots, "x+");
	struct part high = trim(dots + strlen(DOTS), sign);

	*range = (struct range){
		.ends_anyway = is_of_cpus(high),
		.multiplies = *sign == 'x',
		.step = 1,
	};
	return read_bound(trim(item, dots), cpus, &range->low) &&
	       read_bound(high, cpus, &range->high) &&
	       (!*sign || read_number(trim(sign + 1, end), &range->step));
}

static char *add_value(struct expansion *expansion, uint64_t value)
{
	if (expansion->n++ == RANGE_VALUES_MAX)
		return alloc_printf("more than %d values; give fewer, or larger steps",
				    RANGE_VALUES_MAX);
	alloc_append(&expansion->list, "%s%" PRIu64,
		     expansion->list ? "," : "", value);
	return NULL;
}

/* Add the values of a range; return what is wrong, or NULL. */
static char *add_range(struct expansion *expansion, const char *item,
		       const struct range *range)
{
	uint64_t value = range->low, next = value;
	bool over = false;
	char *why = NULL;

	if (range->low > range->high)
		return alloc_printf("'%s' runs downwards, from %" PRIu64 " to %" PRIu64 "; write the lower end first",
				    item, range->low, range->high);
	if (range->step < 1u + range->multiplies)
		return alloc_printf("'%s' makes no progress; give a %s or more",
				    item, range->multiplies ?
				    "factor of 2" : "step of 1");
	if (range->multiplies && !range->low)
		return alloc_printf("'%s' makes no progress from 0; write 0,1%s",
				    item, strstr(item, DOTS));
	while (!why && !over && next <= range->high) {
		value = next;
		why = add_value(expansion, value);
		over = range->multiplies ?
			__builtin_mul_overflow(value, range->step, &next) :
			__builtin_add_overflow(value, range->step, &next);
	}
	if (why || value == range->high)
		return why;
	if (range->ends_anyway)
		return add_value(expansion, range->high);
	return alloc_printf("'%s' reaches %" PRIu64 " but not %" PRIu64 "; end it at %" PRIu64 ", or use other steps",
			    item, value, range->high, value);
}

static char *add_item(struct expansion *expansion, const char *item)
{
	struct part whole = { item, strchr(item, '\0') };
	struct range range;
	uint64_t value;

	if (read_bound(whole, expansion->cpus, &value))
		return add_value(expansion, value);
	if (!strstr(item, DOTS)) {
		alloc_join(&expansion->list, ",", item);
		return NULL;
	}
	if (read_range(item, expansion->cpus, &range))
		return add_range(expansion, item, &range);
	return alloc_printf("'%s' is not a range; write LOW..HIGH, LOW..HIGH +STEP or LOW..HIGH xFACTOR, such as 0..1000 +250 or 1e2..1e6 x10",
			    item);
}

char *value_list_expand(const char *text, unsigned long cpus, char **why)
{
	struct expansion expansion = { .cpus = cpus };
	auto_free char *list = value_list_trim(text);
	char **items;
	size_t n, i;

	*why = NULL;
	items = split(list, ',', &n);
	for (i = 0; i < n && !*why; i++)
		*why = add_item(&expansion, items[i]);
	split_free(items, n);
	if (!*why)
		return expansion.list;
	free(expansion.list);
	return NULL;
}

char *value_list_trim(const char *text)
{
	char *list = NULL, **items;
	size_t n, i;

	items = split(text, ',', &n);
	for (i = 0; i < n; i++) {
		struct part item = trim(items[i], strchr(items[i], '\0'));

		alloc_append(&list, "%s%.*s", i ? "," : "",
			     (int)(item.end - item.p), item.p);
	}
	split_free(items, n);
	return list;
}
