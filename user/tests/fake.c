// SPDX-License-Identifier: GPL-2.0-only
#include "fake.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "host/facts.h"
#include "host/sysfile.h"

/* One tick of the clock of /proc/stat. */
#define WATCH_MS 10

static const char *root;

int fake_setup(void **state)
{
	(void)state;
	root = temp_dir();
	sysfile_set_root(root);
	fake_put("sys/devices/system/cpu/online", "0-3\n");
	fake_put("proc/sys/kernel/osrelease", FAKE_RELEASE "\n");
	return 0;
}

int fake_teardown(void **state)
{
	(void)state;
	sysfile_set_root("");
	load_sample_set_pause(NULL);
	return 0;
}

const char *fake_root(void)
{
	return root;
}

void fake_put(const char *name, const char *text)
{
	put_file(root, name, text);
}

void finds_on(const char *cpus, const char *name, enum level level,
	      const char *words)
{
	struct machine *machine = machine_look(cpus, WATCH_MS);
	struct finding finding;
	size_t i;

	for (i = 0; i < nfacts; i++)
		if (facts[i].check && !strcmp(facts[i].check, name))
			break;
	assert_true(i < nfacts);
	finding = fact_check(&facts[i], machine);
	assert_has(finding.text, words);
	assert_int_equal(finding.level, level);
	assert_null(strchr(finding.text, '\n'));
	free(finding.text);
	machine_free(machine);
}

void finds(const char *name, enum level level, const char *words)
{
	finds_on(NULL, name, level, words);
}

void reports_on(const char *cpus, const char *key, const char *value)
{
	struct machine *machine = machine_look(cpus, WATCH_MS);
	char *text = fact_value(key, machine);

	if (value)
		assert_string_equal(text ?: "(nothing)", value);
	else
		assert_null(text);
	free(text);
	machine_free(machine);
}

void reports(const char *key, const char *value)
{
	reports_on(NULL, key, value);
}
