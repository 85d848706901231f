# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # scripts, checkout, logs and group come from check
# The end-to-end tests in a test kernel.

# Seconds after which a guest counts as hung: many times what it needs on an idle machine.
hang=7200

# Three CPUs, so that the middle one can go offline, and four where that costs little. One emulator thread, because with
# several QEMU races with kernels that patch their own code. One guest has two NUMA nodes. Little memory, because a test
# uses up most of it.
guest_options() {
	case $1 in
	uml | kasan | kcsan) echo --cpus 4 ;;
	debug) echo --cpus 4 --tcg single ;;
	# arm64 kernels can be patched while other CPUs run, so QEMU races with nothing.
	arm64) echo --cpus 3 --mem 1536M ;;
	6.12) echo --cpus 4 --nodes 2 --tcg single --mem 1536M ;;
	*) echo --cpus 3 --tcg single --mem 1536M ;;
	esac
}

check_guest() {
	local lab=$1 status=0 options

	read -ra options <<<"$(guest_options "$lab")" || true
	"$scripts/lab" "$lab" "${options[@]}" --timeout "$hang" -- scripts/e2e/run >"$logs/$lab.ktap" || status=$?
	tap_lines "$lab" <"$logs/$lab.ktap" | tee "$logs/$lab.lines"
	judge_lab "$lab" "$status" "$lab" "$logs/$lab.lines"
}

# Print the kernel's warnings, each with the test that was running: TEST|LINE.
complaints_by_test() {
	(
		# shellcheck source=scripts/lab.d/judge.sh disable=SC2154 # complaints comes from there
		. "$scripts/lab.d/judge.sh"
		our_log "$1" | without_races_of_others /dev/null | awk -v re="$complaints" '
			/vmabench-e2e: / { test = substr($0, index($0, "vmabench-e2e: ") + 14); next }
			$0 ~ re && !(test in seen) { seen[test] = 1; print (test == "" ? "loading" : test) "|" $0 }'
	)
}

# judge_lab NAME STATUS FOLDER FILE: report what the lab's exit status says beyond the results in FILE.
judge_lab() {
	local name=$1 status=$2 folder=$3 file=$4 test line

	case $status in
	0) ;;
	99)
		complaints_by_test "$checkout/build/lab/$folder/dmesg.log" >"$logs/$name.complaints"
		while IFS='|' read -r test line; do
			fail "$name: kernel log of $test" "expected no warning of the kernel, saw '$line'"
		done <"$logs/$name.complaints"
		[ -s "$logs/$name.complaints" ] ||
			fail "$name: kernel log" "expected no warning of the kernel, saw some; see build/lab/$folder/dmesg.log"
		;;
	*)
		# A failed test already explains status 1.
		if [ "$status" -gt 1 ] || ! grep -q '^not ok' "$file"; then
			fail "$name: lab" "expected exit status 0 of the lab, saw $status: $(grep '^lab: ' "$logs/$group.log" | tail -n 1)"
		fi
		return
		;;
	esac
	[ "$status" -eq 99 ] || pass "$name: the kernel printed no warning"
}
