/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_LIB_ARRAY_H
#define VMB_LIB_ARRAY_H

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#endif /* VMB_LIB_ARRAY_H */
