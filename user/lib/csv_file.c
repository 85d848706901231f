// SPDX-License-Identifier: GPL-2.0-only
#include "lib/csv_file.h"

#include <csv.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/number.h"
#include "lib/read_file.h"
#include "lib/say.h"
#include "lib/words.h"
#include "module/abi/version.h"

/* Damaged lines of one file that are named each; the others are counted. */
#define NAMED 5

/* Bytes of one read(); more than a cache holds is no faster. */
#define CHUNK ((size_t)256 << 10)

/* No line of ours comes near: a longer one lacks a quote. */
#define LONGEST ((size_t)1 << 20)

/* Always the first column asked for, before the columns of the reader. */
static const struct csv_column version_column = {"csv_version", false, true};

struct csvfile {
	const char *path;
	const struct csv_reader *reader;
	struct parse_warnings *warnings;
	int fd, err;
	bool at_end;
	char *buf;
	size_t room, len, at;	/* the next line starts at @at of @len bytes */
	size_t offset;		/* of @buf in the file */
	size_t number;		/* lines before @at */
	size_t row;		/* number of the row being read */

	struct csv_cell *fields;
	size_t nfields, fields_room;
	char *text;		/* of the fields that libcsv unquoted */
	size_t text_len, rows;

	int version;		/* of the first row. 0: not known, 1: ours */
	size_t width;		/* columns of the file; 0: not known yet */
	/* Of each column asked for, the version before all others. */
	size_t *places;
	struct csv_cell *cells;

	const char *key;	/* start of the last good line */
	size_t key_len;		/* 0: not known */
	size_t key_width;	/* columns of the file up to its end */
	bool same_key;		/* the line at @at starts with it */
	bool wanted;		/* lines that do */
	size_t refused;
};

void complain(struct parse_warnings *warnings, const char *path, size_t line,
	      const char *fmt, ...)
{
	auto_free char *what = NULL;
	char *text = alloc_copy(path);
	va_list args;

	va_start(args, fmt);
	what = alloc_vprintf(fmt, args);
	va_end(args);
	if (line)
		alloc_append(&text, ":%zu", line);
	alloc_append(&text, ": %s", what);
	*alloc_more(warnings->v, warnings->n) = text;
}

void parse_warnings_take(struct parse_warnings *to, struct parse_warnings *from)
{
	size_t i;

	for (i = 0; i < from->n; i++)
		*alloc_more(to->v, to->n) = from->v[i];
	from->n = 0;
}

void parse_warnings_say(const struct parse_warnings *warnings)
{
	size_t i;

	for (i = 0; i < warnings->n; i++)
		say("%s", warnings->v[i]);
}

void parse_warnings_free(struct parse_warnings *warnings)
{
	split_free(warnings->v, warnings->n);
	*warnings = (struct parse_warnings){0};
}

static const struct csv_column *asked(const struct csvfile *file, size_t i)
{
	return i ? &file->reader->columns[i - 1] : &version_column;
}

bool csv_is(const struct csv_cell *cell, const char *text)
{
	size_t len = strlen(text);

	return cell->len == len && !memcmp(cell->text, text, len);
}

char *csv_text(const struct csv_cell *cell)
{
	return alloc_printf("%.*s", (int)cell->len, cell->text);
}

/* Report that a row, or with 0 the file, is left out, and free @why. */
static bool refuse(struct csvfile *file, size_t row, char *why)
{
	if (!row || !file->width || ++file->refused <= NAMED)
		complain(file->warnings, file->path, row, "%s; %s is left out",
			 why, !row ? "the file" : file->width ? "the line" :
			 "it is the header line, so the file");
	free(why);
	return false;
}

/* Drop the lines before @at and append more of the file to the rest. */
static bool read_more(struct csvfile *file)
{
	ssize_t got;

	if (file->at_end)
		return false;
	file->key_len = 0;
	file->len -= file->at;
	file->offset += file->at;
	if (file->at)
		memmove(file->buf, file->buf + file->at, file->len);
	file->at = 0;
	if (file->room < file->len + CHUNK) {
		file->room = 2 * file->room + CHUNK;
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

static void pass_line(struct csvfile *file, size_t len)
{
	file->at += len;
	file->number++;
}

/*
 * Find the next line that is neither blank nor has the key of an unwanted one.
 * Return its length, or 0 if there is none.
 */
static size_t next_line(struct csvfile *file)
{
	size_t len;

	for (; (len = find_line(file, 0)); pass_line(file, len)) {
		const char *line = file->buf + file->at;

		if (*line == '\n' || (len == 2 && *line == '\r'))
			continue;
		file->same_key = file->key_len && len >= file->key_len &&
				 !memcmp(line, file->key, file->key_len);
		/* A quote has to be followed to its end. */
		if (!file->same_key || file->wanted || memchr(line, '"', len))
			break;
	}
	file->row = file->number + 1;
	return len;
}

static void put_field(struct csvfile *file, const char *text, size_t len)
{
	if (file->nfields == file->fields_room) {
		file->fields_room = 2 * file->fields_room + 16;
		file->fields = alloc_grow(file->fields, file->fields_room,
					  sizeof(*file->fields));
	}
	file->fields[file->nfields++] = (struct csv_cell){text, len, NAN};
}

/* A terminal may obey one, and it is in no file of ours. */
static bool is_control(char c)
{
	return ((unsigned char)c < ' ' && c != '\t') || c == '\x7f';
}

/* Split a line without quotes. */
static bool split_line(struct csvfile *file, const char *line, size_t len)
{
	const char *end = line + len - 1, *start, *p;

	if (end > line && end[-1] == '\r')
		end--;
	/* The fields of the key are the same as in the last line. */
	file->nfields = file->same_key ? file->key_width : 0;
	start = p = line + (file->same_key ? file->key_len : 0);
	for (; p < end; p++) {
		if (*p == ',') {
			put_field(file, start, (size_t)(p - start));
			start = p + 1;
		} else if (is_control(*p)) {
			return refuse(file, file->row, alloc_copy(
				*p == '\r' ? "it has a CR in the middle"
				: "it has a control character, which is no text"));
		}
	}
	put_field(file, start, (size_t)(end - start));
	return true;
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

/* Let libcsv split a row that has quotes. */
static bool split_quoted(struct csvfile *file, size_t len)
{
	const char *row = file->buf + file->at;
	struct csv_parser parser;
	bool good;
	size_t i;

	if (!len || csv_init(&parser, CSV_STRICT))
		return false;
	for (i = 0; i < len; i++)
		if (is_control(row[i]) && row[i] != '\r' && row[i] != '\n')
			return false;
	csv_set_space_func(&parser, is_space);
	file->text = alloc_grow(file->text, len, 1);
	file->nfields = file->text_len = file->rows = 0;
	good = csv_parse(&parser, row, len, on_field, on_row, file) == len &&
	       file->rows == 1;
	csv_free(&parser);
	return good;
}

/* Split the row that starts with a line of @len bytes, and pass it. */
static bool split_row(struct csvfile *file, size_t len)
{
	const char *line = file->buf + file->at;
	bool good = !memchr(line, '"', len);
	size_t end;

	file->same_key = file->same_key && good;
	if (!file->same_key)
		file->key_len = 0;
	if (good) {
		pass_line(file, len);
		return split_line(file, line, len);
	}
	end = find_row(file, len);
	good = split_quoted(file, end);
	if (!good)
		refuse(file, file->row, alloc_copy(
			"its quotes are broken, or a control character is between them"));
	/* Continue behind the first line of a damaged row. */
	end = file->at + (good ? end : len);
	while (file->at < end)
		pass_line(file, find_line(file, 0));
	return good;
}

/* Report a rest of the file that has no line break; return false if none. */
static bool refuse_rest(struct csvfile *file)
{
	/* csv_read() reports an error, once. */
	if (file->at == file->len || file->err)
		return false;
	refuse(file, file->row, alloc_copy(file->at_end
		? "the file ends in the middle of it, cut off perhaps"
		: "it is longer than a line of such a file can be, so all from here on is no CSV"));
	return true;
}

/* Return NULL, or the sentence about a version that is not ours. */
static char *check_version(struct csvfile *file, const struct csv_cell *version)
{
	bool own = csv_is(version, STRINGIFY(VMB_CSV_VERSION));

	file->version = file->version ?: own ? 1 : -1;
	return own ? NULL : alloc_printf(
		"its csv_version is '%.*s', and this vmabench reads %d only; measure anew, or use the vmabench that wrote it",
		(int)(version->len < 20 ? version->len : 20), version->text,
		VMB_CSV_VERSION);
}

/* Refuse a file that lacks a column, perhaps because of its version. */
static bool refuse_lack(struct csvfile *file, const char *name)
{
	size_t place = file->places[0], len = next_line(file);
	char *why = NULL;

	if (place < file->width && len && split_row(file, len) &&
	    file->nfields == file->width)
		why = check_version(file, &file->fields[place]);
	return refuse(file, 0, why ?: alloc_printf(
		"there is no column '%s', so it is none of vmabench's files or its header line is damaged",
		name));
}

/* Find the columns asked for in the header line. */
static bool find_columns(struct csvfile *file)
{
	size_t n = file->reader->ncolumns + 1, i, k;

	file->width = file->nfields;
	file->places = alloc_zeroed(n, sizeof(*file->places));
	file->cells = alloc_zeroed(n, sizeof(*file->cells));
	for (i = 0; i < n; i++) {
		const struct csv_column *column = asked(file, i);
		size_t *place = &file->places[i];

		*place = SIZE_MAX;
		file->cells[i] = (struct csv_cell){"", 0, NAN};
		for (k = 0; k < file->nfields; k++) {
			if (!csv_is(&file->fields[k], column->name))
				continue;
			if (*place != SIZE_MAX)
				return refuse(file, 0, alloc_printf(
					"two columns are named '%s'",
					column->name));
			*place = k;
		}
		if (*place == SIZE_MAX && column->needed)
			return refuse_lack(file, column->name);
		if (i && i <= file->reader->nkey && *place != SIZE_MAX &&
		    *place >= file->key_width)
			file->key_width = *place + 1;
	}
	return true;
}

/* Fill in the cells. Return NULL, or what is wrong with one. */
static char *fill_cells(struct csvfile *file)
{
	char *why = NULL;
	size_t i;

	for (i = 0; i <= file->reader->ncolumns && !why; i++) {
		struct csv_cell *cell = &file->cells[i];
		size_t place = file->places[i];

		if (place == SIZE_MAX ||
		    (file->same_key && place < file->key_width))
			continue;
		*cell = file->fields[place];
		if (!i)
			why = check_version(file, cell);
		else if (asked(file, i)->number && cell->len &&
		    !decimal_parse(cell->text, cell->len, &cell->number))
			why = alloc_printf(
				"'%.*s' in column %s is no number",
				(int)(cell->len < 40 ? cell->len : 40),
				cell->text, asked(file, i)->name);
	}
	return why;
}

/* Pass a row to the reader. Return NULL, or why it is left out. */
static char *take_row(struct csvfile *file)
{
	const struct csv_reader *reader = file->reader;
	const struct csv_cell *first = file->fields;
	const struct csv_line line = {
		.cells = file->cells + 1,
		.end = file->offset + file->at,
	};
	char *why;

	if (file->nfields != file->width)
		return alloc_printf("it has %zu fields, the header line %zu",
				    file->nfields, file->width);
	why = fill_cells(file);
	if (why)
		return why;
	if (!file->same_key) {
		file->wanted = !reader->wanted ||
			       reader->wanted(reader->data, &line);
		/* With the comma behind it. What was quoted is no line. */
		if (file->key_width < file->nfields &&
		    first->text != file->text) {
			file->key = first->text;
			file->key_len = (size_t)(first[file->key_width].text -
						 file->key);
		}
	}
	return file->wanted && reader->line ? reader->line(reader->data, &line) :
					      NULL;
}

static bool read_rows(struct csvfile *file)
{
	static const char mark[] = "\xef\xbb\xbf";
	size_t len;
	char *why;

	/* The byte order mark is no part of the first name. */
	if (read_more(file) && file->len >= strlen(mark) &&
	    !memcmp(file->buf, mark, strlen(mark)))
		file->at = strlen(mark);
	len = next_line(file);
	if (!len)
		return !refuse_rest(file) && !file->err &&
		       refuse(file, 0, alloc_copy("it is empty"));
	if (!split_row(file, len) || !find_columns(file))
		return false;
	while ((len = next_line(file))) {
		why = split_row(file, len) ? take_row(file) : NULL;
		if (file->version < 0)
			return refuse(file, 0, why);
		if (why)
			refuse(file, file->row, why);
	}
	refuse_rest(file);
	return true;
}

static void end_reading(struct csvfile *file)
{
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
}

bool csv_read(const char *path, const struct csv_reader *reader,
	      struct parse_warnings *warnings)
{
	struct csvfile file = {
		.path = path,
		.reader = reader,
		.warnings = warnings,
		.fd = read_file_open(path),
	};
	bool read;

	if (file.fd < 0) {
		if (errno != ENOENT)
			refuse(&file, 0, alloc_copy(errno == EINVAL ?
						    "it is no regular file" :
						    strerror(errno)));
		return false;
	}
	read = read_rows(&file);
	end_reading(&file);
	close(file.fd);
	errno = file.version < 0 ? EPROTONOSUPPORT : 0;
	return read;
}

bool csv_rows(const char *text, size_t len,
	      bool (*row)(void *data, const struct csv_cell *fields, size_t n),
	      void *data)
{
	struct parse_warnings warnings = {0};
	struct csvfile file = {
		.path = "",
		.warnings = &warnings,
		.at_end = true,
		/* The last line can lack its line break. */
		.buf = alloc_zeroed(len + 1, 1),
		.len = len + 1,
	};
	size_t line;
	bool good = true;

	memcpy(file.buf, text, len);
	file.buf[len] = '\n';
	while (good && (line = next_line(&file)))
		good = split_row(&file, line) &&
		       row(data, file.fields, file.nfields);
	end_reading(&file);
	parse_warnings_free(&warnings);
	return good;
}
