// SPDX-License-Identifier: GPL-2.0-only
#include "plan/batch.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/words.h"
#include "plan/scheme.h"

#define NS_PER_MS 1000000ULL

/*
 * The time a run takes beside warm-up and window, and for each VMA: to build
 * the arena, start the threads, drain, clear and write the results. In the test
 * kernel uml they were 70 to 230 ms and 9 to 28 us; these are in the middle.
 */
#define RUN_NS (150 * NS_PER_MS)
#define VMA_NS 15000

struct job *batch_add(struct batch *batch, const char *name,
		      const struct knobs *knobs)
{
	struct job *job;

	job = alloc_more(batch->jobs, batch->njobs);
	*job = (struct job){
		.name = alloc_copy(name),
		.plan = plan_new(knobs),
		.event_list = alloc_copy(DEFAULT_EVENTS),
		.machine = MACHINE_OPTIONS_INITIAL,
	};
	return job;
}

/* Return the job whose events this one shares, or the job itself. */
static struct job *sharer(const struct batch *batch, struct job *job)
{
	struct job *other = batch->jobs;

	while (other != job && (!other->event_list || !job->event_list ||
				strcmp(other->event_list, job->event_list)))
		other++;
	return other;
}

void batch_free(struct batch *batch)
{
	/* Backwards, so that the lists sharer() compares still exist. */
	while (batch->njobs) {
		struct job *job = &batch->jobs[--batch->njobs];

		if (sharer(batch, job) == job)
			events_free(job->events);
		plan_free(job->plan);
		free(job->event_list);
		free(job->name);
	}
	free(batch->order);
	free(batch->jobs);
	*batch = (struct batch){ 0 };
}

bool batch_count(struct batch *batch)
{
	size_t n = 0, run;
	unsigned int round;
	uint32_t job;

	batch->nruns = 0;
	for (job = 0; job < batch->njobs; job++)
		batch->nruns += batch->jobs[job].plan->nruns;
	batch->nplanned = batch->nruns;
	if (batch->nruns > PLAN_RUNS_MAX)
		return false;

	free(batch->order);
	batch->order = alloc_zeroed(batch->nruns, sizeof(*batch->order));
	for (round = 0; n < batch->nruns; round++) {
		for (job = 0; job < batch->njobs; job++) {
			const struct plan *plan = batch->jobs[job].plan;

			if (round >= plan->repeats)
				continue;
			for (run = 0; run < plan_groups(plan); run++)
				batch->order[n++] = (struct batch_run){
					job, round * plan_groups(plan) + run
				};
		}
	}
	return true;
}

void batch_repeat(struct batch *batch, size_t i)
{
	struct batch_run run = batch->order[i];

	*alloc_more(batch->order, batch->nruns) = run;
}

void batch_add_round(struct batch *batch)
{
	uint32_t job;
	size_t run;

	for (job = 0; job < batch->njobs; job++) {
		const struct plan *plan = batch->jobs[job].plan;
		size_t groups = plan_groups(plan);

		for (run = 0; run < groups; run++)
			*alloc_more(batch->order, batch->nruns) =
				(struct batch_run){ job,
				(uint32_t)(plan->nruns + run +
					   batch->nextra * groups) };
	}
	batch->nextra++;
}

bool batch_is_repeat(const struct batch *batch, size_t i)
{
	const struct batch_run *run = &batch->order[i];

	return i >= batch->nplanned &&
	       run->run < batch->jobs[run->job].plan->nruns;
}

enum exitcode batch_resolve(struct batch *batch, const struct table *schemes,
			    const struct job **failed, char **why)
{
	enum exitcode code = VMB_OK;
	struct job *job;
	char *wrong;

	for (job = batch->jobs; job < batch->jobs + batch->njobs && !code;
	     job++) {
		*failed = job;
		if (job->event_list)
			job->events = sharer(batch, job)->events ?:
				      events_new(job->event_list, &wrong);
		if (job->event_list && !job->events) {
			*why = alloc_printf("events: %s", wrong);
			free(wrong);
			return VMB_USAGE;
		}
		code = schemes_fill_in(schemes, job->plan, why);
	}
	return code;
}

void batch_explain_events(const struct batch *batch)
{
	struct job *job;

	for (job = batch->jobs; job < batch->jobs + batch->njobs; job++)
		if (job->events && sharer(batch, job) == job)
			events_explain(job->events);
}

const struct job *batch_get(const struct batch *batch, size_t i,
			    struct planned *run)
{
	const struct job *job = &batch->jobs[batch->order[i].job];

	*run = plan_get(job->plan, batch->order[i].run);
	return job;
}

char *batch_describe(const struct job *job, const struct planned *run)
{
	const struct plan *plan = job->plan;
	char *text = NULL;
	size_t i;

	if (*job->name)
		alloc_append(&text, "%s:", job->name);
	for (i = 0; i < plan->knobs->n; i++) {
		bool scheme = plan->knobs->v[i].type == KNOB_SCHEME;

		if (!scheme && plan->axes[i].n < 2)
			continue;
		alloc_append(&text, "%s%s%s%s", text ? " " : "",
			     scheme ? "" : plan->knobs->v[i].name,
			     scheme ? "" : "=", plan_value(plan, run, i));
	}
	return text ?: alloc_copy("");
}

static uint64_t number(const struct plan *plan, const struct planned *run,
		       const char *name)
{
	return strtoull(plan_value_of(plan, run, name), NULL, 10);
}

struct duration batch_duration(const struct batch *batch, size_t first,
			       size_t end)
{
	struct planned run;
	struct duration duration = { 0 };
	size_t i;

	for (i = first; i < end; i++) {
		const struct plan *plan = batch_get(batch, i, &run)->plan;

		duration.set_ns += (number(plan, &run, "warmup_ms") +
				    number(plan, &run, "duration_ms")) *
				   NS_PER_MS;
		duration.guess_ns += RUN_NS +
				     number(plan, &run, "vmas") * VMA_NS;
	}
	return duration;
}

char *batch_seeds(const struct batch *batch)
{
	char *list = NULL;
	size_t i, j;

	for (i = 0; i < batch->njobs; i++) {
		const struct plan *plan = batch->jobs[i].plan;
		int knob = knobs_find(plan->knobs, "seed");

		for (j = 0; knob >= 0 && j < plan_width(plan, (size_t)knob);
		     j++)
			list_add(&list, plan_choice(plan, (size_t)knob, j));
	}
	return list ?: alloc_copy("");
}
