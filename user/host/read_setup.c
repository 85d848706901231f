// SPDX-License-Identifier: GPL-2.0-only
/* The module, and what it needs of this machine. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "host/event.h"
#include "host/module.h"
#include "host/readers.h"
#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/say.h"
#include "module/abi/version.h"

/* The module where "make" leaves it in the source tree. */
#define BUILT "build/vmabench.ko"
#define MODULE_FILE "vmabench.ko"

static const char *release(void)
{
	static struct utsname uts;

	uname(&uts);
	return uts.release;
}

/* In full, as sudo has another PATH than the caller. */
char *read_driver(void)
{
	char *link = sysfile_path("/proc/self/exe");
	char path[PATH_MAX];
	ssize_t len = readlink(link, path, sizeof(path) - 1);

	free(link);
	path[len > 0 ? len : 0] = '\0';
	return alloc_copy(len > 0 ? path : VMB_PROGRAM);
}

/* Return the path of a file beside this program, or NULL if there is none. */
static char *beside(const char *name)
{
	char *path = read_driver(), *file = NULL;
	const char *slash = strrchr(path, '/');

	if (slash)
		file = alloc_printf("%.*s/%s", (int)(slash - path), path, name);
	if (file && access(file, F_OK)) {
		free(file);
		file = NULL;
	}
	free(path);
	return file;
}

char *read_module_file(void)
{
	return beside(MODULE_FILE) ?: alloc_copy(BUILT);
}

/* With the source tree this program was built in, unless it was moved. */
char *read_build_command(void)
{
	char *dir = beside("../Kbuild"), *tree, *command;

	if (!dir)
		return alloc_copy("make module && insmod " BUILT
				  " (in the source tree)");
	*strrchr(dir, '/') = '\0';
	tree = realpath(dir, NULL);
	command = alloc_printf("make -C %s module && insmod %s/" BUILT,
			       tree ?: dir, tree ?: dir);
	free(tree);
	free(dir);
	return command;
}

/* Load the module that was built with this driver. */
char *read_load_command(void)
{
	char *file = beside(MODULE_FILE), *command;

	if (!file)
		return read_build_command();
	command = alloc_printf("insmod %s", file);
	free(file);
	return command;
}

char *read_root(void)
{
	return flag_text(!geteuid());
}

char *read_lockdown(void)
{
	char *text = sysfile_read("/sys/kernel/security/lockdown");
	/* "[none] integrity confidentiality" */
	const char *mode = text ? strchr(text, '[') : NULL;
	char *word = mode ? alloc_printf("%.*s", (int)strcspn(mode + 1, "]"),
					 mode + 1) : alloc_copy("none");

	free(text);
	return word;
}

/* Without a mount, the kernel can have a directory for it. */
char *read_debugfs(void)
{
	char *dir = debugfs_mount();

	if (!dir && sysfile_exists("/proc/filesystems") &&
	    !sysfile_exists("/sys/kernel/debug"))
		return alloc_copy("unsupported");
	return dir;
}

char *read_secure_boot(void)
{
	char **paths, *path, *data = NULL, *state = NULL;
	size_t n, len = 0;

	paths = sysfile_glob(&n, "/sys/firmware/efi/efivars/SecureBoot-*");
	if (n) {
		path = sysfile_path("%s", paths[0]);
		data = sysfile_slurp(path, &len);
		free(path);
	}
	/* Four bytes of attributes, then the value. */
	if (data && len >= 5)
		state = flag_text(data[4]);
	free(data);
	split_free(paths, n);
	return state;
}

char *read_signer(void)
{
	char *state = read_secure_boot();
	bool is_on = state && *state == '1';

	free(state);
	return is_on ? alloc_copy("Secure Boot") : NULL;
}

static bool has_headers(void)
{
	return sysfile_exists("/lib/modules/%s/build", release());
}

char *read_headers(void)
{
	return has_headers() ? flag_text(true) : NULL;
}

static bool takes_signed_only(void)
{
	char *mode = read_lockdown();
	bool is_locked_down = strcmp(mode, "none");

	free(mode);
	return is_locked_down ||
	       sysfile_starts("Y", "/sys/module/module/parameters/sig_enforce");
}

static bool is_installed(void)
{
	char **paths;
	size_t n;

	paths = sysfile_glob(&n, "/lib/modules/%s/{updates/dkms,updates,extra}/vmabench.ko*",
			     release());
	split_free(paths, n);
	return n;
}

/* Read the versions of the loaded module; return 0 or an errno. */
static int load_version(struct module_version *version)
{
	char *dir = module_dir();
	int err = dir ? module_version(dir, version) : ENOENT;

	free(dir);
	return err;
}

/* A word for the state of the module, or, if it is absent, the way to it. */
static const char *module_word(void)
{
	struct module_version version;
	char *file;
	int err = load_version(&version);

	if (!err)
		return version.abi == VMB_ABI_VERSION &&
		       version.csv == VMB_CSV_VERSION ? "loaded" : "other";
	if (err != ENOENT)
		return err == EPROTO ? "unversioned" : "unreadable";
	if (takes_signed_only())
		return "unsigned";
	if (is_installed())
		return "installed";
	file = beside(MODULE_FILE);
	free(file);
	if (file)
		return "built";
	return has_headers() ? "sources" : "unbuildable";
}

char *read_module(void)
{
	return alloc_copy(module_word());
}

char *read_loaded_version(void)
{
	struct module_version version;

	return load_version(&version) ? NULL : alloc_copy(version.module);
}

char *read_loaded_abi(void)
{
	struct module_version version;

	if (load_version(&version))
		return NULL;
	return alloc_printf("ABI %d and CSV %d", version.abi, version.csv);
}

char *read_module_error(void)
{
	struct module_version version;

	return alloc_copy(strerror(load_version(&version)));
}

char *read_vma_lock(void)
{
	char *symbols = sysfile_read("/proc/kallsyms");
	bool is_known = symbols;
	bool has = is_known && strstr(symbols, " lock_vma_under_rcu");

	free(symbols);
	return is_known ? flag_text(has) : NULL;
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
