// SPDX-License-Identifier: GPL-2.0-only
#include "lib/say.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/words.h"

static bool quiet;

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
