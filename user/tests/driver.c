// SPDX-License-Identifier: GPL-2.0-only
#include "driver.h"
#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/read_file.h"
#include "lib/table.h"
#include "module/abi/columns.h"
#include "module/abi/knobs.h"
#include "module/abi/version.h"

#define TO_TEXT_(x) #x
#define TO_TEXT(x) TO_TEXT_(x)
#define VERSIONS "module=9.9\nabi=" TO_TEXT(VMB_ABI_VERSION) \
		 "\ncsv=" TO_TEXT(VMB_CSV_VERSION) "\n"

#define COLUMN(name, ...) #name,

static const char *const summary_columns[] = { VMB_SUMMARY_COLUMNS(COLUMN) };
static const char *const threads_columns[] = { VMB_THREADS_COLUMNS(COLUMN) };
static const char *const histogram_columns[] = {
	VMB_HISTOGRAM_COLUMNS(COLUMN)
};
static const char *const timeline_columns[] = { VMB_TIMELINE_COLUMNS(COLUMN) };
static const char *const heat_columns[] = { VMB_HEAT_COLUMNS(COLUMN) };

/* One row with all the columns and the cells that are given. */
static struct table *one_row(const char *const *columns, size_t n)
{
	struct table *table = table_new(columns, n);

	table_add_row(table);
	table_set(table, 0, "csv_version", TO_TEXT(VMB_CSV_VERSION));
	table_set(table, 0, "run_id", "1");
	return table;
}

static void put_table(const char *dir, const char *name, struct table *table)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	table_write_header(table, out);
	table_write_rows(table, out);
	fclose(out);
	put_file(dir, name, text);
	table_free(table);
	free(text);
}

void put_summary(const char *dir, const char *valid, const char *reason)
{
	put_disturbed(dir, valid, reason, "");
}

void put_disturbed(const char *dir, const char *valid, const char *reason,
		   const char *disturbed)
{
	struct table *table = one_row(summary_columns,
				      ARRAY_SIZE(summary_columns));

	table_set(table, 0, "scheme", "find_vma");
	table_set(table, 0, "readers", "1");
	table_set(table, 0, "writers", "1");
	table_set(table, 0, "ns_per_lookup", "78.3");
	table_set(table, 0, "valid", valid);
	table_set(table, 0, "valid_reason", reason);
	table_set(table, 0, "disturbed", *disturbed ? "1" : "0");
	table_set(table, 0, "disturbed_reason", disturbed);
	put_table(dir, "results/summary.csv", table);
}

#define NUM(name, min, max, initial, unit, help) \
	put_file(dir, "knobs/" #name, "");
#define ENUM(name, CHOICES, initial, help) put_file(dir, "knobs/" #name, "");
#define CPUS(name, help) put_file(dir, "knobs/" #name, "");
#define SCHEME(name, initial, help) put_file(dir, "knobs/" #name, "");

int fixture_setup(void **state)
{
	struct fixture *f = alloc_zeroed(1, sizeof(*f));
	const char *dir = temp_dir();

	f->module = dir;
	f->here = temp_dir();
	put_file(dir, "version", VERSIONS);
	put_file(dir, "schemes",
		 "scheme,family,available,reason,indexes,options\n"
		 "find_vma,kernel,1,,maple,\nvma_lock,kernel,1,,maple,\n"
		 "speculate,kernel,0,not before 6.15,maple,\n"
		 "model_xy,model,1,,rbtree maple,fallback detach\n"
		 "broken_x,broken,1,,rbtree,fallback\n");
	put_file(dir, "control", "");
	put_file(dir, "status", "state=done\nprogress=100\nerror=\n");
	put_file(dir, "threads", "role,index,tid,cpu\n");
	put_table(dir, "results/threads.csv",
		  one_row(threads_columns, ARRAY_SIZE(threads_columns)));
	put_table(dir, "results/histogram.csv",
		  one_row(histogram_columns, ARRAY_SIZE(histogram_columns)));
	put_table(dir, "results/timeline.csv",
		  one_row(timeline_columns, ARRAY_SIZE(timeline_columns)));
	put_table(dir, "results/heat.csv",
		  one_row(heat_columns, ARRAY_SIZE(heat_columns)));
	put_summary(dir, "1", "");
	VMB_KNOBS(NUM, ENUM, CPUS, SCHEME)
	setenv("VMABENCH_DIR", dir, 1);
	*state = f;
	return 0;
}

int fixture_teardown(void **state)
{
	free(*state);
	return 0;
}

char *slurp(int fd)
{
	char *path = alloc_printf("/proc/self/fd/%d", fd);
	char *text = read_file(path, NULL);

	free(path);
	close(fd);
	assert_non_null(text);
	return text;
}

/*
 * From now on this process gets EINVAL for whatever it writes that is as long
 * as @text, and nothing else the driver writes is: a file cannot refuse.
 */
static bool refuse(const char *text)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_write, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, args[2])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)strlen(text), 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { ARRAY_SIZE(filter), filter };

	return !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) &&
	       !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

bool can_refuse(void)
{
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (!pid)
		_exit(!refuse("arm"));
	return !exit_status(pid);
}

pid_t start(struct fixture *f, const char *line, int out, int err)
{
	const char *driver = getenv("VMABENCH");
	char *words = alloc_copy(line), *save, *word;
	char *argv[32] = { "vmabench" };
	size_t n = 1;
	pid_t pid;

	assert_non_null(driver);
	for (word = strtok_r(words, " ", &save); word && n < 31;
	     word = strtok_r(NULL, " ", &save))
		argv[n++] = word;

	fflush(NULL);
	pid = fork();
	if (!pid) {
		if (chdir(f->here))
			_exit(99);
		if (f->refuses && !refuse(f->refuses))
			_exit(97);
		/* One that hangs fails its test, and no other. */
		alarm(600);
		dup2(out, STDOUT_FILENO);
		dup2(err, STDERR_FILENO);
		execv(driver, argv);
		_exit(98);
	}
	free(words);
	return pid;
}

int exit_status(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void await_text(const char *dir, const char *name, const char *part)
{
	char *text = NULL;
	int i;

	for (i = 0; i < 20000; i++) {
		text = get_file(dir, name);
		if (text && strstr(text, part))
			break;
		free(text);
		text = NULL;
		usleep(5000);
	}
	if (!text)
		fail_msg("no '%s' in %s", part, name);
	free(text);
}

int scratch(void)
{
	char name[] = "/tmp/vmabench-out-XXXXXX";
	int fd = mkstemp(name);

	assert_true(fd >= 0);
	unlink(name);
	return fd;
}

struct call call_to(struct fixture *f, const char *line, const char *out_path)
{
	int out = scratch(), err = scratch();
	int to = out_path ? open(out_path, O_WRONLY) : dup(out);
	struct call call;

	call.code = exit_status(start(f, line, to, err));
	close(to);
	call.out = slurp(out);
	call.err = slurp(err);
	return call;
}

void call_free(struct call *call)
{
	free(call->out);
	free(call->err);
}

void ends(struct fixture *f, const char *line, int code,
	  const char *words)
{
	struct call call = call_to(f, line, NULL);

	if (call.code != code)
		fail_msg("'%s' exits with %d: %s", line, call.code, call.err);
	assert_has(call.err, words);
	call_free(&call);
}

void says(struct fixture *f, const char *line, int code, const char *out,
	  const char *err)
{
	struct call call = call_to(f, line, NULL);

	if (call.code != code)
		fail_msg("'%s' exits with %d: %s%s", line, call.code, call.out,
			 call.err);
	assert_has(call.out, out);
	assert_has(call.err, err);
	call_free(&call);
}
