// SPDX-License-Identifier: GPL-2.0-only
/* How kernels and their headers are installed on this distribution. */
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "host/readers.h"
#include "host/sysfile.h"
#include "lib/array.h"

/* Also finds linux-image-unsigned-RELEASE. */
#define DPKG_FILE "/var/lib/dpkg/info/linux-image*-%s.list"
/* The database is binary; the packages mark their releases. */
#define RPM_RELEASE "*.@(fc|el|amzn)*"

/* What Debian calls the machines of uname(), where it has another name. */
static const struct {
	const char *machine, *name;
} debian_names[] = {
	{"x86_64", "amd64"},
	{"aarch64", "arm64"},
	{"i686", "686-pae"},
	{"armv7l", "armmp"},
	{"ppc64le", "powerpc64le"},
};

static const char *debian_name(const char *machine)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(debian_names); i++)
		if (!strcmp(debian_names[i].machine, machine))
			return debian_names[i].name;
	return machine;
}

/*
 * An ID or ID_LIKE of os-release, and how distributions of that kind install
 * kernels.  A kernel came from a package if a file matches, or its release.
 */
static const struct family {
	const char *id;
	const char *file;    /* pattern; %s: the release */
	const char *release; /* pattern as for fnmatch() */
	const char *headers; /* a command; %s: the release */
	const char *kernel;  /* a command; %s: the architecture */
} families[] = {
	{ "ubuntu", DPKG_FILE, NULL, "apt-get install linux-headers-%s",
	  "apt-get install linux-image-generic" },
	{ "debian", DPKG_FILE, NULL, "apt-get install linux-headers-%s",
	  "apt-get install linux-image-%s" },
	{ "fedora", NULL, RPM_RELEASE, "dnf install kernel-devel-%s",
	  "dnf install kernel" },
	{ "rhel", NULL, RPM_RELEASE, "dnf install kernel-devel-%s",
	  "dnf install kernel" },
	{ "suse", NULL, "*-default*", "zypper install kernel-devel",
	  "zypper install kernel-default" },
	{ "arch", "/lib/modules/%s/pkgbase", NULL, "pacman -S linux-headers",
	  "pacman -S linux" },
};

/* Return the words of ID and ID_LIKE. */
static char *read_ids(void)
{
	char *text = sysfile_read("/etc/os-release"), *ids = alloc_copy("");
	char *line, *save, *at;

	line = text ? strtok_r(text, "\n", &save) : NULL;
	for (; line; line = strtok_r(NULL, "\n", &save))
		if (!strncmp(line, "ID=", 3) || !strncmp(line, "ID_LIKE=", 8))
			alloc_append(&ids, " %s", strchr(line, '=') + 1);
	for (at = ids; (at = strpbrk(at, "\"'\t")); at++)
		*at = ' ';
	free(text);
	return ids;
}

/* Return NULL if the distribution is of no known family. */
static const struct family *find_family(void)
{
	const struct family *family = NULL;
	char *ids = read_ids();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(families) && !family; i++)
		if (list_has(ids, families[i].id))
			family = &families[i];
	free(ids);
	return family;
}

static bool is_packaged(const struct family *family, const char *release)
{
	char **paths;
	size_t n;

	if (family->release)
		return !fnmatch(family->release, release, FNM_EXTMATCH);
	paths = sysfile_glob(&n, family->file, release);
	split_free(paths, n);
	return n;
}

char *read_headers_hint(void)
{
	const struct family *family = find_family();
	char *command, *hint;
	struct utsname uts;

	uname(&uts);
	if (!family || !is_packaged(family, uts.release))
		return alloc_printf("kernel %s was not installed by a package manager: pass its build directory with KDIR=DIR",
				    uts.release);
	command = alloc_printf(family->headers, uts.release);
	hint = alloc_printf("kernel %s came from a package: %s", uts.release,
			    command);
	free(command);
	return hint;
}

char *read_kernel_hint(void)
{
	const struct family *family = find_family();
	struct utsname uts;
	char *hint;

	if (!family)
		return alloc_copy("install the distribution's kernel and reboot");
	uname(&uts);
	hint = alloc_printf(family->kernel, debian_name(uts.machine));
	alloc_append(&hint, " && reboot");
	return hint;
}
