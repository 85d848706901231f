// SPDX-License-Identifier: GPL-2.0-only
/*
 * What was run and where: from environment.csv and the runs themselves.
 */
#include "output/html_report.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/html.h"

/* What everyone wants to know, and what it is called. */
static const struct {
	const char *key;
	const char *title;
} shown[] = {
	{"command_line", "Command"},
	{"date", "Begun"},
	{"kernel_release", "Kernel"},
	{"kernel_version", "Kernel built"},
	{"cpu_model", "CPU"},
	{"cpus_online", "CPUs"},
	{"cpus_of_runs", "CPUs of the runs"},
	{"memory", "Memory"},
	{"numa_nodes", "NUMA nodes"},
	{"clocksource", "Clock source"},
	{"module_version", "Module"},
	{"driver_version", "Driver"},
};

enum rule_kind {
	NOT_ONE_OF, /* disturbs unless it is one of the words */
	ABOVE,	    /* disturbs if it is above a number */
};

/* What makes figures worse, by what the environment tells. */
static const struct {
	const char *key;
	enum rule_kind kind;
	const char *good; /* words parted by blanks, or the number */
	const char *says; /* said before the value */
} noise[] = {
	{"hypervisor", NOT_ONE_OF, "0",
	 "a virtual machine: figures are those of the guest"},
	{"kernel_debugging", NOT_ONE_OF, "none",
	 "the kernel is slowed down by debugging: "},
	{"governor", NOT_ONE_OF, "performance",
	 "the frequency follows the load, governor "},
	{"turbo", NOT_ONE_OF, "0",
	 "turbo is on: the frequency depends on the temperature"},
	{"smt_siblings_in_use", NOT_ONE_OF, "none",
	 "threads share cores (SMT): CPUs "},
	{"interrupts_to_runs", NOT_ONE_OF, "none",
	 "device interrupts go to CPUs of the runs: "},
	{"irqbalance", NOT_ONE_OF, "0", "irqbalance moves interrupts"},
	{"tickless", NOT_ONE_OF, "idle full", "the timer ticks always: "},
	{"swap_used_kb", ABOVE, "0", "swap is in use, kB: "},
	{"busy_cpus", ABOVE, "0.2", "other work kept so many CPUs busy: "},
	{"stolen_cpus", ABOVE, "0.01",
	 "the hypervisor took so many CPUs away: "},
	{"clocksource", NOT_ONE_OF, "tsc arch_sys_counter",
	 "the kernel does not tell the time by the CPU's own counter but by "},
};

static bool is_one_of(const char *value, const char *words)
{
	size_t len = strlen(value);
	const char *p = words;

	while ((p = strstr(p, value))) {
		if ((p == words || p[-1] == ' ') && (!p[len] || p[len] == ' '))
			return true;
		p += len;
	}
	return false;
}

static bool disturbs(size_t i, const char *value)
{
	/* What is not told is not known to disturb. */
	if (!*value)
		return false;
	switch (noise[i].kind) {
	case NOT_ONE_OF:
		return !is_one_of(value, noise[i].good);
	case ABOVE:
		return strtod(value, NULL) > strtod(noise[i].good, NULL);
	}
	return false;
}

static void write_noise(const struct result_folder *folder, FILE *out)
{
	const char *value;
	size_t i, len;
	bool any = false;

	for (i = 0; i < ARRAY_SIZE(noise); i++) {
		value = result_folder_environment(folder, noise[i].key);
		if (!disturbs(i, value))
			continue;
		if (!any)
			fputs("<div class=\"warn\"><p>What may have disturbed the figures:</p><ul>\n",
			      out);
		any = true;
		/* A sentence that is complete needs no value. */
		len = strlen(noise[i].says);
		html_print(out, "<li>%s%s</li>\n", noise[i].says,
			   noise[i].says[len - 1] == ' ' ? value : "");
	}
	if (any)
		fputs("</ul></div>\n", out);
}

static void write_row(const char *title, const char *value, FILE *out)
{
	if (!*value)
		return;
	html_print(out,
		   "<tr><th class=\"word\" scope=\"row\">%s</th><td class=\"value\">%s</td></tr>\n",
		   title, value);
}

/* How many runs of what. */
static void write_runs(const struct html_report_folder *folder, FILE *out)
{
	const struct experiments *experiments = folder->experiments;
	char *text = NULL;
	size_t i, d, k;

	for (i = 0; i < experiments->n; i++) {
		const struct experiment *experiment = &experiments->v[i];

		alloc_append(&text, "%s%s%s%zu runs: ", i ? "; " : "",
			     experiment->job, *experiment->job ? ": " : "",
			     experiment->nruns);
		for (k = 0; k < experiment->nlines; k++)
			alloc_append(&text, "%s%s", k ? ", " : "",
				     experiment->lines[k].label);
		for (d = 0; d < experiment->ndimensions; d++) {
			const struct dimension *dimension =
				&experiment->dimensions[d];

			alloc_append(&text, "; %s ", dimension->name);
			for (k = 0; k < dimension->n; k++)
				alloc_append(&text, "%s%s", k ? ", " : "",
					     dimension->values[k]);
		}
		if (experiment->repeats > 1)
			alloc_append(&text, "; %zu repeats",
				     experiment->repeats);
	}
	write_row("Runs", text ?: "", out);
	free(text);
}

void html_report_machine(const struct html_report_folder *folder, FILE *out)
{
	const struct result_folder *results = folder->folder;
	size_t i;

	fputs("<table><tbody>\n", out);
	write_runs(folder, out);
	for (i = 0; i < ARRAY_SIZE(shown); i++)
		write_row(shown[i].title,
			  result_folder_environment(results, shown[i].key),
			  out);
	fputs("</tbody></table>\n", out);
	if (!results->environment->nrows)
		fputs("<p class=\"soft\">There is no environment.csv, so the machine is not known.</p>\n",
		      out);
	write_noise(results, out);
}
