/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_LIB_ARRAY_H
#define VMB_LIB_ARRAY_H

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/* The value of a macro as a string. */
#define STRINGIFY_(x) #x
#define STRINGIFY(x) STRINGIFY_(x)

#endif /* VMB_LIB_ARRAY_H */
