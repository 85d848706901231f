# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Completion for bash: commands, options and values, as the driver prints them (lib/cli.h).

_vmabench() {
	local cur=${2#=} option=$3 lines='' name='' kind='' words=''

	[ "$option" != = ] || option=${COMP_WORDS[COMP_CWORD - 2]}
	if [ "$COMP_CWORD" -eq 1 ]; then
		words="$("$1" --words 2>/dev/null) --help --version"
	else
		lines=$("$1" "${COMP_WORDS[1]}" --words 2>/dev/null)
		while read -r name kind words && [ "$name" != "${option//_/-}" ]; do :; done <<<"$lines"
		case $option:$kind in
		--scheme:* | --schemes:* | --control:*)
			words=$("$1" list schemes --format csv 2>/dev/null | sed 1d | cut -d , -f 1,2 | tr , '\n' | sort -u) ;;
		--events:*) words=$("$1" list events --format csv 2>/dev/null | sed 1d | cut -d , -f 1) ;;
		*:?*) ;;
		*)
			kind=$(sed -n 's/^: //p' <<<"$lines")
			case $cur:$kind in
			-*) kind='' words="$(grep -o '^-[^ ]*' <<<"$lines") --help" ;;
			*:[a-z]*) words=$kind ;;
			*:?*) kind=FILE ;;
			esac
			;;
		esac
	fi
	case $kind in
	DIR | FOLDER) mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
	FILE) mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
	*)
		# A value can be a list.
		mapfile -t COMPREPLY < <(compgen -P "${cur%"${cur##*,}"}" -W "$words" -- "${cur##*,}")
		return
		;;
	esac
	compopt -o filenames 2>/dev/null
}
complete -F _vmabench vmabench
