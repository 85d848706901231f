# SPDX-License-Identifier: GPL-2.0-only
"""formats.py CHECKOUT: read what 'vmabench report --format' makes with the tools it is for, or with parsers that are not
ours, and compare figures with the folder's own. Print a line for each format."""
import csv
import json
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import jsonschema
import yaml
from prometheus_client.openmetrics.parser import text_string_to_metric_families

top = Path(sys.argv[1])
base, timed = top / "user/tests/data/base", top / "user/tests/data/folder"
rows = [row for row in csv.DictReader(open(base / "summary.csv", encoding="utf-8")) if row["valid"] == "1"]


def report(folder, *words):
    command = [top / "build/vmabench", "report", folder, "--format", *words]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def median(scheme, writers, column):
    return statistics.median(float(row[column]) for row in rows if row["scheme"] == scheme and row["writers"] == writers)


def same(what, expected, seen):
    if expected != seen:
        raise ValueError("expected %s %s, saw %s" % (what, expected, seen))


def check_json():
    schema = json.loads((top / "user/output/schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    figures = json.loads(report(base, "json"))
    jsonschema.validate(figures, schema)
    # One that takes anything would take this.
    figures["runs"][0]["lookups_per_sec"] = figures["runs"][0].pop("lookups_per_s")
    same("errors after a change of a name", 1, len(list(jsonschema.Draft7Validator(schema).iter_errors(figures))))


def check_openmetrics():
    families = {family.name: family for family in text_string_to_metric_families(report(base, "openmetrics"))}
    for metric in "ns_per_lookup", "updates_per_s":
        seen = [sample.value for sample in families["vmabench_" + metric].samples
                if sample.labels["scheme"] == "vma_lock" and sample.labels["writers"] == "1" and
                sample.labels["quantity"] == "median"]
        same(metric, [median("vma_lock", "1", metric)], seen)
    same("invalid runs", [0, 0, 0, 1], sorted(sample.value for sample in families["vmabench_invalid_runs"].samples))


def check_ktap():
    text = report(base, "ktap")
    if not re.search("^# vma_lock.writers=1: base-12: a worker did not overlap, .late.\nnot ok 4 ", text, re.M):
        raise ValueError("expected the reason before the result, saw none")
    script = 'use TAP::Parser; my $p = TAP::Parser->new({ tap => join "", <STDIN> }); while (my $r = $p->next) ' \
        '{ print $r->raw, "\\n" if $r->is_test } print $p->parse_errors, "\\n"'
    seen = subprocess.run(["perl", "-e", script], input=text, check=True, stdout=subprocess.PIPE, text=True).stdout
    same("results", ["ok 1 find_vma.writers=0", "ok 2 vma_lock.writers=0", "ok 3 find_vma.writers=1",
                     "not ok 4 vma_lock.writers=1", ""], seen.splitlines())


def check_lkp():
    stats = top / "scripts/lkp/stats/vmabench"
    text = subprocess.run([stats], input="a line: of others\n" + report(base, "lkp"), check=True, stdout=subprocess.PIPE,
                          text=True).stdout
    figures = yaml.safe_load(text)
    same("ns_per_lookup", median("find_vma", "0", "ns_per_lookup"), figures["find_vma.writers=0.ns_per_lookup"])
    same("invalid runs", 1, figures["vma_lock.writers=1.invalid_runs"])
    job = yaml.safe_load((top / "scripts/lkp/jobs/vmabench.yaml").read_text(encoding="utf-8"))
    program = (top / "scripts/lkp/programs" / job["testcase"] / "run").read_text(encoding="utf-8")
    same("parameters of the job", set(re.findall("^# - (.*)", program, re.M)),
         set(job) - {"suite", "testcase", "category", "vmabench"})


def check_mmtests():
    values = [line.split("\t") for line in report(base, "mmtests").splitlines()]
    same("ns_per_lookup by repeat", [[row["repeat"], float(row["ns_per_lookup"])] for row in rows
                                     if row["scheme"] == "vma_lock" and row["writers"] == "1"],
         [[repeat, float(value)] for name, repeat, value in values if name == "ns_per_lookup-vma_lock.writers=1"])


def check_hgrm():
    counts = {}
    runs = {row["run_id"] for row in csv.DictReader(open(timed / "summary.csv", encoding="utf-8"))
            if row["scheme"] == "hazptr" and row["readers"] == "2"}
    for row in csv.DictReader(open(timed / "histogram.csv", encoding="utf-8")):
        if row["run_id"] in runs and row["op"] == "lookup" and row["index"] == "all":
            high = float(row["high_ns"]) - 1
            counts[high] = counts.get(high, 0) + int(row["count"])
    with tempfile.TemporaryDirectory() as work:
        report(timed, "hgrm", "--output", work)
        text = (Path(work) / "lookup-hazptr.maple.readers=2.hgrm").read_text(encoding="ascii")
    # As the plotter reads it: all but comments, the head and empty lines.
    lines = [line.split() for line in text.splitlines() if re.match(r"\s*[0-9]", line)]
    total = sum(counts.values())
    seen, expected = 0, []
    for high in sorted(counts):
        seen += counts[high]
        expected.append([high, round(seen / total, 12), seen])
    same("buckets", expected, [[float(value), float(share), int(count)] for value, share, count, *_ in lines])
    same("1/(1-p) of the last", 3, len(lines[-1]))
    same("total", total, int(re.search(r"Total count\s*=\s*(\d+)", text).group(1)))


for check in check_json, check_openmetrics, check_ktap, check_lkp, check_mmtests, check_hgrm:
    name = check.__name__[len("check_"):]
    try:
        check()
        print("ok - user: format", name)
    except Exception as error:  # pylint: disable=broad-except
        print("not ok - user: format %s: %s" % (name, str(error).split("\n", 1)[0]))
