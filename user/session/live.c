// SPDX-License-Identifier: GPL-2.0-only
#include "session/live.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/terminal.h"

/* The longest line of "live" has two numbers of 20 digits or a name and one. */
#define TEXT_MAX ((VMB_HIST_BUCKETS + 5) * 48)
#define NS_PER_S UINT64_C(1000000000)
#define NS_PER_MS UINT64_C(1000000)

struct live {
	uint64_t interval_ns, window_ns;
	bool csv;
	const char *run_id;
	int file;
	/* Of the last interval's end, and of now. */
	struct live_counts before, after;
	char text[TEXT_MAX];
};

/* Read "NAME=NUMBER" of a line. */
static bool number_of(const char *line, const char *name, uint64_t *number)
{
	size_t len = strlen(name);

	if (strncmp(line, name, len) || line[len] != '=')
		return false;
	*number = strtoull(line + len + 1, NULL, 10);
	return true;
}

static void parse_line(const char *line, struct live_counts *counts)
{
	uint64_t low;
	char *end;

	if (number_of(line, "lookups", &counts->lookups) ||
	    number_of(line, "updates", &counts->updates) ||
	    number_of(line, "lookup_max_ns", &counts->max_ns))
		return;
	low = strtoull(line, &end, 10);
	if (end > line && *end == '=')
		counts->bucket[low >> VMB_HIST_MAX_BITS ?
			       VMB_HIST_BUCKETS : vmb_hist_index(low)] =
			strtoull(end + 1, NULL, 10);
}

bool live_parse(const char *text, struct live_counts *counts)
{
	bool has_time = false;

	memset(counts, 0, sizeof(*counts));
	counts->lookups = counts->updates = LIVE_NONE;
	for (; text && *text; text = strchr(text, '\n'), text += !!text) {
		if (number_of(text, "time_ns", &counts->time_ns))
			has_time = true;
		else
			parse_line(text, counts);
	}
	return has_time;
}

/* Counts only grow. */
static uint64_t per_s(uint64_t before, uint64_t after, uint64_t ns)
{
	if (after == LIVE_NONE || !ns || after < before)
		return LIVE_NONE;
	return (uint64_t)((double)(after - before) * NS_PER_S / (double)ns + .5);
}

static uint64_t upper_end(const struct live_counts *counts, unsigned int bucket)
{
	uint64_t high = vmb_hist_low(bucket + 1) - 1;

	/* The module may have stored the maximum after the bucket. */
	return counts->max_ns >= vmb_hist_low(bucket) && counts->max_ns < high ?
		       counts->max_ns : high;
}

struct live_interval live_between(const struct live_counts *before,
				  const struct live_counts *after)
{
	uint64_t ns = after->time_ns - before->time_ns;
	uint64_t total = 0, seen = 0, grown;
	struct live_interval of = {
		.start_ns = before->time_ns,
		.end_ns = after->time_ns,
		.lookups_per_s = per_s(before->lookups, after->lookups, ns),
		.updates_per_s = per_s(before->updates, after->updates, ns),
		.p99_ns = LIVE_NONE,
		.max_ns = LIVE_NONE,
	};
	unsigned int i;

	for (i = 0; i <= VMB_HIST_BUCKETS; i++)
		total += after->bucket[i] - before->bucket[i];
	for (i = 0; i <= VMB_HIST_BUCKETS; i++) {
		grown = after->bucket[i] - before->bucket[i];
		seen += grown;
		/* Off the scale nothing is known but the longest of the run. */
		if (!grown || i == VMB_HIST_BUCKETS)
			continue;
		/* As in the summary, the longest of a few is no percentile. */
		if (of.p99_ns == LIVE_NONE && total >= 100 &&
		    100 * seen >= 99 * total)
			of.p99_ns = upper_end(after, i);
		of.max_ns = upper_end(after, i);
	}
	/* A new maximum is exact. */
	if (total && after->max_ns > before->max_ns)
		of.max_ns = after->max_ns;
	else if (grown)
		of.max_ns = LIVE_NONE;
	return of;
}

struct live *live_new(uint64_t interval_ns)
{
	struct live *live = alloc_zeroed(1, sizeof(*live));

	/* It is to be there before it is used. */
	memset(live, 0, sizeof(*live));
	live->interval_ns = interval_ns;
	live->csv = !terminal_columns(stderr);
	live->file = -1;
	if (live->csv)
		fprintf(stderr, "run_id,start_ns,end_ns,lookups_per_s,updates_per_s,lookup_p99_ns,lookup_max_ns\n");
	return live;
}

void live_free(struct live *live)
{
	free(live);
}

bool live_begin(struct live *live, const char *dir, const char *run_id,
		const char *what, uint64_t window_ns)
{
	auto_free char *path = alloc_printf("%s/live", dir);

	live->file = open(path, O_RDONLY | O_CLOEXEC);
	if (live->file < 0)
		return false;
	live->run_id = run_id;
	live->window_ns = window_ns;
	memset(&live->before, 0, sizeof(live->before));
	if (live->csv)
		return true;
	progress_clear();
	fprintf(stderr, "%s\n%10s %14s %14s %11s %11s\n", what, "time[s]",
		"lookups/s", "updates/s", "p99[ns]", "max[ns]");
	return true;
}

int live_wait_ms(const struct live *live)
{
	uint64_t now, next;

	if (!live || live->file < 0)
		return -1;
	now = live->before.time_ns;
	next = (now / live->interval_ns + 1) * live->interval_ns;
	/* What is left of the window is part of the last interval. */
	if (next + live->interval_ns / 2 > live->window_ns)
		return -1;
	/* One that is early would be early again. */
	return (int)((next - now) / NS_PER_MS + 1);
}

static bool read_counts(struct live *live)
{
	ssize_t len = pread(live->file, live->text, sizeof(live->text) - 1, 0);

	live->text[len > 0 ? len : 0] = '\0';
	return live_parse(live->text, &live->after);
}

/* Append a number, as wide as its column on a terminal. */
static void put(const struct live *live, char *line, size_t size, int width,
		uint64_t number)
{
	char text[24] = "-";
	size_t len = strlen(line);

	if (number != LIVE_NONE)
		snprintf(text, sizeof(text), "%" PRIu64, number);
	else if (live->csv)
		*text = '\0';
	snprintf(line + len, size - len, "%c%*s", live->csv ? ',' : ' ',
		 live->csv ? 0 : width, text);
}

void live_print(struct live *live)
{
	struct live_interval of;
	char line[256];

	if (!live || live->file < 0 || !read_counts(live) ||
	    live->after.time_ns <= live->before.time_ns)
		return;
	of = live_between(&live->before, &live->after);
	live->before = live->after;
	if (live->csv)
		snprintf(line, sizeof(line), "%s,%" PRIu64 ",%" PRIu64,
			 live->run_id, of.start_ns, of.end_ns);
	else
		snprintf(line, sizeof(line), "%6" PRIu64 ".%03u",
			 of.end_ns / NS_PER_S,
			 (unsigned int)(of.end_ns % NS_PER_S / NS_PER_MS));
	put(live, line, sizeof(line), 14, of.lookups_per_s);
	put(live, line, sizeof(line), 14, of.updates_per_s);
	put(live, line, sizeof(line), 11, of.p99_ns);
	put(live, line, sizeof(line), 11, of.max_ns);
	strcat(line, "\n");
	progress_clear();
	/* Not by stdio, which may allocate a buffer.  Who read it may be gone. */
	if (write(STDERR_FILENO, line, strlen(line)) < 0)
		live_end(live, false);
}

void live_end(struct live *live, bool good)
{
	if (!live || live->file < 0)
		return;
	/* The module has the totals of the run by now. */
	if (good)
		live_print(live);
	close(live->file);
	live->file = -1;
}
