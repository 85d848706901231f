// SPDX-License-Identifier: GPL-2.0-only
#include "output/plot_files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/atomic_file.h"
#include "lib/say.h"

/* What a shell exits with if there is no such program. */
#define NOT_FOUND 127

/* Files of a plot; gnuplot writes those from DRAWN on. */
static const char *const endings[] = {"csv", "gp", "svg", "png"};
#define DRAWN 2

/* Return NULL, or why the plot is not drawn; "": there is no gnuplot. */
static char *run_gnuplot(const char *dir, const char *script)
{
	auto_free char *said = alloc_copy("");
	auto_free char *input = NULL;
	/* It has no name, and the shell inherits it. */
	FILE *copy = tmpfile(), *errors;
	char *word;
	int status;

	if (!copy || fputs(script, copy) < 0 || fflush(copy)) {
		if (copy)
			fclose(copy);
		return alloc_printf("no script for gnuplot can be made: %s",
				    strerror(errno));
	}
	input = alloc_printf("/proc/self/fd/%d", fileno(copy));
	/*
	 * In variables nothing has a meaning to the shell. gnuplot does not read
	 * the file in @dir: its owner could replace it, by one with commands.
	 */
	setenv("VMABENCH_DIR", dir, 1);
	setenv("VMABENCH_SCRIPT", input, 1);
	fflush(NULL);
	/* -d: what a user keeps in a start-up file is not for these plots. */
	errors = popen("CDPATH= cd -- \"$VMABENCH_DIR\" && "
		       "LC_ALL=C.UTF-8 exec gnuplot -d - "
		       "2>&1 >/dev/null <\"$VMABENCH_SCRIPT\"",
		       "r");
	while (errors && fscanf(errors, "%ms", &word) == 1) {
		alloc_append(&said, "%s%s", *said ? " " : "", word);
		free(word);
	}
	status = errors ? pclose(errors) : -1;
	fclose(copy);
	if (status < 0)
		return alloc_printf("cannot run gnuplot: %s", strerror(errno));
	if (WIFSIGNALED(status))
		return alloc_printf("gnuplot was ended by signal %d",
				    WTERMSIG(status));
	if (WEXITSTATUS(status) == NOT_FOUND)
		return alloc_copy("");
	return !status ? NULL : alloc_printf("gnuplot says: %s", *said ? said :
					     "nothing, but fails");
}

/* Remove files of a plot, those of endings[@from] and all after it. */
static void remove_plot(const char *dir, const char *stem, size_t from)
{
	size_t i;

	for (i = from; i < ARRAY_SIZE(endings); i++) {
		auto_free char *path = alloc_printf("%s/%s.%s", dir, stem,
						    endings[i]);

		unlink(path);
	}
}

bool plot_files_open(struct plot_files *files, const char *dir)
{
	struct stat st;

	if (!lstat(dir, &st) && S_ISLNK(st.st_mode)) {
		say("%s is a link, which would lead pictures to somewhere else; remove it",
		    dir);
		return false;
	}
	if (!atomic_file_make_dirs(dir))
		return false;
	*files = (struct plot_files){
		.dir = alloc_copy(dir),
		.good = true,
	};
	return true;
}

static void write_file(struct plot_files *files, const char *name,
		       void (*write)(const void *data, FILE *out),
		       const void *data)
{
	files->good &= atomic_file_write(files->dir, name, write, data);
}

void plot_files_add(struct plot_files *files, const struct plot *plot)
{
	auto_free char *csv = alloc_printf("%s.csv", plot->stem);
	auto_free char *script = alloc_printf("%s.gp", plot->stem);
	auto_free char *why = NULL;

	remove_plot(files->dir, plot->stem, 0);
	if (!plot->lacking) {
		write_file(files, csv, table_write, plot->data);
		write_file(files, script, write_text, plot->script);
		if (!files->no_gnuplot)
			why = run_gnuplot(files->dir, plot->script);
	}
	if (why && !*why) {
		files->no_gnuplot = true;
	} else if (why) {
		say("there is no picture %s: %s", plot->stem, why);
		files->good = false;
		/* A gnuplot that failed may have left half of one. */
		remove_plot(files->dir, plot->stem, DRAWN);
	}
}

bool plot_files_close(struct plot_files *files)
{
	free(files->dir);
	return files->good;
}
