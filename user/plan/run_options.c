// SPDX-License-Identifier: GPL-2.0-only
#include "plan/run_options.h"

#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host/event.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/say.h"

/* Keys above what is a character; knobs follow in the order of the table. */
enum key {
	KEY_REPEAT = 0x100,
	KEY_OUTPUT,
	KEY_FORMAT,
	KEY_EVENTS,
	KEY_NO_EVENTS,
	KEY_PROFILE,
	KEY_QUIET,
	KEY_KNOB,
};

enum group {
	GROUP_KNOBS = 1,
	GROUP_MACHINE,
	GROUP_REST,
};

static const char doc[] =
	"Measure with each combination of the knobs given.\v"
	"A LIST is one value or several parted by commas; all combinations of "
	"the values are run. The commas of CPUS belong to the value. A knob "
	"that is not given keeps its default.\n\n"
	"In a LIST of schemes, kernel, model and broken stand for the schemes of "
	"that family this kernel has, all for those of every family but broken. "
	"A knob that belongs to some schemes only is refused with others, unless "
	"it has its default; so is an index that a scheme cannot walk. "
	"'vmabench list schemes' tells who has what.";

static const struct argp_option rest[] = {
	{ NULL, 0, NULL, 0, "Other options:", GROUP_REST },
	{ "repeat", KEY_REPEAT, "N", 0,
	  "Run all combinations N times over, schemes in turn (default 1)", 0 },
	{ "output", KEY_OUTPUT, "DIR", 0,
	  "Write the reports to DIR, which must be new or empty "
	  "(default results/DATE-ID)", 0 },
	{ "format", KEY_FORMAT, "FORMAT", 0,
	  "Print the summary as table (the default), csv or json", 0 },
	{ "events", KEY_EVENTS, "NAMES", 0,
	  "Count these perf events on each thread "
	  "(default " DEFAULT_EVENTS ")", 0 },
	{ "profile", KEY_PROFILE, "COMMAND", 0,
	  "Let this shell command profile the threads in the measured window of "
	  "each run: perf record --control or what speaks like it; see "
	  "vmabench(8)", 0 },
	{ "no-events", KEY_NO_EVENTS, NULL, 0, "Count no perf events", 0 },
	{ "quiet", KEY_QUIET, NULL, 0,
	  "Say nothing on stderr but what is wrong", 0 },
	{ 0 },
};

struct parsing {
	struct run_options *opts;
	const struct knobs *knobs;
	unsigned int repeats;
};

/* Say what is wrong with an option; argp_parse() hands the error on. */
static error_t refuse(const char *option, char *why)
{
	say("--%s: %s", option, why);
	free(why);
	return EINVAL;
}

static error_t set_format(struct run_options *opts, const char *word)
{
	char *why;

	if (format_parse(word, &opts->format, &why))
		return 0;
	return refuse("format", why);
}

static error_t set_repeats(struct parsing *parsing, const char *text)
{
	char *why;

	if (plan_repeats(text, &parsing->repeats, &why))
		return 0;
	return refuse("repeat", why);
}

static error_t set_knob(struct parsing *parsing, size_t i, const char *text)
{
	char *why;

	if (plan_set(parsing->opts->plan, i, text, &why))
		return 0;
	return refuse(parsing->knobs->v[i].option, why);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct parsing *parsing = state->input;
	struct run_options *opts = parsing->opts;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &opts->machine;
		return 0;
	case KEY_REPEAT:
		return set_repeats(parsing, arg);
	case KEY_OUTPUT:
		if (!*arg)
			return refuse("output",
				      alloc_copy("an empty value; give a directory"));
		opts->output = arg;
		return 0;
	case KEY_FORMAT:
		return set_format(opts, arg);
	case KEY_EVENTS:
		opts->events = arg;
		opts->events_given = true;
		return 0;
	case KEY_NO_EVENTS:
		opts->events = NULL;
		return 0;
	case KEY_PROFILE:
		if (!*arg)
			return refuse("profile",
				      alloc_copy("an empty value; give a shell command"));
		opts->profile = arg;
		return 0;
	case KEY_QUIET:
		opts->quiet = true;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "'%s' is not an option", arg);
		return 0;
	}
	if (key >= KEY_KNOB && key < KEY_KNOB + (int)parsing->knobs->n)
		return set_knob(parsing, (size_t)(key - KEY_KNOB), arg);
	return ARGP_ERR_UNKNOWN;
}

static char *describe(const struct knob *knob)
{
	char *range = knob_range(knob), *text;

	if (knob->type == KNOB_CPULIST)
		text = alloc_printf("%s (default: the module chooses)",
				    knob->help);
	else
		text = alloc_printf("%s (%s%s%s; default %s)", knob->help,
				    range, *knob->unit ? " " : "", knob->unit,
				    knob->initial);
	free(range);
	return text;
}

/* Two spellings of each knob, a heading, and the rest. */
static struct argp_option *make_options(const struct knobs *knobs)
{
	struct argp_option *options, *next;
	size_t i;

	options = alloc_zeroed(1 + 2 * knobs->n + ARRAY_SIZE(rest),
			       sizeof(*options));
	next = options;
	*next++ = (struct argp_option){ .doc = "Knobs:", .group = GROUP_KNOBS };
	for (i = 0; i < knobs->n; i++) {
		const struct knob *knob = &knobs->v[i];

		*next++ = (struct argp_option){
			.name = knob->option,
			.key = KEY_KNOB + (int)i,
			.arg = knob_takes_list(knob) ? "LIST" : "CPUS",
			.doc = describe(knob),
		};
		if (strcmp(knob->name, knob->option))
			*next++ = (struct argp_option){
				.name = knob->name,
				.flags = OPTION_ALIAS | OPTION_HIDDEN,
			};
	}
	memcpy(next, rest, sizeof(rest));
	return options;
}

/* The descriptions of the knobs are ours, those of the rest are not. */
static void free_options(struct argp_option *options, const struct knobs *knobs)
{
	struct argp_option *option;

	for (option = options; option->name || option->doc; option++)
		if (option->key >= KEY_KNOB &&
		    option->key < KEY_KNOB + (int)knobs->n)
			free((char *)option->doc);
	free(options);
}

enum exitcode run_options_parse(struct run_options *opts,
				const struct knobs *knobs, int argc,
				char **argv)
{
	struct parsing parsing = { opts, knobs, 1 };
	struct argp_option *options = make_options(knobs);
	const struct argp_child children[] = {
		{ &machine_argp, 0, NULL, GROUP_MACHINE },
		{ 0 },
	};
	struct argp argp = {
		.options = options,
		.parser = parse,
		.doc = doc,
		.children = children,
	};
	error_t err;

	*opts = (struct run_options){
		.plan = plan_new(knobs),
		.machine = MACHINE_OPTIONS_INITIAL,
		.events = DEFAULT_EVENTS,
	};
	err = argp_parse(&argp, argc, argv, 0, NULL, &parsing);
	free_options(options, knobs);
	if (!err && plan_count(opts->plan, parsing.repeats))
		return VMB_OK;

	if (!err)
		say("that makes more than %d runs; give fewer values or repeats",
		    PLAN_RUNS_MAX);
	plan_free(opts->plan);
	opts->plan = NULL;
	return VMB_USAGE;
}
