// SPDX-License-Identifier: GPL-2.0-only
#include "plan/value_list.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
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
	char *why;
};

static const char *skip_spaces(const char *text)
{
	return text + strspn(text, SPACES);
}

static bool add_digit(uint64_t *value, unsigned int digit)
{
	return !__builtin_mul_overflow(*value, 10, value) &&
	       !__builtin_add_overflow(*value, digit, value);
}

/*
 * Read digits, perhaps with an exponent: "12", "1e6". Return the rest of the
 * text, or NULL if there are no digits or too many.
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
	/* Only 0 can have more zeros than fit. */
	for (zeros = strtoul(p + 1, &end, 10); zeros && *value; zeros--)
		if (!add_digit(value, 0))
			return NULL;
	return end;
}

/*
 * Read a number, or "cpus", a multiple of it, or so many less, but at least 1.
 * Return as read_number().
 */
static const char *read_bound(const struct expansion *expansion,
			      const char *text, uint64_t *value)
{
	uint64_t number;
	char sign;

	text = skip_spaces(text);
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

static bool __attribute__((format(printf, 2, 3)))
refuse(struct expansion *expansion, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	expansion->why = alloc_vprintf(fmt, args);
	va_end(args);
	return false;
}

static bool parse_range(struct expansion *expansion, const char *item,
			struct range *range)
{
	const char *rest, *bound;

	*range = (struct range){ .step = 1 };
	rest = read_bound(expansion, item, &range->low);
	rest = rest ? skip_spaces(rest) : NULL;
	if (!rest || strncmp(rest, DOTS, strlen(DOTS)))
		return false;
	bound = skip_spaces(rest + strlen(DOTS));
	range->ends_anyway = !strncmp(bound, CPUS, strlen(CPUS));
	rest = read_bound(expansion, bound, &range->high);
	if (!rest)
		return false;
	rest = skip_spaces(rest);
	if (!*rest)
		return true;
	if (*rest != 'x' && *rest != '+')
		return false;
	range->multiplies = *rest == 'x';
	rest = read_number(skip_spaces(rest + 1), &range->step);
	return rest && !*skip_spaces(rest);
}

static bool check_range(struct expansion *expansion, const char *item,
			const struct range *range)
{
	if (range->low > range->high)
		return refuse(expansion,
			      "'%s' runs downwards, from %" PRIu64 " to %" PRIu64 "; write the lower end first",
			      item, range->low, range->high);
	if (!range->step || (range->multiplies && range->step < 2))
		return refuse(expansion, "'%s' makes no progress; give a %s or more",
			      item, range->multiplies ?
			      "factor of 2" : "step of 1");
	if (range->multiplies && !range->low)
		return refuse(expansion, "'%s' makes no progress from 0; write 0,1%s",
			      item, strstr(item, DOTS));
	return true;
}

static bool add_value(struct expansion *expansion, uint64_t value)
{
	if (expansion->n++ == RANGE_VALUES_MAX)
		return refuse(expansion, "more than %d values; give fewer, or larger steps",
			      RANGE_VALUES_MAX);
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
		      "'%s' reaches %" PRIu64 " but not %" PRIu64 "; end it at %" PRIu64 ", or use other steps",
		      item, value, range->high, value);
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
			      "'%s' is not a range; write LOW..HIGH, LOW..HIGH +STEP or LOW..HIGH xFACTOR, such as 0..1000 +250 or 1e2..1e6 x10",
			      item);
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
	char *list = value_list_trim(text), **items;
	bool good = true;
	size_t n, i;

	items = split(list, ',', &n);
	for (i = 0; i < n && good; i++)
		good = add_item(&expansion, items[i]);
	split_free(items, n);
	free(list);
	if (good)
		return expansion.list;
	free(expansion.list);
	*why = expansion.why;
	return NULL;
}

char *value_list_trim(const char *text)
{
	char *list = NULL, **items;
	size_t n, i;

	items = split(text, ',', &n);
	for (i = 0; i < n; i++) {
		const char *item = skip_spaces(items[i]);
		size_t len = strlen(item);

		while (len && strchr(SPACES, item[len - 1]))
			len--;
		alloc_append(&list, "%s%.*s", i ? "," : "", (int)len, item);
	}
	split_free(items, n);
	return list;
}
