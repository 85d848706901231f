# shellcheck shell=sh disable=SC2154 # dir, work: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# The module's trace events, and the trace of a run that ends at the first slow operation.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

tracing=/sys/kernel/tracing
events=$tracing/events/vmabench
instance=$tracing/instances/vmabench

# traced OPTION...: a short run of the driver that is traced.
traced() {
	expect_run --scheme find_vma --repeat 1 --no-events --warmup-ms 20 --duration-ms 100 "$@"
}

nothing_left() {
	[ ! -e $instance ] || problem "expected no $instance, saw one"
}

# It is refused before anything is measured, and the sentence has the command.
refused() {
	expect_exit 3 vmabench run --no-events --trace-above 1000 --output "$work/refused" || return
	expect_has 'the message' "trace_above: $1" "$(cat "$work/err")" || return
	[ ! -e "$work/refused" ] || problem 'expected no run folder, saw one'
}

not_mounted() {
	# debugfs mounts it, too, when somebody looks there, as libpfm does.
	umount /sys/kernel/debug/tracing 2>/dev/null
	umount $tracing || problem 'expected tracefs to be unmounted, it was not' || return
	refused "tracefs is not mounted; run: mount -t tracefs none $tracing"
	sh -c "$(sed -n 's/.* run: //p' "$work/err")"
	[ -e $events ] && return
	mount -t tracefs none $tracing
	problem 'expected the command to mount tracefs, it did not'
}

nothing_timed() {
	expect_exit 2 vmabench run --trace-above 1000 --writers 0 --sample-every 0 || return
	expect_has 'the message' 'trace_above: with readers=1, sample_every=0 and writers=0 nothing is timed' "$(cat "$work/err")"
}

# Another CPU, or an interrupt, can have an event before the trace stops.
slow_line() {
	grep ': slow_' "$trace" | tail -n 1
}

# field NAME: its value in the line of the slow operation.
field() {
	slow_line | sed "s/.* $1=\([^ ]*\).*/\1/"
}

# stopped_by EVENT OPTION...: the first operation is slow enough, and its event is in the trace.
stopped_by() {
	event=$1
	shift
	traced --trace-above 1 "$@" || return
	trace=$work/report/trace-1.txt
	[ -s "$trace" ] || problem "expected trace-1.txt, saw none: $(cat "$work/err")" || return
	expect_has 'the trace' ": $event: scheme=find_vma " "$(slow_line)" || return
	expect_num 'the latency' -gt 1 "$(field latency_ns)" || return
	expect_has 'what is said' "-1: slow ${event#slow_} of $(field latency_ns) ns; the trace up to it is in $trace" \
		"$(cat "$work/err")" || return
	expect_eq 'trace_above of the run' 1 "$(cells trace_above "$work/report/summary.csv")" || return
	nothing_left
}

by_lookup() {
	stopped_by slow_lookup --writers 0 --sample-every 1 || return
	expect_has 'the thread' ' vmb_rd/0-' "$(slow_line)" || return
	expect_eq 'the outcome' found "$(field outcome)" || return
	expect_eq 'starts in the trace' 1 "$(grep -c ': run_start: .*scheme=find_vma readers=1 writers=0' "$trace")" || return
	grep -q ': sched_switch: ' "$trace" || problem 'expected events of the scheduler, saw none'
}

by_update() {
	stopped_by slow_update --readers 0 --write-op mprotect || return
	expect_has 'the thread' ' vmb_wr/0-' "$(slow_line)" || return
	expect_eq 'the operation' mprotect "$(field op)"
}

by_user_thread() {
	stopped_by slow_update --readers 0 --threads user --write-op mremap || return
	expect_eq 'the operation' mremap "$(field op)"
}

nothing_slower() {
	traced --trace-above 10000000000 || return
	expect_has 'what is said' '1 of 1 runs left no trace: nothing that was timed' "$(cat "$work/err")" || return
	expect_eq 'traces' "$work/report/trace-*" "$(echo "$work"/report/trace-*)" || return
	nothing_left
}

# Somebody else's choice of events is used for each run, and stays.
instance_there() {
	mkdir $instance
	echo 1 >$instance/events/vmabench/slow_lookup/enable
	echo traceoff >$instance/events/vmabench/slow_lookup/trigger
	traced --trace-above 1 --writers 0 --sample-every 1 --repeat 2
	[ -d $instance ] || problem 'expected the instance to stay, it went' || return
	rmdir $instance
	expect_eq 'events of the second trace' slow_lookup "$(grep -v '^#' "$work/report/trace-2.txt" | grep -o 'slow_[a-z]*\|sched_[a-z]*' | sort -u)"
}

# What cannot be removed has no trigger any more, which would outlive the module.
reader_stays() {
	# A run that is stopped and was disturbed would be repeated, without end.
	vmabench run --repeat 1 --budget 0 --no-events --trace-above 10000000000 --duration-ms $endless --timeline-ms 0 \
		--output "$work/read" \
		>"$work/out" 2>"$work/err" &
	pid=$!
	expect_soon 'state running' is_state running || return
	exec 4<$instance/trace_pipe
	control stop
	wait "$pid" 2>/dev/null
	trigger=$(grep -v '^#' $instance/events/vmabench/slow_lookup/trigger)
	exec 4<&-
	rmdir $instance
	expect_eq 'triggers' '' "$trigger" || return
	expect_has 'what is said' "$instance cannot be removed, as somebody reads it; end that, and run: rmdir $instance" "$(cat "$work/err")"
}

killed() {
	vmabench run --trace-above 10000000000 --duration-ms $endless --timeline-ms 0 --output "$work/killed" >"$work/out" 2>"$work/err" &
	pid=$!
	expect_soon 'state running' is_state running || return
	[ -d $instance ] || problem "expected $instance, saw none" || return
	kill "-$1" "$pid"
	wait "$pid" 2>/dev/null
	expect_soon 'the instance to be removed' [ ! -e $instance ] || return
	expect_soon 'the threads to be gone' no_threads || return
	expect_soon 'the module to be used by nobody' grep -qx 0 /sys/module/vmabench/refcnt || return
	nothing_left
}

# hits EVENT: how often it was, by a trigger of the kernel.
hits() {
	sed -n 's/^ *Hits: //p' "$events/$1/hist"
}

# Every operation of the measured time has its event, and no other has one.
counted() {
	if [ ! -e $events/slow_lookup/hist ]; then
		skip_test 'this kernel has no histograms of events'
		return
	fi
	for longer in 100 $windows; do
		set_knobs scheme=fault_path sample_every=1 vmas=20 volatile_pct=90 duration_ms="$longer" || return
		for event in slow_lookup slow_update fallback run_start run_stop; do
			echo "hist:keys=scheme" >$events/$event/trigger
		done
		control run
		seen="$(hits slow_lookup) $(hits slow_update) $(hits fallback) $(hits run_start) $(hits run_stop)"
		for event in slow_lookup slow_update fallback run_start run_stop; do
			echo "!hist:keys=scheme" >$events/$event/trigger
		done
		load_summary || return
		[ "${s_fallbacks:-0}" -eq 0 ] || break
	done
	expect_eq 'lookups, updates, fallbacks, starts and stops' "$s_lookups $s_updates $s_fallbacks 1 1" "$seen"
}

if [ -d $tracing ]; then
	run_test 'tracefs that is not mounted' not_mounted
	run_test 'nothing is timed' nothing_timed
	run_test 'a slow lookup' by_lookup
	run_test 'a slow update' by_update
	run_test 'a slow update of a user thread' by_user_thread
	run_test 'nothing slower' nothing_slower
	run_test 'an instance that is there' instance_there
	run_test 'somebody reads the trace' reader_stays
	run_test 'SIGTERM' killed TERM
	run_test 'SIGKILL' killed KILL
	run_test 'events of all that is measured' counted
else
	run_test 'a kernel without trace events' refused 'this kernel has no trace events'
fi
end_of_tests
