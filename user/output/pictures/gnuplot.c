// SPDX-License-Identifier: GPL-2.0-only
#include "output/pictures/gnuplot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/split.h"

#define GNUPLOT "gnuplot"

/* What a shell exits with if there is no such program. */
#define NOT_RUN 127

bool gnuplot_there(void)
{
	const char *path = getenv("PATH");
	bool there = false;
	char **dirs;
	size_t n, i;

	dirs = split(path ?: "", ':', &n);
	for (i = 0; i < n && !there; i++) {
		char *program = alloc_printf("%s/" GNUPLOT, dirs[i]);

		there = *dirs[i] && !access(program, X_OK);
		free(program);
	}
	split_free(dirs, n);
	return there;
}

/* A file without a name that holds a text. */
static int file_of(const char *text)
{
	FILE *file = tmpfile();
	int fd = file ? dup(fileno(file)) : -1;

	if (fd >= 0 &&
	    (fputs(text, file) < 0 || fflush(file) || lseek(fd, 0, SEEK_SET))) {
		close(fd);
		fd = -1;
	}
	if (file)
		fclose(file);
	return fd;
}

static void become_gnuplot(const char *dir, int script, int errors)
{
	int nothing = open("/dev/null", O_WRONLY);

	setenv("LC_ALL", "C.UTF-8", 1);
	if (chdir(dir) || dup2(script, STDIN_FILENO) < 0 ||
	    dup2(nothing, STDOUT_FILENO) < 0 || dup2(errors, STDERR_FILENO) < 0)
		_exit(NOT_RUN);
	/* What a user keeps in a start-up file is not for these pictures. */
	execlp(GNUPLOT, GNUPLOT, "-d", "-", NULL);
	_exit(NOT_RUN);
}

/* What was written to a file without a name, on one line. */
static char *one_line(int fd)
{
	char *path = alloc_printf("/proc/self/fd/%d", fd);
	char *text = sysfile_slurp(path, NULL), *p, *to;

	free(path);
	if (!text)
		return alloc_copy("");
	for (p = to = text; *p; p++) {
		char c = *p == '\n' || *p == '\t' || *p == '\r' ? ' ' : *p;

		/* It points at the place with blanks. */
		if (c == ' ' && (to == text || to[-1] == ' '))
			continue;
		*to++ = c;
	}
	while (to > text && to[-1] == ' ')
		to--;
	*to = '\0';
	return text;
}

char *gnuplot_run(const char *dir, const char *script)
{
	int in = file_of(script), errors = file_of(""), status = 0;
	char *why = NULL, *said;
	pid_t pid;

	fflush(NULL);
	pid = in < 0 || errors < 0 ? -1 : fork();
	if (!pid)
		become_gnuplot(dir, in, errors);
	if (pid < 0) {
		why = alloc_printf("cannot run gnuplot: %s", strerror(errno));
	} else {
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
		said = one_line(errors);
		if (WIFSIGNALED(status))
			why = alloc_printf("gnuplot was ended by signal %d",
					   WTERMSIG(status));
		else if (status)
			why = alloc_printf("gnuplot says: %s",
					   *said ? said : "nothing, but fails");
		free(said);
	}
	if (in >= 0)
		close(in);
	if (errors >= 0)
		close(errors);
	return why;
}

void gnuplot_text(FILE *out, const char *text)
{
	const char *p;

	fputc('\'', out);
	for (p = text; *p; p++) {
		if (*p == '\'')
			fputc('\'', out);
		fputc((unsigned char)*p < ' ' ? ' ' : *p, out);
	}
	fputc('\'', out);
}
