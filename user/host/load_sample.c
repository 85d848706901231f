// SPDX-License-Identifier: GPL-2.0-only
#include "host/load_sample.h"

#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "host/sysfile.h"

/* Between two looks at how many tasks run. */
#define STEP_MS 10

/* Columns of the lines "cpu", see proc(5). */
enum column { USER, NICE, SYSTEM, IDLE, IOWAIT, IRQ, SOFTIRQ, STEAL, COLUMNS };

struct sample {
	uint64_t ticks[COLUMNS]; /* of all CPUs together */
	uint64_t interrupts, switches;
	uint64_t running;
	struct timespec when;
};

static void sleep_for(unsigned int ms)
{
	usleep(ms * 1000);
}

static void (*pause_for)(unsigned int ms) = sleep_for;

void load_sample_set_pause(void (*pause)(unsigned int ms))
{
	pause_for = pause ?: sleep_for;
}

/* The number behind a word at the begin of a line, 0 if there is none. */
static uint64_t field(const char *text, const char *word)
{
	size_t len = strlen(word);

	for (; text; text = strchr(text, '\n')) {
		text += *text == '\n';
		if (!strncmp(text, word, len) && text[len] == ' ')
			return strtoull(text + len, NULL, 10);
	}
	return 0;
}

static bool take(struct sample *sample)
{
	char *text = sysfile_read("/proc/stat"), *at, *end;
	size_t i;

	*sample = (struct sample){ 0 };
	if (!text || strncmp(text, "cpu ", 4)) {
		free(text);
		return false;
	}
	clock_gettime(CLOCK_MONOTONIC, &sample->when);
	for (i = 0, at = text + 4; i < COLUMNS; i++, at = end)
		sample->ticks[i] = strtoull(at, &end, 10);
	sample->interrupts = field(text, "intr");
	sample->switches = field(text, "ctxt");
	sample->running = field(text, "procs_running");
	free(text);
	return true;
}

static uint64_t busy(const struct sample *sample)
{
	return sample->ticks[USER] + sample->ticks[NICE] +
	       sample->ticks[SYSTEM] + sample->ticks[IRQ] +
	       sample->ticks[SOFTIRQ];
}

static uint64_t total(const struct sample *sample)
{
	return busy(sample) + sample->ticks[IDLE] + sample->ticks[IOWAIT] +
	       sample->ticks[STEAL];
}

/* Counts may stand still, and some kernels let them go back a little. */
static double grown(uint64_t from, uint64_t to)
{
	return to > from ? (double)(to - from) : 0;
}

static struct load_sample between(const struct sample *a,
				  const struct sample *b)
{
	double s = (double)(b->when.tv_sec - a->when.tv_sec) +
		   (double)(b->when.tv_nsec - a->when.tv_nsec) / 1e9;
	double hz = (double)sysconf(_SC_CLK_TCK);

	return (struct load_sample){
		.busy = grown(busy(a), busy(b)) / hz / s,
		.stolen = grown(a->ticks[STEAL], b->ticks[STEAL]) / hz / s,
		.stolen_share =
			total(b) ? (double)b->ticks[STEAL] / (double)total(b)
				 : NAN,
		.interrupts_per_s = grown(a->interrupts, b->interrupts) / s,
		.switches_per_s = grown(a->switches, b->switches) / s,
	};
}

struct load_sample load_sample_take(unsigned int ms)
{
	const struct load_sample unknown = {NAN, NAN, NAN, NAN, NAN, NAN};
	struct sample first, last;
	double running = 0;
	unsigned int steps;
	struct load_sample moment;

	if (!take(&first))
		return unknown;
	for (steps = 0; steps * STEP_MS < ms; steps++) {
		pause_for(STEP_MS);
		if (!take(&last))
			return unknown;
		/* This process is one of them. */
		running += last.running ? (double)(last.running - 1) : 0;
	}
	moment = between(&first, &last);
	moment.running = running / steps;
	return moment;
}
