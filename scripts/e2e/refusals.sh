# shellcheck shell=sh disable=SC2154 # dir, work, results, s_COLUMN: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# What a machine may lack: one sentence with the command that mends it, exit 3.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

# lacking TEXT COMMAND...
lacking() {
	text=$1
	shift
	expect_exit 3 "$@" || return
	expect_eq 'the lines of the message' 1 "$(wc -l <"$work/err")" || return
	expect_has 'the message' "$text" "$(cat "$work/err")" || return
	expect_has 'the message' 'run' "$(cat "$work/err")"
}

not_loaded() {
	unload_module || return
	lacking 'the module is not loaded' vmabench run
	lacking 'the module is not loaded' vmabench list schemes
	expect_exit 3 vmabench doctor
	expect_has 'doctor' 'the module is not loaded' "$(cat "$work/out")"
	# What needs no module works without.
	expect_exit 0 vmabench list knobs
	expect_exit 2 vmabench run --readers nonsense
	load_module
}

no_debugfs() {
	umount /sys/kernel/debug || problem 'expected debugfs to be unmounted, it is busy' || return
	lacking 'debugfs is not mounted' vmabench run
	command=$(sed -n 's/.*run: \(mount .*\)$/\1/p' "$work/err")
	if [ -z "$command" ]; then
		problem 'expected a mount command in the message, saw none'
		command='mount -t debugfs none /sys/kernel/debug'
	fi
	$command || problem "expected '$command' to work, it did not"
	[ -d "$dir" ] || problem "expected the module's files after '$command', saw none"
}

not_root() {
	if ! command -v setpriv >/dev/null 2>&1; then
		skip_test 'there is no setpriv here'
		return
	fi
	# Who is not root may not even enter the folder the driver is in.
	cp "$(command -v vmabench)" /tmp/vmabench
	chmod 755 /tmp/vmabench
	set -- setpriv
	# Of the two setprivs only the greater one can do this.
	[ ! -x /usr/bin/setpriv ] || set -- /usr/bin/setpriv
	lacking 'only root' "$@" --reuid 65534 --regid 65534 --clear-groups /tmp/vmabench run
	expect_exit 0 "$@" --reuid 65534 --regid 65534 --clear-groups /tmp/vmabench list knobs
	if "$@" --reuid 65534 --regid 65534 --clear-groups cat "$dir/status" >"$work/out" 2>&1; then
		problem 'expected status to be closed to all but root, it could be read'
	fi
	rm -f /tmp/vmabench
}

usage() {
	expect_exit 2 vmabench || return
	expect_exit 2 vmabench nonsense || return
	expect_exit 2 vmabench run --nonsense || return
	expect_exit 2 vmabench run --format nonsense || return
	expect_exit 2 vmabench run --repeat 0 || return
	expect_exit 0 vmabench --help || return
	expect_exit 0 vmabench run --help || return
	for knob in $(sed '1d;s/,.*//' "$dir/knobs.csv" | tr _ -); do
		expect_has 'vmabench run --help' "--$knob=" "$(cat "$work/out")" || return
	done
	expect_exit 0 vmabench --version || return
	expect_has 'vmabench --version' "$(sed -n 's/^module=//p' "$dir/version")" "$(cat "$work/out")"
}

run_test 'the module is not loaded' not_loaded
run_test 'debugfs is not mounted' no_debugfs
run_test 'not root' not_root
run_test 'usage' usage
end_of_tests
