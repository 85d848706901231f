// SPDX-License-Identifier: GPL-2.0-only
#include "lib/cli.h"

#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/say.h"
#include "lib/words.h"

/* Keys of options without a letter: above all characters. */
#define KEY_FIRST 0x100

struct parsing {
	const struct cli *cli;
	const struct cli_table *tables;
	size_t n;
};

static error_t set_option(const struct parsing *parsing, int key,
			  const char *value)
{
	int first = KEY_FIRST;
	char *why;
	size_t i, j;

	for (i = 0; i < parsing->n; i++) {
		const struct cli_table *table = &parsing->tables[i];

		for (j = 0; j < table->n; j++) {
			const struct cli_option *option = &table->v[j];

			if (key != (option->letter ?: first + (int)j))
				continue;
			if (option->set(table->to, option, value, &why))
				return 0;
			say("--%s: %s", option->name, why);
			free(why);
			return EINVAL;
		}
		first += (int)table->n;
	}
	return ARGP_ERR_UNKNOWN;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	const struct parsing *parsing = state->input;
	const struct cli *cli = parsing->cli;
	char *why;

	switch (key) {
	case ARGP_KEY_ARG:
		if (state->arg_num < cli->max) {
			cli->words[state->arg_num] = arg;
			if (cli->nwords)
				*cli->nwords = state->arg_num + 1;
			return 0;
		}
		why = cli->max ? alloc_printf("'%s' is one word too many; run: %s --help",
					      arg, state->name) :
				 alloc_printf("'%s' is not an option; run: %s --help",
					      arg, state->name);
		break;
	case ARGP_KEY_END:
		if (!cli->check || cli->check(cli->to, &why))
			return 0;
		break;
	default:
		return set_option(parsing, key, arg);
	}
	say_error(why, VMB_USAGE);
	return EINVAL;
}

/* The options as argp has them; @names are the spellings with _. */
static struct argp_option *make_options(const struct parsing *parsing,
					char **names)
{
	struct argp_option *options = NULL;
	int key = KEY_FIRST, group;
	size_t n = 0, nnames = 0, i, j;

#define ADD(...) do {							\
	*alloc_more(options, n) = (struct argp_option){ __VA_ARGS__ };	\
} while (0)
	for (group = 0; parsing->cli->headings &&
	     parsing->cli->headings[group]; group++)
		ADD(.doc = parsing->cli->headings[group], .group = group + 1);
	for (i = 0; i < parsing->n; i++) {
		for (j = 0; j < parsing->tables[i].n; j++, key++) {
			const struct cli_option *option =
				&parsing->tables[i].v[j];

			ADD(option->name, option->letter ?: key, option->arg,
			    0, option->help, option->group + 1);
			if (!strchr(option->name, '-'))
				continue;
			names[nnames] = alloc_replaced(option->name, '-', '_');
			ADD(.name = names[nnames++],
			    .flags = OPTION_ALIAS | OPTION_HIDDEN);
		}
	}
	ADD(0);
#undef ADD
	return options;
}

static void print_words(const struct cli *cli, const struct cli_table *tables,
			size_t n)
{
	auto_free char *args = alloc_replaced(cli->args_doc ?: "", '|', ' ');
	auto_free char *line = alloc_replaced(args, '\n', ' ');
	const char *const *word;
	size_t i, j;

	for (i = 0; i < n; i++) {
		for (j = 0; j < tables[i].n; j++) {
			const struct cli_option *option = &tables[i].v[j];
			auto_free char *value = alloc_copy(option->arg ?: "");

			for (word = option->choices; word && *word; word++)
				alloc_append(&value, " %s", *word);
			if (option->letter)
				printf("-%c %s\n", option->letter, value);
			printf("--%s %s\n", option->name, value);
		}
	}
	printf(": %s\n", line);
}

bool cli_parse(const struct cli *cli, const struct cli_table *tables, size_t n,
	       int argc, char **argv)
{
	struct parsing parsing = { cli, tables, n };
	struct argp argp = {
		.parser = parse,
		.args_doc = cli->args_doc,
		.doc = cli->doc,
	};
	auto_free struct argp_option *options = NULL;
	size_t i, nnames = 0;
	char **names;
	error_t err;

	/* Not for argp, where it would make abbreviations of others ambiguous. */
	if (argc == 2 && !strcmp(argv[1], CLI_WORDS)) {
		print_words(cli, tables, n);
		exit(VMB_OK);
	}
	for (i = 0; i < n; i++)
		nnames += tables[i].n;
	names = alloc_zeroed(nnames, sizeof(*names));
	argp.options = options = make_options(&parsing, names);
	err = argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &parsing);
	split_free(names, nnames);
	return !err;
}

bool cli_flag(void *to, const struct cli_option *option, const char *value,
	      char **why)
{
	(void)value;
	(void)why;
	*(bool *)((char *)to + option->which) = true;
	return true;
}

bool cli_text(void *to, const struct cli_option *option, const char *value,
	      char **why)
{
	if (!*value) {
		*why = alloc_printf("an empty value; give --%s=%s",
				    option->name, option->arg);
		return false;
	}
	*(const char **)((char *)to + option->which) = value;
	return true;
}

bool cli_choice(void *to, const struct cli_option *option, const char *value,
		char **why)
{
	const char *const *words = option->choices;
	unsigned int first = !*words[0], i;
	auto_free char *all = NULL;

	for (i = first; words[i]; i++) {
		if (!strcmp(words[i], value)) {
			*(unsigned int *)((char *)to + option->which) = i;
			return true;
		}
	}
	all = join_or(words + first, i - first);
	*why = alloc_printf("there is no '%s'; give %s", value, all);
	return false;
}
