// SPDX-License-Identifier: GPL-2.0-only
#include "lib/say.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static bool quiet;

static void vsay(const char *fmt, va_list args)
{
	flockfile(stderr);
	fputs(VMB_PROGRAM ": ", stderr);
	vfprintf(stderr, fmt, args);
	fputc('\n', stderr);
	funlockfile(stderr);
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
