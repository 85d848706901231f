# shellcheck shell=sh disable=SC2154 # dir, work, results, s_COLUMN: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# User threads: the driver's threads touch pages and make system calls in a run.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

# by_users OPTION...: a run of the driver that is valid, and whose reports agree.
by_users() {
	expect_run --scheme null --threads user --repeat 1 --warmup-ms 20 --duration-ms 100 --no-events "$@" || return
	load_summary && expect_valid || return
	expect_eq overlap_ok 1 "$s_overlap_ok" || return
	agree
}

# What writers do is timed under its own name, and nothing else is.
writes() {
	op=$1
	shift
	by_users --readers 0 --writers 2 --vmas 200 --write-op "$op" "$@" || return
	[ "$op" != brk ] || expect_eq mms own "$s_mms" || return
	expect_num updates -gt 0 "$s_updates" || return
	case $op in
	munmap) ops='munmap map' ;;
	split) ops='split merge' ;;
	mixed) ops='munmap map mprotect split merge' ;;
	*) ops=$op ;;
	esac
	sum=0
	for name in munmap map mprotect split merge lock mremap madvise fork brk; do
		eval "count=\$s_${name}_count"
		sum=$((sum + ${count:-0}))
		case " $ops " in
		*" $name "*) expect_has "that $name was counted" "${count:-empty}" "$count" ;;
		*) expect_eq "${name}_count" '' "$count" ;;
		esac || return
	done
	expect_eq 'operations, added up' "$s_updates" "$sum"
}

vm_events() {
	awk -v name="$1" 'index($1, name) == 1 { n += $2 } END { print n }' /proc/vmstat
}

# The kernel counts a page fault for each lookup.
touches() {
	faulted=$(vm_events pgfault)
	by_users --scheme page_fault --readers 2 --vma-pages 4 --warmup-ms 0 "$@" || return
	expect_num zap_ns -gt 0 "$s_zap_ns" || return
	expect_eq 'hits and lookups' "$s_lookups" "$s_hits" || return
	[ -n "$faulted" ] || return 0 # in uml they are not counted
	expect_num 'page faults of the kernel' -ge "$s_hits" $(($(vm_events pgfault) - faulted))
}

# A page that a child shares is filled by one fault and copied by another; without the child the second would use it again, as
# many pages of shells are, in any window.
copies() {
	for window in 300 $windows; do
		used_again=$(vm_events pgreuse)
		touches --mms own --writers 0 --touch cow --duration-ms "$window" "$@" || return
		[ -n "$faulted" ] || return 0
		expect_num 'page faults of the kernel' -ge $((2 * s_hits)) $(($(vm_events pgfault) - faulted)) || return
		used_again=$(($(vm_events pgreuse) - used_again))
		[ $used_again -ge $((s_hits / 2)) ] || return 0
	done
	problem "expected most of $s_hits pages to be copied, $used_again were used again"
}

# The kernel's own counter of a thread sees the faults that it has reported.  The counters are on for a little longer than
# the window, which matters less in a longer one.
counted_faults() {
	is_uml && { skip_test 'this kernel has no perf events' && return; }
	for window in 300 $windows; do
		expect_run --scheme page_fault --threads user --readers 1 --writers 0 --repeat 1 --duration-ms "$window" \
			--timeline-ms 2000 --events page-faults || return
		percent=$(awk -v n="$(cells per_op "$work/report/perf.csv" | head -n 1)" 'BEGIN { printf "%.0f", n * 100 }')
		if [ "$percent" -ge 97 ] && [ "$percent" -le 103 ]; then
			return
		fi
	done
	problem "expected 97 to 103 page faults for 100 lookups, saw $percent"
}

with_rate() {
	by_users --readers 0 --writers 1 --write-op "$@" --write-rate 200 --duration-ms 500 || return
	# 200 per second are due, and an operation that is late is not left out.
	expect_num updates -ge 1 "$s_updates" && expect_num updates -le $((s_duration_ms * 3 / 10)) "$s_updates" || return
	expect_has 'that delays are known' "${s_late:-none}" "$s_late"
}

refused() {
	sentence=$1
	shift
	expect_exit 2 vmabench run --threads user --repeat 1 "$@" || return
	expect_has 'the message' "$sentence" "$(cat "$work/err")"
}

# scans WHAT OPTION...: scanners list the VMAs of the driver's process.
scans() {
	# Calls of scans that did not end in the window count, too.
	for longer in 100 $windows; do
		by_users --threads kernel --scan "$@" --duration-ms "$longer" || return
		[ "${s_scans:-0}" -lt 3 ] || break
	done
	for number in scans scan_calls scan_p50_ns scan_max_ns scan_call_max_ns; do
		eval "count=\$s_$number"
		expect_num $number -gt 0 "$count" || return
	done
	# 1000 VMAs are listed by as many queries, by some reads of up to a page each, or summed up in one.
	calls=$((s_scan_calls / s_scans))
	case $1 in
	query) expect_num 'calls of a scan' -ge 500 $calls ;;
	maps) expect_num 'calls of a scan' -ge 5 $calls && expect_num 'calls of a scan' -le 300 $calls ;;
	smaps_rollup) expect_num 'calls of a scan' -le 3 $calls ;;
	esac
}

# A kernel before 6.11 has no queries, and says so.
queries() {
	case $(uname -r) in
	6.[1-9].* | 6.10.*)
		expect_exit 1 vmabench run --scanners 1 --scan query --repeat 1 || return
		expect_has 'the message' 'this kernel has no PROCMAP_QUERY; give scan=maps' "$(cat "$work/err")"
		;;
	*) scans query --scanners 1 --vmas 1000 "$@" ;;
	esac
}

# Without threads there is nothing to start.
no_threads_for_it() {
	set_knobs scheme=page_fault threads=user writers=0 || return
	control run && problem 'expected a run without user threads to be refused, it was not'
	expect_has 'the error' 'run: threads=user and scanners take a program with threads for it' "$(status_of error)"
}

no_driver() {
	! grep -qsx vmabench /proc/[0-9]*/comm
}

start_driver() {
	rm -rf "$work/report"
	vmabench run --scheme page_fault --threads user --access stable --readers 1 --writers 1 --scanners 1 --duration-ms $endless \
		"$@" --no-events --output "$work/report" >"$work/out" 2>"$work/err" </dev/null &
	pid=$!
	expect_soon 'state running' is_state running
}

# ended SIGNAL STATUS OPTION...: the driver ends in mid-run, and all of the run with it.
ended() {
	signal=$1
	expected=$2
	shift 2
	start_driver "$@" || return
	kill "-$signal" "$pid"
	status=0
	wait "$pid" 2>/dev/null || status=$?
	expect_eq 'the exit status' "$expected" "$status" || return
	expect_soon 'the threads to be gone' no_threads || return
	expect_soon 'all processes of the driver to be gone' no_driver || return
	expect_eq state failed "$(status_of state)" || return
	unload_module && load_module
}

# Another process aborts the run: the threads leave, and the driver says so.
aborted() {
	start_driver || return
	control abort
	status=0
	wait "$pid" 2>/dev/null || status=$?
	expect_eq 'the exit status' 1 "$status" || return
	expect_has 'the message' aborted "$(cat "$work/err")" || return
	unload_module && load_module
}

# Each process has as many VMAs as the run, and the driver waits for one that is killed.
own_arenas() {
	start_driver --mms own --scanners 0 --vmas 500 || return
	processes=$(pgrep -P "$pid")
	expect_eq 'processes of the driver' 2 "$(echo "$processes" | wc -l)"
	arenas=0
	victim=$pid
	for process in $processes; do
		if [ "$(wc -l <"/proc/$process/maps")" -ge 500 ]; then
			arenas=$((arenas + 1))
			victim=$process
		fi
	done
	expect_eq 'processes with an arena' 2 $arenas
	kill -KILL "$victim"
	status=0
	wait "$pid" 2>/dev/null || status=$?
	expect_eq 'the exit status' 1 "$status" || return
	expect_has 'the message' 'has ended before the run' "$(cat "$work/err")" || return
	unload_module && load_module
}

# A process that is stopped is not waited for, and one that has no arena yet does not touch it.
stopped_process() {
	start_driver --mms own --scanners 0 || return
	kill -STOP "$(pgrep -P "$pid" | head -n 1)"
	control abort
	status=0
	wait "$pid" 2>/dev/null || status=$?
	expect_eq 'the exit status' 1 "$status" || return
	expect_soon 'all processes of the driver to be gone' no_driver || return
	unload_module && load_module
}

aborted_early() {
	echo 'vmabench-e2e: early abort' >/dev/kmsg
	vmabench run --scheme page_fault --threads user --mms own --readers 3 --writers 0 --vmas 20000 --access own --duration-ms $endless \
		--no-events --output "$work/early" >"$work/out" 2>"$work/err" </dev/null &
	pid=$!
	expect_soon 'state warming' is_state warming
	control abort
	status=0
	wait "$pid" 2>/dev/null || status=$?
	expect_eq 'the exit status' 1 "$status" || return
	expect_has 'the message' aborted "$(cat "$work/err")" || return
	if dmesg | sed -n '/early abort/,$p' | grep -q segfault; then
		problem 'expected no process to die, one did'
		return
	fi
	unload_module && load_module
}

# A thread that is stopped does not answer, and is not waited for without end.
stopped() {
	start_driver || return
	kill -STOP "$pid"
	control abort
	expect_eq state failed "$(status_of state)"
	kill -CONT "$pid"
	status=0
	wait "$pid" 2>/dev/null || status=$?
	expect_eq 'the exit status' 1 "$status" || return
	unload_module && load_module
}

# The process is killed as its memory cgroup is full, and the run ends with it.
out_of_memory() {
	group=$work/cgroup/small
	mkdir "$work/cgroup"
	if ! mount -t cgroup2 none "$work/cgroup" 2>/dev/null || ! grep -q memory "$work/cgroup/cgroup.controllers"; then
		skip_test 'there is no memory cgroup here'
		return
	fi
	echo +memory >"$work/cgroup/cgroup.subtree_control"
	mkdir "$group"
	echo 20M >"$group/memory.max"
	echo 'vmabench-e2e: out of memory begins' >/dev/kmsg
	# The pages of the arena are too many.
	expect_exit 137 sh -c "echo \$\$ >'$group/cgroup.procs' && exec vmabench run --scheme null --threads user --populate 1 --vmas 20000 --repeat 1 --no-events"
	expect_soon 'the threads to be gone' no_threads
	expect_eq state failed "$(status_of state)"
	# Faults take the pages that there are, and give them back.
	expect_exit 0 sh -c "echo \$\$ >'$group/cgroup.procs' && exec vmabench run --scheme page_fault --threads user --access own --writers 0 --vmas 20000 --duration-ms 500 --repeat 1 --no-events"
	# The driver has room for its arena, but not its processes for theirs: one of them all is killed.
	status=0
	sh -c "echo \$\$ >'$group/cgroup.procs' && exec vmabench run --scheme null --threads user --mms own --readers 0 --writers 2 --vma-pages 8 --populate 1 --vmas 400 --repeat 1 --no-events" \
		>"$work/out" 2>"$work/err" </dev/null || status=$?
	case $status in
	1) expect_has 'the message' 'has ended before the run' "$(cat "$work/err")" ;;
	*) expect_eq 'the exit status' 137 $status ;;
	esac
	expect_soon 'the threads to be gone' no_threads
	expect_soon 'all processes of the driver to be gone' no_driver
	expect_eq state failed "$(status_of state)"
	echo 'vmabench-e2e: out of memory ends' >/dev/kmsg
	expect_soon 'the group to be empty' rmdir "$group" || return
	umount "$work/cgroup"
	unload_module && load_module
}

# The arena takes the room that the threads' stacks need.
little_room() {
	expect_exit 1 sh -c 'ulimit -v 100000; exec vmabench run --scheme null --threads user --vmas 10000 --vma-pages 20 --repeat 1 --no-events' || return
	expect_has 'the message' 'cannot start a user thread: Cannot allocate memory' "$(cat "$work/err")" || return
	expect_has 'the message' 'ulimit -v' "$(cat "$work/err")"
}

# A program that breaks the rules gets an error, and a run that it breaks fails.
misuse() {
	command -v python3 >/dev/null 2>&1 || { skip_test 'there is no python3 here' && return; }
	set_knobs scheme=page_fault threads=user readers=1 writers=0 duration_ms=100 || return
	python3 "$e2e/program.py" "$dir" "$1" >"$work/out" 2>&1 </dev/null
	! grep -q '^skip' "$work/out" || { skip_test "$(sed "s/^skip: //" "$work/out")" && return; }
	expect_eq 'what python says' ok "$(tail -n 1 "$work/out")" || return
	control abort
	expect_soon 'the end of the run' no_threads || return
	unload_module && load_module
}

for op in munmap mprotect split mixed mremap madvise fork; do
	run_test "$op" writes $op
	run_test "$op with pages" writes $op --populate 1
	run_test "$op of files" writes $op --populate 1 --backing shmem --vmas 50
done
for op in munmap mprotect split mixed mremap madvise fork brk; do
	run_test "$op in address spaces of their own" writes $op --mms own --populate 1
done
for touch in write read; do
	for backing in anon shmem; do
		run_test "page faults in address spaces of their own, $backing, $touch" touches --mms own --writers 0 --backing $backing \
			--touch $touch --access own
	done
	for backing in anon shmem file; do
		run_test "page faults, $backing, $touch" touches --writers 0 --backing $backing --touch $touch --access own
	done
done
for access in own uniform; do
	run_test "page faults that copy, access $access" copies --access $access
done
run_test 'page faults beside munmap' touches --writers 1 --access stable
run_test 'page faults beside munmap in another address space' touches --mms own --writers 1
run_test 'page faults beside fork' touches --writers 1 --write-op fork
run_test 'page faults, counted by perf' counted_faults
run_test 'lookups by kernel threads beside mprotect' by_users --scheme rcu_walk --writers 2 --write-op mprotect
for what in maps smaps_rollup; do
	run_test "a scanner of $what" scans $what --scanners 1 --writers 0 --vmas 1000
	run_test "scanners of $what beside a writer" scans $what --scanners 2 --writers 1 --vmas 1000 --populate 1
done
run_test 'a scanner by queries' queries --writers 0
run_test 'a scanner alone' scans maps --scanners 1 --readers 0 --writers 0 --vmas 1000
run_test 'a scanner beside user threads' touches --scanners 1 --writers 1 --access stable
run_test 'munmap with a rate' with_rate munmap
run_test 'fork with a rate' with_rate fork
run_test 'brk with a rate' with_rate brk --mms own
run_test 'munmap with a rate in another address space' with_rate munmap --mms own --vmas 100
run_test 'more threads than CPUs' touches --readers 6 --writers 3 --access stable --vma-pages 8
run_test 'more processes than CPUs' touches --mms own --readers 6 --writers 3 --vma-pages 8 --vmas 100
for layout in packed merged; do
	run_test "processes, $layout" writes mixed --mms own --layout $layout --populate 1
done
run_test 'no threads' no_threads_for_it
run_test 'out of memory' out_of_memory
run_test 'little room for threads' little_room
run_test SIGKILL ended KILL 137
run_test SIGINT ended INT 1
run_test 'SIGKILL, processes' ended KILL 137 --mms own --scanners 0
run_test 'SIGINT, processes' ended INT 1 --mms own --scanners 0
run_test 'abort while processes map' aborted_early
run_test 'processes have arenas' own_arenas
run_test 'abort by another process' aborted
if in_short; then
	end_of_tests
	exit
fi
run_test 'kernel threads do not fork' refused 'write_op: fork is what user threads do' --threads kernel --write-op fork
run_test 'what a reader must not touch' refused 'access: a user thread dies of touching what a writer' --scheme page_fault
run_test 'holding' refused 'hold_ns: user threads hold no VMA' --scheme page_fault --hold-ns 5
run_test 'depending' refused 'depend: user threads know no VMA' --scheme page_fault --depend 1
run_test 'groups' refused 'group: page faults of user threads are timed one by one' --scheme page_fault --group 2
run_test 'mmap_lock' refused 'fault_lock: the kernel chooses' --scheme page_fault --fault-lock mmap
run_test 'copies by threads of one process' refused 'touch: cow forks who touches' --scheme page_fault --touch cow --access stable
run_test 'copies by the kernel' refused 'touch: threads of the kernel cannot fork' --scheme page_fault --touch cow --threads kernel --access own
run_test 'copies of what is shared' refused 'touch: the kernel copies no page of a file that is shared' --scheme page_fault --touch cow \
	--mms own --backing shmem --writers 0
run_test 'spans' refused 'write_span: user threads change one VMA at a time' --write-span 2
run_test 'the file of all' refused 'backing: user threads cannot map file again' --scheme null --backing file
run_test 'no hole to move to' refused 'layout: write_op=mremap' --scheme null --write-op mremap --layout packed
run_test 'locks' refused 'write_op: no system call locks VMAs' --scheme null --write-op lock
run_test 'an address space for threads of the kernel' refused 'mms: threads of the kernel work in' --threads kernel --mms own
run_test 'an address space for lookups' refused 'mms: lookups of scheme null are made by threads of the kernel' --scheme null --mms own
run_test 'scanners of processes' refused 'scanners: they list the VMAs of the driver' --scheme page_fault --scanners 1 --mms own
run_test 'a file for processes' refused 'backing: user threads cannot map file in an arena of their own' --scheme page_fault --backing file --mms own
run_test 'the heap of the driver' refused 'write_op: an address space has one heap' --scheme null --write-op brk
run_test 'abort while a process is stopped' stopped_process
run_test 'abort while the threads are stopped' stopped
for how in no_run other_process own_arena same_process shared taken nowhere one_file bad_address lies leaves stuck; do
	run_test "misuse: $how" misuse $how
done
end_of_tests
