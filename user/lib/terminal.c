// SPDX-License-Identifier: GPL-2.0-only
#include "lib/terminal.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lib/alloc.h"

#define BAR 20
/* The bar is left out if this does not fit, then what is run. */
#define WHAT_GOOD 24
#define WHAT_LEAST 8

static const char full[] = "####################";
static const char none[] = "....................";

static bool on;
static size_t total;
static size_t current;
static char left[24];
static char what[128];

size_t terminal_columns(FILE *out)
{
	struct winsize size;
	int fd = fileno(out);

	if (fd < 0 || !isatty(fd))
		return 0;
	return !ioctl(fd, TIOCGWINSZ, &size) && size.ws_col ? size.ws_col : 80;
}

size_t table_width(void)
{
	const char *columns = getenv("COLUMNS");
	size_t width = columns ? strtoul(columns, NULL, 10) : 0;

	return width ?: terminal_columns(stdout);
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

void progress_run(size_t number, size_t nruns, double left_s,
		  const char *description)
{
	auto_free char *duration = progress_duration(left_s);

	on = nruns && terminal_columns(stderr);
	total = nruns;
	current = number;
	snprintf(left, sizeof(left), "%s left", duration);
	snprintf(what, sizeof(what), "%s", description);
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
	char count[48], bar[2 * BAR + 8] = "", line[512];
	int columns, done, room, len = (int)strlen(what), head, n;

	if (!on)
		return;
	percent = percent < 0 ? 0 : percent > 100 ? 100 : percent;
	done = percent * BAR / 100;
	snprintf(count, sizeof(count), "[%zu/%zu]", current, total);

	/* The cursor needs a column too. */
	columns = (int)terminal_columns(stderr) - 1;
	/* What is left for the description, first without the bar. */
	room = columns - (int)strlen(count) - (int)strlen(" 100% , ") -
	       (int)strlen(left);
	n = len < WHAT_GOOD ? len : WHAT_GOOD;
	if (room >= n + BAR + 3) {
		snprintf(bar, sizeof(bar), " [%.*s%.*s]", done, full,
			 BAR - done, none);
		room -= BAR + 3;
	}
	n = snprintf(line, sizeof(line), "\r%s%s %3d%% %s", count, bar,
		     percent, left);
	head = len <= room ? len : (room - 2) / 2;
	if (room >= WHAT_LEAST)
		n += snprintf(line + n, sizeof(line) - (size_t)n, ", %.*s%s%s",
			      head, what, len <= room ? "" : "..",
			      len <= room ? "" : what + len - (room - 2 - head));
	if (n > columns + 1)
		line[columns + 1] = '\0';
	strcat(line, "\033[K");
	put(line);
}

void progress_clear(void)
{
	if (on)
		put("\r\033[K");
}
