# shellcheck shell=sh disable=SC2154 # dir, work: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# For a module built with BREAK=race.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

race_is_told() {
	expect_exit 0 python3 "$e2e/races.py" "$dir" rcu_refcount 3000 write_op=munmap read_op=lookup vmas=4 volatile_pct=100 ||
		return
	expect_has "the kernel's log" '[vmabench] / rcu_refcount_' "$(dmesg | grep KCSAN:)"
}

run_test 'the kernel reports a read that is not marked' race_is_told
end_of_tests
