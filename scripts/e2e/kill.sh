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

# set_all VALUE FILE...: keep the old values in $work/set; skip what is not there.
set_all() {
	value=$1
	shift
	for file in "$@"; do
		[ ! -w "$file" ] || {
			echo "$(cat "$file") $file" >>"$work/set"
			echo "$value" >"$file"
		}
	done
}

# A real-time thread that never sleeps keeps a worker, or the thread that prepares
# the run, off its CPU.  No time is reserved for others.
cpu_is_kept() {
	last=$(($(getconf _NPROCESSORS_ONLN) - 1))
	[ "$last" -gt 0 ] || {
		skip_test 'there is one CPU'
		return
	}
	set_knobs duration_ms=$endless reader_cpus=$last writer_cpus=0 writers=1 || return
	: >"$work/set"
	set_all -1 /proc/sys/kernel/sched_rt_runtime_us
	set_all 0 /sys/kernel/debug/sched/fair_server/cpu*/runtime
	last_id=$(status_of run_id)
	if [ "$1" = prepares ]; then
		keep_cpu "$last"
		(exec sh -c "echo run >'$dir/control'") 2>/dev/null &
		pid=$!
		expect_soon 'the run to be begun' is_begun
	else
		(exec sh -c "echo run >'$dir/control'") 2>/dev/null &
		pid=$!
		expect_soon 'state running' is_state running
		keep_cpu "$last"
	fi
	sleep 1
	kill -KILL "$pid"
	expect_soon 'the threads to be gone' no_threads
	expect_soon 'the run to end' new_run_has_failed
	kill -KILL "$keeper"
	wait "$keeper" "$pid" 2>/dev/null
	while read -r value file; do
		echo "$value" >"$file"
	done <"$work/set"
	[ -z "$ktap_problem" ] || return
	unload_module && load_module
}

keep_cpu() {
	taskset -c "$1" chrt -f 50 sh -c 'while :; do :; done' &
	keeper=$!
}

is_begun() {
	[ "$(status_of run_id)" -gt "$last_id" ]
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

# The model whose VMAs are freed latest stands for all; deaths.sh has the others.
for scheme in find_vma page_fault srcu_seqlock; do
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
run_test 'a CPU is kept from a reader' cpu_is_kept reads
run_test 'a CPU is kept from the thread that prepares the run' cpu_is_kept prepares
run_test 'a signal to a shell in echo run' shell_is_interrupted
run_test 'the module cannot be removed in a run' not_removable_in_a_run
run_test 'removed and loaded again, five times' again_and_again
end_of_tests
