// SPDX-License-Identifier: GPL-2.0-only
#include "results/env_snapshot.h"

#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

#include "host/kconfig.h"
#include "host/machine.h"
#include "host/module.h"
#include "lib/alloc.h"
#include "results/environment.h"

/* How long the machine is watched before the first run. */
#define WATCH_MS 100

char *record_id(void)
{
	time_t now = time(NULL);
	unsigned int bits = 0;
	char date[32];

	if (getrandom(&bits, sizeof(bits), 0) < 0)
		bits = (unsigned int)clock();
	strftime(date, sizeof(date), "%Y%m%dT%H%M%SZ", gmtime(&now));
	return alloc_printf("%s-%06x", date, bits & 0xffffff);
}

struct table *env_snapshot(const char *dir, int argc, char *const *argv,
			   const struct tuning *quiet,
			   const struct batch *batch)
{
	struct module_version version = { 0 };
	char *cpus = tuning_cpus(quiet, batch), *seeds = batch_seeds(batch);
	struct machine *machine = machine_look(cpus, WATCH_MS);
	struct table *table;

	module_version(dir, &version);
	table = environment_table(&(struct environment){
		.argc = argc,
		.argv = argv,
		.module = version.module,
		.seeds = seeds,
		.quiet = quiet,
		.machine = machine,
	});
	machine_free(machine);
	free(seeds);
	free(cpus);
	return table;
}

bool env_snapshot_save(struct result_writer *folder, struct table *environment)
{
	const char *name;
	bool put = true;
	char *config;
	size_t len;

	if (!result_writer_put_table(folder, RECORD_ENVIRONMENT, environment))
		return false;
	config = kconfig_file(&name, &len);
	if (config)
		put = result_writer_put(folder, name, config, len);
	free(config);
	return put;
}
