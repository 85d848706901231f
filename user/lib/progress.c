// SPDX-License-Identifier: GPL-2.0-only
#include "lib/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"

#define BAR 20

static const char full[] = "####################";
static const char none[] = "....................";

static bool on;
static size_t total;
static size_t current;
static char label[96];

void progress_begin(size_t nruns)
{
	on = nruns && isatty(STDERR_FILENO);
	total = nruns;
}

char *progress_duration(double seconds)
{
	unsigned long s = (unsigned long)(seconds + 0.5);
	unsigned long min = (s + 30) / 60;

	if (s < 120)
		return alloc_printf("%lu s", s);
	if (min < 120)
		return alloc_printf("%lu min", min);
	return alloc_printf("%lu h %02lu min", min / 60, min % 60);
}

void progress_run(size_t number, double left_s, const char *what)
{
	char *left = progress_duration(left_s);

	current = number;
	snprintf(label, sizeof(label), "%s left, %.64s", left, what);
	free(left);
	progress_show(0);
}

static void put(const char *text)
{
	/* Nothing is lost with a progress bar that cannot be written. */
	if (write(STDERR_FILENO, text, strlen(text)) < 0)
		on = false;
}

void progress_show(int percent)
{
	char line[192];
	int done;

	if (!on)
		return;
	if (percent < 0)
		percent = 0;
	if (percent > 100)
		percent = 100;
	done = percent * BAR / 100;
	snprintf(line, sizeof(line), "\r[%zu/%zu] [%.*s%.*s] %3d%% %s\033[K",
		 current, total, done, full, BAR - done, none, percent, label);
	put(line);
}

void progress_clear(void)
{
	if (on)
		put("\r\033[K");
}
