# shellcheck shell=sh disable=SC2154 # dir, work, results, s_COLUMN: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# What the driver prints and writes.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

quick='--scheme rcu_walk --warmup-ms 10 --duration-ms 200'

# driver OPTION...: a quick run into $work/report.
driver() {
	rm -rf "$work/report"
	# shellcheck disable=SC2086 # a list of options
	expect_exit 0 vmabench run $quick --output "$work/report" "$@"
}

table() {
	driver --writers 0,1 || return
	expect_has 'the header' 'ns/lookup' "$(head -n 1 "$work/out")" || return
	expect_eq 'lines of runs' 2 "$(grep -c '^ *rcu_walk ' "$work/out")" || return
	expect_has 'the last line' "$work/report" "$(tail -n 1 "$work/out")"
}

csv() {
	driver --writers 0,1 --format csv --no-events || return
	expect_eq 'stdout' "$(cat "$work/report/summary.csv")" "$(tr -d '\r' <"$work/out")"
}

json() {
	driver --writers 0,1 --format json --no-events || return
	if ! command -v python3 >/dev/null 2>&1; then
		skip_test 'there is no python3 here to parse it'
		return
	fi
	python3 -c 'import json, sys; d = json.load(sys.stdin); print(str(d).count("rcu_walk"))' \
		<"$work/out" >"$work/json" 2>&1 ||
		problem "expected JSON, saw: $(tail -n 1 "$work/json")" || return
	expect_num 'rcu_walk in the JSON' -ge 2 "$(cat "$work/json")"
}

# A header and equally many columns in each line, quotes taken into account.
check_file() {
	awk '
		function columns(text,    i, c, quoted, n) {
			n = 1
			for (i = 1; i <= length(text); i++) {
				c = substr(text, i, 1)
				if (c == "\"") quoted = !quoted
				else if (c == "," && !quoted) n++
			}
			return n
		}
		{ sub(/\r$/, "") }
		NR == 1 { want = columns($0); if ($0 !~ /^csv_version,/) print "the header begins with " substr($0, 1, 20) }
		NR > 1 && NR < 300 && columns($0) != want { print "line " NR " has " columns($0) " columns, the header " want; exit }
		END { if (NR < 2) print "there are " NR + 0 " lines" }
	' "$1"
}

folder() {
	driver --writers 1 --repeat 2 || return
	for file in summary threads histogram timeline perf environment; do
		[ -s "$work/report/$file.csv" ] || problem "expected $file.csv in the run folder, saw: $(ls -A "$work/report")" || return
		wrong=$(check_file "$work/report/$file.csv")
		[ -z "$wrong" ] || problem "expected a good $file.csv, saw: $wrong" || return
	done
	expect_eq 'temporary files' '' "$(find "$work/report" -name '.*.tmp')" || return
	for file in threads histogram timeline perf; do
		expect_eq "the runs in $file.csv" "$(runs_in summary)" "$(runs_in "$file")" || return
	done
	expect_has 'environment.csv' "kernel_release,$(uname -r)" "$(cat "$work/report/environment.csv")"
}

runs_in() {
	awk -F, 'NR > 1 && $2 != last { print $2, $3; last = $2 }' "$work/report/$1.csv" | sort -u
}

interleaved() {
	rm -rf "$work/report"
	three=$(schemes kernel | head -n 3 | tr '\n' ' ')
	expect_exit 0 vmabench run --scheme "$(echo "$three" | sed 's/ $//;s/ /,/g')" --repeat 2 --warmup-ms 10 \
		--duration-ms 300 --writers 0 --no-events --output "$work/report" || return
	expect_eq 'the order of schemes' "$three$three" \
		"$(awk -F, 'NR > 1 { print $4 }' "$work/report/summary.csv" | tr '\n' ' ')" || return
	expect_eq 'the repeats' '1 1 1 2 2 2 ' \
		"$(awk -F, 'NR > 1 { print $3 }' "$work/report/summary.csv" | tr '\n' ' ')"
}

product() {
	driver --readers 1,2 --vmas 10,20 --no-events --writers 0 || return
	expect_eq 'readers and vmas of the runs' '1 10, 1 20, 2 10, 2 20, ' \
		"$(awk -F, 'NR > 1 { printf "%s %s, ", $8, $10 }' "$work/report/summary.csv")"
}

# EVENT: how many of its counts for all of a role are there
counted() {
	awk -F, -v event="$1" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["event"] == event && $at["count"] != "" { n++ }
		END { print n + 0 }' "$work/report/perf.csv"
}

events() {
	rm -rf "$work/report"
	expect_exit 0 vmabench run --scheme rcu_walk --duration-ms 200 --writers 1 --output "$work/report" || return
	lines=$(awk -F, 'NR > 1' "$work/report/perf.csv" | wc -l)
	expect_eq 'lines of perf.csv: 7 events of reader, writer and both roles' 28 "$lines" || return
	explained=$(grep -c 'not counted, their fields are empty' "$work/err")
	if [ ! -e /proc/sys/kernel/perf_event_paranoid ]; then
		expect_eq 'lines that explain' 1 "$explained" || return
		for event in cycles task-clock context-switches; do
			expect_eq "counts of $event" 0 "$(counted "$event")" || return
		done
		return
	fi
	for event in task-clock context-switches cpu-migrations; do
		expect_eq "counts of $event" 4 "$(counted "$event")" || return
	done
	if [ "$(counted cycles)" -eq 0 ]; then
		expect_num 'lines that explain' -ge 1 "$explained" || return
		expect_has 'the explanation' cycles "$(cat "$work/err")"
	fi
}

lists() {
	for list in schemes knobs events; do
		expect_exit 0 vmabench list "$list" || return
		expect_num "lines of list $list" -ge 6 "$(wc -l <"$work/out")" || return
	done
	vmabench list knobs --format csv | tr -d '\r' >"$work/knobs.csv"
	expect_eq 'list knobs --format csv' "$(cut -d, -f1-6 "$dir/knobs.csv")" "$(cut -d, -f1-6 "$work/knobs.csv")"
}

doctor() {
	expect_exit 0 vmabench doctor || return
	expect_eq 'problems told by doctor' 0 "$(grep -c '^problem' "$work/out")"
}

quiet() {
	driver --quiet || return
	expect_eq 'stderr' '' "$(cat "$work/err")" || return
	driver --no-events || return
	# No progress bar where stderr is no terminal.
	expect_eq 'stderr' '' "$(cat "$work/err")"
}

run_test 'table' table
run_test 'csv' csv
run_test 'json' json
run_test 'the run folder is complete' folder
run_test 'repeats go round the schemes' interleaved
run_test 'lists run their product' product
run_test 'perf events, or one line that explains' events
run_test 'lists' lists
run_test 'doctor finds no problem' doctor
run_test 'quiet, and no progress bar in a pipe' quiet
end_of_tests
