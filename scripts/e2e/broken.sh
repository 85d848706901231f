# shellcheck shell=sh disable=SC2154 # dir, work, results, s_COLUMN: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# Schemes with a fault: the checker finds each within a second, and nothing
# else happens.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

# Where they were seen to be wrong hundreds of times in each second.
knobs_of() {
	case $1 in
	broken_free_now) echo readers=2 vmas=2 volatile_pct=50 hold_ns=1000 write_op=munmap ;;
	broken_no_mm) echo readers=2 vmas=2 volatile_pct=100 access=hot write_op=munmap ;;
	broken_no_recheck) echo readers=1 vmas=4 write_span=4 volatile_pct=100 access=hot hold_ns=100 write_op=mprotect ;;
	broken_no_seq) echo readers=3 vmas=16 volatile_pct=50 write_op=split ;;
	broken_no_lock | broken_early_put | broken_no_validate | broken_late_hazard) echo readers=1 vmas=4 volatile_pct=100 access=hot write_op=mprotect ;;
	esac
}

# The knobs of a user who only names the scheme and few VMAs, to begin with. On a machine with much else to do threads
# may not run at once for all of a second, so that the fault shows in few runs.
by_default() {
	caught=0
	for _ in $(seq 20); do
		rm -rf "$work/report"
		observe vmabench run --scheme "$1" --readers 2 --writers 1 --vmas 64 --repeat 5 \
			--budget 0 --no-events --output "$work/report"
		caught=$((caught + $(cat "$work/out" "$work/err" | grep -c 'repeat [0-9]*): a lookup returned something wrong')))
		[ "$caught" -lt 2 ] || break
	done
	expect_status 4 vmabench run --scheme "$1" || return
	expect_num 'runs of 100 in which the fault is caught' -ge 2 "$caught"
}

# How they are wrong.
wrong_of() {
	case $1 in
	broken_free_now) echo freed ;;
	broken_no_mm) echo range ;;
	broken_no_lock | broken_early_put | broken_no_recheck | broken_no_validate | broken_late_hazard) echo changed ;;
	broken_no_seq) echo missed ;;
	esac
}

# caught SCHEME [KNOB=VALUE...]
caught() {
	before=$(count_maps)
	scheme=$1
	shift
	# shellcheck disable=SC2046 # a list of pairs
	set_knobs scheme="$scheme" warmup_ms=0 duration_ms=1000 $(knobs_of "$scheme") "$@" || return
	set -- "$scheme"
	# On a machine with much else to do threads of the guest may not run at once
	# for all of a second.
	for _ in $(seq 30); do
		control run || problem "expected the run to complete, saw: $(status_of error)" || return
		expect_eq state 'done' "$(status_of state)" || return
		load_summary || return
		[ "$s_violations" -eq 0 ] || break
	done
	expect_num violations -gt 0 "$s_violations" || return
	eval "expect_num violations_$(wrong_of "$1") -gt 0 \"\$s_violations_$(wrong_of "$1")\"" || return
	expect_eq family broken "$s_family" || return
	expect_eq valid 0 "$s_valid" || return
	expect_eq valid_reason 'a lookup returned something wrong' "$s_valid_reason" || return
	agree || return
	expect_eq 'the number of VMAs of this shell' "$before" "$(count_maps)" || return
	usable "$1"
}

# A good run follows, of the scheme that is the same without the fault.
usable() {
	run scheme="$(good_of "$1")" write_op=mixed volatile_pct=50 && expect_valid || return
	expect_eq violations 0 "$s_violations"
}

good_of() {
	case $1 in
	broken_no_seq) echo srcu_seqlock ;;
	broken_no_validate) echo seqcount_mm ;;
	broken_late_hazard) echo hazptr ;;
	*) echo vm_refcnt ;;
	esac
}

# The driver's words for the same.
driver_options() {
	for pair in $(knobs_of "$1"); do
		echo "--${pair%%=*}=${pair#*=}" | tr _ -
	done
}

by_the_driver() {
	for _ in $(seq 10); do
		rm -rf "$work/report"
		# shellcheck disable=SC2046 # a list of options
		observe vmabench run --scheme "$1" --warmup-ms 0 --repeat 3 --budget 0 --no-events \
			--output "$work/report" $(driver_options "$1")
		! grep -q 'returned something wrong' "$work/out" "$work/err" || break
	done
	expect_status 4 vmabench run --scheme "$1" || return
	expect_has 'stdout and stderr' 'a lookup returned something wrong' "$(cat "$work/out" "$work/err")" || return
	[ -s "$work/report/summary.csv" ] || problem 'expected the report to be kept, saw none'
}

not_among_all() {
	expect_run --scheme all --repeat 1 --warmup-ms 10 --duration-ms 300 --writers 0 --no-events || return
	expect_eq 'the schemes of --scheme all' "$(schemes kernel model | tr '\n' ' ')" \
		"$(cells scheme "$work/report/summary.csv" | tr '\n' ' ')"
}

if ! is_uml || [ "$(grep -c ^processor /proc/cpuinfo)" -lt 2 ]; then
	# Where one CPU works at a time nothing of this is sure.
	for scheme in $(schemes broken); do
		run_test "$scheme is caught" skip_test 'this takes uml and 2 CPUs'
	done
	end_of_tests
	exit
fi
for scheme in $(schemes broken); do
	run_test "$scheme is caught" caught "$scheme"
	run_test "$scheme is caught by default" by_default "$scheme"
	run_test "$scheme: vmabench run exits with 4" by_the_driver "$scheme"
done
run_test 'broken_free_now is caught on the rbtree' caught broken_free_now index=rbtree
run_test '--scheme all has none of them' not_among_all
end_of_tests
