/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_LIB_ARRAY_H
#define VMB_LIB_ARRAY_H

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/* The value of a macro as a string. */
#define STRINGIFY_(x) #x
#define STRINGIFY(x) STRINGIFY_(x)

/* Define @name as the text of a file, whose path is seen from user/. */
#define EMBED(name, file)				\
	__asm__(".pushsection .rodata\n"		\
		#name ": .incbin \"" file "\"\n"	\
		".byte 0\n"				\
		".popsection");				\
	extern const char name[]

#endif /* VMB_LIB_ARRAY_H */
