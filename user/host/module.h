/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The module's files in debugfs.
 */
#ifndef VMB_HOST_MODULE_H
#define VMB_HOST_MODULE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/table.h"

enum run_state {
	STATE_UNKNOWN,
	STATE_IDLE,
	STATE_ARMED,
	STATE_WARMING,
	STATE_RUNNING,
	STATE_DRAINING,
	STATE_DONE,
	STATE_FAILED,
};

/* The content of the file "status". */
struct run_status {
	enum run_state state;
	int progress;	 /* percent */
	char error[512]; /* empty: none; as long as the module's longest */
};

/* The content of the file "version". */
struct module_version {
	char module[32];
	int abi;
	int csv;
};

/* Return where a file system such as debugfs is mounted, a new string, or NULL. */
char *mount_of(const char *type);

/*
 * Return the directory of the module's files, a new string, even if it does not
 * exist.  VMABENCH_DIR in the environment overrides the one below debugfs.
 * NULL: debugfs is not mounted.
 */
char *module_dir(void);

/*
 * Write a line to a file below @dir with one system call, also if @text is
 * empty.  Return 0 or an errno.
 */
int module_write(const char *dir, const char *file, const char *text);

/* Read a CSV file, for table_free(); return NULL if that fails. */
struct table *module_table(const char *dir, const char *file);

/* Return 0 or an errno; EPROTO: the file has no versions. */
int module_version(const char *dir, struct module_version *version);

/* Parse the content of "status"; what is missing is STATE_UNKNOWN, 0 or "". */
void status_parse(const char *text, struct run_status *status);

/* Return the module's reason for an errno, or strerror(); a new string. */
char *module_error(const char *dir, int err);

#endif /* VMB_HOST_MODULE_H */
