// SPDX-License-Identifier: GPL-2.0-only
#include "plan/job_file.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/say.h"
#include "lib/words.h"
#include "plan/inherit.h"
#include "plan/job_options.h"
#include "plan/plan.h"
#include "plan/scheme.h"
#include "plan/value_list.h"

/* What jobs are made from. */
struct building {
	const struct ini *ini;
	const struct knobs *knobs;
	unsigned long cpus;
	char *why;
};

/* Options that belong to the call, not to the runs. */
static const char call_options[] = "output,resume,dry_run,format,quiet";

static bool __attribute__((format(printf, 3, 4)))
complain(struct building *building, int line, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	building->why = ini_complaint(building->ini, line, fmt, args);
	va_end(args);
	return false;
}

/* The option that excludes another one in the same section, or NULL. */
static const char *rival_of(const char *option)
{
	return !strcmp(option, "events") ? "no_events" :
	       !strcmp(option, "no-events") ? "events" : NULL;
}

static bool complain_unknown(struct building *building,
			     const struct ini_key *key)
{
	const struct knobs *knobs = building->knobs;
	const char **names;
	size_t i, n = 0;
	bool refused;

	names = alloc_zeroed(knobs->n + njob_options + 1, sizeof(*names));
	for (i = 0; i < knobs->n; i++)
		names[n++] = knobs->v[i].name;
	for (i = 0; i < njob_options; i++)
		names[n++] = job_options[i].name;
	names[n++] = JOBS_INHERIT;
	refused = complain(building, key->line,
			   "there is no knob or option '%s'; the nearest is '%s'",
			   key->name, nearest_name(key->name, names, n));
	free(names);
	return refused;
}

/* Set a knob, or else an option, of a job to the value of a key. */
static bool set_key(struct building *building, struct job *job,
		    const struct ini_key *key)
{
	const struct cli_option *option = job_option_find(key->name);
	int knob = knobs_find(building->knobs, key->name);
	bool is_number = option ? option->flags & JOB_NUMBER :
		building->knobs->v[knob].type == KNOB_U64, set;
	char *why = NULL, *value;

	value = is_number ?
		value_list_expand(key->value, building->cpus, &why) :
		value_list_trim(key->value);
	if (option)
		set = value && option->set(job, option, value, &why);
	else
		set = value && plan_set(job->plan, (size_t)knob, value, &why);
	if (!set)
		complain(building, key->line, "%s: %s", key->name, why);
	free(value);
	free(why);
	return set;
}

/* Check the name and the value of a key, even if no job uses it. */
static bool check_key(struct building *building, struct job *scratch,
		      const struct ini_section *section,
		      const struct ini_key *key)
{
	const struct cli_option *option = job_option_find(key->name);
	const char *rival = option ? rival_of(option->name) : NULL;

	if (rival && ini_key(section, rival))
		return complain(building, key->line,
				"[%s] gives %s and %s; give one of them",
				section->name, key->name, rival);
	if (option && option->flags & JOB_GLOBAL &&
	    strcmp(section->name, JOBS_GLOBAL))
		return complain(building, key->line,
				"'%s' is for the machine, which all jobs share; give it in [global]",
				key->name);
	if (option || knobs_find(building->knobs, key->name) >= 0)
		return set_key(building, scratch, key);
	if (!strcmp(key->name, JOBS_INHERIT))
		return true;
	if (!strcmp(key->name, "profile"))
		return complain(building, key->line,
				"'profile' is for '" VMB_PROGRAM " run' alone, as sweeps are not profiled; give --profile there");
	if (list_has(call_options, key->name))
		return complain(building, key->line,
				"'%s' belongs to the call, not to the runs; give it on the command line",
				key->name);
	return complain_unknown(building, key);
}

static bool check_keys(struct building *building)
{
	const struct ini *ini = building->ini;
	struct batch scratch = { 0 };
	bool good = true;
	struct job *job;
	size_t i, j;

	job = batch_add(&scratch, "", plan_new(building->knobs));
	for (i = 0; i < ini->nsections && good; i++) {
		const struct ini_section *section = &ini->sections[i];

		if (strchr(section->name, ' '))
			good = complain(building, section->line,
					"[%s] is not a name of a job; write it without spaces",
					section->name);
		for (j = 0; j < section->nkeys && good; j++)
			good = check_key(building, job, section,
					 &section->keys[j]);
	}
	batch_free(&scratch);
	return good;
}

int job_file_line(const struct ini *ini, const struct job *job,
		  const char *sentence)
{
	const struct ini_section *section = ini_section(ini, job->name);
	char *name = alloc_printf("%.*s", (int)strcspn(sentence, ":"),
				  sentence);
	const struct ini_key *key = inherit_find(ini, section, name, NULL);

	free(name);
	return key ? key->line : section->line;
}

/* Set what a section gives, or inherits, by one of two names. */
static bool set_inherited(struct building *building, struct job *job,
			  const struct ini_section *section, const char *name,
			  const char *rival)
{
	const struct ini_key *key = inherit_find(building->ini, section, name,
						 rival);

	return !key || set_key(building, job, key);
}

static bool make_job(struct building *building, struct batch *batch,
		     const struct ini_section *section)
{
	struct job *job = batch_add(batch, section->name,
				    plan_new(building->knobs));
	bool good = true;
	size_t i;

	job->event_list = alloc_copy(DEFAULT_EVENTS);
	for (i = 0; i < njob_options && good; i++)
		good = set_inherited(building, job, section,
				     job_options[i].name,
				     rival_of(job_options[i].name));
	for (i = 0; i < building->knobs->n && good; i++)
		good = set_inherited(building, job, section,
				     building->knobs->v[i].name, NULL);
	if (good && !plan_count(job->plan, job->plan->repeats))
		return complain(building, section->line,
				"[%s] makes more than %d runs; give fewer values or repeats",
				section->name, PLAN_RUNS_MAX);
	return good;
}

static enum exitcode check_schemes(const struct job_file *file,
				   const struct table *schemes, char **why)
{
	enum exitcode code = VMB_OK;
	size_t i;

	for (i = 0; schemes && i < file->batch.njobs && !code; i++) {
		const struct job *job = &file->batch.jobs[i];

		code = schemes_check(schemes, job->plan, why);
		if (code)
			*why = job_file_sentence(file, job, *why);
	}
	return code;
}

static bool find_events(struct building *building, struct batch *batch)
{
	const struct job *failed;
	char *why;

	if (batch_find_events(batch, &failed, &why))
		return true;
	complain(building, job_file_line(building->ini, failed, "events"),
		 "events: %s", why);
	free(why);
	return false;
}

static bool make_jobs(struct building *building, struct batch *batch)
{
	const struct ini *ini = building->ini;
	size_t i;

	for (i = 0; i < ini->nsections; i++)
		if (strcmp(ini->sections[i].name, JOBS_GLOBAL) &&
		    !make_job(building, batch, &ini->sections[i]))
			return false;
	if (batch->njobs)
		return true;
	building->why = alloc_printf("%s: describes no job; give at least one section, such as [readers]",
				     ini->path);
	return false;
}

unsigned long job_file_cpus(void)
{
	return (unsigned long)sysconf(_SC_NPROCESSORS_ONLN);
}

enum exitcode job_file_parse(struct job_file *file, struct ini *ini,
			     const struct knobs *knobs,
			     const struct table *schemes, unsigned long cpus,
			     char **why)
{
	struct building building = {
		.ini = ini,
		.knobs = knobs,
		.cpus = cpus,
	};
	enum exitcode code = VMB_USAGE;

	*file = (struct job_file){.ini = ini};
	if (check_keys(&building) && inherit_check(ini, &building.why) &&
	    make_jobs(&building, &file->batch) &&
	    (!schemes || find_events(&building, &file->batch)))
		code = check_schemes(file, schemes, &building.why);
	if (!code && !batch_count(&file->batch)) {
		building.why = alloc_printf("%s: makes more than %d runs; give fewer values or repeats",
					    ini->path, PLAN_RUNS_MAX);
		code = VMB_USAGE;
	}
	*why = building.why;
	return code;
}

char *job_file_sentence(const struct job_file *file, const struct job *job,
			char *why)
{
	char *sentence, *p;

	/* Keys have _ where options have -. */
	for (p = why; *p && *p != ':'; p++)
		*p = *p == '-' ? '_' : *p;
	sentence = alloc_printf("%s:%d: [%s]: %s", file->ini->path,
				job_file_line(file->ini, job, why), job->name,
				why);
	free(why);
	return sentence;
}

void job_file_free(struct job_file *file)
{
	batch_free(&file->batch);
	ini_free(file->ini);
	*file = (struct job_file){0};
}
