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
	run reader_cpus=1 writer_cpus=0 readers=2 writers=1 scheme=rcu_walk && expect_valid || return
	expect_eq "the readers' CPUs" '1 1 ' "$(cpus_of reader)" || return
	expect_eq "the writers' CPUs" '0 ' "$(cpus_of writer)" || return
	expect_eq 'reader_cpus in the summary' 1 "$s_reader_cpus"
}

in_turn() {
	run reader_cpus=0-1 readers=3 writers=0 scheme=rcu_walk && expect_valid || return
	expect_eq "the readers' CPUs" '0 1 0 ' "$(cpus_of reader)"
}

refused() {
	! put knobs/reader_cpus "$1" || problem "expected reader_cpus=$1 to be refused, it was taken" || return
	expect_has 'error' 'reader_cpus: ' "$(status_of error)" || return
	expect_has 'error' 'online' "$(status_of error)" || return
	expect_has 'error' "$(cat /sys/devices/system/cpu/online)" "$(status_of error)"
}

offline() {
	if [ ! -w /sys/devices/system/cpu/cpu1/online ]; then
		skip_test 'this kernel cannot take CPUs offline'
		return
	fi
	if [ ! -d /sys/devices/system/cpu/cpu2 ]; then
		skip_test 'this takes 3 CPUs'
		return
	fi
	# Written before the CPU goes: found out at the next run.
	set_knobs reader_cpus=1 || return
	echo 0 >/sys/devices/system/cpu/cpu1/online
	with_cpu_1_offline
	echo 1 >/sys/devices/system/cpu/cpu1/online
}

with_cpu_1_offline() {
	! control run || problem 'expected a run on an offline CPU to be refused, it was taken' || return
	expect_has 'error' "reader_cpus: '1' names CPUs that are not online" "$(status_of error)" || return
	refused 1 || return
	run readers=2 writers=2 scheme=rcu_walk && expect_valid || return
	for cpu in $(cpus_of reader) $(cpus_of writer); do
		[ "$cpu" != 1 ] || problem 'expected no worker on CPU 1, saw one' || return
	done
	expect_eq 'overlap_ok' 1 "$s_overlap_ok" || return
	run reader_cpus=2 writer_cpus=0 scheme=rcu_walk && expect_valid || return
	expect_eq "the readers' CPUs" '2 ' "$(cpus_of reader)"
}

run_test 'readers and writers are pinned' pinned
run_test 'a list is gone through in turn' in_turn
run_test 'a CPU that does not exist is refused' refused 4000
run_test 'gaps in the CPU numbers' offline
end_of_tests
