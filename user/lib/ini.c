// SPDX-License-Identifier: GPL-2.0-only
#include "lib/ini.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ini.h>

#include "lib/alloc.h"
#include "lib/words.h"

/* A larger file is no job file; it was named by mistake, such as a device. */
#define SIZE_MAX_BYTES (1 << 20)
/* libinih keeps no more of a section's name than 49 characters. */
#define SECTION_MAX 48
#define SECTION_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.- "
#define SPACES " \t"
#define UTF8_BOM "\xef\xbb\xbf"

/* How far the parser is. */
struct reading {
	struct ini *ini;
	const char *next;	/* the text libinih has not got yet */
	const char *raw;	/* the line it got last */
	int line;		/* and its number */
	char *why;		/* the first error, and its line */
	int why_line;
};

static struct ini_section *current(const struct reading *reading)
{
	const struct ini *ini = reading->ini;

	return ini->nsections ? &ini->sections[ini->nsections - 1] : NULL;
}

static struct ini_key *last_key(const struct reading *reading)
{
	struct ini_section *section = current(reading);

	return section && section->nkeys ?
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
	reading->why = alloc_vprintf(fmt, args);
	va_end(args);
	reading->why_line = reading->line;
	return false;
}

static bool begins_with_space(const struct reading *reading)
{
	return *reading->raw && strchr(SPACES, *reading->raw);
}

static bool check_letters(struct reading *reading, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		unsigned char c = (unsigned char)reading->raw[i];

		if (c >= ' ' || c == '\t')
			continue;
		if (c == '\r' && i + 1 == len)
			continue;
		if (!c)
			return complain(reading, "a NUL byte; save the file as UTF-8 text");
		return complain(reading, "a control character (0x%02x); remove it",
				c);
	}
	return true;
}

/* Start a section: "[NAME]" and nothing after it but a comment. */
static bool add_section(struct reading *reading, const char *text)
{
	struct ini *ini = reading->ini;
	const struct ini_section *twin;
	size_t len = strspn(text + 1, SECTION_LETTERS);
	const char *rest = text + 1 + len;
	char *name;

	if (begins_with_space(reading) && last_key(reading))
		return complain(reading, "a line that begins with a space continues '%s' of line %d; remove the space before the section",
				last_key(reading)->name,
				last_key(reading)->line);
	if (*rest != ']' || !len || len > SECTION_MAX || text[1] == ' ' ||
	    text[len] == ' ')
		return complain(reading, "not a name of a section; write [NAME] with 1 to %d letters, digits, _ - or .",
				SECTION_MAX);
	rest += 1 + strspn(rest + 1, SPACES);
	if (*rest && !strchr("\r\n;#", *rest))
		return complain(reading, "text after the section; write it on a new line");

	name = alloc_printf("%.*s", (int)len, text + 1);
	twin = ini_section(ini, name);
	if (twin)
		complain(reading, "section [%s] exists already, in line %d; give it another name",
			 name, twin->line);
	else
		ini_add_section(ini, name, reading->line);
	free(name);
	return !twin;
}

/* Hand libinih a line as fgets() does, if nothing is wrong with it. */
static char *next_line(char *to, int room, void *data)
{
	struct reading *reading = data;
	const char *end = reading->ini->text + reading->ini->len, *newline;
	size_t len, text;

	if (reading->next == end || reading->why)
		return NULL;
	newline = memchr(reading->next, '\n', (size_t)(end - reading->next));
	reading->raw = reading->next;
	reading->next = newline ? newline + 1 : end;
	reading->line++;

	text = (size_t)((newline ?: end) - reading->raw);
	len = (size_t)(reading->next - reading->raw);
	if (!check_letters(reading, text))
		return NULL;
	if (len + 2 > (size_t)room) {
		complain(reading, "a line of %zu characters, of which %d are read; continue it on the next line, after a space",
			 text, room - 3);
		return NULL;
	}
	memcpy(to, reading->raw, len);
	to[len] = '\0';
	text = strspn(to, SPACES);
	if (to[text] == '[' && !add_section(reading, to + text))
		return NULL;
	return to;
}

static bool add_key(struct reading *reading, const char *given,
		    const char *value)
{
	struct ini_section *section = current(reading);
	const struct ini_key *twin;
	char *name;

	if (!section)
		return complain(reading, "'%s' is in no section; write [global] or the [NAME] of a job above it",
				given);
	if (!*given)
		return complain(reading, "a value without a name; write NAME = VALUE");
	name = alloc_replaced(given, '-', '_');
	twin = ini_key(section, name);
	if (twin)
		complain(reading, "[%s] gives '%s' already, in line %d; give it once",
			 section->name, given, twin->line);
	else
		ini_add_key(reading->ini, name, value, reading->line);
	free(name);
	return !twin;
}

/* The length without a comment, which libinih keeps in continuing lines. */
static int plain_length(const char *rest)
{
	const char *p;

	for (p = rest; *p; p++)
		if (*p == ';' && p > rest && strchr(SPACES, p[-1]))
			break;
	while (p > rest && strchr(SPACES, p[-1]))
		p--;
	return (int)(p - rest);
}

/* Append a continuing line to the value above. */
static bool add_rest(struct reading *reading, const char *rest)
{
	struct ini_key *key = last_key(reading);
	int len = plain_length(rest);

	if (memchr(rest, '=', (size_t)len))
		return complain(reading, "a line that begins with a space continues '%s' of line %d; remove the space if it has a key of its own",
				key->name, key->line);
	alloc_append(&key->value, " %.*s", len, rest);
	return true;
}

static int on_key(void *data, const char *section, const char *name,
		  const char *value)
{
	struct reading *reading = data;
	bool rest = begins_with_space(reading) && last_key(reading);

	(void)section;
	if (reading->why)
		return 0;
	value = value ?: "";
	if (strchr(value, '#'))
		return complain(reading, "'#' in a value; start a comment after a value with ;");
	return rest ? add_rest(reading, value) : add_key(reading, name, value);
}

static char *refusal(const struct reading *reading, int error)
{
	const char *path = reading->ini->path;

	/* libinih continues after lines it does not understand. */
	if (reading->why && (error <= 0 || reading->why_line <= error))
		return alloc_printf("%s:%d: %s", path, reading->why_line,
				    reading->why);
	if (error > 0)
		return alloc_printf("%s:%d: neither [SECTION] nor NAME = VALUE; start a comment with ; or #",
				    path, error);
	if (error)
		return alloc_printf("%s: out of memory", path);
	return NULL;
}

struct ini *ini_from_text(const char *path, const char *text, size_t len,
			  char **why)
{
	struct ini *ini = alloc_zeroed(1, sizeof(*ini));
	struct reading reading = { .ini = ini };

	ini->path = alloc_copy(path);
	ini->text = alloc_zeroed(len + 1, 1);
	memcpy(ini->text, text, len);
	ini->len = len;
	reading.next = ini->text;
	if (!strncmp(reading.next, UTF8_BOM, strlen(UTF8_BOM)))
		reading.next += strlen(UTF8_BOM);

	*why = refusal(&reading, ini_parse_stream(next_line, &reading, on_key,
						  &reading));
	free(reading.why);
	if (*why) {
		ini_free(ini);
		return NULL;
	}
	return ini;
}

struct ini *ini_read(const char *path, char **why)
{
	char *text = alloc_zeroed(SIZE_MAX_BYTES + 1, 1);
	FILE *file = fopen(path, "re");
	struct ini *ini = NULL;
	size_t len = 0;
	int err = errno;

	if (file) {
		errno = 0;
		len = fread(text, 1, SIZE_MAX_BYTES + 1, file);
		err = ferror(file) ? errno : 0;
		fclose(file);
	}
	if (!file || err)
		*why = alloc_printf("%s: cannot be read: %s; give the path of a readable file",
				    path, strerror(err));
	else if (len > SIZE_MAX_BYTES)
		*why = alloc_printf("%s: more than %d bytes; give the path of a job file",
				    path, SIZE_MAX_BYTES);
	else
		ini = ini_from_text(path, text, len, why);
	free(text);
	return ini;
}

void ini_add_section(struct ini *ini, const char *name, int line)
{
	ini->sections = alloc_grow(ini->sections, ini->nsections + 1,
				   sizeof(*ini->sections));
	ini->sections[ini->nsections++] = (struct ini_section){
		.name = alloc_copy(name),
		.line = line,
	};
}

void ini_add_key(struct ini *ini, const char *name, const char *value, int line)
{
	struct ini_section *section = &ini->sections[ini->nsections - 1];

	section->keys = alloc_grow(section->keys, section->nkeys + 1,
				   sizeof(*section->keys));
	section->keys[section->nkeys++] = (struct ini_key){
		.name = alloc_copy(name),
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
	char *sentence = alloc_vprintf(fmt, args);
	char *text = alloc_printf("%s:%d: %s", ini->path, line, sentence);

	free(sentence);
	return text;
}
