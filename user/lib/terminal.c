// SPDX-License-Identifier: GPL-2.0-only
#include "lib/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

size_t terminal_columns(FILE *out)
{
	struct winsize size;
	int fd = fileno(out);

	if (fd < 0 || !isatty(fd))
		return 0;
	return !ioctl(fd, TIOCGWINSZ, &size) && size.ws_col ? size.ws_col : 80;
}
