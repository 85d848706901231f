// SPDX-License-Identifier: GPL-2.0-only
#include "plan/job_file.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/words.h"
#include "plan/job_options.h"
#include "plan/plan.h"
#include "plan/value_list.h"

/* What jobs are made from. */
struct building {
	const struct ini *ini;
	struct job_options options;
	unsigned long cpus;
	char *why;
};

/* Options that belong to the call, not to the runs. */
static const char call_options[] = "output,resume,dry_run,budget,format,quiet";

static bool __attribute__((format(printf, 3, 4)))
complain(struct building *building, int line, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	building->why = ini_complaint(building->ini, line, fmt, args);
	va_end(args);
	return false;
}

static bool is_global(const struct ini_section *section)
{
	return !strcmp(section->name, JOBS_GLOBAL);
}

/* Return the section a section builds on, or NULL. */
static const struct ini_section *base_of(const struct ini *ini,
					 const struct ini_section *section)
{
	const struct ini_key *key = ini_key(section, JOBS_INHERIT);

	if (key)
		return ini_section(ini, key->value);
	return is_global(section) ? NULL : ini_section(ini, JOBS_GLOBAL);
}

/* Refuse the name of a section that does not exist. */
static bool refuse_base(struct building *building,
			const struct ini_section *section,
			const struct ini_key *key)
{
	const struct ini *ini = building->ini;
	const char **names = alloc_zeroed(ini->nsections, sizeof(*names));
	const char *near;
	size_t i, n = 0;

	for (i = 0; i < ini->nsections; i++)
		if (&ini->sections[i] != section &&
		    !is_global(&ini->sections[i]))
			names[n++] = ini->sections[i].name;
	near = nearest_name(key->value, names, n);
	free(names);
	return complain(building, key->line,
			"inherit: there is no section '%s'%s%s", key->value,
			near ? "; the nearest is " : "", near ?: "");
}

/* Check what a section builds on. */
static bool check_base(struct building *building,
		       const struct ini_section *section)
{
	const struct ini_key *key = ini_key(section, JOBS_INHERIT);
	const struct ini_section *at = section;
	auto_free char *circle = NULL;
	size_t steps;

	if (!key)
		return true;
	if (is_global(section))
		return complain(building, key->line,
				"inherit: [global] builds on nothing; remove this key");
	if (!strcmp(key->value, JOBS_GLOBAL))
		return complain(building, key->line,
				"inherit: every section builds on [global]; remove this key");
	if (!base_of(building->ini, section))
		return refuse_base(building, section, key);
	/* A section that only leads into a circle does not report it. */
	for (steps = 0; steps < building->ini->nsections; steps++) {
		alloc_append(&circle, "[%s] on ", at->name);
		at = base_of(building->ini, at);
		if (!at)
			break;
		if (at == section)
			return complain(building, key->line,
					"inherit: [%s] builds on itself: %s[%s]; remove one of these inherit keys",
					section->name, circle, section->name);
	}
	return true;
}

/* Refuse a key that is no option of a job. */
static bool refuse_key(struct building *building, const struct ini_key *key)
{
	const struct job_options *options = &building->options;
	char **names;
	size_t i;

	if (!strcmp(key->name, "profile"))
		return complain(building, key->line,
				"'profile' is for '" VMB_PROGRAM " run' alone, as sweeps are not profiled; give --profile there");
	if (!strcmp(key->name, "until"))
		return complain(building, key->line,
				"'until' is for '" VMB_PROGRAM " run' alone; give repeat here");
	if (list_has(call_options, key->name))
		return complain(building, key->line,
				"'%s' belongs to the call, not to the runs; give it on the command line",
				key->name);

	names = alloc_zeroed(options->n + 1, sizeof(*names));
	for (i = 0; i < options->n; i++)
		names[i] = alloc_replaced(options->v[i].name, '-', '_');
	names[i] = alloc_copy(JOBS_INHERIT);
	complain(building, key->line,
		 "there is no knob or option '%s'; the nearest is '%s'",
		 key->name,
		 nearest_name(key->name, (const char *const *)names, i + 1));
	split_free(names, i + 1);
	return false;
}

/* Set an option of a job to the value of a key. */
static bool set_key(struct building *building, struct job *job,
		    const struct ini_section *section,
		    const struct ini_key *key)
{
	const struct cli_option *option =
		job_option_find(&building->options, key->name);
	auto_free char *why = NULL, *value = NULL;

	if (!option)
		return refuse_key(building, key);
	if (option->flags & JOB_GLOBAL && !is_global(section))
		return complain(building, key->line,
				"'%s' is for the machine, which all jobs share; give it in [global]",
				key->name);
	value = option->flags & JOB_NUMBER ?
		value_list_expand(key->value, building->cpus, &why) :
		value_list_trim(key->value);
	return (value && option->set(job, option, value, &why)) ||
	       complain(building, key->line, "%s: %s", key->name, why);
}

/*
 * Set what a section gives, on top of what it builds on. Thus each value is
 * checked, also one that no job uses.
 */
static bool set_keys(struct building *building, struct job *job,
		     const struct ini_section *section)
{
	const struct ini_section *base = base_of(building->ini, section);
	const struct ini_key *events = ini_key(section, "events");
	size_t i;

	if (base && !set_keys(building, job, base))
		return false;
	if (events && ini_key(section, "no_events"))
		return complain(building, events->line,
				"[%s] gives events and no_events; give one of them",
				section->name);
	for (i = 0; i < section->nkeys; i++)
		if (strcmp(section->keys[i].name, JOBS_INHERIT) &&
		    !set_key(building, job, section, &section->keys[i]))
			return false;
	return true;
}

static bool make_job(struct building *building, struct job *job,
		     const struct ini_section *section)
{
	if (strchr(section->name, ' '))
		return complain(building, section->line,
				"[%s] is not a name of a job; write it without spaces",
				section->name);
	if (!set_keys(building, job, section))
		return false;
	return plan_count(job->plan, job->plan->repeats) ||
	       complain(building, section->line,
			"[%s] makes more than %d runs; give fewer values or repeats",
			section->name, PLAN_RUNS_MAX);
}

static bool make_jobs(struct building *building, struct batch *batch,
		      const struct knobs *knobs)
{
	const struct ini *ini = building->ini;
	size_t i;

	for (i = 0; i < ini->nsections; i++)
		if (!check_base(building, &ini->sections[i]))
			return false;
	for (i = 0; i < ini->nsections; i++) {
		const struct ini_section *section = &ini->sections[i];

		if (!is_global(section) &&
		    !make_job(building, batch_add(batch, section->name,
						  knobs), section))
			return false;
	}
	if (!batch->njobs)
		building->why = alloc_printf("%s: describes no job; give at least one section, such as [readers]",
					     ini->path);
	return batch->njobs;
}

enum exitcode job_file_parse(struct job_file *file, struct ini *ini,
			     const struct knobs *knobs,
			     const struct table *schemes, unsigned long cpus,
			     char **why)
{
	struct building building = {
		.ini = ini,
		.options = job_options_new(knobs),
		.cpus = cpus,
	};
	enum exitcode code = VMB_OK;
	const struct job *failed;
	bool made;

	*file = (struct job_file){ .ini = ini };
	made = make_jobs(&building, &file->batch, knobs);
	job_options_free(&building.options);
	*why = building.why;
	if (!made)
		return VMB_USAGE;
	if (schemes)
		code = batch_resolve(&file->batch, schemes, &failed, why);
	if (code)
		*why = job_file_sentence(file, failed, *why);
	if (code || batch_count(&file->batch))
		return code;
	*why = alloc_printf("%s: makes more than %d runs; give fewer values or repeats",
			    ini->path, PLAN_RUNS_MAX);
	return VMB_USAGE;
}

unsigned long job_file_cpus(void)
{
	return (unsigned long)sysconf(_SC_NPROCESSORS_ONLN);
}

/*
 * Return the line of the knob named by "KNOB: SENTENCE", or of the job's
 * section if it does not set it.
 */
static int find_line(const struct ini *ini, const struct job *job,
		     const char *sentence)
{
	const struct ini_section *own = ini_section(ini, job->name), *section;
	auto_free char *name = alloc_printf(
		"%.*s", (int)strcspn(sentence, ":"), sentence);
	const struct ini_key *key = NULL;

	for (section = own; section && !key; section = base_of(ini, section))
		key = ini_key(section, name);
	return key ? key->line : own->line;
}

char *job_file_sentence(const struct job_file *file, const struct job *job,
			char *why)
{
	char *sentence, *p;

	/* Keys have _ where options have -. */
	for (p = why; *p && !strchr(": ", *p); p++)
		*p = *p == '-' ? '_' : *p;
	sentence = alloc_printf("%s:%d: [%s]: %s", file->ini->path,
				find_line(file->ini, job, why), job->name,
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
