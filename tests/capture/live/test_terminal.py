"""Whether the terminal is still there, told from SIGHUP by `kill`."""

import os
import pty
import signal
import subprocess
import sys

SCRIPT = """
import fcntl, os, signal, sys, termios
from arpwatch_k8s.capture.live.terminal import is_there

fcntl.ioctl(0, termios.TIOCSCTTY, 0)
mouth = int(sys.argv[1])

def told(*_):
    os.write(mouth, b"there\\n" if is_there() else b"gone\\n")

signal.signal(signal.SIGHUP, told)
os.write(mouth, b"ready\\n" if is_there() else b"none\\n")
while True:
    signal.pause()
"""


def test_a_terminal_that_hangs_up_is_gone_and_one_of_a_process_that_is_told_by_kill_is_not() -> None:
    ours, theirs = pty.openpty()
    read, write = os.pipe()

    argv = (sys.executable, "-c", SCRIPT, str(write))
    with subprocess.Popen(argv, start_new_session=True, pass_fds=(write,), stdin=theirs) as process:
        os.close(theirs)
        os.close(write)
        with os.fdopen(read) as said:
            assert said.readline() == "ready\n"
            os.kill(process.pid, signal.SIGHUP)
            assert said.readline() == "there\n"
            os.close(ours)
            assert said.readline() == "gone\n"
        process.kill()


def test_one_that_was_started_without_has_none() -> None:
    script = "from arpwatch_k8s.capture.live.terminal import is_there; print(is_there())"
    said = subprocess.check_output((sys.executable, "-c", script), start_new_session=True, text=True)
    assert said == "False\n"
