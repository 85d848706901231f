# shellcheck shell=sh disable=SC2154 # dir, work: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# Every scheme with each operation of writers, tree and operation of readers, for
# KCSAN to watch, as the lab kcsan does. TORTURE_MS is the time of each run,
# TORTURE_SCHEME the only scheme.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

# race SCHEME [KNOB=VALUE...]
race() {
	raced=$1
	shift
	expect_exit 0 python3 "$e2e/races.py" "$dir" "$raced" "${TORTURE_MS:-100}" "$@" || return
	sed -n 's/^tried/# tried/p' "$work/out"
	problems=$(grep -v '^tried' "$work/out")
	[ -z "$problems" ] || problem "expected valid runs, saw: $(echo "$problems" | head -n 3 | tr '\n' ' ')"
}

# faults OPERATION [OPTION...]: threads of the driver, which fault.
faults() {
	op=$1
	shift
	expect_run --no-events --scheme page_fault --threads user --access stable --readers 2 --writers 2 --vmas 8 --volatile-pct 50 \
		--write-op "$op" "$@" --warmup-ms 0 --timeline-ms 20 --duration-ms "${TORTURE_MS:-100}" --repeat 1 || return
	echo '# tried 1'
}

for scheme in ${TORTURE_SCHEME:-$(schemes kernel fault model)}; do
	run_test "$scheme" race "$scheme"
done
if [ -n "${TORTURE_SCHEME-}" ]; then
	end_of_tests
	exit
fi
for op in munmap mprotect split mixed mremap madvise fork; do
	run_test "page_fault, $op by threads of the driver" faults "$op"
done
run_test 'page_fault, brk in address spaces of their own' faults brk --mms own
run_test 'page_fault, munmap beside a scanner' faults munmap --scanners 1
run_test 'vm_refcnt, two spaces' race vm_refcnt spaces=2 write_op=munmap
for detach in write_then_detach store_write_detach hole_punch; do
	run_test "vm_refcnt, detach=$detach" race vm_refcnt "detach=$detach"
done
for fence in writer ipi; do
	run_test "hazptr, fence=$fence" race hazptr "fence=$fence"
	run_test "percpu_count, fence=$fence" race percpu_count "fence=$fence"
done
run_test 'vm_lock, separate' race vm_lock lock_placement=separate
end_of_tests
