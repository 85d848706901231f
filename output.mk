# SPDX-License-Identifier: GPL-2.0-only
# The output directory, shared by Makefile and user/Makefile: make it absolute,
# and refuse one that could mix up output and sources.

.DEFAULT_GOAL := all

one_path = $(if $(filter-out 1,$(words $($(1)))),$(error $(1)='$($(1))' is not a single path without spaces: give another))

$(call one_path,CURDIR)
$(call one_path,O)
top := $(abspath $(dir $(lastword $(MAKEFILE_LIST))))
override O := $(abspath $(O))
marker := .vmabench-build

# build/ belongs to this tree: the scripts write there before make does.
# Anywhere else a directory with files in it must have our marker.
.PHONY: check_output output
check_output:
	@refuse() { \
		echo "vmabench: O=$(O) $$1: name a directory of its own, such as O=build" >&2; \
		exit 1; \
	}; \
	tree=$$(realpath -m "$(top)"); dir=$$(realpath -m "$(O)"); \
	case $$tree/ in \
	"$${dir%/}"/*) refuse "is the source tree or contains it" ;; \
	esac; \
	case $${dir#"$$tree"/}/ in \
	build/*) exit ;; \
	.*/* | module/* | user/* | scripts/* | results/* | doc/*) \
		refuse "lies among the sources" ;; \
	esac; \
	[ -e "$$dir/$(marker)" ] || [ -z "$$(ls -A "$$dir" 2>/dev/null)" ] || \
		refuse "was not made by this Makefile"

output: check_output
	@mkdir -p "$(O)" && : >"$(O)/$(marker)"
