# shellcheck shell=sh disable=SC2154 # work, s_COLUMN: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# The threads' claims put to the test: verdicts that do not depend on how fast this kernel is, what is kept for them, and
# what becomes of a claim of which something is missing.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

folder=$work/claims

# verdict CLAIM: as the last command told it, such as "upheld".
verdict() {
	sed -n "s/^$1  \([a-z ]*\): .*/\1/p" "$work/out"
}

# expect_verdict CLAIM VERDICT
expect_verdict() {
	expect_eq "the verdict on $1" "$2" "$(verdict "$1")"
}

# By what is counted, so on any kernel: a rule that holds in every run, one that holds in none, and both as two cases.
# A window in which a thread had no time decides nothing, so try a longer one.
measured() {
	for window in 150 $windows; do
		write_rules
		rm -rf "$folder"
		expect_exit 0 vmabench claims --claims "$work/rules" --output "$folder" || return
		grep -q 'cannot be decided here' "$work/out" || break
	done
	expect_verdict U01 upheld || return
	expect_verdict R01 refuted || return
	expect_verdict D01 depends || return
	for file in claims.csv claims.html U01/claim.ini U01/jobs.ini U01/summary.csv U01/histogram.csv U01/environment.csv; do
		[ -s "$folder/$file" ] || problem "expected $folder/$file, saw none" || return
	done
	expect_eq 'runs of U01' 6 "$(awk 'NR > 1' "$folder/U01/summary.csv" | wc -l)"
}

# Those that come with vmabench: what they are about may take more CPUs, or a quieter machine, to be seen; nothing of it
# is refuted.
shipped() {
	rm -rf "$work/shipped"
	expect_exit 0 vmabench claims --claims scripts/claims --only C13,C15,C16 --output "$work/shipped" || return
	for claim in C13 C15 C16; do
		case $(verdict "$claim") in
		upheld | 'cannot be decided here') ;;
		*) problem "expected the verdict on $claim to be upheld, or that it cannot be decided here, saw '$(verdict "$claim")'" || return ;;
		esac
	done
}

# The folder is enough to compute the verdicts.
recomputed() {
	expect_exit 0 claims_from "$folder" || return
	expect_eq 'claims.csv' "$(cat "$folder/claims.csv")" "$(cat "$work/again/claims.csv")"
}

# claims_from FOLDER: without the claim files, which are in it.
claims_from() {
	rm -rf "$work/again"
	vmabench claims --from "$1" --output "$work/again"
}

# edited COMMAND...: the summary of U01, changed by a filter.
edited() {
	rm -rf "$work/copy"
	cp -R "$folder" "$work/copy"
	"$@" <"$folder/U01/summary.csv" >"$work/copy/U01/summary.csv"
	expect_exit 0 claims_from "$work/copy"
}

mark_invalid() {
	awk -F, -v OFS=, '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
		NR == 2 { $at["valid"] = 0; $at["valid_reason"] = "of a test" }
		{ print }'
}

# A claim with missing runs is undecided; other claims keep their verdicts.
missing() {
	for filter in 'sed 2d' mark_invalid 'sed 2s/,/;/' 'head -c 2000'; do
		# shellcheck disable=SC2086 # a command and its words
		edited $filter || return
		expect_verdict U01 'cannot be decided here' || return
		expect_verdict R01 refuted || return
	done
	rm "$work/copy/U01/summary.csv"
	expect_exit 0 claims_from "$work/copy" || return
	expect_verdict U01 'cannot be decided here'
}

too_few_cpus() {
	rm -rf "$folder"
	expect_exit 0 vmabench claims --claims "$work/large" --output "$folder" || return
	expect_verdict X01 'cannot be decided here' || return
	expect_has 'the reason' "it takes 1000 CPUs, and this machine has $(nproc)" "$(cat "$work/out")" || return
	expect_exit 0 vmabench claims --claims "$work/large" --plan 1000 || return
	expect_has 'the plan' '6 runs' "$(cat "$work/out")"
}

# Claims that ended before the signal came are repeated.
kill_in_the_midst() {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		rm -rf "$folder"
		vmabench claims --claims "$work/rules" --only U01 --output "$folder" >"$work/out" 2>"$work/err" </dev/null &
		pid=$!
		expect_soon 'three runs to be done' done_runs "$folder/U01" 3 || return
		kill -KILL "$pid"
		status=0
		wait "$pid" 2>/dev/null || status=$?
		[ "$status" -eq 0 ] || break
	done
	expect_status 137 vmabench claims --claims "$work/rules"
}

killed() {
	for window in "$window" $windows; do
		write_rules
		kill_in_the_midst || return
		expect_soon 'the threads to be gone' no_threads || return
		expect_exit 0 vmabench claims --claims "$work/rules" --resume "$folder" || return
		[ "$(verdict U01)" != upheld ] || break
	done
	expect_verdict U01 upheld || return
	expect_eq 'runs of U01' 6 "$(awk 'NR > 1' "$folder/U01/summary.csv" | wc -l)" || return
	expect_eq 'other claims' '' "$(verdict R01)"
}

# Rules that were changed once the runs were there.
other_rules() {
	sed 's/^upheld = .*/upheld = > 5/' "$work/rules/U01.ini" >"$work/large/U01.ini"
	rm "$work/large/X01.ini"
	expect_exit 2 vmabench claims --claims "$work/large" --resume "$folder" || return
	expect_has 'the message' 'rules' "$(cat "$work/err")" || return
	expect_exit 0 claims_from "$folder" || return
	expect_verdict U01 upheld
}

# claim_file ID CPUS RULE [TEST]: on lookups alone, which all find something.
claim_file() {
	cat <<-END_OF_CLAIM
		[claim]
		id = $1
		year = 2010
		thread = none
		says = Lookups of slots that nobody changes find a VMA.
		run = A reader alone.
		limits = Nothing else.
		cpus = $2
		[quick]
		warmup_ms = 10
		duration_ms = $window
		repeat = 6
		[one]
		scheme = find_vma
		readers = 1
		writers = 0
		volatile_pct = 0
		[test found]
		metric = hits / lookups
		left = job=one
		judge = every
		upheld = $3
		smallest = 1 in all runs
		unit = share
		why = all of them or not
		needs = lookups>100
	END_OF_CLAIM
}

write_rules() {
	claim_file U01 1 '>= 1' >"$work/rules/U01.ini"
	claim_file R01 1 '< 1' >"$work/rules/R01.ini"
	claim_file D01 1 '>= 1' | sed 's/^needs/role = case\n&/' >"$work/rules/D01.ini"
	claim_file D01 1 '< 1' | sed -n 's/^needs/role = case\n&/; s/^\[test found/[test lost/; /^\[test/,$p' >>"$work/rules/D01.ini"
}

mkdir "$work/rules" "$work/large"
window=150
claim_file X01 1000 '>= 1' >"$work/large/X01.ini"

run_test 'verdicts that hold on any kernel' measured
run_test 'the same verdicts from the stored runs' recomputed
run_test 'what is missing, invalid or damaged decides nothing' missing
run_test 'too few CPUs decide nothing' too_few_cpus
run_test 'killed and resumed' killed
run_test 'claims with other rules are not resumed' other_rules
# Windows of emulated CPUs hold too little.
! is_uml || is_debug || run_test 'claims that come with vmabench' shipped
end_of_tests
