"""Several files at once are read as one after the other would be; a failure or Ctrl-C ends all."""

import os
import threading
import time
from pathlib import Path
from threading import Event

import pytest

from arpwatch_k8s.capture import parallel
from arpwatch_k8s.capture.files import load
from arpwatch_k8s.capture.parallel import Stopped, each
from arpwatch_k8s.correlator.vips import discover
from arpwatch_k8s.errors import InputError
from tests.capture.beginning import once_begun
from tests.savefiles import MAC_A, announcement, exchange, pcap, pcapng, save

SECOND = 1_000_000_000


def several(folder: Path) -> list[str]:
    """Captures of both kinds that overlap in time."""
    made = []
    for number in range(6):
        frames = [(number * SECOND // 2, announcement(MAC_A)), *exchange(number * SECOND // 2 + 1, 40000 + number)]
        data = pcap(frames) if number % 2 else pcapng(frames)
        made.append(save(folder / f"{number}.pcap", data))
    return made


def test_the_number_of_threads_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = several(tmp_path)
    results = []
    for processors in (1, 2, 5):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _, n=processors: set(range(n)))
        loaded = load(paths, discover=discover)
        columns = {name: column.tolist() for name, column in loaded.evidence.columns.items()}
        texts = [loaded.evidence.addresses.text(code) for code in range(len(loaded.evidence.addresses))]
        results.append((columns, texts, loaded.captures, loaded.flows.tolist(), loaded.vips))
    assert results[0] == results[1] == results[2]
    assert len(results[0][0]["time"]) > 6


def test_outcomes_are_in_the_order_of_the_tasks() -> None:
    def work(task: int, _: Event) -> int:
        time.sleep(0.02 * (3 - task))
        return task * 10

    assert each(work, [0, 1, 2]) == [0, 10, 20]


def test_one_failure_stops_the_others_and_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel.os, "sched_getaffinity", lambda _: {0, 1})
    stopped = []

    def work(task: int, stop: Event) -> int:
        if task:
            raise InputError("x: broken", fix="Mend it.")
        assert stop.wait(10)
        stopped.append(task)
        raise Stopped

    with pytest.raises(InputError, match="broken"):
        each(work, [0, 1])
    assert stopped == [0]
    assert not any(thread.name.startswith("scan") for thread in threading.enumerate())


def test_an_interrupt_while_they_are_begun_stops_those_that_are(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> None:
        assert is_running.wait(60)
        raise KeyboardInterrupt

    def work(_: int, stop: Event) -> None:
        is_running.set()
        heard.append(stop.wait(60))
        raise Stopped

    heard: list[bool] = []
    is_running = Event()
    monkeypatch.setattr(parallel.os, "sched_getaffinity", lambda _: {0, 1})
    once_begun(monkeypatch, 1, interrupt)
    with pytest.raises(KeyboardInterrupt):
        each(work, [0, 1, 2])
    assert heard == [True]


def test_progress_ends_with_all_bytes_of_both_passes(tmp_path: Path) -> None:
    paths = several(tmp_path)
    told: list[tuple[int, int | None]] = []

    class Told:
        def update(self, done: int, total: int | None) -> None:
            told.append((done, total))

    load(paths, discover=discover, progress=Told())
    size = sum(Path(path).stat().st_size for path in paths)
    assert told[-1] == (2 * size, 2 * size)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
