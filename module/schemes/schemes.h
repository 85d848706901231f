/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The list of schemes.
 *
 * To add one: write schemes/NAME.c, which ends in VMB_DEFINE_KERNEL_SCHEME() or
 * VMB_DEFINE_MODEL_SCHEME(), and add X(NAME) to abi/schemes.h.
 */
#ifndef VMB_SCHEMES_H
#define VMB_SCHEMES_H

#include "../scheme.h"

extern const struct vmb_scheme *const vmb_schemes[];
extern const unsigned int vmb_scheme_count;

const struct vmb_scheme *vmb_scheme_find(const char *name);
const char *vmb_scheme_unavailable(const struct vmb_scheme *scheme);

#endif /* VMB_SCHEMES_H */
