# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # scripts, checkout and logs come from check
# Counting in the emulator: operations whose counts are known, and whether a measured loop takes an instruction more than
# the figures that are kept.

# What scripts/costs.d/known/known.c executes, per operation: operations begun, and counted; instructions, loads, stores,
# lines, lines written, pages, accesses of shared bytes and beside them, locked instructions on such lines, transfers, and those beside, as sums over 100
# turns of one or two CPUs; then how many instructions are locked, fences, calls and branches. The first access of two CPUs
# is no transfer. Of the last lookup an interrupt is part.
known='lookup 101 100 2100 0 0 0 0 0 0 0 0 0 0 l0 f0 c0 b1000
map 200 200 200 0 200 200 200 200 0 200 0 199 199 l0 f0 c0 b0
merge 100 100 4200 1000 0 1000 0 1000 0 0 0 0 0 l0 f0 c0 b1000
mprotect 100 100 900 300 200 200 100 200 0 0 0 0 0 l0 f0 c200 b200
munmap 200 200 1400 1000 1000 400 400 400 1600 0 800 199 0 l800 f400 c0 b0
split 200 200 500 100 6400 900 800 200 200 700 0 199 0 l0 f0 c0 b0'

# sums_of FILE: what the plugin counted, in this form.
sums_of() {
	awk '/^cpu/ { begun[$3] += $4; counted[$3] += $5 }
		/^at/ { for (i = 5; i <= 15; i++) sums[$2, i] += $i; kinds[$2, $4] += $5 }
		END { for (op in begun) {
			line = op " " begun[op] " " counted[op]
			for (i = 5; i <= 15; i++) line = line " " sums[op, i] + 0
			print line " l" kinds[op, "l"] + 0 " f" kinds[op, "f"] + 0 " c" kinds[op, "c"] + 0 " b" kinds[op, "b"] + 0
		} }' "$1" | LC_ALL=C sort
}

check_known() {
	local dir=$logs/known name='costs: operations with known counts' entry module

	module=${dir#"$checkout"/}/scripts/costs.d/known
	mkdir -p "$dir/scripts/costs.d"
	cp -rs "$checkout/module" "$dir/"
	cp -rs "$checkout/scripts/costs.d/known" "$dir/scripts/costs.d/"
	"$scripts/lab" build 6.12
	entry=$(cat "$checkout/build/lab/6.12/.kernel")
	if ! env -u MAKEFLAGS -u MAKEOVERRIDES -u O -u ARCH make -C "$entry/headers" M="$checkout/$module" modules >&2 ||
		! "$scripts/lab" 6.12 --cpus 4 --no-insmod --counts "$dir/counts" -- insmod "$module/known.ko"; then
		fail "$name" "expected the module to be built and loaded, it was not; see $logs/costs.log"
	elif [ "$(sums_of "$dir/counts" || true)" = "$known" ]; then
		pass "$name"
	else
		fail "$name" "expected what scripts/check.d/costs.sh lists, saw: $(sums_of "$dir/counts" | LC_ALL=C comm -13 <(echo "$known") - | paste -sd ';')"
	fi
}

# Is a page fault of the scheme that of a program?  Both execute the same instructions of the kernel as often: all that
# differ are less than 5%.  The program also has those that enter the kernel and return from it, the scheme its own loop.
check_page_fault() {
	local dir=$logs/touch name='costs: a page fault is that of a program' seen

	mkdir -p "$dir"
	# shellcheck disable=SC2016 # for the shell of the guest
	if ! gcc -O2 -Wall -Wextra -static -o "$dir/touch" "$checkout/scripts/costs.d/known/touch.c" >&2 ||
		! "$scripts/lab" 6.12 --cpus 4 --counts "$dir/counts" -- sh -c 'vmabench run --quiet --output "$1/run" --scheme page_fault \
			--readers 1 --reader-cpus 1 --writers 0 --access own --vmas 100 --warmup-ms 4 --duration-ms 8 --repeat 1 --no-events \
			>/dev/null && "$2/touch"' sh "results/check-touch-$$" "$dir"; then
		rm -rf "$checkout/results/check-touch-$$"
		fail "$name" "expected both to run, one did not; see $logs/costs.log"
		return
	fi
	rm -rf "$checkout/results/check-touch-$$"
	seen=$(awk '
		/^run/ { n++ }
		/^cpu/ { ops[n] += $5 }
		/^at/ { run[n, $3] += $5; at[$3] }
		END {
			for (a in at) {
				scheme = run[1, a] / ops[1]
				program = run[2, a] / ops[2]
				if (scheme && program) {
					both[1] += scheme
					both[2] += program
					differ += scheme > program ? scheme - program : program - scheme
				} else {
					alone[1] += scheme
					alone[2] += program
				}
			}
			good = n == 2 && differ < both[1] * 0.05 && alone[1] < 60 && alone[2] > 100 && alone[2] < 450
			printf "%s: of both, %.0f instructions of the scheme and %.0f of the program, %.0f differ; alone %.0f and %.0f\n",
				good ? "good" : "bad", both[1], both[2], differ, alone[1], alone[2]
		}' "$dir/counts")
	echo "$seen" >&2
	if [ "${seen%%:*}" = good ]; then
		pass "$name"
	else
		fail "$name" "expected the same instructions of both to 5%, less than 60 of the scheme alone and 100 to 450 of the program, saw $seen"
	fi
}

# Instructions of null between the marks, up to the jump to the second one, by the disassembler.
null_by_objdump() {
	objdump -d --no-show-raw-insn "$checkout/build/lab/6.12-costs/module/schemes/null.o" | awk '
		/<.*>:$/ { ours = /<null_lookup_row>/ }
		ours && /nopl +0x564d4207/ { end = $1; sub(":", "", end) }
		ours && /nopl +0x564d4206/ { counting = 1; next }
		ours && counting { n++ }
		ours && counting && $2 ~ /^j/ && $3 == end { print n; exit }'
}

# check_null COSTS: is null what the disassembler shows?
check_null() {
	local name='costs: null by the disassembler' counted read

	counted=$(awk -F, '$4 == "null" && $9 == "" && $10 == "instructions" { print $11 }' "$1" || true)
	read=$(null_by_objdump)
	if [ -n "$read" ] && [ "$counted" = "$read" ]; then
		pass "$name"
	else
		fail "$name" "expected $read instructions, saw $counted"
	fi
}

check_guard() {
	local name='costs: no instruction more in a lookup' report=results/check-costs-$$ release status=0 kept

	release=$(cat "$(cat "$checkout/build/lab/6.12/.kernel")/release" || true)
	kept=$(cat "$checkout/${guard%/*}/guard.made" || true)
	if [ -z "$release" ] || [ -z "$kept" ]; then
		fail "$name" "expected the release of 6.12 and ${guard%/*}/guard.made, one is missing"
		return
	fi
	if [ "$kept" != "$(costs_made_by "$release")" ]; then
		skip "$name" "the figures kept are of $kept, here is $(costs_made_by "$release"); 'make costs-update' makes new ones"
		return
	fi
	"$scripts/costs" --kernel 6.12 --job scripts/costs.d/guard.ini --output "$report" -- --against "$guard" \
		--format csv >"$logs/guard.csv" || status=$?
	if [ $status = 0 ]; then
		pass "$name"
	else
		fail "$name" "expected the counts of $guard, saw status $status: $(sed -n '2,$p' "$logs/guard.csv" | awk -F, '$7 != "" { print $3 ": " $7 ", " $8 " " $9 " to " $10 }' | paste -sd ';')"
	fi
	check_null "$checkout/$report/costs.csv"
	rm -rf "${checkout:?}/$report"
}

# A QEMU that is built without plugins has no such option.
check_no_plugins() {
	local dir=$logs/no-plugins

	mkdir -p "$dir"
	printf '#!/bin/sh\necho "-machine"\n' >"$dir/qemu-system-x86_64"
	chmod +x "$dir/qemu-system-x86_64"
	expect_status 'costs: QEMU without plugins' 125 'this QEMU has no plugins' \
		env "PATH=$dir:$PATH" "$scripts/lab" 6.12 --counts "$dir/counts" -- true
}

# A machine whose mirror is out of reach, and that never had the header.
check_no_header() {
	local dir=$logs/no-header

	rm -rf "$dir"
	mkdir -p "$dir/bin" "$dir/cache"
	# shellcheck disable=SC2016 # for that program
	printf '#!/bin/sh\n[ "$1" = indextargets ]\n' >"$dir/bin/apt-get"
	chmod +x "$dir/bin/apt-get"
	# shellcheck disable=SC2016 # for the other shell
	expect_status 'costs: no header of QEMU' 125 'apt cannot fetch the source of QEMU' \
		env "PATH=$dir/bin:$PATH" "XDG_CACHE_HOME=$dir/cache" bash -c '
			set -Eeuo pipefail
			shopt -s inherit_errexit
			checkout=$1 parts=$1/scripts/lab.d
			for part in common apt counts; do
				. "$parts/$part.sh"
			done
			counts_plugin' bash "$checkout"
}

check_costs_words() {
	expect_status 'costs: no such option' 2 "there is no option '--quik'" "$scripts/costs" --quik
	expect_status 'costs: a value is missing' 2 '--kernel wants a value' "$scripts/costs" --kernel
	expect_status 'costs: no such job file' 2 'nowhere.ini cannot be read' "$scripts/costs" --job nowhere.ini
	expect_status 'costs: elsewhere' 2 'is not in results/' "$scripts/costs" --output /tmp/elsewhere
	expect_status 'costs: what is there' 2 'is there already' "$scripts/costs" --output results/reference
	expect_status 'costs: nothing to keep' 2 'has no costs.csv' "$scripts/costs" --keep results
	expect_status 'costs: not in uml' 125 'counted in QEMU only' "$scripts/costs" --kernel uml --output "results/check-costs-$$"
	expect_status 'costs: no such kernel' 125 "there is no lab '6.2'" "$scripts/costs" --kernel 6.2 --output "results/check-costs-$$"
}

check_costs() {
	check_costs_words
	check_no_plugins
	check_no_header
	check_known
	check_page_fault
	check_guard
}
