// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "command.h"
#include "lib/alloc.h"
#include "lib/atomic_file.h"
#include "lib/terminal.h"
#include "output/costs_print.h"
#include "output/report.h"

struct call {
	char **dirs;
	size_t n;
	const char *output;
	const char *schemes;
	enum format format;
	bool functions, quiet, wide;
};

static bool add_dir(void *to, char *word, char **why)
{
	struct call *call = to;

	(void)why;
	*alloc_more(call->dirs, call->n) = word;
	return true;
}

static bool check(void *to, char **why)
{
	const struct call *call = to;

	if (!call->n)
		*why = alloc_copy("no folder given; 'make costs' counts, and says which it made");
	else if (call->n > 1 && !call->output)
		*why = alloc_copy("several folders and no --output; give --output=DIR for costs.csv");
	else
		return true;
	return false;
}

static const struct cli_option options[] = {
	{ "functions", 0, NULL, 0, "Print a line for each function, too",
	  cli_flag, offsetof(struct call, functions), NULL, 0 },
	{ "scheme", 0, "NAMES", 0, "Show these only, separated by commas",
	  cli_text, offsetof(struct call, schemes), NULL, 0 },
	OPTION_OUTPUT(struct call, 0,
		      "Write costs.csv to DIR (default: the folder that is read)"),
	OPTION_FORMAT(struct call, 0, FORMAT_WORDS,
		      "Print table (the default), csv or json"),
	OPTION_WIDE(struct call, 0),
	OPTION_QUIET(struct call, 0),
};

static const char doc[] =
	"Show what a lookup and an update cost: instructions, locked ones, cache "
	"lines, and accesses to lines that another CPU writes.\v"
	"These are counted in an emulator, not timed, so they are the same on "
	"every machine. 'make costs' counts, in test kernels, and leaves a run "
	"folder DIR for each of them. The command needs neither the module nor "
	"root.";

static void write_csv(const void *table, FILE *out)
{
	print_csv(table, out);
}

static enum exitcode show(const struct call *call, const struct costs_view *view)
{
	const char *output =
		call->output ?: view->v[0]->statistics->folder->path;
	struct table *table = costs_table(view);
	bool good;

	if (call->format == FORMAT_CSV)
		print_csv(table, stdout);
	else if (call->format == FORMAT_JSON)
		print_json(table, stdout);
	else
		costs_print(view, call->wide ? 0 : table_width(),
			    stdout);
	good = atomic_file_write(output, "costs.csv", write_csv, table);
	table_free(table);
	if (good && !call->quiet && call->format == FORMAT_TABLE)
		printf("\ncosts: %s/costs.csv\n", output);
	return good ? VMB_OK : VMB_FAILED;
}

enum exitcode cmd_costs(int argc, char **argv)
{
	struct call call = {0};
	const struct cli_table table = { options, ARRAY_SIZE(options), &call };
	const struct cli cli = {
		.args_doc = "DIR...",
		.doc = doc,
		.word = add_dir,
		.check = check,
		.to = &call,
	};
	struct costs_view view = {0};
	enum exitcode code = VMB_USAGE;
	char *why = NULL;

	if (cli_parse(&cli, &table, 1, argc, argv)) {
		say_quiet(call.quiet);
		view.schemes = call.schemes;
		view.functions = call.functions;
		view.v = alloc_zeroed(call.n, sizeof(struct costs *));
		for (; view.n < call.n; view.n++) {
			view.v[view.n] = costs_read(call.dirs[view.n], &why);
			if (!view.v[view.n])
				break;
			parse_warnings_say(
				&view.v[view.n]->statistics->folder->complaints);
		}
		code = why ? say_error(why, VMB_USAGE) : show(&call, &view);
	}
	while (view.n)
		costs_free(view.v[--view.n]);
	free(view.v);
	free(call.dirs);
	return code;
}
