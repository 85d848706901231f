# shellcheck shell=sh disable=SC2154 # dir, work: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# The perf recipes, with a stand-in for perf that logs the commands it receives
# and the state of the run at that time. No perf events are needed.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

scripts=$(cd "$e2e/.." && pwd)
export TMPDIR="$work/tmp"
mkdir "$work/bin" "$work/tmp"
log=$work/log

# FAKE selects its behaviour: probe (fails before anything), early (ends before
# it is ready), midway (ends when it is switched on), second (the same in the
# second run), or nothing.
cat >"$work/bin/perf" <<END
#!/bin/sh
log=$log
dir=$dir
END
cat >>"$work/bin/perf" <<'END'
case "$*" in
report* | 'lock contention '* | 'c2c report '*)
	echo "report: $*" >>"$log"
	echo '    42.00%  vmb_rd/0  [k] find_vma'
	exit
	;;
*' true')
	echo "probe: $*" >>"$log"
	[ "$FAKE" != probe ] || { echo 'Error: no such thing' >&2 && exit 255; }
	exit
	;;
esac
echo "record: $*" >>"$log"
[ "$FAKE" != early ] || exit 9
[ "$VMABENCH_TIDS" = "$(sed 1d "$dir/threads" | cut -d, -f3 | paste -sd ,)" ] || echo 'other tids' >>"$log"
while [ $# -gt 1 ]; do
	[ "$1" != -o ] || file=$2
	shift
done
echo $$ >"$log.pid"
while read -r word <&3; do
	echo "$word: $(sed -n 's/^state=//p' "$dir/status")" >>"$log"
	case $word$FAKE$VMABENCH_RUN_ID in
	enablemidway* | enablesecond*-2) exit 7 ;;
	esac
	printf 'ack\n\0' >&4
	[ "$word" != stop ] || break
done
echo samples >"$file"
END
chmod 755 "$work/bin/perf"
PATH=$work/bin:$PATH

# recipe STATUS FAKE NAME ARGUMENT...: expect the recipe to exit with STATUS.
recipe() {
	expected=$1
	FAKE=$2
	export FAKE
	name_of_recipe=$3
	shift 3
	rm -rf "$work/report" "$log"
	expect_exit "$expected" "$scripts/$name_of_recipe" "$@"
}

# recipe_in_window NAME OPTION...: run the recipe in longer windows until the
# stand-in is enabled while the window is open.
recipe_in_window() {
	name_of_recipe=$1
	shift
	FAKE=
	export FAKE
	for window in $windows; do
		rm -rf "$work/report" "$log"
		observe "$scripts/$name_of_recipe" warmup_ms=50 duration_ms="$window" timeline_ms=2000 readers=2 -- \
			"$@" --output "$work/report"
		case $status:$(told) in
		0:*'enable: running disable: d'*) break ;;
		esac
	done
	expect_status 0 "$name_of_recipe" "$@"
}

told() {
	grep -E '^(ping|enable|disable|stop): ' "$log" | tr '\n' ' '
}

nothing_left() {
	no_threads || problem 'expected no thread of the module, saw one' || return
	expect_eq 'temporary files' '' "$(ls -A "$work/tmp")" || return
	[ ! -e "$log.pid" ] || ! kill -0 "$(cat "$log.pid")" 2>/dev/null ||
		problem 'expected the profiler to be gone, it is there'
}

in_the_window() {
	recipe_in_window "$1" || return
	expect_eq 'the calls of perf' 'probe record report ' "$(sed -n 's/^\(probe\|record\|report\): .*/\1/p' "$log" | tr '\n' ' ')" || return
	case $(told) in
	'ping: armed enable: running disable: draining stop: done ' | 'ping: armed enable: running disable: done stop: done ') ;;
	*) problem "expected ping, enable, disable, stop when armed, running, draining, done, saw '$(told)'" || return ;;
	esac
	record=$(grep '^record: ' "$log")
	expect_has 'how perf is called' "$2" "$record" || return
	expect_has 'how perf is called' ' -D -1 -t ' "$record" || return
	expect_has 'how perf is called' ' --control fd:3,4 ' "$record" || return
	! grep -q 'other tids' "$log" || problem 'expected the tids of the file threads, saw others' || return
	expect_eq 'the data' samples "$(cat "$work/report/perf-1.data")" || return
	expect_has 'the report' find_vma "$(cat "$work/report/perf-1.txt")" || return
	expect_has 'stdout' find_vma "$(cat "$work/out")" || return
	expect_has 'what is said of the window' 'profiled from ' "$(cat "$work/err")" || return
	nothing_left
}

# perf reports the window of the run.
sliced() {
	recipe_in_window perf-record --repeat 2 || return
	for n in 1 2; do
		[ -s "$work/report/perf-$n.txt" ] || problem "expected a report of run $n, saw none" || return
		opened=$(tr -d '\r' <"$work/report/summary.csv" | awk -F, -v line=$((n + 1)) '
			NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
			NR == line { printf "%.3f", $at["opened_ns"] / 1e9 }')
		grep "^report: .*perf-$n.data " "$log" | sed 's/.*--time \([0-9.]*\),\([0-9.]*\) .*/\1 \2/' >"$work/window"
		read -r from to <"$work/window"
		expect_eq "the begin of window $n in s" "$opened" "$(awk -v s="$from" 'BEGIN { printf "%.3f", s }')" || return
		expect_num "the length of window $n in ms" -ge "$window" \
			"$(awk -v a="$from" -v b="$to" 'BEGIN { printf "%d", (b - a) * 1000 + 0.5 }')" || return
	done
	nothing_left
}

no_perf() {
	mkdir -p "$work/bare"
	ln -sf "$(command -v bash)" "$work/bare/bash"
	rm -f "$log"
	saved=$PATH
	PATH=$work/bare:/lab/run/bin:/lab/applets
	expect_exit 3 "$scripts/perf-record" duration_ms=10
	PATH=$saved
	expect_has 'the message' 'perf is not installed; ' "$(cat "$work/err")"
}

# A missing feature of the machine is reported before the run.
lacking() {
	recipe 3 probe "$1" duration_ms=10 || return
	words=$2
	[ -e /proc/sys/kernel/perf_event_paranoid ] || words='this kernel has no perf events'
	expect_has 'the message' "$words" "$(cat "$work/err")" || return
	expect_eq 'lines of the message' 1 "$(wc -l <"$work/err")" || return
	! grep -q '^record: ' "$log" || problem 'expected perf not to record, it did' || return
	nothing_left
}

wrong_use() {
	recipe 2 '' perf-record vma_lock || return
	expect_has 'the message' "'vma_lock' is not KNOB=VALUE" "$(cat "$work/err")" || return
	recipe 2 '' perf-record readers=5000 || return
	expect_has 'the message' '--readers: 5000 is above 1024' "$(cat "$work/err")" || return
	recipe 0 '' perf-record --help || return
	expect_has 'the help' 'Usage: scripts/perf-record' "$(cat "$work/out")" || return
	nothing_left
}

perf_fails() {
	recipe 1 "$1" perf-record duration_ms=500 -- --output "$work/report" || return
	expect_has 'the message' "ended with status $2" "$(cat "$work/err")" || return
	[ ! -e "$work/report" ] || problem 'expected no run folder, saw one' || return
	nothing_left
}

# Earlier runs and their profiles are kept.
second_fails() {
	recipe 1 second perf-record duration_ms=200 -- --repeat 3 --output "$work/report" || return
	expect_eq 'runs' 1 "$(awk 'NR > 1' "$work/report/summary.csv" | wc -l)" || return
	expect_has 'the report' find_vma "$(cat "$work/report/perf-1.txt")" || return
	expect_eq 'profiles' "$work/report/perf-1.data" "$(echo "$work"/report/perf-*.data)" || return
	nothing_left
}

interrupted() {
	rm -rf "$work/report" "$log"
	FAKE='' "$scripts/perf-record" duration_ms=$endless -- --output "$work/report" >"$work/out" 2>"$work/err" </dev/null &
	pid=$!
	expect_soon 'state running' is_state running || return
	kill "-$1" "$pid"
	expect_soon 'the threads to be gone' no_threads || return
	status=0
	wait "$pid" 2>/dev/null || status=$?
	expect_eq 'the exit status' "$2" "$status" || return
	expect_eq 'state' failed "$(status_of state)" || return
	[ ! -e "$work/report" ] || problem 'expected no run folder, saw one' || return
	nothing_left
}

run_test 'perf-record keeps to the window' in_the_window perf-record 'record -k CLOCK_MONOTONIC'
run_test 'perf-lock keeps to the window' in_the_window perf-lock '-e lock:contention_begin -e lock:contention_end'
run_test 'perf-c2c keeps to the window' in_the_window perf-c2c 'c2c record --'
run_test 'no perf' no_perf
run_test 'perf-record where perf cannot' lacking perf-record 'it says: Error: no such thing'
run_test 'perf-c2c where the CPU cannot' lacking perf-c2c 'Intel PEBS, AMD IBS or Arm SPE'
run_test 'wrong use' wrong_use
run_test 'perf ends before the run' perf_fails early 9
run_test 'perf ends in the run' perf_fails midway 7
run_test 'perf ends in the second run' second_fails
run_test 'SIGTERM' interrupted TERM 143
run_test 'SIGHUP' interrupted HUP 129
run_test 'after all that, each run is reported on its own window' sliced
end_of_tests
