"""Whoever reads standard output of a live command may leave, have no room, or stop reading: it ends as it should."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.live.namespaces import INTERFACE, REPO, START_TIMEOUT_S, THERE, Pair, pair
from tests.savefiles import MAC_A, MAC_B, VIP, announcement

pytestmark = pytest.mark.lab

PAGE_BYTES = 4096
"""The smallest capacity of a pipe (Linux fcntl(2), F_SETPIPE_SZ)."""
PIPE_BYTES = 1 << 16
"""The usual one (Linux pipe(7))."""
SOON_S = 30
"""Far above what an end takes, on a machine that has much else to do, and far below a wait without end."""


@contextmanager
def writing_to(output: int, wire: Pair, errors: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """The command, its standard output an open descriptor; the test's own copy of that is closed."""
    argv = ("ip", "netns", "exec", wire.here, sys.executable, "-m", "arpwatch_k8s", *arguments)
    with errors.open("wb") as stderr:
        process = subprocess.Popen(argv, stdout=output, stderr=stderr, cwd=REPO)
    os.close(output)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for(errors: Path, words: str) -> None:
    """Until the command has said so on standard error."""
    limit = time.monotonic() + START_TIMEOUT_S
    while words not in errors.read_text():
        assert time.monotonic() < limit, errors.read_text()
        time.sleep(0.05)


def full_disk() -> int:
    """A file that has no room."""
    return os.open("/dev/full", os.O_WRONLY)


def full_pipe() -> tuple[int, int]:
    """Both ends of a pipe that has room for one byte."""
    theirs, ours = os.pipe()
    fcntl.fcntl(ours, fcntl.F_SETPIPE_SZ, PAGE_BYTES)
    os.write(ours, bytes(PAGE_BYTES - 1))
    return theirs, ours


def test_watch_ends_well_when_its_reader_has_seen_enough(reachable: Path) -> None:
    theirs, ours = os.pipe()
    errors, case = reachable / "errors", reachable / "case"
    options = ("watch", "-i", INTERFACE, "--vip", VIP, "-o", str(case))
    with pair() as wire, writing_to(ours, wire, errors, *options) as running:
        assert os.read(theirs, 1)
        os.close(theirs)
        wire.send(announcement(MAC_A), announcement(MAC_B))
        assert running.wait(SOON_S) == 0
    assert "Traceback" not in errors.read_text()
    assert (case / "report" / "analysis.json").exists()


def test_watch_on_a_full_disk_says_so_and_writes_its_report(reachable: Path) -> None:
    errors, case = reachable / "errors", reachable / "case"
    options = ("watch", "-i", INTERFACE, "--vip", VIP, "-o", str(case))
    with pair() as wire, writing_to(full_disk(), wire, errors, *options) as running:
        assert running.wait(START_TIMEOUT_S) == 3
    assert errors.read_text().splitlines()[-2:] == [
        "arpwatch-k8s: standard output cannot be written ([Errno 28] No space left on device)",
        "  Make room, or write to another place.",
    ]
    assert (case / "report" / "analysis.json").exists()


def test_watch_ends_when_it_is_told_to_though_nobody_reads(reachable: Path) -> None:
    theirs, ours = full_pipe()
    errors, case = reachable / "errors", reachable / "case"
    options = ("watch", "-i", INTERFACE, "--vip", VIP, "-o", str(case))
    with pair() as wire, writing_to(ours, wire, errors, *options) as running:
        wait_for(errors, "watching eth0")
        running.send_signal(signal.SIGINT)
        assert running.wait(SOON_S) == 3
    os.close(theirs)
    assert errors.read_text().splitlines()[-2:] == [
        "arpwatch-k8s: standard output cannot be written ([Errno 110] nobody reads it)",
        "  Make room, or write to another place.",
    ]
    assert (case / "report" / "analysis.json").exists()


def test_capture_ends_well_when_its_reader_has_seen_enough(reachable: Path) -> None:
    errors = reachable / "errors"
    theirs, ours = os.pipe()
    with pair() as wire, writing_to(ours, wire, errors, "capture", "-i", INTERFACE, "-w", "-") as running:
        assert os.read(theirs, 1)
        wait_for(errors, "listening on")
        os.close(theirs)
        wire.send(announcement(MAC_A))
        assert running.wait(SOON_S) == 0
    assert len(errors.read_text().splitlines()) == 1
    theirs, ours = os.pipe()
    os.close(theirs)  # before the file's first byte
    with pair() as wire, writing_to(ours, wire, errors, "capture", "-i", INTERFACE, "-w", "-") as running:
        assert running.wait(START_TIMEOUT_S) == 0
    assert not errors.read_text()


def test_capture_counts_what_a_reader_who_stopped_did_not_get(reachable: Path) -> None:
    theirs, ours = os.pipe()
    errors = reachable / "errors"
    with pair() as wire, writing_to(ours, wire, errors, "capture", "-i", INTERFACE, "-w", "-") as running:
        wait_for(errors, "listening on")
        wire.send(*[announcement(MAC_A)] * (2 * PIPE_BYTES // len(announcement(MAC_A))))
        running.send_signal(signal.SIGINT)
        assert running.wait(SOON_S) == 4
    os.close(theirs)
    *_, stuck, count = errors.read_text().splitlines()
    assert "nobody reads it" in stuck
    assert "not written for want of room" in count


@pytest.mark.parametrize(("leaves", "code"), [(True, 0), (False, 3)], ids=["reader left", "full disk"])
def test_probe_ends_as_it_should(leaves: bool, code: int, reachable: Path) -> None:
    errors = reachable / "errors"
    output = full_disk()
    if leaves:
        os.close(output)
        theirs, output = os.pipe()
        os.close(theirs)
    with (
        pair(addresses=True) as wire,
        writing_to(output, wire, errors, "probe", "-q", "-i", INTERFACE, THERE, "-c", "1") as running,
    ):
        assert running.wait(START_TIMEOUT_S) == code
    assert len(errors.read_text().splitlines()) == (0 if leaves else 2)
