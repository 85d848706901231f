#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# loaded.sh
#
# Says that another version than this one is loaded. Installing leaves it loaded, since a run may be on.
set -eu

version=$(sed -n 's/^#define VMB_VERSION "\(.*\)"/\1/p' "${0%/*}/../abi/version.h")
loaded=$(cat "${VMB_SYSROOT:-}/sys/module/vmabench/version" 2>/dev/null) || exit 0
[ "$loaded" != "$version" ] || exit 0
use=
[ "$(cat "${VMB_SYSROOT:-}/sys/module/vmabench/refcnt")" = 0 ] || use=' and in use; when the run has ended'
echo "vmabench: version $version is installed, but $loaded is loaded$use; run: rmmod vmabench && modprobe vmabench"
