# shellcheck shell=sh disable=SC2034,SC2154 # used by the topics; columns.awk makes s_COLUMN
# SPDX-License-Identifier: GPL-2.0-only
# Helpers for all end-to-end tests. A topic file sources this in a guest,
# defines one function for each test and runs them with run_test. POSIX sh,
# because a guest may have only busybox.

e2e=${0%/*}
dir=/sys/kernel/debug/vmabench
knobs=$dir/knobs
results=$dir/results
topic=${0##*/}
topic=${topic%.sh}
module=${VMABENCH_KO:-/lab/run/vmabench.ko}
work=$(mktemp -d "/tmp/e2e-$topic.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT

is_uml() {
	case ${VMABENCH_LAB-} in
	uml | clang | signed | kasan) ;;
	*) return 1 ;;
	esac
}

# The kernel's own checkers make everything many times slower.
is_debug() {
	case ${VMABENCH_LAB-} in
	debug | kasan | kcsan) ;;
	*) return 1 ;;
	esac
}

# The models and the driver's own refusals are the same code on all kernels, so
# uml and one stock kernel test them in full.
in_short() {
	case ${VMABENCH_LAB-} in
	6.1 | 7.x) ;;
	*) return 1 ;;
	esac
}

# How much happens in a window depends on what else the machine does.  A test
# that needs something to happen tries these windows, in ms, one by one.
windows='500 3000 15000'

# A window in ms that no test sees the end of.
endless=600000

# ---- KTAP

ktap_count=0
ktap_problem=

# A test reports only its first problem.
problem() {
	[ -n "$ktap_problem" ] || ktap_problem=$*
	return 1
}

# Print the uptime in hundredths of a second.
now_cs() {
	read -r up _ </proc/uptime
	echo $((${up%.*} * 100 + 1${up#*.} - 100))
}

# run_test NAME FUNCTION [ARGUMENT...]: run a test. The function fails it by
# calling problem, directly or through an expect_... helper.
run_test() {
	name=$1
	shift
	ktap_count=$((ktap_count + 1))
	ktap_problem=
	ktap_skip=
	# This line tells the host which test caused a warning of the kernel.
	[ ! -w /dev/kmsg ] || echo "vmabench-e2e: $topic: $name" >/dev/kmsg
	began=$(now_cs)
	"$@" || [ -n "$ktap_problem" ] ||
		ktap_problem="expected '$*' to complete, it returned $?"
	took=$(($(now_cs) - began))
	time=
	[ "$took" -le 100 ] ||
		time=" ($((took / 100)).$((took % 100 / 10)) s)"
	if [ -n "$ktap_problem" ]; then
		echo "not ok $ktap_count - $topic: $name: $ktap_problem$time"
	elif [ -n "$ktap_skip" ]; then
		echo "ok $ktap_count - $topic: $name # SKIP $ktap_skip"
	else
		echo "ok $ktap_count - $topic: $name$time"
	fi
}

# Called by a test that cannot run in this guest.
skip_test() {
	ktap_skip=$*
}

# takes_cpus N: false, and the test is skipped, if fewer are online.
takes_cpus() {
	[ "$(grep -c ^processor /proc/cpuinfo)" -ge "$1" ] || {
		skip_test "this takes $1 CPUs"
		return 1
	}
}

# Called at the end of each topic file. A topic without a plan has failed.
end_of_tests() {
	echo "1..$ktap_count"
}

# ---- Expectations. Each returns 1 if it is not met.

expect_eq() {
	[ "$2" = "$3" ] || problem "expected $1 '$2', saw '$3'"
}

# expect_num WHAT OPERATOR LIMIT SEEN, with the operators of test.
expect_num() {
	case $4 in
	'' | *[!0-9-]*)
		problem "expected $1 $2 $3, saw '$4'"
		return
		;;
	esac
	test "$4" "$2" "$3" || problem "expected $1 $2 $3, saw $4"
}

# expect_has WHAT PART TEXT
expect_has() {
	case $3 in
	*"$2"*) ;;
	*) problem "expected '$2' in $1, saw '$3'" ;;
	esac
}

# observe COMMAND...: run it, with its exit status in $status and its output in
# $work/out and $work/err.
observe() {
	status=0
	"$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
}

# expect_exit STATUS COMMAND...: observes the command.
expect_exit() {
	expected_status=$1
	shift
	observe "$@"
	expect_status "$expected_status" "$@"
}

# expect_status STATUS COMMAND...: the command just observed ended with STATUS.
expect_status() {
	expected_status=$1
	shift
	[ "$status" -eq "$expected_status" ] || problem \
		"expected exit status $expected_status from '$*', saw $status: $(tail -n 1 "$work/err")"
}

# expect_run OPTION...: vmabench run ends with 0 and leaves $work/report.  If a
# thread had no time in the window, the run is repeated with a longer one.
expect_run() {
	for longer in '' $windows; do
		rm -rf "$work/report"
		observe vmabench run --budget 0 --output "$work/report" "$@" \
			${longer:+--duration-ms "$longer" --timeline-ms 2000}
		grep -q 'raise duration_ms' "$work/out" "$work/err" || break
	done
	expect_status 0 vmabench run "$@"
}

# expect_soon WHAT COMMAND...: wait until COMMAND succeeds. Only what never
# happens reaches the limit.
expect_soon() {
	what=$1
	limit=6000
	! is_debug || limit=$((limit * 10))
	shift
	until_cs=$(($(now_cs) + limit))
	until "$@"; do
		if [ "$(now_cs)" -gt "$until_cs" ]; then
			problem "expected $what within $((limit * 10)) ms, it was not so"
			return
		fi
		sleep 0.02
	done
}

# ---- The module

# put FILE TEXT: write a line to a file of the module.
put() {
	{ printf '%s\n' "$2" >"$dir/$1"; } 2>/dev/null
}

control() {
	put control "$1"
}

set_knob() {
	put "knobs/$1" "$2" ||
		problem "expected $1=$2 to be accepted, saw: $(status_of error)"
}

get_knob() {
	cat "$knobs/$1"
}

status_of() {
	sed -n "s/^$1=//p" "$dir/status"
}

is_state() {
	[ "$(status_of state)" = "$1" ]
}

# set_knobs KNOB=VALUE...: set a short run, and then these knobs; others have
# their defaults.
set_knobs() {
	control reset || problem "expected reset to be accepted, saw: $(status_of error)" || return
	for pair in warmup_ms=20 duration_ms=100 "$@"; do
		set_knob "${pair%%=*}" "${pair#*=}" || return
	done
}

# run KNOB=VALUE...: run in this shell's address space, and set a variable for
# each column of the summary: $s_lookups and so on.
#
# A writer can starve behind readers that take mmap_lock without a pause. The
# module then asks for a longer window, and gets one here.
run() {
	set_knobs "$@" || return
	for duration in '' $windows; do
		[ -z "$duration" ] || set_knob duration_ms "$duration" || return
		control run ||
			problem "expected the run ($*) to go well, saw: $(status_of error)" ||
			return
		load_summary || return
		case $s_valid_reason in
		*'raise duration_ms'*) ;;
		*) return 0 ;;
		esac
	done
}

# run_raced KNOB=VALUE...: run until a reader has met an unmapped slot. With all
# CPUs emulated in turn that is rare, and more likely in a longer window.
run_raced() {
	for longer in '' $windows; do
		run "$@" ${longer:+"duration_ms=$longer"} || return
		[ "${s_absent:-0}" -eq 0 ] || return 0
	done
}

# Set $s_COLUMN for each column of results/summary.csv.
load_summary() {
	columns=$(awk -v line=2 -f "$e2e/columns.awk" "$results/summary.csv")
	[ -n "$columns" ] || problem "expected a line of results in summary.csv, saw none" || return
	eval "$columns"
}

# cells NAME... FILE: print these columns of each line. None of the cells up to them may have a comma.
cells() {
	for file; do :; done
	awk -F, -v names="$*" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; n = split(names, name, " ") - 1; next }
		{ for (i = 1; i <= n; i++) printf "%s%s", $at[name[i]], i < n ? " " : "\n" }' "$file"
}

expect_valid() {
	expect_eq "valid" 1 "$s_valid" ||
		ktap_problem="$ktap_problem: $s_valid_reason"
	[ -z "$ktap_problem" ]
}

# schemes FAMILY...: print the schemes of these families this kernel supports.
schemes() {
	for family in "$@"; do
		awk -F, -v family="$family" 'NR > 1 && $2 == family && $3 == 1 { print $1 }' "$dir/schemes"
	done
}

# Expect the reports of the last run to be consistent.
agree() {
	disagreement=$(awk -f "$e2e/consistent.awk" "$results/summary.csv" "$results/threads.csv" \
		"$results/histogram.csv" "$results/timeline.csv" "$results/heat.csv")
	[ -z "$disagreement" ] || problem "$disagreement"
}

# done_runs FOLDER NUMBER: true if the sweep in FOLDER has done so many runs.
done_runs() {
	[ "$(cat "$1/.summary.csv.tmp" "$1/summary.csv" 2>/dev/null | grep -c '^[0-9]')" -ge "$2" ]
}

# nodes [memory|no-memory]: print the numbers of NUMA nodes that have CPUs, and, if asked, memory or none.
nodes() {
	for node in /sys/devices/system/node/node[0-9]*; do
		[ -n "$(cat "$node/cpulist" 2>/dev/null)" ] || continue
		has=no-memory
		[ "$(awk '$3 == "MemTotal:" { print $4 }' "$node/meminfo")" = 0 ] || has=memory
		[ "${1:-$has}" != $has ] || echo "${node##*node}"
	done
}

# cpu_of_node NODE: its first CPU.
cpu_of_node() {
	sed 's/[-,].*//' "/sys/devices/system/node/node$1/cpulist"
}

# True if no thread of the module is left.
no_threads() {
	! grep -qs '^vmb_' /proc/[0-9]*/comm
}

is_loaded() {
	[ -d /sys/module/vmabench ]
}

load_module() {
	insmod "$module" 2>"$work/insmod" ||
		problem "expected insmod to load the module, saw: $(cat "$work/insmod")"
}

unload_module() {
	rmmod vmabench 2>"$work/rmmod" ||
		problem "expected rmmod to remove the module, saw: $(cat "$work/rmmod")"
}

kmemleak=/sys/kernel/debug/kmemleak

# List unreferenced objects in $kmemleak. A scan skips objects younger than 5 s
# and those it sees for the first time.
scan_memory() {
	for _ in 1 2 3; do
		sleep 6
		echo scan >"$kmemleak" || problem 'expected kmemleak to scan, it refused' || return
	done
}

# Print the number of VMAs of this shell.
count_maps() {
	wc -l <"/proc/$$/maps"
}
