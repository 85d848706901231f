// SPDX-License-Identifier: GPL-2.0-only
/* The list of schemes. */
#include <linux/kernel.h>
#include <linux/string.h>

#include "schemes.h"

#define VMB_LIST_SCHEME(name) &vmb_scheme_##name,
const struct vmb_scheme *const vmb_schemes[] = { VMB_SCHEMES(VMB_LIST_SCHEME) };
const unsigned int vmb_scheme_count = ARRAY_SIZE(vmb_schemes);

/**
 * vmb_scheme_find() - find a scheme by its name
 * @name: the name
 *
 * Context: any.
 * Return: the scheme, NULL if there is none.
 */
const struct vmb_scheme *vmb_scheme_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < vmb_scheme_count; i++)
		if (!strcmp(vmb_schemes[i]->name, name))
			return vmb_schemes[i];
	return NULL;
}

/**
 * vmb_scheme_unavailable() - return why a scheme cannot be used here
 * @scheme: the scheme
 *
 * Context: any, after vmb_resolve_init().
 * Return: the reason, NULL if it can be used.
 */
const char *vmb_scheme_unavailable(const struct vmb_scheme *scheme)
{
	return scheme->unavailable ? scheme->unavailable() : NULL;
}
