# SPDX-License-Identifier: GPL-2.0-only
# Do the reports of one run agree with each other? Prints the first
# disagreement; nothing if there is none.
#
# awk -f consistent.awk summary.csv threads.csv histogram.csv timeline.csv heat.csv
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

# The smallest integer that is not below x, nor below 1.
function rank_of(x)
{
	if (x % 1)
		x += 1 - x % 1
	return x < 1 ? 1 : x
}

# The latency that so many of 100,000 operations kept, by the rule of
# module/hist.c: the top of the bucket, but not above the longest. Above the
# median, what would be the longest is empty.
function check_percentiles(op, prefix,    n, i, part, share, seen, bucket, value, longest)
{
	if (!total[op])
		return
	split("50000 90000 99000 99900 99990", share, " ")
	n = split("p50 p90 p99 p99_9 p99_99", part, " ")
	longest = s[prefix "_max_ns"]
	seen = bucket = 0
	for (i = 1; i <= n; i++) {
		if (!((prefix "_" part[i] "_ns") in s))
			continue
		if (share[i] > 50000 && total[op] * (100000 - share[i]) < 100000) {
			if (s[prefix "_" part[i] "_ns"] != "")
				complain("expected " prefix "_" part[i] "_ns of " total[op] " samples to be empty, saw " s[prefix "_" part[i] "_ns"])
			continue
		}
		share[i] = rank_of(total[op] * share[i] / 100000)
		while (seen < share[i] && bucket < buckets[op])
			seen += count[op, ++bucket]
		value = high[op, bucket] - 1
		same(prefix "_" part[i] "_ns by histogram.csv",
		     value < longest ? value : longest, s[prefix "_" part[i] "_ns"])
	}
}

# Columns of threads.csv whose sum the summary has under the same name.
function is_sum(role, column)
{
	if (column ~ /_switches$/)
		return 1
	if (role == "writer")
		return column ~ /^(waits|wait_ns|second_waits|lost_wakeups|spurious_wakeups|transactions)$/
	return column ~ /^(hits|absent|busy|spurious_misses|retries|fallbacks|violations|files_gone|files_gone_found|torn_spans)$/ ||
		column ~ /^(gave_up|violations)_/
}

# What gave up was done again, or is among what was not found; what was wrong
# was wrong in some way.
function check_model(    i, gave_up, wrong)
{
	for (i in s) {
		if (i ~ /^gave_up_/)
			gave_up += s[i]
		if (i ~ /^violations_/)
			wrong += s[i]
	}
	same("the sum of violations_...", s["violations"], wrong + 0)
	if (s["check"] == "1" && (s["files_gone_found"] == "" || s["files_gone_found"] > s["files_gone"] + 0))
		complain("expected files_gone_found to be at most files_gone, " s["files_gone"] ", saw '" s["files_gone_found"] "'")
	if (s["fallback"] == 1)
		same("the sum of gave_up_...", s["fallbacks"], gave_up + 0)
	else if (gave_up > s["absent"] + s["busy"] + s["spurious_misses"])
		complain("expected what gave up to be in absent, busy and spurious_misses, saw " gave_up " in all")
}

# First value of the octave that a value is in, as module/abi/histogram.h has
# it. From a lower octave of a value above 0 it is found sooner.
function octave(ns, low)
{
	if (ns < 1)
		return 0
	for (low = low ? low : 1; 2 * low <= ns; low *= 2)
		;
	return low
}

# Is this an index of an array by operation and something?
function is_of(op, i)
{
	return substr(i, 1, length(op) + 1) == op SUBSEP
}

# Lookups over time against the histogram, octave by octave, and against the
# longest of each step.
function check_heat(op,    i, heat, steps, low)
{
	# Buckets are in ascending order.
	for (i = 1; i <= buckets[op]; i++) {
		low = octave(high[op, i] - 1, low)
		coarse[op, low] += count[op, i]
	}
	for (i in warm)
		if (is_of(op, i))
			same("the sum of heat.csv for " op " in the octave of " substr(i, length(op) + 2) " ns",
			     coarse[i] + 0, warm[i])
	for (i in coarse)
		if (is_of(op, i))
			heat += coarse[i]
	same("the sum of heat.csv for " op, heat + 0, warmth[op] + 0)
	same("what heat.csv has off the scale for " op, off[op] + 0, warm_off[op] + 0)
	for (i in longest)
		if (is_of(op, i)) {
			same("the hottest octave of " i, octave(longest[i]), hottest[i])
			steps++
		}
	for (i in hottest)
		if (is_of(op, i))
			steps--
	same("steps of heat.csv for " op " that timeline.csv has no longest for", 0, steps + 0)
}

# Each VMA that is unmapped has a file of its own, which is closed sooner or
# later: by the writer, who has a histogram of that, or in a callback.
function check_releases(    late)
{
	late = s["scheme"] ~ /^srcu_/ || s["scheme"] == "broken_no_seq"
	same("release_count", s["munmap_count"] * s["write_span"], s["release_count"] + 0)
	same("release_count by histogram.csv", total["release"] + 0, s["release_count"] + 0)
	same("the sum of the writers' release histograms", late ? 0 : s["release_count"] + 0, each["release"] + 0)
	check_percentiles("release", "release")
	if (!late && s["write_rate"] == 0 && s["release_count"] > 0)
		same("release_max_ns of what the writer closes", s["munmap_max_ns"], s["release_max_ns"])
	if (s["callbacks"] == "" || (s["callbacks"] == 0 && s["callback_ns"] != 0))
		complain("expected callbacks, and no time spent in none, saw '" s["callbacks"] "' and '" s["callback_ns"] "'")
}

BEGIN { most["waiting_max"] = most["refs_max"] = most["walk_steps_max"] = 0 }

FNR == 1 {
	file++
	n = split($0, name, ",")
	for (i = 1; i <= n; i++) {
		at[file, name[i]] = i
		if (file == 2)
			name2[i] = name[i]
	}
	FS = ","
	next
}

# Most lines are of this file, so its columns are not looked up each time.
file == 3 && !op_at {
	op_at = at[3, "op"]
	count_at = at[3, "count"]
	index_at = at[3, "index"]
	high_at = at[3, "high_ns"]
}

file == 3 {
	op = $op_at
	if ($index_at != "all") {
		each[op] += $count_at
	} else if ($high_at != "") {
		count[op, ++buckets[op]] = $count_at
		high[op, buckets[op]] = $high_at
		total[op] += $count_at
	} else {
		off[op] += $count_at
	}
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
	for (i = 1; i <= n; i++) {
		if (!(name2[i] in s) || !is_sum(role, name2[i]))
			continue
		if (cell[i] != "")
			measured[name2[i]] = 1
		sum[name2[i]] += cell[i]
	}
	for (i in most)
		if (cell[at[2, i]] + 0 > most[i])
			most[i] = cell[at[2, i]] + 0
}

file == 4 {
	steps++
	lookups += cell[at[4, "lookups"]]
	updates += cell[at[4, "updates"]]
	waiting = cell[at[4, "waiting_max"]]
	if (waiting != "" && waiting > s["waiting_max"] + 0)
		complain("expected waiting_max of step " steps " to be at most that of the run, " s["waiting_max"] ", saw " waiting)
	if (waiting > step_waiting_max)
		step_waiting_max = waiting + 0
	if (steps > 1 && cell[at[4, "start_ns"]] != last_end)
		complain("expected step " steps " of timeline.csv to begin at " last_end ", saw " cell[at[4, "start_ns"]])
	last_end = cell[at[4, "end_ns"]]
	bounds[cell[at[4, "start_ns"]]] = last_end
	if (cell[at[4, "lookup_max_ns"]] != "")
		longest["lookup", cell[at[4, "start_ns"]]] = cell[at[4, "lookup_max_ns"]]
}

file == 5 {
	op = "lookup"
	start = cell[at[5, "start_ns"]]
	low = cell[at[5, "low_ns"]]
	counted = cell[at[5, "count"]]
	same("the end of the step of heat.csv that begins at " start, bounds[start], cell[at[5, "end_ns"]])
	if (counted < 1)
		complain("expected no empty bucket in heat.csv, saw one of " op " at " low " ns")
	if (cell[at[5, "high_ns"]] == "") {
		warm_off[op] += counted
	} else {
		warm[op, low] += counted
		warmth[op] += counted
	}
	# The last line of a step has its longest.
	hottest[op, start] = low
}

END {
	same("lines of threads.csv for readers", s["readers"], threads["reader"] + 0)
	same("lines of threads.csv for writers", s["writers"], threads["writer"] + 0)
	same("lines of threads.csv for scanners", s["scanners"] + 0, threads["scanner"] + 0)
	for (i in sum) {
		same("the sum of the threads' " i, s[i] + 0, sum[i])
		if ((s[i] == "") == (i in measured))
			complain("expected " i " of the summary to be empty if it is in threads.csv, saw '" s[i] "'")
	}
	for (i in most)
		same("the largest " i " of threads.csv", s[i] + 0, most[i])
	kernels = s["family"] == "kernel" || s["family"] == "fault"
	if (kernels != (s["vma_bytes"] > 0) || kernels != (s["lock_bytes"] == ""))
		complain("expected lock_bytes of a model, vma_bytes of the kernel, saw '" s["lock_bytes"] "' and '" s["vma_bytes"] "'")
	if (s["ref_limit"] != "" && s["refs_max"] > s["ref_limit"] + 0)
		complain("expected refs_max to be at most ref_limit, " s["ref_limit"] ", saw " s["refs_max"])
	if (kernels) {
		for (i in s)
			if (s[i] != "" && i ~ /^(gave_up_|violations_|files_|torn_|wait|second_|lost_|spurious_wakeups|drain_|release_|unmount_|callback|refs_|walk_|tree_height|lock_bytes)/)
				complain("expected no " i " of a scheme of the kernel's, saw " s[i])
	}
	if (s["readers"] > 0) {
		same("the sum of the readers' ops", s["lookups"], ops["reader"])
		same("the sum of the readers' samples", s["lookup_samples"] + 0, samples["reader"])
		same("the sum of the lookup histogram", samples["reader"], total["lookup"] + 0)
		same("the sum of the readers' histograms", samples["reader"], each["lookup"] + 0)
		check_percentiles("lookup", "lookup")
		same("the sum of the readers' fallback histograms", total["fallback"] + 0, each["fallback"] + 0)
		same("fallback_count by histogram.csv", total["fallback"] + 0, s["fallback_count"] + 0)
		check_percentiles("fallback", "fallback")
		if (s["fallback_count"] != "" && s["fallback_count"] > s["fallbacks"])
			complain("expected fallback_count to be at most fallbacks, " s["fallbacks"] ", saw " s["fallback_count"])
		if (s["fallbacks"] == 0 && s["fallback_count"] s["fallback_p50_ns"] s["fallback_max_ns"] != "")
			complain("expected no latency of fallbacks without one, saw some")
		if (!kernels)
			check_model()
	}
	if (s["writers"] > 0) {
		same("the sum of the writers' ops", s["updates"], ops["writer"])
		same("the writers' samples, which histogram.csv has", 0, samples["writer"] + 0)
		same("what histogram.csv has of operations together", 0, total["update"] + 0)
		n = split("munmap map mprotect split merge lock mremap madvise fork brk", part, " ")
		for (i = 1; i <= n; i++) {
			same("the sum of the writers' " part[i] " histograms", total[part[i]] + 0, each[part[i]] + 0)
			same(part[i] "_count by histogram.csv", total[part[i]] + 0, s[part[i] "_count"] + 0)
			check_percentiles(part[i], part[i])
			parts += total[part[i]]
		}
		same("the sum over the writers' operations", s["updates"], parts)
		if (!kernels)
			check_releases()
	}
	if (s["scanners"] > 0) {
		same("the sum of the scanners' ops", s["scans"], ops["scanner"])
		same("scans by histogram.csv", s["scans"], total["scan"] + 0)
		same("scan_calls by histogram.csv", s["scan_calls"] + 0, total["scan_call"] + 0)
		n = split("scan scan_call", part, " ")
		for (i = 1; i <= n; i++) {
			same("the sum of the scanners' " part[i] " histograms", total[part[i]] + 0, each[part[i]] + 0)
			check_percentiles(part[i], part[i])
		}
	}
	if (s["timeline_ms"] > 0) {
		check_heat("lookup")
		same("the sum of lookups in timeline.csv", s["lookups"] + 0, lookups)
		same("the sum of updates in timeline.csv", s["updates"] + 0, updates)
		same("the largest waiting_max of timeline.csv", s["waiting_max"] + 0, step_waiting_max + 0)
	}
}
