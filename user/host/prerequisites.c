// SPDX-License-Identifier: GPL-2.0-only
#include "host/prerequisites.h"

#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "host/distribution.h"
#include "host/module.h"
#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/array.h"
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

/* Where this program lies: sudo has another PATH than the caller, if any. */
static char *own_path(void)
{
	char *link = sysfile_path("/proc/self/exe");
	char path[PATH_MAX];
	ssize_t len = readlink(link, path, sizeof(path) - 1);

	free(link);
	path[len > 0 ? len : 0] = '\0';
	return alloc_copy(len > 0 ? path : VMB_PROGRAM);
}

/* A file beside this program; NULL: there is no such file. */
static char *beside(const char *name)
{
	char *path = own_path(), *file = NULL;
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

/* The source tree this program was built in; NULL: it has been moved away. */
static char *source_tree(void)
{
	char *sources = beside("../Kbuild"), *slash, *dir, *tree = NULL;

	if (!sources)
		return NULL;
	slash = strrchr(sources, '/');
	dir = alloc_printf("%.*s", (int)(slash - sources), sources);
	tree = realpath(dir, NULL);
	free(sources);
	free(dir);
	return tree;
}

/* Build the module and load it, from wherever the caller is. */
static char *build_command(void)
{
	char *tree = source_tree(), *command;

	if (tree)
		command = alloc_printf("make -C %s module && insmod %s/" BUILT,
				       tree, tree);
	else
		command = alloc_copy("make module && insmod " BUILT
				     " (in the source tree)");
	free(tree);
	return command;
}

/* Load the module that was built with this driver. */
static char *reload_command(void)
{
	char *file = beside(MODULE_FILE), *load, *command;

	load = file ? alloc_printf("insmod %s", file) : build_command();
	command = alloc_printf("rmmod vmabench; %s", load);
	free(load);
	free(file);
	return command;
}

char *lockdown_mode(void)
{
	char *text = sysfile_read("/sys/kernel/security/lockdown");
	char *mode, *end;

	/* "[none] integrity confidentiality" */
	mode = text ? strchr(text, '[') : NULL;
	end = mode ? strchr(mode, ']') : NULL;
	if (end) {
		*end = '\0';
		mode = alloc_copy(mode + 1);
	} else {
		mode = alloc_copy("none");
	}
	free(text);
	return mode;
}

int secure_boot(void)
{
	char *pattern = sysfile_path("/sys/firmware/efi/efivars/SecureBoot-*");
	char *data = NULL;
	size_t len = 0;
	int state = -1;
	glob_t found;

	if (!glob(pattern, 0, NULL, &found))
		data = sysfile_slurp(found.gl_pathv[0], &len);
	globfree(&found);
	/* Four bytes of attributes, then the value. */
	if (data && len >= 5)
		state = data[4] != 0;
	free(data);
	free(pattern);
	return state;
}

bool signed_modules_only(void)
{
	char *enforce = sysfile_read("/sys/module/module/parameters/sig_enforce");
	char *mode = lockdown_mode();
	bool only;

	only = (enforce && *enforce == 'Y') || strcmp(mode, "none");
	free(enforce);
	free(mode);
	return only;
}

static bool has_headers(void)
{
	return sysfile_exists("/lib/modules/%s/build", release());
}

/* @problem: what the lack of headers means. */
static char *no_headers(const char *problem)
{
	char *hint = headers_hint();
	char *lack = alloc_printf("%s; %s", problem, hint);

	free(hint);
	return lack;
}

char *prereq_headers(void)
{
	if (has_headers())
		return NULL;
	return no_headers("the headers of this kernel are missing, without which the module cannot be built");
}

char *prereq_root(void)
{
	char *path, *lack;

	if (!geteuid())
		return NULL;
	path = own_path();
	lack = alloc_printf("only root may use debugfs; run it as: sudo %s",
			    path);
	free(path);
	return lack;
}

static char *no_debugfs(void)
{
	char *hint = kernel_hint();
	char *lack = alloc_printf("this kernel was built without debugfs; boot one with CONFIG_DEBUG_FS=y: %s",
				  hint);

	free(hint);
	return lack;
}

char *prereq_debugfs(void)
{
	char *mode = lockdown_mode();
	char *dir = debugfs_mount();
	char *lack = NULL;

	if (strcmp(mode, "none"))
		lack = alloc_printf("this kernel is locked down (%s), which shuts debugfs; switch Secure Boot off and boot without lockdown=: mokutil --disable-validation && reboot",
				    mode);
	else if (!dir && sysfile_exists("/proc/filesystems") &&
		 !sysfile_exists("/sys/kernel/debug"))
		lack = no_debugfs();
	else if (!dir)
		lack = alloc_copy("debugfs is not mounted; run: mount -t debugfs none /sys/kernel/debug");
	free(mode);
	free(dir);
	return lack;
}

static bool is_installed(void)
{
	static const char *const places[] = { "updates/dkms", "updates", "extra" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(places); i++) {
		char *pattern = sysfile_path("/lib/modules/%s/%s/vmabench.ko*",
					     release(), places[i]);
		glob_t found;
		int missing = glob(pattern, 0, NULL, &found);

		free(pattern);
		globfree(&found);
		if (!missing)
			return true;
	}
	return false;
}

static char *not_signed(const char *built)
{
	return alloc_printf("the module is not loaded, and this kernel takes only signed ones%s; sign it with a key enrolled by mokutil --import: kmodsign sha512 MOK.priv MOK.der %s && insmod %s",
			    secure_boot() == 1 ? " (Secure Boot)" : "",
			    built ?: BUILT, built ?: BUILT);
}

static char *not_loaded(void)
{
	char *built = beside(MODULE_FILE), *command, *lack;

	if (signed_modules_only()) {
		lack = not_signed(built);
	} else if (is_installed()) {
		lack = alloc_copy("the module is not loaded; run: modprobe vmabench");
	} else if (built) {
		lack = alloc_printf("the module is not loaded; run: insmod %s",
				    built);
	} else if (!has_headers()) {
		lack = no_headers("the module is not loaded and cannot be built, as the headers of this kernel are missing");
	} else {
		command = build_command();
		lack = alloc_printf("the module is not loaded; run: %s",
				    command);
		free(command);
	}
	free(built);
	return lack;
}

/* A module is loaded, but not one that this driver can talk to. */
static char *other_module(const char *dir, const struct module_version *version,
			  int err)
{
	char *command = reload_command(), *lack;

	if (err == EPROTO)
		lack = alloc_printf("%s/version does not tell versions; load the module that came with this driver: %s",
				    dir, command);
	else
		lack = alloc_printf("the loaded module %s speaks ABI %d and CSV %d, this driver %s ABI %d and CSV %d; load the module that came with it: %s",
				    version->module, version->abi, version->csv,
				    VMB_VERSION, VMB_ABI_VERSION,
				    VMB_CSV_VERSION, command);
	free(command);
	return lack;
}

/* @dir is what module_dir() gave. */
static char *check_dir(const char *dir)
{
	struct module_version version;
	int err = module_version(dir, &version);

	if (err == ENOENT)
		return not_loaded();
	if (err && err != EPROTO)
		return alloc_printf("cannot read %s/version: %s; as root, run: ls %s",
				    dir, strerror(err), dir);
	if (err || version.abi != VMB_ABI_VERSION ||
	    version.csv != VMB_CSV_VERSION)
		return other_module(dir, &version, err);
	return NULL;
}

char *prereq_loaded(void)
{
	char *dir = module_dir();
	char *lack = dir ? check_dir(dir) : not_loaded();

	free(dir);
	return lack;
}

char *prereq_module(char **dir)
{
	char *lack = NULL;

	/* Who names the directory need not be root or have debugfs. */
	if (!getenv("VMABENCH_DIR")) {
		lack = prereq_root();
		if (!lack)
			lack = prereq_debugfs();
	}
	if (!lack)
		lack = prereq_loaded();
	if (!lack)
		*dir = module_dir();
	return lack;
}
