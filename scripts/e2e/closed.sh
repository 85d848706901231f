# shellcheck shell=sh disable=SC2154 # work, module: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# A kernel that does not let the module in, booted with debugfs=off,
# lockdown=integrity or module.sig_enforce, or the test kernel signed: what
# refuses says why and what mends it. The module is not loaded yet.
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

# Without the last line, the signature is no signature.
unsigned() {
	head -c -28 "$module" >"$work/unsigned.ko"
	module=$work/unsigned.ko no_module || return
	expect_has 'what insmod says' 'Key was rejected by service' "$(cat "$work/err")" || return
	says "this kernel takes only signed ones, by a key that it was built with; $1"
}

signed() {
	unsigned 'in its build directory, run: scripts/sign-file' || return
	load_module || return
	observe vmabench run --duration-ms 50 --output "$work/run"
	[ "$status" = 4 ] || expect_status 0 vmabench run || return
	expect_exit 0 vmabench doctor || return
	expect_has 'what vmabench doctor says' 'needed by this kernel, and the module is loaded' "$(grep signatures "$work/out")"
}

case $(cat /proc/cmdline) in
*sig_enforce*) run_test 'where modules must be signed' unsigned 'boot it without module.sig_enforce' ;;
*debugfs=off*) run_test 'without debugfs' without_debugfs ;;
*lockdown=integrity*) run_test 'in a kernel that is locked down' locked_down ;;
*)
	if [ "$VMABENCH_LAB" = signed ]; then
		run_test 'in a kernel that has a key' signed
	else
		run_test 'a kernel that does not let the module in' problem 'expected debugfs=off or the like on its command line'
	fi
	;;
esac
end_of_tests
