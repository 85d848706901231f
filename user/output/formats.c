// SPDX-License-Identifier: GPL-2.0-only
#include "output/formats.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/atomic_file.h"
#include "lib/say.h"
#include "lib/words.h"
#include "output/figures.h"
#include "results/details.h"

/* Return the name of a group, a new word: "JOB.SCHEME.INDEX.readers=1.writers=0". */
static char *name_of(const struct statistics *s, const struct run_group *group)
{
	static const enum run_key keys[] = { KEY_job, KEY_scheme, KEY_index };
	char *name = NULL, *p;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++)
		if (*group_key(group, keys[i]) &&
		    (keys[i] == KEY_scheme ||
		     groups_differ(s->groups.v, s->groups.n, keys[i])))
			alloc_join(&name, ".", group_key(group, keys[i]));
	if (*group->knobs)
		alloc_join(&name, ".", group->knobs);
	/* Names of jobs have any character; a name is a word, and one of a file. */
	for (p = name; p && *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("._=-,", *p))
			*p = *p == ' ' ? '.' : '_';
	return name;
}

static void put_label(const char *name, const char *value, FILE *out)
{
	auto_free char *text = utf8_copy(value);
	const char *p;

	fprintf(out, "%s=\"", name);
	for (p = text; *p; p++) {
		if (strchr("\\\"\n", *p))
			fputc('\\', out);
		fputc(*p == '\n' ? 'n' : *p, out);
	}
	fputc('"', out);
}

static void put_sample(const struct statistics *s,
		       const struct run_group *group, const char *metric,
		       const char *quantity, double value, FILE *out)
{
	size_t i;

	if (isnan(value))
		return;
	fprintf(out, "vmabench_%s{", metric);
	put_label("job", group_key(group, KEY_job), out);
	put_label(",scheme", group_key(group, KEY_scheme), out);
	put_label(",index", group_key(group, KEY_index), out);
	for (i = 0; i < s->groups.nvaried; i++) {
		fputc(',', out);
		put_label(run_keys[s->groups.varied[i]],
			  group_key(group, s->groups.varied[i]), out);
	}
	put_label(",quantity", quantity, out);
	fprintf(out, "} %.10g\n", value);
}

void print_openmetrics(const struct statistics *s, FILE *out)
{
	size_t m, g;

	for (m = 0; m < s->runs->nmetrics; m++) {
		const struct metric *metric = &s->runs->metrics[m];
		auto_free char *name = alloc_copy(metric->name);
		bool has = false;
		char *p;

		/* Names of events have more characters. */
		for (p = name; *p; p++)
			if (!isalnum((unsigned char)*p))
				*p = '_';
		for (g = 0; g < s->groups.n; g++) {
			const struct run_group *group = s->groups.v[g];
			const struct interval *over = &group->by_metric[m].over;

			if (!over->n)
				continue;
			if (!has)
				fprintf(out, "# TYPE vmabench_%s gauge\n# HELP vmabench_%s over the repeats, in %s\n",
					name, name, metric_unit(metric));
			has = true;
			put_sample(s, group, name, "median", over->value, out);
			put_sample(s, group, name, "ci_low", over->low, out);
			put_sample(s, group, name, "ci_high", over->high, out);
		}
	}
	fprintf(out, "# TYPE vmabench_invalid_runs gauge\n# HELP vmabench_invalid_runs runs that are not valid\n");
	for (g = 0; g < s->groups.n; g++)
		put_sample(s, s->groups.v[g], "invalid_runs", "count",
			   (double)s->groups.v[g]->ninvalid, out);
	fprintf(out, "# EOF\n");
}

/* Print why runs of a group are not valid, on a line each whatever the folder has. */
static void put_reasons(const struct statistics *s,
			const struct run_group *group, const char *name, FILE *out)
{
	size_t i;

	for (i = 0; i < s->runs->n; i++) {
		const struct run *run = s->runs->v[i];
		auto_free char *text = alloc_printf("# %s: %s: %s", name,
						    run->run_id, run->valid_reason);
		auto_free char *line = alloc_replaced(text, '\n', ' ');

		if (!run->valid && run_is_of(run, group))
			fprintf(out, "%s\n", line);
	}
}

void print_ktap(const struct statistics *s, FILE *out)
{
	size_t g, m;

	fprintf(out, "KTAP version 1\n1..%zu\n", s->groups.n);
	for (g = 0; g < s->groups.n; g++) {
		const struct run_group *group = s->groups.v[g];
		auto_free char *name = name_of(s, group);

		for (m = 0; m < s->runs->nmetrics; m++) {
			const struct metric *metric = &s->runs->metrics[m];
			const struct interval *over = &group->by_metric[m].over;

			if (over->n && metric->main)
				fprintf(out, "# %s: %s %.10g %s\n", name,
					metric->name, over->value,
					metric_unit(metric));
		}
		put_reasons(s, group, name, out);
		fprintf(out, "%sok %zu %s\n", group->ninvalid ? "not " : "",
			g + 1, name);
	}
}

void print_lkp(const struct statistics *s, FILE *out)
{
	size_t g, m;

	for (g = 0; g < s->groups.n; g++) {
		const struct run_group *group = s->groups.v[g];
		auto_free char *name = name_of(s, group);

		for (m = 0; m < s->runs->nmetrics; m++)
			if (group->by_metric[m].over.n)
				fprintf(out, "%s.%s: %.10g\n", name,
					s->runs->metrics[m].name,
					group->by_metric[m].over.value);
		fprintf(out, "%s.invalid_runs: %zu\n", name, group->ninvalid);
	}
}

/* What addData() of an extract module takes. */
void print_mmtests(const struct statistics *s, FILE *out)
{
	size_t g, m, i;

	for (g = 0; g < s->groups.n; g++) {
		const struct run_group *group = s->groups.v[g];
		auto_free char *name = name_of(s, group);

		for (m = 0; m < s->runs->nmetrics; m++) {
			const struct metric *metric = &s->runs->metrics[m];

			/* The table has no place for what is not valid. */
			if (!metric->main || group->ninvalid == group->nall)
				continue;
			for (i = 0; i < group->n; i++) {
				double value = run_metric(group->runs[i], m);

				if (!isnan(value))
					fprintf(out, "%s-%s\t%.0f\t%.10g\n",
						metric->name, name,
						group->runs[i]->repeat, value);
			}
		}
	}
}

/*
 * The percentile distribution that HdrHistogram prints and its plotter reads, in
 * ns: a line for each bucket with its largest latency.
 */
static void put_hgrm(const void *data, FILE *out)
{
	const struct latency *sum = data;
	double n = (double)sum->n, mean = 0, square = 0, middle, share;
	uint64_t seen = 0, high = 0;
	unsigned int i;

	fprintf(out, "%12s %14s %10s %14s\n\n", "Value", "Percentile",
		"TotalCount", "1/(1-Percentile)");
	for (i = 0; i < VMB_HIST_BUCKETS; i++) {
		if (!sum->counts[i])
			continue;
		high = vmb_hist_low(i + 1) - 1;
		middle = ((double)vmb_hist_low(i) + (double)high) / 2;
		seen += sum->counts[i];
		share = (double)seen / n;
		mean += middle * (double)sum->counts[i] / n;
		square += middle * middle * (double)sum->counts[i] / n;
		fprintf(out, "%12.3f %2.12f %10" PRIu64, (double)high, share, seen);
		fprintf(out, seen < sum->n ? " %14.2f\n" : "\n", 1 / (1 - share));
	}
	fprintf(out, "#[Mean    = %12.3f, StdDeviation   = %12.3f]\n", mean,
		sqrt(fmax(square - mean * mean, 0)));
	fprintf(out, "#[Max     = %12.3f, Total count    = %12" PRIu64 "]\n",
		(double)high, sum->n);
	fprintf(out, "#[Buckets = %12d, SubBuckets     = %12d]\n",
		VMB_HIST_MAX_BITS - VMB_HIST_SUB_BITS + 1, VMB_HIST_SUB);
}

bool write_hgrm(const struct statistics *s, const char *dir)
{
	struct latency **sums[LATENCY_OPS], *all;
	size_t op, g, k, n = 0;
	bool good = atomic_file_make_dirs(dir);

	all = alloc_zeroed(LATENCY_OPS * s->groups.n, sizeof(*all));
	for (op = 0; op < LATENCY_OPS; op++) {
		sums[op] = alloc_zeroed(s->runs->n, sizeof(*sums[op]));
		for (g = 0; g < s->groups.n; g++)
			for (k = 0; k < s->groups.v[g]->n; k++)
				sums[op][s->groups.v[g]->runs[k]->number] =
					&all[op * s->groups.n + g];
	}
	latency_read(s->folder, (struct latency *const *const *)sums);
	for (op = 0; op < LATENCY_OPS; op++) {
		for (g = 0; g < s->groups.n && good; g++) {
			const struct latency *sum = &all[op * s->groups.n + g];
			auto_free char *name = name_of(s, s->groups.v[g]);
			auto_free char *file = alloc_printf("%s-%s.hgrm",
				latency_ops[op].name, name);

			if (!sum->n || s->groups.v[g]->ninvalid == s->groups.v[g]->nall)
				continue;
			good = atomic_file_write(dir, file, put_hgrm, sum);
			n++;
		}
		free(sums[op]);
	}
	free(all);
	if (good && !n)
		say("%s has no histogram.csv that can be read, or nothing was timed",
		    s->folder->path);
	return good && n;
}
