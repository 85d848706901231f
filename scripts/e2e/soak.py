# SPDX-License-Identifier: GPL-2.0-only
"""soak.py FOLDER SEED FIRST END [SECONDS]: sweeps number FIRST up to END of a seed, or as many of them as fit into the
time. Each is a job file of one scheme after the other with random knobs. What a dry run accepts the module has to
accept; no run may fail or contradict itself; the kernel's memory must not grow. Print a sentence and the job file for
each sweep that was wrong."""
import os
import random
import re
import shutil
import subprocess
import sys
import time

from module import Module, wait_for

MODULE = os.environ.get("VMABENCH_KO", "/lab/run/vmabench.ko")
WARM = 100      # sweeps until the kernel's own caches are as large as they get
KEPT_KB = 3072  # memory that the kernel may keep after that
# KASAN keeps what is freed in quarantine. Where it is, kmemleak finds leaks; see memory.sh.
COUNTS_MEMORY = not os.path.exists("/sys/kernel/debug/kmemleak")
EXCUSES = ("raise duration_ms", "not all threads worked through the whole window", "the clock ",
           "a thread was moved from its CPU")
JOB = "/tmp/soak.ini"
REPORT = "/tmp/soak-report"
module = Module(sys.argv[1])
seed, first, end = sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
seconds = float(sys.argv[5]) if len(sys.argv) > 5 else None
began = time.monotonic()


def kernel_memory():
    """kB that the kernel has for itself and cannot give back."""
    keys = "SUnreclaim", "KernelStack", "PageTables", "Percpu", "VmallocUsed"
    with open("/proc/meminfo") as file:
        lines = dict(line.split(":") for line in file)
    return sum(int(lines[key].split()[0]) for key in keys if key in lines)


def without_module():
    """Memory while the module is not there."""
    if not wait_for(lambda: subprocess.run(["rmmod", "vmabench"], stderr=subprocess.DEVNULL).returncode == 0, 120):
        print("the module cannot be removed")
    time.sleep(2)
    with open("/proc/sys/vm/drop_caches", "w") as file:
        file.write("3")
    time.sleep(2)
    memory = kernel_memory()
    subprocess.run(["insmod", MODULE], check=True)
    return memory


def write_job(number):
    """Two jobs of a scheme, each with random knobs."""
    rng = random.Random("%s-%d" % (seed, number))
    schemes = module.schemes()
    lines = ["[global]", "no_events = 1", "repeat = 1"]
    for job in range(2):
        knobs = module.draw_knobs(rng, 0.15, schemes[number % len(schemes)])
        lines.append("[job%d]" % job)
        lines += ["%s = %s" % (name, value) for name, value in knobs.items() if value != ""]
    with open(JOB, "w") as file:
        file.write("\n".join(lines) + "\n")


def vmabench(*words):
    ended = subprocess.run(["vmabench", "sweep", JOB, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                           stdin=subprocess.DEVNULL, text=True, check=False)
    return ended.returncode, ended.stdout


def is_excused(said):
    """Whether all runs that are not valid are so for what this machine is, rather than for what the module did."""
    # Rows of the table have such a mark, too.
    reasons = [line for line in said.splitlines() if re.match(r"! \S+ \(", line)]
    return bool(reasons) and all(any(excuse in reason for excuse in EXCUSES) for reason in reasons)


def sweep(number):
    """Return how the sweep ended: refused, good or invalid; or what was wrong."""
    write_job(number)
    shutil.rmtree(REPORT, ignore_errors=True)
    code, said = vmabench("--dry-run")
    if code in (2, 3) and " " in said:
        return "refused"
    if code:
        return "the dry run ended with %d: %s" % (code, said)
    code, said = vmabench("--budget", "0", "--output", REPORT)
    if code == 0:
        return "good"
    if code == 4 and is_excused(said):
        return "invalid"
    return "ended with %d: %s" % (code, said)


counts = {"refused": 0, "good": 0, "invalid": 0}
before = None
warm = 0
number = first
while number < end and (seconds is None or time.monotonic() < began + seconds):
    if before is None and (number == first + WARM or seconds and time.monotonic() > began + seconds / 2):
        before = without_module()
        warm = number - first
    outcome = sweep(number)
    if outcome in counts:
        counts[outcome] += 1
    else:
        with open(JOB) as file:
            print("sweep %d of seed %s: %s | %s" %
                  (number, seed, " ".join(outcome.split())[-400:], "; ".join(file.read().split("\n"))), flush=True)
    number += 1
after = without_module()
if COUNTS_MEMORY and before and after > before + KEPT_KB:
    print("the kernel had %d kB after %d sweeps, and %d kB after %d" % (before, warm, after, number - first))
if not counts["good"] and number - first > 1:
    print("no sweep of %d was good" % (number - first))
print("sweeps: %s; kernel memory %s kB after %d, %d kB at the end" %
      (" ".join("%s %d" % pair for pair in counts.items()), before, warm, after))
print("tried %d" % (number - first))
