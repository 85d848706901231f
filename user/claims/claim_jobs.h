/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The jobs of claims: those of the claim file, in one of two versions.
 */
#ifndef VMB_CLAIMS_CLAIM_JOBS_H
#define VMB_CLAIMS_CLAIM_JOBS_H

#include "claims/claim.h"
#include "plan/job_file.h"

/* [quick] and [full] replace settings of [global]. */
enum version {
	VERSION_QUICK,
	VERSION_FULL,
	VERSIONS,
};

extern const char *const version_names[VERSIONS];

/*
 * Return the job file of a claim, without what makes it a claim, to be given to
 * ini_free(). Its lines are numbered as in the claim file; its text is that of
 * a job file.
 */
struct ini *claim_jobs(const struct claim *claim, enum version version);

/*
 * Check that the jobs do the runs of a test, and set @repeats; @cpus is what
 * the word "cpus" stands for. Return NULL, or what is wrong with @side, a new
 * string "SIDE: SENTENCE".
 */
char *claim_test_check(const struct claim_test *test, const struct batch *batch,
		       unsigned long cpus, unsigned int *repeats,
		       enum side *side);

/*
 * Parse the jobs of a claim, and check all tests. This asks no module, so it
 * does not check that the schemes exist. Return NULL, or what is wrong, a new
 * string "PATH:LINE: SENTENCE". job_file_free() is needed in any case; the
 * knobs must outlive @jobs.
 */
char *claim_read_jobs(struct job_file *jobs, const struct claim *claim,
		      enum version version, const struct knobs *knobs,
		      unsigned long cpus);

/* Do the same for all claims that @cpus CPUs are enough for. */
char *claims_check(const struct claim_set *set, enum version version,
		   unsigned long cpus);

/* Print what would be run of claims that are checked, with @cpus CPUs. */
void claims_plan(const struct claim_set *set, enum version version,
		 unsigned long cpus);

#endif /* VMB_CLAIMS_CLAIM_JOBS_H */
