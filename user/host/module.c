// SPDX-License-Identifier: GPL-2.0-only
#include "host/module.h"

#include <errno.h>
#include <fcntl.h>
#include <mntent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/read_file.h"
#include "module/abi/version.h"

static const char *const state_words[] = {
	[STATE_IDLE] = "idle",
	[STATE_ARMED] = "armed",
	[STATE_WARMING] = "warming",
	[STATE_RUNNING] = "running",
	[STATE_DRAINING] = "draining",
	[STATE_DONE] = "done",
	[STATE_FAILED] = "failed",
};

char *mount_of(const char *type)
{
	auto_free char *path = sysfile_path("/proc/mounts");
	FILE *mounts = setmntent(path, "re");
	struct mntent *entry;
	char *dir = NULL;

	while (mounts && !dir && (entry = getmntent(mounts)))
		if (!strcmp(entry->mnt_type, type))
			dir = sysfile_path("%s", entry->mnt_dir);
	if (mounts)
		endmntent(mounts);
	return dir;
}

char *module_dir(void)
{
	const char *given = getenv("VMABENCH_DIR");
	auto_free char *debugfs = mount_of("debugfs");

	if (given)
		return alloc_copy(given);
	return debugfs ? alloc_printf("%s/%s", debugfs, VMB_DEBUGFS_DIR) : NULL;
}

static char *read_below(const char *dir, const char *file)
{
	auto_free char *path = alloc_printf("%s/%s", dir, file);

	return read_file(path, NULL);
}

int module_write(const char *dir, const char *file, const char *text)
{
	auto_free char *path = alloc_printf("%s/%s", dir, file);
	/* An empty write would not reach the file, a newline does. */
	auto_free char *line = alloc_printf("%s\n", text);
	int fd = open(path, O_WRONLY | O_CLOEXEC), err = 0;

	if (fd < 0)
		return errno;
	if (write(fd, line, strlen(line)) < 0)
		err = errno;
	if (close(fd) && !err)
		err = errno;
	return err;
}

struct table *module_table(const char *dir, const char *file)
{
	auto_free char *text = read_below(dir, file);

	return text ? table_parse(text, strlen(text)) : NULL;
}

/*
 * Find the value of "name" in lines of "name=value" without allocating memory,
 * as the status is read while this address space is measured.
 */
static bool value_of(const char *text, const char *name, char *value,
		     size_t size)
{
	size_t len = strlen(name);
	const char *end;

	for (; *text; text = *end ? end + 1 : end) {
		end = strchrnul(text, '\n');
		if (strncmp(text, name, len) || text[len] != '=')
			continue;
		text += len + 1;
		snprintf(value, size, "%.*s", (int)(end - text), text);
		return true;
	}
	return false;
}

static int number_of(const char *text, const char *name, int missing)
{
	char value[16];

	return value_of(text, name, value, sizeof(value)) ? atoi(value) :
							    missing;
}

int module_version(const char *dir, struct module_version *version)
{
	auto_free char *text = read_below(dir, "version");

	if (!text)
		return errno;
	version->abi = number_of(text, "abi", -1);
	version->csv = number_of(text, "csv", -1);
	*version->module = '\0';
	value_of(text, "module", version->module, sizeof(version->module));
	return version->abi < 0 || version->csv < 0 ? EPROTO : 0;
}

void status_parse(const char *text, struct run_status *status)
{
	enum run_state state;
	char word[16] = "";

	*status = (struct run_status){
		.progress = number_of(text, "progress", 0),
	};
	value_of(text, "state", word, sizeof(word));
	for (state = STATE_IDLE; state <= STATE_FAILED; state++)
		if (!strcmp(state_words[state], word))
			status->state = state;
	value_of(text, "error", status->error, sizeof(status->error));
}

char *module_error(const char *dir, int err)
{
	auto_free char *text = read_below(dir, "status");
	struct run_status status = { 0 };

	if (text)
		status_parse(text, &status);
	return alloc_copy(*status.error ? status.error : strerror(err));
}
