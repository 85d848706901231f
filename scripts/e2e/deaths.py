# SPDX-License-Identifier: GPL-2.0-only
"""deaths.py FOLDER SEED FIRST END: deaths number FIRST up to END of a seed. In each, a process owns a run with
random knobs; it dies, or something happens to the machine, at a random moment. Afterwards no run may be on, no
thread of the module may be left, and after every tenth a run must go well. Print a sentence for each that fails, in
which states of the run things happened, and which things."""
import collections
import ctypes
import errno
import mmap
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time

from module import Module, wait_for

SECONDS = 120  # only what never happens reaches it
MODULE = os.environ.get("VMABENCH_KO", "/lab/run/vmabench.ko")
CPUS = "/sys/devices/system/cpu"
POWER = "/sys/power"
seed, first, end = sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
module = Module(sys.argv[1])
libc = ctypes.CDLL(None)


class Problem(Exception):
    pass


def shell(*command):
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)


# ---- What the owner of the run does. It is a process group of its own.

def change_maps(pages):
    """Map, protect and unmap, for ever."""
    while True:
        memory = mmap.mmap(-1, pages * mmap.PAGESIZE)
        memory[0] = 1
        memory.close()


def fork_children(rng):
    """Fork children that have the files of this process, and stay for a while."""
    while True:
        if not os.fork():
            time.sleep(rng.random() / 10)
            os._exit(0)
        time.sleep(0.01)


def end_oneself(how, fd, delay):
    time.sleep(delay)
    if how == "exec":
        os.execvp("sleep", ["sleep", "600"])
    elif how == "close":
        os.close(fd)
    else:
        os._exit(0)


def own_by_files(rng, knobs):
    """Arm and start as a shell does, perhaps with other threads and children."""
    module.command("reset")
    for name, value in knobs.items():
        module.set_knob(name, value)
    fd = module.open_control()
    if rng.random() < 0.5:
        os.set_inheritable(fd, True)
    for _ in range(rng.randrange(3)):
        threading.Thread(target=change_maps, args=(rng.randrange(1, 64),), daemon=True).start()
    if rng.random() < 0.3:
        threading.Thread(target=fork_children, args=(random.Random(rng.random()),), daemon=True).start()
    if rng.random() < 0.3 and not os.fork():
        time.sleep(600)
    how = rng.choice(["killed", "killed", "exec", "close", "exit"])
    if how != "killed":
        threading.Thread(target=end_oneself, args=(how, fd, pace * rng.random() / 10), daemon=True).start()
    try:
        if rng.random() < 0.3:
            os.write(fd, b"run")
        else:
            os.write(fd, b"arm")
            time.sleep(rng.choice([0, 0.01]))
            os.write(fd, b"start")
            os.write(fd, b"wait")
    except OSError as error:
        if error.errno == errno.EBADF:
            return
        # Refused: the sentence is in status. It lives on, as a shell does.
    time.sleep(600)


def own_by_driver(rng, knobs):
    command = ["vmabench", "run", "--no-events", "--budget", "0", "--repeat", "3", "--output", "/tmp/deaths-report"]
    for name, value in knobs.items():
        command += ["--" + name.replace("_", "-"), value]
    shutil.rmtree("/tmp/deaths-report", ignore_errors=True)
    os.execvp(command[0], command)


def start_owner(rng):
    # Short and long ones: some end before they die.
    knobs = {name: str(value) for name, value in module.draw_knobs(rng, 0.07).items()}
    own = rng.choice([own_by_files, own_by_driver])
    if own is own_by_driver and rng.random() < 0.4:
        knobs = {"scheme": "page_fault", "threads": "user", "access": "stable", "mms": rng.choice(["shared", "own"])}
    knobs["duration_ms"] = rng.choice(["10", "200", "600000"])
    knobs["timeline_ms"] = "0"
    pid = os.fork()
    if not pid:
        os.setsid()
        null = os.open("/dev/null", os.O_RDWR)
        for fd in range(3):
            os.dup2(null, fd)
        try:
            own(rng, knobs)
        finally:
            os._exit(1)
    return pid, "%s %s" % (own.__name__, " ".join("=".join(pair) for pair in knobs.items()))


# ---- What happens meanwhile.

def kill_it(rng, pid):
    os.kill(pid, rng.choice([signal.SIGKILL] * 6 + [signal.SIGTERM, signal.SIGINT, signal.SIGHUP]))


def stop_it(rng, pid):
    os.kill(pid, signal.SIGSTOP)
    time.sleep(rng.random() / 20)
    if rng.random() < 0.5:
        os.kill(pid, signal.SIGCONT)
        time.sleep(rng.random() / 20)


def kill_a_thread(rng, pid):
    """A signal to one thread, which is for all of the process."""
    threads = os.listdir("/proc/%d/task" % pid)
    os.kill(int(rng.choice(threads)), signal.SIGKILL)


def remove_module(rng, pid):
    """Whether it is refused depends on the moment; a file that is held open refuses it for sure."""
    with open(module.path(rng.choice(["results/summary.csv", "status", "knobs/seed", "knobs.csv"]))):
        if shell("rmmod", "vmabench").returncode == 0:
            raise Problem("the module was removed while one of its files was open")
    if shell("rmmod", "vmabench").returncode == 0:
        load()


def load():
    ended = shell("insmod", MODULE)
    if ended.returncode:
        raise Problem("insmod: " + ended.stderr.strip())


def switch_cpu(rng, pid):
    """Offline and online again, in a run or between."""
    online = CPUS + "/cpu%d/online" % rng.randrange(1, os.cpu_count())
    try_to_write(online, "0", "offline")
    time.sleep(rng.random() / 20)
    write(online, "1")


def step_clock(rng, pid):
    now = time.time()
    began = time.monotonic()
    time.clock_settime(time.CLOCK_REALTIME, now + rng.choice([-86400, -1, 1, 86400]))
    time.sleep(rng.random() / 20)
    time.clock_settime(time.CLOCK_REALTIME, now + time.monotonic() - began)


def freeze(rng, pid):
    """Suspend to idle as far as all processes are frozen, and go on."""
    write(POWER + "/pm_test", "freezer")
    try_to_write(POWER + "/state", "freeze", "frozen")
    write(POWER + "/pm_test", "none")


def use_memory(rng, pid):
    """Nearly all memory is in use for a moment."""
    available = 0
    with open("/proc/meminfo") as file:
        for line in file:
            if line.startswith("MemAvailable:"):
                available = int(line.split()[1]) * 1024
    # If this is too much the kernel kills who uses it, and says so.
    write("/dev/kmsg", "vmabench-e2e: out of memory begins")
    child = os.fork()
    if not child:
        write("/proc/self/oom_score_adj", "1000")
        size = max(mmap.PAGESIZE, available - (256 << 20))
        mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | mmap.MAP_POPULATE)
        time.sleep(rng.random() / 20)
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        happened["memory"] += 1
    write("/dev/kmsg", "vmabench-e2e: out of memory ends")


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def try_to_write(path, text, what):
    """The kernel may be busy; if one of the module's threads is why, its log says so. Count when it was not."""
    try:
        write(path, text)
        happened[what] += 1
    except OSError:
        pass


def can_freeze():
    try:
        write("/sys/module/suspend/parameters/pm_test_delay", "0")
        with open(POWER + "/pm_test") as tests, open(POWER + "/state") as states:
            return "freezer" in tests.read() and "freeze" in states.read().split()
    except OSError:
        return False


events = [kill_it] * 12 + [stop_it] * 2 + [kill_a_thread] * 2 + [remove_module, step_clock]
if os.path.exists(CPUS + "/cpu1/online"):
    events += [switch_cpu] * 2
if can_freeze():
    events.append(freeze)
if os.environ.get("VMABENCH_LAB") != "uml":
    events.append(use_memory)


def is_over():
    return not module.has_threads() and module.status("state") in ("idle", "done", "failed")


def good_run():
    module.command("reset")
    module.set_knob("warmup_ms", 10)
    for duration in 50, 500, 3000, 15000:
        module.set_knob("duration_ms", duration)
        module.command("run")
        said = module.summary()
        # A machine with much else to do is no fault.
        if said["valid"] == "1":
            return
    raise Problem("a run after it is not valid: " + said["valid_reason"])


def die(number):
    rng = random.Random("%s-%d" % (seed, number))
    # What is said from now on is of this one.
    module.command("reset")
    last_id = module.status("run_id")
    pid, what = start_owner(rng)
    event = rng.choice(events)
    # Most moments are in a run: without this they would be before it.
    state = rng.choice([None, "armed", "warming", "running", "draining", "done", "failed"])
    try:
        if state:
            wait_for(lambda: module.status("run_id") != last_id or module.status("error") or not is_there(pid), SECONDS)
            wait_for(lambda: module.status("state") == state or not is_there(pid), pace * rng.random() / 2)
        time.sleep(rng.choice([0, 0.002, 0.02]) * rng.random())
        states[module.status("state")] += 1
        happened[event.__name__] += 1
        try:
            event(rng, pid)
        except (ProcessLookupError, FileNotFoundError):
            # It has ended before.
            pass
        time.sleep(rng.choice([0, 0.02]))
        # Its children may have the files; the run is not theirs.
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        if not wait_for(is_over, SECONDS):
            raise Problem("%d s later a run is on, or threads are left: state %s" % (SECONDS, module.status("state")))
        if module.status("state") == "failed" and module.status("run_id") != last_id and not module.status("error"):
            raise Problem("the run failed without a sentence")
        if number % 10 == 0:
            good_run()
        if number % 25 == 0:
            kill_group(pid)
            if not wait_for(lambda: shell("rmmod", "vmabench").returncode == 0, SECONDS):
                raise Problem("the module cannot be removed")
            load()
    except (Problem, OSError) as problem:
        return "%s, %s: %s" % (event.__name__, what, problem)
    finally:
        kill_group(pid)
    return None


def is_there(pid):
    """Whether it has neither ended nor become another program."""
    with open("/proc/%d/stat" % pid) as file:
        comm, _, rest = file.read().rpartition(")")
        return rest.split()[0] != "Z" and not comm.endswith("(sleep")


def kill_group(pid):
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


states = collections.Counter()
happened = collections.Counter()
# A child that is not yet what it will be must not print why it is interrupted.
signal.signal(signal.SIGINT, signal.SIG_DFL)
# How many times as long things take here as elsewhere, by a run of 60 ms.
began = time.monotonic()
good_run()
pace = min(20, max(1, (time.monotonic() - began) / 0.2))
libc.prctl(36, 1)  # PR_SET_CHILD_SUBREAPER: children of those that die are waited for here
for number in range(first, end):
    problem = die(number)
    if problem:
        print("death %d of seed %s: %s" % (number, seed, problem), flush=True)
    while True:
        try:
            if not os.waitpid(-1, os.WNOHANG)[0]:
                break
        except ChildProcessError:
            break
print("states: " + " ".join("%s %d" % pair for pair in sorted(states.items())))
print("happened: " + " ".join("%s %d" % pair for pair in sorted(happened.items())))
in_run = sum(states[state] for state in ("armed", "warming", "running", "draining"))
# A third of the runs would go on for ever; some of these are refused.
if end - first > 1 and in_run * 20 < end - first:
    print("only %d of %d deaths were in a run" % (in_run, end - first))
print("tried %d" % in_run)
