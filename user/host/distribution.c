// SPDX-License-Identifier: GPL-2.0-only
#include "host/distribution.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/array.h"

#define BLANKS " \t\"'"

static bool dpkg_has(const char *release)
{
	return sysfile_exists("/var/lib/dpkg/info/linux-image-%s.list",
			      release) ||
	       sysfile_exists("/var/lib/dpkg/info/linux-image-unsigned-%s.list",
			      release);
}

/* The database is binary; the packages mark their releases. */
static bool rpm_has(const char *release)
{
	return strstr(release, ".fc") || strstr(release, ".el") ||
	       strstr(release, ".amzn");
}

static bool suse_has(const char *release)
{
	return strstr(release, "-default");
}

static bool pacman_has(const char *release)
{
	return sysfile_exists("/lib/modules/%s/pkgbase", release);
}

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

/* An ID or ID_LIKE, and what distributions of that kind have. */
static const struct family {
	const char *id;
	bool (*has)(const char *release); /* a package of that kernel */
	const char *headers;		  /* %s: the release, if there is one */
	const char *kernel;		  /* %s: the architecture, likewise */
} families[] = {
	{"ubuntu", dpkg_has, "apt-get install linux-headers-%s",
	 "apt-get install linux-image-generic"},
	{"debian", dpkg_has, "apt-get install linux-headers-%s",
	 "apt-get install linux-image-%s"},
	{"fedora", rpm_has, "dnf install kernel-devel-%s", "dnf install kernel"},
	{"rhel", rpm_has, "dnf install kernel-devel-%s", "dnf install kernel"},
	{"suse", suse_has, "zypper install kernel-devel",
	 "zypper install kernel-default"},
	{"arch", pacman_has, "pacman -S linux-headers", "pacman -S linux"},
};

/* Return true if a field of os-release has @id among its words. */
static bool has_id(const char *release_file, const char *field, const char *id)
{
	const char *at = strstr(release_file, field);
	size_t len = strlen(id), n;

	if (!at)
		return false;
	for (at += strlen(field); *at && *at != '\n'; at += n) {
		at += strspn(at, BLANKS);
		n = strcspn(at, BLANKS "\n");
		if (n == len && !strncmp(at, id, len))
			return true;
	}
	return false;
}

/* Return NULL if the distribution is of no known family. */
static const struct family *find_family(void)
{
	char *file = sysfile_read("/etc/os-release"), *text;
	const struct family *family = NULL;
	size_t i;

	/* A newline in front of the first field as well. */
	text = alloc_printf("\n%s", file ?: "");
	for (i = 0; i < ARRAY_SIZE(families) && !family; i++)
		if (has_id(text, "\nID=", families[i].id) ||
		    has_id(text, "\nID_LIKE=", families[i].id))
			family = &families[i];
	free(text);
	free(file);
	return family;
}

/* Put @word where @command has its %s, if it has one. */
static char *fill_in(const char *command, const char *word)
{
	const char *at = strstr(command, "%s");

	if (!at)
		return alloc_copy(command);
	return alloc_printf("%.*s%s%s", (int)(at - command), command, word,
			    at + 2);
}

char *headers_hint(void)
{
	const struct family *family = find_family();
	char *command, *hint;
	struct utsname uts;

	uname(&uts);
	if (!family || !family->has(uts.release))
		return alloc_printf("kernel %s was not installed by a package manager: pass its build directory with KDIR=DIR",
				    uts.release);
	command = fill_in(family->headers, uts.release);
	hint = alloc_printf("kernel %s came from a package: %s", uts.release,
			    command);
	free(command);
	return hint;
}

char *kernel_hint(void)
{
	const struct family *family = find_family();
	char *command, *hint;
	struct utsname uts;

	if (!family)
		return alloc_copy("install the distribution's kernel and reboot");
	uname(&uts);
	command = fill_in(family->kernel, debian_name(uts.machine));
	hint = alloc_printf("%s && reboot", command);
	free(command);
	return hint;
}
