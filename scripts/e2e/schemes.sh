# shellcheck shell=sh disable=SC2154 # dir, work, results, s_COLUMN: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# The schemes this kernel supports. The others are refused with a reason.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

kernel='find_vma vma_lock fault_path vma_wait lock_then_drop next_vma speculate speculate_file rcu_walk null'
model='model_mmap_lock rcu_refcount srcu_seqlock srcu_fast_seqlock rcu_seq_refcount vm_lock vm_refcnt model_vma_wait seqcount_mm'
model="$model hazptr hazptr_percpu percpu_count range_lock"
fault=page_fault
broken='broken_free_now broken_no_mm broken_no_lock broken_early_put broken_no_recheck broken_no_seq broken_no_validate broken_late_hazard'
all="$kernel $fault $model $broken"

# By kernel: per-VMA locks came with 6.4, speculation and locks that are counts with 6.15, lock_next_vma() with 6.17. Models need
# none of these, but for the fast readers of SRCU, which 6.12 has not and 7.2 has.
expected_missing() {
	release=$(uname -r)
	major=${release%%.*}
	minor=${release#*.}
	minor=${minor%%[!0-9]*}
	version=$((major * 1000 + minor))
	if [ "$version" -lt 6004 ]; then
		echo vma_lock fault_path vma_wait lock_then_drop next_vma speculate speculate_file
	elif [ "$version" -lt 6015 ]; then
		echo lock_then_drop next_vma speculate speculate_file
	elif [ "$version" -lt 6017 ]; then
		echo next_vma
	fi
	[ "$version" -ge 6019 ] || echo srcu_fast_seqlock
}

family_of() {
	awk -F, -v s="$1" '$1 == s { print $2 }' "$dir/schemes"
}

families() {
	for family in kernel fault model broken; do
		eval "members=\$$family"
		for scheme in $members; do
			expect_eq "the family of $scheme" "$family" "$(family_of "$scheme")" || return
		done
	done
}

available_of() {
	awk -F, -v s="$1" '$1 == s { print $3 }' "$dir/schemes"
}

reason_of() {
	sed -n "s/^$1,[^,]*,[^,]*,//p" "$dir/schemes" | sed 's/,[^,]*,[^,]*$//' | sed 's/^"//;s/"$//;s/""/"/g'
}

listed() {
	expect_eq 'the header of schemes' 'scheme,family,available,reason,indexes,options' "$(head -n 1 "$dir/schemes")" || return
	expect_eq 'the schemes' "$all" "$(sed '1d;s/,.*//' "$dir/schemes" | tr '\n' ' ' | sed 's/ $//')" || return
	expect_exit 0 vmabench list schemes || return
	for scheme in $all; do
		expect_has 'vmabench list schemes' "$scheme" "$(cat "$work/out")" || return
	done
}

availability() {
	missing=" $(expected_missing | tr '\n' ' ') "
	for scheme in $all; do
		case $missing in
		*" $scheme "*)
			expect_eq "available of $scheme on $(uname -r)" 0 "$(available_of "$scheme")" || return
			expect_num "the length of the reason of $scheme" -ge 20 "$(reason_of "$scheme" | wc -c)" || return
			;;
		*)
			expect_eq "available of $scheme on $(uname -r)" 1 "$(available_of "$scheme")" || return
			expect_eq "the reason of $scheme" '' "$(reason_of "$scheme")" || return
			;;
		esac
	done
}

refused() {
	control reset
	! put knobs/scheme "$1" || problem "expected $1 to be refused, it was accepted" || return
	expect_has 'error' "scheme: $1 is unavailable: $(reason_of "$1")" "$(status_of error)" || return
	expect_eq 'the scheme' find_vma "$(get_knob scheme)" || return
	expect_exit 3 vmabench run --scheme "$1" || return
	expect_has 'the message' "$(reason_of "$1")" "$(cat "$work/err")"
}

unknown() {
	! put knobs/scheme nonsense || problem 'expected an unknown scheme to be refused, it was accepted' || return
	expect_exit 2 vmabench run --scheme find_vma,nonsense || return
	for scheme in $all; do
		expect_has 'error' "$scheme" "$(status_of error)" || return
		expect_has 'the message' "$scheme" "$(cat "$work/err")" || return
	done
}

run_test 'all schemes are listed' listed
run_test 'each belongs to its family' families
run_test 'the schemes this kernel must support are available' availability
for scheme in $(awk -F, 'NR > 1 && $3 == 0 { print $1 }' "$dir/schemes"); do
	run_test "$scheme is refused with its reason" refused "$scheme"
done
run_test 'an unknown scheme is refused with the list' unknown
end_of_tests
