// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is said on machines that lack something: each is a directory that
 * holds the files such a machine would have.
 */
#include "fake.h"
#include "support.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "host/facts.h"
#include "host/module.h"
#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "module/abi/version.h"

#define MOUNTS                     \
	"proc /proc proc rw 0 0\n" \
	"debugfs /sys/kernel/debug debugfs rw 0 0\n"
#define RELEASE "6.1-test"
#define MODULE_DIR "sys/kernel/debug/vmabench/"
#define TO_TEXT_(x) #x
#define TO_TEXT(x) TO_TEXT_(x)
#define VERSIONS                                                      \
	"module=9.9\nabi=" TO_TEXT(VMB_ABI_VERSION) "\ncsv=" TO_TEXT( \
		VMB_CSV_VERSION) "\n"

/* A machine on which a run is possible, to take things away from. */
static int setup(void **state)
{
	const char *root = temp_dir();

	put_file(root, "proc/sys/kernel/osrelease", RELEASE "\n");
	put_file(root, "lib/modules/" RELEASE "/build/Makefile", "");
	put_file(root, "proc/mounts", MOUNTS);
	put_file(root, "proc/filesystems", "nodev\tdebugfs\n");
	put_file(root, "sys/kernel/security/lockdown",
		 "[none] integrity confidentiality\n");
	put_file(root, MODULE_DIR "version", VERSIONS);
	sysfile_set_root(root);
	unsetenv("VMABENCH_DIR");
	/* Where no module was built. */
	assert_int_equal(chdir(root), 0);
	*state = (void *)root;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	sysfile_set_root("");
	return chdir("/");
}

static void remove_file(const char *root, const char *name)
{
	char *path = alloc_printf("%s/%s", root, name);

	assert_int_equal(remove(path), 0);
	free(path);
}

/* This program is in a directory of the machine. */
static void lies_in(const char *root, const char *dir)
{
	char *name = alloc_printf("%s/vmabench", dir);
	char *path = alloc_printf("%s/%s", root, name);
	char *link = alloc_printf("%s/proc/self/exe", root);

	put_file(root, name, "");
	put_file(root, "proc/self/exe", "");
	assert_int_equal(unlink(link), 0);
	assert_int_equal(symlink(path, link), 0);
	free(link);
	free(path);
	free(name);
}

static void assert_lack(char *lack, const char *words, const char *command)
{
	if (!lack)
		fail_msg("not noticed: %s", words);
	assert_has(lack, words);
	assert_has(lack, command);
	assert_null(strchr(lack, '\n'));
	free(lack);
}

static void assert_check(const char *name, enum level level, const char *words)
{
	finds_on(NULL, name, level, words);
}

static void test_nothing_lacks(void **state)
{
	const char *root = *state;
	char *expected = alloc_printf("%s/" MODULE_DIR, root);
	char *dir;

	assert_null(prerequisite("debugfs"));
	assert_null(prerequisite("module"));
	assert_null(prerequisite("headers"));
	dir = module_dir();
	assert_int_equal(strncmp(expected, dir, strlen(dir)), 0);
	free(expected);
	free(dir);
}

static void test_not_root(void **state)
{
	char *path;

	if (geteuid())
		skip();
	assert_null(prerequisite("root"));
	assert_int_equal(seteuid(65534), 0);
	assert_lack(prerequisite("root"), "only root", "sudo vmabench");
	assert_int_equal(seteuid(0), 0);

	/* sudo does not look where the caller found it. */
	lies_in(*state, "build");
	path = alloc_printf("sudo %s/build/vmabench", (const char *)*state);
	assert_int_equal(chmod(".", 0755), 0);
	assert_int_equal(chmod("..", 0755), 0);
	assert_int_equal(seteuid(65534), 0);
	assert_lack(prerequisite("root"), "only root", path);
	assert_int_equal(seteuid(0), 0);
	free(path);
}

static void test_debugfs_not_mounted(void **state)
{
	put_file(*state, "proc/mounts", "proc /proc proc rw 0 0\n");
	assert_lack(prerequisite("debugfs"), "debugfs is not mounted",
		    "mount -t debugfs none /sys/kernel/debug");
}

static void test_debugfs_elsewhere(void **state)
{
	const char *root = *state;
	char *dir, *expected;

	put_file(root, "proc/mounts", "none /mnt/a\\040b debugfs rw 0 0\n");
	expected = alloc_printf("%s/mnt/a b/" VMB_DEBUGFS_DIR, root);
	dir = module_dir();
	assert_string_equal(dir, expected);
	free(dir);
	free(expected);
}

static void test_lockdown(void **state)
{
	put_file(*state, "sys/kernel/security/lockdown",
		 "none [integrity] confidentiality\n");
	assert_lack(prerequisite("debugfs"), "locked down (integrity)",
		    "mokutil --disable-validation");
	put_file(*state, "sys/kernel/security/lockdown",
		 "none integrity [confidentiality]\n");
	assert_lack(prerequisite("debugfs"), "locked down (confidentiality)",
		    "mokutil");
}

static void assert_not_loaded(const char *root, const char *command, ...)
{
	va_list args;
	char *text;

	va_start(args, command);
	assert_true(vasprintf(&text, command, args) >= 0);
	va_end(args);
	remove_file(root, MODULE_DIR "version");
	assert_lack(prerequisite("module"), "not loaded", text);
	put_file(root, MODULE_DIR "version", "hello\n");
	free(text);
}

/* The driver may be called from anywhere: paths are told in full. */
static void test_not_loaded(void **state)
{
	const char *root = *state;

	assert_not_loaded(root, "make module && insmod build/vmabench.ko (in");

	lies_in(root, "a/build");
	put_file(root, "a/Kbuild", "");
	assert_not_loaded(
		root,
		"run: make -C %s/a module && insmod %s/a/build/vmabench.ko",
		root, root);
	put_file(root, "a/build/vmabench.ko", "");
	assert_not_loaded(root, "run: insmod %s/a/build/vmabench.ko", root);

	put_file(root, "lib/modules/" RELEASE "/updates/dkms/vmabench.ko.xz",
		 "");
	assert_not_loaded(root, "run: modprobe vmabench");
}

static void test_signed_modules_only(void **state)
{
	static const char secure[] = "\x06\x01\x01\x01\x01";
	const char *root = *state;

	put_file(root, "sys/module/module/parameters/sig_enforce", "Y\n");
	assert_check("signatures", LEVEL_OK, "the module is loaded");
	remove_file(root, MODULE_DIR "version");
	assert_lack(prerequisite("module"), "only signed ones, by a key",
		    "scripts/sign-file sha512 certs/signing_key.pem");
	put_file(root, "proc/cmdline", "ro module.sig_enforce=1\n");
	assert_lack(prerequisite("module"), "only signed ones, by a key",
		    "boot it without module.sig_enforce");
	put_file(root, "sys/firmware/efi/efivars/SecureBoot-8be4df61",
		 secure);
	assert_lack(prerequisite("module"), "only signed ones (Secure Boot), and",
		    "mokutil --import /var/lib/dkms/mok.pub");
	put_file(root, "sys/module/module/parameters/sig_enforce", "N\n");
	assert_lack(prerequisite("module"), "not loaded", "make module");
	assert_check("signatures", LEVEL_OK, "not needed");
	put_file(root, "proc/sys/kernel/modules_disabled", "1\n");
	assert_lack(prerequisite("module"), "switched off", "run: reboot");
}

static void test_enrolled(void **state)
{
	const char *root = *state;

	remove_file(root, MODULE_DIR "version");
	put_file(root, "sys/module/module/parameters/sig_enforce", "Y\n");
	put_file(root, "var/lib/dkms/mok.pub", "our certificate");
	/* Without a list nobody knows. */
	put_file(root, "sys/firmware/efi/efivars/Boot0000-8be4df61", "");
	assert_check("signatures", LEVEL_NOTE, "by a key that it was built with");
	put_file(root, "sys/firmware/efi/efivars/MokListRT-605dab50",
		 "list: their certificate");
	assert_lack(prerequisite("module"), "is not enrolled",
		    "mokutil --import /var/lib/dkms/mok.pub");
	assert_check("signatures", LEVEL_NOTE, "is not enrolled");
	put_file(root, "sys/firmware/efi/efivars/MokListRT-605dab50",
		 "list: our certificate, their certificate");
	assert_check("signatures", LEVEL_OK, "/var/lib/dkms/mok.pub, is enrolled");
	lies_in(root, "a/build");
	put_file(root, "a/build/vmabench.ko", "");
	assert_lack(prerequisite("module"), "not loaded",
		    "sign-file sha512 /var/lib/dkms/mok.key /var/lib/dkms/mok.pub");
	put_file(root, "var/lib/shim-signed/mok/MOK.der", "their");
	assert_lack(prerequisite("module"), "not loaded", "MOK.priv");
	put_file(root, "lib/modules/" RELEASE "/updates/dkms/vmabench.ko", "");
	assert_lack(prerequisite("module"), "not loaded", "run: modprobe");
}

#define NO_PACKAGE "kernel " RELEASE " was not installed by a package manager: "
#define FROM_PACKAGE "; kernel " RELEASE " came from a package: "

static void test_headers_missing(void **state)
{
	static const char missing[] = "headers of this kernel are missing";
	static const char built[] =
		"; " NO_PACKAGE "pass its build directory with KDIR=DIR";
	static const char command[] =
		FROM_PACKAGE "apt-get install linux-headers-" RELEASE;

	remove_file(*state, "lib/modules/" RELEASE "/build/Makefile");
	remove_file(*state, "lib/modules/" RELEASE "/build");

	/* A distribution alone does not make it a kernel of a package. */
	assert_lack(prerequisite("headers"), missing, built);
	put_file(*state, "etc/os-release", "NAME=\"x\"\nID=debian\n");
	assert_lack(prerequisite("headers"), missing, built);
	put_file(*state, "var/lib/dpkg/info/linux-image-" RELEASE ".list",
		 "/boot/x\n");
	assert_lack(prerequisite("headers"), missing, command);
	/* One made from it, and one that is not. */
	put_file(*state, "etc/os-release", "ID=own\nID_LIKE=\"x debian\"\n");
	assert_lack(prerequisite("headers"), missing, command);
	put_file(*state, "etc/os-release", "ID=own\nVERSION_ID=debian\n");
	assert_lack(prerequisite("headers"), missing, built);
	put_file(*state, "etc/os-release", "ID=\"arch\"\n");
	assert_lack(prerequisite("headers"), missing, built);
	put_file(*state, "lib/modules/" RELEASE "/pkgbase", "linux\n");
	assert_lack(prerequisite("headers"), "came from a package",
		    ": pacman -S linux-headers");
	put_file(*state, "etc/os-release", "ID=debian\n");
	/* A module that is loaded needs none. */
	assert_null(prerequisite("module"));
	remove_file(*state, MODULE_DIR "version");
	assert_lack(prerequisite("module"), missing, command);
}

/* Kernels of the distribution, for this machine, where this one is such. */
static void test_kernel_hint(void **state)
{
	static const struct {
		const char *text, *release, *words;
	} cases[] = {
		{"ID=unknown\n", RELEASE,
		 NO_PACKAGE "configure and build another one"},
		{"ID=arch\n", RELEASE, NO_PACKAGE},
		{"ID=fedora\n", RELEASE, NO_PACKAGE},
		{"ID=ubuntu\nID_LIKE=debian\n", "6.1-deb",
		 "apt-get install linux-image-generic && reboot"},
		{"ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n",
		 "6.12.0-55.el10.x86_64",
		 "kernel 6.12.0-55.el10.x86_64 came from a package: dnf install kernel && reboot"},
		{"ID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"\n",
		 "6.4.0-1-default", "zypper install kernel-default && reboot"},
		{"ID=arch\n", "6.1-arch", "pacman -S linux && reboot"},
	};
	struct utsname uts;
	size_t i;

	put_file(*state, "var/lib/dpkg/info/linux-image-6.1-deb.list", "");
	put_file(*state, "lib/modules/6.1-arch/pkgbase", "linux\n");
	put_file(*state, "proc/mounts", "proc /proc proc rw 0 0\n");
	remove_file(*state, MODULE_DIR "version");
	remove_file(*state, "sys/kernel/debug/vmabench");
	remove_file(*state, "sys/kernel/debug");
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		put_file(*state, "etc/os-release", cases[i].text);
		put_file(*state, "proc/sys/kernel/osrelease",
			 cases[i].release);
		assert_lack(prerequisite("debugfs"), "has no debugfs",
			    cases[i].words);
		/* The other findings that ask for another kernel. */
		assert_check("perf_event_paranoid", LEVEL_NOTE, cases[i].words);
		put_file(*state, "proc/kallsyms", "0 T find_vma\n");
		assert_check("per-VMA lock", LEVEL_NOTE, cases[i].words);
		put_file(*state, "proc/lockdep_stats", "");
		assert_check("kernel debugging", LEVEL_NOTE, cases[i].words);
	}
	uname(&uts);
	put_file(*state, "etc/os-release", "ID=debian\n");
	put_file(*state, "proc/sys/kernel/osrelease", "6.1-deb");
	if (!strcmp(uts.machine, "x86_64"))
		assert_lack(prerequisite("debugfs"), "has no debugfs",
			    "apt-get install linux-image-amd64 && reboot");
}

static void test_other_abi(void **state)
{
	const char *root = *state;
	char *ko;

	put_file(*state, MODULE_DIR "version", "module=9.9\nabi=77\ncsv=1\n");
	assert_lack(prerequisite("module"), "ABI 77", "rmmod vmabench");
	put_file(*state, MODULE_DIR "version", "module=9.9\nabi=1\ncsv=88\n");
	assert_lack(prerequisite("module"), "CSV 88", "rmmod vmabench");
	put_file(*state, MODULE_DIR "version", "hello\n");
	assert_lack(prerequisite("module"), "names no versions",
		    "rmmod vmabench");

	lies_in(root, "a/build");
	put_file(root, "a/build/vmabench.ko", "");
	ko = alloc_printf("rmmod vmabench; insmod %s/a/build/vmabench.ko",
			  root);
	assert_lack(prerequisite("module"), "names no versions", ko);
	free(ko);
}

static void test_checks_of_a_good_machine(void **state)
{
	const char *root = *state;

	put_file(root, "proc/sys/vm/max_map_count", "65530\n");
	put_file(root, "proc/sys/kernel/perf_event_paranoid", "2\n");
	put_file(root, "proc/kallsyms", "0 T lock_vma_under_rcu\n");

	assert_check("max_map_count", LEVEL_OK, "65530");
	assert_check("perf_event_paranoid", LEVEL_OK, "2");
	assert_check("per-VMA lock", LEVEL_OK, "has");
	assert_check("module", LEVEL_OK, "9.9");
	assert_check("debugfs", LEVEL_OK, "mounted on");
	assert_check("headers", LEVEL_OK, "can be built");
	assert_check("lockdown", LEVEL_OK, "not locked");
}

static void test_checks_of_a_bad_machine(void **state)
{
	const char *root = *state;

	put_file(root, "proc/sys/vm/max_map_count", "1000\n");
	put_file(root, "proc/kallsyms", "0 T find_vma\n");
	remove_file(root, MODULE_DIR "version");
	put_file(root, "proc/mounts", "");

	assert_check("max_map_count", LEVEL_NOTE, "sysctl vm.max_map_count");
	assert_check("per-VMA lock", LEVEL_NOTE,
		     "vma_lock and fault_path cannot be measured");
	assert_check("module", LEVEL_PROBLEM, "not loaded");
	assert_check("debugfs", LEVEL_PROBLEM, "mount -t debugfs");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_nothing_lacks),
		TEST(test_not_root),
		TEST(test_debugfs_not_mounted),
		TEST(test_debugfs_elsewhere),
		TEST(test_lockdown),
		TEST(test_not_loaded),
		TEST(test_signed_modules_only),
		TEST(test_enrolled),
		TEST(test_headers_missing),
		TEST(test_kernel_hint),
		TEST(test_other_abi),
		TEST(test_checks_of_a_good_machine),
		TEST(test_checks_of_a_bad_machine),
	};
#undef TEST

	return cmocka_run_group_tests_name("need", tests, NULL, NULL);
}
