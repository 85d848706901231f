// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/ab.h"
#include "command.h"
#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/atomic_file.h"
#include "lib/number.h"
#include "lib/signals.h"
#include "lib/words.h"
#include "output/ab_print.h"
#include "output/report.h"
#include "plan/scheme.h"
#include "results/sweep.h"

struct call {
	const char *collect;	/* name of the side, or NULL */
	const char *file;	/* job file; NULL: the default */
	const char *judge;	/* folder, or NULL */
	const char *output;
	const char *base;
	const char *control, *metric; /* names separated by commas, or NULL */
	double until;		/* half of an interval, of logs; 0: not asked */
	double limit;		/* of a change, of logs; 0: none */
	enum format format;
	bool quiet;

	char *dir;		/* of the module's files */
	struct sweep sweep;
};

static const char doc[] =
	"Judge whether two kernels, modules or settings differ, by booting them in "
	"turn.\v"
	"Repeats within a boot do not show what changes from boot to boot, so the "
	"unit is the boot. 'make ab A=WHAT B=WHAT' does all of it in test kernels. "
	"On a test machine, boot A and B in turn and run after each boot: "
	"vmabench ab --collect NAME --output FOLDER. FILE is a job file as "
	"for 'vmabench sweep'; without one, lookups of vma_lock, find_vma and "
	"rcu_walk and updates are measured in about two seconds. Then: vmabench ab --judge FOLDER.\n\n"
	"The k-th boots of both sides are a block. The figures of a block are "
	"compared, and also their ratios to lookups of a control scheme in the "
	"same repeats, which decide unless they vary much more. A verdict "
	"needs 8 blocks.";

EMBED(default_jobs, "../scripts/jobs/ab.ini");

static bool set_percent(void *to, const struct cli_option *option,
			const char *value, char **why)
{
	size_t len = strlen(value);
	double percent = 0;

	if (len && value[len - 1] == '%')
		len--;
	if (!decimal_parse(value, len, &percent) || percent < 0.01 ||
	    percent > 100) {
		*why = alloc_printf("'%s' is no share from 0.01%% to 100%%; give one such as 1%%",
				    value);
		return false;
	}
	*(double *)((char *)to + option->which) = log1p(percent / 100);
	return true;
}

static const struct cli_option options[] = {
	{ "collect", 0, "NAME", 0,
	  "Measure this boot, as one of the side NAME",
	  cli_text, offsetof(struct call, collect), NULL, 0 },
	{ "judge", 0, "FOLDER", 0,
	  "Compare the two sides whose boots are in FOLDER",
	  cli_text, offsetof(struct call, judge), NULL, 0 },
	{ "base", 0, "NAME", 0,
	  "The side that the other one is compared with (default: the one whose "
	  "name sorts first)",
	  cli_text, offsetof(struct call, base), NULL, 0 },
	{ "control", 0, "SCHEMES", 0,
	  "The change cannot touch lookups of these schemes, separated by commas "
	  "(default: rcu_walk, or else null); none: adjust nothing",
	  cli_text, offsetof(struct call, control), NULL, 0 },
	{ "metric", 0, "NAMES", 0,
	  "Judge these metrics, separated by commas and named as in "
	  "statistics.csv (default: as for 'vmabench compare')",
	  cli_text, offsetof(struct call, metric), NULL, 0 },
	{ "until", 0, "PERCENT", 0,
	  "Print one line on the progress, and exit with 4 while half of the "
	  "95% interval of the first figure is wider than this, such as 1%",
	  set_percent, offsetof(struct call, until), NULL, 0 },
	{ "limit", 0, "PERCENT", 0,
	  "Print one line, and exit with 5 if the first figure is slower than "
	  "this for sure, with 0 if it is not for sure, and with 4 otherwise",
	  set_percent, offsetof(struct call, limit), NULL, 0 },
	OPTION_OUTPUT(struct call, 0,
		      "With --collect: add the boot to this folder. With --judge: "
		      "write ab.html and ab.txt to DIR (default: the folder that "
		      "is read)"),
	OPTION_FORMAT(struct call, 0, FORMAT_WORDS,
		      "Print text (the default), csv or json"),
	OPTION_QUIET(struct call, 0),
};

/* The name of a side is part of the name of a folder. */
static bool is_name(const char *name)
{
	return isalnum((unsigned char)*name) &&
	       !name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789-._")];
}

static bool check(void *to, char **why)
{
	const struct call *call = to;

	if (!call->collect == !call->judge)
		*why = alloc_copy("give either --collect NAME, to measure this boot, or --judge FOLDER, to compare boots");
	else if (call->collect && !call->output)
		*why = alloc_copy("--collect: no folder to add the boot to; give --output=DIR");
	else if (call->collect && !is_name(call->collect))
		*why = alloc_printf("--collect: '%s' is no name for a side; give letters, digits, and . _ - behind the first",
				    call->collect);
	else if (call->collect && (call->until || call->limit || call->base ||
				   call->control || call->metric))
		*why = alloc_copy("--until, --limit, --base, --control and --metric are for --judge; leave them out with --collect");
	else if (call->judge && call->file)
		*why = alloc_printf("'%s' is a job file, which --collect measures; leave it out with --judge",
				    call->file);
	else
		return true;
	return false;
}

/*
 * Choose the name of the new boot. Return NULL after reporting that the folder
 * has this boot already.
 */
static char *next_boot(const struct call *call)
{
	auto_free char *id = sysfile_read("/proc/sys/kernel/random/boot_id");
	size_t n, i;
	char **boots = ab_boots(call->output, &n), *next = NULL;
	unsigned long number = n ? strtoul(boots[n - 1], NULL, 10) + 1 : 1;

	for (i = 0; i < n && id; i++) {
		auto_free char *other = ab_boot_id(call->output, boots[i]);

		if (strcmp(other, id))
			continue;
		say("--collect: %s/%s was measured in this boot already, and a second time adds nothing; reboot first",
		    call->output, boots[i]);
		break;
	}
	if (!id || i == n)
		next = alloc_printf("%04lu-%s", number, call->collect);
	split_free(boots, n);
	return next;
}

static enum exitcode read_jobs(struct call *call, const struct knobs *knobs)
{
	struct ini *ini;
	struct table *schemes;
	enum exitcode code;
	char *why;

	ini = call->file ? ini_read(call->file, &why) :
			   ini_from_text("the default job", default_jobs,
					 strlen(default_jobs), &why);
	if (!ini)
		return say_error(why, VMB_USAGE);
	code = schemes_here(&call->dir, &schemes);
	if (code) {
		ini_free(ini);
		return code;
	}
	call->sweep.loop.dir = call->dir;
	code = sweep_read(&call->sweep, ini, knobs, schemes, &why);
	table_free(schemes);
	return code ? say_error(why, code) : VMB_OK;
}

/* Measure into a hidden folder, which is left out of the experiment. */
static enum exitcode measure(struct call *call, const char *path)
{
	struct run_loop *loop = &call->sweep.loop;
	const struct ini *ini = call->sweep.jobs.ini;
	struct statistics *statistics = NULL;
	const struct job *failed;
	enum exitcode code;
	char *why;

	code = tuning_begin(&loop->tuning, loop->batch, &failed, &why);
	if (code)
		return say_error(job_file_sentence(&call->sweep.jobs, failed,
						   why),
				 code);
	code = run_loop_open(loop, path, false);
	if (!code && !result_writer_put(loop->folder, SWEEP_JOB_FILE, ini->text,
					ini->len))
		code = VMB_FAILED;
	code = code ?: run_loop_go(loop, call->quiet);
	if (!code)
		statistics = statistics_publish(loop->folder, path);
	code = code ?: statistics ? VMB_OK : VMB_FAILED;
	statistics_free(statistics);
	return code;
}

static enum exitcode collect(struct call *call, const struct knobs *knobs)
{
	auto_free char *boot = next_boot(call);
	auto_free char *path = NULL, *hidden = NULL;
	enum exitcode code;

	if (!boot)
		return VMB_USAGE;
	path = alloc_printf("%s/%s", call->output, boot);
	hidden = alloc_printf("%s/.%s.%d", call->output, boot, getpid());
	code = read_jobs(call, knobs);
	if (code)
		return code;
	signals_catch();
	code = measure(call, hidden);
	if (code)
		return code;
	if (rename(hidden, path)) {
		say("cannot rename %s to %s: %m", hidden, path);
		return VMB_FAILED;
	}
	if (!call->quiet)
		printf("boot: %s\n", path);
	return VMB_OK;
}

/* Print how far it has come; return VMB_OK if the interval is narrow enough. */
static enum exitcode show_progress(const struct ab *ab, const struct call *call)
{
	const struct ab_figure *figure = ab_main(ab);
	const struct ab_ratio *ratio = figure ? ab_decides(figure) : NULL;
	auto_free char *line = ab_progress(ab);
	double low, high;

	if (figure && call->limit && call->limit <= log1p(figure->rounding)) {
		say("--limit: %s of %s is known to %.2g%% only, so it is never sure to be within that; give twice as much or more",
		    figure->metric->name, figure->scheme,
		    100 * figure->rounding);
		return VMB_USAGE;
	}
	puts(line);
	if (!ratio || figure->verdict == AB_TOO_FEW)
		return VMB_INVALID;
	if (!call->limit)
		return log(ratio->of95.high / ratio->of95.low) / 2 <=
				       call->until ?
			       VMB_OK :
			       VMB_INVALID;
	/* It is asked after each block, so 95% would err too often. */
	low = log(ratio->of99.low);
	high = log(ratio->of99.high);
	if (figure->metric->better == BETTER_HIGHER) {
		low = -log(ratio->of99.high);
		high = -log(ratio->of99.low);
	}
	if (low > call->limit)
		return VMB_REGRESSED;
	return high < call->limit ? VMB_OK : VMB_INVALID;
}

static void write_mail(const void *ab, FILE *out)
{
	ab_print(ab, out);
}

/* Whatever they take, lookups that return something wrong are worse. */
static enum exitcode judge_lookups(const struct ab *ab)
{
	size_t i;

	for (i = 0; i < 2; i++)
		if (ab->side[i].nwrong)
			say("lookups of %zu runs of %s returned something wrong",
			    ab->side[i].nwrong, ab->side[i].name);
	return ab->side[0].nwrong ? VMB_FAILED :
	       ab->side[1].nwrong ? VMB_REGRESSED :
				    VMB_OK;
}

static enum exitcode judge(const struct call *call)
{
	const char *output = call->output ?: call->judge;
	enum exitcode code = VMB_OK;
	struct table *table;
	struct ab *ab;
	char *why;

	ab = ab_read(call->judge, call->base, call->control, call->metric,
		     &why);
	if (!ab)
		return say_error(why, VMB_USAGE);
	if (call->until || call->limit) {
		code = show_progress(ab, call);
	} else {
		parse_warnings_say(&ab->complaints);
		table = ab_table(ab);
		if (call->format == FORMAT_TABLE)
			ab_print(ab, stdout);
		else
			print_rows(table, call->format);
		table_free(table);
		if (!atomic_file_write(output, "ab.txt", write_mail, ab) ||
		    !atomic_file_write(output, "ab.html", ab_write_page, ab))
			code = VMB_FAILED;
	}
	code = judge_lookups(ab) ?: code;
	ab_free(ab);
	return code;
}

enum exitcode cmd_ab(int argc, char **argv)
{
	struct knobs *knobs = knobs_here();
	struct call call = {
		.sweep.loop = {
			.argc = argc,
			.argv = argv,
		},
	};
	const struct cli_table table = { options, ARRAY_SIZE(options), &call };
	const struct cli cli = {
		.args_doc = "--collect=NAME --output=DIR [FILE]\n--judge=FOLDER",
		.doc = doc,
		.words = &call.file,
		.max = 1,
		.check = check,
		.to = &call,
	};
	enum exitcode code = VMB_USAGE;

	if (cli_parse(&cli, &table, 1, argc, argv)) {
		say_quiet(call.quiet);
		code = call.judge ? judge(&call) : collect(&call, knobs);
	}
	sweep_close(&call.sweep);
	knobs_free(knobs);
	free(call.dir);
	return code;
}
