// SPDX-License-Identifier: GPL-2.0-only
#include "plan/output_format.h"

#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"

bool format_parse(const char *word, enum format *format, char **why)
{
	static const char *const words[] = {
		[FORMAT_TABLE] = "table",
		[FORMAT_CSV] = "csv",
		[FORMAT_JSON] = "json",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		if (!strcmp(words[i], word)) {
			*format = i;
			return true;
		}
	}
	*why = alloc_printf("there is no '%s'; give table, csv or json", word);
	return false;
}
