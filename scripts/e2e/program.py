# SPDX-License-Identifier: GPL-2.0-only
"""program.py DIR HOW: break the rules of DIR/user_thread, and print ok if that gives
the error that it should; see module/abi/user_thread.h."""
import ctypes
import errno
import fcntl
import mmap
import os
import select
import struct
import sys
import threading

from module import BATCH_SIZE, HEAD, NEXT, Module, wait_for

LIE = (1 << 64) - 1
module = Module(sys.argv[1])
status = module.status
how = sys.argv[2]
libc = ctypes.CDLL(None, use_errno=True)


def control(word):
    os.write(control.fd, word.encode())


control.fd = module.open_control()


def ask(fd, index=0, role=0, done=0, err=0, other=0, tail=b""):
    """Ask what to do.  Return the number of calls."""
    batch = bytearray(HEAD.pack(role, index, done, err, other, 0, 0) + tail)
    batch.extend(bytes(BATCH_SIZE - len(batch)))
    call(fd, NEXT, (ctypes.c_char * BATCH_SIZE).from_buffer(batch))
    return HEAD.unpack_from(batch)[6]


def call(fd, command, argument):
    """The ioctl, while other threads of this program go on, which fcntl.ioctl() prevents."""
    if libc.ioctl(fd, ctypes.c_ulong(command), argument):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def open_thread():
    return os.open(module.path("user_thread"), os.O_RDONLY)


def fails(err, text, function, *args, **keys):
    """Expect an errno, and a part of the sentence in status."""
    try:
        function(*args, **keys)
    except OSError as error:
        if error.errno == err and text in status("error"):
            return
        sys.exit("expected %s and '%s', saw %s and '%s'" %
                 (errno.errorcode[err], text, error, status("error")))
    sys.exit("expected %s, saw no error" % errno.errorcode[err])


def tid():
    return module.read("threads").splitlines()[1].split(",")[2]


def take_in_a_thread(fd, batches, stay=None, **lies):
    """Take the place of reader 0 and go through batches, telling lies.  Do not end before stay."""
    def work():
        calls = ask(fd)
        while calls:
            batches.append(calls)
            try:
                calls = ask(fd, **lies) if lies else ask(fd, done=calls)
            except OSError as error:
                batches.append(error.errno)
                break
        if stay:
            stay.wait()
    thread = threading.Thread(target=work)
    thread.start()
    wait_for(lambda: tid() != "0")
    return thread


if how == "no_run":
    fails(errno.EINVAL, "no run is armed", ask, open_thread())
elif how == "other_process":
    control("arm")
    fails(errno.EINVAL, "no user thread has taken", control, "start")
    child = os.fork()
    if not child:
        fails(errno.EPERM, "is to be a thread of the process that armed", ask, open_thread())
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        sys.exit("the child failed")
elif how == "own_arena":
    # A process that cannot map its arena fails the run, and threads of the driver have no place then.
    module.set_knob("mms", "own")
    control("arm")
    fails(errno.EPERM, "another process than the one that armed", ask, open_thread())
    child = os.fork()
    if not child:
        fd = open_thread()
        if not ask(fd) or ask(fd, done=1, err=errno.ENOMEM):
            sys.exit("expected something to map, and then nothing")
        os._exit(0)
    wait_for(lambda: tid() != "0")
    control("start")
    if os.waitpid(child, 0)[1]:
        sys.exit("the child failed")
    wait_for(lambda: status("state") == "failed")
    if "reader 0: mapping an arena of its own failed with error -12: no memory" not in status("error"):
        sys.exit("expected the errno in the error, saw '%s'" % status("error"))
elif how == "same_process":
    module.set_knob("scanners", "1")
    control("arm")
    fails(errno.EPERM, "another process than the one that armed", ask, open_thread(), role=2)
elif how == "nowhere":
    control("arm")
    fails(errno.EINVAL, "no place for a user thread as reader 7", ask, open_thread(), index=7)
    fails(errno.EINVAL, "no place for a user thread as writer 0", ask, open_thread(), role=1)
    fails(errno.EINVAL, "no place for a user thread as scanner 0", ask, open_thread(), role=2)
    fails(errno.EINVAL, "role 3 is none; give one of 0 to 2", ask, open_thread(), role=3)
    fails(errno.EINVAL, "role 2147483648 is none", ask, open_thread(), role=1 << 31)
elif how == "shared":
    # One file is for one thread.
    control("arm")
    fd = open_thread()
    one = take_in_a_thread(fd, [])
    fails(errno.EBUSY, "", ask, fd)
    control("abort")
    one.join()
elif how == "taken":
    control("arm")
    taken = take_in_a_thread(open_thread(), [])
    fails(errno.EBUSY, "the place of reader 0 is taken", ask, open_thread())
    control("abort")
    taken.join()
elif how == "one_file":
    # One thread waits by the open file that another one aborts with.
    module.set_knob("threads", "kernel")
    module.set_knob("duration_ms", "600000")
    control("arm")
    control("start")
    waiting = threading.Thread(target=fails, args=(errno.ECANCELED, "aborted", control, "wait"))
    waiting.start()
    wait_for(lambda: status("state") == "running")
    control("abort")
    waiting.join()
elif how == "bad_address":
    control("arm")
    fd = open_thread()
    fails(errno.EFAULT, "", call, fd, NEXT, ctypes.c_void_p(8))
    fails(errno.ENOTTY, "", call, fd, 5, ctypes.c_void_p(8))
elif how == "lies":
    # It has carried out more than it was given, at times before the run: the run goes on.
    control("arm")
    seen = []
    stay = threading.Event()
    liar = take_in_a_thread(open_thread(), seen, stay, done=1 << 31, err=1 << 31, other=LIE,
                            tail=b"\xff" * (BATCH_SIZE - HEAD.size))
    control("start")
    # The thread stays, and is not waited for.
    wait_for(lambda: status("state") in ("done", "failed"))
    stay.set()
    liar.join()
    said = module.summary()
    if said["valid"] != "0" or int(said["zap_ns"]) > int(said["duration_ns"]):
        sys.exit("expected a run that is not valid, saw valid=%s zap_ns=%s" % (said["valid"], said["zap_ns"]))
    # Or less, with an errno that is none: the run fails.
    control("arm")
    liar = take_in_a_thread(open_thread(), [], done=0, err=1 << 31)
    control("start")
    liar.join()
    wait_for(lambda: status("state") == "failed")
    if "zapping pages with madvise() failed with error -22" not in status("error"):
        sys.exit("expected the errno in the error, saw '%s'" % status("error"))
elif how == "leaves":
    # A thread ends, and closes its file, while the run waits for its answer.
    control("arm")
    fd = open_thread()
    gone = threading.Thread(target=lambda: (ask(fd), os.close(fd)))
    gone.start()
    wait_for(lambda: tid() != "0")
    control("start")
    gone.join()
    wait_for(lambda: status("state") == "failed")
    if "has ended before the run" not in status("error"):
        sys.exit("expected the end of the thread in the error, saw '%s'" % status("error"))
elif how == "stuck":
    # A thread waits for a page of its batch that nobody brings.  The run ends without it.
    page = 4096
    area = mmap.mmap(-1, 2 * page)
    base = ctypes.addressof(ctypes.c_char.from_buffer(area))
    faults = libc.syscall(282 if os.uname().machine == "aarch64" else 323, os.O_CLOEXEC)
    if faults < 0:
        print("skip: no userfaultfd")
        sys.exit()
    area[:page] = bytes(page)
    fcntl.ioctl(faults, 0xc018aa3f, struct.pack("QQQ", 0xaa, 0, 0))
    fcntl.ioctl(faults, 0xc020aa00, struct.pack("QQQQ", base + page, page, 1, 0))
    control("arm")
    # Role and index are on the page that is there.
    stuck = threading.Thread(target=call, args=(open_thread(), NEXT, ctypes.c_void_p(base + page - 8)))
    stuck.start()
    wait_for(lambda: tid() != "0")
    control("start")
    if not select.select([faults], [], [], 60)[0]:
        sys.exit("expected a page fault")
    control("abort")
    # Another run is possible meanwhile.
    control("arm")
    control("abort")
    os.close(faults)
    stuck.join()
print("ok")
