# SPDX-License-Identifier: GPL-2.0-only
# Do the reports of one run agree with each other? Prints the first
# disagreement; nothing if there is none.
#
# awk -f consistent.awk summary.csv threads.csv histogram.csv timeline.csv
# None of the cells used here has a comma in it.

function complain(text)
{
	if (!said)
		print text
	said = 1
}

function same(what, expected, seen)
{
	if (expected + 0 != seen + 0 || seen == "")
		complain("expected " what " to be " expected ", saw '" seen "'")
}

# The latency that so many of 100,000 operations kept, by the rule of
# module/hist.c: the top of the bucket, but not above the longest.
function percentile(op, share, longest,    rank, seen, i, value)
{
	rank = total[op] * share / 100000
	if (rank > rank - rank % 1)
		rank = rank - rank % 1 + 1
	if (rank < 1)
		rank = 1
	for (i = 1; i <= buckets[op]; i++) {
		seen += count[op, i]
		if (seen >= rank) {
			value = high[op, i] - 1
			return value < longest ? value : longest
		}
	}
	return ""
}

function check_percentiles(op, prefix, names,    n, i, part, share)
{
	if (!total[op])
		return
	split("50000 90000 99000 99900 99990", share, " ")
	n = split("p50 p90 p99 p99_9 p99_99", part, " ")
	for (i = 1; i <= n; i++)
		if ((prefix "_" part[i] "_ns") in s)
			same(prefix "_" part[i] "_ns by histogram.csv",
			     percentile(op, share[i], s[prefix "_max_ns"]),
			     s[prefix "_" part[i] "_ns"])
}

FNR == 1 {
	file++
	n = split($0, name, ",")
	for (i = 1; i <= n; i++)
		at[file, name[i]] = i
	FS = ","
	next
}

{ n = split($0, cell, ",") }

file == 1 {
	for (i = 1; i <= n; i++)
		s[name[i]] = cell[i]
}

file == 2 {
	role = cell[at[2, "role"]]
	threads[role]++
	ops[role] += cell[at[2, "ops"]]
	samples[role] += cell[at[2, "samples"]]
	split("hits absent busy spurious_misses retries fallbacks violations", part, " ")
	if (role == "reader")
		for (i in part)
			sum[part[i]] += cell[at[2, part[i]]]
}

file == 3 {
	op = cell[at[3, "op"]]
	counted = cell[at[3, "count"]]
	if (cell[at[3, "index"]] != "all") {
		each[op] += counted
	} else if (cell[at[3, "high_ns"]] != "") {
		buckets[op]++
		count[op, buckets[op]] = counted
		high[op, buckets[op]] = cell[at[3, "high_ns"]]
		total[op] += counted
	} else {
		off[op] += counted
	}
}

file == 4 {
	steps++
	lookups += cell[at[4, "lookups"]]
	updates += cell[at[4, "updates"]]
	if (steps > 1 && cell[at[4, "start_ns"]] != last_end)
		complain("expected step " steps " of timeline.csv to begin at " last_end ", saw " cell[at[4, "start_ns"]])
	last_end = cell[at[4, "end_ns"]]
}

END {
	same("lines of threads.csv for readers", s["readers"], threads["reader"] + 0)
	same("lines of threads.csv for writers", s["writers"], threads["writer"] + 0)
	if (s["readers"] > 0) {
		same("the sum of the readers' ops", s["lookups"], ops["reader"])
		for (i in sum)
			same("the sum of the readers' " i, s[i], sum[i])
		same("the sum of the readers' samples", s["lookup_samples"] + 0, samples["reader"])
		same("the sum of the lookup histogram", samples["reader"], total["lookup"] + 0)
		same("the sum of the readers' histograms", samples["reader"], each["lookup"] + 0)
		check_percentiles("lookup", "lookup")
	}
	if (s["writers"] > 0) {
		same("the sum of the writers' ops", s["updates"], ops["writer"])
		same("the sum of the writers' samples", s["updates"], samples["writer"])
		same("the sum of the update histogram", s["updates"], total["update"] + 0)
		check_percentiles("update", "update")
		n = split("munmap map mprotect split merge", part, " ")
		for (i = 1; i <= n; i++) {
			same("the sum of the writers' " part[i] " histograms", total[part[i]] + 0, each[part[i]] + 0)
			same(part[i] "_count by histogram.csv", total[part[i]] + 0, s[part[i] "_count"] + 0)
			check_percentiles(part[i], part[i])
			parts += total[part[i]]
		}
		same("the sum over the writers' operations", s["updates"], parts)
	}
	if (s["timeline_ms"] > 0) {
		same("the sum of lookups in timeline.csv", s["lookups"] + 0, lookups)
		same("the sum of updates in timeline.csv", s["updates"] + 0, updates)
	}
}
