// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "host/event.h"
#include "host/facts.h"
#include "host/module.h"
#include "lib/alloc.h"
#include "lib/terminal.h"
#include "lib/textout.h"
#include "lib/words.h"
#include "plan/knob.h"
#include "plan/scheme.h"

struct listing {
	const char *name;
	/* Return VMB_OK and a table, or what to exit with. */
	enum exitcode (*make)(struct table **table);
	/* For a person, with all columns if @width is 0. */
	void (*print)(const struct table *table, size_t width);
};

struct list_args {
	const char *word;
	const struct listing *listing;
	enum format format;
	bool wide;
};

/* Without a module to ask, those of the module this driver was built with. */
static enum exitcode make_schemes(struct table **table)
{
	char *dir = module_dir();
	struct module_version version;
	int err = dir ? module_version(dir, &version) : ENOENT;
	enum exitcode code = VMB_OK;

	free(dir);
	dir = NULL;
	/* A version that cannot be parsed is an error of its own. */
	if (!err || err == EPROTO) {
		code = schemes_here(&dir, table);
	} else {
		auto_free char *lack = prereq_module(&dir);

		say_note("which schemes this kernel has is not known: %s",
			 lack ?: "the module does not answer");
		*table = schemes_builtin();
	}
	free(dir);
	return code;
}

static void print_all(const struct table *table, size_t width)
{
	const bool schemes = table_column(table, "scheme") >= 0;
	auto_free unsigned char *ranks = alloc_zeroed(table->ncolumns, 1);
	size_t i;

	for (i = 0; i < table->ncolumns; i++) {
		/* The meaning of a knob is worth more than these. */
		ranks[i] = list_has("type,min,max", table->columns[i]);
		/* Few schemes have a reason; it is long and goes below. */
		if (schemes && !strcmp(table->columns[i], "reason"))
			ranks[i] = RANK_HIDDEN;
	}
	print_fitted(table, table->ncolumns, ranks, width, stdout);
}

static void print_schemes(const struct table *table, size_t width)
{
	size_t row;

	print_all(table, width);
	for (row = 0; row < table->nrows; row++)
		if (*table_get(table, row, "reason"))
			printf("%s: %s\n", table_get(table, row, "scheme"),
			       table_get(table, row, "reason"));
	/* Older modules do not list them. */
	if (table_column(table, "indexes") >= 0)
		puts("indexes: values of --index, besides native; "
		     "options: knobs others lack");
}

static void print_events(const struct table *table, size_t width)
{
	print_all(table, width);
	puts("These are counted by default. Others have the names of libpfm:\n"
	     "PMU::EVENT:UMASK (l2_rqsts:miss), perf::EVENT (page-faults), or r and a raw\n"
	     "code in hex (r01c2).");
}

static enum exitcode make_knobs(struct table **table)
{
	*table = knobs_table_here();
	return VMB_OK;
}

static enum exitcode make_events(struct table **table)
{
	static const char *const columns[] = { "event", "available", "reason" };
	struct events *events;
	char *why;
	size_t i;

	events = events_new(DEFAULT_EVENTS, &why);
	if (!events)
		return say_error(why, VMB_FAILED);
	*table = table_new(columns, ARRAY_SIZE(columns));
	for (i = 0; i < events->n; i++) {
		enum event_lack lack = events->v[i].lack;

		table_add_row(*table);
		table_set(*table, i, "event", events->v[i].name);
		table_set(*table, i, "available",
			  lack == EVENT_THERE ? "1" : "0");
		table_set(*table, i, "reason", event_lack_text(lack));
	}
	events_free(events);
	return VMB_OK;
}

static const struct listing listings[] = {
	{ "schemes", make_schemes, print_schemes },
	{ "knobs", make_knobs, print_all },
	{ "events", make_events, print_events },
};

static bool check(void *to, char **why)
{
	struct list_args *args = to;
	size_t i;

	for (i = 0; args->word && i < ARRAY_SIZE(listings); i++)
		if (!strcmp(listings[i].name, args->word))
			args->listing = &listings[i];
	if (!args->word)
		*why = alloc_copy("no list given; give schemes, knobs or events");
	else if (!args->listing)
		*why = alloc_printf("there is no list of '%s'; give schemes, knobs or events",
				    args->word);
	return args->listing;
}

static const struct cli_option options[] = {
	OPTION_FORMAT(struct list_args, 0, FORMAT_WORDS,
		      "Print as table (the default), csv or json"),
	OPTION_WIDE(struct list_args, 0),
};

enum exitcode cmd_list(int argc, char **argv)
{
	struct list_args args = { 0 };
	const struct cli_table of_list = {
		options, ARRAY_SIZE(options), &args
	};
	const struct cli cli = {
		.args_doc = "schemes|knobs|events",
		.doc = "List what there is to choose from on this machine.\v"
		       "Schemes and knobs are those of the loaded module. If no "
		       "module is loaded, they are those of the module this "
		       "driver was built with, and which schemes the kernel has "
		       "is left empty.",
		.words = &args.word,
		.max = 1,
		.check = check,
		.to = &args,
	};
	struct table *table = NULL;
	enum exitcode code;

	if (!cli_parse(&cli, &of_list, 1, argc, argv))
		return VMB_USAGE;
	code = args.listing->make(&table);
	if (code)
		return code;

	if (args.format == FORMAT_TABLE)
		args.listing->print(table, args.wide ? 0 : table_width());
	else
		print_rows(table, args.format);
	table_free(table);
	return VMB_OK;
}
