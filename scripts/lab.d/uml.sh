# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with the other parts
# User Mode Linux: the newest 7.x kernel as an ordinary process, built with gcc or clang. See uml.config and uml.edits.

# To be raised when entries made by an older version of this file will not do any more.
readonly uml_recipe=1

# Lines of uml.config without which the lab is of no use; others may vanish from a newer kernel.
readonly uml_musts="SMP PREEMPT MODULES MODULE_UNLOAD PER_VMA_LOCK HOSTFS DEBUG_FS KUNIT SSL BLK_DEV_INITRD"

# What make is told of the compiler; for modules module/probe/compiler.sh finds it out.
readonly clang_make=LLVM=-19

uml_key() {
	printf 'r%s.%s\n' "$uml_recipe" "$(hash_of "$parts/uml.config" "$parts/uml.edits")"
}

uml_entry() {
	source_entry uml um 'um|x86' linux "$uml_musts" 2 uml.config uml.edits
}

clang_key() {
	printf '%s.%s\n' "${clang_make#LLVM=-}" "$(uml_key)"
}

clang_entry() {
	need_program clang-19 clang
	need_program ld.lld-19 clang
	source_entry clang um 'um|x86' linux "$uml_musts CC_IS_CLANG" 4 uml.config uml.edits
}

signed_key() {
	printf '%s.%s\n' "$(hash_of "$parts/signed.config")" "$(uml_key)"
}

signed_entry() {
	source_entry signed um 'um|x86' linux "$uml_musts MODULE_SIG_FORCE" 3 uml.config signed.config uml.edits
}

# sign_module ENTRY MODULE: with the key that the kernel of the lab signed was built with.
sign_module() {
	"$1/tree/scripts/sign-file" sha512 "$1/certs/signing_key.pem" "$1/certs/signing_key.x509" "$2"
}
