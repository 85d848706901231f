// SPDX-License-Identifier: GPL-2.0-only
#include "record.h"

#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

#include "alloc.h"
#include "environment.h"
#include "module.h"

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

struct table *record_environment(const char *dir, int argc, char *const *argv,
				 const char *seeds)
{
	struct module_version version = { 0 };

	module_version(dir, &version);
	return environment_table(argc, argv, version.module, seeds);
}

bool record_put(struct folder *folder, struct table *environment)
{
	const char *name;
	bool put = true;
	char *config;
	size_t len;

	if (!folder_save(folder, &(const char *){ RECORD_ENVIRONMENT },
			 &environment, 1))
		return false;
	config = environment_config(&name, &len);
	if (config)
		put = folder_put(folder, name, config, len);
	free(config);
	return put;
}
