"""Signals end waiting, and nothing else."""

import os
import signal
import time

import pytest

from arpwatch_k8s.capture.live import stop as module
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
    assert signal.getsignal(signal.SIGTERM) is before


def test_what_the_kernel_still_holds_is_waited_for_but_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(module.time, "monotonic", lambda: now)
    with Stop() as stop:
        assert not stop.is_over(idle=True)
        stop.request()
        assert not stop.is_over(idle=True)
        now += module.BLOCK_S
        assert not stop.is_over(idle=True)
        now += module.BLOCK_S
        assert stop.is_over(idle=True)
        assert not stop.is_over(idle=False)
        now += module.DRAIN_S
        assert stop.is_over(idle=False)


def test_it_can_be_asked_for_often() -> None:
    with Stop() as stop:
        for _ in range(100_000):
            stop.request()
        assert stop.by is None


def test_a_terminal_that_is_gone_ends_it_unless_it_was_started_to_outlive_one() -> None:
    with Stop() as stop:
        os.kill(os.getpid(), signal.SIGHUP)
        assert stop.requested
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with Stop() as stop:
            os.kill(os.getpid(), signal.SIGHUP)
            assert not stop.requested
    finally:
        signal.signal(signal.SIGHUP, before)
