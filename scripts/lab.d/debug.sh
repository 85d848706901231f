# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with the other parts
# The newest 7.x kernel with the kernel's own checkers, under QEMU. See pc.config and debug.config.

# To be raised when entries made by an older version of this file will not do any more.
readonly debug_recipe=1

# Lines of both without which the lab is of no use; others may vanish from a newer kernel.
readonly debug_musts="SMP PREEMPT MODULES PER_VMA_LOCK DEBUG_FS KPROBES KASAN PROVE_LOCKING PROVE_RCU DEBUG_ATOMIC_SLEEP
	DEBUG_OBJECTS_RCU_HEAD DEBUG_KMEMLEAK UBSAN DEBUG_VM FAILSLAB KUNIT 9P_FS NET_9P_VIRTIO"

debug_key() {
	printf 'r%s.%s\n' "$debug_recipe" "$(hash_of "$parts/pc.config" "$parts/debug.config")"
}

debug_entry() {
	source_entry debug x86_64 'um|x86' arch/x86/boot/bzImage "$debug_musts" '' 8 pc.config
}
