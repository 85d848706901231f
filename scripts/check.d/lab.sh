# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # scripts, checkout and logs come from check
# scripts/lab itself, tested with its fastest kernel.

in_uml() {
	"$scripts/lab" uml --no-insmod "$@"
}

# stdout and stderr of the command stay separate.
check_streams() {
	in_uml -- sh -c 'echo to stdout; echo to stderr >&2' >"$logs/lab.out" 2>"$logs/lab.err" || true
	if [ "$(cat "$logs/lab.out")" = 'to stdout' ] && grep -qx 'to stderr' "$logs/lab.err"; then
		pass 'lab: stdout and stderr'
	else
		fail 'lab: stdout and stderr' "expected 'to stdout' on stdout alone, saw '$(cat "$logs/lab.out")'"
	fi
}

check_results() {
	local report=results/check-$$
	rm -rf "${checkout:?}/$report"
	in_uml -- sh -c "mkdir $report && echo here >$report/file" || true
	if [ "$(cat "$checkout/$report/file" 2>/dev/null)" = here ]; then
		pass 'lab: what is written to results/ is there outside'
	else
		fail 'lab: what is written to results/ is there outside' "expected $report/file, saw none"
	fi
	rm -rf "${checkout:?}/$report"
}

# UML's own barriers are fences, which x86 does without, and its per-CPU operations disable interrupts; the edits of the lab change
# both.
check_edits() {
	local kernel code name='lab: barriers and per-CPU operations of uml'

	kernel=$(cat "$checkout/build/lab/uml/.kernel")/kernel
	code=$(objdump -d --no-show-raw-insn --disassemble=mas_walk "$kernel"; objdump -d --no-show-raw-insn --disassemble=__srcu_read_lock "$kernel")
	# SRCU counts in a per-CPU variable of 8 bytes; its barrier is "lock addl".
	if grep -q '<mas_walk>:' <<<"$code" && grep -qE 'lock (add|inc)q' <<<"$code" && ! grep -qE '[lms]fence' <<<"$code"; then
		pass "$name"
	else
		fail "$name" "expected code without fences, and an atomic count, saw '$(grep -E '[lms]fence|lock' <<<"$code" | head -n 3)'"
	fi
}

# expect_probes NAME HAS TREE: do the probes find per-VMA locks, and speculation, in the kernel?
expect_probes() {
	local name=$1 has=$2 tree=$3 header=$logs/probes/include/vmb_features.h

	mkdir -p "$logs/probes/include"
	"$checkout/module/probe/features.sh" "$tree" "$logs/probes" ARCH=um >&2 || true
	if [ "$(grep -cE "VMB_HAVE_(PER_VMA_LOCK|MMAP_LOCK_SPECULATE) $has\$" "$header")" = 2 ]; then
		pass "$name"
	else
		fail "$name" "expected $has twice, saw '$(grep VMB_HAVE "$header" | paste -sd ' ')'"
	fi
}

# Links to the headers of uml, some of them changed: once as a kernel has it in which per-VMA locks are configured
# out, once as kernels to come do, in which they need no configuration.
check_probes() {
	local tree=$logs/tree real file

	real=$(cat "$checkout/build/lab/uml/.kernel")/tree
	cp -as "$real" "$tree"
	file=include/generated/autoconf.h
	rm "$tree/$file"
	grep -v 'CONFIG_PER_VMA_LOCK ' "$real/$file" >"$tree/$file"
	expect_probes 'probes: per-VMA locks configured out' 0 "$tree"
	for file in $(cd "$real" && grep -lrw CONFIG_PER_VMA_LOCK include/linux); do
		rm "$tree/$file"
		sed 's/\<CONFIG_PER_VMA_LOCK\>/CONFIG_MMU/' "$real/$file" >"$tree/$file"
	done
	# Let the probes be compiled again.
	rm -rf "$logs/probes"
	expect_probes 'probes: per-VMA locks without a symbol' 1 "$tree"
	rm -rf "$tree" "$logs/probes"
}

# Means and medians that are known: 11 turns, in which vmabench is 0 to 10% better and once was not valid.
check_peers_table() {
	local table expected name='peers: a table of known figures'

	table=$({
		echo turn,work,mode,n,who,ops_per_s
		for turn in {1..12}; do
			echo "$turn,mmap1,threads,2,program,$((turn % 2 ? 100 : 300))"
			echo "$turn,mmap1,threads,2,alike,1000"
			echo "$turn,mmap1,threads,2,vmabench,$([ "$turn" = 12 ] || echo $((1000 + (turn * 7 % 11) * 10)))"
			echo "$turn,brk1,processes,1,program,100"
			echo "$turn,brk1,processes,1,alike,100"
			echo "$turn,brk1,processes,1,vmabench,"
		done
	} | "$scripts/peers" --table | tail -n 2)
	expected='Hmean mmap1-threads-2               143     1000     1049   +5.0% [+1..+9] n=11
Hmean brk1-processes-1                -        -        -'
	if [ "$table" = "$expected" ]; then
		pass "$name"
	else
		fail "$name" "expected '$expected', saw '$table'"
	fi
}

# Every line is there; a run beside other work may not be valid, and has no figures then.
check_peers() {
	local lines name='peers: a turn'

	lines=$("$scripts/peers" uml 1 | awk '/^Hmean/ { n++; valid += $3 > 0 && $5 > 0 } END { print n + 0, (valid > n / 2) }') || true
	if [[ $lines =~ ^1[6-9]\ 1$|^[2-9][0-9]\ 1$ ]]; then
		pass "$name"
	else
		fail "$name" "expected figures of 16 or more, saw '$lines'; see $logs/lab.log"
	fi
}

check_lab() {
	local cpus
	cpus=$(nproc)

	[ "$cpus" -gt 1 ] || cpus=2
	[ "$cpus" -lt 16 ] || cpus=16
	expect_status 'lab: uml has as many CPUs as this machine, at least two' 0 "0-$((cpus - 1))" \
		in_uml -- cat /sys/devices/system/cpu/online
	expect_status 'lab: the status of the command' 7 '' in_uml -- sh -c 'exit 7'
	# shellcheck disable=SC2016 # for the guest's shell
	expect_status 'lab: arguments come through as they are' 0 "3 a b'c \$d" in_uml -- sh -c 'echo $# "$*"' sh a "b'c" "\$d"
	check_streams
	check_results
	check_edits
	check_probes
	check_peers_table
	check_peers
	expect_status 'lab: a guest that hangs' 98 'time limit' in_uml --timeout 3 -- sleep 60
	expect_status 'lab: a guest that dies' 98 'died' in_uml -- sh -c 'echo c >/proc/sysrq-trigger; sleep 200'
	expect_status 'lab: a complaint of the kernel' 99 'complained' in_uml -- sh -c 'echo "WARNING: by a test" >/dev/kmsg'
	expect_status 'lab: an unknown name' 125 '6.12' "$scripts/lab" nonsense -- true
	expect_status 'lab: an unknown option' 125 '--nonsense' "$scripts/lab" uml --nonsense
	expect_status 'lab: no command and no terminal' 125 'no terminal' "$scripts/lab" uml
	expect_status 'lab: list' 0 '6.12' "$scripts/lab" list
}
