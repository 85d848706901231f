# shellcheck shell=sh disable=SC2154 # dir, work, results, s_COLUMN: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# For a module built with BREAK=sleep: DEBUG_ATOMIC_SLEEP reports the sleep.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

sleep_is_told() {
	run scheme=rcu_refcount || return
	expect_has "the kernel's log" 'sleeping function called from invalid context' "$(dmesg)"
}

run_test 'the kernel reports a reader that sleeps under RCU' sleep_is_told
end_of_tests
