# shellcheck shell=sh disable=SC2154 # dir, work, results, s_COLUMN: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# Reports that cannot be written: an error that names the file, exit status 1, and
# no partial file under its final name.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

disk=$work/disk

# Each file under its final name has a header and ends in a newline.
no_half_file() {
	for file in "$disk"/report/*.csv; do
		[ -e "$file" ] || continue
		expect_eq "the last byte of ${file##*/}" '' "$(tail -c 1 "$file")" || return
		expect_has "the header of ${file##*/}" csv_version "$(head -n 1 "$file")" || return
	done
	expect_eq 'temporary files' '' "$(find "$disk" -name '*.tmp')"
}

full_disk() {
	mkdir -p "$disk"
	mount -t tmpfs -o "size=$1" none "$disk" || problem 'expected a tmpfs to mount, it did not' || return
	# More runs than fit, also where of few lookups there is little to report.
	expect_exit 1 vmabench run --scheme rcu_walk --warmup-ms 5 --duration-ms 20 --writers 1 --repeat 40 \
		--no-events --output "$disk/report" &&
		expect_has 'the message' "$disk/report/" "$(cat "$work/err")" &&
		expect_has 'the message' 'No space left on device' "$(cat "$work/err")" &&
		no_half_file
	umount "$disk" || problem 'expected nothing to hold the disk, umount failed'
	# Where not even the first file finds room nothing is run.
	case $(status_of state) in
	idle | 'done') ;;
	*) problem "expected state to be idle or done, saw '$(status_of state)'" ;;
	esac
}

full_stdout() {
	for format in table csv json; do
		status=0
		rm -rf "$work/report"
		vmabench run --scheme rcu_walk --repeat 1 --duration-ms 20 --format "$format" --no-events \
			--output "$work/report" >/dev/full 2>"$work/err" || status=$?
		expect_eq "the exit status of --format $format into a full disk" 1 "$status" || return
		expect_has 'the message' 'stdout' "$(cat "$work/err")" || return
	done
	status=0
	vmabench list knobs >/dev/full 2>"$work/err" || status=$?
	expect_eq 'the exit status of list into a full disk' 1 "$status"
}

folder_in_use() {
	mkdir -p "$work/used"
	echo mine >"$work/used/file"
	expect_exit 2 vmabench run --scheme rcu_walk --duration-ms 20 --output "$work/used" || return
	expect_has 'the message' 'not empty' "$(cat "$work/err")" || return
	expect_eq 'what was there' mine "$(cat "$work/used/file")"
}

folder_not_possible() {
	expect_exit 1 vmabench run --scheme rcu_walk --duration-ms 20 --output /proc/nowhere/report || return
	expect_has 'the message' '/proc/nowhere' "$(cat "$work/err")"
}

run_test 'a disk that is full at once' full_disk 8k
run_test 'a disk that fills up' full_disk 64k
run_test 'stdout on a full disk' full_stdout
run_test 'a folder that is in use is left alone' folder_in_use
run_test 'a folder that cannot be made' folder_not_possible
end_of_tests
