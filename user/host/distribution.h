/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How kernels and their headers are installed on this distribution.
 */
#ifndef VMB_HOST_DISTRIBUTION_H
#define VMB_HOST_DISTRIBUTION_H

/* Return how to get the headers of the running kernel, a new string. */
char *headers_hint(void);

/* Return how to install and boot the distribution's kernel, a new string. */
char *kernel_hint(void);

#endif /* VMB_HOST_DISTRIBUTION_H */
