// SPDX-License-Identifier: GPL-2.0-only
#include "lib/cpulist.h"

#include <stdlib.h>
#include <string.h>

/* No kernel has CPUs with more digits; keeps the numbers from overflowing. */
#define CPU_DIGITS 6

/* Read one number; return the text after it, or NULL with what is wrong. */
static const char *parse_cpu(const char *text, unsigned long *cpu,
			     const char *missing, const char **wrong)
{
	size_t digits = strspn(text, "0123456789");

	*cpu = strtoul(text, NULL, 10);
	if (digits && digits <= CPU_DIGITS)
		return text + digits;
	*wrong = digits ? "names a CPU no machine has" : missing;
	return NULL;
}

static const char *parse(const char *text, unsigned long *count)
{
	static const char no_list[] = "is not a list of CPUs";
	unsigned long first, last;
	const char *wrong;

	*count = 0;
	if (!*text)
		return NULL;
	for (;;) {
		text = parse_cpu(text, &first, no_list, &wrong);
		last = first;
		if (text && *text == '-')
			text = parse_cpu(text + 1, &last,
					 "has a range without an end", &wrong);
		if (!text)
			return wrong;
		if (last < first)
			return "has a range that runs backwards";
		*count += last - first + 1;
		if (!*text)
			return NULL;
		if (*text++ != ',')
			return no_list;
	}
}

const char *cpulist_check(const char *text)
{
	unsigned long count;

	return parse(text, &count);
}

unsigned long cpulist_count(const char *text)
{
	unsigned long count;

	return parse(text, &count) ? 0 : count;
}
