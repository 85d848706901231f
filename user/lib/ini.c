// SPDX-License-Identifier: GPL-2.0-only
#include "lib/ini.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ini.h>

#include "lib/alloc.h"
#include "lib/read_file.h"
#include "lib/words.h"

/* A larger file is no job file; it was named by mistake, such as a device. */
#define BYTES_MAX (1 << 20)
#define SPACES " \t"
#define UTF8_BOM "\xef\xbb\xbf"

/* How far the parser is. */
struct reading {
	struct ini *ini;
	const char *next;	/* the text libinih has not got yet */
	int line;		/* number of the line it got last */
	bool indented;		/* that line begins with a space */
	char *why;		/* the first error, and its line */
	int why_line;
};

static struct ini_section *current(const struct reading *reading)
{
	const struct ini *ini = reading->ini;

	return ini->nsections ? &ini->sections[ini->nsections - 1] : NULL;
}

/* Return the key that an indented line continues, or NULL. */
static struct ini_key *continued(const struct reading *reading)
{
	struct ini_section *section = current(reading);

	return reading->indented && section && section->nkeys ?
	       &section->keys[section->nkeys - 1] : NULL;
}

/* Keep the first error. */
static bool __attribute__((format(printf, 2, 3)))
complain(struct reading *reading, const char *fmt, ...)
{
	va_list args;

	if (reading->why)
		return false;
	va_start(args, fmt);
	reading->why = ini_complaint(reading->ini, reading->line, fmt, args);
	va_end(args);
	reading->why_line = reading->line;
	return false;
}

static bool check_letters(struct reading *reading, const char *line, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		unsigned char c = (unsigned char)line[i];

		if (!c)
			return complain(reading, "a NUL byte; save the file as UTF-8 text");
		if (c < ' ' && c != '\t' && !(c == '\r' && i + 1 == len))
			return complain(reading, "a control character (0x%02x); remove it",
					c);
	}
	return true;
}

/* Start a section: "[NAME]" and nothing after it but a comment. */
static bool add_section(struct reading *reading, const char *text)
{
	struct ini *ini = reading->ini;
	const struct ini_key *above = continued(reading);
	const struct ini_section *twin;
	char name[49] = "";	/* libinih keeps no more of a name */
	int len = 0;

	if (above)
		return complain(reading, "a line that begins with a space continues '%s' of line %d; remove the space before the section",
				above->name, above->line);
	sscanf(text, "[%48[a-zA-Z0-9_. -]]%n", name, &len);
	if (!len || *name == ' ' || name[strlen(name) - 1] == ' ')
		return complain(reading, "not a name of a section; write [NAME] with 1 to 48 letters, digits, _ - or .");
	text += len + (int)strspn(text + len, SPACES);
	if (*text && !strchr("\r\n;#", *text))
		return complain(reading, "text after the section; write it on a new line");
	twin = ini_section(ini, name);
	if (twin)
		return complain(reading, "section [%s] exists already, in line %d; give it another name",
				name, twin->line);
	ini_add_section(ini, name, reading->line);
	return true;
}

/* Hand libinih a line as fgets() does, if nothing is wrong with it. */
static char *next_line(char *to, int room, void *data)
{
	struct reading *reading = data;
	const char *line = reading->next, *end;
	size_t left = (size_t)(reading->ini->text + reading->ini->len - line);
	size_t len;

	if (!left || reading->why)
		return NULL;
	end = memchr(line, '\n', left);
	len = end ? (size_t)(end - line) : left;
	reading->next = line + len + !!end;
	reading->line++;
	reading->indented = len && strchr(SPACES, *line);
	if (!check_letters(reading, line, len))
		return NULL;
	if (len + 3 > (size_t)room) {
		complain(reading, "a line of %zu characters, of which %d are read; continue it on the next line, after a space",
			 len, room - 3);
		return NULL;
	}
	memcpy(to, line, len);
	strcpy(to + len, end ? "\n" : "");
	len = strspn(to, SPACES);
	return to[len] != '[' || add_section(reading, to + len) ? to : NULL;
}

static bool add_key(struct reading *reading, const char *name,
		    const char *value)
{
	struct ini_section *section = current(reading);
	const struct ini_key *twin;

	if (!section)
		return complain(reading, "'%s' is in no section; write [global] or the [NAME] of a job above it",
				name);
	if (!*name)
		return complain(reading, "a value without a name; write NAME = VALUE");
	twin = ini_key(section, name);
	if (twin)
		return complain(reading, "[%s] gives '%s' already, in line %d; give it once",
				section->name, name, twin->line);
	ini_add_key(reading->ini, name, value, reading->line);
	return true;
}

/* Append a line, without the comment that libinih leaves in it, to a value. */
static bool add_rest(struct reading *reading, struct ini_key *key,
		     const char *rest)
{
	auto_free char *text = alloc_copy(rest);
	char *end = text;

	while (*end && !(*end == ';' && end > text && strchr(SPACES, end[-1])))
		end++;
	while (end > text && strchr(SPACES, end[-1]))
		end--;
	*end = '\0';
	if (strchr(text, '='))
		return complain(reading, "a line that begins with a space continues '%s' of line %d; remove the space if it has a key of its own",
				key->name, key->line);
	alloc_append(&key->value, " %s", text);
	return true;
}

static int on_key(void *data, const char *section, const char *name,
		  const char *value)
{
	struct reading *reading = data;
	struct ini_key *above = continued(reading);

	(void)section;
	if (reading->why)
		return 0;
	value = value ?: "";
	if (strchr(value, '#'))
		return complain(reading, "'#' in a value; start a comment after a value with ;");
	return above ? add_rest(reading, above, value) :
		       add_key(reading, name, value);
}

struct ini *ini_from_text(const char *path, const char *text, size_t len,
			  char **why)
{
	struct ini *ini = alloc_zeroed(1, sizeof(*ini));
	struct reading reading = { .ini = ini };
	int error;

	ini->path = alloc_copy(path);
	ini->text = alloc_zeroed(len + 1, 1);
	memcpy(ini->text, text, len);
	ini->len = len;
	reading.next = ini->text;
	if (!strncmp(reading.next, UTF8_BOM, strlen(UTF8_BOM)))
		reading.next += strlen(UTF8_BOM);

	error = ini_parse_stream(next_line, &reading, on_key, &reading);
	/* libinih continues after lines it does not understand. */
	if (error && (!reading.why || error < reading.why_line)) {
		free(reading.why);
		reading.why = NULL;
		reading.line = error > 0 ? error : reading.line;
		complain(&reading, error < 0 ? "out of memory" :
			 "neither [SECTION] nor NAME = VALUE; start a comment with ; or #");
	}
	*why = reading.why;
	if (!*why)
		return ini;
	ini_free(ini);
	return NULL;
}

struct ini *ini_read(const char *path, char **why)
{
	size_t len;
	auto_free char *text = read_file(path, &len);
	struct ini *ini = NULL;

	if (!text)
		*why = alloc_printf("%s: cannot be read: %s; give the path of a readable file",
				    path, errno == EINVAL ? "it is no regular file" :
				    strerror(errno));
	else if (len > BYTES_MAX)
		*why = alloc_printf("%s: more than %d bytes; give the path of a job file",
				    path, BYTES_MAX);
	else
		ini = ini_from_text(path, text, len, why);
	return ini;
}

void ini_add_section(struct ini *ini, const char *name, int line)
{
	*alloc_more(ini->sections, ini->nsections) = (struct ini_section){
		.name = alloc_copy(name),
		.line = line,
	};
}

void ini_add_key(struct ini *ini, const char *name, const char *value, int line)
{
	struct ini_section *section = &ini->sections[ini->nsections - 1];

	*alloc_more(section->keys, section->nkeys) = (struct ini_key){
		.name = alloc_replaced(name, '-', '_'),
		.value = alloc_copy(value),
		.line = line,
	};
}

int ini_differing_line(const struct ini *a, const struct ini *b)
{
	size_t i;
	int line = 1;

	for (i = 0; i < a->len && i < b->len && a->text[i] == b->text[i]; i++)
		if (a->text[i] == '\n')
			line++;
	return i < a->len || i < b->len ? line : 0;
}

void ini_free(struct ini *ini)
{
	size_t i, j;

	if (!ini)
		return;
	for (i = 0; i < ini->nsections; i++) {
		for (j = 0; j < ini->sections[i].nkeys; j++) {
			free(ini->sections[i].keys[j].name);
			free(ini->sections[i].keys[j].value);
		}
		free(ini->sections[i].keys);
		free(ini->sections[i].name);
	}
	free(ini->sections);
	free(ini->path);
	free(ini->text);
	free(ini);
}

const struct ini_section *ini_section(const struct ini *ini,
				      const char *name)
{
	size_t i;

	for (i = 0; i < ini->nsections; i++)
		if (!strcmp(ini->sections[i].name, name))
			return &ini->sections[i];
	return NULL;
}

const struct ini_key *ini_key(const struct ini_section *section,
			      const char *name)
{
	size_t i;

	for (i = 0; i < section->nkeys; i++)
		if (name_is(section->keys[i].name, name))
			return &section->keys[i];
	return NULL;
}

char *ini_complaint(const struct ini *ini, int line, const char *fmt,
		    va_list args)
{
	auto_free char *sentence = alloc_vprintf(fmt, args);

	return alloc_printf("%s:%d: %s", ini->path, line, sentence);
}
