// SPDX-License-Identifier: GPL-2.0-only
/* What the machine is: real or not, and what it tells the time by. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/noise.h"
#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/array.h"

#define CLOCK_DIR "/sys/devices/system/clocksource/clocksource0"

/* Words of the firmware by which machines that are none can be told. */
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

static const char *const dmi_files[] = { "sys_vendor", "product_name",
					 "board_vendor" };

/* NULL: the firmware tells of none. */
static const char *maker(void)
{
	const char *name = NULL;
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(dmi_files) && !name; i++) {
		char *text = sysfile_read("/sys/class/dmi/id/%s", dmi_files[i]);

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
	bool uml = vendor && !strcmp(vendor, "User Mode Linux");

	free(vendor);
	return uml;
}

char *tell_hypervisor(const struct machine *machine)
{
	char *flags = sysfile_field("/proc/cpuinfo", "flags");
	char *text = NULL;

	(void)machine;
	/* The CPU itself says so on x86; elsewhere the firmware may. */
	if (is_uml() || (flags && strstr(flags, " hypervisor")) ||
	    (!flags && maker()))
		text = alloc_copy("1");
	else if (flags)
		text = alloc_copy("0");
	free(flags);
	return text;
}

char *tell_hypervisor_name(const struct machine *machine)
{
	char *guest = tell_hypervisor(machine);
	bool is_known = guest, is_guest = guest && *guest == '1';
	const char *name;
	char *type;

	free(guest);
	if (!is_guest)
		return is_known ? alloc_copy("none") : NULL;
	if (is_uml())
		return alloc_copy("uml");
	/* Xen has a file of its own. */
	type = sysfile_read("/sys/hypervisor/type");
	if (type)
		return type;
	name = maker();
	return name ? alloc_copy(name) : NULL;
}

static char *share(double value)
{
	return isnan(value) ? NULL : alloc_printf("%.4f", value);
}

char *tell_stolen(const struct machine *machine)
{
	return share(machine->moment.stolen);
}

char *tell_stolen_share(const struct machine *machine)
{
	return share(machine->moment.stolen_share);
}

struct finding look_hypervisor(const struct machine *machine)
{
	char *guest = tell_hypervisor(machine);
	char *name = tell_hypervisor_name(machine), *stolen = NULL;
	struct finding finding;

	if (machine->moment.stolen_share > 0)
		stolen = alloc_printf(
			"; %.2f%% of their time were, %.2f CPUs are right now",
			100 * machine->moment.stolen_share,
			machine->moment.stolen);
	if (guest && *guest == '1')
		finding = finding_note(alloc_printf(
			"this is a virtual machine%s%s%s: CPUs may be taken away at any time%s; measure on a real one",
			name ? " (" : "", name ?: "", name ? ")" : "",
			stolen ?: ""));
	else
		finding = finding_ok(alloc_copy(
			guest ? "none seen" : "not told by this machine"));
	free(guest);
	free(name);
	free(stolen);
	return finding;
}

struct finding look_clocksource(const struct machine *machine)
{
	/* Those that are read without leaving the CPU. */
	static const char *const quick[] = { "tsc", "arch_sys_counter",
					     "timebase", "riscv_clocksource" };
	char *source = sysfile_read(CLOCK_DIR "/current_clocksource");
	char *others = sysfile_read(CLOCK_DIR "/available_clocksource");
	struct finding finding;
	size_t i;

	(void)machine;
	for (i = 0; source && i < ARRAY_SIZE(quick); i++)
		if (!strcmp(source, quick[i]))
			break;
	if (source && i < ARRAY_SIZE(quick))
		finding = finding_ok(alloc_copy(source));
	else
		finding = finding_note(alloc_printf(
			"%s: reading the clock may be slow; %s",
			source ?: "unknown",
			others && strstr(others, "tsc") ?
				"run: echo tsc > " CLOCK_DIR
				"/current_clocksource" :
				"where the TSC is sound, boot with tsc=reliable"));
	free(source);
	free(others);
	return finding;
}
