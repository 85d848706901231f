# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with the other parts
# Which accelerator QEMU guests get here: KVM, or emulation (TCG) with all CPUs in one thread or in one each.
# One each is quicker on several CPUs, but the emulator then races with kernels that patch their own code: a CPU may
# meet the breakpoint of a patch that is long done ("Oops: int3" at a static branch, also without any module loaded).

# A /dev/kvm that can be opened proves nothing: on some virtual machines ordinary guests hang in it. So one is booted
# for real, with a time limit, and the answer is kept for this machine, its kernel and this QEMU.
accelerator() {
	local entry=$1 key file

	if [ "$name" = arm64 ] || [ ! -r /dev/kvm ] || [ ! -w /dev/kvm ]; then
		printf 'tcg,thread=%s\n' "$opt_tcg"
		return
	fi
	key=$( (cat /etc/machine-id || true; uname -r; qemu-system-x86_64 --version) 2>/dev/null | sha256sum)
	file=$cache/kvm-${key:0:12}
	if [ ! -s "$file" ]; then
		say "trying whether KVM works here (at most 20 seconds, once)"
		if kvm_boots "$entry"; then
			echo kvm >"$file.$$"
		else
			echo tcg >"$file.$$"
		fi
		mv "$file.$$" "$file"
	fi
	if grep -qx kvm "$file"; then
		printf 'kvm\n'
	else
		printf 'tcg,thread=%s\n' "$opt_tcg"
	fi
}

# Boots the kernel with an init that only says a word.
kvm_boots() {
	local entry=$1 tree=$run_dir/kvm

	mkdir -p "$tree/dev"
	cp "$(command -v busybox)" "$tree/busybox"
	printf '#!/busybox sh\n/busybox mount -t devtmpfs none /dev\necho vmabench-lab: alive >/dev/console\n%s\n' \
		'/busybox reboot -f' >"$tree/init"
	chmod 755 "$tree/init"
	(cd "$tree" && find . | cpio --quiet -o -H newc) >"$run_dir/kvm.img"
	timeout -s KILL 20 setpriv --pdeathsig KILL qemu-system-x86_64 -nodefaults -no-user-config -no-reboot -display none \
		-machine q35 -accel kvm -cpu max -smp 2 -m 512M -kernel "$entry/kernel" -initrd "$run_dir/kvm.img" \
		-serial "file:$run_dir/kvm.out" -append 'console=ttyS0 panic=-1' </dev/null >/dev/null 2>&1 &&
		grep -q 'vmabench-lab: alive' "$run_dir/kvm.out"
}
