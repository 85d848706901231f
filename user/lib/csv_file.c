// SPDX-License-Identifier: GPL-2.0-only
#include "lib/csv_file.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/csv_line.h"
#include "lib/decimal.h"
#include "module/abi/version.h"

/* Damaged lines of one file that are named each; the others are counted. */
#define NAMED 5

/* Always the first of the columns asked for, before those of the reader. */
static const struct csv_column version_column = {"csv_version", true, true};

struct csvfile {
	const char *path;
	const struct csv_reader *reader;
	struct parse_warnings *complaints;
	struct csvlines *lines;
	size_t width; /* columns of the file */
	/* Of each column asked for, the version before all others. */
	size_t *places;
	struct csv_cell *cells;
	size_t key_width; /* of the file, up to the last column of the key */
	bool wanted;	  /* lines with the key of the last one */
	size_t refused;
};

static const struct csv_column *asked(const struct csvfile *file, size_t i)
{
	return i ? &file->reader->columns[i - 1] : &version_column;
}

bool csv_is(const struct csv_cell *cell, const char *text)
{
	return cell->len == strlen(text) &&
	       !memcmp(cell->text, text, cell->len);
}

char *csv_text(const struct csv_cell *cell)
{
	char *text = alloc_zeroed(cell->len + 1, 1);

	memcpy(text, cell->text, cell->len);
	return text;
}

/* Say what is wrong with a line, and forget @why. */
static void refuse(struct csvfile *file, size_t number, char *why)
{
	if (++file->refused <= NAMED)
		complain(file->complaints, file->path, number,
			 "%s; the line is left out", why);
	free(why);
}

static bool refuse_file(struct csvfile *file, const char *why)
{
	complain(file->complaints, file->path, 0, "%s; the file is left out",
		 why);
	return false;
}

static bool is_name(const struct csvfields *fields, size_t i, const char *name)
{
	const struct csv_cell cell = {fields->starts[i], fields->lens[i], 0};

	return csv_is(&cell, name);
}

/* Find the columns asked for in the header line. */
static bool find_columns(struct csvfile *file, const struct csvfields *header)
{
	size_t n = file->reader->ncolumns + 1, i, k, found;

	file->width = header->n;
	for (i = 0; i < n; i++) {
		const char *name = asked(file, i)->name;

		found = 0;
		file->places[i] = SIZE_MAX;
		for (k = 0; k < header->n; k++) {
			if (!is_name(header, k, name))
				continue;
			file->places[i] = k;
			found++;
		}
		if (found > 1) {
			complain(
				file->complaints, file->path, 0,
				"two columns are named '%s'; the file is left out",
				name);
			return false;
		}
		if (!found && asked(file, i)->needed) {
			complain(
				file->complaints, file->path, 0,
				"there is no column '%s', so it is none of vmabench's files or its header line is damaged; the file is left out",
				name);
			return false;
		}
	}
	for (i = 0; i < file->reader->nkey; i++)
		if (file->places[i + 1] != SIZE_MAX &&
		    file->places[i + 1] >= file->key_width)
			file->key_width = file->places[i + 1] + 1;
	return true;
}

/* Fill in the cells that changed. Return NULL, or what is wrong with one. */
static char *take_cells(struct csvfile *file, const struct csvfields *fields)
{
	size_t n = file->reader->ncolumns + 1, i;

	for (i = 0; i < n; i++) {
		const size_t place = file->places[i];
		struct csv_cell *cell = &file->cells[i];

		if (place == SIZE_MAX || place < fields->same)
			continue;
		cell->text = fields->starts[place];
		cell->len = fields->lens[place];
		cell->number = NAN;
		if (asked(file, i)->number && cell->len &&
		    !decimal_parse(cell->text, cell->len, &cell->number))
			return alloc_printf(
				"'%.*s' in column %s is no number",
				(int)(cell->len < 40 ? cell->len : 40),
				cell->text, asked(file, i)->name);
	}
	/* Not true of an empty one either. */
	if (!(file->cells[0].number <= VMB_CSV_VERSION))
		return alloc_printf(
			"its csv_version is '%.*s', and this vmabench reads up to %d",
			(int)(file->cells[0].len < 20 ? file->cells[0].len
						      : 20),
			file->cells[0].text, VMB_CSV_VERSION);
	return NULL;
}

static bool is_wanted(struct csvfile *file, const struct csv_line *line)
{
	const struct csv_reader *reader = file->reader;
	size_t i;

	if (!reader->wanted)
		return true;
	for (i = 0; i < reader->nkey && csv_same(line, i); i++)
		;
	if (i < reader->nkey)
		file->wanted = reader->wanted(reader->data, line);
	return file->wanted;
}

static char *take_line(struct csvfile *file, const struct csvfields *fields)
{
	const struct csv_line line = {
		.cells = file->cells + 1,
		.places = file->places + 1,
		.same = fields->same,
	};
	char *why;

	if (fields->n != file->width)
		return alloc_printf("it has %zu fields, the header line %zu",
				    fields->n, file->width);
	why = take_cells(file, fields);
	if (why)
		return why;
	if (is_wanted(file, &line))
		return file->reader->line(file->reader->data, &line);
	csvlines_pass(file->lines, file->key_width);
	return NULL;
}

static bool read_lines(struct csvfile *file)
{
	struct csvfields fields = {0};
	enum csv_outcome outcome;
	size_t number;
	char *why;

	outcome = csvlines_next(file->lines, &fields, &number, &why);
	if (outcome == CSV_DAMAGED) {
		complain(file->complaints, file->path, number,
			 "%s; it is the header line, so the file is left out",
			 why);
		free(why);
		return false;
	}
	if (outcome == CSV_END)
		return csvlines_error(file->lines)
			       ? false
			       : refuse_file(file, "it is empty");
	if (!find_columns(file, &fields))
		return false;

	for (;;) {
		outcome = csvlines_next(file->lines, &fields, &number, &why);
		if (outcome == CSV_END)
			return true;
		if (outcome == CSV_FIELDS)
			why = take_line(file, &fields);
		if (!why)
			continue;
		refuse(file, number, why);
		/* The cells are not those of a line any more. */
		csvlines_forget(file->lines);
	}
}

static bool read_file(struct csvfile *file)
{
	size_t n = file->reader->ncolumns + 1, i;
	bool read;
	int err;

	file->places = alloc_zeroed(n, sizeof(*file->places));
	file->cells = alloc_zeroed(n, sizeof(*file->cells));
	for (i = 0; i < n; i++)
		file->cells[i] = (struct csv_cell){"", 0, NAN};
	read = read_lines(file);
	err = csvlines_error(file->lines);
	if (err)
		complain(file->complaints, file->path, 0,
			 "reading breaks off: %s; what follows is left out",
			 strerror(err));
	if (file->refused > NAMED)
		complain(file->complaints, file->path, 0,
			 "%zu more lines are damaged and left out",
			 file->refused - NAMED);
	free(file->places);
	free(file->cells);
	return read;
}

bool csv_read(const char *path, const struct csv_reader *reader,
	      struct parse_warnings *complaints)
{
	struct csvfile file = {
		.path = path,
		.reader = reader,
		.complaints = complaints,
	};
	/* To open a FIFO would wait for a writer. */
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	bool read;

	errno = fd < 0 ? errno : 0;
	if (fd < 0) {
		if (errno != ENOENT)
			refuse_file(&file, strerror(errno));
		return false;
	}
	if (!fstat(fd, &st) && !S_ISREG(st.st_mode)) {
		close(fd);
		errno = 0;
		return refuse_file(&file, "it is not a regular file");
	}
	file.lines = csvlines_new(fd);
	read = read_file(&file);
	csvlines_free(file.lines);
	close(fd);
	errno = 0;
	return read;
}
