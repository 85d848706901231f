# shellcheck shell=sh disable=SC2154 # dir, work, results, s_COLUMN: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# For a module built with BREAK=leak: kmemleak detects the leak.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

# Several times: the results of a run hold on to its memory until there are
# others, and the stack of a thread that has ended may be kept with all in it.
leak_is_told() {
	for _ in 1 2 3 4 5 6; do
		run scheme=vm_refcnt readers=2 && expect_valid || return
	done
	run scheme=find_vma && expect_valid || return
	scan_memory || return
	expect_has 'the report of kmemleak' 'unreferenced object' "$(cat "$kmemleak")" || return
	expect_has 'the report of kmemleak' 'comm "vmb_run/' "$(cat "$kmemleak")"
}

# Not by its name, which would be a complaint in the kernel's log.
run_test 'memory that is never freed is reported' leak_is_told
end_of_tests
