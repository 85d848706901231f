// SPDX-License-Identifier: GPL-2.0-only
#include "lib/csv_line.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <csv.h>

#include "lib/alloc.h"
#include "lib/array.h"

/* Read at once; more than a cache holds is no faster. */
#define CHUNK ((size_t)256 << 10)

/* No line of ours comes near: one that is longer has a quote too few. */
#define LONGEST ((size_t)1 << 20)

/* What a line that is cut at its commas must not have. */
static const char specials[] = {'"', '\0', '\r'};

struct csvlines {
	int fd;
	int err;
	bool at_end;
	char *buf;
	size_t have, room;
	size_t at;     /* begin of the next line */
	size_t number; /* of lines before it */
	/* Where the next of each special is, from @at on; @have: nowhere. */
	size_t special[ARRAY_SIZE(specials)];
	/* The last line, if it was cut at its commas; else its length is 0. */
	size_t last, last_len;
	size_t pass_len; /* of its begin: lines with it are passed over; 0: none */
	struct csvfields fields;
	size_t fields_room;
	char *text; /* of the fields that libcsv unquoted */
	size_t text_len, text_room;
	bool row_done;
};

struct csvlines *csvlines_new(int fd)
{
	struct csvlines *lines = alloc_zeroed(1, sizeof(*lines));

	lines->fd = fd;
	lines->room = CHUNK;
	lines->buf = alloc_grow(NULL, lines->room, 1);
	return lines;
}

void csvlines_free(struct csvlines *lines)
{
	free(lines->fields.starts);
	free(lines->fields.lens);
	free(lines->text);
	free(lines->buf);
	free(lines);
}

void csvlines_forget(struct csvlines *lines)
{
	lines->last_len = 0;
	lines->pass_len = 0;
}

void csvlines_pass(struct csvlines *lines, size_t n)
{
	const struct csvfields *fields = &lines->fields;

	/* What libcsv unquoted is nowhere in the buffer. */
	if (!lines->last_len || !n || n >= fields->n)
		return;
	/* With the comma behind it. */
	lines->pass_len = (size_t)(fields->starts[n] -
				   (lines->buf + lines->last));
}

int csvlines_error(const struct csvlines *lines)
{
	return lines->err;
}

static size_t find(const struct csvlines *lines, size_t from, char what)
{
	const char *p = memchr(lines->buf + from, what, lines->have - from);

	return p ? (size_t)(p - lines->buf) : lines->have;
}

/* Drop what was read before @at, and read more behind the rest. */
static bool read_more(struct csvlines *lines)
{
	size_t rest = lines->have - lines->at, i;
	ssize_t got;

	if (lines->at_end)
		return false;
	for (i = 0; i < ARRAY_SIZE(specials); i++) {
		if (lines->special[i] < lines->at)
			lines->special[i] = find(lines, lines->at, specials[i]);
		lines->special[i] -= lines->at;
	}
	memmove(lines->buf, lines->buf + lines->at, rest);
	lines->have = rest;
	lines->at = 0;
	csvlines_forget(lines);
	if (lines->room - rest < CHUNK) {
		lines->room *= 2;
		lines->buf = alloc_grow(lines->buf, lines->room, 1);
	}

	do {
		got = read(lines->fd, lines->buf + rest, CHUNK);
	} while (got < 0 && errno == EINTR);
	if (got <= 0) {
		lines->err = got < 0 ? errno : 0;
		lines->at_end = true;
		return false;
	}
	lines->have += (size_t)got;
	for (i = 0; i < ARRAY_SIZE(specials); i++)
		if (lines->special[i] == rest)
			lines->special[i] = find(lines, rest, specials[i]);
	return true;
}

/*
 * Find the line break that ends what begins @from behind @at.  What was read
 * so far may move, and with it @at.  Return its distance from @at, or
 * SIZE_MAX if there is none until the end or for too long.
 */
static size_t find_break(struct csvlines *lines, size_t from)
{
	const char *p;

	for (;;) {
		p = memchr(lines->buf + lines->at + from, '\n',
			   lines->have - lines->at - from);
		if (p)
			return (size_t)(p - lines->buf) - lines->at;
		from = lines->have - lines->at;
		if (from > LONGEST || !read_more(lines))
			return SIZE_MAX;
	}
}

/* Whether the next @len characters have one of the specials. */
static bool has_special(struct csvlines *lines, size_t i, size_t len)
{
	if (lines->special[i] < lines->at)
		lines->special[i] = find(lines, lines->at, specials[i]);
	return lines->special[i] < lines->at + len;
}

static void put_field(struct csvlines *lines, const char *start, size_t len)
{
	struct csvfields *fields = &lines->fields;

	if (fields->n == lines->fields_room) {
		lines->fields_room =
			lines->fields_room ? 2 * lines->fields_room : 16;
		fields->starts = alloc_grow(fields->starts, lines->fields_room,
					    sizeof(*fields->starts));
		fields->lens = alloc_grow(fields->lens, lines->fields_room,
					  sizeof(*fields->lens));
	}
	fields->starts[fields->n] = start;
	fields->lens[fields->n++] = len;
}

/* How many characters two texts begin with alike. */
static size_t alike(const char *a, const char *b, size_t len)
{
	size_t i = 0;
	uint64_t x, y;

	for (; i + sizeof(x) <= len; i += sizeof(x)) {
		memcpy(&x, a + i, sizeof(x));
		memcpy(&y, b + i, sizeof(y));
		if (x != y)
			break;
	}
	while (i < len && a[i] == b[i])
		i++;
	return i;
}

/* How many fields at the begin of a line are those of the line before. */
static size_t same_fields(const struct csvlines *lines, const char *line,
			  size_t len)
{
	const struct csvfields *fields = &lines->fields;
	const char *last = lines->buf + lines->last;
	size_t common, n = 0;

	common = alike(last, line,
		       len < lines->last_len ? len : lines->last_len);
	/* With the comma behind it. */
	while (n + 1 < fields->n &&
	       (size_t)(fields->starts[n] - last) + fields->lens[n] < common)
		n++;
	return n;
}

static void cut(struct csvlines *lines, size_t len)
{
	struct csvfields *fields = &lines->fields;
	const char *line = lines->buf + lines->at, *end = line + len, *comma;
	size_t i, same = lines->last_len ? same_fields(lines, line, len) : 0;

	fields->same = same;
	for (i = 0; i < same; i++)
		fields->starts[i] += line - (lines->buf + lines->last);
	fields->n = same;
	if (same)
		line = fields->starts[same - 1] + fields->lens[same - 1] + 1;
	for (;;) {
		for (comma = line; comma < end && *comma != ','; comma++)
			;
		put_field(lines, line, (size_t)(comma - line));
		if (comma == end)
			break;
		line = comma + 1;
	}
	lines->last = lines->at;
	lines->last_len = len;
	lines->pass_len = 0;
}

/* libcsv's fields are its own until it is called again. */
static void on_field(void *field, size_t len, void *data)
{
	struct csvlines *lines = data;

	if (lines->text_len + len > lines->text_room) {
		lines->text_room = 2 * (lines->text_len + len);
		lines->text = alloc_grow(lines->text, lines->text_room, 1);
	}
	if (len)
		memcpy(lines->text + lines->text_len, field, len);
	lines->text_len += len;
	/* The text may move yet. */
	put_field(lines, NULL, len);
}

static void on_row(int end, void *data)
{
	struct csvlines *lines = data;

	(void)end;
	lines->row_done = true;
}

/* Blanks belong to the field: RFC 4180. */
static int is_space(unsigned char c)
{
	(void)c;
	return 0;
}

/*
 * Let libcsv read a line with quotes, and those behind it that belong to it.
 * Return how long it is with its line break, or 0 if it is damaged.
 */
static size_t unquote(struct csvlines *lines, size_t len, size_t *breaks,
		      struct csv_parser *parser)
{
	size_t done = 0, part = len + 1;

	lines->row_done = false;
	for (;;) {
		if (csv_parse(parser, lines->buf + lines->at + done, part,
			      on_field, on_row, lines) != part)
			return 0;
		++*breaks;
		done += part;
		if (lines->row_done)
			return done;
		len = find_break(lines, done);
		if (len == SIZE_MAX || len > LONGEST)
			return 0;
		part = len + 1 - done;
	}
}

static bool cut_quoted(struct csvlines *lines, size_t len, size_t *taken,
		       size_t *breaks)
{
	struct csvfields *fields = &lines->fields;
	struct csv_parser parser;
	const char *text;
	size_t i;

	csvlines_forget(lines);
	fields->n = fields->same = 0;
	lines->text_len = 0;
	*breaks = 0;
	if (csv_init(&parser, CSV_STRICT))
		return false;
	csv_set_space_func(&parser, is_space);
	*taken = unquote(lines, len, breaks, &parser);
	csv_free(&parser);
	if (memchr(lines->buf + lines->at, '\0', *taken))
		return false;

	text = lines->text ?: "";
	for (i = 0; i < fields->n; i++) {
		fields->starts[i] = text;
		text += fields->lens[i];
	}
	return *taken;
}

static void pass(struct csvlines *lines, size_t len, size_t breaks)
{
	lines->at += len;
	lines->number += breaks;
}

/* Whether a line begins as those that are passed over, and needs no unquoting. */
static bool is_passed(struct csvlines *lines, size_t len)
{
	return lines->pass_len && len >= lines->pass_len &&
	       !memcmp(lines->buf + lines->at, lines->buf + lines->last,
		       lines->pass_len) &&
	       !has_special(lines, 0, len) && !has_special(lines, 1, len);
}

/* The bytes that tell of UTF-8 are no part of the first name. */
static bool pass_mark(struct csvlines *lines)
{
	static const char mark[] = "\xef\xbb\xbf";

	if (lines->number || lines->at || lines->have < strlen(mark) ||
	    memcmp(lines->buf, mark, strlen(mark)))
		return false;
	lines->at = strlen(mark);
	return true;
}

/* What is behind the last line break. */
static enum csv_outcome end_of_file(struct csvlines *lines, char **why)
{
	bool rest = lines->at < lines->have;
	bool too_long = rest && !lines->at_end;

	/* An error is told by csvlines_error(), once. */
	if (!rest || lines->err)
		return CSV_END;
	*why = alloc_copy(
		too_long
			? "it is longer than a line of such a file can be, so all from here on is no CSV"
			: "the file ends in the middle of it, cut off perhaps");
	lines->at = lines->have;
	lines->at_end = true;
	return CSV_DAMAGED;
}

enum csv_outcome csvlines_next(struct csvlines *lines, struct csvfields *fields,
			       size_t *number, char **why)
{
	size_t len, text_len, taken, breaks;

	*why = NULL;
	for (;;) {
		len = find_break(lines, 0);
		if (pass_mark(lines))
			len = find_break(lines, 0);
		*number = lines->number + 1;
		if (len == SIZE_MAX)
			return end_of_file(lines, why);
		if (is_passed(lines, len)) {
			pass(lines, len + 1, 1);
			continue;
		}
		text_len = len;
		if (has_special(lines, 2, len) && text_len &&
		    lines->buf[lines->at + len - 1] == '\r')
			text_len--;
		if (text_len)
			break;
		pass(lines, len + 1, 1);
	}

	if (has_special(lines, 1, len)) {
		*why = alloc_copy("it has a NUL, which is no text");
	} else if (has_special(lines, 0, len)) {
		if (cut_quoted(lines, len, &taken, &breaks)) {
			pass(lines, taken, breaks);
			*fields = lines->fields;
			return CSV_FIELDS;
		}
		*why = alloc_copy(
			"its quotes are broken, or a NUL is between them");
	} else if (has_special(lines, 2, text_len)) {
		*why = alloc_copy("it has a CR in the middle");
	}
	if (*why) {
		csvlines_forget(lines);
		pass(lines, len + 1, 1);
		return CSV_DAMAGED;
	}
	cut(lines, text_len);
	pass(lines, len + 1, 1);
	*fields = lines->fields;
	return CSV_FIELDS;
}
