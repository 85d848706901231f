// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/differences.h"

#include <string.h>
#include <unistd.h>

#include "host/kconfig.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/words.h"
#include "results/env_diff.h"

static const char *const kinds[] = { "kernel", "config", "machine", "module" };

char *across_check(const char *across)
{
	auto_free const char **names = alloc_zeroed(
		nenv_rules + ARRAY_SIZE(kinds) + RUN_KEYS, sizeof(*names));
	const struct env_rule *rule;
	size_t i, nwords = 0, n = 0;
	char **words = across ? split(across, ',', &nwords) : NULL;
	char *why = NULL;

	for (i = 0; i < nenv_rules; i++)
		if (env_rules[i].kind)
			names[n++] = env_rules[i].key;
	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		names[n++] = kinds[i];
	for (i = 0; i < RUN_KEYS; i++)
		if (i != KEY_scheme)
			names[n++] = run_keys[i];

	for (i = 0; i < nwords && !why; i++) {
		const char *nearest = nearest_name(words[i], names, n);

		rule = env_rule_find(words[i]);
		if (strcmp(nearest, words[i]) && !(rule && rule->kind))
			why = alloc_printf("there is no '%s' to compare across; the nearest is %s",
					   words[i], nearest);
	}
	split_free(words, nwords);
	return why;
}

struct search {
	const char *across;
	bool strict, other_kernel;
	struct differences found;
};

static void add(struct search *search, const char *kind, const char *what,
		bool allowed)
{
	char **text = allowed ? &search->found.allowed : &search->found.refused;
	auto_free char *how = allowed ? alloc_copy("") :
				       alloc_printf(" (--across %s)", kind);

	alloc_append(text, "%s%s%s", *text ? "; " : "", what, how);
}

/*
 * Return true if both kernels report the same state of a vulnerability: "Not
 * affected", "Vulnerable" or "Mitigation", in their own words.
 */
static bool is_same_state(const char *one, const char *other)
{
	size_t len = strcspn(one, ":;,");

	return len == strcspn(other, ":;,") && !strncmp(one, other, len);
}

/* Return true for a difference of kernels, which compare is there for. */
static bool is_of_kernel(const struct search *search,
			 const struct env_rule *rule, const char *one,
			 const char *other)
{
	if (!strcmp(rule->key, "mitigation_"))
		return is_same_state(one, other);
	/*
	 * The checksum is computed by the build system of the kernel, and
	 * the clocksource is chosen by the kernel.
	 */
	if (!strcmp(rule->key, "module_srcversion") ||
	    !strcmp(rule->key, "clocksource"))
		return search->other_kernel;
	return !strcmp(rule->kind, "kernel");
}

static void add_value(void *data, const char *key, const char *one,
		      const char *other)
{
	struct search *search = data;
	const struct env_rule *rule = env_rule_find(key);
	auto_free char *what = alloc_printf("%s is '%s' in A, '%s' in B", key,
					    one, other);

	add(search, rule->kind, what,
	    (!search->strict && is_of_kernel(search, rule, one, other)) ||
	    list_has(search->across, rule->kind) ||
	    list_has(search->across, rule->key) ||
	    list_has(search->across, key));
}

/* Compare what the summary records too. */
static void compare_key(struct search *search, const char *key,
			const char *one, const char *other)
{
	if (*one && *other && strcmp(one, other))
		add_value(search, key, one, other);
}

/* Return the kernel's configuration, or NULL. */
static char *read_config(struct result_folder *folder)
{
	static const char *const names[] = { "kernel-config.gz",
					     "kernel-config" };
	char *config;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		auto_free char *path = result_folder_file(folder, names[i]);

		if (access(path, F_OK))
			continue;
		config = kconfig_text(path);
		/* Part of a file would lack options. */
		if (!config)
			complain(&folder->complaints, path, 0,
				 "it is damaged or cut off and cannot be unpacked; the file is left out");
		return config;
	}
	return NULL;
}

struct differences differences_find(struct result_folder *a,
				    struct result_folder *b,
				    const char *across, bool strict)
{
	const struct run *one = a->runs.v[0], *other = b->runs.v[0];
	auto_free char *of_a = read_config(a), *of_b = read_config(b);
	auto_free char *text = NULL;
	struct search search = {
		.across = across,
		.strict = strict,
		.other_kernel = strcmp(one->kernel_release,
				       other->kernel_release),
	};

	if (a->environment->nrows && b->environment->nrows) {
		env_diff_find(a->environment, b->environment, ENV_COMPARE,
			      add_value, &search);
	} else {
		compare_key(&search, "kernel_release", one->kernel_release,
			    other->kernel_release);
		compare_key(&search, "module_version", one->module_version,
			    other->module_version);
	}
	if (of_a && of_b)
		text = kconfig_differ(of_a, of_b, !search.other_kernel);
	if (text)
		add(&search, "config", text,
		    !strict || list_has(across, "config"));
	return search.found;
}
