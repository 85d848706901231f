// SPDX-License-Identifier: GPL-2.0-only
#include "lib/number.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

static const char digits[] = "0123456789";

bool number_parse(const char *text, uint64_t min, uint64_t max,
		  uint64_t *value, char **why)
{
	auto_free char *problem = NULL;

	errno = 0;
	*value = strtoull(text, NULL, 10);
	if (!*text)
		problem = alloc_copy("an empty value");
	else if (text[strspn(text, digits)])
		problem = alloc_printf("'%s' is not a whole number in decimal digits",
				       text);
	else if (errno || *value > max)
		problem = alloc_printf("%s is above %" PRIu64 ", the most it takes",
				       text, max);
	else if (*value < min)
		problem = alloc_printf("%s is below %" PRIu64 ", the least it takes",
				       text, min);
	if (problem)
		*why = alloc_printf("%s; give %" PRIu64 " to %" PRIu64,
				    problem, min, max);
	return !problem;
}

bool decimal_parse(const char *text, size_t len, double *value)
{
	/* No number in our files is longer. */
	char copy[64] = "", *end;
	uint64_t whole = 0;
	size_t i;

	/* Most numbers are short and whole; 18 digits fit into 64 bits. */
	for (i = 0; i < len && i < 18 && text[i] >= '0' && text[i] <= '9'; i++)
		whole = 10 * whole + (uint64_t)(text[i] - '0');
	if (len && i == len) {
		*value = (double)whole;
		return true;
	}

	if (!len || len >= sizeof(copy))
		return false;
	memcpy(copy, text, len);
	if (strspn(copy, "0123456789.eE+-") != len ||
	    !isdigit((unsigned char)copy[*copy == '-']))
		return false;
	*value = strtod(copy, &end);
	return !*end && isfinite(*value);
}

const char *cpulist_check(const char *text)
{
	static const char no_list[] = "is not a list of CPUs";
	unsigned long first, last;
	bool range = false;
	size_t len;

	if (!*text)
		return NULL;
	for (;;) {
		len = strspn(text, digits);
		if (!len)
			return range ? "has a range without an end" : no_list;
		if (len > 6)
			return "names a CPU no machine has";
		last = strtoul(text, NULL, 10);
		text += len;
		if (!range)
			first = last;
		range = !range && *text == '-';
		if (range) {
			text++;
			continue;
		}
		if (last < first)
			return "has a range that runs backwards";
		if (!*text)
			return NULL;
		if (*text++ != ',')
			return no_list;
	}
}

size_t number_as_count(double number)
{
	return number >= 1 && number <= 0x1p53 ? (size_t)number : 0;
}

int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}
