# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with the other parts
# Packages from the mirror this machine already uses, also from newer suites of it, without touching the machine's own
# apt: lists and downloads lie in the cache.

readonly newer_suites="trixie trixie-backports forky sid"
readonly keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# apt with state of its own. $1 is the suite ("own" = the machine's own sources, "own-arm64" = the same for arm64), the
# rest an apt command.
suite_apt() {
	local program=$1 suite=$2 state=$cache/apt/$2
	shift 2

	set -- -o Dir::State::Lists="$state/lists" -o Dir::Cache="$state/cache" -o Dir::State::Status=/dev/null -o APT::Sandbox::User="$(id -un)" \
		-o Acquire::Check-Valid-Until=false -o Acquire::Languages=none -o Acquire::Retries=2 \
		-o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o Debug::NoLocking=1 "$@"
	if [ "$suite" = own-arm64 ]; then
		set -- -o APT::Architecture=arm64 -o APT::Architectures=arm64,amd64 "$@"
	elif [ "$suite" != own ]; then
		set -- -o Dir::Etc::SourceList="$state/sources.list" -o Dir::Etc::SourceParts=/dev/null "$@"
	fi
	"$program" "$@"
}

# The address of the machine's own Debian mirror, from whatever form its sources have.
own_mirror() {
	local codename uri

	# shellcheck disable=SC1091 # a file of the machine
	codename=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
	# shellcheck disable=SC2016 # $(...) is apt's own notation
	uri=$(apt-get indextargets --format '$(CODENAME)|$(COMPONENT)|$(CREATED_BY)|$(REPO_URI)' 2>/dev/null |
		awk -F'|' -v c="$codename" '$1 == c && $2 == "main" && $3 == "Packages" && !n++ { print $4 }')
	[ -n "$uri" ] || die "apt knows no Debian mirror for '$codename': run 'apt-get update' as root first"
	printf '%s\n' "$uri"
}

# A source entry for another suite of the same mirror.
suite_entry() {
	local suite=$1 mirror
	mirror=$(own_mirror)

	printf 'deb [signed-by=%s check-valid-until=no] %s %s main\n' "$keyring" "$mirror" "$suite"
}

# Brings a suite's lists, at most once in 12 hours; fails when the mirror does not have the suite.
fetch_lists() {
	local suite=$1 state=$cache/apt/$1

	mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
	[ -z "$(find "$state/fetched" -mmin -720 2>/dev/null)" ] || return 0
	if [[ $suite != own* ]]; then
		suite_entry "$suite" >"$state/sources.list"
	fi
	if ! run_logged "$state/log" suite_apt apt-get "$suite" update </dev/null 2>/dev/null; then
		[[ $suite = own* ]] || return 1
	fi
	touch "$state/fetched"
}

# Prints "VERSION PACKAGE SUITE" of the highest package whose name matches the regex, over the suites given.
newest_package() {
	local regex=$1 suite
	shift

	for suite in "$@"; do
		fetch_lists "$suite" || continue
		suite_apt apt-cache "$suite" dumpavail | awk -v re="^($regex)\$" -v suite="$suite" '
			/^Package: / { name = $2 }
			/^Version: / && name ~ re { print $2, name, suite }'
	done | sort -k1,1V | tail -n 1
}

# Downloads packages of a suite into the folder given; the versions come out of one suite and so fit together.
download() {
	local suite=$1 into=$2
	shift 2

	mkdir -p "$into"
	(cd "$into" && run_logged "$into/log" suite_apt apt-get "$suite" download "$@" </dev/null) ||
		die "apt could not download $*: check that this machine reaches its package mirror"
}

# Names of the packages a package depends on that match the regex (the image, its modules and headers are split).
dependencies() {
	local suite=$1 package=$2 regex=$3

	suite_apt apt-cache "$suite" show --no-all-versions "$package" |
		sed -n 's/^Depends: //p' | tr ',|' '\n' | awk '{ print $1 }' | grep -Ex "$regex" | sort -u || true
}
