// SPDX-License-Identifier: GPL-2.0-only
#include "lib/csv_file.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/number.h"
#include "lib/say.h"
#include "module/abi/version.h"

/* Damaged lines of one file that are named each; the others are counted. */
#define NAMED 5

/* Bytes of one read(); more than a cache holds is no faster. */
#define CHUNK ((size_t)256 << 10)

/* No line of ours comes near: a longer one lacks a quote. */
#define LONGEST ((size_t)1 << 20)

static const char has_nul[] = "it has a NUL, which is no text";

/* Always the first column asked for, before the columns of the reader. */
static const struct csv_column version_column = {"csv_version", true, true};

struct field {
	const char *text;
	size_t len;
};

struct csvfile {
	const char *path;
	const struct csv_reader *reader;
	struct parse_warnings *warnings;
	int fd;
	int err;
	bool at_end;
	char *buf;
	size_t room, len, at; /* the next line starts at @at of @len bytes */
	size_t offset;	      /* of @buf in the file */
	size_t number;	      /* lines before @at */

	struct field *fields;
	size_t nfields, fields_room;
	char *text; /* of the fields that libcsv unquoted */
	size_t text_len, rows;

	size_t width; /* columns of the file */
	/* Of each column asked for, the version before all others. */
	size_t *places;
	struct csv_cell *cells;
	bool comparable;  /* the cells are those of the line before */
	size_t key_width; /* columns of the file up to the end of the key */
	struct field key; /* start of the last line; empty: not known */
	bool same_key;	  /* the line at @at starts with it */
	bool wanted;	  /* lines that do */
	size_t refused;
};

void complain(struct parse_warnings *warnings, const char *path, size_t line,
	      const char *fmt, ...)
{
	char *text = line ? alloc_printf("%s:%zu: ", path, line)
			  : alloc_printf("%s: ", path);
	va_list args;
	char *what;

	va_start(args, fmt);
	what = alloc_vprintf(fmt, args);
	va_end(args);
	alloc_append(&text, "%s", what);
	free(what);

	warnings->v = alloc_grow(warnings->v, warnings->n + 1,
				 sizeof(*warnings->v));
	warnings->v[warnings->n++] = text;
}

void parse_warnings_say(const struct parse_warnings *warnings)
{
	size_t i;

	for (i = 0; i < warnings->n; i++)
		say("%s", warnings->v[i]);
}

void parse_warnings_free(struct parse_warnings *warnings)
{
	size_t i;

	for (i = 0; i < warnings->n; i++)
		free(warnings->v[i]);
	free(warnings->v);
	*warnings = (struct parse_warnings){0};
}

static bool is_text(struct field field, const char *text, size_t len)
{
	return field.len == len && !memcmp(field.text, text, len);
}

static const struct csv_column *asked(const struct csvfile *file, size_t i)
{
	return i ? &file->reader->columns[i - 1] : &version_column;
}

bool csv_is(const struct csv_cell *cell, const char *text)
{
	return is_text((struct field){cell->text, cell->len}, text,
		       strlen(text));
}

char *csv_text(const struct csv_cell *cell)
{
	char *text = alloc_zeroed(cell->len + 1, 1);

	memcpy(text, cell->text, cell->len);
	return text;
}

/* The next line has nothing in common with the last one. */
static void forget_last(struct csvfile *file)
{
	file->comparable = false;
	file->key.len = 0;
}

/* Report what is wrong with a line, and free @why. */
static void refuse(struct csvfile *file, size_t number, char *why)
{
	if (++file->refused <= NAMED)
		complain(file->warnings, file->path, number,
			 "%s; the line is left out", why);
	free(why);
	forget_last(file);
}

static bool refuse_file(struct csvfile *file, const char *why)
{
	complain(file->warnings, file->path, 0, "%s; the file is left out",
		 why);
	return false;
}

/* Drop the lines before @at and append more of the file to the rest. */
static bool read_more(struct csvfile *file)
{
	ssize_t got;

	if (file->at_end)
		return false;
	forget_last(file);
	file->len -= file->at;
	file->offset += file->at;
	memmove(file->buf, file->buf + file->at, file->len);
	file->at = 0;
	if (file->room - file->len < CHUNK) {
		file->room *= 2;
		file->buf = alloc_grow(file->buf, file->room, 1);
	}
	do {
		got = read(file->fd, file->buf + file->len, CHUNK);
	} while (got < 0 && errno == EINTR);
	if (got <= 0) {
		file->err = got < 0 ? errno : 0;
		file->at_end = true;
		return false;
	}
	file->len += (size_t)got;
	return true;
}

/*
 * Return the length of the line that has @from bytes at least, with its line
 * break; 0 if there is none up to the end of the file or within LONGEST.
 */
static size_t find_line(struct csvfile *file, size_t from)
{
	const char *end;

	do {
		end = memchr(file->buf + file->at + from, '\n',
			     file->len - file->at - from);
		if (end)
			return (size_t)(end + 1 - file->buf) - file->at;
		from = file->len - file->at;
	} while (from <= LONGEST && read_more(file));
	return 0;
}

/* Return the length of the row that starts with a line of @len bytes. */
static size_t find_row(struct csvfile *file, size_t len)
{
	size_t quotes = 0, i = 0;

	for (; len && len <= LONGEST; len = find_line(file, len)) {
		for (; i < len; i++)
			quotes += file->buf[file->at + i] == '"';
		/* A line break between quotes does not end the row. */
		if (quotes % 2 == 0)
			return len;
	}
	return 0;
}

static void put_field(struct csvfile *file, const char *text, size_t len)
{
	if (file->nfields == file->fields_room) {
		file->fields_room = 2 * file->fields_room + 16;
		file->fields = alloc_grow(file->fields, file->fields_room,
					  sizeof(*file->fields));
	}
	file->fields[file->nfields++] = (struct field){text, len};
}

/* Return what is wrong with a line without quotes, a new string, or NULL. */
static char *split_line(struct csvfile *file, size_t len)
{
	const char *line = file->buf + file->at, *end = line + len - 1;
	const char *p = line, *start;

	if (end > p && end[-1] == '\r')
		end--;
	/* The fields of the key are the same as in the last line. */
	if (file->same_key) {
		for (; file->nfields < file->key_width; file->nfields++)
			file->fields[file->nfields].text +=
				line - file->key.text;
		p += file->key.len;
	}
	start = p;
	for (; p < end; p++) {
		if (*p == ',') {
			put_field(file, start, (size_t)(p - start));
			start = p + 1;
		} else if (*p == '\r') {
			return alloc_copy("it has a CR in the middle");
		} else if (!*p) {
			return alloc_copy(has_nul);
		}
	}
	put_field(file, start, (size_t)(end - start));
	return NULL;
}

/* libcsv reuses the memory of its fields, so copy them, one after another. */
static void on_field(void *field, size_t len, void *data)
{
	struct csvfile *file = data;
	char *text = file->text + file->text_len;

	if (len)
		memcpy(text, field, len);
	put_field(file, text, len);
	file->text_len += len;
}

static void on_row(int end, void *data)
{
	struct csvfile *file = data;

	(void)end;
	file->rows++;
}

/* Spaces belong to the field: RFC 4180. */
static int is_space(unsigned char c)
{
	(void)c;
	return 0;
}

/* Let libcsv split a row that has quotes; false: they are broken. */
static bool split_quoted(struct csvfile *file, size_t len)
{
	const char *row = file->buf + file->at;
	struct csv_parser parser;
	bool good;

	if (memchr(row, '\0', len) || csv_init(&parser, CSV_STRICT))
		return false;
	csv_set_space_func(&parser, is_space);
	file->text = alloc_grow(file->text, len, 1);
	file->text_len = file->rows = 0;
	good = csv_parse(&parser, row, len, on_field, on_row, file) == len &&
	       file->rows == 1;
	csv_free(&parser);
	return good;
}

static void pass_line(struct csvfile *file, size_t len)
{
	file->at += len;
	file->number++;
}

/* Split the row that starts with a line of @len bytes, and pass it. */
static char *split_row(struct csvfile *file, size_t len)
{
	const char *line = file->buf + file->at;
	size_t end;
	char *why;

	file->nfields = 0;
	if (!memchr(line, '"', len)) {
		why = split_line(file, len);
		pass_line(file, len);
		return why;
	}
	forget_last(file);
	why = memchr(line, '\0', len) ? alloc_copy(has_nul) : NULL;
	end = why ? 0 : find_row(file, len);
	if (!why && (!end || !split_quoted(file, end)))
		why = alloc_copy(
			"its quotes are broken, or a NUL is between them");
	/* Continue behind the first line of a damaged row. */
	end = file->at + (why ? len : end);
	while (file->at < end)
		pass_line(file, find_line(file, 0));
	return why;
}

/* Report a rest of the file that has no line break. */
static void end_of_file(struct csvfile *file, char **why)
{
	/* read_file() reports an error, once. */
	if (file->at == file->len || file->err)
		return;
	*why = alloc_copy(
		file->at_end
			? "the file ends in the middle of it, cut off perhaps"
			: "it is longer than a line of such a file can be, so all from here on is no CSV");
	file->at = file->len;
	file->at_end = true;
}

/* Return whether the line is blank, or has the same key as an unwanted one. */
static bool is_passed(struct csvfile *file, size_t len)
{
	const char *line = file->buf + file->at;
	const struct field *key = &file->key;

	if (*line == '\n' || (len == 2 && *line == '\r'))
		return true;
	file->same_key = key->len && len >= key->len &&
			 !memcmp(line, key->text, key->len);
	/* A quote has to be followed to its end. */
	return file->same_key && !file->wanted && !memchr(line, '"', len);
}

/*
 * Read the next row. Return false at the end of the file. A damaged row sets
 * @why to a new string.
 */
static bool next_row(struct csvfile *file, size_t *number, char **why)
{
	size_t len;

	*why = NULL;
	while ((len = find_line(file, 0)) && is_passed(file, len))
		pass_line(file, len);
	*number = file->number + 1;
	if (!len) {
		end_of_file(file, why);
		return *why;
	}
	*why = split_row(file, len);
	return true;
}

/* Find the columns asked for in the header line. */
static bool find_columns(struct csvfile *file)
{
	size_t n = file->reader->ncolumns + 1, i, k, found;

	file->width = file->nfields;
	for (i = 0; i < n; i++) {
		const char *name = asked(file, i)->name;

		found = 0;
		file->places[i] = SIZE_MAX;
		for (k = 0; k < file->nfields; k++) {
			if (!is_text(file->fields[k], name, strlen(name)))
				continue;
			file->places[i] = k;
			found++;
		}
		if (found > 1) {
			complain(
				file->warnings, file->path, 0,
				"two columns are named '%s'; the file is left out",
				name);
			return false;
		}
		if (!found && asked(file, i)->needed) {
			complain(
				file->warnings, file->path, 0,
				"there is no column '%s', so it is none of vmabench's files or its header line is damaged; the file is left out",
				name);
			return false;
		}
		if (found && i && i <= file->reader->nkey &&
		    file->places[i] >= file->key_width)
			file->key_width = file->places[i] + 1;
	}
	return true;
}

/* Fill in the cells. Return NULL, or what is wrong with one. */
static char *fill_cells(struct csvfile *file)
{
	size_t n = file->reader->ncolumns + 1, i;

	for (i = 0; i < n; i++) {
		struct csv_cell *cell = &file->cells[i];
		struct field field;

		if (file->places[i] == SIZE_MAX)
			continue;
		field = file->fields[file->places[i]];
		cell->same = file->comparable &&
			     ((file->same_key &&
			       file->places[i] < file->key_width) ||
			      is_text(field, cell->text, cell->len));
		cell->text = field.text;
		cell->len = field.len;
		if (cell->same)
			continue;
		cell->number = NAN;
		if (asked(file, i)->number && cell->len &&
		    !decimal_parse(cell->text, cell->len, &cell->number))
			return alloc_printf(
				"'%.*s' in column %s is no number",
				(int)(cell->len < 40 ? cell->len : 40),
				cell->text, asked(file, i)->name);
	}
	/* An empty version is refused too. */
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
	for (i = 0; i < reader->nkey && line->cells[i].same; i++)
		;
	if (i < reader->nkey)
		file->wanted = reader->wanted(reader->data, line);
	return file->wanted;
}

static char *take_row(struct csvfile *file)
{
	const struct csv_line line = {
		.cells = file->cells + 1,
		.end = file->offset + file->at,
	};
	const struct field *first = file->fields;
	char *why;

	if (file->nfields != file->width)
		return alloc_printf("it has %zu fields, the header line %zu",
				    file->nfields, file->width);
	why = fill_cells(file);
	if (why)
		return why;
	file->comparable = true;
	/* With the comma behind it. Fields without quotes are a whole line. */
	if (file->key_width < file->nfields && first->text != file->text)
		file->key = (struct field){
			first->text,
			(size_t)(first[file->key_width].text - first->text)};
	return is_wanted(file, &line) ?
		       file->reader->line(file->reader->data, &line) :
		       NULL;
}

static bool read_rows(struct csvfile *file)
{
	static const char mark[] = "\xef\xbb\xbf";
	size_t number;
	char *why;

	find_line(file, 0);
	/* The byte order mark is no part of the first name. */
	if (file->len >= strlen(mark) &&
	    !memcmp(file->buf, mark, strlen(mark)))
		file->at = strlen(mark);
	if (!next_row(file, &number, &why))
		return file->err ? false : refuse_file(file, "it is empty");
	if (why) {
		complain(file->warnings, file->path, number,
			 "%s; it is the header line, so the file is left out",
			 why);
		free(why);
		return false;
	}
	if (!find_columns(file))
		return false;
	while (next_row(file, &number, &why)) {
		if (!why)
			why = take_row(file);
		if (why)
			refuse(file, number, why);
	}
	return true;
}

static bool read_file(struct csvfile *file)
{
	size_t n = file->reader->ncolumns + 1, i;
	bool read;

	file->room = CHUNK;
	file->buf = alloc_grow(NULL, file->room, 1);
	file->places = alloc_zeroed(n, sizeof(*file->places));
	file->cells = alloc_zeroed(n, sizeof(*file->cells));
	for (i = 0; i < n; i++)
		file->cells[i] = (struct csv_cell){"", 0, NAN, false};
	read = read_rows(file);
	if (file->err)
		complain(file->warnings, file->path, 0,
			 "reading breaks off: %s; what follows is left out",
			 strerror(file->err));
	if (file->refused > NAMED)
		complain(file->warnings, file->path, 0,
			 "%zu more lines are damaged and left out",
			 file->refused - NAMED);
	free(file->places);
	free(file->cells);
	free(file->fields);
	free(file->text);
	free(file->buf);
	return read;
}

bool csv_read(const char *path, const struct csv_reader *reader,
	      struct parse_warnings *warnings)
{
	struct csvfile file = {
		.path = path,
		.reader = reader,
		.warnings = warnings,
		/* Opening a FIFO would wait for a writer. */
		.fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC),
	};
	struct stat st;
	bool read;

	if (file.fd < 0) {
		if (errno != ENOENT)
			refuse_file(&file, strerror(errno));
		return false;
	}
	if (!fstat(file.fd, &st) && !S_ISREG(st.st_mode))
		read = refuse_file(&file, "it is not a regular file");
	else
		read = read_file(&file);
	close(file.fd);
	errno = 0;
	return read;
}
