# shellcheck shell=sh disable=SC2154 # work, module: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# A kernel that does not let the module in, booted with debugfs=off or
# lockdown=integrity: what refuses says why and what mends it. The module is not
# loaded yet.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

# The kernel refuses, and nothing of the module is there.
no_module() {
	[ -e "$module" ] || problem "expected $module to be there, it is not" || return
	observe insmod "$module"
	expect_num 'the exit status of insmod' -gt 0 "$status" || return
	! is_loaded || problem 'expected no module, saw one'
}

# says TEXT: what the driver says that cannot run, and of the machine.
says() {
	expect_exit 3 vmabench run || return
	expect_has 'what vmabench run says' "$1" "$(cat "$work/err")" || return
	expect_exit 3 vmabench doctor || return
	expect_has 'what vmabench doctor says' "$1" "$(grep '^problem' "$work/out")"
}

without_debugfs() {
	no_module || return
	expect_has "the kernel's log" 'vmabench: debugfs takes no directory vmabench' "$(dmesg | tail -n 20)" || return
	says 'this kernel has no debugfs; boot one with CONFIG_DEBUG_FS=y, without debugfs='
}

locked_down() {
	mount -t securityfs none /sys/kernel/security || return
	no_module || return
	expect_has "the kernel's log" 'Lockdown: insmod: unsigned module loading is restricted' "$(dmesg | tail -n 20)" || return
	says 'this kernel is locked down (integrity)'
}

case $(cat /proc/cmdline) in
*debugfs=off*) run_test 'without debugfs' without_debugfs ;;
*lockdown=integrity*) run_test 'in a kernel that is locked down' locked_down ;;
*) run_test 'a kernel that does not let the module in' problem 'expected debugfs=off or lockdown=integrity on its command line' ;;
esac
end_of_tests
