# SPDX-License-Identifier: GPL-2.0-only
# One line of a CSV file as assignments for a shell: s_COLUMN='VALUE'.
# -v line=N chooses the line; the header is line 1.

# Splits an RFC 4180 line into field[1..n] and returns n.
function split_csv(text, field,    n, i, c, quoted)
{
	n = 1
	field[1] = ""
	for (i = 1; i <= length(text); i++) {
		c = substr(text, i, 1)
		if (c == "\"")
			quoted = !quoted
		else if (c == "," && !quoted)
			field[++n] = ""
		else
			field[n] = field[n] c
	}
	return n
}

NR == 1 { columns = split($0, name, ",") }

NR == line {
	n = /"/ ? split_csv($0, value) : split($0, value, ",")
	if (n != columns) {
		printf "problem 'expected %d columns, saw %d in line %d'\n", columns, n, line
		exit
	}
	for (i = 1; i <= columns; i++) {
		if (value[i] ~ /'/)
			gsub(/'/, "'\\''", value[i])
		printf "s_%s='%s'\n", name[i], value[i]
	}
}
