"""Keys come one by one from a real pseudo-terminal, which is given back as it was by whatever ends the process."""

import os
import pty
import select
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator

import pytest

from tests.conftest import REPO

WAIT_S = 60
SCRIPT = """
import os, sys, time
from arpwatch_k8s.monitor.sinks.terminal.keyboard import Keyboard
with Keyboard(0) as keyboard:
    print("begun", flush=True)
    while True:
        key = keyboard.key(within_s=60)
        print("key", repr(key), flush=True)
        if key == "q":
            break
        if key == "x":
            raise SystemExit("a fault")
"""


class Terminal:
    """A process on a terminal of its own, which it leads, as a shell's job does."""

    def __init__(self) -> None:
        self.ours, self.theirs = pty.openpty()
        self.before = termios.tcgetattr(self.theirs)
        self.seen = b""
        self.process = subprocess.Popen(
            [sys.executable, "-c", f"import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n{SCRIPT}"],
            stdin=self.theirs,
            stdout=self.theirs,
            stderr=self.theirs,
            cwd=REPO,
            start_new_session=True,
        )

    def until(self, words: bytes) -> None:
        """Until it says these, which are then over."""
        while words not in self.seen:
            assert select.select([self.ours], [], [], WAIT_S)[0], self.seen
            self.seen += os.read(self.ours, 4096)
        self.seen = self.seen.partition(words)[2]

    def press(self, keys: bytes) -> None:
        os.write(self.ours, keys)

    def modes(self) -> int:
        """The local modes: echo, whole lines, signals."""
        return int(termios.tcgetattr(self.theirs)[3])

    def restored(self) -> bool:
        return termios.tcgetattr(self.theirs) == self.before

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.ours)
        os.close(self.theirs)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    one = Terminal()
    one.until(b"begun")
    yield one
    one.close()


def test_keys_come_without_enter_and_are_not_shown(terminal: Terminal) -> None:
    assert not terminal.modes() & (termios.ECHO | termios.ICANON)
    assert terminal.modes() & termios.ISIG
    terminal.press(b"?")
    terminal.until(b"key '?'\r\n")
    terminal.press(b"\x1b[A")  # an arrow is no key of ours
    terminal.until(b"key ''\r\n")
    terminal.press(b"q")
    terminal.until(b"key 'q'\r\n")
    assert terminal.process.wait(WAIT_S) == 0
    assert terminal.restored()


@pytest.mark.parametrize(
    ("ending", "code"),
    [(b"x", 1), (b"\x03", -signal.SIGINT), (b"\x1c", -signal.SIGQUIT)],
    ids=["a fault", "Ctrl-C", "Ctrl-\\"],
)
def test_the_terminal_is_given_back_by_what_ends_it(terminal: Terminal, ending: bytes, code: int) -> None:
    terminal.press(ending)
    assert terminal.process.wait(WAIT_S) == code
    assert terminal.restored()


def test_it_is_given_back_while_the_process_rests_and_taken_again(terminal: Terminal) -> None:
    terminal.press(b"\x1a")
    _, status = os.waitpid(terminal.process.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    assert terminal.restored()
    os.kill(terminal.process.pid, signal.SIGCONT)
    terminal.press(b"?\n")  # with Enter, should it not have taken it yet
    terminal.until(b"key '?'")
    terminal.press(b"q")
    terminal.until(b"key 'q'")
    assert terminal.process.wait(WAIT_S) == 0
    assert terminal.restored()
