# shellcheck shell=sh disable=SC2154 # dir, work, results, s_COLUMN: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# Allocations that fail, each one once: a run is refused or fails with a sentence
# and leaves nothing behind, or does without. Takes a kernel in which failures can
# be counted, as the labs kasan and debug have.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

debugfs=/sys/kernel/debug
# kthreadd, of which all threads of the module inherit that their allocations may fail.
kthreadd=/proc/2/make-it-fail

if [ ! -w "$debugfs/failslab/count" ] || [ ! -w "$debugfs/fail_page_alloc/count" ] || [ ! -w "$kthreadd" ]; then
	run_test 'allocations that fail' skip_test 'this kernel cannot count failures: see scripts/lab.d/debug.edits'
	end_of_tests
	exit
fi

# Nothing fails before `times` says so. The kernel may tell of what fails.
prepare() {
	echo 'vmabench-e2e: out of memory begins' >/dev/kmsg
	for way in failslab fail_page_alloc; do
		echo 0 >"$debugfs/$way/times"
		echo 100 >"$debugfs/$way/probability"
		echo Y >"$debugfs/$way/task-filter"
		echo N >"$debugfs/$way/ignore-gfp-wait"
		echo 0 >"$debugfs/$way/verbose"
	done
	echo 0 >"$debugfs/fail_page_alloc/min-order"
	echo N >"$debugfs/fail_page_alloc/ignore-gfp-highmem"
}

# fail_nth WAY NUMBER TIMES: the allocation of this number fails. More than one TIMES:
# all do once so many bytes (fail_page_alloc: pages) were given.
fail_nth() {
	echo 0 >"$debugfs/$1/count"
	if [ "$3" -eq 1 ]; then
		echo 0 >"$debugfs/$1/space"
		echo "$2" >"$debugfs/$1/interval"
	else
		echo "$2" >"$debugfs/$1/space"
		echo 1 >"$debugfs/$1/interval"
	fi
	echo "$3" >"$debugfs/$1/times"
}

# attempt ORDER WAY NUMBER TIMES: allocations of an order of this process fail. Sets
# how the order ended and how many failures are left over.
attempt() {
	tries=$((tries + 1))
	(
		exec 3>"$dir/control"
		echo 1 >"$kthreadd"
		echo 1 >/proc/self/make-it-fail
		fail_nth "$2" "$3" "$4"
		ended=0
		echo "$1" >&3 || ended=1
		# Only who may fail could be kept from saying that it may not.
		until echo 0 >/proc/self/make-it-fail; do :; done
		echo 0 >"$kthreadd"
		left=$(cat "$debugfs/$2/times")
		echo 0 >"$debugfs/$2/times"
		echo "$ended $left" >"$work/attempt"
		# While the file is open, or the run would be aborted.
		cp "$dir/status" "$work/status"
	) 2>/dev/null
	read -r ended left <"$work/attempt"
}

said() {
	sed -n "s/^$1=//p" "$work/status"
}

sentence() {
	case $(said error) in
	*' '*) ;;
	*) problem "$1: expected a sentence in error, saw '$(said error)'" ;;
	esac
}

# points ORDER WAY STEP TIMES KNOB=VALUE...: fail further and further on, until
# nothing is left to fail or, as writers allocate as long as they run, for long.
points() {
	order=$1
	way=$2
	step=$3
	times=$4
	shift 4
	set_knobs warmup_ms=5 duration_ms=20 vmas=8 volatile_pct=50 write_span=2 readers=2 timeline_ms=10 "$@" || return
	before=$(count_maps)
	refused=0
	done_without=0
	# Another seed takes others, where not all of a run are taken.
	number=$((${TORTURE_SEED:-0} % step + 1))
	[ "$times" -eq 1 ] || number=0
	while :; do
		# So that a sentence is of this attempt.
		set_knob timeline_ms 10 || return
		attempt "$order" "$way" "$number" "$times"
		where="$way $number ($*)"
		if [ "$ended" -ne 0 ]; then
			refused=$((refused + 1))
			sentence "$where" || return
			case $(said state) in
			idle | failed | 'done') ;;
			*) problem "$where: expected no run to be on, saw state $(said state)" || return ;;
			esac
		else
			done_without=$((done_without + 1))
		fi
		expect_soon "$where: the threads to be gone" no_threads || return
		expect_eq "$where: the number of VMAs of this shell" "$before" "$(count_maps)" || return
		[ "$left" -lt "$times" ] || break
		number=$((number + step))
		[ "$order" = arm ] || [ "$number" -lt 3000 ] || break
	done
	# The last went well, and some before it did not.
	[ "$left" -lt "$times" ] || expect_eq "the last, where nothing failed ($*)" 0 "$ended" || return
	# One page that cannot be had may be had in another way, each time.
	[ "$way:$times" = fail_page_alloc:1 ] || expect_num "attempts that were refused ($*)" -gt 0 "$refused" || return
	echo "# $order, $way, $*: $refused refused, $done_without not"
	run "$@" && expect_valid
}

# calls WAY load|read: system calls by themselves, as exec() would fail, too.
calls() {
	run || return
	expect_exit 0 python3 "$e2e/alloc.py" "$dir" "$1" "$step" "$2" || return
	tries=$((tries + $(sed -n 's/^tried //p' "$work/out")))
	problems=$(grep -v '^tried' "$work/out")
	[ -z "$problems" ] || problem "expected calls to fail as a whole, saw: $(echo "$problems" | head -n 3 | tr '\n' ' ')" || return
	run && expect_valid
}

# driver WAY OPTION...: allocations of the driver, its threads and the module's fail.
driver() {
	way=$1
	shift
	number=1
	failed=0
	while [ "$number" -lt 2000 ]; do
		tries=$((tries + 1))
		rm -rf "$work/report"
		status=0
		(
			echo 1 >"$kthreadd"
			echo 1 >/proc/self/make-it-fail
			fail_nth "$way" "$number" 1
			exec vmabench run --budget 0 --no-events --duration-ms 20 --warmup-ms 5 --vmas 16 --volatile-pct 50 \
				--output "$work/report" "$@" >"$work/out" 2>"$work/err"
		) 2>/dev/null || status=$?
		echo 0 >"$debugfs/$way/times"
		echo 0 >"$kthreadd"
		[ "$status" -eq 0 ] || failed=$((failed + 1))
		# What the kernel cannot start at all, and what it kills for want of a page, says nothing.
		if [ "$status" -ne 0 ] && [ "$status" -lt 126 ] && ! grep -q ' ' "$work/out" "$work/err"; then
			problem "$way $number: expected a sentence of the driver, saw exit status $status and none" || return
		fi
		[ "$status" -ne 139 ] && [ "$status" -ne 134 ] ||
			problem "$way $number: expected the driver to end well, saw exit status $status" || return
		expect_soon "$way $number: the threads to be gone" no_threads || return
		number=$((number + 1 + number / 30))
	done
	expect_num 'runs of the driver that failed' -gt 0 "$failed"
	run && expect_valid
}

# With TORTURE_ALL=1 every scheme, and every allocation of insmod.
step=7
some='find_vma vm_lock vm_refcnt srcu_seqlock hazptr'
[ -z "${TORTURE_ALL-}" ] || {
	step=1
	some=$(schemes kernel model)
}
tries=0
prepare
for way in failslab fail_page_alloc; do
	for scheme in $some; do
		run_test "arm, $way, $scheme" points arm "$way" 1 1 "scheme=$scheme"
		run_test "run, $way, $scheme" points run "$way" 7 1 "scheme=$scheme"
	done
	for pairs in 'scheme=vm_refcnt index=rbtree spaces=2' 'scheme=vm_lock lock_placement=separate' \
		'scheme=find_vma backing=file populate=1' 'scheme=find_vma backing=shmem layout=packed write_op=mixed'; do
		# shellcheck disable=SC2086 # lists of pairs
		run_test "arm, $way, $pairs" points arm "$way" 1 1 $pairs
	done
	# In UML exec() that gets no memory stops the kernel.
	! is_uml || continue
	run_test "the driver, $way" driver "$way" --scheme vm_refcnt
	run_test "the driver with threads, $way" driver "$way" --scheme page_fault --threads user --access stable --scanners 1
	run_test "the driver with processes, $way" driver "$way" --scheme page_fault --threads user --access stable --mms own
done
for way in failslab fail_page_alloc; do
	run_test "loading the module, $way" calls "$way" load
	run_test "reading files, $way" calls "$way" read
done
# What is tried in another way when it fails: the next do, too.
for scheme in find_vma vm_refcnt srcu_seqlock; do
	run_test "arm, many allocations fail, $scheme" points arm failslab 4093 100 "scheme=$scheme"
	run_test "arm, many pages fail, $scheme" points arm fail_page_alloc 23 100 "scheme=$scheme"
done
echo 'vmabench-e2e: out of memory ends' >/dev/kmsg
echo "# tried $tries"
end_of_tests
