# shellcheck shell=sh disable=SC2154 # dir, work, results, s_COLUMN: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# Allocations that fail, one after the other: a run is refused or fails with a
# sentence and leaves nothing behind, or does without. Takes a kernel with
# failslab and fail_page_alloc, as the lab 'debug' has.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

debugfs=/sys/kernel/debug
# kthreadd, of which all threads of the module inherit that their allocations may fail.
kthreadd=/proc/2/make-it-fail

if [ ! -d "$debugfs/failslab" ] || [ ! -d "$debugfs/fail_page_alloc" ] || [ ! -w "$kthreadd" ]; then
	run_test 'allocations that fail' skip_test 'this kernel has no failslab'
	end_of_tests
	exit
fi

# Nothing fails before `times` says so.
prepare() {
	for way in failslab fail_page_alloc; do
		echo 0 >"$debugfs/$way/times"
		echo 100 >"$debugfs/$way/probability"
		echo Y >"$debugfs/$way/task-filter"
		echo N >"$debugfs/$way/ignore-gfp-wait"
		echo 0 >"$debugfs/$way/verbose"
	done
	echo 0 >"$debugfs/fail_page_alloc/min-order"
	echo N >"$debugfs/fail_page_alloc/ignore-gfp-highmem"
}

# attempt ORDER WAY SPACE TIMES: an order of this process fails TIMES allocations
# once SPACE bytes (fail_page_alloc: pages) were given. Prints how the order ended
# and how many failures are left over.
attempt() {
	(
		exec 3>"$dir/control"
		echo "$3" >"$debugfs/$2/space"
		echo 1 >"$kthreadd"
		echo 1 >/proc/self/make-it-fail
		echo "$4" >"$debugfs/$2/times"
		ended=0
		echo "$1" >&3 || ended=1
		# Only who may fail could be kept from saying that it may not.
		until echo 0 >/proc/self/make-it-fail; do :; done
		echo 0 >"$kthreadd"
		left=$(cat "$debugfs/$2/times")
		echo 0 >"$debugfs/$2/times"
		echo "$ended $left" >"$work/attempt"
		# While the file is open, or the run would be aborted.
		cp "$dir/status" "$work/status"
	) 2>/dev/null
	read -r ended left <"$work/attempt"
}

said() {
	sed -n "s/^$1=//p" "$work/status"
}

# Only where the very text of the order could not be copied there is none.
sentence() {
	case $(said error):$space in
	*' '* | :0) ;;
	*) problem "$1: expected a sentence in error, saw '$(said error)'" ;;
	esac
}

# points ORDER WAY STEP TIMES KNOB=VALUE...: fail further and further on, until
# nothing is left to fail.
points() {
	order=$1
	way=$2
	step=$3
	times=$4
	shift 4
	set_knobs vmas=64 volatile_pct=50 write_span=2 readers=2 timeline_ms=20 "$@" || return
	before=$(count_maps)
	refused=0
	done_without=0
	space=0
	while :; do
		attempt "$order" "$way" "$space" "$times"
		where="$way after $space ($*)"
		if [ "$ended" -ne 0 ]; then
			refused=$((refused + 1))
			sentence "$where" || return
			case $(said state) in
			idle | failed | 'done') ;;
			*) problem "$where: expected no run to be on, saw state $(said state)" || return ;;
			esac
		else
			done_without=$((done_without + 1))
		fi
		no_threads || problem "$where: expected no thread of the module, saw one" || return
		expect_eq "$where: the number of VMAs of this shell" "$before" "$(count_maps)" || return
		[ "$left" -lt "$times" ] || break
		space=$((space + step))
	done
	# The last went well, and some before it did not.
	expect_eq "the last, where nothing failed ($*)" 0 "$ended" || return
	# One page that cannot be had may be had in another way, each time.
	[ "$way:$times" = fail_page_alloc:1 ] || expect_num "attempts that were refused ($*)" -gt 0 "$refused" || return
	echo "# $order, $way, $*: $refused refused, $done_without not"
	run "$@" && expect_valid
}

prepare
for pairs in scheme=find_vma 'scheme=vm_refcnt index=maple' 'scheme=vm_lock lock_placement=separate index=maple' \
	'scheme=srcu_seqlock index=rbtree' 'scheme=hazptr index=rbtree'; do
	# shellcheck disable=SC2086 # lists of pairs
	{
		run_test "arm, small allocations fail, $pairs" points arm failslab 1531 1 $pairs
		run_test "arm, pages fail, $pairs" points arm fail_page_alloc 7 1 $pairs
		# One that fails may be tried in another way, so the next do, too.
		run_test "arm, many allocations fail, $pairs" points arm failslab 4093 100 $pairs
		run_test "arm, many pages fail, $pairs" points arm fail_page_alloc 23 100 $pairs
	}
done
end_of_tests
