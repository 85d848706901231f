# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with the other parts
# What every part of the lab uses: messages, the cache, locks.

# Statuses of the lab itself; anything else is the command's own.
# They are documented in `scripts/lab --help`.
readonly EXIT_LAB=125 EXIT_LOG=99 EXIT_HANG=98 EXIT_BOOT=97 EXIT_MODULE=96

cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/vmabench
jobs=$(nproc)
readonly cache jobs

# Progress goes to stderr: stdout belongs to the command in the guest.
say() {
	printf 'lab: %s\n' "$*" >&2
}

# Ends the lab with its own status, so that a test can tell "the lab could not" from "the command failed".
die() {
	printf 'lab: %s\n' "$*" >&2
	exit "$EXIT_LAB"
}

# One word as a POSIX shell would have to read it, whatever is in it.
quote() {
	local word=$1
	printf "'%s'" "${word//\'/\'\\\'\'}"
}

# Holds one lock of the cache until the calling (sub)shell ends, so that two builders do not collide.
# Programs started meanwhile inherit it; they all end before we do.
take_lock() {
	local file=$cache/locks/$1 fd

	mkdir -p "$cache/locks" || die "the cache $cache cannot be written: set XDG_CACHE_HOME to a folder of yours"
	exec {fd}>"$file"
	if ! flock -n "$fd"; then
		say "waiting for another lab that builds $1"
		flock "$fd"
	fi
}

# A folder to make a cache entry in. It lies beside the entries, so that publish_entry can rename it; what a killed
# builder left is removed here. Call with the lock of NAME held.
new_entry() {
	local name=$1

	rm -rf --one-file-system "$cache/making/$name"
	mkdir -p "$cache/making/$name" "$cache/entries"
	printf '%s\n' "$cache/making/$name"
}

# Puts a finished entry into place in one step. `release`, written last, is what entry_good looks for.
publish_entry() {
	local name=$1 entry=$2 release=$3

	[ -s "$cache/making/$name/kernel" ] || die "the $name kernel came out empty: remove $cache and try again"
	printf '%s\n' "$release" >"$cache/making/$name/release"
	rm -rf --one-file-system "$cache/entries/$entry"
	mv "$cache/making/$name" "$cache/entries/$entry"
}

entry_good() {
	[ -s "$1/release" ] && [ -s "$1/kernel" ]
}

# The newest good entry called NAME-VERSION-KEY, or nothing.
find_entry() {
	local name=$1 key=$2 dir found=''

	[ -d "$cache/entries" ] || return 1
	while IFS= read -r dir; do
		entry_good "$dir" && found=$dir
	done < <(find "$cache/entries" -mindepth 1 -maxdepth 1 -name "$name-*-$key" | sort -V)
	[ -n "$found" ] && printf '%s\n' "$found"
}

# Old entries of NAME are of no use once a newer one is there, and they are big.
drop_other_entries() {
	local name=$1 keep=$2 dir

	for dir in "$cache/entries/$name"-*; do
		[ "$dir" = "$keep" ] || rm -rf --one-file-system "$dir"
	done
}

# A short hash of what an entry is made from.
hash_of() {
	cat -- "$@" | sha256sum | cut -c1-12
}

# Runs a long command with its output in a log; on failure shows the log's end, which is where the reason is.
run_logged() {
	local log=$1
	shift

	if ! ("$@") >"$log" 2>&1; then
		tail -n 20 "$log" >&2
		return 1
	fi
}

need_program() {
	local program=$1

	command -v "$program" >/dev/null 2>&1 ||
		die "'$program' is not installed here: run 'sudo scripts/setup${2:+ $2}' first"
}
