// SPDX-License-Identifier: GPL-2.0-only
#include "session/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/module.h"
#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/read_file.h"
#include "lib/say.h"

struct trace {
	char *dir;
	pid_t guard; /* 0: the instance was there */
	int alive;   /* the end of a pipe */
};

/* What is written to a new instance, in this order. */
static const struct {
	const char *file, *text;
	bool optional; /* not every kernel has it */
} setup[] = {
	/* opened_ns of the summary is by the same clock. */
	{ "trace_clock", "mono", false },
	{ "buffer_size_kb", NULL, false },
	{ "events/vmabench/enable", "1", false },
	{ "events/vmabench/slow_lookup/trigger", "traceoff", false },
	{ "events/vmabench/slow_update/trigger", "traceoff", false },
	{ "events/sched/sched_switch/enable", "1", true },
	{ "events/sched/sched_waking/enable", "1", true },
	{ "events/irq/enable", "1", true },
	{ "events/irq_vectors/enable", "1", true },
	{ "events/lock/contention_begin/enable", "1", true },
	{ "events/lock/contention_end/enable", "1", true },
};

char *trace_missing(void)
{
	auto_free char *tracefs = mount_of("tracefs"), *events = NULL;

	if (!sysfile_exists("/sys/kernel/tracing"))
		return alloc_copy("this kernel has no trace events (CONFIG_EVENT_TRACING); leave the option out, or boot a kernel that has them, such as your distribution's own");
	if (!tracefs)
		return alloc_copy("tracefs is not mounted; run: mount -t tracefs none /sys/kernel/tracing");
	events = alloc_printf("%s/events/vmabench", tracefs);
	if (access(events, F_OK))
		return alloc_printf("there is no %s, as the module was loaded with force or built for a kernel without tracepoints; build it for this kernel, and load it without -f",
				    events);
	return NULL;
}

/* Set a file of the trace; return true, or set @why. */
static bool set(const struct trace *trace, const char *file, const char *text,
		char **why)
{
	int err = module_write(trace->dir, file, text);

	if (err)
		*why = alloc_printf("cannot write '%s' to %s/%s: %s; the kernel's lockdown, or too little memory, can be why (dmesg | tail)",
				    text, trace->dir, file, strerror(err));
	return !err;
}

/* 512 KB for each CPU, on large machines 16 MB in all, but no less than 64 KB. */
static char *buffer_kb(void)
{
	long each = 16384 / sysconf(_SC_NPROCESSORS_CONF);

	return alloc_printf("%ld", each > 512 ? 512 : each < 64 ? 64 : each);
}

/*
 * Start a shell that removes the instance when this process ends, however it ends.
 * A module that is unloaded while its events have triggers leaves the kernel with
 * tracepoints that are gone, so the shell keeps a file of the module open until then.
 */
static int start_guard(struct trace *trace)
{
	static char script[] =
		"exec 3<\"$1\"; read -r line; cd \"$0\" && echo 0 >events/enable; "
		"for event in slow_lookup slow_update; do "
		"echo '!traceoff' >events/vmabench/$event/trigger; done; "
		"cd / && rmdir \"$0\"";
	auto_free char *module = module_dir();
	auto_free char *status = alloc_printf("%s/status", module);
	char *argv[] = { "sh", "-c", script, trace->dir, status, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	int ends[2], err;

	if (pipe2(ends, O_CLOEXEC))
		return errno;
	trace->alive = ends[1];
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, ends[0], STDIN_FILENO);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
	err = posix_spawn(&trace->guard, "/bin/sh", &files, &attributes, argv,
			  environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&files);
	close(ends[0]);
	if (err)
		close(ends[1]);
	return err;
}

static bool set_up(struct trace *trace, char **why)
{
	size_t i;
	int err;

	if (!mkdir(trace->dir, 0700)) {
		err = start_guard(trace);
		if (err)
			rmdir(trace->dir);
	} else if (errno == EEXIST) {
		return true;
	} else {
		err = errno;
	}
	if (err) {
		trace->guard = 0;
		*why = alloc_printf("cannot create %s: %s", trace->dir,
				    strerror(err));
		return false;
	}
	for (i = 0; i < ARRAY_SIZE(setup); i++) {
		auto_free char *path = alloc_printf("%s/%s", trace->dir,
						    setup[i].file);
		auto_free char *kb = setup[i].text ? NULL : buffer_kb();

		if (setup[i].optional && access(path, F_OK))
			continue;
		if (!set(trace, setup[i].file, kb ?: setup[i].text, why))
			return false;
	}
	return true;
}

/* Remove what is in the trace: opening it to be cut does that. */
static void clear(const struct trace *trace)
{
	auto_free char *path = alloc_printf("%s/trace", trace->dir);
	int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);

	if (fd >= 0)
		close(fd);
}

static bool prepare(struct trace *trace, char **why)
{
	auto_free char *tracefs = mount_of("tracefs");

	trace->dir = alloc_printf("%s/instances/" VMB_PROGRAM, tracefs ?: "");
	if (!set_up(trace, why))
		return false;
	clear(trace);
	return set(trace, "tracing_on", "1", why);
}

struct trace *trace_begin(char **why)
{
	struct trace *trace = alloc_zeroed(1, sizeof(*trace));

	*why = NULL;
	if (prepare(trace, why))
		return trace;
	trace_end(trace);
	return NULL;
}

char *trace_text(const struct trace *trace)
{
	auto_free char *path = alloc_printf("%s/trace", trace->dir);
	auto_free char *on = alloc_printf("%s/tracing_on", trace->dir);
	auto_free char *is_on = read_file(on, NULL);

	return is_on && *is_on == '0' ? read_file(path, NULL) : NULL;
}

char *trace_cause(const char *text)
{
	const char *at = text, *last = NULL, *ns;

	while ((at = strstr(at, ": slow_")))
		last = at += strlen(": slow_");
	ns = last ? strstr(last, "latency_ns=") : NULL;
	if (!ns)
		return alloc_copy("slow operation");
	return alloc_printf("slow %.*s of %llu ns", (int)strcspn(last, ":"), last,
			    strtoull(ns + strlen("latency_ns="), NULL, 10));
}

void trace_end(struct trace *trace)
{
	int status = 0;

	if (!trace)
		return;
	if (trace->guard) {
		close(trace->alive);
		while (waitpid(trace->guard, &status, 0) < 0 && errno == EINTR)
			;
		if (status)
			say_note("%s cannot be removed, as somebody reads it; end that, and run: rmdir %s",
				 trace->dir, trace->dir);
	}
	free(trace->dir);
	free(trace);
}
