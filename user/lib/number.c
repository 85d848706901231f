// SPDX-License-Identifier: GPL-2.0-only
#include "lib/number.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

bool number_parse(const char *text, uint64_t min, uint64_t max,
		  uint64_t *value, char **why)
{
	char *problem = NULL;

	errno = 0;
	*value = strtoull(text, NULL, 10);
	if (!*text)
		problem = alloc_copy("an empty value");
	else if (strspn(text, "0123456789") != strlen(text))
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
	free(problem);
	return !problem;
}
