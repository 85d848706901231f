// SPDX-License-Identifier: GPL-2.0-only
#include "claims/selection.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/words.h"
#include "plan/value_list.h"

#define BLANKS " \t"
#define NATIVE "native"
#define EXAMPLE "write words such as job=held scheme=rcu_walk readers=2"

static char *parse_word(struct selection *selection, char *word)
{
	char *equals = strchr(word, '=');
	enum run_key key = 0;

	if (!equals || equals == word || !equals[1])
		return alloc_printf("'%s' is not KEY=VALUE; " EXAMPLE, word);
	*equals = '\0';
	while (key < RUN_KEYS && strcmp(run_keys[key], word))
		key++;
	if (key == RUN_KEYS)
		return alloc_printf("runs do not differ by '%s'; the nearest is '%s'",
				    word, nearest_name(word, run_keys, RUN_KEYS));
	if (selection->want[key])
		return alloc_printf("'%s' is given twice; give it once", word);
	selection->want[key] = equals + 1;
	return NULL;
}

char *selection_parse(const char *text, struct selection *selection)
{
	char *word, *save, *why = NULL;

	*selection = (struct selection){
		.text = text,
		.words = alloc_copy(text),
	};
	word = strtok_r(selection->words, BLANKS, &save);
	for (; word && !why; word = strtok_r(NULL, BLANKS, &save))
		why = parse_word(selection, word);
	return why;
}

/* Return true if it is the same value, however it is written: cpus, 1e3. */
static bool is_same(const char *wanted, const char *value, unsigned long cpus)
{
	auto_free char *why = NULL, *number = NULL;

	if (!strcmp(wanted, value))
		return true;
	number = value_list_expand(wanted, cpus, &why);
	return number && !strcmp(number, value);
}

/* @run: the values of a run, by enum run_key. */
static bool matches(const struct selection *selection, const char *const *run,
		    unsigned long cpus)
{
	enum run_key key;

	for (key = 0; key < RUN_KEYS; key++)
		if (selection->want[key] &&
		    !is_same(selection->want[key], run[key], cpus))
			return false;
	return true;
}

bool selection_has(const struct selection *selection, const struct run *run,
		   unsigned long cpus)
{
	return matches(selection, run->key, cpus);
}

static bool is_planned(const struct selection *selection, const struct job *job,
		       const struct planned *planned, unsigned long cpus)
{
	const struct plan *plan = job->plan;
	const char *run[RUN_KEYS] = { [KEY_job] = job->name };
	enum run_key key;

	for (key = KEY_job + 1; key < RUN_KEYS; key++)
		run[key] = plan_value(plan, planned,
				      (size_t)knobs_find(plan->knobs, run_keys[key]));
	if (!strcmp(run[KEY_index], NATIVE))
		run[KEY_index] = selection->want[KEY_index];
	return matches(selection, run, cpus);
}

/* Return the keys that would tell the runs apart, a new string, or NULL. */
static char *missing_keys(const struct selection *selection,
			  const struct batch *batch)
{
	const struct knobs *knobs = batch->jobs[0].plan->knobs;
	char *text = NULL;
	enum run_key key;
	size_t i;

	if (batch->njobs > 1 && !selection->want[KEY_job])
		alloc_append(&text, "job");
	for (key = KEY_job + 1; key < RUN_KEYS; key++) {
		size_t knob = (size_t)knobs_find(knobs, run_keys[key]);
		bool several = false;

		for (i = 0; i < batch->njobs; i++)
			several |= plan_width(batch->jobs[i].plan, knob) > 1;
		if (several && !selection->want[key])
			alloc_join(&text, ", ", run_keys[key]);
	}
	return text;
}

char *selection_check(const struct selection *selection,
		      const struct batch *batch, unsigned long cpus,
		      unsigned int *repeats)
{
	struct planned run;
	size_t i, k, found = 0;
	auto_free char *missing = NULL;

	for (i = 0; i < batch->njobs; i++) {
		const struct job *job = &batch->jobs[i];

		for (k = 0; k < plan_groups(job->plan); k++) {
			run = plan_get(job->plan, k);
			if (!is_planned(selection, job, &run, cpus))
				continue;
			*repeats = job->plan->repeats;
			found++;
		}
	}
	if (found == 1)
		return NULL;
	if (!found)
		return alloc_printf("no run is '%s'; name job, scheme and knobs of one that is",
				    selection->text);
	missing = missing_keys(selection, batch);
	return alloc_printf("'%s' selects %zu runs of each repeat; narrow it down by %s",
			    selection->text, found, missing ?: "job and knobs");
}
