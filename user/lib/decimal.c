// SPDX-License-Identifier: GPL-2.0-only
#include "lib/decimal.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* No number in our files is longer. */
#define LONGEST 63

/* So many digits always fit into 64 bits. */
#define SURE_DIGITS 18

bool decimal_parse(const char *text, size_t len, double *value)
{
	char copy[LONGEST + 1], *end;
	uint64_t whole = 0;
	size_t i;

	/* Most numbers are short and whole. */
	for (i = 0; i < len && i < SURE_DIGITS; i++) {
		if (text[i] < '0' || text[i] > '9')
			break;
		whole = 10 * whole + (uint64_t)(text[i] - '0');
	}
	if (len && i == len) {
		*value = (double)whole;
		return true;
	}

	if (!len || len > LONGEST)
		return false;
	memcpy(copy, text, len);
	copy[len] = '\0';
	/* strtod() also accepts spaces, hex, "inf" and "nan". */
	if (strspn(copy, "0123456789.eE+-") != len ||
	    !isdigit((unsigned char)copy[*copy == '-']))
		return false;
	*value = strtod(copy, &end);
	return !*end && isfinite(*value);
}
