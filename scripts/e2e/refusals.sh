# shellcheck shell=sh disable=SC2154 # dir, work, results, s_COLUMN: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# A prerequisite that is missing: one sentence with its remedy, exit status 3.
# A knob the scheme does not have: one sentence, exit status 2.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

# lacking TEXT COMMAND...: expect exit status 3, TEXT and a remedy.
lacking() {
	text=$1
	shift
	expect_exit 3 "$@" || return
	expect_eq 'the lines of the message' 1 "$(wc -l <"$work/err")" || return
	expect_has 'the message' "$text" "$(cat "$work/err")" || return
	# A command, or where the kernel is that the module is to be built for.
	case $(cat "$work/err") in
	*run* | *KDIR=*) ;;
	*) problem "expected a remedy in the message, saw '$(cat "$work/err")'" ;;
	esac
}

not_loaded() {
	of_module=$(cut -d, -f 1,2 "$dir/schemes")
	unload_module || return
	lacking 'the module is not loaded' vmabench run
	expect_exit 0 vmabench list schemes --format csv
	expect_eq 'schemes and families without the module' "$of_module" \
		"$(cut -d, -f 1,2 "$work/out")"
	expect_has 'the note' 'the module is not loaded' "$(cat "$work/err")"
	expect_exit 3 vmabench doctor
	expect_has 'doctor' 'the module is not loaded' "$(cat "$work/out")"
	# What needs no module works without.
	expect_exit 0 vmabench list knobs
	expect_exit 2 vmabench run --readers nonsense
	load_module
}

no_debugfs() {
	umount /sys/kernel/debug || problem 'expected debugfs to be unmounted, it is busy' || return
	lacking 'debugfs is not mounted' vmabench run
	command=$(sed -n 's/.*run: \(mount .*\)$/\1/p' "$work/err")
	if [ -z "$command" ]; then
		problem 'expected a mount command in the message, saw none'
		command='mount -t debugfs none /sys/kernel/debug'
	fi
	$command || problem "expected '$command' to work, it did not"
	[ -d "$dir" ] || problem "expected the module's files after '$command', saw none"
}

not_root() {
	if ! command -v setpriv >/dev/null 2>&1; then
		skip_test 'there is no setpriv here'
		return
	fi
	# Who is not root may not even enter the folder the driver is in.
	cp "$(command -v vmabench)" /tmp/vmabench
	chmod 755 /tmp/vmabench
	set -- setpriv
	# Of the two setprivs only the greater one can do this.
	[ ! -x /usr/bin/setpriv ] || set -- /usr/bin/setpriv
	lacking 'only root' "$@" --reuid 65534 --regid 65534 --clear-groups /tmp/vmabench run
	expect_exit 0 "$@" --reuid 65534 --regid 65534 --clear-groups /tmp/vmabench list knobs
	if "$@" --reuid 65534 --regid 65534 --clear-groups cat "$dir/status" >"$work/out" 2>&1; then
		problem 'expected status to be closed to all but root, it could be read'
	fi
	rm -f /tmp/vmabench
}

usage() {
	expect_exit 2 vmabench || return
	expect_exit 2 vmabench nonsense || return
	expect_exit 2 vmabench run --nonsense || return
	expect_exit 2 vmabench run --format nonsense || return
	expect_exit 2 vmabench run --repeat 0 || return
	expect_exit 0 vmabench --help || return
	expect_exit 0 vmabench run --help || return
	for knob in $(sed '1d;s/,.*//' "$dir/knobs.csv" | tr _ -); do
		expect_has 'vmabench run --help' "--$knob=" "$(cat "$work/out")" || return
	done
	expect_exit 0 vmabench --version || return
	expect_has 'vmabench --version' "$(sed -n 's/^module=//p' "$dir/version")" "$(cat "$work/out")"
}

# model_refused STATUS TEXT KNOB=VALUE...: debugfs and driver refuse the knobs, no
# run starts, and the next run is good.
model_refused() {
	expected=$1
	text=$2
	shift 2
	set_knobs "$@" || return
	run_id=$(status_of run_id)
	state=$(status_of state)
	for order in run arm; do
		! control "$order" || problem "expected '$order' ($*) to be refused, it was accepted" || return
		expect_has 'error' "$text" "$(status_of error)" || return
		expect_eq 'run_id and state' "$run_id $state" "$(status_of run_id) $(status_of state)" || return
	done
	message=$(status_of error)
	options=
	for pair in "$@"; do
		options="$options --$(echo "${pair%%=*}" | tr _ -)=${pair#*=}"
	done
	# shellcheck disable=SC2086 # a list of options
	expect_exit "$expected" vmabench run $options --warmup-ms 20 --duration-ms 100 --no-events --output "$work/report" || return
	# A figure such as the memory that is left may differ.
	expect_has 'the message' "$text" "$(cat "$work/err")" || return
	expect_eq 'files in the run folder' '' "$(find "$work/report" -name '*.csv' 2>/dev/null)" || return
	no_threads || problem 'expected no thread of the module, saw one' || return
	run scheme=vm_refcnt write_op=mixed volatile_pct=50 && expect_valid
}

# foreign_knob KNOB=VALUE SCHEME...: all other schemes refuse the knob and name a
# scheme that has it. The first of them is tried through the driver too.
foreign_knob() {
	pair=$1
	shift
	knob=${pair%%=*}
	first=
	for scheme in $(schemes kernel fault model); do
		case " $* " in
		*" $scheme "*) continue ;;
		esac
		first=${first:-$scheme}
		set_knobs scheme="$scheme" "$pair" || return
		! control run || problem "expected $pair to be refused by $scheme, it was accepted" || return
		expect_has error "$knob: scheme $scheme has no such knob" "$(status_of error)" || return
		expect_has error "$1" "$(status_of error)" || return
	done
	model_refused 2 "$knob: scheme $first has no such knob" scheme="$first" "$pair" || return
	run scheme="$1" "$pair" && expect_valid
}

foreign_index() {
	model_refused 2 'index: scheme find_vma cannot walk the tree of rbtree; give maple, or native' \
		scheme=find_vma index=rbtree || return
	model_refused 2 'index: scheme null walks nothing; give native' scheme=null index=maple || return
	for scheme in $(schemes kernel); do
		set_knobs scheme="$scheme" index=rbtree || return
		! control run || problem "expected the rbtree to be refused by $scheme, it was accepted" || return
		expect_has error "index: scheme $scheme " "$(status_of error)" || return
	done
	run scheme=rcu_walk index=maple && expect_valid
}

available_kb() {
	awk '$1 == "MemAvailable:" { print $2 }' /proc/meminfo
}

# VMAs without pages take memory, too.
plain_vmas() {
	saved=$(cat /proc/sys/vm/max_map_count)
	echo 9000000 >/proc/sys/vm/max_map_count
	model_refused 3 'vmas: 4000000 VMAs with 0 pages each take up to 1953 MB' scheme=find_vma vmas=4000000
	plain=$?
	echo "$saved" >/proc/sys/vm/max_map_count
	return $plain
}

# With so much memory in use that the largest number of VMAs does not fit.
more_than_memory() {
	if [ "$(available_kb)" -gt 3000000 ]; then
		skip_test 'this machine has too much memory for that'
		return
	fi
	fallocate -l $((($(available_kb) - 1000000) * 1024)) /dev/shm/vmabench-e2e ||
		problem 'expected memory for a file in /dev/shm, there is none' || return
	model_refused 3 'more than three quarters of the memory' scheme=vm_refcnt vmas=4000000 &&
		expect_has 'the message' '; give at most ' "$message" &&
		plain_vmas
	rm -f /dev/shm/vmabench-e2e
}

more_pages() {
	[ "$(available_kb)" -lt $((128 * 1024 * 1024)) ] || { skip_test 'there is memory for 60,000 VMAs of 2 MB' && return; }
	model_refused 3 'vmas: 60000 VMAs with 512 pages each take up to 120234 MB' \
		scheme=find_vma vmas=60000 vma_pages=512 populate=1
}

run_test 'the module is not loaded' not_loaded
run_test 'debugfs is not mounted' no_debugfs
run_test 'not root' not_root
run_test 'usage' usage
models=$(schemes model)
# shellcheck disable=SC2086 # a list of schemes
run_test 'fallback for what is no model' foreign_knob fallback=1 $models
run_test 'as_posted for others' foreign_knob as_posted=1 rcu_refcount
run_test 'detach for others' foreign_knob detach=hole_punch vm_refcnt
run_test 'ref_limit for others' foreign_knob ref_limit=100 vm_refcnt
run_test 'lock_placement for others' foreign_knob lock_placement=separate vm_lock
run_test 'fence for others' foreign_knob fence=writer hazptr hazptr_percpu percpu_count
run_test 'spaces for others' foreign_knob spaces=2 vm_refcnt
# shellcheck disable=SC2046 # lists of schemes
{
	run_test 'backing for models' foreign_knob backing=shmem $(schemes kernel fault)
	run_test 'populate for others' foreign_knob populate=1 $(schemes kernel)
}
run_test 'touch for others' foreign_knob touch=read page_fault
run_test 'fault_lock for others' foreign_knob fault_lock=mmap page_fault
run_test 'page faults in a walk' model_refused 2 'read_op: scheme page_fault touches a page at a time; give lookup' \
	scheme=page_fault read_op=iterate
run_test 'page faults by zipf' model_refused 2 'access: scheme page_fault touches each page once, and zipf' \
	scheme=page_fault access=zipf
run_test 'page faults of more readers than pages' model_refused 2 \
	'vma_pages: each of 2 readers touches pages of its own, group=2 at a time, and a VMA has 3; give at least 4' \
	scheme=page_fault readers=2 group=2 vma_pages=3 access=hot
run_test 'page faults of groups' model_refused 2 'group: 9 lookups timed together need as many pages of each reader, which has 8; give at most that' \
	scheme=page_fault readers=2 group=9 vmas=8 vma_pages=2 access=own volatile_pct=100
run_test 'page faults with a rate' model_refused 2 'read_rate: scheme page_fault zaps the page after each lookup' \
	scheme=page_fault read_rate=100
run_test 'page faults of files that are mapped again' model_refused 2 'backing: with shmem and write_op=mixed some files' \
	scheme=page_fault backing=shmem write_op=mixed writers=1
run_test 'read faults of files that others have' model_refused 2 'access: a fault of thp, or a read fault of a file, maps pages around it' \
	scheme=page_fault touch=read backing=file access=uniform
run_test 'more pages than memory' more_pages
run_test 'a tree that a scheme cannot walk' foreign_index
run_test 'more VMAs than memory' more_than_memory
run_test 'two spaces and nothing unmapped' model_refused 2 'spaces: with 2 a VMA moves when it is unmapped, and write_op=split' \
	scheme=vm_refcnt spaces=2 write_op=split
for scheme in $models; do
	run_test "a span longer than the arena, $scheme" model_refused 2 'write_span: 9 slots are more than the 8 of vmas' \
		scheme="$scheme" vmas=8 write_span=9 volatile_pct=100
done
end_of_tests
