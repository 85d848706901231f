# shellcheck shell=sh disable=SC2154 # dir, work, results, s_COLUMN: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# Allocations that fail, each one once: a run is refused or fails with a sentence
# and leaves nothing behind, or does without. Takes a kernel in which failures can
# be counted, as the labs kasan and debug have.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

debugfs=/sys/kernel/debug
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

# calls WAY order|load|read STEP TIMES [KNOB=VALUE...]: system calls by themselves, as exec() would fail, too. The heap
# of Python is one VMA, so that those of the module can be counted.
calls() {
	run || return
	expect_exit 0 env PYTHONMALLOC=malloc MALLOC_MMAP_THRESHOLD_=1073741824 python3 "$e2e/alloc.py" "$dir" "$@" || return
	sed -n '/^#/p' "$work/out"
	tries=$((tries + $(sed -n 's/^tried //p' "$work/out")))
	problems=$(grep -v '^tried\|^#' "$work/out")
	[ -z "$problems" ] || problem "expected calls to fail as a whole, saw: $(echo "$problems" | head -n 3 | tr '\n' ' ')" || return
	shift 4
	run "$@" && expect_valid
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
			echo 0 >"$debugfs/$way/count"
			echo 0 >"$debugfs/$way/space"
			echo "$number" >"$debugfs/$way/interval"
			echo 1 >"$debugfs/$way/times"
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
some='find_vma page_fault vm_lock vm_refcnt srcu_seqlock hazptr'
[ -z "${TORTURE_ALL-}" ] || {
	step=1
	some=${TORTURE_SCHEME:-$(schemes kernel fault model)}
}
tries=0
prepare
for way in failslab fail_page_alloc; do
	for scheme in $some; do
		run_test "$way, $scheme" calls "$way" order 1 1 "scheme=$scheme"
	done
	for pairs in 'scheme=vm_refcnt index=rbtree spaces=2' 'scheme=vm_lock lock_placement=separate' \
		'scheme=find_vma backing=file populate=1' 'scheme=find_vma backing=shmem layout=packed write_op=mixed'; do
		# shellcheck disable=SC2086 # lists of pairs
		run_test "$way, $pairs" calls "$way" order 1 1 $pairs
	done
	# In UML exec() that gets no memory stops the kernel.
	! is_uml || continue
	run_test "the driver, $way" driver "$way" --scheme vm_refcnt
	run_test "the driver with threads, $way" driver "$way" --scheme page_fault --threads user --access stable --scanners 1
	run_test "the driver with processes, $way" driver "$way" --scheme page_fault --threads user --access stable --mms own
done
for way in failslab fail_page_alloc; do
	run_test "loading the module, $way" calls "$way" load "$step" 1
	run_test "reading files, $way" calls "$way" read 1 1
done
# What is tried in another way when it fails: the next do, too.
for scheme in find_vma vm_refcnt srcu_seqlock; do
	run_test "many allocations fail, $scheme" calls failslab order 1021 100 "scheme=$scheme"
	run_test "many pages fail, $scheme" calls fail_page_alloc order 23 100 "scheme=$scheme"
done
echo 'vmabench-e2e: out of memory ends' >/dev/kmsg
echo "# tried $tries"
end_of_tests
