/* SPDX-License-Identifier: GPL-2.0-only */
/* CSV fields, as in RFC 4180. */
#ifndef VMB_CSV_H
#define VMB_CSV_H

#include <linux/seq_file.h>
#include <linux/string.h>

/**
 * vmb_csv_text() - print a text as a field, quoted if necessary
 * @m: the file
 * @text: the text
 *
 * Context: as for seq_file.
 */
static inline void vmb_csv_text(struct seq_file *m, const char *text)
{
	if (!strpbrk(text, ",\"\r\n")) {
		seq_puts(m, text);
		return;
	}
	seq_putc(m, '"');
	for (; *text; text++) {
		if (*text == '"')
			seq_putc(m, '"');
		seq_putc(m, *text);
	}
	seq_putc(m, '"');
}

#endif /* VMB_CSV_H */
