// SPDX-License-Identifier: GPL-2.0-only
#include "claims/selection.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/words.h"
#include "plan/value_list.h"

#define BLANKS " \t"
#define NATIVE "native"

/* Return the key of a name, or RUN_KEYS. */
static enum run_key find_key(const char *name)
{
	enum run_key key = 0;

	while (key < RUN_KEYS && strcmp(run_keys[key], name))
		key++;
	return key;
}

static bool add_wanted(struct selection *selection, char *word, char **why)
{
	char *equals = strchr(word, '=');
	enum run_key key;
	size_t i;

	if (!equals || equals == word || !equals[1]) {
		*why = alloc_printf(
			"'%s' is not KEY=VALUE; write words such as job=held scheme=rcu_walk readers=2",
			word);
		return false;
	}
	*equals = '\0';
	key = find_key(word);
	if (key == RUN_KEYS) {
		*why = alloc_printf(
			"runs do not differ by '%s'; the nearest is '%s'", word,
			nearest_name(word, run_keys, RUN_KEYS));
		return false;
	}
	for (i = 0; i < selection->n; i++) {
		if (selection->v[i].key != key)
			continue;
		*why = alloc_printf("'%s' is given twice; give it once", word);
		return false;
	}
	selection->v = alloc_grow(selection->v, selection->n + 1,
				  sizeof(*selection->v));
	selection->v[selection->n++] = (struct wanted){
		.key = key,
		.value = alloc_copy(equals + 1),
	};
	return true;
}

bool selection_parse(struct selection *selection, const char *text, int line,
		     char **why)
{
	char *words = alloc_copy(text), *save, *word;
	bool good = true;

	*selection = (struct selection){
		.text = alloc_copy(text),
		.line = line,
	};
	for (word = strtok_r(words, BLANKS, &save); word && good;
	     word = strtok_r(NULL, BLANKS, &save))
		good = add_wanted(selection, word, why);
	free(words);
	if (good && !selection->n) {
		*why = alloc_copy(
			"an empty value; write words such as job=held scheme=rcu_walk readers=2");
		return false;
	}
	return good;
}

void selection_free(struct selection *selection)
{
	size_t i;

	for (i = 0; i < selection->n; i++) {
		free(selection->v[i].value);
	}
	free(selection->v);
	free(selection->text);
	*selection = (struct selection){0};
}

/* The same value, however it is written: cpus, 1e3. */
static bool is_same(const char *wanted, const char *value, unsigned long cpus)
{
	char *why = NULL, *number;
	bool same;

	if (!strcmp(wanted, value))
		return true;
	number = value_list_expand(wanted, cpus, &why);
	same = number && !strcmp(number, value);
	free(number);
	free(why);
	return same;
}

static bool is_planned(const struct selection *selection, const struct job *job,
		       const struct planned *run, unsigned long cpus)
{
	const struct plan *plan = job->plan;
	size_t i;

	for (i = 0; i < selection->n; i++) {
		const struct wanted *wanted = &selection->v[i];
		int knob = knobs_find(plan->knobs, run_keys[wanted->key]);
		const char *value =
			knob < 0 ? job->name
				 : plan_value(plan, run, (size_t)knob);

		if (wanted->key == KEY_index && !strcmp(value, NATIVE))
			continue;
		if (!is_same(wanted->value, value, cpus))
			return false;
	}
	return true;
}

static bool is_named(const struct selection *selection, const char *key)
{
	size_t i;

	for (i = 0; i < selection->n; i++)
		if (!strcmp(run_keys[selection->v[i].key], key))
			return true;
	return false;
}

/* What would tell runs of a job from each other, for a sentence. */
static char *missing_keys(const struct selection *selection,
			  const struct batch *batch)
{
	char *text = NULL;
	size_t i, knob;

	if (batch->njobs > 1 && !is_named(selection, "job"))
		alloc_append(&text, "job");
	for (knob = 0; knob < batch->jobs[0].plan->knobs->n; knob++) {
		const char *name = batch->jobs[0].plan->knobs->v[knob].name;
		bool several = false;

		for (i = 0; i < batch->njobs; i++)
			several = several ||
				  plan_width(batch->jobs[i].plan, knob) > 1;
		if (several && !is_named(selection, name))
			alloc_append(&text, "%s%s", text ? ", " : "", name);
	}
	return text;
}

bool selection_check(const struct selection *selection,
		     const struct batch *batch, unsigned long cpus,
		     unsigned int *repeats, char **why)
{
	struct planned run = batch_new_run(batch);
	size_t i, k, found = 0;
	char *missing;

	for (i = 0; i < batch->njobs; i++) {
		const struct job *job = &batch->jobs[i];

		for (k = 0; k < plan_groups(job->plan); k++) {
			plan_get(job->plan, k, &run);
			if (!is_planned(selection, job, &run, cpus))
				continue;
			*repeats = job->plan->repeats;
			found++;
		}
	}
	free(run.choice);
	if (found == 1)
		return true;
	if (!found) {
		*why = alloc_printf(
			"no run is '%s'; name job, scheme and knobs of one that is",
			selection->text);
		return false;
	}
	missing = missing_keys(selection, batch);
	*why = alloc_printf("'%s' picks %zu runs of a repeat; say which, by %s",
			    selection->text, found, missing ?: "job and knobs");
	free(missing);
	return false;
}

bool selection_has(const struct selection *selection, const struct run *run,
		   unsigned long cpus)
{
	size_t i;

	for (i = 0; i < selection->n; i++)
		if (!is_same(selection->v[i].value,
			     run->key[selection->v[i].key], cpus))
			return false;
	return true;
}
