// SPDX-License-Identifier: GPL-2.0-only
#include "lib/cpulist.h"

#include <stdlib.h>
#include <string.h>

/* More than any kernel has; keeps the numbers from overflowing. */
#define CPU_DIGITS 6

static const char *parse(const char *text, unsigned long *count)
{
	unsigned long first, last;
	size_t digits;

	*count = 0;
	if (!*text)
		return NULL;

	for (;;) {
		digits = strspn(text, "0123456789");
		if (!digits)
			return "is not a list of CPUs";
		if (digits > CPU_DIGITS)
			return "names a CPU no machine has";
		first = last = strtoul(text, NULL, 10);
		text += digits;
		if (*text == '-') {
			text++;
			digits = strspn(text, "0123456789");
			if (!digits)
				return "has a range without an end";
			if (digits > CPU_DIGITS)
				return "names a CPU no machine has";
			last = strtoul(text, NULL, 10);
			text += digits;
		}
		if (last < first)
			return "has a range that runs backwards";
		*count += last - first + 1;
		if (!*text)
			return NULL;
		if (*text++ != ',')
			return "is not a list of CPUs";
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
