"""`watch --tui` on a terminal of its own: who owns the VIP, keys, and the terminal as it was."""

import os
import pty
import select
import subprocess
import sys
import termios

import pytest

from tests.live.namespaces import INTERFACE, REPO, START_TIMEOUT_S, pair
from tests.savefiles import MAC_A, MAC_B, VIP, announcement

pytestmark = pytest.mark.lab


def test_it_draws_who_owns_the_vip_and_ends_at_q_with_the_terminal_as_it_was() -> None:
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(ours, (24, 80))
    before = termios.tcgetattr(theirs)
    seen = b""
    with pair() as wire:
        argv = (sys.executable, "-m", "arpwatch_k8s", "watch", "--tui", "-i", INTERFACE, "--vip", VIP)
        in_there = ("setsid", "--ctty", "ip", "netns", "exec", wire.here, *argv)
        with subprocess.Popen(in_there, stdin=theirs, stdout=theirs, stderr=theirs, cwd=REPO) as running:

            def until(words: bytes) -> None:
                nonlocal seen
                while words not in seen:
                    assert select.select([ours], [], [], START_TIMEOUT_S)[0], seen
                    seen += os.read(ours, 65536)
                seen = seen.partition(words)[2]

            until(b"? help  q end")
            wire.send(announcement(MAC_A))
            until(b"claimed: " + MAC_A.encode())
            wire.send(announcement(MAC_B))
            until(b"claimed: " + MAC_B.encode())
            os.write(ours, b"?")
            until(b"who says by ARP or neighbor discovery")
            os.write(ours, b"q")
            until(b"stopped after 2 frames, 0 dropped")
            until(b"\x1b[?25h")  # the cursor is given back
        after = termios.tcgetattr(theirs)
        os.close(theirs)
        os.close(ours)
    assert running.returncode == 0
    assert after == before
