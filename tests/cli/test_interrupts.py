"""Ctrl-C ends a command from its first instruction on, and never with a traceback."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from arpwatch_k8s.cli import interrupts
from tests.savefiles import exchange, pcap, save

SWALLOWS = """
import os, signal, sys
from arpwatch_k8s.cli import interrupts

class Swallowing:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)  # what is raised here, Python prints and forgets

interrupts.{which}()
Swallowing()
print("went on")
"""
COMMAND = """
from arpwatch_k8s.cli import interrupts, main
interrupts.at_once()  # as main does first
print("ready", flush=True)
main()
"""
TRIES = 8
WAIT_S = 60


def ended(which: str) -> tuple[int, str]:
    """How a process ends that is interrupted where exceptions are lost."""
    script = SWALLOWS.format(which=which)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_while_a_command_loads_ctrl_c_ends_it_where_an_exception_would_be_lost() -> None:
    assert ended("at_once") == (130, "arpwatch-k8s: interrupted\n")
    assert ended("as_exceptions")[0] == 0


def test_work_is_ended_in_order_and_what_others_set_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    handlers: list[object] = [signal.default_int_handler]
    monkeypatch.setattr(signal, "getsignal", lambda _: handlers[-1])
    monkeypatch.setattr(signal, "signal", lambda _, handler: handlers.append(handler))
    interrupts.at_once()
    interrupts.as_exceptions()
    assert handlers == [signal.default_int_handler, interrupts.leave, signal.default_int_handler]
    handlers = [signal.SIG_IGN]
    interrupts.at_once()
    interrupts.as_exceptions()
    assert handlers == [signal.SIG_IGN]


def test_ctrl_c_at_any_time_ends_an_analysis_without_a_traceback(tmp_path: Path) -> None:
    path = save(tmp_path / "x.pcap", pcap(exchange(0, 40000)))
    argv = [sys.executable, "-c", COMMAND, "analyze", path]
    delays = random.Random(1)  # the same each time
    for _ in range(TRIES):
        with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
            assert running.stdout is not None
            assert running.stdout.readline() == "ready\n"
            time.sleep(delays.uniform(0, 1.5))
            running.send_signal(signal.SIGINT)
            _, said = running.communicate(timeout=WAIT_S)
        assert running.returncode in (0, 130)
        assert "Traceback" not in said
        assert "Exception ignored" not in said
