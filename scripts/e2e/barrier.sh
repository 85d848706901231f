# shellcheck shell=sh disable=SC2154 # dir, work, results, s_COLUMN: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# All workers work before, through and after each other's measured time, and
# they do race.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

# max(first_ns) <= min(begin_ns) and max(end_ns) <= min(last_ns)
overlap() {
	awk -F, '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		{
			if (NR == 2 || $at["first_ns"] > first) first = $at["first_ns"]
			if (NR == 2 || $at["begin_ns"] < begin) begin = $at["begin_ns"]
			if (NR == 2 || $at["end_ns"] > end) end = $at["end_ns"]
			if (NR == 2 || $at["last_ns"] < last) last = $at["last_ns"]
		}
		END { if (first > begin || end > last) print first, begin, end, last }
	' "$results/threads.csv"
}

more_threads_than_cpus() {
	run readers=6 writers=2 volatile_pct=50 duration_ms=300 "$@" && expect_valid || return
	expect_eq overlap_ok 1 "$s_overlap_ok" || return
	expect_eq 'the lines of threads.csv' 9 "$(wc -l <"$results/threads.csv")" || return
	expect_eq 'first > begin or end > last in threads.csv' '' "$(overlap)"
}

# Readers and a writer on CPUs of their own: neither waits for the other's end.
raced() {
	run_raced scheme="$1" reader_cpus=0 writer_cpus=1 vmas=16 volatile_pct=50 duration_ms=300 && expect_valid || return
	expect_num updates -gt 0 "$s_updates" || return
	expect_num absent -gt 0 "$s_absent"
}

for scheme in $(schemes kernel model); do
	run_test "$scheme: 6 readers and 2 writers overlap" more_threads_than_cpus scheme="$scheme" warmup_ms=50
done
run_test 'page_fault: 6 readers and 2 writers overlap' more_threads_than_cpus scheme=page_fault access=own vmas=24
run_test 'they overlap without warm-up, too' more_threads_than_cpus scheme=rcu_walk warmup_ms=0
for scheme in $(schemes kernel model); do
	[ "$scheme" = null ] || run_test "$scheme: reader and writer raced" raced "$scheme"
done
end_of_tests
