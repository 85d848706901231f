# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # checkout and logs come from check
# The driver's unit tests.

check_user() {
	local status=0

	make -C "$checkout" user O="$checkout/build" >&2 || {
		fail 'user: build' 'expected the driver to build, it does not'
		return
	}
	make -j"$(nproc)" --no-print-directory -C "$checkout/user" O="$checkout/build" check >"$logs/user.tap" || status=$?
	tap_lines user <"$logs/user.tap" | tee "$logs/user.lines"
	if [ "$status" -ne 0 ] && ! grep -q '^not ok' "$logs/user.lines"; then
		fail 'user: all programs' "expected exit status 0 of make check, saw $status; see $logs/user.log"
	fi
	check_sanitized
	check_fuzz
	check_reference
	check_completion
	check_formats
}

# What is made for other tools. Debian's python3 has the modules, another one in the PATH may not.
check_formats() {
	/usr/bin/python3 "$scripts/check.d/formats.py" "$checkout" || fail 'user: formats' "expected all to be read, one stopped; see $logs/user.log"
}

# The same tests under AddressSanitizer and UndefinedBehaviorSanitizer, a line for each program.
check_sanitized() {
	local status=0

	make -j"$(nproc)" --no-print-directory -C "$checkout/user" O="$checkout/build" check-asan >"$logs/asan.out" || status=$?
	sed -n -E 's/^((not )?ok) - /\1 - user /p' "$logs/asan.out"
	if [ "$status" -ne 0 ] && ! grep -q '^not ok' "$logs/asan.out"; then
		fail 'user under ASan: all programs' "expected exit status 0 of make check-asan, saw $status; see $logs/user.log"
	fi
}

# What parses, under libFuzzer, for some seconds; make torture does it for longer.
check_fuzz() {
	local parser status

	make -j"$(nproc)" --no-print-directory -C "$checkout/user" O="$checkout/build" fuzz >"$logs/fuzz.log" 2>&1 || true
	for parser in job claim folder knobs values resume; do
		status=0
		"$scripts/fuzz" "$parser" 4 1 >"$logs/fuzz-$parser.log" 2>&1 || status=$?
		if [ "$status" -eq 0 ] && grep -q '^stat::number_of_executed_units' "$logs/fuzz-$parser.log"; then
			pass "user: fuzzing: $parser"
		else
			fail "user: fuzzing: $parser" "expected no fault, saw: $(grep -Em 1 'SUMMARY|^fuzz|No such' "$logs/fuzz-$parser.log")"
		fi
	done
}

# The stored runs give the verdicts in the README.
check_reference() {
	local kept=results/reference/claims

	expect_status 'user: verdicts on the claims, from the runs that are kept' 0 '' \
		"$checkout/build/vmabench" claims --from "$checkout/$kept" --output "$logs/claims" --quiet
	expect_status 'user: they are the same to the byte' 0 '' \
		cmp "$checkout/$kept/claims.csv" "$logs/claims/claims.csv"
}

# completes LINE WORDS: bash offers these at the end of the line, the words of which are as bash parts them. The last is
# empty at a blank.
completes() (
	PATH=$checkout/build:$PATH
	# shellcheck source=user/completion.sh disable=SC2034
	. "$checkout/user/completion.sh"
	read -ra COMP_WORDS <<<"${1//=/ = }"
	[[ $1 != *' ' ]] || COMP_WORDS+=('')
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
	_vmabench vmabench "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}" >&2 || true
	if [ "${COMPREPLY[*]}" = "$2" ]; then
		pass "user: completion of '$1'"
	else
		fail "user: completion of '$1'" "expected '$2', saw '${COMPREPLY[*]}'"
	fi
)

check_completion() {
	local commands

	commands=$("$checkout/build/vmabench" --help | sed -n 's/^  \([a-z]*\) .*/\1/p' | xargs)
	completes 'vmabench ' "$commands --help --version"
	completes 'vmabench c' 'compare costs claims'
	completes 'vmabench run --write-h' '--write-hold-ns'
	completes 'vmabench run --write-op=m' 'munmap mprotect mixed mremap madvise'
	completes 'vmabench run --write_op fork,b' 'fork,brk'
	completes 'vmabench run --place o' 'other-node'
	completes 'vmabench run --scheme find_vma,vma_w' 'find_vma,vma_wait'
	completes 'vmabench run --readers ' ''
	completes 'vmabench run us' ''
	completes 'vmabench list -f j' 'json'
	completes 'vmabench list ' 'schemes knobs events'
	completes 'vmabench sweep --resume scripts/j' 'scripts/jobs'
	completes 'vmabench sweep scripts/jobs/pr' 'scripts/jobs/program.ini'
	completes 'vmabench report scripts/jobs' 'scripts/jobs'
	completes 'vmabench report --nonsense [a' ''
}
