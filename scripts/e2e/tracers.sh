# shellcheck shell=sh disable=SC2154 # work: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# The module's trace events with the real trace-cmd and bpftrace, which take a minute each in an emulator.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

scripts=$(cd "$e2e/.." && pwd)
instance=/sys/kernel/tracing/instances/vmabench

trace_slow() {
	expect_exit 0 "$scripts/trace-slow" 1 scheme=find_vma duration_ms=100 sample_every=1 -- --output "$work/report" || return
	[ -s "$work/report/trace-1.dat" ] || problem 'expected trace-1.dat, saw none' || return
	expect_has 'the end of what is printed' ' slow_' "$(tail -n 1 "$work/out")" || return
	[ ! -e $instance ] || problem "expected no $instance, saw one"
}

nothing_slower() {
	expect_exit 1 "$scripts/trace-slow" 9999999999 duration_ms=50 -- --output "$work/nothing" || return
	[ ! -e $instance ] || problem "expected no $instance, saw one" || return
	expect_exit 2 "$scripts/trace-slow" 5us || return
	expect_has 'the message' "'5us' is no time" "$(cat "$work/err")"
}

trace_slow_killed() {
	"$scripts/trace-slow" 9999999999 duration_ms=$endless timeline_ms=0 -- --output "$work/killed" >"$work/out" 2>"$work/err" &
	pid=$!
	expect_soon 'state running' is_state running || return
	kill "$pid"
	expect_soon 'the threads to be gone' no_threads || return
	expect_soon 'the instance to be removed' [ ! -e $instance ]
}

histograms() {
	expect_exit 0 bpftrace "$scripts/latency.bt" -c \
		"$(command -v vmabench) run --quiet --output $work/histograms --repeat 1 --no-events --scheme find_vma --duration-ms 100" || return
	seen=$(grep '^@' "$work/out" | tr '\n' ' ')
	expect_has 'the histograms' '@lookup_ns[find_vma, found, at once]' "$seen" || return
	expect_has 'the histograms' '@update_ns[find_vma, munmap]' "$seen"
}

run_test 'trace-slow' trace_slow
run_test 'trace-slow where nothing is slower' nothing_slower
run_test 'trace-slow that is killed' trace_slow_killed
run_test 'latency.bt: histograms by outcome and operation' histograms
end_of_tests
