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

/* Where SLUB reports how it treats VMAs. */
#define SLAB_DIR "/sys/kernel/slab/vm_area_struct"
#define VULNERABILITIES CPU_DIR "/vulnerabilities/*"

/*
 * Options that slow down what is measured, whatever the command line has.
 * Options that distributions enable in production kernels, such as DEBUG_LIST,
 * are left out.
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

static bool has_slab_debug(void)
{
	static const char *const files[] = { "sanity_checks", "red_zone",
					     "poison", "store_user" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(files); i++)
		if (sysfile_starts("1", SLAB_DIR "/%s", files[i]))
			return true;
	return false;
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

char *read_hz(const struct machine *machine)
{
	const char *hz = kconfig_get(machine->kconfig, "HZ");

	return hz ? alloc_copy(hz) : NULL;
}

char *read_tickless(const struct machine *machine)
{
	if (!machine->kconfig)
		return NULL;
	if (kconfig_is_on(machine->kconfig, "NO_HZ_FULL"))
		return alloc_copy("full");
	return alloc_copy(kconfig_is_on(machine->kconfig, "NO_HZ_IDLE") ?
				  "idle" : "periodic");
}

char *read_mitigations(void)
{
	char **paths, *names = NULL;
	size_t i, n;

	paths = sysfile_glob(&n, VULNERABILITIES);
	for (i = 0; i < n; i++)
		if (sysfile_starts("Mitigation", "%s", paths[i]))
			alloc_join(&names, ", ", strrchr(paths[i], '/') + 1);
	split_free(paths, n);
	return names;
}

char *read_vulnerable(void)
{
	size_t i, n, found = 0;
	char **paths = sysfile_glob(&n, VULNERABILITIES);

	for (i = 0; i < n; i++)
		found += sysfile_starts("Vulnerable", "%s", paths[i]);
	split_free(paths, n);
	return alloc_printf("%zu", found);
}

char *read_mitigations_off(const struct machine *machine)
{
	return machine_boots_with(machine, "mitigations=off") ?
		       alloc_copy("mitigations=off") : NULL;
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
	char *id = sysfile_read("/etc/machine-id");
	char *hash = id ? fingerprint(id, strlen(id)) : NULL;

	free(id);
	return hash;
}

/* Words of the firmware of virtual machines. */
static const struct {
	const char *word, *name;
} makers[] = {
	{ "QEMU", "qemu" },
	{ "KVM", "kvm" },
	{ "VMware", "vmware" },
	{ "VirtualBox", "virtualbox" },
	{ "innotek", "virtualbox" },
	{ "Xen", "xen" },
	{ "Virtual Machine", "hyperv" },
	{ "Google Compute Engine", "google" },
	{ "Amazon EC2", "amazon" },
	{ "Parallels", "parallels" },
	{ "BHYVE", "bhyve" },
	{ "OpenStack", "openstack" },
	{ "Firecracker", "firecracker" },
};

/* Return the kind of virtual machine the firmware names, or NULL. */
static const char *maker(void)
{
	static const char *const files[] = { "sys_vendor", "product_name",
					     "board_vendor" };
	const char *name = NULL;
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(files) && !name; i++) {
		char *text = sysfile_read("/sys/class/dmi/id/%s", files[i]);

		for (j = 0; text && j < ARRAY_SIZE(makers) && !name; j++)
			if (strstr(text, makers[j].word))
				name = makers[j].name;
		free(text);
	}
	return name;
}

static bool is_uml(void)
{
	char *vendor = sysfile_field("/proc/cpuinfo", "vendor_id");
	bool is = vendor && !strcmp(vendor, "User Mode Linux");

	free(vendor);
	return is;
}

/* x86 has a CPU flag; elsewhere the firmware can tell. */
char *read_hypervisor(void)
{
	char *flags = sysfile_field("/proc/cpuinfo", "flags");
	bool is_known = flags;
	bool is_guest = is_uml() || (flags ? !!strstr(flags, " hypervisor") :
					     !!maker());

	free(flags);
	return is_known || is_guest ? flag_text(is_guest) : NULL;
}

char *read_hypervisor_name(void)
{
	char *guest = read_hypervisor(), *type;
	bool is_known = guest, is_guest = guest && *guest == '1';

	free(guest);
	if (!is_guest)
		return is_known ? alloc_copy("none") : NULL;
	if (is_uml())
		return alloc_copy("uml");
	/* Xen has a file for this. */
	type = sysfile_read("/sys/hypervisor/type");
	if (type)
		return type;
	return maker() ? alloc_copy(maker()) : NULL;
}
