# shellcheck shell=sh disable=SC2154 # dir, work, results, s_COLUMN: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# The driver is killed in mid-run: nothing is left, and the module can be removed.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

start_driver() {
	vmabench run --scheme "$1" --writers 1 --duration-ms $endless --no-events --output "$work/report" \
		>"$work/out" 2>"$work/err" </dev/null &
	pid=$!
	expect_soon 'state running' is_state running
}

killed() {
	start_driver "$2" || return
	kill "-$1" "$pid"
	expect_soon 'the threads to be gone' no_threads || return
	status=0
	wait "$pid" 2>/dev/null || status=$?
	expect_eq 'state' failed "$(status_of state)" || return
	expect_eq 'the exit status' "$3" "$status" || return
	if [ "$1" != KILL ]; then
		expect_has 'the message' 'interrupted' "$(cat "$work/err")" || return
		expect_eq 'what is left in the run folder' '' \
			"$(find "$work/report" -type f 2>/dev/null)" || return
	fi
	rm -rf "$work/report"
	unload_module && load_module
}

# The address space of a shell that goes away while its run is on.
owner_is_gone() {
	(
		set_knobs duration_ms=$endless writers=2 >/dev/null
		exec 3>"$dir/control"
		echo arm >&3
		echo start >&3
		sleep 600 3>&-
		:
	) &
	pid=$!
	expect_soon 'state running' is_state running || return
	kill -KILL "$pid"
	expect_soon 'the threads to be gone' no_threads || return
	wait "$pid" 2>/dev/null
	expect_eq 'state' failed "$(status_of state)" || return
	unload_module && load_module
}

unused() {
	[ "$(cat /sys/module/vmabench/refcnt)" = 0 ]
}

new_run_has_failed() {
	[ "$(status_of run_id)" -gt "$last_id" ] && is_state failed
}

# armer_is_gone COMMAND: what a shell does that has armed, while a child of it still has the file.
armer_is_gone() {
	set_knobs duration_ms=$endless || return
	last_id=$(status_of run_id)
	sh -c "exec 3>'$dir/control'; echo arm >&3; sleep 600 & echo \$! >'$work/child'; $1" &
	pid=$!
	expect_soon 'the run to end' new_run_has_failed
	child=$(cat "$work/child")
	kill -0 "$child" || problem 'expected the child to be there still, it was not'
	expect_eq error aborted "$(status_of error)"
	kill -KILL "$child" "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	expect_soon 'the file to be closed' unused || return
	unload_module && load_module
}

# A signal while 'echo run' waits.
shell_is_interrupted() {
	set_knobs duration_ms=$endless || return
	(echo run >"$dir/control") 2>/dev/null &
	pid=$!
	expect_soon 'state running' is_state running || return
	kill -TERM "$pid"
	expect_soon 'the threads to be gone' no_threads || return
	wait "$pid" 2>/dev/null
	expect_eq 'state' failed "$(status_of state)"
}

not_removable_in_a_run() {
	set_knobs duration_ms=$endless || return
	exec 3>"$dir/control"
	echo arm >&3
	rmmod vmabench 2>"$work/rmmod" && problem 'expected rmmod to be refused in a run, it was not'
	exec 3>&-
	[ -z "$ktap_problem" ] || return
	unload_module && load_module
}

again_and_again() {
	for _ in 1 2 3 4 5; do
		unload_module && load_module || return
		run scheme=rcu_walk duration_ms=20 && expect_valid || return
	done
}

killed_schemes=$(schemes kernel model)
# Under emulation each takes long: the model whose VMAs are freed latest stands for all.
is_uml || killed_schemes="$(schemes kernel) srcu_seqlock"
for scheme in $killed_schemes; do
	run_test "SIGKILL, $scheme" killed KILL "$scheme" 137
done
run_test 'SIGINT' killed INT rcu_walk 1
run_test 'SIGTERM' killed TERM rcu_walk 1
run_test 'the process whose address space it is goes away' owner_is_gone
# shellcheck disable=SC2016 # $$ of that shell
run_test 'the shell that armed is killed, a child has the file' armer_is_gone 'kill -9 $$'
run_test 'the shell that armed becomes another program' armer_is_gone 'exec sleep 600'
run_test 'likewise, with the run started' armer_is_gone 'echo start >&3; exec sleep 600'
# A shell keeps what it redirects in a file that is closed on exec.
run_test 'the shell becomes another program, with its file closed on exec' armer_is_gone '{ exec sleep 600; } 3>/dev/null'
run_test 'the shell that armed closes the file, a child has it' armer_is_gone 'exec 3>&-; sleep 600; :'
run_test 'a signal to a shell in echo run' shell_is_interrupted
run_test 'the module cannot be removed in a run' not_removable_in_a_run
run_test 'removed and loaded again, five times' again_and_again
end_of_tests
