# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# How tests report: one line each on stdout, "ok - NAME", "ok - NAME # SKIP WHY" or "not ok - NAME: WHY".

pass() {
	echo "ok - $*"
}

fail() {
	echo "not ok - $1: $2"
}

skip() {
	echo "ok - $1 # SKIP $2"
}

# Print "N passed, N failed" for a file of such lines.
tally() {
	awk '
		/^ok - .* # SKIP/ { skipped++; next }
		/^ok - / { passed++ }
		/^not ok - / { failed++ }
		END { printf "%d passed, %d failed%s\n", passed, failed, skipped ? ", " skipped " skipped" : "" }
	' "$1"
}

# expect_status NAME STATUS TEXT COMMAND...: the command exits with STATUS and prints TEXT.
expect_status() {
	local name=$1 expected=$2 text=$3 status=0 output
	shift 3

	output=$("$@" 2>&1 </dev/null) || status=$?
	if [ "$status" != "$expected" ]; then
		fail "$name" "expected exit status $expected, saw $status: ${output##*$'\n'}"
	elif [[ $output != *"$text"* ]]; then
		fail "$name" "expected '$text', saw '${output##*$'\n'}'"
	else
		pass "$name"
	fi
}

# tap_lines PREFIX [INDENT]: convert TAP or KTAP on stdin to our lines, with PREFIX before each name. Results that do not
# match the plan are a failure, so that a program that stopped early cannot pass. Read only results indented by INDENT.
tap_lines() {
	awk -v prefix="$1" -v indent="${2:-0}" '
		function close_plan() {
			if (open && planned != seen)
				print "not ok - " prefix ": " about ": expected " (planned == "" ? "a plan" : planned " results") \
					", saw " (planned == "" ? "none" : seen)
			open = seen = 0
			planned = ""
		}
		{ match($0, /^ */); depth = RLENGTH; line = substr($0, depth + 1) }
		depth == indent && line ~ /^1\.\.[0-9]+/ {
			# The plan comes before or after the results.
			if (planned != "") close_plan()
			planned = substr(line, 4) + 0
			open = 1
			if (seen >= planned) close_plan()
			next
		}
		line ~ /^Bail out!/ {
			print "not ok - " prefix ": " substr(line, 11)
			open = seen = 0
			planned = ""
			next
		}
		line ~ /^# / && depth == indent && line !~ /^# [a-zA-Z_-]+: / { about = substr(line, 3) }
		depth != indent { next }
		line ~ /^(not )?ok [0-9]+/ {
			seen++
			open = 1
			good = line ~ /^ok/
			sub(/^(not )?ok [0-9]+ *(- )?/, "", line)
			print (good ? "ok" : "not ok") " - " prefix ": " line
			if (planned != "" && seen == planned) close_plan()
		}
		END { close_plan() }
	'
}
