// SPDX-License-Identifier: GPL-2.0-only
/* What the kernel spends on being debugged, and on being safe. */
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "host/distribution.h"
#include "host/kconfig.h"
#include "host/noise.h"
#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/array.h"

/* Where SLUB says how it treats the objects that are VMAs. */
#define SLAB_DIR "/sys/kernel/slab/vm_area_struct"

/*
 * Options that cost time in what is measured, whatever the boot loader says.
 * What distributions have on in kernels for use, such as DEBUG_LIST, is not
 * here.
 */
static const char *const costly[] = {
	"KASAN",
	"KMSAN",
	"KCSAN",
	"KCOV",
	"GCOV_KERNEL",
	"PROVE_LOCKING",
	"DEBUG_LOCK_ALLOC",
	"LOCK_STAT",
	"PROVE_RCU",
	"DEBUG_RWSEMS",
	"DEBUG_MUTEXES",
	"DEBUG_SPINLOCK",
	"DEBUG_ATOMIC_SLEEP",
	"DEBUG_PREEMPT",
	"DEBUG_VM",
	"DEBUG_VM_MAPLE_TREE",
	"DEBUG_MAPLE_TREE",
	"PER_VMA_LOCK_STATS",
	"DEBUG_OBJECTS",
	"SLUB_DEBUG_ON",
	"RCU_EQS_DEBUG",
	"DEBUG_PAGEALLOC_ENABLE_DEFAULT",
};

/* What can be switched on when the kernel is booted; the - switches it off. */
static const struct {
	const char *word, *off;
} words[] = {
	{ "slub_debug", NULL },		{ "slub_debug=", "slub_debug=-" },
	{ "slab_debug", NULL },		{ "slab_debug=", "slab_debug=-" },
	{ "debug_pagealloc=on", NULL }, { "page_owner=on", NULL },
	{ "page_poison=1", NULL },	{ "kmemleak=on", NULL },
};

static void add(char **list, const char *name)
{
	alloc_append(list, "%s%s", *list ? " " : "", name);
}

/* kmemleak may be built in and off, by configuration or boot loader. */
static bool has_kmemleak(const struct machine *machine)
{
	return kconfig_is_on(machine->kconfig, "DEBUG_KMEMLEAK") &&
	       !kconfig_is_on(machine->kconfig, "DEBUG_KMEMLEAK_DEFAULT_OFF") &&
	       !machine_boots_with(machine, "kmemleak=off");
}

/* Whether the slabs of VMAs are checked now, by whatever means. */
static bool has_slab_debug(void)
{
	static const char *const files[] = { "sanity_checks", "red_zone",
					     "poison", "store_user" };
	bool on = false;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(files) && !on; i++) {
		char *text = sysfile_read(SLAB_DIR "/%s", files[i]);

		on = text && *text == '1';
		free(text);
	}
	return on;
}

/* Whether this kernel has lockdep, though it hides its configuration. */
static bool has_lockdep(void)
{
	return sysfile_exists("/proc/lockdep_stats");
}

/* NULL: none seen. */
static char *debug_options(const struct machine *machine)
{
	char *list = NULL;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(costly); i++)
		if (kconfig_is_on(machine->kconfig, costly[i]))
			add(&list, costly[i]);
	if (has_kmemleak(machine))
		add(&list, "DEBUG_KMEMLEAK");
	if (!machine->kconfig && has_lockdep())
		add(&list, "lockdep");
	if (has_slab_debug())
		add(&list, "slab_debug_of_VMAs");
	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (machine_boots_with(machine, words[i].word) &&
		    !(words[i].off &&
		      machine_boots_with(machine, words[i].off)))
			add(&list, words[i].word);
	return list;
}

char *tell_debug(const struct machine *machine)
{
	char *list = debug_options(machine);

	if (list)
		return list;
	return machine->kconfig ? alloc_copy("none") : NULL;
}

struct finding look_debug(const struct machine *machine)
{
	char *list = debug_options(machine), *hint = kernel_hint();
	struct finding finding;

	if (list)
		finding = finding_note(alloc_printf(
			"%s: what is measured is slower for it; boot a kernel without: %s",
			list, hint));
	else
		finding = finding_ok(alloc_copy(
			machine->kconfig ?
				"none" :
				"none seen; this kernel does not show its configuration"));
	free(hint);
	free(list);
	return finding;
}

struct finding look_mitigations(const struct machine *machine)
{
	char *pattern = sysfile_path(CPU_DIR "/vulnerabilities/*");
	size_t i, force = 0, open = 0;
	char *names = NULL;
	struct finding finding;
	glob_t found;

	if (!glob(pattern, 0, NULL, &found)) {
		for (i = 0; i < found.gl_pathc; i++) {
			char *text = sysfile_slurp(found.gl_pathv[i], NULL);

			if (text && !strncmp(text, "Mitigation", 10)) {
				force++;
				alloc_append(&names, "%s%s", names ? ", " : "",
					     strrchr(found.gl_pathv[i], '/') +
						     1);
			}
			open += text && !strncmp(text, "Vulnerable", 10);
			free(text);
		}
	}
	globfree(&found);
	free(pattern);

	if (force)
		finding = finding_note(alloc_printf(
			"%zu in force, whose cost is in the figures: %s; %zu left vulnerable; to see what they cost, boot a test machine with mitigations=off",
			force, names, open));
	else
		finding = finding_ok(alloc_printf(
			"none in force, %zu left vulnerable%s", open,
			machine_boots_with(machine, "mitigations=off") ?
				" (mitigations=off): not how most machines are run" :
				""));
	free(names);
	return finding;
}
