// SPDX-License-Identifier: GPL-2.0-only
#include "lib/html.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/words.h"

void html_text(FILE *out, const char *text)
{
	auto_free char *copy = utf8_copy(text);
	const char *p;

	for (p = copy; *p; p++) {
		if (iscntrl((unsigned char)*p) && !strchr("\t\n", *p))
			fputs("\xef\xbf\xbd", out);
		else if (*p == '&')
			fputs("&amp;", out);
		else if (*p == '<')
			fputs("&lt;", out);
		else if (*p == '>')
			fputs("&gt;", out);
		else if (*p == '"')
			fputs("&quot;", out);
		else if (*p == '\'')
			fputs("&#39;", out);
		else
			fputc(*p, out);
	}
}

static void write_path(FILE *out, const char *path)
{
	const unsigned char *p = (const unsigned char *)path;

	/* "a:b" would be taken for a scheme. */
	if (*p != '.' && *p != '/')
		fputs("./", out);
	for (; *p; p++) {
		if (isalnum(*p) || strchr("/-._~", *p))
			fputc(*p, out);
		else
			fprintf(out, "%%%02X", *p);
	}
}

void html_print(FILE *out, const char *format, ...)
{
	va_list args;
	const char *p;

	va_start(args, format);
	for (p = format; *p; p++) {
		if (*p != '%')
			fputc(*p, out);
		else if (*++p == 's')
			html_text(out, va_arg(args, const char *));
		else if (*p == '/')
			write_path(out, va_arg(args, const char *));
		else
			fputc(*p, out);
	}
	va_end(args);
}

/* What names and uses a part of a picture. */
static const char *const marks[] = {
	"id=\"", "id='", "href='#", "href=\"#", "url(#",
};

static size_t mark_at(const char *text)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(marks); i++)
		if (!strncmp(text, marks[i], strlen(marks[i])))
			return strlen(marks[i]);
	return 0;
}

void html_svg(FILE *out, const char *svg, const char *prefix, const char *label)
{
	const char *p = strstr(svg, "<svg");
	size_t len;

	if (!p)
		return;
	fputs("<svg role=\"img\" aria-label=\"", out);
	html_text(out, label);
	fputs("\"", out);
	for (p += strlen("<svg"); *p; p += len ? len : 1) {
		len = mark_at(p);
		/* Of "grid=" the end looks like one. */
		if (len && *p == 'i' && isalnum((unsigned char)p[-1]))
			len = 0;
		fwrite(p, 1, len ? len : 1, out);
		if (len)
			fputs(prefix, out);
	}
}
