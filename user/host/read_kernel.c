// SPDX-License-Identifier: GPL-2.0-only
/* What the kernel spends on debugging and safety, and the machine below it. */
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "host/fingerprint.h"
#include "host/kconfig.h"
#include "host/readers.h"
#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/array.h"

#define VULNERABILITIES CPU_DIR "/vulnerabilities/*"

/*
 * Options that slow down what is measured, whatever the command line has.
 * Options that distributions enable in production kernels, such as DEBUG_LIST,
 * are left out.
 */
static const char *const costly[] = {
	"KASAN", "KMSAN", "KCSAN", "KCOV", "GCOV_KERNEL", "PROVE_LOCKING",
	"DEBUG_LOCK_ALLOC", "LOCK_STAT", "PROVE_RCU", "DEBUG_RWSEMS",
	"DEBUG_MUTEXES", "DEBUG_SPINLOCK", "DEBUG_ATOMIC_SLEEP",
	"DEBUG_PREEMPT", "DEBUG_VM", "DEBUG_VM_MAPLE_TREE",
	"DEBUG_MAPLE_TREE", "PER_VMA_LOCK_STATS", "DEBUG_OBJECTS",
	"SLUB_DEBUG_ON", "RCU_EQS_DEBUG", "DEBUG_PAGEALLOC_ENABLE_DEFAULT",
};

/* Words of the command line that enable debugging, and that disable it. */
static const struct {
	const char *word, *off;
} words[] = {
	{ "slub_debug", NULL },		{ "slub_debug=", "slub_debug=-" },
	{ "slab_debug", NULL },		{ "slab_debug=", "slab_debug=-" },
	{ "debug_pagealloc=on", NULL }, { "page_owner=on", NULL },
	{ "page_poison=1", NULL },	{ "kmemleak=on", NULL },
};

/* It can be built in and switched off. */
static bool has_kmemleak(const struct machine *machine)
{
	return kconfig_is_on(machine->kconfig, "DEBUG_KMEMLEAK") &&
	       !kconfig_is_on(machine->kconfig, "DEBUG_KMEMLEAK_DEFAULT_OFF") &&
	       !machine_boots_with(machine, "kmemleak=off");
}

/* SLUB reports how it treats VMAs. */
static bool has_slab_debug(void)
{
	auto_glob glob_t found = sysfile_glob("/sys/kernel/slab/vm_area_struct/"
					      "{sanity_checks,red_zone,poison,store_user}");
	bool has = false;
	size_t i;

	for (i = 0; i < found.gl_pathc; i++)
		has |= sysfile_starts("1", "%s", found.gl_pathv[i]);
	return has;
}

char *read_debug(const struct machine *machine)
{
	char *list = NULL;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(costly); i++)
		if (kconfig_is_on(machine->kconfig, costly[i]))
			alloc_join(&list, " ", costly[i]);
	if (has_kmemleak(machine))
		alloc_join(&list, " ", "DEBUG_KMEMLEAK");
	/* Lockdep shows without the configuration. */
	if (!machine->kconfig && sysfile_exists("/proc/lockdep_stats"))
		alloc_join(&list, " ", "lockdep");
	if (has_slab_debug())
		alloc_join(&list, " ", "slab_debug_of_VMAs");
	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (machine_boots_with(machine, words[i].word) &&
		    !(words[i].off &&
		      machine_boots_with(machine, words[i].off)))
			alloc_join(&list, " ", words[i].word);
	return list || !machine->kconfig ? list : alloc_copy("none");
}

char *read_mitigations(void)
{
	auto_glob glob_t found = sysfile_glob(VULNERABILITIES);
	char *names = NULL;
	size_t i;

	for (i = 0; i < found.gl_pathc; i++)
		if (sysfile_starts("Mitigation", "%s", found.gl_pathv[i]))
			alloc_join(&names, ", ",
				   strrchr(found.gl_pathv[i], '/') + 1);
	return names;
}

char *read_vulnerable(void)
{
	auto_glob glob_t found = sysfile_glob(VULNERABILITIES);
	size_t i, n = 0;

	for (i = 0; i < found.gl_pathc; i++)
		n += sysfile_starts("Vulnerable", "%s", found.gl_pathv[i]);
	return alloc_printf("%zu", n);
}

char *read_architecture(void)
{
	struct utsname uts;

	uname(&uts);
	return alloc_copy(uts.machine);
}

/* Distinguishes machines without identifying one. */
char *read_machine_hash(void)
{
	auto_free char *id = sysfile_read("/etc/machine-id");

	return id ? fingerprint(id, strlen(id)) : NULL;
}

/* Words of the firmware of virtual machines. */
static const struct {
	const char *word, *name;
} makers[] = {
	{ "QEMU", "qemu" }, { "KVM", "kvm" },
	{ "VMware", "vmware" }, { "VirtualBox", "virtualbox" },
	{ "innotek", "virtualbox" }, { "Xen", "xen" },
	{ "Virtual Machine", "hyperv" }, { "Google Compute Engine", "google" },
	{ "Amazon EC2", "amazon" }, { "Parallels", "parallels" },
	{ "BHYVE", "bhyve" }, { "OpenStack", "openstack" },
	{ "Firecracker", "firecracker" },
};

/* Return the kind of virtual machine the firmware names, or NULL. */
char *read_firmware(void)
{
	static const char *const files[] = { "sys_vendor", "product_name",
					     "board_vendor" };
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		auto_free char *text =
			sysfile_read("/sys/class/dmi/id/%s", files[i]);

		for (j = 0; text && j < ARRAY_SIZE(makers); j++)
			if (strstr(text, makers[j].word))
				return alloc_copy(makers[j].name);
	}
	return NULL;
}
