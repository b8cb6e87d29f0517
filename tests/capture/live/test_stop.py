"""Signals end waiting, and nothing else."""

import os
import select
import signal
import time

from arpwatch_k8s.capture.live.stop import Stop


def test_a_signal_is_noted_and_wakes_whoever_waits() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with Stop() as stop:
        assert not stop.requested
        os.kill(os.getpid(), signal.SIGTERM)
        began = time.monotonic()
        stop.wait(30)
        assert time.monotonic() - began < 10
        assert stop.requested
        assert stop.by is signal.SIGTERM
        assert select.select([stop.fileno()], [], [], 0)[0]
    assert signal.getsignal(signal.SIGTERM) is before


def test_it_can_be_asked_for_often() -> None:
    with Stop() as stop:
        for _ in range(100_000):
            stop.request()
        assert stop.by is None
