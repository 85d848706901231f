/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_LIB_EXITCODE_H
#define VMB_LIB_EXITCODE_H

/* What the driver exits with; part of its interface, see vmabench(8). */
enum exitcode {
	VMB_OK = 0,		/* good */
	VMB_FAILED = 1,		/* a run failed or was interrupted */
	VMB_USAGE = 2,		/* the command line asks for nonsense */
	VMB_LACKING = 3,	/* this machine lacks something */
	VMB_INVALID = 4,	/* measured, but the figures may not be used */
	VMB_REGRESSED = 5,	/* a condition of compare --fail-if is shown */
};

#endif /* VMB_LIB_EXITCODE_H */
