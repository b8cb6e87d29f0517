"""A feed gives the rows that reading the same frames from a file gives."""

import itertools
import queue
from collections.abc import Callable

import numpy as np
import pytest

from arpwatch_k8s.capture.live.feed import Batch, Feed
from arpwatch_k8s.capture.live.kernel_filter import Passing
from arpwatch_k8s.capture.live.stop import Stop
from arpwatch_k8s.capture.live.tap import GoneError
from arpwatch_k8s.errors import ArpwatchError
from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.evidence.table import gather
from arpwatch_k8s.monitor.clock import clocks
from arpwatch_k8s.wire.wanted import CONTROL, COUNT, VIP_TCP, wanted
from tests.capture.live.taps import FakeTap
from tests.savefiles import MAC_A, MAC_B, NS, VIP, Timed, announcement, exchange, segment

FRAMES = [(i * NS, announcement(MAC_A if i % 2 else MAC_B)) for i in range(6)] + exchange(100 * NS, 40000)
WANTED = wanted(CONTROL | COUNT | VIP_TCP, [address_number(VIP)])


def fed(
    pieces: list[list[Timed] | ArpwatchError | Callable[[], None]],
    monkeypatch: pytest.MonkeyPatch,
    *,
    number: int = 0,
    of: int = 1,
) -> list[Batch]:
    """All batches of a tap; a survey with each."""
    monkeypatch.setattr("arpwatch_k8s.capture.live.feed.SURVEY_S", -1.0)
    batches: queue.Queue[Batch] = queue.Queue()
    with Stop() as stop:
        Feed(FakeTap(pieces, dropped=2), WANTED, batches, stop, number=number, of=of, clock=clocks)._run()  # type: ignore[arg-type]
    return list(batches.queue)


def test_rows_come_as_they_would_from_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    batches = fed([FRAMES[:3], FRAMES[3:4], [], FRAMES[4:]], monkeypatch)
    rows = gather([batch.evidence for batch in batches])
    assert rows["frame"].tolist() == sorted(rows["frame"].tolist())
    assert rows["frame"].tolist()[:6] == [1, 2, 3, 4, 5, 6]
    assert rows["time"].tolist()[:6] == [time for time, _ in FRAMES[:6]]
    assert [batch.last for batch in batches] == [False] * (len(batches) - 1) + [True]


def test_frames_that_never_cease_do_not_keep_it_from_ending(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("arpwatch_k8s.capture.live.stop.DRAIN_S", 0.2)
    batches: queue.Queue[Batch] = queue.Queue()
    with Stop() as stop:
        stop.request()
        Feed(FakeTap([], endless=FRAMES[:5]), WANTED, batches, stop, clock=clocks)._run()  # type: ignore[arg-type]
    assert sum(len(batch.evidence) for batch in batches.queue) > 5
    assert list(batches.queue)[-1].last


def test_a_batch_says_up_to_when_no_frame_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("arpwatch_k8s.capture.live.feed.HAND_OVER_S", -1.0)
    monkeypatch.setattr("arpwatch_k8s.capture.live.feed.SURVEY_S", -1.0)
    now, batches = itertools.count(1000 * NS, NS), queue.Queue[Batch]()
    with Stop() as stop:
        tap = FakeTap([FRAMES[:3], FRAMES[3:5]])
        Feed(tap, WANTED, batches, stop, clock=lambda: (next(now),))._run()  # type: ignore[arg-type]
    every = list(batches.queue)
    # behind a read that brought frames more may wait; where there were none, there were none
    assert [batch.read_to // NS for batch in every if len(batch.evidence)] == [2, 4]
    others = [batch.read_to // NS for batch in every if not len(batch.evidence)]
    assert others == sorted(others)
    assert [each for each in others if each < 1000] == [0]  # before it asked


def test_surveys_count_what_was_seen_lost_and_carried(monkeypatch: pytest.MonkeyPatch) -> None:
    data = (200 * NS, segment("PA", port=40001, seq=5, ack=7, data=b"GET /"))
    batches = fed([[*FRAMES, data], []], monkeypatch)
    *before, last = [batch.survey for batch in batches if batch.survey is not None]
    first = before[-1]
    assert (first.frames, first.counts.dropped) == (len(FRAMES) + 1, 2)
    assert first.flows["payload"].sum() == 5
    assert first.endpoints["syn"].sum() == 1
    # when all is over a flow that was open is handed out once, not twice
    assert len(last.flows) == 0
    assert sum(flows["payload"].sum() for batch in batches for flows in batch.flows) == 5


def test_several_interfaces_share_one_numbering_without_a_clash(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [
        np.concatenate([batch.evidence["frame"] for batch in fed([FRAMES[:4]], monkeypatch, number=n, of=3)])
        for n in range(3)
    ]
    assert sorted(np.concatenate(numbers).tolist()) == list(range(1, 13))


def test_an_interface_that_is_gone_is_told_with_what_came_before(monkeypatch: pytest.MonkeyPatch) -> None:
    batches = fed([FRAMES[:2], GoneError("-i eth0: is gone", fix="Start again.")], monkeypatch)
    assert isinstance(batches[-1].failed, GoneError)
    assert batches[-1].last
    assert sum(len(batch.evidence) for batch in batches) == 2


def test_whatever_is_raised_in_it_is_its_last_word(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    batches = fed([FRAMES[:2], fail], monkeypatch)
    assert isinstance(batches[-1].failed, MemoryError)
    assert batches[-1].last
    monkeypatch.setattr(Feed, "_survey", fail)
    (last,) = fed([FRAMES[:2]], monkeypatch)
    assert isinstance(last.failed, MemoryError)
    assert last.last


def test_other_vips_are_looked_for_from_the_next_bytes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    tap, batches = FakeTap([FRAMES[:6], FRAMES[6:]]), queue.Queue[Batch]()
    with Stop() as stop:
        feed = Feed(tap, wanted(CONTROL, ()), batches, stop, clock=clocks)  # type: ignore[arg-type]
        passing = Passing(vips=(address_number(VIP),))
        feed.look_for(passing, WANTED)
        feed._run()
    assert tap.passing == [passing]
    kinds = np.concatenate([batch.evidence["kind"] for batch in batches.queue])
    assert len(kinds) > 6
