// SPDX-License-Identifier: GPL-2.0-only
#include "lib/read_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"

/* Read at once; files can be as long as /proc/kallsyms. */
#define CHUNK 65536

#define LONGEST ((size_t)256 << 20)

int read_file_open(const char *path)
{
	/* Opening a FIFO would wait for a writer. */
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC), err;
	struct stat st;

	if (fd < 0)
		return -1;
	if (!fstat(fd, &st)) {
		errno = S_ISREG(st.st_mode) ? 0 :
			S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
		if (!errno && !fcntl(fd, F_SETFL, 0))
			return fd;
	}
	err = errno;
	close(fd);
	errno = err;
	return -1;
}

char *read_file(const char *path, size_t *len)
{
	int fd = read_file_open(path), err;
	char *text = NULL;
	size_t have = 0;
	ssize_t got;

	if (fd < 0)
		return NULL;
	do {
		text = alloc_grow(text, have + CHUNK + 1, 1);
		got = read(fd, text + have, CHUNK);
		have += got > 0 ? (size_t)got : 0;
	} while ((got > 0 && have <= LONGEST) || (got < 0 && errno == EINTR));
	err = got < 0 ? errno : EFBIG;
	close(fd);
	if (got) {
		free(text);
		errno = err;
		return NULL;
	}
	text[have] = '\0';
	if (len)
		*len = have;
	return text;
}
