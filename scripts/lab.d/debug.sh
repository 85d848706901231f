# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with the other parts
# The newest 7.x kernel with the kernel's own checkers: debug and kcsan under QEMU, kasan as a user process.

# To be raised when entries made by an older version of this file will not do any more.
readonly debug_recipe=1

# Lines without which these labs are of no use; others may vanish from a newer kernel.
readonly debug_musts="SMP PREEMPT MODULES PER_VMA_LOCK DEBUG_FS KASAN PROVE_LOCKING PROVE_RCU DEBUG_ATOMIC_SLEEP
	DEBUG_OBJECTS_RCU_HEAD DEBUG_KMEMLEAK UBSAN DEBUG_VM FAILSLAB KUNIT"
readonly kcsan_musts="SMP PREEMPT MODULES PER_VMA_LOCK DEBUG_FS KCSAN KCSAN_STRICT KUNIT 9P_FS NET_9P_VIRTIO"

debug_key() {
	printf 'r%s.%s\n' "$debug_recipe" "$(hash_of "$parts/pc.config" "$parts/debug.config" "$parts/debug.edits")"
}

kasan_key() {
	printf 'r%s.%s\n' "$debug_recipe" "$(hash_of "$parts/kasan.config" "$parts"/{uml,debug}.{config,edits})"
}

kcsan_key() {
	printf 'r%s.%s\n' "$debug_recipe" "$(hash_of "$parts/pc.config" "$parts/kcsan.config")"
}

debug_entry() {
	source_entry debug x86_64 'um|x86' arch/x86/boot/bzImage "$debug_musts KPROBES 9P_FS NET_9P_VIRTIO" 8 \
		pc.config debug.config debug.edits
}

kasan_entry() {
	source_entry kasan um 'um|x86' linux "$debug_musts HOSTFS SSL" 4 uml.config debug.config kasan.config uml.edits debug.edits
}

kcsan_entry() {
	source_entry kcsan x86_64 'um|x86' arch/x86/boot/bzImage "$kcsan_musts" 8 pc.config kcsan.config
}
