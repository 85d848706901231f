/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How kernels and their headers are installed on this distribution.
 */
#ifndef VMB_HOST_DISTRIBUTION_H
#define VMB_HOST_DISTRIBUTION_H

/**
 * headers_hint() - how to get the headers of the running kernel
 *
 * Return: where the kernel came from and what to do, without a full stop; to
 * be given to free().
 */
char *headers_hint(void);

/**
 * kernel_hint() - how to boot a kernel of the distribution
 *
 * Return: a command, or words if the distribution is unknown; to be given to
 * free().
 */
char *kernel_hint(void);

#endif /* VMB_HOST_DISTRIBUTION_H */
