// SPDX-License-Identifier: GPL-2.0-only
/* The module, and what it needs of this machine. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/event.h"
#include "host/module.h"
#include "host/readers.h"
#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/read_file.h"
#include "lib/say.h"
#include "module/abi/version.h"

/* In full, as sudo has another PATH than the caller. */
char *read_driver(void)
{
	auto_free char *link = sysfile_path("/proc/self/exe");
	char path[PATH_MAX];
	ssize_t len = readlink(link, path, sizeof(path) - 1);

	path[len > 0 ? len : 0] = '\0';
	return alloc_copy(len > 0 ? path : VMB_PROGRAM);
}

/* Return the path of a file beside this program, or NULL if there is none. */
static char *beside(const char *name)
{
	auto_free char *path = read_driver();
	char *slash = strrchr(path, '/'), *file;

	if (!slash)
		return NULL;
	*slash = '\0';
	file = alloc_printf("%s/%s", path, name);
	if (!access(file, F_OK))
		return file;
	free(file);
	return NULL;
}

char *read_built_module(void)
{
	return beside("vmabench.ko");
}

/* The source tree this program was built in, unless it was moved. */
char *read_source_tree(void)
{
	auto_free char *file = beside("../Kbuild");

	if (file)
		*strrchr(file, '/') = '\0';
	return file ? realpath(file, NULL) : NULL;
}

char *read_root(void)
{
	return flag_text(!geteuid());
}

char *read_lockdown(void)
{
	auto_free char *text = sysfile_read("/sys/kernel/security/lockdown");
	/* "[none] integrity confidentiality" */
	const char *mode = text ? strchr(text, '[') : NULL;

	return mode ? alloc_printf("%.*s", (int)strcspn(mode + 1, "]"),
				   mode + 1) : alloc_copy("none");
}

/* Without a mount, the kernel can have a directory for it. */
char *read_debugfs(void)
{
	char *dir = mount_of("debugfs");

	if (!dir && sysfile_exists("/proc/filesystems") &&
	    !sysfile_exists("/sys/kernel/debug"))
		return alloc_copy("unsupported");
	return dir;
}

char *read_secure_boot(void)
{
	auto_glob glob_t found =
		sysfile_glob("/sys/firmware/efi/efivars/SecureBoot-*");
	auto_free char *path = NULL, *data = NULL;
	size_t len = 0;

	if (found.gl_pathc) {
		path = sysfile_path("%s", found.gl_pathv[0]);
		data = read_file(path, &len);
	}
	/* Four bytes of attributes, then the value. */
	return data && len >= 5 ? flag_text(data[4]) : NULL;
}

char *read_mok(void)
{
	if (sysfile_exists(UBUNTU_MOK))
		return alloc_copy(UBUNTU_MOK);
	return sysfile_exists(DKMS_MOK) ? alloc_copy(DKMS_MOK) : NULL;
}

/* Return NULL if there is no key, or no firmware that could know one. */
char *read_mok_enrolled(void)
{
	auto_glob glob_t lists =
		sysfile_glob("/sys/firmware/efi/efivars/{MokListRT,db}-*");
	auto_free char *name = read_mok();
	auto_free char *path = name ? sysfile_path("%s", name) : NULL;
	size_t key_len = 0, len = 0, i;
	auto_free char *key = path ? read_file(path, &key_len) : NULL;
	bool is_enrolled = false, is_known = false;

	if (!key_len)
		return NULL;
	/* The lists have certificates as they are. */
	for (i = 0; i < lists.gl_pathc; i++) {
		auto_free char *file = sysfile_path("%s", lists.gl_pathv[i]);
		auto_free char *list = read_file(file, &len);

		is_known |= !!list;
		is_enrolled |= list && memmem(list, len, key, key_len);
	}
	return is_known ? flag_text(is_enrolled) : NULL;
}

char *read_headers(void)
{
	auto_free char *release = kernel_release();

	return sysfile_exists("/lib/modules/%s/build", release) ?
		       flag_text(true) : NULL;
}

char *read_installed(void)
{
	auto_free char *release = kernel_release();
	auto_glob glob_t found =
		sysfile_glob("/lib/modules/%s/{updates/dkms,updates,extra}/vmabench.ko*",
			     release);

	return flag_text(found.gl_pathc);
}

/* Read the versions of the loaded module; return 0 or an errno. */
static int load_version(struct module_version *version)
{
	auto_free char *dir = module_dir();

	return dir ? module_version(dir, version) : ENOENT;
}

/* A word for the state of the module, or NULL if it is not loaded. */
char *read_module(void)
{
	struct module_version version;
	int err = load_version(&version);

	if (err == ENOENT)
		return NULL;
	if (err)
		return alloc_copy(err == EPROTO ? "unversioned" : "unreadable");
	return alloc_copy(version.abi == VMB_ABI_VERSION &&
			  version.csv == VMB_CSV_VERSION ? "loaded" : "other");
}

char *read_loaded_version(void)
{
	struct module_version version;

	return load_version(&version) ? NULL : alloc_copy(version.module);
}

char *read_loaded_abi(void)
{
	struct module_version version;

	return load_version(&version) ? NULL :
	       alloc_printf("ABI %d and CSV %d", version.abi, version.csv);
}

char *read_module_error(void)
{
	struct module_version version;

	return alloc_copy(strerror(load_version(&version)));
}

char *read_vma_lock(void)
{
	auto_free char *symbols = sysfile_read("/proc/kallsyms");

	return symbols ? flag_text(strstr(symbols, " lock_vma_under_rcu")) :
			 NULL;
}

char *read_lacking_events(void)
{
	char *why, *names = NULL;
	struct events *events = events_new(DEFAULT_EVENTS, &why);
	const char *reason = "";
	size_t i;

	if (!events)
		return why;
	for (i = 0; i < events->n; i++) {
		if (events->v[i].lack == EVENT_THERE)
			continue;
		reason = event_lack_text(events->v[i].lack);
		alloc_append(&names, "%s%s",
			     names ? ", " : "fields stay empty: ",
			     events->v[i].name);
	}
	events_free(events);
	if (names)
		alloc_append(&names, " (%s)", reason);
	return names;
}
