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

/* What the file "status" says. */
struct run_status {
	enum run_state state;
	int progress;		/* percent */
	char error[512];	/* empty: none; as long as the module's longest */
};

/* What the file "version" says. */
struct module_version {
	char module[32];
	int abi;
	int csv;
};

/**
 * debugfs_mount() - find out where debugfs is mounted
 *
 * Return: the path, to be given to free(), or NULL if it is not.
 */
char *debugfs_mount(void);

/**
 * module_dir() - find the directory of the module's files
 *
 * The environment variable VMABENCH_DIR overrides the one below debugfs.
 *
 * Return: the path, to be given to free(), whether or not there is such a
 * directory, or NULL if debugfs is not mounted.
 */
char *module_dir(void);

/**
 * module_read() - read one of the files
 * @dir: the directory
 * @file: name below it
 *
 * Return: the content, to be given to free(), or NULL with errno set.
 */
char *module_read(const char *dir, const char *file);

/**
 * module_write() - write to one of the files in one go
 * @dir: the directory
 * @file: name below it
 * @text: what to write, also if it is empty
 *
 * Return: 0 or an errno.
 */
int module_write(const char *dir, const char *file, const char *text);

/**
 * module_table() - read one of the CSV files
 * @dir: the directory
 * @file: name below it
 *
 * Return: the table, to be given to table_free(), or NULL.
 */
struct table *module_table(const char *dir, const char *file);

/**
 * module_version() - read what version the module is
 * @dir: the directory
 * @version: filled in
 *
 * Return: 0 or an errno; EPROTO if the file is not as it should be.
 */
int module_version(const char *dir, struct module_version *version);

/**
 * status_parse() - understand what the file "status" says
 * @text: its content
 * @status: filled in; what is not told is STATE_UNKNOWN, 0 and empty
 */
void status_parse(const char *text, struct run_status *status);

/**
 * module_error() - ask the module why it refused something
 * @dir: the directory
 * @err: the errno it gave
 *
 * Return: its words, or those of strerror() if it has none; a new string.
 */
char *module_error(const char *dir, int err);

#endif /* VMB_HOST_MODULE_H */
