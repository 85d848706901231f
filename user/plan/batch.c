// SPDX-License-Identifier: GPL-2.0-only
#include "plan/batch.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/words.h"

#define NS_PER_MS 1000000ULL

/*
 * The time a run takes beside warm-up and window, and for each VMA: to build
 * the arena, start the threads, drain, clear and write the results. In the test
 * kernel uml they were 70 to 230 ms and 9 to 28 us; these are in the middle.
 */
#define RUN_NS (150 * NS_PER_MS)
#define VMA_NS 15000

struct job *batch_add(struct batch *batch, const char *name,
		      struct plan *plan)
{
	struct job *job;

	batch->jobs = alloc_grow(batch->jobs, batch->njobs + 1,
				 sizeof(*batch->jobs));
	job = &batch->jobs[batch->njobs++];
	*job = (struct job){
		.name = alloc_copy(name),
		.plan = plan,
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
	struct job *job = batch->jobs + batch->njobs;

	/* Backwards, so that the lists sharer() compares still exist. */
	while (job > batch->jobs) {
		job--;
		if (sharer(batch, job) == job)
			events_free(job->events);
		plan_free(job->plan);
		free(job->event_list);
		free(job->name);
	}
	free(batch->jobs);
	*batch = (struct batch){ 0 };
}

bool batch_count(struct batch *batch)
{
	size_t i;

	batch->nruns = 0;
	for (i = 0; i < batch->njobs; i++)
		batch->nruns += batch->jobs[i].plan->nruns;
	return batch->nruns <= PLAN_RUNS_MAX;
}

bool batch_find_events(struct batch *batch, const struct job **failed,
		       char **why)
{
	struct job *job;

	for (job = batch->jobs; job < batch->jobs + batch->njobs; job++) {
		if (!job->event_list)
			continue;
		job->events = sharer(batch, job)->events ?:
			      events_new(job->event_list, why);
		if (!job->events) {
			*failed = job;
			return false;
		}
	}
	return true;
}

void batch_explain_events(const struct batch *batch)
{
	struct job *job;

	for (job = batch->jobs; job < batch->jobs + batch->njobs; job++)
		if (job->events && sharer(batch, job) == job)
			events_explain(job->events);
}

/* Rounds that all have the same jobs in them. */
struct rounds {
	unsigned int first;	/* number of rounds before them */
	unsigned int n;
	size_t size;		/* runs of each */
};

/* Return the rounds after @first, until the next job has had its last. */
static struct rounds rounds_after(const struct batch *batch,
				  unsigned int first)
{
	struct rounds rounds = { .first = first };
	size_t i;

	for (i = 0; i < batch->njobs; i++) {
		const struct plan *plan = batch->jobs[i].plan;

		if (plan->repeats <= first)
			continue;
		if (!rounds.n || plan->repeats - first < rounds.n)
			rounds.n = plan->repeats - first;
		rounds.size += plan_groups(plan);
	}
	return rounds;
}

const struct job *batch_get(const struct batch *batch, size_t i,
			    struct planned *run)
{
	struct rounds rounds = rounds_after(batch, 0);
	const struct job *job = batch->jobs;
	unsigned int round;

	while (i >= rounds.size * rounds.n) {
		i -= rounds.size * rounds.n;
		rounds = rounds_after(batch, rounds.first + rounds.n);
	}
	round = rounds.first + (unsigned int)(i / rounds.size);
	i %= rounds.size;

	while (job->plan->repeats <= round || i >= plan_groups(job->plan)) {
		if (job->plan->repeats > round)
			i -= plan_groups(job->plan);
		job++;
	}
	plan_get(job->plan, round * plan_groups(job->plan) + i, run);
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

struct planned batch_new_run(const struct batch *batch)
{
	return (struct planned){
		.choice = alloc_zeroed(batch->jobs[0].plan->knobs->n,
				       sizeof(size_t)),
	};
}

static uint64_t number(const struct plan *plan, const struct planned *run,
		       const char *name)
{
	int knob = knobs_find(plan->knobs, name);

	return knob < 0 ? 0 : strtoull(plan_value(plan, run, (size_t)knob),
				       NULL, 10);
}

struct duration batch_duration(const struct batch *batch, size_t first,
			       size_t end)
{
	struct planned run = batch_new_run(batch);
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
	free(run.choice);
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
