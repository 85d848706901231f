# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with the other parts
# What a run was worth: how the guest ended, what the kernel complained of, what KUnit said.

# Complaints of the kernel. They count only below the line that the guest writes before it loads the module.
complaints='BUG:|BUG [a-zA-Z0-9_-]+ \(|kernel BUG|WARNING:|Oops|general protection|Call Trace|possible recursive'
complaints+='|lock held when returning|held lock freed|bad unlock balance|inconsistent lock state|circular locking'
complaints+='|lockdep|suspicious RCU|rcu.*stall|rcu.*self-detected|soft lockup|hard LOCKUP|hung task|INFO: task'
complaints+='|INFO: trying to register|kmemleak|unreferenced object|KASAN|KCSAN|KFENCE|UBSAN|ODEBUG'
complaints+='|page allocation failure|Out of memory|refcount_t:|scheduling while atomic|sleeping function called'
complaints+='|list_(add|del) corruption|unable to handle|Unable to handle|Bad page|bad page state|segfault at'
complaints+='|still has .* objects|Objects remaining|Kernel panic'
readonly complaints

# The log from the marker on; without a marker (the guest did not get that far) all of it. A test that runs out of memory
# says so: the kernel then tells that it did, and where, and warns of trace events of a module that have no fields.
our_log() {
	awk '/vmabench-lab: begin/ { seen = 1; n = 0; next }
		/vmabench-e2e: out of memory/ { short = /begins/ }
		short && /Call Trace|[Oo]ut of memory|page allocation failure|vmalloc error|Cannot allocate|WARNING: .* at event_define_fields/ { next }
		{ line[n++] = $0 }
		END { for (i = 0; i < n; i++) print line[i] }' "$1"
}

# Keeps log and console where the next reader expects them. A guest that died left no log but its console.
save_logs() {
	local out=$1 from=$run_dir/share/dmesg

	[ -s "$from" ] || from=$run_dir/console
	tr -d '\r' <"$from" >"$run_dir/dmesg"
	cp "$run_dir/dmesg" "$out/dmesg.log.$$" && mv "$out/dmesg.log.$$" "$out/dmesg.log"
	cat "$run_dir/stderr" "$run_dir/console" >"$out/console.log.$$" && mv "$out/console.log.$$" "$out/console.log"
}

# The end of the console, for a guest that did not end well.
show_console() {
	tr -d '\r' <"$1/console.log" | grep -Em 3 'Kernel panic|BUG:|Oops' | sed 's/^/  ! /' >&2 || true
	tail -n 20 "$1/console.log" | tr -d '\r' | sed 's/^/  | /' >&2
}

# Takes KCSAN's reports out of a log unless the module has a part in the race: at the top of a stack, where the title names
# it. Lists the others in the file RACES, each title once, with how often it was seen. What other CPUs complain of meanwhile
# stays.
without_races_of_others() {
	awk -v races="$1" '
		function pass(i) {
			for (i = 0; i < n; i++)
				print line[i]
			n = 0
		}
		# Other checkers have such lines, too, and the first of a log may be the end of a report.
		!inside && /\] ==========*$/ { pass(); line[n++] = $0; next }
		!inside && n && match($0, /BUG: KCSAN: .*/) { inside = 1; line[n++] = $0; title = substr($0, RSTART + 12); next }
		!inside { pass(); print; next }
		{ line[n++] = $0 }
		/\] ==========*$/ {
			inside = 0
			if (title ~ /\[vmabench\]/) {
				pass()
				next
			}
			count[title]++
			for (i = 0; i < n; i++)
				if (line[i] !~ /KCSAN/ && line[i] ~ /BUG:|WARNING:|Oops|rcu.*stall|soft lockup|INFO: task|possible recursive|suspicious RCU|circular locking/)
					print line[i]
			n = 0
		}
		END {
			printf "" >races
			for (title in count)
				printf "%5d %s\n", count[title], title >races
			pass()
		}'
}

# Prints the kernel's complaints to stderr; true when there is none. The log must be that of the run in hand.
log_clean() {
	local out=$1 pattern=$complaints

	# With --kunit the results are judged by themselves.
	[ "$opt_kunit" = yes ] || pattern+='|\] *not ok [0-9]'
	our_log "$run_dir/dmesg" | without_races_of_others "$out/races" >"$run_dir/ours" || die "the kernel's log could not be judged"
	grep -E "$pattern" "$run_dir/ours" >"$run_dir/complaints" || return 0
	head -n 60 "$run_dir/complaints" | sed 's/^/  | /' >&2
	return 1
}

# The KTAP lines of the log, without time stamps.
ktap() {
	our_log "$run_dir/dmesg" | sed -E 's/^(<[0-9]+>)?\[ *[0-9.]+\](\[[^]]*\])? ?//' |
		grep -E '^ *(KTAP version|[0-9]+\.\.[0-9]+|(not )?ok [0-9]+|# )|^    '
}

# Passes on the tests' results and judges them: a plan, at least one test, none failed.
judge_kunit() {
	ktap >"$run_dir/ktap" || true
	cat "$run_dir/ktap"
	if grep -Eq '^ *not ok' "$run_dir/ktap"; then
		say "KUnit failed: $(grep -Ec '^ *not ok' "$run_dir/ktap") lines above are 'not ok'"
		return 1
	fi
	if ! grep -Eq '^ *[0-9]+\.\.[0-9]+' "$run_dir/ktap" || ! grep -Eq '^ *ok [0-9]' "$run_dir/ktap"; then
		say "the module brought no KUnit test to the kernel: was it built with KUNIT=1 for a kernel with CONFIG_KUNIT?"
		return 1
	fi
}

# Ends the lab with the status that the run deserves.
judge() {
	local out=$1 result status

	save_logs "$out"
	judged=yes
	result=$(cat "$run_dir/share/result" 2>/dev/null || true)
	case $ended:$result in
	boot:*)
		say "the $name guest did not come up within $boot_limit seconds and was killed; its console ended with:"
		show_console "$out"
		exit "$EXIT_BOOT"
		;;
	hang:*)
		say "the time limit of $opt_timeout seconds passed: the $name guest hangs and was killed (--timeout sets the limit); its console ended with:"
		show_console "$out"
		exit "$EXIT_HANG"
		;;
	*:mount)
		say "the $name guest could not see the host's files; its console ended with:"
		show_console "$out"
		exit "$EXIT_BOOT"
		;;
	*:insmod)
		say "vmabench.ko does not load into $name: $(tail -n 1 "$run_dir/share/insmod.err"); the kernel's log ended with:"
		tail -n 8 "$out/dmesg.log" | sed 's/^/  | /' >&2
		exit "$EXIT_MODULE"
		;;
	*:status) ;;
	*:rmmod) ;;
	*)
		if [ -e "$run_dir/share/started" ]; then
			say "the $name guest died before the command was done; its console ended with:"
			show_console "$out"
			exit "$EXIT_HANG"
		fi
		say "the $name guest died while booting; its console ended with:"
		show_console "$out"
		exit "$EXIT_BOOT"
		;;
	esac
	status=$(cat "$run_dir/share/status")
	if [ "$result" = rmmod ]; then
		say "vmabench.ko does not unload: $(tail -n 1 "$run_dir/share/rmmod.err")"
		log_clean "$out" || true
		exit "$EXIT_MODULE"
	fi
	if [ "$opt_kunit" = yes ] && ! judge_kunit; then
		status=1
	fi
	if ! log_clean "$out"; then
		say "the kernel of $name complained (lines above; all of it is in $out/dmesg.log)"
		exit "$EXIT_LOG"
	fi
	exit "$status"
}
