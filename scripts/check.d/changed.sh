# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # checkout comes from check
# Which groups a change touches.

# What --changed runs for a file: pattern | groups, or all. The first that fits counts.
touched='README.md|doc/*|*.md | static
module/abi/*|Makefile|output.mk|scripts/check|scripts/check.d/*|scripts/common.sh | all
module/tests/* | static kunit
module/litmus/* | static
module/*|Kbuild | static kunit costs uml 6.1 6.12 7.x
user/tests/* | static user
user/output/*|user/*report* | static user page uml
user/* | static user uml 6.12
scripts/lab|scripts/lab.d/* | static lab uml 6.12
scripts/costs*|scripts/claims/costs.csv | static costs
scripts/e2e/* | static uml 6.1 6.12 7.x
scripts/claims/*|scripts/jobs/*|scripts/lkp/*|scripts/kselftest/* | static user uml
results/reference/* | static user
* | static'

# Print the files that differ from where this branch left a commit.
changed_files() {
	local base

	base=$(git -C "$checkout" merge-base "$1" HEAD 2>/dev/null) || {
		say "--changed: there is no commit '$1' that this branch comes from; give a branch or commit, such as main"
		return 1
	}
	git -C "$checkout" diff --name-only "$base" --
	git -C "$checkout" ls-files --others --exclude-standard
}

# Print the groups of the files on stdin.
groups_touched() {
	local file patterns pattern of

	while IFS= read -r file; do
		while IFS='|' read -r -a patterns; do
			of=${patterns[-1]}
			unset 'patterns[-1]'
			for pattern in "${patterns[@]}"; do
				# shellcheck disable=SC2053 # a pattern
				[[ $file == ${pattern% } ]] && tr ' ' '\n' <<<"${of# }" && continue 3
			done
		done <<<"$touched"
	done | sed "s/^all$/${all_groups// /\\n}/" | sort -u
}
