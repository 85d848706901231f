# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with the other parts
# The plugin that counts what a guest executes (scripts/costs.d/count.c), built against the header of the QEMU that is
# installed. Debian does not package the header; it is in QEMU's source package.

# Prints the plugin, built when missing.
counts_plugin() (
	version=$(dpkg-query -W -f '${source:Version}' qemu-system-x86 2>/dev/null) ||
		die "counting takes Debian's package qemu-system-x86, which is not installed: run 'sudo scripts/setup lab' first"
	qemu-system-x86_64 -help | grep '^-plugin ' >/dev/null ||
		die "this QEMU has no plugins, with which instructions are counted: install Debian's qemu-system-x86"
	take_lock plugin
	header=$cache/qemu-$version/qemu-plugin.h
	[ -s "$header" ] || fetch_header "$version" "$header"
	if grep -q '<glib.h>' "$header" && ! pkg-config --exists glib-2.0; then
		die "the plugin of this QEMU includes glib.h: run 'apt-get install libglib2.0-dev'"
	fi
	plugin=$cache/qemu-$version/count-$(hash_of "$checkout"/scripts/costs.d/count.c "$checkout"/module/abi/{mark,operations}.h).so
	if [ ! -s "$plugin" ]; then
		rm -f "$cache/qemu-$version"/count-*.so
		# shellcheck disable=SC2046 # options of the compiler; the header of newer versions includes glib.h
		run_logged "$cache/qemu-$version/log" gcc -std=gnu11 -O2 -Wall -Wextra -fPIC -shared -I "${header%/*}" \
			$(pkg-config --cflags glib-2.0 2>/dev/null || true) -o "$plugin.new" "$checkout/scripts/costs.d/count.c" ||
			die "the plugin that counts does not build for QEMU $version: the lines above say why"
		mv "$plugin.new" "$plugin"
	fi
	printf '%s\n' "$plugin"
)

# fetch_header VERSION FILE: FILE from the source package of QEMU of this version.
fetch_header() (
	version=$1 header=$2 state=$cache/apt/sources

	say "fetching the source of QEMU $version for a header of it (once)"
	mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
	# shellcheck disable=SC2016 # $(...) is apt's own notation
	apt-get indextargets --format '$(IDENTIFIER) $(COMPONENT) $(REPO_URI) $(CODENAME)' 2>/dev/null |
		awk -v keyring="$keyring" '$1 == "Packages" && $2 == "main" {
			print "deb-src [signed-by=" keyring " check-valid-until=no]", $3, $4, "main" }' |
		sort -u >"$state/sources.list"
	# Not all of these are Debian's: those that fail do not matter if one has the package.
	run_logged "$state/log" suite_apt apt-get sources update </dev/null 2>/dev/null || true
	dir=$(mktemp -d "$state/qemu.XXXXXX")
	trap 'rm -rf "$dir"' EXIT
	(cd "$dir" && run_logged "$state/log" suite_apt apt-get sources source --download-only "qemu=$version" </dev/null) ||
		die "apt cannot fetch the source of QEMU $version, whose header counting takes: check that this machine reaches its package mirror"
	tarball=$(find "$dir" -name '*.orig.tar.*' ! -name '*.asc' | head -n 1)
	mkdir -p "${header%/*}"
	tar -C "$dir" --strip-components=3 -xf "$tarball" --wildcards '*/include/qemu/qemu-plugin.h' ||
		die "the source of QEMU $version has no include/qemu/qemu-plugin.h"
	mv "$dir/qemu-plugin.h" "$header"
)
