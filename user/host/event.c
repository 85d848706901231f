// SPDX-License-Identifier: GPL-2.0-only
#include "host/event.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <perfmon/pfmlib_perf_event.h>

#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/say.h"
#include "lib/words.h"

static const char *const lack_texts[EVENT_LACKS] = {
	[EVENT_THERE] = "",
	[EVENT_NO_PERF] = "this kernel has no perf events",
	[EVENT_FORBIDDEN] = "this process may not count it; as root, run: "
			    "sysctl kernel.perf_event_paranoid=-1",
	[EVENT_ABSENT] = "this machine has no such counter, as is common in "
			 "virtual machines",
	[EVENT_UNNAMED] = "libpfm has no event of this name for this machine",
};

const char *event_lack_text(enum event_lack lack)
{
	return lack_texts[lack];
}

int event_open(const struct event *event, pid_t tid)
{
	struct perf_event_attr attr = event->attr;

	return (int)syscall(SYS_perf_event_open, &attr, tid, -1, -1,
			    PERF_FLAG_FD_CLOEXEC);
}

/* Try to count an event on this process. */
static enum event_lack try_event(struct event *event)
{
	int fd;

	event->attr.size = sizeof(event->attr);
	event->attr.disabled = 1;
	event->attr.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED |
				  PERF_FORMAT_TOTAL_TIME_RUNNING;
	fd = event_open(event, 0);
	if (fd < 0)
		return errno == ENOSYS ? EVENT_NO_PERF :
		       errno == EACCES || errno == EPERM ? EVENT_FORBIDDEN :
							   EVENT_ABSENT;
	close(fd);
	return EVENT_THERE;
}

static bool has_perf(void)
{
	struct event clock = { .attr = { .type = PERF_TYPE_SOFTWARE,
					 .config = PERF_COUNT_SW_TASK_CLOCK } };

	return try_event(&clock) != EVENT_NO_PERF;
}

static enum event_lack look_up(struct event *event)
{
	pfm_perf_encode_arg_t arg = {
		.attr = &event->attr,
		.size = sizeof(arg),
	};

	event->attr.size = sizeof(event->attr);
	if (pfm_get_os_event_encoding(event->name, PFM_PLM0 | PFM_PLM3,
				      PFM_OS_PERF_EVENT_EXT, &arg))
		return EVENT_UNNAMED;
	return try_event(event);
}

static char *check_names(char **names, size_t n)
{
	size_t i, j;

	for (i = 0; i < n; i++) {
		if (!*names[i])
			return alloc_copy("an empty name; give names such as "
					  DEFAULT_EVENTS);
		for (j = 0; j < i; j++)
			if (!strcmp(names[i], names[j]))
				return alloc_printf("%s is given twice; give it once",
						    names[i]);
	}
	return NULL;
}

/* Return the name without PMU and attributes in lower case: pmu::NAME:u. */
static char *bare_name(const char *text)
{
	const char *pmu_end = strstr(text, "::");
	char *name, *p;

	if (pmu_end)
		text = pmu_end + 2;
	name = alloc_printf("%.*s", (int)strcspn(text, ":."), text);
	for (p = name; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return name;
}

/*
 * The kernel names its tracepoints, SUBSYSTEM:NAME, and libpfm reads them from
 * this directory.  Without it they are absent, not misspelt.
 */
static bool may_be_tracepoint(const char *text)
{
	return strchr(text, ':') && !strstr(text, "::") &&
	       !sysfile_exists("/sys/kernel/debug/tracing/events");
}

/*
 * Return what is wrong with a name that no machine has, or NULL.  libpfm knows
 * the events of all machines of this architecture.
 */
static char *check_spelling(const char *text)
{
	auto_free char *name = bare_name(text);
	char **names = NULL, *why = NULL;
	bool known = may_be_tracepoint(text);
	size_t n = 0;
	int pmu, i;

	pfm_for_all_pmus(pmu) {
		pfm_pmu_info_t info = { .size = sizeof(info) };

		if (known || pfm_get_pmu_info(pmu, &info))
			continue;
		for (i = info.first_event; i != -1 && !known;
		     i = pfm_get_event_next(i)) {
			pfm_event_info_t event = { .size = sizeof(event) };

			if (pfm_get_event_info(i, PFM_OS_NONE, &event))
				continue;
			known = !strcasecmp(event.name, name);
			if (!info.is_present)
				continue;
			*alloc_more(names, n) = bare_name(event.name);
		}
	}
	if (!known && n)
		why = alloc_printf("there is no event '%s'; the nearest is '%s'",
				   name,
				   nearest_name(name,
						(const char *const *)names, n));
	split_free(names, n);
	return why;
}

struct events *events_new(const char *list, char **why)
{
	struct events *events = alloc_zeroed(1, sizeof(*events));
	bool perf = has_perf();
	char **names;
	size_t i, n;

	/* Without perf events libpfm finds no PMU and knows no name at all. */
	if (perf)
		pfm_initialize();
	names = split(list, ',', &n);
	*why = check_names(names, n);
	events->v = alloc_zeroed(n, sizeof(*events->v));
	for (i = 0; i < n && !*why; i++) {
		struct event *event = &events->v[events->n++];

		event->name = alloc_copy(names[i]);
		event->lack = perf ? look_up(event) : EVENT_NO_PERF;
		if (event->lack == EVENT_UNNAMED)
			*why = check_spelling(names[i]);
	}
	split_free(names, n);
	if (!*why)
		return events;
	events_free(events);
	return NULL;
}

void events_free(struct events *events)
{
	size_t i;

	for (i = 0; events && i < events->n; i++)
		free(events->v[i].name);
	if (events)
		free(events->v);
	free(events);
}

void events_explain(const struct events *events)
{
	enum event_lack lack;
	size_t i;

	for (lack = EVENT_THERE + 1; lack < EVENT_LACKS; lack++) {
		auto_free char *names = NULL;

		for (i = 0; i < events->n; i++)
			if (events->v[i].lack == lack)
				alloc_join(&names, ", ", events->v[i].name);
		if (names)
			say_note("not counted, their fields are empty: %s (%s)",
				 names, lack_texts[lack]);
	}
}
