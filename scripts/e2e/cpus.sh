# shellcheck shell=sh disable=SC2154 # dir, work, results, s_COLUMN: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# Pinning, and CPU numbers with gaps.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

cpus_of() {
	awk -F, -v role="$1" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["role"] == role { print $at["cpu"] }' "$results/threads.csv" | tr '\n' ' '
}

pinned() {
	takes_cpus 2 || return 0
	run reader_cpus=1 writer_cpus=0 readers=2 writers=1 scheme=rcu_walk && expect_valid || return
	expect_eq "the readers' CPUs" '1 1 ' "$(cpus_of reader)" || return
	expect_eq "the writers' CPUs" '0 ' "$(cpus_of writer)" || return
	expect_eq 'reader_cpus in the summary' 1 "$s_reader_cpus"
}

# As many as there are, each on one of its own.
everywhere() {
	online=$(grep -c ^processor /proc/cpuinfo)
	run readers="$online" writers=0 scheme=rcu_walk && expect_valid || return
	expect_eq 'CPUs with a reader' "$online" "$(cpus_of reader | tr ' ' '\n' | grep -c .)" || return
	expect_eq 'CPUs with two readers' '' "$(cpus_of reader | tr ' ' '\n' | grep . | sort | uniq -d | tr '\n' ' ')"
}

in_turn() {
	takes_cpus 2 || return 0
	run reader_cpus=0-1 readers=3 writers=0 scheme=rcu_walk && expect_valid || return
	expect_eq "the readers' CPUs" '0 1 0 ' "$(cpus_of reader)"
}

# on_cpu_1 COMMAND...: COMMAND starts the driver on CPU 1 only. Without a list, threads get the CPUs that it may use.
on_cpu_1() {
	for window in $windows; do
		rm -rf "$work/restricted"
		observe "$@" vmabench run --scheme rcu_walk --readers 2 --writers 1 --repeat 1 --duration-ms "$window" \
			--no-events --output "$work/restricted"
		[ "$status" -eq 4 ] || break
	done
	expect_status 0 "$@" || return
	expect_eq 'the CPUs of the threads' 1 "$(cells cpu "$work/restricted/threads.csv" | sort -u | tr '\n' ' ' | sed 's/ $//')"
}

by_taskset() {
	takes_cpus 2 || return 0
	on_cpu_1 taskset -c 1
}

by_cpuset() {
	takes_cpus 2 || return 0
	groups=$work/cgroup
	mkdir "$groups"
	if ! mount -t cgroup2 none "$groups" 2>/dev/null; then
		skip_test 'this kernel has no control groups'
		return
	fi
	in_cpuset
	rmdir "$groups/e2e"
	umount "$groups"
}

in_cpuset() {
	if ! grep -qw cpuset "$groups/cgroup.controllers"; then
		skip_test 'this kernel has no cpusets'
		return
	fi
	echo +cpuset >"$groups/cgroup.subtree_control" && mkdir "$groups/e2e" && echo 1 >"$groups/e2e/cpuset.cpus" || return
	# shellcheck disable=SC2016 # for the inner shell
	on_cpu_1 sh -c 'echo $$ >"$0" && exec "$@"' "$groups/e2e/cgroup.procs"
}

# Beside a busy loop a thread gets half of its CPU.
disturbed() {
	taskset -c 0 sh -c 'while :; do :; done' &
	loop=$!
	run reader_cpus=0 writers=0 scheme=rcu_walk duration_ms=500 && expect_valid
	failed=$?
	kill "$loop"
	wait "$loop" 2>/dev/null
	[ "$failed" = 0 ] || return
	expect_eq 'disturbed' 1 "$s_disturbed" || return
	expect_has 'disturbed_reason' 'reader 0 ' "$s_disturbed_reason"
}

# refused CPUS REASON
refused() {
	! put knobs/reader_cpus "$1" || problem "expected reader_cpus=$1 to be refused, it was accepted" || return
	expect_has 'error' 'reader_cpus: ' "$(status_of error)" || return
	expect_has 'error' "$2" "$(status_of error)" || return
	expect_has 'error' "$(cat /sys/devices/system/cpu/online)" "$(status_of error)"
}

offline() {
	if [ ! -w /sys/devices/system/cpu/cpu1/online ]; then
		skip_test 'this kernel cannot take CPUs offline'
		return
	fi
	takes_cpus 3 || return 0
	# Written before the CPU goes: found out at the next run.
	set_knobs reader_cpus=1 || return
	echo 0 >/sys/devices/system/cpu/cpu1/online
	with_cpu_1_offline
	echo 1 >/sys/devices/system/cpu/cpu1/online
}

with_cpu_1_offline() {
	! control run || problem 'expected a run on an offline CPU to be refused, it was accepted' || return
	expect_has 'error' "reader_cpus: '1' includes CPUs that are offline" "$(status_of error)" || return
	refused 1 'are offline' || return
	run readers=2 writers=2 scheme=rcu_walk && expect_valid || return
	for cpu in $(cpus_of reader) $(cpus_of writer); do
		[ "$cpu" != 1 ] || problem 'expected no worker on CPU 1, saw one' || return
	done
	expect_eq 'overlap_ok' 1 "$s_overlap_ok" || return
	run reader_cpus=2 writer_cpus=0 scheme=rcu_walk && expect_valid || return
	expect_eq "the readers' CPUs" '2 ' "$(cpus_of reader)"
}

# count_slabs NODE: slabs of VMAs there. Nothing is forked for it: that would copy the arena.
count_slabs() {
	slabs=0
	read -r line </sys/kernel/slab/vm_area_struct/slabs
	for word in $line; do
		case $word in "N$1="*) slabs=${word#*=} ;; esac
	done
}

# The arena's VMAs are on the node of the first reader, wherever the test runs.
memory_on_node() {
	# shellcheck disable=SC2046 # two numbers
	set -- $(nodes memory)
	if [ $# -lt 2 ] || [ ! -r /sys/kernel/slab/vm_area_struct/slabs ]; then
		skip_test 'this takes 2 NUMA nodes'
		return
	fi
	near_and_far "$1" "$2" && near_and_far "$2" "$1"
}

# near_and_far NODE OTHER: the reader is on NODE, and the writer on the other.
near_and_far() {
	set_knobs "reader_cpus=$(cpu_of_node "$1")" "writer_cpus=$(cpu_of_node "$2")" vmas=40000 \
		scheme=rcu_walk readers=1 writers=1 volatile_pct=1 || return
	count_slabs "$1" && near=$slabs
	count_slabs "$2" && far=$slabs
	exec 3>"$dir/control"
	echo arm >&3 || problem "expected the run to be armed, saw: $(status_of error)" || return
	count_slabs "$1" && near=$((slabs - near))
	count_slabs "$2" && far=$((slabs - far))
	echo abort >&3
	exec 3>&-
	expect_num "slabs of VMAs that came to node $1" -ge 500 "$near" || return
	expect_num "slabs of VMAs that came to node $2" -le 100 "$far" || return
	expect_soon 'the run to be gone' is_state failed
}

# The arena comes from another node.
without_memory() {
	node=$(nodes no-memory | head -n 1)
	if [ -z "$node" ]; then
		skip_test 'this takes a NUMA node without memory'
		return
	fi
	run reader_cpus="$(cpu_of_node "$node")" scheme=find_vma vmas=1000 populate=1 && expect_valid || return
	expect_num arena_pages -gt 0 "$s_arena_pages"
}

run_test 'readers and writers are pinned' pinned
run_test 'the arena is in memory of the first reader' memory_on_node
run_test 'a reader on each CPU' everywhere
run_test 'a CPU whose node has no memory' without_memory
run_test 'a list is gone through in turn' in_turn
run_test 'only CPUs that the process may use, by taskset' by_taskset
run_test 'only CPUs that the process may use, by a cpuset' by_cpuset
run_test 'a busy loop on the CPU of a thread disturbs the run' disturbed
run_test 'a CPU that does not exist is refused' refused 4000 'not a list of CPUs'
run_test 'gaps in the CPU numbers' offline
end_of_tests
