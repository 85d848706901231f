# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # scripts, checkout and logs come from check
# Static analysis. What an analyzer gets wrong is listed here, with the reason.

# Static analysis of the module: sparse, with the headers of 6.12, as Debian's sparse does not know all words of those of
# 7.x. Locks that are taken on a condition are left to lockdep: -Wno-context.
check_sparse() {
	local out=$checkout/build/lab/6.12

	"$scripts/lab" build 6.12 2>"$logs/sparse.build" || true
	env -u MAKEFLAGS flock "$out/.lock" make -C "$(cat "$out/.kernel")/headers" M="$out" C=2 CF=-Wno-context modules \
		>"$logs/sparse.log" 2>&1 || echo "sparse could not be run: see $logs/sparse.log"
	[ "$(grep -c '^  CHECK ' "$logs/sparse.log")" -gt 50 ] || echo "expected all files to be checked: see $logs/sparse.log"
	grep -E '/module/.*(warning|error):' "$logs/sparse.log" || true
}

# Static analysis of the driver. gcc 12 does not see the value that a variable with a cleanup begins with, nor that a file is
# kept in an array, nor that facts about the machine are asked for with a machine.
check_analyzer() {
	local n
	n=$(find "$checkout/user" -name '*.c' ! -path '*/tests/*' | wc -l)
	[ "$n" -gt 90 ] || echo "expected more than 90 files, saw $n"
	find "$checkout/user" -name '*.c' ! -path '*/tests/*' -print0 |
		(cd "$checkout/user" && xargs -0 -n 1 gcc -std=c11 -D_GNU_SOURCE -I. -I.. -O1 -fanalyzer -S -o /dev/null \
			-Wno-analyzer-use-of-uninitialized-value) >"$logs/analyzer.log" 2>&1 || true
	awk '/In function/ { name = $NF } /(warning|error):/ {
		if (!(name ~ /add_file/ && /malloc-leak/) && !(name ~ /read_fact/ && /null-dereference/)) print }' "$logs/analyzer.log"
}

# What clang-tidy says wrongly: file | line of source | why.
tidy_known='claims/claim_jobs.c | if (!wrong && n != *repeats) | a test has a left side, which comes first
claims/count_verdict.c | for (row = 0; row < costs->nrows; row++) { | a claim by counts is judged with costs only
cmd_compare.c | sides[i].whole->folder->environment->nrows | a side that was read has a folder
cmd_costs.c | view->v[0]->statistics->folder->path | a view has a side at least
host/facts.c | kconfig_get(machine->kconfig, fact->config) | facts of a kind are asked for with a machine
host/facts.c | number = *(const double *)at; | the same
lib/cli.c | argp.options = options = make_options | it is what the cleanup frees
lib/ini.c | if (name_is(section->keys[i].name, name)) | a section with keys has an array of them
lib/table.c | free(table->columns[i]); | a table with columns has an array of them
plan/job_file.c | return key ? key->line : own->line; | a job has a section'

# strcpy() and the like would take annexes of C11 that no library here has; members are in the order of reading. clang 14 does
# not see va_start().
tidy_checks='-*,clang-analyzer-*,-clang-analyzer-security.insecureAPI.*,-clang-analyzer-optin.*,-clang-analyzer-valist.*'

check_tidy() {
	local flags

	read -ra flags <<<"-std=c11 -D_GNU_SOURCE -I. -I.. $(pkg-config --cflags jansson inih hwloc zlib)"
	find "$checkout/user" -name '*.c' ! -path '*/tests/*' -print0 |
		(cd "$checkout/user" && xargs -0 -n 8 -P "$(nproc)" clang-tidy --quiet --checks="$tidy_checks" \
			"${flags[@]/#/--extra-arg=}") >"$logs/tidy.log" 2>"$logs/tidy.err" || true
	[ "$(grep -c 'warnings\? generated' "$logs/tidy.err")" -gt 5 ] || echo "clang-tidy could not be run: see $logs/tidy.err"
	awk -F ' [|] ' -v top="$checkout/user/" '
		NR == FNR { n++; file[n] = $1; text[n] = $2; next }
		/: (warning|error): / { said = $0; sub(top, "", said); next }
		said {
			ours = 1
			for (i = 1; i <= n; i++)
				if (index(said, file[i] ":") == 1 && index($0, text[i])) { seen[i] = 1; ours = 0 }
			if (ours)
				print said
			said = ""
		}
		END {
			for (i = 1; i <= n; i++)
				if (!(i in seen))
					print file[i] ": clang-tidy says no more of " text[i] ": take it out of the list"
		}' <(echo "$tidy_known") "$logs/tidy.log"
}

# The semantic patches of the kernel's make coccicheck, but for two in OCaml, which Debian's coccinelle cannot run. Errors are
# numbers in our sentences: %pe is a name in some kernels.
check_coccinelle() {
	local tree file n=0

	"$scripts/lab" build uml 2>"$logs/coccinelle.build" || true
	tree=$(cat "$checkout/build/lab/uml/.kernel")/tree
	for file in "$tree"/scripts/coccinelle/{api,free,iterators,locks,misc,null}/*.cocci; do
		[[ $file != */ptr_err_to_pe.cocci ]] || continue
		if ! grep -q 'virtual report' "$file" || grep -q ':ocaml@' "$file"; then
			continue
		fi
		n=$((n + 1))
		spatch -D report --no-show-diff --very-quiet --python python3 --cocci-file "$file" --dir "$checkout/module" \
			2>>"$logs/coccinelle.err" || echo "${file##*/} could not be applied: see $logs/coccinelle.err"
	done
	[ $n -gt 50 ] || echo "expected all semantic patches to be applied, $n were"
}

check_analysis() {
	check_tidy | passes_if_silent 'analysis: clang-tidy on the driver'
	check_coccinelle | passes_if_silent 'analysis: coccicheck on the module'
}
