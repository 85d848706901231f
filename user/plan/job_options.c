// SPDX-License-Identifier: GPL-2.0-only
#include "plan/job_options.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/number.h"
#include "lib/words.h"
#include "module/abi/knobs.h"
#include "plan/value_list.h"

const char *const run_headings[] = {
	[RUN_WHAT] = "What is run:",
	[RUN_WHERE] = "Where it is run:",
	[RUN_HOW] = "How it is measured:",
	[RUN_MODELS] = "Some schemes only:",
	[RUN_OUTPUT] = "Output:",
	NULL,
};

static bool set_events(void *to, const struct cli_option *option,
		       const char *value, char **why)
{
	struct job *job = to;

	(void)option;
	free(job->event_list);
	job->event_list = value_list_trim(value);
	job->events_given = true;
	if (*job->event_list)
		return true;
	*why = alloc_copy("an empty value; give names of perf events, such as cycles,page-faults");
	return false;
}

/* Options that are numbers. */
enum number {
	REPEAT,
	NO_EVENTS,
	LATENCY,
	LOCK,
};

static bool set_number(void *to, const struct cli_option *option,
		       const char *value, char **why)
{
	static const uint64_t bounds[][2] = {
		[REPEAT] = { 1, PLAN_RUNS_MAX },
		[NO_EVENTS] = { 0, 1 },
		[LATENCY] = { 0, 1000000 },
		[LOCK] = { 0, 1 },
	};
	const uint64_t *range = bounds[option->which];
	struct job *job = to;
	uint64_t number;

	/* An option without a value is a key that is 1. */
	if (!number_parse(value ?: "1", range[0], range[1], &number, why))
		return false;
	switch ((enum number)option->which) {
	case REPEAT:
		job->plan->repeats = (unsigned int)number;
		break;
	case NO_EVENTS:
		free(job->event_list);
		job->event_list = number ? NULL : alloc_copy(DEFAULT_EVENTS);
		job->events_given = false;
		break;
	case LATENCY:
		job->machine.latency_us = (long)number;
		break;
	case LOCK:
		job->machine.lock = number;
		job->machine.lock_given = true;
		break;
	}
	return true;
}

static const struct cli_option fixed[] = {
	{ "place", 0, "WORD", RUN_WHERE,
	  "Set reader_cpus and writer_cpus by the topology of the machine. cores "
	  "puts one thread on each core, then uses the SMT siblings; same-node "
	  "does so within one NUMA node; other-node puts readers on one node and "
	  "writers on another",
	  cli_choice, offsetof(struct job, machine.place), place_words, 0 },
	{ "cpu-latency", 0, "US", RUN_WHERE,
	  "Keep all CPUs out of sleep states that take longer than US "
	  "microseconds to leave; 0 allows no sleep (default: the setting of the "
	  "machine)",
	  set_number, LATENCY, NULL, JOB_GLOBAL },
	{ "lock-memory", 0, "BOOL", RUN_WHERE,
	  "1 locks the driver's memory: its page faults would take the locks "
	  "that are measured. 0 does not (default 1)",
	  set_number, LOCK, NULL, JOB_GLOBAL },
	{ "repeat", 0, "N", RUN_HOW,
	  "Run each combination N times, in rounds through all of them (default "
	  STRINGIFY(PLAN_REPEATS) ")",
	  set_number, REPEAT, NULL, JOB_NUMBER },
	{ "events", 0, "NAMES", RUN_HOW,
	  "Count these perf events on each thread "
	  "(default: see 'vmabench list events')",
	  set_events, 0, NULL, 0 },
	{ "no-events", 0, NULL, RUN_HOW, "Count no perf events",
	  set_number, NO_EVENTS, NULL, 0 },
};

static int group_of(const char *knob)
{
#define OPTION(NAME, name) "," #name
	if (list_has("index" VMB_OPTIONS(OPTION), knob))
		return RUN_MODELS;
#undef OPTION
	if (list_has("warmup_ms,duration_ms,sample_every,group,trace_above,timeline_ms,seed",
		     knob))
		return RUN_HOW;
	return list_has("reader_cpus,writer_cpus", knob) ? RUN_WHERE : RUN_WHAT;
}

static bool set_knob(void *to, const struct cli_option *option,
		     const char *value, char **why)
{
	struct job *job = to;

	return plan_set(job->plan, option->which, value, why);
}

static char *describe(const struct knob *knob)
{
	auto_free char *range = NULL;
	bool is_bool = !strcmp(knob->unit, "bool");
	bool has_unit = *knob->unit && !is_bool && strcmp(knob->unit, "count");

	if (knob->type == KNOB_CPULIST)
		return alloc_printf("%s (default: the module chooses)",
				    knob->help);
	range = is_bool ? alloc_copy("0 or 1") : knob_range(knob);
	return alloc_printf("%s (%s%s%s; default %s)", knob->help, range,
			    has_unit ? " " : "", has_unit ? knob->unit : "",
			    knob->initial);
}

struct job_options job_options_new(const struct knobs *knobs)
{
	struct job_options options = {
		.n = knobs->n + ARRAY_SIZE(fixed),
		.nknobs = knobs->n,
	};
	size_t i;

	options.v = alloc_zeroed(options.n, sizeof(*options.v));
	for (i = 0; i < knobs->n; i++) {
		const struct knob *knob = &knobs->v[i];

		options.v[i] = (struct cli_option){
			.name = knob->option,
			.arg = knob->type == KNOB_CPULIST ? "CPUS" : "LIST",
			.group = group_of(knob->name),
			.help = describe(knob),
			.set = set_knob,
			.which = i,
			.choices = (const char *const *)knob->choices,
			.flags = knob->type == KNOB_U64 ? JOB_NUMBER : 0,
		};
	}
	memcpy(&options.v[knobs->n], fixed, sizeof(fixed));
	return options;
}

void job_options_free(struct job_options *options)
{
	size_t i;

	for (i = 0; i < options->nknobs; i++)
		free((char *)options->v[i].help);
	free(options->v);
}

const struct cli_option *job_option_find(const struct job_options *options,
					 const char *name)
{
	size_t i;

	for (i = 0; i < options->n; i++)
		if (name_is(name, options->v[i].name))
			return &options->v[i];
	return NULL;
}
