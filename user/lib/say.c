// SPDX-License-Identifier: GPL-2.0-only
#include "lib/say.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static bool quiet;

char *make_printable(char *text)
{
	unsigned char *p;

	for (p = (unsigned char *)text; *p; p++) {
		/* In UTF-8, C2 80 to C2 9F are control characters, too. */
		if (*p == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0)
			*p = p[1] = '?';
		else if ((*p < ' ' && *p != '\t' && *p != '\n') || *p == 0x7f)
			*p = '?';
	}
	return text;
}

static void vsay(const char *fmt, va_list args)
{
	char *text;

	/* Out of memory is said, too. */
	if (vasprintf(&text, fmt, args) < 0)
		text = NULL;
	fprintf(stderr, "%s: %s\n", VMB_PROGRAM,
		text ? make_printable(text) : "out of memory");
	free(text);
}

void say(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsay(fmt, args);
	va_end(args);
}

void say_note(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	if (!quiet)
		vsay(fmt, args);
	va_end(args);
}

enum exitcode say_error(char *why, enum exitcode code)
{
	say("%s", why);
	free(why);
	return code;
}

void say_quiet(bool be_quiet)
{
	quiet = be_quiet;
}
