#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# features.sh KDIR OUT [ARCH=arch] [LLVM=...|CC=...]
#
# Finds out what the kernel in KDIR has and writes OUT/include/vmb_features.h:
#   VMB_HAVE_X      1 if tests/x.c compiles against it, else 0
#   VMB_EXPORTED_X  1 if modules may link to the symbol x, else 0
# All tests are compiled in one call.  Warnings are left alone, so that a stray
# one does not turn into "the kernel has no such thing".
set -eu
unset MAKEFLAGS MFLAGS MAKELEVEL

kdir=$1 out=$2
shift 2
here=$(dirname "$0")
header=$out/include/vmb_features.h
exports='lock_vma_under_rcu lock_next_vma sys_munmap sys_mprotect sys_madvise sysctl_max_map_count os_read_file'

[ -e "$kdir/Module.symvers" ] || {
	echo "vmabench: no Module.symvers in $kdir: build that kernel first, or install its headers" >&2
	exit 3
}

# Asked before, and nothing has changed since?
stamp=$out/include/.features
key=$(printf '%s\n' "$kdir" "$@"; cat "$here"/features.sh \
	"$here"/tests/*.c "$kdir"/Module.symvers "$kdir"/.config | cksum)
if [ -e "$header" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$key" ]; then
	exit 0
fi

work=$out/probe
rm -rf "$work"
mkdir -p "$work"
objects=
for test in "$here"/tests/*.c; do
	name=$(basename "$test" .c)
	cp "$test" "$work/"
	objects="$objects $name.o"
done
cat > "$work/Kbuild" <<KBUILD
obj-m :=$objects
ccflags-y := -Wno-error -Werror=implicit-function-declaration
ccflags-y += -Werror=incompatible-pointer-types -Werror=int-conversion
KBUILD

# A test that does not compile is an answer; one that must compile tells a
# missing feature from a compiler that does not work at all.
printf '#include <linux/module.h>\nint vmb_probe;\n' > "$work/sane.c"
sed -i '1s/$/ sane.o/' "$work/Kbuild"
# shellcheck disable=SC2086
make -k -C "$kdir" M="$work" "$@" sane.o $objects \
	> "$work/log" 2>&1 || :
[ -e "$work/sane.o" ] || {
	echo "vmabench: cannot compile for the kernel in $kdir:" >&2
	tail -n 5 "$work/log" >&2
	exit 3
}

{
	echo '/* Made by module/probe/features.sh from the kernel built for. */'
	for object in $objects; do
		name=$(echo "${object%.o}" | tr a-z A-Z)
		[ -e "$work/$object" ] && has=1 || has=0
		echo "#define VMB_HAVE_$name $has"
	done
	for symbol in $exports; do
		# Fields: CRC, symbol, file, kind, namespace.  An export to
		# named modules only has a namespace, and is not for us.
		has=$(awk -F '\t' -v s="$symbol" \
			'$2 == s && $5 == "" { n = 1 } END { print n + 0 }' \
			"$kdir/Module.symvers")
		echo "#define VMB_EXPORTED_$(echo "$symbol" | tr a-z A-Z) $has"
	done
} > "$header.new"
mv "$header.new" "$header"
echo "$key" > "$stamp"
