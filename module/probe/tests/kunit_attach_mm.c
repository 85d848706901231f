// SPDX-License-Identifier: GPL-2.0-only
/* An address space for a KUnit test. */
#include <kunit/test.h>

int vmb_probe(void);
int vmb_probe(void)
{
	return kunit_attach_mm();
}
