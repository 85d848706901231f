# shellcheck shell=sh disable=SC2034,SC2154 # used by the topics; columns.awk makes s_COLUMN
# SPDX-License-Identifier: GPL-2.0-only
# What every end-to-end test uses. Sourced in a guest by a topic file, which
# defines one function per test and calls them with run_test; POSIX sh, since
# a guest may have nothing but busybox.

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
	[ "${VMABENCH_LAB-}" = uml ]
}

# Under the kernel's own checkers everything takes many times as long.
is_debug() {
	[ "${VMABENCH_LAB-}" = debug ]
}

# How much happens in a window depends on what else the machine does.  A test
# that needs something to happen tries these windows, in ms, one by one.
windows='500 3000 15000'

# A window in ms that no test sees the end of.
endless=600000

# ---- KTAP

ktap_count=0
ktap_problem=

# The first thing that is wrong is what a test reports.
problem() {
	[ -n "$ktap_problem" ] || ktap_problem=$*
	return 1
}

# Hundredths of a second since the guest came up.
now_cs() {
	read -r up _ </proc/uptime
	echo $((${up%.*} * 100 + 1${up#*.} - 100))
}

# run_test NAME FUNCTION [ARGUMENT...]: the function fails a test by calling
# problem, directly or through an expect_...; what it returns does not matter.
run_test() {
	name=$1
	shift
	ktap_count=$((ktap_count + 1))
	ktap_problem=
	ktap_skip=
	# The host finds by this line which test the kernel complained in.
	[ ! -w /dev/kmsg ] || echo "vmabench-e2e: $topic: $name" >/dev/kmsg
	began=$(now_cs)
	"$@" || [ -n "$ktap_problem" ] ||
		ktap_problem="expected '$*' to come to its end, it returned $?"
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

# Called by a test: it cannot be done in this guest.
skip_test() {
	ktap_skip=$*
}

# Called at the end of each topic file: without it a topic counts as broken off.
end_of_tests() {
	echo "1..$ktap_count"
}

# ---- What is expected. Each returns 1 if it is not so.

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

# observe COMMAND...: its exit status is in $status, its output in $work/out and
# $work/err.
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
		observe vmabench run --output "$work/report" "$@" \
			${longer:+--duration-ms "$longer" --timeline-ms 2000}
		grep -q 'raise duration_ms' "$work/out" "$work/err" || break
	done
	expect_status 0 vmabench run "$@"
}

# expect_soon WHAT COMMAND...: it comes true.  The limit is for what never does.
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

# put FILE TEXT: writes a line below the module's directory.
put() {
	{ printf '%s\n' "$2" >"$dir/$1"; } 2>/dev/null
}

control() {
	put control "$1"
}

set_knob() {
	put "knobs/$1" "$2" ||
		problem "expected $1=$2 to be taken, saw: $(status_of error)"
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

# Defaults, and then as short a run as makes sense; and KNOB=VALUE...
set_knobs() {
	control reset || problem "expected reset to be taken, saw: $(status_of error)" || return
	for pair in warmup_ms=20 duration_ms=100 "$@"; do
		set_knob "${pair%%=*}" "${pair#*=}" || return
	done
}

# A run in this shell's address space with KNOB=VALUE...; its columns are then
# in variables: $s_lookups and so on.
#
# A writer may starve behind readers that take mmap_lock without a pause. The
# module says then what to do, and so it is done here.
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

# The same, until a reader has met a slot that was unmapped. Where all CPUs are
# emulated in turn that takes luck, and a longer window has more of it.
run_raced() {
	for longer in '' $windows; do
		run "$@" ${longer:+"duration_ms=$longer"} || return
		[ "${s_absent:-0}" -eq 0 ] || return 0
	done
}

# The columns of results/summary.csv.
load_summary() {
	columns=$(awk -v line=2 -f "$e2e/columns.awk" "$results/summary.csv")
	[ -n "$columns" ] || problem "expected a line of results in summary.csv, saw none" || return
	eval "$columns"
}

expect_valid() {
	expect_eq "valid" 1 "$s_valid" ||
		ktap_problem="$ktap_problem: $s_valid_reason"
	[ -z "$ktap_problem" ]
}

# schemes FAMILY...: the names of the schemes this kernel has of them.
schemes() {
	for family in "$@"; do
		awk -F, -v family="$family" 'NR > 1 && $2 == family && $3 == 1 { print $1 }' "$dir/schemes"
	done
}

# The reports of the last run agree with each other.
agree() {
	disagreement=$(awk -f "$e2e/consistent.awk" "$results/summary.csv" "$results/threads.csv" \
		"$results/histogram.csv" "$results/timeline.csv" "$results/heat.csv")
	[ -z "$disagreement" ] || problem "$disagreement"
}

# True if no thread of ours is left.
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

# Leaves in $kmemleak what is referenced from nowhere. It passes over what is
# younger than 5 s, and over what it sees for the first time.
scan_memory() {
	for _ in 1 2 3; do
		sleep 6
		echo scan >"$kmemleak" || problem 'expected kmemleak to scan, it refused' || return
	done
}

# VMAs of this shell.
count_maps() {
	wc -l <"/proc/$$/maps"
}
