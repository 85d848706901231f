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
#include "lib/words.h"

static const struct {
	const char *key;
	const char *title;
} shown[] = {
	{"command_line", "Command"},
	{"date", "Started"},
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

/*
 * Recorded values that make figures worse: any but the @good ones, or numbers
 * above @most.  A sentence with a space at its end is followed by the value.
 */
static const struct {
	const char *key;
	const char *good;
	double most;
	const char *says;
} noise[] = {
	{"hypervisor", "0", 0,
	 "a virtual machine: figures are those of the guest"},
	{"kernel_debugging", "none", 0,
	 "the kernel is slowed down by debugging: "},
	{"governor", "performance", 0,
	 "the frequency follows the load, governor "},
	{"turbo", "0", 0,
	 "turbo is on: the frequency depends on the temperature"},
	{"smt_siblings_in_use", "none", 0,
	 "threads share cores (SMT): CPUs "},
	{"interrupts_to_runs", "none", 0,
	 "device interrupts go to CPUs of the runs: "},
	{"irqbalance", "0", 0, "irqbalance moves interrupts"},
	{"tickless", "idle,full", 0, "the timer always ticks: "},
	{"swap_used_kb", NULL, 0, "swap is in use, kB: "},
	{"busy_cpus", NULL, 0.2, "CPUs kept busy by other work: "},
	{"stolen_cpus", NULL, 0.01, "CPUs taken away by the hypervisor: "},
	{"clocksource", "tsc,arch_sys_counter", 0,
	 "the kernel does not read time by the CPU's own counter but by "},
};

static void write_noise(const struct result_folder *folder, FILE *out)
{
	char *items[ARRAY_SIZE(noise)];
	size_t i, n = 0;

	for (i = 0; i < ARRAY_SIZE(noise); i++) {
		const char *value =
			result_folder_environment(folder, noise[i].key);
		const char *says = noise[i].says;

		/* A value the machine does not report is not listed. */
		if (!*value || (noise[i].good ? list_has(noise[i].good, value) :
				strtod(value, NULL) <= noise[i].most))
			continue;
		items[n++] = alloc_printf("%s%s", says,
			says[strlen(says) - 1] == ' ' ? value : "");
	}
	html_report_list("warn", "What may have disturbed the figures:", items,
			 n, out);
	while (n)
		free(items[--n]);
}

static void write_row(const char *title, const char *value, FILE *out)
{
	if (*value)
		html_print(out,
			   "<tr><th class=\"word\" scope=\"row\">%s</th><td class=\"value\">%s</td></tr>\n",
			   title, value);
}

/* Write how many runs of what there are. */
static void write_runs(const struct experiments *experiments, FILE *out)
{
	auto_free char *text = alloc_copy("");
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

			for (k = 0; k < dimension->n; k++)
				alloc_append(&text, k ? ", %s%s" : "; %s %s",
					     k ? "" : dimension->name,
					     dimension->values[k]);
		}
		if (experiment->repeats > 1)
			alloc_append(&text, "; %zu repeats",
				     experiment->repeats);
	}
	write_row("Runs", text, out);
}

void html_report_machine(const struct result_folder *folder,
			 const struct experiments *experiments, FILE *out)
{
	size_t i;

	fputs("<table><tbody>\n", out);
	if (experiments)
		write_runs(experiments, out);
	for (i = 0; i < ARRAY_SIZE(shown); i++)
		write_row(shown[i].title,
			  result_folder_environment(folder, shown[i].key), out);
	fputs("</tbody></table>\n", out);
	if (!folder->environment->nrows)
		fputs("<p class=\"soft\">There is no environment.csv, so the machine is not known.</p>\n",
		      out);
	write_noise(folder, out);
}
