// SPDX-License-Identifier: GPL-2.0-only
#include "command.h"

#include <stdint.h>
#include <string.h>

#include "analysis/statistics.h"
#include "lib/alloc.h"
#include "lib/number.h"
#include "output/report.h"
#include "results/run_loop.h"

void print_rows(const struct table *table, enum format format)
{
	if (format == FORMAT_JSON)
		print_json(table, stdout);
	else
		table_write(table, stdout);
}

bool set_budget(void *to, const struct cli_option *option, const char *value,
		char **why)
{
	double minutes;

	if (!decimal_parse(value, strlen(value), &minutes) || minutes < 0 ||
	    minutes > 1e6) {
		*why = alloc_printf("'%s' is no number of minutes from 0 to 1000000",
				    value);
		return false;
	}
	*(double *)((char *)to + option->which) = 60 * minutes;
	return true;
}

bool set_interval(void *to, const struct cli_option *option, const char *value,
		  char **why)
{
	size_t len = strspn(value, "0123456789.");
	const char *unit = value + len;
	double ms;

	if (!decimal_parse(value, len, &ms) ||
	    (strcmp(unit, "s") && strcmp(unit, "ms"))) {
		*why = alloc_printf("'%s' is no time; give a number and s or ms, such as 1s or 500ms",
				    value);
		return false;
	}
	ms *= *unit == 's' ? 1000 : 1;
	if (ms < 100 || ms > 3600000) {
		*why = alloc_printf("%s is not from 100ms to 3600s", value);
		return false;
	}
	*(uint64_t *)((char *)to + option->which) = (uint64_t)(ms * 1e6);
	return true;
}

enum exitcode show_results(const struct run_loop *loop, unsigned int format,
			   bool wide, bool quiet, enum exitcode code)
{
	struct statistics *statistics;
	enum exitcode shown = VMB_FAILED;

	if (!loop->ndone)
		return code;
	statistics = statistics_publish(loop->folder, loop->path);
	if (statistics)
		shown = print_results(loop->batch, statistics, format, wide,
				      quiet);
	statistics_free(statistics);
	return code ?: shown;
}
