/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Command lines from tables: an option is declared once, with the function
 * that checks and stores its value.
 */
#ifndef VMB_LIB_CLI_H
#define VMB_LIB_CLI_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct cli_option - one option
 * @name: long name, with -; the spelling with _ is taken too
 * @letter: short name, 0 for none
 * @arg: what --help calls the value, NULL if there is none
 * @group: index of the heading it stands below in --help
 * @help: what --help says
 * @set: stores a value, NULL for an option without one. On failure *why is a
 *	 new sentence: what is wrong and what to give instead.
 * @which: for @set: offset of a member, or number of a knob
 * @choices: words a value can be, ended by NULL, or NULL; for cli_choice() the
 *	     first can be "" for a value that has no word
 * @flags: for the caller
 */
struct cli_option {
	const char *name;
	int letter;
	const char *arg;
	int group;
	const char *help;
	bool (*set)(void *to, const struct cli_option *option,
		    const char *value, char **why);
	size_t which;
	const char *const *choices;
	unsigned int flags;
};

/* Options and the object their functions store to. */
struct cli_table {
	const struct cli_option *v;
	size_t n;
	void *to;
};

/**
 * struct cli - the command line of a command
 * @args_doc: its words, for --help
 * @doc: what it does; text behind \v follows the options
 * @headings: of the groups of options, NULL if there is one group
 * @words: where words that are no options go, at most @max of them
 * @nwords: how many there are, or NULL
 * @check: checks the whole in the end, or NULL
 * @to: for @check
 */
struct cli {
	const char *args_doc, *doc;
	const char *const *headings;
	const char **words;
	size_t max, *nwords;
	bool (*check)(void *to, char **why);
	void *to;
};

/*
 * A hidden option that prints what completion.sh offers: a line for each
 * spelling of an option, with @arg and the choices, and behind ":" @args_doc.
 */
#define CLI_WORDS "--words"

/*
 * Parse a command line with the options of @n tables; return true if all is
 * well. Errors are reported. Exits after --help, after CLI_WORDS and after an
 * unknown option.
 */
bool cli_parse(const struct cli *cli, const struct cli_table *tables, size_t n,
	       int argc, char **argv);

/* Functions for @set: to a bool, to a const char *, to an enum. */
bool cli_flag(void *to, const struct cli_option *option, const char *value,
	      char **why);
bool cli_text(void *to, const struct cli_option *option, const char *value,
	      char **why);
bool cli_choice(void *to, const struct cli_option *option, const char *value,
		char **why);

#endif /* VMB_LIB_CLI_H */
