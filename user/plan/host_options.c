// SPDX-License-Identifier: GPL-2.0-only
#include "plan/host_options.h"

#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/say.h"
#include "plan/knob.h"

enum host_key {
	KEY_PLACE = 0x100,
	KEY_LATENCY,
	KEY_LOCK,
};

static const struct argp_option descriptions[] = {
	{ NULL, 0, NULL, 0, "Keeping the machine quiet:", 0 },
	{ "place", KEY_PLACE, "WORD", 0,
	  "Choose the CPUs by the machine's topology: cores (one thread on "
	  "each core, then their SMT siblings), same-node (so within one NUMA "
	  "node) or other-node (readers on one node, writers on another); sets "
	  "reader_cpus and writer_cpus",
	  0 },
	{ "cpu-latency", KEY_LATENCY, "US", 0,
	  "Keep CPUs out of idle states that take longer than US microseconds "
	  "to leave, 0 for all of them, while there are runs (default: the "
	  "machine's setting)",
	  0 },
	{ "lock-memory", KEY_LOCK, "BOOL", 0,
	  "1 locks the driver's memory, because its page faults take the locks "
	  "that are measured; 0 does not (default 1)",
	  0 },
	{ 0 },
};

static bool set_place(struct machine_options *options, const char *value,
		      char **why)
{
	return place_parse(value, &options->place, why);
}

/* Parse a number from 0 to @max. */
static bool parse_number(const char *value, unsigned long long max,
			 long *number, char **why)
{
	struct knob knob = { .type = KNOB_U64, .max = max };
	char *checked = knob_check(&knob, value, why);

	if (!checked)
		return false;
	*number = strtol(checked, NULL, 10);
	free(checked);
	return true;
}

static bool set_latency(struct machine_options *options, const char *value,
			char **why)
{
	return parse_number(value, 1000000, &options->latency_us, why);
}

static bool set_lock(struct machine_options *options, const char *value,
		     char **why)
{
	long lock;

	if (!parse_number(value, 1, &lock, why))
		return false;
	options->lock = lock;
	options->lock_given = true;
	return true;
}

static const struct setter {
	const char *name;
	enum host_key key;
	bool (*set)(struct machine_options *options, const char *value,
		    char **why);
} setters[] = {
	{ "place", KEY_PLACE, set_place },
	{ "cpu-latency", KEY_LATENCY, set_latency },
	{ "lock-memory", KEY_LOCK, set_lock },
};

/* Return true if @name is @option, perhaps with _ for -. */
static bool is_name(const char *name, const char *option)
{
	for (; *option; name++, option++)
		if (*name != *option && !(*name == '_' && *option == '-'))
			return false;
	return !*name;
}

static const struct setter *find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(setters); i++)
		if (is_name(name, setters[i].name))
			return &setters[i];
	return NULL;
}

bool machine_option_set(struct machine_options *options, const char *name,
			const char *value, char **why)
{
	return find(name)->set(options, value, why);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	size_t i;
	char *why;

	for (i = 0; i < ARRAY_SIZE(setters); i++) {
		if (key != (int)setters[i].key)
			continue;
		if (setters[i].set(state->input, arg, &why))
			return 0;
		say("--%s: %s", setters[i].name, why);
		free(why);
		return EINVAL;
	}
	return ARGP_ERR_UNKNOWN;
}

const struct argp machine_argp = {
	.options = descriptions,
	.parser = parse,
};
