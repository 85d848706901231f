# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with the other parts
# One run of one guest: its private folder, its start, its time limits, and its end whatever happens.

# The state of this run; several labs may run at once, so nothing of it has a fixed name.
run_dir='' guest_pid='' alive='' judged=no tail_pids=() saved_tty=''

# Called at every end of the lab, also by Ctrl-C and SIGTERM: nothing is left running or lying about.
clean_up() {
	local status=$? pid

	trap '' INT TERM HUP
	[ -z "$guest_pid" ] || kill_guest
	for pid in "${tail_pids[@]}"; do
		kill "$pid" 2>/dev/null || true
	done
	[ -z "$saved_tty" ] || stty "$saved_tty" </dev/tty 2>/dev/null || true
	[ -z "$run_dir" ] || rm -rf "$run_dir"
	# A step of our own that failed must not pass for a failure of the command.
	if [ "$judged" = no ] && [ "$status" -lt 128 ]; then
		exit "$EXIT_LAB"
	fi
}

# The guest leads its own process group (setsid), which holds all processes that it starts.
kill_guest() {
	kill -KILL -- "-$guest_pid" 2>/dev/null || true
	kill -KILL "$guest_pid" 2>/dev/null || true
	guest_ends_within 5 || true
	guest_pid=
}

# What labs that were killed outright left behind goes as well: such a folder's name ends in a process that is no more.
make_run_dir() {
	local old

	for old in "${TMPDIR:-/tmp}"/vmabench-lab.*; do
		if [ -O "$old" ] && [ -d "$old" ] && ! kill -0 "${old##*.}" 2>/dev/null; then
			rm -rf "$old"
		fi
	done
	run_dir=$(mktemp -d --suffix=".$$" "${TMPDIR:-/tmp}/vmabench-lab.XXXXXX") ||
		die "no temporary folder can be made in ${TMPDIR:-/tmp}: set TMPDIR to one that can be written"
	mkdir -p "$run_dir/share/bin" "$run_dir/initrd/lab/modules"
	touch "$run_dir/console" "$run_dir/stderr" "$run_dir/share/stdout" "$run_dir/share/stderr"
}

# The guest gets its own copies, so that a build that goes on meanwhile does not change them under it.
put_products() {
	local out=$1

	cp "$out/vmabench.ko" "$run_dir/share/"
	[ "$name" != signed ] || sign_module "$(cat "$out/.kernel")" "$run_dir/share/vmabench.ko"
	if [ "$name" = arm64 ]; then
		cp "$out/vmabench" "$run_dir/share/bin/"
	else
		cp "$checkout/build/vmabench" "$run_dir/share/bin/"
	fi
}

put_command() {
	local word

	printf 'exec'
	for word in "$@"; do
		printf ' %s' "$(quote "$word")"
	done
	printf '\n'
}

# /lab/env of the guest. The two lines for output are files of the shared folder in qemu; uml writes shared files back
# late, so there they are serial lines whose other ends are the same files.
put_env() {
	local kind=$1 stdout=/lab/run/stdout stderr=/lab/run/stderr tty=/dev/ttyS0 ro=cache=loose

	if [ "$kind" = uml ]; then
		stdout=/dev/ttyS1 stderr=/dev/ttyS2 tty=/dev/tty0 ro=
	elif [ "$name" = arm64 ]; then
		tty=/dev/ttyAMA0
	fi
	cat <<-END
		lab_kind=$kind
		lab_name=$(quote "$name")
		lab_checkout=$(quote "$checkout")
		lab_run=$(quote "$run_dir/share")
		lab_insmod=$opt_insmod
		lab_interactive=$opt_interactive
		lab_stdout=$stdout
		lab_stderr=$stderr
		lab_tty=$tty
		lab_term=$(quote "${TERM:-dumb}")
		lab_ro=$ro
	END
}

make_initrd() {
	local entry=$1 tree=$run_dir/initrd

	if [ "$name" = arm64 ]; then
		cp "$entry/userland/bin/busybox" "$tree/lab/busybox"
	else
		cp "$(command -v busybox)" "$tree/lab/busybox"
	fi
	cp "$parts/init" "$tree/init"
	chmod 755 "$tree/init"
	cp "$entry/config" "$tree/lab/config"
	if [ -d "$entry/boot-modules" ]; then
		cp "$entry"/boot-modules/*.ko "$tree/lab/modules/"
	fi
	[ -z "$opt_ssh" ] || cp "$entry"/net-modules/*.ko "$tree/lab/modules/"
	put_env "$kind" >"$tree/lab/env"
	if [ "$opt_interactive" = yes ]; then
		stty size </dev/tty 2>/dev/null | awk '$1 > 0 { print "rows", $1, "cols", $2 }' >"$tree/lab/size" || true
	fi
	(cd "$tree" && find . | cpio --quiet -o -H newc) >"$run_dir/initrd.img"
	rm -rf "$tree"
}

# A folder for the guest's memory file: real memory where there is enough of it.
memory_dir() {
	local need free

	need=$(numfmt --from=iec "$opt_mem")
	free=$(df -B1 --output=avail /dev/shm 2>/dev/null | tail -n 1)
	if [ "${free:-0}" -gt "$need" ]; then
		printf '/dev/shm\n'
	else
		printf '%s\n' "$run_dir"
	fi
}

# Sets `guest` to the command line that starts the guest.
uml_command() {
	local entry=$1 console=null,fd:1

	[ "$opt_interactive" = no ] || console=fd:0,fd:1
	# shellcheck disable=SC2054 # the commas are uml's
	guest=(env "TMPDIR=$(memory_dir)" "$entry/kernel" "mem=$opt_mem" "ncpus=$opt_cpus" seccomp=on noreboot
		"uml_dir=$run_dir/" "initrd=$run_dir/initrd.img" con=null "con0=$console"
		ssl=null ssl1=null,fd:5 ssl2=null,fd:6 panic=-1)
}

qemu_command() {
	local entry=$1 root=/ accel machine=(qemu-system-x86_64 -machine q35 -cpu max) console=ttyS0

	# The standard algorithm of pointer authentication takes long to emulate.
	if [ "$name" = arm64 ]; then
		root=$entry/userland console=ttyAMA0
		machine=(qemu-system-aarch64 -machine "virt,gic-version=3" -cpu "max,pauth-impdef=on")
	fi
	accel=tcg,thread=single
	[ -n "$opt_counts" ] || accel=$(accelerator "$entry")
	# shellcheck disable=SC2054 # the commas are qemu's
	guest=("${machine[@]}" -nodefaults -no-user-config -no-reboot -display none
		-accel "$accel" -smp "$opt_cpus,sockets=$nodes_with_cpus" -m "$opt_mem"
		-kernel "$entry/kernel" -initrd "$run_dir/initrd.img" -device virtio-rng-pci)
	if [ "$opt_interactive" = yes ]; then
		guest+=(-serial stdio)
	else
		guest+=(-serial "file:$run_dir/console")
	fi
	if [ -n "$opt_counts" ]; then
		guest+=(-plugin "$plugin,out=${opt_counts//,/,,}")
		append+=(nokaslr)
		# Time goes by instructions: no interrupt comes because the emulator is slow. 6.1 waits for ever for its second
		# CPU then, in QEMU 7.2.
		[ "$name" = 6.1 ] || guest+=(-icount "shift=0,sleep=off")
	fi
	add_nodes
	share_in host "$root" ,readonly=on,multidevs=remap
	# The checkout is not below the root of arm64 programs.
	[ "$name" != arm64 ] || share_in checkout "$checkout" ,readonly=on,multidevs=remap
	share_in results "$checkout/results" ''
	share_in run "$run_dir/share" ''
	[ -z "$opt_ssh" ] ||
		guest+=(-netdev "user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:$opt_ssh-:22" -device "virtio-net-pci,netdev=net")
	append+=("console=$console" panic=-1 printk.devkmsg=on log_buf_len=8M oops=panic net.ifnames=0)
}

# Nodes with CPUs have a socket each.
add_nodes() {
	local i bytes memory socket=0

	[ "${#nodes[@]}" -gt 1 ] || return 0
	bytes=$(($(numfmt --from=iec "$opt_mem") / nodes_with_memory))
	for i in "${!nodes[@]}"; do
		memory=
		if [ "${nodes[i]}" != cpus ]; then
			memory=,memdev=node$i
			guest+=(-object "memory-backend-ram,id=node$i,size=$bytes")
		fi
		guest+=(-numa "node,nodeid=$i$memory")
		if [ "${nodes[i]}" != memory ]; then
			guest+=(-numa "cpu,node-id=$i,socket-id=$socket")
			socket=$((socket + 1))
		fi
	done
}

share_in() {
	local tag=$1 path=${2//,/,,} options=$3

	guest+=(-fsdev "local,id=$tag,path=$path,security_model=none$options"
		-device "virtio-9p-pci,fsdev=$tag,mount_tag=$tag")
}

# Starts the guest in its own process group; should this shell be killed outright, the guest goes with it.
start_guest() {
	local entry=$1 append=() words

	guest=()
	case $kind in
	uml) uml_command "$entry" ;;
	*) qemu_command "$entry" ;;
	esac
	# SLUB keeps pointers to objects it has handed out in sheaves, where kmemleak sees them: few leaks would be found.
	# Caches with debugging have no sheaves. UML has no memset() that KASAN does not look at, for red zones and owners.
	case $name in
	debug) append+=(slab_debug=FZU) ;;
	kasan) append+=(slab_debug=F) ;;
	esac
	read -ra words <<<"$opt_append" || true
	append+=("${words[@]}")
	if [ "$kind" = uml ]; then
		guest+=("${append[@]}")
	else
		guest+=(-append "${append[*]}")
	fi
	make_life_line
	if [ "$opt_interactive" = yes ]; then
		saved_tty=$(stty -g </dev/tty)
		stty raw -echo </dev/tty
		setpriv --pdeathsig KILL "${guest[@]}" </dev/tty >/dev/tty \
			2>>"$run_dir/stderr" 5>>"$run_dir/share/stdout" 6>>"$run_dir/share/stderr" &
	else
		setsid setpriv --pdeathsig KILL "${guest[@]}" </dev/null >>"$run_dir/console" \
			2>>"$run_dir/stderr" 5>>"$run_dir/share/stdout" 6>>"$run_dir/share/stderr" &
	fi
	guest_pid=$!
	# Not a job any more, or the shell would tell how it ended; the life line tells us.
	disown "$guest_pid"
	exec 7>&-
	if [ "$opt_interactive" = no ] && [ "$opt_kunit" = no ]; then
		follow "$run_dir/share/stdout" 1
		follow "$run_dir/share/stderr" 2
	fi
}

# A pipe whose writing end only the guest's processes hold: when it ends, the last of them has. So waiting for the
# guest with a time limit is one read, without a process that polls while the guest measures.
make_life_line() {
	local both

	mkfifo "$run_dir/alive"
	# shellcheck disable=SC2094 # it is a pipe
	exec {both}<>"$run_dir/alive" {alive}<"$run_dir/alive" 7>"$run_dir/alive"
	exec {both}>&-
}

# True when the guest has ended, false when it still runs after so many seconds.
guest_ends_within() {
	local status=0

	read -r -t "$1" -u "$alive" _ || status=$?
	[ "$status" -le 128 ]
}

# Passes on what the command writes, as it comes, until the guest has ended.
follow() {
	tail -c +1 -s 0.1 -f --pid="$guest_pid" "$1" 1>&"$2" 2>/dev/null &
	tail_pids+=("$!")
}

# Waits until the guest has ended or a limit has passed; sets `ended` to yes, boot or hang.
watch_guest() {
	local boot_end=$((SECONDS + boot_limit))

	ended=yes
	until [ -e "$run_dir/share/started" ]; do
		if guest_ends_within 0.1; then
			wait_for_tails
			return
		fi
		if [ "$SECONDS" -ge "$boot_end" ]; then
			ended=boot
			kill_guest
			wait_for_tails
			return
		fi
	done
	if ! guest_ends_within "$opt_timeout"; then
		ended=hang
		kill_guest
	fi
	wait_for_tails
}

# The last output must be out before the lab ends.
wait_for_tails() {
	local pid

	guest_pid=
	for pid in "${tail_pids[@]}"; do
		wait "$pid" || true
	done
	tail_pids=()
}
