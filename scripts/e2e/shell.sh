# shellcheck shell=sh disable=SC2154 # dir, work, results, s_COLUMN: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# The debugfs contract, from a plain shell with echo and cat alone.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

files='version schemes knobs.csv status threads live control
results/summary.csv results/threads.csv results/histogram.csv results/timeline.csv results/heat.csv'

files_and_modes() {
	for file in $files user_thread; do
		mode=400
		[ "$file" != control ] || mode=200
		expect_eq "mode and owner of $file" "$mode 0 0" \
			"$(stat -c '%a %u %g' "$dir/$file" 2>&1)" || return
	done
	for knob in $(sed '1d;s/,.*//' "$dir/knobs.csv"); do
		expect_eq "mode and owner of knobs/$knob" '600 0 0' \
			"$(stat -c '%a %u %g' "$knobs/$knob" 2>&1)" || return
	done
	expect_eq 'the number of files in knobs' \
		"$(sed 1d "$dir/knobs.csv" | wc -l)" "$(find "$knobs" -type f | wc -l)" || return
	# shellcheck disable=SC2086 # a list
	expect_eq 'the number of other files' "$(set -- $files user_thread && echo $#)" \
		"$(find "$dir" -type f ! -path "$knobs/*" | wc -l)"
}

versions() {
	for key in module abi csv; do
		expect_num "$key in version" -gt 0 \
			"$(sed -n "s/^$key=//p" "$dir/version" | tr -d .)" || return
	done
}

# Load the module again: this is true only before the first run.
empty_before_first_run() {
	if is_loaded; then
		unload_module || return
	fi
	load_module || return
	expect_eq 'state' idle "$(status_of state)" || return
	for file in summary threads histogram timeline heat; do
		expect_eq "$file.csv before the first run" '' \
			"$(cat "$results/$file.csv")" || return
	done
	expect_eq 'live before the first run' '' "$(cat "$dir/live")"
}

defaults() {
	control reset || problem 'expected reset to be accepted, it was refused' || return
	tail -n +2 "$dir/knobs.csv" >"$work/knobs.csv"
	while IFS=, read -r knob _ _ _ default _; do
		expect_eq "the default of $knob" "$default" "$(get_knob "$knob")" || return
	done <"$work/knobs.csv"
}

run_by_echo() {
	before=$(count_maps)
	control reset
	for window in 100 3000 15000; do
		echo "$window" >"$knobs/duration_ms"
		echo run 2>"$work/err" >"$dir/control" ||
			problem "expected 'echo run > control' to go well, saw: $(status_of error)" || return
		load_summary || return
		case $s_valid_reason in
		*'raise duration_ms'*) ;;
		*) break ;;
		esac
	done
	expect_eq state 'done' "$(status_of state)" || return
	expect_eq progress 100 "$(status_of progress)" || return
	expect_eq error '' "$(status_of error)" || return
	for file in summary threads histogram timeline heat; do
		expect_num "lines of $file.csv" -ge 2 "$(wc -l <"$results/$file.csv")" || return
	done
	expect_valid || return
	expect_eq 'the number of VMAs of this shell' "$before" "$(count_maps)"
}

# A stopped run is as good as a shorter one, if every thread finished a batch.
step_by_step() {
	for pause in 0.5 3 15; do
		stop_after "$pause" || return
		case $s_valid_reason in
		*'raise duration_ms'*) ;;
		*) break ;;
		esac
	done
	expect_valid
}

stop_after() {
	set_knobs duration_ms=$endless readers=2 writers=1 || return
	before=$(count_maps)
	exec 3>"$dir/control"
	echo arm >&3
	expect_eq 'state after arm' armed "$(status_of state)" || return
	expect_eq 'lines of threads' 4 "$(wc -l <"$dir/threads")" || return
	expect_num 'VMAs of this shell' -ge $((before + 1000)) "$(count_maps)" || return
	echo start >&3
	expect_soon 'state running' is_state running || return
	sleep "$1"
	expect_num 'progress' -lt 100 "$(status_of progress)" || return
	echo stop >&3
	echo 'wait' >&3
	expect_eq 'state after wait' 'done' "$(status_of state)" || return
	exec 3>&-
	load_summary || return
	expect_num 'duration_ns after stop, in ms' -lt $endless $((${s_duration_ns:-0} / 1000000)) || return
	expect_eq 'the number of VMAs of this shell' "$before" "$(count_maps)"
}

# live_of NAME FILE: print a number of a copy of live; samples: all timed lookups.
live_of() {
	awk -F= -v name="$1" '$1 == name || (name == "samples" && $1 ~ /^[0-9]/) { n += $2 } END { print n + 0 }' "$2"
}

has_live() {
	cat "$dir/live" >"$work/live"
	[ "$(live_of lookups "$work/live")" -gt 0 ] && [ "$(live_of updates "$work/live")" -gt 0 ]
}

# What is printed in a run has all batches that ended before, by the timeline, and what is printed after it is the summary's.
live_counts() {
	set_knobs duration_ms=3600000 timeline_ms=100 readers=2 writers=1 || return
	exec 3>"$dir/control"
	echo arm >&3
	expect_eq 'live of an armed run' '' "$(cat "$dir/live")" || return
	echo start >&3
	expect_soon 'lookups and updates in live' has_live || return
	sleep 1
	cat "$dir/live" >"$work/then"
	echo stop >&3
	echo 'wait' >&3
	exec 3>&-
	cat "$dir/live" >"$work/last"
	load_summary || return
	expect_eq 'lookups of the run' "$s_lookups" "$(live_of lookups "$work/last")" || return
	expect_eq 'updates of the run' "$s_updates" "$(live_of updates "$work/last")" || return
	expect_eq 'timed lookups of the run' "$s_lookup_samples" "$(live_of samples "$work/last")" || return
	expect_eq 'the longest lookup' "$s_lookup_max_ns" "$(live_of lookup_max_ns "$work/last")" || return
	for count in lookups updates; do
		past=$(cells end_ns $count "$results/timeline.csv" |
			awk -v now="$(live_of time_ns "$work/then")" '$1 <= now { n += $2 } END { print n + 0 }')
		expect_num "$count before, by the timeline," -gt 0 "$past" || return
		expect_num "$count in the run" -ge "$past" "$(live_of $count "$work/then")" || return
		expect_num "$count in the run" -le "$(live_of $count "$work/last")" "$(live_of $count "$work/then")" || return
	done
	expect_num 'timed lookups in the run' -gt 0 "$(live_of samples "$work/then")" || return
	expect_num 'timed lookups in the run' -le "$s_lookup_samples" "$(live_of samples "$work/then")"
}

# Closing the file that armed aborts the run in any state.
close_aborts() {
	set_knobs duration_ms=$endless || return
	before=$(count_maps)
	for started in no yes; do
		exec 3>"$dir/control"
		echo arm >&3
		if [ "$started" = yes ]; then
			echo start >&3
			expect_soon 'state running' is_state running || return
		fi
		exec 3>&-
		expect_eq "state after closing (started: $started)" failed "$(status_of state)" || return
		expect_eq 'error' aborted "$(status_of error)" || return
		no_threads || problem 'expected no thread of the module, saw one' || return
		expect_eq 'the number of VMAs of this shell' "$before" "$(count_maps)" || return
	done
	unload_module && load_module
}

refused_while_on() {
	set_knobs duration_ms=$endless || return
	exec 3>"$dir/control"
	echo arm >&3
	refuse_all
	exec 3>&-
}

refuse_all() {
	for order in run check arm reset; do
		! control "$order" || problem "expected '$order' to be refused, it was accepted" || return
		expect_has "error after $order" 'run ' "$(status_of error)" || return
		expect_has "error after $order" 'is on' "$(status_of error)" || return
	done
	message=$( (echo run >"$dir/control") 2>&1)
	case $message in
	*[Bb]usy* | '') ;;
	*) problem "expected EBUSY, saw '$message'" || return ;;
	esac
	! put knobs/readers 3 || problem 'expected a knob to be refused, it was accepted' || return
	expect_eq readers 1 "$(get_knob readers)" || return
	expect_has 'error after a knob' 'is on' "$(status_of error)" || return
	# Another open file must not start what is not its own.
	! control start || problem 'expected start from another file to be refused, it was accepted' || return
	expect_has 'error after start' 'another open file' "$(status_of error)" || return
	expect_eq 'state' armed "$(status_of state)"
}

abort_from_outside() {
	set_knobs duration_ms=$endless || return
	exec 3>"$dir/control"
	echo arm >&3
	echo start >&3
	control abort
	expect_eq 'state after abort' failed "$(status_of state)"
	no_threads || problem 'expected no thread of the module, saw one'
	exec 3>&-
	[ -z "$ktap_problem" ] || return
	expect_eq 'valid after abort' 0 "$(load_summary && echo "$s_valid")" || return
	# Nothing to abort is no error.
	control abort || problem 'expected abort without a run to be accepted, it was refused'
}

# check reports the errors that arm would report.
check_only() {
	set_knobs write_span=5 vmas=4 || return
	! control check || problem 'expected check to refuse the knobs, it did not' || return
	expect_has 'error' 'write_span: ' "$(status_of error)" || return
	state=$(status_of state)
	set_knobs || return
	control check || problem "expected check to be accepted, saw: $(status_of error)" || return
	expect_eq 'error' '' "$(status_of error)" || return
	expect_eq 'state' "$state" "$(status_of state)" || return
	no_threads || problem 'expected no thread of the module, saw one'
}

orders_out_of_turn() {
	control reset
	for order in start stop; do
		! control "$order" || problem "expected '$order' without a run to be refused, it was accepted" || return
		expect_has 'error' "$order: no run" "$(status_of error)" || return
	done
	for order in '' nonsense 'run run' RUN; do
		! control "$order" || problem "expected '$order' to be refused, it was accepted" || return
		expect_has 'error' 'is no command; give run' "$(status_of error)" || return
	done
	! { printf 'run\0' >"$dir/control"; } 2>/dev/null ||
		problem 'expected an embedded NUL to be refused, it was accepted'
}

readable_at_any_time() {
	set_knobs duration_ms=$endless || return
	exec 3>"$dir/control"
	echo arm >&3
	echo start >&3
	for file in $files; do
		[ "$file" != control ] || continue
		cat "$dir/$file" >"$work/cat" 2>&1 || problem "expected $file to be readable in a run, it was not"
	done
	echo stop >&3
	exec 3>&-
}

run_test 'files, modes, owner' files_and_modes
run_test 'version' versions
run_test 'results are empty before the first run' empty_before_first_run
run_test 'reset gives the defaults of knobs.csv' defaults
run_test 'a run by echo alone' run_by_echo
run_test 'arm, start, stop, wait through one file' step_by_step
run_test 'live has what was counted so far' live_counts
run_test 'closing the file aborts and leaves nothing behind' close_aborts
run_test 'orders and knobs are refused while a run is on' refused_while_on
run_test 'abort from another file' abort_from_outside
run_test 'check reports what arm would' check_only
run_test 'orders out of turn and unknown orders are refused' orders_out_of_turn
run_test 'every file can be read in a run' readable_at_any_time
end_of_tests
