// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/failif.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

static const char *skip_spaces(const char *text)
{
	while (isblank((unsigned char)*text))
		text++;
	return text;
}

bool failif_parse(const char *text, struct failif *failif, char **why)
{
	const char *begin = skip_spaces(text), *p;
	size_t len = strcspn(begin, " \t<>");
	double percent = 0;
	bool good;
	char *end;

	p = skip_spaces(begin + len);
	good = len && (*p == '<' || *p == '>');
	failif->above = *p == '>';
	if (good) {
		p = skip_spaces(p + 1);
		/* strtod() alone would take "inf" and hexadecimal numbers. */
		good = strspn(p, "+-.0123456789") > 0 && !strpbrk(p, "xXiInN");
		percent = strtod(p, &end);
		good = good && end != p;
		p = skip_spaces(end);
		good = good && *p == '%' && !*skip_spaces(p + 1) &&
		       isfinite(percent);
	}
	if (!good) {
		*why = alloc_printf("'%s' is no condition; give one such as 'ns_per_lookup > +5%%' or 'updates_per_s < -10%%'",
				    text);
		return false;
	}
	if (percent <= -100) {
		*why = alloc_printf("'%s': nothing falls by 100%% or more; give a percentage above -100",
				    text);
		return false;
	}
	failif->text = alloc_copy(text);
	failif->metric = alloc_printf("%.*s", (int)len, begin);
	failif->bound = 1 + percent / 100;
	return true;
}

void failif_free(struct failif *failif)
{
	free(failif->text);
	free(failif->metric);
}

enum failif_result failif_holds(const struct failif *failif,
				const struct comparison *c)
{
	bool shown;

	if (c->verdict == VERDICT_INCOMPARABLE)
		return FAILIF_UNKNOWN;
	shown = failif->above ? c->ratio.low > failif->bound :
				c->ratio.high < failif->bound;
	return shown ? FAILIF_SHOWN : FAILIF_NOT_SHOWN;
}
