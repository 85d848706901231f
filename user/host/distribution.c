// SPDX-License-Identifier: GPL-2.0-only
/* How this distribution installs its kernels and their headers. */
#include <fnmatch.h>
#include <string.h>

#include "host/readers.h"
#include "host/sysfile.h"
#include "lib/array.h"
#include "lib/words.h"

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
	auto_free char *text = sysfile_read("/etc/os-release");
	char *ids = alloc_copy(""), *next = text, *line, *at;

	while ((line = strsep(&next, "\n")))
		if (!strncmp(line, "ID=", 3) || !strncmp(line, "ID_LIKE=", 8))
			alloc_append(&ids, " %s", strchr(line, '=') + 1);
	for (at = ids; (at = strpbrk(at, "\"'\t")); at++)
		*at = ' ';
	return ids;
}

static bool is_packaged(const struct family *family, const char *release)
{
	auto_glob glob_t found = { 0 };

	if (family->release)
		return !fnmatch(family->release, release, FNM_EXTMATCH);
	found = sysfile_glob(family->file, release);
	return found.gl_pathc;
}

/* Return NULL if no package of a known distribution has the running kernel. */
static const struct family *find_family(const char *release)
{
	auto_free char *ids = read_ids();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(families); i++)
		if (list_has(ids, families[i].id))
			return is_packaged(&families[i], release) ?
				       &families[i] : NULL;
	return NULL;
}

char *read_headers_command(void)
{
	auto_free char *release = kernel_release();
	const struct family *family = find_family(release);

	return family ? alloc_printf(family->headers, release) : NULL;
}

char *read_kernel_command(void)
{
	auto_free char *release = kernel_release();
	const struct family *family = find_family(release);
	auto_free char *machine = read_architecture();

	return family ? alloc_printf(family->kernel, debian_name(machine)) :
			NULL;
}
